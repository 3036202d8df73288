//! What an export says of itself: what wrote it, when, and what is in each file.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::backup::{self, at};
use crate::domain::time::Timestamp;
use crate::store::{Snapshot, tables};

use super::ExportError;

/// Its name in the directory.
const FILE: &str = "export.json";
/// What it is, so that other files of the name are told from it.
const KIND: &str = "frontdesk export";
/// The version of the format.
const FORMAT: u64 = 1;
/// How long a manifest may be, in bytes.
const LONGEST: u64 = 1 << 20;

/// The manifest of an export.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    kind: String,
    /// The version of the format of the files.
    pub format: u64,
    /// The program that wrote it.
    program: String,
    /// The version of the program's databases.
    pub schema: u32,
    /// The moment that it shows, in UTC.
    moment: String,
    /// The files.
    pub files: Vec<Listed>,
}

/// A file of an export.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    file: String,
    pub table: String,
    meaning: String,
    pub lines: u64,
    pub sha256: Hash,
}

/// A SHA-256 in hex.
#[derive(Serialize, Deserialize, PartialEq, Eq, Clone)]
pub(super) struct Hash(String);

impl Hash {
    pub fn of(hash: Sha256) -> Self {
        let mut hex = String::new();
        for byte in hash.finalize() {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }
}

impl Listed {
    pub fn new(table: &str, meaning: &str, lines: u64, sha256: Hash) -> Self {
        let (table, meaning) = (table.to_owned(), meaning.trim_start().to_owned());
        Self { file: file_of(&table), table, meaning, lines, sha256 }
    }
}

/// The name of a table's file.
pub(super) fn file_of(table: &str) -> String {
    format!("{table}.jsonl")
}

impl Manifest {
    pub fn new(at: Timestamp, files: Vec<Listed>) -> Self {
        let moment = DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or_default();
        Self {
            kind: KIND.to_owned(),
            format: FORMAT,
            program: format!("{} ({})", env!("CARGO_PKG_VERSION"), env!("FRONTDESK_REVISION")),
            schema: Snapshot::schema(),
            moment: moment.to_rfc3339_opts(SecondsFormat::Millis, true),
            files,
        }
    }

    pub fn write(&self, directory: &Path) -> Result<(), ExportError> {
        let path = directory.join(FILE);
        let mut text =
            serde_json::to_vec_pretty(self).map_err(|error| not_whole(&path, error.to_string()))?;
        text.push(b'\n');
        let mut file = backup::new_file(&path)?;
        Ok(file.write_all(&text).and_then(|()| file.sync_all()).map_err(at(&path))?)
    }

    /// The manifest of a directory: one that this program can import, with every file that is there.
    pub fn read(directory: &Path) -> Result<Self, ExportError> {
        let path = directory.join(FILE);
        let mut text = Vec::new();
        let file = File::open(&path).map_err(at(&path))?;
        file.take(LONGEST).read_to_end(&mut text).map_err(at(&path))?;
        let broken = |error: serde_json::Error| {
            let (line, column) = (error.line(), error.column());
            not_whole(&path, format!("it cannot be read from line {line}, column {column} on"))
        };
        let read: Value = serde_json::from_slice(&text).map_err(broken)?;
        if read.get("kind").and_then(Value::as_str) != Some(KIND) {
            return Err(not_whole(&path, format!("its kind is not \"{KIND}\"")));
        }
        // Before the rest, which a newer version may write in another way.
        let newer = |name, known| match read.get(name).and_then(Value::as_u64) {
            Some(found) if found > known => {
                Err(ExportError::Newer { path: path.clone(), what: name, found, known })
            }
            Some(_) | None => Ok(()),
        };
        newer("format", FORMAT)?;
        newer("schema", u64::from(Snapshot::schema()))?;
        let manifest: Self = serde_json::from_slice(&text).map_err(broken)?;
        if manifest.format != FORMAT {
            return Err(not_whole(&path, format!("there is no format {}", manifest.format)));
        }
        manifest.agrees_with(directory, &path)?;
        Ok(manifest)
    }

    fn agrees_with(&self, directory: &Path, path: &Path) -> Result<(), ExportError> {
        let mut listed = BTreeSet::new();
        for Listed { file, table, .. } in &self.files {
            if !tables::NAMES.contains(&table.as_str()) {
                return Err(not_whole(path, format!("there is no table {table:?}")));
            }
            if *file != file_of(table) || !listed.insert(file.clone()) {
                return Err(not_whole(path, format!("the file of {table} is not listed once")));
            }
        }
        // An older version has fewer tables.
        if self.schema == Snapshot::schema()
            && let Some(missing) =
                tables::NAMES.iter().find(|table| !listed.contains(&file_of(table)))
        {
            return Err(not_whole(path, format!("the table {missing} is missing")));
        }
        for entry in fs::read_dir(directory).map_err(at(directory))? {
            let name = entry.map_err(at(directory))?.file_name();
            let name = name.to_string_lossy();
            if name.ends_with(".jsonl") && !listed.contains(name.as_ref()) {
                return Err(not_whole(path, format!("{name:?} is there and not listed")));
            }
        }
        Ok(())
    }
}

pub(super) fn not_whole(path: &Path, reason: String) -> ExportError {
    ExportError::NotWhole { path: PathBuf::from(path), reason }
}
