//! The command line: builds the parts, decides nothing.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command answers on the terminal")]

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::secret::Token;
use frontdesk::service::{Launch, Service, Setup};
use frontdesk::store::private;
use frontdesk::{backup, check, demo, export, log};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The exit code of whatever must be mended before a start: settings, token, arguments.
const MEND: u8 = 2;

/// A help desk that lives entirely inside Telegram.
#[derive(Parser)]
#[command(name = "frontdesk", version = VERSION, about, long_about = LONG_ABOUT)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Option<Command>,
}

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("FRONTDESK_REVISION"), ")");

const LONG_ABOUT: &str = "A help desk that lives entirely inside Telegram.

People write to one bot in private; a small team answers from its own private group. \
Every setting can be given as FRONTDESK_<SECTION>__<KEY>, for example \
FRONTDESK_TIMEOUT__COMPLETE_AFTER=45m.";

#[derive(Args)]
struct Place {
    /// Where everything is kept
    #[arg(long, env = "FRONTDESK_DATA", default_value = "./data", global = true)]
    data: PathBuf,
    /// The settings file [default: <data>/frontdesk.toml, which may be absent]
    #[arg(long, env = "FRONTDESK_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// Chat id of the agents' group, instead of the set-up code
    #[arg(long, env = "FRONTDESK_DESK", global = true, allow_hyphen_values = true)]
    desk: Option<i64>,
    /// Root of the Bot API
    #[arg(
        long,
        env = "TELOXIDE_API_URL",
        hide_env_values = true,
        default_value = "https://api.telegram.org",
        global = true
    )]
    api_url: String,
    // The token comes by the environment only: arguments are readable by every user of a machine.
    #[arg(skip = token())]
    token: Option<Token>,
}

/// The token of the environment, if there is one.
fn token() -> Option<Token> {
    let token = std::env::var("TELOXIDE_TOKEN").ok()?;
    let token = token.trim();
    (!token.is_empty()).then(|| Token::new(token))
}

#[derive(Subcommand)]
enum Command {
    /// Run the bot (the default)
    Run,
    /// Try it here: the real bot on a built-in local Bot API, with a page; no token, no network
    Demo(Demo),
    /// Check settings, token, group, rights and database
    Check,
    /// Copy the database to a file, also while the bot runs; encrypted if there is a passphrase
    Backup(BackupTo),
    /// Put a backup in the place of the database; the bot must not be running
    Restore(RestoreFrom),
    /// Write everything into files that people can read, also while the bot runs; not encrypted
    Export(ExportTo),
    /// Make an export the database; the bot must not be running
    Import(ImportFrom),
}

#[derive(Args)]
struct BackupTo {
    /// The file to be made
    file: PathBuf,
    /// Overwrite a file that is there already
    #[arg(long)]
    force: bool,
}

#[derive(Args)]
struct RestoreFrom {
    /// The backup
    file: PathBuf,
    /// Replace the database that is there, which is kept as frontdesk.redb.before-restore
    #[arg(long)]
    force: bool,
}

#[derive(Args)]
struct ExportTo {
    /// The directory to be made
    directory: PathBuf,
}

#[derive(Args)]
struct ImportFrom {
    /// The export
    directory: PathBuf,
    /// Replace the database that is there, which is kept as frontdesk.redb.before-restore
    #[arg(long)]
    force: bool,
}

#[derive(Args)]
struct Demo {
    /// The page's port on this machine
    #[arg(long, default_value_t = 8088)]
    port: u16,
    /// Do not open a browser
    #[arg(long)]
    no_browser: bool,
    /// Keep the demo's data here instead of in a temporary directory
    #[arg(long)]
    keep: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log::to_stderr();
    log::panics_by_place();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("frontdesk: the operating system gives no threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let Cli { place, command } = cli;
    let code = runtime.block_on(async {
        match command.unwrap_or(Command::Run) {
            Command::Run => run(place).await,
            Command::Demo(options) => run_demo(options).await,
            Command::Check => run_check(place).await,
            Command::Backup(options) => run_backup(place, options).await,
            Command::Restore(options) => run_restore(place, options).await,
            Command::Export(options) => run_export(place, options).await,
            Command::Import(options) => run_import(place, options).await,
        }
    });
    // Whatever hangs has had its time.
    runtime.shutdown_background();
    code
}

/// The settings file.
fn settings_file(place: &Place) -> PathBuf {
    place.config.clone().unwrap_or_else(|| place.data.join("frontdesk.toml"))
}

/// The settings file, if it holds a secret that others can read.
fn exposed_settings(place: &Place, config: &Config) -> Option<private::Exposed> {
    config.has_secret_in_file().then(|| private::exposed(&settings_file(place))).flatten()
}

/// The settings, or what is wrong with them.
fn settings(place: &Place) -> Result<Config, ExitCode> {
    let explicit = place.config.is_some();
    let file = settings_file(place);
    // What is no Unicode may stand in the environment, in variables that are none of ours.
    let text = |part: std::ffi::OsString| part.to_string_lossy().into_owned();
    let variables = std::env::vars_os().map(|(name, value)| (text(name), text(value)));
    Config::load(Some(&file), explicit, variables).map_err(|errors| {
        eprintln!("frontdesk: the settings must be mended:\n{errors}");
        ExitCode::from(MEND)
    })
}

async fn run(place: Place) -> ExitCode {
    let config = match settings(&place) {
        Ok(config) => config,
        Err(code) => return code,
    };
    let Some(token) = place.token.clone() else {
        eprintln!(
            "frontdesk: there is no token.\n\
             Talk to @BotFather in Telegram, create a bot with /newbot, and put the token it gives \
             you into the environment variable TELOXIDE_TOKEN.\n\
             To try Frontdesk without a token and without a network: frontdesk demo"
        );
        return ExitCode::from(MEND);
    };
    if let Some(exposed) = exposed_settings(&place, &config) {
        tracing::warn!("{exposed}");
    }
    let launch = Launch {
        data: place.data,
        token,
        api_url: place.api_url,
        desk: place.desk,
        config,
        clock: Clock::system(),
    };
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("frontdesk: the operating system gives no signals: {error}");
            return ExitCode::FAILURE;
        }
    };
    let started = tokio::select! {
        // Nothing was said to anybody yet.
        () = signals.told_to_stop() => return ExitCode::SUCCESS,
        started = Service::start(launch) => started,
    };
    let service = match started {
        Ok(service) => service,
        Err(error) => {
            eprintln!("frontdesk: {error}");
            return ExitCode::FAILURE;
        }
    };
    for setup in &service.setup {
        print_setup(setup);
    }
    finish(service, signals).await
}

/// Runs until a signal or a failure, and stops in order; a second signal ends it at once.
async fn finish(service: Service, mut signals: Signals) -> ExitCode {
    let failed = tokio::select! {
        () = signals.told_to_stop() => false,
        () = service.failed() => true,
    };
    let stopped = tokio::select! {
        stopped = service.stop() => stopped,
        () = signals.told_to_stop() => {
            eprintln!("frontdesk: told twice to stop, ended at once; nothing is lost.");
            return ExitCode::FAILURE;
        }
    };
    match stopped {
        Ok(()) if failed => ExitCode::FAILURE,
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("frontdesk: {error}\nStart it again once that is mended; nothing is lost.");
            ExitCode::FAILURE
        }
    }
}

/// SIGTERM, as a supervisor sends it, and SIGINT, as Ctrl+C does.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From here on they end nothing by themselves.
    fn listen() -> std::io::Result<Self> {
        let terminate = signal(SignalKind::terminate())?;
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { terminate, interrupt })
    }

    /// Waits for the next one.
    async fn told_to_stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

fn print_setup(setup: &Setup) {
    let of = match &setup.desk {
        Some(name) => format!("the desk \"{name}\""),
        None => "the desk".to_owned(),
    };
    println!("No group is {of} yet. Open this link as an administrator of the agents' group:");
    println!("\n  {}\n", setup.link);
    if std::io::stdout().is_terminal()
        && let Ok(code) = qrcode::QrCode::new(setup.link.as_bytes())
    {
        let dense = qrcode::render::unicode::Dense1x2::Dark;
        let light = qrcode::render::unicode::Dense1x2::Light;
        println!("{}", code.render().dark_color(light).light_color(dense).build());
    }
    println!("or write /setup {} there. The code works once, for one hour.", setup.code);
}

async fn run_demo(options: Demo) -> ExitCode {
    let demo = match demo::start(options.port, options.keep).await {
        Ok(demo) => demo,
        Err(error) => {
            eprintln!("frontdesk: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    println!("The demo runs. Open {} (Ctrl+C ends it).", demo.url());
    if !options.no_browser && open::that_detached(demo.url()).is_err() {
        println!("No browser could be opened from here; open the address yourself.");
    }
    match Signals::listen() {
        Ok(mut signals) => signals.told_to_stop().await,
        // They end it by themselves.
        Err(_) => std::future::pending().await,
    }
    match demo.stop().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("frontdesk: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run_check(place: Place) -> ExitCode {
    let config = match settings(&place) {
        Ok(config) => config,
        Err(code) => return code,
    };
    let mut findings =
        check::check(&place.data, place.token.as_ref(), &place.api_url, place.desk, &config).await;
    if let Some(exposed) = exposed_settings(&place, &config) {
        findings.push(check::Finding::Mend(format!("files: {exposed}")));
    }
    for finding in &findings {
        println!("{finding}");
    }
    if findings.iter().all(check::Finding::is_right) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn run_backup(place: Place, options: BackupTo) -> ExitCode {
    let passphrase = match passphrase(&place) {
        Ok(passphrase) => passphrase,
        Err(code) => return code,
    };
    let file = match std::path::absolute(&options.file) {
        Ok(file) => file,
        Err(error) => {
            eprintln!("frontdesk: {}: {error}", options.file.display());
            return ExitCode::FAILURE;
        }
    };
    let made = backup::of(&place.data, &file, options.force, passphrase).await;
    answer(made, || {
        println!("The backup is in {}. It was read back and is whole.", file.display());
    })
}

async fn run_restore(place: Place, options: RestoreFrom) -> ExitCode {
    let passphrase = match passphrase(&place) {
        Ok(passphrase) => passphrase,
        Err(code) => return code,
    };
    let RestoreFrom { file, force } = options;
    let data = place.data.clone();
    let restored = tokio::task::spawn_blocking(move || {
        backup::restore(&data, &file, force, passphrase.as_ref())
    });
    answer(restored.await.unwrap_or(Err(backup::BackupError::Panicked)), || {
        println!("Restored. Start Frontdesk; it goes on from the moment of the backup.");
    })
}

async fn run_export(place: Place, options: ExportTo) -> ExitCode {
    let directory = match std::path::absolute(&options.directory) {
        Ok(directory) => directory,
        Err(error) => {
            eprintln!("frontdesk: {}: {error}", options.directory.display());
            return ExitCode::FAILURE;
        }
    };
    let (clock, stop) = (Clock::system(), export::Stop::default());
    let made = stoppable(export::of(&place.data, &directory, &clock, &stop), &stop).await;
    answer(made, || {
        println!(
            "The export is in {}. It is not encrypted: what people wrote can be read in it.",
            directory.display()
        );
    })
}

async fn run_import(place: Place, options: ImportFrom) -> ExitCode {
    let ImportFrom { directory, force } = options;
    let stop = export::Stop::default();
    let stops = stop.clone();
    let imported =
        tokio::task::spawn_blocking(move || export::import(&place.data, &directory, force, &stops));
    let imported = stoppable(imported, &stop).await;
    answer(imported.unwrap_or(Err(export::ExportError::Panicked)), || {
        println!("Imported. Start Frontdesk; it goes on from the moment of the export.");
    })
}

/// Waits for what is told to stop when the process is: then it takes back what it has begun.
async fn stoppable<T>(work: impl Future<Output = T>, stop: &export::Stop) -> T {
    let mut work = std::pin::pin!(work);
    let Ok(mut signals) = Signals::listen() else {
        return work.await;
    };
    tokio::select! {
        done = &mut work => done,
        () = signals.told_to_stop() => {
            stop.now();
            work.await
        }
    }
}

fn passphrase(place: &Place) -> Result<Option<Token>, ExitCode> {
    settings(place)?.passphrase().map_err(|error| {
        eprintln!("frontdesk: {error}");
        ExitCode::from(MEND)
    })
}

fn answer<E: std::fmt::Display>(done: Result<(), E>, say: impl FnOnce()) -> ExitCode {
    match done {
        Ok(()) => {
            say();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("frontdesk: {error}");
            ExitCode::FAILURE
        }
    }
}
