//! A day at the desk: one lead, one admin, three agents and twenty users in six languages, from
//! before the desk opens until after it closes. The figures at its end are counted by hand.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use frontdesk::domain::hours::OpenHours;
use frontdesk::sandbox::{Outgoing, Seen, Standing};

use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;

/// Who writes on that day, and the language of their Telegram. German and Spanish are none of
/// Frontdesk's: those users read what the desk's default says.
const USERS: [(&str, &str); 20] = [
    ("Anna", "en"),
    ("Grace", "en"),
    ("Noah", "en"),
    ("Oliver", "en"),
    ("Bernd", "de"),
    ("Clara", "de"),
    ("Dieter", "de"),
    ("Elena", "es"),
    ("Hugo", "es"),
    ("Ines", "es"),
    ("Boris", "ru"),
    ("Galina", "ru"),
    ("Irina", "ru"),
    ("Yuri", "ru"),
    ("Chen", "zh-hans"),
    ("Ling", "zh-hans"),
    ("Wei", "zh-hans"),
    ("Dariush", "fa"),
    ("Farah", "fa"),
    ("Kian", "fa"),
];

/// How the end of a conversation is said in a user's language.
fn over(user: &str) -> &'static str {
    match language(user) {
        "ru" => "завершено",
        "zh-hans" => "已结束",
        "fa" => "پایان یافت",
        _ => "has been completed",
    }
}

fn again(user: &str) -> &'static str {
    match language(user) {
        "ru" => "снова открыто",
        "zh-hans" => "重新打开",
        "fa" => "دوباره باز",
        _ => "has been reopened",
    }
}

/// How a user is asked whether there is anything else.
fn last_call(user: &str) -> &'static str {
    match language(user) {
        "ru" => "если других вопросов нет",
        "zh-hans" => "如果没有其他问题",
        "fa" => "اگر پرسش دیگری نیست",
        _ => "no other questions",
    }
}

fn language(user: &str) -> &'static str {
    let found = USERS.iter().find(|(name, _)| *name == user);
    found.expect("somebody of that day").1
}

/// A Monday at the desk, which is open from nine to six.
struct Day {
    stage: Stage,
    date: NaiveDate,
}

impl Day {
    async fn dawns(kind: Kind) -> Self {
        let stage = Stage::with(kind, |config| {
            use Weekday::{Fri, Mon, Thu, Tue, Wed};
            let days = vec![Mon, Tue, Wed, Thu, Fri];
            config.hours.open = vec![OpenHours { days, from: 9 * 60, until: 18 * 60 }];
        })
        .await;
        stage.sandbox.join(stage.group, stage.id("Max"), Standing::Member);
        for (name, language) in USERS {
            stage.person(name, language);
        }
        stage.settle().await;
        let today = now(&stage).date_naive();
        let ahead = 7 - today.weekday().num_days_from_monday();
        let date = today + Days::new(u64::from(ahead));
        let morning = date.and_time(NaiveTime::from_hms_opt(8, 0, 0).expect("a time")).and_utc();
        stage.clock.advance((morning - now(&stage)).to_std().expect("it is still to come"));
        stage.sweep().await;
        stage.says("Max", "good morning").await;
        Self { stage, date }
    }

    /// The clock goes on to this time, minute by minute, as it does on other days.
    async fn at(&self, time: &str) -> &Stage {
        let time = NaiveTime::parse_from_str(time, "%H:%M").expect("a time");
        let then = self.date.and_time(time).and_utc();
        loop {
            self.stage.settle().await;
            let left = (then - now(&self.stage)).to_std().expect("the day goes on");
            if left.is_zero() {
                return &self.stage;
            }
            self.stage.clock.advance(left.min(minutes(1)));
            self.stage.sweep().await;
            if left <= minutes(1) {
                self.stage.settle().await;
                return &self.stage;
            }
        }
    }

    /// A user writes, and the team sees it as a new conversation.
    async fn opens(&self, user: &str, number: u32, text: &str) -> Seen {
        self.stage.opens(user, number, text).await;
        self.stage.card(number, &["Unassigned", text]).await
    }

    /// An agent confirms that it is solved, and the user hears so in their language.
    async fn solved(&self, agent: &str, number: u32, user: &str) -> Seen {
        self.stage.settle().await;
        self.stage.completes(agent, number, "Confirm: solved").await;
        let notice = self.stage.reads(user, over(user)).await;
        assert!(notice.text.contains(&format!("#{number}")), "{}", notice.text);
        self.stage.card(number, &["Completed"]).await;
        self.stage.settle().await;
        notice
    }

    /// A user presses the button with this label under a message, in whatever language it stands.
    async fn presses(&self, user: &str, message: &Seen, label: &str) {
        self.stage.user_presses(user, message, label).await;
        self.stage.settle().await;
    }
}

fn now(stage: &Stage) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(stage.clock.now().0).expect("a time")
}

in_both_desks! {
    async fn a_day_at_the_desk(kind: Kind) {
        let day = Day::dawns(kind).await;

        // Before the desk opens. Both are told when it does.
        let desk = day.at("08:30").await;
        desk.writes("Anna", "the printer is on fire").await;
        let opened = desk.reads("Anna", "#1").await;
        assert!(opened.text.contains("today at 09:00"), "{}", opened.text);
        let desk = day.at("08:40").await;
        desk.writes("Chen", "打印机坏了").await;
        let opened = desk.reads("Chen", "#2").await;
        assert!(opened.text.contains("09:00"), "{}", opened.text);

        // #1: first response after 38 minutes, solved after 45.
        let desk = day.at("09:02").await;
        let card = desk.card(1, &["Unassigned"]).await;
        desk.presses("Ben", &card, "Take").await;
        let desk = day.at("09:08").await;
        desk.answered("Ben", 1, "Anna", "which one?").await;
        // #2: first response after 29 minutes.
        let desk = day.at("09:09").await;
        desk.answered("Eve", 2, "Chen", "哪一台？").await;
        let desk = day.at("09:11").await;
        let blue = desk.writes("Anna", "the blue one").await;
        desk.group_sees("Anna", blue).await;
        let desk = day.at("09:12").await;
        desk.answered("Ben", 1, "Anna", "then pull the plug").await;
        day.at("09:15").await;
        let notice = day.solved("Ben", 1, "Anna").await;
        day.presses("Anna", &notice, "5 ★").await;
        let desk = day.at("09:17").await;
        desk.reads("Anna", "5 of 5").await;
        desk.card(1, &["Rating: 5 of 5"]).await;
        // Thanks open nothing.
        let thanks = desk.writes("Anna", "thank you").await;
        desk.reacted("Anna", thanks).await;

        // #3: first response after 5 minutes, then silence.
        day.at("09:20").await;
        day.opens("Boris", 3, "не печатает").await;
        let desk = day.at("09:25").await;
        desk.answered("Max", 3, "Boris", "какой принтер?").await;
        // #2: the user says so after 58 minutes.
        let desk = day.at("09:38").await;
        let call = desk.reads("Chen", last_call("Chen")).await;
        day.presses("Chen", &call, "都解决了").await;
        desk.reads("Chen", "已有结果").await;
        desk.reads("Chen", over("Chen")).await;
        desk.card(2, &["Completed"]).await;

        // #4: first response after 5 minutes, settled elsewhere after 10.
        let desk = day.at("09:40").await;
        desk.sends("Dariush", Outgoing::photo("این چراغ روشن است")).await;
        desk.reads("Dariush", "#4").await;
        desk.card(4, &["Unassigned"]).await;
        let desk = day.at("09:45").await;
        desk.answered("Ben", 4, "Dariush", "ممنون").await;
        if kind == Kind::Forum {
            // Nobody but the team reads this.
            desk.answers("Ben", 4, "// the same lamp as last year").await;
        }
        let desk = day.at("09:50").await;
        desk.completes("Ben", 4, "Confirm: settled elsewhere").await;
        desk.reads("Dariush", over("Dariush")).await;

        // #3: over by itself after 35 minutes; the answer to that opens it again.
        let desk = day.at("09:56").await;
        desk.reads("Boris", "вопрос о завершении").await;
        let end = desk.reads("Boris", over("Boris")).await;
        let desk = day.at("09:58").await;
        desk.replies("Boris", end.id, "синий").await;
        desk.reads("Boris", again("Boris")).await;
        let desk = day.at("10:00").await;
        desk.card(3, &["after timeout"]).await;
        desk.answered("Max", 3, "Boris", "выключите его").await;
        // #5: nobody answers. All are reminded, then the lead.
        day.opens("Elena", 5, "no imprime").await;
        let desk = day.at("10:06").await;
        desk.settle().await;
        day.solved("Max", 3, "Boris").await;
        let desk = day.at("10:11").await;
        desk.group_reads("#5 has been waiting for an answer").await;
        // #6: first response after a minute, by one agent and then by another.
        day.at("10:15").await;
        day.opens("Bernd", 6, "der Drucker brennt").await;
        let desk = day.at("10:16").await;
        desk.answered("Ben", 6, "Bernd", "welcher?").await;
        let desk = day.at("10:17").await;
        desk.answered("Eve", 6, "Bernd", "der blaue?").await;
        desk.card(6, &["In progress · Ben", "Eve"]).await;
        let desk = day.at("10:19").await;
        let asked = desk.asks_on_card("Ben", 6).await;
        let wait = desk.writes("Bernd", "noch etwas").await;
        desk.group_sees("Bernd", wait).await;
        desk.refused("Ben", &asked, "Confirm: solved", "").await;
        let asked = desk.card(6, &["no longer be able to write"]).await;
        desk.presses("Ben", &asked, "Cancel").await;
        let desk = day.at("10:21").await;
        desk.answered("Ben", 6, "Bernd", "was denn?").await;
        day.at("10:25").await;
        let notice = day.solved("Ben", 6, "Bernd").await;
        let desk = day.at("10:26").await;
        let card = desk.card(6, &["Completed"]).await;
        desk.presses("Ben", &card, "Undo").await;
        let back = desk.reads("Bernd", "is open again").await;
        assert_eq!(back.id, notice.id);
        // #6: solved after 15 minutes.
        day.at("10:30").await;
        day.solved("Ben", 6, "Bernd").await;
        // #5: first response after 35 minutes; set aside for three hours.
        let desk = day.at("10:31").await;
        desk.group_reads("#5 has been waiting far too long").await;
        let desk = day.at("10:35").await;
        desk.answered("Lea", 5, "Elena", "one moment").await;
        desk.says("Lea", "/pending 5 3h the warehouse looks").await;
        desk.card(5, &["Pending", "the warehouse looks"]).await;

        // #7: nothing for the desk, over after 2 minutes, without a rating.
        day.at("11:00").await;
        day.opens("Oliver", 7, "buy cheap printers").await;
        let desk = day.at("11:02").await;
        desk.completes("Eve", 7, "Confirm: not a support matter").await;
        let notice = desk.reads("Oliver", over("Oliver")).await;
        assert!(!notice.labels().iter().any(|label| label.contains('★')), "{:?}", notice.labels());

        // #8: first response after 2 minutes.
        day.at("11:10").await;
        day.opens("Ling", 8, "没有纸了").await;
        let desk = day.at("11:12").await;
        desk.answered("Eve", 8, "Ling", "请加纸").await;
        // #9: first response after 2 minutes.
        day.at("11:15").await;
        day.opens("Farah", 9, "کاغذ نیست").await;
        let desk = day.at("11:17").await;
        desk.answered("Max", 9, "Farah", "کاغذ بگذارید").await;
        day.at("11:20").await;
        day.solved("Eve", 8, "Ling").await;
        day.at("11:25").await;
        let notice = day.solved("Max", 9, "Farah").await;
        // #8: Ben may not reopen; the lead approves.
        let desk = day.at("11:30").await;
        let card = desk.card(8, &["Completed"]).await;
        desk.presses("Ben", &card, "Reopen").await;
        let question = desk.card(8, &["able to write in this conversation again"]).await;
        desk.presses("Ben", &question, "Confirm: completed by mistake").await;
        let request = desk.group_reads("A request by Ben").await;
        desk.refused("Eve", &request, "Approve", "lead").await;
        desk.presses("Lea", &request, "Approve").await;
        desk.reads("Ling", again("Ling")).await;
        let desk = day.at("11:35").await;
        desk.answered("Ben", 8, "Ling", "还有问题吗？").await;
        // #9: the user still needs help.
        let desk = day.at("11:40").await;
        day.presses("Farah", &notice, "هنوز کمک می‌خواهم").await;
        desk.reads("Farah", again("Farah")).await;
        // #8: solved after 35 minutes, #9 after 45.
        day.at("11:45").await;
        day.solved("Ben", 8, "Ling").await;
        let desk = day.at("11:46").await;
        desk.answered("Max", 9, "Farah", "کشوی دوم").await;
        day.at("12:00").await;
        day.solved("Max", 9, "Farah").await;

        // #10: first response after a minute.
        day.at("12:10").await;
        day.opens("Hugo", 10, "hace ruido").await;
        let desk = day.at("12:11").await;
        desk.answered("Ben", 10, "Hugo", "¿cuál?").await;
        day.at("12:15").await;
        day.solved("Ben", 10, "Hugo").await;
        // #11: he writes again, and is answered after 5 minutes; it is the same matter.
        day.at("12:40").await;
        day.opens("Hugo", 11, "sigue haciendo ruido").await;
        let desk = day.at("12:45").await;
        desk.answered("Ben", 11, "Hugo", "voy").await;
        let card = desk.card(10, &["Completed"]).await;
        desk.refused("Lea", &card, "Reopen", "another open conversation, #11").await;
        let pointer = desk.group_reads("join the two with Merge").await;
        desk.presses("Lea", &pointer, "Merge").await;
        desk.reads("Hugo", again("Hugo")).await;
        desk.card(11, &["Completed", "Joined with #10"]).await;
        // #10: solved after 50 minutes.
        day.at("13:00").await;
        day.solved("Ben", 10, "Hugo").await;

        // #5: back after its three hours, solved after 3 hours and 45 minutes.
        let desk = day.at("13:37").await;
        desk.group_reads("#5").await;
        let desk = day.at("13:40").await;
        desk.answered("Lea", 5, "Elena", "it is mended").await;
        day.at("13:45").await;
        day.solved("Lea", 5, "Elena").await;

        // #12: first response after a minute; the user goes away.
        day.at("14:00").await;
        day.opens("Galina", 12, "шумит").await;
        let desk = day.at("14:01").await;
        desk.answered("Eve", 12, "Galina", "какой?").await;
        let desk = day.at("14:05").await;
        desk.sandbox.block(desk.id("Galina"));
        // #13: first response after a minute; asked whether that is all, the user says nothing.
        day.at("14:10").await;
        day.opens("Noah", 13, "it hums").await;
        let desk = day.at("14:11").await;
        desk.answered("Max", 13, "Noah", "turn it off and on").await;
        let desk = day.at("14:15").await;
        desk.completes("Max", 13, "Ask the user first").await;
        desk.reads("Noah", last_call("Noah")).await;
        let desk = day.at("14:18").await;
        desk.reads("Noah", "is settled").await;
        desk.reads("Noah", over("Noah")).await;
        // #14: handed on, first response after 8 minutes, solved after 20.
        day.at("14:20").await;
        let card = day.opens("Wei", 14, "卡纸了").await;
        day.stage.presses("Ben", &card, "Take").await;
        let desk = day.at("14:22").await;
        desk.says("Ben", "/assign 14 @eve_team").await;
        desk.card(14, &["In progress · Eve"]).await;
        let desk = day.at("14:28").await;
        desk.answered("Eve", 14, "Wei", "打开后盖").await;
        // #12: over after 35 minutes, without a word to somebody who would not read it.
        let desk = day.at("14:36").await;
        desk.card(12, &["Completed"]).await;
        day.at("14:40").await;
        day.solved("Eve", 14, "Wei").await;

        // #15: first response after a minute, which is taken back; ended by the user after 5.
        day.at("14:45").await;
        day.opens("Irina", 15, "мигает").await;
        let desk = day.at("14:46").await;
        let wrong = desk.answers("Eve", 15, "это не ко мне").await;
        let read = desk.reads("Irina", "это не ко мне").await;
        desk.settle().await;
        let recall = Outgoing::text("/recall").reply_to(wrong);
        let recall = match kind {
            Kind::Forum => recall.in_topic(desk.topic(15).await),
            Kind::Plain => recall,
        };
        desk.sandbox.say(desk.id("Eve"), desk.group, recall);
        desk.until("it is gone", |sandbox| {
            sandbox.message(desk.id("Irina"), read.id).is_none()
        }).await;
        let desk = day.at("14:48").await;
        desk.answered("Eve", 15, "Irina", "откройте крышку").await;
        let desk = day.at("14:50").await;
        desk.writes("Irina", "/close").await;
        let close = desk.reads("Irina", "#15").await;
        day.presses("Irina", &close, "завершить").await;
        desk.reads("Irina", over("Irina")).await;

        // #16: an album; first response after 2 minutes, solved after 10.
        let desk = day.at("15:00").await;
        let kian = desk.id("Kian");
        desk.sandbox.album(kian, kian, ["یک", "دو", "سه"].map(Outgoing::photo).to_vec());
        let desk = day.at("15:01").await;
        desk.reads("Kian", "#16").await;
        desk.card(16, &["Unassigned"]).await;
        let desk = day.at("15:02").await;
        desk.answered("Ben", 16, "Kian", "دیدم").await;
        day.at("15:10").await;
        day.solved("Ben", 16, "Kian").await;

        // #17: the user ends it after a minute, before anybody answers.
        day.at("15:20").await;
        day.opens("Dieter", 17, "hat sich erledigt?").await;
        let desk = day.at("15:21").await;
        desk.writes("Dieter", "/close").await;
        let close = desk.reads("Dieter", "#17").await;
        day.presses("Dieter", &close, "Confirm").await;
        desk.reads("Dieter", over("Dieter")).await;

        // #18: first response after a minute; the agent leaves the team, another goes on.
        day.at("15:30").await;
        day.opens("Grace", 18, "the invoice is wrong").await;
        let desk = day.at("15:31").await;
        desk.answered("Ben", 18, "Grace", "which one?").await;
        desk.says("Ben", "/tag 18 billing vip").await;
        desk.card(18, &["In progress · Ben", "billing", "vip"]).await;
        let desk = day.at("15:40").await;
        desk.sandbox.set_standing(desk.group, desk.id("Ben"), Standing::Left);
        desk.group_reads("Ben is no longer in this group").await;
        desk.card(18, &["Unassigned"]).await;
        let desk = day.at("15:45").await;
        let more = desk.writes("Grace", "the one of May").await;
        desk.group_sees("Grace", more).await;
        let desk = day.at("15:50").await;
        desk.answered("Max", 18, "Grace", "here is a new one").await;
        // #18: solved after 30 minutes.
        day.at("16:00").await;
        day.solved("Max", 18, "Grace").await;

        // #19: first response after 5 minutes, solved after 15.
        let desk = day.at("16:10").await;
        let id = desk.writes("Yuri", "как отменить закас").await;
        desk.reads("Yuri", "#19").await;
        desk.card(19, &["закас"]).await;
        desk.settle().await;
        let yuri = desk.id("Yuri");
        desk.sandbox.edit(yuri, yuri, id, Outgoing::text("как отменить заказ"));
        desk.card(19, &["заказ"]).await;
        let desk = day.at("16:15").await;
        desk.answered("Max", 19, "Yuri", "уже отменён").await;
        day.at("16:25").await;
        day.solved("Max", 19, "Yuri").await;
        // #20: first response after a minute, solved after 10.
        day.at("16:30").await;
        day.opens("Clara", 20, "wann kommt er?").await;
        let desk = day.at("16:31").await;
        desk.answered("Max", 20, "Clara", "morgen").await;
        day.at("16:40").await;
        day.solved("Max", 20, "Clara").await;
        // #21: first response after 5 minutes; it waits for the next day.
        day.at("17:00").await;
        day.opens("Ines", 21, "¿y mi factura?").await;
        let desk = day.at("17:05").await;
        desk.answered("Eve", 21, "Ines", "mañana").await;
        desk.says("Eve", "/pending 21 1d").await;
        desk.card(21, &["Pending"]).await;
        // #22: nobody answers before the desk closes.
        day.at("17:57").await;
        day.opens("Anna", 22, "it burns again").await;
        let desk = day.at("18:30").await;
        desk.writes("Anna", "hello?").await;
        let away = desk.reads("Anna", "closed at the moment").await;
        assert!(away.text.contains("tomorrow at 09:00"), "{}", away.text);

        // The figures, counted by hand from the lines above.
        let desk = day.at("18:40").await;
        desk.says("Lea", "/stats today").await;
        let figures = desk.group_reads("First response:").await;
        let solved = [1, 3, 5, 6, 8, 8, 9, 9, 10, 10, 14, 16, 18, 19, 20].len();
        let confirmed = [2, 15, 17].len();
        let (timeout, elsewhere, nosupport, left, silent) = (1, 1, 1, 1, 1);
        let completed = solved + confirmed + timeout + elsewhere + nosupport + left + silent;
        // #8 by the approved request, #10 by the merge.
        let reopened = 2;
        let mut responses =
            [38, 29, 5, 5, 35, 1, 2, 2, 1, 5, 1, 1, 8, 1, 2, 1, 5, 1, 5];
        let mut resolutions =
            [45, 58, 46, 10, 225, 15, 2, 35, 45, 50, 35, 7, 20, 5, 10, 1, 30, 15, 10];
        responses.sort_unstable();
        resolutions.sort_unstable();
        for line in [
            "Opened: 22".to_owned(),
            format!("Completed: {completed}"),
            format!("· solved: {solved}"),
            format!("· user confirmed: {confirmed}"),
            format!("· timeout: {timeout}"),
            format!("· settled elsewhere: {elsewhere}"),
            format!("· not a support matter: {nosupport}"),
            format!("· user left: {left}"),
            format!("· user did not answer: {silent}"),
            format!("Reopened: {reopened}"),
            // #5, of which the lead was told.
            "Escalated: 1".to_owned(),
            "· completed by mistake: 1".to_owned(),
            "· joined by another: 1".to_owned(),
            "· after timeout: 1".to_owned(),
            "· user still needs help: 1".to_owned(),
            // Two of twenty-three.
            "Reopen rate: 8.7 % (2 of 23). This is above 5 %".to_owned(),
            format!("First response: {} min (median of {})", responses[9], responses.len()),
            format!("Resolution: {} min (median of {})", resolutions[9], resolutions.len()),
            "Waiting now: 1".to_owned(),
        ] {
            assert!(figures.text.lines().any(|said| said.starts_with(&line)), "{line}:\n{}", figures.text);
        }
        day.stage.close().await;
    }
}
