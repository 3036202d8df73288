//! See lib.rs.
use std::time::Duration;

use crate::domain::time::Timestamp;

/// The time.
#[derive(Clone, Debug)]
pub struct Clock(());

impl Clock {
    /// The machine's time.
    pub fn system() -> Self {
        Self(())
    }
    /// Now.
    pub fn now(&self) -> Timestamp {
        let _ = &self.0;
        Timestamp(chrono::Utc::now().timestamp_millis())
    }
    /// Waits until then.
    pub async fn sleep_until(&self, at: Timestamp) {
        tokio::time::sleep(at.since(self.now())).await;
    }
    /// Waits so long.
    pub async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}
