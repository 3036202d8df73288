//! The real program, killed again and again: nothing that people wrote is lost, and what stands
//! twice is marked.
//!
//! Twenty kills during a burst of 500 messages from 50 users. The moments are drawn from a seed that
//! is printed; `FRONTDESK_KILL_SEED` repeats one, `FRONTDESK_KILLS` asks for more kills.
#![allow(clippy::disallowed_methods, reason = "a real process is killed at moments of real time")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "whoever runs the test reads it")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use frontdesk::sandbox::{BotRights, Options, Outgoing, Sandbox, Standing};

const USERS: usize = 50;
const MESSAGES: usize = 500;
const PATIENCE: Duration = Duration::from_secs(120);

fn spawn(sandbox: &Sandbox, group: i64, data: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_frontdesk"))
        .env_clear()
        .env("TELOXIDE_TOKEN", sandbox.token())
        .env("TELOXIDE_API_URL", sandbox.url())
        .env("FRONTDESK_DATA", data)
        .env("FRONTDESK_DESK", group.to_string())
        .env("FRONTDESK_LIMITS__PER_SECOND", "0")
        .env("FRONTDESK_LIMITS__PER_CHAT_PER_SECOND", "0")
        .env("FRONTDESK_LIMITS__PER_GROUP_PER_MINUTE", "0")
        .env("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "error".to_owned()))
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the program starts")
}

/// A small generator of numbers (xorshift), so that a failing run can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

fn from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Which messages stand in the group, in the order of the group: the numbers within their texts.
fn arrived(sandbox: &Sandbox, group: i64) -> BTreeMap<usize, Vec<usize>> {
    let mut by_user: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for seen in sandbox.messages(group) {
        if !seen.by_bot || seen.text.contains("earlier conversation") {
            continue;
        }
        for word in seen.text.split(|c: char| c.is_whitespace() || "“”".contains(c)) {
            let Some((user, number)) = word.strip_prefix("m-").and_then(|w| w.split_once('-'))
            else {
                continue;
            };
            if let (Ok(user), Ok(number)) = (user.parse(), number.parse()) {
                by_user.entry(user).or_default().push(number);
            }
        }
    }
    by_user
}

async fn killed_again_and_again(group_of: impl Fn(&Sandbox) -> i64, name: &str) {
    let seed = from_env("FRONTDESK_KILL_SEED", u64::from(std::process::id()) * 2_654_435_761 + 1);
    let kills = from_env("FRONTDESK_KILLS", 20);
    println!("{name}: seed {seed}, kills {kills}");
    let mut dice = Dice(seed | 1);
    let sandbox = Sandbox::start(Options::default()).await.expect("a free port");
    let group = group_of(&sandbox);
    let ada = sandbox.user("Ada", Some("ada"), Some("en"));
    sandbox.join(group, ada, Standing::Creator);
    sandbox.bot_joins(group, BotRights::all());
    let users: Vec<i64> =
        (0..USERS).map(|n| sandbox.user(&format!("User{n}"), None, Some("en"))).collect();
    let data = tempfile::tempdir().expect("a temporary directory");

    let mut child = spawn(&sandbox, group, data.path());
    let mut written = 0;
    for kill in 0..kills {
        // A share of the burst, then a kill somewhere within its handling.
        let until = MESSAGES * (usize::try_from(kill).expect("few") + 1)
            / usize::try_from(kills).expect("few");
        while written < until {
            let user = written % USERS;
            let text = format!("m-{user}-{}", written / USERS);
            sandbox.say(users[user], users[user], Outgoing::text(&text));
            written += 1;
        }
        tokio::time::sleep(Duration::from_millis(20 + dice.roll(250))).await;
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        child = spawn(&sandbox, group, data.path());
    }

    let whole = sandbox
        .wait_for(PATIENCE, |sandbox| {
            let there = arrived(sandbox, group);
            let mut distinct = 0;
            for numbers in there.values() {
                let set: std::collections::BTreeSet<_> = numbers.iter().collect();
                distinct += set.len();
            }
            (distinct == MESSAGES).then_some(there)
        })
        .await;
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");

    let there = whole.unwrap_or_else(|| {
        let there = arrived(&sandbox, group);
        let missing: Vec<String> = (0..MESSAGES)
            .map(|n| (n % USERS, n / USERS))
            .filter(|(user, n)| !there.get(user).is_some_and(|numbers| numbers.contains(n)))
            .map(|(user, n)| format!("m-{user}-{n}"))
            .collect();
        let pending = sandbox.pending_updates();
        let calls = sandbox.calls();
        let mut last: BTreeMap<String, usize> = BTreeMap::new();
        for call in calls {
            *last.entry(format!("{} {:?}", call.method, call.error)).or_default() += 1;
        }
        panic!("{name}: seed {seed}: pending {pending}, calls {last:#?}, lost {missing:?}");
    });
    let (mut doubled, mut out_of_order) = (0, 0);
    for numbers in there.values() {
        let mut first_seen = Vec::new();
        for number in numbers {
            if first_seen.contains(number) {
                doubled += 1;
            } else {
                first_seen.push(*number);
            }
        }
        out_of_order += usize::from(!first_seen.is_sorted());
    }
    println!("{name}: lost 0, doubled {doubled}, out of order {out_of_order}");
    assert_eq!(out_of_order, 0, "{name}: seed {seed}");
    // Each kill leaves at most the calls in doubt that were under way: four in one chat.
    assert!(doubled <= usize::try_from(kills).expect("few") * 4, "{name}: seed {seed}");
    assert_eq!(sandbox.complaints(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_in_a_forum() {
    killed_again_and_again(|sandbox| sandbox.forum("Support"), "forum").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_in_a_plain_group() {
    killed_again_and_again(|sandbox| sandbox.supergroup("Support"), "plain").await;
}
