//! What the audit keeps of a deed: its kind, and what was before and after. Who did it, when and
//! where stand beside it.
//!
//! Promises: nothing that a user or an agent wrote, and no name of a user, is in it, so that `/forget`
//! leaves it as it is. The words for it stand in the locales. What an older version wrote is a code
//! without them, and stays readable.

use serde::{Deserialize, Deserializer, Serialize};

use super::access::Role;
use super::argument::{Arg, AsArg, Who, Word};
use super::ban::Term;
use super::bulk::What;
use super::button::Button;
use super::conversation::{Assignee, Conversation};
use super::id::{ChatId, ConversationId, UserId};
use super::notice::Notice;
use super::reason::{ReopenReason, SolvedReason, StatusName};
use super::saying::messages;
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

/// The words for why a press was refused, of the key of the refusal.
pub fn why(key: &str) -> Word {
    let why = match key {
        "refuse-role" | "refuse-asker" | "refuse-undo-other" | "refuse-no-requests" => "role",
        "refuse-unknown" | "refuse-outside" | "refuse-not-yours" => "place",
        _ => "state",
    };
    Word(format!("audit-why-{why}"))
}

messages! {
    /// What stands in a line of `/audit`.
    AuditLine:
    /// At the top: all of the desk.
    "audit-head" Head { page: u32 };
    /// At the top: a conversation.
    "audit-head-conversation" HeadOf { conversation: ConversationId, page: u32 };
    /// At the top: a person.
    "audit-head-person" HeadBy { who: String, page: u32 };
    /// In front of what concerns a conversation, where several are told of.
    "audit-of" Of { conversation: ConversationId, what: Box<AuditLine> };
    /// As a history tells it.
    "audit-record" Record { what: Box<Notice> };
    /// How the conversation stood before and after.
    "audit-moved" Moved { what: Box<AuditLine>, before: Box<AuditLine>, after: Box<AuditLine> };
    /// How urgent it was before and after.
    "audit-urgency" Urgencies { what: Box<AuditLine>, before: Urgency, after: Urgency };
    /// Its status, and who had it.
    "audit-stand" Stood { status: StatusName, who: Who };
    /// Its status; nobody had it.
    "audit-stand-free" StoodFree { status: StatusName };
    /// The user was asked whether all is solved.
    "audit-warned" Warned { at: Timestamp };
    /// A reopening was asked for.
    "audit-requested" Requested { at: Timestamp, who: Who, reason: ReopenReason };
    /// It was granted.
    "audit-granted" Granted { at: Timestamp, who: Who };
    /// It was declined.
    "audit-declined" Declined { at: Timestamp, who: Who };
    /// The user blocked the bot.
    "audit-blocked" Blocked { at: Timestamp };
    /// The user let the bot in again.
    "audit-unblocked" Unblocked { at: Timestamp };
    /// The user still needs help.
    "audit-still-needed" StillNeeded { at: Timestamp };
    /// The user was banned.
    "audit-banned" Banned { at: Timestamp, who: Who };
    /// The same for a term.
    "audit-banned-until" BannedUntil { at: Timestamp, who: Who, until: Timestamp };
    /// The ban was lifted.
    "audit-unbanned" Unbanned { at: Timestamp, who: Who };
    /// A role was given.
    "audit-role" RoleGiven { at: Timestamp, who: Who, whom: String, before: Role, after: Role };
    /// Somebody came.
    "audit-came" Came { at: Timestamp, whom: String, after: Role };
    /// Somebody left.
    "audit-left" Left { at: Timestamp, whom: String, before: Role };
    /// Telegram makes somebody something else.
    "audit-standing" Stands { at: Timestamp, whom: String, before: Role, after: Role };
    /// A setting was changed.
    "audit-setting" SettingChanged { at: Timestamp, who: Who, key: String, before: String, after: String };
    /// Somebody is away.
    "audit-away" Away { at: Timestamp, who: Who };
    /// The same for a time.
    "audit-away-until" AwayUntil { at: Timestamp, who: Who, until: Timestamp };
    /// Somebody is back.
    "audit-back" Back { at: Timestamp, who: Who };
    /// Somebody has other hours.
    "audit-hours" Hours { at: Timestamp, who: Who, before: String, after: String };
    /// A canned reply was kept.
    "audit-canned-kept" CannedKept { at: Timestamp, who: Who, name: String, language: String };
    /// A canned reply was removed.
    "audit-canned-gone" CannedGone { at: Timestamp, who: Who, name: String };
    /// The same in one language.
    "audit-canned-gone-in" CannedGoneIn { at: Timestamp, who: Who, name: String, language: String };
    /// What is said of a tag was changed.
    "audit-tag" TagKept { at: Timestamp, who: Who, tag: String, before: String, after: String };
    /// A field was set.
    "audit-field-set" FieldSet { at: Timestamp, who: Who, key: String };
    /// A field was removed.
    "audit-field-gone" FieldGone { at: Timestamp, who: Who, key: String };
    /// Many are completed.
    "audit-bulk-complete" BulkComplete { at: Timestamp, who: Who, total: u32, reason: SolvedReason };
    /// Many are tagged.
    "audit-bulk-tag" BulkTag { at: Timestamp, who: Who, total: u32, tags: String };
    /// That was stopped.
    "audit-bulk-stopped" BulkStopped { at: Timestamp, who: Who, done: u32, total: u32 };
    /// A user had everything erased.
    "audit-forgotten" Forgotten { at: Timestamp, count: u32 };
    /// What was set aside is handled again.
    "audit-replayed" Replayed { at: Timestamp, who: Who, count: u32 };
    /// It was let go of.
    "audit-dropped" Dropped { at: Timestamp, who: Who, count: u32 };
    /// The group became the desk.
    "audit-set-up" SetUp { at: Timestamp, who: Who };
    /// Everything was exported.
    "audit-exported" Exported { at: Timestamp };
    /// A press was refused.
    "audit-refused" Refused { at: Timestamp, who: Who, button: Box<Button>, why: Word };
    /// A press on something that is no button of ours.
    "audit-refused-unknown" RefusedUnknown { at: Timestamp, who: Who };
    /// So often in that minute.
    "audit-times" Times { what: Box<AuditLine>, times: u32 };
    /// As an older version wrote it.
    "audit-code" Code { at: Timestamp, who: Who, code: String };
}
