//! The real program, killed again and again: nothing that people wrote is lost, and what stands
//! twice is marked.
//!
//! Twenty kills during a burst of 500 messages from 50 users, in both kinds of desk; the soak
//! (`just soak-kill`) is 200 kills of the release binary, also with the published limits. With the
//! limits on, a group takes 20 calls a minute of real time, so that the burst is smaller there.
//!
//! The moments are drawn from a seed that is printed. `FRONTDESK_KILL_SEED` repeats one,
//! `FRONTDESK_KILLS` asks for more kills, `FRONTDESK_KILL_BINARY` for another binary, and
//! `FRONTDESK_KILL_LIMITS=1` adds the runs with limits.
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

use frontdesk::domain::id::{ChatId, MessageRef};
use frontdesk::sandbox::{BotRights, Options, Outgoing, Sandbox, Standing};
use frontdesk::store::Store;

/// How much is written, and whether Telegram's limits hold it up.
#[derive(Copy, Clone)]
struct Burst {
    users: usize,
    messages: usize,
    limits: bool,
    patience: Duration,
}

const FREE: Burst =
    Burst { users: 50, messages: 500, limits: false, patience: Duration::from_secs(120) };
/// What waits is folded, so that a few calls carry it.
const LIMITED: Burst =
    Burst { users: 3, messages: 120, limits: true, patience: Duration::from_secs(600) };

fn spawn(sandbox: &Sandbox, group: i64, data: &Path, limits: bool) -> Child {
    let binary = std::env::var_os("FRONTDESK_KILL_BINARY");
    let mut command =
        Command::new(binary.unwrap_or_else(|| env!("CARGO_BIN_EXE_frontdesk").into()));
    command.env_clear();
    if !limits {
        for name in ["PER_SECOND", "PER_CHAT_PER_SECOND", "PER_GROUP_PER_MINUTE", "USER_PER_MINUTE"]
        {
            command.env(format!("FRONTDESK_LIMITS__{name}"), "0");
        }
    }
    command
        .env("TELOXIDE_TOKEN", sandbox.token())
        .env("TELOXIDE_API_URL", sandbox.url())
        .env("FRONTDESK_DATA", data)
        .env("FRONTDESK_DESK", group.to_string())
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

/// The messages in the group that stand there once more, and those of them that are marked as what
/// may stand twice.
fn marked(sandbox: &Sandbox, group: i64, data: &Path) -> (usize, usize) {
    let store = Store::open(data).expect("a database");
    let snapshot = store.read().expect("a snapshot");
    let mut copies: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for seen in sandbox.messages(group).into_iter().filter(|seen| seen.by_bot) {
        if seen.text.contains("earlier conversation") {
            continue;
        }
        let at = MessageRef { chat: ChatId(group), message: seen.id };
        let mapped = snapshot.mapped(at).expect("readable");
        let marked = mapped.is_some_and(|mapped| mapped.maybe_double);
        let words = seen.text.split(|c: char| c.is_whitespace() || "“”".contains(c));
        for word in words.filter(|word| word.starts_with("m-")) {
            copies.entry(word.to_owned()).or_default().push(marked);
        }
    }
    let doubles = copies.values().filter(|marks| marks.len() > 1);
    // Of two equal messages one is known, and that one carries the mark: the other is Telegram's.
    doubles.fold((0, 0), |(doubled, known), marks| {
        (doubled + 1, known + usize::from(marks.contains(&true)))
    })
}

async fn killed_again_and_again(group_of: impl Fn(&Sandbox) -> i64, name: &str, burst: Burst) {
    let Burst { users: count, messages, limits, patience } = burst;
    let seed = from_env("FRONTDESK_KILL_SEED", u64::from(std::process::id()) * 2_654_435_761 + 1);
    let kills = from_env("FRONTDESK_KILLS", 20);
    println!("{name}: seed {seed}, kills {kills}");
    let mut dice = Dice(seed | 1);
    let sandbox =
        Sandbox::start(Options { limits, ..Options::default() }).await.expect("a free port");
    let group = group_of(&sandbox);
    let ada = sandbox.user("Ada", Some("ada"), Some("en"));
    sandbox.join(group, ada, Standing::Creator);
    sandbox.bot_joins(group, BotRights::all());
    let users: Vec<i64> =
        (0..count).map(|n| sandbox.user(&format!("User{n}"), None, Some("en"))).collect();
    let data = tempfile::tempdir().expect("a temporary directory");

    let mut child = spawn(&sandbox, group, data.path(), limits);
    let mut written = 0;
    for kill in 0..kills {
        // A share of the burst, then a kill somewhere within its handling.
        let until = messages * (usize::try_from(kill).expect("few") + 1)
            / usize::try_from(kills).expect("few");
        while written < until {
            let user = written % count;
            let text = format!("m-{user}-{}", written / count);
            sandbox.say(users[user], users[user], Outgoing::text(&text));
            written += 1;
        }
        tokio::time::sleep(Duration::from_millis(20 + dice.roll(250))).await;
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        child = spawn(&sandbox, group, data.path(), limits);
    }

    let whole = sandbox
        .wait_for(patience, |sandbox| {
            let there = arrived(sandbox, group);
            let mut distinct = 0;
            for numbers in there.values() {
                let set: std::collections::BTreeSet<_> = numbers.iter().collect();
                distinct += set.len();
            }
            (distinct == messages).then_some(there)
        })
        .await;
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");

    let there = whole.unwrap_or_else(|| {
        let there = arrived(&sandbox, group);
        let missing: Vec<String> = (0..messages)
            .map(|n| (n % count, n / count))
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
    let (twice, known) = marked(&sandbox, group, data.path());
    println!(
        "{name}: kills {kills}, messages {messages}, lost 0, doubled {doubled}, of them not marked \
         {}, out of order {out_of_order}",
        twice - known
    );
    assert_eq!(known, twice, "{name}: seed {seed}: a double is not marked");
    assert_eq!(out_of_order, 0, "{name}: seed {seed}");
    // Each kill leaves at most the calls in doubt that were under way: four in one chat.
    assert!(doubled <= usize::try_from(kills).expect("few") * 4, "{name}: seed {seed}");
    assert_eq!(sandbox.complaints(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_in_a_forum() {
    killed_again_and_again(|sandbox| sandbox.forum("Support"), "forum", FREE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_in_a_plain_group() {
    killed_again_and_again(|sandbox| sandbox.supergroup("Support"), "plain", FREE).await;
}

/// In the soak only: it takes minutes of real time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_within_the_published_limits() {
    if from_env("FRONTDESK_KILL_LIMITS", 0) == 0 {
        println!("within limits: only with FRONTDESK_KILL_LIMITS=1, as in `just soak-kill`");
        return;
    }
    let forum =
        killed_again_and_again(|sandbox| sandbox.forum("Support"), "forum, limits", LIMITED);
    let plain =
        killed_again_and_again(|sandbox| sandbox.supergroup("Support"), "plain, limits", LIMITED);
    tokio::join!(forum, plain);
}
