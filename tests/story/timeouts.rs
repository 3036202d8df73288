//! What happens by itself: product.md section 4.

use frontdesk::sandbox::{BotRights, Fault, Seen};

use super::acts::data;
use super::settings;
use super::stage::{Kind, PATIENCE, Stage, minutes, seconds};
use crate::in_both_desks;

const WARNS: &str = "no other questions";
const COMPLETED: &str = "has been completed";

/// Anna was answered by Ben, and owes.
async fn owing(stage: &Stage) {
    stage.opens("Anna", 1, "hello").await;
    stage.answered("Ben", 1, "Anna", "good morning").await;
}

/// She was silent, and is warned.
async fn warned(stage: &Stage) -> Seen {
    owing(stage).await;
    stage.pass(seconds(28 * 60 + 1)).await;
    let warning = stage.reads("Anna", WARNS).await;
    stage.settle().await;
    warning
}

/// Her conversation ends by itself, and so does the question whether it should.
async fn ends_by_itself(stage: &Stage) {
    stage.reads("Anna", COMPLETED).await;
    stage.reads("Anna", "is settled").await;
}

/// The warning gets its two minutes, no more and no less.
async fn runs_out(stage: &Stage) {
    stage.pass(seconds(110)).await;
    stage.nothing_for("Anna").await;
    stage.pass(seconds(11)).await;
    ends_by_itself(stage).await;
}

/// Whom a message addresses.
fn addressed(seen: &Seen) -> Vec<i64> {
    let links = seen.entities.iter().filter_map(|entity| entity["url"].as_str());
    links.filter_map(|link| link.strip_prefix("tg://user?id=")?.parse().ok()).collect()
}

in_both_desks! {
    // ---- silence

    async fn silence_is_warned_about_and_then_completes(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.pass(seconds(27 * 60 + 50)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(11)).await;
        let warning = stage.reads("Anna", WARNS).await;
        assert!(warning.text.contains("#1"), "{}", warning.text);
        assert_eq!(warning.labels(), ["I still need help", "All solved"]);
        stage.pass(seconds(110)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(11)).await;
        let notice = stage.reads("Anna", COMPLETED).await;
        assert!(notice.text.contains("not heard from you"), "{}", notice.text);
        // No rating after a timeout.
        assert_eq!(notice.labels(), ["I still need help"]);
        stage.reads("Anna", "is settled").await;
        assert!(stage.now_at("Anna", &warning).await.labels().is_empty());
        let card = stage.card(1, &["Completed", ": timeout"]).await;
        assert_eq!(card.labels(), ["Reopen", "History", "Tags"]);
        assert_ne!(stage.topic_closed(1).await, Some(false));
        stage.close().await;
    }

    async fn given_back_and_unassigned_it_times_out_all_the_same(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.says("Ben", "/unassign 1").await;
        stage.card(1, &["Unassigned"]).await;
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.reads("Anna", WARNS).await;
        stage.pass(seconds(121)).await;
        ends_by_itself(&stage).await;
        stage.card(1, &["Completed", ": timeout"]).await;
        stage.close().await;
    }

    async fn a_user_who_waits_for_the_team_is_never_timed_out(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        owing_second(&stage).await;
        for _ in 0..4 {
            stage.pass(minutes(60 * 12)).await;
        }
        stage.nothing_for("Anna").await;
        stage.nothing_for("Omar").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    async fn any_message_stops_the_clock_and_reaches_the_team(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = warned(&stage).await;
        let solved = data(&warning, "All solved");
        let still = data(&warning, "I still need help");
        let written = stage.writes("Anna", "still burning").await;
        stage.group_sees("Anna", written).await;
        let answered = stage.reads("Anna", "stays open").await;
        assert_eq!((answered.id, answered.labels().len()), (warning.id, 0));
        // A late press does nothing and says so.
        stage.user_stale("Anna", &warning, &solved, "nothing has changed").await;
        stage.user_stale("Anna", &warning, &still, "too old").await;
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.close().await;
    }

    async fn still_needing_help_stops_the_clock_and_tells_the_team(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = warned(&stage).await;
        let still = data(&warning, "I still need help");
        let answer = stage.user_presses("Anna", &warning, "I still need help").await;
        assert!(!answer.alert && answer.text.is_some(), "{answer:?}");
        stage.reads("Anna", "stays open").await;
        assert!(!stage.says_apart("the user still needs help").await.silent);
        stage.user_stale("Anna", &warning, &still, "too old").await;
        assert_eq!(stage.count_in_group("the user still needs help"), 1);
        // The team owes: the assignee is reminded, the user is left alone.
        stage.pass(minutes(11)).await;
        stage.group_reads("has been waiting for an answer since").await;
        stage.pass(minutes(60)).await;
        stage.nothing_for("Anna").await;
        // An answer makes the user owe again.
        stage.answered("Ben", 1, "Anna", "pull the plug").await;
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.reads("Anna", WARNS).await;
        stage.close().await;
    }

    async fn all_solved_completes_as_confirmed_by_the_user(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = warned(&stage).await;
        let solved = data(&warning, "All solved");
        stage.user_presses("Anna", &warning, "All solved").await;
        let notice = stage.reads("Anna", COMPLETED).await;
        assert!(notice.labels().contains(&"5 ★"), "{:?}", notice.labels());
        stage.reads("Anna", "is settled").await;
        stage.card(1, &["Completed", "by the user"]).await;
        stage.user_stale("Anna", &warning, &solved, "nothing has changed").await;
        stage.says("Ben", "/history 1").await;
        stage.group_reads("Completed by the user: user confirmed").await;
        stage.close().await;
    }

    async fn after_the_timeout_all_solved_comes_too_late(kind: Kind) {
        let stage = Stage::open(kind).await;
        let warning = warned(&stage).await;
        let solved = data(&warning, "All solved");
        stage.pass(seconds(121)).await;
        ends_by_itself(&stage).await;
        stage.user_stale("Anna", &warning, &solved, "nothing has changed").await;
        stage.card(1, &["Completed", ": timeout"]).await;
        stage.close().await;
    }

    /// What an agent writes after the warning starts everything anew, the warning included.
    async fn an_answer_after_the_warning_starts_the_clock_anew(kind: Kind) {
        let stage = Stage::open(kind).await;
        warned(&stage).await;
        stage.answered("Ben", 1, "Anna", "one more thing").await;
        stage.reads("Anna", "is settled").await;
        stage.pass(minutes(27)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(61)).await;
        stage.reads("Anna", WARNS).await;
        stage.pass(seconds(121)).await;
        ends_by_itself(&stage).await;
        stage.close().await;
    }

    async fn a_message_that_crossed_the_timeout_takes_it_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        warned(&stage).await;
        stage.sandbox.fail_next("sendMessage", Fault::DelayMs(1_500));
        stage.clock.advance(seconds(121));
        stage.sweep().await;
        let notice = stage.reads("Anna", COMPLETED).await;
        let written = stage.writes("Anna", "still burning").await;
        let open = stage.reads("Anna", "is open again").await;
        assert_eq!(open.id, notice.id);
        stage.reads("Anna", "is settled").await;
        stage.group_sees("Anna", written).await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.says("Lea", "/stats today").await;
        stage.group_reads("Completed: 0").await;
        stage.close().await;
    }

    // ---- settings

    async fn by_user_silence_counting_starts_at_the_users_last_message(kind: Kind) {
        let stage = Stage::with(kind, settings::count_from_user).await;
        stage.opens("Anna", 1, "hello").await;
        stage.pass(minutes(20)).await;
        stage.answered("Ben", 1, "Anna", "good morning").await;
        stage.pass(minutes(7)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(61)).await;
        stage.reads("Anna", WARNS).await;
        stage.pass(seconds(121)).await;
        ends_by_itself(&stage).await;
        stage.close().await;
    }

    /// It changes where counting starts, never who may be timed out.
    async fn by_user_silence_too_nobody_who_waits_is_timed_out(kind: Kind) {
        let stage = Stage::with(kind, settings::count_from_user).await;
        stage.opens("Anna", 1, "hello").await;
        stage.pass(minutes(120)).await;
        stage.nothing_for("Anna").await;
        // The answer comes late: the warning follows at once, with its full time.
        stage.answered("Ben", 1, "Anna", "good morning").await;
        stage.pass(seconds(2)).await;
        stage.reads("Anna", WARNS).await;
        runs_out(&stage).await;
        stage.close().await;
    }

    async fn a_warning_longer_than_the_silence_comes_at_once_and_gets_its_time(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            settings::complete_after(config, minutes(1));
            settings::warn_before(config, minutes(5));
        })
        .await;
        owing(&stage).await;
        stage.pass(seconds(2)).await;
        stage.reads("Anna", WARNS).await;
        stage.pass(seconds(4 * 60 + 50)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(11)).await;
        ends_by_itself(&stage).await;
        stage.close().await;
    }

    // ---- restarts, downtime, gaps

    async fn a_restart_between_warning_and_end_changes_nothing(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        warned(&stage).await;
        stage.stop().await;
        stage.clock.advance(seconds(60));
        stage.start().await;
        stage.pass(seconds(50)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(11)).await;
        ends_by_itself(&stage).await;
        stage.close().await;
    }

    async fn after_downtime_the_user_is_warned_first(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.stop().await;
        stage.clock.advance(minutes(24 * 60));
        stage.start().await;
        let warning = stage.reads("Anna", WARNS).await;
        assert_eq!(warning.labels(), ["I still need help", "All solved"]);
        runs_out(&stage).await;
        stage.close().await;
    }

    /// Updates come before ticks, however much is due.
    async fn what_the_user_wrote_during_downtime_comes_before_the_clock(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        warned(&stage).await;
        stage.stop().await;
        let written = stage.writes("Anna", "still burning").await;
        stage.clock.advance(minutes(10));
        stage.start().await;
        stage.group_sees("Anna", written).await;
        stage.reads("Anna", "stays open").await;
        stage.pass(minutes(1)).await;
        stage.nothing_for("Anna").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.close().await;
    }

    async fn an_intake_gap_voids_a_warning_which_then_comes_again(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        let first = warned(&stage).await;
        stage.intake_gap().await;
        stage.pass(seconds(121)).await;
        let again = stage.reads("Anna", WARNS).await;
        assert_ne!(again.id, first.id);
        stage.reads("Anna", "is settled").await;
        assert!(stage.now_at("Anna", &first).await.labels().is_empty());
        runs_out(&stage).await;
        stage.close().await;
    }

    async fn an_intake_gap_voids_what_an_agent_asked_the_user_too(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        owing(&stage).await;
        let asked = stage.asks_on_card("Ben", 1).await;
        stage.presses("Ben", &asked, "Ask the user first").await;
        stage.reads("Anna", WARNS).await;
        stage.intake_gap().await;
        stage.pass(seconds(121)).await;
        stage.reads("Anna", WARNS).await;
        stage.reads("Anna", "is settled").await;
        stage.card(1, &["The user was asked"]).await;
        stage.pass(seconds(121)).await;
        ends_by_itself(&stage).await;
        stage.card(1, &["by Ben: user did not answer"]).await;
        stage.close().await;
    }

    async fn without_its_group_the_desk_times_nobody_out(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.sandbox.bot_is_removed(stage.group);
        stage.pass(minutes(120)).await;
        stage.nothing_for("Anna").await;
        stage.sandbox.bot_joins(stage.group, BotRights::all());
        stage.settle().await;
        stage.pass(seconds(1)).await;
        stage.reads("Anna", WARNS).await;
        stage.pass(seconds(121)).await;
        ends_by_itself(&stage).await;
        stage.close().await;
    }

    /// Its time counts from its receipt, not from the moment when it was due.
    async fn a_warning_that_is_held_up_gets_its_full_time(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.settle().await;
        stage.sandbox.fail_next("sendMessage", Fault::RetryAfter(600));
        stage.clock.advance(seconds(28 * 60 + 1));
        stage.sweep().await;
        stage.sandbox.wait_for(PATIENCE, |sandbox| {
            (sandbox.faults_left() == 0).then_some(())
        }).await.expect("the warning is tried");
        stage.clock.advance(minutes(5));
        stage.sweep().await;
        // The wait counts from whenever the bot has read the refusal.
        for _ in 0..30 {
            stage.clock.advance(minutes(1));
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            if stage.sandbox.texts(stage.id("Anna")).iter().any(|text| text.contains(WARNS)) {
                break;
            }
        }
        stage.reads("Anna", WARNS).await;
        runs_out(&stage).await;
        stage.close().await;
    }

    // ---- Pending

    async fn pending_never_times_out_and_comes_back_daily(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.says("Ben", "/pending 1 waits for a part").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.pass(minutes(23 * 60 + 59)).await;
        assert_eq!(stage.count_in_group("was set aside until now"), 0);
        stage.pass(minutes(2)).await;
        let line = stage.group_reads("#1 was set aside until now").await;
        assert!(line.text.contains("waits for a part"), "{}", line.text);
        assert_eq!(addressed(&line), [stage.id("Ben")]);
        stage.card(1, &["Pending · Ben"]).await;
        stage.pass(minutes(60)).await;
        assert_eq!(stage.count_in_group("was set aside until now"), 1);
        stage.pass(minutes(23 * 60 + 1)).await;
        stage.settle().await;
        assert_eq!(stage.count_in_group("was set aside until now"), 2);
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn pending_comes_back_at_its_own_time(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/pending 1 3d").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.pass(minutes(3 * 24 * 60 - 1)).await;
        assert_eq!(stage.count_in_group("was set aside until now"), 0);
        stage.pass(minutes(2)).await;
        stage.group_reads("#1 was set aside until now").await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn pending_ones_due_together_are_one_message(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.opens("Omar", 2, "hello too").await;
        stage.says("Ben", "/pending 1").await;
        stage.says("Ben", "/pending 2").await;
        stage.card(2, &["Pending · Ben"]).await;
        stage.pass(minutes(24 * 60 + 1)).await;
        let both = stage.group_reads("#1 was set aside until now").await;
        assert!(both.text.contains("#2 was set aside until now"), "{}", both.text);
        stage.close().await;
    }

    /// What passed while it was set aside is nobody's silence.
    async fn resumed_the_clock_starts_anew(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.pass(minutes(120)).await;
        stage.says("Ben", "/resume 1").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.pass(minutes(27)).await;
        stage.nothing_for("Anna").await;
        stage.pass(seconds(62)).await;
        stage.reads("Anna", WARNS).await;
        stage.close().await;
    }

    // ---- reminders to the team

    async fn the_assignee_is_reminded_once_and_then_the_leads_once(kind: Kind) {
        const NUDGE: &str = "#1 has been waiting for an answer since";
        const ESCALATION: &str = "#1 has been waiting far too long, since";
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/take 1").await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.pass(seconds(9 * 60 + 50)).await;
        assert_eq!(stage.count_in_group("has been waiting"), 0);
        stage.pass(seconds(12)).await;
        assert_eq!(addressed(&stage.group_reads(NUDGE).await), [stage.id("Ben")]);
        stage.pass(minutes(19)).await;
        assert_eq!(stage.count_in_group("has been waiting"), 1);
        stage.pass(minutes(1)).await;
        assert_eq!(addressed(&stage.group_reads(ESCALATION).await), [stage.id("Lea")]);
        stage.pass(minutes(24 * 60)).await;
        assert_eq!(stage.count_in_group("has been waiting"), 2);

        // The next wait is another one. More of the same is not.
        stage.answered("Ben", 1, "Anna", "sorry").await;
        stage.writes("Anna", "well?").await;
        stage.settle().await;
        stage.pass(minutes(6)).await;
        stage.writes("Anna", "WELL?").await;
        stage.pass(minutes(5)).await;
        assert_eq!(stage.count_in_group(NUDGE), 2);
        stage.pass(minutes(20)).await;
        assert_eq!(stage.count_in_group(ESCALATION), 2);
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    /// After downtime nobody is asked twice about the same wait.
    async fn what_is_overdue_for_both_goes_to_the_leads_only(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.settle().await;
        stage.stop().await;
        stage.clock.advance(minutes(24 * 60));
        stage.start().await;
        let line = stage.group_reads("#1 has been waiting far too long").await;
        assert_eq!(addressed(&line), [stage.id("Lea")]);
        stage.pass(minutes(24 * 60)).await;
        assert_eq!(stage.count_in_group("has been waiting"), 1);
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn an_unassigned_one_reminds_nobody_by_name(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.pass(seconds(10 * 60 + 2)).await;
        let nudge = stage.group_reads("#1 has been waiting for an answer since").await;
        assert_eq!(addressed(&nudge), Vec::<i64>::new());
        stage.close().await;
    }

    async fn waits_due_together_are_one_message_longest_first(kind: Kind) {
        let stage = Stage::open(kind).await;
        for (number, user) in [(1, "Anna"), (2, "Omar"), (3, "Yuki")] {
            stage.opens(user, number, "hello").await;
            stage.pass(seconds(30)).await;
        }
        // The second is answered and waits anew, so that it is now the shortest.
        stage.answered("Ben", 2, "Omar", "yes?").await;
        stage.pass(seconds(5)).await;
        stage.writes("Omar", "well").await;
        stage.settle().await;
        stage.pass(minutes(12)).await;
        let all = stage.group_reads("#1 has been waiting").await;
        assert_eq!(stage.count_in_group("has been waiting"), 1, "{}", all.text);
        let at = |number: u32| all.text.find(&format!("#{number} has been")).expect("a line");
        assert!(at(1) < at(3) && at(3) < at(2), "{}", all.text);
        // With links to where they stand.
        assert!(all.entities.iter().filter(|entity| entity["type"] == "text_link").count() >= 3);
        stage.close().await;
    }

    async fn nobody_is_reminded_of_a_pending_one(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.pass(minutes(120)).await;
        assert_eq!(stage.count_in_group("has been waiting"), 0);
        stage.close().await;
    }

    // ---- while the user has blocked the bot

    async fn a_user_who_blocked_the_bot_is_let_go_after_a_while(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.opens("Omar", 2, "hello").await;
        stage.settle().await;
        let seen = stage.sandbox.messages(stage.id("Anna")).len();
        stage.sandbox.block(stage.id("Anna"));
        stage.sandbox.block(stage.id("Omar"));
        stage.card(1, &["The user has blocked this bot"]).await;
        stage.card(2, &["The user has blocked this bot"]).await;
        stage.pass(seconds(29 * 60 + 50)).await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.card(2, &["Unassigned"]).await;
        assert_eq!(stage.count_in_group("has been waiting"), 0);
        stage.pass(seconds(12)).await;
        stage.card(1, &["Completed", "user left"]).await;
        stage.card(2, &["Completed", "user left"]).await;
        assert_eq!(stage.sandbox.messages(stage.id("Anna")).len(), seen);
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn unblocking_clears_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.sandbox.block(stage.id("Anna"));
        stage.card(1, &["The user has blocked this bot"]).await;
        stage.pass(minutes(20)).await;
        stage.sandbox.unblock(stage.id("Anna"));
        stage.settle().await;
        let card = stage.card(1, &["In progress · Ben"]).await;
        assert!(!card.text.contains("blocked"), "{}", card.text);
        stage.pass(minutes(9)).await;
        // Silent since the answer: warned, and given the full time.
        stage.reads("Anna", WARNS).await;
        stage.pass(seconds(121)).await;
        ends_by_itself(&stage).await;
        stage.close().await;
    }

    async fn a_warning_that_found_the_door_shut_completes_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        // The update that says so gets lost; the call finds out.
        stage.settle().await;
        stage.sandbox.fail_next("sendMessage", Fault::Error {
            code: 403,
            description: "Forbidden: bot was blocked by the user".to_owned(),
            parameters: None,
        });
        stage.pass(seconds(28 * 60 + 1)).await;
        stage.card(1, &["The user has blocked this bot"]).await;
        stage.pass(minutes(3)).await;
        stage.card(1, &["In progress · Ben"]).await;
        stage.pass(minutes(28)).await;
        stage.card(1, &["Completed", "user left"]).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn a_pending_one_stays_although_the_user_blocked_the_bot(kind: Kind) {
        let stage = Stage::open(kind).await;
        owing(&stage).await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.sandbox.block(stage.id("Anna"));
        stage.card(1, &["The user has blocked this bot"]).await;
        stage.pass(minutes(120)).await;
        stage.card(1, &["Pending · Ben"]).await;
        // It comes back all the same, once.
        stage.pass(minutes(23 * 60)).await;
        stage.pass(minutes(1)).await;
        assert_eq!(stage.count_in_group("#1 was set aside until now"), 1);
        stage.close().await;
    }
}

/// Omar was answered before his second message, which is new to the team.
async fn owing_second(stage: &Stage) {
    stage.opens("Omar", 2, "hello").await;
    stage.answered("Ben", 2, "Omar", "good morning").await;
    let written = stage.writes("Omar", "one more thing").await;
    stage.group_sees("Omar", written).await;
    stage.settle().await;
}
