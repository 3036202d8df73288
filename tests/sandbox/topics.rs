//! The local Bot API: topics.

use frontdesk::sandbox::{BotRights, Outgoing, Standing};
use serde_json::json;

use crate::Bench;

#[tokio::test]
async fn a_topic_deleted_by_a_person_shows_at_the_next_send() {
    let b = Bench::new().await;
    let (chat, _, thread) = b.forum(BotRights::all()).await;
    let send = json!({"chat_id": chat, "text": "x", "message_thread_id": thread});
    let inside = b.call("sendMessage", send.clone()).await.id();
    b.api.delete_topic(chat, thread);
    assert_eq!(b.api.pending_updates(), 0);
    b.call("sendMessage", send.clone()).await.fails("Bad Request: TOPIC_DELETED");
    b.advance(60);
    b.call("sendMessage", send).await.fails("Bad Request: message thread not found");
    b.call("closeForumTopic", json!({"chat_id": chat, "message_thread_id": thread}))
        .await
        .fails("Bad Request: invalid forum topic identifier specified");
    assert!(b.api.message(chat, inside).is_none(), "its messages went with it");
    assert!(b.api.topics(chat)[0].deleted);
}

#[tokio::test]
async fn a_topic_message_without_a_reply_seems_to_answer_the_root() {
    let b = Bench::new().await;
    let (chat, ben, thread) = b.forum(BotRights::all()).await;
    let said = b.api.say(ben, chat, Outgoing::text("plain").in_topic(thread));
    b.api.say(ben, chat, Outgoing::text("answer").reply_to(said));
    let updates = b.drain().await;
    let (plain, answer) = (&updates[0]["message"], &updates[1]["message"]);
    assert_eq!(plain["reply_to_message"]["message_id"], thread);
    assert_eq!(plain["message_thread_id"], thread);
    assert_eq!(plain["is_topic_message"], true);
    assert_eq!(answer["reply_to_message"]["message_id"], said);
    assert!(answer["reply_to_message"]["reply_to_message"].is_null());
    assert_eq!(answer["message_thread_id"], thread);
    assert_eq!(b.api.message(chat, said).unwrap().reply_to, None);
}

#[tokio::test]
async fn general_is_addressed_by_leaving_the_topic_out() {
    let b = Bench::new().await;
    let (chat, ben, _) = b.forum(BotRights::all()).await;
    b.call("sendMessage", json!({"chat_id": chat, "text": "x", "message_thread_id": 1}))
        .await
        .fails("Bad Request: message thread not found");
    let sent = b.call("sendMessage", json!({"chat_id": chat, "text": "x"})).await;
    assert!(sent.result()["message_thread_id"].is_null());
    let typing = json!({"chat_id": chat, "action": "typing", "message_thread_id": 1});
    b.call("sendChatAction", typing).await.result();
    b.api.say(ben, chat, Outgoing::text("chatter"));
    let updates = b.drain().await;
    assert!(updates[0]["message"]["is_topic_message"].is_null());
    assert!(updates[0]["message"]["reply_to_message"].is_null());
}

#[tokio::test]
async fn a_reply_thread_of_a_plain_supergroup_is_no_topic() {
    let b = Bench::new().await;
    let chat = b.api.supergroup("Desk");
    let ben = b.api.user("Ben", None, None);
    b.api.join(chat, ben, Standing::Member);
    b.api.bot_joins(chat, BotRights::all());
    let root = b.api.say(ben, chat, Outgoing::text("root"));
    let second = b.api.say(ben, chat, Outgoing::text("answer").reply_to(root));
    b.drain().await;
    b.api.say(ben, chat, Outgoing::text("deeper").reply_to(second));
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["message_thread_id"], root);
    assert!(updates[0]["message"]["is_topic_message"].is_null());
    assert_eq!(updates[0]["message"]["reply_to_message"]["message_id"], second);
}

#[tokio::test]
async fn a_closed_topic_is_closed_to_those_without_the_right() {
    let b = Bench::new().await;
    let (chat, ben, own) = b.forum(BotRights::all()).await;
    let theirs = b.api.open_topic(ben, chat, "theirs");
    let close = |thread: i32| json!({"chat_id": chat, "message_thread_id": thread});
    for thread in [own, theirs] {
        b.call("closeForumTopic", close(thread)).await.result();
        b.call("closeForumTopic", close(thread)).await.fails("Bad Request: TOPIC_NOT_MODIFIED");
    }
    let send = |thread: i32| json!({"chat_id": chat, "text": "x", "message_thread_id": thread});
    b.call("sendMessage", send(theirs)).await.result();
    b.api.set_bot_rights(chat, BotRights::member());
    b.call("sendMessage", send(theirs)).await.fails("Bad Request: TOPIC_CLOSED");
    b.call("sendMessage", send(own)).await.result();
    b.call("reopenForumTopic", close(own)).await.result();
    b.call("reopenForumTopic", close(theirs))
        .await
        .fails("Bad Request: not enough rights to close or open the topic");
    let refused = b.api.try_say(ben, chat, Outgoing::text("x").in_topic(theirs));
    assert!(refused.is_err());
}

#[tokio::test]
async fn a_topic_changes_its_name_and_icon_once() {
    let b = Bench::new().await;
    let (chat, _, thread) = b.forum(BotRights::all()).await;
    let icons = b.call("getForumTopicIconStickers", json!({})).await;
    let icons = icons.result().as_array().unwrap();
    let done = icons.iter().find(|icon| icon["emoji"] == "✅").unwrap();
    let edit = json!({"chat_id": chat, "message_thread_id": thread, "name": "#1 done",
        "icon_custom_emoji_id": done["custom_emoji_id"]});
    b.call("editForumTopic", edit.clone()).await.result();
    b.call("editForumTopic", edit).await.fails("Bad Request: TOPIC_NOT_MODIFIED");
    let seen = &b.api.topics(chat)[0];
    assert_eq!((seen.name.as_str(), seen.icon.as_deref()), ("#1 done", Some("✅")));
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["forum_topic_edited"]["name"], "#1 done");
}

#[tokio::test]
async fn a_demoted_bot_is_told_which_right_is_missing() {
    let b = Bench::new().await;
    let (chat, ben, _) = b.forum(BotRights::admin()).await;
    b.call("createForumTopic", json!({"chat_id": chat, "name": "x"}))
        .await
        .fails("Bad Request: not enough rights to create a topic");
    let said = b.api.say(ben, chat, Outgoing::text("x"));
    b.call("pinChatMessage", json!({"chat_id": chat, "message_id": said}))
        .await
        .fails("Bad Request: not enough rights to manage pinned messages in the chat");
    b.api.set_forum(chat, false);
    b.call("createForumTopic", json!({"chat_id": chat, "name": "x"}))
        .await
        .fails("Bad Request: the chat is not a forum");
}

#[tokio::test]
async fn a_pin_posts_a_service_message_in_its_topic() {
    let b = Bench::new().await;
    let (chat, _, thread) = b.forum(BotRights::all()).await;
    let send = json!({"chat_id": chat, "text": "card", "message_thread_id": thread});
    let card = b.call("sendMessage", send).await.id();
    let pin = json!({"chat_id": chat, "message_id": card, "disable_notification": true});
    b.call("pinChatMessage", pin).await.result();
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["pinned_message"]["message_id"], card);
    assert_eq!(updates[0]["message"]["message_thread_id"], thread);
    assert!(b.api.message(chat, card).unwrap().pinned);
    b.call("unpinAllForumTopicMessages", json!({"chat_id": chat, "message_thread_id": thread}))
        .await
        .result();
    assert!(!b.api.message(chat, card).unwrap().pinned);
}
