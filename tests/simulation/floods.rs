//! Floods: what was refused, by what its sender was told.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::Desk;
use crate::ledger::{Id, Ledger, Meant};

/// How a refusal is told, in every language.
const TOLD: [&str; 4] = ["not passed on", "не передан", "没有转达", "رسانده نشد"];

/// The messages of users that they were told were refused: the one that is answered, and as many
/// behind it as are named.
pub fn refused(desk: &Desk, ledger: &Ledger) -> BTreeSet<Id> {
    let mut refused = BTreeSet::new();
    // Also those whose accounts are gone by now.
    let mut by_user: BTreeMap<i64, Vec<Id>> = BTreeMap::new();
    for said in ledger.said.iter().filter(|said| said.meant == Meant::ForTeam) {
        by_user.entry(said.by).or_default().push(said.id);
    }
    for (user, mut theirs) in by_user {
        theirs.sort_unstable();
        for seen in desk.sandbox.messages(user) {
            let told = seen.by_bot && TOLD.iter().any(|words| seen.text.contains(words));
            let Some(first) = seen.reply_to.filter(|_| told) else { continue };
            let behind = theirs.iter().filter(|id| id.1 >= first);
            refused.extend(behind.take(named(&seen.text)));
        }
    }
    refused
}

/// The number in a text; one, if it names none.
fn named(text: &str) -> usize {
    let digit = |c: char| match c {
        '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10),
        c => Some(c).filter(char::is_ascii_digit),
    };
    let digits: String = text.chars().filter_map(digit).collect();
    digits.parse().unwrap_or(1)
}
