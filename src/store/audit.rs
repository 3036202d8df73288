//! The audit of the desks: who did what when, found by desk, by conversation and by person.
//!
//! Promises: an entry that was written stays, whatever follows. Two things change one: presses that are
//! refused to one person more than ten times a minute are counted in the last of them, so that nobody
//! can fill the disk by pressing; and `/forget` takes the user out of presses that were refused to them.

use std::time::Duration;

use redb::ReadableTable;

use crate::domain::audit::{Deed, Sought};
use crate::domain::id::{DeskId, UserId};
use crate::domain::time::Timestamp;

use super::{Audit, Part, Snapshot, Speaker, StoreError, Tx, decode, tables};

/// Kinds of `audit-of-1`.
const ALL: u8 = 0;
const CONVERSATION: u8 = 1;
const PERSON: u8 = 2;

/// Presses refused to one person in a minute that are told apart.
const REFUSED: usize = 10;
/// How many of a person's newest entries are looked at for them.
const LOOKED_AT: usize = 64;
const MINUTE: Duration = Duration::from_secs(60);

/// Under what an entry is found: desk, kind and key.
pub(super) fn audit_places(entry: &Audit) -> Vec<(u32, u8, u64)> {
    let of = entry.conversation;
    let desk = entry.desk.or(of.map(|id| id.desk)).map_or(0, |desk| desk.0);
    let mut places = vec![(desk, ALL, 0)];
    places.extend(of.map(|id| (desk, CONVERSATION, u64::from(id.number))));
    let doer = match entry.by {
        Speaker::Agent(id) => Some(id),
        Speaker::User | Speaker::Team | Speaker::Itself => None,
    };
    let whom = entry.what.whom().filter(|whom| Some(*whom) != doer);
    places.extend(doer.into_iter().chain(whom).map(|id| (desk, PERSON, id.0.cast_unsigned())));
    places
}

impl Tx {
    /// Adds to the audit.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn audit(&self, entry: &Audit) -> Result<(), StoreError> {
        let sequence = self.next("audit")?;
        let mut of = self.tx.open_table(tables::AUDIT_OF)?;
        for (desk, kind, key) in audit_places(entry) {
            of.insert((desk, kind, key, sequence), ())?;
        }
        drop(of);
        self.put(tables::AUDIT, sequence, entry)
    }

    /// Adds a refused press of somebody; see the module for what becomes of very many.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn audit_refused(&self, entry: &Audit, by: UserId) -> Result<(), StoreError> {
        let desk = entry.desk.unwrap_or(DeskId(0));
        let newest = self.audited(desk, Sought::Person(by), u64::MAX, LOOKED_AT)?.found;
        let mut refused = newest.into_iter().filter(|(_, it)| {
            matches!(it.what, Deed::Refused { .. }) && entry.at.since(it.at) < MINUTE
        });
        let last = refused.next();
        if let (Some((sequence, mut last)), true) = (last, refused.count() + 1 >= REFUSED) {
            if let Deed::Refused { times, .. } = &mut last.what {
                *times = times.saturating_add(1);
            }
            return self.put(tables::AUDIT, sequence, &last);
        }
        self.audit(entry)
    }

    /// Whoever runs the program is about to write everything into files: in the audit of every desk,
    /// or in that of none where there is none yet.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn audit_export(&self, at: Timestamp) -> Result<(), StoreError> {
        let mut desks: Vec<_> = self.desks()?.into_iter().map(|desk| Some(desk.id)).collect();
        if desks.is_empty() {
            desks.push(None);
        }
        for desk in desks {
            let (by, what) = (Speaker::Itself, Deed::Exported);
            self.audit(&Audit { at, desk, conversation: None, by, what })?;
        }
        Ok(())
    }

    /// Entries of a desk's audit below a sequence, newest first, at most `most`. Desk 0 has what
    /// belongs to none.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn audited(
        &self,
        desk: DeskId,
        sought: Sought,
        below: u64,
        most: usize,
    ) -> Result<Part<(u64, Audit)>, StoreError> {
        let (kind, key) = match sought {
            Sought::All => (ALL, 0),
            Sought::Conversation(number) => (CONVERSATION, u64::from(number)),
            Sought::Person(id) => (PERSON, id.0.cast_unsigned()),
        };
        let of = self.tx.open_table(tables::AUDIT_OF)?;
        let range = (desk.0, kind, key, 0)..(desk.0, kind, key, below);
        let mut range = of.range(range)?.rev();
        let mut found = Vec::new();
        for entry in range.by_ref().take(most) {
            let sequence = entry?.0.value().3;
            found.extend(self.get(tables::AUDIT, sequence)?.map(|entry| (sequence, entry)));
        }
        Ok(Part { found, more: range.next().is_some() })
    }

    /// Takes somebody out of a desk's audit whom `/forget` erases; what they were refused stays, as
    /// some user's. Desk 0 has what belongs to none.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn forget_in_audit(&self, desk: DeskId, user: UserId) -> Result<(), StoreError> {
        let mut below = u64::MAX;
        loop {
            let part = self.audited(desk, Sought::Person(user), below, LOOKED_AT)?;
            for (sequence, mut entry) in part.found {
                below = sequence;
                if entry.by == Speaker::Agent(user) {
                    entry.by = Speaker::User;
                }
                if let Deed::Refused { user, .. } = &mut entry.what {
                    *user = None;
                }
                // What Telegram told of somebody of the team stays.
                if entry.what.whom() == Some(user) {
                    continue;
                }
                self.put(tables::AUDIT, sequence, &entry)?;
                let place = (desk.0, PERSON, user.0.cast_unsigned(), sequence);
                self.tx.open_table(tables::AUDIT_OF)?.remove(place)?;
            }
            if !part.more {
                return Ok(());
            }
        }
    }
}

impl Snapshot {
    /// The sequence of the audit's last entry; 0 before the first one.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn last_audited(&self) -> Result<u64, StoreError> {
        let audit = self.tx.open_table(tables::AUDIT)?;
        Ok(audit.last()?.map_or(0, |(sequence, _)| sequence.value()))
    }

    /// Whether an export was written into the audit after an entry.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn exported_after(&self, sequence: u64) -> Result<bool, StoreError> {
        let audit = self.tx.open_table(tables::AUDIT)?;
        for entry in audit.range(sequence.saturating_add(1)..)? {
            if decode::<Audit>(entry?.1.value())?.what == Deed::Exported {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::id::ConversationId;
    use crate::store::{Store, encode};

    use super::*;

    const DESK: DeskId = DeskId(1);
    const EVE: UserId = UserId(10);

    fn refused(at: i64, user: Option<UserId>) -> Audit {
        let what = Deed::Refused { why: "refuse-role".to_owned(), button: None, user, times: 1 };
        let by = if user.is_some() { Speaker::User } else { Speaker::Agent(EVE) };
        Audit { at: Timestamp(at), desk: Some(DESK), conversation: None, by, what }
    }

    fn times(entry: &Audit) -> u32 {
        match entry.what {
            Deed::Refused { times, .. } => times,
            _ => 0,
        }
    }

    #[test]
    fn refused_presses_cannot_fill_the_disk() {
        let store = Store::in_memory().unwrap();
        let tx = store.write().unwrap();
        // Ten a second for ten minutes.
        for n in 0..6_000_i64 {
            tx.audit_refused(&refused(n * 100, None), EVE).unwrap();
        }
        let all = tx.audited(DESK, Sought::Person(EVE), u64::MAX, 10_000).unwrap().found;
        assert!(all.len() <= 110, "{} entries", all.len());
        assert_eq!(all.iter().map(|(_, entry)| times(entry)).sum::<u32>(), 6_000);
        tx.commit().unwrap();
        assert_eq!(store.verify().unwrap(), []);
    }

    #[test]
    fn a_user_is_taken_out_and_what_was_refused_stays() {
        let store = Store::in_memory().unwrap();
        let tx = store.write().unwrap();
        let zoe = UserId(987_654);
        for n in 0..200 {
            tx.audit(&refused(n, Some(zoe))).unwrap();
        }
        tx.audit(&Audit { by: Speaker::Agent(zoe), ..refused(1, None) }).unwrap();
        tx.audit(&refused(1, None)).unwrap();
        tx.forget_in_audit(DESK, zoe).unwrap();
        assert!(tx.audited(DESK, Sought::Person(zoe), u64::MAX, 9).unwrap().found.is_empty());
        assert_eq!(tx.audited(DESK, Sought::Person(EVE), u64::MAX, 9).unwrap().found.len(), 1);
        let all = tx.audited(DESK, Sought::All, u64::MAX, 999).unwrap();
        assert_eq!((all.found.len(), all.more), (202, false));
        tx.commit().unwrap();
        assert!(!format!("{:?}", store.read().unwrap().dump().unwrap()).contains("987654"));
        assert_eq!(store.verify().unwrap(), []);
    }

    #[test]
    fn what_an_older_version_wrote_is_found_afterwards() {
        let store = Store::in_memory().unwrap();
        let raw = store.db.begin_write().unwrap();
        {
            let mut audit = raw.open_table(tables::AUDIT).unwrap();
            let old = r#"{"at":5,"desk":1,"conversation":{"desk":1,"number":3},"by":{"Agent":10},"what":"assigned 10"}"#;
            let old: serde_json::Value = serde_json::from_str(old).unwrap();
            audit.insert(1, encode(&old).unwrap().as_slice()).unwrap();
            let mut meta = raw.open_table(tables::META).unwrap();
            meta.insert("audit", encode(&1_u64).unwrap().as_slice()).unwrap();
        }
        crate::store::migrations::find_in_audit(&raw).unwrap();
        raw.commit().unwrap();
        assert_eq!(store.verify().unwrap(), []);
        let tx = store.write().unwrap();
        for sought in [Sought::All, Sought::Conversation(3), Sought::Person(EVE)] {
            let found = tx.audited(DESK, sought, u64::MAX, 9).unwrap().found;
            let [(1, entry)] = &found[..] else { panic!("{sought:?}: {found:?}") };
            assert_eq!(entry.what, Deed::Code("assigned 10".to_owned()));
            assert_eq!(entry.conversation, Some(ConversationId { desk: DESK, number: 3 }));
        }
    }
}
