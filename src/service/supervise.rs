//! Tasks that outlive their own mistakes.
//!
//! Promises: a task that panics is begun again, later each time; one that does nothing but panic is
//! given up, so that the process ends and is started anew. Never does: log more than the task's name
//! and count, or begin again a task that ended by itself.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;

use crate::clock::Clock;

/// Waits before a task is begun again: the first one and the longest.
const WAITS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// Whoever ran for so long had recovered from the last panic.
const CALM: Duration = Duration::from_secs(10 * 60);
/// So many panics without a calm time in between, and the task is given up.
const MOST: u32 = 8;

/// Runs `work` until it ends by itself, and begins it again whenever it panics; `None` if it was
/// given up, or had to wait when `stop` came.
pub(super) async fn supervise<Work: Future>(
    name: &'static str,
    clock: Clock,
    mut stop: watch::Receiver<bool>,
    mut work: impl FnMut() -> Work,
) -> Option<Work::Output> {
    let mut panics = 0_u32;
    loop {
        let begun = clock.unmoved();
        // What the work shares with others is either whole at any moment, or made anew by it.
        if let Ok(ended) = AssertUnwindSafe(async { work().await }).catch_unwind().await {
            return Some(ended);
        }
        if clock.unmoved().since(begun) > CALM {
            panics = 0;
        }
        panics = panics.saturating_add(1);
        if panics >= MOST {
            tracing::error!(task = name, panics, "it does nothing but panic; given up");
            return None;
        }
        let doubled = WAITS.0.saturating_mul(1 << panics.saturating_sub(1).min(16));
        let wait = doubled.min(WAITS.1);
        tracing::error!(task = name, panics, "it panicked, and begins again in {wait:?}");
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return None,
            () = clock.sleep(wait) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// A task that panics so often, then ends; and how often it was begun.
    fn task(
        panics: u32,
        stop: watch::Receiver<bool>,
        clock: &Clock,
    ) -> (tokio::task::JoinHandle<Option<u32>>, Arc<AtomicU32>) {
        let begun = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&begun);
        let work = move || {
            let count = count.fetch_add(1, Ordering::SeqCst);
            async move {
                tokio::task::yield_now().await;
                assert!(count >= panics, "on purpose");
                count
            }
        };
        let task = tokio::spawn(supervise("a test", clock.clone(), stop, work));
        (task, begun)
    }

    async fn until(begun: &AtomicU32, count: u32) {
        while begun.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_task_that_panics_is_begun_again_later_each_time() {
        let (_stop, stopped) = watch::channel(false);
        let clock = Clock::system();
        let (task, begun) = task(3, stopped, &clock);
        for (count, wait) in [(1, 1), (2, 2), (3, 4)] {
            until(&begun, count).await;
            assert_eq!(begun.load(Ordering::SeqCst), count, "not before its time");
            clock.advance(Duration::from_secs(wait));
        }
        assert_eq!(task.await.unwrap(), Some(3));
    }

    #[tokio::test]
    async fn a_task_that_only_panics_is_given_up() {
        let (_stop, stopped) = watch::channel(false);
        let clock = Clock::system();
        let (task, begun) = task(u32::MAX, stopped, &clock);
        for count in 1..MOST {
            until(&begun, count).await;
            clock.advance(WAITS.1);
        }
        assert_eq!(task.await.unwrap(), None);
        assert_eq!(begun.load(Ordering::SeqCst), MOST);
    }

    #[tokio::test]
    async fn the_end_waits_for_no_task_that_waits() {
        let (stop, stopped) = watch::channel(false);
        let clock = Clock::system();
        let (task, begun) = task(u32::MAX, stopped, &clock);
        until(&begun, 1).await;
        stop.send_replace(true);
        assert_eq!(task.await.unwrap(), None);
    }
}
