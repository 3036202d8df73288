//! Sending: text, media, albums, and what every send has in common.

use serde_json::{Map, Value, json};

use super::{Answered, ApiError, bad, chat_id, plural, present, writable};
use crate::sandbox::args::{Args, Upload};
use crate::sandbox::text::{self, CAPTION_LIMIT, Entity, Formatted, RAW_LIMIT, TEXT_LIMIT};
use crate::sandbox::world::{Author, Chat, ChatKind, Message, StoredFile, World};

/// Where and how a message goes.
#[derive(Debug, Clone)]
pub struct Place {
    pub chat: i64,
    pub thread: Option<i32>,
    pub reply_to: Option<i32>,
    pub reply_root: Option<i32>,
    pub external: Option<Value>,
    pub quote: Option<Value>,
    pub keyboard: Option<Value>,
    pub fixed: bool,
    pub silent: bool,
    pub protected: bool,
}

impl Place {
    /// Puts a content there and returns the message's id.
    pub fn post(
        &self,
        world: &mut World,
        content: Map<String, Value>,
        shape: impl FnOnce(&mut Message),
    ) -> Result<i32, ApiError> {
        let mut message = Message::new(Author::User(world.account.id), content);
        message.thread = self.thread;
        message.reply_to = self.reply_to;
        message.reply_root = self.reply_root;
        message.external = self.external.clone();
        message.quote = self.quote.clone();
        message.keyboard = self.keyboard.clone();
        message.fixed = self.fixed;
        message.silent = self.silent;
        message.protected = self.protected;
        shape(&mut message);
        world.post(self.chat, message).ok_or_else(|| bad("chat not found"))
    }
}

/// Checks chat, rights, topic, reply target and keyboard of a send.
pub fn place(world: &mut World, args: &Args, kind: &str) -> Result<Place, ApiError> {
    let id = chat_id(world, args, "chat_id")?;
    writable(world, id, plural(kind))?;
    let (keyboard, fixed) = reply_markup(world, args)?;
    let chat = present(world, id)?;
    let reply = reply(world, chat, args)?;
    let mut thread = topic(world, chat, args.id("message_thread_id"))?;
    let mut place = Place {
        chat: id,
        thread: None,
        reply_to: None,
        reply_root: None,
        external: None,
        quote: None,
        keyboard,
        fixed,
        silent: args.flag("disable_notification"),
        protected: args.flag("protect_content"),
    };
    match reply {
        Reply::None => {}
        Reply::Elsewhere(external) => place.external = Some(external),
        Reply::To(target, quote) => {
            let target_thread = chat.messages.get(&target).and_then(|m| m.thread);
            let root_of_topic = chat.forum && target_thread == Some(target);
            if !args.has("message_thread_id") && target_thread.is_some() {
                thread = topic(world, chat, target_thread)?;
            }
            if thread != target_thread && chat.forum {
                place.external = Some(external_reply(world, chat, target));
            } else {
                // Answering the root of a topic is the same as answering nothing.
                place.reply_to = Some(target).filter(|_| !root_of_topic);
                place.quote =
                    quote.map(|words| json!({"text": words, "position": 0, "is_manual": true}));
                place.reply_root = reply_root(chat, target);
            }
        }
    }
    place.thread = thread;
    may_post(world, id, thread)?;
    Ok(place)
}

/// The first message of a reply thread; only plain supergroups have them.
pub fn reply_root(chat: &Chat, target: i32) -> Option<i32> {
    if chat.kind != ChatKind::Supergroup || chat.forum {
        return None;
    }
    let target = chat.messages.get(&target)?;
    Some(target.reply_root.unwrap_or(target.id))
}

/// Resolves `message_thread_id`.
pub fn topic(world: &World, chat: &Chat, thread: Option<i32>) -> Result<Option<i32>, ApiError> {
    let Some(thread) = thread.filter(|thread| *thread != 0) else {
        return Ok(None);
    };
    if !chat.forum {
        return match chat.kind {
            ChatKind::Supergroup => Ok(None),
            _ => Err(bad("message thread not found")),
        };
    }
    match chat.topics.get(&thread) {
        // General's number is internal and refused here.
        _ if thread == 1 => Err(bad("message thread not found")),
        None => Err(bad("message thread not found")),
        Some(topic) => match topic.deleted_at {
            None => Ok(Some(thread)),
            Some(at) if world.topic_cache && world.now() - at < 60_000 => Err(bad("TOPIC_DELETED")),
            Some(_) => Err(bad("message thread not found")),
        },
    }
}

/// Refuses a post into a closed topic without the right.
fn may_post(world: &World, id: i64, thread: Option<i32>) -> Result<(), ApiError> {
    let chat = present(world, id)?;
    if !chat.forum {
        return Ok(());
    }
    let (closed, own) = match thread {
        Some(thread) => chat.topics.get(&thread).map_or((false, false), |t| (t.closed, t.by_bot)),
        None => (chat.general_closed, false),
    };
    if closed && !own && !chat.may(|r| r.manage_topics) {
        return Err(bad("TOPIC_CLOSED"));
    }
    Ok(())
}

enum Reply {
    None,
    To(i32, Option<String>),
    Elsewhere(Value),
}

fn reply(world: &World, chat: &Chat, args: &Args) -> Result<Reply, ApiError> {
    let Some(parameters) = args.get("reply_parameters") else {
        return Ok(Reply::None);
    };
    let target = parameters
        .get("message_id")
        .and_then(Value::as_i64)
        .and_then(|id| i32::try_from(id).ok())
        .unwrap_or(0);
    let lenient =
        parameters.get("allow_sending_without_reply").and_then(Value::as_bool).unwrap_or(false);
    let other = parameters.get("chat_id").and_then(Value::as_i64).filter(|other| *other != chat.id);
    if let Some(other) = other {
        let other = present(world, other)?;
        if !other.messages.contains_key(&target) {
            return Err(bad("message to be replied not found"));
        }
        return Ok(Reply::Elsewhere(external_reply(world, other, target)));
    }
    if !chat.messages.contains_key(&target) {
        return if lenient { Ok(Reply::None) } else { Err(bad("message to be replied not found")) };
    }
    let quote = parameters.get("quote").and_then(Value::as_str).map(str::to_owned);
    if let Some(quote) = &quote
        && !chat.messages.get(&target).is_some_and(|m| m.words().contains(quote.as_str()))
    {
        return Err(bad("QUOTE_TEXT_INVALID"));
    }
    Ok(Reply::To(target, quote))
}

/// What a reply to another chat or topic carries instead of the message itself.
pub fn external_reply(world: &World, chat: &Chat, target: i32) -> Value {
    let from = chat.messages.get(&target).map_or(0, |m| world.sender_id(m.author));
    json!({
        "origin": {"type": "user", "date": world.now().div_euclid(1000),
            "sender_user": world.render_user(from)},
        "chat": world.render_chat(chat.id),
        "message_id": target,
    })
}

/// Reads `reply_markup`: the inline keyboard, and whether another kind makes the message uneditable.
pub fn reply_markup(world: &mut World, args: &Args) -> Result<(Option<Value>, bool), ApiError> {
    let Some(markup) = args.get("reply_markup") else {
        return Ok((None, false));
    };
    let Some(rows) = markup.get("inline_keyboard") else {
        let other = ["keyboard", "force_reply", "remove_keyboard"]
            .iter()
            .any(|kind| markup.get(*kind).is_some());
        if !other {
            world.complain(format!("unknown reply_markup: {markup}"));
        }
        return Ok((None, other));
    };
    let rows =
        rows.as_array().ok_or_else(|| bad("can't parse reply keyboard markup JSON object"))?;
    let mut count = 0;
    for row in rows {
        let row =
            row.as_array().ok_or_else(|| bad("can't parse reply keyboard markup JSON object"))?;
        if row.len() > 8 {
            world.complain(format!("a row of {} buttons", row.len()));
        }
        for button in row {
            count += 1;
            check_button(world, button)?;
        }
    }
    if count > 100 || markup.to_string().len() > 10_240 {
        return Err(bad("reply markup is too long"));
    }
    if count == 0 {
        return Ok((None, false));
    }
    let shown: Vec<&Value> =
        rows.iter().filter(|row| row.as_array().is_some_and(|row| !row.is_empty())).collect();
    Ok((Some(json!({ "inline_keyboard": shown })), false))
}

const ACTIONS: [&str; 10] = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
];

fn check_button(world: &mut World, button: &Value) -> Result<(), ApiError> {
    let fields = button
        .as_object()
        .ok_or_else(|| bad("can't parse inline keyboard button: expected an Object"))?;
    let label = fields.get("text").and_then(Value::as_str).unwrap_or_default();
    if label.trim().is_empty() {
        return Err(bad("can't parse inline keyboard button: text must be non-empty"));
    }
    for name in fields.keys() {
        let known = ACTIONS.contains(&name.as_str())
            || matches!(name.as_str(), "text" | "style" | "icon_custom_emoji_id");
        if !known {
            world.complain(format!("unknown field {name} of a button"));
        }
    }
    let actions = fields.keys().filter(|name| ACTIONS.contains(&name.as_str())).count();
    if actions != 1 {
        return Err(bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ));
    }
    if let Some(data) = fields.get("callback_data") {
        let length = data.as_str().map_or(0, str::len);
        if length == 0 || length > 64 {
            return Err(bad("BUTTON_DATA_INVALID"));
        }
    }
    if let Some(url) = fields.get("url").and_then(Value::as_str)
        && !["http://", "https://", "tg://"].iter().any(|scheme| url.starts_with(scheme))
    {
        return Err(bad(format!("inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")));
    }
    Ok(())
}

/// An entity that a bot without a name from Fragment cannot write.
pub const CUSTOM_EMOJI: &str = "custom_emoji";

/// Reads a text with its style, finished as the server does it.
pub fn formatted(
    world: &mut World,
    args: &Args,
    name: &str,
    entities: &str,
) -> Result<Formatted, ApiError> {
    let raw = args.text(name).unwrap_or_default();
    if raw.len() > RAW_LIMIT {
        return Err(bad(format!("{name} is too long")));
    }
    let parsed = match args.text("parse_mode").map(str::to_lowercase).as_deref() {
        None | Some("") => Formatted {
            text: raw.to_owned(),
            entities: text::explicit(raw, &args.list(entities), &mut world.complaints),
        },
        Some("html") => text::html(raw).map_err(|e| bad(format!("can't parse entities: {e}")))?,
        Some(other) => {
            world.complain(format!("parse_mode {other} is not known to the sandbox"));
            return Err(bad("unsupported parse_mode"));
        }
    };
    let mut finished = parsed.finish();
    finished.entities.retain_mut(|entity| names_a_user(world, entity));
    // Only bots with a name from Fragment may write them; the emoji behind it stays.
    finished.entities.retain(|entity| entity.kind != CUSTOM_EMOJI);
    Ok(finished)
}

/// Fills the user of a mention by id; a mention of somebody unknown is dropped.
fn names_a_user(world: &World, entity: &mut Entity) -> bool {
    if entity.kind != "text_mention" {
        return true;
    }
    let id = entity
        .extra
        .get("user")
        .and_then(|user| user.get("id"))
        .and_then(Value::as_i64)
        .unwrap_or(0);
    if world.chats.contains_key(&id) || world.has_met(id) || id == world.account.id {
        entity.extra.insert("user".into(), world.render_user(id));
        return true;
    }
    false
}

/// Reads a caption and refuses one that is too long.
pub fn caption(world: &mut World, args: &Args) -> Result<Formatted, ApiError> {
    let caption = formatted(world, args, "caption", "caption_entities")?;
    if caption.code_points() > CAPTION_LIMIT {
        return Err(bad("message caption is too long"));
    }
    Ok(caption)
}

/// Reads the text of a message and refuses one that is empty or too long.
pub fn body(world: &mut World, args: &Args) -> Result<Formatted, ApiError> {
    let words = formatted(world, args, "text", "entities")?;
    if words.text.trim().is_empty() {
        return Err(bad("message text is empty"));
    }
    if words.code_points() > TEXT_LIMIT {
        return Err(bad("message is too long"));
    }
    Ok(words)
}

/// `sendMessage`.
pub fn message(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    writable(world, id, "text messages")?;
    let words = body(world, args)?;
    let place = place(world, args, "text")?;
    let mut content = Map::new();
    words.store(&mut content, "text", "entities");
    preview(args, &mut content);
    let sent = place.post(world, content, |_| {})?;
    Ok(world.render_message(id, sent))
}

/// How links unfold, as the call says; without a word about it as Telegram likes.
pub fn preview(args: &Args, content: &mut Map<String, Value>) {
    content.remove("link_preview_options");
    if let Some(options) = args.get("link_preview_options") {
        content.insert("link_preview_options".into(), options.clone());
    }
}

/// How a file is shown: where its caption stands, and whether it is covered.
pub fn shown(content: &mut Map<String, Value>, args: &Args) {
    content.remove("show_caption_above_media");
    if args.flag("show_caption_above_media") {
        content.insert("show_caption_above_media".into(), json!(true));
    }
    if args.flag("has_spoiler") {
        content.insert("has_media_spoiler".into(), json!(true));
    }
}

/// `sendPhoto` and its kin.
pub fn media(world: &mut World, args: &Args, kind: &str) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    writable(world, id, plural(kind))?;
    let object = file(world, args.text(kind), args, kind)?;
    let caption = caption(world, args)?;
    let place = place(world, args, kind)?;
    let mut content = media_content(kind, object);
    caption.store(&mut content, "caption", "caption_entities");
    shown(&mut content, args);
    let sent = place.post(world, content, |_| {})?;
    Ok(world.render_message(id, sent))
}

/// The fields of a media message.
pub fn media_content(kind: &str, object: Value) -> Map<String, Value> {
    let mut content = Map::new();
    if kind == "animation" {
        // Animations come as documents too, for old clients.
        content.insert("document".into(), object.clone());
    }
    content.insert(kind.to_owned(), object);
    content
}

/// Resolves a file: an upload, a known `file_id`, or a link.
pub fn file(
    world: &mut World,
    value: Option<&str>,
    args: &Args,
    kind: &str,
) -> Result<Value, ApiError> {
    let value = value.ok_or_else(|| bad(format!("there is no {kind} in the request")))?;
    if let Some(part) = value.strip_prefix("attach://") {
        let upload = args
            .files
            .get(part)
            .cloned()
            .ok_or_else(|| bad("wrong file identifier/HTTP URL specified"))?;
        if upload.bytes.is_empty() {
            return Err(bad("file must be non-empty"));
        }
        if kind == "photo" && !is_picture(&upload.bytes) {
            return Err(bad("IMAGE_PROCESS_FAILED"));
        }
        return Ok(new_file(world, kind, upload));
    }
    if let Some(known) = world.files.get(value) {
        if known.kind == kind || kind == "document" {
            return Ok(known.object.clone());
        }
        return Err(bad(format!("can't use file of type {} as {kind}", known.kind)));
    }
    if value.starts_with("http://") || value.starts_with("https://") {
        world.complain("files by link are not fetched by the sandbox");
        return Err(bad("failed to get HTTP URL content"));
    }
    Err(bad("wrong file identifier/HTTP URL specified"))
}

/// Whether an upload can be a photo, by how it begins: PNG, JPEG, GIF, WebP.
fn is_picture(bytes: &[u8]) -> bool {
    let begins = |with: &[u8]| bytes.starts_with(with);
    begins(b"\x89PNG\r\n\x1a\n") || begins(b"\xFF\xD8\xFF") || begins(b"GIF8") || begins(b"RIFF")
}

/// Stores a file and makes the object that messages carry.
pub fn new_file(world: &mut World, kind: &str, upload: Upload) -> Value {
    let number = world.serial();
    let id = format!("file-{kind}-{number}");
    let unique = format!("u{number}");
    let size = upload.bytes.len();
    let name = if upload.name.is_empty() { format!("{kind}{number}") } else { upload.name.clone() };
    let object = match kind {
        "photo" => json!([
            {"file_id": format!("{id}-s"), "file_unique_id": format!("{unique}s"), "width": 90, "height": 60, "file_size": size.min(900)},
            {"file_id": id, "file_unique_id": unique, "width": 800, "height": 533, "file_size": size},
        ]),
        "voice" => {
            json!({"file_id": id, "file_unique_id": unique, "duration": 3, "mime_type": "audio/ogg", "file_size": size})
        }
        "audio" => {
            json!({"file_id": id, "file_unique_id": unique, "duration": 180, "title": name, "file_name": name, "mime_type": "audio/mpeg", "file_size": size})
        }
        "video" => {
            json!({"file_id": id, "file_unique_id": unique, "width": 640, "height": 360, "duration": 5, "file_name": name, "mime_type": "video/mp4", "file_size": size})
        }
        "animation" => {
            json!({"file_id": id, "file_unique_id": unique, "width": 320, "height": 240, "duration": 2, "file_name": name, "mime_type": "video/mp4", "file_size": size})
        }
        "video_note" => {
            json!({"file_id": id, "file_unique_id": unique, "length": 240, "duration": 4, "file_size": size})
        }
        "sticker" => {
            json!({"file_id": id, "file_unique_id": unique, "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false, "emoji": upload.name, "file_size": size})
        }
        _ => {
            json!({"file_id": id, "file_unique_id": unique, "file_name": name, "mime_type": mime(&name), "file_size": size})
        }
    };
    let stored = StoredFile { kind: kind.to_owned(), bytes: upload.bytes, object: object.clone() };
    if kind == "photo" {
        world.files.insert(format!("{id}-s"), stored.clone());
    }
    world.files.insert(id, stored);
    object
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain",
        Some("csv") => "text/csv",
        Some("json") => "application/json",
        Some("html") => "text/html",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}

/// One `InputMedia`: its kind and its content.
pub fn input_media(
    world: &mut World,
    args: &Args,
    item: &Value,
) -> Result<(String, Map<String, Value>), ApiError> {
    let fields = item
        .as_object()
        .cloned()
        .ok_or_else(|| bad("can't parse InputMedia: expected an Object"))?;
    let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if !["photo", "video", "document", "audio", "animation"].contains(&kind.as_str()) {
        return Err(bad("can't parse InputMedia: invalid media type specified"));
    }
    let source = fields.get("media").and_then(Value::as_str).map(str::to_owned);
    let object = file(world, source.as_deref(), args, &kind)?;
    let fields = Args::of(fields);
    let caption = caption(world, &fields)?;
    let mut content = media_content(&kind, object);
    caption.store(&mut content, "caption", "caption_entities");
    shown(&mut content, &fields);
    Ok((kind, content))
}

/// `sendMediaGroup`.
pub fn album(world: &mut World, args: &Args, failing: Option<usize>) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    writable(world, id, "photos")?;
    let items = args.list("media");
    if !(2..=10).contains(&items.len()) {
        return Err(bad("media must have 2-10 items"));
    }
    let mut contents = Vec::new();
    for item in &items {
        contents.push(input_media(world, args, item)?);
    }
    for family in ["document", "audio"] {
        let members = contents.iter().filter(|(kind, _)| kind == family).count();
        if members != 0 && members != contents.len() {
            return Err(bad(format!("{family} can't be mixed with other media types")));
        }
    }
    let mut place = place(world, args, "photo")?;
    place.keyboard = None;
    let group = world.long_id();
    let mut sent = Vec::new();
    for (index, (_, content)) in contents.into_iter().enumerate() {
        if failing == Some(index + 1) {
            continue;
        }
        let album = group.clone();
        let message = place.post(world, content, |m| m.album = Some(album))?;
        sent.push(world.render_message(id, message));
    }
    match failing {
        Some(n) => Err(failed_item(n)),
        None => Ok(Value::Array(sent)),
    }
}

/// The error for an album of which one item failed, although the others arrived.
pub fn failed_item(n: usize) -> ApiError {
    bad(format!(
        "failed to send message #{n} with the error message \"Internal Server Error: restart\""
    ))
}

/// `sendChatAction`.
pub fn action(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let chat = writable(world, id, "text messages")?;
    let action = args.text("action").unwrap_or_default();
    let known = [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ];
    if !known.contains(&action) {
        return Err(bad("wrong parameter action in request"));
    }
    // General must be named by its number here, unlike in every send.
    let thread = args.id("message_thread_id");
    if thread != Some(1) || !chat.forum {
        topic(world, chat, thread)?;
    }
    Ok(json!(true))
}
