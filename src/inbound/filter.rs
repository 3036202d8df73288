//! What the words behind `/list` mean.
//!
//! Promises: a word that is nearly a filter is never taken for a text that is looked for, but said to
//! be unclear, with what it may have been meant as. `text:` in front takes any word as it is.

use crate::domain::finding::{Filter, Scope, Unclear};
use crate::domain::spelling::distance;
use crate::domain::tag::tag;

use super::arguments::span;

/// What can stand in front of a colon.
const KEYS: &[&str] = &["tag", "user", "since", "older", "assignee", "status", "text"];

/// Reads a filter.
///
/// # Errors
/// The first word that makes no sense, with the nearest that would.
pub(super) fn filter(arguments: &str) -> Result<Filter, Unclear> {
    let mut filter = Filter::default();
    for word in arguments.split_whitespace() {
        let unclear = |nearest: String| Unclear { word: word.chars().take(64).collect(), nearest };
        let Some((key, value)) = word.split_once([':', '：']) else {
            bare(&mut filter, word).map_err(unclear)?;
            continue;
        };
        let key = key.to_lowercase();
        let fits = match key.as_str() {
            "tag" => tag(value).map(|tag| filter.tags.push(tag)),
            "user" => set(&mut filter.user, value),
            "since" => seconds(value).map(|seconds| filter.since = Some(seconds)),
            "older" => seconds(value).map(|seconds| filter.older = Some(seconds)),
            "assignee" if value.to_lowercase() == "me" => {
                filter.mine = true;
                Some(())
            }
            "assignee" => set(&mut filter.assignee, value.trim_start_matches(['@', '＠'])),
            "status" => scope(value).map(|scope| filter.scope = Some(scope)),
            "text" => {
                add(&mut filter.text, value);
                Some(())
            }
            _ => match near(&key, KEYS.iter().copied()) {
                Some(nearest) => return Err(unclear(format!("{nearest}:{value}"))),
                // An address, a time of day.
                None => {
                    add(&mut filter.text, word);
                    Some(())
                }
            },
        };
        if fits.is_none() {
            return Err(unclear(match key.as_str() {
                "since" | "older" => format!("{key}:7d"),
                "status" => "status:open".to_owned(),
                "assignee" => "assignee:@…".to_owned(),
                _ => format!("{key}:…"),
            }));
        }
    }
    Ok(filter)
}

/// A word without a colon: a status, or a part of the text.
fn bare(filter: &mut Filter, word: &str) -> Result<(), String> {
    if plain(word) == "mine" {
        filter.mine = true;
        return Ok(());
    }
    if let Some(scope) = scope(word) {
        filter.scope = Some(scope);
        return Ok(());
    }
    // Only where a status would stand: later words are what is looked for.
    if filter.text.is_empty() && filter.scope.is_none() && !filter.mine {
        let known = Scope::ALL.iter().map(|(name, _)| *name).chain(["mine"]);
        if let Some(nearest) = near(&plain(word), known) {
            return Err(nearest.to_owned());
        }
    }
    add(&mut filter.text, word);
    Ok(())
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace(['-', '_'], "")
}

fn scope(word: &str) -> Option<Scope> {
    let word = plain(word);
    Scope::ALL.iter().find(|(name, _)| *name == word).map(|(_, scope)| *scope)
}

fn set(field: &mut Option<String>, value: &str) -> Option<()> {
    (!value.is_empty()).then(|| *field = Some(value.to_owned()))
}

fn add(text: &mut String, word: &str) {
    if !text.is_empty() && !word.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

fn seconds(value: &str) -> Option<u64> {
    span(value).flatten()
}

/// The word that was probably meant: with two letters exchanged, or one wrong in four.
fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().take(32).collect();
    let mut sorted = letters.clone();
    sorted.sort_unstable();
    let slips = (letters.len() + 1) / 4;
    known
        .filter(|name| {
            let mut same: Vec<char> = name.chars().collect();
            same.sort_unstable();
            same == sorted || distance(&letters, name) <= slips
        })
        .min_by_key(|name| distance(&letters, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read() {
        let read = |text: &str| filter(text).map(|filter| filter.to_string());
        let same = |text: &str| assert_eq!(read(text), Ok(text.to_owned()));
        same("open");
        same("completed tag:vip user:anna since:7d assignee:@ben text:printer");
        same("mine older:90m");
        let is = |text: &str, what: &str| assert_eq!(read(text), Ok(what.to_owned()), "{text}");
        is("In-Progress Printer on fire", "inprogress text:Printer text:on text:fire");
        is("TAG:#VIP assignee:me", "mine tag:vip");
        is("since:۳d", "since:3d");
        is("12:30 https://example.org", "text:12:30 text:https://example.org");
        is("text:opne", "text:opne");
        is("status:pending", "pending");
        is("completed line", "completed text:line");
    }

    #[test]
    fn what_is_nearly_a_filter_is_unclear() {
        for (text, word, nearest) in [
            ("tga:vip", "tga:vip", "tag:vip"),
            ("opne", "opne", "open"),
            ("open usr:anna", "usr:anna", "user:anna"),
            ("complete", "complete", "completed"),
            ("since:soon", "since:soon", "since:7d"),
            ("older:0s", "older:0s", "older:7d"),
            ("tag:a/b", "tag:a/b", "tag:…"),
            ("user:", "user:", "user:…"),
            ("status:opn", "status:opn", "status:open"),
        ] {
            let unclear = Unclear { word: word.to_owned(), nearest: nearest.to_owned() };
            assert_eq!(filter(text), Err(unclear), "{text}");
        }
    }
}
