//! What is written into the audit, and `/audit`, which shows it to admins.
//!
//! Promises: every transition, role, setting, ban, export, erasure and refused press is written in the
//! transaction in which it happens.

use crate::domain::access::{Action, Actor};
use crate::domain::audit::{AuditLine, Deed, Sought, Stand, why};
use crate::domain::bulk::What;
use crate::domain::button::Button;
use crate::domain::event::{GroupMessage, Press, WhichUser};
use crate::domain::finding::Query;
use crate::domain::id::{ConversationId, DeskId, UserId};
use crate::domain::notice::{Notice, Saying, Who};
use crate::domain::people::{Desk, Member};
use crate::domain::tag::TagKind;
use crate::domain::transition::Record;
use crate::store::{Audit, Mention, Speaker, StoreError};

use super::answer::PAGE;
use super::finding::Page;
use super::work::Work;

impl Work<'_> {
    // ---- writing -----------------------------------------------------------------------------------

    /// Somebody did something in a desk.
    pub(super) fn audit(
        &self,
        desk: DeskId,
        by: impl Into<Speaker>,
        what: Deed,
    ) -> Result<(), StoreError> {
        let by = by.into();
        self.tx.audit(&Audit { at: self.now, desk: Some(desk), conversation: None, by, what })
    }

    /// Somebody did something to a conversation.
    pub(super) fn audit_of(
        &self,
        id: ConversationId,
        by: impl Into<Speaker>,
        what: Deed,
    ) -> Result<(), StoreError> {
        let (desk, by) = (Some(id.desk), by.into());
        self.tx.audit(&Audit { at: self.now, desk, conversation: Some(id), by, what })
    }

    /// A press was refused: where it was pressed, or else where its button belongs.
    pub(super) fn audit_refusal(
        &self,
        press: &Press,
        private: bool,
        refusal: &Notice,
    ) -> Result<(), StoreError> {
        let pressed_in = match press.chat {
            Some(chat) => self.tx.desk_of(chat)?.map(|desk| desk.id),
            None => None,
        };
        let of_button = press.button.as_ref().and_then(Button::conversation);
        let desk = pressed_in.or(of_button.map(|id| id.desk));
        // A desk's people hear nothing of another's.
        let conversation = of_button.filter(|id| Some(id.desk) == desk);
        let id = press.by.id;
        let of_team = match (private, desk) {
            (false, _) => true,
            (true, Some(desk)) => self.tx.member(desk, id)?.is_some(),
            (true, None) => false,
        };
        let (by, user) = match of_team {
            true => (Speaker::Agent(id), None),
            false => (Speaker::User, Some(id)),
        };
        let (why, button) = (refusal.key().to_owned(), press.button.clone());
        let what = Deed::Refused { why, button, user, times: 1 };
        self.tx.audit_refused(&Audit { at: self.now, desk, conversation, by, what }, id)
    }

    /// Telegram tells who somebody of the group is: what that changes here.
    pub(super) fn audit_standing(
        &self,
        desk: DeskId,
        before: Option<&Member>,
        now: &Member,
    ) -> Result<(), StoreError> {
        let permissions = &self.of(desk).rules.permissions;
        let before = before.and_then(|member| permissions.role(member));
        let after = permissions.role(now);
        let whom = now.person.id;
        if before == after || whom == self.settings.bot {
            return Ok(());
        }
        self.audit(desk, Speaker::Itself, Deed::Standing { whom, before, after })
    }

    /// `/forget` takes a user out of what was refused to them; whoever is or was of a team stays in
    /// its audit.
    pub(super) fn forget_refusals(&self, user: UserId) -> Result<(), StoreError> {
        self.tx.forget_in_audit(DeskId(0), user)?;
        for desk in self.tx.desks()? {
            if self.tx.member(desk.id, user)?.is_none() {
                self.tx.forget_in_audit(desk.id, user)?;
            }
        }
        Ok(())
    }

    // ---- showing -----------------------------------------------------------------------------------

    /// `/audit` for somebody of the group: of a conversation, of somebody, or of the desk. Without
    /// words it is about the conversation or the agent where it is given.
    pub(super) fn audit_answer(
        &mut self,
        desk: &Desk,
        by: Actor,
        which: Option<&WhichUser>,
        message: Option<&GroupMessage>,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Audit) {
            return Ok(Err(refusal));
        }
        let sought = match (which, message) {
            (Some(WhichUser::Of(number)), _) => {
                let number = *number;
                if self.tx.conversation(ConversationId { desk: desk.id, number })?.is_none() {
                    return Ok(Err(Notice::RefuseNoConversation { number }));
                }
                Sought::Conversation(number)
            }
            (Some(WhichUser::Named(name)), _) => match self.member_called(desk.id, name)? {
                Some(id) => Sought::Person(id),
                None => return Ok(Err(Notice::RefuseWhom)),
            },
            (None, Some(message)) => match self.whom(desk, message)? {
                Some(id) => Sought::Person(id),
                None => self
                    .meant(desk, message)?
                    .map_or(Sought::All, |id| Sought::Conversation(id.number)),
            },
            (None, None) => Sought::All,
        };
        self.look_up(desk, by, Query::Audit(sought))
    }

    /// A page of the audit, newest first.
    pub(super) fn audit_page(
        &self,
        desk: &Desk,
        sought: Sought,
        after: Option<Mention>,
        page: u32,
    ) -> Result<Page, StoreError> {
        let below = after.map_or(u64::MAX, sequence);
        let part = self.tx.audited(desk.id, sought, below, PAGE)?;
        let last = part.found.last().map(|(sequence, _)| place(*sequence));
        let next = last.filter(|_| part.more);
        let mut lines = Vec::new();
        for (_, entry) in &part.found {
            let line = self.audit_line(desk.id, entry)?;
            lines.push(match (entry.conversation, sought) {
                (None, _) | (_, Sought::Conversation(_)) => line,
                (Some(conversation), _) => AuditLine::Of { conversation, what: Box::new(line) },
            });
        }
        let head = match sought {
            Sought::All => AuditLine::Head { page },
            Sought::Conversation(number) => {
                let conversation = ConversationId { desk: desk.id, number };
                AuditLine::HeadOf { conversation, page }
            }
            Sought::Person(id) => AuditLine::HeadBy { who: self.name_at(desk.id, id)?, page },
        };
        let saying = match lines.is_empty() {
            true => Notice::AuditEmpty,
            false => Notice::Audit { head: Box::new(head), lines },
        };
        Ok(Page { saying, shown: Vec::new(), next })
    }

    fn name_at(&self, desk: DeskId, user: UserId) -> Result<String, StoreError> {
        self.name_in(ConversationId { desk, number: 0 }, user)
    }

    fn audit_line(&self, desk: DeskId, entry: &Audit) -> Result<AuditLine, StoreError> {
        use AuditLine as L;
        let at = entry.at;
        let who = self.speaks(ConversationId { desk, number: 0 }, entry.by)?;
        // What is set to nothing still has a place.
        let shown =
            |value: &String| if value.is_empty() { "–".to_owned() } else { value.clone() };
        Ok(match &entry.what {
            Deed::Happened { record, before, after } => {
                let what = self.happened_line(entry, who, record)?;
                self.with_stands(desk, what, *before, *after)?
            }
            Deed::Role { whom, before, after } => {
                let (whom, before, after) = (self.name_at(desk, *whom)?, *before, *after);
                L::RoleGiven { at, who, whom, before, after }
            }
            Deed::Standing { whom, before, after } => {
                let whom = self.name_at(desk, *whom)?;
                match (*before, *after) {
                    (Some(before), Some(after)) => L::Stands { at, whom, before, after },
                    (None, Some(after)) => L::Came { at, whom, after },
                    (Some(before), None) => L::Left { at, whom, before },
                    (None, None) => L::Code { at, who, code: whom },
                }
            }
            Deed::Setting { key, before, after } => {
                let (before, after) = (shown(before), shown(after));
                L::SettingChanged { at, who, key: key.clone(), before, after }
            }
            Deed::Away(None) => L::Away { at, who },
            Deed::Away(Some(until)) => L::AwayUntil { at, who, until: *until },
            Deed::Back => L::Back { at, who },
            Deed::Hours { before, after } => {
                L::Hours { at, who, before: shown(before), after: shown(after) }
            }
            Deed::CannedKept { name, language } => {
                L::CannedKept { at, who, name: name.clone(), language: language.clone() }
            }
            Deed::CannedGone { name, language: None } => {
                L::CannedGone { at, who, name: name.clone() }
            }
            Deed::CannedGone { name, language: Some(language) } => {
                L::CannedGoneIn { at, who, name: name.clone(), language: language.clone() }
            }
            Deed::TagKind { tag, before, after } => {
                let before = shown(&self.tag_kind_words(desk, before.as_ref())?);
                let after = shown(&self.tag_kind_words(desk, after.as_ref())?);
                L::TagKept { at, who, tag: tag.clone(), before, after }
            }
            Deed::FieldSet(key) => L::FieldSet { at, who, key: key.clone() },
            Deed::FieldGone(key) => L::FieldGone { at, who, key: key.clone() },
            Deed::Bulk { what, reason, total } => match (what, reason) {
                (What::Tag(tags), _) => L::BulkTag { at, who, total: *total, tags: tags.join(" ") },
                (What::Complete, Some(reason)) => {
                    L::BulkComplete { at, who, total: *total, reason: *reason }
                }
                (What::Complete, None) => L::Code { at, who, code: total.to_string() },
            },
            Deed::BulkStopped { done, total } => {
                L::BulkStopped { at, who, done: *done, total: *total }
            }
            Deed::Banned(term) => match term.until {
                Some(until) => L::BannedUntil { at, who, until },
                None => L::Banned { at, who },
            },
            Deed::Unbanned => L::Unbanned { at, who },
            Deed::Forgotten { conversations } => L::Forgotten { at, count: *conversations },
            Deed::Replayed(count) => L::Replayed { at, who, count: *count },
            Deed::Dropped(count) => L::Dropped { at, who, count: *count },
            Deed::SetUp(_) => L::SetUp { at, who },
            Deed::Exported => L::Exported { at },
            Deed::Refused { why: key, button, times, .. } => {
                let line = match button {
                    Some(button) => {
                        let button = Box::new(button.clone());
                        L::Refused { at, who, button, why: why(key) }
                    }
                    None => L::RefusedUnknown { at, who },
                };
                match *times {
                    0 | 1 => line,
                    times => L::Times { what: Box::new(line), times },
                }
            }
            Deed::Code(code) => L::Code { at, who, code: code.clone() },
        })
    }

    /// How a tag is shown, and whose its conversations are.
    fn tag_kind_words(&self, desk: DeskId, kind: Option<&TagKind>) -> Result<String, StoreError> {
        let Some(kind) = kind else { return Ok(String::new()) };
        let mut words: Vec<String> = kind.emoji.iter().cloned().collect();
        for user in &kind.group {
            words.push(self.name_at(desk, *user)?);
        }
        Ok(words.join(" "))
    }

    fn happened_line(
        &self,
        entry: &Audit,
        who: Who,
        record: &Record,
    ) -> Result<AuditLine, StoreError> {
        use AuditLine as L;
        let at = entry.at;
        Ok(match record {
            Record::Warned => L::Warned { at },
            Record::Requested { reason, .. } => L::Requested { at, who, reason: *reason },
            Record::Decided { granted: true, .. } => L::Granted { at, who },
            Record::Decided { granted: false, .. } => L::Declined { at, who },
            Record::Blocked(true) => L::Blocked { at },
            Record::Blocked(false) => L::Unblocked { at },
            Record::StillNeeded => L::StillNeeded { at },
            // A history has the reason too.
            Record::Banned { term, .. } => match term.until {
                Some(until) => L::BannedUntil { at, who, until },
                None => L::Banned { at, who },
            },
            _ => {
                let id =
                    entry.conversation.unwrap_or(ConversationId { desk: DeskId(0), number: 0 });
                match self.record_line(id, at, who.clone(), record)? {
                    Some(what) => L::Record { what: Box::new(what) },
                    None => L::Code { at, who, code: String::new() },
                }
            }
        })
    }

    /// How the conversation stood before and after, where that changed.
    fn with_stands(
        &self,
        desk: DeskId,
        what: AuditLine,
        before: Option<Stand>,
        after: Stand,
    ) -> Result<AuditLine, StoreError> {
        let Some(before) = before else {
            return Ok(what);
        };
        let mut line = what;
        if before.urgency != after.urgency {
            let what = Box::new(line);
            let (before, after) = (before.urgency, after.urgency);
            line = AuditLine::Urgencies { what, before, after };
        }
        if (before.status, before.assignee) != (after.status, after.assignee) {
            let what = Box::new(line);
            let (before, after) = (self.stood(desk, before)?, self.stood(desk, after)?);
            line = AuditLine::Moved { what, before: Box::new(before), after: Box::new(after) };
        }
        Ok(line)
    }

    fn stood(&self, desk: DeskId, stand: Stand) -> Result<AuditLine, StoreError> {
        let status = stand.status;
        Ok(match stand.assignee {
            None => AuditLine::StoodFree { status },
            Some(assignee) => {
                let who = match assignee.agent() {
                    Some(id) => Who::Named(self.name_at(desk, id)?),
                    None => Who::Team,
                };
                AuditLine::Stood { status, who }
            }
        })
    }
}

/// Where a page of the audit ended, as lists keep it.
fn place(sequence: u64) -> Mention {
    let half = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    Mention { number: half(sequence >> 32), sequence: half(sequence), ..Mention::default() }
}

fn sequence(place: Mention) -> u64 {
    (u64::from(place.number) << 32) | u64::from(place.sequence)
}
