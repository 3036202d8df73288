//! What people said goes over to the other side, one message or an album, and what they change
//! changes there.
//!
//! Promises: messages go by their ids, so that kinds nobody knows here arrive as they are
//! (telegram-facts V4); what a copy would change (C9, C10) goes in another way: a dice as the text of
//! what was rolled, a live location as one of the bot's own that is moved, what a user forwards as a
//! forward. What cannot be posted with reply, buttons or number is copied without. Never posts an
//! album a second time, and never shows a user who wrote what an agent forwards.

use std::time::Duration;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use teloxide::payloads;
use teloxide::types::MessageId;

use super::{
    Attempt, Message, Trouble, add, at, fields, message_id, reply_to, sent, settle, thread_id,
};
use crate::domain::event::{CAPTION_LENGTH, Content, Kind, Position, Quote};
use crate::domain::id::{ChatId, MessageRef};
use crate::domain::outbox::{Failure, FoldableText, Lane, Outcome, Row, Task};
use crate::outbound::fold::Folded;
use crate::telegram::{CALL_TIMEOUT, CallError};

/// A live location that ends sooner is copied as the still one that it is about to be: Telegram takes
/// no shorter ones.
const LIVE_AT_LEAST: Duration = Duration::from_secs(60);

/// Tries of the line with the number under a copy that stands already.
const LINE_TRIES: usize = 3;

impl Attempt<'_> {
    pub(super) async fn copy_one(
        &mut self,
        row: &Row,
        chat: ChatId,
        thread: Option<i32>,
    ) -> Result<Outcome, Trouble> {
        let Task::Copy { from, reply_to: answered, quote, silent, numbered, album, .. } = &row.task
        else {
            return Ok(Outcome::Failed(Failure::NotCopyable));
        };
        let Some(original) = from.first() else {
            return Ok(Outcome::Failed(Failure::NotCopyable));
        };
        let content = album.first();
        let reply = match answered {
            Some(answered) => self.by.store.counterpart(*answered, chat)?,
            None => None,
        };
        let keyboard = (*numbered && thread.is_none()).then(|| self.numbered(row)).flatten();

        let mut payload =
            payloads::CopyMessage::new(at(chat), at(original.chat), MessageId(original.message));
        payload.message_thread_id = thread.map(thread_id);
        payload.disable_notification = silent.then_some(true);
        let bare = fields(&payload);
        payload.reply_parameters = reply.map(reply_to);
        let mut body = fields(&payload);
        add(&mut body, keyboard.clone().map(|keyboard| ("reply_markup".to_owned(), keyboard)));

        let dice = |content: &&Content| content.kind == Kind::Dice && !content.text.is_empty();
        if let Some(content) = content.filter(dice) {
            let keyboard = keyboard.clone();
            let rolled = Message { text: content.text.clone(), keyboard, ..Message::default() };
            return match self.send(chat, thread, &rolled, reply, *silent).await {
                Ok(sent) => Ok(Outcome::Sent(vec![sent])),
                Err(error) => settle(chat, error),
            };
        }
        if let Some(moving) = content.and_then(|content| self.moving(content)) {
            let mut body = body.clone();
            if let Some(fields) = body.as_object_mut() {
                fields.retain(|name, _| name != "from_chat_id" && name != "message_id");
            }
            add(&mut body, moving);
            match self.counted("sendLocation", &body).await {
                Ok(answer) => return Ok(Outcome::Sent(vec![sent(chat, &answer)])),
                // As a still one it may still be copied.
                Err(CallError::Failed(Failure::Refused(_))) => {}
                Err(error) => return settle(chat, error),
            }
        }
        if content.is_some_and(|content| content.forwarded) && to_the_team(row) {
            match self.counted("forwardMessage", &bare).await {
                Ok(answer) => {
                    let copies = vec![sent(chat, &answer)];
                    return Ok(self.stands_bare(row, copies, keyboard.is_some()).await);
                }
                // What is protected can be copied all the same (telegram-facts C4).
                Err(CallError::Failed(Failure::NotCopyable | Failure::Refused(_))) => {}
                Err(error) => return settle(chat, error),
            }
        }
        // With a reply or buttons the content is sent anew under the bot's limits; in place it can
        // still be copied (telegram-facts C3).
        let refused = body != bare && content.is_some_and(Content::has_long_caption);
        if !refused {
            match self.quoting("copyMessage", &body, 1, reply.zip(quote.as_ref())).await {
                Ok(answer) => return Ok(Outcome::Sent(vec![sent(chat, &answer)])),
                Err(CallError::CaptionTooLong) if body != bare => {}
                Err(error) => return settle(chat, error),
            }
        }
        match self.counted("copyMessage", &bare).await {
            Ok(answer) => {
                Ok(self.stands_bare(row, vec![sent(chat, &answer)], keyboard.is_some()).await)
            }
            Err(error) => settle(chat, error),
        }
    }

    /// A call of this many that count, with the part that is quoted. Where the other side says it
    /// otherwise, for example in a card, the whole of the message is answered.
    async fn quoting(
        &mut self,
        method: &str,
        body: &Value,
        calls: u32,
        quote: Option<(i32, &Quote)>,
    ) -> Result<Box<RawValue>, CallError> {
        if let Some((reply, quote)) = quote {
            let mut quoting = body.clone();
            add(&mut quoting, [("reply_parameters".to_owned(), quotation(reply, quote))]);
            self.calls = self.calls.saturating_add(calls);
            match self.by.telegram.call_raw(method, &quoting, CALL_TIMEOUT).await {
                Err(CallError::Failed(Failure::Refused(_))) => {}
                answer => return answer,
            }
        }
        self.calls = self.calls.saturating_add(calls);
        self.by.telegram.call_raw(method, body, CALL_TIMEOUT).await
    }

    /// What stands there carries no buttons: in a plain desk the number follows in a line.
    async fn stands_bare(&mut self, row: &Row, copies: Vec<MessageRef>, numbered: bool) -> Outcome {
        if numbered && let Some(copy) = copies.first() {
            self.number_line(row, *copy).await;
        }
        Outcome::Sent(copies)
    }

    /// The fields of `sendLocation` for a live location, with the time that is left of it.
    fn moving(&self, content: &Content) -> Option<serde_json::Map<String, Value>> {
        let position = content.position.as_ref()?;
        let left = position.until?.since(self.by.clock.now());
        let mut fields = place_of(position)?;
        if left <= LIVE_AT_LEAST {
            return None;
        }
        fields.insert("live_period".to_owned(), left.as_secs().into());
        Some(fields)
    }

    /// Moves the copy of a live location; one that has ended stops there. A copy that stands still
    /// cannot be moved (telegram-facts M4).
    async fn move_on(
        &mut self,
        chat: ChatId,
        body: Value,
        position: &Position,
    ) -> Result<Outcome, Trouble> {
        let Some(mut place) = place_of(position) else {
            return Ok(Outcome::Failed(Failure::NotCopyable));
        };
        if position.until.is_none() {
            place.remove("live_period");
        }
        let mut there = body.clone();
        add(&mut there, place);
        match self.counted("editMessageLiveLocation", &there).await {
            Ok(_) | Err(CallError::NotModified) => {}
            Err(error) => return settle(chat, error),
        }
        if position.until.is_some() {
            return Ok(Outcome::Done);
        }
        match self.counted("stopMessageLiveLocation", &body).await {
            // It stands where it should; that it has ended by itself meanwhile is as good.
            Ok(_) | Err(CallError::Failed(_)) => Ok(Outcome::Done),
            Err(error) => settle(chat, error),
        }
    }

    /// The conversation's number under a copy that cannot carry buttons. The copy stands already,
    /// so that this is never worth repeating in doubt.
    async fn number_line(&mut self, row: &Row, copy: MessageRef) {
        let Some(id) = row.conversation else { return };
        let by = self.by;
        let line = by.render(&by.inside(id.desk), |renderer| renderer.number_line(id));
        let reply = (copy.message != 0).then_some(copy.message);
        for _ in 0..LINE_TRIES {
            match self.send(copy.chat, None, &line, reply, true).await {
                Err(CallError::RateLimited(wait)) if wait <= CALL_TIMEOUT => {
                    self.by.clock.sleep(wait).await;
                }
                Err(CallError::NotSent) => self.by.clock.sleep(Duration::from_secs(1)).await,
                Ok(_) => return,
                Err(error) => {
                    tracing::debug!(%error, "the line with the number was not sent");
                    return;
                }
            }
        }
    }

    pub(super) async fn copy_album(
        &mut self,
        row: &Row,
        chat: ChatId,
        thread: Option<i32>,
    ) -> Result<Outcome, Trouble> {
        let Task::Copy { from, reply_to: answered, quote, silent, numbered, album, .. } = &row.task
        else {
            return Ok(Outcome::Failed(Failure::NotCopyable));
        };
        let Some(first) = from.first() else {
            return Ok(Outcome::Failed(Failure::NotCopyable));
        };
        // Every item counts (telegram-facts L10).
        let items = u32::try_from(from.len()).unwrap_or(u32::MAX);
        let numbered = *numbered && thread.is_none();
        let reply = match answered {
            Some(answered) => self.by.store.counterpart(*answered, chat)?,
            None => None,
        };
        let parts: Vec<MessageId> = from.iter().map(|part| MessageId(part.message)).collect();
        if album.iter().any(|content| content.forwarded) && to_the_team(row) {
            let parts = parts.clone();
            let mut payload = payloads::ForwardMessages::new(at(chat), at(first.chat), parts);
            payload.message_thread_id = thread.map(thread_id);
            payload.disable_notification = silent.then_some(true);
            self.calls = self.calls.saturating_add(items);
            match self.by.telegram.call(&payload).await {
                Ok(answer) => {
                    return Ok(self.stands_bare(row, copies(chat, &answer), numbered).await);
                }
                // What is protected can be copied all the same (telegram-facts C4).
                Err(CallError::Failed(
                    Failure::NotCopyable | Failure::TargetGone | Failure::Refused(_),
                )) => {}
                Err(error) => return settle(chat, error),
            }
        }
        // A copied album carries neither a reply nor buttons (telegram-facts C5); posted anew it can
        // answer a message, and its caption can hold the number.
        if (numbered || reply.is_some())
            && let Some(media) = self.album_anew(row, numbered)
        {
            let card = || row.conversation.and_then(|id| self.by.store.whereabouts(id).ok()??.card);
            let anchor = reply.or_else(|| {
                card().filter(|card| numbered && card.chat == chat).map(|card| card.message)
            });
            let mut body = json!({ "chat_id": chat.0, "media": media });
            add(&mut body, thread.map(|thread| ("message_thread_id".to_owned(), thread.into())));
            add(&mut body, silent.then(|| ("disable_notification".to_owned(), true.into())));
            let anchor = anchor.map(|anchor| fields(&reply_to(anchor)));
            add(&mut body, anchor.map(|anchor| ("reply_parameters".to_owned(), anchor)));
            let quote = reply.zip(quote.as_ref());
            match self.quoting("sendMediaGroup", &body, items, quote).await {
                Ok(answer) => return Ok(Outcome::Sent(copies(chat, &answer))),
                // As they are they may still be copied.
                Err(
                    CallError::CaptionTooLong
                    | CallError::Failed(Failure::Refused(_) | Failure::TooLong | Failure::FileGone),
                ) => {}
                Err(error) => return settle(chat, error),
            }
        }
        let mut payload = payloads::CopyMessages::new(at(chat), at(first.chat), parts);
        payload.message_thread_id = thread.map(thread_id);
        payload.disable_notification = silent.then_some(true);
        self.calls = self.calls.saturating_add(items);
        match self.by.telegram.call(&payload).await {
            Ok(answer) => Ok(self.stands_bare(row, copies(chat, &answer), numbered).await),
            Err(error) => settle(chat, error),
        }
    }

    /// The parts of an album as `sendMediaGroup` takes them, by their files; `None` if it cannot take
    /// them. With the number of the conversation before the first caption, if that fits.
    fn album_anew(&self, row: &Row, numbered: bool) -> Option<Value> {
        let Task::Copy { from, album, .. } = &row.task else { return None };
        if album.len() != from.len() {
            return None;
        }
        let by = self.by;
        let number = row
            .conversation
            .filter(|_| numbered)
            .map(|id| by.render(&by.inside(id.desk), |renderer| renderer.number_line(id)).text);
        let mut items = Vec::new();
        for (index, content) in album.iter().enumerate() {
            let of_type = media_type(content.kind).filter(|_| content.kind != Kind::Animation)?;
            let file = content.file.as_ref()?;
            let mut words = Folded::default();
            if let Some(number) = number.as_ref().filter(|_| index == 0) {
                words.add(&FoldableText { text: number.clone(), entities: None });
            }
            let caption =
                FoldableText { text: content.text.clone(), entities: content.entities.clone() };
            if !content.text.is_empty() && !words.add(&caption) {
                return None;
            }
            if words.text.chars().count() > CAPTION_LENGTH {
                return None;
            }
            let mut item = json!({ "type": of_type, "media": file.id });
            if !words.text.is_empty() {
                add(&mut item, [("caption".to_owned(), words.text.into())]);
            }
            if !words.entities.is_empty() {
                add(&mut item, [("caption_entities".to_owned(), words.entities.into())]);
            }
            add(&mut item, file.spoiler.then(|| ("has_spoiler".to_owned(), true.into())));
            let above = ("show_caption_above_media".to_owned(), true.into());
            add(&mut item, file.caption_above.then_some(above));
            items.push(item);
        }
        Some(Value::Array(items))
    }

    /// Changes the copy of a message. One that stands for several, or is gone, or in which such a
    /// thing cannot be changed (telegram-facts M4), is refused.
    pub(super) async fn revise(&mut self, row: &Row, chat: ChatId) -> Result<Outcome, Trouble> {
        let Task::Revise { original, content, exchanged, .. } = &row.task else {
            return Ok(Outcome::Failed(Failure::NotCopyable));
        };
        let Some(copy) = self.by.store.counterpart(*original, chat)? else {
            return Ok(Outcome::Failed(Failure::TargetGone));
        };
        let shown = self.by.store.read()?.mapped(MessageRef::new(chat, copy))?;
        let Some(shown) = shown.filter(|shown| shown.counterparts == [*original]) else {
            return Ok(Outcome::Failed(Failure::NotCopyable));
        };
        let keyboard = shown.numbered.then(|| self.numbered(row)).flatten();
        let entities = content.entities.as_deref();
        let entities: Option<Value> = entities.and_then(|raw| serde_json::from_str(raw).ok());
        let words = |text: &str, covers: &str| {
            let words = (text.to_owned(), Value::from(content.text.as_str()));
            [Some(words), entities.clone().map(|raw| (covers.to_owned(), raw))]
                .into_iter()
                .flatten()
        };
        let above = content.file.as_ref().is_some_and(|file| file.caption_above);
        let above = above.then(|| ("show_caption_above_media".to_owned(), Value::from(true)));
        let mut body = json!({ "chat_id": chat.0, "message_id": copy });
        add(&mut body, keyboard.map(|keyboard| ("reply_markup".to_owned(), keyboard)));
        if let Some(position) = &content.position {
            return self.move_on(chat, body, position).await;
        }
        let method = match (content.kind, media_type(content.kind), &content.file) {
            (Kind::Text, ..) => {
                add(&mut body, words("text", "entities"));
                let preview = content.preview.as_deref();
                let preview: Option<Value> = preview.and_then(|raw| serde_json::from_str(raw).ok());
                add(&mut body, preview.map(|raw| ("link_preview_options".to_owned(), raw)));
                "editMessageText"
            }
            (_, Some(of_type), Some(file)) if *exchanged => {
                let mut media = json!({ "type": of_type, "media": file.id });
                add(&mut media, words("caption", "caption_entities"));
                add(&mut media, above);
                let spoiler = file.spoiler.then(|| ("has_spoiler".to_owned(), Value::from(true)));
                add(&mut media, spoiler);
                add(&mut body, [("media".to_owned(), media)]);
                "editMessageMedia"
            }
            (kind, ..) if kind.has_caption() => {
                add(&mut body, words("caption", "caption_entities"));
                add(&mut body, above);
                "editMessageCaption"
            }
            _ => return Ok(Outcome::Failed(Failure::NotCopyable)),
        };
        match self.counted(method, &body).await {
            Ok(_) => Ok(Outcome::Done),
            Err(error) => settle(chat, error),
        }
    }
}

/// A reply to a part of a message.
fn quotation(message: i32, quote: &Quote) -> Value {
    let mut reply = fields(&reply_to(message));
    let entities = quote.entities.as_deref().and_then(|raw| serde_json::from_str(raw).ok());
    add(&mut reply, [("quote".to_owned(), quote.text.as_str().into())]);
    add(&mut reply, [("quote_position".to_owned(), quote.position.into())]);
    add(&mut reply, entities.map(|entities: Value| ("quote_entities".to_owned(), entities)));
    reply
}

/// Only the team sees who wrote first what somebody forwards; an agent's name is nobody's business.
fn to_the_team(row: &Row) -> bool {
    !matches!(row.lane, Lane::User(_))
}

/// The fields of a location that a bot may send.
fn place_of(position: &Position) -> Option<serde_json::Map<String, Value>> {
    const SENDABLE: [&str; 6] = [
        "latitude",
        "longitude",
        "horizontal_accuracy",
        "live_period",
        "heading",
        "proximity_alert_radius",
    ];
    let mut fields: serde_json::Map<String, Value> = serde_json::from_str(&position.raw).ok()?;
    fields.retain(|name, _| SENDABLE.contains(&name.as_str()));
    Some(fields)
}

/// The ids in an answer that lists messages.
fn copies(chat: ChatId, answer: &RawValue) -> Vec<MessageRef> {
    let copies: Vec<Value> = serde_json::from_str(answer.get()).unwrap_or_default();
    copies.iter().map(|copy| MessageRef::new(chat, message_id(copy))).collect()
}

/// What Telegram calls a file that can be sent again in place of another.
fn media_type(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Photo => Some("photo"),
        Kind::Video => Some("video"),
        Kind::Animation => Some("animation"),
        Kind::Audio => Some("audio"),
        Kind::Document => Some("document"),
        _ => None,
    }
}
