//! The whole content of a database: as a list, and as another database.

use redb::{Key, ReadTransaction, ReadableTable, TableDefinition, TableHandle, Value};

use super::{Snapshot, StoreError, tables};

/// Every row of a database: table, key and value as they are stored, in the order of the tables and
/// their keys.
pub type Rows = Vec<(String, Vec<u8>, Vec<u8>)>;

impl Snapshot {
    /// Everything that is stored. For comparing two databases; it may be large.
    ///
    /// # Errors
    /// Whatever the file system says, or redb about a damaged file.
    pub fn dump(&self) -> Result<Rows, StoreError> {
        fn table<K: Key + 'static, V: Value + 'static>(
            tx: &ReadTransaction,
            table: TableDefinition<K, V>,
            rows: &mut Rows,
        ) -> Result<(), StoreError> {
            for entry in tx.open_table(table)?.iter()? {
                let (key, value) = entry?;
                let key = K::as_bytes(&key.value()).as_ref().to_vec();
                let value = V::as_bytes(&value.value()).as_ref().to_vec();
                rows.push((table.name().to_owned(), key, value));
            }
            Ok(())
        }
        let mut rows = Vec::new();
        macro_rules! dump {
            ($($name:ident)*) => { $( table(&self.tx, tables::$name, &mut rows)?; )* };
        }
        tables::every!(dump);
        Ok(rows)
    }
}
