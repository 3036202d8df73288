//! Telegram's published limits, as far as a desk can meet them.
//!
//! A group takes twenty posts in a minute, and edits, pins and topic changes are posts; a private chat
//! takes one a second after a burst of three; everything together thirty a second. One
//! simplification: the real server sleeps through waits of up to eight seconds by itself, while this
//! one answers 429 at once for every wait.

use std::collections::{BTreeMap, VecDeque};

const GROUP_WINDOW_MS: i64 = 60_000;
const GROUP_POSTS: usize = 20;
const ALL_WINDOW_MS: i64 = 1_000;
const ALL_POSTS: usize = 30;
const PRIVATE_STEP_MS: i64 = 1_000;
const PRIVATE_BURST: i64 = 3;

/// The counters.
pub struct Limits {
    /// Whether anything is refused at all.
    pub on: bool,
    groups: BTreeMap<i64, VecDeque<i64>>,
    private: BTreeMap<i64, i64>,
    all: VecDeque<i64>,
}

impl Limits {
    /// Fresh counters.
    pub fn new(on: bool) -> Self {
        Limits { on, groups: BTreeMap::new(), private: BTreeMap::new(), all: VecDeque::new() }
    }

    /// Books `cost` posts to a chat, or says for how many seconds to wait.
    pub fn book(&mut self, chat: i64, cost: usize, now: i64) -> Result<(), u32> {
        if !self.on {
            return Ok(());
        }
        let wait = self.wait(chat, cost, now);
        if wait > 0 {
            let seconds = wait.saturating_add(999).div_euclid(1000).max(1);
            return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        for _ in 0..cost {
            self.all.push_back(now);
        }
        if chat < 0 {
            let seen = self.groups.entry(chat).or_default();
            for _ in 0..cost {
                seen.push_back(now);
            }
        } else {
            let steps = i64::try_from(cost).unwrap_or(1) * PRIVATE_STEP_MS;
            let busy = self.private.entry(chat).or_insert(now);
            *busy = (*busy).max(now) + steps;
        }
        Ok(())
    }

    fn wait(&mut self, chat: i64, cost: usize, now: i64) -> i64 {
        let all = window(&mut self.all, ALL_WINDOW_MS, ALL_POSTS, cost, now);
        let own = if chat < 0 {
            let seen = self.groups.entry(chat).or_default();
            window(seen, GROUP_WINDOW_MS, GROUP_POSTS, cost, now)
        } else {
            let busy = self.private.get(&chat).copied().unwrap_or(now);
            // A batch larger than the burst passes once the bucket is full again.
            let room = (PRIVATE_BURST - i64::try_from(cost).unwrap_or(1)).max(0) * PRIVATE_STEP_MS;
            (busy - now - room).max(0)
        };
        all.max(own)
    }
}

/// Milliseconds until `cost` more fit into a sliding window.
fn window(seen: &mut VecDeque<i64>, width: i64, room: usize, cost: usize, now: i64) -> i64 {
    while seen.front().is_some_and(|at| *at <= now - width) {
        seen.pop_front();
    }
    let excess = (seen.len() + cost).saturating_sub(room);
    if excess == 0 || seen.is_empty() {
        return 0;
    }
    let last_to_leave = seen.get(excess.min(seen.len()) - 1).copied().unwrap_or(now);
    (last_to_leave + width - now).max(1)
}
