//! The indexes by which conversations and texts are found, kept next to what they index.

use std::collections::BTreeSet;

use redb::ReadableTable;
use serde::{Deserialize, Serialize};

use crate::domain::conversation::Conversation;
use crate::domain::finding::{name_terms, terms, words_of};
use crate::domain::id::{ConversationId, DeskId};
use crate::domain::people::Profile;
use crate::domain::reason::StatusName;
use crate::domain::time::Timestamp;
use crate::store::{Entry, StoreError, decode, tables};

use super::{Tx, status_code};

/// What an index knows of a range: what was found in it, and whether there is more than was asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Part<T> {
    /// What was found.
    pub found: Vec<T>,
    /// Not all of it.
    pub more: bool,
}

/// An entry of a history that has a word.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct Mention {
    /// When it was written.
    pub at: Timestamp,
    /// In which conversation.
    pub number: u32,
    /// Its place in the history.
    pub sequence: u32,
}

impl Tx {
    /// Keeps what finds a conversation; see [`Tx::put_conversation`].
    pub(super) fn index_terms(
        &self,
        before: Option<&Conversation>,
        now: &Conversation,
    ) -> Result<(), StoreError> {
        let (desk, number) = (now.id.desk.0, now.id.number);
        let (mut new, old) = (terms(now), before.map(terms).unwrap_or_default());
        if before.is_none() {
            new.extend(self.profile(now.user)?.map(|p| name_terms(&p.person)).unwrap_or_default());
        }
        if new == old {
            return Ok(());
        }
        let mut table = self.tx.open_table(tables::BY_TERM)?;
        for term in old.difference(&new) {
            table.remove((desk, term.as_str(), number))?;
        }
        for term in new.difference(&old) {
            table.insert((desk, term.as_str(), number), ())?;
        }
        Ok(())
    }

    /// A user is called something else: all their conversations are found by that.
    pub(in crate::store) fn index_names(
        &self,
        before: Option<&Profile>,
        now: &Profile,
    ) -> Result<(), StoreError> {
        let old = before.map(|profile| name_terms(&profile.person)).unwrap_or_default();
        let new = name_terms(&now.person);
        if old == new {
            return Ok(());
        }
        let all = before.into_iter().chain([now]);
        let theirs: BTreeSet<ConversationId> = all
            .flat_map(|profile| profile.completed.iter().chain(&profile.open))
            .copied()
            .collect();
        let mut table = self.tx.open_table(tables::BY_TERM)?;
        for id in theirs {
            for term in old.difference(&new) {
                table.remove((id.desk.0, term.as_str(), id.number))?;
            }
            for term in new.difference(&old) {
                table.insert((id.desk.0, term.as_str(), id.number), ())?;
            }
        }
        Ok(())
    }

    /// Keeps what finds an entry of a history.
    pub(super) fn index_words(
        &self,
        (desk, number, sequence): (u32, u32, u32),
        before: Option<&Entry>,
        now: &Entry,
    ) -> Result<(), StoreError> {
        let (new, old) = (entry_words(now), before.map(entry_words).unwrap_or_default());
        if new == old {
            return Ok(());
        }
        let mut table = self.tx.open_table(tables::WORDS)?;
        for word in old.difference(&new) {
            table.remove((desk, word.as_str(), number, sequence))?;
        }
        for word in &new {
            table.insert((desk, word.as_str(), number, sequence), now.at.0)?;
        }
        Ok(())
    }

    /// Numbers of conversations with this term below a number, newest first, at most `most`.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn with_term(
        &self,
        desk: DeskId,
        term: &str,
        below: u32,
        most: usize,
    ) -> Result<Part<u32>, StoreError> {
        let table = self.tx.open_table(tables::BY_TERM)?;
        let mut range = table.range((desk.0, term, 0)..(desk.0, term, below))?.rev();
        let found = range.by_ref().take(most).map(|entry| Ok(entry?.0.value().2));
        let found = found.collect::<Result<_, StoreError>>()?;
        Ok(Part { found, more: range.next().is_some() })
    }

    /// Numbers of conversations with a term that begins so, in any order, of at most `most` rows.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn with_terms(
        &self,
        desk: DeskId,
        beginning: &str,
        most: usize,
    ) -> Result<Part<u32>, StoreError> {
        let table = self.tx.open_table(tables::BY_TERM)?;
        let end = format!("{beginning}\u{10FFFF}");
        let mut range = table.range((desk.0, beginning, 0)..(desk.0, end.as_str(), 0))?;
        let found = range.by_ref().take(most).map(|entry| Ok(entry?.0.value().2));
        let found = found.collect::<Result<_, StoreError>>()?;
        Ok(Part { found, more: range.next().is_some() })
    }

    /// Conversations whose reopening was asked for, longest wait first, after a moment and a number,
    /// at most `most`.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn requested(
        &self,
        desk: DeskId,
        after: Option<(Timestamp, u32)>,
        most: usize,
    ) -> Result<Part<u32>, StoreError> {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        let table = self.tx.open_table(tables::REQUESTS)?;
        let from = match after {
            Some((at, number)) => Excluded((desk.0, at.0, number)),
            None => Included((desk.0, i64::MIN, 0)),
        };
        let to = desk.0.checked_add(1).map_or(Unbounded, |next| Excluded((next, i64::MIN, 0)));
        let mut range = table.range::<(u32, i64, u32)>((from, to))?;
        let found = range.by_ref().take(most).map(|entry| Ok(entry?.0.value().2));
        let found = found.collect::<Result<_, StoreError>>()?;
        Ok(Part { found, more: range.next().is_some() })
    }

    /// How many conversations wait for a decision about their reopening.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn requests(&self, desk: DeskId) -> Result<u32, StoreError> {
        let table = self.tx.open_table(tables::REQUESTS)?;
        let range = (desk.0, i64::MIN, 0)..=(desk.0, i64::MAX, u32::MAX);
        Ok(u32::try_from(table.range(range)?.count()).unwrap_or(u32::MAX))
    }

    /// Numbers of conversations of a status below a number, newest first, at most `most`.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn with_status(
        &self,
        desk: DeskId,
        status: StatusName,
        below: u32,
        most: usize,
    ) -> Result<Part<u32>, StoreError> {
        let table = self.tx.open_table(tables::BY_STATUS)?;
        let code = status_code(status);
        let mut range = table.range((desk.0, code, 0)..(desk.0, code, below))?.rev();
        let found = range.by_ref().take(most).map(|entry| Ok(entry?.0.value().2));
        let found = found.collect::<Result<_, StoreError>>()?;
        Ok(Part { found, more: range.next().is_some() })
    }

    /// Entries of histories with a word, or with words that begin so; of the newest conversations first
    /// for a whole word, at most `most`.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn with_word(
        &self,
        desk: DeskId,
        word: &str,
        whole: bool,
        most: usize,
    ) -> Result<Part<Mention>, StoreError> {
        let table = self.tx.open_table(tables::WORDS)?;
        let end = if whole { format!("{word}\0") } else { format!("{word}\u{10FFFF}") };
        let mut range = table.range((desk.0, word, 0, 0)..(desk.0, end.as_str(), 0, 0))?.rev();
        let found = range.by_ref().take(most).map(|entry| {
            let (key, at) = entry?;
            let (_, _, number, sequence) = key.value();
            Ok(Mention { at: Timestamp(at.value()), number, sequence })
        });
        let found = found.collect::<Result<_, StoreError>>()?;
        Ok(Part { found, more: range.next().is_some() })
    }

    /// One entry of a history.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn entry(&self, id: ConversationId, sequence: u32) -> Result<Option<Entry>, StoreError> {
        let table = self.tx.open_table(tables::HISTORY)?;
        let found = table.get((id.desk.0, id.number, sequence))?;
        found.map(|bytes| decode(bytes.value())).transpose()
    }
}

/// The words by which an entry is found: those of messages, changes and notes.
pub(in crate::store) fn entry_words(entry: &Entry) -> BTreeSet<String> {
    entry.text().map(words_of).unwrap_or_default()
}
