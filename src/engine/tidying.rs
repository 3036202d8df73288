//! What keeps the group easy to read: the bot's own service lines go, the card of a long topic is
//! pinned, and whoever answers for the first time learns what goes where.
//!
//! Promises: lines go together, a hundred at most, once ten minutes have brought no new one; only the
//! bot's own, and only where it may delete. Nothing here rings, and nobody waits for any of it.

use std::time::Duration;

use crate::domain::access::Actor;
use crate::domain::button::Button;
use crate::domain::event::GroupMessage;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::Desk;
use crate::mistake::{Mistake, made};
use crate::store::{Due, StoreError, lines_name};

use super::work::Work;

/// So long without a new line is calm: the lines of many conversations go with one call.
const CALM: Duration = Duration::from_secs(10 * 60);
/// Lines of one `deleteMessages` (telegram-facts 1.3).
const TOGETHER: usize = 100;
/// More lines than this are not kept in mind; the oldest stay where they are.
const MOST: usize = 500;
/// Messages of a topic beyond which its card is pinned (product.md section 7).
const LONG: usize = 10;

impl Work<'_> {
    /// A line that Telegram wrote about something this bot did; it says nothing that the card does
    /// not say better.
    pub(super) fn service_line(&mut self, chat: ChatId, message: i32) -> Result<(), StoreError> {
        let Some(desk) = self.tx.desk_of(chat)?.filter(|desk| desk.chat == chat) else {
            return Ok(());
        };
        if !desk.rights.delete_messages {
            return Ok(());
        }
        let mut lines = self.lines(&desk)?;
        lines.push(MessageRef { chat, message });
        let many = lines.len().saturating_sub(MOST);
        lines.drain(..many);
        self.tx.set_meta(&lines_name(desk.id), &lines)?;
        let at = if lines.len() >= TOGETHER { self.now } else { self.now.plus(CALM) };
        self.tx.set_due(Due::Lines(desk.id), Some(at))
    }

    /// The lines that are to go. Those of a group that was upgraded are dead with it.
    fn lines(&self, desk: &Desk) -> Result<Vec<MessageRef>, StoreError> {
        let mut lines: Vec<MessageRef> = self.tx.meta(&lines_name(desk.id))?.unwrap_or_default();
        lines.retain(|line| line.chat == desk.chat);
        Ok(lines)
    }

    /// It has been calm for long enough, or there are many.
    pub(super) fn clean_up(&mut self, id: DeskId) -> Result<(), StoreError> {
        let mut lines = match self.tx.desk(id)?.filter(|desk| desk.rights.delete_messages) {
            Some(desk) => self.lines(&desk)?,
            None => Vec::new(),
        };
        let rest = lines.split_off(lines.len().min(TOGETHER));
        self.tx.set_meta(&lines_name(id), &rest)?;
        self.tx.set_due(Due::Lines(id), Some(self.now.plus(CALM)).filter(|_| !rest.is_empty()))?;
        if !lines.is_empty() && !made(Mistake::LeaveServiceLines) {
            let task = Task::Delete(lines);
            self.push(Lane::Desk(id), Priority::Board, None, task, Slot::None)?;
        }
        Ok(())
    }

    /// The card of a topic that holds more than a few messages is pinned, once.
    pub(super) fn pin_long_card(&mut self, id: ConversationId) -> Result<(), StoreError> {
        let id = self.goes_on(id)?;
        let Some(mut conversation) = self.tx.conversation(id)? else {
            return Ok(());
        };
        let Some(card) = conversation.card.filter(|card| conversation.pinned != Some(*card)) else {
            return Ok(());
        };
        let desk = self.tx.desk(id.desk)?;
        let may = desk.is_some_and(|desk| {
            desk.has_topics() && desk.rights.pin_messages && desk.chat == card.chat
        });
        let there = conversation.topic.is_some() && conversation.is_open();
        if !may || !there || !self.tx.holds_more_than(id, card.chat, LONG)? {
            return Ok(());
        }
        conversation.pinned = Some(card);
        self.keep_conversation(&conversation)?;
        self.push(Lane::Drawing(id), Priority::Card, Some(id), Task::Pin(card), Slot::None)?;
        Ok(())
    }

    /// An agent's first answer ever in a topic: what goes to the user, what stays inside.
    pub(super) fn tell_basics(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
    ) -> Result<(), StoreError> {
        let Some(user) = by.id.filter(|_| !by.anonymous) else {
            return Ok(());
        };
        let in_topic = desk.has_topics() && message.thread.is_some();
        let member = self.tx.member(desk.id, user)?.filter(|member| !member.told_basics);
        let Some(mut member) = member.filter(|_| in_topic) else {
            return Ok(());
        };
        member.told_basics = true;
        self.keep_member(desk.id, &member)?;
        let answered = Self::in_desk(desk, message.message);
        let conversation = self.meant(desk, message)?;
        let saying = Notice::Basics.with(vec![vec![Button::Dismiss]]);
        let place = Place::Spot { chat: desk.chat, thread: message.thread };
        let task = Task::Say { place, saying, reply_to: Some(answered), silent: true };
        self.push(Lane::Desk(desk.id), Priority::Notice, conversation, task, Slot::Inside)?;
        Ok(())
    }
}
