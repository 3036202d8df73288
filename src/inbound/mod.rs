//! Telegram's updates become events.
//!
//! Promises: pure. No call leaves from here and nothing is stored; what cannot be understood is
//! named as such, and never stops or loses what stands beside it.

/// The commands: declared once, with their words' keys.
pub mod commands;
mod group;
/// Long polling.
pub mod polling;
mod press;
mod private;
mod raw;

use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use dptree::di::DependencyMap;
use dptree::{Handler, deps};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::event::{Incoming, Update};
use crate::domain::id::UserId;

use raw::Raw;

/// Who this bot is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Me {
    /// Its id.
    pub id: UserId,
    /// Its name, without the `@`.
    pub username: String,
}

/// The table of contents: what comes in, and which function understands it.
pub fn routes() -> Handler<'static, Option<Incoming>> {
    dptree::entry()
        .branch(
            dptree::filter(|raw: Raw| raw.part("message").is_some())
                .branch(
                    dptree::filter(in_private)
                        .endpoint(|raw: Raw, me: Me| async move { private::message(&raw, &me) }),
                )
                .endpoint(|raw: Raw, me: Me| async move { group::message(&raw, &me) }),
        )
        .branch(
            dptree::filter(|raw: Raw| raw.part("edited_message").is_some())
                .branch(
                    dptree::filter(in_private)
                        .endpoint(|raw: Raw| async move { private::edit(&raw) }),
                )
                .endpoint(|raw: Raw, me: Me| async move { group::edit(&raw, &me) }),
        )
        .branch(
            dptree::filter(|raw: Raw| raw.part("callback_query").is_some())
                .endpoint(|raw: Raw| async move { press::press(&raw) }),
        )
        .branch(
            dptree::filter(|raw: Raw| raw.part("my_chat_member").is_some())
                .branch(
                    dptree::filter(in_private)
                        .endpoint(|raw: Raw| async move { private::blocked(&raw) }),
                )
                .endpoint(|raw: Raw| async move { group::own_standing(&raw) }),
        )
        .branch(
            dptree::filter(|raw: Raw| raw.part("chat_member").is_some())
                .endpoint(|raw: Raw| async move { group::member(&raw) }),
        )
        .branch(
            dptree::filter(|raw: Raw| raw.part("message_reaction").is_some())
                .endpoint(|raw: Raw| async move { group::reaction(&raw) }),
        )
}

/// The names of the updates that the table understands; Telegram is asked for exactly these, since
/// some of them come only on demand (telegram-facts U6).
pub const KINDS: [&str; 6] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
];

fn in_private(raw: Raw) -> bool {
    ["message", "edited_message", "my_chat_member"]
        .into_iter()
        .find_map(|name| raw.part(name))
        .is_some_and(raw::Part::is_private)
}

/// Understands one update. `None` if it has no id that can be read.
pub async fn understand(
    routes: &Handler<'static, Option<Incoming>>,
    raw: &RawValue,
    me: &Me,
) -> Option<Update> {
    let value: Value = serde_json::from_str(raw.get()).ok()?;
    let id = value.get("update_id").and_then(Value::as_i64)?;
    let raw = Raw(Arc::new(value));
    let known = raw.kind().is_some_and(|kind| KINDS.contains(&kind));
    let dependencies: DependencyMap = deps![raw, me.clone()];
    let routed = AssertUnwindSafe(routes.dispatch(dependencies));
    let incoming = match futures_util::FutureExt::catch_unwind(routed).await {
        Ok(ControlFlow::Break(Some(incoming))) => incoming,
        Ok(ControlFlow::Continue(_)) if !known => Incoming::Ignored("unknown kind"),
        Ok(ControlFlow::Break(None) | ControlFlow::Continue(_)) | Err(_) => Incoming::Unreadable,
    };
    Some(Update { id, incoming })
}
