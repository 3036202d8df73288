//! Canned replies: `/canned`, its preview, and what `Send` makes of it.
//!
//! Promises: what goes to the user is what was shown, letter for letter, once, and is the answer of
//! whoever pressed, like one that they typed; whatever was changed meanwhile is shown anew. Never
//! sends what a press names but nobody was shown.

use crate::domain::access::{Action, Actor};
use crate::domain::audit::Deed;
use crate::domain::button::Button;
use crate::domain::canned::{Canned, LONGEST, MOST, Verbatim, nearest, print};
use crate::domain::event::{
    Author, CannedCommand, Content, Group, GroupMessage, Kind, Press, Reference, ReplyTo,
};
use crate::domain::id::{ConversationId, DeskId, MessageRef};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::{FoldableText, Lane, Priority, Slot, Task};
use crate::domain::people::Desk;
use crate::mistake::{Mistake, made};
use crate::store::{Mark, StoreError};

use super::answer::{LINE, one_line};
use super::effects::Done;
use super::filling::{
    Unfilled, VARIABLES, Variables, below_first_line, fill, unknown_variables, whole,
};
use super::press::Pressed;
use super::work::Work;

/// Canned replies of a page.
const PAGE: usize = 12;

impl Work<'_> {
    pub(super) fn canned_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        command: &CannedCommand,
    ) -> Result<Option<Notice>, StoreError> {
        match command {
            CannedCommand::List => {
                if let Err(refusal) = self.allowed(desk.id, by, Action::List) {
                    return Ok(Some(refusal));
                }
                let saying = self.canned_page(desk.id, 0)?;
                self.reply(desk, message, saying, Slot::Inside)?;
                Ok(None)
            }
            CannedCommand::Show(name) => self.preview(desk, by, message, name),
            CannedCommand::Add { name, language } => {
                if let Err(refusal) = self.allowed(desk.id, by, Action::Canned) {
                    return Ok(Some(refusal));
                }
                let language =
                    language.clone().unwrap_or_else(|| self.of(desk.id).language.clone());
                self.keep_canned(desk.id, by, message, name, language).map(Some)
            }
            CannedCommand::Remove { name, language } => {
                if let Err(refusal) = self.allowed(desk.id, by, Action::Canned) {
                    return Ok(Some(refusal));
                }
                self.remove_canned(desk.id, by, name, language.as_deref()).map(Some)
            }
        }
    }

    fn keep_canned(
        &mut self,
        desk: DeskId,
        by: Actor,
        message: &GroupMessage,
        name: &str,
        language: String,
    ) -> Result<Notice, StoreError> {
        let content = &message.content;
        let answered = &message.reference;
        let text = below_first_line(content.text.trim_start(), content.entities.as_deref())
            .or_else(|| whole(&answered.words, answered.entities.as_deref()));
        let Some(text) = text else {
            return Ok(Notice::RefuseCannedEmpty);
        };
        if text.text.chars().count() > LONGEST {
            let most = u32::try_from(LONGEST).unwrap_or(u32::MAX);
            return Ok(Notice::RefuseCannedLong { most });
        }
        let unknown = unknown_variables(&text.text);
        if !unknown.is_empty() {
            return Ok(not_known(&unknown.join(" ")));
        }
        let known = self.canned_called(desk, name)?;
        let (number, mut canned) = match known {
            Some(known) => known,
            None if self.tx.canned_names(desk)?.len() >= MOST => {
                let most = u32::try_from(MOST).unwrap_or(u32::MAX);
                return Ok(Notice::RefuseCannedMany { most });
            }
            None => {
                let name = name.to_owned();
                (self.tx.next_canned(desk)?, Canned { name, ..Canned::default() })
            }
        };
        canned.texts.insert(language.clone(), text);
        self.tx.put_canned(desk, number, &canned)?;
        let name = canned.name;
        let kept = Deed::CannedKept { name: name.clone(), language: language.clone() };
        self.audit(desk, by, kept)?;
        Ok(Notice::CannedKept { name, language })
    }

    fn remove_canned(
        &mut self,
        desk: DeskId,
        by: Actor,
        name: &str,
        language: Option<&str>,
    ) -> Result<Notice, StoreError> {
        let Some((number, mut canned)) = self.canned_called(desk, name)? else {
            return self.no_canned(desk, name);
        };
        match language {
            None => canned.texts.clear(),
            Some(code) => {
                if canned.texts.remove(code).is_none() {
                    let languages = languages(&canned);
                    let name = canned.name;
                    return Ok(Notice::RefuseNoCannedLanguage { name, languages });
                }
            }
        }
        self.tx.put_canned(desk, number, &canned)?;
        let name = canned.name;
        let language = language.map(str::to_owned);
        self.audit(desk, by, Deed::CannedGone { name: name.clone(), language })?;
        Ok(Notice::CannedGone { name })
    }

    fn canned_called(&self, desk: DeskId, name: &str) -> Result<Option<(u32, Canned)>, StoreError> {
        let Some(number) = self.tx.canned_named(desk, name)? else {
            return Ok(None);
        };
        Ok(self.tx.canned(desk, number)?.map(|canned| (number, canned)))
    }

    fn no_canned(&self, desk: DeskId, name: &str) -> Result<Notice, StoreError> {
        let names: Vec<String> =
            self.tx.canned_names(desk)?.into_iter().map(|(name, _)| name).collect();
        Ok(match nearest(name, names.iter()) {
            Some(nearest) => {
                Notice::RefuseNoCanned { name: name.to_owned(), nearest: nearest.clone() }
            }
            None => Notice::CannedNone,
        })
    }

    // ---- what there is -------------------------------------------------------------------------------

    fn canned_page(&self, desk: DeskId, page: u16) -> Result<Saying, StoreError> {
        let names = self.tx.canned_names(desk)?;
        if names.is_empty() {
            return Ok(Notice::CannedNone.with(vec![vec![Button::Dismiss]]));
        }
        let pages = names.len().div_ceil(PAGE);
        let page = usize::from(page).min(pages.saturating_sub(1));
        let mut lines = Vec::new();
        for (name, number) in names.into_iter().skip(page.saturating_mul(PAGE)).take(PAGE) {
            let Some(canned) = self.tx.canned(desk, number)? else { continue };
            let text = canned.text_for(None, &self.of(desk).language);
            let text = one_line(text.map_or("", |text| &text.text), LINE);
            lines.push(Notice::CannedLine { name, languages: languages(&canned), text });
        }
        let number = |page: usize| u16::try_from(page).unwrap_or(u16::MAX);
        let mut row = Vec::new();
        row.extend(page.checked_sub(1).map(|before| Button::CannedList(desk, number(before))));
        if page + 1 < pages {
            row.push(Button::CannedList(desk, number(page + 1)));
        }
        row.push(Button::Dismiss);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let list = Notice::CannedList { lines, page: count(page + 1), pages: count(pages) };
        Ok(list.with(vec![row]))
    }

    pub(super) fn canned_list_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        (of, page): (DeskId, u16),
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        if of != desk.id {
            return Ok(Err(Notice::RefuseNotYours));
        }
        if let Err(refusal) = self.allowed(desk.id, by, Action::List) {
            return Ok(Err(refusal));
        }
        let saying = self.canned_page(desk.id, page)?;
        self.answer_or_turn(desk, None, saying, press)?;
        Ok(Ok(Done::default()))
    }

    // ---- sending -------------------------------------------------------------------------------------

    /// A canned reply as this user gets it from this agent.
    fn filled(
        &self,
        id: ConversationId,
        by: Actor,
        canned: &Canned,
    ) -> Result<Result<FoldableText, Notice>, StoreError> {
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        };
        let profile = self.tx.profile(conversation.user)?;
        let language = profile.and_then(|profile| {
            let telegrams = profile.person.language;
            profile.chosen_language.or(telegrams)
        });
        let agent = match by.id.filter(|_| !by.anonymous) {
            Some(agent) => self.tx.member(id.desk, agent)?.map(|member| member.person.name()),
            None => None,
        };
        let name = self.user_name(&conversation)?;
        let number = format!("#{}", id.number);
        let with = Variables { name, number, agent };
        let fallback = self.of(id.desk).language.clone();
        let Some(text) = canned.text_for(language.as_deref(), &fallback) else {
            return Ok(Err(Notice::RefuseCannedEmpty));
        };
        Ok(fill(text, &with).map_err(|unfilled| match unfilled {
            Unfilled::Unknown(word) => not_known(&format!("{{{word}}}")),
            Unfilled::Nameless => Notice::RefuseCannedNameless { name: canned.name.clone() },
        }))
    }

    fn preview(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        name: &str,
    ) -> Result<Option<Notice>, StoreError> {
        let Some((number, canned)) = self.canned_called(desk.id, name)? else {
            return self.no_canned(desk.id, name).map(Some);
        };
        let Some(id) = self.meant(desk, message)? else {
            return Ok(Some(Notice::RefuseWhich));
        };
        let text = match self.filled(id, by, &canned)? {
            Ok(text) => text,
            Err(refusal) => return Ok(Some(refusal)),
        };
        // What is answered is answered by what is sent, where an answer could stand there too.
        let mut answers = 0;
        if let Some(reply) = &message.reply_to
            && let Some(known) = self.tx.mapped(Self::in_desk(desk, reply.message))?
            && matches!(known.mark, Mark::Relay | Mark::FromAgent { .. })
        {
            answers = reply.message;
        }
        let slot = Slot::Canned { number, print: print(&text) };
        let buttons = vec![vec![Button::SendCanned(id, answers), Button::CancelCanned(id)]];
        let saying = Notice::CannedPreview { text: Verbatim(text) }.with(buttons);
        let answered = Self::in_desk(desk, message.message);
        self.reply_at(desk, answered, message.thread, Some(id), saying, slot)?;
        Ok(None)
    }

    /// What a preview shows, if the press stands under one of this conversation.
    fn previewed(
        &self,
        id: ConversationId,
        press: &Press,
    ) -> Result<Result<(MessageRef, u32, u32), Notice>, StoreError> {
        let (Some(chat), Some(message)) = (press.chat, press.message) else {
            return Ok(Err(Notice::RefuseNotYours));
        };
        let at = MessageRef { chat, message };
        Ok(match self.tx.mapped(at)? {
            // A press may overtake the receipt that tells what stands there.
            None => Err(Notice::RefuseCannedChanged),
            Some(known) if known.conversation != id => Err(Notice::RefuseNotYours),
            Some(known) => match known.mark {
                Mark::Canned { number, print } => Ok((at, number, print)),
                Mark::FromAgent { .. } => Err(Notice::RefuseCannedSent),
                Mark::Inside => Err(Notice::RefuseCannedCancelled),
                _ => Err(Notice::RefuseNotYours),
            },
        })
    }

    pub(super) fn canned_sent(
        &mut self,
        desk: &Desk,
        by: Actor,
        (id, answers): (ConversationId, i32),
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        let (at, number, shown) = match self.previewed(id, press)? {
            Ok(preview) => preview,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(canned) = self.tx.canned(desk.id, number)? else {
            return Ok(Err(Notice::RefuseCannedChanged));
        };
        let text = match self.filled(id, by, &canned)? {
            Ok(text) => text,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if print(&text) != shown {
            return Ok(Err(Notice::RefuseCannedChanged));
        }
        let mut content = Content::new(Kind::Text, text.text);
        content.entities = text.entities;
        let group = Group {
            chat: at.chat,
            title: desk.title.clone(),
            kind: desk.kind,
            public: desk.public,
        };
        let reply_to = (answers > 0).then(|| ReplyTo {
            message: answers,
            ours: false,
            by: None,
            buttons: Vec::new(),
        });
        let message = GroupMessage {
            group,
            message: at.message,
            thread: press.thread,
            author: Author::Person(press.by.clone()),
            at: self.now,
            content,
            reply_to,
            reference: Reference::default(),
            answers_us_elsewhere: false,
            command: None,
            begins_with_mention: false,
            mentions: Vec::new(),
        };
        self.answer(desk, by, id, &[message])?;
        if let Some(mut said) = self.tx.mapped(at)? {
            said.posted = true;
            if made(Mistake::SendCannedAgain) {
                said.mark = Mark::Canned { number, print: shown };
            }
            self.tx.put_mapped(at, &said)?;
        }
        let task = Task::DropButtons(at);
        self.push(Lane::Desk(desk.id), Priority::Press, Some(id), task, Slot::None)?;
        Ok(Ok(Done::default()))
    }

    pub(super) fn canned_cancelled(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        let (at, _, _) = match self.previewed(id, press)? {
            Ok(preview) => preview,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // It stands until Telegram has deleted it, and is not sent by a press in between.
        if let Some(mut cancelled) = self.tx.mapped(at)? {
            cancelled.mark = Mark::Inside;
            self.tx.put_mapped(at, &cancelled)?;
        }
        let task = Task::Delete(vec![at]);
        self.push(Lane::Desk(desk.id), Priority::Press, None, task, Slot::None)?;
        Ok(Ok(Done::default()))
    }
}

/// Something in braces stands for nothing.
fn not_known(words: &str) -> Notice {
    Notice::RefuseCannedUnknown { words: one_line(words, LINE), known: VARIABLES.to_owned() }
}

/// The languages that a canned reply has texts in.
fn languages(canned: &Canned) -> String {
    canned.texts.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
}
