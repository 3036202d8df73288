//! What users write to the bot in private.

use crate::domain::event::{Incoming, UserMessage};
use crate::domain::people::Standing;

use super::Me;
use super::commands;
use super::raw::{Part, Raw};

/// A message, or a command.
pub(super) fn message(raw: &Raw, me: &Me) -> Option<Incoming> {
    let message = read(raw.part("message")?)?;
    if raw.part("message")?.is_service() {
        return Some(Incoming::Ignored("private service message"));
    }
    Some(match commands::private(&message.content.text, me) {
        Some(command) => Incoming::UserCommand { message, command },
        None => Incoming::UserMessage(message),
    })
}

/// A changed message.
pub(super) fn edit(raw: &Raw) -> Option<Incoming> {
    read(raw.part("edited_message")?).map(Incoming::UserEdit)
}

/// In private the bot's own standing changes only when it is blocked or let in again
/// (telegram-facts B7).
pub(super) fn blocked(raw: &Raw) -> Option<Incoming> {
    let change = raw.part("my_chat_member")?;
    let (standing, _) = change.part("new_chat_member")?.standing();
    Some(Incoming::Blocked {
        user: change.part("from")?.person()?,
        blocked: standing == Standing::Outside,
        at: change.date(),
    })
}

fn read(message: Part<'_>) -> Option<UserMessage> {
    let from = message.part("from")?;
    if from.flag("is_bot") {
        return None;
    }
    Some(UserMessage {
        from: from.person()?,
        message: message.message_id()?,
        at: message.date(),
        content: message.content(),
        reply_to: message.part("reply_to_message").and_then(Part::message_id),
    })
}
