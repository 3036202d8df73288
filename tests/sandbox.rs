//! The local Bot API answers as Telegram's does. Each test is a case of the facts that the desk
//! relies on, seen through raw HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::disallowed_methods, reason = "waits in real time for what happens over HTTP")]

#[path = "sandbox/absent.rs"]
mod absent;
#[path = "sandbox/copies.rs"]
mod copies;
#[path = "sandbox/edits.rs"]
mod edits;
#[path = "sandbox/faults.rs"]
mod faults;
#[path = "sandbox/inline.rs"]
mod inline;
#[path = "sandbox/page.rs"]
mod page;
#[path = "sandbox/people.rs"]
mod people;
#[path = "sandbox/text.rs"]
mod text;
#[path = "sandbox/topics.rs"]
mod topics;
#[path = "sandbox/updates.rs"]
mod updates;
#[path = "sandbox/wire.rs"]
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use frontdesk::sandbox::{BotRights, Options, Outgoing, Sandbox, Standing};
use serde_json::{Value, json};

struct Bench {
    api: Sandbox,
    http: reqwest::Client,
    clock: Arc<AtomicI64>,
}

struct Reply {
    status: u16,
    body: Value,
    retry_after: Option<String>,
}

impl Reply {
    #[track_caller]
    fn result(&self) -> &Value {
        assert_eq!(self.body["ok"], true, "{}", self.body);
        &self.body["result"]
    }

    #[track_caller]
    fn id(&self) -> i32 {
        i32::try_from(self.result()["message_id"].as_i64().expect("a message id")).unwrap()
    }

    #[track_caller]
    fn fails(&self, description: &str) {
        assert_eq!(self.body["ok"], false, "{}", self.body);
        assert_eq!(self.body["description"], description);
    }
}

impl Bench {
    async fn new() -> Bench {
        Bench::with(false, false).await
    }

    async fn with(limits: bool, page: bool) -> Bench {
        let clock = Arc::new(AtomicI64::new(1_790_000_000_000));
        let read = Arc::clone(&clock);
        let moved = Arc::clone(&clock);
        let api = Sandbox::start(Options {
            now: Arc::new(move || read.load(Ordering::SeqCst)),
            limits,
            page,
            on_advance: Some(Arc::new(move |seconds| {
                moved.fetch_add(i64::try_from(seconds).unwrap() * 1000, Ordering::SeqCst);
            })),
            ..Options::default()
        })
        .await
        .expect("a free port");
        Bench { api, http: reqwest::Client::new(), clock }
    }

    fn advance(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn address(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.api.url(), self.api.token())
    }

    async fn call(&self, method: &str, parameters: Value) -> Reply {
        self.try_call(method, parameters).await.expect("an answer")
    }

    async fn try_call(&self, method: &str, parameters: Value) -> reqwest::Result<Reply> {
        let answer = self.http.post(self.address(method)).json(&parameters).send().await?;
        let status = answer.status().as_u16();
        let retry_after =
            answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        let text = answer.text().await?;
        Ok(Reply {
            status,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
            retry_after,
        })
    }

    /// Everything that waits; confirms it, so that the next drain brings only what is new.
    async fn drain(&self) -> Vec<Value> {
        if self.api.pending_updates() == 0 {
            return Vec::new();
        }
        let first = self.call("getUpdates", json!({})).await;
        let list = first.result().as_array().unwrap().clone();
        if let Some(last) = list.last() {
            let next = last["update_id"].as_i64().unwrap() + 1;
            let rest = self.call("getUpdates", json!({"offset": next})).await;
            let mut all = list;
            let more = rest.result().as_array().unwrap().clone();
            if let Some(last) = more.last() {
                let next = last["update_id"].as_i64().unwrap() + 1;
                self.call("getUpdates", json!({"offset": next})).await;
            }
            all.extend(more);
            return all;
        }
        list
    }

    /// A person who has written to the bot.
    async fn anna(&self) -> i64 {
        let anna = self.api.user("Anna", Some("anna"), Some("de"));
        self.api.say(anna, anna, Outgoing::text("/start"));
        self.drain().await;
        anna
    }

    /// A forum with the bot and an ordinary agent, with one topic of the bot.
    async fn forum(&self, rights: BotRights) -> (i64, i64, i32) {
        let chat = self.api.forum("Desk");
        let ben = self.api.user("Ben", Some("ben"), None);
        self.api.join(chat, ben, Standing::Member);
        self.api.bot_joins(chat, BotRights::all());
        let topic =
            self.call("createForumTopic", json!({"chat_id": chat, "name": "#1 Anna"})).await;
        let thread = topic.result()["message_thread_id"].as_i64().unwrap();
        self.api.set_bot_rights(chat, rights);
        self.drain().await;
        (chat, ben, i32::try_from(thread).unwrap())
    }

    #[track_caller]
    fn no_complaints(&self) {
        assert_eq!(self.api.complaints(), Vec::<String>::new());
    }
}

fn kinds(updates: &[Value]) -> Vec<String> {
    updates
        .iter()
        .filter_map(|update| update.as_object())
        .map(|update| {
            let kind = update.keys().find(|key| *key != "update_id");
            kind.cloned().unwrap_or_default()
        })
        .collect()
}

fn ids(reply: &Reply) -> Vec<i64> {
    reply
        .result()
        .as_array()
        .unwrap()
        .iter()
        .map(|update| update["update_id"].as_i64().unwrap())
        .collect()
}

fn keyboard(data: &str) -> Value {
    json!({"inline_keyboard": [[{"text": "Take", "callback_data": data}]]})
}
