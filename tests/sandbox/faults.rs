//! The local Bot API: faults and limits.

use frontdesk::sandbox::{BotRights, Fault, Outgoing};
use serde_json::json;

use crate::Bench;

#[tokio::test]
async fn a_cut_connection_loses_the_answer_before_or_after_the_effect() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.fail_next("sendMessage", Fault::ResetBefore);
    b.api.fail_next("sendMessage", Fault::ResetAfter);
    let text = json!({"chat_id": anna, "text": "hello"});
    assert!(b.try_call("sendMessage", text.clone()).await.is_err());
    assert_eq!(b.api.messages(anna).len(), 1);
    assert!(b.try_call("sendMessage", text.clone()).await.is_err());
    assert_eq!(b.api.messages(anna).len(), 2);
    b.call("sendMessage", text).await.result();
    assert_eq!(b.api.messages(anna).len(), 3);
    let sent: Vec<bool> = b.api.calls_of("sendMessage").iter().map(|call| call.ok).collect();
    assert_eq!(sent, [false, false, true]);
}

#[tokio::test]
async fn flood_control_tells_the_wait_in_body_and_header() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.fail_next("*", Fault::RetryAfter(9));
    let refused = b.call("sendMessage", json!({"chat_id": anna, "text": "x"})).await;
    assert_eq!(refused.status, 429);
    refused.fails("Too Many Requests: retry after 9");
    assert_eq!(refused.body["parameters"], json!({"retry_after": 9}));
    assert_eq!(refused.retry_after.as_deref(), Some("9"));
    b.api.fail_next("sendMessage", Fault::DelayMs(30));
    b.call("sendMessage", json!({"chat_id": anna, "text": "x"})).await.result();
}

#[tokio::test]
async fn sends_edits_and_topic_changes_share_twenty_a_minute() {
    let b = Bench::with(true, false).await;
    let chat = b.api.forum("Desk");
    b.api.bot_joins(chat, BotRights::all());
    let sent = b.call("sendMessage", json!({"chat_id": chat, "text": "0"})).await.id();
    for n in 1..19 {
        let edit = json!({"chat_id": chat, "message_id": sent, "text": n.to_string()});
        b.call("editMessageText", edit).await.result();
    }
    b.call("createForumTopic", json!({"chat_id": chat, "name": "x"})).await.result();
    b.advance(20);
    let refused = b.call("sendMessage", json!({"chat_id": chat, "text": "x"})).await;
    assert_eq!(refused.retry_after.as_deref(), Some("40"));
    let free = json!({"chat_id": chat, "message_id": sent, "reaction": []});
    b.call("setMessageReaction", free).await.result();
    b.advance(40);
    b.call("sendMessage", json!({"chat_id": chat, "text": "x"})).await.result();
}

#[tokio::test]
async fn a_private_chat_takes_a_short_burst_and_then_one_a_second() {
    let b = Bench::with(true, false).await;
    let anna = b.anna().await;
    for n in 0..3 {
        b.call("sendMessage", json!({"chat_id": anna, "text": n.to_string()})).await.result();
    }
    let send = json!({"chat_id": anna, "text": "x"});
    assert_eq!(b.call("sendMessage", send.clone()).await.status, 429);
    b.advance(1);
    b.call("sendMessage", send.clone()).await.result();
    assert_eq!(b.call("sendMessage", send).await.status, 429);
}

#[tokio::test]
async fn a_proxy_may_answer_with_html() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.fail_next("sendMessage", Fault::Html(502));
    b.api.fail_next("getUpdates", Fault::Html(502));
    b.api.fail_next("getMe", Fault::Status(502));
    b.api.fail_next("getMe", Fault::Unreadable);
    let send = b.call("sendMessage", json!({"chat_id": anna, "text": "x"})).await;
    assert_eq!(send.status, 502);
    assert!(send.body.as_str().unwrap().starts_with("<html>"));
    assert_eq!(b.call("getUpdates", json!({})).await.status, 502);
    b.call("getMe", json!({})).await.fails("Bad Gateway");
    let broken = b.call("getMe", json!({})).await;
    assert_eq!(broken.status, 200);
    assert!(broken.body.is_string());
    assert_eq!(b.api.faults_left(), 0);
}

#[tokio::test]
async fn a_revoked_or_wrong_token_is_unauthorized() {
    let b = Bench::new().await;
    b.api.revoke_token(true);
    let refused = b.call("getMe", json!({})).await;
    assert_eq!(refused.status, 401);
    refused.fails("Unauthorized");
    b.api.revoke_token(false);
    b.call("GETME", json!({})).await.result();
    let wrong = format!("{}/bot1:x/getMe", b.api.url());
    assert_eq!(b.http.get(wrong).send().await.unwrap().status(), 401);
    let shapeless = format!("{}/botx/getMe", b.api.url());
    assert_eq!(b.http.get(shapeless).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn everything_together_is_thirty_a_second_and_a_batch_counts_its_items() {
    let b = Bench::with(true, false).await;
    let mut people = Vec::new();
    for _ in 0..31 {
        people.push(b.anna().await);
    }
    let send = |id: i64| json!({"chat_id": id, "text": "x"});
    for id in &people[..30] {
        b.call("sendMessage", send(*id)).await.result();
    }
    assert_eq!(b.call("sendMessage", send(people[30])).await.retry_after.as_deref(), Some("1"));
    b.advance(1);
    let chat = b.api.supergroup("Desk");
    b.api.bot_joins(chat, BotRights::all());
    let parts = b.api.album(people[0], people[0], vec![Outgoing::photo(""); 7]);
    let copy = json!({"chat_id": chat, "from_chat_id": people[0], "message_ids": parts});
    b.call("copyMessages", copy.clone()).await.result();
    b.call("copyMessages", copy.clone()).await.result();
    assert_eq!(b.call("copyMessages", copy).await.status, 429);
}

#[tokio::test]
async fn an_unreachable_server_cuts_waiting_polls_and_comes_back() {
    let b = Bench::new().await;
    let (poll, ()) = tokio::join!(b.try_call("getUpdates", json!({"timeout": 50})), async {
        b.api.changed().await;
        b.api.set_reachable(false);
    });
    assert!(poll.is_err());
    assert!(b.try_call("getMe", json!({})).await.is_err());
    b.api.set_reachable(true);
    b.call("getMe", json!({})).await.result();
}
