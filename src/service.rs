//! One running Frontdesk: the parts put together, started and stopped.
//!
//! Promises: everything is on disk before it is told to the world; a part that panics is begun again
//! where its state allows it, and otherwise the process ends; a stop loses nothing and takes five
//! seconds at most. Decides nothing.

mod supervise;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;

use crate::backup;
use crate::clock::Clock;
use crate::config::{Config, OneDesk};
use crate::domain::access::Action;
use crate::domain::id::{ChatId, DeskId, UserId};
use crate::engine::{
    BindError, Desks, Ends, Engine, EngineHandle, Input, Listed, Settings, SetupCode, Wanted, bind,
};
use crate::export;
use crate::i18n::{LANGUAGES, Words, WordsError};
use crate::inbound::{self, Me, polling};
use crate::jobs;
use crate::outbound::{self, Limits, Outbound};
use crate::secret::Token;
use crate::socket::{self, Socket};
use crate::store::{Store, StoreError};
use crate::telegram::{BadDoor, CALL_TIMEOUT, CallError, Telegram};

use supervise::supervise;

/// How long the end may take (product: a supervisor waits no longer).
const LAST_MOMENTS: Duration = Duration::from_secs(5);
/// What remains of it for the engine, once calls under way have been waited for.
const LAST_COMMITS: Duration = Duration::from_millis(500);
/// Between two looks whether every part still runs.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Between tries to reach Telegram at the start.
const START_PAUSE: Duration = Duration::from_secs(5);

/// What a Frontdesk is started with.
pub struct Launch {
    /// Where everything is kept.
    pub data: PathBuf,
    /// The bot's token.
    pub token: Token,
    /// The root of the Bot API.
    pub api_url: String,
    /// The group of `FRONTDESK_DESK`.
    pub desk: Option<i64>,
    /// The settings.
    pub config: Config,
    /// The time.
    pub clock: Clock,
}

/// What a Frontdesk runs on: given as it is to a simulation, made from a [`Launch`] otherwise.
pub struct Ground {
    /// Where everything is kept.
    pub store: Store,
    /// The way to Telegram.
    pub telegram: Telegram,
    /// The time.
    pub clock: Clock,
    /// The engine has a thread of its own. In a simulation it is a task among others, so that one
    /// thread does everything in an order that can be repeated.
    pub threads: bool,
}

/// Why it did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The desks of the settings file.
    #[error(transparent)]
    Desks(#[from] BindError),
    /// A team's own words.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// The address of the Bot API.
    #[error("TELOXIDE_API_URL: {0}")]
    Door(#[from] BadDoor),
    /// The passphrase of backups.
    #[error("{0}")]
    Passphrase(String),
    /// The operating system gives no thread.
    #[error("cannot start: {0}")]
    System(#[from] std::io::Error),
}

/// A running Frontdesk.
pub struct Service {
    /// How groups become desks, for each that has none yet: the code, and the link that carries it.
    pub setup: Vec<Setup>,
    stop: watch::Sender<bool>,
    store: Store,
    clock: Clock,
    engine: EngineHandle,
    desks: Desks,
    /// What takes in and what reminds; none of them ends by itself while the engine runs.
    parts: Vec<JoinHandle<()>>,
    /// Sets the list of commands, once.
    menu: JoinHandle<()>,
    /// Where commands on the same machine ask.
    socket: Option<JoinHandle<()>>,
    outbound: JoinHandle<()>,
    writer: Running,
}

/// The engine at work.
enum Running {
    Thread(thread::JoinHandle<Result<(), StoreError>>),
    Task(JoinHandle<Result<(), StoreError>>),
}

impl Running {
    fn is_finished(&self) -> bool {
        match self {
            Running::Thread(thread) => thread.is_finished(),
            Running::Task(task) => task.is_finished(),
        }
    }

    /// Waits for its end; nothing if it panicked.
    async fn join(self) -> Option<Result<(), StoreError>> {
        match self {
            Running::Thread(thread) => {
                let joining = tokio::task::spawn_blocking(move || thread.join());
                joining.await.ok()?.ok()
            }
            Running::Task(task) => task.await.ok(),
        }
    }
}

/// How a group becomes a desk.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The name of the desk, if the settings file names desks.
    pub desk: Option<String>,
    /// For `/setup CODE`.
    pub code: String,
    /// Opens the choice of a group, grants the rights and sends the code.
    pub link: String,
}

impl Service {
    /// Starts everything. Waits for Telegram to say who the bot is, however long that takes.
    ///
    /// # Errors
    /// [`StartError`], before anything was said to anybody.
    pub async fn start(launch: Launch) -> Result<Self, StartError> {
        let Launch { data, token, api_url, desk, config, clock } = launch;
        let store = Store::open(&data)?;
        let telegram = Telegram::new(&token, &api_url)?;
        let ground = Ground { store, telegram, clock, threads: true };
        let mut service = Self::start_on(ground, &data, desk, &config).await?;
        match Socket::bind(&data) {
            Ok(socket) => {
                let serves = socket.serve(service.store.clone(), service.exporter());
                service.socket = Some(tokio::spawn(serves));
            }
            Err(error) => {
                tracing::warn!(%error, "`frontdesk backup`, `export` and `check` cannot reach this bot");
            }
        }
        Ok(service)
    }

    /// Starts everything on what is given. `data` is the directory of a team's own words; `desk` is
    /// the group of `FRONTDESK_DESK`.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_on(
        ground: Ground,
        data: &Path,
        desk: Option<i64>,
        config: &Config,
    ) -> Result<Self, StartError> {
        let Ground { store, telegram, clock, threads } = ground;
        let passphrase = config.passphrase().map_err(StartError::Passphrase)?;
        for key in config.without_effect() {
            tracing::warn!(key, "this setting is read, but has no effect in this version");
        }
        let overrides = config.overrides(data);
        let words = Words::load(config.locale.default.code(), overrides.as_deref())?;
        let words = words.in_zone(config.hours.timezone);
        let me = who_am_i(&telegram, &clock).await;
        tracing::info!(bot = %me.username, "Telegram knows this bot");

        let wanted: Vec<Wanted> = config.desks().iter().map(wanted).collect();
        let listed = bind(&store, &wanted, desk.map(ChatId), clock.now())?;
        let titles = listed.iter().map(|listed| (listed.id, listed.title.clone()));
        let words = if listed.len() > 1 { words.among(titles.collect()) } else { words };
        let codes = SetupCode::current(&store, &listed, clock.now())?;
        let setup = codes.into_iter().map(|code| Setup {
            desk: (listed.iter().find(|listed| listed.id == code.desk)).map(|l| l.name.clone()),
            link: format!(
                "https://t.me/{}?startgroup={}&admin=manage_topics+delete_messages+pin_messages",
                me.username, code.code
            ),
            code: code.code,
        });
        let setup = setup.collect();
        let settings = settings(config, &store, &words, &me, listed)?;
        let desks = settings.desks.clone();
        let limits = Limits {
            per_second: config.limits.per_second,
            per_chat_per_second: config.limits.per_chat_per_second,
            per_group_per_minute: config.limits.per_group_per_minute,
        };
        let (engine, ends) = Engine::new(store.clone(), clock.clone(), settings);
        let Ends { handle, released, album_due } = ends;
        let writer = if threads {
            let named = thread::Builder::new().name("engine".to_owned());
            Running::Thread(named.spawn(move || engine.run())?)
        } else {
            Running::Task(tokio::spawn(engine.run_among_others()))
        };

        look_at_desks(&telegram, &store, &handle).await;
        let outbound = Outbound::new(
            telegram.clone(),
            handle.clone(),
            store.clone(),
            words.clone(),
            clock.clone(),
            limits,
            desks.clone(),
            released,
        );
        let (stop, stopped) = watch::channel(false);
        let outbound = tokio::spawn({
            let outbound = Arc::new(Mutex::new(outbound));
            let sending = supervise("sending", clock.clone(), stopped.clone(), move || {
                let outbound = Arc::clone(&outbound);
                async move { outbound.lock().await.send_all().await }
            });
            async move {
                if let Some(Err(error)) = sending.await {
                    tracing::error!(%error, "nothing is sent any more");
                }
            }
        });
        let poll = {
            let (telegram, store) = (telegram.clone(), store.clone());
            let (engine, clock, stopped) = (handle.clone(), clock.clone(), stopped.clone());
            move || {
                let (telegram, store, me) = (telegram.clone(), store.clone(), me.clone());
                let (engine, clock, stopped) = (engine.clone(), clock.clone(), stopped.clone());
                async move {
                    // What the last commit holds, also when it begins again.
                    match store.offset() {
                        Ok(offset) => {
                            polling::poll(telegram, engine, clock, me, offset, stopped).await;
                        }
                        Err(error) => {
                            tracing::error!(%error, "no updates are asked for any more");
                        }
                    }
                }
            }
        };
        let sweep = {
            let schedule = config.schedule.sweep.clone();
            let (clock, engine, stopped) = (clock.clone(), handle.clone(), stopped.clone());
            move || jobs::sweep(schedule.clone(), clock.clone(), engine.clone(), stopped.clone())
        };
        let refresh = {
            let (clock, engine, stopped) = (clock.clone(), handle.clone(), stopped.clone());
            move || jobs::refresh(clock.clone(), engine.clone(), stopped.clone())
        };
        let albums = {
            let (clock, engine, stopped) = (clock.clone(), handle.clone(), stopped.clone());
            move || jobs::albums(clock.clone(), engine.clone(), album_due.clone(), stopped.clone())
        };
        let supervised = |name| (name, clock.clone(), stopped.clone());
        let mut parts = vec![
            begin(supervised("intake"), poll),
            begin(supervised("sweep"), sweep),
            begin(supervised("refresh"), refresh),
            begin(supervised("albums"), albums),
        ];
        if let Some(schedule) = config.schedule.backup.clone() {
            let plan = backup::Plan {
                schedule,
                zone: config.hours.timezone,
                directory: config.backups(data),
                keep: usize::try_from(config.backup.keep).unwrap_or(usize::MAX),
                passphrase,
                chat: config.backup.chat,
            };
            let (store, telegram, since) = (store.clone(), telegram.clone(), clock.now());
            let (clock, stopped) = (clock.clone(), stopped.clone());
            parts.push(begin(supervised("backups"), move || {
                let (plan, store, telegram) = (plan.clone(), store.clone(), telegram.clone());
                backup::scheduled(plan, since, store, telegram, clock.clone(), stopped.clone())
            }));
        }
        let menu = tokio::spawn(async move {
            if let Err(error) = outbound::prepare(&telegram, &words).await {
                tracing::warn!(%error, "the list of commands could not be set");
            }
        });
        let socket = None;
        Ok(Self {
            setup,
            stop,
            store,
            clock,
            engine: handle,
            desks,
            parts,
            menu,
            socket,
            outbound,
            writer,
        })
    }

    /// How everything is exported while the bot runs.
    fn exporter(&self) -> socket::Exporter {
        let (store, engine, clock) = (self.store.clone(), self.engine.clone(), self.clock.clone());
        Arc::new(move |target| {
            let export = export::of_running(store.clone(), engine.clone(), clock.clone(), target);
            Box::pin(async move { export.await.map_err(|error| error.to_string()) })
        })
    }

    /// The database, for reading.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What the desks follow.
    pub fn desks(&self) -> &Desks {
        &self.desks
    }

    /// Where inputs go, for whoever moves the clock and wants the sweep to come by at once.
    pub fn engine(&self) -> &EngineHandle {
        &self.engine
    }

    /// Waits until a part has ended by itself that nothing works without: the engine, after a storage
    /// error or a panic, or whatever takes updates in, sends or keeps the time, given up after many.
    pub async fn failed(&self) {
        let ended = || {
            let parts = self.parts.iter().any(JoinHandle::is_finished);
            parts || self.writer.is_finished() || self.outbound.is_finished()
        };
        while !ended() {
            self.clock.sleep(LOOK_EVERY).await;
        }
    }

    /// Stops: no more updates are taken, calls that have begun get their answers, and everything is
    /// on disk. Takes five seconds at most. What hangs for longer is left where it is: a call is in
    /// doubt then and marked so at the next start, and what was not committed comes again.
    ///
    /// # Errors
    /// What made the engine fail, if it did.
    pub async fn stop(self) -> Result<(), StoreError> {
        let clock = self.clock.clone();
        let begun = clock.unmoved();
        let left = |of: Duration| of.saturating_sub(clock.unmoved().since(begun));
        let for_calls = LAST_MOMENTS.saturating_sub(LAST_COMMITS);
        // Whoever has ended does not listen any more.
        let _ = self.stop.send(true);
        let stopping = self.engine.submit(Input::Stop);
        if tokio::time::timeout(left(for_calls), stopping).await.is_err() {
            tracing::warn!("the engine is busy and is not waited for any longer");
        }
        for task in self.parts.into_iter().chain([self.menu]).chain(self.socket) {
            task.abort();
            let _ = task.await;
        }
        drop(self.engine);
        let mut outbound = self.outbound;
        if tokio::time::timeout(left(for_calls), &mut outbound).await.is_err() {
            // Its calls are in doubt now, and are marked so at the next start.
            outbound.abort();
            let _ = outbound.await;
        }
        match tokio::time::timeout(left(LAST_MOMENTS), self.writer.join()).await {
            Ok(Some(ended)) => ended,
            Ok(None) => {
                tracing::error!("the engine panicked");
                Ok(())
            }
            Err(_) => {
                tracing::warn!("the engine did not end in time");
                Ok(())
            }
        }
    }

    /// Ends everything where it stands, as a killed process would, and hands back why the engine had
    /// failed, if it had. Only where the engine is a task: a thread cannot be killed.
    pub async fn kill(self) -> Option<StoreError> {
        for task in self.parts.into_iter().chain([self.menu, self.outbound]).chain(self.socket) {
            task.abort();
            let _ = task.await;
        }
        if let Running::Task(task) = &self.writer
            && !task.is_finished()
        {
            task.abort();
        }
        drop(self.engine);
        self.writer.join().await?.err()
    }
}

/// A supervised task of its own.
fn begin<Work: Future<Output = ()> + Send + 'static>(
    (name, clock, stopped): (&'static str, Clock, watch::Receiver<bool>),
    work: impl FnMut() -> Work + Send + 'static,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        supervise(name, clock, stopped, work).await;
    })
}

/// Asks until Telegram says who the bot is.
async fn who_am_i(telegram: &Telegram, clock: &Clock) -> Me {
    let mut told = false;
    loop {
        let error = match telegram.call_raw("getMe", &json!({}), CALL_TIMEOUT).await {
            Ok(answer) => {
                let me: Option<Value> = serde_json::from_str(answer.get()).ok();
                let id = me.as_ref().and_then(|me| me.get("id")?.as_i64());
                let username = me.as_ref().and_then(|me| me.get("username")?.as_str());
                if let (Some(id), Some(username)) = (id, username) {
                    return Me { id: UserId(id), username: username.to_owned() };
                }
                CallError::Unclear
            }
            Err(error) => error,
        };
        if !told {
            told = true;
            match error {
                CallError::Unauthorized => tracing::error!(
                    "Telegram does not accept the token; check TELOXIDE_TOKEN with @BotFather. Trying again every 5 s"
                ),
                error => {
                    tracing::warn!(%error, "Telegram does not answer yet; trying again until it does")
                }
            }
        }
        clock.sleep(START_PAUSE).await;
    }
}

/// What the groups are like is known before the first update is decided, if Telegram answers.
async fn look_at_desks(telegram: &Telegram, store: &Store, engine: &EngineHandle) {
    let desks = match store.write().and_then(|tx| tx.desks()) {
        Ok(desks) => desks,
        Err(error) => {
            tracing::error!(%error, "the desks cannot be read");
            return;
        }
    };
    for desk in desks {
        let id: DeskId = desk.id;
        match outbound::desk_facts(telegram, id, desk.chat).await {
            // An engine that has stopped shows itself elsewhere.
            Ok(facts) => drop(engine.submit(Input::Desk(facts)).await),
            Err(error) => {
                tracing::warn!(desk = %id, %error, "the desk's group cannot be looked at yet");
                drop(engine.submit(Input::Refresh).await);
            }
        }
    }
}

fn wanted(desk: &OneDesk) -> Wanted {
    Wanted {
        name: desk.name.clone(),
        title: desk.title.clone(),
        languages: desk.languages.clone(),
        chat: desk.chat,
    }
}

/// The commands of the group that mean anything here, and what each needs.
fn shown_here(words: &Words) -> Vec<(&'static str, Option<Action>)> {
    let all = inbound::commands::group_menu();
    all.into_iter().filter(|(name, _)| !words.here(&[name]).is_empty()).collect()
}

fn settings(
    config: &Config,
    store: &Store,
    words: &Words,
    me: &Me,
    listed: Vec<Listed>,
) -> Result<Settings, StoreError> {
    let desks = Desks::all(config.desk_settings()).with_listed(listed.clone());
    for (listed, own) in listed.iter().zip(config.desks()) {
        desks.replace(listed.id, own.config.desk_settings());
    }
    let ids: Vec<DeskId> = listed.iter().map(|listed| listed.id).collect();
    let composer = config.composer(&ids);
    for (desk, chosen) in chosen(store)? {
        let composed = composer.compose(desk, &chosen);
        for ignored in composed.ignored {
            let (setting, problem) = (ignored.name, ignored.problem);
            tracing::warn!(%desk, setting, problem, "what was changed in the chat is not followed");
        }
        desks.replace(desk, composed.settings);
    }
    Ok(Settings {
        desks,
        composer,
        menu: shown_here(words),
        flood: config.flood(),
        courtesies: words.phrases("courtesy-phrases"),
        assents: words.phrases("assent-phrases"),
        languages: LANGUAGES.iter().map(|language| (*language).to_owned()).collect(),
        bot: me.id,
        username: me.username.clone(),
        poll_timeout: polling::TIMEOUT,
        reader: inbound::reader(me),
    })
}

/// What was changed in the chats of the desks, by desk and name.
fn chosen(store: &Store) -> Result<BTreeMap<DeskId, BTreeMap<String, String>>, StoreError> {
    let mut desks: BTreeMap<DeskId, BTreeMap<String, String>> = BTreeMap::new();
    for (desk, name, chosen) in store.read()?.chosen()? {
        if let Some(value) = chosen.value {
            desks.entry(desk).or_default().insert(name, value);
        }
    }
    Ok(desks)
}
