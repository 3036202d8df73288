//! Long polling through bad days: the real service against the local Bot API.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::disallowed_methods, reason = "waits in real time for what happens over HTTP")]

use std::sync::Arc;
use std::time::Duration;

use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::sandbox::{BotRights, Fault, Options, Outgoing, Sandbox, Standing};
use frontdesk::secret::Token;
use frontdesk::service::{Launch, Service};
use serde_json::json;

const PATIENCE: Duration = Duration::from_secs(40);

struct Bench {
    sandbox: Sandbox,
    clock: Clock,
    service: Service,
    user: i64,
    _data: tempfile::TempDir,
}

impl Bench {
    async fn open(before: impl FnOnce(&Sandbox)) -> Self {
        let clock = Clock::system();
        let now = clock.clone();
        let options = Options { now: Arc::new(move || now.now().0), ..Options::default() };
        let sandbox = Sandbox::start(options).await.expect("a free port");
        let group = sandbox.supergroup("Support");
        let ada = sandbox.user("Ada", None, Some("en"));
        sandbox.join(group, ada, Standing::Creator);
        sandbox.bot_joins(group, BotRights::all());
        let user = sandbox.user("Anna", None, Some("en"));
        before(&sandbox);
        let data = tempfile::tempdir().expect("a temporary directory");
        let launch = Launch {
            data: data.path().to_owned(),
            token: Token::new(sandbox.token()),
            api_url: sandbox.url(),
            desk: Some(group),
            config: Config::default(),
            clock: clock.clone(),
        };
        let service = Service::start(launch).await.expect("it starts");
        Self { sandbox, clock, service, user, _data: data }
    }

    fn writes(&self) {
        let text = Outgoing::text("is anybody there?");
        self.sandbox.say(self.user, self.user, text);
    }

    /// The user hears that a conversation was opened. The clock is moved past whatever is waited
    /// for.
    async fn is_heard(&self) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let messages = self.sandbox.messages(self.user);
            if messages.iter().any(|seen| seen.by_bot && seen.text.contains("#1")) {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "never heard");
            self.clock.advance(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn close(self) {
        self.service.stop().await.expect("a clean stop");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_outage_is_outlived() {
    let bench = Bench::open(|sandbox| {
        for fault in [
            Fault::Html(502),
            Fault::Status(500),
            Fault::ResetBefore,
            Fault::Unreadable,
            Fault::RetryAfter(3),
            Fault::Error { code: 401, description: "Unauthorized".to_owned(), parameters: None },
            Fault::Error {
                code: 409,
                description: "Conflict: terminated by other getUpdates request; make sure that \
                              only one bot instance is running"
                    .to_owned(),
                parameters: None,
            },
        ] {
            sandbox.fail_next("getUpdates", fault);
        }
    })
    .await;
    bench.writes();
    bench.is_heard().await;
    assert_eq!(bench.sandbox.faults_left(), 0);
    bench.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_removed_and_nothing_is_dropped() {
    let bench = Bench::open(|sandbox| {
        sandbox.fail_next(
            "getUpdates",
            Fault::Error {
                code: 409,
                description: "Conflict: can't use getUpdates method while webhook is active; use \
                              deleteWebhook to delete the webhook first"
                    .to_owned(),
                parameters: None,
            },
        );
    })
    .await;
    bench.writes();
    bench.is_heard().await;
    let calls = bench.sandbox.calls();
    let removed = calls.iter().find(|call| call.method == "deleteWebhook");
    let removed = removed.expect("it was removed");
    assert_eq!(removed.params["drop_pending_updates"], false);
    bench.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_that_nobody_understands_hold_up_no_others() {
    let bench = Bench::open(|sandbox| {
        sandbox.inject(json!({ "hologram": { "id": 1 } }));
        sandbox.inject(json!({ "message": "not even an object" }));
        sandbox.inject(json!({ "poll_answer": { "poll_id": "1" } }));
        let message = json!({ "message_id": 1, "chat": { "id": -1, "type": "channel" },
            "text": "x".repeat(400_000) });
        sandbox.inject(json!({ "channel_post": message }));
    })
    .await;
    bench.writes();
    bench.is_heard().await;
    let emptied =
        bench.sandbox.wait_for(PATIENCE, |s| (s.pending_updates() == 0).then_some(())).await;
    assert!(emptied.is_some(), "all of them are confirmed");
    let calls = bench.sandbox.calls();
    let polls: Vec<_> = calls.iter().filter(|call| call.method == "getUpdates").collect();
    assert!(!polls.is_empty());
    for poll in &polls {
        assert_eq!(
            poll.params["allowed_updates"],
            json!([
                "message",
                "edited_message",
                "callback_query",
                "inline_query",
                "my_chat_member",
                "chat_member",
                "message_reaction"
            ])
        );
    }
    // Nobody waits for the first answer.
    assert_eq!(polls[0].params["timeout"], 0);
    bench.close().await;
}
