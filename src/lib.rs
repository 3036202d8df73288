//! Frontdesk: a help desk that lives entirely inside Telegram.
//!
//! The modules in reading order. Everything that happens is an event; one writer decides; one
//! transaction remembers; then the world is told.

/// Every setting, its default and its sentence; parsed once.
pub mod config;
/// The only place that reads the time, and the only one that waits.
pub mod clock;
/// The local Bot API on which the demo and the stories run. Knows nothing of the bot.
pub mod sandbox;
