//! The one write transaction of a batch: everything the engine reads and changes in it.
//!
//! Indexes are kept here, next to the value they index, so that nobody can forget one.

mod finding;
mod queue;

use std::ops::RangeInclusive;

use redb::{Database, Durability, ReadableTable, TableDefinition, WriteTransaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::arrival::Held;
use crate::domain::conversation::Conversation;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, RowId, UserId};
use crate::domain::outbox::Row;
use crate::domain::people::{Desk, Member, Profile};
use crate::domain::reason::StatusName;
use crate::domain::stats::{Counter, Measure, Summary};
use crate::domain::time::Timestamp;
use crate::mistake::{Mistake, made};

use super::{Album, Due, Entry, Failed, Mapped, Quarantined, StoreError, decode, encode, tables};

pub(super) use finding::entry_words;
pub use finding::{Mention, Part};
pub use queue::{InQueue, QueuePlace};
pub(super) use queue::{count_key, places};

type Bytes = &'static [u8];

/// A write transaction. Dropping it without [`Tx::commit`] undoes everything.
pub struct Tx {
    pub(super) tx: WriteTransaction,
}

impl Tx {
    pub(super) fn begin(db: &Database) -> Result<Self, StoreError> {
        let mut tx = db.begin_write()?;
        tx.set_durability(Durability::Immediate)?;
        // Costs next to nothing, and makes opening after a crash instant.
        tx.set_quick_repair(true);
        Ok(Self { tx })
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// Whatever the file system says; nothing of the transaction took effect then, and the
    /// database must be opened anew.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit()?)
    }

    // ---- single values ---------------------------------------------------------------------------

    pub(super) fn get<'k, K: redb::Key + 'static, T: DeserializeOwned>(
        &self,
        table: TableDefinition<K, Bytes>,
        key: K::SelfType<'k>,
    ) -> Result<Option<T>, StoreError> {
        let table = self.tx.open_table(table)?;
        let found = table.get(key)?;
        found.map(|bytes| decode(bytes.value())).transpose()
    }

    pub(super) fn put<'k, K: redb::Key + 'static, T: Serialize>(
        &self,
        table: TableDefinition<K, Bytes>,
        key: K::SelfType<'k>,
        value: &T,
    ) -> Result<(), StoreError> {
        let bytes = encode(value)?;
        let mut table = self.tx.open_table(table)?;
        // What changes nothing costs no page.
        let same = table.get(&key)?.is_some_and(|before| before.value() == bytes.as_slice());
        if !same {
            table.insert(key, bytes.as_slice())?;
        }
        Ok(())
    }

    pub(super) fn remove<'k, K: redb::Key + 'static>(
        &self,
        table: TableDefinition<K, Bytes>,
        key: K::SelfType<'k>,
    ) -> Result<(), StoreError> {
        self.tx.open_table(table)?.remove(key)?;
        Ok(())
    }

    /// What stood in an index under one key stands under another; the same key costs nothing.
    fn move_key<K>(
        &self,
        table: TableDefinition<K, ()>,
        before: Option<K>,
        now: Option<K>,
    ) -> Result<(), StoreError>
    where
        K: redb::Key + for<'k> redb::Value<SelfType<'k> = K> + PartialEq + 'static,
    {
        if before == now {
            return Ok(());
        }
        let mut table = self.tx.open_table(table)?;
        if let Some(before) = before {
            table.remove(before)?;
        }
        if let Some(now) = now {
            table.insert(now, ())?;
        }
        Ok(())
    }

    /// A single fact.
    ///
    /// # Errors
    /// Whatever the file system says, as for everything below.
    pub fn meta<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        self.get(tables::META, name)
    }

    /// Sets a single fact.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn set_meta<T: Serialize>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        self.put(tables::META, name, value)
    }

    /// The next number of a growing sequence, from 1.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn next(&self, sequence: &str) -> Result<u64, StoreError> {
        let last: u64 = self.meta(sequence)?.unwrap_or(0);
        let next = last.saturating_add(1);
        self.set_meta(sequence, &next)?;
        Ok(next)
    }

    // ---- updates ---------------------------------------------------------------------------------

    /// Notes that an update takes effect; `false` if it already has.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn first_seen(&self, update: i64, now: Timestamp) -> Result<bool, StoreError> {
        let mut seen = self.tx.open_table(tables::SEEN)?;
        if seen.get(update)?.is_some() && !made(Mistake::TakeUpdatesTwice) {
            return Ok(false);
        }
        seen.insert(update, now.0)?;
        self.tx.open_table(tables::SEEN_BY_TIME)?.insert((now.0, update), ())?;
        Ok(true)
    }

    /// Forgets ids of updates from before `before`, a few at a time.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn forget_seen(&self, before: Timestamp) -> Result<(), StoreError> {
        let mut by_time = self.tx.open_table(tables::SEEN_BY_TIME)?;
        let mut seen = self.tx.open_table(tables::SEEN)?;
        for _ in 0..16 {
            let oldest = by_time.first()?.map(|(key, _)| key.value());
            match oldest {
                Some((at, id)) if at < before.0 => {
                    by_time.remove((at, id))?;
                    seen.remove(id)?;
                }
                Some(_) | None => break,
            }
        }
        Ok(())
    }

    // ---- desks and people --------------------------------------------------------------------------

    /// A desk.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn desk(&self, desk: DeskId) -> Result<Option<Desk>, StoreError> {
        self.get(tables::DESKS, desk.0)
    }

    /// All desks; a handful.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn desks(&self) -> Result<Vec<Desk>, StoreError> {
        let table = self.tx.open_table(tables::DESKS)?;
        table.iter()?.map(|entry| decode(entry?.1.value())).collect()
    }

    /// The desk of a group, also by an id that it had before an upgrade.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn desk_of(&self, chat: ChatId) -> Result<Option<Desk>, StoreError> {
        let desk = self.tx.open_table(tables::DESK_BY_CHAT)?.get(chat.0)?.map(|desk| desk.value());
        desk.map_or(Ok(None), |desk| self.desk(DeskId(desk)))
    }

    /// Keeps a desk.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_desk(&self, desk: &Desk) -> Result<(), StoreError> {
        let mut by_chat = self.tx.open_table(tables::DESK_BY_CHAT)?;
        by_chat.insert(desk.chat.0, desk.id.0)?;
        for former in &desk.former_chats {
            by_chat.insert(former.0, desk.id.0)?;
        }
        drop(by_chat);
        self.put(tables::DESKS, desk.id.0, desk)
    }

    /// A person of a desk's group.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn member(&self, desk: DeskId, user: UserId) -> Result<Option<Member>, StoreError> {
        self.get(tables::MEMBERS, (desk.0, user.0))
    }

    /// All people of a desk's group whom the bot knows.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn members(&self, desk: DeskId) -> Result<Vec<Member>, StoreError> {
        let table = self.tx.open_table(tables::MEMBERS)?;
        let range = (desk.0, i64::MIN)..=(desk.0, i64::MAX);
        table.range(range)?.map(|entry| decode(entry?.1.value())).collect()
    }

    /// Keeps a person of a desk's group.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_member(&self, desk: DeskId, member: &Member) -> Result<(), StoreError> {
        let id = member.person.id;
        let before = self.member(desk, id)?.and_then(|member| member.person.username);
        let mut names = self.tx.open_table(tables::MEMBER_NAMES)?;
        let lower = |name: &String| name.to_lowercase();
        let (before, now) =
            (before.as_ref().map(lower), member.person.username.as_ref().map(lower));
        if let Some(name) = before.filter(|name| Some(name) != now.as_ref()) {
            names.remove((desk.0, name.as_str()))?;
        }
        let mut loser = None;
        if let Some(name) = now {
            let had = names.insert((desk.0, name.as_str()), id.0)?.map(|had| had.value());
            loser = had.filter(|had| *had != id.0);
        }
        drop(names);
        // Nobody shares a name with anybody: whoever had it has given it up.
        if let Some(loser) = loser
            && let Some(mut former) = self.member(desk, UserId(loser))?
        {
            former.person.username = None;
            self.put(tables::MEMBERS, (desk.0, loser), &former)?;
        }
        self.put(tables::MEMBERS, (desk.0, id.0), member)
    }

    /// The person behind a `@name`, as far as the bot has seen it.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn member_named(&self, desk: DeskId, name: &str) -> Result<Option<UserId>, StoreError> {
        let names = self.tx.open_table(tables::MEMBER_NAMES)?;
        let found = names.get((desk.0, name.to_lowercase().as_str()))?;
        Ok(found.map(|id| UserId(id.value())))
    }

    /// A user.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn profile(&self, user: UserId) -> Result<Option<Profile>, StoreError> {
        self.get(tables::PROFILES, user.0)
    }

    // ---- conversations -----------------------------------------------------------------------------

    /// A conversation.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        self.get(tables::CONVERSATIONS, (id.desk.0, id.number))
    }

    /// Keeps a conversation and everything that is found by it; `due` is its next deadline. Whether
    /// its status or its wait is another than before.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_conversation(
        &self,
        conversation: &Conversation,
        due: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let id = conversation.id;
        let (desk, number) = (id.desk.0, id.number);
        let before = self.conversation(id)?;
        let had = before.as_ref().filter(|_| !made(Mistake::ForgetIndex));
        let status = |of: &Conversation| Some((desk, status_code(of.status_name()), number));
        self.move_key(tables::BY_STATUS, had.and_then(status), status(conversation))?;
        let assignee = |of: &Conversation| Some((desk, open_assignee(of)?.0, number));
        self.move_key(tables::BY_ASSIGNEE, had.and_then(assignee), assignee(conversation))?;
        let waiting = |of: &Conversation| Some((desk, of.waiting_since()?.0, number));
        self.move_key(tables::WAITING, had.and_then(waiting), waiting(conversation))?;
        let request = |of: &Conversation| Some((desk, of.request.as_ref()?.at.0, number));
        self.move_key(tables::REQUESTS, had.and_then(request), request(conversation))?;
        self.index_queue(before.as_ref(), conversation)?;
        self.index_terms(before.as_ref(), conversation)?;
        self.set_due(Due::Conversation(id), due)?;
        self.put(tables::CONVERSATIONS, (desk, number), conversation)?;
        let moved = |before: &Conversation| {
            before.status_name() != conversation.status_name()
                || before.waiting_since() != conversation.waiting_since()
        };
        Ok(before.as_ref().is_none_or(moved))
    }

    /// Notes whose topic it is.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_topic(
        &self,
        chat: ChatId,
        thread: i32,
        id: ConversationId,
    ) -> Result<(), StoreError> {
        let mut topics = self.tx.open_table(tables::TOPICS)?;
        topics.insert((chat.0, thread), (id.desk.0, id.number))?;
        Ok(())
    }

    /// The conversation of a topic, also of one that was replaced.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn topic(&self, chat: ChatId, thread: i32) -> Result<Option<ConversationId>, StoreError> {
        let topics = self.tx.open_table(tables::TOPICS)?;
        let found = topics.get((chat.0, thread))?.map(|id| id.value());
        Ok(found.map(|(desk, number)| ConversationId { desk: DeskId(desk), number }))
    }

    /// Conversations of a status, newest first, and how many there are.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn by_status(
        &self,
        desk: DeskId,
        status: StatusName,
        most: usize,
    ) -> Result<(Vec<ConversationId>, u32), StoreError> {
        let table = self.tx.open_table(tables::BY_STATUS)?;
        let code = status_code(status);
        let mut found = Vec::new();
        let mut total = 0_u32;
        for entry in table.range((desk.0, code, 0)..=(desk.0, code, u32::MAX))?.rev() {
            let (_, _, number) = entry?.0.value();
            total = total.saturating_add(1);
            if found.len() < most {
                found.push(ConversationId { desk, number });
            }
        }
        Ok((found, total))
    }

    /// Open conversations of an assignee, newest first.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn by_assignee(
        &self,
        desk: DeskId,
        user: UserId,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let table = self.tx.open_table(tables::BY_ASSIGNEE)?;
        let range = (desk.0, user.0, 0)..=(desk.0, user.0, u32::MAX);
        table
            .range(range)?
            .rev()
            .map(|entry| Ok(ConversationId { desk, number: entry?.0.value().2 }))
            .collect()
    }

    /// How many open conversations somebody has.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn load(&self, desk: DeskId, user: UserId) -> Result<u32, StoreError> {
        Ok(u32::try_from(self.by_assignee(desk, user)?.len()).unwrap_or(u32::MAX))
    }

    /// Conversations whose users wait, longest wait first, with since when.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn waiting(&self, desk: DeskId) -> Result<Vec<(ConversationId, Timestamp)>, StoreError> {
        let table = self.tx.open_table(tables::WAITING)?;
        let range = (desk.0, i64::MIN, 0)..=(desk.0, i64::MAX, u32::MAX);
        table
            .range(range)?
            .map(|entry| {
                let (_, since, number) = entry?.0.value();
                Ok((ConversationId { desk, number }, Timestamp(since)))
            })
            .collect()
    }

    /// How many users wait for the team, and the longest wait.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn waiting_at_a_glance(
        &self,
        desk: DeskId,
    ) -> Result<(u32, Option<(ConversationId, Timestamp)>), StoreError> {
        let table = self.tx.open_table(tables::WAITING)?;
        let mut waiting = table.range((desk.0, i64::MIN, 0)..=(desk.0, i64::MAX, u32::MAX))?;
        let Some(first) = waiting.next().transpose()? else {
            return Ok((0, None));
        };
        let (_, since, number) = first.0.value();
        let others = u32::try_from(waiting.count()).unwrap_or(u32::MAX);
        let oldest = (ConversationId { desk, number }, Timestamp(since));
        Ok((others.saturating_add(1), Some(oldest)))
    }

    /// Whether more than so many messages of a conversation stand in a chat.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn holds_more_than(
        &self,
        id: ConversationId,
        chat: ChatId,
        many: usize,
    ) -> Result<bool, StoreError> {
        let table = self.tx.open_table(tables::MESSAGES_OF)?;
        let key = |message: i32| (id.desk.0, id.number, chat.0, message);
        Ok(table.range(key(i32::MIN)..=key(i32::MAX))?.take(many.saturating_add(1)).count() > many)
    }

    // ---- due times -----------------------------------------------------------------------------------

    /// When something is due.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn due_at(&self, what: Due) -> Result<Option<Timestamp>, StoreError> {
        let table = self.tx.open_table(tables::DUE_AT)?;
        Ok(table.get(what.key())?.map(|at| Timestamp(at.value())))
    }

    /// Sets, moves or removes a due time.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn set_due(&self, what: Due, at: Option<Timestamp>) -> Result<(), StoreError> {
        let (kind, key) = what.key();
        let mut due = self.tx.open_table(tables::DUE)?;
        let mut due_at = self.tx.open_table(tables::DUE_AT)?;
        let before = due_at.get((kind, key))?.map(|at| at.value());
        if before == at.map(|at| at.0) {
            return Ok(());
        }
        if let Some(before) = before {
            due.remove((before, kind, key))?;
        }
        match at {
            Some(at) => {
                due.insert((at.0, kind, key), ())?;
                due_at.insert((kind, key), at.0)?;
            }
            None => {
                due_at.remove((kind, key))?;
            }
        }
        Ok(())
    }

    /// What is due by `now`, earliest first, at most `most`.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Due>, StoreError> {
        let table = self.tx.open_table(tables::DUE)?;
        let mut found = Vec::new();
        for entry in table.range(..=(now.0, u8::MAX, u64::MAX))?.take(most) {
            let (_, kind, key) = entry?.0.value();
            found.extend(Due::from_key(kind, key));
        }
        Ok(found)
    }

    /// When the next thing is due.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let table = self.tx.open_table(tables::DUE)?;
        Ok(table.first()?.map(|(key, _)| Timestamp(key.value().0)))
    }

    // ---- held messages and albums --------------------------------------------------------------------

    /// Messages of a user that wait for a choice.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn held(&self, user: UserId) -> Result<Option<Held>, StoreError> {
        self.get(tables::HELD, user.0)
    }

    /// Keeps, or with `None` lets go of, messages that wait for a choice.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_held(&self, user: UserId, held: Option<&Held>) -> Result<(), StoreError> {
        self.set_due(Due::Held(user), held.map(|held| held.until))?;
        match held {
            Some(held) => self.put(tables::HELD, user.0, held),
            None => self.remove(tables::HELD, user.0),
        }
    }

    /// The album that a sender has open in a chat.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn open_album(&self, chat: ChatId, sender: i64) -> Result<Option<u64>, StoreError> {
        let table = self.tx.open_table(tables::OPEN_ALBUMS)?;
        Ok(table.get((chat.0, sender))?.map(|number| number.value()))
    }

    /// An album.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn album(&self, number: u64) -> Result<Option<Album>, StoreError> {
        self.get(tables::ALBUMS, number)
    }

    /// Keeps an album as the one that its sender has open.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_album(
        &self,
        number: u64,
        chat: ChatId,
        sender: i64,
        album: &Album,
    ) -> Result<(), StoreError> {
        self.tx.open_table(tables::OPEN_ALBUMS)?.insert((chat.0, sender), number)?;
        self.set_due(Due::Album(number), Some(album.until))?;
        self.put(tables::ALBUMS, number, album)
    }

    /// Lets go of an album.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn remove_album(&self, number: u64) -> Result<(), StoreError> {
        // A handful. Its chat may have another id by now.
        self.tx.open_table(tables::OPEN_ALBUMS)?.retain(|_, open| open != number)?;
        self.set_due(Due::Album(number), None)?;
        self.remove(tables::ALBUMS, number)
    }

    // ---- messages and rows -----------------------------------------------------------------------------

    /// What a message is.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn mapped(&self, message: MessageRef) -> Result<Option<Mapped>, StoreError> {
        self.get(tables::MESSAGES, (message.chat.0, message.message))
    }

    /// A row of the outbox.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn row(&self, row: RowId) -> Result<Option<Row>, StoreError> {
        self.get(tables::OUTBOX, row.0)
    }

    /// Keeps a row.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_row(&self, row: &Row) -> Result<(), StoreError> {
        if let Some(id) = row.conversation {
            let key = (id.desk.0, id.number, row.id.0);
            let mut index = self.tx.open_table(tables::OUTBOX_BY_CONVERSATION)?;
            if index.get(key)?.is_none() {
                index.insert(key, ())?;
            }
        }
        self.put(tables::OUTBOX, row.id.0, row)
    }

    /// Closes a row.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn remove_row(&self, row: RowId) -> Result<(), StoreError> {
        if let Some(id) = self.row(row)?.and_then(|row| row.conversation) {
            let mut index = self.tx.open_table(tables::OUTBOX_BY_CONVERSATION)?;
            index.remove((id.desk.0, id.number, row.0))?;
        }
        self.remove(tables::OUTBOX, row.0)
    }

    /// The rows of a conversation, by id.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn rows_of(&self, id: ConversationId) -> Result<Vec<Row>, StoreError> {
        let index = self.tx.open_table(tables::OUTBOX_BY_CONVERSATION)?;
        let mut rows = Vec::new();
        let (desk, number) = (id.desk.0, id.number);
        for entry in index.range((desk, number, 0)..=(desk, number, u64::MAX))? {
            let (_, _, row) = entry?.0.value();
            rows.extend(self.row(RowId(row))?);
        }
        Ok(rows)
    }

    /// A delivery that failed and can be tried again.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn failed(&self, row: RowId) -> Result<Option<Failed>, StoreError> {
        self.get(tables::FAILED, row.0)
    }

    /// Keeps a failed delivery.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_failed(&self, failed: &Failed) -> Result<(), StoreError> {
        self.put(tables::FAILED, failed.row.id.0, failed)
    }

    /// Forgets a failed delivery.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn remove_failed(&self, row: RowId) -> Result<(), StoreError> {
        self.remove(tables::FAILED, row.0)
    }

    /// Notes calls that are about to post or edit in a group; older than a minute are forgotten.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn note_sends(&self, chat: ChatId, now: Timestamp, count: usize) -> Result<(), StoreError> {
        let mut times: Vec<Timestamp> = self.get(tables::SENDS, chat.0)?.unwrap_or_default();
        let minute = std::time::Duration::from_secs(60);
        times.retain(|at| now.since(*at) < minute);
        times.extend(std::iter::repeat_n(now, count));
        self.put(tables::SENDS, chat.0, &times)
    }

    // ---- history, figures, audit ------------------------------------------------------------------------

    /// Adds to the history of a conversation.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn remember(&self, id: ConversationId, entry: &Entry) -> Result<(), StoreError> {
        let mut table = self.tx.open_table(tables::HISTORY)?;
        let last = table.range(history_of(id))?.next_back().transpose()?;
        let next = last.map_or(0, |(key, _)| key.value().2.saturating_add(1));
        let key = (id.desk.0, id.number, next);
        table.insert(key, encode(entry)?.as_slice())?;
        self.index_words(key, None, entry)
    }

    /// The history of a conversation, oldest first.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn history(&self, id: ConversationId) -> Result<Vec<Entry>, StoreError> {
        let table = self.tx.open_table(tables::HISTORY)?;
        table.range(history_of(id))?.map(|entry| decode(entry?.1.value())).collect()
    }

    /// Rewrites the history of a conversation entry by entry, keeping the order.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn rewrite_history(
        &self,
        id: ConversationId,
        mut change: impl FnMut(&mut Entry),
    ) -> Result<(), StoreError> {
        let mut table = self.tx.open_table(tables::HISTORY)?;
        let mut changed = Vec::new();
        for entry in table.range(history_of(id))? {
            let (key, value) = entry?;
            let mut entry: Entry = decode(value.value())?;
            let before = entry.clone();
            change(&mut entry);
            self.index_words(key.value(), Some(&before), &entry)?;
            changed.push((key.value(), encode(&entry)?));
        }
        for (key, bytes) in changed {
            table.insert(key, bytes.as_slice())?;
        }
        Ok(())
    }

    /// Changes a counter of a day (days since 1970).
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn count(
        &self,
        desk: DeskId,
        day: i32,
        counter: &Counter,
        by: i64,
    ) -> Result<(), StoreError> {
        let code = counter.code();
        let mut table = self.tx.open_table(tables::COUNTERS)?;
        let key = (desk.0, day, code.as_str());
        let before = table.get(key)?.map_or(0, |count| count.value());
        let by = if made(Mistake::MiscountFigures) { by.saturating_mul(2) } else { by };
        table.insert(key, before.saturating_add(by))?;
        Ok(())
    }

    /// How many conversations were completed on a day, for whatever reason.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn completed_on(&self, desk: DeskId, day: i32) -> Result<u32, StoreError> {
        let table = self.tx.open_table(tables::COUNTERS)?;
        let prefix = Counter::COMPLETED;
        let mut sum = 0_i64;
        for entry in table.range((desk.0, day, prefix)..)? {
            let (key, count) = entry?;
            let (of, on, counter) = key.value();
            if (of, on) != (desk.0, day) || !counter.starts_with(prefix) {
                break;
            }
            sum = sum.saturating_add(count.value());
        }
        Ok(u32::try_from(sum.max(0)).unwrap_or(u32::MAX))
    }

    /// Sets or removes a conversation's measure of a day, in seconds.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn measure(
        &self,
        id: ConversationId,
        day: i32,
        measure: Measure,
        seconds: Option<u64>,
    ) -> Result<(), StoreError> {
        let mut table = self.tx.open_table(tables::MEASURES)?;
        let key = (id.desk.0, measure.code(), day, id.number);
        match seconds {
            Some(seconds) => table.insert(key, seconds)?,
            None => table.remove(key)?,
        };
        Ok(())
    }

    /// The figures of some days.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn summary(&self, desk: DeskId, days: RangeInclusive<i32>) -> Result<Summary, StoreError> {
        let mut summary = Summary::default();
        let counters = self.tx.open_table(tables::COUNTERS)?;
        let (from, to) = (*days.start(), *days.end());
        for entry in counters.range((desk.0, from, "")..(desk.0, to.saturating_add(1), ""))? {
            let (key, count) = entry?;
            let (_, _, code) = key.value();
            *summary.counts.entry(code.to_owned()).or_default() += count.value();
        }
        let measures = self.tx.open_table(tables::MEASURES)?;
        for (measure, into) in [
            (Measure::FirstResponse, &mut summary.responses),
            (Measure::Resolution, &mut summary.resolutions),
        ] {
            let code = measure.code();
            for entry in measures.range((desk.0, code, from, 0)..=(desk.0, code, to, u32::MAX))? {
                into.push(entry?.1.value());
            }
        }
        summary.waiting = u32::try_from(self.waiting(desk)?.len()).unwrap_or(u32::MAX);
        Ok(summary)
    }

    /// Sets something aside that could not be handled.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn quarantine(&self, entry: &Quarantined) -> Result<(), StoreError> {
        let sequence = self.next("quarantine")?;
        self.put(tables::QUARANTINE, sequence, entry)
    }

    /// Something that was set aside.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn quarantined(&self, number: u64) -> Result<Option<Quarantined>, StoreError> {
        self.get(tables::QUARANTINE, number)
    }

    /// Numbers of what was set aside, oldest first, at most `most`; and how many there are.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn in_quarantine(&self, most: usize) -> Result<(Vec<u64>, u64), StoreError> {
        use redb::ReadableTableMetadata;
        let table = self.tx.open_table(tables::QUARANTINE)?;
        let numbers = table.iter()?.take(most).map(|entry| Ok(entry?.0.value()));
        Ok((numbers.collect::<Result<_, StoreError>>()?, table.len()?))
    }

    /// Notes that something that was set aside failed again.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_quarantined(&self, number: u64, entry: &Quarantined) -> Result<(), StoreError> {
        self.put(tables::QUARANTINE, number, entry)
    }

    /// Lets go of something that was set aside.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn remove_quarantined(&self, number: u64) -> Result<(), StoreError> {
        self.remove(tables::QUARANTINE, number)
    }
}

fn history_of(id: ConversationId) -> RangeInclusive<(u32, u32, u32)> {
    (id.desk.0, id.number, 0)..=(id.desk.0, id.number, u32::MAX)
}

pub(super) fn status_code(status: StatusName) -> u8 {
    match status {
        StatusName::Unassigned => 1,
        StatusName::InProgress => 2,
        StatusName::Pending => 3,
        StatusName::Completed => 4,
    }
}

pub(super) fn open_assignee(conversation: &Conversation) -> Option<UserId> {
    if conversation.is_open() { conversation.assignee()?.agent() } else { None }
}
