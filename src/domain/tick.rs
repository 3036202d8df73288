//! What happens by itself: the moves of [`super::step`] that only time brings about. A sweep may come
//! early, late or twice: the state decides.

use super::button::Nonce;
use super::conversation::{Assignee, Doer, Status};
use super::hours::Opening;
use super::notice::Notice;
use super::reason::{Reason, SolvedReason};
use super::step::Step;
use super::time::Timestamp;
use super::transition::{Effect, Reminder};

impl Step<'_> {
    pub(super) fn tick(&mut self) {
        let (now, rules) = (self.scene.now, self.scene.rules);
        if !self.scene.current {
            return;
        }
        let expired: Vec<Nonce> = self
            .next
            .questions
            .iter()
            .filter(|q| q.shown.is_some_and(|at| now >= at.plus(rules.question_expires)))
            .map(|q| q.nonce)
            .collect();
        for nonce in expired {
            self.drop_question(nonce, false);
        }
        if self.next.request.as_ref().is_some_and(|request| now >= request.expires) {
            self.expire_request();
        }
        let closed_until = match rules.hours.at(now) {
            Opening::Open | Opening::Closed(None) => None,
            Opening::Closed(opening) => opening,
        };
        self.follow_up_comes(closed_until);
        if let Status::Completed(completion) = &mut self.next.status {
            if completion.undo.is_some_and(|undo| now >= undo.until) {
                completion.undo = None;
                self.draw(false);
            }
            return;
        }
        if self.next.blocked.is_none() {
            if self.next.eyes.is_some_and(|at| now >= at) {
                self.next.eyes = None;
                self.effects.push(Effect::Eyes);
            }
            self.tick_final_call(closed_until);
            if !self.next.is_open() {
                return;
            }
        }
        // It comes back to the team whether the user can be reached or not.
        let comes_back = self.comes_back();
        if let Status::Pending { assignee, remind_at } = &mut self.next.status {
            match closed_until.filter(|_| now >= *remind_at) {
                Some(opening) => *remind_at = opening,
                None if now >= *remind_at => {
                    *remind_at = comes_back;
                    let assignee = assignee.and_then(Assignee::agent);
                    self.effects.push(Effect::Remind(Reminder::Pending { assignee }));
                }
                None => {}
            }
            return;
        }
        if let Some(blocked) = self.next.blocked {
            if rules.complete_after.is_some_and(|after| now >= blocked.plus(after)) {
                self.complete(Doer::Itself, Reason::UserLeft, false);
            }
            return;
        }
        if self.next.lapses_at(rules).is_some_and(|due| now >= due) {
            match closed_until {
                Some(opening) => self.next.quiet_until = opening,
                None => self.lapse(),
            }
        }
        self.remind_of_the_wait(closed_until);
    }

    /// The user's silence, as long as nobody who could hear them is away.
    fn tick_final_call(&mut self, closed_until: Option<Timestamp>) {
        let (now, rules, gap) = (self.scene.now, self.scene.rules, self.scene.gap_ended);
        // Asked before a gap in intake: the answer may have been lost, so ask again.
        let void = self
            .next
            .final_call
            .as_ref()
            .is_some_and(|call| call.delivered.is_some_and(|(_, at)| at < gap));
        if void {
            let asked_by = self.next.final_call.as_ref().and_then(|call| call.asked_by);
            self.end_final_call(|number| Notice::FinalCallOver { number });
            if asked_by.is_some() {
                self.call_for_the_last_time(asked_by);
            }
        }
        let asked = self.next.asked_due(rules, gap).is_some_and(|due| now >= due);
        let pending = matches!(self.next.status, Status::Pending { .. });
        let silent = !pending && self.next.silence_due(rules, gap).is_some_and(|due| now >= due);
        if let Some(opening) = closed_until.filter(|_| asked || silent) {
            // The desk was open when it came due, and has closed since.
            self.next.quiet_until = opening;
            return;
        }
        if asked {
            let reason = Reason::Agent(SolvedReason::UserDidNotAnswer);
            let by = self.next.final_call.as_ref().and_then(|call| call.asked_by);
            self.complete(by.unwrap_or(Doer::Itself), reason, false);
            return;
        }
        if silent {
            match &self.next.final_call {
                None => self.call_for_the_last_time(None),
                Some(_) => self.complete(Doer::Itself, Reason::Timeout, false),
            }
        }
    }
}
