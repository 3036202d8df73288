//! Everything that a database holds, as text: for tests that ask whether anything has changed.

use std::collections::BTreeMap;

use redb::{ReadableTable, TableDefinition, Value};

use super::{Snapshot, StoreError, tables};

/// The rows of a table: key and value as text.
pub type Rows = BTreeMap<String, String>;

impl Snapshot {
    /// Every table by its name, with all its rows. Grows with what is stored: not for a running
    /// desk.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn dump(&self) -> Result<BTreeMap<&'static str, Rows>, StoreError> {
        let mut all = BTreeMap::new();
        macro_rules! each {
            ($($table:ident)*) => {$(
                let rows = self.rows_of(tables::$table)?;
                all.insert(redb::TableHandle::name(&tables::$table).to_owned(), rows);
            )*};
        }
        tables::every!(each);
        Ok(tables::NAMES.iter().filter_map(|name| Some((*name, all.remove(*name)?))).collect())
    }

    fn rows_of<K: redb::Key + 'static, V: Shown + 'static>(
        &self,
        table: TableDefinition<'_, K, V>,
    ) -> Result<Rows, StoreError> {
        let table = self.tx.open_table(table)?;
        let mut rows = Rows::new();
        for entry in table.iter()? {
            let (key, value) = entry?;
            rows.insert(format!("{:?}", key.value()), V::shown(value.value()));
        }
        Ok(rows)
    }
}

/// How a value is shown.
trait Shown: Value {
    fn shown<'a>(value: Self::SelfType<'a>) -> String
    where
        Self: 'a;
}

impl Shown for &'static [u8] {
    fn shown<'a>(value: Self::SelfType<'a>) -> String
    where
        Self: 'a,
    {
        // The first byte is the format.
        String::from_utf8_lossy(value.get(1..).unwrap_or_default()).into_owned()
    }
}

macro_rules! shown {
    ($($type:ty);*) => {$(
        impl Shown for $type {
            fn shown<'a>(value: Self::SelfType<'a>) -> String
            where
                Self: 'a,
            {
                format!("{value:?}")
            }
        }
    )*};
}
shown! { (); i64; u32; u64; (u32, u32) }
