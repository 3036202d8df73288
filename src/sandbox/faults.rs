//! Faults on demand: what networks, proxies and Telegram's servers do on bad days.

use serde_json::Value;

/// What goes wrong with one call.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// A JSON error with this HTTP status; nothing happened.
    Status(u16),
    /// A JSON error with this HTTP status, although the effect happened.
    StatusAfter(u16),
    /// An HTML page of a proxy with this HTTP status; nothing happened.
    Html(u16),
    /// The connection is cut, nothing happened.
    ResetBefore,
    /// The connection is cut after the effect happened.
    ResetAfter,
    /// The answer comes late by so many real milliseconds.
    DelayMs(u64),
    /// An error of the Bot API; nothing happened.
    Error {
        /// `error_code`.
        code: u16,
        /// `description`, whole.
        description: String,
        /// `parameters`, if any.
        parameters: Option<Value>,
    },
    /// Flood control with this wait in seconds; nothing happened.
    RetryAfter(u32),
    /// The effect happened, but the answer is cut in the middle.
    Unreadable,
    /// The copy happened, but its answer says `message_id: 0`.
    NoMessageId,
    /// Of an album or batch, item number `n` (from one) fails and the others arrive.
    ItemFails(usize),
}

/// Faults that wait for their calls.
#[derive(Default)]
pub struct Faults {
    queue: Vec<(String, Fault)>,
}

impl Faults {
    /// Plans a fault for the next call of a method, `*` for any.
    pub fn plan(&mut self, method: &str, fault: Fault) {
        self.queue.push((method.to_owned(), fault));
    }

    /// The first fault planned for a method.
    pub fn take(&mut self, method: &str) -> Option<Fault> {
        let at = self
            .queue
            .iter()
            .position(|(planned, _)| planned == "*" || planned.eq_ignore_ascii_case(method))?;
        Some(self.queue.remove(at).1)
    }

    /// How many have not happened yet.
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.queue.clear();
    }
}
