//! What people read in a chat, as far as others wrote it: the same, whether texts came one by one or
//! as one message.

use super::content::content;
use frontdesk::sandbox::Seen;
use serde_json::{Value, json};

/// What stands between texts that came as one message.
const BETWEEN: &str = "\n\n";

/// A piece of what stands in a chat.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    /// Texts that follow each other.
    Text { text: String, entities: Vec<Value> },
    /// Anything else, with what belongs to it.
    Whole(Value),
}

/// Adds a text to one, as folding does.
pub fn join(text: &mut String, entities: &mut Vec<Value>, more: &str, marks: &[Value]) {
    if !text.is_empty() {
        text.push_str(BETWEEN);
    }
    let shift = text.encode_utf16().count();
    text.push_str(more);
    entities.extend(marks.iter().map(|mark| {
        let mut mark = mark.clone();
        let offset = mark["offset"].as_u64().expect("an offset");
        mark["offset"] = json!(offset + u64::try_from(shift).expect("small"));
        mark
    }));
}

/// Takes out of a message what another world would name otherwise.
fn nameless(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in ["file_id", "file_unique_id", "media_group_id", "live_period"] {
                fields.remove(name);
            }
            fields.values_mut().for_each(nameless);
        }
        Value::Array(items) => items.iter_mut().for_each(nameless),
        _ => {}
    }
}

/// What messages say, in their order.
pub fn pieces(messages: &[Seen]) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for seen in messages {
        let origin = seen.raw["forward_origin"].clone();
        if seen.kind == "text" && seen.reply_to.is_none() && origin.is_null() {
            match all.last_mut() {
                Some(Piece::Text { text, entities }) => {
                    join(text, entities, &seen.text, &seen.entities);
                }
                _ => {
                    let (text, entities) = (seen.text.clone(), seen.entities.clone());
                    all.push(Piece::Text { text, entities });
                }
            }
            continue;
        }
        let mut content = content(seen);
        nameless(&mut content);
        let (reply, album) = (seen.reply_to.is_some(), seen.album.is_some());
        all.push(Piece::Whole(
            json!({"content": content, "origin": origin, "reply": reply, "album": album}),
        ));
    }
    all
}
