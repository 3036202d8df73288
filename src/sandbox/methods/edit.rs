//! Changing what stands: edits, deletions, pins, reactions.

use serde_json::{Map, Value, json};

use super::copy::captioned;
use super::send::{body, caption, input_media, preview, reply_markup, shown};
use super::{Answered, ApiError, bad, chat_id, present, writable};
use crate::sandbox::args::Args;
use crate::sandbox::world::{Author, Chat, ChatKind, Message, World};

const TWO_DAYS: i64 = 48 * 3600;
const UNMODIFIED: &str = "message is not modified: specified new message content and reply markup are \
    exactly the same as a current content and reply markup of the message";

/// The bot's own editable message that a call names.
pub fn target(world: &World, args: &Args) -> Result<(i64, Message), ApiError> {
    if args.has("inline_message_id") {
        return Err(bad("MESSAGE_ID_INVALID"));
    }
    let id = chat_id(world, args, "chat_id")?;
    let chat = writable(world, id, "text messages")?;
    let message =
        args.id("message_id").ok_or_else(|| bad("message identifier is not specified"))?;
    let message = chat.messages.get(&message).ok_or_else(|| bad("message to edit not found"))?;
    let own = message.author == Author::User(world.account.id);
    if !own || message.service || message.fixed || message.origin.is_some() {
        return Err(bad("message can't be edited"));
    }
    Ok((id, message.clone()))
}

/// Applies an edit, or says that nothing would change. Returns the message as it is now.
pub fn apply(
    world: &mut World,
    chat: i64,
    old: &Message,
    content: Map<String, Value>,
    kind: String,
    keyboard: Option<Value>,
) -> Answered {
    if old.content == content && old.keyboard == keyboard {
        return Err(bad(UNMODIFIED));
    }
    let date = world.now().div_euclid(1000);
    if let Some(message) = world.message_mut(chat, old.id) {
        if old.content != content {
            message.edit_date = Some(date);
        }
        message.content = content;
        message.kind = kind;
        message.keyboard = keyboard;
    }
    Ok(world.render_message(chat, old.id))
}

/// `editMessageText`; without a keyboard the old one goes.
pub fn text(world: &mut World, args: &Args) -> Answered {
    let (chat, old) = target(world, args)?;
    let words = body(world, args)?;
    if !old.content.contains_key("text") {
        return Err(bad("there is no text in the message to edit"));
    }
    let (keyboard, _) = reply_markup(world, args)?;
    let mut content = old.content.clone();
    words.store(&mut content, "text", "entities");
    preview(args, &mut content);
    apply(world, chat, &old, content, old.kind.clone(), keyboard)
}

/// `editMessageCaption`.
pub fn caption_text(world: &mut World, args: &Args) -> Answered {
    let (chat, old) = target(world, args)?;
    let words = caption(world, args)?;
    if !captioned(&old.kind) {
        return Err(bad("there is no caption in the message to edit"));
    }
    let (keyboard, _) = reply_markup(world, args)?;
    let mut content = old.content.clone();
    words.store(&mut content, "caption", "caption_entities");
    shown(&mut content, args);
    apply(world, chat, &old, content, old.kind.clone(), keyboard)
}

/// `editMessageMedia`.
pub fn media(world: &mut World, args: &Args) -> Answered {
    let (chat, old) = target(world, args)?;
    let item = args.get("media").cloned().unwrap_or(Value::Null);
    let (kind, content) = input_media(world, args, &item)?;
    let (keyboard, _) = reply_markup(world, args)?;
    let replaceable = ["text", "photo", "video", "animation", "document", "audio"];
    if !replaceable.contains(&old.kind.as_str()) {
        return Err(bad("message media can't be edited"));
    }
    let family = |kind: &str| match kind {
        "photo" | "video" => 0,
        "document" => 1,
        "audio" => 2,
        _ => 3,
    };
    if old.album.is_some() && family(&kind) != family(&old.kind) {
        return Err(bad("can't change media type in the album"));
    }
    apply(world, chat, &old, content, kind, keyboard)
}

/// `editMessageReplyMarkup`.
pub fn markup(world: &mut World, args: &Args) -> Answered {
    let (chat, old) = target(world, args)?;
    let (keyboard, _) = reply_markup(world, args)?;
    apply(world, chat, &old, old.content.clone(), old.kind.clone(), keyboard)
}

/// Whether the bot may delete a message, by age, author and rights.
fn deletable(world: &World, chat: &Chat, message: &Message) -> bool {
    let undying = ["forum_topic_created", "supergroup_chat_created", "migrate_from_chat_id"];
    let now = world.now().div_euclid(1000);
    let own = message.author == Author::User(world.account.id);
    let may = chat.may(|r| r.delete_messages);
    if undying.contains(&message.kind.as_str()) || now - message.date > TWO_DAYS {
        return false;
    }
    own || may || chat.kind == ChatKind::Private
}

/// `deleteMessage`.
pub fn delete(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let chat = present(world, id)?;
    let message = args
        .id("message_id")
        .and_then(|message| chat.messages.get(&message))
        .ok_or_else(|| bad("message to delete not found"))?;
    if !deletable(world, chat, message) {
        let now = world.now().div_euclid(1000);
        let old = now - message.date > TWO_DAYS;
        return Err(bad(if old {
            "message can't be deleted for everyone"
        } else {
            "message can't be deleted"
        }));
    }
    let message = message.id;
    if let Some(chat) = world.chats.get_mut(&id) {
        chat.messages.remove(&message);
    }
    Ok(json!(true))
}

/// `deleteMessages`: missing and undeletable ones are skipped.
pub fn delete_many(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let chat = present(world, id)?;
    let ids = args.list("message_ids");
    if ids.is_empty() {
        return Err(bad("message identifiers are not specified"));
    }
    if ids.len() > 100 {
        return Err(bad("too many message identifiers specified"));
    }
    let doomed: Vec<i32> = ids
        .iter()
        .filter_map(Value::as_i64)
        .filter_map(|id| i32::try_from(id).ok())
        .filter(|id| chat.messages.get(id).is_some_and(|m| deletable(world, chat, m)))
        .collect();
    if let Some(chat) = world.chats.get_mut(&id) {
        chat.messages.retain(|id, _| !doomed.contains(id));
    }
    Ok(json!(true))
}

fn may_pin(chat: &Chat) -> Result<(), ApiError> {
    let free = match chat.kind {
        ChatKind::Private => true,
        // Every member of a basic group may pin unless the group says otherwise.
        ChatKind::Group => true,
        ChatKind::Supergroup => chat.may(|r| r.pin_messages),
    };
    if free {
        return Ok(());
    }
    Err(bad("not enough rights to manage pinned messages in the chat"))
}

/// `pinChatMessage`, which also posts a service message.
pub fn pin(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let chat = writable(world, id, "text messages")?;
    may_pin(chat)?;
    let message = args
        .id("message_id")
        .and_then(|message| chat.messages.get(&message))
        .ok_or_else(|| bad("message to pin not found"))?;
    if message.service {
        return Err(bad("service messages can't be pinned"));
    }
    if message.pinned {
        return Err(bad("CHAT_NOT_MODIFIED"));
    }
    let (message, thread) = (message.id, message.thread);
    let shown = world.render_message(id, message);
    if let Some(message) = world.message_mut(id, message) {
        message.pinned = true;
    }
    let author = Author::User(world.account.id);
    world.service(id, author, thread, "pinned_message", shown);
    Ok(json!(true))
}

/// `unpinChatMessage`; without an id the newest pin goes.
pub fn unpin(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let chat = writable(world, id, "text messages")?;
    may_pin(chat)?;
    let message = match args.id("message_id") {
        Some(message) => chat.messages.get(&message).map(|m| m.id),
        None => chat.messages.values().rev().find(|m| m.pinned).map(|m| m.id),
    };
    let message = message.ok_or_else(|| bad("message to unpin not found"))?;
    if let Some(message) = world.message_mut(id, message) {
        message.pinned = false;
    }
    Ok(json!(true))
}

/// Unpins everything, or everything in one topic (`Some(None)` is General).
pub fn unpin_all(world: &mut World, args: &Args, topic: Option<Option<i32>>) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let chat = writable(world, id, "text messages")?;
    may_pin(chat)?;
    if topic.is_some() && !chat.forum {
        return Err(bad("the chat is not a forum"));
    }
    if let Some(Some(thread)) = topic
        && chat.topic(thread).is_none()
    {
        return Err(bad("invalid forum topic identifier specified"));
    }
    if let Some(chat) = world.chats.get_mut(&id) {
        for message in chat.messages.values_mut() {
            if topic.is_none_or(|thread| message.thread == thread) {
                message.pinned = false;
            }
        }
    }
    Ok(json!(true))
}

/// The free reactions of Telegram.
const REACTIONS: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 \
    ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 \
    😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡";

/// `setMessageReaction`: one emoji of a fixed list, or none.
pub fn react(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let chat = writable(world, id, "text messages")?;
    let message = args
        .id("message_id")
        .and_then(|message| chat.messages.get(&message))
        .ok_or_else(|| bad("message to react not found"))?;
    // A reaction to an album stands on its first item.
    let message = match &message.album {
        Some(album) => chat
            .messages
            .values()
            .find(|m| m.album.as_ref() == Some(album))
            .map_or(message.id, |m| m.id),
        None => message.id,
    };
    let list = args.list("reaction");
    if list.len() > 1 {
        return Err(bad("REACTIONS_TOO_MANY"));
    }
    let emoji = match list.first() {
        None => None,
        Some(reaction) => {
            let emoji = reaction.get("emoji").and_then(Value::as_str).unwrap_or_default();
            let plain = emoji.trim_end_matches('\u{fe0f}');
            if !REACTIONS.split_whitespace().any(|known| known == plain) {
                return Err(bad("REACTION_INVALID"));
            }
            Some(emoji.to_owned())
        }
    };
    let bot = world.account.id;
    if let Some(message) = world.message_mut(id, message) {
        message.reactions.retain(|(who, _)| *who != bot);
        if let Some(emoji) = emoji {
            message.reactions.push((bot, emoji));
        }
    }
    Ok(json!(true))
}
