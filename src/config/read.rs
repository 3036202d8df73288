//! The sources: what is written where, before it means anything.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Place, nearest};
use super::keys::{self, Key};
use super::value::{Parsed, Raw};

/// How variables that override settings begin.
const PREFIX: &str = "FRONTDESK_";

/// A value and where it was written.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Written {
    /// The value.
    pub raw: Raw,
    /// As it was written, for a refusal.
    pub source: String,
    /// Where.
    pub place: Place,
}

/// What one `[[desk]]` of the file says.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnDesk {
    /// Its name, in deep links too.
    pub name: String,
    /// What users read on its button; the name, if none is given.
    pub title: Option<String>,
    /// Its group.
    pub chat: Option<i64>,
    /// Whose users it is for, by their languages; everybody's, if there is none.
    pub languages: Vec<String>,
    written: BTreeMap<(String, String), Vec<Written>>,
}

/// Collects what is written and everything that is wrong with it.
pub(super) struct Reader {
    keys: Vec<Key>,
    /// By section and name; the environment comes after the file, and the last one counts.
    written: BTreeMap<(String, String), Vec<Written>>,
    errors: Vec<ConfigError>,
    desks: Vec<OwnDesk>,
}

/// What a desk of the file begins with: `[[desk]]`.
const DESK: &str = "desk";
/// What stands in it outside of sections.
const BARE: &[&str] = &["name", "title", "chat", "languages"];
/// What a desk can have of its own. The rest is about the process, or about users of all desks.
const OWN: &[&str] = &[
    "completion",
    "reopening",
    "timeout",
    "pending",
    "routing",
    "hours",
    "notify",
    "stats",
    "permissions",
    "locale",
    "privacy",
];

/// Whether a desk can be called so: what links may carry (telegram-facts), without the mark that
/// parts it from where somebody comes from.
fn is_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Characters of a desk's title, which has to stand on a button.
const TITLE: usize = 40;

/// Whether users can be shown a desk as this.
fn is_title(title: &str) -> bool {
    let shown = title.trim();
    !shown.is_empty() && title.chars().count() <= TITLE && !title.chars().any(char::is_control)
}

/// A language as Telegram and people write it: `ru`, `pt-br`; in small letters, with `-`.
fn language(tag: &str) -> Option<String> {
    let tag = tag.trim().to_lowercase().replace('_', "-");
    let part = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let fits = tag.split('-').all(part) && tag.split('-').count() <= 3;
    (fits && tag.bytes().next().is_some_and(|b| b.is_ascii_lowercase())).then_some(tag)
}

/// What stands in the place of a secret.
pub(super) const HIDDEN: &str = "***";

/// Whether a setting's value must not be shown.
pub(super) fn hidden(section: &str, name: &str) -> bool {
    matches!((section, name), ("http", "secret") | ("backup", "passphrase"))
}

impl Reader {
    /// Knows the names, and nothing that is written.
    pub fn new() -> Self {
        Self { keys: keys::all(), written: BTreeMap::new(), errors: Vec::new(), desks: Vec::new() }
    }

    /// Something else that is wrong.
    pub fn refuse(&mut self, error: ConfigError) {
        self.errors.push(error);
    }

    /// The value of a setting. One that is refused is reported, and its default stands in for it.
    pub fn take<T>(
        &mut self,
        section: &'static str,
        name: &str,
        parse: impl Fn(&Raw) -> Parsed<T>,
    ) -> T {
        let mut value = None;
        // The file's value is looked at even where a variable overrides it: it is wrong all the
        // same, and would come as a surprise when the variable goes.
        for written in self.find(section, name) {
            match parse(&written.raw) {
                Ok(parsed) => value = Some(parsed),
                Err(problem) => self.errors.push(ConfigError::Value {
                    place: written.place,
                    written: written.source,
                    problem,
                }),
            }
        }
        if let Some(value) = value {
            return value;
        }
        let default = self
            .keys
            .iter()
            .find(|key| key.section == section && key.name == name)
            .map(|key| parse(&Raw::plain(&key.default)));
        match default {
            Some(Ok(value)) => value,
            // The list itself would be wrong; its test takes every default.
            #[allow(
                clippy::unreachable,
                reason = "a program without its own defaults cannot start"
            )]
            _ => unreachable!("{section}.{name} has no default that it takes"),
        }
    }

    /// What is written for a setting; the last one counts.
    pub fn find(&self, section: &str, name: &str) -> Vec<Written> {
        let key = (section.to_owned(), name.to_owned());
        self.written.get(&key).cloned().unwrap_or_default()
    }

    /// Everything that is wrong, as it stands in the sources.
    pub fn into_errors(mut self) -> Vec<ConfigError> {
        self.errors.sort_by_key(|error| match error {
            ConfigError::Missing(_) | ConfigError::Unreadable { .. } => (0, 0),
            ConfigError::Syntax { place, .. }
            | ConfigError::Loose { place, .. }
            | ConfigError::Unknown { place, .. }
            | ConfigError::Twice { place, .. }
            | ConfigError::Value { place, .. } => match place {
                Place::File { line, .. } => (0, *line),
                Place::Environment(_) => (1, 0),
            },
        });
        self.errors
    }

    /// Reads the file. Without an explicit wish for it, it may be absent.
    pub fn file(&mut self, path: &Path, explicit: bool) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if explicit {
                    self.refuse(ConfigError::Missing(path.to_owned()));
                }
                return;
            }
            Err(source) => {
                return self.refuse(ConfigError::Unreadable { path: path.to_owned(), source });
            }
        };
        let place = |start: usize| Place::File { path: path.to_owned(), line: line(&text, start) };
        let (table, faults) = DeTable::parse_recoverable(&text);
        if !faults.is_empty() {
            // What the parser made of the rest is a guess.
            for fault in faults {
                self.refuse(ConfigError::Syntax {
                    place: place(fault.span().map_or(0, |span| span.start)),
                    message: one_line(fault.message()),
                });
            }
            return;
        }
        for (section, value) in table.get_ref() {
            let at = place(section.span().start);
            let name: &str = section.get_ref();
            match value.get_ref() {
                DeValue::Array(desks) if name == DESK => {
                    for desk in desks {
                        self.desk(&text, &place, desk);
                    }
                }
                _ if name == DESK => self.refuse(ConfigError::Value {
                    place: at,
                    written: DESK.to_owned(),
                    problem: "a desk begins with [[desk]]".to_owned(),
                }),
                DeValue::Table(settings) => self.section(&text, &place, at, name, settings),
                _ => self.refuse(ConfigError::Loose { place: at, name: name.to_owned() }),
            }
        }
    }

    /// One `[[desk]]`: its name, and sections of its own.
    fn desk(&mut self, text: &str, place: &dyn Fn(usize) -> Place, desk: &Spanned<DeValue<'_>>) {
        let wrong = |place: Place, written: String, problem: String| ConfigError::Value {
            place,
            written,
            problem,
        };
        let at = place(desk.span().start);
        let DeValue::Table(table) = desk.get_ref() else {
            let problem = "a desk begins with [[desk]]".to_owned();
            return self.refuse(wrong(at, DESK.to_owned(), problem));
        };
        let mut own = OwnDesk::default();
        let mut named = false;
        // What stands in it is read as the same sections of the file are, into a layer of its own.
        let common = std::mem::take(&mut self.written);
        for (key, value) in table {
            let at = place(key.span().start);
            let key: &str = key.get_ref();
            let source = || one_line(text.get(value.span()).unwrap_or_default());
            let mut refused = |problem: &str| {
                self.errors.push(wrong(
                    at.clone(),
                    format!("{key} = {}", source()),
                    problem.to_owned(),
                ));
            };
            match (key, value.get_ref()) {
                ("name", DeValue::String(written)) if is_name(written) => {
                    named = true;
                    own.name = written.to_string();
                    if self.desks.iter().any(|other| other.name == own.name) {
                        refused("another desk is called so already");
                    }
                }
                ("name", _) => {
                    // It has one; no second line about that.
                    named = true;
                    refused("a name is 1 to 32 of a to z, 0 to 9 and _, as it stands in links");
                }
                ("title", DeValue::String(written)) if is_title(written) => {
                    own.title = Some(written.trim().to_owned());
                }
                ("title", _) => {
                    refused("a title is one line of 1 to 40 characters, as it stands on a button");
                }
                ("chat", value) => match scalar(value).and_then(|chat| chat.parse::<i64>().ok()) {
                    Some(chat) if chat < 0 => {
                        if self.desks.iter().any(|other| other.chat == Some(chat)) {
                            refused("this group is another desk already; each needs its own");
                        }
                        own.chat = Some(chat);
                    }
                    _ => refused(
                        "the id of a group is a whole number below 0, as /settings and the log name it",
                    ),
                },
                ("languages", value) => {
                    let tags = match value {
                        DeValue::Array(tags) => {
                            tags.iter().map(|tag| scalar(tag.get_ref())).collect()
                        }
                        value => vec![scalar(value)],
                    };
                    let tags: Option<Vec<String>> =
                        tags.into_iter().map(|tag| language(&tag?)).collect();
                    match tags {
                        Some(tags) => own.languages = tags,
                        None => refused(
                            "languages are written as Telegram does, for example [\"ru\", \"pt-br\"]",
                        ),
                    }
                }
                (_, DeValue::Table(settings)) if OWN.contains(&key) => {
                    self.section(text, place, at, key, settings);
                }
                _ => self.refuse(ConfigError::Unknown {
                    place: at,
                    what: format!("{DESK}.{key}: a desk has nothing of this name of its own"),
                    nearest: nearest(key, BARE.iter().copied()).map(str::to_owned).or_else(|| {
                        nearest(key, OWN.iter().copied()).map(|own| format!("[{DESK}.{own}]"))
                    }),
                    allowed: format!(
                        "it has {} and the sections {}",
                        BARE.join(", "),
                        OWN.join(", ")
                    ),
                }),
            }
        }
        own.written = std::mem::replace(&mut self.written, common);
        let overrides = ("locale".to_owned(), "overrides".to_owned());
        for of in own.written.get(&overrides).into_iter().flatten() {
            let problem = "one directory of own words serves all desks; write it into [locale]";
            self.refuse(wrong(of.place.clone(), of.source.clone(), problem.to_owned()));
        }
        if !named {
            let problem = "a desk needs a name, for example name = \"support\"".to_owned();
            self.refuse(wrong(at, "[[desk]]".to_owned(), problem));
        }
        // One without a name is read on: everything that is wrong is reported at once.
        self.desks.push(own);
    }

    /// What the desks of the file say for themselves, in its order.
    pub fn desks(&self) -> Vec<OwnDesk> {
        self.desks.clone()
    }

    /// What holds at one desk: what holds at all, and over it what it says for itself.
    pub fn layered(&self, desk: &OwnDesk) -> Self {
        let mut layered = Self { written: self.written.clone(), ..Self::new() };
        for (key, written) in &desk.written {
            layered.written.entry(key.clone()).or_default().extend_from_slice(written);
        }
        layered
    }

    /// What is wrong in a layer, but for what was said of the one below it.
    pub fn adopt_errors(&mut self, layered: Self) {
        let known: Vec<String> = self.errors.iter().map(ToString::to_string).collect();
        let new = |error: &ConfigError| !known.contains(&error.to_string());
        self.errors.extend(layered.errors.into_iter().filter(new));
    }

    fn section(
        &mut self,
        text: &str,
        place: &dyn Fn(usize) -> Place,
        at: Place,
        section: &str,
        settings: &DeTable<'_>,
    ) {
        if let Some(error) = self.unknown_section(section, &at, |name| format!("[{name}]")) {
            return self.refuse(error);
        }
        for (name, value) in settings {
            let at = place(name.span().start);
            let name: &str = name.get_ref();
            let shown = format!("{section}.{name}");
            if let Some(error) = self.unknown_key(section, name, &at, &shown, str::to_owned) {
                self.refuse(error);
                continue;
            }
            let source = if hidden(section, name) {
                HIDDEN.to_owned()
            } else {
                one_line(text.get(value.span()).unwrap_or_default())
            };
            let written = format!("{shown} = {source}");
            match raw(value) {
                Some(raw) => self.put(section, name, raw, written, at),
                None => self.refuse(ConfigError::Value {
                    place: at,
                    written,
                    problem: "a value or a list of values is needed".to_owned(),
                }),
            }
        }
    }

    /// Reads the variables that override settings; others are none of ours.
    pub fn environment(&mut self, variables: impl Iterator<Item = (String, String)>) {
        // In a fixed order, so that the same faults read the same.
        let variables: BTreeMap<String, String> = variables.collect();
        for (variable, value) in variables {
            let Some((section, name)) =
                variable.strip_prefix(PREFIX).and_then(|rest| rest.split_once("__"))
            else {
                continue;
            };
            let (section, name) = (section.to_ascii_lowercase(), name.to_ascii_lowercase());
            let at = Place::Environment(variable.clone());
            let spelled =
                |section: &str, name: &str| format!("{PREFIX}{section}__{name}").to_uppercase();
            let unknown = self
                .unknown_section(&section, &at, |nearest| spelled(nearest, &name))
                .or_else(|| {
                    self.unknown_key(
                        &section,
                        &name,
                        &at,
                        &format!("{section}.{name}"),
                        |nearest| spelled(&section, nearest),
                    )
                });
            if let Some(error) = unknown {
                self.refuse(error);
                continue;
            }
            let before = self.find(&section, &name).pop();
            if let Some(Place::Environment(other)) = before.map(|written| written.place) {
                self.refuse(ConfigError::Twice {
                    place: at,
                    key: format!("{section}.{name}"),
                    other,
                });
                continue;
            }
            let source =
                if hidden(&section, &name) { HIDDEN.to_owned() } else { format!("{value:?}") };
            self.put(&section, &name, Raw::plain(value.trim()), source, at);
        }
    }

    fn put(&mut self, section: &str, name: &str, raw: Raw, source: String, place: Place) {
        self.written.entry((section.to_owned(), name.to_owned())).or_default().push(Written {
            raw,
            source,
            place,
        });
    }

    fn unknown_section(
        &self,
        section: &str,
        place: &Place,
        spelled: impl Fn(&str) -> String,
    ) -> Option<ConfigError> {
        let mut sections: Vec<&str> = self.keys.iter().map(|key| key.section).collect();
        sections.dedup();
        if sections.contains(&section) {
            return None;
        }
        Some(ConfigError::Unknown {
            place: place.clone(),
            what: format!("[{section}]: there is no such section"),
            nearest: nearest(section, sections.iter().copied()).map(spelled),
            allowed: format!("there are {}", sections.join(", ")),
        })
    }

    fn unknown_key(
        &self,
        section: &str,
        name: &str,
        place: &Place,
        shown: &str,
        spelled: impl Fn(&str) -> String,
    ) -> Option<ConfigError> {
        let names: Vec<&str> = self
            .keys
            .iter()
            .filter(|key| key.section == section)
            .map(|key| key.name.as_ref())
            .collect();
        if names.contains(&name) {
            return None;
        }
        Some(ConfigError::Unknown {
            place: place.clone(),
            what: format!("{shown}: there is no such setting"),
            nearest: nearest(name, names.iter().copied()).map(spelled),
            allowed: format!("[{section}] has {}", names.join(", ")),
        })
    }
}

/// The line of a place in the text, counted from 1.
fn line(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before.filter(|byte| **byte == b'\n').count() + 1
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn raw(value: &Spanned<DeValue<'_>>) -> Option<Raw> {
    match value.get_ref() {
        DeValue::Array(items) => items
            .iter()
            .map(|item| scalar(item.get_ref()).map(Cow::into_owned))
            .collect::<Option<Vec<String>>>()
            .map(Raw::List),
        value => scalar(value).map(|text| Raw::Text(text.into_owned())),
    }
}

/// A single value as a text, as a variable would hold it.
fn scalar<'a>(value: &'a DeValue<'_>) -> Option<Cow<'a, str>> {
    match value {
        DeValue::String(text) => Some(Cow::Borrowed(text)),
        DeValue::Integer(number) => Some(
            // 0x1f and the like; what is too long for a number stays as it is and is refused.
            match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Cow::Owned(number.to_string()),
                Err(_) => Cow::Borrowed(number.as_str()),
            },
        ),
        DeValue::Float(number) => Some(Cow::Borrowed(number.as_str())),
        DeValue::Boolean(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        DeValue::Datetime(date) => Some(Cow::Owned(date.to_string())),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
