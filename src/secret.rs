//! What is to be kept to oneself.
//!
//! Promises: a [`Token`] shows itself in no `Debug`, no `Display` and no error; its text is had by
//! [`Token::expose`] alone, so that a search for that word finds everybody who reads one. Never
//! does: come from or go into a file by itself; it can be neither serialized nor deserialized.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// Something to keep to oneself: shown as `***`, whoever asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes it as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one who has to send it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl FromStr for Token {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text))
    }
}
