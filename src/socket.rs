//! How commands on the same machine reach the bot that has the database.
//!
//! A Unix socket in the data directory, open to its owner only. One line asks, some lines answer;
//! whoever asks for an export stays until it is done, or there is none:
//!
//! ```text
//! backup /where/to        → ok              a copy of this moment, to a file that is not there yet
//! export /where/to        → ok              everything of this moment, as files in a new directory
//! check                   → note …, ok      everything that the database contradicts itself in
//! chosen                  → note DESK NAME VALUE, ok    every setting that was changed in a chat
//!                         → error …         whatever went wrong
//! ```
//!
//! Promises: whoever may not read the database gets nothing here. Never does: change anything but
//! write the file that was asked for, and have the audit name an export.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

use crate::store::{Store, StoreError};

/// The socket's name in the data directory.
pub const FILE: &str = "frontdesk.sock";
/// The longest question, in bytes.
const LONGEST: u64 = 8192;
/// How long a copy or a check may take.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// An export under way: what went wrong with it, if anything did.
pub type Exporting = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// How the running bot exports everything into a directory.
pub type Exporter = Arc<dyn Fn(PathBuf) -> Exporting + Send + Sync>;

/// A socket that listens; its file goes with it.
#[derive(Debug)]
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Drop for Socket {
    fn drop(&mut self) {
        // The next start replaces it anyway.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Socket {
    /// Listens in a data directory. Whoever calls has the database, so a socket that is there is
    /// left over.
    ///
    /// # Errors
    /// What the system says, for example that the path is too long for a socket.
    pub fn bind(data: &Path) -> io::Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        let path = data.join(FILE);
        // It gets its name once it is private.
        let new = data.join(format!("{FILE}.new"));
        let _ = std::fs::remove_file(&new);
        let listener = UnixListener::bind(&new)?;
        std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o600))?;
        std::fs::rename(&new, &path)?;
        Ok(Self { listener, path })
    }

    /// Answers until it is dropped, and so are the answers that are on their way.
    pub async fn serve(self, store: Store, exporter: Exporter) {
        let mut answers = JoinSet::new();
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    answers.spawn(answer(stream, store.clone(), Arc::clone(&exporter)));
                    while answers.try_join_next().is_some() {}
                }
                Err(error) => {
                    tracing::warn!(%error, "commands cannot reach this bot any more");
                    return;
                }
            }
        }
    }
}

async fn answer(stream: UnixStream, store: Store, exporter: Exporter) {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    let mut read = BufReader::new(read.take(LONGEST));
    if read.read_line(&mut line).await.is_err() {
        return;
    }
    let line = line.trim_end_matches('\n').to_owned();
    let lines = match line.strip_prefix("export ") {
        Some(path) => {
            let exporting = exporter(PathBuf::from(path));
            drop(exporter);
            let done = tokio::select! {
                done = exporting => done,
                // Nothing more is said to us: whoever asked has gone, and wants it no longer.
                _ = read.read_u8() => return,
            };
            match done {
                Ok(()) => vec!["ok".to_owned()],
                Err(why) => vec![refusal(&why)],
            }
        }
        None => {
            let work = tokio::task::spawn_blocking(move || carry_out(&line, &store));
            work.await.unwrap_or_else(|_| vec![refusal(&"it panicked")])
        }
    };
    // Whoever asked may have gone.
    let _ = write.write_all((lines.join("\n") + "\n").as_bytes()).await;
    let _ = write.shutdown().await;
}

/// What went wrong, in one line.
fn refusal(what: &dyn std::fmt::Display) -> String {
    format!("error {what}").replace('\n', " ")
}

fn carry_out(line: &str, store: &Store) -> Vec<String> {
    match line.split_once(' ') {
        Some(("backup", path)) => {
            match store.read().and_then(|moment| moment.copy_into(Path::new(path))) {
                Ok(()) => vec!["ok".to_owned()],
                Err(failed) => vec![refusal(&failed)],
            }
        }
        None if line == "check" => match store.verify() {
            Ok(found) => found
                .iter()
                .map(|discrepancy| format!("note {discrepancy}"))
                .chain(["ok".to_owned()])
                .collect(),
            Err(failed) => vec![refusal(&failed)],
        },
        None if line == "chosen" => match chosen(store) {
            Ok(chosen) => chosen
                .iter()
                .map(|(desk, name, value)| format!("note {desk} {name} {value}"))
                .chain(["ok".to_owned()])
                .collect(),
            Err(failed) => vec![refusal(&failed)],
        },
        Some(_) | None => vec![refusal(&"this Frontdesk does not know that command")],
    }
}

/// What was changed in the chat of a desk: the desk by its name, or its number where it has none,
/// the setting and its value.
pub type ChangedThere = (String, String, String);

/// Every setting that was changed in a chat.
///
/// # Errors
/// Whatever the file system says.
pub fn chosen(store: &Store) -> Result<Vec<ChangedThere>, StoreError> {
    let snapshot = store.read()?;
    let mut all = Vec::new();
    for (desk, name, chosen) in snapshot.chosen()? {
        let Some(value) = chosen.value else { continue };
        let called = snapshot.desk(desk)?.and_then(|desk| desk.name);
        all.push((called.unwrap_or_else(|| desk.to_string()), name, value));
    }
    Ok(all)
}

/// Why a question to a running bot has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// No bot listens there.
    #[error("no Frontdesk runs on this data directory")]
    Nobody,
    /// The bot said why.
    #[error("{0}")]
    Refused(String),
    /// The connection ended before the answer did.
    #[error("the running Frontdesk did not answer: {0}")]
    Lost(io::Error),
}

/// Asks the bot that runs on a data directory for a copy of its database at `path`, which must be
/// absolute and not there yet.
///
/// # Errors
/// [`Unanswered`].
pub async fn copy(data: &Path, path: &Path) -> Result<(), Unanswered> {
    ask_for(data, "backup", path).await
}

/// Asks the bot that runs on a data directory to export everything into the directory `path`, which
/// must be absolute.
///
/// # Errors
/// [`Unanswered`].
pub async fn export(data: &Path, path: &Path) -> Result<(), Unanswered> {
    ask_for(data, "export", path).await
}

async fn ask_for(data: &Path, what: &str, path: &Path) -> Result<(), Unanswered> {
    let Some(path) = path.to_str().filter(|path| !path.contains('\n')) else {
        return Err(Unanswered::Refused("the file's name is not written in UTF-8".to_owned()));
    };
    ask(data, &format!("{what} {path}")).await.map(drop)
}

/// Asks the bot that runs on a data directory whether its database agrees with itself; what does
/// not comes back.
///
/// # Errors
/// [`Unanswered`].
pub async fn check(data: &Path) -> Result<Vec<String>, Unanswered> {
    ask(data, "check").await
}

/// Asks the bot that runs on a data directory what [`chosen`] says.
///
/// # Errors
/// [`Unanswered`]; an older bot does not know the question.
pub async fn ask_chosen(data: &Path) -> Result<Vec<ChangedThere>, Unanswered> {
    let notes = ask(data, "chosen").await?;
    let read = |note: &String| {
        let mut parts = note.splitn(3, ' ');
        Some((parts.next()?.to_owned(), parts.next()?.to_owned(), parts.next()?.to_owned()))
    };
    Ok(notes.iter().filter_map(read).collect())
}

async fn ask(data: &Path, question: &str) -> Result<Vec<String>, Unanswered> {
    let mut stream = match UnixStream::connect(data.join(FILE)).await {
        Ok(stream) => stream,
        Err(error) => {
            return Err(match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => Unanswered::Nobody,
                _ => Unanswered::Lost(error),
            });
        }
    };
    let exchange = async {
        stream.write_all(format!("{question}\n").as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<String, io::Error>(answer)
    };
    let answer = match tokio::time::timeout(PATIENCE, exchange).await {
        Ok(answer) => answer.map_err(Unanswered::Lost)?,
        Err(_) => return Err(Unanswered::Lost(io::ErrorKind::TimedOut.into())),
    };
    let mut notes = Vec::new();
    for line in answer.lines() {
        match line.split_once(' ') {
            Some(("note", note)) => notes.push(note.to_owned()),
            Some(("error", why)) => return Err(Unanswered::Refused(why.to_owned())),
            _ if line == "ok" => return Ok(notes),
            _ => {}
        }
    }
    Err(Unanswered::Lost(io::ErrorKind::UnexpectedEof.into()))
}
