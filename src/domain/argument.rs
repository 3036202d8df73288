//! What stands in a notice besides its words: numbers, times, people, places.

use serde::{Deserialize, Serialize};

use super::access::Role;
use super::audit::AuditLine;
use super::button::Button;
use super::canned::Verbatim;
use super::event::Kind;
use super::id::{ConversationId, DeskId, MessageRef, UserId};
use super::notice::Notice;
use super::reason::{Reason, ReopenReason, SolvedReason, StatusName};
use super::time::Timestamp;
use super::urgency::Urgency;

/// An argument of a message.
#[derive(Clone, PartialEq, Debug)]
pub enum Arg {
    /// Words of people, inserted as they are.
    Text(String),
    /// A number, which chooses plural forms.
    Number(i64),
    /// A time of day and, if not today, the date, in the desk's zone.
    Time(Timestamp),
    /// A date in the desk's zone.
    Day(Timestamp),
    /// Day and time at which the desk opens, as people say it.
    Opening(Timestamp),
    /// A span in seconds, rounded to its largest unit.
    Span(u64),
    /// Another message of the locale, by key.
    Word(String),
    /// A language by the name of its folder, told in itself.
    Language(String),
    /// A conversation's number, linked to its topic or card where links exist.
    Conversation(ConversationId),
    /// Its number, linked to a message of the group where links exist.
    Target(ConversationId, MessageRef),
    /// A desk, by what users read.
    Desk(DeskId),
    /// Several of them, side by side.
    Conversations(Vec<ConversationId>),
    /// A person, linked so that they are notified.
    Mention(UserId, String),
    /// Several of the above, a line each.
    Lines(Vec<Notice>),
    /// Lines of the audit.
    Audit(Vec<AuditLine>),
    /// What stands on a button.
    Label(Box<Button>),
}

/// What can stand as an argument.
pub trait AsArg {
    /// The argument.
    fn as_arg(&self) -> Arg;
}

macro_rules! as_arg {
    ($($type:ty => |$value:ident| $arg:expr;)*) => {
        $(impl AsArg for $type { fn as_arg(&self) -> Arg { let $value = self; $arg } })*
    };
}
as_arg! {
    String => |v| Arg::Text(v.clone());
    u32 => |v| Arg::Number(i64::from(*v));
    u64 => |v| Arg::Number(i64::try_from(*v).unwrap_or(i64::MAX));
    Timestamp => |v| Arg::Time(*v);
    Day => |v| Arg::Day(v.0);
    Opens => |v| Arg::Opening(v.0);
    Span => |v| Arg::Span(v.0);
    ConversationId => |v| Arg::Conversation(*v);
    DeskId => |v| Arg::Desk(*v);
    Target => |v| Arg::Target(v.conversation, v.message);
    Vec<ConversationId> => |v| Arg::Conversations(v.clone());
    Usage => |v| Arg::Word(format!("usage-{}", v.0));
    Word => |v| Arg::Word(v.0.clone());
    Verbatim => |v| Arg::Text(v.0.text.clone());
    Named => |v| Arg::Mention(v.id, v.name.clone());
    Vec<Notice> => |v| Arg::Lines(v.clone());
    Role => |v| Arg::Word(format!("role-{}", match v {
        Role::Agent => "agent", Role::Lead => "lead", Role::Admin => "admin" }));
    StatusName => |v| Arg::Word(v.key().to_owned());
    Urgency => |v| Arg::Word(format!("priority-{}", v.code()));
    Reason => |v| Arg::Word(format!("reason-{}", v.code()));
    SolvedReason => |v| Arg::Word(format!("reason-{}", v.code()));
    ReopenReason => |v| Arg::Word(format!("reopen-reason-{}", v.code()));
    Kind => |v| Arg::Word(format!("kind-{}", v.code()));
    Box<Notice> => |v| Arg::Lines(vec![(**v).clone()]);
    Vec<AuditLine> => |v| Arg::Audit(v.clone());
    Box<AuditLine> => |v| Arg::Audit(vec![(**v).clone()]);
    Box<Button> => |v| Arg::Label(v.clone());
}

/// A message of a conversation in the group.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Target {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its message.
    pub message: MessageRef,
}

/// When the desk opens.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Opens(pub Timestamp);

/// A date, without the time of day.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Day(pub Timestamp);

/// A span in seconds.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Span(pub u64);

/// How a command is written: its name without the slash. The words stand in the locales.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Usage(pub String);

/// Another message of the locale, by its key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Word(pub String);

/// Who did something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Who {
    /// Somebody by name.
    Named(String),
    /// An administrator who acts in the name of the group.
    Team,
    /// The user.
    User,
    /// The desk itself, by its schedule.
    Itself,
}

impl AsArg for Who {
    fn as_arg(&self) -> Arg {
        match self {
            Who::Named(name) => Arg::Text(name.clone()),
            Who::Team => Arg::Word("who-team".to_owned()),
            Who::User => Arg::Word("who-user".to_owned()),
            Who::Itself => Arg::Word("who-itself".to_owned()),
        }
    }
}

/// A person who is to be notified where the notice stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Named {
    /// Who.
    pub id: UserId,
    /// As shown.
    pub name: String,
}

/// Where a setting has its value from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// `default`, a line of the settings file, or a variable.
    Below(String),
    /// Somebody has chosen it in the chat.
    Chat {
        /// Who.
        who: Who,
        /// When.
        at: Timestamp,
    },
}

impl Source {
    /// What holds where nobody has written anything.
    pub const DEFAULT: &'static str = "default";
}

impl AsArg for Source {
    fn as_arg(&self) -> Arg {
        match self {
            Source::Below(place) if place == Self::DEFAULT => {
                Arg::Word("origin-default".to_owned())
            }
            Source::Below(place) => Arg::Text(place.clone()),
            Source::Chat { who, at } => {
                Arg::Lines(vec![Notice::OriginChat { who: who.clone(), at: *at }])
            }
        }
    }
}
