//! What users read and choose: the opening notice and `/language`, product.md sections 8 and 12.

use super::stage::{Kind, Stage, minutes};
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
}
