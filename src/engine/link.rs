//! `/link`: the deep link by which users come from somewhere, and a picture of it to be scanned.

use crate::domain::access::{Action, Actor};
use crate::domain::button::Button;
use crate::domain::event::GroupMessage;
use crate::domain::id::MessageRef;
use crate::domain::link;
use crate::domain::notice::Notice;
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::Desk;
use crate::mistake::{Mistake, made};
use crate::store::StoreError;

use super::work::Work;

impl Work<'_> {
    pub(super) fn link_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        source: Option<&str>,
    ) -> Result<Option<Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Link)
            && !made(Mistake::ShowLinksToAll)
        {
            return Ok(Some(refusal));
        }
        // Where there are several desks, a link leads to this one.
        let named = desk.name.as_deref().filter(|_| self.listed().len() > 1);
        let room = named.map_or(0, |name| name.len().saturating_add(1));
        let most = link::LONGEST.saturating_sub(room);
        if let Some(words) = source.filter(|words| !link::fits(words) || words.len() > most) {
            let nearest = link::nearest(words, most);
            let most = u32::try_from(most).unwrap_or(u32::MAX);
            return Ok(Some(match nearest {
                Some(nearest) => Notice::RefuseLinkNear { nearest, most },
                None => Notice::RefuseLink { most },
            }));
        }
        let payload = match (named, source) {
            (Some(name), Some(source)) => Some(format!("{name}-{source}")),
            (Some(name), None) => Some(name.to_owned()),
            (None, source) => source.map(str::to_owned),
        };
        let link = link::to_bot(&self.settings.username, payload.as_deref());
        let notice = match source {
            Some(source) => Notice::LinkMade { link: link.clone(), source: source.to_owned() },
            None => Notice::LinkPlain { link: link.clone() },
        };
        let task = Task::ShowLink {
            place: Place::Spot { chat: message.group.chat, thread: message.thread },
            link,
            saying: notice.with(vec![vec![Button::Dismiss]]),
            reply_to: MessageRef { chat: message.group.chat, message: message.message },
        };
        let conversation = self.meant(desk, message)?;
        self.push(Lane::Desk(desk.id), Priority::Press, conversation, task, Slot::Inside)?;
        Ok(None)
    }
}
