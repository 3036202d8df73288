//! What is written and done in groups.

use super::*;

/// T27, F4
#[test]
fn the_reply_to_a_topics_root_is_none() {
    let root =
        json!({ "message_id": 20, "chat": forum(), "forum_topic_created": { "name": "#1" } });
    let plain = posted(json!({ "text": "answer", "reply_to_message": root }));
    assert_eq!((plain.thread, plain.reply_to), (Some(20), None));
    let ours = json!({ "message_id": 25, "chat": forum(), "from": { "id": BOT, "is_bot": true } });
    let reply = posted(json!({ "text": "x", "reply_to_message": ours })).reply_to.expect("a reply");
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
    assert_eq!((message.group.kind, message.group.public), (GroupKind::Super, true));
}

/// F3
#[test]
fn general_has_no_number() {
    let message =
        json!({ "message_id": 30, "date": 1, "chat": forum(), "from": anna(), "text": "x" });
    let message = group(read("message", message));
    assert_eq!((message.thread, message.group.kind), (None, GroupKind::Forum));
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
        json!({
            "from": bot(136_817_688), "sender_chat": channel, "is_automatic_forward": true,
        }),
        json!({ "from": { "id": 777_000, "is_bot": false }, "sender_chat": channel }),
        json!({ "from": { "id": 777_000, "is_bot": false } }),
        json!({ "from": { "id": 136_817_688 } }),
        json!({ "from": bot(1_087_968_824) }),
        json!({ "from": bot(99) }),
        json!({ "from": null }),
    ] {
        assert_eq!(author(stranger.clone()), Author::Stranger, "{stranger}");
    }
    assert_eq!(
        author(json!({ "from": bot(136_817_688), "sender_chat": channel })),
        Author::Channel
    );
    assert_eq!(author(json!({ "from": bot(BOT) })), Author::Ourselves);
    assert!(matches!(author(json!({})), Author::Person(person) if person.id == UserId(5)));
}

/// R2, B16
#[test]
fn what_answers_the_bot_in_another_chat_says_so() {
    let elsewhere = |more: Value| posted(with(json!({ "text": "x" }), more)).answers_us_elsewhere;
    let origin = |id: i64| {
        json!({ "external_reply": { "origin": {
            "type": "user", "date": 1, "sender_user": { "id": id, "is_bot": true },
        } } })
    };
    assert!(elsewhere(origin(BOT)));
    assert!(!elsewhere(origin(99)));
    assert!(!elsewhere(json!({ "external_reply": { "origin": { "type": "hidden_user" } } })));
    let reply = |chat: i64| {
        json!({ "reply_to_message": {
            "message_id": 4, "chat": { "id": chat, "type": "group" }, "from": { "id": BOT },
        } })
    };
    assert!(elsewhere(reply(-44)));
    assert!(!elsewhere(reply(GROUP)));
    assert!(!elsewhere(json!({})));
}

/// Telegram's line about whoever has left, of people only.
#[test]
fn a_line_says_who_has_left() {
    let line = |user: Value| {
        let chat = json!({ "id": GROUP, "type": "supergroup" });
        let from = json!({ "id": 5, "is_bot": false });
        read(
            "message",
            json!({
                "message_id": 3, "date": 1, "chat": chat, "from": from, "left_chat_member": user,
            }),
        )
    };
    let left = Incoming::Departed { chat: ChatId(GROUP), user: UserId(7) };
    assert_eq!(line(json!({ "id": 7, "is_bot": false })), left);
    assert_eq!(line(json!({ "id": 7, "is_bot": true })), Incoming::Ignored("service"));
    assert_eq!(line(json!(3)), Incoming::Ignored("service"));
}

/// B15
#[test]
fn captions_hold_commands_too() {
    let message = posted(json!({ "photo": [], "caption": "/NOTE@DESKBOT #3 внутри" }));
    let note = GroupCommand::Note { number: Some(3), text: "внутри".to_owned() };
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
    assert!(begins(json!({ "text": "\u{200f} @ben look", "entities": marked })));
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
    let expected: Vec<Button> =
        ["take:1.12", "hist:1.12:0"].iter().map(|b| b.parse().expect("ours")).collect();
    assert_eq!(replied(BOT), expected);
    assert_eq!(replied(99), Vec::new());
}

#[test]
fn a_reply_into_another_chat_is_none_here() {
    let old = json!({ "message_id": 25, "chat": { "id": -77, "type": "group" } });
    assert_eq!(posted(json!({ "text": "x", "reply_to_message": old })).reply_to, None);
}

/// T20, B16
#[test]
fn an_upgrade_is_told_by_both_groups() {
    let old = json!({ "id": -77, "type": "group", "title": "S" });
    let moved = Incoming::Upgraded { from: ChatId(-77), to: ChatId(GROUP) };
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
    let line = Incoming::ServiceLine { chat: ChatId(GROUP), message: 30 };
    for field in
        ["forum_topic_closed", "forum_topic_reopened", "forum_topic_edited", "pinned_message"]
    {
        assert_eq!(read("message", topic(json!({ "from": us, field: {} }))), line, "{field}");
    }
    for (field, expected) in [("forum_topic_closed", true), ("forum_topic_reopened", false)] {
        match read("message", topic(json!({ field: {} }))) {
            Incoming::TopicClosed { closed, thread, by, .. } => {
                assert_eq!((closed, thread), (expected, 20));
                assert!(matches!(by, Author::Person(_)));
            }
            other => panic!("{other:?}"),
        }
    }
    for field in ["forum_topic_edited", "pinned_message", "new_chat_members", "new_chat_title"] {
        let message = topic(json!({ field: {} }));
        assert_eq!(read("message", message), Incoming::Ignored("service"), "{field}");
    }
}

#[test]
fn channels_are_of_no_concern() {
    let chat = json!({ "id": -5, "type": "channel", "title": "C" });
    let message = json!({ "message_id": 1, "chat": chat, "text": "x" });
    assert_eq!(read("message", message.clone()), Incoming::Ignored("channel"));
    assert_eq!(read("channel_post", message), Incoming::Ignored("channel_post"));
}
