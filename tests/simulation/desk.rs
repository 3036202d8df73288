//! One simulated desk: its people, its machine, and the bot's lives on it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::domain::time::Timestamp;
use frontdesk::sandbox::{BotRights, Options, Sandbox, Standing};
use frontdesk::service::{Ground, Service, StartError};
use frontdesk::store::Store;
use frontdesk::telegram::Telegram;
use futures_util::FutureExt;
use tokio::task::JoinHandle;

use crate::disk::{Disk, Health};
use crate::ledger::{Id, Meant, Press, Said};
use crate::second::{self, Team};
use crate::wire::{Line, Weather};

/// When every simulation begins: a Monday, 8 o'clock.
const BEGIN: Timestamp = Timestamp(1_767_600_000_000);

/// Until what was not possible is possible again, and what was noted before is done, in milliseconds.
const HINDERED: i64 = 15 * 60 * 1000;

/// The group's shape.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    Forum,
    Supergroup,
    Basic,
}

pub enum Life {
    /// Nobody has started it, or it has ended.
    Down,
    /// It waits for Telegram to say who it is.
    Starting(JoinHandle<Result<Service, StartError>>),
    Up(Box<Service>),
}

pub struct Desk {
    pub dice: Rng,
    pub sandbox: Sandbox,
    /// The machine's clock, which can be set wrong.
    pub clock: Clock,
    /// Whether it has never been set.
    pub clock_is_right: bool,
    /// Telegram's clock.
    pub truth: Clock,
    pub line: Arc<Line>,
    pub disk: Disk,
    pub life: Life,
    pub config: Config,
    pub shape: Shape,
    pub group: i64,
    /// All ids that the group has had.
    pub groups: Vec<i64>,
    pub users: Vec<i64>,
    pub agents: Vec<i64>,
    /// Agents who are not in the group at present.
    pub outside: BTreeSet<i64>,
    pub admin: i64,
    /// The second desk, in some simulations: what is above is of whichever is looked at.
    pub other: Option<Team>,
    /// The second one is looked at.
    pub elsewhere: bool,
    /// The group of `FRONTDESK_DESK`; none where a settings file names the groups.
    adopted: Option<i64>,
    /// When the bot could not do everything, in any of the groups, from when to when.
    hindered: Vec<(i64, Option<i64>)>,
    pub story: Vec<(i64, String)>,
    pub lives: u64,
    pub crashes: u64,
}

impl Desk {
    pub fn new(seed: u64) -> Self {
        let mut dice = Rng::with_seed(seed);
        let clock = Clock::simulated(BEGIN, dice.u64(..));
        let truth = Clock::simulated(BEGIN, 0);
        let now = truth.clone();
        let limits = dice.u32(0..3) > 0;
        let options = Options { now: Arc::new(move || now.now().0), limits, ..Options::default() };
        let sandbox = Sandbox::unserved(options);
        let shape = [Shape::Forum, Shape::Forum, Shape::Supergroup, Shape::Basic][dice.usize(0..4)];
        let group = match shape {
            Shape::Forum => sandbox.forum("Support"),
            Shape::Supergroup => sandbox.supergroup("Support"),
            Shape::Basic => sandbox.basic_group("Support"),
        };
        let admin = sandbox.user("Ada", Some("ada_team"), Some("en"));
        sandbox.join(group, admin, Standing::Creator);
        let agents = ["Lea", "Ben", "Eve"]
            .into_iter()
            .map(|name| {
                let username = format!("{}_team", name.to_lowercase());
                let id = sandbox.user(name, Some(&username), Some("en"));
                sandbox.join(group, id, Standing::Member);
                id
            })
            .collect();
        let languages = [Some("en"), Some("ru"), Some("zh-hans"), Some("fa"), Some("de"), None];
        let users = (0..dice.usize(2..9))
            .map(|n| sandbox.user(&format!("User{n}"), None, languages[dice.usize(0..6)]))
            .collect();
        sandbox.bot_joins(group, BotRights::all());
        let disk = Disk::new();
        let line = Line::new(sandbox.clone(), truth.clone(), disk.clone(), dice.fork());
        sandbox.set_inline(true);
        let other = second::team(&mut dice, &sandbox);
        let config = settings(&mut dice, limits, other.as_ref().map(|other| (group, other.group)));
        let adopted = Some(group).filter(|_| other.is_none());
        Self {
            dice,
            sandbox,
            clock,
            clock_is_right: true,
            truth,
            line,
            disk,
            life: Life::Down,
            config,
            shape,
            group,
            groups: vec![group],
            users,
            agents,
            outside: BTreeSet::new(),
            admin,
            other,
            elsewhere: false,
            adopted,
            hindered: Vec::new(),
            story: Vec::new(),
            lives: 0,
            crashes: 0,
        }
    }

    /// Now, by Telegram's clock, in milliseconds.
    pub fn now(&self) -> i64 {
        self.truth.now().0
    }

    pub fn tell(&mut self, what: impl Into<String>) {
        let now = self.now();
        self.story.push((now, what.into()));
    }

    // ---- the process -------------------------------------------------------------------------

    /// Starts the bot on whatever the disk holds.
    pub fn start(&mut self) {
        let store = match Store::open_with_backend(self.disk.file()) {
            Ok(store) => store,
            Err(error) => {
                self.tell(format!("the bot cannot start: {error}"));
                return;
            }
        };
        let ground = Ground {
            store,
            telegram: Telegram::over(Arc::clone(&self.line) as _),
            clock: self.clock.clone(),
            threads: false,
        };
        let (group, config) = (self.adopted, self.config.clone());
        self.life = Life::Starting(tokio::spawn(async move {
            Service::start_on(ground, Path::new("nowhere"), group, &config).await
        }));
        self.lives += 1;
        self.tell("the bot starts");
    }

    /// Notices that a start has come to its end.
    pub async fn attend(&mut self) {
        if let Life::Starting(start) = &mut self.life
            && start.is_finished()
        {
            match start.await {
                Ok(Ok(service)) => self.life = Life::Up(Box::new(service)),
                Ok(Err(error)) => {
                    self.life = Life::Down;
                    self.tell(format!("the bot did not start: {error}"));
                }
                Err(error) => panic!("the start panicked: {error}"),
            }
        }
    }

    /// Whether the process has ended by itself.
    pub fn has_failed(&self) -> bool {
        match &self.life {
            Life::Up(service) => service.failed().now_or_never().is_some(),
            Life::Down => true,
            Life::Starting(_) => false,
        }
    }

    /// Ends the process where it stands.
    pub async fn kill(&mut self) {
        match std::mem::replace(&mut self.life, Life::Down) {
            Life::Down => {}
            Life::Starting(start) => {
                start.abort();
                // It may have come up at this very moment.
                if let Ok(Ok(service)) = start.await {
                    service.kill().await;
                }
            }
            Life::Up(service) => {
                if let Some(error) = service.kill().await {
                    self.tell(format!("the bot had failed: {error}"));
                }
            }
        }
        // Whatever still holds the file is on its way out.
        for _ in 0..10_000 {
            if !self.disk.in_use() {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert!(!self.disk.in_use(), "something holds the database after the end");
        self.forget_unwritten();
    }

    /// Stops the process as a signal does.
    pub async fn stop(&mut self) {
        if let Life::Up(_) = self.life {
            if let Life::Up(service) = std::mem::replace(&mut self.life, Life::Down) {
                let ended = service.stop().await;
                self.tell(format!("the bot has stopped: {}", ended.is_ok()));
            }
            for _ in 0..10_000 {
                if !self.disk.in_use() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            self.forget_unwritten();
        } else {
            self.kill().await;
        }
    }

    /// What the bot had heard but not written down when it ended, it does not know.
    fn forget_unwritten(&mut self) {
        self.disk.set_health(Health::Well);
        {
            let mut state = self.line.state();
            state.crash_in = None;
            state.dead = false;
        }
        let Ok(store) = Store::open_with_backend(self.disk.file()) else {
            return;
        };
        let Ok(snapshot) = store.read() else { return };
        let mut state = self.line.state();
        for post in state.ledger.posts.iter_mut().rev().take(200) {
            let reference = message_ref(post.id);
            if post.clear && !matches!(snapshot.mapped(reference), Ok(Some(_))) {
                post.clear = false;
            }
        }
    }

    // ---- people ------------------------------------------------------------------------------

    pub fn weather(&self, weather: Weather) {
        self.line.state().weather = weather;
    }

    /// Notes what a person has written.
    pub fn said(&mut self, by: i64, id: Id, name: Option<String>, meant: Meant, album: bool) {
        let at = self.now();
        let seen = self.sandbox.message(id.0, id.1).filter(|_| album);
        let file = seen.and_then(|seen| {
            let largest = seen.raw["photo"].as_array()?.last()?.clone();
            Some(largest["file_id"].as_str()?.to_owned())
        });
        let mut state = self.line.state();
        state.ledger.files.extend(file.map(|file| (file, id)));
        state.ledger.said.push(Said { at, by, id, name, meant, album });
    }

    /// Somebody presses what carries this data.
    pub fn press(&mut self, by: i64, on: Id, data: &str) {
        let at = self.now();
        let stood = self.sandbox.message(on.0, on.1).is_some();
        let press = self.sandbox.press_data(by, on.0, on.1, data);
        let press = Press { at, by, on, data: data.to_owned(), press, stood };
        self.line.state().ledger.presses.push(press);
    }

    /// From now on the bot may not do everything, until it is mended.
    pub fn hinder(&mut self) {
        self.hindered.push((self.now(), None));
    }

    /// Whether the bot may not have been able to do what it should about something of this time.
    pub fn was_hindered(&self, at: i64) -> bool {
        self.hindered
            .iter()
            .any(|(from, to)| at + HINDERED >= *from && to.is_none_or(|to| at <= to))
    }

    /// Whether the bot is in the group and may do everything.
    pub fn mend_group(&mut self) {
        let until = self.now() + HINDERED;
        for (_, to) in self.hindered.iter_mut().filter(|(_, to)| to.is_none()) {
            *to = Some(until);
        }
        self.sandbox.bot_joins(self.group, BotRights::all());
        self.sandbox.set_bot_rights(self.group, BotRights::all());
    }
}

pub fn message_ref(id: Id) -> frontdesk::domain::id::MessageRef {
    frontdesk::domain::id::MessageRef::new(frontdesk::domain::id::ChatId(id.0), id.1)
}

/// Settings of all kinds, within reason; with two desks there is a file that names their groups.
fn settings(dice: &mut Rng, limits: bool, groups: Option<(i64, i64)>) -> Config {
    let mut variables: Vec<(&str, &str)> = Vec::new();
    let mut draw = |name, from: &[&'static str]| {
        variables.push((name, from[dice.usize(0..from.len())]));
    };
    draw("SCHEDULE__SWEEP", &["*/15 * * * * *", "0 * * * * *", "0 * * * * *", "0 * * * * *"]);
    draw("REOPENING__AFTER_COMPLETION", &["new", "new", "ask", "menu"]);
    draw("REOPENING__AUTOMATIC_WITHIN", &["off", "off", "3h"]);
    draw("REOPENING__ASSIGN", &["route", "previous", "none"]);
    draw("ROUTING__LAPSE", &["off", "off", "20m"]);
    draw("ROUTING__STRICT_ASSIGNMENT", &["off", "off", "on"]);
    draw("ROUTING__STRATEGY", &["claim", "round_robin", "least_busy"]);
    draw("TIMEOUT__COMPLETE_AFTER", &["30m", "5m", "2h", "off"]);
    draw("TIMEOUT__WARN_BEFORE", &["2m", "1m", "10m"]);
    draw("TIMEOUT__CLOCK", &["awaiting_user", "awaiting_user", "user_silence"]);
    draw("TIMEOUT__NUDGE_AFTER", &["10m", "5m", "off"]);
    draw("TIMEOUT__ESCALATE_AFTER", &["30m", "15m", "off"]);
    draw("HOURS__OPEN", &["", "", "Mon-Fri 09:00-18:00", "Mon-Sun 06:00-23:30"]);
    draw("COMPLETION__CONFIRM", &["on", "on", "on", "off"]);
    draw("LIMITS__USER_PER_MINUTE", &["30", "1", "2"]);
    draw("LIMITS__USER_HELD", &["200", "3", "1"]);
    draw("NOTIFY__BOARD", &["on", "on", "off"]);
    draw("PERMISSIONS__LINK", &["agent", "agent", "admin"]);
    draw("LIMITS__HUMAN_CHECK", &["off", "off", "on"]);
    draw("PRIVACY__STORE_TEXT", &["on", "on", "off"]);
    if !limits {
        for name in
            ["LIMITS__PER_SECOND", "LIMITS__PER_CHAT_PER_SECOND", "LIMITS__PER_GROUP_PER_MINUTE"]
        {
            variables.push((name, "0"));
        }
    }
    let variables =
        variables.into_iter().map(|(name, value)| (format!("FRONTDESK_{name}"), value.to_owned()));
    let file = groups.map(|groups| second::file(dice, groups));
    let path = file.as_ref().map(|(_, path)| path.as_path());
    Config::load(path, false, variables).unwrap_or_else(|errors| panic!("{errors}"))
}

pub fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}
