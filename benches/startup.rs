//! How long the program takes from its start to the first `getUpdates` with an empty database, and
//! how much memory it then holds while nothing happens.
//!
//! `cargo bench --bench startup` prints both for ten starts. Wanted: under 150 ms, under 40 MB.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement reads the clock and prints"
)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use frontdesk::sandbox::{BotRights, Options, Sandbox, Standing};

const STARTS: usize = 10;

/// Resident memory of a process in kB, where the system tells it.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[tokio::main]
async fn main() {
    let mut starts = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..STARTS {
        let sandbox = Sandbox::start(Options::default()).await.expect("a free port");
        let group = sandbox.forum("Support");
        let ada = sandbox.user("Ada", Some("ada"), Some("en"));
        sandbox.join(group, ada, Standing::Creator);
        sandbox.bot_joins(group, BotRights::all());
        let data = tempfile::tempdir().expect("a temporary directory");
        let begun = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_frontdesk"))
            .env_clear()
            .env("TELOXIDE_TOKEN", sandbox.token())
            .env("TELOXIDE_API_URL", sandbox.url())
            .env("FRONTDESK_DATA", data.path())
            .env("FRONTDESK_DESK", group.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let polled = sandbox
            .wait_for(Duration::from_secs(20), |sandbox| {
                (!sandbox.calls_of("getUpdates").is_empty()).then(|| begun.elapsed())
            })
            .await;
        starts.push(polled.expect("it asks for updates"));
        tokio::time::sleep(Duration::from_secs(2)).await;
        memory.extend(resident(child.id()));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        sandbox.stop();
    }
    starts.sort();
    memory.sort_unstable();
    println!("start to first getUpdates: {starts:?}");
    println!("resident memory when idle, kB: {memory:?}");
}
