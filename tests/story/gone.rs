//! A user deletes the account: product.md sections 2, 4 and 7, telegram-facts 2.2.

use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;
use frontdesk::domain::reason::Reason;

fn calls_to(stage: &Stage, user: i64) -> usize {
    let to = |call: &&frontdesk::sandbox::Call| call.params["chat_id"] == user;
    stage.sandbox.calls().iter().filter(to).count()
}

in_both_desks! {
    async fn the_agent_is_told_without_a_button_and_the_card_shows_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.deactivate(stage.id("Anna"));
        let answer = stage.answers("Ben", 1, "turn it off").await;
        let told = stage.group_reads("account no longer exists. There is nobody").await;
        assert_eq!(told.reply_to, Some(answer));
        assert!(told.labels().is_empty(), "{:?}", told.labels());
        let card = stage.card(1, &["account no longer exists"]).await;
        assert!(!card.text.contains("blocked"), "{}", card.text);
        stage.settle().await;
        // Nobody is warned, reminded or told anything any more.
        let calls = calls_to(&stage, stage.id("Anna"));
        stage.pass(minutes(29)).await;
        assert!(stage.conversation(1).is_open());
        stage.pass(minutes(2)).await;
        let card = stage.card(1, &["Completed", "user left"]).await;
        assert!(!card.text.contains("solved"), "{}", card.text);
        assert_eq!(calls_to(&stage, stage.id("Anna")), calls);
        let reason = stage.conversation(1).completion().map(|completion| completion.reason);
        assert_eq!(reason, Some(Reason::UserLeft));
        stage.close().await;
    }

    async fn a_warning_that_finds_nobody_ends_nothing_by_itself(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.deactivate(stage.id("Anna"));
        // The warning is the first that finds out.
        stage.pass(minutes(28)).await;
        stage.card(1, &["account no longer exists"]).await;
        stage.pass(minutes(3)).await;
        assert!(stage.conversation(1).is_open());
        stage.pass(minutes(28)).await;
        stage.card(1, &["Completed", "user left"]).await;
        stage.close().await;
    }

    async fn a_conversation_set_aside_stays_where_it_is(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending"]).await;
        stage.sandbox.deactivate(stage.id("Anna"));
        stage.answers("Ben", 1, "the part has come").await;
        stage.card(1, &["Pending", "account no longer exists"]).await;
        stage.pass(minutes(120)).await;
        assert!(stage.conversation(1).is_open());
        // Somebody ends it; nobody is told, and there is nothing to rate.
        stage.completes("Ben", 1, "Confirm: not a support matter").await;
        stage.card(1, &["Completed"]).await;
        stage.close().await;
    }

    async fn an_account_that_goes_after_it_had_blocked_is_gone(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.block(stage.id("Anna"));
        stage.card(1, &["has blocked this bot"]).await;
        stage.settle().await;
        stage.sandbox.deactivate(stage.id("Anna"));
        stage.answers("Ben", 1, "turn it off").await;
        let card = stage.card(1, &["account no longer exists"]).await;
        assert!(!card.text.contains("blocked"), "{}", card.text);
        stage.close().await;
    }
}
