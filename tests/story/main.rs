//! Whole conversations, told through one stage, in both kinds of desk.
#![allow(clippy::disallowed_methods, reason = "stories wait for what happens, in real time")]

mod stage;
mod tune;

mod after_completion;
mod bridge;
mod commands;
mod forged;
mod healing;
mod lifecycle;
mod reopening;
mod setup;
