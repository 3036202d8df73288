//! What people write and do in groups.

use crate::domain::event::{Author, GroupMessage, Incoming, Mention, ReplyTo};
use crate::domain::id::{ChatId, UserId};

use super::Me;
use super::commands;
use super::raw::{ANONYMOUS_ADMIN, CHANNEL_BOT, CHANNEL_FORWARD, Part, Raw};

/// A message, a command, or a line that Telegram wrote.
pub(super) fn message(raw: &Raw, me: &Me) -> Option<Incoming> {
    let message = raw.part("message")?;
    if message.is_service() {
        return service(message, me);
    }
    read(message, me).map(Incoming::GroupMessage)
}

/// A changed message.
pub(super) fn edit(raw: &Raw, me: &Me) -> Option<Incoming> {
    read(raw.part("edited_message")?, me).map(Incoming::GroupEdit)
}

/// The bot's own standing in a group changed.
pub(super) fn own_standing(raw: &Raw) -> Option<Incoming> {
    let change = raw.part("my_chat_member")?;
    Some(Incoming::OwnStanding {
        group: change.group()?,
        rights: change.part("new_chat_member")?.rights(),
        by: change.part("from")?.person()?,
    })
}

/// Somebody's standing in a group changed.
pub(super) fn member(raw: &Raw) -> Option<Incoming> {
    let change = raw.part("chat_member")?;
    let new = change.part("new_chat_member")?;
    let (standing, anonymous) = new.standing();
    Some(Incoming::MemberChanged {
        chat: change.chat_id()?,
        person: new.part("user")?.person()?,
        standing,
        anonymous,
    })
}

/// Somebody reacted.
pub(super) fn reaction(raw: &Raw) -> Option<Incoming> {
    let change = raw.part("message_reaction")?;
    Some(Incoming::Reaction {
        chat: change.chat_id()?,
        message: change.message_id()?,
        by: change
            .part("user")
            .and_then(|user| user.number("id"))
            .map(UserId),
        now: change
            .list("new_reaction")
            .filter_map(|reaction| reaction.text("emoji").map(str::to_owned))
            .collect(),
    })
}

/// What Telegram says about the group itself.
fn service(message: Part<'_>, me: &Me) -> Option<Incoming> {
    let chat = message.chat_id()?;
    if let Some(to) = message.number("migrate_to_chat_id") {
        return Some(Incoming::Upgraded {
            from: chat,
            to: ChatId(to),
        });
    }
    if let Some(from) = message.number("migrate_from_chat_id") {
        return Some(Incoming::Upgraded {
            from: ChatId(from),
            to: chat,
        });
    }
    let by_us = message.part("from").and_then(|from| from.number("id")) == Some(me.id.0);
    let thread = message
        .number("message_thread_id")
        .and_then(|id| i32::try_from(id).ok());
    if let (Some(topic), Some(thread)) = (message.part("forum_topic_created"), thread) {
        let name = topic.text("name").unwrap_or_default().to_owned();
        return Some(Incoming::TopicCreated {
            chat,
            thread,
            name,
            by_us,
        });
    }
    if by_us {
        return Some(Incoming::ServiceLine {
            chat,
            message: message.message_id()?,
        });
    }
    let closed = message.has("forum_topic_closed");
    if let (true, Some(thread)) = (closed || message.has("forum_topic_reopened"), thread) {
        return Some(Incoming::TopicClosed {
            chat,
            thread,
            closed,
            by: author(message, me),
        });
    }
    Some(Incoming::Ignored("group service message"))
}

fn read(message: Part<'_>, me: &Me) -> Option<GroupMessage> {
    let content = message.content();
    let mentions = mentions(message, &content.text);
    Some(GroupMessage {
        group: message.group()?,
        message: message.message_id()?,
        thread: message.topic(),
        author: author(message, me),
        at: message.date(),
        reply_to: reply_to(message, me),
        command: commands::group(&content.text, me),
        begins_with_mention: begins_with_mention(message, &content.text, me),
        mentions,
        content,
    })
}

/// Who wrote it: `sender_chat` decides before `from`, which then is a stand-in
/// (telegram-facts B10 to B12).
fn author(message: Part<'_>, me: &Me) -> Author {
    if let Some(sender) = message.part("sender_chat") {
        let own_group = sender.number("id") == message.chat_id().map(|chat| chat.0);
        return if own_group {
            Author::AnonymousAdmin
        } else {
            Author::Stranger
        };
    }
    let Some(from) = message.part("from") else {
        return Author::Stranger;
    };
    match from.number("id") {
        Some(id) if id == me.id.0 => Author::Ourselves,
        Some(ANONYMOUS_ADMIN | CHANNEL_BOT | CHANNEL_FORWARD) | None => Author::Stranger,
        Some(_) if from.flag("is_bot") => Author::Stranger,
        Some(_) => from.person().map_or(Author::Stranger, Author::Person),
    }
}

fn reply_to(message: Part<'_>, me: &Me) -> Option<ReplyTo> {
    let replied = message.part("reply_to_message")?;
    let id = replied.message_id()?;
    // Every message of a topic answers the topic's root, unless it answers something else
    // (telegram-facts F4).
    let root = message.number("message_thread_id") == Some(i64::from(id));
    if root && (message.flag("is_topic_message") || replied.has("forum_topic_created")) {
        return None;
    }
    let from = replied.part("from").and_then(|from| from.number("id"));
    Some(ReplyTo {
        message: id,
        ours: from == Some(me.id.0),
        by: match author(replied, me) {
            Author::Person(person) => Some(person.id),
            Author::AnonymousAdmin | Author::Stranger | Author::Ourselves => None,
        },
        buttons: replied.buttons(),
    })
}

/// Entities of the text or the caption.
fn entities<'a>(message: Part<'a>) -> impl Iterator<Item = Part<'a>> {
    message
        .list("entities")
        .chain(message.list("caption_entities"))
}

/// Whether the message is addressed to somebody: a note among colleagues, never for the user.
fn begins_with_mention(message: Part<'_>, text: &str, me: &Me) -> bool {
    let leading = u16_len(&text[..text.len() - text.trim_start().len()]);
    let marked = entities(message).any(|entity| {
        let at_start = entity
            .number("offset")
            .is_some_and(|offset| offset <= leading);
        at_start && matches!(entity.text("type"), Some("mention" | "text_mention"))
    });
    let named = text.trim_start().strip_prefix('@').is_some_and(|rest| {
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .count()
            >= 3
    });
    let _ = me;
    marked || named
}

fn u16_len(text: &str) -> i64 {
    i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX)
}

/// The people whom a text names.
fn mentions(message: Part<'_>, text: &str) -> Vec<Mention> {
    let units: Vec<u16> = text.encode_utf16().collect();
    entities(message)
        .filter_map(|entity| match entity.text("type")? {
            "text_mention" => entity
                .part("user")?
                .number("id")
                .map(|id| Mention::Id(UserId(id))),
            "mention" => {
                let offset = usize::try_from(entity.number("offset")?).ok()?;
                let length = usize::try_from(entity.number("length")?).ok()?;
                let slice = units.get(offset..offset.checked_add(length)?)?;
                let name = String::from_utf16(slice).ok()?;
                Some(Mention::Username(name.trim_start_matches('@').to_owned()))
            }
            _ => None,
        })
        .collect()
}
