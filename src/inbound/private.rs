//! What comes from a user's private chat.

use std::sync::Arc;

use crate::domain::event::{Content, Incoming, UserCommand, UserMessage};

use super::raw::{MemberUpdate, Message};

/// What a message says, whoever wrote it.
pub(super) fn content(message: &Message) -> Content {
    Content {
        kind: message.kind,
        text: message.text.clone(),
        entities: message.entities.clone(),
        album: message.album.clone(),
        emoji: message.emoji.clone(),
        file: message.file.clone(),
        position: message.position.clone(),
        preview: message.preview.clone(),
        forwarded: message.forwarded,
    }
}

fn message(raw: &Message) -> Option<UserMessage> {
    Some(UserMessage {
        from: raw.from.as_ref()?.person(),
        message: raw.id,
        at: raw.date,
        content: content(raw),
        reply_to: raw.answers().map(|reply| reply.id),
        reference: raw.reference(),
    })
}

/// A message of a user.
pub(super) async fn written(raw: Arc<Message>) -> Incoming {
    message(&raw).map_or(Incoming::Unreadable, Incoming::UserMessage)
}

/// A command of a user.
pub(super) async fn commanded(raw: Arc<Message>, command: UserCommand) -> Incoming {
    match message(&raw) {
        Some(message) => Incoming::UserCommand { message, command },
        None => Incoming::Unreadable,
    }
}

/// A message that a user changed; its date is that of the change.
pub(super) async fn edited(raw: Arc<Message>) -> Incoming {
    let Some(message) = message(&raw) else {
        return Incoming::Unreadable;
    };
    let at = raw.edited.unwrap_or(message.at);
    Incoming::UserEdit(UserMessage { at, ..message })
}

/// In a private chat the bot's own standing says only whether it is blocked (telegram-facts B7).
pub(super) async fn standing(update: Arc<MemberUpdate>) -> Incoming {
    let blocked = match update.new.status.as_str() {
        "kicked" => true,
        "member" => false,
        _ => return Incoming::Ignored("my_chat_member"),
    };
    Incoming::Blocked { user: update.from.person(), blocked, at: update.date }
}
