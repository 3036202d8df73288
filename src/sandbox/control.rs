//! What the demo page talks to. Only for pages of this machine: the `Host` must be loopback, and a
//! POST must be JSON, which no foreign page can send without being asked first.
//!
//! | route | body | answer |
//! | --- | --- | --- |
//! | `GET /`, `/page.css`, `/page.js` | | the page |
//! | `GET /sandbox/state` | | everything visible, see [`state`] |
//! | `GET /sandbox/events` | | server-sent events, one revision number per change |
//! | `POST /sandbox/say` | `user, chat, thread?, text?, reply_to?, kind?` | `{"message": id}` |
//! | `POST /sandbox/press` | `user, chat, message, data` | `{"answered", "text", "alert"}` within 5 s |
//! | `POST /sandbox/edit` | `user, chat, message, text` | `{}` |
//! | `POST /sandbox/react` | `user, chat, message, emoji?` | `{}` |
//! | `POST /sandbox/delete` | `chat, message` | `{}` |
//! | `POST /sandbox/delete_topic`, `close_topic`, `reopen_topic` | `user?, chat, thread` | `{}` |
//! | `POST /sandbox/block`, `unblock` | `user` | `{}` |
//! | `POST /sandbox/user` | `name, username?, language?` | `{"user": id}` |
//! | `POST /sandbox/limits` | `on` | `{}` |
//! | `POST /sandbox/advance` | `seconds` | `{"now": ms}` |
//!
//! A private chat has the id of its person and appears in the state with the first message in it.
//! A refusal is `400 {"error": "…"}`.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Shared;
use super::methods::topics;
use super::outgoing::Outgoing;
use super::view::{Answer, buttons};
use super::world::{Author, Chat, ChatKind, Presence, World};

/// How long a press waits for the bot's answer.
const ANSWER_PATIENCE: Duration = Duration::from_secs(5);
/// Largest body of a control request.
const LARGEST_BODY: usize = 64 * 1024;
/// What the page may load: its own parts, and its icon from within.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Page = State<Arc<Shared>>;

/// The page and its routes.
pub fn routes(shared: Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(|| async { Html(include_str!("page/index.html")) }))
        .route("/page.css", get(|| asset("text/css", include_str!("page/page.css"))))
        .route("/page.js", get(|| asset("text/javascript", include_str!("page/page.js"))))
        .route("/sandbox/state", get(show))
        .route("/sandbox/events", get(events))
        .route("/sandbox/{deed}", post(act))
        .layer(from_fn(only_from_here))
        .layer(from_fn(guarded))
        .with_state(shared)
}

async fn show(State(shared): Page) -> Json<Value> {
    let mut body = shared.read(state);
    if let Some(fields) = body.as_object_mut() {
        let movable = shared.on_advance.is_some();
        fields.insert("can_advance".to_owned(), json!(movable));
    }
    Json(body)
}

async fn asset(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))], text)
}

/// Nothing foreign loads in the page and nobody frames it; a newer program never meets an old page.
async fn guarded(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Refuses other hosts (DNS rebinding) and POSTs that a foreign page could send unasked.
async fn only_from_here(request: Request, next: Next) -> Response {
    // The look ends before the wait, because a borrowed body cannot cross it.
    match foreign(&request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    }
}

fn foreign(request: &Request) -> Option<Response> {
    let text = |name| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    let host = text(header::HOST);
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !matches!(host, "127.0.0.1" | "localhost") {
        let reason = "only for pages of this machine";
        return Some(refuse(StatusCode::FORBIDDEN, reason));
    }
    let json = text(header::CONTENT_TYPE).starts_with("application/json");
    if request.method() == Method::POST && !json {
        let reason = "the body must be application/json";
        return Some(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason));
    }
    None
}

fn refuse(status: StatusCode, reason: &str) -> Response {
    (status, Json(json!({ "error": reason }))).into_response()
}

async fn events(State(shared): Page) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = shared.subscribe();
    changes.mark_changed();
    let stream = stream::unfold(changes, |mut changes| async move {
        changes.changed().await.ok()?;
        let revision = *changes.borrow_and_update();
        Some((Ok(Event::default().data(revision.to_string())), changes))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Deed {
    user: i64,
    chat: i64,
    message: i32,
    thread: Option<i32>,
    reply_to: Option<i32>,
    text: String,
    kind: Option<String>,
    data: String,
    emoji: Option<String>,
    name: String,
    username: Option<String>,
    language: Option<String>,
    on: bool,
    seconds: u64,
}

async fn act(State(shared): Page, request: Request) -> Response {
    let name = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let deed = match to_bytes(request.into_body(), LARGEST_BODY).await {
        Ok(bytes) => serde_json::from_slice::<Deed>(&bytes).map_err(|e| e.to_string()),
        Err(_) => Err("the body is too large".to_owned()),
    };
    let outcome = match deed {
        Ok(deed) => perform(&shared, &name, deed).await,
        Err(reason) => Err(reason),
    };
    match outcome {
        Ok(body) => Json(body).into_response(),
        Err(reason) => refuse(StatusCode::BAD_REQUEST, &reason),
    }
}

async fn perform(shared: &Arc<Shared>, name: &str, deed: Deed) -> Result<Value, String> {
    let Deed { user, chat, message, .. } = deed;
    match name {
        "say" => {
            let kind = deed.kind.as_deref().unwrap_or("text");
            let mut outgoing = Outgoing::of_kind(kind, &deed.text)
                .ok_or_else(|| format!("unknown kind {kind:?}"))?;
            if kind == "text" && deed.text.trim().is_empty() {
                return Err("there is nothing to say".to_owned());
            }
            outgoing.reply_to = deed.reply_to;
            outgoing.thread = deed.thread;
            let id = shared.change(|world| world.say(user, chat, &outgoing, None))?;
            return Ok(json!({ "message": id }));
        }
        "press" => {
            let id = shared.change(|world| {
                let living = world.users.contains_key(&user) && world.chats.contains_key(&chat);
                living
                    .then(|| world.press(user, chat, message, &deed.data))
                    .ok_or("no such person or chat")
            })?;
            let answer = answered(shared, &id).await;
            return Ok(json!({
                "answered": answer.is_some(),
                "text": answer.as_ref().and_then(|a| a.text.clone()),
                "alert": answer.is_some_and(|a| a.alert),
            }));
        }
        "edit" => {
            let new = Outgoing::text(&deed.text);
            shared.change(|world| world.rewrite(user, chat, message, &new))?;
        }
        "react" => {
            let emoji = deed.emoji.filter(|emoji| !emoji.is_empty());
            shared.change(|world| world.set_reaction(user, chat, message, emoji.as_deref()));
        }
        "delete" => shared.change(|world| {
            let gone = world.chats.get_mut(&chat).and_then(|c| c.messages.remove(&message));
            gone.map(|_| ()).ok_or("there is no such message")
        })?,
        "delete_topic" | "close_topic" | "reopen_topic" => {
            let thread = deed.thread.ok_or("no topic is named")?;
            shared.change(|world| change_topic(world, name, deed.user, chat, thread))?;
        }
        "block" => shared.change(|world| world.set_blocked(user, true)),
        "unblock" => shared.change(|world| world.set_blocked(user, false)),
        "user" => {
            if deed.name.trim().is_empty() {
                return Err("a person needs a name".to_owned());
            }
            let id = shared.change(|world| {
                world.add_user(&deed.name, deed.username.as_deref(), deed.language.as_deref())
            });
            return Ok(json!({ "user": id }));
        }
        "limits" => shared.change(|world| world.limits.on = deed.on),
        "advance" => {
            let advance = shared.on_advance.clone().ok_or("this clock cannot be moved")?;
            advance(deed.seconds);
            shared.touch();
            return Ok(json!({ "now": shared.read(World::now) }));
        }
        _ => return Err(format!("there is no /sandbox/{name}")),
    }
    Ok(json!({}))
}

fn change_topic(
    world: &mut World,
    deed: &str,
    user: i64,
    chat: i64,
    thread: i32,
) -> Result<(), String> {
    let living = world.chats.get(&chat).is_some_and(|c| c.topic(thread).is_some());
    if !living {
        return Err("there is no such topic".to_owned());
    }
    let author = Author::User(if user == 0 { world.leader(chat) } else { user });
    if deed == "delete_topic" {
        topics::remove(world, chat, thread);
    } else {
        topics::close(world, chat, thread, author, deed == "close_topic");
    }
    Ok(())
}

async fn answered(shared: &Arc<Shared>, id: &str) -> Option<Answer> {
    let mut changes = shared.subscribe();
    let deadline = tokio::time::Instant::now() + ANSWER_PATIENCE;
    loop {
        let answer = shared.read(|world| world.callbacks.get(id)?.answer.clone());
        if answer.is_some() {
            return answer;
        }
        tokio::select! {
            changed = changes.changed() => changed.ok()?,
            () = tokio::time::sleep_until(deadline) => return None,
        }
    }
}

/// Everything visible: `now` (ms), `can_advance`, `limits`, `bot`, `users`, `chats` with
/// `members`, `topics` and `messages`.
pub fn state(world: &World) -> Value {
    let users: Vec<Value> = world
        .users
        .values()
        .map(|user| {
            json!({
                "id": user.id, "name": user.first_name, "username": user.username,
                "language": user.language, "blocked": user.blocked, "deactivated": user.deactivated,
            })
        })
        .collect();
    let chats: Vec<Value> = world.chats.values().map(|chat| show_chat(world, chat)).collect();
    json!({
        "now": world.now(),
        "limits": world.limits.on,
        "bot": {
            "id": world.account.id, "username": world.account.username, "name": world.account.name,
        },
        "users": users,
        "chats": chats,
        "complaints": world.complaints,
    })
}

fn show_chat(world: &World, chat: &Chat) -> Value {
    let members: Vec<Value> = chat
        .members
        .iter()
        .map(|(user, standing)| {
            let label = world.labels.get(&(chat.id, *user));
            json!({"user": user, "standing": standing.name(), "label": label})
        })
        .collect();
    let topics: Vec<Value> = chat
        .topics
        .iter()
        .filter(|(_, topic)| topic.deleted_at.is_none())
        .map(|(thread, topic)| {
            json!({
                "thread": thread, "name": topic.name, "closed": topic.closed,
                "icon": topic.icon_id.as_deref().and_then(topics::icon_emoji),
            })
        })
        .collect();
    let messages: Vec<Value> = chat
        .messages
        .values()
        .map(|message| {
            let from = world.sender_id(message.author);
            let by_bot = message.author == Author::User(world.account.id);
            let name = world.render_user(from).get("first_name").cloned();
            json!({
                "id": message.id, "from": from, "by_bot": by_bot, "name": name,
                "thread": message.thread, "kind": message.kind, "service": message.service,
                "text": message.words(), "entities": message.entities(),
                "buttons": buttons(message), "reply_to": message.reply_to,
                "album": message.album, "edited": message.edit_date.is_some(),
                "pinned": message.pinned, "silent": message.silent, "date": message.date,
                "reactions": message.reactions.iter()
                    .map(|(who, emoji)| json!({"user": who, "emoji": emoji})).collect::<Vec<_>>(),
                "quote": message.quote, "external": message.external,
                "content": message.content,
            })
        })
        .collect();
    json!({
        "id": chat.id,
        "kind": chat.kind.name(),
        "title": chat.title,
        "forum": chat.forum,
        "migrated_to": chat.migrated_to,
        "bot": match chat.bot {
            _ if chat.kind == ChatKind::Private => "member",
            Presence::In(rights) if rights.admin => "admin",
            Presence::In(_) => "member",
            _ => "out",
        },
        "members": members,
        "topics": topics,
        "messages": messages,
    })
}
