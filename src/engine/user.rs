//! What users write and do in their private chats.

use std::time::Duration;

use crate::domain::arrival::{Arrival, Asked, Held, arrive, is_courtesy, is_phrase};
use crate::domain::button::Button;
use crate::domain::card::fits;
use crate::domain::conversation::{Conversation, Turn};
use crate::domain::event::{Content, Kind, UserCommand, UserMessage};
use crate::domain::flood::Verdict;
use crate::domain::id::{ConversationId, DeskId, MessageRef, UserId};
use crate::domain::notice::{Notice, Saying, Span, Target};
use crate::domain::outbox::{FoldableText, Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, Person, Profile};
use crate::domain::stats::usual_answer;
use crate::domain::time::Timestamp;
use crate::domain::transition::{Event, Record};
use crate::mistake::{Mistake, made};
use crate::store::{Entry, EntryKind, Mapped, Mark, Speaker, StoreError};

use super::Rings;
use super::album::units;
use super::answer::{LINE, one_line};
use super::desks::Meant;
use super::effects::album_of;
use super::work::Work;

/// The reaction that answers thanks; one of Telegram's list for bots (telegram-facts B6).
pub(super) const COURTESY_REACTION: &str = "🙏";

/// How long an answer time is said before the figures are looked at again.
const COUNTED_ANEW: Duration = Duration::from_secs(60 * 60);

/// The days whose figures say how soon an answer comes.
const DAYS_COUNTED: i32 = 7;

impl Work<'_> {
    // ---- messages ----------------------------------------------------------------------------------

    pub(super) fn user_message(&mut self, message: &UserMessage) -> Result<(), StoreError> {
        self.is_back(message.from.id)?;
        self.end_album_of_user(message.from.id, message.content.album.as_deref())?;
        match &message.content.album {
            Some(group) => self.users_part(group, message),
            None => self.arrived(std::slice::from_ref(message)),
        }
    }

    /// A message of a user, or all of an album, in its order.
    pub(super) fn arrived(&mut self, messages: &[UserMessage]) -> Result<(), StoreError> {
        let Some(message) = messages.first() else {
            return Ok(());
        };
        let person = &message.from;
        let meant = self.desk_meant(person.id, person.language.as_deref(), Some(message))?;
        if let Meant::At(desk) = &meant
            && self.turned_away(desk.id, person)?
        {
            return Ok(());
        }
        let mut profile = self.seen_in_private(person)?;
        if matches!(meant, Meant::Nowhere) {
            return self.tell_user(person.id, Notice::NoDesk.into(), Slot::None);
        }
        let verdict = self.flooding(&mut profile, messages)?;
        if verdict == Verdict::Refuse || self.waits_for_proof(&mut profile, messages)? {
            return Ok(());
        }
        match meant {
            Meant::At(desk) => {
                self.settle_desk(&desk, message)?;
                self.lands_at(&desk, messages, verdict)
            }
            Meant::Unclear | Meant::Nowhere => self.ask_desk(messages),
        }
    }

    /// The same, once it is known for which desk it is.
    pub(super) fn lands_at(
        &mut self,
        desk: &Desk,
        messages: &[UserMessage],
        verdict: Verdict,
    ) -> Result<(), StoreError> {
        let Some(message) = messages.first() else {
            return Ok(());
        };
        let Some(profile) = self.tx.profile(message.from.id)? else {
            return Ok(());
        };
        self.tell_if_unreachable(desk, &profile)?;
        let held = self.tx.held(message.from.id)?;
        let held = held.filter(|held| held.desk == desk.id && held.asked != Asked::Desk);
        // What went on at another desk is that one's matter.
        let last = match profile.completed.iter().rev().find(|id| id.desk == desk.id) {
            Some(id) => self.tx.conversation(self.goes_on(*id)?)?,
            None => None,
        };
        let last = last.filter(|last| last.id.desk == desk.id);
        let courtesy = is_courtesy(&message.content, &self.settings.courtesies);
        let answers = match self.answered_by(message)? {
            Some(id) => self.tx.conversation(id)?.filter(|answered| answered.id.desk == desk.id),
            None => None,
        };
        let open = match profile.open.last() {
            Some(newest) if made(Mistake::PostAtTheOtherDesk) => Some(*newest),
            _ => profile.open_at(desk.id),
        };
        let arrival = arrive(
            message,
            open,
            held.as_ref(),
            last.as_ref(),
            profile.wants_new,
            courtesy,
            answers.as_ref(),
            &self.of(desk.id).arrival,
        );
        let holds = match arrival {
            // A card stands at once, whatever comes behind it.
            Arrival::Open | Arrival::Ask(..) | Arrival::Wait => None,
            Arrival::Continue(_)
            | Arrival::Comment(_)
            | Arrival::Cross(_)
            | Arrival::Courtesy(_)
            | Arrival::Reopen(..) => match verdict {
                Verdict::Hold(until) => Some(until),
                Verdict::Pass | Verdict::Refuse => None,
            },
        };
        match arrival {
            Arrival::Continue(id) => self.append(desk, id, messages),
            Arrival::Open => self.open(desk, messages).map(|_| ()),
            Arrival::Cross(id) => {
                // A refusal means that it is open again already: then it simply belongs there.
                let _ = self.happen(id, Event::Crossed)?;
                self.append(desk, id, messages)
            }
            Arrival::Courtesy(id) => self.courtesy(desk, id, message),
            Arrival::Comment(id) => self.comment(id, messages),
            Arrival::Reopen(id, reason) => match self.happen(id, Event::CameBack(reason))? {
                Ok(_) => self.append(desk, id, messages),
                Err(_) => self.open(desk, messages).map(|_| ()),
            },
            Arrival::Ask(id, asked) => self.ask_which(desk, id, asked, messages),
            Arrival::Wait => match held {
                Some(mut held) => {
                    held.messages.extend_from_slice(messages);
                    self.tx.put_held(message.from.id, Some(&held))
                }
                None => self.open(desk, messages).map(|_| ()),
            },
        }?;
        match holds {
            Some(until) => self.hold_back(until),
            None => Ok(()),
        }
    }

    /// The profile of somebody who writes in private.
    pub(super) fn seen_in_private(&mut self, person: &Person) -> Result<Profile, StoreError> {
        let mut profile = match self.tx.profile(person.id)?.filter(|known| !known.forgotten) {
            Some(profile) => profile,
            None => Profile::new(person.clone(), self.now),
        };
        // The language may be missing on some messages (telegram-facts B13).
        let language = person.language.clone().or(profile.person.language.take());
        profile.person = Person { language, ..person.clone() };
        self.tx.put_profile(&profile)?;
        Ok(profile)
    }

    fn tell_if_unreachable(&mut self, desk: &Desk, profile: &Profile) -> Result<(), StoreError> {
        let told = profile.told_unreachable.contains(&desk.id);
        if desk.reachable() != told {
            return Ok(());
        }
        let mut profile = profile.clone();
        if desk.reachable() {
            profile.told_unreachable.remove(&desk.id);
            return self.tx.put_profile(&profile);
        }
        profile.told_unreachable.insert(desk.id);
        self.tx.put_profile(&profile)?;
        let notice = match self.title(desk.id) {
            Some(desk) => Notice::DeskUnreachableAt { desk },
            None => Notice::DeskUnreachable,
        };
        self.tell_user(profile.person.id, notice.into(), Slot::None)
    }

    /// Opens a conversation with a message or an album: topic, card, and what does not fit into the
    /// card.
    fn open(
        &mut self,
        desk: &Desk,
        messages: &[UserMessage],
    ) -> Result<ConversationId, StoreError> {
        let nobody = || StoreError::Value("a conversation needs a message".to_owned());
        let (message, last) = messages.first().zip(messages.last()).ok_or_else(nobody)?;
        let user = message.from.id;
        let mut desk = desk.clone();
        desk.last_number = desk.last_number.saturating_add(1);
        self.tx.put_desk(&desk)?;
        let id = ConversationId { desk: desk.id, number: desk.last_number };

        let Some(mut profile) = self.tx.profile(user)? else {
            return Ok(id);
        };
        let mut conversation = Conversation::open(id, user, message.at);
        // It may have been held until after they left.
        conversation.blocked = profile.blocked;
        conversation.source = profile.source.take();
        let here = profile.completed.iter().rev().filter(|earlier| earlier.desk == desk.id);
        conversation.earlier = here.take(5).copied().collect();
        let original = MessageRef::new(user, message.message);
        let text = &message.content.text;
        let worded = messages.iter().find(|part| !part.content.text.trim().is_empty());
        conversation.first_line = worded.map(|part| first_line(&part.content.text));
        let written_here = message.content.kind == Kind::Text && !message.content.forwarded;
        let quoted = written_here && fits(text);
        if quoted {
            conversation.first_line = Some(text.clone());
            conversation.quoted = Some(original);
        }
        conversation.written = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        conversation.last_written = Some(MessageRef::new(user, last.message));
        conversation.last_written_at = last.at;
        let closed = conversation.away(self.of(desk.id).rules.hours.at(self.now));
        profile.begins(id);
        profile.wants_new = false;
        let first_ever = !std::mem::replace(&mut profile.greeted, true);
        self.tx.put_profile(&profile)?;
        self.keep_conversation(&conversation)?;
        self.record(&conversation, None, Record::Opened)?;
        self.remember_all(id, messages)?;

        if desk.has_topics() {
            let lane = Lane::Conversation(id);
            let task = Task::CreateTopic(id);
            self.push(lane, Priority::NewConversation, Some(id), task, Slot::None)?;
        }
        let silent = self.hushed(desk.id);
        let task = Task::PostCard { conversation: id, silent };
        let slot = Slot::Card { quotes: quoted.then_some(original) };
        self.push(Lane::Conversation(id), Priority::NewConversation, Some(id), task, slot)?;
        if quoted {
            self.answers_there(&desk, id, message)?;
        } else {
            self.relay(&desk, id, messages, false, true)?;
        }
        // Never refused: who is there decides.
        let _ = self.happen(id, Event::Routed)?;
        let number = id.number;
        let hours: Vec<Notice> = match closed {
            Some(closed) => vec![closed],
            None => self.usual_answer(id.desk)?.into_iter().collect(),
        };
        let notice = match (first_ever, hours.is_empty()) {
            (true, true) => Notice::OpenedFirst { number },
            (false, true) => Notice::Opened { number },
            (true, false) => Notice::OpenedFirstAway { number, hours },
            (false, false) => Notice::OpenedAway { number, hours },
        };
        let task = Task::Say {
            place: Place::User(user),
            saying: notice.into(),
            reply_to: None,
            silent: false,
        };
        self.push(Lane::User(user), Priority::Notice, Some(id), task, Slot::Inside)?;
        Ok(id)
    }

    /// How soon this desk has answered of late, if there is enough to say so.
    fn usual_answer(&self, desk: DeskId) -> Result<Option<Notice>, StoreError> {
        let name = format!("usual-answer {desk}");
        let known: Option<(Timestamp, Option<u64>)> = self.tx.meta(&name)?;
        let fresh = known.filter(|(at, _)| *at <= self.now && self.now.since(*at) < COUNTED_ANEW);
        let seconds = match fresh {
            Some((_, seconds)) => seconds,
            None => {
                let today = self.day(desk, self.now);
                let days = today.saturating_sub(DAYS_COUNTED - 1)..=today;
                let seconds = usual_answer(&self.tx.summary(desk, days)?.responses);
                self.tx.set_meta(&name, &(self.now, seconds))?;
                seconds
            }
        };
        Ok(seconds.map(|seconds| Notice::UsualAnswer { span: Span(seconds) }))
    }

    /// Adds a message or an album to an open conversation.
    fn append(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        messages: &[UserMessage],
    ) -> Result<(), StoreError> {
        let Some(before) = self.tx.conversation(id)? else {
            return Ok(());
        };
        let first_of_wait = match before.turn {
            Turn::User { .. } => true,
            Turn::Team { .. } => before.written == before.shown && before.last_shown.is_none(),
        };
        for message in messages {
            let original = MessageRef::new(message.from.id, message.message);
            let assent = is_phrase(&message.content.text, &self.settings.assents);
            let event = Event::UserWrites { message: original, at: message.at, assent };
            if self.happen(id, event)?.is_err() {
                return Ok(());
            }
        }
        self.remember_all(id, messages)?;
        let rings = !self.hushed(desk.id)
            && match self.of(desk.id).rings {
                Rings::Waits => first_of_wait,
                Rings::All => true,
                Rings::None => false,
            };
        self.relay(desk, id, messages, rings, true)
    }

    /// Copies a user's message, or an album, into the group.
    fn relay(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        messages: &[UserMessage],
        rings: bool,
        numbered: bool,
    ) -> Result<(), StoreError> {
        let at = |message: &UserMessage, id| MessageRef::new(message.from.id, id);
        let from: Vec<MessageRef> =
            messages.iter().map(|message| at(message, message.message)).collect();
        let text = match messages {
            [message] => foldable(&message.content),
            _ => None,
        };
        let answering = messages.iter().find(|message| message.reply_to.is_some());
        let elsewhere = match answering {
            Some(answering) => self.answers_there(desk, id, answering)?,
            None => false,
        };
        let answering = answering.filter(|_| !elsewhere);
        let answered = answering.and_then(|message| Some(at(message, message.reply_to?)));
        let quote = answering.and_then(|message| message.reference.quote.clone());
        let contents = messages.iter().map(|message| message.content.clone()).collect();
        let task = Task::Copy {
            place: Place::Conversation(id),
            from: from.clone(),
            reply_to: answered,
            quote,
            silent: !rings,
            numbered: numbered && !desk.has_topics(),
            text,
            album: album_of(contents),
        };
        let slot = Slot::Relay { of: from };
        self.push(Lane::Conversation(id), Priority::Relay, Some(id), task, slot)?;
        Ok(())
    }

    /// A message of another conversation cannot be answered from within this one's topic, nor by its
    /// card: a line with a link goes ahead of whatever answers it. Whether that was so.
    fn answers_there(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        message: &UserMessage,
    ) -> Result<bool, StoreError> {
        let Some(answered) = message.reply_to else {
            return Ok(false);
        };
        let Some(mapped) = self.tx.mapped(MessageRef::new(message.from.id, answered))? else {
            return Ok(false);
        };
        let in_group = mapped.counterparts.iter().rev().find(|copy| copy.chat == desk.chat);
        let Some(target) = in_group.copied() else {
            return Ok(false);
        };
        let conversation = mapped.conversation;
        let in_card = self.tx.conversation(id)?.is_some_and(|known| {
            known.quoted == Some(MessageRef::new(message.from.id, message.message))
        });
        if conversation == id || !desk.has_topics() && !in_card {
            return Ok(false);
        }
        let words = one_line(&message.reference.words, LINE);
        let target_of = Target { conversation, message: target };
        let (notice, reply_to) = match words {
            _ if !desk.has_topics() => (Notice::AnswersThis { conversation: id }, Some(target)),
            words if words.is_empty() => (Notice::AnswersThereWordless { target: target_of }, None),
            text => (Notice::AnswersThere { target: target_of, text }, None),
        };
        let place = Place::Conversation(id);
        let task = Task::Say { place, saying: notice.into(), reply_to, silent: true };
        self.push(Lane::Conversation(id), Priority::Relay, Some(id), task, Slot::Inside)?;
        Ok(true)
    }

    /// Keeps what a user wrote in the history and the map of messages.
    fn remember_all(
        &mut self,
        id: ConversationId,
        messages: &[UserMessage],
    ) -> Result<(), StoreError> {
        for message in messages {
            let original = MessageRef::new(message.from.id, message.message);
            self.remember_said(id, Speaker::User, original, message)?;
            self.map_said(original, id, Mark::FromUser, &message.content)?;
        }
        Ok(())
    }

    /// Thanks after completion: a reaction, a silent relay, and nothing is opened.
    fn courtesy(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        message: &UserMessage,
    ) -> Result<(), StoreError> {
        let original = MessageRef::new(message.from.id, message.message);
        self.react(id, original, Some(COURTESY_REACTION))?;
        self.relay_silently(desk, id, std::slice::from_ref(message))
    }

    /// What changes nothing of a completed conversation stands silently under it.
    pub(super) fn relay_silently(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        messages: &[UserMessage],
    ) -> Result<(), StoreError> {
        self.remember_all(id, messages)?;
        self.relay(desk, id, messages, false, false)
    }

    // ---- choices -------------------------------------------------------------------------------------

    /// Holds a message until the user has said where it belongs.
    fn ask_which(
        &mut self,
        desk: &Desk,
        last: ConversationId,
        asked: Asked,
        messages: &[UserMessage],
    ) -> Result<(), StoreError> {
        let Some(user) = messages.first().map(|message| message.from.id) else {
            return Ok(());
        };
        match self.tx.held(user)? {
            // It is asked already where they belong; this goes along.
            Some(mut held) if held.asked == Asked::Desk => {
                held.messages.extend_from_slice(messages);
                return self.tx.put_held(user, Some(&held));
            }
            // At another desk, where nobody chooses any more.
            Some(_) => {
                let _ = self.release_held(user, None)?;
            }
            None => {}
        }
        let held = Held {
            desk: desk.id,
            last: Some(last),
            asked,
            messages: messages.to_vec(),
            prompt: None,
            until: self.now.plus(self.of(desk.id).arrival.choice_within),
        };
        self.tx.put_held(user, Some(&held))?;
        let number = last.number;
        let saying = match asked {
            Asked::Matter | Asked::Desk => {
                let same = vec![Button::SameMatter(last)];
                Notice::ChooseMatter { number }.with(vec![same, vec![Button::NewMatter(desk.id)]])
            }
            Asked::Menu => {
                Notice::Menu { number }.with(vec![vec![Button::ContactSupport(desk.id)]])
            }
        };
        self.tell_about(user, last, saying, Slot::Choice)
    }

    /// What was held goes where the user said, in order; `None` is a new matter.
    pub(super) fn release_held(
        &mut self,
        user: UserId,
        same: Option<ConversationId>,
    ) -> Result<Result<(), Notice>, StoreError> {
        let Some(held) = self.tx.held(user)? else {
            return Ok(Err(Notice::RefuseStale));
        };
        if held.asked == Asked::Desk {
            return match same {
                Some(_) => Ok(Err(Notice::RefuseStale)),
                None => self.release_unchosen(user).map(Ok),
            };
        }
        let Some(desk) = self.tx.desk(held.desk)? else {
            return Ok(Err(Notice::RefuseNoDesk));
        };
        if let Some(id) = same {
            if Some(id) != held.last {
                return Ok(Err(Notice::RefuseStale));
            }
            let reason = crate::domain::reason::ReopenReason::SameMatter;
            if let Err(refusal) = self.happen(id, Event::CameBack(reason))? {
                return Ok(Err(refusal));
            }
            // What opens a conversation also takes in what is held; nothing is left if it did.
            return self.join_held(user, id).map(Ok);
        }
        self.tx.put_held(user, None)?;
        let mut into = None;
        for (place, messages) in units(&held.messages).enumerate() {
            match into {
                Some(id) => self.append_one_of_many(&desk, id, messages, place)?,
                None => into = Some(self.open(&desk, messages)?),
            }
        }
        self.choice_made(user, &held, Notice::ChoiceMadeNew)?;
        Ok(Ok(()))
    }

    /// One of those that waited together: the first go at once, the rest behind everybody else's.
    fn append_one_of_many(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        messages: &[UserMessage],
        place: usize,
    ) -> Result<(), StoreError> {
        self.append(desk, id, messages)?;
        let at_once = usize::try_from(self.settings.flood.per_minute).unwrap_or(usize::MAX);
        if at_once > 0 && place >= at_once { self.hold_back(self.now) } else { Ok(()) }
    }

    /// A conversation of the user's is open again: what waited for a choice belongs there, in order.
    pub(super) fn join_held(&mut self, user: UserId, id: ConversationId) -> Result<(), StoreError> {
        let held = self.tx.held(user)?;
        let here = |held: &Held| held.desk == id.desk && held.asked != Asked::Desk;
        let Some(held) = held.filter(here) else {
            return Ok(());
        };
        let Some(desk) = self.tx.desk(held.desk)? else {
            return Ok(());
        };
        self.tx.put_held(user, None)?;
        for (place, messages) in units(&held.messages).enumerate() {
            self.append_one_of_many(&desk, id, messages, place)?;
        }
        self.choice_made(user, &held, Notice::ChoiceMadeSame { number: id.number })
    }

    /// The question says how it was answered.
    fn choice_made(&mut self, user: UserId, held: &Held, notice: Notice) -> Result<(), StoreError> {
        if let Some(prompt) = held.prompt {
            let task = Task::Edit { message: prompt, saying: notice.into() };
            self.push(Lane::User(user), Priority::Notice, held.last, task, Slot::None)?;
        }
        Ok(())
    }

    // ---- commands ----------------------------------------------------------------------------------------

    pub(super) fn user_command(
        &mut self,
        message: &UserMessage,
        command: &UserCommand,
    ) -> Result<(), StoreError> {
        let user = message.from.id;
        if let UserCommand::Inside(command) = command {
            return self.command_inside(message, command);
        }
        if *command == UserCommand::Desk && self.listed().len() < 2 {
            return self.user_message(message);
        }
        self.is_back(user)?;
        self.end_album_of_user(user, None)?;
        // What is kept of them is everybody's to ask about.
        let theirs = matches!(command, UserCommand::Privacy | UserCommand::Forget);
        if !theirs && self.shut_out(&message.from)? {
            return Ok(());
        }
        let mut profile = self.seen_in_private(&message.from)?;
        let saying: Saying = match command {
            UserCommand::Inside(_) => return Ok(()),
            UserCommand::Start(payload) => {
                match self.started(&message.from, payload.as_deref())? {
                    Some(saying) => saying,
                    None => return Ok(()),
                }
            }
            UserCommand::Desk => self.desk_command(user)?,
            UserCommand::New => match self.open_meant(user)?.first() {
                Some(open) => {
                    let notice = Notice::AlreadyOpen { number: open.number };
                    return self.tell_about(user, *open, notice.into(), Slot::None);
                }
                None => {
                    if self.tx.held(user)?.is_some_and(|held| held.asked != Asked::Desk) {
                        // What waits for a choice has got one.
                        let _ = self.release_held(user, None)?;
                        return Ok(());
                    }
                    profile.wants_new = true;
                    self.tx.put_profile(&profile)?;
                    Notice::NextIsNew.into()
                }
            },
            UserCommand::Close => {
                let open = self.open_meant(user)?;
                for id in &open {
                    let buttons = vec![vec![Button::ConfirmClose(*id), Button::KeepOpen(*id)]];
                    let question = Notice::CloseQuestion { number: id.number }.with(buttons);
                    self.tell_about(user, *id, question, Slot::None)?;
                }
                if !open.is_empty() {
                    return Ok(());
                }
                Notice::NothingToClose.into()
            }
            UserCommand::Language(None) => Notice::ChooseLanguage.with(
                self.settings
                    .languages
                    .iter()
                    .map(|code| vec![Button::Language(code.clone())])
                    .collect(),
            ),
            UserCommand::Language(Some(code)) => self.choose_language(user, code)?.into(),
            UserCommand::Privacy => self.privacy(),
            UserCommand::Forget => {
                Notice::ForgetQuestion.with(vec![vec![Button::Forget], vec![Button::Stay]])
            }
            UserCommand::Help => Notice::HelpPrivate.into(),
        };
        self.tell_user(user, saying, Slot::None)
    }

    /// Keeps the language that a user chose.
    pub(super) fn choose_language(
        &mut self,
        user: UserId,
        code: &str,
    ) -> Result<Notice, StoreError> {
        let code = code.to_lowercase();
        if !self.settings.languages.contains(&code) {
            let languages = self.settings.languages.join(", ");
            return Ok(Notice::LanguageUnknown { languages });
        }
        if let Some(mut profile) = self.tx.profile(user)? {
            profile.chosen_language = Some(code);
            self.tx.put_profile(&profile)?;
        }
        Ok(Notice::LanguageChosen)
    }

    // ---- small things ----------------------------------------------------------------------------------------

    pub(super) fn tell_user(
        &mut self,
        user: UserId,
        saying: Saying,
        slot: Slot,
    ) -> Result<(), StoreError> {
        let task = Task::Say { place: Place::User(user), saying, reply_to: None, silent: false };
        self.push(Lane::User(user), Priority::Notice, None, task, slot)?;
        Ok(())
    }

    /// The same about a conversation, which may not be the only one that could be meant.
    fn tell_about(
        &mut self,
        user: UserId,
        id: ConversationId,
        saying: Saying,
        slot: Slot,
    ) -> Result<(), StoreError> {
        let task = Task::Say { place: Place::User(user), saying, reply_to: None, silent: false };
        self.push(Lane::User(user), Priority::Notice, Some(id), task, slot)?;
        Ok(())
    }

    fn remember_said(
        &mut self,
        id: ConversationId,
        by: Speaker,
        original: MessageRef,
        message: &UserMessage,
    ) -> Result<(), StoreError> {
        let text = if self.keeps_text(id)? { message.content.text.clone() } else { String::new() };
        let kind = EntryKind::Said { message: original, kind: message.content.kind, text };
        self.tx.remember(id, &Entry { at: message.at, by, kind })
    }

    /// Texts are kept always, or until completion.
    pub(super) fn keeps_text(&self, id: ConversationId) -> Result<bool, StoreError> {
        if self.of(id.desk).store_text {
            return Ok(true);
        }
        Ok(self.tx.conversation(id)?.is_some_and(|conversation| conversation.is_open()))
    }

    /// Notes what a person's message is, and what it says.
    pub(super) fn map_said(
        &mut self,
        message: MessageRef,
        conversation: ConversationId,
        mark: Mark,
        content: &Content,
    ) -> Result<(), StoreError> {
        self.map(message, conversation, mark)?;
        if let Some(mut mapped) = self.tx.mapped(message)? {
            mapped.print = Some(content.print());
            self.tx.put_mapped(message, &mapped)?;
        }
        Ok(())
    }

    /// Notes which of an agent's messages are one album.
    pub(super) fn map_album(&mut self, parts: &[MessageRef]) -> Result<(), StoreError> {
        if parts.len() < 2 {
            return Ok(());
        }
        for part in parts {
            if let Some(mut mapped) = self.tx.mapped(*part)? {
                mapped.album = parts.to_vec();
                self.tx.put_mapped(*part, &mapped)?;
            }
        }
        Ok(())
    }

    /// Notes what a message is, and keeps the counterparts that it has.
    pub(super) fn map(
        &mut self,
        message: MessageRef,
        conversation: ConversationId,
        mark: Mark,
    ) -> Result<(), StoreError> {
        let mapped = self.tx.mapped(message)?;
        let mut mapped = mapped.unwrap_or_else(|| Mapped::new(conversation, mark.clone()));
        mapped.conversation = conversation;
        mapped.mark = mark;
        self.tx.put_mapped(message, &mapped)
    }
}

/// A text, as it can be joined with others. Only a forward says who wrote it first.
pub(super) fn foldable(content: &Content) -> Option<FoldableText> {
    let text = matches!(content.kind, Kind::Text | Kind::Dice) && !content.text.is_empty();
    (text && !content.forwarded)
        .then(|| FoldableText { text: content.text.clone(), entities: content.entities.clone() })
}

/// The first line of a text, cut to what a notice can carry.
pub(super) fn first_line(text: &str) -> String {
    const LONGEST: usize = 200;
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let cut: String = line.trim().chars().take(LONGEST).collect();
    if cut.len() < line.trim().len() { cut + "…" } else { cut }
}
