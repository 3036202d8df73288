//! The real program is told to stop: it ends within five seconds, and nothing is lost or said twice.
#![allow(clippy::disallowed_methods, reason = "a real process is stopped in real time")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use frontdesk::sandbox::{BotRights, Fault, Options, Outgoing, Sandbox, Standing};

/// What is promised, and a moment for a machine with other work.
const PROMISED: Duration = Duration::from_secs(6);
const PATIENCE: Duration = Duration::from_secs(60);
/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

struct Stage {
    sandbox: Sandbox,
    group: i64,
    data: tempfile::TempDir,
}

impl Stage {
    async fn new() -> Self {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let group = sandbox.supergroup("Support");
        let ada = sandbox.user("Ada", Some("ada"), Some("en"));
        sandbox.join(group, ada, Standing::Creator);
        sandbox.bot_joins(group, BotRights::all());
        Self { sandbox, group, data: tempfile::tempdir().unwrap() }
    }

    fn spawn(&self) -> Running {
        self.spawn_as(env!("CARGO_BIN_EXE_frontdesk"), &[], &self.sandbox.url())
    }

    fn spawn_as(&self, program: &str, arguments: &[&str], url: &str) -> Running {
        let data: &Path = self.data.path();
        let mut child = Command::new(program)
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TELOXIDE_TOKEN", self.sandbox.token())
            .env("TELOXIDE_API_URL", url)
            .env("FRONTDESK_DATA", data)
            .env("FRONTDESK_DESK", self.group.to_string())
            .env("FRONTDESK_LIMITS__PER_SECOND", "0")
            .env("FRONTDESK_LIMITS__PER_CHAT_PER_SECOND", "0")
            .env("FRONTDESK_LIMITS__PER_GROUP_PER_MINUTE", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        let (lines, said_lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        Running { child, said: said_lines }
    }

    /// How often each text stands in the group, of those that begin with `m-`.
    fn relayed(&self) -> BTreeMap<String, usize> {
        let mut all = BTreeMap::new();
        for seen in self.sandbox.messages(self.group) {
            for word in seen.text.split(|c: char| c.is_whitespace() || "“”".contains(c)) {
                if seen.by_bot && word.starts_with("m-") {
                    *all.entry(word.to_owned()).or_default() += 1;
                }
            }
        }
        all
    }

    async fn until_relayed(&self, count: usize) {
        let all = self
            .sandbox
            .wait_for(PATIENCE, |_| (self.relayed().len() >= count).then_some(()))
            .await;
        all.unwrap_or_else(|| panic!("{} of {count} are relayed", self.relayed().len()));
    }
}

struct Running {
    child: Child,
    said: std::sync::mpsc::Receiver<String>,
}

impl Running {
    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it says this on stderr.
    fn says(&self, words: &str) -> String {
        let begun = Instant::now();
        while let Some(left) = PATIENCE.checked_sub(begun.elapsed()) {
            match self.said.recv_timeout(left) {
                Ok(line) if line.contains(words) => return line,
                Ok(_) => {}
                Err(_) => break,
            }
        }
        panic!("it never says {words:?}");
    }

    /// Waits for its end: the exit code and how long it took.
    async fn ends(&mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), begun.elapsed());
            }
            if begun.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                panic!("it does not end");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing is left behind by a test that failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_amid_a_burst_it_loses_nothing_and_says_nothing_twice() {
    let stage = Stage::new().await;
    let users: Vec<i64> =
        (0..20).map(|n| stage.sandbox.user(&format!("User{n}"), None, Some("en"))).collect();
    let mut written = 0;
    for _ in 0..6 {
        let mut running = stage.spawn();
        for _ in 0..50 {
            let user = users[written % users.len()];
            stage.sandbox.say(user, user, Outgoing::text(&format!("m-{written}")));
            written += 1;
        }
        // It is in the middle of it.
        stage.until_relayed(written - 40).await;
        running.signal("-TERM");
        let (code, took) = running.ends().await;
        assert_eq!(code, Some(0));
        assert!(took < PROMISED, "{took:?}");
    }
    let mut running = stage.spawn();
    stage.until_relayed(written).await;
    running.signal("-INT");
    assert_eq!(running.ends().await.0, Some(0));
    let doubled: Vec<_> = stage.relayed().into_iter().filter(|(_, count)| *count != 1).collect();
    assert_eq!(doubled, [], "said twice");
    assert_eq!(stage.sandbox.complaints(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_hangs_does_not_hold_up_the_end() {
    let stage = Stage::new().await;
    let anna = stage.sandbox.user("Anna", None, Some("en"));
    stage.sandbox.say(anna, anna, Outgoing::text("m-1"));
    let mut running = stage.spawn();
    stage.until_relayed(1).await;
    stage.sandbox.fail_next("copyMessage", Fault::DelayMs(60_000));
    stage.sandbox.say(anna, anna, Outgoing::text("m-2"));
    stage.until_relayed(2).await;
    stage.sandbox.say(anna, anna, Outgoing::text("m-3"));
    running.signal("-TERM");
    let (code, took) = running.ends().await;
    assert_eq!(code, Some(0));
    assert!(took < PROMISED, "{took:?}");
    let _next = stage.spawn();
    stage.until_relayed(3).await;
    // The one whose answer was never seen is sent again; nothing else is.
    let relayed: Vec<usize> = stage.relayed().into_values().collect();
    assert_eq!(relayed, [1, 2, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_ends_it_at_once() {
    let stage = Stage::new().await;
    let anna = stage.sandbox.user("Anna", None, Some("en"));
    stage.sandbox.say(anna, anna, Outgoing::text("m-1"));
    let mut running = stage.spawn();
    stage.until_relayed(1).await;
    stage.sandbox.fail_next("copyMessage", Fault::DelayMs(60_000));
    stage.sandbox.say(anna, anna, Outgoing::text("m-2"));
    stage.until_relayed(2).await;
    running.signal("-TERM");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(running.child.try_wait().unwrap().is_none(), "it waits for the answer");
    running.signal("-TERM");
    let (code, took) = running.ends().await;
    assert_eq!(code, Some(1));
    assert!(took < Duration::from_secs(2), "{took:?}");
    let _next = stage.spawn();
    stage.sandbox.say(anna, anna, Outgoing::text("m-3"));
    stage.until_relayed(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_can_be_stopped_while_it_still_looks_for_telegram() {
    let stage = Stage::new().await;
    let mut running = stage.spawn_as(env!("CARGO_BIN_EXE_frontdesk"), &[], NOWHERE);
    running.says("Telegram does not answer yet");
    running.signal("-TERM");
    let (code, took) = running.ends().await;
    assert_eq!(code, Some(0));
    assert!(took < PROMISED, "{took:?}");
}

/// A disk that takes nothing more: the process says so and ends, and goes on once there is room.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_room_for_its_database_it_ends_with_a_reason_and_loses_nothing() {
    let stage = Stage::new().await;
    let users: Vec<i64> =
        (0..20).map(|n| stage.sandbox.user(&format!("User{n}"), None, Some("en"))).collect();
    let say = |number: usize| {
        let user = users[number % users.len()];
        let text = format!("m-{number} {}", "long ".repeat(600));
        stage.sandbox.say(user, user, Outgoing::text(&text));
    };
    say(0);
    let mut running = stage.spawn();
    stage.until_relayed(1).await;
    running.signal("-TERM");
    assert_eq!(running.ends().await.0, Some(0));
    // From here on the file cannot grow; the signal that would kill is not sent.
    let size = std::fs::metadata(stage.data.path().join(frontdesk::store::FILE)).unwrap().len();
    let script =
        format!("trap '' XFSZ; ulimit -f {}; exec {}", size / 512, env!("CARGO_BIN_EXE_frontdesk"));
    let mut running = stage.spawn_as("sh", &["-c", &script], &stage.sandbox.url());
    let mut written = 1;
    let ended = loop {
        if let Some(ended) = running.child.try_wait().unwrap() {
            break ended;
        }
        assert!(written < 20_000, "it never runs out of room");
        if stage.sandbox.pending_updates() < 100 {
            say(written);
            written += 1;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    };
    assert_eq!(ended.code(), Some(1));
    running.says("the database cannot be used");

    let mut running = stage.spawn();
    stage.until_relayed(written).await;
    running.signal("-TERM");
    assert_eq!(running.ends().await.0, Some(0));
}
