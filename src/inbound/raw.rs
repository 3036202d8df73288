//! Reading what Telegram sends, part by part.
//!
//! Promises: an unknown or malformed part hides nothing but itself. teloxide's own types read
//! ordinary messages as empty when one entity is newer than they are, and may panic on others
//! (telegram-facts V1 to V6), so updates are read from the bare JSON: every part is looked at alone,
//! and whatever is missing or of another type is simply not there.

use std::sync::Arc;

use serde_json::Value;

use crate::domain::button::Button;
use crate::domain::event::{Content, Group, Kind};
use crate::domain::id::{ChatId, UserId};
use crate::domain::people::{GroupKind, Person, Rights, Standing};
use crate::domain::time::Timestamp;

/// Telegram's account for anonymous administrators' posts.
pub(super) const ANONYMOUS_ADMIN: i64 = 1_087_968_824;
/// Telegram's account for posts in the name of a channel.
pub(super) const CHANNEL_BOT: i64 = 136_817_688;
/// Telegram's account for automatic forwards of a linked channel.
pub(super) const CHANNEL_FORWARD: i64 = 777_000;

/// An update as it came. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Raw(pub(super) Arc<Value>);

/// One part of it.
#[derive(Copy, Clone)]
pub(super) struct Part<'a>(&'a Value);

impl Raw {
    pub(super) fn part(&self, name: &str) -> Option<Part<'_>> {
        Part(&self.0).part(name)
    }

    /// The name of what the update is about: its only key besides the id.
    pub(super) fn kind(&self) -> Option<&str> {
        let fields = self.0.as_object()?;
        fields
            .keys()
            .map(String::as_str)
            .find(|key| *key != "update_id")
    }
}

impl<'a> Part<'a> {
    pub(super) fn part(self, name: &str) -> Option<Part<'a>> {
        self.0.get(name).filter(|value| value.is_object()).map(Part)
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn number(self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    pub(super) fn flag(self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn list(self, name: &str) -> impl Iterator<Item = Part<'a>> {
        self.0
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(Part)
    }

    pub(super) fn rows(self) -> impl Iterator<Item = Part<'a>> {
        self.0.as_array().into_iter().flatten().map(Part)
    }

    fn json(self, name: &str) -> Option<String> {
        self.0
            .get(name)
            .filter(|value| value.is_array())
            .map(Value::to_string)
    }

    // ---- the things that messages are made of --------------------------------------------------

    pub(super) fn message_id(self) -> Option<i32> {
        i32::try_from(self.number("message_id")?).ok()
    }

    pub(super) fn date(self) -> Timestamp {
        Timestamp::from_seconds(self.number("date").unwrap_or(0))
    }

    pub(super) fn chat_id(self) -> Option<ChatId> {
        self.part("chat")?.number("id").map(ChatId)
    }

    pub(super) fn is_private(self) -> bool {
        self.part("chat").and_then(|chat| chat.text("type")) == Some("private")
    }

    /// The part as a person.
    pub(super) fn person(self) -> Option<Person> {
        Some(Person {
            id: UserId(self.number("id")?),
            first_name: self.text("first_name").unwrap_or_default().to_owned(),
            last_name: self.text("last_name").map(str::to_owned),
            username: self.text("username").map(str::to_owned),
            language: self.text("language_code").map(str::to_owned),
        })
    }

    /// The chat of the message as a group.
    pub(super) fn group(self) -> Option<Group> {
        let chat = self.part("chat")?;
        let kind = match chat.text("type")? {
            "group" => GroupKind::Basic,
            "supergroup" if chat.flag("is_forum") => GroupKind::Forum,
            "supergroup" => GroupKind::Super,
            _ => return None,
        };
        Some(Group {
            chat: ChatId(chat.number("id")?),
            title: chat.text("title").unwrap_or_default().to_owned(),
            kind,
            public: chat.has("username") || chat.has("active_usernames"),
        })
    }

    /// The topic of a message. Reply threads of groups without topics carry a number too; only the
    /// flag tells them apart (telegram-facts F2).
    pub(super) fn topic(self) -> Option<i32> {
        if !self.flag("is_topic_message") {
            return None;
        }
        i32::try_from(self.number("message_thread_id")?).ok()
    }

    pub(super) fn content(self) -> Content {
        let (text, entities) = match self.text("text") {
            Some(text) => (text, self.json("entities")),
            None => (
                self.text("caption").unwrap_or_default(),
                self.json("caption_entities"),
            ),
        };
        Content {
            kind: self.kind(),
            text: text.to_owned(),
            entities,
            album: self.text("media_group_id").map(str::to_owned),
            emoji: self
                .part("sticker")
                .and_then(|s| s.text("emoji"))
                .map(str::to_owned),
        }
    }

    /// What the message carries: the more special part first (telegram-facts C12).
    fn kind(self) -> Kind {
        const SPECIAL_FIRST: [(&str, Kind); 15] = [
            ("live_photo", Kind::Photo),
            ("animation", Kind::Animation),
            ("venue", Kind::Venue),
            ("photo", Kind::Photo),
            ("video", Kind::Video),
            ("voice", Kind::Voice),
            ("video_note", Kind::VideoNote),
            ("audio", Kind::Audio),
            ("document", Kind::Document),
            ("sticker", Kind::Sticker),
            ("contact", Kind::Contact),
            ("location", Kind::Location),
            ("poll", Kind::Poll),
            ("dice", Kind::Dice),
            ("text", Kind::Text),
        ];
        SPECIAL_FIRST
            .into_iter()
            .find(|(name, _)| self.has(name))
            .map_or(Kind::Other, |(_, kind)| kind)
    }

    /// Whether Telegram itself wrote the message about something that happened in the chat.
    pub(super) fn is_service(self) -> bool {
        const SERVICE: [&str; 36] = [
            "new_chat_members",
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
            "pinned_message",
            "forum_topic_created",
            "forum_topic_edited",
            "forum_topic_closed",
            "forum_topic_reopened",
            "general_forum_topic_hidden",
            "general_forum_topic_unhidden",
            "video_chat_scheduled",
            "video_chat_started",
            "video_chat_ended",
            "video_chat_participants_invited",
            "web_app_data",
            "boost_added",
            "chat_background_set",
            "users_shared",
            "chat_shared",
            "connected_website",
            "write_access_allowed",
            "proximity_alert_triggered",
            "giveaway_created",
            "giveaway_completed",
            "successful_payment",
            "refunded_payment",
            "chat_owner_left",
            "chat_owner_changed",
        ];
        SERVICE.into_iter().any(|name| self.has(name))
    }

    /// The buttons under a message, as far as this bot can have written them.
    pub(super) fn buttons(self) -> Vec<Button> {
        let Some(markup) = self.part("reply_markup") else {
            return Vec::new();
        };
        markup
            .list("inline_keyboard")
            .flat_map(Part::rows)
            .filter_map(|button| button.text("callback_data")?.parse().ok())
            .collect()
    }

    /// A member's standing, and whether they post as the group itself.
    pub(super) fn standing(self) -> (Standing, bool) {
        let standing = match self.text("status") {
            Some("creator") => Standing::Creator,
            Some("administrator") => Standing::Administrator,
            Some("member") => Standing::Member,
            Some("restricted") if self.flag("is_member") => Standing::Member,
            Some(_) | None => Standing::Outside,
        };
        (standing, self.flag("is_anonymous"))
    }

    /// What the bot may do, by its own standing.
    pub(super) fn rights(self) -> Rights {
        let (standing, _) = self.standing();
        let administrator = matches!(standing, Standing::Creator | Standing::Administrator);
        let may = |right: &str| standing == Standing::Creator || administrator && self.flag(right);
        Rights {
            present: standing != Standing::Outside,
            administrator,
            manage_topics: may("can_manage_topics"),
            delete_messages: may("can_delete_messages"),
            pin_messages: may("can_pin_messages"),
        }
    }
}
