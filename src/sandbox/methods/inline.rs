//! `answerInlineQuery`: what somebody can choose who writes the bot's name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Answered, ApiError, bad};
use crate::sandbox::args::Args;
use crate::sandbox::text;
use crate::sandbox::world::World;

/// Results of one answer.
const MOST: usize = 50;
/// Bytes of a result's id and of `next_offset`.
const LONGEST: usize = 64;
/// A query can be answered for so long.
const WINDOW_MS: i64 = 30_000;

/// What a query was answered with.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    /// The results, as they came.
    pub results: Vec<Value>,
    /// How long they may be kept, in seconds.
    pub cache_time: i64,
    /// They are for one person.
    pub is_personal: bool,
    /// Where more begins; empty if there is none.
    pub next_offset: String,
}

/// A query that waits for its answer.
#[derive(Debug, Clone)]
pub struct Query {
    /// Who wrote it.
    pub from: i64,
    /// When.
    pub at: i64,
    /// What it was answered.
    pub answer: Option<Offered>,
}

/// `answerInlineQuery`.
pub fn answer(world: &mut World, args: &Args) -> Answered {
    let results = args.list("results");
    if !args.has("results") {
        return Err(bad("can't parse inline query results: expected an array"));
    }
    if results.len() > MOST {
        return Err(bad("RESULTS_TOO_MUCH"));
    }
    let mut ids = BTreeSet::new();
    for result in &results {
        let id = result.get("id").and_then(Value::as_str).unwrap_or_default();
        if id.is_empty() || id.len() > LONGEST {
            return Err(bad("RESULT_ID_INVALID"));
        }
        if !ids.insert(id.to_owned()) {
            return Err(bad("RESULT_ID_DUPLICATE"));
        }
        check(result)?;
    }
    let next_offset = args.text("next_offset").unwrap_or_default().to_owned();
    if next_offset.len() > LONGEST {
        return Err(bad("NEXT_OFFSET_INVALID"));
    }
    let cache_time = args.int("cache_time").unwrap_or(300);
    if cache_time < 0 {
        return Err(bad("wrong cache_time specified"));
    }
    let offered =
        Offered { results, cache_time, is_personal: args.flag("is_personal"), next_offset };
    let now = world.now();
    let id = args.text("inline_query_id").unwrap_or_default();
    match world.inline.get_mut(id) {
        Some(query) if query.answer.is_none() && now - query.at <= WINDOW_MS => {
            query.answer = Some(offered);
            Ok(json!(true))
        }
        _ => Err(bad("query is too old and response timeout expired or query ID is invalid")),
    }
}

/// Only articles that write a text; other kinds are unknown here.
fn check(result: &Value) -> Result<(), ApiError> {
    let field = |name: &str| result.get(name).and_then(Value::as_str).unwrap_or_default();
    if field("type") != "article" {
        return Err(bad("can't parse inline query result: Unallowed inline query result type"));
    }
    if field("title").is_empty() {
        return Err(bad("can't parse inline query result: field \"title\" must be non-empty"));
    }
    let content = result.get("input_message_content").and_then(Value::as_object);
    let Some(content) = content else {
        return Err(bad("can't parse inline query result: message content is not specified"));
    };
    const KNOWN: [&str; 4] = ["message_text", "parse_mode", "entities", "link_preview_options"];
    if let Some(field) = content.keys().find(|field| !KNOWN.contains(&field.as_str())) {
        return Err(bad(format!("unknown field {field} of input_message_content")));
    }
    let words = content.get("message_text").and_then(Value::as_str).unwrap_or_default();
    if words.trim().is_empty() {
        return Err(bad("message text is empty"));
    }
    if words.encode_utf16().count() > text::TEXT_LIMIT {
        return Err(bad("MESSAGE_TOO_LONG"));
    }
    Ok(())
}

/// The content that a chosen result writes.
pub fn written(result: &Value) -> Option<(String, Option<Value>)> {
    let content: &Map<String, Value> = result.get("input_message_content")?.as_object()?;
    let words = content.get("message_text")?.as_str()?.to_owned();
    Some((words, content.get("entities").cloned()))
}
