//! Two conversations of one user become one: product.md section 6.

use super::acts::data;
use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;

const OTHER: &str = "another open conversation, #2";

/// Anna's #1 was completed; she has opened #2 since, which Eve has.
async fn two(stage: &Stage) {
    stage.begun().await;
    stage.completes("Ben", 1, "solved").await;
    stage.reads("Anna", "has been completed").await;
    stage.settle().await;
    stage.opens("Anna", 2, "it burns again").await;
    stage.answered("Eve", 2, "Anna", "still the red one?").await;
}

/// Lea wants to reopen #1 and joins the two.
async fn joined(stage: &Stage) {
    two(stage).await;
    let card = stage.card(1, &["Completed"]).await;
    stage.refused("Lea", &card, "Reopen", OTHER).await;
    let asked = stage.group_reads("join the two with Merge").await;
    stage.presses("Lea", &asked, "Merge").await;
    stage.reads("Anna", "has been reopened").await;
    stage.settle().await;
}

in_both_desks! {
    async fn a_reopening_that_meets_another_conversation_joins_the_two(kind: Kind) {
        let stage = Stage::open(kind).await;
        joined(&stage).await;
        // The reopened one goes on, with whoever had the other.
        let card = stage.card(1, &["In progress · Eve", "Joined by #2"]).await;
        assert!(card.labels().contains(&"Mark Complete"), "{:?}", card.labels());
        let over = stage.card(2, &["Completed", "Joined with #1"]).await;
        assert_eq!(over.labels(), ["History", "Tags"]);
        if kind == Kind::Forum {
            assert_eq!(stage.topic_closed(1).await, Some(false));
            assert_eq!(stage.topic_closed(2).await, Some(true));
        }
        // She goes on writing in one conversation, and hears of one only.
        let more = stage.writes("Anna", "yes, the red one").await;
        let copy = stage.group_sees("Anna", more).await;
        if kind == Kind::Forum {
            assert_eq!(copy.thread, Some(stage.topic(1).await));
        }
        stage.answered("Eve", 1, "Anna", "then pull the plug").await;
        // All answered: silence ends it.
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.reads("Anna", "no other questions").await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        for line in ["the printer is on fire", "it burns again", "Joined with #2 by Lea"] {
            assert!(history.text.contains(line), "{line}: {}", history.text);
        }
        stage.close().await;
    }

    async fn what_has_joined_points_to_where_it_goes_on(kind: Kind) {
        let stage = Stage::open(kind).await;
        joined(&stage).await;
        stage.says("Lea", "/reopen 2").await;
        stage.group_reads("has joined #1. Go on there").await;
        // The creator may still write in its closed topic.
        stage.answers("Ada", 2, "too late").await;
        stage.group_reads("Not sent: #2 has joined #1").await;
        // A reply to what was said there belongs to the conversation that goes on.
        let anna = stage.id("Anna");
        let said = stage.sandbox.messages(anna);
        let old = said.iter().find(|seen| seen.text == "still the red one?").expect("read").id;
        let reply = stage.replies("Anna", old, "that one").await;
        let copy = stage.group_sees("Anna", reply).await;
        if kind == Kind::Forum {
            assert_eq!(copy.thread, Some(stage.topic(1).await));
        }
        stage.close().await;
    }

    async fn eyes_on_what_was_written_there_count_where_it_goes_on(kind: Kind) {
        let stage = Stage::open(kind).await;
        two(&stage).await;
        let last = stage.writes("Anna", "the red one").await;
        let shown = stage.group_sees("Anna", last).await;
        stage.settle().await;
        stage.says("Lea", "/reopen 1").await;
        let asked = stage.group_reads("join the two with Merge").await;
        stage.presses("Lea", &asked, "Merge").await;
        stage.reads("Anna", "has been reopened").await;
        stage.settle().await;
        stage.answered("Eve", 1, "Anna", "I will look").await;
        stage.sandbox.react(stage.id("Eve"), stage.group, shown.id, Some("👀"));
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn tags_of_both_can_be_more_than_one_may_carry(kind: Kind) {
        let stage = Stage::open(kind).await;
        two(&stage).await;
        stage.says("Ben", "/tag 1 a1 a2 a3 a4 a5 a6 a7 a8").await;
        stage.group_reads("a8").await;
        stage.says("Ben", "/tag 2 b1 b2 b3 b4").await;
        stage.group_reads("b4").await;
        stage.says("Lea", "/reopen 1").await;
        let asked = stage.group_reads("join the two with Merge").await;
        stage.presses("Lea", &asked, "Merge").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["a1", "b4"]).await;
        // They can be taken off one by one, and none can be put on.
        stage.says("Ben", "/untag 1 a1").await;
        stage.group_reads("Tags of #1: a2 a3").await;
        stage.says("Ben", "/tag 1 c1").await;
        stage.group_reads("10 tags at most").await;
        stage.close().await;
    }

    async fn only_leads_join(kind: Kind) {
        let stage = Stage::open(kind).await;
        two(&stage).await;
        let card = stage.card(1, &["Completed"]).await;
        stage.refused("Ben", &card, "Reopen", OTHER).await;
        let asked = stage.group_reads("join the two with Merge").await;
        stage.refused("Ben", &asked, "Merge", "lead").await;
        stage.card(2, &["In progress · Eve"]).await;
        // Two at once: one joins, the other is told.
        let merge = data(&asked, "Merge");
        stage.presses("Lea", &asked, "Merge").await;
        stage.reads("Anna", "has been reopened").await;
        stage.stale("Ada", &asked, &merge, "no other open conversation").await;
        stage.close().await;
    }

    async fn whoever_waits_keeps_waiting(kind: Kind) {
        let stage = Stage::open(kind).await;
        two(&stage).await;
        let asks = stage.writes("Anna", "hello?").await;
        stage.group_sees("Anna", asks).await;
        stage.settle().await;
        stage.clock.advance(minutes(8));
        stage.says("Lea", "/reopen 1").await;
        let asked = stage.group_reads("join the two with Merge").await;
        stage.presses("Lea", &asked, "Merge").await;
        stage.reads("Anna", "has been reopened").await;
        stage.settle().await;
        // Eight minutes of her wait have passed: the reminder comes two minutes later.
        stage.pass(minutes(2)).await;
        stage.group_reads("#1 has been waiting for an answer").await;
        stage.close().await;
    }

    async fn a_lead_joins_by_command_either_way(kind: Kind) {
        let stage = Stage::open(kind).await;
        two(&stage).await;
        stage.opens("Omar", 3, "hello").await;
        // The completed one joins the open one: nothing is reopened, nobody is told. In a closed
        // topic only administrators can write.
        let lead = if kind == Kind::Forum { "Ada" } else { "Lea" };
        stage.commands(lead, 1, "/merge 2").await;
        stage.group_reads("#1 has joined #2").await;
        stage.card(2, &["In progress · Eve", "Joined by #1"]).await;
        stage.card(1, &["Completed", "Joined with #2"]).await;
        stage.nothing_for("Anna").await;
        // Refused: nonsense, others' conversations, twice, without the right.
        for (number, command, words) in [
            (2, "/merge 2", "same user can be joined"),
            (2, "/merge 3", "same user can be joined"),
            (2, "/merge 1", "has joined #2"),
            (2, "/merge 77", "#77"),
            (1, "/merge 2", "has joined #2"),
        ] {
            stage.commands(lead, number, command).await;
            stage.group_reads(words).await;
        }
        stage.commands("Ben", 2, "/merge 1").await;
        stage.group_reads("lead").await;
        stage.commands("Lea", 2, "/merge").await;
        stage.group_reads("/merge N").await;
        stage.close().await;
    }

    async fn figures_count_neither_twice(kind: Kind) {
        let stage = Stage::open(kind).await;
        joined(&stage).await;
        stage.completes("Eve", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.says("Lea", "/stats today").await;
        let figures = stage.group_reads("Opened").await;
        // Opened twice, completed twice (both times #1), reopened once; the join is no completion.
        for line in ["Opened: 2", "Completed: 2", "Reopened: 1"] {
            assert!(figures.text.contains(line), "{line}: {}", figures.text);
        }
        assert!(!figures.text.contains("merged"), "{}", figures.text);
        stage.close().await;
    }
}
