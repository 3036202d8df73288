//! What users say about their ratings.

use crate::domain::event::UserMessage;
use crate::domain::id::{ConversationId, MessageRef};
use crate::domain::notice::Notice;
use crate::domain::outbox::Slot;
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::user::COURTESY_REACTION;
use super::work::Work;

impl Work<'_> {
    /// What answers the prompt under a rating stands silently under the completed card, whatever it
    /// is, behind a line that says so; nothing is opened. Its writer sees that it was taken for that.
    pub(super) fn comment(
        &mut self,
        id: ConversationId,
        messages: &[UserMessage],
    ) -> Result<(), StoreError> {
        let (Some(first), Some(desk)) = (messages.first(), self.tx.desk(id.desk)?) else {
            return Ok(());
        };
        // Never refused.
        let _ = self.happen(id, Event::Commented)?;
        self.react(id, MessageRef::new(first.from.id, first.message), Some(COURTESY_REACTION))?;
        if let Some(conversation) = self.tx.conversation(id)? {
            let rating = conversation.completion().and_then(|completion| completion.rating);
            let stars = u32::from(rating.unwrap_or_default());
            let saying = Notice::RatingComment { conversation: id, stars }.into();
            self.tell(&desk, &conversation, None, saying, Slot::Inside, true)?;
        }
        self.relay_silently(&desk, id, messages)
    }
}
