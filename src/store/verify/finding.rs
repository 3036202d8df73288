//! The indexes of finding, computed anew.

use std::collections::BTreeSet;

use redb::ReadableTableMetadata;

use crate::domain::finding::{name_terms, terms};
use crate::store::tx::entry_words;

use super::*;

impl Check<'_> {
    /// Every row that should be there is looked for and counted; only if there are more rows than
    /// that, each is asked what it belongs to.
    pub(super) fn finding(&mut self) -> Result<(), StoreError> {
        let mut expected = 0_u64;
        self.values(tables::CONVERSATIONS, |check, (desk, number), known: Conversation| {
            for term in check.found_by(&known)? {
                expected = expected.saturating_add(1);
                let there = check.has(tables::BY_TERM, (desk, term.as_str(), number))?;
                check.expect(there, &tables::BY_TERM, (desk, number), Fault::Missing);
            }
            Ok(())
        })?;
        if self.tx.open_table(tables::BY_TERM)?.len()? != expected {
            self.every(tables::BY_TERM, |check, (desk, term, number), ()| {
                let known = check.conversation(ConversationId { desk: DeskId(desk), number })?;
                let right = match known {
                    Some(known) => check.found_by(&known)?.contains(term),
                    None => false,
                };
                check.expect(right, &tables::BY_TERM, (desk, number), Fault::Extra);
                Ok(())
            })?;
        }
        let mut expected = 0_u64;
        self.values(tables::HISTORY, |check, (desk, number, sequence), entry: Entry| {
            for word in entry_words(&entry) {
                expected = expected.saturating_add(1);
                let key = (desk, word.as_str(), number, sequence);
                let shown = (desk, number, sequence);
                match check.plain(tables::WORDS, key, |at| at)? {
                    Some(at) => {
                        check.expect(at == entry.at.0, &tables::WORDS, shown, Fault::Differs)
                    }
                    None => check.report(&tables::WORDS, shown, Fault::Missing),
                }
            }
            Ok(())
        })?;
        if self.tx.open_table(tables::WORDS)?.len()? != expected {
            self.every(tables::WORDS, |check, (desk, word, number, sequence), _| {
                let entry: Option<Entry> =
                    check.value(tables::HISTORY, (desk, number, sequence))?;
                let right = entry.is_some_and(|entry| entry_words(&entry).contains(word));
                check.expect(right, &tables::WORDS, (desk, number, sequence), Fault::Extra);
                Ok(())
            })?;
        }
        Ok(())
    }

    fn found_by(&self, known: &Conversation) -> Result<BTreeSet<String>, StoreError> {
        let profile: Option<Profile> = self.value(tables::PROFILES, known.user.0)?;
        let mut all = terms(known);
        all.extend(profile.map(|profile| name_terms(&profile.person)).unwrap_or_default());
        Ok(all)
    }
}
