//! The backup that is made by the clock.

use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use cron::Schedule;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::domain::id::ChatId;
use crate::domain::time::Timestamp;
use crate::jobs;
use crate::secret::Token;
use crate::store::Store;
use crate::telegram::{CallError, Telegram};

use super::{BackupError, make, name, rotate};

/// What Telegram takes of a bot, in bytes (telegram-facts: 50 MB by upload).
const LARGEST_DOCUMENT: u64 = 50 * 1000 * 1000;
/// How often sending is tried when it is certain that nothing was sent.
const TRIES: u32 = 3;
/// Between two tries.
const PAUSE: Duration = Duration::from_secs(30);

/// When backups are made, and where they go.
#[derive(Clone, Debug)]
pub struct Plan {
    /// When.
    pub schedule: Schedule,
    /// The zone whose clock on the wall the schedule speaks of.
    pub zone: Tz,
    /// The directory; made if it is not there.
    pub directory: PathBuf,
    /// How many are kept in it.
    pub keep: usize,
    /// What they are encrypted with.
    pub passphrase: Option<Token>,
    /// The chat to which each goes as a document. Only with a passphrase: what people wrote does
    /// not leave the machine unencrypted.
    pub chat: Option<ChatId>,
}

/// Makes a backup at every firing of the schedule after `since`. One that fails is logged, and the
/// next is made all the same; what was missed is made up for once, however often it was due.
pub async fn scheduled(
    plan: Plan,
    since: Timestamp,
    store: Store,
    telegram: Telegram,
    clock: Clock,
    mut stop: watch::Receiver<bool>,
) {
    let mut last = since;
    loop {
        let next = jobs::next_moment(&plan.schedule, plan.zone, last);
        tokio::select! {
            () = clock.sleep_until(next.at) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        // Whatever else was due by now is made up for with this one.
        last = clock.now();
        if next.fires {
            run(&plan, &store, &telegram, &clock).await;
        }
    }
}

async fn run(plan: &Plan, store: &Store, telegram: &Telegram, clock: &Clock) {
    match once(plan, store, clock).await {
        Ok(path) => {
            tracing::info!(file = %path.display(), "backup made");
            if let (Some(chat), Some(_)) = (plan.chat, &plan.passphrase) {
                send(telegram, chat, path, clock).await;
            }
        }
        Err(error) => tracing::error!(%error, "no backup could be made"),
    }
}

async fn once(plan: &Plan, store: &Store, clock: &Clock) -> Result<PathBuf, BackupError> {
    let name = name(clock.now(), plan.passphrase.is_some());
    let (plan, store) = (plan.clone(), store.clone());
    // Reading and writing files blocks, and so does deriving a key.
    let done = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&plan.directory).map_err(super::at(&plan.directory))?;
        let target = plan.directory.join(name);
        make(&target, false, plan.passphrase.as_ref(), |path| {
            Ok(store.read()?.copy_into(path)?)
        })?;
        rotate(&plan.directory, plan.keep)?;
        Ok(target)
    });
    done.await.unwrap_or(Err(BackupError::Panicked))
}

async fn send(telegram: &Telegram, chat: ChatId, path: PathBuf, clock: &Clock) {
    let size = std::fs::metadata(&path).map_or(0, |file| file.len());
    if size > LARGEST_DOCUMENT {
        tracing::error!(
            size,
            "the backup is larger than what Telegram takes of a bot; it is kept in its directory only"
        );
        return;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = match tokio::task::spawn_blocking(move || std::fs::read(path)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) | Err(_) => {
            tracing::error!("the backup cannot be read again, so it is not sent");
            return;
        }
    };
    for _ in 0..TRIES {
        let pause = match telegram.send_document(chat, &name, bytes.clone()).await {
            Ok(()) => {
                tracing::info!(%chat, "backup sent");
                return;
            }
            Err(CallError::RateLimited(pause)) => pause,
            Err(CallError::NotSent) => PAUSE,
            Err(error) => {
                tracing::error!(%chat, %error, "the backup may not have arrived in its chat");
                return;
            }
        };
        clock.sleep(pause).await;
    }
    tracing::error!(%chat, "the backup could not be sent; it is kept in its directory");
}
