//! How the world looks in the Bot API's JSON.
//!
//! Optional fields are left out and never null; every field that typed clients require is there.

use serde_json::{Map, Value, json};

use super::world::{
    ANONYMOUS_BOT, Author, BotRights, CHANNEL_BOT, Chat, ChatKind, Message, Presence, Standing,
    World,
};

impl World {
    /// The id that stands in `from`.
    pub fn sender_id(&self, author: Author) -> i64 {
        match author {
            Author::User(id) => id,
            Author::Anonymous => ANONYMOUS_BOT,
            Author::Channel(_) => CHANNEL_BOT,
        }
    }

    /// A `User`.
    pub fn render_user(&self, id: i64) -> Value {
        if id == self.account.id {
            return json!({
                "id": id, "is_bot": true, "first_name": self.account.name,
                "username": self.account.username,
            });
        }
        match id {
            ANONYMOUS_BOT => json!({"id": id, "is_bot": true, "first_name": "Group",
                "username": "GroupAnonymousBot"}),
            CHANNEL_BOT => json!({"id": id, "is_bot": true, "first_name": "Channel",
                "username": "Channel_Bot"}),
            777_000 => json!({"id": id, "is_bot": false, "first_name": "Telegram"}),
            _ => {
                let mut user = Map::new();
                user.insert("id".into(), json!(id));
                user.insert("is_bot".into(), json!(false));
                let known = self.users.get(&id);
                let name = known.map_or("Unknown", |u| u.first_name.as_str());
                user.insert("first_name".into(), json!(name));
                if let Some(username) = known.and_then(|u| u.username.as_ref()) {
                    user.insert("username".into(), json!(username));
                }
                if let Some(language) = known.and_then(|u| u.language.as_ref()) {
                    user.insert("language_code".into(), json!(language));
                }
                Value::Object(user)
            }
        }
    }

    /// A `Chat`.
    pub fn render_chat(&self, id: i64) -> Value {
        let Some(chat) = self.chats.get(&id) else {
            return json!({"id": id, "type": "private", "first_name": "Unknown"});
        };
        let mut body = Map::new();
        body.insert("id".into(), json!(id));
        body.insert("type".into(), json!(chat.kind.name()));
        if chat.kind == ChatKind::Private {
            if let Some(user) = self.users.get(&id) {
                body.insert("first_name".into(), json!(user.first_name));
                if let Some(username) = &user.username {
                    body.insert("username".into(), json!(username));
                }
            }
        } else {
            body.insert("title".into(), json!(chat.title));
            if chat.forum {
                body.insert("is_forum".into(), json!(true));
            }
            if let Some(username) = chat.extra.get("username") {
                body.insert("username".into(), username.clone());
            }
        }
        Value::Object(body)
    }

    /// A `Message` with the message that it answers.
    pub fn render_message(&self, chat: i64, id: i32) -> Value {
        self.chats
            .get(&chat)
            .and_then(|c| c.messages.get(&id).map(|m| self.render(c, m, true)))
            .unwrap_or(Value::Null)
    }

    fn render(&self, chat: &Chat, message: &Message, with_reply: bool) -> Value {
        let mut body = Map::new();
        body.insert("message_id".into(), json!(message.id));
        body.insert("from".into(), self.render_user(self.sender_id(message.author)));
        match message.author {
            Author::User(_) => {}
            Author::Anonymous => {
                body.insert("sender_chat".into(), self.render_chat(chat.id));
            }
            Author::Channel(channel) => {
                body.insert(
                    "sender_chat".into(),
                    json!({"id": channel, "type": "channel", "title": "A channel"}),
                );
            }
        }
        body.insert("chat".into(), self.render_chat(chat.id));
        body.insert("date".into(), json!(message.date));
        if let Some(date) = message.edit_date {
            body.insert("edit_date".into(), json!(date));
        }
        if let Some(thread) = message.thread {
            body.insert("message_thread_id".into(), json!(thread));
            if chat.forum {
                body.insert("is_topic_message".into(), json!(true));
            }
        } else if let Some(root) = message.reply_root {
            body.insert("message_thread_id".into(), json!(root));
        }
        if with_reply {
            self.render_reply(chat, message, &mut body);
        }
        if let Some(album) = &message.album {
            body.insert("media_group_id".into(), json!(album));
        }
        if let Some(origin) = &message.origin {
            body.insert("forward_origin".into(), origin.clone());
        }
        if message.protected {
            body.insert("has_protected_content".into(), json!(true));
        }
        body.extend(message.content.clone());
        if let Some(keyboard) = &message.keyboard {
            body.insert("reply_markup".into(), keyboard.clone());
        }
        Value::Object(body)
    }

    fn render_reply(&self, chat: &Chat, message: &Message, body: &mut Map<String, Value>) {
        if let Some(external) = &message.external {
            body.insert("external_reply".into(), external.clone());
        }
        if let Some(quote) = &message.quote {
            body.insert("quote".into(), quote.clone());
        }
        // A topic message that answers nothing still seems to answer the topic's root.
        let target =
            message.reply_to.or(message.thread.filter(|root| *root != message.id && chat.forum));
        if message.external.is_none()
            && let Some(target) = target.and_then(|id| chat.messages.get(&id))
        {
            body.insert("reply_to_message".into(), self.render(chat, target, false));
        }
    }

    /// A `ChatMember` for a person.
    pub fn render_member(&self, user: i64, standing: Standing) -> Value {
        let user = self.render_user(user);
        match standing {
            Standing::Creator => json!({"status": "creator", "user": user, "is_anonymous": false}),
            Standing::Admin => administrator(user, BotRights::all(), false),
            Standing::AnonymousAdmin => administrator(user, BotRights::all(), true),
            Standing::Member => json!({"status": "member", "user": user}),
            Standing::Left => json!({"status": "left", "user": user}),
            Standing::Banned => json!({"status": "kicked", "user": user, "until_date": 0}),
        }
    }

    /// A `ChatMember` for the bot.
    pub fn render_presence(&self, presence: Presence) -> Value {
        let user = self.render_user(self.account.id);
        match presence {
            Presence::Never | Presence::Left => json!({"status": "left", "user": user}),
            Presence::Kicked => json!({"status": "kicked", "user": user, "until_date": 0}),
            Presence::In(rights) if rights.admin => administrator(user, rights, false),
            Presence::In(rights) if rights.send => json!({"status": "member", "user": user}),
            Presence::In(_) => restricted(user),
        }
    }

    /// `getMe`.
    pub fn render_me(&self) -> Value {
        let mut me = json!({
            "id": self.account.id,
            "is_bot": true,
            "first_name": self.account.name,
            "username": self.account.username,
            "can_join_groups": true,
            "can_read_all_group_messages": self.account.reads_all,
            "supports_inline_queries": false,
            "can_connect_to_business": false,
            "has_main_web_app": false,
            "has_topics_enabled": false,
            "allows_users_to_create_topics": false,
        });
        if let Some(fields) = me.as_object_mut() {
            fields.extend(self.account.extra.clone());
        }
        me
    }

    /// `getChat`.
    pub fn render_full_chat(&self, chat: &Chat) -> Value {
        let mut body = match self.render_chat(chat.id) {
            Value::Object(body) => body,
            _ => Map::new(),
        };
        body.insert("accent_color_id".into(), json!(2));
        body.insert("max_reaction_count".into(), json!(11));
        body.insert(
            "accepted_gift_types".into(),
            json!({"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
                "premium_subscription": false, "gifts_from_channels": false}),
        );
        if chat.kind != ChatKind::Private {
            body.insert("permissions".into(), permissions(true));
            let pinned = chat.messages.values().rev().find(|m| m.pinned);
            if let Some(pinned) = pinned {
                body.insert("pinned_message".into(), self.render(chat, pinned, false));
            }
        }
        if chat.kind == ChatKind::Supergroup {
            body.insert("has_visible_history".into(), json!(true));
            body.insert("join_to_send_messages".into(), json!(true));
        }
        body.extend(chat.extra.clone());
        Value::Object(body)
    }
}

fn administrator(user: Value, rights: BotRights, anonymous: bool) -> Value {
    json!({
        "status": "administrator",
        "user": user,
        "can_be_edited": false,
        "is_anonymous": anonymous,
        "can_manage_chat": true,
        "can_delete_messages": rights.delete_messages,
        "can_manage_video_chats": false,
        "can_restrict_members": rights.restrict_members,
        "can_promote_members": rights.promote_members,
        "can_change_info": rights.change_info,
        "can_invite_users": rights.invite_users,
        "can_post_stories": false,
        "can_edit_stories": false,
        "can_delete_stories": false,
        "can_pin_messages": rights.pin_messages,
        "can_manage_topics": rights.manage_topics,
    })
}

fn permissions(on: bool) -> Value {
    json!({
        "can_send_messages": on, "can_send_audios": on, "can_send_documents": on,
        "can_send_photos": on, "can_send_videos": on, "can_send_video_notes": on,
        "can_send_voice_notes": on, "can_send_polls": on, "can_send_other_messages": on,
        "can_add_web_page_previews": on, "can_change_info": false, "can_invite_users": on,
        "can_pin_messages": false, "can_manage_topics": false,
    })
}

fn restricted(user: Value) -> Value {
    let mut body = Map::new();
    body.insert("status".into(), json!("restricted"));
    body.insert("user".into(), user);
    body.insert("is_member".into(), json!(true));
    body.insert("until_date".into(), json!(0));
    if let Value::Object(flags) = permissions(false) {
        body.extend(flags);
    }
    Value::Object(body)
}
