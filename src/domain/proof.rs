//! Whether somebody is a person (`[limits] human_check`): what is written for the first time waits for
//! one press. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::event::UserMessage;
use super::id::MessageRef;
use super::time::Timestamp;

/// How long it waits. Its writer is told so, and nothing is let go of before.
pub const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// How much of one user waits at most where the settings name no limit.
const MOST: u32 = 1_000;

/// What somebody wrote who has not shown yet to be a person: nothing of it is passed on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Unproven {
    /// In order.
    pub messages: Vec<UserMessage>,
    /// The message with the button, once it is there.
    #[serde(default)]
    pub prompt: Option<MessageRef>,
    /// Without a press by then it is let go of.
    pub until: Timestamp,
}

impl Unproven {
    /// Nothing yet, from now on.
    pub fn new(now: Timestamp) -> Self {
        Self { messages: Vec::new(), prompt: None, until: now.plus(KEPT) }
    }

    /// Whether so many more find room where so many may wait, 0 for as many as they are.
    pub fn takes(&self, more: usize, held: u32) -> bool {
        let most = if held == 0 { MOST } else { held };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        // What is one message for whoever wrote it is never too long by itself.
        self.messages.is_empty() || self.messages.len().saturating_add(more) <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Content, Kind, Reference};
    use crate::domain::id::UserId;
    use crate::domain::people::Person;

    #[test]
    fn what_waits_is_bounded_and_an_album_is_taken_whole() {
        let id = UserId(1);
        let from = Person {
            id,
            first_name: String::new(),
            last_name: None,
            username: None,
            language: None,
        };
        let content = Content::new(Kind::Text, "hello");
        let (at, reply_to, reference) = (Timestamp(1), None, Reference::default());
        let message = UserMessage { from, message: 1, at, content, reply_to, reference };
        let mut unproven = Unproven::new(Timestamp(1));
        assert!(unproven.takes(10, 3));
        unproven.messages = vec![message; 2];
        assert!(unproven.takes(1, 3));
        assert!(!unproven.takes(2, 3));
        assert!(unproven.takes(998, 0));
        assert!(!unproven.takes(999, 0));
    }
}
