//! Whether memory stays flat: the real program against a Telegram that keeps nothing, while users
//! write, agents answer and conversations complete, one after another without end.
//!
//! `just soak-memory` (or `FRONTDESK_SOAK_MESSAGES=1000000 cargo bench --bench memory`) prints, at each
//! tenth of the messages, the resident memory of the program, the size of its database and the
//! messages a second; it fails if memory grew by more than [`GROWTH`] between the first tenth and the
//! end. A plain `cargo bench` handles 20,000 messages.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement reads the clock and prints"
)]

use std::collections::{HashMap, VecDeque};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use tokio::sync::Notify;

const BOT: i64 = 42;
const OWNER: i64 = 10;
const AGENTS: i64 = 5;
const GROUP: i64 = -1_000_000_000_777;
/// Conversations that are open at the same time.
const OPEN: usize = 300;
/// Different users; each comes back again and again.
const USERS: i64 = 20_000;
/// Completed conversations whose card may still offer `Undo`. Nobody new comes while there are more, as
/// the desk would otherwise never have time for what is least urgent, and its rows would pile up.
const UNDOABLE: u64 = 8_000;
/// What a user writes after the first message, and what agents answer.
const MORE: usize = 3;
/// What memory may grow by after the first tenth, in kB: the database's cache may still fill up.
const GROWTH: u64 = 24 * 1024;
/// Nothing at all happened for so long.
const STUCK: Duration = Duration::from_secs(120);

/// Telegram, and everybody who writes there. Of what was said it keeps nothing.
#[derive(Default)]
struct World {
    updates: VecDeque<(i64, String)>,
    last_update: i64,
    last_message: i32,
    /// Users whose conversation is about to be opened or goes on, by user.
    lives: HashMap<i64, Life>,
    next_user: i64,
    /// Messages of people that have arrived on the other side.
    arrived: u64,
    calls: u64,
    conversations: u64,
    /// Cards that show a completed conversation without `Undo`.
    finished: u64,
    /// Users who would have come by now.
    held: usize,
}

/// Everybody waits for the others, so that nothing piles up.
#[derive(Default)]
struct Life {
    /// The conversation's number and its card, once that stands in the group.
    card: Option<(u32, i32)>,
    /// Messages of the user that stand in the group.
    relayed: usize,
    /// Answers that the user has.
    answered: usize,
}

type Shared = Arc<(Mutex<World>, Notify)>;

fn seconds() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

impl World {
    fn message(&mut self) -> i32 {
        self.last_message = self.last_message.wrapping_add(1).max(1);
        self.last_message
    }

    fn push(&mut self, message: &Value) {
        self.last_update += 1;
        let id = self.last_update;
        self.updates.push_back((id, json!({ "update_id": id, "message": message }).to_string()));
    }

    fn user_writes(&mut self, user: i64, text: &str) {
        let message = json!({
            "message_id": self.message(), "date": seconds(), "text": text,
            "chat": { "id": user, "type": "private", "first_name": "User" },
            "from": { "id": user, "is_bot": false, "first_name": format!("User {user}"),
                      "language_code": "en" },
        });
        self.push(&message);
    }

    fn agent_writes(&mut self, text: &str, card: Option<i32>) {
        let agent = OWNER + 1 + self.last_update % AGENTS;
        let mut message = json!({
            "message_id": self.message(), "date": seconds(), "text": text,
            "chat": { "id": GROUP, "type": "supergroup", "title": "Support" },
            "from": { "id": agent, "is_bot": false, "first_name": format!("Agent {agent}") },
        });
        if let (Some(card), Some(fields)) = (card, message.as_object_mut()) {
            let replied = json!({
                "message_id": card, "date": seconds(), "text": "#",
                "chat": { "id": GROUP, "type": "supergroup", "title": "Support" },
                "from": { "id": BOT, "is_bot": true, "first_name": "Desk" },
            });
            fields.insert("reply_to_message".to_owned(), replied);
        }
        self.push(&message);
    }

    /// Somebody comes with something new.
    fn begin(&mut self) {
        if self.conversations.saturating_sub(self.finished) > UNDOABLE {
            self.held += 1;
            return;
        }
        let user = 1_000_000 + self.next_user % USERS;
        self.next_user += 1;
        if self.lives.contains_key(&user) {
            return;
        }
        self.lives.insert(user, Life::default());
        self.user_writes(user, &format!("u-{user} the printer is on fire, please help"));
    }

    /// The card of a conversation stands in the group: it goes on to its end.
    fn card_stands(&mut self, text: &str, card: i32) {
        let number = text
            .strip_prefix('#')
            .and_then(|rest| rest.split(' ').next())
            .and_then(|number| number.parse::<u32>().ok());
        let user = text
            .split("u-")
            .nth(1)
            .and_then(|rest| rest.split(' ').next())
            .and_then(|user| user.parse::<i64>().ok());
        let (Some(number), Some(user)) = (number, user) else { return };
        match self.lives.get_mut(&user) {
            Some(life) if life.card.is_none() => life.card = Some((number, card)),
            Some(_) | None => return,
        }
        self.arrived += 1;
        for line in 0..MORE {
            let text = format!("and line {line} of an ordinary length, as people write");
            self.user_writes(user, &text);
        }
    }

    /// A message was copied: once all of the user's stand in the group, the agents answer; once all
    /// answers have arrived, they complete.
    fn copied(&mut self, from: i64, to: i64) {
        self.arrived += 1;
        let user = if to == GROUP { from } else { to };
        let Some(life) = self.lives.get_mut(&user) else { return };
        let Some((number, card)) = life.card else { return };
        if to == GROUP {
            life.relayed += 1;
            if life.relayed == MORE {
                for line in 0..MORE {
                    let text = format!("answer {line}: have you tried another one?");
                    self.agent_writes(&text, Some(card));
                }
            }
        } else {
            life.answered += 1;
            if life.answered == MORE {
                self.agent_writes(&format!("/complete {number}"), None);
            }
        }
    }

    fn completed(&mut self, user: i64) {
        if self.lives.get(&user).is_some_and(|life| life.answered >= MORE) {
            self.lives.remove(&user);
            self.conversations += 1;
            self.begin();
        }
    }

    /// A card is drawn anew.
    fn card_drawn(&mut self, text: &str, keyboard: &Value) {
        if text.contains("Completed") && !keyboard.to_string().contains("\"undo:") {
            self.finished += 1;
            if self.held > 0 && self.conversations.saturating_sub(self.finished) <= UNDOABLE {
                self.held -= 1;
                self.begin();
            }
        }
    }

    /// What the Bot API answers.
    fn call(&mut self, method: &str, body: &Value) -> Value {
        self.calls += 1;
        let chat = body.get("chat_id").and_then(Value::as_i64).unwrap_or_default();
        let text = body.get("text").and_then(Value::as_str).unwrap_or_default();
        match method {
            "getMe" => json!({ "id": BOT, "is_bot": true, "first_name": "Desk",
                               "username": "soak_bot" }),
            "getChat" => json!({ "id": GROUP, "type": "supergroup", "title": "Support" }),
            "getChatMember" => json!({ "status": "administrator", "can_manage_topics": true,
                "can_delete_messages": true, "can_pin_messages": true,
                "user": { "id": BOT, "is_bot": true, "first_name": "Desk" } }),
            "getChatAdministrators" => json!([{ "status": "creator", "is_anonymous": false,
                "user": { "id": OWNER, "is_bot": false, "first_name": "Ada" } }]),
            "getWebhookInfo" => json!({ "url": "" }),
            "getMyCommands" => json!([]),
            "sendMessage" => {
                let id = self.message();
                if chat == GROUP {
                    self.card_stands(text, id);
                } else if text.contains("has been completed") {
                    self.completed(chat);
                }
                json!({ "message_id": id, "date": seconds(), "chat": { "id": chat } })
            }
            "editMessageText" if chat == GROUP => {
                self.card_drawn(text, body.get("reply_markup").unwrap_or(&Value::Null));
                json!(true)
            }
            "copyMessage" => {
                let from = body.get("from_chat_id").and_then(Value::as_i64).unwrap_or_default();
                self.copied(from, chat);
                json!({ "message_id": self.message() })
            }
            _ => json!(true),
        }
    }

    /// The updates from an offset on; what lies before it is confirmed.
    fn take(&mut self, offset: i64, limit: usize) -> Option<String> {
        while self.updates.front().is_some_and(|(id, _)| *id < offset) {
            self.updates.pop_front();
        }
        let some: Vec<&str> =
            self.updates.iter().take(limit).map(|(_, update)| update.as_str()).collect();
        (!some.is_empty()).then(|| format!("[{}]", some.join(",")))
    }
}

async fn answer(
    State(shared): State<Shared>,
    Path((_token, method)): Path<(String, String)>,
    body: String,
) -> impl IntoResponse {
    let body: Value = serde_json::from_str(&body).unwrap_or_default();
    let (world, changed) = &*shared;
    let result = if method == "getUpdates" {
        let number = |name: &str| body.get(name).and_then(Value::as_i64).unwrap_or(0);
        let limit = usize::try_from(number("limit")).unwrap_or(100);
        let until = tokio::time::Instant::now()
            + Duration::from_secs(u64::try_from(number("timeout")).unwrap_or(0));
        loop {
            let woken = changed.notified();
            let some = world.lock().expect("no panic before").take(number("offset"), limit);
            if let Some(some) = some {
                break some;
            }
            if tokio::time::timeout_at(until, woken).await.is_err() {
                break "[]".to_owned();
            }
        }
    } else {
        let result = world.lock().expect("no panic before").call(&method, &body);
        changed.notify_one();
        result.to_string()
    };
    ([(header::CONTENT_TYPE, "application/json")], format!("{{\"ok\":true,\"result\":{result}}}"))
}

/// Resident memory of a process in kB.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}

struct Bot(Child);

impl Drop for Bot {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::main]
async fn main() {
    let wanted: u64 = std::env::var("FRONTDESK_SOAK_MESSAGES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_000);
    let shared: Shared = Arc::default();
    let router = Router::new()
        .route("/{token}/{method}", axum::routing::post(answer))
        .with_state(Arc::clone(&shared));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    {
        let mut world = shared.0.lock().expect("no panic before");
        for _ in 0..OPEN {
            world.begin();
        }
    }

    let data = tempfile::tempdir().expect("a temporary directory");
    let bot = Command::new(env!("CARGO_BIN_EXE_frontdesk"))
        .env_clear()
        .env("TELOXIDE_TOKEN", format!("{BOT}:soak"))
        .env("TELOXIDE_API_URL", url)
        .env("FRONTDESK_DATA", data.path())
        .env("FRONTDESK_DESK", GROUP.to_string())
        .env("FRONTDESK_COMPLETION__CONFIRM", "off")
        .env("FRONTDESK_LIMITS__PER_SECOND", "0")
        .env("FRONTDESK_LIMITS__PER_CHAT_PER_SECOND", "0")
        .env("FRONTDESK_LIMITS__PER_GROUP_PER_MINUTE", "0")
        .env("FRONTDESK_LIMITS__USER_PER_MINUTE", "0")
        .env("RUST_LOG", "warn")
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the program starts");
    let mut bot = Bot(bot);
    let file = data.path().join(frontdesk::store::FILE);

    println!("messages  resident kB  database kB  messages/s  conversations  calls");
    let (begun, mut tenth, mut first) = (Instant::now(), 1, 0);
    let (mut seen, mut moved) = (0, Instant::now());
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if let Some(status) = bot.0.try_wait().expect("a child") {
            panic!("the program ended: {status}");
        }
        let (arrived, conversations, calls) = {
            let world = shared.0.lock().expect("no panic before");
            (world.arrived, world.conversations, world.calls)
        };
        if arrived != seen {
            (seen, moved) = (arrived, Instant::now());
        }
        assert!(moved.elapsed() < STUCK, "nothing happens any more after {arrived} messages");
        if arrived < wanted * tenth / 10 {
            continue;
        }
        let memory = resident(bot.0.id());
        let size = std::fs::metadata(&file).map_or(0, |file| file.len()) / 1024;
        let rate = arrived as f64 / begun.elapsed().as_secs_f64();
        println!(
            "{arrived:>8}  {memory:>11}  {size:>11}  {rate:>10.0}  {conversations:>13}  {calls}"
        );
        if tenth == 1 {
            first = memory;
        }
        if tenth == 10 {
            let per_message = size as f64 * 1024.0 / arrived as f64;
            println!(
                "resident memory: {first} kB after 10 %, {memory} kB after 100 %; \
                 {per_message:.0} bytes of database a message"
            );
            assert!(memory <= first + GROWTH, "memory grows");
            return;
        }
        tenth += 1;
    }
}
