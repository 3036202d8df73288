//! The raw door to Telegram: one call out, one answer in, failures sorted.
//!
//! Promises: every failure is sorted by what may follow from it ([`CallError`]), above all by
//! whether Telegram may have done what was asked; an answer is read tolerantly, so that a newer
//! Bot API with parts unknown here loses nothing. Never does: wait, repeat a call, log, or let the
//! token into an error, a log or a `Debug`.
//!
//! teloxide's own sending is not used: it sleeps 10 s on every 5xx, throws `error_code` away, and
//! cannot tell a failure before the request left from one after it (rust-stack.md 1.2, 1.6).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use teloxide::Bot;
use teloxide::requests::Payload;

use crate::domain::id::ChatId;
use crate::domain::outbox::Failure;
use crate::secret::Token;

/// What a call may take in all. Telegram sleeps up to 8 s for flood control before it answers
/// (telegram-facts L21), so a shorter time-out would turn slow calls into doubtful ones (P10).
pub const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// What sending a file may take in all: 50 MB over a slow line.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// What connecting may take; a failure here is certain not to have sent anything.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Code points of a description that are kept.
const WORDS: usize = 200;

/// Why a call brought no result, sorted by what follows from it (telegram-facts 2.2, 2.4).
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CallError {
    /// The request never left: no name, no connection. Safe to repeat.
    #[error("Telegram cannot be reached")]
    NotSent,
    /// The request may have taken effect: time-out, reset, 5xx, an answer that cannot be read.
    #[error("Telegram's answer was lost or unclear")]
    Unclear,
    /// Flood control: nothing was done, and this chat is to wait so long.
    #[error("too many requests; retry after {0:?}")]
    RateLimited(Duration),
    /// The token is not, or no longer, valid.
    #[error("Telegram does not accept the token")]
    Unauthorized,
    /// Somebody else polls with the same token, or a webhook is set; Telegram's words.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The group has another id now.
    #[error("the group was upgraded")]
    Upgraded(ChatId),
    /// It is already as asked: not modified, deleted already.
    #[error("nothing to change")]
    NotModified,
    /// A press was answered too late (telegram-facts K2).
    #[error("the press is too old to be answered")]
    TooLate,
    /// A caption that is over the bot's limit, so that only a bare copy works (telegram-facts C3).
    #[error("the caption is too long for a copy with additions")]
    CaptionTooLong,
    /// Telegram refuses, and a repetition does not mend it.
    #[error("Telegram refuses the call")]
    Failed(Failure),
}

impl CallError {
    /// Sorts Telegram's refusal. `description` is matched loosely (lower case, parts): its wording
    /// is not promised (telegram-facts E2); what is unknown goes by `code`.
    pub fn sort(
        code: i64,
        description: &str,
        retry_after: Option<u64>,
        moved: Option<i64>,
    ) -> Self {
        if let Some(seconds) = retry_after {
            return Self::RateLimited(Duration::from_secs(seconds));
        }
        if let Some(id) = moved {
            return Self::Upgraded(ChatId(id));
        }
        let text = description.to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
        let words = || scrub(description);

        match code {
            429 => return Self::RateLimited(retry_after_in(&text)),
            401 | 421 => return Self::Unauthorized,
            404 if !has(&["method not found"]) => return Self::Unauthorized,
            409 => return Self::Conflict(words()),
            500.. => return Self::Unclear,
            _ => {}
        }

        // Part of an album may have arrived although the whole is refused (telegram-facts E32).
        if has(&["failed to send message #", "group send failed"]) {
            return Self::Unclear;
        }
        if has(&[
            "is not modified",
            "topic_not_modified",
            "chat_not_modified",
            "message to delete not found",
            "message to react not found",
        ]) {
            return Self::NotModified;
        }
        if has(&["query is too old", "query id is invalid", "query_id_invalid"]) {
            return Self::TooLate;
        }
        if has(&["caption is too long", "caption_too_long"]) {
            return Self::CaptionTooLong;
        }

        Self::Failed(if has(&["user is deactivated"]) {
            Failure::UserGone { deactivated: true }
        } else if has(&[
            "blocked by the user",
            "can't send messages to the bot",
            "can't send messages to bots",
            "user_is_blocked",
        ]) {
            Failure::UserGone { deactivated: false }
        } else if has(&[
            "can't initiate conversation",
            "chat not found",
            "chat_id is empty",
            "peer_id_invalid",
        ]) {
            Failure::NoChat
        } else if has(&[
            "bot was kicked",
            "bot is not a member",
            "chat was deleted",
            "chat was deactivated",
            // Without the new id nothing can be followed.
            "was upgraded to a supergroup",
        ]) {
            Failure::GroupGone
        } else if has(&[
            "message thread not found",
            "topic_deleted",
            "topic_id_invalid",
            "invalid forum topic identifier",
            "invalid message thread identifier",
        ]) {
            Failure::TopicGone
        } else if has(&["topic_closed"]) {
            Failure::TopicClosed
        } else if has(&["not a forum", "not a supergroup forum", "channel_forum_missing"]) {
            Failure::NoTopics
        } else if has(&["voice_messages_forbidden"]) {
            Failure::VoiceForbidden
        } else if has(&[
            "message to edit not found",
            "message to copy not found",
            "message to forward not found",
            "there are no messages to forward",
            "there are no messages to copy",
            "message_id_invalid",
        ]) && !has(&["reply_message_id_invalid"])
        {
            Failure::TargetGone
        } else if has(&["can't be copied", "can't be forwarded", "protected content"]) {
            Failure::NotCopyable
        } else if has(&["can't be deleted"]) {
            Failure::NotDeletable
        } else if has(&["message is too long", "text is too long", "message_too_long"]) {
            Failure::TooLong
        } else if has(&[
            "wrong file identifier",
            "wrong remote file identifier",
            "file is too big",
            "document_invalid",
            "file_reference",
            "media_empty",
        ]) {
            Failure::FileGone
        } else if has(&[
            "not enough rights",
            "no write access",
            "chat_admin_required",
            "chat_write_forbidden",
            "have no rights",
            "need administrator rights",
        ]) || code == 403
        {
            Failure::NoRights(words())
        } else {
            Failure::Refused(words())
        })
    }
}

/// The seconds in "retry after N", for an answer whose parameters were lost; a minute if there are
/// none.
fn retry_after_in(text: &str) -> Duration {
    let seconds = text
        .split_once("retry after ")
        .and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(60);
    Duration::from_secs(seconds)
}

/// Telegram's own words without its prefix, without anything like an address or a token, cut.
fn scrub(description: &str) -> String {
    let bare = description
        .strip_prefix("Bad Request: ")
        .or_else(|| description.strip_prefix("Forbidden: "))
        .or_else(|| description.strip_prefix("Conflict: "))
        .unwrap_or(description);
    let safe = |word: &&str| {
        let secret = word.split_once(':').is_some_and(|(id, rest)| {
            rest.len() >= 16 && !id.is_empty() && id.chars().any(|c| c.is_ascii_digit())
        });
        !secret && !word.contains("://") && !word.contains("/bot")
    };
    let words: Vec<&str> = bare.split_whitespace().filter(safe).collect();
    words.join(" ").chars().take(WORDS).collect()
}

/// Telegram's answer, read tolerantly: `parameters` may be empty or hold only newer fields, at
/// which teloxide's own reading fails (rust-stack.md 1.6).
#[derive(Deserialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(borrow, default)]
    result: Option<&'a RawValue>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    error_code: Option<i64>,
    #[serde(default)]
    parameters: Option<Value>,
}

/// Sorts one HTTP answer. `status` decides only where the body says nothing.
fn read_answer(status: u16, body: &str) -> Result<Box<RawValue>, CallError> {
    let answer: Answer<'_> = match serde_json::from_str(body) {
        Ok(answer) => answer,
        // The front proxy's HTML, or half an answer. A proxy's 429 has done nothing.
        Err(_) if status == 429 => return Err(CallError::RateLimited(Duration::from_secs(60))),
        Err(_) => return Err(CallError::Unclear),
    };
    if answer.ok {
        return match answer.result {
            Some(result) => Ok(result.to_owned()),
            None => Ok(RawValue::NULL.to_owned()),
        };
    }
    let parameter = |name: &str| answer.parameters.as_ref().and_then(|all| all.get(name));
    Err(CallError::sort(
        answer.error_code.unwrap_or_else(|| i64::from(status)),
        answer.description.as_deref().unwrap_or_default(),
        parameter("retry_after").and_then(Value::as_u64),
        parameter("migrate_to_chat_id").and_then(Value::as_i64),
    ))
}

/// The door could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BadDoor {
    /// The address of the Bot API is none.
    #[error("the address of the Bot API is not a usable http(s) URL")]
    Address,
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up")]
    Client,
}

/// What carries calls to a Bot API that is not reached over HTTP: a simulated one.
pub trait Wire: Send + Sync {
    /// Carries one call there and its answer back: HTTP status and body.
    ///
    /// # Errors
    /// [`Lost`] if there is no answer.
    fn carry(&self, method: String, body: Value) -> BoxFuture<'_, Result<(u16, String), Lost>>;

    /// The same with a file, where it takes any.
    ///
    /// # Errors
    /// As [`Self::carry`].
    fn upload(
        &self,
        _method: String,
        _body: Value,
        _file: Upload<'_>,
    ) -> BoxFuture<'_, Result<(u16, String), Lost>> {
        Box::pin(async { Err(Lost::Request) })
    }
}

/// A call brought no answer.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Lost {
    /// The request never left.
    Request,
    /// The request may have arrived.
    Answer,
}

/// One bot at one Bot API server. Cheap to clone.
#[derive(Clone)]
pub struct Telegram {
    line: Line,
}

#[derive(Clone)]
enum Line {
    Http(Bot),
    Wire(Arc<dyn Wire>),
}

/// Says nothing, since a `Bot` prints its token (rust-stack.md 1.2).
impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Telegram")
    }
}

impl Telegram {
    /// A door to the Bot API at `api_url`, for example `https://api.telegram.org`; a path in it is
    /// kept.
    ///
    /// # Errors
    /// [`BadDoor`] if the address is not an http(s) URL or no HTTP client can be set up.
    pub fn new(token: &Token, api_url: &str) -> Result<Self, BadDoor> {
        let url: reqwest::Url =
            api_url.trim_end_matches('/').parse().map_err(|_| BadDoor::Address)?;
        if !matches!(url.scheme(), "http" | "https") || url.cannot_be_a_base() {
            return Err(BadDoor::Address);
        }
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(CALL_TIMEOUT)
            .tcp_nodelay(true)
            // A call that was redirected could arrive twice; Telegram never redirects.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| BadDoor::Client)?;
        Ok(Self { line: Line::Http(Bot::with_client(token.expose(), client).set_api_url(url)) })
    }

    /// A door to whatever is at the other end of `wire`.
    pub fn over(wire: Arc<dyn Wire>) -> Self {
        Self { line: Line::Wire(wire) }
    }

    /// Calls `method` with a JSON body and hands back the bare `result`.
    ///
    /// `timeout` is that of the whole call, sending and reading included.
    ///
    /// # Errors
    /// [`CallError`], sorted.
    pub async fn call_raw(
        &self,
        method: &str,
        body: &Value,
        timeout: Duration,
    ) -> Result<Box<RawValue>, CallError> {
        let (status, answer) = match &self.line {
            Line::Http(bot) => post(bot, method, body, timeout).await?,
            Line::Wire(wire) => {
                within(timeout, wire.carry(method.to_owned(), body.clone())).await?
            }
        };
        read_answer(status, &answer)
    }

    /// Calls the method of a payload of teloxide's. Only the payload's type is teloxide's: absent
    /// parts are left out, and the result comes back bare.
    ///
    /// # Errors
    /// [`CallError`], sorted.
    pub async fn call<P: Payload + Serialize>(
        &self,
        payload: &P,
    ) -> Result<Box<RawValue>, CallError> {
        let body = serde_json::to_value(payload)
            .map_err(|_| CallError::Failed(Failure::Refused("cannot be written".to_owned())))?;
        self.call_raw(&method_name(P::NAME), &body, CALL_TIMEOUT).await
    }

    /// Sends a file to a chat, under this name and without sound. Read whole: Telegram takes 50 MB
    /// of a bot at most.
    ///
    /// # Errors
    /// [`CallError`], sorted.
    pub async fn send_document(
        &self,
        chat: ChatId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), CallError> {
        let body = serde_json::json!({ "chat_id": chat.0, "disable_notification": true });
        let file = Upload { part: "document", name, bytes };
        self.upload("sendDocument", &body, file).await.map(drop)
    }

    /// Calls a method that takes a file.
    ///
    /// # Errors
    /// As [`Self::send_document`].
    pub async fn upload(
        &self,
        method: &str,
        body: &Value,
        file: Upload<'_>,
    ) -> Result<Box<RawValue>, CallError> {
        let bot = match &self.line {
            Line::Http(bot) => bot,
            Line::Wire(wire) => {
                let carried = wire.upload(method.to_owned(), body.clone(), file);
                let (status, answer) = within(UPLOAD_TIMEOUT, carried).await?;
                return read_answer(status, &answer);
            }
        };
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in body.as_object().into_iter().flatten() {
            // In a form objects and lists go as JSON, and texts as they are.
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            form = form.text(name.clone(), text);
        }
        let part = reqwest::multipart::Part::bytes(file.bytes).file_name(file.name.to_owned());
        let form = form.part(file.part.to_owned(), part);
        let url = method_url(bot, method)?;
        let (status, answer) =
            send(bot.client().post(url).timeout(UPLOAD_TIMEOUT).multipart(form)).await?;
        read_answer(status, &answer)
    }
}

/// A file that goes with a call.
#[derive(Debug)]
pub struct Upload<'a> {
    /// The parameter that it is.
    pub part: &'a str,
    /// How it is called.
    pub name: &'a str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What a wire carries back in time.
async fn within(
    timeout: Duration,
    carried: BoxFuture<'_, Result<(u16, String), Lost>>,
) -> Result<(u16, String), CallError> {
    match tokio::time::timeout(timeout, carried).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(Lost::Request)) => Err(CallError::NotSent),
        Ok(Err(Lost::Answer)) | Err(_) => Err(CallError::Unclear),
    }
}

/// Where a method is called.
fn method_url(bot: &Bot, method: &str) -> Result<reqwest::Url, CallError> {
    let mut url = bot.api_url();
    match url.path_segments_mut() {
        Ok(mut path) => {
            path.pop_if_empty().push(&format!("bot{}", bot.token())).push(method);
        }
        Err(()) => return Err(CallError::NotSent),
    }
    Ok(url)
}

/// One call over HTTP: status and body of its answer.
async fn post(
    bot: &Bot,
    method: &str,
    body: &Value,
    timeout: Duration,
) -> Result<(u16, String), CallError> {
    let url = method_url(bot, method)?;
    send(bot.client().post(url).timeout(timeout).json(body)).await
}

async fn send(request: reqwest::RequestBuilder) -> Result<(u16, String), CallError> {
    let answer = request.send().await.map_err(|error| {
        if error.is_connect() || error.is_builder() {
            CallError::NotSent
        } else {
            CallError::Unclear
        }
    })?;
    let status = answer.status().as_u16();
    let body = answer.text().await.map_err(|_| CallError::Unclear)?;
    Ok((status, body))
}

/// Telegram's spelling of a method: teloxide's names begin with a capital.
fn method_name(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(failure: Failure) -> CallError {
        CallError::Failed(failure)
    }

    fn no_rights(words: &str) -> CallError {
        failed(Failure::NoRights(words.to_owned()))
    }

    fn refused(words: &str) -> CallError {
        failed(Failure::Refused(words.to_owned()))
    }

    /// Every description of telegram-facts 2.2.
    #[test]
    fn every_known_description_is_sorted() {
        let blocked = || failed(Failure::UserGone { deactivated: false });
        let group = || failed(Failure::GroupGone);
        let no_chat = || failed(Failure::NoChat);
        let topic = || failed(Failure::TopicGone);
        let target = || failed(Failure::TargetGone);
        let cases: Vec<(i64, &str, CallError)> = vec![
            (403, "Forbidden: bot was blocked by the user", blocked()),
            (
                403,
                "Forbidden: user is deactivated",
                failed(Failure::UserGone { deactivated: true }),
            ),
            (403, "Forbidden: bot can't initiate conversation with a user", no_chat()),
            (403, "Forbidden: the bot can't send messages to the bot", blocked()),
            (403, "Forbidden: bot can't send messages to bots", blocked()),
            (403, "Forbidden: bot was kicked from the group chat", group()),
            (403, "Forbidden: bot was kicked from the supergroup chat", group()),
            (403, "Forbidden: bot is not a member of the supergroup chat", group()),
            (403, "Forbidden: the group chat was deleted", group()),
            (400, "Bad Request: chat not found", no_chat()),
            (400, "Bad Request: chat_id is empty", no_chat()),
            (400, "Bad Request: message to edit not found", target()),
            (
                400,
                "Bad Request: message is not modified: specified new message content and reply \
                 markup are exactly the same as a current content and reply markup of the message",
                CallError::NotModified,
            ),
            (400, "Bad Request: message can't be edited", refused("message can't be edited")),
            (
                400,
                "Bad Request: there is no text in the message to edit",
                refused("there is no text in the message to edit"),
            ),
            (
                400,
                "Bad Request: there is no caption in the message to edit",
                refused("there is no caption in the message to edit"),
            ),
            (
                400,
                "Bad Request: message media can't be edited",
                refused("message media can't be edited"),
            ),
            (
                400,
                "Bad Request: can't change media type in the album",
                refused("can't change media type in the album"),
            ),
            (400, "Bad Request: message to delete not found", CallError::NotModified),
            (400, "Bad Request: message can't be deleted", failed(Failure::NotDeletable)),
            (
                400,
                "Bad Request: message can't be deleted for everyone",
                failed(Failure::NotDeletable),
            ),
            (
                400,
                "Bad Request: message to be replied not found",
                refused("message to be replied not found"),
            ),
            (400, "Bad Request: REPLY_MESSAGE_ID_INVALID", refused("REPLY_MESSAGE_ID_INVALID")),
            (400, "Bad Request: message thread not found", topic()),
            (400, "Bad Request: TOPIC_DELETED", topic()),
            (400, "Bad Request: TOPIC_ID_INVALID", topic()),
            (400, "Bad Request: invalid forum topic identifier specified", topic()),
            (400, "Bad Request: invalid message thread identifier specified", topic()),
            (400, "Bad Request: TOPIC_CLOSED", failed(Failure::TopicClosed)),
            (400, "Bad Request: TOPIC_NOT_MODIFIED", CallError::NotModified),
            (400, "Bad Request: the chat is not a forum", failed(Failure::NoTopics)),
            (400, "Bad Request: the chat is not a supergroup forum", failed(Failure::NoTopics)),
            (400, "Bad Request: CHANNEL_FORUM_MISSING", failed(Failure::NoTopics)),
            (
                400,
                "Bad Request: not enough rights to create a topic",
                no_rights("not enough rights to create a topic"),
            ),
            (
                400,
                "Bad Request: not enough rights to send text messages to the chat",
                no_rights("not enough rights to send text messages to the chat"),
            ),
            (
                400,
                "Bad Request: not enough rights to manage pinned messages in the chat",
                no_rights("not enough rights to manage pinned messages in the chat"),
            ),
            (
                400,
                "Bad Request: have no write access to the chat",
                no_rights("have no write access to the chat"),
            ),
            (400, "Bad Request: CHAT_ADMIN_REQUIRED", no_rights("CHAT_ADMIN_REQUIRED")),
            (400, "Bad Request: CHAT_WRITE_FORBIDDEN", no_rights("CHAT_WRITE_FORBIDDEN")),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                CallError::TooLate,
            ),
            (400, "Bad Request: message to copy not found", target()),
            (400, "Bad Request: message to forward not found", target()),
            (400, "Bad Request: there are no messages to forward", target()),
            (400, "Bad Request: MESSAGE_ID_INVALID", target()),
            (400, "Bad Request: the message can't be copied", failed(Failure::NotCopyable)),
            (400, "Bad Request: the message can't be forwarded", failed(Failure::NotCopyable)),
            (400, "Bad Request: messages can't be forwarded", failed(Failure::NotCopyable)),
            (
                400,
                "Bad Request: message has protected content and can't be forwarded",
                failed(Failure::NotCopyable),
            ),
            (
                400,
                "Bad Request: message identifiers must be in a strictly increasing order",
                refused("message identifiers must be in a strictly increasing order"),
            ),
            (
                400,
                "Bad Request: failed to send message #2 with the error message \"x\"",
                CallError::Unclear,
            ),
            (400, "Bad Request: group send failed", CallError::Unclear),
            (400, "Bad Request: message is too long", failed(Failure::TooLong)),
            (400, "Bad Request: message caption is too long", CallError::CaptionTooLong),
            (400, "Bad Request: message text is empty", refused("message text is empty")),
            (400, "Bad Request: DOCUMENT_INVALID", failed(Failure::FileGone)),
            (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", failed(Failure::VoiceForbidden)),
            (400, "Bad Request: message to pin not found", refused("message to pin not found")),
            (400, "Bad Request: REACTION_INVALID", refused("REACTION_INVALID")),
            (400, "Bad Request: message to react not found", CallError::NotModified),
            (401, "Unauthorized", CallError::Unauthorized),
            (401, "Unauthorized: invalid token specified", CallError::Unauthorized),
            (404, "Not Found", CallError::Unauthorized),
            (404, "Not Found: method not found", refused("Not Found: method not found")),
            (421, "Misdirected Request: unallowed token specified", CallError::Unauthorized),
            (
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot \
                 instance is running",
                CallError::Conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance \
                     is running"
                        .to_owned(),
                ),
            ),
            (500, "Internal Server Error: restart", CallError::Unclear),
            (502, "Bad Gateway", CallError::Unclear),
            (
                429,
                "Too Many Requests: retry after 7",
                CallError::RateLimited(Duration::from_secs(7)),
            ),
            (403, "Forbidden: something new", no_rights("something new")),
            (400, "Bad Request: something new", refused("something new")),
        ];
        for (code, description, sorted) in cases {
            assert_eq!(
                CallError::sort(code, description, None, None),
                sorted,
                "{code} {description}"
            );
        }
    }

    #[test]
    fn parameters_outweigh_words() {
        let limited = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5","parameters":{"retry_after":5}}"#;
        assert_eq!(
            read_answer(429, limited).unwrap_err(),
            CallError::RateLimited(Duration::from_secs(5))
        );
        let moved = r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}"#;
        assert_eq!(read_answer(400, moved).unwrap_err(), CallError::Upgraded(ChatId(-1001)));
    }

    #[test]
    fn unreadable_answers_are_unclear() {
        for body in ["", "<html>502 Bad Gateway</html>", "{\"ok\":tr", "[]"] {
            assert_eq!(read_answer(502, body).unwrap_err(), CallError::Unclear);
            assert_eq!(read_answer(200, body).unwrap_err(), CallError::Unclear);
        }
    }

    #[test]
    fn newer_parts_do_not_spoil_an_answer() {
        let fine = r#"{"ok":true,"result":{"message_id":3,"new":{}},"warnings":[]}"#;
        let result = read_answer(200, fine).unwrap();
        assert_eq!(result.get(), r#"{"message_id":3,"new":{}}"#);
        let odd = r#"{"ok":false,"error_code":400,"description":"Bad Request: TOPIC_CLOSED","parameters":{"new":1}}"#;
        assert_eq!(read_answer(400, odd).unwrap_err(), failed(Failure::TopicClosed));
    }

    #[test]
    fn neither_addresses_nor_tokens_are_kept() {
        let words = scrub(
            "Bad Request: wrong https://a.b/c for 123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw now",
        );
        assert_eq!(words, "wrong for now");
        let door = Telegram::new(&Token::new("123456:secret"), "http://127.0.0.1:1/x/").unwrap();
        assert!(!format!("{door:?}").contains("secret"));
    }

    #[test]
    fn addresses_are_checked() {
        assert!(Telegram::new(&Token::new("1:a"), "ftp://x").is_err());
        assert!(Telegram::new(&Token::new("1:a"), "nonsense").is_err());
        assert!(Telegram::new(&Token::new("1:a"), "https://api.telegram.org").is_ok());
    }

    #[tokio::test]
    async fn without_a_server_nothing_was_sent() {
        let door = Telegram::new(&Token::new("1:a"), "http://127.0.0.1:1").unwrap();
        let outcome = door.call_raw("getMe", &Value::Null, Duration::from_secs(5)).await;
        assert_eq!(outcome.unwrap_err(), CallError::NotSent);
    }
}
