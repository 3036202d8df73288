//! Who gets a conversation: product.md sections 6 and 9.

use frontdesk::config::{Assign, Config, Strategy};
use frontdesk::domain::conversation::Assignee;
use frontdesk::domain::id::UserId;
use frontdesk::sandbox::{Outgoing, Seen, Standing};

use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;

/// A desk that gives conversations to its agents; Ada and Lea are away.
async fn routed(kind: Kind, strategy: Strategy, change: impl FnOnce(&mut Config)) -> Stage {
    let stage = Stage::with(kind, |config| {
        config.routing.strategy = strategy;
        change(config);
    })
    .await;
    for name in ["Ada", "Lea"] {
        stage.says(name, "/away").await;
    }
    stage.settle().await;
    stage
}

/// A user writes, and this agent gets it: on the card, and by one mention.
async fn goes_to(stage: &Stage, user: &str, number: u32, agent: &str) {
    stage.writes(user, "hello").await;
    stage.reads(user, &format!("#{number}.")).await;
    stage.card(number, &["In progress", agent]).await;
    mentioned(stage, number, agent).await;
}

async fn mentioned(stage: &Stage, number: u32, agent: &str) -> Seen {
    let line = stage.group_reads(&format!("{agent}, #{number} is assigned to you")).await;
    assert!(stage.mentions(&line, agent), "{:?}", line.entities);
    assert!(!line.silent, "nobody hears it");
    stage.settle().await;
    let all = stage.sandbox.messages(stage.group);
    let mentions = all
        .iter()
        .filter(|seen| seen.by_bot && seen.text.contains(&format!("#{number} is assigned to you")));
    let mentions: Vec<&str> = mentions.map(|seen| seen.text.as_str()).collect();
    assert!(mentions.iter().filter(|text| text.starts_with(agent)).count() == 1, "{mentions:?}");
    line
}

fn assignee(stage: &Stage, number: u32) -> Option<Assignee> {
    stage.conversation(number).assignee()
}

in_both_desks! {
    async fn the_agents_take_turns_also_after_a_restart(kind: Kind) {
        let mut stage = routed(kind, Strategy::RoundRobin, |_| {}).await;
        goes_to(&stage, "Anna", 1, "Ben").await;
        goes_to(&stage, "Omar", 2, "Eve").await;
        goes_to(&stage, "Ida", 3, "Ben").await;
        stage.settle().await;
        stage.stop().await;
        stage.start().await;
        goes_to(&stage, "Juan", 4, "Eve").await;
        // Whoever comes back has a turn, and not all that were missed.
        stage.says("Lea", "/back").await;
        stage.group_reads("You are back").await;
        goes_to(&stage, "Kim", 5, "Lea").await;
        goes_to(&stage, "Leo", 6, "Ben").await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Assigned to Ben by the desk itself"), "{}", history.text);
        stage.close().await;
    }

    async fn whoever_has_the_fewest_gets_the_next(kind: Kind) {
        let stage = routed(kind, Strategy::LeastBusy, |_| {}).await;
        goes_to(&stage, "Anna", 1, "Ben").await;
        goes_to(&stage, "Omar", 2, "Eve").await;
        goes_to(&stage, "Ida", 3, "Ben").await;
        goes_to(&stage, "Juan", 4, "Eve").await;
        // Ben has one less, whoever is next in turn.
        stage.answers("Ben", 1, "done").await;
        stage.reads("Anna", "done").await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        goes_to(&stage, "Kim", 5, "Ben").await;
        stage.says("Eve", "/assign 5 @eve_team").await;
        stage.card(5, &["Eve"]).await;
        goes_to(&stage, "Leo", 6, "Ben").await;
        stage.close().await;
    }

    async fn nobody_is_given_anything_who_is_not_there(kind: Kind) {
        let stage = routed(kind, Strategy::RoundRobin, |_| {}).await;
        stage.says("Ben", "/away 2h").await;
        stage.group_reads("You have no open conversations").await;
        goes_to(&stage, "Anna", 1, "Eve").await;
        stage.sandbox.set_standing(stage.group, stage.id("Eve"), Standing::Left);
        stage.group_reads("Eve is no longer in this group").await;
        // With nobody there it is as where agents take what they want.
        stage.opens("Omar", 2, "hello").await;
        stage.settle().await;
        assert_eq!(assignee(&stage, 2), None);
        let card = stage.card(2, &["Unassigned"]).await;
        assert!(!card.silent, "nobody hears it");
        stage.presses("Ben", &card, "Take").await;
        stage.card(2, &["Ben"]).await;
        stage.opens("Ida", 3, "hello").await;
        stage.settle().await;
        assert_eq!(assignee(&stage, 3), None);
        // The two hours are over.
        stage.pass(minutes(121)).await;
        stage.card(3, &["In progress", "Ben"]).await;
        mentioned(&stage, 3, "Ben").await;
        goes_to(&stage, "Kim", 4, "Ben").await;
        stage.close().await;
    }

    async fn own_hours_count_as_absence(kind: Kind) {
        let stage = routed(kind, Strategy::RoundRobin, |_| {}).await;
        // A day that is not today.
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let today = (stage.clock.now().seconds() / 86_400 + 3) % 7;
        let other = days[usize::try_from((today + 3) % 7).unwrap()];
        stage.says("Ben", &format!("/hours {other} 09:00-17:00")).await;
        stage.group_reads(&format!("Your own hours: {other} 09:00-17:00 (UTC)")).await;
        goes_to(&stage, "Anna", 1, "Eve").await;
        goes_to(&stage, "Omar", 2, "Eve").await;
        stage.says("Ben", "/hours always").await;
        stage.group_reads("You have no hours of your own").await;
        goes_to(&stage, "Ida", 3, "Ben").await;
        stage.says("Ben", "/hours nine to five").await;
        stage.group_reads("Please write it like this: /hours").await;
        stage.close().await;
    }

    async fn what_waits_goes_to_whoever_comes_to_work(kind: Kind) {
        let mut stage = routed(kind, Strategy::RoundRobin, |_| {}).await;
        stage.says("Eve", "/away").await;
        let now = stage.clock.now().seconds() / 60 % 1_440;
        let time = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        let hours = format!("/hours Mon-Sun {}-{}", time(now + 60), time(now + 120));
        stage.says("Ben", &hours).await;
        stage.group_reads("Your own hours").await;
        stage.opens("Anna", 1, "hello").await;
        stage.settle().await;
        assert_eq!(assignee(&stage, 1), None);
        stage.stop().await;
        stage.start().await;
        stage.pass(minutes(55)).await;
        stage.settle().await;
        assert_eq!(assignee(&stage, 1), None);
        stage.pass(minutes(6)).await;
        stage.card(1, &["In progress", "Ben"]).await;
        mentioned(&stage, 1, "Ben").await;
        // They go home, and come again the next day.
        stage.pass(minutes(61)).await;
        stage.opens("Omar", 2, "hello").await;
        stage.settle().await;
        assert_eq!(assignee(&stage, 2), None);
        stage.pass(minutes(1_380)).await;
        stage.card(2, &["In progress", "Ben"]).await;
        stage.close().await;
    }

    async fn absence_is_said_by_whom_it_concerns(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            use frontdesk::domain::access::{Action, Role};
            config.roles.insert(Action::Away, Role::Lead);
        }).await;
        stage.says("Ben", "/away").await;
        stage.group_reads("This takes the role “lead”").await;
        stage.says("Lea", "/back").await;
        stage.group_reads("You are not away").await;
        stage.says("Lea", "/away for lunch").await;
        stage.group_reads("Please write it like this: /away").await;
        let away = Outgoing::text("/away").anonymous();
        stage.sandbox.say(stage.id("Ada"), stage.group, away);
        stage.group_reads("I cannot know who you are").await;
        stage.close().await;
    }

    async fn what_was_held_for_a_choice_is_routed(kind: Kind) {
        let stage = routed(kind, Strategy::RoundRobin, |config| {
            config.reopening.after_completion = frontdesk::domain::arrival::AfterCompletion::Ask;
        }).await;
        goes_to(&stage, "Anna", 1, "Ben").await;
        stage.answers("Ben", 1, "pull the plug").await;
        stage.reads("Anna", "pull the plug").await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.card(1, &["Completed"]).await;
        stage.settle().await;
        stage.clock.advance(minutes(20));
        stage.writes("Anna", "another thing").await;
        let asked = stage.reads("Anna", "#1").await;
        stage.user_presses("Anna", &asked, "New matter").await;
        stage.reads("Anna", "#2.").await;
        stage.card(2, &["In progress", "Eve"]).await;
        mentioned(&stage, 2, "Eve").await;
        let read = stage.unread_texts("Anna");
        assert!(read.len() <= 1, "{read:?}");
        for text in read {
            stage.reads("Anna", &text).await;
        }
        stage.close().await;
    }

    async fn a_reopened_one_goes_back_or_on(kind: Kind) {
        let stage = routed(kind, Strategy::RoundRobin, |config| {
            config.reopening.assign = Assign::Previous;
        }).await;
        goes_to(&stage, "Anna", 1, "Ben").await;
        for (away, agent) in [(false, "Ben"), (true, "Eve")] {
            stage.completes(agent_of(&stage, 1), 1, "solved").await;
            let notice = stage.reads("Anna", "has been completed").await;
            stage.card(1, &["Completed"]).await;
            stage.settle().await;
            if away {
                stage.says("Ben", "/away").await;
                stage.settle().await;
            }
            stage.user_presses("Anna", &notice, "I still need help").await;
            stage.reads("Anna", "has been reopened").await;
            stage.card(1, &["In progress", agent]).await;
            stage.settle().await;
        }
        mentioned(&stage, 1, "Eve").await;
        stage.close().await;
    }

    async fn a_reopened_one_can_be_left_to_nobody(kind: Kind) {
        let stage = routed(kind, Strategy::LeastBusy, |config| {
            config.reopening.assign = Assign::None;
        }).await;
        goes_to(&stage, "Anna", 1, "Ben").await;
        stage.completes("Ben", 1, "solved").await;
        let notice = stage.reads("Anna", "has been completed").await;
        stage.card(1, &["Completed"]).await;
        stage.settle().await;
        stage.user_presses("Anna", &notice, "I still need help").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }
}

/// Who has it, by name.
fn agent_of(stage: &Stage, number: u32) -> &'static str {
    let id = assignee(stage, number).and_then(Assignee::agent);
    let named = ["Ben", "Eve"].into_iter().find(|name| id == Some(UserId(stage.id(name))));
    named.expect("somebody has it")
}
