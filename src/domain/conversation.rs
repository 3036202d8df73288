//! The life of one conversation: the table of product.md section 2, sections 3, 4 and 6.
//!
//! Pure: time comes in as an argument, work goes out as [`Effect`]s. Every pair of status and event
//! has its answer in [`Conversation::handle`]; a refusal is a value, and changes nothing.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::access::{Action, Actor, Permissions, Role};
use super::button::{Button, Nonce};
use super::id::{ConversationId, MessageRef, UserId};
use super::notice::{Day, Named, Notice, Saying, Who};
use super::outbox::Slot;
use super::reason::{Reason, ReopenReason, SolvedReason, StatusName};
use super::time::Timestamp;

/// How many questions of one conversation may wait at once; the oldest gives way.
const QUESTIONS: usize = 8;
/// How long `I still need help` works on a completed notice (product.md section 5).
pub const STILL_NEEDED_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// Who has a conversation.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Assignee {
    /// A person.
    Agent(UserId),
    /// An administrator who wrote in the name of the group, so that nobody knows who.
    Team,
}

impl Assignee {
    /// The person, if it is one.
    pub fn agent(self) -> Option<UserId> {
        match self {
            Self::Agent(id) => Some(id),
            Self::Team => None,
        }
    }

    fn of(actor: Actor) -> Self {
        match actor.id {
            Some(id) if !actor.anonymous => Self::Agent(id),
            _ => Self::Team,
        }
    }
}

/// A status carries exactly what exists in it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Status {
    /// Nobody has it.
    Unassigned,
    /// Somebody has it.
    InProgress {
        /// Who.
        assignee: Assignee,
    },
    /// Set aside; never times out.
    Pending {
        /// Who had it when it was set aside.
        assignee: Option<Assignee>,
        /// When the desk is reminded.
        remind_at: Timestamp,
    },
    /// Over.
    Completed(Box<Completion>),
}

/// How a conversation ended.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Completion {
    /// Why.
    pub reason: Reason,
    /// By whom.
    pub by: Doer,
    /// When, by the clock.
    pub at: Timestamp,
    /// The status before, which Undo restores; never a completed one.
    pub before: Box<Status>,
    /// Whose turn it was.
    pub turn: Turn,
    /// Until when it can be taken back, and the number that ties the button to it.
    pub undo: Option<Undo>,
    /// The user's completed notice, once it was delivered.
    pub notice: Option<MessageRef>,
    /// The notice was delivered, or never will be.
    pub told: bool,
    /// The user's rating, 1 to 5.
    pub rating: Option<u8>,
}

/// The time for taking a completion back.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Undo {
    /// Ties the button to this completion.
    pub nonce: Nonce,
    /// The end of it.
    pub until: Timestamp,
}

/// Who did something.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Doer {
    /// An agent.
    Agent(UserId),
    /// An administrator in the name of the group.
    Team,
    /// The user.
    User,
    /// The desk itself, by its schedule.
    Itself,
}

impl Doer {
    /// Whoever acts.
    pub fn of(actor: Actor) -> Self {
        match actor.id {
            Some(id) if !actor.anonymous => Self::Agent(id),
            _ => Self::Team,
        }
    }
}

/// Who has to write next (product.md section 2, "Who owes").
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Turn {
    /// The team owes an answer.
    Team {
        /// Since when.
        since: Timestamp,
        /// The assignee was reminded in this wait.
        nudged: bool,
        /// The leads were addressed in this wait.
        escalated: bool,
    },
    /// The user owes an answer.
    User {
        /// Since Telegram delivered the agent's answer.
        since: Timestamp,
    },
}

/// The last question before a conversation completes by itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FinalCall {
    /// The agent who pressed `Ask the user first`; nobody for a timeout.
    pub asked_by: Option<Doer>,
    /// The message and when it was delivered; `None` while it is on its way.
    pub delivered: Option<(MessageRef, Timestamp)>,
}

/// A question in the group that waits for a press.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Question {
    /// Ties its buttons to it.
    pub nonce: Nonce,
    /// Who asked; an anonymous administrator is nobody.
    pub by: Option<UserId>,
    /// What.
    pub about: About,
    /// Where it stands.
    pub spot: Spot,
    /// Its message, if it has one of its own and it is there.
    pub message: Option<MessageRef>,
    /// When it was shown.
    pub shown: Option<Timestamp>,
}

/// What a question is about.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum About {
    /// Completing.
    Completing {
        /// How many messages of the user had been shown in the group; a newer one voids it.
        bound: u32,
        /// Why it looks premature.
        premature: Vec<Notice>,
    },
    /// Reopening, or asking for it.
    Reopening {
        /// The reason given with the command.
        said: Option<String>,
        /// The agent's message that was not sent and goes out with the reopening.
        carry: Option<MessageRef>,
        /// What was.
        summary: Vec<Notice>,
    },
}

/// Where somebody acted in the group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Spot {
    /// On the card.
    Card,
    /// At this message.
    At {
        /// The message of the command, or the one with the button.
        message: MessageRef,
        /// Its topic.
        thread: Option<i32>,
    },
}

/// A request to reopen, which waits for a lead.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Ties its buttons to it.
    pub nonce: Nonce,
    /// Who asks.
    pub by: UserId,
    /// Why.
    pub reason: ReopenReason,
    /// In the agent's own words.
    pub said: Option<String>,
    /// The agent's message that goes out with the reopening.
    pub carry: Option<MessageRef>,
    /// The end of it.
    pub expires: Timestamp,
    /// Its message.
    pub message: Option<MessageRef>,
}

/// An agent's answer that Telegram has delivered.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Delivered {
    /// The agent's message in the group.
    pub answer: MessageRef,
    /// How many messages the user had written when it was decided.
    pub written: u32,
    /// When it was delivered.
    pub at: Timestamp,
}

/// One matter of one user.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Conversation {
    /// Desk and number.
    pub id: ConversationId,
    /// Whose.
    pub user: UserId,
    /// When it was opened, by Telegram's date of the first message.
    pub opened: Timestamp,
    /// Where the user came from (the payload of a link).
    #[serde(default)]
    pub source: Option<String>,
    /// Earlier conversations of the user, newest first.
    #[serde(default)]
    pub earlier: Vec<ConversationId>,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Where it stands in its life.
    pub status: Status,
    /// Who has to write next.
    pub turn: Turn,
    /// Messages of the user so far.
    pub written: u32,
    /// Messages of the user that were shown in the group, or never can be.
    pub shown: u32,
    /// The highest id of a shown message in the group.
    #[serde(default)]
    pub last_shown: Option<MessageRef>,
    /// The user's last message.
    #[serde(default)]
    pub last_written: Option<MessageRef>,
    /// Telegram's date of it.
    pub last_written_at: Timestamp,
    /// It is a bare "ok".
    #[serde(default)]
    pub last_is_assent: bool,
    /// The last answer that was delivered since the user's last message.
    #[serde(default)]
    pub delivered: Option<Delivered>,
    /// The first answer was given.
    #[serde(default)]
    pub answered: bool,
    /// The note of the last `Pending`.
    #[serde(default)]
    pub note: Option<String>,
    /// Somebody else than the assignee answered last.
    #[serde(default)]
    pub collision: Option<UserId>,
    /// The last question to the user.
    #[serde(default)]
    pub final_call: Option<FinalCall>,
    /// Questions in the group.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// A request to reopen.
    #[serde(default)]
    pub request: Option<Request>,
    /// Since when the user has blocked the bot.
    #[serde(default)]
    pub blocked: Option<Timestamp>,
    /// How often and why it was reopened, newest last.
    #[serde(default)]
    pub reopened: Vec<ReopenReason>,
    /// The last number that tied a button to a question.
    #[serde(default)]
    pub nonce: Nonce,
    /// Its topic in a forum.
    #[serde(default)]
    pub topic: Option<i32>,
    /// Its card.
    #[serde(default)]
    pub card: Option<MessageRef>,
    /// The user's first text, as far as it may be kept.
    #[serde(default)]
    pub first_line: Option<String>,
    /// The user's message that stands quoted in the card.
    #[serde(default)]
    pub quoted: Option<MessageRef>,
}

/// Everything that can happen to a conversation. Telegram's dates are named `at`.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// The user wrote, and it belongs here.
    UserWrites {
        /// The message.
        message: MessageRef,
        /// Telegram's date.
        at: Timestamp,
        /// It is a bare "ok".
        assent: bool,
    },
    /// A message of the user was shown in the group; `None` if that cannot be done.
    Shown(Option<MessageRef>),
    /// An agent wrote to the user.
    AgentAnswers {
        /// Who.
        by: Actor,
        /// Telegram's date.
        at: Timestamp,
    },
    /// Telegram delivered an agent's answer.
    AnswerDelivered {
        /// The agent's message in the group.
        answer: MessageRef,
        /// How many messages the user had written when it was decided.
        written: u32,
        /// When.
        at: Timestamp,
    },
    /// Take.
    Taken(Actor),
    /// Assigned to somebody.
    Assigned {
        /// By whom.
        by: Actor,
        /// To whom.
        to: UserId,
    },
    /// Given back.
    Unassigned(Actor),
    /// The assignee is no longer in the group.
    AssigneeLeft(UserId),
    /// Set aside.
    SetAside {
        /// By whom.
        by: Actor,
        /// Why.
        note: Option<String>,
        /// When it comes back; else by the settings.
        until: Option<Timestamp>,
    },
    /// Taken up again.
    Resumed(Actor),
    /// Mark Complete was pressed.
    CompletionAsked {
        /// By whom.
        by: Actor,
        /// Where.
        spot: Spot,
    },
    /// The question was confirmed.
    CompletionConfirmed {
        /// By whom.
        by: Actor,
        /// Why.
        reason: SolvedReason,
        /// Which question.
        nonce: Nonce,
    },
    /// Ask the user first.
    UserToBeAsked {
        /// By whom.
        by: Actor,
        /// Which question.
        nonce: Nonce,
    },
    /// A question was dropped.
    QuestionCancelled {
        /// By whom.
        by: Actor,
        /// Which question.
        nonce: Nonce,
    },
    /// A question of its own, or the request, stands there.
    QuestionShown {
        /// Which.
        nonce: Nonce,
        /// Its message.
        message: MessageRef,
        /// When.
        at: Timestamp,
    },
    /// The card was drawn with whatever it asks.
    CardDrawn(Timestamp),
    /// Undo was pressed.
    Undone {
        /// By whom.
        by: Actor,
        /// Which completion.
        nonce: Nonce,
    },
    /// A message of the user crossed the completed notice.
    Crossed,
    /// Reopen was pressed.
    ReopeningAsked {
        /// By whom.
        by: Actor,
        /// Where.
        spot: Spot,
        /// The reason given with the command.
        said: Option<String>,
        /// The agent's message that was not sent.
        carry: Option<MessageRef>,
    },
    /// The question was confirmed.
    ReopeningConfirmed {
        /// By whom.
        by: Actor,
        /// Why; `None` for the reason given in words.
        reason: Option<ReopenReason>,
        /// Which question.
        nonce: Nonce,
    },
    /// A request was granted.
    Approved {
        /// By whom.
        by: Actor,
        /// Which.
        nonce: Nonce,
    },
    /// A request was refused.
    Declined {
        /// By whom.
        by: Actor,
        /// Which.
        nonce: Nonce,
    },
    /// The user came back in a way that reopens.
    CameBack(ReopenReason),
    /// `All solved` under the last question.
    AllSolved,
    /// `/close`, confirmed.
    ClosedByUser,
    /// `I still need help`.
    StillNeedsHelp,
    /// The last question was delivered.
    FinalCallDelivered(MessageRef, Timestamp),
    /// The last question could not be delivered.
    FinalCallFailed,
    /// The completed notice was delivered; `None` if it cannot be.
    CompletedNoticeSettled(Option<MessageRef>),
    /// The user rated.
    Rated(u8),
    /// The user has blocked the bot.
    UserBlocked(Timestamp),
    /// The user has let the bot in again.
    UserReturned,
    /// The sweep came by. Early, late or twice: the state decides.
    Tick,
}

/// What the core asks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Draw the card's newest state; `at_once` answers a press.
    DrawCard {
        /// It answers a press, and goes before everything else.
        at_once: bool,
    },
    /// The conversation is open again: in a plain desk the card is posted anew.
    BringCardBack,
    /// Bring the topic's icon and whether it is closed to the state.
    SyncTopic,
    /// Say something to the user.
    TellUser(Saying, Slot),
    /// Change what was said to the user.
    EditAtUser(MessageRef, Saying),
    /// The buttons under a message to the user have no meaning any more.
    DropUserButtons(MessageRef),
    /// Withdraw the completed notice if it has not left yet.
    WithdrawCompletedNotice,
    /// Say something where the conversation stands in the group.
    Tell {
        /// What.
        saying: Saying,
        /// What it is.
        slot: Slot,
        /// Where; `None` for the conversation's place.
        spot: Option<Spot>,
        /// With sound.
        rings: bool,
    },
    /// Say something in General, or in the group.
    TellDesk(Saying, Slot),
    /// Change a message in the group.
    EditInside(MessageRef, Saying),
    /// Delete a message in the group.
    Delete(MessageRef),
    /// Put 👀 on the user's last message.
    Eyes,
    /// An agent's message that was held for the reopening goes out now.
    SendHeld(MessageRef),
    /// A reminder; those of one sweep become one message.
    Remind(Reminder),
    /// A short answer to the press.
    Toast(Notice),
    /// A refusal to the press although something changed.
    Alert(Notice),
    /// To be remembered: history, figures, audit.
    Record(Record),
}

/// What a sweep reminds a desk of.
#[derive(Clone, PartialEq, Debug)]
pub enum Reminder {
    /// The team owes for `nudge_after`.
    Nudge {
        /// Whom it addresses.
        assignee: Option<UserId>,
        /// Since when the user waits.
        since: Timestamp,
    },
    /// The team owes for `escalate_after`.
    Escalation {
        /// Since when the user waits.
        since: Timestamp,
    },
    /// A pending conversation comes back.
    Pending {
        /// Whom it addresses.
        assignee: Option<UserId>,
    },
}

/// What is remembered of an event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Record {
    /// It was opened.
    Opened,
    /// The first answer of the team, so many seconds after the opening.
    FirstResponse(u64),
    /// Assigned.
    Assigned {
        /// By whom.
        by: Doer,
        /// To whom; nobody if it was given back.
        to: Option<Assignee>,
    },
    /// Set aside.
    SetAside(Doer),
    /// Taken up again.
    Resumed(Doer),
    /// The user was asked whether all is solved.
    Warned,
    /// Completed, so many seconds after the opening.
    Completed {
        /// By whom.
        by: Doer,
        /// Why.
        reason: Reason,
        /// Seconds since it was opened.
        after: u64,
    },
    /// A completion was taken back.
    TakenBack {
        /// By whom.
        by: Doer,
        /// Its reason.
        reason: Reason,
        /// When it had completed.
        completed: Timestamp,
    },
    /// Reopened.
    Reopened {
        /// By whom.
        by: Doer,
        /// Why.
        reason: ReopenReason,
        /// In words.
        said: Option<String>,
    },
    /// A reopening was asked for.
    Requested {
        /// By whom.
        by: UserId,
        /// Why.
        reason: ReopenReason,
    },
    /// A request was granted or refused.
    Decided {
        /// By whom.
        by: Doer,
        /// Granted.
        granted: bool,
    },
    /// The user rated.
    Rated(u8),
    /// The user has blocked the bot, or let it in again.
    Blocked(bool),
    /// The user said that help is still needed.
    StillNeeded,
}

/// Why nothing happened: what the person is told.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal(pub Notice);

/// What came of an event.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The new state.
    pub conversation: Conversation,
    /// What is to be done.
    pub effects: Vec<Effect>,
}

/// The settings that the core follows.
#[derive(Clone, PartialEq, Debug)]
pub struct Rules {
    /// Completing asks first.
    pub confirm: bool,
    /// A completion within this of the user's last message looks premature.
    pub premature_within: Duration,
    /// How long a question may be answered.
    pub question_expires: Duration,
    /// How long a completion can be taken back.
    pub undo_within: Duration,
    /// The user is asked for a rating.
    pub rating: bool,
    /// An agent without the right may ask for a reopening.
    pub requests: bool,
    /// How long a request waits.
    pub request_expires: Duration,
    /// A reopened conversation returns to its assignee.
    pub return_to_previous: bool,
    /// Silence after which a conversation completes; `None` never.
    pub complete_after: Option<Duration>,
    /// How long before that the user is warned.
    pub warn_before: Duration,
    /// Silence counts from the user's last message, not from the answer.
    pub count_from_user: bool,
    /// The assignee is reminded after this.
    pub nudge_after: Option<Duration>,
    /// The leads are addressed after this.
    pub escalate_after: Option<Duration>,
    /// A pending conversation comes back after this.
    pub remind_after: Duration,
    /// Who may.
    pub permissions: Permissions,
}

/// What the core must know beside the conversation.
pub struct Scene<'a> {
    /// The clock.
    pub now: Timestamp,
    /// The settings.
    pub rules: &'a Rules,
    /// Another open conversation of the same user.
    pub other_open: Option<ConversationId>,
    /// Intake is current, the desk can be written to: timeouts may be decided.
    pub current: bool,
    /// The end of the last gap in intake; what was asked before is void.
    pub gap_ended: Timestamp,
    /// A summary of what was, for a reopening.
    pub summary: Vec<Notice>,
    /// Whom a request addresses.
    pub leads: Vec<Named>,
    /// Who somebody is.
    pub name: &'a dyn Fn(UserId) -> String,
    /// Whether somebody is in the group.
    pub present: &'a dyn Fn(UserId) -> bool,
}

impl Scene<'_> {
    /// The words for whoever did something.
    pub fn who(&self, doer: Doer) -> Who {
        match doer {
            Doer::Agent(id) => Who::Named((self.name)(id)),
            Doer::Team => Who::Team,
            Doer::User => Who::User,
            Doer::Itself => Who::Itself,
        }
    }
}

impl Conversation {
    /// A conversation that begins with a message of the user.
    pub fn open(id: ConversationId, user: UserId, opened: Timestamp) -> Self {
        Self {
            id,
            user,
            opened,
            source: None,
            earlier: Vec::new(),
            tags: Vec::new(),
            status: Status::Unassigned,
            turn: Turn::Team { since: opened, nudged: false, escalated: false },
            written: 0,
            shown: 0,
            last_shown: None,
            last_written: None,
            last_written_at: opened,
            last_is_assent: false,
            delivered: None,
            answered: false,
            note: None,
            collision: None,
            final_call: None,
            questions: Vec::new(),
            request: None,
            blocked: None,
            reopened: Vec::new(),
            nonce: 0,
            topic: None,
            card: None,
            first_line: None,
            quoted: None,
        }
    }

    /// The status by name.
    pub fn status_name(&self) -> StatusName {
        match self.status {
            Status::Unassigned => StatusName::Unassigned,
            Status::InProgress { .. } => StatusName::InProgress,
            Status::Pending { .. } => StatusName::Pending,
            Status::Completed(_) => StatusName::Completed,
        }
    }

    /// Whether the user can still write in it.
    pub fn is_open(&self) -> bool {
        match self.status {
            Status::Unassigned | Status::InProgress { .. } | Status::Pending { .. } => true,
            Status::Completed(_) => false,
        }
    }

    /// Who has it; for a completed one, who had it.
    pub fn assignee(&self) -> Option<Assignee> {
        match &self.status {
            Status::Unassigned => None,
            Status::InProgress { assignee } => Some(*assignee),
            Status::Pending { assignee, .. } => *assignee,
            Status::Completed(completion) => match &*completion.before {
                Status::InProgress { assignee } => Some(*assignee),
                Status::Pending { assignee, .. } => *assignee,
                Status::Unassigned | Status::Completed(_) => None,
            },
        }
    }

    /// How it ended, if it has.
    pub fn completion(&self) -> Option<&Completion> {
        match &self.status {
            Status::Completed(completion) => Some(completion),
            Status::Unassigned | Status::InProgress { .. } | Status::Pending { .. } => None,
        }
    }

    /// Since when the user waits for the team; `None` if nobody waits.
    pub fn waiting_since(&self) -> Option<Timestamp> {
        match (&self.status, self.turn) {
            (Status::Unassigned | Status::InProgress { .. }, Turn::Team { since, .. }) => {
                Some(since)
            }
            (Status::Unassigned | Status::InProgress { .. }, Turn::User { .. })
            | (Status::Pending { .. } | Status::Completed(_), _) => None,
        }
    }

    /// The agents whom the card names.
    pub fn people(&self) -> Vec<UserId> {
        let completed_by = self.completion().and_then(|completion| match completion.by {
            Doer::Agent(id) => Some(id),
            Doer::Team | Doer::User | Doer::Itself => None,
        });
        let assignee = self.assignee().and_then(Assignee::agent);
        [assignee, completed_by, self.collision].into_iter().flatten().collect()
    }

    /// The question that the card asks at present.
    pub fn card_question(&self) -> Option<&Question> {
        self.questions.iter().rev().find(|question| question.spot == Spot::Card)
    }

    /// When the next thing happens by itself; `None` if nothing does.
    pub fn deadline(&self, rules: &Rules, gap_ended: Timestamp) -> Option<Timestamp> {
        let mut due: Vec<Timestamp> = Vec::new();
        due.extend(
            self.questions.iter().filter_map(|q| Some(q.shown?.plus(rules.question_expires))),
        );
        due.extend(self.request.as_ref().map(|request| request.expires));
        match &self.status {
            Status::Completed(completion) => due.extend(completion.undo.map(|undo| undo.until)),
            Status::Pending { remind_at, .. } => due.push(*remind_at),
            Status::Unassigned | Status::InProgress { .. } => {
                if let Some(blocked) = self.blocked {
                    due.extend(rules.complete_after.map(|after| blocked.plus(after)));
                } else {
                    due.extend(self.silence_due(rules, gap_ended));
                    if let Turn::Team { since, nudged, escalated } = self.turn {
                        due.extend(
                            rules.nudge_after.filter(|_| !nudged).map(|after| since.plus(after)),
                        );
                        due.extend(
                            rules
                                .escalate_after
                                .filter(|_| !escalated)
                                .map(|after| since.plus(after)),
                        );
                    }
                }
            }
        }
        if self.is_open() && self.blocked.is_none() {
            due.extend(self.asked_due(rules, gap_ended));
        }
        due.into_iter().min()
    }

    /// When the user's silence warns or completes.
    fn silence_due(&self, rules: &Rules, gap_ended: Timestamp) -> Option<Timestamp> {
        let Turn::User { since } = self.turn else {
            return None;
        };
        let after = rules.complete_after?;
        let base = if rules.count_from_user { self.last_written_at } else { since };
        let complete = base.plus(after);
        match &self.final_call {
            None => Some(complete.minus(rules.warn_before).max(base)),
            Some(FinalCall { asked_by: None, delivered: Some((_, at)) }) if *at < gap_ended => {
                Some(gap_ended)
            }
            Some(FinalCall { asked_by: None, delivered: Some((_, at)) }) => {
                Some(complete.max(at.plus(rules.warn_before)))
            }
            Some(
                FinalCall { asked_by: None, delivered: None } | FinalCall { asked_by: Some(_), .. },
            ) => None,
        }
    }

    /// When the silence after `Ask the user first` completes.
    fn asked_due(&self, rules: &Rules, gap_ended: Timestamp) -> Option<Timestamp> {
        match &self.final_call {
            Some(FinalCall { asked_by: Some(_), delivered: Some((_, at)) }) => {
                Some(if *at < gap_ended { gap_ended } else { at.plus(rules.warn_before) })
            }
            _ => None,
        }
    }

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
                return refuse(Notice::NotSentCompleted { conversation: self.id });
            }
            (
                S::Unassigned | S::InProgress { .. } | S::Pending { .. },
                E::AnswerDelivered { answer, written, at },
            ) => {
                step.next.delivered = Some(Delivered { answer, written, at });
                step.hand_over();
            }
            (S::Completed(_), E::AnswerDelivered { .. }) => {}

            // ---- who has it
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Taken(by)) => {
                step.need(by, Action::Take)?;
                let to = Assignee::of(by);
                if self.assignee() == Some(to) {
                    return refuse(Notice::RefuseYoursAlready);
                }
                step.assign(Doer::of(by), to);
                step.effects.push(Effect::Eyes);
                step.draw(true);
            }
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Assigned { by, to }) => {
                step.need(by, Action::Assign)?;
                if !(scene.present)(to) {
                    return refuse(Notice::RefuseNotHere { who: (scene.name)(to) });
                }
                if self.assignee() == Some(Assignee::Agent(to)) {
                    return refuse(Notice::RefuseAssignedAlready { who: (scene.name)(to) });
                }
                step.assign(Doer::of(by), Assignee::Agent(to));
                if by.id != Some(to) {
                    step.mention(to);
                }
                step.draw(true);
            }
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
                if bound < self.written {
                    step.ask_anew(nonce);
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
                if bound < self.written {
                    step.ask_anew(nonce);
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
                | E::CompletionAsked { .. }
                | E::CompletionConfirmed { .. }
                | E::UserToBeAsked { .. },
            ) => {
                return refuse(Notice::RefuseCompleted {
                    by: scene.who(completion.by),
                    reason: completion.reason,
                });
            }

            // ---- reopening
            (S::Completed(_), E::ReopeningAsked { by, spot, said, carry }) => {
                step.may_reopen_or_request(by)?;
                step.no_other_open()?;
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
                step.no_other_open()?;
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
            (S::Completed(completion), E::Rated(stars)) => {
                let offered = step.rating_offered(completion.reason);
                if let (true, Some(notice)) = (offered, completion.notice) {
                    step.rate(stars, notice);
                } else {
                    return refuse(Notice::RefuseStale);
                }
            }
            (S::Unassigned | S::InProgress { .. } | S::Pending { .. }, E::Rated(_)) => {
                return refuse(Notice::RefuseStale);
            }

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
                    step.next.final_call = None;
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

            // ---- time
            (_, E::Tick) => step.tick(),
        }
        Ok(Outcome { conversation: step.next, effects: step.effects })
    }
}

fn refuse<T>(notice: Notice) -> Result<T, Refusal> {
    Err(Refusal(notice))
}

/// One transition under way. The parts are straight lines; the choices stand in the table above,
/// and for time in [`Step::tick`].
struct Step<'a> {
    next: Conversation,
    effects: Vec<Effect>,
    scene: &'a Scene<'a>,
}

impl Step<'_> {
    fn need(&self, by: Actor, action: Action) -> Result<(), Refusal> {
        let permissions = &self.scene.rules.permissions;
        if by.may(action, permissions) {
            Ok(())
        } else {
            refuse(Notice::RefuseRole { role: permissions.needed(action) })
        }
    }

    fn may(&self, by: Actor, action: Action) -> bool {
        by.may(action, &self.scene.rules.permissions)
    }

    fn record(&mut self, record: Record) {
        self.effects.push(Effect::Record(record));
    }

    fn draw(&mut self, at_once: bool) {
        self.effects.push(Effect::DrawCard { at_once });
    }

    fn tell(&mut self, saying: Saying) {
        self.effects.push(Effect::Tell { saying, slot: Slot::Inside, spot: None, rings: false });
    }

    fn edit_at_user(&mut self, message: MessageRef, notice: Notice) {
        self.effects.push(Effect::EditAtUser(message, notice.into()));
    }

    fn nonce(&mut self) -> Nonce {
        self.next.nonce = self.next.nonce.wrapping_add(1);
        self.next.nonce
    }

    // ---- writing

    fn user_writes(&mut self, message: MessageRef, at: Timestamp, assent: bool) {
        let next = &mut self.next;
        next.written = next.written.saturating_add(1);
        next.last_written = Some(message);
        next.last_written_at = at;
        next.last_is_assent = assent;
        next.delivered = None;
        if let Turn::User { .. } = next.turn {
            next.turn = Turn::Team { since: at, nudged: false, escalated: false };
        }
        self.end_final_call(|number| Notice::FinalCallAnswered { number });
        if let Status::Pending { .. } = self.next.status {
            self.resume();
            self.draw(false);
        }
    }

    fn shown(&mut self, message: Option<MessageRef>) {
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
    fn hand_over(&mut self) {
        let next = &mut self.next;
        let Some(Delivered { answer, written, at }) = next.delivered else { return };
        let all_shown = next.shown >= next.written && next.written == written;
        let before_answer = next
            .last_shown
            .is_none_or(|shown| shown.chat != answer.chat || shown.message < answer.message);
        if all_shown && before_answer && next.is_open() {
            next.turn = Turn::User { since: at };
        }
    }

    fn answered(&mut self, by: Actor, at: Timestamp) {
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

    fn assign(&mut self, by: Doer, to: Assignee) {
        self.next.collision = None;
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

    fn unassign(&mut self, by: Doer) {
        self.next.collision = None;
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

    /// Whoever is assigned by somebody else is mentioned once.
    fn mention(&mut self, id: UserId) {
        let who = Named { id, name: (self.scene.name)(id) };
        let notice = Notice::AssignedMention { conversation: self.next.id, who };
        self.effects.push(Effect::Tell {
            saying: notice.into(),
            slot: Slot::Inside,
            spot: None,
            rings: true,
        });
    }

    // ---- setting aside

    fn set_aside(&mut self, by: Actor, note: Option<String>, until: Option<Timestamp>) {
        let assignee = match self.next.assignee() {
            Some(assignee) => assignee,
            None => {
                let to = Assignee::of(by);
                self.record(Record::Assigned { by: Doer::of(by), to: Some(to) });
                to
            }
        };
        let remind_at = until.unwrap_or_else(|| self.scene.now.plus(self.scene.rules.remind_after));
        self.next.status = Status::Pending { assignee: Some(assignee), remind_at };
        if note.is_some() {
            self.next.note = note;
        }
        self.end_final_call(|number| Notice::FinalCallOver { number });
        self.record(Record::SetAside(Doer::of(by)));
    }

    fn resume(&mut self) {
        self.next.status = match self.next.assignee() {
            Some(assignee) => Status::InProgress { assignee },
            None => Status::Unassigned,
        };
        // What passed while it was set aside is nobody's silence.
        if let Turn::User { since } = &mut self.next.turn {
            *since = (*since).max(self.scene.now);
        }
    }

    // ---- questions

    fn premature(&self) -> Vec<Notice> {
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

    fn ask_completion(&mut self, by: Actor, spot: Spot) {
        let about = About::Completing { bound: self.next.shown, premature: self.premature() };
        self.ask(by.id, about, spot);
    }

    fn ask_reopening(
        &mut self,
        by: Actor,
        spot: Spot,
        said: Option<String>,
        carry: Option<MessageRef>,
    ) {
        let mut summary = self.scene.summary.clone();
        if let Some(text) = &said {
            summary.push(Notice::SummaryReason { text: text.clone() });
        }
        self.ask(by.id, About::Reopening { said, carry, summary }, spot);
    }

    fn ask(&mut self, by: Option<UserId>, about: About, spot: Spot) {
        let nonce = self.nonce();
        // The card asks one question at a time, and nobody needs the same question twice.
        let replaced: Vec<Nonce> = self
            .next
            .questions
            .iter()
            .filter(|q| {
                (spot == Spot::Card && q.spot == Spot::Card) || (q.by.is_some() && q.by == by)
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

    /// The user has written since: the same question once more, bound to what is shown now.
    fn ask_anew(&mut self, nonce: Nonce) {
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
            (Spot::At { .. }, Some(message)) => {
                self.effects.push(Effect::EditInside(message, saying));
            }
            (Spot::At { .. }, None) => {}
        }
        self.effects.push(Effect::Alert(Notice::RefuseNewerMessage));
    }

    /// Takes a question away: its message is deleted, or the card drawn without it.
    fn drop_question(&mut self, nonce: Nonce, at_once: bool) {
        let Some(index) = self.next.questions.iter().position(|q| q.nonce == nonce) else {
            return;
        };
        let question = self.next.questions.remove(index);
        match (question.spot, question.message) {
            (Spot::Card, _) => self.draw(at_once),
            (Spot::At { .. }, Some(message)) => self.effects.push(Effect::Delete(message)),
            // Still on its way: `question_shown` deletes it on arrival.
            (Spot::At { .. }, None) => {}
        }
    }

    fn drop_all_questions(&mut self) {
        let all: Vec<Nonce> = self.next.questions.iter().map(|q| q.nonce).collect();
        for nonce in all {
            self.drop_question(nonce, false);
        }
    }

    fn question_shown(&mut self, nonce: Nonce, message: MessageRef, at: Timestamp) {
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
    fn question_to_confirm(&self, by: Actor, nonce: Nonce) -> Result<Question, Refusal> {
        let Some(question) = self.next.questions.iter().find(|q| q.nonce == nonce) else {
            return refuse(Notice::RefuseStale);
        };
        if let Some(shown) = question.shown {
            let expired = self.scene.now.since(shown) > self.scene.rules.question_expires;
            if expired || shown < self.scene.gap_ended {
                return refuse(Notice::RefuseExpired);
            }
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

    fn rating_offered(&self, reason: Reason) -> bool {
        let fitting = match reason {
            Reason::Agent(SolvedReason::Solved | SolvedReason::Elsewhere)
            | Reason::UserConfirmed => true,
            Reason::Agent(SolvedReason::UserDidNotAnswer | SolvedReason::NotSupport)
            | Reason::Timeout
            | Reason::UserLeft
            | Reason::Merged => false,
        };
        fitting && self.scene.rules.rating
    }

    fn complete(&mut self, by: Doer, reason: Reason, by_press: bool) {
        let now = self.scene.now;
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
        let tells_user = self.next.blocked.is_none() && reason != Reason::UserLeft;
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
        }));
        let after = now.since(self.next.opened).as_secs();
        self.record(Record::Completed { by, reason, after });
        if tells_user {
            let mut buttons = Vec::new();
            if self.rating_offered(reason) {
                buttons.push((1..=5).map(|stars| Button::Rate(id, stars)).collect());
            }
            buttons.push(vec![Button::StillNeedHelp(id)]);
            let notice = match reason {
                Reason::Timeout | Reason::Agent(SolvedReason::UserDidNotAnswer) => {
                    Notice::CompletedSilent { number: id.number }
                }
                Reason::Agent(_) | Reason::UserConfirmed | Reason::UserLeft | Reason::Merged => {
                    Notice::Completed { number: id.number }
                }
            };
            self.effects.push(Effect::TellUser(notice.with(buttons), Slot::CompletedNotice));
        }
        self.draw(by_press);
        self.effects.push(Effect::SyncTopic);
    }

    fn undo_by(&mut self, completion: &Completion, by: Actor, nonce: Nonce) -> Result<(), Refusal> {
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
        self.no_other_open()?;
        self.take_back(completion, Doer::of(by));
        Ok(())
    }

    /// Status, assignee and clocks as before; no reopening in the figures.
    fn take_back(&mut self, completion: &Completion, by: Doer) {
        self.drop_all_questions();
        self.settle_request();
        self.next.status = (*completion.before).clone();
        self.next.turn = completion.turn;
        self.record(Record::TakenBack { by, reason: completion.reason, completed: completion.at });
        match completion.notice {
            Some(notice) => self
                .edit_at_user(notice, Notice::CompletedTakenBack { number: self.next.id.number }),
            None => self.effects.push(Effect::WithdrawCompletedNotice),
        }
        self.draw(true);
        self.effects.push(Effect::SyncTopic);
    }

    fn rate(&mut self, stars: u8, notice: MessageRef) {
        if let Status::Completed(completion) = &mut self.next.status {
            completion.rating = Some(stars);
        }
        let id = self.next.id;
        let said = Notice::CompletedRated { number: id.number, stars: u32::from(stars) };
        let saying = said.with(vec![vec![Button::StillNeedHelp(id)]]);
        self.effects.push(Effect::EditAtUser(notice, saying));
        self.record(Record::Rated(stars));
        self.draw(false);
        self.effects.push(Effect::Toast(Notice::ToastRated));
    }

    // ---- the last question to the user

    fn call_for_the_last_time(&mut self, asked_by: Option<Doer>) {
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

    fn end_final_call(&mut self, said: impl FnOnce(u32) -> Notice) {
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

    fn still_needs_help(&mut self) {
        self.end_final_call(|number| Notice::FinalCallAnswered { number });
        let since = self.scene.now;
        self.next.delivered = None;
        self.next.turn = Turn::Team { since, nudged: false, escalated: false };
        self.record(Record::StillNeeded);
        self.effects.push(Effect::Tell {
            saying: Notice::UserStillWaits { conversation: self.next.id }.into(),
            slot: Slot::Inside,
            spot: None,
            rings: true,
        });
        self.effects.push(Effect::Toast(Notice::ToastStill));
    }

    // ---- reopening

    fn no_other_open(&self) -> Result<(), Refusal> {
        match self.scene.other_open {
            Some(other) => refuse(Notice::RefuseOtherOpen { number: other.number }),
            None => Ok(()),
        }
    }

    fn may_reopen_or_request(&self, by: Actor) -> Result<(), Refusal> {
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

    fn reopening_confirmed(
        &mut self,
        by: Actor,
        reason: Option<ReopenReason>,
        question: Question,
    ) -> Result<(), Refusal> {
        let About::Reopening { said, carry, summary } = question.about else {
            return refuse(Notice::RefuseStale);
        };
        self.no_other_open()?;
        let reason = match (reason, &said) {
            (Some(reason), _) => reason,
            (None, Some(_)) => ReopenReason::Said,
            (None, None) => return refuse(Notice::RefuseStale),
        };
        self.drop_question(question.nonce, true);
        if self.may(by, Action::Reopen) {
            self.reopen(Doer::of(by), reason, said);
            self.effects.extend(carry.map(Effect::SendHeld));
        } else if let Some(id) = by.id {
            self.file_request(id, reason, said, carry, summary);
        }
        Ok(())
    }

    fn file_request(
        &mut self,
        by: UserId,
        reason: ReopenReason,
        said: Option<String>,
        carry: Option<MessageRef>,
        summary: Vec<Notice>,
    ) {
        let nonce = self.nonce();
        let id = self.next.id;
        let why = match &said {
            Some(text) => Notice::ReasonSaid { text: text.clone() },
            None => Notice::ReasonListed { reason },
        };
        let notice = Notice::ReopenRequest {
            conversation: id,
            by: Who::Named((self.scene.name)(by)),
            reason: Box::new(why),
            leads: self
                .scene
                .leads
                .iter()
                .map(|who| Notice::Addressed { who: who.clone() })
                .collect(),
            summary,
        };
        let buttons = vec![vec![Button::Approve(id, nonce), Button::Decline(id, nonce)]];
        self.effects.push(Effect::TellDesk(notice.with(buttons), Slot::Request(nonce)));
        self.effects.push(Effect::Toast(Notice::RequestFiled { conversation: id }));
        self.record(Record::Requested { by, reason });
        let expires = self.scene.now.plus(self.scene.rules.request_expires);
        self.next.request =
            Some(Request { nonce, by, reason, said, carry, expires, message: None });
    }

    fn request(&self, nonce: Nonce) -> Result<Request, Refusal> {
        match &self.next.request {
            Some(request) if request.nonce == nonce => Ok(request.clone()),
            Some(_) | None => refuse(Notice::RefuseRequestDecided),
        }
    }

    fn approve(&mut self, by: Actor, request: Request) {
        self.next.request = None;
        let doer = Doer::of(by);
        self.record(Record::Decided { by: doer, granted: true });
        self.answer_request(&request, |conversation, requester| Notice::RequestApproved {
            conversation,
            by: self.scene.who(doer),
            requester,
        });
        self.reopen(doer, request.reason, request.said);
        self.effects.extend(request.carry.map(Effect::SendHeld));
    }

    fn decline(&mut self, by: Actor, request: Request) {
        self.next.request = None;
        let doer = Doer::of(by);
        self.record(Record::Decided { by: doer, granted: false });
        self.answer_request(&request, |conversation, requester| Notice::RequestDeclined {
            conversation,
            by: self.scene.who(doer),
            requester,
        });
    }

    /// The request says how it ended; the requester, who is mentioned in a new line, hears of it.
    fn answer_request(
        &mut self,
        request: &Request,
        said: impl FnOnce(ConversationId, Named) -> Notice,
    ) {
        let requester = Named { id: request.by, name: (self.scene.name)(request.by) };
        let notice = said(self.next.id, requester);
        if let Some(message) = request.message {
            self.effects.push(Effect::EditInside(message, notice.clone().into()));
        }
        self.effects.push(Effect::TellDesk(notice.into(), Slot::Inside));
    }

    /// Another way has settled it.
    fn settle_request(&mut self) {
        let Some(request) = self.next.request.take() else {
            return;
        };
        self.answer_request(&request, |conversation, _| Notice::RequestOver { conversation });
    }

    fn reopen(&mut self, by: Doer, reason: ReopenReason, said: Option<String>) {
        let notice = self.next.completion().and_then(|completion| completion.notice);
        let previous = self.next.assignee();
        self.drop_all_questions();
        self.settle_request();
        let back = previous.filter(|assignee| {
            self.scene.rules.return_to_previous
                && assignee.agent().is_some_and(|id| (self.scene.present)(id))
        });
        self.next.status = match back {
            Some(assignee) => Status::InProgress { assignee },
            None => Status::Unassigned,
        };
        let since = self.scene.now;
        self.next.delivered = None;
        self.next.turn = Turn::Team { since, nudged: false, escalated: false };
        self.next.final_call = None;
        self.next.collision = None;
        self.next.reopened.push(reason);
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
        if let Some(id) = back.and_then(Assignee::agent) {
            self.mention(id);
        }
    }

    // ---- time

    fn tick(&mut self) {
        let (now, rules, gap) = (self.scene.now, self.scene.rules, self.scene.gap_ended);
        if !self.scene.current {
            return;
        }
        let expired: Vec<Nonce> = self
            .next
            .questions
            .iter()
            .filter(|q| {
                q.shown.is_some_and(|at| now >= at.plus(rules.question_expires) || at < gap)
            })
            .map(|q| q.nonce)
            .collect();
        for nonce in expired {
            self.drop_question(nonce, false);
        }
        if self.next.request.as_ref().is_some_and(|request| now >= request.expires) {
            self.settle_request();
        }
        if let Status::Completed(completion) = &mut self.next.status {
            if completion.undo.is_some_and(|undo| now >= undo.until) {
                completion.undo = None;
                self.draw(false);
            }
            return;
        }
        if let Some(blocked) = self.next.blocked {
            let pending = matches!(self.next.status, Status::Pending { .. });
            let over = rules.complete_after.is_some_and(|after| now >= blocked.plus(after));
            if over && !pending {
                self.complete(Doer::Itself, Reason::UserLeft, false);
            }
            return;
        }
        self.tick_final_call();
        if !self.next.is_open() {
            return;
        }
        if let Status::Pending { assignee, remind_at } = &mut self.next.status {
            if now >= *remind_at {
                *remind_at = now.plus(rules.remind_after);
                let assignee = assignee.and_then(Assignee::agent);
                self.effects.push(Effect::Remind(Reminder::Pending { assignee }));
            }
            return;
        }
        let assignee = self.next.assignee().and_then(Assignee::agent);
        if let Turn::Team { since, nudged, escalated } = &mut self.next.turn {
            if !*escalated && rules.escalate_after.is_some_and(|after| now >= since.plus(after)) {
                (*nudged, *escalated) = (true, true);
                self.effects.push(Effect::Remind(Reminder::Escalation { since: *since }));
            } else if !*nudged && rules.nudge_after.is_some_and(|after| now >= since.plus(after)) {
                *nudged = true;
                self.effects.push(Effect::Remind(Reminder::Nudge { assignee, since: *since }));
            }
        }
    }

    fn tick_final_call(&mut self) {
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
        if self.next.asked_due(rules, gap).is_some_and(|due| now >= due) {
            let reason = Reason::Agent(SolvedReason::UserDidNotAnswer);
            let by = self.next.final_call.as_ref().and_then(|call| call.asked_by);
            self.complete(by.unwrap_or(Doer::Itself), reason, false);
            return;
        }
        if matches!(self.next.status, Status::Pending { .. }) {
            return;
        }
        if self.next.silence_due(rules, gap).is_some_and(|due| now >= due) {
            match &self.next.final_call {
                None => self.call_for_the_last_time(None),
                Some(_) => self.complete(Doer::Itself, Reason::Timeout, false),
            }
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
