//! Exports: made while people write and while nobody does, read, and made into a desk again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::disallowed_methods, reason = "a real program is waited for in real time")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use frontdesk::clock::Clock;
use frontdesk::config::{Config, Token};
use frontdesk::domain::id::{ConversationId, DeskId};
use frontdesk::domain::time::Timestamp;
use frontdesk::sandbox::{BotRights, Fault, Options, Outgoing, Sandbox, Seen, Standing};
use frontdesk::service::{Launch, Service};
use frontdesk::store::{EntryKind, FILE, Rows, Store, tables};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::process::Command;

const PATIENCE: Duration = Duration::from_secs(60);
const BEFORE: &str = "frontdesk.redb.before-restore";

/// A bot at a local Bot API, with a forum of Ada and Ben.
struct Desk {
    sandbox: Sandbox,
    group: i64,
    ada: i64,
    ben: i64,
    clock: Clock,
    config: Config,
    data: PathBuf,
    around: tempfile::TempDir,
    service: Option<Service>,
}

impl Desk {
    async fn open(variables: &[(&str, &str)]) -> Self {
        let clock = Clock::system();
        let now = clock.clone();
        let options = Options { now: Arc::new(move || now.now().0), ..Options::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        let group = sandbox.forum("Support");
        let [ada, ben] = ["Ada", "Ben"].map(|name| sandbox.user(name, Some(name), Some("en")));
        sandbox.join(group, ada, Standing::Creator);
        sandbox.join(group, ben, Standing::Member);
        sandbox.bot_joins(group, BotRights::all());
        let limits =
            ["PER_SECOND", "PER_CHAT_PER_SECOND", "PER_GROUP_PER_MINUTE", "USER_PER_MINUTE"];
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .chain(limits.map(|name| (format!("FRONTDESK_LIMITS__{name}"), "0".to_owned())));
        let config = Config::load(None, false, variables).unwrap();
        let around = tempfile::tempdir().unwrap();
        let data = around.path().join("data");
        let mut desk =
            Self { sandbox, group, ada, ben, clock, config, data, around, service: None };
        desk.start().await;
        desk
    }

    async fn start(&mut self) {
        let launch = Launch {
            data: self.data.clone(),
            token: Token::new(self.sandbox.token()),
            api_url: self.sandbox.url(),
            desk: Some(self.group),
            config: self.config.clone(),
            clock: self.clock.clone(),
        };
        self.service = Some(Service::start(launch).await.unwrap());
    }

    async fn stop(&mut self) {
        self.service.take().unwrap().stop().await.unwrap();
    }

    fn store(&self) -> &Store {
        self.service.as_ref().unwrap().store()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.around.path().join(name)
    }

    /// Waits for something, while the clock goes on past whatever is waited for.
    async fn until<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        self.until_in(self.group, what, look).await
    }

    async fn until_in<T>(&self, chat: i64, what: &str, look: impl Fn() -> Option<T>) -> T {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look() {
                return found;
            }
            let texts = self.sandbox.texts(chat);
            assert!(tokio::time::Instant::now() < deadline, "never {what}: {texts:#?}");
            self.clock.advance(Duration::from_millis(500));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn settle(&self) {
        self.until("it settles", || {
            let settled =
                self.sandbox.pending_updates() == 0 && self.store().rows().unwrap().is_empty();
            settled.then_some(())
        })
        .await;
    }

    /// The bot's newest message in a chat with these words, or such a button.
    async fn seen(&self, chat: i64, part: &str) -> Seen {
        self.until_in(chat, part, || {
            let all = self.sandbox.messages(chat).into_iter().rev();
            let mut by_bot = all.filter(|seen| seen.by_bot);
            by_bot.find(|seen| seen.text.contains(part) || seen.labels().contains(&part))
        })
        .await
    }

    fn writes(&self, user: i64, text: &str) -> i32 {
        self.sandbox.say(user, user, Outgoing::text(text))
    }

    async fn topic(&self, number: u32) -> i32 {
        let id = ConversationId { desk: DeskId(1), number };
        self.until("its topic", || self.store().whereabouts(id).unwrap()?.topic).await
    }

    async fn answers(&self, number: u32, text: &str) {
        let message = Outgoing::text(text).in_topic(self.topic(number).await);
        self.sandbox.say(self.ben, self.group, message);
    }

    async fn says(&self, text: &str, told: &str) -> Seen {
        self.sandbox.say(self.ada, self.group, Outgoing::text(text));
        self.seen(self.group, told).await
    }

    async fn presses(&self, who: i64, chat: i64, label: &str) {
        let message = self.seen(chat, label).await;
        self.sandbox.press(who, chat, message.id, label).unwrap();
    }

    /// A desk at which some of everything has happened: what is open, completed and rated; tags, notes
    /// and albums; an answer that may stand twice, one that failed; a ban; somebody forgotten.
    async fn lived(variables: &[(&str, &str)]) -> Self {
        let desk = Self::open(variables).await;
        let [anna, carl, zoe, mia] = ["Anna", "Carl", "Zoe", "Mia"]
            .map(|name| desk.sandbox.user(name, Some(&name.to_lowercase()), Some("en")));

        desk.writes(anna, "the printer is on fire");
        desk.seen(anna, "#1").await;
        desk.sandbox.fail_next("copyMessage", Fault::ResetAfter);
        desk.answers(1, "pull the plug").await;
        desk.until("it is there, perhaps twice", || {
            let texts = desk.sandbox.texts(anna);
            (texts.iter().filter(|text| text.contains("pull the plug")).count() == 2).then_some(())
        })
        .await;
        desk.says("/tag 1 vip", "Tags of #1").await;
        desk.says("/note 1 she is \"angry\" \u{2028} \\ 🔥", "Noted on #1").await;
        desk.presses(desk.ben, desk.group, "Mark Complete").await;
        desk.presses(desk.ben, desk.group, "Confirm: solved").await;
        desk.seen(anna, "has been completed").await;
        desk.settle().await;
        desk.presses(anna, anna, "4 ★").await;
        desk.seen(anna, "Your rating: 4 of 5").await;

        desk.writes(carl, "my screen is black");
        desk.sandbox.album(carl, carl, vec![Outgoing::photo("one"), Outgoing::photo("two")]);
        desk.seen(carl, "#2").await;
        desk.until("the album", || {
            let all = desk.sandbox.messages(desk.group);
            (all.iter().filter(|seen| seen.by_bot && seen.album.is_some()).count() == 2)
                .then_some(())
        })
        .await;
        desk.sandbox.block(carl);
        desk.answers(2, "switch it on").await;
        desk.seen(desk.group, "Not delivered").await;

        desk.writes(zoe, "buy this");
        desk.seen(zoe, "#3").await;
        desk.says("/ban 3 7d spam", "banned until").await;

        desk.writes(mia, "my cat is called Miranda");
        desk.seen(mia, "#4").await;
        desk.writes(mia, "/forget");
        desk.presses(mia, mia, "Erase everything").await;
        desk.seen(mia, "has been erased").await;
        desk.settle().await;
        desk
    }

    async fn frontdesk(&self, arguments: &[&str]) -> Output {
        frontdesk(&self.data, arguments).await
    }
}

/// The program on a data directory.
async fn frontdesk(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.args(arguments).env_clear().env("FRONTDESK_DATA", data).kill_on_drop(true);
    tokio::time::timeout(PATIENCE, command.output()).await.expect("it ends").unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[track_caller]
fn succeeded(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[track_caller]
fn refused(output: &Output, parts: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said:?}");
    }
}

fn dump(store: &Store) -> BTreeMap<&'static str, Rows> {
    store.read().unwrap().dump().unwrap()
}

fn dump_of(data: &Path) -> BTreeMap<&'static str, Rows> {
    dump(&Store::open(data).unwrap())
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn manifest(directory: &Path) -> Value {
    serde_json::from_slice(&fs::read(directory.join("export.json")).unwrap()).unwrap()
}

/// The lines of a table's file.
fn lines(directory: &Path, table: &str) -> Vec<Value> {
    let text = fs::read_to_string(directory.join(format!("{table}.jsonl"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn values(directory: &Path, table: &str) -> Vec<Value> {
    lines(directory, table).into_iter().map(|line| line["value"].clone()).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A whole export, as its manifest says.
fn assert_whole(directory: &Path) {
    assert_eq!(mode(directory), 0o700);
    let manifest = manifest(directory);
    assert_eq!(manifest["kind"], "frontdesk export");
    assert_eq!(manifest["format"], 1);
    assert!(manifest["program"].as_str().unwrap().starts_with(env!("CARGO_PKG_VERSION")));
    assert!(manifest["schema"].as_u64().unwrap() > 0);
    assert!(manifest["moment"].as_str().unwrap().ends_with('Z'));
    let files = manifest["files"].as_array().unwrap();
    let listed: Vec<&str> = files.iter().map(|file| file["table"].as_str().unwrap()).collect();
    assert_eq!(listed, tables::NAMES);
    for file in files {
        let path = directory.join(file["file"].as_str().unwrap());
        let bytes = fs::read(&path).unwrap();
        assert_eq!(mode(&path), 0o600);
        assert_eq!(file["sha256"], sha256(&bytes));
        let count = lines(directory, file["table"].as_str().unwrap()).len();
        assert_eq!(file["lines"], count, "{file}");
        assert!(file["meaning"].as_str().unwrap().ends_with('.'), "{file}");
    }
    assert_eq!(mode(&directory.join("export.json")), 0o600);
    assert_eq!(names(directory).len(), tables::NAMES.len() + 1);
}

/// All files of an export, one after another.
fn all_bytes(directory: &Path) -> Vec<u8> {
    names(directory).iter().flat_map(|name| fs::read(directory.join(name)).unwrap()).collect()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

/// The deeds of the audit, in their order.
fn deeds(directory: &Path) -> Vec<String> {
    let entries = values(directory, "audit-1");
    entries.iter().map(|entry| entry["what"].to_string()).collect()
}

// ---- stories -----------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_lived_is_exported_and_goes_on_elsewhere() {
    let mut desk = Desk::lived(&[]).await;
    // While it runs.
    let running = desk.path("running");
    let said = succeeded(&desk.frontdesk(&["export", text(&running)]).await);
    assert!(said.contains(text(&running)) && said.contains("not encrypted"), "{said}");
    assert_whole(&running);
    let stored = dump(desk.store());
    for (table, rows) in &stored {
        // What Telegram answered meanwhile is noted there.
        if *table != "meta-1" {
            assert_eq!(lines(&running, table).len(), rows.len(), "{table}");
        }
    }
    // It can be read.
    let conversations = values(&running, "conversations-1");
    assert!(conversations.iter().any(|value| value["tags"] == json!(["vip"])), "{conversations:?}");
    assert!(values(&running, "messages-1").iter().any(|value| value["maybe_double"] == true));
    let history = values(&running, "history-1");
    let of_kind = |kind: &str| -> Vec<&Value> {
        history.iter().filter_map(|entry| entry["kind"].get(kind)).collect()
    };
    assert_eq!(of_kind("MaybeDouble").len(), 1);
    assert_eq!(of_kind("Note")[0]["text"], "she is \"angry\" \u{2028} \\ 🔥");
    assert_eq!((lines(&running, "bans-1").len(), lines(&running, "failed-1").len()), (1, 1));
    // The audit is whole, in order, and names this export; whoever did what when stands there.
    let audit = lines(&running, "audit-1");
    let sequences: Vec<u64> = audit.iter().map(|line| line["key"].as_u64().unwrap()).collect();
    assert_eq!(sequences, (1..=audit.len() as u64).collect::<Vec<_>>());
    assert_eq!(deeds(&running).last().unwrap(), "\"Exported\"");
    for part in ["Rated", "Banned", "Forgotten"] {
        assert!(deeds(&running).iter().any(|deed| deed.contains(part)), "{part}");
    }
    let completed = audit.iter().find(|line| line.to_string().contains("Completed")).unwrap();
    assert_eq!(completed["value"]["by"], json!({ "Agent": desk.ben }));
    assert!(completed["value"]["what"]["Happened"]["before"].is_object(), "{completed}");
    // Neither the token nor what was erased.
    let bytes = all_bytes(&running);
    let token = desk.sandbox.token();
    let half = token.split(':').nth(1).unwrap();
    for word in ["Miranda", "Mia", "mia", token.as_str(), half] {
        assert!(!holds(&bytes, word), "{word}");
    }
    assert!(holds(&bytes, "the printer is on fire"));
    // The team sees it too.
    desk.says("/audit", "Everything was exported where the bot runs").await;
    desk.settle().await;

    // Nothing is written where something is.
    for taken in [&running, &desk.data] {
        let before = names(taken);
        refused(
            &desk.frontdesk(&["export", text(taken)]).await,
            &["running Frontdesk says", text(taken), "holds something already"],
        );
        assert_eq!(names(taken), before);
    }
    let file = desk.path("a-file");
    fs::write(&file, "mine").unwrap();
    refused(&desk.frontdesk(&["export", text(&file)]).await, &["a-file", "holds something"]);
    let nowhere = desk.path("nowhere/export");
    refused(&desk.frontdesk(&["export", text(&nowhere)]).await, &["nowhere"]);
    refused(&desk.frontdesk(&["import", text(&running), "--force"]).await, &["is running"]);
    // What was refused is in no audit.
    let stored = dump(desk.store());
    let told = stored["audit-1"].values().filter(|entry| entry.contains("Exported"));
    assert_eq!(told.count(), 1);

    // While it does not run, into a directory that is empty.
    desk.stop().await;
    let stopped = desk.path("stopped");
    fs::create_dir(&stopped).unwrap();
    succeeded(&desk.frontdesk(&["export", text(&stopped)]).await);
    assert_whole(&stopped);
    let audit = deeds(&stopped);
    assert_eq!(audit.iter().filter(|deed| *deed == "\"Exported\"").count(), 2);
    assert_eq!(audit.last().unwrap(), "\"Exported\"");
    refused(
        &desk.frontdesk(&["export", text(&stopped)]).await,
        &[text(&stopped), "holds something already"],
    );
    let original = dump_of(&desk.data);
    assert_eq!(original["audit-1"].len(), audit.len(), "a refused export is in no audit");

    // Elsewhere everything is as it was.
    let elsewhere = desk.path("elsewhere/data");
    let said = succeeded(&frontdesk(&elsewhere, &["import", text(&stopped)]).await);
    assert!(said.contains("Imported"), "{said}");
    assert_eq!((mode(&elsewhere), mode(&elsewhere.join(FILE))), (0o700, 0o600));
    assert_eq!(dump_of(&elsewhere), original);
    assert_eq!(names(&elsewhere), [FILE]);
    assert_eq!(names(desk.around.path()), ["a-file", "data", "elsewhere", "running", "stopped"]);

    // And it goes on there.
    desk.data = elsewhere;
    desk.start().await;
    let nora = desk.sandbox.user("Nora", None, Some("en"));
    desk.writes(nora, "is anybody there?");
    desk.seen(nora, "#5").await;
    desk.answers(5, "certainly").await;
    desk.seen(nora, "certainly").await;
    desk.settle().await;
    desk.stop().await;
    assert_eq!(Store::open(&desk.data).unwrap().verify().unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_while_people_write_equals_a_moment() {
    let mut desk = Desk::open(&[]).await;
    let users: Vec<i64> =
        (0..5).map(|n| desk.sandbox.user(&format!("User{n}"), None, Some("en"))).collect();
    let mut exports = Vec::new();
    for round in 0..20 {
        for user in &users {
            desk.writes(*user, &format!("{round}"));
        }
        if round % 10 == 5 {
            let directory = desk.path(&format!("export-{round}"));
            succeeded(&desk.frontdesk(&["export", text(&directory)]).await);
            exports.push(directory);
        }
    }
    desk.settle().await;
    let said = |store: &Store, number: u32| -> Vec<String> {
        let tx = store.write().unwrap();
        let history = tx.history(ConversationId { desk: DeskId(1), number }).unwrap();
        let texts = history.into_iter().filter_map(|entry| match entry.kind {
            EntryKind::Said { text, .. } => Some(text),
            _ => None,
        });
        texts.collect()
    };
    let all: Vec<_> = (1..=5).map(|number| said(desk.store(), number)).collect();
    assert_eq!(all.iter().map(Vec::len).sum::<usize>(), 100);
    for (index, directory) in exports.iter().enumerate() {
        assert_whole(directory);
        let data = desk.path(&format!("data-{index}"));
        succeeded(&frontdesk(&data, &["import", text(directory)]).await);
        let store = Store::open(&data).unwrap();
        for (number, texts) in (1..=5).zip(&all) {
            let then = said(&store, number);
            assert!(texts.starts_with(&then), "#{number}: {then:?} is no beginning");
        }
    }
    desk.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_tells_of_it_in_every_language() {
    for (language, words) in [
        ("en", "Everything was exported"),
        ("ru", "Всё выгружено"),
        ("zh-hans", "导出全部内容"),
        ("fa", "برون‌بری شد"),
    ] {
        let mut desk = Desk::open(&[("FRONTDESK_LOCALE__DESK", language)]).await;
        succeeded(&desk.frontdesk(&["export", text(&desk.path("export"))]).await);
        desk.says("/audit", words).await;
        desk.stop().await;
    }
}

/// What is in no audit is in no file either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_entry_there_is_no_export() {
    let mut desk = Desk::open(&[]).await;
    let target = desk.path("export");
    let tx = desk.store().write().unwrap();
    // The number of the next entry cannot be read.
    tx.set_meta("audit", &"damaged").unwrap();
    tx.commit().unwrap();
    let output = desk.frontdesk(&["export", text(&target)]).await;
    refused(&output, &["the audit could not be written", "there is no export"]);
    assert_eq!(names(desk.around.path()), ["data"]);
    desk.stop().await;
    refused(&desk.frontdesk(&["export", text(&target)]).await, &["cannot be read"]);
    assert_eq!(names(desk.around.path()), ["data"]);
}

// ---- without a bot -----------------------------------------------------------------------------

/// A database with a few rows in several tables, and an export of it.
async fn small(around: &Path) -> (PathBuf, PathBuf) {
    let (data, directory) = (around.join("data"), around.join("export"));
    let store = Store::open(&data).unwrap();
    let tx = store.write().unwrap();
    for update in 1..=5 {
        tx.first_seen(update, Timestamp(1_000 * update)).unwrap();
    }
    tx.set_meta("trying", &None::<u32>).unwrap();
    tx.commit().unwrap();
    drop(store);
    succeeded(&frontdesk(&data, &["export", text(&directory)]).await);
    (data, directory)
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for name in names(from) {
        fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}

/// Changes the file of a table, without a word to the manifest.
fn change(directory: &Path, table: &str, change: impl FnOnce(String) -> String) {
    let path = directory.join(format!("{table}.jsonl"));
    let changed = change(fs::read_to_string(&path).unwrap());
    fs::write(&path, changed).unwrap();
}

fn change_manifest(directory: &Path, change: impl FnOnce(&mut Value)) {
    let mut manifest = manifest(directory);
    change(&mut manifest);
    fs::write(directory.join("export.json"), manifest.to_string()).unwrap();
}

/// Changes the file of a table, and the manifest with it: nobody sees it by its hash.
fn forge(directory: &Path, table: &str, how: impl FnOnce(String) -> String) {
    change(directory, table, how);
    let bytes = fs::read(directory.join(format!("{table}.jsonl"))).unwrap();
    change_manifest(directory, |manifest| {
        let files = manifest["files"].as_array_mut().unwrap();
        let file = files.iter_mut().find(|file| file["table"] == table).unwrap();
        file["sha256"] = json!(sha256(&bytes));
        file["lines"] = json!(bytes.iter().filter(|byte| **byte == b'\n').count());
    });
}

/// Without the line of this number, from 1.
fn without_line(text: &str, number: usize) -> String {
    let kept = text.lines().enumerate().filter(|(index, _)| index + 1 != number);
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

type Spoil = fn(&Path);

/// Everything that is refused: what it is, how an export comes to it, and what is said.
const SPOILT: &[(&str, Spoil, &[&str])] = &[
    (
        "a file that ends in the middle of a line",
        |it| change(it, "seen-1", |text| text.replace(":5000}\n", ":50")),
        &["seen-1.jsonl:5: this line has no end"],
    ),
    (
        "a file that ends early",
        |it| change(it, "seen-1", |text| without_line(&text, 5)),
        &["seen-1.jsonl", "it has 4 lines, its manifest says 5"],
    ),
    (
        "a changed byte",
        |it| change(it, "seen-1", |text| text.replace("3000", "3001")),
        &["seen-1.jsonl", "its SHA-256 is another"],
    ),
    (
        "a byte that makes it no JSON",
        |it| change(it, "seen-1", |text| text.replace("\"value\":3000", "\"value\":3O00")),
        &["seen-1.jsonl:3: this is no JSON"],
    ),
    (
        "a line that is none of this table",
        |it| change(it, "seen-1", |text| text.replace("{\"key\":4,", "{\"key\":\"4\",")),
        &["seen-1.jsonl:4: this is no row of this table"],
    ),
    (
        "a line that says too much",
        |it| change(it, "seen-1", |text| text.replace("{\"key\":4,", "{\"key\":4,\"and\":1,")),
        &["seen-1.jsonl:4: this is no row of this table"],
    ),
    (
        "a line without a value",
        |it| change(it, "seen-1", |text| text.replace(",\"value\":2000", "")),
        &["seen-1.jsonl:2: this row has no value"],
    ),
    (
        "a value that the table cannot hold",
        |it| change(it, "seen-1", |text| text.replace("\"value\":2000", "\"value\":\"soon\"")),
        &["seen-1.jsonl:2: this row has no value, or none"],
    ),
    (
        "a key that stands there twice",
        |it| change(it, "seen-1", |text| text.replace("{\"key\":2,", "{\"key\":1,")),
        &["seen-1.jsonl:2: this key stands in an earlier line"],
    ),
    (
        "a missing file",
        |it| fs::remove_file(it.join("audit-1.jsonl")).unwrap(),
        &["audit-1.jsonl", "No such file"],
    ),
    (
        "a file too many",
        |it| fs::write(it.join("audit-0.jsonl"), "").unwrap(),
        &["export.json", "\"audit-0.jsonl\" is there and not listed"],
    ),
    (
        "an unknown table",
        |it| change_manifest(it, |it| it["files"][0]["table"] = json!("secrets-1")),
        &["export.json", "there is no table \"secrets-1\""],
    ),
    (
        "a file outside of it",
        |it| change_manifest(it, |it| it["files"][1]["file"] = json!("../seen-1.jsonl")),
        &["export.json", "the file of seen-1 is not listed once"],
    ),
    (
        "a table that is listed twice",
        |it| change_manifest(it, |it| it["files"][2] = it["files"][1].clone()),
        &["export.json", "the file of seen-1 is not listed once"],
    ),
    (
        "a table that is not listed",
        |it| {
            fs::remove_file(it.join("audit-1.jsonl")).unwrap();
            change_manifest(it, |it| {
                it["files"].as_array_mut().unwrap().retain(|file| file["table"] != "audit-1");
            });
        },
        &["export.json", "the table audit-1 is missing"],
    ),
    (
        "a newer format",
        |it| change_manifest(it, |it| (it["format"], it["new"]) = (json!(2), json!("field"))),
        &["export.json", "newer Frontdesk (format 2, this one knows 1)"],
    ),
    (
        "a newer schema",
        |it| change_manifest(it, |it| it["schema"] = json!(999)),
        &["export.json", "newer Frontdesk (schema 999"],
    ),
    (
        "rows of a newer schema",
        |it| {
            forge(it, "meta-1", |text| {
                let old = format!("{{\"key\":\"schema\",\"value\":{}}}", manifest(it)["schema"]);
                assert!(text.contains(&old), "{text}");
                text.replace(&old, "{\"key\":\"schema\",\"value\":999}")
            });
        },
        &["its rows 999"],
    ),
    (
        "rows that contradict each other",
        |it| forge(it, "seen-1", |text| without_line(&text, 2)),
        &["contradicts itself in 1 places", "seen"],
    ),
    (
        "a value that cannot be read",
        |it| {
            forge(it, "audit-1", |text| text.replace("\"value\":{", "\"value\":{\"at\":\"x\","));
        },
        &["contradicts itself", "audit-1 1 cannot be read"],
    ),
    (
        "no manifest",
        |it| fs::remove_file(it.join("export.json")).unwrap(),
        &["export.json", "No such file"],
    ),
    (
        "another program's manifest",
        |it| fs::write(it.join("export.json"), "{\"kind\":\"photos\"}").unwrap(),
        &["export.json", "no whole export of Frontdesk", "its kind is not"],
    ),
    (
        "a manifest that is no JSON",
        |it| fs::write(it.join("export.json"), "{\n  \"kind\": oops").unwrap(),
        &["export.json", "cannot be read from line 2"],
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_as_it_was_written_replaces_nothing() {
    let around = tempfile::tempdir().unwrap();
    let (data, directory) = small(around.path()).await;
    let before = dump_of(&data);
    for (index, (what, spoil, parts)) in SPOILT.iter().enumerate() {
        let spoilt = around.path().join(format!("spoilt-{index}"));
        copied(&directory, &spoilt);
        spoil(&spoilt);
        let empty = around.path().join(format!("empty-{index}"));
        let output = frontdesk(&empty, &["import", text(&spoilt)]).await;
        refused(&output, parts);
        assert_eq!(names(&empty), Vec::<String>::new(), "{what}");
        let output = frontdesk(&data, &["import", text(&spoilt), "--force"]).await;
        refused(&output, parts);
        assert_eq!(names(&data), [FILE], "{what}");
    }
    assert_eq!(dump_of(&data), before);
    let absent = frontdesk(&data, &["import", "/nowhere/at/all", "--force"]).await;
    refused(&absent, &["/nowhere/at/all"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_there_is_replaced_only_if_told_and_kept() {
    let around = tempfile::tempdir().unwrap();
    let (data, directory) = small(around.path()).await;
    let exported = dump_of(&data);
    let store = Store::open(&data).unwrap();
    let tx = store.write().unwrap();
    tx.first_seen(6, Timestamp(6_000)).unwrap();
    tx.commit().unwrap();
    // Whoever has it open is a bot, as far as anybody knows.
    let import = ["import", text(&directory), "--force"];
    refused(&frontdesk(&data, &import).await, &["is running", "stop it"]);
    drop(store);
    let later = dump_of(&data);
    refused(&frontdesk(&data, &import[..2]).await, &["there is a database", "--force", BEFORE]);
    assert_eq!(dump_of(&data), later);
    succeeded(&frontdesk(&data, &import).await);
    assert_eq!(dump_of(&data), exported);
    assert_eq!(dump(&Store::open_checked(&data.join(BEFORE)).unwrap()), later);
    succeeded(&frontdesk(&data, &import).await);
    assert_eq!(dump(&Store::open_checked(&data.join(BEFORE)).unwrap()), later);
    assert_eq!(names(&data), [FILE, BEFORE, &format!("{BEFORE}-2")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_of_an_older_version_is_brought_up_to_date() {
    let around = tempfile::tempdir().unwrap();
    let (data, directory) = small(around.path()).await;
    // As the version wrote it that did not know how to change settings in the chat, nor how to find
    // entries of the audit.
    let schema = manifest(&directory)["schema"].as_u64().unwrap();
    forge(&directory, "meta-1", |text| {
        let now = format!("{{\"key\":\"schema\",\"value\":{schema}}}");
        assert!(text.contains(&now), "{text}");
        text.replace(&now, "{\"key\":\"schema\",\"value\":9}")
    });
    for table in ["audit-of-1", "chosen-1"] {
        fs::remove_file(directory.join(format!("{table}.jsonl"))).unwrap();
    }
    change_manifest(&directory, |manifest| {
        manifest["schema"] = json!(9);
        let files = manifest["files"].as_array_mut().unwrap();
        files.retain(|file| file["table"] != "audit-of-1" && file["table"] != "chosen-1");
    });
    let elsewhere = around.path().join("elsewhere");
    succeeded(&frontdesk(&elsewhere, &["import", text(&directory)]).await);
    let now = dump_of(&elsewhere);
    assert!(!now["audit-of-1"].is_empty());
    assert_eq!(now, dump_of(&data));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_no_place_or_no_database_is_refused() {
    let around = tempfile::tempdir().unwrap();
    let empty = around.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let target = around.path().join("export");
    for command in ["export", "backup"] {
        let output = frontdesk(&empty, &[command, text(&target)]).await;
        refused(&output, &["there is no database", FILE, "FRONTDESK_DATA"]);
    }
    assert_eq!(names(&empty), Vec::<String>::new());
    assert_eq!(names(around.path()), ["empty"]);

    let (data, _) = small(around.path()).await;
    if Path::new("/sys/kernel").is_dir() {
        refused(&frontdesk(&data, &["export", "/sys/kernel/export"]).await, &["/sys/kernel"]);
    }
    refused(&frontdesk(&data, &["export", "/"]).await, &["holds something"]);
    // Relative to where one is, and without a word but the path.
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.args(["--data", text(&data), "export", "./deep/../here"]).env_clear();
    fs::create_dir(around.path().join("deep")).unwrap();
    succeeded(&command.current_dir(around.path()).output().await.unwrap());
    assert_whole(&around.path().join("here"));
}

/// A database whose export takes a while.
fn large(data: &Path) {
    let store = Store::open(data).unwrap();
    let tx = store.write().unwrap();
    for update in 0..100_000 {
        tx.first_seen(update, Timestamp(update)).unwrap();
    }
    tx.commit().unwrap();
}

/// What lies there while an export is made.
fn unfinished(around: &Path) -> Option<PathBuf> {
    let name = names(around).into_iter().find(|name| name.starts_with(".export."))?;
    Some(around.join(name))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_ends_in_the_middle_has_no_name() {
    let around = tempfile::tempdir().unwrap();
    let (data, target) = (around.path().join("data"), around.path().join("export"));
    large(&data);
    for signal in ["-KILL", "-TERM"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
        command.args(["export", text(&target)]).env_clear().env("FRONTDESK_DATA", &data);
        let mut child = command
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let begun = async {
            while unfinished(around.path()).is_none_or(|it| !it.join("seen-1.jsonl").exists()) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, begun).await.unwrap();
        let id = child.id().unwrap().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
        let ended = tokio::time::timeout(PATIENCE, child.wait()).await.unwrap().unwrap();
        assert!(!ended.success() && !target.exists(), "{signal}");
        if signal == "-KILL" {
            // What is left is no export.
            let left = unfinished(around.path()).unwrap();
            assert_eq!(mode(&left), 0o700);
            let other = around.path().join("other");
            refused(&frontdesk(&other, &["import", text(&left)]).await, &["export.json"]);
            fs::remove_dir_all(left).unwrap();
            fs::remove_dir_all(other).unwrap();
        } else {
            assert_eq!(ended.code(), Some(1));
        }
        assert_eq!(names(around.path()), ["data"], "{signal}");
    }
    succeeded(&frontdesk(&data, &["export", text(&target)]).await);
    assert_eq!(lines(&target, "seen-1").len(), 100_000);
    let other = around.path().join("other");
    succeeded(&frontdesk(&other, &["import", text(&target)]).await);
    assert_eq!(dump_of(&other), dump_of(&data));
}

/// Whoever asks a running bot and goes leaves nothing behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_nobody_waits_for_is_taken_back() {
    use tokio::io::AsyncWriteExt;
    let mut desk = Desk::open(&[]).await;
    desk.stop().await;
    large(&desk.data);
    desk.start().await;
    let target = desk.path("export");
    let socket = desk.data.join(frontdesk::socket::FILE);
    let mut asking = tokio::net::UnixStream::connect(socket).await.unwrap();
    asking.write_all(format!("export {}\n", text(&target)).as_bytes()).await.unwrap();
    desk.until("it begins", || unfinished(desk.around.path())).await;
    drop(asking);
    desk.until("it is gone", || unfinished(desk.around.path()).is_none().then_some(())).await;
    assert!(!target.exists());
    // Nor does a stop wait for one.
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.args(["export", text(&target)]).env_clear().env("FRONTDESK_DATA", &desk.data);
    let mut child = command.stderr(Stdio::null()).kill_on_drop(true).spawn().unwrap();
    desk.until("it begins", || unfinished(desk.around.path())).await;
    let begun = tokio::time::Instant::now();
    desk.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    let ended = tokio::time::timeout(PATIENCE, child.wait()).await.unwrap().unwrap();
    assert_eq!(ended.code(), Some(1));
    let gone = async {
        while unfinished(desk.around.path()).is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.unwrap();
    assert_eq!(names(desk.around.path()), ["data"]);
}
