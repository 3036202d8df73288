//! What must be said to Telegram, and what came of it.
//!
//! A [`Row`] is committed with the state that asks for it, sent after the commit, and closed by the
//! event that brings Telegram's answer. Chat and topic of a row are resolved when it is sent, so
//! that a recreated topic or an upgraded group needs no rewriting.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::button::Nonce;
use super::event::{Content, Quote};
use super::id::{ChatId, ConversationId, DeskId, MessageRef, RowId, UserId};
use super::notice::Saying;
use super::people::{GroupKind, Member, Rights};
use super::time::Timestamp;

/// Silence means delivered; whatever people wrote that takes longer is shown to wait (product.md
/// section 7, "Delivery").
pub const IN_TIME: Duration = Duration::from_secs(10);

/// One thing to be done at Telegram.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its name.
    pub id: RowId,
    /// Its place in its lane; rows that must go before a waiting one get a smaller number.
    pub order: u64,
    /// The queue that it waits in.
    pub lane: Lane,
    /// What goes first when the budget is short.
    pub priority: Priority,
    /// Not to be sent earlier.
    #[serde(default)]
    pub not_before: Timestamp,
    /// `started` is committed before the call begins: after a crash such a row is in doubt.
    #[serde(default)]
    pub started: bool,
    /// Telegram's answer to an earlier try was lost, so that this one may be a double.
    #[serde(default)]
    pub doubt: bool,
    /// It was not said in time, and whoever wrote it is shown so.
    #[serde(default)]
    pub late: bool,
    /// The conversation it belongs to.
    #[serde(default)]
    pub conversation: Option<ConversationId>,
    /// What is to be done.
    pub task: Task,
    /// What the message is once it stands there.
    #[serde(default)]
    pub slot: Slot,
    /// When it was committed.
    pub at: Timestamp,
}

/// Rows of one lane are sent one after another; lanes do not wait for each other.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Lane {
    /// Everything for one user, over all conversations.
    User(UserId),
    /// Topic, card creation and relays of one conversation in the group.
    Conversation(ConversationId),
    /// Redrawing the card of a conversation, its icon, its closing: needs only that they exist.
    Drawing(ConversationId),
    /// Everything else in the desk's group, each row by itself.
    Desk(DeskId),
    /// What is changed in one message that stands in the desk's group: what is said last stands.
    Edits(DeskId, MessageRef),
    /// The bot's reaction on one message, of which only the newest counts: it waits for nothing else,
    /// and nothing else waits for it.
    Reaction(MessageRef),
}

/// What goes first when the budget is short: the smaller the earlier (architecture.md, "The outbox").
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Priority {
    /// An edit or a message that answers a press or a command.
    Press,
    /// An agent's answer to a user.
    Answer,
    /// Topic and card of a new conversation.
    NewConversation,
    /// What a user wrote.
    Relay,
    /// Notices to users and agents.
    Notice,
    /// What a user wrote too fast, behind what everybody else wrote.
    Held,
    /// A topic's icon, its closing and reopening.
    Topic,
    /// A card's newest state.
    Card,
    /// The board, and whatever else only tidies up: not before the group is calm.
    Board,
}

/// Where something is said; resolved when it is sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Place {
    /// The private chat of a user.
    User(UserId),
    /// The topic of a conversation, or the group itself in a plain desk.
    Conversation(ConversationId),
    /// General, or the group itself.
    Desk(DeskId),
    /// Where a command stood.
    Spot {
        /// The group.
        chat: ChatId,
        /// The topic, if it stood in one.
        thread: Option<i32>,
    },
}

/// What is to be done.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Task {
    /// Say something new.
    Say {
        /// Where.
        place: Place,
        /// What.
        saying: Saying,
        /// The message it answers, in the chat of `place`; left out if it is gone.
        #[serde(default)]
        reply_to: Option<MessageRef>,
        /// Without sound.
        #[serde(default)]
        silent: bool,
    },
    /// Show a link as a picture to be scanned.
    ShowLink {
        /// Where.
        place: Place,
        /// Where it leads.
        link: String,
        /// What stands under it.
        saying: Saying,
        /// The message it answers; left out if it is gone.
        reply_to: MessageRef,
    },
    /// Say something else in a message of ours. `buttons` of the saying replace the old ones.
    Edit {
        /// Which message.
        message: MessageRef,
        /// What it says now.
        saying: Saying,
    },
    /// Take the buttons from a message of ours and leave its text.
    DropButtons(MessageRef),
    /// Copy messages, by id: one as it is, several as an album.
    Copy {
        /// Where to.
        place: Place,
        /// From where; all of one chat, ids growing. More than one is an album.
        from: Vec<MessageRef>,
        /// The message that the original answers, in the chat of the *original*; the map of
        /// messages tells its counterpart when the row is sent.
        #[serde(default)]
        reply_to: Option<MessageRef>,
        /// The part of it that is quoted.
        #[serde(default)]
        quote: Option<Quote>,
        /// Without sound.
        #[serde(default)]
        silent: bool,
        /// In a plain desk: with the row of buttons that carries the conversation's number.
        #[serde(default)]
        numbered: bool,
        /// Text and entities of a text message, so that waiting texts can be folded into one.
        #[serde(default)]
        text: Option<FoldableText>,
        /// What the messages say, where their ids are not all that is needed: of an album, so that
        /// it can be posted as a reply (telegram-facts C14), and of [what does not survive a
        /// copy](Content::is_more_than_its_id). Empty if that is not known.
        #[serde(default)]
        album: Vec<Content>,
    },
    /// Bring the copy of a message to what the message says now.
    Revise {
        /// Where the copy stands.
        place: Place,
        /// The message that was changed.
        original: MessageRef,
        /// What it says now.
        content: Content,
        /// Its file is another one.
        #[serde(default)]
        exchanged: bool,
    },
    /// Create the topic of a conversation.
    CreateTopic(ConversationId),
    /// Post the card of a conversation as a new message.
    PostCard {
        /// Whose.
        conversation: ConversationId,
        /// Without sound.
        silent: bool,
    },
    /// Draw the card's newest state; rows that wait for the same card are one.
    DrawCard(ConversationId),
    /// Bring the topic's icon, and whether it is closed, to the conversation's state.
    SyncTopic(ConversationId),
    /// Put an emoji on a message, or take it off.
    React {
        /// Which message.
        message: MessageRef,
        /// One of Telegram's list; `None` takes it off.
        emoji: Option<String>,
    },
    /// Pin a message of ours, without sound.
    Pin(MessageRef),
    /// Delete messages of one chat.
    Delete(Vec<MessageRef>),
    /// Delete a topic with everything in it.
    DeleteTopic {
        /// The group.
        chat: ChatId,
        /// The topic.
        thread: i32,
    },
    /// Send a user a file with what is stored of them, as it is when it leaves.
    SendData(UserId),
    /// Delete what the user has of an agent's messages.
    Recall {
        /// Whose chat.
        user: UserId,
        /// The agent's messages: one, or all of an album.
        of: Vec<MessageRef>,
    },
    /// Bring a list of commands in a desk's group to this state.
    ShowMenu {
        /// The desk.
        desk: DeskId,
        /// Who is shown it.
        of: MenuOf,
        /// Names without the slash, in their order; none: whatever is shown to more people.
        commands: Vec<String>,
    },
    /// Ask Telegram who somebody is in a group.
    LookUpMember {
        /// The desk whose group it is.
        desk: DeskId,
        /// Who.
        user: UserId,
    },
    /// Ask Telegram about a desk's group: kind, rights, administrators.
    LookUpDesk(DeskId),
    /// Ask the same about a group that is to become a desk.
    LookUpGroup(ChatId),
    /// Leave a group that is none of ours.
    Leave(ChatId),
}

impl Task {
    /// Whether a repetition could be seen by people: such rows are committed as started before
    /// their call begins (telegram-facts E34).
    pub fn doubles(&self) -> bool {
        match self {
            Task::Say { .. }
            | Task::ShowLink { .. }
            | Task::Copy { .. }
            | Task::CreateTopic(_)
            | Task::PostCard { .. }
            | Task::SendData(_) => true,
            Task::Edit { .. }
            | Task::Revise { .. }
            | Task::DropButtons(_)
            | Task::DrawCard(_)
            | Task::SyncTopic(_)
            | Task::React { .. }
            | Task::Pin(_)
            | Task::Delete(_)
            | Task::DeleteTopic { .. }
            | Task::Recall { .. }
            | Task::ShowMenu { .. }
            | Task::LookUpMember { .. }
            | Task::LookUpDesk(_)
            | Task::LookUpGroup(_)
            | Task::Leave(_) => false,
        }
    }
}

/// Who is shown a list of commands in a group.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MenuOf {
    /// Whoever has none of their own.
    Everybody,
    /// Telegram's administrators of the group.
    Administrators,
    /// One person.
    Member(UserId),
}

/// A text that may be joined with others of the same conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FoldableText {
    /// The text.
    pub text: String,
    /// Telegram's entities of it, as the JSON array that came.
    #[serde(default)]
    pub entities: Option<String>,
}

/// What a message is once it stands there, so that the receipt finds its way.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Slot {
    /// Nobody asks for it again.
    #[default]
    None,
    /// The card of the row's conversation; `quotes` the user's message that stands in it.
    Card {
        /// The user's message that stands quoted in it.
        quotes: Option<MessageRef>,
    },
    /// What the user wrote, shown in the group.
    Relay {
        /// The user's messages, in the order of the copies.
        of: Vec<MessageRef>,
    },
    /// An agent's answer, delivered to the user.
    Answer {
        /// The agent's messages, in the order of the copies.
        of: Vec<MessageRef>,
        /// How many messages the user had written when it was decided.
        written: u32,
    },
    /// A user's message that was shown in the group before, shown once more as it is now.
    Again {
        /// The user's message.
        of: MessageRef,
    },
    /// A changed message: its copy is to say the same.
    Revision {
        /// The message that was changed.
        of: MessageRef,
    },
    /// An answer is taken back; whoever asked for it is told what came of it.
    Recall {
        /// The command.
        asked: MessageRef,
        /// Where it stood.
        thread: Option<i32>,
        /// Whose command it was; nobody's, if it came in the name of the group.
        by: Option<UserId>,
    },
    /// The last question before a conversation completes.
    FinalCall,
    /// The completed notice.
    CompletedNotice,
    /// The reopened notice.
    ReopenedNotice,
    /// A question in the group.
    Question(Nonce),
    /// A request to reopen.
    Request(Nonce),
    /// The question whether a message begins something new.
    Choice,
    /// The question whether a user is a person.
    Proof,
    /// A note or another line of the desk about the conversation.
    Inside,
    /// A canned reply, shown before it is sent.
    Canned {
        /// Its number.
        number: u32,
        /// Of what is shown.
        print: u32,
    },
    /// An agent's message was not sent, and this says so.
    NotSent {
        /// The agent's message.
        of: Vec<MessageRef>,
    },
    /// Says that a delivery failed, and can be tried again.
    Failure {
        /// What failed.
        row: RowId,
    },
    /// Asks what is to become of deliveries that failed, now that they would succeed.
    Undelivered {
        /// What failed.
        rows: Vec<RowId>,
    },
    /// The checklist of the desk.
    Checklist(DeskId),
    /// The board of the desk.
    Board(DeskId),
    /// The last words to a user who had themselves forgotten.
    Farewell(UserId),
}

impl Slot {
    /// The messages of people whose way to the other side the row is: what they wrote, or changed.
    pub fn originals(&self) -> &[MessageRef] {
        match self {
            Slot::Relay { of } | Slot::Answer { of, .. } => of,
            Slot::Card { quotes } => quotes.as_slice(),
            Slot::Again { of } | Slot::Revision { of } => std::slice::from_ref(of),
            Slot::None
            | Slot::Recall { .. }
            | Slot::FinalCall
            | Slot::CompletedNotice
            | Slot::ReopenedNotice
            | Slot::Question(_)
            | Slot::Request(_)
            | Slot::Choice
            | Slot::Proof
            | Slot::Inside
            | Slot::Canned { .. }
            | Slot::NotSent { .. }
            | Slot::Failure { .. }
            | Slot::Undelivered { .. }
            | Slot::Checklist(_)
            | Slot::Board(_)
            | Slot::Farewell(_) => &[],
        }
    }
}

/// Telegram's answer to a row.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// Which row.
    pub row: RowId,
    /// When the answer came, by the clock.
    pub at: Timestamp,
    /// An earlier try may have arrived as well.
    pub maybe_double: bool,
    /// What came of it.
    pub outcome: Outcome,
    /// Rows whose texts were folded into this one, in order; their outcome is the same.
    pub folded: Vec<RowId>,
}

/// What came of a row.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// These messages stand there now; an id of 0 is none that can be named (telegram-facts C8).
    /// Fewer than asked: some parts of an album were left out (C5).
    Sent(Vec<MessageRef>),
    /// The topic exists.
    Topic(i32),
    /// It is as it should be.
    Done,
    /// Nothing had to be done, or the newest state was drawn by another row.
    Superseded,
    /// Who somebody is.
    Member(Member),
    /// What a desk's group is like.
    Desk(DeskFacts),
    /// The row can only go once the conversation has a topic.
    NeedsTopic,
    /// It cannot be done.
    Failed(Failure),
}

/// What Telegram says about a desk's group.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DeskFacts {
    /// Which desk.
    pub desk: DeskId,
    /// The group's title.
    pub title: String,
    /// How it is built.
    pub kind: GroupKind,
    /// It has a public name, or a linked channel.
    pub public: bool,
    /// What the bot may do.
    pub rights: Rights,
    /// Its administrators.
    pub administrators: Vec<Member>,
    /// Whether people can write the bot's name and choose what it offers; `None` if Telegram does not
    /// say.
    #[serde(default)]
    pub inline: Option<bool>,
}

/// Failures that a repetition does not mend, sorted by what follows (telegram-facts 2.2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Failure {
    /// The user has blocked the bot, or the account is gone.
    UserGone {
        /// The account itself is gone.
        deactivated: bool,
    },
    /// There is no such chat. A user's: they never began one.
    NoChat,
    /// The bot is not in the group, or the group is gone.
    GroupGone,
    /// The group has another id now.
    Upgraded(ChatId),
    /// The topic was deleted.
    TopicGone,
    /// The topic is closed and the bot may not write there.
    TopicClosed,
    /// The group has no topics any more.
    NoTopics,
    /// A right is missing; Telegram's words.
    NoRights(String),
    /// The message to be edited, copied or deleted is gone.
    TargetGone,
    /// Telegram does not copy such messages.
    NotCopyable,
    /// The user does not accept voice messages.
    VoiceForbidden,
    /// It is longer than a bot may send.
    TooLong,
    /// Its file is gone, or none that Telegram takes.
    FileGone,
    /// It is too old to be deleted.
    NotDeletable,
    /// Anything else that Telegram refuses; its words.
    Refused(String),
}
