//! How a group becomes the desk: product.md section 13.

use super::stage::{Kind, Stage, assert_refused, minutes};
use crate::in_both_desks;
use frontdesk::sandbox::{BotRights, Outgoing, Standing};
use serde_json::json;

fn code(stage: &Stage) -> String {
    stage.service().setup.first().cloned().expect("there is no desk yet").code
}

/// Somebody gives a command in the group.
async fn commands(stage: &Stage, who: &str, text: &str) -> i32 {
    stage.says(who, text).await
}

/// The group is the desk: a user's message arrives there.
async fn works(stage: &Stage) {
    stage.writes("Anna", "the printer is on fire").await;
    stage.reads("Anna", "#1").await;
    stage.card(1, &["Unassigned"]).await;
}

/// The group is no desk: a user is told so, and the group hears nothing.
async fn is_no_desk(stage: &Stage) {
    stage.settle().await;
    stage.writes("Anna", "the printer is on fire").await;
    stage.reads("Anna", "not set up yet").await;
    assert!(!stage.sandbox.texts(stage.group).iter().any(|text| text.contains("printer")));
}

in_both_desks! {
    async fn the_printed_link_carries_the_code_that_makes_the_desk(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        let setup = stage.service().setup.first().cloned().expect("there is no desk yet");
        let bot = stage.sandbox.bot_username();
        assert_eq!(setup.link, format!(
            "https://t.me/{bot}?startgroup={}&admin=manage_topics+delete_messages+pin_messages",
            setup.code
        ));
        commands(&stage, "Ada", &format!("/start@{bot} {}", setup.code)).await;
        let checklist = stage.group_reads("Checklist of Support").await;
        assert!(checklist.text.contains("I am an administrator"), "{}", checklist.text);
        assert!(!checklist.text.contains("✗"), "{}", checklist.text);
        assert_eq!(checklist.labels(), ["I am on the team"]);
        works(&stage).await;
        stage.close().await;
    }

    async fn the_command_does_the_same_by_hand(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        stage.group_reads("Checklist of Support").await;
        works(&stage).await;
        // The code is used up, and the desk stays what it is.
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        stage.group_reads("is the desk already").await;
        commands(&stage, "Ada", "/setup").await;
        stage.settle().await;
        stage.close().await;
    }

    async fn an_anonymous_administrator_sets_up_too(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        let text = Outgoing::text(&format!("/setup {}", code(&stage))).anonymous();
        stage.sandbox.say(stage.id("Ada"), stage.group, text);
        stage.group_reads("Checklist of Support").await;
        works(&stage).await;
        stage.close().await;
    }

    async fn who_administers_nothing_is_refused_and_the_code_stays_good(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        let id = commands(&stage, "Ben", &format!("/setup {}", code(&stage))).await;
        let told = stage.group_reads("Only an administrator").await;
        assert_eq!(told.reply_to, Some(id));
        is_no_desk(&stage).await;
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        stage.group_reads("Checklist of Support").await;
        works(&stage).await;
        stage.close().await;
    }

    async fn a_channel_is_nobody(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        let text = Outgoing::text(&format!("/setup {}", code(&stage))).as_channel(-1_009);
        stage.sandbox.say(stage.id("Ben"), stage.group, text);
        is_no_desk(&stage).await;
        stage.close().await;
    }

    async fn a_wrong_code_is_refused_and_five_tries_are_all(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        commands(&stage, "Ada", "/setup").await;
        stage.group_reads("/setup with the code").await;
        for _ in 0..5 {
            commands(&stage, "Ada", "/setup wrongwrong").await;
        }
        stage.until("five refusals", |sandbox| {
            let texts = sandbox.texts(stage.group);
            texts.iter().filter(|text| text.contains("This code is wrong")).count() == 5
        }).await;
        // Now even the right one, until an hour has passed; by then that one has expired.
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        stage.group_reads("Too many tries").await;
        is_no_desk(&stage).await;
        stage.pass(minutes(61)).await;
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        stage.until("the sixth refusal", |sandbox| {
            let texts = sandbox.texts(stage.group);
            texts.iter().filter(|text| text.contains("This code is wrong")).count() == 6
        }).await;
        stage.close().await;
    }

    async fn a_code_lives_for_an_hour_and_a_restart_makes_another(kind: Kind) {
        let mut stage = Stage::without_desk(kind).await;
        let old = code(&stage);
        stage.pass(minutes(60)).await;
        commands(&stage, "Ada", &format!("/setup {old}")).await;
        stage.group_reads("This code is wrong").await;
        is_no_desk(&stage).await;
        stage.stop().await;
        stage.start().await;
        let new = code(&stage);
        assert_ne!(old, new);
        commands(&stage, "Ada", &format!("/setup {new}")).await;
        stage.group_reads("Checklist of Support").await;
        stage.close().await;
    }

    async fn a_strangers_group_never_becomes_a_desk(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        stage.group_reads("Checklist of Support").await;
        works(&stage).await;
        let mallory = stage.sandbox.user("Mallory", None, None);
        let theirs = stage.sandbox.forum("Mallory's");
        stage.sandbox.join(theirs, mallory, Standing::Creator);
        stage.sandbox.bot_joins(theirs, BotRights::all());
        let before = stage.dump().await;
        for text in ["hello", "/setup", "/start abc", "/take 1", "/list", "/role admin", "/history 1"] {
            stage.sandbox.say(mallory, theirs, Outgoing::text(text));
        }
        for data in ["take:1.1", "team:1", "hist:1.1:0", "done:1.1"] {
            let press = stage.sandbox.press_data(mallory, theirs, 1, data);
            assert_refused(&stage.answer(&press).await, "");
        }
        let code = Outgoing::text(&format!("/setup {}", code(&stage)));
        stage.sandbox.say(mallory, theirs, code);
        stage.unchanged(&before).await;
        let theirs = stage.sandbox.texts(theirs).join("\n");
        assert!(!theirs.contains("printer") && !theirs.contains("Anna"), "{theirs}");
        stage.close().await;
    }

    async fn a_public_group_is_refused(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        stage.sandbox.set_chat_field(stage.group, "username", json!("support_group"));
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        stage.group_reads("Not set up: this group is public").await;
        is_no_desk(&stage).await;
        stage.close().await;
    }

    async fn a_group_linked_to_a_channel_is_refused(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        // A message does not tell; only the look at the group does.
        stage.sandbox.set_chat_field(stage.group, "linked_chat_id", json!(-1_009));
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        stage.group_reads("Not set up: this group is public").await;
        is_no_desk(&stage).await;
        stage.close().await;
    }

    async fn the_checklist_says_what_is_missing_and_is_redrawn(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        let some = BotRights { pin_messages: false, ..BotRights::all() };
        stage.sandbox.set_bot_rights(stage.group, some);
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        let checklist = stage.group_reads("Checklist of Support").await;
        assert!(checklist.text.contains("✗ I may not pin messages"), "{}", checklist.text);
        stage.settle().await;
        stage.sandbox.set_bot_rights(stage.group, BotRights::all());
        stage.until("it is redrawn", |sandbox| {
            let seen = sandbox.message(stage.group, checklist.id).expect("it stands");
            seen.text.contains("✓ I may pin messages") && !seen.text.contains("✗")
        }).await;
        stage.close().await;
    }

    async fn whoever_says_so_is_known_as_a_member_of_the_team(kind: Kind) {
        let stage = Stage::without_desk(kind).await;
        commands(&stage, "Ada", &format!("/setup {}", code(&stage))).await;
        let checklist = stage.group_reads("Checklist of Support").await;
        works(&stage).await;
        let answer = stage.presses("Eve", &checklist, "I am on the team").await;
        assert!(!answer.alert && answer.text.is_some(), "{answer:?}");
        stage.settle().await;
        let card = stage.card(1, &[]).await;
        let answer = stage.presses("Eve", &card, "Take").await;
        assert!(!answer.alert, "{answer:?}");
        stage.card(1, &["In progress", "Eve"]).await;
        // Nobody outside joins by a press, however often.
        let mallory = stage.id("Mallory");
        for _ in 0..3 {
            let press = stage.sandbox.press_data(mallory, stage.group, checklist.id, "team:1");
            stage.answer(&press).await;
            stage.settle().await;
            let press = stage.sandbox.press_data(mallory, stage.group, card.id, "done:1.1");
            assert_refused(&stage.answer(&press).await, "");
            stage.settle().await;
        }
        assert!(stage.stored(1).expect("it is open").questions.is_empty());
        stage.close().await;
    }
}
