//! The life of a conversation as one table, and a long random walk through it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

use std::time::Duration;

use frontdesk::domain::access::{Action, Actor, Permissions, Role};
use frontdesk::domain::conversation::{
    About, Assignee, Conversation, Delivered, Doer, FinalCall, Question, Request, RoutingRules,
    Rules, Spot, Status, Turn, Undo,
};
use frontdesk::domain::hours::Hours;
use frontdesk::domain::id::{ChatId, ConversationId, DeskId, MessageRef, UserId};
use frontdesk::domain::outbox::Slot;
use frontdesk::domain::reason::{Reason, ReopenReason, SolvedReason};
use frontdesk::domain::routing::{self, Assign, Candidate, Team};
use frontdesk::domain::time::Timestamp;
use frontdesk::domain::transition::{Effect, Event, Outcome, Record, Refusal, Scene};
use proptest::prelude::*;

const START: Timestamp = Timestamp(1_791_000_000_000);
const ANNA: UserId = UserId(1);
const BEN: UserId = UserId(2);
const EVE: UserId = UserId(3);
const LEA: UserId = UserId(4);
const GROUP: ChatId = ChatId(-100);
const GONE: UserId = UserId(9);

const ASKED: u32 = 5;
const REQUESTED: u32 = 6;
const UNDO: u32 = 7;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn rules() -> Rules {
    Rules {
        confirm: true,
        premature_within: seconds(60),
        question_expires: seconds(300),
        undo_within: seconds(120),
        rating: true,
        requests: true,
        request_expires: seconds(24 * 3600),
        routing: RoutingRules {
            strategy: routing::Strategy::Claim,
            reopened: Assign::Route,
            lapse: None,
            strict: false,
        },
        complete_after: Some(seconds(1800)),
        warn_before: seconds(120),
        count_from_user: false,
        nudge_after: Some(seconds(600)),
        escalate_after: Some(seconds(1800)),
        remind_after: seconds(24 * 3600),
        tell_set_aside: false,
        hours: Hours::default(),
        permissions: Permissions::default(),
    }
}

fn actor(id: UserId, role: Role) -> Actor {
    Actor { id: Some(id), role, anonymous: false }
}

fn ben() -> Actor {
    actor(BEN, Role::Agent)
}

fn lea() -> Actor {
    actor(LEA, Role::Lead)
}

/// Another open conversation of the same user.
fn other() -> Conversation {
    Conversation::open(id(9), UserId(50), START)
}

fn id(number: u32) -> ConversationId {
    ConversationId { desk: DeskId(1), number }
}

/// What it is at another desk.
fn elsewhere() -> ConversationId {
    ConversationId { desk: DeskId(2), number: 4 }
}

fn in_group(message: i32) -> MessageRef {
    MessageRef { chat: GROUP, message }
}

fn in_private(message: i32) -> MessageRef {
    MessageRef::new(ANNA, message)
}

struct World<'a> {
    rules: &'a Rules,
    now: Timestamp,
    other_open: Option<ConversationId>,
    current: bool,
    gap_ended: Timestamp,
    team: &'a Team,
}

impl World<'_> {
    fn handle(&self, conversation: &Conversation, event: Event) -> Result<Outcome, Refusal> {
        conversation.handle(
            event,
            &Scene {
                now: self.now,
                rules: self.rules,
                other_open: self.other_open,
                banned: false,
                current: self.current,
                gap_ended: self.gap_ended,
                summary: Vec::new(),
                leads: Vec::new(),
                name: &|who| format!("agent {who}"),
                present: &|who| who != GONE,
                team: self.team.clone(),
            },
        )
    }
}

// ---- the table -----------------------------------------------------------------------------------

/// One of each status, with everything about it that an event can ask for: a shown question that
/// Ben asked, a warning, a request, the time to take it back.
fn one_of_each() -> [Conversation; 4] {
    let mut base = Conversation::open(id(1), ANNA, START);
    (base.written, base.shown, base.nonce) = (1, 1, UNDO);
    base.last_written = Some(in_private(1));
    base.last_shown = Some(in_group(1));
    base.delivered = Some(Delivered { answer: in_group(2), written: 1, at: START });
    base.turn = Turn::User { since: START };
    base.questions = vec![Question {
        nonce: ASKED,
        by: Some(BEN),
        about: About::Completing { bound: 1, premature: Vec::new() },
        spot: Spot::Card,
        message: None,
        shown: Some(START),
    }];
    base.final_call = Some(FinalCall { asked_by: None, delivered: Some((in_private(3), START)) });
    let with = |status| Conversation { status, ..base.clone() };
    let unassigned = with(Status::Unassigned);
    let in_progress = with(Status::InProgress { assignee: Assignee::Agent(BEN) });
    let remind_at = START.plus(seconds(24 * 3600));
    let pending = with(Status::Pending { assignee: Some(Assignee::Agent(BEN)), remind_at });

    let rules = rules();
    let world = World {
        rules: &rules,
        now: START,
        other_open: None,
        current: true,
        gap_ended: Timestamp(0),
        team: &Team::default(),
    };
    let confirm =
        Event::CompletionConfirmed { by: ben(), reason: SolvedReason::Solved, nonce: ASKED };
    let mut completed = world.handle(&in_progress, confirm).unwrap().conversation;
    if let Status::Completed(completion) = &mut completed.status {
        (completion.notice, completion.told) = (Some(in_private(4)), true);
        completion.undo = Some(Undo { nonce: UNDO, until: START.plus(seconds(120)) });
    }
    completed.questions = vec![Question {
        nonce: ASKED,
        by: Some(LEA),
        about: About::Reopening { said: None, carry: Vec::new(), summary: Vec::new() },
        spot: Spot::Card,
        message: None,
        shown: Some(START),
    }];
    completed.request = Some(Request {
        nonce: REQUESTED,
        by: EVE,
        at: START,
        reason: ReopenReason::FollowUp,
        said: None,
        carry: Vec::new(),
        expires: START.plus(seconds(24 * 3600)),
        message: None,
    });
    [unassigned, in_progress, pending, completed]
}

fn events() -> Vec<(&'static str, Event)> {
    let later = START.plus(seconds(1));
    let asked = SolvedReason::Solved;
    vec![
        (
            "sending asked",
            Event::SendingAsked { by: ben(), spot: Spot::Card, messages: Vec::new() },
        ),
        ("sending confirmed, stale", Event::SendingConfirmed { by: ben(), take: false, nonce: 1 }),
        ("user writes", Event::UserWrites { message: in_private(9), at: later, assent: false }),
        ("shown", Event::Shown(Some(in_group(9)))),
        ("agent answers", Event::AgentAnswers { by: ben(), at: later }),
        ("answer delivered", Event::AnswerDelivered { answer: in_group(8), written: 1, at: later }),
        ("take, by another", Event::Taken(actor(EVE, Role::Agent))),
        ("promised", Event::Promised { by: ben(), at: later, stands: true }),
        ("let off", Event::Promised { by: ben(), at: later, stands: false }),
        ("assign", Event::Assigned { by: ben(), to: EVE, note: None }),
        ("assign, to one who left", Event::Assigned { by: ben(), to: GONE, note: None }),
        ("routed", Event::Routed),
        ("unassign", Event::Unassigned(ben())),
        ("assignee left", Event::AssigneeLeft(BEN)),
        ("somebody else left", Event::AssigneeLeft(EVE)),
        ("pending", Event::SetAside { by: ben(), note: None, until: None }),
        (
            "pending, with a note",
            Event::SetAside { by: ben(), note: Some("part".to_owned()), until: None },
        ),
        ("resume", Event::Resumed(ben())),
        ("escalated", Event::Escalated { by: ben(), said: None }),
        ("snoozed", Event::Snoozed { by: ben(), until: Some(later) }),
        ("snoozed no more", Event::Snoozed { by: ben(), until: None }),
        ("follow-up", Event::FollowUp { by: ben(), at: Some(later), note: None }),
        ("no follow-up", Event::FollowUp { by: ben(), at: None, note: None }),
        ("mark complete", Event::CompletionAsked { by: ben(), spot: Spot::Card }),
        ("confirm", Event::CompletionConfirmed { by: ben(), reason: asked, nonce: ASKED }),
        (
            "confirm, by another",
            Event::CompletionConfirmed { by: actor(EVE, Role::Agent), reason: asked, nonce: ASKED },
        ),
        (
            "confirm, by a lead",
            Event::CompletionConfirmed { by: lea(), reason: asked, nonce: ASKED },
        ),
        ("confirm, stale", Event::CompletionConfirmed { by: ben(), reason: asked, nonce: 1 }),
        ("ask the user first", Event::UserToBeAsked { by: ben(), nonce: ASKED }),
        ("cancel, by another", Event::QuestionCancelled { by: lea(), nonce: ASKED }),
        ("cancel, stale", Event::QuestionCancelled { by: lea(), nonce: 1 }),
        ("question shown", Event::QuestionShown { nonce: ASKED, message: in_group(9), at: later }),
        ("question lost", Event::QuestionLost(ASKED)),
        ("card drawn", Event::CardDrawn(later)),
        ("undo", Event::Undone { by: ben(), nonce: UNDO }),
        ("undo, by another", Event::Undone { by: lea(), nonce: UNDO }),
        ("undo, stale", Event::Undone { by: ben(), nonce: 1 }),
        ("crossed", Event::Crossed),
        (
            "reopen",
            Event::ReopeningAsked { by: lea(), spot: Spot::Card, said: None, carry: Vec::new() },
        ),
        (
            "reopen confirmed",
            Event::ReopeningConfirmed {
                by: lea(),
                reason: Some(ReopenReason::FollowUp),
                nonce: ASKED,
            },
        ),
        ("approve", Event::Approved { by: lea(), nonce: REQUESTED }),
        ("approve, by an agent", Event::Approved { by: ben(), nonce: REQUESTED }),
        ("decline", Event::Declined { by: lea(), nonce: REQUESTED }),
        ("joins", Event::Joins { by: lea(), into: id(9) }),
        ("moves", Event::Moves { by: ben(), into: elsewhere() }),
        ("joins, by an agent", Event::Joins { by: ben(), into: id(9) }),
        ("absorbs", Event::Absorbs { by: lea(), other: Box::new(other()) }),
        ("came back", Event::CameBack(ReopenReason::Automatic)),
        ("all solved", Event::AllSolved),
        ("closed by the user", Event::ClosedByUser),
        ("still needs help", Event::StillNeedsHelp),
        ("warning delivered", Event::FinalCallDelivered(in_private(9), later)),
        ("warning failed", Event::FinalCallFailed),
        ("notice settled", Event::CompletedNoticeSettled(Some(in_private(9)))),
        ("rated", Event::Rated { stars: 4, under: None }),
        ("commented", Event::Commented),
        ("uprooted", Event::Uprooted),
        ("blocked", Event::UserBlocked(later)),
        ("returned", Event::UserReturned),
        ("tick, nothing due", Event::Tick),
    ]
}

fn short(conversation: &Conversation) -> String {
    let who = match conversation.assignee() {
        Some(Assignee::Agent(BEN)) => " Ben",
        Some(Assignee::Agent(EVE)) => " Eve",
        Some(_) => " ?",
        None => "",
    };
    match &conversation.status {
        Status::Unassigned => "U".to_owned(),
        Status::InProgress { .. } => format!("I{who}"),
        Status::Pending { .. } => format!("P{who}"),
        Status::Completed(completion) => format!("C {}", completion.reason.code()),
    }
}

/// Event: what becomes of Unassigned, of In progress with Ben, of Pending with Ben, and of one that
/// Ben completed. `·` leaves the status as it is; `no` and what is neither are the refusal's key.
const TABLE: &str = "
sending asked              ·                      ·                      ·                      not-sent-completed
sending confirmed, stale   no: stale              no: stale              no: stale              no: completed
user writes                ·                      ·                      I Ben                  no: garbage
shown                      ·                      ·                      ·                      ·
agent answers              I Ben                  ·                      ·                      not-sent-completed
answer delivered           ·                      ·                      ·                      ·
take, by another           I Eve                  I Eve                  P Eve                  no: completed
promised                   ·                      ·                      ·                      ·
let off                    ·                      ·                      ·                      ·
assign                     I Eve                  I Eve                  P Eve                  no: completed
assign, to one who left    no: not-here           no: not-here           no: not-here           no: completed
routed                     ·                      ·                      ·                      ·
unassign                   no: not-assigned       U                      P                      no: completed
assignee left              ·                      U                      P                      ·
somebody else left         ·                      ·                      ·                      ·
pending                    P Ben                  P Ben                  no: pending-already    no: completed
pending, with a note       P Ben                  P Ben                  ·                      no: completed
resume                     no: not-pending        no: not-pending        I Ben                  no: completed
escalated                  ·                      ·                      ·                      no: completed
snoozed                    no: nothing-to-snooze  no: nothing-to-snooze  ·                      no: completed
snoozed no more            no: nothing-to-snooze  no: nothing-to-snooze  no: nothing-to-snooze  no: completed
follow-up                  ·                      ·                      ·                      ·
no follow-up               no: no-follow-up       no: no-follow-up       no: no-follow-up       no: no-follow-up
mark complete              ·                      ·                      ·                      no: completed
confirm                    C solved               C solved               C solved               no: completed
confirm, by another        no: asker              no: asker              no: asker              no: completed
confirm, by a lead         C solved               C solved               C solved               no: completed
confirm, stale             no: stale              no: stale              no: stale              no: completed
ask the user first         ·                      ·                      ·                      no: completed
cancel, by another         ·                      ·                      ·                      ·
cancel, stale              no: stale              no: stale              no: stale              no: stale
question shown             ·                      ·                      ·                      ·
question lost              ·                      ·                      ·                      ·
card drawn                 ·                      ·                      ·                      ·
undo                       no: stale              no: stale              no: stale              I Ben
undo, by another           no: stale              no: stale              no: stale              no: undo-other
undo, stale                no: stale              no: stale              no: stale              no: stale
crossed                    ·                      ·                      ·                      I Ben
reopen                     no: not-completed      no: not-completed      no: not-completed      ·
reopen confirmed           no: not-completed      no: not-completed      no: not-completed      U
approve                    no: request-decided    no: request-decided    no: request-decided    U
approve, by an agent       no: request-decided    no: request-decided    no: request-decided    no: role
decline                    no: request-decided    no: request-decided    no: request-decided    ·
joins                      C merged               C merged               C merged               ·
moves                      C moved                C moved                C moved                no: completed
joins, by an agent         no: role               no: role               no: role               no: role
absorbs                    ·                      ·                      ·                      U
came back                  ·                      ·                      ·                      U
all solved                 C confirmed            C confirmed            C confirmed            late-solved
closed by the user         C confirmed            C confirmed            C confirmed            late-solved
still needs help           ·                      ·                      ·                      U
warning delivered          ·                      ·                      ·                      ·
warning failed             ·                      ·                      ·                      ·
notice settled             ·                      ·                      ·                      ·
rated                      late-still             late-still             late-still             ·
commented                  ·                      ·                      ·                      ·
uprooted                   ·                      ·                      ·                      ·
blocked                    ·                      ·                      ·                      ·
returned                   ·                      ·                      ·                      ·
tick, nothing due          ·                      ·                      ·                      ·
";

#[test]
fn every_pair_of_status_and_event_has_its_answer() {
    let rules = rules();
    let world = World {
        rules: &rules,
        now: START.plus(seconds(1)),
        other_open: None,
        current: true,
        gap_ended: Timestamp(0),
        team: &Team::default(),
    };
    let mut table = String::from("\n");
    for (name, event) in events() {
        let cells: Vec<String> = one_of_each()
            .iter()
            .map(|before| match world.handle(before, event.clone()) {
                Ok(outcome) if short(&outcome.conversation) == short(before) => "·".to_owned(),
                Ok(outcome) => short(&outcome.conversation),
                Err(Refusal(notice)) => notice.key().replacen("refuse-", "no: ", 1),
            })
            .collect();
        let row: String = cells.iter().map(|cell| format!(" {cell:<22}")).collect();
        table += format!("{name:<26}{row}").trim_end();
        table += "\n";
    }
    assert_eq!(table, TABLE, "{table}");
}

/// How each setting treats one that is reopened, with Ben who had it there, or not.
#[test]
fn a_request_is_decided_in_time_and_not_by_whoever_asked() {
    let [_, _, _, completed] = one_of_each();
    let mut rules = rules();
    rules.permissions.roles.insert(Action::Approve, Role::Agent);
    let end = START.plus(seconds(24 * 3600));
    let eve = actor(EVE, Role::Agent);
    for (by, now, refused) in [
        (eve, START, Some("refuse-own-request")),
        (ben(), START, None),
        (ben(), end.minus(seconds(1)), None),
        // The sweep comes by some seconds later.
        (ben(), end, Some("refuse-request-expired")),
        (actor(EVE, Role::Lead), START, None),
    ] {
        let team = &Team::default();
        let gap_ended = Timestamp(0);
        let world = World { rules: &rules, now, other_open: None, current: true, gap_ended, team };
        let outcome = world.handle(&completed, Event::Approved { by, nonce: REQUESTED });
        let said = outcome.as_ref().err().map(|refusal| refusal.0.key());
        assert_eq!(said, refused, "{by:?}");
        assert!(outcome.is_err() || outcome.is_ok_and(|done| done.conversation.is_open()));
    }
}

#[test]
fn a_reopened_one_goes_where_the_settings_say() {
    use routing::Strategy as S;
    let [unassigned, _, _, completed] = one_of_each();
    let candidate = |id, open, turn| Candidate { id, open, turn };
    let all = Team(vec![candidate(BEN, 5, 2), candidate(EVE, 2, 3), candidate(LEA, 9, 1)]);
    let without_ben = Team(all.0.iter().filter(|other| other.id != BEN).copied().collect());
    let nobody = Team::default();
    for (strategy, reopened, team, expected) in [
        (S::Claim, Assign::Route, &all, None),
        (S::RoundRobin, Assign::Route, &all, Some(LEA)),
        (S::LeastBusy, Assign::Route, &all, Some(EVE)),
        (S::LeastBusy, Assign::Route, &nobody, None),
        (S::LeastBusy, Assign::None, &all, None),
        (S::Claim, Assign::Previous, &all, Some(BEN)),
        (S::Claim, Assign::Previous, &without_ben, None),
        (S::RoundRobin, Assign::Previous, &all, Some(BEN)),
        (S::RoundRobin, Assign::Previous, &without_ben, Some(LEA)),
    ] {
        let what = format!("{strategy:?} {reopened:?} {team:?}");
        let mut rules = rules();
        (rules.routing.strategy, rules.routing.reopened) = (strategy, reopened);
        let world = World {
            rules: &rules,
            now: START.plus(seconds(1)),
            other_open: None,
            current: true,
            gap_ended: Timestamp(0),
            team,
        };
        let came_back = Event::CameBack(ReopenReason::Automatic);
        let outcome = world.handle(&completed, came_back).unwrap();
        let assignee = outcome.conversation.assignee();
        assert_eq!(assignee, expected.map(Assignee::Agent), "{what}");
        // A turn is counted where one was had.
        let turns = outcome.effects.iter().filter(|e| matches!(e, Effect::Turn(_))).count();
        let routed = expected.is_some() && !(reopened == Assign::Previous && expected == Some(BEN));
        assert_eq!(turns, usize::from(routed), "{what}");
        // A new one knows no previous assignee.
        let opened = world.handle(&unassigned, Event::Routed).unwrap().conversation;
        assert_eq!(opened.assignee(), team.choose(strategy, None).map(Assignee::Agent), "{what}");
    }
}

// ---- the walk --------------------------------------------------------------------------------------

/// One step of the walk, in numbers that mean something only in the state they meet.
#[derive(Clone, Debug)]
struct Stride {
    event: u8,
    who: u8,
    which: u8,
    wait: u64,
    other_open: bool,
    current: bool,
    gap: bool,
}

fn strides() -> impl Strategy<Value = Vec<Stride>> {
    let wait =
        prop_oneof![4 => 0_u64..5, 2 => 5_u64..200, 1 => 200_u64..4000, 1 => 80_000_u64..90_000];
    let stride = (
        0_u8..34,
        0_u8..4,
        0_u8..4,
        wait,
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(event, who, which, wait, other_open, current, gap)| Stride {
            event,
            who,
            which,
            wait,
            other_open,
            current,
            gap,
        });
    prop::collection::vec(stride, 1..80)
}

fn event_of(stride: &Stride, at: &Conversation, now: Timestamp, message: i32) -> Event {
    let by = match stride.who {
        0 => ben(),
        1 => actor(EVE, Role::Agent),
        2 => lea(),
        _ => Actor { id: None, role: Role::Admin, anonymous: true },
    };
    let which = usize::from(stride.which);
    let nonce = match at.questions.get(which) {
        Some(question) => question.nonce,
        None => match (&at.status, &at.request) {
            (Status::Completed(completion), _) if stride.which == 0 => {
                completion.undo.map_or(0, |undo| undo.nonce)
            }
            (_, Some(request)) => request.nonce,
            _ => at.nonce.saturating_sub(u32::from(stride.which)),
        },
    };
    let undo = at.completion().and_then(|completion| completion.undo).map_or(1, |undo| undo.nonce);
    let to = [BEN, EVE, LEA, GONE][which];
    let spot = match stride.which {
        0 | 2 => Spot::Card,
        1 => Spot::At { message: in_group(message), thread: None },
        _ => Spot::Topic { thread: 5 },
    };
    let reason = SolvedReason::ALL[which];
    let reopen = ReopenReason::OFFERED[which];
    // What was sent mostly arrives, and time passes after it.
    match &at.final_call {
        Some(FinalCall { delivered: None, .. }) if stride.event.is_multiple_of(2) => {
            return Event::FinalCallDelivered(in_private(message), now);
        }
        Some(_) if stride.event.is_multiple_of(3) => return Event::Tick,
        Some(_) | None => {}
    }
    match stride.event {
        0..=2 => Event::UserWrites { message: in_private(message), at: now, assent: which == 0 },
        3 | 4 => Event::Shown((which > 0).then(|| in_group(message))),
        5 => Event::AgentAnswers { by, at: now },
        6 | 7 => Event::AnswerDelivered { answer: in_group(message), written: at.written, at: now },
        9 if which == 0 => Event::Joins { by, into: id(9) },
        9 if which == 2 => Event::Moves { by, into: elsewhere() },
        9 if which == 1 => Event::Absorbs { by, other: Box::new(other()) },
        8 if which == 0 => Event::Promised { by, at: now, stands: stride.who > 0 },
        8 => Event::Taken(by),
        9 => Event::Assigned { by, to, note: (which == 3).then(|| "note".to_owned()) },
        10 if which == 0 => Event::Routed,
        10 => Event::Unassigned(by),
        11 => Event::AssigneeLeft(to),
        12 if which == 1 => Event::Escalated { by, said: None },
        12 if which == 2 => Event::Snoozed { by, until: (message > 20).then_some(now) },
        13 if which == 0 => Event::FollowUp { by, at: (message > 20).then_some(now), note: None },
        12 => Event::SetAside { by, note: (which == 0).then(|| "note".to_owned()), until: None },
        13 => Event::Resumed(by),
        14 => Event::CompletionAsked { by, spot },
        15 | 16 => Event::CompletionConfirmed { by, reason, nonce },
        17 => Event::UserToBeAsked { by, nonce },
        18 => Event::QuestionCancelled { by, nonce },
        19 => Event::QuestionShown { nonce, message: in_group(message), at: now },
        20 if which == 3 => Event::QuestionLost(nonce),
        20 => Event::CardDrawn(now),
        21 => Event::Undone { by, nonce: undo },
        22 => Event::Crossed,
        23 => Event::ReopeningAsked { by, spot, said: None, carry: Vec::new() },
        24 => Event::ReopeningConfirmed { by, reason: Some(reopen), nonce },
        25 => match stride.which {
            0 => Event::Approved { by, nonce },
            1 => Event::Declined { by, nonce },
            2 => Event::CameBack(ReopenReason::Automatic),
            _ => Event::ClosedByUser,
        },
        26 => Event::AllSolved,
        27 => Event::StillNeedsHelp,
        28 => Event::FinalCallDelivered(in_private(message), now),
        29 => match stride.which {
            0 => Event::FinalCallFailed,
            1 => Event::CompletedNoticeSettled(None),
            _ => Event::CompletedNoticeSettled(Some(in_private(message))),
        },
        30 => Event::Rated { stars: stride.which + 1, under: None },
        31 => match stride.which {
            0 => Event::UserBlocked(now),
            1 => Event::Uprooted,
            _ => Event::UserReturned,
        },
        _ => Event::Tick,
    }
}

/// What holds of every conversation at every moment.
fn holds(at: &Conversation, rules: &Rules, gap_ended: Timestamp) {
    assert!(at.shown <= at.written, "more was shown than written");
    if let Status::Completed(completion) = &at.status {
        assert!(!matches!(*completion.before, Status::Completed(_)), "completed twice over");
        assert!(at.final_call.is_none(), "a warning outlives its conversation");
        let asked = !at.questions.is_empty() || at.request.is_some();
        let idle = completion.undo.is_none() && !asked && at.follow_up.is_none();
        if idle {
            assert_eq!(at.deadline(rules, gap_ended), None, "something is still due");
        }
    } else {
        assert_eq!(at.request, None, "a request to reopen an open one");
        if let Turn::User { .. } = at.turn {
            assert_eq!(at.shown, at.written, "the user owes before the team has read all");
        }
    }
    assert!(at.questions.iter().all(|question| question.nonce <= at.nonce));
    let on_card = at.questions.iter().filter(|question| question.spot == Spot::Card).count();
    assert!(on_card <= 1, "the card asks two questions");
    let json = serde_json::to_string(at).unwrap();
    let back: Conversation = serde_json::from_str(&json).unwrap();
    assert_eq!(&back, at, "storing changes it");
}

/// What holds of every step.
fn follows(world: &World<'_>, before: &Conversation, event: &Event, outcome: &Outcome) {
    let Outcome { conversation: after, effects } = outcome;
    let told = effects.iter().filter(|e| matches!(e, Effect::TellUser(..))).count();
    assert!(told <= 1, "more than one notice for one event");
    if after.blocked.is_some() {
        assert_eq!(told, 0, "told although the user has blocked the bot");
    }
    // Whoever is given it by somebody else, or by the desk, is mentioned once.
    let given = effects.iter().filter(|effect| match effect {
        Effect::Record(Record::Assigned { by, to: Some(Assignee::Agent(to)) }) => {
            *by == Doer::Itself
                || matches!(event, Event::Assigned { .. }) && *by != Doer::Agent(*to)
        }
        _ => false,
    });
    let mentioned = effects.iter().filter(|effect| match effect {
        Effect::Tell { saying, .. } => ["assigned-mention", "assigned-mention-note", "lapsed-to"]
            .contains(&saying.notice.key()),
        _ => false,
    });
    assert_eq!(given.count(), mentioned.count(), "mentions");

    let completes = before.is_open() && !after.is_open();
    let recorded =
        effects.iter().filter(|e| matches!(e, Effect::Record(Record::Completed { .. }))).count();
    assert_eq!(recorded, usize::from(completes), "figures and state disagree");
    let noticed = effects.iter().any(|e| matches!(e, Effect::TellUser(_, Slot::CompletedNotice)));
    let joined = after
        .completion()
        .is_some_and(|done| matches!(done.reason, Reason::Merged | Reason::Moved));
    let told = completes && after.blocked.is_none() && !joined;
    assert_eq!(noticed, told, "the notice of a completion");

    if let (true, Some(completion)) = (completes, after.completion()) {
        assert_eq!(*completion.before, before.status);
        assert_eq!(completion.turn, before.turn);
        if completion.reason == Reason::Timeout {
            let Turn::User { since } = before.turn else {
                panic!("timed out although the team owes");
            };
            assert!(!matches!(before.status, Status::Pending { .. }), "Pending timed out");
            let warned = before.final_call.as_ref().and_then(|call| call.delivered);
            let (_, at) = warned.expect("completed without a warning");
            assert!(world.now >= at.plus(world.rules.warn_before), "the warning got no time");
            assert!(at >= world.gap_ended, "the warning was void");
            assert!(at >= since, "the warning is older than the answer");
        }
        if completion.reason == Reason::UserLeft {
            assert!(!matches!(before.status, Status::Pending { .. }), "Pending left");
        }
        if let Some(undo) = completion.undo {
            let by = match completion.by {
                Doer::Agent(id) => actor(id, Role::Agent),
                _ => Actor { id: None, role: Role::Admin, anonymous: true },
            };
            let alone = World { other_open: None, ..*world };
            let undone = alone.handle(after, Event::Undone { by, nonce: undo.nonce });
            let undone = undone.expect("it can be taken back at once").conversation;
            assert_eq!((&undone.status, undone.turn), (&before.status, before.turn));
        }
    }
    if let Event::Tick = event {
        if world.current {
            let due = after.deadline(world.rules, world.gap_ended);
            assert!(due.is_none_or(|due| due > world.now), "a sweep leaves it due: {due:?}");
        } else {
            assert_eq!((after, effects.len()), (before, 0), "decided on old news");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_promises_hold(
        strides in strides(),
        from_user: bool,
        long_warning: bool,
        routed in 0_u8..9,
        lapses: bool,
    ) {
        let mut rules = rules();
        rules.routing.strategy = [
            routing::Strategy::Claim,
            routing::Strategy::RoundRobin,
            routing::Strategy::LeastBusy,
        ][usize::from(routed % 3)];
        rules.routing.reopened = [Assign::Route, Assign::Previous, Assign::None][usize::from(routed / 3)];
        rules.routing.lapse = lapses.then_some(seconds(900));
        let candidate = |(turn, id)| Candidate { id, open: 3 - u32::try_from(turn).unwrap(), turn };
        let team = Team((0..).zip([BEN, LEA]).map(candidate).collect());
        rules.count_from_user = from_user;
        if long_warning {
            rules.warn_before = seconds(3600);
        }
        let mut at = Conversation::open(id(1), ANNA, START);
        (at.written, at.last_written) = (1, Some(in_private(1)));
        let (mut now, mut gap_ended) = (START, Timestamp(0));
        for (count, stride) in (2..).zip(&strides) {
            now = now.plus(seconds(stride.wait));
            if stride.gap {
                gap_ended = now;
            }
            let world = World {
                rules: &rules,
                now,
                other_open: (stride.other_open && !at.is_open()).then(|| id(2)),
                current: stride.current,
                gap_ended,
                team: &team,
            };
            let event = event_of(stride, &at, now, count);
            // The engine appends to open conversations only, and decides for the rest.
            if let (Event::UserWrites { .. }, false) = (&event, at.is_open()) {
                continue;
            }
            if let Ok(outcome) = world.handle(&at, event.clone()) {
                follows(&world, &at, &event, &outcome);
                at = outcome.conversation;
            }
            holds(&at, &rules, gap_ended);
        }
    }
}
