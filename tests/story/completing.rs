//! Completing: product.md section 3, what follows a Confirm, and how it is taken back.

use frontdesk::sandbox::{Fault, Seen, Standing};

use super::acts::data;
use super::settings;
use super::stage::{Kind, PATIENCE, Stage, minutes, seconds};
use crate::in_both_desks;

const COMPLETED: &str = "has been completed";
const WARNS: &str = "no other questions";

/// Anna was answered by Ben, who has completed it: her notice.
async fn completed(stage: &Stage, label: &str) -> Seen {
    stage.opens("Anna", 1, "hello").await;
    stage.answered("Ben", 1, "Anna", "good morning").await;
    stage.completes("Ben", 1, label).await;
    let notice = stage.reads("Anna", COMPLETED).await;
    stage.settle().await;
    notice
}

/// Anna was answered by Ben, who asks her whether anything is left: her warning.
async fn asked_first(stage: &Stage) -> Seen {
    stage.opens("Anna", 1, "hello").await;
    stage.answered("Ben", 1, "Anna", "good morning").await;
    let asked = stage.asks_on_card("Ben", 1).await;
    stage.presses("Ben", &asked, "Ask the user first").await;
    let warning = stage.reads("Anna", WARNS).await;
    stage.settle().await;
    warning
}

in_both_desks! {
    // ---- the notice

    async fn each_reason_stands_on_the_card_and_some_ask_for_a_rating(kind: Kind) {
        let stage = Stage::open(kind).await;
        let reasons =
            [("solved", true), ("user did not answer", false), ("not a support matter", false), ("settled elsewhere", true)];
        for (number, (reason, rated)) in (1..).zip(reasons) {
            stage.opens("Anna", number, "hello").await;
            stage.completes("Ben", number, &format!("Confirm: {reason}")).await;
            let notice = stage.reads("Anna", COMPLETED).await;
            assert!(notice.text.contains(&format!("#{number}")), "{}", notice.text);
            assert!(notice.text.contains("just send a message"), "{}", notice.text);
            assert_eq!(notice.labels().contains(&"5 ★"), rated, "{reason}: {:?}", notice.labels());
            assert!(notice.labels().contains(&"I still need help"), "{:?}", notice.labels());
            stage.card(number, &["Completed", &format!("by Ben: {reason}")]).await;
            stage.settle().await;
        }
        stage.close().await;
    }

    async fn a_rating_changes_the_notice_and_the_card(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = completed(&stage, "Confirm: solved").await;
        let labels: Vec<&str> = notice.labels();
        assert_eq!(labels, ["1 ★", "2 ★", "3 ★", "4 ★", "5 ★", "I still need help"]);
        let (four, two) = (data(&notice, "4 ★"), data(&notice, "2 ★"));
        let thanks = stage.user_presses("Anna", &notice, "4 ★").await;
        assert!(!thanks.alert && thanks.text.is_some(), "{thanks:?}");
        let rated = stage.reads("Anna", "Your rating: 4 of 5").await;
        assert_eq!(rated.id, notice.id);
        assert_eq!(rated.labels(), ["I still need help"]);
        // The card shows it as soon as it loses `Undo`.
        stage.pass(minutes(2)).await;
        let card = stage.card(1, &["Rating: 4 of 5"]).await;
        assert!(!card.labels().contains(&"Undo"), "{:?}", card.labels());
        // Nothing happens twice, and what was said stays said.
        let id = stage.id("Anna");
        let again = stage.sandbox.press_data(id, id, notice.id, &four);
        assert!(!stage.answer(&again).await.alert);
        stage.user_stale("Anna", &notice, &two, "too old to change anything").await;
        stage.nothing_for("Anna").await;
        stage.card(1, &["Rating: 4 of 5"]).await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert_eq!(history.text.matches("Rated").count(), 1, "{}", history.text);
        stage.close().await;
    }

    async fn without_ratings_the_notice_only_offers_help(kind: Kind) {
        let stage = Stage::with(kind, settings::no_rating).await;
        let notice = completed(&stage, "Confirm: solved").await;
        assert_eq!(notice.labels(), ["I still need help"]);
        stage.close().await;
    }

    async fn a_rating_of_somebody_else_counts_for_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = completed(&stage, "Confirm: solved").await;
        stage.opens("Mallory", 2, "hello").await;
        let press = data(&notice, "1 ★");
        stage.user_stale("Mallory", &notice, &press, "another chat or person").await;
        stage.close().await;
    }

    // ---- Undo

    async fn undo_takes_it_back_with_status_assignee_and_notice(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = completed(&stage, "Confirm: solved").await;
        assert_ne!(stage.topic_closed(1).await, Some(false));
        let card = stage.card(1, &["Completed"]).await;
        assert!(card.labels().contains(&"Undo"), "{:?}", card.labels());
        let rate = data(&notice, "5 ★");
        stage.presses("Ben", &card, "Undo").await;
        let open = stage.reads("Anna", "#1 is open again").await;
        assert_eq!((open.id, open.labels().len()), (notice.id, 0));
        stage.card(1, &["In progress · Ben"]).await;
        assert_ne!(stage.topic_closed(1).await, Some(true));
        stage.user_stale("Anna", &notice, &rate, "too old to change anything").await;
        let written = stage.writes("Anna", "good").await;
        stage.group_sees("Anna", written).await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.says("Lea", "/stats today").await;
        let figures = stage.group_reads("Reopened: 0").await;
        assert!(figures.text.contains("Completed: 0"), "{}", figures.text);
        stage.close().await;
    }

    /// Clocks too: the user owed since the answer, and is warned as if nothing had been.
    async fn undo_restores_the_clock(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.answered("Ben", 1, "Anna", "good morning").await;
        stage.pass(minutes(27)).await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", COMPLETED).await;
        stage.settle().await;
        let card = stage.card(1, &["Completed"]).await;
        stage.presses("Ben", &card, "Undo").await;
        stage.reads("Anna", "is open again").await;
        stage.pass(seconds(50)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(11)).await;
        stage.reads("Anna", WARNS).await;
        stage.close().await;
    }

    async fn undo_of_a_pending_one_makes_it_pending(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Eve", "/pending 1 waits for a part").await;
        stage.card(1, &["Pending · Eve"]).await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", COMPLETED).await;
        stage.settle().await;
        let card = stage.card(1, &["Completed"]).await;
        stage.presses("Ben", &card, "Undo").await;
        stage.reads("Anna", "is open again").await;
        stage.card(1, &["Pending · Eve", "Note: waits for a part"]).await;
        stage.close().await;
    }

    async fn only_who_completed_takes_it_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        completed(&stage, "Confirm: solved").await;
        let card = stage.card(1, &["Completed"]).await;
        for other in ["Eve", "Lea", "Ada"] {
            stage.refused(other, &card, "Undo", "only Ben can take it back").await;
        }
        stage.nothing_for("Anna").await;
        stage.card(1, &["Completed"]).await;
        stage.close().await;
    }

    async fn after_two_minutes_it_stays_completed(kind: Kind) {
        let stage = Stage::open(kind).await;
        completed(&stage, "Confirm: solved").await;
        let card = stage.card(1, &["Completed"]).await;
        let undo = data(&card, "Undo");
        stage.pass(seconds(115)).await;
        let labels = stage.labels(1).await;
        assert!(labels.contains(&"Undo".to_owned()), "{labels:?}");
        stage.pass(seconds(6)).await;
        let labels = stage.labels(1).await;
        assert_eq!(labels, ["Reopen", "History", "Tags"]);
        stage.stale("Ben", &card, &undo, "The time for taking this back is over").await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn an_old_undo_does_not_take_a_later_completion_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        completed(&stage, "Confirm: solved").await;
        let card = stage.card(1, &["Completed"]).await;
        let undo = data(&card, "Undo");
        stage.presses("Ben", &card, "Undo").await;
        stage.reads("Anna", "is open again").await;
        stage.stale("Ben", &card, &undo, "out of date").await;
        stage.completes("Ben", 1, "Confirm: settled elsewhere").await;
        stage.reads("Anna", COMPLETED).await;
        stage.settle().await;
        stage.stale("Ben", &card, &undo, "out of date").await;
        stage.card(1, &["Completed", "settled elsewhere"]).await;
        stage.close().await;
    }

    /// For an anonymous administrator any admin may, and nobody else.
    async fn what_the_team_completed_any_admin_takes_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.sandbox.join(stage.group, stage.id("Ann"), Standing::AnonymousAdmin);
        stage.settle().await;
        stage.opens("Anna", 1, "hello").await;
        stage.answered("Ben", 1, "Anna", "good morning").await;
        let asked = stage.asks_on_card("Ann", 1).await;
        stage.presses("Ann", &asked, "Confirm: solved").await;
        stage.reads("Anna", COMPLETED).await;
        stage.settle().await;
        let card = stage.card(1, &["Completed", "by the team: solved"]).await;
        assert!(!card.text.contains("Ann:"), "{}", card.text);
        stage.refused("Ben", &card, "Undo", "This takes the role “admin”").await;
        stage.refused("Lea", &card, "Undo", "This takes the role “admin”").await;
        stage.presses("Ada", &card, "Undo").await;
        stage.reads("Anna", "is open again").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.close().await;
    }

    /// Its time passed for the user too, whatever stood on the card meanwhile.
    async fn an_answer_that_arrived_during_the_completion_counts_after_undo(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.settle().await;
        stage.sandbox.fail_next("copyMessage", Fault::DelayMs(1_500));
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.answers("Ben", 1, "pull the plug").await;
        stage.reads("Anna", "pull the plug").await;
        stage.presses("Ben", &asked, "Confirm: solved").await;
        stage.reads("Anna", COMPLETED).await;
        stage.settle().await;
        let card = stage.card(1, &["Completed"]).await;
        stage.presses("Ben", &card, "Undo").await;
        stage.reads("Anna", "is open again").await;
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.reads("Anna", WARNS).await;
        stage.close().await;
    }

    async fn undo_points_to_another_open_conversation(kind: Kind) {
        let stage = Stage::open(kind).await;
        completed(&stage, "Confirm: solved").await;
        stage.opens("Anna", 2, "something else").await;
        let card = stage.card(1, &["Completed"]).await;
        stage.refused("Ben", &card, "Undo", "another open conversation, #2").await;
        stage.card(1, &["Completed"]).await;
        stage.close().await;
    }

    // ---- crossing

    async fn a_message_that_crossed_the_notice_takes_it_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.answered("Ben", 1, "Anna", "good morning").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        // The notice must wait: Telegram is busy.
        stage.sandbox.fail_next("sendMessage", Fault::RetryAfter(30));
        stage.presses("Ben", &asked, "Confirm: solved").await;
        stage.sandbox.wait_for(PATIENCE, |sandbox| {
            (sandbox.faults_left() == 0).then_some(())
        }).await.expect("the notice is tried");
        let written = stage.writes("Anna", "and the coffee machine?").await;
        stage.group_reads("the user’s message crossed the completion").await;
        stage.clock.advance(seconds(31));
        stage.group_sees("Anna", written).await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.settle().await;
        // Withdrawn before it left, or edited at once.
        for said in stage.unread_texts("Anna") {
            assert!(!said.contains(COMPLETED), "{said}");
            stage.reads("Anna", "is open again").await;
        }
        stage.close().await;
    }

    async fn a_notice_on_its_way_is_edited_when_it_was_crossed(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.answered("Ben", 1, "Anna", "good morning").await;
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.sandbox.fail_next("sendMessage", Fault::DelayMs(1_500));
        stage.presses("Ben", &asked, "Confirm: solved").await;
        let notice = stage.reads("Anna", COMPLETED).await;
        let written = stage.writes("Anna", "and the coffee machine?").await;
        let open = stage.reads("Anna", "is open again").await;
        assert_eq!((open.id, open.labels().len()), (notice.id, 0));
        stage.group_sees("Anna", written).await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.close().await;
    }

    // ---- asking the user first

    async fn asked_first_and_silent_it_completes_as_unanswered(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = asked_first(&stage).await;
        assert_eq!(warning.labels(), ["I still need help", "All solved"]);
        stage.card(1, &["In progress · Ben", "The user was asked whether anything is left"]).await;
        stage.pass(seconds(115)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(6)).await;
        let notice = stage.reads("Anna", COMPLETED).await;
        assert_eq!(notice.labels(), ["I still need help"]);
        stage.reads("Anna", "is settled").await;
        let card = stage.card(1, &["Completed", "by Ben: user did not answer"]).await;
        assert!(!card.labels().contains(&"Undo"), "{:?}", card.labels());
        assert!(stage.now_at("Anna", &warning).await.labels().is_empty());
        stage.close().await;
    }

    async fn asked_first_and_answering_stops_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = asked_first(&stage).await;
        let written = stage.writes("Anna", "yes, the coffee machine").await;
        stage.group_sees("Anna", written).await;
        let answered = stage.reads("Anna", "stays open").await;
        assert_eq!((answered.id, answered.labels().len()), (warning.id, 0));
        stage.settle().await;
        let card = stage.card(1, &["In progress · Ben"]).await;
        assert!(!card.text.contains("The user was asked"), "{}", card.text);
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn asked_first_and_all_solved_it_completes_as_confirmed(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = asked_first(&stage).await;
        stage.user_presses("Anna", &warning, "All solved").await;
        let notice = stage.reads("Anna", COMPLETED).await;
        assert!(notice.labels().contains(&"5 ★"), "{:?}", notice.labels());
        stage.reads("Anna", "is settled").await;
        let card = stage.card(1, &["Completed", "by the user"]).await;
        assert!(!card.labels().contains(&"Undo"), "{:?}", card.labels());
        stage.says("Ben", "/history 1").await;
        stage.group_reads("Completed by the user: user confirmed").await;
        stage.close().await;
    }

    async fn asked_first_and_still_in_need_the_team_hears_of_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = asked_first(&stage).await;
        stage.user_presses("Anna", &warning, "I still need help").await;
        stage.reads("Anna", "stays open").await;
        let said = stage.says_apart("the user still needs help").await;
        assert!(!said.silent);
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.close().await;
    }

    /// What the agent writes meanwhile changes what there is to answer.
    async fn asked_first_and_written_to_again_it_does_not_complete_under_their_hands(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = asked_first(&stage).await;
        stage.pass(minutes(1)).await;
        stage.answered("Ben", 1, "Anna", "one moment, I found something").await;
        stage.reads("Anna", "is settled").await;
        assert!(stage.now_at("Anna", &warning).await.labels().is_empty());
        stage.pass(minutes(2)).await;
        stage.nothing_for("Anna").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.close().await;
    }

    async fn nobody_asks_a_user_who_cannot_be_reached(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.sandbox.block(stage.id("Anna"));
        stage.card(1, &["The user has blocked this bot"]).await;
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.refused("Ben", &asked, "Ask the user first", "has blocked this bot").await;
        stage.presses("Ben", &asked, "Confirm: user did not answer").await;
        stage.card(1, &["Completed", "user did not answer"]).await;
        stage.close().await;
    }

    // ---- the user ends it

    async fn the_user_ends_it_after_being_asked_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.writes("Anna", "/close").await;
        let asked = stage.reads("Anna", "Is everything settled?").await;
        let confirm = data(&asked, "Confirm: end it");
        stage.card(1, &["Unassigned"]).await;
        stage.user_presses("Anna", &asked, "Confirm: end it").await;
        let notice = stage.reads("Anna", COMPLETED).await;
        assert!(notice.labels().contains(&"5 ★"), "{:?}", notice.labels());
        let card = stage.card(1, &["Completed", "by the user"]).await;
        assert_eq!(card.labels(), ["Reopen", "History", "Tags"]);
        stage.user_stale("Anna", &asked, &confirm, "nothing has changed").await;
        stage.writes("Anna", "/close").await;
        stage.reads("Anna", "You have no open conversation").await;
        stage.close().await;
    }

    async fn the_user_keeps_it_open(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.writes("Anna", "/close").await;
        let asked = stage.reads("Anna", "Is everything settled?").await;
        stage.user_presses("Anna", &asked, "Cancel").await;
        let kept = stage.reads("Anna", "#1 stays open").await;
        assert_eq!((kept.id, kept.labels().len()), (asked.id, 0));
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    /// Nobody says that it stays open when it has ended meanwhile.
    async fn keeping_open_what_has_ended_meanwhile_says_so(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.writes("Anna", "/close").await;
        let asked = stage.reads("Anna", "Is everything settled?").await;
        let (keep, end) = (data(&asked, "Cancel"), data(&asked, "Confirm: end it"));
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", COMPLETED).await;
        stage.user_stale("Anna", &asked, &keep, "nothing has changed").await;
        stage.user_stale("Anna", &asked, &end, "nothing has changed").await;
        stage.nothing_for("Anna").await;
        stage.card(1, &["by Ben: solved"]).await;
        stage.close().await;
    }

    /// Thanks for the help are no new matter, anything else written at that moment takes it back.
    async fn what_crosses_the_users_own_end_counts_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.writes("Anna", "/close").await;
        let asked = stage.reads("Anna", "Is everything settled?").await;
        stage.settle().await;
        stage.sandbox.fail_next("sendMessage", Fault::DelayMs(1_500));
        stage.user_presses("Anna", &asked, "Confirm: end it").await;
        stage.reads("Anna", COMPLETED).await;
        stage.writes("Anna", "thanks!").await;
        stage.writes("Anna", "wait, the coffee machine").await;
        stage.reads("Anna", "#1 is open again").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_forum_the_topic_shows_the_status_by_one_icon_and_closes() {
    let stage = Stage::open(Kind::Forum).await;
    stage.opens("Anna", 1, "hello").await;
    let icon = || async {
        stage.settle().await;
        let topics = stage.sandbox.topics(stage.group);
        (topics[0].icon.clone(), topics[0].closed)
    };
    let unassigned = icon().await;
    stage.commands("Ben", 1, "/take").await;
    assert_eq!(icon().await, unassigned, "Unassigned and In progress share an icon");
    let edits = stage.sandbox.calls_of("editForumTopic").len();
    stage.commands("Ben", 1, "/pending").await;
    let pending = icon().await;
    assert!(pending.0 != unassigned.0 && !pending.1, "{pending:?}");
    stage.completes("Ben", 1, "Confirm: solved").await;
    stage.reads("Anna", COMPLETED).await;
    let completed = icon().await;
    assert!(
        completed.0 != pending.0 && completed.0 != unassigned.0 && completed.1,
        "{completed:?}"
    );
    assert_eq!(stage.sandbox.calls_of("editForumTopic").len(), edits + 2);
    let card = stage.card(1, &["Completed"]).await;
    stage.presses("Ben", &card, "Undo").await;
    stage.reads("Anna", "is open again").await;
    assert_eq!(icon().await, pending);
    stage.close().await;
}
