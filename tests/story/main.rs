//! Whole conversations, told through one stage, in both kinds of desk.
#![allow(clippy::disallowed_methods, reason = "stories wait for what happens, in real time")]

mod acts;
mod settings;
mod stage;

mod completing;
mod lifecycle;
mod questions;
mod timeouts;
