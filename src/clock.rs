//! The only place that reads the time, the only one that waits, and the only one that makes waits
//! uneven.
//!
//! Promises: whoever waits is woken when its time has come, whether the time passed by itself or
//! the clock was moved; a step of the system's clock, or a machine that slept, is noticed within
//! 30 seconds; a simulated clock makes the same seed the same run. Never runs backward by itself,
//! never decides what is due.

#![allow(clippy::disallowed_methods, reason = "everybody else asks the clock")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

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
    source: Source,
}

/// Where time and chance come from.
#[derive(Clone)]
enum Source {
    /// The operating system.
    System,
    /// The runtime's own time, which a test may have paused, and a seed.
    Simulated(Arc<Simulated>),
}

struct Simulated {
    /// What the clock showed when it was made.
    began_at: Timestamp,
    /// The runtime's time at that moment.
    began: Instant,
    /// By how many milliseconds the system's clock has stepped since.
    stepped: AtomicI64,
    /// The state of the dice.
    dice: AtomicU64,
}

impl Clock {
    /// The system's clock, not moved yet.
    pub fn system() -> Self {
        Self { moved: Arc::new(watch::Sender::new(Duration::ZERO)), source: Source::System }
    }

    /// A clock that shows `at` now and then follows the runtime's time, which a test may have
    /// paused; its chance follows from `seed`. Belongs to the runtime in which it is made.
    pub fn simulated(at: Timestamp, seed: u64) -> Self {
        let simulated = Simulated {
            began_at: at,
            began: Instant::now(),
            stepped: AtomicI64::new(0),
            dice: AtomicU64::new(seed),
        };
        let moved = Arc::new(watch::Sender::new(Duration::ZERO));
        Self { moved, source: Source::Simulated(Arc::new(simulated)) }
    }

    /// Lets a simulated clock jump by some milliseconds, as a system's clock does when somebody sets
    /// it. Sleepers notice at their next look. Does nothing to the system's clock.
    pub fn step(&self, by_ms: i64) {
        if let Source::Simulated(simulated) = &self.source {
            simulated.stepped.fetch_add(by_ms, Ordering::Relaxed);
        }
    }

    /// Now: the system's time and all moves.
    pub fn now(&self) -> Timestamp {
        self.unmoved().plus(*self.moved.borrow())
    }

    /// Now by the system alone. Gaps of the intake are measured by it: else moving the clock would
    /// look like an outage.
    pub fn unmoved(&self) -> Timestamp {
        match &self.source {
            Source::System => Timestamp(chrono::Utc::now().timestamp_millis()),
            Source::Simulated(simulated) => {
                let stepped = simulated.stepped.load(Ordering::Relaxed);
                let now = simulated.began_at.plus(simulated.began.elapsed());
                Timestamp(now.0.saturating_add(stepped))
            }
        }
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
                biased;
                () = tokio::time::sleep(left.min(LOOK_AGAIN)) => {}
                _ = moves.changed() => {}
            }
        }
    }

    /// Waits for this long, by this clock: moves count.
    pub async fn sleep(&self, span: Duration) {
        self.sleep_until(self.now().plus(span)).await;
    }

    /// A random part of a span, so that what waits for the same thing does not come back at one
    /// moment. Without randomness all of it: the wait is what matters.
    pub fn jitter(&self, most: Duration) -> Duration {
        let drawn = match &self.source {
            Source::System => getrandom::u32().unwrap_or(u32::MAX),
            Source::Simulated(simulated) => simulated.roll(),
        };
        most.mul_f64(f64::from(drawn) / f64::from(u32::MAX))
    }
}

impl Simulated {
    /// The next number of the seed's sequence (splitmix64).
    fn roll(&self) -> u32 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut mixed = self.dice.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(u32::MAX)
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

    #[tokio::test(start_paused = true)]
    async fn a_simulated_clock_follows_the_runtime_its_steps_and_its_seed() {
        let start = Timestamp(1_000_000);
        let clock = Clock::simulated(start, 7);
        clock.sleep(2 * HOUR).await;
        assert_eq!(clock.now(), start.plus(2 * HOUR));
        clock.step(-1_000);
        assert_eq!(clock.unmoved(), Timestamp(start.plus(2 * HOUR).0 - 1_000));
        let draw = |seed| {
            let clock = Clock::simulated(start, seed);
            [clock.jitter(HOUR), clock.jitter(HOUR), clock.jitter(HOUR)]
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(draw(7).iter().all(|part| *part <= HOUR));
        assert_ne!(draw(7)[0], draw(7)[1]);
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
