//! The ground moves: the group is upgraded, its topics are switched on or off, the bot loses a right,
//! is thrown out, or finds itself elsewhere.
//!
//! Whatever was said and promised stays: cards stand anew where people can reach them, questions are
//! asked once more, and whoever can mend it is told once.

use crate::domain::event::Group;
use crate::domain::id::{ChatId, ConversationId, DeskId};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, GroupKind};
use crate::domain::reason::StatusName;
use crate::domain::time::Timestamp;
use crate::domain::transition::Event;
use crate::store::{Due, StoreError};

use super::work::Work;

impl Work<'_> {
    /// What is known of the group and of the bot's rights in it has changed from `before`, and is kept
    /// already.
    pub(super) fn ground_changed(&mut self, before: &Desk, desk: &Desk) -> Result<(), StoreError> {
        match (before.rights.present, desk.rights.present) {
            (true, false) => return self.group_lost(desk),
            (false, false) => return Ok(()),
            (false, true) => self.look_at_team(desk)?,
            (true, true) => self.rights_lost(before, desk)?,
        }
        // Of a group that was never looked at it is not known what it was.
        if before.kind != desk.kind && !before.title.is_empty() {
            match desk.kind {
                GroupKind::Forum if desk.has_topics() => self.tell_desk(desk, Notice::TopicsOn)?,
                // Without the right to manage them it has been said that the desk works without.
                GroupKind::Forum => {}
                GroupKind::Super | GroupKind::Basic if before.kind == GroupKind::Forum => {
                    self.tell_desk(desk, Notice::TopicsOff)?;
                }
                GroupKind::Super | GroupKind::Basic => {}
            }
        }
        if desk.has_topics() && !before.has_topics() { self.give_topics(desk) } else { Ok(()) }
    }

    fn tell_desk(&mut self, desk: &Desk, notice: Notice) -> Result<(), StoreError> {
        let place = Place::Desk(desk.id);
        let task = Task::Say { place, saying: notice.into(), reply_to: None, silent: true };
        self.push(Lane::Desk(desk.id), Priority::Notice, None, task, Slot::None)?;
        Ok(())
    }

    fn open_ones(&self, desk: DeskId) -> Result<Vec<ConversationId>, StoreError> {
        let mut all = Vec::new();
        for status in [StatusName::Unassigned, StatusName::InProgress, StatusName::Pending] {
            all.extend(self.tx.by_status(desk, status, usize::MAX)?.0);
        }
        // The oldest matters most.
        all.sort_by_key(|id| id.number);
        Ok(all)
    }

    /// Each open conversation without a topic gets one, where it can be answered from now on: General
    /// belongs to the team.
    fn give_topics(&mut self, desk: &Desk) -> Result<(), StoreError> {
        for id in self.open_ones(desk.id)? {
            let Some(conversation) = self.tx.conversation(id)? else {
                continue;
            };
            let waits = |task: &Task| matches!(task, Task::PostCard { .. } | Task::CreateTopic(_));
            let begun = self.tx.rows_of(id)?.iter().any(|row| waits(&row.task));
            if conversation.topic.is_none() && !begun {
                self.post_card_silently(id)?;
            }
        }
        Ok(())
    }

    fn post_card_silently(&mut self, id: ConversationId) -> Result<(), StoreError> {
        let task = Task::PostCard { conversation: id, silent: true };
        let slot = Slot::Card { quotes: None };
        self.push(Lane::Conversation(id), Priority::Card, Some(id), task, slot)?;
        Ok(())
    }

    /// An upgraded group is followed: its id changes, and messages of the old one are dead
    /// (telegram-facts B16).
    pub(super) fn upgraded(&mut self, from: ChatId, to: ChatId) -> Result<(), StoreError> {
        let Some(mut desk) = self.tx.desk_of(from)? else {
            return Ok(());
        };
        if desk.chat == to || desk.chat != from {
            return Ok(());
        }
        tracing::info!(desk = %desk.id, "the desk's group was upgraded");
        desk.former_chats.push(desk.chat);
        desk.chat = to;
        desk.kind = match desk.kind {
            GroupKind::Basic => GroupKind::Super,
            other => other,
        };
        desk.checklist = None;
        self.tx.put_desk(&desk)?;
        self.board_is_due(desk.id)?;
        let task = Task::LookUpDesk(desk.id);
        self.push(Lane::Desk(desk.id), Priority::Press, None, task, Slot::None)?;
        self.tell_desk(&desk, Notice::GroupUpgraded)?;
        let mut all = self.open_ones(desk.id)?;
        // Completed ones matter if something of them waits; then it is due some time.
        for due in self.tx.due(Timestamp(i64::MAX), usize::MAX)? {
            if let Due::Conversation(id) = due
                && id.desk == desk.id
                && !all.contains(&id)
            {
                all.push(id);
            }
        }
        for id in all {
            let Some(conversation) = self.tx.conversation(id)? else {
                continue;
            };
            // One that has none yet gets it in its turn.
            if conversation.card.is_some() {
                self.post_card_silently(id)?;
            }
            // Never refused.
            let _ = self.happen(id, Event::Uprooted)?;
        }
        Ok(())
    }

    /// Rights that were there and are missing now are told to the admins, with how to give them back.
    /// Topics have words of their own.
    fn rights_lost(&mut self, before: &Desk, desk: &Desk) -> Result<(), StoreError> {
        let (had, has) = (before.rights, desk.rights);
        let lines = if had.administrator && !has.administrator {
            vec![Notice::CheckAdministratorMissing]
        } else {
            let deletes = had.delete_messages && !has.delete_messages;
            let pins = had.pin_messages && !has.pin_messages;
            let missing = [
                deletes.then_some(Notice::CheckDeleteMissing),
                pins.then_some(Notice::CheckPinMissing),
            ];
            missing.into_iter().flatten().collect()
        };
        if lines.is_empty() || !desk.reachable() {
            return Ok(());
        }
        let admins = self.admins(desk.id, &self.tx.members(desk.id)?);
        let who = admins.into_iter().map(|who| Notice::Addressed { who }).collect();
        self.tell_desk(desk, Notice::RightsLost { lines, who })
    }

    /// The bot is not in its group any more. Only admins who have written to it in private can be
    /// told (telegram-facts B17).
    pub(super) fn group_lost(&mut self, desk: &Desk) -> Result<(), StoreError> {
        for admin in self.admins(desk.id, &self.tx.members(desk.id)?) {
            if self.tx.profile(admin.id)?.is_some_and(|profile| profile.blocked.is_none()) {
                let notice = Notice::GroupLost { title: desk.title.clone() };
                self.tell_user(admin.id, notice.into(), Slot::None)?;
            }
        }
        Ok(())
    }

    /// The bot was added to a group that is no desk, or left it. While another group is the desk, that
    /// is said there once.
    pub(super) fn added_elsewhere(
        &mut self,
        group: &Group,
        present: bool,
    ) -> Result<(), StoreError> {
        // It may become a desk that has no group yet.
        if !self.vacant()?.is_empty() {
            return Ok(());
        }
        // News of an upgrade may come after those of the group that it made.
        let may_be_ours = |desk: &Desk| {
            desk.former_chats.contains(&group.chat)
                || (desk.kind == GroupKind::Basic && desk.title == group.title)
        };
        if self.tx.desks()?.iter().any(may_be_ours) {
            return Ok(());
        }
        let mut told: Vec<ChatId> = self.tx.meta("told-elsewhere")?.unwrap_or_default();
        let known = told.contains(&group.chat);
        if present == known {
            return Ok(());
        }
        told.retain(|chat| *chat != group.chat);
        if present {
            told.push(group.chat);
            let notice = Notice::NotThisGroup { chat: group.chat.to_string() };
            let place = Place::Spot { chat: group.chat, thread: None };
            let task = Task::Say { place, saying: notice.into(), reply_to: None, silent: true };
            self.push(Lane::Desk(DeskId(0)), Priority::Notice, None, task, Slot::None)?;
        }
        self.tx.set_meta("told-elsewhere", &told)
    }
}
