//! Many conversations at once: one question with the count, then turn by turn, told in one message.
//!
//! The bulk is stored with what is left of it, and each turn is one commit: a restart goes on where it
//! was, and nothing is done twice.

use crate::domain::access::{Action, Actor};
use crate::domain::audit::Deed;
use crate::domain::bulk::{Bulk, MOST, TURN, What};
use crate::domain::button::{Button, Nonce};
use crate::domain::conversation::Doer;
use crate::domain::event::{GroupMessage, Press};
use crate::domain::finding::{Filter, Scope};
use crate::domain::id::{ConversationId, DeskId, MessageRef};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::{Lane, Priority, Slot, Task};
use crate::domain::people::Desk;
use crate::domain::reason::SolvedReason;
use crate::domain::transition::Event;
use crate::mistake::{Mistake, made};
use crate::store::{Due, StoreError};

use super::effects::Done;
use super::press::Pressed;
use super::work::Work;

/// Conversations that are judged for one question.
const JUDGED: usize = 5_000;
/// Conversations that the last line names.
const NAMED: usize = 30;

impl Work<'_> {
    pub(super) fn bulk(&self, desk: DeskId) -> Result<Option<Bulk>, StoreError> {
        Ok(self.tx.meta::<Option<Bulk>>(&key(desk))?.flatten())
    }

    /// Keeps, or with `None` lets go of, a bulk.
    fn keep_bulk(&self, desk: DeskId, bulk: Option<&Bulk>) -> Result<(), StoreError> {
        let next = bulk.filter(|bulk| bulk.runs()).map(|_| self.now.plus(TURN));
        self.tx.set_due(Due::Bulk(desk), next)?;
        self.tx.set_meta(&key(desk), &bulk)
    }

    /// `/complete all …`, `/tag … on list …`: asks once, with the count.
    pub(super) fn bulk_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        (what, filter): (&What, &Filter),
    ) -> Result<Option<Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Bulk) {
            return Ok(Some(refusal));
        }
        let before = self.bulk(desk.id)?;
        if before.as_ref().is_some_and(Bulk::runs) {
            return Ok(Some(Notice::RefuseBulkRuns));
        }
        let mut filter = filter.clone();
        if filter.statuses().is_none() {
            filter.scope = Some(Scope::Open);
        }
        let most = MOST.saturating_add(1);
        let found = match self.found(desk, by.id, &filter, None, most, JUDGED)? {
            Ok(found) => found,
            Err(refusal) => return Ok(Some(refusal)),
        };
        if found.ids.len() > MOST || found.next.is_some() {
            return Ok(Some(Notice::RefuseBulkMany { most: count(MOST) }));
        }
        let mut left = Vec::new();
        for id in &found.ids {
            if let Some(conversation) = self.tx.conversation(*id)?
                && (conversation.is_open() || *what != What::Complete)
            {
                left.push((id.number, conversation.written));
            }
        }
        if left.is_empty() {
            return Ok(Some(Notice::ListEmpty));
        }
        let nonce: u64 = self.tx.next(&format!("bulks {}", desk.id))?;
        let nonce = u32::try_from(nonce).unwrap_or(Nonce::MAX);
        let total = count(left.len());
        let bulk = Bulk {
            desk: desk.id,
            nonce,
            by,
            what: what.clone(),
            filter: filter.clone(),
            asked: self.now,
            reason: None,
            message: None,
            left,
            total,
            done: 0,
            skipped: Vec::new(),
        };
        self.keep_bulk(desk.id, Some(&bulk))?;
        let filter = filter.to_string();
        let (notice, mut buttons) = match what {
            What::Complete => {
                let confirm = |reason| vec![Button::Bulk(desk.id, Some(reason), nonce)];
                let buttons = SolvedReason::ALL.into_iter().map(confirm).collect();
                (Notice::BulkComplete { count: total, filter }, buttons)
            }
            What::Tag(tags) => {
                let tags = tags.join(" ");
                let buttons = vec![vec![Button::Bulk(desk.id, None, nonce)]];
                (Notice::BulkTag { tags, count: total, filter }, buttons)
            }
        };
        buttons.push(vec![Button::BulkCancel(desk.id, nonce)]);
        self.reply(desk, message, notice.with(buttons), Slot::Inside)?;
        Ok(None)
    }

    /// A button of the question, or `Stop`.
    pub(super) fn bulk_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        button: &Button,
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        let (of, nonce) = match button {
            Button::Bulk(of, _, nonce)
            | Button::BulkCancel(of, nonce)
            | Button::BulkStop(of, nonce) => (*of, *nonce),
            _ => return Ok(Err(Notice::RefuseGarbage)),
        };
        if of != desk.id {
            return Ok(Err(Notice::RefuseNotYours));
        }
        if let Err(refusal) = self.allowed(desk.id, by, Action::Bulk) {
            return Ok(Err(refusal));
        }
        let bulk = self.bulk(desk.id)?.filter(|bulk| bulk.nonce == nonce);
        let (Some(mut bulk), Some(chat), Some(message)) = (bulk, press.chat, press.message) else {
            return Ok(Err(Notice::RefuseStale));
        };
        let at = MessageRef { chat, message };
        match (button, bulk.runs()) {
            (Button::BulkStop(..), true) => {
                let left = made(Mistake::GoOnAfterStop).then_some(&bulk);
                self.keep_bulk(desk.id, left)?;
                let (done, total) = (bulk.done, bulk.total);
                self.audit(desk.id, by, Deed::BulkStopped { done, total })?;
                let lines = skipped(&bulk);
                self.redraw(&bulk, Notice::BulkStopped { done, total, lines }.with(dismiss()))?;
            }
            (Button::BulkCancel(..), false) => {
                self.keep_bulk(desk.id, None)?;
                self.delete_in_group(desk, press)?;
            }
            (Button::Bulk(_, reason, _), false) => {
                if self.now.since(bulk.asked) > self.of(desk.id).rules.question_expires {
                    self.keep_bulk(desk.id, None)?;
                    return Ok(Err(Notice::RefuseExpired));
                }
                if reason.is_some() != (bulk.what == What::Complete) {
                    return Ok(Err(Notice::RefuseGarbage));
                }
                bulk.by = by;
                bulk.reason = *reason;
                bulk.message = Some(at);
                bulk.left.reverse();
                let (what, total) = (bulk.what.clone(), bulk.total);
                self.audit(desk.id, by, Deed::Bulk { what, reason: *reason, total })?;
                self.keep_bulk(desk.id, Some(&bulk))?;
                self.redraw(&bulk, progress(&bulk))?;
            }
            _ => return Ok(Err(Notice::RefuseStale)),
        }
        Ok(Ok(Done::default()))
    }

    /// A turn of what is under way.
    pub(super) fn bulk_turn(&mut self, desk: DeskId) -> Result<(), StoreError> {
        let (Some(mut bulk), Some(of)) = (self.bulk(desk)?, self.tx.desk(desk)?) else {
            return self.tx.set_due(Due::Bulk(desk), None);
        };
        // What could not be drawn would only pile up.
        if of.reachable() {
            let mut turns = bulk.per_turn(of.has_topics());
            while turns > 0 {
                let Some((number, written)) = bulk.left.pop() else { break };
                if self.bulk_one(&of, &bulk, ConversationId { desk, number }, written)? {
                    bulk.done = bulk.done.saturating_add(1);
                    turns -= 1;
                } else {
                    bulk.skipped.push(number);
                }
            }
        }
        if bulk.left.is_empty() {
            self.keep_bulk(desk, None)?;
            let (done, total, lines) = (bulk.done, bulk.total, skipped(&bulk));
            return self.redraw(&bulk, Notice::BulkOver { done, total, lines }.with(dismiss()));
        }
        self.redraw(&bulk, progress(&bulk))?;
        self.keep_bulk(desk, Some(&bulk))
    }

    /// One of them, judged anew; `false` if it is left alone.
    fn bulk_one(
        &mut self,
        desk: &Desk,
        bulk: &Bulk,
        id: ConversationId,
        written: u32,
    ) -> Result<bool, StoreError> {
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(false);
        };
        let written = if made(Mistake::CompleteWhoWrote) { conversation.written } else { written };
        let fits = self.fits(desk, bulk.by.id, &bulk.filter, &conversation)?;
        if !bulk.still_means(&conversation, written, fits) {
            return Ok(false);
        }
        let event = match (&bulk.what, bulk.reason) {
            (What::Complete, Some(reason)) => {
                Event::CompletedInBulk { by: Doer::of(bulk.by), reason }
            }
            (What::Complete, None) => return Ok(false),
            (What::Tag(tags), _) => {
                Event::Tagged { by: bulk.by, add: tags.clone(), remove: Vec::new() }
            }
        };
        Ok(self.happen(id, event)?.is_ok())
    }

    fn redraw(&mut self, bulk: &Bulk, saying: Saying) -> Result<(), StoreError> {
        let Some(message) = bulk.message else { return Ok(()) };
        let task = Task::Edit { message, saying };
        self.push(Lane::Desk(bulk.desk), Priority::Press, None, task, Slot::Inside)?;
        Ok(())
    }
}

fn key(desk: DeskId) -> String {
    format!("bulk {desk}")
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

fn dismiss() -> Vec<Vec<Button>> {
    vec![vec![Button::Dismiss]]
}

fn progress(bulk: &Bulk) -> Saying {
    let (done, total) = (bulk.done, bulk.total);
    let stop = vec![vec![Button::BulkStop(bulk.desk, bulk.nonce)]];
    Notice::BulkRuns { done, total, lines: skipped(bulk) }.with(stop)
}

/// What was left alone, if anything was.
fn skipped(bulk: &Bulk) -> Vec<Notice> {
    let id = |number: &u32| ConversationId { desk: bulk.desk, number: *number };
    let numbers: Vec<_> = bulk.skipped.iter().take(NAMED).map(id).collect();
    let count = count(bulk.skipped.len());
    if numbers.is_empty() { Vec::new() } else { vec![Notice::BulkSkipped { count, numbers }] }
}
