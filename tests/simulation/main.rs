//! Days at a desk, simulated: the real engine, store, outbound, intake and jobs on one thread, with
//! a clock, a disk, a network and a Telegram that follow from a seed.
//!
//! People act at random, faults strike at random; after each run a model that only knows what truly
//! happened at Telegram says whether anything was lost, doubled, mixed up or forgotten. The same
//! seed is the same run. `FRONTDESK_SIMULATED_DAYS` says how many desk-days, and
//! `FRONTDESK_SIMULATION_SEED` repeats one run and tells its story.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a failed expectation ends the test, and time here is the simulation's"
)]
#![allow(clippy::print_stdout, reason = "whoever runs the simulation reads it")]

mod acts;
mod bans;
mod bulk;
mod canned;
mod checks;
mod desk;
mod disk;
mod exports;
mod floods;
mod forgets;
mod inline;
mod ledger;
mod mishaps;
mod presses;
mod proof;
mod quiet;
mod second;
mod settings;
mod strict;
mod waits;
mod wire;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use desk::{Desk, Life, minutes};
use frontdesk::mistake::{self, Mistake};
use wire::Weather;

/// Desk-days of one seed.
const DAYS: u64 = 2;

/// How often a long run tells how far it is.
const PROGRESS: Duration = Duration::from_secs(30);

/// What came of one seed.
#[derive(Debug, Default)]
struct Run {
    wrongs: Vec<String>,
    story: String,
    seeds: u64,
    acts: u64,
    calls: u64,
    faults: u64,
    lives: u64,
    crashes: u64,
    syncs: u64,
    trace: u64,
}

fn run(seed: u64) -> Run {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(live(seed))
}

async fn live(seed: u64) -> Run {
    let mut desk = Desk::new(seed);
    let end = desk.now() + i64::try_from(DAYS * 24 * 3_600_000).unwrap();
    let mut acts = 0;
    desk.start();
    tokio::time::sleep(Duration::from_secs(5)).await;
    // Whoever writes in the group is known.
    for (agent, group) in desk.everybody() {
        let _ = desk.sandbox.try_say(agent, group, frontdesk::sandbox::Outgoing::text("hello"));
    }
    while desk.now() < end {
        // A busy spell now and then, and long quiet hours between them.
        let pause = match desk.dice.u32(0..100) {
            0..40 => Duration::from_millis(desk.dice.u64(0..3_000)),
            40..70 => Duration::from_secs(desk.dice.u64(0..120)),
            70..88 => Duration::from_secs(desk.dice.u64(60..2_400)),
            _ => Duration::from_secs(desk.dice.u64(3_600..36_000)),
        };
        pass(&mut desk, pause).await;
        let act = acts::draw(&mut desk);
        acts += 1;
        let elsewhere = desk.goes_elsewhere();
        if let Some(what) = (act.run)(&mut desk).await {
            desk.tell(what);
        }
        if elsewhere {
            desk.change_over();
        }
    }
    // The shift ends: everybody tidies up at once, and nothing of it may be left half-drawn.
    for _ in 0..8 {
        if let Some(what) = acts::agents_press_at_once(&mut desk).await {
            desk.tell(what);
        }
        // Twice as often there and back: it ends where it began.
        desk.change_over();
    }
    come_to_rest(&mut desk).await;
    let wrongs = match std::mem::replace(&mut desk.life, Life::Down) {
        Life::Up(service) => {
            let mut wrongs = checks::judge(&desk, service.store());
            wrongs.extend(settings::wrongs(&desk, &service));
            wrongs.extend(quiet::wrongs(&desk, &service));
            wrongs.extend(exports::round_trip(&desk, &service, seed).await);
            service.kill().await;
            wrongs
        }
        Life::Down | Life::Starting(_) => vec!["the bot does not run at the end".to_owned()],
    };
    let state = desk.line.state();
    let mut story = String::new();
    if !wrongs.is_empty() || std::env::var_os("FRONTDESK_SIMULATION_SEED").is_some() {
        let _ = writeln!(story, "shape {:?}, group {}", desk.shape, desk.group);
        if let Some(other) = &desk.other {
            let _ = writeln!(story, "the other: shape {:?}, group {}", other.shape, other.group);
        }
        let mut lines: Vec<&(i64, String)> = desk.story.iter().chain(&state.log).collect();
        lines.sort_by_key(|(at, _)| *at);
        for (at, line) in lines {
            let at = chrono::DateTime::from_timestamp_millis(*at).unwrap_or_default();
            let _ = writeln!(story, "{} {line}", at.format("%a %H:%M:%S%.3f"));
        }
    }
    Run {
        wrongs,
        story,
        seeds: 1,
        acts,
        calls: state.calls,
        faults: state.faults,
        lives: desk.lives,
        crashes: desk.crashes,
        syncs: desk.disk.syncs(),
        trace: state.trace,
    }
}

/// Lets time pass, and looks after the process meanwhile: whoever runs a bot starts it again.
async fn pass(desk: &mut Desk, span: Duration) {
    let until = tokio::time::Instant::now() + span;
    loop {
        desk.attend().await;
        if desk.has_failed() {
            desk.tell("the bot fails");
        } else {
            let line = std::sync::Arc::clone(&desk.line);
            let disk = desk.disk.clone();
            let starting = matches!(desk.life, Life::Starting(_));
            let soon = tokio::time::Instant::now() + Duration::from_secs(5);
            tokio::select! {
                biased;
                () = line.crash.notified() => desk.tell("the bot dies in a call"),
                () = disk.failure.notified() => {
                    // The engine is about to notice.
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                }
                () = tokio::time::sleep_until(if starting { until.min(soon) } else { until }) => {
                    if tokio::time::Instant::now() < until {
                        continue;
                    }
                    if !matches!(desk.life, Life::Down) {
                        return;
                    }
                }
            }
        }
        desk.kill().await;
        desk.crashes += 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
        desk.start();
    }
}

/// All faults end, and the desk has an hour to bring everything to its end.
async fn come_to_rest(desk: &mut Desk) {
    desk.tell("all is calm from here on");
    desk.weather(Weather::CALM);
    {
        let mut state = desk.line.state();
        state.crash_in = None;
    }
    desk.disk.set_health(disk::Health::Well);
    desk.mend_group();
    desk.change_over();
    desk.mend_group();
    desk.change_over();
    pass(desk, minutes(90)).await;
    // A timeout may fall on the very end of that: its notice is still on its way.
    for _ in 0..30 {
        let waits = match &desk.life {
            Life::Up(service) => !service.store().rows().expect("readable").is_empty(),
            Life::Down | Life::Starting(_) => true,
        };
        if !waits {
            return;
        }
        pass(desk, Duration::from_secs(1)).await;
    }
}

fn from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn tell(seed: u64, run: &Run) -> String {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/target/simulation");
    let file = format!("{directory}/{seed}.txt");
    let _ = std::fs::create_dir_all(directory);
    let _ = std::fs::write(&file, &run.story);
    let mut text = format!("seed {seed}:\n");
    for wrong in run.wrongs.iter().take(20) {
        let _ = writeln!(text, "  {wrong}");
    }
    let _ = writeln!(text, "  its story: target/simulation/{seed}.txt; to repeat it:");
    let _ = writeln!(
        text,
        "  FRONTDESK_SIMULATION_SEED={seed} cargo test --test simulation -- --nocapture"
    );
    text
}

#[test]
fn many_days_at_many_desks() {
    if let Some(seed) = from_env("FRONTDESK_SIMULATION_SEED") {
        let run = run(seed);
        let told = tell(seed, &run);
        println!("{told}");
        assert!(run.wrongs.is_empty(), "{told}");
        return;
    }
    let days = from_env("FRONTDESK_SIMULATED_DAYS").unwrap_or(20);
    let first = from_env("FRONTDESK_SIMULATION_FROM").unwrap_or(1);
    let seeds = days.div_ceil(DAYS);
    let next = AtomicU64::new(first);
    let began = Instant::now();
    let failed: Mutex<Vec<(u64, Run)>> = Mutex::default();
    let total: Mutex<Run> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let under_way: Mutex<BTreeSet<u64>> = Mutex::default();
    std::thread::scope(|scope| {
        let mut workers = Vec::new();
        for _ in 0..threads {
            workers.push(scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + seeds || failed.lock().unwrap().len() >= 5 {
                        return;
                    }
                    under_way.lock().unwrap().insert(seed);
                    let run = run(seed);
                    under_way.lock().unwrap().remove(&seed);
                    let mut total = total.lock().unwrap();
                    total.seeds += 1;
                    total.acts += run.acts;
                    total.calls += run.calls;
                    total.faults += run.faults;
                    total.lives += run.lives;
                    total.crashes += run.crashes;
                    total.syncs += run.syncs;
                    if !run.wrongs.is_empty() {
                        println!("{}", tell(seed, &run));
                        failed.lock().unwrap().push((seed, run));
                    }
                }
            }));
        }
        // A seed that never ends is to be known by its number.
        let mut told = began;
        while workers.iter().any(|worker| !worker.is_finished()) {
            std::thread::sleep(Duration::from_millis(50));
            if told.elapsed() > PROGRESS {
                told = Instant::now();
                let done = total.lock().unwrap().seeds;
                println!("{done} seeds done, under way: {:?}", under_way.lock().unwrap());
            }
        }
    });
    let seconds = began.elapsed().as_secs_f64();
    let total = total.into_inner().unwrap();
    println!(
        "{} seeds from {first}, {} desk-days in {seconds:.0} s ({:.0} simulated hours a \
         second): {} acts, {} calls, {} faults of the network, {} lives, {} crashes, {} syncs of the disk",
        total.seeds,
        total.seeds * DAYS,
        (total.seeds * DAYS * 24) as f64 / seconds,
        total.acts,
        total.calls,
        total.faults,
        total.lives,
        total.crashes,
        total.syncs
    );
    let failed = failed.into_inner().unwrap();
    let told: String = failed.iter().map(|(seed, run)| tell(*seed, run)).collect();
    assert!(failed.is_empty(), "{} seeds fail\n{told}", failed.len());
}

/// A mistake, and the first seed that notices it with what it says.
type Found = (Mistake, Option<(u64, String)>);

/// Mistakes that the first seeds find.
const SHOW_SOON: [Mistake; 3] =
    [Mistake::ForgetTheMap, Mistake::ForgetIndex, Mistake::MiscountFigures];

/// Every mistake that can be made on purpose is noticed, long before the days of CI are over.
#[test]
fn every_mistake_is_found() {
    let within = from_env("FRONTDESK_SIMULATED_DAYS").unwrap_or(40).min(1_000) / DAYS;
    // Without optimisation only those that show soon.
    let mistakes = if cfg!(debug_assertions) { &SHOW_SOON[..] } else { &Mistake::ALL[..] };
    let one = std::env::var("FRONTDESK_SIMULATED_MISTAKE").ok();
    let wanted = |mistake: &&Mistake| one.as_ref().is_none_or(|one| format!("{mistake:?}") == *one);
    let mistakes: Vec<&Mistake> = mistakes.iter().filter(wanted).collect();
    let found = |mistake| {
        mistake::make(Some(mistake));
        let found = (1..=within).find_map(|seed| {
            let run = run(seed);
            run.wrongs.into_iter().next().map(|wrong| (seed, wrong))
        });
        mistake::make(None);
        found
    };
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Found>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(mistake) = mistakes.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = found(**mistake);
                    match &found {
                        Some((seed, wrong)) => {
                            println!("{mistake:?}: found by seed {seed}: {wrong}");
                        }
                        None => println!("{mistake:?}: not found in {} days", within * DAYS),
                    }
                    results.lock().unwrap().push((**mistake, found));
                }
            });
        }
    });
    let results = results.into_inner().unwrap();
    assert!(results.iter().all(|(_, found)| found.is_some()), "{results:#?}");
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [1, 2] {
        let (one, other) = (run(seed), run(seed));
        assert_eq!((one.trace, one.calls), (other.trace, other.calls), "seed {seed}");
    }
}
