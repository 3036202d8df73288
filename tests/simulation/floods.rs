//! Floods: what was refused, by what its sender was told.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::Desk;
use crate::ledger::{Id, Ledger, Meant};

/// How a refusal is told, in every language.
const TOLD: [&str; 8] = [
    "not passed on",
    "не передан",
    "没有转达",
    "رسانده نشد",
    // While the human check waits.
    "not kept",
    "не сохранен",
    "未保存",
    "نگه داشته نشد",
];

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
        let seen = desk.sandbox.messages(user).into_iter().filter(|seen| seen.by_bot);
        let said = seen.filter_map(|seen| Some((seen.reply_to?, seen.text)));
        // Whoever has blocked the bot cannot be told.
        let blocked = ledger.blocked.iter().filter(|(of, _)| of.0 == user);
        let unheard = blocked.map(|(of, text)| (of.1, text.clone()));
        for (first, text) in said.chain(unheard) {
            if TOLD.iter().any(|words| text.contains(words)) {
                let behind = theirs.iter().filter(|id| id.1 >= first);
                refused.extend(behind.take(named(&text)));
            }
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
