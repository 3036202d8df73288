//! Webhook delivery, to this machine only.
//!
//! Updates of one chat go out one after another, those of different chats side by side; whatever is
//! not answered with 2xx comes again after a pause. The pauses are shorter than Telegram's, so that
//! tests need not wait for minutes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::Shared;
use super::world::World;

/// First pause after a refusal; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// How often the pause doubles.
const DOUBLINGS: u32 = 6;

/// Chats with an update in flight or in a pause, and how often each was refused in a row.
#[derive(Default)]
pub struct Lanes {
    busy: BTreeSet<i64>,
    refused: BTreeMap<i64, u32>,
}

struct Parcel {
    url: String,
    secret: Option<String>,
    lane: i64,
    id: i64,
    body: Value,
}

/// Delivers until the sandbox stops.
pub async fn run(shared: Arc<Shared>) {
    // Made at the first delivery, because most sandboxes never see a webhook.
    let mut client: Option<reqwest::Client> = None;
    let mut changes = shared.subscribe();
    loop {
        if shared.read(|world| world.stopped) {
            return;
        }
        match shared.quietly(next) {
            Some(parcel) => {
                let made =
                    client.take().map_or_else(|| reqwest::Client::builder().no_proxy().build(), Ok);
                let Ok(http) = made else {
                    shared.change(|world| world.complain("no HTTP client for the webhook"));
                    return;
                };
                client = Some(http.clone());
                let shared = Arc::clone(&shared);
                tokio::spawn(async move { deliver(&shared, &http, parcel).await });
            }
            None => {
                if changes.changed().await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The next update whose chat is free.
fn next(world: &mut World) -> Option<Parcel> {
    let url = world.webhook.url.clone();
    if !world.reachable || !is_local(&url) {
        return None;
    }
    let now = world.now();
    let lanes = &world.lanes;
    let (id, lane, body) = world.queue.find(now, |body| {
        let lane = lane(body);
        (!lanes.busy.contains(&lane)).then_some(lane)
    })?;
    world.lanes.busy.insert(lane);
    Some(Parcel { url, secret: world.webhook.secret.clone(), lane, id, body })
}

async fn deliver(shared: &Shared, http: &reqwest::Client, parcel: Parcel) {
    let mut request = http.post(&parcel.url).json(&parcel.body);
    if let Some(secret) = &parcel.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let refusal = match request.send().await {
        Ok(answer) if answer.status().is_success() => None,
        Ok(answer) => Some(format!("Wrong response from the webhook: {}", answer.status())),
        Err(_) => Some("Connection refused".to_owned()),
    };
    let Parcel { lane, id, .. } = parcel;
    let pause = shared.change(|world| match refusal {
        None => {
            world.queue.confirm(id);
            world.lanes.refused.remove(&lane);
            world.lanes.busy.remove(&lane);
            None
        }
        Some(reason) => {
            world.webhook.last_error = Some((world.now().div_euclid(1000), reason));
            let times = world.lanes.refused.entry(lane).or_default();
            *times += 1;
            Some(FIRST_PAUSE * 2_u32.pow((*times - 1).min(DOUBLINGS)))
        }
    });
    if let Some(pause) = pause {
        tokio::time::sleep(pause).await;
        shared.change(|world| world.lanes.busy.remove(&lane));
    }
}

/// Whether a webhook lies on this machine; others are stored but never called.
pub fn is_local(url: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:"].iter().any(|root| url.starts_with(root))
}

/// The chat of an update, or its person.
fn lane(body: &Map<String, Value>) -> i64 {
    body.values()
        .find_map(|inner| {
            let chat = inner
                .get("chat")
                .or_else(|| inner.get("message").and_then(|message| message.get("chat")))
                .or_else(|| inner.get("from"))?;
            chat.get("id")?.as_i64()
        })
        .unwrap_or(0)
}
