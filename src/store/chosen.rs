//! Settings that were changed in the chats of the desks.

use redb::ReadableTable;

use crate::domain::id::DeskId;
use crate::domain::setting::Chosen;

use super::{Snapshot, StoreError, Tx, decode, tables};

impl Tx {
    /// What was chosen for a setting of a desk.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn chosen(&self, desk: DeskId, name: &str) -> Result<Option<Chosen>, StoreError> {
        self.get(tables::CHOSEN, (desk.0, name))
    }

    /// Everything that was chosen at a desk, also what was taken back, by name: no more than there
    /// are settings.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn all_chosen(&self, desk: DeskId) -> Result<Vec<(String, Chosen)>, StoreError> {
        let table = self.tx.open_table(tables::CHOSEN)?;
        let end = desk.0.saturating_add(1);
        table
            .range((desk.0, "")..(end, ""))?
            .map(|entry| {
                let (key, value) = entry?;
                Ok((key.value().1.to_owned(), decode(value.value())?))
            })
            .collect()
    }

    /// Keeps what was chosen for a setting of a desk.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_chosen(&self, desk: DeskId, name: &str, chosen: &Chosen) -> Result<(), StoreError> {
        self.put(tables::CHOSEN, (desk.0, name), chosen)
    }
}

impl Snapshot {
    /// Everything that was chosen at all desks, also what was taken back.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn chosen(&self) -> Result<Vec<(DeskId, String, Chosen)>, StoreError> {
        let table = self.tx.open_table(tables::CHOSEN)?;
        table
            .iter()?
            .map(|entry| {
                let (key, value) = entry?;
                let (desk, name) = key.value();
                Ok((DeskId(desk), name.to_owned(), decode(value.value())?))
            })
            .collect()
    }
}
