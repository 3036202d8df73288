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

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::domain::event::Kind;
use crate::domain::id::{ChatId, UserId};
use crate::domain::people::Person;
use crate::domain::time::Timestamp;

/// Telegram itself ignores further entities of a text (telegram-facts 1.3).
const ENTITIES: usize = 100;
/// Far more buttons than one message can have.
const BUTTONS: usize = 200;
/// Ids have at most 52 significant bits.
const LARGEST_ID: i64 = 1 << 52;

/// A JSON object whose fields are read one by one, each for itself.
pub struct Object<'a>(BTreeMap<String, &'a RawValue>);

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
    #[derive(Deserialize)]
    struct Head {
        update_id: i64,
    }
    let head: Head = serde_json::from_str(raw.get()).ok()?;
    (1..=LARGEST_ID)
        .contains(&head.update_id)
        .then_some(head.update_id)
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
const OTHER_KINDS: [&str; 20] = [
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction_count",
    "inline_query",
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
        let known: [(&'static str, Reader); 6] = [
            ("message", |o| {
                Some(Part::Message(Arc::new(Message::read(o)?)))
            }),
            ("edited_message", |o| {
                Some(Part::Edited(Arc::new(Message::read(o)?)))
            }),
            ("callback_query", |o| {
                Some(Part::Press(Arc::new(Callback::read(o)?)))
            }),
            ("my_chat_member", |o| {
                Some(Part::OwnStanding(Arc::new(MemberUpdate::read(o)?)))
            }),
            ("chat_member", |o| {
                Some(Part::Member(Arc::new(MemberUpdate::read(o)?)))
            }),
            ("message_reaction", |o| {
                Some(Part::Reaction(Arc::new(Reaction::read(o)?)))
            }),
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
            of_type: match of_type.as_deref() {
                Some("private") => ChatType::Private,
                Some("group") => ChatType::Basic,
                Some("supergroup") => ChatType::Super,
                _ => ChatType::Other,
            },
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

/// Something that Telegram itself wrote into a chat.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Service {
    /// The group goes on under this id.
    UpgradedTo(ChatId),
    /// The group had this id before.
    UpgradedFrom(ChatId),
    /// A topic of this name was created.
    TopicCreated(String),
    /// A topic was closed (`true`) or opened again.
    TopicClosed(bool),
    /// A topic got another name or icon.
    TopicEdited,
    /// Something was pinned.
    Pinned,
    /// Anything else of that sort.
    Other,
}

/// Fields that make a message one of Telegram itself. One that is missing here is taken for content
/// that cannot be copied, and named to its sender: the safe side.
const SERVICE: [&str; 46] = [
    "new_chat_members",
    "new_chat_member",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "connected_website",
    "write_access_allowed",
    "passport_data",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "direct_message_price_changed",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "paid_message_price_changed",
    "suggested_post_approved",
    "suggested_post_approval_failed",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
    "chat_owner_left",
    "chat_owner_changed",
    "managed_bot_created",
];

impl Service {
    fn read(message: &Object<'_>) -> Option<Self> {
        if let Some(to) = message.get("migrate_to_chat_id") {
            Some(Service::UpgradedTo(ChatId(to)))
        } else if let Some(from) = message.get("migrate_from_chat_id") {
            Some(Service::UpgradedFrom(ChatId(from)))
        } else if message.has("forum_topic_created") {
            let topic = message.object("forum_topic_created");
            let name = topic.and_then(|topic| topic.get("name"));
            Some(Service::TopicCreated(name.unwrap_or_default()))
        } else if message.has("forum_topic_closed") {
            Some(Service::TopicClosed(true))
        } else if message.has("forum_topic_reopened") {
            Some(Service::TopicClosed(false))
        } else if message.has("forum_topic_edited") {
            Some(Service::TopicEdited)
        } else if message.has("pinned_message") {
            Some(Service::Pinned)
        } else {
            let known = SERVICE.into_iter().any(|name| message.has(name));
            known.then_some(Service::Other)
        }
    }
}

/// A mention in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MentionAt {
    /// Where it begins, in UTF-16 units.
    pub offset: usize,
    /// How long it is, in UTF-16 units.
    pub length: usize,
    /// The person, if it is a link to one; else the text is the name.
    pub user: Option<UserId>,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: i32,
    /// Where it stands.
    pub chat: Chat,
    /// Telegram's date.
    pub date: Timestamp,
    /// When it was changed last.
    pub edited: Option<Timestamp>,
    /// Who wrote it; of a channel or an anonymous administrator a placeholder.
    pub from: Option<User>,
    /// The chat in whose name it was written.
    pub sender_chat: Option<ChatId>,
    /// What Telegram calls its thread; a topic only if [`Message::in_topic`].
    pub thread: Option<i32>,
    /// It stands in a topic of a forum.
    pub in_topic: bool,
    /// What it answers.
    pub reply: Option<Replied>,
    /// What Telegram itself says with it.
    pub service: Option<Service>,
    /// What it carries.
    pub kind: Kind,
    /// Its text, or its caption.
    pub text: String,
    /// The entities of that text, as they came.
    pub entities: Option<String>,
    /// Those of them that mention somebody.
    pub mentions: Vec<MentionAt>,
    /// The album it is part of.
    pub album: Option<String>,
    /// The emoji of a sticker.
    pub emoji: Option<String>,
}

impl Message {
    /// A message without id or chat is none; everything else may be missing.
    fn read(message: &Object<'_>) -> Option<Self> {
        let chat = Chat::read(&message.object("chat")?)?;
        let text: Option<String> = message.get("text");
        let entities: Option<&RawValue> = if text.is_some() {
            message.get("entities")
        } else {
            message.get("caption_entities")
        };
        let entities = entities.filter(|raw| raw.get().starts_with('['));
        let kind = kind(message, text.is_some());
        let in_topic = message.flag("is_topic_message");
        let reply = message
            .object("reply_to_message")
            .and_then(|reply| Replied::read(&reply, chat.id));
        Some(Self {
            id: message.get("message_id")?,
            date: Timestamp::from_seconds(message.get("date").unwrap_or(0)),
            edited: message.get("edit_date").map(Timestamp::from_seconds),
            from: message.object("from").and_then(|user| User::read(&user)),
            sender_chat: message
                .object("sender_chat")
                .and_then(|chat| chat.get("id"))
                .map(ChatId),
            thread: message.get("message_thread_id"),
            in_topic,
            reply,
            service: Service::read(message),
            kind,
            text: text.or_else(|| message.get("caption")).unwrap_or_default(),
            mentions: entities.map(mentions).unwrap_or_default(),
            entities: entities.map(|raw| raw.get().to_owned()),
            album: message.get("media_group_id"),
            emoji: message.object("sticker").and_then(|s| s.get("emoji")),
            chat,
        })
    }

    /// The topic it stands in: reply threads of plain supergroups carry a number that is none
    /// (telegram-facts F2).
    pub fn topic(&self) -> Option<i32> {
        self.thread.filter(|_| self.in_topic)
    }

    /// What it answers. The reply to its topic's root that every message of a topic carries is none
    /// (telegram-facts F4); in a plain group a reply to a thread's root is a real one.
    pub fn answers(&self) -> Option<&Replied> {
        let root = self.topic();
        self.reply.as_ref().filter(|reply| root != Some(reply.id))
    }
}

/// The more special field comes first: a message with `animation` has `document` too
/// (telegram-facts C12).
fn kind(message: &Object<'_>, text: bool) -> Kind {
    const KINDS: [(&str, Kind); 15] = [
        ("animation", Kind::Animation),
        ("venue", Kind::Venue),
        ("live_photo", Kind::Photo),
        ("photo", Kind::Photo),
        ("video_note", Kind::VideoNote),
        ("video", Kind::Video),
        ("voice", Kind::Voice),
        ("audio", Kind::Audio),
        ("document", Kind::Document),
        ("sticker", Kind::Sticker),
        ("contact", Kind::Contact),
        ("location", Kind::Location),
        ("poll", Kind::Poll),
        ("dice", Kind::Dice),
        // Its words are not the whole of it.
        ("rich_message", Kind::Other),
    ];
    let special = KINDS.into_iter().find(|(name, _)| message.has(name));
    match special {
        Some((_, kind)) => kind,
        None if text => Kind::Text,
        None => Kind::Other,
    }
}

fn mentions(entities: &RawValue) -> Vec<MentionAt> {
    let all: Vec<&RawValue> = serde_json::from_str(entities.get()).unwrap_or_default();
    let mention = |raw: &&RawValue| {
        let entity = Object::read(raw)?;
        let of_type: String = entity.get("type")?;
        let user = match of_type.as_str() {
            "mention" => None,
            "text_mention" => Some(UserId(entity.object("user")?.get("id")?)),
            _ => return None,
        };
        Some(MentionAt {
            offset: entity.get("offset")?,
            length: entity.get("length")?,
            user,
        })
    };
    all.iter().take(ENTITIES).filter_map(mention).collect()
}

/// A message that is answered: the little of it that matters.
#[derive(Clone, Debug)]
pub struct Replied {
    /// Its id.
    pub id: i32,
    /// Who wrote it.
    pub from: Option<User>,
    /// It was written in the name of a chat.
    pub by_chat: bool,
    /// The data of the buttons under it.
    pub data: Vec<String>,
}

impl Replied {
    /// A message of another chat is none: its id says nothing here.
    fn read(message: &Object<'_>, here: ChatId) -> Option<Self> {
        let chat: Option<i64> = message.object("chat").and_then(|chat| chat.get("id"));
        if chat.is_some_and(|chat| chat != here.0) {
            return None;
        }
        let data = match message.object("reply_markup") {
            Some(markup) => markup
                .array("inline_keyboard")
                .into_iter()
                .flat_map(|row| {
                    serde_json::from_str::<Vec<&RawValue>>(row.get()).unwrap_or_default()
                })
                .take(BUTTONS)
                .filter_map(|button| Object::read(button)?.get("callback_data"))
                .collect(),
            None => Vec::new(),
        };
        Some(Self {
            id: message.get("message_id")?,
            from: message.object("from").and_then(|user| User::read(&user)),
            by_chat: message.has("sender_chat"),
            data,
        })
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
        })
    }
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
    pub by: Option<UserId>,
    /// The ordinary emoji that stand there now.
    pub now: Vec<String>,
}

impl Reaction {
    fn read(update: &Object<'_>) -> Option<Self> {
        let emoji = |raw: &RawValue| Object::read(raw)?.get("emoji");
        Some(Self {
            chat: Chat::read(&update.object("chat")?)?,
            message: update.get("message_id")?,
            by: update
                .object("user")
                .and_then(|user| user.get("id"))
                .map(UserId),
            now: update
                .array("new_reaction")
                .into_iter()
                .filter_map(emoji)
                .collect(),
        })
    }
}
