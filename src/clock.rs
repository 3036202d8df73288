//! The only place that reads the time, and the only one that waits.

#![allow(clippy::disallowed_methods, reason = "everybody else asks the clock")]

use std::sync::Arc;
use std::time::Duration;

use crate::domain::time::Timestamp;

/// The time, and the way to wait for it. Cheap to clone; clones share their moves.
#[derive(Clone)]
pub struct Clock {
    moved: Arc<tokio::sync::watch::Sender<i64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self { moved: Arc::new(tokio::sync::watch::Sender::new(0)) }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.unmoved().0 + *self.moved.borrow())
    }

    /// Now, without the moves.
    pub fn unmoved(&self) -> Timestamp {
        Timestamp(chrono::Utc::now().timestamp_millis())
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.moved.send_modify(|moved| *moved += i64::try_from(by.as_millis()).unwrap_or(0));
    }

    /// Waits.
    pub async fn sleep_until(&self, at: Timestamp) {
        let mut moves = self.moved.subscribe();
        loop {
            let left = at.since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left.min(Duration::from_secs(30))) => {}
                _ = moves.changed() => {}
            }
        }
    }

    /// Waits.
    pub async fn sleep(&self, span: Duration) {
        self.sleep_until(self.now().plus(span)).await;
    }
}
