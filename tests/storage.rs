//! What becomes of the database when the disk fails: nothing that was acknowledged is lost, and
//! nothing is ever half there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::disallowed_methods, reason = "what a check costs is measured in real time")]
#![allow(clippy::print_stdout, reason = "whoever runs the test reads it")]

#[path = "storage/damage.rs"]
mod damage;
mod disk;
#[path = "storage/power.rs"]
mod power;
#[path = "storage/script.rs"]
mod script;
