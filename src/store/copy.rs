//! The whole content of a database as another database.

use std::path::Path;

use redb::{
    Database, Key, ReadTransaction, ReadableTable, TableDefinition, Value, WriteTransaction,
};

use super::{CACHE, Snapshot, StoreError, in_place, own_file, tables};

impl Snapshot {
    /// Writes everything to a new database in a new file, which equals this moment, whatever is
    /// written meanwhile. The file is durable then, and private to its owner.
    ///
    /// # Errors
    /// [`StoreError::Place`] if the file is there already, or whatever the file system says.
    pub fn copy_into(&self, path: &Path) -> Result<(), StoreError> {
        fn table<K: Key + 'static, V: Value + 'static>(
            from: &ReadTransaction,
            to: &WriteTransaction,
            table: TableDefinition<K, V>,
        ) -> Result<(), StoreError> {
            let mut copy = to.open_table(table)?;
            for entry in from.open_table(table)?.iter()? {
                let (key, value) = entry?;
                copy.insert(key.value(), value.value())?;
            }
            Ok(())
        }
        if path.exists() {
            return Err(in_place(path)(std::io::ErrorKind::AlreadyExists.into()));
        }
        let file = own_file(path, true)?;
        let backend = redb::backends::FileBackend::new(file)?;
        let copy = Database::builder().set_cache_size(CACHE).create_with_backend(backend)?;
        let mut tx = copy.begin_write()?;
        tx.set_quick_repair(true);
        macro_rules! copy {
            ($($name:ident)*) => { $( table(&self.tx, &tx, tables::$name)?; )* };
        }
        tables::every!(copy);
        Ok(tx.commit()?)
    }
}

#[cfg(test)]
mod tests {
    use crate::store::Store;

    #[test]
    fn a_copy_is_the_moment_it_was_made_of() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("copy");
        let store = Store::in_memory().unwrap();
        let moment = store.read().unwrap();
        let tx = store.write().unwrap();
        tx.set_meta("offset", &5_i64).unwrap();
        tx.commit().unwrap();
        moment.copy_into(&path).unwrap();
        let copy = Store::open_checked(&path).unwrap();
        assert_eq!(copy.read().unwrap().dump().unwrap(), moment.dump().unwrap());
        assert_ne!(copy.read().unwrap().dump().unwrap(), store.read().unwrap().dump().unwrap());
        assert!(moment.copy_into(&path).is_err(), "an existing file was overwritten");
    }
}
