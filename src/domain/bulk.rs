//! Many conversations at once (product.md section 3): what is asked, and what was done of it.
//!
//! Promises: each conversation is judged again at its turn; one in which the user has written since
//! the question, or which is no longer what was asked for, is left alone.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::access::Actor;
use super::button::Nonce;
use super::conversation::Conversation;
use super::finding::Filter;
use super::id::{DeskId, MessageRef};
use super::reason::SolvedReason;
use super::time::Timestamp;

/// Conversations of one bulk at most.
pub const MOST: usize = 1000;
/// From one turn to the next. With what [`Bulk::per_turn`] says, and the line about it, the group sees
/// five calls a minute at most.
pub const TURN: Duration = Duration::from_secs(60);

/// What is done to each.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum What {
    /// It is completed.
    Complete,
    /// These tags are put on.
    Tag(Vec<String>),
}

/// Many conversations at once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bulk {
    /// In which desk; it has one at a time.
    pub desk: DeskId,
    /// Ties the buttons to it.
    pub nonce: Nonce,
    /// Who asked.
    pub by: Actor,
    /// What is done.
    pub what: What,
    /// To which, as it was asked.
    pub filter: Filter,
    /// When it was asked.
    pub asked: Timestamp,
    /// The reason, once it was confirmed.
    pub reason: Option<SolvedReason>,
    /// The message with the question, which then tells how far it is.
    pub message: Option<MessageRef>,
    /// The conversations that are left, in reverse order, and how much their users had written.
    pub left: Vec<(u32, u32)>,
    /// How many there were.
    pub total: u32,
    /// How many were done.
    pub done: u32,
    /// Which were left alone.
    pub skipped: Vec<u32>,
}

impl Bulk {
    /// It was confirmed, and goes on by itself.
    pub fn runs(&self) -> bool {
        self.message.is_some()
    }

    /// How many conversations one turn takes: each costs its card's redrawing, and with a topic that is
    /// completed two calls more.
    pub fn per_turn(&self, topics: bool) -> usize {
        if topics && self.what == What::Complete { 1 } else { 4 }
    }

    /// Whether a conversation is still what was asked for. The words of a filter's text cannot have
    /// become fewer without the user's or the team's doing.
    pub fn still_means(&self, conversation: &Conversation, written: u32, fits: bool) -> bool {
        let open = conversation.is_open() || self.what != What::Complete;
        open && fits && conversation.written == written
    }
}
