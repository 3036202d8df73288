//! Everything that is kept, in one redb file.
//!
//! Reads are short transactions of their own and see what was last committed; writes happen in
//! [`Tx`], one at a time, and only the engine opens one. Every question is answered by an index
//! range, never by a scan. Nothing here decides anything.

mod audit;
mod canned;
mod chosen;
mod copy;
mod dump;
mod lines;
mod migrations;
mod newest;
/// Files that only their owner may read.
pub mod private;
mod records;
/// Every table with its key, value and meaning.
pub mod tables;
mod tx;
mod users;
mod verify;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use redb::{Database, ReadOnlyTable, ReadTransaction, ReadableDatabase, ReadableTable};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::arrival::Held;
use crate::domain::card::Card;
use crate::domain::conversation::Conversation;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, UserId};
use crate::domain::outbox::Row;
use crate::domain::people::{Desk, Member, Profile};
use crate::domain::tag::TagKind;
use crate::domain::time::Timestamp;

pub use dump::Rows;
pub use lines::{BadLine, Draft, DraftError, Lines};
pub use records::{
    Album, Audit, Due, Entry, EntryKind, Failed, Lookup, Mapped, Mark, Quarantined, Reacted,
    Speaker, Trying, What, Why, lines_name,
};
pub use redb::StorageBackend;
pub use tx::{InQueue, Mention, Part, QueuePlace, Tx};
pub use verify::{Discrepancy, Fault};

/// The database's name in the data directory.
pub const FILE: &str = "frontdesk.redb";
/// How much of the file is kept in memory at most, in bytes.
const CACHE: usize = 16 << 20;
/// Files smaller than this are checked page by page whenever they are opened, in bytes.
const CHECKED_AT_START: u64 = 512 << 20;
/// The first byte of every value: JSON with named fields.
const JSON: u8 = 1;

/// The database could not be read or written. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has it.
    #[error(
        "another Frontdesk is running on this data directory: stop it first, or set FRONTDESK_DATA to another directory"
    )]
    Taken,
    /// Written by a newer version.
    #[error(
        "the database was written by a newer Frontdesk (version {found} of the file, this one knows {known}): use that one, or restore a backup"
    )]
    Newer {
        /// The file's version.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// A value that this program did not write.
    #[error("a value in the database cannot be read ({0}), so the file is damaged: {RESTORE}")]
    Value(String),
    /// What is in the file is not what was written to it.
    #[error("the database is damaged ({0}): {RESTORE}")]
    Damaged(String),
    /// There is no room for what has to be written.
    #[error(
        "the disk with the database is full: make room there, and start Frontdesk again; nothing that was acknowledged is lost"
    )]
    Full,
    /// The file system does not let this user write there.
    #[error(
        "{} cannot be used ({source}): let the user who runs Frontdesk read and write it, or set FRONTDESK_DATA to another directory", path.display()
    )]
    Place {
        /// Where.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is none to be read.
    #[error(
        "there is no database: {} is not there; start Frontdesk once, or set FRONTDESK_DATA to the directory that it uses", .0.display()
    )]
    Missing(std::path::PathBuf),
    /// The operating system gives no random numbers, no thread or the like.
    #[error("the operating system fails: {0}")]
    System(#[from] std::io::Error),
    /// Anything else about the file or the file system.
    #[error("the database cannot be used: {0}")]
    Redb(Box<redb::Error>),
}

/// What to do about a damaged file.
const RESTORE: &str =
    "restore a backup with `frontdesk restore FILE --force`; the damaged file is kept";

impl From<redb::Error> for StoreError {
    fn from(error: redb::Error) -> Self {
        use std::io::ErrorKind;
        match error {
            redb::Error::DatabaseAlreadyOpen => Self::Taken,
            redb::Error::Corrupted(what) => Self::Damaged(what),
            redb::Error::TableDoesNotExist(_)
            | redb::Error::TableTypeMismatch { .. }
            | redb::Error::TableIsMultimap(_)
            | redb::Error::TableIsNotMultimap(_)
            | redb::Error::TypeDefinitionChanged { .. }
            | redb::Error::UpgradeRequired(_)
            | redb::Error::RepairAborted => Self::Damaged(error.to_string()),
            redb::Error::Io(io)
                if matches!(io.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) =>
            {
                Self::Full
            }
            redb::Error::Io(io)
                if matches!(io.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData) =>
            {
                Self::Damaged(io.to_string())
            }
            other => Self::Redb(Box::new(other)),
        }
    }
}

macro_rules! from_redb {
    ($($error:ty),*) => {
        $(impl From<$error> for StoreError {
            fn from(error: $error) -> Self {
                redb::Error::from(error).into()
            }
        })*
    };
}
from_redb!(
    redb::DatabaseError,
    redb::TransactionError,
    redb::TableError,
    redb::StorageError,
    redb::CommitError,
    redb::SetDurabilityError
);

/// A value as it is stored.
fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    let mut bytes = vec![JSON];
    serde_json::to_writer(&mut bytes, value).map_err(|e| StoreError::Value(e.to_string()))?;
    Ok(bytes)
}

/// A stored value.
fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    match bytes.split_first() {
        Some((&JSON, json)) => {
            // The message of a serde error may quote what it read: people's words.
            serde_json::from_slice(json).map_err(|e| {
                let kind = e.classify();
                StoreError::Value(format!("{kind:?} at column {}", e.column()))
            })
        }
        Some((format, _)) => Err(StoreError::Value(format!("unknown format {format}"))),
        None => Err(StoreError::Value("empty".to_owned())),
    }
}

/// Where a conversation stands in the group.
#[derive(Clone, Debug, PartialEq)]
pub struct Whereabouts {
    /// Whose conversation it is.
    pub user: UserId,
    /// Its topic, in a forum.
    pub topic: Option<i32>,
    /// Its card.
    pub card: Option<MessageRef>,
    /// The topic should be closed.
    pub closed: bool,
    /// How often it had to be put back.
    pub put_back: u32,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Arc<Database>,
}

impl Store {
    /// Opens the database of a data directory, creates what is missing, and brings an older file up
    /// to date. Directory and file are made private to their owner; wider permissions that are there
    /// already are left, and warned of.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if another process has it, [`StoreError::Newer`] if a newer version
    /// wrote it, otherwise whatever the file system says.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        private::create_directory(directory).map_err(in_place(directory))?;
        let path = directory.join(FILE);
        let db = if path.exists() { open_file(&path, CHECKED_AT_START)? } else { create(&path)? };
        for exposed in [directory, &path].into_iter().filter_map(private::exposed) {
            tracing::warn!("{exposed}");
        }
        Ok(Self { db: Arc::new(db) })
    }

    /// Opens a file that must be there, and checks every page of it, however large it is.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_checked(path: &Path) -> Result<Self, StoreError> {
        if let Err(error) = std::fs::metadata(path) {
            return Err(match error.kind() {
                std::io::ErrorKind::NotFound => StoreError::Missing(path.to_owned()),
                _ => in_place(path)(error),
            });
        }
        Ok(Self { db: Arc::new(open_file(path, u64::MAX)?) })
    }

    /// Whether another process has this file. A file that is damaged or not there is nobody's.
    pub fn is_taken(path: &Path) -> bool {
        let Ok(file) = own_file(path, false) else {
            return false;
        };
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let backend = redb::backends::FileBackend::new(file)?;
            Database::builder().set_cache_size(CACHE).create_with_backend(backend)
        }));
        matches!(opened, Ok(Err(redb::DatabaseError::DatabaseAlreadyOpen)))
    }

    /// A database in memory, for tests and benchmarks.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::open_with_backend(redb::backends::InMemoryBackend::new())
    }

    /// A database whose bytes are kept by `backend`, created or brought up to date as by
    /// [`Self::open`]: for tests that let a disk fail.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with_backend(backend: impl StorageBackend) -> Result<Self, StoreError> {
        Ok(Self { db: Arc::new(open_backend(backend, CHECKED_AT_START)?) })
    }

    /// Opens the one write transaction. Blocks while another is open.
    ///
    /// # Errors
    /// Whatever the file system says; such an error is fatal for the process.
    pub fn write(&self) -> Result<Tx, StoreError> {
        Tx::begin(&self.db)
    }

    /// Opens a snapshot for several reads.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn read(&self) -> Result<Snapshot, StoreError> {
        Ok(Snapshot { tx: self.db.begin_read()? })
    }

    /// All rows of the outbox, by id.
    ///
    /// # Errors
    /// Whatever the file system says, as for all reads below.
    pub fn rows(&self) -> Result<Vec<Row>, StoreError> {
        let table = self.read()?.tx.open_table(tables::OUTBOX)?;
        table.iter()?.map(|entry| decode(entry?.1.value())).collect()
    }

    /// When calls that post or edit began in each group during the last minute.
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn recent_sends(&self) -> Result<BTreeMap<ChatId, Vec<Timestamp>>, StoreError> {
        let table = self.read()?.tx.open_table(tables::SENDS)?;
        let mut sends = BTreeMap::new();
        for entry in table.iter()? {
            let (chat, times) = entry?;
            sends.insert(ChatId(chat.value()), decode(times.value())?);
        }
        Ok(sends)
    }

    /// What `getUpdates` is to be asked next; 0 before the first update.
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn offset(&self) -> Result<i64, StoreError> {
        let table = self.read()?.tx.open_table(tables::META)?;
        let found = table.get("offset")?;
        Ok(found.map(|bytes| decode(bytes.value())).transpose()?.unwrap_or(0))
    }

    /// A desk.
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn desk(&self, desk: DeskId) -> Result<Option<Desk>, StoreError> {
        self.read()?.desk(desk)
    }

    /// A user.
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn profile(&self, user: UserId) -> Result<Option<Profile>, StoreError> {
        self.read()?.profile(user)
    }

    /// Where a conversation stands.
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn whereabouts(&self, id: ConversationId) -> Result<Option<Whereabouts>, StoreError> {
        Ok(self.read()?.conversation(id)?.map(|conversation| Whereabouts {
            user: conversation.user,
            topic: conversation.topic,
            card: conversation.card,
            closed: !conversation.is_open(),
            put_back: conversation.put_back,
        }))
    }

    /// The newest state of a conversation's card.
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn card(&self, id: ConversationId) -> Result<Option<Card>, StoreError> {
        let snapshot = self.read()?;
        let Some(conversation) = snapshot.conversation(id)? else {
            return Ok(None);
        };
        let Some(profile) = snapshot.profile(conversation.user)? else {
            return Ok(None);
        };
        let members = snapshot.members_named(&conversation)?;
        let name = |user: UserId| {
            members.get(&user).map_or_else(|| user.to_string(), |member| member.person.name())
        };
        Ok(Some(Card::of(&conversation, &profile, &name)))
    }

    /// The emoji of a desk's tag, if it has one.
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn tag_emoji(&self, desk: DeskId, tag: &str) -> Result<Option<String>, StoreError> {
        let snapshot = self.read()?;
        let table = snapshot.tx.open_table(tables::META)?;
        let kinds: Option<BTreeMap<String, TagKind>> =
            Snapshot::get(&table, table.get(tag_kinds_key(desk).as_str())?)?;
        let kinds = kinds.unwrap_or_default();
        Ok(kinds.get(tag).and_then(|kind| kind.emoji.clone()))
    }

    /// The message in `chat` that is the counterpart of `message`: its copy, or what it copies.
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn counterpart(
        &self,
        message: MessageRef,
        chat: ChatId,
    ) -> Result<Option<i32>, StoreError> {
        let mapped = self.read()?.mapped(message)?;
        Ok(mapped.and_then(|mapped| {
            mapped.counterparts.iter().rev().find(|m| m.chat == chat).map(|m| m.message)
        }))
    }

    /// The title of a conversation's topic: `#12 Anna P.`
    ///
    /// # Errors
    /// See [`Self::rows`].
    pub fn topic_title(&self, id: ConversationId) -> Result<Option<String>, StoreError> {
        let snapshot = self.read()?;
        let Some(conversation) = snapshot.conversation(id)? else {
            return Ok(None);
        };
        let Some(profile) = snapshot.profile(conversation.user)? else {
            return Ok(None);
        };
        Ok(Some(format!("{id} {}", profile.person.short_name())))
    }
}

/// A view of the database as it was at one moment. Not to be held across anything that waits.
pub struct Snapshot {
    tx: ReadTransaction,
}

/// Where it is kept what a desk says about its tags.
pub fn tag_kinds_key(desk: DeskId) -> String {
    format!("tag-kinds {desk}")
}

impl Snapshot {
    fn get<T: DeserializeOwned>(
        table: &ReadOnlyTable<impl redb::Key + 'static, &'static [u8]>,
        found: Option<redb::AccessGuard<'_, &'static [u8]>>,
    ) -> Result<Option<T>, StoreError> {
        let _ = table;
        found.map(|bytes| decode(bytes.value())).transpose()
    }

    /// A desk.
    ///
    /// # Errors
    /// Whatever the file system says, as for all reads below.
    pub fn desk(&self, desk: DeskId) -> Result<Option<Desk>, StoreError> {
        let table = self.tx.open_table(tables::DESKS)?;
        Self::get(&table, table.get(desk.0)?)
    }

    /// The desk of a group, also by an id that it had before an upgrade.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn desk_of(&self, chat: ChatId) -> Result<Option<Desk>, StoreError> {
        let desk = self.tx.open_table(tables::DESK_BY_CHAT)?.get(chat.0)?.map(|desk| desk.value());
        desk.map_or(Ok(None), |desk| self.desk(DeskId(desk)))
    }

    /// A user.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn profile(&self, user: UserId) -> Result<Option<Profile>, StoreError> {
        let table = self.tx.open_table(tables::PROFILES)?;
        Self::get(&table, table.get(user.0)?)
    }

    /// A conversation.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        let table = self.tx.open_table(tables::CONVERSATIONS)?;
        Self::get(&table, table.get((id.desk.0, id.number))?)
    }

    /// What a message is.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn mapped(&self, message: MessageRef) -> Result<Option<Mapped>, StoreError> {
        let table = self.tx.open_table(tables::MESSAGES)?;
        Self::get(&table, table.get((message.chat.0, message.message))?)
    }

    /// Messages of a user that wait for a choice.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn held(&self, user: UserId) -> Result<Option<Held>, StoreError> {
        let table = self.tx.open_table(tables::HELD)?;
        Self::get(&table, table.get(user.0)?)
    }

    /// The people whom a conversation names.
    fn members_named(
        &self,
        conversation: &Conversation,
    ) -> Result<BTreeMap<UserId, Member>, StoreError> {
        let table = self.tx.open_table(tables::MEMBERS)?;
        let mut members = BTreeMap::new();
        for user in conversation.people() {
            if let Some(member) = Self::get(&table, table.get((conversation.id.desk.0, user.0))?)? {
                members.insert(user, member);
            }
        }
        Ok(members)
    }

    /// Name of a member of a desk and how many open conversations they have, for the button that
    /// assigns.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn assignee(
        &self,
        desk: DeskId,
        user: UserId,
    ) -> Result<Option<(Member, u32)>, StoreError> {
        let members = self.tx.open_table(tables::MEMBERS)?;
        let member: Option<Member> = Self::get(&members, members.get((desk.0, user.0))?)?;
        let Some(member) = member else {
            return Ok(None);
        };
        let table = self.tx.open_table(tables::BY_ASSIGNEE)?;
        let theirs = (desk.0, user.0, 0)..=(desk.0, user.0, u32::MAX);
        let load = u32::try_from(table.range(theirs)?.count()).unwrap_or(u32::MAX);
        Ok(Some((member, load)))
    }

    /// How many things of each kind are kept: for tests, `check` and benchmarks.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn table_names(&self) -> Result<Vec<String>, StoreError> {
        use redb::TableHandle;
        Ok(self.tx.list_tables()?.map(|table| table.name().to_owned()).collect())
    }
}

/// A new database, which gets its name only once it is whole: a file that a crash left half made
/// would never open again.
fn create(path: &Path) -> Result<Database, StoreError> {
    let new = path.with_extension("redb.new");
    // Left by a crash. Whoever is about to finish it holds a lock on it.
    let made = || open_backend(redb::backends::FileBackend::new(own_file(&new, true)?)?, u64::MAX);
    let db = match made() {
        Ok(db) => db,
        Err(StoreError::Damaged(_)) => {
            std::fs::remove_file(&new).map_err(in_place(&new))?;
            made()?
        }
        Err(error) => return Err(error),
    };
    if path.exists() {
        // Another start was quicker.
        drop(db);
        std::fs::remove_file(&new).map_err(in_place(&new))?;
        return open_file(path, CHECKED_AT_START);
    }
    std::fs::rename(&new, path).map_err(in_place(path))?;
    sync_directory(path)?;
    Ok(db)
}

/// Opens a database that is there already.
fn open_file(path: &Path, check_below: u64) -> Result<Database, StoreError> {
    let file = own_file(path, false)?;
    // redb would take it for a new one.
    if file.metadata().map_err(in_place(path))?.len() == 0 {
        return Err(StoreError::Damaged("the file is empty".to_owned()));
    }
    open_backend(redb::backends::FileBackend::new(file)?, check_below)
}

/// A file to read and write, made private to its owner from its first moment.
fn own_file(path: &Path, create: bool) -> Result<std::fs::File, StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(create).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(in_place(path))
}

/// Opens whatever is there and brings it up to date. If it is smaller than `check_below` bytes, the
/// checksum of every page is verified first.
fn open_backend(backend: impl StorageBackend, check_below: u64) -> Result<Database, StoreError> {
    let checked = backend.len()? < check_below;
    // Before a check redb trusts what it reads, and may panic over a damaged file.
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let db = Database::builder()
            .set_cache_size(CACHE)
            .set_check_integrity_on_open(checked)
            .create_with_backend(newest::Newest::new(backend))?;
        migrations::migrate(&db)?;
        Ok(db)
    }));
    opened.unwrap_or_else(|_| Err(StoreError::Damaged("it makes no sense".to_owned())))
}

/// A name is as durable as its directory.
pub(crate) fn sync_directory(path: &Path) -> Result<(), StoreError> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    std::fs::File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(in_place(directory))
}

/// What the system says about a place in the file system.
fn in_place(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    move |source| match source.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Place { path: path.to_owned(), source },
    }
}
