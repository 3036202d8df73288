//! Who is agent, lead and admin, and that nobody is locked out: product.md sections 1 and 13.

use super::commands::{asks, is_told};
use super::stage::{Kind, Stage, assert_refused};
use crate::in_both_desks;
use frontdesk::domain::access::TelegramAdmins;
use frontdesk::domain::id::UserId;
use frontdesk::sandbox::Standing;

in_both_desks! {
    async fn who_is_what_is_listed(kind: Kind) {
        let stage = Stage::open(kind).await;
        let list = is_told(&stage, "Ben", "/role", "Who is what here").await;
        let at = |words: &str| {
            list.text.find(words).unwrap_or_else(|| panic!("{words}: {}", list.text))
        };
        assert!(at("Ada is: admin (by Telegram)") < at("Lea is: lead"), "{}", list.text);
        assert!(at("Lea is: lead") < at("Ben is: agent"), "{}", list.text);
        is_told(&stage, "Ben", "/role @ada_team", "Ada is: admin (by Telegram)").await;
        is_told(&stage, "Ada", "/role @ben_team agent", "is that already").await;
        stage.close().await;
    }

    async fn of_two_who_demote_each_other_the_first_wins(kind: Kind) {
        let stage = Stage::open(kind).await;
        is_told(&stage, "Ada", "/role @lea_team admin", "Lea is now: admin").await;
        is_told(&stage, "Ada", "/role @ben_team admin", "Ben is now: admin").await;
        let first = stage.says("Lea", "/role @ben_team agent").await;
        let second = stage.says("Ben", "/role @lea_team agent").await;
        stage.until("both are answered", |sandbox| {
            let answered = |id, words| {
                let all = sandbox.messages(stage.group);
                all.iter().any(|seen| seen.reply_to == Some(id) && seen.text.contains(words))
            };
            answered(first, "Ben is now: agent") && answered(second, "takes the role “admin”")
        }).await;
        is_told(&stage, "Eve", "/role @lea_team", "Lea is: admin").await;
        let audit = is_told(&stage, "Lea", "/audit @ben_team", "Audit of Ben").await;
        assert!(audit.text.contains("Role of Ben changed by Lea: admin → agent"), "{}", audit.text);
        stage.close().await;
    }

    async fn whom_telegram_makes_an_admin_stays_one(kind: Kind) {
        let stage = Stage::open(kind).await;
        is_told(&stage, "Ada", "/role @ada_team agent", "Ada stays admin, as Telegram’s").await;
        is_told(&stage, "Ada", "/role @lea_team admin", "Lea is now: admin").await;
        is_told(&stage, "Lea", "/role @ada_team lead", "Ada stays admin").await;
        is_told(&stage, "Ada", "/settings", "Settings of this desk").await;
        // Telegram takes it away, at once.
        stage.sandbox.set_standing(stage.group, stage.id("Ada"), Standing::Member);
        stage.settle().await;
        is_told(&stage, "Ada", "/settings", "takes the role “admin”").await;
        let audit = is_told(&stage, "Lea", "/audit @ada_team", "Audit of Ada").await;
        let line = "Telegram made Ada something else: admin → agent";
        assert!(audit.text.contains(line), "{}", audit.text);
        // She says it of herself.
        is_told(&stage, "Lea", "/role @lea_team lead", "Lea is the last admin").await;
        is_told(&stage, "Lea", "/role @eve_team admin", "Eve is now: admin").await;
        is_told(&stage, "Lea", "/role @lea_team lead", "Lea is now: lead").await;
        is_told(&stage, "Lea", "/role @lea_team admin", "takes the role “admin”").await;
        stage.close().await;
    }

    async fn the_last_admin_stays_one(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        is_told(&stage, "Ada", "/role @ben_team admin", "Ben is now: admin").await;
        stage.settle().await;
        stage.stop().await;
        // Somebody whom nobody has seen here yet is no help.
        stage.config.permissions.telegram_admins = TelegramAdmins::Agent;
        stage.config.permissions.admins = vec![UserId(1), UserId(stage.id("Lea"))];
        stage.start().await;
        is_told(&stage, "Ben", "/role @lea_team agent", "the settings say so").await;
        is_told(&stage, "Ada", "/role @eve_team lead", "takes the role “admin”").await;
        stage.sandbox.set_standing(stage.group, stage.id("Lea"), Standing::Left);
        stage.settle().await;
        is_told(&stage, "Ben", "/role @ben_team agent", "Ben is the last admin").await;
        is_told(&stage, "Ben", "/settings", "Settings of this desk").await;
        // Whoever goes cannot be held: who can help is said, once.
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Left);
        stage.group_reads("Nobody in this group is an admin any more").await;
        stage.sandbox.set_standing(stage.group, stage.id("Lea"), Standing::Member);
        stage.settle().await;
        is_told(&stage, "Lea", "/role @eve_team admin", "Eve is now: admin").await;
        assert_eq!(stage.count_in_group("Nobody in this group is an admin"), 1);
        stage.close().await;
    }

    async fn leaving_takes_the_rights_at_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        let stats = asks(&stage, "Lea", "/stats").await;
        stage.settle().await;
        stage.sandbox.set_standing(stage.group, stage.id("Lea"), Standing::Left);
        stage.settle().await;
        let data = Stage::data_of(&stats, "Today");
        assert_refused(&stage.forges("Lea", stats.id, &data).await, "Only members");
        // Telegram is asked whether she has come back.
        stage.settle().await;
        // Whoever comes back is an agent.
        stage.sandbox.set_standing(stage.group, stage.id("Lea"), Standing::Member);
        stage.settle().await;
        stage.refused("Lea", &stats, "Today", "takes the role “lead”").await;
        let audit = is_told(&stage, "Ada", "/audit @lea_team", "Audit of Lea").await;
        for line in ["Lea is no longer in the group (was lead)", "Lea is in the group: agent",
            "Refused to Lea: Today (from outside)", "Refused to Lea: Today (without the right)"] {
            assert!(audit.text.contains(line), "{line}: {}", audit.text);
        }
        stage.close().await;
    }
}
