//! The only writer: drain, decide, commit, release.
//!
//! The engine owns the one write transaction. It takes whatever waits in its queue, decides it in
//! one batch (updates first, then receipts, then ticks), commits once, and only then lets rows go
//! out and callers go on. An input whose handling panics is set aside, and the rest runs without it.
//! Nothing here calls Telegram, and nothing here waits for anything but its queue.

mod album;
mod answer;
mod assigning;
mod audit;
mod ban;
mod board;
mod bulk;
mod canned;
mod choosing;
mod command;
mod delivery;
mod desks;
mod edit;
mod effects;
mod elsewhere;
mod filling;
mod finding;
mod flood;
mod forget;
mod group;
mod inline;
mod leaving;
mod link;
mod menu;
mod merge;
mod moving;
mod people;
mod press;
mod profile;
mod proof;
mod quarantine;
mod rating;
mod reaction;
mod recall;
mod receipt;
mod reminder;
mod roles;
mod routing;
mod settings;
mod setup;
mod strict;
mod sweep;
mod tags;
mod tidying;
mod topic;
mod user;
mod work;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use crate::clock::Clock;
use crate::domain::event::Update;
use crate::domain::id::RowId;
use crate::domain::notice::Notice;
use crate::domain::outbox::{DeskFacts, FoldableText, Receipt, Row};
use crate::domain::time::Timestamp;
use crate::mistake::{Mistake, made};
use crate::store::{Due, Store, StoreError, Trying, Why};

pub use quarantine::{Reader, Replay};
pub use settings::{
    Composed, Composer, DeskSettings, Desks, Ignored, Known, Listed, Rings, Settings, Shown,
};
pub use setup::{BindError, SetupCode, Wanted, bind};
use work::{Finished, Work};

/// How many inputs one transaction takes at most.
const BATCH: usize = 256;
/// Ids of updates are remembered for so long; Telegram keeps updates for a day (telegram-facts U7).
const REMEMBER_IDS: Duration = Duration::from_secs(3 * 24 * 60 * 60);
/// A pause in intake that voids what was asked before it (product.md section 4).
const GAP: Duration = Duration::from_secs(60);

/// While nothing is due soon, that Telegram answered is written down no more often than this. After
/// an unclean end the pause then looks longer than it was, which voids nothing, since nothing was
/// about to be decided.
const IDLE_NOTE: Duration = Duration::from_secs(10 * 60);
/// While something may be due that a pause would void, it is written down no more often than this:
/// half of a pause that counts.
const SOON_NOTE: Duration = Duration::from_secs(30);

/// What the engine takes in.
#[derive(Clone, Debug)]
pub enum Input {
    /// A batch of updates, in the order of their ids.
    Updates {
        /// What they say.
        updates: Vec<Update>,
        /// What `getUpdates` is to be asked next; told to Telegram only after the commit.
        next_offset: i64,
        /// Telegram had no more at that moment (fewer than a full batch).
        drained: bool,
    },
    /// Calls for these rows are about to begin. Committed before they do.
    Starting(Vec<RowId>),
    /// The calls that had begun for these rows came to nothing for certain: none of it is in doubt.
    Held(Vec<RowId>),
    /// These rows were not said in time.
    Late(Vec<RowId>),
    /// Telegram's answers.
    Receipts(Vec<Receipt>),
    /// What a desk's group is like, asked before anything else.
    Desk(DeskFacts),
    /// The sweep's schedule fired.
    Tick,
    /// An album counts as whole.
    AlbumDue,
    /// The hour has come to ask Telegram who the administrators are.
    Refresh,
    /// Whoever runs the program is about to write everything into files.
    Export,
    /// Nothing more is to leave; answers that are on their way are still taken.
    Stop,
    /// One thing that is due, by itself, after several together could not be handled.
    Due(Due),
    /// What the sweep does besides what is due.
    Tidy,
    /// Something that was set aside, once more.
    Replay(Box<Replay>),
    /// What came of replays is told to whoever asked for them.
    Replayed(Box<quarantine::Replayed>),
    /// Panics, as a mistake of ours would.
    #[cfg(test)]
    Explode,
}

impl Input {
    /// Updates first, then receipts, then ticks (product.md section 4).
    fn turn(&self) -> u8 {
        match self {
            Input::Desk(_) => 0,
            Input::Updates { .. } | Input::Replay(_) | Input::Replayed(_) => 1,
            Input::Starting(_) | Input::Held(_) | Input::Late(_) | Input::Receipts(_) => 2,
            Input::AlbumDue => 3,
            Input::Tick | Input::Refresh | Input::Due(_) | Input::Tidy | Input::Export => 4,
            Input::Stop => 5,
            #[cfg(test)]
            Input::Explode => 1,
        }
    }
}

/// The engine has stopped, because of a storage error or at the end.
#[derive(Debug, thiserror::Error)]
#[error("the engine has stopped")]
pub struct Stopped;

/// Hands inputs to the engine. Cheap to clone; the engine ends when the last one is dropped.
#[derive(Clone)]
pub struct EngineHandle {
    queue: mpsc::UnboundedSender<Job>,
}

struct Job {
    input: Input,
    done: oneshot::Sender<()>,
}

impl EngineHandle {
    /// Hands something in and waits until its whole effect is on disk and released.
    ///
    /// # Errors
    /// [`Stopped`] if the engine is no longer there; nothing of the input took effect then.
    pub async fn submit(&self, input: Input) -> Result<(), Stopped> {
        let (done, committed) = oneshot::channel();
        self.queue.send(Job { input, done }).map_err(|_| Stopped)?;
        committed.await.map_err(|_| Stopped)
    }
}

/// What a commit lets go to the world, in the order of commits.
#[derive(Debug, Default)]
pub struct Released {
    /// New rows, and rows that changed: one with a known id replaces the waiting one.
    pub rows: Vec<Row>,
    /// Rows that are no longer wanted.
    pub withdrawn: Vec<RowId>,
    /// Answers to presses: at once, best effort, never stored.
    pub answers: Vec<PressAnswer>,
    /// Answers to whoever writes the bot's name: the same.
    pub offers: Vec<InlineAnswer>,
}

/// The answer to the writing of the bot's name. Every such query gets one.
#[derive(Debug)]
pub struct InlineAnswer {
    /// Telegram's id of the query.
    pub query: String,
    /// What can be chosen; nothing for whoever is no member.
    pub offers: Vec<Offer>,
    /// Where more of it begins.
    pub next: Option<u16>,
    /// How long the same words bring the same answer without asking, in seconds.
    pub cache: u32,
}

/// Something that can be chosen, and is then written by whoever chose it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// What tells it from others of the same answer: at most 64 bytes.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it says, in one line.
    pub description: String,
    /// What is written.
    pub text: FoldableText,
}

/// The answer to a press. Every press gets one.
#[derive(Debug)]
pub struct PressAnswer {
    /// Telegram's id of the press.
    pub press: String,
    /// What is said; nothing just ends the client's wait.
    pub notice: Option<Notice>,
    /// As a dialog that must be closed (refusals), not as a fleeting line.
    pub alert: bool,
    /// The language tag of whoever pressed.
    pub language: Option<String>,
    /// What is spoken with whoever speaks none of ours.
    pub otherwise: String,
}

/// How current the intake is; kept with the state, so that a pause is noticed after a restart too.
#[derive(Copy, Clone, Debug, Default)]
struct Intake {
    /// When `getUpdates` was last answered, by the unmoved clock, in this process.
    answered: Option<Timestamp>,
    /// That answer was less than a full batch.
    drained: bool,
}

/// The engine itself. Runs on a thread of its own, since storage blocks.
pub struct Engine {
    store: Store,
    clock: Clock,
    settings: Settings,
    queue: mpsc::UnboundedReceiver<Job>,
    /// Nothing once the end has begun.
    released: Option<mpsc::UnboundedSender<Released>>,
    album_due: watch::Sender<Option<Timestamp>>,
    intake: Intake,
    /// Earlier processes ended without a word on what comes now: each update is noted as being
    /// tried before it is.
    careful: bool,
    /// What the last process was trying when it ended.
    suspect: Option<Trying>,
    /// Replays that the last commit asks for.
    replays: Vec<quarantine::Request>,
    kept: Option<Kept>,
}

/// What the last commit left behind, as far as it says whether an input needs another one: a desk at
/// which nothing happens writes next to nothing.
#[derive(Copy, Clone, Debug)]
struct Kept {
    /// What `getUpdates` is asked next.
    offset: i64,
    /// When the next thing is due.
    next_due: Option<Timestamp>,
    /// When Telegram had answered last, by the unmoved clock, as far as it is written down.
    answered: Timestamp,
}

/// The ends of the engine that others hold.
pub struct Ends {
    /// Where inputs go.
    pub handle: EngineHandle,
    /// What commits let go.
    pub released: mpsc::UnboundedReceiver<Released>,
    /// When the next album counts as whole.
    pub album_due: watch::Receiver<Option<Timestamp>>,
}

impl Engine {
    /// An engine on a database, and its ends.
    pub fn new(store: Store, clock: Clock, settings: Settings) -> (Self, Ends) {
        let (queue, inputs) = mpsc::unbounded_channel();
        let (released, releases) = mpsc::unbounded_channel();
        let (album_due, albums) = watch::channel(None);
        let engine = Self {
            store,
            clock,
            settings,
            queue: inputs,
            released: Some(released),
            album_due,
            intake: Intake::default(),
            careful: false,
            suspect: None,
            replays: Vec::new(),
            kept: None,
        };
        let handle = EngineHandle { queue };
        (engine, Ends { handle, released: releases, album_due: albums })
    }

    /// Runs until all handles are dropped. Blocks its thread.
    ///
    /// # Errors
    /// A [`StoreError`] is fatal: the process should end, and be started again.
    pub fn run(mut self) -> Result<(), StoreError> {
        self.note_start()?;
        while let Some(first) = self.queue.blocking_recv() {
            self.take(first)?;
        }
        Ok(())
    }

    /// Runs until all handles are dropped, as a task among others: storage then blocks them all.
    /// For a simulation, in which everything happens on one thread.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn run_among_others(mut self) -> Result<(), StoreError> {
        self.note_start()?;
        while let Some(first) = self.queue.recv().await {
            self.take(first)?;
        }
        Ok(())
    }

    /// Handles whatever waits, as one batch.
    fn take(&mut self, first: Job) -> Result<(), StoreError> {
        let mut jobs = vec![first];
        while jobs.len() < BATCH {
            match self.queue.try_recv() {
                Ok(job) => jobs.push(job),
                Err(_) => break,
            }
        }
        // Stable: inputs of one kind keep their order.
        jobs.sort_by_key(|job| job.input.turn());
        self.batch(jobs)
    }

    fn batch(&mut self, jobs: Vec<Job>) -> Result<(), StoreError> {
        let (inputs, waiting): (Vec<Input>, Vec<_>) =
            jobs.into_iter().map(|job| (job.input, job.done)).unzip();
        if self.careful {
            self.carefully(inputs)?;
        } else {
            match self.attempt(&inputs) {
                Attempt::Done => {}
                Attempt::Failed(error) => return Err(error),
                Attempt::Unhandled(_) => self.one_by_one(inputs)?,
            }
        }
        self.replay()?;
        for done in waiting {
            // Whoever no longer waits for it does not need to know.
            let _ = done.send(());
        }
        Ok(())
    }

    fn attempt(&mut self, inputs: &[Input]) -> Attempt {
        let decided = catch_unwind(AssertUnwindSafe(|| self.decide(inputs)));
        match decided {
            Ok(Ok(())) => Attempt::Done,
            Ok(Err(StoreError::Value(_))) => Attempt::Unhandled(Why::Damaged),
            Ok(Err(error)) => Attempt::Failed(error),
            Err(_) => Attempt::Unhandled(Why::Panicked),
        }
    }

    fn decide(&mut self, inputs: &[Input]) -> Result<(), StoreError> {
        if let Some(intake) = self.idle(inputs) {
            self.intake = intake;
            return Ok(());
        }
        let tx = self.store.write()?;
        let now = self.clock.now();
        let mut intake = self.intake;
        let desks = self.settings.desks.now();
        let mut work = Work::begin(&tx, &self.settings, &desks, now)?;
        for input in inputs {
            if let Input::Updates { drained, .. } = input {
                let unmoved = self.clock.unmoved();
                note_intake(&work, &mut intake, unmoved, *drained)?;
            }
            work.current = is_current(intake, self.clock.unmoved(), self.settings.poll_timeout)
                || made(Mistake::TrustOldNews);
            work.input(input)?;
        }
        tx.forget_seen(now.minus(REMEMBER_IDS))?;
        if self.careful {
            tx.set_meta("trying", &None::<Trying>)?;
        }
        let replays = std::mem::take(&mut work.replays);
        let tidy_at = work.tidy_at()?;
        let Finished { released, album_due, replaced } = work.finish()?;
        let next_due = [tx.next_due()?, tidy_at].into_iter().flatten().min();
        let kept = self.keeps(inputs, next_due);
        tx.commit()?;
        for (desk, settings) in replaced {
            self.settings.desks.replace(desk, settings);
        }
        self.intake = intake;
        self.replays.extend(replays);
        self.kept = kept;
        if let Some(due) = album_due {
            self.album_due.send_replace(Some(due));
        }
        if let Some(receiver) = &self.released {
            // Without a receiver the process is ending; everything is on disk.
            let _ = receiver.send(released);
        }
        if inputs.iter().any(|input| matches!(input, Input::Stop)) {
            self.released = None;
        }
        Ok(())
    }

    /// If these inputs change nothing that must be written down: how current the intake is by them.
    fn idle(&self, inputs: &[Input]) -> Option<Intake> {
        let kept = self.kept?;
        let (now, unmoved) = (self.clock.now(), self.clock.unmoved());
        let mut intake = self.intake;
        for input in inputs {
            match input {
                Input::Tick if kept.next_due.is_none_or(|due| due > now) => {}
                Input::Updates { updates, next_offset, drained }
                    if updates.is_empty() && *next_offset == kept.offset =>
                {
                    let paused = unmoved.since(intake.answered?) > GAP;
                    let soon = now.plus(self.settings.desks.now().decided_within());
                    let soon = kept.next_due.is_some_and(|due| due <= soon);
                    let rest = if soon { SOON_NOTE } else { IDLE_NOTE };
                    if paused || unmoved.since(kept.answered) > rest {
                        return None;
                    }
                    intake = Intake { answered: Some(unmoved), drained: *drained };
                }
                _ => return None,
            }
        }
        Some(intake)
    }

    /// What a commit of these inputs leaves behind.
    fn keeps(&self, inputs: &[Input], next_due: Option<Timestamp>) -> Option<Kept> {
        let asked = inputs.iter().rev().find_map(|input| match input {
            Input::Updates { next_offset, .. } => Some((*next_offset, self.clock.unmoved())),
            _ => None,
        });
        match (asked, self.kept) {
            (Some((offset, answered)), _) => Some(Kept { offset, next_due, answered }),
            (None, Some(kept)) => Some(Kept { next_due, ..kept }),
            (None, None) => None,
        }
    }
}

enum Attempt {
    Done,
    /// The database failed: the process ends.
    Failed(StoreError),
    /// Something in it cannot be handled; nothing of it took effect.
    Unhandled(Why),
}

/// Notes that Telegram answered, and whether it had been silent for too long before.
fn note_intake(
    work: &Work<'_>,
    intake: &mut Intake,
    unmoved: Timestamp,
    drained: bool,
) -> Result<(), StoreError> {
    let before: Option<Timestamp> = match intake.answered {
        Some(at) => Some(at),
        None => work.tx.meta("intake")?,
    };
    if before.is_some_and(|at| unmoved.since(at) > GAP) {
        tracing::warn!("intake had paused; warnings and questions from before are void");
        work.tx.set_meta("gap-ended", &work.now)?;
        work.tx.set_meta("refresh", &true)?;
    }
    intake.answered = Some(unmoved);
    intake.drained = drained;
    work.tx.set_meta("intake", &unmoved)
}

/// The last `getUpdates` had less than a full batch, not longer ago than its time-out plus 10 s.
fn is_current(intake: Intake, unmoved: Timestamp, poll_timeout: Duration) -> bool {
    let within = poll_timeout + Duration::from_secs(10);
    intake.drained && intake.answered.is_some_and(|at| unmoved.since(at) <= within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::domain::event::{Content, Incoming, Kind, Reference, UserMessage};
    use crate::domain::id::{ChatId, ConversationId, DeskId, UserId};
    use crate::domain::people::Person;

    pub(super) fn written(id: i64, user: i64) -> Input {
        let from = Person {
            id: UserId(user),
            first_name: "Anna".to_owned(),
            last_name: None,
            username: None,
            language: None,
        };
        let content = Content::new(Kind::Text, "hello");
        let message = UserMessage {
            from,
            message: 1,
            at: Timestamp(1),
            content,
            reply_to: None,
            reference: Reference::default(),
        };
        let incoming = Incoming::UserMessage(message);
        let updates = vec![Update { id, incoming, raw: "{}".into() }];
        Input::Updates { updates, next_offset: id + 1, drained: true }
    }

    pub(super) fn settings() -> Settings {
        Settings {
            desks: Desks::all(Config::default().desk_settings()),
            composer: Config::default().composer(&[]),
            flood: Config::default().flood(),
            courtesies: Vec::new(),
            assents: Vec::new(),
            languages: Vec::new(),
            menu: Vec::new(),
            bot: UserId(42),
            username: "help_bot".to_owned(),
            poll_timeout: Duration::from_secs(25),
            reader: Reader::of_nothing(),
        }
    }

    #[tokio::test]
    async fn what_panics_is_set_aside_and_the_rest_of_its_batch_takes_effect() {
        let store = Store::in_memory().unwrap();
        let clock = Clock::system();
        SetupCode::adopt(&store, DeskId::FIRST, ChatId(-100), clock.now()).unwrap();
        let (engine, ends) = Engine::new(store.clone(), clock, settings());
        let mut answers = Vec::new();
        for input in [written(1, 7), Input::Explode, written(2, 8)] {
            let (done, committed) = oneshot::channel();
            ends.handle.queue.send(Job { input, done }).unwrap();
            answers.push(committed);
        }
        let thread = std::thread::spawn(move || engine.run());
        for answer in answers {
            answer.await.unwrap();
        }
        let snapshot = store.read().unwrap();
        for number in [1, 2] {
            let id = ConversationId { desk: DeskId::FIRST, number };
            assert!(snapshot.conversation(id).unwrap().is_some(), "{id}");
        }
        let tx = store.write().unwrap();
        assert_eq!(tx.meta::<u64>("quarantine").unwrap(), Some(1));
        assert_eq!(tx.meta::<i64>("offset").unwrap(), Some(3));
        drop(tx);
        drop(ends);
        thread.join().unwrap().unwrap();
    }
}
