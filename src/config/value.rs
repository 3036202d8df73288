//! The kinds of values: from what was written to what is meant, or a sentence that says what is
//! wrong and what would be right.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use chrono::{NaiveDate, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use cron::Schedule;

use super::error::nearest;
use crate::domain::access::{Role, TelegramAdmins};
use crate::domain::arrival::AfterCompletion;
use crate::domain::hours::OpenHours;
use crate::domain::id::{ChatId, UserId};
use crate::domain::routing::{Assign, Strategy};
use crate::engine::Rings;
use crate::i18n::{LANGUAGES, Lang};
use crate::secret::Token;

/// A value as both sources can write it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Raw {
    /// A text, a number, a truth value.
    Text(String),
    /// An array of them.
    List(Vec<String>),
}

impl Raw {
    /// What a default or a variable says.
    pub(super) fn plain(text: &str) -> Self {
        Raw::Text(text.to_owned())
    }

    /// As the settings are shown: lists with commas.
    pub(super) fn shown(&self) -> String {
        match self {
            Raw::Text(text) => text.clone(),
            Raw::List(items) if items.is_empty() => "[]".to_owned(),
            Raw::List(items) => items.join(", "),
        }
    }

    fn text(&self) -> Result<&str, String> {
        match self {
            Raw::Text(text) => Ok(text.trim()),
            Raw::List(_) => Err("one value is needed, not a list".to_owned()),
        }
    }

    /// A variable cannot hold an array, so commas separate there, and `[]` is the empty list.
    fn items(&self) -> Vec<&str> {
        let parts: Vec<&str> = match self {
            Raw::Text(text) if text.trim() == "[]" => return Vec::new(),
            Raw::Text(text) => text.split(',').map(str::trim).collect(),
            Raw::List(items) => return items.iter().map(|item| item.trim()).collect(),
        };
        parts.into_iter().filter(|part| !part.is_empty()).collect()
    }
}

/// What parsing yields: the value, or the sentence for the line of the refusal.
pub(super) type Parsed<T> = Result<T, String>;

/// The longest span that a setting takes: ten years. Arithmetic with it never comes near the end
/// of time.
const LONGEST: Duration = Duration::from_secs(3650 * 24 * 60 * 60);

/// A span of time, also none at all. Units are `s`, `m`, `h` and `d`; they may be joined: `1h30m`.
pub(super) fn span(raw: &Raw) -> Parsed<Duration> {
    spelled_span(raw, "write it like 45s, 30m, 24h, 7d")
}

fn spelled_span(raw: &Raw, how: &str) -> Parsed<Duration> {
    let text = raw.text()?;
    // humantime reads much more: 30M are thirty months there, 1month is 30.44 days, 5ms less than
    // any of our clocks shows.
    let mut units =
        text.split(|c: char| c.is_ascii_digit() || c == ' ').filter(|part| !part.is_empty());
    let ours = units.all(|unit| matches!(unit, "s" | "m" | "h" | "d"));
    let span = match humantime::parse_duration(text) {
        Ok(span) if ours => span,
        _ => return Err(format!("not a duration; {how}")),
    };
    if span > LONGEST {
        return Err("too long; at most 3650d".to_owned());
    }
    Ok(span)
}

/// A span of time of at least a second, where none at all would make the thing impossible.
pub(super) fn some_span(raw: &Raw) -> Parsed<Duration> {
    at_least_a_second(span(raw)?)
}

/// A span of time of at least a second, or off.
pub(super) fn span_or_off(raw: &Raw) -> Parsed<Option<Duration>> {
    if is_off(raw.text()?) {
        return Ok(None);
    }
    spelled_span(raw, "write it like 45s, 30m, 24h, 7d, or off")
        .and_then(at_least_a_second)
        .map(Some)
}

fn at_least_a_second(span: Duration) -> Parsed<Duration> {
    if span < Duration::from_secs(1) {
        return Err("too short; at least 1s".to_owned());
    }
    Ok(span)
}

fn is_off(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "off" | "false")
}

/// On or off.
pub(super) fn flag(raw: &Raw) -> Parsed<bool> {
    match raw.text()?.to_ascii_lowercase().as_str() {
        "on" | "true" | "1" => Ok(true),
        "off" | "false" | "0" => Ok(false),
        _ => Err("write on or off (true, false, 1 and 0 are understood too)".to_owned()),
    }
}

/// What a flag can be.
pub(super) fn flags() -> Vec<&'static str> {
    vec!["on", "off"]
}

/// A whole number between two, both allowed.
pub(super) fn number<const MIN: u32, const MAX: u32>(raw: &Raw) -> Parsed<u32> {
    match raw.text()?.parse() {
        Ok(number) if (MIN..=MAX).contains(&number) => Ok(number),
        _ => Err(format!("not a whole number from {MIN} to {MAX}")),
    }
}

/// A value out of a few, each with its name.
pub(super) trait Choice: Copy + 'static {
    /// The names, in the order in which they are offered.
    const NAMES: &'static [(&'static str, Self)];
}

/// One of the names.
pub(super) fn choice<T: Choice>(raw: &Raw) -> Parsed<T> {
    let text = raw.text()?.to_ascii_lowercase();
    if let Some((_, value)) = T::NAMES.iter().find(|(name, _)| *name == text) {
        return Ok(*value);
    }
    let names = names::<T>();
    let guess = match nearest(&text, names.iter().copied()) {
        Some(name) => format!("did you mean {name}? "),
        None => String::new(),
    };
    Err(format!("{guess}write one of {}", names.join(", ")))
}

/// All names of a choice.
pub(super) fn names<T: Choice>() -> Vec<&'static str> {
    T::NAMES.iter().map(|(name, _)| *name).collect()
}

macro_rules! choices {
    ($($type:ty: $($name:literal = $value:expr),*;)*) => {
        $(impl Choice for $type {
            const NAMES: &'static [(&'static str, Self)] = &[$(($name, $value)),*];
        })*
    };
}
choices! {
    Role: "agent" = Role::Agent, "lead" = Role::Lead, "admin" = Role::Admin;
    TelegramAdmins: "admin" = TelegramAdmins::Admin, "agent" = TelegramAdmins::Agent,
        "creator_only" = TelegramAdmins::CreatorOnly;
    AfterCompletion: "new" = AfterCompletion::New, "ask" = AfterCompletion::Ask,
        "menu" = AfterCompletion::Menu;
    Rings: "waits" = Rings::Waits, "all" = Rings::All, "none" = Rings::None;
    Approval: "request" = Approval::Request, "refuse" = Approval::Refuse;
    Assign: "route" = Assign::Route, "previous" = Assign::Previous, "none" = Assign::None;
    Counting: "awaiting_user" = Counting::AwaitingUser, "user_silence" = Counting::UserSilence;
    Strategy: "claim" = Strategy::Claim, "round_robin" = Strategy::RoundRobin,
        "least_busy" = Strategy::LeastBusy;
}

/// What becomes of an agent who reopens without the right (`[reopening] approval`).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Approval {
    /// It becomes a request, which the leads decide.
    Request,
    /// It is refused.
    Refuse,
}

/// Where a timeout starts to count (`[timeout] clock`).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Counting {
    /// At the delivery of the answer that the user owes a reply to.
    AwaitingUser,
    /// At the user's last message.
    UserSilence,
}

/// A schedule in cron's notation.
pub(super) fn cron(raw: &Raw) -> Parsed<Schedule> {
    let text = raw.text()?;
    let fields: Vec<&str> = text.split_whitespace().collect();
    let &[_, _, _, _, _, weekday] = fields.as_slice() else {
        return Err(format!(
            "a schedule has six fields, not {}: second minute hour day month weekday, \
             like 0 30 9 * * Mon-Fri",
            fields.len()
        ));
    };
    // Some count Sunday as 0, some as 1, some as 7; who writes 1-5 would be a day off.
    if weekday.contains(|letter: char| letter.is_ascii_digit()) {
        return Err("weekdays are names, like Mon, Mon-Fri or Sat,Sun".to_owned());
    }
    let schedule = Schedule::from_str(text).map_err(|_| {
        "not a schedule: the fields are second (0-59) minute (0-59) hour (0-23) day (1-31) \
         month (1-12 or Jan-Dec) weekday (Sun-Sat), each *, a value, a range a-b, a step */n \
         or a list a,b"
            .to_owned()
    })?;
    // Seen from whatever day: a date like February 30 never comes.
    let any_day = Utc.timestamp_opt(1_700_000_000, 0).earliest();
    if any_day.is_none_or(|day| schedule.after(&day).next().is_none()) {
        return Err("no such day ever comes".to_owned());
    }
    Ok(schedule)
}

/// A schedule, or off.
pub(super) fn cron_or_off(raw: &Raw) -> Parsed<Option<Schedule>> {
    if is_off(raw.text()?) {
        return Ok(None);
    }
    cron(raw).map(Some)
}

/// A time zone of the IANA database.
pub(super) fn zone(raw: &Raw) -> Parsed<Tz> {
    let text = raw.text()?;
    Tz::from_str(text).map_err(|_| {
        match nearest(text, TZ_VARIANTS.iter().map(|zone| zone.name())) {
            Some(name) => format!("not a time zone; did you mean {name}?"),
            None => "not a time zone; write it like UTC or Europe/Berlin".to_owned(),
        }
    })
}

/// Lines like `Mon-Fri 09:00-18:00`.
pub(super) fn hours(raw: &Raw) -> Parsed<Vec<OpenHours>> {
    raw.items().into_iter().map(str::parse).collect()
}

/// Days like `2026-12-25`.
pub(super) fn dates(raw: &Raw) -> Parsed<Vec<NaiveDate>> {
    let one = |item: &str| {
        NaiveDate::parse_from_str(item, "%Y-%m-%d")
            .map_err(|_| format!("\"{item}\" is no date; write it like 2026-12-25"))
    };
    raw.items().into_iter().map(one).collect()
}

/// Ids of people.
pub(super) fn people(raw: &Raw) -> Parsed<Vec<UserId>> {
    let one = |item: &str| match item.parse() {
        Ok(id) if id > 0 => Ok(UserId(id)),
        _ => {
            Err(format!("\"{item}\" is no id of a person; it is a positive number like 123456789"))
        }
    };
    raw.items().into_iter().map(one).collect()
}

/// One of the languages.
pub(super) fn language(raw: &Raw) -> Parsed<Lang> {
    Lang::from_tag(raw.text()?)
        .ok_or_else(|| format!("no such language; write one of {}", LANGUAGES.join(", ")))
}

/// All of them.
pub(super) fn languages() -> Vec<&'static str> {
    LANGUAGES.to_vec()
}

/// A directory, or nothing.
pub(super) fn directory(raw: &Raw) -> Parsed<Option<PathBuf>> {
    let text = raw.text()?;
    // What a variable holds that is no Unicode has become this character.
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err("its name is not written in UTF-8".to_owned());
    }
    Ok((!text.is_empty()).then(|| PathBuf::from(text)))
}

/// Shorter ones are guessed by a machine in no time.
pub(super) const SHORTEST_PASSPHRASE: usize = 12;

/// A chat by its id, or nothing.
pub(super) fn chat(raw: &Raw) -> Parsed<Option<ChatId>> {
    let text = raw.text()?;
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse() {
        Ok(id) if id != 0 => Ok(Some(ChatId(id))),
        _ => Err("not the id of a chat; a group's is a number like -1001234567890".to_owned()),
    }
}

/// Words that open a backup, or nothing.
pub(super) fn passphrase(raw: &Raw) -> Parsed<Option<Token>> {
    let text = raw.text()?;
    if !text.is_empty() && text.chars().count() < SHORTEST_PASSPHRASE {
        return Err(format!("a passphrase has at least {SHORTEST_PASSPHRASE} characters"));
    }
    Ok((!text.is_empty()).then(|| Token::new(text)))
}

/// An address to listen on, or off.
pub(super) fn address(raw: &Raw) -> Parsed<Option<SocketAddr>> {
    let text = raw.text()?;
    if is_off(text) {
        return Ok(None);
    }
    let wrong = "not an address; write it like 127.0.0.1:8080, or off";
    text.parse().map(Some).map_err(|_| wrong.to_owned())
}

/// An address that Telegram can call, or nothing.
pub(super) fn web_address(raw: &Raw) -> Parsed<Option<String>> {
    let text = raw.text()?;
    if text.is_empty() {
        return Ok(None);
    }
    match reqwest::Url::parse(text) {
        Ok(url) if url.scheme() == "https" && url.has_host() => Ok(Some(text.to_owned())),
        _ => {
            Err("Telegram calls only https; write it like https://desk.example.org/telegram"
                .to_owned())
        }
    }
}

/// The secret that Telegram repeats in every call, or nothing.
pub(super) fn secret(raw: &Raw) -> Parsed<Option<Token>> {
    let text = raw.text()?;
    if text.is_empty() {
        return Ok(None);
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if text.len() > 256 || !text.bytes().all(allowed) {
        return Err("Telegram takes 1 to 256 letters, digits, _ and -".to_owned());
    }
    Ok(Some(Token::new(text)))
}
