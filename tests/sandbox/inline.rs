//! The local Bot API: what is offered behind the bot's name.

use frontdesk::sandbox::BotRights;
use serde_json::{Value, json};

use crate::Bench;

fn article(id: &str, words: &str) -> Value {
    let content = json!({ "message_text": words });
    json!({ "type": "article", "id": id, "title": id, "input_message_content": content })
}

#[tokio::test]
async fn answers_are_checked_and_what_is_chosen_is_written_by_way_of_the_bot() {
    let b = Bench::new().await;
    let (group, ben, _) = b.forum(BotRights::all()).await;
    b.api.inquire(ben, group, "ref", "");
    assert!(b.drain().await.is_empty(), "inline mode is off");
    b.api.set_inline(true);
    let id = b.api.inquire(ben, group, "ref", "");
    let updates = b.drain().await;
    let query = &updates[0]["inline_query"];
    assert_eq!((&query["id"], &query["query"]), (&json!(id), &json!("ref")));
    assert_eq!((&query["chat_type"], &query["offset"]), (&json!("supergroup"), &json!("")));
    assert_eq!(query["from"]["id"], ben);

    let answer = |results: Value| json!({ "inline_query_id": id, "results": results });
    let many: Vec<Value> = (0..51).map(|n| article(&n.to_string(), "x")).collect();
    for (results, error) in [
        (json!(many), "RESULTS_TOO_MUCH"),
        (json!([article("", "x")]), "RESULT_ID_INVALID"),
        (json!([article(&"x".repeat(65), "x")]), "RESULT_ID_INVALID"),
        (json!([article("1", "x"), article("1", "y")]), "RESULT_ID_DUPLICATE"),
        (json!([article("1", " ")]), "message text is empty"),
        (json!([article("1", &"x".repeat(4097))]), "MESSAGE_TOO_LONG"),
    ] {
        b.call("answerInlineQuery", answer(results)).await.fails(&format!("Bad Request: {error}"));
    }
    let mut far = answer(json!([]));
    far["next_offset"] = json!("x".repeat(65));
    b.call("answerInlineQuery", far).await.fails("Bad Request: NEXT_OFFSET_INVALID");

    let mut right = answer(json!([article("1", "Your refund is on its way.")]));
    right["cache_time"] = json!(0);
    right["is_personal"] = json!(true);
    b.call("answerInlineQuery", right.clone()).await;
    let offered = b.api.offered(&id).expect("it was answered");
    assert!(offered.is_personal && offered.cache_time == 0 && offered.next_offset.is_empty());
    let old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    b.call("answerInlineQuery", right).await.fails(old);

    let written = b.api.choose(&id, group, "1", |message| message).expect("it was offered");
    let seen = b.api.message(group, written).expect("it stands");
    assert_eq!((seen.from, seen.text.as_str()), (ben, "Your refund is on its way."));
    assert_eq!(seen.raw["via_bot"]["is_bot"], json!(true));
    assert!(b.api.choose(&id, group, "2", |message| message).is_err());
}
