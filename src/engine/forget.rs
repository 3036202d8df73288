//! `/forget` and `/privacy`.
//!
//! Promises: one commit erases everything that is stored of a user's words and person, and asks for
//! what stands in the group to be deleted; whatever was on its way then is deleted once it is there.
//! What remains are numbers, times and reasons, so that figures stay what they were, and a ban, under
//! its hash. Never tells the team who it was.

use crate::domain::audit::Deed;
use crate::domain::button::Button;
use crate::domain::id::{ChatId, ConversationId, MessageRef, UserId};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::{Lane, Outcome, Place, Priority, Row, Slot, Task};
use crate::domain::people::{Desk, Person, Profile};
use crate::domain::transition::Event;
use crate::mistake::{Mistake, made};
use crate::store::{EntryKind, Mark, Quarantined, Speaker, StoreError, What};

use super::effects::Done;
use super::press::Pressed;
use super::work::Work;

impl Work<'_> {
    /// What is stored, and how long, by the settings in force.
    pub(super) fn privacy(&self) -> Saying {
        let kept = match self.keeps_texts() {
            true => Notice::PrivacyTextsKept,
            false => Notice::PrivacyTextsBriefly,
        };
        Notice::Privacy { texts: vec![kept] }.with(vec![vec![Button::MyData]])
    }

    pub(super) fn data_pressed(&mut self, user: UserId) -> Result<Pressed, StoreError> {
        let task = Task::SendData(user);
        self.push(Lane::User(user), Priority::Notice, None, task, Slot::None)?;
        Ok(Ok(Done { toast: Some(Notice::ToastData), alert: None }))
    }

    /// The user has confirmed `/forget` in this message.
    pub(super) fn forget_pressed(
        &mut self,
        user: UserId,
        asked: Option<MessageRef>,
    ) -> Result<Pressed, StoreError> {
        self.forget(user)?;
        let lane = Lane::User(user);
        let saying: Saying = Notice::Forgotten.into();
        let task = match asked {
            Some(message) => Task::Edit { message, saying },
            None => Task::Say { place: Place::User(user), saying, reply_to: None, silent: false },
        };
        self.push(lane, Priority::Press, None, task, Slot::Farewell(user))?;
        Ok(Ok(Done::default()))
    }

    fn forget(&mut self, user: UserId) -> Result<(), StoreError> {
        self.end_album_of_user(user, None)?;
        self.tx.put_held(user, None)?;
        self.tx.put_unproven(user, None)?;
        self.forget_refusals(user)?;
        let Some(profile) = self.tx.profile(user)? else {
            return self.forget_set_aside(user, &[]);
        };
        let all: Vec<ConversationId> =
            profile.completed.iter().chain(&profile.open).copied().collect();
        for row in &profile.undelivered {
            self.tx.remove_failed(*row)?;
        }
        for desk in self.tx.desks()? {
            let of_desk: Vec<ConversationId> =
                all.iter().copied().filter(|id| id.desk == desk.id).collect();
            for id in &of_desk {
                self.forget_conversation(&desk, *id, user)?;
            }
            self.forget_ban(&desk, user)?;
            if !of_desk.is_empty() {
                self.tell_forgotten(&desk, of_desk)?;
            }
        }
        self.forget_set_aside(user, &all)?;
        // As much as the last words need: where they go, and in which language.
        let person = Person {
            id: user,
            first_name: String::new(),
            last_name: None,
            username: None,
            language: profile.person.language,
        };
        let chosen_language = profile.chosen_language;
        let stub = Profile { chosen_language, forgotten: true, ..Profile::new(person, self.now) };
        self.tx.put_profile(&stub)
    }

    /// The last words were said, or never will be.
    pub(super) fn let_go_of(&mut self, user: UserId) -> Result<(), StoreError> {
        match self.tx.profile(user)? {
            Some(profile) if profile.forgotten => self.tx.remove_profile(user),
            // They have written again.
            Some(_) | None => Ok(()),
        }
    }

    fn forget_conversation(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        user: UserId,
    ) -> Result<(), StoreError> {
        // Never refused.
        let _ = self.happen(id, Event::Forgotten)?;
        for row in self.tx.rows_of(id)? {
            // What has begun is dealt with when its answer comes.
            if !(row.started && row.task.doubles()) {
                self.withdraw(row.id)?;
            }
        }
        let mut posts = Vec::new();
        for message in self.tx.messages_of(id)? {
            if let Some(mapped) = self.tx.mapped(message)? {
                if let Some(row) = mapped.failed {
                    self.tx.remove_failed(row)?;
                }
                let ours = match mapped.mark {
                    Mark::Card | Mark::Relay | Mark::NotSent { .. } | Mark::Inside => true,
                    Mark::Canned { .. } => true,
                    Mark::FromAgent { .. } => mapped.posted,
                    Mark::FromUser | Mark::Answer | Mark::Notice => false,
                };
                if ours && message.chat == desk.chat {
                    posts.push(message);
                }
            }
            self.tx.remove_mapped(message)?;
        }
        if !posts.is_empty() {
            let task = Task::Delete(posts);
            self.push(Lane::Desk(desk.id), Priority::Topic, None, task, Slot::None)?;
        }
        let Some(mut conversation) = self.tx.conversation(id)? else {
            return Ok(());
        };
        if let Some(thread) = conversation.topic {
            self.delete_topic(desk, thread)?;
        }
        conversation.forget(self.newest_row());
        self.keep_conversation(&conversation)?;
        if made(Mistake::ForgetHalf) {
            return Ok(());
        }
        self.tx.rewrite_history(id, |entry| forget_words(&mut entry.kind, user))
    }

    pub(super) fn is_forgotten(&self, id: ConversationId) -> Result<bool, StoreError> {
        Ok(self.tx.conversation(id)?.is_some_and(|conversation| conversation.is_forgotten()))
    }

    pub(super) fn delete_topic(&mut self, desk: &Desk, thread: i32) -> Result<(), StoreError> {
        let task = Task::DeleteTopic { chat: desk.chat, thread };
        self.push(Lane::Desk(desk.id), Priority::Topic, None, task, Slot::None)?;
        Ok(())
    }

    /// Whether a row was about a conversation that was forgotten while it was on its way: what stands
    /// in the group by now is deleted.
    pub(super) fn came_to_nobody(
        &mut self,
        row: &Row,
        outcome: &Outcome,
    ) -> Result<bool, StoreError> {
        let Some(id) = row.conversation else { return Ok(false) };
        let last = self.tx.conversation(id)?.and_then(|known| known.forgotten_after);
        if last.is_none_or(|last| row.id > last) || made(Mistake::LeaveWhatCameLate) {
            return Ok(false);
        }
        let Some(desk) = self.tx.desk(id.desk)? else { return Ok(true) };
        match outcome {
            Outcome::Sent(messages) => {
                let in_group = messages.iter().filter(|sent| sent.chat == desk.chat);
                let posts: Vec<MessageRef> = in_group.copied().collect();
                if !posts.is_empty() {
                    let task = Task::Delete(posts);
                    self.push(Lane::Desk(desk.id), Priority::Topic, None, task, Slot::None)?;
                }
            }
            Outcome::Topic(thread) => self.delete_topic(&desk, *thread)?,
            Outcome::Done
            | Outcome::Superseded
            | Outcome::Member(_)
            | Outcome::Desk(_)
            | Outcome::NeedsTopic
            | Outcome::Failed(_) => {}
        }
        Ok(true)
    }

    /// A ban stands without whom, why and where.
    fn forget_ban(&mut self, desk: &Desk, user: UserId) -> Result<(), StoreError> {
        if let Some((hash, mut ban)) = self.banned(desk.id, user)? {
            (ban.user, ban.said, ban.shown_on) = (None, None, None);
            self.tx.put_ban(hash, Some(&ban))?;
        }
        Ok(())
    }

    fn tell_forgotten(
        &mut self,
        desk: &Desk,
        numbers: Vec<ConversationId>,
    ) -> Result<(), StoreError> {
        let conversations = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        self.audit(desk.id, Speaker::User, Deed::Forgotten { conversations })?;
        let saying = Notice::ForgottenInside { numbers }.into();
        let place = Place::Desk(desk.id);
        let task = Task::Say { place, saying, reply_to: None, silent: true };
        self.push(Lane::Desk(desk.id), Priority::Notice, None, task, Slot::None)?;
        Ok(())
    }

    /// What could not be handled is kept as it came; a handful at most, and looked through whole.
    fn forget_set_aside(
        &mut self,
        user: UserId,
        conversations: &[ConversationId],
    ) -> Result<(), StoreError> {
        for number in self.tx.in_quarantine(usize::MAX)?.0 {
            let Some(entry) = self.tx.quarantined(number)? else { continue };
            if is_about(&entry, user, conversations) {
                self.tx.remove_quarantined(number)?;
            }
        }
        Ok(())
    }
}

fn is_about(entry: &Quarantined, user: UserId, conversations: &[ConversationId]) -> bool {
    match &entry.what {
        // Their id stands in whatever they wrote, pressed or changed.
        What::Update(raw) => {
            let id = user.to_string();
            raw.split(|c: char| !c.is_ascii_digit()).any(|digits| digits == id)
        }
        What::Receipt { rows, .. } => rows.iter().any(|row| {
            row.lane == Lane::User(user)
                || row.conversation.is_some_and(|id| conversations.contains(&id))
        }),
        What::Due(_) | What::Nothing => false,
    }
}

/// Words and the number of the private chat go; that something happened stays.
fn forget_words(kind: &mut EntryKind, user: UserId) {
    let forget = |message: &mut MessageRef| {
        if message.chat == ChatId::from(user) {
            message.chat = ChatId(0);
        }
    };
    match kind {
        EntryKind::Said { message, text, .. } | EntryKind::Edited { message, text } => {
            text.clear();
            forget(message);
        }
        EntryKind::Note { text } => text.clear(),
        EntryKind::Failed { message }
        | EntryKind::Recalled { message }
        | EntryKind::MaybeDouble { message } => forget(message),
        EntryKind::Record(record) => record.forget_words(),
    }
}
