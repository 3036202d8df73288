//! What is wrong with the settings, and where it is written.

use std::fmt::{self, Write as _};
use std::path::PathBuf;

/// Where a value was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A line of the settings file, counted from 1.
    File {
        /// The file, as it was named.
        path: PathBuf,
        /// The line.
        line: usize,
    },
    /// A variable of the environment.
    Environment(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File { path, line } => write!(f, "{}:{line}", path.display()),
            Place::Environment(variable) => f.write_str(variable),
        }
    }
}

/// One thing to mend in the settings; one line when shown among [`ConfigErrors`].
#[derive(thiserror::Error, Debug)]
pub enum ConfigError {
    /// A settings file was asked for by name and is not there.
    #[error("{}: there is no such file", .0.display())]
    Missing(PathBuf),
    /// The file is there and cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{place}: not TOML: {message}")]
    Syntax {
        /// The line.
        place: Place,
        /// What the parser says, on one line.
        message: String,
    },
    /// Something stands outside of the sections.
    #[error("{place}: {name}: every setting stands in a section, for example [timeout]")]
    Loose {
        /// Where.
        place: Place,
        /// Its name.
        name: String,
    },
    /// A name that no section or setting has.
    #[error("{place}: {what}; {}{allowed}", suggested(.nearest))]
    Unknown {
        /// Where.
        place: Place,
        /// The name and that it is unknown.
        what: String,
        /// A name that looks like it, as it would be written there.
        nearest: Option<String>,
        /// The names that there are.
        allowed: String,
    },
    /// A variable that says the same as another.
    #[error("{place}: sets {key} a second time, beside {other}")]
    Twice {
        /// The variable.
        place: Place,
        /// The setting.
        key: String,
        /// The other variable.
        other: String,
    },
    /// A value that its setting does not take.
    #[error("{place}: {written}: {problem}")]
    Value {
        /// Where.
        place: Place,
        /// The value as it was written; in a file with its key.
        written: String,
        /// What is wrong and what would be right.
        problem: String,
    },
}

fn suggested(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!("did you mean {name}? "),
        None => String::new(),
    }
}

/// Everything that is wrong with the settings, one line each, in the order of the sources.
#[derive(thiserror::Error, Debug)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            // A quoted name of TOML may hold anything, also what would begin a line or move a cursor.
            for c in error.to_string().chars() {
                if c.is_control() {
                    write!(f, "{}", c.escape_default())?;
                } else {
                    f.write_char(c)?;
                }
            }
        }
        Ok(())
    }
}

/// The candidate that `name` was probably meant to be, if one is near enough.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let whole = candidate.to_lowercase();
            // "berlin" is meant for "Europe/Berlin", though most of it is missing.
            let last = whole.rsplit('/').next().unwrap_or(&whole);
            let away = distance(&lower, &whole)
                .min(distance(&lower, last) + usize::from(last.len() < whole.len()));
            (away, candidate)
        })
        .min_by_key(|(away, _)| *away)
        .filter(|(away, _)| *away <= lower.chars().count().div_ceil(3) + 1)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added or removed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for (pair, to) in row.windows(2).zip(&b) {
            let &[corner, above] = pair else { continue };
            left = (corner + usize::from(from != *to)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, away) in [("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), away, "{a} {b}");
        }
    }

    #[test]
    fn only_what_is_near_is_suggested() {
        let names = ["confirm", "rating", "undo_within"];
        assert_eq!(nearest("comfirm", names), Some("confirm"));
        assert_eq!(nearest("Undo-Within", names), Some("undo_within"));
        assert_eq!(nearest("zzzz", names), None);
        assert_eq!(nearest("x", []), None);
    }
}
