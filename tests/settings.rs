//! The settings as a person meets them: a file, variables, and lines that say what is wrong.

use std::path::{Path, PathBuf};
use std::time::Duration;

use frontdesk::config::{self, Approval, Assign, Config, Counting, Origin, Strategy, Token};
use frontdesk::domain::access::{Action, Role, TelegramAdmins};
use frontdesk::domain::arrival::AfterCompletion;
use frontdesk::domain::id::UserId;
use frontdesk::engine::Rings;

const MINUTE: Duration = Duration::from_secs(60);

struct File {
    _dir: tempfile::TempDir,
    path: PathBuf,
}

fn file(text: impl AsRef<[u8]>) -> File {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("frontdesk.toml");
    std::fs::write(&path, text).unwrap();
    File { _dir: dir, path }
}

fn pairs(env: &[(&str, &str)]) -> impl Iterator<Item = (String, String)> {
    let owned: Vec<_> = env
        .iter()
        .map(|(k, v)| (k.to_string(), v.to_string()))
        .collect();
    owned.into_iter()
}

fn load(text: &str, env: &[(&str, &str)]) -> Config {
    Config::load(Some(&file(text).path), true, pairs(env)).unwrap()
}

/// The lines of a refusal, with `FILE` for the file's name.
fn refused(text: impl AsRef<[u8]>, env: &[(&str, &str)]) -> Vec<String> {
    let file = file(text);
    let errors = Config::load(Some(&file.path), true, pairs(env)).unwrap_err();
    let shown = errors
        .to_string()
        .replace(&file.path.display().to_string(), "FILE");
    shown.lines().map(str::to_owned).collect()
}

#[test]
fn defaults() {
    let config = Config::load(None, false, pairs(&[])).unwrap();
    assert_eq!(config, Config::default());
    let absent = Path::new("/nonexistent/frontdesk.toml");
    assert_eq!(
        Config::load(Some(absent), false, pairs(&[])).unwrap(),
        config
    );
    let rules = config.rules();
    assert!(rules.confirm && rules.rating && rules.requests);
    assert!(!rules.return_to_previous && !rules.count_from_user);
    assert_eq!(rules.premature_within, MINUTE);
    assert_eq!(rules.question_expires, 5 * MINUTE);
    assert_eq!(rules.undo_within, 2 * MINUTE);
    assert_eq!(rules.request_expires, 24 * 60 * MINUTE);
    assert_eq!(rules.complete_after, Some(30 * MINUTE));
    assert_eq!(rules.warn_before, 2 * MINUTE);
    assert_eq!(rules.nudge_after, Some(10 * MINUTE));
    assert_eq!(rules.escalate_after, Some(30 * MINUTE));
    assert_eq!(rules.remind_after, 24 * 60 * MINUTE);
    assert_eq!(rules.permissions, Default::default());
    let arrival = config.arrival();
    assert_eq!(arrival.after_completion, AfterCompletion::New);
    assert_eq!(arrival.automatic_within, None);
    assert_eq!(arrival.choice_within, 10 * MINUTE);
    assert_eq!(arrival.courtesy_within, 10 * MINUTE);
    assert_eq!(config.rings(), Rings::Waits);
    assert_eq!(config.routing.strategy, Strategy::Claim);
    assert_eq!(config.stats.reopen_alarm, 5);
    assert_eq!(config.limits.user_held, 200);
    assert_eq!(config.privacy.retention, 365 * 24 * 60 * MINUTE);
    assert!(config.privacy.store_text && config.hours.open.is_empty());
    assert!(
        config
            .described()
            .iter()
            .all(|one| one.origin == Origin::Default)
    );
}

#[test]
fn a_file_overrides() {
    let config = load(
        r#"
[completion]
confirm = false
rating = "off"
[reopening]
approval = "refuse"
automatic_within = "24h"
after_completion = "menu"
assign = "previous"
[timeout]
complete_after = "45m"
clock = "user_silence"
nudge_after = false
[routing]
strategy = "least_busy"
[hours]
timezone = "Europe/Berlin"
open = ["Mon-Fri 09:00-18:00", "Sat 10:00-24:00"]
holidays = [2026-12-25, "2026-12-26"]
[schedule]
report_week = "off"
backup = "0 0 3 * * *"
[notify]
group = "all"
[limits]
per_second = 0
[permissions]
telegram_admins = "creator_only"
admins = [11, "12"]
reopen = "agent"
take = "agent"
[locale]
default = "zh"
overrides = "words"
[http]
listen = "127.0.0.1:8080"
webhook_url = "https://desk.example.org/hook"
secret = "abc_DEF-1"
"#,
        &[],
    );
    assert!(!config.completion.confirm && !config.completion.rating);
    assert_eq!(config.reopening.approval, Approval::Refuse);
    assert_eq!(config.reopening.assign, Assign::Previous);
    assert_eq!(config.timeout.clock, Counting::UserSilence);
    let rules = config.rules();
    assert!(rules.return_to_previous && rules.count_from_user && !rules.requests);
    assert_eq!(rules.complete_after, Some(45 * MINUTE));
    assert_eq!(rules.nudge_after, None);
    assert_eq!(config.arrival().automatic_within, Some(24 * 60 * MINUTE));
    assert_eq!(config.hours.open.len(), 2);
    assert_eq!(config.hours.open[0].days.len(), 5);
    assert_eq!(
        (config.hours.open[1].from, config.hours.open[1].until),
        (600, 1440)
    );
    assert_eq!(config.hours.holidays.len(), 2);
    assert_eq!(config.schedule.report_week, None);
    assert!(config.schedule.backup.is_some());
    assert_eq!(config.rings(), Rings::All);
    let permissions = config.permissions();
    assert_eq!(permissions.telegram_admins, TelegramAdmins::CreatorOnly);
    assert_eq!(permissions.admins, [UserId(11), UserId(12)]);
    assert_eq!(permissions.needed(Action::Reopen), Role::Agent);
    assert_eq!(permissions.roles.len(), 1);
    assert_eq!(config.locale.default.code(), "zh-hans");
    assert_eq!(config.http.secret, Some(Token::new("abc_DEF-1")));
    let shown = |key: &str| {
        let all = config.described();
        let one = all.iter().find(|one| one.key == key).unwrap();
        (one.value.clone(), one.origin.clone())
    };
    assert_eq!(
        shown("timeout.complete_after"),
        ("45m".into(), Origin::File { line: 11 })
    );
    assert_eq!(
        shown("hours.open").0,
        "Mon-Fri 09:00-18:00, Sat 10:00-24:00"
    );
    assert_eq!(shown("http.secret").0, "***");
    assert_eq!(shown("timeout.warn_before"), ("2m".into(), Origin::Default));
    assert!(!format!("{config:?}").contains("abc_DEF-1"));
}

#[test]
fn the_environment_overrides_the_file() {
    let config = load(
        "[timeout]\ncomplete_after = \"45m\"\nwarn_before = \"1m\"\n",
        &[
            ("FRONTDESK_TIMEOUT__COMPLETE_AFTER", "off"),
            ("FRONTDESK_SCHEDULE__SWEEP", "* * * * * *"),
            ("FRONTDESK_PERMISSIONS__ADMINS", "7, 8"),
            ("FRONTDESK_PERMISSIONS__CONFIRM_FOR_OTHERS", "agent"),
            ("FRONTDESK_COMPLETION__CONFIRM", "0"),
            (
                "FRONTDESK_HOURS__OPEN",
                "Mon 09:00-12:00, Fri-Sun 00:00-24:00",
            ),
            ("FRONTDESK_DATA", "elsewhere"),
            ("OTHER__THING", "x"),
        ],
    );
    assert_eq!(config.timeout.complete_after, None);
    assert_eq!(config.timeout.warn_before, MINUTE);
    assert_eq!(config.schedule.sweep.source(), "* * * * * *");
    assert_eq!(config.permissions().admins, [UserId(7), UserId(8)]);
    assert_eq!(
        config.permissions().needed(Action::ConfirmForOthers),
        Role::Agent
    );
    assert!(!config.completion.confirm);
    assert_eq!(config.hours.open[1].days.len(), 3);
    let origin = Origin::Environment("FRONTDESK_TIMEOUT__COMPLETE_AFTER".into());
    assert!(
        config
            .described()
            .iter()
            .any(|one| one.origin == origin && one.value == "off")
    );
}
