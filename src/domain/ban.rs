//! Bans: users whose messages reach nobody, for a time or for good (product.md section 12). Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::conversation::Doer;
use super::id::{ConversationId, DeskId, UserId};
use super::time::Timestamp;

/// A banned user who goes on writing is told so at most once in this time.
pub const TOLD_AGAIN: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a ban lasts.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Term {
    /// Its end; `None` for one that only `/unban` ends.
    pub until: Option<Timestamp>,
}

/// A ban of one user from one desk. It is found by a hash of the two, so that it outlives
/// everything that is known of the user.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Ban {
    /// Where.
    pub desk: DeskId,
    /// Whom; nobody any more once they have had themselves forgotten.
    pub user: Option<UserId>,
    /// By whom.
    pub by: Doer,
    /// Since when.
    pub at: Timestamp,
    /// How long.
    pub term: Term,
    /// Why, in the words of who banned; they stay inside.
    #[serde(default)]
    pub said: Option<String>,
    /// The conversation whose card shows it.
    #[serde(default)]
    pub shown_on: Option<ConversationId>,
    /// When the user was told of it last.
    pub told: Timestamp,
}

impl Ban {
    /// Whether it is in force.
    pub fn stands(&self, now: Timestamp) -> bool {
        self.term.until.is_none_or(|until| now < until)
    }

    /// Whether whoever goes on writing is to be told again.
    pub fn tells_again(&self, now: Timestamp) -> bool {
        now.since(self.told) >= TOLD_AGAIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ban(until: Option<i64>) -> Ban {
        Ban {
            desk: DeskId(1),
            user: Some(UserId(7)),
            by: Doer::Team,
            at: Timestamp(0),
            term: Term { until: until.map(Timestamp) },
            said: None,
            shown_on: None,
            told: Timestamp(0),
        }
    }

    #[test]
    fn a_term_ends_at_its_moment_and_no_term_never() {
        assert!(ban(Some(1_000)).stands(Timestamp(999)));
        assert!(!ban(Some(1_000)).stands(Timestamp(1_000)));
        assert!(ban(None).stands(Timestamp(i64::MAX)));
    }

    #[test]
    fn whoever_goes_on_writing_is_told_once_a_day() {
        let day = i64::try_from(TOLD_AGAIN.as_millis()).unwrap_or(0);
        assert!(!ban(None).tells_again(Timestamp(day - 1)));
        assert!(ban(None).tells_again(Timestamp(day)));
    }
}
