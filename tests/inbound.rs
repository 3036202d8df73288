//! What Telegram sends, as JSON, and what the desk makes of it. Each test is a fact of Telegram's
//! that the desk relies on; the last ones feed it anything at all.

use frontdesk::domain::button::Button;
use frontdesk::domain::event::{
    Author, Command, GroupCommand, GroupMessage, Incoming, Kind, Mention, Press, UserCommand,
    UserMessage,
};
use frontdesk::domain::id::{ChatId, UserId};
use frontdesk::domain::people::{GroupKind, Rights, Standing};
use frontdesk::domain::time::Timestamp;
use frontdesk::inbound::raw::Part;
use frontdesk::inbound::{Me, routes, understand};
use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};

const BOT: i64 = 42;
const GROUP: i64 = -1001;

fn me() -> Me {
    Me {
        id: UserId(BOT),
        username: "DeskBot".to_owned(),
    }
}

/// Reads an update from its text; the one with the id 7 that is expected.
fn read_text(update: String) -> Incoming {
    let raw = RawValue::from_string(update).expect("JSON");
    let reading = async { understand(&routes(), &raw, &me()).await };
    let update = futures_util::FutureExt::now_or_never(reading).expect("nothing to wait for");
    let update = update.expect("an id");
    assert_eq!(update.id, 7);
    update.incoming
}

fn read(kind: &str, part: Value) -> Incoming {
    read_text(json!({ "update_id": 7, kind: part }).to_string())
}

fn anna() -> Value {
    json!({ "id": 5, "is_bot": false, "first_name": "Anna", "username": "anna", "language_code": "pt-br" })
}

fn forum() -> Value {
    json!({ "id": GROUP, "type": "supergroup", "title": "Support", "is_forum": true })
}

fn with(mut base: Value, more: Value) -> Value {
    let (Value::Object(base_fields), Value::Object(more)) = (&mut base, more) else {
        panic!("objects");
    };
    base_fields.extend(more);
    base
}

/// A message in private that says this.
fn private(more: Value) -> Value {
    let chat = json!({ "id": 5, "type": "private", "first_name": "Anna" });
    with(
        json!({ "message_id": 11, "date": 1000, "chat": chat, "from": anna() }),
        more,
    )
}

/// A message in a topic of the forum that says this.
fn topic(more: Value) -> Value {
    let base = json!({
        "message_id": 30, "date": 1000, "chat": forum(), "from": anna(),
        "message_thread_id": 20, "is_topic_message": true,
    });
    with(base, more)
}

#[track_caller]
fn user(incoming: Incoming) -> UserMessage {
    match incoming {
        Incoming::UserMessage(message) => message,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn group(incoming: Incoming) -> GroupMessage {
    match incoming {
        Incoming::GroupMessage(message) => message,
        other => panic!("{other:?}"),
    }
}

fn said(more: Value) -> UserMessage {
    user(read("message", private(more)))
}

fn posted(more: Value) -> GroupMessage {
    group(read("message", topic(more)))
}

// ---- private ------------------------------------------------------------------------------------

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
    assert_eq!(
        (reply.content.text.as_str(), reply.reply_to),
        ("see this", None)
    );

    let rich = said(json!({ "rich_message": { "blocks": [] } }));
    assert_eq!(rich.content.kind, Kind::Other);
    let unknown = said(json!({ "hologram": { "file_id": "x" } }));
    assert_eq!(unknown.content.kind, Kind::Other);
    let quote = json!({ "text": "q", "entities": [{ "type": "new", "offset": 0, "length": 1 }] });
    assert_eq!(
        said(json!({ "text": "so", "quote": quote })).content.text,
        "so"
    );
    let link = json!([{ "type": "text_link", "offset": 0, "length": 1, "url": "not absolute" }]);
    assert_eq!(
        said(json!({ "text": "x", "entities": link })).content.text,
        "x"
    );
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
    assert_eq!(
        said(json!({ "from": from, "text": "x" })).from.language,
        None
    );
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
    assert_eq!(
        command("/START@deskbot shop-1"),
        Some(C::Start(Some("shop-1".to_owned())))
    );
    assert_eq!(command("／new"), Some(C::New));
    assert_eq!(command("/close"), Some(C::Close));
    assert_eq!(
        command("/language FA"),
        Some(C::Language(Some("fa".to_owned())))
    );
    assert_eq!(command("/language"), Some(C::Language(None)));
    assert_eq!(command("/help"), Some(C::Help));
    for text in [
        "/new my printer burns",
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
    let edit = read(
        "edited_message",
        private(json!({ "text": "b", "edit_date": 2000 })),
    );
    let Incoming::UserEdit(edit) = edit else {
        panic!("{edit:?}");
    };
    assert_eq!(edit.at, Timestamp::from_seconds(2000));
    let edit = read(
        "edited_message",
        topic(json!({ "text": "/note x", "edit_date": 2000 })),
    );
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
    for (status, expected) in [
        ("kicked", Some(true)),
        ("member", Some(false)),
        ("left", None),
    ] {
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

// ---- the group ------------------------------------------------------------------------------------

/// T27, F4
#[test]
fn the_reply_to_a_topics_root_is_none() {
    let root =
        json!({ "message_id": 20, "chat": forum(), "forum_topic_created": { "name": "#1" } });
    let plain = posted(json!({ "text": "answer", "reply_to_message": root }));
    assert_eq!((plain.thread, plain.reply_to), (Some(20), None));
    let ours = json!({ "message_id": 25, "chat": forum(), "from": { "id": BOT, "is_bot": true } });
    let reply = posted(json!({ "text": "x", "reply_to_message": ours }))
        .reply_to
        .expect("a reply");
    assert_eq!((reply.message, reply.ours, reply.by), (25, true, None));
}

/// T29, F2
#[test]
fn a_reply_thread_is_no_topic_and_its_root_can_be_answered() {
    let chat = json!({ "id": GROUP, "type": "supergroup", "title": "S", "username": "open" });
    let root = json!({ "message_id": 20, "chat": chat, "from": anna() });
    let message = group(read(
        "message",
        json!({
            "message_id": 30, "date": 1, "chat": chat, "from": anna(), "text": "x",
            "message_thread_id": 20, "reply_to_message": root,
        }),
    ));
    assert_eq!(message.thread, None);
    let reply = message.reply_to.expect("a reply");
    assert_eq!((reply.message, reply.by), (20, Some(UserId(5))));
    assert_eq!(
        (message.group.kind, message.group.public),
        (GroupKind::Super, true)
    );
}

/// F3
#[test]
fn general_has_no_number() {
    let message =
        json!({ "message_id": 30, "date": 1, "chat": forum(), "from": anna(), "text": "x" });
    let message = group(read("message", message));
    assert_eq!(
        (message.thread, message.group.kind),
        (None, GroupKind::Forum)
    );
}

/// T39, T40, B10 to B12
#[test]
fn the_chat_in_whose_name_somebody_writes_decides() {
    let bot = |id: i64| json!({ "id": id, "is_bot": true, "first_name": "B" });
    let author = |more: Value| posted(with(json!({ "text": "x" }), more)).author;
    let group = json!({ "id": GROUP, "type": "supergroup" });
    let channel = json!({ "id": -1009, "type": "channel" });
    assert_eq!(
        author(json!({ "from": bot(1_087_968_824), "sender_chat": group })),
        Author::AnonymousAdmin
    );
    for stranger in [
        json!({ "from": bot(136_817_688), "sender_chat": channel }),
        json!({ "from": { "id": 777_000, "is_bot": false }, "sender_chat": channel }),
        json!({ "from": { "id": 777_000, "is_bot": false } }),
        json!({ "from": { "id": 136_817_688 } }),
        json!({ "from": bot(1_087_968_824) }),
        json!({ "from": bot(99) }),
        json!({ "from": null }),
    ] {
        assert_eq!(author(stranger.clone()), Author::Stranger, "{stranger}");
    }
    assert_eq!(author(json!({ "from": bot(BOT) })), Author::Ourselves);
    assert!(matches!(author(json!({})), Author::Person(person) if person.id == UserId(5)));
}

/// B15
#[test]
fn captions_hold_commands_too() {
    let message = posted(json!({ "photo": [], "caption": "/NOTE@DESKBOT #3 внутри" }));
    let note = GroupCommand::Note {
        number: Some(3),
        text: "внутри".to_owned(),
    };
    assert_eq!(message.command, Some(Command::Known(note)));
    let other = posted(json!({ "text": "/take@otherbot" }));
    assert_eq!(other.command, Some(Command::Elsewhere));
    assert_eq!(posted(json!({ "text": "// inside" })).command, None);
}

#[test]
fn mentions_are_found_by_their_place_in_utf16() {
    let message = posted(json!({
        "text": "😀 @anna and Ben",
        "entities": [
            { "type": "mention", "offset": 3, "length": 5 },
            { "type": "text_mention", "offset": 13, "length": 3, "user": { "id": 8, "first_name": "Ben" } },
            { "type": "mention", "offset": 1, "length": 1 },
            { "type": "mention", "offset": 4_000_000_000_u64, "length": 5 },
            { "type": "mention", "offset": -1, "length": 5 },
            "nonsense",
        ],
    }));
    assert_eq!(
        message.mentions,
        vec![Mention::Username("anna".to_owned()), Mention::Id(UserId(8))]
    );
    assert!(!message.begins_with_mention);
}

#[test]
fn what_begins_with_a_mention_is_known_as_such() {
    let begins = |more: Value| posted(more).begins_with_mention;
    let link = json!([{ "type": "text_mention", "offset": 0, "length": 3, "user": { "id": 8 } }]);
    assert!(begins(json!({ "text": "Ben, look", "entities": link })));
    let marked = json!([{ "type": "mention", "offset": 2, "length": 4 }]);
    assert!(begins(
        json!({ "text": "\u{200f} @ben look", "entities": marked })
    ));
    assert!(begins(json!({ "photo": [], "caption": "@ben look" })));
    assert!(begins(json!({ "text": "@ben look" })));
    assert!(!begins(json!({ "text": "ask @ben" })));
    // An answer to the bot is no mention of it.
    let ours = json!({ "message_id": 25, "from": { "id": BOT, "is_bot": true } });
    assert!(!begins(json!({ "text": "x", "reply_to_message": ours })));
}

#[test]
fn buttons_under_our_own_messages_are_read() {
    let keyboard = json!({ "inline_keyboard": [
        [{ "text": "a", "callback_data": "take:1.12" }, { "text": "b", "url": "https://x" }],
        5,
        [{ "text": "c", "callback_data": "garbage" }, { "new_kind": {} }, null],
        [{ "text": "d", "callback_data": "hist:1.12:0" }],
    ] });
    let replied = |id: i64| {
        let from = json!({ "id": id, "is_bot": true });
        let replied = json!({ "message_id": 25, "from": from, "reply_markup": keyboard });
        posted(json!({ "text": "x", "reply_to_message": replied }))
            .reply_to
            .expect("a reply")
            .buttons
    };
    let expected: Vec<Button> = ["take:1.12", "hist:1.12:0"]
        .iter()
        .map(|b| b.parse().expect("ours"))
        .collect();
    assert_eq!(replied(BOT), expected);
    assert_eq!(replied(99), Vec::new());
}

#[test]
fn a_reply_into_another_chat_is_none_here() {
    let old = json!({ "message_id": 25, "chat": { "id": -77, "type": "group" } });
    assert_eq!(
        posted(json!({ "text": "x", "reply_to_message": old })).reply_to,
        None
    );
}

/// T20, B16
#[test]
fn an_upgrade_is_told_by_both_groups() {
    let old = json!({ "id": -77, "type": "group", "title": "S" });
    let moved = Incoming::Upgraded {
        from: ChatId(-77),
        to: ChatId(GROUP),
    };
    let message =
        json!({ "message_id": 9, "chat": old, "from": anna(), "migrate_to_chat_id": GROUP });
    assert_eq!(read("message", message), moved);
    let message = topic(json!({ "migrate_from_chat_id": -77 }));
    assert_eq!(read("message", message), moved);
}

/// T26, T31, B20
#[test]
fn lines_about_topics_are_told_apart_by_who_caused_them() {
    let us = json!({ "id": BOT, "is_bot": true });
    for (from, by_us) in [(us.clone(), true), (anna(), false)] {
        let created = json!({ "from": from, "forum_topic_created": { "name": "#1 Anna" } });
        assert_eq!(
            read("message", topic(created)),
            Incoming::TopicCreated {
                chat: ChatId(GROUP),
                thread: 20,
                name: "#1 Anna".to_owned(),
                by_us
            }
        );
    }
    let line = Incoming::ServiceLine {
        chat: ChatId(GROUP),
        message: 30,
    };
    for field in [
        "forum_topic_closed",
        "forum_topic_reopened",
        "forum_topic_edited",
        "pinned_message",
    ] {
        assert_eq!(
            read("message", topic(json!({ "from": us, field: {} }))),
            line,
            "{field}"
        );
    }
    for (field, expected) in [
        ("forum_topic_closed", true),
        ("forum_topic_reopened", false),
    ] {
        match read("message", topic(json!({ field: {} }))) {
            Incoming::TopicClosed {
                closed, thread, by, ..
            } => {
                assert_eq!((closed, thread), (expected, 20));
                assert!(matches!(by, Author::Person(_)));
            }
            other => panic!("{other:?}"),
        }
    }
    for field in [
        "forum_topic_edited",
        "pinned_message",
        "new_chat_members",
        "new_chat_title",
    ] {
        let message = topic(json!({ field: {} }));
        assert_eq!(
            read("message", message),
            Incoming::Ignored("service"),
            "{field}"
        );
    }
}

#[test]
fn channels_are_of_no_concern() {
    let chat = json!({ "id": -5, "type": "channel", "title": "C" });
    let message = json!({ "message_id": 1, "chat": chat, "text": "x" });
    assert_eq!(
        read("message", message.clone()),
        Incoming::Ignored("channel")
    );
    assert_eq!(
        read("channel_post", message),
        Incoming::Ignored("channel_post")
    );
}

// ---- members, presses, reactions ----------------------------------------------------------------

#[test]
fn the_bots_own_rights_are_read() {
    let rights = |new: Value| {
        let new = with(json!({ "user": { "id": BOT, "is_bot": true } }), new);
        let part = json!({ "chat": forum(), "from": anna(), "new_chat_member": new });
        match read("my_chat_member", part) {
            Incoming::OwnStanding { rights, group, by } => {
                assert_eq!((group.chat, by.id), (ChatId(GROUP), UserId(5)));
                rights
            }
            other => panic!("{other:?}"),
        }
    };
    let some = rights(json!({
        "status": "administrator", "can_manage_topics": true, "can_pin_messages": true,
    }));
    assert_eq!(
        some,
        Rights {
            present: true,
            administrator: true,
            manage_topics: true,
            delete_messages: false,
            pin_messages: true
        }
    );
    let member = rights(json!({ "status": "member", "can_pin_messages": true }));
    let expected = Rights {
        present: true,
        ..Rights::default()
    };
    assert_eq!(member, expected);
    assert_eq!(rights(json!({ "status": "kicked" })), Rights::default());
}

#[test]
fn what_people_are_in_the_group_is_read() {
    for (new, expected) in [
        (
            json!({ "status": "creator", "is_anonymous": true }),
            (Standing::Creator, true),
        ),
        (
            json!({ "status": "administrator" }),
            (Standing::Administrator, false),
        ),
        (json!({ "status": "member" }), (Standing::Member, false)),
        (
            json!({ "status": "restricted", "is_member": true }),
            (Standing::Member, false),
        ),
        (
            json!({ "status": "restricted" }),
            (Standing::Outside, false),
        ),
        (json!({ "status": "left" }), (Standing::Outside, false)),
        (json!({ "status": "kicked" }), (Standing::Outside, false)),
        (
            json!({ "status": "guest of honour" }),
            (Standing::Outside, false),
        ),
    ] {
        let new = with(new, json!({ "user": { "id": 8, "first_name": "Ben" } }));
        let part = json!({ "chat": forum(), "from": anna(), "new_chat_member": new });
        match read("chat_member", part) {
            Incoming::MemberChanged {
                chat,
                person,
                standing,
                anonymous,
            } => {
                assert_eq!((chat, person.id), (ChatId(GROUP), UserId(8)));
                assert_eq!((standing, anonymous), expected);
            }
            other => panic!("{other:?}"),
        }
    }
    let bot = json!({ "status": "administrator", "user": { "id": 9, "is_bot": true } });
    let part = json!({ "chat": forum(), "from": anna(), "new_chat_member": bot });
    assert_eq!(read("chat_member", part), Incoming::Ignored("bot"));
}

/// T43, M10: neither `chat_instance` nor a living message is needed.
#[test]
fn a_press_counts_also_where_its_message_is_inaccessible() {
    let press = |message: Value, data: &str| match read(
        "callback_query",
        json!({ "id": "77", "from": anna(), "message": message, "data": data }),
    ) {
        Incoming::Press(press) => press,
        other => panic!("{other:?}"),
    };
    let gone = json!({ "chat": forum(), "message_id": 3, "date": 0 });
    let Press {
        id,
        by,
        chat,
        message,
        thread,
        button,
    } = press(gone, "take:1.12");
    assert_eq!((id.as_str(), by.id), ("77", UserId(5)));
    assert_eq!(
        (chat, message, thread),
        (Some(ChatId(GROUP)), Some(3), None)
    );
    assert_eq!(button, "take:1.12".parse().ok());
    let there = press(topic(json!({})), "\u{1F600}".repeat(16).as_str());
    assert_eq!((there.thread, there.button), (Some(20), None));
    let nowhere = press(Value::Null, "take:1.12:extra");
    assert_eq!(
        (nowhere.chat, nowhere.message, nowhere.button),
        (None, None, None)
    );
}

#[test]
fn reactions_are_read_and_those_of_nobody_are_nobodys() {
    let part = json!({
        "chat": forum(), "message_id": 3, "date": 1, "old_reaction": [],
        "new_reaction": [
            { "type": "emoji", "emoji": "👀" },
            { "type": "custom_emoji", "custom_emoji_id": "1" },
            { "type": "paid" },
        ],
    });
    let by = |part: Value| match read("message_reaction", part) {
        Incoming::Reaction {
            by, now, message, ..
        } => {
            assert_eq!((now, message), (vec!["👀".to_owned()], 3));
            by
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(
        by(with(part.clone(), json!({ "user": anna() }))),
        Some(UserId(5))
    );
    // Decoding this makes teloxide panic (rust-stack.md 1.9).
    assert_eq!(by(part), None);
}

// ---- anything at all ------------------------------------------------------------------------------

/// T46
#[test]
fn unknown_kinds_are_counted_and_broken_ones_told() {
    assert_eq!(read("hologram", json!({})), Incoming::Ignored("unknown"));
    assert_eq!(
        read("poll_answer", json!({ "poll_id": "1" })),
        Incoming::Ignored("poll_answer")
    );
    assert_eq!(
        read_text(r#"{"update_id":7}"#.to_owned()),
        Incoming::Ignored("unknown")
    );
    for broken in [
        json!(5),
        json!([]),
        json!({}),
        json!({ "chat": { "id": "x" } }),
    ] {
        for kind in ["message", "edited_message", "callback_query", "chat_member"] {
            assert_eq!(
                read(kind, broken.clone()),
                Incoming::Unreadable,
                "{kind} {broken}"
            );
        }
    }
    // Without a sender nobody can be answered.
    let nobody = private(json!({ "from": null, "text": "x" }));
    assert_eq!(read("message", nobody), Incoming::Unreadable);
}

/// V5: the order of keys means nothing.
#[test]
fn a_new_key_in_front_hides_nothing() {
    let message = private(json!({ "text": "hello" }));
    let update = format!(r#"{{"brand_new":{{"a":1}},"message":{message},"update_id":7}}"#);
    assert_eq!(user(read_text(update)).content.text, "hello");
}

/// T46
#[test]
fn size_and_depth_are_no_danger() {
    let long = "я@".repeat(135_000);
    let entities: Vec<Value> = (0..5000)
        .map(|i| json!({ "type": "mention", "offset": 260_000 + i, "length": 2 }))
        .collect();
    let message = posted(json!({ "text": long, "entities": entities }));
    assert_eq!(message.content.text, long);
    let deep = format!("{}{}", "{\"reply_to_message\":".repeat(50_000), "1");
    let deep = format!("{deep}{}", "}".repeat(50_000));
    let update = format!(
        r#"{{"update_id":7,"message":{{"message_id":1,"chat":{{"id":5,"type":"private"}},
        "from":{{"id":5}},"text":"x","reply_to_message":{deep},"entities":{}{}}}}}"#,
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    assert_eq!(user(read_text(update)).content.text, "x");
}

fn any_json() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "message_id",
        "chat",
        "id",
        "type",
        "from",
        "is_bot",
        "text",
        "caption",
        "entities",
        "offset",
        "length",
        "user",
        "reply_to_message",
        "reply_markup",
        "inline_keyboard",
        "callback_data",
        "message_thread_id",
        "is_topic_message",
        "sender_chat",
        "date",
        "data",
        "new_chat_member",
        "status",
        "new_reaction",
        "emoji",
        "message",
        "forum_topic_created",
        "forum_topic_closed",
        "migrate_to_chat_id",
        "photo",
        "sticker",
        "new",
    ]);
    let words = prop::sample::select(vec![
        "private",
        "group",
        "supergroup",
        "mention",
        "text_mention",
        "kicked",
        "administrator",
        "/take",
        "／note ۱۲",
        "@ann",
        "take:1.12",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..50).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 200, 12, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(names.clone(), inner, 0..12).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Without the net that catches panics: there are none, and everything is something.
    #[test]
    fn any_json_is_understood_as_something(part in any_json(), kind in 0_usize..6) {
        let kinds = ["message", "edited_message", "callback_query", "my_chat_member",
            "chat_member", "message_reaction"];
        let update = json!({ "update_id": 7, kinds[kind]: part }).to_string();
        let raw = RawValue::from_string(update).expect("JSON");
        let input = dptree::deps![Part::read(&raw), me()];
        let understood = futures_util::FutureExt::now_or_never(routes().dispatch(input));
        prop_assert!(understood.is_some_and(|flow| flow.is_break()));
    }

    /// The same with the parts without which nothing is read.
    #[test]
    fn any_message_is_understood_as_something(part in any_json(), which in 0_usize..3) {
        let of_type = ["private", "group", "supergroup"][which];
        let chat = json!({ "id": GROUP, "type": of_type });
        let whole = json!({ "message_id": 3, "chat": chat, "from": { "id": 5 } });
        let part = match part {
            Value::Object(_) => with(part, whole),
            other => with(whole, json!({ "text": "x", "reply_to_message": other })),
        };
        let update = json!({ "update_id": 7, "message": part }).to_string();
        let raw = RawValue::from_string(update).expect("JSON");
        let input = dptree::deps![Part::read(&raw), me()];
        let understood = futures_util::FutureExt::now_or_never(routes().dispatch(input));
        prop_assert!(understood.is_some_and(|flow| flow.is_break()));
    }

    /// Whatever else a message carries, a message of a user comes through.
    #[test]
    fn no_extra_part_hides_a_text(name in "[a-z_]{1,12}", part in any_json()) {
        let reserved = ["message_id", "chat", "from", "text", "date"];
        prop_assume!(!reserved.contains(&name.as_str()));
        let message = said(with(json!({ "text": "help" }), json!({ name: part })));
        prop_assert_eq!(message.content.text, "help");
    }

    #[test]
    fn any_text_with_any_mention_is_read(text in any::<String>(), offset: u32, length: u32) {
        let at = json!([
            { "type": "mention", "offset": offset % 40, "length": length % 40 },
            { "type": "mention", "offset": offset, "length": length },
        ]);
        let message = posted(json!({ "text": text, "entities": at }));
        prop_assert_eq!(message.content.text, text);
    }
}
