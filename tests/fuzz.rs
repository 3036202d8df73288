//! Bad input: every fuzz target over its kept corpus, and over fresh inputs made out of it.
//!
//! The corpus stands in `tests/fuzz/corpus/<target>/`. What is fresh is chosen by a seed, which
//! proptest prints with the input if a run fails; `PROPTEST_RNG_SEED=<seed>` runs it again, and
//! `PROPTEST_CASES=100000` runs longer. `just fuzz` looks on under libFuzzer. An input that failed
//! goes into the corpus, together with its mending.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

#[path = "fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use targets::TARGETS;

/// Longer ones show nothing that these do not, but cost time.
const LONGEST: usize = 4096;

fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("a corpus")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.display().to_string(), fs::read(path).expect("a file")))
        .collect();
    files.sort();
    files
}

/// What can happen to an input.
#[derive(Clone, Debug)]
enum Change {
    Cut(Index, usize),
    Put(Index, Vec<u8>),
    Replace(Index, u8),
    /// A part of another one.
    Splice(Index, Index, Index, usize),
    Repeat(Index, usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    // What means something to one of the readers, and what breaks arithmetic.
    let words = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "=",
        "\n",
        "\0",
        " ",
        "/",
        "／",
        "//",
        "@",
        "#",
        "$",
        "->",
        "*[other]",
        "null",
        "true",
        "-1",
        "0",
        "9223372036854775808",
        "1e999",
        "\\ud800",
        "😀",
        "👨‍👩‍👧‍👦",
        "🇩🇪",
        "\u{202E}",
        "\u{2067}",
        "\u{FDD0}",
        "\u{301}",
        "۱۲",
        "off",
        "7d",
    ]);
    prop_oneof![
        (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<Index>(), words).prop_map(|(at, word)| Change::Put(at, word.into())),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..4))
            .prop_map(|(at, bytes)| Change::Put(at, bytes)),
        (any::<Index>(), any::<char>())
            .prop_map(|(at, c)| Change::Put(at, c.to_string().into_bytes())),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        (any::<Index>(), any::<Index>(), any::<Index>(), 1..80_usize)
            .prop_map(|(at, other, from, length)| Change::Splice(at, other, from, length)),
        (any::<Index>(), 1..12_usize, 2..200_usize)
            .prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
    ]
}

/// An input of the corpus after a few changes.
fn fresh(corpus: &[(String, Vec<u8>)], first: &Index, changes: &[Change]) -> Vec<u8> {
    let mut input = first.get(corpus).1.clone();
    for change in changes {
        let place = |at: &Index| at.index(input.len() + 1);
        let part = |from: &[u8], at: usize, length: usize| {
            from[at.min(from.len())..(at + length).min(from.len())].to_vec()
        };
        match change {
            Change::Cut(at, length) => {
                let at = place(at);
                let end = (at + length).min(input.len());
                input.drain(at..end);
            }
            Change::Put(at, bytes) => {
                let at = place(at);
                input.splice(at..at, bytes.iter().copied());
            }
            Change::Replace(at, byte) => {
                let at = place(at);
                input.splice(at..(at + 1).min(input.len()), [*byte]);
            }
            Change::Splice(at, other, from, length) => {
                let other = &other.get(corpus).1;
                let (at, piece) = (place(at), part(other, from.index(other.len() + 1), *length));
                input.splice(at..at, piece);
            }
            Change::Repeat(at, length, times) => {
                let at = place(at);
                let piece = part(&input, at, *length).repeat(*times);
                input.splice(at..at, piece);
            }
        }
        input.truncate(LONGEST);
    }
    input
}

fn target(name: &str) -> targets::Target {
    TARGETS.into_iter().find(|(known, _)| *known == name).expect("a target").1
}

/// Runs a target over its corpus, then over what can be made of it.
fn replay_and_go_on(name: &str) {
    let (run, corpus) = (target(name), corpus(name));
    assert!(!corpus.is_empty());
    let failed: Vec<&str> = corpus
        .iter()
        .filter(|(_, input)| std::panic::catch_unwind(|| run(input)).is_err())
        .map(|(file, _)| file.as_str())
        .collect();
    assert!(failed.is_empty(), "failed, for what is said above: {failed:#?}");
    let inputs = (any::<Index>(), prop::collection::vec(change(), 1..8))
        .prop_map(|(first, changes)| fresh(&corpus, &first, &changes));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..fresh_inputs()
    });
    let outcome = runner.run(&inputs.prop_map(Shown), |input| {
        run(&input.0);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// How many fresh inputs: a second's worth of each target, unless `PROPTEST_CASES` says otherwise.
fn fresh_inputs() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(FRESH),
    }
}

const FRESH: u32 = 1_500;

/// An input, shown so that it can be put into a file.
#[derive(Clone)]
struct Shown(Vec<u8>);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

#[test]
fn updates_are_read_or_said_to_be_unreadable() {
    replay_and_go_on("updates");
}

#[test]
fn buttons_are_read_only_as_they_are_written() {
    replay_and_go_on("buttons");
}

#[test]
fn commands_are_understood_alike_however_they_are_spelled() {
    replay_and_go_on("commands");
}

#[test]
fn settings_are_taken_whole_or_refused_by_line() {
    replay_and_go_on("settings");
}

#[test]
fn a_teams_own_words_are_refused_or_can_be_said() {
    replay_and_go_on("overrides");
}

#[test]
fn every_corpus_has_a_target_and_is_small() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("corpora")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut known: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    known.sort_unstable();
    assert_eq!(names, known);
    let sizes = names.iter().flat_map(|name| corpus(name)).map(|(_, input)| input.len());
    assert!(sizes.sum::<usize>() < 300_000);
}
