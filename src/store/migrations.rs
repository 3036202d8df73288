//! Numbered steps from any older file to today's. Each is one transaction and safe to run twice.
//!
//! A file of an older version is brought up to date when it is opened; one of a newer version is
//! refused, and left as it is.

use std::collections::BTreeMap;

use redb::{ReadableTable, WriteTransaction};

use crate::domain::conversation::Conversation;
use crate::domain::finding::{name_terms, terms};
use crate::domain::id::DeskId;
use crate::domain::people::Profile;
use crate::domain::stats::{Counter, Figure, figures};

use super::audit::audit_places;
use super::tx::{count_key, entry_words, places};
use super::{Audit, Entry, EntryKind, Mapped, StoreError, decode, encode, tables};

/// Brings a file from version `n` (its place in the list) to `n + 1`.
type Step = fn(&WriteTransaction) -> Result<(), StoreError>;

/// All steps, in order; the file's version is how many of them it has taken.
const STEPS: &[Step] = &[
    create_tables,
    find_users_by_name,
    find_by_words,
    find_messages_of_conversations,
    keep_canned_replies,
    find_requests,
    keep_unproven,
    count_ratings,
    order_by_urgency,
    find_in_audit,
    keep_chosen_settings,
];

/// The version that this program writes.
pub fn current() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// Takes the steps that the file has not taken yet.
///
/// # Errors
/// [`StoreError::Newer`] if the file was written by a newer version; nothing is changed then.
pub fn migrate(db: &redb::Database) -> Result<(), StoreError> {
    loop {
        let mut tx = db.begin_write()?;
        tx.set_quick_repair(true);
        let version: u32 = {
            let meta = tx.open_table(tables::META)?;
            let stored = meta.get("schema")?;
            stored.map(|bytes| decode(bytes.value())).transpose()?.unwrap_or(0)
        };
        if version > current() {
            return Err(StoreError::Newer { found: version, known: current() });
        }
        let left = STEPS.get(usize::try_from(version).unwrap_or(usize::MAX)..);
        let left = left.unwrap_or_default();
        // A file that begins now takes all of them at once.
        let taken = left.get(..1).filter(|_| version > 0).unwrap_or(left);
        if taken.is_empty() {
            return Ok(());
        }
        for step in taken {
            step(&tx)?;
        }
        let reached = version + u32::try_from(taken.len()).unwrap_or(u32::MAX);
        {
            let mut meta = tx.open_table(tables::META)?;
            meta.insert("schema", encode(&reached)?.as_slice())?;
        }
        tx.commit()?;
        if version > 0 {
            tracing::info!(version = reached, "database brought to a new version");
        }
    }
}

/// Version 1: every table exists, so that a read never meets a missing one.
fn create_tables(tx: &WriteTransaction) -> Result<(), StoreError> {
    tx.open_table(tables::META)?;
    tx.open_table(tables::SEEN)?;
    tx.open_table(tables::SEEN_BY_TIME)?;
    tx.open_table(tables::DESKS)?;
    tx.open_table(tables::DESK_BY_CHAT)?;
    tx.open_table(tables::MEMBERS)?;
    tx.open_table(tables::MEMBER_NAMES)?;
    tx.open_table(tables::PROFILES)?;
    tx.open_table(tables::CONVERSATIONS)?;
    tx.open_table(tables::BY_STATUS)?;
    tx.open_table(tables::BY_ASSIGNEE)?;
    tx.open_table(tables::WAITING)?;
    tx.open_table(tables::TOPICS)?;
    tx.open_table(tables::DUE)?;
    tx.open_table(tables::DUE_AT)?;
    tx.open_table(tables::HELD)?;
    tx.open_table(tables::ALBUMS)?;
    tx.open_table(tables::OPEN_ALBUMS)?;
    tx.open_table(tables::MESSAGES)?;
    tx.open_table(tables::OUTBOX)?;
    tx.open_table(tables::OUTBOX_BY_CONVERSATION)?;
    tx.open_table(tables::FAILED)?;
    tx.open_table(tables::SENDS)?;
    tx.open_table(tables::HISTORY)?;
    tx.open_table(tables::AUDIT)?;
    tx.open_table(tables::COUNTERS)?;
    tx.open_table(tables::MEASURES)?;
    tx.open_table(tables::QUARANTINE)?;
    Ok(())
}

/// Replies can be written once and sent often.
fn keep_canned_replies(tx: &WriteTransaction) -> Result<(), StoreError> {
    tx.open_table(tables::CANNED)?;
    tx.open_table(tables::CANNED_NAMES)?;
    Ok(())
}

/// Requests to reopen are found by how long they wait.
fn find_requests(tx: &WriteTransaction) -> Result<(), StoreError> {
    let mut requests = tx.open_table(tables::REQUESTS)?;
    for entry in tx.open_table(tables::CONVERSATIONS)?.iter()? {
        let (key, value) = entry?;
        let (desk, number) = key.value();
        if let Some(request) = decode::<Conversation>(value.value())?.request {
            requests.insert((desk, request.at.0, number), ())?;
        }
    }
    Ok(())
}

/// What is written for the first time can wait for a press.
fn keep_unproven(tx: &WriteTransaction) -> Result<(), StoreError> {
    tx.open_table(tables::UNPROVEN)?;
    Ok(())
}

/// Ratings are among the figures. Which day was whose only the settings know; UTC's is near enough.
fn count_ratings(tx: &WriteTransaction) -> Result<(), StoreError> {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let mut counters = tx.open_table(tables::COUNTERS)?;
    for entry in tx.open_table(tables::HISTORY)?.iter()? {
        let (key, value) = entry?;
        let desk = key.value().0;
        let Entry { at, kind: EntryKind::Record(record), .. } = decode(value.value())? else {
            continue;
        };
        for figure in figures(&record, at) {
            let Figure::Count(counter @ Counter::Rated(_), at, by) = figure else { continue };
            let day = i32::try_from(at.0.div_euclid(DAY)).unwrap_or(i32::MAX);
            let code = counter.code();
            let before = counters.get((desk, day, code.as_str()))?.map_or(0, |count| count.value());
            counters.insert((desk, day, code.as_str()), before.saturating_add(by))?;
        }
    }
    Ok(())
}

/// Who waits stands in order, and the urgent ones are found.
fn order_by_urgency(tx: &WriteTransaction) -> Result<(), StoreError> {
    let mut queue = tx.open_table(tables::QUEUE)?;
    let mut by_term = tx.open_table(tables::BY_TERM)?;
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for entry in tx.open_table(tables::CONVERSATIONS)?.iter()? {
        let (key, value) = entry?;
        let (desk, number) = key.value();
        let conversation: Conversation = decode(value.value())?;
        let rows = places(&conversation);
        if !rows.is_empty() {
            let count = counts.entry(desk).or_default();
            *count = count.saturating_add(1);
        }
        for (key, assignee) in rows {
            queue.insert(key, assignee)?;
        }
        for term in terms(&conversation) {
            by_term.insert((desk, term.as_str(), number), ())?;
        }
    }
    let mut meta = tx.open_table(tables::META)?;
    for (desk, count) in counts {
        meta.insert(count_key(DeskId(desk)).as_str(), encode(&count)?.as_slice())?;
    }
    Ok(())
}

/// The audit is found by conversation and by person.
pub(super) fn find_in_audit(tx: &WriteTransaction) -> Result<(), StoreError> {
    let audit = tx.open_table(tables::AUDIT)?;
    let mut of = tx.open_table(tables::AUDIT_OF)?;
    for entry in audit.iter()? {
        let (sequence, value) = entry?;
        for (desk, kind, key) in audit_places(&decode::<Audit>(value.value())?) {
            of.insert((desk, kind, key, sequence.value()), ())?;
        }
    }
    Ok(())
}

/// Settings can be changed in the chat.
fn keep_chosen_settings(tx: &WriteTransaction) -> Result<(), StoreError> {
    tx.open_table(tables::CHOSEN)?;
    Ok(())
}

/// Users are found by name, and can be banned.
fn find_users_by_name(tx: &WriteTransaction) -> Result<(), StoreError> {
    tx.open_table(tables::BANS)?;
    let mut names = tx.open_table(tables::USER_NAMES)?;
    let mut profiles = tx.open_table(tables::PROFILES)?;
    let mut losers = Vec::new();
    for entry in profiles.iter()? {
        let (user, value) = entry?;
        let profile: Profile = decode(value.value())?;
        let Some(name) = &profile.person.username else { continue };
        // Who was first seen with it last may have it still.
        let had = names.insert(name.to_lowercase().as_str(), user.value())?.map(|had| had.value());
        losers.extend(had.filter(|had| *had != user.value()));
    }
    for loser in losers {
        let former = profiles.get(loser)?.map(|value| decode::<Profile>(value.value()));
        if let Some(mut former) = former.transpose()? {
            former.person.username = None;
            profiles.insert(loser, encode(&former)?.as_slice())?;
        }
    }
    Ok(())
}

/// Conversations are found by terms, and what was written by its words. Neighbours in a
/// history are read one by one, so that a large file needs no more memory than a small one.
fn find_by_words(tx: &WriteTransaction) -> Result<(), StoreError> {
    let mut by_term = tx.open_table(tables::BY_TERM)?;
    let profiles = tx.open_table(tables::PROFILES)?;
    for entry in tx.open_table(tables::CONVERSATIONS)?.iter()? {
        let (key, value) = entry?;
        let (desk, number) = key.value();
        let conversation: Conversation = decode(value.value())?;
        let mut found_by = terms(&conversation);
        if let Some(profile) = profiles.get(conversation.user.0)? {
            let profile: Profile = decode(profile.value())?;
            found_by.extend(name_terms(&profile.person));
        }
        for term in found_by {
            by_term.insert((desk, term.as_str(), number), ())?;
        }
    }
    let mut words = tx.open_table(tables::WORDS)?;
    for entry in tx.open_table(tables::HISTORY)?.iter()? {
        let (key, value) = entry?;
        let (desk, number, sequence) = key.value();
        let entry: Entry = decode(value.value())?;
        for word in entry_words(&entry) {
            words.insert((desk, word.as_str(), number, sequence), entry.at.0)?;
        }
    }
    Ok(())
}

/// The messages of a conversation are found by it.
fn find_messages_of_conversations(tx: &WriteTransaction) -> Result<(), StoreError> {
    let messages = tx.open_table(tables::MESSAGES)?;
    let mut of = tx.open_table(tables::MESSAGES_OF)?;
    for entry in messages.iter()? {
        let (key, value) = entry?;
        let (chat, message) = key.value();
        let id = decode::<Mapped>(value.value())?.conversation;
        of.insert((id.desk.0, id.number, chat, message), ())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::domain::conversation::Request;
    use crate::domain::event::Kind;
    use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, UserId};
    use crate::domain::people::Person;
    use crate::domain::reason::ReopenReason;
    use crate::domain::time::Timestamp;
    use crate::domain::transition::Record;
    use crate::store::{Speaker, Store};

    use super::*;

    #[test]
    fn requests_and_ratings_of_an_older_file_are_found_afterwards() {
        let store = Store::in_memory().unwrap();
        let tx = store.write().unwrap();
        let id = ConversationId { desk: DeskId(1), number: 1 };
        let mut conversation = Conversation::open(id, UserId(7), Timestamp(1_000));
        conversation.request = Some(Request {
            nonce: 1,
            by: UserId(8),
            at: Timestamp::default(),
            reason: ReopenReason::Mistake,
            said: None,
            carry: Vec::new(),
            expires: Timestamp(2_000),
            message: None,
        });
        tx.put_conversation(&conversation, None).unwrap();
        for stars in [5, 4, 5] {
            let at = Timestamp(1_000);
            let kind = EntryKind::Record(Record::Rated(stars));
            tx.remember(id, &Entry { at, by: Speaker::User, kind }).unwrap();
        }
        tx.commit().unwrap();
        let raw = store.db.begin_write().unwrap();
        raw.delete_table(tables::REQUESTS).unwrap();
        find_requests(&raw).unwrap();
        count_ratings(&raw).unwrap();
        raw.commit().unwrap();
        let tx = store.write().unwrap();
        assert_eq!(tx.requested(DeskId(1), None, 9).unwrap().found, [1]);
        let summary = tx.summary(DeskId(1), 0..=0).unwrap();
        assert_eq!(summary.rating(), Some(("4.7".to_owned(), 3)));
    }

    #[test]
    fn an_older_file_is_found_by_words_afterwards() {
        let store = Store::in_memory().unwrap();
        let tx = store.write().unwrap();
        let id = ConversationId { desk: DeskId(1), number: 1 };
        let (user, at) = (UserId(7), Timestamp(1_000));
        let mut conversation = Conversation::open(id, user, at);
        conversation.tags.push("vip".to_owned());
        let first_name = "Anna".to_owned();
        let person =
            Person { id: user, first_name, last_name: None, username: None, language: None };
        let mut profile = Profile::new(person, at);
        profile.open = vec![id];
        tx.put_conversation(&conversation, None).unwrap();
        tx.put_profile(&profile).unwrap();
        let message = MessageRef { chat: ChatId(7), message: 1 };
        let text = "The printer is on fire".to_owned();
        let kind = EntryKind::Said { message, kind: Kind::Text, text };
        tx.remember(id, &Entry { at, by: Speaker::User, kind }).unwrap();
        tx.commit().unwrap();
        let made = store.read().unwrap().dump().unwrap();

        let raw = store.db.begin_write().unwrap();
        raw.delete_table(tables::BY_TERM).unwrap();
        raw.delete_table(tables::WORDS).unwrap();
        raw.delete_table(tables::QUEUE).unwrap();
        find_by_words(&raw).unwrap();
        order_by_urgency(&raw).unwrap();
        raw.commit().unwrap();
        let built = store.read().unwrap().dump().unwrap();
        for table in ["by-term-1", "words-1", "queue-1"] {
            assert!(!built[table].is_empty(), "{table}");
        }
        assert_eq!(built, made);
    }
}
