//! `/escalate`, `/followup`, `/snooze`, and the button of a follow-up.
//!
//! Promises: each is answered with what is in force now, or with why not. Never says anything to a
//! user: what a follow-up is for is up to whoever presses its button.

use std::time::Duration;

use crate::domain::access::{Action, Actor};
use crate::domain::event::Press;
use crate::domain::id::ConversationId;
use crate::domain::notice::Notice;
use crate::domain::people::Desk;
use crate::domain::reason::StatusName;
use crate::domain::time::Timestamp;
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::answer::one_line;
use super::command::WORDS;
use super::effects::Done;
use super::press::Pressed;
use super::work::Work;

impl Work<'_> {
    pub(super) fn escalate_command(
        &mut self,
        by: Actor,
        id: ConversationId,
        reason: Option<&str>,
    ) -> Result<Notice, StoreError> {
        let said = reason.map(|reason| one_line(reason, WORDS));
        let event = Event::Escalated { by, said };
        self.answered_with(id, event, Notice::NowEscalated { conversation: id })
    }

    pub(super) fn follow_up_command(
        &mut self,
        by: Actor,
        id: ConversationId,
        seconds: Option<u64>,
        note: Option<&str>,
    ) -> Result<Notice, StoreError> {
        let at = self.in_seconds(seconds);
        let note = note.map(|note| one_line(note, WORDS));
        let answer = match at {
            Some(until) => Notice::FollowUpSet { conversation: id, until },
            None => Notice::FollowUpOff { conversation: id },
        };
        self.answered_with(id, Event::FollowUp { by, at, note }, answer)
    }

    pub(super) fn snooze_command(
        &mut self,
        by: Actor,
        id: ConversationId,
        seconds: Option<u64>,
    ) -> Result<Notice, StoreError> {
        let until = self.in_seconds(seconds);
        let known = self.tx.conversation(id)?;
        let pending = known.is_some_and(|known| known.status_name() == StatusName::Pending);
        let answer = match until {
            Some(until) if pending => Notice::NowPending { conversation: id, until },
            Some(until) => Notice::NowSnoozed { conversation: id, until },
            None => Notice::NowUnsnoozed { conversation: id },
        };
        self.answered_with(id, Event::Snoozed { by, until }, answer)
    }

    fn in_seconds(&self, seconds: Option<u64>) -> Option<Timestamp> {
        seconds.map(|seconds| self.now.plus(Duration::from_secs(seconds)))
    }

    fn answered_with(
        &mut self,
        id: ConversationId,
        event: Event,
        answer: Notice,
    ) -> Result<Notice, StoreError> {
        Ok(self.happen(id, event)?.map_or_else(|refusal| refusal, |_| answer))
    }

    /// To an open conversation one simply writes; a completed one has to be reopened for that.
    pub(super) fn write_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        id: ConversationId,
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::FollowUp) {
            return Ok(Err(refusal));
        }
        let open = self.tx.conversation(id)?.is_some_and(|conversation| conversation.is_open());
        if !open {
            return self.reopen_pressed(desk, by, id, press);
        }
        if !desk.has_topics() {
            return self.bring_card_down(id);
        }
        let toast = Some(Notice::WriteThere);
        Ok(Ok(Done { toast, ..Done::default() }))
    }
}
