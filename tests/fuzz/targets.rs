//! The fuzz targets: each takes any bytes, gives them to a door of the desk, and asserts what that
//! door promises. None of them keeps anything, so that an input does the same whenever it is run.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::future::Future;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use frontdesk::config::{Config, ConfigErrors};
use frontdesk::domain::access::Role;
use frontdesk::domain::bulk::What;
use frontdesk::domain::button::Button;
use frontdesk::domain::event::{
    CannedCommand, Command, Content, GroupCommand, Incoming, Quarantine, TagsCommand, UserCommand,
    WhichUser,
};
use frontdesk::domain::id::{ConversationId, DeskId, RowId, UserId};
use frontdesk::domain::notice::{Arg, Notice, Who};
use frontdesk::domain::reason::{ReopenReason, SolvedReason};
use frontdesk::domain::routing::{Choice, Until};
use frontdesk::domain::time::Timestamp;
use frontdesk::i18n::{
    ALERT_LENGTH, GROUP_COMMANDS, LABEL_LENGTH, Lang, NoLinks, PRIVATE_COMMANDS, Scene, Words,
    contract,
};
use frontdesk::inbound::polling::Batch;
use frontdesk::inbound::raw::{Part, update_id};
use frontdesk::inbound::{Me, Routes, routes, understand};
use futures_util::FutureExt;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// A target.
pub type Target = fn(&[u8]);

/// All of them, by the name of their corpus.
pub const TARGETS: [(&str, Target); 5] = [
    ("updates", updates),
    ("buttons", buttons),
    ("commands", commands),
    ("settings", settings),
    ("overrides", overrides),
];

fn text(input: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(input)
}

/// Nothing here waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing to wait for")
}

fn table() -> &'static Routes {
    static TABLE: LazyLock<Routes> = LazyLock::new(routes);
    &TABLE
}

fn me() -> Me {
    Me { id: UserId(42), username: "DeskBot".to_owned() }
}

// ---- updates --------------------------------------------------------------------------------------

const LIMIT: usize = 100;
const OFFSET: i64 = 50;

/// An answer of `getUpdates`, or one update.
///
/// Every element with an id becomes one update, in order; the offset passes what is listed and
/// nothing else; what cannot be read is unreadable, and nothing that a person wrote is lost.
pub fn updates(input: &[u8]) {
    let input = text(input);
    let Ok(answer) = serde_json::from_str::<&RawValue>(&input) else {
        return;
    };
    let batch = now(Batch::read(answer, LIMIT, OFFSET, table(), &me()));
    let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(answer.get()) else {
        assert!(batch.is_none(), "a list was made of what is none");
        understood(answer, now(understand(table(), answer, &me())).map(|update| update.incoming));
        return;
    };
    let batch = batch.expect("a list");
    let mut updates = batch.updates.into_iter();
    let mut next = OFFSET;
    let mut without = 0;
    for element in elements.iter().copied() {
        let incoming = match id_of(element) {
            Some(id) => {
                let update = updates.next().expect("an update for each id");
                assert_eq!(update.id, id);
                next = id + 1;
                Some(update.incoming)
            }
            None => {
                without += 1;
                next += 1;
                None
            }
        };
        understood(element, incoming);
    }
    assert_eq!(updates.next(), None, "an update of nothing");
    assert_eq!((batch.next_offset, batch.unreadable), (next, without));
    assert_eq!(batch.drained, elements.len() < LIMIT);
}

/// The id of an update, read another way where it can be.
fn id_of(element: &RawValue) -> Option<i64> {
    let read = update_id(element);
    let source = element.get();
    if let Ok(value) = serde_json::from_str::<Value>(source) {
        let id = value.get("update_id").and_then(Value::as_i64);
        assert_eq!(read, id.filter(|id| (1..=1 << 52).contains(id)), "{source}");
    }
    read
}

/// What becomes of one element, without the net that would catch a panic.
fn understood(element: &RawValue, incoming: Option<Incoming>) {
    let part = Part::read(element);
    let damaged = matches!(part, Part::Damaged(_));
    let ControlFlow::Break(again) = now(table().dispatch(dptree::deps![part, me()])) else {
        panic!("no row of the table fits");
    };
    if let Some(incoming) = incoming {
        assert_eq!(incoming, again, "two readings differ");
    }
    assert!(!damaged || again == Incoming::Unreadable, "{again:?} out of damaged parts");
    if let Incoming::Press(press) = &again
        && let Some(button) = &press.button
    {
        assert!(element.get().contains(':') || *button == Button::Dismiss);
    }
    if let Ok(update) = serde_json::from_str::<Value>(element.get()) {
        kept(&update, &again);
    }
}

/// What a person wrote in private arrives word by word, whatever else the message carries.
fn kept(update: &Value, incoming: &Incoming) {
    let Some(message) = update.get("message") else {
        return;
    };
    let integer = |value: Option<&Value>| value.and_then(Value::as_i64);
    let at = |path: &str| message.pointer(path);
    let Some(said) = at("/text").and_then(Value::as_str) else {
        return;
    };
    let whole = at("/chat/type") == Some(&json!("private"))
        && integer(at("/chat/id")).is_some()
        && integer(at("/from/id")).is_some()
        && integer(at("/message_id")).is_some_and(|id| i32::try_from(id).is_ok());
    if !whole {
        return;
    }
    match incoming {
        Incoming::UserMessage(message) | Incoming::UserCommand { message, .. } => {
            assert_eq!(message.content.text, said);
        }
        Incoming::Ignored("bot" | "service") => {}
        other => panic!("{said:?} became {other:?}"),
    }
}

// ---- buttons --------------------------------------------------------------------------------------

/// The data of a press; and a button that the bytes choose.
///
/// Only the one spelling of a button is read as it, and every button that the desk can make is read
/// back from at most 64 bytes.
pub fn buttons(input: &[u8]) {
    let data = text(input);
    if let Ok(button) = data.parse::<Button>() {
        assert_eq!(button.to_string(), data);
        spelled(&button);
    }
    spelled(&chosen(&mut Bytes(input)));
}

fn spelled(button: &Button) {
    let data = button.to_string();
    assert!(data.len() <= 64, "{data}");
    assert!(!data.is_empty());
    assert_eq!(data.parse().as_ref(), Ok(button), "{data}");
}

/// Reads numbers off an input; zeros behind its end.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    fn word(&mut self) -> u64 {
        // Small and large ones alike.
        let bytes = self.byte() % 9;
        (0..bytes).fold(0, |number, _| number << 8 | u64::from(self.byte()))
    }

    fn short(&mut self) -> u32 {
        self.word() as u32
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[usize::from(self.byte()) % all.len()].clone()
    }
}

fn chosen(bytes: &mut Bytes<'_>) -> Button {
    use Button as B;
    use ReopenReason as R;
    use SolvedReason as S;
    let verb = bytes.byte() % 56;
    let id = ConversationId { desk: DeskId(bytes.short()), number: bytes.short() };
    let solved: Vec<S> = ["solved", "silent", "nosupport", "elsewhere"]
        .into_iter()
        .filter_map(S::from_code)
        .collect();
    let reopen: Vec<Option<R>> = ["mistake", "more", "asked", "followup"]
        .into_iter()
        .map(R::from_code)
        .filter(Option::is_some)
        .chain([None])
        .collect();
    match verb {
        0 => B::Take(id),
        1 => B::Assign(id, bytes.short() as u16),
        2 => B::AssignTo(id, UserId(bytes.word() as i64)),
        3 => B::Pending(id),
        4 => B::Resume(id),
        5 => B::MarkComplete(id),
        6 => B::Confirm(id, bytes.one_of(&solved), bytes.short()),
        7 => B::AskUserFirst(id, bytes.short()),
        8 => B::Cancel(id, bytes.short()),
        9 => B::Undo(id, bytes.short()),
        10 => B::Reopen(id),
        11 => B::ConfirmReopen(id, bytes.one_of(&reopen), bytes.short()),
        12 => B::Approve(id, bytes.short()),
        13 => B::Decline(id, bytes.short()),
        14 => B::Merge(id),
        15 => B::History(id, bytes.short() as u16),
        16 => B::Tags(id),
        17 => B::Show(id),
        18 => B::Retry(id, RowId(bytes.word())),
        19 => B::StillNeedHelp(id),
        20 => B::AllSolved(id),
        21 => B::ConfirmClose(id),
        22 => B::KeepOpen(id),
        23 => B::SameMatter(id),
        24 => B::NewMatter(DeskId(bytes.short())),
        25 => B::ContactSupport(DeskId(bytes.short())),
        26 => B::Rate(id, 1 + bytes.byte() % 5),
        27 => B::Language(bytes.one_of(frontdesk::i18n::LANGUAGES).to_owned()),
        28 => B::OnTheTeam(DeskId(bytes.short())),
        30 => B::RetryAll(id),
        31 => B::LetGo(id),
        32 => B::Tag(id, "счёт".to_owned()),
        37 => B::MyData,
        35 => B::Forget,
        36 => B::Stay,
        33 => B::Untag(id, "vip".to_owned()),
        29 => B::Stats(DeskId(bytes.short()), bytes.short() as u16),
        38 => B::Bulk(DeskId(bytes.short()), None, bytes.short()),
        39 => B::Bulk(DeskId(bytes.short()), Some(bytes.one_of(&solved)), bytes.short()),
        40 => B::BulkCancel(DeskId(bytes.short()), bytes.short()),
        41 => B::BulkStop(DeskId(bytes.short()), bytes.short()),
        42 => B::SendCanned(id, bytes.short() as i32),
        43 => B::CancelCanned(id),
        44 => B::CannedList(DeskId(bytes.short()), bytes.short() as u16),
        47 => B::SendAnyway(id, bytes.short()),
        48 => B::TakeAndSend(id, bytes.short()),
        34 => B::Page(DeskId(bytes.short()), bytes.short(), bytes.short() as u16),
        46 => B::WriteToUser(id),
        49 => B::Desk(DeskId(bytes.short())),
        50 => B::StatsOfAll(bytes.short() as u16),
        51 => B::Settings(DeskId(bytes.short()), bytes.short() as u16),
        52 => B::SettingsChanged(DeskId(bytes.short())),
        53 => B::Setting(DeskId(bytes.short()), longest_setting(), "round_robin".to_owned()),
        54 => {
            let value = "round_robin".to_owned();
            B::SetTo(DeskId(bytes.short()), longest_setting(), value, bytes.short())
        }
        55 => B::SetBack(DeskId(bytes.short()), longest_setting(), bytes.short()),
        _ => B::Dismiss,
    }
}

fn longest_setting() -> String {
    "reopening.after_completion".to_owned()
}

// ---- commands -------------------------------------------------------------------------------------

/// A line that somebody writes, in private and in a group.
///
/// In private it is a command or a message, never lost. In a group whatever begins with a slash is a
/// command; what was understood can be spelled so that it is understood alike; an unknown one is
/// answered with one that exists.
pub fn commands(input: &[u8]) {
    let said = text(input);
    match incoming(&said, "private", false) {
        Incoming::UserMessage(message) => assert_eq!(message.content.text, said),
        Incoming::UserCommand { message, command } => {
            assert_eq!(message.content.text, said);
            let again = match &command {
                UserCommand::Start(Some(payload)) => format!("/start {payload}"),
                UserCommand::Start(None) => "/start".to_owned(),
                UserCommand::New => "/new".to_owned(),
                UserCommand::Close => "/close".to_owned(),
                UserCommand::Desk => "/desk".to_owned(),
                UserCommand::Help => "/help".to_owned(),
                UserCommand::Privacy => "/privacy".to_owned(),
                UserCommand::Forget => "/forget".to_owned(),
                UserCommand::Language(Some(language)) => format!("/language {language}"),
                UserCommand::Language(None) => "/language".to_owned(),
                UserCommand::Inside(Command::Known(command)) => {
                    spell(command, false).expect("nobody is linked")
                }
                // What makes no sense is answered, or a message.
                UserCommand::Inside(_) => return,
            };
            match incoming(&again, "private", false) {
                Incoming::UserCommand { command: read, .. } => assert_eq!(read, command),
                other => panic!("{again:?} became {other:?}"),
            }
        }
        other => panic!("{other:?}"),
    }
    for linked in [false, true] {
        let (content, command) = in_group(&said, linked);
        assert_eq!(content.text, said);
        let note = said.trim_start().starts_with("//") || said.trim_start().starts_with("／／");
        let slash = said.trim_start().starts_with(['/', '／']);
        match command {
            None => assert!(note || !slash, "{said:?} gets out"),
            Some(Command::Known(command)) => {
                if let Some(again) = spell(&command, linked) {
                    let read = in_group(&again, linked).1;
                    assert_eq!(read, Some(Command::Known(command)), "{said:?} as {again:?}");
                }
            }
            Some(Command::Malformed(name)) => {
                assert!(name == "start" || GROUP_COMMANDS.contains(&name.as_str()), "{name}");
            }
            Some(Command::Unclear(unclear)) => assert!(!unclear.nearest.is_empty()),
            Some(Command::Unknown { name, nearest }) => {
                assert!(name.chars().count() <= 32);
                assert!(GROUP_COMMANDS.contains(&nearest.as_str()), "{nearest}");
                assert!(!GROUP_COMMANDS.contains(&name.as_str()), "{name} is known");
            }
            Some(Command::Elsewhere) => assert!(said.contains(['@', '＠'])),
        }
    }
}

/// What becomes of a text; `linked`: its first unit is a link to a person.
fn incoming(said: &str, chat: &str, linked: bool) -> Incoming {
    let entities = if linked {
        json!([{ "type": "text_mention", "offset": 0, "length": 1, "user": { "id": 5 } }])
    } else {
        json!([])
    };
    let update = json!({ "update_id": 7, "message": {
        "message_id": 3, "date": 1000, "chat": { "id": -1001, "type": chat },
        "from": { "id": 5, "first_name": "Anna" }, "text": said, "entities": entities,
    } });
    let raw = RawValue::from_string(update.to_string()).expect("JSON");
    match now(table().dispatch(dptree::deps![Part::read(&raw), me()])) {
        ControlFlow::Break(incoming) => incoming,
        ControlFlow::Continue(_) => panic!("no row of the table fits"),
    }
}

fn in_group(said: &str, linked: bool) -> (Content, Option<Command>) {
    match incoming(said, "supergroup", linked) {
        Incoming::GroupMessage(message) => (message.content, message.command),
        other => panic!("{other:?}"),
    }
}

fn which_user(user: &Option<WhichUser>) -> String {
    match user {
        Some(WhichUser::Of(number)) => format!("#{number}"),
        Some(WhichUser::Named(name)) => format!("@{name}"),
        None => String::new(),
    }
}

/// A command as it can be written. Whom it names stands in mentions, not in it.
fn spell(command: &GroupCommand, linked: bool) -> Option<String> {
    use GroupCommand as C;
    let numbered = |name: &str, number: &Option<u32>| match number {
        Some(number) => format!("/{name} #{number}"),
        None => format!("/{name}"),
    };
    Some(match command {
        C::Start(code) => format!("/start {code}"),
        C::Setup(code) => format!("/setup {}", code.as_deref().unwrap_or_default()),
        C::Take(number) => numbered("take", number),
        C::Assign { number, note } => {
            numbered("assign", number) + " @anna " + note.as_deref().unwrap_or_default()
        }
        C::Unassign(number) => numbered("unassign", number),
        C::Away(until) => match until {
            None => "/away".to_owned(),
            Some(Until::Seconds(seconds)) => format!("/away {seconds}s"),
            Some(Until::Minute(minute)) => format!("/away {:02}:{:02}", minute / 60, minute % 60),
            Some(Until::Tomorrow) => "/away tomorrow".to_owned(),
        },
        C::Back => "/back".to_owned(),
        C::Hours(hours) => match hours.as_deref() {
            None => "/hours".to_owned(),
            Some([]) => "/hours always".to_owned(),
            Some(hours) => {
                let hours: Vec<String> = hours.iter().map(ToString::to_string).collect();
                format!("/hours {}", hours.join(", "))
            }
        },
        C::Resume(number) => numbered("resume", number),
        C::Complete(number) => numbered("complete", number),
        C::History(number) => numbered("history", number),
        C::Pending { number, seconds, note } => {
            let mut line = numbered("pending", number);
            if let Some(seconds) = seconds {
                write!(line, " {seconds}s").expect("a text");
            }
            line + " " + note.as_deref().unwrap_or_default()
        }
        C::Escalate { number, reason } => {
            numbered("escalate", number) + " " + reason.as_deref().unwrap_or_default()
        }
        C::FollowUp { number, seconds, note } => {
            let at = seconds.map_or_else(|| "off".to_owned(), |seconds| format!("{seconds}s"));
            format!("{} {at} {}", numbered("followup", number), note.as_deref().unwrap_or_default())
        }
        C::Snooze { number, seconds } => {
            let until = seconds.map_or_else(|| "off".to_owned(), |seconds| format!("{seconds}s"));
            format!("{} {until}", numbered("snooze", number))
        }
        C::Reopen { number, reason } => {
            numbered("reopen", number) + " " + reason.as_deref().unwrap_or_default()
        }
        C::Note { number: None, text } => format!("/／ {text}"),
        C::Note { number, text } => numbered("note", number) + " " + text,
        C::Stats(days) => match days {
            Some(days) => format!("/stats {days}d"),
            None => "/stats".to_owned(),
        },
        C::StatsOfAll(days) => match days {
            Some(days) => format!("/stats all {days}d"),
            None => "/stats all".to_owned(),
        },
        C::Queue => "/queue".to_owned(),
        C::Requests => "/requests".to_owned(),
        C::List(filter) => format!("/list {filter}"),
        C::Bulk(What::Complete, filter) => format!("/complete all {filter}"),
        C::Bulk(What::Tag(tags), filter) => format!("/tag {} on list {filter}", tags.join(" ")),
        C::Find(text) => format!("/find {text}"),
        C::Prioritize { number, urgency } => numbered("priority", number) + " " + urgency.code(),
        C::Set { number, key, value } => {
            numbered("set", number) + " " + key + " " + value.as_deref().unwrap_or_default()
        }
        C::Profile(number) => numbered("profile", number),
        C::Role(Some(role)) => format!(
            "/role @anna {}",
            match role {
                Role::Agent => "agent",
                Role::Lead => "lead",
                Role::Admin => "admin",
            }
        ),
        C::Role(None) if linked => return None,
        C::Role(None) => "/role @anna".to_owned(),
        C::Settings => "/settings".to_owned(),
        C::Recall => "/recall".to_owned(),
        C::Ban { .. } | C::Unban(None) | C::Audit(None) if linked => return None,
        C::Ban { user, seconds, said } => {
            let term = seconds.map(|seconds| format!("{seconds}s "));
            let said = said.as_deref().unwrap_or_default();
            format!("/ban {} {}{said}", which_user(user), term.unwrap_or_default())
        }
        C::Unban(user) => format!("/unban {}", which_user(user)),
        C::Audit(user) => format!("/audit {}", which_user(user)),
        C::Tag { number, tags } => numbered("tag", number) + " " + &tags.join(" "),
        C::Untag { number, tags } => numbered("untag", number) + " " + &tags.join(" "),
        C::Canned(what) => {
            let code = |language: &Option<String>| language.clone().unwrap_or_default();
            match what {
                CannedCommand::List => "/canned".to_owned(),
                CannedCommand::Show(name) => format!("/canned {name}"),
                CannedCommand::Add { name, language } => {
                    format!("/canned add {name} {}", code(language))
                }
                CannedCommand::Remove { name, language } => {
                    format!("/canned remove {name} {}", code(language))
                }
            }
        }
        C::Tags(TagsCommand::List) => "/tags".to_owned(),
        C::Tags(TagsCommand::Forget(tag)) => format!("/tags {tag} off"),
        C::Tags(TagsCommand::Define { tag, emoji }) => {
            format!("/tags {tag} {} @anna", emoji.as_deref().unwrap_or_default())
        }
        C::Link(source) => "/link ".to_owned() + source.as_deref().unwrap_or_default(),
        C::Merge(number) => format!("/merge {number}"),
        C::Move { number, desk } => match number {
            Some(number) => format!("/move {number} {desk}"),
            None => format!("/move {desk}"),
        },
        C::Quarantine(what) => {
            let which = |number: &Option<u32>| match number {
                Some(number) => number.to_string(),
                None => "all".to_owned(),
            };
            match what {
                Quarantine::List => "/quarantine".to_owned(),
                Quarantine::Replay(number) => format!("/quarantine replay {}", which(number)),
                Quarantine::Drop(number) => format!("/quarantine drop {}", which(number)),
            }
        }
        C::Help => "/help".to_owned(),
    })
}

// ---- settings -------------------------------------------------------------------------------------

/// A settings file; behind each zero byte a variable, `NAME=value`.
///
/// They make a configuration whose description, given back as variables, makes the same one; or
/// refusals of one line each that say where.
pub fn settings(input: &[u8]) {
    let input = text(input);
    let mut parts = input.split('\0');
    let file = parts.next().unwrap_or_default();
    let variables: BTreeMap<String, String> = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut written = tempfile::Builder::new().suffix(".toml").tempfile().expect("a file");
    written.write_all(file.as_bytes()).expect("written");
    let path = written.path();
    match Config::load(Some(path), true, variables.clone().into_iter()) {
        Ok(config) => {
            let shown = described(&config);
            let again = Config::load(None, false, shown.into_iter()).expect("what is in force");
            assert_eq!(*again, *config);
            assert_eq!(again.roles, config.roles);
        }
        Err(errors) => refused(&errors, path, file, &variables),
    }
}

/// All that is in force, as variables.
fn described(config: &Config) -> BTreeMap<String, String> {
    let secret = config.http.secret.as_ref().map(|secret| secret.expose().to_owned());
    config
        .described()
        .into_iter()
        .map(|setting| {
            let name = setting.key.replacen('.', "__", 1).to_uppercase();
            let hidden = setting.key == "http.secret";
            let value = if hidden { secret.clone().unwrap_or_default() } else { setting.value };
            (format!("FRONTDESK_{name}"), value)
        })
        .collect()
}

fn refused(errors: &ConfigErrors, path: &Path, file: &str, variables: &BTreeMap<String, String>) {
    let said = errors.to_string();
    assert!(!errors.0.is_empty());
    assert_eq!(said.lines().count(), errors.0.len(), "a refusal is one line:\n{said}");
    assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
    for line in said.lines() {
        let in_file = line.strip_prefix(&format!("{}:", path.display())).is_some_and(|rest| {
            let number = rest.split(':').next().and_then(|number| number.parse().ok());
            number.is_some_and(|number: usize| (1..=file.split('\n').count()).contains(&number))
        });
        let in_variable = variables.keys().any(|name| line.starts_with(&printable(name)));
        assert!(in_file || in_variable, "where? {line}");
    }
}

/// A name as a line can hold it.
fn printable(name: &str) -> String {
    name.chars().take_while(|c| !c.is_control()).collect()
}

// ---- a team's own words ---------------------------------------------------------------------------

/// A file of a team's own words; its first line may name the language: `# ru`.
///
/// It is refused with file and line; or whatever it changes can be said without a fault, is not
/// empty, keeps what only its variables tell, and fits.
pub fn overrides(input: &[u8]) {
    let source = text(input);
    let named = source.lines().next().and_then(|line| line.strip_prefix("# "));
    let lang = named.and_then(|tag| Lang::all().find(|lang| lang.code() == tag.trim()));
    let lang = lang.unwrap_or(Lang::ENGLISH);
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join(format!("{}.ftl", lang.code()));
    std::fs::write(&file, source.as_bytes()).expect("written");
    let words = match Words::load("en", Some(directory.path())) {
        Ok(words) => words,
        Err(refusal) => {
            let said = refusal.to_string();
            let rest = said.strip_prefix(&format!("{}:", file.display())).expect("the file");
            let line = rest.split(':').next().and_then(|line| line.parse::<usize>().ok());
            let lines = source.split('\n').count();
            assert!(line.is_some_and(|line| (1..=lines).contains(&line)), "{said}");
            return;
        }
    };
    let faults = Faults::default();
    let listening = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::ERROR)
        .with_writer({
            let faults = faults.clone();
            move || faults.clone()
        })
        .finish();
    tracing::subscriber::with_default(listening, || {
        for (key, variables) in contract().iter().filter(|(key, _)| source.contains(key.as_str())) {
            said(&words, lang, key, variables);
        }
        fits(&words, lang);
    });
    let heard = faults.0.lock().expect("no panic").clone();
    assert!(heard.is_empty(), "{}", String::from_utf8_lossy(&heard));
}

/// What is logged while words are made.
#[derive(Clone, Default)]
struct Faults(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Faults {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Variables without which a message does not tell what it is for.
const TOLD: [&str; 5] = ["text", "note", "lines", "commands", "conversation"];

/// One message with variables of every size.
fn said(words: &Words, lang: Lang, key: &str, variables: &[String]) {
    let scene = Scene { now: Timestamp(0), links: &NoLinks };
    for number in [0, 1, 2, 5, 21, i64::MAX, i64::MIN] {
        let value = |name: &str| match name {
            "text" | "note" | "commands" => Arg::Text(format!("⟦{name}⟧")),
            "lines" => Arg::Lines(vec![Notice::UserEdited { text: "⟦lines⟧".to_owned() }]),
            "conversation" => Arg::Conversation(ConversationId { desk: DeskId(1), number: 77_777 }),
            "who" | "name" | "by" => Arg::Text("⟦\u{FDD0}{$x}\u{202E}⟧".to_owned()),
            _ => Arg::Number(number),
        };
        let args: Vec<(&str, Arg)> =
            variables.iter().map(|name| (name.as_str(), value(name))).collect();
        let rich = words.word(lang, key, &args, &scene);
        if !key.ends_with("-phrases") {
            assert!(rich.text.contains(|c: char| !c.is_whitespace()), "{key} says nothing");
        }
        assert!(!rich.text.chars().any(|c| ('\u{FDD0}'..='\u{FDEF}').contains(&c)), "{key}");
        assert!(rich.spans.is_empty(), "{key} has a span of its own");
        for name in variables.iter().filter(|name| TOLD.contains(&name.as_str())) {
            let token = match name.as_str() {
                "conversation" => "77777".to_owned(),
                // The list of commands is made by the words themselves.
                "commands" => words.usage(lang, "help"),
                name => format!("⟦{name}⟧"),
            };
            assert!(rich.text.contains(&token), "{key} drops ${name}: {}", rich.text);
        }
    }
}

/// What has a limit at Telegram.
fn fits(words: &Words, lang: Lang) {
    let who = || "W".repeat(32);
    let id = ConversationId { desk: DeskId(1), number: u32::MAX };
    for notice in [
        Notice::RefuseStale,
        Notice::RefuseNoConversation { number: u32::MAX },
        Notice::RefuseAssignedAlready { who: who() },
        Notice::RefuseNoCommand { name: who(), nearest: who() },
        Notice::CardCollision { by: Who::Named(who()) },
    ] {
        let alert = words.alert(lang, &notice, Timestamp(0));
        assert!(alert.chars().count() <= ALERT_LENGTH, "{alert}");
        assert!(!alert.trim().is_empty());
    }
    let mut labels = vec![words.numbered_label(lang, id)];
    for here in [true, false] {
        let choice = Choice { name: who(), load: u32::MAX, here };
        labels.push(words.assignee(lang, &choice));
    }
    for verb in 0..49 {
        labels.push(words.label(lang, &chosen(&mut Bytes(&[verb, 4, 9, 9, 9, 9]))));
    }
    for label in labels {
        assert!((1..=LABEL_LENGTH).contains(&label.chars().count()), "{label}");
        assert!(!label.contains('\n') && !label.trim().is_empty(), "{label:?}");
    }
    let names: HashSet<&str> = GROUP_COMMANDS.iter().chain(PRIVATE_COMMANDS).copied().collect();
    for name in names {
        assert!(!words.command(lang, name).trim().is_empty());
    }
}
