//! The ground moves: upgrades, topics switched, rights lost, the wrong group. product.md sections 7
//! and 13, telegram-facts B16, F14.

use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{BotRights, Fault, Outgoing, Seen};

/// Something becomes so, while the clock goes on in small steps.
async fn in_time(stage: &Stage, what: &str, look: impl Fn(&Stage) -> bool) {
    for _ in 0..400 {
        if look(stage) {
            return;
        }
        tokio::time::sleep(seconds(1) / 50).await;
        stage.clock.advance(seconds(1));
    }
    panic!("never: {what}\n{}", stage.transcript(stage.group));
}

fn said(stage: &Stage, words: &str) -> Vec<Seen> {
    let messages = stage.sandbox.messages(stage.group).into_iter();
    messages.filter(|seen| seen.by_bot && seen.text.contains(words)).collect()
}

/// Cards of a conversation that still have buttons.
fn living_cards(stage: &Stage, number: u32) -> Vec<Seen> {
    let head = format!("#{number} ·");
    let messages = stage.sandbox.messages(stage.group).into_iter();
    messages.filter(|seen| seen.text.starts_with(&head) && !seen.labels().is_empty()).collect()
}

// ---- upgraded --------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_upgrade_everything_that_waits_stands_there_anew() {
    let mut stage = Stage::basic().await;
    stage.begun().await;
    stage.opens("Bob", 2, "no paper").await;
    // Carl's is completed, and Eve has asked for it to be opened again; so is Dora's, with nothing.
    stage.finishes("Carl", 3, "no ink").await;
    stage.finishes("Dora", 4, "no light").await;
    stage.pass(minutes(3)).await;
    // Anna's is open and asked about on its card, Bob's is open and asked about below a command.
    stage.asks_on_card("Ben", 1).await;
    stage.says("Ben", "/complete 2").await;
    stage.group_reads("Complete #2?").await;
    stage.says("Eve", "/reopen 3 the user called").await;
    let asked = stage.group_reads("Reason: the user called").await;
    stage.presses("Eve", &asked, "Confirm").await;
    stage.group_reads("A request by Eve").await;
    stage.settle().await;

    stage.group = stage.sandbox.upgrade(stage.group);
    stage.group_reads("has upgraded this group").await;
    let card = stage.card(1, &["no longer be able to write"]).await;
    let question = stage.group_reads("Complete #2?").await;
    let request = stage.group_reads("A request by Eve").await;
    assert!(request.text.contains("the user called") && request.text.contains("no ink"));
    stage.card(2, &["Unassigned"]).await;
    stage.settle().await;
    assert_eq!(said(&stage, "has upgraded this group").len(), 1);
    assert_eq!((living_cards(&stage, 1).len(), living_cards(&stage, 2).len()), (1, 1));
    // The request has a card to look at; of what is over nothing is said.
    assert_eq!(living_cards(&stage, 3).len(), 1);
    assert!(living_cards(&stage, 4).is_empty());
    // The new ones work, and have their full time.
    assert!(!stage.presses("Ben", &card, "Confirm: solved").await.alert);
    stage.reads("Anna", "has been completed").await;
    assert!(!stage.presses("Ben", &question, "Cancel").await.alert);
    stage.vanishes(&question).await;
    assert!(!stage.presses("Lea", &request, "Approve").await.alert);
    stage.reads("Carl", "has been reopened").await;
    stage.card(3, &["Unassigned"]).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_no_link_after_an_upgrade_can_be_shown() {
    let mut stage = Stage::basic().await;
    stage.finishes("Anna", 1, "the printer is on fire").await;
    stage.pass(minutes(30)).await;
    stage.group = stage.sandbox.upgrade(stage.group);
    stage.group_reads("has upgraded this group").await;
    stage.opens("Bob", 2, "no paper").await;
    stage.says("Ben", "/list open").await;
    let list = stage.group_reads("· page 1").await;
    assert!(list.entities.iter().any(|entity| entity["url"].is_string()), "{:?}", list.entities);
    assert_eq!(list.labels(), ["✕"]);
    // Its card stayed behind: a link would lead nowhere.
    stage.says("Ben", "/list completed").await;
    let list = stage.group_reads("#1 · Completed").await;
    assert!(list.entities.iter().all(|entity| !entity["url"].is_string()));
    assert_eq!(list.labels().len(), 2, "{:?}", list.labels());
    stage.presses("Ben", &list, "#1").await;
    let card = stage.card(1, &["Completed"]).await;
    assert!(card.labels().contains(&"Reopen"));
    // Now there is one.
    stage.settle().await;
    stage.says("Ben", "/history 1").await;
    let history = stage.group_reads("History of #1").await;
    assert!(history.entities.iter().any(|entity| entity["url"].is_string()));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_to_something_from_before_the_upgrade_is_explained() {
    let mut stage = Stage::basic().await;
    stage.begun().await;
    stage.group = stage.sandbox.upgrade(stage.group);
    stage.card(1, &["In progress", "Ben"]).await;
    stage.settle().await;
    let bot = serde_json::json!({
        "id": stage.sandbox.bot_id(), "is_bot": true, "first_name": "Desk",
    });
    let old = serde_json::json!({
        "origin": {"type": "user", "date": 1_800_000_000, "sender_user": bot},
    });
    let reply = Outgoing::text("turn it off").external_reply(old);
    let reply = stage.sandbox.say(stage.id("Ben"), stage.group, reply);
    let told = stage.group_reads("before Telegram upgraded it").await;
    assert_eq!(told.reply_to, Some(reply));
    // What answers something of a colleague's from there is talk among them.
    let person = serde_json::json!({
        "origin": {"type": "user", "date": 1_800_000_000,
            "sender_user": {"id": stage.id("Eve"), "is_bot": false, "first_name": "Eve"}},
    });
    let talk = Outgoing::text("quite right").external_reply(person);
    stage.sandbox.say(stage.id("Ben"), stage.group, talk);
    stage.settle().await;
    assert_eq!(said(&stage, "Not sent").len(), 1);
    stage.answered("Ben", 1, "Anna", "turn it off").await;
    stage.close().await;
}

// ---- topics switched -------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn topics_switched_on_give_each_open_conversation_its_own() {
    let mut stage = Stage::open(Kind::Plain).await;
    stage.begun().await;
    stage.opens("Bob", 2, "no paper").await;
    stage.finishes("Carl", 3, "no ink").await;
    let (first, second) = (stage.card(1, &[]).await, stage.card(2, &[]).await);
    stage.sandbox.set_forum(stage.group, true);
    stage.kind = Kind::Forum;
    stage.says("Ada", "now we have topics").await;
    stage.group_reads("Topics were turned on").await;
    for number in [1, 2] {
        let topic = stage.topic(number).await;
        stage
            .until("its card stands there", |_| {
                living_cards(&stage, number).iter().any(|card| card.thread == Some(topic))
            })
            .await;
    }
    stage.settle().await;
    // One card each, and none for what is over.
    assert_eq!((living_cards(&stage, 1).len(), living_cards(&stage, 2).len()), (1, 1));
    assert_eq!(stage.sandbox.topics(stage.group).len(), 2);
    // Whoever answers the old card is told where to write.
    for old in [&first, &second] {
        let reply = Outgoing::text("turn it off").reply_to(old.id);
        stage.sandbox.say(stage.id("Ben"), stage.group, reply);
    }
    stage.until("both are told", |_| said(&stage, "has its own topic").len() == 2).await;
    let told = said(&stage, "has its own topic");
    let told = told.iter().find(|seen| seen.text.contains("#1")).expect("about Anna's");
    let topic = format!("/{}", stage.topic(1).await);
    let mut urls = told.entities.iter().filter_map(|entity| entity["url"].as_str());
    assert!(urls.any(|url| url.ends_with(&topic)), "{:?}", told.entities);
    stage.answered("Ben", 1, "Anna", "turn it on").await;
    let more = stage.writes("Bob", "hurry").await;
    assert_eq!(stage.group_sees("Bob", more).await.thread, Some(stage.topic(2).await));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn topics_switched_off_and_on_again_lose_nothing() {
    let mut stage = Stage::open(Kind::Forum).await;
    stage.begun().await;
    let (topic, card) = (stage.topic(1).await, stage.card(1, &[]).await);
    stage.sandbox.set_forum(stage.group, false);
    stage.kind = Kind::Plain;
    let more = stage.writes("Anna", "it burns still").await;
    let copy = stage.group_sees("Anna", more).await;
    stage.says("Ada", "no topics any more").await;
    stage.group_reads("Topics were turned off").await;
    stage.settle().await;
    // The copy, the card of before and new conversations are answered by replying.
    let reply = |to: i32, text: &str| {
        stage.sandbox.say(stage.id("Ben"), stage.group, Outgoing::text(text).reply_to(to));
    };
    reply(copy.id, "turn it off");
    stage.reads("Anna", "turn it off").await;
    reply(card.id, "and on again");
    stage.reads("Anna", "and on again").await;
    stage.opens("Bob", 2, "no paper").await;
    let numbered = stage.writes("Bob", "hurry").await;
    stage.group_sees("Bob", numbered).await;
    stage.answered("Ben", 2, "Bob", "paper comes").await;
    // What is completed meanwhile is closed once topics are back.
    stage.completes("Ben", 1, "Confirm: solved").await;
    stage.reads("Anna", "has been completed").await;
    stage.settle().await;
    stage.sandbox.set_forum(stage.group, true);
    stage.kind = Kind::Forum;
    stage.says("Ada", "topics again").await;
    stage.group_reads("Topics were turned on").await;
    stage
        .until("it is closed", |sandbox| {
            sandbox.topics(stage.group).iter().any(|seen| seen.thread == topic && seen.closed)
        })
        .await;
    stage.answered("Ben", 2, "Bob", "it came").await;
    stage.settle().await;
    assert_eq!(living_cards(&stage, 2).len(), 1);
    stage.close().await;
}

/// Nobody writes in the group, so it shows only where the bot fails.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn topics_switched_off_unnoticed_are_found_by_the_first_new_conversation() {
    let mut stage = Stage::open(Kind::Forum).await;
    stage.settle().await;
    stage.sandbox.set_forum(stage.group, false);
    stage.kind = Kind::Plain;
    stage.opens("Anna", 1, "the printer is on fire").await;
    assert_eq!(stage.card(1, &["Unassigned"]).await.thread, None);
    stage.settle().await;
    assert_eq!(said(&stage, "Topics were turned off").len(), 1);
    assert!(said(&stage, "I may not manage topics").is_empty());
    stage.answered("Ben", 1, "Anna", "which one?").await;
    stage.close().await;
}

// ---- rights, and the wrong group -------------------------------------------------------------------

in_both_desks! {
    async fn rights_that_are_lost_are_told_once_with_how_to_mend_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let without = BotRights { delete_messages: false, pin_messages: false, ..BotRights::all() };
        stage.sandbox.set_bot_rights(stage.group, without);
        let told = stage.group_reads("no longer have all the rights").await;
        assert!(told.text.contains("Delete messages") && told.text.contains("Pin messages"));
        let ada = format!("tg://user?id={}", stage.id("Ada"));
        assert!(told.entities.iter().any(|entity| entity["url"] == ada), "{:?}", told.entities);
        stage.settle().await;
        stage.service().engine().submit(frontdesk::engine::Input::Refresh).await.expect("it runs");
        stage.settle().await;
        assert_eq!(said(&stage, "no longer have all the rights").len(), 1);
        // The desk works on: its own questions it may delete.
        stage.completes("Ben", 1, "Cancel").await;
        stage.answered("Ben", 1, "Anna", "turn it off").await;
        // Lost a second time it is said a second time.
        stage.sandbox.set_bot_rights(stage.group, BotRights::all());
        stage.settle().await;
        let without = BotRights { delete_messages: false, ..BotRights::all() };
        stage.sandbox.set_bot_rights(stage.group, without);
        stage.until("told again", |_| said(&stage, "no longer have all the rights").len() == 2).await;
        stage.close().await;
    }

    async fn a_bot_that_administers_nothing_any_more_says_that_it_hears_little(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.set_bot_rights(stage.group, BotRights::member());
        let told = stage.group_reads("no longer have all the rights").await;
        assert!(told.text.contains("cannot read what you write"), "{}", told.text);
        assert!(!told.text.contains("Pin messages"), "{}", told.text);
        // Users are relayed all the same, and nothing is lost on the way back.
        let more = stage.writes("Anna", "it burns still").await;
        stage.group_sees("Anna", more).await;
        stage.settle().await;
        stage.sandbox.set_bot_rights(stage.group, BotRights::all());
        stage.settle().await;
        stage.answered("Ben", 1, "Anna", "turn it off").await;
        stage.close().await;
    }

    async fn an_admin_who_can_be_told_hears_that_the_bot_was_thrown_out(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Ada", "/start").await;
        stage.reads("Ada", "").await;
        stage.begun().await;
        stage.sandbox.bot_is_removed(stage.group);
        stage.reads("Ada", "no longer in the group “Support”").await;
        stage.writes("Anna", "hello?").await;
        stage.reads("Anna", "cannot be reached").await;
        assert_eq!(stage.unread_texts("Ada"), Vec::<String>::new());
        stage.sandbox.bot_joins(stage.group, BotRights::all());
        in_time(&stage, "it catches up", |stage| {
            stage.sandbox.texts(stage.group).iter().any(|text| text == "hello?")
        })
        .await;
        stage.settle().await;
        stage.close().await;
    }

    async fn who_leaves_while_the_bot_is_out_is_found_when_it_is_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.sandbox.bot_is_removed(stage.group);
        stage.until("it is known", |sandbox| sandbox.pending_updates() == 0).await;
        let ben = stage.id("Ben");
        stage.sandbox.set_standing(stage.group, ben, frontdesk::sandbox::Standing::Left);
        stage.sandbox.bot_joins(stage.group, BotRights::all());
        stage.group_reads("no longer in this group").await;
        stage.card(1, &["Unassigned"]).await;
        stage.settle().await;
        assert_eq!(said(&stage, "no longer in this group").len(), 1);
        stage.close().await;
    }

    async fn in_another_group_it_says_once_that_it_works_elsewhere(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let other = stage.sandbox.supergroup("Somewhere");
        stage.sandbox.join(other, stage.id("Ada"), frontdesk::sandbox::Standing::Creator);
        let count = |stage: &Stage| {
            let texts = stage.sandbox.texts(other);
            texts.iter().filter(|text| text.contains("I work for another group")).count()
        };
        stage.sandbox.bot_joins(other, BotRights::member());
        stage.until("it is said", |_| count(&stage) == 1).await;
        let text = stage.sandbox.texts(other).pop().expect("a text");
        assert!(text.contains(&other.to_string()), "{text}");
        // Nothing of the desk's own group is told there.
        assert!(!text.contains("Support"), "{text}");
        stage.sandbox.set_bot_rights(other, BotRights::all());
        stage.sandbox.say(stage.id("Ada"), other, Outgoing::text("hello bot"));
        stage.settle().await;
        assert_eq!(count(&stage), 1);
        // The desk is where it was.
        stage.answered("Ben", 1, "Anna", "turn it off").await;
        stage.sandbox.bot_is_removed(other);
        stage.settle().await;
        stage.sandbox.bot_joins(other, BotRights::member());
        stage.until("it is said again", |_| count(&stage) == 2).await;
        stage.close().await;
    }

    async fn a_group_where_it_may_not_speak_keeps_nothing_waiting(kind: Kind) {
        let stage = Stage::open(kind).await;
        let other = stage.sandbox.supergroup("Somewhere");
        stage.sandbox.fail_next("sendMessage", Fault::Error {
            code: 400,
            description: "Bad Request: not enough rights to send text messages to the chat".to_owned(),
            parameters: None,
        });
        stage.sandbox.bot_joins(other, BotRights::member());
        stage.until("it was tried", |sandbox| sandbox.faults_left() == 0).await;
        stage.settle().await;
        stage.close().await;
    }
}
