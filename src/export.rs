//! Everything that is stored, as files that people can read; and a database made of such files.
//!
//! An export is a directory with a file of JSON Lines for each table, and a manifest that says what
//! they are, how long they are and what their hashes are. It is not encrypted: it is for reading.
//!
//! Promises: an export equals one moment, also while people write; the audit of that moment names it;
//! it has its name only once all of it is on disk; it is private to its owner. Memory does not grow
//! with what is stored. Never does: write into a directory that holds anything, ask Telegram, or know
//! the token.

use std::fs::{self, DirBuilder, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::backup::{self, BackupError, at};
use crate::clock::Clock;
use crate::domain::time::Timestamp;
use crate::engine::{EngineHandle, Input};
use crate::socket::{self, Unanswered};
use crate::store::{self, Lines, Snapshot, Store, StoreError};

mod import;
mod manifest;

pub use import::import;
use manifest::{Hash, Listed, Manifest};

/// Why there is no export, or nothing was imported. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file, or the place of the database.
    #[error(transparent)]
    Files(#[from] BackupError),
    /// There is something in the way.
    #[error("{} holds something already: name a directory that is empty or not there yet", .0.display())]
    Occupied(PathBuf),
    /// The audit does not name it.
    #[error("the audit could not be written, and without its entry there is no export")]
    Unaudited,
    /// The running bot could not do it.
    #[error("the running Frontdesk says: {0}")]
    Refused(String),
    /// Whoever asked for it wants it no longer.
    #[error("stopped; nothing of it was left")]
    Stopped,
    /// A mistake of ours.
    #[error("a part of this program failed; nothing was replaced")]
    Panicked,
    /// The directory is none that this program has written.
    #[error("{} is no whole export of Frontdesk: {reason}", path.display())]
    NotWhole {
        /// Which, or which file in it.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A line is none that this program has written.
    #[error("{}:{line}: {reason}; nothing was imported", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The number of the line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// Written by a newer version.
    #[error(
        "{} was written by a newer Frontdesk ({what} {found}, this one knows {known}): import it with that one", path.display()
    )]
    Newer {
        /// The manifest.
        path: PathBuf,
        /// What is newer.
        what: &'static str,
        /// The export's version of it.
        found: u64,
        /// The newest that this program knows.
        known: u64,
    },
    /// The lines do not agree with each other.
    #[error(
        "{} contradicts itself in {count} places ({first}); nothing was imported", path.display()
    )]
    Wrong {
        /// The directory.
        path: PathBuf,
        /// In how many places.
        count: usize,
        /// The first of them.
        first: String,
    },
}

/// Whether whoever asked for something wants it no longer. Clones are told too.
#[derive(Clone, Default, Debug)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// It is wanted no longer.
    pub fn now(&self) {
        self.0.send_replace(true);
    }

    fn told(&self) -> bool {
        *self.0.borrow()
    }

    async fn wait(&self) {
        // Its sender is here.
        let _ = self.0.subscribe().wait_for(|told| *told).await;
    }
}

/// Stops what nobody waits for any more.
struct StopWhenDropped(Stop);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.now();
    }
}

/// Exports the database of `data` into the directory `target`, by the running bot if one runs there.
///
/// # Errors
/// [`ExportError`]; there is nothing under the name of `target` then that was not there before.
pub async fn of(data: &Path, target: &Path, clock: &Clock, stop: &Stop) -> Result<(), ExportError> {
    let answer = tokio::select! {
        answer = socket::export(data, target) => answer,
        // The bot sees that nobody waits for it any more.
        () = stop.wait() => return Err(ExportError::Stopped),
    };
    match answer {
        Ok(()) => return Ok(()),
        Err(Unanswered::Nobody) => {}
        Err(error) => return Err(ExportError::Refused(error.to_string())),
    }
    let (file, target) = (data.join(store::FILE), target.to_owned());
    let (clock, stop) = (clock.clone(), stop.clone());
    blocking(move || {
        let store = Store::open_checked(&file)?;
        let begun = Begun::at(&target)?;
        let last = store.read()?.last_audited()?;
        let now = clock.now();
        let tx = store.write()?;
        tx.audit_export(now)?;
        tx.commit()?;
        begun.finish(&store.read()?, last, now, &stop)
    })
    .await
}

/// Exports the database of a running bot. The audit's entry is written by the engine, the one writer.
///
/// # Errors
/// As [`of`].
pub async fn of_running(
    store: Store,
    engine: EngineHandle,
    clock: Clock,
    target: PathBuf,
) -> Result<(), ExportError> {
    let from = store.clone();
    let (begun, last) =
        blocking(move || Ok((Begun::at(&target)?, from.read()?.last_audited()?))).await?;
    let submitted = engine.submit(Input::Export).await;
    // A stop waits for whoever holds the engine.
    drop(engine);
    submitted.map_err(|_| ExportError::Unaudited)?;
    let stop = Stop::default();
    let _stops = StopWhenDropped(stop.clone());
    blocking(move || begun.finish(&store.read()?, last, clock.now(), &stop)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ExportError> + Send + 'static,
) -> Result<T, ExportError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(ExportError::Panicked))
}

/// A directory that is gone when whoever made it is done or fails.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone already if it was given its name.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An export whose place is free, and which has no name yet.
struct Begun {
    target: PathBuf,
    directory: Unfinished,
}

impl Begun {
    fn at(target: &Path) -> Result<Self, ExportError> {
        let occupied = || ExportError::Occupied(target.to_owned());
        match fs::read_dir(target).map(|mut there| there.next().is_none()) {
            Ok(true) => {}
            Ok(false) => return Err(occupied()),
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound => {}
                io::ErrorKind::NotADirectory => return Err(occupied()),
                _ => return Err(at(target)(error).into()),
            },
        }
        let path = backup::name_beside(target, "export");
        // Left by a process that was killed and had this number.
        let _ = fs::remove_dir_all(&path);
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(at(&path))?;
        Ok(Self { target: target.to_owned(), directory: Unfinished(path) })
    }

    /// Writes everything, and gives it its name. An export must stand in the audit after its entry
    /// `last`.
    fn finish(
        self,
        moment: &Snapshot,
        last: u64,
        at_time: Timestamp,
        stop: &Stop,
    ) -> Result<(), ExportError> {
        if !moment.exported_after(last)? {
            return Err(ExportError::Unaudited);
        }
        let Self { target, directory } = self;
        let mut files = Files { directory: &directory.0, stop, open: None, listed: Vec::new() };
        moment.tell(&mut files)?;
        Manifest::new(at_time, files.listed).write(&directory.0)?;
        sync(&directory.0)?;
        // Replaces a directory that is empty, and nothing else.
        fs::rename(&directory.0, &target).map_err(|error| match error.kind() {
            io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory => {
                ExportError::Occupied(target.clone())
            }
            _ => at(&target)(error).into(),
        })?;
        Ok(store::sync_directory(&target)?)
    }
}

fn sync(directory: &Path) -> Result<(), ExportError> {
    let synced = File::open(directory).and_then(|directory| directory.sync_all());
    Ok(synced.map_err(at(directory))?)
}

/// The files of the tables, one after another.
struct Files<'a> {
    directory: &'a Path,
    stop: &'a Stop,
    open: Option<Open>,
    listed: Vec<Listed>,
}

/// The one that is being written.
struct Open {
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    lines: u64,
    table: &'static str,
    meaning: &'static str,
}

impl Lines for Files<'_> {
    type Error = ExportError;

    fn begin(&mut self, table: &'static str, meaning: &'static str) -> Result<(), ExportError> {
        let path = self.directory.join(manifest::file_of(table));
        let file = BufWriter::new(backup::new_file(&path)?);
        self.open = Some(Open { path, file, hash: Sha256::new(), lines: 0, table, meaning });
        Ok(())
    }

    fn line(&mut self, line: &[u8]) -> Result<(), ExportError> {
        if self.stop.told() {
            return Err(ExportError::Stopped);
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        for part in [line, b"\n"] {
            open.hash.update(part);
            open.file.write_all(part).map_err(at(&open.path))?;
        }
        open.lines = open.lines.saturating_add(1);
        Ok(())
    }

    fn end(&mut self) -> Result<(), ExportError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let Open { path, file, hash, lines, table, meaning } = open;
        let written = file.into_inner().map_err(io::IntoInnerError::into_error);
        written.and_then(|file| file.sync_all()).map_err(at(&path))?;
        self.listed.push(Listed::new(table, meaning, lines, Hash::of(hash)));
        Ok(())
    }
}
