//! What could not be handled: set aside with the thing itself, told to the admins, and handled again
//! when they ask for it.
//!
//! Promises: one update, receipt or due entry that cannot be handled costs that one alone; it is kept
//! in the very commit that lets go of it; what makes the process end again and again is found by
//! trying updates singly. Never does: set things aside where the database itself is at fault, or
//! show what people wrote.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::access::Actor;
use crate::domain::audit::Deed;
use crate::domain::button::Button;
use crate::domain::event::{GroupMessage, Incoming, Quarantine, Update};
use crate::domain::id::{DeskId, MessageRef};
use crate::domain::notice::{Notice, Word};
use crate::domain::outbox::{Lane, Place, Priority, Receipt, Row, Slot, Task};
use crate::domain::people::Desk;
use crate::domain::time::Timestamp;
use crate::store::{Due, Quarantined, StoreError, Trying, Tx, What, Why};

use super::sweep::MOST;
use super::work::Work;
use super::{Attempt, Engine, Input};

/// The admins are told once in this time at most.
const TELL_EVERY: Duration = Duration::from_secs(10 * 60);
/// What was set aside is kept for so long. It may hold words of people.
const KEEP: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// What one sweep forgets at most.
const FORGET_AT_ONCE: usize = 100;
/// What one list shows at most.
const SHOWN: usize = 20;
/// What one command handles again or lets go of at most.
const AT_ONCE: usize = 1_000;
/// After so many ends without a word on one offset, updates are tried singly.
const UNCLEAN_ENDS: u32 = 2;
/// An update is the culprit if the process ended so often while it alone was tried. Once is not
/// enough: a process can be killed at any moment.
const DEADLY_TRIES: u32 = 2;

/// What an update means, by its raw JSON.
type Reading = dyn Fn(&str) -> Option<Incoming> + Send + Sync;

/// Reads an update that was set aside; nothing if it still cannot be read.
#[derive(Clone)]
pub struct Reader(Arc<Reading>);

impl Reader {
    /// A reader by a function of the raw JSON.
    pub fn new(read: impl Fn(&str) -> Option<Incoming> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// A reader that can read nothing.
    pub fn of_nothing() -> Self {
        Self::new(|_| None)
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reader")
    }
}

/// Something that was set aside, to be handled once more.
#[derive(Clone, Debug)]
pub struct Replay {
    number: u64,
    again: Again,
}

#[derive(Clone, Debug)]
enum Again {
    Update(Box<Update>),
    Receipt { receipt: Box<Receipt>, rows: Vec<Row> },
    Due(Due),
}

/// An admin asks for replays.
#[derive(Clone, Debug)]
pub(super) struct Request {
    desk: DeskId,
    at: MessageRef,
    thread: Option<i32>,
    numbers: Vec<u64>,
}

/// What came of a [`Request`].
#[derive(Clone, Debug)]
pub struct Replayed {
    request: Request,
    handled: u32,
    failed: u32,
}

/// How often processes ended without a word while this was the offset.
#[derive(Copy, Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
struct Unclean {
    offset: i64,
    times: u32,
}

impl Engine {
    /// Notes that a process begins, and looks at how earlier ones ended.
    pub(super) fn note_start(&mut self) -> Result<(), StoreError> {
        let tx = self.store.write()?;
        let offset: i64 = tx.meta("offset")?.unwrap_or(0);
        let before: Option<Unclean> = tx.meta::<Option<Unclean>>("unclean")?.flatten();
        let in_order = tx.meta("ended")?.unwrap_or(true);
        let unclean = match before {
            _ if in_order => None,
            Some(unclean) if unclean.offset == offset => {
                Some(Unclean { offset, times: unclean.times.saturating_add(1) })
            }
            Some(_) | None => Some(Unclean { offset, times: 1 }),
        };
        self.suspect = tx.meta::<Option<Trying>>("trying")?.flatten();
        self.careful =
            self.suspect.is_some() || unclean.is_some_and(|ends| ends.times >= UNCLEAN_ENDS);
        if self.careful {
            tracing::warn!("earlier processes ended without a word: updates are tried singly");
        }
        tx.set_meta("unclean", &unclean)?;
        tx.set_meta("ended", &false)?;
        let desks = self.settings.desks.now();
        Work::begin(&tx, &self.settings, &desks, self.clock.now())?.follow_settings()?;
        tx.commit()
    }

    /// Everything by itself, and every update noted as being tried before it is.
    pub(super) fn carefully(&mut self, inputs: Vec<Input>) -> Result<(), StoreError> {
        let mut tried = false;
        for input in inputs {
            for input in self.apart(input)? {
                let Input::Updates { updates, .. } = &input else {
                    self.alone(&input)?;
                    continue;
                };
                let Some(update) = updates.first().map(|update| update.id) else {
                    self.alone(&input)?;
                    continue;
                };
                tried = true;
                let before = self.suspect.filter(|suspect| suspect.update == update);
                let times = before.map_or(0, |suspect| suspect.times);
                if times >= DEADLY_TRIES {
                    self.set_aside(&input, Why::Ended)?;
                    continue;
                }
                let tx = self.store.write()?;
                let trying = Trying { update, times: times.saturating_add(1) };
                tx.set_meta("trying", &Some(trying))?;
                tx.commit()?;
                self.alone(&input)?;
            }
        }
        if tried {
            self.careful = false;
            self.suspect = None;
        }
        Ok(())
    }

    /// Something in the batch could not be handled: everything again, each by itself, without the
    /// offender.
    pub(super) fn one_by_one(&mut self, inputs: Vec<Input>) -> Result<(), StoreError> {
        for input in inputs {
            for input in self.apart(input)? {
                self.alone(&input)?;
            }
        }
        Ok(())
    }

    fn alone(&mut self, input: &Input) -> Result<(), StoreError> {
        match self.attempt(std::slice::from_ref(input)) {
            Attempt::Done => Ok(()),
            Attempt::Failed(error) => Err(error),
            Attempt::Unhandled(why) => self.set_aside(input, why),
        }
    }

    /// An input as inputs of one thing each. Each update brings its own offset: whoever dies between
    /// two of them must get the second one again.
    fn apart(&self, input: Input) -> Result<Vec<Input>, StoreError> {
        Ok(match input {
            Input::Updates { updates, next_offset, drained } if updates.len() > 1 => {
                let last = updates.len().saturating_sub(1);
                let single = |(index, update): (usize, Update)| {
                    let own = update.id.saturating_add(1);
                    let next_offset = if index == last { next_offset } else { own };
                    Input::Updates { updates: vec![update], next_offset, drained }
                };
                updates.into_iter().enumerate().map(single).collect()
            }
            Input::Receipts(receipts) => {
                receipts.into_iter().map(|receipt| Input::Receipts(vec![receipt])).collect()
            }
            Input::Starting(rows) => {
                rows.into_iter().map(|row| Input::Starting(vec![row])).collect()
            }
            Input::Tick => {
                let due = self.store.write()?.due(self.clock.now(), MOST)?;
                due.into_iter().map(Input::Due).chain([Input::Tidy]).collect()
            }
            Input::AlbumDue => {
                let due = self.store.write()?.due(self.clock.now(), usize::MAX)?;
                due.into_iter().filter(|due| matches!(due, Due::Album(_))).map(Input::Due).collect()
            }
            other => vec![other],
        })
    }

    /// Keeps what could not be handled, in the commit that lets go of it.
    fn set_aside(&mut self, input: &Input, why: Why) -> Result<(), StoreError> {
        if why == Why::Damaged {
            self.probe()?;
        }
        let now = self.clock.now();
        let tx = self.store.write()?;
        let mut id = None;
        let what = match input {
            Input::Updates { updates, next_offset, .. } => {
                tx.set_meta("offset", next_offset)?;
                match updates.first() {
                    Some(update) => {
                        id = Some(update.id);
                        tx.first_seen(update.id, now)?;
                        What::Update(update.raw.clone())
                    }
                    None => What::Nothing,
                }
            }
            Input::Receipts(receipts) => match receipts.first() {
                Some(receipt) => {
                    let mut rows = Vec::new();
                    for id in std::iter::once(&receipt.row).chain(&receipt.folded) {
                        if let Some(row) = tx.row(*id)? {
                            // It was sent: left there, the next process would send it again.
                            tx.remove_row(*id)?;
                            rows.push(row);
                        }
                    }
                    What::Receipt { receipt: Box::new(receipt.clone()), rows }
                }
                None => What::Nothing,
            },
            Input::Starting(starting) => {
                for id in starting {
                    if let Some(mut row) = tx.row(*id)? {
                        row.started = true;
                        tx.put_row(&row)?;
                    }
                }
                What::Nothing
            }
            Input::Due(due) => {
                tx.set_due(*due, None)?;
                What::Due(*due)
            }
            _ => What::Nothing,
        };
        if self.careful {
            tx.set_meta("trying", &None::<Trying>)?;
        }
        tracing::error!(update = id, kind = kind(&what), ?why, "handling failed; set aside");
        keep(&tx, &Quarantined { at: now, update: id, why, what, tries: 0 })?;
        // The offset has moved on without the usual way.
        self.kept = None;
        tx.commit()?;
        match self.attempt(&[Input::Tidy]) {
            Attempt::Done => Ok(()),
            Attempt::Failed(error) => Err(error),
            Attempt::Unhandled(_) => {
                tracing::error!("the admins cannot be told");
                Ok(())
            }
        }
    }

    /// Whether what everything needs can be read: else everything would be set aside.
    ///
    /// # Errors
    /// [`StoreError::Value`] if not; the process should end.
    fn probe(&self) -> Result<(), StoreError> {
        let tx = self.store.write()?;
        let desks = self.settings.desks.now();
        Work::begin(&tx, &self.settings, &desks, self.clock.now())?;
        for desk in tx.desks()? {
            tx.members(desk.id)?;
        }
        Ok(())
    }

    /// Handles again what the last commit asks for, each by itself, and tells what came of it.
    pub(super) fn replay(&mut self) -> Result<(), StoreError> {
        while let Some(request) = self.replays.pop() {
            let (mut handled, mut failed) = (0_u32, 0_u32);
            for number in request.numbers.iter().copied() {
                match self.replay_one(number)? {
                    Some(true) => handled = handled.saturating_add(1),
                    Some(false) => failed = failed.saturating_add(1),
                    None => {}
                }
            }
            self.alone(&Input::Replayed(Box::new(Replayed { request, handled, failed })))?;
        }
        Ok(())
    }

    /// `None` if there is nothing of that number any more.
    fn replay_one(&mut self, number: u64) -> Result<Option<bool>, StoreError> {
        let Some(mut entry) = self.store.write()?.quarantined(number)? else {
            return Ok(None);
        };
        let again = match entry.what.clone() {
            What::Update(raw) => (self.settings.reader.0)(&raw).map(|incoming| {
                let id = entry.update.unwrap_or_default();
                Again::Update(Box::new(Update { id, incoming, raw }))
            }),
            What::Receipt { receipt, rows } => Some(Again::Receipt { receipt, rows }),
            What::Due(due) => Some(Again::Due(due)),
            What::Nothing => None,
        };
        let attempt = match again {
            Some(again) => self.attempt(&[Input::Replay(Box::new(Replay { number, again }))]),
            None => Attempt::Unhandled(entry.why),
        };
        match attempt {
            Attempt::Done => Ok(Some(true)),
            Attempt::Failed(error) => Err(error),
            Attempt::Unhandled(why) => {
                entry.why = why;
                entry.tries = entry.tries.saturating_add(1);
                tracing::warn!(number, tries = entry.tries, "set aside; failed again");
                let tx = self.store.write()?;
                tx.put_quarantined(number, &entry)?;
                tx.commit()?;
                Ok(Some(false))
            }
        }
    }
}

impl Work<'_> {
    /// An update that cannot be read is kept for a program that can.
    pub(super) fn quarantine_unreadable(&mut self, update: &Update) -> Result<(), StoreError> {
        tracing::warn!(update = update.id, "could not be read; set aside");
        self.set_aside = true;
        let what = What::Update(update.raw.clone());
        let why = Why::Unreadable;
        keep(self.tx, &Quarantined { at: self.now, update: Some(update.id), why, what, tries: 0 })
    }

    /// Tells what was set aside, and forgets what was set aside long ago.
    pub(super) fn tidy(&mut self) -> Result<(), StoreError> {
        self.tell_quarantined()?;
        let (oldest, _) = self.tx.in_quarantine(FORGET_AT_ONCE)?;
        for number in oldest {
            match self.tx.quarantined(number)? {
                Some(entry) if self.now.since(entry.at) > KEEP => {
                    self.tx.remove_quarantined(number)?;
                }
                Some(_) | None => break,
            }
        }
        Ok(())
    }

    /// When there is something to tidy up.
    pub(super) fn tidy_at(&self) -> Result<Option<Timestamp>, StoreError> {
        if self.tx.meta::<u64>("quarantine-untold")?.unwrap_or(0) > 0 {
            let told: Option<Timestamp> = self.tx.meta("quarantine-told")?;
            return Ok(Some(told.map_or(self.now, |told| told.plus(TELL_EVERY))));
        }
        let (oldest, _) = self.tx.in_quarantine(1)?;
        Ok(match oldest.first() {
            Some(number) => self.tx.quarantined(*number)?.map(|entry| entry.at.plus(KEEP)),
            None => None,
        })
    }

    /// Tells the admins, unless they were told a moment ago.
    pub(super) fn tell_quarantined(&mut self) -> Result<(), StoreError> {
        self.set_aside = false;
        let count: u64 = self.tx.meta("quarantine-untold")?.unwrap_or(0);
        let told = self.tx.meta("quarantine-told")?;
        if count == 0 || told.is_some_and(|told| self.now.since(told) < TELL_EVERY) {
            return Ok(());
        }
        let Some(desk) = self.first_desk()? else {
            return Ok(());
        };
        let admins = self.admins(desk.id, &self.tx.members(desk.id)?);
        let who = admins.into_iter().map(|who| Notice::Addressed { who }).collect();
        let saying = Notice::Quarantined { count, who }.with(vec![vec![Button::Dismiss]]);
        let place = Place::Desk(desk.id);
        let silent = self.hushed(desk.id);
        let task = Task::Say { place, saying, reply_to: None, silent };
        self.push(Lane::Desk(desk.id), Priority::Notice, None, task, Slot::Inside)?;
        self.tx.set_meta("quarantine-told", &self.now)?;
        self.tx.set_meta("quarantine-untold", &0_u64)
    }

    pub(super) fn quarantine_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        command: Quarantine,
    ) -> Result<Option<Notice>, StoreError> {
        let one = match command {
            Quarantine::List => return self.list_quarantine(desk, message),
            Quarantine::Replay(one) | Quarantine::Drop(one) => one,
        };
        let numbers = match one {
            Some(number) => match self.tx.quarantined(u64::from(number))? {
                Some(_) => vec![u64::from(number)],
                None => return Ok(Some(Notice::RefuseNotSetAside { number })),
            },
            None => self.tx.in_quarantine(AT_ONCE)?.0,
        };
        if numbers.is_empty() {
            return Ok(Some(Notice::QuarantineEmpty));
        }
        let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let drops = matches!(command, Quarantine::Drop(_));
        let deed = if drops { Deed::Dropped(count) } else { Deed::Replayed(count) };
        self.audit(desk.id, by, deed)?;
        if let Quarantine::Drop(_) = command {
            for number in numbers {
                self.tx.remove_quarantined(number)?;
            }
            return Ok(Some(Notice::QuarantineDropped { count }));
        }
        let at = MessageRef { chat: message.group.chat, message: message.message };
        self.replays.push(Request { desk: desk.id, at, thread: message.thread, numbers });
        Ok(None)
    }

    fn list_quarantine(
        &mut self,
        desk: &Desk,
        message: &GroupMessage,
    ) -> Result<Option<Notice>, StoreError> {
        let (numbers, total) = self.tx.in_quarantine(SHOWN)?;
        let mut lines = Vec::new();
        for number in numbers {
            let Some(entry) = self.tx.quarantined(number)? else { continue };
            lines.push(Notice::QuarantineLine {
                number: number.to_string(),
                at: entry.at,
                what: Word(format!("set-aside-{}", kind(&entry.what))),
                why: Word(format!("why-{}", reason(entry.why))),
            });
        }
        if lines.is_empty() {
            return Ok(Some(Notice::QuarantineEmpty));
        }
        let shown = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let notice = Notice::Quarantine { lines, shown, total };
        self.reply(desk, message, notice.with(vec![vec![Button::Dismiss]]), Slot::Inside)?;
        Ok(None)
    }

    /// Handles something again, as if it had just come. What fails leaves it where it was.
    pub(super) fn replay(&mut self, replay: &Replay) -> Result<(), StoreError> {
        self.tx.remove_quarantined(replay.number)?;
        match &replay.again {
            Again::Update(update) => self.incoming(update),
            Again::Receipt { receipt, rows } => {
                for row in rows {
                    self.tx.put_row(row)?;
                }
                self.receipt(receipt)
            }
            // Only a sweep knows whether the intake is current.
            Again::Due(due) => self.tx.set_due(*due, Some(self.now)),
        }
    }

    /// Tells whoever asked for replays what came of them.
    pub(super) fn replayed(&mut self, replayed: &Replayed) -> Result<(), StoreError> {
        let Replayed { request, handled, failed } = replayed;
        let Some(desk) = self.tx.desk(request.desk)? else {
            return Ok(());
        };
        let (handled, failed) = (*handled, *failed);
        let notice = match failed {
            0 => Notice::QuarantineReplayed { handled },
            _ => Notice::QuarantineFailed { handled, failed },
        };
        self.reply_at(&desk, request.at, request.thread, None, notice.into(), Slot::Inside)
    }
}

/// Sets something aside, to be told.
fn keep(tx: &Tx, entry: &Quarantined) -> Result<(), StoreError> {
    tx.quarantine(entry)?;
    let untold: u64 = tx.meta("quarantine-untold")?.unwrap_or(0);
    tx.set_meta("quarantine-untold", &untold.saturating_add(1))
}

fn kind(what: &What) -> &'static str {
    match what {
        What::Update(_) => "update",
        What::Receipt { .. } => "receipt",
        What::Due(_) => "due",
        What::Nothing => "other",
    }
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Panicked => "panicked",
        Why::Damaged => "damaged",
        Why::Unreadable => "unreadable",
        Why::Ended => "ended",
    }
}

/// What blows up when it is handled, for tests: updates and due entries by their numbers, rows by
/// theirs below zero. Known to one thread.
#[cfg(test)]
#[allow(clippy::panic, reason = "that is what it is for")]
pub(super) mod mines {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    #[derive(Copy, Clone)]
    pub enum Mine {
        Panic,
        Abort,
    }

    thread_local! {
        static LAID: RefCell<BTreeMap<i64, Mine>> = RefCell::default();
    }

    pub fn lay(number: i64, mine: Mine) {
        LAID.with_borrow_mut(|laid| laid.insert(number, mine));
    }

    pub fn clear(number: i64) {
        LAID.with_borrow_mut(|laid| laid.remove(&number));
    }

    pub fn step_on(number: i64) {
        match LAID.with_borrow(|laid| laid.get(&number).copied()) {
            Some(Mine::Panic) => panic!("on purpose"),
            Some(Mine::Abort) => std::process::abort(),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::mines::Mine;
    use super::*;
    use crate::clock::Clock;
    use crate::domain::conversation::Conversation;
    use crate::domain::event::{Author, Command, Content, Group, GroupCommand, Kind, Reference};
    use crate::domain::id::{ChatId, ConversationId, UserId};
    use crate::domain::outbox::Outcome;
    use crate::domain::people::GroupKind;
    use crate::engine::tests::{settings, written};
    use crate::engine::{Ends, EngineHandle, SetupCode};
    use crate::store::Store;

    const GROUP: ChatId = ChatId(-100);

    /// An engine at work on this thread.
    struct Desk {
        store: Store,
        clock: Clock,
        ends: Ends,
        engine: tokio::task::JoinHandle<Result<(), StoreError>>,
    }

    impl Desk {
        fn on(store: Store) -> Self {
            let clock = Clock::system();
            SetupCode::adopt(&store, DeskId::FIRST, GROUP, clock.now()).unwrap();
            let mut settings = settings();
            // What was kept reads as a message of user 77.
            settings.reader = Reader::new(|_| match written(1, 77) {
                Input::Updates { mut updates, .. } => Some(updates.remove(0).incoming),
                _ => None,
            });
            let (engine, ends) = Engine::new(store.clone(), clock.clone(), settings);
            let engine = tokio::spawn(engine.run_among_others());
            Self { store, clock, ends, engine }
        }

        fn handle(&self) -> &EngineHandle {
            &self.ends.handle
        }

        fn conversation(&self, number: u32) -> Option<Conversation> {
            let id = ConversationId { desk: DeskId(1), number };
            self.store.read().unwrap().conversation(id).unwrap()
        }

        fn set_aside(&self) -> Vec<Quarantined> {
            let tx = self.store.write().unwrap();
            let (numbers, _) = tx.in_quarantine(100).unwrap();
            numbers.into_iter().map(|number| tx.quarantined(number).unwrap().unwrap()).collect()
        }

        /// What the group is told and has not been told yet.
        fn told(&self) -> Vec<Notice> {
            self.rows()
                .into_iter()
                .filter_map(|row| match row.task {
                    Task::Say { saying, .. } => Some(saying.notice),
                    _ => None,
                })
                .collect()
        }

        fn rows(&self) -> Vec<Row> {
            self.store.rows().unwrap()
        }

        async fn commanded(&self, id: i64, command: Quarantine) {
            let message = GroupMessage {
                group: Group {
                    chat: GROUP,
                    title: "Support".to_owned(),
                    kind: GroupKind::Super,
                    public: false,
                },
                author: Author::AnonymousAdmin,
                message: i32::try_from(id).unwrap(),
                at: self.clock.now(),
                thread: None,
                reply_to: None,
                reference: Reference::default(),
                content: Content::new(Kind::Text, "/quarantine"),
                mentions: Vec::new(),
                begins_with_mention: false,
                answers_us_elsewhere: false,
                command: Some(Command::Known(GroupCommand::Quarantine(command))),
            };
            let incoming = Incoming::GroupMessage(message);
            let update = Update { id, incoming, raw: "{}".into() };
            let input =
                Input::Updates { updates: vec![update], next_offset: id + 1, drained: true };
            self.handle().submit(input).await.unwrap();
        }

        async fn ends(self) {
            drop(self.ends);
            self.engine.await.unwrap().unwrap();
        }
    }

    /// A batch of messages, each by its update's number and its user.
    fn batch(messages: &[(i64, i64)]) -> Input {
        let mut all = Vec::new();
        let mut next = 0;
        for (id, user) in messages {
            if let Input::Updates { updates, next_offset, .. } = written(*id, *user) {
                all.extend(updates);
                next = next_offset;
            }
        }
        Input::Updates { updates: all, next_offset: next, drained: true }
    }

    #[tokio::test]
    async fn an_update_that_panics_is_kept_told_once_and_can_be_handled_again() {
        let desk = Desk::on(Store::in_memory().unwrap());
        mines::lay(11, Mine::Panic);
        mines::lay(13, Mine::Panic);
        let messages = [(10, 7), (11, 77), (12, 8), (13, 9)];
        desk.handle().submit(batch(&messages)).await.unwrap();
        let users: Vec<i64> = (1..4).filter_map(|n| Some(desk.conversation(n)?.user.0)).collect();
        assert_eq!(users, [7, 8]);
        let kept = desk.set_aside();
        assert_eq!(kept.iter().map(|entry| entry.update).collect::<Vec<_>>(), [Some(11), Some(13)]);
        assert_eq!(kept[0].what, What::Update("{}".to_owned()));
        let told = |desk: &Desk| {
            desk.told()
                .into_iter()
                .filter_map(|notice| match notice {
                    Notice::Quarantined { count, .. } => Some(count),
                    _ => None,
                })
                .collect::<Vec<u64>>()
        };
        assert_eq!(told(&desk), [1], "the second one waits for its turn");
        desk.handle().submit(Input::Tick).await.unwrap();
        assert_eq!(told(&desk), [1]);
        desk.clock.advance(TELL_EVERY);
        desk.handle().submit(Input::Tick).await.unwrap();
        assert_eq!(told(&desk), [1, 1]);

        desk.commanded(20, Quarantine::List).await;
        assert!(desk.told().iter().any(|n| matches!(n, Notice::Quarantine { total: 2, .. })));
        // One still fails, the other is mended.
        mines::clear(11);
        desk.commanded(21, Quarantine::Replay(None)).await;
        let failed = Notice::QuarantineFailed { handled: 1, failed: 1 };
        assert!(desk.told().contains(&failed), "{:#?}", desk.told());
        assert_eq!(desk.conversation(3).unwrap().user, UserId(77));
        let left = desk.set_aside();
        assert_eq!((left.len(), left[0].update, left[0].tries), (1, Some(13), 1));
        desk.commanded(22, Quarantine::Drop(Some(2))).await;
        assert!(desk.told().contains(&Notice::QuarantineDropped { count: 1 }));
        desk.commanded(23, Quarantine::Replay(Some(2))).await;
        assert!(desk.told().contains(&Notice::RefuseNotSetAside { number: 2 }));
        // Telegram may bring it again; it has been dealt with.
        desk.handle().submit(batch(&[(13, 9)])).await.unwrap();
        assert!(desk.set_aside().is_empty() && desk.conversation(4).is_none());
        desk.ends().await;
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_kept_and_a_later_program_reads_it() {
        let desk = Desk::on(Store::in_memory().unwrap());
        let raw = r#"{"update_id":10,"message":{"new":true}}"#;
        let update = Update { id: 10, incoming: Incoming::Unreadable, raw: raw.into() };
        let input = Input::Updates { updates: vec![update], next_offset: 11, drained: true };
        desk.handle().submit(input).await.unwrap();
        let kept = desk.set_aside();
        assert_eq!((kept[0].why, &kept[0].what), (Why::Unreadable, &What::Update(raw.to_owned())));
        assert!(desk.told().iter().any(|n| matches!(n, Notice::Quarantined { count: 1, .. })));
        desk.commanded(20, Quarantine::Replay(Some(1))).await;
        assert_eq!(desk.conversation(1).unwrap().user, UserId(77));
        assert!(desk.set_aside().is_empty());
        desk.ends().await;
    }

    #[tokio::test]
    async fn a_receipt_that_panics_is_not_sent_again_and_can_be_handled_later() {
        let desk = Desk::on(Store::in_memory().unwrap());
        desk.handle().submit(batch(&[(10, 7)])).await.unwrap();
        let row = desk.rows().remove(0);
        mines::lay(-i64::try_from(row.id.0).unwrap(), Mine::Panic);
        let receipt = Receipt {
            row: row.id,
            at: desk.clock.now(),
            maybe_double: false,
            outcome: Outcome::Sent(vec![MessageRef { chat: GROUP, message: 5 }]),
            folded: Vec::new(),
        };
        desk.handle().submit(Input::Receipts(vec![receipt])).await.unwrap();
        assert!(desk.rows().iter().all(|other| other.id != row.id));
        assert!(matches!(&desk.set_aside()[0].what, What::Receipt { rows, .. } if rows[0] == row));
        mines::clear(-i64::try_from(row.id.0).unwrap());
        desk.commanded(20, Quarantine::Replay(None)).await;
        assert!(desk.set_aside().is_empty());
        let mapped = desk.store.read().unwrap().mapped(MessageRef { chat: GROUP, message: 5 });
        assert!(mapped.unwrap().is_some(), "the receipt took effect");
        assert!(desk.rows().iter().all(|other| other.id != row.id));
        desk.ends().await;
    }

    #[tokio::test]
    async fn what_is_due_and_panics_holds_up_nothing_else() {
        let desk = Desk::on(Store::in_memory().unwrap());
        desk.handle().submit(batch(&[(10, 7), (11, 8)])).await.unwrap();
        let ids = [1, 2].map(|number| ConversationId { desk: DeskId(1), number });
        let now = desk.clock.now();
        let tx = desk.store.write().unwrap();
        for id in ids {
            tx.set_due(Due::Conversation(id), Some(now)).unwrap();
        }
        tx.commit().unwrap();
        mines::lay(Due::Conversation(ids[0]).number(), Mine::Panic);
        for _ in 0..3 {
            desk.handle().submit(Input::Tick).await.unwrap();
        }
        let kept = desk.set_aside();
        assert_eq!(kept.len(), 1, "once: {kept:#?}");
        assert_eq!(kept[0].what, What::Due(Due::Conversation(ids[0])));
        let due = desk.store.write().unwrap().due(desk.clock.now(), 9).unwrap();
        assert_eq!(due, [], "the other one was handled");
        mines::clear(Due::Conversation(ids[0]).number());
        desk.commanded(20, Quarantine::Replay(None)).await;
        let due = desk.store.write().unwrap().due(desk.clock.now(), 9).unwrap();
        assert_eq!(due, [Due::Conversation(ids[0])]);
        desk.ends().await;
    }

    #[tokio::test]
    async fn what_was_set_aside_is_forgotten_after_a_month() {
        let desk = Desk::on(Store::in_memory().unwrap());
        mines::lay(11, Mine::Panic);
        desk.handle().submit(batch(&[(11, 77)])).await.unwrap();
        desk.clock.advance(KEEP - Duration::from_secs(60));
        desk.handle().submit(Input::Tick).await.unwrap();
        assert_eq!(desk.set_aside().len(), 1);
        desk.clock.advance(Duration::from_secs(120));
        desk.handle().submit(Input::Tick).await.unwrap();
        assert_eq!(desk.set_aside().len(), 0);
        desk.ends().await;
    }

    #[test]
    fn updates_taken_apart_bring_their_own_offsets() {
        let (engine, _ends) = Engine::new(Store::in_memory().unwrap(), Clock::system(), settings());
        let batch = match batch(&[(900, 7), (7, 8), (8, 9)]) {
            Input::Updates { updates, drained, .. } => {
                // Something without a readable id stood at the end.
                Input::Updates { updates, next_offset: 10, drained }
            }
            other => other,
        };
        let offsets: Vec<i64> = engine
            .apart(batch)
            .unwrap()
            .iter()
            .map(|input| match input {
                Input::Updates { next_offset, .. } => *next_offset,
                _ => 0,
            })
            .collect();
        assert_eq!(offsets, [901, 8, 10]);
    }

    /// What a process that dies with its poison does: all it can before, nothing after.
    async fn one_life(data: &Path) {
        mines::lay(12, Mine::Abort);
        let desk = Desk::on(Store::open(data).unwrap());
        // Telegram brings whatever the last commit does not confirm.
        let offset: i64 = desk.store.write().unwrap().meta("offset").unwrap().unwrap_or(0);
        let all = [(10, 7), (11, 8), (12, 77), (13, 9)];
        let batch: Vec<(i64, i64)> = all.into_iter().filter(|(id, _)| *id >= offset).collect();
        desk.handle().submit(self::batch(&batch)).await.unwrap();
        desk.handle().submit(Input::Stop).await.unwrap();
        desk.ends().await;
    }

    /// The process dies on one update again and again, and then lives without it.
    #[tokio::test]
    async fn an_update_that_ends_the_process_is_found_and_set_aside() {
        const DATA: &str = "FRONTDESK_TEST_LIVES";
        if let Some(data) = std::env::var_os(DATA) {
            one_life(Path::new(&data)).await;
            return;
        }
        let name =
            "engine::quarantine::tests::an_update_that_ends_the_process_is_found_and_set_aside";
        let data = tempfile::tempdir().unwrap();
        let life = || {
            std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", name])
                .env(DATA, data.path())
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .status()
                .unwrap()
        };
        let deaths = (0..9).take_while(|_| !life().success()).count();
        assert_eq!(deaths, 4, "two with all of them, two with the update alone");

        let desk = Desk::on(Store::open(data.path()).unwrap());
        let users: Vec<i64> = (1..9).filter_map(|n| Some(desk.conversation(n)?.user.0)).collect();
        assert_eq!(users, [7, 8, 9]);
        let kept = desk.set_aside();
        assert_eq!((kept.len(), kept[0].update, kept[0].why), (1, Some(12), Why::Ended));
        assert!(desk.told().iter().any(|n| matches!(n, Notice::Quarantined { count: 1, .. })));
        // A process that ended in order leaves no doubt behind.
        desk.handle().submit(Input::Tick).await.unwrap();
        assert_eq!(desk.store.write().unwrap().meta("unclean").unwrap(), Some(None::<Unclean>));
        desk.ends().await;
    }
}
