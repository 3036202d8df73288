//! The bot's own face: commands, descriptions, webhook.

use serde_json::{Map, Value, json};

use super::{Answered, ApiError, bad, present};
use crate::sandbox::args::Args;
use crate::sandbox::hooks::is_local;
use crate::sandbox::world::{ChatKind, Webhook, World};

/// A scope as one word, and the language.
fn key(args: &Args) -> (String, String) {
    let language = args.text("language_code").unwrap_or_default().to_owned();
    let scope = args.get("scope").cloned().unwrap_or(json!({"type": "default"}));
    (scope_name(&scope), language)
}

/// `default`, `all_private_chats`, `chat:-100…`, `chat_member:-100…:7`.
fn scope_name(scope: &Value) -> String {
    let mut name = scope.get("type").and_then(Value::as_str).unwrap_or("default").to_owned();
    for part in ["chat_id", "user_id"] {
        if let Some(id) = scope.get(part) {
            name.push_str(&format!(":{id}"));
        }
    }
    name
}

/// A scope that names a chat or a person must name one that is there.
fn scope(world: &World, args: &Args) -> Result<(), ApiError> {
    let Some(scope) = args.get("scope") else {
        return Ok(());
    };
    let id = |part: &str| scope.get(part).and_then(Value::as_i64);
    match scope.get("type").and_then(Value::as_str).unwrap_or_default() {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => Ok(()),
        of @ ("chat" | "chat_administrators" | "chat_member") => {
            let chat = id("chat_id").ok_or_else(|| bad("chat_id is empty"))?;
            let chat = present(world, chat)?;
            if of != "chat" && chat.kind == ChatKind::Private {
                return Err(bad("chat not found"));
            }
            let standing = id("user_id").and_then(|user| chat.members.get(&user));
            let member = standing.is_some_and(|standing| standing.inside());
            if of == "chat_member" && !member {
                return Err(bad("user not found"));
            }
            Ok(())
        }
        "" => Err(bad("BotCommandScope must have a type")),
        _ => Err(bad("Unsupported BotCommandScope type specified")),
    }
}

fn language(args: &Args) -> Result<(), ApiError> {
    match args.text("language_code") {
        None | Some("") => Ok(()),
        Some(code) if code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase()) => Ok(()),
        Some(_) => Err(bad("invalid language code specified")),
    }
}

/// `setMyCommands`.
pub fn set_commands(world: &mut World, args: &Args) -> Answered {
    language(args)?;
    scope(world, args)?;
    let commands = args.list("commands");
    if commands.len() > 100 {
        return Err(bad("BOT_COMMANDS_TOO_MUCH"));
    }
    for command in &commands {
        let name = command
            .get("command")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim_start_matches('/');
        let fits = (1..=32).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !fits {
            return Err(bad("BOT_COMMAND_INVALID"));
        }
        let description = command.get("description").and_then(Value::as_str).unwrap_or_default();
        if !(1..=256).contains(&description.chars().count()) {
            return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    world.commands.insert(key(args), Value::Array(commands));
    Ok(json!(true))
}

/// `getMyCommands`: exactly this scope and language.
pub fn get_commands(world: &World, args: &Args) -> Answered {
    language(args)?;
    scope(world, args)?;
    Ok(world.commands.get(&key(args)).cloned().unwrap_or(json!([])))
}

/// `deleteMyCommands`.
pub fn delete_commands(world: &mut World, args: &Args) -> Answered {
    language(args)?;
    scope(world, args)?;
    world.commands.remove(&key(args));
    Ok(json!(true))
}

/// The list that a person would be shown: the scopes from the narrowest on, each first in the
/// language and then without, and the first list that is not empty.
pub fn shown_commands(world: &World, chat: i64, user: i64, language: &str) -> Value {
    let group = chat < 0;
    let leads = world
        .chats
        .get(&chat)
        .and_then(|chat| chat.members.get(&user))
        .is_some_and(|standing| standing.leads());
    let mut scopes = Vec::new();
    if group {
        scopes.push(format!("chat_member:{chat}:{user}"));
        if leads {
            scopes.push(format!("chat_administrators:{chat}"));
        }
        scopes.push(format!("chat:{chat}"));
        if leads {
            scopes.push("all_chat_administrators".to_owned());
        }
        scopes.push("all_group_chats".to_owned());
    } else {
        scopes.push(format!("chat:{chat}"));
        scopes.push("all_private_chats".to_owned());
    }
    scopes.push("default".to_owned());
    for scope in scopes {
        for language in [language, ""] {
            let list = world.commands.get(&(scope.clone(), language.to_owned()));
            if let Some(list) = list.filter(|l| l.as_array().is_some_and(|l| !l.is_empty())) {
                return list.clone();
            }
        }
    }
    json!([])
}

/// `setMyName`, `setMyDescription`, `setMyShortDescription`.
pub fn set_text(world: &mut World, args: &Args, what: &str, limit: usize) -> Answered {
    language(args)?;
    let text = args.text(what).unwrap_or_default();
    if text.chars().count() > limit {
        return Err(bad(format!("bot {what} is too long")));
    }
    let language = args.text("language_code").unwrap_or_default().to_owned();
    world.profile.insert((what.to_owned(), language), text.to_owned());
    Ok(json!(true))
}

/// `getMyName` and its kin, with the text without a language as the fallback.
pub fn get_text(world: &World, args: &Args, what: &str) -> Value {
    let language = args.text("language_code").unwrap_or_default();
    let text = [language, ""]
        .iter()
        .filter_map(|l| world.profile.get(&(what.to_owned(), (*l).to_owned())))
        .find(|text| !text.is_empty())
        .cloned()
        .unwrap_or_else(|| match what {
            "name" => world.account.name.clone(),
            _ => String::new(),
        });
    json!({ what: text })
}

/// `setWebhook`. Unlike Telegram it takes plain `http` to this machine, so that tests need no
/// certificates.
pub fn set_webhook(world: &mut World, args: &Args) -> Answered {
    let url = args.text("url").unwrap_or_default();
    if url.is_empty() {
        return delete_webhook(world, args);
    }
    if !is_local(url) && !url.starts_with("https://") {
        return Err(bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let secret = args.text("secret_token");
    let proper = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if secret.is_some_and(|s| s.len() > 256 || !s.chars().all(proper)) {
        return Err(bad("secret token contains unallowed characters"));
    }
    subscribe(world, args);
    if args.flag("drop_pending_updates") {
        world.queue.clear();
    }
    world.webhook = Webhook {
        url: url.to_owned(),
        secret: secret.map(str::to_owned),
        max_connections: args.int("max_connections").unwrap_or(40),
        last_error: None,
    };
    Ok(json!(true))
}

/// Stores `allowed_updates` if it was given.
pub fn subscribe(world: &mut World, args: &Args) {
    if let Some(kinds) = args.get("allowed_updates") {
        let kinds = kinds.as_array().map(Vec::as_slice).unwrap_or_default();
        let kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
        world.queue.allow(&kinds);
    }
}

/// `deleteWebhook`.
pub fn delete_webhook(world: &mut World, args: &Args) -> Answered {
    world.webhook = Webhook::default();
    if args.flag("drop_pending_updates") {
        world.queue.clear();
    }
    Ok(json!(true))
}

/// `getWebhookInfo`.
pub fn webhook_info(world: &World) -> Value {
    let mut info = Map::new();
    info.insert("url".into(), json!(world.webhook.url));
    info.insert("has_custom_certificate".into(), json!(false));
    info.insert("pending_update_count".into(), json!(world.queue.len()));
    if !world.webhook.url.is_empty() {
        info.insert("max_connections".into(), json!(world.webhook.max_connections));
        info.insert("ip_address".into(), json!("127.0.0.1"));
    }
    if let Some((at, text)) = &world.webhook.last_error {
        info.insert("last_error_date".into(), json!(at));
        info.insert("last_error_message".into(), json!(text));
    }
    if let Some(kinds) = world.queue.allowed() {
        info.insert("allowed_updates".into(), json!(kinds));
    }
    Value::Object(info)
}
