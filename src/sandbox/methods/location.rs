//! Places on the map: sent, moved while they are live, and stopped.

use serde_json::{Map, Value, json};

use super::edit::{apply, target};
use super::send::{place, reply_markup};
use super::{Answered, ApiError, bad};
use crate::sandbox::args::Args;
use crate::sandbox::world::{Message, World};

/// A period that never ends.
const FOR_EVER: i64 = 0x7FFF_FFFF;

/// The place that a call names, with what a live one may have besides.
fn location(args: &Args) -> Result<Map<String, Value>, ApiError> {
    let mut fields = Map::new();
    for name in ["latitude", "longitude"] {
        let value = args.get(name).filter(|value| value.is_number());
        let value = value.ok_or_else(|| bad(format!("{name} is empty")))?;
        fields.insert(name.to_owned(), value.clone());
    }
    for name in ["horizontal_accuracy", "heading", "proximity_alert_radius"] {
        if let Some(value) = args.get(name) {
            fields.insert(name.to_owned(), value.clone());
        }
    }
    Ok(fields)
}

/// `sendLocation`.
pub fn send(world: &mut World, args: &Args) -> Answered {
    let mut fields = location(args)?;
    let place = place(world, args, "location")?;
    match args.int("live_period") {
        None | Some(0) => {
            for live in ["heading", "proximity_alert_radius"] {
                fields.remove(live);
            }
        }
        Some(period) if (60..=86_400).contains(&period) || period == FOR_EVER => {
            fields.insert("live_period".into(), json!(period));
        }
        Some(_) => return Err(bad("wrong live location period specified")),
    }
    let content = Map::from_iter([("location".to_owned(), Value::Object(fields))]);
    let sent = place.post(world, content, |_| {})?;
    Ok(world.render_message(place.chat, sent))
}

/// The live location that a call names, while it lives.
fn living(world: &World, args: &Args) -> Result<(i64, Message, i64), ApiError> {
    let (chat, old) = target(world, args)?;
    let period = old.content.get("location").and_then(|location| location.get("live_period"));
    let period = period.and_then(Value::as_i64);
    let ended = |period: &i64| world.now().div_euclid(1000) - old.date >= *period;
    match period.filter(|period| !ended(period)) {
        Some(period) => Ok((chat, old, period)),
        None => Err(bad("message can't be edited")),
    }
}

/// `editMessageLiveLocation`.
pub fn move_on(world: &mut World, args: &Args) -> Answered {
    let (chat, old, period) = living(world, args)?;
    let mut fields = location(args)?;
    let period = match args.int("live_period").filter(|period| *period != 0) {
        Some(longer) if longer > period + 86_400 => {
            return Err(bad("wrong live location period specified"));
        }
        Some(period) => period,
        None => period,
    };
    fields.insert("live_period".into(), json!(period));
    let (keyboard, _) = reply_markup(world, args)?;
    let content = Map::from_iter([("location".to_owned(), Value::Object(fields))]);
    apply(world, chat, &old, content, old.kind.clone(), keyboard)
}

/// `stopMessageLiveLocation`.
pub fn stop(world: &mut World, args: &Args) -> Answered {
    let (chat, old, _) = living(world, args)?;
    let (keyboard, _) = reply_markup(world, args)?;
    let mut content = old.content.clone();
    if let Some(Value::Object(fields)) = content.get_mut("location") {
        for live in ["live_period", "heading", "proximity_alert_radius"] {
            fields.remove(live);
        }
    }
    apply(world, chat, &old, content, old.kind.clone(), keyboard)
}
