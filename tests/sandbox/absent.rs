//! The local Bot API: people who are not there.

use frontdesk::sandbox::{BotRights, Standing};
use serde_json::json;

use crate::{Bench, kinds};

#[tokio::test]
async fn a_blocked_bot_is_forbidden_until_it_is_unblocked() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send = json!({"chat_id": anna, "text": "x"});
    b.api.block(anna);
    let refused = b.call("sendMessage", send.clone()).await;
    assert_eq!(refused.status, 403);
    refused.fails("Forbidden: bot was blocked by the user");
    b.api.unblock(anna);
    b.call("sendMessage", send.clone()).await.result();
    let updates = b.drain().await;
    let status = |n: usize| updates[n]["my_chat_member"]["new_chat_member"]["status"].clone();
    assert_eq!((status(0), status(1)), (json!("kicked"), json!("member")));
    b.api.deactivate(anna);
    b.call("sendMessage", send).await.fails("Forbidden: user is deactivated");
}

#[tokio::test]
async fn a_person_who_never_wrote_cannot_be_written_to() {
    let b = Bench::new().await;
    let (_, ben, _) = b.forum(BotRights::all()).await;
    let stranger = b.api.user("Stranger", None, None);
    let send = |id: i64| json!({"chat_id": id, "text": "x"});
    b.call("sendMessage", send(stranger)).await.fails("Bad Request: chat not found");
    b.call("sendMessage", send(ben))
        .await
        .fails("Forbidden: bot can't initiate conversation with a user");
    b.call("sendMessage", json!({"text": "x"})).await.fails("Bad Request: chat_id is empty");
}

#[tokio::test]
async fn an_upgraded_group_points_to_its_new_id() {
    let b = Bench::new().await;
    let ben = b.api.user("Ben", None, None);
    let old = b.api.basic_group("Desk");
    b.api.join(old, ben, Standing::Creator);
    b.api.bot_joins(old, BotRights::all());
    b.drain().await;
    let new = b.api.upgrade(old);
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["migrate_to_chat_id"], new);
    assert_eq!(updates[1]["message"]["migrate_from_chat_id"], old);
    let refused = b.call("sendMessage", json!({"chat_id": old, "text": "x"})).await;
    refused.fails("Bad Request: group chat was upgraded to a supergroup chat");
    assert_eq!(refused.body["parameters"], json!({"migrate_to_chat_id": new}));
    b.call("sendMessage", json!({"chat_id": new, "text": "x"})).await.result();
}

#[tokio::test]
async fn a_removed_bot_is_forbidden() {
    let b = Bench::new().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    b.api.bot_is_removed(chat);
    b.call("sendMessage", json!({"chat_id": chat, "text": "x"}))
        .await
        .fails("Forbidden: bot was kicked from the supergroup chat");
    assert_eq!(kinds(&b.drain().await), ["my_chat_member"]);
    b.api.bot_joins(chat, BotRights::muted());
    b.call("sendMessage", json!({"chat_id": chat, "text": "x"}))
        .await
        .fails("Bad Request: not enough rights to send text messages to the chat");
}
