//! The core: values in, values out. Nothing here awaits, and nothing here knows Telegram, the
//! database, the clock or a language.

/// Who may do what.
pub mod access;
/// What stands in a notice besides its words.
mod argument;
/// What a user's message starts, continues or waits for.
pub mod arrival;
/// Who is given a conversation by the desk itself.
mod assignment;
/// What the audit keeps.
pub mod audit;
/// Users whose messages reach nobody.
pub mod ban;
/// How a desk stands, in one message.
pub mod board;
/// Many conversations at once.
pub mod bulk;
/// What a button says when it is pressed.
pub mod button;
/// Answers that are written once and sent often.
pub mod canned;
/// What the one message says that shows a conversation's state.
pub mod card;
/// One conversation: its state, and when something happens by itself.
pub mod conversation;
/// Which desk a user's message is for.
pub mod desks;
/// Everything that happens, as the engine receives it.
pub mod event;
/// Which conversations a list is asked for, and the words that find them.
pub mod finding;
/// Who writes too fast.
pub mod flood;
/// When the team works.
pub mod hours;
/// The names of things.
pub mod id;
/// The table: what an event does in a status.
pub mod lifecycle;
/// Links by which users come.
pub mod link;
/// Two conversations become one.
mod merge;
/// Everything that the desk can say, without the words.
pub mod notice;
/// What must be said to Telegram, and what came of it.
pub mod outbox;
/// People, agents and desks.
pub mod people;
/// What somebody wrote who has not shown yet to be a person.
pub mod proof;
/// What a user thinks of a completed conversation.
mod rating;
/// Why conversations end and begin again.
pub mod reason;
/// What brings a conversation back to the team's eyes.
pub mod reminder;
/// A request to reopen.
mod request;
/// Who gets a conversation.
pub mod routing;
/// A notice with its buttons.
mod saying;
/// What was chosen for a setting in the chat.
pub mod setting;
/// How near one word is to another.
pub mod spelling;
/// Stored events in, figures out.
pub mod stats;
/// The moves of the table.
mod step;
/// Answers in somebody else's conversation.
mod strict;
/// Short words that a team puts on conversations.
pub mod tag;
/// What happens by itself.
mod tick;
/// Points in time.
pub mod time;
/// What can happen to a conversation, and what follows from it.
pub mod transition;
/// What is kept when a group goes on under another id.
mod uprooted;
/// How urgent a conversation is.
pub mod urgency;
