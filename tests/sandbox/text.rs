//! The local Bot API: sizes and text.

use frontdesk::sandbox::{BotRights, Outgoing};
use serde_json::json;

use crate::{Bench, keyboard};

#[tokio::test]
async fn callback_data_ends_at_sixty_four_bytes() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send =
        |data: String| json!({"chat_id": anna, "text": "x", "reply_markup": keyboard(&data)});
    b.call("sendMessage", send("ы".repeat(32))).await.result();
    let refused = b.call("sendMessage", send(format!("{}a", "ы".repeat(32)))).await;
    refused.fails("Bad Request: BUTTON_DATA_INVALID");
}

#[tokio::test]
async fn text_is_measured_in_code_points() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send = |n: usize| json!({"chat_id": anna, "text": "😀".repeat(n)});
    b.call("sendMessage", send(4096)).await.result();
    b.call("sendMessage", send(4097)).await.fails("Bad Request: message is too long");
    b.call("sendMessage", json!({"chat_id": anna, "text": " \n "}))
        .await
        .fails("Bad Request: message text is empty");
    b.call("sendMessage", json!({"chat_id": anna, "text": "x".repeat(40_000)}))
        .await
        .fails("Bad Request: text is too long");
}

#[tokio::test]
async fn html_becomes_entities_with_utf16_offsets() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let html = "😀 <b>bold <i>both</i></b> &lt;a&gt; <a href=\"https://x.org/?a=1&amp;b=2\">link</a> \
        <pre><code class=\"language-rust\">fn</code></pre> <tg-spoiler>s</tg-spoiler>";
    let sent =
        b.call("sendMessage", json!({"chat_id": anna, "text": html, "parse_mode": "HTML"})).await;
    assert_eq!(sent.result()["text"], "😀 bold both <a> link fn s");
    assert_eq!(
        sent.result()["entities"],
        json!([
            {"type": "bold", "offset": 3, "length": 9},
            {"type": "italic", "offset": 8, "length": 4},
            {"type": "text_link", "offset": 17, "length": 4, "url": "https://x.org/?a=1&b=2"},
            {"type": "pre", "offset": 22, "length": 2, "language": "rust"},
            {"type": "spoiler", "offset": 25, "length": 1},
        ])
    );
    for (text, reason) in [
        ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<x>y</x>", "Unsupported start tag \"x\" at byte offset 0"),
        ("<b>x</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
    ] {
        b.call("sendMessage", json!({"chat_id": anna, "text": text, "parse_mode": "HTML"}))
            .await
            .fails(&format!("Bad Request: can't parse entities: {reason}"));
    }
}

#[tokio::test]
async fn entities_outside_the_text_are_cut_and_told() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let entities = json!([
        {"type": "bold", "offset": 0, "length": 99},
        {"type": "italic", "offset": 50, "length": 1},
    ]);
    let sent = b
        .call("sendMessage", json!({"chat_id": anna, "text": "hello", "entities": entities}))
        .await;
    assert_eq!(sent.result()["entities"], json!([{"type": "bold", "offset": 0, "length": 5}]));
    assert_eq!(b.api.complaints().len(), 2);
}

#[tokio::test]
async fn a_premium_caption_survives_only_a_bare_copy() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let long = b.api.say(anna, anna, Outgoing::photo(&"x".repeat(1500)));
    let bare = json!({"chat_id": chat, "from_chat_id": anna, "message_id": long});
    let card = b.call("copyMessage", bare.clone()).await.id();
    let mut dressed = bare.clone();
    dressed["reply_markup"] = keyboard("x");
    let mut answering = bare;
    answering["reply_parameters"] = json!({"message_id": card});
    for copy in [dressed, answering] {
        b.call("copyMessage", copy).await.fails("Bad Request: message caption is too long");
    }
    let seen = b.api.message(chat, card).unwrap();
    assert_eq!((seen.text.len(), seen.copy_of), (1500, Some((anna, long))));
}
