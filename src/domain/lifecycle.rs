//! The life of a conversation: the table of product.md section 2, and sections 3, 4 and 6.
//!
//! Pure: time comes in as an argument, work goes out as [`Effect`]s. Every pair of status and event
//! has its answer in [`Conversation::handle`]; a refusal is a value, and changes nothing.

use std::time::Duration;

use super::access::Action;
use super::conversation::{About, Assignee, Conversation, Delivered, Doer, Spot, Status};
use super::notice::Notice;
use super::reason::{Reason, ReopenReason, SolvedReason};
use super::step::Step;
use super::transition::{Effect, Event, Outcome, Record, Refusal, Scene};

/// How long `I still need help` works on a completed notice (product.md section 5).
pub const STILL_NEEDED_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// Whoever takes a conversation and answers within this shows the user by the answer that somebody
/// has it: 👀 would come with it, say no more, and cost a call.
pub const EYES_AFTER: Duration = Duration::from_secs(3);

impl Conversation {
    /// The table: what an event does in a status.
    ///
    /// # Errors
    /// A [`Refusal`] says why nothing happened; the state stays as it was.
    pub fn handle(&self, event: Event, scene: &Scene<'_>) -> Result<Outcome, Refusal> {
        use Event as E;
        use Status as S;
        let mut step = Step { next: self.clone(), effects: Vec::new(), scene };
        match (&self.status, event) {
            // ---- the user writes
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::UserWrites { message, at, assent },
            ) => step.user_writes(message, at, assent),
            (S::Completed(_), E::UserWrites { .. }) => return refuse(Notice::RefuseGarbage),
            (_, E::Shown(message)) => step.shown(message),

            // ---- an agent writes
            (S::Unassigned, E::AgentAnswers { by, at }) => {
                step.assign(Doer::of(by), Assignee::of(by));
                step.answered(by, at);
                step.draw(false);
            }
            (S::InProgress { .. } | S::Pending { .. }, E::AgentAnswers { by, at }) => {
                step.answered(by, at);
            }
            (S::Completed(_), E::AgentAnswers { .. }) => {
                return refuse(match self.merged_into {
                    Some(into) if into.desk != self.id.desk => Notice::NotSentMoved {
                        conversation: self.id,
                        number: into.number,
                        desk: into.desk,
                    },
                    Some(into) => Notice::NotSentMerged { conversation: self.id, other: into },
                    None => Notice::NotSentCompleted { conversation: self.id },
                });
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::SendingAsked { by, spot, messages },
            ) => step.ask_sending(by, spot, messages),
            (S::Completed(_), E::SendingAsked { .. }) => {
                return refuse(Notice::NotSentCompleted { conversation: self.id });
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::SendingConfirmed { by, take, nonce },
            ) => step.sending_confirmed(by, take, nonce)?,
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::AnswerDelivered { answer, written, at },
            ) => {
                step.next.delivered = Some(Delivered { answer, written, at });
                // Asked before this answer, it promises an end that has moved away.
                if self.final_call.as_ref().is_some_and(|call| call.delivered.is_some()) {
                    step.end_final_call(|number| Notice::FinalCallOver { number });
                }
                step.hand_over();
            }
            // Counts once the completion is taken back.
            (S::Completed(_), E::AnswerDelivered { answer, written, at }) => {
                step.next.delivered = Some(Delivered { answer, written, at });
            }

            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::Promised { by, at, stands },
            ) => {
                if stands {
                    step.promise(by, at);
                } else {
                    step.let_off(by);
                }
            }
            // Counts once the completion is taken back.
            (S::Completed(_), E::Promised { at, stands, .. }) => {
                step.next.promised = stands.then_some(at);
            }

            // ---- who has it
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Taken(by)) => {
                step.need(by, Action::Take)?;
                let to = Assignee::of(by);
                if self.assignee() == Some(to) {
                    return refuse(Notice::RefuseYoursAlready);
                }
                step.assign(Doer::of(by), to);
                step.next.eyes = Some(scene.now.plus(EYES_AFTER));
                step.draw(true);
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::Assigned { by, to, note },
            ) => {
                step.need(by, Action::Assign)?;
                if !(scene.present)(to) {
                    return refuse(Notice::RefuseNotHere { who: (scene.name)(to) });
                }
                if self.assignee() == Some(Assignee::Agent(to)) {
                    return refuse(Notice::RefuseAssignedAlready { who: (scene.name)(to) });
                }
                step.assign(Doer::of(by), Assignee::Agent(to));
                if by.id != Some(to) {
                    step.mention(to, note.map(|note| (by, note)));
                }
                step.draw(true);
            }
            (S::Unassigned, E::Routed) => step.route(None),
            (S::InProgress { .. } | S::Pending { .. } | S::Completed(_), E::Routed) => {}
            (S::InProgress { .. }, E::Unassigned(by)) => {
                step.need(by, Action::Assign)?;
                step.unassign(Doer::of(by));
                step.draw(true);
            }
            (S::Pending { .. }, E::Unassigned(by)) => {
                step.need(by, Action::Assign)?;
                if self.assignee().is_none() {
                    return refuse(Notice::RefuseNotAssigned);
                }
                step.unassign(Doer::of(by));
                step.draw(true);
            }
            (S::Unassigned, E::Unassigned(by)) => {
                step.need(by, Action::Assign)?;
                return refuse(Notice::RefuseNotAssigned);
            }
            (S::InProgress { .. } | S::Pending { .. }, E::AssigneeLeft(who)) => {
                if self.assignee() == Some(Assignee::Agent(who)) {
                    step.unassign(Doer::Itself);
                    step.draw(false);
                }
            }
            (S::Unassigned | S::Completed(_), E::AssigneeLeft(_)) => {}

            // ---- setting aside
            (S::Unassigned | S::InProgress { .. }, E::SetAside { by, note, until }) => {
                step.need(by, Action::Pending)?;
                step.set_aside(by, note, until);
                step.tell_set_aside();
                step.draw(true);
            }
            (S::Pending { .. }, E::SetAside { by, note, until }) => {
                step.need(by, Action::Pending)?;
                if note.is_none() && until.is_none() {
                    return refuse(Notice::RefusePendingAlready);
                }
                step.set_aside(by, note, until);
                step.draw(true);
            }
            (S::Pending { .. }, E::Resumed(by)) => {
                step.need(by, Action::Pending)?;
                step.resume();
                step.record(Record::Resumed(Doer::of(by)));
                step.draw(true);
            }
            (S::Unassigned | S::InProgress { .. }, E::Resumed(by)) => {
                step.need(by, Action::Pending)?;
                return refuse(Notice::RefuseNotPending);
            }

            // ---- what brings it back to the team's eyes
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::Escalated { by, said },
            ) => step.escalate(by, said)?,
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::Snoozed { by, until },
            ) => step.snooze(by, until)?,
            (_, E::FollowUp { by, at, note }) => step.follow_up(by, at, note)?,

            // ---- completing
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::CompletionAsked { by, spot },
            ) => {
                step.need(by, Action::Complete)?;
                if scene.rules.confirm {
                    step.ask_completion(by, spot);
                } else {
                    step.complete(Doer::of(by), Reason::Agent(SolvedReason::Solved), true);
                }
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::CompletionConfirmed { by, reason, nonce },
            ) => {
                step.need(by, Action::Complete)?;
                let question = step.question_to_confirm(by, nonce)?;
                let About::Completing { bound, .. } = question.about else {
                    return refuse(Notice::RefuseStale);
                };
                if let Some(why) = step.voids(&question, bound) {
                    step.ask_anew(nonce, why);
                } else {
                    step.complete(Doer::of(by), Reason::Agent(reason), true);
                }
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::UserToBeAsked { by, nonce },
            ) => {
                step.need(by, Action::Complete)?;
                let question = step.question_to_confirm(by, nonce)?;
                let About::Completing { bound, .. } = question.about else {
                    return refuse(Notice::RefuseStale);
                };
                if self.blocked.is_some() {
                    return refuse(Notice::RefuseBlocked);
                }
                if let Some(why) = step.voids(&question, bound) {
                    step.ask_anew(nonce, why);
                } else {
                    step.drop_question(nonce, true);
                    step.call_for_the_last_time(Some(Doer::of(by)));
                }
            }
            (_, E::QuestionCancelled { by: _, nonce }) => {
                if !self.questions.iter().any(|question| question.nonce == nonce) {
                    return refuse(Notice::RefuseStale);
                }
                step.drop_question(nonce, true);
            }
            (_, E::QuestionShown { nonce, message, at }) => step.question_shown(nonce, message, at),
            (_, E::QuestionLost(nonce)) => step.drop_question(nonce, false),
            (_, E::CardDrawn(at)) => {
                for question in &mut step.next.questions {
                    if question.spot == Spot::Card && question.shown.is_none() {
                        question.shown = Some(at);
                    }
                }
            }
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Undone { .. }) => {
                return refuse(Notice::RefuseStale);
            }
            (S::Completed(completion), E::Undone { by, nonce }) => {
                step.undo_by(completion, by, nonce)?;
            }
            (S::Completed(completion), E::Crossed) => {
                if scene.other_open.is_none() {
                    step.take_back(completion, Doer::User);
                    step.tell(Notice::CrossedInside { conversation: self.id }.into());
                }
            }
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Crossed) => {}

            // ---- completed: what no longer can be done
            (
                S::Completed(completion),
                E::Taken(_)
                | E::Assigned { .. }
                | E::Unassigned(_)
                | E::SetAside { .. }
                | E::Resumed(_)
                | E::Escalated { .. }
                | E::Snoozed { .. }
                | E::SendingConfirmed { .. }
                | E::CompletionAsked { .. }
                | E::CompletionConfirmed { .. }
                | E::UserToBeAsked { .. }
                | E::CompletedInBulk { .. }
                | E::Moves { .. },
            ) => {
                return refuse(Notice::RefuseCompleted {
                    by: scene.who(completion.by),
                    reason: completion.reason,
                });
            }

            // ---- many at once
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::CompletedInBulk { by, reason },
            ) => step.complete(by, Reason::Agent(reason), false),

            // ---- tags: also on what is completed
            (_, E::Tagged { by, add, remove }) => {
                step.need(by, Action::Tag)?;
                step.tag(by, add, remove)?;
            }

            (_, E::Prioritized { by, urgency }) => {
                step.need(by, Action::Tag)?;
                step.prioritize(by, urgency)?;
            }

            // ---- joining
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Joins { by, into }) => {
                step.need(by, Action::Merge)?;
                step.next.merged_into = Some(into);
                step.record(Record::Merged { by: Doer::of(by), with: into });
                step.complete(Doer::of(by), Reason::Merged, false);
            }
            (S::Completed(_), E::Joins { by, into }) => {
                step.need(by, Action::Merge)?;
                step.not_merged()?;
                step.join_completed(Doer::of(by), into);
            }
            (_, E::Absorbs { by, other }) => {
                step.need(by, Action::Merge)?;
                step.not_merged()?;
                step.absorb(Doer::of(by), &other);
            }

            // ---- going on elsewhere
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Moves { by, into }) => {
                step.need(by, Action::Move)?;
                step.next.merged_into = Some(into);
                step.record(Record::Moved { by: Doer::of(by), into });
                step.complete(Doer::of(by), Reason::Moved, false);
            }

            // ---- reopening
            (S::Completed(_), E::ReopeningAsked { by, spot, said, carry }) => {
                step.may_reopen_or_request(by)?;
                step.not_merged()?;
                step.may_be_open()?;
                step.ask_reopening(by, spot, said, carry);
            }
            (S::Completed(_), E::ReopeningConfirmed { by, reason, nonce }) => {
                step.may_reopen_or_request(by)?;
                let question = step.question_to_confirm(by, nonce)?;
                step.reopening_confirmed(by, reason, question)?;
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::ReopeningAsked { .. } | E::ReopeningConfirmed { .. },
            ) => return refuse(Notice::RefuseNotCompleted),
            (S::Completed(_), E::Approved { by, nonce }) => {
                step.need(by, Action::Approve)?;
                let request = step.request(nonce)?;
                step.not_their_own(by, &request)?;
                step.may_be_open()?;
                step.approve(by, request);
            }
            (S::Completed(_), E::Declined { by, nonce }) => {
                step.need(by, Action::Approve)?;
                let request = step.request(nonce)?;
                step.decline(by, request);
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::Approved { .. } | E::Declined { .. },
            ) => return refuse(Notice::RefuseRequestDecided),
            (S::Completed(_), E::CameBack(reason)) => {
                if let Some(other) = scene.other_open {
                    return refuse(Notice::OtherOpenUser { number: other.number });
                }
                step.reopen(Doer::User, reason, None);
            }
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::CameBack(_)) => {}

            // ---- the user's buttons
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::AllSolved) => {
                // A press may overtake the receipt of the message that it stands under.
                if self.final_call.is_none() {
                    return refuse(Notice::LateSolved);
                }
                step.complete(Doer::User, Reason::UserConfirmed, false);
            }
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::ClosedByUser) => {
                step.complete(Doer::User, Reason::UserConfirmed, false);
            }
            (S::Completed(_), E::AllSolved | E::ClosedByUser) => {
                return refuse(Notice::LateSolved);
            }
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::StillNeedsHelp) => {
                if self.final_call.is_none() {
                    return refuse(Notice::LateStill);
                }
                step.still_needs_help();
            }
            (S::Completed(completion), E::StillNeedsHelp) => {
                if scene.now.since(completion.at) > STILL_NEEDED_WITHIN {
                    return refuse(Notice::LateStill);
                }
                if let Some(other) = scene.other_open {
                    return refuse(Notice::OtherOpenUser { number: other.number });
                }
                step.record(Record::StillNeeded);
                step.reopen(Doer::User, ReopenReason::StillNeedsHelp, None);
                step.effects.push(Effect::Toast(Notice::ToastStill));
            }
            (S::Completed(completion), E::Rated { stars, under }) => {
                let offered = step.rating_offered(completion.reason);
                match (completion.rating, completion.notice.or(under)) {
                    (None, Some(notice)) if offered => step.rate(stars, notice),
                    // Pressed twice.
                    (Some(given), _) if given == stars => {
                        step.effects.push(Effect::Toast(Notice::ToastRated));
                    }
                    (None | Some(_), _) => return refuse(Notice::LateStill),
                }
            }
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Rated { .. }) => {
                return refuse(Notice::LateStill);
            }
            (S::Completed(completion), E::Commented) => step.comment(completion),
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Commented) => {}

            // ---- receipts
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::FinalCallDelivered(message, at),
            ) => match &mut step.next.final_call {
                Some(call) if call.delivered.is_none() => call.delivered = Some((message, at)),
                // Answered while it was on its way: its buttons would promise what is over.
                Some(_) | None => {
                    step.edit_at_user(
                        message,
                        Notice::FinalCallAnswered { number: self.id.number },
                    );
                }
            },
            (S::Completed(_), E::FinalCallDelivered(message, _)) => {
                step.edit_at_user(message, Notice::FinalCallOver { number: self.id.number });
            }
            (_, E::FinalCallFailed) => {
                if self.final_call.as_ref().is_some_and(|call| call.delivered.is_none()) {
                    step.end_final_call(|number| Notice::FinalCallOver { number });
                }
            }
            (S::Completed(_), E::CompletedNoticeSettled(message)) => {
                if let Status::Completed(completion) = &mut step.next.status {
                    completion.told = true;
                    completion.notice = message;
                }
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::CompletedNoticeSettled(message),
            ) => {
                // Taken back while the notice was on its way.
                if let Some(message) = message {
                    step.edit_at_user(
                        message,
                        Notice::CompletedTakenBack { number: self.id.number },
                    );
                }
            }

            (_, E::Uprooted) => step.uprooted(),

            // ---- the user leaves and returns
            (_, E::UserBlocked(at)) => {
                if self.blocked.is_none() {
                    step.next.blocked = Some(at);
                    step.next.final_call = None;
                    step.record(Record::Blocked(true));
                    step.draw(false);
                }
            }
            (_, E::UserReturned) => {
                if self.blocked.is_some() {
                    step.next.blocked = None;
                    step.record(Record::Blocked(false));
                    step.draw(false);
                }
            }

            // ---- `/forget`
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Forgotten) => {
                step.complete(Doer::User, Reason::Forgotten, false);
            }
            (S::Completed(_), E::Forgotten) => step.void_request(),

            // ---- bans
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::Banned { by, term, said },
            ) => {
                step.need(by, Action::Ban)?;
                step.banned(Doer::of(by), term, said);
                step.complete(Doer::of(by), Reason::Banned, false);
            }
            (S::Completed(_), E::Banned { by, term, said }) => {
                step.need(by, Action::Ban)?;
                step.banned(Doer::of(by), term, said);
                step.void_request();
                step.draw(true);
            }
            (_, E::Unbanned(by)) => {
                if step.next.banned.take().is_some() {
                    step.record(Record::Unbanned(by));
                    step.draw(false);
                }
            }

            // ---- time
            (_, E::Tick) => step.tick(),
        }
        Ok(Outcome { conversation: step.next, effects: step.effects })
    }
}

pub(super) fn refuse<T>(notice: Notice) -> Result<T, Refusal> {
    Err(Refusal(notice))
}
