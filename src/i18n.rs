//! A notice and a language become words.
//!
//! Promises: every key and every variable that the code may ask for is known here ([`contract`]),
//! in every language of [`LANGUAGES`]; words of people come out unchanged, without being able to
//! forge a link, a mention or the direction of a line; a fault in a locale costs a log line and
//! English words, never a message. A team's own words are checked when they are loaded.
//!
//! Never reads the time, never asks where a conversation stands (see [`Links`]), never knows
//! Telegram: what comes out is text and spans.
//!
//! There is no markup and no escaping. What is to become a span is put between noncharacters of
//! Unicode, which no text of a person may contain; after formatting they become offsets.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use chrono_tz::Tz;
use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::domain::id::{ConversationId, MessageRef};
use crate::domain::notice::{Arg, Notice};
use crate::domain::time::Timestamp;

mod labels;
mod overrides;
mod rich;
mod times;

pub use overrides::WordsError;
use overrides::{check_override, override_files, syntax};
pub use rich::{Rich, Span, SpanKind};
use times::{date, largest_unit, local, unknown_time};

/// The languages, as their folders are called. English comes first: it is what others fall back to.
pub const LANGUAGES: &[&str] = &["en", "ru", "zh-hans", "fa"];

/// Telegram shows this many characters of an alert.
pub const ALERT_LENGTH: usize = 200;

/// Characters of a button's text. Telegram names no limit; clients cut long before.
pub const LABEL_LENGTH: usize = 64;

/// Commands of the group, in the order of `/help`.
pub const GROUP_COMMANDS: &[&str] = &[
    "queue",
    "list",
    "find",
    "take",
    "assign",
    "unassign",
    "away",
    "back",
    "hours",
    "pending",
    "resume",
    "escalate",
    "followup",
    "snooze",
    "complete",
    "reopen",
    "requests",
    "merge",
    "note",
    "tag",
    "untag",
    "priority",
    "set",
    "profile",
    "canned",
    "recall",
    "ban",
    "unban",
    "history",
    "stats",
    "role",
    "setup",
    "settings",
    "quarantine",
    "help",
];

/// Commands of the private chat, in the order of `/help`.
pub const PRIVATE_COMMANDS: &[&str] =
    &["start", "new", "close", "language", "privacy", "forget", "help"];

macro_rules! embedded {
    ($($language:literal: $($file:literal)*;)*) => {
        /// Every file of every language. The only place that names them.
        const FILES: &[(&str, &str, &str)] = &[$($((
            $language,
            concat!("locales/", $language, "/", $file, ".ftl"),
            include_str!(concat!("../locales/", $language, "/", $file, ".ftl")),
        ),)*)*];
    };
}
embedded! {
    "en": "notices" "users" "desk" "refusals" "buttons" "commands" "card";
    "ru": "notices" "users" "desk" "refusals" "buttons" "commands" "card";
    "zh-hans": "notices" "users" "desk" "refusals" "buttons" "commands" "card";
    "fa": "notices" "users" "desk" "refusals" "buttons" "commands" "card";
}

/// Every message that is neither a notice nor belongs to a command, with its variables.
const WORDS: &[(&str, &[&str])] = &[
    ("language-name", &[]),
    ("who-team", &[]),
    ("who-user", &[]),
    ("who-itself", &[]),
    ("status-unassigned", &[]),
    ("status-in-progress", &[]),
    ("status-pending", &[]),
    ("status-completed", &[]),
    ("priority-high", &[]),
    ("priority-normal", &[]),
    ("priority-low", &[]),
    ("role-agent", &[]),
    ("role-lead", &[]),
    ("role-admin", &[]),
    ("reason-solved", &[]),
    ("reason-silent", &[]),
    ("reason-nosupport", &[]),
    ("reason-elsewhere", &[]),
    ("reason-confirmed", &[]),
    ("reason-timeout", &[]),
    ("reason-left", &[]),
    ("reason-merged", &[]),
    ("reason-banned", &[]),
    ("reason-forgotten", &[]),
    ("reopen-reason-mistake", &[]),
    ("reopen-reason-more", &[]),
    ("reopen-reason-asked", &[]),
    ("reopen-reason-followup", &[]),
    ("reopen-reason-said", &[]),
    ("reopen-reason-timeout", &[]),
    ("reopen-reason-still", &[]),
    ("reopen-reason-automatic", &[]),
    ("reopen-reason-same", &[]),
    ("reopen-reason-joined", &[]),
    ("kind-text", &[]),
    ("kind-photo", &[]),
    ("kind-video", &[]),
    ("kind-voice", &[]),
    ("kind-video-note", &[]),
    ("kind-audio", &[]),
    ("kind-document", &[]),
    ("kind-animation", &[]),
    ("kind-sticker", &[]),
    ("kind-contact", &[]),
    ("kind-location", &[]),
    ("kind-venue", &[]),
    ("kind-poll", &[]),
    ("kind-dice", &[]),
    ("kind-other", &[]),
    ("set-aside-update", &[]),
    ("set-aside-receipt", &[]),
    ("set-aside-due", &[]),
    ("set-aside-other", &[]),
    ("why-panicked", &[]),
    ("why-damaged", &[]),
    ("why-unreadable", &[]),
    ("why-ended", &[]),
    ("courtesy-phrases", &[]),
    ("assent-phrases", &[]),
    ("opening-today", &["time", "zone"]),
    ("opening-tomorrow", &["time", "zone"]),
    ("opening-weekday", &["day", "time", "zone"]),
    ("opening-date", &["day", "time", "zone"]),
    ("on-monday", &[]),
    ("on-tuesday", &[]),
    ("on-wednesday", &[]),
    ("on-thursday", &[]),
    ("on-friday", &[]),
    ("on-saturday", &[]),
    ("on-sunday", &[]),
    ("span-seconds", &["count"]),
    ("span-minutes", &["count"]),
    ("span-hours", &["count"]),
    ("span-days", &["count"]),
    ("help-line", &["usage", "description"]),
    ("card-source", &["source"]),
    ("card-earlier", &["numbers"]),
    ("card-quote", &["text"]),
    ("plain-number-line", &["conversation"]),
    ("button-take", &[]),
    ("button-assign", &[]),
    ("button-assign-to", &["name", "load"]),
    ("button-assign-to-away", &["name", "load"]),
    ("button-pending", &[]),
    ("button-resume", &[]),
    ("button-mark-complete", &[]),
    ("button-numbered-mark-complete", &["number"]),
    ("button-confirm-solved", &[]),
    ("button-confirm-silent", &[]),
    ("button-confirm-nosupport", &[]),
    ("button-confirm-elsewhere", &[]),
    ("button-ask-user-first", &[]),
    ("button-send-anyway", &[]),
    ("button-take-and-send", &[]),
    ("button-cancel", &[]),
    ("button-undo", &[]),
    ("button-reopen", &[]),
    ("button-confirm", &[]),
    ("button-confirm-mistake", &[]),
    ("button-confirm-more", &[]),
    ("button-confirm-asked", &[]),
    ("button-confirm-followup", &[]),
    ("button-approve", &[]),
    ("button-decline", &[]),
    ("button-merge", &[]),
    ("button-history", &[]),
    ("button-page", &["number"]),
    ("button-tags", &[]),
    ("button-tag", &["tag"]),
    ("button-untag", &["tag"]),
    ("button-stop", &[]),
    ("button-send", &[]),
    ("button-show", &["number"]),
    ("button-write", &["number"]),
    ("button-retry", &[]),
    ("button-still-need-help", &[]),
    ("button-all-solved", &[]),
    ("button-confirm-close", &[]),
    ("button-keep-open", &[]),
    ("button-same-matter", &[]),
    ("button-new-matter", &[]),
    ("button-contact-support", &[]),
    ("button-rate", &["stars"]),
    ("button-human", &[]),
    ("button-my-data", &[]),
    ("button-forget", &[]),
    ("button-stay", &[]),
    ("button-on-the-team", &[]),
    ("button-stats", &["days"]),
    ("button-dismiss", &[]),
];

/// Variables that a notice gets from here: the help texts list the commands.
fn listed_commands(key: &str) -> Option<&'static [&'static str]> {
    match key {
        "help-group" => Some(GROUP_COMMANDS),
        "help-private" => Some(PRIVATE_COMMANDS),
        _ => None,
    }
}

/// Every message that a locale must have, and the variables that it may use, both as the locales
/// spell them.
pub fn contract() -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (key, args) in Notice::KEYS.iter().chain(WORDS) {
        let mut names: Vec<String> = args.iter().map(|name| name.replace('_', "-")).collect();
        if listed_commands(key).is_some() {
            names.push("commands".to_owned());
        }
        all.push(((*key).to_owned(), names));
    }
    let commands: HashSet<&str> = GROUP_COMMANDS.iter().chain(PRIVATE_COMMANDS).copied().collect();
    for name in commands {
        all.push((format!("command-{name}"), Vec::new()));
        all.push((format!("usage-{name}"), Vec::new()));
    }
    all.sort();
    all
}

/// The embedded files: language, path in the repository, text. For the tests of the locales.
pub fn embedded_files() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FILES.iter().copied()
}

/// A file of ours with its language.
type Embedded = (&'static str, Arc<FluentResource>);

/// The embedded files, read once in the life of the process.
fn embedded() -> Result<&'static [Embedded], WordsError> {
    static READ: OnceLock<Vec<Embedded>> = OnceLock::new();
    if let Some(read) = READ.get() {
        return Ok(read);
    }
    let mut read = Vec::new();
    for (code, path, source) in FILES {
        let resource = FluentResource::try_new((*source).to_owned())
            .map_err(|(_, faults)| syntax(Path::new(path), source, &faults))?;
        read.push((*code, Arc::new(resource)));
    }
    Ok(READ.get_or_init(|| read))
}

/// One of [`LANGUAGES`].
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Lang(u8);

impl Lang {
    /// What every other language falls back to.
    pub const ENGLISH: Lang = Lang(0);

    /// All of them, in the order of [`LANGUAGES`].
    pub fn all() -> impl Iterator<Item = Lang> {
        (0u8..).zip(LANGUAGES).map(|(index, _)| Lang(index))
    }

    /// The language that a tag asks for, if it is one of ours: `ru-RU`, `zh`, `zh_CN`, `fa-IR`.
    ///
    /// Tags of traditional Chinese are not ours: its readers do not everywhere read the simplified
    /// script, and the default of the desk is what its team chose for everybody else. Neighbours of
    /// Russian are not taken for Russian either.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        // Tags come from people's apps and may be anything.
        if tag.len() > 35 {
            return None;
        }
        let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        let code = match parts.next()? {
            "zh" => {
                let rest: Vec<&str> = parts.collect();
                let simplified = rest.contains(&"hans");
                let traditional =
                    rest.iter().any(|part| matches!(*part, "hant" | "tw" | "hk" | "mo"));
                if traditional && !simplified {
                    return None;
                }
                "zh-hans"
            }
            first => first,
        };
        Lang::all().find(|lang| lang.code() == code)
    }

    /// Its folder's name, as buttons and the store spell it.
    pub fn code(self) -> &'static str {
        LANGUAGES.get(usize::from(self.0)).copied().unwrap_or("en")
    }

    /// As Telegram's `language_code` of registered commands spells it: two letters.
    pub fn two_letters(self) -> &'static str {
        self.code().split('-').next().unwrap_or("en")
    }

    /// Written from right to left.
    pub fn right_to_left(self) -> bool {
        self.code() == "fa"
    }
}

/// What a text needs from the moment and place in which it is said.
#[derive(Copy, Clone)]
pub struct Scene<'a> {
    /// Decides whether a time is shown with its date.
    pub now: Timestamp,
    /// Where conversations stand.
    pub links: &'a dyn Links,
}

/// Where conversations stand.
pub trait Links {
    /// The address of its topic or card, if it has one that can be linked.
    fn conversation(&self, id: ConversationId) -> Option<String>;
    /// The address of one of its messages in the group.
    fn message(&self, id: ConversationId, message: MessageRef) -> Option<String>;
}

/// No conversation is linked: for alerts, users and groups without links.
pub struct NoLinks;

impl Links for NoLinks {
    fn conversation(&self, _: ConversationId) -> Option<String> {
        None
    }

    fn message(&self, _: ConversationId, _: MessageRef) -> Option<String> {
        None
    }
}

/// All words of all languages. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    shared: Arc<Shared>,
    zone: Tz,
}

struct Shared {
    /// One of each language, in their order.
    bundles: Vec<FluentBundle<Arc<FluentResource>>>,
    default: Lang,
}

impl Words {
    /// The embedded words and, over them, a team's own from `<overrides>/<language>.ftl` and
    /// `<overrides>/<language>/*.ftl`, which may replace single messages. A directory that does not
    /// exist replaces nothing. Times are those of UTC until [`Words::in_zone`] says otherwise.
    pub fn load(default: &str, overrides: Option<&Path>) -> Result<Words, WordsError> {
        let default = Lang::from_tag(default).ok_or_else(|| WordsError::Language {
            place: "[locale] default".to_owned(),
            tag: default.to_owned(),
        })?;
        let known: HashMap<String, Vec<String>> = contract().into_iter().collect();
        let own = match overrides {
            Some(directory) => override_files(directory)?,
            None => Vec::new(),
        };
        let mut bundles = Vec::new();
        for lang in Lang::all() {
            // A tag of ours always parses; English plurals would be the harmless fallback.
            let tag: LanguageIdentifier = lang.code().parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![tag]);
            // Telegram would show the marks as nothing but copy them with names and commands; where
            // they are needed they are put in below.
            bundle.set_use_isolating(false);
            for (_, resource) in embedded()?.iter().filter(|(code, _)| *code == lang.code()) {
                bundle.add_resource_overriding(Arc::clone(resource));
            }
            let mut seen = HashSet::new();
            for (_, path) in own.iter().filter(|(of, _)| *of == lang) {
                let source = std::fs::read_to_string(path)
                    .map_err(|source| WordsError::Read { file: path.clone(), source })?;
                check_override(path, &source, &known, &mut seen)?;
                let resource = FluentResource::try_new(source.clone())
                    .map_err(|(_, faults)| syntax(path, &source, &faults))?;
                bundle.add_resource_overriding(Arc::new(resource));
            }
            bundles.push(bundle);
        }
        Ok(Words { shared: Arc::new(Shared { bundles, default }), zone: Tz::UTC })
    }

    /// The same words, with times and dates of this zone.
    pub fn in_zone(&self, zone: Tz) -> Words {
        Words { shared: Arc::clone(&self.shared), zone }
    }

    /// The language for somebody whose app says `tag`; the default for unknown, odd and absent ones.
    pub fn choose(&self, tag: Option<&str>) -> Lang {
        tag.and_then(Lang::from_tag).unwrap_or(self.shared.default)
    }

    /// What is spoken with people whose language is unknown.
    pub fn default_lang(&self) -> Lang {
        self.shared.default
    }

    /// A notice in words.
    pub fn say(&self, lang: Lang, notice: &Notice, scene: &Scene<'_>) -> Rich {
        self.word(lang, notice.key(), &notice.args(), scene)
    }

    /// A notice in words without spans; links give their label alone.
    pub fn plain(&self, lang: Lang, notice: &Notice, now: Timestamp) -> String {
        let links = &NoLinks;
        self.say(lang, notice, &Scene { now, links }).text
    }

    /// A notice as an alert: without spans, and no longer than Telegram shows.
    pub fn alert(&self, lang: Lang, notice: &Notice, now: Timestamp) -> String {
        let text = self.plain(lang, notice, now);
        if text.chars().count() <= ALERT_LENGTH {
            return text;
        }
        let mut cut: String = text.chars().take(ALERT_LENGTH - 1).collect();
        cut.push('…');
        cut
    }

    /// Any message of the locales in words.
    pub fn word(&self, lang: Lang, key: &str, args: &[(&str, Arg)], scene: &Scene<'_>) -> Rich {
        let mut telling = Telling { words: self, lang, scene, spans: Vec::new() };
        let marked = telling.format(key, args, 0);
        finish(&marked, &telling.spans, lang.right_to_left())
    }

    /// The phrases of all languages under a key whose text is a list: people thank in another
    /// language than that of their app. Trimmed and in lower case, each once.
    pub fn phrases(&self, key: &str) -> Vec<String> {
        let scene = Scene { now: Timestamp(0), links: &NoLinks };
        let mut seen = HashSet::new();
        Lang::all()
            .map(|lang| self.word(lang, key, &[], &scene).text.to_lowercase())
            .flat_map(|list| {
                // A team that writes its own list may use its keyboard's comma. Marks of direction
                // are ours, not part of what people write.
                list.split([',', '،', '，', '、', '\n'])
                    .map(|phrase| phrase.replace(['\u{2066}', '\u{2068}', '\u{2069}'], ""))
                    .map(|phrase| phrase.trim().to_owned())
                    .collect::<Vec<_>>()
            })
            .filter(|phrase| !phrase.is_empty() && seen.insert(phrase.clone()))
            .collect()
    }

    /// What a command does, for the list that Telegram shows; `name` without the slash.
    pub fn command(&self, lang: Lang, name: &str) -> String {
        self.short(lang, &format!("command-{name}"), &[])
    }

    /// How a command is written; `name` without the slash.
    pub fn usage(&self, lang: Lang, name: &str) -> String {
        self.short(lang, &format!("usage-{name}"), &[])
    }

    /// A language's name in itself.
    pub fn name(&self, lang: Lang) -> String {
        self.short(lang, "language-name", &[])
    }

    /// A message without times and links, as plain text.
    fn short(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> String {
        let scene = Scene { now: Timestamp(0), links: &NoLinks };
        self.word(lang, key, args, &scene).text
    }
}

// ---- from arguments to marked text --------------------------------------------------------------

/// Opens a span; its index follows in [`DIGITS`].
const OPEN: char = '\u{FDD0}';
/// Closes the span opened last.
const CLOSE: char = '\u{FDD1}';
/// Stands for an argument that is empty, so that its line can go.
const EMPTY: char = '\u{FDD2}';
/// Sixteen digits.
const DIGITS: u32 = 0xFDE0;

const LRI: char = '\u{2066}';
const FSI: char = '\u{2068}';
const PDI: char = '\u{2069}';

/// Lines within lines within lines: no notice goes so far, stored nonsense might.
const DEEPEST: usize = 6;

/// Noncharacters: Unicode promises that no text that is exchanged contains them.
fn is_mark(c: char) -> bool {
    ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// Embeddings, overrides, isolates and direction marks. Joiners are none of them.
fn turns_line(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// A strong right-to-left letter, roughly: Hebrew to Arabic Extended and the presentation forms.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// One message being told.
struct Telling<'a> {
    words: &'a Words,
    lang: Lang,
    scene: &'a Scene<'a>,
    spans: Vec<SpanKind>,
}

impl Telling<'_> {
    /// The message with its arguments, spans still as marks.
    fn format(&mut self, key: &str, args: &[(&str, Arg)], depth: usize) -> String {
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            let value = match arg {
                // A number stays one, since text never chooses a plural.
                Arg::Number(n) => FluentValue::from(*n),
                other => FluentValue::from(self.argument(other, depth)),
            };
            values.set(name.replace('_', "-"), value);
        }
        if let Some(commands) = listed_commands(key) {
            values.set("commands", FluentValue::from(self.commands(commands, depth)));
        }
        let text = self
            .words
            .resolve(self.lang, key, &values)
            .or_else(|| self.words.resolve(Lang::ENGLISH, key, &values))
            .unwrap_or_else(|| key.to_owned());
        without_empty_lines(&text)
    }

    fn argument(&mut self, arg: &Arg, depth: usize) -> String {
        match arg {
            Arg::Text(text) => self.people_wrote(text),
            Arg::Number(number) => number.to_string(),
            Arg::Time(at) => {
                let text = self.time(*at);
                self.left_to_right(text)
            }
            Arg::Day(at) => {
                let text = local(*at, self.words.zone).map_or_else(unknown_time, |t| date(&t));
                self.left_to_right(text)
            }
            Arg::Opening(at) => self.opening(*at, depth),
            Arg::Span(seconds) => {
                let (key, count) = largest_unit(*seconds);
                self.nested(key, &[("count", Arg::Number(count))], depth)
            }
            Arg::Word(key) => {
                let word = self.nested(key, &[], depth);
                if word.chars().any(is_right_to_left) { word } else { self.left_to_right(word) }
            }
            Arg::Conversation(id) => self.conversation(*id),
            Arg::Target(id, message) => self.target(*id, *message),
            Arg::Conversations(ids) => {
                let all: Vec<String> = ids.iter().map(|id| self.conversation(*id)).collect();
                or_empty(all.join(" "))
            }
            Arg::Mention(user, name) => {
                let name = self.people_wrote(name);
                self.span(SpanKind::Mention(*user), &name)
            }
            Arg::Lines(notices) => {
                let lines: Vec<String> = notices
                    .iter()
                    .map(|notice| self.nested(notice.key(), &notice.args(), depth))
                    .collect();
                or_empty(lines.join("\n"))
            }
        }
    }

    fn nested(&mut self, key: &str, args: &[(&str, Arg)], depth: usize) -> String {
        if depth >= DEEPEST {
            return EMPTY.to_string();
        }
        self.format(key, args, depth + 1)
    }

    fn commands(&mut self, names: &[&str], depth: usize) -> String {
        let lines: Vec<String> = names
            .iter()
            .map(|name| {
                let usage = Arg::Word(format!("usage-{name}"));
                let description = Arg::Word(format!("command-{name}"));
                let args = [("usage", usage), ("description", description)];
                self.nested("help-line", &args, depth)
            })
            .collect();
        lines.join("\n")
    }

    /// Words of people as they are, without what could forge a span or turn the line.
    fn people_wrote(&self, text: &str) -> String {
        let clean: String = text.chars().filter(|c| !is_mark(*c) && !turns_line(*c)).collect();
        if clean.is_empty() {
            EMPTY.to_string()
        } else if self.lang.right_to_left() {
            format!("{FSI}{clean}{PDI}")
        } else {
            clean
        }
    }

    /// Keeps together what is read from left to right: after Persian letters `2026-10-03` would
    /// otherwise read backwards.
    fn left_to_right(&self, text: String) -> String {
        if self.lang.right_to_left() && !text.is_empty() {
            format!("{LRI}{text}{PDI}")
        } else {
            text
        }
    }

    fn conversation(&mut self, id: ConversationId) -> String {
        let label = self.left_to_right(id.to_string());
        match self.scene.links.conversation(id) {
            Some(address) => self.span(SpanKind::Link(address), &label),
            None => label,
        }
    }

    fn target(&mut self, id: ConversationId, message: MessageRef) -> String {
        let label = self.left_to_right(id.to_string());
        match self.scene.links.message(id, message) {
            Some(address) => self.span(SpanKind::Link(address), &label),
            None => self.conversation(id),
        }
    }

    fn span(&mut self, kind: SpanKind, text: &str) -> String {
        let index = self.spans.len();
        self.spans.push(kind);
        let digits: String = format!("{index:x}")
            .chars()
            .filter_map(|c| c.to_digit(16))
            .filter_map(|digit| char::from_u32(DIGITS + digit))
            .collect();
        format!("{OPEN}{digits}{text}{CLOSE}")
    }
}

impl Words {
    /// The message of this language, or nothing, with a line in the log, if it is missing or faulty.
    fn resolve(&self, lang: Lang, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let bundle = self.shared.bundles.get(usize::from(lang.0))?;
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = lang.code(), "a message is missing");
            return None;
        };
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut faults);
        if faults.is_empty() {
            Some(text.into_owned())
        } else {
            // The faults name keys and variables, never their values.
            tracing::error!(key, language = lang.code(), ?faults, "a message is faulty");
            None
        }
    }
}

fn or_empty(text: String) -> String {
    if text.is_empty() { EMPTY.to_string() } else { text }
}

/// Takes out lines that hold nothing but an empty argument, and with them the blank line that would
/// now stand double, at the beginning or at the end. Other blank lines are people's own.
fn without_empty_lines(text: &str) -> String {
    if !text.contains(EMPTY) {
        return text.to_owned();
    }
    let mut kept: Vec<String> = Vec::new();
    let mut dropped = false;
    for line in text.split('\n') {
        if line.contains(EMPTY) {
            let rest = line.replace(EMPTY, "");
            if rest.trim().is_empty() {
                dropped = true;
                continue;
            }
            kept.push(rest);
            dropped = false;
            continue;
        }
        let after_blank = kept.last().is_none_or(String::is_empty);
        if dropped && line.is_empty() && after_blank {
            continue;
        }
        kept.push(line.to_owned());
        dropped = false;
    }
    if dropped {
        while kept.last().is_some_and(String::is_empty) {
            kept.pop();
        }
    }
    kept.join("\n")
}

/// Marks become spans. In a right-to-left language, numbers, commands and names that stand in our
/// own words are kept from turning around: `#12` would read `12#`.
fn finish(marked: &str, kinds: &[SpanKind], right_to_left: bool) -> Rich {
    let mut text = String::with_capacity(marked.len());
    let mut length: u32 = 0;
    let mut open: Vec<(usize, u32)> = Vec::new();
    let mut spans: Vec<Span> = Vec::new();
    let mut isolates: u32 = 0;
    let mut within_token = false;
    let mut before = ' ';
    let mut push = |c: char, length: &mut u32| {
        text.push(c);
        *length = length.saturating_add(if c.len_utf16() == 2 { 2 } else { 1 });
    };
    let mut rest = marked.chars().peekable();
    while let Some(c) = rest.next() {
        if within_token && !(c.is_ascii_alphanumeric() || c == '_') {
            push(PDI, &mut length);
            within_token = false;
        }
        match c {
            OPEN => {
                let mut index = 0usize;
                while let Some(digit) = rest.peek().and_then(|c| digit(*c)) {
                    index = index.saturating_mul(16).saturating_add(digit);
                    rest.next();
                }
                open.push((index, length));
            }
            CLOSE => {
                let Some((index, offset)) = open.pop() else {
                    continue;
                };
                if let Some(kind) = kinds.get(index).filter(|_| length > offset) {
                    spans.push(Span { offset, length: length - offset, kind: kind.clone() });
                }
            }
            other if is_mark(other) => {}
            other => {
                match other {
                    '\u{2066}'..='\u{2068}' => isolates = isolates.saturating_add(1),
                    PDI => isolates = isolates.saturating_sub(1),
                    '#' | '/' | '@'
                        if right_to_left
                            && isolates == 0
                            && !within_token
                            && !before.is_alphanumeric()
                            && rest.peek().is_some_and(char::is_ascii_alphanumeric) =>
                    {
                        push(LRI, &mut length);
                        within_token = true;
                    }
                    _ => {}
                }
                push(other, &mut length);
                before = other;
            }
        }
    }
    if within_token {
        push(PDI, &mut length);
    }
    spans.sort_by_key(|span| (span.offset, u32::MAX - span.length));
    Rich { text, spans }
}

fn digit(c: char) -> Option<usize> {
    u32::from(c)
        .checked_sub(DIGITS)
        .filter(|digit| *digit < 16)
        .and_then(|digit| usize::try_from(digit).ok())
}
