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

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use chrono_tz::Tz;
use fluent::FluentResource;
use fluent::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

use crate::domain::audit::AuditLine;
use crate::domain::id::{ConversationId, DeskId, MessageRef};
use crate::domain::notice::{Arg, Notice};
use crate::domain::time::Timestamp;

mod labels;
mod overrides;
mod rich;
mod telling;
mod times;

pub use overrides::WordsError;
use overrides::{check_override, override_files, syntax};
pub use rich::{Rich, Span, SpanKind};
use telling::{Telling, finish, is_mark, turns_line};

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
    MOVE,
    "note",
    "tag",
    "untag",
    "tags",
    "priority",
    "set",
    "profile",
    "canned",
    "recall",
    "ban",
    "unban",
    "history",
    "stats",
    "link",
    "role",
    "audit",
    "setup",
    "settings",
    "quarantine",
    "help",
];

/// Commands of the private chat, in the order of `/help`.
pub const PRIVATE_COMMANDS: &[&str] =
    &["start", "new", "close", SWITCH, "language", "privacy", "forget", "help"];

/// What only users of several desks need.
const SWITCH: &str = "desk";
/// What only teams of several desks need.
const MOVE: &str = "move";

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
    "en": "notices" "users" "desk" "refusals" "buttons" "commands" "card" "audit";
    "ru": "notices" "users" "desk" "refusals" "buttons" "commands" "card" "audit";
    "zh-hans": "notices" "users" "desk" "refusals" "buttons" "commands" "card" "audit";
    "fa": "notices" "users" "desk" "refusals" "buttons" "commands" "card" "audit";
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
    ("reason-moved", &[]),
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
    ("audit-why-role", &[]),
    ("audit-why-place", &[]),
    ("audit-why-state", &[]),
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
    ("button-stats-of-all", &[]),
    ("button-settings", &[]),
    ("button-settings-all", &[]),
    ("button-settings-changed", &[]),
    ("setting-button", &["name", "value"]),
    ("button-set-to", &["value"]),
    ("button-set-back", &["name"]),
    ("button-dismiss", &[]),
    ("origin-default", &[]),
    ("setting-name-completion-confirm", &[]),
    ("setting-name-completion-rating", &[]),
    ("setting-name-reopening-approval", &[]),
    ("setting-name-reopening-after-completion", &[]),
    ("setting-name-timeout-complete-after", &[]),
    ("setting-name-timeout-warn-before", &[]),
    ("setting-name-timeout-nudge-after", &[]),
    ("setting-name-timeout-escalate-after", &[]),
    ("setting-name-routing-strategy", &[]),
    ("setting-name-routing-strict-assignment", &[]),
    ("setting-name-notify-group", &[]),
    ("setting-name-locale-default", &[]),
    ("setting-name-locale-desk", &[]),
    ("value-on", &[]),
    ("value-off", &[]),
    ("value-request", &[]),
    ("value-refuse", &[]),
    ("value-new", &[]),
    ("value-ask", &[]),
    ("value-menu", &[]),
    ("value-claim", &[]),
    ("value-round-robin", &[]),
    ("value-least-busy", &[]),
    ("value-waits", &[]),
    ("value-all", &[]),
    ("value-none", &[]),
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
    for (key, args) in Notice::KEYS.iter().chain(AuditLine::KEYS).chain(WORDS) {
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

/// Where conversations stand, and what their tags look like.
pub trait Links {
    /// The address of its topic or card, if it has one that can be linked.
    fn conversation(&self, id: ConversationId) -> Option<String>;
    /// What stands in front of a tag of a desk.
    fn emoji(&self, _desk: DeskId, _tag: &str) -> Option<String> {
        None
    }
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
    /// What users read of each desk; empty where there is one.
    titles: Arc<BTreeMap<DeskId, String>>,
    /// The desk that is spoken about, whose numbers could be taken for those of another.
    desk: Option<DeskId>,
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
        let shared = Arc::new(Shared { bundles, default });
        Ok(Words { shared, zone: Tz::UTC, titles: Arc::default(), desk: None })
    }

    /// The same words, with times and dates of this zone.
    pub fn in_zone(&self, zone: Tz) -> Words {
        Words { zone, ..self.clone() }
    }

    /// The same words, for users of several desks, who read these titles.
    #[must_use]
    pub fn among(&self, titles: BTreeMap<DeskId, String>) -> Words {
        Words { titles: Arc::new(titles), ..self.clone() }
    }

    /// The same words to a user about this desk: where there are others, numbers of conversations
    /// carry its title.
    #[must_use]
    pub fn about(&self, desk: DeskId) -> Words {
        Words { desk: Some(desk), ..self.clone() }
    }

    /// Of these commands those that mean anything here.
    pub fn here(&self, commands: &[&'static str]) -> Vec<&'static str> {
        let means = |name: &&str| !([SWITCH, MOVE].contains(name) && self.titles.is_empty());
        commands.iter().copied().filter(means).collect()
    }

    /// What users read of a desk where there are several.
    fn title(&self, desk: DeskId) -> Option<&str> {
        self.titles.get(&desk).map(String::as_str)
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
