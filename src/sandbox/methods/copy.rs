//! Copying and forwarding.

use serde_json::{Map, Value, json};

use super::send::{CUSTOM_EMOJI, Place, caption, failed_item, place};
use super::{Answered, ApiError, bad, chat_id, present};
use crate::sandbox::args::Args;
use crate::sandbox::text::CAPTION_LIMIT;
use crate::sandbox::world::{Author, Message, World};

/// Content that `copyMessage` refuses besides service messages.
const UNCOPYABLE: [&str; 4] = ["invoice", "paid_media", "giveaway", "giveaway_winners"];

/// What of a message belongs to the place where it stands, and to no copy.
const NOT_COPIED: [&str; 5] =
    ["reply_markup", "external_reply", "quote", "via_bot", "suggested_post_info"];

fn is_copyable(message: &Message) -> bool {
    let secret_quiz = message.content.get("poll").is_some_and(|poll| {
        poll.get("type").and_then(Value::as_str) == Some("quiz")
            && poll.get("correct_option_id").is_none()
    });
    !message.service && !UNCOPYABLE.contains(&message.kind.as_str()) && !secret_quiz
}

/// The content of a copy: dice are rolled anew, polls are new ones, live locations stand still.
fn duplicate(world: &mut World, message: &Message) -> Map<String, Value> {
    let mut content = message.content.clone();
    let number = world.serial();
    if let Some(dice) = content.get_mut("dice").and_then(Value::as_object_mut) {
        dice.insert("value".into(), json!(number % 6 + 1));
    }
    if let Some(poll) = content.get_mut("poll").and_then(Value::as_object_mut) {
        poll.insert("id".into(), json!(format!("poll{number}")));
        poll.insert("total_voter_count".into(), json!(0));
    }
    content.retain(|name, _| !NOT_COPIED.contains(&name.as_str()));
    if let Some(location) = content.get_mut("location").and_then(Value::as_object_mut) {
        for live in ["live_period", "heading", "proximity_alert_radius"] {
            location.remove(live);
        }
    }
    content
}

fn source(world: &World, args: &Args, what: &str) -> Result<(i64, Message), ApiError> {
    let from = chat_id(world, args, "from_chat_id")?;
    let chat = present(world, from)?;
    let id = args.id("message_id").ok_or_else(|| bad("message identifier is not specified"))?;
    let message = chat
        .messages
        .get(&id)
        .cloned()
        .ok_or_else(|| bad(format!("message to {what} not found")))?;
    Ok((from, message))
}

/// `copyMessage`.
pub fn one(world: &mut World, args: &Args, without_id: bool) -> Answered {
    chat_id(world, args, "chat_id")?;
    let (from, message) = source(world, args, "copy")?;
    if !is_copyable(&message) {
        return Err(bad("the message can't be copied"));
    }
    let place = place(world, args, &message.kind)?;
    let mut content = duplicate(world, &message);
    let new_caption = args.has("caption") && captioned(&message.kind);
    if new_caption {
        let caption = caption(world, args)?;
        caption.store(&mut content, "caption", "caption_entities");
    }
    // With anything added the server sends the content anew, under the limits of bots.
    let anew = new_caption
        || place.keyboard.is_some()
        || place.fixed
        || place.reply_to.is_some()
        || place.external.is_some();
    let long = content
        .get("caption")
        .and_then(Value::as_str)
        .is_some_and(|caption| caption.chars().count() > CAPTION_LIMIT);
    if anew && long {
        return Err(bad("message caption is too long"));
    }
    if anew {
        for entities in ["entities", "caption_entities"] {
            if let Some(Value::Array(list)) = content.get_mut(entities) {
                let custom = json!(CUSTOM_EMOJI);
                list.retain(|entity| entity.get("type") != Some(&custom));
            }
        }
    }
    let sent = place.post(world, content, |m| {
        m.copy_of = Some((from, message.id));
        m.kind.clone_from(&message.kind);
    })?;
    Ok(json!({ "message_id": if without_id { 0 } else { sent } }))
}

/// Kinds that can carry a caption.
pub fn captioned(kind: &str) -> bool {
    matches!(kind, "photo" | "video" | "animation" | "audio" | "document" | "voice" | "live_photo")
}

/// `copyMessages` and `forwardMessages`: what is missing or refused is left out silently.
pub fn many(world: &mut World, args: &Args, copying: bool, failing: Option<usize>) -> Answered {
    chat_id(world, args, "chat_id")?;
    let from = chat_id(world, args, "from_chat_id")?;
    let ids: Vec<i64> = args.list("message_ids").iter().filter_map(Value::as_i64).collect();
    if ids.is_empty() {
        return Err(bad("message identifiers are not specified"));
    }
    if ids.len() > 100 {
        return Err(bad("too many message identifiers specified"));
    }
    if !ids.windows(2).all(|pair| matches!(pair, [a, b] if a < b)) {
        return Err(bad("message identifiers must be in a strictly increasing order"));
    }
    let source = present(world, from)?;
    let messages: Vec<Message> = ids
        .iter()
        .filter_map(|id| i32::try_from(*id).ok())
        .filter_map(|id| source.messages.get(&id))
        .filter(|m| is_copyable(m) && (copying || !m.protected))
        .cloned()
        .collect();
    let place = place(world, args, "text")?;
    if messages.is_empty() {
        return Err(bad(if copying {
            "there are no messages to copy"
        } else {
            "there are no messages to forward"
        }));
    }
    let mut album: Option<(String, String)> = None;
    let mut copies: Vec<(i32, i32)> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        if failing == Some(index + 1) {
            continue;
        }
        let group = message.album.as_ref().map(|old| match &album {
            Some((of, new)) if of == old => new.clone(),
            _ => {
                let new = world.long_id();
                album = Some((old.clone(), new.clone()));
                new
            }
        });
        // Replies between messages of one batch survive.
        let reply = message
            .reply_to
            .and_then(|to| copies.iter().find(|(old, _)| *old == to))
            .map(|(_, new)| *new);
        let sent = transfer(world, &place, from, message, copying, |m| {
            m.album = group;
            m.reply_to = reply;
            if args.flag("remove_caption") {
                m.content.remove("caption");
                m.content.remove("caption_entities");
            }
        })?;
        copies.push((message.id, sent));
    }
    if let Some(n) = failing {
        return Err(failed_item(n));
    }
    let answer: Vec<Value> = copies.iter().map(|(_, new)| json!({ "message_id": new })).collect();
    Ok(Value::Array(answer))
}

/// `forwardMessage`.
pub fn forward(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let (from, message) = source(world, args, "forward")?;
    if message.protected {
        return Err(bad("message has protected content and can't be forwarded"));
    }
    if !is_copyable(&message) && (message.service || message.kind == "paid_media") {
        return Err(bad("the message can't be forwarded"));
    }
    let place = place(world, args, &message.kind)?;
    let sent = transfer(world, &place, from, &message, false, |_| {})?;
    Ok(world.render_message(id, sent))
}

fn transfer(
    world: &mut World,
    place: &Place,
    from: i64,
    message: &Message,
    copying: bool,
    shape: impl FnOnce(&mut Message),
) -> Result<i32, ApiError> {
    let content = if copying { duplicate(world, message) } else { message.content.clone() };
    let origin = match (&message.origin, message.author) {
        _ if copying => None,
        (Some(origin), _) => Some(origin.clone()),
        (None, Author::User(user)) => Some(json!({
            "type": "user", "date": message.date, "sender_user": world.render_user(user),
        })),
        (None, _) => Some(json!({
            "type": "chat", "date": message.date, "sender_chat": world.render_chat(from),
        })),
    };
    place.post(world, content, |m| {
        m.origin = origin;
        m.kind.clone_from(&message.kind);
        m.copy_of = Some((from, message.id));
        shape(m);
    })
}
