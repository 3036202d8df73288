//! `frontdesk demo`: the real bot on the built-in local Bot API, with a page.
//!
//! The bot talks to the local Bot API over HTTP on loopback, exactly as it would to Telegram. Only
//! the settings differ: the sweep comes every second, and Telegram's limits do not slow a newcomer
//! who tries everything at once.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::clock::Clock;
use crate::config::Config;
use crate::sandbox::{BotRights, Options, Outgoing, Sandbox, Standing};
use crate::secret::Token;
use crate::service::{Launch, Service};
use crate::store::{StoreError, private};

/// A running demo.
pub struct Demo {
    sandbox: Sandbox,
    service: Service,
    temporary: Option<PathBuf>,
}

/// Starts the local Bot API with its page, and the bot. Data live in a temporary directory unless
/// one is given.
///
/// # Errors
/// The port is taken, or the data directory cannot be used.
pub async fn start(port: u16, keep: Option<PathBuf>) -> anyhow::Result<Demo> {
    let clock = Clock::system();
    let (now, moved) = (clock.clone(), clock.clone());
    let options = Options {
        port,
        page: true,
        now: Arc::new(move || now.now().0),
        on_advance: Some(Arc::new(move |seconds| moved.advance(Duration::from_secs(seconds)))),
        ..Options::default()
    };
    let sandbox = Sandbox::start(options)
        .await
        .with_context(|| format!("port {port} cannot be used; choose another with --port"))?;
    let group = people(&sandbox);
    let temporary = match &keep {
        Some(_) => None,
        None => Some(temporary_directory()?),
    };
    let data = keep.or_else(|| temporary.clone()).unwrap_or_default();
    let launch = Launch {
        data,
        token: Token::new(sandbox.token()),
        api_url: sandbox.url(),
        desk: Some(group),
        config: lively(),
        clock,
    };
    let service = Service::start(launch).await?;
    Ok(Demo { sandbox, service, temporary })
}

impl Demo {
    /// Where the page is.
    pub fn url(&self) -> String {
        self.sandbox.url()
    }

    /// Ends the demo, and removes what it kept for itself.
    ///
    /// # Errors
    /// What made the engine fail, if it did.
    pub async fn stop(self) -> Result<(), StoreError> {
        let stopped = self.service.stop().await;
        self.sandbox.stop();
        if let Some(directory) = self.temporary {
            // A leftover in the system's temporary directory harms nobody.
            let _ = std::fs::remove_dir_all(directory);
        }
        stopped
    }
}

/// Four users of four languages, and a team with every role.
fn people(sandbox: &Sandbox) -> i64 {
    for (name, username, language) in [
        ("Anna", "anna", "en"),
        ("Борис", "boris", "ru"),
        ("林", "lin", "zh-hans"),
        ("دارا", "dara", "fa"),
    ] {
        sandbox.user(name, Some(username), Some(language));
    }
    let group = sandbox.forum("Support team");
    let [ada, lea, ben, eve] = ["Ada", "Lea", "Ben", "Eve"]
        .map(|name| sandbox.user(name, Some(&name.to_lowercase()), Some("en")));
    sandbox.join(group, ada, Standing::Creator);
    sandbox.bot_joins(group, BotRights::all());
    for agent in [lea, ben, eve] {
        sandbox.join(group, agent, Standing::Member);
        // Whoever writes in the group is known to the bot, and work can be assigned to them.
        sandbox.say(agent, group, Outgoing::text("Good morning!"));
    }
    sandbox.say(ada, group, Outgoing::text("/role @lea lead"));
    sandbox.label(group, lea, "lead");
    group
}

fn lively() -> Config {
    let environment = [
        ("FRONTDESK_SCHEDULE__SWEEP", "* * * * * *"),
        ("FRONTDESK_LIMITS__PER_SECOND", "0"),
        ("FRONTDESK_LIMITS__PER_CHAT_PER_SECOND", "0"),
        ("FRONTDESK_LIMITS__PER_GROUP_PER_MINUTE", "0"),
    ];
    let environment = environment.map(|(key, value)| (key.to_owned(), value.to_owned()));
    Config::load(None, false, environment.into_iter()).unwrap_or_default()
}

fn temporary_directory() -> anyhow::Result<PathBuf> {
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let name = format!("frontdesk-demo-{:016x}", u64::from_le_bytes(random));
    let directory = std::env::temp_dir().join(name);
    private::create_directory(&directory)
        .with_context(|| format!("{} cannot be created", directory.display()))?;
    Ok(directory)
}
