//! Tags: `/tag`, `/untag` and the picker behind the card's button, most used tags first.
//!
//! How often each tag stands on a conversation is counted whenever one changes, so that nothing is
//! ever scanned for it.

use std::collections::BTreeMap;

use crate::domain::access::{Action, Actor};
use crate::domain::button::Button;
use crate::domain::conversation::Conversation;
use crate::domain::event::{GroupMessage, Press};
use crate::domain::id::{ConversationId, DeskId};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::Slot;
use crate::domain::people::Desk;
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::effects::Done;
use super::work::Work;

/// Tags that the picker offers.
const OFFERED: usize = 12;

/// Different tags that are counted; of more, the least used are forgotten by the picker.
const COUNTED: usize = 200;

/// Buttons of a row.
const ROW: usize = 3;

impl Work<'_> {
    /// `/tag` and `/untag`; without words the picker.
    pub(super) fn tag_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        id: ConversationId,
        add: &[String],
        remove: &[String],
    ) -> Result<Option<Notice>, StoreError> {
        if add.is_empty() && remove.is_empty() {
            if let Err(refusal) = self.allowed(desk.id, by, Action::Tag) {
                return Ok(Some(refusal));
            }
            let saying = self.picker(id)?;
            let answered = Self::in_desk(desk, message.message);
            self.reply_at(desk, answered, message.thread, Some(id), saying, Slot::Inside)?;
            return Ok(None);
        }
        let (add, remove) = (add.to_vec(), remove.to_vec());
        Ok(match self.happen(id, Event::Tagged { by, add, remove })? {
            Ok(_) => Some(self.tags_of(id)?),
            Err(refusal) => Some(refusal),
        })
    }

    pub(super) fn tags_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        id: ConversationId,
        press: &Press,
    ) -> Result<Result<Done, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Tag) {
            return Ok(Err(refusal));
        }
        let saying = self.picker(id)?;
        self.answer_or_turn(desk, Some(id), saying, press)?;
        Ok(Ok(Done::default()))
    }

    /// A tag of the picker was pressed: it is put on, or taken off.
    pub(super) fn tag_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        id: ConversationId,
        change: (Option<&str>, Option<&str>),
        press: &Press,
    ) -> Result<Result<Done, Notice>, StoreError> {
        let list = |tag: Option<&str>| tag.map(str::to_owned).into_iter().collect();
        let event = Event::Tagged { by, add: list(change.0), remove: list(change.1) };
        let pressed = self.happen(id, event)?;
        // Such buttons stand under pickers alone, also where a press is quicker than the receipt of
        // its picker.
        if pressed.is_ok() {
            let saying = self.picker(id)?;
            self.answer_or_turn(desk, None, saying, press)?;
        }
        Ok(pressed)
    }

    fn tags_of(&self, id: ConversationId) -> Result<Notice, StoreError> {
        let tags = self.tx.conversation(id)?.map(|conversation| conversation.tags);
        let tags = tags.unwrap_or_default();
        Ok(match tags.is_empty() {
            true => Notice::TagsNone { conversation: id },
            false => Notice::TagsOf { conversation: id, tags: tags.join(" ") },
        })
    }

    fn picker(&self, id: ConversationId) -> Result<Saying, StoreError> {
        let own = self.tx.conversation(id)?.map(|known| known.tags).unwrap_or_default();
        let mut most: Vec<(String, u32)> = self.tag_counts(id.desk)?.into_iter().collect();
        most.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let others = most.into_iter().map(|(tag, _)| tag).filter(|tag| !own.contains(tag));
        let offered = own
            .iter()
            .map(|tag| Button::Untag(id, tag.clone()))
            .chain(others.map(|tag| Button::Tag(id, tag)));
        let offered: Vec<Button> = offered.take(OFFERED).collect();
        let mut buttons: Vec<Vec<Button>> = offered.chunks(ROW).map(<[Button]>::to_vec).collect();
        buttons.push(vec![Button::Dismiss]);
        Ok(self.tags_of(id)?.with(buttons))
    }

    fn tag_counts(&self, desk: DeskId) -> Result<BTreeMap<String, u32>, StoreError> {
        Ok(self.tx.meta(&format!("tags {desk}"))?.unwrap_or_default())
    }

    /// Counts what has changed, whatever changed it.
    pub(super) fn count_tags(
        &mut self,
        before: &Conversation,
        after: &Conversation,
    ) -> Result<(), StoreError> {
        if before.tags == after.tags {
            return Ok(());
        }
        let desk = after.id.desk;
        let mut counts = self.tag_counts(desk)?;
        for tag in after.tags.iter().filter(|tag| !before.tags.contains(tag)) {
            let count = counts.entry(tag.clone()).or_default();
            *count = count.saturating_add(1);
        }
        for tag in before.tags.iter().filter(|tag| !after.tags.contains(tag)) {
            if let Some(count) = counts.get_mut(tag) {
                *count = count.saturating_sub(1);
            }
        }
        counts.retain(|_, count| *count > 0);
        while counts.len() > COUNTED {
            let least = counts.iter().min_by_key(|(_, count)| **count);
            let Some(least) = least.map(|(tag, _)| tag.clone()) else { break };
            counts.remove(&least);
        }
        self.tx.set_meta(&format!("tags {desk}"), &counts)
    }
}
