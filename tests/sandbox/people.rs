//! The local Bot API: people behind masks, presses.

use frontdesk::sandbox::{ANONYMOUS_BOT, BotRights, CHANNEL_BOT, Outgoing, Standing};
use serde_json::json;

use crate::{Bench, keyboard, kinds};

#[tokio::test]
async fn an_anonymous_administrator_writes_as_the_group_and_presses_as_himself() {
    let b = Bench::new().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let boss = b.api.user("Boss", None, None);
    b.api.join(chat, boss, Standing::AnonymousAdmin);
    b.drain().await;
    b.api.say(boss, chat, Outgoing::text("hello"));
    let card = b
        .call(
            "sendMessage",
            json!({"chat_id": chat, "text": "card", "reply_markup": keyboard("x")}),
        )
        .await
        .id();
    b.api.press(boss, chat, card, "Take").unwrap();
    b.api.say(boss, chat, Outgoing::text("as a channel").as_channel(-1_009));
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["from"]["id"], ANONYMOUS_BOT);
    assert_eq!(updates[0]["message"]["from"]["is_bot"], true);
    assert_eq!(updates[0]["message"]["sender_chat"]["id"], chat);
    assert_eq!(updates[1]["callback_query"]["from"]["id"], boss);
    assert_eq!(updates[2]["message"]["from"]["id"], CHANNEL_BOT);
    let admins = b.call("getChatAdministrators", json!({"chat_id": chat})).await;
    assert_eq!(admins.result()[0]["is_anonymous"], true);
}

#[tokio::test]
async fn a_press_must_be_answered_within_its_window_and_once() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let card = b
        .call("sendMessage", json!({"chat_id": anna, "text": "?", "reply_markup": keyboard("x")}))
        .await
        .id();
    let too_old =
        "Bad Request: query is too old and response timeout expired or query ID is invalid";
    let press = b.api.press(anna, anna, card, "Take").unwrap();
    let answer = json!({"callback_query_id": press, "text": "done", "show_alert": true});
    b.call("answerCallbackQuery", answer.clone()).await.result();
    let seen = b.api.alerts(&press).unwrap();
    assert_eq!((seen.text.as_deref(), seen.alert), (Some("done"), true));
    b.call("answerCallbackQuery", answer).await.fails(too_old);
    let late = b.api.press(anna, anna, card, "Take").unwrap();
    b.advance(16);
    b.call("answerCallbackQuery", json!({"callback_query_id": late})).await.fails(too_old);
    assert_eq!(b.api.alerts(&late), None);
}

#[tokio::test]
async fn reactions_are_one_of_a_fixed_list() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let said = b.api.say(anna, anna, Outgoing::text("x"));
    let react = |emoji: &str| {
        let reaction = json!([{"type": "emoji", "emoji": emoji}]);
        json!({"chat_id": anna, "message_id": said, "reaction": reaction})
    };
    b.call("setMessageReaction", react("👀")).await.result();
    b.call("setMessageReaction", react("✅")).await.fails("Bad Request: REACTION_INVALID");
    let seen = b.api.message(anna, said).unwrap();
    assert_eq!(seen.reactions, [(b.api.bot_id(), "👀".to_owned())]);
    b.api.react(anna, anna, said, Some("👍"));
    assert!(!kinds(&b.drain().await).contains(&"message_reaction".to_owned()));
}

#[tokio::test]
async fn the_language_comes_late_or_never_and_commands_follow_the_scopes() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    b.api.say(anna, anna, Outgoing::text("hi"));
    b.api.rename_user(anna, "Anna", None, Some("pt-br"));
    b.api.say(anna, anna, Outgoing::text("hi again"));
    let updates = b.drain().await;
    assert!(updates[0]["message"]["from"]["language_code"].is_null());
    assert_eq!(updates[1]["message"]["from"]["language_code"], "pt-br");
    let list = |name: &str| json!([{"command": name, "description": "x"}]);
    b.call("setMyCommands", json!({"commands": list("lokal"), "language_code": "de"}))
        .await
        .result();
    assert_eq!(b.api.commands(anna, anna, "de")[0]["command"], "lokal");
    let scope = json!({"type": "all_private_chats"});
    b.call("setMyCommands", json!({"commands": list("plain"), "scope": scope})).await.result();
    assert_eq!(b.api.commands(anna, anna, "de")[0]["command"], "plain");
    b.call("setMyCommands", json!({"commands": list("x"), "language_code": "pt-br"}))
        .await
        .fails("Bad Request: invalid language code specified");
    let about = json!({"description": "Hilfe", "language_code": "de"});
    b.call("setMyDescription", about).await.result();
    let read = b.call("getMyDescription", json!({"language_code": "de"})).await;
    assert_eq!(read.result()["description"], "Hilfe");
}
