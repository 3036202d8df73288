//! Whether a database agrees with itself.
//!
//! Promises: every value of every table is decoded; every index is computed anew from what it
//! indexes and compared both ways; the figures are counted anew from the history. All of it in one
//! read transaction, row by row, so that a large database needs no more memory than a small one.
//! Changes nothing, and names tables and keys only, never what people wrote or are called.
//!
//! What it cannot tell, because nothing that is stored says so:
//! - the moment at which a conversation is due (it follows from the settings), only that a due time
//!   belongs to something that exists;
//! - a topic that was replaced from one that never was: rows of `topics-1` must name a conversation
//!   that exists, and the present topic of every conversation must be there;
//! - on which day something was counted (days begin at midnight of a zone that the settings name).
//!   Counters are compared by desk and counter over all days, measures by conversation within the
//!   days that the moment can have been in any zone;
//! - what stands in `sends-1`, `audit-1`, `quarantine-1` and most of `meta-1`: it is only decoded.

mod finding;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;

use redb::{Key, ReadTransaction, ReadableTable, TableDefinition, TableHandle, Value};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::domain::arrival::{Asked, Held};
use crate::domain::ban::Ban;
use crate::domain::board::Board;
use crate::domain::bulk::Bulk;
use crate::domain::canned::Canned;
use crate::domain::conversation::Conversation;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, UserId};
use crate::domain::outbox::Row;
use crate::domain::people::{Desk, Member, Profile};
use crate::domain::proof::Unproven;
use crate::domain::setting::Chosen;
use crate::domain::stats::{Figure, Measure, figures};
use crate::domain::time::Timestamp;
use crate::domain::transition::Record;

use super::audit::audit_places;
use super::tx::{count_key, open_assignee, places, status_code};
use super::{
    Album, Audit, Due, Entry, EntryKind, Failed, Mapped, Quarantined, Snapshot, Store, StoreError,
    decode, lines_name, tables,
};

/// More than so many discrepancies are not listed.
const MOST: usize = 1000;
/// A day, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// The zones that are farthest ahead of and behind UTC, in milliseconds.
const AHEAD: i64 = 14 * 60 * 60 * 1000;
const BEHIND: i64 = 12 * 60 * 60 * 1000;

type Bytes = &'static [u8];

/// A place where the database does not agree with itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Discrepancy {
    /// The table's name.
    pub table: String,
    /// The row's key, without names of people.
    pub key: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fault {
    /// Its value does not parse.
    Unreadable,
    /// It should be there and is not.
    Missing,
    /// It is there, and nothing asks for it.
    Extra,
    /// It says something else than what it follows from.
    Differs,
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = match self.fault {
            Fault::Unreadable => "cannot be read",
            Fault::Missing => "is missing",
            Fault::Extra => "belongs to nothing",
            Fault::Differs => "contradicts the rest",
        };
        write!(f, "{} {} {fault}", self.table, self.key)
    }
}

impl Store {
    /// Compares the database with itself; the module says how far. Reads everything once: seconds
    /// for a large database. Nothing is wrong if the list is empty; it ends after a thousand.
    ///
    /// # Errors
    /// Whatever the file system says, or redb about a damaged file.
    pub fn verify(&self) -> Result<Vec<Discrepancy>, StoreError> {
        self.read()?.verify()
    }
}

impl Snapshot {
    /// As [`Store::verify`], of this moment.
    ///
    /// # Errors
    /// See [`Store::verify`].
    pub fn verify(&self) -> Result<Vec<Discrepancy>, StoreError> {
        let mut check = Check { tx: &self.tx, found: Vec::new() };
        check.facts()?;
        check.updates()?;
        check.desks()?;
        check.members()?;
        check.conversations()?;
        check.profiles()?;
        check.users()?;
        check.canned()?;
        check.chosen()?;
        check.due()?;
        check.held_and_albums()?;
        check.messages()?;
        check.rows()?;
        check.history()?;
        check.finding()?;
        check.numbered()?;
        Ok(check.found)
    }
}

struct Check<'a> {
    tx: &'a ReadTransaction,
    found: Vec<Discrepancy>,
}

impl Check<'_> {
    fn report(&mut self, table: &impl TableHandle, key: impl fmt::Debug, fault: Fault) {
        if self.found.len() < MOST {
            let table = table.name().to_owned();
            self.found.push(Discrepancy { table, key: format!("{key:?}"), fault });
        }
    }

    fn expect(
        &mut self,
        right: bool,
        table: &impl TableHandle,
        key: impl fmt::Debug,
        fault: Fault,
    ) {
        if !right {
            self.report(table, key, fault);
        }
    }

    /// Every row of a table of values that are stored as they are.
    fn every<K: Key + 'static, V: Value + 'static>(
        &mut self,
        table: TableDefinition<K, V>,
        mut each: impl FnMut(&mut Self, K::SelfType<'_>, V::SelfType<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let table = self.tx.open_table(table)?;
        for entry in table.iter()? {
            let (key, value) = entry?;
            each(self, key.value(), value.value())?;
        }
        Ok(())
    }

    /// Every value of a table, decoded; what cannot be is reported and left out.
    fn values<K: Key + 'static, T: DeserializeOwned>(
        &mut self,
        table: TableDefinition<K, Bytes>,
        mut each: impl FnMut(&mut Self, K::SelfType<'_>, T) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.every(table, |check, key, bytes| match decode(bytes) {
            Ok(value) => each(check, key, value),
            Err(_) => {
                check.report(&table, key, Fault::Unreadable);
                Ok(())
            }
        })
    }

    /// A row as it is stored.
    fn plain<'k, K: Key + 'static, V: Value + 'static, R>(
        &self,
        table: TableDefinition<K, V>,
        key: K::SelfType<'k>,
        take: impl FnOnce(V::SelfType<'_>) -> R,
    ) -> Result<Option<R>, StoreError> {
        let table = self.tx.open_table(table)?;
        let found = table.get(key)?;
        Ok(found.map(|value| take(value.value())))
    }

    /// A decoded value; one that cannot be decoded is reported where its table is looked through.
    fn value<'k, K: Key + 'static, T: DeserializeOwned>(
        &self,
        table: TableDefinition<K, Bytes>,
        key: K::SelfType<'k>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.plain(table, key, |bytes| decode(bytes).ok())?.flatten())
    }

    fn has<'k, K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<K, V>,
        key: K::SelfType<'k>,
    ) -> Result<bool, StoreError> {
        Ok(self.plain(table, key, |_| ())?.is_some())
    }

    fn desk(&self, desk: DeskId) -> Result<Option<Desk>, StoreError> {
        self.value(tables::DESKS, desk.0)
    }

    fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        self.value(tables::CONVERSATIONS, (id.desk.0, id.number))
    }

    fn last_of(&self, sequence: &str) -> Result<u64, StoreError> {
        Ok(self.value(tables::META, sequence)?.unwrap_or(0))
    }

    // ---- single facts and updates ------------------------------------------------------------------

    fn facts(&mut self) -> Result<(), StoreError> {
        self.every(tables::META, |check, name, bytes| {
            let readable = match name {
                "offset" => decode::<i64>(bytes).is_ok(),
                "row" | "album" | "audit" | "quarantine" => decode::<u64>(bytes).is_ok(),
                "intake" | "gap-ended" => decode::<Timestamp>(bytes).is_ok(),
                "schema" => decode::<u32>(bytes).is_ok(),
                _ => decode::<IgnoredAny>(bytes).is_ok(),
            };
            check.expect(readable, &tables::META, name, Fault::Unreadable);
            Ok(())
        })
    }

    fn updates(&mut self) -> Result<(), StoreError> {
        self.every(tables::SEEN, |check, id, at| {
            let right = check.has(tables::SEEN_BY_TIME, (at, id))?;
            check.expect(right, &tables::SEEN_BY_TIME, (at, id), Fault::Missing);
            Ok(())
        })?;
        self.every(tables::SEEN_BY_TIME, |check, (at, id), ()| {
            let seen = check.plain(tables::SEEN, id, |at| at)?;
            check.expect(seen == Some(at), &tables::SEEN_BY_TIME, (at, id), Fault::Extra);
            Ok(())
        })
    }

    // ---- desks and people ----------------------------------------------------------------------------

    fn desks(&mut self) -> Result<(), StoreError> {
        self.values(tables::DESKS, |check, key, desk: Desk| {
            check.expect(desk.id.0 == key, &tables::DESKS, key, Fault::Differs);
            for chat in desk.former_chats.iter().chain([&desk.chat]) {
                let table = tables::DESK_BY_CHAT;
                match check.plain(table, chat.0, |desk| desk)? {
                    Some(found) => check.expect(found == key, &table, chat.0, Fault::Differs),
                    None => check.report(&table, chat.0, Fault::Missing),
                }
            }
            Ok(())
        })?;
        self.every(tables::DESK_BY_CHAT, |check, chat, desk| {
            let right = check.desk(DeskId(desk))?.is_some_and(|desk| {
                desk.chat.0 == chat || desk.former_chats.contains(&ChatId(chat))
            });
            check.expect(right, &tables::DESK_BY_CHAT, chat, Fault::Extra);
            Ok(())
        })
    }

    fn members(&mut self) -> Result<(), StoreError> {
        let names = tables::MEMBER_NAMES;
        self.values(tables::MEMBERS, |check, (desk, user), member: Member| {
            let right = member.person.id.0 == user && check.has(tables::DESKS, desk)?;
            check.expect(right, &tables::MEMBERS, (desk, user), Fault::Differs);
            if let Some(name) = &member.person.username {
                match check.plain(names, (desk, name.to_lowercase().as_str()), |user| user)? {
                    Some(found) => {
                        check.expect(found == user, &names, (desk, user), Fault::Differs);
                    }
                    None => check.report(&names, (desk, user), Fault::Missing),
                }
            }
            Ok(())
        })?;
        self.every(names, |check, (desk, name), user| {
            let member: Option<Member> = check.value(tables::MEMBERS, (desk, user))?;
            let theirs = member.and_then(|member| member.person.username);
            let right = theirs.is_some_and(|theirs| theirs.to_lowercase() == name);
            check.expect(right, &names, (desk, user), Fault::Extra);
            Ok(())
        })
    }

    fn profiles(&mut self) -> Result<(), StoreError> {
        self.values(tables::PROFILES, |check, user, profile: Profile| {
            let desks: BTreeSet<u32> = profile.open.iter().map(|id| id.desk.0).collect();
            let mut right = profile.person.id.0 == user && desks.len() == profile.open.len();
            let theirs = profile.completed.iter().map(|id| (id, false));
            for (id, open) in theirs.chain(profile.open.iter().map(|id| (id, true))) {
                let named = check.conversation(*id)?;
                right &= named.is_some_and(|named| named.user.0 == user && named.is_open() == open);
            }
            for row in &profile.undelivered {
                right &= check.has(tables::FAILED, row.0)?;
            }
            check.expect(right, &tables::PROFILES, user, Fault::Differs);
            Ok(())
        })
    }

    /// What finds users, and what is kept of them apart.
    fn users(&mut self) -> Result<(), StoreError> {
        let names = tables::USER_NAMES;
        self.values(tables::PROFILES, |check, user, profile: Profile| {
            if let Some(name) = &profile.person.username {
                let found = check.plain(names, name.to_lowercase().as_str(), |user| user)?;
                check.expect(found == Some(user), &names, user, Fault::Missing);
            }
            Ok(())
        })?;
        self.every(names, |check, name, user| {
            let profile: Option<Profile> = check.value(tables::PROFILES, user)?;
            let theirs = profile.and_then(|profile| profile.person.username);
            let right = theirs.is_some_and(|theirs| theirs.to_lowercase() == name);
            check.expect(right, &names, user, Fault::Extra);
            Ok(())
        })?;
        self.values(tables::BANS, |check, hash, ban: Ban| {
            let due = check.plain(tables::DUE_AT, Due::Ban(hash).key(), |at| at)?;
            let right = due == ban.term.until.map(|until| until.0);
            check.expect(right, &tables::DUE_AT, hash, Fault::Differs);
            let mut right = check.has(tables::DESKS, ban.desk.0)?;
            if let Some(id) = ban.shown_on {
                right &= check.conversation(id)?.is_some_and(|c| c.banned == Some(ban.term));
            }
            check.expect(right, &tables::BANS, hash, Fault::Differs);
            Ok(())
        })
    }

    /// Canned replies and the names that find them.
    fn canned(&mut self) -> Result<(), StoreError> {
        let names = tables::CANNED_NAMES;
        self.values(tables::CANNED, |check, (desk, number), canned: Canned| {
            let right = check.has(tables::DESKS, desk)? && !canned.texts.is_empty();
            check.expect(right, &tables::CANNED, (desk, number), Fault::Differs);
            let found = check.plain(names, (desk, canned.name.as_str()), |number| number)?;
            check.expect(found == Some(number), &names, (desk, number), Fault::Missing);
            Ok(())
        })?;
        self.every(names, |check, (desk, name), number| {
            let canned: Option<Canned> = check.value(tables::CANNED, (desk, number))?;
            let right = canned.is_some_and(|canned| canned.name == name);
            check.expect(right, &names, (desk, number), Fault::Extra);
            Ok(())
        })
    }

    fn chosen(&mut self) -> Result<(), StoreError> {
        self.values(tables::CHOSEN, |check, (desk, name), chosen: Chosen| {
            let right = check.has(tables::DESKS, desk)? && chosen.nonce > 0;
            check.expect(right, &tables::CHOSEN, (desk, name), Fault::Differs);
            Ok(())
        })
    }

    // ---- conversations -------------------------------------------------------------------------------

    fn conversations(&mut self) -> Result<(), StoreError> {
        self.values(tables::CONVERSATIONS, |check, key, conversation: Conversation| {
            check.conversation_alone(key, &conversation)
        })?;
        self.every(tables::BY_STATUS, |check, (desk, status, number), ()| {
            let named = check.conversation(ConversationId { desk: DeskId(desk), number })?;
            let right = named.is_some_and(|named| status_code(named.status_name()) == status);
            check.expect(right, &tables::BY_STATUS, (desk, status, number), Fault::Extra);
            Ok(())
        })?;
        self.every(tables::BY_ASSIGNEE, |check, (desk, user, number), ()| {
            let named = check.conversation(ConversationId { desk: DeskId(desk), number })?;
            let right = named.is_some_and(|named| open_assignee(&named) == Some(UserId(user)));
            check.expect(right, &tables::BY_ASSIGNEE, (desk, user, number), Fault::Extra);
            Ok(())
        })?;
        self.every(tables::WAITING, |check, (desk, since, number), ()| {
            let named = check.conversation(ConversationId { desk: DeskId(desk), number })?;
            let right = named.is_some_and(|named| named.waiting_since() == Some(Timestamp(since)));
            check.expect(right, &tables::WAITING, (desk, since, number), Fault::Extra);
            Ok(())
        })?;
        self.every(tables::REQUESTS, |check, (desk, at, number), ()| {
            let named = check.conversation(ConversationId { desk: DeskId(desk), number })?;
            let request = named.and_then(|named| named.request);
            let right = request.is_some_and(|request| request.at.0 == at);
            check.expect(right, &tables::REQUESTS, (desk, at, number), Fault::Extra);
            Ok(())
        })?;
        self.queues()?;
        self.every(tables::TOPICS, |check, key, id| {
            let right = check.has(tables::CONVERSATIONS, id)?;
            check.expect(right, &tables::TOPICS, key, Fault::Extra);
            Ok(())
        })
    }

    /// The order in which they wait, and how many do.
    fn queues(&mut self) -> Result<(), StoreError> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        self.every(tables::QUEUE, |check, key, assignee| {
            let (desk, agent, _, _, number) = key;
            let named = check.conversation(ConversationId { desk: DeskId(desk), number })?;
            let right = named.is_some_and(|named| places(&named).contains(&(key, assignee)));
            check.expect(right, &tables::QUEUE, key, Fault::Extra);
            if agent == 0 {
                let count = counts.entry(desk).or_default();
                *count = count.saturating_add(1);
            }
            Ok(())
        })?;
        self.values(tables::DESKS, |check, desk, _: Desk| {
            let name = count_key(DeskId(desk));
            let stored: Option<u32> = check.value(tables::META, name.as_str())?;
            let right = stored.unwrap_or(0) == counts.get(&desk).copied().unwrap_or(0);
            check.expect(right, &tables::META, name, Fault::Differs);
            Ok(())
        })
    }

    fn conversation_alone(
        &mut self,
        (desk, number): (u32, u32),
        conversation: &Conversation,
    ) -> Result<(), StoreError> {
        let id = ConversationId { desk: DeskId(desk), number };
        let of = self.desk(id.desk)?;
        let numbered = of.as_ref().is_some_and(|of| number <= of.last_number);
        let right = conversation.id == id && numbered;
        self.expect(right, &tables::CONVERSATIONS, (desk, number), Fault::Differs);

        let key = (desk, status_code(conversation.status_name()), number);
        let right = self.has(tables::BY_STATUS, key)?;
        self.expect(right, &tables::BY_STATUS, key, Fault::Missing);
        if let Some(assignee) = open_assignee(conversation) {
            let key = (desk, assignee.0, number);
            let right = self.has(tables::BY_ASSIGNEE, key)?;
            self.expect(right, &tables::BY_ASSIGNEE, key, Fault::Missing);
        }
        if let Some(since) = conversation.waiting_since() {
            let key = (desk, since.0, number);
            let right = self.has(tables::WAITING, key)?;
            self.expect(right, &tables::WAITING, key, Fault::Missing);
        }
        if let Some(request) = &conversation.request {
            let key = (desk, request.at.0, number);
            let right = self.has(tables::REQUESTS, key)?;
            self.expect(right, &tables::REQUESTS, key, Fault::Missing);
        }
        for (key, assignee) in places(conversation) {
            let found = self.plain(tables::QUEUE, key, |assignee| assignee)?;
            self.expect(found == Some(assignee), &tables::QUEUE, key, Fault::Missing);
        }
        if let (Some(topic), Some(of)) = (conversation.topic, of) {
            let mut found = false;
            for chat in of.former_chats.iter().chain([&of.chat]) {
                let whose = self.plain(tables::TOPICS, (chat.0, topic), |id| id)?;
                found |= whose == Some((desk, number));
            }
            self.expect(found, &tables::TOPICS, (of.chat.0, topic), Fault::Missing);
        }
        if conversation.is_forgotten() {
            self.expect(
                !conversation.is_open(),
                &tables::CONVERSATIONS,
                (desk, number),
                Fault::Differs,
            );
            return Ok(());
        }
        // The other way round, profiles say it of themselves.
        let user = conversation.user.0;
        let profile: Option<Profile> = self.value(tables::PROFILES, user)?;
        let right = profile.is_some_and(|profile| {
            (profile.open_at(id.desk) == Some(id)) == conversation.is_open()
                && profile.completed.contains(&id) != conversation.is_open()
        });
        self.expect(right, &tables::PROFILES, user, Fault::Differs);
        Ok(())
    }

    // ---- what happens by itself ------------------------------------------------------------------------

    fn due(&mut self) -> Result<(), StoreError> {
        self.every(tables::DUE_AT, |check, (kind, key), at| {
            let right = check.has(tables::DUE, (at, kind, key))?;
            check.expect(right, &tables::DUE, (at, kind, key), Fault::Missing);
            let right = match Due::from_key(kind, key) {
                Some(Due::Conversation(id)) => {
                    check.has(tables::CONVERSATIONS, (id.desk.0, id.number))?
                }
                Some(Due::Held(user)) => check.has(tables::HELD, user.0)?,
                Some(Due::Album(number)) => check.has(tables::ALBUMS, number)?,
                Some(Due::Bulk(desk)) => {
                    let name = format!("bulk {desk}");
                    let bulk: Option<Bulk> = check.value(tables::META, name.as_str())?;
                    bulk.is_some_and(|bulk| bulk.runs() && bulk.desk == desk)
                }
                Some(Due::Board(desk)) => {
                    let board: Option<Board> =
                        check.value(tables::META, Board::name(desk).as_str())?;
                    board.is_some() && check.has(tables::DESKS, desk.0)?
                }
                Some(Due::Lines(desk)) => {
                    let lines: Option<Vec<MessageRef>> =
                        check.value(tables::META, lines_name(desk).as_str())?;
                    lines.is_some_and(|lines| !lines.is_empty())
                }
                Some(Due::Arrival(desk)) => check.has(tables::DESKS, desk.0)?,
                Some(Due::Ban(hash)) => check.has(tables::BANS, hash)?,
                Some(Due::Proof(user)) => check.has(tables::UNPROVEN, user.0)?,
                None => false,
            };
            check.expect(right, &tables::DUE_AT, (kind, key), Fault::Extra);
            Ok(())
        })?;
        self.every(tables::DUE, |check, (at, kind, key), ()| {
            let right = check.plain(tables::DUE_AT, (kind, key), |at| at)? == Some(at);
            check.expect(right, &tables::DUE, (at, kind, key), Fault::Extra);
            Ok(())
        })
    }

    fn held_and_albums(&mut self) -> Result<(), StoreError> {
        self.values(tables::HELD, |check, user, held: Held| {
            let key = Due::Held(UserId(user)).key();
            let right = check.plain(tables::DUE_AT, key, |at| at)? == Some(held.until.0);
            check.expect(right, &tables::DUE_AT, key, Fault::Missing);
            let mut right = (held.asked == Asked::Desk) == held.last.is_none();
            right &= check.has(tables::DESKS, held.desk.0)?;
            if let Some(last) = held.last {
                right &= last.desk == held.desk;
                right &= check.has(tables::CONVERSATIONS, (last.desk.0, last.number))?;
            }
            check.expect(right, &tables::HELD, user, Fault::Differs);
            Ok(())
        })?;
        self.values(tables::UNPROVEN, |check, user, unproven: Unproven| {
            let key = Due::Proof(UserId(user)).key();
            let right = check.plain(tables::DUE_AT, key, |at| at)? == Some(unproven.until.0);
            check.expect(right, &tables::DUE_AT, key, Fault::Missing);
            let right = !unproven.messages.is_empty() && check.has(tables::PROFILES, user)?;
            check.expect(right, &tables::UNPROVEN, user, Fault::Differs);
            Ok(())
        })?;
        // A handful at any time; each is the one that its sender has open.
        let mut open: BTreeMap<u64, (i64, i64)> = BTreeMap::new();
        self.every(tables::OPEN_ALBUMS, |check, key, number| {
            let double = open.insert(number, key).is_some();
            let right = !double && check.has(tables::ALBUMS, number)?;
            check.expect(right, &tables::OPEN_ALBUMS, key, Fault::Extra);
            Ok(())
        })?;
        let last = self.last_of("album")?;
        self.values(tables::ALBUMS, |check, number, album: Album| {
            let right = open.contains_key(&number);
            check.expect(right, &tables::OPEN_ALBUMS, number, Fault::Missing);
            let key = Due::Album(number).key();
            let right = check.has(tables::DUE_AT, key)?;
            check.expect(right, &tables::DUE_AT, key, Fault::Missing);
            let known = match album.conversation {
                Some(id) => check.has(tables::CONVERSATIONS, (id.desk.0, id.number))?,
                None => !(album.written.is_empty() && album.parts.is_empty()),
            };
            check.expect(known && number <= last, &tables::ALBUMS, number, Fault::Differs);
            Ok(())
        })
    }

    // ---- messages and rows -----------------------------------------------------------------------------

    fn messages(&mut self) -> Result<(), StoreError> {
        self.values(tables::MESSAGES, |check, key, mapped: Mapped| {
            let this = MessageRef { chat: ChatId(key.0), message: key.1 };
            let id = mapped.conversation;
            let mut right = check.has(tables::CONVERSATIONS, (id.desk.0, id.number))?;
            if let Some(row) = mapped.failed {
                right &= check.has(tables::FAILED, row.0)?;
            }
            for other in &mapped.counterparts {
                let there: Option<Mapped> =
                    check.value(tables::MESSAGES, (other.chat.0, other.message))?;
                right &= other.chat != this.chat
                    && there.is_some_and(|there| there.counterparts.contains(&this));
            }
            check.expect(right, &tables::MESSAGES, key, Fault::Differs);
            let place = (id.desk.0, id.number, key.0, key.1);
            let right = check.has(tables::MESSAGES_OF, place)?;
            check.expect(right, &tables::MESSAGES_OF, place, Fault::Missing);
            Ok(())
        })?;
        self.every(tables::MESSAGES_OF, |check, (desk, number, chat, message), ()| {
            let named: Option<Mapped> = check.value(tables::MESSAGES, (chat, message))?;
            let id = ConversationId { desk: DeskId(desk), number };
            let right = named.is_some_and(|named| named.conversation == id);
            let key = (desk, number, chat, message);
            check.expect(right, &tables::MESSAGES_OF, key, Fault::Extra);
            Ok(())
        })
    }

    fn rows(&mut self) -> Result<(), StoreError> {
        let last = self.last_of("row")?;
        self.values(tables::OUTBOX, |check, key, row: Row| {
            let right = row.id.0 == key && key <= last;
            check.expect(right, &tables::OUTBOX, key, Fault::Differs);
            if let Some(id) = row.conversation {
                let key = (id.desk.0, id.number, key);
                let right = check.has(tables::OUTBOX_BY_CONVERSATION, key)?;
                check.expect(right, &tables::OUTBOX_BY_CONVERSATION, key, Fault::Missing);
            }
            Ok(())
        })?;
        self.every(tables::OUTBOX_BY_CONVERSATION, |check, (desk, number, row), ()| {
            let id = ConversationId { desk: DeskId(desk), number };
            let named: Option<Row> = check.value(tables::OUTBOX, row)?;
            let right = named.is_some_and(|named| named.conversation == Some(id));
            let key = (desk, number, row);
            check.expect(right, &tables::OUTBOX_BY_CONVERSATION, key, Fault::Extra);
            Ok(())
        })?;
        self.values(tables::FAILED, |check, key, Failed { row, .. }: Failed| {
            let right = row.id.0 == key && key <= last;
            check.expect(right, &tables::FAILED, key, Fault::Differs);
            Ok(())
        })?;
        self.values(tables::SENDS, |_, _, _: Vec<Timestamp>| Ok(()))
    }

    // ---- history and figures ---------------------------------------------------------------------------

    fn history(&mut self) -> Result<(), StoreError> {
        let mut counts: BTreeMap<(u32, String), i64> = BTreeMap::new();
        let mut life = Life::default();
        self.values(tables::HISTORY, |check, (desk, number, sequence), entry: Entry| {
            if life.of != Some((desk, number)) {
                check.measured(&std::mem::take(&mut life))?;
                life.of = Some((desk, number));
                let known = check.has(tables::CONVERSATIONS, (desk, number))?;
                check.expect(known, &tables::HISTORY, (desk, number, sequence), Fault::Extra);
            }
            // Nothing is ever taken out of a history.
            let right = sequence == life.next;
            check.expect(right, &tables::HISTORY, (desk, number, life.next), Fault::Missing);
            life.next = sequence.saturating_add(1);
            if let EntryKind::Record(record) = &entry.kind {
                for figure in figures(record, entry.at) {
                    if let Figure::Count(counter, _, by) = figure {
                        *counts.entry((desk, counter.code())).or_default() += by;
                    }
                }
                life.note(record, entry.at);
            }
            Ok(())
        })?;
        self.measured(&life)?;
        self.every(tables::CONVERSATIONS, |check, (desk, number), _| {
            let right = check.has(tables::HISTORY, (desk, number, 0))?;
            check.expect(right, &tables::HISTORY, (desk, number, 0), Fault::Missing);
            Ok(())
        })?;
        self.every(tables::MEASURES, |check, (desk, measure, day, number), seconds| {
            let life = check.life(desk, number)?;
            let happened = match measure {
                code if code == Measure::FirstResponse.code() => life.responses,
                code if code == Measure::Resolution.code() => life.resolutions,
                _ => Vec::new(),
            };
            let right = happened.into_iter().any(|(at, s)| s == seconds && days(at).contains(&day));
            check.expect(right, &tables::MEASURES, (desk, measure, day, number), Fault::Extra);
            Ok(())
        })?;
        self.every(tables::COUNTERS, |_, (desk, _, code), count| {
            *counts.entry((desk, code.to_owned())).or_default() -= count;
            Ok(())
        })?;
        for (key, _) in counts.into_iter().filter(|(_, left)| *left != 0) {
            self.report(&tables::COUNTERS, key, Fault::Differs);
        }
        Ok(())
    }

    /// What the history of a conversation says about its measures.
    fn life(&self, desk: u32, number: u32) -> Result<Life, StoreError> {
        let mut life = Life { of: Some((desk, number)), ..Life::default() };
        let table = self.tx.open_table(tables::HISTORY)?;
        for entry in table.range((desk, number, 0)..=(desk, number, u32::MAX))? {
            let (_, bytes) = entry?;
            if let Ok(Entry { at, kind: EntryKind::Record(record), .. }) = decode(bytes.value()) {
                life.note(&record, at);
            }
        }
        Ok(life)
    }

    /// Whether everything that a history measures is there.
    fn measured(&mut self, life: &Life) -> Result<(), StoreError> {
        let Some((desk, number)) = life.of else {
            return Ok(());
        };
        for (measure, happened) in
            [(Measure::FirstResponse, &life.responses), (Measure::Resolution, &life.resolutions)]
        {
            for (at, seconds) in happened {
                // A day has one measure, the last; and loses it with the completion.
                let shared = happened
                    .iter()
                    .chain(&life.undone)
                    .any(|(other, _)| other > at && days(*other).start() <= days(*at).end());
                let mut there = false;
                for day in days(*at) {
                    let key = (desk, measure.code(), day, number);
                    there |= self.plain(tables::MEASURES, key, |stored| stored == *seconds)?
                        == Some(true);
                }
                let key = (desk, measure.code(), number);
                self.expect(shared || there, &tables::MEASURES, key, Fault::Missing);
            }
        }
        Ok(())
    }

    /// What is numbered without gaps, or never beyond the last number.
    fn numbered(&mut self) -> Result<(), StoreError> {
        let mut next = 1;
        self.values(tables::AUDIT, |check, key, entry: Audit| {
            check.expect(key == next, &tables::AUDIT, next, Fault::Missing);
            next = key.saturating_add(1);
            for (desk, kind, of) in audit_places(&entry) {
                let place = (desk, kind, of, key);
                let right = check.has(tables::AUDIT_OF, place)?;
                check.expect(right, &tables::AUDIT_OF, place, Fault::Missing);
            }
            Ok(())
        })?;
        self.every(tables::AUDIT_OF, |check, (desk, kind, of, key), ()| {
            let entry: Option<Audit> = check.value(tables::AUDIT, key)?;
            let right = entry.is_some_and(|it| audit_places(&it).contains(&(desk, kind, of)));
            check.expect(right, &tables::AUDIT_OF, (desk, kind, of, key), Fault::Extra);
            Ok(())
        })?;
        let last = self.last_of("audit")?;
        self.expect(next == last.saturating_add(1), &tables::AUDIT, next, Fault::Missing);
        let last = self.last_of("quarantine")?;
        self.values(tables::QUARANTINE, |check, key, _: Quarantined| {
            check.expect(key <= last, &tables::QUARANTINE, key, Fault::Extra);
            Ok(())
        })
    }
}

/// What the history of one conversation says about its measures.
#[derive(Default)]
struct Life {
    of: Option<(u32, u32)>,
    next: u32,
    responses: Vec<(Timestamp, u64)>,
    resolutions: Vec<(Timestamp, u64)>,
    /// Completions that were taken back: the measure of their day is gone.
    undone: Vec<(Timestamp, u64)>,
}

impl Life {
    fn note(&mut self, record: &Record, at: Timestamp) {
        for figure in figures(record, at) {
            match figure {
                Figure::Count(..) => {}
                Figure::Measure(Measure::FirstResponse, at, seconds) => {
                    self.responses.push((at, seconds));
                }
                Figure::Measure(Measure::Resolution, at, seconds) => {
                    self.resolutions.push((at, seconds));
                }
                Figure::Unmeasure(Measure::FirstResponse, at) => {
                    self.responses.retain(|(other, _)| *other != at);
                }
                Figure::Unmeasure(Measure::Resolution, at) => {
                    self.resolutions.retain(|(other, _)| *other != at);
                    self.undone.push((at, 0));
                }
            }
        }
    }
}

/// The days since 1970 that a moment can belong to, in whatever zone.
fn days(at: Timestamp) -> RangeInclusive<i32> {
    let day = |millis: i64| i32::try_from(millis.div_euclid(DAY)).unwrap_or(i32::MAX);
    day(at.0.saturating_sub(BEHIND))..=day(at.0.saturating_add(AHEAD))
}

#[cfg(test)]
mod tests;
