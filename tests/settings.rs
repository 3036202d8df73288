//! The settings as a person meets them: a file, variables, and lines that say what is wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use frontdesk::config::{self, Approval, Assign, Config, Counting, Origin, Strategy, Token};
use frontdesk::domain::access::{Action, Role, TelegramAdmins};
use frontdesk::domain::arrival::AfterCompletion;
use frontdesk::domain::id::{ChatId, UserId};
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
    let owned: Vec<_> = env.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    owned.into_iter()
}

fn load(text: &str, env: &[(&str, &str)]) -> Config {
    Config::load(Some(&file(text).path), true, pairs(env)).unwrap()
}

/// The lines of a refusal, with `FILE` for the file's name.
fn refused(text: impl AsRef<[u8]>, env: &[(&str, &str)]) -> Vec<String> {
    let file = file(text);
    let errors = Config::load(Some(&file.path), true, pairs(env)).unwrap_err();
    let shown = errors.to_string().replace(&file.path.display().to_string(), "FILE");
    shown.lines().map(str::to_owned).collect()
}

#[test]
fn defaults() {
    let config = Config::load(None, false, pairs(&[])).unwrap();
    assert_eq!(config, Config::default());
    let absent = Path::new("/nonexistent/frontdesk.toml");
    assert_eq!(Config::load(Some(absent), false, pairs(&[])).unwrap(), config);
    let rules = config.rules();
    assert!(rules.confirm && rules.rating && rules.requests);
    assert!(!rules.count_from_user);
    assert_eq!(rules.routing.strategy, Strategy::Claim);
    assert_eq!(rules.routing.reopened, Assign::Route);
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
    assert!(config.described().iter().all(|one| one.origin == Origin::Default));
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
warn_before = "1m 30s"
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
    assert!(rules.count_from_user && !rules.requests);
    assert_eq!(rules.routing.strategy, Strategy::LeastBusy);
    assert_eq!(rules.routing.reopened, Assign::Previous);
    assert_eq!(rules.complete_after, Some(45 * MINUTE));
    assert_eq!(rules.warn_before, 3 * MINUTE / 2);
    assert_eq!(rules.nudge_after, None);
    assert_eq!(config.arrival().automatic_within, Some(24 * 60 * MINUTE));
    assert_eq!(config.hours.open.len(), 2);
    assert_eq!(config.hours.open[0].days.len(), 5);
    assert_eq!((config.hours.open[1].from, config.hours.open[1].until), (600, 1440));
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
    assert_eq!(shown("timeout.complete_after"), ("45m".into(), Origin::File { line: 11 }));
    assert_eq!(shown("hours.open").0, "Mon-Fri 09:00-18:00, Sat 10:00-24:00");
    assert_eq!(shown("http.secret").0, "***");
    assert_eq!(shown("timeout.escalate_after"), ("30m".into(), Origin::Default));
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
            ("FRONTDESK_HOURS__OPEN", "Mon 09:00-12:00, Fri-Sun 00:00-24:00"),
            ("FRONTDESK_DATA", "elsewhere"),
            ("OTHER__THING", "x"),
        ],
    );
    assert_eq!(config.timeout.complete_after, None);
    assert_eq!(config.timeout.warn_before, MINUTE);
    assert_eq!(config.schedule.sweep.source(), "* * * * * *");
    assert_eq!(config.permissions().admins, [UserId(7), UserId(8)]);
    assert_eq!(config.permissions().needed(Action::ConfirmForOthers), Role::Agent);
    assert!(!config.completion.confirm);
    assert_eq!(config.hours.open[1].days.len(), 3);
    let origin = Origin::Environment("FRONTDESK_TIMEOUT__COMPLETE_AFTER".into());
    assert!(config.described().iter().any(|one| one.origin == origin && one.value == "off"));
}

#[test]
fn every_setting_refuses_what_it_does_not_take() {
    const DURATION: &str = "not a duration; write it like 45s, 30m, 24h, 7d";
    let day = "second minute hour day month weekday, like 0 30 9 * * Mon-Fri";
    let cron = "not a schedule: the fields are second (0-59) minute (0-59) hour (0-23) day (1-31) \
                month (1-12 or Jan-Dec) weekday (Sun-Sat), each *, a value, a range a-b, a step */n \
                or a list a,b";
    let names = "weekdays are names, like Mon, Mon-Fri or Sat,Sun";
    let opening = "is no opening; write it like Mon-Fri 09:00-18:00 or Sat 10:00-14:00";
    let cases: &[(&str, &str, &str, &str)] = &[
        ("timeout", "warn_before", "soon", DURATION),
        ("timeout", "warn_before", "30M", DURATION),
        ("timeout", "warn_before", "30", DURATION),
        ("timeout", "warn_before", "-5m", DURATION),
        ("timeout", "warn_before", "500ms", DURATION),
        ("timeout", "warn_before", "1month", DURATION),
        ("timeout", "warn_before", "99999999999999999999d", DURATION),
        ("timeout", "complete_after", "soon", &format!("{DURATION}, or off")),
        ("timeout", "complete_after", "0s", "too short; at least 1s"),
        ("privacy", "retention", "3651d", "too long; at most 3650d"),
        ("privacy", "retention", "0s", "too short; at least 1s"),
        (
            "completion",
            "confirm",
            "maybe",
            "write on or off (true, false, 1 and 0 are understood too)",
        ),
        (
            "routing",
            "strategy",
            "round-robin",
            "did you mean round_robin? write one of claim, round_robin, least_busy",
        ),
        ("permissions", "take", "everybody", "write one of agent, lead, admin"),
        (
            "permissions",
            "admins",
            "@ann",
            "\"@ann\" is no id of a person; it is a positive number like 123456789",
        ),
        (
            "permissions",
            "admins",
            "-5",
            "\"-5\" is no id of a person; it is a positive number like 123456789",
        ),
        ("limits", "per_second", "1.5", "not a whole number from 0 to 1000"),
        ("limits", "per_second", "-1", "not a whole number from 0 to 1000"),
        ("stats", "reopen_alarm", "101", "not a whole number from 0 to 100"),
        ("schedule", "sweep", "0 9 * * Mon", &format!("a schedule has six fields, not 5: {day}")),
        ("schedule", "sweep", "@daily", &format!("a schedule has six fields, not 1: {day}")),
        ("schedule", "sweep", "off", &format!("a schedule has six fields, not 1: {day}")),
        ("schedule", "report_week", "0 0 9 * * 1-5", names),
        ("schedule", "report_week", "0 0 25 * * Mon", cron),
        ("schedule", "backup", "0 0 9 30 2 *", "no such day ever comes"),
        ("hours", "timezone", "Europe/Berln", "not a time zone; did you mean Europe/Berlin?"),
        ("hours", "timezone", "berlin", "not a time zone; did you mean Europe/Berlin?"),
        (
            "hours",
            "timezone",
            "????????????????????",
            "not a time zone; write it like UTC or Europe/Berlin",
        ),
        ("hours", "open", "Mon-Fri", &format!("\"Mon-Fri\" {opening}")),
        ("hours", "open", "Mon 9-18", &format!("\"Mon 9-18\" {opening}")),
        ("hours", "open", "Mon 09:00-24:01", &format!("\"Mon 09:00-24:01\" {opening}")),
        ("hours", "open", "Mon 09:0é-12:00", &format!("\"Mon 09:0é-12:00\" {opening}")),
        (
            "hours",
            "open",
            "Mon 22:00-02:00",
            "\"Mon 22:00-02:00\" ends before it begins; write one opening up to 24:00 and one from 00:00",
        ),
        ("hours", "holidays", "2026-02-30", "\"2026-02-30\" is no date; write it like 2026-12-25"),
        (
            "permissions",
            "telegram_admins",
            "agent",
            "leaves nobody who is an admin; name at least one person by id in permissions.admins",
        ),
        ("locale", "desk", "tlh", "no such language; write one of en, ru, zh-hans, fa"),
        ("http", "listen", "8080", "not an address; write it like 127.0.0.1:8080, or off"),
        (
            "http",
            "webhook_url",
            "http://example.org",
            "Telegram calls only https; write it like https://desk.example.org/telegram",
        ),
        (
            "http",
            "webhook_url",
            "https://example.org/hook",
            "needs http.listen, where Telegram's calls arrive",
        ),
    ];
    for (section, key, value, problem) in cases {
        let text = format!("# one\n[{section}]\n{key} = \"{value}\"\n");
        assert_eq!(
            refused(&text, &[]),
            [format!("FILE:3: {section}.{key} = \"{value}\": {problem}")]
        );
        let variable = format!("FRONTDESK_{section}__{key}").to_uppercase();
        assert_eq!(
            refused("", &[(&variable, value)]),
            [format!("{variable}: \"{value}\": {problem}")]
        );
    }
}

#[test]
fn a_secret_is_not_shown_even_when_it_is_wrong() {
    let problem = "Telegram takes 1 to 256 letters, digits, _ and -";
    assert_eq!(
        refused("[http]\nsecret = \"a b\"\n", &[("FRONTDESK_HTTP__SECRET", "ü")]),
        [
            format!("FILE:2: http.secret = ***: {problem}"),
            format!("FRONTDESK_HTTP__SECRET: ***: {problem}"),
        ]
    );
}

#[test]
fn forms_that_do_not_fit() {
    assert_eq!(
        refused(
            "[timeout]\nwarn_before = [\n  \"1m\",\n  \"2m\" ]\nclock = { a = 1 }\n[limits]\nper_second = 9_000\n",
            &[]
        ),
        [
            "FILE:2: timeout.warn_before = [ \"1m\", \"2m\" ]: one value is needed, not a list",
            "FILE:5: timeout.clock = { a = 1 }: a value or a list of values is needed",
            "FILE:7: limits.per_second = 9_000: not a whole number from 0 to 1000",
        ]
    );
    assert_eq!(
        refused("timeout = 5\nsweep = \"x\"\n", &[]),
        [
            "FILE:1: timeout: every setting stands in a section, for example [timeout]",
            "FILE:2: sweep: every setting stands in a section, for example [timeout]",
        ]
    );
}

#[test]
fn unknown_names_are_refused_with_the_nearest() {
    let sections = "there are completion, reopening, timeout, pending, routing, hours, schedule, backup, \
                    notify, stats, limits, permissions, locale, privacy, http";
    let keys = "[timeout] has complete_after, warn_before, clock, nudge_after, escalate_after";
    assert_eq!(
        refused(
            "[timeouts]\na = 1\n[timeout]\ncomplet_after = \"1m\"\nsomething_else = 1\n[timeout.clock]\n",
            &[
                ("FRONTDESK_TIMEOUT__NUGE_AFTER", "1m"),
                ("FRONTDESK_TIMOUT__CLOCK", "x"),
                ("FRONTDESK_X__Y", "x"),
            ]
        ),
        [
            format!(
                "FILE:1: [timeouts]: there is no such section; did you mean [timeout]? {sections}"
            ),
            format!(
                "FILE:4: timeout.complet_after: there is no such setting; did you mean complete_after? {keys}"
            ),
            format!("FILE:5: timeout.something_else: there is no such setting; {keys}"),
            "FILE:6: timeout.clock = [timeout.clock]: a value or a list of values is needed"
                .to_owned(),
            format!(
                "FRONTDESK_TIMEOUT__NUGE_AFTER: timeout.nuge_after: there is no such setting; did you mean FRONTDESK_TIMEOUT__NUDGE_AFTER? {keys}"
            ),
            format!(
                "FRONTDESK_TIMOUT__CLOCK: [timout]: there is no such section; did you mean FRONTDESK_TIMEOUT__CLOCK? {sections}"
            ),
            format!("FRONTDESK_X__Y: [x]: there is no such section; {sections}"),
        ]
    );
}

#[test]
fn a_file_that_is_not_toml() {
    let lines =
        refused("[timeout]\nclock = \n\n[limits\n", &[("FRONTDESK_STATS__REOPEN_ALARM", "x")]);
    assert_eq!(
        lines,
        [
            "FILE:2: not TOML: string values must be quoted, expected literal string",
            "FILE:4: not TOML: unclosed table, expected `]`",
            "FRONTDESK_STATS__REOPEN_ALARM: \"x\": not a whole number from 0 to 100",
        ]
    );
    assert_eq!(
        refused("[stats]\nreopen_alarm = 1\nreopen_alarm = 2\n", &[]),
        ["FILE:3: not TOML: duplicate key"]
    );
}

#[test]
fn a_file_that_cannot_be_read() {
    let absent = Path::new("/nonexistent/frontdesk.toml");
    let error = Config::load(Some(absent), true, pairs(&[])).unwrap_err();
    assert_eq!(error.to_string(), "/nonexistent/frontdesk.toml: there is no such file");
    assert_eq!(
        refused([0xff, 0xfe], &[]),
        ["FILE: cannot be read: stream did not contain valid UTF-8"]
    );
}

#[test]
fn a_variable_in_two_spellings() {
    assert_eq!(
        refused(
            "",
            &[("FRONTDESK_STATS__REOPEN_ALARM", "1"), ("FRONTDESK_stats__reopen_alarm", "2"),]
        ),
        [
            "FRONTDESK_stats__reopen_alarm: sets stats.reopen_alarm a second time, beside FRONTDESK_STATS__REOPEN_ALARM"
        ]
    );
}

#[test]
fn the_example_is_the_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/frontdesk.example.toml");
    if std::env::var_os("UPDATE_EXAMPLE").is_some() {
        std::fs::write(&path, config::example()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == config::example(),
        "data/frontdesk.example.toml is old; write it anew with UPDATE_EXAMPLE=1 cargo test --test settings"
    );
    // With every default uncommented it says what the defaults say.
    let mut active = String::new();
    for line in kept.lines() {
        match line.strip_prefix("# ") {
            Some(rest) if rest.split(' ').nth(1) == Some("=") => active += rest,
            _ => active += line,
        }
        active.push('\n');
    }
    let config = load(&active, &[]);
    assert_eq!(config.rules(), Config::default().rules());
    for (one, default) in config.described().iter().zip(Config::default().described()) {
        assert_eq!((&one.key, &one.value), (&default.key, &default.value));
        assert_ne!(one.origin, Origin::Default, "{}", one.key);
        assert!(config::settings_table().contains(&format!("| `{}` |", one.key)));
    }
}

#[test]
fn a_token_is_never_shown() {
    let token = Token::new("123:abc");
    assert_eq!(format!("{token} {token:?} {:?}", Some(&token)), "*** *** Some(***)");
    assert_eq!(token.expose(), "123:abc");
}

#[test]
fn a_desk_says_over_the_environment_what_differs_there() {
    let text = "[timeout]\nwarn_before = \"1m\"\n\n[[desk]]\nname = \"billing\"\n\
                [desk.timeout]\nnudge_after = \"3m\"\n[desk.locale]\ndesk = \"ru\"\n";
    let config = load(text, &[("FRONTDESK_TIMEOUT__NUDGE_AFTER", "5m")]);
    assert_eq!(config.timeout.nudge_after, Some(5 * MINUTE));
    let [desk] = config.desks() else { panic!("{:?}", config.desks()) };
    assert_eq!((desk.name.as_str(), desk.title.as_str(), desk.chat), ("billing", "billing", None));
    let own = &desk.config;
    assert_eq!(own.timeout.nudge_after, Some(3 * MINUTE));
    assert_eq!(own.timeout.warn_before, MINUTE);
    let follows = own.desk_settings();
    assert_eq!((follows.inside.as_str(), follows.language.as_str()), ("ru", "en"));
    let nudge = own.described().into_iter().find(|s| s.key == "timeout.nudge_after").unwrap();
    assert_eq!(nudge.origin, Origin::File { line: 7 });
    assert!(load("", &[]).desks().is_empty());
}

#[test]
fn several_desks_have_names_titles_groups_and_languages() {
    let text = "[[desk]]\nname = \"billing\"\ntitle = \"Rechnungen\"\nchat = -1001\n\
                languages = [\"de\", \"PT_br\"]\n[[desk]]\nname = \"support\"\n";
    let config = load(text, &[]);
    let [billing, support] = config.desks() else { panic!("{:?}", config.desks()) };
    assert_eq!((billing.title.as_str(), billing.chat), ("Rechnungen", Some(ChatId(-1001))));
    assert_eq!(billing.languages, ["de", "pt-br"]);
    assert_eq!((support.title.as_str(), support.chat), ("support", None));
    assert!(support.languages.is_empty());
}

#[test]
fn what_a_desk_cannot_say_is_refused_with_its_place() {
    let lines = refused("[[desk]]\n[desk.hours]\ntimezone = \"Mars\"\n", &[]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("FILE:1: "), "{lines:?}");
    assert!(lines[0].contains("a desk needs a name"), "{lines:?}");
    for (text, line, words) in [
        ("[[desk]]\nname = \"Billing-EU\"\n", 2, "1 to 32 of a to z"),
        ("[[desk]]\nname = 7\n", 2, "1 to 32 of a to z"),
        ("[[desk]]\nname = \"a\"\n[desk.hours]\ntimezone = \"Mars\"\n", 4, "timezone"),
        ("[[desk]]\nname = \"a\"\n[desk.hours]\nzone = \"UTC\"\n", 4, "[hours] has timezone"),
        ("[[desk]]\nname = \"a\"\n[desk.limits]\nper_second = 1\n", 3, "the sections completion"),
        ("[[desk]]\nname = \"a\"\n[desk.timeouts]\n", 3, "[desk.timeout]"),
        ("[[desk]]\nname = \"a\"\n[desk.locale]\noverrides = \"x\"\n", 4, "serves all desks"),
        ("[[desk]]\nname = \"a\"\n[[desk]]\nname = \"a\"\n", 4, "another desk is called so"),
        ("[[desk]]\nname = \"a\"\ntitle = \"\"\n", 3, "1 to 40 characters"),
        ("[[desk]]\nname = \"a\"\nchat = 7\n", 3, "whole number below 0"),
        ("[[desk]]\nname = \"a\"\nchat = \"here\"\n", 3, "whole number below 0"),
        (
            "[[desk]]\nname = \"a\"\nchat = -1\n[[desk]]\nname = \"b\"\nchat = -1\n",
            6,
            "this group is another desk",
        ),
        ("[[desk]]\nname = \"a\"\nlanguages = \"Klingon!\"\n", 3, "as Telegram does"),
        ("[[desk]]\nname = \"a\"\nlanguages = [[\"ru\"]]\n", 3, "as Telegram does"),
        ("[[desk]]\nname = \"a\"\nlanguage = \"ru\"\n", 3, "did you mean languages?"),
        ("[desk]\nname = \"a\"\n", 1, "[[desk]]"),
        ("desk = [1]\n", 1, "[[desk]]"),
    ] {
        let lines = refused(text, &[]);
        assert_eq!(lines.len(), 1, "{text}: {lines:?}");
        assert!(lines[0].starts_with(&format!("FILE:{line}: ")), "{text}: {lines:?}");
        assert!(lines[0].contains(words), "{text}: {lines:?}");
    }
    // What is wrong for all is said once.
    let lines = refused("[hours]\ntimezone = \"Mars\"\n[[desk]]\nname = \"a\"\n", &[]);
    assert_eq!(lines.len(), 1, "{lines:?}");
}
