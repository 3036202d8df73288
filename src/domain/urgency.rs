//! How urgent a conversation is: `/priority` (product.md section 10). It orders lists and who is served
//! first; it changes nothing else.

use serde::{Deserialize, Serialize};

use super::access::Actor;
use super::conversation::{Conversation, Doer};
use super::lifecycle::refuse;
use super::notice::Notice;
use super::step::Step;
use super::transition::{Record, Refusal};

/// How urgent it is; what comes first is served first.
#[derive(
    Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Before all others.
    High,
    /// As it comes.
    #[default]
    Normal,
    /// When there is time.
    Low,
}

impl Urgency {
    /// As commands write it; `urgent` is another word for `high`.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "high" | "urgent" => Some(Self::High),
            "normal" => Some(Self::Normal),
            "low" => Some(Self::Low),
            _ => None,
        }
    }

    /// Every one, in the order in which they are served.
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Low];

    /// As locales, commands and the audit spell it.
    pub fn code(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }
}

impl Conversation {
    /// How urgent it is now: what is completed no longer presses anybody.
    pub fn presses(&self) -> Urgency {
        if self.is_open() { self.urgency } else { Urgency::Normal }
    }
}

impl Step<'_> {
    pub(super) fn prioritize(&mut self, by: Actor, urgency: Urgency) -> Result<(), Refusal> {
        if self.next.urgency == urgency {
            return refuse(Notice::RefusePrioritySame);
        }
        self.next.urgency = urgency;
        self.record(Record::Prioritized { by: Doer::of(by), urgency });
        self.draw(true);
        Ok(())
    }
}
