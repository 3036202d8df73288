//! Ratings and what users say about them: product.md sections 3, 5, 11 and 12.

use frontdesk::config::Config;
use frontdesk::sandbox::{Fault, Outgoing, Seen};

use super::settings;
use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;

const LINE: &str = "Comment of the user on the rating of 4 of 5";

/// Anna's #1 was completed, and she gave four stars. The notice that asks for more.
async fn rated(stage: &Stage) -> Seen {
    let notice = stage.finishes("Anna", 1, "the printer is on fire").await;
    stage.user_presses("Anna", &notice, "4 ★").await;
    let prompt = stage.reads("Anna", "reply to this message").await;
    assert_eq!(prompt.id, notice.id);
    assert_eq!(prompt.labels(), ["I still need help"]);
    stage.settle().await;
    prompt
}

/// A message of a user stands as a comment under the completed card, and nothing rings.
async fn stands_under_the_card(stage: &Stage, user: &str, message: i32) -> Seen {
    let copy = stage.group_sees(user, message).await;
    assert!(copy.silent, "it rings");
    let line = stage.group_reads(LINE).await;
    assert!(line.silent && line.id < copy.id, "{}", stage.transcript(stage.group));
    match stage.kind {
        Kind::Forum => assert_eq!(copy.thread, Some(stage.topic(1).await)),
        Kind::Plain => assert_eq!(line.reply_to, Some(stage.card(1, &[]).await.id)),
    }
    copy
}

in_both_desks! {
    async fn a_comment_is_a_reply_to_the_prompt(kind: Kind) {
        let stage = Stage::open(kind).await;
        let prompt = rated(&stage).await;
        let comment = stage.replies("Anna", prompt.id, "Ben was quick").await;
        let thanks = stage.reads("Anna", "also for your comment").await;
        assert_eq!(thanks.id, prompt.id);
        stage.reacted("Anna", comment).await;
        let copy = stands_under_the_card(&stage, "Anna", comment).await;
        assert!(copy.text.contains("Ben was quick"), "{}", copy.text);
        stage.pass(minutes(2)).await;
        stage.card(1, &["Completed", "Rating: 4 of 5, with a comment"]).await;
        // An edit changes it there.
        let anna = stage.id("Anna");
        stage.sandbox.edit(anna, anna, comment, Outgoing::text("Ben was quick and kind"));
        stage.until("the copy says so too", |sandbox| {
            let seen = sandbox.message(stage.group, copy.id).expect("it stands");
            seen.text.contains("quick and kind")
        }).await;
        // More of it, whatever it is: voice, photo, an album.
        let voice = stage.sends("Anna", Outgoing::voice().reply_to(prompt.id)).await;
        stage.group_sees("Anna", voice).await;
        let photo = stage.sends("Anna", Outgoing::photo("see").reply_to(prompt.id)).await;
        stage.group_sees("Anna", photo).await;
        stage.settle().await;
        stage.nothing_for("Anna").await;
        assert!(stage.stored(2).is_none());
        assert!(!stage.conversation(1).is_open());
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        let after = history.text.split("Comment on the rating:").nth(1).expect("it is told");
        assert!(after.contains("the user: Ben was quick"), "{}", history.text);
        // Nobody answers it by mistake.
        let answer = Outgoing::text("thanks!").reply_to(copy.id);
        // A closed topic is open to administrators.
        let answer = match kind {
            Kind::Forum => answer.in_topic(stage.topic(1).await),
            Kind::Plain => answer,
        };
        stage.sandbox.say(stage.id("Ada"), stage.group, answer);
        stage.group_reads("Not sent: #1 is completed").await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn it_comes_before_courtesy_and_before_what_would_open(kind: Kind) {
        let stage = Stage::with(kind, settings::automatic).await;
        let prompt = rated(&stage).await;
        let thanks = stage.replies("Anna", prompt.id, "thanks").await;
        stage.reads("Anna", "also for your comment").await;
        stands_under_the_card(&stage, "Anna", thanks).await;
        // Without the reply it is what any message is.
        stage.pass(minutes(11)).await;
        stage.writes("Anna", "it burns again").await;
        stage.reads("Anna", "#1 of").await;
        stage.card(1, &["Unassigned", "user wrote again in time"]).await;
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }

    async fn only_the_prompt_takes_one(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.finishes("Anna", 1, "the printer is on fire").await;
        // Nobody has rated yet: a reply is a message.
        stage.pass(minutes(11)).await;
        stage.replies("Anna", notice.id, "and the scanner").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &["and the scanner"]).await;
        // With another one open, the prompt still takes what answers it.
        stage.user_presses("Anna", &notice, "4 ★").await;
        stage.reads("Anna", "reply to this message").await;
        let comment = stage.replies("Anna", notice.id, "that was quick").await;
        stage.reads("Anna", "also for your comment").await;
        stands_under_the_card(&stage, "Anna", comment).await;
        assert_eq!(stage.conversation(2).written, 1);
        // A day later it asks for nothing any more.
        stage.completes("Ben", 2, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.settle().await;
        stage.pass(minutes(25 * 60)).await;
        stage.replies("Anna", notice.id, "now the desk").await;
        stage.reads("Anna", "#3").await;
        stage.card(3, &["now the desk"]).await;
        stage.close().await;
    }

    async fn after_a_reopening_it_is_a_message_like_any_other(kind: Kind) {
        let stage = Stage::open(kind).await;
        let prompt = rated(&stage).await;
        stage.user_presses("Anna", &prompt, "I still need help").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned"]).await;
        stage.settle().await;
        let message = stage.replies("Anna", prompt.id, "it was not solved").await;
        stage.group_sees("Anna", message).await;
        stage.settle().await;
        assert_eq!(stage.count_in_group("Comment of the user"), 0);
        assert_eq!(stage.conversation(1).written, 2);
        stage.close().await;
    }

    async fn whoever_is_quicker_than_telegrams_answer_has_rated(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.answers("Ben", 1, "pull the plug").await;
        stage.reads("Anna", "pull the plug").await;
        stage.card(1, &["In progress"]).await;
        stage.settle().await;
        stage.sandbox.fail_next("sendMessage", Fault::DelayMs(2_500));
        stage.completes("Ben", 1, "Confirm: solved").await;
        let notice = stage.reads("Anna", "has been completed").await;
        let before = stage.conversation(1);
        assert_eq!(before.completion().map(|completion| completion.notice), Some(None));
        stage.user_presses("Anna", &notice, "4 ★").await;
        let thanks = stage.reads("Anna", "Your rating: 4 of 5").await;
        assert_eq!(thanks.id, notice.id);
        stage.settle().await;
        stage.pass(minutes(2)).await;
        stage.card(1, &["Completed", "Rating: 4 of 5"]).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn ratings_stand_in_the_figures_as_far_as_they_stand(kind: Kind) {
        let stage = Stage::open(kind).await;
        rated(&stage).await;
        let notice = stage.finishes("Omar", 2, "no paper").await;
        stage.user_presses("Omar", &notice, "5 ★").await;
        stage.reads("Omar", "Your rating: 5 of 5").await;
        stage.settle().await;
        stage.says("Lea", "/stats today").await;
        stage.group_reads("Rating: 4.5 of 5 (from 2)").await;
        // With the completion the rating goes.
        let card = stage.card(2, &["Completed"]).await;
        stage.presses("Ben", &card, "Undo").await;
        stage.reads("Omar", "is open again").await;
        stage.settle().await;
        stage.says("Lea", "/stats 7d").await;
        stage.group_reads("Rating: 4.0 of 5 (from 1)").await;
        stage.close().await;
    }

    async fn no_words_of_it_are_kept_where_none_are_to_be(kind: Kind) {
        let stage = Stage::with(kind, |config: &mut Config| {
            config.privacy.store_text = false;
        }).await;
        let prompt = rated(&stage).await;
        let comment = stage.replies("Anna", prompt.id, "Miranda would like it").await;
        stage.reads("Anna", "also for your comment").await;
        stands_under_the_card(&stage, "Anna", comment).await;
        let anna = stage.id("Anna");
        stage.sandbox.edit(anna, anna, comment, Outgoing::text("Miranda would love it"));
        stage.settle().await;
        let snapshot = stage.service().store().read().expect("a readable database");
        let stored = format!("{:?}", snapshot.dump().expect("readable"));
        assert!(!stored.contains("Miranda"), "{stored}");
        drop(snapshot);
        stage.close().await;
    }

    async fn it_is_erased_with_everything_else(kind: Kind) {
        let stage = Stage::open(kind).await;
        let prompt = rated(&stage).await;
        let comment = stage.replies("Anna", prompt.id, "Miranda would like it").await;
        stage.reads("Anna", "also for your comment").await;
        stands_under_the_card(&stage, "Anna", comment).await;
        stage.settle().await;
        let snapshot = stage.service().store().read().expect("a readable database");
        let id = frontdesk::domain::id::UserId(stage.id("Anna"));
        let theirs = snapshot.everything_of(id).expect("readable").to_string();
        assert!(theirs.contains("Miranda"), "{theirs}");
        drop(snapshot);
        stage.writes("Anna", "/forget").await;
        let asked = stage.reads("Anna", "everything erased").await;
        stage.user_presses("Anna", &asked, "Erase everything").await;
        stage.reads("Anna", "has been erased").await;
        stage.settle().await;
        let snapshot = stage.service().store().read().expect("a readable database");
        assert!(!format!("{:?}", snapshot.dump().expect("readable")).contains("Miranda"));
        drop(snapshot);
        let all = stage.sandbox.texts(stage.group);
        assert!(!all.iter().any(|text| text.contains("Miranda")), "{all:?}");
        stage.close().await;
    }
}
