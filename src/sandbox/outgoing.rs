//! What a person sends: the pieces of a message before it has an id.

use serde_json::{Map, Value, json};

use super::args::Upload;
use super::methods::send::{media_content, new_file};
use super::text::Formatted;
use super::world::World;

/// A message about to be written by a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    pub(super) body: Body,
    pub(super) words: String,
    pub(super) entities: Option<Vec<Value>>,
    pub(super) reply_to: Option<i32>,
    pub(super) quote: Option<String>,
    pub(super) external: Option<Value>,
    pub(super) thread: Option<i32>,
    pub(super) anonymous: bool,
    pub(super) channel: Option<i64>,
    pub(super) protected: bool,
    pub(super) origin: Option<Value>,
    pub(super) fields: Map<String, Value>,
    pub(super) fleeting: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    Text,
    File(&'static str, String, usize),
    Raw(Value),
}

impl Outgoing {
    fn new(body: Body, words: &str) -> Self {
        Outgoing {
            body,
            words: words.to_owned(),
            entities: None,
            reply_to: None,
            quote: None,
            external: None,
            thread: None,
            anonymous: false,
            channel: None,
            protected: false,
            origin: None,
            fields: Map::new(),
            fleeting: false,
        }
    }

    /// A text; commands, mentions, links and tags in it are found as Telegram does.
    pub fn text(words: &str) -> Self {
        Outgoing::new(Body::Text, words)
    }

    fn file(kind: &'static str, name: &str, caption: &str) -> Self {
        Outgoing::new(Body::File(kind, name.to_owned(), 2_048), caption)
    }

    /// A photo with a caption, which may be empty.
    pub fn photo(caption: &str) -> Self {
        Outgoing::file("photo", "", caption)
    }

    /// A video with a caption.
    pub fn video(caption: &str) -> Self {
        Outgoing::file("video", "clip.mp4", caption)
    }

    /// An animation with a caption.
    pub fn animation(caption: &str) -> Self {
        Outgoing::file("animation", "loop.mp4", caption)
    }

    /// A piece of music with a caption.
    pub fn audio(caption: &str) -> Self {
        Outgoing::file("audio", "song.mp3", caption)
    }

    /// A file with a name and a caption.
    pub fn document(name: &str, caption: &str) -> Self {
        Outgoing::file("document", name, caption)
    }

    /// A voice message.
    pub fn voice() -> Self {
        Outgoing::file("voice", "", "")
    }

    /// A round video.
    pub fn video_note() -> Self {
        Outgoing::file("video_note", "", "")
    }

    /// A sticker for an emoji.
    pub fn sticker(emoji: &str) -> Self {
        Outgoing::file("sticker", emoji, "")
    }

    /// A contact.
    pub fn contact(phone: &str, first_name: &str) -> Self {
        Outgoing::raw(json!({"contact": {"phone_number": phone, "first_name": first_name}}))
    }

    /// A place on the map.
    pub fn location() -> Self {
        Outgoing::raw(json!({"location": {"latitude": 52.5, "longitude": 13.4}}))
    }

    /// A place that moves with its sender for so many seconds; by [`Sandbox::edit`] it moves, and with
    /// 0 seconds it has ended.
    ///
    /// [`Sandbox::edit`]: super::Sandbox::edit
    pub fn live_location(latitude: f64, longitude: f64, seconds: u32) -> Self {
        let mut location = json!({"latitude": latitude, "longitude": longitude});
        if let (true, Some(fields)) = (seconds > 0, location.as_object_mut()) {
            fields.insert("live_period".to_owned(), json!(seconds));
        }
        Outgoing::raw(json!({ "location": location }))
    }

    /// A place with a name; it also carries `location`.
    pub fn venue(title: &str) -> Self {
        let at = json!({"latitude": 52.5, "longitude": 13.4});
        Outgoing::raw(json!({
            "venue": {"location": at.clone(), "title": title, "address": "1 Main Street"},
            "location": at,
        }))
    }

    /// A poll.
    pub fn poll(question: &str) -> Self {
        Outgoing::raw(json!({"poll": {
            "id": "poll", "question": question,
            "options": [{"text": "yes", "voter_count": 0}, {"text": "no", "voter_count": 0}],
            "total_voter_count": 0, "is_closed": false, "is_anonymous": true,
            "type": "regular", "allows_multiple_answers": false,
        }}))
    }

    /// A die.
    pub fn dice() -> Self {
        Outgoing::raw(json!({"dice": {"emoji": "🎲", "value": 4}}))
    }

    /// Any content fields, known or not, as they would stand in the message.
    pub fn raw(content: Value) -> Self {
        Outgoing::new(Body::Raw(content), "")
    }

    /// A kind by its name, as the page asks for it; the words become text or caption.
    pub fn of_kind(kind: &str, words: &str) -> Option<Self> {
        Some(match kind {
            "text" => Outgoing::text(words),
            "photo" => Outgoing::photo(words),
            "video" => Outgoing::video(words),
            "animation" => Outgoing::animation(words),
            "audio" => Outgoing::audio(words),
            "document" => Outgoing::document("notes.pdf", words),
            "voice" => Outgoing::voice(),
            "video_note" => Outgoing::video_note(),
            "sticker" => Outgoing::sticker("👍"),
            "contact" => Outgoing::contact("+49301234567", "Anna"),
            "location" => Outgoing::location(),
            "venue" => Outgoing::venue("Café"),
            "poll" => Outgoing::poll("Which one?"),
            "dice" => Outgoing::dice(),
            _ => return None,
        })
    }

    /// As an answer to a message.
    #[must_use]
    pub fn reply_to(mut self, message: i32) -> Self {
        self.reply_to = Some(message);
        self
    }

    /// With a quoted part of the message that it answers.
    #[must_use]
    pub fn quoting(mut self, words: &str) -> Self {
        self.quote = Some(words.to_owned());
        self
    }

    /// With `external_reply`, as for an answer to a message of another chat.
    #[must_use]
    pub fn external_reply(mut self, external: Value) -> Self {
        self.external = Some(external);
        self
    }

    /// In a topic.
    #[must_use]
    pub fn in_topic(mut self, thread: i32) -> Self {
        self.thread = Some(thread);
        self
    }

    /// With exactly these entities, unchecked, known or not.
    #[must_use]
    pub fn with_entities(mut self, entities: Value) -> Self {
        self.entities = Some(match entities {
            Value::Array(list) => list,
            other => vec![other],
        });
        self
    }

    /// With a caption, for kinds whose constructor takes none.
    #[must_use]
    pub fn with_caption(mut self, caption: &str) -> Self {
        self.words = caption.to_owned();
        self
    }

    /// With a file of this size.
    #[must_use]
    pub fn sized(mut self, bytes: usize) -> Self {
        if let Body::File(_, _, size) = &mut self.body {
            *size = bytes;
        }
        self
    }

    /// As the group itself.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// As a channel.
    #[must_use]
    pub fn as_channel(mut self, channel: i64) -> Self {
        self.channel = Some(channel);
        self
    }

    /// With protected content.
    #[must_use]
    pub fn protected(mut self) -> Self {
        self.protected = true;
        self
    }

    /// As a forward; the value is `forward_origin`.
    #[must_use]
    pub fn forwarded(mut self, origin: Value) -> Self {
        self.origin = Some(origin);
        self
    }

    /// With a further field of the message, known or not.
    #[must_use]
    pub fn with_field(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }

    /// To be seen once: such a message never reaches a bot.
    #[must_use]
    pub fn self_destructing(mut self) -> Self {
        self.fleeting = true;
        self
    }

    /// The content fields, with files stored in the world.
    pub(super) fn content(&self, world: &mut World) -> Map<String, Value> {
        let (mut content, words, entities) = match &self.body {
            Body::Text => (Map::new(), "text", "entities"),
            Body::File(kind, name, size) => {
                let upload = Upload { name: name.clone(), bytes: vec![b'x'; *size] };
                let object = new_file(world, kind, upload);
                (media_content(kind, object), "caption", "caption_entities")
            }
            Body::Raw(Value::Object(fields)) => (fields.clone(), "caption", "caption_entities"),
            Body::Raw(_) => (Map::new(), "caption", "caption_entities"),
        };
        match &self.entities {
            Some(list) => {
                content.insert(words.to_owned(), json!(self.words));
                content.insert(entities.to_owned(), Value::Array(list.clone()));
            }
            None if !self.words.is_empty() => {
                let formatted = Formatted { text: self.words.clone(), entities: Vec::new() };
                formatted.finish().store(&mut content, words, entities);
            }
            None => {}
        }
        content.extend(self.fields.clone());
        content
    }
}
