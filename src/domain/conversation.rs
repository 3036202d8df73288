//! One conversation: its state, what can be read off it, and when something happens by itself.
//!
//! What happens to it stands in [`super::lifecycle`].

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::access::{Actor, Permissions};
use super::ban::Term;
use super::button::Nonce;
use super::event::GroupMessage;
use super::hours::{Hours, Opening};
use super::id::{ConversationId, MessageRef, RowId, UserId};
use super::notice::{Notice, Opens, Who};
use super::reason::{Reason, ReopenReason, StatusName};
use super::reminder::FollowUp;
use super::routing::{Assign, Strategy};
use super::time::Timestamp;
use super::urgency::Urgency;

/// The user of a conversation whose own has had everything erased.
const NOBODY: UserId = UserId(0);

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

    pub(super) fn of(actor: Actor) -> Self {
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
    /// When it was given.
    #[serde(default)]
    pub rated_at: Option<Timestamp>,
    /// The user has said something about it.
    #[serde(default)]
    pub commented: bool,
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

impl Turn {
    /// A wait that begins then: nobody was reminded yet.
    pub fn team(since: Timestamp) -> Self {
        Self::Team { since, nudged: false, escalated: false }
    }
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
        carry: Vec<MessageRef>,
        /// What was.
        summary: Vec<Notice>,
    },
    /// Sending what somebody else than the assignee wrote to the user.
    Sending {
        /// Who had it when it was written.
        assignee: Who,
        /// What was not sent, in its order.
        messages: Vec<GroupMessage>,
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
    /// In the topic that somebody has closed or opened by hand. It stays as it was left while the
    /// question waits, and is put back if nobody confirms.
    Topic {
        /// The topic.
        thread: i32,
    },
}

/// A request to reopen, which waits for a lead.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Ties its buttons to it.
    pub nonce: Nonce,
    /// Who asks.
    pub by: UserId,
    /// Since when.
    #[serde(default)]
    pub at: Timestamp,
    /// Why.
    pub reason: ReopenReason,
    /// In the agent's own words.
    pub said: Option<String>,
    /// The agent's message that goes out with the reopening.
    pub carry: Vec<MessageRef>,
    /// The end of it.
    pub expires: Timestamp,
    /// Its message.
    pub message: Option<MessageRef>,
}

impl Request {
    /// Why it is asked for, in words or by the list.
    pub fn why(&self) -> Notice {
        match &self.said {
            Some(text) => Notice::ReasonSaid { text: text.clone() },
            None => Notice::ReasonListed { reason: self.reason },
        }
    }
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
    /// Those of them whose people were called once.
    #[serde(default)]
    pub called: Vec<String>,
    /// How urgent it is.
    #[serde(default)]
    pub urgency: Urgency,
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
    /// Since when an agent's 👀 says that the team owes more than was answered.
    #[serde(default)]
    pub promised: Option<Timestamp>,
    /// When the user is shown that somebody has taken it, unless the answer comes first.
    #[serde(default)]
    pub eyes: Option<Timestamp>,
    /// Until when nobody of the team is reminded: what came due while the desk was closed.
    #[serde(default)]
    pub quiet_until: Timestamp,
    /// Until when the team did not want to be reminded of this wait.
    #[serde(default)]
    pub snoozed: Option<Timestamp>,
    /// The leads were addressed then, and no answer has followed.
    #[serde(default)]
    pub escalated: Option<Timestamp>,
    /// When somebody wants it to come back.
    #[serde(default)]
    pub follow_up: Option<FollowUp>,
    /// The opening of which the user was told last, since the desk was closed.
    #[serde(default)]
    pub away_until: Option<Timestamp>,
    /// The first answer was given.
    #[serde(default)]
    pub answered: bool,
    /// The note of the last `Pending`.
    #[serde(default)]
    pub note: Option<String>,
    /// When its assignee got it, or did something about it last.
    #[serde(default)]
    pub handled: Timestamp,
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
    /// The last row that was written before its user had everything erased.
    #[serde(default)]
    pub forgotten_after: Option<RowId>,
    /// The user was banned here, and still is.
    #[serde(default)]
    pub banned: Option<Term>,
    /// The conversation that it has joined, or as what it goes on at another desk: what the user
    /// writes stands there.
    #[serde(default)]
    pub merged_into: Option<ConversationId>,
    /// The conversations that have joined it.
    #[serde(default)]
    pub merged_from: Vec<ConversationId>,
    /// What it was at the desk that it comes from.
    #[serde(default)]
    pub moved_from: Option<ConversationId>,
    /// How often and why it was reopened, newest last.
    #[serde(default)]
    pub reopened: Vec<ReopenReason>,
    /// The last number that tied a button to a question.
    #[serde(default)]
    pub nonce: Nonce,
    /// Its topic in a forum.
    #[serde(default)]
    pub topic: Option<i32>,
    /// How often its topic had to be put back because of what somebody did to it by hand: whatever
    /// was known of how it looks counts until the next time.
    #[serde(default)]
    pub put_back: u32,
    /// Its card.
    #[serde(default)]
    pub card: Option<MessageRef>,
    /// The user's first text, as far as it may be kept.
    #[serde(default)]
    pub first_line: Option<String>,
    /// The user's message that stands quoted in the card.
    #[serde(default)]
    pub quoted: Option<MessageRef>,
    /// The card that was pinned, since its topic had grown long.
    #[serde(default)]
    pub pinned: Option<MessageRef>,
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
    /// How long a request waits, in business time.
    pub request_expires: Duration,
    /// Who gets conversations.
    pub routing: RoutingRules,
    /// Silence after which a conversation completes; `None` never.
    pub complete_after: Option<Duration>,
    /// How long before that the user is warned.
    pub warn_before: Duration,
    /// Silence counts from the user's last message, not from the answer.
    pub count_from_user: bool,
    /// The assignee is reminded after this, in business time.
    pub nudge_after: Option<Duration>,
    /// The leads are addressed after this, in business time.
    pub escalate_after: Option<Duration>,
    /// A pending conversation comes back after this, in business time.
    pub remind_after: Duration,
    /// The user is told that the conversation is set aside.
    pub tell_set_aside: bool,
    /// When the team works: reminders, requests and what is set aside count by it.
    pub hours: Hours,
    /// Who may.
    pub permissions: Permissions,
}

/// The settings that say who gets conversations.
#[derive(Clone, PartialEq, Debug)]
pub struct RoutingRules {
    /// Who gets a new one.
    pub strategy: Strategy,
    /// Who gets a reopened one.
    pub reopened: Assign,
    /// An assignee who does nothing while the user waits loses it after this, in business time.
    pub lapse: Option<Duration>,
    /// Whoever writes to the user of somebody else's conversation is asked before it is sent.
    pub strict: bool,
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
            called: Vec::new(),
            urgency: Urgency::default(),
            status: Status::Unassigned,
            turn: Turn::team(opened),
            written: 0,
            shown: 0,
            last_shown: None,
            last_written: None,
            last_written_at: opened,
            last_is_assent: false,
            delivered: None,
            promised: None,
            quiet_until: Timestamp::default(),
            snoozed: None,
            eyes: None,
            escalated: None,
            follow_up: None,
            away_until: None,
            answered: false,
            note: None,
            handled: Timestamp::default(),
            collision: None,
            final_call: None,
            questions: Vec::new(),
            request: None,
            blocked: None,
            forgotten_after: None,
            banned: None,
            merged_into: None,
            merged_from: Vec::new(),
            moved_from: None,
            reopened: Vec::new(),
            nonce: 0,
            topic: None,
            put_back: 0,
            card: None,
            first_line: None,
            quoted: None,
            pinned: None,
        }
    }

    /// What the user is to be told of the hours, if the desk is closed and this was not said before;
    /// it counts as said.
    pub fn away(&mut self, opening: Opening) -> Option<Notice> {
        let Opening::Closed(until) = opening else { return None };
        // Who never opens again says so once.
        let period = until.unwrap_or(Timestamp(i64::MAX));
        if self.away_until.replace(period) == Some(period) {
            return None;
        }
        Some(match until {
            Some(at) => Notice::OpensAt { opening: Opens(at) },
            None => Notice::OpensLater,
        })
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

    /// Whether its user has had everything erased: what remains names nobody.
    pub fn is_forgotten(&self) -> bool {
        self.user == NOBODY
    }

    /// Lets go of whatever names the user or holds their words; numbers, times and reasons stay. It
    /// must be completed.
    pub fn forget(&mut self, last: RowId) {
        self.user = NOBODY;
        self.forgotten_after = Some(last);
        (self.source, self.first_line, self.note) = (None, None, None);
        (self.quoted, self.last_shown, self.last_written) = (None, None, None);
        (self.delivered, self.card, self.topic) = (None, None, None);
        (self.final_call, self.request) = (None, None);
        (self.blocked, self.banned) = (None, None);
        self.earlier.clear();
        self.questions.clear();
        if let Status::Completed(completion) = &mut self.status {
            (completion.notice, completion.told) = (None, true);
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

    /// Its topic is to be brought to its state, whatever it was last brought to.
    pub fn put_topic_back(&mut self) {
        self.put_back = self.put_back.wrapping_add(1);
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
        due.extend(self.follow_up.as_ref().map(|follow_up| follow_up.at));
        match &self.status {
            Status::Completed(completion) => due.extend(completion.undo.map(|undo| undo.until)),
            Status::Pending { remind_at, .. } => due.push(*remind_at),
            Status::Unassigned | Status::InProgress { .. } => {
                if let Some(blocked) = self.blocked {
                    due.extend(rules.complete_after.map(|after| blocked.plus(after)));
                } else {
                    due.extend(self.silence_due(rules, gap_ended));
                    due.extend(self.lapses_at(rules));
                    due.extend(self.reminders_due(rules).into_iter().flatten());
                }
            }
        }
        if self.is_open() && self.blocked.is_none() {
            due.extend(self.asked_due(rules, gap_ended));
            due.extend(self.eyes);
        }
        due.into_iter().min()
    }

    /// When the user's silence warns or completes: while the desk is open, so that whoever still
    /// needs help is heard (product.md section 4).
    pub(super) fn silence_due(&self, rules: &Rules, gap_ended: Timestamp) -> Option<Timestamp> {
        let Turn::User { since } = self.turn else {
            return None;
        };
        let after = rules.complete_after?;
        let base = if rules.count_from_user { self.last_written_at } else { since };
        let complete = base.plus(after);
        let due = match &self.final_call {
            None => complete.minus(rules.warn_before).max(base),
            Some(FinalCall { asked_by: None, delivered: Some((_, at)) }) if *at < gap_ended => {
                gap_ended
            }
            Some(FinalCall { asked_by: None, delivered: Some((_, at)) }) => {
                complete.max(at.plus(rules.warn_before))
            }
            Some(
                FinalCall { asked_by: None, delivered: None } | FinalCall { asked_by: Some(_), .. },
            ) => return None,
        };
        Some(self.in_open_hours(due, rules))
    }

    /// When its assignee loses it, who does nothing while the user waits.
    pub fn lapses_at(&self, rules: &Rules) -> Option<Timestamp> {
        let (Status::InProgress { .. }, Turn::Team { since, .. }, None) =
            (&self.status, self.turn, self.blocked)
        else {
            return None;
        };
        let lapse = rules.routing.lapse?;
        Some(rules.hours.plus(since.max(self.handled), lapse).max(self.quiet_until))
    }

    /// When the silence after `Ask the user first` completes, while the desk is open.
    pub(super) fn asked_due(&self, rules: &Rules, gap_ended: Timestamp) -> Option<Timestamp> {
        match &self.final_call {
            Some(FinalCall { asked_by: Some(_), delivered: Some((_, at)) }) => {
                let due = if *at < gap_ended { gap_ended } else { at.plus(rules.warn_before) };
                Some(self.in_open_hours(due, rules))
            }
            _ => None,
        }
    }

    /// That moment, or the next opening if the desk is closed then.
    fn in_open_hours(&self, due: Timestamp, rules: &Rules) -> Timestamp {
        rules.hours.plus(due, Duration::ZERO).max(self.quiet_until)
    }
}
