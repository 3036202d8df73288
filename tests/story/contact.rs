//! What users read and choose: the opening notice and `/language`, product.md sections 8 and 12.

use frontdesk::sandbox::Outgoing;

use super::acts::data;
use super::settings;
use super::stage::{Kind, Stage, assert_refused, minutes};
use crate::in_both_desks;

in_both_desks! {
    async fn the_opening_notice_says_how_soon_an_answer_comes(kind: Kind) {
        let stage = Stage::open(kind).await;
        for number in 1..=10 {
            let user = format!("User{number}");
            stage.writes(&user, "hello").await;
            // The greeting and the way to one's data come once, in the same message.
            let told = stage.reads(&user, &format!("#{number}.")).await;
            assert!(told.text.contains("welcome") && told.text.contains("/privacy"));
            assert!(!told.text.contains("half of all"), "nine say nothing: {}", told.text);
            stage.card(number, &[]).await;
        }
        stage.settle().await;
        stage.clock.advance(minutes(4));
        for number in 1..=10 {
            stage.answered("Ben", number, &format!("User{number}"), "here I am").await;
        }
        // What was counted is good for an hour.
        stage.clock.advance(minutes(20));
        stage.settle().await;
        stage.clock.advance(minutes(41));
        stage.writes("Anna", "hello").await;
        let told = stage.reads("Anna", "#11.").await;
        assert!(told.text.contains("came within 5 min"), "{}", told.text);
        for number in 1..=10 {
            let user = format!("User{number}");
            stage.until("all are warned", |_| stage.unread_texts(&user).len() == 1).await;
            stage.reads(&user, "").await;
        }
        stage.close().await;
    }

    async fn a_language_is_chosen_by_its_own_name(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "/language").await;
        let asked = stage.reads("Anna", "which language").await;
        assert_eq!(asked.labels(), ["✓ English", "Русский", "简体中文", "فارسی"]);
        stage.user_presses("Anna", &asked, "Русский").await;
        stage.reads("Anna", "по-русски").await;
        stage.writes("Anna", "/language").await;
        let asked = stage.reads("Anna", "На каком языке").await;
        assert_eq!(asked.labels(), ["English", "✓ Русский", "简体中文", "فارسی"]);
        // `/start` alone opens nothing.
        stage.writes("Anna", "/start").await;
        stage.reads("Anna", "/help").await;
        assert!(stage.stored(1).is_none());
        stage.close().await;
    }

    async fn the_greeting_comes_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "hello").await;
        let first = stage.reads("Anna", "#1.").await;
        assert!(first.text.contains("welcome") && first.text.contains("/privacy"));
        stage.card(1, &[]).await;
        stage.settle().await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.pass(minutes(11)).await;
        stage.writes("Anna", "hello again").await;
        let second = stage.reads("Anna", "#2.").await;
        assert!(!second.text.contains("welcome") && !second.text.contains("/privacy"));
        stage.close().await;
    }

    async fn a_language_that_nobody_speaks_is_refused(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "/language").await;
        let asked = stage.reads("Anna", "which language").await;
        let russian = data(&asked, "Русский");
        let before = stage.dump().await;
        stage.user_stale("Anna", &asked, "lang:tlh", "no sense").await;
        stage.user_stale("Anna", &asked, "lang:RU", "no sense").await;
        let card = stage.says("Ben", "look").await;
        stage.settle().await;
        stage.unchanged(&before).await;
        // In the group it is nobody's.
        assert_refused(&stage.forges("Ben", card, &russian).await, "another chat or person");
        stage.close().await;
    }

    async fn the_menu_waits_no_longer_than_it_says(kind: Kind) {
        let stage = Stage::with(kind, settings::menu).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let first = stage.writes("Anna", "no papr").await;
        let menu = stage.reads("Anna", "is over").await;
        let photo = stage.sends("Anna", Outgoing::photo("see here")).await;
        let anna = stage.id("Anna");
        stage.sandbox.edit(anna, anna, first, Outgoing::text("no paper"));
        stage.settle().await;
        // Neither another's button nor one of the other question gets it through.
        let contact = data(&menu, "Contact support");
        stage.writes("Omar", "hello").await;
        let omars = stage.reads("Omar", "#2").await;
        stage.user_stale("Omar", &omars, &contact, "out of date").await;
        stage.user_stale("Anna", &menu, "same:1.2", "another chat or person").await;
        assert!(stage.stored(3).is_none());
        stage.pass(minutes(10)).await;
        let made = stage.reads("Anna", "begins a new conversation").await;
        assert_eq!((made.id, made.labels().len()), (menu.id, 0));
        stage.reads("Anna", "#3").await;
        stage.card(3, &["“no paper”"]).await;
        stage.group_sees("Anna", photo).await;
        stage.user_stale("Anna", &menu, &contact, "out of date").await;
        stage.settle().await;
        assert!(stage.stored(4).is_none());
        stage.close().await;
    }

    async fn erasing_is_asked_for_once_and_only_for_oneself(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.writes("Anna", "/forget").await;
        let asked = stage.reads("Anna", "everything erased").await;
        let erase = data(&asked, "Erase everything");
        let card = stage.card(1, &[]).await;
        stage.settle().await;
        let before = stage.dump().await;
        assert_refused(&stage.forges("Lea", card.id, &erase).await, "another chat or person");
        stage.unchanged(&before).await;
        // In a client of one's own it is one's own that goes: here, of somebody with nothing.
        stage.writes("Omar", "/start").await;
        let omars = stage.reads("Omar", "/help").await;
        let omar = stage.id("Omar");
        let press = stage.sandbox.press_data(omar, omar, omars.id, &erase);
        assert!(!stage.answer(&press).await.alert);
        stage.reads("Omar", "has been erased").await;
        assert!(stage.conversation(1).is_open());
        // Twice changes nothing more.
        stage.user_presses("Anna", &asked, "Erase everything").await;
        stage.reads("Anna", "has been erased").await;
        stage.settle().await;
        let anna = stage.id("Anna");
        let again = stage.sandbox.press_data(anna, anna, asked.id, &erase);
        assert!(!stage.answer(&again).await.alert);
        stage.settle().await;
        assert!(!stage.conversation(1).is_open());
        stage.close().await;
    }
}
