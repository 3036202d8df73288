//! A row becomes calls, and their answers an outcome.
//!
//! Promises: chat and topic are looked up at the last moment; what is already as asked is a
//! success; a permanent refusal is an outcome, and only what may be mended by waiting or repeating
//! is an error. Never waits for limits and never repeats a call that may have arrived: that is
//! decided by whoever asked.

mod copy;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use teloxide::payloads::{self, setters::*};
use teloxide::requests::Payload;
use teloxide::types::{self as tg, MessageId, ReactionType, ReplyParameters, ThreadId};
use tokio::sync::OnceCell;

use super::fold::Folded;
use super::lookup;
use super::memory::Memory;
use super::menu;
use super::picture;
use super::render::{Message, Renderer, StoredLinks};
use crate::clock::Clock;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, UserId};
use crate::domain::outbox::{Failure, Outcome, Place, Row, Task};
use crate::domain::people::Desk;
use crate::domain::reason::StatusName;
use crate::domain::routing::{Choice, Presence};
use crate::engine::{Desks, InlineAnswer, Offer, PressAnswer};
use crate::i18n::{Lang, Words};
use crate::store::{Store, StoreError};
use crate::telegram::{CALL_TIMEOUT, CallError, Telegram, Upload};

/// Code points of a topic's name (telegram-facts 1.3).
const TOPIC_NAME: usize = 128;

/// Ids of one `deleteMessages` (telegram-facts 1.3).
const DELETE_AT_ONCE: usize = 100;

/// How the file is called with what is stored of a user.
const DATA_FILE: &str = "my-data.json";

/// How the picture of a link is called.
const LINK_FILE: &str = "link.png";

/// A press is worth answering for so long at most (telegram-facts K2).
const PRESS_TIMEOUT: Duration = Duration::from_secs(15);

/// Why a row was not done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A call failed in a way that waiting or repeating may mend.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The database failed: nothing can be said any more.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a row came to.
#[derive(Debug)]
pub struct Performed {
    /// The outcome, or why there is none yet.
    pub result: Result<Outcome, Trouble>,
    /// Counted calls that were made, to be compared with those that were booked.
    pub calls: u32,
}

/// Several texts in one message.
#[derive(Clone, Debug)]
pub struct Joined {
    /// What they say.
    pub text: Folded,
    /// One of them carries the row of buttons with the number.
    pub numbered: bool,
    /// None of them makes a sound.
    pub silent: bool,
}

/// What is known to stand at a topic, so that it is not asked for again.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
struct Synced {
    thread: i32,
    status: StatusName,
    closed: bool,
    put_back: u32,
}

/// A topic icon that Telegram offers.
#[derive(Clone, Debug)]
struct Icon {
    emoji: String,
    id: String,
}

/// Performs rows. One for the whole process; its memory only saves calls.
pub struct Performer {
    telegram: Telegram,
    store: Store,
    words: Words,
    clock: Clock,
    desks: Desks,
    icons: OnceCell<Vec<Icon>>,
    drawn: Mutex<Memory<(MessageRef, u64)>>,
    synced: Mutex<Memory<Synced>>,
}

/// How readers are spoken to: the language, and the words with the zone of their times.
struct Voice {
    lang: Lang,
    words: Words,
}

/// Where a message goes.
enum Spot {
    At {
        chat: ChatId,
        thread: Option<i32>,
    },
    NeedsTopic,
    /// The desk does not exist.
    Gone,
}

/// One row being performed.
struct Attempt<'a> {
    by: &'a Performer,
    calls: u32,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept under these locks is whole at every moment.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Performer {
    /// Speaks through `telegram`, in each group in the language of its desk.
    pub fn new(telegram: Telegram, store: Store, words: Words, clock: Clock, desks: Desks) -> Self {
        Self {
            telegram,
            store,
            words,
            clock,
            desks,
            icons: OnceCell::new(),
            drawn: Mutex::default(),
            synced: Mutex::default(),
        }
    }

    /// Does what a row asks, once.
    pub async fn perform(&self, row: &Row, joined: Option<Joined>) -> Performed {
        let mut attempt = Attempt { by: self, calls: 0 };
        let result = match joined {
            Some(joined) => attempt.say_joined(row, joined).await,
            None => attempt.perform(row).await,
        };
        Performed { result, calls: attempt.calls }
    }

    /// Answers a press, once; nobody waits for what comes of it.
    pub async fn answer(&self, answer: PressAnswer) {
        let theirs = answer.language.as_deref().and_then(Lang::from_tag);
        let lang = theirs.unwrap_or_else(|| self.words.choose(Some(&answer.otherwise)));
        let mut body = json!({ "callback_query_id": answer.press });
        if let (Some(notice), Some(fields)) = (&answer.notice, body.as_object_mut()) {
            let text = self.words.alert(lang, notice, self.clock.now());
            fields.insert("text".to_owned(), Value::from(text));
            fields.insert("show_alert".to_owned(), Value::from(answer.alert));
        }
        let outcome = self.telegram.call_raw("answerCallbackQuery", &body, PRESS_TIMEOUT).await;
        match outcome {
            Ok(_) | Err(CallError::TooLate) => {}
            Err(error) => tracing::debug!(%error, "a press was not answered"),
        }
    }

    /// Answers whoever writes the bot's name, once; nobody waits for what comes of it. What is offered
    /// stands in the team's own words.
    pub async fn offer(&self, answer: InlineAnswer) {
        let results: Vec<Value> = answer.offers.iter().map(offered).collect();
        let next = answer.next.map_or_else(String::new, |next| next.to_string());
        let body = json!({
            "inline_query_id": answer.query,
            "results": results,
            "cache_time": answer.cache,
            "is_personal": true,
            "next_offset": next,
        });
        let outcome = self.telegram.call_raw("answerInlineQuery", &body, PRESS_TIMEOUT).await;
        match outcome {
            Ok(_) | Err(CallError::TooLate) => {}
            Err(error) => tracing::debug!(%error, "a query was not answered"),
        }
    }

    fn render<T>(&self, voice: &Voice, then: impl FnOnce(&Renderer<'_>) -> T) -> T {
        let links = StoredLinks(&self.store);
        let assignee = |id: ConversationId, user: UserId| {
            let snapshot = self.store.read().ok()?;
            let (member, load) = snapshot.assignee(id.desk, user).ok().flatten()?;
            let zone = self.desks.of(id.desk).rules.hours.zone;
            let here = member.duty.at(self.clock.now(), zone) == Presence::Here;
            Some(Choice { name: member.person.name(), load, here })
        };
        then(&Renderer {
            words: &voice.words,
            lang: voice.lang,
            now: self.clock.now(),
            links: &links,
            assignee: &assignee,
        })
    }

    /// What is spoken in the group of a desk.
    fn inside(&self, desk: DeskId) -> Voice {
        let desk = self.desks.of(desk);
        let words = self.words.in_zone(desk.rules.hours.zone);
        Voice { lang: words.choose(Some(&desk.inside)), words }
    }

    /// What is spoken to a chat's readers: the language of the person, or of the desk.
    fn voice(&self, chat: ChatId, about: Option<ConversationId>) -> Result<Voice, StoreError> {
        let desk = match about {
            Some(about) => Some(about.desk),
            None if chat.0 < 0 => self.store.read()?.desk_of(chat)?.map(|desk| desk.id),
            None => None,
        };
        // Where no desk is meant, as in a group that is none, what all have in common.
        let id = desk.unwrap_or(DeskId(0));
        if chat.0 < 0 {
            return Ok(self.inside(id));
        }
        let desk = self.desks.of(id);
        let words = self.words.in_zone(desk.rules.hours.zone).about(id);
        let profile = self.store.profile(UserId(chat.0))?;
        let language = profile.as_ref().and_then(|profile| profile.language());
        let lang = language.and_then(Lang::from_tag);
        Ok(Voice { lang: lang.unwrap_or_else(|| words.choose(Some(&desk.language))), words })
    }

    fn spot(&self, place: &Place) -> Result<Spot, StoreError> {
        Ok(match place {
            Place::User(user) => Spot::At { chat: ChatId::from(*user), thread: None },
            Place::Spot { chat, thread } => Spot::At { chat: *chat, thread: *thread },
            Place::Desk(id) => match self.store.desk(*id)? {
                Some(desk) => Spot::At { chat: desk.chat, thread: None },
                None => Spot::Gone,
            },
            Place::Conversation(id) => match self.store.desk(id.desk)? {
                Some(desk) if desk.has_topics() => match self.topic(*id)? {
                    Some(topic) => Spot::At { chat: desk.chat, thread: Some(topic) },
                    None => Spot::NeedsTopic,
                },
                Some(desk) => Spot::At { chat: desk.chat, thread: None },
                None => Spot::Gone,
            },
        })
    }

    fn topic(&self, id: ConversationId) -> Result<Option<i32>, StoreError> {
        Ok(self.store.whereabouts(id)?.and_then(|place| place.topic))
    }

    /// The icon of a state among those that Telegram offers (telegram-facts F6); none if they
    /// cannot be had now, which is no reason to make anybody wait.
    async fn icon(&self, status: StatusName) -> Option<String> {
        let icons = self
            .icons
            .get_or_try_init(|| async {
                let list = self
                    .telegram
                    .call_raw("getForumTopicIconStickers", &json!({}), CALL_TIMEOUT)
                    .await?;
                Ok::<_, CallError>(icons_in(&list))
            })
            .await
            .ok()?;
        wanted(status).iter().find_map(|wanted| {
            let icon = icons.iter().find(|icon| icon.emoji == *wanted)?;
            Some(icon.id.clone())
        })
    }
}

fn offered(offer: &Offer) -> Value {
    let mut content = json!({
        "message_text": offer.text.text,
        "link_preview_options": { "is_disabled": true },
    });
    let entities = offer.text.entities.as_deref().map(serde_json::from_str);
    let entities: Option<Value> = entities.and_then(Result::ok);
    add(&mut content, entities.map(|entities| ("entities".to_owned(), entities)));
    json!({
        "type": "article",
        "id": offer.id,
        "title": offer.title,
        "description": offer.description,
        "input_message_content": content,
    })
}

/// What a topic shows of its conversation, best first. Without variation selectors.
fn wanted(status: StatusName) -> &'static [&'static str] {
    match status {
        StatusName::Unassigned | StatusName::InProgress => &["💬", "🗣", "❓"],
        StatusName::Pending => &["⏳", "👀", "📆"],
        StatusName::Completed => &["✅", "🏁"],
    }
}

fn icons_in(list: &RawValue) -> Vec<Icon> {
    let list: Vec<Value> = serde_json::from_str(list.get()).unwrap_or_default();
    list.iter()
        .filter_map(|sticker| {
            let emoji = sticker.get("emoji")?.as_str()?.replace('\u{FE0F}', "");
            let id = sticker.get("custom_emoji_id")?.as_str()?.to_owned();
            Some(Icon { emoji, id })
        })
        .collect()
}

/// The id in an answer. A message that stands but cannot be named has the id 0 (telegram-facts
/// C8); so has one whose answer says "ok" and nothing that can be read: it was sent.
fn sent(chat: ChatId, answer: &RawValue) -> MessageRef {
    let answer: Value = serde_json::from_str(answer.get()).unwrap_or_default();
    MessageRef::new(chat, message_id(&answer))
}

fn message_id(answer: &Value) -> i32 {
    answer
        .get("message_id")
        .and_then(Value::as_i64)
        .and_then(|id| i32::try_from(id).ok())
        .unwrap_or_default()
}

/// What of a failure is final, in a chat.
fn settle(chat: ChatId, error: CallError) -> Result<Outcome, Trouble> {
    Ok(match error {
        CallError::NotModified | CallError::TooLate => Outcome::Done,
        CallError::Upgraded(id) => Outcome::Failed(Failure::Upgraded(id)),
        CallError::CaptionTooLong => Outcome::Failed(Failure::TooLong),
        CallError::Conflict(words) => Outcome::Failed(Failure::Refused(words)),
        // The words are the same for people and groups: "chat not found", "no write access". Of a
        // copy to a person, that the bot is not in a group is said of where it comes from.
        CallError::Failed(Failure::NoChat) if chat.0 < 0 => Outcome::Failed(Failure::GroupGone),
        CallError::Failed(Failure::NoRights(_)) if chat.0 > 0 => {
            Outcome::Failed(Failure::UserGone { deactivated: false })
        }
        CallError::Failed(failure) => Outcome::Failed(failure),
        error @ (CallError::NotSent
        | CallError::Unclear
        | CallError::RateLimited(_)
        | CallError::Unauthorized) => return Err(Trouble::Call(error)),
    })
}

/// The fields of a payload, to which raw parts can be added.
fn fields<P: Serialize>(payload: &P) -> Value {
    serde_json::to_value(payload).unwrap_or_default()
}

fn add(body: &mut Value, more: impl IntoIterator<Item = (String, Value)>) {
    if let Some(fields) = body.as_object_mut() {
        fields.extend(more);
    }
}

fn at(chat: ChatId) -> tg::ChatId {
    tg::ChatId(chat.0)
}

fn thread_id(thread: i32) -> ThreadId {
    ThreadId(MessageId(thread))
}

impl Attempt<'_> {
    /// A call that counts against the limits.
    async fn counted(&mut self, method: &str, body: &Value) -> Result<Box<RawValue>, CallError> {
        self.calls = self.calls.saturating_add(1);
        self.by.telegram.call_raw(method, body, CALL_TIMEOUT).await
    }

    async fn counted_call<P: Payload + Serialize>(
        &mut self,
        payload: &P,
    ) -> Result<Box<RawValue>, CallError> {
        self.calls = self.calls.saturating_add(1);
        self.by.telegram.call(payload).await
    }

    async fn perform(&mut self, row: &Row) -> Result<Outcome, Trouble> {
        match &row.task {
            Task::Say { place, saying, reply_to, silent } => {
                let (chat, thread) = match self.by.spot(place)? {
                    Spot::At { chat, thread } => (chat, thread),
                    Spot::NeedsTopic => return Ok(Outcome::NeedsTopic),
                    Spot::Gone => return Ok(Outcome::Failed(Failure::GroupGone)),
                };
                let voice = self.by.voice(chat, row.conversation)?;
                let message = self.by.render(&voice, |renderer| renderer.saying(saying));
                let reply = match reply_to {
                    Some(message) if message.chat == chat => Some(message.message),
                    // Of the other side: what stands for it here, as it is known now.
                    Some(message) => self.by.store.counterpart(*message, chat)?,
                    None => None,
                };
                match self.send(chat, thread, &message, reply, *silent).await {
                    Ok(sent) => Ok(Outcome::Sent(vec![sent])),
                    Err(error) => settle(chat, error),
                }
            }
            Task::ShowLink { place, link, saying, reply_to } => {
                let (chat, thread) = match self.by.spot(place)? {
                    Spot::At { chat, thread } => (chat, thread),
                    Spot::NeedsTopic => return Ok(Outcome::NeedsTopic),
                    Spot::Gone => return Ok(Outcome::Failed(Failure::GroupGone)),
                };
                let voice = self.by.voice(chat, row.conversation)?;
                let message = self.by.render(&voice, |renderer| renderer.saying(saying));
                let reply = Some(reply_to).filter(|message| message.chat == chat);
                let reply = reply.map(|message| message.message);
                match self.show_link(chat, thread, link, &message, reply).await {
                    Ok(sent) => Ok(Outcome::Sent(vec![sent])),
                    Err(error) => settle(chat, error),
                }
            }
            Task::Edit { message, saying } => {
                let voice = self.by.voice(message.chat, row.conversation)?;
                let text = self.by.render(&voice, |renderer| renderer.saying(saying));
                self.edit(*message, &text).await
            }
            Task::Revise { place, .. } => match self.by.spot(place)? {
                Spot::At { chat, .. } => self.revise(row, chat).await,
                Spot::NeedsTopic => Ok(Outcome::NeedsTopic),
                Spot::Gone => Ok(Outcome::Failed(Failure::GroupGone)),
            },
            Task::DropButtons(message) => {
                let payload = payloads::EditMessageReplyMarkup::new(
                    at(message.chat),
                    MessageId(message.message),
                );
                match self.counted_call(&payload).await {
                    Ok(_) | Err(CallError::Failed(Failure::TargetGone)) => Ok(Outcome::Done),
                    Err(error) => settle(message.chat, error),
                }
            }
            Task::Copy { place, from, .. } => match self.by.spot(place)? {
                Spot::At { chat, thread } if from.len() == 1 => {
                    self.copy_one(row, chat, thread).await
                }
                Spot::At { chat, thread } => self.copy_album(row, chat, thread).await,
                Spot::NeedsTopic => Ok(Outcome::NeedsTopic),
                Spot::Gone => Ok(Outcome::Failed(Failure::GroupGone)),
            },
            Task::CreateTopic(id) => self.create_topic(*id).await,
            Task::PostCard { conversation, silent } => self.post_card(*conversation, *silent).await,
            Task::DrawCard(id) => self.draw_card(*id).await,
            Task::SyncTopic(id) => self.sync_topic(*id).await,
            Task::React { message, emoji } => {
                let reaction =
                    emoji.iter().map(|emoji| ReactionType::Emoji { emoji: emoji.clone() });
                let payload =
                    payloads::SetMessageReaction::new(at(message.chat), MessageId(message.message))
                        .reaction(reaction);
                match self.by.telegram.call(&payload).await {
                    Ok(_) | Err(CallError::Failed(Failure::TargetGone)) => Ok(Outcome::Done),
                    Err(error) => settle(message.chat, error),
                }
            }
            Task::Pin(message) => {
                let (chat, id) = (at(message.chat), MessageId(message.message));
                let payload = payloads::PinChatMessage::new(chat, id).disable_notification(true);
                let pinned = self.counted_call(&payload).await;
                pinned.map_or_else(|e| settle(message.chat, e), |_| Ok(Outcome::Done))
            }
            Task::Delete(messages) => self.delete(messages).await,
            Task::DeleteTopic { chat, thread } => self.delete_topic(*chat, *thread).await,
            Task::SendData(user) => self.send_data(*user).await,
            Task::Recall { user, of } => self.recall(ChatId::from(*user), of).await,
            Task::ShowMenu { desk, of, commands } => {
                let chat = self.by.store.desk(*desk)?.map_or(ChatId(0), |desk| desk.chat);
                let Voice { lang, words } = self.by.inside(*desk);
                let shown = menu::show(&self.by.telegram, (chat, *of), (&words, lang), commands);
                shown.await.map_or_else(|error| settle(chat, error), |()| Ok(Outcome::Done))
            }
            Task::LookUpMember { desk, user } => match self.by.store.desk(*desk)? {
                Some(desk) => match lookup::member(&self.by.telegram, desk.chat, *user).await {
                    Ok(member) => Ok(Outcome::Member(member)),
                    Err(error) => settle(desk.chat, error),
                },
                None => Ok(Outcome::Failed(Failure::GroupGone)),
            },
            Task::LookUpDesk(id) => match self.by.store.desk(*id)? {
                Some(desk) => match lookup::desk(&self.by.telegram, *id, desk.chat).await {
                    Ok(facts) => Ok(Outcome::Desk(facts)),
                    Err(error) => settle(desk.chat, error),
                },
                None => Ok(Outcome::Failed(Failure::GroupGone)),
            },
            Task::LookUpGroup(chat) => {
                match lookup::desk(&self.by.telegram, DeskId(0), *chat).await {
                    Ok(facts) => Ok(Outcome::Desk(facts)),
                    Err(error) => settle(*chat, error),
                }
            }
            Task::Leave(chat) => {
                let payload = payloads::LeaveChat::new(at(*chat));
                match self.by.telegram.call(&payload).await {
                    Ok(_) | Err(CallError::Failed(Failure::GroupGone | Failure::NoChat)) => {
                        Ok(Outcome::Done)
                    }
                    Err(error) => settle(*chat, error),
                }
            }
        }
    }

    async fn send(
        &mut self,
        chat: ChatId,
        thread: Option<i32>,
        message: &Message,
        reply: Option<i32>,
        silent: bool,
    ) -> Result<MessageRef, CallError> {
        let mut payload = payloads::SendMessage::new(at(chat), "");
        payload.message_thread_id = thread.map(thread_id);
        payload.disable_notification = silent.then_some(true);
        payload.reply_parameters = reply.map(reply_to);
        let mut body = fields(&payload);
        add(&mut body, message.fields());
        let answer = self.counted("sendMessage", &body).await?;
        Ok(sent(chat, &answer))
    }

    /// A picture of a link, with words under it; without a picture, what stands under it.
    async fn show_link(
        &mut self,
        chat: ChatId,
        thread: Option<i32>,
        link: &str,
        message: &Message,
        reply: Option<i32>,
    ) -> Result<MessageRef, CallError> {
        let Some(picture) = picture::of_link(link) else {
            return self.send(chat, thread, message, reply, true).await;
        };
        let mut body = json!({ "chat_id": chat.0, "disable_notification": true });
        add(&mut body, thread.map(|thread| ("message_thread_id".to_owned(), Value::from(thread))));
        let reply = reply.and_then(|reply| serde_json::to_value(reply_to(reply)).ok());
        add(&mut body, reply.map(|reply| ("reply_parameters".to_owned(), reply)));
        add(&mut body, message.caption_fields());
        self.calls = self.calls.saturating_add(1);
        let file = Upload { part: "photo", name: LINK_FILE, bytes: picture };
        let answer = self.by.telegram.upload("sendPhoto", &body, file).await?;
        Ok(sent(chat, &answer))
    }

    async fn edit(&mut self, message: MessageRef, text: &Message) -> Result<Outcome, Trouble> {
        let payload =
            payloads::EditMessageText::new(at(message.chat), MessageId(message.message), "");
        let mut body = fields(&payload);
        add(&mut body, text.fields());
        match self.counted("editMessageText", &body).await {
            Ok(_) => Ok(Outcome::Done),
            Err(error) => settle(message.chat, error),
        }
    }

    async fn say_joined(&mut self, row: &Row, joined: Joined) -> Result<Outcome, Trouble> {
        let Task::Copy { place, .. } = &row.task else {
            return Ok(Outcome::Failed(Failure::Refused("not a text".to_owned())));
        };
        let (chat, thread) = match self.by.spot(place)? {
            Spot::At { chat, thread } => (chat, thread),
            Spot::NeedsTopic => return Ok(Outcome::NeedsTopic),
            Spot::Gone => return Ok(Outcome::Failed(Failure::GroupGone)),
        };
        let mut message = Message::from(joined.text);
        if joined.numbered && thread.is_none() {
            message.keyboard = self.numbered(row);
        }
        match self.send(chat, thread, &message, None, joined.silent).await {
            Ok(sent) => Ok(Outcome::Sent(vec![sent])),
            Err(error) => settle(chat, error),
        }
    }

    /// The row of buttons with the number of the row's conversation.
    fn numbered(&self, row: &Row) -> Option<Value> {
        let id = row.conversation?;
        let by = self.by;
        Some(by.render(&by.inside(id.desk), |renderer| renderer.numbered(id)))
    }

    async fn create_topic(&mut self, id: ConversationId) -> Result<Outcome, Trouble> {
        let Some(desk) = self.by.store.desk(id.desk)? else {
            return Ok(Outcome::Failed(Failure::GroupGone));
        };
        if !desk.has_topics() {
            return Ok(Outcome::Failed(Failure::NoTopics));
        }
        // Bound meanwhile by our own forum_topic_created (telegram-facts B20).
        if let Some(topic) = self.by.topic(id)? {
            return Ok(Outcome::Topic(topic));
        }
        let title = self.by.store.topic_title(id)?;
        let name = title.unwrap_or_else(|| id.to_string());
        let name: String = name.chars().take(TOPIC_NAME).collect();
        let status = self.by.store.card(id)?.map(|card| card.status);
        let mut payload = payloads::CreateForumTopic::new(at(desk.chat), name);
        if let Some(status) = status {
            payload.icon_custom_emoji_id = self.by.icon(status).await.map(tg::CustomEmojiId);
        }
        let answer = match self.counted_call(&payload).await {
            Ok(answer) => answer,
            Err(error) => return settle(desk.chat, error),
        };
        let answer: Value = serde_json::from_str(answer.get()).unwrap_or_default();
        let thread = answer
            .get("message_thread_id")
            .and_then(Value::as_i64)
            .and_then(|thread| i32::try_from(thread).ok())
            // The topic exists, but only its own update can tell which it is.
            .ok_or(CallError::Unclear)?;
        if let Some(status) = status {
            let put_back = self.by.store.whereabouts(id)?.map_or(0, |place| place.put_back);
            let synced = Synced { thread, status, closed: false, put_back };
            lock(&self.by.synced).insert(id, synced);
        }
        Ok(Outcome::Topic(thread))
    }

    async fn post_card(&mut self, id: ConversationId, silent: bool) -> Result<Outcome, Trouble> {
        let (chat, thread) = match self.by.spot(&Place::Conversation(id))? {
            Spot::At { chat, thread } => (chat, thread),
            Spot::NeedsTopic => return Ok(Outcome::NeedsTopic),
            Spot::Gone => return Ok(Outcome::Failed(Failure::GroupGone)),
        };
        let Some(card) = self.by.store.card(id)? else {
            return Ok(Outcome::Superseded);
        };
        let message = self.by.render(&self.by.inside(id.desk), |renderer| renderer.card(&card));
        match self.send(chat, thread, &message, None, silent).await {
            Ok(sent) => {
                lock(&self.by.drawn).insert(id, (sent, message.fingerprint()));
                Ok(Outcome::Sent(vec![sent]))
            }
            Err(error) => settle(chat, error),
        }
    }

    async fn draw_card(&mut self, id: ConversationId) -> Result<Outcome, Trouble> {
        let (Some(desk), Some(place), Some(card)) =
            (self.by.store.desk(id.desk)?, self.by.store.whereabouts(id)?, self.by.store.card(id)?)
        else {
            return Ok(Outcome::Superseded);
        };
        let Some(target) = place.card.filter(|target| target.message != 0) else {
            return Ok(Outcome::Superseded);
        };
        // Messages of a group that was upgraded cannot be edited any more (telegram-facts B16).
        if target.chat != desk.chat {
            return Ok(Outcome::Failed(Failure::TargetGone));
        }
        let message = self.by.render(&self.by.inside(id.desk), |renderer| renderer.card(&card));
        let drawn = (target, message.fingerprint());
        // Taken out until it is certain again what stands there.
        if lock(&self.by.drawn).remove(id) == Some(drawn) {
            lock(&self.by.drawn).insert(id, drawn);
            return Ok(Outcome::Done);
        }
        let outcome = self.edit(target, &message).await?;
        if outcome == Outcome::Done {
            lock(&self.by.drawn).insert(id, drawn);
        }
        Ok(outcome)
    }

    async fn sync_topic(&mut self, id: ConversationId) -> Result<Outcome, Trouble> {
        let (Some(desk), Some(place), Some(card)) =
            (self.by.store.desk(id.desk)?, self.by.store.whereabouts(id)?, self.by.store.card(id)?)
        else {
            return Ok(Outcome::Superseded);
        };
        let Some(thread) = place.topic.filter(|_| desk.has_topics()) else {
            return Ok(Outcome::Superseded);
        };
        let (status, closed, put_back) = (card.status, place.closed, place.put_back);
        let wanted = Synced { thread, status, closed, put_back };
        // Taken out until it is certain again what stands there.
        let known = lock(&self.by.synced).remove(id);
        let known = known.filter(|known| (known.thread, known.put_back) == (thread, put_back));
        let icon = self.by.icon(wanted.status).await;
        let mut icon_stands = match known {
            Some(known) => self.by.icon(known.status).await == icon,
            None => false,
        };
        // If all looks as it was last brought to look, a person has changed it by hand, and memory is
        // worth nothing.
        let known = known.filter(|known| !icon_stands || known.closed != wanted.closed);
        icon_stands &= known.is_some();
        if let Some(icon) = icon.filter(|_| !icon_stands) {
            let payload = payloads::EditForumTopic::new(at(desk.chat), thread_id(thread))
                .icon_custom_emoji_id(tg::CustomEmojiId(icon));
            let edited = self.counted_call(&payload).await;
            if let Some(failed) = self.failed_sync(&desk, edited)? {
                return Ok(failed);
            }
        }
        if known.is_none_or(|known| known.closed != wanted.closed) {
            let (chat, thread) = (at(desk.chat), thread_id(thread));
            let moved = if wanted.closed {
                self.counted_call(&payloads::CloseForumTopic::new(chat, thread)).await
            } else {
                self.counted_call(&payloads::ReopenForumTopic::new(chat, thread)).await
            };
            if let Some(failed) = self.failed_sync(&desk, moved)? {
                return Ok(failed);
            }
        }
        lock(&self.by.synced).insert(id, wanted);
        Ok(Outcome::Done)
    }

    fn failed_sync(
        &self,
        desk: &Desk,
        answer: Result<Box<RawValue>, CallError>,
    ) -> Result<Option<Outcome>, Trouble> {
        match answer {
            Ok(_) => Ok(None),
            Err(error) => Ok(Some(settle(desk.chat, error)?).filter(|end| *end != Outcome::Done)),
        }
    }

    /// Deletes every copy that a user has of messages, one by one, since together it would not be said
    /// which of them stayed (telegram-facts M8). All of it is done, or it has failed.
    async fn recall(&mut self, user: ChatId, of: &[MessageRef]) -> Result<Outcome, Trouble> {
        let mut outcome = Outcome::Done;
        for original in of {
            let mapped = self.by.store.read()?.mapped(*original)?;
            let copies = mapped.map(|mapped| mapped.counterparts).unwrap_or_default();
            for copy in copies.iter().filter(|copy| copy.chat == user) {
                if let failed @ Outcome::Failed(_) = self.delete(&[*copy]).await? {
                    outcome = failed;
                }
            }
        }
        Ok(outcome)
    }

    async fn delete_topic(&mut self, chat: ChatId, thread: i32) -> Result<Outcome, Trouble> {
        let payload = payloads::DeleteForumTopic::new(at(chat), thread_id(thread));
        match self.counted_call(&payload).await {
            Ok(_) | Err(CallError::Failed(Failure::TargetGone | Failure::TopicGone)) => {
                Ok(Outcome::Done)
            }
            Err(error) => settle(chat, error),
        }
    }

    /// What is stored of a user goes to their own chat, and nowhere else.
    async fn send_data(&mut self, user: UserId) -> Result<Outcome, Trouble> {
        let data = self.by.store.read()?.everything_of(user)?;
        let bytes = serde_json::to_vec_pretty(&data).unwrap_or_default();
        let chat = ChatId::from(user);
        match self.by.telegram.send_document(chat, DATA_FILE, bytes).await {
            Ok(()) => Ok(Outcome::Done),
            Err(error) => settle(chat, error),
        }
    }

    async fn delete(&mut self, messages: &[MessageRef]) -> Result<Outcome, Trouble> {
        let Some(chat) = messages.first().map(|message| message.chat) else {
            return Ok(Outcome::Done);
        };
        let ids: Vec<MessageId> = messages
            .iter()
            .filter(|message| message.chat == chat)
            .map(|message| MessageId(message.message))
            .collect();
        let mut outcome = Outcome::Done;
        for part in ids.chunks(DELETE_AT_ONCE) {
            let answer = match part {
                [one] => {
                    let payload = payloads::DeleteMessage::new(at(chat), *one);
                    self.by.telegram.call(&payload).await
                }
                _ => {
                    let payload = payloads::DeleteMessages::new(at(chat), part.to_vec());
                    self.by.telegram.call(&payload).await
                }
            };
            match answer {
                Ok(_) | Err(CallError::Failed(Failure::TargetGone)) => {}
                Err(error) => match settle(chat, error)? {
                    Outcome::Done => {}
                    failed => outcome = failed,
                },
            }
        }
        Ok(outcome)
    }
}

/// A reply that does not fail if its target is gone (telegram-facts R1).
fn reply_to(message: i32) -> ReplyParameters {
    ReplyParameters::new(MessageId(message)).allow_sending_without_reply()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_asked_is_done_and_what_may_be_mended_stays() {
        let user = ChatId(7);
        let group = ChatId(-7);
        assert!(matches!(settle(group, CallError::NotModified), Ok(Outcome::Done)));
        assert!(matches!(settle(user, CallError::TooLate), Ok(Outcome::Done)));
        assert!(matches!(
            settle(user, CallError::Failed(Failure::NoChat)),
            Ok(Outcome::Failed(Failure::NoChat))
        ));
        assert!(matches!(
            settle(user, CallError::Failed(Failure::GroupGone)),
            Ok(Outcome::Failed(Failure::GroupGone))
        ));
        assert!(matches!(
            settle(group, CallError::Failed(Failure::NoChat)),
            Ok(Outcome::Failed(Failure::GroupGone))
        ));
        assert!(matches!(
            settle(user, CallError::Failed(Failure::NoRights(String::new()))),
            Ok(Outcome::Failed(Failure::UserGone { deactivated: false }))
        ));
        assert!(matches!(
            settle(group, CallError::Failed(Failure::GroupGone)),
            Ok(Outcome::Failed(Failure::GroupGone))
        ));
        assert!(matches!(
            settle(group, CallError::Upgraded(ChatId(-1007))),
            Ok(Outcome::Failed(Failure::Upgraded(ChatId(-1007))))
        ));
        for error in [
            CallError::NotSent,
            CallError::Unclear,
            CallError::RateLimited(Duration::from_secs(1)),
            CallError::Unauthorized,
        ] {
            assert!(matches!(settle(group, error), Err(Trouble::Call(_))));
        }
    }

    #[test]
    fn a_message_that_cannot_be_named_has_the_id_0() {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
        assert_eq!(sent(ChatId(1), &raw(r#"{"message_id":5}"#)).message, 5);
        for odd in ["true", r#"{"message_id":0}"#, r#"{"message_id":99999999999}"#] {
            assert_eq!(sent(ChatId(1), &raw(odd)).message, 0);
        }
    }

    #[test]
    fn icons_are_found_by_their_emoji() {
        let list = r#"[{"emoji":"✅\ufe0f","custom_emoji_id":"5"},{"emoji":"x"},{"new":1}]"#;
        let icons = icons_in(&RawValue::from_string(list.to_owned()).unwrap());
        assert_eq!(icons.len(), 1);
        assert_eq!(icons[0].emoji, wanted(StatusName::Completed)[0]);
    }

    #[test]
    fn absent_parts_are_left_out() {
        let mut payload = payloads::SendMessage::new(at(ChatId(-5)), "");
        payload.message_thread_id = Some(thread_id(3));
        payload.reply_parameters = Some(reply_to(9));
        let mut body = fields(&payload);
        add(&mut body, Message { text: "x".to_owned(), ..Message::default() }.fields());
        assert_eq!(
            body,
            json!({
                "chat_id": -5,
                "message_thread_id": 3,
                "text": "x",
                "reply_parameters": {"message_id": 9, "allow_sending_without_reply": true},
                "link_preview_options": {"is_disabled": true},
            })
        );
        let copy = payloads::CopyMessage::new(at(ChatId(-5)), at(ChatId(7)), MessageId(2));
        assert_eq!(fields(&copy), json!({"chat_id": -5, "from_chat_id": 7, "message_id": 2}));
    }
}
