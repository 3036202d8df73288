//! Everything that is kept.
use std::collections::BTreeMap;

use crate::domain::card::Card;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, UserId};
use crate::domain::outbox::Row;
use crate::domain::people::{Desk, Profile};
use crate::domain::time::Timestamp;

/// The database could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("storage: {0}")]
pub struct StoreError(pub String);

/// Where a conversation stands in the group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whereabouts {
    /// Whose conversation it is.
    pub user: Option<UserId>,
    /// Its topic, in a forum.
    pub topic: Option<i32>,
    /// Its card.
    pub card: Option<MessageRef>,
    /// The topic should be closed.
    pub closed: bool,
}

/// Short reads for what is sent; every call is a read transaction of its own.
#[derive(Clone)]
pub struct Store(());

#[allow(unused_variables)]
impl Store {
    /// All rows of the outbox, by id.
    pub fn rows(&self) -> Result<Vec<Row>, StoreError> {
        todo!()
    }
    /// When calls that post or edit began in each group during the last minute.
    pub fn recent_sends(&self) -> Result<BTreeMap<ChatId, Vec<Timestamp>>, StoreError> {
        todo!()
    }
    /// A desk.
    pub fn desk(&self, desk: DeskId) -> Result<Option<Desk>, StoreError> {
        todo!()
    }
    /// A user.
    pub fn profile(&self, user: UserId) -> Result<Option<Profile>, StoreError> {
        todo!()
    }
    /// Where a conversation stands.
    pub fn whereabouts(&self, id: ConversationId) -> Result<Option<Whereabouts>, StoreError> {
        todo!()
    }
    /// The newest state of a conversation's card.
    pub fn card(&self, id: ConversationId) -> Result<Option<Card>, StoreError> {
        todo!()
    }
    /// The message in `chat` that is the counterpart of `message` (its copy, or what it copies).
    pub fn counterpart(
        &self,
        message: MessageRef,
        chat: ChatId,
    ) -> Result<Option<i32>, StoreError> {
        todo!()
    }
    /// Name of a member of a desk, and how many conversations they have: for the button that assigns.
    pub fn assignee(
        &self,
        desk: DeskId,
        user: UserId,
    ) -> Result<Option<(String, u32)>, StoreError> {
        todo!()
    }
    /// The name under which the bot knows the topic icon of a state, and what is drawn there now.
    pub fn topic_title(&self, id: ConversationId) -> Result<Option<String>, StoreError> {
        todo!()
    }
}
