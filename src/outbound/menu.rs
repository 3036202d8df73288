//! Lists of commands at Telegram: asked for, compared, and set only where they differ, since these methods
//! have no published limit (telegram-facts K7).

use serde_json::{Value, json};

use crate::domain::id::ChatId;
use crate::domain::outbox::MenuOf;
use crate::i18n::{Lang, Words};
use crate::telegram::{CALL_TIMEOUT, CallError, Telegram};

/// Code points of a command's description (telegram-facts 1.3).
const DESCRIPTION: usize = 256;

/// Whose list it is, in a group. Without a language: it comes before every wider one in any language
/// (telegram-facts K6).
fn place_in(chat: ChatId, of: MenuOf) -> Value {
    let scope = match of {
        MenuOf::Everybody => json!({ "type": "chat", "chat_id": chat.0 }),
        MenuOf::Administrators => json!({ "type": "chat_administrators", "chat_id": chat.0 }),
        MenuOf::Member(user) => {
            json!({ "type": "chat_member", "chat_id": chat.0, "user_id": user.0 })
        }
    };
    json!({ "scope": scope })
}

/// Commands with their descriptions.
pub(super) fn list<'a>(words: &Words, lang: Lang, names: impl Iterator<Item = &'a str>) -> Value {
    names
        .map(|name| {
            let description = words.command(lang, name);
            let description: String = description.chars().take(DESCRIPTION).collect();
            json!({ "command": name, "description": description })
        })
        .collect()
}

/// Brings the list of a place to this one; an empty one is taken away.
pub(super) async fn bring(
    telegram: &Telegram,
    mut place: Value,
    commands: Value,
) -> Result<(), CallError> {
    if ask(telegram, "getMyCommands", &place).await? == commands {
        return Ok(());
    }
    if commands.as_array().is_some_and(Vec::is_empty) {
        ask(telegram, "deleteMyCommands", &place).await?;
    } else {
        set(&mut place, "commands", Some(commands));
        ask(telegram, "setMyCommands", &place).await?;
    }
    Ok(())
}

/// The same in a group. Nobody waits for it: what Telegram refuses for good is left as it is.
pub(super) async fn show(
    telegram: &Telegram,
    (chat, of): (ChatId, MenuOf),
    (words, lang): (&Words, Lang),
    commands: &[String],
) -> Result<(), CallError> {
    let list = list(words, lang, commands.iter().map(String::as_str));
    match bring(telegram, place_in(chat, of), list).await {
        Err(CallError::Failed(_)) => {
            tracing::info!("a list of commands could not be set in a group");
            Ok(())
        }
        shown => shown,
    }
}

pub(super) fn set(body: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(fields), Some(value)) = (body.as_object_mut(), value) {
        fields.insert(key.to_owned(), value);
    }
}

pub(super) async fn ask(
    telegram: &Telegram,
    method: &str,
    body: &Value,
) -> Result<Value, CallError> {
    let answer = telegram.call_raw(method, body, CALL_TIMEOUT).await?;
    serde_json::from_str(answer.get()).map_err(|_| CallError::Unclear)
}
