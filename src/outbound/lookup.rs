//! Who somebody is and what a group is like, asked of Telegram.
//!
//! Promises: answers are read part by part from the JSON, so that a newer Bot API with parts unknown
//! here is no failure. Never remembers anything.

use serde_json::{Value, json};

use crate::domain::id::{ChatId, DeskId, UserId};
use crate::domain::outbox::{DeskFacts, Failure};
use crate::domain::people::{GroupKind, Member, Person, Rights, Standing};
use crate::domain::routing::Duty;
use crate::telegram::{CALL_TIMEOUT, CallError, Telegram};

/// What Telegram says a person is in a group. Somebody whom it does not know there is outside.
///
/// # Errors
/// [`CallError`], sorted.
pub async fn member(telegram: &Telegram, chat: ChatId, user: UserId) -> Result<Member, CallError> {
    let outside = |person| Member {
        person,
        standing: Standing::Outside,
        anonymous: false,
        role: None,
        known: false,
        told_basics: false,
        duty: Duty::default(),
    };
    match membership(telegram, chat, user).await {
        Ok(answer) => Ok(member_in(&answer).unwrap_or_else(|| outside(nameless(user)))),
        Err(CallError::Failed(Failure::Refused(words))) if unknown_there(&words) => {
            Ok(outside(nameless(user)))
        }
        Err(error) => Err(error),
    }
}

/// Kind, rights and administrators of a desk's group.
///
/// # Errors
/// [`CallError`], sorted.
pub async fn desk(telegram: &Telegram, desk: DeskId, chat: ChatId) -> Result<DeskFacts, CallError> {
    let group = ask(telegram, "getChat", &json!({ "chat_id": chat })).await?;
    let me = ask(telegram, "getMe", &json!({})).await?;
    let inline = me.get("supports_inline_queries").and_then(Value::as_bool);
    let me = me.get("id").and_then(Value::as_i64).map(UserId);
    let rights = match me {
        Some(me) => match membership(telegram, chat, me).await {
            Ok(answer) => rights_in(&answer),
            Err(CallError::Failed(Failure::Refused(words))) if unknown_there(&words) => {
                Rights::default()
            }
            Err(error) => return Err(error),
        },
        None => return Err(CallError::Unclear),
    };
    let administrators =
        match ask(telegram, "getChatAdministrators", &json!({ "chat_id": chat })).await {
            Ok(list) => administrators_in(&list),
            // Without them the desk still works; the next look may bring them.
            Err(CallError::Failed(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
    Ok(DeskFacts {
        desk,
        title: text(&group, "title").unwrap_or_default(),
        kind: kind_of(&group),
        public: is_public(&group),
        rights,
        administrators,
        inline,
    })
}

async fn ask(telegram: &Telegram, method: &str, body: &Value) -> Result<Value, CallError> {
    let answer = telegram.call_raw(method, body, CALL_TIMEOUT).await?;
    serde_json::from_str(answer.get()).map_err(|_| CallError::Unclear)
}

async fn membership(telegram: &Telegram, chat: ChatId, user: UserId) -> Result<Value, CallError> {
    let body = json!({ "chat_id": chat, "user_id": user });
    ask(telegram, "getChatMember", &body).await
}

fn unknown_there(words: &str) -> bool {
    let words = words.to_lowercase();
    ["user not found", "member not found", "participant_id_invalid", "user_id_invalid"]
        .iter()
        .any(|part| words.contains(part))
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn kind_of(group: &Value) -> GroupKind {
    match group.get("type").and_then(Value::as_str) {
        Some("group") => GroupKind::Basic,
        _ if flag(group, "is_forum") => GroupKind::Forum,
        _ => GroupKind::Super,
    }
}

/// A public name, or a channel whose readers see the group.
fn is_public(group: &Value) -> bool {
    let names = group.get("active_usernames").and_then(Value::as_array);
    group.get("username").is_some()
        || names.is_some_and(|names| !names.is_empty())
        || group.get("linked_chat_id").is_some()
}

fn standing_of(member: &Value) -> Standing {
    match member.get("status").and_then(Value::as_str) {
        Some("creator") => Standing::Creator,
        Some("administrator") => Standing::Administrator,
        Some("member") => Standing::Member,
        Some("restricted") if flag(member, "is_member") => Standing::Member,
        _ => Standing::Outside,
    }
}

fn rights_in(member: &Value) -> Rights {
    let standing = standing_of(member);
    let owner = standing == Standing::Creator;
    let administrator = owner || standing == Standing::Administrator;
    let may = |key: &str| owner || (administrator && flag(member, key));
    Rights {
        present: standing != Standing::Outside,
        administrator,
        manage_topics: may("can_manage_topics"),
        delete_messages: may("can_delete_messages"),
        pin_messages: may("can_pin_messages"),
        muted: text(member, "status").as_deref() == Some("restricted")
            && !flag(member, "can_send_messages"),
    }
}

fn member_in(member: &Value) -> Option<Member> {
    let user = member.get("user")?;
    let standing = standing_of(member);
    Some(Member {
        person: Person {
            id: UserId(user.get("id")?.as_i64()?),
            first_name: text(user, "first_name").unwrap_or_default(),
            last_name: text(user, "last_name"),
            username: text(user, "username"),
            language: text(user, "language_code"),
        },
        standing,
        anonymous: flag(member, "is_anonymous"),
        role: None,
        known: matches!(standing, Standing::Creator | Standing::Administrator),
        told_basics: false,
        duty: Duty::default(),
    })
}

/// The people among the administrators.
fn administrators_in(list: &Value) -> Vec<Member> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter(|member| !member.get("user").is_some_and(|user| flag(user, "is_bot")))
        .filter_map(member_in)
        .collect()
}

/// Somebody of whom only the id is known.
fn nameless(id: UserId) -> Person {
    Person { id, first_name: String::new(), last_name: None, username: None, language: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_told_apart() {
        let kind = |value: Value| kind_of(&value);
        assert_eq!(kind(json!({"type": "group"})), GroupKind::Basic);
        assert_eq!(kind(json!({"type": "supergroup"})), GroupKind::Super);
        assert_eq!(kind(json!({"type": "supergroup", "is_forum": true})), GroupKind::Forum);
        assert!(!is_public(&json!({"type": "supergroup", "active_usernames": []})));
        assert!(is_public(&json!({"username": "x"})));
        assert!(is_public(&json!({"linked_chat_id": -5})));
    }

    #[test]
    fn rights_are_those_of_the_standing() {
        let member = rights_in(&json!({"status": "member", "can_pin_messages": true}));
        assert!(member.present && !member.administrator && !member.pin_messages);
        let admin = rights_in(&json!({"status": "administrator", "can_manage_topics": true}));
        assert!(admin.administrator && admin.manage_topics && !admin.delete_messages);
        assert!(!rights_in(&json!({"status": "kicked"})).present);
        assert!(!rights_in(&json!({"status": "restricted", "is_member": false})).present);
    }

    #[test]
    fn bots_are_no_administrators_of_the_team() {
        let list = json!([
            {"status": "creator", "is_anonymous": true, "user": {"id": 5, "first_name": "A"}},
            {"status": "administrator", "user": {"id": 6, "is_bot": true, "first_name": "B"}},
            {"status": "administrator"},
        ]);
        let found = administrators_in(&list);
        assert_eq!(found.len(), 1);
        assert!(found[0].anonymous && found[0].known);
        assert_eq!(found[0].standing, Standing::Creator);
    }
}
