//! The rules of the house that no compiler knows, held against the sources.
//!
//! Who may name whom, where time is read, what may not be left lying about. A rule that has to give
//! way is changed here, in sight, with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// The longest source file. What grows beyond has a second noun in it.
const LONGEST_FILE: usize = 900;

/// Where the crates that the architecture keeps apart may be named. A place is a module and
/// everything below it; it need not exist yet.
const FOREIGN: &[(&str, &[&str])] = &[
    ("axum", &["sandbox", "inbound/webhook", "http/health"]),
    ("cron", &["config", "jobs"]),
    ("dptree", &["inbound"]),
    ("fluent", &["i18n"]),
    ("fluent_bundle", &["i18n"]),
    ("fluent_syntax", &["i18n"]),
    ("redb", &["store"]),
    ("teloxide", &["telegram", "inbound", "outbound"]),
    ("teloxide_core", &["telegram", "inbound", "outbound"]),
];

/// Which of our modules each one may name, besides itself. The order is that of the layers: nobody
/// names what stands below in this list. A new module gets its line here.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("sandbox", &[]),
    ("clock", &["domain"]),
    ("i18n", &["domain"]),
    ("store", &["domain"]),
    ("telegram", &["domain", "clock"]),
    ("engine", &["domain", "clock", "store"]),
    ("config", &["domain", "i18n", "engine"]),
    ("inbound", &["domain", "clock", "i18n", "store", "telegram", "engine", "config"]),
    ("outbound", &["domain", "clock", "i18n", "store", "telegram", "engine", "config"]),
    ("jobs", &["domain", "clock", "store", "engine", "config"]),
    ("report", &["domain", "clock", "i18n", "store", "engine", "config"]),
    ("http", &["domain", "clock", "store", "engine", "config"]),
    ("service", EVERYTHING_BELOW),
    ("check", EVERYTHING_BELOW),
    ("demo", ANYTHING),
    ("main", ANYTHING),
    ("lib", ANYTHING),
];

/// For the modules that put the parts together.
const EVERYTHING_BELOW: &[&str] = &[
    "domain", "clock", "i18n", "store", "telegram", "engine", "config", "inbound", "outbound",
    "jobs", "report", "http", "service",
];

/// For the program itself; the demo is the only part of it that knows the local Bot API.
const ANYTHING: &[&str] = &[
    "domain", "sandbox", "clock", "i18n", "store", "telegram", "engine", "config", "inbound",
    "outbound", "jobs", "report", "http", "service", "check", "demo",
];

/// Names for modules that say nothing about what is in them.
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "helpers", "helper", "common", "misc", "types", "shared", "prelude"];

/// How the time is read or waited for. Only the clock and the local Bot API, which knows nothing of
/// the clock, do either.
const TIME: &[&str] = &[
    "Utc::now",
    "Local::now",
    "SystemTime::now",
    "Instant::now",
    "time::sleep",
    "time::interval",
    "thread::sleep",
];

/// A source file: its path from the package's root with `/`, as written, and without its comments
/// and the contents of its texts.
struct Source {
    path: String,
    text: String,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: code(text) }
    }

    /// Its module: `store/tx`, `inbound`. The file `mod.rs` is its folder's module.
    fn module(&self) -> &str {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let path = path.strip_suffix(".rs").unwrap_or(path);
        path.strip_suffix("/mod").unwrap_or(path)
    }

    fn top(&self) -> &str {
        self.module().split('/').next().unwrap_or_default()
    }

    fn within(&self, place: &str) -> bool {
        self.module()
            .strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Every Rust file below these folders of the package; a folder that is not there has none.
fn sources(folders: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source::new(&path, &text));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The text with comments, and what stands between quotation marks, blanked. Lines stay.
fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let from = i;
        match (at(i), at(i + 1)) {
            ('/', '/') => {
                while i < chars.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            ('/', '*') => {
                let mut depth = 0;
                loop {
                    match (at(i), at(i + 1)) {
                        ('/', '*') => (depth, i) = (depth + 1, i + 2),
                        ('*', '/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                    if depth == 0 || i >= chars.len() {
                        break;
                    }
                }
            }
            ('"', _) => i = end_of_text(&chars, i + 1),
            // A raw text; `r#type` is a name.
            ('r', '"' | '#') if i == 0 || !word(at(i - 1)) || at(i - 1) == 'b' => {
                let hashes = (i + 1..).take_while(|i| at(*i) == '#').count();
                if at(i + 1 + hashes) == '"' {
                    i += 2 + hashes;
                    while i < chars.len()
                        && !(at(i) == '"' && (1..=hashes).all(|n| at(i + n) == '#'))
                    {
                        i += 1;
                    }
                    i += 1 + hashes;
                } else {
                    out.push('r');
                    i += 1;
                    continue;
                }
            }
            // A letter in quotation marks; else it is a lifetime.
            ('\'', '\\') => {
                i += 3;
                while i < chars.len() && at(i) != '\'' {
                    i += 1;
                }
                i += 1;
            }
            ('\'', _) if at(i + 2) == '\'' => i += 3,
            (c, _) => {
                out.push(c);
                i += 1;
                continue;
            }
        }
        out.extend((from..i.min(chars.len())).map(|i| if at(i) == '\n' { '\n' } else { ' ' }));
    }
    out
}

/// Behind the closing mark of a text whose contents begin at `from`.
fn end_of_text(chars: &[char], from: usize) -> usize {
    let mut i = from;
    while let Some(c) = chars.get(i) {
        match c {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    i
}

/// The names and marks of code, each with its line: `use`, `crate`, `::`, `{`, …
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (number, line) in (1..).zip(code.lines()) {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let name =
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let length = match name {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                name => name,
            };
            let (token, after) = rest.split_at(length);
            found.push((number, token.to_owned()));
            rest = after.trim_start();
        }
    }
    found
}

/// The crates that code names, each with its line: what paths begin with.
fn crates(code: &str) -> Vec<(usize, String)> {
    let tokens = tokens(code);
    let token = |i: usize| tokens.get(i).map_or("", |(_, token)| token.as_str());
    let mut found = Vec::new();
    for (i, (line, name)) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).map_or("", token);
        // `::redb` begins a path as well, `store::redb` goes on with one.
        let absolute = before == "::"
            && !i.checked_sub(2).map_or("", token).starts_with(|c: char| c.is_alphanumeric());
        let begins = (before != "::" || absolute) && before != ".";
        let imported = matches!(before, "use" | "crate") && matches!(token(i + 1), ";" | "as");
        if begins && (token(i + 1) == "::" || imported) {
            found.push((*line, name.clone()));
        }
    }
    found
}

/// Our modules that a file names, each with its line: behind `crate::`, behind `frontdesk::`, and
/// behind as many `super::` as lead to the root.
fn modules(source: &Source) -> Vec<(usize, String)> {
    let depth = match source.module() {
        "lib" | "main" => 0,
        module => module.split('/').count(),
    };
    let tokens = tokens(&source.code);
    let token = |i: usize| tokens.get(i).map_or("", |(_, token)| token.as_str());
    let mut found = Vec::new();
    for i in 0..tokens.len() {
        if i > 0 && token(i - 1) == "::" {
            continue;
        }
        let mut next = i;
        let mut supers = 0;
        while token(next) == "super" && token(next + 1) == "::" {
            (supers, next) = (supers + 1, next + 2);
        }
        if matches!(token(i), "crate" | "frontdesk") && token(i + 1) == "::" {
            next = i + 2;
        } else if supers == 0 || supers < depth {
            continue;
        }
        if token(next) != "{" {
            found.extend(tokens.get(next).cloned());
            continue;
        }
        // A group: what follows `{` or `,` at its first level.
        let mut level = 0;
        for at in next..tokens.len() {
            match token(at) {
                "{" => level += 1,
                "}" => level -= 1,
                _ => {}
            }
            if level == 0 {
                break;
            }
            if level == 1 && matches!(token(at), "{" | ",") && token(at + 1) != "}" {
                found.extend(tokens.get(at + 1).cloned());
            }
        }
    }
    found
}

/// Foreign crates that are named where they may not be.
fn foreign(source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    for (line, name) in crates(&source.code) {
        for (_, places) in FOREIGN.iter().filter(|(foreign, _)| *foreign == name) {
            if !places.iter().any(|place| source.within(place)) {
                let places = places.join(", ");
                wrong.push(format!("{}:{line}: `{name}` is for {places}", source.path));
            }
        }
    }
    wrong
}

/// Arrows between our modules that point the wrong way.
fn arrows(source: &Source) -> Vec<String> {
    let top = source.top();
    let Some((_, allowed)) = ARROWS.iter().find(|(module, _)| *module == top) else {
        return vec![format!(
            "{}: `{top}` is new: say in tests/tidy.rs, ARROWS, whom it may name",
            source.path
        )];
    };
    modules(source)
        .into_iter()
        .filter(|(_, named)| named != top && ARROWS.iter().any(|(module, _)| module == named))
        .filter(|(_, named)| !allowed.contains(&named.as_str()))
        .map(|(line, named)| format!("{}:{line}: {top} may not name {named}", source.path))
        .collect()
}

/// What stands at the line of each find of `what` in `text`.
fn finds<'a>(path: &'a str, text: &'a str, what: &'a str) -> impl Iterator<Item = String> + 'a {
    (1..)
        .zip(text.lines())
        .filter(move |(_, line)| line.contains(what))
        .map(move |(number, _)| format!("{path}:{number}: {what}"))
}

fn nothing(wrong: impl IntoIterator<Item = String>, rule: &str) {
    let mut told = String::new();
    for line in wrong {
        write!(told, "\n  {line}").unwrap();
    }
    assert!(told.is_empty(), "{rule}:{told}");
}

#[test]
fn crates_are_named_where_they_belong() {
    nothing(sources(&["src"]).iter().flat_map(foreign), "foreign types stop at the door");
}

#[test]
fn arrows_point_one_way() {
    nothing(sources(&["src"]).iter().flat_map(arrows), "arrows point one way");
}

#[test]
fn the_table_of_arrows_has_no_circle() {
    let mut above = BTreeSet::new();
    for (module, allowed) in ARROWS {
        for named in *allowed {
            // A module may name itself without being allowed to.
            assert!(
                above.contains(named) || named == module,
                "{module} is allowed to name {named}, which stands below it in ARROWS"
            );
        }
        assert!(above.insert(module), "{module} stands in ARROWS twice");
    }
}

#[test]
fn the_core_knows_nothing_but_itself() {
    let manifest: toml::Table =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
            .unwrap()
            .parse()
            .unwrap();
    let dependencies: BTreeSet<String> = manifest["dependencies"]
        .as_table()
        .unwrap()
        .keys()
        .map(|name| name.replace('-', "_"))
        .collect();
    assert!(dependencies.contains("tokio"), "the list of dependencies was not understood");
    let mut wrong = Vec::new();
    for source in sources(&["src/domain"]) {
        for (line, name) in crates(&source.code) {
            if dependencies.contains(&name) && name != "serde" {
                wrong.push(format!("{}:{line}: {name}", source.path));
            }
        }
        for impure in ["std::fs", "std::env", "std::net", "std::process", "std::thread", "async "] {
            wrong.extend(finds(&source.path, &source.code, impure));
        }
    }
    nothing(wrong, "domain/ has itself, std without the outside world, and serde");
}

#[test]
fn time_is_read_in_one_place() {
    let mut wrong = Vec::new();
    for source in sources(&["src"]) {
        if source.within("clock") || source.within("sandbox") {
            continue;
        }
        let code: String = source.code.lines().map(|line| line.replace(' ', "") + "\n").collect();
        for what in TIME {
            wrong.extend(finds(&source.path, &code, what));
        }
        wrong.extend(finds(&source.path, &source.code, "disallowed_methods"));
    }
    nothing(wrong, "only clock.rs reads the time and waits: ask the `Clock`");
}

#[test]
fn nothing_is_left_undone() {
    let mut wrong = Vec::new();
    for source in sources(&["src", "tests", "benches"]) {
        for what in ["todo!", "unimplemented!", "#[ignore", "#![ignore"] {
            wrong.extend(finds(&source.path, &source.code, what));
        }
        // Also in comments, and therefore not spelled here.
        wrong.extend(finds(&source.path, &source.text, concat!("FIX", "ME")));
    }
    nothing(wrong, "what is missing is an issue, not a mark in the code");
}

#[test]
fn files_are_short_and_say_what_they_promise() {
    let mut wrong = Vec::new();
    for source in sources(&["src"]) {
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("{}: {lines} lines; {LONGEST_FILE} are enough", source.path));
        }
        if !source.text.starts_with("//! ") {
            wrong.push(format!("{}: begins without saying what it is (//!)", source.path));
        }
        if source.module().split('/').any(|part| EMPTY_NAMES.contains(&part)) {
            wrong.push(format!("{}: a name that says nothing", source.path));
        }
    }
    nothing(wrong, "a file has one noun, a name and a first sentence");
}

#[test]
fn there_is_something_to_hold_the_rules_against() {
    let sources = sources(&["src", "tests", "benches", "no-such-folder"]);
    let mut tops: BTreeMap<&str, usize> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.path.starts_with("src/")) {
        *tops.entry(source.top()).or_default() += 1;
    }
    for module in ["main", "lib", "clock", "domain", "store", "sandbox"] {
        assert!(tops.contains_key(module), "{module} was not found among {tops:?}");
    }
    assert!(sources.iter().any(|source| source.path == "tests/tidy.rs"));
}

#[test]
fn comments_and_texts_are_no_code() {
    for (text, left) in [
        ("a // redb::x\nb", "a\nb"),
        ("a /* x /* y */ \n z */ b", "a\nb"),
        (r#"f("todo!(\"", b)"#, "f(,b)"),
        ("f(r#\"a\"b\"#, br\"\\\", c)", "f(,b,c)"),
        ("r#type", "r#type"),
        ("var\"x\"", "var"),
        (r"('\'', '\\', '\u{41}', 'x', '/')", "(,,,,)"),
        ("fn f<'a>(x: &'a str)", "fnf<'a>(x:&'astr)"),
        ("\"never ends", ""),
    ] {
        let blanked = code(text);
        assert_eq!(blanked.replace(' ', ""), left, "{text}");
        assert_eq!(blanked.chars().count(), text.chars().count(), "{text}");
    }
}

#[test]
fn wrong_names_are_seen() {
    let seen = |path: &str, text: &str| {
        let source = Source::new(path, text);
        let mut all = foreign(&source);
        all.extend(arrows(&source));
        all
    };
    let one = |path: &str, text: &str, told: &str| {
        assert_eq!(seen(path, text), [format!("{path}:{told}")], "{text}");
    };
    let none = |path: &str, text: &str| assert_eq!(seen(path, text), [""; 0], "{path} {text}");

    one("src/engine/mod.rs", "\nuse redb::Database;", "2: `redb` is for store");
    one(
        "src/jobs.rs",
        "fn f(x: ::axum::Router)",
        "1: `axum` is for sandbox, inbound/webhook, http/health",
    );
    one(
        "src/inbound/mod.rs",
        "use axum;",
        "1: `axum` is for sandbox, inbound/webhook, http/health",
    );
    one(
        "src/storehouse.rs",
        "",
        " `storehouse` is new: say in tests/tidy.rs, ARROWS, whom it may name",
    );
    none("src/store/tx.rs", "use redb::{Database, TableError}; fn redb() {}");
    none("src/inbound/webhook.rs", "use axum::Router; // fluent::x");
    none("src/inbound/webhook/routes.rs", "use axum::Router;");
    none("src/config/keys.rs", "value::cron::x(\"redb::x\"); config.redb; self.axum()");

    one("src/domain/card.rs", "use crate::store::Store;", "1: domain may not name store");
    one("src/domain/card.rs", "use super::super::clock::Clock;", "1: domain may not name clock");
    one("src/clock.rs", "super::engine::f()", "1: clock may not name engine");
    one("src/sandbox/http.rs", "use frontdesk::clock::Clock;", "1: sandbox may not name clock");
    one(
        "src/service.rs",
        "use crate::{jobs, sandbox::{self, Sandbox}};",
        "1: service may not name sandbox",
    );
    one(
        "src/inbound/mod.rs",
        "use crate::{\n    outbound,\n};",
        "2: inbound may not name outbound",
    );
    none("src/main.rs", "use frontdesk::{demo, sandbox::Sandbox};");
    none("src/domain/card.rs", "use super::store::x; use crate::domain::{store, engine};");
}
