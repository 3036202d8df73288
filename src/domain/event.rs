//! Everything that happens, as the engine receives it: Telegram's updates already understood,
//! Telegram's answers, and the clock.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::bulk::What;
use super::button::Button;
use super::finding::{Filter, Unclear};
use super::hours::OpenHours;
use super::id::{ChatId, MessageRef, UserId};
use super::people::{GroupKind, Person, Rights, Standing};
use super::routing::Until;
use super::time::Timestamp;
use super::urgency::Urgency;

/// One update of Telegram, understood.
#[derive(Clone, PartialEq, Debug)]
pub struct Update {
    /// Telegram's id; the same one twice is the same update (telegram-facts U10).
    pub id: i64,
    /// What it says.
    pub incoming: Incoming,
    /// As Telegram sent it, so that what cannot be handled can be kept and handled later.
    pub raw: String,
}

/// What an update says.
#[derive(Clone, PartialEq, Debug)]
pub enum Incoming {
    /// Somebody wrote to the bot in private.
    UserMessage(UserMessage),
    /// Somebody changed what they had written in private.
    UserEdit(UserMessage),
    /// Somebody gave a command in private.
    UserCommand {
        /// The message that holds it.
        message: UserMessage,
        /// The command.
        command: UserCommand,
    },
    /// Somebody wrote in a group, a command or not.
    GroupMessage(GroupMessage),
    /// Somebody changed what they had written in a group.
    GroupEdit(GroupMessage),
    /// Somebody pressed a button.
    Press(Press),
    /// Somebody writes the bot's name and something behind it.
    Inline(InlineQuery),
    /// A user blocked the bot (`true`) or let it in again.
    Blocked {
        /// Who.
        user: Person,
        /// Whether it is blocked now.
        blocked: bool,
        /// Telegram's date.
        at: Timestamp,
    },
    /// The bot's own standing in a group changed.
    OwnStanding {
        /// The group.
        group: Group,
        /// What the bot may do there now.
        rights: Rights,
        /// Who changed it.
        by: Person,
    },
    /// Somebody's standing in a group changed.
    MemberChanged {
        /// The group.
        chat: ChatId,
        /// Whose.
        person: Person,
        /// What they are now.
        standing: Standing,
        /// Posts as the group itself.
        anonymous: bool,
    },
    /// A line of Telegram says that somebody is not in a group any more.
    Departed {
        /// The group.
        chat: ChatId,
        /// Who.
        user: UserId,
    },
    /// A basic group became a supergroup with another id.
    Upgraded {
        /// The id it had.
        from: ChatId,
        /// The id it has.
        to: ChatId,
    },
    /// A topic was created.
    TopicCreated {
        /// The group.
        chat: ChatId,
        /// The topic.
        thread: i32,
        /// Its name.
        name: String,
        /// By this bot.
        by_us: bool,
    },
    /// A topic was closed (`true`) or opened again by a person.
    TopicClosed {
        /// The group.
        chat: ChatId,
        /// The topic.
        thread: i32,
        /// Whether it is closed now.
        closed: bool,
        /// By whom.
        by: Author,
    },
    /// A line that Telegram itself wrote about something this bot did (topic closed, pinned).
    ServiceLine {
        /// The group.
        chat: ChatId,
        /// The line.
        message: i32,
    },
    /// Somebody reacted, or took a reaction back.
    Reaction {
        /// To what.
        message: MessageRef,
        /// Who.
        by: Author,
        /// The ordinary emoji that this one has there now, newest last.
        now: Vec<String>,
        /// Telegram's date.
        at: Timestamp,
    },
    /// Of no concern here; the kind is counted.
    Ignored(&'static str),
    /// Could not be read: kept as it came, logged without content.
    Unreadable,
}

/// A group, as a message of it describes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub chat: ChatId,
    /// Its title.
    pub title: String,
    /// How it is built.
    pub kind: GroupKind,
    /// It has a public name.
    pub public: bool,
}

/// What kind of thing a message carries, for history and for the few rules that ask.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text alone.
    Text,
    /// A photo (also a live one).
    Photo,
    /// A video.
    Video,
    /// A voice message.
    Voice,
    /// A round video.
    VideoNote,
    /// Music or other sound.
    Audio,
    /// A file.
    Document,
    /// A silent video or GIF.
    Animation,
    /// A sticker.
    Sticker,
    /// A contact.
    Contact,
    /// A place on the map.
    Location,
    /// A named place on the map.
    Venue,
    /// A poll.
    Poll,
    /// A dice or another emoji with a random value.
    Dice,
    /// Anything else, also kinds that this program does not know. It is relayed by its id all the
    /// same (telegram-facts V4).
    Other,
}

impl Kind {
    /// As locales spell it.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Photo => "photo",
            Kind::Video => "video",
            Kind::Voice => "voice",
            Kind::VideoNote => "video-note",
            Kind::Audio => "audio",
            Kind::Document => "document",
            Kind::Animation => "animation",
            Kind::Sticker => "sticker",
            Kind::Contact => "contact",
            Kind::Location => "location",
            Kind::Venue => "venue",
            Kind::Poll => "poll",
            Kind::Dice => "dice",
            Kind::Other => "other",
        }
    }

    /// Whether Telegram lets such a message carry a caption.
    pub fn has_caption(self) -> bool {
        use Kind as K;
        matches!(self, K::Photo | K::Video | K::Voice | K::Audio | K::Document | K::Animation)
    }
}

/// What a message says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Content {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its text or caption; empty if there is none.
    #[serde(default)]
    pub text: String,
    /// Telegram's entities of the text, as the JSON array that came; kept as it is, so that kinds
    /// of entities this program does not know survive (telegram-facts V2).
    #[serde(default)]
    pub entities: Option<String>,
    /// The album it is part of.
    #[serde(default)]
    pub album: Option<String>,
    /// The emoji of a sticker.
    #[serde(default)]
    pub emoji: Option<String>,
    /// The file, of the kinds that an edit can exchange.
    #[serde(default)]
    pub file: Option<File>,
    /// Where a [`Kind::Location`] points.
    #[serde(default)]
    pub position: Option<Position>,
    /// How its links unfold, as the JSON object that came; `None` for Telegram's own choice.
    #[serde(default)]
    pub preview: Option<String>,
    /// Somebody else wrote it first, elsewhere (telegram-facts C10).
    #[serde(default)]
    pub forwarded: bool,
}

/// Code points of a caption that a bot may write; people who pay for it may write more
/// (telegram-facts 1.3).
pub const CAPTION_LENGTH: usize = 1024;

impl Content {
    /// Something without entities, files and the like.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            entities: None,
            album: None,
            emoji: None,
            file: None,
            position: None,
            preview: None,
            forwarded: false,
        }
    }

    /// Whether its id is not all that is needed to bring it to the other side: a copied dice is
    /// rolled anew, the copy of a live location stands still (telegram-facts C9), a copy does not say
    /// who wrote it first (C10), and of a long caption it is known what Telegram refuses (C3).
    pub fn is_more_than_its_id(&self) -> bool {
        self.kind == Kind::Dice
            || self.forwarded
            || self.position.as_ref().is_some_and(|position| position.until.is_some())
            || self.has_long_caption()
    }

    /// Whether it has a caption that no bot may write.
    pub fn has_long_caption(&self) -> bool {
        self.kind.has_caption() && self.text.chars().count() > CAPTION_LENGTH
    }

    /// What tells it from another content of the same message.
    pub fn print(&self) -> Print {
        let mut words = DefaultHasher::new();
        (&self.text, &self.entities).hash(&mut words);
        if let Some(preview) = &self.preview {
            preview.hash(&mut words);
        }
        let mut file = DefaultHasher::new();
        self.file.as_ref().map(|file| &file.unique).hash(&mut file);
        if let Some(position) = &self.position {
            position.hash(&mut file);
        }
        Print { words: words.finish(), file: file.finish() }
    }
}

/// A file at Telegram (telegram-facts K10).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct File {
    /// By which this bot can send it again.
    pub id: String,
    /// The same for the same file, whoever sends it.
    pub unique: String,
    /// Covered until somebody taps it.
    #[serde(default)]
    pub spoiler: bool,
    /// Its caption stands above it.
    #[serde(default)]
    pub caption_above: bool,
}

/// A place on the map.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Position {
    /// The JSON object that came: the fields that `sendLocation` takes.
    pub raw: String,
    /// Until when it moves with whoever sent it; `None` if it stands still.
    pub until: Option<Timestamp>,
}

/// Two contents of one message with equal prints look the same: an edit may come without visible
/// change (telegram-facts M1). Holds no words. Another release of Rust may count otherwise, which
/// costs a call that changes nothing.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Print {
    /// Of text and entities.
    pub words: u64,
    /// Of the file, or of the place.
    pub file: u64,
}

/// A message in the private chat of a user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserMessage {
    /// Who wrote it.
    pub from: Person,
    /// Its id there.
    pub message: i32,
    /// Telegram's date.
    pub at: Timestamp,
    /// What it says.
    pub content: Content,
    /// The message of the same chat that it answers.
    #[serde(default)]
    pub reply_to: Option<i32>,
    /// What it says of that message.
    #[serde(default)]
    pub reference: Reference,
}

/// What a message says of the one that it answers, beyond its id.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Reference {
    /// The words of it, or the part of them that was quoted; empty if it has none.
    pub words: String,
    /// Telegram's entities of these words, as the JSON array that came.
    #[serde(default)]
    pub entities: Option<String>,
    /// The part of it that the writer chose.
    pub quote: Option<Quote>,
    /// It stands in another topic of the same group.
    pub elsewhere: Option<i32>,
}

/// A part of a message that is answered, chosen by hand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quote {
    /// Its words.
    pub text: String,
    /// Telegram's entities of it, as the JSON array that came.
    #[serde(default)]
    pub entities: Option<String>,
    /// Where it begins, in UTF-16 units.
    pub position: i64,
}

/// Who wrote a message in a group (telegram-facts B10 to B12).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Author {
    /// A person under their own name.
    Person(Person),
    /// Some administrator in the name of the group; it cannot be known who.
    AnonymousAdmin,
    /// A person in the name of a channel: never an agent, but somebody who can be told so.
    Channel,
    /// An automatic forward or another bot: never an agent, and never answered.
    Stranger,
    /// This bot.
    Ourselves,
}

/// What a message in a group answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReplyTo {
    /// The message answered.
    pub message: i32,
    /// This bot wrote it.
    pub ours: bool,
    /// The person who wrote it.
    pub by: Option<UserId>,
    /// The buttons under it, as far as this bot can have written them.
    pub buttons: Vec<Button>,
}

/// A message in a group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GroupMessage {
    /// The group.
    pub group: Group,
    /// Its id there.
    pub message: i32,
    /// The topic; absent in General and in groups without topics, where reply threads carry a
    /// number that is none (telegram-facts F2, F3).
    pub thread: Option<i32>,
    /// Who wrote it.
    pub author: Author,
    /// Telegram's date.
    pub at: Timestamp,
    /// What it says.
    pub content: Content,
    /// What it answers. The implicit reply to a topic's root is none (telegram-facts F4).
    pub reply_to: Option<ReplyTo>,
    /// What it says of that message.
    #[serde(default)]
    pub reference: Reference,
    /// It answers something that this bot wrote in another chat, such as the group before its upgrade.
    #[serde(default)]
    pub answers_us_elsewhere: bool,
    /// Something that begins with `/` or `／`.
    pub command: Option<Command>,
    /// Begins with a mention: a `@name` or the link of a person.
    pub begins_with_mention: bool,
    /// The people whom its text mentions by link, and the names behind `@`.
    pub mentions: Vec<Mention>,
}

/// Somebody named in a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Mention {
    /// By link, with the id.
    Id(UserId),
    /// By `@name`, without the `@`; a bot resolves none (telegram-facts R4).
    Username(String),
}

/// A press on a button.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Press {
    /// What the answer must name; lives for 15 seconds or so.
    pub id: String,
    /// Who pressed; always the real person (telegram-facts B10).
    pub by: Person,
    /// The chat of the message; absent for inline messages.
    pub chat: Option<ChatId>,
    /// The message, also where Telegram calls it inaccessible.
    pub message: Option<i32>,
    /// Its topic.
    pub thread: Option<i32>,
    /// What the button says; `None` if this bot never wrote such data.
    pub button: Option<Button>,
    /// The command that the message answers, if it answers one.
    #[serde(default)]
    pub command: Option<i32>,
}

/// Somebody writes the bot's name and something behind it, in any chat of theirs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InlineQuery {
    /// What the answer must name; lives for some seconds.
    pub id: String,
    /// Who writes.
    pub by: Person,
    /// What they have written so far.
    pub words: String,
    /// How many results they have seen already.
    pub seen: u16,
    /// They write in a group. Telegram does not say in which.
    pub in_group: bool,
}

/// What a text that begins with `/` in a group means.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Command {
    /// One of ours.
    Known(GroupCommand),
    /// Ours by name, but its arguments make no sense; the name without the slash.
    Malformed(String),
    /// Not ours, with the nearest one that is.
    Unknown {
        /// As written, without the slash, cut.
        name: String,
        /// The nearest command, without the slash.
        nearest: String,
    },
    /// Ours, but a word of its filter makes no sense.
    Unclear(Unclear),
    /// Addressed to another bot, `/start@other`.
    Elsewhere,
}

/// Commands of the group. Numbers are of conversations; without one the topic or the message
/// replied to decides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum GroupCommand {
    /// `/start CODE`: sets the desk up, as Telegram's group link sends it.
    Start(String),
    /// `/setup [CODE]`
    Setup(Option<String>),
    /// `/take [N]`
    Take(Option<u32>),
    /// `/assign [N] @agent [note]`, or as a reply to one; whom it names stands in the mentions.
    Assign {
        /// Which.
        number: Option<u32>,
        /// What whoever gets it should know.
        note: Option<String>,
    },
    /// `/unassign [N]`
    Unassign(Option<u32>),
    /// `/away [2h|17:30|tomorrow]`: nothing is given to whoever says so.
    Away(Option<Until>),
    /// `/back`
    Back,
    /// `/hours [Mon-Fri 09:00-17:00, …|always]`: their own hours, none for always; `None` asks.
    Hours(Option<Vec<OpenHours>>),
    /// `/pending [N] [3d] [note]`
    Pending {
        /// Which.
        number: Option<u32>,
        /// When it comes back, in seconds from now.
        seconds: Option<u64>,
        /// Why it waits.
        note: Option<String>,
    },
    /// `/resume [N]`
    Resume(Option<u32>),
    /// `/escalate [N] [reason]`
    Escalate {
        /// Which.
        number: Option<u32>,
        /// Why.
        reason: Option<String>,
    },
    /// `/followup [N] 3d|off [note]`
    FollowUp {
        /// Which.
        number: Option<u32>,
        /// When it comes back, in seconds from now; `None` takes that back.
        seconds: Option<u64>,
        /// What for.
        note: Option<String>,
    },
    /// `/snooze [N] 2h|off`
    Snooze {
        /// Which.
        number: Option<u32>,
        /// How long nobody is reminded, in seconds from now; `None` takes that back.
        seconds: Option<u64>,
    },
    /// `/complete [N]`
    Complete(Option<u32>),
    /// `/reopen [N] [reason]`
    Reopen {
        /// Which.
        number: Option<u32>,
        /// In the agent's words.
        reason: Option<String>,
    },
    /// `/merge N`: the conversation where it is given joins that one.
    Merge(u32),
    /// `/tag [N] billing vip`; without words it shows what can be put on.
    Tag {
        /// Which.
        number: Option<u32>,
        /// The tags.
        tags: Vec<String>,
    },
    /// `/untag [N] billing`
    Untag {
        /// Which.
        number: Option<u32>,
        /// The tags.
        tags: Vec<String>,
    },
    /// `/complete all FILTER`, `/tag WORDS on list FILTER`
    Bulk(What, Filter),
    /// `/priority [N] high|normal|low`
    Prioritize {
        /// Which.
        number: Option<u32>,
        /// How urgent.
        urgency: Urgency,
    },
    /// `/set [N] key [value]`: a field of the user's profile; without a value it is removed.
    Set {
        /// Which.
        number: Option<u32>,
        /// Its name.
        key: String,
        /// What it says.
        value: Option<String>,
    },
    /// `/profile [N]`
    Profile(Option<u32>),
    /// `/note [N] text`
    Note {
        /// Which.
        number: Option<u32>,
        /// The note.
        text: String,
    },
    /// `/tags …`
    Tags(TagsCommand),
    /// `/link …`, with what is to stand behind the link
    Link(Option<String>),
    /// `/canned …`
    Canned(CannedCommand),
    /// `/recall`, as a reply to an answer that went to the user.
    Recall,
    /// `/ban [N|@user] [7d] [reason]`, also in a topic or as a reply.
    Ban {
        /// Whom.
        user: Option<WhichUser>,
        /// How long, in seconds; `None` for good.
        seconds: Option<u64>,
        /// Why.
        said: Option<String>,
    },
    /// `/unban [N|@user]`, also in a topic or as a reply.
    Unban(Option<WhichUser>),
    /// `/move [N] desk`
    Move {
        /// Which conversation.
        number: Option<u32>,
        /// The desk's name, in small letters.
        desk: String,
    },
    /// `/stats [today|7d|30d]`: the days back, 1, 7 or 30.
    Stats(Option<u16>),
    /// `/stats all [today|7d|30d]`: those of all desks, in private.
    StatsOfAll(Option<u16>),
    /// `/history [N]`
    History(Option<u32>),
    /// `/queue`, also a bare `/list`
    Queue,
    /// `/requests`
    Requests,
    /// `/list FILTER`
    List(Filter),
    /// `/find text`
    Find(String),
    /// `/role [@agent] [agent|lead|admin]`
    Role(Option<super::access::Role>),
    /// `/audit [N|@agent]`, also in a topic or as a reply.
    Audit(Option<WhichUser>),
    /// `/settings`
    Settings,
    /// `/quarantine [replay|drop N|all]`
    Quarantine(Quarantine),
    /// `/help`
    Help,
}

/// What is to be said about the tags of a desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TagsCommand {
    /// `/tags`
    List,
    /// `/tags billing 💶 @ben`; the people stand in the mentions.
    Define {
        /// The tag.
        tag: String,
        /// What stands in front of it.
        emoji: Option<String>,
    },
    /// `/tags billing off`
    Forget(String),
}

/// What `/canned` is to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum CannedCommand {
    /// Show what there is.
    List,
    /// Show one as its user would get it.
    Show(String),
    /// Keep a text: what stands on further lines, else what is answered.
    Add {
        /// Its name.
        name: String,
        /// The code of its language; `None` is the desk's default.
        language: Option<String>,
    },
    /// Let go of a text, or without a language of all of them.
    Remove {
        /// Its name.
        name: String,
        /// The code of its language.
        language: Option<String>,
    },
}

/// Which user a command means; of the audit, which agent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum WhichUser {
    /// The one of this conversation.
    Of(u32),
    /// By user name, without the `@`.
    Named(String),
}

/// What `/quarantine` is to do.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Quarantine {
    /// Show what was set aside.
    List,
    /// Handle one thing again, or all of them.
    Replay(Option<u32>),
    /// Let go of one thing, or of all of them.
    Drop(Option<u32>),
}

/// Commands of the private chat.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum UserCommand {
    /// `/start [payload]`
    Start(Option<String>),
    /// `/new`
    New,
    /// `/close`
    Close,
    /// `/desk`
    Desk,
    /// `/language [code]`
    Language(Option<String>),
    /// `/privacy`
    Privacy,
    /// `/forget`
    Forget,
    /// `/help`
    Help,
    /// A command of the group that its members can give here; from anybody else it is a message.
    Inside(Command),
}
