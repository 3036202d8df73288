//! Many conversations at once: product.md section 3.

use super::commands::is_told;
use super::stage::{Kind, Stage, assert_refused, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{Fault, Seen};

/// Some users wait for an answer; returned once an hour is over.
async fn waiting(stage: &Stage, users: &[&str]) {
    for (number, user) in (1..).zip(users) {
        stage.opens(user, number, "hello").await;
    }
    stage.pass(minutes(61)).await;
    stage.settle().await;
}

/// A lead has asked, and confirmed it.
async fn begun(stage: &Stage, command: &str, label: &str) -> Seen {
    let question = is_told(stage, "Lea", command, "?").await;
    stage.settle().await;
    stage.presses("Lea", &question, label).await;
    shows(stage, &question, "Under way: 0 of").await
}

/// The one message says so.
async fn shows(stage: &Stage, message: &Seen, words: &str) -> Seen {
    stage
        .until(&format!("it says {words}"), |sandbox| {
            sandbox.message(stage.group, message.id).is_some_and(|seen| seen.text.contains(words))
        })
        .await;
    stage.sandbox.message(stage.group, message.id).expect("it stands")
}

fn completed(stage: &Stage) -> usize {
    (1..10).filter_map(|number| stage.stored(number)).filter(|known| !known.is_open()).count()
}

/// Turn by turn, until so many are completed.
async fn turns(stage: &Stage, until: usize) {
    for _ in 0..40 {
        if completed(stage) >= until {
            return;
        }
        stage.pass(seconds(60)).await;
        stage.settle().await;
    }
    panic!("{} are completed", completed(stage));
}

in_both_desks! {
    async fn a_lead_completes_what_is_old(kind: Kind) {
        let stage = Stage::open(kind).await;
        waiting(&stage, &["Anna", "Omar", "Ida", "Bob"]).await;
        stage.opens("New", 5, "hello").await;
        is_told(&stage, "Ben", "/complete all older:1h", "takes the role “lead”").await;
        is_told(&stage, "Lea", "/complete all oldr:1h", "Did you mean older:1h?").await;
        is_told(&stage, "Lea", "/complete all tag:vip", "No conversation matches").await;
        let question = is_told(&stage, "Lea", "/complete all older:1h", "Complete 4 conversations (open older:1h)?").await;
        assert_eq!(question.labels().last(), Some(&"Cancel"));
        stage.settle().await;
        // Another lead's question takes its place; an agent cannot answer it.
        let newer = is_told(&stage, "Ada", "/complete all older:1h", "Complete 4").await;
        stage.settle().await;
        stage.refused("Lea", &question, "Confirm: solved", "out of date").await;
        stage.refused("Ben", &newer, "Confirm: solved", "takes the role “lead”").await;
        stage.presses("Lea", &newer, "Confirm: solved").await;
        let runs = shows(&stage, &newer, "Under way: 0 of 4").await;
        assert_eq!(runs.labels(), ["Stop"]);
        is_told(&stage, "Ada", "/complete all older:1h", "Another bulk is under way").await;
        // Whoever writes meanwhile is spared.
        stage.writes("Omar", "are you there?").await;
        stage.settle().await;
        turns(&stage, 3).await;
        let over = shows(&stage, &newer, "Finished: 3 of 4").await;
        assert!(over.text.contains("Left alone, since something has changed there: #2"), "{}", over.text);
        assert!(stage.conversation(2).is_open() && stage.conversation(5).is_open());
        for user in ["Anna", "Ida", "Bob"] {
            let notice = stage.reads(user, "has been completed").await;
            assert_eq!(notice.labels(), ["I still need help"], "no rating");
        }
        let card = stage.card(1, &["Completed", "solved"]).await;
        assert!(!card.labels().contains(&"Undo"), "{:?}", card.labels());
        stage.close().await;
    }

    /// A bare one takes everything that is open, so only what was written tells.
    async fn whoever_writes_before_their_turn_is_spared(kind: Kind) {
        let stage = Stage::open(kind).await;
        waiting(&stage, &["Anna", "Omar", "Ida", "Bob", "Dora", "Emil"]).await;
        let question = begun(&stage, "/complete all", "Confirm: solved").await;
        // The last in the line.
        let wrote = stage.writes("Emil", "are you there?").await;
        stage.group_sees("Emil", wrote).await;
        let first = stage.writes("Anna", "and I?").await;
        stage.group_sees("Anna", first).await;
        turns(&stage, 4).await;
        // Those who were spared have their turns too.
        for _ in 0..3 {
            stage.pass(seconds(60)).await;
        }
        let over = shows(&stage, &question, "Finished: 4 of 6").await;
        let spared = over.text.lines().find(|line| line.contains("2 left alone")).expect("a line");
        assert!(spared.contains("#1") && spared.contains("#6"), "{spared}");
        assert!(stage.conversation(1).is_open() && stage.conversation(6).is_open());
        for user in ["Omar", "Ida", "Bob", "Dora"] {
            stage.reads(user, "has been completed").await;
        }
        stage.close().await;
    }

    async fn it_is_paced_and_goes_on_after_a_restart(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        waiting(&stage, &["Anna", "Omar", "Ida", "Bob", "Dora", "Emil"]).await;
        let question = begun(&stage, "/complete all", "Confirm: settled elsewhere").await;
        let calls = stage.sandbox.calls().len();
        turns(&stage, 2).await;
        stage.stop().await;
        stage.start().await;
        turns(&stage, 6).await;
        shows(&stage, &question, "Finished: 6 of 6").await;
        let group: Vec<i64> = stage.sandbox.calls()[calls..]
            .iter()
            .filter(|call| call.params["chat_id"].as_i64() == Some(stage.group))
            .filter(|call| !call.method.starts_with("get"))
            .map(|call| call.at)
            .collect();
        for begin in &group {
            let minute = group.iter().filter(|at| (*begin..begin + 59_000).contains(*at)).count();
            assert!(minute <= 5, "{minute} calls in a minute: {group:?}");
        }
        for user in ["Anna", "Omar", "Ida", "Bob", "Dora", "Emil"] {
            stage.reads(user, "has been completed").await;
        }
        stage.close().await;
    }

    async fn it_is_stopped_cancelled_and_expires(kind: Kind) {
        let stage = Stage::open(kind).await;
        waiting(&stage, &["Anna", "Omar", "Ida", "Bob", "Dora"]).await;
        let question = is_told(&stage, "Lea", "/complete all", "Complete 5").await;
        stage.settle().await;
        stage.presses("Lea", &question, "Cancel").await;
        stage.until("it is gone", |sandbox| sandbox.message(stage.group, question.id).is_none()).await;
        let late = is_told(&stage, "Lea", "/complete all", "Complete 5").await;
        stage.pass(minutes(6)).await;
        stage.settle().await;
        stage.refused("Lea", &late, "Confirm: solved", "expired").await;
        let runs = begun(&stage, "/complete all", "Confirm: solved").await;
        turns(&stage, 1).await;
        let stop = Stage::data_of(&runs, "Stop");
        stage.refused("Ben", &runs, "Stop", "takes the role “lead”").await;
        stage.presses("Ada", &runs, "Stop").await;
        let stopped = shows(&stage, &runs, "Stopped: ").await;
        assert_eq!(stopped.labels(), ["✕"]);
        assert_refused(&stage.forges("Lea", runs.id, &stop).await, "out of date");
        let done = completed(&stage);
        stage.pass(minutes(5)).await;
        stage.settle().await;
        assert_eq!(completed(&stage), done, "it goes on");
        for (number, user) in (1..).zip(["Anna", "Omar", "Ida", "Bob", "Dora"]) {
            if !stage.conversation(number).is_open() {
                stage.reads(user, "has been completed").await;
            }
        }
        stage.close().await;
    }

    async fn what_is_said_last_stands(kind: Kind) {
        let stage = Stage::open(kind).await;
        waiting(&stage, &["Anna", "Ida"]).await;
        let question = is_told(&stage, "Lea", "/complete all older:1h", "Complete 2").await;
        stage.settle().await;
        // The first line is lost on its way, and meanwhile there is a second one.
        stage.sandbox.fail_next("editMessageText", Fault::ResetBefore);
        stage.presses("Lea", &question, "Confirm: solved").await;
        let stop = Stage::data_of(&question, "Confirm: solved").replace("many", "stop");
        let stop = stop.replace(":solved", "");
        let stopped = stage.forges("Lea", question.id, &stop).await;
        assert!(!stopped.alert, "{stopped:?}");
        shows(&stage, &question, "Stopped: 0 of 2").await;
        stage.settle().await;
        let stands = shows(&stage, &question, "Stopped: 0 of 2").await;
        assert_eq!(stands.labels(), ["✕"]);
        stage.close().await;
    }

    async fn a_list_is_tagged(kind: Kind) {
        let stage = Stage::open(kind).await;
        waiting(&stage, &["Anna", "Omar", "Ida"]).await;
        is_told(&stage, "Ben", "/tag vip on list user:anna", "takes the role “lead”").await;
        is_told(&stage, "Lea", "/tag a/b on list open", "/tag words on list").await;
        let question = is_told(&stage, "Lea", "/tag vip billing on list text:hello", "Tag 3 conversations").await;
        assert_eq!(question.labels(), ["Confirm", "Cancel"]);
        stage.settle().await;
        stage.presses("Lea", &question, "Confirm").await;
        shows(&stage, &question, "Under way: 0 of 3").await;
        for _ in 0..3 {
            stage.pass(seconds(60)).await;
            stage.settle().await;
        }
        shows(&stage, &question, "Finished: 3 of 3").await;
        for number in 1..=3 {
            stage.card(number, &["vip", "billing"]).await;
        }
        stage.close().await;
    }
}
