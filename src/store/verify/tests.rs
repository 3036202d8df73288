//! Every index with a row too few and a row too many.

use redb::WriteTransaction;

use super::*;
use crate::domain::access::Role;
use crate::domain::audit::Deed;
use crate::domain::ban::Term;
use crate::domain::conversation::{Assignee, Completion, Doer, Request, Status, Turn};
use crate::domain::event::{Content, Kind, Reference, UserMessage};
use crate::domain::id::RowId;
use crate::domain::outbox::{FoldableText, Lane, Priority, Slot, Task};
use crate::domain::people::{GroupKind, Person, Rights, Standing};
use crate::domain::reason::{Reason, ReopenReason};
use crate::domain::routing::Duty;
use crate::domain::stats::Counter;
use crate::store::{Mark, Speaker, What, Why};

const DESK: DeskId = DeskId(1);
const CHAT: ChatId = ChatId(-100);
const NOW: Timestamp = Timestamp(20_000 * DAY);

fn conversation(number: u32) -> ConversationId {
    ConversationId { desk: DESK, number }
}

fn person(id: i64, username: Option<&str>) -> Person {
    let username = username.map(ToOwned::to_owned);
    let first_name = "Anna".to_owned();
    Person { id: UserId(id), first_name, last_name: None, username, language: None }
}

fn member(id: i64, username: Option<&str>) -> Member {
    Member {
        person: person(id, username),
        standing: Standing::Member,
        anonymous: false,
        role: Some(Role::Agent),
        known: true,
        told_basics: false,
        duty: Duty::default(),
    }
}

fn row(id: u64) -> Row {
    Row {
        id: RowId(id),
        order: id,
        lane: Lane::Conversation(conversation(1)),
        priority: Priority::Card,
        not_before: Timestamp::default(),
        started: false,
        doubt: false,
        late: false,
        conversation: Some(conversation(1)),
        task: Task::DrawCard(conversation(1)),
        slot: Slot::None,
        at: NOW,
    }
}

/// One of everything, kept as the engine keeps it: an assigned conversation whose user waits, and
/// a completed one whose user has messages that wait for a choice.
fn healthy() -> Store {
    let store = Store::in_memory().unwrap();
    let tx = store.write().unwrap();
    let desk = Desk {
        id: DESK,
        name: None,
        chat: CHAT,
        former_chats: vec![ChatId(-50)],
        title: "Desk".to_owned(),
        kind: GroupKind::Forum,
        rights: Rights::default(),
        public: false,
        stale_topics: std::collections::BTreeSet::new(),
        topics_to_delete: std::collections::BTreeSet::new(),
        last_number: 2,
        since: NOW,
        told_plain: false,
        checklist: None,
    };
    tx.put_desk(&desk).unwrap();
    tx.put_member(DESK, &member(7, Some("Ann"))).unwrap();
    tx.put_member(DESK, &member(8, None)).unwrap();

    let mut open = Conversation::open(conversation(1), UserId(70), NOW);
    open.status = Status::InProgress { assignee: Assignee::Agent(UserId(7)) };
    open.topic = Some(5);
    tx.put_conversation(&open, Some(NOW)).unwrap();
    tx.put_topic(CHAT, 5, open.id).unwrap();
    let mut over = Conversation::open(conversation(2), UserId(80), NOW);
    over.status = Status::Completed(Box::new(Completion {
        reason: Reason::Timeout,
        by: Doer::Itself,
        at: NOW,
        before: Box::new(Status::Unassigned),
        turn: Turn::User { since: NOW },
        undo: None,
        notice: None,
        told: true,
        rating: None,
        rated_at: None,
        commented: false,
    }));
    over.request = Some(Request {
        nonce: 1,
        by: UserId(7),
        at: NOW,
        reason: ReopenReason::Mistake,
        said: None,
        carry: Vec::new(),
        expires: NOW,
        message: None,
    });
    tx.put_conversation(&over, None).unwrap();
    let mut profile = Profile::new(person(70, Some("Zoe")), NOW);
    profile.open = vec![open.id];
    tx.put_profile(&profile).unwrap();
    let hash = tx.new_ban_hash(DESK, UserId(80)).unwrap();
    let term = Term { until: Some(NOW) };
    let (user, by) = (Some(UserId(80)), Doer::Team);
    let ban = Ban { desk: DESK, user, by, at: NOW, term, said: None, shown_on: None, told: NOW };
    tx.put_ban(hash, Some(&ban)).unwrap();
    let text = FoldableText { text: "Hello {name}".to_owned(), entities: None };
    let texts = [("en".to_owned(), text)].into_iter().collect();
    tx.put_canned(DESK, 1, &Canned { name: "hi".to_owned(), texts }).unwrap();
    let chosen = Chosen { value: None, by: None, at: NOW, nonce: 1 };
    tx.put_chosen(DESK, "completion.rating", &chosen).unwrap();
    let mut profile = Profile::new(person(80, None), NOW);
    profile.completed = vec![over.id];
    tx.put_profile(&profile).unwrap();

    for (id, record) in [
        (open.id, Record::Opened),
        (over.id, Record::Opened),
        (over.id, Record::FirstResponse(60)),
        (over.id, Record::Completed { by: Doer::Itself, reason: Reason::Timeout, after: 90 }),
    ] {
        for figure in figures(&record, NOW) {
            match figure {
                Figure::Count(counter, _, by) => {
                    tx.count(DESK, 20_000, &counter, by).unwrap();
                }
                Figure::Measure(measure, _, seconds) => {
                    tx.measure(id, 20_000, measure, Some(seconds)).unwrap();
                }
                Figure::Unmeasure(..) => {}
            }
        }
        let entry = Entry { at: NOW, by: Speaker::Itself, kind: EntryKind::Record(record) };
        tx.remember(id, &entry).unwrap();
    }
    let note = Entry {
        at: NOW,
        by: Speaker::Team,
        kind: EntryKind::Note { text: "the printer is on fire".to_owned() },
    };
    tx.remember(open.id, &note).unwrap();
    for id in [Some(open.id), Some(over.id), None] {
        let by = Speaker::Agent(UserId(7));
        let what = Deed::Back;
        tx.audit(&Audit { at: NOW, desk: Some(DESK), conversation: id, by, what }).unwrap();
    }

    let content = Content::new(Kind::Text, "hello");
    let from = person(80, None);
    let message = UserMessage {
        from,
        message: 1,
        at: NOW,
        content,
        reply_to: None,
        reference: Reference::default(),
    };
    let held = Held {
        desk: DESK,
        last: Some(over.id),
        asked: crate::domain::arrival::Asked::Matter,
        messages: vec![message],
        prompt: None,
        until: NOW,
    };
    tx.put_held(UserId(80), Some(&held)).unwrap();
    tx.put_profile(&Profile::new(person(75, None), NOW)).unwrap();
    let unproven = Unproven { messages: held.messages.clone(), ..Unproven::new(NOW) };
    tx.put_unproven(UserId(75), Some(&unproven)).unwrap();
    let number = tx.next("album").unwrap();
    let group = "1".to_owned();
    let parts = Vec::new();
    let album = Album {
        group,
        conversation: Some(open.id),
        parts,
        written: Vec::new(),
        inside: false,
        until: NOW,
    };
    tx.put_album(number, CHAT, 7, &album).unwrap();

    let (there, here) = (MessageRef::new(UserId(70), 1), MessageRef::new(CHAT, 9));
    for (this, other, mark) in [(there, here, Mark::FromUser), (here, there, Mark::Relay)] {
        let counterparts = vec![other];
        let mapped = Mapped { counterparts, ..Mapped::new(open.id, mark) };
        tx.put_mapped(this, &mapped).unwrap();
    }
    tx.set_meta("row", &2_u64).unwrap();
    tx.put_row(&row(1)).unwrap();
    let failed =
        Failed { row: row(2), failed_at: Timestamp(1), line: None, asked: false, question: None };
    tx.put_failed(&failed).unwrap();
    tx.note_sends(CHAT, NOW, 3).unwrap();
    assert!(tx.first_seen(11, NOW).unwrap());
    assert!(!tx.first_seen(11, Timestamp(NOW.0 + 1)).unwrap());
    let (why, what) = (Why::Panicked, What::Update("{}".to_owned()));
    tx.quarantine(&Quarantined { at: NOW, update: None, why, what, tries: 0 }).unwrap();
    tx.commit().unwrap();
    store
}

/// What `verify` finds after a change behind the indexes' back.
fn after(change: impl FnOnce(&WriteTransaction)) -> Vec<Discrepancy> {
    let store = healthy();
    let tx = store.db.begin_write().unwrap();
    change(&tx);
    tx.commit().unwrap();
    store.verify().unwrap()
}

fn lose<K: Key + 'static, V: Value + 'static>(tx: &WriteTransaction, table: TableDefinition<K, V>) {
    let mut table = tx.open_table(table).unwrap();
    assert!(table.pop_last().unwrap().is_some(), "nothing to lose");
}

#[test]
fn a_healthy_database_agrees_with_itself() {
    assert_eq!(healthy().verify().unwrap(), []);
    assert_eq!(Store::in_memory().unwrap().verify().unwrap(), []);
}

#[test]
fn every_lost_row_is_found() {
    type Loss = (&'static str, fn(&WriteTransaction));
    let losses: &[Loss] = &[
        ("seen-by-time-1", |tx| lose(tx, tables::SEEN_BY_TIME)),
        ("seen-by-time-1", |tx| lose(tx, tables::SEEN)),
        ("desk-by-chat-1", |tx| lose(tx, tables::DESK_BY_CHAT)),
        ("desk-by-chat-1", |tx| lose(tx, tables::DESKS)),
        ("member-names-1", |tx| lose(tx, tables::MEMBER_NAMES)),
        ("member-names-1", |tx| {
            tx.open_table(tables::MEMBERS).unwrap().remove((1, 7)).unwrap();
        }),
        ("profiles-1", |tx| lose(tx, tables::PROFILES)),
        ("user-names-1", |tx| lose(tx, tables::USER_NAMES)),
        ("due-at-1", |tx| lose(tx, tables::BANS)),
        ("canned-names-1", |tx| lose(tx, tables::CANNED_NAMES)),
        ("canned-names-1", |tx| lose(tx, tables::CANNED)),
        ("by-status-1", |tx| lose(tx, tables::BY_STATUS)),
        ("by-assignee-1", |tx| lose(tx, tables::BY_ASSIGNEE)),
        ("waiting-1", |tx| lose(tx, tables::WAITING)),
        ("requests-1", |tx| lose(tx, tables::REQUESTS)),
        ("queue-1", |tx| lose(tx, tables::QUEUE)),
        ("meta-1", |tx| {
            tx.open_table(tables::META).unwrap().remove("waiting 1").unwrap();
        }),
        ("by-term-1", |tx| lose(tx, tables::BY_TERM)),
        ("words-1", |tx| lose(tx, tables::WORDS)),
        ("topics-1", |tx| lose(tx, tables::TOPICS)),
        ("by-status-1", |tx| lose(tx, tables::CONVERSATIONS)),
        ("due-1", |tx| lose(tx, tables::DUE)),
        ("due-1", |tx| lose(tx, tables::DUE_AT)),
        ("due-at-1", |tx| lose(tx, tables::HELD)),
        ("due-at-1", |tx| lose(tx, tables::UNPROVEN)),
        ("due-at-1", |tx| lose(tx, tables::ALBUMS)),
        ("open-albums-1", |tx| lose(tx, tables::OPEN_ALBUMS)),
        ("messages-1", |tx| lose(tx, tables::MESSAGES)),
        ("messages-of-1", |tx| lose(tx, tables::MESSAGES_OF)),
        ("outbox-by-conversation-1", |tx| lose(tx, tables::OUTBOX_BY_CONVERSATION)),
        ("outbox-by-conversation-1", |tx| lose(tx, tables::OUTBOX)),
        ("counters-1", |tx| lose(tx, tables::COUNTERS)),
        ("measures-1", |tx| lose(tx, tables::MEASURES)),
        ("counters-1", |tx| lose(tx, tables::HISTORY)),
        ("history-1", |tx| {
            tx.open_table(tables::HISTORY).unwrap().remove((1, 2, 0)).unwrap();
        }),
        ("audit-1", |tx| lose(tx, tables::AUDIT)),
        ("audit-1", |tx| {
            tx.open_table(tables::AUDIT).unwrap().remove(2).unwrap();
        }),
        ("audit-of-1", |tx| lose(tx, tables::AUDIT_OF)),
        ("audit-of-1", |tx| lose(tx, tables::AUDIT)),
        ("outbox-1", |tx| {
            tx.open_table(tables::META).unwrap().remove("row").unwrap();
        }),
    ];
    for (place, (table, loss)) in losses.iter().enumerate() {
        let found = after(loss);
        assert!(found.iter().any(|it| it.table == *table), "{place} {table}: {found:?}");
    }
}

#[test]
fn every_row_too_many_is_found() {
    fn add<K: Key + 'static, V: Value + 'static>(
        tx: &WriteTransaction,
        table: TableDefinition<K, V>,
        key: K::SelfType<'_>,
        value: V::SelfType<'_>,
    ) {
        assert!(tx.open_table(table).unwrap().insert(key, value).unwrap().is_none());
    }
    type Addition = (&'static str, fn(&WriteTransaction));
    let additions: &[Addition] = &[
        ("seen-by-time-1", |tx| add(tx, tables::SEEN_BY_TIME, (NOW.0 + 1, 11), ())),
        ("seen-by-time-1", |tx| add(tx, tables::SEEN, 12, NOW.0)),
        ("desk-by-chat-1", |tx| add(tx, tables::DESK_BY_CHAT, -1, 1)),
        ("member-names-1", |tx| add(tx, tables::MEMBER_NAMES, (1, "bob"), 7)),
        ("user-names-1", |tx| add(tx, tables::USER_NAMES, "bob", 70)),
        ("messages-of-1", |tx| add(tx, tables::MESSAGES_OF, (1, 1, 70, 999), ())),
        ("audit-of-1", |tx| add(tx, tables::AUDIT_OF, (1, 1, 2, 1), ())),
        ("audit-of-1", |tx| add(tx, tables::AUDIT_OF, (1, 0, 0, 99), ())),
        ("canned-names-1", |tx| add(tx, tables::CANNED_NAMES, (1, "ho"), 1)),
        ("by-status-1", |tx| add(tx, tables::BY_STATUS, (1, 1, 1), ())),
        ("by-status-1", |tx| add(tx, tables::BY_STATUS, (2, 1, 1), ())),
        ("by-assignee-1", |tx| add(tx, tables::BY_ASSIGNEE, (1, 8, 1), ())),
        ("by-assignee-1", |tx| add(tx, tables::BY_ASSIGNEE, (1, 7, 2), ())),
        ("waiting-1", |tx| add(tx, tables::WAITING, (1, NOW.0 + 1, 1), ())),
        ("waiting-1", |tx| add(tx, tables::WAITING, (1, NOW.0, 2), ())),
        ("requests-1", |tx| add(tx, tables::REQUESTS, (1, NOW.0, 1), ())),
        ("requests-1", |tx| add(tx, tables::REQUESTS, (1, NOW.0 + 1, 2), ())),
        ("queue-1", |tx| add(tx, tables::QUEUE, (1, 0, 1, NOW.0 + 1, 1), 0)),
        ("queue-1", |tx| add(tx, tables::QUEUE, (1, 0, 1, NOW.0, 2), 0)),
        ("by-term-1", |tx| add(tx, tables::BY_TERM, (1, "t:vip", 1), ())),
        ("by-term-1", |tx| add(tx, tables::BY_TERM, (1, "n:anna", 3), ())),
        ("words-1", |tx| add(tx, tables::WORDS, (1, "fire", 1, 0), NOW.0)),
        ("topics-1", |tx| add(tx, tables::TOPICS, (-100, 6), (1, 3))),
        ("due-1", |tx| add(tx, tables::DUE, (NOW.0 + 1, 2, 80), ())),
        ("due-at-1", |tx| {
            add(tx, tables::DUE_AT, (3, 9), NOW.0);
            add(tx, tables::DUE, (NOW.0, 3, 9), ());
        }),
        ("due-at-1", |tx| add(tx, tables::DUE_AT, (9, 9), NOW.0)),
        ("open-albums-1", |tx| add(tx, tables::OPEN_ALBUMS, (-100, 8), 2)),
        ("open-albums-1", |tx| add(tx, tables::OPEN_ALBUMS, (-100, 8), 1)),
        ("outbox-by-conversation-1", |tx| {
            add(tx, tables::OUTBOX_BY_CONVERSATION, (1, 1, 2), ());
        }),
        ("outbox-by-conversation-1", |tx| {
            add(tx, tables::OUTBOX_BY_CONVERSATION, (1, 2, 1), ());
        }),
        ("counters-1", |tx| add(tx, tables::COUNTERS, (1, 20_001, "opened"), 1)),
        ("counters-1", |tx| add(tx, tables::COUNTERS, (1, 20_000, "reopened.mistake"), 1)),
        ("measures-1", |tx| add(tx, tables::MEASURES, (1, 1, 20_000, 1), 60)),
        ("measures-1", |tx| add(tx, tables::MEASURES, (1, 1, 19_000, 2), 60)),
        ("measures-1", |tx| add(tx, tables::MEASURES, (1, 3, 20_000, 2), 60)),
    ];
    for (place, (table, addition)) in additions.iter().enumerate() {
        let found = after(addition);
        assert!(found.iter().any(|it| it.table == *table), "{place} {table}: {found:?}");
    }
}

#[test]
fn every_value_that_cannot_be_read_is_found() {
    fn spoil<K: Key + 'static>(tx: &WriteTransaction, table: TableDefinition<K, Bytes>) {
        let mut table = tx.open_table(table).unwrap();
        let mut entry = table.pop_last().unwrap().unwrap();
        let (key, _) = &mut entry;
        let bytes = <K as Value>::as_bytes(&key.value()).as_ref().to_vec();
        drop(entry);
        table.insert(K::from_bytes(&bytes), b"\x01{\"secret\"".as_slice()).unwrap();
    }
    type Spoiling = (&'static str, fn(&WriteTransaction));
    let spoilings: &[Spoiling] = &[
        ("meta-1", |tx| spoil(tx, tables::META)),
        ("desks-1", |tx| spoil(tx, tables::DESKS)),
        ("members-1", |tx| spoil(tx, tables::MEMBERS)),
        ("profiles-1", |tx| spoil(tx, tables::PROFILES)),
        ("conversations-1", |tx| spoil(tx, tables::CONVERSATIONS)),
        ("bans-1", |tx| spoil(tx, tables::BANS)),
        ("canned-1", |tx| spoil(tx, tables::CANNED)),
        ("chosen-1", |tx| spoil(tx, tables::CHOSEN)),
        ("held-1", |tx| spoil(tx, tables::HELD)),
        ("unproven-1", |tx| spoil(tx, tables::UNPROVEN)),
        ("albums-1", |tx| spoil(tx, tables::ALBUMS)),
        ("messages-1", |tx| spoil(tx, tables::MESSAGES)),
        ("outbox-1", |tx| spoil(tx, tables::OUTBOX)),
        ("failed-1", |tx| spoil(tx, tables::FAILED)),
        ("sends-1", |tx| spoil(tx, tables::SENDS)),
        ("history-1", |tx| spoil(tx, tables::HISTORY)),
        ("audit-1", |tx| spoil(tx, tables::AUDIT)),
        ("quarantine-1", |tx| spoil(tx, tables::QUARANTINE)),
    ];
    for (table, spoiling) in spoilings {
        let found = after(spoiling);
        let named = |it: &Discrepancy| it.table == *table && it.fault == Fault::Unreadable;
        assert!(found.iter().any(named), "{table}: {found:?}");
        assert!(!format!("{found:?}").contains("secret"));
    }
    // Together with the tables of plain values these are all.
    let plain = 22;
    assert_eq!(spoilings.len() + plain, tables::NAMES.len());
}

#[test]
fn a_name_that_changes_hands_is_found_by_its_new_owner_only() {
    let store = healthy();
    let tx = store.write().unwrap();
    tx.put_member(DESK, &member(8, Some("ann"))).unwrap();
    assert_eq!(tx.member_named(DESK, "Ann").unwrap(), Some(UserId(8)));
    tx.put_member(DESK, &member(7, Some("Anna"))).unwrap();
    assert_eq!(tx.member_named(DESK, "Ann").unwrap(), Some(UserId(8)));
    tx.commit().unwrap();
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn figures_are_compared_with_what_happened() {
    // A counter of another day is as good: only the settings know where days begin.
    assert_eq!(
        after(|tx| {
            let mut table = tx.open_table(tables::COUNTERS).unwrap();
            let key = (1, 20_000, Counter::Opened.code());
            table.insert((key.0, key.1, key.2.as_str()), 1).unwrap();
            table.insert((1, 20_001, key.2.as_str()), 1).unwrap();
        }),
        []
    );
    let found = after(|tx| {
        let mut table = tx.open_table(tables::MEASURES).unwrap();
        table.insert((1, 2, 20_000, 2), 91).unwrap();
    });
    assert_eq!(found.len(), 2, "{found:?}");
}
