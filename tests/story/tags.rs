//! Tags: product.md section 10.

use super::acts::data;
use super::stage::{Kind, Stage};
use crate::in_both_desks;

in_both_desks! {
    async fn tags_stand_on_the_card_and_stay_through_reopening(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.commands("Ben", 1, "/tag Billing #vip").await;
        stage.group_reads("Tags of #1: billing vip").await;
        stage.card(1, &["billing", "vip"]).await;
        stage.commands("Eve", 1, "/untag vip").await;
        stage.settle().await;
        let card = stage.card(1, &["billing"]).await;
        assert!(!card.text.contains("vip"), "{}", card.text);
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        // Also on what is completed, by its number.
        stage.says("Ben", "/tag 1 refund").await;
        stage.card(1, &["Completed", "billing", "refund"]).await;
        stage.says("Lea", "/reopen 1 by mistake").await;
        let asked = stage.group_reads("able to write in this conversation again").await;
        assert!(asked.text.contains("billing refund"), "{}", asked.text);
        stage.presses("Lea", &asked, "Confirm").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned", "billing", "refund"]).await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        for line in ["Tagged by Ben: billing vip", "Tags taken off by Eve: vip"] {
            assert!(history.text.contains(line), "{line}: {}", history.text);
        }
        stage.close().await;
    }

    async fn the_button_offers_the_most_used_first(kind: Kind) {
        let stage = Stage::open(kind).await;
        for (number, user) in [(1, "Anna"), (2, "Omar")] {
            stage.opens(user, number, "hello").await;
            stage.says("Ben", &format!("/tag {number} refund")).await;
            stage.card(number, &["refund"]).await;
        }
        stage.says("Ben", "/tag 2 billing").await;
        stage.card(2, &["billing"]).await;
        stage.opens("Ida", 3, "hello").await;
        let card = stage.card(3, &[]).await;
        stage.presses("Ben", &card, "Tags").await;
        let picker = stage.group_reads("#3 has no tags").await;
        assert_eq!(picker.labels(), ["refund", "billing", "✕"]);
        stage.presses("Eve", &picker, "billing").await;
        stage.card(3, &["billing"]).await;
        stage.settle().await;
        let picker = stage.sandbox.message(stage.group, picker.id).expect("it stays");
        assert!(picker.text.contains("Tags of #3: billing"), "{}", picker.text);
        assert_eq!(picker.labels(), ["✓ billing", "refund", "✕"]);
        // Two at once: the second is told, and sees what is true.
        let off = data(&picker, "✓ billing");
        stage.presses("Ben", &picker, "✓ billing").await;
        stage.stale("Eve", &picker, &off, "like that already").await;
        stage.settle().await;
        let card = stage.card(3, &[]).await;
        assert!(!card.text.contains("billing"), "{}", card.text);
        stage.close().await;
    }

    async fn what_is_no_tag_is_refused(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            use frontdesk::domain::access::{Action, Role};
            config.roles.insert(Action::Tag, Role::Lead);
        }).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/tag 1 billing").await;
        stage.group_reads("lead").await;
        stage.says("Lea", "/tag 1 a:b").await;
        stage.group_reads("/tag [N] [words]").await;
        stage.says("Lea", "/untag 1 billing").await;
        stage.group_reads("like that already").await;
        stage.says("Lea", "/tag 1 a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11").await;
        stage.group_reads("10 tags at most").await;
        stage.says("Lea", "/tag 1").await;
        stage.group_reads("#1 has no tags").await;
        stage.close().await;
    }
}
