//! Telegram's JSON, read tolerantly into a few small types of our own.
//!
//! Promises: whatever valid JSON comes, reading never panics and never fails as a whole because of
//! one part; a field that is absent, null or of a wrong type is simply not there, and fields that
//! are unknown do not matter. Never does: decide what anything means, call, wait, log.
//!
//! teloxide's types are not used for what comes in. They know Bot API 9.1: one unknown kind of
//! entity, a voice without `mime_type` or a bare `external_reply` turns an ordinary message into an
//! empty one without a sign (telegram-facts V2), a new key in front of the known one hides an update
//! (V5), two kinds of update can panic in decoding (rust-stack.md 1.9), and re-encoding loses parts.
//! A desk needs only ids, names, text and entities; these it reads itself, and the entities stay the
//! JSON that came, so that kinds unknown here survive.
//!
//! No type here contains itself, so depth of the JSON is no danger: what is not read is skipped
//! without recursion.

mod message;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};
use serde_json::value::RawValue;

use crate::domain::id::{ChatId, UserId};
use crate::domain::people::Person;
use crate::domain::time::Timestamp;

pub use message::{MentionAt, Message, Replied, Service};

/// Ids have at most 52 significant bits.
const LARGEST_ID: i64 = 1 << 52;

/// A JSON object whose fields are read one by one, each for itself.
pub struct Object<'a>(BTreeMap<Name, &'a RawValue>);

/// A field's name. One that holds half a surrogate pair is no text, and nobody asks for it; read as
/// a text it would take the other fields along.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name(String);

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(name: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_bytes<E>(self, name: &[u8]) -> Result<Name, E> {
                Ok(Name(String::from_utf8_lossy(name).into_owned()))
            }
        }
        name.deserialize_bytes(Bytes)
    }
}

impl<'a> Object<'a> {
    /// `None` if it is no object.
    pub fn read(raw: &'a RawValue) -> Option<Self> {
        serde_json::from_str(raw.get()).ok().map(Self)
    }

    /// Whether a field is there and not null.
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|raw| raw.get() != "null")
    }

    /// A field, if it is there and of this type.
    pub fn get<T: Deserialize<'a>>(&self, name: &str) -> Option<T> {
        let raw: &'a RawValue = self.0.get(name)?;
        serde_json::from_str(raw.get()).ok()
    }

    /// A field that is an object.
    pub fn object(&self, name: &str) -> Option<Object<'a>> {
        Object::read(self.0.get(name)?)
    }

    /// The elements of a field that is an array; none if it is anything else.
    pub fn array(&self, name: &str) -> Vec<&'a RawValue> {
        self.get(name).unwrap_or_default()
    }

    /// A field that is true.
    fn flag(&self, name: &str) -> bool {
        self.get(name).unwrap_or(false)
    }
}

/// The id of an update, if one can be read: positive, and of a size that Telegram gives.
pub fn update_id(raw: &RawValue) -> Option<i64> {
    let id: i64 = Object::read(raw)?.get("update_id")?;
    (1..=LARGEST_ID).contains(&id).then_some(id)
}

/// The one thing that an update holds. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Part {
    /// A new message.
    Message(Arc<Message>),
    /// A message that was changed.
    Edited(Arc<Message>),
    /// A press on a button.
    Press(Arc<Callback>),
    /// Somebody writes the bot's name and something behind it.
    Inline(Arc<Inline>),
    /// The bot's own standing changed.
    OwnStanding(Arc<MemberUpdate>),
    /// Somebody's standing changed.
    Member(Arc<MemberUpdate>),
    /// Somebody reacted.
    Reaction(Arc<Reaction>),
    /// A kind that is of no concern here; its name if we know it.
    Other(&'static str),
    /// A kind of ours whose most necessary parts cannot be read.
    Damaged(&'static str),
}

/// Kinds that Telegram has and the desk does not ask for, so that counts can name them.
const OTHER_KINDS: [&str; 19] = [
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction_count",
    "chosen_inline_result",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
    "stopped_message_generation",
];

impl Part {
    /// Reads an update. The order of its keys does not matter.
    pub fn read(raw: &RawValue) -> Self {
        let Some(update) = Object::read(raw) else {
            return Part::Damaged("update");
        };
        type Reader = fn(&Object<'_>) -> Option<Part>;
        let known: [(&'static str, Reader); 7] = [
            ("message", |o| Some(Part::Message(Arc::new(Message::read(o)?)))),
            ("edited_message", |o| Some(Part::Edited(Arc::new(Message::read(o)?)))),
            ("callback_query", |o| Some(Part::Press(Arc::new(Callback::read(o)?)))),
            ("inline_query", |o| Some(Part::Inline(Arc::new(Inline::read(o)?)))),
            ("my_chat_member", |o| Some(Part::OwnStanding(Arc::new(MemberUpdate::read(o)?)))),
            ("chat_member", |o| Some(Part::Member(Arc::new(MemberUpdate::read(o)?)))),
            ("message_reaction", |o| Some(Part::Reaction(Arc::new(Reaction::read(o)?)))),
        ];
        for (kind, read) in known {
            if update.has(kind) {
                return update
                    .object(kind)
                    .and_then(|part| read(&part))
                    .unwrap_or(Part::Damaged(kind));
            }
        }
        let other = OTHER_KINDS.into_iter().find(|kind| update.has(kind));
        Part::Other(other.unwrap_or("unknown"))
    }
}

/// A person or a bot.
#[derive(Clone, Debug)]
pub struct User {
    /// Telegram's id.
    pub id: UserId,
    /// Not a person.
    pub is_bot: bool,
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language: Option<String>,
}

impl User {
    fn read(user: &Object<'_>) -> Option<Self> {
        Some(Self {
            id: UserId(user.get("id")?),
            is_bot: user.flag("is_bot"),
            first_name: user.get("first_name").unwrap_or_default(),
            last_name: user.get("last_name"),
            username: user.get("username"),
            language: user.get("language_code"),
        })
    }

    /// As the domain knows people.
    pub fn person(&self) -> Person {
        Person {
            id: self.id,
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            username: self.username.clone(),
            language: self.language.clone(),
        }
    }
}

/// What sort of chat it is.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum ChatType {
    /// One person and the bot.
    Private,
    /// A basic group.
    Basic,
    /// A supergroup, with topics or without.
    Super,
    /// A channel, or a type that is unknown.
    Other,
}

impl ChatType {
    fn of(word: &str) -> Self {
        match word {
            "private" => ChatType::Private,
            "group" => ChatType::Basic,
            "supergroup" => ChatType::Super,
            _ => ChatType::Other,
        }
    }
}

/// A chat, as a message of it describes it.
#[derive(Clone, Debug)]
pub struct Chat {
    /// Telegram's id.
    pub id: ChatId,
    /// What sort of chat it is.
    pub of_type: ChatType,
    /// A group's title.
    pub title: String,
    /// It has a public name.
    pub public: bool,
    /// It has topics.
    pub is_forum: bool,
}

impl Chat {
    fn read(chat: &Object<'_>) -> Option<Self> {
        let of_type: Option<String> = chat.get("type");
        Some(Self {
            id: ChatId(chat.get("id")?),
            of_type: of_type.map_or(ChatType::Other, |of_type| ChatType::of(&of_type)),
            title: chat.get("title").unwrap_or_default(),
            public: chat.get::<String>("username").is_some(),
            is_forum: chat.flag("is_forum"),
        })
    }

    /// A basic group or a supergroup.
    pub fn is_group(&self) -> bool {
        matches!(self.of_type, ChatType::Basic | ChatType::Super)
    }
}

/// A press on a button.
#[derive(Clone, Debug)]
pub struct Callback {
    /// What the answer names.
    pub id: String,
    /// Who pressed.
    pub from: User,
    /// The chat of the message.
    pub chat: Option<ChatId>,
    /// The message, also where it is inaccessible.
    pub message: Option<i32>,
    /// Its topic.
    pub topic: Option<i32>,
    /// What the button says.
    pub data: Option<String>,
    /// The command of a person that the message answers.
    pub command: Option<i32>,
}

impl Callback {
    fn read(press: &Object<'_>) -> Option<Self> {
        let message = press.object("message");
        let message = message.as_ref();
        let chat = message.and_then(|m| m.object("chat"));
        Some(Self {
            id: press.get("id")?,
            from: User::read(&press.object("from")?)?,
            chat: chat.and_then(|chat| chat.get("id")).map(ChatId),
            message: message.and_then(|m| m.get("message_id")),
            topic: message
                .filter(|m| m.flag("is_topic_message"))
                .and_then(|m| m.get("message_thread_id")),
            data: press.get("data"),
            command: message.and_then(command_answered),
        })
    }
}

/// Somebody writes the bot's name and something behind it.
#[derive(Clone, Debug)]
pub struct Inline {
    /// What the answer names.
    pub id: String,
    /// Who writes.
    pub from: User,
    /// What they have written.
    pub query: String,
    /// Where results go on.
    pub offset: String,
    /// What sort of chat they write in; `None` if Telegram does not say.
    pub of_type: Option<ChatType>,
}

impl Inline {
    fn read(query: &Object<'_>) -> Option<Self> {
        let of_type: Option<String> = query.get("chat_type");
        Some(Self {
            id: query.get("id")?,
            from: User::read(&query.object("from")?)?,
            query: query.get("query").unwrap_or_default(),
            offset: query.get("offset").unwrap_or_default(),
            of_type: of_type.map(|of_type| ChatType::of(&of_type)),
        })
    }
}

/// The command that a message of the bot answers, as Telegram shows it: a text of a person that
/// begins with a slash.
fn command_answered(message: &Object<'_>) -> Option<i32> {
    let answered = message.object("reply_to_message")?;
    let by_bot = answered.object("from").is_some_and(|from| from.flag("is_bot"));
    // Anonymous administrators write by a bot of Telegram's, in the name of the group.
    let anonymous = answered.has("sender_chat");
    let text: String = answered.get("text")?;
    let text = super::text::seen(&text);
    let commands = text.starts_with(['/', '／']) && !text.starts_with("//");
    (commands && (!by_bot || anonymous)).then(|| answered.get("message_id"))?
}

/// What somebody is in a chat now.
#[derive(Clone, Debug)]
pub struct ChatMember {
    /// Who.
    pub user: User,
    /// Telegram's word for it.
    pub status: String,
    /// A restricted person is in the chat.
    pub is_member: bool,
    /// Posts in the chat's name.
    pub is_anonymous: bool,
    /// May manage topics.
    pub can_manage_topics: bool,
    /// May delete messages.
    pub can_delete_messages: bool,
    /// May pin messages.
    pub can_pin_messages: bool,
    /// May write, where somebody has been restricted.
    pub can_send_messages: bool,
}

/// Somebody's standing in a chat changed.
#[derive(Clone, Debug)]
pub struct MemberUpdate {
    /// The chat.
    pub chat: Chat,
    /// Who changed it.
    pub from: User,
    /// Telegram's date.
    pub date: Timestamp,
    /// What they are now.
    pub new: ChatMember,
}

impl MemberUpdate {
    fn read(update: &Object<'_>) -> Option<Self> {
        let new = update.object("new_chat_member")?;
        Some(Self {
            chat: Chat::read(&update.object("chat")?)?,
            from: User::read(&update.object("from")?)?,
            date: Timestamp::from_seconds(update.get("date").unwrap_or(0)),
            new: ChatMember {
                user: User::read(&new.object("user")?)?,
                status: new.get("status")?,
                is_member: new.flag("is_member"),
                is_anonymous: new.flag("is_anonymous"),
                can_manage_topics: new.flag("can_manage_topics"),
                can_delete_messages: new.flag("can_delete_messages"),
                can_pin_messages: new.flag("can_pin_messages"),
                can_send_messages: new.flag("can_send_messages"),
            },
        })
    }
}

/// Somebody changed their reactions.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// The chat.
    pub chat: Chat,
    /// The message.
    pub message: i32,
    /// Who; absent for those who react in the name of a chat.
    pub by: Option<User>,
    /// The chat in whose name somebody reacted.
    pub as_chat: Option<ChatId>,
    /// The ordinary emoji that this one has there now, newest last.
    pub now: Vec<String>,
    /// Telegram's date.
    pub at: Timestamp,
}

impl Reaction {
    fn read(update: &Object<'_>) -> Option<Self> {
        let emoji = |raw: &RawValue| Object::read(raw)?.get("emoji");
        Some(Self {
            chat: Chat::read(&update.object("chat")?)?,
            message: update.get("message_id")?,
            by: update.object("user").as_ref().and_then(User::read),
            as_chat: update.object("actor_chat").and_then(|chat| chat.get("id")).map(ChatId),
            now: update.array("new_reaction").into_iter().filter_map(emoji).collect(),
            at: Timestamp::from_seconds(update.get("date").unwrap_or(0)),
        })
    }
}
