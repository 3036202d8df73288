//! The local Bot API: edits and deletions.

use frontdesk::sandbox::{BotRights, Outgoing};
use serde_json::json;

use crate::{Bench, keyboard};

#[tokio::test]
async fn a_message_deleted_by_a_person_cannot_be_edited_and_nobody_says_so() {
    let b = Bench::new().await;
    let (chat, ben, _) = b.forum(BotRights::all()).await;
    let card = b
        .call(
            "sendMessage",
            json!({"chat_id": chat, "text": "card", "reply_markup": keyboard("x")}),
        )
        .await
        .id();
    b.api.delete(chat, card);
    assert_eq!(b.api.pending_updates(), 0);
    b.call("editMessageText", json!({"chat_id": chat, "message_id": card, "text": "new"}))
        .await
        .fails("Bad Request: message to edit not found");
    b.api.press_data(ben, chat, card, "x");
    let updates = b.drain().await;
    let press = &updates[0]["callback_query"];
    assert_eq!(press["message"]["date"], 0);
    assert_eq!(press["data"], "x");
    assert!(press["chat_instance"].is_string());
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_refused() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send = json!({"chat_id": anna, "text": "card ", "reply_markup": keyboard("x")});
    let card = b.call("sendMessage", send).await.id();
    let same =
        json!({"chat_id": anna, "message_id": card, "text": "card", "reply_markup": keyboard("x")});
    b.call("editMessageText", same).await.fails(
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same \
         as a current content and reply markup of the message",
    );
}

#[tokio::test]
async fn an_edit_without_a_keyboard_removes_it() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send = json!({"chat_id": anna, "text": "card", "reply_markup": keyboard("x")});
    let card = b.call("sendMessage", send).await.id();
    assert_eq!(b.api.message(anna, card).unwrap().labels(), ["Take"]);
    b.call("editMessageText", json!({"chat_id": anna, "message_id": card, "text": "card"}))
        .await
        .result();
    let seen = b.api.message(anna, card).unwrap();
    assert!(seen.buttons.is_empty());
    assert!(b.api.press(anna, anna, card, "Take").is_err());
}

#[tokio::test]
async fn a_message_with_force_reply_cannot_be_edited() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send = json!({"chat_id": anna, "text": "?", "reply_markup": {"force_reply": true}});
    let asked = b.call("sendMessage", send).await.id();
    b.call("editMessageText", json!({"chat_id": anna, "message_id": asked, "text": "!"}))
        .await
        .fails("Bad Request: message can't be edited");
}

#[tokio::test]
async fn each_kind_of_content_has_its_own_edit() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let photo = b.api.say(anna, anna, Outgoing::photo("old"));
    let copy = b
        .call("copyMessage", json!({"chat_id": chat, "from_chat_id": anna, "message_id": photo}))
        .await
        .id();
    b.call("editMessageText", json!({"chat_id": chat, "message_id": copy, "text": "new"}))
        .await
        .fails("Bad Request: there is no text in the message to edit");
    b.call("editMessageCaption", json!({"chat_id": chat, "message_id": copy, "caption": "new"}))
        .await
        .result();
    assert_eq!(b.api.message(chat, copy).unwrap().text, "new");
    let other = b.api.say(anna, anna, Outgoing::video("v"));
    let file = b.api.message(anna, other).unwrap().raw["video"]["file_id"].clone();
    let media = json!({"type": "video", "media": file, "caption": "v2"});
    b.call("editMessageMedia", json!({"chat_id": chat, "message_id": copy, "media": media}))
        .await
        .result();
    let seen = b.api.message(chat, copy).unwrap();
    assert_eq!((seen.kind.as_str(), seen.text.as_str()), ("video", "v2"));
    b.call("editMessageText", json!({"chat_id": anna, "message_id": photo, "text": "x"}))
        .await
        .fails("Bad Request: message can't be edited");
}

#[tokio::test]
async fn nothing_older_than_two_days_is_deleted() {
    let b = Bench::new().await;
    let (chat, ben, thread) = b.forum(BotRights::all()).await;
    let said = b.api.say(ben, chat, Outgoing::text("x"));
    let delete = |id: i32| json!({"chat_id": chat, "message_id": id});
    b.advance(48 * 3600 + 1);
    b.call("deleteMessage", delete(said))
        .await
        .fails("Bad Request: message can't be deleted for everyone");
    let young = b.api.say(ben, chat, Outgoing::text("y"));
    b.api.set_bot_rights(chat, BotRights::admin());
    b.call("deleteMessage", delete(young)).await.fails("Bad Request: message can't be deleted");
    b.api.set_bot_rights(chat, BotRights::all());
    b.call("deleteMessage", delete(young)).await.result();
    b.call("deleteMessage", delete(young)).await.fails("Bad Request: message to delete not found");
    assert_eq!(b.call("deleteMessage", delete(thread)).await.body["ok"], false);
    b.call("deleteMessages", json!({"chat_id": chat, "message_ids": [young, said]})).await.result();
}

#[tokio::test]
async fn a_live_location_moves_until_it_ends_and_a_still_one_never() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let place = json!({"chat_id": anna, "latitude": 1.5, "longitude": 2.5, "live_period": 60});
    let mut short = place.clone();
    short["live_period"] = json!(59);
    b.call("sendLocation", short).await.fails("Bad Request: wrong live location period specified");
    let live = b.call("sendLocation", place).await.id();
    let edit = |id: i32| json!({"chat_id": anna, "message_id": id, "latitude": 3, "longitude": 4});
    let moved = b.call("editMessageLiveLocation", edit(live)).await;
    let location = json!({"latitude": 3, "longitude": 4, "live_period": 60});
    assert_eq!(moved.result()["location"], location);
    let unmodified = b.call("editMessageLiveLocation", edit(live)).await.body;
    assert!(unmodified["description"].as_str().unwrap().contains("message is not modified"));
    // A copy stands still.
    let copy = json!({"chat_id": anna, "from_chat_id": anna, "message_id": live});
    let still = b.call("copyMessage", copy).await.id();
    let refused = "Bad Request: message can't be edited";
    b.call("editMessageLiveLocation", edit(still)).await.fails(refused);
    let stop = |id: i32| json!({"chat_id": anna, "message_id": id});
    let stopped = b.call("stopMessageLiveLocation", stop(live)).await;
    assert_eq!(stopped.result()["location"], json!({"latitude": 3, "longitude": 4}));
    b.call("stopMessageLiveLocation", stop(live)).await.fails(refused);
    // One ends by itself.
    let place = json!({"chat_id": anna, "latitude": 1, "longitude": 2, "live_period": 60});
    let live = b.call("sendLocation", place).await.id();
    b.advance(60);
    b.call("editMessageLiveLocation", edit(live)).await.fails(refused);
    b.no_complaints();
}

#[tokio::test]
async fn how_links_and_files_are_shown_is_said_with_every_call() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let off = json!({"is_disabled": true});
    let text = json!({"chat_id": anna, "text": "https://a.example", "link_preview_options": off});
    let sent = b.call("sendMessage", text).await;
    assert_eq!(sent.result()["link_preview_options"], off);
    let text = json!({"chat_id": anna, "message_id": sent.id(), "text": "https://b.example"});
    let edited = b.call("editMessageText", text).await;
    assert!(edited.result()["link_preview_options"].is_null());
    let said = b.api.say(anna, anna, Outgoing::photo("look"));
    let file = b.api.message(anna, said).unwrap().raw["photo"][1]["file_id"].clone();
    let photo = json!({"chat_id": anna, "photo": file, "has_spoiler": true,
        "show_caption_above_media": true, "caption": "x"});
    let sent = b.call("sendPhoto", photo).await;
    assert_eq!(sent.result()["has_media_spoiler"], true);
    assert_eq!(sent.result()["show_caption_above_media"], true);
    let media = json!({"type": "photo", "media": file, "caption": "y"});
    let edit = json!({"chat_id": anna, "message_id": sent.id(), "media": media});
    assert!(b.call("editMessageMedia", edit).await.result()["has_media_spoiler"].is_null());
    b.no_complaints();
}
