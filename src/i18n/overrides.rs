//! A team's own words, checked before they are used.
//!
//! Promises: what could only fail when it is said is refused when it is loaded, with file, line and
//! what is allowed: unknown names, references, more placeables than Fluent resolves, texts that may
//! come out empty or without what only their variables tell. Never reads anything but the directory
//! it is given.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use fluent_syntax::unicode::unescape_unicode_to_string;
use fluent_syntax::{ast, parser};

use super::{LANGUAGES, Lang, is_mark, turns_line};

/// As many placeables does Fluent resolve in one message; more are a fault when it is said. The
/// parser calls itself for each that stands in another, and for each call within a call, so that some
/// thousands of either would end the process.
const PLACEABLES: usize = 100;

/// Variables that a message is there for. Without them it would be said in vain: what people wrote,
/// lists, which conversation is meant, who is called.
const TOLD: [&str; 8] =
    ["text", "note", "lines", "commands", "usage", "conversation", "requester", "value"];

/// Why words could not be loaded. Each says where, what and what is allowed.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// A language that there is not.
    #[error("{place}: there is no language \"{tag}\"; there are {}", LANGUAGES.join(", "))]
    Language {
        /// Where it is named.
        place: String,
        /// What is named.
        tag: String,
    },
    /// A file could not be read.
    #[error("{}: cannot be read: {source}", file.display())]
    Read {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not Fluent.
    #[error("{}:{line}: {what}", file.display())]
    Syntax {
        /// Which.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A message that the desk does not say.
    #[error("{}:{line}: unknown message \"{key}\"{}", file.display(), hint(nearest))]
    UnknownKey {
        /// Which file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// Which message.
        key: String,
        /// One that is spelled alike.
        nearest: Option<String>,
    },
    /// A variable that the message does not have.
    #[error("{}:{line}: message \"{key}\" has no variable ${variable}; it has {}", file.display(), list(allowed))]
    UnknownVariable {
        /// Which file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// Which message.
        key: String,
        /// Which variable.
        variable: String,
        /// Those that it has.
        allowed: Vec<String>,
    },
    /// Something that Fluent knows and a team's own words do not need.
    #[error("{}:{line}: message \"{key}\": {what}", file.display())]
    NotAllowed {
        /// Which file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// Which message.
        key: String,
        /// What, and what is allowed instead.
        what: String,
    },
}

fn hint(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |key| format!("; did you mean \"{key}\"?"))
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let dollars: Vec<String> = names.iter().map(|name| format!("${name}")).collect();
    dollars.join(", ")
}

fn line_of(source: &str, at: usize) -> usize {
    source.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

pub(super) fn syntax(file: &Path, source: &str, faults: &[parser::ParserError]) -> WordsError {
    let (line, what) = faults.first().map_or_else(
        || (1, "not Fluent".to_owned()),
        |fault| (line_of(source, fault.pos.start), fault.to_string()),
    );
    WordsError::Syntax { file: file.to_owned(), line, what }
}

/// `<language>.ftl` and `<language>/*.ftl`, in the order of their names.
pub(super) fn override_files(directory: &Path) -> Result<Vec<(Lang, PathBuf)>, WordsError> {
    let mut files = Vec::new();
    for path in entries(directory)? {
        let name = |part: Option<&std::ffi::OsStr>| {
            part.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let (tag, inside) = if path.is_dir() {
            (name(path.file_name()), entries(&path)?)
        } else {
            (name(path.file_stem()), vec![path.clone()])
        };
        let inside: Vec<PathBuf> = inside
            .into_iter()
            .filter(|file| file.extension().is_some_and(|ending| ending == "ftl"))
            .collect();
        if inside.is_empty() {
            continue;
        }
        let lang = Lang::all()
            .find(|lang| lang.code() == tag)
            .ok_or_else(|| WordsError::Language { place: path.display().to_string(), tag })?;
        files.extend(inside.into_iter().map(|file| (lang, file)));
    }
    Ok(files)
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, WordsError> {
    let failed = |source| WordsError::Read { file: directory.to_owned(), source };
    let read = match std::fs::read_dir(directory) {
        Ok(read) => read,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut paths = Vec::new();
    for entry in read {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Refuses what would only be noticed when it is said: a message that nobody says, a variable that
/// it does not get, references, which could run in circles.
pub(super) fn check_override(
    file: &Path,
    source: &str,
    known: &HashMap<String, Vec<String>>,
    seen: &mut HashSet<String>,
) -> Result<(), WordsError> {
    parsable(file, source)?;
    let resource =
        parser::parse_runtime(source).map_err(|(_, faults)| syntax(file, source, &faults))?;
    for entry in &resource.body {
        let (id, pattern, attributes) = match entry {
            ast::Entry::Message(message) => {
                (message.id.name, message.value.as_ref(), &message.attributes)
            }
            ast::Entry::Term(term) => (term.id.name, Some(&term.value), &term.attributes),
            ast::Entry::Comment(_)
            | ast::Entry::GroupComment(_)
            | ast::Entry::ResourceComment(_)
            | ast::Entry::Junk { .. } => continue,
        };
        let line = line_within(source, id);
        let not_allowed = |what: &str| WordsError::NotAllowed {
            file: file.to_owned(),
            line,
            key: id.to_owned(),
            what: what.to_owned(),
        };
        let allowed = match (entry, known.get(id)) {
            (ast::Entry::Message(_), Some(allowed)) => allowed,
            _ => {
                return Err(WordsError::UnknownKey {
                    file: file.to_owned(),
                    line,
                    key: id.to_owned(),
                    nearest: nearest(id, known.keys()),
                });
            }
        };
        if !seen.insert(id.to_owned()) {
            return Err(not_allowed("is given twice; keep one of them"));
        }
        if !attributes.is_empty() {
            return Err(not_allowed("has attributes; only its text is used"));
        }
        let Some(pattern) = pattern else {
            return Err(not_allowed("has no text"));
        };
        let mut uses = Vec::new();
        pattern_uses(pattern, &mut uses);
        for part in uses {
            match part {
                Use::Variable(name) if allowed.iter().any(|known| known == name) => {}
                Use::Variable(name) => {
                    return Err(WordsError::UnknownVariable {
                        file: file.to_owned(),
                        line: line_within(source, name),
                        key: id.to_owned(),
                        variable: name.to_owned(),
                        allowed: allowed.clone(),
                    });
                }
                Use::Other(name) => {
                    return Err(WordsError::NotAllowed {
                        file: file.to_owned(),
                        line: line_within(source, name),
                        key: id.to_owned(),
                        what: format!(
                            "refers to \"{name}\"; only variables can be used: {}",
                            list(allowed)
                        ),
                    });
                }
                Use::Choice(literal) => {
                    return Err(WordsError::NotAllowed {
                        file: file.to_owned(),
                        line: line_within(source, literal),
                        key: id.to_owned(),
                        what: format!("chooses by \"{literal}\"; only variables can be chosen by"),
                    });
                }
                Use::Mark(literal) => {
                    return Err(WordsError::NotAllowed {
                        file: file.to_owned(),
                        line: line_within(source, literal),
                        key: id.to_owned(),
                        what: MARK.to_owned(),
                    });
                }
            }
        }
        // Lists of phrases may be emptied.
        if !id.ends_with("-phrases") && !says_something(pattern) {
            return Err(not_allowed("may come out empty; Telegram takes no empty text"));
        }
        for told in allowed.iter().filter(|name| TOLD.contains(&name.as_str())) {
            if !always_tells(pattern, told) {
                return Err(not_allowed(&format!("must tell ${told}, in every variant")));
            }
        }
    }
    Ok(())
}

const MARK: &str = "holds a noncharacter of Unicode (U+FDD0 to U+FDEF); no text has these";

/// Refuses what the parser must not even see, and what is wrong wherever it stands.
fn parsable(file: &Path, source: &str) -> Result<(), WordsError> {
    let (mut placeables, mut calls) = (0, 0);
    let mut key = "";
    for (index, line) in source.lines().enumerate() {
        // Where a message begins; nothing within one looks like that.
        if let Some((name, _)) = line.split_once('=')
            && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')
            && name.trim_end().chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        {
            (placeables, calls) = (0, 0);
            key = name.trim_end();
        }
        placeables += line.matches('{').count();
        calls += line.matches('(').count();
        let what = if line.contains(is_mark) {
            MARK.to_owned()
        } else if placeables > PLACEABLES {
            format!("has more than {PLACEABLES} placeables")
        } else if calls > PLACEABLES {
            format!("has more than {PLACEABLES} opening parentheses")
        } else if breaks_off(line, "\\u", 4) || breaks_off(line, "\\U", 6) {
            "has an escape that breaks off; write \\u and four digits, or \\U and six".to_owned()
        } else {
            continue;
        };
        let (file, key, line) = (file.to_owned(), key.to_owned(), index + 1);
        return Err(WordsError::NotAllowed { file, line, key, what });
    }
    Ok(())
}

/// Whether an escape ends at a letter of several bytes, which the parser would cut in two.
fn breaks_off(line: &str, escape: &str, digits: usize) -> bool {
    line.split(escape).skip(1).any(|rest| {
        let after = rest.chars().take(digits).find(|c| !c.is_ascii_hexdigit());
        after.is_some_and(|c| !c.is_ascii())
    })
}

/// Whether something can be seen of it, whatever is chosen. What a variable brings is not empty.
fn says_something(pattern: &ast::Pattern<&str>) -> bool {
    let seen = |text: &str| text.contains(|c: char| !is_unseen(c));
    pattern.elements.iter().any(|element| match element {
        ast::PatternElement::TextElement { value } => seen(value),
        ast::PatternElement::Placeable { expression } => {
            always(expression, &says_something, &|inline| match inline {
                ast::InlineExpression::StringLiteral { value } => {
                    seen(&unescape_unicode_to_string(value))
                }
                _ => true,
            })
        }
    })
}

/// Whether a variable stands in it, whatever is chosen.
fn always_tells(pattern: &ast::Pattern<&str>, name: &str) -> bool {
    pattern.elements.iter().any(|element| match element {
        ast::PatternElement::TextElement { .. } => false,
        ast::PatternElement::Placeable { expression } => {
            always(expression, &|pattern| always_tells(pattern, name), &|inline| {
                matches!(inline, ast::InlineExpression::VariableReference { id } if id.name == name)
            })
        }
    })
}

/// Whether something holds for an expression: for what stands there, or for every variant.
fn always(
    expression: &ast::Expression<&str>,
    of_pattern: &dyn Fn(&ast::Pattern<&str>) -> bool,
    of_inline: &dyn Fn(&ast::InlineExpression<&str>) -> bool,
) -> bool {
    match expression {
        ast::Expression::Inline(ast::InlineExpression::Placeable { expression }) => {
            always(expression, of_pattern, of_inline)
        }
        ast::Expression::Inline(inline) => of_inline(inline),
        ast::Expression::Select { variants, .. } => {
            variants.iter().all(|variant| of_pattern(&variant.value))
        }
    }
}

fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || turns_line(c)
        || matches!(c, '\u{00AD}' | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// What a pattern refers to, and what it may not hold.
enum Use<'s> {
    Variable(&'s str),
    Other(&'s str),
    /// A literal that variants are chosen by: Fluent panics at numbers that no plural rule knows.
    Choice(&'s str),
    /// A literal that spells a noncharacter.
    Mark(&'s str),
}

fn pattern_uses<'s>(pattern: &ast::Pattern<&'s str>, uses: &mut Vec<Use<'s>>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            expression_uses(expression, uses);
        }
    }
}

fn expression_uses<'s>(expression: &ast::Expression<&'s str>, uses: &mut Vec<Use<'s>>) {
    match expression {
        ast::Expression::Inline(inline) => inline_uses(inline, uses),
        ast::Expression::Select { selector, variants } => {
            inline_uses(selector, uses);
            if let ast::InlineExpression::StringLiteral { value }
            | ast::InlineExpression::NumberLiteral { value } = selector
            {
                uses.push(Use::Choice(value));
            }
            for variant in variants {
                pattern_uses(&variant.value, uses);
            }
        }
    }
}

fn inline_uses<'s>(inline: &ast::InlineExpression<&'s str>, uses: &mut Vec<Use<'s>>) {
    use ast::InlineExpression as I;
    match inline {
        I::StringLiteral { value } if unescape_unicode_to_string(value).contains(is_mark) => {
            uses.push(Use::Mark(value));
        }
        I::StringLiteral { .. } | I::NumberLiteral { .. } => {}
        I::VariableReference { id } => uses.push(Use::Variable(id.name)),
        I::Placeable { expression } => expression_uses(expression, uses),
        I::FunctionReference { id, .. }
        | I::MessageReference { id, .. }
        | I::TermReference { id, .. } => uses.push(Use::Other(id.name)),
    }
}

/// The line of a part of the source; the parser keeps slices of it.
fn line_within(source: &str, part: &str) -> usize {
    let at = (part.as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
    line_of(source, at)
}

/// The key that shares the most with a misspelt one, if that is much.
fn nearest<'k>(wrong: &str, keys: impl Iterator<Item = &'k String>) -> Option<String> {
    keys.map(|key| (distance(wrong, key), key))
        .min()
        .filter(|(far, key)| *far <= key.len() / 3)
        .map(|(_, key)| key.clone())
}

/// How many letters to change, add or take away.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (b, above) in to.bytes().zip(row.iter().skip(1)) {
            let here = (diagonal + usize::from(a != b)).min(above + 1).min(left + 1);
            diagonal = *above;
            left = here;
            next.push(here);
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
