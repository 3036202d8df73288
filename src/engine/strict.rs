//! Answers in somebody else's conversation, where the settings ask first: they wait with their question,
//! and go out as they would have.

use crate::domain::access::Actor;
use crate::domain::conversation::{Conversation, Spot};
use crate::domain::event::{Author, GroupMessage};
use crate::domain::id::{ConversationId, MessageRef};
use crate::domain::people::Desk;
use crate::domain::transition::Event;
use crate::store::{Entry, EntryKind, Mark, Speaker, StoreError};

use super::work::Work;

impl Work<'_> {
    /// Asks whoever wrote it, under it.
    pub(super) fn ask_before_sending(
        &mut self,
        desk: &Desk,
        by: Actor,
        id: ConversationId,
        messages: &[GroupMessage],
    ) -> Result<(), StoreError> {
        let Some(first) = messages.first() else {
            return Ok(());
        };
        let author = by.id.filter(|_| !by.anonymous);
        let mut parts = Vec::new();
        for message in messages {
            let original = Self::in_desk(desk, message.message);
            self.map_said(original, id, Mark::FromAgent { by: author }, &message.content)?;
            parts.push(original);
        }
        self.map_album(&parts)?;
        let message = MessageRef { chat: first.group.chat, message: first.message };
        let spot = Spot::At { message, thread: first.thread };
        // Never refused: it is open.
        let event = Event::SendingAsked { by, spot, messages: messages.to_vec() };
        let _ = self.happen(id, event)?;
        Ok(())
    }

    /// What waited goes out, in its order; what became a note meanwhile stays inside.
    pub(super) fn send_answers(
        &mut self,
        desk: &Desk,
        conversation: &Conversation,
        messages: &[GroupMessage],
    ) -> Result<(), StoreError> {
        let one = |this: &GroupMessage, next: &GroupMessage| {
            let album = &this.content.album;
            album.is_some() && *album == next.content.album
        };
        for messages in messages.chunk_by(one) {
            let parts: Vec<MessageRef> =
                messages.iter().map(|message| Self::in_desk(desk, message.message)).collect();
            if !self.still_answers(&parts)? {
                continue;
            }
            let keeps_text = self.keeps_text(conversation.id)?;
            for (message, original) in messages.iter().zip(&parts) {
                let by = match &message.author {
                    Author::Person(person) => Speaker::Agent(person.id),
                    Author::AnonymousAdmin
                    | Author::Channel
                    | Author::Stranger
                    | Author::Ourselves => Speaker::Team,
                };
                let text = if keeps_text { message.content.text.clone() } else { String::new() };
                let kind = EntryKind::Said { message: *original, kind: message.content.kind, text };
                self.tx.remember(conversation.id, &Entry { at: message.at, by, kind })?;
            }
            self.carry(desk, conversation, messages)?;
        }
        Ok(())
    }
}
