//! Lets redb find the newest commit of a file, also if the one byte that names it has changed.
//!
//! A redb file has two commit slots with checksums, and one byte without a checksum that says which
//! of them counts. After an unclean end the slot that does not count may be the newer one: because
//! the power went between writing it and naming it, or because that byte is damaged. Nobody can
//! tell. In both cases the newer commit is right if all of its pages are (the first time nobody was
//! told of it yet, the second time somebody was), and redb itself looks for it so if the flag for
//! commits in two phases is not set. So this backend hides that flag from redb's first look at the
//! header in that one situation, and otherwise hands everything through.
//!
//! It knows the first 320 bytes of redb's file format 3; the version of redb is pinned, and the
//! tests change every one of these bytes.

use std::io::Result;
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, Ordering};

use redb::{BackendError, StorageBackend};

/// Where the byte with the flags stands.
const FLAGS: usize = 9;
/// The second slot counts.
const SECOND: u8 = 1;
/// The file was not closed cleanly.
const UNCLEAN: u8 = 2;
/// The commit was made in two phases.
const TWO_PHASES: u8 = 4;
/// Where the numbers of the two commits stand.
const NUMBERS: [std::ops::Range<usize>; 2] = [64 + 104..64 + 112, 192 + 104..192 + 112];

/// A backend that shows redb the newest commit.
#[derive(Debug)]
pub(super) struct Newest<B> {
    inner: B,
    /// redb has written a header of its own, and knows what it does.
    settled: AtomicBool,
}

impl<B> Newest<B> {
    pub(super) fn new(inner: B) -> Self {
        Self { inner, settled: AtomicBool::new(false) }
    }
}

/// The header as redb should see it.
fn look_for_newer(header: &mut [u8]) {
    let number = |slot: usize| -> Option<u64> {
        let bytes = header.get(NUMBERS.get(slot)?.clone())?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    };
    let (Some(first), Some(second)) = (number(0), number(1)) else {
        return;
    };
    let Some(flags) = header.get_mut(FLAGS) else {
        return;
    };
    let (counts, other) = if *flags & SECOND == 0 { (first, second) } else { (second, first) };
    if *flags & UNCLEAN != 0 && other > counts {
        *flags &= !TWO_PHASES;
    }
}

impl<B: StorageBackend> StorageBackend for Newest<B> {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.inner.read(offset, out)?;
        if offset == 0 && !self.settled.load(Ordering::Relaxed) {
            look_for_newer(out);
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<()> {
        self.inner.set_len(len)
    }

    fn sync_data(&self) -> Result<()> {
        self.inner.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<()> {
        if offset == 0 {
            self.settled.store(true, Ordering::Relaxed);
        }
        self.inner.write(offset, data)
    }

    fn close(&self) -> Result<()> {
        self.inner.close()
    }

    fn try_lock_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> std::result::Result<bool, BackendError> {
        self.inner.try_lock_range(start, end)
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> std::result::Result<bool, BackendError> {
        self.inner.try_lock_shared_range(start, end)
    }

    fn lock_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> std::result::Result<(), BackendError> {
        self.inner.lock_range(start, end)
    }

    fn lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> std::result::Result<(), BackendError> {
        self.inner.lock_shared_range(start, end)
    }

    fn unlock_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> std::result::Result<(), BackendError> {
        self.inner.unlock_range(start, end)
    }

    fn query_lock_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> std::result::Result<bool, BackendError> {
        self.inner.query_lock_range(start, end)
    }
}
