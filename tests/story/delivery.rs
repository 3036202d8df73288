//! Whether what people wrote has arrived: product.md section 7, "Delivery".

use std::time::Duration;

use super::stage::{Kind, PATIENCE, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{Fault, Outgoing};

/// What shows that a message is still on its way.
const WAITS: &str = "🕊";

impl Stage {
    /// The bot's reaction on a message.
    fn sign(&self, chat: i64, message: i32) -> Option<String> {
        let seen = self.sandbox.message(chat, message)?;
        let bot = self.sandbox.bot_id();
        seen.reactions.into_iter().find(|(who, _)| *who == bot).map(|(_, emoji)| emoji)
    }

    /// A message comes to have this reaction of the bot's, or none.
    async fn shows(&self, chat: i64, message: i32, emoji: Option<&str>) {
        let found = self
            .sandbox
            .wait_for(PATIENCE, |_| (self.sign(chat, message).as_deref() == emoji).then_some(()))
            .await;
        let stands = self.sign(chat, message);
        assert!(found.is_some(), "{stands:?} stays instead of {emoji:?}");
    }

    /// How often the bot has set or taken off a reaction.
    fn reactions(&self) -> usize {
        self.sandbox.calls_of("setMessageReaction").len()
    }

    /// Time for whatever should not happen.
    async fn a_moment(&self) {
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

in_both_desks! {
    async fn what_waits_shows_it_until_it_is_delivered(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(60));
        let answer = stage.answers("Ben", 1, "turn it off").await;
        stage.held_up().await;
        stage.clock.advance(seconds(8));
        stage.a_moment().await;
        assert_eq!(stage.reactions(), 0, "too early");
        stage.clock.advance(seconds(3));
        stage.shows(stage.group, answer, Some(WAITS)).await;
        stage.nothing_yet("Anna", "turn it off");
        stage.clock.advance(minutes(1));
        stage.reads("Anna", "turn it off").await;
        stage.shows(stage.group, answer, None).await;
        stage.settle().await;
        assert_eq!(stage.reactions(), 2);
        stage.close().await;
    }

    async fn what_is_delivered_in_time_costs_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.writes("Anna", "the one in the hall").await;
        stage.answered("Ben", 1, "Anna", "turn it off").await;
        stage.pass(minutes(5)).await;
        assert_eq!(stage.reactions(), 0);
        stage.close().await;
    }

    async fn a_user_sees_that_a_message_waits(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(60));
        let first = stage.writes("Anna", "the one in the hall").await;
        let second = stage.writes("Anna", "please hurry").await;
        stage.held_up().await;
        stage.clock.advance(seconds(11));
        stage.shows(anna, first, Some(WAITS)).await;
        stage.shows(anna, second, Some(WAITS)).await;
        stage.clock.advance(minutes(1));
        stage.shows(anna, first, None).await;
        stage.shows(anna, second, None).await;
        stage.settle().await;
        let group = stage.sandbox.texts(stage.group).join("\n");
        assert!(group.contains("the one in the hall") && group.contains("please hurry"));
        stage.close().await;
    }

    async fn an_opening_message_waits_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        let anna = stage.id("Anna");
        stage.sandbox.fail_next("sendMessage", Fault::RetryAfter(60));
        stage.sandbox.fail_next("sendMessage", Fault::RetryAfter(60));
        let first = stage.writes("Anna", "the printer is on fire").await;
        stage.held_up().await;
        stage.clock.advance(seconds(59));
        stage.a_moment().await;
        // In her chat flood control holds the sign as well: it never stands behind.
        stage.clock.advance(minutes(2));
        stage.reads("Anna", "#1").await;
        stage.card(1, &["Unassigned"]).await;
        stage.shows(anna, first, None).await;
        stage.close().await;
    }

    async fn the_sign_survives_a_restart_and_goes(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(600));
        let answer = stage.answers("Ben", 1, "turn it off").await;
        stage.held_up().await;
        stage.clock.advance(seconds(11));
        stage.shows(stage.group, answer, Some(WAITS)).await;
        stage.stop().await;
        assert_eq!(stage.sign(stage.group, answer).as_deref(), Some(WAITS));
        stage.start().await;
        stage.reads("Anna", "turn it off").await;
        stage.shows(stage.group, answer, None).await;
        stage.settle().await;
        assert_eq!(stage.reactions(), 2);
        stage.close().await;
    }

    async fn what_waited_over_a_restart_has_a_moment_to_go_out_first(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(600));
        stage.answers("Ben", 1, "turn it off").await;
        stage.held_up().await;
        stage.stop().await;
        stage.comes_back_after(minutes(5)).await;
        stage.reads("Anna", "turn it off").await;
        stage.settle().await;
        assert_eq!(stage.reactions(), 0);
        stage.close().await;
    }

    async fn a_message_that_was_taken_shows_eyes_and_keeps_them(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        let anna = stage.id("Anna");
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(60));
        let second = stage.writes("Anna", "please hurry").await;
        stage.held_up().await;
        stage.clock.advance(seconds(11));
        stage.shows(anna, second, Some(WAITS)).await;
        stage.says("Ben", "/take 1").await;
        stage.shows(anna, second, Some("👀")).await;
        stage.clock.advance(minutes(1));
        stage.group_sees("Anna", second).await;
        stage.settle().await;
        assert_eq!(stage.sign(anna, second).as_deref(), Some("👀"));
        stage.close().await;
    }

    async fn without_its_group_everything_shows_that_it_waits(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        stage.sandbox.bot_is_removed(stage.group);
        let waiting = stage.writes("Anna", "are you there?").await;
        stage.reads("Anna", "cannot").await;
        stage.clock.advance(seconds(11));
        stage.shows(anna, waiting, Some(WAITS)).await;
        stage.sandbox.bot_joins(stage.group, frontdesk::sandbox::BotRights::all());
        stage.group_sees("Anna", waiting).await;
        stage.shows(anna, waiting, None).await;
        stage.close().await;
    }

    async fn an_album_shows_it_once_on_its_first_part(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.fail_next("copyMessages", Fault::RetryAfter(60));
        let items = vec![
            stage.placed(1, Outgoing::photo("one")).await,
            stage.placed(1, Outgoing::photo("two")).await,
        ];
        stage.sandbox.fail_next("sendMediaGroup", Fault::RetryAfter(60));
        let ids = stage.sandbox.album(stage.id("Ben"), stage.group, items);
        stage.says("Ben", "that was it").await;
        stage.held_back("copyMessages").await;
        stage.clock.advance(seconds(11));
        stage.shows(stage.group, ids[0], Some(WAITS)).await;
        stage.sandbox.clear_faults();
        stage.clock.advance(minutes(1));
        stage.reads("Anna", "one").await;
        stage.reads("Anna", "two").await;
        stage.shows(stage.group, ids[0], None).await;
        stage.settle().await;
        assert_eq!(stage.reactions(), 2);
        stage.close().await;
    }

    async fn what_is_taken_back_in_time_waits_no_longer(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(600));
        let answer = stage.answers("Ben", 1, "a mistake").await;
        stage.held_up().await;
        stage.clock.advance(seconds(11));
        stage.shows(stage.group, answer, Some(WAITS)).await;
        stage.replies_in_group("Eve", answer, "/recall").await;
        stage.group_reads("The user never had it").await;
        stage.shows(stage.group, answer, None).await;
        stage.close().await;
    }

    async fn a_failure_takes_the_place_of_the_sign(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(60));
        let answer = stage.answers("Ben", 1, "still there?").await;
        stage.held_up().await;
        stage.clock.advance(seconds(11));
        stage.shows(stage.group, answer, Some(WAITS)).await;
        stage.sandbox.block(stage.id("Anna"));
        stage.card(1, &["has blocked this bot"]).await;
        stage.clock.advance(minutes(1));
        let told = stage.group_reads("Not delivered: the user has blocked").await;
        assert_eq!(told.reply_to, Some(answer));
        stage.shows(stage.group, answer, None).await;
        stage.close().await;
    }

    async fn a_lost_network_shows_once_it_is_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        for _ in 0..4 {
            stage.sandbox.fail_next("copyMessage", Fault::Status(502));
        }
        let answer = stage.answers("Ben", 1, "turn it off").await;
        stage.until("it was tried", |sandbox| sandbox.faults_left() < 4).await;
        stage.clock.advance(seconds(11));
        stage.shows(stage.group, answer, Some(WAITS)).await;
        while stage.sandbox.faults_left() > 0 {
            stage.clock.advance(seconds(20));
            stage.a_moment().await;
        }
        stage.clock.advance(minutes(2));
        stage.reads("Anna", "turn it off").await;
        stage.shows(stage.group, answer, None).await;
        stage.close().await;
    }
}

impl Stage {
    /// Something for the user of a conversation, placed where an agent writes it.
    async fn placed(&self, number: u32, message: Outgoing) -> Outgoing {
        let card = self.card(number, &[]).await;
        match card.thread {
            Some(thread) => message.in_topic(thread),
            None => message.reply_to(card.id),
        }
    }

    /// Somebody of the team answers a message where it stands.
    async fn replies_in_group(&self, who: &str, to: i32, text: &str) -> i32 {
        let mut message = Outgoing::text(text).reply_to(to);
        if let Some(thread) = self.sandbox.message(self.group, to).expect("it stands").thread {
            message = message.in_topic(thread);
        }
        self.sandbox.say(self.id(who), self.group, message)
    }

    /// A call was made, and has to wait.
    async fn held_back(&self, method: &str) {
        self.until("it is tried", |sandbox| !sandbox.calls_of(method).is_empty()).await;
        for _ in 0..2_000 {
            let rows = self.service().store().rows().expect("a readable database");
            if rows.iter().all(|row| !row.started) {
                return;
            }
            tokio::time::sleep(seconds(1) / 100).await;
        }
        panic!("never held back");
    }

    /// The user has not had this yet.
    fn nothing_yet(&self, user: &str, text: &str) {
        let chat = self.sandbox.texts(self.id(user));
        assert!(!chat.iter().any(|seen| seen.contains(text)), "{text} is there already");
    }
}
