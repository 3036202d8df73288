//! The lists of commands that everybody in the group is shown: product.md section 13.

use frontdesk::domain::access::TelegramAdmins;
use frontdesk::sandbox::Standing;

use super::stage::{Kind, Stage};
use crate::in_both_desks;

/// What somebody is shown in the group, whose app speaks German.
fn shown(stage: &Stage, who: &str) -> Vec<String> {
    let list = stage.sandbox.commands(stage.group, stage.id(who), "de");
    let all = list.as_array().cloned().unwrap_or_default();
    all.iter().map(|command| command["command"].as_str().unwrap_or("").to_owned()).collect()
}

fn sees(stage: &Stage, who: &str, command: &str) -> bool {
    shown(stage, who).iter().any(|shown| shown == command)
}

/// How often a list was set or taken away in the group.
fn changes(stage: &Stage) -> usize {
    let calls = ["setMyCommands", "deleteMyCommands"].map(|method| stage.sandbox.calls_of(method));
    let in_group = |call: &frontdesk::sandbox::Call| call.params["scope"]["chat_id"] == stage.group;
    calls.iter().flatten().filter(|call| in_group(call)).count()
}

in_both_desks! {
    async fn everybody_is_shown_what_they_may_do(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.settle().await;
        for (who, stats, role) in [("Ben", false, false), ("Lea", true, false), ("Ada", true, true)] {
            assert!(sees(&stage, who, "take") && sees(&stage, who, "help"), "{who}");
            assert_eq!(sees(&stage, who, "stats"), stats, "{who}: {:?}", shown(&stage, who));
            assert_eq!(sees(&stage, who, "role"), role, "{who}");
            assert!(!sees(&stage, who, "start"), "{who}");
        }
        // Everybody, the administrators, and Lea.
        assert_eq!(changes(&stage), 3);
        // Nothing is set twice, also not after a restart.
        stage.stop().await;
        stage.start().await;
        stage.settle().await;
        assert_eq!(changes(&stage), 3);
        stage.close().await;
    }

    async fn a_new_role_brings_its_commands(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.settle().await;
        stage.says("Ada", "/role @ben_team lead").await;
        stage.until("Ben sees figures", |_| sees(&stage, "Ben", "stats")).await;
        stage.says("Ada", "/role @ben_team agent").await;
        stage.until("he does not any more", |_| !sees(&stage, "Ben", "stats")).await;
        // Telegram's administrators are shown theirs by Telegram.
        let before = changes(&stage);
        stage.sandbox.set_standing(stage.group, stage.id("Eve"), Standing::Admin);
        stage.settle().await;
        assert!(sees(&stage, "Eve", "role"));
        assert_eq!(changes(&stage), before);
        // Who leaves and comes back is an agent.
        stage.sandbox.set_standing(stage.group, stage.id("Lea"), Standing::Left);
        stage.settle().await;
        stage.sandbox.set_standing(stage.group, stage.id("Lea"), Standing::Member);
        stage.says("Lea", "I am back").await;
        stage.until("Lea sees no figures", |_| !sees(&stage, "Lea", "stats")).await;
        stage.settle().await;
        stage.close().await;
    }

    async fn administrators_who_are_agents_see_what_agents_see(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.permissions.telegram_admins = TelegramAdmins::CreatorOnly;
            config.locale.desk = frontdesk::i18n::Lang::from_tag("ru").expect("a language");
        }).await;
        stage.settle().await;
        stage.sandbox.set_standing(stage.group, stage.id("Eve"), Standing::Admin);
        stage.settle().await;
        assert!(!sees(&stage, "Eve", "role") && sees(&stage, "Eve", "take"));
        assert!(sees(&stage, "Ada", "role"), "the owner");
        let list = stage.sandbox.commands(stage.group, stage.id("Eve"), "de");
        let words = list[0]["description"].as_str().unwrap_or("").to_owned();
        assert!(words.chars().any(|c| ('а'..='я').contains(&c)), "not in the group's language: {words}");
        stage.close().await;
    }
}
