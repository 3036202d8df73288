//! Reactions go over to the other side: product.md sections 7 and 9, telegram-facts B4 to B6.

use frontdesk::sandbox::{Fault, Seen, Standing};

use super::stage::{Kind, PATIENCE, Stage, minutes, seconds};
use crate::in_both_desks;

const WARNS: &str = "no other questions";

/// Somebody puts an emoji on a message in the group, or takes it off.
fn reacts(stage: &Stage, who: &str, message: i32, emoji: Option<&str>) {
    stage.sandbox.react(stage.id(who), stage.group, message, emoji);
}

/// The bot's emoji on a message of a chat, once it is this one.
async fn shows(stage: &Stage, chat: i64, message: i32, emoji: Option<&str>) {
    let bot = stage.sandbox.bot_id();
    let found = stage
        .sandbox
        .wait_for(PATIENCE, |sandbox| {
            let seen = sandbox.message(chat, message)?;
            let ours = seen.reactions.into_iter().find(|(who, _)| *who == bot);
            (ours.as_ref().map(|(_, emoji)| emoji.as_str()) == emoji).then_some(())
        })
        .await;
    assert!(found.is_some(), "never {emoji:?}:\n{}", stage.transcript(chat));
}

/// Ben has asked Anna; what she wrote, and its copy in the group.
async fn asked_back(stage: &Stage) -> (i32, Seen) {
    stage.begun().await;
    let last = stage.writes("Anna", "the blue one").await;
    (last, stage.group_sees("Anna", last).await)
}

in_both_desks! {
    async fn an_agents_reaction_appears_at_the_user_and_is_taken_back_with_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        let anna = stage.id("Anna");
        stage.begun().await;
        let thanks = stage.writes("Anna", "it is off now").await;
        let shown = stage.group_sees("Anna", thanks).await;
        stage.settle().await;
        reacts(&stage, "Ben", shown.id, Some("❤"));
        shows(&stage, anna, thanks, Some("❤")).await;
        reacts(&stage, "Ben", shown.id, Some("🔥"));
        shows(&stage, anna, thanks, Some("🔥")).await;
        reacts(&stage, "Ben", shown.id, None);
        shows(&stage, anna, thanks, None).await;
        stage.close().await;
    }

    async fn of_several_agents_the_last_ones_stands(kind: Kind) {
        let stage = Stage::open(kind).await;
        let anna = stage.id("Anna");
        stage.begun().await;
        let thanks = stage.writes("Anna", "it is off now").await;
        let shown = stage.group_sees("Anna", thanks).await;
        stage.settle().await;
        reacts(&stage, "Ben", shown.id, Some("❤"));
        reacts(&stage, "Eve", shown.id, Some("👍"));
        shows(&stage, anna, thanks, Some("👍")).await;
        reacts(&stage, "Eve", shown.id, None);
        shows(&stage, anna, thanks, Some("❤")).await;
        reacts(&stage, "Ben", shown.id, None);
        shows(&stage, anna, thanks, None).await;
        stage.close().await;
    }

    async fn on_the_card_it_is_for_the_message_quoted_there(kind: Kind) {
        let stage = Stage::open(kind).await;
        let first = stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        stage.settle().await;
        let card = stage.card(1, &[]).await;
        reacts(&stage, "Ben", card.id, Some("👍"));
        shows(&stage, stage.id("Anna"), first, Some("👍")).await;
        stage.close().await;
    }

    async fn what_agents_put_on_their_own_messages_stays_inside(kind: Kind) {
        let stage = Stage::open(kind).await;
        let answer = stage.begun().await;
        let aside = stage.says("Eve", "lunch?").await;
        let before = stage.sandbox.calls_of("setMessageReaction").len();
        reacts(&stage, "Eve", answer, Some("👍"));
        reacts(&stage, "Ben", aside, Some("👍"));
        reacts(&stage, "Ben", aside, Some("👀"));
        stage.settle().await;
        assert_eq!(stage.sandbox.calls_of("setMessageReaction").len(), before);
        stage.close().await;
    }

    async fn an_anonymous_administrators_reaction_is_the_teams(kind: Kind) {
        let stage = Stage::open(kind).await;
        let anna = stage.id("Anna");
        stage.begun().await;
        let thanks = stage.writes("Anna", "it is off now").await;
        let shown = stage.group_sees("Anna", thanks).await;
        stage.settle().await;
        stage.sandbox.set_standing(stage.group, stage.id("Ada"), Standing::AnonymousAdmin);
        reacts(&stage, "Ada", shown.id, Some("🎉"));
        shows(&stage, anna, thanks, Some("🎉")).await;
        stage.close().await;
    }

    // ---- 👀

    async fn eyes_on_the_last_message_say_that_the_team_owes_the_answer(kind: Kind) {
        let stage = Stage::open(kind).await;
        let anna = stage.id("Anna");
        let (last, shown) = asked_back(&stage).await;
        stage.answered("Ben", 1, "Anna", "I will look").await;
        reacts(&stage, "Ben", shown.id, Some("👀"));
        shows(&stage, anna, last, Some("👀")).await;
        for _ in 0..3 {
            stage.pass(minutes(60)).await;
        }
        stage.nothing_for("Anna").await;
        // The wait is one like any other: the team is reminded.
        stage.group_reads("waiting far too long").await;
        // The answer hands over again.
        stage.answered("Ben", 1, "Anna", "it is mended").await;
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.reads("Anna", WARNS).await;
        stage.settle().await;
        // Another agent says so too, although the first one's still stands there.
        reacts(&stage, "Eve", shown.id, Some("👀"));
        stage.reads("Anna", "stays open").await;
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn eyes_right_after_an_answer_that_is_still_on_its_way_count(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (_, shown) = asked_back(&stage).await;
        stage.settle().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(30));
        stage.answers("Ben", 1, "I will look").await;
        stage.held_up().await;
        reacts(&stage, "Ben", shown.id, Some("👀"));
        while stage.sandbox.pending_updates() > 0 {
            stage.sandbox.changed().await;
        }
        stage.clock.advance(seconds(31));
        stage.reads("Anna", "I will look").await;
        stage.settle().await;
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn eyes_stop_a_warning_that_was_given(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (_, shown) = asked_back(&stage).await;
        stage.answered("Ben", 1, "Anna", "I will look").await;
        stage.pass(seconds(28 * 60 + 1)).await;
        let warning = stage.reads("Anna", WARNS).await;
        stage.settle().await;
        reacts(&stage, "Ben", shown.id, Some("👀"));
        stage.reads("Anna", "stays open").await;
        assert!(stage.now_at("Anna", &warning).await.labels().is_empty());
        stage.pass(minutes(10)).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn eyes_taken_back_leave_the_user_the_full_time(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (_, shown) = asked_back(&stage).await;
        stage.answered("Ben", 1, "Anna", "which?").await;
        stage.pass(minutes(20)).await;
        reacts(&stage, "Ben", shown.id, Some("👀"));
        reacts(&stage, "Eve", shown.id, Some("👀"));
        stage.pass(minutes(5)).await;
        // One of them still says so.
        reacts(&stage, "Ben", shown.id, None);
        stage.pass(minutes(120)).await;
        stage.nothing_for("Anna").await;
        reacts(&stage, "Eve", shown.id, Some("👍"));
        stage.pass(seconds(27 * 60 + 50)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(11)).await;
        stage.reads("Anna", WARNS).await;
        stage.close().await;
    }

    // ---- the other way

    async fn a_users_reaction_stands_on_the_agents_answer_where_telegram_tells_of_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        let anna = stage.id("Anna");
        let answer = stage.begun().await;
        let has = stage.sandbox.messages(anna).into_iter().find(|seen| seen.text == "which one?");
        let has = has.expect("she has read it").id;
        // In private chats it mostly does not (telegram-facts B5): nothing happens then.
        stage.sandbox.react(anna, anna, has, Some("👍"));
        stage.settle().await;
        shows(&stage, stage.group, answer, None).await;
        stage.sandbox.set_private_reactions(true);
        stage.sandbox.react(anna, anna, has, Some("❤"));
        shows(&stage, stage.group, answer, Some("❤")).await;
        stage.sandbox.react(anna, anna, has, None);
        shows(&stage, stage.group, answer, None).await;
        // It is no message: she still owes.
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.reads("Anna", WARNS).await;
        stage.close().await;
    }
}
