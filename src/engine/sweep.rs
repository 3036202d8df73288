//! What happens by itself when the sweep's schedule fires. Its cost grows with what is due, never
//! with what is stored.

use crate::domain::id::ConversationId;
use crate::domain::transition::Event;
use crate::domain::urgency::Urgency;
use crate::store::{Due, StoreError};

use super::work::Work;

/// What one sweep handles at most; the rest comes with the next one.
pub(super) const MOST: usize = 500;

impl Work<'_> {
    pub(super) fn sweep(&mut self) -> Result<(), StoreError> {
        self.tidy()?;
        // A backlog or an outage must never make the desk act on old news.
        if !self.current {
            return Ok(());
        }
        let mut all = Vec::new();
        for due in self.tx.due(self.now, MOST)? {
            all.push((self.urgency_of(due)?, due));
        }
        // Of what is due at once the urgent ones choose first among those who are there.
        all.sort_by_key(|(urgency, _)| *urgency);
        for (_, due) in all {
            self.due(due)?;
        }
        Ok(())
    }

    fn urgency_of(&self, due: Due) -> Result<Urgency, StoreError> {
        let Due::Conversation(id) = due else {
            return Ok(Urgency::Normal);
        };
        let conversation = self.tx.conversation(id)?;
        Ok(conversation.map_or(Urgency::Normal, |conversation| conversation.presses()))
    }

    fn due(&mut self, due: Due) -> Result<(), StoreError> {
        #[cfg(test)]
        super::quarantine::mines::step_on(due.number());
        match due {
            // What the user is sending counts, although its end is not there yet.
            Due::Conversation(id) if self.user_sends_an_album(id)? => Ok(()),
            Due::Conversation(id) => match self.happen(id, Event::Tick)? {
                Ok(_) => {
                    // What could not be decided yet comes again with the next sweep.
                    if let Some(conversation) = self.tx.conversation(id)? {
                        self.keep_conversation(&conversation)?;
                    }
                    Ok(())
                }
                Err(_) => self.tx.set_due(due, None),
            },
            // Without a choice it is a new matter.
            Due::Held(user) => {
                let _ = self.release_held(user, None)?;
                Ok(())
            }
            Due::Album(number) => self.end_album(number),
            Due::Ban(hash) => self.ban_ends(hash),
            Due::Bulk(desk) => self.bulk_turn(desk),
            Due::Proof(user) => self.proof_is_over(user),
            Due::Board(desk) => self.draw_board(desk),
            Due::Lines(desk) => self.clean_up(desk),
            Due::Arrival(desk) => self.somebody_comes(desk),
        }
    }

    fn user_sends_an_album(&self, id: ConversationId) -> Result<bool, StoreError> {
        match self.tx.conversation(id)? {
            Some(conversation) => self.sends_an_album(conversation.user),
            None => Ok(false),
        }
    }

    /// One thing that is due, as the sweep or the end of albums would handle it.
    pub(super) fn due_alone(&mut self, due: Due) -> Result<(), StoreError> {
        match due {
            _ if self.current => self.due(due),
            Due::Album(_) => self.album_waits(due),
            Due::Conversation(_)
            | Due::Held(_)
            | Due::Ban(_)
            | Due::Bulk(_)
            | Due::Proof(_)
            | Due::Board(_)
            | Due::Lines(_)
            | Due::Arrival(_) => Ok(()),
        }
    }
}
