//! Anything at all.

use super::*;

/// T46
#[test]
fn unknown_kinds_are_counted_and_broken_ones_told() {
    assert_eq!(read("hologram", json!({})), Incoming::Ignored("unknown"));
    assert_eq!(read("poll_answer", json!({ "poll_id": "1" })), Incoming::Ignored("poll_answer"));
    assert_eq!(read_text(r#"{"update_id":7}"#.to_owned()), Incoming::Ignored("unknown"));
    for broken in [json!(5), json!([]), json!({}), json!({ "chat": { "id": "x" } })] {
        for kind in ["message", "edited_message", "callback_query", "chat_member"] {
            assert_eq!(read(kind, broken.clone()), Incoming::Unreadable, "{kind} {broken}");
        }
    }
    // A list has no fields, so it has no id.
    let list = RawValue::from_string("[7]".to_owned()).expect("JSON");
    assert_eq!(frontdesk::inbound::raw::update_id(&list), None);
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

/// Half a surrogate pair is JSON, but no text.
#[test]
fn a_name_that_is_no_text_hides_nothing() {
    let message = private(json!({ "text": "hello", "odd": 1, "from": anna() })).to_string();
    let message = message.replace("\"odd\"", r#""\ud800""#);
    let update = format!(r#"{{"\udfff":0,"update_id":7,"\ud83d\ude00":1,"message":{message}}}"#);
    assert_eq!(user(read_text(update)).content.text, "hello");
    // A name given twice: the last one counts, as for every other reader of JSON.
    let twice =
        format!(r#"{{"update_id":8,"update_id":7,"message":{}}}"#, private(json!({ "text": "x" })));
    assert_eq!(user(read_text(twice)).content.text, "x");
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
