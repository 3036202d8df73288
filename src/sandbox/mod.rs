//! The local Bot API: a small Telegram inside this process, over HTTP on loopback.
//!
//! It serves the demo, the tests and the benchmarks. What it promises:
//!
//! - It answers like the real server: the same fields, the same errors word for word, the same rules
//!   about topics, rights, copies, edits, privacy and the queue of updates.
//! - It is strict: whatever the real server refuses it refuses, and what the real server would
//!   silently ignore (unknown parameters, wrong types) becomes a complaint to be read by
//!   [`Sandbox::complaints`].
//! - People act through [`Sandbox`]: they join, write, press, edit, react, delete, block.
//! - Faults and limits come on demand and never by chance. Nothing is random.
//!
//! What it never does: know anything of the bot, read or keep anything on disk, talk to any other
//! machine, read the time by itself (except in [`Options::default`]). Waiting of long polls is real
//! time; dates, expiries and limits follow [`Options::now`].

#![allow(
    clippy::disallowed_methods,
    reason = "long polls and faults take real time, and nothing here knows the bot's clock"
)]
#![allow(clippy::panic, reason = "a person who does what Telegram refuses ends the test or demo")]

mod args;
mod control;
mod faults;
mod hooks;
mod http;
mod limits;
mod methods;
mod outgoing;
mod people;
mod render;
pub mod text;
mod updates;
mod view;
mod world;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use faults::Fault;
pub use methods::inline::Offered;
pub use outgoing::Outgoing;
pub use view::{Answer, Button, Call, Seen, Topic};
pub use world::{ANONYMOUS_BOT, BotRights, CHANNEL_BOT, Standing};

use methods::{inline, topics};
use world::{Author, ChatKind, Presence, World};

/// How a sandbox is set up.
#[derive(Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The time in milliseconds since 1970, for dates, expiries and limits.
    pub now: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Whether Telegram's published limits are enforced.
    pub limits: bool,
    /// Whether the page and its control routes exist.
    pub page: bool,
    /// What moves the clock forward by some seconds when the page asks for it.
    pub on_advance: Option<Arc<dyn Fn(u64) + Send + Sync>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            port: 0,
            now: Arc::new(|| {
                SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }),
            limits: false,
            page: false,
            on_advance: None,
        }
    }
}

/// The world behind its lock, and the news that something changed.
struct Shared {
    world: Mutex<World>,
    revision: watch::Sender<u64>,
    on_advance: Option<Arc<dyn Fn(u64) + Send + Sync>>,
}

impl Shared {
    fn new(options: Options) -> Arc<Shared> {
        Arc::new(Shared {
            world: Mutex::new(World::new(options.now, options.limits)),
            revision: watch::Sender::new(0),
            on_advance: options.on_advance,
        })
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        // A panic of one caller must not take the world from all others.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks without touching.
    fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.lock())
    }

    /// Changes something that nobody waits for.
    fn quietly<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.lock())
    }

    /// Changes something and tells everybody who waits.
    fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = change(&mut self.lock());
        self.touch();
        result
    }

    fn touch(&self) {
        self.revision.send_modify(|revision| *revision += 1);
    }

    fn subscribe(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }
}

/// Ends the server with the last handle.
struct Handle {
    shared: Arc<Shared>,
    /// Where it is served, if it is.
    server: Option<(SocketAddr, tokio::task::AbortHandle)>,
}

impl Handle {
    fn stop(&self) {
        if let Some((_, server)) = &self.server {
            server.abort();
        }
        self.shared.change(|world| {
            world.stopped = true;
            world.reachable = false;
        });
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A running local Bot API. Clones share one world; the last one ends it.
#[derive(Clone)]
pub struct Sandbox {
    handle: Arc<Handle>,
}

impl Sandbox {
    /// Binds 127.0.0.1 and serves in a task of the current runtime.
    pub async fn start(options: Options) -> io::Result<Sandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let page = options.page;
        let shared = Shared::new(options);
        tokio::spawn(hooks::run(Arc::clone(&shared)));
        let router = http::router(Arc::clone(&shared), page);
        let server = tokio::spawn(async move {
            // Only a broken listener ends this, and then there is nobody left to tell.
            let _ = axum::serve(listener, router).await;
        })
        .abort_handle();
        let server = Some((address, server));
        Ok(Sandbox { handle: Arc::new(Handle { shared, server }) })
    }

    /// A world that nobody reaches over HTTP, only by [`Sandbox::call`]; without webhooks.
    pub fn unserved(options: Options) -> Sandbox {
        let shared = Shared::new(options);
        Sandbox { handle: Arc::new(Handle { shared, server: None }) }
    }

    /// One call of the bot: HTTP status and body of the answer. Planned faults that cut the
    /// connection come as an empty body.
    pub async fn call(&self, method: &str, parameters: Value) -> (u16, String) {
        http::call_unserved(self.shared(), method, parameters, None).await
    }

    /// The same with a file: the parameter that it is, its name, and what is in it.
    pub async fn call_with(
        &self,
        method: &str,
        parameters: Value,
        file: (String, String, Vec<u8>),
    ) -> (u16, String) {
        http::call_unserved(self.shared(), method, parameters, Some(file)).await
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.handle.shared
    }

    fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared().change(change)
    }

    fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.shared().read(look)
    }

    // ----- the bot -----

    /// Root of the Bot API: `http://127.0.0.1:PORT`; empty if nothing is served.
    pub fn url(&self) -> String {
        self.handle
            .server
            .as_ref()
            .map(|(address, _)| format!("http://{address}"))
            .unwrap_or_default()
    }

    /// The only token that is accepted.
    pub fn token(&self) -> String {
        self.read(|world| world.account.token.clone())
    }

    /// The bot's user id.
    pub fn bot_id(&self) -> i64 {
        self.read(|world| world.account.id)
    }

    /// The bot's username without `@`.
    pub fn bot_username(&self) -> String {
        self.read(|world| world.account.username.clone())
    }

    /// Stops serving; open connections are cut at their next request.
    pub fn stop(&self) {
        self.handle.stop();
    }

    /// Cuts every connection, waiting polls too, until it is switched on again: the network is down.
    pub fn set_reachable(&self, on: bool) {
        self.change(|world| world.reachable = on);
    }

    /// Turns privacy mode off or on again (`can_read_all_group_messages`).
    pub fn set_privacy(&self, on: bool) {
        self.change(|world| world.account.reads_all = !on);
    }

    /// Revokes the token, or brings it back: from now on every call answers 401.
    pub fn revoke_token(&self, revoked: bool) {
        self.change(|world| world.token_revoked = revoked);
    }

    /// Sets a field of `getMe`, such as `supports_inline_queries`.
    pub fn set_bot_field(&self, name: &str, value: Value) {
        self.change(|world| world.account.extra.insert(name.to_owned(), value));
    }

    // ----- people and chats -----

    /// A new person who has not met the bot.
    pub fn user(&self, first_name: &str, username: Option<&str>, language: Option<&str>) -> i64 {
        self.change(|world| world.add_user(first_name, username, language))
    }

    /// Gives a person another name, username or language.
    pub fn rename_user(
        &self,
        user: i64,
        first_name: &str,
        username: Option<&str>,
        language: Option<&str>,
    ) {
        self.change(|world| {
            if let Some(person) = world.users.get_mut(&user) {
                first_name.clone_into(&mut person.first_name);
                person.username = username.map(str::to_owned);
                person.language = language.map(str::to_owned);
            }
        });
    }

    /// A new basic group, empty.
    pub fn basic_group(&self, title: &str) -> i64 {
        self.change(|world| world.add_chat(ChatKind::Group, title, false))
    }

    /// A new supergroup without topics, empty.
    pub fn supergroup(&self, title: &str) -> i64 {
        self.change(|world| world.add_chat(ChatKind::Supergroup, title, false))
    }

    /// A new forum, empty but for General.
    pub fn forum(&self, title: &str) -> i64 {
        self.change(|world| world.add_chat(ChatKind::Supergroup, title, true))
    }

    /// A person comes into a group.
    pub fn join(&self, chat: i64, user: i64, standing: Standing) {
        self.set_standing(chat, user, standing);
    }

    /// Promotion, demotion, leaving, ban.
    pub fn set_standing(&self, chat: i64, user: i64, standing: Standing) {
        self.change(|world| world.set_member(chat, user, standing));
    }

    /// What the page calls a member, such as "lead"; nothing that the bot could see.
    pub fn label(&self, chat: i64, user: i64, label: &str) {
        self.change(|world| world.labels.insert((chat, user), label.to_owned()));
    }

    /// The bot is added to a group.
    pub fn bot_joins(&self, chat: i64, rights: BotRights) {
        self.change(|world| world.bot_enters(chat, rights));
    }

    /// The bot's rights change.
    pub fn set_bot_rights(&self, chat: i64, rights: BotRights) {
        self.change(|world| {
            let by = world.leader(chat);
            world.set_presence(chat, Presence::In(rights), by);
        });
    }

    /// A person removes the bot from a group.
    pub fn bot_is_removed(&self, chat: i64) {
        self.change(|world| {
            let by = world.leader(chat);
            world.set_presence(chat, Presence::Kicked, by);
        });
    }

    /// A basic group becomes a supergroup; returns its new id.
    ///
    /// # Panics
    /// If the chat is not a basic group.
    pub fn upgrade(&self, chat: i64) -> i64 {
        self.change(|world| world.upgrade(chat, false))
            .unwrap_or_else(|| panic!("{chat} is not a basic group"))
    }

    /// A basic group becomes a forum at once, as when topics are switched on in it.
    ///
    /// # Panics
    /// If the chat is not a basic group.
    pub fn upgrade_to_forum(&self, chat: i64) -> i64 {
        self.change(|world| world.upgrade(chat, true))
            .unwrap_or_else(|| panic!("{chat} is not a basic group"))
    }

    /// Switches topics of a supergroup on or off; the bot is not told.
    pub fn set_forum(&self, chat: i64, on: bool) {
        self.change(|world| {
            if let Some(chat) = world.chats.get_mut(&chat)
                && chat.kind == ChatKind::Supergroup
            {
                chat.forum = on;
            }
        });
    }

    /// Sets a field of `getChat`, such as `slow_mode_delay`, `linked_chat_id` or `username`.
    pub fn set_chat_field(&self, chat: i64, name: &str, value: Value) {
        self.change(|world| {
            if let Some(chat) = world.chats.get_mut(&chat) {
                chat.extra.insert(name.to_owned(), value);
            }
        });
    }

    /// Gives a chat another title; the bot gets the service message.
    pub fn rename_chat(&self, chat: i64, title: &str) {
        self.change(|world| {
            let by = world.leader(chat);
            if let Some(chat) = world.chats.get_mut(&chat) {
                title.clone_into(&mut chat.title);
            }
            world.service(chat, Author::User(by), None, "new_chat_title", title.into());
        });
    }

    // ----- what people do -----

    /// A person writes; the private chat with the bot has the person's own id. Whoever has blocked
    /// the bot unblocks it by that.
    ///
    /// # Panics
    /// If the person could not write that there, which [`Sandbox::try_say`] tells instead.
    pub fn say(&self, user: i64, chat: i64, message: Outgoing) -> i32 {
        self.try_say(user, chat, message)
            .unwrap_or_else(|reason| panic!("{user} can't say that in {chat}: {reason}"))
    }

    /// A person writes, or is told why that is impossible.
    pub fn try_say(&self, user: i64, chat: i64, message: Outgoing) -> Result<i32, String> {
        self.change(|world| world.say(user, chat, &message, None))
    }

    /// A person sends several media as one album.
    ///
    /// # Panics
    /// If the person could not send that there.
    pub fn album(&self, user: i64, chat: i64, items: Vec<Outgoing>) -> Vec<i32> {
        self.change(|world| {
            let group = world.long_id();
            items
                .iter()
                .map(|item| {
                    world.say(user, chat, item, Some(group.clone())).unwrap_or_else(|reason| {
                        panic!("{user} can't say that in {chat}: {reason}")
                    })
                })
                .collect()
        })
    }

    /// One more item of an album that has begun, as when its updates are split.
    ///
    /// # Panics
    /// If the person could not send that there.
    pub fn album_item(&self, user: i64, chat: i64, album: &str, item: Outgoing) -> i32 {
        self.change(|world| world.say(user, chat, &item, Some(album.to_owned())))
            .unwrap_or_else(|reason| panic!("{user} can't say that in {chat}: {reason}"))
    }

    /// A person edits a message; equal content causes no update.
    ///
    /// # Panics
    /// If that person has no such message.
    pub fn edit(&self, user: i64, chat: i64, message: i32, new: Outgoing) {
        self.change(|world| world.rewrite(user, chat, message, &new))
            .unwrap_or_else(|reason| panic!("nothing to edit: {reason}"));
    }

    /// A person changes the caption of a message and leaves its file.
    ///
    /// # Panics
    /// If that person has no such message.
    pub fn edit_caption(&self, user: i64, chat: i64, message: i32, caption: &str) {
        self.change(|world| world.recaption(user, chat, message, caption))
            .unwrap_or_else(|reason| panic!("nothing to edit: {reason}"));
    }

    /// `edited_message` without any visible change, as Telegram sends for internal reasons.
    pub fn touch_message(&self, chat: i64, message: i32) {
        self.change(|world| {
            let now = world.now().div_euclid(1000);
            if let Some(message) = world.message_mut(chat, message) {
                message.edit_date = Some(now);
            }
            world.deliver(chat, message, "edited_message");
        });
    }

    /// Presses the button whose label contains some words, among those shown now. Returns the id of
    /// the callback query.
    pub fn press(
        &self,
        user: i64,
        chat: i64,
        message: i32,
        label_contains: &str,
    ) -> Result<String, String> {
        self.change(|world| {
            let data = world.button(chat, message, label_contains)?;
            Ok(world.press(user, chat, message, &data))
        })
    }

    /// A press with any data, as from a modified client; the message may be gone.
    pub fn press_data(&self, user: i64, chat: i64, message: i32, data: &str) -> String {
        self.change(|world| world.press(user, chat, message, data))
    }

    /// A person writes the bot's name and something behind it, without sending it; `offset` is where
    /// earlier results ended. Returns the id of the query.
    pub fn inquire(&self, user: i64, chat: i64, words: &str, offset: &str) -> String {
        self.change(|world| world.inquire(user, chat, words, offset))
    }

    /// What the bot has offered there.
    pub fn offered(&self, query: &str) -> Option<Offered> {
        self.read(|world| world.inline.get(query)?.answer.clone())
    }

    /// The person chooses a result whose title contains some words: it is written in their name, by
    /// way of the bot. `place` makes it an answer, or puts it into a topic.
    ///
    /// # Errors
    /// If nothing of that title was offered.
    pub fn choose(
        &self,
        query: &str,
        chat: i64,
        title_contains: &str,
        place: impl FnOnce(Outgoing) -> Outgoing,
    ) -> Result<i32, String> {
        let (from, result, bot) = self.read(|world| {
            let query = world.inline.get(query).ok_or("no such query")?;
            let offered = query.answer.as_ref().ok_or("it was not answered")?;
            let fits = |result: &&Value| {
                let title = result.get("title").and_then(Value::as_str);
                title.is_some_and(|title| title.contains(title_contains))
            };
            let found = offered.results.iter().find(fits);
            let found = found.ok_or(format!("no {title_contains:?} in {:?}", offered.results))?;
            Ok::<_, String>((query.from, found.clone(), world.render_user(world.account.id)))
        })?;
        let (words, entities) = inline::written(&result).ok_or("it writes nothing")?;
        let mut message = Outgoing::text(&words).with_field("via_bot", bot);
        if let Some(entities) = entities {
            message = message.with_entities(entities);
        }
        Ok(self.say(from, chat, place(message)))
    }

    /// Switches inline mode, as @BotFather does; it is off at first.
    pub fn set_inline(&self, on: bool) {
        self.set_bot_field("supports_inline_queries", Value::from(on));
    }

    /// A person reacts, or takes the reaction back.
    pub fn react(&self, user: i64, chat: i64, message: i32, emoji: Option<&str>) {
        self.change(|world| world.set_reaction(user, chat, message, emoji));
    }

    /// Whether the bot hears of reactions in private chats; off, as was seen of the real server.
    pub fn set_private_reactions(&self, on: bool) {
        self.change(|world| world.private_reactions = on);
    }

    /// A person deletes a message for everybody. The bot is not told.
    pub fn delete(&self, chat: i64, message: i32) {
        self.change(|world| {
            if let Some(chat) = world.chats.get_mut(&chat) {
                chat.messages.remove(&message);
            }
        });
    }

    /// A person blocks the bot.
    pub fn block(&self, user: i64) {
        self.change(|world| world.set_blocked(user, true));
    }

    /// A person unblocks the bot.
    pub fn unblock(&self, user: i64) {
        self.change(|world| world.set_blocked(user, false));
    }

    /// Whether a person has blocked the bot.
    pub fn is_blocked(&self, user: i64) -> bool {
        self.read(|world| world.users.get(&user).is_some_and(|person| person.blocked))
    }

    /// A person unblocks the bot, which never hears of it, as when it was away for longer than
    /// Telegram keeps updates.
    pub fn unblock_unheard(&self, user: i64) {
        self.change(|world| {
            if let Some(person) = world.users.get_mut(&user) {
                person.blocked = false;
            }
        });
    }

    /// A person's account is deleted. The bot is not told.
    pub fn deactivate(&self, user: i64) {
        self.change(|world| {
            if let Some(person) = world.users.get_mut(&user) {
                person.deactivated = true;
            }
        });
    }

    /// A person opens a topic; returns its id.
    ///
    /// # Panics
    /// If there is no such chat.
    pub fn open_topic(&self, user: i64, chat: i64, name: &str) -> i32 {
        self.change(|world| topics::open(world, chat, Author::User(user), name, 7_322_096, None))
            .unwrap_or_else(|| panic!("there is no chat {chat}"))
    }

    /// A person deletes a topic with all its messages. The bot is not told.
    pub fn delete_topic(&self, chat: i64, thread: i32) {
        self.change(|world| topics::remove(world, chat, thread));
    }

    /// A person closes a topic.
    pub fn close_topic(&self, user: i64, chat: i64, thread: i32) {
        self.change(|world| topics::close(world, chat, thread, Author::User(user), true));
    }

    /// A person reopens a topic.
    pub fn reopen_topic(&self, user: i64, chat: i64, thread: i32) {
        self.change(|world| topics::close(world, chat, thread, Author::User(user), false));
    }

    /// A person renames a topic.
    pub fn rename_topic(&self, user: i64, chat: i64, thread: i32, name: &str) {
        let name = Some(name.to_owned());
        self.change(|world| topics::change(world, chat, thread, Author::User(user), name, None));
    }

    /// A person pins a message, which posts a service message.
    pub fn pin(&self, user: i64, chat: i64, message: i32) {
        self.change(|world| {
            let shown = world.render_message(chat, message);
            let thread = world.message_mut(chat, message).and_then(|message| {
                message.pinned = true;
                message.thread
            });
            world.service(chat, Author::User(user), thread, "pinned_message", shown);
        });
    }

    /// Queues any update, wanted or not; only its id is given.
    pub fn inject(&self, raw_update: Value) {
        self.change(|world| {
            let mut body = match raw_update {
                Value::Object(body) => body,
                other => Map::from_iter([("unknown".to_owned(), other)]),
            };
            body.remove("update_id");
            let expires = world.now() + 24 * 3_600_000;
            world.queue.force(body, expires);
        });
    }

    /// Delivers the last `count` confirmed updates once more, as after a crash before the
    /// confirmation.
    pub fn repeat_last_updates(&self, count: usize) {
        self.change(|world| world.queue.repeat_last(count));
    }

    /// Lets update ids go on from another number, as after a week without updates.
    pub fn restart_update_ids(&self, next: i64) {
        self.change(|world| world.queue.restart_at(next));
    }

    /// How many updates wait for the bot.
    pub fn pending_updates(&self) -> usize {
        self.read(|world| world.queue.len())
    }

    // ----- waiting (what people see stands in `view`) -----

    /// Resolves at the next change of anything, calls included.
    pub async fn changed(&self) {
        let mut changes = self.shared().subscribe();
        let _ = changes.changed().await;
    }

    /// Waits until a look at the world finds something, for at most `patience` of real time.
    /// No change between two looks is missed, so tests need neither sleep nor poll.
    pub async fn wait_for<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut(&Sandbox) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.shared().subscribe();
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            if let Some(found) = look(self) {
                return Some(found);
            }
            tokio::select! {
                changed = changes.changed() => changed.ok()?,
                () = tokio::time::sleep_until(deadline) => return look(self),
            }
        }
    }

    // ----- faults and limits -----

    /// Plans a fault for the next call of a method; `*` is any method. Faults for one method come
    /// one after another.
    pub fn fail_next(&self, method: &str, fault: Fault) {
        self.change(|world| world.faults.plan(method, fault));
    }

    /// How many planned faults have not happened yet.
    pub fn faults_left(&self) -> usize {
        self.read(|world| world.faults.len())
    }

    /// Forgets all planned faults.
    pub fn clear_faults(&self) {
        self.change(|world| world.faults.clear());
    }

    /// Enforces Telegram's published limits, or stops it.
    pub fn set_limits(&self, on: bool) {
        self.change(|world| world.limits.on = on);
    }

    /// Whether a topic deleted less than a minute ago answers `TOPIC_DELETED` (it does) or
    /// `message thread not found` at once.
    pub fn set_topic_cache(&self, on: bool) {
        self.change(|world| world.topic_cache = on);
    }
}
