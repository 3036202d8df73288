//! A disk in memory that can lose its power, fail and fill up.
//!
//! What is written stays in the page cache until it is synced. A killed process loses nothing of
//! that; a power cut keeps of each unsynced write whichever sectors the seed says.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fastrand::Rng;
use redb::StorageBackend;
use tokio::sync::Notify;

/// Writes of this size reach a disk whole or not at all.
const SECTOR: usize = 512;

/// What the disk does wrong.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub enum Health {
    /// Nothing.
    #[default]
    Well,
    /// Every write and sync fails from now on.
    Broken,
    /// Writes fail that would make the file larger.
    Full,
}

/// The machine's disk. Clones are the same disk.
#[derive(Clone, Debug)]
pub struct Disk {
    platter: Arc<Mutex<Platter>>,
    /// Something could not be written.
    pub failure: Arc<Notify>,
}

#[derive(Debug)]
struct Platter {
    /// What the process reads.
    cached: Vec<u8>,
    /// What survives a power cut for certain.
    durable: Vec<u8>,
    /// What was done since the last sync.
    unsynced: Vec<Change>,
    /// What was written by that, one after the other.
    written: Vec<u8>,
    health: Health,
    /// After so many more writes and syncs the disk breaks.
    breaks_in: Option<u64>,
    open: usize,
    syncs: u64,
}

#[derive(Debug)]
enum Change {
    Length(usize),
    /// So many bytes, to this place.
    Bytes(usize, usize),
}

impl Disk {
    /// An empty disk.
    pub fn new() -> Self {
        let platter = Platter {
            cached: Vec::new(),
            durable: Vec::new(),
            unsynced: Vec::new(),
            written: Vec::new(),
            health: Health::Well,
            breaks_in: None,
            open: 0,
            syncs: 0,
        };
        Self { platter: Arc::new(Mutex::new(platter)), failure: Arc::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Platter> {
        self.platter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file on it, for one database.
    pub fn file(&self) -> File {
        self.lock().open += 1;
        File { disk: self.clone(), closed: AtomicBool::new(false) }
    }

    /// Whether a database still has the file.
    pub fn in_use(&self) -> bool {
        self.lock().open > 0
    }

    /// How often something was made durable.
    pub fn syncs(&self) -> u64 {
        self.lock().syncs
    }

    pub fn set_health(&self, health: Health) {
        let mut platter = self.lock();
        platter.health = health;
        platter.breaks_in = None;
    }

    /// Whether it works, and nothing is about to end that.
    pub fn is_well(&self) -> bool {
        let platter = self.lock();
        platter.health == Health::Well && platter.breaks_in.is_none()
    }

    /// Breaks at one of the next writes and syncs.
    pub fn break_in(&self, operations: u64) {
        self.lock().breaks_in = Some(operations);
    }

    /// The power goes: of what was not synced, each sector is there or not.
    pub fn power_cut(&self, dice: &mut Rng) {
        let mut platter = self.lock();
        let Platter { durable, unsynced, written, cached, .. } = &mut *platter;
        let lengths = dice.bool();
        let mut left = written.as_slice();
        for change in unsynced.drain(..) {
            match change {
                Change::Length(length) if lengths => durable.resize(length, 0),
                Change::Length(_) => {}
                Change::Bytes(offset, length) => {
                    let bytes;
                    (bytes, left) = left.split_at(length);
                    for (index, sector) in bytes.chunks(SECTOR).enumerate() {
                        let from = offset + index * SECTOR;
                        if dice.bool()
                            && let Some(place) = durable.get_mut(from..from + sector.len())
                        {
                            place.copy_from_slice(sector);
                        }
                    }
                }
            }
        }
        written.clear();
        cached.clone_from(durable);
    }
}

impl Platter {
    fn operate(&mut self) -> Result<(), io::Error> {
        if let Some(left) = &mut self.breaks_in {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.health = Health::Broken;
                self.breaks_in = None;
            }
        }
        match self.health {
            Health::Broken => Err(io::Error::other("the disk fails")),
            Health::Well | Health::Full => Ok(()),
        }
    }
}

/// The database's file.
#[derive(Debug)]
pub struct File {
    disk: Disk,
    closed: AtomicBool,
}

impl File {
    fn release(&self) {
        if !self.closed.swap(true, Ordering::Relaxed) {
            let mut platter = self.disk.lock();
            platter.open = platter.open.saturating_sub(1);
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.release();
    }
}

impl StorageBackend for File {
    fn len(&self) -> Result<u64, io::Error> {
        Ok(self.disk.lock().cached.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), io::Error> {
        let platter = self.disk.lock();
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        match platter.cached.get(from..from.saturating_add(out.len())) {
            Some(bytes) => {
                out.copy_from_slice(bytes);
                Ok(())
            }
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn set_len(&self, len: u64) -> Result<(), io::Error> {
        let mut platter = self.disk.lock();
        platter.operate().inspect_err(|_| self.disk.failure.notify_one())?;
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        if platter.health == Health::Full && len > platter.cached.len() {
            self.disk.failure.notify_one();
            return Err(io::ErrorKind::StorageFull.into());
        }
        platter.cached.resize(len, 0);
        platter.unsynced.push(Change::Length(len));
        Ok(())
    }

    fn sync_data(&self) -> Result<(), io::Error> {
        let mut platter = self.disk.lock();
        platter.operate().inspect_err(|_| self.disk.failure.notify_one())?;
        platter.syncs += 1;
        let Platter { durable, unsynced, written, .. } = &mut *platter;
        let mut left = written.as_slice();
        for change in unsynced.drain(..) {
            match change {
                Change::Length(length) => durable.resize(length, 0),
                Change::Bytes(offset, length) => {
                    let bytes;
                    (bytes, left) = left.split_at(length);
                    if let Some(place) = durable.get_mut(offset..offset + length) {
                        place.copy_from_slice(bytes);
                    }
                }
            }
        }
        written.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), io::Error> {
        let mut platter = self.disk.lock();
        platter.operate().inspect_err(|_| self.disk.failure.notify_one())?;
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let Some(place) = platter.cached.get_mut(from..from.saturating_add(data.len())) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        place.copy_from_slice(data);
        platter.written.extend_from_slice(data);
        platter.unsynced.push(Change::Bytes(from, data.len()));
        Ok(())
    }

    fn close(&self) -> Result<(), io::Error> {
        self.release();
        Ok(())
    }
}
