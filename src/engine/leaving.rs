//! Agents who leave the group, by themselves or not: what they had is with nobody, and the leads
//! hear of it once.
//!
//! Telegram tells of a leaving only while the bot is there and administers the group. What was
//! missed is found by asking: at the start, after a pause, hourly, and once the bot is back.

use crate::domain::id::{ChatId, ConversationId, DeskId, UserId};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, Member, Standing};
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::answer::PAGE;
use super::work::Work;

impl Work<'_> {
    /// Whoever has left the group has no conversations any more. The leads are told which they were;
    /// found a second time there are none, and nothing is said.
    pub(super) fn has_left(&mut self, desk: DeskId, id: UserId) -> Result<(), StoreError> {
        let theirs = self.tx.by_assignee(desk, id)?;
        for conversation in &theirs {
            // Never refused: the state decides.
            let _ = self.happen(*conversation, Event::AssigneeLeft(id))?;
        }
        if theirs.is_empty() {
            return Ok(());
        }
        self.tell_of_leaving(desk, id, &theirs)
    }

    fn tell_of_leaving(
        &mut self,
        id: DeskId,
        who: UserId,
        theirs: &[ConversationId],
    ) -> Result<(), StoreError> {
        let Some(desk) = self.tx.desk(id)? else {
            return Ok(());
        };
        let mut waiting = Vec::new();
        for conversation in theirs {
            if let Some(conversation) = self.tx.conversation(*conversation)? {
                let since = conversation.waiting_since();
                waiting.push((since.is_none(), since, conversation.id.number, conversation));
            }
        }
        // Whoever waits for the team stands first, longest wait on top.
        waiting.sort_by_key(|(rests, since, number, _)| (*rests, *since, *number));
        let mut lines = Vec::new();
        let mut ids = Vec::new();
        for (_, _, _, conversation) in waiting.iter().take(PAGE) {
            let name = self.user_name(conversation)?;
            let (id, status) = (conversation.id, conversation.status_name());
            lines.push(Notice::ListLineFree { conversation: id, status, name });
            ids.push(id);
        }
        let members = self.tx.members(id)?;
        let leads = self.addressed(id, &members);
        let named = members.iter().find(|member| member.person.id == who);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let notice = Notice::AgentLeft {
            who: named.map_or_else(|| who.to_string(), |member| member.person.name()),
            shown: count(lines.len()),
            total: count(theirs.len()),
            lines,
            leads: leads.into_iter().map(|who| Notice::Addressed { who }).collect(),
        };
        let saying = notice.with(self.show_buttons(&desk, &ids)?);
        let silent = self.hushed(id);
        let task = Task::Say { place: Place::Desk(id), saying, reply_to: None, silent };
        self.push(Lane::Desk(id), Priority::Notice, None, task, Slot::None)?;
        Ok(())
    }

    /// A line of Telegram says that somebody has left. It may be old news by now, so Telegram is
    /// asked; whoever is no administrator gets no answer, and has to believe the line.
    pub(super) fn departed(&mut self, chat: ChatId, user: UserId) -> Result<(), StoreError> {
        let Some(desk) = self.tx.desk_of(chat)?.filter(|desk| desk.chat == chat) else {
            return Ok(());
        };
        let known = self.tx.member(desk.id, user)?;
        let Some(member) = known.filter(|member| member.standing != Standing::Outside) else {
            return Ok(());
        };
        if desk.rights.administrator {
            let task = Task::LookUpMember { desk: desk.id, user };
            self.push(Lane::Desk(desk.id), Priority::Card, None, task, Slot::None)?;
            return Ok(());
        }
        self.member_facts(desk.id, &Member { standing: Standing::Outside, ..member })
    }

    /// Telegram is asked about those who have conversations or a role; its list of administrators
    /// tells of the others who matter.
    pub(super) fn look_at_team(&mut self, desk: &Desk) -> Result<(), StoreError> {
        if !desk.rights.present {
            return Ok(());
        }
        for member in self.tx.members(desk.id)? {
            let user = member.person.id;
            let matters = member.standing == Standing::Member
                && user != self.settings.bot
                && (member.role.is_some() || !self.tx.by_assignee(desk.id, user)?.is_empty());
            if matters {
                let task = Task::LookUpMember { desk: desk.id, user };
                self.push(Lane::Desk(desk.id), Priority::Card, None, task, Slot::None)?;
            }
        }
        Ok(())
    }
}
