//! What a message answers stays its answer on the other side: product.md section 7, "Reply targets";
//! telegram-facts R1 to R3, F4.

use frontdesk::sandbox::{Fault, Outgoing, Seen};

use super::stage::{Kind, Stage, seconds};
use crate::in_both_desks;

/// What an agent writes in answer to a message of the group.
fn says(stage: &Stage, who: &str, to: i32, message: Outgoing) -> i32 {
    let mut message = message.reply_to(to);
    if let Some(thread) = stage.sandbox.message(stage.group, to).expect("it stands").thread {
        message = message.in_topic(thread);
    }
    stage.sandbox.say(stage.id(who), stage.group, message)
}

/// The text of the message that another one answers.
fn answered(stage: &Stage, chat: i64, message: &Seen) -> Option<String> {
    Some(stage.sandbox.message(chat, message.reply_to?)?.text)
}

/// The line of the bot that stands right before a message.
fn line_before(stage: &Stage, message: &Seen) -> Seen {
    let all = stage.sandbox.messages(stage.group);
    let before = all.into_iter().rev().find(|seen| seen.id < message.id);
    before.expect("something stands there")
}

/// A quoted part, as it stands in a chat.
fn quote(message: &Seen) -> Option<String> {
    Some(message.raw.get("quote")?["text"].as_str()?.to_owned())
}

/// Anna's conversation #1 was completed, with this answer of Ben's in her chat.
async fn over(stage: &Stage) -> Seen {
    stage.begun().await;
    stage.completes("Ben", 1, "solved").await;
    stage.reads("Anna", "has been completed").await;
    stage.settle().await;
    let all = stage.sandbox.messages(stage.id("Anna"));
    all.into_iter().find(|seen| seen.text == "which one?").expect("she has read it")
}

in_both_desks! {
    async fn what_begins_something_new_points_to_the_old_message_that_it_answers(kind: Kind) {
        let stage = Stage::open(kind).await;
        let old = over(&stage).await;
        stage.replies("Anna", old.id, "the one upstairs, as I said").await;
        stage.reads("Anna", "#2").await;
        stage.settle().await;
        let card = stage.card(2, &["the one upstairs"]).await;
        let line = stage.sandbox.messages(stage.group).pop().expect("a line");
        if kind == Kind::Forum {
            assert_eq!(line.text, "↩ #1: “which one?”");
            assert_eq!((line.thread, line.reply_to), (card.thread, None));
            let internal = -stage.group - 1_000_000_000_000;
            let first = stage.topic(1).await;
            let url = line.entities[0]["url"].as_str().expect("a link").to_owned();
            assert!(url.starts_with(&format!("https://t.me/c/{internal}/{first}/")), "{url}");
            // It leads to the message itself.
            let target: i32 = url.rsplit('/').next().unwrap().parse().unwrap();
            assert_eq!(stage.sandbox.message(stage.group, target).unwrap().text, "which one?");
        } else {
            assert_eq!(line.text, "#2 answers this");
            assert_eq!(answered(&stage, stage.group, &line).as_deref(), Some("which one?"));
        }
        // Whatever answers the line stays inside.
        let calls = stage.sandbox.texts(stage.id("Anna")).len();
        says(&stage, "Ben", line.id, Outgoing::text("odd"));
        stage.settle().await;
        assert_eq!(stage.sandbox.texts(stage.id("Anna")).len(), calls);
        stage.close().await;
    }

    async fn later_messages_point_there_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        let old = over(&stage).await;
        stage.opens("Anna", 2, "something else is broken").await;
        let late = stage.replies("Anna", old.id, "upstairs").await;
        let copy = stage.group_sees("Anna", late).await;
        if kind == Kind::Forum {
            let line = line_before(&stage, &copy);
            assert_eq!(line.text, "↩ #1: “which one?”");
            assert_eq!((line.thread, copy.reply_to), (copy.thread, None));
            assert_eq!(copy.thread, Some(stage.topic(2).await));
        } else {
            assert_eq!(answered(&stage, stage.group, &copy).as_deref(), Some("which one?"));
        }
        // One without words is named by its conversation alone.
        let photo = Outgoing::photo("").reply_to(old.id);
        let photo = stage.sends("Anna", photo).await;
        let copy = stage.group_sees("Anna", photo).await;
        let own = stage.replies("Anna", photo, "that is how it looks").await;
        let answer = stage.group_sees("Anna", own).await;
        assert_eq!(answer.reply_to, Some(copy.id));
        stage.close().await;
    }

    async fn in_a_reopened_conversation_it_is_a_reply_again(kind: Kind) {
        let stage = Stage::open(kind).await;
        let old = over(&stage).await;
        stage.says("Lea", "/reopen 1 by mistake").await;
        let asked = stage.group_reads("able to write in this conversation again").await;
        stage.presses("Lea", &asked, "Confirm").await;
        stage.reads("Anna", "has been reopened").await;
        stage.settle().await;
        let late = stage.replies("Anna", old.id, "the one upstairs").await;
        let copy = stage.group_sees("Anna", late).await;
        assert_eq!(answered(&stage, stage.group, &copy).as_deref(), Some("which one?"));
        stage.close().await;
    }

    async fn parts_of_albums_are_answered_one_by_one(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let items = ["one", "two", "three"].map(Outgoing::photo).to_vec();
        let parts = stage.sandbox.album(anna, anna, items);
        stage.writes("Anna", "which is it?").await;
        stage.group_reads("which is it?").await;
        stage.settle().await;
        let all = stage.sandbox.messages(stage.group);
        let second = all.iter().find(|seen| seen.by_bot && seen.text == "two");
        let second = second.expect("the second part stands there").id;
        says(&stage, "Ben", second, Outgoing::text("this one"));
        let answer = stage.reads("Anna", "this one").await;
        assert_eq!(answer.reply_to, Some(parts[1]));
        let third = stage.replies("Anna", parts[2], "not that?").await;
        let copy = stage.group_sees("Anna", third).await;
        assert_eq!(answered(&stage, stage.group, &copy).as_deref(), Some("three"));
        stage.close().await;
    }

    async fn what_was_folded_is_answered_as_the_message_that_holds_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(30));
        let held = stage.writes("Anna", "first of three").await;
        stage.held_up().await;
        stage.writes("Anna", "second of three").await;
        stage.writes("Anna", "third of three").await;
        while stage.sandbox.pending_updates() > 0 {
            stage.sandbox.changed().await;
        }
        stage.clock.advance(seconds(31));
        stage.settle().await;
        let late = stage.replies("Anna", held, "I mean the first").await;
        let copy = stage.group_sees("Anna", late).await;
        let whole = answered(&stage, stage.group, &copy).expect("a reply");
        assert_eq!(whole, "first of three\n\nsecond of three\n\nthird of three");
        stage.close().await;
    }

    async fn quoted_parts_stay_quoted(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let long = stage.writes("Anna", "the red one and the blue one").await;
        let shown = stage.group_sees("Anna", long).await;
        stage.settle().await;
        says(&stage, "Ben", shown.id, Outgoing::text("why that?").quoting("the blue one"));
        let asked = stage.reads("Anna", "why that?").await;
        assert_eq!(asked.reply_to, Some(long));
        assert_eq!(quote(&asked).as_deref(), Some("the blue one"));
        let because = Outgoing::text("it is older").reply_to(asked.id).quoting("why");
        let because = stage.sends("Anna", because).await;
        let copy = stage.group_sees("Anna", because).await;
        assert_eq!(answered(&stage, stage.group, &copy).as_deref(), Some("why that?"));
        assert_eq!(quote(&copy).as_deref(), Some("why"));
        // Of a message that says it otherwise over there, the whole is answered.
        stage.sandbox.fail_next(
            "copyMessage",
            Fault::Error {
                code: 400,
                description: "Bad Request: QUOTE_TEXT_INVALID".to_owned(),
                parameters: None,
            },
        );
        says(&stage, "Ben", shown.id, Outgoing::text("even green?").quoting("blue"));
        let asked = stage.reads("Anna", "even green?").await;
        assert_eq!((asked.reply_to, quote(&asked)), (Some(long), None));
        stage.close().await;
    }

    async fn an_album_that_quotes_what_is_not_there_answers_the_whole(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let long = stage.writes("Anna", "the red one and the blue one").await;
        let shown = stage.group_sees("Anna", long).await;
        stage.settle().await;
        let ben = stage.id("Ben");
        let first = Outgoing::photo("like this").reply_to(shown.id).quoting("the blue one");
        stage.sandbox.fail_next(
            "sendMediaGroup",
            Fault::Error {
                code: 400,
                description: "Bad Request: QUOTE_TEXT_INVALID".to_owned(),
                parameters: None,
            },
        );
        let thread = shown.thread;
        let items = [first, Outgoing::photo("or that")].map(|item| match thread {
            Some(thread) => item.in_topic(thread),
            None => item,
        });
        stage.sandbox.album(ben, stage.group, items.to_vec());
        let copy = stage.reads("Anna", "like this").await;
        assert_eq!((copy.reply_to, quote(&copy)), (Some(long), None));
        stage.reads("Anna", "or that").await;
        stage.close().await;
    }

    async fn what_answers_nothing_answers_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.answers("Ben", 1, "and it is loud").await;
        // In a topic every message carries its root, in a plain group this one answers the card.
        assert_eq!(stage.reads("Anna", "and it is loud").await.reply_to, None);
        let silent = stage.writes("Anna", "very").await;
        let copy = stage.group_sees("Anna", silent).await;
        assert_eq!(copy.reply_to, None);
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_answers_a_message_of_another_topic_of_the_same_user() {
    let stage = Stage::open(Kind::Forum).await;
    over(&stage).await;
    let all = stage.sandbox.messages(stage.group);
    let old = all.iter().find(|seen| seen.text == "which one?").expect("it stands").id;
    stage.opens("Anna", 2, "it burns again").await;
    stage.opens("Omar", 3, "hello").await;
    let second = stage.topic(2).await;
    let message = Outgoing::text("I had asked that").reply_to(old).in_topic(second);
    stage.sandbox.say(stage.id("Ben"), stage.group, message);
    let copy = stage.reads("Anna", "I had asked that").await;
    let anna = stage.id("Anna");
    assert_eq!(answered(&stage, anna, &copy).as_deref(), Some("which one?"));
    // To somebody else it says nothing of Anna's.
    let third = stage.topic(3).await;
    let message = Outgoing::text("same here?").reply_to(old).in_topic(third);
    stage.sandbox.say(stage.id("Ben"), stage.group, message);
    assert_eq!(stage.reads("Omar", "same here?").await.reply_to, None);
    stage.close().await;
}
