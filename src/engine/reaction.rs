//! Reactions go over to the other side.
//!
//! The bot can put one emoji on a message (telegram-facts B6), so of several agents' the newest
//! stands; it is taken back with theirs. What agents put on each other's messages stays inside. An
//! agent's 👀 on what a user wrote also says that the team owes the answer. Of what users put on
//! answers Telegram hardly ever tells (B5); where it does, it stands on the agent's message, and is no
//! message: whose turn it is does not change by it.

use crate::domain::event::Author;
use crate::domain::id::{ChatId, MessageRef};
use crate::domain::people::Standing;
use crate::domain::time::Timestamp;
use crate::domain::transition::Event;
use crate::store::{Mapped, Mark, Reacted, StoreError};

use super::effects::EYES;
use super::work::Work;

impl Work<'_> {
    pub(super) fn reaction(
        &mut self,
        message: MessageRef,
        author: &Author,
        now: &[String],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(mapped) = self.tx.mapped(message)? else {
            return Ok(());
        };
        match mapped.mark {
            Mark::Relay | Mark::Card => self.agent_reacted(message, mapped, author, now, at),
            Mark::Answer => self.user_reacted(message, mapped, author, now),
            Mark::FromUser
            | Mark::FromAgent { .. }
            | Mark::Notice
            | Mark::NotSent { .. }
            | Mark::Canned { .. }
            | Mark::Inside => Ok(()),
        }
    }

    fn agent_reacted(
        &mut self,
        message: MessageRef,
        mut shown: Mapped,
        author: &Author,
        now: &[String],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(desk) = self.tx.desk_of(message.chat)? else {
            return Ok(());
        };
        // What was on its way when somebody left makes nobody a member again.
        if let Author::Person(person) = author
            && let Some(member) = self.tx.member(desk.id, person.id)?
            && member.standing == Standing::Outside
        {
            return Ok(());
        }
        let Some(actor) = self.author(&desk, author)? else {
            return Ok(());
        };
        // A card that quotes nothing is no message of the user.
        let Some(original) = shown.counterparts.last().copied() else {
            return Ok(());
        };
        let has_eyes = |of: &Mapped| of.reactions.iter().any(|reacted| reacted.emoji == EYES);
        let before = has_eyes(&shown);
        let by = actor.id.filter(|_| !actor.anonymous);
        let own = Reacted { by, emoji: EYES.to_owned() };
        let had = shown.reactions.contains(&own);
        shown.reactions.retain(|reacted| reacted.by != by);
        shown.reactions.extend(now.iter().map(|emoji| Reacted { by, emoji: emoji.clone() }));
        self.tx.put_mapped(message, &shown)?;
        let id = shown.conversation;
        if let Some(conversation) = self.tx.conversation(id)?
            && original.chat == ChatId::from(conversation.user)
        {
            self.mirror(&shown, original)?;
        }
        // Everybody's own says it anew, whatever was answered to another's; only with the last of them
        // is it taken back.
        let says = !had && now.iter().any(|emoji| emoji == EYES);
        let over = before && !has_eyes(&shown);
        if says || over {
            // Nothing to refuse: what is completed owes nothing.
            let _ = self.happen(id, Event::Promised { by: actor, at, stands: says })?;
        }
        Ok(())
    }

    fn user_reacted(
        &mut self,
        message: MessageRef,
        mut shown: Mapped,
        author: &Author,
        now: &[String],
    ) -> Result<(), StoreError> {
        let Author::Person(person) = author else {
            return Ok(());
        };
        if self.banned(shown.conversation.desk, person.id)?.is_some() {
            return Ok(());
        }
        let by = Some(person.id);
        shown.reactions = now.iter().map(|emoji| Reacted { by, emoji: emoji.clone() }).collect();
        self.tx.put_mapped(message, &shown)?;
        let id = shown.conversation;
        // What stands in a group that has been upgraded since is out of reach.
        let desk = self.tx.desk(id.desk)?;
        let answer = shown.counterparts.last().copied();
        match answer.filter(|answer| desk.is_some_and(|desk| desk.chat == answer.chat)) {
            Some(answer) => self.mirror(&shown, answer),
            None => Ok(()),
        }
    }

    /// Whether agents have put something on a user's message.
    pub(super) fn has_reactions(&self, message: MessageRef) -> Result<bool, StoreError> {
        let copies = self.tx.mapped(message)?.map(|mapped| mapped.counterparts);
        for copy in copies.unwrap_or_default() {
            if self.tx.mapped(copy)?.is_some_and(|copy| !copy.reactions.is_empty()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Puts the newest emoji of a message on its counterpart.
    fn mirror(&mut self, shown: &Mapped, on: MessageRef) -> Result<(), StoreError> {
        let newest = shown.reactions.last().map(|reacted| reacted.emoji.clone());
        self.react(shown.conversation, on, newest.as_deref())
    }
}
