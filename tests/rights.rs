//! The table of rights, written down by hand and held against the engine: who may do what, in which
//! status, from which chat, by which way. Whatever is refused changes nothing and says why.
//!
//! A new button, command or action does not compile here until it has its place in the table.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::print_stdout, reason = "whoever runs the test reads how much was tried")]

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::domain::access::{Action, Role};
use frontdesk::domain::audit::{Deed, Sought};
use frontdesk::domain::bulk::What;
use frontdesk::domain::button::Button;
use frontdesk::domain::conversation::{
    About, Assignee, Completion, Conversation, Doer, Question, Request, Spot, Status, Turn, Undo,
};
use frontdesk::domain::event::{
    Author, CannedCommand, Command, Content, Group, GroupCommand, GroupMessage, Incoming, Kind,
    Mention, Press, Quarantine, Reference, ReplyTo, TagsCommand, Update, UserMessage, WhichUser,
};
use frontdesk::domain::finding::{Filter, Scope};
use frontdesk::domain::id::{ChatId, ConversationId, DeskId, MessageRef, RowId, UserId};
use frontdesk::domain::notice::Notice;
use frontdesk::domain::outbox::{Lane, Place, Priority, Row, Slot, Task};
use frontdesk::domain::people::{Desk, GroupKind, Member, Person, Profile, Rights, Standing};
use frontdesk::domain::reason::{Reason, ReopenReason, SolvedReason};
use frontdesk::domain::routing::Duty;
use frontdesk::domain::time::Timestamp;
use frontdesk::domain::urgency::Urgency;
use frontdesk::engine::{Desks, Ends, Engine, Input, Reader, Released, Settings};
use frontdesk::store::{Failed, Mapped, Mark, Store};

// ---- who, where, when --------------------------------------------------------------------------

#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Who {
    /// Never seen in the group.
    Outsider,
    /// Was a lead, and has left.
    Former,
    /// An agent who has done nothing here.
    Eve,
    /// The agent who has the conversation, asked the question, completed it, filed the request.
    Ben,
    /// A lead.
    Lea,
    /// The group's owner.
    Ada,
    /// An administrator who writes in the name of the group.
    Nan,
}
use Who as W;

const EVERYBODY: [Who; 7] = [W::Outsider, W::Former, W::Eve, W::Ben, W::Lea, W::Ada, W::Nan];
const TEAM: [Who; 5] = [W::Eve, W::Ben, W::Lea, W::Ada, W::Nan];

/// The user whose conversation it is.
const ANNA: UserId = UserId(7);
/// A member to whom things are assigned.
const IVY: UserId = UserId(20);
const BEN: UserId = UserId(11);

fn id_of(who: Who) -> UserId {
    UserId(match who {
        W::Outsider => 90,
        W::Former => 91,
        W::Eve => 10,
        W::Ben => BEN.0,
        W::Lea => 12,
        W::Ada => 13,
        W::Nan => 14,
    })
}

/// What they are, as the default settings have it.
fn role_of(who: Who) -> Option<Role> {
    match who {
        W::Outsider | W::Former => None,
        W::Eve | W::Ben => Some(Role::Agent),
        W::Lea => Some(Role::Lead),
        W::Ada | W::Nan => Some(Role::Admin),
    }
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum State {
    Unassigned,
    /// Ben has it.
    InProgress,
    /// Ben has set it aside.
    Pending,
    /// Ben completed it a moment ago.
    Fresh,
    /// Ben completed it ten minutes ago.
    Old,
    ByUser,
    ByTimeout,
    /// An anonymous administrator completed it a moment ago.
    ByTeam,
    /// Ben completed it ten minutes ago, and asks for a reopening.
    Requested,
}
use State as S;

const STATES: [State; 9] = [
    S::Unassigned,
    S::InProgress,
    S::Pending,
    S::Fresh,
    S::Old,
    S::ByUser,
    S::ByTimeout,
    S::ByTeam,
    S::Requested,
];

impl State {
    fn open(self) -> bool {
        matches!(self, S::Unassigned | S::InProgress | S::Pending)
    }
}

/// The desk's groups, and where in them.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum Ground {
    Basic,
    Super,
    Topic,
    General,
}

const GROUNDS: [Ground; 4] = [Ground::Basic, Ground::Super, Ground::Topic, Ground::General];

const GROUP: ChatId = ChatId(-1_001_000_000_100);
const ELSEWHERE: ChatId = ChatId(-1_001_000_000_200);
const TOPIC: i32 = 55;
const CARD: i32 = 100;
const RELAY: i32 = 101;
/// A message of the bot that nobody remembers.
const FORGOTTEN: i32 = 50;
/// Ben's question, the request, the completion.
const ASKED: u32 = 5;
const REQUEST: u32 = 6;
const UNDO: u32 = 4;
const RATING: &str = "completion.rating";
const FAILED: RowId = RowId(77);

const fn one() -> ConversationId {
    ConversationId { desk: DeskId(1), number: 1 }
}

// ---- the table ---------------------------------------------------------------------------------

/// What is to come of it.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum Outcome {
    /// It is done.
    Done,
    /// It is refused with the notice of this key, and nothing changes.
    No(&'static str),
    /// Nothing happens, and nothing is said: nobody of the desk's concern.
    Silence,
}
use Outcome::{Done, No, Silence};

/// The least role for an action, from the manual.
fn least(action: Action) -> Role {
    match action {
        Action::Take => Role::Agent,
        Action::Assign => Role::Agent,
        Action::Away => Role::Agent,
        Action::Pending => Role::Agent,
        Action::Escalate | Action::FollowUp | Action::Snooze => Role::Agent,
        Action::Complete => Role::Agent,
        Action::ConfirmForOthers => Role::Lead,
        Action::Reopen => Role::Lead,
        Action::Merge => Role::Lead,
        Action::Move => Role::Agent,
        Action::RequestReopen => Role::Agent,
        Action::Approve => Role::Lead,
        Action::Note => Role::Agent,
        Action::Tag => Role::Agent,
        Action::Recall => Role::Agent,
        Action::Ban => Role::Lead,
        Action::Bulk => Role::Lead,
        Action::Canned | Action::DefineTags => Role::Lead,
        Action::Stats => Role::Lead,
        Action::List | Action::Link => Role::Agent,
        Action::Roles => Role::Admin,
        Action::Audit => Role::Admin,
        Action::Setup => Role::Admin,
        Action::Settings => Role::Admin,
        Action::ChangeSettings => Role::Admin,
        Action::Quarantine => Role::Admin,
    }
}

/// The right that a button of the team needs; `None` where it needs none.
fn right_of(button: &Button) -> Option<Action> {
    use Button as B;
    match button {
        B::Take(_) | B::Retry(..) | B::RetryAll(_) | B::LetGo(_) => Some(Action::Take),
        B::Assign(..) | B::AssignTo(..) => Some(Action::Assign),
        B::Pending(_) | B::Resume(_) => Some(Action::Pending),
        B::MarkComplete(_) | B::Confirm(..) | B::AskUserFirst(..) => Some(Action::Complete),
        B::Reopen(_) | B::ConfirmReopen(..) => Some(Action::RequestReopen),
        B::Approve(..) | B::Decline(..) => Some(Action::Approve),
        B::History(..) | B::Show(_) | B::Page(..) => Some(Action::List),
        B::Bulk(..) | B::BulkCancel(..) | B::BulkStop(..) => Some(Action::Bulk),
        B::CannedList(..) => Some(Action::List),
        B::Stats(..) => Some(Action::Stats),
        B::TakeAndSend(..) => Some(Action::Take),
        B::SendAnyway(..) | B::Cancel(..) | B::Undo(..) | B::OnTheTeam(_) | B::Dismiss => None,
        B::WriteToUser(_) => Some(Action::FollowUp),
        // Whoever may answer may send.
        B::SendCanned(..) | B::CancelCanned(_) => None,
        B::Merge(_) => Some(Action::Merge),
        B::Tags(_) | B::Tag(..) | B::Untag(..) => Some(Action::Tag),
        B::StillNeedHelp(_) | B::AllSolved(_) | B::ConfirmClose(_) | B::KeepOpen(_) => None,
        B::SameMatter(_) | B::NewMatter(_) | B::ContactSupport(_) | B::Rate(..) => None,
        B::Desk(_) | B::StatsOfAll(_) => None,
        B::Language(_) | B::Human(_) | B::MyData | B::Forget | B::Stay => None,
        B::Settings(..) | B::SettingsChanged(_) | B::Setting(..) => Some(Action::Settings),
        B::SetTo(..) | B::SetBack(..) => Some(Action::ChangeSettings),
    }
}

/// A button of every kind; its place here is its number.
fn buttons() -> Vec<Button> {
    let id = one();
    vec![
        Button::Take(id),
        Button::Assign(id, 0),
        Button::AssignTo(id, IVY),
        Button::Pending(id),
        Button::Resume(id),
        Button::MarkComplete(id),
        Button::Confirm(id, SolvedReason::Solved, ASKED),
        Button::AskUserFirst(id, ASKED),
        Button::Cancel(id, ASKED),
        Button::Undo(id, UNDO),
        Button::Reopen(id),
        Button::ConfirmReopen(id, Some(ReopenReason::Mistake), ASKED),
        Button::Approve(id, REQUEST),
        Button::Decline(id, REQUEST),
        Button::Merge(id),
        Button::History(id, 0),
        Button::Tags(id),
        Button::Show(id),
        Button::Retry(id, FAILED),
        Button::StillNeedHelp(id),
        Button::AllSolved(id),
        Button::ConfirmClose(id),
        Button::KeepOpen(id),
        Button::SameMatter(id),
        Button::NewMatter(DeskId(1)),
        Button::ContactSupport(DeskId(1)),
        Button::Rate(id, 4),
        Button::Language("ru".to_owned()),
        Button::OnTheTeam(DeskId(1)),
        Button::Stats(DeskId(1), 7),
        Button::Dismiss,
        Button::RetryAll(id),
        Button::LetGo(id),
        Button::Tag(id, "vip".to_owned()),
        Button::Untag(id, "billing".to_owned()),
        Button::Page(DeskId(1), 1, 0),
        Button::Bulk(DeskId(1), Some(SolvedReason::Solved), 1),
        Button::BulkCancel(DeskId(1), 1),
        Button::BulkStop(DeskId(1), 1),
        Button::MyData,
        Button::Forget,
        Button::Stay,
        Button::WriteToUser(id),
        Button::SendCanned(id, 0),
        Button::CancelCanned(id),
        Button::CannedList(DeskId(1), 0),
        Button::SendAnyway(id, ASKED),
        Button::TakeAndSend(id, ASKED),
        Button::Human(ANNA),
        Button::Desk(DeskId(1)),
        Button::StatsOfAll(7),
        Button::Settings(DeskId(1), 0),
        Button::SettingsChanged(DeskId(1)),
        Button::Setting(DeskId(1), RATING.to_owned(), "on".to_owned()),
        Button::SetTo(DeskId(1), RATING.to_owned(), "off".to_owned(), 0),
        Button::SetBack(DeskId(1), RATING.to_owned(), 0),
    ]
}

/// Without a catch-all: whoever adds a button gives it a number, and so a place above and below.
fn number_of(button: &Button) -> usize {
    use Button as B;
    match button {
        B::Take(_) => 0,
        B::Assign(..) => 1,
        B::AssignTo(..) => 2,
        B::Pending(_) => 3,
        B::Resume(_) => 4,
        B::MarkComplete(_) => 5,
        B::Confirm(..) => 6,
        B::AskUserFirst(..) => 7,
        B::Cancel(..) => 8,
        B::Undo(..) => 9,
        B::Reopen(_) => 10,
        B::ConfirmReopen(..) => 11,
        B::Approve(..) => 12,
        B::Decline(..) => 13,
        B::Merge(_) => 14,
        B::History(..) => 15,
        B::Tags(_) => 16,
        B::Show(_) => 17,
        B::Retry(..) => 18,
        B::StillNeedHelp(_) => 19,
        B::AllSolved(_) => 20,
        B::ConfirmClose(_) => 21,
        B::KeepOpen(_) => 22,
        B::SameMatter(_) => 23,
        B::NewMatter(_) => 24,
        B::ContactSupport(_) => 25,
        B::Rate(..) => 26,
        B::Language(_) => 27,
        B::OnTheTeam(_) => 28,
        B::Stats(..) => 29,
        B::Dismiss => 30,
        B::RetryAll(_) => 31,
        B::LetGo(_) => 32,
        B::Tag(..) => 33,
        B::Untag(..) => 34,
        B::Page(..) => 35,
        B::Bulk(..) => 36,
        B::BulkCancel(..) => 37,
        B::BulkStop(..) => 38,
        B::MyData => 39,
        B::Forget => 40,
        B::Stay => 41,
        B::WriteToUser(_) => 42,
        B::SendCanned(..) => 43,
        B::CancelCanned(_) => 44,
        B::CannedList(..) => 45,
        B::SendAnyway(..) => 46,
        B::TakeAndSend(..) => 47,
        B::Human(_) => 48,
        B::Desk(_) => 49,
        B::StatsOfAll(_) => 50,
        B::Settings(..) => 51,
        B::SettingsChanged(_) => 52,
        B::Setting(..) => 53,
        B::SetTo(..) => 54,
        B::SetBack(..) => 55,
    }
}

/// What a press in the desk's group comes to.
fn pressed_in_group(button: &Button, who: Who, state: State, at: i32) -> Outcome {
    use Button as B;
    let Some(role) = role_of(who) else {
        return match (button, who) {
            (B::OnTheTeam(_), W::Outsider) => Done,
            (_, W::Outsider) => No("refuse-unknown"),
            _ => No("refuse-outside"),
        };
    };
    let lead = role >= Role::Lead;
    let bens = matches!(state, S::InProgress | S::Pending);
    match button {
        B::Take(_) if !state.open() => No("refuse-completed"),
        B::Take(_) if bens && who == W::Ben => No("refuse-yours-already"),
        B::Take(_) => Done,
        B::Assign(..) | B::AssignTo(..) if !state.open() => No("refuse-completed"),
        B::Assign(..) | B::AssignTo(..) => Done,
        B::Pending(_) if !state.open() => No("refuse-completed"),
        B::Pending(_) if state == S::Pending => No("refuse-pending-already"),
        B::Pending(_) => Done,
        B::Resume(_) if !state.open() => No("refuse-completed"),
        B::Resume(_) if state == S::Pending => Done,
        B::Resume(_) => No("refuse-not-pending"),
        B::MarkComplete(_) if state.open() => Done,
        B::MarkComplete(_) => No("refuse-completed"),
        // Who asked, or a lead.
        B::Confirm(..) | B::AskUserFirst(..) if !state.open() => No("refuse-completed"),
        B::Confirm(..) | B::AskUserFirst(..) if who == W::Eve => No("refuse-asker"),
        B::Confirm(..) | B::AskUserFirst(..) => Done,
        // The question is another one; what it does is told in the stories.
        B::SendAnyway(..) | B::TakeAndSend(..) if !state.open() => No("refuse-completed"),
        B::SendAnyway(..) | B::TakeAndSend(..) if who == W::Eve => No("refuse-asker"),
        B::SendAnyway(..) | B::TakeAndSend(..) => No("refuse-stale"),
        // Anybody.
        B::Cancel(..) if state == S::Requested => No("refuse-stale"),
        B::Cancel(..) => Done,
        // Whoever completed it, whatever the role; for an anonymous one, any admin.
        B::Undo(..) => match state {
            S::Unassigned | S::InProgress | S::Pending => No("refuse-stale"),
            S::Fresh if who == W::Ben => Done,
            S::Fresh => No("refuse-undo-other"),
            S::ByTeam if role == Role::Admin => Done,
            S::ByTeam => No("refuse-role"),
            S::Old | S::Requested | S::ByUser | S::ByTimeout => No("refuse-undo-over"),
        },
        // To an open one anybody writes.
        B::WriteToUser(_) if state.open() => Done,
        // A lead reopens, an agent asks for it, once.
        B::Reopen(_) | B::ConfirmReopen(..) if state.open() => No("refuse-not-completed"),
        B::Reopen(_) | B::WriteToUser(_) if state == S::Requested && !lead => {
            No("refuse-requested-already")
        }
        B::Reopen(_) | B::WriteToUser(_) => Done,
        B::ConfirmReopen(..) if state == S::Requested && !lead => No("refuse-requested-already"),
        B::ConfirmReopen(..) if state == S::Requested => No("refuse-stale"),
        B::ConfirmReopen(..) if who == W::Eve => No("refuse-asker"),
        B::ConfirmReopen(..) => Done,
        // Never the requester, unless that person has the right.
        B::Approve(..) | B::Decline(..) if state.open() => No("refuse-request-decided"),
        B::Approve(..) | B::Decline(..) if !lead => No("refuse-role"),
        B::Approve(..) | B::Decline(..) if state == S::Requested => Done,
        B::Approve(..) | B::Decline(..) => No("refuse-request-decided"),
        B::Merge(_) if !lead => No("refuse-role"),
        B::Merge(_) => No("refuse-merge-nothing"),
        B::Tags(_) | B::Tag(..) => Done,
        B::Untag(..) => No("refuse-tags-same"),
        B::History(..) | B::Show(_) => Done,
        // Nobody was shown anything there; what is sent is told in the stories.
        B::SendCanned(..) | B::CancelCanned(_) if at == FORGOTTEN => No("refuse-canned-changed"),
        B::SendCanned(..) | B::CancelCanned(_) => No("refuse-not-yours"),
        B::CannedList(..) => Done,
        // What it turns is told in the stories.
        B::Page(..) => No("refuse-old-list"),
        B::Bulk(..) | B::BulkCancel(..) | B::BulkStop(..) if !lead => No("refuse-role"),
        // What they decide is told in the stories.
        B::Bulk(..) | B::BulkCancel(..) | B::BulkStop(..) => No("refuse-stale"),
        B::Stats(..) if lead => Done,
        B::Stats(..) => No("refuse-role"),
        B::Retry(..) | B::RetryAll(_) if !state.open() => No("refuse-completed"),
        B::Retry(..) | B::RetryAll(_) | B::LetGo(_) => Done,
        B::Settings(..) | B::SettingsChanged(_) | B::Setting(..) if role == Role::Admin => Done,
        B::SetTo(..) if role == Role::Admin => Done,
        // Nobody has chosen anything; what is taken back is told in the stories.
        B::SetBack(..) if role == Role::Admin => No("refuse-setting"),
        B::Settings(..) | B::SettingsChanged(_) | B::Setting(..) => No("refuse-role"),
        B::SetTo(..) | B::SetBack(..) => No("refuse-role"),
        B::Dismiss if at == FORGOTTEN => Done,
        B::Dismiss => No("refuse-garbage"),
        B::OnTheTeam(_) => Done,
        B::StillNeedHelp(_)
        | B::AllSolved(_)
        | B::ConfirmClose(_)
        | B::KeepOpen(_)
        | B::SameMatter(_)
        | B::NewMatter(_)
        | B::ContactSupport(_)
        | B::Rate(..)
        | B::Desk(_)
        | B::StatsOfAll(_)
        | B::Language(_)
        | B::Human(_)
        | B::MyData
        | B::Forget
        | B::Stay => No("refuse-not-yours"),
    }
}

/// What members of the group look up, they also look up in private.
fn looked_up_in_private(button: &Button, who: Who) -> Option<Outcome> {
    use Button as B;
    let role = role_of(who)?;
    match button {
        B::History(..) | B::Show(_) | B::Dismiss => Some(Done),
        B::Page(..) => Some(No("refuse-old-list")),
        // There is one.
        B::StatsOfAll(_) => Some(No("refuse-stats-of-all")),
        B::Stats(..) if role < Role::Lead => Some(No("refuse-role")),
        B::Stats(..) => Some(Done),
        _ => None,
    }
}

/// What a press in a private chat comes to; `mine` if it is the user of the conversation.
fn pressed_in_private(button: &Button, mine: bool, state: State) -> Outcome {
    use Button as B;
    match button {
        // Everybody's own, about nobody else.
        B::Language(_) | B::MyData | B::Forget | B::Stay => Done,
        B::Human(_) if mine => No("late-human"),
        B::Human(_) => No("refuse-not-yours"),
        // Nothing of theirs is held.
        B::NewMatter(_) | B::ContactSupport(_) => No("refuse-stale"),
        // There is one.
        B::Desk(_) => No("refuse-stale"),
        B::SameMatter(_) if mine => No("refuse-stale"),
        B::StillNeedHelp(_) if mine && state.open() => No("late-still"),
        B::StillNeedHelp(_) if mine => Done,
        // Nobody has asked them.
        B::AllSolved(_) if mine => No("late-solved"),
        B::ConfirmClose(_) | B::KeepOpen(_) if mine && state.open() => Done,
        B::ConfirmClose(_) | B::KeepOpen(_) if mine => No("late-solved"),
        B::Rate(..) if mine && state.open() => No("late-still"),
        B::Rate(..) if mine && state == S::ByTimeout => No("late-still"),
        B::Rate(..) if mine => Done,
        B::StillNeedHelp(_)
        | B::AllSolved(_)
        | B::ConfirmClose(_)
        | B::KeepOpen(_)
        | B::SameMatter(_)
        | B::Rate(..) => No("refuse-not-yours"),
        B::Take(_)
        | B::Assign(..)
        | B::AssignTo(..)
        | B::Pending(_)
        | B::Resume(_)
        | B::MarkComplete(_)
        | B::Confirm(..)
        | B::AskUserFirst(..)
        | B::SendAnyway(..)
        | B::TakeAndSend(..)
        | B::Cancel(..)
        | B::Undo(..)
        | B::Reopen(_)
        | B::ConfirmReopen(..)
        | B::Approve(..)
        | B::Decline(..)
        | B::Tag(..)
        | B::Untag(..)
        | B::WriteToUser(_)
        | B::SendCanned(..)
        | B::CancelCanned(_)
        | B::CannedList(..)
        | B::Merge(_)
        | B::History(..)
        | B::Tags(_)
        | B::Show(_)
        | B::Retry(..)
        | B::RetryAll(_)
        | B::LetGo(_)
        | B::OnTheTeam(_)
        | B::Stats(..)
        | B::StatsOfAll(_)
        | B::Page(..)
        | B::Bulk(..)
        | B::BulkCancel(..)
        | B::BulkStop(..)
        | B::Settings(..)
        | B::SettingsChanged(_)
        | B::Setting(..)
        | B::SetTo(..)
        | B::SetBack(..)
        | B::Dismiss => No("refuse-not-yours"),
    }
}

fn open_ones() -> Filter {
    Filter { scope: Some(Scope::Open), ..Filter::default() }
}

/// A command of every kind about this conversation; its place is its number.
fn commands(number: Option<u32>) -> Vec<GroupCommand> {
    use GroupCommand as C;
    let mut all = vec![
        C::Start("code".to_owned()),
        C::Setup(None),
        C::Take(number),
        C::Assign { number, note: None },
        C::Unassign(number),
        C::Pending { number, seconds: None, note: None },
        C::Resume(number),
        C::Complete(number),
        C::Reopen { number, reason: Some("we forgot something".to_owned()) },
        C::Note { number, text: "a note".to_owned() },
        C::Stats(None),
        C::History(number),
        C::Queue,
        C::List(open_ones()),
        C::Role(Some(Role::Admin)),
        C::Settings,
        C::Help,
        C::Quarantine(Quarantine::List),
        C::Recall,
    ];
    // The conversation that joins is the one where it is given.
    if number.is_none() {
        all.push(C::Merge(1));
    }
    all.push(C::Tag { number, tags: vec!["billing".to_owned()] });
    all.push(C::Untag { number, tags: vec!["vip".to_owned()] });
    let user = number.map(WhichUser::Of);
    all.push(C::Ban { user: user.clone(), seconds: Some(3600), said: Some("spam".to_owned()) });
    all.push(C::Unban(user));
    all.extend([C::Away(None), C::Back, C::Hours(Some(Vec::new()))]);
    all.push(C::Find("printer".to_owned()));
    all.push(C::Prioritize { number, urgency: Urgency::High });
    all.push(C::Set { number, key: "plan".to_owned(), value: Some("gold".to_owned()) });
    all.push(C::Profile(number));
    all.push(C::Bulk(What::Complete, open_ones()));
    let words = Some("it burns".to_owned());
    all.push(C::Escalate { number, reason: words.clone() });
    all.push(C::FollowUp { number, seconds: Some(3600), note: words });
    all.push(C::Snooze { number, seconds: Some(3600) });
    // It brings no text; what is kept and sent is told in the stories.
    all.push(C::Canned(CannedCommand::Add { name: "hi".to_owned(), language: None }));
    all.push(C::Requests);
    all.push(C::Move { number, desk: "billing".to_owned() });
    all.push(C::StatsOfAll(None));
    all.push(C::Link(Some("spring-2026".to_owned())));
    all.push(C::Tags(TagsCommand::Define { tag: "vip".to_owned(), emoji: Some("⭐".to_owned()) }));
    all.push(C::Audit(number.map(WhichUser::Of)));
    all
}

fn number_of_command(command: &GroupCommand) -> usize {
    use GroupCommand as C;
    match command {
        C::Start(_) => 0,
        C::Setup(_) => 1,
        C::Take(_) => 2,
        C::Assign { .. } => 3,
        C::Unassign(_) => 4,
        C::Pending { .. } => 5,
        C::Resume(_) => 6,
        C::Complete(_) => 7,
        C::Reopen { .. } => 8,
        C::Note { .. } => 9,
        C::Stats(_) => 10,
        C::History(_) => 11,
        C::Queue => 12,
        C::List(_) => 13,
        C::Role(_) => 14,
        C::Settings => 15,
        C::Help => 16,
        C::Quarantine(_) => 17,
        C::Recall => 18,
        C::Merge(_) => 19,
        C::Tag { .. } => 20,
        C::Untag { .. } => 21,
        C::Ban { .. } => 22,
        C::Unban(_) => 23,
        C::Away(_) => 24,
        C::Back => 25,
        C::Hours(_) => 26,
        C::Find(_) => 27,
        C::Prioritize { .. } => 28,
        C::Set { .. } => 29,
        C::Profile(_) => 30,
        C::Bulk(..) => 31,
        C::Escalate { .. } => 32,
        C::FollowUp { .. } => 33,
        C::Snooze { .. } => 34,
        C::Canned(_) => 35,
        C::Requests => 36,
        C::Move { .. } => 37,
        C::StatsOfAll(_) => 38,
        C::Link(_) => 39,
        C::Tags(_) => 40,
        C::Audit(_) => 41,
    }
}

/// The right that a command needs; `None` where it needs none.
fn right_of_command(command: &GroupCommand) -> Option<Action> {
    use GroupCommand as C;
    match command {
        C::Start(_) | C::Help | C::StatsOfAll(_) => None,
        C::Setup(_) => Some(Action::Setup),
        C::Take(_) => Some(Action::Take),
        C::Assign { .. } | C::Unassign(_) => Some(Action::Assign),
        C::Away(_) | C::Back | C::Hours(_) => Some(Action::Away),
        C::Pending { .. } | C::Resume(_) => Some(Action::Pending),
        C::Escalate { .. } => Some(Action::Escalate),
        C::FollowUp { .. } => Some(Action::FollowUp),
        C::Snooze { .. } => Some(Action::Snooze),
        C::Complete(_) => Some(Action::Complete),
        C::Reopen { .. } => Some(Action::RequestReopen),
        C::Note { .. } => Some(Action::Note),
        C::Recall => Some(Action::Recall),
        C::Merge(_) => Some(Action::Merge),
        C::Move { .. } => Some(Action::Move),
        C::Tag { .. } | C::Untag { .. } | C::Prioritize { .. } | C::Set { .. } => Some(Action::Tag),
        C::Ban { .. } | C::Unban(_) => Some(Action::Ban),
        C::Bulk(..) => Some(Action::Bulk),
        C::Canned(CannedCommand::List | CannedCommand::Show(_)) => Some(Action::List),
        C::Canned(_) => Some(Action::Canned),
        C::Link(_) => Some(Action::Link),
        C::Tags(TagsCommand::List) => Some(Action::List),
        C::Tags(_) => Some(Action::DefineTags),
        C::Stats(_) => Some(Action::Stats),
        C::History(_) | C::Queue | C::List(_) | C::Find(_) | C::Profile(_) => Some(Action::List),
        C::Requests => Some(Action::List),
        C::Role(_) => Some(Action::Roles),
        C::Audit(_) => Some(Action::Audit),
        C::Settings => Some(Action::Settings),
        C::Quarantine(_) => Some(Action::Quarantine),
    }
}

/// What a command in the desk's group comes to. Whoever writes there is a member, and an agent at
/// least; a lead who had left and came back is one no more.
fn commanded(command: &GroupCommand, who: Who, state: State) -> Outcome {
    use GroupCommand as C;
    let role = match who {
        // A channel, another bot.
        W::Outsider => return Silence,
        W::Former => Role::Agent,
        _ => role_of(who).unwrap(),
    };
    let (lead, admin) = (role >= Role::Lead, role >= Role::Admin);
    let bens = matches!(state, S::InProgress | S::Pending);
    match command {
        C::Start(_) => No("setup-done-already"),
        C::Help => No("help-group"),
        C::Setup(_) | C::Role(_) | C::Audit(_) | C::Settings | C::Quarantine(_) if !admin => {
            No("refuse-role")
        }
        C::Setup(_) | C::Role(_) | C::Audit(_) | C::Settings => Done,
        C::Quarantine(_) => No("quarantine-empty"),
        // Nobody knows who writes in the name of the group.
        C::Away(_) | C::Back | C::Hours(_) if who == W::Nan => No("refuse-anonymous"),
        C::Back => No("refuse-not-away"),
        C::Away(_) | C::Hours(_) => Done,
        // Here it answers no answer; what it does is told in the stories.
        C::Recall => No("refuse-recall-what"),
        // Also on what is completed; there is none to take off.
        C::Tag { .. } | C::Prioritize { .. } | C::Set { .. } => Done,
        C::Untag { .. } => No("refuse-tags-same"),
        C::Canned(_) | C::Tags(_) if !lead => No("refuse-role"),
        C::Tags(_) => Done,
        C::Canned(_) => No("refuse-canned-empty"),
        C::Ban { .. } | C::Unban(_) if !lead => No("refuse-role"),
        C::Ban { .. } => Done,
        C::Unban(_) => No("refuse-not-banned"),
        // There is none; where there is, it is told in the stories.
        C::Move { .. } => No("refuse-one-desk"),
        C::StatsOfAll(_) => No("refuse-stats-of-all"),
        C::Merge(_) if !lead => No("refuse-role"),
        // It has nobody to join but itself.
        C::Merge(_) => No("refuse-merge-other"),
        C::Bulk(..) if !lead => No("refuse-role"),
        C::Bulk(..) if state.open() => Done,
        C::Bulk(..) => No("list-empty"),
        C::Stats(_) if !lead => No("refuse-role"),
        C::Stats(_) | C::Note { .. } | C::Link(_) => Done,
        C::History(_) | C::Queue | C::List(_) | C::Find(_) | C::Profile(_) | C::Requests => Done,
        C::Reopen { .. } if state.open() => No("refuse-not-completed"),
        C::Reopen { .. } if state == S::Requested && !lead => No("refuse-requested-already"),
        C::Reopen { .. } => Done,
        C::Take(_)
        | C::Assign { .. }
        | C::Unassign(_)
        | C::Pending { .. }
        | C::Resume(_)
        | C::Escalate { .. }
        | C::Snooze { .. }
        | C::Complete(_)
            if !state.open() =>
        {
            No("refuse-completed")
        }
        C::Take(_) if bens && who == W::Ben => No("refuse-yours-already"),
        C::Take(_) | C::Assign { .. } | C::Complete(_) => Done,
        C::Unassign(_) if state == S::Unassigned => No("refuse-not-assigned"),
        C::Unassign(_) => Done,
        C::Pending { .. } if state == S::Pending => No("refuse-pending-already"),
        C::Pending { .. } => Done,
        C::Resume(_) if state == S::Pending => Done,
        C::Resume(_) => No("refuse-not-pending"),
        // A follow-up also on what is completed.
        C::FollowUp { .. } | C::Escalate { .. } => Done,
        C::Snooze { .. } => Done,
    }
}

// ---- the scene ---------------------------------------------------------------------------------

fn person(id: UserId) -> Person {
    Person { id, first_name: format!("P{}", id.0), last_name: None, username: None, language: None }
}

fn member(who: Who) -> Option<Member> {
    let (standing, role) = match who {
        W::Outsider => return None,
        // What was given with `/role` goes with them; even if it did not, it would not count.
        W::Former => (Standing::Outside, None),
        W::Eve | W::Ben => (Standing::Member, None),
        W::Lea => (Standing::Member, Some(Role::Lead)),
        W::Ada => (Standing::Creator, None),
        W::Nan => (Standing::Administrator, None),
    };
    let person = person(id_of(who));
    let anonymous = who == W::Nan;
    let duty = Duty::default();
    Some(Member { person, standing, anonymous, role, known: true, told_basics: true, duty })
}

struct Scene {
    store: Store,
    ends: Ends,
    runtime: tokio::runtime::Runtime,
    clock: Clock,
    ground: Ground,
    next: Cell<i64>,
    /// What was stored when it was last looked at.
    seen: Dump,
}

/// What is stored, by table.
type Dump = BTreeMap<&'static str, BTreeMap<String, String>>;

impl Scene {
    fn new(state: State, ground: Ground, raised: Option<Action>) -> Self {
        let store = Store::in_memory().unwrap();
        let clock = Clock::system();
        let now = clock.now();
        let tx = store.write().unwrap();
        let kind = match ground {
            Ground::Basic => GroupKind::Basic,
            Ground::Super => GroupKind::Super,
            Ground::Topic | Ground::General => GroupKind::Forum,
        };
        let rights = Rights {
            present: true,
            administrator: true,
            manage_topics: true,
            delete_messages: true,
            pin_messages: true,
            ..Rights::default()
        };
        let title = "Support".to_owned();
        let desk = Desk {
            id: DeskId(1),
            name: None,
            chat: GROUP,
            former_chats: Vec::new(),
            title,
            kind,
            rights,
            public: false,
            last_number: 1,
            since: now,
            told_plain: true,
            checklist: None,
            stale_topics: BTreeSet::new(),
            topics_to_delete: BTreeSet::new(),
        };
        tx.put_desk(&desk).unwrap();
        for member in EVERYBODY.into_iter().filter_map(member) {
            tx.put_member(DeskId(1), &member).unwrap();
        }
        let ivy = Member { person: person(IVY), ..member(W::Eve).unwrap() };
        tx.put_member(DeskId(1), &ivy).unwrap();
        let mut anna = Profile::new(person(ANNA), now);
        anna.greeted = true;
        anna.undelivered = vec![FAILED];
        match state.open() {
            true => anna.open = vec![one()],
            false => anna.completed = vec![one()],
        }
        tx.put_profile(&anna).unwrap();
        let forum = kind == GroupKind::Forum;
        let conversation = Self::conversation(state, forum, now);
        tx.put_conversation(&conversation, None).unwrap();
        if forum {
            tx.put_topic(GROUP, TOPIC, one()).unwrap();
        }
        for (message, mark) in [(CARD, Mark::Card), (RELAY, Mark::Relay)] {
            let mapped = Mapped::new(one(), mark);
            tx.put_mapped(MessageRef { chat: GROUP, message }, &mapped).unwrap();
        }
        let failed = Row {
            id: FAILED,
            order: 1,
            lane: Lane::User(ANNA),
            priority: Priority::Answer,
            not_before: Timestamp::default(),
            started: false,
            doubt: false,
            late: false,
            conversation: Some(one()),
            task: Task::Say {
                place: Place::User(ANNA),
                saying: Notice::Greeting.into(),
                reply_to: None,
                silent: false,
            },
            slot: Slot::None,
            at: now,
        };
        let failed =
            Failed { row: failed, failed_at: now, line: None, asked: true, question: None };
        tx.put_failed(&failed).unwrap();
        tx.set_meta("row", &1_000_u64).unwrap();
        tx.commit().unwrap();

        let mut config = Config::default();
        if let Some(action) = raised {
            config.roles.insert(action, Role::Admin);
        }
        let settings = Settings {
            desks: Desks::all(config.desk_settings()),
            composer: config.composer(&[]),
            flood: config.flood(),
            courtesies: Vec::new(),
            assents: Vec::new(),
            menu: Vec::new(),
            languages: vec!["en".to_owned(), "ru".to_owned()],
            bot: UserId(42),
            username: "help_bot".to_owned(),
            poll_timeout: Duration::from_secs(25),
            reader: Reader::of_nothing(),
        };
        let (engine, ends) = Engine::new(store.clone(), clock.clone(), settings);
        // It ends with the handle that the scene holds.
        std::thread::spawn(move || engine.run().unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let next = Cell::new(1);
        let mut scene = Self { store, ends, runtime, clock, ground, next, seen: Dump::new() };
        scene.look();
        scene
    }

    fn conversation(state: State, forum: bool, now: Timestamp) -> Conversation {
        let ago = |minutes: u64| now.minus(Duration::from_secs(60 * minutes));
        let mut conversation = Conversation::open(one(), ANNA, ago(30));
        conversation.written = 1;
        conversation.shown = 1;
        conversation.last_written_at = ago(30);
        conversation.nonce = 9;
        conversation.topic = forum.then_some(TOPIC);
        conversation.card = Some(MessageRef { chat: GROUP, message: CARD });
        let assignee = Assignee::Agent(BEN);
        let about = match state.open() {
            true => About::Completing { bound: 1, premature: Vec::new() },
            false => About::Reopening { said: None, carry: Vec::new(), summary: Vec::new() },
        };
        if state == S::Requested {
            conversation.request = Some(Request {
                nonce: REQUEST,
                by: BEN,
                at: ago(5),
                reason: ReopenReason::Mistake,
                said: None,
                carry: Vec::new(),
                expires: now.plus(Duration::from_secs(3600)),
                message: Some(MessageRef { chat: GROUP, message: 103 }),
            });
        } else {
            conversation.questions = vec![Question {
                nonce: ASKED,
                by: Some(BEN),
                about,
                spot: Spot::Card,
                message: None,
                shown: Some(now),
            }];
        }
        let completed = |by: Doer, reason: Reason, minutes: u64| {
            let undo = match by {
                Doer::Agent(_) | Doer::Team => {
                    let until = ago(minutes).plus(Duration::from_secs(120));
                    Some(Undo { nonce: UNDO, until })
                }
                Doer::User | Doer::Itself => None,
            };
            Status::Completed(Box::new(Completion {
                reason,
                by,
                at: ago(minutes),
                before: Box::new(Status::InProgress { assignee }),
                turn: Turn::User { since: ago(minutes) },
                undo,
                notice: Some(MessageRef { chat: ANNA.into(), message: 9 }),
                told: true,
                rating: None,
                rated_at: None,
                commented: false,
            }))
        };
        let solved = Reason::Agent(SolvedReason::Solved);
        conversation.status = match state {
            S::Unassigned => Status::Unassigned,
            S::InProgress => Status::InProgress { assignee },
            S::Pending => {
                let remind_at = now.plus(Duration::from_secs(3600));
                Status::Pending { assignee: Some(assignee), remind_at }
            }
            S::Fresh => completed(Doer::Agent(BEN), solved, 0),
            S::Old | S::Requested => completed(Doer::Agent(BEN), solved, 10),
            S::ByUser => completed(Doer::User, Reason::UserConfirmed, 0),
            S::ByTimeout => completed(Doer::Itself, Reason::Timeout, 0),
            S::ByTeam => completed(Doer::Team, solved, 0),
        };
        conversation
    }

    fn thread(&self) -> Option<i32> {
        (self.ground == Ground::Topic).then_some(TOPIC)
    }

    /// Lets one thing come in, and hands back what was let go.
    fn happens(&mut self, incoming: Incoming) -> Released {
        let id = self.next.replace(self.next.get() + 1);
        let updates = vec![Update { id, incoming, raw: String::new() }];
        let input = Input::Updates { updates, next_offset: id + 1, drained: true };
        self.runtime.block_on(self.ends.handle.submit(input)).unwrap();
        let mut all = Released::default();
        while let Ok(released) = self.ends.released.try_recv() {
            all.rows.extend(released.rows);
            all.withdrawn.extend(released.withdrawn);
            all.answers.extend(released.answers);
        }
        all
    }

    fn now(&self) -> Conversation {
        self.store.read().unwrap().conversation(one()).unwrap().unwrap()
    }

    /// Whether anything has changed since the last look, but for what every update leaves behind.
    /// What was said is looked at by itself.
    fn look(&mut self) -> bool {
        let mut all = self.store.read().unwrap().dump().unwrap();
        let of_all = ["seen-1", "seen-by-time-1", "audit-1", "audit-of-1", "outbox-1"];
        for table in of_all.into_iter().chain(["outbox-by-conversation-1"]) {
            all.remove(table).unwrap();
        }
        let meta = all.get_mut("meta-1").unwrap();
        for name in ["offset", "intake", "row", "audit", "unclean", "ended", "trying", "followed"] {
            meta.remove(&format!("{name:?}"));
        }
        let changed = all != self.seen;
        self.seen = all;
        changed
    }

    /// What was refused to somebody of late, and how often.
    fn refused_to(&self, id: UserId) -> Vec<(u64, u32)> {
        let tx = self.store.write().unwrap();
        let of = |desk| tx.audited(DeskId(desk), Sought::Person(id), u64::MAX, 20).unwrap().found;
        let all = of(0).into_iter().chain(of(1));
        all.filter_map(|(sequence, entry)| match entry.what {
            Deed::Refused { times, .. } => Some((sequence, times)),
            _ => None,
        })
        .collect()
    }

    fn group(&self) -> Group {
        let kind = match self.ground {
            Ground::Basic => GroupKind::Basic,
            Ground::Super => GroupKind::Super,
            Ground::Topic | Ground::General => GroupKind::Forum,
        };
        Group { chat: GROUP, title: "Support".to_owned(), kind, public: false }
    }

    fn press(&mut self, by: UserId, chat: ChatId, at: i32, button: &Button) -> Released {
        self.happens(Incoming::Press(Press {
            id: "press".to_owned(),
            by: person(by),
            chat: Some(chat),
            message: Some(at),
            thread: self.thread(),
            button: Some(button.clone()),
            command: None,
        }))
    }

    fn command(&mut self, who: Who, command: &GroupCommand, reply: bool) -> Released {
        let author = match who {
            W::Outsider => Author::Stranger,
            W::Nan => Author::AnonymousAdmin,
            _ => Author::Person(person(id_of(who))),
        };
        let reply_to = reply.then(|| ReplyTo {
            message: CARD,
            ours: true,
            by: None,
            buttons: vec![Button::Take(one())],
        });
        let message = self.written(author, Some(Command::Known(command.clone())), reply_to);
        self.happens(Incoming::GroupMessage(message))
    }

    fn written(
        &self,
        author: Author,
        command: Option<Command>,
        reply_to: Option<ReplyTo>,
    ) -> GroupMessage {
        GroupMessage {
            group: self.group(),
            message: 5_000,
            thread: self.thread(),
            author,
            at: self.clock.now(),
            content: text("/something"),
            reply_to,
            reference: Reference::default(),
            answers_us_elsewhere: false,
            command,
            begins_with_mention: false,
            mentions: vec![Mention::Id(IVY)],
        }
    }
}

fn text(words: &str) -> Content {
    Content::new(Kind::Text, words)
}

/// The key of what a press was answered with, and whether as an alert.
fn answered(released: &Released) -> (Option<&'static str>, bool) {
    assert_eq!(released.answers.len(), 1, "every press has one answer");
    let answer = &released.answers[0];
    (answer.notice.as_ref().map(Notice::key), answer.alert)
}

/// The keys of what is said.
fn says(released: &Released) -> Vec<&'static str> {
    let said = released.rows.iter().filter_map(|row| match &row.task {
        Task::Say { saying, .. } | Task::Edit { saying, .. } => Some(saying.notice.key()),
        _ => None,
    });
    said.collect()
}

// ---- the test ----------------------------------------------------------------------------------

/// How many were tried.
#[derive(Default)]
struct Tried {
    done: usize,
    refused: usize,
}

/// Presses once, and holds what comes of it against the table.
#[track_caller]
fn try_press(
    scene: &mut Scene,
    of: (UserId, ChatId),
    at: i32,
    button: &Button,
    expected: Outcome,
    tried: &mut Tried,
    what: &str,
) -> bool {
    let (before, refused) = (scene.now(), scene.refused_to(of.0));
    let released = scene.press(of.0, of.1, at, button);
    let (said, alert) = answered(&released);
    match expected {
        Done => {
            tried.done += 1;
            assert!(!alert, "{what}: refused with {said:?}");
            assert!(does(button, &before, &scene.now(), &released), "{what}: not done");
            true
        }
        No(key) => {
            tried.refused += 1;
            assert_eq!((said, alert), (Some(key), true), "{what}");
            let changed = scene.look();
            assert!(!changed, "{what}: it was refused and changed something: {:#?}", scene.seen);
            assert_ne!(scene.refused_to(of.0), refused, "{what}: refused presses are in the audit");
            // Whoever is not known is looked up; nothing else goes out.
            for row in &released.rows {
                assert!(matches!(row.task, Task::LookUpMember { .. }), "{what}: {row:?}");
            }
            !released.rows.is_empty()
        }
        Silence => panic!("{what}: every press is answered"),
    }
}

/// Whether what the button says has been done.
fn does(button: &Button, before: &Conversation, after: &Conversation, released: &Released) -> bool {
    use Button as B;
    let said = says(released);
    let task = |is: &dyn Fn(&Task) -> bool| released.rows.iter().any(|row| is(&row.task));
    let deletes = || task(&|task| matches!(task, Task::Delete(_)));
    match button {
        B::Take(_) => after.assignee().is_some() && after.assignee() != before.assignee(),
        B::Assign(..) => after == before && said == ["choose-agent"],
        B::AssignTo(..) => after.assignee() == Some(Assignee::Agent(IVY)),
        B::Pending(_) => matches!(after.status, Status::Pending { .. }),
        B::Resume(_) => matches!(after.status, Status::InProgress { .. }),
        B::WriteToUser(_) if before.is_open() => {
            let shown = task(&|task| matches!(task, Task::PostCard { .. }));
            shown || answered(released).0 == Some("write-there")
        }
        B::MarkComplete(_) | B::Reopen(_) | B::WriteToUser(_) => {
            after.status == before.status && after.nonce > before.nonce
        }
        B::Confirm(..) => !after.is_open(),
        B::AskUserFirst(..) => after.final_call.is_some(),
        B::Cancel(..) => after.questions.is_empty() && after.status == before.status,
        B::Undo(..) => after.is_open() && after.reopened.is_empty(),
        // An agent's becomes a request.
        B::ConfirmReopen(..) => after.is_open() != after.request.is_some(),
        B::Approve(..) => after.is_open() && after.request.is_none(),
        B::Decline(..) => !after.is_open() && after.request.is_none(),
        B::History(..) => after == before && said == ["history"] || said == ["history-empty"],
        B::Show(_) => task(&|task| matches!(task, Task::PostCard { .. })),
        B::Page(..) | B::Bulk(..) | B::BulkCancel(..) | B::BulkStop(..) => false,
        B::SendCanned(..) | B::CancelCanned(_) => false,
        B::CannedList(..) => after == before && said == ["canned-none"],
        B::Stats(..) => after == before && said == ["stats"],
        B::Retry(..) | B::RetryAll(_) => said.contains(&"greeting"),
        B::LetGo(_) => after == before && !said.contains(&"greeting"),
        // Nothing is changed there.
        B::Settings(..) | B::SettingsChanged(_) => after == before && said == ["settings"],
        B::Setting(..) | B::SetTo(..) => after == before && said == ["setting-page"],
        B::Dismiss => after == before && deletes(),
        B::OnTheTeam(_) => answered(released).0 == Some("toast-team"),
        B::StillNeedHelp(_) => after.is_open(),
        B::ConfirmClose(_) => !after.is_open(),
        B::KeepOpen(_) => after == before && said == ["close-kept"],
        B::Rate(..) => matches!(&after.status, Status::Completed(c) if c.rating == Some(4)),
        B::Language(_) => said == ["language-chosen"],
        B::MyData => task(&|task| matches!(task, Task::SendData(_))),
        B::Forget => said.contains(&"forgotten"),
        B::Stay => after == before && said == ["forget-kept"],
        B::Tags(_) => after == before && said == ["tags-none"],
        B::Tag(..) => after.tags == ["vip"],
        B::Untag(..) | B::SendAnyway(..) | B::TakeAndSend(..) | B::SetBack(..) => false,
        B::Merge(_)
        | B::AllSolved(_)
        | B::SameMatter(_)
        | B::NewMatter(_)
        | B::ContactSupport(_)
        | B::Human(_)
        | B::Desk(_)
        | B::StatsOfAll(_) => false,
    }
}

#[test]
fn every_button_and_every_command_has_its_place() {
    let all: Vec<usize> = buttons().iter().map(number_of).collect();
    assert_eq!(all, (0..all.len()).collect::<Vec<_>>());
    let all: Vec<usize> = commands(None).iter().map(number_of_command).collect();
    assert_eq!(all, (0..all.len()).collect::<Vec<_>>());
    // Every action is somebody's right, and the program agrees on whose by default.
    let of_buttons = buttons().iter().filter_map(right_of).collect::<Vec<_>>();
    let of_commands = commands(None).iter().filter_map(right_of_command).collect::<Vec<_>>();
    let used: BTreeSet<Action> = of_buttons.into_iter().chain(of_commands).collect();
    for &action in Action::ALL {
        assert_eq!(action.default_role(), least(action), "{action:?}");
        let by_confirming = [Action::ConfirmForOthers, Action::Reopen].contains(&action);
        assert!(used.contains(&action) || by_confirming, "{action:?} is nobody's");
    }
}

/// What Telegram shows people as their commands follows the same table.
#[test]
fn the_lists_of_commands_say_what_each_needs() {
    let mut table: BTreeMap<String, Option<Action>> = BTreeMap::new();
    // Of those that do several things, what everybody is shown them for.
    let shown = [GroupCommand::Canned(CannedCommand::List), GroupCommand::Tags(TagsCommand::List)];
    for command in commands(None).into_iter().chain(shown) {
        let spelled = format!("{command:?}").to_lowercase();
        let name = spelled.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let name = if name == "prioritize" { "priority" } else { name };
        table.insert(name.to_owned(), right_of_command(&command));
    }
    let menu = frontdesk::inbound::commands::group_menu();
    assert!(menu.len() > 30, "{menu:?}");
    for (name, needed) in menu {
        assert_eq!(table.get(name), Some(&needed), "/{name}");
    }
}

#[test]
fn every_button_by_everybody_in_every_status_in_every_group() {
    let mut tried = Tried::default();
    for ground in GROUNDS {
        for state in STATES {
            let mut scene = Scene::new(state, ground, None);
            for at in [CARD, RELAY, FORGOTTEN] {
                // In the other groups the card alone: what a message is does not depend on the group.
                if at != CARD && ground != Ground::Super {
                    continue;
                }
                for who in EVERYBODY {
                    for button in buttons() {
                        let what = format!("{button} at {at} by {who:?}, {state:?}, {ground:?}");
                        let expected = pressed_in_group(&button, who, state, at);
                        let by = (id_of(who), GROUP);
                        if try_press(&mut scene, by, at, &button, expected, &mut tried, &what) {
                            scene = Scene::new(state, ground, None);
                        }
                    }
                }
            }
        }
    }
    println!("{} presses done, {} refused", tried.done, tried.refused);
    assert!(tried.done > 1_000 && tried.refused > 5_000);
}

#[test]
fn every_button_in_private_and_in_another_group() {
    let mut tried = Tried::default();
    for state in STATES {
        let mut scene = Scene::new(state, Ground::Super, None);
        for button in buttons() {
            for who in EVERYBODY {
                let what = format!("{button} by {who:?}, {state:?}");
                let id = id_of(who);
                let expected = looked_up_in_private(&button, who)
                    .unwrap_or_else(|| pressed_in_private(&button, false, state));
                let by = (id, ChatId::from(id));
                if try_press(&mut scene, by, CARD, &button, expected, &mut tried, &what) {
                    scene = Scene::new(state, Ground::Super, None);
                }
                // Also where the group that it was pressed in is not told (an inline message).
                let elsewhere = (id, ELSEWHERE);
                let no = No("refuse-not-yours");
                try_press(&mut scene, elsewhere, CARD, &button, no, &mut tried, &what);
            }
            let what = format!("{button} by its user, {state:?}");
            let expected = pressed_in_private(&button, true, state);
            let by = (ANNA, ChatId::from(ANNA));
            if try_press(&mut scene, by, 9, &button, expected, &mut tried, &what) {
                scene = Scene::new(state, Ground::Super, None);
            }
            // The user in the group is an outsider like any other.
            let expected = match button {
                Button::OnTheTeam(_) => continue,
                _ => No("refuse-unknown"),
            };
            let by = (ANNA, GROUP);
            if try_press(&mut scene, by, CARD, &button, expected, &mut tried, &what) {
                scene = Scene::new(state, Ground::Super, None);
            }
        }
    }
    println!("{} presses done, {} refused", tried.done, tried.refused);
    assert!(tried.refused > 3_000);
}

/// The button with another conversation, with another desk, and with another number that ties it to
/// its question, as a modified client could send them.
fn forgeries(button: &Button) -> Vec<(Button, &'static str)> {
    let mut all = Vec::new();
    let data = button.to_string();
    if button.conversation().is_some() {
        let missing = data.replacen("1.1", "1.99", 1).parse().unwrap();
        all.push((missing, "refuse-no-conversation"));
        all.push((data.replacen("1.1", "2.1", 1).parse().unwrap(), "refuse-not-yours"));
    } else if button.desk().is_some() {
        all.push((data.replacen(":1", ":2", 1).parse().unwrap(), "refuse-not-yours"));
    }
    let id = one();
    let tied = match button {
        Button::Confirm(_, reason, _) => Some(Button::Confirm(id, *reason, 1_000)),
        Button::AskUserFirst(..) => Some(Button::AskUserFirst(id, 1_000)),
        Button::Cancel(..) => Some(Button::Cancel(id, 1_000)),
        Button::Undo(..) => Some(Button::Undo(id, 1_000)),
        Button::ConfirmReopen(_, reason, _) => Some(Button::ConfirmReopen(id, *reason, 1_000)),
        Button::Approve(..) => Some(Button::Approve(id, 1_000)),
        Button::Decline(..) => Some(Button::Decline(id, 1_000)),
        Button::Retry(..) => Some(Button::Retry(id, RowId(1_000))),
        Button::OnTheTeam(_) => Some(Button::OnTheTeam(DeskId(2))),
        _ => None,
    };
    all.extend(tied.map(|button| (button, "")));
    all
}

#[test]
fn forged_data_is_refused_in_every_status() {
    let mut tried = Tried::default();
    for state in STATES {
        let mut scene = Scene::new(state, Ground::Super, None);
        for who in TEAM {
            for button in buttons() {
                for (forged, key) in forgeries(&button) {
                    let what = format!("{forged} by {who:?}, {state:?}");
                    let released = scene.press(id_of(who), GROUP, CARD, &forged);
                    let (said, alert) = answered(&released);
                    assert!(alert && said.is_some(), "{what}: {said:?}");
                    assert!(key.is_empty() || said == Some(key), "{what}: {said:?}");
                    assert!(!scene.look(), "{what}");
                    assert!(released.rows.is_empty(), "{what}: {:?}", released.rows);
                    tried.refused += 1;
                }
            }
        }
    }
    println!("{} forgeries refused", tried.refused);
    assert!(tried.refused > 1_500);
}

/// Whether what the command says has been done.
fn obeyed(
    command: &GroupCommand,
    before: &Conversation,
    after: &Conversation,
    scene: &Scene,
    released: &Released,
) -> bool {
    use GroupCommand as C;
    let said = says(released);
    match command {
        C::Setup(_) => {
            let asks = |row: &Row| matches!(row.task, Task::LookUpDesk(_));
            released.rows.iter().any(asks)
        }
        C::Take(_) => after.assignee().is_some() && after.assignee() != before.assignee(),
        C::Assign { .. } => after.assignee() == Some(Assignee::Agent(IVY)),
        C::Unassign(_) => after.assignee().is_none(),
        C::Pending { .. } => {
            matches!(after.status, Status::Pending { .. }) && said.contains(&"now-pending")
        }
        C::Resume(_) => matches!(after.status, Status::InProgress { .. }),
        C::Escalate { .. } => {
            after.escalated.is_some()
                && said.contains(&"escalated")
                && said.contains(&"now-escalated")
        }
        C::FollowUp { .. } => after.follow_up.is_some() && said == ["follow-up-set"],
        C::Snooze { .. } => match after.status {
            Status::Pending { .. } => after.status != before.status && said == ["now-pending"],
            _ => after.snoozed.is_some() && said == ["now-snoozed"],
        },
        C::Complete(_) => after.status == before.status && said.contains(&"complete-question"),
        C::Reopen { .. } => after.status == before.status && said.contains(&"reopen-question"),
        C::Note { .. } => said == ["note-kept"],
        C::Stats(_) => said == ["stats"],
        C::Link(_) => {
            let shows = |row: &Row| matches!(&row.task, Task::ShowLink { link, .. } if link.ends_with("help_bot?start=spring-2026"));
            after == before && released.rows.iter().any(shows)
        }
        C::History(_) => said == ["history"] || said == ["history-empty"],
        C::Queue => said == ["queue"] || said == ["queue-empty"],
        C::Requests => said == ["requests"] || said == ["requests-empty"],
        C::List(_) => said == ["list"] || said == ["list-empty"],
        C::Find(_) => said == ["find"] || said == ["find-empty"],
        C::Prioritize { .. } => after.urgency == Urgency::High && said == ["priority-is"],
        C::Set { .. } => after.status == before.status && said == ["field-set"],
        C::Profile(_) => said == ["profile"],
        C::Bulk(..) => after.status == before.status && said == ["bulk-complete"],
        C::Role(_) => {
            let tx = scene.store.write().unwrap();
            let ivy = tx.member(DeskId(1), IVY).unwrap().unwrap();
            said == ["role-given"] && ivy.role == Some(Role::Admin)
        }
        C::Tags(_) => after == before && (said == ["tag-line"] || said == ["tag-line-free"]),
        C::Settings => said == ["settings"],
        C::Audit(_) => said == ["audit"] || said == ["audit-empty"],
        C::Away(_) => said == ["agent-away"],
        C::Hours(_) => said == ["agent-hours-always"],
        C::Back => false,
        C::Tag { .. } => after.tags == ["billing"] && said == ["tags-of"],
        C::Ban { .. } => {
            let until = after.banned.and_then(|term| term.until);
            !after.is_open()
                && until.is_some_and(|until| until > before.opened)
                && said.contains(&"ban-done-until")
                && said.contains(&"banned-until")
        }
        C::Start(_)
        | C::Help
        | C::Quarantine(_)
        | C::Recall
        | C::Merge(_)
        | C::Move { .. }
        | C::StatsOfAll(_)
        | C::Untag { .. }
        | C::Canned(_)
        | C::Unban(_) => false,
    }
}

/// Gives a command once, and holds what comes of it against the table.
fn try_command(
    scene: &mut Scene,
    who: Who,
    command: &GroupCommand,
    reply: bool,
    expected: Outcome,
    tried: &mut Tried,
    what: &str,
) -> bool {
    let before = scene.now();
    let members = scene.seen["members-1"].clone();
    let released = scene.command(who, command, reply);
    match expected {
        Done => {
            tried.done += 1;
            let after = scene.now();
            assert!(
                obeyed(command, &before, &after, scene, &released),
                "{what}: not done, but said {:?}",
                says(&released)
            );
            scene.look()
        }
        No(key) => {
            tried.refused += 1;
            assert_eq!(says(&released), [key], "{what}");
            let place = Place::Spot { chat: GROUP, thread: scene.thread() };
            let [row] = &released.rows[..] else { panic!("{what}: {:?}", released.rows) };
            let Task::Say { place: said_at, reply_to, .. } = &row.task else { panic!("{what}") };
            assert_eq!((said_at, reply_to.map(|m| m.message)), (&place, Some(5_000)), "{what}");
            // Whoever writes in the group has come back to it, and nothing else has changed.
            let kept = scene.seen.clone();
            let changed = scene.look();
            if who == W::Former {
                assert!(changed || members == scene.seen["members-1"], "{what}");
                scene.seen.insert("members-1", members);
                assert_eq!(scene.seen, kept, "{what}: it was refused and changed something");
                return true;
            }
            assert!(!changed, "{what}: it was refused and changed something: {:#?}", scene.seen);
            false
        }
        Silence => {
            tried.refused += 1;
            assert!(released.rows.is_empty(), "{what}: {:?}", released.rows);
            assert!(!scene.look(), "{what}");
            false
        }
    }
}

#[test]
fn every_command_by_everybody_in_every_status_in_every_group() {
    let mut tried = Tried::default();
    for ground in GROUNDS {
        for state in STATES {
            let mut scene = Scene::new(state, ground, None);
            for who in EVERYBODY {
                for (number, reply) in [(Some(1), false), (None, true)] {
                    // How a conversation is named does not depend on the group.
                    if reply && ground != Ground::Super {
                        continue;
                    }
                    for command in commands(number) {
                        let what = format!("{command:?} by {who:?}, {state:?}, {ground:?}");
                        let expected = commanded(&command, who, state);
                        if try_command(
                            &mut scene, who, &command, reply, expected, &mut tried, &what,
                        ) {
                            scene = Scene::new(state, ground, None);
                        }
                    }
                }
            }
        }
    }
    println!("{} commands done, {} refused", tried.done, tried.refused);
    assert!(tried.done > 1_000 && tried.refused > 1_500, "{} {}", tried.done, tried.refused);
}

#[test]
fn commands_about_nothing_and_from_elsewhere_change_nothing() {
    let mut tried = Tried::default();
    for state in STATES {
        for ground in [Ground::Super, Ground::General] {
            let mut scene = Scene::new(state, ground, None);
            for who in TEAM {
                for (number, key) in [(Some(99), "refuse-no-conversation"), (None, "refuse-which")]
                {
                    for command in commands(number) {
                        let about = right_of_command(&command).is_some_and(|action| {
                            !matches!(
                                action,
                                Action::Setup
                                    | Action::Away
                                    | Action::Stats
                                    | Action::Link
                                    | Action::DefineTags
                                    | Action::Roles
                                    | Action::Audit
                                    | Action::Settings
                                    | Action::Quarantine
                                    | Action::Recall
                                    | Action::Canned
                                    | Action::Merge
                            )
                        });
                        let lists = matches!(
                            command,
                            GroupCommand::Queue
                                | GroupCommand::Requests
                                | GroupCommand::List(_)
                                | GroupCommand::Find(_)
                                | GroupCommand::Bulk(..)
                        );
                        if !about || lists {
                            continue;
                        }
                        let what = format!("{command:?} by {who:?}, {state:?}, {ground:?}");
                        let of_user =
                            matches!(command, GroupCommand::Ban { .. } | GroupCommand::Unban(_));
                        let key =
                            if of_user && number.is_none() { "refuse-which-user" } else { key };
                        try_command(&mut scene, who, &command, false, No(key), &mut tried, &what);
                    }
                }
                // In another group only a set-up command means anything, and there is a desk.
                for command in commands(Some(1)) {
                    let what = format!("{command:?} elsewhere by {who:?}, {state:?}");
                    let author = Author::Person(person(id_of(who)));
                    let known = Some(Command::Known(command.clone()));
                    let mut message = scene.written(author, known, None);
                    message.group.chat = ELSEWHERE;
                    let released = scene.happens(Incoming::GroupMessage(message));
                    let set_up = matches!(command, GroupCommand::Start(_) | GroupCommand::Setup(_));
                    let expected: &[&str] = if set_up { &["setup-elsewhere"] } else { &[] };
                    assert_eq!(says(&released), expected, "{what}");
                    assert!(!scene.look(), "{what}");
                    tried.refused += 1;
                }
            }
        }
    }
    println!("{} commands refused", tried.refused);
}

/// In private there are no commands of the team: what looks like one is what a user writes, and
/// touches nobody else's conversation.
#[test]
fn commands_of_the_team_are_words_in_private() {
    for state in STATES {
        let mut scene = Scene::new(state, Ground::Super, None);
        for who in EVERYBODY {
            for line in ["/take 1", "/complete 1", "/reopen 1 please", "/role @p10 admin", "/stats"]
            {
                let before = scene.now();
                let from = person(id_of(who));
                let content = text(line);
                let (at, reply_to) = (scene.clock.now(), None);
                let message = UserMessage {
                    from,
                    message: 1,
                    at,
                    content,
                    reply_to,
                    reference: Reference::default(),
                };
                let released = scene.happens(Incoming::UserMessage(message));
                assert_eq!(scene.now(), before, "{line} by {who:?}, {state:?}");
                let to_others = released.rows.iter().filter(|row| row.conversation == Some(one()));
                assert_eq!(to_others.count(), 0, "{line} by {who:?}, {state:?}");
            }
        }
    }
}

/// Each right by itself, kept to admins: whoever is less is told so, and nothing else changes hands.
#[test]
fn each_right_can_be_kept_to_admins() {
    let mut tried = Tried::default();
    for &action in Action::ALL {
        for state in STATES {
            let mut scene = Scene::new(state, Ground::Super, Some(action));
            for who in TEAM {
                let admin = role_of(who) == Some(Role::Admin);
                for button in buttons() {
                    let usual = pressed_in_group(&button, who, state, CARD);
                    let needs = right_of(&button) == Some(action);
                    // The rest is in the other tests; here it must not have changed hands, which
                    // one status shows.
                    let related = [Action::Reopen, Action::RequestReopen, Action::ConfirmForOthers];
                    if !needs && !related.contains(&action) && state != S::InProgress {
                        continue;
                    }
                    let expected = match (usual, &button) {
                        (usual, _) if admin => usual,
                        // A lead who may reopen asks nobody.
                        (Done, Button::Reopen(_) | Button::ConfirmReopen(..))
                            if action == Action::RequestReopen && who == W::Lea =>
                        {
                            Done
                        }
                        // Writing to the user of a completed one begins with asking for it.
                        (_, Button::WriteToUser(_))
                            if action == Action::RequestReopen
                                && !state.open()
                                && who != W::Lea =>
                        {
                            No("refuse-role")
                        }
                        // Without the right to reopen a lead files a request like everybody, once.
                        (Done, Button::Reopen(_) | Button::WriteToUser(_))
                            if action == Action::Reopen && state == S::Requested =>
                        {
                            No("refuse-requested-already")
                        }
                        (No("refuse-stale"), Button::ConfirmReopen(..))
                            if action == Action::Reopen && state == S::Requested =>
                        {
                            No("refuse-requested-already")
                        }
                        // Only who asked.
                        (
                            Done,
                            Button::Confirm(..)
                            | Button::AskUserFirst(..)
                            | Button::ConfirmReopen(..),
                        ) if action == Action::ConfirmForOthers && who == W::Lea => {
                            No("refuse-asker")
                        }
                        (
                            No("refuse-stale"),
                            Button::SendAnyway(_, _) | Button::TakeAndSend(_, _),
                        ) if action == Action::ConfirmForOthers && who == W::Lea => {
                            No("refuse-asker")
                        }
                        (Done, _) if needs => No("refuse-role"),
                        // What would be refused is refused, for one reason or the other.
                        (No(_), _) if needs => continue,
                        (usual, _) => usual,
                    };
                    let what = format!("{button} by {who:?}, {state:?}, {action:?} for admins");
                    let by = (id_of(who), GROUP);
                    if try_press(&mut scene, by, CARD, &button, expected, &mut tried, &what) {
                        scene = Scene::new(state, Ground::Super, Some(action));
                    }
                }
                for command in commands(Some(1)) {
                    if right_of_command(&command) != Some(action) || admin {
                        continue;
                    }
                    let may = action == Action::RequestReopen && who == W::Lea;
                    if commanded(&command, who, state) != Done || may {
                        continue;
                    }
                    let what = format!("{command:?} by {who:?}, {state:?}, {action:?} for admins");
                    let no = No("refuse-role");
                    try_command(&mut scene, who, &command, false, no, &mut tried, &what);
                }
            }
        }
    }
    println!("{} done, {} refused", tried.done, tried.refused);
}

/// A note by two slashes is a note like any other.
#[test]
fn a_note_by_slashes_needs_the_right_to_write_notes() {
    for (raised, kept) in [(None, true), (Some(Action::Note), false)] {
        let mut scene = Scene::new(S::InProgress, Ground::Topic, raised);
        let author = Author::Person(person(id_of(W::Eve)));
        let mut message = scene.written(author, None, None);
        message.content = text("// between us");
        let history =
            |scene: &Scene| scene.store.read().unwrap().dump().unwrap()["history-1"].len();
        let before = history(&scene);
        let released = scene.happens(Incoming::GroupMessage(message));
        assert_eq!(history(&scene) > before, kept);
        assert_eq!(says(&released), if kept { vec![] } else { vec!["refuse-role"] });
    }
}

/// Whoever leaves loses an appointment for good.
#[test]
fn leaving_takes_the_rights_at_once() {
    let mut scene = Scene::new(S::Old, Ground::Super, None);
    let lea = id_of(W::Lea);
    let changed = |standing| Incoming::MemberChanged {
        chat: GROUP,
        person: person(lea),
        standing,
        anonymous: false,
    };
    scene.happens(changed(Standing::Outside));
    let released = scene.press(lea, GROUP, CARD, &Button::Stats(DeskId(1), 7));
    assert_eq!(answered(&released), (Some("refuse-outside"), true));
    scene.happens(changed(Standing::Member));
    let released = scene.press(lea, GROUP, CARD, &Button::Stats(DeskId(1), 7));
    assert_eq!(answered(&released), (Some("refuse-role"), true));
}

/// What an agent writes into a card or a request is one line of it.
#[test]
fn notes_and_reasons_begin_no_line_of_their_own() {
    let words = format!("a\n#2 · Completed\r\n\u{2028}{}", "W".repeat(4_096));
    for (state, command) in [
        (
            S::InProgress,
            GroupCommand::Pending { number: Some(1), seconds: None, note: Some(words.clone()) },
        ),
        (S::Old, GroupCommand::Reopen { number: Some(1), reason: Some(words.clone()) }),
    ] {
        let mut scene = Scene::new(state, Ground::Super, None);
        scene.command(W::Lea, &command, false);
        let now = scene.now();
        let said = now.questions.iter().find_map(|question| match &question.about {
            About::Reopening { said, .. } => said.clone(),
            About::Completing { .. } | About::Sending { .. } => None,
        });
        let kept = now.note.or(said).unwrap();
        assert!(kept.starts_with("a #2 · Completed W") && kept.chars().count() <= 401, "{kept}");
    }
}
