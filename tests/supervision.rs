//! A part that panics is begun again; what does nothing but panic ends the process, with nothing lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::disallowed_methods, reason = "waits in real time for what happens")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::sandbox::{BotRights, Options, Outgoing, Sandbox};
use frontdesk::service::{Ground, Service};
use frontdesk::store::Store;
use frontdesk::telegram::{Lost, Telegram, Wire};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(40);

/// A wire that panics when it is asked for updates, so often.
struct Shaky {
    sandbox: Sandbox,
    panics: AtomicU32,
}

impl Wire for Shaky {
    fn carry(&self, method: String, body: Value) -> BoxFuture<'_, Result<(u16, String), Lost>> {
        let fewer = |left: u32| left.checked_sub(1);
        async move {
            let asked = method == "getUpdates";
            if asked && self.panics.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer).is_ok()
            {
                panic!("on purpose");
            }
            Ok(self.sandbox.call(&method, body).await)
        }
        .boxed()
    }
}

struct Stage {
    sandbox: Sandbox,
    clock: Clock,
    store: Store,
    group: i64,
    anna: i64,
}

impl Stage {
    fn new() -> Self {
        let clock = Clock::system();
        let now = clock.clone();
        let options = Options { now: Arc::new(move || now.now().0), ..Options::default() };
        let sandbox = Sandbox::unserved(options);
        let group = sandbox.supergroup("Support");
        sandbox.bot_joins(group, BotRights::all());
        let anna = sandbox.user("Anna", None, Some("en"));
        Self { sandbox, clock, store: Store::in_memory().unwrap(), group, anna }
    }

    async fn start(&self, panics: u32) -> Service {
        let shaky = Shaky { sandbox: self.sandbox.clone(), panics: AtomicU32::new(panics) };
        let ground = Ground {
            store: self.store.clone(),
            telegram: Telegram::over(Arc::new(shaky)),
            clock: self.clock.clone(),
            threads: true,
        };
        let nowhere = std::path::Path::new("");
        Service::start_on(ground, nowhere, Some(self.group), &Config::default()).await.unwrap()
    }

    /// Lets time pass until this holds; the clock is moved, so that nobody waits for it.
    async fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let passing = async {
            while !holds() {
                self.clock.advance(Duration::from_secs(1));
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, passing).await.unwrap_or_else(|_| panic!("never: {what}"));
    }

    fn relayed(&self) -> usize {
        let seen = self.sandbox.messages(self.group);
        seen.iter().filter(|seen| seen.text.contains("on fire")).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intake_that_panics_is_begun_again_and_loses_nothing() {
    let stage = Stage::new();
    let service = stage.start(3).await;
    stage.sandbox.say(stage.anna, stage.anna, Outgoing::text("the printer is on fire"));
    stage.until("the message is relayed", || stage.relayed() == 1).await;
    assert!(service.failed().now_or_never().is_none(), "all parts run");
    service.stop().await.unwrap();
    assert_eq!(stage.relayed(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intake_that_only_panics_ends_the_service_and_the_next_one_goes_on() {
    let stage = Stage::new();
    let service = stage.start(u32::MAX).await;
    stage.sandbox.say(stage.anna, stage.anna, Outgoing::text("the printer is on fire"));
    stage.until("it is given up", || service.failed().now_or_never().is_some()).await;
    service.stop().await.unwrap();
    assert_eq!(stage.relayed(), 0);

    let service = stage.start(0).await;
    stage.until("the message is relayed", || stage.relayed() == 1).await;
    service.stop().await.unwrap();
    assert_eq!(stage.relayed(), 1);
}
