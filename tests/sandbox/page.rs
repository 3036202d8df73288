//! The local Bot API: the page's routes.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use crate::{Bench, keyboard};

#[tokio::test]
async fn the_page_sees_the_world_and_acts_in_it() {
    let b = Bench::with(false, true).await;
    let root = b.api.url();
    let post =
        |deed: &str, body: Value| b.http.post(format!("{root}/sandbox/{deed}")).json(&body).send();
    let read = |answer: reqwest::Response| async move { answer.json::<Value>().await.unwrap() };
    let made = read(post("user", json!({"name": "Anna", "language": "de"})).await.unwrap()).await;
    let anna = made["user"].as_i64().unwrap();
    let said = json!({"user": anna, "chat": anna, "text": "hello"});
    read(post("say", said).await.unwrap()).await;
    let send = json!({"chat_id": anna, "text": "card", "reply_markup": keyboard("x")});
    let card = b.call("sendMessage", send).await.id();
    let press = json!({"user": anna, "chat": anna, "message": card, "data": "x"});
    let (pressed, ()) =
        tokio::join!(async { read(post("press", press).await.unwrap()).await }, async {
            let query = b
                .api
                .wait_for(Duration::from_secs(10), |api| (api.pending_updates() == 2).then_some(()))
                .await;
            query.expect("the press is queued");
            let updates = b.drain().await;
            let id = updates[1]["callback_query"]["id"].clone();
            let answer = json!({"callback_query_id": id, "text": "done"});
            b.call("answerCallbackQuery", answer).await.result();
        });
    assert_eq!(pressed, json!({"answered": true, "text": "done", "alert": false}));
    let before = b.clock.load(Ordering::SeqCst);
    let moved = read(post("advance", json!({"seconds": 60})).await.unwrap()).await;
    assert_eq!(moved["now"], before + 60_000);
    let state: Value =
        b.http.get(format!("{root}/sandbox/state")).send().await.unwrap().json().await.unwrap();
    assert_eq!(state["chats"][0]["messages"][1]["buttons"][0][0]["data"], "x");
    let refused = post("say", json!({"user": anna, "chat": -5, "text": "x"})).await.unwrap();
    assert_eq!(refused.status(), 400);
    let page = b.http.get(&root).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("page.js"));
}

#[tokio::test]
async fn foreign_pages_cannot_reach_the_control_routes() {
    let b = Bench::with(false, true).await;
    let root = b.api.url();
    let rebound = b.http.get(format!("{root}/sandbox/state")).header("host", "evil.example");
    assert_eq!(rebound.send().await.unwrap().status(), 403);
    let simple = b.http.post(format!("{root}/sandbox/limits")).body("{\"on\":true}");
    assert_eq!(simple.send().await.unwrap().status(), 415);
    let without = Bench::new().await;
    let hidden = without.http.get(format!("{}/sandbox/state", without.api.url()));
    assert_eq!(hidden.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn events_tell_the_page_of_every_change() {
    let b = Bench::with(false, true).await;
    let mut stream = b.http.get(format!("{}/sandbox/events", b.api.url())).send().await.unwrap();
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: "));
    b.api.user("Anna", None, None);
    let second = stream.chunk().await.unwrap().unwrap();
    assert_ne!(first, second);
}
