//! Floods: what one user writes too fast waits, and goes out folded, behind everybody else's.
//!
//! Promises: what is taken in stays in its order and is never dropped, over restarts too, since it
//! waits in the outbox like everything else; an album waits whole; each refusal is told to who
//! wrote, those in one stretch together under the first of them. Whose turn it is, the history and
//! the clocks follow from what was taken in at once.

use std::time::Duration;

use crate::domain::event::UserMessage;
use crate::domain::flood::{TOLD_AFTER, TOLD_EVERY, Verdict};
use crate::domain::id::{MessageRef, UserId};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Place, Priority, Row, Slot, Task};
use crate::domain::people::Profile;
use crate::domain::time::Timestamp;
use crate::store::StoreError;

use super::work::Work;

/// What waits is counted anew at most this often.
const COUNTED_EVERY: Duration = Duration::from_secs(1);

impl Work<'_> {
    /// What becomes of a message of a user, or of an album; the profile is kept with it.
    pub(super) fn flooding(
        &mut self,
        profile: &mut Profile,
        messages: &[UserMessage],
    ) -> Result<Verdict, StoreError> {
        let Some(first) = messages.first() else {
            return Ok(Verdict::Pass);
        };
        let rules = self.settings.flood;
        let parts = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        let mut verdict = profile.flood.take(first.at, parts, rules);
        let counted = self.now.since(profile.flood.counted) >= COUNTED_EVERY;
        if verdict == Verdict::Refuse && counted {
            profile.flood.held = self.held_back(profile)?;
            profile.flood.counted = self.now;
            verdict = profile.flood.take(first.at, parts, rules);
        }
        if self.too_much_unproven(profile, messages.len())? {
            verdict = Verdict::Refuse;
        }
        if verdict == Verdict::Refuse {
            self.tell_refused(profile, messages)?;
        } else {
            // What is told of later is another stretch.
            profile.flood.telling = None;
        }
        self.tx.put_profile(profile)?;
        Ok(verdict)
    }

    fn refusal_of(&self, user: UserId, count: u32) -> Result<Notice, StoreError> {
        Ok(match self.tx.unproven(user)? {
            Some(_) => Notice::HumanRefused { count },
            None => Notice::FloodRefused { count },
        })
    }

    /// How many messages of a user wait.
    fn held_back(&self, profile: &Profile) -> Result<u32, StoreError> {
        if let Some(unproven) = self.tx.unproven(profile.person.id)? {
            return Ok(u32::try_from(unproven.messages.len()).unwrap_or(u32::MAX));
        }
        if let Some(held) = self.tx.held(profile.person.id)? {
            return Ok(u32::try_from(held.messages.len()).unwrap_or(u32::MAX));
        }
        let mut count = 0_usize;
        for open in &profile.open {
            let rows = self.tx.rows_of(*open)?;
            let held = rows.iter().filter(|row| row.priority == Priority::Held);
            count = count.saturating_add(held.map(|row| row.slot.originals().len()).sum());
        }
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The newest row, if it brings a user's message to the team, waits and makes no sound.
    pub(super) fn hold_back(&mut self, until: Timestamp) -> Result<(), StoreError> {
        let Some(row) = self.tx.row(self.newest_row())? else {
            return Ok(());
        };
        let (Slot::Relay { .. }, Task::Copy { .. }) = (&row.slot, &row.task) else {
            return Ok(());
        };
        let mut row = Row { priority: Priority::Held, not_before: until, ..row };
        if let Task::Copy { silent, .. } = &mut row.task {
            *silent = true;
        }
        self.keep(row)
    }

    fn tell_refused(
        &mut self,
        profile: &mut Profile,
        messages: &[UserMessage],
    ) -> Result<(), StoreError> {
        let Some(first) = messages.first() else { return Ok(()) };
        let user = profile.person.id;
        let parts = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        if let Some((row, count)) = profile.flood.telling
            && let Some(mut waiting) = self.tx.row(row)?.filter(|row| !row.started)
            && let Task::Say { saying, .. } = &mut waiting.task
        {
            let count = count.saturating_add(parts);
            *saying = self.refusal_of(user, count)?.into();
            profile.flood.telling = Some((row, count));
            return self.keep(waiting);
        }
        let from = self.now.plus(TOLD_AFTER).max(profile.flood.tell_from);
        let task = Task::Say {
            place: Place::User(user),
            saying: self.refusal_of(user, parts)?.into(),
            reply_to: Some(MessageRef::new(user, first.message)),
            silent: false,
        };
        let row = self.push(Lane::User(user), Priority::Notice, None, task, Slot::None)?;
        self.put_off(row, from)?;
        profile.flood.tell_from = from.plus(TOLD_EVERY);
        profile.flood.telling = Some((row, parts));
        Ok(())
    }
}
