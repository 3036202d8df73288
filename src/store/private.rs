//! Files that only their owner may read. On systems without such permissions nothing is promised.
//!
//! What Frontdesk makes is private from its first moment, whatever the umask. What is there already
//! is left as it is and reported: a team may share it on purpose, and only the operator knows.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// What others may do with a file or directory, if they may do anything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exposed {
    /// Which.
    pub path: PathBuf,
    /// Its permissions, as `chmod` takes them.
    pub mode: u32,
    /// What they should be.
    pub wanted: u32,
}

/// Makes a directory for its owner alone, with those above it. One that exists stays as it is.
///
/// # Errors
/// Whatever the file system says.
pub fn create_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes an empty file for its owner alone. One that exists stays as it is.
///
/// # Errors
/// Whatever the file system says.
pub fn create_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether others than the owner may do anything with it. Nothing is wrong with what is not there.
#[cfg(unix)]
pub fn exposed(path: &Path) -> Option<Exposed> {
    use std::os::unix::fs::PermissionsExt;
    let found = std::fs::metadata(path).ok()?;
    let mode = found.permissions().mode() & 0o777;
    let wanted = if found.is_dir() { 0o700 } else { 0o600 };
    (mode & 0o077 != 0).then(|| Exposed { path: path.to_owned(), mode, wanted })
}

/// Whether others than the owner may do anything with it.
#[cfg(not(unix))]
pub fn exposed(_: &Path) -> Option<Exposed> {
    None
}

impl std::fmt::Display for Exposed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Exposed { path, mode, wanted } = self;
        let path = path.display();
        write!(f, "{path} is open to others (mode {mode:o}): chmod {wanted:o} {path}")
    }
}
