//! Two conversations of one user become one.
//!
//! Promises: both sides of it happen or neither; numbers stay findable and say where the messages
//! went. Never copies a message, and never joins conversations of different users.

use crate::domain::access::{Action, Actor};
use crate::domain::event::Press;
use crate::domain::id::ConversationId;
use crate::domain::notice::Notice;
use crate::domain::people::Desk;
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::effects::Done;
use super::work::Work;

/// No chain of joined conversations is followed further.
const LONGEST: usize = 64;

impl Work<'_> {
    /// Where a conversation goes on: itself, or what it has joined, or what it is at another desk.
    pub(super) fn goes_on(&self, id: ConversationId) -> Result<ConversationId, StoreError> {
        let mut id = id;
        for _ in 0..LONGEST {
            match self.tx.conversation(id)?.and_then(|conversation| conversation.merged_into) {
                Some(into) => id = into,
                None => break,
            }
        }
        Ok(id)
    }

    /// The same within its desk.
    pub(super) fn goes_on_here(&self, id: ConversationId) -> Result<ConversationId, StoreError> {
        let mut id = id;
        for _ in 0..LONGEST {
            match self.tx.conversation(id)?.and_then(|conversation| conversation.merged_into) {
                Some(into) if into.desk == id.desk => id = into,
                Some(_) | None => break,
            }
        }
        Ok(id)
    }

    /// `from` joins `into`, which goes on.
    pub(super) fn merge(
        &mut self,
        from: ConversationId,
        into: ConversationId,
        by: Actor,
    ) -> Result<Result<(), Notice>, StoreError> {
        if let Err(refusal) = self.allowed(into.desk, by, Action::Merge) {
            return Ok(Err(refusal));
        }
        let Some(target) = self.tx.conversation(into)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: into.number }));
        };
        let Some(other) = self.tx.conversation(from)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: from.number }));
        };
        if target.is_forgotten() {
            return Ok(Err(Notice::RefuseForgotten));
        }
        if from == into || other.user != target.user {
            return Ok(Err(Notice::RefuseMergeOther));
        }
        if let Some(gone) = target.merged_into {
            return Ok(Err(Notice::RefuseMerged { number: gone.number }));
        }
        // It frees the user for the one that goes on, so it comes first; nothing of what follows is
        // refused any more.
        if let Err(refusal) = self.happen(from, Event::Joins { by, into })? {
            return Ok(Err(refusal));
        }
        let other = Box::new(other);
        Ok(self.happen(into, Event::Absorbs { by, other })?.map(|_| ()))
    }

    /// Under a refused reopening: the user's open conversation joins the one to be reopened.
    pub(super) fn merge_pressed(
        &mut self,
        desk: &Desk,
        into: ConversationId,
        by: Actor,
        press: &Press,
    ) -> Result<Result<Done, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(into.desk, by, Action::Merge) {
            return Ok(Err(refusal));
        }
        let user = self.tx.conversation(into)?.map(|conversation| conversation.user);
        let open = match user {
            Some(user) => self.tx.profile(user)?.and_then(|profile| profile.open_at(into.desk)),
            None => None,
        };
        let Some(from) = open.filter(|open| *open != into) else {
            return Ok(Err(Notice::RefuseMergeNothing));
        };
        Ok(match self.merge(from, into, by)? {
            Ok(()) => {
                self.delete_in_group(desk, press)?;
                Ok(Done::default())
            }
            Err(refusal) => Err(refusal),
        })
    }
}
