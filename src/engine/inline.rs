//! Canned replies behind the bot's name: `@bot refund` in the group.
//!
//! Telegram says who writes, and not where. So whoever is a member of a desk is offered its replies, in
//! groups alone, and anybody else nothing. What is chosen is written by whoever chose it and goes the way
//! of everything they write; so a reply that speaks of the user cannot be filled in here, and is offered
//! as the command that shows it filled in, with `Send`. Changes nothing and is never stored.

use crate::domain::access::{Action, Actor, Role};
use crate::domain::canned::Canned;
use crate::domain::event::InlineQuery;
use crate::domain::finding::{Wanted, words_of};
use crate::domain::id::UserId;
use crate::domain::outbox::FoldableText;
use crate::domain::people::Desk;
use crate::domain::tag::tag;
use crate::mistake::{Mistake, made};
use crate::store::StoreError;

use super::answer::{LINE, one_line};
use super::filling::{Variables, fill, needs_conversation};
use super::work::Work;
use super::{InlineAnswer, Offer};

/// Offers of one answer; Telegram takes 50 (Bot API, answerInlineQuery).
const MOST: usize = 20;
/// Strangers type as they like: the same words need not be asked again so soon.
const STRANGERS_CACHE: u32 = 10;

impl Work<'_> {
    pub(super) fn inline_query(&mut self, query: &InlineQuery) -> Result<(), StoreError> {
        let mut all = Vec::new();
        let mut member = false;
        if query.in_group {
            let desks = self.tx.desks()?;
            let mut theirs = Vec::new();
            for desk in desks {
                let stranger = Actor { id: Some(query.by.id), role: Role::Agent, anonymous: false };
                let stranger = made(Mistake::AnswerStrangersInline).then_some(stranger);
                if let Some(by) = self.works_in(desk.id, query.by.id)?.or(stranger)
                    && self.allowed(desk.id, by, Action::List).is_ok()
                {
                    theirs.push((desk, by));
                }
            }
            member = !theirs.is_empty();
            let several = theirs.len() > 1;
            for (desk, by) in &theirs {
                let of = several.then_some(desk.title.as_str());
                all.extend(self.offers(desk, *by, query, of)?);
            }
        }
        let seen = usize::from(query.seen);
        let more = all.len() > seen.saturating_add(MOST);
        let next = more.then(|| u16::try_from(seen.saturating_add(MOST)).ok()).flatten();
        let offers = all.into_iter().skip(seen).take(MOST).collect();
        let cache = if member { 0 } else { STRANGERS_CACHE };
        self.answer_inline(InlineAnswer { query: query.id.clone(), offers, next, cache });
        Ok(())
    }

    /// A desk's replies whose name begins as written, then those in which the words stand.
    fn offers(
        &self,
        desk: &Desk,
        by: Actor,
        query: &InlineQuery,
        of: Option<&str>,
    ) -> Result<Vec<Offer>, StoreError> {
        let begins = tag(&query.words).unwrap_or_default();
        let wanted = Wanted::new(&query.words);
        let everything = query.words.trim().is_empty();
        let spoken = self.spoken_with(desk, query.by.id)?;
        let fallback = self.of(desk.id).language.clone();
        let (mut by_name, mut by_words) = (Vec::new(), Vec::new());
        for (name, number) in self.tx.canned_names(desk.id)? {
            let named = everything || !begins.is_empty() && name.starts_with(&begins);
            let Some(canned) = self.tx.canned(desk.id, number)? else { continue };
            let place = if named {
                &mut by_name
            } else if !wanted.is_empty() && stands_in(&canned, &wanted) {
                &mut by_words
            } else {
                continue;
            };
            let Some(text) = canned.text_for(spoken.as_deref(), &fallback) else { continue };
            let first = canned.texts.iter().find(|(_, other)| *other == text);
            let first = first.map(|(code, _)| code.clone());
            // Whoever looks for something may want it in another language as well.
            let others = canned.texts.iter().filter(|(code, _)| Some(*code) != first.as_ref());
            let others = others.take(if everything { 0 } else { usize::MAX });
            let first = first.iter().map(|code| (code, text));
            for (code, text) in first.chain(others) {
                let (name, code) = (name.as_str(), code.as_str());
                place.extend(self.offer(desk, by, (number, name), (code, text), of)?);
            }
        }
        by_name.extend(by_words);
        Ok(by_name)
    }

    fn offer(
        &self,
        desk: &Desk,
        by: Actor,
        (number, name): (u32, &str),
        (code, text): (&str, &FoldableText),
        of: Option<&str>,
    ) -> Result<Option<Offer>, StoreError> {
        let written = if needs_conversation(&text.text) {
            FoldableText { text: format!("/canned {name}"), entities: None }
        } else {
            let agent = match by.id {
                Some(agent) => self.tx.member(desk.id, agent)?.map(|member| member.person.name()),
                None => None,
            };
            let with = Variables { name: String::new(), number: String::new(), agent };
            match fill(text, &with) {
                Ok(text) => text,
                Err(_) => return Ok(None),
            }
        };
        let desk_of = of.map(|of| format!(" · {of}")).unwrap_or_default();
        Ok(Some(Offer {
            id: format!("{}-{number}-{code}", desk.id),
            title: format!("{name} · {code}{desk_of}"),
            description: one_line(&text.text, LINE),
            text: written,
        }))
    }

    /// The language of the one conversation that somebody has; with several nobody knows which is meant.
    fn spoken_with(&self, desk: &Desk, agent: UserId) -> Result<Option<String>, StoreError> {
        let theirs = self.tx.by_assignee(desk.id, agent)?;
        let [only] = theirs[..] else { return Ok(None) };
        let Some(conversation) = self.tx.conversation(only)? else { return Ok(None) };
        let profile = self.tx.profile(conversation.user)?;
        Ok(profile.and_then(|profile| profile.chosen_language.or(profile.person.language)))
    }
}

fn stands_in(canned: &Canned, wanted: &Wanted) -> bool {
    let mut words = words_of(&canned.name);
    words.extend(canned.texts.values().flat_map(|text| words_of(&text.text)));
    wanted.fits(&words)
}
