//! How a group becomes a desk: the printed link, `/setup CODE`, or `FRONTDESK_DESK`.
//!
//! A code works once, within an hour, for an administrator of the group, five tries an hour. A
//! stranger's group never becomes a desk, and a public one neither; a group is one desk at most. Desks
//! of the settings file are known again by their names.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::access::{Action, Actor};
use crate::domain::audit::Deed;
use crate::domain::button::Button;
use crate::domain::event::{Author, Command, Group, GroupCommand, GroupMessage};
use crate::domain::id::{ChatId, DeskId, MessageRef, UserId};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::{DeskFacts, Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, GroupKind, Rights};
use crate::domain::time::Timestamp;
use crate::store::{Speaker, Store, StoreError, Tx};

use super::settings::Listed;
use super::work::Work;

/// Where it is kept whether inline mode is on.
pub(super) const INLINE: &str = "inline";
/// How long a code works.
const CODE_LIVES: Duration = Duration::from_secs(60 * 60);
/// Wrong tries that one person has in an hour.
const TRIES: usize = 5;

/// A desk of the settings file that is to be bound to what is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// What users read.
    pub title: String,
    /// Whose users it is for, by their languages.
    pub languages: Vec<String>,
    /// The group that is to be it.
    pub chat: Option<ChatId>,
}

/// Why desks of the settings file cannot be what they say.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A group is one desk only.
    #[error(
        "desk \"{wanted}\": the group {chat} is the desk \"{is}\" already; give each desk a group of its own"
    )]
    Taken {
        /// The desk that wants it.
        wanted: String,
        /// The group.
        chat: ChatId,
        /// Whose it is.
        is: String,
    },
}

/// Numbers that are kept for desks of the settings file until they have a group, by name.
const RESERVED: &str = "desk-numbers";

/// Binds the desks of the settings file to those that are stored: by name, else by group; a first
/// desk that has no name yet takes the first one. `first` is the group of `FRONTDESK_DESK`, which is
/// that of the first desk whatever the file says. The list is in the order of the file.
///
/// # Errors
/// [`BindError`]; nothing is changed then.
pub fn bind(
    store: &Store,
    wanted: &[Wanted],
    first: Option<ChatId>,
    now: Timestamp,
) -> Result<Vec<Listed>, BindError> {
    let tx = store.write()?;
    let mut stored = tx.desks()?;
    if wanted.is_empty() {
        let id = stored.first().map_or(DeskId::FIRST, |desk| desk.id);
        if let Some(chat) = first {
            adopt_in(&tx, id, None, chat, now)?;
        }
        tx.commit()?;
        return Ok(Vec::new());
    }
    let mut reserved: BTreeMap<String, DeskId> = tx.meta(RESERVED)?.unwrap_or_default();
    let names: Vec<&str> = wanted.iter().map(|wanted| wanted.name.as_str()).collect();
    let is_free = |desk: &Desk| desk.name.as_deref().is_none_or(|name| !names.contains(&name));
    let mut bound: Vec<Option<DeskId>> = Vec::new();
    for desk in wanted {
        let named = stored.iter().find(|known| known.name.as_ref() == Some(&desk.name));
        let was = |known: &&Desk, chat| known.chat == chat || known.former_chats.contains(&chat);
        let there = desk
            .chat
            .and_then(|chat| stored.iter().find(|known| was(known, chat) && is_free(known)));
        bound.push(named.or(there).map(|known| known.id));
    }
    // One whose group another one names is that one.
    let unnamed =
        stored.iter().find(|known| known.name.is_none() && !bound.contains(&Some(known.id)));
    let unnamed = unnamed.map(|known| known.id);
    if let Some(place) = bound.first_mut().filter(|place| place.is_none()) {
        *place = unnamed;
    }
    let mut listed = Vec::new();
    for (place, desk) in wanted.iter().enumerate() {
        let known = bound.get(place).copied().flatten();
        // What was kept for a name may have become a desk of another one.
        let kept = reserved.get(&desk.name).copied();
        let kept = kept.filter(|id| stored.iter().all(|known| known.id != *id));
        let id = known.or(kept).unwrap_or_else(|| {
            let numbers = stored.iter().map(|desk| desk.id).chain(reserved.values().copied());
            DeskId(numbers.map(|id| id.0).max().unwrap_or(0).saturating_add(1))
        });
        reserved.insert(desk.name.clone(), id);
        if let Some(known) = stored.iter_mut().find(|known| known.id == id) {
            known.name = Some(desk.name.clone());
            tx.put_desk(known)?;
        }
        if let Some(chat) = first.filter(|_| place == 0).or(desk.chat) {
            adopt_in(&tx, id, Some(&desk.name), chat, now)?;
        }
        listed.push(Listed {
            id,
            name: desk.name.clone(),
            title: desk.title.clone(),
            languages: desk.languages.clone(),
        });
    }
    tx.set_meta(RESERVED, &reserved)?;
    tx.commit()?;
    for desk in stored.iter().filter(|desk| listed.iter().all(|listed| listed.id != desk.id)) {
        let name = desk.name.as_deref().unwrap_or_default();
        tracing::warn!(
            desk = %desk.id, name,
            "this desk is not in the settings file any more: what is open there goes on, and users no longer begin anything there"
        );
    }
    Ok(listed)
}

/// Makes a group the desk of this number, or finds the one that it became by an upgrade.
fn adopt_in(
    tx: &Tx,
    id: DeskId,
    name: Option<&str>,
    chat: ChatId,
    now: Timestamp,
) -> Result<(), BindError> {
    if let Some(desk) = tx.desk_of(chat)? {
        if desk.id == id {
            return Ok(());
        }
        let called =
            |name: Option<&str>, id: DeskId| name.map_or_else(|| id.to_string(), str::to_owned);
        return Err(BindError::Taken {
            wanted: called(name, id),
            chat,
            is: called(desk.name.as_deref(), desk.id),
        });
    }
    let desk = match tx.desk(id)? {
        // Another group was chosen: conversations go on there.
        Some(mut desk) => {
            desk.former_chats.push(desk.chat);
            desk.chat = chat;
            desk.checklist = None;
            desk
        }
        None => Desk {
            rights: Rights { present: true, ..Rights::default() },
            told_plain: false,
            ..new_desk(id, name, chat, now)
        },
    };
    tx.put_desk(&desk)?;
    Ok(())
}

/// A desk that nobody has looked at yet.
fn new_desk(id: DeskId, name: Option<&str>, chat: ChatId, now: Timestamp) -> Desk {
    Desk {
        id,
        name: name.map(str::to_owned),
        chat,
        former_chats: Vec::new(),
        title: String::new(),
        kind: GroupKind::Super,
        rights: Rights::default(),
        public: false,
        last_number: 0,
        since: now,
        told_plain: true,
        checklist: None,
        stale_topics: Default::default(),
        topics_to_delete: Default::default(),
    }
}

/// A code that makes one group a desk.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SetupCode {
    /// The desk that the group becomes.
    pub desk: DeskId,
    /// The code.
    pub code: String,
    /// The end of it.
    pub until: Timestamp,
}

impl SetupCode {
    /// The codes that work now, one for each of these desks that has no group yet; where none are
    /// listed, for the only one there will be.
    ///
    /// # Errors
    /// [`StoreError`] if they cannot be kept, or the system has no randomness.
    pub fn current(
        store: &Store,
        listed: &[Listed],
        now: Timestamp,
    ) -> Result<Vec<Self>, StoreError> {
        let tx = store.write()?;
        let mut codes: Vec<Self> = tx.meta(CODES)?.unwrap_or_default();
        let vacant = vacant(&tx, listed)?;
        codes.retain(|code| now < code.until && vacant.contains(&code.desk));
        for desk in vacant {
            if codes.iter().all(|code| code.desk != desk) {
                codes.push(Self { desk, code: random_code()?, until: now.plus(CODE_LIVES) });
            }
        }
        codes.sort_by_key(|code| code.desk);
        tx.set_meta(CODES, &codes)?;
        tx.commit()?;
        Ok(codes)
    }

    /// Makes a group the desk of this number, or finds the one that it became by an upgrade.
    ///
    /// # Errors
    /// [`BindError`] if it cannot be kept, or is another desk.
    pub fn adopt(
        store: &Store,
        desk: DeskId,
        chat: ChatId,
        now: Timestamp,
    ) -> Result<(), BindError> {
        let tx = store.write()?;
        adopt_in(&tx, desk, None, chat, now)?;
        Ok(tx.commit()?)
    }
}

/// Codes that work, as they are kept.
const CODES: &str = "setup-codes";

/// The desks that have no group yet.
fn vacant(tx: &Tx, listed: &[Listed]) -> Result<Vec<DeskId>, StoreError> {
    let stored = tx.desks()?;
    if listed.is_empty() {
        return Ok(if stored.is_empty() { vec![DeskId::FIRST] } else { Vec::new() });
    }
    let ids = listed.iter().map(|listed| listed.id);
    Ok(ids.filter(|id| stored.iter().all(|desk| desk.id != *id)).collect())
}

fn random_code() -> Result<String, StoreError> {
    let mut random = [0_u8; 12];
    getrandom::fill(&mut random)
        .map_err(|e| StoreError::System(std::io::Error::other(e.to_string())))?;
    let letters: Vec<u8> = (b'a'..=b'z').chain(b'2'..=b'9').collect();
    Ok(random
        .iter()
        .filter_map(|byte| letters.get(usize::from(*byte) % letters.len()))
        .map(|letter| char::from(*letter))
        .collect())
}

/// A command with the right code, until Telegram has told about its group and its sender.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pending {
    #[serde(default = "first")]
    desk: DeskId,
    group: Group,
    message: i32,
    thread: Option<i32>,
    author: Author,
    asked: Timestamp,
}

fn first() -> DeskId {
    DeskId::FIRST
}

/// Wrong tries of the last hour, by person.
type Tries = BTreeMap<i64, Vec<Timestamp>>;

impl Work<'_> {
    /// A message in a group that is no desk: only a set-up command means anything.
    pub(super) fn message_elsewhere(&mut self, message: &GroupMessage) -> Result<(), StoreError> {
        let code = match &message.command {
            Some(Command::Known(GroupCommand::Start(code))) => Some(code.as_str()),
            Some(Command::Known(GroupCommand::Setup(code))) => Some(code.as_deref().unwrap_or("")),
            _ => None,
        };
        let Some(code) = code else { return Ok(()) };
        let by = match &message.author {
            Author::Person(person) => person.id,
            // Only administrators can be anonymous; the try is counted on the group.
            Author::AnonymousAdmin => UserId(message.group.chat.0),
            Author::Channel | Author::Stranger | Author::Ourselves => return Ok(()),
        };
        match self.try_code(message, by, code)? {
            Ok(()) => Ok(()),
            Err(refusal) => {
                tracing::warn!(chat = %message.group.chat, %by, why = refusal.key(), "set-up refused");
                self.say_in(message.group.chat, message, refusal.into())
            }
        }
    }

    fn try_code(
        &mut self,
        message: &GroupMessage,
        by: UserId,
        code: &str,
    ) -> Result<Result<(), Notice>, StoreError> {
        if self.vacant()?.is_empty() {
            return Ok(Err(Notice::SetupElsewhere));
        }
        if code.is_empty() {
            return Ok(Err(Notice::SetupNeedsCode));
        }
        let hour = Duration::from_secs(60 * 60);
        let mut tries: Tries = self.tx.meta("setup-tries")?.unwrap_or_default();
        for times in tries.values_mut() {
            times.retain(|at| self.now.since(*at) < hour);
        }
        tries.retain(|_, times| !times.is_empty());
        if tries.get(&by.0).is_some_and(|times| times.len() >= TRIES) {
            return Ok(Err(Notice::SetupTooOften));
        }
        let codes: Vec<SetupCode> = self.tx.meta(CODES)?.unwrap_or_default();
        let right = codes.into_iter().find(|stored| {
            self.now < stored.until && same(stored.code.as_bytes(), code.as_bytes())
        });
        let Some(SetupCode { desk, .. }) = right else {
            tries.entry(by.0).or_default().push(self.now);
            self.tx.set_meta("setup-tries", &tries)?;
            return Ok(Err(Notice::SetupWrongCode));
        };
        if message.group.public {
            return Ok(Err(Notice::SetupPublic));
        }
        // Whether the sender administers the group, and whether strangers read it, only Telegram
        // can tell: the command waits for its answer, and the code stays good meanwhile.
        let mut pending: Vec<Pending> = self.tx.meta("setup-pending")?.unwrap_or_default();
        pending.retain(|p| p.group.chat != message.group.chat && self.now.since(p.asked) < hour);
        pending.push(Pending {
            desk,
            group: message.group.clone(),
            message: message.message,
            thread: message.thread,
            author: message.author.clone(),
            asked: self.now,
        });
        self.tx.set_meta("setup-pending", &pending)?;
        let task = Task::LookUpGroup(message.group.chat);
        self.push(Lane::Desk(DeskId(0)), Priority::Press, None, task, Slot::None)?;
        Ok(Ok(()))
    }

    /// Telegram has told what a group is like for which somebody had the right code.
    pub(super) fn group_looked_at(
        &mut self,
        chat: ChatId,
        facts: &DeskFacts,
    ) -> Result<(), StoreError> {
        let mut pending: Vec<Pending> = self.tx.meta("setup-pending")?.unwrap_or_default();
        let Some(index) = pending.iter().position(|pending| pending.group.chat == chat) else {
            return Ok(());
        };
        let asked = pending.remove(index);
        self.tx.set_meta("setup-pending", &pending)?;
        let administers = match &asked.author {
            Author::Person(person) => facts
                .administrators
                .iter()
                .any(|administrator| administrator.person.id == person.id),
            Author::AnonymousAdmin => true,
            Author::Channel | Author::Stranger | Author::Ourselves => false,
        };
        let taken = self.tx.desk(asked.desk)?.is_some() || self.tx.desk_of(chat)?.is_some();
        let refusal = if taken {
            Notice::SetupElsewhere
        } else if !administers {
            Notice::SetupNotAdministrator
        } else if facts.public {
            Notice::SetupPublic
        } else {
            return self.set_up(&asked, facts);
        };
        tracing::warn!(%chat, why = refusal.key(), "set-up refused");
        let spot = MessageRef { chat, message: asked.message };
        self.say_under(spot, asked.thread, refusal.into())
    }

    /// The group becomes the desk, and the code is used up.
    fn set_up(&mut self, asked: &Pending, facts: &DeskFacts) -> Result<(), StoreError> {
        let id = asked.desk;
        let mut codes: Vec<SetupCode> = self.tx.meta(CODES)?.unwrap_or_default();
        codes.retain(|code| code.desk != id);
        self.tx.set_meta(CODES, &codes)?;
        let listed = self.listed().iter().find(|listed| listed.id == id);
        let chat = asked.group.chat;
        let desk = Desk {
            title: facts.title.clone(),
            kind: facts.kind,
            rights: facts.rights,
            public: facts.public,
            ..new_desk(id, listed.map(|listed| listed.name.as_str()), chat, self.now)
        };
        self.tx.put_desk(&desk)?;
        let by = match &asked.author {
            Author::Person(person) => Speaker::Agent(person.id),
            Author::AnonymousAdmin | Author::Channel | Author::Stranger | Author::Ourselves => {
                Speaker::Team
            }
        };
        self.audit(id, by, Deed::SetUp(chat))?;
        tracing::info!(%chat, desk = %id, "a group became a desk");
        self.tx.set_meta(&wants_checklist(id), &true)?;
        self.desk_facts(&DeskFacts { desk: id, ..facts.clone() })
    }

    /// The desks that have no group yet.
    pub(super) fn vacant(&self) -> Result<Vec<DeskId>, StoreError> {
        vacant(self.tx, self.listed())
    }

    /// `/setup` in a desk shows the checklist once more.
    pub(super) fn setup_again(
        &mut self,
        desk: &Desk,
        by: Actor,
        _message: &GroupMessage,
        with_code: bool,
    ) -> Result<Option<Notice>, StoreError> {
        if with_code {
            return Ok(Some(Notice::SetupDoneAlready));
        }
        if let Err(refusal) = self.allowed(desk.id, by, Action::Setup) {
            return Ok(Some(refusal));
        }
        self.tx.set_meta(&wants_checklist(desk.id), &true)?;
        let task = Task::LookUpDesk(desk.id);
        self.push(Lane::Desk(desk.id), Priority::Press, None, task, Slot::None)?;
        Ok(None)
    }

    /// Once Telegram has told what the group is like: the checklist, if it was asked for, or the
    /// standing one brought to the newest state.
    pub(super) fn redraw_checklist(&mut self, desk: &Desk) -> Result<(), StoreError> {
        let saying = checklist(desk, self.tx.meta(INLINE)?);
        let place = Place::Desk(desk.id);
        let wanted = wants_checklist(desk.id);
        if self.tx.meta(&wanted)?.unwrap_or(false) {
            self.tx.set_meta(&wanted, &false)?;
            let task = Task::Say { place, saying, reply_to: None, silent: true };
            let slot = Slot::Checklist(desk.id);
            self.push(Lane::Desk(desk.id), Priority::Press, None, task, slot)?;
        } else if let Some(message) = desk.checklist {
            let task = Task::Edit { message, saying };
            self.push(Lane::Desk(desk.id), Priority::Card, None, task, Slot::None)?;
        }
        Ok(())
    }

    fn say_in(
        &mut self,
        chat: ChatId,
        message: &GroupMessage,
        saying: Saying,
    ) -> Result<(), StoreError> {
        self.say_under(MessageRef { chat, message: message.message }, message.thread, saying)
    }

    fn say_under(
        &mut self,
        message: MessageRef,
        thread: Option<i32>,
        saying: Saying,
    ) -> Result<(), StoreError> {
        let place = Place::Spot { chat: message.chat, thread };
        let reply_to = Some(message);
        let task = Task::Say { place, saying, reply_to, silent: true };
        // The desk of a group that is none: a lane of its own.
        self.push(Lane::Desk(DeskId(0)), Priority::Press, None, task, Slot::None)?;
        Ok(())
    }
}

/// Under what it is noted that a checklist was asked for.
fn wants_checklist(desk: DeskId) -> String {
    format!("checklist-wanted {desk}")
}

/// What is right and what is missing, each with how to mend it.
fn checklist(desk: &Desk, inline: Option<bool>) -> Saying {
    let point = |right: bool, yes: Notice, no: Notice| if right { yes } else { no };
    let rights = desk.rights;
    let mut lines = vec![
        point(rights.administrator, Notice::CheckAdministrator, Notice::CheckAdministratorMissing),
        match desk.kind {
            GroupKind::Forum => {
                point(rights.manage_topics, Notice::CheckTopics, Notice::CheckTopicsMissing)
            }
            GroupKind::Super => Notice::CheckPlain,
            GroupKind::Basic => Notice::CheckBasic,
        },
        point(rights.delete_messages, Notice::CheckDelete, Notice::CheckDeleteMissing),
        point(rights.pin_messages, Notice::CheckPin, Notice::CheckPinMissing),
    ];
    lines.push(point(!desk.public, Notice::CheckPrivate, Notice::CheckPublic));
    lines.extend(inline.map(|on| point(on, Notice::CheckInline, Notice::CheckInlineOff)));
    let notice = Notice::Checklist { title: desk.title.clone(), lines };
    notice.with(vec![vec![Button::OnTheTeam(desk.id)]])
}

/// Compares in constant time, so that a code cannot be guessed letter by letter.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
}
