//! Telegram's limits, kept before Telegram has to enforce them. Pure: times are arguments.
//!
//! Promises: in a group no more than the set number of counted calls begins in any 60 s, however
//! they are spread; a fifth of it is kept for answers to presses; a chat that was told to wait is
//! left alone until then. Never counts deletions, reactions, answers to presses and questions
//! (telegram-facts L8, L11, L12): those are booked with a cost of 0.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::domain::id::ChatId;
use crate::domain::time::Timestamp;

/// What may begin, and how often. 0 switches a limit off.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Calls in any second over all chats (telegram-facts L3: 30).
    pub per_second: u32,
    /// Calls a second in one private chat, with bursts of [`BURST`] (telegram-facts L1: 1).
    pub per_chat_per_second: u32,
    /// Calls in any 60 s in one group (telegram-facts L2, L6: 20, edits and topics included).
    pub per_group_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_second: 30, per_chat_per_second: 1, per_group_per_minute: 20 }
    }
}

/// Messages that a private chat may get at once before the pace of one a second begins
/// (telegram-facts L1, "short bursts pass").
pub const BURST: u32 = 3;

/// The window of a group.
const MINUTE: Duration = Duration::from_secs(60);

/// The window over all chats.
const SECOND: Duration = Duration::from_secs(1);

/// Two chats told to wait within this time mean that the bot as a whole is too fast
/// (telegram-facts L25, P9).
const TOGETHER: Duration = Duration::from_secs(10);

/// One counted call that began.
#[derive(Copy, Clone, Debug)]
struct Begun {
    at: Timestamp,
    press: bool,
}

/// Calls that began within the last `span`.
#[derive(Debug)]
struct Window {
    span: Duration,
    begun: VecDeque<Begun>,
}

impl Window {
    fn new(span: Duration) -> Self {
        Self { span, begun: VecDeque::new() }
    }

    fn forget(&mut self, now: Timestamp) {
        while self.begun.front().is_some_and(|first| first.at.plus(self.span) <= now) {
            self.begun.pop_front();
        }
    }

    /// When `cost` calls more fit under `limit`, counting only calls that `counts`. More calls than
    /// the limit allows at all wait until the window is empty.
    fn opens(&self, cost: u32, limit: u32, counts: impl Fn(&Begun) -> bool) -> Timestamp {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let cost = usize::try_from(cost).unwrap_or(usize::MAX).min(limit);
        let counted: Vec<Timestamp> =
            self.begun.iter().filter(|begun| counts(begun)).map(|begun| begun.at).collect();
        let too_many = counted.len().saturating_add(cost).saturating_sub(limit);
        match too_many.checked_sub(1).and_then(|last| counted.get(last)) {
            Some(leaves) => leaves.plus(self.span),
            None => Timestamp(i64::MIN),
        }
    }

    fn book(&mut self, cost: u32, begun: Begun) {
        // The clock may have been set back; the order of the queue is what `opens` relies on.
        let at = self.begun.back().map_or(begun.at, |last| last.at.max(begun.at));
        for _ in 0..cost {
            self.begun.push_back(Begun { at, ..begun });
        }
    }

    /// Takes back `cost` calls that were booked at that time; no others, since each frees its own
    /// moment.
    fn refund(&mut self, cost: u32, booked: Begun) {
        for _ in 0..cost {
            let found = self
                .begun
                .iter()
                .rposition(|begun| begun.at == booked.at && begun.press == booked.press);
            if let Some(index) = found {
                self.begun.remove(index);
            }
        }
    }
}

/// A private chat: `full` is when its burst is whole again.
#[derive(Debug)]
struct Bucket {
    full: Timestamp,
}

/// Who may be called when.
#[derive(Debug)]
pub struct Pace {
    limits: Limits,
    all: Window,
    groups: HashMap<ChatId, Window>,
    private: HashMap<ChatId, Bucket>,
    held: HashMap<ChatId, Timestamp>,
    all_held: Timestamp,
    limited: Vec<(Timestamp, ChatId, Timestamp)>,
}

impl Pace {
    /// With what began in the last minute before this process.
    pub fn new(limits: Limits, recent: impl IntoIterator<Item = (ChatId, Vec<Timestamp>)>) -> Self {
        let groups = recent
            .into_iter()
            .map(|(chat, mut times)| {
                times.sort_unstable();
                let begun = times.into_iter().map(|at| Begun { at, press: false });
                let window = Window { span: MINUTE, begun: begun.collect() };
                (chat, window)
            })
            .collect();
        Self {
            limits,
            all: Window::new(SECOND),
            groups,
            private: HashMap::new(),
            held: HashMap::new(),
            all_held: Timestamp(i64::MIN),
            limited: Vec::new(),
        }
    }

    /// Calls a minute that are kept for answers to presses: 4 of 20 (telegram-facts P6).
    fn reserve(&self) -> u32 {
        self.limits.per_group_per_minute / 5
    }

    /// Time between two messages in a private chat, in milliseconds; 0 if there is no limit.
    fn interval(&self) -> i64 {
        1000_i64.checked_div(i64::from(self.limits.per_chat_per_second)).unwrap_or(0)
    }

    /// When a call of this cost may begin in this chat; a time that has passed means now. A cost of
    /// 0 only waits where Telegram has told the chat, or the bot, to wait.
    pub fn opens(&self, chat: ChatId, cost: u32, press: bool) -> Timestamp {
        let mut opens = self.all_held;
        if let Some(held) = self.held.get(&chat) {
            opens = opens.max(*held);
        }
        if cost == 0 {
            return opens;
        }
        if self.limits.per_second > 0 {
            opens = opens.max(self.all.opens(cost, self.limits.per_second, |_| true));
        }
        if chat.0 < 0 {
            let limit = self.limits.per_group_per_minute;
            if let Some(window) = self.groups.get(&chat).filter(|_| limit > 0) {
                opens = opens.max(window.opens(cost, limit, |_| true));
                if !press {
                    let share = limit.saturating_sub(self.reserve());
                    opens = opens.max(window.opens(cost, share, |begun| !begun.press));
                }
            }
        } else if let Some(bucket) = self.private.get(&chat) {
            let room = i64::from(BURST.saturating_sub(cost.min(BURST)));
            let ahead = room.saturating_mul(self.interval());
            opens = opens.max(Timestamp(bucket.full.0.saturating_sub(ahead)));
        }
        opens
    }

    /// When a group is calm enough for what only tidies up: of what may begin in a minute, no more
    /// than half has.
    pub fn calm(&self, chat: ChatId) -> Timestamp {
        let half = self.limits.per_group_per_minute / 2;
        match self.groups.get(&chat).filter(|_| self.limits.per_group_per_minute > 0) {
            Some(window) => window.opens(1, half.max(1), |_| true),
            None => Timestamp(i64::MIN),
        }
    }

    /// Notes that a call of this cost begins now.
    pub fn book(&mut self, chat: ChatId, cost: u32, press: bool, now: Timestamp) {
        if cost == 0 {
            return;
        }
        let begun = Begun { at: now, press };
        self.all.forget(now);
        self.all.book(cost, begun);
        if chat.0 < 0 {
            let window = self.groups.entry(chat).or_insert_with(|| Window::new(MINUTE));
            window.forget(now);
            window.book(cost, begun);
        } else {
            let whole = i64::from(cost).saturating_mul(self.interval());
            // Chats whose burst is whole again need not be remembered.
            if self.private.len() > 10_000 {
                self.private.retain(|_, bucket| bucket.full > now);
            }
            let bucket = self.private.entry(chat).or_insert(Bucket { full: now });
            bucket.full = Timestamp(bucket.full.max(now).0.saturating_add(whole));
        }
    }

    /// Takes back `cost` calls of those booked at that time, which turned out not to be needed.
    pub fn refund(&mut self, chat: ChatId, cost: u32, press: bool, booked: Timestamp) {
        let begun = Begun { at: booked, press };
        let interval = self.interval();
        self.all.refund(cost, begun);
        if let Some(window) = self.groups.get_mut(&chat) {
            window.refund(cost, begun);
        } else if let Some(bucket) = self.private.get_mut(&chat) {
            let whole = i64::from(cost).saturating_mul(interval);
            bucket.full = Timestamp(bucket.full.0.saturating_sub(whole));
        }
    }

    /// Telegram told this chat to wait. If another chat was told so within 10 s, all wait for the
    /// shorter of the two times: the longer one may be a punishment of one chat alone, for hours.
    pub fn limited(&mut self, chat: ChatId, wait: Duration, now: Timestamp) {
        let until = now.plus(wait);
        let held = self.held.entry(chat).or_insert(until);
        *held = (*held).max(until);
        self.limited.retain(|(at, _, _)| at.plus(TOGETHER) > now && *at <= now);
        let others = self.limited.iter().filter(|(_, other, _)| *other != chat);
        if let Some(other) = others.map(|(_, _, until)| *until).min() {
            self.all_held = self.all_held.max(other.min(until));
        }
        self.limited.push((now, chat, until));
        self.held.retain(|_, until| *until > now);
    }

    /// Nothing at all may begin before this time.
    pub fn hold_all(&mut self, until: Timestamp) {
        self.all_held = self.all_held.max(until);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GROUP: ChatId = ChatId(-100);
    const USER: ChatId = ChatId(7);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_000_000 + seconds)
    }

    fn pace() -> Pace {
        Pace::new(Limits::default(), [])
    }

    fn may(pace: &Pace, chat: ChatId, cost: u32, press: bool, now: Timestamp) -> bool {
        pace.opens(chat, cost, press) <= now
    }

    #[test]
    fn a_group_gets_sixteen_relays_a_minute_and_four_presses_more() {
        let mut pace = pace();
        let mut relays = 0;
        while may(&pace, GROUP, 1, false, at(0)) {
            pace.book(GROUP, 1, false, at(0));
            relays += 1;
        }
        let mut presses = 0;
        while may(&pace, GROUP, 1, true, at(0)) {
            pace.book(GROUP, 1, true, at(0));
            presses += 1;
        }
        assert_eq!((relays, presses), (16, 4));
        assert_eq!(pace.opens(GROUP, 1, false), at(60));
        assert!(may(&pace, ChatId(-200), 1, false, at(1)));
        assert!(may(&pace, GROUP, 0, false, at(0)));
    }

    #[test]
    fn what_began_before_a_restart_counts() {
        let times = (0..16).map(at).collect();
        let pace = Pace::new(Limits::default(), [(GROUP, times)]);
        assert_eq!(pace.opens(GROUP, 1, false), at(60));
        assert_eq!(pace.opens(GROUP, 3, false), at(62));
    }

    #[test]
    fn an_album_over_the_limit_waits_for_an_empty_window() {
        let limits = Limits { per_group_per_minute: 5, ..Limits::default() };
        let mut pace = Pace::new(limits, []);
        assert!(may(&pace, GROUP, 10, false, at(0)));
        pace.book(GROUP, 1, false, at(0));
        assert!(!may(&pace, GROUP, 10, false, at(59)));
        assert!(may(&pace, GROUP, 10, false, at(60)));
    }

    #[test]
    fn a_private_chat_gets_a_burst_and_then_one_a_second() {
        let mut pace = pace();
        for _ in 0..3 {
            assert!(may(&pace, USER, 1, false, at(0)));
            pace.book(USER, 1, false, at(0));
        }
        assert_eq!(pace.opens(USER, 1, false), at(1));
        pace.book(USER, 1, false, at(1));
        assert_eq!(pace.opens(USER, 1, false), at(2));
        assert!(may(&pace, USER, 3, false, at(4)));
    }

    #[test]
    fn limits_can_be_switched_off() {
        let limits = Limits { per_second: 0, per_chat_per_second: 0, per_group_per_minute: 0 };
        let mut pace = Pace::new(limits, []);
        for _ in 0..500 {
            for chat in [GROUP, USER] {
                assert!(may(&pace, chat, 1, false, at(0)));
                pace.book(chat, 1, false, at(0));
            }
        }
    }

    #[test]
    fn one_limited_chat_holds_nobody_else_and_two_hold_all() {
        let mut pace = pace();
        pace.limited(GROUP, Duration::from_secs(3600), at(0));
        assert_eq!(pace.opens(GROUP, 0, true), at(3600));
        assert!(may(&pace, USER, 1, false, at(0)));
        pace.limited(GROUP, Duration::from_secs(3600), at(1));
        assert!(may(&pace, USER, 1, false, at(1)));
        pace.limited(USER, Duration::from_secs(5), at(4));
        assert_eq!(pace.opens(ChatId(8), 1, false), at(9));
        let mut apart = Pace::new(Limits::default(), []);
        apart.limited(GROUP, Duration::from_secs(60), at(0));
        apart.limited(USER, Duration::from_secs(60), at(11));
        assert!(may(&apart, ChatId(8), 1, false, at(11)));
    }

    proptest! {
        /// However calls come, no 60 s hold more than 20 of a group, and no second more than 30.
        #[test]
        fn no_window_is_ever_over_its_limit(
            steps in prop::collection::vec((0i64..9_000, 1u32..4, any::<bool>()), 1..200),
        ) {
            let mut pace = pace();
            let mut now = at(0);
            let mut begun: Vec<Timestamp> = Vec::new();
            for (wait, cost, press) in steps {
                now = now.plus(Duration::from_millis(wait.unsigned_abs()));
                let opens = pace.opens(GROUP, cost, press);
                if opens <= now {
                    pace.book(GROUP, cost, press, now);
                    begun.extend((0..cost).map(|_| now));
                } else {
                    // The time that is named is the first at which it may begin.
                    prop_assert!(pace.opens(GROUP, cost, press) > now);
                }
                let minute = begun.iter().filter(|at| at.plus(MINUTE) > now).count();
                prop_assert!(minute <= 20, "{minute} in a minute");
            }
        }
    }
}
