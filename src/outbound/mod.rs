//! Rows of the outbox become calls.
//!
//! Promises: rows of a lane are said in their order, each only after what its predecessor's answer
//! means is on disk; a call that people could see twice begins only after it is committed that it
//! begins; a call that may have arrived is repeated as "may be double" or, for albums, not at all;
//! Telegram's limits are kept. Never decides what a permanent failure means: that is an event.

pub mod fold;
mod lookup;
mod memory;
mod menu;
pub mod pace;
mod perform;
mod picture;
pub mod prepare;
pub mod queue;
pub mod render;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::task::{Id, JoinError, JoinSet};

use crate::clock::Clock;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, RowId};
use crate::domain::outbox::{Failure, Lane, Outcome, Place, Priority, Receipt, Row, Task};
use crate::domain::people::Desk;
use crate::domain::time::Timestamp;
use crate::engine::{Desks, EngineHandle, Input, Released, Stopped};
use crate::i18n::Words;
use crate::mistake::{Mistake, made};
use crate::store::{Store, StoreError};
use crate::telegram::{CallError, Telegram};

pub use lookup::desk as desk_facts;
pub use pace::Limits;
use pace::Pace;
use perform::{Joined, Performed, Performer, Trouble};
pub use prepare::prepare;
use queue::{Go, Queue};

/// Rows that are performed at the same time.
const AT_ONCE: usize = 16;

/// Two drawings of one card, unless a press waits for it (telegram-facts P5).
const CARD_GAP: Duration = Duration::from_secs(3);

/// How long nothing is tried with a token that Telegram does not accept.
const TOKEN_PAUSE: Duration = Duration::from_secs(30);

/// Back-off after calls that certainly did not arrive: first and longest wait.
const NOT_SENT: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// Back-off after calls that may have arrived.
const UNCLEAR: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// How long calls that have begun are waited for at the end: within the five seconds that the whole
/// end may take, with room for the commit of what they brought.
const LAST_ANSWERS: Duration = Duration::from_secs(4);

/// Why nothing is sent any more.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// The engine has stopped before.
    #[error(transparent)]
    Engine(#[from] Stopped),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends what commits let go.
pub struct Outbound {
    engine: EngineHandle,
    store: Store,
    clock: Clock,
    released: UnboundedReceiver<Released>,
    performer: Arc<Performer>,
    limits: Limits,
    queue: Queue,
    pace: Pace,
    calls: JoinSet<Performed>,
    /// Answers to presses that are on their way; nobody waits for what comes of them.
    answers: JoinSet<()>,
    begun: HashMap<Id, Go>,
    finished: Vec<(Go, Performed)>,
    superseded: Vec<RowId>,
    drawn: HashMap<ConversationId, Timestamp>,
    token_refused: bool,
}

impl Outbound {
    /// Everything that it needs; nothing happens before [`Outbound::run`]. `desks` says what
    /// is spoken where.
    #[allow(clippy::too_many_arguments, reason = "the parts of the process meet here, once")]
    pub fn new(
        telegram: Telegram,
        engine: EngineHandle,
        store: Store,
        words: Words,
        clock: Clock,
        limits: Limits,
        desks: Desks,
        released: UnboundedReceiver<Released>,
    ) -> Self {
        let performer = Performer::new(telegram, store.clone(), words, clock.clone(), desks);
        Self {
            engine,
            store,
            clock,
            released,
            performer: Arc::new(performer),
            limits,
            queue: Queue::default(),
            pace: Pace::new(limits, []),
            calls: JoinSet::new(),
            answers: JoinSet::new(),
            begun: HashMap::new(),
            finished: Vec::new(),
            superseded: Vec::new(),
            drawn: HashMap::new(),
            token_refused: false,
        }
    }

    /// Sends until nothing can be released any more.
    ///
    /// # Errors
    /// See [`Outbound::send_all`].
    pub async fn run(mut self) -> Result<(), Ended> {
        self.send_all().await
    }

    /// The same, and can be begun again after it was dropped or panicked: everything is read anew
    /// from the store, and calls that were under way are in doubt.
    ///
    /// # Errors
    /// [`Ended`] if the engine or the database fails before that; what has begun is then in doubt
    /// at the next start.
    pub async fn send_all(&mut self) -> Result<(), Ended> {
        self.forget();
        // Answers that an earlier try has handed in are on disk before the store is read.
        self.engine.submit(Input::Receipts(Vec::new())).await?;
        self.load()?;
        loop {
            if !self.take_released() {
                return self.finish().await;
            }
            self.take_finished();
            self.report().await?;
            let next = self.begin().await?;
            self.tell_late().await?;
            let next = [next, self.queue.next_overdue()].into_iter().flatten().min();
            if self.superseded.is_empty() {
                self.wait(next).await;
            }
        }
    }

    /// Lets go of whatever an earlier try had in hand; the store has all of it.
    fn forget(&mut self) {
        self.queue = Queue::default();
        self.calls = JoinSet::new();
        self.begun.clear();
        self.finished.clear();
        self.superseded.clear();
        self.token_refused = false;
    }

    /// What an earlier process left behind.
    fn load(&mut self) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.pace = Pace::new(self.limits, self.store.recent_sends()?);
        let mut rows = self.store.rows()?;
        rows.sort_by_key(|row| row.id);
        let doubtful = rows.iter().filter(|row| row.started && row.task.doubles()).count();
        if doubtful > 0 {
            tracing::warn!(doubtful, "calls had begun when the last process ended");
        }
        for row in rows {
            let superseded = self.queue.load(row, now);
            self.superseded.extend(superseded);
        }
        Ok(())
    }

    /// Takes in everything that was released until now; `false` at the end.
    fn take_released(&mut self) -> bool {
        loop {
            match self.released.try_recv() {
                Ok(released) => self.take_in(released),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn take_in(&mut self, released: Released) {
        for answer in released.answers {
            let performer = Arc::clone(&self.performer);
            self.answers.spawn(async move { performer.answer(answer).await });
        }
        for offer in released.offers {
            let performer = Arc::clone(&self.performer);
            self.answers.spawn(async move { performer.offer(offer).await });
        }
        for row in released.rows {
            let superseded = self.queue.put(row);
            self.superseded.extend(superseded);
        }
        for id in released.withdrawn {
            self.queue.withdraw(id);
        }
    }

    fn take_finished(&mut self) {
        while self.answers.try_join_next().is_some() {}
        while let Some(ended) = self.calls.try_join_next_with_id() {
            self.note_finished(ended);
        }
    }

    fn note_finished(&mut self, ended: Result<(Id, Performed), JoinError>) {
        let (id, performed) = match ended {
            Ok(ended) => ended,
            Err(error) => {
                tracing::error!("performing a row panicked");
                let refused = Failure::Refused("internal error".to_owned());
                let performed = Performed { result: Ok(Outcome::Failed(refused)), calls: 0 };
                (error.id(), performed)
            }
        };
        if let Some(go) = self.begun.remove(&id) {
            self.finished.push((go, performed));
        }
    }

    /// Reports what has ended, and lets the lanes go on once that is on disk.
    async fn report(&mut self) -> Result<(), Ended> {
        let now = self.clock.now();
        let mut receipts = Vec::new();
        let mut lanes: Vec<Lane> = Vec::new();
        let mut held: Vec<RowId> = Vec::new();
        for (go, performed) in std::mem::take(&mut self.finished) {
            self.adjust(&go, performed.calls, now);
            let outcome = match performed.result {
                Ok(outcome) => outcome,
                Err(Trouble::Store(error)) => return Err(error.into()),
                Err(Trouble::Call(error)) => match self.retry(&go, error, now) {
                    Some(outcome) => outcome,
                    None => {
                        held.extend(self.queue.held_up(&go));
                        continue;
                    }
                },
            };
            self.token_refused = false;
            // Withdrawn while it was on its way: what came of it is still worth knowing.
            let Some(waiting) = self.queue.get(go.row) else {
                continue;
            };
            if let Outcome::Failed(failure) = &outcome {
                tracing::info!(row = %go.row, kind = kind(failure), "Telegram refuses");
            }
            if let Task::DrawCard(id) = waiting.row.task
                && performed.calls > 0
            {
                self.drawn.retain(|_, at| at.plus(CARD_GAP) > now);
                self.drawn.insert(id, now);
            }
            lanes.push(waiting.row.lane);
            let unclear_album = matches!(&outcome, Outcome::Sent(parts) if parts.is_empty());
            receipts.push(Receipt {
                row: go.row,
                at: now,
                maybe_double: waiting.doubt || unclear_album,
                outcome,
                folded: go.folded.clone(),
            });
            for id in std::iter::once(go.row).chain(go.folded) {
                self.queue.close(id);
            }
        }
        receipts.extend(self.superseded.drain(..).map(|row| Receipt {
            row,
            at: now,
            maybe_double: false,
            outcome: Outcome::Superseded,
            folded: Vec::new(),
        }));
        if !held.is_empty() {
            self.engine.submit(Input::Held(held)).await?;
        }
        if receipts.is_empty() {
            return Ok(());
        }
        self.engine.submit(Input::Receipts(receipts)).await?;
        // What that commit released comes before whatever waited behind the rows.
        self.take_released();
        for lane in lanes {
            self.queue.go_on(lane);
        }
        Ok(())
    }

    /// Brings what was booked for a row to what it took.
    fn adjust(&mut self, go: &Go, calls: u32, now: Timestamp) {
        if let Some(fewer) = go.cost.checked_sub(calls) {
            self.pace.refund(go.chat, fewer, go.press, go.at);
        } else {
            let more = calls.saturating_sub(go.cost);
            self.pace.book(go.chat, more, go.press, now);
        }
    }

    /// What follows from a call that brought no answer: mostly that it is made again. An outcome if
    /// it is not.
    fn retry(&mut self, go: &Go, error: CallError, now: Timestamp) -> Option<Outcome> {
        let waiting = self.queue.get(go.row)?;
        let tries = waiting.tries;
        let album = matches!(&waiting.row.task, Task::Copy { from, .. } if from.len() > 1);
        match error {
            CallError::RateLimited(wait) => {
                tracing::warn!(seconds = wait.as_secs(), "Telegram asks to wait");
                let wait = wait.saturating_add(self.clock.jitter(Duration::from_millis(500)));
                self.pace.limited(go.chat, wait, now);
                self.queue.again(go, now, false, false);
            }
            CallError::Unauthorized => {
                if !self.token_refused {
                    tracing::error!(
                        "Telegram does not accept the token; nothing is sent until it does"
                    );
                }
                self.token_refused = true;
                self.pace.hold_all(now.plus(TOKEN_PAUSE));
                self.queue.again(go, now, false, false);
            }
            // Never whole again: parts may have arrived (telegram-facts E32).
            CallError::Unclear if album => return Some(Outcome::Sent(Vec::new())),
            CallError::Unclear if made(Mistake::DropOnServerError) => return Some(Outcome::Done),
            CallError::Unclear => {
                tracing::warn!(row = %go.row, tries, "an answer of Telegram was lost");
                let at = now.plus(back_off(&self.clock, UNCLEAR, tries));
                self.queue.again(go, at, true, !made(Mistake::ForgetDoubt));
            }
            error => {
                tracing::debug!(%error, row = %go.row, tries, "not sent");
                let at = now.plus(back_off(&self.clock, NOT_SENT, tries));
                self.queue.again(go, at, true, false);
            }
        }
        None
    }

    /// Begins what may go now, and says when to look again.
    async fn begin(&mut self) -> Result<Option<Timestamp>, Ended> {
        let now = self.clock.now();
        let room = AT_ONCE.saturating_sub(self.calls.len());
        let places = Places {
            now,
            store: &self.store,
            drawn: &self.drawn,
            desks: RefCell::default(),
            failed: RefCell::default(),
        };
        let mut begun: HashMap<ChatId, usize> = HashMap::new();
        for go in self.begun.values() {
            *begun.entry(go.chat).or_default() += 1;
        }
        let picked =
            self.queue.pick(now, room, begun, &mut self.pace, |waiting| places.of(&waiting.row));
        if let Some(error) = places.failed.into_inner() {
            return Err(error.into());
        }
        let starting: Vec<RowId> = picked
            .go
            .iter()
            .filter(|go| self.must_be_committed(go))
            .flat_map(|go| std::iter::once(go.row).chain(go.folded.iter().copied()))
            .collect();
        if !starting.is_empty() {
            self.engine.submit(Input::Starting(starting)).await?;
            self.take_released();
        }
        for go in picked.go {
            self.call(go);
        }
        Ok(picked.next)
    }

    /// Tells the engine what was not said in time. What is said in time costs nothing.
    async fn tell_late(&mut self) -> Result<(), Ended> {
        let late = self.queue.overdue(self.clock.now());
        if late.is_empty() {
            return Ok(());
        }
        tracing::info!(rows = late.len(), "not said in time");
        self.engine.submit(Input::Late(late)).await?;
        Ok(())
    }

    /// Whether it must be on disk that this row's call begins: it could be seen twice, or takes
    /// from a group's budget, which a restart must not forget.
    fn must_be_committed(&self, go: &Go) -> bool {
        if made(Mistake::BeginUnnoted) {
            return false;
        }
        let Some(waiting) = self.queue.get(go.row) else {
            return false;
        };
        let first = !waiting.row.started || !go.folded.is_empty();
        (go.chat.0 < 0 && go.cost > 0) || (first && waiting.row.task.doubles())
    }

    fn call(&mut self, go: Go) {
        let row = match self.queue.get(go.row) {
            Some(waiting) if !self.queue.withdrawn(go.row) => waiting.row.clone(),
            // Withdrawn by the very commit that was to let it begin.
            waiting => {
                let lane = waiting.map(|waiting| waiting.row.lane);
                self.pace.refund(go.chat, go.cost, go.press, go.at);
                self.queue.close(go.row);
                if let Some(lane) = lane {
                    self.queue.go_on(lane);
                }
                return;
            }
        };
        let joined = self.joined(&go);
        let performer = Arc::clone(&self.performer);
        let call = self.calls.spawn(async move { performer.perform(&row, joined).await });
        self.begun.insert(call.id(), go);
    }

    /// What folded rows have in common.
    fn joined(&self, go: &Go) -> Option<Joined> {
        let text = go.text.clone()?;
        let mut joined = Joined { text, numbered: false, silent: true };
        for id in std::iter::once(&go.row).chain(&go.folded) {
            if let Some(Task::Copy { numbered, silent, .. }) =
                self.queue.get(*id).map(|waiting| &waiting.row.task)
            {
                joined.numbered |= numbered;
                joined.silent &= silent;
            }
        }
        Some(joined)
    }

    async fn wait(&mut self, next: Option<Timestamp>) {
        let clock = self.clock.clone();
        tokio::select! {
            biased;
            // At the end this comes back at once, and the next round sees it.
            released = self.released.recv() => {
                if let Some(released) = released {
                    self.take_in(released);
                }
            }
            Some(ended) = self.calls.join_next_with_id() => self.note_finished(ended),
            () = async move {
                match next {
                    Some(at) => clock.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            } => {}
        }
    }

    /// The end: what has begun may still bring its answer.
    async fn finish(&mut self) -> Result<(), Ended> {
        let answers = async {
            while let Some(ended) = self.calls.join_next_with_id().await {
                self.note_finished(ended);
            }
            while self.answers.join_next().await.is_some() {}
        };
        if tokio::time::timeout(LAST_ANSWERS, answers).await.is_err() {
            tracing::warn!("calls were still on their way at the end");
        }
        // The engine may be gone already; then these rows are in doubt at the next start.
        match self.report().await {
            Err(Ended::Engine(_)) | Ok(()) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Where rows go at this moment.
struct Places<'a> {
    now: Timestamp,
    store: &'a Store,
    drawn: &'a HashMap<ConversationId, Timestamp>,
    desks: RefCell<HashMap<DeskId, Option<Desk>>>,
    failed: RefCell<Option<StoreError>>,
}

impl Places<'_> {
    fn of(&self, row: &Row) -> queue::Place {
        let exactly = |chat: ChatId, cost| queue::Place::Chat(chat, cost);
        match &row.task {
            Task::Say { place, .. } | Task::ShowLink { place, .. } | Task::Revise { place, .. } => {
                self.at(place, 1)
            }
            Task::Copy { place, from, .. } => {
                self.at(place, u32::try_from(from.len()).unwrap_or(u32::MAX))
            }
            Task::Edit { message, .. } | Task::DropButtons(message) => {
                self.standing(row, *message, 1)
            }
            Task::CreateTopic(id) | Task::PostCard { conversation: id, .. } => {
                self.group(id.desk, 1)
            }
            Task::DrawCard(id) => match self.drawn.get(id) {
                Some(at) if row.priority != Priority::Press && at.plus(CARD_GAP) > self.now => {
                    queue::Place::Later(at.plus(CARD_GAP))
                }
                _ => self.group(id.desk, 1),
            },
            Task::SyncTopic(id) => match self.desk(id.desk) {
                Some(desk) if desk.has_topics() => self.group(id.desk, 2),
                _ => self.group(id.desk, 0),
            },
            Task::React { message, .. } => self.standing(row, *message, 0),
            // The line of a pin is a message (telegram-facts L7).
            Task::Pin(message) => self.standing(row, *message, 1),
            Task::DeleteTopic { chat, .. } => exactly(*chat, 1),
            Task::SendData(user) => exactly(ChatId::from(*user), 1),
            Task::Recall { user, .. } => exactly(ChatId::from(*user), 0),
            Task::Delete(messages) => match messages.first() {
                Some(message) => self.standing(row, *message, 0),
                None => exactly(ChatId(0), 0),
            },
            Task::ShowMenu { desk, .. } => self.group(*desk, 0),
            // How else would it be seen that the desk can be reached again?
            Task::LookUpMember { desk, .. } | Task::LookUpDesk(desk) => {
                exactly(self.desk(*desk).map_or(ChatId(0), |desk| desk.chat), 0)
            }
            Task::LookUpGroup(chat) | Task::Leave(chat) => exactly(*chat, 0),
        }
    }

    fn at(&self, place: &Place, cost: u32) -> queue::Place {
        match place {
            Place::User(user) => queue::Place::Chat(ChatId::from(*user), cost),
            Place::Spot { chat, .. } => queue::Place::Chat(*chat, cost),
            Place::Conversation(id) => self.group(id.desk, cost),
            Place::Desk(desk) => self.group(*desk, cost),
        }
    }

    /// About a message that stands already: in a desk's group, not before that can be reached.
    fn standing(&self, row: &Row, message: MessageRef, cost: u32) -> queue::Place {
        let desk = match row.lane {
            Lane::Desk(desk) | Lane::Edits(desk, _) => Some(desk),
            Lane::Conversation(id) | Lane::Drawing(id) => Some(id.desk),
            Lane::Reaction(_) | Lane::User(_) => row.conversation.map(|id| id.desk),
        };
        match desk.and_then(|desk| self.desk(desk)) {
            Some(desk) if desk.chat == message.chat => self.group(desk.id, cost),
            Some(_) | None => queue::Place::Chat(message.chat, cost),
        }
    }

    fn group(&self, id: DeskId, cost: u32) -> queue::Place {
        match self.desk(id) {
            Some(desk) if desk.reachable() => queue::Place::Chat(desk.chat, cost),
            Some(_) => queue::Place::Nowhere,
            // Performing it finds out and says so.
            None => queue::Place::Chat(ChatId(0), 0),
        }
    }

    fn desk(&self, id: DeskId) -> Option<Desk> {
        if let Some(known) = self.desks.borrow().get(&id) {
            return known.clone();
        }
        let desk = self.store.desk(id).unwrap_or_else(|error| {
            self.failed.replace(Some(error));
            None
        });
        self.desks.borrow_mut().insert(id, desk.clone());
        desk
    }
}

/// The wait before the next try: doubling, with up to a quarter more, so that many rows do not come
/// back at one moment.
fn back_off(clock: &Clock, (first, longest): (Duration, Duration), tries: u32) -> Duration {
    let doubled = first.saturating_mul(2u32.saturating_pow(tries.min(16)));
    let wait = doubled.min(longest);
    wait.saturating_add(clock.jitter(wait / 4))
}

/// A failure without Telegram's words, for the log.
fn kind(failure: &Failure) -> &'static str {
    match failure {
        Failure::UserGone { .. } => "user gone",
        Failure::NoChat => "no chat",
        Failure::GroupGone => "group gone",
        Failure::Upgraded(_) => "group upgraded",
        Failure::TopicGone => "topic gone",
        Failure::TopicClosed => "topic closed",
        Failure::NoTopics => "no topics",
        Failure::NoRights(_) => "no rights",
        Failure::TargetGone => "message gone",
        Failure::NotCopyable => "not copyable",
        Failure::VoiceForbidden => "voice forbidden",
        Failure::TooLong => "too long",
        Failure::FileGone => "file gone",
        Failure::NotDeletable => "not deletable",
        Failure::Refused(_) => "refused",
    }
}
