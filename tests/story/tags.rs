//! Tags: product.md section 10.

use frontdesk::config::Strategy;

use super::acts::data;
use super::commands::is_told;
use super::stage::{Kind, Stage, seconds};
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

    async fn a_tag_has_an_emoji_and_people_who_are_called_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        is_told(&stage, "Ben", "/tags", "Nothing is said about any tag yet").await;
        is_told(&stage, "Ben", "/tags billing 💶 @ben_team", "takes the role “lead”").await;
        is_told(&stage, "Lea", "/tags billing 💶 @nobody_here", "To whom?").await;
        is_told(&stage, "Lea", "/tags billing euro", "/tags [tag").await;
        is_told(&stage, "Lea", "/tags refund off", "Nothing was said about “refund”").await;
        is_told(&stage, "Lea", "/tags billing 💶 @ben_team @eve_team", "💶 billing · Ben, Eve").await;
        is_told(&stage, "Lea", "/tags vip ⭐", "⭐ vip").await;
        let list = is_told(&stage, "Ben", "/tags", "Tags of this desk").await;
        assert!(list.text.contains("💶 billing · Ben, Eve\n⭐ vip"), "{}", list.text);
        stage.says("Ben", "/away").await;
        stage.group_reads("You are away").await;
        stage.opens("Anna", 1, "my invoice is wrong").await;
        stage.says("Lea", "/tag 1 billing vip").await;
        stage.group_reads("Tags of #1: 💶 billing ⭐ vip").await;
        let card = stage.card(1, &["💶 billing", "⭐ vip"]).await;
        // Only whoever is there, and only once.
        let called = stage.group_reads("#1 is about 💶 billing and with nobody").await;
        assert!(stage.mentions(&called, "Eve") && !stage.mentions(&called, "Ben"), "{called:?}");
        stage.says("Lea", "/untag 1 billing").await;
        stage.group_reads("Tags of #1: ⭐ vip").await;
        stage.settle().await;
        stage.presses("Eve", &card, "Tags").await;
        stage.until("the picker stands", |sandbox| {
            let mut all = sandbox.messages(stage.group).into_iter();
            all.any(|seen| seen.labels() == ["✓ ⭐ vip", "✕"])
        }).await;
        stage.says("Lea", "/tag 1 billing").await;
        stage.card(1, &["💶 billing"]).await;
        // Somebody has it: nobody is called.
        stage.says("Eve", "/take 1").await;
        stage.card(1, &["Eve"]).await;
        stage.settle().await;
        let all = stage.sandbox.messages(stage.group);
        assert_eq!(all.iter().filter(|seen| seen.text.contains("and with nobody")).count(), 1);
        is_told(&stage, "Lea", "/tags billing off", "a tag like any other").await;
        stage.says("Lea", "/tag 1 late").await;
        let card = stage.card(1, &["billing", "late"]).await;
        assert!(!card.text.contains("💶"), "{}", card.text);
        stage.close().await;
    }

    async fn routing_prefers_those_whose_tag_it_is(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.routing.strategy = Strategy::RoundRobin;
        }).await;
        for name in ["Ada", "Lea"] {
            stage.says(name, "/away").await;
        }
        stage.settle().await;
        stage.opens("Anna", 1, "my invoice is wrong").await;
        stage.card(1, &["In progress", "Ben"]).await;
        is_told(&stage, "Lea", "/tags billing 💶 @ben_team", "💶 billing · Ben").await;
        // It would be Eve's turn.
        stage.says("Ben", "/unassign 1").await;
        stage.card(1, &["Unassigned"]).await;
        stage.says("Eve", "/tag 1 billing").await;
        stage.card(1, &["In progress", "Ben", "💶 billing"]).await;
        // Whoever has it keeps it, and where none of them is there, anybody else gets it.
        stage.says("Ben", "/away").await;
        stage.group_reads("You are away").await;
        stage.says("Ben", "/unassign 1").await;
        stage.card(1, &["Unassigned"]).await;
        stage.says("Eve", "/untag 1 billing").await;
        stage.settle().await;
        stage.says("Eve", "/tag 1 billing").await;
        stage.card(1, &["In progress", "Eve", "💶 billing"]).await;
        stage.close().await;
    }

    async fn whoever_is_back_gets_what_nobody_has_urgent_ones_first(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.routing.strategy = Strategy::LeastBusy;
        }).await;
        for name in ["Ada", "Lea", "Ben", "Eve"] {
            stage.says(name, "/away").await;
        }
        stage.settle().await;
        for number in 1..=6 {
            stage.opens(&format!("User{number}"), number, "hello").await;
            stage.card(number, &["Unassigned"]).await;
        }
        stage.says("Lea", "/priority 6 high").await;
        stage.group_reads("Priority of #6").await;
        stage.settle().await;
        is_told(&stage, "Eve", "/back", "You are back").await;
        // Cards that nobody waits for are drawn at their own pace.
        stage.pass(seconds(10)).await;
        for number in [6, 1, 2, 3, 4] {
            stage.card(number, &["In progress", "Eve"]).await;
        }
        stage.settle().await;
        assert_eq!(stage.conversation(5).assignee(), None, "not all of them at once");
        stage.close().await;
    }
}
