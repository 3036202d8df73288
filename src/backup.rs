//! Copies of the database: made, checked, encrypted, rotated, restored.
//!
//! Promises: a backup equals one moment, also while people write; it has its name only once it was
//! read back, found whole and is on disk; it is private to its owner. Nothing is overwritten that
//! nobody said may be, and a database that is replaced is kept. Never does: ask Telegram, or change
//! the database that it copies.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::time::Timestamp;
use crate::secret::Token;
use crate::socket::{self, Unanswered};
use crate::store::{self, Store, StoreError};

mod scheduled;

pub use scheduled::{Plan, scheduled};

/// How every encrypted backup begins.
const AGE: &[u8] = b"age-encryption.org/v1";
/// Two to this power is what deriving a key costs: 64 MB of memory and a moment.
const WORK: u8 = 16;
/// What somebody else's file may cost at most.
const MOST_WORK: u8 = 22;
/// The moment in a backup's name, in UTC.
const MOMENT: &str = "%Y-%m-%dT%H-%M-%SZ";
/// What a replaced database is called.
const BEFORE: &str = "frontdesk.redb.before-restore";

/// Why there is no backup, or nothing was restored. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database, or the backup as a database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is there already.
    #[error("{} is there already: choose another name, or say --force to overwrite it", .0.display())]
    Exists(PathBuf),
    /// There is a database already.
    #[error(
        "there is a database in {} already: `--force` replaces it, and keeps it as {BEFORE}", .0.display()
    )]
    Occupied(PathBuf),
    /// A bot has the database.
    #[error("Frontdesk is running on this data directory: stop it first")]
    Running,
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The copy does not agree with itself.
    #[error(
        "{} contradicts itself in {count} places ({first}); it was left out: try an older backup, and keep this file", path.display()
    )]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// In how many places.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// The file is encrypted and there is no passphrase.
    #[error(
        "{} is encrypted: put its passphrase into FRONTDESK_BACKUP__PASSPHRASE, or name a file that holds it as FRONTDESK_BACKUP__PASSPHRASE_FILE", .0.display()
    )]
    Locked(PathBuf),
    /// The passphrase does not open the file.
    #[error("{}: the passphrase does not open it; is it that of this backup?", .0.display())]
    WrongPassphrase(PathBuf),
    /// The encrypted file is damaged, or encrypted in some other way.
    #[error("{}: it cannot be decrypted ({reason}): try another backup", path.display())]
    Undecryptable {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A mistake of ours.
    #[error("a part of this program failed; nothing was replaced")]
    Panicked,
    /// The file is no backup, or a damaged one.
    #[error("{} is no whole backup ({reason}): try another backup", path.display())]
    NotWhole {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The running bot could not do it.
    #[error("the running Frontdesk says: {0}")]
    Refused(String),
}

/// What the system says about a file.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    move |source| BackupError::File { path: path.to_owned(), source }
}

/// A file that is gone when whoever made it is done or fails.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // Gone already if it was given its name.
        let _ = fs::remove_file(&self.0);
    }
}

/// The file beside `path` in which something is prepared.
pub(crate) fn beside(path: &Path, what: &str) -> Scratch {
    Scratch(name_beside(path, what))
}

/// The name beside `path` under which something is prepared.
pub(crate) fn name_beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.{what}", std::process::id()))
}

/// A new file, private to its owner.
pub(crate) fn new_file(path: &Path) -> Result<File, BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(at(path))
}

/// Makes a backup. `copy` writes the copy of one moment to a file that is not there yet.
///
/// # Errors
/// [`BackupError`]; nothing has been written to `target` then.
pub fn make(
    target: &Path,
    force: bool,
    passphrase: Option<&Token>,
    copy: impl FnOnce(&Path) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    if !force && target.exists() {
        return Err(BackupError::Exists(target.to_owned()));
    }
    let plain = beside(target, "copy");
    let _ = fs::remove_file(&plain.0);
    copy(&plain.0)?;
    check(&plain.0)?;
    let ready = match passphrase {
        None => plain,
        Some(passphrase) => {
            let sealed = beside(target, "sealed");
            let _ = fs::remove_file(&sealed.0);
            encrypt(&plain.0, &sealed.0, passphrase)?;
            sealed
        }
    };
    File::open(&ready.0).and_then(|file| file.sync_all()).map_err(at(&ready.0))?;
    if force {
        fs::rename(&ready.0, target).map_err(at(target))?;
    } else {
        // Unlike a renaming, a link overwrites nothing that came in the meantime.
        match fs::hard_link(&ready.0, target) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(BackupError::Exists(target.to_owned()));
            }
            // Not every file system has links.
            Err(_) => fs::rename(&ready.0, target).map_err(at(target))?,
        }
    }
    Ok(store::sync_directory(target)?)
}

/// Makes a backup of the database of `data`, by the running bot if one runs there.
///
/// # Errors
/// [`BackupError`]; nothing has been written to `target` then.
pub async fn of(
    data: &Path,
    target: &Path,
    force: bool,
    passphrase: Option<Token>,
) -> Result<(), BackupError> {
    let (data, target) = (data.to_owned(), target.to_owned());
    let runtime = tokio::runtime::Handle::current();
    let made = tokio::task::spawn_blocking(move || {
        make(&target, force, passphrase.as_ref(), |path| {
            match runtime.block_on(socket::copy(&data, path)) {
                Ok(()) => Ok(()),
                Err(Unanswered::Nobody) => {
                    let store = Store::open_checked(&data.join(store::FILE))?;
                    Ok(store.read()?.copy_into(path)?)
                }
                Err(error) => Err(BackupError::Refused(error.to_string())),
            }
        })
    });
    made.await.unwrap_or(Err(BackupError::Panicked))
}

/// Whether a file is a whole database that agrees with itself. Brings an older one up to date.
pub(crate) fn check(path: &Path) -> Result<(), BackupError> {
    let discrepancies = Store::open_checked(path)?.verify()?;
    match discrepancies.first() {
        None => Ok(()),
        Some(first) => Err(BackupError::Wrong {
            path: path.to_owned(),
            count: discrepancies.len(),
            first: first.to_string(),
        }),
    }
}

/// Puts a backup in the place of the database of `data`.
///
/// # Errors
/// [`BackupError`]; the database is as it was then.
pub fn restore(
    data: &Path,
    file: &Path,
    force: bool,
    passphrase: Option<&Token>,
) -> Result<(), BackupError> {
    let path = replaceable(data, force)?;
    let new = beside(&path, "restored");
    let _ = fs::remove_file(&new.0);
    if is_encrypted(file)? {
        let passphrase = passphrase.ok_or_else(|| BackupError::Locked(file.to_owned()))?;
        decrypt(file, &new.0, passphrase)?;
    } else {
        let mut from = File::open(file).map_err(at(file))?;
        let mut to = new_file(&new.0)?;
        io::copy(&mut from, &mut to).and_then(|_| to.sync_all()).map_err(at(&new.0))?;
    }
    check(&new.0).map_err(|error| match error {
        BackupError::Wrong { count, first, .. } => {
            BackupError::Wrong { path: file.to_owned(), count, first }
        }
        // The advice about a damaged database would go round in a circle.
        BackupError::Store(StoreError::Damaged(reason) | StoreError::Value(reason)) => {
            BackupError::NotWhole { path: file.to_owned(), reason }
        }
        other => other,
    })?;
    put_in_place(data, &new.0, force)
}

/// The place of the database of `data`, which is made if it is not there, for a new one.
///
/// # Errors
/// [`BackupError::Running`] if a bot has the one that is there, [`BackupError::Occupied`] if there is
/// one and nobody said that it may be replaced.
pub(crate) fn replaceable(data: &Path, force: bool) -> Result<PathBuf, BackupError> {
    store::private::create_directory(data).map_err(at(data))?;
    let path = data.join(store::FILE);
    if Store::is_taken(&path) {
        return Err(BackupError::Running);
    }
    if path.exists() && !force {
        return Err(BackupError::Occupied(path));
    }
    Ok(path)
}

/// Makes a file that was checked the database of `data`, and keeps the one that is there.
///
/// # Errors
/// As [`replaceable`], since time has gone by; the database is as it was then.
pub(crate) fn put_in_place(data: &Path, new: &Path, force: bool) -> Result<(), BackupError> {
    let path = replaceable(data, force)?;
    if path.exists() {
        let kept = free_name(data);
        // There is a database under its name at every moment.
        if fs::hard_link(&path, &kept).is_err() {
            fs::copy(&path, &kept).map_err(at(&kept))?;
        }
    }
    fs::rename(new, &path).map_err(at(&path))?;
    Ok(store::sync_directory(&path)?)
}

/// A name for the replaced database that no earlier one has.
fn free_name(data: &Path) -> PathBuf {
    let first = data.join(BEFORE);
    if !first.exists() {
        return first;
    }
    (2_u32..)
        .map(|number| data.join(format!("{BEFORE}-{number}")))
        .find(|path| !path.exists())
        .unwrap_or(first)
}

// ---- encryption ----------------------------------------------------------------------------------

fn secret(passphrase: &Token) -> SecretString {
    SecretString::from(passphrase.expose().to_owned())
}

fn is_encrypted(file: &Path) -> Result<bool, BackupError> {
    let mut begin = Vec::new();
    let file_there = File::open(file).map_err(at(file))?;
    file_there.take(AGE.len() as u64).read_to_end(&mut begin).map_err(at(file))?;
    Ok(begin == AGE)
}

fn encrypt(from: &Path, to: &Path, passphrase: &Token) -> Result<(), BackupError> {
    let mut recipient = age::scrypt::Recipient::new(secret(passphrase));
    recipient.set_work_factor(WORK);
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let refused = |reason: String| BackupError::Undecryptable { path: to.to_owned(), reason };
    let sealer =
        age::Encryptor::with_recipients(recipients).map_err(|error| refused(error.to_string()))?;
    let mut plain = BufReader::new(File::open(from).map_err(at(from))?);
    let mut sealed = sealer.wrap_output(BufWriter::new(new_file(to)?)).map_err(at(to))?;
    io::copy(&mut plain, &mut sealed)
        .and_then(|_| sealed.finish())
        .and_then(|mut file| file.flush())
        .map_err(at(to))
}

fn decrypt(from: &Path, to: &Path, passphrase: &Token) -> Result<(), BackupError> {
    let refused = |error: &dyn std::fmt::Display| BackupError::Undecryptable {
        path: from.to_owned(),
        reason: error.to_string(),
    };
    let mut identity = age::scrypt::Identity::new(secret(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    let file = BufReader::new(File::open(from).map_err(at(from))?);
    let sealed = age::Decryptor::new_buffered(file).map_err(|error| refused(&error))?;
    let identities = std::iter::once(&identity as &dyn age::Identity);
    let mut plain = sealed.decrypt(identities).map_err(|error| match error {
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => BackupError::WrongPassphrase(from.to_owned()),
        other => refused(&other),
    })?;
    let mut file = new_file(to)?;
    io::copy(&mut plain, &mut file).map_err(|error| refused(&error))?;
    file.sync_all().map_err(at(to))
}

// ---- names and rotation --------------------------------------------------------------------------

/// The name of a scheduled backup.
pub fn name(at: Timestamp, encrypted: bool) -> String {
    let moment = DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or_default();
    let end = if encrypted { ".redb.age" } else { ".redb" };
    format!("frontdesk-{}{end}", moment.format(MOMENT))
}

/// The moment in a name that [`name`] gave.
fn moment(name: &str) -> Option<NaiveDateTime> {
    let bare = name.strip_prefix("frontdesk-")?;
    let bare = bare.strip_suffix(".age").unwrap_or(bare).strip_suffix(".redb")?;
    let moment = NaiveDateTime::parse_from_str(bare, MOMENT).ok()?;
    // Only names that are exactly ours.
    (moment.format(MOMENT).to_string() == bare).then_some(moment)
}

/// Deletes all but the newest `keep` backups in a directory, and no other file. Says how many.
///
/// # Errors
/// [`BackupError::File`] if the directory cannot be read or a file not be deleted.
pub fn rotate(directory: &Path, keep: usize) -> Result<usize, BackupError> {
    let mut ours = Vec::new();
    for entry in fs::read_dir(directory).map_err(at(directory))? {
        let entry = entry.map_err(at(directory))?;
        let is_file = entry.file_type().map_err(at(directory))?.is_file();
        if let Some(moment) = moment(&entry.file_name().to_string_lossy())
            && is_file
        {
            ours.push((moment, entry.path()));
        }
    }
    ours.sort();
    let old = ours.len().saturating_sub(keep);
    for (_, path) in ours.iter().take(old) {
        fs::remove_file(path).map_err(at(path))?;
    }
    Ok(old)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_nothing_else_is() {
        let at = Timestamp(1_795_000_000_123);
        for encrypted in [true, false] {
            let name = name(at, encrypted);
            assert!(moment(&name).is_some(), "{name}");
            assert!(moment(&format!("{name}.bak")).is_none());
            assert!(moment(&format!("x{name}")).is_none());
        }
        assert_eq!(name(at, true), "frontdesk-2026-11-18T11-06-40Z.redb.age");
        for other in [
            "frontdesk.redb",
            "frontdesk-2026-11-18T10-26-40Z",
            "frontdesk-2026-1-18T10-26-40Z.redb",
        ] {
            assert!(moment(other).is_none(), "{other}");
        }
    }

    #[test]
    fn rotation_keeps_the_newest_and_touches_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let put = |name: &str| fs::write(directory.path().join(name), "x").unwrap();
        let names: Vec<String> =
            (0..5).map(|n| name(Timestamp(n * 86_400_000), n % 2 == 0)).collect();
        names.iter().for_each(|name| put(name));
        for other in ["notes.txt", "frontdesk.redb", "frontdesk-old.redb"] {
            put(other);
        }
        fs::create_dir(directory.path().join(name(Timestamp(-1_000_000), false))).unwrap();
        assert_eq!(rotate(directory.path(), 2).unwrap(), 3);
        assert_eq!(rotate(directory.path(), 2).unwrap(), 0);
        let left = |name: &str| directory.path().join(name).exists();
        assert_eq!(
            names.iter().map(|name| left(name)).collect::<Vec<_>>(),
            [false, false, false, true, true]
        );
        assert!(left("notes.txt") && left("frontdesk.redb") && left("frontdesk-old.redb"));
    }
}
