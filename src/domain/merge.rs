//! Two conversations of one user become one: the moves of [`super::step`] for it.
//!
//! Nothing is copied. The one that joins is over and points to the other, which takes over its tags,
//! its clock and, if it has none, its assignee. The user's messages of both count as one series, so
//! that an answer hands over only if it covers all of them.

use super::conversation::{Conversation, Doer, Status, Turn};
use super::id::ConversationId;
use super::lifecycle::refuse;
use super::notice::Notice;
use super::reason::ReopenReason;
use super::step::Step;
use super::transition::{Record, Refusal};

impl Step<'_> {
    /// What has joined another conversation, or was moved, goes on there.
    pub(super) fn not_merged(&self) -> Result<(), Refusal> {
        match self.next.merged_into {
            Some(ConversationId { desk, number }) if desk != self.next.id.desk => {
                refuse(Notice::RefuseMoved { number, desk })
            }
            Some(into) => refuse(Notice::RefuseMerged { number: into.number }),
            None => Ok(()),
        }
    }

    /// One that was completed before joins another: it stays completed, for the reason it was.
    pub(super) fn join_completed(&mut self, by: Doer, into: ConversationId) {
        self.drop_all_questions();
        self.void_request();
        if let Status::Completed(completion) = &mut self.next.status {
            completion.undo = None;
        }
        self.next.merged_into = Some(into);
        self.record(Record::Merged { by, with: into });
        self.draw(false);
    }

    /// Takes another one over. A completed one is reopened if the other was open.
    pub(super) fn absorb(&mut self, by: Doer, other: &Conversation) {
        self.record(Record::Merged { by, with: other.id });
        let was_open = self.next.is_open();
        let previous = self.next.assignee();
        if !was_open && other.is_open() {
            self.reopen(by, ReopenReason::Joined, None);
        }
        if let (Status::Unassigned, true, Some(assignee)) =
            (&self.next.status, other.is_open(), other.assignee())
        {
            self.assign(by, assignee);
        }
        if !was_open && matches!(self.next.status, Status::Unassigned) {
            self.assign_reopened(previous);
        }
        let next = &mut self.next;
        if other.is_open() {
            next.turn = match (next.turn, other.turn, was_open) {
                (Turn::Team { since, .. }, Turn::Team { since: earlier, .. }, true) => {
                    Turn::team(since.min(earlier))
                }
                // The clock of the one that was open goes on.
                (_, Turn::Team { since, .. }, _) => Turn::team(since),
                (own, Turn::User { .. }, _) => own,
            };
        }
        next.written = next.written.saturating_add(other.written);
        next.shown = next.shown.saturating_add(other.shown);
        next.delivered = None;
        if other.last_written_at > next.last_written_at {
            next.last_written = other.last_written;
            next.last_written_at = other.last_written_at;
            next.last_is_assent = other.last_is_assent;
        }
        next.last_shown = match (next.last_shown, other.last_shown) {
            (Some(own), Some(theirs)) if own.chat == theirs.chat => {
                Some(if own.message > theirs.message { own } else { theirs })
            }
            (own, theirs) => theirs.or(own),
        };
        for tag in &other.tags {
            if !next.tags.contains(tag) {
                next.tags.push(tag.clone());
            }
        }
        next.urgency = next.urgency.min(other.urgency);
        next.note = next.note.take().or_else(|| other.note.clone());
        next.answered |= other.answered;
        next.merged_from.extend(other.merged_from.iter().copied().chain([other.id]));
        self.draw(true);
    }
}
