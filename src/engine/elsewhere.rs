//! `/move`: a conversation goes on at another desk.
//!
//! Promises: both sides of it happen or neither; the user is told the new number once, and what they
//! write from then on stands there; nobody of the old desk sees what follows. What was said before
//! stands at the new desk as a summary, without notes and without the names of those who answered.

use crate::domain::access::{Action, Actor};
use crate::domain::conversation::Conversation;
use crate::domain::id::{ConversationId, DeskId, MessageRef};
use crate::domain::notice::{Notice, Saying, Who};
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::Desk;
use crate::domain::spelling::distance;
use crate::domain::transition::{Event, Record};
use crate::store::{EntryKind, Speaker, StoreError};

use super::answer::{LINE, PAGE, one_line};
use super::work::Work;

impl Work<'_> {
    /// Moves a conversation to the desk of this name.
    pub(super) fn move_to(
        &mut self,
        by: Actor,
        id: ConversationId,
        name: &str,
    ) -> Result<Result<Notice, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(id.desk, by, Action::Move) {
            return Ok(Err(refusal));
        }
        let Some(before) = self.tx.conversation(id)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        };
        let mut desk = match self.named_desk(id.desk, name)? {
            Ok(desk) => desk,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(mut profile) = self.tx.profile(before.user)? else {
            return Ok(Err(Notice::RefuseForgotten));
        };
        let there = profile.open_at(desk.id).is_some();
        if before.is_open() && there || self.banned(desk.id, before.user)?.is_some() {
            return Ok(Err(Notice::RefuseNotThere { desk: desk.id }));
        }
        // Of what it said nothing may be left once it is over.
        let lines = self.said_lines(id)?;
        desk.last_number = desk.last_number.saturating_add(1);
        let into = ConversationId { desk: desk.id, number: desk.last_number };
        // If it is refused, since it is over already, nothing has happened yet.
        if let Err(refusal) = self.happen(id, Event::Moves { by, into })? {
            return Ok(Err(refusal));
        }
        self.tx.put_desk(&desk)?;
        if let Some(left) = self.tx.profile(before.user)? {
            profile = left;
        }
        profile.begins(into);
        if profile.current == Some(id.desk) {
            profile.current = Some(desk.id);
        }
        self.tx.put_profile(&profile)?;
        let here = profile.completed.iter().rev().filter(|earlier| earlier.desk == desk.id);
        let conversation = Conversation {
            source: before.source.clone(),
            earlier: here.take(5).copied().collect(),
            urgency: before.urgency,
            last_written: before.last_written,
            last_written_at: before.last_written_at,
            blocked: profile.blocked,
            moved_from: Some(id),
            first_line: before.first_line.clone(),
            ..Conversation::open(into, before.user, self.now)
        };
        self.keep_conversation(&conversation)?;
        self.record(&conversation, None, Record::Opened)?;
        self.show_moved(&desk, id, into, lines)?;
        // What waited for a choice there has got one.
        self.join_held(before.user, into)?;
        let notice = Notice::MovedUser { number: into.number }.into();
        let task = Task::Say {
            place: Place::User(before.user),
            saying: notice,
            reply_to: None,
            silent: false,
        };
        let lane = Lane::User(before.user);
        self.push(lane, Priority::Notice, Some(into), task, Slot::Inside)?;
        Ok(Ok(Notice::Moved { conversation: id, number: into.number, desk: desk.id }))
    }

    /// The other desk that a name means.
    fn named_desk(&self, here: DeskId, name: &str) -> Result<Result<Desk, Notice>, StoreError> {
        let offered = self.offered()?;
        let listed = self.listed().iter();
        // One without a group is none yet.
        let known: Vec<_> =
            listed.filter(|listed| offered.iter().any(|desk| desk.id == listed.id)).collect();
        let others: Vec<_> = known.iter().filter(|listed| listed.id != here).collect();
        if others.is_empty() {
            return Ok(Err(Notice::RefuseOneDesk));
        }
        let Some(found) = known.iter().find(|listed| listed.name == name) else {
            let written: Vec<char> = name.chars().collect();
            let nearest = others.iter().min_by_key(|listed| distance(&written, &listed.name));
            let nearest = nearest.map(|listed| listed.name.clone()).unwrap_or_default();
            return Ok(Err(Notice::RefuseNoSuchDesk { name: name.to_owned(), nearest }));
        };
        if found.id == here {
            return Ok(Err(Notice::RefuseSameDesk { desk: here }));
        }
        let desk = offered.into_iter().find(|desk| desk.id == found.id);
        Ok(desk.ok_or(Notice::RefuseOneDesk))
    }

    /// Topic and card at the new desk, what was said before, and whoever is given it.
    fn show_moved(
        &mut self,
        desk: &Desk,
        from: ConversationId,
        into: ConversationId,
        lines: Vec<Notice>,
    ) -> Result<(), StoreError> {
        let lane = Lane::Conversation(into);
        if desk.has_topics() {
            let task = Task::CreateTopic(into);
            self.push(lane, Priority::NewConversation, Some(into), task, Slot::None)?;
        }
        let silent = self.hushed(desk.id);
        let task = Task::PostCard { conversation: into, silent };
        let slot = Slot::Card { quotes: None };
        self.push(lane, Priority::NewConversation, Some(into), task, slot)?;
        let saying: Saying =
            Notice::MovedHere { number: from.number, desk: from.desk, lines }.into();
        let place = Place::Conversation(into);
        let task = Task::Say { place, saying, reply_to: None, silent: true };
        self.push(lane, Priority::Relay, Some(into), task, Slot::Inside)?;
        // Never refused: who is there decides.
        let _ = self.happen(into, Event::Routed)?;
        Ok(())
    }

    /// The last lines of what user and team said to each other.
    fn said_lines(&self, id: ConversationId) -> Result<Vec<Notice>, StoreError> {
        let mut lines = Vec::new();
        let history = self.tx.history(id)?;
        let taken_back: Vec<MessageRef> = history
            .iter()
            .filter_map(|entry| match &entry.kind {
                EntryKind::Recalled { message } => Some(*message),
                _ => None,
            })
            .collect();
        for entry in history {
            if let EntryKind::Said { message, .. } | EntryKind::Edited { message, .. } = &entry.kind
                && taken_back.contains(message)
            {
                continue;
            }
            let who = match entry.by {
                Speaker::User => Who::User,
                Speaker::Agent(_) | Speaker::Team | Speaker::Itself => Who::Team,
            };
            let at = entry.at;
            lines.extend(match entry.kind {
                EntryKind::Said { kind, text, .. } if text.trim().is_empty() => {
                    Some(Notice::HistoryKind { at, who, kind })
                }
                EntryKind::Said { text, .. } => {
                    Some(Notice::HistorySaid { at, who, text: one_line(&text, LINE) })
                }
                EntryKind::Edited { text, .. } => {
                    Some(Notice::HistoryEdited { at, who, text: one_line(&text, LINE) })
                }
                EntryKind::Note { .. }
                | EntryKind::Failed { .. }
                | EntryKind::Recalled { .. }
                | EntryKind::MaybeDouble { .. }
                | EntryKind::Record(_) => None,
            });
        }
        Ok(lines.split_off(lines.len().saturating_sub(PAGE)))
    }
}
