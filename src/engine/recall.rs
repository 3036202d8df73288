//! `/recall`: an answer is taken back from the user.
//!
//! Everybody of the team may do it, whoever wrote the answer: a mistake is mended by whoever sees it
//! first, and the history says who did. What has not left yet never leaves.

use crate::domain::access::{Action, Actor};
use crate::domain::event::GroupMessage;
use crate::domain::id::{MessageRef, UserId};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Failure, Lane, Priority, Row, Slot, Task};
use crate::domain::people::Desk;
use crate::store::{Entry, EntryKind, Mark, Speaker, StoreError};

use super::delivery::Line;
use super::work::Work;

impl Work<'_> {
    pub(super) fn recall_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
    ) -> Result<Option<Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Recall) {
            return Ok(Some(refusal));
        }
        let answered = message.reply_to.as_ref().map(|reply| Self::in_desk(desk, reply.message));
        let Some(original) = answered else {
            return Ok(Some(Notice::RefuseRecallWhat));
        };
        let mapped = self.tx.mapped(original)?;
        let answer = mapped.filter(|mapped| matches!(mapped.mark, Mark::FromAgent { .. }));
        let Some(answer) = answer else {
            return Ok(Some(Notice::RefuseRecallWhat));
        };
        let failed = answer.failed;
        let of = if answer.album.is_empty() { vec![original] } else { answer.album };
        let id = answer.conversation;
        let by = by.id.filter(|_| !by.anonymous);
        let rows = self.tx.rows_of(id)?;
        let carries = |row: &&Row| match &row.slot {
            Slot::Answer { of: carried, .. } => *carried == of,
            _ => false,
        };
        let carrying = rows.iter().find(carries);
        if let Some(row) = carrying.filter(|row| !row.started) {
            self.withdraw(row.id)?;
            self.remember_recall(row, &of, by)?;
            return Ok(Some(Notice::RecalledInTime));
        }
        if let Some(failed) = failed.map(|row| self.tx.failed(row)).transpose()?.flatten() {
            self.let_go(&failed, Line::Goes)?;
            self.remember_recall(&failed.row, &of, by)?;
            return Ok(Some(Notice::RecalledInTime));
        }
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(Some(Notice::RefuseRecallNothing));
        };
        let user = conversation.user;
        let mut stands = carrying.is_some();
        for part in &of {
            let counterparts = self.tx.mapped(*part)?.map(|known| known.counterparts);
            stands |= counterparts.unwrap_or_default().iter().any(|copy| copy.chat == user.into());
        }
        if !stands {
            return Ok(Some(Notice::RefuseRecallNothing));
        }
        let asked = Self::in_desk(desk, message.message);
        let slot = Slot::Recall { asked, thread: message.thread, by };
        let task = Task::Recall { user, of };
        self.push(Lane::User(user), Priority::Answer, Some(id), task, slot)?;
        Ok(None)
    }

    /// What came of it: it is gone, or why not.
    pub(super) fn recalled(
        &mut self,
        row: &Row,
        failure: Option<&Failure>,
    ) -> Result<(), StoreError> {
        let (Slot::Recall { asked, thread, by }, Task::Recall { user, of }) =
            (&row.slot, &row.task)
        else {
            return Ok(());
        };
        let Some(id) = row.conversation else {
            return Ok(());
        };
        if failure.is_none() {
            self.remember_recall(row, of, *by)?;
            for part in of {
                self.part_from_copies(*part, *user)?;
            }
        }
        let Some(desk) = self.tx.desk(id.desk)? else {
            return Ok(());
        };
        let notice = match failure {
            None => Notice::Recalled,
            Some(Failure::UserGone { deactivated: true }) => Notice::RecallGone,
            Some(Failure::UserGone { deactivated: false } | Failure::NoChat) => {
                Notice::RecallBlocked
            }
            Some(Failure::NotDeletable) => Notice::RecallFailed,
            Some(Failure::Refused(reason) | Failure::NoRights(reason)) => {
                Notice::RecallOther { reason: reason.clone() }
            }
            Some(_) => Notice::RecallOther { reason: "message can't be found".to_owned() },
        };
        self.reply_at(&desk, *asked, *thread, Some(id), notice.into(), Slot::Inside)
    }

    /// What the user no longer has is no longer a message's counterpart.
    fn part_from_copies(&mut self, original: MessageRef, user: UserId) -> Result<(), StoreError> {
        let Some(mut mapped) = self.tx.mapped(original)? else {
            return Ok(());
        };
        let counterparts = std::mem::take(&mut mapped.counterparts);
        let (gone, left) = counterparts.into_iter().partition(|copy| copy.chat == user.into());
        mapped.counterparts = left;
        self.tx.put_mapped(original, &mapped)?;
        let gone: Vec<MessageRef> = gone;
        for copy in gone {
            if let Some(mut mapped) = self.tx.mapped(copy)? {
                mapped.counterparts.retain(|known| *known != original);
                self.tx.put_mapped(copy, &mapped)?;
            }
        }
        Ok(())
    }

    fn remember_recall(
        &mut self,
        row: &Row,
        of: &[MessageRef],
        by: Option<UserId>,
    ) -> Result<(), StoreError> {
        let (Some(id), Some(message)) = (row.conversation, of.first().copied()) else {
            return Ok(());
        };
        let by = by.map_or(Speaker::Team, Speaker::Agent);
        self.tx.remember(id, &Entry { at: self.now, by, kind: EntryKind::Recalled { message } })
    }
}
