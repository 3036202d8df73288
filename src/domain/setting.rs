//! A setting as the chat knows it: a name, a value as it would be written, and who put it there.
//!
//! Which settings there are and what they take is declared with the settings themselves; here is
//! only what buttons and the store may spell.

use serde::{Deserialize, Serialize};

use super::argument::{Arg, AsArg};
use super::button::Nonce;
use super::id::UserId;
use super::time::Timestamp;

/// Letters of a name: with a value of the longest and a number the data of a button is full.
const LONGEST_NAME: usize = 26;
/// Letters of a value on a button.
const LONGEST_VALUE: usize = 11;

/// What somebody has chosen for a setting of a desk, in its chat.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Chosen {
    /// As it would be written; nothing once it was taken back.
    pub value: Option<String>,
    /// Who did it last; nobody for an administrator in the name of the group.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Counts what was done to this setting, so that what was shown before can be told from it.
    pub nonce: Nonce,
}

/// A name that a button can carry: section and key, like `timeout.complete_after`.
pub fn name(text: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
    let right = (1..=LONGEST_NAME).contains(&text.len()) && text.chars().all(fits);
    right.then(|| text.to_owned())
}

/// A value that a button can carry.
pub fn value(text: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let right = (1..=LONGEST_VALUE).contains(&text.len()) && text.chars().all(fits);
    right.then(|| text.to_owned())
}

/// The key of the words for a setting that can be changed in the chat.
pub fn word(name: &str) -> String {
    format!("setting-name-{}", name.replace(['.', '_'], "-"))
}

/// The value of a setting that can be changed in the chat, to be said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Value {
    /// The setting's name.
    pub of: String,
    /// The value as it would be written.
    pub is: String,
}

/// Values that have words; others are spans of time and languages.
pub const VALUE_WORDS: &[&str] = &[
    "on",
    "off",
    "request",
    "refuse",
    "new",
    "ask",
    "menu",
    "claim",
    "round_robin",
    "least_busy",
    "waits",
    "all",
    "none",
];

impl AsArg for Value {
    fn as_arg(&self) -> Arg {
        let is = self.is.as_str();
        if VALUE_WORDS.contains(&is) {
            Arg::Word(format!("value-{}", is.replace('_', "-")))
        } else if self.of.starts_with("locale.") {
            Arg::Language(is.to_owned())
        } else {
            span(is).map_or_else(|| Arg::Text(is.to_owned()), Arg::Span)
        }
    }
}

/// The seconds of a span of one unit that is said as exactly as it is written: not those of 90m.
fn span(text: &str) -> Option<u64> {
    let unit = text.chars().next_back()?;
    let count: u64 = text.strip_suffix(unit)?.parse().ok()?;
    let seconds = count.checked_mul(match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86400,
        _ => return None,
    })?;
    let exact = match seconds {
        0..60 => true,
        60..3600 => seconds % 60 == 0,
        3600..86400 => seconds % 3600 == 0,
        _ => seconds % 86400 == 0,
    };
    exact.then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_said_exactly() {
        let said = |of: &str, is: &str| Value { of: of.to_owned(), is: is.to_owned() }.as_arg();
        assert_eq!(said("timeout.complete_after", "30m"), Arg::Span(1800));
        assert_eq!(said("timeout.complete_after", "90m"), Arg::Text("90m".to_owned()));
        assert_eq!(said("timeout.complete_after", "24h"), Arg::Span(86400));
        assert_eq!(said("timeout.complete_after", "1h30m"), Arg::Text("1h30m".to_owned()));
        assert_eq!(said("timeout.complete_after", "off"), Arg::Word("value-off".to_owned()));
        assert_eq!(
            said("routing.strategy", "least_busy"),
            Arg::Word("value-least-busy".to_owned())
        );
        assert_eq!(said("locale.desk", "fa"), Arg::Language("fa".to_owned()));
        assert_eq!(said("timeout.warn_before", ""), Arg::Text(String::new()));
    }
}
