//! One of everything in both directions, twice: in quiet, and with Telegram's limits on, a spent budget
//! and every fault that a network knows. What people see in the end is the same, character by
//! character; what stands twice is what a lost answer left behind, and is marked.

use std::collections::BTreeSet;

use super::content::content;
use super::kinds::{Fate, bold, sorts};
use super::settings::{limited, unhurried};
use super::stage::{Kind, Stage, seconds};
use super::transcript::{Piece, pieces};
use crate::in_both_desks;
use frontdesk::domain::id::{ChatId, ConversationId, DeskId, MessageRef};
use frontdesk::sandbox::{Fault, Outgoing, Seen};
use frontdesk::store::{EntryKind, Mark};
use serde_json::json;

/// The conversation that is told.
const FIRST: ConversationId = ConversationId { desk: DeskId(1), number: 1 };

/// What people see in the end.
#[derive(PartialEq, Debug)]
struct Ended {
    team: Vec<Piece>,
    user: Vec<Piece>,
    /// What was refused, as its senders were told.
    told_user: BTreeSet<String>,
    told_team: BTreeSet<String>,
}

/// Texts as people write them in a hurry.
fn hurried(count: usize, who: &str) -> Vec<Outgoing> {
    let text = |n: usize| {
        let words = format!("{who} 😀 {n}: {}", "and then ".repeat(n % 4));
        let marks = json!([{"type": "underline", "offset": 0, "length": who.len()},
            {"type": "date_time", "offset": who.len() + 1, "length": 2, "unix_time": n}]);
        Outgoing::text(words.trim_end()).with_entities(marks)
    };
    (0..count).map(text).collect()
}

/// All that can become of a call.
fn lost() -> [Fault; 7] {
    [
        Fault::ResetAfter,
        Fault::Status(500),
        Fault::RetryAfter(7),
        Fault::Unreadable,
        Fault::ResetBefore,
        Fault::Html(502),
        Fault::StatusAfter(504),
    ]
}

/// Whatever can go wrong with calls of a method goes wrong, in between others that succeed.
fn trouble(stage: &Stage, method: &str, faults: &[Fault]) {
    for fault in faults {
        stage.sandbox.fail_next(method, fault.clone());
        for _ in 0..3 {
            stage.sandbox.fail_next(method, Fault::DelayMs(1));
        }
    }
}

/// Everything was said, however long it takes by the clock.
async fn said(stage: &Stage) {
    let idle = |stage: &Stage| stage.service().store().rows().expect("readable").is_empty();
    stage
        .in_time("everything is said", seconds(2), |sandbox| {
            sandbox.pending_updates() == 0 && idle(stage)
        })
        .await;
}

/// What of the bot's messages in a chat carries people's words, in order. The others that carry such
/// words, too, are known to nobody, and must be marked as perhaps standing twice.
fn carried(stage: &Stage, chat: i64, mark: &Mark) -> (Vec<Seen>, usize) {
    let snapshot = stage.service().store().read().expect("readable");
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    let own = ["#1", "Lea is now", "Telegram does not let me", "Not delivered: Telegram does not"];
    for seen in stage.sandbox.messages(chat).into_iter().filter(|seen| seen.by_bot) {
        match snapshot.mapped(MessageRef::new(ChatId(chat), seen.id)).expect("readable") {
            Some(mapped) if mapped.conversation == FIRST && mapped.mark == *mark => {
                known.push((seen, mapped.maybe_double));
            }
            Some(_) => {}
            // What it says by itself in passing is known to nobody either.
            None if own.iter().any(|words| seen.text.starts_with(words)) => {}
            None if seen.kind.starts_with("forum_topic") || seen.kind == "pinned_message" => {}
            None => unknown.push(seen),
        }
    }
    for double in &unknown {
        let marked = known.iter().any(|(seen, marked)| {
            let there = |seen: &Seen| {
                let mut seen = content(seen);
                // Telegram's clock went on between the two.
                seen["location"]["live_period"].take();
                seen
            };
            *marked && there(seen) == there(double)
        });
        assert!(marked, "stands twice, and nothing says so: {double:?}");
    }
    (known.into_iter().map(|(seen, _)| seen).collect(), unknown.len())
}

/// What the bot has said by itself about what Telegram refused: under which messages.
fn refusals(stage: &Stage, chat: i64) -> BTreeSet<String> {
    let all = stage.sandbox.messages(chat).into_iter();
    all.filter(|seen| seen.by_bot && seen.text.contains("does not let"))
        .map(|seen| {
            let under = seen.reply_to.and_then(|id| stage.sandbox.message(chat, id));
            format!("{}: {}", under.expect("under a message").kind, seen.text)
        })
        .collect()
}

/// Tells it all, in quiet or in trouble.
async fn told(kind: Kind, troubled: bool) -> Ended {
    let stage =
        Stage::with(kind, |config| if troubled { limited(config) } else { unhurried(config) })
            .await;
    stage.opens("Anna", 1, "the printer is on fire").await;
    stage.answered("Ben", 1, "Anna", "which one?").await;
    let (anna, ben, group) = (stage.id("Anna"), stage.id("Ben"), stage.group);
    if troubled {
        stage.sandbox.set_limits(true);
        trouble(&stage, "copyMessage", &lost());
        stage.sandbox.fail_next("sendMessage", Fault::DelayMs(1));
        trouble(&stage, "sendMessage", &lost());
        trouble(&stage, "forwardMessage", &[Fault::ResetAfter]);
        trouble(&stage, "sendLocation", &[Fault::Unreadable]);
        trouble(&stage, "editMessageText", &[Fault::ResetAfter]);
        trouble(&stage, "editMessageCaption", &[Fault::Html(502)]);
        // An album is never repeated, so that it can only be held up.
        for method in ["copyMessages", "sendMediaGroup"] {
            trouble(&stage, method, &[Fault::RetryAfter(4)]);
        }
    }

    // The user.
    let mut first = None;
    for message in hurried(30, "Anna") {
        let id = stage.sends("Anna", message).await;
        first = first.or(Some(id));
    }
    let first = first.expect("thirty");
    let (mut photo, mut captioned) = (first, first);
    for sort in sorts() {
        let id = stage.sends("Anna", sort.message).await;
        match sort.name {
            "photo" => captioned = id,
            _ if sort.to_team == Fate::Bare => photo = id,
            _ => {}
        }
    }
    let album = || {
        let caption = json!([{"type": "code", "offset": 0, "length": 4}]);
        vec![
            Outgoing::photo("here it burns").with_entities(caption),
            Outgoing::video(""),
            Outgoing::photo("and here"),
        ]
    };
    stage.sandbox.album(anna, anna, album());
    let reply = stage.sends("Anna", Outgoing::text("I mean this").reply_to(first)).await;
    for message in hurried(12, "Again") {
        stage.sends("Anna", message).await;
    }
    said(&stage).await;
    stage.sandbox.edit(anna, anna, reply, Outgoing::text("I meant that").with_entities(bold()));
    stage.sandbox.edit_caption(anna, anna, captioned, "no 🙂 words");
    said(&stage).await;

    // An agent.
    if troubled {
        stage.sandbox.clear_faults();
        trouble(&stage, "copyMessage", &lost());
        trouble(&stage, "sendMessage", &[Fault::ResetAfter]);
        trouble(&stage, "sendLocation", &[Fault::StatusAfter(502)]);
        trouble(&stage, "copyMessages", &[Fault::RetryAfter(4)]);
    }
    for message in hurried(8, "Ben") {
        stage.posts("Ben", 1, message).await;
    }
    for sort in sorts() {
        stage.posts("Ben", 1, sort.message).await;
    }
    let card = stage.card(1, &[]).await;
    let place = |message: Outgoing| match card.thread {
        Some(thread) => message.in_topic(thread),
        None => message.reply_to(card.id),
    };
    stage.sandbox.album(ben, group, album().into_iter().map(place).collect());
    let copy = stage.group_sees("Anna", photo).await;
    stage.sandbox.say(ben, group, place(Outgoing::text("this long one")).reply_to(copy.id));
    for message in hurried(8, "Finally") {
        stage.posts("Ben", 1, message).await;
    }
    said(&stage).await;

    let (team, twice_team) = carried(&stage, group, &Mark::Relay);
    let (user, twice_user) = carried(&stage, anna, &Mark::Answer);
    let reply = user.iter().find(|seen| seen.text == "this long one").expect("it arrived");
    assert_eq!(reply.reply_to, Some(photo));
    let ended = Ended {
        team: pieces(&team),
        user: pieces(&user),
        told_user: refusals(&stage, anna),
        told_team: refusals(&stage, group),
    };
    let store = stage.service().store().clone();
    let history = store.write().expect("writable").history(FIRST).expect("readable");
    let doubts =
        history.iter().filter(|entry| matches!(entry.kind, EntryKind::MaybeDouble { .. })).count();
    if troubled {
        for (method, met) in [
            ("copyMessage", 14),
            ("sendMessage", 3),
            ("forwardMessage", 1),
            ("sendLocation", 1),
            ("editMessageText", 1),
            ("editMessageCaption", 1),
        ] {
            let calls = stage.sandbox.calls_of(method).into_iter();
            let failed = calls.filter(|call| !call.ok).count();
            assert!(failed >= met, "{method} met {failed} faults");
        }
        assert!(twice_team > 2 && twice_user > 2, "{twice_team} and {twice_user} stand twice");
        assert!(doubts >= twice_team.min(twice_user), "{doubts} are marked");
    } else {
        assert_eq!((twice_team, twice_user, doubts), (0, 0, 0));
    }
    while !stage.unread_texts("Anna").is_empty() {
        stage.reads("Anna", "").await;
    }
    stage.close().await;
    ended
}

in_both_desks! {
    async fn everything_arrives_in_trouble_as_it_does_in_quiet(kind: Kind) {
        let quiet = told(kind, false).await;
        let troubled = told(kind, true).await;
        for (calm, hard) in [(&quiet.team, &troubled.team), (&quiet.user, &troubled.user)] {
            for (one, other) in calm.iter().zip(hard.iter()) {
                assert_eq!(one, other);
            }
            assert_eq!(calm.len(), hard.len());
        }
        assert_eq!(quiet, troubled);
        let carried = |fates: &[Fate]| sorts().iter().filter(|sort| fates.contains(&sort.to_team)).count();
        assert_eq!(quiet.told_user.len(), carried(&[Fate::Named]));
    }
}
