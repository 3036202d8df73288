//! A disk in memory that can fail as disks do: what is written is not yet kept, room ends, power goes.
//!
//! A [`Disk`] is a cheap handle; clones are the same disk. [`Disk::plug_in`] gives redb a backend on
//! it. What was written since the last sync is kept or lost by sectors, as a seed decides, when the
//! power goes; whatever was synced stays. The same seed does the same. Backends that were plugged in
//! before a power cut fail from then on, so that a program that "died" cannot write any more.
#![allow(dead_code, reason = "not every test that uses the disk needs all of it")]

use std::io::{Error, ErrorKind, Result};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use frontdesk::store::StorageBackend;

/// What a disk writes whole or not at all, in bytes.
pub const SECTOR: usize = 512;
/// What a file system gives out at once, in bytes.
const BLOCK: usize = 4096;

/// A disk with one file on it.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// What a read sees.
    seen: Vec<u8>,
    /// What is on the platter.
    kept: Vec<u8>,
    /// What was done since the last sync, in order.
    pending: Vec<Change>,
    /// Writes, changes of length and syncs so far.
    operations: u64,
    /// Which blocks the file has; the rest of it is holes.
    blocks: Vec<bool>,
    /// How many more blocks there are; nothing for no end.
    room: Option<usize>,
    fault: Option<(u64, Fault)>,
    /// Grows with every power cut.
    power: u64,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

/// What happens at an operation.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It fails, once.
    Once,
    /// It fails, and so does everything after it, until [`Disk::mend`].
    Forever,
    /// The power goes during it: it is in doubt like everything unsynced before it, and nothing
    /// works until [`Disk::power_cut`] has decided what is left.
    Power,
}

impl Disk {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// A disk with this file on it, synced.
    pub fn with(file: Vec<u8>) -> Self {
        let disk = Self::new();
        let mut state = disk.state();
        state.blocks = vec![true; file.len().div_ceil(BLOCK)];
        state.seen.clone_from(&file);
        state.kept = file;
        drop(state);
        disk
    }

    /// The file as a read sees it.
    pub fn file(&self) -> Vec<u8> {
        self.state().seen.clone()
    }

    /// A backend on this disk, for one opening of the database.
    pub fn plug_in(&self) -> Plug {
        Plug { disk: self.clone(), power: self.state().power }
    }

    /// Writes, changes of length and syncs so far.
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Lets the operation with this number (from 0, see [`Self::operations`]) meet a fault.
    pub fn fail_at(&self, operation: u64, fault: Fault) {
        self.state().fault = Some((operation, fault));
    }

    /// No more faults, and room without end.
    pub fn mend(&self) {
        let mut state = self.state();
        state.fault = None;
        state.room = None;
    }

    /// Only so many more bytes are given out, in whole blocks. What the file has already may be
    /// written over, and holes cost nothing, as in a file system.
    pub fn full_after(&self, bytes: usize) {
        self.state().room = Some(bytes / BLOCK);
    }

    /// The power goes, and comes back. Of what was not synced every sector is kept or not as `seed`
    /// decides; 0 keeps nothing of it, 1 all.
    pub fn power_cut(&self, seed: u64) {
        let mut state = self.state();
        let mut dice = Dice::new(seed);
        let mut survives = || match seed {
            0 => false,
            1 => true,
            _ => dice.roll(2) == 1,
        };
        let pending = std::mem::take(&mut state.pending);
        let mut file = std::mem::take(&mut state.kept);
        for change in pending {
            match change {
                Change::Length(length) => {
                    if survives() {
                        file.resize(length, 0);
                    }
                }
                Change::Write(offset, bytes) => {
                    let mut from = 0;
                    while from < bytes.len() {
                        let to =
                            ((offset + from) / SECTOR * SECTOR + SECTOR - offset).min(bytes.len());
                        if survives() {
                            put(&mut file, offset + from, &bytes[from..to]);
                        }
                        from = to;
                    }
                }
            }
        }
        state.blocks.resize(file.len().div_ceil(BLOCK), false);
        state.seen.clone_from(&file);
        state.kept = file;
        state.fault = None;
        state.power += 1;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One opening of the file on a [`Disk`].
#[derive(Clone, Debug)]
pub struct Plug {
    disk: Disk,
    power: u64,
}

impl Plug {
    fn on(&self) -> Result<MutexGuard<'_, State>> {
        let state = self.disk.state();
        if state.power == self.power { Ok(state) } else { Err(broken("the power is off")) }
    }

    /// The next operation, unless it meets a fault.
    fn operate(&self, change: Option<Change>) -> Result<MutexGuard<'_, State>> {
        let mut state = self.on()?;
        let this = state.operations;
        state.operations += 1;
        match state.fault {
            Some((at, Fault::Once)) if at == this => return Err(broken("a sector is bad")),
            Some((at, Fault::Forever)) if at <= this => return Err(broken("the disk is gone")),
            Some((at, Fault::Power)) if at <= this => {
                if at == this {
                    state.pending.extend(change);
                }
                return Err(broken("the power went"));
            }
            Some(_) | None => {}
        }
        Ok(state)
    }
}

impl StorageBackend for Plug {
    fn len(&self) -> Result<u64> {
        Ok(self.on()?.seen.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let state = self.on()?;
        if let Some((at, Fault::Forever | Fault::Power)) = state.fault
            && at < state.operations
        {
            return Err(broken("the disk is gone"));
        }
        let offset = usize::try_from(offset).unwrap();
        let Some(bytes) = state.seen.get(offset..offset + out.len()) else {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        };
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<()> {
        let len = usize::try_from(len).unwrap();
        let mut state = self.operate(Some(Change::Length(len)))?;
        state.seen.resize(len, 0);
        state.blocks.resize(len.div_ceil(BLOCK), false);
        state.pending.push(Change::Length(len));
        Ok(())
    }

    fn sync_data(&self) -> Result<()> {
        let mut state = self.operate(None)?;
        let State { kept, pending, .. } = &mut *state;
        for change in pending.drain(..) {
            match change {
                Change::Length(length) => kept.resize(length, 0),
                Change::Write(offset, bytes) => put(kept, offset, &bytes),
            }
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<()> {
        let offset = usize::try_from(offset).unwrap();
        let change = Change::Write(offset, data.to_vec());
        let mut state = self.operate(Some(change.clone()))?;
        let touched = offset / BLOCK..(offset + data.len()).div_ceil(BLOCK);
        let new = touched.clone().filter(|block| state.blocks.get(*block) != Some(&true)).count();
        if let Some(room) = &mut state.room {
            if new > *room {
                return Err(Error::from(ErrorKind::StorageFull));
            }
            *room -= new;
        }
        put(&mut state.seen, offset, data);
        let blocks = state.seen.len().div_ceil(BLOCK);
        state.blocks.resize(blocks, false);
        state.blocks[touched].fill(true);
        state.pending.push(change);
        Ok(())
    }
}

fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[offset..end].copy_from_slice(bytes);
}

fn broken(why: &'static str) -> Error {
    Error::other(why)
}

/// A small generator of numbers (splitmix), so that a failing run can be repeated.
pub struct Dice(u64);

impl Dice {
    /// The same seed rolls the same.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `below`.
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % below
    }
}
