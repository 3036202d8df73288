//! Floods: who writes faster than `[limits] user_per_minute` is passed on later, and folded; what
//! would wait beyond `user_held` is refused (product.md section 12). Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::RowId;
use super::time::Timestamp;

/// Messages are counted within this time of the first of them.
const WINDOW: Duration = Duration::from_secs(60);

/// Refusals are told at most this often; those between are told together.
pub const TOLD_EVERY: Duration = Duration::from_secs(10);

/// The first refusal waits so long for those that come right behind it.
pub const TOLD_AFTER: Duration = Duration::from_secs(1);

/// The settings about what one user may send; 0 turns a limit off.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct FloodRules {
    /// Messages of one user in a minute that are passed on at once.
    pub per_minute: u32,
    /// Messages of one user that wait at most.
    pub held: u32,
    /// Whoever writes for the first time presses a button before anything is passed on.
    pub human_check: bool,
}

/// What becomes of a message.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It goes on at once.
    Pass,
    /// It goes on later, with those that wait like it.
    Hold(Timestamp),
    /// Too many wait.
    Refuse,
}

/// How much a user has written of late.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Flood {
    /// When the present window began, by Telegram's date: what comes late after an outage is no
    /// flood.
    pub began: Timestamp,
    /// Messages passed on in it.
    pub passed: u32,
    /// Messages that wait; never fewer than truly do.
    pub held: u32,
    /// When those were counted last.
    pub counted: Timestamp,
    /// What tells of the refusals in one stretch, and how many it tells of.
    pub telling: Option<(RowId, u32)>,
    /// When refusals are told next at the earliest.
    pub tell_from: Timestamp,
}

impl Flood {
    /// Decides about a message of Telegram's date `at`, or an album of so many parts, and counts it.
    pub fn take(&mut self, at: Timestamp, parts: u32, rules: FloodRules) -> Verdict {
        if rules.per_minute == 0 {
            return Verdict::Pass;
        }
        let end = self.began.plus(WINDOW);
        if at >= end || at < self.began {
            self.began = at;
            self.passed = 0;
        }
        // What is one message for whoever wrote it stays one.
        if self.passed < rules.per_minute {
            self.passed = self.passed.saturating_add(parts);
            return Verdict::Pass;
        }
        let held = self.held.saturating_add(parts);
        if rules.held > 0 && held > rules.held {
            return Verdict::Refuse;
        }
        self.held = held;
        Verdict::Hold(self.began.plus(WINDOW))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: FloodRules = FloodRules { per_minute: 3, held: 2, human_check: false };

    fn second(second: i64) -> Timestamp {
        Timestamp::from_seconds(1_000 + second)
    }

    #[test]
    fn above_the_rate_it_waits_for_the_end_of_the_minute_and_beyond_the_cap_it_is_refused() {
        let mut flood = Flood::default();
        let verdicts: Vec<Verdict> = (0..6).map(|s| flood.take(second(s), 1, RULES)).collect();
        let (pass, hold) = (Verdict::Pass, Verdict::Hold(second(60)));
        assert_eq!(verdicts, [pass, pass, pass, hold, hold, Verdict::Refuse]);
        // A new minute, although the others still wait.
        assert_eq!(flood.take(second(60), 1, RULES), pass);
    }

    #[test]
    fn an_album_is_one() {
        let mut flood = Flood::default();
        assert_eq!(flood.take(second(0), 2, RULES), Verdict::Pass);
        assert_eq!(flood.take(second(0), 10, RULES), Verdict::Pass);
        assert_eq!(flood.take(second(0), 10, RULES), Verdict::Refuse);
        assert_eq!(flood.take(second(0), 2, RULES), Verdict::Hold(second(60)));
    }

    #[test]
    fn zero_turns_a_limit_off() {
        let mut flood = Flood::default();
        let free = FloodRules { per_minute: 0, held: 1, ..RULES };
        assert!((0..100).all(|_| flood.take(second(0), 1, free) == Verdict::Pass));
        let patient = FloodRules { per_minute: 1, held: 0, ..RULES };
        let mut flood = Flood::default();
        flood.take(second(0), 1, patient);
        assert!((0..1_000).all(|_| matches!(flood.take(second(0), 1, patient), Verdict::Hold(_))));
    }
}
