//! What brings a conversation back to the team's eyes: product.md section 4.

use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;

const WAITS: &str = "#1 has been waiting for an answer";
const TOO_LONG: &str = "#1 has been waiting far too long";
const DAY: u64 = 24 * 60;

in_both_desks! {
    // ---- escalation

    async fn an_agent_calls_the_leads(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.commands("Ben", 1, "/escalate the fire brigade asks").await;
        let call = stage.group_reads("Ben asks the leads").await;
        assert!(call.text.contains("#1") && call.text.contains("the fire brigade asks"), "{}", call.text);
        assert!(stage.mentions(&call, "Lea") && !stage.mentions(&call, "Eve"), "{:?}", call.entities);
        assert_eq!(call.thread, None, "it stands where the leads are");
        assert!(!call.silent);
        stage.group_reads("The leads are asked").await;
        stage.card(1, &["Leads called at"]).await;
        // Nobody is told twice by the clock.
        stage.pass(minutes(60)).await;
        assert_eq!(stage.count_in_group(WAITS) + stage.count_in_group(TOO_LONG), 0);
        stage.commands("Eve", 1, "/escalate").await;
        stage.group_reads("The leads have been called already").await;
        // The answer ends it.
        stage.answered("Lea", 1, "Anna", "we are coming").await;
        stage.says("Lea", "/tag 1 fire").await;
        stage.card(1, &["fire", "In progress · Lea"]).await;
        stage.settle().await;
        assert!(!stage.card(1, &[]).await.text.contains("Leads called"));
        stage.says("Lea", "/history 1").await;
        stage.group_reads("Ben called the leads: the fire brigade asks").await;
        stage.says("Lea", "/stats today").await;
        stage.group_reads("Escalated: 1").await;
        stage.close().await;
    }

    async fn what_escalates_by_itself_is_marked_and_counted_alike(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.pass(minutes(31)).await;
        stage.group_reads(TOO_LONG).await;
        stage.card(1, &["Leads called at"]).await;
        stage.says("Lea", "/stats today").await;
        stage.group_reads("Escalated: 1").await;
        stage.close().await;
    }

    async fn what_is_over_is_not_escalated(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Ben", "/escalate 1 now").await;
        stage.group_reads("Already completed by Ben").await;
        stage.says("Ben", "/snooze 1 2h").await;
        stage.until("that is refused too", |_| stage.count_in_group("Already completed by") == 2).await;
        stage.says("Ben", "/escalate 7").await;
        stage.group_reads("There is no conversation #7").await;
        assert_eq!(stage.count_in_group("asks the leads"), 0);
        stage.close().await;
    }

    // ---- snoozing

    async fn a_snooze_puts_reminders_off_and_forgets_none(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.says("Ben", "/take 1").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.commands("Ben", 1, "/snooze 2h").await;
        stage.group_reads("Nobody is reminded of #1 until").await;
        stage.card(1, &["No reminders until"]).await;
        stage.pass(minutes(119)).await;
        assert_eq!(stage.count_in_group(WAITS) + stage.count_in_group(TOO_LONG), 0);
        // It is remembered over a restart.
        stage.stop().await;
        stage.start().await;
        stage.pass(seconds(70)).await;
        let reminder = stage.group_reads(WAITS).await;
        assert!(stage.mentions(&reminder, "Ben"), "{:?}", reminder.entities);
        assert_eq!(stage.count_in_group(TOO_LONG), 0);
        stage.settle().await;
        assert!(!stage.card(1, &[]).await.text.contains("No reminders"));
        stage.pass(minutes(30)).await;
        stage.group_reads(TOO_LONG).await;
        stage.close().await;
    }

    async fn a_snooze_can_be_taken_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.commands("Ben", 1, "/snooze 5h").await;
        stage.card(1, &["No reminders until"]).await;
        stage.commands("Eve", 1, "/snooze off").await;
        stage.group_reads("Reminders of #1 come again").await;
        stage.pass(minutes(11)).await;
        stage.group_reads(WAITS).await;
        stage.close().await;
    }

    async fn there_is_nothing_to_snooze_while_the_user_owes(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.commands("Ben", 1, "/snooze 2h").await;
        stage.group_reads("No reminder is due here").await;
        stage.commands("Ben", 1, "/snooze soon").await;
        stage.group_reads("/snooze [number] 2h|off").await;
        // The user's silence is warned about as ever.
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.reads("Anna", "no other questions").await;
        stage.close().await;
    }

    async fn what_is_pending_is_set_aside_for_longer(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.says("Ben", "/pending 1 1h").await;
        stage.card(1, &["Pending"]).await;
        stage.says("Ben", "/snooze 1 3h").await;
        stage.group_reads("#1 is pending until").await;
        stage.pass(minutes(61)).await;
        assert_eq!(stage.count_in_group("was set aside until now"), 0);
        stage.pass(minutes(120)).await;
        stage.group_reads("#1 was set aside until now").await;
        stage.close().await;
    }

    // ---- following up

    async fn a_completed_conversation_comes_back_and_is_reopened_to_write(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Eve", "/followup 1 3d does it still burn?").await;
        stage.group_reads("#1 comes back").await;
        stage.card(1, &["Completed", "Comes back", "does it still burn?"]).await;
        stage.pass(minutes(3 * DAY - 5)).await;
        assert_eq!(stage.count_in_group("was to come back now"), 0);
        stage.pass(minutes(6)).await;
        let back = stage.group_reads("#1 was to come back now").await;
        assert!(back.text.contains("does it still burn?"), "{}", back.text);
        // Ben has had it.
        assert!(stage.mentions(&back, "Ben") && !stage.mentions(&back, "Eve"));
        assert_eq!(back.labels(), ["#1 · Write to the user"]);
        // Once.
        stage.pass(minutes(5 * DAY)).await;
        assert_eq!(stage.count_in_group("was to come back now"), 1);
        assert!(!stage.card(1, &["Completed"]).await.text.contains("Comes back"));
        stage.presses("Lea", &back, "Write to the user").await;
        let asked = stage.question("able to write in this conversation again").await;
        stage.presses("Lea", &asked, "Confirm: follow-up").await;
        stage.reads("Anna", "has been reopened").await;
        stage.settle().await;
        stage.answered("Lea", 1, "Anna", "does it still burn?").await;
        stage.close().await;
    }

    async fn an_agent_without_the_right_asks_for_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Ben", "/followup 1 2h").await;
        stage.card(1, &["Comes back"]).await;
        stage.pass(minutes(121)).await;
        let back = stage.group_reads("#1 was to come back now").await;
        stage.presses("Ben", &back, "Write to the user").await;
        let asked = stage.question("able to write in this conversation again").await;
        stage.presses("Ben", &asked, "Confirm: follow-up").await;
        stage.group_reads("A request by Ben").await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn to_an_open_one_the_team_simply_writes(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.says("Ben", "/pending 1 9d").await;
        stage.card(1, &["Pending"]).await;
        stage.says("Ben", "/followup 1 2h").await;
        stage.card(1, &["Pending", "Comes back"]).await;
        stage.pass(minutes(121)).await;
        let back = stage.group_reads("#1 was to come back now").await;
        let old = stage.card(1, &["Pending"]).await;
        let answer = stage.presses("Eve", &back, "Write to the user").await;
        stage.settle().await;
        match kind {
            Kind::Forum => assert!(answer.text.expect("she is told").contains("Write in its topic")),
            Kind::Plain => assert!(stage.card(1, &["Pending"]).await.id > old.id),
        }
        stage.answered("Eve", 1, "Anna", "does it still burn?").await;
        stage.close().await;
    }

    async fn a_follow_up_can_be_taken_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Ben", "/followup 1 off").await;
        stage.group_reads("is not to come back").await;
        stage.says("Ben", "/followup 1 2h").await;
        stage.card(1, &["Comes back"]).await;
        stage.says("Eve", "/followup 1 off").await;
        stage.group_reads("#1 does not come back by itself any more").await;
        stage.pass(minutes(200)).await;
        assert_eq!(stage.count_in_group("was to come back now"), 0);
        stage.says("Ben", "/followup 1").await;
        stage.group_reads("/followup [number] 3d|off [note]").await;
        stage.close().await;
    }
}
