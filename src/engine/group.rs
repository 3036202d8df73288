//! What agents write in the group: what goes to the user, and what must never.
//!
//! A message reaches a user only if it stands in the topic of a conversation, or answers its card, a
//! relayed message or one's own answer; and is no command, no note, begins with no mention, and
//! answers no other text of the bot. General belongs to the team.

use crate::domain::access::{Action, Actor, Role};
use crate::domain::button::Button;
use crate::domain::conversation::Conversation;
use crate::domain::event::{Author, GroupMessage};
use crate::domain::id::{ConversationId, MessageRef};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::Desk;
use crate::domain::transition::Event;
use crate::mistake::{Mistake, made};
use crate::store::{Entry, EntryKind, Mark, Speaker, StoreError};

use super::work::Work;

/// Whom a message in the group is for.
pub(super) enum Target {
    /// The user of this conversation.
    User(ConversationId),
    /// The team.
    Inside,
    /// It answers something of ours that nobody remembers.
    Unknown,
    /// It answers something of ours that stands in another chat.
    Elsewhere,
    /// It answers, in General, a card that stood there before its conversation had a topic.
    General(ConversationId),
}

impl Target {
    /// What somebody is told who wanted to reach a user and cannot from there.
    pub(super) fn not_sent(&self, desk: &Desk) -> Option<Notice> {
        match self {
            Target::User(_) | Target::Inside => None,
            Target::General(id) => Some(Notice::NotSentGeneral { conversation: *id }),
            Target::Elsewhere if !desk.former_chats.is_empty() => Some(Notice::NotSentOldGroup),
            Target::Elsewhere | Target::Unknown => Some(Notice::NotSentUnknown),
        }
    }
}

impl Work<'_> {
    pub(super) fn group_message(&mut self, message: &GroupMessage) -> Result<(), StoreError> {
        let Some(desk) = self.tx.desk_of(message.group.chat)? else {
            return self.message_elsewhere(message);
        };
        if desk.chat != message.group.chat {
            return Ok(());
        }
        let desk = self.group_changed(desk, &message.group)?;
        let Some(actor) = self.author(&desk, &message.author)? else {
            return self.no_agent(&desk, message);
        };
        let album = message.content.album.as_deref();
        self.end_album_of_agent(&desk, actor, album)?;
        if let Some(group) = album {
            return self.agents_part(&desk, actor, group, message);
        }
        if let Some(command) = &message.command {
            return self.group_command(&desk, actor, message, command);
        }
        if let Some(text) = note_text(&message.content.text) {
            return self.note_by_slashes(&desk, actor, message, text);
        }
        if message.begins_with_mention {
            return Ok(());
        }
        match self.target(&desk, message)? {
            Target::User(id) => self.answer(&desk, actor, id, std::slice::from_ref(message)),
            target => match target.not_sent(&desk) {
                Some(why) => self.reply(&desk, message, why.into(), Slot::None),
                None => Ok(()),
            },
        }
    }

    /// Whoever is no agent reaches nobody. A person who writes in the name of a channel, where an agent
    /// would have reached the user, is told; what comes by itself never is.
    fn no_agent(&mut self, desk: &Desk, message: &GroupMessage) -> Result<(), StoreError> {
        if message.author != Author::Channel || stays_inside(message) && message.command.is_none() {
            return Ok(());
        }
        if let Target::Inside = self.target(desk, message)? {
            return Ok(());
        }
        // An album has many parts and needs one answer.
        if let Some(album) = &message.content.album {
            let told: Option<String> = self.tx.meta("told-channel-album")?;
            if told.as_ref() == Some(album) {
                return Ok(());
            }
            self.tx.set_meta("told-channel-album", album)?;
        }
        self.reply(desk, message, Notice::NotSentChannel.into(), Slot::Inside)
    }

    /// Who writes, and what they may; `None` for whoever is no agent.
    pub(super) fn author(
        &mut self,
        desk: &Desk,
        author: &Author,
    ) -> Result<Option<Actor>, StoreError> {
        match author {
            Author::Person(person) => {
                let member = self.seen_in_group(desk.id, person)?;
                let role = self.of(desk.id).rules.permissions.role(&member);
                Ok(role.map(|role| Actor { id: Some(person.id), role, anonymous: false }))
            }
            // It proves "some administrator", no more (telegram-facts B10).
            Author::AnonymousAdmin => {
                use crate::domain::access::TelegramAdmins as T;
                let role = match self.of(desk.id).rules.permissions.telegram_admins {
                    T::Admin => Role::Admin,
                    T::Agent | T::CreatorOnly => Role::Agent,
                };
                Ok(Some(Actor { id: None, role, anonymous: true }))
            }
            Author::Channel | Author::Stranger | Author::Ourselves => Ok(None),
        }
    }

    pub(super) fn target(&self, desk: &Desk, message: &GroupMessage) -> Result<Target, StoreError> {
        if let Some(thread) = message.thread {
            let Some(id) = self.tx.topic(desk.chat, thread)? else {
                return Ok(Target::Inside);
            };
            return Ok(match &message.reply_to {
                Some(reply) if reply.ours => {
                    let replied = Self::in_desk(desk, reply.message);
                    match self.tx.mapped(replied)?.map(|mapped| mapped.mark) {
                        // Also a canned reply that somebody has sent.
                        Some(Mark::Card | Mark::Relay | Mark::FromAgent { .. }) => Target::User(id),
                        Some(_) => Target::Inside,
                        // A relay whose receipt was lost, or anything else: never in silence.
                        None => Target::Unknown,
                    }
                }
                _ => Target::User(id),
            });
        }
        let Some(reply) = &message.reply_to else {
            let elsewhere = message.answers_us_elsewhere && !desk.has_topics();
            return Ok(if elsewhere { Target::Elsewhere } else { Target::Inside });
        };
        if desk.has_topics() {
            return Ok(match self.tx.mapped(Self::in_desk(desk, reply.message))? {
                Some(mapped) if matches!(mapped.mark, Mark::Card | Mark::Relay) => {
                    Target::General(mapped.conversation)
                }
                Some(_) | None => Target::Inside,
            });
        }
        let author = match &message.author {
            Author::Person(person) => Some(person.id),
            Author::AnonymousAdmin | Author::Channel | Author::Stranger | Author::Ourselves => None,
        };
        Ok(match self.tx.mapped(Self::in_desk(desk, reply.message))? {
            Some(mapped) => match mapped.mark {
                Mark::Card | Mark::Relay => Target::User(mapped.conversation),
                Mark::FromAgent { by } if by == author => Target::User(mapped.conversation),
                _ => Target::Inside,
            },
            None if reply.ours => {
                let stands_on_cards =
                    reply.buttons.iter().filter(|button| button.stands_on_cards());
                let named = stands_on_cards.filter_map(Button::conversation).next();
                let known = match named.filter(|id| id.desk == desk.id) {
                    Some(id) => self.tx.conversation(id)?.map(|_| id),
                    None => None,
                };
                known.map_or(Target::Unknown, Target::User)
            }
            None => Target::Inside,
        })
    }

    /// An agent's answer; several messages are an album.
    pub(super) fn answer(
        &mut self,
        desk: &Desk,
        actor: Actor,
        id: ConversationId,
        messages: &[GroupMessage],
    ) -> Result<(), StoreError> {
        let Some(first) = messages.first() else {
            return Ok(());
        };
        let rules = &self.of(desk.id).rules;
        let known = self.tx.conversation(id)?;
        let asks = known.is_some_and(|known| known.asks_before_sending(actor, rules));
        if asks && !made(Mistake::SendUnasked) {
            return self.ask_before_sending(desk, actor, id, messages);
        }
        let event = Event::AgentAnswers { by: actor, at: first.at };
        let refusal = self.happen(id, event)?.err();
        let by = if actor.anonymous { None } else { actor.id };
        let speaker = by.map_or(Speaker::Team, Speaker::Agent);
        let keeps_text = self.keeps_text(id)?;
        let mut from = Vec::new();
        for message in messages {
            let original = Self::in_desk(desk, message.message);
            from.push(original);
            self.map_said(original, id, Mark::FromAgent { by }, &message.content)?;
            let text = if keeps_text { message.content.text.clone() } else { String::new() };
            let kind = EntryKind::Said { message: original, kind: message.content.kind, text };
            self.tx.remember(id, &Entry { at: message.at, by: speaker, kind })?;
        }
        self.map_album(&from)?;
        if let Some(refusal) = refusal {
            for message in &from {
                let kind = EntryKind::Failed { message: *message };
                self.tx.remember(id, &Entry { at: self.now, by: Speaker::Itself, kind })?;
            }
            let reopens = matches!(refusal, Notice::NotSentCompleted { .. });
            let reopen = reopens.then(|| vec![Button::Reopen(id)]);
            let saying = refusal.with(reopen.into_iter().collect());
            return self.reply(desk, first, saying, Slot::NotSent { of: from });
        }
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(());
        };
        self.carry(desk, &conversation, messages)?;
        self.tell_basics(desk, actor, first)?;
        self.pin_long_card(id)
    }

    /// Brings an agent's answer to the user; several messages are an album.
    pub(super) fn carry(
        &mut self,
        desk: &Desk,
        conversation: &Conversation,
        messages: &[GroupMessage],
    ) -> Result<(), StoreError> {
        let Some(first) = messages.first() else {
            return Ok(());
        };
        let from: Vec<MessageRef> =
            messages.iter().map(|message| Self::in_desk(desk, message.message)).collect();
        let answered = first.reply_to.as_ref().map(|reply| reply.message);
        // In the user's chat there are no topics: whatever stands there can be answered.
        let answered = answered.or(first.reference.elsewhere);
        let mut reply_to = answered.map(|message| Self::in_desk(desk, message));
        // In a plain desk whoever answers the card speaks to the user, not about the first message.
        if let (Some(reply), false) = (reply_to, desk.has_topics())
            && self.tx.mapped(reply)?.is_some_and(|mapped| mapped.mark == Mark::Card)
        {
            reply_to = None;
        }
        let contents = messages.iter().map(|message| message.content.clone()).collect();
        let quote = first.reference.quote.clone().filter(|_| reply_to.is_some());
        self.deliver(conversation, from, reply_to, quote, contents)
    }

    // ---- notes -----------------------------------------------------------------------------------------

    fn note_by_slashes(
        &mut self,
        desk: &Desk,
        actor: Actor,
        message: &GroupMessage,
        text: &str,
    ) -> Result<(), StoreError> {
        match self.meant(desk, message)? {
            Some(id) if !text.is_empty() => match self.allowed(desk.id, actor, Action::Note) {
                Ok(()) => self.keep_note(id, actor, message, text),
                Err(refusal) => self.reply(desk, message, refusal.into(), Slot::Inside),
            },
            _ => Ok(()),
        }
    }

    /// Keeps a note in the history.
    pub(super) fn keep_note(
        &mut self,
        id: ConversationId,
        actor: Actor,
        message: &GroupMessage,
        text: &str,
    ) -> Result<(), StoreError> {
        let by = match actor.id {
            Some(user) if !actor.anonymous => Speaker::Agent(user),
            _ => Speaker::Team,
        };
        let text = if self.keeps_text(id)? { text.to_owned() } else { String::new() };
        self.tx.remember(id, &Entry { at: message.at, by, kind: EntryKind::Note { text } })
    }

    /// The conversation that a message is about: its topic's, or that of what it answers.
    pub(super) fn meant(
        &self,
        desk: &Desk,
        message: &GroupMessage,
    ) -> Result<Option<ConversationId>, StoreError> {
        if let Some(thread) = message.thread
            && let Some(id) = self.tx.topic(desk.chat, thread)?
        {
            return Ok(Some(id));
        }
        let Some(reply) = &message.reply_to else {
            return Ok(None);
        };
        if let Some(mapped) = self.tx.mapped(Self::in_desk(desk, reply.message))? {
            return Ok(Some(mapped.conversation));
        }
        let named = reply.buttons.iter().find_map(Button::conversation);
        Ok(named.filter(|id| id.desk == desk.id))
    }

    // ---- answers -------------------------------------------------------------------------------------------

    /// Answers a message in the group, where it stands.
    pub(super) fn reply(
        &mut self,
        desk: &Desk,
        message: &GroupMessage,
        saying: Saying,
        slot: Slot,
    ) -> Result<(), StoreError> {
        let answered = MessageRef { chat: message.group.chat, message: message.message };
        // Known as a text of the bot's own, so that nothing that answers it reaches the user.
        let conversation = self.meant(desk, message)?;
        self.reply_at(desk, answered, message.thread, conversation, saying, slot)
    }

    /// Says something where somebody acted.
    pub(super) fn reply_at(
        &mut self,
        desk: &Desk,
        answered: MessageRef,
        thread: Option<i32>,
        conversation: Option<ConversationId>,
        saying: Saying,
        slot: Slot,
    ) -> Result<(), StoreError> {
        let place = Place::Spot { chat: answered.chat, thread };
        let task = Task::Say { place, saying, reply_to: Some(answered), silent: true };
        self.push(Lane::Desk(desk.id), Priority::Press, conversation, task, slot)?;
        Ok(())
    }
}

/// Whether a message is for the team alone, wherever it stands: a command, a note, or a word to a
/// colleague.
pub(super) fn stays_inside(message: &GroupMessage) -> bool {
    message.command.is_some()
        || note_text(&message.content.text).is_some()
        || message.begins_with_mention
}

/// The text of a note: what begins with `//`, also in full width.
pub(super) fn note_text(text: &str) -> Option<&str> {
    let text = text.trim_start();
    text.strip_prefix("//").or_else(|| text.strip_prefix("／／")).map(str::trim)
}
