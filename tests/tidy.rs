//! House rules that a compiler cannot see: who may know whom, where time is read, and that the
//! documents name things that are there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed expectation ends the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use frontdesk::i18n::LANGUAGES;
use frontdesk::store::{Store, tables};

/// Which modules of the crate a module may name. `main` and `lib` put them together.
const ARROWS: &[(&str, &[&str])] = &[
    // Whoever can make a mistake may ask whether it is being made.
    ("mistake", &[]),
    ("domain", &[]),
    ("clock", &["domain"]),
    ("store", &["domain", "mistake"]),
    ("engine", &["clock", "domain", "mistake", "store"]),
    ("log", &[]),
    ("secret", &[]),
    ("telegram", &["domain", "secret"]),
    ("i18n", &["domain"]),
    ("inbound", &["clock", "domain", "engine", "mistake", "telegram"]),
    ("outbound", &["clock", "domain", "engine", "i18n", "mistake", "store", "telegram"]),
    ("jobs", &["clock", "domain", "engine"]),
    ("socket", &["store"]),
    ("backup", &["clock", "domain", "jobs", "secret", "socket", "store", "telegram"]),
    ("export", &["backup", "clock", "domain", "engine", "socket", "store"]),
    // The settings are spoken in the words of those who follow them.
    ("config", &["domain", "engine", "i18n", "secret"]),
    ("sandbox", &[]),
    (
        "service",
        &[
            "backup", "clock", "config", "domain", "engine", "export", "i18n", "inbound", "jobs",
            "outbound", "secret", "socket", "store", "telegram",
        ],
    ),
    (
        "check",
        &["clock", "config", "domain", "i18n", "outbound", "secret", "socket", "store", "telegram"],
    ),
    ("demo", &["clock", "config", "sandbox", "secret", "service", "store"]),
    (
        "main",
        &[
            "backup", "check", "clock", "config", "demo", "export", "log", "secret", "service",
            "store",
        ],
    ),
];

/// Which files may name a crate; a folder ends with `/`.
const OWNERS: &[(&str, &[&str])] = &[
    ("teloxide", &["src/inbound/", "src/outbound/", "src/telegram.rs"]),
    ("redb", &["src/store/"]),
    ("fluent", &["src/i18n.rs", "src/i18n/"]),
    ("age", &["src/backup.rs"]),
    ("cron", &["src/config/", "src/jobs.rs", "src/backup/"]),
    ("axum", &["src/sandbox/"]),
    ("dptree", &["src/inbound/"]),
    // The local Bot API delivers webhooks; the settings judge addresses as the door will.
    ("reqwest", &["src/config/value.rs", "src/sandbox/hooks.rs", "src/telegram.rs"]),
    ("clap", &["src/main.rs"]),
    ("tracing_subscriber", &["src/log.rs"]),
    ("anyhow", &["src/demo.rs", "src/main.rs"]),
    // A code on the terminal, and one as a picture.
    ("qrcode", &["src/main.rs", "src/outbound/picture.rs"]),
    ("png", &["src/outbound/picture.rs"]),
];

/// All that the core may know; calendars and zones are pure.
const CORE: &[&str] = &["chrono", "chrono_tz", "serde"];

/// A file grows until a second noun appears in it.
const LONGEST: usize = 900;

struct File {
    /// From the root of the repository, with `/`.
    path: String,
    text: String,
}

impl File {
    /// The text without comments and without the tests at its end.
    fn code(&self) -> String {
        let before_tests = self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let lines = before_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The module of the crate that it belongs to.
    fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// How its code spells the root of the crate without saying `crate`: `super::` once for every
    /// step up from its module.
    fn way_to_the_root(&self) -> String {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let module = inside.trim_end_matches(".rs").trim_end_matches("/mod");
        "super::".repeat(module.split('/').count())
    }

    /// Whether one of these names it, or a folder that it is in.
    fn is_one_of(&self, places: &[&str]) -> bool {
        places.iter().any(|place| {
            self.path == *place || (place.ends_with('/') && self.path.starts_with(place))
        })
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// All text files in these folders.
fn files(folders: &[&str]) -> Vec<File> {
    let mut paths = Vec::new();
    for folder in folders {
        walk(&root().join(folder), &mut paths);
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let inside = path.strip_prefix(root()).unwrap();
        let path = inside.to_str().unwrap().replace('\\', "/");
        files.push(File { path, text });
    }
    files
}

fn sources() -> Vec<File> {
    let files = files(&["src"]);
    files.into_iter().filter(|file| file.path.ends_with(".rs")).collect()
}

/// Every `a::b` of a text where a path begins with `a`.
fn paths(code: &str) -> BTreeSet<(String, String)> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("::") {
        let before: String = {
            let reversed: String = code[..at].chars().rev().take_while(|c| is_name(*c)).collect();
            reversed.chars().rev().collect()
        };
        let begins = !code[..at - before.len()].ends_with("::");
        if begins && !before.is_empty() {
            let after = code[at + 2..].chars().take_while(|c| is_name(*c)).collect();
            found.insert((before, after));
        }
    }
    found
}

/// The crates of `[dependencies]`, as code names them.
fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let table = manifest["dependencies"].as_table().unwrap();
    table.keys().map(|name| name.replace('-', "_")).collect()
}

fn assert_none(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn arrows_point_one_way() {
    let mut broken = Vec::new();
    for file in sources().iter().filter(|file| file.module() != "lib") {
        let module = file.module();
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else {
            broken.push(format!("{}: `{module}` is missing in ARROWS", file.path));
            continue;
        };
        if file.code().contains(&file.way_to_the_root()) {
            broken.push(format!(
                "{}: write crate:: instead of {}",
                file.path,
                file.way_to_the_root()
            ));
        }
        for (first, second) in paths(&file.code()) {
            let inside = first == "crate" || (module == "main" && first == "frontdesk");
            // `use frontdesk::{a, b}` names several at once; only `main` is outside of the crate.
            let known = second == module || allowed.contains(&second.as_str());
            if inside && !known && !(module == "main" && second.is_empty()) {
                broken.push(format!("{}: {first}::{second}", file.path));
            }
        }
    }
    assert_none("These modules must not know each other", broken);
}

#[test]
fn every_crate_has_its_owner() {
    let mut broken = Vec::new();
    for file in &sources() {
        for (first, second) in paths(&file.code()) {
            for (name, places) in OWNERS {
                let named = first == *name || first.starts_with(&format!("{name}_"));
                if named && !file.is_one_of(places) {
                    broken.push(format!("{}: {first}::{second}", file.path));
                }
            }
        }
    }
    assert_none("These crates are named elsewhere only", broken);
}

#[test]
fn the_core_knows_nothing_of_the_world() {
    let dependencies = dependencies();
    let mut broken = Vec::new();
    for file in sources().iter().filter(|file| file.module() == "domain") {
        for (first, second) in paths(&file.code()) {
            let foreign = dependencies.contains(&first) && !CORE.contains(&first.as_str());
            let worldly = first == "std"
                && ["env", "fs", "io", "net", "process", "sync", "thread"].contains(&&*second);
            if foreign || worldly {
                broken.push(format!("{}: {first}::{second}", file.path));
            }
        }
        if file.code().contains("async ") || file.code().contains(".await") {
            broken.push(format!("{}: waits", file.path));
        }
    }
    assert_none("The core takes values and gives values", broken);
}

#[test]
fn only_the_clock_reads_the_time() {
    let readers = ["Utc::now(", "Local::now(", "SystemTime::now(", "Instant::now(", ".elapsed("];
    let sleepers = ["tokio::time::sleep", "thread::sleep(", "time::interval"];
    let excuse = "clippy::disallowed_methods";
    let mut broken = Vec::new();
    for file in &sources() {
        if file.is_one_of(&["src/clock.rs", "src/sandbox/"]) {
            continue;
        }
        let code = file.code();
        for call in readers {
            if code.contains(call) {
                broken.push(format!("{}: {call}", file.path));
            }
        }
        for call in sleepers.into_iter().chain([excuse]) {
            if code.contains(call) {
                broken.push(format!("{}: {call}", file.path));
            }
        }
    }
    assert_none("Ask the `Clock`", broken);
}

#[test]
fn nothing_is_left_half_done() {
    let marks = ["todo!(", "unimplemented!(", "#[ignore", "FIXME", "XXX"];
    let mut broken = Vec::new();
    for file in files(&["src", "tests", "benches"]) {
        if file.path == "tests/tidy.rs" {
            continue;
        }
        for mark in marks {
            if file.text.contains(mark) {
                broken.push(format!("{}: {mark}", file.path));
            }
        }
    }
    assert_none("Finish it, or write it down where plans are kept", broken);
}

#[test]
fn files_stay_readable() {
    let mut broken = Vec::new();
    for file in files(&["src"]) {
        if !file.path.ends_with(".rs") {
            continue;
        }
        let lines = file.text.lines().count();
        if lines > LONGEST {
            broken.push(format!("{}: {lines} lines, {LONGEST} at most", file.path));
        }
        if !file.text.starts_with("//!") {
            broken.push(format!("{}: does not say what it promises", file.path));
        }
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if ["utils.rs", "util.rs", "helpers.rs", "common.rs", "misc.rs", "types.rs"].contains(&name)
        {
            broken.push(format!("{}: a name that says nothing", file.path));
        }
    }
    assert_none("Files", broken);
}

#[test]
fn nothing_is_bound_to_one_machine() {
    let homes = ["root", "home", "work", "Users", "tmp"].map(|name| format!("/{name}/"));
    let mut broken = Vec::new();
    for file in files(&["src", "tests", "benches", "locales", ".ci"]) {
        for home in &homes {
            if let Some(line) = file.text.lines().find(|line| line.contains(home)) {
                broken.push(format!("{}: {}", file.path, line.trim()));
            }
        }
    }
    assert_none("Paths of one machine", broken);
}

#[test]
fn every_language_has_its_folder_and_every_folder_its_language() {
    let folders = fs::read_dir(root().join("locales")).unwrap();
    let folders: BTreeSet<String> =
        folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let languages: BTreeSet<String> = LANGUAGES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(folders, languages);
}

#[test]
fn every_table_is_made_at_the_first_opening_and_listed() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    let made: BTreeSet<String> = store.read().unwrap().table_names().unwrap().into_iter().collect();
    let listed: BTreeSet<String> = tables::NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(made, listed);
    for (table, meaning) in tables::ALL {
        let sentence = meaning.trim();
        assert!(sentence.len() > 10 && sentence.ends_with('.'), "{table}: {sentence}");
    }
}

#[test]
fn the_architecture_names_things_that_are_there() {
    let document = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let sources: String =
        files(&["src", "tests", "benches"]).into_iter().map(|file| file.text).collect();
    let names: Vec<&str> = document.split('`').skip(1).step_by(2).collect();
    let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let mut broken = Vec::new();
    // Names as long as sentences are those of tests.
    for test in names.iter().filter(|name| is_name(name) && name.matches('_').count() > 2) {
        if !sources.contains(&format!("fn {test}(")) {
            broken.push(format!("there is no test {test}"));
        }
    }
    for path in names.iter().filter(|name| name.starts_with("src/") || name.starts_with("tests/")) {
        if !root().join(path).exists() {
            broken.push(format!("there is no {path}"));
        }
    }
    for table in tables::NAMES {
        if !names.contains(table) {
            broken.push(format!("the table {table} is missing"));
        }
    }
    assert_none("ARCHITECTURE.md", broken);
}
