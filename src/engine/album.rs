//! Albums: they come as single messages without an end mark (telegram-facts C13).
//!
//! Promises: the parts wait, on disk, for the next message of the same sender or until nothing more
//! comes; then they are one answer of an agent, or one message of a user. A `//` on any part of an
//! agent's keeps all of it inside. Never decides an end while the intake is behind: a part may still be
//! on its way.

use std::time::Duration;

use crate::domain::access::{Action, Actor};
use crate::domain::event::{Content, GroupMessage, UserMessage};
use crate::domain::id::{ChatId, UserId};
use crate::domain::outbox::Slot;
use crate::domain::people::Desk;
use crate::store::{Album, Due, StoreError};

use super::group::{Target, note_text, stays_inside};
use super::work::Work;

/// An album counts as whole after this, if nothing else ends it (architecture.md, "The outbox").
const ALBUM_WAIT: Duration = Duration::from_millis(700);
/// Parts of an album at most (telegram-facts 1.3).
const ALBUM_PARTS: usize = 10;
/// The sender of an album posted in the name of the group.
const NOBODY: i64 = 0;

impl Work<'_> {
    // ---- parts -----------------------------------------------------------------------------------

    /// A part of an agent's album.
    pub(super) fn agents_part(
        &mut self,
        desk: &Desk,
        actor: Actor,
        group: &str,
        message: &GroupMessage,
    ) -> Result<(), StoreError> {
        let sender = sender(actor);
        let (number, mut album) = match self.album_of(desk.chat, sender)? {
            Some(open) => open,
            None => {
                let conversation = match self.target(desk, message)? {
                    Target::User(id) => Some(id),
                    Target::Inside => return Ok(()),
                    // Known by its end, or it is said once.
                    Target::Unknown | Target::Elsewhere | Target::General(_) => None,
                };
                (self.tx.next("album")?, Album { conversation, ..Album::new(group) })
            }
        };
        album.inside |= stays_inside(message);
        album.parts.push(message.clone());
        self.album_goes_on(number, desk.chat, sender, album)
    }

    /// A part of a user's album.
    pub(super) fn users_part(
        &mut self,
        group: &str,
        message: &UserMessage,
    ) -> Result<(), StoreError> {
        let user = message.from.id;
        let (number, mut album) = match self.album_of(user.into(), user.0)? {
            Some(open) => open,
            None => (self.tx.next("album")?, Album::new(group)),
        };
        album.written.push(message.clone());
        self.album_goes_on(number, user.into(), user.0, album)
    }

    /// An agent has changed a message. Whether it is a part that still waits.
    pub(super) fn agents_part_changed(
        &mut self,
        desk: &Desk,
        actor: Actor,
        message: &GroupMessage,
    ) -> Result<bool, StoreError> {
        let sender = sender(actor);
        let Some((number, mut album)) = self.album_of(desk.chat, sender)? else {
            return Ok(false);
        };
        let part = album.parts.iter_mut().find(|part| part.message == message.message);
        let Some(part) = part else {
            return Ok(false);
        };
        exchange(&mut part.content, &message.content);
        album.inside |= stays_inside(message);
        self.tx.put_album(number, desk.chat, sender, &album)?;
        Ok(true)
    }

    /// The same of a user.
    pub(super) fn users_part_changed(&mut self, message: &UserMessage) -> Result<bool, StoreError> {
        let user = message.from.id;
        let Some((number, mut album)) = self.album_of(user.into(), user.0)? else {
            return Ok(false);
        };
        let part = album.written.iter_mut().find(|part| part.message == message.message);
        let Some(part) = part else {
            return Ok(false);
        };
        exchange(&mut part.content, &message.content);
        self.tx.put_album(number, user.into(), user.0, &album)?;
        Ok(true)
    }

    /// Whether a user is sending an album at this moment.
    pub(super) fn sends_an_album(&self, user: UserId) -> Result<bool, StoreError> {
        Ok(self.tx.open_album(user.into(), user.0)?.is_some())
    }

    /// The album that a sender has open in a chat.
    fn album_of(&self, chat: ChatId, sender: i64) -> Result<Option<(u64, Album)>, StoreError> {
        let Some(number) = self.tx.open_album(chat, sender)? else {
            return Ok(None);
        };
        Ok(self.tx.album(number)?.map(|album| (number, album)))
    }

    fn album_goes_on(
        &mut self,
        number: u64,
        chat: ChatId,
        sender: i64,
        album: Album,
    ) -> Result<(), StoreError> {
        let until = self.now.plus(ALBUM_WAIT);
        self.tx.put_album(number, chat, sender, &Album { until, ..album })?;
        self.album_due = Some(self.album_due.map_or(until, |due| due.min(until)));
        Ok(())
    }

    // ---- ends ------------------------------------------------------------------------------------

    /// Something else of an agent ends an album.
    pub(super) fn end_album_of_agent(
        &mut self,
        desk: &Desk,
        actor: Actor,
        group: Option<&str>,
    ) -> Result<(), StoreError> {
        self.end_album_before(desk.chat, sender(actor), group)
    }

    /// Something else of a user ends an album.
    pub(super) fn end_album_of_user(
        &mut self,
        user: UserId,
        group: Option<&str>,
    ) -> Result<(), StoreError> {
        self.end_album_before(user.into(), user.0, group)
    }

    fn end_album_before(
        &mut self,
        chat: ChatId,
        sender: i64,
        group: Option<&str>,
    ) -> Result<(), StoreError> {
        match self.album_of(chat, sender)? {
            Some((number, open)) if group != Some(open.group.as_str()) => self.end_album(number),
            Some(_) | None => Ok(()),
        }
    }

    /// Albums that count as whole now.
    pub(super) fn albums_due(&mut self) -> Result<(), StoreError> {
        for due in self.tx.due(self.now, usize::MAX)? {
            let Due::Album(number) = due else { continue };
            if self.current {
                self.end_album(number)?;
            } else {
                self.album_waits(due)?;
            }
        }
        Ok(())
    }

    /// An album whose end cannot be told while the intake is not current.
    pub(super) fn album_waits(&mut self, due: Due) -> Result<(), StoreError> {
        let again = self.now.plus(ALBUM_WAIT);
        self.tx.set_due(due, Some(again))?;
        self.album_due = Some(again);
        Ok(())
    }

    pub(super) fn end_album(&mut self, number: u64) -> Result<(), StoreError> {
        let Some(mut album) = self.tx.album(number)? else {
            return Ok(());
        };
        self.tx.remove_album(number)?;
        album.written.sort_by_key(|part| part.message);
        for parts in album.written.chunks(ALBUM_PARTS) {
            self.arrived(parts)?;
        }
        album.parts.sort_by_key(|part| part.message);
        self.end_agents_album(&album)
    }

    fn end_agents_album(&mut self, album: &Album) -> Result<(), StoreError> {
        let Some(first) = album.parts.first() else {
            return Ok(());
        };
        let Some(desk) = self.tx.desk_of(first.group.chat)? else {
            return Ok(());
        };
        let target = match album.conversation {
            Some(id) => Target::User(id),
            None => self.target(&desk, first)?,
        };
        let conversation = match target {
            Target::User(id) => id,
            target => {
                return match target.not_sent(&desk) {
                    Some(why) if !album.inside => self.reply(&desk, first, why.into(), Slot::None),
                    Some(_) | None => Ok(()),
                };
            }
        };
        let Some(actor) = self.author(&desk, &first.author)? else {
            return Ok(());
        };
        if !album.inside {
            return self.answer(&desk, actor, conversation, &album.parts);
        }
        let noted = album.parts.iter().any(|part| note_text(&part.content.text).is_some());
        if let (true, Err(refusal)) = (noted, self.allowed(desk.id, actor, Action::Note)) {
            return self.reply(&desk, first, refusal.into(), Slot::Inside);
        }
        for part in &album.parts {
            if let Some(text) = note_text(&part.content.text).filter(|text| !text.is_empty()) {
                self.keep_note(conversation, actor, part, text)?;
            }
        }
        Ok(())
    }
}

/// Single messages and whole albums, in order.
pub(super) fn units(messages: &[UserMessage]) -> impl Iterator<Item = &[UserMessage]> {
    let together = |one: &UserMessage, next: &UserMessage| {
        one.content.album.is_some() && one.content.album == next.content.album
    };
    messages.chunk_by(together).flat_map(|album| album.chunks(ALBUM_PARTS))
}

/// Whose album it is.
fn sender(actor: Actor) -> i64 {
    actor.id.map_or(NOBODY, |id| id.0)
}

/// A part says something else, and stays one of its album.
fn exchange(part: &mut Content, new: &Content) {
    *part = Content { album: part.album.take(), ..new.clone() };
}
