//! The list of commands that everybody in a desk's group is shown: what they may do, in its language.
//!
//! Promises: agents see what agents may, administrators of Telegram and whoever has a role of their own
//! what that role may; a list is asked for only where it may differ from the one that was set last, and
//! set only where Telegram has another one. Follows the declarations of the commands and the table of
//! rights; never decides what anybody may.

use crate::domain::access::{Role, TelegramAdmins};
use crate::domain::id::DeskId;
use crate::domain::outbox::{Lane, MenuOf, Priority, Slot, Task};
use crate::domain::people::{Desk, Member, Standing};
use crate::store::StoreError;

use super::work::Work;

impl Work<'_> {
    /// Keeps a member. Whoever may do something else than before is shown other commands.
    pub(super) fn keep_member(&mut self, desk: DeskId, member: &Member) -> Result<(), StoreError> {
        let before = self.tx.member(desk, member.person.id)?;
        self.tx.put_member(desk, member)?;
        if before.as_ref().is_none_or(|before| before.duty != member.duty) {
            self.expect_arrivals(desk)?;
        }
        let own = |member: &Member| self.own_role(desk, member);
        // Nobody sees the group's list from outside.
        let inside = member.standing != Standing::Outside;
        // What somebody is shown who comes back is what they had when they left.
        let back = before.as_ref().is_some_and(|before| before.standing == Standing::Outside);
        if inside && (back || before.as_ref().and_then(own) != own(member)) {
            self.show_menu_of(desk, member)?;
        }
        Ok(())
    }

    /// The role of somebody who needs a list of their own: another one than that of the agents, or of
    /// Telegram's administrators, which Telegram shows them by itself.
    fn own_role(&self, desk: DeskId, member: &Member) -> Option<Role> {
        let permissions = &self.of(desk).rules.permissions;
        let role = permissions.role(member)?;
        (role > shown_by_telegram(permissions.telegram_admins, member)).then_some(role)
    }

    fn show_menu_of(&mut self, desk: DeskId, member: &Member) -> Result<(), StoreError> {
        let commands = match self.own_role(desk, member) {
            Some(role) => self.commands_of(desk, role),
            None => Vec::new(),
        };
        self.show_menu(desk, MenuOf::Member(member.person.id), commands)
    }

    fn commands_of(&self, desk: DeskId, role: Role) -> Vec<String> {
        let permissions = &self.of(desk).rules.permissions;
        let may = |need: &Option<_>| need.is_none_or(|action| permissions.needed(action) <= role);
        let commands = self.settings.menu.iter().filter(|(_, need)| may(need));
        commands.map(|(name, _)| (*name).to_owned()).collect()
    }

    fn show_menu(
        &mut self,
        desk: DeskId,
        of: MenuOf,
        commands: Vec<String>,
    ) -> Result<(), StoreError> {
        if self.settings.menu.is_empty() {
            return Ok(());
        }
        let task = Task::ShowMenu { desk, of, commands };
        self.push(Lane::Desk(desk), Priority::Board, None, task, Slot::None)?;
        Ok(())
    }

    /// The group has been looked at. Its lists are set anew if the group, its language, the rights or
    /// this program are others than when they were set last.
    pub(super) fn look_at_menus(&mut self, desk: &Desk) -> Result<(), StoreError> {
        let settings = self.of(desk.id);
        let administrators = match settings.rules.permissions.telegram_admins {
            TelegramAdmins::Admin => self.commands_of(desk.id, Role::Admin),
            TelegramAdmins::Agent | TelegramAdmins::CreatorOnly => Vec::new(),
        };
        let everybody = self.commands_of(desk.id, Role::Agent);
        let leads = self.commands_of(desk.id, Role::Lead);
        let program = env!("CARGO_PKG_VERSION");
        let print = format!(
            "{program} {} {} {everybody:?} {leads:?} {administrators:?}",
            desk.chat, settings.inside
        );
        let name = format!("menu {}", desk.id);
        if !desk.reachable() || self.tx.meta::<String>(&name)?.as_ref() == Some(&print) {
            return Ok(());
        }
        self.tx.set_meta(&name, &print)?;
        self.show_menu(desk.id, MenuOf::Everybody, everybody)?;
        self.show_menu(desk.id, MenuOf::Administrators, administrators)?;
        for member in self.tx.members(desk.id)? {
            if self.own_role(desk.id, &member).is_some() {
                self.show_menu_of(desk.id, &member)?;
            }
        }
        Ok(())
    }
}

/// The role whose list Telegram shows a member by itself.
fn shown_by_telegram(telegram_admins: TelegramAdmins, member: &Member) -> Role {
    match (member.standing, telegram_admins) {
        (Standing::Creator | Standing::Administrator, TelegramAdmins::Admin) => Role::Admin,
        _ => Role::Agent,
    }
}
