//! Giving conversations to somebody by hand: product.md section 9.

use frontdesk::domain::conversation::Assignee;
use frontdesk::domain::id::UserId;
use frontdesk::sandbox::Standing;

use super::acts::data;
use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;

fn agents(stage: &Stage, number: u32) -> Option<i64> {
    stage.conversation(number).assignee().and_then(Assignee::agent).map(|UserId(id)| id)
}

in_both_desks! {
    async fn the_picker_shows_who_is_there_and_what_they_have(kind: Kind) {
        let stage = Stage::open(kind).await;
        for (number, user) in [(1, "Omar"), (2, "Ida")] {
            stage.opens(user, number, "hello").await;
            stage.says("Ben", &format!("/take {number}")).await;
            stage.card(number, &["Ben"]).await;
        }
        stage.says("Ada", "/away").await;
        stage.group_reads("You have no open conversations").await;
        stage.opens("Anna", 3, "hello").await;
        let card = stage.card(3, &["Unassigned"]).await;
        stage.presses("Lea", &card, "Assign").await;
        let picker = stage.group_reads("Who is to have #3?").await;
        assert_eq!(picker.labels(), ["Ben · 2", "Eve · 0", "Lea · 0", "Ada 💤 0", "✕"]);
        let (ben, ada) = (data(&picker, "Ben"), data(&picker, "Ada"));
        stage.presses("Lea", &picker, "Eve").await;
        stage.card(3, &["In progress", "Eve"]).await;
        let line = stage.group_reads("Eve, #3 is assigned to you").await;
        assert!(stage.mentions(&line, "Eve") && !line.silent);
        stage.settle().await;
        assert!(stage.sandbox.message(stage.group, picker.id).is_none(), "the picker stays");
        // An old picker: what is so now decides.
        let again = stage.forges("Lea", picker.id, &ada).await;
        assert!(!again.alert && again.text.is_some_and(|text| text.contains("away at the moment")));
        stage.card(3, &["Ada"]).await;
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Left);
        stage.group_reads("Ben is no longer in this group").await;
        stage.stale("Lea", &picker, &ben, "Ben is not in this group").await;
        stage.stale("Eve", &picker, &ada, "Ada has this conversation already").await;
        stage.close().await;
    }

    async fn a_large_team_stands_on_several_pages(kind: Kind) {
        let stage = Stage::open(kind).await;
        for n in 10..17 {
            let name = format!("Agent{n}");
            let id = stage.sandbox.user(&name, None, Some("en"));
            stage.sandbox.join(stage.group, id, Standing::Member);
            stage.sandbox.say(id, stage.group, frontdesk::sandbox::Outgoing::text("hello"));
        }
        stage.opens("Anna", 1, "hello").await;
        let card = stage.card(1, &["Unassigned"]).await;
        stage.presses("Ben", &card, "Assign").await;
        let first = stage.group_reads("Who is to have #1?").await;
        assert_eq!(first.labels().len(), 8 + 2, "{:?}", first.labels());
        for row in first.buttons.iter().flatten() {
            assert!(row.data.as_ref().is_some_and(|data| data.len() <= 64));
        }
        stage.presses("Ben", &first, "Page 2").await;
        stage.until("the second page", |sandbox| {
            let page = sandbox.message(stage.group, first.id).expect("it stays");
            page.labels() == ["Ben · 0", "Eve · 0", "Lea · 0", "Assign", "✕"]
        }).await;
        let second = stage.sandbox.message(stage.group, first.id).expect("it stays");
        stage.presses("Ben", &second, "Lea").await;
        stage.card(1, &["Lea"]).await;
        stage.close().await;
    }

    async fn a_note_goes_along_to_the_next_agent(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.commands("Ben", 1, "/assign @eve_team the customer waits for\nthe invoice").await;
        let line = stage.group_reads("Eve, #1 is assigned to you").await;
        assert!(stage.mentions(&line, "Eve"));
        let words = "Note by Ben: “the customer waits for the invoice”";
        assert!(line.text.contains(words), "{}", line.text);
        stage.card(1, &["Eve"]).await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Note by Ben: the customer waits"), "{}", history.text);
        assert!(history.text.contains("Assigned to Eve by Ben"), "{}", history.text);
        // As a reply to one of theirs, and to nobody.
        let said = stage.says("Ben", "I am at lunch soon").await;
        let reply = frontdesk::sandbox::Outgoing::text("/assign 1 as you wished").reply_to(said);
        stage.sandbox.say(stage.id("Eve"), stage.group, reply);
        let line = stage.group_reads("Ben, #1 is assigned to you").await;
        assert!(line.text.contains("Note by Eve: “as you wished”"), "{}", line.text);
        stage.commands("Eve", 1, "/unassign").await;
        stage.card(1, &["Unassigned"]).await;
        stage.settle().await;
        assert_eq!(agents(&stage, 1), None);
        stage.close().await;
    }

    async fn who_may_not_and_to_whom_one_cannot(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            use frontdesk::domain::access::{Action, Role};
            config.roles.insert(Action::Note, Role::Lead);
        }).await;
        stage.opens("Anna", 1, "hello").await;
        stage.says("Ben", "/assign 1 @eve_team have a look").await;
        stage.group_reads("This takes the role “lead”").await;
        stage.settle().await;
        assert_eq!(agents(&stage, 1), None, "a refused note assigns nothing");
        stage.says("Ben", "/assign 1 @nobody_here").await;
        stage.group_reads("To whom?").await;
        stage.says("Ben", "/unassign 1").await;
        stage.group_reads("Nobody has this conversation").await;
        stage.says("Ben", "/assign 1 @eve_team").await;
        stage.card(1, &["Eve"]).await;
        stage.says("Lea", "/assign 1 @eve_team").await;
        stage.group_reads("Eve has this conversation already").await;
        stage.says("Eve", "/complete 1").await;
        let asked = stage.group_reads("no longer be able to write").await;
        stage.presses("Eve", &asked, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.says("Lea", "/assign 1 @ben_team").await;
        stage.group_reads("Already completed by Eve").await;
        stage.close().await;
    }

    async fn who_does_nothing_loses_it(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.routing.lapse = Some(minutes(20));
            config.timeout.nudge_after = None;
            config.timeout.escalate_after = None;
        }).await;
        stage.opens("Anna", 1, "hello").await;
        stage.pass(minutes(15)).await;
        stage.says("Ben", "/take 1").await;
        stage.card(1, &["Ben"]).await;
        // It counts from when he took it, and from what he did.
        stage.pass(minutes(15)).await;
        assert_eq!(agents(&stage, 1), Some(stage.id("Ben")));
        stage.answers("Ben", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        stage.pass(minutes(15)).await;
        stage.writes("Anna", "the blue one").await;
        stage.pass(minutes(19)).await;
        assert_eq!(agents(&stage, 1), Some(stage.id("Ben")));
        stage.pass(minutes(2)).await;
        stage.card(1, &["Unassigned"]).await;
        let line = stage.group_reads("It is with nobody now").await;
        assert!(stage.mentions(&line, "Ben") && !line.silent, "{}", line.text);
        stage.pass(minutes(60)).await;
        let texts = stage.sandbox.texts(stage.group);
        assert_eq!(texts.iter().filter(|text| text.contains("for too long")).count(), 1);
        stage.close().await;
    }

    async fn what_somebody_lost_is_given_to_somebody_else(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.routing.strategy = frontdesk::config::Strategy::RoundRobin;
            config.routing.lapse = Some(minutes(20));
        }).await;
        for name in ["Ada", "Lea"] {
            stage.says(name, "/away").await;
        }
        stage.settle().await;
        stage.opens("Anna", 1, "hello").await;
        stage.card(1, &["Ben"]).await;
        stage.pass(minutes(21)).await;
        let line = stage.group_reads("it is assigned to you now").await;
        assert!(stage.mentions(&line, "Ben") && stage.mentions(&line, "Eve"), "{}", line.text);
        stage.card(1, &["In progress", "Eve"]).await;
        // What is set aside lapses never, and neither does what the user owes.
        stage.says("Eve", "/pending 1 3d").await;
        stage.card(1, &["Pending"]).await;
        stage.pass(minutes(60)).await;
        assert_eq!(agents(&stage, 1), Some(stage.id("Eve")));
        stage.close().await;
    }
}
