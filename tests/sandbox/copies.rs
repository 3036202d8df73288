//! The local Bot API: copies.

use frontdesk::sandbox::{BotRights, Fault, Outgoing};
use serde_json::{Value, json};

use crate::{Bench, keyboard};

#[tokio::test]
async fn an_album_comes_in_parts_and_is_copied_whole() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let items = vec![Outgoing::photo("look"), Outgoing::photo(""), Outgoing::video("")];
    let parts = b.api.album(anna, anna, items);
    let first = b.call("getUpdates", json!({"limit": 2})).await;
    assert_eq!(first.result().as_array().unwrap().len(), 2);
    let updates = b.drain().await;
    let group = updates[0]["message"]["media_group_id"].clone();
    assert!(updates.iter().all(|u| u["message"]["media_group_id"] == group));
    let copy = json!({"chat_id": chat, "from_chat_id": anna, "message_ids": parts});
    b.call("copyMessages", copy).await.result();
    let seen: Vec<_> = b.api.messages(chat).into_iter().filter(|m| m.copy_of.is_some()).collect();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[0].text, "look");
    assert!(seen.iter().all(|m| m.album.is_some() && m.album == seen[0].album));
    assert_ne!(json!(seen[0].album), group);
}

#[tokio::test]
async fn a_batch_leaves_out_what_is_gone_and_wants_increasing_ids() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let said: Vec<i32> =
        ["a", "b", "c"].iter().map(|word| b.api.say(anna, anna, Outgoing::text(word))).collect();
    b.api.delete(anna, said[1]);
    let copy = |ids: Vec<i32>| json!({"chat_id": chat, "from_chat_id": anna, "message_ids": ids});
    let copied = b.call("copyMessages", copy(said.clone())).await;
    assert_eq!(copied.result().as_array().unwrap().len(), 2);
    b.call("copyMessages", copy(vec![said[2], said[0]]))
        .await
        .fails("Bad Request: message identifiers must be in a strictly increasing order");
    assert_eq!(b.call("copyMessages", copy(vec![said[1]])).await.body["ok"], false);
}

#[tokio::test]
async fn a_failing_item_spoils_the_answer_but_not_the_others() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let parts = b.api.album(anna, anna, vec![Outgoing::photo(""); 5]);
    b.api.fail_next("copyMessages", Fault::ItemFails(4));
    let copy = json!({"chat_id": chat, "from_chat_id": anna, "message_ids": parts});
    let refused = b.call("copyMessages", copy).await;
    let text = refused.body["description"].as_str().unwrap();
    assert!(text.starts_with("Bad Request: failed to send message #4"), "{text}");
    let arrived = b.api.messages(chat).iter().filter(|m| m.copy_of.is_some()).count();
    assert_eq!(arrived, 4);
}

#[tokio::test]
async fn a_copy_may_have_no_id() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let video = b.api.say(anna, anna, Outgoing::video(""));
    b.api.fail_next("copyMessage", Fault::NoMessageId);
    let copy = json!({"chat_id": anna, "from_chat_id": anna, "message_id": video});
    let copied = b.call("copyMessage", copy).await;
    assert_eq!(*copied.result(), json!({"message_id": 0}));
    assert_eq!(b.api.messages(anna).len(), 3);
}

#[tokio::test]
async fn some_things_cannot_be_copied_and_protected_ones_not_forwarded() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, _, thread) = b.forum(BotRights::all()).await;
    let copy =
        |from: i64, id: i32| json!({"chat_id": anna, "from_chat_id": from, "message_id": id});
    b.call("copyMessage", copy(chat, thread))
        .await
        .fails("Bad Request: the message can't be copied");
    for kind in ["invoice", "giveaway", "giveaway_winners", "paid_media", "gift", "unique_gift"] {
        let id = b.api.say(anna, anna, Outgoing::raw(json!({ kind: {"title": "x"} })));
        b.call("copyMessage", copy(anna, id))
            .await
            .fails("Bad Request: the message can't be copied");
    }
    let secret = b.api.say(anna, anna, Outgoing::text("secret").protected());
    b.call("copyMessage", copy(anna, secret)).await.result();
    b.call("forwardMessage", copy(anna, secret))
        .await
        .fails("Bad Request: message has protected content and can't be forwarded");
    b.call("copyMessage", copy(anna, 999)).await.fails("Bad Request: message to copy not found");
    let open = b.api.say(anna, anna, Outgoing::text("open"));
    let forwarded = b.call("forwardMessage", copy(anna, open)).await;
    assert_eq!(forwarded.result()["forward_origin"]["sender_user"]["id"], anna);
}

#[tokio::test]
async fn content_of_any_kind_can_be_copied() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let dated = json!([{"type": "date_time", "offset": 0, "length": 5, "unix_time": 1}]);
    let odd = [
        Outgoing::text("today").with_entities(dated),
        Outgoing::raw(json!({"voice": {"file_id": "v", "file_unique_id": "u", "duration": 1}})),
        Outgoing::text("quoting").external_reply(json!({"origin": {"type": "novelty"}})),
        Outgoing::raw(json!({"rich_message": {"blocks": []}})),
        Outgoing::sticker("👍"),
        Outgoing::dice(),
        Outgoing::poll("Which?"),
        Outgoing::venue("Café"),
        Outgoing::raw(json!({"story": {"id": 1}})),
        Outgoing::raw(json!({"game": {"title": "Chess"}})),
        Outgoing::raw(json!({"checklist": {"title": "To do"}})),
    ];
    for outgoing in odd {
        let said = b.api.say(anna, anna, outgoing);
        let kind = b.api.message(anna, said).unwrap().kind;
        let copied = b
            .call("copyMessage", json!({"chat_id": chat, "from_chat_id": anna, "message_id": said}))
            .await;
        assert_eq!(b.api.message(chat, copied.id()).unwrap().kind, kind);
    }
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["entities"][0]["type"], "date_time");
    assert!(updates[1]["message"]["voice"]["mime_type"].is_null());
}

#[tokio::test]
async fn a_missing_reply_target_is_an_error_unless_allowed() {
    let b = Bench::new().await;
    let (chat, ben, thread) = b.forum(BotRights::all()).await;
    let said = b.api.say(ben, chat, Outgoing::text("x").in_topic(thread));
    let send = |reply: Value| json!({"chat_id": chat, "text": "y", "reply_parameters": reply});
    let landed = b.call("sendMessage", send(json!({"message_id": said}))).await;
    assert_eq!(landed.result()["message_thread_id"], thread, "a reply goes where its target is");
    b.api.delete(chat, said);
    b.call("sendMessage", send(json!({"message_id": said})))
        .await
        .fails("Bad Request: message to be replied not found");
    let lenient = json!({"message_id": said, "allow_sending_without_reply": true});
    let sent = b.call("sendMessage", send(lenient)).await;
    assert!(sent.result()["reply_to_message"].is_null());
}

#[tokio::test]
async fn what_is_added_to_a_copy_costs_it_the_custom_emoji() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let custom =
        json!([{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "7"}]);
    let said = b.api.say(anna, anna, Outgoing::text("🙂").with_entities(custom.clone()));
    let mut copy = json!({"chat_id": anna, "from_chat_id": anna, "message_id": said});
    let whole = b.call("copyMessage", copy.clone()).await.id();
    assert_eq!(json!(b.api.message(anna, whole).unwrap().entities), custom);
    copy["reply_markup"] = keyboard("take:1.1");
    let bare = b.call("copyMessage", copy).await.id();
    let text = json!({"chat_id": anna, "text": "🙂", "entities": custom});
    let own = b.call("sendMessage", text).await.id();
    for id in [bare, own] {
        assert_eq!(b.api.message(anna, id).unwrap().entities, Vec::<Value>::new());
    }
    b.no_complaints();
}

#[tokio::test]
async fn what_is_to_be_seen_once_never_reaches_the_bot() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.say(anna, anna, Outgoing::photo("gone soon").self_destructing());
    assert!(b.drain().await.is_empty());
}
