//! Every row of every table as a line of JSON, and a database that is made of such lines.
//!
//! A line is `{"key": …, "value": …}`: keys are numbers, strings and arrays of them, values are what
//! is stored, as it is. A value that is not in today's format stands there as `"bytes"`, in hex.
//!
//! Promises: a database made of lines equals the one they were told of, whatever was stored in it; no
//! more is held in memory than one line, or one batch of them. Never does: quote a line in an error,
//! since people's words are in it.

use std::path::Path;

use redb::{Database, Key, ReadTransaction, ReadableDatabase, TableDefinition, TableHandle, Value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{CACHE, JSON, Snapshot, StoreError, decode, in_place, migrations, own_file, tables};

/// Where lines go.
pub trait Lines {
    /// What can go wrong there.
    type Error: From<StoreError>;

    /// The lines of a table follow, by its name; what the table means.
    ///
    /// # Errors
    /// Whatever goes wrong there, as for the others.
    fn begin(&mut self, table: &'static str, meaning: &'static str) -> Result<(), Self::Error>;

    /// One row, without the end of the line.
    ///
    /// # Errors
    /// See [`Self::begin`].
    fn line(&mut self, line: &[u8]) -> Result<(), Self::Error>;

    /// That was all of the table.
    ///
    /// # Errors
    /// See [`Self::begin`].
    fn end(&mut self) -> Result<(), Self::Error>;
}

/// Why a line is no row.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadLine {
    /// It is no JSON.
    #[error("this is no JSON from column {0} on")]
    Syntax(usize),
    /// It ends too early.
    #[error("this line ends in the middle")]
    Cut,
    /// It is JSON of something else.
    #[error("this is no row of this table, from column {0} on")]
    Foreign(usize),
    /// It says nothing, or two things.
    #[error("this row has no value, or none that this table can hold")]
    Value,
    /// An earlier line has its key.
    #[error("this key stands in an earlier line")]
    Twice,
}

impl From<serde_json::Error> for BadLine {
    fn from(error: serde_json::Error) -> Self {
        match error.classify() {
            Category::Eof => Self::Cut,
            Category::Data => Self::Foreign(error.column()),
            Category::Syntax | Category::Io => Self::Syntax(error.column()),
        }
    }
}

impl Snapshot {
    /// Tells every row of every table, in the order of the tables and of their keys.
    ///
    /// # Errors
    /// Whatever the file system says, or `to`.
    pub fn tell<L: Lines>(&self, to: &mut L) -> Result<(), L::Error> {
        let mut all = tables::ALL.iter();
        macro_rules! each {
            ($($table:ident)*) => {$(
                if let Some((name, meaning)) = all.next() {
                    to.begin(name, meaning)?;
                    tell_table(&self.tx, tables::$table, to)?;
                    to.end()?;
                }
            )*};
        }
        tables::every!(each);
        Ok(())
    }

    /// The version of this program's databases.
    pub fn schema() -> u32 {
        migrations::current()
    }
}

fn tell_table<K: Key + Plain, V: Cell, L: Lines>(
    tx: &ReadTransaction,
    table: TableDefinition<K, V>,
    to: &mut L,
) -> Result<(), L::Error> {
    let table = tx.open_table(table).map_err(StoreError::from)?;
    let mut line = Vec::new();
    for entry in table.range::<K::SelfType<'_>>(..).map_err(StoreError::from)? {
        let (key, value) = entry.map_err(StoreError::from)?;
        line.clear();
        line.extend_from_slice(b"{\"key\":");
        write_json(&mut line, &K::owned(key.value()))?;
        V::write(value.value(), &mut line)?;
        line.push(b'}');
        to.line(&line)?;
    }
    Ok(())
}

fn write_json<T: Serialize>(line: &mut Vec<u8>, value: &T) -> Result<(), StoreError> {
    serde_json::to_writer(line, value).map_err(|error| StoreError::Value(error.to_string()))
}

// ---- a database of lines -------------------------------------------------------------------------

/// Why lines could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// One of them is no row; nothing of its batch was taken.
    #[error("{why}")]
    Line {
        /// Which of the batch, from 0.
        index: usize,
        /// Why.
        why: BadLine,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<redb::StorageError> for DraftError {
    fn from(error: redb::StorageError) -> Self {
        Self::Store(error.into())
    }
}

/// A database that is being made of lines. It is nobody's until it was opened with
/// [`super::Store::open_checked`], which also brings it up to date.
pub struct Draft {
    db: Database,
}

impl Draft {
    /// An empty one in a new file, private to its owner.
    ///
    /// # Errors
    /// [`StoreError::Place`] if the file is there already, or whatever the file system says.
    pub fn new(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(in_place(path)(std::io::ErrorKind::AlreadyExists.into()));
        }
        let backend = redb::backends::FileBackend::new(own_file(path, true)?)?;
        Ok(Self { db: Database::builder().set_cache_size(CACHE).create_with_backend(backend)? })
    }

    /// Takes lines of a table, in one transaction. A table without any is made too; `None` if there is
    /// no such table.
    ///
    /// # Errors
    /// [`DraftError`]; none of these lines was taken then.
    pub fn take(&self, table: &str, lines: &[String]) -> Option<Result<(), DraftError>> {
        macro_rules! each {
            ($($table:ident)*) => {$(
                if table == tables::$table.name() {
                    return Some(self.take_into(tables::$table, lines));
                }
            )*};
        }
        tables::every!(each);
        None
    }

    fn take_into<K: Key + Plain, V: Cell>(
        &self,
        table: TableDefinition<K, V>,
        lines: &[String],
    ) -> Result<(), DraftError> {
        let tx = self.db.begin_write().map_err(StoreError::from)?;
        {
            let mut table = tx.open_table(table).map_err(StoreError::from)?;
            for (index, line) in lines.iter().enumerate() {
                let bad = |why| DraftError::Line { index, why };
                let line: Line<'_, K::Owned> =
                    serde_json::from_str(line).map_err(|error| bad(error.into()))?;
                let value = V::read(line.value, line.bytes.as_deref());
                let value = value.ok_or(bad(BadLine::Value))?;
                if table.insert(K::lent(&line.key), V::lent(&value))?.is_some() {
                    return Err(bad(BadLine::Twice));
                }
            }
        }
        Ok(tx.commit().map_err(StoreError::from)?)
    }

    /// The version of the program's databases that the lines are of.
    ///
    /// # Errors
    /// Whatever the file system says, or that no line says so.
    pub fn schema(&self) -> Result<u32, StoreError> {
        let table = self.db.begin_read()?.open_table(tables::META)?;
        let schema = table.get("schema")?.map(|bytes| decode(bytes.value())).transpose()?;
        schema.ok_or_else(|| StoreError::Value("no version".to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a, K> {
    key: K,
    #[serde(borrow, default, deserialize_with = "also_null")]
    value: Option<&'a RawValue>,
    #[serde(default)]
    bytes: Option<String>,
}

/// A value that is there and says `null` is no missing one.
fn also_null<'de: 'a, 'a, D: Deserializer<'de>>(from: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(from).map(Some)
}

// ---- keys and values -----------------------------------------------------------------------------

/// What is written and read as plain JSON.
trait Plain: Value + 'static {
    /// The same, standing for itself.
    type Owned: Serialize + DeserializeOwned;

    fn owned(value: Self::SelfType<'_>) -> Self::Owned;
    fn lent(owned: &Self::Owned) -> Self::SelfType<'_>;
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Plain for $type {
            type Owned = Self;

            fn owned(value: Self) -> Self {
                value
            }

            fn lent(owned: &Self) -> Self {
                *owned
            }
        }
    )*};
}
plain! { (), u8, i32, u32, i64, u64 }

impl Plain for &'static str {
    type Owned = String;

    fn owned(value: Self::SelfType<'_>) -> String {
        value.to_owned()
    }

    fn lent(owned: &String) -> Self::SelfType<'_> {
        owned
    }
}

macro_rules! plain_tuple {
    ($($part:ident $at:tt),*) => {
        impl<$($part: Plain),*> Plain for ($($part,)*) {
            type Owned = ($($part::Owned,)*);

            fn owned(value: Self::SelfType<'_>) -> Self::Owned {
                ($($part::owned(value.$at),)*)
            }

            fn lent(owned: &Self::Owned) -> Self::SelfType<'_> {
                ($($part::lent(&owned.$at),)*)
            }
        }
    };
}
plain_tuple! { A 0, B 1 }
plain_tuple! { A 0, B 1, C 2 }
plain_tuple! { A 0, B 1, C 2, D 3 }
plain_tuple! { A 0, B 1, C 2, D 3, E 4 }

/// A value as it stands in a line after its key.
trait Cell: Value + 'static {
    /// The same, standing for itself.
    type Read;

    fn write(value: Self::SelfType<'_>, line: &mut Vec<u8>) -> Result<(), StoreError>;
    fn read(value: Option<&RawValue>, bytes: Option<&str>) -> Option<Self::Read>;
    fn lent(read: &Self::Read) -> Self::SelfType<'_>;
}

macro_rules! cell {
    ($($type:ty);*) => {$(
        impl Cell for $type {
            type Read = <$type as Plain>::Owned;

            fn write(value: Self::SelfType<'_>, line: &mut Vec<u8>) -> Result<(), StoreError> {
                line.extend_from_slice(b",\"value\":");
                write_json(line, &<$type as Plain>::owned(value))
            }

            fn read(value: Option<&RawValue>, bytes: Option<&str>) -> Option<Self::Read> {
                match (value, bytes) {
                    (Some(value), None) => serde_json::from_str(value.get()).ok(),
                    (_, _) => None,
                }
            }

            fn lent(read: &Self::Read) -> Self::SelfType<'_> {
                <$type as Plain>::lent(read)
            }
        }
    )*};
}
cell! { (); i64; u32; u64; (u32, u32) }

impl Cell for &'static [u8] {
    type Read = Vec<u8>;

    fn write(value: Self::SelfType<'_>, line: &mut Vec<u8>) -> Result<(), StoreError> {
        match value.split_first() {
            Some((&JSON, json)) if stands_for_itself(json) => {
                line.extend_from_slice(b",\"value\":");
                line.extend_from_slice(json);
            }
            _ => {
                line.extend_from_slice(b",\"bytes\":\"");
                line.extend(value.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
                line.push(b'"');
            }
        }
        Ok(())
    }

    fn read(value: Option<&RawValue>, bytes: Option<&str>) -> Option<Vec<u8>> {
        match (value, bytes) {
            (Some(value), None) => Some([&[JSON], value.get().as_bytes()].concat()),
            (None, Some(hex)) => from_hex(hex),
            (_, _) => None,
        }
    }

    fn lent(read: &Vec<u8>) -> Self::SelfType<'_> {
        read
    }
}

/// Whether this is one JSON value in one line, which is read back as exactly these bytes.
fn stands_for_itself(json: &[u8]) -> bool {
    let read = serde_json::from_slice::<&RawValue>(json);
    read.is_ok_and(|raw| raw.get().as_bytes() == json) && !json.contains(&b'\n')
}

fn digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'a' + (nibble - 10) }
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let nibble = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some((nibble(*high)? << 4) | nibble(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::store::Store;

    /// The lines by table, as they are told.
    #[derive(Default)]
    struct Told(Vec<(&'static str, Vec<String>)>);

    impl Lines for Told {
        type Error = StoreError;

        fn begin(&mut self, table: &'static str, _: &'static str) -> Result<(), StoreError> {
            self.0.push((table, Vec::new()));
            Ok(())
        }

        fn line(&mut self, line: &[u8]) -> Result<(), StoreError> {
            let line = String::from_utf8(line.to_vec()).unwrap();
            self.0.last_mut().unwrap().1.push(line);
            Ok(())
        }

        fn end(&mut self) -> Result<(), StoreError> {
            Ok(())
        }
    }

    fn told(store: &Store) -> Told {
        let mut told = Told::default();
        store.read().unwrap().tell(&mut told).unwrap();
        told
    }

    /// A database of these lines; the file goes, the database stays open.
    fn made_of(told: &Told) -> Draft {
        let directory = tempfile::tempdir().unwrap();
        let draft = Draft::new(&directory.path().join("draft")).unwrap();
        for (table, lines) in &told.0 {
            draft.take(table, lines).unwrap().unwrap();
        }
        draft
    }

    /// Every row of a database as its bytes.
    fn raw(tx: &ReadTransaction) -> Vec<(String, Vec<u8>, Vec<u8>)> {
        fn of<K: Key + 'static, V: Value + 'static>(
            tx: &ReadTransaction,
            table: TableDefinition<K, V>,
            all: &mut Vec<(String, Vec<u8>, Vec<u8>)>,
        ) {
            let name = table.name().to_owned();
            for entry in tx.open_table(table).unwrap().range::<K::SelfType<'_>>(..).unwrap() {
                let (key, value) = entry.unwrap();
                let key = K::as_bytes(&key.value()).as_ref().to_vec();
                let value = V::as_bytes(&value.value()).as_ref().to_vec();
                all.push((name.clone(), key, value));
            }
        }
        let mut all = Vec::new();
        macro_rules! each {
            ($($table:ident)*) => { $( of(tx, tables::$table, &mut all); )* };
        }
        tables::every!(each);
        all
    }

    /// What a database may hold: JSON of all kinds, and whatever else there is.
    fn value() -> impl Strategy<Value = Vec<u8>> {
        let json = prop_oneof![
            any::<String>().prop_map(|text| serde_json::to_vec(&text).unwrap()),
            any::<(i64, u64, String)>().prop_map(|all| serde_json::to_vec(&all).unwrap()),
            "[ \\t\\n\\r]{0,2}\\{\"a\": ?(null|1e3|-0|1\\.50|\"\\\\u00e9\\\\n\")\\}[ \\n]{0,2}"
                .prop_map(String::into_bytes),
            Just(b"null".to_vec()),
            vec(any::<u8>(), 0..20),
        ];
        let formatted = (prop_oneof![4 => Just(JSON), 1 => any::<u8>()], json)
            .prop_map(|(format, json)| [vec![format], json].concat());
        prop_oneof![9 => formatted, 1 => Just(Vec::new())]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Every shape of keys and values there is, filled with anything.
        #[test]
        fn whatever_is_stored_is_the_same_afterwards(
            facts in vec((any::<String>(), value()), 0..8),
            numbers in vec((any::<u64>(), value()), 0..8),
            seen in vec((any::<i64>(), any::<i64>()), 0..8),
            names in vec((any::<(u32, String)>(), any::<u32>()), 0..8),
            terms in vec(any::<(u32, String, u32)>(), 0..8),
            queue in vec((any::<(u32, i64, u8, i64, u32)>(), any::<i64>()), 0..8),
            words in vec((any::<(u32, String, u32, u32)>(), any::<i64>()), 0..8),
            topics in vec((any::<(i64, i32)>(), any::<(u32, u32)>()), 0..8),
            counts in vec((any::<(u32, i32, String)>(), any::<i64>()), 0..8),
            measures in vec((any::<(u32, u8, i32, u32)>(), any::<u64>()), 0..8),
        ) {
            let store = Store::in_memory().unwrap();
            let tx = store.db.begin_write().unwrap();
            macro_rules! fill {
                ($table:ident, $rows:expr, |$row:pat_param| $key:expr, $value:expr) => {{
                    let mut table = tx.open_table(tables::$table).unwrap();
                    for $row in &$rows {
                        table.insert($key, $value).unwrap();
                    }
                }};
            }
            fill!(META, facts, |(key, value)| key.as_str(), value.as_slice());
            fill!(AUDIT, numbers, |(key, value)| key, value.as_slice());
            fill!(SEEN, seen, |(key, value)| key, value);
            fill!(SEEN_BY_TIME, seen, |key| key, ());
            fill!(CANNED_NAMES, names, |((desk, name), value)| (*desk, name.as_str()), value);
            fill!(BY_TERM, terms, |(desk, term, number)| (*desk, term.as_str(), *number), ());
            fill!(QUEUE, queue, |(key, value)| key, value);
            fill!(WORDS, words, |((desk, word, number, sequence), value)| {
                (*desk, word.as_str(), *number, *sequence)
            }, value);
            fill!(TOPICS, topics, |(key, value)| key, value);
            fill!(COUNTERS, counts, |((desk, day, name), value)| {
                (*desk, *day, name.as_str())
            }, value);
            fill!(MEASURES, measures, |(key, value)| key, value);
            tx.commit().unwrap();

            let told = told(&store);
            for (table, lines) in &told.0 {
                for line in lines {
                    prop_assert!(!line.contains('\n'), "{table}: {line}");
                    prop_assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
                }
            }
            let draft = made_of(&told);
            prop_assert_eq!(
                raw(&draft.db.begin_read().unwrap()),
                raw(&store.read().unwrap().tx)
            );
        }
    }

    #[test]
    fn values_of_today_can_be_read_and_others_stand_in_hex() {
        let store = Store::in_memory().unwrap();
        let raw = store.db.begin_write().unwrap();
        {
            let mut meta = raw.open_table(tables::META).unwrap();
            for (key, value) in [
                ("a", b"\x01{\"x\":1.50}".as_slice()),
                ("b", b"\x02{}"),
                ("c", b"\x01{} "),
                ("d", b"\x01null"),
                ("e", b""),
            ] {
                meta.insert(key, value).unwrap();
            }
        }
        raw.commit().unwrap();
        let told = told(&store);
        let (table, lines) = &told.0[0];
        assert_eq!(*table, "meta-1");
        for line in [
            r#"{"key":"a","value":{"x":1.50}}"#,
            r#"{"key":"b","bytes":"027b7d"}"#,
            r#"{"key":"c","bytes":"017b7d20"}"#,
            r#"{"key":"d","value":null}"#,
            r#"{"key":"e","bytes":""}"#,
        ] {
            assert!(lines.iter().any(|told| told == line), "{line}: {lines:?}");
        }
        let names: Vec<_> = told.0.iter().map(|(table, _)| *table).collect();
        assert_eq!(names, tables::NAMES);
    }

    #[test]
    fn lines_that_are_no_rows_are_refused_without_their_words() {
        let draft = made_of(&told(&Store::in_memory().unwrap()));
        let before = raw(&draft.db.begin_read().unwrap()).len();
        let take = |table, lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            match draft.take(table, &lines).unwrap() {
                Ok(()) => None,
                Err(DraftError::Line { index, why }) => Some((index, why)),
                Err(DraftError::Store(error)) => panic!("{error}"),
            }
        };
        for (table, line, why) in [
            ("seen-1", "", BadLine::Cut),
            ("seen-1", r#"{"key":1,"value":2"#, BadLine::Cut),
            ("seen-1", r#"{"key":1,"value":secret}"#, BadLine::Syntax(18)),
            ("seen-1", r#"{"key":1,"value":2}{}"#, BadLine::Syntax(20)),
            ("seen-1", r#"{"key":"secret","value":2}"#, BadLine::Foreign(15)),
            ("seen-1", r#"{"key":9223372036854775808,"value":2}"#, BadLine::Foreign(26)),
            ("seen-1", r#"{"key":1,"value":"secret"}"#, BadLine::Value),
            ("seen-1", r#"{"key":1,"bytes":"01"}"#, BadLine::Value),
            ("seen-1", r#"{"key":1}"#, BadLine::Value),
            ("meta-1", r#"{"key":"a","value":1,"bytes":"01"}"#, BadLine::Value),
            ("meta-1", r#"{"key":"a","bytes":"0"}"#, BadLine::Value),
            ("meta-1", r#"{"key":"a","bytes":"0G"}"#, BadLine::Value),
            ("meta-1", r#"{"key":"a"}"#, BadLine::Value),
        ] {
            let fine = if table == "meta-1" {
                "{\"key\":\"z\",\"value\":1}"
            } else {
                "{\"key\":7,\"value\":1}"
            };
            assert_eq!(take(table, &[fine, line]), Some((1, why)), "{line}");
            assert!(!why.to_string().contains("secret"));
            // Nothing of a batch is taken with it.
            assert_eq!(take(table, &[]), None);
        }
        assert_eq!(take("seen-1", &[r#"{"key":1,"value":2}"#]), None);
        assert_eq!(take("seen-1", &[r#"{"key":1,"value":3}"#]), Some((0, BadLine::Twice)));
        assert!(draft.take("seen-2", &[]).is_none());
        assert_eq!(raw(&draft.db.begin_read().unwrap()).len(), before + 1);
    }
}
