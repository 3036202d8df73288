//! What is written into the audit, and `/audit`, which shows it to admins.
//!
//! Promises: every transition, role, setting, ban, export, erasure and refused press is written in the
//! transaction in which it happens.

use crate::domain::audit::Deed;
use crate::domain::button::Button;
use crate::domain::event::Press;
use crate::domain::id::{ConversationId, DeskId, UserId};
use crate::domain::notice::Notice;
use crate::domain::people::Member;
use crate::store::{Audit, Speaker, StoreError};

use super::work::Work;

impl Work<'_> {
    // ---- writing -----------------------------------------------------------------------------------

    /// Somebody did something in a desk.
    pub(super) fn audit(
        &self,
        desk: DeskId,
        by: impl Into<Speaker>,
        what: Deed,
    ) -> Result<(), StoreError> {
        let by = by.into();
        self.tx.audit(&Audit { at: self.now, desk: Some(desk), conversation: None, by, what })
    }

    /// Somebody did something to a conversation.
    pub(super) fn audit_of(
        &self,
        id: ConversationId,
        by: impl Into<Speaker>,
        what: Deed,
    ) -> Result<(), StoreError> {
        let (desk, by) = (Some(id.desk), by.into());
        self.tx.audit(&Audit { at: self.now, desk, conversation: Some(id), by, what })
    }

    /// A press was refused: where it was pressed, or else where its button belongs.
    pub(super) fn audit_refusal(
        &self,
        press: &Press,
        private: bool,
        refusal: &Notice,
    ) -> Result<(), StoreError> {
        let pressed_in = match press.chat {
            Some(chat) => self.tx.desk_of(chat)?.map(|desk| desk.id),
            None => None,
        };
        let of_button = press.button.as_ref().and_then(Button::conversation);
        let desk = pressed_in.or(of_button.map(|id| id.desk));
        // A desk's people hear nothing of another's.
        let conversation = of_button.filter(|id| Some(id.desk) == desk);
        let id = press.by.id;
        let of_team = match (private, desk) {
            (false, _) => true,
            (true, Some(desk)) => self.tx.member(desk, id)?.is_some(),
            (true, None) => false,
        };
        let (by, user) = match of_team {
            true => (Speaker::Agent(id), None),
            false => (Speaker::User, Some(id)),
        };
        let (why, button) = (refusal.key().to_owned(), press.button.clone());
        let what = Deed::Refused { why, button, user, times: 1 };
        self.tx.audit_refused(&Audit { at: self.now, desk, conversation, by, what }, id)
    }

    /// Telegram tells who somebody of the group is: what that changes here.
    pub(super) fn audit_standing(
        &self,
        desk: DeskId,
        before: Option<&Member>,
        now: &Member,
    ) -> Result<(), StoreError> {
        let permissions = &self.of(desk).rules.permissions;
        let before = before.and_then(|member| permissions.role(member));
        let after = permissions.role(now);
        let whom = now.person.id;
        if before == after || whom == self.settings.bot {
            return Ok(());
        }
        self.audit(desk, Speaker::Itself, Deed::Standing { whom, before, after })
    }

    /// `/forget` takes a user out of what was refused to them; whoever is or was of a team stays in
    /// its audit.
    pub(super) fn forget_refusals(&self, user: UserId) -> Result<(), StoreError> {
        self.tx.forget_in_audit(DeskId(0), user)?;
        for desk in self.tx.desks()? {
            if self.tx.member(desk.id, user)?.is_none() {
                self.tx.forget_in_audit(desk.id, user)?;
            }
        }
        Ok(())
    }
}
