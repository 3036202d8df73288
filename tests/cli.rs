//! What scripts and supervisors rely on at the command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

use std::ffi::OsStr;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use frontdesk::store::Store;
use tokio::process::Command;

/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:9";
/// Whoever runs for longer has started, which none of these may.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program with an environment of nothing but these variables.
fn frontdesk<V: AsRef<OsStr>>(arguments: &[&str], environment: &[(&str, V)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.args(arguments).env_clear().kill_on_drop(true);
    for (name, value) in environment {
        command.env(name, value);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime
        .block_on(async { tokio::time::timeout(PATIENCE, command.output()).await })
        .expect("it ends by itself")
        .expect("it can be run")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn assert_contains<S: AsRef<str>>(text: &str, parts: &[S]) {
    for part in parts {
        let part = part.as_ref();
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
}

/// The program with a settings file of this text, and an empty data directory.
fn with_settings(directory: &Path, text: &str) -> Output {
    let file = directory.join("desk.toml");
    std::fs::write(&file, text).unwrap();
    frontdesk(
        &["run"],
        &[
            ("FRONTDESK_DATA", directory.join("data").as_os_str()),
            ("FRONTDESK_CONFIG", file.as_os_str()),
            ("TELOXIDE_TOKEN", OsStr::new("1:unused")),
            ("TELOXIDE_API_URL", OsStr::new(NOWHERE)),
        ],
    )
}

#[test]
fn version_is_name_number_and_revision() {
    let output = frontdesk::<&str>(&["--version"], &[]);
    assert!(output.status.success());
    let expected =
        format!("frontdesk {} ({})\n", env!("CARGO_PKG_VERSION"), env!("FRONTDESK_REVISION"));
    assert_eq!(stdout(&output), expected);
    let revision = env!("FRONTDESK_REVISION");
    assert!(
        revision == "unknown" || revision.chars().all(|digit| digit.is_ascii_hexdigit()),
        "{revision}"
    );
}

#[test]
fn help_names_every_subcommand() {
    let output = frontdesk::<&str>(&["--help"], &[]);
    assert!(output.status.success());
    let commands = ["run", "demo", "check", "backup", "restore", "export", "import"];
    assert_contains(&stdout(&output), &commands.map(|name| format!("\n  {name} ")));
    assert_contains(&stdout(&output), &["FRONTDESK_"]);
}

#[test]
fn an_unknown_subcommand_exits_with_2() {
    let output = frontdesk::<&str>(&["rnu"], &[]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn without_a_token_it_says_where_to_get_one_and_exits_with_2() {
    let data = tempfile::tempdir().unwrap();
    for arguments in [&["run"][..], &[]] {
        let output = frontdesk(arguments, &[("FRONTDESK_DATA", data.path())]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_contains(&stderr(&output), &["TELOXIDE_TOKEN", "BotFather", "demo"]);
    }
    assert_eq!(data.path().read_dir().unwrap().count(), 0, "nothing was begun");
}

#[test]
fn an_empty_token_is_none() {
    let data = tempfile::tempdir().unwrap();
    let environment =
        [("FRONTDESK_DATA", data.path().as_os_str()), ("TELOXIDE_TOKEN", OsStr::new(" "))];
    assert_eq!(frontdesk(&["run"], &environment).status.code(), Some(2));
}

#[test]
fn an_unknown_setting_is_refused_with_file_line_and_key() {
    let directory = tempfile::tempdir().unwrap();
    let output = with_settings(directory.path(), "[timeout]\ncomplete_afterr = \"30m\"\n");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_contains(&stderr(&output), &["desk.toml:2", "complete_afterr"]);
}

#[test]
fn a_bad_value_is_refused_with_file_line_and_what_is_allowed() {
    let directory = tempfile::tempdir().unwrap();
    let output = with_settings(directory.path(), "[timeout]\n\ncomplete_after = \"soon\"\n");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_contains(&stderr(&output), &["desk.toml:3", "complete_after", "30m"]);
}

#[test]
fn a_settings_file_that_was_named_must_be_there() {
    let directory = tempfile::tempdir().unwrap();
    let environment = [
        ("FRONTDESK_DATA", directory.path().as_os_str()),
        ("FRONTDESK_CONFIG", OsStr::new("missing.toml")),
        ("TELOXIDE_TOKEN", OsStr::new("1:unused")),
    ];
    let output = frontdesk(&["run"], &environment);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_contains(&stderr(&output), &["missing.toml"]);
}

#[test]
fn a_second_process_on_the_same_data_directory_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let first = Store::open(data.path()).unwrap();
    let environment = [
        ("FRONTDESK_DATA", data.path().as_os_str()),
        ("TELOXIDE_TOKEN", OsStr::new("1:unused")),
        ("TELOXIDE_API_URL", OsStr::new(NOWHERE)),
    ];
    let output = frontdesk(&["run"], &environment);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_contains(&stderr(&output), &["another Frontdesk", "FRONTDESK_DATA"]);
    drop(first);
}

/// Paths of other systems stand in environments, and take nobody's desk down.
#[cfg(unix)]
#[test]
fn variables_that_are_no_text_do_no_harm() {
    use std::os::unix::ffi::OsStrExt as _;
    let odd = OsStr::from_bytes(b"/srv/\xFF");
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().as_os_str();
    let output = frontdesk(&["run"], &[("SOMEBODYS_PATH", odd), ("FRONTDESK_DATA", data)]);
    assert_contains(&stderr(&output), &["TELOXIDE_TOKEN"]);
    assert_eq!(output.status.code(), Some(2));
    let ours = [("FRONTDESK_LOCALE__OVERRIDES", odd), ("FRONTDESK_DATA", data)];
    let output = frontdesk(&["run"], &ours);
    assert_contains(&stderr(&output), &["FRONTDESK_LOCALE__OVERRIDES: ", "not written in UTF-8"]);
    assert_eq!(output.status.code(), Some(2));
}

/// `frontdesk run` on this directory, which must end by itself: its code and what it says.
fn refused_to_run(data: &Path) -> String {
    let output = frontdesk(
        &["run"],
        &[
            ("FRONTDESK_DATA", data.as_os_str()),
            ("TELOXIDE_TOKEN", OsStr::new("1:unused")),
            ("TELOXIDE_API_URL", OsStr::new(NOWHERE)),
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(!said.contains("panicked at") && !said.contains("RUST_BACKTRACE"), "{said}");
    said
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    let tx = store.write().unwrap();
    tx.set_meta("schema", &99_u32).unwrap();
    tx.commit().unwrap();
    drop(store);
    let said = refused_to_run(data.path());
    assert_contains(&said, &["newer Frontdesk", "version 99", "restore a backup"]);
    let again = refused_to_run(data.path());
    assert_contains(&again, &["version 99"]);
}

#[test]
fn a_damaged_database_is_refused_with_advice() {
    let data = tempfile::tempdir().unwrap();
    drop(Store::open(data.path()).unwrap());
    let file = data.path().join(frontdesk::store::FILE);
    let whole = std::fs::read(&file).unwrap();
    let mut scrambled = whole.clone();
    scrambled[4096..].iter_mut().filter(|byte| **byte != 0).for_each(|byte| *byte ^= 0x55);
    for damaged in [scrambled, whole[..whole.len() / 3].to_vec(), b"nothing of ours".to_vec()] {
        std::fs::write(&file, &damaged).unwrap();
        let said = refused_to_run(data.path());
        assert_contains(&said, &["the database is damaged", "frontdesk restore FILE"]);
        assert_eq!(std::fs::read(&file).unwrap().len(), damaged.len(), "it was changed");
    }
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let around = tempfile::tempdir().unwrap();
    let blocked = around.path().join("blocked");
    std::fs::create_dir_all(blocked.join(frontdesk::store::FILE)).unwrap();
    let said = refused_to_run(&blocked);
    assert_contains(&said, &[blocked.join(frontdesk::store::FILE).to_str().unwrap()]);

    let read_only = Path::new("/sys");
    if read_only.is_dir() {
        let said = refused_to_run(read_only);
        assert_contains(&said, &["/sys/frontdesk.redb", "read and write it"]);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = around.path().join("closed");
        std::fs::create_dir(&closed).unwrap();
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o500)).unwrap();
        // Whoever may do everything can write there all the same.
        if std::fs::write(closed.join("probe"), "").is_err() {
            assert_contains(&refused_to_run(&closed), &[closed.to_str().unwrap()]);
        }
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// `frontdesk check` under a umask that would let everybody read and write everything.
#[cfg(unix)]
fn check_under_open_umask(data: &Path) -> String {
    let mut command = Command::new("sh");
    command.args(["-c", "umask 000 && exec \"$0\" check", env!("CARGO_BIN_EXE_frontdesk")]);
    command.env_clear().env("FRONTDESK_DATA", data).kill_on_drop(true);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let output = runtime
        .block_on(async { tokio::time::timeout(PATIENCE, command.output()).await })
        .expect("it ends by itself")
        .expect("it can be run");
    stdout(&output) + &stderr(&output)
}

#[cfg(unix)]
#[test]
fn what_it_makes_is_private_whatever_the_umask() {
    let directory = tempfile::tempdir().unwrap();
    let above = directory.path().join("above");
    let data = above.join("data");
    let told = check_under_open_umask(&data);
    assert!(!told.contains("open to others"), "{told}");
    for path in [&above, &data] {
        assert_eq!(mode(path), 0o700, "{}", path.display());
    }
    let files: Vec<_> = data.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty());
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[cfg(unix)]
#[test]
fn wider_permissions_are_reported_and_left() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    check_under_open_umask(&data);
    let file = data.join("frontdesk.redb");
    for (path, wide) in [(&data, 0o750), (&file, 0o644)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(wide)).unwrap();
    }
    let told = check_under_open_umask(&data);
    for (path, wide, wanted) in [(&data, 0o750, 0o700), (&file, 0o644, 0o600)] {
        let path = path.display();
        assert_contains(&told, &[&format!("{path} is open to others (mode {wide:o})")]);
        assert_contains(&told, &[&format!("MEND  files: {path}"), &format!("chmod {wanted:o}")]);
    }
    assert_eq!((mode(&data), mode(&file)), (0o750, 0o644));
}

#[cfg(unix)]
#[test]
fn a_settings_file_with_a_secret_that_others_can_read_is_reported() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("frontdesk.toml");
    for (text, wide, reported) in [
        ("[http]\nsecret = \"abc\"\n", 0o644, true),
        ("[http]\nsecret = \"abc\"\n", 0o600, false),
        ("[timeout]\nwarn_before = \"1m\"\n", 0o644, false),
    ] {
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(wide)).unwrap();
        let told = check_under_open_umask(data.path());
        assert_eq!(told.contains("frontdesk.toml is open to others"), reported, "{told}");
    }
}
