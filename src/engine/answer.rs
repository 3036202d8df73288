//! What the desk looks up: histories, queues, lists, figures.

use crate::domain::access::{Action, Actor};
use crate::domain::button::Button;
use crate::domain::conversation::Conversation;
use crate::domain::event::{GroupMessage, Press};
use crate::domain::id::{ConversationId, MessageRef, UserId};
use crate::domain::notice::{Notice, Saying, Who};
use crate::domain::outbox::{Lane, Priority, Slot, Task};
use crate::domain::people::{Desk, GroupKind};
use crate::domain::stats::Summary;
use crate::domain::time::Timestamp;
use crate::domain::transition::Record;
use crate::store::{Entry, EntryKind, Speaker, StoreError};

use super::effects::Done;
use super::press::place_of;
use super::work::Work;

/// Lines of one page.
pub(super) const PAGE: usize = 12;
/// The days of figures that can be asked for.
const PERIODS: [u16; 3] = [1, 7, 30];
/// Code points of a text in a history or a summary.
pub(super) const LINE: usize = 120;

impl Work<'_> {
    // ---- histories ---------------------------------------------------------------------------------

    /// What a reopening question says of what was.
    pub(super) fn summary(&self, conversation: &Conversation) -> Result<Vec<Notice>, StoreError> {
        let Some(completion) = conversation.completion() else {
            return Ok(Vec::new());
        };
        let history = self.tx.history(conversation.id)?;
        let by = self.speaks(conversation.id, Speaker::from(completion.by))?;
        let said: Vec<&str> = history
            .iter()
            .filter_map(|entry| match &entry.kind {
                EntryKind::Said { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let messages = u32::try_from(said.len()).unwrap_or(u32::MAX);
        let mut lines = vec![
            Notice::SummaryTimes { opened: conversation.opened, completed: completion.at },
            Notice::SummaryBy { by, reason: completion.reason },
            Notice::SummaryMessages { messages },
        ];
        if !conversation.tags.is_empty() {
            lines.push(Notice::SummaryTags { tags: conversation.tags.join(" ") });
        }
        let mut texts = said.into_iter().filter(|text| !text.trim().is_empty());
        if let Some(first) = texts.next() {
            lines.push(Notice::SummaryFirst { text: cut(first) });
        }
        if let Some(last) = texts.next_back() {
            lines.push(Notice::SummaryLast { text: cut(last) });
        }
        Ok(lines)
    }

    /// The last lines of what people said, for a recreated topic.
    pub(super) fn recent_lines(&self, id: ConversationId) -> Result<Vec<Notice>, StoreError> {
        let lines = self.history_lines(id)?;
        Ok(lines.iter().skip(lines.len().saturating_sub(PAGE)).cloned().collect())
    }

    fn history_lines(&self, id: ConversationId) -> Result<Vec<Notice>, StoreError> {
        // What has joined it is told in one series. Each history is in order by itself, while its times
        // are those of two clocks, so that no entry counts as earlier than the one before it.
        let joined = self.tx.conversation(id)?.map(|known| known.merged_from);
        let mut entries: Vec<(Timestamp, Entry)> = Vec::new();
        for of in joined.unwrap_or_default().into_iter().chain([id]) {
            let mut latest = Timestamp::default();
            entries.extend(self.tx.history(of)?.into_iter().map(|entry| {
                latest = latest.max(entry.at);
                (latest, entry)
            }));
        }
        entries.sort_by_key(|(at, _)| *at);
        let mut lines = Vec::new();
        for (_, entry) in entries {
            if let Some(what) = self.line_of(id, &entry)? {
                lines.push(what);
            }
        }
        Ok(lines)
    }

    fn line_of(&self, id: ConversationId, entry: &Entry) -> Result<Option<Notice>, StoreError> {
        let who = self.speaks(id, entry.by)?;
        let at = entry.at;
        Ok(match &entry.kind {
            EntryKind::Said { kind, text, .. } => Some(if text.trim().is_empty() {
                Notice::HistoryKind { at, who, kind: *kind }
            } else {
                Notice::HistorySaid { at, who, text: cut(text) }
            }),
            EntryKind::Edited { text, .. } => {
                Some(Notice::HistoryEdited { at, who, text: cut(text) })
            }
            EntryKind::Note { text } => Some(Notice::HistoryNote { at, who, text: cut(text) }),
            EntryKind::Failed { .. } => Some(Notice::HistoryFailed { at }),
            EntryKind::Recalled { .. } => Some(Notice::HistoryRecalled { at, who }),
            EntryKind::MaybeDouble { .. } => Some(Notice::HistoryMaybeDouble { at }),
            EntryKind::Record(record) => self.record_line(id, at, who, record)?,
        })
    }

    pub(super) fn record_line(
        &self,
        id: ConversationId,
        at: Timestamp,
        who: Who,
        record: &Record,
    ) -> Result<Option<Notice>, StoreError> {
        Ok(match record {
            Record::Opened => Some(Notice::HistoryOpened { at }),
            Record::Assigned { to: Some(to), .. } => {
                let to = match to.agent() {
                    Some(agent) => Who::Named(self.name_in(id, agent)?),
                    None => Who::Team,
                };
                Some(Notice::HistoryAssigned { at, who, to })
            }
            Record::Assigned { to: None, .. } => Some(Notice::HistoryUnassigned { at, who }),
            Record::SetAside(_) => Some(Notice::HistoryPending { at, who }),
            Record::Resumed(_) => Some(Notice::HistoryResumed { at, who }),
            Record::Escalated { said: Some(reason), .. } => {
                Some(Notice::HistoryEscalatedWhy { at, who, reason: reason.clone() })
            }
            Record::Escalated { said: None, .. } => Some(Notice::HistoryEscalated { at, who }),
            Record::Snoozed { until: Some(until), .. } => {
                Some(Notice::HistorySnoozed { at, who, until: *until })
            }
            Record::Snoozed { until: None, .. } => Some(Notice::HistoryUnsnoozed { at, who }),
            Record::FollowUp { at: Some(until), .. } => {
                Some(Notice::HistoryFollowUp { at, who, until: *until })
            }
            Record::FollowUp { at: None, .. } => Some(Notice::HistoryFollowUpOff { at, who }),
            Record::Completed { reason, .. } => {
                Some(Notice::HistoryCompleted { at, who, reason: *reason })
            }
            Record::TakenBack { .. } => Some(Notice::HistoryTakenBack { at, who }),
            Record::Reopened { reason, .. } => {
                Some(Notice::HistoryReopened { at, who, reason: *reason })
            }
            Record::Tagged { added, removed, .. } => Some(if added.is_empty() {
                Notice::HistoryUntagged { at, who, tags: removed.join(" ") }
            } else {
                Notice::HistoryTagged { at, who, tags: added.join(" ") }
            }),
            Record::Prioritized { urgency, .. } => {
                Some(Notice::HistoryPriority { at, who, urgency: *urgency })
            }
            Record::Moved { into, .. } => {
                Some(Notice::HistoryMoved { at, who, number: into.number, desk: into.desk })
            }
            Record::Merged { with, .. } => Some(Notice::HistoryMerged { at, who, other: *with }),
            Record::Banned { term, said, .. } => Some(match (term.until, said.clone()) {
                (None, None) => Notice::HistoryBanned { at, who },
                (None, Some(reason)) => Notice::HistoryBannedWhy { at, who, reason },
                (Some(until), None) => Notice::HistoryBannedUntil { at, who, until },
                (Some(until), Some(reason)) => {
                    Notice::HistoryBannedUntilWhy { at, who, until, reason }
                }
            }),
            Record::Unbanned(_) => Some(Notice::HistoryUnbanned { at, who }),
            Record::Promised { stands: true, .. } => Some(Notice::HistoryPromised { at, who }),
            Record::Promised { stands: false, .. } => Some(Notice::HistoryLetOff { at, who }),
            Record::Commented => Some(Notice::HistoryCommented { at }),
            Record::Rated(stars) => Some(Notice::HistoryRated { at, stars: u32::from(*stars) }),
            Record::Requested { reason, .. } => {
                Some(Notice::HistoryRequested { at, who, reason: *reason })
            }
            Record::Decided { granted: true, .. } => Some(Notice::HistoryGranted { at, who }),
            Record::Decided { granted: false, .. } => Some(Notice::HistoryDeclined { at, who }),
            Record::FirstResponse(_)
            | Record::Warned
            | Record::Blocked(_)
            | Record::StillNeeded => None,
        })
    }

    /// A page of a history, the newest page first asked for.
    fn history_page(&self, id: ConversationId, page: u16) -> Result<Saying, StoreError> {
        let lines = self.history_lines(id)?;
        if lines.is_empty() {
            return Ok(Notice::HistoryEmpty { conversation: id }.with(vec![vec![Button::Dismiss]]));
        }
        let pages = lines.len().div_ceil(PAGE);
        let page = usize::from(page).min(pages.saturating_sub(1));
        let shown: Vec<Notice> = lines.into_iter().skip(page * PAGE).take(PAGE).collect();
        let number = |page: usize| u16::try_from(page).unwrap_or(u16::MAX);
        let mut row = Vec::new();
        if page > 0 {
            row.push(Button::History(id, number(page - 1)));
        }
        if page + 1 < pages {
            row.push(Button::History(id, number(page + 1)));
        }
        row.push(Button::Dismiss);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let notice = Notice::History {
            conversation: id,
            page: count(page + 1),
            pages: count(pages),
            lines: shown,
        };
        Ok(notice.with(vec![row]))
    }

    /// A page of a history for somebody of the group.
    pub(super) fn history_answer(
        &self,
        by: Actor,
        id: ConversationId,
        page: u16,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(id.desk, by, Action::List) {
            return Ok(Err(refusal));
        }
        if self.tx.conversation(id)?.is_none() {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        }
        Ok(Ok(self.history_page(id, page)?))
    }

    pub(super) fn history_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        id: ConversationId,
    ) -> Result<Option<Notice>, StoreError> {
        let saying = match self.history_answer(by, id, 0)? {
            Ok(saying) => saying,
            Err(refusal) => return Ok(Some(refusal)),
        };
        // Known as the conversation's, wherever it was asked for, so that its pages can be turned.
        let answered = Self::in_desk(desk, message.message);
        self.reply_at(desk, answered, message.thread, Some(id), saying, Slot::Inside)?;
        Ok(None)
    }

    pub(super) fn history_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        id: ConversationId,
        page: u16,
        press: &Press,
    ) -> Result<Result<Done, Notice>, StoreError> {
        let saying = match self.history_answer(by, id, page)? {
            Ok(saying) => saying,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.answer_or_turn(desk, Some(id), saying, press)?;
        Ok(Ok(Done::default()))
    }

    /// On an answer of this kind the page is turned; elsewhere the answer is a new message.
    pub(super) fn answer_or_turn(
        &mut self,
        desk: &Desk,
        id: Option<ConversationId>,
        saying: Saying,
        press: &Press,
    ) -> Result<(), StoreError> {
        let (Some(chat), Some(message)) = (press.chat, press.message) else {
            return Ok(());
        };
        let at = MessageRef { chat, message };
        let ours = match self.tx.mapped(at)? {
            Some(mapped) => mapped.mark == crate::store::Mark::Inside,
            None => id.is_none(),
        };
        let lane = Lane::Desk(desk.id);
        let task = if ours {
            Task::Edit { message: at, saying }
        } else {
            let Some(place) = place_of(press) else {
                return Ok(());
            };
            Task::Say { place, saying, reply_to: Some(at), silent: true }
        };
        self.push(lane, Priority::Press, id, task, Slot::Inside)?;
        Ok(())
    }

    /// Who speaks, by name.
    pub(super) fn speaks(&self, id: ConversationId, by: Speaker) -> Result<Who, StoreError> {
        Ok(match by {
            Speaker::User => Who::User,
            Speaker::Agent(agent) => Who::Named(self.name_in(id, agent)?),
            Speaker::Team => Who::Team,
            Speaker::Itself => Who::Itself,
        })
    }

    /// The name of a person of a conversation's desk.
    pub(super) fn name_in(&self, id: ConversationId, user: UserId) -> Result<String, StoreError> {
        let member = self.tx.member(id.desk, user)?;
        Ok(member.map_or_else(|| user.to_string(), |member| member.person.name()))
    }

    // ---- lists ---------------------------------------------------------------------------------------

    pub(super) fn user_name(&self, conversation: &Conversation) -> Result<String, StoreError> {
        let profile = self.tx.profile(conversation.user)?;
        Ok(profile.map_or_else(|| conversation.user.to_string(), |profile| profile.person.name()))
    }

    /// A button for each conversation that no link leads to: in a basic group, which has none
    /// (telegram-facts R6), and where the card stayed behind in what a group was before its upgrade.
    pub(super) fn show_buttons(
        &self,
        desk: &Desk,
        ids: &[ConversationId],
    ) -> Result<Vec<Vec<Button>>, StoreError> {
        let mut all = Vec::new();
        for id in ids {
            let Some(conversation) = self.tx.conversation(*id)? else {
                continue;
            };
            let topic = desk.has_topics() && conversation.topic.is_some();
            let card = conversation.card.is_some_and(|card| card.chat == desk.chat);
            if desk.kind == GroupKind::Basic || !(topic || card) {
                all.push(Button::Show(*id));
            }
        }
        Ok(all.chunks(4).map(<[Button]>::to_vec).collect())
    }

    // ---- figures ---------------------------------------------------------------------------

    fn stats_page(&self, desk: &Desk, days: u16) -> Result<Saying, StoreError> {
        let today = self.day(desk.id, self.now);
        let from = today.saturating_sub(i32::from(days.max(1)) - 1);
        let summary = self.tx.summary(desk.id, from..=today)?;
        let notice = summary.notice(u32::from(days), self.of(desk.id).reopen_alarm);
        let periods: Vec<Button> =
            PERIODS.into_iter().filter(|d| *d != days).map(|d| Button::Stats(desk.id, d)).collect();
        Ok(notice.with(vec![periods, vec![Button::Dismiss]]))
    }

    /// The figures for somebody of the group.
    pub(super) fn stats_answer(
        &self,
        desk: &Desk,
        by: Actor,
        days: u16,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Stats) {
            return Ok(Err(refusal));
        }
        if !PERIODS.contains(&days) {
            return Ok(Err(Notice::RefuseGarbage));
        }
        Ok(Ok(self.stats_page(desk, days)?))
    }

    /// Whoever sees the figures of all desks: admins by the settings for all, who work at one.
    pub(super) fn sees_all(&self, user: UserId) -> Result<bool, StoreError> {
        let permissions = &self.known().common().rules.permissions;
        Ok(self.listed().len() > 1
            && permissions.admins.contains(&user)
            && !self.works_at(user)?.is_empty())
    }

    /// The figures of all desks together, each by its own day.
    pub(super) fn stats_of_all(
        &self,
        user: UserId,
        days: u16,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        if !self.sees_all(user)? {
            return Ok(Err(Notice::RefuseStatsOfAll));
        }
        // The button that leads here names no period.
        let days = if days == 0 { 7 } else { days };
        if !PERIODS.contains(&days) {
            return Ok(Err(Notice::RefuseGarbage));
        }
        let mut sum = Summary::default();
        for desk in self.tx.desks()? {
            let today = self.day(desk.id, self.now);
            let from = today.saturating_sub(i32::from(days) - 1);
            sum.add(self.tx.summary(desk.id, from..=today)?);
        }
        let answer = sum.notice(u32::from(days), self.known().common().reopen_alarm);
        let others = PERIODS.into_iter().filter(|other| *other != days);
        let rows = vec![others.map(Button::StatsOfAll).collect(), vec![Button::Dismiss]];
        Ok(Ok(Notice::AtAllDesks { answer: Box::new(answer) }.with(rows)))
    }

    /// The figures of one desk, in private.
    pub(super) fn stats_in_private(
        &self,
        desk: &Desk,
        by: Actor,
        days: u16,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        let mut answer = self.stats_answer(desk, by, days)?;
        if let (Ok(saying), Some(user)) = (&mut answer, by.id)
            && self.sees_all(user)?
        {
            saying.buttons.push(vec![Button::StatsOfAll(0)]);
        }
        Ok(answer)
    }

    pub(super) fn stats_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        days: u16,
    ) -> Result<Option<Notice>, StoreError> {
        let saying = match self.stats_answer(desk, by, days)? {
            Ok(saying) => saying,
            Err(refusal) => return Ok(Some(refusal)),
        };
        self.reply(desk, message, saying, Slot::Inside)?;
        Ok(None)
    }

    pub(super) fn stats_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        days: u16,
        press: &Press,
    ) -> Result<Result<Done, Notice>, StoreError> {
        let saying = match self.stats_answer(desk, by, days)? {
            Ok(saying) => saying,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.answer_or_turn(desk, None, saying, press)?;
        Ok(Ok(Done::default()))
    }
}

/// A text as one line of a list.
fn cut(text: &str) -> String {
    one_line(text, LINE)
}

/// A text as one line of at most so many code points: no break in it can begin a line that would
/// pass for one of the desk's.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let short: String = line.chars().take(most).collect();
    short + "…"
}
