//! A database made of an export.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::backup::{self, BackupError, at};
use crate::store::{Draft, DraftError, StoreError};

use super::manifest::{Hash, Listed, Manifest, file_of, not_whole};
use super::{ExportError, Stop};

/// How many lines one transaction takes at most, and how many bytes they have.
const BATCH: (usize, usize) = (4096, 4 << 20);
/// How long a line may be, in bytes.
const LONGEST: u64 = 64 << 20;

/// Makes an export the database of `data`.
///
/// Promises: nothing is replaced before every line was read, every hash and count was compared, and
/// the new database was verified and is on disk. What is replaced is kept.
///
/// # Errors
/// [`ExportError`]; the database is as it was then.
pub fn import(data: &Path, directory: &Path, force: bool, stop: &Stop) -> Result<(), ExportError> {
    let path = backup::replaceable(data, force)?;
    let manifest = Manifest::read(directory)?;
    let new = backup::beside(&path, "imported");
    let _ = fs::remove_file(&new.0);
    let draft = Draft::new(&new.0)?;
    for listed in &manifest.files {
        Source::open(directory, listed)?.read_into(&draft, stop)?;
    }
    let schema = draft.schema().map_err(|error| from_lines(directory, error))?;
    if schema != manifest.schema {
        let reason = format!("its manifest says schema {}, its rows {schema}", manifest.schema);
        return Err(not_whole(directory, reason));
    }
    drop(draft);
    backup::check(&new.0).map_err(|error| match error {
        BackupError::Wrong { count, first, .. } => {
            ExportError::Wrong { path: directory.to_owned(), count, first }
        }
        BackupError::Store(error) => from_lines(directory, error),
        other => other.into(),
    })?;
    File::open(&new.0).and_then(|file| file.sync_all()).map_err(at(&new.0))?;
    Ok(backup::put_in_place(data, &new.0, force)?)
}

/// The advice about a damaged database is none about an export.
fn from_lines(directory: &Path, error: StoreError) -> ExportError {
    match error {
        StoreError::Damaged(reason) | StoreError::Value(reason) => not_whole(directory, reason),
        other => other.into(),
    }
}

/// A file of an export while it is read.
struct Source<'a> {
    listed: &'a Listed,
    path: PathBuf,
    file: BufReader<File>,
    hash: Sha256,
    /// How many lines were read.
    lines: u64,
    /// Those that are not in the database yet: the last ones.
    batch: Vec<String>,
    /// Their bytes.
    bytes: usize,
}

impl<'a> Source<'a> {
    fn open(directory: &Path, listed: &'a Listed) -> Result<Self, ExportError> {
        let path = directory.join(file_of(&listed.table));
        let file = BufReader::new(File::open(&path).map_err(at(&path))?);
        let (hash, batch) = (Sha256::new(), Vec::new());
        Ok(Self { listed, path, file, hash, lines: 0, batch, bytes: 0 })
    }

    fn read_into(mut self, draft: &Draft, stop: &Stop) -> Result<(), ExportError> {
        while let Some(line) = self.next_line()? {
            if stop.told() {
                return Err(ExportError::Stopped);
            }
            self.bytes = self.bytes.saturating_add(line.len());
            self.batch.push(line);
            if self.batch.len() >= BATCH.0 || self.bytes >= BATCH.1 {
                self.flush(draft)?;
            }
        }
        // Also if there is nothing left: a table without rows is one too.
        self.flush(draft)?;
        let Self { listed, path, lines, hash, .. } = self;
        if lines != listed.lines {
            let reason = format!("it has {lines} lines, its manifest says {}", listed.lines);
            return Err(not_whole(&path, reason));
        }
        if Hash::of(hash) != listed.sha256 {
            let reason = "its SHA-256 is another than in its manifest, so it was changed";
            return Err(not_whole(&path, reason.to_owned()));
        }
        Ok(())
    }

    fn next_line(&mut self) -> Result<Option<String>, ExportError> {
        let mut bytes = Vec::new();
        let mut limited = self.file.by_ref().take(LONGEST);
        limited.read_until(b'\n', &mut bytes).map_err(at(&self.path))?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.hash.update(&bytes);
        self.lines = self.lines.saturating_add(1);
        if bytes.pop() != Some(b'\n') {
            return Err(self.bad(0, "this line has no end".to_owned()));
        }
        let line = String::from_utf8(bytes);
        line.map(Some).map_err(|_| self.bad(0, "this is no UTF-8".to_owned()))
    }

    fn flush(&mut self, draft: &Draft) -> Result<(), ExportError> {
        let taken = draft.take(&self.listed.table, &self.batch);
        match taken {
            Some(Ok(())) => {
                self.batch.clear();
                self.bytes = 0;
                Ok(())
            }
            Some(Err(DraftError::Line { index, why })) => {
                Err(self
                    .bad(self.batch.len().saturating_sub(index.saturating_add(1)), why.to_string()))
            }
            Some(Err(DraftError::Store(error))) => Err(error.into()),
            None => Err(not_whole(&self.path, "there is no such table".to_owned())),
        }
    }

    /// What is wrong with a line, counted back from the last one that was read.
    fn bad(&self, back: usize, reason: String) -> ExportError {
        let line = self.lines.saturating_sub(u64::try_from(back).unwrap_or(0));
        ExportError::Line { path: self.path.clone(), line, reason }
    }
}
