//! How many commits and messages a second the engine takes, on a real file.
//!
//! `cargo bench --bench engine` prints both: messages one by one, each waiting for its commit, and a
//! burst of batches as `getUpdates` brings them. Fifty users write; nothing is sent.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement reads the clock and prints"
)]

use std::time::{Duration, Instant};

use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::domain::event::{Content, Incoming, Kind, Reference, Update, UserMessage};
use frontdesk::domain::id::{ChatId, DeskId, UserId};
use frontdesk::domain::people::Person;
use frontdesk::engine::{Desks, Engine, EngineHandle, Input, Reader, Settings, SetupCode};
use frontdesk::store::Store;

const USERS: i64 = 50;
const SINGLE: i64 = 500;
const BURST: i64 = 5_000;
const BATCH: i64 = 100;

fn update(id: i64, clock: &Clock) -> Update {
    let user = id % USERS + 1;
    let from = Person {
        id: UserId(user),
        first_name: format!("User {user}"),
        last_name: None,
        username: None,
        language: Some("en".to_owned()),
    };
    let content =
        Content::new(Kind::Text, "a message of some ordinary length, as people write them");
    let message = i32::try_from(id).expect("few");
    let message = UserMessage {
        from,
        message,
        at: clock.now(),
        content,
        reply_to: None,
        reference: Reference::default(),
    };
    Update { id, incoming: Incoming::UserMessage(message), raw: "{}".into() }
}

async fn submit(engine: &EngineHandle, clock: &Clock, ids: std::ops::Range<i64>) {
    let next_offset = ids.end;
    let updates = ids.map(|id| update(id, clock)).collect();
    let input = Input::Updates { updates, next_offset, drained: true };
    engine.submit(input).await.expect("the engine runs");
}

fn settings() -> Settings {
    let config = Config::default();
    Settings {
        desks: Desks::all(config.desk_settings()),
        composer: config.composer(&[]),
        flood: frontdesk::domain::flood::FloodRules { per_minute: 0, held: 0, human_check: false },
        courtesies: Vec::new(),
        assents: Vec::new(),
        menu: Vec::new(),
        languages: Vec::new(),
        bot: UserId(42),
        username: "help_bot".to_owned(),
        poll_timeout: Duration::from_secs(25),
        reader: Reader::of_nothing(),
    }
}

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().expect("a temporary directory");
    let clock = Clock::system();
    let opened = Instant::now();
    let store = Store::open(data.path()).expect("a new database");
    println!("open an empty database: {:?}", opened.elapsed());
    SetupCode::adopt(&store, DeskId::FIRST, ChatId(-1_000_000_000_001), clock.now())
        .expect("a desk");
    let (engine, ends) = Engine::new(store, clock.clone(), settings());
    let thread = std::thread::spawn(move || engine.run());
    let (engine, released) = (ends.handle, ends.released);

    let begun = Instant::now();
    for id in 0..SINGLE {
        submit(&engine, &clock, id..id + 1).await;
    }
    let took = begun.elapsed().as_secs_f64();
    println!("one by one: {:.0} commits a second, 1 message each", SINGLE as f64 / took);

    let begun = Instant::now();
    let mut id = SINGLE;
    while id < SINGLE + BURST {
        submit(&engine, &clock, id..id + BATCH).await;
        id += BATCH;
    }
    let took = begun.elapsed().as_secs_f64();
    let commits = BURST as f64 / BATCH as f64;
    println!(
        "burst: {:.1} commits a second, {BATCH} messages each, {:.0} messages a second",
        commits / took,
        BURST as f64 / took
    );
    drop((engine, released));
    thread.join().expect("no panic").expect("no storage error");
}
