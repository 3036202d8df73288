//! The bot was away for long: product.md section 4. What came due meanwhile is warned first, what was
//! asked is asked again, and nobody who wrote is completed.

use frontdesk::sandbox::Seen;

use super::acts::data;
use super::settings;
use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;

const WARNS: &str = "no other questions";
const COMPLETED: &str = "has been completed";

/// Somebody wrote, was answered by Ben, and owes.
async fn owing(stage: &Stage, user: &str, number: u32) {
    stage.opens(user, number, &format!("hello from {user}")).await;
    stage.answered("Ben", number, user, &format!("good morning, {user}")).await;
}

/// Nothing has ended, whatever was due.
fn open(stage: &Stage, numbers: &[u32]) {
    for number in numbers {
        let conversation = stage.stored(*number).expect("it is kept");
        assert!(conversation.is_open(), "#{number} has ended");
    }
}

/// A warning from before, as it stands now.
async fn is_settled(stage: &Stage, user: &str, warning: &Seen) {
    stage.reads(user, "is settled").await;
    assert!(stage.now_at(user, warning).await.labels().is_empty());
}

in_both_desks! {
    async fn after_a_day_away_everybody_is_warned_first_and_whoever_wrote_goes_on(kind: Kind) {
        let mut stage = Stage::with(kind, settings::ask).await;
        // Warned before.
        owing(&stage, "Anna", 1).await;
        owing(&stage, "Bert", 2).await;
        owing(&stage, "Fred", 3).await;
        stage.commands("Ben", 3, "/pending 3h the spare part").await;
        stage.pass(seconds(28 * 60 + 1)).await;
        let annas = stage.reads("Anna", WARNS).await;
        let berts = stage.reads("Bert", WARNS).await;
        // Not warned yet.
        owing(&stage, "Cleo", 4).await;
        owing(&stage, "Dora", 5).await;
        // Waits for the team.
        stage.opens("Emil", 6, "where is everybody?").await;
        // A request to reopen, and messages that wait for a choice.
        stage.finishes("Gina", 7, "the lamp").await;
        stage.says("Ben", "/reopen 7 she called").await;
        let asked = stage.question("Open #7 again").await;
        stage.presses("Ben", &asked, "Confirm").await;
        let request = stage.group_reads("A request by Ben").await;
        stage.finishes("Hugo", 8, "the chair").await;
        stage.writes("Hugo", "the armrest is loose").await;
        let choice = stage.reads("Hugo", "Does your message belong").await;
        // A question of an agent about somebody who will write.
        let question = stage.asks_on_card("Ben", 4).await;
        let confirm = data(&question, "Confirm: solved");
        stage.settle().await;

        stage.stop().await;
        let bert = stage.writes("Bert", "one moment, I am looking").await;
        let cleo = stage.writes("Cleo", "it still hums").await;
        // A press lives 150 s only, so this one never arrives.
        let anna = stage.id("Anna");
        stage.sandbox.press(anna, anna, annas.id, "I still need help").expect("the button is there");
        stage.comes_back_after(minutes(23 * 60 + 30)).await;

        // Whoever wrote is heard before anything is decided.
        stage.group_sees("Bert", bert).await;
        stage.group_sees("Cleo", cleo).await;
        let answered = stage.reads("Bert", "stays open").await;
        assert_eq!((answered.id, answered.labels().len()), (berts.id, 0));
        // Asked before: asked again. Not asked yet: warned now.
        let again = stage.reads("Anna", WARNS).await;
        assert_ne!(again.id, annas.id);
        is_settled(&stage, "Anna", &annas).await;
        let doras = stage.reads("Dora", WARNS).await;
        for warning in [&again, &doras] {
            assert_eq!(warning.labels(), ["I still need help", "All solved"]);
        }
        // Reminders come once, and together.
        stage.group_reads("#6 has been waiting").await;
        stage.group_reads("#3 was set aside until now").await;
        // What waited for a choice is a new matter by now.
        stage.reads("Hugo", "#9").await;
        stage.reads("Hugo", "begins a new conversation").await;
        stage.group_reads("the armrest is loose").await;
        stage.settle().await;
        open(&stage, &[1, 2, 3, 4, 5, 6, 9]);

        // Old presses: about what is over they do nothing; that help is needed is true as ever.
        stage.stale("Ben", &question, &confirm, "This question was settled").await;
        let still = data(&annas, "I still need help");
        let press = stage.sandbox.press_data(anna, anna, annas.id, &still);
        assert!(!stage.answer(&press).await.alert);
        assert_eq!(stage.reads("Anna", "stays open").await.id, again.id);
        let same = data(&choice, "Same matter");
        let hugo = stage.id("Hugo");
        let press = stage.sandbox.press_data(hugo, hugo, choice.id, &same);
        assert!(stage.answer(&press).await.alert, "decided by time");
        open(&stage, &[1, 2, 3, 4, 5, 6, 9]);

        // Everybody warned gets the full time.
        stage.pass(seconds(110)).await;
        stage.nothing_for("Dora").await;
        open(&stage, &[1, 2, 3, 4, 5, 6, 9]);
        stage.pass(seconds(15)).await;
        stage.reads("Dora", COMPLETED).await;
        is_settled(&stage, "Dora", &doras).await;
        open(&stage, &[1, 2, 3, 4, 6, 9]);

        // The request expires a day after it was filed, not before.
        assert_eq!(stage.count_in_group("in time, so it stays completed"), 0);
        stage.pass(minutes(31)).await;
        stage.group_reads("in time, so it stays completed").await;
        let approve = Stage::data_of(&request, "Approve");
        stage.stale("Lea", &request, &approve, "decided").await;
        assert!(!stage.stored(7).expect("it is kept").is_open());
        assert_eq!(stage.count_in_group("#6 has been waiting"), 1, "the leads are told, once");
        open(&stage, &[1, 2, 3, 4, 6, 9]);
        stage.close().await;
    }

    /// What waits at Telegram for longer than a day is gone. The user can say it again, since nobody
    /// is completed without a warning that arrived after the bot was back.
    async fn what_telegram_let_expire_completes_nobody(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        owing(&stage, "Anna", 1).await;
        stage.pass(seconds(28 * 60 + 1)).await;
        let first = stage.reads("Anna", WARNS).await;
        stage.settle().await;
        stage.stop().await;
        let lost = stage.writes("Anna", "still burning").await;
        stage.comes_back_after(minutes(25 * 60)).await;
        let again = stage.reads("Anna", WARNS).await;
        assert_ne!(again.id, first.id);
        is_settled(&stage, "Anna", &first).await;
        assert_eq!(stage.count_in_group("still burning"), 0, "{lost} was to expire");
        stage.pass(seconds(110)).await;
        stage.nothing_for("Anna").await;
        stage.user_presses("Anna", &again, "I still need help").await;
        stage.reads("Anna", "stays open").await;
        stage.says_apart("the user still needs help").await;
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        open(&stage, &[1]);
        stage.close().await;
    }

    /// A backlog of more than one batch: nothing is decided before its end.
    async fn a_long_backlog_is_read_before_anything_is_decided(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        owing(&stage, "Anna", 1).await;
        owing(&stage, "Bert", 2).await;
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.reads("Anna", WARNS).await;
        stage.reads("Bert", WARNS).await;
        stage.settle().await;
        stage.stop().await;
        for number in 0..120 {
            stage.writes("Bert", &format!("line {number}")).await;
        }
        stage.writes("Anna", "still burning").await;
        stage.comes_back_after(minutes(12 * 60)).await;
        stage.reads("Anna", "stays open").await;
        stage.reads("Bert", "stays open").await;
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        stage.nothing_for("Bert").await;
        open(&stage, &[1, 2]);
        stage.close().await;
    }

    /// Away twice in a row, with a moment in between: still nobody is completed unwarned.
    async fn a_second_outage_right_after_the_first_voids_the_warning_again(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        owing(&stage, "Anna", 1).await;
        stage.stop().await;
        stage.comes_back_after(minutes(24 * 60)).await;
        let first = stage.reads("Anna", WARNS).await;
        stage.settle().await;
        stage.stop().await;
        stage.comes_back_after(minutes(24 * 60)).await;
        stage.reads("Anna", WARNS).await;
        is_settled(&stage, "Anna", &first).await;
        stage.pass(seconds(110)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(15)).await;
        stage.reads("Anna", COMPLETED).await;
        stage.reads("Anna", "is settled").await;
        stage.close().await;
    }
}
