//! Numbered steps from any older file to today's. Each is one transaction and safe to run twice.
//!
//! A file of an older version is brought up to date when it is opened; one of a newer version is
//! refused, and left as it is.

use redb::{ReadableTable, WriteTransaction};

use crate::domain::people::Profile;

use super::{StoreError, decode, encode, tables};

/// Brings a file from version `n` (its place in the list) to `n + 1`.
type Step = fn(&WriteTransaction) -> Result<(), StoreError>;

/// All steps, in order; the file's version is how many of them it has taken.
const STEPS: &[Step] = &[create_tables, find_users_by_name];

/// The version that this program writes.
pub fn current() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// Takes the steps that the file has not taken yet.
///
/// # Errors
/// [`StoreError::Newer`] if the file was written by a newer version; nothing is changed then.
pub fn migrate(db: &redb::Database) -> Result<(), StoreError> {
    loop {
        let mut tx = db.begin_write()?;
        tx.set_quick_repair(true);
        let version: u32 = {
            let meta = tx.open_table(tables::META)?;
            let stored = meta.get("schema")?;
            stored.map(|bytes| decode(bytes.value())).transpose()?.unwrap_or(0)
        };
        if version > current() {
            return Err(StoreError::Newer { found: version, known: current() });
        }
        let index = usize::try_from(version).unwrap_or(usize::MAX);
        let Some(step) = STEPS.get(index) else {
            return Ok(());
        };
        step(&tx)?;
        {
            let mut meta = tx.open_table(tables::META)?;
            meta.insert("schema", encode(&(version + 1))?.as_slice())?;
        }
        tx.commit()?;
        tracing::info!(version = version + 1, "database brought to a new version");
    }
}

/// Version 1: every table exists, so that a read never meets a missing one.
fn create_tables(tx: &WriteTransaction) -> Result<(), StoreError> {
    tx.open_table(tables::META)?;
    tx.open_table(tables::SEEN)?;
    tx.open_table(tables::SEEN_BY_TIME)?;
    tx.open_table(tables::DESKS)?;
    tx.open_table(tables::DESK_BY_CHAT)?;
    tx.open_table(tables::MEMBERS)?;
    tx.open_table(tables::MEMBER_NAMES)?;
    tx.open_table(tables::PROFILES)?;
    tx.open_table(tables::CONVERSATIONS)?;
    tx.open_table(tables::BY_STATUS)?;
    tx.open_table(tables::BY_ASSIGNEE)?;
    tx.open_table(tables::WAITING)?;
    tx.open_table(tables::TOPICS)?;
    tx.open_table(tables::DUE)?;
    tx.open_table(tables::DUE_AT)?;
    tx.open_table(tables::HELD)?;
    tx.open_table(tables::ALBUMS)?;
    tx.open_table(tables::OPEN_ALBUMS)?;
    tx.open_table(tables::MESSAGES)?;
    tx.open_table(tables::OUTBOX)?;
    tx.open_table(tables::OUTBOX_BY_CONVERSATION)?;
    tx.open_table(tables::FAILED)?;
    tx.open_table(tables::SENDS)?;
    tx.open_table(tables::HISTORY)?;
    tx.open_table(tables::AUDIT)?;
    tx.open_table(tables::COUNTERS)?;
    tx.open_table(tables::MEASURES)?;
    tx.open_table(tables::QUARANTINE)?;
    Ok(())
}

/// Users are found by name, and can be banned.
fn find_users_by_name(tx: &WriteTransaction) -> Result<(), StoreError> {
    tx.open_table(tables::BANS)?;
    let mut names = tx.open_table(tables::USER_NAMES)?;
    let mut profiles = tx.open_table(tables::PROFILES)?;
    let mut losers = Vec::new();
    for entry in profiles.iter()? {
        let (user, value) = entry?;
        let profile: Profile = decode(value.value())?;
        let Some(name) = &profile.person.username else { continue };
        // Who was first seen with it last may have it still.
        let had = names.insert(name.to_lowercase().as_str(), user.value())?.map(|had| had.value());
        losers.extend(had.filter(|had| *had != user.value()));
    }
    for loser in losers {
        let former = profiles.get(loser)?.map(|value| decode::<Profile>(value.value()));
        if let Some(mut former) = former.transpose()? {
            former.person.username = None;
            profiles.insert(loser, encode(&former)?.as_slice())?;
        }
    }
    Ok(())
}
