//! One fuzz target under libFuzzer, which looks for inputs that reach new code: `just fuzz`.
//!
//! Which one stands in `FRONTDESK_FUZZ`. Without the flags that `just fuzz` sets this is an empty
//! program, so that nothing of libFuzzer is built where nobody asked for it.
#![cfg_attr(fuzzing, no_main)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what is looked for"
)]

#[cfg(fuzzing)]
#[path = "targets.rs"]
mod targets;

#[cfg(fuzzing)]
static RUN: std::sync::LazyLock<targets::Target> = std::sync::LazyLock::new(|| {
    let name = std::env::var("FRONTDESK_FUZZ").unwrap_or_default();
    let found = targets::TARGETS.into_iter().find(|(known, _)| *known == name);
    found.expect("FRONTDESK_FUZZ names a target").1
});

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|input: &[u8]| RUN(input));

#[cfg(not(fuzzing))]
fn main() {}
