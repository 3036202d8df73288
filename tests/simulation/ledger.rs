//! What people wrote, and what truly stood where: kept by the simulated network, never by the desk.

use std::collections::{BTreeMap, BTreeSet};

use crate::presses::Pressed;

/// A message: its chat and its id there.
pub type Id = (i64, i32);

/// The mark around the name of a message within its text, by which it is found again in cards and
/// folded messages.
const FENCE: char = '§';

/// What a message of a person is meant to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meant {
    /// A user's message for the team.
    ForTeam,
    /// An agent's answer for this user.
    ForUser(i64),
    /// The new text of a message that stands already.
    Edit,
    /// A note, or something that belongs to the team alone.
    Inside,
    /// A command.
    Command,
}

/// A message of a person.
#[derive(Clone, Debug)]
pub struct Said {
    /// When, by Telegram's clock, in milliseconds.
    pub at: i64,
    pub by: i64,
    pub id: Id,
    /// The name within its text, if it has a text.
    pub name: Option<String>,
    pub meant: Meant,
    /// Part of an album, whose delivery waits for its end.
    pub album: bool,
}

/// A message of the bot, as it truly came to stand in a chat.
#[derive(Clone, Debug)]
pub struct Post {
    pub at: i64,
    pub id: Id,
    pub thread: Option<i32>,
    /// The messages that it copies.
    pub of: Option<Id>,
    /// What it said at first.
    pub text: String,
    /// Names found in its text.
    pub names: Vec<String>,
    /// The data of its buttons.
    pub buttons: Vec<String>,
    pub reply_to: Option<i32>,
    /// The bot has heard that it stands there.
    pub clear: bool,
}

/// An emoji that an agent puts on a message, or takes off.
#[derive(Copy, Clone, Debug)]
pub struct Put {
    pub at: i64,
    pub by: i64,
    pub on: Id,
    pub emoji: Option<&'static str>,
}

/// A press on a button, as somebody made it.
#[derive(Clone, Debug)]
pub struct Press {
    pub at: i64,
    pub by: i64,
    pub on: Id,
    pub data: String,
    /// Under which its answer is found.
    pub press: String,
    /// What it was under still stood then; of what is gone Telegram tells a bot nothing more.
    pub stood: bool,
}

/// Exports of which somebody asked the running bot.
#[derive(Default, Debug)]
pub struct Exports {
    pub begun: usize,
    /// Whoever asked heard that it was written down.
    pub noted: usize,
}

/// Everything that happened on Telegram's side.
#[derive(Default, Debug)]
pub struct Ledger {
    pub said: Vec<Said>,
    pub posts: Vec<Post>,
    /// What the bot would have said under a message of a user who had blocked it.
    pub blocked: Vec<(Id, String)>,
    /// When an update about a message was handed to the bot first.
    pub handed: BTreeMap<Id, i64>,
    /// The names in edits that were handed to the bot. Of what is older than a day, it hears none.
    pub heard: BTreeSet<String>,
    /// The places of messages among everything that was handed to the bot.
    pub turns: BTreeMap<Id, u64>,
    /// The presses that were handed to the bot, in order.
    pub pressed: Vec<Pressed>,
    /// The last of those places.
    pub turn: u64,
    /// What the bot could not delete.
    pub undeletable: BTreeSet<Id>,
    /// The photos of people's albums, by their files.
    pub files: BTreeMap<String, Id>,
    /// The live locations of people, by the latitudes that they were ever at.
    pub places: BTreeMap<String, Id>,
    /// The latitudes that were handed to the bot.
    pub places_heard: BTreeSet<String>,
    /// Messages that an agent asked to be taken back, with the last command to do so.
    pub recalled: BTreeMap<Id, Id>,
    /// When somebody asked for a ban.
    pub ban_commands: Vec<i64>,
    /// What agents put on messages, in order.
    pub put: Vec<Put>,
    /// When an update about a reaction was handed to the bot first: of whom, on what, in which second.
    pub puts_heard: BTreeMap<(i64, Id, i64), i64>,
    /// When the bot put which reaction on a message, or took it off.
    pub shown: Vec<(i64, Id, Option<String>)>,
    /// What was pressed, whether or not the bot was told.
    pub presses: Vec<Press>,
    /// What operators asked for.
    pub exports: Exports,
    /// Commands that ask for a link, and who gave them.
    pub links: Vec<(Id, i64)>,
    /// Agents who were made administrators at some time.
    pub promoted: BTreeSet<i64>,
    /// What was found wrong as soon as it happened.
    pub noticed: Vec<String>,
    /// Topics that people deleted.
    pub deleted_topics: BTreeSet<Id>,
    /// Messages that people deleted.
    pub deleted: BTreeSet<Id>,
    names: u64,
}

impl Ledger {
    /// A name that no other message has, with the fences that make it findable.
    pub fn name(&mut self, kind: &str) -> (String, String) {
        self.names += 1;
        let name = format!("{kind}{}", self.names);
        let fenced = format!("{FENCE}{name}{FENCE}");
        (name, fenced)
    }
}

/// The names in a text.
pub fn names_in(text: &str) -> Vec<String> {
    text.split(FENCE)
        .skip(1)
        .step_by(2)
        .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric()))
        .map(str::to_owned)
        .collect()
}
