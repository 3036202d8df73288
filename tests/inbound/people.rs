//! Members, presses, reactions.

use super::*;
use frontdesk::domain::id::MessageRef;

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
            pin_messages: true,
            muted: false,
        }
    );
    let member = rights(json!({ "status": "member", "can_pin_messages": true }));
    let expected = Rights { present: true, ..Rights::default() };
    assert_eq!(member, expected);
    assert_eq!(rights(json!({ "status": "kicked" })), Rights::default());
}

#[test]
fn what_people_are_in_the_group_is_read() {
    for (new, expected) in [
        (json!({ "status": "creator", "is_anonymous": true }), (Standing::Creator, true)),
        (json!({ "status": "administrator" }), (Standing::Administrator, false)),
        (json!({ "status": "member" }), (Standing::Member, false)),
        (json!({ "status": "restricted", "is_member": true }), (Standing::Member, false)),
        (json!({ "status": "restricted" }), (Standing::Outside, false)),
        (json!({ "status": "left" }), (Standing::Outside, false)),
        (json!({ "status": "kicked" }), (Standing::Outside, false)),
        (json!({ "status": "guest of honour" }), (Standing::Outside, false)),
    ] {
        let new = with(new, json!({ "user": { "id": 8, "first_name": "Ben" } }));
        let part = json!({ "chat": forum(), "from": anna(), "new_chat_member": new });
        match read("chat_member", part) {
            Incoming::MemberChanged { chat, person, standing, anonymous } => {
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

/// `✕` takes the command along that its message answers, and nothing else that people wrote.
#[test]
fn a_press_knows_the_command_that_its_message_answers() {
    let bot = json!({ "id": 9, "is_bot": true, "first_name": "Bot" });
    let under = |answered: Value| {
        let message = topic(json!({ "reply_to_message": answered }));
        let part = json!({ "id": "77", "from": anna(), "message": message, "data": "x" });
        match read("callback_query", part) {
            Incoming::Press(press) => press.command,
            other => panic!("{other:?}"),
        }
    };
    let said = |text: &str| json!({ "message_id": 7, "from": anna(), "text": text });
    for command in ["/list", " ／queue@x", "\u{200F}/stats"] {
        assert_eq!(under(said(command)), Some(7), "{command}");
    }
    for words in ["hello", "// a note", ""] {
        assert_eq!(under(said(words)), None, "{words}");
    }
    assert_eq!(under(json!({ "message_id": 7, "from": bot, "text": "/list" })), None);
    let anonymous =
        json!({ "message_id": 7, "from": bot, "sender_chat": forum(), "text": "/list" });
    assert_eq!(under(anonymous), Some(7));
    assert_eq!(under(json!({ "message_id": 7, "from": anna(), "photo": [] })), None);
    assert_eq!(under(json!("/list")), None);
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
    let Press { id, by, chat, message, thread, button, command } = press(gone, "take:1.12");
    assert_eq!((id.as_str(), by.id), ("77", UserId(5)));
    assert_eq!((chat, message, thread), (Some(ChatId(GROUP)), Some(3), None));
    assert_eq!((button, command), ("take:1.12".parse().ok(), None));
    let there = press(topic(json!({})), "\u{1F600}".repeat(16).as_str());
    assert_eq!((there.thread, there.button), (Some(20), None));
    let nowhere = press(Value::Null, "take:1.12:extra");
    assert_eq!((nowhere.chat, nowhere.message, nowhere.button), (None, None, None));
}

#[test]
fn what_is_written_behind_the_bots_name_says_who_and_only_what_sort_of_chat() {
    let inline = |more: Value| {
        let part = with(json!({ "id": "9", "from": anna(), "query": "ref" }), more);
        match read("inline_query", part) {
            Incoming::Inline(query) => query,
            other => panic!("{other:?}"),
        }
    };
    let query = inline(json!({ "offset": "20", "chat_type": "supergroup" }));
    assert_eq!((query.id.as_str(), query.by.id, query.words.as_str()), ("9", UserId(5), "ref"));
    assert_eq!((query.seen, query.in_group), (20, true));
    assert!(inline(json!({ "chat_type": "group" })).in_group);
    for elsewhere in ["sender", "private", "channel", "hologram"] {
        assert!(!inline(json!({ "chat_type": elsewhere })).in_group, "{elsewhere}");
    }
    let bare = inline(json!({ "offset": "-1", "query": null }));
    assert_eq!((bare.seen, bare.in_group, bare.words.as_str()), (0, false, ""));
    assert_eq!(read("inline_query", json!({ "id": "9", "query": "x" })), Incoming::Unreadable);
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
        Incoming::Reaction { by, now, message, at } => {
            let reacted = MessageRef::new(ChatId(GROUP), 3);
            assert_eq!((now, message, at.0), (vec!["👀".to_owned()], reacted, 1_000));
            by
        }
        other => panic!("{other:?}"),
    };
    let anna = with(part.clone(), json!({ "user": anna() }));
    assert!(matches!(by(anna), Author::Person(person) if person.id == UserId(5)));
    assert_eq!(by(with(part.clone(), json!({ "actor_chat": forum() }))), Author::AnonymousAdmin);
    let channel = json!({ "actor_chat": { "id": -1_009, "type": "channel", "title": "News" } });
    assert_eq!(by(with(part.clone(), channel)), Author::Stranger);
    // Decoding this makes teloxide panic (rust-stack.md 1.9).
    assert_eq!(by(part), Author::Stranger);
}
