//! From a message's arguments to marked text, and from marks to spans.

use fluent::{FluentArgs, FluentValue};

use crate::domain::id::{ConversationId, MessageRef};
use crate::domain::notice::Arg;

use super::times::{date, largest_unit, local, unknown_time};
use super::{Lang, Rich, Scene, Span, SpanKind, Words, listed_commands};

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
pub(super) fn is_mark(c: char) -> bool {
    ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// Embeddings, overrides, isolates and direction marks. Joiners are none of them.
pub(super) fn turns_line(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// A strong right-to-left letter, roughly: Hebrew to Arabic Extended and the presentation forms.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// One message being told.
pub(super) struct Telling<'a> {
    pub(super) words: &'a Words,
    pub(super) lang: Lang,
    pub(super) scene: &'a Scene<'a>,
    pub(super) spans: Vec<SpanKind>,
}

impl Telling<'_> {
    /// The message with its arguments, spans still as marks.
    pub(super) fn format(&mut self, key: &str, args: &[(&str, Arg)], depth: usize) -> String {
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            let value = match arg {
                Arg::Number(n) if *name == "number" && self.titled().is_some() => {
                    let title = Arg::Text(self.titled().unwrap_or_default());
                    FluentValue::from(format!("{n} ({})", self.argument(&title, depth)))
                }
                // A number stays one, since text never chooses a plural.
                Arg::Number(n) => FluentValue::from(*n),
                other => FluentValue::from(self.argument(other, depth)),
            };
            values.set(name.replace('_', "-"), value);
        }
        if let Some(commands) = listed_commands(key) {
            let commands = self.words.here(commands);
            values.set("commands", FluentValue::from(self.commands(&commands, depth)));
        }
        let text = self
            .words
            .resolve(self.lang, key, &values)
            .or_else(|| self.words.resolve(Lang::ENGLISH, key, &values))
            .unwrap_or_else(|| key.to_owned());
        without_empty_lines(&text)
    }

    /// The title of the desk that is spoken about, where there are others.
    fn titled(&self) -> Option<String> {
        self.words.desk.and_then(|desk| self.words.title(desk)).map(str::to_owned)
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
            Arg::Language(code) => match Lang::from_tag(code) {
                Some(lang) => {
                    let name = self.words.name(lang);
                    self.people_wrote(&name)
                }
                None => self.people_wrote(code),
            },
            Arg::Conversation(id) => self.conversation(*id),
            Arg::Target(id, message) => self.target(*id, *message),
            Arg::Desk(id) => {
                let title = self.words.title(*id).map_or_else(|| id.to_string(), str::to_owned);
                self.people_wrote(&title)
            }
            Arg::Conversations(ids) => {
                let all: Vec<String> = ids.iter().map(|id| self.conversation(*id)).collect();
                or_empty(all.join(" "))
            }
            Arg::Mention(user, name) => {
                let name = self.people_wrote(name);
                self.span(SpanKind::Mention(*user), &name)
            }
            Arg::Lines(notices) => {
                self.lines(notices.iter().map(|notice| (notice.key(), notice.args())), depth)
            }
            Arg::Audit(lines) => {
                self.lines(lines.iter().map(|line| (line.key(), line.args())), depth)
            }
            Arg::Label(button) => {
                let label = self.words.label(self.lang, button);
                self.people_wrote(&label)
            }
        }
    }

    fn lines<'l>(
        &mut self,
        lines: impl Iterator<Item = (&'l str, Vec<(&'l str, Arg)>)>,
        depth: usize,
    ) -> String {
        let lines: Vec<String> = lines.map(|(key, args)| self.nested(key, &args, depth)).collect();
        or_empty(lines.join("\n"))
    }

    pub(super) fn nested(&mut self, key: &str, args: &[(&str, Arg)], depth: usize) -> String {
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
    pub(super) fn people_wrote(&self, text: &str) -> String {
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
    pub(super) fn left_to_right(&self, text: String) -> String {
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
pub(super) fn finish(marked: &str, kinds: &[SpanKind], right_to_left: bool) -> Rich {
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
