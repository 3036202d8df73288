//! Settings in the chat: product.md sections 13 and 14.

use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::domain::id::DeskId;
use frontdesk::domain::setting::Chosen;
use frontdesk::sandbox::Seen;
use frontdesk::store::Store;

use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;

/// A settings file and variables, with the pace of stories.
fn written(config: &mut Config, text: &str, variables: &[(&str, &str)]) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("frontdesk.toml");
    std::fs::write(&path, text).unwrap();
    let variables = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    let mut read = Config::load(Some(&path), true, variables).unwrap();
    read.schedule = config.schedule.clone();
    read.limits = config.limits.clone();
    *config = read;
}

/// The page of a setting, opened anew by somebody.
async fn opened(stage: &Stage, who: &str, label: &str) -> Seen {
    let asked = stage.says(who, "/settings").await;
    let front = answer_to(stage, asked).await;
    stage.presses(who, &front, label).await;
    changed(stage, &front).await
}

/// What answers a command.
async fn answer_to(stage: &Stage, command: i32) -> Seen {
    let mut found = None;
    stage
        .until("answered", |sandbox| {
            let all = sandbox.messages(stage.group).into_iter();
            found = all.filter(|seen| seen.by_bot).find(|seen| seen.reply_to == Some(command));
            found.is_some()
        })
        .await;
    found.unwrap()
}

/// A message once it is another.
async fn changed(stage: &Stage, before: &Seen) -> Seen {
    let mut found = None;
    stage
        .until("changed", |sandbox| {
            found = sandbox
                .message(stage.group, before.id)
                .filter(|seen| (&seen.text, seen.labels()) != (&before.text, before.labels()));
            found.is_some()
        })
        .await;
    found.unwrap()
}

/// What the audit says of settings: which, before and after.
fn audited(stage: &Stage) -> Vec<[String; 3]> {
    let dump = stage.service().store().read().unwrap().dump().unwrap();
    let mut all: Vec<(u64, &String)> =
        dump["audit-1"].iter().map(|(at, entry)| (at.parse().unwrap(), entry)).collect();
    all.sort_unstable();
    let what = all.into_iter().filter_map(|(_, entry)| {
        let entry: serde_json::Value = serde_json::from_str(entry).unwrap();
        let deed = entry["what"].get("Setting")?;
        Some(["key", "before", "after"].map(|part| deed[part].as_str().unwrap().to_owned()))
    });
    what.collect()
}

in_both_desks! {
    async fn admins_change_what_holds_and_take_it_back(kind: Kind) {
        let mut stage = Stage::with(kind, |config| written(
            config,
            "[timeout]\nwarn_before = \"2m\"\ncomplete_after = \"45m\"\nnudge_after = \"off\"\n",
            &[("FRONTDESK_TIMEOUT__ESCALATE_AFTER", "off")],
        )).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.answers("Ben", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        // What holds and from where; the rest is the default.
        let asked = stage.says("Ada", "/settings").await;
        let front = answer_to(&stage, asked).await;
        for line in [
            "Completes after silence: 45 min (frontdesk.toml:3)",
            "Calls the leads after: off (FRONTDESK_TIMEOUT__ESCALATE_AFTER)",
        ] {
            assert!(front.text.lines().any(|said| said == line), "{line}: {}", front.text);
        }
        assert!(!front.text.contains("Language of this group"), "{}", front.text);
        let labels = front.labels();
        for label in ["Asks before it completes: on", "Language of this group: English", "✕"] {
            assert!(labels.contains(&label), "{label}: {labels:?}");
        }
        assert!(!labels.contains(&"Changed here"), "{labels:?}");
        stage.presses("Ada", &front, "Completes after silence: 45 min").await;
        let page = changed(&stage, &front).await;
        assert!(page.text.contains("\ntimeout.complete_after"), "{}", page.text);
        stage.presses("Ada", &page, "10 min").await;
        let page = changed(&stage, &page).await;
        assert!(page.text.starts_with("Completes after silence: 10 min (Ada, "), "{}", page.text);
        let below = "Without what was chosen here: 45 min (frontdesk.toml:3)";
        assert!(page.text.contains(below), "{}", page.text);
        assert_eq!(audited(&stage), [["timeout.complete_after", "45m", "10m"]]);
        // It holds for what is open already, also after a restart.
        stage.stop().await;
        stage.start().await;
        stage.pass(minutes(8)).await;
        stage.reads("Anna", "no other questions").await;
        let reply = stage.writes("Anna", "the red one").await;
        stage.reads("Anna", "stays open").await;
        // What Ben has not seen he has not answered.
        stage.group_sees("Anna", reply).await;
        stage.answers("Ben", 1, "pull the plug").await;
        stage.reads("Anna", "pull the plug").await;
        // What was changed here stands together, each with its way back.
        let asked = stage.says("Ada", "/settings").await;
        let front = answer_to(&stage, asked).await;
        stage.presses("Ada", &front, "Changed here").await;
        let list = changed(&stage, &front).await;
        assert!(list.text.contains("10 min (Ada, ") && list.text.contains(below), "{}", list.text);
        stage.presses("Ada", &list, "↩ Completes after silence").await;
        let page = changed(&stage, &list).await;
        assert!(page.text.contains(": 45 min (frontdesk.toml:3)"), "{}", page.text);
        assert_eq!(audited(&stage)[1..], [["timeout.complete_after", "10m", "45m"]]);
        stage.pass(minutes(42)).await;
        assert_eq!(stage.unread_texts("Anna"), Vec::<String>::new());
        stage.pass(minutes(2)).await;
        stage.reads("Anna", "no other questions").await;
        stage.presses("Ada", &page, "‹ Settings").await;
        let front = changed(&stage, &page).await;
        assert!(!front.labels().contains(&"Changed here"), "{:?}", front.labels());
        stage.close().await;
    }

    async fn only_admins_change_settings_and_refusals_say_so(kind: Kind) {
        let stage = Stage::with(kind, |config| written(
            config,
            "[permissions]\nsettings = \"agent\"\n",
            &[],
        )).await;
        let page = opened(&stage, "Ben", "Asks users for a rating").await;
        let off = Stage::data_of(&page, "off");
        stage.refused("Ben", &page, "off", "admin").await;
        stage.refused("Lea", &page, "off", "admin").await;
        // A value that is not offered, a setting that is not changed here, another desk's.
        for (data, words) in [
            ("set:1:completion.rating:maybe:0", "cannot be chosen here"),
            ("set:1:limits.per_second:0:0", "cannot be chosen here"),
            ("unset:1:completion.rating:0", "cannot be chosen here"),
            ("setting:1:http.secret:x", "cannot be chosen here"),
            ("set:1:completion.rating:off:7", "cannot be chosen here"),
            ("set:2:completion.rating:off:0", "belongs to another"),
        ] {
            let answer = stage.forges("Ada", page.id, data).await;
            assert!(answer.alert && answer.text.unwrap().contains(words), "{data}");
        }
        assert_eq!(audited(&stage), Vec::<[String; 3]>::new());
        stage.forges("Ada", page.id, &off).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.answers("Ben", 1, "pull the plug").await;
        stage.reads("Anna", "pull the plug").await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        let notice = stage.reads("Anna", "has been completed").await;
        assert!(!notice.labels().iter().any(|label| label.contains('★')), "{:?}", notice.labels());
        stage.close().await;
    }

    async fn of_two_who_change_the_same_the_second_is_told(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.says("Ada", "/role @lea_team admin").await;
        stage.group_reads("admin").await;
        let adas = opened(&stage, "Ada", "Asks before it completes").await;
        let leas = opened(&stage, "Lea", "Asks before it completes").await;
        let leas_off = Stage::data_of(&leas, "off");
        stage.presses("Ada", &adas, "off").await;
        stage.refused("Lea", &leas, "off", "Ada has changed this meanwhile; now: off").await;
        let seen = changed(&stage, &leas).await;
        assert!(seen.text.contains("Asks before it completes: off (Ada, "), "{}", seen.text);
        // Mark Complete does not ask any more.
        stage.opens("Anna", 1, "hello").await;
        let card = stage.card(1, &[]).await;
        stage.presses("Ben", &card, "Mark Complete").await;
        stage.reads("Anna", "has been completed").await;
        // What her page shows now takes it back, also after a restart; what it showed before does not.
        stage.stop().await;
        stage.start().await;
        let answer = stage.forges("Lea", leas.id, &leas_off).await;
        assert!(answer.alert && answer.text.unwrap().contains("changed this meanwhile"));
        stage.presses("Lea", &seen, "↩ Asks before it completes").await;
        let page = changed(&stage, &seen).await;
        assert!(page.text.contains("Asks before it completes: on (default)"), "{}", page.text);
        stage.close().await;
    }

    async fn the_language_of_the_group_is_another_from_the_commit_on(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let page = opened(&stage, "Ada", "Language of this group: English").await;
        stage.presses("Ada", &page, "Русский").await;
        let page = changed(&stage, &page).await;
        assert!(page.text.starts_with("Язык этой группы: Русский (Ada"), "{}", page.text);
        stage.refused("Ben", &page, "فارسی", "администратор").await;
        // Cards follow when they are drawn anew.
        stage.card(1, &["Unassigned"]).await;
        stage.commands("Ben", 1, "/take").await;
        stage.card(1, &["В работе", "Ben"]).await;
        // So does the list of commands, at once.
        let in_russian = |stage: &Stage| {
            let list = stage.sandbox.commands(stage.group, stage.id("Ben"), "de").to_string();
            list.chars().any(|c| ('а'..='я').contains(&c))
        };
        stage.until("the commands are in Russian", |_| in_russian(&stage)).await;
        // Whose language is not known is spoken to in the one that was chosen for them.
        let page = opened(&stage, "Ada", "Для тех, чей язык неизвестен: English").await;
        stage.presses("Ada", &page, "فارسی").await;
        changed(&stage, &page).await;
        stage.person("Ludo", "xx");
        stage.writes("Ludo", "saluton").await;
        stage.reads("Ludo", "#2").await;
        stage.writes("Ludo", "/close").await;
        let asked = stage.reads("Ludo", "پایان").await;
        assert!(!asked.text.contains("conversation"), "{}", asked.text);
        stage.close().await;
    }

    async fn what_is_no_longer_allowed_is_not_followed_and_named(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.settle().await;
        stage.stop().await;
        let store = Store::open(stage.data()).unwrap();
        let tx = store.write().unwrap();
        for (name, value) in [("timeout.complete_after", "soon"), ("timeout.former", "1m")] {
            let at = Clock::system().now();
            let chosen = Chosen { value: Some(value.to_owned()), by: None, at, nonce: 1 };
            tx.put_chosen(DeskId(1), name, &chosen).unwrap();
        }
        tx.commit().unwrap();
        drop(store);
        stage.start().await;
        let asked = stage.says("Ada", "/settings").await;
        let front = answer_to(&stage, asked).await;
        for words in ["⚠ timeout.complete_after = soon (the team", "⚠ timeout.former = 1m"] {
            assert!(front.text.contains(words), "{}", front.text);
        }
        assert!(front.labels().contains(&"Completes after silence: 30 min"), "{:?}", front.labels());
        stage.presses("Ada", &front, "Changed here").await;
        let list = changed(&stage, &front).await;
        stage.presses("Ada", &list, "↩ timeout.former").await;
        let list = changed(&stage, &list).await;
        assert!(!list.text.contains("former"), "{}", list.text);
        stage.presses("Ada", &list, "↩ Completes after silence").await;
        let page = changed(&stage, &list).await;
        assert!(page.text.starts_with("Completes after silence: 30 min (default)"), "{}", page.text);
        stage.close().await;
    }

    async fn every_setting_and_every_permission_stands_on_a_page(kind: Kind) {
        let stage = Stage::with(kind, |config| written(
            config,
            "[timeout]\ncomplete_after = \"2m\"\n[[desk]]\nname = \"support\"\n[desk.permissions]\ntag = \"lead\"\n",
            &[],
        )).await;
        let asked = stage.says("Ada", "/settings").await;
        let front = answer_to(&stage, asked).await;
        // Rules that hold between settings are told where they bite.
        assert!(front.text.contains("the warning comes at once"), "{}", front.text);
        stage.presses("Ada", &front, "All settings").await;
        let mut page = changed(&stage, &front).await;
        let mut told = String::new();
        for number in 2.. {
            assert!(page.text.chars().count() < 3_500 && !page.text.ends_with('…'), "{}", page.text);
            told += &page.text;
            told.push('\n');
            let next = format!("Page {number}");
            if !page.labels().contains(&next.as_str()) {
                break;
            }
            stage.presses("Ada", &page, &next).await;
            page = changed(&stage, &page).await;
        }
        for setting in Config::default().described() {
            let line = format!("\n{} = ", setting.key);
            assert!(told.contains(&line), "{line}: {told}");
        }
        for line in [
            "\npermissions.tag = lead (frontdesk.toml:6)\n",
            "\npermissions.change_settings = admin (default)\n",
            "\ntimeout.complete_after = 2m (frontdesk.toml:2)\n",
        ] {
            assert!(told.contains(line), "{line}: {told}");
        }
        stage.close().await;
    }
}
