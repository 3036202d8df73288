//! What stands behind the name of a command: numbers, times, hours, tags, names.

use crate::domain::access::Role;
use crate::domain::hours::{OpenHours, minute};
use crate::domain::routing::Until;
use crate::domain::tag::tag;

use super::text;

/// Longer lines of hours are none.
const LINE: usize = 400;
/// Nothing is set aside for longer.
const LONGEST_WAIT: u64 = 5 * 366 * 24 * 60 * 60;

/// `12 billing vip`; `None` if a word cannot be a tag.
pub(super) fn tagged(arguments: &str) -> Option<(Option<u32>, Vec<String>)> {
    let (number, rest) = leading_number(arguments);
    let words = rest.split(|c: char| c.is_whitespace() || c == ',');
    let tags: Option<Vec<String>> = words.filter(|word| !word.is_empty()).map(tag).collect();
    Some((number, tags?))
}

pub(super) fn words(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn role(word: &str) -> Option<Role> {
    match word.to_lowercase().as_str() {
        "agent" => Some(Role::Agent),
        "lead" => Some(Role::Lead),
        "admin" => Some(Role::Admin),
        _ => None,
    }
}

/// Nothing, or one number; the outer `None` is anything else.
pub(super) fn only_number(arguments: &str) -> Option<Option<u32>> {
    if arguments.is_empty() { Some(None) } else { number(arguments).map(Some) }
}

/// A number in front, and what follows it.
pub(super) fn leading_number(arguments: &str) -> (Option<u32>, &str) {
    let (first, rest) = text::word(arguments);
    match number(first) {
        Some(number) => (Some(number), rest),
        None => (None, arguments),
    }
}

/// `12` or `#12`, in the digits of any keyboard that our languages are written with.
pub(super) fn number(word: &str) -> Option<u32> {
    let digits = word.strip_prefix(['#', '＃']).unwrap_or(word);
    if digits.is_empty() || digits.len() > 40 {
        return None;
    }
    let digits: String = digits.chars().map(digit).collect::<Option<_>>()?;
    digits.parse().ok().filter(|number| *number > 0)
}

/// The ASCII digit that a character stands for: ASCII, full-width, Arabic, Persian.
pub(super) fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    char::from_digit(u32::from(c).checked_sub(u32::from(zero))?, 10)
}

/// A duration in seconds. The outer `None`: it is none, but the beginning of a note. The inner one:
/// it is one, of no use.
pub(super) fn span(word: &str) -> Option<Option<u64>> {
    let plain: String = word.chars().take(24).map(|c| digit(c).unwrap_or(c)).collect();
    if !plain.is_ascii() || !plain.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let seconds = humantime::parse_duration(&plain).ok()?.as_secs();
    Some((1..=LONGEST_WAIT).contains(&seconds).then_some(seconds))
}

/// Which, and what is said to whoever gets it. Whom stands in the mentions, with the number before or
/// after it.
pub(super) fn assigned<'a>(arguments: &'a str, linked: &str) -> (Option<u32>, &'a str) {
    let (before, rest) = leading_number(arguments);
    let named = rest.strip_prefix(linked).filter(|_| !linked.is_empty());
    let rest = match (named, rest.strip_prefix(['@', '＠'])) {
        (Some(rest), _) => rest.trim_start(),
        (None, Some(_)) => text::word(rest).1,
        // As a reply to one of theirs.
        (None, None) => return (before, rest),
    };
    let (first, note) = text::word(rest);
    match number(first).filter(|_| before.is_none()) {
        Some(after) if note.is_empty() || first.starts_with(['#', '＃']) => (Some(after), note),
        Some(_) | None => (before, rest),
    }
}

/// A time from now, or `off`; the outer `None` is anything else.
pub(super) fn span_or_off(word: &str) -> Option<Option<u64>> {
    if word.eq_ignore_ascii_case("off") { Some(None) } else { span(word)?.map(Some) }
}

/// When an absence ends: `2h`, `17:30`, `tomorrow`.
pub(super) fn until(arguments: &str) -> Option<Until> {
    if arguments.eq_ignore_ascii_case("tomorrow") {
        return Some(Until::Tomorrow);
    }
    let plain = plain_digits(arguments);
    // The end of a day is the beginning of the next.
    let minute = minute(&plain).map(|minute| Until::Minute(minute % (24 * 60)));
    minute.or_else(|| span(arguments)?.map(Until::Seconds))
}

/// `Mon-Fri 09:00-17:00, Sat 10:00-14:00`
pub(super) fn own_hours(arguments: &str) -> Option<Vec<OpenHours>> {
    let plain = plain_digits(arguments);
    plain.split([',', ';', '\n']).map(|hours| hours.trim().parse().ok()).collect()
}

/// The same with the digits of any keyboard as those of ASCII.
pub(super) fn plain_digits(text: &str) -> String {
    text.chars().take(LINE).map(|c| digit(c).unwrap_or(c)).collect()
}
