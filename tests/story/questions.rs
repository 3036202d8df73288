//! The question before completing: product.md section 3, who may decide what, and when no more.

use frontdesk::sandbox::{Fault, Seen};

use super::acts::data;
use super::settings;
use super::stage::{Kind, PATIENCE, Stage, assert_refused, minutes, seconds};
use crate::in_both_desks;

const ASKS: &str = "no longer be able to write";

/// The question as a message of its own: by `/complete`.
async fn asks_by_command(stage: &Stage, agent: &str) -> Seen {
    stage.commands(agent, 1, "/complete").await;
    stage.question(ASKS).await
}

in_both_desks! {
    async fn the_card_asks_before_anything_happens(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        assert!(asked.text.contains("Complete #1?"), "{}", asked.text);
        assert_eq!(
            asked.labels(),
            [
                "Confirm: solved",
                "Confirm: user did not answer",
                "Confirm: not a support matter",
                "Confirm: settled elsewhere",
                "Ask the user first",
                "Cancel",
            ]
        );
        stage.nothing_for("Anna").await;
        stage.card(1, &["Unassigned"]).await;
        assert_ne!(stage.topic_closed(1).await, Some(true));
        stage.close().await;
    }

    async fn cancelled_by_anybody_the_card_is_as_before(kind: Kind) {
        let stage = Stage::open(kind).await;
        let before = stage.opens("Anna", 1, "hello").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        let confirm = data(&asked, "Confirm: solved");
        stage.presses("Eve", &asked, "Cancel").await;
        stage.settle().await;
        let after = stage.card(1, &["Unassigned"]).await;
        assert_eq!((&after.text, after.labels()), (&before.text, before.labels()));
        stage.stale("Ben", &asked, &confirm, "settled or is out of date").await;
        stage.stale("Eve", &asked, &data(&asked, "Cancel"), "settled or is out of date").await;
        stage.close().await;
    }

    async fn asked_by_command_the_question_stands_there_and_goes_once_decided(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let command = stage.commands("Ben", 1, "/complete").await;
        let asked = stage.question(ASKS).await;
        assert_eq!(asked.reply_to, Some(command));
        let card = stage.card(1, &["Unassigned"]).await;
        assert!(card.labels().contains(&"Mark Complete"), "the card asks too: {card:?}");
        stage.presses("Eve", &asked, "Cancel").await;
        stage.vanishes(&asked).await;

        stage.says("Ben", "/complete 1").await;
        let asked = stage.question(ASKS).await;
        assert_eq!(asked.thread, None);
        stage.presses("Ben", &asked, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.vanishes(&asked).await;
        stage.says("Ben", "/complete 9").await;
        stage.group_reads("There is no conversation #9").await;
        stage.close().await;
    }

    /// Both the card and a message ask; deciding one settles the other.
    async fn whatever_else_asks_goes_too_once_it_is_decided(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let apart = asks_by_command(&stage, "Eve").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.presses("Ben", &asked, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.vanishes(&apart).await;
        stage.close().await;
    }

    async fn only_who_asked_or_a_lead_confirms(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.refused("Eve", &asked, "Confirm: solved", "Only who asked this").await;
        stage.refused("Eve", &asked, "Ask the user first", "Only who asked this").await;
        stage.nothing_for("Anna").await;
        stage.presses("Lea", &asked, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.card(1, &["Completed", "by Lea: solved"]).await;
        stage.close().await;
    }

    async fn of_two_presses_one_completes_and_the_other_hears_by_whom(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        let solved = data(&asked, "Confirm: solved");
        let other = data(&asked, "Confirm: settled elsewhere");
        let ben = stage.sandbox.press_data(stage.id("Ben"), stage.group, asked.id, &solved);
        let lea = stage.sandbox.press_data(stage.id("Lea"), stage.group, asked.id, &other);
        assert!(!stage.answer(&ben).await.alert);
        assert_refused(&stage.answer(&lea).await, "Already completed by Ben (solved)");
        stage.reads("Anna", "has been completed").await;
        stage.settle().await;
        stage.card(1, &["by Ben: solved"]).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn a_double_press_completes_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = asks_by_command(&stage, "Ben").await;
        let solved = data(&asked, "Confirm: solved");
        let press = || stage.sandbox.press_data(stage.id("Ben"), stage.group, asked.id, &solved);
        let (first, second) = (press(), press());
        assert!(!stage.answer(&first).await.alert);
        assert_refused(&stage.answer(&second).await, "Already completed by Ben (solved)");
        stage.reads("Anna", "has been completed").await;
        stage.nothing_for("Anna").await;
        stage.says("Lea", "/stats today").await;
        stage.group_reads("Completed: 1").await;
        stage.close().await;
    }

    async fn a_double_mark_complete_asks_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = stage.opens("Anna", 1, "hello").await;
        let mark = data(&card, "Mark Complete");
        for _ in 0..2 {
            stage.sandbox.press_data(stage.id("Ben"), stage.group, card.id, &mark);
        }
        stage.settle().await;
        let asked = stage.card(1, &[ASKS]).await;
        stage.presses("Ben", &asked, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }

    async fn a_question_expires_after_five_minutes(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let apart = asks_by_command(&stage, "Eve").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.pass(seconds(4 * 60 + 58)).await;
        stage.card(1, &[ASKS]).await;
        stage.question(ASKS).await;
        stage.pass(seconds(3)).await;
        stage.vanishes(&apart).await;
        let labels = stage.labels(1).await;
        assert!(labels.contains(&"Mark Complete".to_owned()), "{labels:?}");
        let confirm = data(&asked, "Confirm: solved");
        stage.stale("Ben", &asked, &confirm, "out of date").await;
        stage.nothing_for("Anna").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    async fn a_newer_message_makes_the_card_ask_anew(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        let old = data(&asked, "Confirm: solved");
        let written = stage.writes("Anna", "wait, one more thing").await;
        stage.group_sees("Anna", written).await;
        stage.settle().await;
        stage.refused("Ben", &asked, "Confirm: solved", "the user has written again").await;
        stage.nothing_for("Anna").await;
        stage.settle().await;
        let anew = stage.card(1, &[ASKS]).await;
        assert_ne!(data(&anew, "Confirm: solved"), old);
        stage.stale("Ben", &asked, &old, "out of date").await;
        stage.presses("Ben", &anew, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }

    async fn a_newer_message_makes_a_question_of_its_own_ask_anew_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = asks_by_command(&stage, "Ben").await;
        let old = data(&asked, "Ask the user first");
        let written = stage.writes("Anna", "wait, one more thing").await;
        stage.group_sees("Anna", written).await;
        stage.settle().await;
        stage.refused("Ben", &asked, "Ask the user first", "the user has written again").await;
        stage.settle().await;
        let anew = stage.question(ASKS).await;
        assert_eq!(anew.id, asked.id);
        assert_ne!(data(&anew, "Ask the user first"), old);
        stage.presses("Ben", &anew, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.vanishes(&anew).await;
        stage.close().await;
    }

    /// What still waits for its way into the group counts as newer.
    async fn a_message_that_is_not_yet_shown_holds_completing_up(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.settle().await;
        stage.sandbox.fail_next("copyMessage", Fault::DelayMs(2_500));
        stage.sandbox.fail_next("copyMessage", Fault::Status(500));
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.writes("Anna", "wait, one more thing").await;
        stage.sandbox.wait_for(PATIENCE, |sandbox| {
            (sandbox.pending_updates() == 0).then_some(())
        }).await.unwrap();
        stage.refused("Ben", &asked, "Confirm: solved", "the user has written again").await;
        stage.sandbox.clear_faults();
        stage.settle().await;
        let anew = stage.card(1, &[ASKS]).await;
        assert!(!stage.card(1, &[]).await.text.contains("Completed"));
        stage.nothing_for("Anna").await;
        // Bound to what was shown when it was asked anew, that is without the late one.
        stage.refused("Ben", &anew, "Confirm: solved", "the user has written again").await;
        stage.settle().await;
        let anew = stage.card(1, &[ASKS]).await;
        stage.presses("Ben", &anew, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }

    /// Whoever reads the next question too soon is told why.
    async fn it_warns_when_it_looks_premature(kind: Kind) {
        const RECENT: &str = "the user wrote a moment ago";
        const OWES: &str = "the user is waiting for an answer";
        const OK: &str = "only a short “ok”";
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        assert!(asked.text.contains(RECENT) && asked.text.contains(OWES), "{}", asked.text);
        stage.presses("Ben", &asked, "Cancel").await;

        stage.pass(seconds(61)).await;
        let asked = stage.asks_on_card("Ben", 1).await;
        assert!(!asked.text.contains(RECENT) && asked.text.contains(OWES), "{}", asked.text);
        stage.presses("Ben", &asked, "Cancel").await;

        stage.answered("Ben", 1, "Anna", "good morning").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        assert!(!asked.text.contains("Please note"), "{}", asked.text);
        stage.presses("Ben", &asked, "Cancel").await;

        let written = stage.writes("Anna", "OK.").await;
        stage.group_sees("Anna", written).await;
        stage.pass(seconds(61)).await;
        let asked = stage.asks_on_card("Ben", 1).await;
        assert!(asked.text.contains(OK) && !asked.text.contains(RECENT), "{}", asked.text);
        stage.presses("Ben", &asked, "Cancel").await;
        stage.close().await;
    }

    async fn without_the_question_mark_complete_completes(kind: Kind) {
        let stage = Stage::with(kind, settings::no_question).await;
        let card = stage.opens("Anna", 1, "hello").await;
        stage.presses("Ben", &card, "Mark Complete").await;
        stage.reads("Anna", "has been completed").await;
        stage.card(1, &["Completed", "by Ben: solved"]).await;
        stage.close().await;
    }

    /// A press may overtake Telegram's receipt of the question.
    async fn a_press_before_the_receipt_is_as_good_as_any(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.settle().await;
        stage.sandbox.fail_next("sendMessage", Fault::DelayMs(1_500));
        stage.says("Ben", "/complete 1").await;
        let asked = stage.question(ASKS).await;
        stage.presses("Ben", &asked, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.vanishes(&asked).await;
        stage.close().await;
    }

    /// So may a newer message: the question is asked anew all the same.
    async fn a_question_without_its_receipt_is_asked_anew_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.settle().await;
        stage.sandbox.fail_next("sendMessage", Fault::DelayMs(2_500));
        stage.says("Ben", "/complete 1").await;
        let asked = stage.question(ASKS).await;
        let written = stage.writes("Anna", "wait, one more thing").await;
        stage.group_sees("Anna", written).await;
        stage.sandbox.wait_for(PATIENCE, |_| {
            (stage.conversation(1).shown == 2).then_some(())
        }).await.expect("the message is shown");
        stage.refused("Ben", &asked, "Confirm: solved", "the user has written again").await;
        stage.settle().await;
        let anew = stage.question(ASKS).await;
        stage.presses("Ben", &anew, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.vanishes(&anew).await;
        stage.vanishes(&asked).await;
        stage.close().await;
    }

    /// After an intake gap nobody knows what was missed: the question is asked anew.
    async fn an_intake_gap_voids_a_question(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        let apart = asks_by_command(&stage, "Lea").await;
        stage.intake_gap().await;
        stage.refused("Ben", &asked, "Confirm: solved", "Nothing was completed").await;
        stage.refused("Lea", &apart, "Ask the user first", "Nothing was completed").await;
        stage.nothing_for("Anna").await;
        stage.settle().await;
        let anew = stage.card(1, &[ASKS]).await;
        assert_ne!(data(&anew, "Confirm: solved"), data(&asked, "Confirm: solved"));
        stage.presses("Ben", &anew, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }

    async fn a_question_outlives_a_restart(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.settle().await;
        stage.stop().await;
        stage.start().await;
        stage.presses("Ben", &asked, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.pass(minutes(1)).await;
        stage.close().await;
    }
}

/// The first relay of a wait carries the number and a button.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_plain_group_the_button_under_a_relayed_message_asks_right_there() {
    let stage = Stage::open(Kind::Plain).await;
    stage.opens("Anna", 1, "hello").await;
    stage.answered("Ben", 1, "Anna", "good morning").await;
    let written = stage.writes("Anna", "thanks, all done").await;
    let relay = stage.group_sees("Anna", written).await;
    assert!(relay.labels().contains(&"#1 · Mark Complete"), "{relay:?}");
    stage.settle().await;
    stage.presses("Ben", &relay, "Mark Complete").await;
    let asked = stage.question(ASKS).await;
    assert_eq!(asked.reply_to, Some(relay.id));
    stage.presses("Ben", &asked, "Confirm: solved").await;
    stage.reads("Anna", "has been completed").await;
    stage.vanishes(&asked).await;
    stage.card(1, &["Completed"]).await;
    stage.close().await;
}
