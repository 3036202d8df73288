//! What can happen to a conversation, and what follows from it: the words of the table in
//! [`super::lifecycle`].

use serde::{Deserialize, Serialize};

use super::access::Actor;
use super::ban::Term;
use super::button::Nonce;
use super::conversation::{Assignee, Conversation, Doer, Rules, Spot};
use super::event::GroupMessage;
use super::id::{ConversationId, MessageRef, UserId};
use super::notice::{Named, Notice, Saying, Who};
use super::outbox::Slot;
use super::reason::{Reason, ReopenReason, SolvedReason};
use super::routing::Team;
use super::time::Timestamp;
use super::urgency::Urgency;

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
    /// Somebody else than the assignee wrote to the user, where the settings ask first.
    SendingAsked {
        /// Who.
        by: Actor,
        /// Where.
        spot: Spot,
        /// What; several are an album.
        messages: Vec<GroupMessage>,
    },
    /// It is to be sent.
    SendingConfirmed {
        /// By whom.
        by: Actor,
        /// Who has it from now on.
        take: bool,
        /// Which question.
        nonce: Nonce,
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
    /// An agent said that the team owes an answer (product.md section 9, 👀), or no longer does.
    Promised {
        /// Who.
        by: Actor,
        /// Telegram's date.
        at: Timestamp,
        /// Whether it is said.
        stands: bool,
    },
    /// Take.
    Taken(Actor),
    /// Assigned to somebody.
    Assigned {
        /// By whom.
        by: Actor,
        /// To whom.
        to: UserId,
        /// What they should know.
        note: Option<String>,
    },
    /// It has just begun, and somebody may be given it.
    Routed,
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
    /// The leads are called.
    Escalated {
        /// By whom.
        by: Actor,
        /// Why.
        said: Option<String>,
    },
    /// Reminders of the wait are put off until then, or no longer are.
    Snoozed {
        /// By whom.
        by: Actor,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// It is to come back to the team's eyes then, or no longer is.
    FollowUp {
        /// By whom.
        by: Actor,
        /// When.
        at: Option<Timestamp>,
        /// What for.
        note: Option<String>,
    },
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
    /// A question of its own cannot be shown.
    QuestionLost(Nonce),
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
        carry: Vec<MessageRef>,
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
    /// Tags are put on it, or taken off.
    Tagged {
        /// By whom.
        by: Actor,
        /// Which are put on.
        add: Vec<String>,
        /// Which are taken off.
        remove: Vec<String>,
    },
    /// It is more or less urgent than others.
    Prioritized {
        /// By whom.
        by: Actor,
        /// How urgent.
        urgency: Urgency,
    },
    /// It is one of many that are completed at once, as somebody with the right has confirmed.
    CompletedInBulk {
        /// By whom.
        by: Doer,
        /// Why.
        reason: SolvedReason,
    },
    /// It joins another conversation of the same user, and is over.
    Joins {
        /// By whom.
        by: Actor,
        /// Which.
        into: ConversationId,
    },
    /// It goes on at another desk, and is over here.
    Moves {
        /// By whom.
        by: Actor,
        /// As what it goes on there.
        into: ConversationId,
    },
    /// Another conversation of the same user joins it.
    Absorbs {
        /// By whom.
        by: Actor,
        /// The other one, as it was before.
        other: Box<Conversation>,
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
    Rated {
        /// From 1 to 5.
        stars: u8,
        /// Where that was pressed: the completed notice, also if Telegram's answer to it is still awaited.
        under: Option<MessageRef>,
    },
    /// The user says something about the rating.
    Commented,
    /// The group goes on under another id, and what stood there is dead.
    Uprooted,
    /// The user has blocked the bot.
    UserBlocked(Timestamp),
    /// The user has let the bot in again.
    UserReturned,
    /// The user was banned.
    Banned {
        /// By whom.
        by: Actor,
        /// How long.
        term: Term,
        /// Why, in words that stay inside.
        said: Option<String>,
    },
    /// The user has everything erased.
    Forgotten,
    /// The ban of the user is over: lifted by somebody, or by its term.
    Unbanned(Doer),
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
    SendHeld(Vec<MessageRef>),
    /// Answers of agents that waited for a decision go out now.
    SendAnswers(Vec<GroupMessage>),
    /// A reminder; those of one sweep become one message.
    Remind(Reminder),
    /// Somebody has had their turn.
    Turn(UserId),
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
    /// Somebody wanted it to come back.
    FollowUp {
        /// Whom it addresses.
        whom: Option<UserId>,
        /// What for.
        note: Option<String>,
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
    /// The leads were called.
    Escalated {
        /// By whom.
        by: Doer,
        /// Why, in words.
        said: Option<String>,
    },
    /// Reminders of the wait were put off, or no longer are.
    Snoozed {
        /// By whom.
        by: Doer,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// It is to come back then, or no longer is.
    FollowUp {
        /// By whom.
        by: Doer,
        /// When.
        at: Option<Timestamp>,
    },
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
        /// What it was rated, and when.
        #[serde(default)]
        rated: Option<(u8, Timestamp)>,
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
    /// Tags were put on, or taken off.
    Tagged {
        /// By whom.
        by: Doer,
        /// Which were put on.
        added: Vec<String>,
        /// Which were taken off.
        removed: Vec<String>,
    },
    /// It was said how urgent it is.
    Prioritized {
        /// By whom.
        by: Doer,
        /// How urgent.
        urgency: Urgency,
    },
    /// Two conversations were joined.
    Merged {
        /// By whom.
        by: Doer,
        /// The other one.
        with: ConversationId,
    },
    /// It was moved to another desk.
    Moved {
        /// By whom.
        by: Doer,
        /// As what it goes on there.
        into: ConversationId,
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
    /// The user said something about the rating.
    Commented,
    /// The user has blocked the bot, or let it in again.
    Blocked(bool),
    /// The user was banned.
    Banned {
        /// By whom.
        by: Doer,
        /// How long.
        term: Term,
        /// Why, in words.
        said: Option<String>,
    },
    /// The ban of the user is over.
    Unbanned(Doer),
    /// The user said that help is still needed.
    StillNeeded,
    /// An agent said that the team owes an answer, or no longer does.
    Promised {
        /// Who.
        by: Doer,
        /// Whether it is said.
        stands: bool,
    },
}

impl Record {
    /// Lets go of what somebody wrote; that it happened stays.
    pub fn forget_words(&mut self) {
        match self {
            Self::Escalated { said, .. }
            | Self::Reopened { said, .. }
            | Self::Banned { said, .. } => *said = None,
            _ => {}
        }
    }
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

/// What the core must know beside the conversation.
pub struct Scene<'a> {
    /// The clock.
    pub now: Timestamp,
    /// The settings.
    pub rules: &'a Rules,
    /// Another open conversation of the same user.
    pub other_open: Option<ConversationId>,
    /// The user is banned from this desk.
    pub banned: bool,
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
    /// Who is there to be given it, if the event can ask for that.
    pub team: Team,
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
