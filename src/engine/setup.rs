//! How a group becomes a desk: the printed link, `/setup CODE`, or `FRONTDESK_DESK`.
//!
//! A code works once, within an hour, for an administrator of the group, five tries an hour. A
//! stranger's group never becomes a desk, and a public one neither.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::access::{Action, Actor};
use crate::domain::button::Button;
use crate::domain::event::{Author, Command, Group, GroupCommand, GroupMessage};
use crate::domain::id::{ChatId, DeskId, MessageRef, UserId};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::{DeskFacts, Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, GroupKind, Rights};
use crate::domain::time::Timestamp;
use crate::store::{Audit, Speaker, Store, StoreError};

use super::work::Work;

/// How long a code works.
const CODE_LIVES: Duration = Duration::from_secs(60 * 60);
/// Wrong tries that one person has in an hour.
const TRIES: usize = 5;

/// A code that makes one group a desk.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SetupCode {
    /// The code.
    pub code: String,
    /// The end of it.
    pub until: Timestamp,
}

impl SetupCode {
    /// The code that works now; a new one if there is none. `None` once a desk is set up.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be kept, or the system has no randomness.
    pub fn current(store: &Store, now: Timestamp) -> Result<Option<Self>, StoreError> {
        let tx = store.write()?;
        if !tx.desks()?.is_empty() {
            return Ok(None);
        }
        let stored: Option<Self> = tx.meta("setup-code")?;
        if let Some(code) = stored.filter(|code| now < code.until) {
            return Ok(Some(code));
        }
        let mut random = [0_u8; 12];
        getrandom::fill(&mut random)
            .map_err(|e| StoreError::System(std::io::Error::other(e.to_string())))?;
        let letters: Vec<u8> = (b'a'..=b'z').chain(b'2'..=b'9').collect();
        let code = random
            .iter()
            .filter_map(|byte| letters.get(usize::from(*byte) % letters.len()))
            .map(|letter| char::from(*letter))
            .collect();
        let code = Self { code, until: now.plus(CODE_LIVES) };
        tx.set_meta("setup-code", &code)?;
        tx.commit()?;
        Ok(Some(code))
    }

    /// Makes the group of `FRONTDESK_DESK` the desk, or finds the one that it became by an upgrade.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be kept.
    pub fn adopt(store: &Store, chat: ChatId, now: Timestamp) -> Result<DeskId, StoreError> {
        let tx = store.write()?;
        if let Some(desk) = tx.desk_of(chat)? {
            return Ok(desk.id);
        }
        let id = DeskId(1);
        let desk = match tx.desk(id)? {
            // Another group was chosen: conversations go on there.
            Some(mut desk) => {
                desk.former_chats.push(desk.chat);
                desk.chat = chat;
                desk.checklist = None;
                desk
            }
            None => Desk {
                id,
                chat,
                former_chats: Vec::new(),
                title: String::new(),
                kind: GroupKind::Super,
                rights: Rights { present: true, ..Rights::default() },
                public: false,
                last_number: 0,
                since: now,
                told_plain: false,
                checklist: None,
                stale_topics: Default::default(),
            },
        };
        tx.put_desk(&desk)?;
        tx.commit()?;
        Ok(id)
    }
}

/// A command with the right code, until Telegram has told about its group and its sender.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pending {
    group: Group,
    message: i32,
    thread: Option<i32>,
    author: Author,
    asked: Timestamp,
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
        if self.first_desk()?.is_some() {
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
        let stored: Option<SetupCode> = self.tx.meta("setup-code")?;
        let right = stored.is_some_and(|stored| {
            self.now < stored.until && same(stored.code.as_bytes(), code.as_bytes())
        });
        if !right {
            tries.entry(by.0).or_default().push(self.now);
            self.tx.set_meta("setup-tries", &tries)?;
            return Ok(Err(Notice::SetupWrongCode));
        }
        if message.group.public {
            return Ok(Err(Notice::SetupPublic));
        }
        // Whether the sender administers the group, and whether strangers read it, only Telegram
        // can tell: the command waits for its answer, and the code stays good meanwhile.
        let mut pending: Vec<Pending> = self.tx.meta("setup-pending")?.unwrap_or_default();
        pending.retain(|p| p.group.chat != message.group.chat && self.now.since(p.asked) < hour);
        pending.push(Pending {
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
        let refusal = if self.first_desk()?.is_some() {
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
        self.tx.set_meta("setup-code", &SetupCode { code: String::new(), until: self.now })?;
        let id = DeskId(1);
        let chat = asked.group.chat;
        let desk = Desk {
            id,
            chat,
            former_chats: Vec::new(),
            title: facts.title.clone(),
            kind: facts.kind,
            rights: facts.rights,
            public: facts.public,
            last_number: 0,
            since: self.now,
            told_plain: true,
            checklist: None,
            stale_topics: Default::default(),
        };
        self.tx.put_desk(&desk)?;
        let by = match &asked.author {
            Author::Person(person) => Speaker::Agent(person.id),
            Author::AnonymousAdmin | Author::Channel | Author::Stranger | Author::Ourselves => {
                Speaker::Team
            }
        };
        self.tx.audit(&Audit {
            at: self.now,
            desk: Some(id),
            conversation: None,
            by,
            what: format!("setup {chat}"),
        })?;
        tracing::info!(%chat, "a group became the desk");
        self.tx.set_meta("checklist-wanted", &true)?;
        self.desk_facts(&DeskFacts { desk: id, ..facts.clone() })
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
        self.tx.set_meta("checklist-wanted", &true)?;
        let task = Task::LookUpDesk(desk.id);
        self.push(Lane::Desk(desk.id), Priority::Press, None, task, Slot::None)?;
        Ok(None)
    }

    /// Once Telegram has told what the group is like: the checklist, if it was asked for, or the
    /// standing one brought to the newest state.
    pub(super) fn redraw_checklist(&mut self, desk: &Desk) -> Result<(), StoreError> {
        let saying = checklist(desk);
        let place = Place::Desk(desk.id);
        if self.tx.meta("checklist-wanted")?.unwrap_or(false) {
            self.tx.set_meta("checklist-wanted", &false)?;
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

/// What is right and what is missing, each with how to mend it.
fn checklist(desk: &Desk) -> Saying {
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
    let notice = Notice::Checklist { title: desk.title.clone(), lines };
    notice.with(vec![vec![Button::OnTheTeam(desk.id)]])
}

/// Compares in constant time, so that a code cannot be guessed letter by letter.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
}
