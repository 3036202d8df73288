//! `/move`, and the figures of all desks: product.md sections 11 and 13.

use super::desks::{opens_at, profile, unheard};
use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;
use frontdesk::domain::id::{ConversationId, DeskId};
use frontdesk::sandbox::Outgoing;

/// Gives a command and reads what it is answered.
async fn answered(stage: &Stage, who: &str, command: &str, words: &str) {
    let id = stage.says(who, command).await;
    stage.settle().await;
    let told = stage.group_reads(words).await;
    assert_eq!(told.reply_to, Some(id), "{}", told.text);
}

in_both_desks! {
    async fn a_conversation_goes_on_at_another_desk(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "support", 1, "the bill is wrong").await;
        stage.answers("Ben", 1, "which one?").await;
        let question = stage.reads("Anna", "which one?").await;
        let which = stage.writes("Anna", "that of May").await;
        stage.says("Ben", "/note 1 she is angry").await;
        stage.says("Ben", "/tag 1 money").await;
        stage.settle().await;
        answered(&stage, "Ben", "/move 1 billing", "#1 goes on at Billing as #1").await;
        stage.reads("Anna", "goes on as #1 (Billing)").await;
        let old = stage.card(1, &["Completed", "moved to another desk", "Goes on at Billing as #1"]).await;
        assert!(!old.labels().contains(&"Reopen"), "{:?}", old.labels());
        // What was said stands there once, without notes, tags and names of whoever answered.
        stage.at("billing");
        let card = stage.card(1, &["Unassigned", "Came from Support, #1 there"]).await;
        assert!(!card.text.contains("money"), "{}", card.text);
        let summary = stage.group_reads("Said so far:").await;
        for words in ["the bill is wrong", "which one?", "that of May"] {
            assert!(summary.text.contains(words), "{}", summary.text);
        }
        for words in ["angry", "Ben"] {
            assert!(!summary.text.contains(words), "{}", summary.text);
        }
        // What she writes goes there, also what replies to something of before; nothing reaches the old one.
        let there = stage.writes("Anna", "much too high").await;
        stage.group_sees("Anna", there).await;
        let there = stage.replies("Anna", question.id, "I have said so").await;
        stage.group_sees("Anna", there).await;
        unheard(&stage, stage.other, "much too high");
        unheard(&stage, stage.other, "I have said so");
        // Nor what she corrects of before.
        let anna = stage.id("Anna");
        stage.sandbox.edit(anna, anna, which, Outgoing::text("that of March"));
        stage.group_reads("that of March").await;
        stage.settle().await;
        unheard(&stage, stage.other, "that of March");
        stage.says("Max", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("that of March"), "{}", history.text);
        stage.answers("Max", 1, "we send a new one").await;
        stage.reads("Anna", "we send a new one").await;
        // There it is over: nothing goes out from there, and nobody opens it again.
        stage.at("support");
        // Whoever administers the group can still write in a closed topic.
        stage.answers("Ada", 1, "hello?").await;
        stage.group_reads("Not sent: #1 goes on at Billing as #1").await;
        answered(&stage, "Lea", "/reopen 1", "goes on at Billing as #1").await;
        answered(&stage, "Ben", "/move 1 billing", "Already completed").await;
        stage.nothing_for("Anna").await;
        assert_eq!(profile(&stage, "Anna").open, [ConversationId { desk: DeskId(2), number: 1 }]);
        stage.says("Lea", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Moved to Billing as #1 by Ben"), "{}", history.text);
        stage.close().await;
    }

    async fn what_cannot_be_moved_is_said_with_why(kind: Kind) {
        let mut stage = Stage::two(kind, "", "[desk.permissions]\nmove = \"lead\"", "").await;
        opens_at(&mut stage, "Anna", "support", 1, "the bill is wrong").await;
        let before = stage.dump().await;
        answered(&stage, "Ben", "/move 1 billing", "lead").await;
        answered(&stage, "Lea", "/move 1 biling", "Did you mean /move billing?").await;
        answered(&stage, "Lea", "/move 1 support", "is at Support already").await;
        answered(&stage, "Lea", "/move 7 billing", "no conversation #7").await;
        answered(&stage, "Lea", "/move billing", "Which conversation").await;
        answered(&stage, "Lea", "/move 1", "/move [N] desk").await;
        stage.unchanged(&before).await;
        // One that has something open there, and one who is banned there, stay.
        opens_at(&mut stage, "Anna", "billing", 1, "a copy, please").await;
        opens_at(&mut stage, "Bob", "billing", 2, "lies").await;
        stage.says("Zoe", "/ban 2").await;
        stage.reads("Bob", "no longer write to Billing").await;
        opens_at(&mut stage, "Bob", "support", 2, "no paper").await;
        answered(&stage, "Lea", "/move 1 billing", "Not moved: Billing cannot take").await;
        answered(&stage, "Lea", "/move 2 billing", "Not moved: Billing cannot take").await;
        assert!(stage.conversation(1).is_open() && stage.conversation(2).is_open());
        stage.at("billing");
        assert!(stage.stored(3).is_none());
        stage.close().await;
    }

    async fn what_is_on_its_way_at_the_move_is_not_lost(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "support", 1, "the bill is wrong").await;
        stage.writes("Anna", "that of May").await;
        stage.answers("Ben", 1, "I ask my colleagues").await;
        stage.says("Ben", "/move 1 billing").await;
        stage.reads("Anna", "I ask my colleagues").await;
        stage.reads("Anna", "goes on as #1 (Billing)").await;
        stage.at("billing");
        stage.card(1, &["Unassigned"]).await;
        stage.settle().await;
        // The team owes there, and is reminded by its own clock.
        stage.pass(minutes(10)).await;
        stage.group_reads("waiting for an answer since").await;
        stage.answers("Max", 1, "we send a new one").await;
        stage.reads("Anna", "we send a new one").await;
        stage.settle().await;
        stage.pass(minutes(28)).await;
        stage.reads("Anna", "no other questions").await;
        stage.pass(minutes(2)).await;
        stage.reads("Anna", "#1 (Billing) has been completed").await;
        stage.reads("Anna", "is settled").await;
        stage.close().await;
    }

    async fn the_figures_of_all_desks_are_their_sum_and_for_their_admins_alone(kind: Kind) {
        let mut stage = Stage::two(kind, "[permissions]\nadmins = [ADA]", "", "").await;
        // Support: three opened, one solved, one moved, one waits. Billing: two opened, one solved.
        opens_at(&mut stage, "Anna", "support", 1, "the printer is on fire").await;
        stage.answers("Ben", 1, "pull the plug").await;
        stage.reads("Anna", "pull the plug").await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        opens_at(&mut stage, "Bob", "support", 2, "the bill is wrong").await;
        stage.says("Ben", "/move 2 billing").await;
        stage.reads("Bob", "goes on as #1 (Billing)").await;
        opens_at(&mut stage, "Carl", "support", 3, "no paper").await;
        opens_at(&mut stage, "Dora", "billing", 2, "a copy, please").await;
        stage.completes("Max", 2, "Confirm: settled elsewhere").await;
        stage.reads("Dora", "has been completed").await;
        stage.settle().await;
        stage.writes("Ada", "/stats all").await;
        let all = stage.reads("Ada", "All desks:").await;
        for words in ["Opened: 5", "Completed: 2", "solved: 1", "settled elsewhere: 1", "Waiting now: 2"] {
            assert!(all.text.contains(words), "{words}: {}", all.text);
        }
        assert!(!all.text.contains("moved"), "{}", all.text);
        // The same by the button, with another period.
        stage.writes("Ada", "/stats").await;
        let own = stage.reads("Ada", "Opened: 3").await;
        stage.user_presses("Ada", &own, "All desks").await;
        let again = stage.reads("Ada", "Opened: 5").await;
        stage.user_presses("Ada", &again, "Today").await;
        stage.reads("Ada", "Opened: 5").await;
        // Nobody else, not even the owner of a group, and nowhere else.
        stage.writes("Zoe", "/stats all").await;
        stage.reads("Zoe", "to nobody else").await;
        stage.writes("Zoe", "/stats").await;
        let own = stage.reads("Zoe", "Opened: 2").await;
        assert!(!own.labels().contains(&"All desks"), "{:?}", own.labels());
        stage.user_stale("Zoe", &own, "stats:all:7", "to nobody else").await;
        stage.at("support");
        answered(&stage, "Ada", "/stats all", "in private").await;
        stage.close().await;
    }
}
