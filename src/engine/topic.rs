//! Topics of a forum: bound when they are there, brought to their conversation's state when they fell
//! behind, and what it means when somebody closes or opens one by hand.

use crate::domain::access::Actor;
use crate::domain::conversation::{Conversation, Spot};
use crate::domain::event::Author;
use crate::domain::id::{ChatId, ConversationId};
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Place, Priority, Row, Slot, Task};
use crate::domain::people::Desk;
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::work::Work;

impl Work<'_> {
    /// Our own topic comes back as an update: it binds the topic just as the receipt does,
    /// whichever comes first (telegram-facts B20).
    pub(super) fn topic_created(
        &mut self,
        chat: ChatId,
        thread: i32,
        name: &str,
        by_us: bool,
    ) -> Result<(), StoreError> {
        if !by_us || self.tx.topic(chat, thread)?.is_some() {
            return Ok(());
        }
        let Some(desk) = self.tx.desk_of(chat)?.filter(|desk| desk.chat == chat) else {
            return Ok(());
        };
        let number = name.strip_prefix('#').and_then(|rest| rest.split(' ').next()?.parse().ok());
        let Some(number) = number else { return Ok(()) };
        let id = ConversationId { desk: desk.id, number };
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(());
        };
        if conversation.topic.is_some() {
            return Ok(());
        }
        let creating: Vec<_> = self
            .tx
            .rows_of(id)?
            .into_iter()
            .filter(|row| row.task == Task::CreateTopic(id) && row.started)
            .collect();
        if creating.is_empty() {
            return Ok(());
        }
        self.bind_topic(&desk, id, thread)?;
        for row in creating {
            self.withdraw(row.id)?;
        }
        Ok(())
    }

    /// A topic should show another state, and cannot now: it will once topics can be managed again.
    pub(super) fn topic_is_stale(&mut self, id: ConversationId) -> Result<(), StoreError> {
        if let Some(mut desk) = self.tx.desk(id.desk)? {
            desk.stale_topics.insert(id.number);
            self.tx.put_desk(&desk)?;
        }
        Ok(())
    }

    /// Topics that fell behind catch up, and those that were to go do, if that is possible now.
    pub(super) fn sync_stale_topics(&mut self, desk: &mut Desk) -> Result<(), StoreError> {
        if !desk.has_topics() || !desk.reachable() {
            return Ok(());
        }
        for number in std::mem::take(&mut desk.stale_topics) {
            let id = ConversationId { desk: desk.id, number };
            let task = Task::SyncTopic(id);
            self.push(Lane::Drawing(id), Priority::Topic, Some(id), task, Slot::None)?;
        }
        for thread in std::mem::take(&mut desk.topics_to_delete) {
            self.delete_topic(desk, thread)?;
        }
        Ok(())
    }

    /// What was to be said or changed in a topic that is gone.
    pub(super) fn without_topic(
        &mut self,
        row: Row,
        conversation: &Conversation,
    ) -> Result<(), StoreError> {
        let id = conversation.id;
        let lane = Lane::Conversation(id);
        match (row.lane, row.task, row.slot) {
            // An open conversation needs its topic: asked for in its own lane, it is recreated there.
            (Lane::Drawing(_), task @ Task::SyncTopic(_), slot) if conversation.is_open() => {
                self.push(lane, Priority::Topic, Some(id), task, slot)?;
            }
            (_, _, Slot::Question(nonce)) => {
                let _ = self.happen(id, Event::QuestionLost(nonce))?;
            }
            // What became of an answer must be heard wherever the conversation goes on.
            (_, Task::Say { saying, .. }, slot) if is_report(&saying.notice, &slot) => {
                let place = Place::Conversation(id);
                let task = Task::Say { place, saying, reply_to: None, silent: true };
                self.push(lane, Priority::Notice, Some(id), task, slot)?;
            }
            // Answers to presses and commands there have nobody to read them.
            _ => {}
        }
        Ok(())
    }

    /// Somebody has closed a topic or opened it again by hand: that is taken as the wish to complete
    /// or reopen, and asks the matching question there. It stays as it was left meanwhile. Without
    /// the right to ask it is put back at once.
    pub(super) fn topic_closed(
        &mut self,
        chat: ChatId,
        thread: i32,
        closed: bool,
        by: &Author,
    ) -> Result<(), StoreError> {
        if *by == Author::Ourselves {
            return Ok(());
        }
        let Some(id) = self.tx.topic(chat, thread)? else {
            return Ok(());
        };
        let (Some(conversation), Some(desk)) = (self.tx.conversation(id)?, self.tx.desk(id.desk)?)
        else {
            return Ok(());
        };
        if conversation.topic != Some(thread) || desk.chat != chat {
            return Ok(());
        }
        let Some(by) = self.author(&desk, by)? else {
            // Whatever does this is no person of the team, and may do it again each time it is put
            // back: so that happens at the next look at the group, and not before.
            self.forget_topic_state(id)?;
            return self.topic_is_stale(id);
        };
        if conversation.is_open() != closed {
            return self.wish_withdrawn(&conversation, by);
        }
        let spot = Spot::Topic { thread };
        let event = if closed {
            Event::CompletionAsked { by, spot }
        } else {
            Event::ReopeningAsked { by, spot, said: None, carry: Vec::new() }
        };
        let Err(why) = self.happen(id, event)? else {
            return Ok(());
        };
        self.forget_topic_state(id)?;
        self.push(Lane::Drawing(id), Priority::Topic, Some(id), Task::SyncTopic(id), Slot::None)?;
        let why = match why {
            Notice::RefuseOtherOpen { number } => {
                let other = ConversationId { desk: id.desk, number };
                Notice::OtherOpen { conversation: id, other }
            }
            why => why,
        };
        let saying = Notice::TopicPutBack { why: Box::new(why) }.into();
        self.tell(&desk, &conversation, Some(Spot::Topic { thread }), saying, Slot::Inside, true)
    }

    /// The topic is as its conversation again, by hand: what that had asked is over.
    fn wish_withdrawn(&mut self, conversation: &Conversation, by: Actor) -> Result<(), StoreError> {
        for question in &conversation.questions {
            if let Spot::Topic { .. } = question.spot {
                let event = Event::QuestionCancelled { by, nonce: question.nonce };
                let _ = self.happen(conversation.id, event)?;
            }
        }
        Ok(())
    }

    /// What the topic was last brought to is worth nothing any more.
    fn forget_topic_state(&mut self, id: ConversationId) -> Result<(), StoreError> {
        if let Some(mut conversation) = self.tx.conversation(id)? {
            conversation.put_topic_back();
            self.keep_conversation(&conversation)?;
        }
        Ok(())
    }
}

/// Whether a notice tells an agent that the user has not got something.
fn is_report(notice: &Notice, slot: &Slot) -> bool {
    let said = matches!(
        notice,
        Notice::FailedGone
            | Notice::FailedVoice
            | Notice::FailedKind
            | Notice::FailedFile
            | Notice::FailedSource { .. }
            | Notice::FailedOther { .. }
            | Notice::EditBlocked
            | Notice::EditNotDelivered
            | Notice::AlbumIncomplete { .. }
            | Notice::AlbumUnclear
    );
    said || matches!(slot, Slot::Failure { .. } | Slot::Undelivered { .. })
}
