//! Buttons that were never offered to whoever presses them: a press changes nothing unless person,
//! chat and state agree, and says so.

use super::settings;
use super::stage::{Kind, Stage, assert_refused, minutes};
use crate::in_both_desks;
use frontdesk::sandbox::{Seen, Standing};

/// The text of an agent's button by its label, wherever it stands now.
async fn data(stage: &Stage, number: u32, label: &str) -> (Seen, String) {
    let card = stage.card(number, &[]).await;
    let data = Stage::data_of(&card, label);
    (card, data)
}

/// Everything that anybody could send without being offered it.
fn garbage() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        " ",
        "x:",
        "take",
        "take:",
        "take:1",
        "take:1.",
        "take:.1",
        "take:1.1:1",
        "TAKE:1.1",
        "take:1.-1",
        "take:-1.1",
        "take:1.0x1",
        "take:1.99999999999999999999",
        "take:99999999999.1",
        "take:01.1",
        "take:1.01",
        "take:+1.1",
        "take: 1.1",
        "take:1.1 ",
        "take:1.１",
        "yes:1.1",
        "yes:1.1:solved",
        "yes:1.1:solved:",
        "yes:1.1:solved:-1",
        "yes:1.1:solved:99999999999",
        "yes:1.1:bribed:1",
        "again:1.1:timeout:1",
        "again:1.1:solved:1",
        "rate:1.1:0",
        "rate:1.1:6",
        "rate:1.1:-1",
        "rate:1.1:300",
        "stats:1:0",
        "stats:1:99999",
        "stats:1:65535",
        "stats:1:-1",
        "lang:../../etc",
        "lang:",
        "lang:xx",
        "hist:1.1:-1",
        "to:1.1:",
        "retry:1.1:-5",
        "drop table",
        "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂",
        "\u{0}\u{1}\u{7f}",
    ]
    .map(str::to_owned)
    .to_vec();
    // 64 bytes of anything, from a small generator that is always the same.
    let mut state = 0x2545_f491_u32;
    for _ in 0..12 {
        let mut bytes = String::new();
        while bytes.len() < 64 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes.push(char::from(b' ' + u8::try_from(state >> 25).unwrap_or(0) % 95));
        }
        all.push(bytes);
    }
    all
}

/// Our own grammar with numbers that are none of this desk's.
fn foreign() -> Vec<String> {
    let mut all = Vec::new();
    for id in ["1.7", "1.0", "1.4294967295", "2.1", "0.1"] {
        for form in [
            "take:ID",
            "assign:ID:0",
            "assign:ID:65535",
            "to:ID:5",
            "pend:ID",
            "resume:ID",
            "done:ID",
            "yes:ID:solved:1",
            "first:ID:1",
            "no:ID:1",
            "undo:ID:1",
            "reopen:ID",
            "again:ID:said:1",
            "again:ID:mistake:1",
            "grant:ID:1",
            "deny:ID:1",
            "merge:ID",
            "hist:ID:0",
            "tags:ID",
            "show:ID",
            "retry:ID:1",
            "still:ID",
            "solved:ID",
            "close:ID",
            "keep:ID",
            "same:ID",
            "rate:ID:5",
        ] {
            all.push(form.replace("ID", id));
        }
    }
    for desk in ["new:1", "new:2", "contact:1", "contact:9", "team:2", "stats:1:5"] {
        all.push(desk.to_owned());
    }
    all
}

in_both_desks! {
    async fn garbage_changes_nothing_wherever_it_is_pressed(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        let opened = stage.reads("Anna", "#1").await;
        let card = stage.card(1, &["Unassigned"]).await;
        let before = stage.dump().await;
        let anna = stage.id("Anna");
        for text in garbage() {
            assert_refused(&stage.forges("Ada", card.id, &text).await, "");
            let press = stage.sandbox.press_data(anna, anna, opened.id, &text);
            assert_refused(&stage.answer(&press).await, "");
        }
        stage.unchanged(&before).await;
        stage.close().await;
    }

    async fn our_own_grammar_with_wrong_numbers_changes_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        let opened = stage.reads("Anna", "#1").await;
        let card = stage.card(1, &["Unassigned"]).await;
        let before = stage.dump().await;
        let anna = stage.id("Anna");
        for text in foreign() {
            let answer = stage.forges("Ada", card.id, &text).await;
            assert!(answer.alert, "{text}: {answer:?}");
            assert_refused(&answer, "");
            let press = stage.sandbox.press_data(anna, anna, opened.id, &text);
            let answer = stage.answer(&press).await;
            assert!(answer.alert, "in private, {text}: {answer:?}");
        }
        stage.unchanged(&before).await;
        stage.close().await;
    }

    async fn a_user_cannot_press_what_is_the_teams(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        let opened = stage.reads("Anna", "#1").await;
        let (card, _) = data(&stage, 1, "Mark Complete").await;
        stage.presses("Ben", &card, "Mark Complete").await;
        let question = stage.card(1, &["no longer be able to write"]).await;
        stage.settle().await;
        let confirm = Stage::data_of(&question, "Confirm: solved");
        let before = stage.dump().await;
        let anna = stage.id("Anna");
        for text in ["take:1.1", "done:1.1", "pend:1.1", "reopen:1.1", "hist:1.1:0", "x", "team:1",
            "stats:1:7", "assign:1.1:0", "to:1.1:5", "show:1.1", "undo:1.1:1", &confirm] {
            // In the own private chat, and in the group as a stranger.
            let press = stage.sandbox.press_data(anna, anna, opened.id, text);
            assert_refused(&stage.answer(&press).await, "another chat or person");
            if text != "team:1" {
                assert_refused(&stage.forges("Anna", question.id, text).await, "");
                stage.settle().await;
                assert_refused(&stage.forges("Anna", question.id, text).await, "Only members");
            }
        }
        stage.unchanged(&before).await;
        stage.close().await;
    }

    async fn a_users_button_works_for_nobody_else(kind: Kind) {
        let stage = Stage::with(kind, settings::ask).await;
        let notice = stage.finishes("Anna", 1, "the printer is on fire").await;
        let still = Stage::data_of(&notice, "I still need help");
        let rate = Stage::data_of(&notice, "5 ★");
        stage.writes("Anna", "it burns again").await;
        let asked = stage.reads("Anna", "Does your message belong").await;
        let same = Stage::data_of(&asked, "Same matter");
        stage.writes("Bob", "hello").await;
        let theirs = stage.reads("Bob", "#2").await;
        stage.card(2, &[]).await;
        let before = stage.dump().await;
        let bob = stage.id("Bob");
        for text in [&still, &rate, &same, "solved:1.1", "close:1.1", "keep:1.1", "new:1", "contact:1"] {
            let press = stage.sandbox.press_data(bob, bob, theirs.id, text);
            assert_refused(&stage.answer(&press).await, "");
            // Nor in the group, not even by an administrator.
            for who in ["Ada", "Lea", "Ben"] {
                assert_refused(&stage.forges(who, stage.card(1, &[]).await.id, text).await, "another chat");
            }
        }
        stage.unchanged(&before).await;
        stage.close().await;
    }

    async fn somebody_elses_question_is_confirmed_by_a_lead_only(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        let card = stage.card(1, &[]).await;
        stage.settle().await;
        stage.presses("Ben", &card, "Mark Complete").await;
        let question = stage.card(1, &["no longer be able to write"]).await;
        let before = stage.dump().await;
        stage.refused("Eve", &question, "Confirm: solved", "Only who asked").await;
        stage.refused("Eve", &question, "Ask the user first", "Only who asked").await;
        stage.unchanged(&before).await;
        stage.presses("Lea", &question, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }

    async fn stale_buttons_change_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        let card = stage.card(1, &[]).await;
        stage.settle().await;
        stage.presses("Ben", &card, "Mark Complete").await;
        let question = stage.card(1, &["no longer be able to write"]).await;
        let confirm = Stage::data_of(&question, "Confirm: solved");
        let first = Stage::data_of(&question, "Ask the user first");
        let cancel = Stage::data_of(&question, "Cancel");
        stage.presses("Ben", &question, "Cancel").await;
        stage.card(1, &["Unassigned"]).await;
        let before = stage.dump().await;
        for text in [&confirm, &first, &cancel] {
            assert_refused(&stage.forges("Ben", card.id, text).await, "out of date");
        }
        stage.unchanged(&before).await;

        // The question of before is not that of now.
        stage.presses("Ben", &card, "Mark Complete").await;
        let question = stage.card(1, &["no longer be able to write"]).await;
        stage.settle().await;
        assert_refused(&stage.forges("Ben", card.id, &confirm).await, "out of date");
        stage.presses("Ben", &question, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.card(1, &["Completed"]).await;
        let (card, undo) = data(&stage, 1, "Undo").await;
        let before = stage.dump().await;
        assert_refused(&stage.forges("Ben", card.id, &confirm).await, "Already completed by Ben");
        assert_refused(&stage.forges("Ben", card.id, "undo:1.1:4000000000").await, "out of date");
        assert_refused(&stage.forges("Eve", card.id, &undo).await, "only Ben can take it back");
        assert_refused(&stage.forges("Ada", card.id, &undo).await, "only Ben can take it back");
        stage.unchanged(&before).await;

        stage.pass(minutes(3)).await;
        assert_refused(&stage.forges("Ben", card.id, &undo).await, "is over");
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.says("Lea", "/reopen 1 wrong").await;
        let question = stage.group_reads("Reason: wrong").await;
        stage.presses("Lea", &question, "Confirm").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned"]).await;
        let before = stage.dump().await;
        assert_refused(&stage.forges("Ben", card.id, &undo).await, "out of date");
        assert_refused(&stage.forges("Lea", card.id, "grant:1.1:1").await, "decided");
        assert_refused(&stage.forges("Lea", card.id, "deny:1.1:1").await, "decided");
        stage.unchanged(&before).await;
        stage.close().await;
    }

    async fn a_question_expires(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Lea", "/reopen 1 wrong").await;
        let question = stage.group_reads("Reason: wrong").await;
        let confirm = Stage::data_of(&question, "Confirm");
        stage.pass(minutes(6)).await;
        assert_refused(&stage.forges("Lea", question.id, &confirm).await, "");
        stage.until("the question goes", |sandbox| {
            sandbox.message(stage.group, question.id).is_none()
        }).await;
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn whoever_is_not_known_yet_is_asked_to_press_again(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        let card = stage.card(1, &["Unassigned"]).await;
        // Joined while the bot was told nothing.
        stage.sandbox.set_bot_rights(stage.group, frontdesk::sandbox::BotRights::member());
        let fay = stage.sandbox.user("Fay", None, Some("en"));
        stage.sandbox.join(stage.group, fay, Standing::Member);
        stage.sandbox.set_bot_rights(stage.group, frontdesk::sandbox::BotRights::all());
        stage.settle().await;
        let before = stage.dump().await;
        let press = stage.sandbox.press_data(fay, stage.group, card.id, "take:1.1");
        assert_refused(&stage.answer(&press).await, "press again");
        stage.unchanged(&before).await;
        let press = stage.sandbox.press_data(fay, stage.group, card.id, "take:1.1");
        assert!(!stage.answer(&press).await.alert);
        stage.card(1, &["In progress", "Fay"]).await;
        stage.close().await;
    }

    async fn a_dismissal_never_deletes_a_card_or_a_relay(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        let card = stage.card(1, &["Unassigned"]).await;
        let id = stage.writes("Anna", "hurry").await;
        let relay = stage.group_sees("Anna", id).await;
        stage.settle().await;
        stage.says("Ben", "/complete 1").await;
        let question = stage.group_reads("no longer be able to write").await;
        stage.settle().await;
        for message in [card.id, relay.id, question.id] {
            assert_refused(&stage.forges("Eve", message, "x").await, "");
            stage.settle().await;
            assert!(stage.sandbox.message(stage.group, message).is_some());
        }
        stage.says("Ben", "/queue").await;
        let queue = stage.group_reads("Waiting for an answer").await;
        stage.settle().await;
        stage.presses("Ben", &queue, "✕").await;
        stage.until("it goes", |sandbox| sandbox.message(stage.group, queue.id).is_none()).await;
        stage.close().await;
    }
}
