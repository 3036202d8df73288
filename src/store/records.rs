//! The values of tables that belong to no single part of the core.

use serde::{Deserialize, Serialize};

use crate::domain::access::Actor;
use crate::domain::audit::Deed;
use crate::domain::conversation::Doer;
use crate::domain::event::{GroupMessage, Kind, Print, UserMessage};
use crate::domain::finding::Query;
use crate::domain::id::{ConversationId, DeskId, MessageRef, RowId, UserId};
use crate::domain::outbox::{Receipt, Row};
use crate::domain::time::Timestamp;
use crate::domain::transition::Record;

use super::Mention;

/// What a message is, and its counterparts on the other side.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Mapped {
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// What it is there.
    pub mark: Mark,
    /// Its copies, or what it copies; in chats that the message is not in.
    #[serde(default)]
    pub counterparts: Vec<MessageRef>,
    /// Telegram's answer to an earlier try was lost: there may be a second one.
    #[serde(default)]
    pub maybe_double: bool,
    /// Of a person's message: what it said last.
    #[serde(default)]
    pub print: Option<Print>,
    /// Of a part of an agent's album: all parts of it.
    #[serde(default)]
    pub album: Vec<MessageRef>,
    /// Of a relay: the row of buttons with the number stands under it.
    #[serde(default)]
    pub numbered: bool,
    /// What people have put on it, newest last.
    #[serde(default)]
    pub reactions: Vec<Reacted>,
    /// The bot's own reaction on it, besides the one that shows that it waits.
    #[serde(default)]
    pub reaction: Option<String>,
    /// Of an agent's message: its delivery failed, and can be tried again.
    #[serde(default)]
    pub failed: Option<RowId>,
    /// Of an agent's message: the bot itself posted it, since it was a canned reply.
    #[serde(default)]
    pub posted: bool,
}

/// An emoji that somebody has put on a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reacted {
    /// Who; nobody for an anonymous administrator.
    pub by: Option<UserId>,
    /// Which.
    pub emoji: String,
}

impl Mapped {
    /// A message of a conversation, without counterparts yet.
    pub fn new(conversation: ConversationId, mark: Mark) -> Self {
        Self {
            conversation,
            mark,
            counterparts: Vec::new(),
            maybe_double: false,
            print: None,
            album: Vec::new(),
            numbered: false,
            reactions: Vec::new(),
            reaction: None,
            failed: None,
            posted: false,
        }
    }
}

/// What a message is to a conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Mark {
    /// Its card; also a former one.
    Card,
    /// A message of the user as it stands in the group.
    Relay,
    /// A message of the user, in their private chat.
    FromUser,
    /// An agent's message in the group that goes to the user.
    FromAgent {
        /// Who wrote it; nobody for an anonymous administrator.
        by: Option<UserId>,
    },
    /// An agent's answer in the private chat of the user.
    Answer,
    /// A notice to the user.
    Notice,
    /// Says in the group that an agent's message was not sent.
    NotSent {
        /// The agent's message.
        of: Vec<MessageRef>,
    },
    /// Anything else of the bot's in the group: nothing that answers it reaches the user.
    Inside,
    /// A canned reply, shown before it is sent.
    Canned {
        /// Its number.
        number: u32,
        /// Of what is shown.
        print: u32,
    },
}

/// A delivery that failed and can be tried again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Failed {
    /// What was to be said.
    #[serde(flatten)]
    pub row: Row,
    /// When it failed.
    #[serde(default)]
    pub failed_at: Timestamp,
    /// The line that says so.
    #[serde(default)]
    pub line: Option<MessageRef>,
    /// It was asked what is to become of it, now that it would succeed.
    #[serde(default)]
    pub asked: bool,
    /// That question.
    #[serde(default)]
    pub question: Option<MessageRef>,
}

/// Who speaks in a history.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Speaker {
    /// The user.
    User,
    /// An agent.
    Agent(UserId),
    /// An administrator in the name of the group.
    Team,
    /// The desk itself.
    Itself,
}

impl From<Doer> for Speaker {
    fn from(doer: Doer) -> Self {
        match doer {
            Doer::Agent(id) => Self::Agent(id),
            Doer::Team => Self::Team,
            Doer::User => Self::User,
            Doer::Itself => Self::Itself,
        }
    }
}

impl From<Actor> for Speaker {
    fn from(actor: Actor) -> Self {
        actor.id.map_or(Self::Team, Self::Agent)
    }
}

/// One thing that happened in a conversation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// When: Telegram's date of messages, the clock's of everything else.
    pub at: Timestamp,
    /// Who.
    pub by: Speaker,
    /// What.
    pub kind: EntryKind,
}

/// What happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum EntryKind {
    /// A message; its text is empty where it has none or none is kept.
    Said {
        /// The original.
        message: MessageRef,
        /// What kind of thing it is.
        kind: Kind,
        /// Its text or caption.
        text: String,
    },
    /// Whoever wrote a message changed it.
    Edited {
        /// The original.
        message: MessageRef,
        /// The new text.
        text: String,
    },
    /// A note, which stays inside.
    Note {
        /// The note.
        text: String,
    },
    /// A message could not be delivered.
    Failed {
        /// The original.
        message: MessageRef,
    },
    /// An answer was taken back.
    Recalled {
        /// The original.
        message: MessageRef,
    },
    /// Telegram's answer to a try was lost, and the message was sent again.
    MaybeDouble {
        /// The original.
        message: MessageRef,
    },
    /// Anything that the core records.
    Record(Record),
}

impl Entry {
    /// What was written, if it was.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            EntryKind::Said { text, .. }
            | EntryKind::Edited { text, .. }
            | EntryKind::Note { text } => Some(text),
            EntryKind::Failed { .. }
            | EntryKind::Recalled { .. }
            | EntryKind::MaybeDouble { .. }
            | EntryKind::Record(_) => None,
        }
    }
}

/// A list whose pages can be turned.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Lookup {
    /// Its number, counted per desk.
    pub number: u32,
    /// Who asked; nobody for an anonymous administrator.
    pub by: Option<UserId>,
    /// For what.
    pub query: Query,
    /// After which each page but the first begins, as far as they were shown.
    pub starts: Vec<Mention>,
}

/// Who did what when, for admins.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Audit {
    /// When, by the clock.
    pub at: Timestamp,
    /// Where.
    pub desk: Option<DeskId>,
    /// The conversation, if it is about one.
    pub conversation: Option<ConversationId>,
    /// Who.
    pub by: Speaker,
    /// What.
    #[serde(deserialize_with = "Deed::read")]
    pub what: Deed,
}

/// Parts of an album that wait for its end: those of an agent or those of a user.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Album {
    /// Telegram's name of it.
    pub group: String,
    /// The conversation that an agent's would go to. Where a user's belongs is decided at its end, as
    /// for an agent's that answers something nobody remembers yet.
    #[serde(default)]
    pub conversation: Option<ConversationId>,
    /// The parts of an agent's.
    #[serde(default)]
    pub parts: Vec<GroupMessage>,
    /// The parts of a user's.
    #[serde(default)]
    pub written: Vec<UserMessage>,
    /// A part began with `//`, a command or a mention: all of it stays inside.
    pub inside: bool,
    /// When it counts as whole.
    pub until: Timestamp,
}

impl Album {
    /// One that begins, by Telegram's name of it.
    pub fn new(group: &str) -> Self {
        Self {
            group: group.to_owned(),
            conversation: None,
            parts: Vec::new(),
            written: Vec::new(),
            inside: false,
            until: Timestamp::default(),
        }
    }
}

/// What could not be handled and was set aside.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Quarantined {
    /// When.
    pub at: Timestamp,
    /// The update's id, if it was one.
    pub update: Option<i64>,
    /// What went wrong.
    pub why: Why,
    /// The thing itself, so that it can be handled again. It may hold words of people.
    #[serde(default)]
    pub what: What,
    /// How often it was handled again, and failed.
    #[serde(default)]
    pub tries: u32,
}

/// Why something was set aside.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Why {
    /// A mistake of the program.
    #[serde(rename = "handling panicked")]
    Panicked,
    /// A value that it needs is damaged in the database.
    #[serde(rename = "a stored value cannot be read")]
    Damaged,
    /// It could not be read.
    #[serde(rename = "cannot be read")]
    Unreadable,
    /// The process ended again and again while it was handled.
    #[serde(rename = "the process ended")]
    Ended,
}

/// What was set aside.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub enum What {
    /// An update, as Telegram sent it.
    Update(String),
    /// An answer of Telegram, with the rows that it is about.
    Receipt {
        /// The answer.
        receipt: Box<Receipt>,
        /// What was sent.
        rows: Vec<Row>,
    },
    /// Something that was due.
    Due(Due),
    /// Nothing that could be handled again.
    #[default]
    Nothing,
}

/// Which update a process is about to handle, if earlier ones ended without a word.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Trying {
    /// The update's id.
    pub update: i64,
    /// How often it was begun.
    pub times: u32,
}

/// Whose due time it is.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Due {
    /// A conversation's next deadline.
    Conversation(ConversationId),
    /// A user's held messages become a new matter.
    Held(UserId),
    /// An album counts as whole.
    Album(u64),
    /// The next turn of what is done to many conversations of a desk.
    Bulk(DeskId),
    /// What a user wrote who has not shown to be a person is let go of.
    Proof(UserId),
    /// The board of a desk is to show how things are.
    Board(DeskId),
    /// The bot's own service lines in a desk's group are to go.
    Lines(DeskId),
    /// Somebody of a desk comes, by the end of an absence or by their own hours.
    Arrival(DeskId),
    /// The term of a ban ends, by the hash under which it is kept.
    Ban(u64),
}

/// The name under which the service lines are kept that are to go from a desk's group.
pub fn lines_name(desk: DeskId) -> String {
    format!("lines {desk}")
}

impl Due {
    /// As the table's key spells it.
    pub(super) fn key(self) -> (u8, u64) {
        match self {
            Due::Conversation(id) => (1, (u64::from(id.desk.0) << 32) | u64::from(id.number)),
            Due::Held(user) => (2, user.0.cast_unsigned()),
            Due::Album(number) => (3, number),
            Due::Ban(hash) => (4, hash),
            Due::Bulk(desk) => (5, u64::from(desk.0)),
            Due::Proof(user) => (6, user.0.cast_unsigned()),
            Due::Board(desk) => (7, u64::from(desk.0)),
            Due::Lines(desk) => (8, u64::from(desk.0)),
            Due::Arrival(desk) => (9, u64::from(desk.0)),
        }
    }

    /// Its number among those of its kind, for the log.
    pub fn number(self) -> i64 {
        self.key().1.cast_signed()
    }

    /// The reverse of [`Self::key`].
    pub(super) fn from_key(kind: u8, key: u64) -> Option<Self> {
        match kind {
            1 => {
                let desk = DeskId(u32::try_from(key >> 32).ok()?);
                let number = u32::try_from(key & u64::from(u32::MAX)).ok()?;
                Some(Due::Conversation(ConversationId { desk, number }))
            }
            2 => Some(Due::Held(UserId(key.cast_signed()))),
            3 => Some(Due::Album(key)),
            4 => Some(Due::Ban(key)),
            5 => Some(Due::Bulk(DeskId(u32::try_from(key).ok()?))),
            6 => Some(Due::Proof(UserId(key.cast_signed()))),
            7 => Some(Due::Board(DeskId(u32::try_from(key).ok()?))),
            8 => Some(Due::Lines(DeskId(u32::try_from(key).ok()?))),
            9 => Some(Due::Arrival(DeskId(u32::try_from(key).ok()?))),
            _ => None,
        }
    }
}
