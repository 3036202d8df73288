//! The network between the bot and Telegram, with the weather of the day.
//!
//! Keeps the ledger of what truly stands where, also where the bot never hears of it.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use frontdesk::clock::Clock;
use frontdesk::sandbox::Sandbox;
use frontdesk::telegram::{Lost, Upload, Wire};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::disk::{Disk, Health};
use crate::ledger::{Id, Ledger, Post, names_in};

/// No two days have so many calls, unless the bot calls for ever: an ordinary
/// run has 8,000.
pub const CALLS_AT_MOST: u64 = 60_000;

/// How bad the network is, as chances in a thousand for each call.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub struct Weather {
    /// Nothing gets through at all.
    pub down: bool,
    /// The request is lost.
    pub lost_before: u32,
    /// The answer is lost, after the effect.
    pub lost_after: u32,
    /// A 5xx, with the effect in half of the cases.
    pub server_error: u32,
    /// Flood control without a reason.
    pub too_many: u32,
    /// The answer breaks off in the middle.
    pub unreadable: u32,
    /// The answer takes up to 70 s.
    pub slow: u32,
}

impl Weather {
    pub const CALM: Self = Self {
        down: false,
        lost_before: 0,
        lost_after: 0,
        server_error: 0,
        too_many: 0,
        unreadable: 0,
        slow: 0,
    };
}

/// What happens to one call.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum Luck {
    Good,
    LostBefore,
    LostAfter,
    ErrorBefore,
    ErrorAfter,
    TooMany(u64),
    Unreadable,
}

pub struct Line {
    sandbox: Sandbox,
    /// Telegram's clock.
    clock: Clock,
    state: Mutex<State>,
    disk: Disk,
    /// The process is to end now.
    pub crash: Notify,
}

pub struct State {
    pub dice: Rng,
    pub weather: Weather,
    pub ledger: Ledger,
    /// After so many more moments of calls the process ends.
    pub crash_in: Option<u64>,
    /// The process has ended, and only nobody has noticed yet.
    pub dead: bool,
    pub calls: u64,
    pub faults: u64,
    /// A running mark of everything that was called, so that two runs can be compared.
    pub trace: u64,
    /// The calls that changed something, for the story of a failure.
    pub log: Vec<(i64, String)>,
}

impl Line {
    pub fn new(sandbox: Sandbox, clock: Clock, disk: Disk, dice: Rng) -> Arc<Self> {
        Arc::new(Self {
            sandbox,
            clock,
            disk,
            state: Mutex::new(State {
                dice,
                weather: Weather::CALM,
                ledger: Ledger::default(),
                crash_in: None,
                dead: false,
                calls: 0,
                faults: 0,
                trace: 0xcbf2_9ce4_8422_2325,
                log: Vec::new(),
            }),
            crash: Notify::new(),
        })
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn call(
        &self,
        method: String,
        body: Value,
        file: Option<(String, String, Vec<u8>)>,
    ) -> Result<(u16, String), Lost> {
        if self.state().calls >= CALLS_AT_MOST {
            // The judge says so; nothing else would ever end.
            std::future::pending::<()>().await;
        }
        let (luck, there, back) = self.state().begin(&method, &body);
        tokio::time::sleep(there).await;
        self.moment().await;
        if luck == Luck::LostBefore || self.state().weather.down {
            return Err(Lost::Request);
        }
        match luck {
            Luck::ErrorBefore => {
                tokio::time::sleep(back).await;
                return Ok((502, "<html>Bad Gateway</html>".to_owned()));
            }
            Luck::TooMany(seconds) => {
                let body = json!({
                    "ok": false,
                    "error_code": 429,
                    "description": format!("Too Many Requests: retry after {seconds}"),
                    "parameters": { "retry_after": seconds },
                });
                return Ok((429, body.to_string()));
            }
            _ => {}
        }
        let (status, answer) = match file {
            Some(file) => self.sandbox.call_with(&method, body.clone(), file).await,
            None => self.sandbox.call(&method, body.clone()).await,
        };
        let posts = self.posts(&method, &body, &answer);
        let stood = {
            let mut state = self.state();
            let question = method.starts_with("get") && method != "getUpdates";
            if !question && !brings_nothing(&answer) {
                let at = self.clock.now().0;
                let body = if method == "getUpdates" { String::new() } else { body.to_string() };
                state
                    .log
                    .push((at, format!("    {method} {body} -> {status} {answer} ({luck:?})")));
            }
            state.mark(&answer);
            if method == "setMessageReaction" && status == 200 {
                let reaction = reaction_of(&body);
                state
                    .ledger
                    .shown
                    .extend(reaction.map(|(id, emoji)| (self.clock.now().0, id, emoji)));
            }
            if method == "answerCallbackQuery" {
                state.ledger.answered(&body, self.clock.now().0);
            }
            if method.starts_with("deleteMessage") {
                let left = ids_of(&body);
                let stands = |id: &Id| self.sandbox.message(id.0, id.1).is_some();
                state.ledger.undeletable.extend(left.into_iter().filter(stands));
            }
            if status == 403 {
                state.ledger.blocked.extend(said_under(&body));
            }
            let from = state.ledger.posts.len();
            state.ledger.posts.extend(posts);
            from..state.ledger.posts.len()
        };
        // Here the effect has happened and nobody knows.
        self.moment().await;
        tokio::time::sleep(back).await;
        match luck {
            Luck::LostAfter => return Err(Lost::Answer),
            Luck::ErrorAfter => return Ok((504, "<html>Gateway Timeout</html>".to_owned())),
            Luck::Unreadable => return Ok((200, "{\"ok\":true,\"result\":{\"mess".to_owned())),
            _ => {}
        }
        if self.state().weather.down {
            return Err(Lost::Answer);
        }
        let mut state = self.state();
        if method == "getUpdates" && !brings_nothing(&answer) {
            let now = self.clock.now().0;
            state.note_handed(&answer, now);
        }
        for post in &mut state.ledger.posts[stood] {
            post.clear = true;
        }
        Ok((status, answer))
    }

    /// A moment at which the process may end: nothing more is said or written then.
    async fn moment(&self) {
        if self.ends() {
            std::future::pending::<()>().await;
        }
    }

    fn ends(&self) -> bool {
        let mut state = self.state();
        if !state.dead {
            match &mut state.crash_in {
                Some(0) => {
                    state.crash_in = None;
                    state.dead = true;
                    self.disk.set_health(Health::Broken);
                    self.crash.notify_one();
                }
                Some(left) => *left -= 1,
                None => {}
            }
        }
        state.dead
    }

    /// The messages that a call brought into being.
    fn posts(&self, method: &str, body: &Value, answer: &str) -> Vec<Post> {
        let posting = ["send", "copyMessage", "forwardMessage"]
            .iter()
            .any(|begins| method.starts_with(begins));
        if !posting || method == "sendChatAction" {
            return Vec::new();
        }
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        let result = &answer["result"];
        let ids: Vec<i32> = match result {
            Value::Array(all) => all.iter().filter_map(message_id).collect(),
            one => message_id(one).into_iter().collect(),
        };
        let chat = body["chat_id"].as_i64().unwrap_or_default();
        let from = body["from_chat_id"].as_i64();
        let originals: Vec<i32> = match &body["message_ids"] {
            Value::Array(all) => all.iter().filter_map(as_i32).collect(),
            _ if from.is_some() => as_i32(&body["message_id"]).into_iter().collect(),
            _ => Vec::new(),
        };
        let whole = originals.len() == ids.len();
        // An album that is posted anew is known by its files.
        let media = body["media"].as_array().cloned().unwrap_or_default();
        let by_file = |state: &State, index: usize| {
            let file = media.get(index)?["media"].as_str()?;
            state.ledger.files.get(file).copied()
        };
        // A live location is known by where it is.
        let by_place =
            |state: &State| state.ledger.places.get(&body["latitude"].to_string()).copied();
        let state = self.state();
        ids.into_iter()
            .enumerate()
            .filter_map(|(index, id)| {
                let seen = self.sandbox.message(chat, id)?;
                let original = originals.get(index).filter(|_| whole).copied();
                // A copy is its original's; what its caption says is not looked at twice.
                let names = if from.is_some() { Vec::new() } else { names_in(&seen.text) };
                let buttons: Vec<String> = seen
                    .buttons
                    .iter()
                    .flatten()
                    .filter_map(|button| button.data.clone())
                    .collect();
                Some(Post {
                    at: self.clock.now().0,
                    id: (chat, id),
                    thread: seen.thread,
                    of: from
                        .zip(original)
                        .or_else(|| by_file(&state, index))
                        .or_else(|| by_place(&state)),
                    text: seen.text,
                    names,
                    buttons,
                    reply_to: seen.reply_to,
                    clear: false,
                })
            })
            .collect()
    }
}

/// Folds what is written into a running mark (FNV-1a).
struct Trace<'a>(&'a mut u64);

impl Trace<'_> {
    fn fold(&mut self, bytes: &[u8]) {
        for byte in bytes {
            *self.0 = (*self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

impl Write for Trace<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.fold(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Wire for Line {
    fn carry(&self, method: String, body: Value) -> BoxFuture<'_, Result<(u16, String), Lost>> {
        Box::pin(self.call(method, body, None))
    }

    fn upload(
        &self,
        method: String,
        body: Value,
        file: Upload<'_>,
    ) -> BoxFuture<'_, Result<(u16, String), Lost>> {
        let file = (file.part.to_owned(), file.name.to_owned(), file.bytes);
        Box::pin(self.call(method, body, Some(file)))
    }
}

impl State {
    fn begin(&mut self, method: &str, body: &Value) -> (Luck, Duration, Duration) {
        self.calls += 1;
        self.mark(method);
        serde_json::to_writer(Trace(&mut self.trace), body).expect("a trace takes everything");
        let weather = self.weather;
        let mut fate = self.dice.u32(0..1000);
        let mut falls = |chance: u32| {
            let hit = fate < chance;
            fate = if hit { u32::MAX } else { fate - chance.min(fate) };
            hit
        };
        let mut luck = Luck::Good;
        if falls(weather.lost_before) {
            luck = Luck::LostBefore;
        } else if falls(weather.lost_after) {
            luck = Luck::LostAfter;
        } else if falls(weather.server_error) {
            luck = if self.dice.bool() { Luck::ErrorBefore } else { Luck::ErrorAfter };
        } else if falls(weather.too_many) {
            luck = Luck::TooMany([1, 3, 20, 400][self.dice.usize(0..4)]);
        } else if falls(weather.unreadable) {
            luck = Luck::Unreadable;
        }
        if luck != Luck::Good {
            self.faults += 1;
        }
        let there = Duration::from_millis(self.dice.u64(5..80));
        let back = if self.dice.u32(0..1000) < weather.slow {
            Duration::from_millis(self.dice.u64(1_000..70_000))
        } else {
            Duration::from_millis(self.dice.u64(5..150))
        };
        (luck, there, back)
    }

    /// Folds something into the trace.
    fn mark(&mut self, text: &str) {
        Trace(&mut self.trace).fold(text.as_bytes());
    }

    /// Notes which messages the bot has been told of.
    fn note_handed(&mut self, answer: &str, now: i64) {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        for update in answer["result"].as_array().into_iter().flatten() {
            self.ledger.told(update, now);
            let message = &update["message"];
            let chat = message["chat"]["id"].as_i64();
            if let Some(id) = chat.zip(message_id(message)) {
                self.ledger.handed.entry(id as Id).or_insert(now);
            }
            let reaction = &update["message_reaction"];
            let on = reaction["chat"]["id"].as_i64().zip(message_id(reaction));
            let by = reaction["user"]["id"].as_i64();
            if let (Some(on), Some(by), Some(date)) = (on, by, reaction["date"].as_i64()) {
                self.ledger.puts_heard.entry((by, on, date)).or_insert(now);
            }
            for kind in ["message", "edited_message"] {
                let latitude = &update[kind]["location"]["latitude"];
                self.ledger.places_heard.insert(latitude.to_string());
            }
            let edit = update["edited_message"]["text"].as_str().unwrap_or_default();
            self.ledger.heard.extend(names_in(edit));
        }
    }
}

/// A poll after which there is nothing to do.
fn brings_nothing(answer: &str) -> bool {
    answer.ends_with("\"result\":[]}")
}

/// The message that a call answers, and what it says.
fn said_under(body: &Value) -> Option<(Id, String)> {
    let chat = body["chat_id"].as_i64()?;
    let message = i32::try_from(body["reply_parameters"]["message_id"].as_i64()?).ok()?;
    Some(((chat, message), body["text"].as_str()?.to_owned()))
}

/// The messages that a call is about.
fn ids_of(body: &Value) -> Vec<Id> {
    let chat = body["chat_id"].as_i64().unwrap_or_default();
    let many = body["message_ids"].as_array().cloned().unwrap_or_default();
    let all = many.iter().chain([&body["message_id"]]).filter_map(as_i32);
    all.map(|message| (chat, message)).collect()
}

/// Which reaction a call puts on which message.
fn reaction_of(body: &Value) -> Option<(Id, Option<String>)> {
    let id = (body["chat_id"].as_i64()?, as_i32(&body["message_id"])?);
    Some((id, body["reaction"][0]["emoji"].as_str().map(str::to_owned)))
}

fn message_id(message: &Value) -> Option<i32> {
    as_i32(&message["message_id"])
}

fn as_i32(value: &Value) -> Option<i32> {
    value.as_i64().and_then(|id| i32::try_from(id).ok())
}
