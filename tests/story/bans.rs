//! Bans: product.md section 12.

use super::acts::data;
use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::Outgoing;

const DAY: u64 = 24 * 60;

in_both_desks! {
    async fn a_ban_ends_the_conversation_and_nothing_more_arrives(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.commands("Lea", 1, "/ban insults").await;
        stage.group_reads("Anna is banned").await;
        stage.reads("Anna", "no longer write to us").await;
        let card = stage.card(1, &["Completed", "user banned", "The user is banned."]).await;
        // Told once; then silence, whatever is written, and nobody sees it.
        stage.writes("Anna", "let me in").await;
        stage.sends("Anna", Outgoing::photo("a photo")).await;
        stage.writes("Anna", "/start").await;
        stage.writes("Anna", "/new").await;
        stage.nothing_for("Anna").await;
        assert_eq!(stage.count_in_group("let me in"), 0);
        assert!(stage.stored(2).is_none(), "nothing is opened");
        // Once a day they are told again.
        stage.pass(minutes(DAY)).await;
        stage.writes("Anna", "and now?").await;
        stage.writes("Anna", "well?").await;
        stage.reads("Anna", "no longer write to us").await;
        stage.nothing_for("Anna").await;
        // No way of reopening is open.
        stage.refused("Lea", &card, "Reopen", "The user is banned").await;
        stage.refused("Ben", &card, "Reopen", "The user is banned").await;
        stage.settle().await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Banned by Lea: insults"), "{}", history.text);
        // Lifting it reopens nothing; what was written meanwhile is not passed on.
        stage.says("Lea", "/unban 1").await;
        stage.group_reads("Nothing was reopened").await;
        stage.reads("Anna", "can write to us here again").await;
        stage.settle().await;
        let card = stage.card(1, &["Completed"]).await;
        assert!(!card.text.contains("The user is banned"), "{}", card.text);
        stage.pass(minutes(11)).await;
        stage.opens("Anna", 2, "I am sorry").await;
        stage.close().await;
    }

    async fn a_term_ends_by_itself(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.begun().await;
        stage.says("Lea", "/ban @anna 2h").await;
        stage.group_reads("Anna is banned until").await;
        stage.reads("Anna", "You can write to us again").await;
        stage.card(1, &["The user is banned until"]).await;
        stage.pass(minutes(119)).await;
        stage.writes("Anna", "still?").await;
        stage.nothing_for("Anna").await;
        // Over a restart.
        stage.stop().await;
        stage.start().await;
        stage.pass(minutes(1)).await;
        let group = stage.group;
        stage.until("the card says nothing of it any more", |sandbox| {
            let says = |text: &str| text.starts_with("#1 ·") && text.contains("banned until");
            !sandbox.messages(group).iter().any(|seen| says(&seen.text))
        }).await;
        stage.opens("Anna", 2, "it burns again").await;
        assert_eq!(stage.count_in_group("still?"), 0);
        stage.says("Lea", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        let line = history.text.lines().find(|line| line.contains("Banned by Lea until"));
        assert!(line.is_some_and(|line| !line.ends_with([':', ' '])), "{}", history.text);
        stage.says("Lea", "/ban @anna she shouts").await;
        stage.reads("Anna", "can no longer write").await;
        stage.group_reads("Anna is banned").await;
        stage.says("Lea", "/history 2").await;
        let history = stage.group_reads("History of #2").await;
        assert!(history.text.contains("Banned by Lea: she shouts"), "{}", history.text);
        stage.close().await;
    }

    async fn who_may_and_whom(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.commands("Ben", 1, "/ban").await;
        stage.group_reads("takes the role “lead”").await;
        assert!(stage.conversation(1).is_open());
        for (command, why) in [
            ("/ban", "Which user?"),
            ("/ban @nobody spam", "Which user?"),
            ("/ban 7 spam", "no conversation #7"),
            ("/unban 1", "Anna is not banned"),
            ("/unban 1 please", "/unban [number|@user]"),
        ] {
            stage.says("Lea", command).await;
            stage.group_reads(why).await;
            stage.settle().await;
        }
        // Two at once: the second is told. A term changes what was said.
        stage.says("Lea", "/ban 1").await;
        stage.says("Ada", "/ban 1").await;
        stage.group_reads("Anna is banned already").await;
        stage.reads("Anna", "no longer write to us").await;
        stage.says("Ada", "/ban 1 1h cool down").await;
        stage.group_reads("Anna is banned until").await;
        stage.reads("Anna", "You can write to us again").await;
        stage.card(1, &["banned until"]).await;
        stage.says("Lea", "/unban 1").await;
        stage.says("Ada", "/unban 1").await;
        stage.group_reads("Anna is not banned").await;
        stage.reads("Anna", "can write to us here again").await;
        stage.close().await;
    }

    async fn nothing_old_works_for_a_banned_user(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Lea", "/ban 1").await;
        stage.reads("Anna", "no longer write to us").await;
        stage.settle().await;
        let (rate, still) = (data(&notice, "5"), data(&notice, "I still need help"));
        for pressed in [rate, still] {
            stage.user_stale("Anna", &notice, &pressed, "cannot write to us here").await;
        }
        assert!(!stage.conversation(1).is_open());
        stage.says("Lea", "/unban 1").await;
        stage.reads("Anna", "can write to us here again").await;
        stage.close().await;
    }

    async fn what_waited_for_a_choice_is_not_lost(kind: Kind) {
        use frontdesk::domain::arrival::AfterCompletion;
        let stage = Stage::with(kind, |config| {
            config.reopening.after_completion = AfterCompletion::Ask;
        }).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.pass(minutes(11)).await;
        let waits = stage.writes("Anna", "and the cellar, too").await;
        let asked = stage.reads("Anna", "or is it a new matter?").await;
        stage.settle().await;
        stage.says("Lea", "/ban 1").await;
        stage.reads("Anna", "no longer write to us").await;
        stage.group_sees("Anna", waits).await;
        let asked = stage.now_at("Anna", &asked).await;
        assert!(asked.labels().is_empty(), "{:?}", asked.labels());
        // The choice does not come by itself any more.
        stage.pass(minutes(10) + seconds(1)).await;
        assert!(stage.stored(2).is_none(), "nothing is opened");
        stage.close().await;
    }
}
