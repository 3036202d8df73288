//! Commands: which there are, and what a line that begins with `/` means.
//!
//! Names and their descriptions are declared once, with teloxide's derive; a description is the key
//! of its words, never the words. In front of it stands a forgiving reading: `／` counts as `/`,
//! names and `@bot` are compared without case, digits of other scripts count as digits, unseen marks
//! in front are overlooked. Promises: in a group, whatever begins with a slash becomes a [`Command`]
//! (so that it stays inside) or, with two slashes, a note; bad arguments are said to be so and never
//! guessed at. Never does: lose what somebody wrote in private. There a line that does not fit a
//! command exactly is a message like any other.

mod menu;

use std::sync::LazyLock;

use teloxide::utils::command::BotCommands;

use crate::domain::bulk::What;
use crate::domain::canned::language;
use crate::domain::event::{
    CannedCommand, Command, GroupCommand, Kind, Quarantine, UserCommand, WhichUser,
};
use crate::domain::finding::{Filter, Unclear};
use crate::domain::link;
use crate::domain::spelling::distance;
use crate::domain::tag::tag;
use crate::domain::urgency::Urgency;

pub use menu::group_menu;

use super::Me;
use super::arguments::{
    assigned, leading_number, number, only_number, own_hours, role, span, span_or_off, tagged,
    until, words,
};
use super::filter::filter;
use super::raw::{MentionAt, Message};
use super::{tags, text};

/// What is kept of an unknown name.
const NAME: usize = 32;

/// The commands of the group, in the order in which they are shown.
#[derive(BotCommands, Copy, Clone, PartialEq, Eq, Debug)]
#[command(rename_rule = "lowercase")]
enum OfGroup {
    #[command(description = "command-queue")]
    Queue,
    #[command(description = "command-list")]
    List,
    #[command(description = "command-find")]
    Find,
    #[command(description = "command-take")]
    Take,
    #[command(description = "command-assign")]
    Assign,
    #[command(description = "command-unassign")]
    Unassign,
    #[command(description = "command-away")]
    Away,
    #[command(description = "command-back")]
    Back,
    #[command(description = "command-hours")]
    Hours,
    #[command(description = "command-pending")]
    Pending,
    #[command(description = "command-resume")]
    Resume,
    #[command(description = "command-escalate")]
    Escalate,
    #[command(description = "command-followup")]
    FollowUp,
    #[command(description = "command-snooze")]
    Snooze,
    #[command(description = "command-complete")]
    Complete,
    #[command(description = "command-reopen")]
    Reopen,
    #[command(description = "command-requests")]
    Requests,
    #[command(description = "command-merge")]
    Merge,
    #[command(description = "command-move")]
    Move,
    #[command(description = "command-note")]
    Note,
    #[command(description = "command-tag")]
    Tag,
    #[command(description = "command-untag")]
    Untag,
    #[command(description = "command-tags")]
    Tags,
    #[command(description = "command-priority")]
    Priority,
    #[command(description = "command-set")]
    Set,
    #[command(description = "command-profile")]
    Profile,
    #[command(description = "command-canned")]
    Canned,
    #[command(description = "command-recall")]
    Recall,
    #[command(description = "command-ban")]
    Ban,
    #[command(description = "command-unban")]
    Unban,
    #[command(description = "command-history")]
    History,
    #[command(description = "command-stats")]
    Stats,
    #[command(description = "command-link")]
    Link,
    #[command(description = "command-role")]
    Role,
    #[command(description = "command-audit")]
    Audit,
    #[command(description = "command-setup")]
    Setup,
    #[command(description = "command-settings")]
    Settings,
    #[command(description = "command-quarantine")]
    Quarantine,
    #[command(description = "command-help")]
    Help,
    // Telegram's group link sends it; nobody needs to be shown it.
    #[command(hide)]
    Start,
}

/// What members of the group can also ask in private (product.md section 12).
const IN_PRIVATE: &[OfGroup] = &[
    OfGroup::Queue,
    OfGroup::List,
    OfGroup::Find,
    OfGroup::Requests,
    OfGroup::History,
    OfGroup::Profile,
    OfGroup::Stats,
    OfGroup::Audit,
];

/// The commands of the private chat, in the order in which they are shown.
#[derive(BotCommands, Copy, Clone, PartialEq, Eq, Debug)]
#[command(rename_rule = "lowercase")]
enum OfPrivate {
    #[command(description = "command-start")]
    Start,
    #[command(description = "command-new")]
    New,
    #[command(description = "command-close")]
    Close,
    #[command(description = "command-desk")]
    Desk,
    #[command(description = "command-language")]
    Language,
    #[command(description = "command-privacy")]
    Privacy,
    #[command(description = "command-forget")]
    Forget,
    #[command(description = "command-help")]
    Help,
}

/// A command by its name without the slash and the key of its description.
pub type Described = (&'static str, &'static str);

fn described<C: BotCommands>() -> Vec<Described> {
    // A few words, once in the life of the process.
    let keep = |words: String| -> &'static str { words.leak() };
    C::bot_commands()
        .into_iter()
        .map(|command| {
            let name = command.command.trim_start_matches('/').to_owned();
            (keep(name), keep(command.description))
        })
        .collect()
}

/// The commands that users are shown.
pub fn user_commands() -> &'static [Described] {
    static ALL: LazyLock<Vec<Described>> = LazyLock::new(described::<OfPrivate>);
    &ALL
}

/// The commands that agents are shown.
pub fn group_commands() -> &'static [Described] {
    static ALL: LazyLock<Vec<Described>> = LazyLock::new(described::<OfGroup>);
    &ALL
}

/// The key of the words that say how a command is written.
pub fn usage(name: &str) -> String {
    format!("usage-{name}")
}

/// How a line begins.
enum Line<'a> {
    /// With a slash.
    Command {
        /// Up to the first space or `@`.
        name: &'a str,
        /// The bot it is meant for, if it says so.
        to: Option<&'a str>,
        arguments: &'a str,
    },
    /// With two: a note.
    Note(&'a str),
    /// With anything else.
    Plain,
}

fn slash(text: &str) -> Option<&str> {
    text.strip_prefix(['/', '／'])
}

fn line(text: &str) -> Line<'_> {
    let Some(rest) = slash(text::seen(text)) else {
        return Line::Plain;
    };
    if let Some(note) = slash(rest) {
        return Line::Note(note.trim());
    }
    // A space right after the slash: a command without a name.
    let (head, arguments) = match rest.split_once(char::is_whitespace) {
        Some((head, arguments)) => (head, arguments.trim()),
        None => (rest, ""),
    };
    let (name, to) = match head.split_once(['@', '＠']) {
        Some((name, to)) => (name, Some(to)),
        None => (head, None),
    };
    Line::Command { name, to, arguments }
}

/// What cannot be seen is not part of a name: keyboards of right-to-left languages put marks
/// around it.
fn named<C: BotCommands>(name: &str) -> Option<C> {
    C::parse(&format!("/{}", bare(name).to_lowercase()), "").ok()
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| !text::unseen(*c)).collect()
}

// ---- private --------------------------------------------------------------------------------------

/// The command in a message of a user, if it is nothing but that. Captions are none: with the
/// command the photo would be lost.
pub(super) fn of_user(raw: &Message, me: &Me) -> Option<UserCommand> {
    if raw.kind != Kind::Text {
        return None;
    }
    let Line::Command { name, to, arguments } = line(&raw.text) else {
        return None;
    };
    if to.is_some_and(|to| !me.is(&bare(to))) {
        return None;
    }
    let Some(own) = named(name) else {
        let command = named::<OfGroup>(name).filter(|command| IN_PRIVATE.contains(command))?;
        let command = meant(command, &bare(name).to_lowercase(), arguments, None);
        return Some(UserCommand::Inside(command));
    };
    let (argument, more) = text::word(arguments);
    if !more.is_empty() {
        return None;
    }
    match own {
        OfPrivate::Start if argument.is_empty() => Some(UserCommand::Start(None)),
        OfPrivate::Start => payload(argument).map(|p| UserCommand::Start(Some(p))),
        OfPrivate::Language if argument.is_empty() => Some(UserCommand::Language(None)),
        OfPrivate::Language => Some(UserCommand::Language(Some(argument.to_lowercase()))),
        OfPrivate::New => argument.is_empty().then_some(UserCommand::New),
        OfPrivate::Desk => argument.is_empty().then_some(UserCommand::Desk),
        OfPrivate::Close => argument.is_empty().then_some(UserCommand::Close),
        OfPrivate::Privacy => argument.is_empty().then_some(UserCommand::Privacy),
        OfPrivate::Forget => argument.is_empty().then_some(UserCommand::Forget),
        OfPrivate::Help => argument.is_empty().then_some(UserCommand::Help),
    }
}

fn payload(word: &str) -> Option<String> {
    link::fits(word).then(|| word.to_owned())
}

// ---- the group ------------------------------------------------------------------------------------

/// What a message of a group means that begins with a slash, in its text or caption.
///
/// `//` in its plain spellings is no command: the engine keeps it as a note. Spellings that only
/// look like it (mixed slashes, unseen marks in front) become `/note`, so that none of them can
/// reach a user.
pub(super) fn of_group(raw: &Message, me: &Me) -> Option<Command> {
    let linked = raw.mentions.iter().find(|mention| mention.user.is_some());
    let name = |at: &MentionAt| text::utf16_slice(&raw.text, at.offset, at.length).unwrap_or("");
    group_line(&raw.text, me, linked.map(name))
}

/// `linked`: the name of a person who is mentioned by link, which may be any words.
fn group_line(whole: &str, me: &Me, linked: Option<&str>) -> Option<Command> {
    let (name, to, arguments) = match line(whole) {
        Line::Plain => return None,
        Line::Note(text) => {
            let plain = whole.trim_start();
            if plain.starts_with("//") || plain.starts_with("／／") {
                return None;
            }
            return Some(Command::Known(GroupCommand::Note {
                number: None,
                text: text.to_owned(),
            }));
        }
        Line::Command { name, to, arguments } => (name, to, arguments),
    };
    if to.is_some_and(|to| !me.is(&bare(to))) {
        return Some(Command::Elsewhere);
    }
    let Some(command) = named::<OfGroup>(name) else {
        return Some(Command::Unknown {
            name: bare(name).chars().take(NAME).collect(),
            nearest: nearest(&bare(name)).to_owned(),
        });
    };
    Some(meant(command, &bare(name).to_lowercase(), arguments, linked))
}

/// What one of our commands means with these arguments.
fn meant(command: OfGroup, name: &str, arguments: &str, linked: Option<&str>) -> Command {
    if command == OfGroup::List && !arguments.is_empty() {
        return match filter(arguments) {
            Ok(filter) => Command::Known(GroupCommand::List(filter)),
            Err(unclear) => Command::Unclear(unclear),
        };
    }
    if let Some((what, filter)) = many(command, arguments) {
        return match (what, filter) {
            (None, _) => Command::Malformed(name.to_owned()),
            (Some(what), Ok(filter)) => Command::Known(GroupCommand::Bulk(what, filter)),
            (_, Err(unclear)) => Command::Unclear(unclear),
        };
    }
    match known(command, arguments, linked) {
        Some(command) => Command::Known(command),
        None => Command::Malformed(name.to_owned()),
    }
}

/// The days back of a period; none is named in nothing, and other words are none.
fn period(words: &str) -> Option<Option<u16>> {
    Some(match words.to_lowercase().as_str() {
        "" => None,
        "today" | "1d" => Some(1),
        "7d" => Some(7),
        "30d" => Some(30),
        _ => return None,
    })
}

/// What is to be done to many conversations, and to which: `/complete all older:7d`,
/// `/tag vip on list user:anna`. The outer `None`: it is about one.
fn many(command: OfGroup, arguments: &str) -> Option<(Option<What>, Result<Filter, Unclear>)> {
    let (first, rest) = text::word(arguments);
    match command {
        OfGroup::Complete if first.to_lowercase() == "all" => {
            Some((Some(What::Complete), filter(rest)))
        }
        OfGroup::Tag => {
            let words: Vec<&str> = arguments.split_whitespace().collect();
            let small = |word: &&str| word.to_lowercase();
            let on = words
                .windows(2)
                .position(|pair| pair.iter().map(small).eq(["on".to_owned(), "list".to_owned()]))?;
            let (tags, which) = words.split_at_checked(on)?;
            let (number, tags) = tagged(&tags.join(" ")).unwrap_or_default();
            let fits = number.is_none() && !tags.is_empty();
            let which = which.iter().skip(2).copied().collect::<Vec<_>>().join(" ");
            Some((fits.then_some(What::Tag(tags)), filter(&which)))
        }
        _ => None,
    }
}

/// `None` if the arguments make no sense.
fn known(command: OfGroup, arguments: &str, linked: Option<&str>) -> Option<GroupCommand> {
    use GroupCommand as C;
    let (first, rest) = text::word(arguments);
    let alone = |command| arguments.is_empty().then_some(command);
    Some(match command {
        OfGroup::Take => C::Take(only_number(arguments)?),
        OfGroup::Unassign => C::Unassign(only_number(arguments)?),
        OfGroup::Away if first.is_empty() => C::Away(None),
        OfGroup::Away => C::Away(Some(until(arguments)?)),
        OfGroup::Back => alone(C::Back)?,
        OfGroup::Hours => C::Hours(match arguments.to_lowercase().as_str() {
            "" => None,
            "always" | "off" => Some(Vec::new()),
            _ => Some(own_hours(arguments)?),
        }),
        OfGroup::Resume => C::Resume(only_number(arguments)?),
        OfGroup::Complete => C::Complete(only_number(arguments)?),
        OfGroup::Canned => C::Canned(canned(arguments)?),
        OfGroup::Recall => return alone(C::Recall),
        OfGroup::Ban => {
            let (user, rest) = of_user_named(arguments, linked.is_some());
            let (word, said) = text::word(rest);
            let (seconds, said) = match span(word) {
                Some(seconds) => (Some(seconds?), said),
                None => (None, rest),
            };
            C::Ban { user, seconds, said: words(said) }
        }
        OfGroup::Unban | OfGroup::Audit => {
            let (user, rest) = of_user_named(arguments, linked.is_some());
            if !rest.is_empty() && linked.is_none() {
                return None;
            }
            if command == OfGroup::Audit { C::Audit(user) } else { C::Unban(user) }
        }
        OfGroup::Move => {
            let (number, rest) = leading_number(arguments);
            let (desk, more) = text::word(rest);
            if desk.is_empty() || !more.is_empty() {
                return None;
            }
            C::Move { number, desk: desk.to_lowercase().chars().take(NAME).collect() }
        }
        OfGroup::Merge => C::Merge(only_number(arguments)??),
        OfGroup::History => C::History(only_number(arguments)?),
        OfGroup::Assign => {
            let (number, note) = assigned(arguments, linked.unwrap_or(""));
            C::Assign { number, note: words(note) }
        }
        OfGroup::Pending => {
            let (number, rest) = leading_number(arguments);
            let (word, note) = text::word(rest);
            let (seconds, note) = match span(word) {
                Some(seconds) => (Some(seconds?), note),
                None => (None, rest),
            };
            C::Pending { number, seconds, note: words(note) }
        }
        OfGroup::Escalate => {
            let (number, reason) = leading_number(arguments);
            C::Escalate { number, reason: words(reason) }
        }
        OfGroup::FollowUp => {
            let (number, rest) = leading_number(arguments);
            let (word, note) = text::word(rest);
            C::FollowUp { number, seconds: span_or_off(word)?, note: words(note) }
        }
        OfGroup::Snooze => {
            let (number, word) = leading_number(arguments);
            C::Snooze { number, seconds: span_or_off(word)? }
        }
        OfGroup::Reopen => {
            let (number, reason) = leading_number(arguments);
            let reason = words(reason);
            C::Reopen { number, reason }
        }
        OfGroup::Tag => {
            let (number, tags) = tagged(arguments)?;
            C::Tag { number, tags }
        }
        OfGroup::Untag => {
            let (number, tags) = tagged(arguments)?;
            C::Untag { number, tags }
        }
        OfGroup::Tags => C::Tags(tags::read(arguments, linked.is_some())?),
        OfGroup::Priority => {
            let (number, word) = leading_number(arguments);
            C::Prioritize { number, urgency: Urgency::from_word(word)? }
        }
        OfGroup::Set => {
            let (number, rest) = leading_number(arguments);
            let (key, value) = text::word(rest);
            C::Set { number, key: tag(key)?, value: words(value) }
        }
        OfGroup::Profile => C::Profile(only_number(arguments)?),
        // `/note 12 apples` is for #12; `/note 12` is a note that says 12.
        OfGroup::Note => {
            let marked = first.starts_with(['#', '＃']);
            let number = number(first).filter(|_| marked || !rest.is_empty());
            let text = if number.is_some() { rest } else { arguments };
            C::Note { number, text: text.to_owned() }
        }
        OfGroup::Stats if first.to_lowercase() == "all" => C::StatsOfAll(period(rest)?),
        OfGroup::Stats => C::Stats(period(arguments)?),
        OfGroup::Link => C::Link(words(arguments)),
        // With a filter it was read already.
        OfGroup::List => alone(C::Queue)?,
        OfGroup::Find => C::Find(words(arguments)?),
        OfGroup::Role => {
            let last = arguments.split_whitespace().next_back().unwrap_or("");
            match role(last) {
                Some(role) => C::Role(Some(role)),
                None if linked.is_some() || last.is_empty() => C::Role(None),
                None if text::begins_with_name(arguments) && rest.is_empty() => C::Role(None),
                None => return None,
            }
        }
        OfGroup::Setup if !rest.is_empty() => return None,
        OfGroup::Setup => C::Setup(words(first)),
        OfGroup::Start if !rest.is_empty() => return None,
        // Without a code it is what a group added by hand begins with: asks for one.
        OfGroup::Start if first.is_empty() => C::Setup(None),
        OfGroup::Start => C::Start(first.to_owned()),
        OfGroup::Queue => alone(C::Queue)?,
        OfGroup::Requests => alone(C::Requests)?,
        OfGroup::Settings => alone(C::Settings)?,
        OfGroup::Quarantine => {
            let which = |word: &str| match word.to_lowercase().as_str() {
                "all" => Some(None),
                word => number(word).map(Some),
            };
            C::Quarantine(match first.to_lowercase().as_str() {
                "" => Quarantine::List,
                "replay" => Quarantine::Replay(which(rest)?),
                "drop" => Quarantine::Drop(which(rest)?),
                _ => return None,
            })
        }
        OfGroup::Help => C::Help,
    })
}

/// `add name de`, `remove name`, `name`; a text on further lines belongs to `add` alone.
fn canned(arguments: &str) -> Option<CannedCommand> {
    let (line, text) = arguments.split_once('\n').unwrap_or((arguments, ""));
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    let (name, code) = (words.next(), words.next());
    let too_much = words.next().is_some();
    let adds = first == "add";
    if too_much || !adds && !text.trim().is_empty() {
        return None;
    }
    let language = match code {
        Some(code) => Some(language(code)?),
        None => None,
    };
    // No reply can be called what a command is called.
    let named = |name: &str| tag(name).filter(|name| name != "add" && name != "remove");
    Some(match (first.as_str(), name) {
        ("", None) => CannedCommand::List,
        ("add", Some(name)) => CannedCommand::Add { name: named(name)?, language },
        ("remove", Some(name)) => CannedCommand::Remove { name: named(name)?, language },
        (_, None) => CannedCommand::Show(named(&first)?),
        (_, Some(_)) => return None,
    })
}

/// A user in front, by the number of a conversation or by `@name`, and what follows. Somebody who is
/// mentioned by link (`linked`) stands in the mentions, under any words.
fn of_user_named(arguments: &str, linked: bool) -> (Option<WhichUser>, &str) {
    let (first, rest) = text::word(arguments);
    if let Some(number) = number(first) {
        return (Some(WhichUser::Of(number)), rest);
    }
    if linked {
        // Where the name ends only a term can tell.
        let mut rest = arguments;
        while !rest.is_empty() && span(text::word(rest).0).is_none() {
            rest = text::word(rest).1;
        }
        return (None, rest);
    }
    match first.strip_prefix(['@', '＠']).filter(|name| !name.is_empty()) {
        Some(name) => (Some(WhichUser::Named(name.to_owned())), rest),
        None => (None, arguments),
    }
}

/// The command that an unknown name is most like.
fn nearest(name: &str) -> &'static str {
    let name: Vec<char> = name.to_lowercase().chars().take(NAME).collect();
    let beginning: String = name.iter().collect();
    let shown = group_commands().iter().map(|(command, _)| *command);
    if name.len() > 1
        && let Some(command) = shown.clone().find(|c| c.starts_with(&beginning))
    {
        return command;
    }
    if name.is_empty() {
        return "help";
    }
    shown.min_by_key(|command| distance(&name, command)).unwrap_or("help")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::Role;
    use crate::domain::routing::Until;
    use proptest::prelude::*;

    fn me() -> Me {
        Me { id: crate::domain::id::UserId(1), username: "FrontdeskBot".to_owned() }
    }

    fn read(text: &str) -> Option<Command> {
        group_line(text, &me(), None)
    }

    #[track_caller]
    fn is(text: &str, command: GroupCommand) {
        assert_eq!(read(text), Some(Command::Known(command)), "{text}");
    }

    #[track_caller]
    fn malformed(text: &str, name: &str) {
        assert_eq!(read(text), Some(Command::Malformed(name.to_owned())), "{text}");
    }

    #[test]
    fn commands_are_read_forgivingly() {
        use GroupCommand as C;
        is("/take", C::Take(None));
        is("/TAKE@frontdeskbot #12", C::Take(Some(12)));
        is("／take １２", C::Take(Some(12)));
        is("\u{200F}/take ۱۲", C::Take(Some(12)));
        is("/\u{200B}take\u{200F}@\u{2068}FrontdeskBot\u{2069} 12", C::Take(Some(12)));
        let assign =
            |number, note: Option<&str>| C::Assign { number, note: note.map(str::to_owned) };
        is("/assign 3 @anna", assign(Some(3), None));
        is("/assign @anna #3", assign(Some(3), None));
        is("/assign @anna 3", assign(Some(3), None));
        is("/assign", assign(None, None));
        is("/assign @anna waits for\nthe part", assign(None, Some("waits for\nthe part")));
        is("/assign 3 @anna #4 is the same", assign(Some(3), Some("#4 is the same")));
        is("/assign @anna #4 is the same", assign(Some(4), Some("is the same")));
        is("/assign @anna 4 parts are missing", assign(None, Some("4 parts are missing")));
        is("/assign 3 as you wished", assign(Some(3), Some("as you wished")));
        let linked = group_line("/assign Anna Maria needs you", &me(), Some("Anna Maria"));
        assert_eq!(linked, Some(Command::Known(assign(None, Some("needs you")))));
        is("/away", C::Away(None));
        is("/away ۲h", C::Away(Some(Until::Seconds(7200))));
        is("/away 17:30", C::Away(Some(Until::Minute(17 * 60 + 30))));
        is("/away Tomorrow", C::Away(Some(Until::Tomorrow)));
        is("/back", C::Back);
        let name = || "hi".to_owned();
        is("/canned", C::Canned(CannedCommand::List));
        is("/canned Hi", C::Canned(CannedCommand::Show(name())));
        let language = None;
        is(
            "/canned add hi\nHello {name}",
            C::Canned(CannedCommand::Add { name: name(), language }),
        );
        let language = Some("de".to_owned());
        let removal = CannedCommand::Remove { name: name(), language: language.clone() };
        is("/canned remove HI DE", C::Canned(removal));
        is("/canned add hi de", C::Canned(CannedCommand::Add { name: name(), language }));
        is("/hours", C::Hours(None));
        is("/hours always", C::Hours(Some(Vec::new())));
        let hours = ["Mon-Fri 09:00-17:00", "Sat 10:00-14:00"];
        let hours = hours.iter().map(|hours| hours.parse().unwrap()).collect();
        is("/hours mon-fri 9:00-17:00, Sat ۱۰:00-14:00", C::Hours(Some(hours)));
        is("/help take", C::Help);
        is("/queue", C::Queue);
        is("/requests", C::Requests);
        is("/list", C::Queue);
        let filter = |text| C::List(filter(text).expect("a filter"));
        is("/list In-Progress", filter("inprogress"));
        is("/list printer on fire", filter("text:printer on fire"));
        is("/find  on fire", C::Find("on fire".to_owned()));
        let billing = |number| C::Move { number, desk: "billing".to_owned() };
        is("/move Billing", billing(None));
        is("/move #12 billing", billing(Some(12)));
        is("/stats 7d", C::Stats(Some(7)));
        is("/stats ALL", C::StatsOfAll(None));
        is("/stats all today", C::StatsOfAll(Some(1)));
        is("/link spring sale", C::Link(Some("spring sale".to_owned())));
        is("/link", C::Link(None));
        is("/role @anna LEAD", C::Role(Some(Role::Lead)));
        is("/role @anna", C::Role(None));
        is("/role", C::Role(None));
        is("/audit", C::Audit(None));
        is("/audit #12", C::Audit(Some(WhichUser::Of(12))));
        is("/start CODE", C::Start("CODE".to_owned()));
        is("/start", C::Setup(None));
        is("/setup", C::Setup(None));
        is("/quarantine", C::Quarantine(Quarantine::List));
        is("/quarantine Replay ۱۲", C::Quarantine(Quarantine::Replay(Some(12))));
        is("/quarantine drop all", C::Quarantine(Quarantine::Drop(None)));
    }

    #[test]
    fn numbers_durations_and_words_find_their_places() {
        use GroupCommand as C;
        let pending = |number, seconds, note: Option<&str>| C::Pending {
            number,
            seconds,
            note: note.map(str::to_owned),
        };
        is("/pending", pending(None, None, None));
        is("/pending 3d", pending(None, Some(259_200), None));
        is("/pending 12", pending(Some(12), None, None));
        is("/pending #12 ۳d الشحن  غدا", pending(Some(12), Some(259_200), Some("الشحن  غدا")));
        is("/pending 2nd line\nis on it", pending(None, None, Some("2nd line\nis on it")));
        malformed("/pending 0s", "pending");
        malformed("/pending 900000000y", "pending");
        let note = |number, text: &str| C::Note { number, text: text.to_owned() };
        is("/note 12 apples", note(Some(12), "apples"));
        is("/note 12", note(None, "12"));
        is("/note #12", note(Some(12), ""));
        is("/note 苹果 坏了", note(None, "苹果 坏了"));
        let reopen =
            |number, reason: Option<&str>| C::Reopen { number, reason: reason.map(str::to_owned) };
        is("/reopen 12", reopen(Some(12), None));
        is("/reopen 12 более подробно", reopen(Some(12), Some("более подробно")));
        is("/reopen why not", reopen(None, Some("why not")));
    }

    #[test]
    fn what_makes_no_sense_is_said_to() {
        malformed("/take twelve", "take");
        malformed("/Take 0", "take");
        malformed("/take 99999999999", "take");
        malformed("/complete 1 2", "complete");
        malformed("/away for lunch", "away");
        malformed("/away 25:00", "away");
        malformed("/away 0s", "away");
        malformed("/back soon", "back");
        malformed("/canned add", "canned");
        malformed("/canned add hi hello there", "canned");
        malformed("/canned hi\nand more", "canned");
        malformed("/canned add remove\nHello", "canned");
        malformed("/hours 9-5", "hours");
        malformed("/stats yesterday", "stats");
        malformed("/stats all of it", "stats");
        malformed("/move", "move");
        malformed("/move to billing", "move");
        malformed("/find", "find");
        malformed("/role @anna boss", "role");
        malformed("/setup a b", "setup");
        malformed("/settings now", "settings");
        malformed("/quarantine drop", "quarantine");
        malformed("/quarantine replay some", "quarantine");
    }

    #[test]
    fn filters_that_make_no_sense_are_said_to() {
        let (word, nearest) = ("tga:vip".to_owned(), "tag:vip".to_owned());
        let unclear = crate::domain::finding::Unclear { word, nearest };
        assert_eq!(read("/list open tga:vip"), Some(Command::Unclear(unclear)));
    }

    #[test]
    fn a_person_linked_by_name_may_be_called_anything() {
        let role = |text| group_line(text, &me(), Some("Anna"));
        let known = |role| Some(Command::Known(GroupCommand::Role(role)));
        assert_eq!(role("/role Anna The Boss"), known(None));
        assert_eq!(role("/role Anna P admin"), known(Some(Role::Admin)));
    }

    #[test]
    fn unknown_names_are_answered_with_the_nearest() {
        let unknown = |text: &str| match read(text) {
            Some(Command::Unknown { name, nearest }) => (name, nearest),
            other => panic!("{text}: {other:?}"),
        };
        let pair = |name: &str, nearest: &str| (name.to_owned(), nearest.to_owned());
        assert_eq!(unknown("/tkae 12"), pair("tkae", "take"));
        assert_eq!(unknown("/comp"), pair("comp", "complete"));
        assert_eq!(unknown("/Reasume@FRONTDESKBOT"), pair("Reasume", "resume"));
        assert_eq!(unknown("/"), pair("", "help"));
        assert_eq!(unknown("/ take"), pair("", "help"));
        let (name, _) = unknown(&format!("/{}", "я".repeat(5000)));
        assert_eq!(name.chars().count(), NAME);
    }

    #[test]
    fn notes_and_other_bots_are_told_apart() {
        assert_eq!(read("// between us"), None);
        assert_eq!(read(" ／／ between us"), None);
        assert_eq!(read("hello /take"), None);
        assert_eq!(read("/take@other_bot"), Some(Command::Elsewhere));
        for sly in ["/／ between us", "\u{200F}// between us"] {
            let text = "between us".to_owned();
            let number = None;
            is(sly, GroupCommand::Note { number, text });
        }
    }

    #[test]
    fn every_command_has_its_words() {
        let words = include_str!("../../locales/en/commands.ftl");
        let has = |key: &str| words.lines().any(|l| l.starts_with(&format!("{key} =")));
        for (name, key) in user_commands().iter().chain(group_commands()) {
            assert!(has(key), "{key}");
            assert!(has(&usage(name)), "{name}");
        }
        assert!(user_commands().contains(&("close", "command-close")));
        assert!(group_commands().contains(&("take", "command-take")));
    }

    proptest! {
        #[test]
        fn no_line_panics(text in ".*", linked: bool) {
            let _ = group_line(&text, &me(), linked.then_some("Anna"));
        }

        #[test]
        fn no_command_line_panics_or_gets_out(
            slash in "[/／]",
            name in "(take|assign|pending|note|reopen|role|list|stats|start|\\PC{0,40})",
            rest in "[ @#＃\n0-9a-z۰-۹٠-٩µ\\PC]{0,60}",
        ) {
            let text = format!("{slash}{name}{rest}");
            let command = group_line(&text, &me(), None);
            let note = text.starts_with("//") || text.starts_with("／／");
            prop_assert_eq!(command.is_none(), note);
        }
    }
}
