//! Everything that happens on a schedule: each job with its own loop.
//!
//! A job only says that its time has come; the engine decides what follows.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::domain::time::Timestamp;
use crate::engine::{EngineHandle, Input};

/// How often Telegram is asked who the administrators are (product.md section 1).
const REFRESH: Duration = Duration::from_secs(60 * 60);

/// The sweep: at every firing of its schedule, in UTC, what is due is looked at.
pub async fn sweep(
    schedule: cron::Schedule,
    clock: Clock,
    engine: EngineHandle,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let now = clock.now();
        let from = DateTime::<Utc>::from_timestamp_millis(now.0).unwrap_or_default();
        // A schedule without a next firing is refused with the settings; an hour is harmless.
        let next = schedule
            .after(&from)
            .next()
            .map_or(now.plus(REFRESH), |next| Timestamp(next.timestamp_millis()));
        tokio::select! {
            () = clock.sleep_until(next) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        if engine.submit(Input::Tick).await.is_err() {
            return;
        }
    }
}

/// Hourly: who the administrators are.
pub async fn refresh(clock: Clock, engine: EngineHandle, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = clock.sleep(REFRESH) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        if engine.submit(Input::Refresh).await.is_err() {
            return;
        }
    }
}

/// Albums that wait for their end; when, the engine says after each commit.
pub async fn albums(
    clock: Clock,
    engine: EngineHandle,
    mut due: watch::Receiver<Option<Timestamp>>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let at = *due.borrow_and_update();
        let waits = async {
            match at {
                Some(at) => clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = waits => {}
            changed = due.changed() => {
                if changed.is_err() {
                    return;
                }
                continue;
            }
            _ = stop.wait_for(|stop| *stop) => return,
        }
        if engine.submit(Input::AlbumDue).await.is_err() {
            return;
        }
        if *due.borrow() == at {
            // Nothing new waits; the next album says so itself.
            tokio::select! {
                changed = due.changed() => if changed.is_err() { return },
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }
}
