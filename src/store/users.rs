//! What is kept of users: profiles, the names that find them, and bans.

use crate::domain::ban::Ban;
use crate::domain::id::{DeskId, UserId};
use crate::domain::people::Profile;

use redb::ReadableTable;
use sha2::{Digest, Sha256};

use super::{Due, StoreError, Tx, tables};

impl Tx {
    /// Keeps a user, found by the name they have now.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_profile(&self, profile: &Profile) -> Result<(), StoreError> {
        let id = profile.person.id;
        let known = self.profile(id)?;
        self.index_names(known.as_ref(), profile)?;
        let before = known.and_then(|known| known.person.username);
        let lower = |name: &String| name.to_lowercase();
        let (before, now) =
            (before.as_ref().map(lower), profile.person.username.as_ref().map(lower));
        if before != now {
            self.rename_user(id, before.as_deref(), now.as_deref())?;
        }
        self.put(tables::PROFILES, id.0, profile)
    }

    fn rename_user(
        &self,
        id: UserId,
        before: Option<&str>,
        now: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut names = self.tx.open_table(tables::USER_NAMES)?;
        if let Some(name) = before {
            names.remove(name)?;
        }
        let had = match now {
            Some(name) => names.insert(name, id.0)?.map(|had| UserId(had.value())),
            None => None,
        };
        drop(names);
        // Nobody shares a name with anybody: whoever had it has given it up.
        if let Some(loser) = had.filter(|had| *had != id)
            && let Some(mut former) = self.profile(loser)?
        {
            let before = former.clone();
            former.person.username = None;
            self.index_names(Some(&before), &former)?;
            self.put(tables::PROFILES, loser.0, &former)?;
        }
        Ok(())
    }

    /// The user behind a `@name`, as far as they have written to the bot under it.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn user_named(&self, name: &str) -> Result<Option<UserId>, StoreError> {
        let names = self.tx.open_table(tables::USER_NAMES)?;
        let found = names.get(name.to_lowercase().as_str())?;
        Ok(found.map(|id| UserId(id.value())))
    }

    /// Under what a ban of this user from this desk is kept. Nothing of the user can be read off it
    /// without the key, which is made with the first ban; `None` if there has been none.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn ban_hash(&self, desk: DeskId, user: UserId) -> Result<Option<u64>, StoreError> {
        let key: Option<[u8; 16]> = self.meta("ban-key")?;
        Ok(key.map(|key| {
            let mut hash = Sha256::new();
            hash.update(key);
            hash.update(desk.0.to_be_bytes());
            hash.update(user.0.to_be_bytes());
            let bytes: [u8; 32] = hash.finalize().into();
            bytes.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
        }))
    }

    /// The same, where a ban begins: the key is made now at the latest.
    ///
    /// # Errors
    /// See [`Self::meta`]; or the system has no randomness.
    pub fn new_ban_hash(&self, desk: DeskId, user: UserId) -> Result<u64, StoreError> {
        loop {
            if let Some(hash) = self.ban_hash(desk, user)? {
                return Ok(hash);
            }
            let mut key = [0_u8; 16];
            getrandom::fill(&mut key)
                .map_err(|e| StoreError::System(std::io::Error::other(e.to_string())))?;
            self.set_meta("ban-key", &key)?;
        }
    }

    /// A ban.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn ban(&self, hash: u64) -> Result<Option<Ban>, StoreError> {
        self.get(tables::BANS, hash)
    }

    /// Keeps a ban with the end of its term, or with `None` lets go of it.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_ban(&self, hash: u64, ban: Option<&Ban>) -> Result<(), StoreError> {
        self.set_due(Due::Ban(hash), ban.and_then(|ban| ban.term.until))?;
        match ban {
            Some(ban) => self.put(tables::BANS, hash, ban),
            None => self.remove(tables::BANS, hash),
        }
    }
}
