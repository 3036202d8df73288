//! Who may do what. Pure: roles and a table of actions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::UserId;
use super::people::{Member, Standing};

/// What a person is in a desk. Each may do whatever the ones before may.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A person of the group.
    Agent,
    /// Appointed with `/role`; may reopen, approve, see statistics.
    Lead,
    /// By Telegram's administrators or by the settings.
    Admin,
}

/// Everything that needs a right.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Take a conversation.
    Take,
    /// Give one to somebody, or to nobody.
    Assign,
    /// Say when they are away.
    Away,
    /// Set aside and resume.
    Pending,
    /// Call the leads.
    Escalate,
    /// Have a conversation come back at some time.
    FollowUp,
    /// Put reminders of a wait off.
    Snooze,
    /// Complete, with its question.
    Complete,
    /// Confirm a question that somebody else asked.
    ConfirmForOthers,
    /// Reopen by right.
    Reopen,
    /// Join two conversations of a user.
    Merge,
    /// Move a conversation to another desk.
    Move,
    /// Ask for a reopening.
    RequestReopen,
    /// Grant or refuse a requested reopening.
    Approve,
    /// Write notes.
    Note,
    /// Complete or tag many conversations at once.
    Bulk,
    /// Put tags on and take them off.
    Tag,
    /// Say what a tag of the desk looks like and who gets its conversations.
    DefineTags,
    /// Add and remove canned replies.
    Canned,
    /// Take back an answer that went to the user.
    Recall,
    /// Ban users, and let them in again.
    Ban,
    /// See the team's figures.
    Stats,
    /// See histories, queues and lists.
    List,
    /// Make links by which users come.
    Link,
    /// Give roles.
    Roles,
    /// See who did what.
    Audit,
    /// Set a desk up, see its checklist.
    Setup,
    /// See what is in force.
    Settings,
    /// Change settings in the chat.
    ChangeSettings,
    /// See, handle again or let go of what was set aside.
    Quarantine,
}

impl Action {
    /// Every action, for tables and tests.
    pub const ALL: &[Action] = &[
        Action::Take,
        Action::Assign,
        Action::Away,
        Action::Pending,
        Action::Escalate,
        Action::FollowUp,
        Action::Snooze,
        Action::Complete,
        Action::ConfirmForOthers,
        Action::Reopen,
        Action::Merge,
        Action::Move,
        Action::RequestReopen,
        Action::Approve,
        Action::Note,
        Action::Tag,
        Action::Bulk,
        Action::DefineTags,
        Action::Canned,
        Action::Recall,
        Action::Ban,
        Action::Stats,
        Action::List,
        Action::Link,
        Action::Roles,
        Action::Audit,
        Action::Setup,
        Action::Settings,
        Action::ChangeSettings,
        Action::Quarantine,
    ];

    /// Who may, unless the settings say otherwise.
    pub fn default_role(self) -> Role {
        match self {
            Action::Take
            | Action::Assign
            | Action::Away
            | Action::Pending
            | Action::Escalate
            | Action::FollowUp
            | Action::Snooze
            | Action::Complete
            | Action::Move
            | Action::RequestReopen
            | Action::Note
            | Action::Tag
            | Action::Recall
            | Action::List
            | Action::Link => Role::Agent,
            Action::ConfirmForOthers
            | Action::Reopen
            | Action::Merge
            | Action::Ban
            | Action::Bulk
            | Action::DefineTags
            | Action::Canned
            | Action::Approve
            | Action::Stats => Role::Lead,
            Action::Roles
            | Action::Audit
            | Action::Setup
            | Action::Settings
            | Action::ChangeSettings
            | Action::Quarantine => Role::Admin,
        }
    }
}

/// What Telegram's administrators of the group are here (`[permissions] telegram_admins`).
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TelegramAdmins {
    /// Admins.
    #[default]
    Admin,
    /// Agents like everybody.
    Agent,
    /// Only the group's owner is an admin.
    CreatorOnly,
}

/// The settings about rights.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Permissions {
    /// What Telegram's administrators are.
    pub telegram_admins: TelegramAdmins,
    /// Admins by id, whatever Telegram says.
    pub admins: Vec<UserId>,
    /// Actions whose role the settings change.
    pub roles: BTreeMap<Action, Role>,
}

impl Permissions {
    /// The least role that may do it.
    pub fn needed(&self, action: Action) -> Role {
        self.roles.get(&action).copied().unwrap_or_else(|| action.default_role())
    }

    /// What a member is; `None` for somebody outside the group, whatever else is stored of them.
    pub fn role(&self, member: &Member) -> Option<Role> {
        if member.standing == Standing::Outside {
            return None;
        }
        match self.given_elsewhere(member) {
            Some(_) => Some(Role::Admin),
            None => Some(member.role.unwrap_or(Role::Agent)),
        }
    }

    /// What makes somebody an admin whom `/role` cannot make anything else.
    pub fn given_elsewhere(&self, member: &Member) -> Option<Elsewhere> {
        match (member.standing, self.telegram_admins) {
            (Standing::Outside, _) => None,
            (Standing::Creator, TelegramAdmins::Admin | TelegramAdmins::CreatorOnly)
            | (Standing::Administrator, TelegramAdmins::Admin) => Some(Elsewhere::Telegram),
            _ if self.admins.contains(&member.person.id) => Some(Elsewhere::Settings),
            _ => None,
        }
    }
}

/// Where somebody is made an admin, if not in the desk.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Elsewhere {
    /// In the group's administrators.
    Telegram,
    /// In the settings, by id.
    Settings,
}

/// Somebody who acts in a desk.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// Who. An anonymous administrator who writes a command has no id that can be known.
    pub id: Option<UserId>,
    /// What they are at this moment.
    pub role: Role,
    /// Acts in the name of the group.
    pub anonymous: bool,
}

impl Actor {
    /// Whether they may.
    pub fn may(&self, action: Action, permissions: &Permissions) -> bool {
        self.role >= permissions.needed(action)
    }
}
