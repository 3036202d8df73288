//! The commands. Each is declared once: its name here, its help and usage in the locales under
//! `command-<name>` and `usage-<name>`.
//!
//! People type commands in any case, with a full-width slash, with `#` before numbers, and in
//! captions. Whatever begins with a slash is a command, known or not: it never reaches a user.

use std::time::Duration;

use teloxide::utils::command::BotCommands;

use crate::domain::access::Role;
use crate::domain::event::{Command, GroupCommand, ListFilter, UserCommand};

use super::Me;

/// Code points of an unknown command that an answer repeats.
const SHOWN: usize = 32;

/// The commands of the group, each with the rest of its line. The order is that of the menu.
#[derive(BotCommands, Clone, Debug)]
#[command(rename_rule = "lowercase")]
#[allow(
    dead_code,
    reason = "some commands ignore the rest of their line, but must accept one"
)]
enum InGroup {
    #[command(description = "command-queue")]
    Queue(String),
    #[command(description = "command-list")]
    List(String),
    #[command(description = "command-take")]
    Take(String),
    #[command(description = "command-assign")]
    Assign(String),
    #[command(description = "command-unassign")]
    Unassign(String),
    #[command(description = "command-pending")]
    Pending(String),
    #[command(description = "command-resume")]
    Resume(String),
    #[command(description = "command-complete")]
    Complete(String),
    #[command(description = "command-reopen")]
    Reopen(String),
    #[command(description = "command-note")]
    Note(String),
    #[command(description = "command-history")]
    History(String),
    #[command(description = "command-stats")]
    Stats(String),
    #[command(description = "command-role")]
    Role(String),
    #[command(description = "command-setup")]
    Setup(String),
    #[command(description = "command-settings")]
    Settings(String),
    #[command(description = "command-help")]
    Help(String),
    #[command(hide)]
    Start(String),
}

/// The commands of the private chat.
#[derive(BotCommands, Clone, Debug)]
#[command(rename_rule = "lowercase")]
#[allow(
    dead_code,
    reason = "some commands ignore the rest of their line, but must accept one"
)]
enum InPrivate {
    #[command(description = "command-start")]
    Start(String),
    #[command(description = "command-new")]
    New(String),
    #[command(description = "command-close")]
    Close(String),
    #[command(description = "command-language")]
    Language(String),
    #[command(description = "command-help")]
    Help(String),
}

/// Names and keys of the commands that the group's menu shows.
pub fn group_commands() -> Vec<(String, String)> {
    listed(InGroup::bot_commands())
}

/// Names and keys of the commands that the private chat's menu shows.
pub fn user_commands() -> Vec<(String, String)> {
    listed(InPrivate::bot_commands())
}

fn listed(commands: Vec<teloxide::types::BotCommand>) -> Vec<(String, String)> {
    commands
        .into_iter()
        .map(|command| {
            (
                command.command.trim_start_matches('/').to_owned(),
                command.description,
            )
        })
        .collect()
}

/// A command line: its name in lower case, whom it is addressed to, and the rest.
struct Line<'a> {
    name: String,
    to: Option<&'a str>,
    rest: &'a str,
}

fn line(text: &str) -> Option<Line<'_>> {
    let text = text.trim_start();
    let text = text.strip_prefix('/').or_else(|| text.strip_prefix('／'))?;
    // `//` begins a note, which is no command.
    if text.starts_with(['/', '／']) {
        return None;
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let (name, to) = match word.split_once('@') {
        Some((name, to)) => (name, Some(to)),
        None => (word, None),
    };
    Some(Line {
        name: name.to_lowercase(),
        to,
        rest: rest.trim(),
    })
}

/// The command of a private message, if it is one of ours.
pub(super) fn private(text: &str, me: &Me) -> Option<UserCommand> {
    let line = line(text)?;
    if line
        .to
        .is_some_and(|to| !to.eq_ignore_ascii_case(&me.username))
    {
        return None;
    }
    let given = |rest: String| Some(rest).filter(|rest| !rest.is_empty());
    let plain = format!("/{} {}", line.name, line.rest);
    Some(
        match InPrivate::parse(plain.trim_end(), &me.username).ok()? {
            InPrivate::Start(payload) => UserCommand::Start(given(payload)),
            InPrivate::New(_) => UserCommand::New,
            InPrivate::Close(_) => UserCommand::Close,
            InPrivate::Language(code) => UserCommand::Language(given(code)),
            InPrivate::Help(_) => UserCommand::Help,
        },
    )
}

/// The command of a message in a group; `None` if it is none at all.
pub(super) fn group(text: &str, me: &Me) -> Option<Command> {
    let line = line(text)?;
    if line
        .to
        .is_some_and(|to| !to.eq_ignore_ascii_case(&me.username))
    {
        return Some(Command::Elsewhere);
    }
    let plain = format!("/{} {}", line.name, line.rest);
    let Ok(command) = InGroup::parse(plain.trim_end(), &me.username) else {
        let nearest = nearest(&line.name);
        let name = line.name.chars().take(SHOWN).collect();
        return Some(Command::Unknown { name, nearest });
    };
    Some(understood(command).map_or(Command::Malformed(line.name), Command::Known))
}

/// The arguments of a command; `None` if they make no sense.
fn understood(command: InGroup) -> Option<GroupCommand> {
    use GroupCommand as C;
    Some(match command {
        InGroup::Start(code) => C::Start(code),
        InGroup::Setup(code) => C::Setup(Some(code).filter(|code| !code.is_empty())),
        InGroup::Take(rest) => C::Take(only_number(&rest)?),
        InGroup::Assign(rest) => C::Assign(first_number(&rest).0),
        InGroup::Unassign(rest) => C::Unassign(only_number(&rest)?),
        InGroup::Pending(rest) => pending(&rest),
        InGroup::Resume(rest) => C::Resume(only_number(&rest)?),
        InGroup::Complete(rest) => C::Complete(only_number(&rest)?),
        InGroup::Reopen(rest) => {
            let (number, rest) = first_number(&rest);
            C::Reopen {
                number,
                reason: said(rest),
            }
        }
        InGroup::Note(rest) => note(&rest),
        InGroup::Stats(rest) => C::Stats(match rest.to_lowercase().as_str() {
            "" => None,
            "today" => Some(1),
            "7d" => Some(7),
            "30d" => Some(30),
            _ => return None,
        }),
        InGroup::History(rest) => C::History(only_number(&rest)?),
        InGroup::Queue(rest) if rest.is_empty() => C::Queue,
        InGroup::Queue(_) => return None,
        InGroup::List(rest) => match rest.to_lowercase().as_str() {
            "" => C::Queue,
            "open" => C::List(ListFilter::Open),
            "unassigned" => C::List(ListFilter::Unassigned),
            "inprogress" => C::List(ListFilter::InProgress),
            "pending" => C::List(ListFilter::Pending),
            "completed" => C::List(ListFilter::Completed),
            "mine" => C::List(ListFilter::Mine),
            _ => return None,
        },
        InGroup::Role(rest) => C::Role(role(&rest)?),
        InGroup::Settings(_) => C::Settings,
        InGroup::Help(_) => C::Help,
    })
}

/// `12` or `#12`.
fn number(word: &str) -> Option<u32> {
    let digits = word.strip_prefix('#').unwrap_or(word);
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

/// Nothing, or a number and nothing else.
fn only_number(rest: &str) -> Option<Option<u32>> {
    if rest.is_empty() {
        Some(None)
    } else {
        number(rest).map(Some)
    }
}

/// A number at the beginning, and what follows it.
fn first_number(rest: &str) -> (Option<u32>, &str) {
    let (word, after) = first_word(rest);
    match number(word) {
        Some(number) => (Some(number), after),
        None => (None, rest),
    }
}

fn first_word(rest: &str) -> (&str, &str) {
    match rest.split_once(char::is_whitespace) {
        Some((word, after)) => (word, after.trim_start()),
        None => (rest, ""),
    }
}

fn said(rest: &str) -> Option<String> {
    Some(rest.trim().to_owned()).filter(|said| !said.is_empty())
}

/// `[N] [3d] [note]`
fn pending(rest: &str) -> GroupCommand {
    let (number, rest) = first_number(rest);
    let (word, after) = first_word(rest);
    let span = humantime::parse_duration(word)
        .ok()
        .map(|span: Duration| span.as_secs());
    match span.filter(|seconds| *seconds > 0) {
        Some(seconds) => GroupCommand::Pending {
            number,
            seconds: Some(seconds),
            note: said(after),
        },
        None => GroupCommand::Pending {
            number,
            seconds: None,
            note: said(rest),
        },
    }
}

/// `[N] text`: a bare number is N only if a text follows and it stands alone, so that a note can
/// begin with `#12` or `12`, but never loses its only word.
fn note(rest: &str) -> GroupCommand {
    match first_number(rest) {
        (Some(number), text) if !text.is_empty() => GroupCommand::Note {
            number: Some(number),
            text: text.to_owned(),
        },
        _ => GroupCommand::Note {
            number: None,
            text: rest.to_owned(),
        },
    }
}

/// `[@agent] [agent|lead|admin]`; whom it names stands in the mentions.
fn role(rest: &str) -> Option<Option<Role>> {
    let last = rest
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .to_lowercase();
    match last.as_str() {
        "agent" => Some(Some(Role::Agent)),
        "lead" => Some(Some(Role::Lead)),
        "admin" => Some(Some(Role::Admin)),
        "" => Some(None),
        name if name.starts_with('@') => Some(None),
        // A person without user name is mentioned by link, with their name in plain words; a role
        // misspelt looks the same, but stands alone or after an `@name`.
        _ => None,
    }
}

/// The command whose name is spelt most like it.
fn nearest(name: &str) -> String {
    group_commands()
        .into_iter()
        .map(|(known, _)| (distance(name, &known), known))
        .min()
        .map_or_else(|| "help".to_owned(), |(_, known)| known)
}

/// How many letters must change (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(SHOWN).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let above = *cell;
            let changed = diagonal + usize::from(x != *y);
            left = changed.min(above + 1).min(left + 1);
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn me() -> Me {
        Me {
            id: crate::domain::id::UserId(42),
            username: "DeskBot".to_owned(),
        }
    }

    fn known(text: &str) -> GroupCommand {
        match group(text, &me()) {
            Some(Command::Known(command)) => command,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn commands_are_read_as_people_write_them() {
        use GroupCommand as C;
        assert_eq!(known("/take"), C::Take(None));
        assert_eq!(known("/TAKE #12"), C::Take(Some(12)));
        assert_eq!(known("／take@deskbot 12"), C::Take(Some(12)));
        assert_eq!(known("/list"), C::Queue);
        assert_eq!(known("/list Mine"), C::List(ListFilter::Mine));
        assert_eq!(known("/stats 30d"), C::Stats(Some(30)));
        assert_eq!(
            known("/pending 12 3d waits for a part"),
            C::Pending {
                number: Some(12),
                seconds: Some(3 * 86_400),
                note: Some("waits for a part".to_owned())
            }
        );
        assert_eq!(
            known("/pending until Monday"),
            C::Pending {
                number: None,
                seconds: None,
                note: Some("until Monday".to_owned())
            }
        );
        assert_eq!(
            known("/reopen 12 wrong button"),
            C::Reopen {
                number: Some(12),
                reason: Some("wrong button".to_owned())
            }
        );
        assert_eq!(
            known("/note 12"),
            C::Note {
                number: None,
                text: "12".to_owned()
            }
        );
        assert_eq!(
            known("/note #12 called back"),
            C::Note {
                number: Some(12),
                text: "called back".to_owned()
            }
        );
        assert_eq!(known("/role @ben lead"), C::Role(Some(Role::Lead)));
    }

    #[test]
    fn what_is_no_command_of_ours_is_still_a_command() {
        assert_eq!(group("/start@other_bot", &me()), Some(Command::Elsewhere));
        assert_eq!(
            group("/compleet 4", &me()),
            Some(Command::Unknown {
                name: "compleet".to_owned(),
                nearest: "complete".to_owned()
            })
        );
        assert_eq!(
            group("/take me home", &me()),
            Some(Command::Malformed("take".to_owned()))
        );
        assert_eq!(
            group("/ hello", &me()).map(|c| matches!(c, Command::Unknown { .. })),
            Some(true)
        );
    }

    #[test]
    fn notes_and_plain_texts_are_no_commands() {
        for text in ["// a note", "／／ a note", "hello /take", ""] {
            assert_eq!(group(text, &me()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_line_panics(text in any::<String>()) {
            let _ = group(&text, &me());
            let _ = group(&format!("/{text}"), &me());
            let _ = private(&format!("/{text}"), &me());
        }

        #[test]
        fn every_line_with_a_slash_stays_inside(text in "[^/／][\\PC]{0,40}") {
            let line = format!("/{text}");
            prop_assert!(group(&line, &me()).is_some());
        }
    }
}
