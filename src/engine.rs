//! The only writer: drain, decide, commit, release.
use crate::domain::event::Update;
use crate::domain::id::RowId;
use crate::domain::notice::Notice;
use crate::domain::outbox::{Receipt, Row};

/// What the engine takes in.
#[derive(Debug)]
pub enum Input {
    /// A batch of updates, in the order of their ids.
    Updates {
        /// What they say.
        updates: Vec<Update>,
        /// What `getUpdates` is to be asked next; told to Telegram only after the commit.
        next_offset: i64,
        /// Telegram had no more at that moment (fewer than a full batch).
        drained: bool,
    },
    /// Calls for these rows are about to begin. Committed before they do.
    Starting(Vec<RowId>),
    /// Telegram's answers.
    Receipts(Vec<Receipt>),
    /// The sweep's schedule fired.
    Tick,
}

/// The engine has stopped, because of a storage error or at the end.
#[derive(Debug, thiserror::Error)]
#[error("the engine has stopped")]
pub struct Stopped;

/// Hands inputs to the engine.
#[derive(Clone)]
pub struct EngineHandle(());

impl EngineHandle {
    /// Hands something in and waits until its whole effect is on disk.
    ///
    /// # Errors
    /// [`Stopped`] if the engine is no longer there; nothing of the input took effect then.
    pub async fn submit(&self, input: Input) -> Result<(), Stopped> {
        let _ = (&self.0, input);
        Ok(())
    }
}

/// What a commit lets go to the world, in the order of commits.
#[derive(Debug, Default)]
pub struct Released {
    /// New rows, and rows that changed: one with a known id replaces the waiting one.
    pub rows: Vec<Row>,
    /// Rows that are no longer wanted.
    pub withdrawn: Vec<RowId>,
    /// Answers to presses: at once, best effort, never stored.
    pub answers: Vec<PressAnswer>,
}

/// The answer to a press. Every press gets one.
#[derive(Debug)]
pub struct PressAnswer {
    /// Telegram's id of the press.
    pub press: String,
    /// What is said; nothing just ends the client's wait.
    pub notice: Option<Notice>,
    /// As a dialog that must be closed (refusals), not as a fleeting line.
    pub alert: bool,
    /// The language of whoever pressed, as Telegram gave it.
    pub language: Option<String>,
}
