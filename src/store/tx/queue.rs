//! The order in which users wait, kept next to the conversations: urgent ones first, of these whoever
//! has waited longest.

use std::ops::Bound;

use redb::ReadableTable;

use crate::domain::conversation::Conversation;
use crate::domain::id::{ConversationId, DeskId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::urgency::Urgency;
use crate::mistake::{Mistake, made};
use crate::store::{StoreError, tables};

use super::{Tx, open_assignee};

/// Everybody's place stands under this agent.
const EVERYBODY: i64 = 0;

/// A key of the table.
type Key = (u32, i64, u8, i64, u32);

/// A place in a queue; what comes first is served first.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct QueuePlace {
    /// How urgent it is.
    pub urgency: Urgency,
    /// Since when the user waits.
    pub since: Timestamp,
    /// The conversation's number.
    pub number: u32,
}

/// Somebody who waits.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct InQueue {
    /// Where they stand.
    pub place: QueuePlace,
    /// Who has the conversation.
    pub assignee: Option<UserId>,
}

/// Where the count of those who wait is kept.
pub(in crate::store) fn count_key(desk: DeskId) -> String {
    format!("waiting {desk}")
}

/// Where a conversation stands.
fn place(conversation: &Conversation) -> Option<QueuePlace> {
    let since = conversation.waiting_since()?;
    Some(QueuePlace { urgency: conversation.presses(), since, number: conversation.id.number })
}

/// The rows of a conversation: none if nobody waits in it.
pub(in crate::store) fn places(conversation: &Conversation) -> Vec<(Key, i64)> {
    let Some(place) = place(conversation) else {
        return Vec::new();
    };
    let assignee = open_assignee(conversation).map(|assignee| assignee.0);
    let desk = conversation.id.desk;
    let of = |agent| (key(desk, agent, place), assignee.unwrap_or(EVERYBODY));
    [Some(EVERYBODY), assignee].into_iter().flatten().map(of).collect()
}

fn key(desk: DeskId, agent: i64, place: QueuePlace) -> Key {
    (desk.0, agent, code(place.urgency), place.since.0, place.number)
}

fn code(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::High => 0,
        Urgency::Normal => 1,
        Urgency::Low => 2,
    }
}

fn urgency(code: u8) -> Urgency {
    match code {
        0 => Urgency::High,
        1 => Urgency::Normal,
        _ => Urgency::Low,
    }
}

impl Tx {
    /// Keeps the places of a conversation; see [`Tx::put_conversation`].
    pub(super) fn index_queue(
        &self,
        before: Option<&Conversation>,
        now: &Conversation,
    ) -> Result<(), StoreError> {
        let (new, old) = (places(now), before.map(places).unwrap_or_default());
        if new == old {
            return Ok(());
        }
        let mut table = self.tx.open_table(tables::QUEUE)?;
        if !made(Mistake::ForgetIndex) {
            for (key, _) in &old {
                table.remove(*key)?;
            }
        }
        for (key, assignee) in &new {
            table.insert(*key, *assignee)?;
        }
        if old.is_empty() != new.is_empty() {
            let desk = now.id.desk;
            let count = self.waiting_count(desk)?;
            let count =
                if old.is_empty() { count.saturating_add(1) } else { count.saturating_sub(1) };
            self.set_meta(&count_key(desk), &count)?;
        }
        Ok(())
    }

    /// How many users wait for the team.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn waiting_count(&self, desk: DeskId) -> Result<u32, StoreError> {
        Ok(self.meta(&count_key(desk))?.unwrap_or(0))
    }

    /// Who waits after this place, at most `most`: all of them, or those whose conversation an agent
    /// has.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn queue(
        &self,
        desk: DeskId,
        agent: Option<UserId>,
        after: Option<QueuePlace>,
        most: usize,
    ) -> Result<Vec<InQueue>, StoreError> {
        let agent = agent.map_or(EVERYBODY, |agent| agent.0);
        let begin = match after {
            Some(after) => Bound::Excluded(key(desk, agent, after)),
            None => Bound::Included((desk.0, agent, 0, i64::MIN, 0)),
        };
        let end = Bound::Included((desk.0, agent, u8::MAX, i64::MAX, u32::MAX));
        let table = self.tx.open_table(tables::QUEUE)?;
        let range = table.range::<Key>((begin, end))?.take(most);
        range
            .map(|entry| {
                let (key, assignee) = entry?;
                let (_, _, code, since, number) = key.value();
                let place = QueuePlace { urgency: urgency(code), since: Timestamp(since), number };
                let assignee = Some(assignee.value()).filter(|agent| *agent != EVERYBODY);
                Ok(InQueue { place, assignee: assignee.map(UserId) })
            })
            .collect()
    }
}

impl InQueue {
    /// The conversation.
    pub fn id(&self, desk: DeskId) -> ConversationId {
        ConversationId { desk, number: self.place.number }
    }
}
