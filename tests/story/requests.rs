//! Requests to reopen, and those that wait: product.md section 6.

use frontdesk::domain::access::{Action, Role};
use frontdesk::sandbox::{Outgoing, Seen, Standing};

use super::acts::data;
use super::commands::{asks, is_told};
use super::settings;
use super::stage::{Kind, Stage, assert_refused, minutes, seconds};
use crate::in_both_desks;

const OVER: &str = "decided already";

/// An agent asks for a reopening, with a reason in words.
async fn asks_for(stage: &Stage, agent: &str, number: u32, reason: &str) -> Seen {
    stage.says(agent, &format!("/reopen {number} {reason}")).await;
    let question = stage.question(&format!("Reason: {reason}")).await;
    assert!(
        question.text.contains("able to write in this conversation again"),
        "{}",
        question.text
    );
    stage.presses(agent, &question, "Confirm").await;
    let request = stage.group_reads(&format!("Reason: “{reason}”")).await;
    stage.settle().await;
    // Time passes between two of them.
    stage.clock.advance(seconds(1));
    request
}

/// The numbers of a list of requests, in its order.
fn numbers(list: &Seen) -> Vec<u32> {
    let lines = list.text.lines();
    lines.filter_map(|line| line.strip_prefix('#')?.split(' ').next()?.parse().ok()).collect()
}

in_both_desks! {
    async fn those_that_wait_are_listed_oldest_first_with_links(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.finishes("Omar", 2, "no paper").await;
        is_told(&stage, "Eve", "/requests", "No request to reopen is waiting").await;
        is_told(&stage, "Eve", "/requests now", "/requests").await;
        let first = asks_for(&stage, "Ben", 2, "he called").await;
        let second = asks_for(&stage, "Eve", 1, "she called").await;
        let list = is_told(&stage, "Ben", "/requests", "wait for a decision: 2 of 2").await;
        assert_eq!(numbers(&list), [2, 1], "{}", list.text);
        for part in ["#2 · Omar · Ben, since ", "Reason: “he called”", "#1 · Anna · Eve"] {
            assert!(list.text.contains(part), "{part:?} is missing: {}", list.text);
        }
        assert_eq!(list.labels(), ["✕"]);
        // Each line leads to its request.
        let urls: Vec<&str> =
            list.entities.iter().filter_map(|entity| entity["url"].as_str()).collect();
        for request in [&first, &second] {
            let end = format!("/{}", request.id);
            assert!(urls.iter().any(|url| url.ends_with(&end)), "{end}: {urls:?}");
        }
        // In private by role; a user's words are what they are.
        stage.writes("Ben", "/requests").await;
        stage.reads("Ben", "#2 · Omar").await;
        stage.writes("Ida", "/requests").await;
        stage.reads("Ida", "#3").await;
        stage.card(3, &["Ida", "/requests"]).await;
        // What is decided waits no longer.
        stage.presses("Lea", &first, "Decline").await;
        stage.settle().await;
        let list = asks(&stage, "Lea", "/requests").await;
        assert_eq!(numbers(&list), [1], "{}", list.text);
        stage.presses("Lea", &second, "Approve").await;
        stage.reads("Anna", "has been reopened").await;
        stage.settle().await;
        is_told(&stage, "Lea", "/requests", "No request to reopen is waiting").await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        for line in ["Eve asked for a reopening: in own words", "Request granted by Lea"] {
            assert!(history.text.contains(line), "{line}: {}", history.text);
        }
        stage.says("Ben", "/history 2").await;
        stage.group_reads("Request declined by Lea").await;
        stage.close().await;
    }

    async fn who_may_see_them_follows_from_the_settings(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            settings::needs(config, Action::List, Role::Lead);
        }).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        asks_for(&stage, "Ben", 1, "she called").await;
        is_told(&stage, "Ben", "/requests", "takes the role “lead”").await;
        stage.writes("Ben", "/requests").await;
        stage.reads("Ben", "takes the role “lead”").await;
        let list = asks(&stage, "Lea", "/requests").await;
        assert_eq!(numbers(&list), [1]);
        stage.close().await;
    }

    async fn of_two_leads_at_once_the_first_decides(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = asks_for(&stage, "Ben", 1, "she called").await;
        let (yes, no) = (data(&request, "Approve"), data(&request, "Decline"));
        let ada = stage.sandbox.press_data(stage.id("Ada"), stage.group, request.id, &no);
        let lea = stage.sandbox.press_data(stage.id("Lea"), stage.group, request.id, &yes);
        assert!(!stage.answer(&ada).await.alert);
        assert_refused(&stage.answer(&lea).await, OVER);
        stage.group_reads("Ben: Ada has not granted").await;
        stage.settle().await;
        assert!(!stage.conversation(1).is_open());
        stage.nothing_for("Anna").await;
        // If anything has changed, a new one is filed.
        let request = asks_for(&stage, "Ben", 1, "she called again").await;
        let again = data(&request, "Approve");
        stage.presses("Lea", &request, "Approve").await;
        stage.reads("Anna", "has been reopened").await;
        stage.stale("Ada", &request, &again, OVER).await;
        stage.stale("Lea", &request, &yes, OVER).await;
        assert_eq!(stage.conversation(1).reopened.len(), 1);
        stage.close().await;
    }

    async fn nobody_grants_what_they_asked_for_themselves(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            settings::needs(config, Action::Approve, Role::Agent);
        }).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = asks_for(&stage, "Ben", 1, "she called").await;
        stage.refused("Ben", &request, "Approve", "You asked for this yourself").await;
        assert!(!stage.conversation(1).is_open());
        stage.presses("Eve", &request, "Approve").await;
        stage.reads("Anna", "has been reopened").await;
        stage.group_reads("Ben: Eve has granted it").await;
        stage.close().await;
    }

    async fn who_was_promoted_meanwhile_grants_their_own(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = asks_for(&stage, "Ben", 1, "she called").await;
        stage.refused("Ben", &request, "Approve", "lead").await;
        stage.says("Ada", "/role @ben_team lead").await;
        stage.group_reads("Ben is now: lead").await;
        stage.presses("Ben", &request, "Approve").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned", "in own words"]).await;
        stage.close().await;
    }

    async fn a_request_outlives_whoever_has_left(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = asks_for(&stage, "Ben", 1, "she called").await;
        let yes = data(&request, "Approve");
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Left);
        stage.settle().await;
        let left = stage.sandbox.press_data(stage.id("Ben"), stage.group, request.id, &yes);
        assert_refused(&stage.answer(&left).await, "Only members");
        let list = asks(&stage, "Eve", "/requests").await;
        assert!(list.text.contains("#1 · Anna · Ben"), "{}", list.text);
        // So does one to a lead who is none any more: nobody is left to decide but an admin.
        stage.says("Ada", "/role @lea_team agent").await;
        stage.group_reads("Lea is now: agent").await;
        stage.refused("Lea", &request, "Approve", "lead").await;
        stage.presses("Ada", &request, "Approve").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    async fn what_cannot_be_reopened_any_more_is_not_asked_for(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let banned = asks_for(&stage, "Ben", 1, "she called").await;
        stage.says("Lea", "/ban 1").await;
        stage.reads("Anna", "no longer write to us").await;
        let said = stage.group_reads("Ben: nothing is decided on the request to reopen #1").await;
        assert!(!said.text.contains("it is open again"), "{}", said.text);
        stage.stale("Lea", &banned, &data(&banned, "Approve"), OVER).await;
        // Joined with another one, it goes on there.
        stage.finishes("Omar", 2, "no paper").await;
        let joined = asks_for(&stage, "Eve", 2, "he called").await;
        stage.pass(minutes(11)).await;
        stage.opens("Omar", 3, "no ink").await;
        stage.refused("Lea", &joined, "Approve", "#3").await;
        let at = stage.says_apart("#2 stays completed").await;
        stage.settle().await;
        let merge = Outgoing::text("/merge 3").reply_to(at.id);
        stage.sandbox.say(stage.id("Lea"), stage.group, merge);
        stage.group_reads("Eve: nothing is decided on the request to reopen #2").await;
        stage.stale("Lea", &joined, &data(&joined, "Approve"), OVER).await;
        stage.stale("Lea", &at, &data(&at, "Merge"), "").await;
        assert!(!stage.conversation(2).is_open());
        // Erased, nothing of it is left.
        stage.finishes("Ida", 4, "no light").await;
        let erased = asks_for(&stage, "Ben", 4, "it is dark").await;
        stage.writes("Ida", "/forget").await;
        let asked = stage.reads("Ida", "everything erased").await;
        stage.user_presses("Ida", &asked, "Erase everything").await;
        stage.reads("Ida", "has been erased").await;
        stage.vanishes(&erased).await;
        is_told(&stage, "Lea", "/requests", "No request to reopen is waiting").await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_of_them_are_paged() {
    let stage = Stage::open(Kind::Plain).await;
    let mut last = None;
    for number in 1..=13 {
        stage.finishes(&format!("User{number}"), number, "hello").await;
        last = Some(asks_for(&stage, "Ben", number, &format!("reason {number}")).await);
    }
    let list = is_told(&stage, "Ben", "/requests", "12 of 13").await;
    assert_eq!(numbers(&list), (1..=12).collect::<Vec<_>>());
    assert_eq!(list.labels(), ["Page 2", "✕"]);
    stage.settle().await;
    // What stood on the first page is decided meanwhile; the second goes on where it ended.
    stage.presses("Lea", &last.expect("there are some"), "Decline").await;
    stage.settle().await;
    stage.finishes("Late", 14, "hello").await;
    asks_for(&stage, "Ben", 14, "too late").await;
    stage.presses("Eve", &list, "Page 2").await;
    stage
        .until("the page is turned", |sandbox| {
            let seen = sandbox.message(stage.group, list.id).expect("it stands");
            numbers(&seen) == [14] && seen.labels() == ["Page 1", "✕"]
        })
        .await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_basic_group_their_cards_are_shown() {
    let stage = Stage::basic().await;
    stage.finishes("Anna", 1, "the printer is on fire").await;
    asks_for(&stage, "Ben", 1, "she called").await;
    let list = is_told(&stage, "Lea", "/requests", "#1 · Anna · Ben").await;
    assert!(list.entities.iter().all(|entity| !entity["url"].is_string()), "{list:?}");
    assert_eq!(list.labels(), ["Show #1", "✕"]);
    stage.close().await;
}
