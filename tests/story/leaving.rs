//! Agents who are no longer in the group: product.md sections 2 and 7.

use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::domain::conversation::Status;
use frontdesk::domain::reason::StatusName;
use frontdesk::sandbox::{BotRights, Seen, Standing};

const TOLD: &str = "no longer in this group";

/// Ben has answered the first conversation of Anna and set the second one, of Bob, aside.
async fn ben_has_two(stage: &Stage) {
    stage.opens("Anna", 1, "the printer is on fire").await;
    stage.answered("Ben", 1, "Anna", "which one?").await;
    stage.opens("Bob", 2, "no paper").await;
    stage.says("Ben", "/take 2").await;
    stage.card(2, &["In progress", "Ben"]).await;
    stage.says("Ben", "/pending 2").await;
    stage.card(2, &["Pending", "Ben"]).await;
    stage.settle().await;
}

fn leaves(stage: &Stage, who: &str, how: Standing) {
    stage.sandbox.set_standing(stage.group, stage.id(who), how);
}

/// Whom a message mentions by link.
fn mentioned(seen: &Seen) -> Vec<i64> {
    let urls = seen.entities.iter().filter_map(|entity| entity["url"].as_str());
    urls.filter_map(|url| url.strip_prefix("tg://user?id=")?.parse().ok()).collect()
}

in_both_desks! {
    async fn what_an_agent_had_is_with_nobody_and_the_leads_hear_it_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        ben_has_two(&stage).await;
        leaves(&stage, "Ben", Standing::Left);
        let told = stage.group_reads(TOLD).await;
        assert!(told.text.contains("Ben") && told.text.contains("(2 of 2)"), "{}", told.text);
        assert!(told.text.contains("#1 · Unassigned · Anna"), "{}", told.text);
        assert!(told.text.contains("#2 · Pending · Bob"), "{}", told.text);
        assert_eq!(mentioned(&told), [stage.id("Lea")]);
        let urls = told.entities.iter().filter_map(|entity| entity["url"].as_str());
        assert_eq!(urls.filter(|url| url.starts_with("https://t.me/c/")).count(), 2);
        assert_eq!(told.thread, None);
        stage.card(1, &["Unassigned"]).await;
        stage.settle().await;
        let card = stage.card(2, &["Pending"]).await;
        assert!(!card.text.contains("Ben"), "{}", card.text);
        assert!(matches!(
            stage.conversation(2).status,
            Status::Pending { assignee: None, .. }
        ));
        // Back, and away again: there is nothing to tell.
        leaves(&stage, "Ben", Standing::Member);
        stage.settle().await;
        leaves(&stage, "Ben", Standing::Left);
        stage.settle().await;
        assert_eq!(stage.count_in_group(TOLD), 1);
        // Somebody else goes on.
        stage.says("Eve", "/take 1").await;
        stage.card(1, &["In progress", "Eve"]).await;
        stage.says("Eve", "/resume 2").await;
        stage.card(2, &["Unassigned"]).await;
        stage.close().await;
    }

    async fn whoever_is_thrown_out_has_left(kind: Kind) {
        let stage = Stage::open(kind).await;
        ben_has_two(&stage).await;
        leaves(&stage, "Ben", Standing::Banned);
        stage.group_reads(TOLD).await;
        stage.card(1, &["Unassigned"]).await;
        stage.settle().await;
        assert_eq!(stage.count_in_group(TOLD), 1);
        stage.close().await;
    }

    async fn where_there_is_no_lead_the_admins_hear_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        ben_has_two(&stage).await;
        stage.says("Lea", "/take 1").await;
        stage.card(1, &["In progress", "Lea"]).await;
        stage.settle().await;
        // The only lead goes herself.
        leaves(&stage, "Lea", Standing::Left);
        let told = stage.group_reads(TOLD).await;
        assert!(told.text.contains("Lea") && told.text.contains("(1 of 1)"), "{}", told.text);
        assert_eq!(mentioned(&told), [stage.id("Ada")]);
        stage.close().await;
    }

    async fn an_agent_without_conversations_leaves_quietly(kind: Kind) {
        let stage = Stage::open(kind).await;
        ben_has_two(&stage).await;
        leaves(&stage, "Eve", Standing::Left);
        stage.settle().await;
        assert_eq!(stage.count_in_group(TOLD), 0);
        stage.card(1, &["In progress", "Ben"]).await;
        stage.close().await;
    }

    async fn a_leaving_that_nobody_told_is_found_out(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        ben_has_two(&stage).await;
        stage.answers("Ben", 2, "// later").await;
        stage.settle().await;
        stage.stop().await;
        leaves(&stage, "Ben", Standing::Left);
        // Telegram forgets the news after a day.
        stage.comes_back_after(minutes(25 * 60)).await;
        let told = stage.group_reads(TOLD).await;
        assert!(told.text.starts_with("Lea"), "{}", told.text);
        // His name is still known, although Telegram no longer tells it.
        assert!(told.text.contains("Ben"), "{}", told.text);
        stage.card(1, &["Unassigned"]).await;
        stage.reads("Anna", "no other questions").await;
        stage.settle().await;
        assert_eq!(stage.count_in_group(TOLD), 1);
        stage.close().await;
    }

    async fn a_bot_that_administers_nothing_reads_the_line_about_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        ben_has_two(&stage).await;
        stage.sandbox.set_bot_rights(stage.group, BotRights::member());
        stage.settle().await;
        leaves(&stage, "Ben", Standing::Left);
        let told = stage.group_reads(TOLD).await;
        assert!(told.text.contains("(2 of 2)"), "{}", told.text);
        stage.card(1, &["Unassigned"]).await;
        stage.close().await;
    }

    async fn a_completion_taken_back_gives_nothing_to_whoever_has_left(kind: Kind) {
        let stage = Stage::open(kind).await;
        ben_has_two(&stage).await;
        stage.completes("Eve", 1, "Confirm: settled elsewhere").await;
        stage.reads("Anna", "has been completed").await;
        let card = stage.card(1, &["Completed"]).await;
        stage.settle().await;
        leaves(&stage, "Ben", Standing::Left);
        let told = stage.group_reads(TOLD).await;
        assert!(told.text.contains("(1 of 1)"), "{}", told.text);
        stage.presses("Eve", &card, "Undo").await;
        stage.reads("Anna", "is open again").await;
        stage.card(1, &["Unassigned"]).await;
        assert_eq!(stage.conversation(1).status, Status::Unassigned);
        stage.close().await;
    }
}

/// Forty conversations at once: one message, and the cards follow as the group's budget allows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_conversations_keep_to_the_groups_budget() {
    const MANY: u32 = 40;
    let mut stage = Stage::open(Kind::Plain).await;
    for number in 1..=MANY {
        let user = format!("User{number}");
        stage.writes(&user, &format!("question {number}")).await;
        stage.reads(&user, &format!("#{number}.")).await;
        stage.says("Ben", &format!("/take {number}")).await;
    }
    stage.settle().await;
    stage.stop().await;
    stage.config.limits.per_group_per_minute = 20;
    stage.start().await;
    stage.settle().await;
    stage.clock.advance(minutes(2));
    let before = stage.sandbox.calls_of("editMessageText").len();
    leaves(&stage, "Ben", Standing::Left);
    let told = stage.group_reads(TOLD).await;
    assert!(told.text.contains("(12 of 40)"), "{}", told.text);
    // Who writes now does not wait for the cards.
    stage.writes("Zoe", "me too").await;
    stage.reads("Zoe", "#41").await;
    stage.card(41, &["“me too”"]).await;
    let drawn = |stage: &Stage| stage.sandbox.calls_of("editMessageText").len() - before;
    assert!(drawn(&stage) <= 20, "{} cards at once", drawn(&stage));
    let mut minutes = 0;
    while drawn(&stage) < MANY as usize {
        assert!(minutes < 20, "never:\n{}", stage.transcript(stage.group));
        stage.clock.advance(seconds(20));
        tokio::time::sleep(seconds(1) / 10).await;
        minutes += 1;
    }
    stage.settle().await;
    assert_eq!(drawn(&stage), MANY as usize, "each card is drawn once");
    for number in 1..=MANY {
        assert_eq!(stage.conversation(number).status_name(), StatusName::Unassigned);
        stage.card(number, &["Unassigned"]).await;
    }
    stage.close().await;
}
