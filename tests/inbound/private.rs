//! What users write and do in private.

use super::*;

#[test]
fn a_text_is_read_with_its_sender_and_its_date() {
    let message = said(json!({ "text": "hello", "reply_to_message": private(json!({})) }));
    assert_eq!(message.from.id, UserId(5));
    assert_eq!(message.from.username.as_deref(), Some("anna"));
    assert_eq!(message.from.language.as_deref(), Some("pt-br"));
    assert_eq!(message.at, Timestamp::from_seconds(1000));
    assert_eq!((message.message, message.reply_to), (11, Some(11)));
    assert_eq!(message.content.kind, Kind::Text);
    assert_eq!(message.content.text, "hello");
    assert_eq!(message.content.entities, None);
}

/// V2: each of these is an empty message to teloxide.
#[test]
fn newer_parts_hide_nothing() {
    let entities = r#"[{"type":"date_time","offset":0,"length":5,"unix_time":1}]"#;
    let parsed: Value = serde_json::from_str(entities).expect("JSON");
    let text = said(json!({ "text": "today", "entities": parsed }));
    assert_eq!(text.content.text, "today");
    let kept: Value =
        serde_json::from_str(text.content.entities.as_deref().expect("kept")).expect("JSON");
    assert_eq!(kept, parsed);

    let voice = said(json!({ "voice": { "file_id": "x", "file_unique_id": "y", "duration": 3 } }));
    assert_eq!(voice.content.kind, Kind::Voice);

    let external = json!({ "origin": { "type": "martian", "date": 1 } });
    let reply = said(json!({ "text": "see this", "external_reply": external }));
    assert_eq!((reply.content.text.as_str(), reply.reply_to), ("see this", None));

    let rich = said(json!({ "rich_message": { "blocks": [] } }));
    assert_eq!(rich.content.kind, Kind::Other);
    let unknown = said(json!({ "hologram": { "file_id": "x" } }));
    assert_eq!(unknown.content.kind, Kind::Other);
    let quote = json!({ "text": "q", "entities": [{ "type": "new", "offset": 0, "length": 1 }] });
    assert_eq!(said(json!({ "text": "so", "quote": quote })).content.text, "so");
    let link = json!([{ "type": "text_link", "offset": 0, "length": 1, "url": "not absolute" }]);
    assert_eq!(said(json!({ "text": "x", "entities": link })).content.text, "x");
}

/// C12
#[test]
fn the_more_special_kind_comes_first() {
    for (fields, kind) in [
        (json!({ "document": {}, "animation": {} }), Kind::Animation),
        (json!({ "location": {}, "venue": {} }), Kind::Venue),
        (json!({ "photo": [], "live_photo": {} }), Kind::Photo),
        (json!({ "photo": [{}] }), Kind::Photo),
        (json!({ "video_note": {} }), Kind::VideoNote),
        (json!({ "video": {} }), Kind::Video),
        (json!({ "audio": {} }), Kind::Audio),
        (json!({ "document": {} }), Kind::Document),
        (json!({ "contact": {} }), Kind::Contact),
        (json!({ "location": {} }), Kind::Location),
        (json!({ "poll": {} }), Kind::Poll),
        (json!({ "dice": { "emoji": "🛸" } }), Kind::Dice),
        (json!({ "invoice": {} }), Kind::Other),
    ] {
        assert_eq!(said(fields.clone()).content.kind, kind, "{fields}");
    }
    let sticker = said(json!({ "sticker": { "emoji": "👍", "type": "new" } }));
    assert_eq!(sticker.content.kind, Kind::Sticker);
    assert_eq!(sticker.content.emoji.as_deref(), Some("👍"));
    let part = said(json!({
        "photo": [], "caption": "c", "media_group_id": "9",
        "caption_entities": [{ "type": "bold", "offset": 0, "length": 1 }],
    }));
    assert_eq!(part.content.album.as_deref(), Some("9"));
    assert_eq!(part.content.text, "c");
    assert!(part.content.entities.is_some());
}

/// T41
#[test]
fn a_missing_language_is_no_language() {
    let from = json!({ "id": 5, "is_bot": false, "first_name": "Anna" });
    assert_eq!(said(json!({ "from": from, "text": "x" })).from.language, None);
}

#[test]
fn wrong_types_spoil_one_field_only() {
    let from = json!({ "id": 5, "is_bot": "no", "first_name": 8, "username": ["a"] });
    let message = said(json!({
        "from": from, "date": "yesterday", "entities": { "a": 1 }, "media_group_id": 7,
        "reply_to_message": 5, "sticker": 4, "text": "still here", "edit_date": null,
        "message_thread_id": 1.5,
    }));
    assert_eq!(message.from.id, UserId(5));
    assert_eq!(message.content.text, "still here");
    assert_eq!(message.content.entities, None);
    assert_eq!(message.content.album, None);
    assert_eq!(message.reply_to, None);
}

#[test]
fn user_commands_are_read_and_nothing_said_is_lost() {
    let command = |text: &str| match read("message", private(json!({ "text": text }))) {
        Incoming::UserCommand { command, message } => {
            assert_eq!(message.content.text, text);
            Some(command)
        }
        Incoming::UserMessage(_) => None,
        other => panic!("{other:?}"),
    };
    use UserCommand as C;
    assert_eq!(command("/start"), Some(C::Start(None)));
    assert_eq!(command("/START@deskbot shop-1"), Some(C::Start(Some("shop-1".to_owned()))));
    assert_eq!(command("／new"), Some(C::New));
    assert_eq!(command("/close"), Some(C::Close));
    assert_eq!(command("/Desk"), Some(C::Desk));
    assert_eq!(command("/language FA"), Some(C::Language(Some("fa".to_owned()))));
    assert_eq!(command("/language"), Some(C::Language(None)));
    assert_eq!(command("/help"), Some(C::Help));
    for text in [
        "/new my printer burns",
        "/desk is broken",
        "/start что-то сломалось",
        "/close@other_bot",
        "/take 12",
        "/",
        "// hm",
        "please /close",
    ] {
        assert_eq!(command(text), None, "{text}");
    }
    // With a command in its caption the photo itself would be lost.
    let photo = said(json!({ "photo": [], "caption": "/close" }));
    assert_eq!(photo.content.kind, Kind::Photo);
}

/// M1, M2
#[test]
fn an_edit_is_dated_by_its_change() {
    let edit = read("edited_message", private(json!({ "text": "b", "edit_date": 2000 })));
    let Incoming::UserEdit(edit) = edit else {
        panic!("{edit:?}");
    };
    assert_eq!(edit.at, Timestamp::from_seconds(2000));
    let edit = read("edited_message", topic(json!({ "text": "/note x", "edit_date": 2000 })));
    let Incoming::GroupEdit(edit) = edit else {
        panic!("{edit:?}");
    };
    assert_eq!(edit.at, Timestamp::from_seconds(2000));
    assert!(edit.command.is_some());
}

#[test]
fn what_nobody_wrote_is_ignored_in_private() {
    let pinned = private(json!({ "pinned_message": { "date": 0 } }));
    assert_eq!(read("message", pinned), Incoming::Ignored("service"));
    let bot = json!({ "id": 6, "is_bot": true, "first_name": "B" });
    let bot = private(json!({ "from": bot, "text": "beep" }));
    assert_eq!(read("message", bot), Incoming::Ignored("bot"));
}

/// B7, V1: `until_date` may be missing.
#[test]
fn blocking_is_told() {
    for (status, expected) in [("kicked", Some(true)), ("member", Some(false)), ("left", None)] {
        let chat = json!({ "id": 5, "type": "private" });
        let new = json!({ "user": { "id": BOT, "is_bot": true }, "status": status });
        let part = json!({ "chat": chat, "from": anna(), "date": 3, "new_chat_member": new });
        let got = match read("my_chat_member", part) {
            Incoming::Blocked { user, blocked, at } => {
                assert_eq!((user.id, at), (UserId(5), Timestamp::from_seconds(3)));
                Some(blocked)
            }
            Incoming::Ignored(_) => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(got, expected);
    }
}
