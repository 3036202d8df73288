//! A script of commits like those of a desk, each the same in every run.

use frontdesk::domain::audit::Deed;
use frontdesk::domain::conversation::{Assignee, Completion, Conversation, Doer, Status, Turn};
use frontdesk::domain::id::{ChatId, ConversationId, DeskId, MessageRef, RowId, UserId};
use frontdesk::domain::outbox::{FoldableText, Lane, Place, Priority, Row, Slot, Task};
use frontdesk::domain::people::{Desk, GroupKind, Member, Person, Profile, Rights, Standing};
use frontdesk::domain::reason::Reason;
use frontdesk::domain::routing::Duty;
use frontdesk::domain::stats::{Figure, figures};
use frontdesk::domain::time::Timestamp;
use frontdesk::domain::transition::Record;
use frontdesk::store::{
    Audit, Entry, EntryKind, Mapped, Mark, Rows, Speaker, StorageBackend, Store, StoreError, Tx,
};

const DESK: DeskId = DeskId(1);
const CHAT: ChatId = ChatId(-100);
const DAY: i32 = 20_000;

/// What a database holds.
pub type Content = std::collections::BTreeMap<&'static str, Rows>;

/// How many commits the script has.
pub const STEPS: u32 = 12;

fn at(step: u32) -> Timestamp {
    Timestamp(i64::from(DAY) * 86_400_000 + i64::from(step) * 1000)
}

fn person(id: i64) -> Person {
    Person {
        id: UserId(id),
        first_name: format!("Anna{id}"),
        last_name: None,
        username: Some(format!("anna{id}")),
        language: None,
    }
}

fn record(tx: &Tx, id: ConversationId, at: Timestamp, record: Record) -> Result<(), StoreError> {
    for figure in figures(&record, at) {
        match figure {
            Figure::Count(counter, _, by) => tx.count(DESK, DAY, &counter, by)?,
            Figure::Measure(measure, _, seconds) => tx.measure(id, DAY, measure, Some(seconds))?,
            Figure::Unmeasure(measure, _) => tx.measure(id, DAY, measure, None)?,
        }
    }
    let by = Speaker::Itself;
    let what = Deed::Back;
    tx.audit(&Audit { at, desk: Some(DESK), conversation: Some(id), by, what })?;
    tx.remember(id, &Entry { at, by, kind: EntryKind::Record(record) })
}

/// Step `n` opens conversation `n`, completes the one before it, says a long thing and lets go of
/// what was said before.
fn step(tx: &Tx, n: u32) -> Result<(), StoreError> {
    let now = at(n);
    tx.first_seen(i64::from(n), now)?;
    tx.forget_seen(at(n.saturating_sub(5)))?;
    tx.set_meta("offset", &i64::from(n + 1))?;
    tx.put_desk(&Desk {
        id: DESK,
        name: None,
        chat: CHAT,
        former_chats: Vec::new(),
        title: "Desk".to_owned(),
        kind: GroupKind::Forum,
        rights: Rights::default(),
        public: false,
        stale_topics: std::collections::BTreeSet::new(),
        topics_to_delete: std::collections::BTreeSet::new(),
        last_number: n,
        since: at(0),
        told_plain: false,
        checklist: None,
    })?;
    let agent = i64::from(n % 3) + 1;
    tx.put_member(
        DESK,
        &Member {
            person: person(agent),
            standing: Standing::Member,
            anonymous: false,
            role: None,
            known: true,
            told_basics: false,
            duty: Duty::default(),
        },
    )?;
    let id = ConversationId { desk: DESK, number: n };
    let user = UserId(i64::from(n) + 1000);
    let mut conversation = Conversation::open(id, user, now);
    conversation.status = Status::InProgress { assignee: Assignee::Agent(UserId(agent)) };
    conversation.topic = Some(i32::try_from(n).unwrap());
    tx.put_topic(CHAT, i32::try_from(n).unwrap(), id)?;
    tx.put_conversation(&conversation, Some(now))?;
    let mut profile = Profile::new(person(user.0), now);
    profile.open = vec![id];
    tx.put_profile(&profile)?;
    record(tx, id, now, Record::Opened)?;

    let before = ConversationId { desk: DESK, number: n - 1 };
    if let Some(mut over) = tx.conversation(before)? {
        over.status = Status::Completed(Box::new(Completion {
            reason: Reason::Timeout,
            by: Doer::Itself,
            at: now,
            before: Box::new(over.status),
            turn: Turn::User { since: now },
            undo: None,
            notice: None,
            told: true,
            rating: None,
            rated_at: None,
            commented: false,
        }));
        tx.put_conversation(&over, None)?;
        let mut profile = tx.profile(over.user)?.unwrap();
        profile.open = Vec::new();
        profile.completed.push(before);
        tx.put_profile(&profile)?;
        let completed = Record::Completed { by: Doer::Itself, reason: Reason::Timeout, after: 1 };
        record(tx, before, now, completed)?;
    }

    let (there, here) =
        (MessageRef::new(user, 1), MessageRef::new(CHAT, i32::try_from(n).unwrap()));
    for (this, other, mark) in [(there, here, Mark::FromUser), (here, there, Mark::Relay)] {
        let counterparts = vec![other];
        tx.put_mapped(this, &Mapped { counterparts, ..Mapped::new(id, mark) })?;
    }
    let row = tx.next("row")?;
    if row > 3 {
        tx.remove_row(RowId(row - 3))?;
    }
    let text = "long ".repeat(600 * usize::try_from(n).unwrap());
    tx.put_row(&Row {
        id: RowId(row),
        order: row,
        lane: Lane::Conversation(id),
        priority: Priority::Relay,
        not_before: Timestamp::default(),
        started: false,
        doubt: false,
        late: false,
        conversation: Some(id),
        task: Task::Copy {
            place: Place::Conversation(id),
            from: vec![there],
            reply_to: None,
            quote: None,
            silent: false,
            numbered: false,
            text: Some(FoldableText { text, entities: None }),
            album: Vec::new(),
        },
        slot: Slot::None,
        at: now,
    })
}

/// Plays the script from after commit `done` to its end; `acknowledged` says how many commits are
/// known to be durable.
pub fn play(store: &Store, done: u32, acknowledged: &mut Option<u32>) -> Result<(), StoreError> {
    *acknowledged = Some(done);
    for n in done + 1..=STEPS {
        let tx = store.write()?;
        step(&tx, n)?;
        tx.commit()?;
        *acknowledged = Some(n);
    }
    Ok(())
}

/// Opens and plays the script; the first error ends it.
pub fn open_and_play(
    backend: impl StorageBackend,
    acknowledged: &mut Option<u32>,
) -> Result<Store, StoreError> {
    let store = Store::open_with_backend(backend)?;
    play(&store, 0, acknowledged)?;
    Ok(store)
}

/// What is stored after each commit; the first is the empty database.
pub fn states() -> Vec<Content> {
    let store = Store::in_memory().unwrap();
    let mut states = vec![store.read().unwrap().dump().unwrap()];
    for n in 1..=STEPS {
        let tx = store.write().unwrap();
        step(&tx, n).unwrap();
        tx.commit().unwrap();
        states.push(store.read().unwrap().dump().unwrap());
        assert_eq!(store.verify().unwrap(), [], "after commit {n}");
    }
    states
}

/// Which commit a database stands at.
pub fn stands_at(store: &Store, states: &[Content]) -> Option<u32> {
    let rows = store.read().unwrap().dump().unwrap();
    let place = states.iter().position(|state| *state == rows)?;
    Some(u32::try_from(place).unwrap())
}
