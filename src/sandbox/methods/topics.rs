//! Topics of a forum.

use serde_json::{Map, Value, json};

use super::{Answered, ApiError, bad, chat_id, present};
use crate::sandbox::args::Args;
use crate::sandbox::world::{Author, Chat, ChatKind, TopicState, World};

const COLORS: [i64; 6] = [7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047];

/// The icons that topics may have: emoji and the id of its custom emoji.
pub const ICONS: [(&str, &str); 24] = [
    ("📰", "5434144690511290129"),
    ("💡", "5312536423851630001"),
    ("⚡️", "5312016608254762256"),
    ("🎙", "5377544228505134960"),
    ("🔝", "5418085807791545980"),
    ("🗣", "5370870893004203704"),
    ("🆒", "5420216386448270341"),
    ("❗️", "5379748062124056162"),
    ("📝", "5373251851074415873"),
    ("📆", "5433614043006903194"),
    ("📁", "5357315181649076022"),
    ("🔎", "5309965701241379366"),
    ("📣", "5309984423003823246"),
    ("🔥", "5312241539987020022"),
    ("❤️", "5312138559556164615"),
    ("❓", "5377316857231450742"),
    ("📈", "5350305691942788490"),
    ("✅", "5237699328843200968"),
    ("💬", "5417915203100613993"),
    ("⭐️", "5235579393115438657"),
    ("👀", "5357121491508928442"),
    ("💼", "5348227245599105972"),
    ("🏆", "5312315739842026755"),
    ("🤖", "5309832892262654231"),
];

/// The emoji of an icon's id.
pub fn icon_emoji(id: &str) -> Option<&'static str> {
    ICONS.iter().find(|(_, known)| *known == id).map(|(emoji, _)| *emoji)
}

/// `getForumTopicIconStickers`.
pub fn icon_stickers() -> Value {
    let list: Vec<Value> = ICONS
        .iter()
        .map(|(emoji, id)| {
            json!({
                "file_id": format!("icon-{id}"), "file_unique_id": format!("i{id}"),
                "type": "custom_emoji", "width": 100, "height": 100, "is_animated": true,
                "is_video": false, "emoji": emoji, "set_name": "Topics",
                "custom_emoji_id": id, "needs_repainting": false, "file_size": 9000,
            })
        })
        .collect();
    Value::Array(list)
}

fn forum<'w>(world: &'w World, args: &Args) -> Result<&'w Chat, ApiError> {
    let id = chat_id(world, args, "chat_id")?;
    let chat = present(world, id)?;
    if chat.kind != ChatKind::Supergroup {
        return Err(bad("the chat is not a supergroup forum"));
    }
    if !chat.forum {
        return Err(bad("the chat is not a forum"));
    }
    Ok(chat)
}

fn clean_name(name: &str) -> String {
    let flat: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    flat.trim().chars().take(128).collect::<String>().trim().to_owned()
}

fn icon(args: &Args) -> Result<Option<String>, ApiError> {
    match args.text("icon_custom_emoji_id") {
        None | Some("") => Ok(None),
        Some(id) if icon_emoji(id).is_some() => Ok(Some(id.to_owned())),
        Some(_) => Err(bad("DOCUMENT_INVALID")),
    }
}

/// `createForumTopic`; the bot hears of it by the service message.
pub fn create(world: &mut World, args: &Args) -> Answered {
    let chat = forum(world, args)?;
    let id = chat.id;
    if !chat.may(|r| r.manage_topics) {
        return Err(bad("not enough rights to create a topic"));
    }
    let name = clean_name(args.text("name").unwrap_or_default());
    if name.is_empty() {
        return Err(bad("name must be non-empty"));
    }
    let color = args.int("icon_color").unwrap_or(COLORS[0]);
    if !COLORS.contains(&color) {
        return Err(bad("invalid icon color specified"));
    }
    let icon = icon(args)?;
    let author = Author::User(world.account.id);
    let thread =
        open(world, id, author, &name, color, icon.clone()).ok_or_else(|| bad("chat not found"))?;
    let mut answer = Map::new();
    answer.insert("message_thread_id".into(), json!(thread));
    answer.insert("name".into(), json!(name));
    answer.insert("icon_color".into(), json!(color));
    if let Some(icon) = icon {
        answer.insert("icon_custom_emoji_id".into(), json!(icon));
    }
    Ok(Value::Object(answer))
}

/// Opens a topic for anybody: its service message becomes its id.
pub fn open(
    world: &mut World,
    id: i64,
    author: Author,
    name: &str,
    color: i64,
    icon: Option<String>,
) -> Option<i32> {
    let bot = world.account.id;
    let chat = world.chats.get_mut(&id)?;
    // The id of the message that is about to be posted. General is topic 1, so no topic may be.
    chat.next_message = chat.next_message.max(2);
    let thread = chat.next_message;
    chat.topics.insert(
        thread,
        TopicState {
            name: name.to_owned(),
            icon_id: icon.clone(),
            closed: false,
            deleted_at: None,
            by_bot: author == Author::User(bot),
        },
    );
    let mut body = Map::new();
    body.insert("name".into(), json!(name));
    body.insert("icon_color".into(), json!(color));
    if let Some(icon) = icon {
        body.insert("icon_custom_emoji_id".into(), json!(icon));
    }
    world.service(id, author, Some(thread), "forum_topic_created", Value::Object(body))
}

/// The living topic that a call names, and whether the bot may change it.
fn topic<'w>(
    world: &'w World,
    args: &Args,
    deed: &str,
) -> Result<(i64, i32, &'w TopicState), ApiError> {
    let chat = forum(world, args)?;
    let thread = args.id("message_thread_id").unwrap_or(0);
    let Some(topic) = chat.topics.get(&thread) else {
        return Err(bad("invalid forum topic identifier specified"));
    };
    if let Some(at) = topic.deleted_at {
        let fresh = world.topic_cache && world.now() - at < 60_000;
        return Err(bad(if fresh {
            "TOPIC_ID_INVALID"
        } else {
            "invalid forum topic identifier specified"
        }));
    }
    if !topic.by_bot && !chat.may(|r| r.manage_topics) {
        return Err(bad(format!("not enough rights to {deed} the topic")));
    }
    Ok((chat.id, thread, topic))
}

/// `editForumTopic`; an empty icon removes it, an absent one keeps it.
pub fn edit(world: &mut World, args: &Args) -> Answered {
    let (id, thread, old) = topic(world, args, "edit")?;
    let given = args.text("name").filter(|name| !name.is_empty());
    let name = given.map(clean_name);
    if name.as_ref().is_some_and(String::is_empty) {
        return Err(bad("name must be non-empty"));
    }
    let icon_given = args.has("icon_custom_emoji_id");
    if name.is_none() && !icon_given {
        return Ok(json!(true));
    }
    let icon = icon(args)?;
    let name = name.filter(|name| *name != old.name);
    let icon = icon_given.then_some(icon).filter(|icon| *icon != old.icon_id);
    let author = Author::User(world.account.id);
    if change(world, id, thread, author, name, icon) {
        Ok(json!(true))
    } else {
        Err(bad("TOPIC_NOT_MODIFIED"))
    }
}

/// Changes name and icon of a topic for anybody; false if nothing changes.
pub fn change(
    world: &mut World,
    id: i64,
    thread: i32,
    author: Author,
    name: Option<String>,
    icon: Option<Option<String>>,
) -> bool {
    if name.is_none() && icon.is_none() {
        return false;
    }
    let mut body = Map::new();
    if let Some(topic) = world.chats.get_mut(&id).and_then(|chat| chat.topics.get_mut(&thread)) {
        if let Some(name) = name {
            body.insert("name".into(), json!(name));
            topic.name = name;
        }
        if let Some(icon) = icon {
            body.insert("icon_custom_emoji_id".into(), json!(icon.clone().unwrap_or_default()));
            topic.icon_id = icon;
        }
    }
    world.service(id, author, Some(thread), "forum_topic_edited", Value::Object(body));
    true
}

/// `closeForumTopic` and `reopenForumTopic`.
pub fn set_closed(world: &mut World, args: &Args, closed: bool) -> Answered {
    let (id, thread, _) = topic(world, args, "close or open")?;
    let author = Author::User(world.account.id);
    if close(world, id, thread, author, closed) {
        Ok(json!(true))
    } else {
        Err(bad("TOPIC_NOT_MODIFIED"))
    }
}

/// Closes or reopens a topic for anybody; false if it already is so.
pub fn close(world: &mut World, id: i64, thread: i32, author: Author, closed: bool) -> bool {
    let Some(topic) = world
        .chats
        .get_mut(&id)
        .and_then(|chat| chat.topics.get_mut(&thread))
        .filter(|topic| topic.closed != closed && topic.deleted_at.is_none())
    else {
        return false;
    };
    topic.closed = closed;
    let kind = if closed { "forum_topic_closed" } else { "forum_topic_reopened" };
    world.service(id, author, Some(thread), kind, json!({}));
    true
}

/// `deleteForumTopic`.
pub fn delete(world: &mut World, args: &Args) -> Answered {
    let chat = forum(world, args)?;
    let id = chat.id;
    let thread = args.id("message_thread_id").unwrap_or(0);
    if chat.topic(thread).is_none() {
        return Err(bad("invalid forum topic identifier specified"));
    }
    if !chat.may(|r| r.delete_messages) {
        return Err(bad("not enough rights to delete the topic"));
    }
    remove(world, id, thread);
    Ok(json!(true))
}

/// Deletes a topic with all its messages. Nobody is told.
pub fn remove(world: &mut World, id: i64, thread: i32) {
    let now = world.now();
    if let Some(chat) = world.chats.get_mut(&id) {
        if let Some(topic) = chat.topics.get_mut(&thread) {
            topic.deleted_at = Some(now);
        }
        chat.messages.retain(|_, m| m.thread != Some(thread));
    }
}

fn general(world: &World, args: &Args) -> Result<i64, ApiError> {
    let chat = forum(world, args)?;
    if !chat.may(|r| r.manage_topics) {
        return Err(bad("not enough rights to edit the topic"));
    }
    Ok(chat.id)
}

/// `editGeneralForumTopic`.
pub fn edit_general(world: &mut World, args: &Args) -> Answered {
    let id = general(world, args)?;
    let name = clean_name(args.text("name").unwrap_or_default());
    if name.is_empty() {
        return Err(bad("name must be non-empty"));
    }
    if let Some(chat) = world.chats.get_mut(&id) {
        if chat.general_name == name {
            return Err(bad("TOPIC_NOT_MODIFIED"));
        }
        chat.general_name.clone_from(&name);
    }
    let author = Author::User(world.account.id);
    world.service(id, author, None, "forum_topic_edited", json!({ "name": name }));
    Ok(json!(true))
}

/// `closeGeneralForumTopic` and `reopenGeneralForumTopic`.
pub fn close_general(world: &mut World, args: &Args, closed: bool) -> Answered {
    let id = general(world, args)?;
    let changed = world.chats.get_mut(&id).is_some_and(|chat| {
        let changes = chat.general_closed != closed;
        chat.general_closed = closed;
        changes
    });
    if !changed {
        return Err(bad("TOPIC_NOT_MODIFIED"));
    }
    let kind = if closed { "forum_topic_closed" } else { "forum_topic_reopened" };
    let author = Author::User(world.account.id);
    world.service(id, author, None, kind, json!({}));
    Ok(json!(true))
}

/// `hideGeneralForumTopic` and `unhideGeneralForumTopic`; hiding also closes.
pub fn hide_general(world: &mut World, args: &Args, hidden: bool) -> Answered {
    let id = general(world, args)?;
    let changed = world.chats.get_mut(&id).is_some_and(|chat| {
        let changes = chat.general_hidden != hidden;
        chat.general_hidden = hidden;
        chat.general_closed |= hidden;
        changes
    });
    if !changed {
        return Err(bad("TOPIC_NOT_MODIFIED"));
    }
    let kind = if hidden { "general_forum_topic_hidden" } else { "general_forum_topic_unhidden" };
    let author = Author::User(world.account.id);
    world.service(id, author, None, kind, json!({}));
    Ok(json!(true))
}
