//! `/role`: who is agent, lead or admin.
//!
//! Promises: nobody can be locked out. Whoever Telegram or the settings make an admin stays one, which
//! is said; and the last admin stays one too. Rights are asked anew at every command and press, so of two
//! who demote each other at once the first one wins.

use crate::domain::access::{Action, Actor, Elsewhere, Role};
use crate::domain::audit::Deed;
use crate::domain::event::GroupMessage;
use crate::domain::id::DeskId;
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, Member, Standing};
use crate::store::StoreError;

use super::work::Work;

/// People whom `/role` lists; of more, agents are only counted.
const LISTED: usize = 40;

impl Work<'_> {
    pub(super) fn role_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        role: Option<Role>,
    ) -> Result<Notice, StoreError> {
        let member = match self.whom(desk, message)? {
            Some(whom) => self.tx.member(desk.id, whom)?,
            None if role.is_none() => return self.roles(desk, by),
            None => None,
        };
        let Some(mut member) = member else {
            return Ok(Notice::RefuseWhom);
        };
        let who = member.person.name();
        if member.standing == Standing::Outside {
            return Ok(Notice::RefuseNotHere { who });
        }
        let Some(role) = role else {
            return Ok(self.role_of(desk.id, &member));
        };
        if let Err(refusal) = self.allowed(desk.id, by, Action::Roles) {
            return Ok(refusal);
        }
        let permissions = &self.of(desk.id).rules.permissions;
        let before = permissions.role(&member).unwrap_or(Role::Agent);
        if before == role {
            return Ok(Notice::RefuseRoleSame { who, role });
        }
        match permissions.given_elsewhere(&member) {
            Some(Elsewhere::Telegram) => {
                return Ok(Notice::RefuseRoleByTelegram { who, role: before });
            }
            Some(Elsewhere::Settings) => {
                return Ok(Notice::RefuseRoleBySettings { who, role: before });
            }
            None => {}
        }
        let whom = member.person.id;
        if before == Role::Admin {
            let mut others = self.tx.members(desk.id)?;
            others.retain(|other| other.person.id != whom);
            if self.admins(desk.id, &others).is_empty() {
                return Ok(Notice::RefuseLastAdmin { who });
            }
        }
        member.role = Some(role);
        self.keep_member(desk.id, &member)?;
        self.audit(desk.id, by, Deed::Role { whom, before, after: role })?;
        Ok(Notice::RoleGiven { who, role })
    }

    /// What somebody is, and who says so.
    fn role_of(&self, desk: DeskId, member: &Member) -> Notice {
        let permissions = &self.of(desk).rules.permissions;
        let who = member.person.name();
        let role = permissions.role(member).unwrap_or(Role::Agent);
        match permissions.given_elsewhere(member) {
            Some(Elsewhere::Telegram) => Notice::RoleIsByTelegram { who, role },
            Some(Elsewhere::Settings) => Notice::RoleIsBySettings { who, role },
            None => Notice::RoleIs { who, role },
        }
    }

    /// Who is what, admins first.
    fn roles(&self, desk: &Desk, by: Actor) -> Result<Notice, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::List) {
            return Ok(refusal);
        }
        let permissions = &self.of(desk.id).rules.permissions;
        let mut members = self.tx.members(desk.id)?;
        members.retain(|member| {
            member.standing != Standing::Outside
                && member.known
                && member.person.id != self.settings.bot
        });
        members.sort_by_key(|member| {
            (std::cmp::Reverse(permissions.role(member)), member.person.name())
        });
        let mut lines: Vec<Notice> =
            members.iter().take(LISTED).map(|member| self.role_of(desk.id, member)).collect();
        let more = members.len().saturating_sub(LISTED);
        if more > 0 {
            lines.push(Notice::RolesMore { count: u32::try_from(more).unwrap_or(u32::MAX) });
        }
        Ok(Notice::Roles { lines })
    }

    /// Somebody of the group is no longer what they were: if that was the last admin, the group is told
    /// who can name another.
    pub(super) fn may_have_lost_admins(
        &mut self,
        desk: DeskId,
        before: Option<&Member>,
        now: &Member,
    ) -> Result<(), StoreError> {
        use crate::domain::access::TelegramAdmins as T;
        let permissions = &self.of(desk).rules.permissions;
        let was = before.and_then(|member| permissions.role(member)) == Some(Role::Admin);
        // Where only the owner is one, a group that is handed over has none between two updates.
        let handed_over = permissions.telegram_admins == T::CreatorOnly;
        if !was || handed_over || permissions.role(now) == Some(Role::Admin) {
            return Ok(());
        }
        let members = self.tx.members(desk)?;
        if !self.admins(desk, &members).is_empty() {
            return Ok(());
        }
        let saying = Notice::NoAdminLeft.into();
        let silent = self.hushed(desk);
        let task = Task::Say { place: Place::Desk(desk), saying, reply_to: None, silent };
        self.push(Lane::Desk(desk), Priority::Notice, None, task, Slot::None)?;
        Ok(())
    }
}
