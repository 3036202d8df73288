//! The life of a conversation: product.md section 2, every row of its table.

use frontdesk::domain::access::{Action, Role};
use frontdesk::sandbox::{Outgoing, Standing};

use super::acts::data;
use super::settings;
use super::stage::{Kind, PATIENCE, Stage, minutes, seconds};
use crate::in_both_desks;

in_both_desks! {
    /// The whole path, with every party.
    async fn a_question_is_answered_and_completed(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        let opened = stage.reads("Anna", "#1").await;
        assert!(!opened.text.contains("Ben"));

        let card = stage.card(1, &["Unassigned", "Anna", "“the printer is on fire”"]).await;
        stage.presses("Ben", &card, "Take").await;
        stage.card(1, &["In progress", "Ben"]).await;

        stage.answers("Ben", 1, "pull the plug").await;
        stage.reads("Anna", "pull the plug").await;

        stage.completes("Ben", 1, "Confirm: solved").await;
        let notice = stage.reads("Anna", "has been completed").await;
        assert!(notice.text.contains("#1"));
        stage.card(1, &["Completed", "Ben"]).await;
        stage.close().await;
    }

    async fn the_first_answer_takes_the_conversation(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.card(1, &["Unassigned"]).await;
        stage.answered("Eve", 1, "Anna", "good morning").await;
        stage.card(1, &["In progress", "Eve"]).await;
        stage.close().await;
    }

    async fn a_message_after_completion_opens_a_new_conversation(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.settle().await;
        stage.opens("Anna", 2, "and now the coffee machine").await;
        stage.card(2, &["Unassigned", "earlier #1"]).await;
        stage.card(1, &["Completed"]).await;
        stage.close().await;
    }

    // ---- who has it

    async fn taking_it_shows_on_the_card_and_under_the_users_message(kind: Kind) {
        let stage = Stage::open(kind).await;
        let written = stage.writes("Anna", "hello").await;
        stage.reads("Anna", "#1").await;
        let card = stage.card(1, &["Unassigned"]).await;
        stage.presses("Ben", &card, "Take").await;
        stage.card(1, &["In progress", "Ben"]).await;
        stage.pass(seconds(10)).await;
        let message = stage.sandbox.message(stage.id("Anna"), written).unwrap();
        assert_eq!(message.reactions, [(stage.sandbox.bot_id(), "👀".to_owned())]);
        stage.close().await;
    }

    /// The answer says it better, and who no longer has it looks at nothing.
    async fn whoever_answers_or_gives_it_back_at_once_shows_no_eyes(kind: Kind) {
        let stage = Stage::open(kind).await;
        let mut written = Vec::new();
        for (number, user) in (1..).zip(["Anna", "Bob", "Carl"]) {
            written.push((user, stage.writes(user, "hello").await));
            stage.reads(user, &format!("#{number}")).await;
            let card = stage.card(number, &["Unassigned"]).await;
            stage.presses("Ben", &card, "Take").await;
            stage.card(number, &["In progress", "Ben"]).await;
        }
        stage.answered("Ben", 1, "Anna", "good morning").await;
        stage.commands("Ben", 2, "/unassign").await;
        stage.completes("Ben", 3, "Confirm: solved").await;
        stage.reads("Carl", "has been completed").await;
        stage.pass(seconds(20)).await;
        for (user, message) in written {
            let message = stage.sandbox.message(stage.id(user), message).unwrap();
            assert_eq!(message.reactions, [], "{user}");
        }
        stage.close().await;
    }

    /// Old buttons live for years: Take is judged by the present state.
    async fn an_old_take_is_judged_by_what_is(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = stage.opens("Anna", 1, "hello").await;
        let take = data(&card, "Take");
        stage.presses("Ben", &card, "Take").await;
        stage.stale("Ben", &card, &take, "You have this conversation already").await;
        // Somebody else's old button takes it over.
        stage.sandbox.press_data(stage.id("Eve"), stage.group, card.id, &take);
        stage.card(1, &["In progress", "Eve"]).await;
        stage.completes("Eve", 1, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.stale("Ben", &card, &take, "Already completed by Eve (solved)").await;
        stage.close().await;
    }

    async fn two_who_take_at_once_both_hear_what_came_of_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = stage.opens("Anna", 1, "hello").await;
        let take = data(&card, "Take");
        let presses: Vec<String> = (0..2)
            .map(|_| stage.sandbox.press_data(stage.id("Ben"), stage.group, card.id, &take))
            .collect();
        let first = stage.answer(&presses[0]).await;
        let second = stage.answer(&presses[1]).await;
        assert!(!first.alert && second.alert, "{first:?} {second:?}");
        stage.card(1, &["In progress", "Ben"]).await;
        stage.close().await;
    }

    async fn take_by_command_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Eve", "/take 1").await;
        stage.card(1, &["In progress", "Eve"]).await;
        stage.commands("Ben", 1, "/take").await;
        stage.card(1, &["In progress", "Ben"]).await;
        stage.says("Ben", "/take 7").await;
        stage.group_reads("There is no conversation #7").await;
        stage.says("Ben", "/take").await;
        stage.group_reads("Which conversation?").await;
        stage.close().await;
    }

    async fn the_picker_assigns_with_one_press(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = stage.opens("Anna", 1, "hello").await;
        stage.presses("Ben", &card, "Assign").await;
        let picker = stage.says_apart("Who is to have #1?").await;
        assert!(picker.labels().iter().any(|label| label.contains("Eve")), "{picker:?}");
        stage.presses("Ben", &picker, "Eve").await;
        stage.card(1, &["In progress", "Eve"]).await;
        stage.vanishes(&picker).await;
        let mention = stage.says_apart("is assigned to you").await;
        assert!(mention.text.contains("Eve") && !mention.silent, "{mention:?}");
        stage.close().await;
    }

    async fn the_picker_goes_with_its_cross_and_changes_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = stage.opens("Anna", 1, "hello").await;
        stage.presses("Ben", &card, "Assign").await;
        let picker = stage.says_apart("Who is to have #1?").await;
        stage.presses("Ben", &picker, "✕").await;
        stage.vanishes(&picker).await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    async fn assign_names_whom_it_means_by_mention_or_by_reply(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/assign 1 @eve_team").await;
        stage.card(1, &["In progress", "Eve"]).await;
        stage.says("Ben", "/assign 1 @eve_team").await;
        stage.group_reads("Eve has this conversation already").await;

        let hers = stage.says("Lea", "I could").await;
        let reply = Outgoing::text("/assign 1").reply_to(hers);
        stage.sandbox.say(stage.id("Ben"), stage.group, reply);
        stage.card(1, &["In progress", "Lea"]).await;

        stage.commands("Lea", 1, "/assign @ben_team").await;
        stage.card(1, &["In progress", "Ben"]).await;

        stage.says("Ben", "/assign 1 @nobody_here").await;
        stage.group_reads("To whom?").await;
        stage.card(1, &["In progress", "Ben"]).await;
        stage.close().await;
    }

    async fn nobody_who_left_is_assigned(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.sandbox.set_standing(stage.group, stage.id("Eve"), Standing::Left);
        stage.settle().await;
        stage.says("Ben", "/assign 1 @eve_team").await;
        stage.group_reads("Eve is not in this group").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    async fn given_back_it_is_unassigned(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/unassign 1").await;
        stage.group_reads("Nobody has this conversation").await;
        stage.commands("Ben", 1, "/take").await;
        stage.card(1, &["In progress", "Ben"]).await;
        stage.commands("Eve", 1, "/unassign").await;
        stage.card(1, &["Unassigned"]).await;
        let labels = stage.labels(1).await;
        assert!(labels.contains(&"Take".to_owned()), "{labels:?}");
        stage.close().await;
    }

    async fn it_is_unassigned_when_its_assignee_leaves_the_group(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.opens("Omar", 2, "hello too").await;
        stage.commands("Ben", 1, "/take").await;
        stage.commands("Eve", 2, "/take").await;
        stage.card(1, &["In progress", "Ben"]).await;
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Left);
        stage.card(1, &["Unassigned"]).await;
        stage.card(2, &["In progress", "Eve"]).await;
        stage.close().await;
    }

    /// Nobody was told that he left: the list of administrators and a look show it.
    async fn an_administrator_who_left_unseen_loses_his_conversations(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Admin);
        stage.opens("Anna", 1, "hello").await;
        stage.commands("Ben", 1, "/take").await;
        stage.card(1, &["In progress", "Ben"]).await;
        stage.settle().await;
        stage.stop().await;
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Left);
        // The update that says so is lost: Telegram keeps updates for a day.
        stage.clock.advance(minutes(25 * 60));
        stage.start().await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    // ---- setting aside

    async fn set_aside_with_a_note_and_a_term_and_taken_up_again(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.commands("Ben", 1, "/take").await;
        stage.commands("Ben", 1, "/pending 3d waits for a part").await;
        stage.group_reads("#1 is pending until").await;
        let card = stage.card(1, &["Pending · Ben", "Note: waits for a part"]).await;
        assert_eq!(card.labels()[..2], ["Resume", "Mark Complete"]);
        stage.presses("Eve", &card, "Resume").await;
        let card = stage.card(1, &["In progress · Ben", "Note: waits for a part"]).await;
        assert!(card.labels().contains(&"Pending"), "{:?}", card.labels());
        stage.presses("Eve", &card, "Pending").await;
        stage.card(1, &["Pending · Ben", "Note: waits for a part"]).await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn setting_aside_twice_is_refused_unless_it_says_something_new(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = stage.opens("Anna", 1, "hello").await;
        stage.presses("Ben", &card, "Take").await;
        let card = stage.card(1, &["In progress · Ben"]).await;
        let pending = data(&card, "Pending");
        stage.presses("Ben", &card, "Pending").await;
        stage.stale("Eve", &card, &pending, "pending already").await;
        stage.says("Eve", "/pending 1").await;
        stage.group_reads("pending already").await;
        stage.says("Eve", "/pending 1 until Monday").await;
        stage.card(1, &["Pending · Ben", "Note: until Monday"]).await;
        stage.close().await;
    }

    async fn an_unassigned_one_set_aside_goes_to_who_did_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Eve", "/pending 1").await;
        stage.card(1, &["Pending · Eve"]).await;
        stage.says("Ben", "/resume 1").await;
        stage.card(1, &["In progress · Eve"]).await;
        stage.says("Ben", "/resume 1").await;
        stage.group_reads("not pending").await;
        stage.close().await;
    }

    async fn the_user_hears_of_it_where_the_settings_say_so(kind: Kind) {
        let stage = Stage::with(kind, |config| config.pending.notice = true).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/pending 1 waits for a part").await;
        let told = stage.reads("Anna", "We have not forgotten you").await;
        assert!(told.text.contains("#1") && !told.text.contains("part"), "{}", told.text);
        // Another note or term is the team's own affair.
        stage.says("Ben", "/pending 1 3d").await;
        stage.group_reads("#1 is pending until").await;
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn a_message_of_the_user_ends_pending(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/pending 1 waits for a part").await;
        stage.card(1, &["Pending · Ben"]).await;
        let written = stage.writes("Anna", "any news?").await;
        stage.group_sees("Anna", written).await;
        let card = stage.card(1, &["In progress · Ben", "Note: waits for a part"]).await;
        assert!(card.labels().contains(&"Pending"), "{:?}", card.labels());
        stage.close().await;
    }

    async fn an_answer_leaves_it_pending(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.answered("Ben", 1, "Anna", "the part is on its way").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.close().await;
    }

    async fn pending_keeps_being_pending_whoever_has_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.says("Eve", "/take 1").await;
        stage.card(1, &["Pending · Eve"]).await;
        stage.says("Eve", "/assign 1 @lea_team").await;
        stage.card(1, &["Pending · Lea"]).await;
        stage.says("Eve", "/unassign 1").await;
        stage.settle().await;
        let card = stage.card(1, &["Pending"]).await;
        assert!(card.text.lines().next().unwrap().ends_with("Pending"), "{}", card.text);
        stage.says("Eve", "/unassign 1").await;
        stage.group_reads("Nobody has this conversation").await;
        stage.presses("Eve", &card, "Resume").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    async fn it_stays_pending_without_assignee_when_he_leaves(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending · Ben"]).await;
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Left);
        stage.settle().await;
        let card = stage.card(1, &["Pending"]).await;
        assert!(card.text.lines().next().unwrap().ends_with("Pending"), "{}", card.text);
        stage.writes("Anna", "any news?").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    // ---- what is refused

    async fn each_action_wants_its_role(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            for action in [Action::Take, Action::Assign, Action::Pending, Action::Complete] {
                settings::needs(config, action, Role::Lead);
            }
        })
        .await;
        let card = stage.opens("Anna", 1, "hello").await;
        for label in ["Take", "Assign", "Mark Complete"] {
            stage.refused("Ben", &card, label, "This takes the role “lead”").await;
        }
        let commands =
            ["/take 1", "/assign 1 @eve_team", "/unassign 1", "/pending 1", "/resume 1", "/complete 1"];
        for (count, command) in commands.into_iter().enumerate() {
            stage.says("Ben", command).await;
            stage.settle().await;
            assert_eq!(stage.count_in_group("This takes the role “lead”"), count + 1, "{command}");
        }
        stage.card(1, &["Unassigned"]).await;
        stage.presses("Lea", &card, "Take").await;
        stage.card(1, &["In progress", "Lea"]).await;
        stage.close().await;
    }

    async fn a_completed_one_refuses_and_says_by_whom_and_why(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = stage.opens("Anna", 1, "hello").await;
        let old: Vec<String> =
            ["Take", "Assign", "Mark Complete"].map(|label| data(&card, label)).to_vec();
        stage.completes("Ben", 1, "Confirm: settled elsewhere").await;
        stage.reads("Anna", "has been completed").await;
        for press in old {
            stage.stale("Eve", &card, &press, "Already completed by Ben (settled elsewhere)").await;
        }
        let commands =
            ["/take 1", "/assign 1 @ben_team", "/unassign 1", "/pending 1", "/resume 1", "/complete 1"];
        for (count, command) in commands.into_iter().enumerate() {
            stage.says("Eve", command).await;
            stage.settle().await;
            let said = stage.count_in_group("Already completed by Ben (settled elsewhere)");
            assert_eq!(said, count + 1, "{command}");
        }
        stage.card(1, &["Completed"]).await;
        stage.close().await;
    }

    async fn an_open_one_cannot_be_reopened(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Lea", "/reopen 1").await;
        stage.group_reads("nothing to reopen").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    /// It is said, not sent; the reopening's Confirm sends it.
    async fn what_an_agent_writes_to_a_completed_one_waits_for_its_reopening(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.answers("Lea", 1, "one more thing").await;
        let said = stage.says_apart("Not sent: #1 is completed").await;
        stage.nothing_for("Anna").await;
        stage.presses("Lea", &said, "Reopen").await;
        let asked = stage.says_apart("Open #1 again?").await;
        stage.presses("Lea", &asked, "Confirm: more information").await;
        stage.reads("Anna", "has been reopened").await;
        stage.reads("Anna", "one more thing").await;
        stage.vanishes(&asked).await;
        stage.close().await;
    }

    // ---- who owes

    /// The answer crossed a message that nobody in the group had seen yet.
    async fn an_answer_to_what_was_not_yet_shown_leaves_the_team_owing(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.settle().await;
        let fault = frontdesk::sandbox::Fault::RetryAfter(40);
        stage.sandbox.fail_next("copyMessage", fault);
        let written = stage.writes("Anna", "the printer is on fire").await;
        stage.sandbox.wait_for(PATIENCE, |sandbox| {
            (sandbox.faults_left() == 0).then_some(())
        }).await.expect("the relay is tried");
        stage.answers("Ben", 1, "how can I help?").await;
        stage.reads("Anna", "how can I help?").await;
        stage.clock.advance(seconds(45));
        stage.group_sees("Anna", written).await;
        for _ in 0..5 {
            stage.pass(minutes(30)).await;
        }
        stage.nothing_for("Anna").await;
        stage.card(1, &["In progress", "Ben"]).await;
        // Now everything was shown, and the user owes.
        stage.answered("Ben", 1, "Anna", "pull the plug").await;
        stage.pass(minutes(28)).await;
        stage.reads("Anna", "no other questions").await;
        stage.close().await;
    }

    async fn a_message_never_redraws_a_card(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        stage.answered("Ben", 1, "Anna", "good morning").await;
        stage.card(1, &["In progress", "Ben"]).await;
        stage.settle().await;
        let edits = stage.sandbox.calls_of("editMessageText").len();
        for text in ["one", "two", "three"] {
            let written = stage.writes("Anna", text).await;
            stage.group_sees("Anna", written).await;
        }
        stage.answered("Ben", 1, "Anna", "four").await;
        assert_eq!(stage.sandbox.calls_of("editMessageText").len(), edits);
        stage.close().await;
    }
}
