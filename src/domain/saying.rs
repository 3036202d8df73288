//! A notice with its buttons, and how a list of messages becomes a type.

use serde::{Deserialize, Serialize};

use super::button::Button;
use super::notice::Notice;

/// A notice and the buttons under it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Saying {
    /// What is said.
    pub notice: Notice,
    /// Rows of buttons.
    #[serde(default)]
    pub buttons: Vec<Vec<Button>>,
}

impl From<Notice> for Saying {
    fn from(notice: Notice) -> Self {
        Self { notice, buttons: Vec::new() }
    }
}

impl Notice {
    /// With buttons under it.
    pub fn with(self, buttons: Vec<Vec<Button>>) -> Saying {
        Saying { notice: self, buttons }
    }
}

/// `"key" Variant { argument: Type }`: key and argument names are those of the locales, with `-`
/// for `_`. All of them are one enum. What other macros have put together begins with `=>`.
macro_rules! messages {
    ($(=>)? $(#[$of:meta])* $all:ident: $($(#[$doc:meta])* $key:literal $name:ident $({ $($arg:ident : $type:ty),* $(,)? })?;)*) => {
        $(#[$of])*
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the fields are the variables of the locale's message")]
        pub enum $all {
            $($(#[$doc])* $name $({ $($arg: $type),* })?,)*
        }

        impl $all {
            /// The key of every message, for the tests of the locales.
            pub const KEYS: &'static [(&'static str, &'static [&'static str])] = &[
                $(($key, &[$($(stringify!($arg)),*)?]),)*
            ];

            /// The message's key in the locales.
            pub fn key(&self) -> &'static str {
                match self {
                    $($all::$name { .. } => $key,)*
                }
            }

            /// The message's variables; their names have `_` where the locales have `-`.
            pub fn args(&self) -> Vec<(&'static str, Arg)> {
                match self {
                    $($all::$name $({ $($arg),* })? => vec![$($((stringify!($arg), $arg.as_arg())),*)?],)*
                }
            }
        }
    };
}
pub(super) use messages;
