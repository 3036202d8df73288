//! What brings a conversation back to the team's eyes: reminders of a waiting user, escalation, and
//! what agents ask for themselves with `/followup` and `/snooze`. Product.md section 4.
//!
//! Promises: one reminder and one escalation for each wait, in business hours; a snooze puts both
//! off and forgets neither; a follow-up comes once. Never reaches the user.

use serde::{Deserialize, Serialize};

use super::access::{Action, Actor};
use super::conversation::{Assignee, Conversation, Doer, Rules, Status, Turn};
use super::lifecycle::refuse;
use super::notice::Notice;
use super::outbox::Slot;
use super::step::Step;
use super::time::Timestamp;
use super::transition::{Effect, Record, Refusal, Reminder};

/// A conversation is to come back then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FollowUp {
    /// When.
    pub at: Timestamp,
    /// Who asked for it.
    pub by: Doer,
    /// What for.
    pub note: Option<String>,
}

impl Conversation {
    /// When the assignee, and when the leads are to be told that the user waits; `None` if they
    /// were, or never are.
    pub(super) fn reminders_due(&self, rules: &Rules) -> [Option<Timestamp>; 2] {
        let Turn::Team { since, nudged, escalated } = self.turn else {
            return [None, None];
        };
        // What was put off counts from its end.
        let since = self.snoozed.map_or(since, |until| until.max(since));
        let after = |span| rules.hours.plus(since, span).max(self.quiet_until);
        let nudge = match self.snoozed {
            Some(until) => Some(until.max(self.quiet_until)),
            None => rules.nudge_after.map(after),
        };
        [nudge.filter(|_| !nudged), rules.escalate_after.map(after).filter(|_| !escalated)]
    }

    /// Until when reminders of this wait were put off, while they are.
    pub(super) fn put_off_until(&self) -> Option<Timestamp> {
        match self.turn {
            Turn::Team { nudged: false, .. } => self.snoozed,
            Turn::Team { nudged: true, .. } | Turn::User { .. } => None,
        }
    }
}

impl Step<'_> {
    /// The user has waited for long: the assignee is told, and later the leads.
    pub(super) fn remind_of_the_wait(&mut self, closed_until: Option<Timestamp>) {
        let now = self.scene.now;
        let [nudges, escalates] =
            self.next.reminders_due(self.scene.rules).map(|due| due.is_some_and(|due| now >= due));
        let put_off = self.next.put_off_until().is_some();
        let assignee = self.next.assignee().and_then(Assignee::agent);
        let Turn::Team { since, nudged, escalated } = &mut self.next.turn else { return };
        let since = *since;
        // It came due in time, and nobody was there to see it: it is said in the morning.
        if let Some(opening) = closed_until.filter(|_| escalates || nudges) {
            self.next.quiet_until = opening;
        } else if escalates {
            (*nudged, *escalated) = (true, true);
            self.next.escalated = Some(now);
            self.effects.push(Effect::Remind(Reminder::Escalation { since }));
            self.record(Record::Escalated { by: Doer::Itself, said: None });
            self.draw(false);
        } else if nudges {
            *nudged = true;
            self.effects.push(Effect::Remind(Reminder::Nudge { assignee, since }));
            if put_off {
                self.draw(false);
            }
        }
    }

    /// What an agent wanted to be reminded of.
    pub(super) fn follow_up_comes(&mut self, closed_until: Option<Timestamp>) {
        let now = self.scene.now;
        let Some(due) = self.next.follow_up.take_if(|follow_up| now >= follow_up.at) else {
            return;
        };
        if let Some(opening) = closed_until {
            self.next.follow_up = Some(FollowUp { at: opening, ..due });
            return;
        }
        let asker = match due.by {
            Doer::Agent(id) => Some(id),
            Doer::Team | Doer::User | Doer::Itself => None,
        };
        let whom = self.next.assignee().and_then(Assignee::agent).or(asker);
        self.effects.push(Effect::Remind(Reminder::FollowUp { whom, note: due.note }));
        self.draw(false);
    }

    /// Somebody calls the leads.
    pub(super) fn escalate(&mut self, by: Actor, said: Option<String>) -> Result<(), Refusal> {
        self.need(by, Action::Escalate)?;
        if self.next.escalated.is_some() && said.is_none() {
            return refuse(Notice::RefuseEscalatedAlready);
        }
        let by = Doer::of(by);
        self.next.escalated = Some(self.scene.now);
        if let Turn::Team { nudged, escalated, .. } = &mut self.next.turn {
            (*nudged, *escalated) = (true, true);
        }
        let told = Notice::Escalated {
            conversation: self.next.id,
            by: self.scene.who(by),
            said: said.clone().map(|text| Notice::ReasonSaid { text }).into_iter().collect(),
            who: self.scene.leads.iter().cloned().map(|who| Notice::Addressed { who }).collect(),
        };
        self.effects.push(Effect::TellDesk(told.into(), Slot::Inside));
        self.record(Record::Escalated { by, said });
        self.draw(true);
        Ok(())
    }

    /// Nobody is reminded until then; `None` takes that back.
    pub(super) fn snooze(&mut self, by: Actor, until: Option<Timestamp>) -> Result<(), Refusal> {
        self.need(by, Action::Snooze)?;
        if let (Status::Pending { remind_at, .. }, Some(until)) = (&mut self.next.status, until) {
            *remind_at = until;
            self.draw(true);
            return Ok(());
        }
        let waits = self.next.waiting_since().is_some();
        let put_off = self.next.put_off_until().is_some();
        match (until, &mut self.next.turn) {
            (Some(until), Turn::Team { nudged, escalated, .. }) if waits => {
                self.next.snoozed = Some(until);
                (*nudged, *escalated) = (false, false);
            }
            (None, _) if put_off => self.next.snoozed = None,
            _ => return refuse(Notice::RefuseNothingToSnooze),
        }
        self.record(Record::Snoozed { by: Doer::of(by), until });
        self.draw(true);
        Ok(())
    }

    /// It is to come back then; `None` takes that back.
    pub(super) fn follow_up(
        &mut self,
        by: Actor,
        at: Option<Timestamp>,
        note: Option<String>,
    ) -> Result<(), Refusal> {
        self.need(by, Action::FollowUp)?;
        self.not_merged()?;
        let by = Doer::of(by);
        if at.is_none() && self.next.follow_up.is_none() {
            return refuse(Notice::RefuseNoFollowUp);
        }
        self.next.follow_up = at.map(|at| FollowUp { at, by, note });
        self.record(Record::FollowUp { by, at });
        self.draw(true);
        Ok(())
    }
}
