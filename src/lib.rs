//! Frontdesk: a help desk that lives entirely inside Telegram.
//!
//! The modules in reading order. Everything that happens is an event; one writer decides; one
//! transaction remembers; then the world is told.

/// Copies of the database: made, checked, encrypted, rotated, restored.
pub mod backup;
/// The only place that reads the time, and the only one that waits.
pub mod clock;
/// Every setting, its default and its sentence; parsed once.
pub mod config;
/// The core: values in, values out.
pub mod domain;
/// The only writer: drain, decide, commit, release.
pub mod engine;
/// Everything that is stored, as files that people can read; and a database made of such files.
pub mod export;
/// A notice and a language become words.
pub mod i18n;
/// Telegram's updates become events.
pub mod inbound;
/// Everything that happens on a cron schedule.
pub mod jobs;
/// What is logged, and what never is.
pub mod log;
/// Rows of the outbox become calls.
pub mod outbound;
/// The local Bot API on which the demo and the stories run. Knows nothing of the bot.
pub mod sandbox;
/// What is to be kept to oneself.
pub mod secret;
/// Everything that is kept, in one redb file.
pub mod store;
/// The raw door to Telegram: one call out, one answer in, failures sorted.
pub mod telegram;

/// How commands on the same machine reach the bot that has the database.
pub mod socket;

/// One running Frontdesk: the parts put together.
pub mod service;

/// Mistakes made on purpose, for the simulation to find.
pub mod mistake;

/// `frontdesk check`.
pub mod check;

/// `frontdesk demo`.
pub mod demo;
