//! Opening hours and holidays: product.md sections 4, 8 and 12.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use frontdesk::domain::hours::OpenHours;
use frontdesk::sandbox::Standing;

use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;

const CLOSED: &str = "closed at the moment";

/// A desk that works on weekdays from nine to six, UTC, on a Monday at this hour.
async fn monday(kind: Kind, hour: u32) -> Stage {
    monday_with(kind, hour, Vec::new()).await
}

/// The same, with holidays, so many days after that Monday.
async fn monday_with(kind: Kind, hour: u32, holidays: Vec<u64>) -> Stage {
    let monday = next_monday();
    let stage = Stage::with(kind, |config| {
        use Weekday::{Fri, Mon, Thu, Tue, Wed};
        let days = vec![Mon, Tue, Wed, Thu, Fri];
        config.hours.open = vec![OpenHours { days, from: 9 * 60, until: 18 * 60 }];
        let dates = holidays.iter().map(|day| monday + chrono::Days::new(*day));
        config.hours.holidays = dates.collect();
    })
    .await;
    let then = monday.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap()).and_utc();
    let wait = (then - now(&stage)).to_std().expect("it is still to come");
    stage.settle().await;
    stage.clock.advance(wait);
    stage.sweep().await;
    stage
}

fn next_monday() -> NaiveDate {
    let today = Utc::now().date_naive();
    let ahead = 7 - today.weekday().num_days_from_monday();
    today + chrono::Days::new(u64::from(ahead))
}

fn now(stage: &Stage) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(stage.clock.now().0).expect("a time")
}

/// The message that stands last in the group made a sound.
fn rang(stage: &Stage) -> bool {
    let last = stage.sandbox.messages(stage.group).into_iter().rev().find(|seen| seen.by_bot);
    !last.expect("the bot has said something").silent
}

fn group_says(stage: &Stage, words: &str) -> bool {
    stage.sandbox.texts(stage.group).iter().any(|text| text.contains(words))
}

in_both_desks! {
    async fn who_writes_at_night_hears_once_when_the_desk_opens(kind: Kind) {
        let stage = monday(kind, 20).await;
        stage.writes("Anna", "the printer is on fire").await;
        let opened = stage.reads("Anna", "#1").await;
        assert!(opened.text.contains(CLOSED), "{}", opened.text);
        assert!(opened.text.contains("tomorrow at 09:00 (UTC)"), "{}", opened.text);
        stage.card(1, &["the printer is on fire"]).await;
        stage.settle().await;
        assert!(!rang(&stage), "somebody was woken");
        // Nothing is dropped, and nothing is said twice.
        let second = stage.writes("Anna", "and it is loud").await;
        stage.group_sees("Anna", second).await;
        stage.settle().await;
        assert!(!rang(&stage), "somebody was woken");
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn by_day_nobody_hears_of_hours(kind: Kind) {
        let stage = monday(kind, 10).await;
        stage.writes("Anna", "the printer is on fire").await;
        let opened = stage.reads("Anna", "#1").await;
        assert!(!opened.text.contains(CLOSED), "{}", opened.text);
        stage.settle().await;
        assert!(rang(&stage), "nobody heard it");
        stage.close().await;
    }

    async fn each_night_is_told_once_in_each_conversation(kind: Kind) {
        let stage = monday(kind, 17).await;
        stage.begun().await;
        stage.writes("Anna", "the blue one").await;
        stage.settle().await;
        stage.nothing_for("Anna").await;
        stage.clock.advance(minutes(120));
        stage.writes("Anna", "are you there?").await;
        let away = stage.reads("Anna", CLOSED).await;
        assert!(away.text.contains("#1") && away.text.contains("tomorrow at 09:00"), "{}", away.text);
        stage.writes("Anna", "hello?").await;
        stage.settle().await;
        stage.nothing_for("Anna").await;
        // The next night is another one.
        stage.clock.advance(minutes(24 * 60));
        stage.writes("Anna", "still waiting").await;
        stage.reads("Anna", CLOSED).await;
        stage.close().await;
    }

    async fn the_team_is_reminded_in_business_hours_alone(kind: Kind) {
        let stage = monday(kind, 17).await;
        stage.clock.advance(minutes(55));
        stage.opens("Anna", 1, "the printer is on fire").await;
        // Five minutes of today, and five of tomorrow.
        stage.pass(minutes(11 * 60)).await;
        stage.nothing_for("Anna").await;
        assert!(!group_says(&stage, "#1 has been waiting"));
        let opening = now(&stage).date_naive().and_hms_opt(9, 4, 50).unwrap().and_utc();
        stage.pass((opening - now(&stage)).to_std().unwrap()).await;
        assert!(!group_says(&stage, "#1 has been waiting"));
        stage.pass(seconds(11)).await;
        stage.group_reads("#1 has been waiting for an answer").await;
        stage.pass(minutes(20)).await;
        stage.group_reads("#1 has been waiting far too long").await;
        stage.close().await;
    }

    async fn what_came_due_while_the_bot_was_away_is_said_in_the_morning(kind: Kind) {
        let mut stage = monday(kind, 17).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.stop().await;
        // Due at ten past five; the bot is back at eight in the evening.
        stage.comes_back_after(minutes(3 * 60)).await;
        stage.pass(minutes(60)).await;
        assert!(!group_says(&stage, "#1 has been waiting"));
        stage.pass(minutes(12 * 60)).await;
        stage.group_reads("#1 has been waiting far too long").await;
        stage.close().await;
    }

    async fn a_day_set_aside_is_a_day_of_work(kind: Kind) {
        let stage = monday(kind, 12).await;
        stage.begun().await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending"]).await;
        // Twenty-four hours of work from Monday noon: six, nine, and nine until Wednesday's end.
        stage.settle().await;
        // Lines of Telegram's come and go meanwhile.
        let said = || stage.sandbox.texts(stage.group).iter().filter(|text| !text.is_empty()).count();
        let before = said();
        stage.pass(minutes(45 * 60)).await;
        assert_eq!(said(), before, "it comes back too early");
        stage.pass(minutes(24 * 60)).await;
        assert!(said() > before, "it does not come back");
        stage.close().await;
    }

    async fn a_request_waits_a_day_of_work(kind: Kind) {
        let stage = monday(kind, 10).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Ben", "/reopen 1 she called").await;
        let question = stage.question("Reason: she called").await;
        stage.presses("Ben", &question, "Confirm").await;
        let request = stage.group_reads("A request by Ben").await;
        // Eight hours are left of Monday, nine of Tuesday: it ends on Wednesday at four.
        stage.pass(minutes(53 * 60)).await;
        let stands = stage.sandbox.message(stage.group, request.id).expect("it stands");
        assert_eq!(stands.labels(), ["Approve", "Decline"]);
        stage.pass(minutes(61)).await;
        stage.group_reads("nobody has decided on the request to reopen #1 in time").await;
        assert!(!stage.conversation(1).is_open());
        stage.close().await;
    }

    async fn who_leaves_at_night_wakes_nobody(kind: Kind) {
        let stage = monday(kind, 17).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.says("Ben", "/take 1").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.settle().await;
        stage.clock.advance(minutes(120));
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Left);
        let told = stage.group_reads("Ben is no longer in this group").await;
        assert!(told.silent, "somebody was woken");
        stage.close().await;
    }

    async fn an_answer_that_waits_for_a_decision_wakes_nobody_at_night(kind: Kind) {
        let stage = monday(kind, 17).await;
        stage.begun().await;
        stage.sandbox.block(stage.id("Anna"));
        stage.answers("Ben", 1, "it is mended").await;
        stage.group_reads("Not delivered").await;
        stage.says("Ben", "/pending 1 9d").await;
        stage.card(1, &["Pending"]).await;
        stage.settle().await;
        stage.clock.advance(minutes(120));
        stage.sandbox.unblock(stage.id("Anna"));
        let asked = stage.group_reads("has let this bot in again").await;
        assert!(asked.silent, "somebody was woken");
        stage.close().await;
    }

    async fn holidays_are_closed(kind: Kind) {
        let stage = monday_with(kind, 20, vec![1, 2]).await;
        stage.writes("Anna", "the printer is on fire").await;
        let opened = stage.reads("Anna", "#1").await;
        assert!(opened.text.contains("on Thursday at 09:00 (UTC)"), "{}", opened.text);
        stage.close().await;
    }

    async fn silence_completes_nothing_while_nobody_is_there(kind: Kind) {
        let stage = monday(kind, 17).await;
        stage.clock.advance(minutes(50));
        stage.begun().await;
        // Due at eighteen minutes past six.
        stage.pass(minutes(15 * 60)).await;
        stage.nothing_for("Anna").await;
        stage.pass(minutes(10)).await;
        stage.reads("Anna", "no other questions").await;
        stage.card(1, &["In progress"]).await;
        stage.pass(minutes(2)).await;
        stage.reads("Anna", "is settled").await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }

    async fn what_was_warned_about_waits_for_the_morning(kind: Kind) {
        let stage = monday(kind, 17).await;
        stage.clock.advance(minutes(31));
        stage.begun().await;
        stage.pass(seconds(28 * 60 + 1)).await;
        let warned = stage.reads("Anna", "no other questions").await;
        stage.pass(minutes(14 * 60)).await;
        stage.nothing_for("Anna").await;
        stage.card(1, &["In progress"]).await;
        // The whole night long the user can say so.
        stage.user_presses("Anna", &warned, "I still need help").await;
        stage.reads("Anna", "stays open").await;
        stage.pass(minutes(90)).await;
        stage.group_reads("#1 has been waiting").await;
        stage.card(1, &["In progress"]).await;
        stage.close().await;
    }

    async fn whoever_was_asked_at_the_end_of_the_day_has_until_the_morning(kind: Kind) {
        let stage = monday(kind, 17).await;
        stage.clock.advance(minutes(59));
        stage.begun().await;
        let question = stage.asks_on_card("Ben", 1).await;
        stage.presses("Ben", &question, "Ask the user first").await;
        stage.reads("Anna", "no other questions").await;
        stage.pass(minutes(14 * 60)).await;
        stage.nothing_for("Anna").await;
        stage.pass(minutes(61)).await;
        stage.reads("Anna", "is settled").await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }
}
