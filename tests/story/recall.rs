//! An answer is taken back: `/recall`, product.md section 7, telegram-facts M8.

use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;
use frontdesk::sandbox::{Fault, Outgoing};

/// Somebody answers a message in the group.
fn replies(stage: &Stage, who: &str, to: i32, text: &str) {
    let mut message = Outgoing::text(text).reply_to(to);
    if let Some(thread) = stage.sandbox.message(stage.group, to).expect("it stands").thread {
        message = message.in_topic(thread);
    }
    stage.sandbox.say(stage.id(who), stage.group, message);
}

fn has(stage: &Stage, text: &str) -> bool {
    stage.sandbox.texts(stage.id("Anna")).iter().any(|seen| seen.contains(text))
}

in_both_desks! {
    async fn an_answer_is_taken_back_by_anybody_of_the_team(kind: Kind) {
        let stage = Stage::open(kind).await;
        let answer = stage.begun().await;
        replies(&stage, "Eve", answer, "/recall");
        stage.group_reads("the user no longer has it").await;
        assert!(!has(&stage, "which one?"));
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Eve took an answer back"), "{}", history.text);
        // A second time there is nothing left.
        replies(&stage, "Ben", answer, "/recall");
        stage.group_reads("There is nothing to take back").await;
        // The conversation goes on.
        stage.answers("Ben", 1, "turn it off").await;
        stage.reads("Anna", "turn it off").await;
        stage.close().await;
    }

    async fn all_parts_of_an_album_go(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let place = stage.card(1, &[]).await;
        let item = |text: &str| match place.thread {
            Some(thread) => Outgoing::photo(text).in_topic(thread),
            None => Outgoing::photo(text).reply_to(place.id),
        };
        let items = vec![item("one"), item("two"), item("three")];
        let ids = stage.sandbox.album(stage.id("Ben"), stage.group, items);
        stage.says("Ben", "that was it").await;
        for text in ["one", "two", "three"] {
            stage.reads("Anna", text).await;
        }
        stage.settle().await;
        replies(&stage, "Ben", ids[1], "/recall");
        stage.group_reads("the user no longer has it").await;
        for text in ["one", "two", "three"] {
            assert!(!stage.sandbox.texts(stage.id("Anna")).contains(&text.to_owned()), "{text}");
        }
        stage.close().await;
    }

    async fn what_has_not_left_never_leaves(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(30));
        let answer = stage.answers("Ben", 1, "a mistake").await;
        stage.held_up().await;
        replies(&stage, "Ben", answer, "/recall");
        stage.group_reads("The user never had it").await;
        stage.clock.advance(minutes(2));
        stage.settle().await;
        assert!(!has(&stage, "a mistake"));
        stage.close().await;
    }

    async fn after_two_days_telegram_refuses_and_it_is_said(kind: Kind) {
        let stage = Stage::open(kind).await;
        let answer = stage.begun().await;
        stage.answers("Ben", 1, "// still waiting for parts").await;
        stage.says("Ben", "/pending 1 9d").await;
        stage.card(1, &["Pending"]).await;
        stage.settle().await;
        stage.clock.advance(minutes(49 * 60));
        replies(&stage, "Ben", answer, "/recall");
        stage.group_reads("within 48 hours").await;
        assert!(has(&stage, "which one?"));
        stage.close().await;
    }

    async fn only_an_answer_can_be_taken_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let card = stage.card(1, &[]).await;
        let relayed = stage.writes("Anna", "still burning").await;
        let relayed = stage.group_sees("Anna", relayed).await;
        for target in [card.id, relayed.id] {
            replies(&stage, "Ben", target, "/recall");
            stage.group_reads("Reply with /recall to an answer").await;
        }
        stage.says("Ben", "/recall").await;
        stage.group_reads("Reply with /recall to an answer").await;
        let note = stage.answers("Ben", 1, "// a note").await;
        replies(&stage, "Ben", note, "/recall");
        stage.group_reads("Reply with /recall to an answer").await;
        stage.settle().await;
        assert!(has(&stage, "which one?"));
        stage.close().await;
    }

    async fn a_right_can_be_asked_for_it(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            use frontdesk::domain::access::{Action, Role};
            config.roles.insert(Action::Recall, Role::Lead);
        }).await;
        let answer = stage.begun().await;
        replies(&stage, "Ben", answer, "/recall");
        stage.group_reads("lead").await;
        assert!(has(&stage, "which one?"));
        replies(&stage, "Lea", answer, "/recall");
        stage.group_reads("the user no longer has it").await;
        stage.close().await;
    }
}
