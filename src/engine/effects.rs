//! What the core asks for becomes rows of the outbox, history and figures.

use std::collections::BTreeMap;

use crate::domain::audit::{Deed, Stand};
use crate::domain::button::Button;
use crate::domain::conversation::{Conversation, Spot};
use crate::domain::event::{Content, Kind, Quote};
use crate::domain::id::{ConversationId, DeskId, MessageRef};
use crate::domain::notice::{Named, Notice, Saying};
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::Desk;
use crate::domain::stats::{Figure, figures};
use crate::domain::time::Timestamp;
use crate::domain::transition::{Effect, Outcome, Record, Reminder};
use crate::mistake::{Mistake, made};
use crate::store::{Entry, EntryKind, Speaker, StoreError};

use super::work::Work;

/// "We owe the answer" (product.md section 9).
pub(super) const EYES: &str = "👀";

/// What is said at once about something that happened.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Done {
    /// A short answer to the press.
    pub(super) toast: Option<Notice>,
    /// A refusal to the press although something changed.
    pub(super) alert: Option<Notice>,
}

/// Reminders of one sweep, per desk: when the wait began, and the line.
pub(super) type Reminders = BTreeMap<DeskId, Vec<(Timestamp, ConversationId, Reminder)>>;

impl Work<'_> {
    /// Keeps the new state and everything that follows from it.
    pub(super) fn carry_out(
        &mut self,
        desk: &Desk,
        before: &Conversation,
        outcome: Outcome,
    ) -> Result<Done, StoreError> {
        let Outcome { conversation, effects } = outcome;
        if conversation != *before {
            self.keep_conversation(&conversation)?;
        }
        if before.is_open() != conversation.is_open() {
            self.opened_or_completed(&conversation)?;
        }
        let mut done = Done::default();
        for effect in effects {
            self.effect(desk, before, &conversation, effect, &mut done)?;
        }
        self.count_tags(before, &conversation)?;
        if !before.is_open() && conversation.is_open() {
            self.join_held(conversation.user, conversation.id)?;
            self.undelivered_of_reopened(conversation.id, conversation.user)?;
        }
        if before.is_open() && !conversation.is_open() && !self.of(conversation.id.desk).store_text
        {
            self.forget_texts(conversation.id)?;
        }
        Ok(done)
    }

    /// The user's profile says which conversations are open.
    fn opened_or_completed(&mut self, conversation: &Conversation) -> Result<(), StoreError> {
        let Some(mut profile) = self.tx.profile(conversation.user)? else {
            return Ok(());
        };
        let id = conversation.id;
        profile.completed.retain(|completed| *completed != id);
        if conversation.is_open() {
            profile.begins(id);
        } else {
            profile.completed.push(id);
            profile.ends(id);
        }
        self.tx.put_profile(&profile)
    }

    fn effect(
        &mut self,
        desk: &Desk,
        before: &Conversation,
        conversation: &Conversation,
        effect: Effect,
        done: &mut Done,
    ) -> Result<(), StoreError> {
        let id = conversation.id;
        let user = conversation.user;
        let to_user = Lane::User(user);
        match effect {
            Effect::DrawCard { at_once } => self.draw_card(id, at_once)?,
            Effect::BringCardBack => self.bring_card_back(desk, conversation)?,
            Effect::SyncTopic => {
                if desk.has_topics() {
                    let lane = Lane::Drawing(id);
                    let task = Task::SyncTopic(id);
                    self.push(lane, Priority::Topic, Some(id), task, Slot::None)?;
                } else if conversation.topic.is_some() {
                    self.topic_is_stale(id)?;
                }
            }
            Effect::TellUser(saying, slot) => {
                let task =
                    Task::Say { place: Place::User(user), saying, reply_to: None, silent: false };
                self.push(to_user, Priority::Notice, Some(id), task, slot)?;
            }
            Effect::EditAtUser(message, saying) => {
                let task = Task::Edit { message, saying };
                self.push(to_user, Priority::Notice, Some(id), task, Slot::None)?;
            }
            Effect::DropUserButtons(message) => {
                let task = Task::DropButtons(message);
                self.push(to_user, Priority::Notice, Some(id), task, Slot::None)?;
            }
            Effect::WithdrawCompletedNotice => self.withdraw_notice(conversation)?,
            Effect::Tell { saying, slot, spot, rings } => {
                let silent = !rings || self.hushed(desk.id);
                self.tell(desk, conversation, spot, saying, slot, silent)?;
            }
            Effect::TellDesk(saying, slot) => {
                let silent = self.hushed(desk.id);
                let place = Place::Desk(desk.id);
                let task = Task::Say { place, saying, reply_to: None, silent };
                self.push(Lane::Desk(desk.id), Priority::Notice, Some(id), task, slot)?;
            }
            Effect::EditInside(message, saying) => {
                let task = Task::Edit { message, saying };
                self.push(Lane::Desk(desk.id), Priority::Press, Some(id), task, Slot::None)?;
            }
            Effect::Delete(message) => {
                let task = Task::Delete(vec![message]);
                self.push(Lane::Desk(desk.id), Priority::Press, Some(id), task, Slot::None)?;
            }
            Effect::Eyes => {
                if let Some(message) = conversation.last_written
                    && !self.has_reactions(message)?
                {
                    self.react(id, message, Some(EYES))?;
                }
            }
            Effect::SendAnswers(messages) => self.send_answers(desk, conversation, &messages)?,
            Effect::SendHeld(messages) => self.send_held(conversation, messages)?,
            Effect::Remind(reminder) => {
                let since = match &reminder {
                    Reminder::Nudge { since, .. } | Reminder::Escalation { since } => *since,
                    Reminder::Pending { .. } | Reminder::FollowUp { .. } => self.now,
                };
                self.reminders.entry(desk.id).or_default().push((since, id, reminder));
            }
            Effect::Turn(id) => self.took_turn(desk.id, id)?,
            Effect::Toast(notice) => done.toast = Some(notice),
            Effect::Alert(notice) => done.alert = Some(notice),
            Effect::Record(record) => {
                self.record(conversation, Some(Stand::from(before)), record)?;
            }
        }
        Ok(())
    }

    /// Draws the card's newest state, if it stands there or is about to.
    pub(super) fn draw_card(
        &mut self,
        id: ConversationId,
        at_once: bool,
    ) -> Result<(), StoreError> {
        if made(Mistake::SkipDrawing)
            && self.tx.rows_of(id)?.iter().any(|row| row.task == Task::DrawCard(id))
        {
            return Ok(());
        }
        let priority = if at_once { Priority::Press } else { Priority::Card };
        self.push(
            Lane::Drawing(id),
            priority,
            Some(id),
            Task::DrawCard(id),
            Slot::Card { quotes: None },
        )?;
        Ok(())
    }

    /// In a plain desk the card is posted anew and the old one loses its buttons; in a forum it
    /// stands in the topic that is reopened.
    fn bring_card_back(
        &mut self,
        desk: &Desk,
        conversation: &Conversation,
    ) -> Result<(), StoreError> {
        let id = conversation.id;
        // One that somebody deleted meanwhile stands anew.
        if desk.has_topics() && conversation.topic.is_some() && conversation.card.is_some() {
            let saying = Notice::ReopenedInside { conversation: id }.into();
            self.tell(desk, conversation, None, saying, Slot::Inside, self.hushed(id.desk))?;
            return self.draw_card(id, true);
        }
        self.post_card_anew(conversation, self.hushed(conversation.id.desk))
    }

    /// The card stands anew at the bottom. The old one loses its buttons after whatever was being
    /// drawn on it, and nothing is drawn on it any more.
    pub(super) fn post_card_anew(
        &mut self,
        conversation: &Conversation,
        silent: bool,
    ) -> Result<(), StoreError> {
        let id = conversation.id;
        if let Some(old) = conversation.card {
            let task = Task::DropButtons(old);
            self.push(Lane::Drawing(id), Priority::Press, Some(id), task, Slot::None)?;
            let cardless = Conversation { card: None, ..conversation.clone() };
            self.keep_conversation(&cardless)?;
        }
        let task = Task::PostCard { conversation: id, silent };
        let slot = Slot::Card { quotes: None };
        self.push(Lane::Conversation(id), Priority::Press, Some(id), task, slot)?;
        Ok(())
    }

    /// The notice of a completion that was taken back, if it has not left yet.
    fn withdraw_notice(&mut self, conversation: &Conversation) -> Result<(), StoreError> {
        let waiting: Vec<_> = self
            .tx
            .rows_of(conversation.id)?
            .into_iter()
            .filter(|row| row.slot == Slot::CompletedNotice && !row.started)
            .map(|row| row.id)
            .collect();
        for row in waiting {
            self.withdraw(row)?;
        }
        Ok(())
    }

    /// Says something in the group, where the conversation stands or where somebody acted.
    pub(super) fn tell(
        &mut self,
        desk: &Desk,
        conversation: &Conversation,
        spot: Option<Spot>,
        saying: Saying,
        slot: Slot,
        silent: bool,
    ) -> Result<(), StoreError> {
        let id = conversation.id;
        let (lane, priority, place, reply_to) = match spot {
            Some(Spot::At { message, thread }) => (
                Lane::Desk(desk.id),
                Priority::Press,
                Place::Spot { chat: message.chat, thread },
                Some(message),
            ),
            Some(Spot::Topic { thread }) => (
                Lane::Desk(desk.id),
                Priority::Press,
                Place::Spot { chat: desk.chat, thread: Some(thread) },
                conversation.card,
            ),
            Some(Spot::Card) | None => {
                let anchor = if desk.has_topics() { None } else { conversation.card };
                (Lane::Conversation(id), Priority::Notice, Place::Conversation(id), anchor)
            }
        };
        let task = Task::Say { place, saying, reply_to, silent };
        self.push(lane, priority, Some(id), task, slot)?;
        Ok(())
    }

    /// Keeps a record: history, figures, audit.
    pub(super) fn record(
        &mut self,
        now: &Conversation,
        before: Option<Stand>,
        record: Record,
    ) -> Result<(), StoreError> {
        let id = now.id;
        for figure in figures(&record, self.now) {
            match figure {
                Figure::Count(counter, at, by) => {
                    self.tx.count(id.desk, self.day(id.desk, at), &counter, by)?;
                }
                Figure::Measure(measure, at, seconds) => {
                    self.tx.measure(id, self.day(id.desk, at), measure, Some(seconds))?;
                }
                Figure::Unmeasure(measure, at) => {
                    self.tx.measure(id, self.day(id.desk, at), measure, None)?;
                }
            }
        }
        let by = speaker(&record);
        // It measures what another record tells.
        if !matches!(record, Record::FirstResponse(_)) {
            let mut record = Box::new(record.clone());
            record.forget_words();
            let what = Deed::Happened { record, before, after: Stand::from(now) };
            self.audit_of(id, by, what)?;
        }
        self.tx.remember(id, &Entry { at: self.now, by, kind: EntryKind::Record(record) })
    }

    /// `store_text = off`: texts are kept only until completion.
    fn forget_texts(&mut self, id: ConversationId) -> Result<(), StoreError> {
        self.tx.rewrite_history(id, |entry| match &mut entry.kind {
            EntryKind::Said { text, .. }
            | EntryKind::Edited { text, .. }
            | EntryKind::Note { text } => text.clear(),
            EntryKind::Failed { .. }
            | EntryKind::Recalled { .. }
            | EntryKind::MaybeDouble { .. }
            | EntryKind::Record(_) => {}
        })?;
        if let Some(mut conversation) = self.tx.conversation(id)? {
            conversation.first_line = None;
            self.keep_conversation(&conversation)?;
        }
        Ok(())
    }

    /// What became due together is one message with links, longest wait first.
    pub(super) fn send_reminders(&mut self) -> Result<(), StoreError> {
        for (desk, mut reminders) in std::mem::take(&mut self.reminders) {
            reminders.sort_by_key(|(since, id, _)| (*since, id.number));
            let members = self.tx.members(desk)?;
            let leads = self.addressed(desk, &members);
            let named = |user| {
                members
                    .iter()
                    .find(|member| member.person.id == user)
                    .map(|member| Named { id: user, name: member.person.name() })
            };
            let addressed = |people: Vec<Named>| -> Vec<Notice> {
                people.into_iter().map(|who| Notice::Addressed { who }).collect()
            };
            let (mut lines, mut buttons) = (Vec::new(), Vec::new());
            for (_, id, reminder) in reminders {
                lines.push(match reminder {
                    Reminder::Nudge { assignee, since } => {
                        let who = addressed(assignee.and_then(named).into_iter().collect());
                        Notice::Nudge { conversation: id, since, who }
                    }
                    Reminder::Escalation { since } => Notice::Escalation {
                        conversation: id,
                        since,
                        who: addressed(leads.clone()),
                    },
                    Reminder::Pending { assignee } => {
                        let who = addressed(assignee.and_then(named).into_iter().collect());
                        let note = self.tx.conversation(id)?.and_then(|c| c.note);
                        Notice::PendingDue { conversation: id, who, note: note.unwrap_or_default() }
                    }
                    Reminder::FollowUp { whom, note } => {
                        buttons.push(vec![Button::WriteToUser(id)]);
                        let who = addressed(whom.and_then(named).into_iter().collect());
                        Notice::FollowUpDue {
                            conversation: id,
                            who,
                            note: note.unwrap_or_default(),
                        }
                    }
                });
            }
            let saying: Saying = match <[Notice; 1]>::try_from(lines) {
                Ok([only]) => only.with(buttons),
                Err(lines) => Notice::Reminders { lines }.with(buttons),
            };
            let silent = self.hushed(desk);
            let task = Task::Say { place: Place::Desk(desk), saying, reply_to: None, silent };
            self.push(Lane::Desk(desk), Priority::Notice, None, task, Slot::None)?;
        }
        Ok(())
    }

    /// An agent's message to a completed conversation goes out with its reopening.
    fn send_held(
        &mut self,
        conversation: &Conversation,
        messages: Vec<MessageRef>,
    ) -> Result<(), StoreError> {
        if self.still_answers(&messages)? {
            let contents = self.rolled(conversation.id, &messages)?;
            self.deliver(conversation, messages, None, None, contents)?;
        }
        Ok(())
    }

    /// What a dice that was held showed, as the history has it: a copy would be rolled anew.
    fn rolled(
        &self,
        id: ConversationId,
        messages: &[MessageRef],
    ) -> Result<Vec<Content>, StoreError> {
        let [only] = messages else { return Ok(Vec::new()) };
        let shown = self.tx.history(id)?.into_iter().find_map(|entry| match entry.kind {
            EntryKind::Said { message, kind: Kind::Dice, text } if message == *only => Some(text),
            _ => None,
        });
        Ok(shown.map(|text| Content::new(Kind::Dice, text)).into_iter().collect())
    }

    /// Copies an agent's message to the user; several are an album, with what they say as far as it
    /// is known.
    pub(super) fn deliver(
        &mut self,
        conversation: &Conversation,
        from: Vec<MessageRef>,
        reply_to: Option<MessageRef>,
        quote: Option<Quote>,
        contents: Vec<Content>,
    ) -> Result<(), StoreError> {
        let slot = Slot::Answer { of: from.clone(), written: conversation.written };
        let task = Task::Copy {
            place: Place::User(conversation.user),
            from,
            reply_to,
            quote,
            silent: false,
            numbered: false,
            text: None,
            album: album_of(contents),
        };
        let lane = Lane::User(conversation.user);
        self.push(lane, Priority::Answer, Some(conversation.id), task, slot)?;
        Ok(())
    }
}

/// What messages say, if their ids are not all that is needed to carry them.
pub(super) fn album_of(contents: Vec<Content>) -> Vec<Content> {
    let needed = match contents.as_slice() {
        [only] => only.is_more_than_its_id(),
        several => !several.is_empty(),
    };
    if needed { contents } else { Vec::new() }
}

fn speaker(record: &Record) -> Speaker {
    match record {
        Record::Opened
        | Record::Rated(_)
        | Record::Commented
        | Record::Blocked(_)
        | Record::StillNeeded => Speaker::User,
        Record::Assigned { by, .. }
        | Record::SetAside(by)
        | Record::Resumed(by)
        | Record::Escalated { by, .. }
        | Record::Snoozed { by, .. }
        | Record::FollowUp { by, .. }
        | Record::Completed { by, .. }
        | Record::TakenBack { by, .. }
        | Record::Reopened { by, .. }
        | Record::Decided { by, .. }
        | Record::Merged { by, .. }
        | Record::Moved { by, .. }
        | Record::Banned { by, .. }
        | Record::Unbanned(by)
        | Record::Tagged { by, .. }
        | Record::Prioritized { by, .. }
        | Record::Promised { by, .. } => (*by).into(),
        Record::Requested { by, .. } => Speaker::Agent(*by),
        Record::FirstResponse(_) | Record::Warned => Speaker::Itself,
    }
}
