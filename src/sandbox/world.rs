//! The state of the little world: users, chats, members, topics, messages.
//!
//! Everything here is plain data behind one lock. It knows what exists and who may do what; how a
//! method answers stands in `methods`, how it looks in JSON in `render`.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::faults::Faults;
use super::hooks::Lanes;
use super::limits::Limits;
use super::methods::inline::Query;
use super::updates::Queue;
use super::view::{Answer, Call};

/// Telegram's account behind which anonymous administrators write.
pub const ANONYMOUS_BOT: i64 = 1_087_968_824;
/// Telegram's account behind which people write as a channel.
pub const CHANNEL_BOT: i64 = 136_817_688;
/// How long a button press may wait for its answer.
const ANSWER_WINDOW_MS: i64 = 15_000;
/// How many calls are remembered; enough for any test, bounded for long benchmarks.
const CALLS_KEPT: usize = 50_000;

/// What a person is in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Owns the group.
    Creator,
    /// Administrator with every right.
    Admin,
    /// Administrator who writes as the group itself.
    AnonymousAdmin,
    /// Ordinary member.
    Member,
    /// Was there or never was.
    Left,
    /// Was banned.
    Banned,
}

impl Standing {
    /// Whether the person is in the group at all.
    pub fn inside(self) -> bool {
        !matches!(self, Standing::Left | Standing::Banned)
    }

    /// Whether the person administers the group.
    pub fn leads(self) -> bool {
        matches!(self, Standing::Creator | Standing::Admin | Standing::AnonymousAdmin)
    }

    /// Short name, as the page shows it.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Creator => "creator",
            Standing::Admin => "admin",
            Standing::AnonymousAdmin => "anonymous_admin",
            Standing::Member => "member",
            Standing::Left => "left",
            Standing::Banned => "banned",
        }
    }
}

/// What the bot may do in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BotRights {
    /// Administrator; without it every other right but `send` is void.
    pub admin: bool,
    /// May write; false makes it a restricted member.
    pub send: bool,
    /// `can_manage_topics`.
    pub manage_topics: bool,
    /// `can_delete_messages`.
    pub delete_messages: bool,
    /// `can_pin_messages`.
    pub pin_messages: bool,
    /// `can_restrict_members`.
    pub restrict_members: bool,
    /// `can_invite_users`.
    pub invite_users: bool,
    /// `can_change_info`.
    pub change_info: bool,
    /// `can_promote_members`.
    pub promote_members: bool,
}

impl BotRights {
    /// Administrator with every right.
    pub fn all() -> Self {
        BotRights {
            admin: true,
            send: true,
            manage_topics: true,
            delete_messages: true,
            pin_messages: true,
            restrict_members: true,
            invite_users: true,
            change_info: true,
            promote_members: true,
        }
    }

    /// Administrator without any special right.
    pub fn admin() -> Self {
        BotRights { admin: true, ..BotRights::member() }
    }

    /// Ordinary member.
    pub fn member() -> Self {
        BotRights {
            admin: false,
            send: true,
            manage_topics: false,
            delete_messages: false,
            pin_messages: false,
            restrict_members: false,
            invite_users: false,
            change_info: false,
            promote_members: false,
        }
    }

    /// Member who may not write.
    pub fn muted() -> Self {
        BotRights { send: false, ..BotRights::member() }
    }
}

impl Default for BotRights {
    fn default() -> Self {
        BotRights::all()
    }
}

/// Where the bot stands in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Never was there.
    Never,
    /// Left by itself.
    Left,
    /// Was removed by a person.
    Kicked,
    /// Is there with these rights.
    In(BotRights),
}

/// The kinds of chats that a desk meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    /// One person and the bot.
    Private,
    /// Basic group.
    Group,
    /// Supergroup, forum or not.
    Supergroup,
}

impl ChatKind {
    /// Telegram's word for it.
    pub fn name(self) -> &'static str {
        match self {
            ChatKind::Private => "private",
            ChatKind::Group => "group",
            ChatKind::Supergroup => "supergroup",
        }
    }
}

/// A person.
#[derive(Debug, Clone)]
pub struct User {
    pub id: i64,
    pub first_name: String,
    pub username: Option<String>,
    pub language: Option<String>,
    pub blocked: bool,
    pub deactivated: bool,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// A person or the bot, under the own name.
    User(i64),
    /// An administrator who writes as the group.
    Anonymous,
    /// Somebody who writes as a channel.
    Channel(i64),
}

/// A topic of a forum.
#[derive(Debug, Clone)]
pub struct TopicState {
    pub name: String,
    pub icon_id: Option<String>,
    pub closed: bool,
    /// When it was deleted, in milliseconds.
    pub deleted_at: Option<i64>,
    pub by_bot: bool,
}

/// A message as it stands now.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: i32,
    pub date: i64,
    pub edit_date: Option<i64>,
    pub author: Author,
    /// Topic of a forum; none in General.
    pub thread: Option<i32>,
    /// First message of a reply thread in a plain supergroup.
    pub reply_root: Option<i32>,
    pub kind: String,
    /// The fields that make its content, as Telegram names them.
    pub content: Map<String, Value>,
    pub reply_to: Option<i32>,
    /// A reply to another chat or topic.
    pub external: Option<Value>,
    pub quote: Option<Value>,
    pub keyboard: Option<Value>,
    /// Sent with a reply keyboard or ForceReply, which makes it uneditable.
    pub fixed: bool,
    pub album: Option<String>,
    pub silent: bool,
    pub reactions: Vec<(i64, String)>,
    pub pinned: bool,
    pub copy_of: Option<(i64, i32)>,
    pub origin: Option<Value>,
    pub protected: bool,
    pub service: bool,
}

impl Message {
    /// An empty message of a kind; the rest is filled in by whoever posts it.
    pub fn new(author: Author, content: Map<String, Value>) -> Self {
        Message {
            id: 0,
            date: 0,
            edit_date: None,
            author,
            thread: None,
            reply_root: None,
            kind: kind_of(&content),
            content,
            reply_to: None,
            external: None,
            quote: None,
            keyboard: None,
            fixed: false,
            album: None,
            silent: false,
            reactions: Vec::new(),
            pinned: false,
            copy_of: None,
            origin: None,
            protected: false,
            service: false,
        }
    }

    /// Text or caption.
    pub fn words(&self) -> &str {
        self.content
            .get("text")
            .or_else(|| self.content.get("caption"))
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Entities of the text or caption.
    pub fn entities(&self) -> Vec<Value> {
        self.content
            .get("entities")
            .or_else(|| self.content.get("caption_entities"))
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    }
}

/// A chat with everything in it.
#[derive(Debug, Clone)]
pub struct Chat {
    pub id: i64,
    pub kind: ChatKind,
    pub title: String,
    pub forum: bool,
    pub members: BTreeMap<i64, Standing>,
    pub bot: Presence,
    pub next_message: i32,
    pub messages: BTreeMap<i32, Message>,
    pub topics: BTreeMap<i32, TopicState>,
    pub general_closed: bool,
    pub general_hidden: bool,
    pub general_name: String,
    pub migrated_to: Option<i64>,
    /// Further fields of `getChat`, as a test wants them.
    pub extra: Map<String, Value>,
}

impl Chat {
    /// An empty chat without the bot.
    pub fn new(id: i64, kind: ChatKind, title: &str, forum: bool) -> Self {
        Chat {
            id,
            kind,
            title: title.to_owned(),
            forum,
            members: BTreeMap::new(),
            bot: Presence::Never,
            next_message: 1,
            messages: BTreeMap::new(),
            topics: BTreeMap::new(),
            general_closed: false,
            general_hidden: false,
            general_name: "General".to_owned(),
            migrated_to: None,
            extra: Map::new(),
        }
    }

    /// The bot's rights, none if it is not inside.
    pub fn rights(&self) -> Option<BotRights> {
        match self.bot {
            Presence::In(rights) => Some(rights),
            _ => None,
        }
    }

    /// Whether the bot administers the chat and has one right.
    pub fn may(&self, right: impl Fn(&BotRights) -> bool) -> bool {
        self.rights().is_some_and(|r| r.admin && right(&r))
    }

    /// The living topic with this id.
    pub fn topic(&self, thread: i32) -> Option<&TopicState> {
        self.topics.get(&thread).filter(|topic| topic.deleted_at.is_none())
    }
}

/// A press that waits for its answer.
#[derive(Debug, Clone)]
pub struct Callback {
    pub at: i64,
    pub answer: Option<Answer>,
}

/// A file that can be downloaded.
#[derive(Debug, Clone)]
pub struct StoredFile {
    pub kind: String,
    pub bytes: Vec<u8>,
    /// The object as messages carry it.
    pub object: Value,
}

/// The bot as Telegram's account.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: i64,
    pub token: String,
    pub username: String,
    pub name: String,
    pub reads_all: bool,
    /// Further fields of `getMe`, as a test wants them.
    pub extra: Map<String, Value>,
}

/// The webhook that is set, if any.
#[derive(Debug, Clone, Default)]
pub struct Webhook {
    pub url: String,
    pub secret: Option<String>,
    pub max_connections: i64,
    pub last_error: Option<(i64, String)>,
}

/// Everything.
pub struct World {
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    pub account: Account,
    pub users: BTreeMap<i64, User>,
    pub chats: BTreeMap<i64, Chat>,
    pub queue: Queue,
    pub callbacks: BTreeMap<String, Callback>,
    /// What people write behind the bot's name, by the query's id.
    pub inline: BTreeMap<String, Query>,
    pub calls: VecDeque<Call>,
    pub complaints: Vec<String>,
    pub faults: Faults,
    pub limits: Limits,
    /// What the page calls a member of a group; the bot never sees it.
    pub labels: BTreeMap<(i64, i64), String>,
    /// Commands by scope and language; descriptions and names by kind and language.
    pub commands: BTreeMap<(String, String), Value>,
    pub profile: BTreeMap<(String, String), String>,
    pub files: BTreeMap<String, StoredFile>,
    pub webhook: Webhook,
    pub lanes: Lanes,
    /// Whether a topic deleted less than a minute ago answers `TOPIC_DELETED`.
    pub topic_cache: bool,
    /// Whether the bot hears of reactions in private chats; reports say it does not.
    pub private_reactions: bool,
    /// Whether the token has been revoked.
    pub token_revoked: bool,
    /// Whether anybody can connect.
    pub reachable: bool,
    pub stopped: bool,
    serial: u64,
}

impl World {
    /// An empty world with one bot.
    pub fn new(clock: Arc<dyn Fn() -> i64 + Send + Sync>, limits: bool) -> Self {
        World {
            clock,
            account: Account {
                id: 4242,
                token: "4242:AAHlocal-desk-token-for-the-sandbox00".to_owned(),
                username: "frontdesk_sandbox_bot".to_owned(),
                name: "Frontdesk".to_owned(),
                reads_all: false,
                extra: Map::new(),
            },
            users: BTreeMap::new(),
            chats: BTreeMap::new(),
            queue: Queue::new(),
            callbacks: BTreeMap::new(),
            inline: BTreeMap::new(),
            calls: VecDeque::new(),
            complaints: Vec::new(),
            faults: Faults::default(),
            limits: Limits::new(limits),
            labels: BTreeMap::new(),
            commands: BTreeMap::new(),
            profile: BTreeMap::new(),
            files: BTreeMap::new(),
            webhook: Webhook::default(),
            lanes: Lanes::default(),
            topic_cache: true,
            private_reactions: false,
            token_revoked: false,
            reachable: true,
            stopped: false,
            serial: 0,
        }
    }

    /// Milliseconds since 1970, as the owner of the sandbox wants them.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// The next number of a series that never repeats.
    pub fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// A number that looks like Telegram's long identifiers.
    pub fn long_id(&mut self) -> String {
        // A fixed odd multiplier spreads consecutive numbers; nobody should read order into ids.
        let n = self.serial().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 1;
        format!("{n}")
    }

    /// Notes something that the bot did wrong.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.complaints.push(text.into());
    }

    /// Remembers a call.
    pub fn record(&mut self, call: Call) {
        if self.calls.len() >= CALLS_KEPT {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    /// Puts a message into a chat and gives it its id and date.
    pub fn post(&mut self, chat: i64, mut message: Message) -> Option<i32> {
        let date = self.now().div_euclid(1000);
        let chat = self.chats.get_mut(&chat)?;
        message.id = chat.next_message;
        message.date = date;
        chat.next_message += 1;
        let id = message.id;
        chat.messages.insert(id, message);
        Some(id)
    }

    /// Posts a service message and tells the bot, who hears even of its own.
    pub fn service(
        &mut self,
        chat: i64,
        author: Author,
        thread: Option<i32>,
        kind: &str,
        body: Value,
    ) -> Option<i32> {
        let mut content = Map::new();
        content.insert(kind.to_owned(), body);
        let mut message = Message::new(author, content);
        message.kind = kind.to_owned();
        message.service = true;
        message.thread = thread;
        let id = self.post(chat, message)?;
        self.deliver(chat, id, "message");
        Some(id)
    }

    /// A message by chat and id.
    pub fn message(&self, chat: i64, id: i32) -> Option<&Message> {
        self.chats.get(&chat)?.messages.get(&id)
    }

    /// A message by chat and id, to change it.
    pub fn message_mut(&mut self, chat: i64, id: i32) -> Option<&mut Message> {
        self.chats.get_mut(&chat)?.messages.get_mut(&id)
    }

    /// Queues a message update if Telegram would: never the bot's own messages except service
    /// messages, and under privacy mode only what is meant for the bot.
    pub fn deliver(&mut self, chat_id: i64, id: i32, update: &str) {
        let Some(chat) = self.chats.get(&chat_id) else {
            return;
        };
        let Some(message) = chat.messages.get(&id) else {
            return;
        };
        let own = message.author == Author::User(self.account.id);
        if own && !message.service {
            return;
        }
        let heard = match (chat.kind, chat.bot) {
            (ChatKind::Private, _) => true,
            (_, Presence::In(rights)) => {
                rights.admin
                    || self.account.reads_all
                    || message.service
                    || self.is_meant_for_bot(chat, message)
            }
            _ => false,
        };
        if !heard {
            return;
        }
        let expires = message.date * 1000 + 24 * 3_600_000;
        let body = self.render_message(chat_id, id);
        self.emit(update, body, expires);
    }

    fn is_meant_for_bot(&self, chat: &Chat, message: &Message) -> bool {
        let words = message.words();
        if let Some(rest) = words.strip_prefix('/') {
            let command = rest.split_whitespace().next().unwrap_or_default();
            return match command.split_once('@') {
                Some((_, name)) => name.eq_ignore_ascii_case(&self.account.username),
                None => true,
            };
        }
        message
            .reply_to
            .and_then(|id| chat.messages.get(&id))
            .is_some_and(|target| target.author == Author::User(self.account.id) && !target.service)
    }

    /// Queues an update unless the bot did not ask for its kind.
    pub fn emit(&mut self, kind: &str, body: Value, expires: i64) {
        let mut update = Map::new();
        update.insert(kind.to_owned(), body);
        self.queue.push(kind, update, expires);
    }

    /// Queues an update that lives for a day.
    pub fn emit_for_a_day(&mut self, kind: &str, body: Value) {
        let expires = self.now() + 24 * 3_600_000;
        self.emit(kind, body, expires);
    }

    /// Whether the bot and a person share a group, so that the bot has heard of the person.
    pub fn has_met(&self, user: i64) -> bool {
        self.chats.values().any(|chat| chat.rights().is_some() && chat.members.contains_key(&user))
    }

    /// Presses a button: queues the update and returns the id of the query.
    pub fn press(&mut self, user: i64, chat_id: i64, message: i32, data: &str) -> String {
        let id = self.long_id();
        let now = self.now();
        self.callbacks.insert(id.clone(), Callback { at: now, answer: None });
        let inside = self
            .chats
            .get(&chat_id)
            .is_some_and(|c| c.kind == ChatKind::Private || c.rights().is_some());
        if inside {
            let shown = if self.message(chat_id, message).is_some() {
                self.render_message(chat_id, message)
            } else {
                json!({"chat": self.render_chat(chat_id), "message_id": message, "date": 0})
            };
            let body = json!({
                "id": id,
                "from": self.render_user(user),
                "message": shown,
                "chat_instance": format!("{}", chat_id.wrapping_mul(7_919)),
                "data": data,
            });
            self.emit("callback_query", body, now + 150_000);
        }
        id
    }

    /// Writes the bot's name and something behind it: queues the update, if inline mode is on, and
    /// returns the id of the query.
    pub fn inquire(&mut self, user: i64, chat: i64, words: &str, offset: &str) -> String {
        let id = self.long_id();
        let now = self.now();
        self.inline.insert(id.clone(), Query { from: user, at: now, answer: None });
        let of_type = match self.chats.get(&chat).map(|chat| &chat.kind) {
            Some(ChatKind::Private) if chat == user => "sender",
            Some(ChatKind::Private) | None => "private",
            Some(ChatKind::Group) => "group",
            Some(ChatKind::Supergroup) => "supergroup",
        };
        let body = json!({
            "id": id,
            "from": self.render_user(user),
            "query": words,
            "offset": offset,
            "chat_type": of_type,
        });
        if self.render_me().get("supports_inline_queries") == Some(&json!(true)) {
            self.emit("inline_query", body, now + 30_000);
        }
        id
    }

    /// Takes the bot's answer to a press; false if the query is unknown, answered or too old.
    pub fn answer(&mut self, id: &str, answer: Answer) -> bool {
        let now = self.now();
        match self.callbacks.get_mut(id) {
            Some(callback)
                if callback.answer.is_none() && now - callback.at <= ANSWER_WINDOW_MS =>
            {
                callback.answer = Some(answer);
                true
            }
            _ => false,
        }
    }
}

/// Content kinds in the order in which they are recognized: the more special first, because an
/// animation also carries `document` and a venue also carries `location`.
const KINDS: [&str; 24] = [
    "text",
    "animation",
    "live_photo",
    "photo",
    "video",
    "voice",
    "video_note",
    "audio",
    "document",
    "sticker",
    "contact",
    "venue",
    "location",
    "poll",
    "dice",
    "invoice",
    "paid_media",
    "giveaway",
    "giveaway_winners",
    "story",
    "game",
    "rich_message",
    "checklist",
    "pinned_message",
];

/// What a person does that Telegram writes into the chat for them.
const SERVICE: [&str; 22] = [
    "pinned_message",
    "message_auto_delete_timer_changed",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "write_access_allowed",
    "users_shared",
    "chat_shared",
    "connected_website",
    "passport_data",
    "web_app_data",
    "successful_payment",
    "refunded_payment",
    "gift",
    "unique_gift",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "giveaway_created",
    "giveaway_completed",
    "video_chat_started",
    "suggested_post_approved",
    "suggested_post_declined",
];

/// Whether a content is one of Telegram's own lines.
pub fn is_service(kind: &str) -> bool {
    SERVICE.contains(&kind)
}

/// What a content is, by its fields.
pub fn kind_of(content: &Map<String, Value>) -> String {
    KINDS
        .iter()
        .find(|kind| content.contains_key(**kind))
        .map(|kind| (*kind).to_owned())
        .or_else(|| content.keys().find(|key| !key.starts_with("caption")).cloned())
        .unwrap_or_else(|| "empty".to_owned())
}
