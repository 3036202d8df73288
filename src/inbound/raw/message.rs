//! A message: the part of an update that carries most. Reads by the promises of the module above.

use std::time::Duration;

use serde_json::value::RawValue;

use crate::domain::event::{File, Kind, Position, Quote, Reference};
use crate::domain::id::{ChatId, UserId};
use crate::domain::time::Timestamp;

use super::{Chat, Object, User};

/// Telegram itself ignores further entities of a text (telegram-facts 1.3).
const ENTITIES: usize = 100;
/// Far more buttons than one message can have.
const BUTTONS: usize = 200;

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
    /// Somebody is not in the group any more.
    Left(UserId),
    /// Anything else of that sort.
    Other,
}

/// Fields that make a message one of Telegram itself, which nobody means as a word to the team. One
/// that is missing here is taken for content that cannot be copied, and named to its sender: the safe
/// side. So are gifts, which somebody does mean.
const SERVICE: [&str; 43] = [
    "new_chat_members",
    "new_chat_member",
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
        } else if message.has("left_chat_member") {
            let left = message.object("left_chat_member").and_then(|user| User::read(&user));
            Some(left.filter(|user| !user.is_bot).map_or(Service::Other, |u| Service::Left(u.id)))
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
    /// Telegram itself forwarded it from the linked channel.
    pub forwarded_by_itself: bool,
    /// It answers something of another chat, which this person or bot wrote there.
    pub answers_elsewhere: Option<UserId>,
    /// What Telegram calls its thread; a topic only if [`Message::in_topic`].
    pub thread: Option<i32>,
    /// It stands in a topic of a forum.
    pub in_topic: bool,
    /// What it answers.
    pub reply: Option<Replied>,
    /// What it answers in another topic of the same group.
    pub elsewhere: Option<i32>,
    /// The part of it that was chosen by hand.
    pub quote: Option<Quote>,
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
    /// Its file, of the kinds that an edit can exchange (telegram-facts M3, M4).
    pub file: Option<File>,
    /// Where it points, if that is all it says.
    pub position: Option<Position>,
    /// How its links unfold, as it came.
    pub preview: Option<String>,
    /// It was written elsewhere first.
    pub forwarded: bool,
}

impl Message {
    /// A message without id or chat is none; everything else may be missing.
    pub(super) fn read(message: &Object<'_>) -> Option<Self> {
        let chat = Chat::read(&message.object("chat")?)?;
        let text: Option<String> = message.get("text");
        let entities: Option<&RawValue> =
            if text.is_some() { message.get("entities") } else { message.get("caption_entities") };
        let entities = entities.filter(|raw| raw.get().starts_with('['));
        let kind = kind(message, text.is_some());
        let in_topic = message.flag("is_topic_message");
        let reply =
            message.object("reply_to_message").and_then(|reply| Replied::read(&reply, chat.id));
        let date = Timestamp::from_seconds(message.get("date").unwrap_or(0));
        let preview: Option<&RawValue> = message.get("link_preview_options");
        Some(Self {
            id: message.get("message_id")?,
            date,
            edited: message.get("edit_date").map(Timestamp::from_seconds),
            from: message.object("from").and_then(|user| User::read(&user)),
            sender_chat: message.object("sender_chat").and_then(|chat| chat.get("id")).map(ChatId),
            forwarded_by_itself: message.flag("is_automatic_forward"),
            answers_elsewhere: elsewhere(message, chat.id),
            thread: message.get("message_thread_id"),
            in_topic,
            reply,
            elsewhere: message.object("external_reply").and_then(|answered| {
                let of: i64 = answered.object("chat")?.get("id")?;
                answered.get("message_id").filter(|_| of == chat.id.0)
            }),
            quote: message.object("quote").and_then(|quote| {
                let entities: Option<&RawValue> = quote.get("entities");
                // What nobody chose was added by Telegram.
                quote.flag("is_manual").then_some(Quote {
                    text: quote.get("text")?,
                    entities: entities.map(|raw| raw.get().to_owned()),
                    position: quote.get("position")?,
                })
            }),
            service: Service::read(message),
            kind,
            text: text
                .or_else(|| message.get("caption"))
                .or_else(|| rolled(message))
                .unwrap_or_default(),
            mentions: entities.map(mentions).unwrap_or_default(),
            entities: entities.map(|raw| raw.get().to_owned()),
            album: message.get("media_group_id"),
            emoji: message.object("sticker").and_then(|s| s.get("emoji")),
            file: file(message, kind),
            position: position(message, kind, date),
            preview: preview.map(|raw| raw.get().to_owned()).filter(|raw| raw.starts_with('{')),
            forwarded: message.has("forward_origin"),
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

    /// What it says of the message that it answers.
    pub fn reference(&self) -> Reference {
        let answered = self.answers();
        let quoted = self.quote.as_ref().map(|quote| &quote.text);
        let words = quoted.or_else(|| answered.map(|answered| &answered.words));
        let entities = match &self.quote {
            Some(quote) => quote.entities.clone(),
            None => answered.and_then(|answered| answered.entities.clone()),
        };
        Reference {
            words: words.cloned().unwrap_or_default(),
            entities,
            quote: self.quote.clone(),
            elsewhere: self.elsewhere,
        }
    }
}

/// Who wrote what a message answers, if that stands in another chat (telegram-facts R2). What stood
/// in a group before its upgrade is such a message.
fn elsewhere(message: &Object<'_>, here: ChatId) -> Option<UserId> {
    let author = match message.object("external_reply") {
        Some(reply) => reply.object("origin")?.object("sender_user"),
        None => {
            let reply = message.object("reply_to_message")?;
            let chat: i64 = reply.object("chat")?.get("id")?;
            if chat == here.0 {
                return None;
            }
            reply.object("from")
        }
    };
    author.and_then(|user| User::read(&user)).map(|user| user.id)
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

/// A photo comes in several sizes, the largest last.
fn file(message: &Object<'_>, kind: Kind) -> Option<File> {
    let file = match kind {
        Kind::Photo => Object::read(message.array("photo").pop()?)?,
        Kind::Video => message.object("video")?,
        Kind::Animation => message.object("animation")?,
        Kind::Audio => message.object("audio")?,
        Kind::Document => message.object("document")?,
        _ => return None,
    };
    Some(File {
        id: file.get("file_id")?,
        unique: file.get("file_unique_id")?,
        spoiler: message.flag("has_media_spoiler"),
        caption_above: message.flag("show_caption_above_media"),
    })
}

/// A dice as a text, which says for good what was rolled.
fn rolled(message: &Object<'_>) -> Option<String> {
    let dice = message.object("dice")?;
    let emoji: String = dice.get("emoji")?;
    let value: i64 = dice.get("value")?;
    Some(format!("{emoji} {value}"))
}

/// Where a location points. Only while it is shared live it has a period, which counts from the
/// message's own date.
fn position(message: &Object<'_>, kind: Kind, date: Timestamp) -> Option<Position> {
    let location = message.object("location").filter(|_| kind == Kind::Location)?;
    let raw: &RawValue = message.get("location")?;
    let period: Option<u32> = location.get("live_period");
    let until = period.map(|seconds| date.plus(Duration::from_secs(u64::from(seconds))));
    Some(Position { raw: raw.get().to_owned(), until })
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
        Some(MentionAt { offset: entity.get("offset")?, length: entity.get("length")?, user })
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
    /// Its text, or its caption.
    pub words: String,
    /// The entities of it, as they came.
    pub entities: Option<String>,
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
        let (words, entities) = match message.get::<String>("text") {
            Some(text) => (Some(text), message.get::<&RawValue>("entities")),
            None => (message.get("caption"), message.get("caption_entities")),
        };
        let entities = entities.filter(|raw| raw.get().starts_with('['));
        Some(Self {
            id: message.get("message_id")?,
            from: message.object("from").and_then(|user| User::read(&user)),
            by_chat: message.has("sender_chat"),
            words: words.unwrap_or_default(),
            entities: entities.map(|raw| raw.get().to_owned()),
            data,
        })
    }
}
