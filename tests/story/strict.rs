//! Answers in somebody else's conversation, where the settings ask first: product.md section 7.

use frontdesk::domain::conversation::Assignee;
use frontdesk::domain::id::UserId;
use frontdesk::sandbox::Outgoing;

use super::acts::data;
use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;

const ASKED: &str = "Not sent yet: #1 is with Ben";

/// Anna's conversation, which Ben has.
async fn bens(kind: Kind) -> Stage {
    let stage = Stage::with(kind, |config| config.routing.strict_assignment = true).await;
    stage.begun().await;
    stage
}

fn has_it(stage: &Stage, agent: &str) -> bool {
    stage.conversation(1).assignee() == Some(Assignee::Agent(UserId(stage.id(agent))))
}

in_both_desks! {
    async fn what_waits_is_sent_in_its_order(kind: Kind) {
        let stage = bens(kind).await;
        stage.answers("Eve", 1, "pull the plug").await;
        let first = stage.group_reads(ASKED).await;
        assert_eq!(first.labels(), ["Send anyway", "Take and send", "Cancel"]);
        stage.settle().await;
        stage.nothing_for("Anna").await;
        // More of hers waits with it, under one question.
        stage.posts("Eve", 1, Outgoing::photo("like this")).await;
        stage.until("one question", |sandbox| {
            let asked = sandbox.messages(stage.group).into_iter();
            let asked: Vec<_> = asked.filter(|seen| seen.text.contains(ASKED)).collect();
            asked.len() == 1 && asked[0].id != first.id
        }).await;
        let asked = stage.group_reads(ASKED).await;
        let send = data(&asked, "Send anyway");
        // Ben's own goes out at once.
        stage.answers("Ben", 1, "one moment").await;
        stage.reads("Anna", "one moment").await;
        stage.refused("Ben", &asked, "Send anyway", "Only who asked this").await;
        stage.presses("Eve", &asked, "Send anyway").await;
        let plug = stage.reads("Anna", "pull the plug").await;
        let photo = stage.reads("Anna", "like this").await;
        assert!(plug.id < photo.id, "they changed places");
        stage.card(1, &["Ben", "Eve"]).await;
        assert!(has_it(&stage, "Ben"));
        stage.settle().await;
        assert!(stage.sandbox.message(stage.group, asked.id).is_none(), "the question stays");
        stage.stale("Eve", &asked, &send, "out of date").await;
        stage.says("Lea", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Eve: pull the plug"), "{}", history.text);
        stage.close().await;
    }

    async fn whoever_takes_it_sends_without_being_asked_again(kind: Kind) {
        let stage = bens(kind).await;
        stage.answers("Eve", 1, "pull the plug").await;
        let asked = stage.group_reads(ASKED).await;
        stage.presses("Eve", &asked, "Take and send").await;
        stage.reads("Anna", "pull the plug").await;
        stage.card(1, &["In progress", "Eve"]).await;
        stage.answers("Eve", 1, "done?").await;
        stage.reads("Anna", "done?").await;
        assert!(has_it(&stage, "Eve"));
        stage.close().await;
    }

    async fn what_nobody_decides_stays_inside_and_says_so(kind: Kind) {
        let stage = bens(kind).await;
        stage.answers("Eve", 1, "pull the plug").await;
        let asked = stage.group_reads(ASKED).await;
        stage.presses("Ben", &asked, "Cancel").await;
        stage.group_reads("Not sent: this stays inside #1").await;
        stage.settle().await;
        let answer = stage.answers("Eve", 1, "or wait").await;
        let asked = stage.group_reads(ASKED).await;
        stage.settle().await;
        stage.pass(minutes(6)).await;
        let over = stage.sandbox.message(stage.group, asked.id).expect("it says what became of it");
        assert!(over.text.contains("Not sent: this stays inside #1"), "{}", over.text);
        assert!(over.labels().is_empty());
        assert!(stage.sandbox.message(stage.group, answer).is_some(), "the words are gone");
        // Completing ends the question too, and nothing goes out later.
        stage.answers("Eve", 1, "last word").await;
        stage.group_reads(ASKED).await;
        stage.settle().await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.settle().await;
        let texts = stage.sandbox.texts(stage.group);
        assert!(!texts.iter().any(|text| text.contains(ASKED)), "{texts:?}");
        stage.nothing_for("Anna").await;
        stage.close().await;
    }
}
