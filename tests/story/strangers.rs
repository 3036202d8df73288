//! What nobody of the team writes under their own name: in the name of the group, of a channel, by
//! itself; and General. product.md sections 1 and 7, telegram-facts B10 to B12.

use super::stage::{Kind, Stage};
use crate::in_both_desks;
use frontdesk::sandbox::{Outgoing, Standing};
use serde_json::json;

const CHANNEL: i64 = -1_001_999;

/// A message where the conversation is answered.
async fn placed(stage: &Stage, number: u32, message: Outgoing) -> Outgoing {
    match stage.kind {
        Kind::Forum => message.in_topic(stage.topic(number).await),
        Kind::Plain => message.reply_to(stage.card(number, &[]).await.id),
    }
}

in_both_desks! {
    async fn a_person_in_the_name_of_a_channel_is_told_that_nothing_was_sent(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let message = Outgoing::text("turn it off").as_channel(CHANNEL);
        let message = placed(&stage, 1, message).await;
        let id = stage.sandbox.say(stage.id("Ben"), stage.group, message);
        let told = stage.group_reads("in the name of a channel").await;
        assert_eq!(told.reply_to, Some(id));
        // A command neither.
        let command = placed(&stage, 1, Outgoing::text("/complete").as_channel(CHANNEL)).await;
        stage.sandbox.say(stage.id("Ben"), stage.group, command);
        stage.until("it is told", |_| stage.count_in_group("in the name of a channel") == 2).await;
        // Talk among colleagues is nobody's business.
        let talk = Outgoing::text("lunch?").as_channel(CHANNEL);
        stage.sandbox.say(stage.id("Ben"), stage.group, talk);
        let note = placed(&stage, 1, Outgoing::text("// lunch?").as_channel(CHANNEL)).await;
        stage.sandbox.say(stage.id("Ben"), stage.group, note);
        stage.settle().await;
        assert_eq!(stage.count_in_group("in the name of a channel"), 2);
        assert!(stage.conversation(1).questions.is_empty());
        assert_eq!(stage.count_in_group("no longer be able to write"), 0);
        stage.close().await;
    }

    async fn an_album_in_the_name_of_a_channel_is_told_of_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let mut items = Vec::new();
        for text in ["one", "two", "three"] {
            items.push(placed(&stage, 1, Outgoing::photo(text).as_channel(CHANNEL)).await);
        }
        stage.sandbox.album(stage.id("Ben"), stage.group, items);
        stage.group_reads("in the name of a channel").await;
        stage.settle().await;
        assert_eq!(stage.count_in_group("in the name of a channel"), 1);
        stage.close().await;
    }

    async fn what_comes_by_itself_is_never_answered(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let card = stage.card(1, &[]).await;
        let lines = stage.sandbox.messages(stage.group).len();
        let chat = json!({
            "id": stage.group, "type": "supergroup", "title": "Support",
            "is_forum": kind == Kind::Forum,
        });
        let channel = json!({"id": CHANNEL, "type": "channel", "title": "News"});
        let forwarded = json!({
            "from": {"id": 777_000, "is_bot": false, "first_name": "Telegram"},
            "sender_chat": channel, "is_automatic_forward": true,
        });
        let of_a_bot = json!({"from": {"id": 99, "is_bot": true, "first_name": "Other"}});
        for (index, author) in [forwarded, of_a_bot].into_iter().enumerate() {
            let mut message = json!({
                "message_id": 900 + index, "date": 1_800_000_000, "chat": chat, "text": "look here",
                "reply_to_message": {
                    "message_id": card.id, "date": 1_800_000_000, "chat": chat, "text": card.text,
                    "from": {"id": stage.sandbox.bot_id(), "is_bot": true, "first_name": "Desk"},
                },
            });
            let fields = message.as_object_mut().expect("an object");
            fields.extend(author.as_object().expect("an object").clone());
            if let Some(thread) = card.thread {
                fields.insert("message_thread_id".to_owned(), json!(thread));
                fields.insert("is_topic_message".to_owned(), json!(true));
            }
            stage.sandbox.inject(json!({"message": message}));
        }
        stage.settle().await;
        assert_eq!(stage.sandbox.messages(stage.group).len(), lines);
        stage.nothing_for("Anna").await;
        stage.close().await;
    }

    async fn an_anonymous_administrator_answers_as_the_team(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.sandbox.set_standing(stage.group, stage.id("Lea"), Standing::AnonymousAdmin);
        stage.answered("Lea", 1, "Anna", "which one?").await;
        let card = stage.card(1, &["In progress", "the team"]).await;
        assert!(!card.text.contains("Lea"), "{}", card.text);
        // The presses are her own.
        stage.presses("Lea", &card, "Pending").await;
        stage.card(1, &["Pending"]).await;
        stage.settle().await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("the team: which one?"), "{}", history.text);
        assert!(history.text.contains("Set aside by the team"), "{}", history.text);
        assert!(!history.text.contains("Lea"), "{}", history.text);
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn general_belongs_to_the_team_and_obeys_commands() {
    let stage = Stage::open(Kind::Forum).await;
    stage.begun().await;
    stage.says("Ben", "who has the key?").await;
    stage.says("Ben", "/queue").await;
    let list = stage.group_reads("Nobody is waiting").await;
    assert_eq!(list.thread, None);
    // Answers to lists, to lines of the desk and to colleagues stay there as well.
    stage.sandbox.say(stage.id("Ben"), stage.group, Outgoing::text("good").reply_to(list.id));
    let photo = Outgoing::photo("the key");
    stage.sandbox.say(stage.id("Ben"), stage.group, photo);
    stage.says("Eve", "/take 1").await;
    stage.card(1, &["In progress", "Eve"]).await;
    stage.says("Eve", "/pending 1 no parts").await;
    stage.card(1, &["Pending", "no parts"]).await;
    stage.settle().await;
    stage.nothing_for("Anna").await;
    assert_eq!(stage.count_in_group("Not sent"), 0);
    stage.close().await;
}
