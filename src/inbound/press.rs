//! Presses on buttons.

use crate::domain::event::{Incoming, Press};

use super::raw::{Part, Raw};

/// A press. Its message may be inaccessible (telegram-facts M10): chat and id are all it needs.
pub(super) fn press(raw: &Raw) -> Option<Incoming> {
    let query = raw.part("callback_query")?;
    let message = query.part("message");
    Some(Incoming::Press(Press {
        id: query.text("id")?.to_owned(),
        by: query.part("from")?.person()?,
        chat: message.and_then(Part::chat_id),
        message: message.and_then(Part::message_id),
        thread: message.and_then(Part::topic),
        button: query.text("data").and_then(|data| data.parse().ok()),
    }))
}
