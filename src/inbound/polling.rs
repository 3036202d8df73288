//! Long polling by raw `getUpdates`.
//!
//! Promises: an offset is told to Telegram only after the commit that holds the whole effect of
//! every update before it, so that Telegram is the inbox. Network, server and token trouble is
//! logged once and outlived, without a restart. One unreadable update never stops or loses another.

use std::time::Duration;

use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::domain::event::Update;
use crate::engine::{EngineHandle, Input};
use crate::telegram::{CALL_TIMEOUT, CallError, Telegram};

use super::{KINDS, Me, routes, understand};

/// How long Telegram may hold an empty answer back; it allows 50 s (telegram-facts U1).
pub const TIMEOUT: Duration = Duration::from_secs(25);
/// Updates of one answer at most (telegram-facts U1).
const LIMIT: usize = 100;
/// The first pause after a failure; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Polls until `stop` says so, or the engine has ended.
pub async fn poll(
    telegram: Telegram,
    engine: EngineHandle,
    clock: Clock,
    me: Me,
    mut offset: i64,
    mut stop: watch::Receiver<bool>,
) {
    let routes = routes();
    let mut outage: Option<Outage> = None;
    // The first call comes back at once, so that intake is known to be current early.
    let mut wait = Duration::ZERO;
    loop {
        let answer = tokio::select! {
            answer = get_updates(&telegram, offset, wait) => answer,
            // Nothing of an unanswered call was confirmed: it can be dropped.
            _ = stop.wait_for(|stop| *stop) => return,
        };
        match answer {
            Ok(raw) => {
                if let Some(over) = outage.take() {
                    tracing::info!(failures = over.failures, "Telegram answers again");
                }
                let drained = raw.len() < LIMIT;
                let (updates, next) = read(&routes, &raw, &me, offset).await;
                let input = Input::Updates {
                    updates,
                    next_offset: next,
                    drained,
                };
                if engine.submit(input).await.is_err() {
                    return;
                }
                offset = next;
                wait = TIMEOUT;
            }
            Err(error) => {
                let failed = outage.get_or_insert_default();
                let pause = failed.again(&error);
                if matches!(error, CallError::Conflict(_)) {
                    drop_webhook(&telegram, &error).await;
                }
                tokio::select! {
                    () = clock.sleep(pause) => {}
                    _ = stop.wait_for(|stop| *stop) => return,
                }
                // What was missed meanwhile is to be known at once.
                wait = Duration::ZERO;
            }
        }
    }
}

async fn get_updates(
    telegram: &Telegram,
    offset: i64,
    wait: Duration,
) -> Result<Vec<Box<RawValue>>, CallError> {
    let body = json!({
        "offset": offset,
        "limit": LIMIT,
        "timeout": wait.as_secs(),
        "allowed_updates": KINDS,
    });
    let patience = if wait.is_zero() {
        CALL_TIMEOUT
    } else {
        wait + Duration::from_secs(10)
    };
    let result = telegram.call_raw("getUpdates", &body, patience).await?;
    serde_json::from_str(result.get()).map_err(|_| CallError::Unclear)
}

/// The updates of an answer, and the offset that confirms all of them: one past the last, as
/// Telegram orders them. Ids may start anew anywhere (telegram-facts U10), so it is no maximum.
async fn read(
    routes: &dptree::Handler<'static, Option<crate::domain::event::Incoming>>,
    raw: &[Box<RawValue>],
    me: &Me,
    offset: i64,
) -> (Vec<Update>, i64) {
    let mut updates = Vec::with_capacity(raw.len());
    let mut next = offset;
    for raw in raw {
        match understand(routes, raw, me).await {
            Some(update) => {
                next = update.id.saturating_add(1);
                updates.push(update);
            }
            None => tracing::error!(bytes = raw.get().len(), "an update without a readable id"),
        }
    }
    (updates, next)
}

/// Failures in a row.
#[derive(Default)]
struct Outage {
    failures: u32,
}

impl Outage {
    /// Logs the first failure of its kind, and says how long to wait.
    fn again(&mut self, error: &CallError) -> Duration {
        self.failures = self.failures.saturating_add(1);
        let doubled = FIRST_PAUSE.saturating_mul(1 << self.failures.saturating_sub(1).min(5));
        let (pause, loud) = match error {
            CallError::Unauthorized => {
                if self.failures == 1 {
                    tracing::error!(
                        "Telegram does not accept the token; check TELOXIDE_TOKEN with @BotFather. Trying again every 30 s"
                    );
                }
                (LONGEST_PAUSE, false)
            }
            CallError::Conflict(why) => {
                tracing::warn!(%why, "somebody else asks for this bot's updates; run it once only");
                (Duration::from_secs(3), false)
            }
            CallError::RateLimited(wait) => (*wait, true),
            _ => (doubled.min(LONGEST_PAUSE), true),
        };
        if loud && self.failures == 1 {
            tracing::warn!(%error, "getUpdates failed; trying again until it works");
        }
        pause + jitter(pause)
    }
}

/// Up to a quarter more, so that many bots do not come back at the same moment.
fn jitter(pause: Duration) -> Duration {
    let mut byte = [0_u8];
    // Without randomness there is simply no jitter.
    let _ = getrandom::fill(&mut byte);
    pause.mul_f64(f64::from(byte[0]) / 1024.0)
}

/// While a webhook is set, polling gets nothing; it is removed without dropping what waits.
async fn drop_webhook(telegram: &Telegram, error: &CallError) {
    if !error.to_string().contains("webhook") {
        return;
    }
    let body = json!({ "drop_pending_updates": false });
    match telegram
        .call_raw("deleteWebhook", &body, CALL_TIMEOUT)
        .await
    {
        Ok(_) => tracing::warn!("a webhook was set for this bot; removed it to poll"),
        Err(error) => tracing::warn!(%error, "a webhook is set for this bot and cannot be removed"),
    }
}
