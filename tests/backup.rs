//! Backups: made while people write, by the clock, encrypted, and put back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::disallowed_methods, reason = "a real program is waited for in real time")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::backup;
use frontdesk::clock::Clock;
use frontdesk::config::{Config, Token};
use frontdesk::domain::id::{ConversationId, DeskId};
use frontdesk::sandbox::{BotRights, Options, Outgoing, Sandbox, Standing};
use frontdesk::service::{Launch, Service};
use frontdesk::store::{EntryKind, FILE, Store};
use tokio::process::Command;

const PATIENCE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const PASSPHRASE: &str = "correct horse battery";
const BEFORE: &str = "frontdesk.redb.before-restore";

/// A bot at a local Bot API.
struct Desk {
    sandbox: Sandbox,
    group: i64,
    clock: Clock,
    config: Config,
    data: tempfile::TempDir,
    service: Option<Service>,
}

impl Desk {
    async fn open(variables: &[(&str, &str)]) -> Self {
        let clock = Clock::system();
        let now = clock.clone();
        let options = Options { now: Arc::new(move || now.now().0), ..Options::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        let group = sandbox.forum("Support");
        let ada = sandbox.user("Ada", Some("ada"), Some("en"));
        sandbox.join(group, ada, Standing::Creator);
        sandbox.bot_joins(group, BotRights::all());
        let limits =
            ["PER_SECOND", "PER_CHAT_PER_SECOND", "PER_GROUP_PER_MINUTE", "USER_PER_MINUTE"];
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .chain(limits.map(|name| (format!("FRONTDESK_LIMITS__{name}"), "0".to_owned())));
        let config = Config::load(None, false, variables).unwrap();
        let data = tempfile::tempdir().unwrap();
        let mut desk = Self { sandbox, group, clock, config, data, service: None };
        desk.start().await;
        desk
    }

    async fn start(&mut self) {
        let launch = Launch {
            data: self.data.path().to_owned(),
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

    /// Waits until everything that was written stands in the group.
    async fn settle(&self) {
        let store = self.service.as_ref().unwrap().store();
        let settled = async {
            while self.sandbox.pending_updates() > 0 || !store.rows().unwrap().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, settled).await.expect("it settles");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.data.path().join(name)
    }
}

/// The program on a data directory.
async fn frontdesk(data: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.args(arguments).env_clear().env("FRONTDESK_DATA", data).kill_on_drop(true);
    command.envs(variables.iter().copied());
    tokio::time::timeout(PATIENCE, command.output()).await.expect("it ends").unwrap()
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

/// What each user has said, as a database knows it.
fn said(store: &Store) -> BTreeMap<u32, Vec<String>> {
    let tx = store.write().unwrap();
    let mut said = BTreeMap::new();
    for number in 1..=tx.desk(DeskId(1)).unwrap().unwrap().last_number {
        let history = tx.history(ConversationId { desk: DeskId(1), number }).unwrap();
        let texts = history.into_iter().filter_map(|entry| match entry.kind {
            EntryKind::Said { text, .. } => Some(text),
            _ => None,
        });
        said.insert(number, texts.collect());
    }
    said
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_while_people_write_equals_a_moment() {
    let mut desk = Desk::open(&[]).await;
    assert_eq!(mode(&desk.path("frontdesk.sock")), 0o600);
    let users: Vec<i64> =
        (0..5).map(|n| desk.sandbox.user(&format!("User{n}"), None, Some("en"))).collect();
    let mut backups = Vec::new();
    for round in 0..40 {
        for user in &users {
            desk.sandbox.say(*user, *user, Outgoing::text(&format!("{round}")));
        }
        if round % 10 == 5 {
            let file = desk.path(&format!("backup-{round}.redb"));
            let output =
                frontdesk(desk.data.path(), &["backup", file.to_str().unwrap()], &[]).await;
            assert!(succeeded(&output).contains("read back"));
            backups.push(file);
        }
    }
    desk.settle().await;
    let all = said(desk.service.as_ref().unwrap().store());
    assert_eq!(all.values().map(Vec::len).sum::<usize>(), 200);
    let mut sizes = Vec::new();
    for file in &backups {
        assert_eq!(mode(file), 0o600);
        let copy = Store::open_checked(file).unwrap();
        assert_eq!(copy.verify().unwrap(), []);
        let then = said(&copy);
        for (number, texts) in &then {
            assert!(all[number].starts_with(texts), "#{number}: {texts:?} is no beginning");
        }
        sizes.push(then.values().map(Vec::len).sum::<usize>());
    }
    assert!(sizes.is_sorted() && sizes[0] < *sizes.last().unwrap(), "{sizes:?}");

    // Nothing is overwritten, and nothing is left lying about.
    let first = backups[0].to_str().unwrap();
    let again = frontdesk(desk.data.path(), &["backup", first], &[]).await;
    refused(&again, &["is there already", "--force"]);
    succeeded(&frontdesk(desk.data.path(), &["backup", first, "--force"], &[]).await);
    assert_eq!(said(&Store::open_checked(&backups[0]).unwrap()), all);
    let nowhere = desk.path("nowhere/backup.redb");
    let output = frontdesk(desk.data.path(), &["backup", nowhere.to_str().unwrap()], &[]).await;
    refused(&output, &["nowhere"]);

    // A running bot is asked by `check` too.
    let output = frontdesk(desk.data.path(), &["check"], &[]).await;
    let checked = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(checked.contains("ok    database") && checked.contains("running"), "{checked}");

    desk.stop().await;
    assert!(!desk.path("frontdesk.sock").exists());
    // Without a bot the file itself is copied.
    let file = desk.path("stopped.redb");
    succeeded(&frontdesk(desk.data.path(), &["backup", file.to_str().unwrap()], &[]).await);
    assert_eq!(said(&Store::open_checked(&file).unwrap()), all);
    let left: Vec<String> = std::fs::read_dir(desk.data.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_goes_on_from_a_restored_backup() {
    let mut desk = Desk::open(&[]).await;
    let anna = desk.sandbox.user("Anna", None, Some("en"));
    desk.sandbox.say(anna, anna, Outgoing::text("before"));
    desk.settle().await;
    let file = desk.path("backup.redb");
    let file = file.to_str().unwrap();
    succeeded(&frontdesk(desk.data.path(), &["backup", file], &[]).await);
    let backed_up = said(desk.service.as_ref().unwrap().store());
    desk.sandbox.say(anna, anna, Outgoing::text("after"));
    desk.settle().await;
    let everything = said(desk.service.as_ref().unwrap().store());

    let restore = ["restore", file, "--force"];
    refused(&frontdesk(desk.data.path(), &restore, &[]).await, &["is running", "stop it"]);
    desk.stop().await;
    let data = desk.data.path();
    let database = data.join(FILE);
    refused(&frontdesk(data, &restore[..2], &[]).await, &["there is a database", "--force"]);
    assert_eq!(said(&Store::open(data).unwrap()), everything);

    // A damaged backup replaces nothing.
    let whole = std::fs::read(file).unwrap();
    for (name, bytes) in [("cut", &whole[..whole.len() / 2]), ("rubbish", b"rubbish".as_slice())] {
        let bad = data.join(name);
        std::fs::write(&bad, bytes).unwrap();
        let output = frontdesk(data, &["restore", bad.to_str().unwrap(), "--force"], &[]).await;
        refused(&output, &[name, "another backup"]);
    }
    let absent = frontdesk(data, &["restore", "/nowhere/at/all", "--force"], &[]).await;
    refused(&absent, &["/nowhere/at/all"]);
    assert_eq!(said(&Store::open(data).unwrap()), everything);
    assert!(!data.join(BEFORE).exists());

    succeeded(&frontdesk(data, &restore, &[]).await);
    assert_eq!(mode(&database), 0o600);
    assert_eq!(said(&Store::open(data).unwrap()), backed_up);
    assert_eq!(said(&Store::open_checked(&data.join(BEFORE)).unwrap()), everything);
    // Once more: what was kept before stays.
    succeeded(&frontdesk(data, &restore, &[]).await);
    assert_eq!(said(&Store::open_checked(&data.join(BEFORE)).unwrap()), everything);

    desk.start().await;
    desk.sandbox.say(anna, anna, Outgoing::text("again"));
    desk.settle().await;
    let now = said(desk.service.as_ref().unwrap().store());
    assert_eq!(now[&1], ["before", "again"]);
    desk.stop().await;
    assert_eq!(Store::open(desk.data.path()).unwrap().verify().unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_restored_where_there_was_nothing() {
    let desk = Desk::open(&[]).await;
    let file = desk.path("backup.redb");
    let file = file.to_str().unwrap();
    succeeded(&frontdesk(desk.data.path(), &["backup", file], &[]).await);
    let other = tempfile::tempdir().unwrap();
    let data = other.path().join("new");
    succeeded(&frontdesk(&data, &["restore", file], &[]).await);
    assert_eq!(Store::open(&data).unwrap().verify().unwrap(), []);
    assert!(!data.join(BEFORE).exists());
    let empty = tempfile::tempdir().unwrap();
    let target = empty.path().join("backup");
    let output = frontdesk(empty.path(), &["backup", target.to_str().unwrap()], &[]).await;
    refused(&output, &[FILE]);
    assert!(!target.exists() && !empty.path().join(FILE).exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_backup_opens_with_its_passphrase_only() {
    let mut desk = Desk::open(&[]).await;
    let anna = desk.sandbox.user("Anna", None, Some("en"));
    desk.sandbox.say(anna, anna, Outgoing::text("a very private matter"));
    desk.settle().await;
    let all = said(desk.service.as_ref().unwrap().store());
    let file = desk.path("backup.age");
    let name = file.to_str().unwrap();
    let right = ("FRONTDESK_BACKUP__PASSPHRASE", PASSPHRASE);
    succeeded(&frontdesk(desk.data.path(), &["backup", name], &[right]).await);
    desk.stop().await;
    let bytes = std::fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    assert!(!bytes.windows(12).any(|part| part == b"very private"));

    let other = tempfile::tempdir().unwrap();
    let data = other.path();
    let restore = ["restore", name];
    let locked = frontdesk(data, &restore, &[]).await;
    refused(&locked, &["is encrypted", "FRONTDESK_BACKUP__PASSPHRASE"]);
    let wrong = ("FRONTDESK_BACKUP__PASSPHRASE", "incorrect horse battery");
    refused(&frontdesk(data, &restore, &[wrong]).await, &["the passphrase does not open it"]);
    let mut damaged = bytes.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let bad = data.join("damaged");
    std::fs::write(&bad, &damaged).unwrap();
    let output = frontdesk(data, &["restore", bad.to_str().unwrap()], &[right]).await;
    refused(&output, &["cannot be decrypted", "another backup"]);
    assert!(!data.join(FILE).exists());

    // From a file, as a supervisor passes secrets on.
    let secret = data.join("passphrase");
    std::fs::write(&secret, format!("{PASSPHRASE}\n")).unwrap();
    let from_file = ("FRONTDESK_BACKUP__PASSPHRASE_FILE", secret.to_str().unwrap());
    succeeded(&frontdesk(data, &restore, &[from_file]).await);
    assert_eq!(said(&Store::open(data).unwrap()), all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scheduled_backups_are_kept_sent_and_rotated() {
    let admins = Sandbox::start(Options::default()).await.unwrap().supergroup("Admins");
    let mut desk = Desk::open(&[
        ("FRONTDESK_SCHEDULE__BACKUP", "0 30 3 * * *"),
        ("FRONTDESK_HOURS__TIMEZONE", "Europe/Berlin"),
        ("FRONTDESK_BACKUP__KEEP", "2"),
        ("FRONTDESK_BACKUP__CHAT", &admins.to_string()),
        ("FRONTDESK_BACKUP__PASSPHRASE", PASSPHRASE),
    ])
    .await;
    // Ids of a local Bot API are given in order, so this is the chat of the settings.
    let chat = desk.sandbox.supergroup("Admins");
    desk.config.backup.chat = Some(frontdesk::domain::id::ChatId(chat));
    desk.stop().await;
    desk.start().await;
    desk.sandbox.bot_joins(chat, BotRights::all());
    let backups = desk.path("backups");
    std::fs::create_dir_all(&backups).unwrap();
    std::fs::write(backups.join("mine.redb"), "not theirs").unwrap();
    for day in 1..=4_usize {
        desk.clock.advance(DAY);
        let arrived = desk.sandbox.wait_for(PATIENCE, |sandbox| {
            let there = sandbox.messages(chat);
            let documents = there.iter().filter(|seen| seen.kind == "document").count();
            (documents == day).then_some(())
        });
        arrived.await.unwrap_or_else(|| {
            let made = std::fs::read_dir(&backups).unwrap().count();
            let (calls, complaints) =
                (desk.sandbox.calls_of("sendDocument"), desk.sandbox.complaints());
            panic!("no document on day {day}; {made} files, {calls:?}, {complaints:?}")
        });
    }
    let mut names: Vec<String> = std::fs::read_dir(&backups)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names[2], "mine.redb");
    assert!(names[0].ends_with(".redb.age") && names[1].ends_with(".redb.age"), "{names:?}");

    // The document is the file.
    let seen = desk.sandbox.messages(chat).pop().unwrap();
    let document = &seen.raw["document"];
    assert_eq!(document["file_name"], names[1].as_str());
    let (url, token) = (desk.sandbox.url(), desk.sandbox.token());
    let id = document["file_id"].as_str().unwrap();
    let answer = reqwest::get(format!("{url}/bot{token}/getFile?file_id={id}")).await.unwrap();
    let answer: serde_json::Value = answer.json().await.unwrap();
    let path = answer["result"]["file_path"].as_str().unwrap();
    let sent = reqwest::get(format!("{url}/file/bot{token}/{path}")).await.unwrap();
    let kept = std::fs::read(backups.join(&names[1])).unwrap();
    assert!(sent.bytes().await.unwrap() == kept);
    desk.stop().await;

    let other = tempfile::tempdir().unwrap();
    let passphrase = Token::new(PASSPHRASE);
    backup::restore(other.path(), &backups.join(&names[1]), false, Some(&passphrase)).unwrap();
    assert_eq!(Store::open(other.path()).unwrap().verify().unwrap(), []);
}

#[test]
fn settings_that_would_give_people_away_are_refused() {
    let load = |variables: &[(&str, &str)]| {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(None, false, variables)
    };
    let chat = ("FRONTDESK_BACKUP__CHAT", "-1001234567890");
    let refused = load(&[chat]).unwrap_err().to_string();
    assert!(refused.contains("unencrypted") && refused.contains("PASSPHRASE"), "{refused}");
    load(&[chat, ("FRONTDESK_BACKUP__PASSPHRASE", PASSPHRASE)]).unwrap();
    load(&[chat, ("FRONTDESK_BACKUP__PASSPHRASE_FILE", "/run/secrets/it")]).unwrap();
    let short = load(&[("FRONTDESK_BACKUP__PASSPHRASE", "hunter2")]).unwrap_err().to_string();
    assert!(short.contains("at least 12") && !short.contains("hunter2"), "{short}");

    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("frontdesk.toml");
    std::fs::write(&file, format!("[backup]\npassphrase = \"{PASSPHRASE}\"\n")).unwrap();
    let refused = Config::load(Some(&file), true, std::iter::empty()).unwrap_err().to_string();
    assert!(refused.contains("does not belong into this file"), "{refused}");
    assert!(!refused.contains("horse"), "{refused}");
}
