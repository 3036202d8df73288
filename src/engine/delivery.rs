//! Whether what people wrote has arrived. Silence means that it has.
//!
//! Promises: what waits longer than [`IN_TIME`](crate::domain::outbox::IN_TIME) carries the bot's
//! reaction [`WAITS`] until it is delivered, or it is said that it is not; what is delivered in time
//! costs nothing. A failure is said under the message, with its reason, and `Retry` where that can
//! help. What failed because the user had blocked the bot goes out once they are back, by itself if
//! it is not old. Never takes another reaction of the bot's away, never sends anything twice, never
//! says "sent".

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::access::{Action, Actor};
use crate::domain::button::Button;
use crate::domain::id::{ConversationId, MessageRef, RowId, UserId};
use crate::domain::notice::{Named, Notice, Saying};
use crate::domain::outbox::{Failure, Lane, Place, Priority, Row, Slot, Task};
use crate::domain::people::{Desk, Person, Profile};
use crate::domain::time::Timestamp;
use crate::domain::transition::Event;
use crate::mistake::{Mistake, made};
use crate::store::{Entry, EntryKind, Failed, Mark, Speaker, StoreError};

use super::effects::Done;
use super::press::Pressed;
use super::work::Work;

/// What shows that a message is still on its way: a carrier pigeon. One of Telegram's list for bots
/// (telegram-facts B6) that nobody takes for a receipt, or for 👀, which has a meaning of its own.
const WAITS: &str = "🕊";

/// What failed no longer ago goes out by itself once the user is back; about older answers the team
/// is asked.
const RECENT: Duration = Duration::from_secs(60 * 60);

/// An answer of Telegram may have been on its way for so long when the news of a return overtakes
/// it: the longest that a call may take.
const CROSSED: Duration = Duration::from_secs(60);

/// How long is waited before what crossed such news is tried again.
const CROSSED_PAUSE: Duration = Duration::from_secs(2);

/// What becomes of the line under a message that says that it was not delivered.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// It is no longer true, or no longer matters.
    Goes,
    /// It stays, without its button.
    Stays,
}

impl Work<'_> {
    // ---- reactions -------------------------------------------------------------------------------

    /// Puts a reaction of the bot's on a message, or takes it off. It may have one at a time only.
    pub(super) fn react(
        &mut self,
        id: ConversationId,
        message: MessageRef,
        emoji: Option<&str>,
    ) -> Result<(), StoreError> {
        if let Some(mut mapped) = self.tx.mapped(message)? {
            mapped.reaction = emoji.map(str::to_owned);
            self.tx.put_mapped(message, &mapped)?;
        }
        let emoji = match emoji {
            Some(emoji) => Some(emoji),
            None => self.still_waits(id, message)?.then_some(WAITS),
        };
        self.show_reaction(id, message, emoji.map(str::to_owned))
    }

    fn show_reaction(
        &mut self,
        id: ConversationId,
        message: MessageRef,
        emoji: Option<String>,
    ) -> Result<(), StoreError> {
        // One whose answer was lost is not tried again once there is a newer one.
        let lane = Lane::Reaction(message);
        for row in self.tx.rows_of(id)?.into_iter().filter(|row| row.lane == lane) {
            self.withdraw(row.id)?;
        }
        let task = Task::React { message, emoji };
        self.push(lane, Priority::Notice, Some(id), task, Slot::None)?;
        Ok(())
    }

    /// The reaction of the bot's that stands on a message, besides [`WAITS`].
    fn own_reaction(&self, message: MessageRef) -> Result<Option<String>, StoreError> {
        Ok(self.tx.mapped(message)?.and_then(|mapped| mapped.reaction))
    }

    // ---- what waits ------------------------------------------------------------------------------

    /// What people wrote was not said in time: they see that it waits.
    pub(super) fn late(&mut self, rows: &[RowId]) -> Result<(), StoreError> {
        for id in rows {
            let Some(mut row) = self.tx.row(*id)?.filter(|row| !row.late) else {
                continue;
            };
            row.late = true;
            self.tx.put_row(&row)?;
            let Some((id, message)) = waiting(&row) else {
                continue;
            };
            if self.own_reaction(message)?.is_none() {
                self.show_reaction(id, message, Some(WAITS.to_owned()))?;
            }
        }
        Ok(())
    }

    /// A row that was late has come to its end, whichever.
    pub(super) fn waits_no_longer(&mut self, row: &Row) -> Result<(), StoreError> {
        let Some((id, message)) = waiting(row) else {
            return Ok(());
        };
        if made(Mistake::LeaveTheSign) {
            return Ok(());
        }
        // A change of it may wait as well.
        if self.still_waits(id, message)? || self.own_reaction(message)?.is_some() {
            return Ok(());
        }
        self.show_reaction(id, message, None)
    }

    fn still_waits(&self, id: ConversationId, message: MessageRef) -> Result<bool, StoreError> {
        let rows = self.tx.rows_of(id)?;
        Ok(rows.iter().any(|row| row.late && waiting(row) == Some((id, message))))
    }

    // ---- what failed -----------------------------------------------------------------------------

    /// The user cannot be reached.
    pub(super) fn user_gone(&mut self, row: Row, failure: &Failure) -> Result<(), StoreError> {
        let user = match row.lane {
            Lane::User(user) => user,
            Lane::Reaction(message) if message.chat.0 > 0 => UserId(message.chat.0),
            _ => return self.refused(&row, &Failure::NotCopyable),
        };
        let comes_back = *failure != Failure::UserGone { deactivated: true };
        let news = |profile: &Profile| profile.blocked.is_none() || !comes_back && !profile.gone;
        if let Some(mut profile) = self.tx.profile(user)?.filter(news) {
            let crossed = profile.returned.is_some_and(|at| self.now.since(at) < CROSSED);
            if comes_back && crossed {
                return self.again(row, CROSSED_PAUSE);
            }
            profile.gone = !comes_back;
            // One that was known to be out of reach says it in other words by now.
            let known = profile.blocked.is_some();
            let redrawn = if known { profile.open.clone() } else { Vec::new() };
            let since = profile.blocked.unwrap_or(self.now);
            self.has_blocked(profile, since)?;
            for open in redrawn {
                self.draw_card(open, false)?;
            }
        }
        match (&row.task, &row.slot) {
            (_, Slot::Recall { .. }) => self.recalled(&row, Some(failure)),
            (Task::Revise { original, .. }, _) if comes_back => {
                let (original, id) = (*original, row.conversation);
                self.keep_undelivered(user, row)?;
                match id {
                    Some(id) => self.tell_under(Some(original), id, Notice::EditBlocked.into()),
                    None => Ok(()),
                }
            }
            (Task::Revise { .. }, _) => self.not_revised(&row),
            (Task::React { .. }, _) if comes_back => self.keep_undelivered(user, row),
            _ => self.not_delivered(&row, failure),
        }
    }

    /// Keeps something to be done once the user is back.
    fn keep_undelivered(&mut self, user: UserId, row: Row) -> Result<(), StoreError> {
        let Some(mut profile) = self.tx.profile(user)? else {
            return Ok(());
        };
        profile.undelivered.push(row.id);
        self.tx.put_profile(&profile)?;
        self.tx.put_failed(&failed_now(row, self.now))
    }

    /// What was not delivered to the user is told where it matters.
    pub(super) fn not_delivered(&mut self, row: &Row, failure: &Failure) -> Result<(), StoreError> {
        let Some(id) = row.conversation else {
            return Ok(());
        };
        match &row.slot {
            Slot::Answer { of, .. } => {
                for message in of {
                    let kind = EntryKind::Failed { message: *message };
                    self.tx.remember(id, &Entry { at: self.now, by: Speaker::Itself, kind })?;
                }
                let (notice, can_retry) = reason(id, failure);
                let under = of.first().copied();
                if !can_retry {
                    return self.tell_under(under, id, notice.into());
                }
                match (failure, row.lane) {
                    (Failure::UserGone { .. } | Failure::NoChat, Lane::User(user)) => {
                        self.keep_undelivered(user, row.clone())?;
                    }
                    _ => self.tx.put_failed(&failed_now(row.clone(), self.now))?,
                }
                self.mark_failed(of, Some(row.id))?;
                let saying = notice.with(vec![vec![Button::Retry(id, row.id)]]);
                self.line_under(under, id, saying, Slot::Failure { row: row.id })
            }
            // Nobody can answer it.
            Slot::Question(nonce) => {
                let _ = self.happen(id, Event::QuestionLost(*nonce))?;
                Ok(())
            }
            Slot::FinalCall => {
                let _ = self.happen(id, Event::FinalCallFailed)?;
                Ok(())
            }
            Slot::CompletedNotice => {
                let _ = self.happen(id, Event::CompletedNoticeSettled(None))?;
                Ok(())
            }
            Slot::None
            | Slot::Card { .. }
            | Slot::Relay { .. }
            | Slot::Again { .. }
            | Slot::Revision { .. }
            | Slot::Recall { .. }
            | Slot::ReopenedNotice
            | Slot::Request(_)
            | Slot::Choice
            | Slot::Proof
            | Slot::Inside
            | Slot::Canned { .. }
            | Slot::NotSent { .. }
            | Slot::Failure { .. }
            | Slot::Undelivered { .. }
            | Slot::Checklist(_)
            | Slot::Board(_)
            | Slot::Farewell(_) => Ok(()),
        }
    }

    /// Notes with an agent's messages that their delivery failed, or no longer is to be tried again.
    fn mark_failed(&mut self, of: &[MessageRef], row: Option<RowId>) -> Result<(), StoreError> {
        for message in of {
            if let Some(mut mapped) = self.tx.mapped(*message)? {
                mapped.failed = row;
                self.tx.put_mapped(*message, &mapped)?;
            }
        }
        Ok(())
    }

    /// Says something under an agent's message.
    pub(super) fn tell_under(
        &mut self,
        message: Option<MessageRef>,
        id: ConversationId,
        saying: Saying,
    ) -> Result<(), StoreError> {
        self.line_under(message, id, saying, Slot::Inside)
    }

    fn line_under(
        &mut self,
        message: Option<MessageRef>,
        id: ConversationId,
        saying: Saying,
        slot: Slot,
    ) -> Result<(), StoreError> {
        let (Some(message), Some(desk)) = (message, self.tx.desk(id.desk)?) else {
            return Ok(());
        };
        let thread = self.thread_of(&desk, id)?;
        self.reply_at(&desk, message, thread, Some(id), saying, slot)
    }

    fn thread_of(&self, desk: &Desk, id: ConversationId) -> Result<Option<i32>, StoreError> {
        let topic = self.tx.conversation(id)?.and_then(|conversation| conversation.topic);
        Ok(topic.filter(|_| desk.has_topics()))
    }

    /// A line about failed deliveries stands there. What is over by then needs none.
    pub(super) fn told_of_failure(
        &mut self,
        id: ConversationId,
        row: &Row,
        message: MessageRef,
    ) -> Result<(), StoreError> {
        self.map(message, id, Mark::Inside)?;
        let mut matters = false;
        match &row.slot {
            Slot::Failure { row } => {
                if let Some(mut failed) = self.tx.failed(*row)? {
                    failed.line = Some(message);
                    self.tx.put_failed(&failed)?;
                    matters = true;
                }
            }
            Slot::Undelivered { rows } => {
                for row in rows {
                    if let Some(mut failed) = self.tx.failed(*row)?.filter(|row| row.asked) {
                        failed.question = Some(message);
                        self.tx.put_failed(&failed)?;
                        matters = true;
                    }
                }
            }
            _ => return Ok(()),
        }
        if matters { Ok(()) } else { self.delete_line(id, message) }
    }

    fn delete_line(&mut self, id: ConversationId, line: MessageRef) -> Result<(), StoreError> {
        let task = Task::Delete(vec![line]);
        self.push(Lane::Desk(id.desk), Priority::Press, Some(id), task, Slot::None)?;
        Ok(())
    }

    /// A failed delivery is no longer to be tried.
    pub(super) fn let_go(&mut self, failed: &Failed, line: Line) -> Result<(), StoreError> {
        let row = &failed.row;
        self.tx.remove_failed(row.id)?;
        self.mark_failed(row.slot.originals(), None)?;
        let mut others = Vec::new();
        if let Some(mut profile) =
            user_of(row).map(|user| self.tx.profile(user)).transpose()?.flatten()
            && profile.undelivered.contains(&row.id)
        {
            profile.undelivered.retain(|known| *known != row.id);
            self.tx.put_profile(&profile)?;
            others = profile.undelivered;
        }
        let Some(id) = row.conversation else {
            return Ok(());
        };
        match (failed.line, line) {
            (Some(at), Line::Goes) => self.delete_line(id, at)?,
            (Some(at), Line::Stays) => {
                let task = Task::DropButtons(at);
                self.push(Lane::Desk(id.desk), Priority::Press, Some(id), task, Slot::None)?;
            }
            (None, _) => self.withdraw_lines(id, |slot| *slot == Slot::Failure { row: row.id })?,
        }
        if !failed.asked {
            return Ok(());
        }
        // The last one that a question is about takes it along.
        for other in others {
            let other = self.tx.failed(other)?;
            if other.is_some_and(|other| other.asked && other.row.conversation == Some(id)) {
                return Ok(());
            }
        }
        self.drop_question(id, failed.question)
    }

    /// Lines that have not left yet.
    fn withdraw_lines(
        &mut self,
        id: ConversationId,
        which: impl Fn(&Slot) -> bool,
    ) -> Result<(), StoreError> {
        for row in self.tx.rows_of(id)? {
            if !row.started && which(&row.slot) {
                self.withdraw(row.id)?;
            }
        }
        Ok(())
    }

    fn drop_question(
        &mut self,
        id: ConversationId,
        question: Option<MessageRef>,
    ) -> Result<(), StoreError> {
        match question {
            Some(question) => self.delete_line(id, question),
            None => self.withdraw_lines(id, |slot| matches!(slot, Slot::Undelivered { .. })),
        }
    }

    /// A failed delivery goes out again, as the message is by now.
    fn send_again(&mut self, failed: Failed) -> Result<(), StoreError> {
        self.let_go(&failed, Line::Goes)?;
        let Row { lane, priority, conversation, task, slot, doubt, order, .. } = failed.row;
        let id = self.push(lane, priority, conversation, task, slot)?;
        // It goes before whatever was written after it and still waits. What may have arrived before
        // it failed may still have.
        match self.tx.row(id)? {
            Some(row) => self.keep(Row { doubt, order, ..row }),
            None => Ok(()),
        }
    }

    /// `Retry`, under one message.
    pub(super) fn retry(
        &mut self,
        id: ConversationId,
        row: RowId,
        by: Actor,
    ) -> Result<Pressed, StoreError> {
        if let Err(refusal) = self.allowed(id.desk, by, Action::Take) {
            return Ok(Err(refusal));
        }
        let Some(failed) = self.tx.failed(row)?.filter(|f| f.row.conversation == Some(id)) else {
            return Ok(Err(Notice::RefuseNoRetry));
        };
        if !self.is_open(id)? {
            // The core words the refusal, since it knows by whom.
            return self.happen(id, Event::Taken(by));
        }
        if !self.still_answers(failed.row.slot.originals())? {
            return Ok(Err(Notice::RefuseNoRetry));
        }
        self.send_again(failed)?;
        Ok(Ok(Done::default()))
    }

    fn is_open(&self, id: ConversationId) -> Result<bool, StoreError> {
        Ok(self.tx.conversation(id)?.is_some_and(|conversation| conversation.is_open()))
    }

    // ---- leaving and returning -------------------------------------------------------------------

    /// Telegram says that a user has blocked the bot, or let it in again.
    pub(super) fn blocked(
        &mut self,
        person: &Person,
        blocked: bool,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if !blocked {
            return self.is_back(person.id);
        }
        match self.tx.profile(person.id)? {
            Some(profile) => self.has_blocked(profile, at),
            None => Ok(()),
        }
    }

    fn has_blocked(&mut self, mut profile: Profile, at: Timestamp) -> Result<(), StoreError> {
        profile.blocked = Some(at);
        profile.blocked_after = Some(self.newest_row());
        self.tx.put_profile(&profile)?;
        self.blocked_changed(&profile, Some(at))
    }

    /// A user has let the bot in again, or has written or pressed, which nobody can otherwise: what
    /// waited goes out.
    pub(super) fn is_back(&mut self, user: UserId) -> Result<(), StoreError> {
        let Some(mut profile) = self.tx.profile(user)?.filter(|user| user.blocked.is_some()) else {
            return Ok(());
        };
        profile.blocked = None;
        profile.gone = false;
        profile.returned = Some(self.now);
        self.tx.put_profile(&profile)?;
        self.blocked_changed(&profile, None)?;
        if made(Mistake::ForgetTheUndelivered) {
            return Ok(());
        }
        self.send_undelivered(user)
    }

    /// Something has reached a user: one who had blocked the bot before it was written is back.
    pub(super) fn arrived_at(&mut self, user: UserId, row: &Row) -> Result<(), StoreError> {
        let known = self.tx.profile(user)?.and_then(|profile| profile.blocked_after);
        if known.is_some_and(|known| row.id > known) { self.is_back(user) } else { Ok(()) }
    }

    /// Open conversations know whether their user can be reached.
    fn blocked_changed(
        &mut self,
        profile: &Profile,
        blocked: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let shown_on = match profile.open.as_slice() {
            [] => profile.completed.last().copied().into_iter().collect(),
            open => open.to_vec(),
        };
        for id in shown_on {
            let event = match blocked {
                Some(at) => Event::UserBlocked(at),
                None => Event::UserReturned,
            };
            // Neither is ever refused.
            let _ = self.happen(id, event)?;
        }
        Ok(())
    }

    /// What failed while the user had blocked the bot: what is recent goes out in its order, about
    /// the rest the team is asked, once per conversation.
    fn send_undelivered(&mut self, user: UserId) -> Result<(), StoreError> {
        let listed = self.tx.profile(user)?.map(|profile| profile.undelivered).unwrap_or_default();
        let mut older: BTreeMap<ConversationId, Vec<Failed>> = BTreeMap::new();
        for row in listed {
            let Some(failed) = self.tx.failed(row)? else {
                continue;
            };
            match (&failed.row.task, &failed.row.slot, failed.row.conversation) {
                (_, Slot::Answer { of, .. }, Some(id)) => {
                    let recent = self.now.since(failed.failed_at) <= RECENT;
                    if !self.still_answers(of)? {
                        self.let_go(&failed, Line::Goes)?;
                    } else if recent && self.is_open(id)? {
                        self.send_again(failed)?;
                    } else {
                        older.entry(id).or_default().push(failed);
                    }
                }
                // Whatever stands there by now is what counts.
                (Task::React { message, .. }, _, Some(id)) => {
                    let message = *message;
                    self.let_go(&failed, Line::Goes)?;
                    let waits = self.still_waits(id, message)?.then(|| WAITS.to_owned());
                    let emoji = self.own_reaction(message)?.or(waits);
                    self.show_reaction(id, message, emoji)?;
                }
                _ => self.send_again(failed)?,
            }
        }
        for (id, failed) in older {
            self.ask_about_undelivered(id, failed)?;
        }
        Ok(())
    }

    /// What is to become of answers that failed too long ago? Asked once, where the last of them
    /// stands, of those who wrote them.
    fn ask_about_undelivered(
        &mut self,
        id: ConversationId,
        failed: Vec<Failed>,
    ) -> Result<(), StoreError> {
        if failed.iter().all(|failed| failed.asked) {
            return Ok(());
        }
        let (Some(desk), Some(since)) =
            (self.tx.desk(id.desk)?, failed.iter().map(|failed| failed.failed_at).min())
        else {
            return Ok(());
        };
        let last = failed.last().and_then(|failed| failed.row.slot.originals().first().copied());
        let Some(last) = last else { return Ok(()) };
        if let Some(before) = failed.iter().find(|failed| failed.asked) {
            self.drop_question(id, before.question)?;
        }
        let mut who: Vec<Notice> = Vec::new();
        let mut rows = Vec::new();
        for mut failed in failed {
            for message in failed.row.slot.originals() {
                let wrote = match self.tx.mapped(*message)?.map(|mapped| mapped.mark) {
                    Some(Mark::FromAgent { by: Some(by) }) => self.tx.member(id.desk, by)?,
                    _ => None,
                };
                let wrote = wrote.map(|member| Notice::Addressed {
                    who: Named { id: member.person.id, name: member.person.name() },
                });
                who.extend(wrote.filter(|wrote| !who.contains(wrote)));
            }
            failed.asked = true;
            failed.question = None;
            self.tx.put_failed(&failed)?;
            rows.push(failed.row.id);
        }
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let saying = if self.is_open(id)? {
            let buttons = vec![vec![Button::RetryAll(id), Button::LetGo(id)]];
            Notice::Undelivered { conversation: id, count, since, who }.with(buttons)
        } else {
            let buttons = vec![vec![Button::Reopen(id)]];
            Notice::UndeliveredCompleted { conversation: id, count, who }.with(buttons)
        };
        let place = Place::Spot { chat: last.chat, thread: self.thread_of(&desk, id)? };
        let silent = self.hushed(desk.id);
        let task = Task::Say { place, saying, reply_to: Some(last), silent };
        let slot = Slot::Undelivered { rows };
        self.push(Lane::Desk(desk.id), Priority::Notice, Some(id), task, slot)?;
        Ok(())
    }

    /// A conversation is open again: it knows whether its user can be reached, and the answers that
    /// they never got can go out.
    pub(super) fn undelivered_of_reopened(
        &mut self,
        id: ConversationId,
        user: UserId,
    ) -> Result<(), StoreError> {
        let Some(profile) = self.tx.profile(user)? else {
            return Ok(());
        };
        let mut question = None;
        for row in &profile.undelivered {
            let failed = self.tx.failed(*row)?;
            if let Some(mut failed) = failed.filter(|f| f.asked && f.row.conversation == Some(id)) {
                question = Some(failed.question);
                (failed.asked, failed.question) = (false, None);
                self.tx.put_failed(&failed)?;
            }
        }
        if let Some(question) = question {
            self.drop_question(id, question)?;
        }
        self.blocked_changed(&profile, profile.blocked)?;
        if profile.blocked.is_none() { self.send_undelivered(user) } else { Ok(()) }
    }

    /// `Retry` or `Cancel` under that question: all go out in their order, or none.
    pub(super) fn decide_undelivered(
        &mut self,
        id: ConversationId,
        send: bool,
        by: Actor,
    ) -> Result<Pressed, StoreError> {
        if let Err(refusal) = self.allowed(id.desk, by, Action::Take) {
            return Ok(Err(refusal));
        }
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        };
        let profile = self.tx.profile(conversation.user)?;
        let mut asked = Vec::new();
        for row in profile.map(|profile| profile.undelivered).unwrap_or_default() {
            let failed = self.tx.failed(row)?;
            asked.extend(failed.filter(|f| f.asked && f.row.conversation == Some(id)));
        }
        if asked.is_empty() {
            return Ok(Err(Notice::RefuseNoRetry));
        }
        if send && !conversation.is_open() {
            return self.happen(id, Event::Taken(by));
        }
        for failed in asked {
            if !send {
                self.let_go(&failed, Line::Stays)?;
            } else if self.still_answers(failed.row.slot.originals())? {
                self.send_again(failed)?;
            } else {
                self.let_go(&failed, Line::Goes)?;
            }
        }
        Ok(Ok(Done::default()))
    }
}

/// The message that shows that a row waits: of an album its first part, where Telegram puts every
/// reaction.
fn waiting(row: &Row) -> Option<(ConversationId, MessageRef)> {
    Some((row.conversation?, row.slot.originals().first().copied()?))
}

/// Whose chat a row is for.
fn user_of(row: &Row) -> Option<UserId> {
    match row.lane {
        Lane::User(user) => Some(user),
        Lane::Reaction(message) if message.chat.0 > 0 => Some(UserId(message.chat.0)),
        _ => None,
    }
}

fn failed_now(mut row: Row, now: Timestamp) -> Failed {
    (row.started, row.late) = (false, false);
    Failed { row, failed_at: now, line: None, asked: false, question: None }
}

/// Why an answer was not delivered, in words, and whether trying again can help.
fn reason(id: ConversationId, failure: &Failure) -> (Notice, bool) {
    let other = |words: &str| (Notice::FailedOther { reason: words.to_owned() }, true);
    match failure {
        Failure::UserGone { deactivated: true } => (Notice::FailedGone, false),
        Failure::UserGone { deactivated: false } => (Notice::FailedBlocked, true),
        Failure::NoChat => (Notice::FailedNoChat, true),
        Failure::NotCopyable => (Notice::FailedKind, false),
        Failure::VoiceForbidden => (Notice::FailedVoice, false),
        // It can be made shorter first.
        Failure::TooLong => (Notice::FailedTooLong, true),
        Failure::FileGone => (Notice::FailedFile, false),
        // Deleted, or left behind in the group that was upgraded.
        Failure::TargetGone | Failure::Upgraded(_) => {
            (Notice::FailedSource { conversation: id }, false)
        }
        Failure::Refused(words) | Failure::NoRights(words) => other(words),
        // What was to be copied stands in the group.
        Failure::GroupGone => (Notice::FailedGroup, true),
        // None of these is about a private chat; Telegram said it all the same.
        Failure::TopicGone | Failure::TopicClosed | Failure::NoTopics => other("topic not found"),
        Failure::NotDeletable => other("message can't be deleted"),
    }
}
