//! Telegram's answers: rows are closed, messages mapped, and failures become events.
//!
//! The map of messages is written before the core sees what came, so that whatever follows finds
//! its targets. A row whose failure can be mended goes back into its lane, behind what mends it.

use std::time::Duration;

use crate::domain::conversation::Conversation;
use crate::domain::id::{ChatId, ConversationId, MessageRef, RowId};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Failure, Lane, Outcome, Place, Receipt, Row, Slot, Task};
use crate::domain::people::{Desk, GroupKind};
use crate::domain::transition::Event;
use crate::mistake::{Mistake, made};
use crate::store::{Entry, EntryKind, Mapped, Mark, Speaker, StoreError};

use super::work::Work;

/// A row that a missing right holds up is tried again after this.
const RIGHTS_PAUSE: Duration = Duration::from_secs(30);

impl Work<'_> {
    /// Calls are about to begin: committed before they do, with the group's budget that they take.
    pub(super) fn starting(&mut self, rows: &[RowId]) -> Result<(), StoreError> {
        for id in rows {
            let Some(mut row) = self.tx.row(*id)? else {
                continue;
            };
            if let Some(desk) = self.desk_of_row(&row)?
                && takes_budget(&row.task)
            {
                self.tx.note_sends(desk.chat, self.now, size(&row.task))?;
            }
            if row.task.doubles() && !row.started {
                row.started = true;
                self.tx.put_row(&row)?;
            }
        }
        Ok(())
    }

    /// Calls that had begun were refused before they could have an effect; the rows wait as before.
    pub(super) fn held_up(&mut self, rows: &[RowId]) -> Result<(), StoreError> {
        for id in rows {
            if let Some(mut row) = self.tx.row(*id)?.filter(|row| row.started) {
                row.started = false;
                self.tx.put_row(&row)?;
            }
        }
        Ok(())
    }

    fn desk_of_row(&self, row: &Row) -> Result<Option<Desk>, StoreError> {
        match row.lane {
            Lane::User(_) => Ok(None),
            Lane::Conversation(id) | Lane::Drawing(id) => self.tx.desk(id.desk),
            Lane::Desk(desk) | Lane::Edits(desk, _) => self.tx.desk(desk),
            Lane::Reaction(message) => {
                let desk = self.tx.desk_of(message.chat)?;
                Ok(desk.filter(|desk| desk.chat == message.chat))
            }
        }
    }

    pub(super) fn receipt(&mut self, receipt: &Receipt) -> Result<(), StoreError> {
        for id in std::iter::once(&receipt.row).chain(&receipt.folded) {
            let Some(mut row) = self.tx.row(*id)? else {
                continue;
            };
            #[cfg(test)]
            super::quarantine::mines::step_on(-i64::try_from(id.0).unwrap_or_default());
            self.tx.remove_row(*id)?;
            if let Slot::Farewell(user) = row.slot {
                self.let_go_of(user)?;
            }
            if self.came_to_nobody(&row, &receipt.outcome)? {
                continue;
            }
            // Kept with the row: whatever brings it back, its next try is in doubt as well.
            row.doubt |= receipt.maybe_double;
            let late = row.late.then(|| row.clone());
            if row.doubt && matches!(receipt.outcome, Outcome::Sent(_)) {
                self.note_double(&row)?;
            }
            match &receipt.outcome {
                Outcome::Sent(messages) => self.sent(&row, messages, receipt)?,
                Outcome::Topic(thread) => {
                    if let (Some(id), Some(desk)) = (row.conversation, self.desk_of_row(&row)?) {
                        self.bind_topic(&desk, id, *thread)?;
                    }
                }
                Outcome::Done => self.done(&row, receipt)?,
                Outcome::Superseded => {
                    // It had no topic to show it in, or a later row shows it.
                    if let Task::SyncTopic(id) = row.task {
                        let desk = self.tx.desk(id.desk)?;
                        if desk.is_some_and(|desk| !desk.has_topics()) {
                            self.topic_is_stale(id)?;
                        }
                    }
                }
                Outcome::Member(member) => {
                    if let Task::LookUpMember { desk, .. } = row.task {
                        self.member_facts(desk, member)?;
                    }
                }
                Outcome::Desk(facts) => match row.task {
                    Task::LookUpGroup(chat) => self.group_looked_at(chat, facts)?,
                    _ => self.desk_facts(facts)?,
                },
                Outcome::NeedsTopic => self.recreate_topic(row, false)?,
                Outcome::Failed(failure) => self.failed(row, failure)?,
            }
            if let Some(row) = late
                && self.tx.row(row.id)?.is_none()
            {
                self.waits_no_longer(&row)?;
            }
        }
        Ok(())
    }

    /// A topic exists, and belongs to a conversation.
    pub(super) fn bind_topic(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        thread: i32,
    ) -> Result<(), StoreError> {
        if self.is_forgotten(id)? {
            return self.delete_topic(desk, thread);
        }
        self.tx.put_topic(desk.chat, thread, id)?;
        if let Some(mut conversation) = self.tx.conversation(id)? {
            conversation.topic = Some(thread);
            self.keep_conversation(&conversation)?;
            if !conversation.is_open() {
                let task = Task::SyncTopic(id);
                let lane = Lane::Drawing(id);
                let priority = crate::domain::outbox::Priority::Topic;
                self.push(lane, priority, Some(id), task, Slot::None)?;
            }
        }
        Ok(())
    }

    fn note_double(&mut self, row: &Row) -> Result<(), StoreError> {
        tracing::warn!(row = %row.id, "an answer of Telegram was lost; this may stand twice");
        let Some(id) = row.conversation else {
            return Ok(());
        };
        for message in row.slot.originals() {
            let kind = EntryKind::MaybeDouble { message: *message };
            self.tx.remember(id, &Entry { at: self.now, by: Speaker::Itself, kind })?;
        }
        Ok(())
    }

    // ---- done -----------------------------------------------------------------------------------------

    fn sent(
        &mut self,
        row: &Row,
        messages: &[MessageRef],
        receipt: &Receipt,
    ) -> Result<(), StoreError> {
        if let Lane::User(user) = row.lane {
            self.arrived_at(user, row)?;
        }
        // An id of 0 names nothing (telegram-facts C8).
        let named: Vec<MessageRef> =
            messages.iter().copied().filter(|message| message.message != 0).collect();
        let first = named.first().copied();
        if let (Slot::Checklist(desk), Some(message)) = (&row.slot, first)
            && let Some(mut desk) = self.tx.desk(*desk)?
        {
            desk.checklist = Some(message);
            self.tx.put_desk(&desk)?;
        }
        if let (Slot::Board(desk), Some(message)) = (&row.slot, first) {
            self.board_stands(*desk, message, receipt.at)?;
        }
        let user_place = match &row.task {
            Task::Say { place: Place::User(user), .. } => Some(*user),
            _ => None,
        };
        if let (Slot::Choice, Some(user), Some(message)) = (&row.slot, user_place, first) {
            match self.tx.held(user)? {
                Some(mut held) => {
                    held.prompt = Some(message);
                    self.tx.put_held(user, Some(&held))?;
                }
                // Decided while it was on its way: its buttons would promise what is over.
                None => {
                    let task = Task::DropButtons(message);
                    let priority = crate::domain::outbox::Priority::Notice;
                    self.push(Lane::User(user), priority, None, task, Slot::None)?;
                }
            }
        }
        if let (Slot::Proof, Some(user), Some(message)) = (&row.slot, user_place, first) {
            self.proof_asked(user, message)?;
        }
        let Some(id) = row.conversation else {
            return Ok(());
        };
        let double = row.doubt;
        match &row.slot {
            Slot::Card { quotes } => self.card_posted(id, first, *quotes, receipt, double),
            Slot::Relay { of } => {
                let short = messages.len() < of.len();
                for (index, original) in of.iter().enumerate() {
                    // Of an album that came short it is not known which part is missing.
                    let copy = named.get(index).copied().filter(|_| !short);
                    self.pair(id, *original, copy, Mark::Relay, double)?;
                    self.note_numbered(row, copy)?;
                    // Never refused.
                    let _ = self.happen(id, Event::Shown(copy.or(named.last().copied())))?;
                }
                if of.is_empty() || short {
                    for message in &named {
                        self.map(*message, id, Mark::Relay)?;
                    }
                }
                if short {
                    self.album_came_short(id, of, messages)?;
                }
                self.pin_long_card(id)
            }
            Slot::Again { of } => self.pair(id, *of, first, Mark::Relay, double),
            Slot::Answer { of, written } => {
                let short = messages.len() < of.len();
                for (index, original) in of.iter().enumerate() {
                    let copy = named.get(index).copied().filter(|_| !short);
                    self.pair(id, *original, copy, Mark::Answer, double)?;
                }
                if let (false, Some(answer)) = (messages.is_empty(), of.last().copied()) {
                    let (written, at) = (*written, receipt.at);
                    let _ = self.happen(id, Event::AnswerDelivered { answer, written, at })?;
                }
                if short {
                    for message in &named {
                        self.map(*message, id, Mark::Answer)?;
                    }
                    let notice = match (count(messages), count(of)) {
                        (0, _) => Notice::AlbumUnclear,
                        (arrived, of) => Notice::AlbumIncomplete { arrived, of },
                    };
                    self.tell_under(of.first().copied(), id, notice.into())?;
                }
                Ok(())
            }
            Slot::FinalCall => {
                self.map_notice(id, first)?;
                if let Some(message) = first {
                    let _ = self.happen(id, Event::FinalCallDelivered(message, receipt.at))?;
                }
                Ok(())
            }
            Slot::CompletedNotice => {
                self.map_notice(id, first)?;
                let _ = self.happen(id, Event::CompletedNoticeSettled(first))?;
                Ok(())
            }
            Slot::Question(nonce) | Slot::Request(nonce) => {
                if let Some(message) = first {
                    self.map(message, id, Mark::Inside)?;
                    let (nonce, at) = (*nonce, receipt.at);
                    let _ = self.happen(id, Event::QuestionShown { nonce, message, at })?;
                }
                Ok(())
            }
            Slot::Canned { number, print } => match first {
                Some(message) => {
                    let (number, print) = (*number, *print);
                    self.map(message, id, Mark::Canned { number, print })
                }
                None => Ok(()),
            },
            Slot::NotSent { of } => match first {
                Some(message) => self.map(message, id, Mark::NotSent { of: of.clone() }),
                None => Ok(()),
            },
            Slot::Failure { .. } | Slot::Undelivered { .. } => match first {
                Some(message) => self.told_of_failure(id, row, message),
                None => Ok(()),
            },
            Slot::ReopenedNotice | Slot::Choice | Slot::Proof => self.map_notice(id, first),
            // Nothing new stands there.
            Slot::Revision { .. } | Slot::Recall { .. } => Ok(()),
            Slot::Inside | Slot::None | Slot::Checklist(_) | Slot::Board(_) | Slot::Farewell(_) => {
                match (first, user_place) {
                    (Some(message), None) => self.map(message, id, Mark::Inside),
                    (message, Some(_)) => self.map_notice(id, message),
                    (None, None) => Ok(()),
                }
            }
        }
    }

    /// Telegram has left out parts of a user's album, or its answer was lost: both sides are told.
    fn album_came_short(
        &mut self,
        id: ConversationId,
        of: &[MessageRef],
        copies: &[MessageRef],
    ) -> Result<(), StoreError> {
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(());
        };
        let (arrived, all) = (count(copies), count(of));
        let (inside, outside) = match arrived {
            0 => (Notice::AlbumUnclearInside, Notice::AlbumUnclearUser),
            _ => (
                Notice::AlbumIncompleteInside { arrived, of: all },
                Notice::AlbumIncompleteUser { arrived, of: all },
            ),
        };
        let place = Place::Conversation(id);
        let reply_to = copies.first().copied().filter(|copy| copy.message != 0);
        let task = Task::Say { place, saying: inside.into(), reply_to, silent: true };
        let priority = crate::domain::outbox::Priority::Notice;
        self.push(Lane::Conversation(id), priority, Some(id), task, Slot::Inside)?;
        let user = conversation.user;
        let reply_to = of.first().copied();
        let place = Place::User(user);
        let task = Task::Say { place, saying: outside.into(), reply_to, silent: false };
        self.push(Lane::User(user), priority, Some(id), task, Slot::Inside)?;
        Ok(())
    }

    fn map_notice(
        &mut self,
        id: ConversationId,
        message: Option<MessageRef>,
    ) -> Result<(), StoreError> {
        match message {
            Some(message) => self.map(message, id, Mark::Notice),
            None => Ok(()),
        }
    }

    fn card_posted(
        &mut self,
        id: ConversationId,
        card: Option<MessageRef>,
        quotes: Option<MessageRef>,
        receipt: &Receipt,
        double: bool,
    ) -> Result<(), StoreError> {
        let Some(card) = card else { return Ok(()) };
        if let Some(mut conversation) = self.tx.conversation(id)? {
            // One that stands elsewhere, from before the conversation had a topic, is none any more.
            if let Some(old) = conversation.card.replace(card).filter(|old| *old != card) {
                let task = Task::DropButtons(old);
                let priority = crate::domain::outbox::Priority::Card;
                self.push(Lane::Drawing(id), priority, Some(id), task, Slot::None)?;
            }
            self.keep_conversation(&conversation)?;
        }
        match quotes {
            Some(original) => {
                self.pair(id, original, Some(card), Mark::Card, double)?;
                let _ = self.happen(id, Event::Shown(Some(card)))?;
            }
            None => self.map(card, id, Mark::Card)?,
        }
        let _ = self.happen(id, Event::CardDrawn(receipt.at))?;
        // What changed while it was on its way.
        self.draw_card(id, false)
    }

    /// Notes a message and its copy on the other side.
    fn pair(
        &mut self,
        id: ConversationId,
        original: MessageRef,
        copy: Option<MessageRef>,
        mark: Mark,
        maybe_double: bool,
    ) -> Result<(), StoreError> {
        let Some(copy) = copy else { return Ok(()) };
        if made(Mistake::ForgetTheMap) {
            return Ok(());
        }
        if let Some(mut mapped) = self.tx.mapped(original)? {
            mapped.counterparts.push(copy);
            mapped.maybe_double |= maybe_double;
            self.tx.put_mapped(original, &mapped)?;
        }
        let counterparts = match self.tx.mapped(copy)? {
            Some(known) => known.counterparts,
            None => Vec::new(),
        };
        let counterparts = counterparts.into_iter().chain([original]).collect();
        let mapped = Mapped { counterparts, maybe_double, ..Mapped::new(id, mark) };
        self.tx.put_mapped(copy, &mapped)
    }

    /// Keeps in mind that a copy carries the row of buttons with the number.
    fn note_numbered(&mut self, row: &Row, copy: Option<MessageRef>) -> Result<(), StoreError> {
        let (Some(copy), Task::Copy { from, numbered: true, .. }) = (copy, &row.task) else {
            return Ok(());
        };
        let plain = self.desk_of_row(row)?.is_some_and(|desk| !desk.has_topics());
        if let Some(mut mapped) = self.tx.mapped(copy)?.filter(|_| plain && from.len() == 1) {
            mapped.numbered = true;
            self.tx.put_mapped(copy, &mapped)?;
        }
        Ok(())
    }

    fn done(&mut self, row: &Row, receipt: &Receipt) -> Result<(), StoreError> {
        if let Slot::Recall { .. } = row.slot {
            return self.recalled(row, None);
        }
        if let (Slot::Board(desk), Task::Edit { message, .. }) = (&row.slot, &row.task) {
            return self.board_stands(*desk, *message, receipt.at);
        }
        if let (Task::DrawCard(id), Some(conversation)) =
            (&row.task, row.conversation.map(|id| self.tx.conversation(id)).transpose()?.flatten())
            && conversation.questions.iter().any(|question| question.shown.is_none())
        {
            let _ = self.happen(*id, Event::CardDrawn(receipt.at))?;
        }
        Ok(())
    }

    // ---- failed ---------------------------------------------------------------------------------------

    fn failed(&mut self, row: Row, failure: &Failure) -> Result<(), StoreError> {
        // What is mended by and by in the group is tried again there, whatever it was.
        let mends = !matches!(row.lane, Lane::User(_))
            && matches!(failure, Failure::NoRights(_) | Failure::GroupGone | Failure::Upgraded(_));
        match failure {
            Failure::UserGone { .. } | Failure::NoChat => self.user_gone(row, failure),
            _ if !mends && matches!(row.slot, Slot::Revision { .. }) => self.not_revised(&row),
            _ if !mends && matches!(row.slot, Slot::Recall { .. }) => {
                self.recalled(&row, Some(failure))
            }
            Failure::GroupGone => self.group_gone(row),
            Failure::Upgraded(to) => {
                // What it was to copy stands in the old group, and is dead with it.
                if let Lane::User(_) = row.lane {
                    return self.refused(&row, &Failure::TargetGone);
                }
                if let Some(desk) = self.desk_of_row(&row)? {
                    self.upgraded(desk.chat, *to)?;
                }
                match follow(row, *to) {
                    Some(row) => self.again(row, Duration::ZERO),
                    None => Ok(()),
                }
            }
            Failure::TopicGone if made(Mistake::DropWithTopic) => Ok(()),
            Failure::TopicGone => self.recreate_topic(row, true),
            Failure::NoTopics | Failure::TopicClosed | Failure::NoRights(_) => {
                self.lacks_right(row, failure)
            }
            Failure::TargetGone => self.target_gone(&row),
            Failure::NotCopyable
            | Failure::VoiceForbidden
            | Failure::TooLong
            | Failure::FileGone
            | Failure::NotDeletable
            | Failure::Refused(_) => self.refused(&row, failure),
        }
    }

    /// Puts a row back into its lane, where it was.
    pub(super) fn again(&mut self, mut row: Row, pause: Duration) -> Result<(), StoreError> {
        row.started = false;
        if !pause.is_zero() {
            row.not_before = self.now.plus(pause);
        }
        self.keep(row)
    }

    /// The bot is not in the group any more: everything is kept, and goes out when it is back.
    fn group_gone(&mut self, row: Row) -> Result<(), StoreError> {
        if let Lane::User(_) = row.lane {
            return self.refused(&row, &Failure::GroupGone);
        }
        let Some(mut desk) = self.desk_of_row(&row)? else {
            return Ok(());
        };
        if desk.rights.present {
            tracing::error!(desk = %desk.id, "the bot is not in the desk's group; add it again, everything is kept");
            desk.rights.present = false;
            self.tx.put_desk(&desk)?;
            self.group_lost(&desk)?;
        }
        match row.task {
            // What only looks will be asked again when the bot is back.
            Task::LookUpDesk(_) | Task::LookUpMember { .. } => Ok(()),
            _ => self.again(row, Duration::ZERO),
        }
    }

    /// A deleted topic is recreated with card and summary, and the row goes out after that.
    fn recreate_topic(&mut self, row: Row, deleted: bool) -> Result<(), StoreError> {
        let Some(id) = row.conversation else {
            return Ok(());
        };
        let Some(mut conversation) = self.tx.conversation(id)? else {
            return Ok(());
        };
        // Only in the lane of the conversation is it certain which of its topics is gone.
        if !matches!(row.lane, Lane::Conversation(_)) {
            return self.without_topic(row, &conversation);
        }
        if deleted {
            conversation.topic = None;
            conversation.card = None;
            self.keep_conversation(&conversation)?;
            // Whoever deletes the topic of a completed conversation wants it gone.
            let picture = matches!(row.task, Task::PostCard { .. })
                && matches!(row.slot, Slot::Card { quotes: None });
            if picture && !conversation.is_open() {
                return Ok(());
            }
        }
        let mut before = vec![(Task::CreateTopic(id), Slot::None)];
        let is_card = matches!(row.task, Task::PostCard { .. });
        if !is_card {
            let quotes = None;
            let card = Task::PostCard { conversation: id, silent: true };
            before.push((card, Slot::Card { quotes }));
            before.push((self.summary_of_topic(&conversation, deleted)?, Slot::Inside));
        }
        self.push_before(&row, before)?;
        self.again(row, Duration::ZERO)
    }

    fn summary_of_topic(
        &self,
        conversation: &Conversation,
        deleted: bool,
    ) -> Result<Task, StoreError> {
        let id = conversation.id;
        let lines = self.recent_lines(id)?;
        let notice = if deleted {
            Notice::TopicRecreated { conversation: id, lines }
        } else {
            Notice::TopicBegun { conversation: id, lines }
        };
        Ok(Task::Say {
            place: Place::Conversation(id),
            saying: notice.into(),
            reply_to: None,
            silent: true,
        })
    }

    /// A right is missing: without topics the desk works as a plain one; without the right to write
    /// its rows wait until Telegram says otherwise.
    fn lacks_right(&mut self, row: Row, failure: &Failure) -> Result<(), StoreError> {
        if let Lane::User(_) = row.lane {
            return self.refused(&row, failure);
        }
        let Some(mut desk) = self.desk_of_row(&row)? else {
            return Ok(());
        };
        if let Task::DeleteTopic { thread, .. } = row.task {
            // Whoever was erased named it: it goes once the group has topics, or the bot the right.
            desk.topics_to_delete.insert(thread);
            self.tx.put_desk(&desk)?;
            if *failure != Failure::NoTopics || !desk.has_topics() {
                return Ok(());
            }
        }
        let about_topics = matches!(row.task, Task::CreateTopic(_) | Task::SyncTopic(_))
            || *failure == Failure::NoTopics;
        tracing::warn!(desk = %desk.id, topics = about_topics, "a right is missing in the desk's group");
        if about_topics {
            let before = desk.clone();
            if *failure == Failure::NoTopics && desk.has_topics() {
                desk.kind = GroupKind::Super;
                let task = Task::LookUpDesk(desk.id);
                let priority = crate::domain::outbox::Priority::Card;
                self.push(Lane::Desk(desk.id), priority, None, task, Slot::None)?;
            } else {
                desk.rights.manage_topics = false;
            }
            self.rights_changed(&mut desk)?;
            self.ground_changed(&before, &desk)?;
            self.redraw_checklist(&desk)?;
            return match row.task {
                Task::CreateTopic(_) | Task::DeleteTopic { .. } => Ok(()),
                Task::SyncTopic(id) => self.topic_is_stale(id),
                _ => self.again(row, Duration::ZERO),
            };
        }
        match row.task {
            Task::Say { .. }
            | Task::Copy { .. }
            | Task::PostCard { .. }
            | Task::DrawCard(_)
            | Task::Edit { .. }
            | Task::Revise { .. }
            | Task::React { .. }
            | Task::DropButtons(_) => {
                let task = Task::LookUpDesk(desk.id);
                let priority = crate::domain::outbox::Priority::Card;
                self.push(Lane::Desk(desk.id), priority, None, task, Slot::None)?;
                self.again(row, RIGHTS_PAUSE)
            }
            _ => Ok(()),
        }
    }

    /// A message that was to be edited, copied or deleted is gone.
    fn target_gone(&mut self, row: &Row) -> Result<(), StoreError> {
        if let Slot::Board(desk) = row.slot {
            return self.board_is_gone(desk);
        }
        let Some(id) = row.conversation else {
            return Ok(());
        };
        match (&row.task, &row.slot) {
            (Task::DrawCard(_), _) => {
                let Some(mut conversation) = self.tx.conversation(id)? else {
                    return Ok(());
                };
                if conversation.card.take().is_none() {
                    return Ok(());
                }
                self.keep_conversation(&conversation)?;
                let task = Task::PostCard { conversation: id, silent: true };
                let slot = Slot::Card { quotes: None };
                let priority = crate::domain::outbox::Priority::NewConversation;
                self.push(Lane::Conversation(id), priority, Some(id), task, slot)?;
                Ok(())
            }
            // The user took it back before it was relayed.
            (Task::Copy { .. }, Slot::Relay { of }) => {
                for _ in of {
                    let _ = self.happen(id, Event::Shown(None))?;
                }
                Ok(())
            }
            (Task::Copy { .. }, Slot::Answer { .. }) => {
                self.not_delivered(row, &Failure::TargetGone)
            }
            _ => Ok(()),
        }
    }

    /// Telegram refuses it, and will again.
    pub(super) fn refused(&mut self, row: &Row, failure: &Failure) -> Result<(), StoreError> {
        tracing::warn!(row = %row.id, "Telegram refused a call for good");
        match &row.slot {
            Slot::Relay { of } => {
                let Some(id) = row.conversation else {
                    return Ok(());
                };
                for original in of {
                    let _ = self.happen(id, Event::Shown(None))?;
                    let Some(conversation) = self.tx.conversation(id)? else {
                        continue;
                    };
                    let kind = EntryKind::Failed { message: *original };
                    self.tx.remember(id, &Entry { at: self.now, by: Speaker::Itself, kind })?;
                    // What Telegram cannot copy is named to its sender.
                    let task = Task::Say {
                        place: Place::User(conversation.user),
                        saying: Notice::NotCopyable.into(),
                        reply_to: Some(*original),
                        silent: false,
                    };
                    let lane = Lane::User(conversation.user);
                    let priority = crate::domain::outbox::Priority::Notice;
                    self.push(lane, priority, Some(id), task, Slot::Inside)?;
                }
                Ok(())
            }
            _ => self.not_delivered(row, failure),
        }
    }
}

fn count(messages: &[MessageRef]) -> u32 {
    u32::try_from(messages.len()).unwrap_or(u32::MAX)
}

/// How many of the group's calls a row takes (telegram-facts L6, L10).
fn size(task: &Task) -> usize {
    match task {
        Task::Copy { from, .. } => from.len().max(1),
        Task::SyncTopic(_) => 2,
        _ => 1,
    }
}

/// Whether a row posts, edits or changes a topic in a group (telegram-facts L6, L11, L12).
fn takes_budget(task: &Task) -> bool {
    match task {
        Task::Say { .. }
        | Task::ShowLink { .. }
        | Task::Edit { .. }
        | Task::Revise { .. }
        | Task::DropButtons(_)
        | Task::Copy { .. }
        | Task::CreateTopic(_)
        | Task::PostCard { .. }
        | Task::DrawCard(_)
        | Task::Pin(_)
        | Task::DeleteTopic { .. }
        | Task::SyncTopic(_) => true,
        Task::React { .. }
        | Task::Delete(_)
        | Task::SendData(_)
        | Task::Recall { .. }
        | Task::ShowMenu { .. }
        | Task::LookUpMember { .. }
        | Task::LookUpDesk(_)
        | Task::LookUpGroup(_)
        | Task::Leave(_) => false,
    }
}

/// A row whose group has another id now, if it still has somewhere to go: messages of the old group
/// are dead (telegram-facts B16), and asking for them again would never end.
fn follow(row: Row, to: ChatId) -> Option<Row> {
    let task = match row.task {
        Task::Edit { .. } | Task::DropButtons(_) | Task::React { .. } => return None,
        Task::Pin(_) => return None,
        Task::Delete(_) | Task::DeleteTopic { .. } => return None,
        Task::Leave(_) | Task::ShowLink { .. } => return None,
        Task::LookUpGroup(_) => Task::LookUpGroup(to),
        Task::Say { place: Place::Spot { .. }, saying, silent, .. } => Task::Say {
            place: Place::Spot { chat: to, thread: None },
            saying,
            reply_to: None,
            silent,
        },
        Task::Copy { place: Place::Spot { .. }, from, silent, numbered, text, album, .. } => {
            Task::Copy {
                place: Place::Spot { chat: to, thread: None },
                from,
                reply_to: None,
                quote: None,
                silent,
                numbered,
                text,
                album,
            }
        }
        // Their place is found anew each time.
        task @ (Task::Say { .. }
        | Task::Copy { .. }
        | Task::Revise { .. }
        | Task::Recall { .. }
        | Task::SendData(_)
        | Task::CreateTopic(_)
        | Task::PostCard { .. }
        | Task::DrawCard(_)
        | Task::SyncTopic(_)
        | Task::ShowMenu { .. }
        | Task::LookUpMember { .. }
        | Task::LookUpDesk(_)) => task,
    };
    Some(Row { task, ..row })
}
