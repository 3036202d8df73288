//! People, agents and desks: what is known of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};

use super::access::Role;
use super::flood::Flood;
use super::id::{ChatId, ConversationId, DeskId, MessageRef, RowId, UserId};
use super::routing::Duty;
use super::time::Timestamp;

/// Code points of a name that are shown; longer ones are cut (product.md section 7).
pub const NAME_LENGTH: usize = 32;

/// A person, as Telegram last described them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Telegram's id.
    pub id: UserId,
    /// First name; may be any text at all.
    pub first_name: String,
    /// Last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// Without the `@`.
    #[serde(default)]
    pub username: Option<String>,
    /// The app's language, an IETF tag such as `pt-br`; often absent (telegram-facts B13).
    #[serde(default)]
    pub language: Option<String>,
}

impl Person {
    /// First and last name, cleaned and cut: no line breaks, no direction marks, no more than
    /// [`NAME_LENGTH`] code points.
    pub fn name(&self) -> String {
        let whole = match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        };
        let clean = clean_name(&whole);
        if clean.is_empty() { format!("{}", self.id) } else { clean }
    }

    /// The name as a forum topic carries it: first name and the initial of the last one.
    pub fn short_name(&self) -> String {
        let initial = self
            .last_name
            .as_deref()
            .and_then(|last| clean_name(last).chars().next().map(|first| format!(" {first}.")));
        let first = clean_name(&self.first_name);
        let first = if first.is_empty() { format!("{}", self.id) } else { first };
        first + initial.as_deref().unwrap_or("")
    }
}

/// Takes out of a name whatever could spoil the line it stands in, and cuts it.
pub fn clean_name(name: &str) -> String {
    let harmless: String = name
        .chars()
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    let words: Vec<&str> = harmless.split_whitespace().collect();
    words.join(" ").chars().take(NAME_LENGTH).collect::<String>().trim_end().to_owned()
}

/// Direction marks, joiners that begin nothing, the private use area, and the noncharacters that
/// rendering reserves: a name of nothing but these would be shown as none.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2060}' | '\u{FEFF}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{E000}'..='\u{F8FF}'
        | '\u{FDD0}'..='\u{FDEF}')
}

/// Something that a desk keeps of a user, by a name of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Field {
    /// The desk, which alone sees it.
    pub desk: DeskId,
    /// Its name, spelled like a tag.
    pub key: String,
    /// One line.
    pub value: String,
}

/// A user of the desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Profile {
    /// As Telegram last described them.
    pub person: Person,
    /// Chosen by `/language`; a folder's name in `locales`.
    #[serde(default)]
    pub chosen_language: Option<String>,
    /// When they first wrote.
    pub first_seen: Timestamp,
    /// Since when they have blocked the bot.
    #[serde(default)]
    pub blocked: Option<Timestamp>,
    /// The last row that was written before that was known: a later one that arrives proves them
    /// back.
    #[serde(default)]
    pub blocked_after: Option<RowId>,
    /// When they had last let the bot in again.
    #[serde(default)]
    pub returned: Option<Timestamp>,
    /// What failed because they had blocked the bot, oldest first.
    #[serde(default)]
    pub undelivered: Vec<RowId>,
    /// The account is gone; nobody will ever let the bot in again.
    #[serde(default)]
    pub gone: bool,
    /// The greeting was sent.
    #[serde(default)]
    pub greeted: bool,
    /// `/new`: the next message begins a new matter.
    #[serde(default)]
    pub wants_new: bool,
    /// What desks keep of them with `/set`.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// The payload of the last `/start`, for the next conversation.
    #[serde(default)]
    pub source: Option<String>,
    /// Open conversations, at most one of each desk, newest last.
    #[serde(default, deserialize_with = "one_or_several")]
    pub open: Vec<ConversationId>,
    /// The desk that they chose last: by link, by `/desk` or by the menu.
    #[serde(default)]
    pub current: Option<DeskId>,
    /// Completed conversations, newest last.
    #[serde(default)]
    pub completed: Vec<ConversationId>,
    /// Told already that these desks cannot be reached at present.
    #[serde(default, deserialize_with = "whether_or_which")]
    pub told_unreachable: BTreeSet<DeskId>,
    /// Everything else was erased; this much is kept until they have been told so.
    #[serde(default)]
    pub forgotten: bool,
    /// How much they have written of late.
    #[serde(default)]
    pub flood: Flood,
    /// Has shown to be a person.
    #[serde(default)]
    pub proven: bool,
}

impl Profile {
    /// Somebody who is seen for the first time.
    pub fn new(person: Person, now: Timestamp) -> Self {
        Self {
            person,
            chosen_language: None,
            first_seen: now,
            blocked: None,
            blocked_after: None,
            returned: None,
            undelivered: Vec::new(),
            gone: false,
            greeted: false,
            wants_new: false,
            fields: Vec::new(),
            source: None,
            open: Vec::new(),
            current: None,
            completed: Vec::new(),
            told_unreachable: BTreeSet::new(),
            forgotten: false,
            flood: Flood::default(),
            proven: false,
        }
    }

    /// Whether nobody needs to ask any more if this is a person: they have had a conversation, or have
    /// said so.
    pub fn is_known(&self) -> bool {
        self.proven || !self.open.is_empty() || !self.completed.is_empty()
    }

    /// The open conversation at a desk.
    pub fn open_at(&self, desk: DeskId) -> Option<ConversationId> {
        self.open.iter().copied().find(|id| id.desk == desk)
    }

    /// A conversation is open from now on: the only one at its desk.
    pub fn begins(&mut self, id: ConversationId) {
        self.open.retain(|open| open.desk != id.desk);
        self.open.push(id);
    }

    /// A conversation is not open any more.
    pub fn ends(&mut self, id: ConversationId) {
        self.open.retain(|open| *open != id);
    }

    /// The language tag that decides which words this person reads, if any is known.
    pub fn language(&self) -> Option<&str> {
        self.chosen_language.as_deref().or(self.person.language.as_deref())
    }
}

/// Files from before there were several desks have one open conversation, or none.
fn one_or_several<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ConversationId>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Open {
        Several(Vec<ConversationId>),
        One(Option<ConversationId>),
    }
    Ok(match Open::deserialize(from)? {
        Open::Several(several) => several,
        Open::One(one) => one.into_iter().collect(),
    })
}

/// Files from before there were several desks say whether the only one was meant.
fn whether_or_which<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeSet<DeskId>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Told {
        Which(BTreeSet<DeskId>),
        Whether(bool),
    }
    Ok(match Told::deserialize(from)? {
        Told::Which(which) => which,
        Told::Whether(told) => told.then_some(DeskId::FIRST).into_iter().collect(),
    })
}

/// What Telegram says a person is in a group.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Standing {
    /// The group's owner.
    Creator,
    /// An administrator.
    Administrator,
    /// An ordinary member.
    Member,
    /// Not in the group.
    Outside,
}

/// A person in a desk's group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Member {
    /// As Telegram last described them.
    pub person: Person,
    /// What Telegram says they are.
    pub standing: Standing,
    /// Posts as the group itself (telegram-facts B10).
    #[serde(default)]
    pub anonymous: bool,
    /// Given with `/role`.
    #[serde(default)]
    pub role: Option<Role>,
    /// Seen writing, pressing or on the list of administrators, so that work can be assigned.
    #[serde(default)]
    pub known: bool,
    /// Has had the line about `//` and `/recall`.
    #[serde(default)]
    pub told_basics: bool,
    /// When they can be given conversations.
    #[serde(default)]
    pub duty: Duty,
}

/// How a group is built, which decides how conversations are shown in it.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum GroupKind {
    /// A basic group: no links, and it may be upgraded.
    Basic,
    /// A supergroup without topics.
    Super,
    /// A supergroup with topics.
    Forum,
}

/// What the bot may do in the group.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Rights {
    /// Is in the group at all.
    pub present: bool,
    /// Is an administrator; without it privacy mode hides what agents write (telegram-facts B1).
    pub administrator: bool,
    /// May create, close and rename topics.
    pub manage_topics: bool,
    /// May delete what others wrote.
    pub delete_messages: bool,
    /// May pin.
    pub pin_messages: bool,
    /// Is restricted: may read, but not write.
    #[serde(default)]
    pub muted: bool,
}

/// One private agent group and its conversations.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Desk {
    /// Its number inside Frontdesk.
    pub id: DeskId,
    /// Its name in the settings file, if that names desks.
    #[serde(default)]
    pub name: Option<String>,
    /// Its group.
    pub chat: ChatId,
    /// Ids the group had before it was upgraded; buttons there still belong to this desk.
    #[serde(default)]
    pub former_chats: Vec<ChatId>,
    /// The group's title.
    pub title: String,
    /// How the group is built.
    pub kind: GroupKind,
    /// What the bot may do there.
    pub rights: Rights,
    /// A group with a public name: strangers could read it.
    #[serde(default)]
    pub public: bool,
    /// The last number given to a conversation.
    #[serde(default)]
    pub last_number: u32,
    /// When it was set up.
    pub since: Timestamp,
    /// The administrators were told that topics cannot be managed.
    #[serde(default)]
    pub told_plain: bool,
    /// The set-up message with its checklist.
    #[serde(default)]
    pub checklist: Option<MessageRef>,
    /// Conversations whose topics could not be brought to their state, because the desk had none to
    /// manage just then; by number.
    #[serde(default)]
    pub stale_topics: BTreeSet<u32>,
    /// Topics of conversations that were erased, which Telegram did not let the bot delete then.
    #[serde(default)]
    pub topics_to_delete: BTreeSet<i32>,
}

impl Desk {
    /// Whether each conversation has a topic of its own. Without the right to manage topics a
    /// forum works as a plain group (product.md section 7).
    pub fn has_topics(&self) -> bool {
        self.kind == GroupKind::Forum && self.rights.manage_topics
    }

    /// Whether the group can be written to at all.
    pub fn reachable(&self) -> bool {
        self.rights.present && !self.rights.muted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile, with these fields as an older version wrote them.
    fn read(open: &str, told: &str) -> Profile {
        let text = format!(
            r#"{{"person":{{"id":7,"first_name":"Anna"}},"first_seen":1,"open":{open},"told_unreachable":{told}}}"#
        );
        serde_json::from_str(&text).expect("a profile")
    }

    #[test]
    fn a_profile_from_before_there_were_several_desks_is_read() {
        let one = ConversationId { desk: DeskId::FIRST, number: 3 };
        assert_eq!(read(r#"{"desk":1,"number":3}"#, "true").open, [one]);
        assert_eq!(read("null", "false").open, []);
        assert_eq!(read("[]", "[]").open, []);
        assert_eq!(read(r#"[{"desk":1,"number":3}]"#, "[1]").open, [one]);
        assert_eq!(read("null", "true").told_unreachable, BTreeSet::from([DeskId::FIRST]));
        assert_eq!(read("null", "false").told_unreachable, BTreeSet::new());
    }
}
