//! The queue of updates, as Telegram's server keeps it.
//!
//! Ids grow by one per queued update; an offset confirms what lies before it, unless it lies too far
//! from the queue to be believed. Expired updates vanish and leave gaps.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value, json};
use tokio::time::Instant;

/// More than this past the tail, an offset is not believed.
const TAIL_SLACK: i64 = 10;
/// More than this before the head, an offset is not believed.
const HEAD_SLACK: i64 = 100_000;
/// A full queue drops what is new.
const CAPACITY: usize = 100_000;
/// Kinds that come only to those who ask for them by name.
const OPT_IN: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

struct Queued {
    id: i64,
    expires: i64,
    body: Map<String, Value>,
}

impl Queued {
    fn as_json(&self) -> Value {
        let mut body = Map::new();
        body.insert("update_id".to_owned(), json!(self.id));
        body.extend(self.body.clone());
        Value::Object(body)
    }
}

/// Pending updates and what the bot wants to hear.
pub struct Queue {
    pending: VecDeque<Queued>,
    next: i64,
    allowed: Option<BTreeSet<String>>,
    recent: VecDeque<Queued>,
    /// Who waits now; a newer waiter ends an older one.
    pub waiter: u64,
    last_call: Option<(i64, Instant)>,
}

impl Queue {
    /// An empty queue whose ids begin somewhere.
    pub fn new() -> Self {
        Queue {
            pending: VecDeque::new(),
            next: 731_000_101,
            allowed: None,
            recent: VecDeque::new(),
            waiter: 0,
            last_call: None,
        }
    }

    /// Sets the kinds to deliver; an empty list is the default set.
    pub fn allow(&mut self, kinds: &[&str]) {
        let known = self.allowed.as_ref();
        if known.is_some_and(|all| {
            all.len() == kinds.len() && kinds.iter().all(|kind| all.contains(*kind))
        }) {
            return;
        }
        let all = kinds.iter().map(|kind| (*kind).to_owned());
        self.allowed = if kinds.is_empty() { None } else { Some(all.collect()) };
    }

    /// The kinds asked for by name, if any were.
    pub fn allowed(&self) -> Option<Vec<String>> {
        self.allowed.as_ref().map(|set| set.iter().cloned().collect())
    }

    /// Queues an update of a kind, if that kind is wanted.
    pub fn push(&mut self, kind: &str, body: Map<String, Value>, expires: i64) {
        let wanted = match &self.allowed {
            Some(set) => set.contains(kind),
            None => !OPT_IN.contains(&kind),
        };
        if wanted {
            self.force(body, expires);
        }
    }

    /// Queues whatever is given, wanted or not.
    pub fn force(&mut self, body: Map<String, Value>, expires: i64) {
        if self.pending.len() >= CAPACITY {
            return;
        }
        let id = self.next;
        self.next += 1;
        self.pending.push_back(Queued { id, expires, body });
    }

    /// Delivers the last `count` updates once more, under their old ids, in front of what waits.
    pub fn repeat_last(&mut self, count: usize) {
        let waiting: BTreeSet<i64> = self.pending.iter().map(|q| q.id).collect();
        for old in self.recent.iter().rev().take(count) {
            if !waiting.contains(&old.id) {
                self.pending.push_front(Queued {
                    id: old.id,
                    expires: old.expires,
                    body: old.body.clone(),
                });
            }
        }
    }

    /// Lets the ids go on from another number, as after a quiet week. What came before it cannot
    /// come once more: no offset could confirm both numbers.
    pub fn restart_at(&mut self, id: i64) {
        self.next = id;
        self.recent.clear();
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// Drops everything that waits.
    pub fn clear(&mut self) {
        self.pending.clear();
    }

    /// The server's guard against busy polling: the same offset again within three seconds waits
    /// at least three, and within half a second brings one update only.
    pub fn guard(&mut self, offset: i64, timeout: u64, limit: usize) -> (u64, usize) {
        let now = Instant::now();
        let mut result = (timeout, limit);
        if let Some((last, at)) = self.last_call
            && last == offset
        {
            let past = now.duration_since(at).as_millis();
            if timeout < 3 && past < 3_000 {
                result.0 = 3;
            }
            if past < 500 {
                result.1 = 1;
            }
        }
        self.last_call = Some((offset, now));
        result
    }

    /// Confirms by offset and returns what waits.
    pub fn take(&mut self, offset: i64, limit: usize, now: i64) -> Vec<Value> {
        self.pending.retain(|update| update.expires > now);
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            while self.pending.len() > keep {
                self.confirm_first();
            }
        } else {
            let head = self.pending.front().map_or(self.next, |update| update.id);
            let believed = offset <= self.next + TAIL_SLACK && offset >= head - HEAD_SLACK;
            if believed {
                // Ids may have restarted lower, so order in the queue and not numbers decide:
                // everything before the first update that is not below the offset is confirmed.
                while self.pending.front().is_some_and(|update| update.id < offset) {
                    self.confirm_first();
                }
            }
        }
        self.pending.iter().take(limit).map(Queued::as_json).collect()
    }

    /// The first living update for which `pick` finds something, with what it found.
    pub fn find(
        &mut self,
        now: i64,
        pick: impl Fn(&Map<String, Value>) -> Option<i64>,
    ) -> Option<(i64, i64, Value)> {
        self.pending.retain(|update| update.expires > now);
        self.pending
            .iter()
            .find_map(|update| Some((update, pick(&update.body)?)))
            .map(|(update, picked)| (update.id, picked, update.as_json()))
    }

    /// Takes one update for good.
    pub fn confirm(&mut self, id: i64) {
        if let Some(at) = self.pending.iter().position(|update| update.id == id)
            && let Some(update) = self.pending.remove(at)
        {
            self.keep(update);
        }
    }

    /// Takes the first update for good.
    fn confirm_first(&mut self) {
        if let Some(update) = self.pending.pop_front() {
            self.keep(update);
        }
    }

    fn keep(&mut self, update: Queued) {
        if self.recent.len() >= 200 {
            self.recent.pop_front();
        }
        self.recent.push_back(update);
    }
}
