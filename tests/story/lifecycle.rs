//! The life of a conversation: product.md section 2.

use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;

in_both_desks! {
    /// The whole path, with every party.
    async fn a_question_is_answered_and_completed(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        let opened = stage.reads("Anna", "#1").await;
        assert!(!opened.text.contains("Ben"));

        let card = stage.card(1, &["Unassigned", "Anna", "“the printer is on fire”"]).await;
        stage.presses("Ben", &card, "Take").await;
        stage.card(1, &["In progress", "Ben"]).await;

        stage.answers("Ben", 1, "pull the plug").await;
        stage.reads("Anna", "pull the plug").await;

        stage.completes("Ben", 1, "Confirm: solved").await;
        let notice = stage.reads("Anna", "has been completed").await;
        assert!(notice.text.contains("#1"));
        stage.card(1, &["Completed", "Ben"]).await;
        stage.close().await;
    }

    async fn the_first_answer_takes_the_conversation(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "hello").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["Unassigned"]).await;
        stage.answers("Eve", 1, "good morning").await;
        stage.reads("Anna", "good morning").await;
        stage.card(1, &["In progress", "Eve"]).await;
        stage.close().await;
    }

    async fn silence_is_warned_about_and_then_completes(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &[]).await;
        stage.answers("Ben", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        stage.pass(minutes(28)).await;
        stage.reads("Anna", "no other questions").await;
        stage.pass(minutes(2)).await;
        stage.reads("Anna", "has been completed").await;
        stage.card(1, &["Completed"]).await;
        stage.settle().await;
        let over = stage.sandbox.messages(stage.id("Anna"));
        assert!(over.iter().all(|seen| !seen.labels().contains(&"All solved")), "{over:#?}");
        stage.reads("Anna", "").await;
        stage.close().await;
    }
}
