//! What is logged, and what never is.
//!
//! Promises: whatever `RUST_LOG` asks for, nothing goes out that holds people's words or the token.
//! Frontdesk's own lines carry kinds, ids and counts; a panic tells its place, since its message may
//! quote what was being handled. Lines of other crates are nobody's promise here: only their
//! warnings go out, and of those that handle addresses and updates nothing at all. Never does:
//! decide anything, or write anywhere but to stderr.

use std::io::IsTerminal;

use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// They know the token's address or whole updates, and log both for debugging.
const SILENT: &[&str] = &["teloxide", "reqwest", "hyper", "h2"];

/// Whether a line may go out, whatever `RUST_LOG` asks for.
pub fn may_go_out(line: &Metadata<'_>) -> bool {
    let origin = line.target().split("::").next().unwrap_or_default();
    if origin == "frontdesk" {
        return true;
    }
    // `hyper_util` and `teloxide_core` belong to their families.
    let family = origin.split('_').next().unwrap_or_default();
    *line.level() <= Level::WARN && !SILENT.contains(&family)
}

/// From now on lines go to stderr: for people, or as JSON where nobody watches. `RUST_LOG` chooses,
/// within what may go out.
pub fn to_stderr() {
    let asked = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let whatever = tracing_subscriber::registry().with(asked).with(filter_fn(may_go_out));
    // Only a second call fails, and then the first one goes on.
    let _ = if std::io::stderr().is_terminal() {
        whatever.with(lines).try_init()
    } else {
        whatever.with(lines.json()).try_init()
    };
}

/// From now on a panic is one line with its place. Its usual message may quote what people wrote.
pub fn panics_by_place() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a part panicked");
    }));
}
