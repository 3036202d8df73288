//! The only place that reads the time, and the only one that waits.
//!
//! Promises: whoever waits is woken when its time has come, whether the time passed by itself or
//! the clock was moved; a step of the system's clock, or a machine that slept, is noticed within
//! 30 seconds. Never runs backward by itself, never decides what is due.

#![allow(clippy::disallowed_methods, reason = "everybody else asks the clock")]

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::domain::time::Timestamp;

/// The longest wait between two looks at the time. The system's clock can step, and the timer under
/// `tokio::time::sleep` stands still while the machine sleeps: both are seen at the next look.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// How far a clock can be moved in all: 50 years. Whoever moves it asks over HTTP, and cron knows
/// no year after 2100.
const FARTHEST: Duration = Duration::from_secs(50 * 365 * 24 * 60 * 60);

/// The time, and the way to wait for it. Cheap to clone; clones share their moves.
///
/// A desk's clock is never moved. Tests and the demo move theirs, so that half an hour of silence
/// takes a moment.
#[derive(Clone)]
pub struct Clock {
    /// By how much the clock was moved, all moves together. A change wakes every sleeper.
    moved: Arc<watch::Sender<Duration>>,
}

impl Clock {
    /// The system's clock, not moved yet.
    pub fn system() -> Self {
        Self { moved: Arc::new(watch::Sender::new(Duration::ZERO)) }
    }

    /// Now: the system's time and all moves.
    pub fn now(&self) -> Timestamp {
        self.unmoved().plus(*self.moved.borrow())
    }

    /// Now by the system alone. Gaps of the intake are measured by it: else moving the clock would
    /// look like an outage.
    pub fn unmoved(&self) -> Timestamp {
        Timestamp(chrono::Utc::now().timestamp_millis())
    }

    /// Moves the clock forward and wakes every sleeper whose time has come. All moves together end
    /// after 50 years; from there on the clock only runs.
    pub fn advance(&self, by: Duration) {
        self.moved.send_modify(|moved| *moved = moved.saturating_add(by).min(FARTHEST));
    }

    /// Waits until this point in time; not at all if it has passed. May be dropped at any moment.
    pub async fn sleep_until(&self, at: Timestamp) {
        // Before the first look: a move between the look and the wait must not be missed.
        let mut moves = self.moved.subscribe();
        loop {
            let left = at.since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left.min(LOOK_AGAIN)) => {}
                _ = moves.changed() => {}
            }
        }
    }

    /// Waits for this long, by this clock: moves count.
    pub async fn sleep(&self, span: Duration) {
        self.sleep_until(self.now().plus(span)).await;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const HOUR: Duration = Duration::from_secs(60 * 60);

    #[tokio::test]
    async fn a_move_wakes_those_whose_time_has_come_and_nobody_else() {
        let clock = Clock::system();
        let mut short = Box::pin(clock.sleep(HOUR));
        let mut long = Box::pin(clock.sleep(3 * HOUR));
        assert!(short.as_mut().now_or_never().is_none());
        assert!(long.as_mut().now_or_never().is_none());
        clock.advance(2 * HOUR);
        assert!(short.as_mut().now_or_never().is_some());
        assert!(long.as_mut().now_or_never().is_none());
        // Moves add up.
        clock.advance(HOUR);
        assert!(long.as_mut().now_or_never().is_some());
    }

    #[tokio::test]
    async fn a_sleeper_in_another_task_is_woken() {
        let clock = Clock::system();
        let until = clock.now().plus(HOUR);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(until).await }
        });
        // Whether it sleeps already or not yet, it must end.
        tokio::task::yield_now().await;
        clock.advance(HOUR);
        sleeper.await.unwrap();
        assert!(clock.now() >= until);
    }

    #[tokio::test]
    async fn nobody_waits_for_the_past() {
        let clock = Clock::system();
        assert!(clock.sleep_until(clock.now()).now_or_never().is_some());
        assert!(clock.sleep_until(Timestamp(i64::MIN)).now_or_never().is_some());
        assert!(clock.sleep(Duration::ZERO).now_or_never().is_some());
        assert!(clock.sleep_until(Timestamp(i64::MAX)).now_or_never().is_none());
    }

    #[test]
    fn moves_are_shared_by_clones_and_unknown_to_the_system() {
        let clock = Clock::system();
        let other = clock.clone();
        let before = clock.unmoved();
        other.advance(HOUR);
        assert!(clock.now() >= before.plus(HOUR));
        assert!(clock.unmoved().since(before) < HOUR);
        assert!(Clock::system().now().since(before) < HOUR, "another clock was moved as well");
    }

    #[test]
    fn a_clock_cannot_be_moved_out_of_time() {
        let clock = Clock::system();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        let away = clock.now().since(clock.unmoved());
        assert!(away.abs_diff(FARTHEST) < HOUR, "{away:?}");
        assert!(chrono::DateTime::from_timestamp_millis(clock.now().0).is_some());
    }
}
