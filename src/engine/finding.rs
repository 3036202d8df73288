//! `/queue`, `/requests`, `/list` and `/find`, in the group and for its members in private, with their pages.
//!
//! Every list comes from an index: the smallest that can hold what is asked for gives candidates, each
//! of which is judged by itself. Promises bounded work for each page: where that is not enough, the page
//! says how far it has looked, and the next one goes on from there.

mod queue;

use std::collections::BTreeSet;

use crate::domain::access::{Action, Actor};
use crate::domain::button::Button;
use crate::domain::conversation::Conversation;
use crate::domain::event::{Command, GroupCommand, GroupMessage, Press, UserMessage};
use crate::domain::finding::{
    Filter, Query, Unclear, Wanted, Who as Sought, assignee_term, snippet, tag_term, urgency_term,
    user_sought, words_of,
};
use crate::domain::id::{ConversationId, DeskId, MessageRef, UserId};
use crate::domain::notice::{Notice, Saying, Target, Usage, Who};
use crate::domain::outbox::{self, Lane, Priority, Slot, Task};
use crate::domain::people::{Desk, GroupKind};
use crate::domain::reason::StatusName;
use crate::domain::urgency::Urgency;
use crate::store::{Entry, EntryKind, Lookup, Mention, StoreError};

use super::answer::{LINE, PAGE};
use super::effects::Done;
use super::press::Pressed;
use super::work::Work;

/// Candidates that one page judges.
const JUDGED: usize = 500;
/// Candidates that are read at once.
const CHUNK: usize = 64;
/// Rows of an index that one page reads.
const KEYS: usize = 10_000;
/// Lists of a desk whose pages can be turned; an older one must be asked for anew.
const KEPT: u32 = 200;

/// Where candidates come from, newest first.
enum Source {
    Term(String),
    Statuses(&'static [StatusName]),
    Numbers(Vec<u32>),
    All(u32),
}

/// Conversations that were found.
#[derive(Default)]
pub(super) struct Found {
    /// Urgent ones first, of these the newest.
    pub(super) ids: Vec<ConversationId>,
    /// There is more, or may be, from here on.
    pub(super) next: Option<Place>,
}

/// A place in a list.
#[derive(Copy, Clone)]
pub(super) struct Place {
    urgency: Urgency,
    /// Below this number.
    below: u32,
}

/// What is looked for, and what has been found of it.
struct Search<'a> {
    filter: &'a Filter,
    assignee: Option<UserId>,
    wanted: Wanted,
    texts: Vec<Option<BTreeSet<u32>>>,
    most: usize,
    /// How many more may be judged.
    left: usize,
    found: Found,
}

/// A page of a list.
pub(super) struct Page {
    pub(super) saying: Notice,
    pub(super) shown: Vec<ConversationId>,
    /// After what the next one begins, if there is one.
    pub(super) next: Option<Mention>,
}

impl Work<'_> {
    // ---- asking ------------------------------------------------------------------------------------

    /// A list for somebody of the group.
    pub(super) fn look_up(
        &mut self,
        desk: &Desk,
        by: Actor,
        query: Query,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, right_of(&query)) {
            return Ok(Err(refusal));
        }
        let page = match self.page_of(desk, by.id, &query, None, 0)? {
            Ok(page) => page,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let turn = match page.next {
            None => None,
            Some(next) => {
                let number = u32::try_from(self.tx.next(&format!("lookups {}", desk.id))?);
                let number = number.unwrap_or(u32::MAX);
                let lookup = Lookup { number, by: by.id, query, starts: vec![next] };
                self.tx.set_meta(&lookup_key(desk.id, number), &lookup)?;
                Some((number, 0))
            }
        };
        Ok(Ok(self.with_turns(desk, page, turn)?))
    }

    pub(super) fn list_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        query: Query,
    ) -> Result<Option<Notice>, StoreError> {
        match self.look_up(desk, by, query)? {
            Ok(saying) => {
                self.reply(desk, message, saying, Slot::Inside)?;
                Ok(None)
            }
            Err(refusal) => Ok(Some(refusal)),
        }
    }

    /// Another page of a list.
    fn turned(
        &mut self,
        desk: &Desk,
        by: Actor,
        number: u32,
        page: u16,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        let key = lookup_key(desk.id, number);
        let lookup: Option<Lookup> = self.tx.meta(&key)?;
        let lookup = lookup.filter(|lookup| lookup.number == number);
        let right = lookup.as_ref().map_or(Action::List, |lookup| right_of(&lookup.query));
        if let Err(refusal) = self.allowed(desk.id, by, right) {
            return Ok(Err(refusal));
        }
        let Some(mut lookup) = lookup else {
            return Ok(Err(Notice::RefuseOldList));
        };
        let at = usize::from(page);
        let start = match at.checked_sub(1) {
            None => None,
            Some(before) => match lookup.starts.get(before) {
                Some(start) => Some(*start),
                None => return Ok(Err(Notice::RefuseGarbage)),
            },
        };
        let shown = match self.page_of(desk, lookup.by, &lookup.query, start, page)? {
            Ok(shown) => shown,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(next) = shown.next {
            lookup.starts.truncate(at);
            lookup.starts.push(next);
            self.tx.set_meta(&key, &lookup)?;
        }
        Ok(Ok(self.with_turns(desk, shown, Some((number, page)))?))
    }

    pub(super) fn page_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        (of, number, page): (DeskId, u32, u16),
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        if of != desk.id {
            return Ok(Err(Notice::RefuseNotYours));
        }
        match self.turned(desk, by, number, page)? {
            Ok(saying) => {
                self.answer_or_turn(desk, None, saying, press)?;
                Ok(Ok(Done::default()))
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Buttons that turn the page, those that show cards, and `✕`.
    fn with_turns(
        &self,
        desk: &Desk,
        page: Page,
        turn: Option<(u32, u16)>,
    ) -> Result<Saying, StoreError> {
        let mut rows = self.show_buttons(desk, &page.shown)?;
        let mut last = Vec::new();
        if let Some((number, at)) = turn {
            last.extend(at.checked_sub(1).map(|before| Button::Page(desk.id, number, before)));
            let after = page.next.and_then(|_| at.checked_add(1));
            last.extend(after.map(|after| Button::Page(desk.id, number, after)));
        }
        last.push(Button::Dismiss);
        rows.push(last);
        Ok(page.saying.with(rows))
    }

    fn page_of(
        &self,
        desk: &Desk,
        by: Option<UserId>,
        query: &Query,
        after: Option<Mention>,
        page: u16,
    ) -> Result<Result<Page, Notice>, StoreError> {
        let number = u32::from(page).saturating_add(1);
        match query {
            Query::Queue => Ok(Ok(self.queue_page(desk, by, after)?)),
            Query::Requests => Ok(Ok(self.requests_page(desk, after)?)),
            Query::List(filter) => self.list_page(desk, by, filter, after, number),
            Query::Find(text) => Ok(Ok(self.find_page(desk, text, after, number)?)),
            Query::Audit(sought) => Ok(Ok(self.audit_page(desk, *sought, after, number)?)),
        }
    }

    // ---- private -----------------------------------------------------------------------------------

    /// The desks in which somebody works, and what they may there.
    pub(super) fn works_at(&self, user: UserId) -> Result<Vec<(Desk, Actor)>, StoreError> {
        let mut all = Vec::new();
        for desk in self.tx.desks()? {
            if let Some(actor) = self.works_in(desk.id, user)? {
                all.push((desk, actor));
            }
        }
        Ok(all)
    }

    /// Whoever works at several desks is told whose answer it is.
    fn headed(&self, desk: &Desk, user: UserId, saying: Saying) -> Result<Saying, StoreError> {
        if self.works_at(user)?.len() < 2 {
            return Ok(saying);
        }
        let name = self.title(desk.id).unwrap_or_else(|| desk.title.clone());
        let notice = Notice::AtDesk { desk: name, answer: Box::new(saying.notice) };
        Ok(notice.with(saying.buttons))
    }

    pub(super) fn works_in(&self, desk: DeskId, user: UserId) -> Result<Option<Actor>, StoreError> {
        let member = self.tx.member(desk, user)?.filter(|member| member.known);
        let role = member.and_then(|member| self.of(desk).rules.permissions.role(&member));
        Ok(role.map(|role| Actor { id: Some(user), role, anonymous: false }))
    }

    /// A command of the group in private: for its members; anybody else's is a message.
    pub(super) fn command_inside(
        &mut self,
        message: &UserMessage,
        command: &Command,
    ) -> Result<(), StoreError> {
        let user = message.from.id;
        let desks = self.works_at(user)?;
        if desks.is_empty() {
            return self.user_message(message);
        }
        let known = match command {
            Command::Unknown { .. } | Command::Elsewhere => return self.user_message(message),
            Command::Known(known) => Ok(known),
            Command::Malformed(name) => Err(Notice::RefuseMalformed { usage: Usage(name.clone()) }),
            Command::Unclear(unclear) => Err(unclear_filter(unclear)),
        };
        self.is_back(user)?;
        self.seen_in_private(&message.from)?;
        let known = match known {
            Ok(known) => known,
            Err(refusal) => return self.tell_user(user, refusal.into(), Slot::None),
        };
        if let GroupCommand::StatsOfAll(days) = known {
            let answer = self.stats_of_all(user, days.unwrap_or(7))?;
            return self.answer_in_private(message, answer.unwrap_or_else(Saying::from));
        }
        // Each desk answers for itself; what one refuses matters only if all do.
        let mut refused = None;
        let mut answered = false;
        for (desk, by) in &desks {
            match self.asked_in_private(desk, *by, known)? {
                Ok(saying) => {
                    answered = true;
                    let saying = self.headed(desk, user, saying)?;
                    self.answer_in_private(message, saying)?;
                }
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        match refused.filter(|_| !answered) {
            Some(refusal) => self.answer_in_private(message, refusal.into()),
            None => Ok(()),
        }
    }

    /// Answers a command in private, as a reply, so that `✕` finds the command.
    fn answer_in_private(
        &mut self,
        message: &UserMessage,
        saying: Saying,
    ) -> Result<(), StoreError> {
        let user = message.from.id;
        let reply_to = Some(MessageRef::new(user, message.message));
        let task = Task::Say { place: outbox::Place::User(user), saying, reply_to, silent: false };
        self.push(Lane::User(user), Priority::Notice, None, task, Slot::None)?;
        Ok(())
    }

    fn asked_in_private(
        &mut self,
        desk: &Desk,
        by: Actor,
        command: &GroupCommand,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        use GroupCommand as C;
        match command {
            C::Queue => self.look_up(desk, by, Query::Queue),
            C::Requests => self.look_up(desk, by, Query::Requests),
            C::List(filter) => self.look_up(desk, by, Query::List(filter.clone())),
            C::Find(text) => self.look_up(desk, by, Query::Find(text.clone())),
            C::History(Some(number)) => {
                let id = ConversationId { desk: desk.id, number: *number };
                self.history_answer(by, id, 0)
            }
            C::Profile(Some(number)) => {
                self.profile_answer(by, ConversationId { desk: desk.id, number: *number })
            }
            C::Stats(days) => self.stats_in_private(desk, by, days.unwrap_or(7)),
            C::Audit(which) => self.audit_answer(desk, by, which.as_ref(), None),
            _ => Ok(Err(Notice::RefuseWhich)),
        }
    }

    /// A press of a member of the group under an answer in private; `None` for what is none.
    pub(super) fn inside_pressed_in_private(
        &mut self,
        press: &Press,
        button: &Button,
    ) -> Result<Option<Pressed>, StoreError> {
        let of = match button {
            Button::Page(desk, ..) | Button::Stats(desk, _) => *desk,
            Button::History(id, _) | Button::Show(id) => id.desk,
            Button::Dismiss | Button::StatsOfAll(_) => match self.works_at(press.by.id)?.first() {
                Some((desk, _)) => desk.id,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let (Some(desk), Some(by)) = (self.tx.desk(of)?, self.works_in(of, press.by.id)?) else {
            return Ok(None);
        };
        let (Some(chat), Some(message)) = (press.chat, press.message) else {
            return Ok(None);
        };
        let at = MessageRef { chat, message };
        // Notices and answers are none of these, whatever a modified client sends from there.
        if self.tx.mapped(at)?.is_some() {
            return Ok(Some(Err(Notice::RefuseGarbage)));
        }
        let answer = match button {
            Button::Page(_, number, page) => self.turned(&desk, by, *number, *page)?,
            Button::History(id, page) => self.history_answer(by, *id, *page)?,
            Button::StatsOfAll(days) => match self.stats_of_all(press.by.id, *days)? {
                Ok(saying) => {
                    self.push_private(press, Task::Edit { message: at, saying })?;
                    return Ok(Some(Ok(Done::default())));
                }
                Err(refusal) => return Ok(Some(Err(refusal))),
            },
            Button::Stats(_, days) => self.stats_in_private(&desk, by, *days)?,
            Button::Show(id) => return Ok(Some(self.show(by, *id)?)),
            _ => {
                let command = press.command.map(|message| MessageRef { chat, message });
                let both = std::iter::once(at).chain(command).collect();
                self.push_private(press, Task::Delete(both))?;
                return Ok(Some(Ok(Done::default())));
            }
        };
        Ok(Some(match answer {
            Ok(saying) => {
                let saying = self.headed(&desk, press.by.id, saying)?;
                self.push_private(press, Task::Edit { message: at, saying })?;
                Ok(Done::default())
            }
            Err(refusal) => Err(refusal),
        }))
    }

    fn push_private(&mut self, press: &Press, task: Task) -> Result<(), StoreError> {
        self.push(Lane::User(press.by.id), Priority::Press, None, task, Slot::None)?;
        Ok(())
    }

    fn has_it(&self, conversation: &Conversation) -> Result<Option<Who>, StoreError> {
        Ok(match conversation.assignee() {
            None => None,
            Some(assignee) => Some(match assignee.agent() {
                Some(agent) => Who::Named(self.name_in(conversation.id, agent)?),
                None => Who::Team,
            }),
        })
    }

    // ---- conversations -----------------------------------------------------------------------------

    fn list_page(
        &self,
        desk: &Desk,
        by: Option<UserId>,
        filter: &Filter,
        after: Option<Mention>,
        page: u32,
    ) -> Result<Result<Page, Notice>, StoreError> {
        let from =
            after.map(|after| Place { urgency: code_urgency(after.sequence), below: after.number });
        let found = match self.found(desk, by, filter, from, PAGE, JUDGED)? {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut lines = Vec::new();
        let mut conversations = Vec::new();
        for id in &found.ids {
            conversations.extend(self.tx.conversation(*id)?);
        }
        for conversation in conversations {
            let name = self.user_name(&conversation)?;
            let (conversation, status, assignee) =
                (conversation.id, conversation.status_name(), self.has_it(&conversation)?);
            lines.push(match assignee {
                Some(assignee) => Notice::ListLine { conversation, status, name, assignee },
                None => Notice::ListLineFree { conversation, status, name },
            });
        }
        if let Some(next) = found.next.filter(|_| found.ids.len() < PAGE) {
            lines.push(Notice::ListGoesOn { number: next.below });
        }
        let saying = if lines.is_empty() {
            Notice::ListEmpty
        } else {
            Notice::List { filter: filter.to_string(), page, lines }
        };
        let next = found.next.map(|next| Mention {
            number: next.below,
            sequence: urgency_code(next.urgency),
            ..Mention::default()
        });
        Ok(Ok(Page { saying, shown: found.ids, next }))
    }

    /// Conversations that a filter means, urgent ones first and of these the newest, at most `most` and
    /// judging at most `judged`.
    pub(super) fn found(
        &self,
        desk: &Desk,
        by: Option<UserId>,
        filter: &Filter,
        from: Option<Place>,
        most: usize,
        judged: usize,
    ) -> Result<Result<Found, Notice>, StoreError> {
        let assignee = match &filter.assignee {
            Some(name) => match self.member_called(desk.id, name)? {
                Some(found) => Some(found),
                None => return Ok(Err(Notice::RefuseWhom)),
            },
            None => by,
        };
        let wanted = Wanted::new(&filter.text);
        let texts = self.texts(desk.id, &wanted)?;
        let mut search =
            Search { filter, assignee, wanted, texts, most, left: judged, found: Found::default() };
        let newest = match filter.older {
            Some(seconds) => self.opened_before(desk, seconds)?,
            None => u32::MAX,
        };
        for urgency in Urgency::ALL {
            let below = match from {
                Some(from) if urgency < from.urgency => continue,
                Some(from) if urgency == from.urgency => from.below,
                Some(_) | None => newest,
            };
            if !self.look_through(desk, &mut search, urgency, below)? {
                break;
            }
        }
        Ok(Ok(search.found))
    }

    /// Takes what is as urgent as that; `false` if no more is wanted.
    fn look_through(
        &self,
        desk: &Desk,
        search: &mut Search<'_>,
        urgency: Urgency,
        mut below: u32,
    ) -> Result<bool, StoreError> {
        let Some(source) = self.source(desk, search, urgency)? else {
            return Ok(true);
        };
        loop {
            let candidates = self.candidates(desk.id, &source, below)?;
            let Some(lowest) = candidates.last().copied() else {
                return Ok(true);
            };
            for number in candidates {
                let next = Some(Place { urgency, below: number.saturating_add(1) });
                let Some(rest) = search.left.checked_sub(1) else {
                    search.found.next = next;
                    return Ok(false);
                };
                search.left = rest;
                let id = ConversationId { desk: desk.id, number };
                let Some(conversation) = self.tx.conversation(id)? else {
                    continue;
                };
                if self.opened_too_early(&conversation, search.filter) {
                    return Ok(true);
                }
                if conversation.presses() != urgency || !self.is_meant(&conversation, search)? {
                    continue;
                }
                if search.found.ids.len() >= search.most {
                    search.found.next = next;
                    return Ok(false);
                }
                search.found.ids.push(id);
            }
            below = lowest;
        }
    }

    fn is_meant(
        &self,
        conversation: &Conversation,
        search: &Search<'_>,
    ) -> Result<bool, StoreError> {
        let person = match search.filter.user {
            Some(_) => self.tx.profile(conversation.user)?.map(|profile| profile.person),
            None => None,
        };
        let fits = search.filter.fits(conversation, person.as_ref(), search.assignee, self.now);
        Ok(fits && self.has_words(conversation.id, &search.wanted, &search.texts)?)
    }

    /// Whether a conversation is one that a filter means, without its text.
    pub(super) fn fits(
        &self,
        desk: &Desk,
        by: Option<UserId>,
        filter: &Filter,
        conversation: &Conversation,
    ) -> Result<bool, StoreError> {
        let assignee = match &filter.assignee {
            Some(name) => self.member_called(desk.id, name)?,
            None => by,
        };
        let person = self.tx.profile(conversation.user)?.map(|profile| profile.person);
        Ok(filter.fits(conversation, person.as_ref(), assignee, self.now))
    }

    /// Numbers grow with the time of opening, up to what Telegram held back: a day is plenty.
    fn opened_too_early(&self, conversation: &Conversation, filter: &Filter) -> bool {
        const SLACK: u64 = 24 * 60 * 60;
        let limit = filter.since.map(|since| since.saturating_add(SLACK));
        limit.is_some_and(|limit| self.now.since(conversation.opened).as_secs() > limit)
    }

    /// Below which number all conversations stand that were opened so long ago.
    fn opened_before(&self, desk: &Desk, seconds: u64) -> Result<u32, StoreError> {
        // What arrives late may have been opened a little before its neighbours.
        const SLACK: u32 = 64;
        let (mut low, mut high) = (0_u32, desk.last_number);
        while low < high {
            let middle = low.saturating_add((high - low).div_ceil(2));
            let id = ConversationId { desk: desk.id, number: middle };
            let young = self.tx.conversation(id)?.is_some_and(|conversation| {
                self.now.since(conversation.opened).as_secs() < seconds
            });
            if young {
                high = middle.saturating_sub(1);
            } else {
                low = middle;
            }
        }
        Ok(low.saturating_add(SLACK))
    }

    /// Somebody of the group, by `@name`, id or the beginning of their name.
    pub(super) fn member_called(
        &self,
        desk: DeskId,
        name: &str,
    ) -> Result<Option<UserId>, StoreError> {
        if let Some(found) = self.tx.member_named(desk, name)? {
            return Ok(Some(found));
        }
        let id = name.parse().ok().map(UserId);
        let small = name.to_lowercase();
        let members = self.tx.members(desk)?;
        let called = members.iter().find(|member| {
            Some(member.person.id) == id || member.person.name().to_lowercase().starts_with(&small)
        });
        Ok(called.map(|member| member.person.id))
    }

    /// For each word of a text the conversations that have it; `None` where there are too many to be
    /// gathered.
    fn texts(
        &self,
        desk: DeskId,
        wanted: &Wanted,
    ) -> Result<Vec<Option<BTreeSet<u32>>>, StoreError> {
        let whole = wanted.whole.iter().map(|word| (word, true));
        let all = whole.chain(wanted.beginning.iter().map(|word| (word, false)));
        all.map(|(word, whole)| {
            let part = self.tx.with_word(desk, word, whole, KEYS)?;
            let numbers = part.found.into_iter().map(|mention| mention.number).collect();
            Ok((!part.more).then_some(numbers))
        })
        .collect()
    }

    fn has_words(
        &self,
        id: ConversationId,
        wanted: &Wanted,
        texts: &[Option<BTreeSet<u32>>],
    ) -> Result<bool, StoreError> {
        if texts.iter().flatten().any(|numbers| !numbers.contains(&id.number)) {
            return Ok(false);
        }
        if texts.iter().all(Option::is_some) {
            return Ok(true);
        }
        let history = self.tx.history(id)?;
        let words = history.iter().filter_map(Entry::text).flat_map(words_of).collect();
        Ok(wanted.fits(&words))
    }

    /// The index with the fewest candidates; `None` if there can be none.
    fn source(
        &self,
        desk: &Desk,
        search: &Search<'_>,
        urgency: Urgency,
    ) -> Result<Option<Source>, StoreError> {
        let Search { filter, assignee, texts, .. } = search;
        let mut sources = vec![Source::All(desk.last_number)];
        if let Some(term) = urgency_term(urgency) {
            if self.tx.with_term(desk.id, &term, u32::MAX, 1)?.found.is_empty() {
                return Ok(None);
            }
            sources.push(Source::Term(term));
        }
        sources.extend(filter.statuses().map(Source::Statuses));
        sources.extend(filter.tags.iter().map(|tag| Source::Term(tag_term(tag))));
        if filter.wants_assignee() {
            sources.push(match assignee {
                Some(assignee) => Source::Term(assignee_term(*assignee)),
                None => Source::Numbers(Vec::new()),
            });
        }
        for numbers in texts.iter().flatten() {
            sources.push(Source::Numbers(numbers.iter().rev().copied().collect()));
        }
        if let Some(user) = &filter.user {
            sources.extend(self.of_users(desk.id, user)?);
        }
        let mut smallest = (usize::MAX, Source::All(desk.last_number));
        for source in sources {
            let size = self.size(desk.id, &source)?;
            if size < smallest.0 {
                smallest = (size, source);
            }
        }
        Ok(Some(smallest.1))
    }

    /// Conversations of users who are called so; `None` if there are too many to be gathered.
    fn of_users(&self, desk: DeskId, user: &str) -> Result<Option<Source>, StoreError> {
        let mut numbers = BTreeSet::new();
        for sought in user_sought(user) {
            let part = match sought {
                Sought::Exactly(term) => self.tx.with_term(desk, &term, u32::MAX, KEYS)?,
                Sought::Beginning(term) => self.tx.with_terms(desk, &term, KEYS)?,
            };
            if part.more {
                return Ok(None);
            }
            numbers.extend(part.found);
        }
        Ok(Some(Source::Numbers(numbers.into_iter().rev().collect())))
    }

    /// How many candidates there are, counted no further than a page judges.
    fn size(&self, desk: DeskId, source: &Source) -> Result<usize, StoreError> {
        Ok(match source {
            Source::Numbers(numbers) => numbers.len(),
            Source::All(last) => usize::try_from(*last).unwrap_or(usize::MAX),
            Source::Term(term) => self.tx.with_term(desk, term, u32::MAX, JUDGED)?.found.len(),
            Source::Statuses(statuses) => {
                let mut size = 0_usize;
                for status in *statuses {
                    let part = self.tx.with_status(desk, *status, u32::MAX, JUDGED)?;
                    size = size.saturating_add(part.found.len());
                }
                size
            }
        })
    }

    /// The next candidates below a number, newest first.
    fn candidates(
        &self,
        desk: DeskId,
        source: &Source,
        below: u32,
    ) -> Result<Vec<u32>, StoreError> {
        Ok(match source {
            Source::Term(term) => self.tx.with_term(desk, term, below, CHUNK)?.found,
            Source::Numbers(numbers) => {
                numbers.iter().copied().filter(|number| *number < below).take(CHUNK).collect()
            }
            Source::All(last) => {
                (1..=(*last).min(below.saturating_sub(1))).rev().take(CHUNK).collect()
            }
            Source::Statuses(statuses) => {
                let mut all = Vec::new();
                for status in *statuses {
                    all.extend(self.tx.with_status(desk, *status, below, CHUNK)?.found);
                }
                all.sort_by_key(|number| std::cmp::Reverse(*number));
                all.truncate(CHUNK);
                all
            }
        })
    }

    // ---- texts -------------------------------------------------------------------------------------

    /// What was written, newest first.
    fn find_page(
        &self,
        desk: &Desk,
        text: &str,
        after: Option<Mention>,
        page: u32,
    ) -> Result<Page, StoreError> {
        let wanted = Wanted::new(text);
        let (candidates, more) = self.mentions(desk.id, &wanted)?;
        let mut lines = Vec::new();
        let mut shown = Vec::new();
        let mut next = None;
        let mut last = after;
        let begun = candidates.into_iter().filter(|at| after.is_none_or(|after| *at < after));
        for (judged, mention) in begun.enumerate() {
            if judged >= JUDGED {
                next = last;
                break;
            }
            let id = ConversationId { desk: desk.id, number: mention.number };
            let entry = self.tx.entry(id, mention.sequence)?;
            let meant = |entry: &Entry| entry.text().is_some_and(|t| wanted.fits(&words_of(t)));
            let Some(entry) = entry.filter(meant) else {
                last = Some(mention);
                continue;
            };
            if lines.len() >= PAGE {
                next = last;
                break;
            }
            last = Some(mention);
            lines.push(self.found_line(desk, id, &entry, &wanted)?);
            if !shown.contains(&id) {
                shown.push(id);
            }
        }
        let text = super::answer::one_line(text, LINE);
        if lines.is_empty() && next.is_none() {
            return Ok(Page { saying: Notice::FindEmpty { text }, shown, next });
        }
        if more {
            lines.push(Notice::FindMany);
        }
        Ok(Page { saying: Notice::Find { text, page, lines }, shown, next })
    }

    /// Entries with the rarest of the words, newest first; and whether there are too many of them.
    fn mentions(&self, desk: DeskId, wanted: &Wanted) -> Result<(Vec<Mention>, bool), StoreError> {
        let mut rarest: Option<(Vec<Mention>, bool)> = None;
        let whole = wanted.whole.iter().map(|word| (word, true));
        for (word, whole) in whole.chain(wanted.beginning.iter().map(|word| (word, false))) {
            let part = self.tx.with_word(desk, word, whole, KEYS)?;
            let fewer = rarest.as_ref().is_none_or(|(found, _)| part.found.len() < found.len());
            if fewer {
                rarest = Some((part.found, part.more));
            }
        }
        let (mut found, more) = rarest.unwrap_or_default();
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        Ok((found, more))
    }

    fn found_line(
        &self,
        desk: &Desk,
        id: ConversationId,
        entry: &Entry,
        wanted: &Wanted,
    ) -> Result<Notice, StoreError> {
        let text = snippet(entry.text().unwrap_or(""), wanted, LINE);
        let (at, who) = (entry.at, self.speaks(id, entry.by)?);
        let message = match &entry.kind {
            EntryKind::Said { message, .. } | EntryKind::Edited { message, .. } => {
                self.in_group(desk, *message)?
            }
            _ => None,
        };
        Ok(match message.filter(|_| desk.kind != GroupKind::Basic) {
            Some(message) => {
                let place = Target { conversation: id, message };
                Notice::FindThere { place, at, who, text }
            }
            None => Notice::FindLine { conversation: id, at, who, text },
        })
    }

    /// A message as it stands in the group.
    fn in_group(&self, desk: &Desk, message: MessageRef) -> Result<Option<MessageRef>, StoreError> {
        if message.chat == desk.chat {
            return Ok(Some(message));
        }
        let mapped = self.tx.mapped(message)?;
        let counterparts = mapped.map(|mapped| mapped.counterparts).unwrap_or_default();
        Ok(counterparts.into_iter().find(|there| there.chat == desk.chat))
    }
}

/// A filter that makes no sense is explained with the nearest that would.
pub(super) fn unclear_filter(unclear: &Unclear) -> Notice {
    Notice::RefuseFilter { word: unclear.word.clone(), nearest: unclear.nearest.clone() }
}

/// More than there are codes of urgency.
const PLACES: u32 = 4;

/// As places are kept; `Normal` is what lists were that knew no urgency.
fn urgency_code(urgency: Urgency) -> u32 {
    match urgency {
        Urgency::Normal => 0,
        Urgency::High => 1,
        Urgency::Low => 2,
    }
}

fn code_urgency(code: u32) -> Urgency {
    match code % PLACES {
        1 => Urgency::High,
        2 => Urgency::Low,
        _ => Urgency::Normal,
    }
}

/// What whoever asks must be allowed to.
fn right_of(query: &Query) -> Action {
    match query {
        Query::Queue | Query::Requests | Query::List(_) | Query::Find(_) => Action::List,
        Query::Audit(_) => Action::Audit,
    }
}

/// Where a list is kept: an older one with the same place is let go of.
fn lookup_key(desk: DeskId, number: u32) -> String {
    format!("lookup {desk} {}", number % KEPT)
}
