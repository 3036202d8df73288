//! The human check (`[limits] human_check`): whoever writes for the first time presses one button
//! before anything of it is passed on.
//!
//! Promises: what was written waits in its order, with every change of it and over restarts, and goes
//! the way of all messages with the press, once; without one it is let go of after the time that its
//! writer was told, and they are told again. Nobody is asked who has had a conversation, has pressed
//! before, or belongs to the team. Opens nothing and tells the team nothing before the press.

use crate::domain::button::Button;
use crate::domain::event::UserMessage;
use crate::domain::flood::Flood;
use crate::domain::id::{MessageRef, UserId};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Priority, Slot, Task};
use crate::domain::people::Profile;
use crate::domain::proof::Unproven;
use crate::mistake::{Mistake, made};
use crate::store::StoreError;

use super::album::units;
use super::effects::Done;
use super::press::Pressed;
use super::work::Work;

impl Work<'_> {
    /// Whether a message, or an album, waits until its writer has shown to be a person; it is kept
    /// then, and they are asked once.
    pub(super) fn waits_for_proof(
        &mut self,
        profile: &mut Profile,
        messages: &[UserMessage],
    ) -> Result<bool, StoreError> {
        let user = profile.person.id;
        let waiting = self.tx.unproven(user)?;
        if !self.asks_for_proof(profile)? {
            // Nobody is asked any more: what has waited until now goes ahead.
            if waiting.is_some() {
                self.proven(user, None)?;
                if let Some(now) = self.tx.profile(user)? {
                    *profile = now;
                }
            }
            return Ok(false);
        }
        let first = waiting.is_none();
        let mut unproven = waiting.unwrap_or_else(|| Unproven::new(self.now));
        unproven.messages.extend_from_slice(messages);
        self.tx.put_unproven(user, Some(&unproven))?;
        if first {
            let saying = Notice::HumanCheck.with(vec![vec![Button::Human(user)]]);
            self.tell_user(user, saying, Slot::Proof)?;
        }
        Ok(!made(Mistake::DeliverBeforeTap))
    }

    /// Whether so much waits for a user's press already that no more is taken.
    pub(super) fn too_much_unproven(
        &self,
        profile: &Profile,
        more: usize,
    ) -> Result<bool, StoreError> {
        match self.tx.unproven(profile.person.id)? {
            Some(unproven) if !unproven.takes(more, self.settings.flood.held) => {
                self.asks_for_proof(profile)
            }
            Some(_) | None => Ok(false),
        }
    }

    fn asks_for_proof(&self, profile: &Profile) -> Result<bool, StoreError> {
        if !self.settings.flood.human_check || profile.is_known() {
            return Ok(false);
        }
        Ok(self.works_at(profile.person.id)?.is_empty())
    }

    /// What waits for the press says something else now; whether it was that.
    pub(super) fn unproven_changed(&mut self, message: &UserMessage) -> Result<bool, StoreError> {
        let user = message.from.id;
        let Some(mut unproven) = self.tx.unproven(user)? else {
            return Ok(false);
        };
        let Some(kept) = unproven.messages.iter_mut().find(|m| m.message == message.message) else {
            return Ok(false);
        };
        kept.content = message.content.clone();
        self.tx.put_unproven(user, Some(&unproven))?;
        Ok(true)
    }

    /// The button was pressed, in this message.
    pub(super) fn proof_pressed(
        &mut self,
        user: UserId,
        pressed: Option<MessageRef>,
    ) -> Result<Pressed, StoreError> {
        if self.tx.unproven(user)?.is_none() {
            return Ok(Err(Notice::LateHuman));
        }
        self.proven(user, pressed)?;
        Ok(Ok(Done::default()))
    }

    /// Somebody is a person: what they wrote goes on as if it came now. The first go at once, the rest
    /// behind everybody else's.
    fn proven(&mut self, user: UserId, pressed: Option<MessageRef>) -> Result<(), StoreError> {
        let Some(unproven) = self.tx.unproven(user)? else {
            return Ok(());
        };
        self.tx.put_unproven(user, None)?;
        if let Some(prompt) = unproven.prompt.or(pressed) {
            self.answer_prompt(user, prompt, Notice::HumanDone)?;
        }
        let at_once = usize::try_from(self.settings.flood.per_minute).unwrap_or(usize::MAX);
        for (place, messages) in units(&unproven.messages).enumerate() {
            // It was counted when it came.
            if let Some(mut profile) = self.tx.profile(user)? {
                profile.proven = true;
                profile.flood = Flood::default();
                self.tx.put_profile(&profile)?;
            }
            self.arrived(messages)?;
            if at_once > 0 && place >= at_once {
                self.hold_back(self.now)?;
            }
        }
        if let Some(mut profile) = self.tx.profile(user)? {
            profile.flood.held = u32::try_from(unproven.messages.len()).unwrap_or(u32::MAX);
            self.tx.put_profile(&profile)?;
        }
        Ok(())
    }

    /// Nobody has pressed in time.
    pub(super) fn proof_is_over(&mut self, user: UserId) -> Result<(), StoreError> {
        if !self.settings.flood.human_check {
            return self.proven(user, None);
        }
        let Some(unproven) = self.tx.unproven(user)? else {
            return Ok(());
        };
        self.tx.put_unproven(user, None)?;
        match unproven.prompt {
            Some(prompt) => self.answer_prompt(user, prompt, Notice::HumanOver),
            None => self.tell_user(user, Notice::HumanOver.into(), Slot::None),
        }
    }

    /// The message with the button stands there. Pressed, or let go of, while it was on its way, it
    /// would promise what is over.
    pub(super) fn proof_asked(
        &mut self,
        user: UserId,
        prompt: MessageRef,
    ) -> Result<(), StoreError> {
        if let Some(mut unproven) = self.tx.unproven(user)? {
            unproven.prompt = Some(prompt);
            return self.tx.put_unproven(user, Some(&unproven));
        }
        let known = self.tx.profile(user)?.is_some_and(|profile| profile.is_known());
        let notice = if known { Notice::HumanDone } else { Notice::HumanOver };
        self.answer_prompt(user, prompt, notice)
    }

    fn answer_prompt(
        &mut self,
        user: UserId,
        prompt: MessageRef,
        notice: Notice,
    ) -> Result<(), StoreError> {
        let task = Task::Edit { message: prompt, saying: notice.into() };
        self.push(Lane::User(user), Priority::Notice, None, task, Slot::None)?;
        Ok(())
    }
}
