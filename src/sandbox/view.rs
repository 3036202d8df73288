//! What people see, as plain values for tests and for the page.

use serde::Serialize;
use serde_json::Value;

use super::Sandbox;
use super::methods::{profile, topics};
use super::world::{Author, Chat, Message, World};

/// A message as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seen {
    /// Message id.
    pub id: i32,
    /// `from.id`.
    pub from: i64,
    /// Whether the bot wrote it.
    pub by_bot: bool,
    /// Topic, none in General and outside forums.
    pub thread: Option<i32>,
    /// `text`, `photo`, … or the name of a service message.
    pub kind: String,
    /// Text or caption.
    pub text: String,
    /// Entities of the text or caption.
    pub entities: Vec<Value>,
    /// The message that this one answers; never the topic's root.
    pub reply_to: Option<i32>,
    /// The inline keyboard as shown now.
    pub buttons: Vec<Vec<Button>>,
    /// `media_group_id`.
    pub album: Option<String>,
    /// Sent without sound.
    pub silent: bool,
    /// Edited since.
    pub edited: bool,
    /// Reactions: who and which emoji.
    pub reactions: Vec<(i64, String)>,
    /// Pinned now.
    pub pinned: bool,
    /// Chat and id of the message that this one copies or forwards.
    pub copy_of: Option<(i64, i32)>,
    /// Unix seconds.
    pub date: i64,
    /// The message as the Bot API gives it.
    pub raw: Value,
}

impl Seen {
    /// The labels of all buttons in order.
    pub fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|button| button.label.as_str()).collect()
    }
}

/// A button of an inline keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Button {
    /// What stands on it.
    pub label: String,
    /// `callback_data`.
    pub data: Option<String>,
    /// The link that it opens.
    pub url: Option<String>,
}

/// A topic of a forum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// `message_thread_id`.
    pub thread: i32,
    /// Its name.
    pub name: String,
    /// The emoji of its icon, if it has one.
    pub icon: Option<String>,
    /// Closed now.
    pub closed: bool,
    /// Deleted by somebody.
    pub deleted: bool,
}

/// The bot's answer to a press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What is shown, if anything.
    pub text: Option<String>,
    /// A dialog instead of a passing line.
    pub alert: bool,
}

/// A call of the Bot API.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    /// Its name as documented.
    pub method: String,
    /// The parameters; uploads appear as `attach://name`.
    pub params: Value,
    /// When, in milliseconds.
    pub at: i64,
    /// Whether the bot was told that it succeeded.
    pub ok: bool,
    /// The error that it was told, or the fault.
    pub error: Option<String>,
    /// What it was answered.
    pub result: Value,
}

impl World {
    /// A message as a person sees it.
    pub fn seen(&self, chat: &Chat, message: &Message) -> Seen {
        Seen {
            id: message.id,
            from: self.sender_id(message.author),
            by_bot: message.author == Author::User(self.account.id),
            thread: message.thread,
            kind: message.kind.clone(),
            text: message.words().to_owned(),
            entities: message.entities(),
            reply_to: message.reply_to,
            buttons: buttons(message),
            album: message.album.clone(),
            silent: message.silent,
            edited: message.edit_date.is_some(),
            reactions: message.reactions.clone(),
            pinned: message.pinned,
            copy_of: message.copy_of,
            date: message.date,
            raw: self.render_message(chat.id, message.id),
        }
    }
}

impl Sandbox {
    /// All living messages of a chat in order; a private chat has the person's id.
    pub fn messages(&self, chat: i64) -> Vec<Seen> {
        self.read(|world| {
            world.chats.get(&chat).map_or_else(Vec::new, |chat| {
                chat.messages.values().map(|m| world.seen(chat, m)).collect()
            })
        })
    }

    /// How many living messages a chat has; cheap, for waiting.
    pub fn message_count(&self, chat: i64) -> usize {
        self.read(|world| world.chats.get(&chat).map_or(0, |chat| chat.messages.len()))
    }

    /// Texts and captions of all living messages in order; cheap, for waiting.
    pub fn texts(&self, chat: i64) -> Vec<String> {
        self.read(|world| {
            world.chats.get(&chat).map_or_else(Vec::new, |chat| {
                chat.messages.values().map(|m| m.words().to_owned()).collect()
            })
        })
    }

    /// One message, if it lives.
    pub fn message(&self, chat: i64, id: i32) -> Option<Seen> {
        self.read(|world| {
            let chat = world.chats.get(&chat)?;
            chat.messages.get(&id).map(|m| world.seen(chat, m))
        })
    }

    /// The living messages of one topic; `None` is General.
    pub fn messages_in(&self, chat: i64, thread: Option<i32>) -> Vec<Seen> {
        let mut all = self.messages(chat);
        all.retain(|message| message.thread == thread);
        all
    }

    /// All topics of a forum but General, deleted ones too.
    pub fn topics(&self, chat: i64) -> Vec<Topic> {
        self.read(|world| {
            world.chats.get(&chat).map_or_else(Vec::new, |chat| {
                chat.topics
                    .iter()
                    .map(|(thread, topic)| Topic {
                        thread: *thread,
                        name: topic.name.clone(),
                        icon: topic
                            .icon_id
                            .as_deref()
                            .and_then(topics::icon_emoji)
                            .map(str::to_owned),
                        closed: topic.closed,
                        deleted: topic.deleted_at.is_some(),
                    })
                    .collect()
            })
        })
    }

    /// The bot's answer to a press, once it came in time.
    pub fn alerts(&self, callback_id: &str) -> Option<Answer> {
        self.read(|world| world.callbacks.get(callback_id)?.answer.clone())
    }

    /// Every call of the Bot API in order.
    pub fn calls(&self) -> Vec<Call> {
        self.read(|world| world.calls.iter().cloned().collect())
    }

    /// Every call of one method in order.
    pub fn calls_of(&self, method: &str) -> Vec<Call> {
        let mut calls = self.calls();
        calls.retain(|call| call.method == method);
        calls
    }

    /// What the bot did that the real server would refuse or silently ignore.
    pub fn complaints(&self) -> Vec<String> {
        self.read(|world| world.complaints.clone())
    }

    /// The commands that a person is shown in a chat, by Telegram's order of scopes.
    pub fn commands(&self, chat: i64, user: i64, language: &str) -> Value {
        self.read(|world| profile::shown_commands(world, chat, user, language))
    }

    /// All command lists: scope, language, list.
    pub fn command_lists(&self) -> Vec<(String, String, Value)> {
        self.read(|world| {
            world
                .commands
                .iter()
                .map(|((scope, language), list)| (scope.clone(), language.clone(), list.clone()))
                .collect()
        })
    }

    /// A text of the bot's profile: `name`, `description`, `short_description`.
    pub fn profile_text(&self, what: &str, language: &str) -> Option<String> {
        self.read(|world| world.profile.get(&(what.to_owned(), language.to_owned())).cloned())
    }

    /// The bytes of a file by its `file_id`.
    pub fn file(&self, file_id: &str) -> Option<Vec<u8>> {
        self.read(|world| world.files.get(file_id).map(|file| file.bytes.clone()))
    }
}

/// The buttons under a message.
pub fn buttons(message: &Message) -> Vec<Vec<Button>> {
    let rows = message
        .keyboard
        .as_ref()
        .and_then(|markup| markup.get("inline_keyboard"))
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    rows.iter()
        .map(|row| {
            row.as_array()
                .into_iter()
                .flatten()
                .map(|button| Button {
                    label: field(button, "text").unwrap_or_default(),
                    data: field(button, "callback_data"),
                    url: field(button, "url"),
                })
                .collect()
        })
        .collect()
}

fn field(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}
