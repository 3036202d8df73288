//! Links by which users come: `/link`.

use frontdesk::domain::access::{Action, Role};
use serde_json::json;

use super::commands::is_told;
use super::stage::{Kind, Stage};
use crate::in_both_desks;

in_both_desks! {
    async fn a_link_is_shown_with_its_picture_and_marks_who_comes_by_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        let asked = stage.says("Ben", "/link spring-2026").await;
        let shown = stage.group_reads("?start=spring-2026").await;
        assert_eq!(shown.kind, "photo");
        assert_eq!(shown.reply_to, Some(asked));
        assert_eq!(shown.labels(), ["✕"]);
        assert!(shown.text.starts_with("https://t.me/"), "{}", shown.text);
        let calls = stage.sandbox.calls_of("sendPhoto");
        let [call] = &calls[..] else { panic!("{calls:?}") };
        assert_eq!(call.params["photo"], json!("attach://photo"));
        // Where it leads to.
        let payload = "/start spring-2026";
        stage.writes("Anna", payload).await;
        stage.reads("Anna", "").await;
        stage.opens("Anna", 1, "hello there").await;
        stage.card(1, &["Anna", "from spring-2026"]).await;
        // It goes away like every answer, and where nobody answers anything it reaches no user.
        stage.settle().await;
        stage.presses("Ben", &shown, "✕").await;
        stage.vanishes(&shown).await;
        // Without a word it is the bot's own address.
        stage.says("Eve", "/link").await;
        let plain = stage.group_reads("This leads to the bot").await;
        assert!(!plain.text.contains("start="), "{}", plain.text);
        stage.close().await;
    }

    async fn what_a_link_cannot_carry_is_explained(kind: Kind) {
        let stage = Stage::open(kind).await;
        is_told(&stage, "Ben", "/link spring sale!", "This would do: /link spring-sale").await;
        is_told(&stage, "Ben", "/link весна", "for example: /link spring-2026").await;
        let long = "x".repeat(65);
        is_told(&stage, "Ben", &format!("/link {long}"), &format!("/link {}", "x".repeat(64))).await;
        assert!(stage.sandbox.calls_of("sendPhoto").is_empty());
        stage.close().await;
    }

    async fn the_right_decides_who_makes_links(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.roles.insert(Action::Link, Role::Lead);
        }).await;
        is_told(&stage, "Ben", "/link flyer", "takes the role “lead”").await;
        stage.says("Lea", "/link flyer").await;
        stage.group_reads("?start=flyer").await;
        stage.close().await;
    }

    async fn where_there_are_several_desks_a_link_leads_to_its_own(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        stage.at("billing");
        stage.says("Max", "/link flyer").await;
        let shown = stage.group_reads("?start=billing-flyer").await;
        assert_eq!(shown.kind, "photo");
        stage.settle().await;
        stage.writes("Anna", "/start billing-flyer").await;
        stage.reads("Anna", "Billing").await;
        stage.writes("Anna", "the bill is wrong").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["Anna", "from flyer"]).await;
        // The name takes a part of the room.
        let long = "x".repeat(57);
        is_told(&stage, "Max", &format!("/link {long}"), &format!("/link {}", "x".repeat(56))).await;
        stage.close().await;
    }
}
