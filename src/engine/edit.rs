//! What people change after they have written it.
//!
//! A change becomes part of what has not been sent yet; it is made to the copy that stands already;
//! and where that cannot be changed, it stands under it as a line. What looks the same as before
//! causes no call (telegram-facts M1). A note never becomes an answer by it.

use std::time::Duration;

use crate::domain::card::fits;
use crate::domain::event::{Content, GroupMessage, Kind, UserMessage};
use crate::domain::id::{ConversationId, MessageRef};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Place, Priority, Row, Slot, Task};
use crate::domain::people::Desk;
use crate::domain::time::Timestamp;
use crate::store::{Entry, EntryKind, Mark, Speaker, StoreError};

use super::delivery::Line;
use super::group::stays_inside;
use super::user::{first_line, foldable};
use super::work::Work;

/// A live location moves every few seconds; in the group it is moved at most once in this time, and
/// at once when it has ended.
const MOVES: Duration = Duration::from_secs(30);

/// A live location that is about to be over by itself is moved so long before that.
const LAST_MOVE: Duration = Duration::from_secs(5);

/// Where the copies of a message stand, and how they are reached.
struct Way {
    lane: Lane,
    place: Place,
    priority: Priority,
}

impl Work<'_> {
    pub(super) fn user_edit(&mut self, message: &UserMessage) -> Result<(), StoreError> {
        let user = message.from.id;
        let original = MessageRef::new(user, message.message);
        if let Some(mut held) = self.tx.held(user)? {
            let waiting = held.messages.iter_mut().find(|m| m.message == message.message);
            if let Some(waiting) = waiting {
                waiting.content = message.content.clone();
                return self.tx.put_held(user, Some(&held));
            }
        }
        if self.unproven_changed(message)? || self.users_part_changed(message)? {
            return Ok(());
        }
        let content = &message.content;
        if let Some(known) = self.tx.mapped(original)? {
            // Whoever is banned changes nothing of what they had written.
            if self.banned(known.conversation.desk, user)?.is_some() {
                return Ok(());
            }
            if let Some(into) = self.moved_on(known.conversation)? {
                return self.edited_elsewhere(into, message);
            }
        }
        let changed = self.changed(original, content, Speaker::User, message.at)?;
        let Some((id, exchanged)) = changed else {
            return Ok(());
        };
        let quoted = self.tx.conversation(id)?.is_some_and(|known| known.quoted == Some(original));
        if quoted && !self.quote_changed(id, original, content)? {
            return Ok(());
        }
        let way = Way {
            lane: Lane::Conversation(id),
            // A copy is changed wherever it stands: no topic is needed for it.
            place: Place::Desk(id.desk),
            priority: Priority::Relay,
        };
        self.revise(way, id, original, content, exchanged)
    }

    pub(super) fn group_edit(&mut self, message: &GroupMessage) -> Result<(), StoreError> {
        let Some(desk) = self.tx.desk_of(message.group.chat)? else {
            return Ok(());
        };
        let Some(actor) = self.author(&desk, &message.author)? else {
            return Ok(());
        };
        if self.agents_part_changed(&desk, actor, message)? {
            return Ok(());
        }
        let original = Self::in_desk(&desk, message.message);
        let Some(mapped) = self.tx.mapped(original)? else {
            return Ok(());
        };
        let Mark::FromAgent { by } = mapped.mark else {
            return Ok(());
        };
        let speaker = by.map_or(Speaker::Team, Speaker::Agent);
        let changed = self.changed(original, &message.content, speaker, message.at)?;
        let Some((id, exchanged)) = changed else {
            return Ok(());
        };
        if stays_inside(message) {
            return self.taken_inside(&desk, id, original, message);
        }
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(());
        };
        let user = conversation.user;
        let way =
            Way { lane: Lane::User(user), place: Place::User(user), priority: Priority::Answer };
        self.revise(way, id, original, &message.content, exchanged)
    }

    /// Notes what a message says now, if that can be seen; the conversation that it belongs to, and
    /// whether it carries another file.
    fn changed(
        &mut self,
        original: MessageRef,
        content: &Content,
        by: Speaker,
        at: Timestamp,
    ) -> Result<Option<(ConversationId, bool)>, StoreError> {
        let Some(mut mapped) = self.tx.mapped(original)? else {
            return Ok(None);
        };
        let print = content.print();
        let before = mapped.print.replace(print);
        if before == Some(print) {
            return Ok(None);
        }
        let exchanged = before.is_some_and(|before| before.file != print.file);
        self.tx.put_mapped(original, &mapped)?;
        let id = mapped.conversation;
        // Every step of somebody who walks is no history.
        if content.kind == Kind::Location {
            return Ok(Some((id, exchanged)));
        }
        let text = if self.keeps_text(id)? { content.text.clone() } else { String::new() };
        let kind = EntryKind::Edited { message: original, text };
        self.tx.remember(id, &Entry { at, by, kind })?;
        Ok(Some((id, exchanged)))
    }

    /// The message that stands quoted in the card says something else. What no longer fits there is
    /// copied under it; whether it has such a copy already, which is to change too.
    fn quote_changed(
        &mut self,
        id: ConversationId,
        original: MessageRef,
        content: &Content,
    ) -> Result<bool, StoreError> {
        let Some(mut conversation) = self.tx.conversation(id)? else {
            return Ok(false);
        };
        let quotable = content.kind == Kind::Text && fits(&content.text);
        if self.keeps_text(id)? && !content.text.trim().is_empty() {
            let line = if quotable { content.text.clone() } else { first_line(&content.text) };
            conversation.first_line = Some(line);
            self.keep_conversation(&conversation)?;
            self.draw_card(id, false)?;
        }
        if self.stands_apart(id, original)? {
            return Ok(true);
        }
        if !quotable {
            self.copy_anew(id, original)?;
        }
        Ok(false)
    }

    /// Whether a message that the card quotes stands under it as well, or is about to.
    fn stands_apart(&self, id: ConversationId, original: MessageRef) -> Result<bool, StoreError> {
        if self.tx.rows_of(id)?.iter().any(|row| carries(row, original)) {
            return Ok(true);
        }
        let counterparts = self.tx.mapped(original)?.map(|known| known.counterparts);
        for copy in counterparts.unwrap_or_default() {
            if self.tx.mapped(copy)?.is_some_and(|copy| copy.mark == Mark::Relay) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Copies a user's message as it is now, besides what stands of it already.
    pub(super) fn copy_anew(
        &mut self,
        id: ConversationId,
        original: MessageRef,
    ) -> Result<(), StoreError> {
        let task = Task::Copy {
            place: Place::Conversation(id),
            from: vec![original],
            reply_to: Some(original),
            quote: None,
            silent: true,
            numbered: false,
            text: None,
            album: Vec::new(),
        };
        let slot = Slot::Again { of: original };
        self.push(Lane::Conversation(id), Priority::Relay, Some(id), task, slot)?;
        Ok(())
    }

    /// Brings the copies of a message to what it says now.
    fn revise(
        &mut self,
        way: Way,
        id: ConversationId,
        original: MessageRef,
        content: &Content,
        exchanged: bool,
    ) -> Result<(), StoreError> {
        let rows = self.tx.rows_of(id)?;
        let carrying = rows.iter().find(|row| carries(row, original));
        if let Some(row) = carrying.filter(|row| !row.started) {
            let mut row = row.clone();
            says_now(&mut row, original, content);
            return self.keep(row);
        }
        let known = self.tx.mapped(original)?;
        let stands = known.as_ref().is_some_and(|known| !known.counterparts.is_empty());
        if carrying.is_none() && !stands {
            // What could not be delivered goes out as it is by then, if it does.
            let failed = known.and_then(|known| known.failed);
            if let Some(mut failed) = failed.map(|row| self.tx.failed(row)).transpose()?.flatten() {
                says_now(&mut failed.row, original, content);
                self.tx.put_failed(&failed)?;
            }
            return Ok(());
        }
        // Only what it says last matters; one that is on its way is followed by this one.
        let mut exchanged = exchanged;
        let mut waits = None;
        for row in &rows {
            match &row.task {
                Task::Revise { original: known, exchanged: file, .. } if *known == original => {
                    exchanged |= *file;
                    waits = Some(row.not_before).filter(|at| *at > self.now);
                    self.withdraw(row.id)?;
                }
                _ => {}
            }
        }
        let Way { lane, place, priority } = way;
        let task = Task::Revise { place, original, content: content.clone(), exchanged };
        let slot = Slot::Revision { of: original };
        if let (Lane::Conversation(_), Some(position)) = (lane, &content.position) {
            // A picture of where somebody is: it holds up nothing that they say.
            let not_before = match (position.until, waits) {
                (None, _) => self.now,
                (Some(_), Some(at)) => at,
                // Once it is over by itself, its copy cannot be moved any more.
                (Some(until), None) => self.now.plus(MOVES).min(until.minus(LAST_MOVE)),
            };
            let row = self.push(Lane::Drawing(id), Priority::Card, Some(id), task, slot)?;
            return self.put_off(row, not_before);
        }
        self.push(lane, priority, Some(id), task, slot)?;
        Ok(())
    }

    /// An answer became a note, a command or a word to a colleague. What has not left stays inside,
    /// and so does what was not delivered or not sent, whatever is pressed under it later.
    fn taken_inside(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        original: MessageRef,
        message: &GroupMessage,
    ) -> Result<(), StoreError> {
        let rows = self.tx.rows_of(id)?;
        let carrying = rows.iter().find(|row| carries(row, original));
        let answer = self.tx.mapped(original)?;
        let stands = answer.as_ref().is_some_and(|answer| !answer.counterparts.is_empty());
        if stands || carrying.is_some_and(|row| row.started) {
            return self.reply(desk, message, Notice::EditTooLate.into(), Slot::Inside);
        }
        let failed = answer.as_ref().and_then(|answer| answer.failed);
        if let Some(failed) = failed.map(|row| self.tx.failed(row)).transpose()?.flatten() {
            self.let_go(&failed, Line::Goes)?;
        }
        // One part makes a whole album a note.
        let album = answer.map(|answer| answer.album).unwrap_or_default();
        for part in album.into_iter().chain([original]) {
            self.map(part, id, Mark::Inside)?;
        }
        if let Some(row) = carrying {
            self.withdraw(row.id)?;
        }
        self.reply(desk, message, Notice::EditKeptInside.into(), Slot::Inside)
    }

    /// Whether agents' messages may still go to the user: none of them has become a note.
    pub(super) fn still_answers(&self, messages: &[MessageRef]) -> Result<bool, StoreError> {
        for message in messages {
            let mapped = self.tx.mapped(*message)?;
            if mapped.is_some_and(|mapped| mapped.mark == Mark::Inside) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    // ---- what cannot be changed ------------------------------------------------------------------

    /// The copy of a changed message cannot be changed: the other side is told otherwise.
    pub(super) fn not_revised(&mut self, row: &Row) -> Result<(), StoreError> {
        let (Some(id), Task::Revise { original, content, .. }) = (row.conversation, &row.task)
        else {
            return Ok(());
        };
        // Where somebody who is still under way stops in the end is what counts.
        let until = content.position.as_ref().and_then(|position| position.until);
        if let Some(until) = until.filter(|until| *until > self.now) {
            // Nobody says when it is over by itself. In the user's lane nothing can wait for it.
            if !matches!(row.lane, Lane::Drawing(_)) {
                return Ok(());
            }
            let slot = Slot::Revision { of: *original };
            let task = row.task.clone();
            let row = self.push(row.lane, Priority::Card, Some(id), task, slot)?;
            return self.put_off(row, until);
        }
        if let Lane::User(_) = row.lane {
            return self.tell_under(Some(*original), id, Notice::EditNotDelivered.into());
        }
        let Some(desk) = self.tx.desk(id.desk)? else {
            return Ok(());
        };
        if content.kind != Kind::Text || content.text.is_empty() {
            return self.copy_anew(id, *original);
        }
        self.says_now_inside(&desk, id, &content.text, Some(*original))
    }

    /// What a user's message says now, as a line in the desk's group.
    fn says_now_inside(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        text: &str,
        reply_to: Option<MessageRef>,
    ) -> Result<(), StoreError> {
        let text = text.to_owned();
        let notice = if desk.has_topics() {
            Notice::UserEdited { text }
        } else {
            Notice::UserEditedPlain { conversation: id, text }
        };
        let place = Place::Conversation(id);
        let task = Task::Say { place, saying: notice.into(), reply_to, silent: true };
        let slot = Slot::Relay { of: Vec::new() };
        self.push(Lane::Conversation(id), Priority::Relay, Some(id), task, slot)?;
        Ok(())
    }

    // ---- what has moved to another desk ------------------------------------------------------------

    /// Where a conversation goes on, if that is at another desk.
    fn moved_on(&self, id: ConversationId) -> Result<Option<ConversationId>, StoreError> {
        let mut last = id;
        while let Some(into) = self.tx.conversation(last)?.and_then(|known| known.merged_into) {
            last = into;
        }
        Ok(Some(last).filter(|last| last.desk != id.desk))
    }

    /// Nobody of the old desk sees what is said since the move: only the new one is told.
    fn edited_elsewhere(
        &mut self,
        into: ConversationId,
        message: &UserMessage,
    ) -> Result<(), StoreError> {
        let original = MessageRef::new(message.from.id, message.message);
        let content = &message.content;
        let (Some(mut mapped), Some(desk)) = (self.tx.mapped(original)?, self.tx.desk(into.desk)?)
        else {
            return Ok(());
        };
        let print = content.print();
        let changed = mapped.print.replace(print) != Some(print);
        // What has no words was told to the old desk alone, and its copy stands there.
        if !changed || content.text.is_empty() || self.banned(into.desk, message.from.id)?.is_some()
        {
            return Ok(());
        }
        self.tx.put_mapped(original, &mapped)?;
        let text = if self.keeps_text(into)? { content.text.clone() } else { String::new() };
        let kind = EntryKind::Edited { message: original, text };
        self.tx.remember(into, &Entry { at: message.at, by: Speaker::User, kind })?;
        self.says_now_inside(&desk, into, &content.text, None)
    }
}

/// A message that waits to be copied says something else. Telegram copies what stands there by then;
/// only the text to be folded and the parts of an album are kept here.
fn says_now(row: &mut Row, original: MessageRef, content: &Content) {
    if let Task::Copy { text, from, album, .. } = &mut row.task {
        *text = text.is_some().then(|| foldable(content)).flatten();
        let part = from.iter().position(|part| *part == original);
        if let Some(part) = part.and_then(|part| album.get_mut(part)) {
            part.clone_from(content);
        }
    }
}

/// Whether a row brings a message to the other side.
fn carries(row: &Row, message: MessageRef) -> bool {
    match &row.slot {
        Slot::Relay { of } | Slot::Answer { of, .. } => of.contains(&message),
        Slot::Again { of } => *of == message,
        _ => false,
    }
}
