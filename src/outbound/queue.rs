//! What waits to be said, and what goes next. Pure: times are arguments, nothing is called.
//!
//! Promises: a row is never handed out twice at once; a lane hands out its next row only after
//! [`Queue::go_on`]; of the drawings of one conversation, and of the reactions on one message, only
//! the newest waits; nothing passes a row of a higher priority that waits for the same group's
//! budget; what people wrote and is not said in time is named once. Never decides whether a row
//! succeeded.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;

use super::fold::{Folded, arrives_whole};
use super::pace::Pace;
use crate::domain::id::{ChatId, RowId};
use crate::domain::outbox::{FoldableText, IN_TIME, Lane, Priority, Row, Slot, Task};
use crate::domain::time::Timestamp;
use crate::mistake::{Mistake, made};

/// What a creation in doubt waits for our own `forum_topic_created` (telegram-facts B20, P3).
const OWN_TOPIC: Duration = Duration::from_secs(5);

/// What a process finds waiting when it begins has this long to go out before it counts as late.
const FIRST_TRY: Duration = Duration::from_secs(2);

/// Waits shorter than this are no reason to fold.
const SOON: Duration = Duration::from_secs(1);

/// A row that waits, or that is being performed.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The row as it was released last.
    pub row: Row,
    /// An earlier try may have arrived.
    pub doubt: bool,
    /// Not to be tried again earlier.
    retry_at: Timestamp,
    /// Tries that came to nothing, for the back-off.
    pub tries: u32,
    /// Was held back by the group's budget, so that it may be folded with those behind it.
    pressed: bool,
    /// Rows folded into this one by a try whose outcome is in doubt: it is repeated as it was.
    bundle: Vec<RowId>,
    in_flight: bool,
    withdrawn: bool,
}

/// Where a row goes at present, and what it costs there.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// It may go: the chat, and how many counted calls it makes.
    Chat(ChatId, u32),
    /// Not before this time.
    Later(Timestamp),
    /// Not until something is released: its desk cannot be reached.
    Nowhere,
}

/// A row that goes now.
#[derive(Clone, PartialEq, Debug)]
pub struct Go {
    /// Which.
    pub row: RowId,
    /// Its chat.
    pub chat: ChatId,
    /// Counted calls that were booked.
    pub cost: u32,
    /// When they were booked.
    pub at: Timestamp,
    /// Answers a press.
    pub press: bool,
    /// Rows that are folded into it, in order.
    pub folded: Vec<RowId>,
    /// What they say together, if any are folded.
    pub text: Option<Folded>,
}

/// What goes now, and when to look again.
#[derive(Debug, Default)]
pub struct Picked {
    /// In the order in which they are to begin.
    pub go: Vec<Go>,
    /// When the next one could go, if time alone is what it waits for.
    pub next: Option<Timestamp>,
}

#[derive(Debug, Default)]
struct Line {
    busy: bool,
    rows: BTreeSet<(u64, RowId)>,
}

/// Everything that waits.
#[derive(Debug, Default)]
pub struct Queue {
    rows: HashMap<RowId, Waiting>,
    lines: BTreeMap<Lane, Line>,
    /// When what people wrote will be late, for rows that nobody has called late yet.
    late: BTreeSet<(Timestamp, RowId)>,
    late_at: HashMap<RowId, Timestamp>,
}

/// Calls under way at once in one chat. Telegram takes a chat's messages one after another anyway,
/// and whatever is under way when the process is killed may stand twice afterwards.
const AT_ONCE_IN_CHAT: usize = 4;

/// Reactions under way at once. Telegram has published no limit for them (telegram-facts L12), and
/// hundreds may come together after an outage: what people wrote must not wait for them.
const REACTIONS_AT_ONCE: usize = 2;

/// Whether rows of a lane go one after another. The desk's rows are each by itself.
fn serial(lane: Lane) -> bool {
    !matches!(lane, Lane::Desk(_))
}

/// Drawings and reactions of which only the newest counts.
fn same_drawing(one: &Task, other: &Task) -> bool {
    match (one, other) {
        (Task::React { message: a, .. }, Task::React { message: b, .. }) => a == b,
        (Task::DrawCard(a), Task::DrawCard(b)) | (Task::SyncTopic(a), Task::SyncTopic(b)) => a == b,
        _ => false,
    }
}

impl Queue {
    /// Takes in a row that the store had when this process began; a started one is in doubt.
    pub fn load(&mut self, row: Row, now: Timestamp) -> Vec<RowId> {
        let doubt = row.task.doubles() && (row.started || row.doubt);
        let waits = doubt && matches!(row.task, Task::CreateTopic(_));
        let id = row.id;
        let superseded = self.put(row);
        if let Some(at) = self.late_at.get(&id).copied() {
            self.watch(id, at.max(now.plus(FIRST_TRY)));
        }
        if let Some(waiting) = self.rows.get_mut(&id) {
            waiting.doubt |= doubt;
            if waits {
                waiting.retry_at = now.plus(OWN_TOPIC);
            }
        }
        superseded
    }

    /// Takes in a row that was released; one with a known id replaces the waiting one. Hands back
    /// older drawings that it makes needless.
    pub fn put(&mut self, row: Row) -> Vec<RowId> {
        let mut row = row;
        let mut superseded = Vec::new();
        if let Some(known) = self.rows.get_mut(&row.id) {
            if known.in_flight {
                // Only a later try of it will see the change; its place is kept.
                known.doubt |= row.doubt;
                known.row.task = row.task;
                known.row.slot = row.slot;
                known.row.priority = row.priority;
                return superseded;
            }
            let (lane, place) = (known.row.lane, (known.row.order, known.row.id));
            known.doubt |= row.doubt;
            known.row = row.clone();
            self.leave(lane, place);
        } else {
            if matches!(row.lane, Lane::Drawing(_) | Lane::Reaction(_)) {
                superseded = self.supersede(&mut row);
            }
            // Where somebody is by now is a picture: nothing of what they wrote waits with it.
            let picture = matches!(row.lane, Lane::Drawing(_));
            if !row.late && !picture && !row.slot.originals().is_empty() {
                self.watch(row.id, row.at.plus(IN_TIME));
            }
            let waiting = Waiting {
                doubt: row.doubt && row.task.doubles(),
                row: row.clone(),
                retry_at: Timestamp(i64::MIN),
                tries: 0,
                pressed: false,
                bundle: Vec::new(),
                in_flight: false,
                withdrawn: false,
            };
            self.rows.insert(row.id, waiting);
        }
        let line = self.lines.entry(row.lane).or_default();
        line.rows.insert((row.order, row.id));
        superseded
    }

    /// Takes out waiting drawings that `newest` replaces; it inherits their urgency.
    fn supersede(&mut self, newest: &mut Row) -> Vec<RowId> {
        let Some(line) = self.lines.get(&newest.lane) else {
            return Vec::new();
        };
        let older: Vec<RowId> = line
            .rows
            .iter()
            .map(|(_, id)| *id)
            .filter(|id| {
                self.rows.get(id).is_some_and(|waiting| {
                    !waiting.in_flight && same_drawing(&waiting.row.task, &newest.task)
                })
            })
            .collect();
        for id in &older {
            if let Some(waiting) = self.rows.remove(id) {
                newest.priority = newest.priority.min(waiting.row.priority);
                newest.at = newest.at.min(waiting.row.at);
                self.leave(waiting.row.lane, (waiting.row.order, waiting.row.id));
            }
        }
        older
    }

    fn leave(&mut self, lane: Lane, place: (u64, RowId)) {
        if let Some(line) = self.lines.get_mut(&lane) {
            line.rows.remove(&place);
            if line.rows.is_empty() && !line.busy {
                self.lines.remove(&lane);
            }
        }
    }

    /// A row is no longer wanted. One whose call has begun is not repeated any more.
    pub fn withdraw(&mut self, id: RowId) {
        match self.rows.get_mut(&id) {
            Some(waiting) if waiting.in_flight => waiting.withdrawn = true,
            Some(waiting) => {
                let (lane, place) = (waiting.row.lane, (waiting.row.order, id));
                self.rows.remove(&id);
                self.unwatch(id);
                self.leave(lane, place);
            }
            None => {}
        }
    }

    fn watch(&mut self, id: RowId, at: Timestamp) {
        self.unwatch(id);
        self.late_at.insert(id, at);
        self.late.insert((at, id));
    }

    fn unwatch(&mut self, id: RowId) {
        if let Some(at) = self.late_at.remove(&id) {
            self.late.remove(&(at, id));
        }
    }

    /// What has not been said in time, each once.
    pub fn overdue(&mut self, now: Timestamp) -> Vec<RowId> {
        let later = self.late.split_off(&(now.plus(Duration::from_millis(1)), RowId(0)));
        let overdue = std::mem::replace(&mut self.late, later);
        let overdue: Vec<RowId> = overdue.into_iter().map(|(_, id)| id).collect();
        for id in &overdue {
            self.late_at.remove(id);
        }
        overdue
    }

    /// When the next row will be late.
    pub fn next_overdue(&self) -> Option<Timestamp> {
        self.late.first().map(|(at, _)| *at)
    }

    /// A row that waits or is being performed.
    pub fn get(&self, id: RowId) -> Option<&Waiting> {
        self.rows.get(&id)
    }

    /// Whether a row was withdrawn after it had been picked.
    pub fn withdrawn(&self, id: RowId) -> bool {
        self.rows.get(&id).is_none_or(|waiting| waiting.withdrawn)
    }

    /// How many rows wait or are being performed.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing waits and nothing is being performed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row is done with: it leaves, but its lane waits for [`Queue::go_on`], since what the
    /// receipt stores decides what the next row does.
    pub fn close(&mut self, id: RowId) {
        self.unwatch(id);
        if let Some(waiting) = self.rows.remove(&id)
            && let Some(line) = self.lines.get_mut(&waiting.row.lane)
        {
            line.rows.remove(&(waiting.row.order, id));
        }
    }

    /// The lane's receipts are stored: its next row may go.
    pub fn go_on(&mut self, lane: Lane) {
        if let Some(line) = self.lines.get_mut(&lane) {
            line.busy = false;
            if line.rows.is_empty() {
                self.lines.remove(&lane);
            }
        }
    }

    /// The row is to be tried again, at its place, not before `at`. `doubt` says that this try may
    /// have arrived; what was folded into it then stays so. `false`: it was withdrawn and is gone.
    pub fn again(&mut self, go: &Go, at: Timestamp, failed: bool, doubt: bool) -> bool {
        let Some(waiting) = self.rows.get_mut(&go.row) else {
            return false;
        };
        waiting.in_flight = false;
        waiting.retry_at = at;
        if failed {
            waiting.tries = waiting.tries.saturating_add(1);
        } else {
            waiting.tries = 0;
        }
        if doubt {
            waiting.doubt |= waiting.row.task.doubles();
            waiting.bundle.clone_from(&go.folded);
        }
        let (lane, withdrawn) = (waiting.row.lane, waiting.withdrawn);
        if withdrawn {
            self.close(go.row);
        }
        self.go_on(lane);
        !withdrawn
    }

    /// Of the rows of a try that is to be made again: those of which nothing can have arrived. They
    /// have not begun, as if it had never been tried.
    pub fn held_up(&mut self, go: &Go) -> Vec<RowId> {
        // What was folded into a try in doubt is in doubt with it.
        if self.rows.get(&go.row).is_none_or(|head| head.doubt || !head.row.task.doubles()) {
            return Vec::new();
        }
        let all = std::iter::once(&go.row).chain(&go.folded).copied();
        let held: Vec<RowId> =
            all.filter(|id| self.rows.get(id).is_some_and(|waiting| !waiting.doubt)).collect();
        for id in &held {
            if let Some(waiting) = self.rows.get_mut(id) {
                waiting.row.started = false;
            }
        }
        held
    }

    /// Picks up to `room` rows that may begin now, books them, and marks them as begun. `place`
    /// says where a row goes; it is asked for heads of lanes only. `begun` counts the calls that are
    /// under way in each chat.
    pub fn pick(
        &mut self,
        now: Timestamp,
        room: usize,
        mut begun: HashMap<ChatId, usize>,
        pace: &mut Pace,
        mut place: impl FnMut(&Waiting) -> Place,
    ) -> Picked {
        let mut picked = Picked::default();
        if room == 0 {
            return picked;
        }
        let mut later = |at: Timestamp| {
            picked.next = Some(picked.next.map_or(at, |next| next.min(at)));
        };

        // Who could go, the most urgent first.
        let mut heads: Vec<(Priority, Timestamp, u64, RowId)> = Vec::new();
        let mut reactions = 0;
        for (lane, line) in &self.lines {
            if serial(*lane) && line.busy {
                reactions += usize::from(matches!(lane, Lane::Reaction(_)));
                continue;
            }
            let overtaking = made(Mistake::OvertakeTheWaiting);
            let first = if serial(*lane) && !overtaking { 1 } else { usize::MAX };
            for (order, id) in self.in_order(*lane, line, now).into_iter().take(first) {
                let Some(waiting) = self.rows.get(&id).filter(|waiting| !waiting.in_flight) else {
                    continue;
                };
                let ready = waiting.row.not_before.max(waiting.retry_at);
                if ready > now {
                    later(ready);
                } else {
                    heads.push((waiting.row.priority, waiting.row.at, order, id));
                    if serial(*lane) {
                        break;
                    }
                }
            }
        }
        heads.sort_unstable();

        // Once a row of a chat waits for the budget, no later counted one may take it from it;
        // presses have a reserve of their own.
        let mut short: HashSet<(ChatId, bool)> = HashSet::new();
        let mut go: Vec<Go> = Vec::new();
        for (priority, _, _, id) in heads {
            if go.len() >= room {
                later(now);
                break;
            }
            let Some(waiting) = self.rows.get_mut(&id) else {
                continue;
            };
            let (chat, cost) = match place(waiting) {
                Place::Chat(chat, cost) => (chat, cost),
                Place::Later(at) => {
                    later(at.max(now));
                    continue;
                }
                Place::Nowhere => continue,
            };
            let under_way = begun.entry(chat).or_default();
            if *under_way >= AT_ONCE_IN_CHAT && cost > 0 {
                // An answer that comes makes room, and brings us back here.
                continue;
            }
            let reacts = matches!(waiting.row.lane, Lane::Reaction(_));
            if reacts && reactions >= REACTIONS_AT_ONCE {
                continue;
            }
            let press = priority == Priority::Press;
            if priority == Priority::Board && cost > 0 {
                // It takes nothing from what people may be about to write.
                let calm = pace.calm(chat);
                if calm > now || short.contains(&(chat, press)) {
                    later(calm.max(now.plus(SOON)));
                    continue;
                }
            }
            let opens = pace.opens(chat, cost, press);
            if opens > now || (cost > 0 && short.contains(&(chat, press))) {
                if cost > 0 {
                    // A wait of less than a second is the pace of all chats, not this one's budget.
                    waiting.pressed |= opens > now.plus(SOON) || short.contains(&(chat, press));
                    short.insert((chat, press));
                }
                if opens > now {
                    later(opens);
                }
                continue;
            }
            pace.book(chat, cost, press, now);
            *under_way += 1;
            reactions += usize::from(reacts);
            waiting.in_flight = true;
            let lane = waiting.row.lane;
            let (folded, text) = self.fold(id, now);
            if serial(lane)
                && let Some(line) = self.lines.get_mut(&lane)
            {
                line.busy = true;
            }
            go.push(Go { row: id, chat, cost, at: now, press, folded, text });
        }
        picked.go = go;
        picked
    }

    /// The rows of a lane in the order in which they go: drawings by urgency, those that wait for
    /// their time last; all others by order.
    fn in_order(&self, lane: Lane, line: &Line, now: Timestamp) -> Vec<(u64, RowId)> {
        if !matches!(lane, Lane::Drawing(_)) {
            let overtaking = made(Mistake::OvertakeTheWaiting);
            let first = if serial(lane) && !overtaking { 1 } else { usize::MAX };
            return line.rows.iter().copied().take(first).collect();
        }
        let mut rows: Vec<(u64, RowId)> = line.rows.iter().copied().collect();
        rows.sort_by_key(|(order, id)| {
            let waiting = self.rows.get(id).map(|waiting| &waiting.row);
            let priority = waiting.map(|row| row.priority);
            let early = waiting.is_some_and(|row| row.not_before > now);
            (priority.is_none(), early, priority, *order, *id)
        });
        rows
    }

    /// What goes together with this row, if the budget or the rule for floods held it back.
    fn fold(&self, head: RowId, now: Timestamp) -> (Vec<RowId>, Option<Folded>) {
        let nothing = (Vec::new(), None);
        let Some(first) = self.rows.get(&head) else {
            return nothing;
        };
        let fixed = !first.bundle.is_empty();
        let held = first.pressed || first.row.priority == Priority::Held;
        if !fixed && (!held || first.doubt) {
            return nothing;
        }
        let Some(line) = self.lines.get(&first.row.lane) else {
            return nothing;
        };
        let Some(text) = foldable(&first.row) else {
            return nothing;
        };
        let mut whole = Folded::default();
        if !whole.add(text) {
            return nothing;
        }
        let mut folded = Vec::new();
        for (_, id) in line.rows.range((first.row.order, head)..).skip(1) {
            let Some(next) = self.rows.get(id) else { break };
            if fixed && !first.bundle.contains(id) {
                break;
            }
            let ready = next.row.not_before.max(next.retry_at) <= now;
            let alike = foldable(&next.row).filter(|_| {
                ready && (fixed || !next.doubt) && next.row.conversation == first.row.conversation
            });
            match alike {
                Some(text) if whole.add(text) => folded.push(*id),
                _ => break,
            }
        }
        if folded.is_empty() {
            return nothing;
        }
        (folded, Some(whole))
    }
}

/// The text of a row that may be joined with others.
fn foldable(row: &Row) -> Option<&FoldableText> {
    match (&row.lane, &row.task, &row.slot) {
        (
            Lane::Conversation(_),
            Task::Copy { text: Some(text), reply_to: None, from, .. },
            Slot::Relay { .. },
        ) if from.len() == 1 && arrives_whole(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::id::{ConversationId, DeskId, MessageRef, UserId};
    use crate::domain::outbox::Place as To;
    use crate::outbound::pace::Limits;

    const GROUP: ChatId = ChatId(-100);

    fn conversation(number: u32) -> ConversationId {
        ConversationId { desk: DeskId(1), number }
    }

    fn now() -> Timestamp {
        Timestamp::from_seconds(1_000_000)
    }

    fn row(id: u64, lane: Lane, priority: Priority, task: Task) -> Row {
        Row {
            id: RowId(id),
            order: id * 100,
            lane,
            priority,
            not_before: Timestamp::default(),
            started: false,
            doubt: false,
            late: false,
            conversation: Some(conversation(1)),
            task,
            slot: Slot::None,
            at: now(),
        }
    }

    fn relay(id: u64, number: u32, text: &str) -> Row {
        let original = MessageRef::new(UserId(7), i32::try_from(id).unwrap());
        Row {
            slot: Slot::Relay { of: vec![original] },
            ..row(
                id,
                Lane::Conversation(conversation(number)),
                Priority::Relay,
                Task::Copy {
                    place: To::Conversation(conversation(number)),
                    from: vec![original],
                    reply_to: None,
                    quote: None,
                    silent: true,
                    numbered: false,
                    text: Some(FoldableText { text: text.to_owned(), entities: None }),
                    album: Vec::new(),
                },
            )
        }
    }

    fn drawing(id: u64, priority: Priority) -> Row {
        let task = Task::DrawCard(conversation(1));
        row(id, Lane::Drawing(conversation(1)), priority, task)
    }

    fn pace() -> Pace {
        Pace::new(Limits::default(), [])
    }

    fn spent() -> Pace {
        Pace::new(Limits::default(), [(GROUP, vec![now(); 16])])
    }

    fn to_group(_: &Waiting) -> Place {
        Place::Chat(GROUP, 1)
    }

    fn ids(picked: &Picked) -> Vec<u64> {
        picked.go.iter().map(|go| go.row.0).collect()
    }

    #[test]
    fn a_lane_hands_out_one_row_until_its_receipt_is_stored() {
        let mut queue = Queue::default();
        let mut pace = pace();
        for id in 1..=2 {
            queue.put(relay(id, 1, "x"));
        }
        queue.put(relay(3, 2, "y"));
        let first = queue.pick(now(), 9, HashMap::new(), &mut pace, to_group);
        assert_eq!(ids(&first), [1, 3]);
        assert!(queue.pick(now(), 9, HashMap::new(), &mut pace, to_group).go.is_empty());
        queue.close(RowId(1));
        assert!(queue.pick(now(), 9, HashMap::new(), &mut pace, to_group).go.is_empty());
        // What the receipt has put in front goes first.
        queue.put(Row { order: 150, ..relay(9, 1, "z") });
        queue.go_on(Lane::Conversation(conversation(1)));
        assert_eq!(ids(&queue.pick(now(), 9, HashMap::new(), &mut pace, to_group)), [9]);
    }

    #[test]
    fn a_row_that_comes_again_keeps_its_place() {
        let mut queue = Queue::default();
        let mut pace = pace();
        queue.put(relay(1, 1, "x"));
        queue.put(relay(2, 1, "y"));
        let go = queue.pick(now(), 9, HashMap::new(), &mut pace, to_group).go.remove(0);
        let later = now().plus(Duration::from_secs(2));
        assert!(queue.again(&go, later, true, true));
        let waits = queue.pick(now(), 9, HashMap::new(), &mut pace, to_group);
        assert_eq!((ids(&waits), waits.next), (vec![], Some(later)));
        let again = queue.pick(later, 9, HashMap::new(), &mut pace, to_group);
        assert_eq!(ids(&again), [1]);
        let waiting = queue.get(RowId(1)).unwrap();
        assert!(waiting.doubt && waiting.tries == 1);
    }

    #[test]
    fn only_the_newest_drawing_waits_and_it_is_as_urgent_as_any() {
        let mut queue = Queue::default();
        assert!(queue.put(drawing(1, Priority::Press)).is_empty());
        assert_eq!(queue.put(drawing(2, Priority::Card)), [RowId(1)]);
        let sync = Task::SyncTopic(conversation(1));
        let lane = Lane::Drawing(conversation(1));
        assert!(queue.put(row(3, lane, Priority::Topic, sync)).is_empty());
        let picked = queue.pick(now(), 9, HashMap::new(), &mut pace(), to_group);
        assert_eq!(ids(&picked), [2]);
        assert!(picked.go[0].press);
        // One that is being drawn shows an older state: the newer one waits behind it.
        assert!(queue.put(drawing(4, Priority::Card)).is_empty());
        assert_eq!(queue.len(), 3);
    }

    #[test]
    fn a_drawing_that_waits_for_its_time_holds_up_no_other() {
        let mut queue = Queue::default();
        let later = now().plus(Duration::from_secs(30));
        let content = crate::domain::event::Content::new(crate::domain::event::Kind::Location, "");
        let moved = Task::Revise {
            place: To::Conversation(conversation(1)),
            original: MessageRef::new(UserId(7), 1),
            content,
            exchanged: true,
        };
        let lane = Lane::Drawing(conversation(1));
        queue.put(Row { not_before: later, ..row(1, lane, Priority::Card, moved) });
        let waits = queue.pick(now(), 9, HashMap::new(), &mut pace(), to_group);
        assert_eq!((ids(&waits), waits.next), (vec![], Some(later)));
        queue.put(drawing(2, Priority::Card));
        let go = queue.pick(now(), 9, HashMap::new(), &mut pace(), to_group);
        assert_eq!(ids(&go), [2]);
        queue.close(RowId(2));
        queue.go_on(lane);
        assert_eq!(ids(&queue.pick(later, 9, HashMap::new(), &mut pace(), to_group)), [1]);
    }

    #[test]
    fn presses_have_a_reserve_and_nothing_passes_who_waits_for_the_budget() {
        let mut queue = Queue::default();
        let desk = |id, priority| {
            let task = Task::DropButtons(MessageRef::new(GROUP, 5));
            row(id, Lane::Desk(DeskId(1)), priority, task)
        };
        queue.put(desk(1, Priority::Notice));
        queue.put(desk(2, Priority::Press));
        queue.put(desk(3, Priority::Card));
        let mut pace = spent();
        let picked = queue.pick(now(), 9, HashMap::new(), &mut pace, to_group);
        assert_eq!(ids(&picked), [2]);
        let opens = now().plus(Duration::from_secs(60));
        assert_eq!(picked.next, Some(opens));
        // An album that does not fit yet holds back a smaller one of lower priority.
        let mut pace = Pace::new(Limits::default(), [(GROUP, vec![now(); 10])]);
        let album = |waiting: &Waiting| {
            let cost = if waiting.row.id == RowId(1) { 10 } else { 1 };
            Place::Chat(GROUP, cost)
        };
        assert!(queue.pick(now(), 9, HashMap::new(), &mut pace, album).go.is_empty());
        assert_eq!(ids(&queue.pick(opens, 9, HashMap::new(), &mut pace, album)), [1, 3]);
    }

    #[test]
    fn texts_that_the_budget_held_back_go_as_one() {
        let mut queue = Queue::default();
        for (id, text) in [(1, "a"), (2, "b"), (3, "c")] {
            queue.put(relay(id, 1, text));
        }
        // Not while the budget allows.
        let mut free = pace();
        let alone = queue.pick(now(), 9, HashMap::new(), &mut free, to_group).go.remove(0);
        assert!(alone.folded.is_empty());
        queue.again(&alone, now(), false, false);

        let mut pace = spent();
        assert!(queue.pick(now(), 9, HashMap::new(), &mut pace, to_group).go.is_empty());
        let opens = now().plus(Duration::from_secs(60));
        let go = queue.pick(opens, 9, HashMap::new(), &mut pace, to_group).go.remove(0);
        assert_eq!((go.row, &go.folded), (RowId(1), &vec![RowId(2), RowId(3)]));
        assert_eq!(go.text.as_ref().unwrap().text, "a\n\nb\n\nc");
        // In doubt, the same texts go again, and none that came since.
        queue.again(&go, opens, true, true);
        queue.put(relay(4, 1, "d"));
        let again = queue.pick(opens, 9, HashMap::new(), &mut pace, to_group).go.remove(0);
        assert_eq!(again.folded, go.folded);
        assert_eq!(again.text, go.text);
    }

    #[test]
    fn what_was_withdrawn_is_not_tried_again() {
        let mut queue = Queue::default();
        let mut pace = pace();
        queue.put(relay(1, 1, "x"));
        queue.put(relay(2, 1, "y"));
        let go = queue.pick(now(), 9, HashMap::new(), &mut pace, to_group).go.remove(0);
        queue.withdraw(RowId(1));
        assert!(queue.withdrawn(RowId(1)));
        assert!(!queue.again(&go, now(), true, true));
        queue.withdraw(RowId(2));
        assert!(queue.is_empty());
        assert!(queue.pick(now(), 9, HashMap::new(), &mut pace, to_group).go.is_empty());
    }

    #[test]
    fn what_is_not_said_in_time_is_named_once() {
        let mut queue = Queue::default();
        queue.put(relay(1, 1, "x"));
        queue.put(relay(2, 1, "y"));
        queue.put(drawing(3, Priority::Card));
        queue.put(Row { late: true, ..relay(4, 1, "z") });
        let late = now().plus(IN_TIME);
        assert_eq!(queue.next_overdue(), Some(late));
        assert_eq!(queue.overdue(late.minus(Duration::from_millis(1))), []);
        queue.close(RowId(1));
        assert_eq!(queue.overdue(late), [RowId(2)]);
        assert_eq!((queue.overdue(late), queue.next_overdue()), (vec![], None));
        // What a process finds at its start is not late before it could be tried.
        let start = late.plus(Duration::from_secs(60));
        queue.load(relay(5, 2, "x"), start);
        assert_eq!(queue.overdue(start), []);
        assert_eq!(queue.overdue(start.plus(FIRST_TRY)), [RowId(5)]);
    }

    #[test]
    fn of_the_reactions_on_a_message_only_the_newest_waits_and_few_go_at_once() {
        let mut queue = Queue::default();
        let react = |id, message, emoji: Option<&str>| {
            let message = MessageRef::new(GROUP, message);
            let task = Task::React { message, emoji: emoji.map(str::to_owned) };
            row(id, Lane::Reaction(message), Priority::Notice, task)
        };
        assert!(queue.put(react(1, 5, Some("🕊"))).is_empty());
        assert_eq!(queue.put(react(2, 5, None)), [RowId(1)]);
        for id in 3..=6 {
            queue.put(react(id, i32::try_from(id).unwrap() + 10, None));
        }
        let mut pace = spent();
        let picked = queue.pick(now(), 9, HashMap::new(), &mut pace, |_| Place::Chat(GROUP, 0));
        assert_eq!(ids(&picked).len(), REACTIONS_AT_ONCE);
        // One that is being set is followed, not replaced.
        let first = picked.go[0].row;
        let Task::React { message, .. } = queue.get(first).unwrap().row.task else { panic!() };
        assert!(queue.put(react(9, message.message, Some("👀"))).is_empty());
    }

    #[test]
    fn the_board_waits_for_calm_and_nobody_waits_for_the_board() {
        let mut queue = Queue::default();
        let message = MessageRef::new(GROUP, 3);
        let board = Task::Pin(message);
        queue.put(row(1, Lane::Desk(DeskId(1)), Priority::Board, board));
        queue.put(relay(2, 1, "a"));
        let busy = |calls| Pace::new(Limits::default(), [(GROUP, vec![now(); calls])]);
        let mut pace = busy(10);
        assert_eq!(ids(&queue.pick(now(), 9, HashMap::new(), &mut pace, to_group)), [2]);
        let mut pace = busy(9);
        assert_eq!(ids(&queue.pick(now(), 9, HashMap::new(), &mut pace, to_group)), [1]);
    }

    #[test]
    fn what_was_refused_has_not_begun_unless_it_is_in_doubt() {
        let mut queue = Queue::default();
        for (id, text) in [(1, "a"), (2, "b")] {
            queue.put(Row { started: true, ..relay(id, 1, text) });
        }
        let mut pace = spent();
        assert!(queue.pick(now(), 9, HashMap::new(), &mut pace, to_group).go.is_empty());
        let opens = now().plus(Duration::from_secs(60));
        let go = queue.pick(opens, 9, HashMap::new(), &mut pace, to_group).go.remove(0);
        queue.again(&go, opens, false, false);
        assert_eq!(queue.held_up(&go), [RowId(1), RowId(2)]);
        assert!(!queue.get(RowId(2)).unwrap().row.started);
        // Both went with a try whose answer was lost; a refusal of the next says nothing of that one.
        let go = queue.pick(opens, 9, HashMap::new(), &mut pace, to_group).go.remove(0);
        queue.again(&go, opens, true, true);
        let go = queue.pick(opens, 9, HashMap::new(), &mut pace, to_group).go.remove(0);
        queue.again(&go, opens, false, false);
        assert_eq!(queue.held_up(&go), []);
    }

    #[test]
    fn a_creation_in_doubt_waits_for_its_own_topic() {
        let mut queue = Queue::default();
        let create = Row {
            started: true,
            ..row(
                1,
                Lane::Conversation(conversation(1)),
                Priority::NewConversation,
                Task::CreateTopic(conversation(1)),
            )
        };
        queue.load(create, now());
        let picked = queue.pick(now(), 9, HashMap::new(), &mut pace(), to_group);
        assert_eq!(picked.next, Some(now().plus(OWN_TOPIC)));
        assert!(queue.get(RowId(1)).unwrap().doubt);
    }

    proptest! {
        /// However rows come, are picked, fail and end: a lane has one in flight, and its rows end
        /// in their order.
        #[test]
        fn lanes_keep_their_order(
            steps in prop::collection::vec((0u8..4, 1u32..4), 1..120),
        ) {
            let mut queue = Queue::default();
            let limits = Limits { per_second: 0, per_chat_per_second: 0, per_group_per_minute: 0 };
            let mut pace = Pace::new(limits, []);
            let mut flying: Vec<Go> = Vec::new();
            let mut ended: HashMap<Lane, Vec<RowId>> = HashMap::new();
            let mut next = 1;
            for (step, number) in steps {
                let lane = Lane::Conversation(conversation(number));
                match step {
                    0 => {
                        queue.put(relay(next, number, "x"));
                        next += 1;
                    }
                    1 => flying.extend(queue.pick(now(), 2, HashMap::new(), &mut pace, to_group).go),
                    _ => {
                        let found = flying.iter().position(|go| {
                            queue.get(go.row).is_some_and(|waiting| waiting.row.lane == lane)
                        });
                        if let Some(index) = found {
                            let go = flying.remove(index);
                            if step == 2 {
                                queue.again(&go, now(), true, false);
                            } else {
                                queue.close(go.row);
                                queue.go_on(lane);
                                ended.entry(lane).or_default().push(go.row);
                            }
                        }
                    }
                }
                let lanes: Vec<Lane> = flying
                    .iter()
                    .filter_map(|go| Some(queue.get(go.row)?.row.lane))
                    .collect();
                let distinct: HashSet<Lane> = lanes.iter().copied().collect();
                prop_assert_eq!(lanes.len(), distinct.len());
            }
            for rows in ended.values() {
                prop_assert!(rows.is_sorted());
            }
        }
    }
}
