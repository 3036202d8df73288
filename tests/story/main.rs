//! Whole conversations, told through one stage, in both kinds of desk.
#![allow(clippy::disallowed_methods, reason = "stories wait for what happens, in real time")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

mod acts;
mod settings;
mod stage;

mod after_completion;
mod albums;
mod assigning;
mod audit;
mod bans;
mod bridge;
mod bulk;
mod canned;
mod choosing;
mod commands;
mod completing;
mod contact;
mod content;
mod costs;
mod day;
mod delivery;
mod desks;
mod downtime;
mod edits;
mod elsewhere;
mod fidelity;
mod finding;
mod floods;
mod forged;
mod forgetting;
mod gone;
mod healing;
mod hours;
mod inline;
mod kinds;
mod leaving;
mod lifecycle;
mod link;
mod load;
mod menus;
mod merging;
mod moving;
mod profile;
mod proof;
mod quarantine;
mod questions;
mod quiet;
mod rating;
mod reactions;
mod recall;
mod reminders;
mod reopening;
mod replies;
mod requests;
mod roles;
mod routing;
mod setup;
mod strangers;
mod strict;
mod tags;
mod timeouts;
mod topics;
mod transcript;
