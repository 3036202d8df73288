//! What Telegram sends, as JSON, and what the desk makes of it. Each test is a fact of Telegram's
//! that the desk relies on; the last ones feed it anything at all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

#[path = "inbound/anything.rs"]
mod anything;
#[path = "inbound/group.rs"]
mod group;
#[path = "inbound/people.rs"]
mod people;
#[path = "inbound/private.rs"]
mod private;

use frontdesk::domain::button::Button;
use frontdesk::domain::event::{
    Author, Command, GroupCommand, GroupMessage, Incoming, Kind, Mention, Press, UserCommand,
    UserMessage,
};
use frontdesk::domain::id::{ChatId, UserId};
use frontdesk::domain::people::{GroupKind, Rights, Standing};
use frontdesk::domain::time::Timestamp;
use frontdesk::inbound::raw::Part;
use frontdesk::inbound::{Me, routes, understand};
use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};

const BOT: i64 = 42;
const GROUP: i64 = -1001;

fn me() -> Me {
    Me { id: UserId(BOT), username: "DeskBot".to_owned() }
}

/// Reads an update from its text; the one with the id 7 that is expected.
fn read_text(update: String) -> Incoming {
    let raw = RawValue::from_string(update).expect("JSON");
    let reading = async { understand(&routes(), &raw, &me()).await };
    let update = futures_util::FutureExt::now_or_never(reading).expect("nothing to wait for");
    let update = update.expect("an id");
    assert_eq!(update.id, 7);
    update.incoming
}

fn read(kind: &str, part: Value) -> Incoming {
    read_text(json!({ "update_id": 7, kind: part }).to_string())
}

fn anna() -> Value {
    json!({ "id": 5, "is_bot": false, "first_name": "Anna", "username": "anna", "language_code": "pt-br" })
}

fn forum() -> Value {
    json!({ "id": GROUP, "type": "supergroup", "title": "Support", "is_forum": true })
}

fn with(mut base: Value, more: Value) -> Value {
    let (Value::Object(base_fields), Value::Object(more)) = (&mut base, more) else {
        panic!("objects");
    };
    base_fields.extend(more);
    base
}

/// A message in private that says this.
fn private(more: Value) -> Value {
    let chat = json!({ "id": 5, "type": "private", "first_name": "Anna" });
    with(json!({ "message_id": 11, "date": 1000, "chat": chat, "from": anna() }), more)
}

/// A message in a topic of the forum that says this.
fn topic(more: Value) -> Value {
    let base = json!({
        "message_id": 30, "date": 1000, "chat": forum(), "from": anna(),
        "message_thread_id": 20, "is_topic_message": true,
    });
    with(base, more)
}

#[track_caller]
fn user(incoming: Incoming) -> UserMessage {
    match incoming {
        Incoming::UserMessage(message) => message,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn group(incoming: Incoming) -> GroupMessage {
    match incoming {
        Incoming::GroupMessage(message) => message,
        other => panic!("{other:?}"),
    }
}

fn said(more: Value) -> UserMessage {
    user(read("message", private(more)))
}

fn posted(more: Value) -> GroupMessage {
    group(read("message", topic(more)))
}
