//! What a message after completion does: product.md section 5.

use super::settings;
use super::stage::{Kind, Stage, assert_refused, minutes};
use crate::in_both_desks;
use frontdesk::sandbox::Outgoing;

in_both_desks! {
    async fn the_next_message_opens_a_new_conversation_that_links_the_earlier(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.writes("Anna", "now the scanner").await;
        stage.reads("Anna", "#2").await;
        let card = stage.card(2, &["Unassigned", "earlier #1", "“now the scanner”"]).await;
        let link = |entity: &serde_json::Value| {
            entity["url"].as_str().is_some_and(|url| url.starts_with("https://t.me/c/"))
        };
        assert!(card.entities.iter().any(link), "{:?}", card.entities);
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn thanks_in_any_language_open_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let mut thanks: Vec<Outgoing> =
            ["Thanks!", "Спасибо)", "谢谢", "ممنون", "OK 👍", "❤️"].map(Outgoing::text).to_vec();
        thanks.push(Outgoing::sticker("👍"));
        for message in thanks {
            let id = stage.sends("Anna", message.clone()).await;
            let relayed = stage.group_sees("Anna", id).await;
            assert!(relayed.silent, "{message:?} rings");
            assert!(!stage.reacted("Anna", id).await.is_empty());
            if kind == Kind::Forum {
                assert_eq!(relayed.thread, Some(stage.topic(1).await));
            }
        }
        stage.settle().await;
        stage.card(1, &["Completed"]).await;
        assert!(stage.stored(2).is_none());
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn thanks_with_a_question_or_too_late_are_a_new_matter(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.writes("Anna", "thanks, but it still burns").await;
        stage.reads("Anna", "#2").await;
        stage.finishes("Bob", 3, "no paper").await;
        stage.pass(minutes(11)).await;
        stage.writes("Bob", "thanks").await;
        stage.reads("Bob", "#4").await;
        stage.close().await;
    }

    async fn a_message_soon_after_a_timeout_reopens(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.times_out("Anna", 1).await;
        stage.pass(minutes(9)).await;
        let id = stage.writes("Anna", "the one in the hall").await;
        let notice = stage.reads("Anna", "has been reopened").await;
        assert!(notice.text.contains("#1") && notice.text.contains("the printer is on fire"));
        stage.card(1, &["Unassigned", "after timeout"]).await;
        stage.group_sees("Anna", id).await;
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }

    async fn an_answer_to_the_notice_of_a_timeout_reopens_whenever_it_comes(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.times_out("Anna", 1).await;
        stage.pass(minutes(600)).await;
        stage.replies("Anna", notice.id, "the one in the hall").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned", "after timeout"]).await;
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }

    async fn an_answer_to_an_older_timeout_reopens_that_one(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.times_out("Anna", 1).await;
        stage.pass(minutes(11)).await;
        stage.finishes("Anna", 2, "now the scanner").await;
        stage.replies("Anna", notice.id, "the one in the hall").await;
        let reopened = stage.reads("Anna", "has been reopened").await;
        assert!(reopened.text.contains("#1"), "{}", reopened.text);
        stage.card(1, &["Unassigned", "after timeout"]).await;
        assert!(stage.stored(3).is_none());
        stage.close().await;
    }

    async fn a_message_long_after_a_timeout_is_a_new_matter(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.times_out("Anna", 1).await;
        stage.pass(minutes(11)).await;
        stage.writes("Anna", "something else").await;
        stage.reads("Anna", "#2").await;
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn who_still_needs_help_reopens_within_a_day(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.pass(minutes(23 * 60)).await;
        let answer = stage.user_presses("Anna", &notice, "I still need help").await;
        assert!(!answer.alert, "{answer:?}");
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned", "user still needs help"]).await;
        stage.until("the old notice loses its buttons", |sandbox| {
            let seen = sandbox.message(stage.id("Anna"), notice.id).expect("it stands");
            seen.labels().is_empty()
        }).await;
        stage.close().await;
    }

    async fn after_a_day_the_button_says_that_it_is_too_old(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.pass(minutes(25 * 60)).await;
        stage.until("Undo is over", |sandbox| {
            !sandbox.messages(stage.group).iter().any(|seen| seen.labels().contains(&"Undo"))
        }).await;
        let before = stage.dump().await;
        let answer = stage.user_presses("Anna", &notice, "I still need help").await;
        assert_refused(&answer, "too old");
        stage.unchanged(&before).await;
        stage.close().await;
    }

    async fn with_automatic_reopening_a_message_in_time_reopens(kind: Kind) {
        let stage = Stage::with(kind, settings::automatic).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let thanks = stage.writes("Anna", "thanks").await;
        stage.reacted("Anna", thanks).await;
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.pass(minutes(23 * 60)).await;
        stage.writes("Anna", "it burns again").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned", "user wrote again in time"]).await;
        assert!(stage.stored(2).is_none());

        stage.finishes("Bob", 2, "no paper").await;
        stage.pass(minutes(25 * 60)).await;
        stage.writes("Bob", "no ink").await;
        stage.reads("Bob", "#3").await;
        stage.close().await;
    }

    async fn asked_the_user_says_that_it_is_the_same_matter(kind: Kind) {
        let stage = Stage::with(kind, settings::ask).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let mut ids = Vec::new();
        for text in ["it burns again", "and the desk too", "hurry"] {
            ids.push(stage.writes("Anna", text).await);
        }
        let asked = stage.reads("Anna", "#1").await;
        assert_eq!(asked.labels(), ["Same matter", "New matter"]);
        stage.settle().await;
        assert!(!stage.sandbox.texts(stage.group).iter().any(|text| text.contains("burns again")));
        stage.user_presses("Anna", &asked, "Same matter").await;
        stage.reads("Anna", "has been reopened").await;
        stage.reads("Anna", "belongs to conversation #1").await;
        stage.card(1, &["Unassigned", "same matter"]).await;
        let mut copies = Vec::new();
        for id in ids {
            copies.push(stage.group_sees("Anna", id).await.id);
        }
        assert!(copies.is_sorted(), "{copies:?}");
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }

    async fn asked_the_user_says_that_it_is_a_new_matter(kind: Kind) {
        let stage = Stage::with(kind, settings::ask).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.writes("Anna", "no paper").await;
        let asked = stage.reads("Anna", "#1").await;
        let photo = stage.sends("Anna", Outgoing::photo("see here")).await;
        let last = stage.writes("Anna", "no ink either").await;
        stage.settle().await;
        stage.user_presses("Anna", &asked, "New matter").await;
        stage.reads("Anna", "begins a new conversation").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &["Unassigned", "earlier #1", "“no paper”"]).await;
        let first = stage.group_sees("Anna", photo).await.id;
        assert!(first < stage.group_sees("Anna", last).await.id);
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn without_a_choice_it_is_a_new_matter_after_ten_minutes(kind: Kind) {
        let stage = Stage::with(kind, settings::ask).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.writes("Anna", "no paper").await;
        stage.reads("Anna", "Does your message belong").await;
        let second = stage.writes("Anna", "no ink").await;
        stage.pass(minutes(10)).await;
        stage.reads("Anna", "begins a new conversation").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &["“no paper”"]).await;
        stage.group_sees("Anna", second).await;
        stage.close().await;
    }

    async fn what_waits_for_a_choice_joins_a_conversation_that_opens_meanwhile(kind: Kind) {
        let stage = Stage::with(kind, settings::ask).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let first = stage.writes("Anna", "it burns again").await;
        let asked = stage.reads("Anna", "Does your message belong").await;
        stage.says("Lea", "/reopen 1 she called").await;
        let question = stage.group_reads("able to write in this conversation again").await;
        stage.presses("Lea", &question, "Confirm").await;
        stage.reads("Anna", "has been reopened").await;
        let copy = stage.group_sees("Anna", first).await.id;
        let second = stage.writes("Anna", "hurry").await;
        assert!(copy < stage.group_sees("Anna", second).await.id);
        stage.reads("Anna", "belongs to conversation #1").await;
        stage.pass(minutes(11)).await;
        stage.settle().await;
        assert!(stage.stored(2).is_none());
        let press = stage.sandbox.press_data(stage.id("Anna"), stage.id("Anna"), asked.id, "new:1");
        assert_refused(&stage.answer(&press).await, "out of date");
        stage.close().await;
    }

    async fn an_edit_of_what_waits_for_a_choice_is_what_arrives(kind: Kind) {
        let stage = Stage::with(kind, settings::ask).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let id = stage.writes("Anna", "no papr").await;
        let asked = stage.reads("Anna", "Does your message belong").await;
        let anna = stage.id("Anna");
        stage.sandbox.edit(anna, anna, id, Outgoing::text("no paper"));
        stage.settle().await;
        stage.user_presses("Anna", &asked, "New matter").await;
        stage.reads("Anna", "begins a new conversation").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &["“no paper”"]).await;
        stage.close().await;
    }

    async fn the_menu_carries_along_what_was_written(kind: Kind) {
        let stage = Stage::with(kind, settings::menu).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.writes("Anna", "no paper").await;
        let menu = stage.reads("Anna", "is over").await;
        assert!(menu.text.contains("not passed on yet"));
        assert_eq!(menu.labels(), ["Contact support"]);
        let second = stage.writes("Anna", "no ink").await;
        stage.settle().await;
        assert!(stage.stored(2).is_none());
        stage.user_presses("Anna", &menu, "Contact support").await;
        stage.reads("Anna", "begins a new conversation").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &["“no paper”"]).await;
        stage.group_sees("Anna", second).await;
        stage.close().await;
    }

    async fn every_way_back_points_to_the_open_conversation(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.times_out("Anna", 1).await;
        stage.pass(minutes(11)).await;
        stage.writes("Anna", "something else").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &["Unassigned"]).await;
        let before = stage.dump().await;
        let answer = stage.user_presses("Anna", &notice, "I still need help").await;
        assert_refused(&answer, "#2");
        stage.unchanged(&before).await;
        // An answer to the old notice goes on in the open one.
        let reply = stage.replies("Anna", notice.id, "the one in the hall").await;
        stage.group_sees("Anna", reply).await;
        stage.settle().await;
        assert!(!stage.stored(1).expect("it is kept").is_open());
        assert_eq!(stage.stored(2).expect("it is open").written, 2);
        stage.close().await;
    }

    async fn who_asked_for_a_new_conversation_gets_one(kind: Kind) {
        let stage = Stage::with(kind, settings::automatic).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.writes("Anna", "/new").await;
        stage.reads("Anna", "next message begins").await;
        stage.writes("Anna", "no paper").await;
        stage.reads("Anna", "#2").await;
        stage.writes("Anna", "/new").await;
        stage.reads("Anna", "#2 is still open").await;
        stage.close().await;
    }
}
