//! Whether what people wrote has arrived. Silence means that it has.
//!
//! Promises: what waits longer than [`IN_TIME`] carries the bot's reaction [`WAITS`] until it is
//! delivered, or it is said that it is not; what is delivered in time costs nothing. Never takes
//! another reaction of the bot's away, and never says "sent".

use crate::domain::id::{ConversationId, MessageRef, RowId};
use crate::domain::outbox::{Lane, Priority, Row, Slot, Task};
use crate::store::StoreError;

use super::work::Work;

/// What shows that a message is still on its way: a carrier pigeon. One of Telegram's list for bots
/// (telegram-facts B6) that nobody takes for a receipt, or for 👀, which has a meaning of its own.
const WAITS: &str = "🕊";

impl Work<'_> {
    // ---- reactions -------------------------------------------------------------------------------

    /// Puts a reaction of the bot's on a message, or takes it off. It may have one at a time only.
    pub(super) fn react(
        &mut self,
        id: ConversationId,
        message: MessageRef,
        emoji: Option<&str>,
    ) -> Result<(), StoreError> {
        if let Some(mut mapped) = self.tx.mapped(message)? {
            mapped.reaction = emoji.map(str::to_owned);
            self.tx.put_mapped(message, &mapped)?;
        }
        self.show_reaction(id, message, emoji)
    }

    fn show_reaction(
        &mut self,
        id: ConversationId,
        message: MessageRef,
        emoji: Option<&str>,
    ) -> Result<(), StoreError> {
        let task = Task::React { message, emoji: emoji.map(str::to_owned) };
        self.push(Lane::Reaction(message), Priority::Notice, Some(id), task, Slot::None)?;
        Ok(())
    }

    /// A user has blocked the bot, and so a reaction stays as it is. It is brought up to date when the
    /// user is back.
    pub(super) fn not_reacted(&mut self, _row: &Row) -> Result<(), StoreError> {
        Ok(())
    }

    /// Whether another reaction of the bot's stands on a message.
    fn has_reaction(&self, message: MessageRef) -> Result<bool, StoreError> {
        Ok(self.tx.mapped(message)?.is_some_and(|mapped| mapped.reaction.is_some()))
    }

    // ---- what waits ------------------------------------------------------------------------------

    /// What people wrote was not said in time: they see that it waits.
    pub(super) fn late(&mut self, rows: &[RowId]) -> Result<(), StoreError> {
        for id in rows {
            let Some(mut row) = self.tx.row(*id)?.filter(|row| !row.late) else {
                continue;
            };
            row.late = true;
            self.tx.put_row(&row)?;
            let Some((id, message)) = waiting(&row) else {
                continue;
            };
            if !self.has_reaction(message)? {
                self.show_reaction(id, message, Some(WAITS))?;
            }
        }
        Ok(())
    }

    /// A row that was late has come to its end, whichever.
    pub(super) fn waits_no_longer(&mut self, row: &Row) -> Result<(), StoreError> {
        let Some((id, message)) = waiting(row) else {
            return Ok(());
        };
        // A change of it may wait as well.
        let rows = self.tx.rows_of(id)?;
        let still = rows.iter().any(|row| row.late && waiting(row) == Some((id, message)));
        if still || self.has_reaction(message)? {
            return Ok(());
        }
        self.show_reaction(id, message, None)
    }
}

/// The message that shows that a row waits: of an album its first part, where Telegram puts every
/// reaction.
fn waiting(row: &Row) -> Option<(ConversationId, MessageRef)> {
    Some((row.conversation?, row.slot.originals().first().copied()?))
}
