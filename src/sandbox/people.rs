//! What people do, and what Telegram tells the bot about it.

use serde_json::{Map, Value, json};

use super::methods::send::{external_reply, reply_root};
use super::outgoing::Outgoing;
use super::text::Formatted;
use super::view::buttons;
use super::world::{
    Author, BotRights, Chat, ChatKind, Message, Presence, Standing, User, World, is_service,
};

impl World {
    /// A new person.
    pub fn add_user(&mut self, name: &str, username: Option<&str>, language: Option<&str>) -> i64 {
        let id = 5_000_000_100 + i64::try_from(self.users.len()).unwrap_or(0);
        self.users.insert(
            id,
            User {
                id,
                first_name: name.to_owned(),
                username: username.map(|name| name.trim_start_matches('@').to_owned()),
                language: language.map(str::to_owned),
                blocked: false,
                deactivated: false,
            },
        );
        id
    }

    /// A new chat of a kind, without anybody in it.
    pub fn add_chat(&mut self, kind: ChatKind, title: &str, forum: bool) -> i64 {
        let number = i64::try_from(self.chats.len()).unwrap_or(0) + 1;
        let id = match kind {
            ChatKind::Group => -4_000 - number,
            _ => -1_002_000_000_000 - number,
        };
        self.chats.insert(id, Chat::new(id, kind, title, forum));
        id
    }

    /// Whoever would change things in a group: its owner, an administrator, anybody.
    pub fn leader(&self, chat: i64) -> i64 {
        let members = self.chats.get(&chat).map(|chat| &chat.members);
        let find = |wanted: &dyn Fn(Standing) -> bool| {
            members.and_then(|m| m.iter().find(|(_, s)| wanted(**s)).map(|(id, _)| *id))
        };
        find(&|s| s == Standing::Creator)
            .or_else(|| find(&|s| s.leads()))
            .or_else(|| find(&|s| s.inside()))
            .unwrap_or(777_000)
    }

    /// Changes what the bot is in a chat and tells it.
    pub fn set_presence(&mut self, id: i64, presence: Presence, by: i64) {
        let Some(chat) = self.chats.get_mut(&id) else {
            return;
        };
        let old = std::mem::replace(&mut chat.bot, presence);
        if old == presence {
            return;
        }
        let body = json!({
            "chat": self.render_chat(id),
            "from": self.render_user(by),
            "date": self.now().div_euclid(1000),
            "old_chat_member": self.render_presence(old),
            "new_chat_member": self.render_presence(presence),
        });
        self.emit_for_a_day("my_chat_member", body);
    }

    /// The bot comes into a chat.
    pub fn bot_enters(&mut self, id: i64, rights: BotRights) {
        let by = self.leader(id);
        let was_in = self.chats.get(&id).is_some_and(|c| c.rights().is_some());
        self.set_presence(id, Presence::In(rights), by);
        if !was_in {
            let bot = self.render_user(self.account.id);
            self.service(id, Author::User(by), None, "new_chat_members", json!([bot]));
        }
    }

    /// Changes what a person is in a group. The bot hears of it if it administers the group and
    /// asked for `chat_member`.
    pub fn set_member(&mut self, id: i64, user: i64, standing: Standing) {
        let by = self.leader(id);
        let Some(chat) = self.chats.get_mut(&id) else {
            return;
        };
        let old = chat.members.insert(user, standing).unwrap_or(Standing::Left);
        if old == standing {
            return;
        }
        let told = chat.may(|_| true);
        let by = match (old.inside(), standing) {
            (false, _) | (true, Standing::Left) => user,
            _ => by,
        };
        if told {
            let body = json!({
                "chat": self.render_chat(id),
                "from": self.render_user(by),
                "date": self.now().div_euclid(1000),
                "old_chat_member": self.render_member(user, old),
                "new_chat_member": self.render_member(user, standing),
            });
            self.emit_for_a_day("chat_member", body);
        }
        let shown = self.render_user(user);
        match (old.inside(), standing.inside()) {
            (false, true) if standing != Standing::Creator => {
                self.service(id, Author::User(user), None, "new_chat_members", json!([shown]));
            }
            (true, false) => {
                self.service(id, Author::User(by), None, "left_chat_member", shown);
            }
            _ => {}
        }
    }

    /// Blocks or unblocks the bot for a person.
    pub fn set_blocked(&mut self, user: i64, blocked: bool) {
        let Some(person) = self.users.get_mut(&user) else {
            return;
        };
        if person.blocked == blocked {
            return;
        }
        person.blocked = blocked;
        self.open_private(user);
        let inside = Presence::In(BotRights::member());
        let (old, new) =
            if blocked { (inside, Presence::Kicked) } else { (Presence::Kicked, inside) };
        let body = json!({
            "chat": self.render_chat(user),
            "from": self.render_user(user),
            "date": self.now().div_euclid(1000),
            "old_chat_member": self.render_presence(old),
            "new_chat_member": self.render_presence(new),
        });
        self.emit_for_a_day("my_chat_member", body);
    }

    /// Makes sure that a person's private chat with the bot exists.
    pub fn open_private(&mut self, user: i64) {
        if let Some(person) = self.users.get(&user) {
            let name = person.first_name.clone();
            self.chats
                .entry(user)
                .or_insert_with(|| Chat::new(user, ChatKind::Private, &name, false));
        }
    }

    /// Says something, or tells why a person could not.
    pub fn say(
        &mut self,
        user: i64,
        chat: i64,
        outgoing: &Outgoing,
        album: Option<String>,
    ) -> Result<i32, String> {
        let person = self.users.get(&user).ok_or_else(|| format!("nobody has the id {user}"))?;
        if person.deactivated {
            return Err(format!("{} has no account any more", person.first_name));
        }
        if chat == user {
            self.set_blocked(user, false);
            self.open_private(user);
        }
        let (author, thread) = self.may_say(user, chat, outgoing)?;
        let content = outgoing.content(self);
        let place = self.chats.get(&chat).ok_or("no such chat")?;
        let target = outgoing.reply_to.and_then(|id| place.messages.get(&id));
        if outgoing.reply_to.is_some() && target.is_none() {
            return Err("the message to answer is gone".to_owned());
        }
        let mut message = Message::new(author, content);
        message.thread = thread;
        message.album = album;
        message.protected = outgoing.protected;
        message.service = is_service(&message.kind);
        message.origin.clone_from(&outgoing.origin);
        message.external.clone_from(&outgoing.external);
        if let Some(target) = target {
            let root = place.forum && target.thread == Some(target.id);
            if target.thread != thread && place.forum {
                message.external = Some(external_reply(self, place, target.id));
            } else if !root {
                message.reply_to = Some(target.id);
                message.reply_root = reply_root(place, target.id);
            }
        }
        if let Some(words) = &outgoing.quote {
            message.quote = Some(json!({"text": words, "position": 0, "is_manual": true}));
        }
        let id = self.post(chat, message).ok_or("no such chat")?;
        if !outgoing.fleeting {
            self.deliver(chat, id, "message");
        }
        Ok(id)
    }

    fn may_say(
        &self,
        user: i64,
        id: i64,
        outgoing: &Outgoing,
    ) -> Result<(Author, Option<i32>), String> {
        let chat = self.chats.get(&id).ok_or_else(|| format!("there is no chat {id}"))?;
        if chat.kind == ChatKind::Private {
            return if id == user {
                Ok((Author::User(user), None))
            } else {
                Err("this private chat belongs to somebody else".to_owned())
            };
        }
        if let Some(new) = chat.migrated_to {
            return Err(format!("the group has become {new}"));
        }
        let standing = chat.members.get(&user).copied().unwrap_or(Standing::Left);
        if !standing.inside() && outgoing.channel.is_none() {
            return Err(format!("{user} is not in the group {id}"));
        }
        let author = match outgoing.channel {
            Some(channel) => Author::Channel(channel),
            None if outgoing.anonymous || standing == Standing::AnonymousAdmin => Author::Anonymous,
            None => Author::User(user),
        };
        if !chat.forum {
            return Ok((author, None));
        }
        let thread = outgoing.thread.or_else(|| {
            outgoing.reply_to.and_then(|to| chat.messages.get(&to)).and_then(|target| target.thread)
        });
        let thread = thread.filter(|thread| *thread != 1);
        let closed = match thread {
            Some(thread) => match chat.topic(thread) {
                Some(topic) => topic.closed,
                None => return Err(format!("there is no topic {thread}")),
            },
            None => chat.general_closed,
        };
        if closed && !standing.leads() {
            return Err("the topic is closed".to_owned());
        }
        Ok((author, thread))
    }

    /// Changes a message of a person. Equal content is suppressed, as the server does.
    pub fn rewrite(&mut self, user: i64, chat: i64, id: i32, new: &Outgoing) -> Result<(), String> {
        let content = new.content(self);
        self.exchange(user, chat, id, content)
    }

    /// Changes a person's own caption and leaves the file.
    pub fn recaption(&mut self, user: i64, chat: i64, id: i32, words: &str) -> Result<(), String> {
        let old = self.message(chat, id).map(|message| message.content.clone());
        let mut content = old.ok_or_else(|| format!("there is no message {id} in {chat}"))?;
        let formatted = Formatted { text: words.to_owned(), entities: Vec::new() };
        formatted.finish().store(&mut content, "caption", "caption_entities");
        self.exchange(user, chat, id, content)
    }

    fn exchange(
        &mut self,
        user: i64,
        chat: i64,
        id: i32,
        content: Map<String, Value>,
    ) -> Result<(), String> {
        let now = self.now().div_euclid(1000);
        let message = self
            .message_mut(chat, id)
            .ok_or_else(|| format!("there is no message {id} in {chat}"))?;
        if matches!(message.author, Author::User(author) if author != user) || message.service {
            return Err(format!("message {id} belongs to somebody else"));
        }
        if message.content == content {
            return Ok(());
        }
        message.kind = super::world::kind_of(&content);
        message.content = content;
        message.edit_date = Some(now);
        self.deliver(chat, id, "edited_message");
        Ok(())
    }

    /// The data of the button whose label contains some words.
    pub fn button(&self, chat: i64, id: i32, label: &str) -> Result<String, String> {
        let message =
            self.message(chat, id).ok_or_else(|| format!("there is no message {id} in {chat}"))?;
        let all: Vec<_> = buttons(message).into_iter().flatten().collect();
        let button = all
            .iter()
            .find(|button| button.label == label)
            .or_else(|| all.iter().find(|button| button.label.contains(label)))
            .ok_or_else(|| {
                let labels: Vec<&str> = all.iter().map(|b| b.label.as_str()).collect();
                format!("no button says {label:?}; there are {labels:?}")
            })?;
        button
            .data
            .clone()
            .ok_or_else(|| format!("the button {:?} does not call back", button.label))
    }

    /// Puts a person's reaction on a message or takes it away. The bot hears of it as the
    /// administrator of a group, and never in private.
    pub fn set_reaction(&mut self, user: i64, chat_id: i64, id: i32, emoji: Option<&str>) {
        let Some(message) = self.message_mut(chat_id, id) else {
            return;
        };
        let list = |reactions: &[(i64, String)]| -> Vec<Value> {
            reactions
                .iter()
                .filter(|(who, _)| *who == user)
                .map(|(_, emoji)| json!({"type": "emoji", "emoji": emoji}))
                .collect()
        };
        let old = list(&message.reactions);
        message.reactions.retain(|(who, _)| *who != user);
        if let Some(emoji) = emoji {
            message.reactions.push((user, emoji.to_owned()));
        }
        let new = list(&message.reactions);
        let chat = self.chats.get(&chat_id);
        let heard = chat.is_some_and(|c| {
            (c.kind == ChatKind::Private && self.private_reactions) || c.may(|_| true)
        });
        if old == new || !heard {
            return;
        }
        let anonymous =
            chat.and_then(|c| c.members.get(&user)).is_some_and(|s| *s == Standing::AnonymousAdmin);
        let mut body = json!({
            "chat": self.render_chat(chat_id),
            "message_id": id,
            "date": self.now().div_euclid(1000),
            "old_reaction": old,
            "new_reaction": new,
        });
        if let Some(fields) = body.as_object_mut() {
            if anonymous {
                fields.insert("actor_chat".into(), self.render_chat(chat_id));
            } else {
                fields.insert("user".into(), self.render_user(user));
            }
        }
        self.emit_for_a_day("message_reaction", body);
    }

    /// Turns a basic group into a supergroup with a new id; the old messages stay behind.
    pub fn upgrade(&mut self, old: i64, forum: bool) -> Option<i64> {
        let before = self.chats.get(&old)?.clone();
        if before.kind != ChatKind::Group || before.migrated_to.is_some() {
            return None;
        }
        let new = self.add_chat(ChatKind::Supergroup, &before.title, forum);
        if let Some(chat) = self.chats.get_mut(&new) {
            chat.members = before.members;
            chat.bot = before.bot;
        }
        let by = Author::User(self.leader(old));
        self.service(old, by, None, "migrate_to_chat_id", json!(new));
        let author = match by {
            Author::User(777_000) => by,
            _ => Author::Anonymous,
        };
        self.service(new, author, None, "migrate_from_chat_id", json!(old));
        if let Some(chat) = self.chats.get_mut(&old) {
            chat.migrated_to = Some(new);
        }
        Some(new)
    }
}
