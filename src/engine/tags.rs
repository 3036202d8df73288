//! Tags: `/tag`, `/untag`, the picker behind the card's button, most used tags first; and `/tags`, by which
//! a desk says what one looks like and whose its conversations are.
//!
//! Whose they are changes nothing that somebody has already: only a conversation that nobody has is given
//! to them when the tag is put on, or, where agents take conversations themselves, shown to them, once.
//! How often each tag stands on a conversation is counted whenever one changes, so that nothing is
//! ever scanned for it.

use std::collections::BTreeMap;

use crate::domain::access::{Action, Actor};
use crate::domain::audit::Deed;
use crate::domain::button::Button;
use crate::domain::conversation::{Conversation, Status};
use crate::domain::event::{GroupMessage, Mention, Press, TagsCommand};
use crate::domain::id::{ConversationId, DeskId, UserId};
use crate::domain::notice::{Named, Notice, Saying};
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, Standing};
use crate::domain::routing::Strategy;
use crate::domain::tag::{MOST_KINDS, TagKind};
use crate::domain::transition::Event;
use crate::store::{StoreError, tag_kinds_key};

use super::effects::Done;
use super::work::Work;

/// Tags that the picker offers.
const OFFERED: usize = 12;

/// Different tags that are counted; of more, the least used are forgotten by the picker.
const COUNTED: usize = 200;

/// Buttons of a row.
const ROW: usize = 3;

impl Work<'_> {
    /// `/tag` and `/untag`; without words the picker.
    pub(super) fn tag_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        id: ConversationId,
        add: &[String],
        remove: &[String],
    ) -> Result<Option<Notice>, StoreError> {
        if add.is_empty() && remove.is_empty() {
            if let Err(refusal) = self.allowed(desk.id, by, Action::Tag) {
                return Ok(Some(refusal));
            }
            let saying = self.picker(id)?;
            let answered = Self::in_desk(desk, message.message);
            self.reply_at(desk, answered, message.thread, Some(id), saying, Slot::Inside)?;
            return Ok(None);
        }
        let event = Event::Tagged { by, add: add.to_vec(), remove: remove.to_vec() };
        Ok(match self.happen(id, event)? {
            Ok(_) => {
                self.tag_put_on(id, add)?;
                Some(self.tags_of(id)?)
            }
            Err(refusal) => Some(refusal),
        })
    }

    // ---- what a desk says about its tags -----------------------------------------------------------

    fn tag_kinds(&self, desk: DeskId) -> Result<BTreeMap<String, TagKind>, StoreError> {
        Ok(self.tx.meta(&tag_kinds_key(desk))?.unwrap_or_default())
    }

    /// `/tags`
    pub(super) fn tags_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        command: &TagsCommand,
    ) -> Result<Option<Notice>, StoreError> {
        let right = match command {
            TagsCommand::List => Action::List,
            TagsCommand::Define { .. } | TagsCommand::Forget(_) => Action::DefineTags,
        };
        if let Err(refusal) = self.allowed(desk.id, by, right) {
            return Ok(Some(refusal));
        }
        let mut kinds = self.tag_kinds(desk.id)?;
        let known = kinds.clone();
        let (tag, kind) = match command {
            TagsCommand::List if kinds.is_empty() => {
                let saying = Notice::TagListNone.with(vec![vec![Button::Dismiss]]);
                self.reply(desk, message, saying, Slot::Inside)?;
                return Ok(None);
            }
            TagsCommand::List => {
                let lines = kinds.iter().map(|(tag, kind)| self.tag_line(desk.id, tag, kind));
                let lines = lines.collect::<Result<_, StoreError>>()?;
                let saying = Notice::TagList { lines }.with(vec![vec![Button::Dismiss]]);
                self.reply(desk, message, saying, Slot::Inside)?;
                return Ok(None);
            }
            TagsCommand::Forget(tag) => {
                if kinds.remove(tag).is_none() {
                    return Ok(Some(Notice::RefuseTagUnknown { tag: tag.clone() }));
                }
                (tag, None)
            }
            TagsCommand::Define { tag, emoji } => {
                if kinds.len() >= MOST_KINDS && !kinds.contains_key(tag) {
                    let most = u32::try_from(MOST_KINDS).unwrap_or(u32::MAX);
                    return Ok(Some(Notice::RefuseTagKinds { most }));
                }
                let Some(group) = self.group_named(desk.id, message)? else {
                    return Ok(Some(Notice::RefuseWhom));
                };
                let kind = TagKind { emoji: emoji.clone(), group };
                kinds.insert(tag.clone(), kind.clone());
                (tag, Some(kind))
            }
        };
        self.tx.set_meta(&tag_kinds_key(desk.id), &kinds)?;
        let before = known.get(tag).cloned();
        let deed = Deed::TagKind { tag: tag.clone(), before, after: kind.clone() };
        self.audit(desk.id, by, deed)?;
        Ok(Some(match kind {
            Some(kind) => self.tag_line(desk.id, tag, &kind)?,
            None => Notice::TagForgotten { tag: tag.clone() },
        }))
    }

    /// Everybody whom a command mentions; `None` if one of them is nobody of the group.
    fn group_named(
        &self,
        desk: DeskId,
        message: &GroupMessage,
    ) -> Result<Option<Vec<UserId>>, StoreError> {
        let mut group = Vec::new();
        for mention in &message.mentions {
            let id = match mention {
                Mention::Id(id) => Some(*id),
                Mention::Username(name) => self.tx.member_named(desk, name)?,
            };
            let member = match id {
                Some(id) => self.tx.member(desk, id)?,
                None => None,
            };
            let here = member.filter(|member| member.standing != Standing::Outside);
            let Some(member) = here else { return Ok(None) };
            if !group.contains(&member.person.id) {
                group.push(member.person.id);
            }
        }
        Ok(Some(group))
    }

    fn tag_line(&self, desk: DeskId, tag: &str, kind: &TagKind) -> Result<Notice, StoreError> {
        let tag = kind.shown(tag);
        let mut names = Vec::new();
        for id in &kind.group {
            names.extend(self.tx.member(desk, *id)?.map(|member| member.person.name()));
        }
        Ok(match names.is_empty() {
            true => Notice::TagLineFree { tag },
            false => Notice::TagLine { tag, who: names.join(", ") },
        })
    }

    /// Those to whom a conversation's tags belong.
    pub(super) fn group_of_tags(
        &self,
        desk: DeskId,
        tags: &[String],
    ) -> Result<Vec<UserId>, StoreError> {
        if tags.is_empty() {
            return Ok(Vec::new());
        }
        let kinds = self.tag_kinds(desk)?;
        let groups = tags.iter().filter_map(|tag| kinds.get(tag)).flat_map(|kind| &kind.group);
        Ok(groups.copied().collect())
    }

    /// Tags were put on a conversation one by one: if nobody has it, it is given or shown to those whose
    /// tags they are.
    fn tag_put_on(&mut self, id: ConversationId, added: &[String]) -> Result<(), StoreError> {
        let Some(mut conversation) = self.tx.conversation(id)? else {
            return Ok(());
        };
        if conversation.status != Status::Unassigned {
            return Ok(());
        }
        let kinds = self.tag_kinds(id.desk)?;
        let theirs = added.iter().find_map(|tag| {
            let kind = kinds.get(tag).filter(|kind| !kind.group.is_empty())?;
            Some((tag, kind))
        });
        let Some((tag, kind)) = theirs else { return Ok(()) };
        if self.of(id.desk).rules.routing.strategy != Strategy::Claim {
            // Never refused: who is there decides.
            let _ = self.happen(id, Event::Routed)?;
            return Ok(());
        }
        if conversation.called.contains(tag) {
            return Ok(());
        }
        let mut who = Vec::new();
        for agent in &kind.group {
            let Some(member) = self.tx.member(id.desk, *agent)? else { continue };
            if self.is_there(id.desk, &member) {
                let name = member.person.name();
                who.push(Notice::Addressed { who: Named { id: *agent, name } });
            }
        }
        if who.is_empty() {
            return Ok(());
        }
        conversation.called.push(tag.clone());
        self.keep_conversation(&conversation)?;
        let tag = kind.shown(tag);
        let saying = Notice::TagAddressed { conversation: id, tag, who };
        let place = Place::Conversation(id);
        let silent = self.hushed(id.desk);
        let task = Task::Say { place, saying: saying.into(), reply_to: None, silent };
        self.push(Lane::Conversation(id), Priority::Notice, Some(id), task, Slot::Inside)?;
        Ok(())
    }

    pub(super) fn tags_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        id: ConversationId,
        press: &Press,
    ) -> Result<Result<Done, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Tag) {
            return Ok(Err(refusal));
        }
        let saying = self.picker(id)?;
        self.answer_or_turn(desk, Some(id), saying, press)?;
        Ok(Ok(Done::default()))
    }

    /// A tag of the picker was pressed: it is put on, or taken off.
    pub(super) fn tag_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        id: ConversationId,
        change: (Option<&str>, Option<&str>),
        press: &Press,
    ) -> Result<Result<Done, Notice>, StoreError> {
        let list =
            |tag: Option<&str>| -> Vec<String> { tag.map(str::to_owned).into_iter().collect() };
        let event = Event::Tagged { by, add: list(change.0), remove: list(change.1) };
        let pressed = self.happen(id, event)?;
        if pressed.is_ok() {
            self.tag_put_on(id, &list(change.0))?;
        }
        // Such buttons stand under pickers alone, also where a press is quicker than the receipt of
        // its picker.
        if pressed.is_ok() {
            let saying = self.picker(id)?;
            self.answer_or_turn(desk, None, saying, press)?;
        }
        Ok(pressed)
    }

    fn tags_of(&self, id: ConversationId) -> Result<Notice, StoreError> {
        let tags = self.tx.conversation(id)?.map(|conversation| conversation.tags);
        let tags = tags.unwrap_or_default();
        Ok(match tags.is_empty() {
            true => Notice::TagsNone { conversation: id },
            false => {
                let kinds = self.tag_kinds(id.desk)?;
                let shown =
                    |tag: &String| kinds.get(tag).map_or(tag.clone(), |kind| kind.shown(tag));
                let tags = tags.iter().map(shown).collect::<Vec<_>>().join(" ");
                Notice::TagsOf { conversation: id, tags }
            }
        })
    }

    fn picker(&self, id: ConversationId) -> Result<Saying, StoreError> {
        let own = self.tx.conversation(id)?.map(|known| known.tags).unwrap_or_default();
        let mut most: Vec<(String, u32)> = self.tag_counts(id.desk)?.into_iter().collect();
        most.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let others = most.into_iter().map(|(tag, _)| tag).filter(|tag| !own.contains(tag));
        let offered = own
            .iter()
            .map(|tag| Button::Untag(id, tag.clone()))
            .chain(others.map(|tag| Button::Tag(id, tag)));
        let offered: Vec<Button> = offered.take(OFFERED).collect();
        let mut buttons: Vec<Vec<Button>> = offered.chunks(ROW).map(<[Button]>::to_vec).collect();
        buttons.push(vec![Button::Dismiss]);
        Ok(self.tags_of(id)?.with(buttons))
    }

    fn tag_counts(&self, desk: DeskId) -> Result<BTreeMap<String, u32>, StoreError> {
        Ok(self.tx.meta(&format!("tags {desk}"))?.unwrap_or_default())
    }

    /// Counts what has changed, whatever changed it.
    pub(super) fn count_tags(
        &mut self,
        before: &Conversation,
        after: &Conversation,
    ) -> Result<(), StoreError> {
        if before.tags == after.tags {
            return Ok(());
        }
        let desk = after.id.desk;
        let mut counts = self.tag_counts(desk)?;
        for tag in after.tags.iter().filter(|tag| !before.tags.contains(tag)) {
            let count = counts.entry(tag.clone()).or_default();
            *count = count.saturating_add(1);
        }
        for tag in before.tags.iter().filter(|tag| !after.tags.contains(tag)) {
            if let Some(count) = counts.get_mut(tag) {
                *count = count.saturating_sub(1);
            }
        }
        counts.retain(|_, count| *count > 0);
        while counts.len() > COUNTED {
            let least = counts.iter().min_by_key(|(_, count)| **count);
            let Some(least) = least.map(|(tag, _)| tag.clone()) else { break };
            counts.remove(&least);
        }
        self.tx.set_meta(&format!("tags {desk}"), &counts)
    }
}
