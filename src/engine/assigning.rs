//! Who is given a conversation by somebody: `/assign`, and the picker behind the card's button.

use crate::domain::access::{Action, Actor};
use crate::domain::button::Button;
use crate::domain::conversation::Assignee;
use crate::domain::event::{GroupMessage, Press};
use crate::domain::id::{ConversationId, UserId};
use crate::domain::notice::Notice;
use crate::domain::people::{Desk, Member};
use crate::domain::routing::takes_part;
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::answer::one_line;
use super::command::WORDS;
use super::effects::Done;
use super::press::Pressed;
use super::work::Work;

/// People on a page of the picker.
const PAGE: usize = 8;

impl Work<'_> {
    /// `/assign`; what is said with it is kept as a note, and stands with the mention.
    pub(super) fn assign_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        number: Option<u32>,
        note: Option<&str>,
    ) -> Result<Option<Notice>, StoreError> {
        let id = match self.which(desk, message, number)? {
            Ok(id) => id,
            Err(refusal) => return Ok(Some(refusal)),
        };
        let notes = note.map_or(Ok(()), |_| self.allowed(desk.id, by, Action::Note));
        if let Err(refusal) = self.allowed(desk.id, by, Action::Assign).and(notes) {
            return Ok(Some(refusal));
        }
        let Some(to) = self.whom(desk, message)? else {
            return Ok(Some(Notice::RefuseWhom));
        };
        let line = note.map(|note| one_line(note, WORDS));
        if let Some(refusal) = self.refusal(id, Event::Assigned { by, to, note: line })? {
            return Ok(Some(refusal));
        }
        if let Some(note) = note {
            self.keep_note(id, by, message, note)?;
        }
        self.away_now(id, to, by)
    }

    /// Somebody was given it by another who may not know that they are away.
    fn away_now(
        &self,
        id: ConversationId,
        to: UserId,
        by: Actor,
    ) -> Result<Option<Notice>, StoreError> {
        let member = self.tx.member(id.desk, to)?.filter(|_| by.id != Some(to));
        let away = member.filter(|member| !self.is_there(id.desk, member));
        let who = away.map(|member| member.person.name());
        Ok(who.map(|who| Notice::AssignedAway { conversation: id, who }))
    }

    /// A picker of the people who can have it, with their loads: by name, who is away last.
    pub(super) fn choose_agent(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        asked: u16,
        by: Actor,
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Assign) {
            return Ok(Err(refusal));
        }
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        };
        if !conversation.is_open() {
            // The core words the refusal, since it knows by whom.
            return self.happen(id, Event::Taken(by));
        }
        let current = conversation.assignee().and_then(Assignee::agent);
        let permissions = &self.of(desk.id).rules.permissions;
        let mut agents: Vec<Member> = self.tx.members(desk.id)?;
        agents.retain(|member| {
            let agent = member.person.id;
            takes_part(member, permissions) && agent != self.settings.bot && Some(agent) != current
        });
        if agents.is_empty() {
            return Ok(Err(Notice::RefuseWhom));
        }
        agents.sort_by_cached_key(|member| {
            (!self.is_there(desk.id, member), member.person.name().to_lowercase(), member.person.id)
        });
        // Whoever has left meanwhile may have left a page empty.
        let pages = agents.len().div_ceil(PAGE);
        let page = usize::from(asked).min(pages.saturating_sub(1));
        let start = page.saturating_mul(PAGE);
        let mut buttons: Vec<Vec<Button>> = agents
            .iter()
            .skip(start)
            .take(PAGE)
            .map(|member| vec![Button::AssignTo(id, member.person.id)])
            .collect();
        let turned = |to: usize| Button::Assign(id, u16::try_from(to).unwrap_or(u16::MAX));
        let mut last = Vec::new();
        if page > 0 {
            last.push(turned(page - 1));
        }
        if page + 1 < pages {
            last.push(turned(page + 1));
        }
        last.push(Button::Dismiss);
        buttons.push(last);
        let saying = Notice::ChooseAgent { conversation: id }.with(buttons);
        // Later pages are asked for under pickers alone, also where a press is quicker than the
        // receipt of its picker.
        let of = Some(id).filter(|_| asked == 0);
        self.answer_or_turn(desk, of, saying, press)?;
        Ok(Ok(Done::default()))
    }

    /// Somebody of the picker was chosen: what is so now decides, however old it is.
    pub(super) fn agent_chosen(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        to: UserId,
        by: Actor,
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        let pressed = self.happen(id, Event::Assigned { by, to, note: None })?;
        let Ok(done) = pressed else {
            return Ok(pressed);
        };
        self.delete_in_group(desk, press)?;
        let toast = self.away_now(id, to, by)?.or(done.toast);
        Ok(Ok(Done { toast, ..done }))
    }
}
