//! What things cost the group, whose budget is Telegram's narrowest (telegram-facts L2, L6).
#![allow(clippy::print_stdout, reason = "whoever asks what a life costs reads it")]

use super::kinds::{Fate, sorts};
use super::settings::limited;
use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{BotRights, Call, Outgoing};

/// The calls that count in the group, since so many calls.
fn counted(stage: &Stage, since: usize) -> Vec<Call> {
    let free = ["setMessageReaction", "deleteMessage", "deleteMessages"];
    let all = stage.sandbox.calls().into_iter().skip(since);
    all.filter(|call| call.params["chat_id"] == stage.group)
        .filter(|call| !call.method.starts_with("get") && !free.contains(&call.method.as_str()))
        .collect()
}

/// What was called in the group, once all is said.
async fn made(stage: &Stage, since: usize) -> Vec<String> {
    stage.settle().await;
    counted(stage, since).into_iter().map(|call| call.method).collect()
}

fn now(stage: &Stage) -> usize {
    stage.sandbox.calls().len()
}

/// What a full life may cost: all calls, and those that count in the group.
fn may_cost(kind: Kind) -> (usize, usize) {
    match kind {
        Kind::Forum => (19, 10),
        Kind::Plain => (16, 7),
    }
}

/// A life, told act by act, with what each act cost.
struct Life<'a> {
    stage: &'a Stage,
    /// What people take between two acts; without, the next one follows as soon as all is said.
    pause: Option<std::time::Duration>,
    from: usize,
    acts: Vec<(&'static str, Vec<String>, usize)>,
}

impl<'a> Life<'a> {
    fn begin(stage: &'a Stage, pause: Option<std::time::Duration>) -> Self {
        Self { stage, pause, from: now(stage), acts: Vec::new() }
    }

    async fn act(&mut self, name: &'static str) {
        self.stage.settle().await;
        if let Some(pause) = self.pause {
            self.stage.pass(pause).await;
        }
        self.count(name);
    }

    fn count(&mut self, name: &'static str) {
        let calls: Vec<Call> = self.stage.sandbox.calls().into_iter().skip(self.from).collect();
        let methods = calls.iter().map(|call| call.method.clone());
        let methods = methods.filter(|method| method != "getUpdates").collect();
        self.acts.push((name, methods, counted(self.stage, self.from).len()));
        self.from += calls.len();
    }

    /// First message, Take, two answers each way, Mark Complete, Confirm, a rating; and then the
    /// two minutes in which it can be taken back.
    async fn live(mut self, user: &str, number: u32) -> (usize, usize, String) {
        let stage = self.stage;
        stage.writes(user, "the printer is on fire").await;
        stage.reads(user, &format!("#{number}")).await;
        let card = stage.card(number, &["Unassigned"]).await;
        self.act("first message").await;
        stage.presses("Ben", &card, "Take").await;
        self.act("Take").await;
        for (question, reply) in [("which one?", "the blue one"), ("unplugged?", "it is out")] {
            stage.answers("Ben", number, question).await;
            stage.reads(user, question).await;
            self.act("answer").await;
            let reply = stage.writes(user, reply).await;
            stage.group_sees(user, reply).await;
            self.act("reply").await;
        }
        let card = stage.card(number, &[]).await;
        stage.presses("Ben", &card, "Mark Complete").await;
        let asked = stage.card(number, &["no longer be able to write"]).await;
        self.act("Mark Complete").await;
        stage.presses("Ben", &asked, "Confirm: solved").await;
        let notice = stage.reads(user, "has been completed").await;
        self.act("Confirm").await;
        stage.user_presses(user, &notice, "5 ★").await;
        stage.reads(user, "Your rating: 5 of 5").await;
        self.act("rating").await;
        stage.pass(minutes(2)).await;
        stage.card(number, &["Completed", "Rating: 5 of 5"]).await;
        self.count("the rest");
        let all = self.acts.iter().map(|(_, methods, _)| methods.len()).sum();
        let counted = self.acts.iter().map(|(_, _, counted)| counted).sum();
        let told = |(name, methods, counted): &(_, Vec<String>, usize)| {
            format!(
                "  {name}: {} ({counted} in the group): {}\n",
                methods.len(),
                methods.join(", ")
            )
        };
        (all, counted, self.acts.iter().map(told).collect())
    }
}

/// Greetings, hints and what is asked of Telegram once are behind everybody.
async fn after_the_first(stage: &Stage, pause: Option<std::time::Duration>) -> (usize, usize) {
    Life::begin(stage, None).live("Anna", 1).await;
    stage.settle().await;
    let (all, counted, told) = Life::begin(stage, pause).live("Bob", 2).await;
    println!("a full life, {:?}: {all} calls, {counted} in the group\n{told}", stage.kind);
    (all, counted)
}

/// The card of a long topic would be pinned, once, which is no part of what is counted.
async fn without_pins(stage: Stage) -> Stage {
    let rights = BotRights { pin_messages: false, ..BotRights::all() };
    stage.sandbox.set_bot_rights(stage.group, rights);
    stage.group_reads("may not pin messages").await;
    stage.settle().await;
    stage
}

in_both_desks! {
    async fn a_message_of_a_user_costs_the_group_one_call(kind: Kind) {
        let stage = without_pins(Stage::open(kind).await).await;
        stage.begun().await;
        stage.settle().await;
        for sort in sorts() {
            let before = now(&stage);
            stage.sends("Anna", sort.message).await;
            let made = made(&stage, before).await;
            let expected: &[&str] = match (sort.to_team, kind) {
                (Fate::Unseen | Fate::Ignored, _) => &[],
                (Fate::Rolled, _) => &["sendMessage"],
                (Fate::Moving, _) => &["sendLocation"],
                (Fate::Forwarded, Kind::Forum) => &["forwardMessage"],
                (Fate::Forwarded, Kind::Plain) => &["forwardMessage", "sendMessage"],
                (Fate::Bare, Kind::Plain) => &["copyMessage", "sendMessage"],
                _ => &["copyMessage"],
            };
            assert_eq!(made, expected, "{}", sort.name);
        }
        while !stage.unread_texts("Anna").is_empty() {
            stage.reads("Anna", "").await;
        }
        // A reply and an album cost one, too, though every part of an album counts.
        let before = now(&stage);
        stage.replies("Anna", 1, "this one").await;
        assert_eq!(made(&stage, before).await, ["copyMessage"]);
        let before = now(&stage);
        let anna = stage.id("Anna");
        stage.sandbox.album(anna, anna, vec![Outgoing::photo("one"), Outgoing::photo("two")]);
        stage.settle().await;
        stage.clock.advance(seconds(1));
        stage.until("it arrives", |sandbox| {
            sandbox.messages(stage.group).iter().filter(|seen| seen.album.is_some()).count() == 2
        }).await;
        let one = match kind {
            Kind::Forum => "copyMessages",
            Kind::Plain => "sendMediaGroup",
        };
        assert_eq!(made(&stage, before).await, [one]);
        stage.close().await;
    }

    async fn a_new_conversation_costs_one_call_more_if_it_begins_with_no_short_text(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.settle().await;
        for (index, sort) in sorts().into_iter().enumerate() {
            let user = format!("User{index}");
            let before = now(&stage);
            let id = stage.sends(&user, sort.message).await;
            let made = made(&stage, before).await;
            if matches!(sort.to_team, Fate::Unseen | Fate::Ignored) {
                assert!(made.is_empty());
                continue;
            }
            let original = stage.sandbox.message(stage.id(&user), id).expect("it stands");
            let short = original.kind == "text" && original.text.chars().count() < 1000;
            let quoted = short && sort.to_team != Fate::Forwarded;
            let topic = usize::from(kind == Kind::Forum);
            let line = matches!(sort.to_team, Fate::Forwarded | Fate::Bare) && kind == Kind::Plain;
            let calls = topic + 1 + usize::from(!quoted) + usize::from(line);
            assert_eq!(made.len(), calls, "{}: {made:?}", sort.name);
            while !stage.unread_texts(&user).is_empty() {
                stage.reads(&user, "").await;
            }
        }
        stage.close().await;
    }

    async fn an_answer_costs_the_group_nothing_but_the_first_redraws_the_card(kind: Kind) {
        let stage = without_pins(Stage::open(kind).await).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        let anna = stage.id("Anna");
        let to_user = |since: usize| {
            let calls = stage.sandbox.calls().into_iter().skip(since);
            let mut calls: Vec<String> = calls
                .filter(|call| call.params["chat_id"] == anna)
                .map(|call| call.method)
                .collect();
            calls.retain(|method| method != "setMessageReaction");
            calls
        };
        let before = now(&stage);
        stage.answers("Ben", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        // Its card is drawn at its own pace.
        stage.in_time("the card says who has it", seconds(1), |sandbox| {
            sandbox.texts(stage.group).iter().any(|text| text.contains("In progress"))
        }).await;
        assert_eq!(made(&stage, before).await, ["editMessageText"]);
        assert_eq!(to_user(before), ["copyMessage"]);
        for sort in sorts() {
            let before = now(&stage);
            stage.posts("Ben", 1, sort.message).await;
            stage.settle().await;
            let told = usize::from(sort.to_user == Fate::Named);
            assert_eq!(made(&stage, before).await.len(), told, "{}", sort.name);
            let calls = usize::from(!matches!(sort.to_user, Fate::Unseen | Fate::Ignored));
            assert_eq!(to_user(before).len(), calls, "{}", sort.name);
        }
        while !stage.unread_texts("Anna").is_empty() {
            stage.reads("Anna", "").await;
        }
        stage.close().await;
    }

    async fn a_burst_costs_less_than_a_call_a_message(kind: Kind) {
        let stage = without_pins(Stage::with(kind, limited).await).await;
        stage.sandbox.set_limits(true);
        stage.begun().await;
        stage.settle().await;
        let before = now(&stage);
        let mut last = 0;
        for n in 0..80 {
            last = stage.writes("Anna", &format!("and number {n}")).await;
        }
        // However slow the machine is: no time passes before this minute's budget is spent.
        let mut spent = 0;
        while spent == 0 || spent != counted(&stage, before).len() {
            spent = counted(&stage, before).len();
            tokio::time::sleep(seconds(1)).await;
        }
        stage.in_time("all is said", seconds(2), |sandbox| {
            sandbox.pending_updates() == 0
                && stage.service().store().rows().expect("readable").is_empty()
        }).await;
        let calls = made(&stage, before).await;
        assert!(calls.len() <= 20, "{} calls for 80 messages", calls.len());
        let texts = stage.sandbox.texts(stage.group).join("\n\n");
        assert!(texts.contains("and number 79") && last > 0);
        assert!(stage.sandbox.calls_of("sendMessage").iter().all(|call| call.ok));
        stage.close().await;
    }

    async fn a_full_life_costs_no_more_than_it_must(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (all, counted) = after_the_first(&stage, Some(seconds(2))).await;
        let (most, most_counted) = may_cost(kind);
        assert!(all <= most && counted <= most_counted, "{all} calls, {counted} in the group");
        stage.close().await;
    }

    /// Nothing is said twice because it came to pass at once.
    async fn nor_a_life_in_a_hurry(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (all, counted) = after_the_first(&stage, None).await;
        let (most, most_counted) = may_cost(kind);
        assert!(all <= most && counted <= most_counted, "{all} calls, {counted} in the group");
        stage.close().await;
    }
}
