//! Whether what people wrote has arrived: product.md section 7, "Delivery".

use std::time::Duration;

use super::stage::{Kind, PATIENCE, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{Fault, Outgoing, Seen};

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
        stage.until("it is taken", |_| stage.conversation(1).assignee().is_some()).await;
        stage.clock.advance(seconds(10));
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

// ---- what failed -------------------------------------------------------------------------------

in_both_desks! {
    async fn every_refusal_is_told_in_plain_words(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let refusals = [
            (400, "Bad Request: the message can't be copied", "does not let bots copy", false),
            (400, "Bad Request: message has protected content and can't be forwarded",
                "does not let bots copy", false),
            (400, "Bad Request: message is too long", "longer than Telegram lets", true),
            (400, "Bad Request: message caption is too long", "longer than Telegram lets", true),
            (400, "Bad Request: wrong file identifier/HTTP URL specified",
                "no longer has this file", false),
            (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", "does not accept voice", false),
            (400, "Bad Request: message to copy not found", "no longer finds an answer", false),
            (400, "Bad Request: THE_MOON_IS_FULL", "Telegram says: THE_MOON_IS_FULL", true),
            (
                403,
                "Forbidden: bot was kicked from the supergroup chat",
                "the bot was not in this group",
                true,
            ),
            (400, "Bad Request: chat not found", "there is no chat with this user", true),
            (403, "Forbidden: user is deactivated", "no longer exists", false),
        ];
        for (code, description, words, retry) in refusals {
            // With a reply, a caption that is too long is tried once more without.
            for _ in 0..2 {
                stage.sandbox.fail_next("copyMessage", Fault::Error {
                    code,
                    description: description.to_owned(),
                    parameters: None,
                });
            }
            let answer = stage.answers("Ben", 1, "listen").await;
            let told = stage.told_under(answer).await;
            assert!(told.text.starts_with("Not delivered"), "{}", told.text);
            assert!(told.text.contains(words), "{description}: {}", told.text);
            assert_eq!(told.labels().contains(&"Retry"), retry, "{description}");
            stage.sandbox.clear_faults();
        }
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Not delivered"), "{}", history.text);
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn retry_sends_once_whoever_presses_and_its_line_goes(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (answer, told) = stage.refused_answer("listen", "Bad Request: THE_MOON_IS_FULL").await;
        let data = Stage::data_of(&told, "Retry");
        let outsider = stage.forges("Anna", told.id, &data).await;
        assert!(outsider.alert, "a user of the desk may not");
        stage.presses("Eve", &told, "Retry").await;
        stage.reads("Anna", "listen").await;
        stage.vanishes(&told).await;
        stage.stale("Ben", &told, &data, "can no longer be sent again").await;
        stage.settle().await;
        let copies = stage.sandbox.messages(stage.id("Anna"));
        let copies = copies.iter().filter(|seen| seen.copy_of == Some((stage.group, answer)));
        assert_eq!(copies.count(), 1);
        stage.close().await;
    }

    async fn two_presses_on_retry_send_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (_, told) = stage.refused_answer("listen", "Bad Request: THE_MOON_IS_FULL").await;
        let data = Stage::data_of(&told, "Retry");
        let one = stage.sandbox.press_data(stage.id("Ben"), stage.group, told.id, &data);
        let other = stage.sandbox.press_data(stage.id("Eve"), stage.group, told.id, &data);
        let refused = [stage.answer(&one).await, stage.answer(&other).await];
        assert_eq!(refused.iter().filter(|answer| answer.alert).count(), 1, "{refused:?}");
        stage.reads("Anna", "listen").await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn a_right_can_be_asked_for_retry(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            use frontdesk::domain::access::{Action, Role};
            config.roles.insert(Action::Take, Role::Lead);
        }).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["Unassigned"]).await;
        let (_, told) = stage.refused_answer("listen", "Bad Request: THE_MOON_IS_FULL").await;
        stage.refused("Ben", &told, "Retry", "lead").await;
        stage.presses("Lea", &told, "Retry").await;
        stage.reads("Anna", "listen").await;
        stage.close().await;
    }

    async fn a_failure_that_became_a_note_or_was_taken_back_is_over(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (noted, told) = stage.refused_answer("listen", "Bad Request: THE_MOON_IS_FULL").await;
        stage.sandbox.edit(stage.id("Ben"), stage.group, noted, Outgoing::text("// a thought"));
        stage.group_reads("it stays inside now").await;
        stage.vanishes(&told).await;
        let data = Stage::data_of(&told, "Retry");
        stage.stale("Ben", &told, &data, "can no longer be sent again").await;

        let (taken, told) = stage.refused_answer("hark", "Bad Request: THE_MOON_IS_FULL").await;
        stage.replies_in_group("Eve", taken, "/recall").await;
        stage.group_reads("The user never had it").await;
        stage.vanishes(&told).await;
        let data = Stage::data_of(&told, "Retry");
        stage.stale("Ben", &told, &data, "can no longer be sent again").await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn after_completion_retry_says_so_and_after_reopening_it_sends(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (_, told) = stage.refused_answer("listen", "Bad Request: THE_MOON_IS_FULL").await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.settle().await;
        stage.refused("Ben", &told, "Retry", "Already completed").await;
        stage.nothing_for("Anna").await;
        let card = stage.card(1, &["Completed"]).await;
        stage.presses("Ben", &card, "Undo").await;
        stage.reads("Anna", "is open again").await;
        stage.presses("Ben", &told, "Retry").await;
        stage.reads("Anna", "listen").await;
        stage.vanishes(&told).await;
        stage.close().await;
    }

    async fn what_was_shortened_goes_out_as_it_is_then(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (answer, told) = stage.refused_answer("far too long", "Bad Request: message is too long").await;
        stage.sandbox.edit(stage.id("Ben"), stage.group, answer, Outgoing::text("short"));
        stage.settle().await;
        stage.presses("Ben", &told, "Retry").await;
        stage.reads("Anna", "short").await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn a_refused_recall_says_why(kind: Kind) {
        let stage = Stage::open(kind).await;
        let answer = stage.begun().await;
        let refusals = [
            (403, "Forbidden: bot was blocked by the user", "Not taken back: the user has blocked"),
            (403, "Forbidden: user is deactivated", "account no longer exists"),
            (400, "Bad Request: message can't be deleted for everyone", "within 48 hours"),
            (400, "Bad Request: THE_MOON_IS_FULL", "Telegram says: THE_MOON_IS_FULL"),
        ];
        for (code, description, words) in refusals {
            stage.sandbox.fail_next("deleteMessage", Fault::Error {
                code,
                description: description.to_owned(),
                parameters: None,
            });
            stage.replies_in_group("Eve", answer, "/recall").await;
            stage.group_reads(words).await;
        }
        stage.replies_in_group("Eve", answer, "/recall").await;
        stage.group_reads("the user no longer has it").await;
        stage.close().await;
    }
}

// ---- who is away and back ----------------------------------------------------------------------

in_both_desks! {
    async fn what_failed_in_the_last_hour_goes_out_by_itself_in_its_order(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let (_, one) = stage.blocked_answer("Ben", "one").await;
        let (two, second) = stage.blocked_answer("Ben", "two").await;
        let (three, third) = stage.blocked_answer("Eve", "three").await;
        let (four, fourth) = stage.blocked_answer("Eve", "four").await;
        let album = stage.blocked_album("Ben", &["left", "right"]).await;
        // What changes meanwhile goes out changed, or not at all.
        stage.sandbox.edit(stage.id("Ben"), stage.group, two, Outgoing::text("two and a half"));
        stage.sandbox.edit(stage.id("Eve"), stage.group, three, Outgoing::text("//three"));
        stage.replies_in_group("Ben", four, "/recall").await;
        stage.vanishes(&third).await;
        stage.vanishes(&fourth).await;
        stage.settle().await;
        stage.clock.advance(minutes(20));
        stage.sandbox.unblock(anna);
        for text in ["one", "two and a half", "left", "right"] {
            stage.reads("Anna", text).await;
        }
        for line in [&one, &second, &album] {
            stage.vanishes(line).await;
        }
        stage.labels(1).await;
        let card = stage.card(1, &[]).await;
        assert!(!card.text.contains("has blocked"), "{}", card.text);
        let messages = stage.sandbox.messages(anna);
        let copies: Vec<&str> = messages
            .iter()
            .filter(|seen| seen.copy_of.is_some())
            .map(|seen| seen.text.as_str())
            .collect();
        assert_eq!(copies, ["which one?", "one", "two and a half", "left", "right"]);
        let parts = messages.iter().filter(|seen| seen.album.is_some());
        assert_eq!(parts.count(), 2, "the album stays one");
        stage.close().await;
    }

    async fn writing_or_pressing_shows_that_a_user_is_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.blocked_answer("Ben", "still there?").await;
        // The news of the return is lost; what she writes tells as much.
        let anna = stage.id("Anna");
        stage.sandbox.unblock_unheard(anna);
        stage.writes("Anna", "I am back").await;
        stage.reads("Anna", "still there?").await;
        let card = stage.card(1, &[]).await;
        stage.settle().await;
        assert!(!stage.now(&card).text.contains("has blocked"));
        stage.close().await;
    }

    async fn a_retry_that_arrives_shows_it_too_and_nothing_goes_out_twice(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (_, one) = stage.blocked_answer("Ben", "one").await;
        let (_, two) = stage.blocked_answer("Ben", "two").await;
        stage.sandbox.unblock_unheard(stage.id("Anna"));
        stage.presses("Eve", &two, "Retry").await;
        stage.reads("Anna", "two").await;
        stage.reads("Anna", "one").await;
        stage.vanishes(&one).await;
        stage.vanishes(&two).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn about_older_answers_the_team_is_asked_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (one, two) = stage.two_old_answers().await;
        let anna = stage.id("Anna");
        stage.sandbox.unblock(anna);
        let question = stage.group_reads("2 answers were not delivered").await;
        assert_eq!(question.labels(), ["Retry", "Cancel"]);
        assert!(stage.mentions(&question, "Ben") && stage.mentions(&question, "Eve"));
        assert_eq!(question.reply_to, two.reply_to);
        stage.nothing_for("Anna").await;
        // Blocked and back again: it is asked already.
        stage.sandbox.block(anna);
        stage.card(1, &["has blocked this bot"]).await;
        stage.sandbox.unblock(anna);
        stage.settle().await;
        assert_eq!(stage.count_in_group("answers were not delivered"), 1);
        let data = Stage::data_of(&question, "Retry");
        stage.presses("Lea", &question, "Retry").await;
        stage.reads("Anna", "one").await;
        stage.reads("Anna", "two").await;
        for line in [&one, &two, &question] {
            stage.vanishes(line).await;
        }
        stage.stale("Ben", &question, &data, "can no longer be sent again").await;
        stage.nothing_for("Anna").await;
        let copies: Vec<String> = stage.sandbox.messages(anna).into_iter()
            .filter(|seen| seen.copy_of.is_some()).map(|seen| seen.text).collect();
        assert_eq!(copies, ["which one?", "one", "two"]);
        stage.close().await;
    }

    async fn older_answers_can_be_let_go_of(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (one, two) = stage.two_old_answers().await;
        stage.sandbox.unblock(stage.id("Anna"));
        let question = stage.group_reads("2 answers were not delivered").await;
        stage.presses("Ben", &question, "Cancel").await;
        stage.vanishes(&question).await;
        stage.settle().await;
        // That they were not delivered stays true; only the button goes.
        for line in [&one, &two] {
            let line = stage.now(line);
            assert!(line.text.contains("Not delivered") && line.labels().is_empty());
        }
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn a_question_goes_with_the_last_answer_that_it_is_about(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (one, two) = stage.two_old_answers().await;
        stage.sandbox.unblock(stage.id("Anna"));
        let question = stage.group_reads("2 answers were not delivered").await;
        stage.settle().await;
        stage.presses("Ben", &one, "Retry").await;
        stage.reads("Anna", "one").await;
        stage.settle().await;
        assert!(stage.sandbox.message(stage.group, question.id).is_some());
        stage.replies_in_group("Ben", two.reply_to.expect("a reply"), "/recall").await;
        stage.vanishes(&question).await;
        stage.vanishes(&two).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn recent_answers_go_while_older_ones_are_asked_about(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.two_old_answers().await;
        stage.blocked_answer("Ben", "three").await;
        stage.sandbox.unblock(stage.id("Anna"));
        stage.reads("Anna", "three").await;
        let question = stage.group_reads("2 answers were not delivered").await;
        stage.nothing_for("Anna").await;
        stage.presses("Ben", &question, "Retry").await;
        stage.reads("Anna", "one").await;
        stage.reads("Anna", "two").await;
        stage.close().await;
    }

    async fn answers_of_a_completed_conversation_wait_for_its_reopening(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (_, line) = stage.blocked_answer("Ben", "still there?").await;
        stage.pass(minutes(31)).await;
        stage.card(1, &["Completed"]).await;
        stage.sandbox.unblock(stage.id("Anna"));
        let told = stage.group_reads("and the conversation is completed").await;
        assert_eq!(told.labels(), ["Reopen"]);
        stage.nothing_for("Anna").await;
        stage.presses("Lea", &told, "Reopen").await;
        let question = stage.group_reads("able to write in this conversation again").await;
        stage.presses("Lea", &question, "Confirm: follow-up").await;
        stage.reads("Anna", "has been reopened").await;
        stage.reads("Anna", "still there?").await;
        stage.vanishes(&line).await;
        stage.vanishes(&told).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn an_edit_that_a_block_held_up_follows(kind: Kind) {
        let stage = Stage::open(kind).await;
        let answer = stage.begun().await;
        stage.sandbox.block(stage.id("Anna"));
        stage.card(1, &["has blocked this bot"]).await;
        for text in ["which two?", "which three?"] {
            stage.sandbox.edit(stage.id("Ben"), stage.group, answer, Outgoing::text(text));
            stage.settle().await;
        }
        stage.group_reads("still sees what this said before the change").await;
        stage.sandbox.unblock(stage.id("Anna"));
        stage.reads("Anna", "which three?").await;
        stage.close().await;
    }

    async fn a_sign_that_a_block_kept_goes_once_the_user_is_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(60));
        let waiting = stage.writes("Anna", "please hurry").await;
        stage.held_up().await;
        stage.clock.advance(seconds(11));
        stage.shows(anna, waiting, Some(WAITS)).await;
        stage.sandbox.block(anna);
        // Flood control holds the card as well.
        while stage.conversation(1).blocked.is_none() {
            stage.a_moment().await;
        }
        stage.clock.advance(minutes(1));
        stage.group_sees("Anna", waiting).await;
        stage.settle().await;
        stage.sandbox.unblock(anna);
        stage.shows(anna, waiting, None).await;
        stage.close().await;
    }

    async fn what_waits_survives_a_restart(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        let (one, two) = stage.two_old_answers().await;
        let (_, three) = stage.blocked_answer("Ben", "three").await;
        stage.stop().await;
        stage.sandbox.unblock(stage.id("Anna"));
        stage.start().await;
        stage.reads("Anna", "three").await;
        stage.vanishes(&three).await;
        let question = stage.group_reads("2 answers were not delivered").await;
        stage.settle().await;
        stage.stop().await;
        stage.start().await;
        stage.presses("Ben", &question, "Retry").await;
        stage.reads("Anna", "one").await;
        stage.reads("Anna", "two").await;
        for line in [&one, &two, &question] {
            stage.vanishes(line).await;
        }
        stage.close().await;
    }
}

impl Stage {
    /// What stands under an agent's message.
    async fn told_under(&self, message: i32) -> Seen {
        let found = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                let mut messages = sandbox.messages(self.group).into_iter();
                messages.find(|seen| seen.by_bot && seen.reply_to == Some(message))
            })
            .await;
        let told = found.unwrap_or_else(|| panic!("in silence:\n{}", self.transcript(self.group)));
        self.settle().await;
        told
    }

    /// An answer that Telegram refuses, with the line that says so.
    async fn refused_answer(&self, text: &str, description: &str) -> (i32, Seen) {
        let description = description.to_owned();
        self.sandbox
            .fail_next("copyMessage", Fault::Error { code: 400, description, parameters: None });
        let answer = self.answers("Ben", 1, text).await;
        (answer, self.told_under(answer).await)
    }

    /// Anna has blocked the bot; an answer to her fails, and a line says so.
    async fn blocked_answer(&self, by: &str, text: &str) -> (i32, Seen) {
        self.sandbox.block(self.id("Anna"));
        self.card(1, &["has blocked this bot"]).await;
        let answer = self.answers(by, 1, text).await;
        let told = self.told_under(answer).await;
        assert!(told.text.contains("the user has blocked"), "{}", told.text);
        (answer, told)
    }

    /// The same with an album.
    async fn blocked_album(&self, by: &str, captions: &[&str]) -> Seen {
        let mut items = Vec::new();
        for caption in captions {
            items.push(self.placed(1, Outgoing::photo(caption)).await);
        }
        let ids = self.sandbox.album(self.id(by), self.group, items);
        self.says(by, "that was it").await;
        self.told_under(ids[0]).await
    }

    /// Answers of Ben and Eve failed more than an hour ago; the conversation is pending.
    async fn two_old_answers(&self) -> (Seen, Seen) {
        self.begun().await;
        let (_, one) = self.blocked_answer("Ben", "one").await;
        let (_, two) = self.blocked_answer("Eve", "two").await;
        self.says("Ben", "/pending 1 9d").await;
        self.card(1, &["Pending"]).await;
        self.pass(minutes(61)).await;
        (one, two)
    }

    /// A message of the group as it is now.
    fn now(&self, message: &Seen) -> Seen {
        self.sandbox.message(self.group, message.id).expect("it stands")
    }
}
