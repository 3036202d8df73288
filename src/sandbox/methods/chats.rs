//! Questions about chats, members and files.

use serde_json::{Value, json};

use super::{Answered, bad, chat_id, present};
use crate::sandbox::args::Args;
use crate::sandbox::world::{Author, ChatKind, Presence, Standing, World};

/// Largest file that a bot may download.
const DOWNLOAD_LIMIT: u64 = 20 * 1024 * 1024;

/// `getChat`.
pub fn get(world: &World, args: &Args) -> Answered {
    let chat = present(world, chat_id(world, args, "chat_id")?)?;
    Ok(world.render_full_chat(chat))
}

/// `getChatMember`; only an administrator is told about everybody.
pub fn member(world: &World, args: &Args) -> Answered {
    let chat = present(world, chat_id(world, args, "chat_id")?)?;
    let user = args.int("user_id").unwrap_or(0);
    if user == world.account.id {
        return Ok(world.render_presence(chat.bot));
    }
    if chat.kind == ChatKind::Private {
        return Err(bad("PARTICIPANT_ID_INVALID"));
    }
    match chat.members.get(&user) {
        Some(_) if !chat.may(|_| true) && chat.kind == ChatKind::Supergroup => {
            Err(bad("CHAT_ADMIN_REQUIRED"))
        }
        Some(standing) => Ok(world.render_member(user, *standing)),
        None if world.users.contains_key(&user) => Ok(world.render_member(user, Standing::Left)),
        None => Err(bad("PARTICIPANT_ID_INVALID")),
    }
}

/// `getChatAdministrators`: the anonymous ones too, the bot itself if it is one.
pub fn administrators(world: &World, args: &Args) -> Answered {
    let chat = present(world, chat_id(world, args, "chat_id")?)?;
    if chat.kind == ChatKind::Private {
        return Err(bad("there are no administrators in the private chat"));
    }
    let mut list: Vec<Value> = chat
        .members
        .iter()
        .filter(|(_, standing)| standing.leads())
        .map(|(user, standing)| world.render_member(*user, *standing))
        .collect();
    if chat.may(|_| true) {
        list.push(world.render_presence(chat.bot));
    }
    Ok(Value::Array(list))
}

/// `getChatMemberCount`.
pub fn count(world: &World, args: &Args) -> Answered {
    let chat = present(world, chat_id(world, args, "chat_id")?)?;
    let people = chat.members.values().filter(|s| s.inside()).count();
    Ok(json!(match chat.kind {
        ChatKind::Private => 2,
        _ => people + 1,
    }))
}

/// `leaveChat`.
pub fn leave(world: &mut World, args: &Args) -> Answered {
    let id = chat_id(world, args, "chat_id")?;
    let chat = present(world, id)?;
    if chat.kind == ChatKind::Private {
        return Err(bad("chat member status can't be changed in private chats"));
    }
    let bot = world.account.id;
    let shown = world.render_user(bot);
    world.service(id, Author::User(bot), None, "left_chat_member", shown);
    world.set_presence(id, Presence::Left, bot);
    Ok(json!(true))
}

/// `getFile`.
pub fn file(world: &World, args: &Args) -> Answered {
    let id = args.text("file_id").unwrap_or_default();
    let file = world.files.get(id).ok_or_else(|| bad("invalid file_id"))?;
    let size = file.bytes.len() as u64;
    if size > DOWNLOAD_LIMIT {
        return Err(bad("file is too big"));
    }
    Ok(json!({
        "file_id": id,
        "file_unique_id": format!("u-{id}"),
        "file_size": size,
        "file_path": format!("{}/{id}", file.kind),
    }))
}
