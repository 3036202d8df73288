//! The local Bot API: encodings and strictness.

use frontdesk::sandbox::{BotRights, Outgoing, Standing};
use serde_json::{Value, json};

use crate::{Bench, keyboard};

#[tokio::test]
async fn unknown_methods_parameters_and_types_are_complaints() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.no_complaints();
    let unknown = b.call("sendHologram", json!({})).await;
    assert_eq!(unknown.status, 404);
    unknown.fails("Not Found: method not found");
    b.call("sendMessage", json!({"chat_id": anna, "text": "x", "colour": "red"})).await.result();
    b.call("sendMessage", json!({"chat_id": anna, "text": 5})).await.result();
    b.call("sendMessage", json!({"chat_id": anna, "text": "x", "protect_content": "true"}))
        .await
        .result();
    b.call("sendMessage", json!({"chat_id": anna, "text": "x", "message_thread_id": null}))
        .await
        .result();
    let complaints = b.api.complaints();
    assert_eq!(complaints.len(), 5, "{complaints:?}");
    assert!(complaints[1].contains("unknown parameter colour"));
}

#[tokio::test]
async fn queries_forms_and_uploads_are_understood() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let query = format!("{}?chat_id={anna}&text=caf%C3%A9+%26+more", b.address("sendMessage"));
    let answer: Value = b.http.get(query).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["result"]["text"], "café & more");
    let body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n{anna}\r\n\
         --cut\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\nattach://part1\r\n\
         --cut\r\nContent-Disposition: form-data; name=\"part1\"; filename=\"stats.csv\"\r\n\
         Content-Type: text/csv\r\n\r\na,b\n1,2\r\n--cut--\r\n"
    );
    let answer: Value = b
        .http
        .post(b.address("sendDocument"))
        .header("content-type", "multipart/form-data; boundary=cut")
        .body(body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let document = &answer["result"]["document"];
    assert_eq!(document["file_name"], "stats.csv");
    let file = b.call("getFile", json!({"file_id": document["file_id"]})).await;
    let path = file.result()["file_path"].as_str().unwrap().to_owned();
    let link = format!("{}/file/bot{}/{path}", b.api.url(), b.api.token());
    let bytes = b.http.get(link).send().await.unwrap().text().await.unwrap();
    assert_eq!(bytes, "a,b\n1,2");
    b.no_complaints();
}

#[tokio::test]
async fn a_photo_that_is_uploaded_must_be_a_picture() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send = async |bytes: &[u8]| -> Value {
        let part = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name("link.png");
        let form = reqwest::multipart::Form::new().text("chat_id", anna.to_string());
        let form = form.text("caption", "look").part("photo", part);
        let call = b.http.post(b.address("sendPhoto")).multipart(form);
        call.send().await.unwrap().json().await.unwrap()
    };
    let refused = send(b"hello").await;
    assert_eq!(refused["description"], "Bad Request: IMAGE_PROCESS_FAILED");
    let empty = send(b"").await;
    assert_eq!(empty["description"], "Bad Request: file must be non-empty");
    let sent = send(b"\x89PNG\r\n\x1a\n and so on").await;
    assert_eq!(sent["result"]["caption"], "look", "{sent}");
    assert!(sent["result"]["photo"].is_array(), "{sent}");
    b.no_complaints();
}

#[tokio::test]
async fn a_typed_client_can_read_everything() {
    use teloxide::prelude::*;
    use teloxide::types::{InputFile, MessageKind, Recipient, ThreadId, UpdateKind};
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ben, thread) = b.forum(BotRights::all()).await;
    let bot = Bot::with_client(b.api.token(), reqwest::Client::new())
        .set_api_url(b.api.url().parse().unwrap());
    bot.get_me().await.unwrap();
    bot.get_webhook_info().await.unwrap();
    let desk = Recipient::Id(ChatId(chat));
    let private = Recipient::Id(ChatId(anna));
    for id in [desk.clone(), private.clone()] {
        bot.get_chat(id.clone()).await.unwrap();
        bot.get_chat_member_count(id).await.unwrap();
    }
    let user = |id: i64| UserId(u64::try_from(id).unwrap());
    for standing in [
        Standing::Creator,
        Standing::Admin,
        Standing::AnonymousAdmin,
        Standing::Member,
        Standing::Left,
        Standing::Banned,
    ] {
        b.api.set_standing(chat, ben, standing);
        bot.get_chat_member(desk.clone(), user(ben)).await.unwrap();
        bot.get_chat_administrators(desk.clone()).await.unwrap();
    }
    let wanted = json!([
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction"
    ]);
    b.call("getUpdates", json!({"allowed_updates": wanted, "offset": -1})).await;
    b.api.set_standing(chat, ben, Standing::Admin);
    assert!(bot.get_forum_topic_icon_stickers().await.unwrap().len() > 9);
    let topic = bot.create_forum_topic(desk.clone(), "two").await.unwrap();
    bot.close_forum_topic(desk.clone(), topic.thread_id).await.unwrap();
    bot.delete_forum_topic(desk.clone(), topic.thread_id).await.unwrap();
    let sent = bot
        .send_message(desk.clone(), "hello")
        .message_thread_id(ThreadId(teloxide::types::MessageId(thread)))
        .await
        .unwrap();
    assert!(sent.is_topic_message);
    bot.pin_chat_message(desk.clone(), sent.id).await.unwrap();
    let file = InputFile::memory("a,b").file_name("stats.csv");
    bot.send_document(private.clone(), file).caption("here").await.unwrap();
    b.call("sendMessage", json!({"chat_id": chat, "text": "card", "reply_markup": keyboard("x")}))
        .await;
    let card = b.api.messages(chat).last().unwrap().id;
    b.api.press(ben, chat, card, "Take").unwrap();
    b.api.delete(chat, card);
    b.api.press_data(ben, chat, card, "x");
    let mut said = vec![b.api.say(ben, chat, Outgoing::text("to @anna").in_topic(thread))];
    b.api.react(ben, chat, said[0], Some("👍"));
    for outgoing in [
        Outgoing::photo("p"),
        Outgoing::video("v"),
        Outgoing::animation("a"),
        Outgoing::audio("m"),
        Outgoing::document("d.pdf", "d"),
        Outgoing::voice(),
        Outgoing::video_note(),
        Outgoing::sticker("👍"),
        Outgoing::contact("+49", "Anna"),
        Outgoing::location(),
        Outgoing::venue("Café"),
        Outgoing::poll("Which?"),
        Outgoing::dice(),
    ] {
        said.push(b.api.say(anna, anna, outgoing));
    }
    let from = ChatId(anna);
    for id in &said[1..] {
        bot.copy_message(desk.clone(), from, teloxide::types::MessageId(*id)).await.unwrap();
    }
    b.api.edit(ben, chat, said[0], Outgoing::text("changed"));
    b.api.block(anna);
    b.api.set_bot_rights(chat, BotRights::muted());
    b.api.bot_is_removed(chat);
    let updates = b.drain().await;
    assert!(updates.len() > 20, "{}", updates.len());
    for raw in updates {
        let update: Update = serde_json::from_str(&raw.to_string()).unwrap();
        match update.kind {
            UpdateKind::Error(_) => panic!("unreadable: {raw}"),
            UpdateKind::Message(message) => {
                assert!(!matches!(message.kind, MessageKind::Empty {}), "empty: {raw}");
            }
            _ => {}
        }
    }
    b.no_complaints();
}

#[tokio::test]
async fn unknown_fields_inside_objects_are_complaints_too() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let reply = json!({"message_id": 1, "allow_without_reply": true});
    b.call("sendMessage", json!({"chat_id": anna, "text": "x", "reply_parameters": reply}))
        .await
        .result();
    let button = json!([[{"text": "x", "callback_data": "x", "colour": "red"}]]);
    let markup = json!({"inline_keyboard": button});
    b.call("sendMessage", json!({"chat_id": anna, "text": "x", "reply_markup": markup}))
        .await
        .result();
    assert_eq!(
        b.api.complaints(),
        [
            "sendMessage: unknown field allow_without_reply of reply_parameters",
            "unknown field colour of a button",
        ]
    );
}
