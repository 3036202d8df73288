//! The tables of the README are what the program declares. `UPDATE_README=1 cargo test --test readme`
//! rewrites them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed expectation ends the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use frontdesk::i18n::{GROUP_COMMANDS, Lang, PRIVATE_COMMANDS, Words};
use frontdesk::{config, inbound};

/// The README with these lines between two marks.
fn with(text: &str, mark: &str, table: &str) -> String {
    let begin = format!("<!-- {mark} -->\n");
    let end = format!("<!-- end of {mark} -->\n");
    let (before, after) = text.split_once(&begin).unwrap();
    let after = after.split_once(&end).map_or(after, |(_, after)| after);
    format!("{before}{begin}{}\n{end}{after}", table.trim_end())
}

fn commands() -> String {
    let words = Words::load("en", None).unwrap();
    let mut table = "| command | what it does |\n| --- | --- |\n".to_owned();
    for (name, _) in inbound::commands::group_commands().iter().copied() {
        let usage = words.usage(Lang::ENGLISH, name).replace('|', "\\|");
        let does = words.command(Lang::ENGLISH, name);
        table += &format!("| `{usage}` | {does} |\n");
    }
    table
}

#[test]
fn the_tables_are_what_the_program_declares() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let declared = with(&text, "commands", &commands());
    let declared = with(&declared, "settings", &config::settings_table());
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, &declared).unwrap();
    }
    let now = fs::read_to_string(&path).unwrap();
    assert!(now == declared, "run: UPDATE_README=1 cargo test --test readme");
}

/// The list that Telegram shows and `/help` prints is the list that is understood.
#[test]
fn every_command_that_is_understood_is_listed_and_no_other() {
    let listed = |names: &[&'static str]| names.iter().copied().collect::<BTreeSet<_>>();
    let understood = |commands: &[(&'static str, &'static str)]| {
        commands.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>()
    };
    assert_eq!(listed(GROUP_COMMANDS), understood(inbound::commands::group_commands()));
    assert_eq!(listed(PRIVATE_COMMANDS), understood(inbound::commands::user_commands()));
}
