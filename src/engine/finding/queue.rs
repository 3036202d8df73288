//! `/queue` and `/requests`: who waits, page by page, read from indexes that hold them in their order.

use super::{PAGE, PLACES, Page, Work, code_urgency, urgency_code};
use crate::domain::id::{ConversationId, UserId};
use crate::domain::notice::{Notice, Target, Who};
use crate::domain::people::{Desk, GroupKind};
use crate::store::{Mention, QueuePlace, StoreError};

/// What tells the asker's own from others in the place of a queue.
const OF_OTHERS: u32 = PLACES;

impl Work<'_> {
    /// Who waits: the asker's own on top, of these and of the others the urgent ones, of those whoever
    /// has waited longest. Reads no more than the page, besides the asker's own.
    pub(super) fn queue_page(
        &self,
        desk: &Desk,
        by: Option<UserId>,
        after: Option<Mention>,
    ) -> Result<Page, StoreError> {
        let (begun, of_others) = match after {
            Some(after) => {
                let (place, of_others) = queue_place(after);
                (Some(place), of_others)
            }
            None => (None, by.is_none()),
        };
        // One more, to know whether there is another page.
        let most = PAGE.saturating_add(1);
        let mut all = Vec::new();
        if !of_others {
            all.extend(
                self.tx.queue(desk.id, by, begun, most)?.into_iter().map(|one| (one, false)),
            );
        }
        let mut from = begun.filter(|_| of_others);
        while all.len() < most {
            let some = self.tx.queue(desk.id, None, from, most)?;
            let Some(last) = some.last() else { break };
            from = Some(last.place);
            let others = some.into_iter().filter(|one| by.is_none() || one.assignee != by);
            all.extend(others.map(|one| (one, true)));
        }
        let more = all.len() > PAGE;
        all.truncate(PAGE);
        let next = all.last().filter(|_| more).map(|(last, of_others)| Mention {
            at: last.place.since,
            number: last.place.number,
            sequence: urgency_code(last.place.urgency).saturating_add(if *of_others {
                OF_OTHERS
            } else {
                0
            }),
        });
        let mut lines = Vec::new();
        let mut shown = Vec::new();
        for (one, _) in &all {
            let Some(conversation) = self.tx.conversation(one.id(desk.id))? else {
                continue;
            };
            let (id, since) = (conversation.id, one.place.since);
            let name = self.user_name(&conversation)?;
            lines.push(match self.has_it(&conversation)? {
                Some(assignee) => Notice::QueueLine { conversation: id, name, since, assignee },
                None => Notice::QueueLineFree { conversation: id, name, since },
            });
            shown.push(id);
        }
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let total = self.tx.waiting_count(desk.id)?;
        let saying = if lines.is_empty() {
            Notice::QueueEmpty
        } else {
            Notice::Queue { lines, shown: count, total }
        };
        Ok(Page { saying, shown, next })
    }

    // ---- what waits for a decision -------------------------------------------------------------------

    /// Whose reopening was asked for, longest first. A page goes on behind what stood last on the one
    /// before, also if that was decided meanwhile.
    pub(super) fn requests_page(
        &self,
        desk: &Desk,
        after: Option<Mention>,
    ) -> Result<Page, StoreError> {
        let begin = after.map(|after| (after.at, after.number));
        let part = self.tx.requested(desk.id, begin, PAGE)?;
        let (mut lines, mut shown) = (Vec::new(), Vec::new());
        let mut last = Mention::default();
        for number in part.found {
            let id = ConversationId { desk: desk.id, number };
            let Some(conversation) = self.tx.conversation(id)? else { continue };
            let Some(request) = &conversation.request else { continue };
            last = Mention { at: request.at, number, ..Mention::default() };
            let (since, name) = (request.at, self.user_name(&conversation)?);
            let who = Who::Named(self.name_in(id, request.by)?);
            let reason = Box::new(request.why());
            let stands = request.message.filter(|message| message.chat == desk.chat);
            lines.push(match stands.filter(|_| desk.kind != GroupKind::Basic) {
                Some(message) => {
                    let place = Target { conversation: id, message };
                    Notice::RequestThere { place, since, name, who, reason }
                }
                None => Notice::RequestLine { conversation: id, since, name, who, reason },
            });
            shown.push(id);
        }
        let next = part.more.then_some(last);
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let saying = if lines.is_empty() {
            Notice::RequestsEmpty
        } else {
            Notice::Requests { lines, shown: count, total: self.tx.requests(desk.id)? }
        };
        Ok(Page { saying, shown, next })
    }
}

/// The place in a queue after which a page begins, and whether it is among those of others.
fn queue_place(after: Mention) -> (QueuePlace, bool) {
    let urgency = code_urgency(after.sequence);
    let place = QueuePlace { urgency, since: after.at, number: after.number };
    (place, after.sequence >= OF_OTHERS)
}
