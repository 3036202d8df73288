//! The methods of the Bot API, one family per file, and what they share: errors, access, rights.

pub mod chats;
pub mod copy;
pub mod edit;
pub mod inline;
pub mod location;
pub mod profile;
pub mod send;
pub mod topics;

use serde_json::{Value, json};

use super::args::Args;
use super::faults::Fault;
use super::view::Answer;
use super::world::{Chat, ChatKind, Presence, World};

/// An error as the Bot API tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError {
    /// `error_code`, also the HTTP status.
    pub code: u16,
    /// `description`, whole.
    pub description: String,
    /// `parameters`, only for migration and flood control.
    pub parameters: Option<Value>,
}

/// What a method answers.
pub type Answered = Result<Value, ApiError>;

/// `400 Bad Request: …`.
pub fn bad(reason: impl AsRef<str>) -> ApiError {
    ApiError {
        code: 400,
        description: format!("Bad Request: {}", reason.as_ref()),
        parameters: None,
    }
}

/// `403 Forbidden: …`.
pub fn forbidden(reason: &str) -> ApiError {
    ApiError { code: 403, description: format!("Forbidden: {reason}"), parameters: None }
}

/// `409 Conflict: …`.
pub fn conflict(reason: &str) -> ApiError {
    ApiError { code: 409, description: format!("Conflict: {reason}"), parameters: None }
}

/// `429`, to be repeated after some seconds.
pub fn too_many(seconds: u32) -> ApiError {
    ApiError {
        code: 429,
        description: format!("Too Many Requests: retry after {seconds}"),
        parameters: Some(json!({ "retry_after": seconds })),
    }
}

/// Runs one method, all but `getUpdates`, which waits. `item` is a planned fault inside a batch.
pub fn dispatch(world: &mut World, method: &str, args: &Args, fault: Option<&Fault>) -> Answered {
    let failing = match fault {
        Some(Fault::ItemFails(n)) => Some(*n),
        _ => None,
    };
    flood(world, method, args)?;
    match method {
        "getMe" => Ok(world.render_me()),
        "sendMessage" => send::message(world, args),
        "sendPhoto" => send::media(world, args, "photo"),
        "sendVideo" => send::media(world, args, "video"),
        "sendAnimation" => send::media(world, args, "animation"),
        "sendAudio" => send::media(world, args, "audio"),
        "sendDocument" => send::media(world, args, "document"),
        "sendVoice" => send::media(world, args, "voice"),
        "sendVideoNote" => send::media(world, args, "video_note"),
        "sendSticker" => send::media(world, args, "sticker"),
        "sendLocation" => location::send(world, args),
        "sendMediaGroup" => send::album(world, args, failing),
        "sendChatAction" => send::action(world, args),
        "copyMessage" => copy::one(world, args, fault == Some(&Fault::NoMessageId)),
        "copyMessages" => copy::many(world, args, true, failing),
        "forwardMessage" => copy::forward(world, args),
        "forwardMessages" => copy::many(world, args, false, failing),
        "editMessageText" => edit::text(world, args),
        "editMessageCaption" => edit::caption_text(world, args),
        "editMessageMedia" => edit::media(world, args),
        "editMessageLiveLocation" => location::move_on(world, args),
        "stopMessageLiveLocation" => location::stop(world, args),
        "editMessageReplyMarkup" => edit::markup(world, args),
        "deleteMessage" => edit::delete(world, args),
        "deleteMessages" => edit::delete_many(world, args),
        "pinChatMessage" => edit::pin(world, args),
        "unpinChatMessage" => edit::unpin(world, args),
        "unpinAllChatMessages" => edit::unpin_all(world, args, None),
        "unpinAllGeneralForumTopicMessages" => edit::unpin_all(world, args, Some(None)),
        "unpinAllForumTopicMessages" => {
            edit::unpin_all(world, args, Some(args.id("message_thread_id")))
        }
        "setMessageReaction" => edit::react(world, args),
        "answerCallbackQuery" => answer(world, args),
        "answerInlineQuery" => inline::answer(world, args),
        "getForumTopicIconStickers" => Ok(topics::icon_stickers()),
        "createForumTopic" => topics::create(world, args),
        "editForumTopic" => topics::edit(world, args),
        "closeForumTopic" => topics::set_closed(world, args, true),
        "reopenForumTopic" => topics::set_closed(world, args, false),
        "deleteForumTopic" => topics::delete(world, args),
        "editGeneralForumTopic" => topics::edit_general(world, args),
        "closeGeneralForumTopic" => topics::close_general(world, args, true),
        "reopenGeneralForumTopic" => topics::close_general(world, args, false),
        "hideGeneralForumTopic" => topics::hide_general(world, args, true),
        "unhideGeneralForumTopic" => topics::hide_general(world, args, false),
        "getChat" => chats::get(world, args),
        "getChatMember" => chats::member(world, args),
        "getChatAdministrators" => chats::administrators(world, args),
        "getChatMemberCount" => chats::count(world, args),
        "leaveChat" => chats::leave(world, args),
        "getFile" => chats::file(world, args),
        "setWebhook" => profile::set_webhook(world, args),
        "deleteWebhook" => profile::delete_webhook(world, args),
        "getWebhookInfo" => Ok(profile::webhook_info(world)),
        "setMyCommands" => profile::set_commands(world, args),
        "getMyCommands" => profile::get_commands(world, args),
        "deleteMyCommands" => profile::delete_commands(world, args),
        "setMyName" => profile::set_text(world, args, "name", 64),
        "getMyName" => Ok(profile::get_text(world, args, "name")),
        "setMyDescription" => profile::set_text(world, args, "description", 512),
        "getMyDescription" => Ok(profile::get_text(world, args, "description")),
        "setMyShortDescription" => profile::set_text(world, args, "short_description", 120),
        "getMyShortDescription" => Ok(profile::get_text(world, args, "short_description")),
        _ => Err(not_found()),
    }
}

/// `404 Not Found: method not found`.
pub fn not_found() -> ApiError {
    ApiError { code: 404, description: "Not Found: method not found".to_owned(), parameters: None }
}

/// Books a call against the limits. Sends, copies, edits, pins and topic changes share one budget
/// per chat, and every item of a batch counts; answers to presses, deletions and questions are free.
fn flood(world: &mut World, method: &str, args: &Args) -> Result<(), ApiError> {
    let items = match method {
        "sendChatAction" => return Ok(()),
        "sendMediaGroup" => args.list("media").len(),
        "copyMessages" | "forwardMessages" => args.list("message_ids").len(),
        "copyMessage" | "forwardMessage" | "pinChatMessage" | "stopMessageLiveLocation" => 1,
        _ if method.starts_with("send") || method.starts_with("editMessage") => 1,
        _ if method.ends_with("ForumTopic")
            && !method.starts_with("get")
            && !method.starts_with("delete") =>
        {
            1
        }
        _ => return Ok(()),
    };
    let Some(chat) = args.int("chat_id") else {
        return Ok(());
    };
    let now = world.now();
    world.limits.book(chat, items.max(1), now).map_err(too_many)
}

fn answer(world: &mut World, args: &Args) -> Answered {
    let id = args.text("callback_query_id").unwrap_or_default();
    let text = args.text("text").filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > 200) {
        return Err(bad("MESSAGE_TOO_LONG"));
    }
    let answer = Answer { text: text.map(str::to_owned), alert: args.flag("show_alert") };
    if world.answer(id, answer) {
        Ok(json!(true))
    } else {
        Err(bad("query is too old and response timeout expired or query ID is invalid"))
    }
}

/// The chat that a parameter names, without asking whether the bot may do anything there.
pub fn chat_id(world: &World, args: &Args, name: &str) -> Result<i64, ApiError> {
    match args.get(name) {
        None => Err(bad(format!("{name} is empty"))),
        Some(value) => match value.as_i64() {
            Some(id) => {
                if world.chats.contains_key(&id) {
                    Ok(id)
                } else if world.has_met(id) && world.users.contains_key(&id) {
                    Err(forbidden("bot can't initiate conversation with a user"))
                } else {
                    Err(bad("chat not found"))
                }
            }
            // Groups of this world are private and people are never found by name.
            None => Err(bad("chat not found")),
        },
    }
}

/// A chat in which the bot is present, or the error that says why it is not.
pub fn present(world: &World, id: i64) -> Result<&Chat, ApiError> {
    let chat = world.chats.get(&id).ok_or_else(|| bad("chat not found"))?;
    if let Some(new) = chat.migrated_to {
        return Err(ApiError {
            code: 400,
            description: "Bad Request: group chat was upgraded to a supergroup chat".to_owned(),
            parameters: Some(json!({ "migrate_to_chat_id": new })),
        });
    }
    let what = match chat.kind {
        ChatKind::Private => return Ok(chat),
        ChatKind::Group => "group",
        ChatKind::Supergroup => "supergroup",
    };
    match chat.bot {
        Presence::In(_) => Ok(chat),
        Presence::Kicked => Err(forbidden(&format!("bot was kicked from the {what} chat"))),
        Presence::Left => Err(forbidden(&format!("bot is not a member of the {what} chat"))),
        Presence::Never => Err(bad("chat not found")),
    }
}

/// A chat to which the bot may write something; `what` is Telegram's word for it.
pub fn writable<'w>(world: &'w World, id: i64, what: &str) -> Result<&'w Chat, ApiError> {
    let chat = present(world, id)?;
    if chat.kind == ChatKind::Private {
        match world.users.get(&id) {
            Some(user) if user.deactivated => return Err(forbidden("user is deactivated")),
            Some(user) if user.blocked => return Err(forbidden("bot was blocked by the user")),
            _ => {}
        }
    }
    if chat.rights().is_some_and(|rights| !rights.send) {
        return Err(bad(format!("not enough rights to send {what} to the chat")));
    }
    Ok(chat)
}

/// Telegram's plural for a kind of content, as its rights errors use it.
pub fn plural(kind: &str) -> &'static str {
    match kind {
        "photo" => "photos",
        "video" => "videos",
        "voice" => "voice notes",
        "video_note" => "video notes",
        "audio" => "music",
        "document" => "documents",
        "animation" => "animations",
        "sticker" => "stickers",
        "poll" => "polls",
        _ => "text messages",
    }
}
