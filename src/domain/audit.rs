//! What the audit keeps of a deed: its kind, and what was before and after. Who did it, when and
//! where stand beside it.
//!
//! Promises: nothing that a user or an agent wrote, and no name of a user, is in it, so that `/forget`
//! leaves it as it is. The words for it stand in the locales. What an older version wrote is a code
//! without them, and stays readable.

use serde::{Deserialize, Deserializer, Serialize};

use super::access::Role;
use super::ban::Term;
use super::bulk::What;
use super::button::Button;
use super::conversation::{Assignee, Conversation};
use super::id::{ChatId, UserId};
use super::reason::{SolvedReason, StatusName};
use super::tag::TagKind;
use super::time::Timestamp;
use super::transition::Record;
use super::urgency::Urgency;

/// How a conversation stood.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stand {
    /// Its status.
    pub status: StatusName,
    /// Who had it.
    pub assignee: Option<Assignee>,
    /// How urgent it was.
    #[serde(default)]
    pub urgency: Urgency,
}

impl From<&Conversation> for Stand {
    fn from(conversation: &Conversation) -> Self {
        Self {
            status: conversation.status_name(),
            assignee: conversation.assignee(),
            urgency: conversation.urgency,
        }
    }
}

/// What somebody did.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Deed {
    /// Something happened to a conversation.
    Happened {
        /// What, without words.
        record: Box<Record>,
        /// How it stood before; a new one did not.
        before: Option<Stand>,
        /// How it stood after.
        after: Stand,
    },
    /// A role was given with `/role`.
    Role {
        /// To whom.
        whom: UserId,
        /// What they were.
        before: Role,
        /// What they are.
        after: Role,
    },
    /// Telegram tells that somebody came, left, or administers the group now or no longer.
    Standing {
        /// Who.
        whom: UserId,
        /// What they were here; nothing for somebody outside.
        before: Option<Role>,
        /// What they are here.
        after: Option<Role>,
    },
    /// A setting was changed in the chat, as settings files spell it.
    Setting {
        /// Which: `timeout.complete_after`.
        key: String,
        /// Its value before.
        before: String,
        /// Its value after.
        after: String,
    },
    /// An agent is away.
    Away(Option<Timestamp>),
    /// An agent is back.
    Back,
    /// An agent's own hours; none means always.
    Hours {
        /// Before.
        before: String,
        /// After.
        after: String,
    },
    /// A text of a canned reply was kept.
    CannedKept {
        /// The reply's name.
        name: String,
        /// The text's language.
        language: String,
    },
    /// A text of a canned reply was removed, or without a language all of them.
    CannedGone {
        /// The reply's name.
        name: String,
        /// The text's language.
        language: Option<String>,
    },
    /// What a desk says of a tag was changed.
    TagKind {
        /// Which.
        tag: String,
        /// Before.
        before: Option<TagKind>,
        /// After.
        after: Option<TagKind>,
    },
    /// A field of the user was set.
    FieldSet(String),
    /// A field of the user was removed.
    FieldGone(String),
    /// Something is to be done to many conversations.
    Bulk {
        /// What.
        what: What,
        /// Why, if they are completed.
        reason: Option<SolvedReason>,
        /// To how many.
        total: u32,
    },
    /// What was done to many conversations was stopped.
    BulkStopped {
        /// After how many.
        done: u32,
        /// Of how many.
        total: u32,
    },
    /// Somebody was banned of whom no conversation is left.
    Banned(Term),
    /// The ban of such a one was lifted.
    Unbanned,
    /// A user had everything erased.
    Forgotten {
        /// How many conversations that were.
        conversations: u32,
    },
    /// What could not be handled is handled again.
    Replayed(u32),
    /// What could not be handled was let go of.
    Dropped(u32),
    /// A group became the desk.
    SetUp(ChatId),
    /// Everything was written into files, by whoever runs the program.
    Exported,
    /// A press was refused.
    Refused {
        /// The key of the refusal.
        why: String,
        /// What was pressed, if it was a button of ours.
        button: Option<Button>,
        /// The user, if it was one.
        #[serde(default)]
        user: Option<UserId>,
        /// How often, if it was too often for each to be told apart.
        times: u32,
    },
    /// As an older version wrote it.
    Code(String),
}

impl Deed {
    /// Whom it is about, besides who did it.
    pub fn whom(&self) -> Option<UserId> {
        match self {
            Self::Role { whom, .. } | Self::Standing { whom, .. } => Some(*whom),
            Self::Refused { user, .. } => *user,
            _ => None,
        }
    }

    /// Reads what this or an older version wrote.
    ///
    /// # Errors
    /// If neither did.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Deed(Deed),
            Code(String),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Deed(deed) => deed,
            Written::Code(code) => Self::Code(code),
        })
    }
}

/// Which part of a desk's audit is asked for.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Sought {
    /// All of it.
    All,
    /// What concerns a conversation.
    Conversation(u32),
    /// What somebody did, and what was done to them.
    Person(UserId),
}
