//! Why conversations end and begin again, and what they are called meanwhile.

use serde::{Deserialize, Serialize};

/// Why an agent completes, as the question offers it.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SolvedReason {
    /// The matter is solved.
    Solved,
    /// The user did not answer.
    UserDidNotAnswer,
    /// Not a support matter.
    NotSupport,
    /// Settled elsewhere.
    Elsewhere,
}

impl SolvedReason {
    /// In the order of the buttons.
    pub const ALL: [SolvedReason; 4] =
        [Self::Solved, Self::UserDidNotAnswer, Self::NotSupport, Self::Elsewhere];

    /// As buttons and locales spell it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::UserDidNotAnswer => "silent",
            Self::NotSupport => "nosupport",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// The reverse of [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Why a conversation is completed.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// By an agent, with this reason.
    Agent(SolvedReason),
    /// The user said so.
    UserConfirmed,
    /// The user was silent after an answer.
    Timeout,
    /// The user has blocked the bot.
    UserLeft,
    /// Joined with another conversation.
    Merged,
    /// It goes on at another desk.
    Moved,
    /// The user was banned.
    Banned,
    /// The user has had themselves forgotten.
    Forgotten,
}

impl Reason {
    /// Every reason, in the order of statistics.
    pub const ALL: [Reason; 11] = [
        Self::Agent(SolvedReason::Solved),
        Self::Agent(SolvedReason::UserDidNotAnswer),
        Self::Agent(SolvedReason::NotSupport),
        Self::Agent(SolvedReason::Elsewhere),
        Self::UserConfirmed,
        Self::Timeout,
        Self::UserLeft,
        Self::Merged,
        Self::Moved,
        Self::Banned,
        Self::Forgotten,
    ];

    /// As locales and counters spell it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Agent(reason) => reason.code(),
            Self::UserConfirmed => "confirmed",
            Self::Timeout => "timeout",
            Self::UserLeft => "left",
            Self::Merged => "merged",
            Self::Moved => "moved",
            Self::Banned => "banned",
            Self::Forgotten => "forgotten",
        }
    }
}

/// Why a conversation is reopened by the team.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReopenReason {
    /// Completed by mistake.
    Mistake,
    /// More information has come.
    MoreInformation,
    /// The user asked for it.
    UserAsked,
    /// A follow-up.
    FollowUp,
    /// In the agent's own words.
    Said,
    /// The user answered a timeout.
    AfterTimeout,
    /// The user still needs help.
    StillNeedsHelp,
    /// The user wrote within `automatic_within`.
    Automatic,
    /// The user said that it is the same matter.
    SameMatter,
    /// Another conversation joined it.
    Joined,
}

impl ReopenReason {
    /// Those that the question offers, in the order of the buttons.
    pub const OFFERED: [ReopenReason; 4] =
        [Self::Mistake, Self::MoreInformation, Self::UserAsked, Self::FollowUp];

    /// Every reason, in the order of statistics.
    pub const ALL: [ReopenReason; 10] = [
        Self::Mistake,
        Self::MoreInformation,
        Self::UserAsked,
        Self::FollowUp,
        Self::Said,
        Self::AfterTimeout,
        Self::StillNeedsHelp,
        Self::Automatic,
        Self::SameMatter,
        Self::Joined,
    ];

    /// As buttons, locales and counters spell it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::MoreInformation => "more",
            Self::UserAsked => "asked",
            Self::FollowUp => "followup",
            Self::Said => "said",
            Self::AfterTimeout => "timeout",
            Self::StillNeedsHelp => "still",
            Self::Automatic => "automatic",
            Self::SameMatter => "same",
            Self::Joined => "joined",
        }
    }

    /// The reverse of [`Self::code`], for those that a button may carry.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::OFFERED.into_iter().find(|reason| reason.code() == code)
    }

    /// Reopenings by the user are counted apart from the team's (product.md section 5).
    pub fn by_user(self) -> bool {
        match self {
            Self::AfterTimeout | Self::StillNeedsHelp | Self::Automatic | Self::SameMatter => true,
            Self::Mistake
            | Self::MoreInformation
            | Self::UserAsked
            | Self::FollowUp
            | Self::Said
            | Self::Joined => false,
        }
    }
}

/// A status by name alone.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusName {
    /// Nobody has it.
    Unassigned,
    /// Somebody has it.
    InProgress,
    /// Set aside.
    Pending,
    /// Over.
    Completed,
}

impl StatusName {
    /// Its key in the locales.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unassigned => "status-unassigned",
            Self::InProgress => "status-in-progress",
            Self::Pending => "status-pending",
            Self::Completed => "status-completed",
        }
    }
}
