//! The local Bot API: updates.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use frontdesk::sandbox::{BotRights, Outgoing, Standing};
use serde_json::{Value, json};

use crate::{Bench, ids, keyboard, kinds};

#[tokio::test]
async fn an_offset_confirms_everything_before_it() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    for word in ["a", "b", "c"] {
        b.api.say(anna, anna, Outgoing::text(word));
    }
    let all = ids(&b.call("getUpdates", json!({})).await);
    assert_eq!(all.len(), 3);
    let last = all[2];
    let rest = ids(&b.call("getUpdates", json!({"offset": last})).await);
    assert_eq!(rest, [last]);
    assert_eq!(b.api.pending_updates(), 1, "the first two are gone for ever");
}

#[tokio::test]
async fn an_offset_far_past_the_tail_is_not_believed() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    for word in ["a", "b", "c"] {
        b.api.say(anna, anna, Outgoing::text(word));
    }
    let all = ids(&b.call("getUpdates", json!({})).await);
    let far = all[2] + 38;
    assert_eq!(ids(&b.call("getUpdates", json!({"offset": far})).await), all);
    assert_eq!(b.api.pending_updates(), 3);
    let near = all[2] + 5;
    assert!(ids(&b.call("getUpdates", json!({"offset": near})).await).is_empty());
    assert_eq!(b.api.pending_updates(), 0);
}

#[tokio::test]
async fn a_negative_offset_keeps_only_the_last() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    for word in ["a", "b", "c", "d", "e"] {
        b.api.say(anna, anna, Outgoing::text(word));
    }
    let last = b.call("getUpdates", json!({"offset": -1})).await;
    assert_eq!(last.result()[0]["message"]["text"], "e");
    assert_eq!(b.api.pending_updates(), 1);
}

#[tokio::test]
async fn a_long_poll_ends_with_the_first_update() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    let (reply, ()) = tokio::join!(b.call("getUpdates", json!({"timeout": 120})), async {
        b.api.changed().await;
        b.api.say(anna, anna, Outgoing::text("hello"));
    });
    assert_eq!(reply.result()[0]["message"]["text"], "hello");
}

#[tokio::test]
async fn the_older_of_two_waiting_polls_gets_409() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    let (first, second, ()) = tokio::join!(
        b.call("getUpdates", json!({"timeout": 50, "offset": -1})),
        async {
            b.api.changed().await;
            b.call("getUpdates", json!({"timeout": 50})).await
        },
        async {
            b.api
                .wait_for(Duration::from_secs(10), |api| {
                    api.calls().iter().any(|call| call.error.is_some()).then_some(())
                })
                .await
                .expect("the first poll is ended by the second");
            b.api.say(anna, anna, Outgoing::text("hello"));
        }
    );
    assert_eq!(first.status, 409);
    first.fails(
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    );
    assert_eq!(second.result().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn member_changes_and_reactions_come_only_to_those_who_asked() {
    let b = Bench::new().await;
    let (chat, ben, _) = b.forum(BotRights::all()).await;
    let message = b.api.say(ben, chat, Outgoing::text("hello"));
    b.drain().await;
    b.api.set_standing(chat, ben, Standing::Admin);
    b.api.react(ben, chat, message, Some("👍"));
    assert_eq!(b.api.pending_updates(), 0);
    let wanted = json!(["message", "chat_member", "message_reaction"]);
    b.call("getUpdates", json!({"allowed_updates": wanted, "offset": -1})).await;
    b.call("getUpdates", json!({"offset": 7})).await;
    b.api.set_standing(chat, ben, Standing::Member);
    b.api.react(ben, chat, message, None);
    let updates = b.drain().await;
    assert_eq!(kinds(&updates), ["chat_member", "message_reaction"]);
    assert_eq!(updates[0]["chat_member"]["new_chat_member"]["status"], "member");
    b.no_complaints();
}

#[tokio::test]
async fn a_press_expires_in_the_queue_and_a_message_does_not() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let sent = b
        .call("sendMessage", json!({"chat_id": anna, "text": "?", "reply_markup": keyboard("x")}))
        .await;
    b.api.press(anna, anna, sent.id(), "Take").unwrap();
    b.api.say(anna, anna, Outgoing::text("still there?"));
    b.advance(200);
    assert_eq!(kinds(&b.drain().await), ["message"]);
}

#[tokio::test]
async fn updates_can_be_repeated_restarted_and_of_any_kind() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.say(anna, anna, Outgoing::text("once"));
    let first = b.drain().await;
    b.api.repeat_last_updates(1);
    assert_eq!(b.drain().await, first);
    b.api.restart_update_ids(12);
    b.api.inject(json!({"novelty": {"big": "x".repeat(400_000)}}));
    let updates = b.drain().await;
    assert_eq!(updates[0]["update_id"], 12);
    assert_eq!(kinds(&updates), ["novelty"]);
}

#[tokio::test]
async fn own_texts_are_no_updates_but_own_service_messages_are() {
    let b = Bench::new().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    b.call("sendMessage", json!({"chat_id": chat, "text": "hello"})).await;
    assert_eq!(b.api.pending_updates(), 0);
    let topic = b.call("createForumTopic", json!({"chat_id": chat, "name": " #2 Carl "})).await;
    let thread = topic.result()["message_thread_id"].clone();
    b.call("closeForumTopic", json!({"chat_id": chat, "message_thread_id": thread})).await;
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["forum_topic_created"]["name"], "#2 Carl");
    assert_eq!(updates[0]["message"]["from"]["id"], b.api.bot_id());
    assert_eq!(updates[0]["message"]["message_thread_id"], thread);
    assert!(updates[1]["message"]["forum_topic_closed"].is_object());
}

#[tokio::test]
async fn privacy_mode_hides_ordinary_messages_from_a_plain_member() {
    let b = Bench::new().await;
    let (chat, ben, thread) = b.forum(BotRights::member()).await;
    let me = b.call("getMe", json!({})).await;
    assert_eq!(me.result()["can_read_all_group_messages"], false);
    b.api.say(ben, chat, Outgoing::text("to the user").in_topic(thread));
    assert_eq!(b.api.pending_updates(), 0);
    b.api.say(ben, chat, Outgoing::text("/take").in_topic(thread));
    b.api.say(ben, chat, Outgoing::text("/take@some_other_bot").in_topic(thread));
    let own = b.call("sendMessage", json!({"chat_id": chat, "text": "card"})).await.id();
    b.api.say(ben, chat, Outgoing::text("an answer").reply_to(own));
    let updates = b.drain().await;
    let texts: Vec<&Value> = updates.iter().map(|u| &u["message"]["text"]).collect();
    assert_eq!(texts, ["/take", "an answer"]);
    b.api.set_bot_rights(chat, BotRights::admin());
    b.drain().await;
    b.api.say(ben, chat, Outgoing::text("now heard"));
    assert_eq!(b.api.pending_updates(), 1);
}

#[tokio::test]
async fn a_webhook_and_polling_exclude_each_other() {
    let b = Bench::new().await;
    b.call("setWebhook", json!({"url": "https://example.org/hook"})).await.result();
    let refused = b.call("getUpdates", json!({})).await;
    refused.fails(
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    b.call("deleteWebhook", json!({})).await.result();
    assert_eq!(b.call("getWebhookInfo", json!({})).await.result()["url"], "");
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_ends_after_fifty_seconds_at_most() {
    let b = Bench::new().await;
    let begun = tokio::time::Instant::now();
    let reply = b.call("getUpdates", json!({"timeout": 120})).await;
    assert_eq!(*reply.result(), json!([]));
    assert_eq!(begun.elapsed().as_secs(), 50);
}

#[tokio::test]
async fn a_refused_webhook_delivery_holds_back_its_chat_only() {
    let b = Bench::new().await;
    let (anna, carl) = (b.anna().await, b.api.user("Carl", None, None));
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel::<(String, String)>();
    let refusals = Arc::new(AtomicI64::new(2));
    let hook = axum::Router::new().route(
        "/hook",
        axum::routing::post(move |headers: axum::http::HeaderMap, body: axum::Json<Value>| {
            let text = body["message"]["text"].as_str().unwrap_or_default().to_owned();
            let secret = headers["x-telegram-bot-api-secret-token"].to_str().unwrap().to_owned();
            let refused = text == "first" && refusals.fetch_sub(1, Ordering::SeqCst) > 0;
            told.send((text, secret)).unwrap();
            let status = if refused { 500 } else { 200 };
            async move { axum::http::StatusCode::from_u16(status).unwrap() }
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, hook).await });
    b.call("setWebhook", json!({"url": url, "secret_token": "s3cret"})).await.result();
    b.api.say(anna, anna, Outgoing::text("first"));
    b.api.say(anna, anna, Outgoing::text("second"));
    b.api.say(carl, carl, Outgoing::text("other"));
    let mut order = Vec::new();
    for _ in 0..5 {
        let (text, secret) = heard.recv().await.unwrap();
        assert_eq!(secret, "s3cret");
        order.push(text);
    }
    let of_anna: Vec<&String> = order.iter().filter(|text| *text != "other").collect();
    assert_eq!(of_anna, ["first", "first", "first", "second"]);
    assert!(
        order.iter().position(|text| text == "other")
            < order.iter().rposition(|text| text == "first")
    );
    b.api
        .wait_for(Duration::from_secs(10), |api| (api.pending_updates() == 0).then_some(()))
        .await
        .expect("everything is confirmed");
}
