//! The moves of the table in [`super::lifecycle`]: straight lines, one per thing that can be done.
//! The choices stand in the table, and for time in [`super::tick`].

use super::access::{Action, Actor, Role};
use super::ban::Term;
use super::button::{Button, Nonce};
use super::conversation::{
    About, Assignee, Completion, Conversation, Delivered, Doer, FinalCall, Question, Spot, Status,
    Turn, Undo,
};
use super::id::{ConversationId, MessageRef, UserId};
use super::lifecycle::refuse;
use super::notice::{Day, Named, Notice, Saying, Who};
use super::outbox::Slot;
use super::reason::{Reason, ReopenReason, SolvedReason};
use super::tag::MOST;
use super::time::Timestamp;
use super::transition::{Effect, Record, Refusal, Scene};

/// How many questions of one conversation may wait at once; the oldest gives way.
const QUESTIONS: usize = 8;

/// One transition under way.
pub(super) struct Step<'a> {
    pub(super) next: Conversation,
    pub(super) effects: Vec<Effect>,
    pub(super) scene: &'a Scene<'a>,
}

impl Step<'_> {
    pub(super) fn need(&self, by: Actor, action: Action) -> Result<(), Refusal> {
        let permissions = &self.scene.rules.permissions;
        if by.may(action, permissions) {
            Ok(())
        } else {
            refuse(Notice::RefuseRole { role: permissions.needed(action) })
        }
    }

    pub(super) fn may(&self, by: Actor, action: Action) -> bool {
        by.may(action, &self.scene.rules.permissions)
    }

    pub(super) fn record(&mut self, record: Record) {
        self.effects.push(Effect::Record(record));
    }

    pub(super) fn draw(&mut self, at_once: bool) {
        self.effects.push(Effect::DrawCard { at_once });
    }

    pub(super) fn tell(&mut self, saying: Saying) {
        self.effects.push(Effect::Tell { saying, slot: Slot::Inside, spot: None, rings: false });
    }

    pub(super) fn edit_at_user(&mut self, message: MessageRef, notice: Notice) {
        self.effects.push(Effect::EditAtUser(message, notice.into()));
    }

    pub(super) fn nonce(&mut self) -> Nonce {
        self.next.nonce = self.next.nonce.wrapping_add(1);
        self.next.nonce
    }

    // ---- writing

    pub(super) fn user_writes(&mut self, message: MessageRef, at: Timestamp, assent: bool) {
        let next = &mut self.next;
        next.written = next.written.saturating_add(1);
        next.last_written = Some(message);
        next.last_written_at = at;
        next.last_is_assent = assent;
        next.delivered = None;
        next.promised = None;
        if let Turn::User { .. } = next.turn {
            next.turn = Turn::team(at);
        }
        self.end_final_call(|number| Notice::FinalCallAnswered { number });
        if let Status::Pending { .. } = self.next.status {
            self.resume();
            self.draw(false);
        }
        self.tell_closed();
    }

    /// Once while the desk is closed, whoever writes is told when it opens.
    fn tell_closed(&mut self) {
        let opening = self.scene.rules.hours.at(self.scene.now);
        let Some(away) = self.next.away(opening) else { return };
        let number = self.next.id.number;
        let notice = Notice::Away { number, hours: vec![away] };
        self.effects.push(Effect::TellUser(notice.into(), Slot::Inside));
    }

    pub(super) fn shown(&mut self, message: Option<MessageRef>) {
        let next = &mut self.next;
        next.shown = next.shown.saturating_add(1).min(next.written);
        if let Some(message) = message {
            let later = next
                .last_shown
                .is_none_or(|last| last.chat != message.chat || last.message < message.message);
            if later {
                next.last_shown = Some(message);
            }
        }
        self.hand_over();
    }

    /// The user owes from the moment an answer was delivered, and only if all earlier messages had
    /// been shown in the group when the agent wrote. Ids of one chat grow, so the order is
    /// Telegram's own, whichever receipt comes first.
    pub(super) fn hand_over(&mut self) {
        let next = &mut self.next;
        if next.promised.is_some() {
            return;
        }
        let Some(Delivered { answer, written, at }) = next.delivered else { return };
        let all_shown = next.shown >= next.written && next.written == written;
        let before_answer = next
            .last_shown
            .is_none_or(|shown| shown.chat != answer.chat || shown.message < answer.message);
        if all_shown && before_answer && next.is_open() {
            next.turn = Turn::User { since: at };
            (next.escalated, next.snoozed) = (None, None);
        }
    }

    /// Whatever was answered, the team owes more: nobody is timed out until the next answer.
    pub(super) fn promise(&mut self, by: Actor, at: Timestamp) {
        self.next.promised = Some(at);
        self.handled_by(by);
        if let Turn::User { .. } = self.next.turn {
            self.next.turn = Turn::team(at);
        }
        self.end_final_call(|number| Notice::FinalCallAnswered { number });
        self.record(Record::Promised { by: Doer::of(by), stands: true });
    }

    /// The promise is taken back: if all was answered, the user owes again, from now on.
    pub(super) fn let_off(&mut self, by: Actor) {
        if self.next.promised.take().is_none() {
            return;
        }
        if let Some(delivered) = &mut self.next.delivered {
            delivered.at = delivered.at.max(self.scene.now);
        }
        self.hand_over();
        self.record(Record::Promised { by: Doer::of(by), stands: false });
    }

    pub(super) fn answered(&mut self, by: Actor, at: Timestamp) {
        if self.next.promised.is_some_and(|promised| promised <= at) {
            self.next.promised = None;
            // What was answered before the promise was not enough.
            self.next.delivered = None;
        }
        self.handled_by(by);
        self.next.eyes = None;
        if !self.next.answered {
            self.next.answered = true;
            self.record(Record::FirstResponse(at.since(self.next.opened).as_secs()));
        }
        let other = match (self.next.assignee(), by.id) {
            (Some(Assignee::Agent(assignee)), Some(id)) if assignee != id => Some(id),
            _ => None,
        };
        if self.next.collision != other {
            self.next.collision = other;
            self.draw(false);
        }
    }

    // ---- who has it

    pub(super) fn assign(&mut self, by: Doer, to: Assignee) {
        self.next.collision = None;
        self.next.handled = self.scene.now;
        self.next.status = match &self.next.status {
            Status::Pending { remind_at, .. } => {
                Status::Pending { assignee: Some(to), remind_at: *remind_at }
            }
            Status::Unassigned | Status::InProgress { .. } | Status::Completed(_) => {
                Status::InProgress { assignee: to }
            }
        };
        self.record(Record::Assigned { by, to: Some(to) });
    }

    pub(super) fn unassign(&mut self, by: Doer) {
        (self.next.collision, self.next.eyes) = (None, None);
        self.next.status = match &self.next.status {
            Status::Pending { remind_at, .. } => {
                Status::Pending { assignee: None, remind_at: *remind_at }
            }
            Status::Unassigned | Status::InProgress { .. } | Status::Completed(_) => {
                Status::Unassigned
            }
        };
        self.record(Record::Assigned { by, to: None });
    }

    pub(super) fn named(&self, id: UserId) -> Named {
        Named { id, name: (self.scene.name)(id) }
    }

    /// Whoever is assigned by somebody else is mentioned once.
    pub(super) fn mention(&mut self, id: UserId, note: Option<(Actor, String)>) {
        let who = self.named(id);
        let conversation = self.next.id;
        let notice = match note {
            None => Notice::AssignedMention { conversation, who },
            Some((by, note)) => {
                let by = self.scene.who(Doer::of(by));
                Notice::AssignedMentionNote { conversation, who, by, note }
            }
        };
        self.ring(notice);
    }

    /// Says something in the group with sound.
    pub(super) fn ring(&mut self, notice: Notice) {
        self.effects.push(Effect::Tell {
            saying: notice.into(),
            slot: Slot::Inside,
            spot: None,
            rings: true,
        });
    }

    // ---- setting aside

    pub(super) fn set_aside(&mut self, by: Actor, note: Option<String>, until: Option<Timestamp>) {
        let assignee = match self.next.assignee() {
            Some(assignee) => assignee,
            None => {
                let to = Assignee::of(by);
                self.record(Record::Assigned { by: Doer::of(by), to: Some(to) });
                to
            }
        };
        let remind_at = until.unwrap_or_else(|| self.comes_back());
        self.next.status = Status::Pending { assignee: Some(assignee), remind_at };
        if note.is_some() {
            self.next.note = note;
        }
        self.end_final_call(|number| Notice::FinalCallOver { number });
        self.record(Record::SetAside(Doer::of(by)));
        self.effects.push(Effect::SyncTopic);
    }

    pub(super) fn tell_set_aside(&mut self) {
        if self.scene.rules.tell_set_aside && self.next.blocked.is_none() {
            let notice = Notice::SetAside { number: self.next.id.number };
            self.effects.push(Effect::TellUser(notice.into(), Slot::Inside));
        }
    }

    /// When what is set aside comes back by itself.
    pub(super) fn comes_back(&self) -> Timestamp {
        let rules = self.scene.rules;
        rules.hours.plus(self.scene.now, rules.remind_after)
    }

    pub(super) fn resume(&mut self) {
        self.next.handled = self.scene.now;
        self.next.status = match self.next.assignee() {
            Some(assignee) => Status::InProgress { assignee },
            None => Status::Unassigned,
        };
        // What passed while it was set aside is nobody's silence.
        if let Turn::User { since } = &mut self.next.turn {
            *since = (*since).max(self.scene.now);
        }
        self.effects.push(Effect::SyncTopic);
    }

    // ---- tags

    pub(super) fn tag(
        &mut self,
        by: Actor,
        add: Vec<String>,
        remove: Vec<String>,
    ) -> Result<(), Refusal> {
        let before = self.next.tags.clone();
        let tags = &mut self.next.tags;
        tags.retain(|tag| !remove.contains(tag));
        for tag in add {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let added: Vec<String> = tags.iter().filter(|tag| !before.contains(tag)).cloned().collect();
        // Two that were joined may carry more; those can be taken off all the same.
        if tags.len() > MOST && !added.is_empty() {
            return refuse(Notice::RefuseTooManyTags { most: u32::try_from(MOST).unwrap_or(0) });
        }
        let removed: Vec<String> = before.into_iter().filter(|tag| !tags.contains(tag)).collect();
        if added.is_empty() && removed.is_empty() {
            return refuse(Notice::RefuseTagsSame);
        }
        self.record(Record::Tagged { by: Doer::of(by), added, removed });
        self.draw(true);
        Ok(())
    }

    // ---- questions

    pub(super) fn premature(&self) -> Vec<Notice> {
        let mut reasons = Vec::new();
        let within = self.scene.rules.premature_within;
        if self.scene.now.since(self.next.last_written_at) < within {
            reasons.push(Notice::PrematureRecent);
        }
        if let Turn::Team { .. } = self.next.turn {
            reasons.push(Notice::PrematureTeamOwes);
        }
        if self.next.last_is_assent {
            reasons.push(Notice::PrematureBareOk);
        }
        reasons
    }

    pub(super) fn ask_completion(&mut self, by: Actor, spot: Spot) {
        let about = About::Completing { bound: self.next.shown, premature: self.premature() };
        self.ask(by.id, about, spot);
    }

    pub(super) fn ask_reopening(
        &mut self,
        by: Actor,
        spot: Spot,
        said: Option<String>,
        carry: Vec<MessageRef>,
    ) {
        let mut summary = self.scene.summary.clone();
        if let Some(text) = &said {
            summary.push(Notice::SummaryReason { text: text.clone() });
        }
        self.ask(by.id, About::Reopening { said, carry, summary }, spot);
    }

    pub(super) fn ask(&mut self, by: Option<UserId>, about: About, spot: Spot) {
        let nonce = self.nonce();
        // The card asks one question at a time, and nobody needs the same question twice.
        let replaced: Vec<Nonce> = self
            .next
            .questions
            .iter()
            .filter(|q| {
                let holds = matches!(q.about, About::Sending { .. });
                (spot == Spot::Card && q.spot == Spot::Card)
                    || (q.by.is_some() && q.by == by && !holds)
            })
            .map(|q| q.nonce)
            .collect();
        for old in replaced {
            self.drop_question(old, false);
        }
        while self.next.questions.len() >= QUESTIONS {
            let Some(oldest) = self.next.questions.first().map(|q| q.nonce) else {
                break;
            };
            self.drop_question(oldest, false);
        }
        let question =
            Question { nonce, by, about, spot: spot.clone(), message: None, shown: None };
        if spot == Spot::Card {
            self.draw(true);
        } else {
            self.effects.push(Effect::Tell {
                saying: question.saying(self.next.id),
                slot: Slot::Question(nonce),
                spot: Some(spot),
                rings: false,
            });
        }
        self.next.questions.push(question);
    }

    /// What voids a question about completing that was asked before.
    pub(super) fn voids(&self, question: &Question, bound: u32) -> Option<Notice> {
        if question.shown.is_some_and(|shown| shown < self.scene.gap_ended) {
            Some(Notice::RefuseAfterGap)
        } else if bound < self.next.written {
            Some(Notice::RefuseNewerMessage)
        } else {
            None
        }
    }

    /// The same question once more, bound to what is shown now; whoever pressed is told why.
    pub(super) fn ask_anew(&mut self, nonce: Nonce, why: Notice) {
        let (bound, premature) = (self.next.shown, self.premature());
        let renewed = self.nonce();
        let id = self.next.id;
        let Some(question) = self.next.questions.iter_mut().find(|q| q.nonce == nonce) else {
            return;
        };
        question.nonce = renewed;
        question.about = About::Completing { bound, premature };
        question.shown = Some(self.scene.now);
        let (spot, message, saying) =
            (question.spot.clone(), question.message, question.saying(id));
        match (spot, message) {
            (Spot::Card, _) => self.draw(true),
            (Spot::At { .. } | Spot::Topic { .. }, Some(message)) => {
                self.effects.push(Effect::EditInside(message, saying));
            }
            // The press was quicker than the receipt; `question_shown` will delete the old one.
            (spot @ (Spot::At { .. } | Spot::Topic { .. }), None) => {
                self.effects.push(Effect::Tell {
                    saying,
                    slot: Slot::Question(renewed),
                    spot: Some(spot),
                    rings: false,
                })
            }
        }
        self.effects.push(Effect::Alert(why));
    }

    /// Takes a question away: its message is deleted, or the card drawn without it.
    pub(super) fn drop_question(&mut self, nonce: Nonce, at_once: bool) {
        let Some(index) = self.next.questions.iter().position(|q| q.nonce == nonce) else {
            return;
        };
        let question = self.next.questions.remove(index);
        match (&question.spot, question.message) {
            _ if matches!(question.about, About::Sending { .. }) => self.not_sent(&question),
            (Spot::Card, _) => self.draw(at_once),
            (Spot::At { .. } | Spot::Topic { .. }, Some(message)) => {
                self.effects.push(Effect::Delete(message));
            }
            // Still on its way: `question_shown` deletes it on arrival.
            (Spot::At { .. } | Spot::Topic { .. }, None) => {}
        }
        if let Spot::Topic { .. } = question.spot {
            self.next.put_topic_back();
            self.effects.push(Effect::SyncTopic);
        }
    }

    pub(super) fn drop_all_questions(&mut self) {
        let all: Vec<Nonce> = self.next.questions.iter().map(|q| q.nonce).collect();
        for nonce in all {
            self.drop_question(nonce, false);
        }
    }

    pub(super) fn question_shown(&mut self, nonce: Nonce, message: MessageRef, at: Timestamp) {
        if let Some(question) = self.next.questions.iter_mut().find(|q| q.nonce == nonce) {
            question.message = Some(message);
            question.shown = Some(at);
        } else if let Some(request) = self.next.request.as_mut().filter(|r| r.nonce == nonce) {
            request.message = Some(message);
        } else {
            self.effects.push(Effect::Delete(message));
        }
    }

    /// The question that a press answers, if whoever presses may answer it.
    pub(super) fn question_to_confirm(&self, by: Actor, nonce: Nonce) -> Result<Question, Refusal> {
        let Some(question) = self.next.questions.iter().find(|q| q.nonce == nonce) else {
            return refuse(Notice::RefuseStale);
        };
        if let Some(shown) = question.shown
            && self.scene.now.since(shown) > self.scene.rules.question_expires
        {
            return refuse(Notice::RefuseExpired);
        }
        let asked = question.by.is_some() && question.by == by.id;
        if asked || self.may(by, Action::ConfirmForOthers) {
            Ok(question.clone())
        } else {
            let role = self.scene.rules.permissions.needed(Action::ConfirmForOthers);
            refuse(Notice::RefuseAsker { role })
        }
    }

    // ---- completing

    pub(super) fn complete(&mut self, by: Doer, reason: Reason, by_press: bool) {
        let now = self.scene.now;
        self.next.eyes = None;
        self.drop_all_questions();
        self.end_final_call(|number| Notice::FinalCallOver { number });
        let undo = match (by, by_press) {
            (Doer::Agent(_) | Doer::Team, true) => {
                let until = now.plus(self.scene.rules.undo_within);
                Some(Undo { nonce: self.nonce(), until })
            }
            (Doer::Agent(_) | Doer::Team, false) | (Doer::User | Doer::Itself, _) => None,
        };
        let id = self.next.id;
        // About the others they are told in other words, or cannot be told.
        let tells_user = match reason {
            Reason::Agent(_) | Reason::UserConfirmed | Reason::Timeout => {
                self.next.blocked.is_none()
            }
            Reason::UserLeft
            | Reason::Merged
            | Reason::Moved
            | Reason::Banned
            | Reason::Forgotten => false,
        };
        let before = std::mem::replace(&mut self.next.status, Status::Unassigned);
        self.next.status = Status::Completed(Box::new(Completion {
            reason,
            by,
            at: now,
            before: Box::new(before),
            turn: self.next.turn,
            undo,
            notice: None,
            told: !tells_user,
            rating: None,
            rated_at: None,
            commented: false,
        }));
        let after = now.since(self.next.opened).as_secs();
        self.record(Record::Completed { by, reason, after });
        if tells_user {
            let mut buttons = Vec::new();
            // Many at once are rated no more than they are taken back.
            if self.rating_offered(reason) && (by_press || by == Doer::User) {
                buttons.push((1..=5).map(|stars| Button::Rate(id, stars)).collect());
            }
            buttons.push(vec![Button::StillNeedHelp(id)]);
            let notice = match reason {
                Reason::Timeout | Reason::Agent(SolvedReason::UserDidNotAnswer) => {
                    Notice::CompletedSilent { number: id.number }
                }
                Reason::Agent(_)
                | Reason::UserConfirmed
                | Reason::UserLeft
                | Reason::Merged
                | Reason::Moved
                | Reason::Banned
                | Reason::Forgotten => Notice::Completed { number: id.number },
            };
            self.effects.push(Effect::TellUser(notice.with(buttons), Slot::CompletedNotice));
        }
        self.draw(by_press);
        self.effects.push(Effect::SyncTopic);
    }

    pub(super) fn undo_by(
        &mut self,
        completion: &Completion,
        by: Actor,
        nonce: Nonce,
    ) -> Result<(), Refusal> {
        match completion.undo {
            Some(undo) if undo.nonce == nonce && self.scene.now <= undo.until => {}
            Some(undo) if undo.nonce == nonce => return refuse(Notice::RefuseUndoOver),
            Some(_) => return refuse(Notice::RefuseStale),
            None => return refuse(Notice::RefuseUndoOver),
        }
        // Whatever the role: it is one's own mistake. For an anonymous one, any admin.
        let theirs = match completion.by {
            Doer::Agent(id) => by.id == Some(id),
            Doer::Team => by.role == Role::Admin,
            Doer::User | Doer::Itself => false,
        };
        if !theirs {
            let Who::Named(who) = self.scene.who(completion.by) else {
                return refuse(Notice::RefuseRole { role: Role::Admin });
            };
            return refuse(Notice::RefuseUndoOther { who });
        }
        self.may_be_open()?;
        self.take_back(completion, Doer::of(by));
        Ok(())
    }

    /// Status, assignee and clocks as before; no reopening in the figures.
    pub(super) fn take_back(&mut self, completion: &Completion, by: Doer) {
        self.drop_all_questions();
        self.settle_request();
        self.next.status = (*completion.before).clone();
        self.next.handled = self.scene.now;
        self.next.turn = completion.turn;
        // What arrived meanwhile counts.
        match (self.next.turn, self.next.promised) {
            (Turn::Team { .. }, _) => self.hand_over(),
            (Turn::User { .. }, Some(since)) => {
                self.next.turn = Turn::team(since);
            }
            (Turn::User { .. }, None) => {}
        }
        let rated = completion.rating.zip(completion.rated_at);
        let (reason, completed) = (completion.reason, completion.at);
        self.record(Record::TakenBack { by, reason, completed, rated });
        // Whoever had it may have left the group meanwhile.
        let gone = self.next.assignee().and_then(Assignee::agent);
        if gone.is_some_and(|id| !(self.scene.present)(id)) {
            self.unassign(Doer::Itself);
        }
        match completion.notice {
            Some(notice) => self
                .edit_at_user(notice, Notice::CompletedTakenBack { number: self.next.id.number }),
            None => self.effects.push(Effect::WithdrawCompletedNotice),
        }
        self.draw(true);
        self.effects.push(Effect::SyncTopic);
    }

    /// The card says how long; whoever looks at the history reads why.
    pub(super) fn banned(&mut self, by: Doer, term: Term, said: Option<String>) {
        self.next.banned = Some(term);
        self.record(Record::Banned { by, term, said });
    }

    // ---- the last question to the user

    pub(super) fn call_for_the_last_time(&mut self, asked_by: Option<Doer>) {
        let id = self.next.id;
        self.end_final_call(|number| Notice::FinalCallOver { number });
        self.next.final_call = Some(FinalCall { asked_by, delivered: None });
        let buttons = vec![vec![Button::StillNeedHelp(id)], vec![Button::AllSolved(id)]];
        let saying = Notice::FinalCall { number: id.number }.with(buttons);
        self.effects.push(Effect::TellUser(saying, Slot::FinalCall));
        self.record(Record::Warned);
        if asked_by.is_some() {
            self.draw(true);
        }
    }

    pub(super) fn end_final_call(&mut self, said: impl FnOnce(u32) -> Notice) {
        let Some(call) = self.next.final_call.take() else {
            return;
        };
        if let Some((message, _)) = call.delivered {
            self.edit_at_user(message, said(self.next.id.number));
        }
        if call.asked_by.is_some() {
            self.draw(false);
        }
    }

    pub(super) fn still_needs_help(&mut self) {
        self.end_final_call(|number| Notice::FinalCallAnswered { number });
        let since = self.scene.now;
        self.next.delivered = None;
        self.next.turn = Turn::team(since);
        self.record(Record::StillNeeded);
        self.ring(Notice::UserStillWaits { conversation: self.next.id });
        self.effects.push(Effect::Toast(Notice::ToastStill));
    }

    // ---- reopening

    /// The user has no other open conversation, and may write.
    pub(super) fn may_be_open(&self) -> Result<(), Refusal> {
        if self.next.is_forgotten() {
            return refuse(Notice::RefuseForgotten);
        }
        if self.scene.banned {
            return refuse(Notice::RefuseUserBanned);
        }
        match self.scene.other_open {
            Some(other) => refuse(Notice::RefuseOtherOpen { number: other.number }),
            None => Ok(()),
        }
    }

    pub(super) fn may_reopen_or_request(&self, by: Actor) -> Result<(), Refusal> {
        if self.may(by, Action::Reopen) {
            return Ok(());
        }
        self.need(by, Action::RequestReopen)?;
        if !self.scene.rules.requests {
            let role = self.scene.rules.permissions.needed(Action::Reopen);
            return refuse(Notice::RefuseNoRequests { role });
        }
        if self.next.request.is_some() {
            return refuse(Notice::RefuseRequestedAlready);
        }
        Ok(())
    }

    pub(super) fn reopening_confirmed(
        &mut self,
        by: Actor,
        reason: Option<ReopenReason>,
        question: Question,
    ) -> Result<(), Refusal> {
        let About::Reopening { said, carry, summary } = question.about else {
            return refuse(Notice::RefuseStale);
        };
        if question.shown.is_some_and(|shown| shown < self.scene.gap_ended) {
            return refuse(Notice::RefuseExpired);
        }
        self.may_be_open()?;
        let reason = match (reason, &said) {
            (Some(reason), _) => reason,
            (None, Some(_)) => ReopenReason::Said,
            (None, None) => return refuse(Notice::RefuseStale),
        };
        self.drop_question(question.nonce, true);
        if self.may(by, Action::Reopen) {
            self.reopen(Doer::of(by), reason, said);
            self.send_held(carry);
        } else if let Some(id) = by.id {
            self.file_request(id, reason, said, carry, summary);
        }
        Ok(())
    }

    /// What an agent wrote to the completed conversation goes out now.
    pub(super) fn send_held(&mut self, carry: Vec<MessageRef>) {
        if !carry.is_empty() {
            self.effects.push(Effect::SendHeld(carry));
        }
    }

    pub(super) fn reopen(&mut self, by: Doer, reason: ReopenReason, said: Option<String>) {
        let notice = self.next.completion().and_then(|completion| completion.notice);
        let previous = self.next.assignee();
        self.drop_all_questions();
        self.settle_request();
        self.next.status = Status::Unassigned;
        let since = self.scene.now;
        self.next.delivered = None;
        self.next.promised = None;
        self.next.turn = Turn::team(since);
        (self.next.escalated, self.next.snoozed) = (None, None);
        self.next.final_call = None;
        self.next.collision = None;
        self.next.reopened.push(reason);
        // The reopened notice is the one of this event.
        let _ = self.next.away(self.scene.rules.hours.at(self.scene.now));
        self.record(Record::Reopened { by, reason, said });
        if let Some(notice) = notice {
            self.effects.push(Effect::DropUserButtons(notice));
        }
        if self.next.blocked.is_none() {
            let (number, opened) = (self.next.id.number, Day(self.next.opened));
            let told = match &self.next.first_line {
                Some(line) => Notice::Reopened { number, opened, first_line: line.clone() },
                None => Notice::ReopenedPlain { number, opened },
            };
            self.effects.push(Effect::TellUser(told.into(), Slot::ReopenedNotice));
        }
        self.effects.push(Effect::SyncTopic);
        self.effects.push(Effect::BringCardBack);
        // One that is joined goes on with whoever has the other.
        if reason != ReopenReason::Joined {
            self.assign_reopened(previous);
        }
    }
}

impl Question {
    /// The question and its buttons.
    pub fn saying(&self, id: ConversationId) -> Saying {
        match &self.about {
            About::Completing { premature, .. } => {
                let mut buttons: Vec<Vec<Button>> = SolvedReason::ALL
                    .into_iter()
                    .map(|reason| vec![Button::Confirm(id, reason, self.nonce)])
                    .collect();
                buttons.push(vec![Button::AskUserFirst(id, self.nonce)]);
                buttons.push(vec![Button::Cancel(id, self.nonce)]);
                Notice::CompleteQuestion { conversation: id, premature: premature.clone() }
                    .with(buttons)
            }
            About::Sending { assignee, .. } => super::strict::asked(id, assignee, self.nonce),
            About::Reopening { said, summary, .. } => {
                let mut buttons: Vec<Vec<Button>> = match said {
                    Some(_) => vec![vec![Button::ConfirmReopen(id, None, self.nonce)]],
                    None => ReopenReason::OFFERED
                        .into_iter()
                        .map(|reason| vec![Button::ConfirmReopen(id, Some(reason), self.nonce)])
                        .collect(),
                };
                buttons.push(vec![Button::Cancel(id, self.nonce)]);
                Notice::ReopenQuestion { conversation: id, summary: summary.clone() }.with(buttons)
            }
        }
    }
}
