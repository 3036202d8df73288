//! The one message in General, or in the group, that shows how a desk stands at a glance. Pure.

use serde::{Deserialize, Serialize};

use super::id::{ConversationId, DeskId, MessageRef, RowId};
use super::notice::Notice;
use super::time::Timestamp;

/// The board of a desk, as it is kept.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Board {
    /// Where it stands.
    #[serde(default)]
    pub message: Option<MessageRef>,
    /// What it says, or will once its row has left.
    #[serde(default)]
    pub shows: Option<Figures>,
    /// The row that posted or drew it last.
    #[serde(default)]
    pub row: Option<RowId>,
    /// When it was posted or drawn last.
    #[serde(default)]
    pub drawn: Option<Timestamp>,
}

impl Board {
    /// The name under which a desk's board is kept.
    pub fn name(desk: DeskId) -> String {
        format!("board {desk}")
    }
}

/// What the board shows.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Users who wait for the team.
    pub waiting: u32,
    /// The longest wait, and since when.
    pub oldest: Option<(ConversationId, Timestamp)>,
    /// Open conversations that nobody has.
    pub unassigned: u32,
    /// Conversations that are set aside.
    pub pending: u32,
    /// Conversations that were completed today, by the desk's zone.
    pub completed: u32,
    /// That day, in days since 1970.
    pub day: i32,
}

impl Figures {
    /// Whether people would read the same.
    pub fn reads_as(&self, other: &Self) -> bool {
        // A time of day without a date is of today.
        let same_day = self.day == other.day || self.oldest.is_none();
        same_day && *self == Self { day: self.day, ..*other }
    }

    /// Whether it says something that is over at midnight.
    pub fn ends_with_the_day(&self) -> bool {
        self.completed > 0 || self.oldest.is_some()
    }

    /// In words to be.
    pub fn notice(&self) -> Notice {
        let waits = match self.oldest {
            Some((conversation, since)) => {
                Notice::BoardWaiting { waiting: self.waiting, conversation, since }
            }
            None => Notice::BoardNobody,
        };
        let (unassigned, pending, completed) = (self.unassigned, self.pending, self.completed);
        Notice::Board { waits: vec![waits], unassigned, pending, completed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_would_see_differs() {
        let conversation = ConversationId { desk: DeskId(1), number: 3 };
        let calm = Figures { day: 7, pending: 2, ..Figures::default() };
        assert!(calm.reads_as(&Figures { day: 8, ..calm }));
        assert!(!calm.reads_as(&Figures { pending: 1, ..calm }));
        assert!(!calm.ends_with_the_day());
        let oldest = Some((conversation, Timestamp(5)));
        let waits = Figures { waiting: 1, oldest, ..calm };
        assert!(waits.reads_as(&waits) && !waits.reads_as(&Figures { day: 8, ..waits }));
        assert!(waits.ends_with_the_day());
    }
}
