//! The names of things. Each is a newtype, so that a chat is never taken for a message.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A person of Telegram; their private chat with the bot has the same number.
    UserId(i64)
}
id! {
    /// A chat of Telegram: positive for people, negative for groups.
    ChatId(i64)
}
id! {
    /// A desk, in the order in which they came to be known; the first is 1.
    DeskId(u32)
}
id! {
    /// A row of the outbox. Grows for ever.
    RowId(u64)
}

impl DeskId {
    /// The first desk; the only one where the settings file names none.
    pub const FIRST: DeskId = DeskId(1);
}

impl From<UserId> for ChatId {
    /// The private chat of a person.
    fn from(user: UserId) -> Self {
        Self(user.0)
    }
}

/// A message. Its chat is part of its name: an upgraded group starts its ids anew (telegram-facts B16).
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct MessageRef {
    /// The chat that the message stands in.
    pub chat: ChatId,
    /// Its id there; ids of one chat grow.
    pub message: i32,
}

impl MessageRef {
    /// The message `message` of `chat`.
    pub fn new(chat: impl Into<ChatId>, message: i32) -> Self {
        Self { chat: chat.into(), message }
    }
}

/// A conversation: `#12` of a desk.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ConversationId {
    /// The desk that numbers it.
    pub desk: DeskId,
    /// Its number there, from 1.
    pub number: u32,
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.number)
    }
}
