//! Lists, what was written, and who waits: product.md section 10.

use super::commands::{asks, is_told};
use super::stage::{Kind, Stage, assert_refused, minutes};
use crate::in_both_desks;
use frontdesk::sandbox::{Seen, Standing};

/// The numbers of the conversations of a list, in its order.
fn numbers(list: &Seen) -> Vec<u32> {
    list.text
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.split(' ').next()?.parse().ok())
        .collect()
}

async fn lists(stage: &Stage, filter: &str, expected: &[u32]) {
    let list = asks(stage, "Ben", &format!("/list {filter}")).await;
    assert_eq!(numbers(&list), expected, "{filter}: {}", list.text);
}

in_both_desks! {
    async fn lists_are_filtered_and_filters_explained(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.pass(minutes(30 * 60)).await;
        stage.opens("Omar", 2, "打印机坏了").await;
        stage.opens("Ida", 3, "no paper in the printer").await;
        stage.says("Ben", "/tag 3 vip").await;
        stage.card(3, &["vip"]).await;
        stage.says("Ben", "/take 2").await;
        stage.card(2, &["Ben"]).await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        lists(&stage, "completed", &[1]).await;
        lists(&stage, "tag:vip", &[3]).await;
        lists(&stage, "tag:refund", &[]).await;
        lists(&stage, "open tag:vip user:ida", &[3]).await;
        lists(&stage, "completed tag:vip", &[]).await;
        // A part of the name, the id.
        lists(&stage, "user:NNA", &[1]).await;
        lists(&stage, &format!("user:{}", stage.id("Omar")), &[2]).await;
        lists(&stage, "since:1d", &[3, 2]).await;
        lists(&stage, "older:1d", &[1]).await;
        // Who has it, and who had it.
        lists(&stage, "assignee:@ben_team", &[2]).await;
        lists(&stage, "mine", &[2]).await;
        is_told(&stage, "Ben", "/list assignee:@nobody_here", "To whom?").await;
        // Words of the conversation, in any script, the last one begun.
        lists(&stage, "the PRIN", &[3, 1]).await;
        lists(&stage, "printer open", &[3]).await;
        lists(&stage, "打印机", &[2]).await;
        lists(&stage, "scanner", &[]).await;
        is_told(&stage, "Ben", "/list tga:vip", "Did you mean tag:vip?").await;
        is_told(&stage, "Ben", "/list opne", "Did you mean open?").await;
        is_told(&stage, "Ben", "/list since:soon", "Did you mean since:7d?").await;
        lists(&stage, "text:opne", &[]).await;
        // Every line leads there.
        let list = asks(&stage, "Ben", "/list completed").await;
        assert!(list.entities.iter().any(|entity| entity["url"].is_string()), "{list:?}");
        stage.close().await;
    }

    async fn pages_are_turned_and_expire(kind: Kind) {
        let stage = Stage::open(kind).await;
        for number in 1..=14 {
            stage.opens(&format!("User{number}"), number, "hello there").await;
        }
        let list = is_told(&stage, "Ben", "/list open", "open · page 1").await;
        assert_eq!(numbers(&list), (3..=14).rev().collect::<Vec<_>>());
        assert_eq!(list.labels(), ["Page 2", "✕"]);
        stage.settle().await;
        // The list goes on where it ended, whatever has happened to it meanwhile.
        stage.opens("Late", 15, "hello there").await;
        stage.presses("Eve", &list, "Page 2").await;
        stage.until("the page is turned", |sandbox| {
            let seen = sandbox.message(stage.group, list.id).expect("it stands");
            numbers(&seen) == [2, 1] && seen.labels() == ["Page 1", "✕"]
        }).await;
        let found = is_told(&stage, "Ben", "/find hello", "“hello” · page 1").await;
        assert_eq!(found.text.matches("the user: hello there").count(), 12, "{}", found.text);
        let queue = is_told(&stage, "Ben", "/queue", "Waiting for an answer: 12 of 15").await;
        assert_eq!(queue.labels(), ["Page 2", "✕"]);
        // Another's number, a page that was never shown.
        assert_refused(&stage.forges("Eve", list.id, "page:1:99:1").await, "too old");
        assert_refused(&stage.forges("Eve", list.id, "page:1:1:9").await, "no sense");
        assert_refused(&stage.forges("Eve", list.id, "page:2:1:1").await, "another chat");
        stage.close().await;
    }

    async fn urgent_ones_come_first_over_all_pages(kind: Kind) {
        let stage = Stage::open(kind).await;
        for number in 1..=15 {
            stage.opens(&format!("User{number}"), number, "hello there").await;
        }
        for (number, word) in [(1, "high"), (2, "high"), (15, "low")] {
            stage.says("Ben", &format!("/priority {number} {word}")).await;
            stage.group_reads(&format!("Priority of #{number}")).await;
        }
        stage.settle().await;
        let list = is_told(&stage, "Ben", "/list open", "open · page 1").await;
        let expected: Vec<u32> = [2, 1].into_iter().chain((5..=14).rev()).collect();
        assert_eq!(numbers(&list), expected);
        // One becomes urgent, and one that the page showed already: what was shown does not come again
        // but in its new place, and the rest goes on where it ended.
        stage.says("Ben", "/priority 14 low").await;
        stage.group_reads("Priority of #14").await;
        stage.settle().await;
        stage.presses("Eve", &list, "Page 2").await;
        stage.until("the page is turned", |sandbox| {
            let seen = sandbox.message(stage.group, list.id).expect("it stands");
            numbers(&seen) == [4, 3, 15, 14] && seen.labels() == ["Page 1", "✕"]
        }).await;
        // What is completed presses nobody any more, and filters hold for all of it.
        stage.completes("Ben", 1, "solved").await;
        stage.reads("User1", "has been completed").await;
        stage.completes("Ben", 6, "solved").await;
        stage.reads("User6", "has been completed").await;
        stage.settle().await;
        lists(&stage, "completed", &[6, 1]).await;
        lists(&stage, "open user:user2", &[2]).await;
        stage.close().await;
    }

    async fn the_queue_is_turned_while_it_changes(kind: Kind) {
        let stage = Stage::open(kind).await;
        for number in 1..=15 {
            stage.opens(&format!("User{number}"), number, "hello there").await;
            stage.pass(minutes(1)).await;
        }
        for (number, word) in [(14, "high"), (1, "low"), (7, "high")] {
            stage.says("Ben", &format!("/priority {number} {word}")).await;
            stage.group_reads(&format!("Priority of #{number}")).await;
        }
        for number in [7, 9] {
            stage.says("Ben", &format!("/take {number}")).await;
            stage.card(number, &["Ben"]).await;
        }
        stage.settle().await;
        // The asker's own on top, then the urgent ones, then by time.
        let queue = is_told(&stage, "Ben", "/queue", "Waiting for an answer: 12 of 15").await;
        assert_eq!(numbers(&queue), [7, 9, 14, 2, 3, 4, 5, 6, 8, 10, 11, 12], "{}", queue.text);
        let others = is_told(&stage, "Eve", "/queue", "Waiting for an answer: 12 of 15").await;
        assert_eq!(numbers(&others), [7, 14, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12], "{}", others.text);
        stage.settle().await;
        // What is answered, or begins to wait, moves nothing that comes after.
        stage.answers("Ben", 12, "hello").await;
        stage.reads("User12", "hello").await;
        stage.opens("Late", 16, "hello there").await;
        stage.settle().await;
        stage.presses("Ben", &queue, "Page 2").await;
        stage.until("the page is turned", |sandbox| {
            let seen = sandbox.message(stage.group, queue.id).expect("it stands");
            numbers(&seen) == [13, 15, 16, 1] && seen.labels() == ["Page 1", "✕"]
        }).await;
        // The same in private, by whoever asks there.
        stage.writes("Ben", "/queue").await;
        let queue = stage.reads("Ben", "Waiting for an answer: 12 of 15").await;
        assert_eq!(numbers(&queue)[..3], [7, 9, 14], "{}", queue.text);
        stage.user_presses("Ben", &queue, "Page 2").await;
        let second = stage.reads("Ben", "Waiting for an answer: 3 of 15").await;
        assert_eq!(numbers(&second), [15, 16, 1], "{}", second.text);
        assert_eq!(second.labels(), ["Page 1", "✕"]);
        stage.close().await;
    }

    async fn what_was_written_is_found_until_it_is_forgotten(kind: Kind) {
        let mut stage = Stage::with(kind, |config| config.privacy.store_text = false).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.pass(minutes(1)).await;
        stage.answers("Ben", 1, "which printer is it?").await;
        stage.reads("Anna", "which printer").await;
        stage.says("Ben", "/note 1 printers again").await;
        stage.group_reads("Noted on #1").await;
        let found = is_told(&stage, "Eve", "/find printer", "“printer” · page 1").await;
        let at = |words: &str| found.text.find(words).unwrap_or_else(|| panic!("{words}: {}", found.text));
        assert!(at("Ben: printers again") < at("Ben: which printer is it?"));
        assert!(at("Ben: which printer is it?") < at("the user: the printer is on fire"));
        let links = found.entities.iter().filter(|entity| entity["url"].is_string()).count();
        assert_eq!(links, 3, "{:?}", found.entities);
        is_told(&stage, "Eve", "/find printer fi", "on fire").await;
        is_told(&stage, "Eve", "/find fire printer is", "on fire").await;
        is_told(&stage, "Eve", "/find scanner", "Nothing was written with “scanner”").await;
        is_told(&stage, "Eve", "/find", "/find words").await;
        // Also after a start.
        stage.stop().await;
        stage.start().await;
        is_told(&stage, "Eve", "/find fire", "on fire").await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.settle().await;
        is_told(&stage, "Eve", "/find printer", "Nothing was written").await;
        is_told(&stage, "Eve", "/list text:printer", "No conversation matches").await;
        stage.close().await;
    }

    async fn members_look_things_up_in_private(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        for (command, words) in [
            ("/queue", "Waiting for an answer: 1 of 1"),
            ("/list", "#1 · Anna"),
            ("/list user:anna", "#1 · Unassigned · Anna"),
            ("/list opne", "Did you mean open?"),
            ("/find fire", "the user: the printer is on fire"),
            ("/find", "/find words"),
            ("/history 1", "History of #1"),
            ("/history 7", "no conversation #7"),
            ("/history", "Which conversation?"),
            ("/stats", "takes the role “lead”"),
        ] {
            stage.writes("Ben", command).await;
            stage.reads("Ben", words).await;
        }
        stage.writes("Lea", "/stats").await;
        let stats = stage.reads("Lea", "Opened:").await;
        stage.user_presses("Lea", &stats, "Today").await;
        stage.settle().await;
        stage.user_presses("Lea", &stats, "✕").await;
        let (lea, id) = (stage.id("Lea"), stats.id);
        stage.until("it is gone", |sandbox| sandbox.message(lea, id).is_none()).await;
        // None of it opened a conversation; a user's words are what they are.
        assert!(stage.stored(2).is_none());
        stage.writes("Omar", "/list open").await;
        stage.reads("Omar", "#2").await;
        stage.card(2, &["Omar", "/list open"]).await;
        // Whoever leaves is a user like any other.
        stage.writes("Eve", "/queue").await;
        let queue = stage.reads("Eve", "Waiting for an answer").await;
        stage.sandbox.set_standing(stage.group, stage.id("Eve"), Standing::Left);
        stage.settle().await;
        let press = stage.user_presses("Eve", &queue, "✕").await;
        assert_refused(&press, "another chat");
        stage.writes("Eve", "/queue").await;
        stage.reads("Eve", "#3").await;
        stage.card(3, &["Eve", "/queue"]).await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basic_group_has_buttons_instead_of_links() {
    let stage = Stage::basic().await;
    stage.opens("Anna", 1, "the printer is on fire").await;
    let found = is_told(&stage, "Ben", "/find fire", "on fire").await;
    assert_eq!(found.labels(), ["Show #1", "✕"]);
    let before = stage.stored(1).expect("it is there").card;
    stage.settle().await;
    stage.presses("Ben", &found, "Show #1").await;
    stage
        .until("the card stands anew", |_| stage.stored(1).is_some_and(|now| now.card != before))
        .await;
    stage.close().await;
}
