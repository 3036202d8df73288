//! Canned replies of the desks, found by number and by name.

use redb::ReadableTable;

use crate::domain::canned::Canned;
use crate::domain::id::DeskId;

use super::{StoreError, Tx, tables};

impl Tx {
    /// A canned reply.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn canned(&self, desk: DeskId, number: u32) -> Result<Option<Canned>, StoreError> {
        self.get(tables::CANNED, (desk.0, number))
    }

    /// The number of the canned reply of this name.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn canned_named(&self, desk: DeskId, name: &str) -> Result<Option<u32>, StoreError> {
        let names = self.tx.open_table(tables::CANNED_NAMES)?;
        Ok(names.get((desk.0, name))?.map(|number| number.value()))
    }

    /// The canned replies of a desk by name: never more than a desk may have.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn canned_names(&self, desk: DeskId) -> Result<Vec<(String, u32)>, StoreError> {
        let names = self.tx.open_table(tables::CANNED_NAMES)?;
        let end = desk.0.saturating_add(1);
        names
            .range((desk.0, "")..(end, ""))?
            .map(|entry| {
                let (key, number) = entry?;
                Ok((key.value().1.to_owned(), number.value()))
            })
            .collect()
    }

    /// The number of a desk's next canned reply.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn next_canned(&self, desk: DeskId) -> Result<u32, StoreError> {
        let table = self.tx.open_table(tables::CANNED)?;
        let last = table.range((desk.0, 0)..=(desk.0, u32::MAX))?.next_back().transpose()?;
        Ok(last.map_or(1, |(key, _)| key.value().1.saturating_add(1)))
    }

    /// Keeps a canned reply under its number and its name; one without texts goes.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_canned(&self, desk: DeskId, number: u32, canned: &Canned) -> Result<(), StoreError> {
        let mut names = self.tx.open_table(tables::CANNED_NAMES)?;
        let name = (desk.0, canned.name.as_str());
        if canned.texts.is_empty() {
            names.remove(name)?;
            return self.remove(tables::CANNED, (desk.0, number));
        }
        names.insert(name, number)?;
        self.put(tables::CANNED, (desk.0, number), canned)
    }
}
