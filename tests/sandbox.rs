//! The local Bot API answers as Telegram's does. Each test is a case of the facts that the desk
//! relies on, seen through raw HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use frontdesk::sandbox::{
    ANONYMOUS_BOT, BotRights, CHANNEL_BOT, Fault, Options, Outgoing, Sandbox, Standing,
};
use serde_json::{Value, json};

struct Bench {
    api: Sandbox,
    http: reqwest::Client,
    clock: Arc<AtomicI64>,
}

struct Reply {
    status: u16,
    body: Value,
    retry_after: Option<String>,
}

impl Reply {
    #[track_caller]
    fn result(&self) -> &Value {
        assert_eq!(self.body["ok"], true, "{}", self.body);
        &self.body["result"]
    }

    #[track_caller]
    fn id(&self) -> i32 {
        i32::try_from(self.result()["message_id"].as_i64().expect("a message id")).unwrap()
    }

    #[track_caller]
    fn fails(&self, description: &str) {
        assert_eq!(self.body["ok"], false, "{}", self.body);
        assert_eq!(self.body["description"], description);
    }
}

impl Bench {
    async fn new() -> Bench {
        Bench::with(false, false).await
    }

    async fn with(limits: bool, page: bool) -> Bench {
        let clock = Arc::new(AtomicI64::new(1_790_000_000_000));
        let read = Arc::clone(&clock);
        let moved = Arc::clone(&clock);
        let api = Sandbox::start(Options {
            now: Arc::new(move || read.load(Ordering::SeqCst)),
            limits,
            page,
            on_advance: Some(Arc::new(move |seconds| {
                moved.fetch_add(i64::try_from(seconds).unwrap() * 1000, Ordering::SeqCst);
            })),
            ..Options::default()
        })
        .await
        .expect("a free port");
        Bench {
            api,
            http: reqwest::Client::new(),
            clock,
        }
    }

    fn advance(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn address(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.api.url(), self.api.token())
    }

    async fn call(&self, method: &str, parameters: Value) -> Reply {
        self.try_call(method, parameters).await.expect("an answer")
    }

    async fn try_call(&self, method: &str, parameters: Value) -> reqwest::Result<Reply> {
        let answer = self
            .http
            .post(self.address(method))
            .json(&parameters)
            .send()
            .await?;
        let status = answer.status().as_u16();
        let retry_after = answer
            .headers()
            .get("retry-after")
            .map(|value| value.to_str().unwrap().to_owned());
        let text = answer.text().await?;
        Ok(Reply {
            status,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
            retry_after,
        })
    }

    /// Everything that waits; confirms it, so that the next drain brings only what is new.
    async fn drain(&self) -> Vec<Value> {
        if self.api.pending_updates() == 0 {
            return Vec::new();
        }
        let first = self.call("getUpdates", json!({})).await;
        let list = first.result().as_array().unwrap().clone();
        if let Some(last) = list.last() {
            let next = last["update_id"].as_i64().unwrap() + 1;
            let rest = self.call("getUpdates", json!({"offset": next})).await;
            let mut all = list;
            let more = rest.result().as_array().unwrap().clone();
            if let Some(last) = more.last() {
                let next = last["update_id"].as_i64().unwrap() + 1;
                self.call("getUpdates", json!({"offset": next})).await;
            }
            all.extend(more);
            return all;
        }
        list
    }

    /// A person who has written to the bot.
    async fn anna(&self) -> i64 {
        let anna = self.api.user("Anna", Some("anna"), Some("de"));
        self.api.say(anna, anna, Outgoing::text("/start"));
        self.drain().await;
        anna
    }

    /// A forum with the bot and an ordinary agent, with one topic of the bot.
    async fn forum(&self, rights: BotRights) -> (i64, i64, i32) {
        let chat = self.api.forum("Desk");
        let ben = self.api.user("Ben", Some("ben"), None);
        self.api.join(chat, ben, Standing::Member);
        self.api.bot_joins(chat, BotRights::all());
        let topic = self
            .call(
                "createForumTopic",
                json!({"chat_id": chat, "name": "#1 Anna"}),
            )
            .await;
        let thread = topic.result()["message_thread_id"].as_i64().unwrap();
        self.api.set_bot_rights(chat, rights);
        self.drain().await;
        (chat, ben, i32::try_from(thread).unwrap())
    }

    #[track_caller]
    fn no_complaints(&self) {
        assert_eq!(self.api.complaints(), Vec::<String>::new());
    }
}

fn kinds(updates: &[Value]) -> Vec<String> {
    updates
        .iter()
        .filter_map(|update| update.as_object())
        .map(|update| {
            let kind = update.keys().find(|key| *key != "update_id");
            kind.cloned().unwrap_or_default()
        })
        .collect()
}

fn ids(reply: &Reply) -> Vec<i64> {
    reply
        .result()
        .as_array()
        .unwrap()
        .iter()
        .map(|update| update["update_id"].as_i64().unwrap())
        .collect()
}

fn keyboard(data: &str) -> Value {
    json!({"inline_keyboard": [[{"text": "Take", "callback_data": data}]]})
}

// ----- updates -----

#[tokio::test]
async fn an_offset_confirms_everything_before_it() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    for word in ["a", "b", "c"] {
        b.api.say(anna, anna, Outgoing::text(word));
    }
    let all = ids(&b.call("getUpdates", json!({})).await);
    assert_eq!(all.len(), 3);
    let last = all[2];
    let rest = ids(&b.call("getUpdates", json!({"offset": last})).await);
    assert_eq!(rest, [last]);
    assert_eq!(
        b.api.pending_updates(),
        1,
        "the first two are gone for ever"
    );
}

#[tokio::test]
async fn an_offset_far_past_the_tail_is_not_believed() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    for word in ["a", "b", "c"] {
        b.api.say(anna, anna, Outgoing::text(word));
    }
    let all = ids(&b.call("getUpdates", json!({})).await);
    let far = all[2] + 38;
    assert_eq!(
        ids(&b.call("getUpdates", json!({"offset": far})).await),
        all
    );
    assert_eq!(b.api.pending_updates(), 3);
    let near = all[2] + 5;
    assert!(ids(&b.call("getUpdates", json!({"offset": near})).await).is_empty());
    assert_eq!(b.api.pending_updates(), 0);
}

#[tokio::test]
async fn a_negative_offset_keeps_only_the_last() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    for word in ["a", "b", "c", "d", "e"] {
        b.api.say(anna, anna, Outgoing::text(word));
    }
    let last = b.call("getUpdates", json!({"offset": -1})).await;
    assert_eq!(last.result()[0]["message"]["text"], "e");
    assert_eq!(b.api.pending_updates(), 1);
}

#[tokio::test]
async fn a_long_poll_ends_with_the_first_update() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    let (reply, ()) = tokio::join!(b.call("getUpdates", json!({"timeout": 120})), async {
        b.api.changed().await;
        b.api.say(anna, anna, Outgoing::text("hello"));
    });
    assert_eq!(reply.result()[0]["message"]["text"], "hello");
}

#[tokio::test]
async fn the_older_of_two_waiting_polls_gets_409() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    let (first, second, ()) = tokio::join!(
        b.call("getUpdates", json!({"timeout": 50, "offset": -1})),
        async {
            b.api.changed().await;
            b.call("getUpdates", json!({"timeout": 50})).await
        },
        async {
            b.api
                .wait_for(Duration::from_secs(10), |api| {
                    api.calls()
                        .iter()
                        .any(|call| call.error.is_some())
                        .then_some(())
                })
                .await
                .expect("the first poll is ended by the second");
            b.api.say(anna, anna, Outgoing::text("hello"));
        }
    );
    assert_eq!(first.status, 409);
    first.fails(
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    );
    assert_eq!(second.result().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn member_changes_and_reactions_come_only_to_those_who_asked() {
    let b = Bench::new().await;
    let (chat, ben, _) = b.forum(BotRights::all()).await;
    let message = b.api.say(ben, chat, Outgoing::text("hello"));
    b.drain().await;
    b.api.set_standing(chat, ben, Standing::Admin);
    b.api.react(ben, chat, message, Some("👍"));
    assert_eq!(b.api.pending_updates(), 0);
    let wanted = json!(["message", "chat_member", "message_reaction"]);
    b.call(
        "getUpdates",
        json!({"allowed_updates": wanted, "offset": -1}),
    )
    .await;
    b.call("getUpdates", json!({"offset": 7})).await;
    b.api.set_standing(chat, ben, Standing::Member);
    b.api.react(ben, chat, message, None);
    let updates = b.drain().await;
    assert_eq!(kinds(&updates), ["chat_member", "message_reaction"]);
    assert_eq!(
        updates[0]["chat_member"]["new_chat_member"]["status"],
        "member"
    );
    b.no_complaints();
}

#[tokio::test]
async fn a_press_expires_in_the_queue_and_a_message_does_not() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let sent = b
        .call(
            "sendMessage",
            json!({"chat_id": anna, "text": "?", "reply_markup": keyboard("x")}),
        )
        .await;
    b.api.press(anna, anna, sent.id(), "Take").unwrap();
    b.api.say(anna, anna, Outgoing::text("still there?"));
    b.advance(200);
    assert_eq!(kinds(&b.drain().await), ["message"]);
}

#[tokio::test]
async fn updates_can_be_repeated_restarted_and_of_any_kind() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.say(anna, anna, Outgoing::text("once"));
    let first = b.drain().await;
    b.api.repeat_last_updates(1);
    assert_eq!(b.drain().await, first);
    b.api.restart_update_ids(12);
    b.api
        .inject(json!({"novelty": {"big": "x".repeat(400_000)}}));
    let updates = b.drain().await;
    assert_eq!(updates[0]["update_id"], 12);
    assert_eq!(kinds(&updates), ["novelty"]);
}

#[tokio::test]
async fn own_texts_are_no_updates_but_own_service_messages_are() {
    let b = Bench::new().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    b.call("sendMessage", json!({"chat_id": chat, "text": "hello"}))
        .await;
    assert_eq!(b.api.pending_updates(), 0);
    let topic = b
        .call(
            "createForumTopic",
            json!({"chat_id": chat, "name": " #2 Carl "}),
        )
        .await;
    let thread = topic.result()["message_thread_id"].clone();
    b.call(
        "closeForumTopic",
        json!({"chat_id": chat, "message_thread_id": thread}),
    )
    .await;
    let updates = b.drain().await;
    assert_eq!(
        updates[0]["message"]["forum_topic_created"]["name"],
        "#2 Carl"
    );
    assert_eq!(updates[0]["message"]["from"]["id"], b.api.bot_id());
    assert_eq!(updates[0]["message"]["message_thread_id"], thread);
    assert!(updates[1]["message"]["forum_topic_closed"].is_object());
}

#[tokio::test]
async fn privacy_mode_hides_ordinary_messages_from_a_plain_member() {
    let b = Bench::new().await;
    let (chat, ben, thread) = b.forum(BotRights::member()).await;
    let me = b.call("getMe", json!({})).await;
    assert_eq!(me.result()["can_read_all_group_messages"], false);
    b.api
        .say(ben, chat, Outgoing::text("to the user").in_topic(thread));
    assert_eq!(b.api.pending_updates(), 0);
    b.api
        .say(ben, chat, Outgoing::text("/take").in_topic(thread));
    b.api.say(
        ben,
        chat,
        Outgoing::text("/take@some_other_bot").in_topic(thread),
    );
    let own = b
        .call("sendMessage", json!({"chat_id": chat, "text": "card"}))
        .await
        .id();
    b.api
        .say(ben, chat, Outgoing::text("an answer").reply_to(own));
    let updates = b.drain().await;
    let texts: Vec<&Value> = updates.iter().map(|u| &u["message"]["text"]).collect();
    assert_eq!(texts, ["/take", "an answer"]);
    b.api.set_bot_rights(chat, BotRights::admin());
    b.drain().await;
    b.api.say(ben, chat, Outgoing::text("now heard"));
    assert_eq!(b.api.pending_updates(), 1);
}

#[tokio::test]
async fn a_webhook_and_polling_exclude_each_other() {
    let b = Bench::new().await;
    b.call("setWebhook", json!({"url": "https://example.org/hook"}))
        .await
        .result();
    let refused = b.call("getUpdates", json!({})).await;
    refused.fails(
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    b.call("deleteWebhook", json!({})).await.result();
    assert_eq!(
        b.call("getWebhookInfo", json!({})).await.result()["url"],
        ""
    );
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_ends_after_fifty_seconds_at_most() {
    let b = Bench::new().await;
    let begun = tokio::time::Instant::now();
    let reply = b.call("getUpdates", json!({"timeout": 120})).await;
    assert_eq!(*reply.result(), json!([]));
    assert_eq!(begun.elapsed().as_secs(), 50);
}

#[tokio::test]
async fn a_refused_webhook_delivery_holds_back_its_chat_only() {
    let b = Bench::new().await;
    let (anna, carl) = (b.anna().await, b.api.user("Carl", None, None));
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel::<(String, String)>();
    let refusals = Arc::new(AtomicI64::new(2));
    let hook = axum::Router::new().route(
        "/hook",
        axum::routing::post(
            move |headers: axum::http::HeaderMap, body: axum::Json<Value>| {
                let text = body["message"]["text"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                let secret = headers["x-telegram-bot-api-secret-token"]
                    .to_str()
                    .unwrap()
                    .to_owned();
                let refused = text == "first" && refusals.fetch_sub(1, Ordering::SeqCst) > 0;
                told.send((text, secret)).unwrap();
                let status = if refused { 500 } else { 200 };
                async move { axum::http::StatusCode::from_u16(status).unwrap() }
            },
        ),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, hook).await });
    b.call("setWebhook", json!({"url": url, "secret_token": "s3cret"}))
        .await
        .result();
    b.api.say(anna, anna, Outgoing::text("first"));
    b.api.say(anna, anna, Outgoing::text("second"));
    b.api.say(carl, carl, Outgoing::text("other"));
    let mut order = Vec::new();
    for _ in 0..5 {
        let (text, secret) = heard.recv().await.unwrap();
        assert_eq!(secret, "s3cret");
        order.push(text);
    }
    let of_anna: Vec<&String> = order.iter().filter(|text| *text != "other").collect();
    assert_eq!(of_anna, ["first", "first", "first", "second"]);
    assert!(
        order.iter().position(|text| text == "other")
            < order.iter().rposition(|text| text == "first")
    );
    b.api
        .wait_for(Duration::from_secs(10), |api| {
            (api.pending_updates() == 0).then_some(())
        })
        .await
        .expect("everything is confirmed");
}

// ----- faults and limits -----

#[tokio::test]
async fn a_cut_connection_loses_the_answer_before_or_after_the_effect() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.fail_next("sendMessage", Fault::ResetBefore);
    b.api.fail_next("sendMessage", Fault::ResetAfter);
    let text = json!({"chat_id": anna, "text": "hello"});
    assert!(b.try_call("sendMessage", text.clone()).await.is_err());
    assert_eq!(b.api.messages(anna).len(), 1);
    assert!(b.try_call("sendMessage", text.clone()).await.is_err());
    assert_eq!(b.api.messages(anna).len(), 2);
    b.call("sendMessage", text).await.result();
    assert_eq!(b.api.messages(anna).len(), 3);
    let sent: Vec<bool> = b
        .api
        .calls_of("sendMessage")
        .iter()
        .map(|call| call.ok)
        .collect();
    assert_eq!(sent, [false, false, true]);
}

#[tokio::test]
async fn flood_control_tells_the_wait_in_body_and_header() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.fail_next("*", Fault::RetryAfter(9));
    let refused = b
        .call("sendMessage", json!({"chat_id": anna, "text": "x"}))
        .await;
    assert_eq!(refused.status, 429);
    refused.fails("Too Many Requests: retry after 9");
    assert_eq!(refused.body["parameters"], json!({"retry_after": 9}));
    assert_eq!(refused.retry_after.as_deref(), Some("9"));
    b.api.fail_next("sendMessage", Fault::DelayMs(30));
    b.call("sendMessage", json!({"chat_id": anna, "text": "x"}))
        .await
        .result();
}

#[tokio::test]
async fn sends_edits_and_topic_changes_share_twenty_a_minute() {
    let b = Bench::with(true, false).await;
    let chat = b.api.forum("Desk");
    b.api.bot_joins(chat, BotRights::all());
    let sent = b
        .call("sendMessage", json!({"chat_id": chat, "text": "0"}))
        .await
        .id();
    for n in 1..19 {
        let edit = json!({"chat_id": chat, "message_id": sent, "text": n.to_string()});
        b.call("editMessageText", edit).await.result();
    }
    b.call("createForumTopic", json!({"chat_id": chat, "name": "x"}))
        .await
        .result();
    b.advance(20);
    let refused = b
        .call("sendMessage", json!({"chat_id": chat, "text": "x"}))
        .await;
    assert_eq!(refused.retry_after.as_deref(), Some("40"));
    let free = json!({"chat_id": chat, "message_id": sent, "reaction": []});
    b.call("setMessageReaction", free).await.result();
    b.advance(40);
    b.call("sendMessage", json!({"chat_id": chat, "text": "x"}))
        .await
        .result();
}

#[tokio::test]
async fn a_private_chat_takes_a_short_burst_and_then_one_a_second() {
    let b = Bench::with(true, false).await;
    let anna = b.anna().await;
    for n in 0..3 {
        b.call(
            "sendMessage",
            json!({"chat_id": anna, "text": n.to_string()}),
        )
        .await
        .result();
    }
    let send = json!({"chat_id": anna, "text": "x"});
    assert_eq!(b.call("sendMessage", send.clone()).await.status, 429);
    b.advance(1);
    b.call("sendMessage", send.clone()).await.result();
    assert_eq!(b.call("sendMessage", send).await.status, 429);
}

#[tokio::test]
async fn a_proxy_may_answer_with_html() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.api.fail_next("sendMessage", Fault::Html(502));
    b.api.fail_next("getUpdates", Fault::Html(502));
    b.api.fail_next("getMe", Fault::Status(502));
    b.api.fail_next("getMe", Fault::Unreadable);
    let send = b
        .call("sendMessage", json!({"chat_id": anna, "text": "x"}))
        .await;
    assert_eq!(send.status, 502);
    assert!(send.body.as_str().unwrap().starts_with("<html>"));
    assert_eq!(b.call("getUpdates", json!({})).await.status, 502);
    b.call("getMe", json!({})).await.fails("Bad Gateway");
    let broken = b.call("getMe", json!({})).await;
    assert_eq!(broken.status, 200);
    assert!(broken.body.is_string());
    assert_eq!(b.api.faults_left(), 0);
}

#[tokio::test]
async fn a_revoked_or_wrong_token_is_unauthorized() {
    let b = Bench::new().await;
    b.api.revoke_token(true);
    let refused = b.call("getMe", json!({})).await;
    assert_eq!(refused.status, 401);
    refused.fails("Unauthorized");
    b.api.revoke_token(false);
    b.call("GETME", json!({})).await.result();
    let wrong = format!("{}/bot1:x/getMe", b.api.url());
    assert_eq!(b.http.get(wrong).send().await.unwrap().status(), 401);
    let shapeless = format!("{}/botx/getMe", b.api.url());
    assert_eq!(b.http.get(shapeless).send().await.unwrap().status(), 404);
}

// ----- sizes and text -----

#[tokio::test]
async fn callback_data_ends_at_sixty_four_bytes() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send =
        |data: String| json!({"chat_id": anna, "text": "x", "reply_markup": keyboard(&data)});
    b.call("sendMessage", send("ы".repeat(32))).await.result();
    let refused = b
        .call("sendMessage", send(format!("{}a", "ы".repeat(32))))
        .await;
    refused.fails("Bad Request: BUTTON_DATA_INVALID");
}

#[tokio::test]
async fn text_is_measured_in_code_points() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let send = |n: usize| json!({"chat_id": anna, "text": "😀".repeat(n)});
    b.call("sendMessage", send(4096)).await.result();
    b.call("sendMessage", send(4097))
        .await
        .fails("Bad Request: message is too long");
    b.call("sendMessage", json!({"chat_id": anna, "text": " \n "}))
        .await
        .fails("Bad Request: message text is empty");
    b.call(
        "sendMessage",
        json!({"chat_id": anna, "text": "x".repeat(40_000)}),
    )
    .await
    .fails("Bad Request: text is too long");
}

#[tokio::test]
async fn html_becomes_entities_with_utf16_offsets() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let html = "😀 <b>bold <i>both</i></b> &lt;a&gt; <a href=\"https://x.org/?a=1&amp;b=2\">link</a> \
        <pre><code class=\"language-rust\">fn</code></pre> <tg-spoiler>s</tg-spoiler>";
    let sent = b
        .call(
            "sendMessage",
            json!({"chat_id": anna, "text": html, "parse_mode": "HTML"}),
        )
        .await;
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
        (
            "<b>x",
            "Can't find end tag corresponding to start tag \"b\"",
        ),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<x>y</x>", "Unsupported start tag \"x\" at byte offset 0"),
        (
            "<b>x</i>",
            "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\"",
        ),
    ] {
        b.call(
            "sendMessage",
            json!({"chat_id": anna, "text": text, "parse_mode": "HTML"}),
        )
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
        .call(
            "sendMessage",
            json!({"chat_id": anna, "text": "hello", "entities": entities}),
        )
        .await;
    assert_eq!(
        sent.result()["entities"],
        json!([{"type": "bold", "offset": 0, "length": 5}])
    );
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
        b.call("copyMessage", copy)
            .await
            .fails("Bad Request: message caption is too long");
    }
    let seen = b.api.message(chat, card).unwrap();
    assert_eq!((seen.text.len(), seen.copy_of), (1500, Some((anna, long))));
}

// ----- people who are not there -----

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
    b.call("sendMessage", send)
        .await
        .fails("Forbidden: user is deactivated");
}

#[tokio::test]
async fn a_person_who_never_wrote_cannot_be_written_to() {
    let b = Bench::new().await;
    let (_, ben, _) = b.forum(BotRights::all()).await;
    let stranger = b.api.user("Stranger", None, None);
    let send = |id: i64| json!({"chat_id": id, "text": "x"});
    b.call("sendMessage", send(stranger))
        .await
        .fails("Bad Request: chat not found");
    b.call("sendMessage", send(ben))
        .await
        .fails("Forbidden: bot can't initiate conversation with a user");
    b.call("sendMessage", json!({"text": "x"}))
        .await
        .fails("Bad Request: chat_id is empty");
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
    let refused = b
        .call("sendMessage", json!({"chat_id": old, "text": "x"}))
        .await;
    refused.fails("Bad Request: group chat was upgraded to a supergroup chat");
    assert_eq!(
        refused.body["parameters"],
        json!({"migrate_to_chat_id": new})
    );
    b.call("sendMessage", json!({"chat_id": new, "text": "x"}))
        .await
        .result();
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

// ----- edits and deletions -----

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
    b.call(
        "editMessageText",
        json!({"chat_id": chat, "message_id": card, "text": "new"}),
    )
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
    b.call(
        "editMessageText",
        json!({"chat_id": anna, "message_id": card, "text": "card"}),
    )
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
    b.call(
        "editMessageText",
        json!({"chat_id": anna, "message_id": asked, "text": "!"}),
    )
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
        .call(
            "copyMessage",
            json!({"chat_id": chat, "from_chat_id": anna, "message_id": photo}),
        )
        .await
        .id();
    b.call(
        "editMessageText",
        json!({"chat_id": chat, "message_id": copy, "text": "new"}),
    )
    .await
    .fails("Bad Request: there is no text in the message to edit");
    b.call(
        "editMessageCaption",
        json!({"chat_id": chat, "message_id": copy, "caption": "new"}),
    )
    .await
    .result();
    assert_eq!(b.api.message(chat, copy).unwrap().text, "new");
    let other = b.api.say(anna, anna, Outgoing::video("v"));
    let file = b.api.message(anna, other).unwrap().raw["video"]["file_id"].clone();
    let media = json!({"type": "video", "media": file, "caption": "v2"});
    b.call(
        "editMessageMedia",
        json!({"chat_id": chat, "message_id": copy, "media": media}),
    )
    .await
    .result();
    let seen = b.api.message(chat, copy).unwrap();
    assert_eq!((seen.kind.as_str(), seen.text.as_str()), ("video", "v2"));
    b.call(
        "editMessageText",
        json!({"chat_id": anna, "message_id": photo, "text": "x"}),
    )
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
    b.call("deleteMessage", delete(young))
        .await
        .fails("Bad Request: message can't be deleted");
    b.api.set_bot_rights(chat, BotRights::all());
    b.call("deleteMessage", delete(young)).await.result();
    b.call("deleteMessage", delete(young))
        .await
        .fails("Bad Request: message to delete not found");
    assert_eq!(
        b.call("deleteMessage", delete(thread)).await.body["ok"],
        false
    );
    b.call(
        "deleteMessages",
        json!({"chat_id": chat, "message_ids": [young, said]}),
    )
    .await
    .result();
}

// ----- topics -----

#[tokio::test]
async fn a_topic_deleted_by_a_person_shows_at_the_next_send() {
    let b = Bench::new().await;
    let (chat, _, thread) = b.forum(BotRights::all()).await;
    let send = json!({"chat_id": chat, "text": "x", "message_thread_id": thread});
    let inside = b.call("sendMessage", send.clone()).await.id();
    b.api.delete_topic(chat, thread);
    assert_eq!(b.api.pending_updates(), 0);
    b.call("sendMessage", send.clone())
        .await
        .fails("Bad Request: TOPIC_DELETED");
    b.advance(60);
    b.call("sendMessage", send)
        .await
        .fails("Bad Request: message thread not found");
    b.call(
        "closeForumTopic",
        json!({"chat_id": chat, "message_thread_id": thread}),
    )
    .await
    .fails("Bad Request: invalid forum topic identifier specified");
    assert!(
        b.api.message(chat, inside).is_none(),
        "its messages went with it"
    );
    assert!(b.api.topics(chat)[0].deleted);
}

#[tokio::test]
async fn a_topic_message_without_a_reply_seems_to_answer_the_root() {
    let b = Bench::new().await;
    let (chat, ben, thread) = b.forum(BotRights::all()).await;
    let said = b
        .api
        .say(ben, chat, Outgoing::text("plain").in_topic(thread));
    b.api
        .say(ben, chat, Outgoing::text("answer").reply_to(said));
    let updates = b.drain().await;
    let (plain, answer) = (&updates[0]["message"], &updates[1]["message"]);
    assert_eq!(plain["reply_to_message"]["message_id"], thread);
    assert_eq!(plain["message_thread_id"], thread);
    assert_eq!(plain["is_topic_message"], true);
    assert_eq!(answer["reply_to_message"]["message_id"], said);
    assert!(answer["reply_to_message"]["reply_to_message"].is_null());
    assert_eq!(answer["message_thread_id"], thread);
    assert_eq!(b.api.message(chat, said).unwrap().reply_to, None);
}

#[tokio::test]
async fn general_is_addressed_by_leaving_the_topic_out() {
    let b = Bench::new().await;
    let (chat, ben, _) = b.forum(BotRights::all()).await;
    b.call(
        "sendMessage",
        json!({"chat_id": chat, "text": "x", "message_thread_id": 1}),
    )
    .await
    .fails("Bad Request: message thread not found");
    let sent = b
        .call("sendMessage", json!({"chat_id": chat, "text": "x"}))
        .await;
    assert!(sent.result()["message_thread_id"].is_null());
    let typing = json!({"chat_id": chat, "action": "typing", "message_thread_id": 1});
    b.call("sendChatAction", typing).await.result();
    b.api.say(ben, chat, Outgoing::text("chatter"));
    let updates = b.drain().await;
    assert!(updates[0]["message"]["is_topic_message"].is_null());
    assert!(updates[0]["message"]["reply_to_message"].is_null());
}

#[tokio::test]
async fn a_reply_thread_of_a_plain_supergroup_is_no_topic() {
    let b = Bench::new().await;
    let chat = b.api.supergroup("Desk");
    let ben = b.api.user("Ben", None, None);
    b.api.join(chat, ben, Standing::Member);
    b.api.bot_joins(chat, BotRights::all());
    let root = b.api.say(ben, chat, Outgoing::text("root"));
    let second = b
        .api
        .say(ben, chat, Outgoing::text("answer").reply_to(root));
    b.drain().await;
    b.api
        .say(ben, chat, Outgoing::text("deeper").reply_to(second));
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["message_thread_id"], root);
    assert!(updates[0]["message"]["is_topic_message"].is_null());
    assert_eq!(
        updates[0]["message"]["reply_to_message"]["message_id"],
        second
    );
}

#[tokio::test]
async fn a_closed_topic_is_closed_to_those_without_the_right() {
    let b = Bench::new().await;
    let (chat, ben, own) = b.forum(BotRights::all()).await;
    let theirs = b.api.open_topic(ben, chat, "theirs");
    let close = |thread: i32| json!({"chat_id": chat, "message_thread_id": thread});
    for thread in [own, theirs] {
        b.call("closeForumTopic", close(thread)).await.result();
        b.call("closeForumTopic", close(thread))
            .await
            .fails("Bad Request: TOPIC_NOT_MODIFIED");
    }
    let send = |thread: i32| json!({"chat_id": chat, "text": "x", "message_thread_id": thread});
    b.call("sendMessage", send(theirs)).await.result();
    b.api.set_bot_rights(chat, BotRights::member());
    b.call("sendMessage", send(theirs))
        .await
        .fails("Bad Request: TOPIC_CLOSED");
    b.call("sendMessage", send(own)).await.result();
    b.call("reopenForumTopic", close(own)).await.result();
    b.call("reopenForumTopic", close(theirs))
        .await
        .fails("Bad Request: not enough rights to close or open the topic");
    let refused = b
        .api
        .try_say(ben, chat, Outgoing::text("x").in_topic(theirs));
    assert!(refused.is_err());
}

#[tokio::test]
async fn a_topic_changes_its_name_and_icon_once() {
    let b = Bench::new().await;
    let (chat, _, thread) = b.forum(BotRights::all()).await;
    let icons = b.call("getForumTopicIconStickers", json!({})).await;
    let icons = icons.result().as_array().unwrap();
    let done = icons.iter().find(|icon| icon["emoji"] == "✅").unwrap();
    let edit = json!({"chat_id": chat, "message_thread_id": thread, "name": "#1 done",
        "icon_custom_emoji_id": done["custom_emoji_id"]});
    b.call("editForumTopic", edit.clone()).await.result();
    b.call("editForumTopic", edit)
        .await
        .fails("Bad Request: TOPIC_NOT_MODIFIED");
    let seen = &b.api.topics(chat)[0];
    assert_eq!(
        (seen.name.as_str(), seen.icon.as_deref()),
        ("#1 done", Some("✅"))
    );
    let updates = b.drain().await;
    assert_eq!(
        updates[0]["message"]["forum_topic_edited"]["name"],
        "#1 done"
    );
}

#[tokio::test]
async fn a_demoted_bot_is_told_which_right_is_missing() {
    let b = Bench::new().await;
    let (chat, ben, _) = b.forum(BotRights::admin()).await;
    b.call("createForumTopic", json!({"chat_id": chat, "name": "x"}))
        .await
        .fails("Bad Request: not enough rights to create a topic");
    let said = b.api.say(ben, chat, Outgoing::text("x"));
    b.call(
        "pinChatMessage",
        json!({"chat_id": chat, "message_id": said}),
    )
    .await
    .fails("Bad Request: not enough rights to manage pinned messages in the chat");
    b.api.set_forum(chat, false);
    b.call("createForumTopic", json!({"chat_id": chat, "name": "x"}))
        .await
        .fails("Bad Request: the chat is not a forum");
}

#[tokio::test]
async fn a_pin_posts_a_service_message_in_its_topic() {
    let b = Bench::new().await;
    let (chat, _, thread) = b.forum(BotRights::all()).await;
    let send = json!({"chat_id": chat, "text": "card", "message_thread_id": thread});
    let card = b.call("sendMessage", send).await.id();
    let pin = json!({"chat_id": chat, "message_id": card, "disable_notification": true});
    b.call("pinChatMessage", pin).await.result();
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["pinned_message"]["message_id"], card);
    assert_eq!(updates[0]["message"]["message_thread_id"], thread);
    assert!(b.api.message(chat, card).unwrap().pinned);
    b.call(
        "unpinAllForumTopicMessages",
        json!({"chat_id": chat, "message_thread_id": thread}),
    )
    .await
    .result();
    assert!(!b.api.message(chat, card).unwrap().pinned);
}

// ----- copies -----

#[tokio::test]
async fn an_album_comes_in_parts_and_is_copied_whole() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let items = vec![
        Outgoing::photo("look"),
        Outgoing::photo(""),
        Outgoing::video(""),
    ];
    let parts = b.api.album(anna, anna, items);
    let first = b.call("getUpdates", json!({"limit": 2})).await;
    assert_eq!(first.result().as_array().unwrap().len(), 2);
    let updates = b.drain().await;
    let group = updates[0]["message"]["media_group_id"].clone();
    assert!(
        updates
            .iter()
            .all(|u| u["message"]["media_group_id"] == group)
    );
    let copy = json!({"chat_id": chat, "from_chat_id": anna, "message_ids": parts});
    b.call("copyMessages", copy).await.result();
    let seen: Vec<_> = b
        .api
        .messages(chat)
        .into_iter()
        .filter(|m| m.copy_of.is_some())
        .collect();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[0].text, "look");
    assert!(
        seen.iter()
            .all(|m| m.album.is_some() && m.album == seen[0].album)
    );
    assert_ne!(json!(seen[0].album), group);
}

#[tokio::test]
async fn a_batch_leaves_out_what_is_gone_and_wants_increasing_ids() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let said: Vec<i32> = ["a", "b", "c"]
        .iter()
        .map(|word| b.api.say(anna, anna, Outgoing::text(word)))
        .collect();
    b.api.delete(anna, said[1]);
    let copy = |ids: Vec<i32>| json!({"chat_id": chat, "from_chat_id": anna, "message_ids": ids});
    let copied = b.call("copyMessages", copy(said.clone())).await;
    assert_eq!(copied.result().as_array().unwrap().len(), 2);
    b.call("copyMessages", copy(vec![said[2], said[0]]))
        .await
        .fails("Bad Request: message identifiers must be in a strictly increasing order");
    assert_eq!(
        b.call("copyMessages", copy(vec![said[1]])).await.body["ok"],
        false
    );
}

#[tokio::test]
async fn a_failing_item_spoils_the_answer_but_not_the_others() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let parts = b.api.album(anna, anna, vec![Outgoing::photo(""); 5]);
    b.api.fail_next("copyMessages", Fault::ItemFails(4));
    let copy = json!({"chat_id": chat, "from_chat_id": anna, "message_ids": parts});
    let refused = b.call("copyMessages", copy).await;
    let text = refused.body["description"].as_str().unwrap();
    assert!(
        text.starts_with("Bad Request: failed to send message #4"),
        "{text}"
    );
    let arrived = b
        .api
        .messages(chat)
        .iter()
        .filter(|m| m.copy_of.is_some())
        .count();
    assert_eq!(arrived, 4);
}

#[tokio::test]
async fn a_copy_may_have_no_id() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let video = b.api.say(anna, anna, Outgoing::video(""));
    b.api.fail_next("copyMessage", Fault::NoMessageId);
    let copy = json!({"chat_id": anna, "from_chat_id": anna, "message_id": video});
    let copied = b.call("copyMessage", copy).await;
    assert_eq!(*copied.result(), json!({"message_id": 0}));
    assert_eq!(b.api.messages(anna).len(), 3);
}

#[tokio::test]
async fn some_things_cannot_be_copied_and_protected_ones_not_forwarded() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, _, thread) = b.forum(BotRights::all()).await;
    let copy =
        |from: i64, id: i32| json!({"chat_id": anna, "from_chat_id": from, "message_id": id});
    b.call("copyMessage", copy(chat, thread))
        .await
        .fails("Bad Request: the message can't be copied");
    for kind in ["invoice", "giveaway"] {
        let id = b
            .api
            .say(anna, anna, Outgoing::raw(json!({ kind: {"title": "x"} })));
        b.call("copyMessage", copy(anna, id))
            .await
            .fails("Bad Request: the message can't be copied");
    }
    let secret = b.api.say(anna, anna, Outgoing::text("secret").protected());
    b.call("copyMessage", copy(anna, secret)).await.result();
    b.call("forwardMessage", copy(anna, secret))
        .await
        .fails("Bad Request: message has protected content and can't be forwarded");
    b.call("copyMessage", copy(anna, 999))
        .await
        .fails("Bad Request: message to copy not found");
    let open = b.api.say(anna, anna, Outgoing::text("open"));
    let forwarded = b.call("forwardMessage", copy(anna, open)).await;
    assert_eq!(
        forwarded.result()["forward_origin"]["sender_user"]["id"],
        anna
    );
}

#[tokio::test]
async fn content_of_any_kind_can_be_copied() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let dated = json!([{"type": "date_time", "offset": 0, "length": 5, "unix_time": 1}]);
    let odd = [
        Outgoing::text("today").with_entities(dated),
        Outgoing::raw(json!({"voice": {"file_id": "v", "file_unique_id": "u", "duration": 1}})),
        Outgoing::text("quoting").external_reply(json!({"origin": {"type": "novelty"}})),
        Outgoing::raw(json!({"rich_message": {"blocks": []}})),
        Outgoing::sticker("👍"),
        Outgoing::dice(),
        Outgoing::poll("Which?"),
        Outgoing::venue("Café"),
    ];
    for outgoing in odd {
        let said = b.api.say(anna, anna, outgoing);
        let kind = b.api.message(anna, said).unwrap().kind;
        let copied = b
            .call(
                "copyMessage",
                json!({"chat_id": chat, "from_chat_id": anna, "message_id": said}),
            )
            .await;
        assert_eq!(b.api.message(chat, copied.id()).unwrap().kind, kind);
    }
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["entities"][0]["type"], "date_time");
    assert!(updates[1]["message"]["voice"]["mime_type"].is_null());
}

#[tokio::test]
async fn a_missing_reply_target_is_an_error_unless_allowed() {
    let b = Bench::new().await;
    let (chat, ben, thread) = b.forum(BotRights::all()).await;
    let said = b.api.say(ben, chat, Outgoing::text("x").in_topic(thread));
    let send = |reply: Value| json!({"chat_id": chat, "text": "y", "reply_parameters": reply});
    let landed = b
        .call("sendMessage", send(json!({"message_id": said})))
        .await;
    assert_eq!(
        landed.result()["message_thread_id"],
        thread,
        "a reply goes where its target is"
    );
    b.api.delete(chat, said);
    b.call("sendMessage", send(json!({"message_id": said})))
        .await
        .fails("Bad Request: message to be replied not found");
    let lenient = json!({"message_id": said, "allow_sending_without_reply": true});
    let sent = b.call("sendMessage", send(lenient)).await;
    assert!(sent.result()["reply_to_message"].is_null());
}

// ----- people behind masks, presses -----

#[tokio::test]
async fn an_anonymous_administrator_writes_as_the_group_and_presses_as_himself() {
    let b = Bench::new().await;
    let (chat, ..) = b.forum(BotRights::all()).await;
    let boss = b.api.user("Boss", None, None);
    b.api.join(chat, boss, Standing::AnonymousAdmin);
    b.drain().await;
    b.api.say(boss, chat, Outgoing::text("hello"));
    let card = b
        .call(
            "sendMessage",
            json!({"chat_id": chat, "text": "card", "reply_markup": keyboard("x")}),
        )
        .await
        .id();
    b.api.press(boss, chat, card, "Take").unwrap();
    b.api.say(
        boss,
        chat,
        Outgoing::text("as a channel").as_channel(-1_009),
    );
    let updates = b.drain().await;
    assert_eq!(updates[0]["message"]["from"]["id"], ANONYMOUS_BOT);
    assert_eq!(updates[0]["message"]["from"]["is_bot"], true);
    assert_eq!(updates[0]["message"]["sender_chat"]["id"], chat);
    assert_eq!(updates[1]["callback_query"]["from"]["id"], boss);
    assert_eq!(updates[2]["message"]["from"]["id"], CHANNEL_BOT);
    let admins = b
        .call("getChatAdministrators", json!({"chat_id": chat}))
        .await;
    assert_eq!(admins.result()[0]["is_anonymous"], true);
}

#[tokio::test]
async fn a_press_must_be_answered_within_its_window_and_once() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let card = b
        .call(
            "sendMessage",
            json!({"chat_id": anna, "text": "?", "reply_markup": keyboard("x")}),
        )
        .await
        .id();
    let too_old =
        "Bad Request: query is too old and response timeout expired or query ID is invalid";
    let press = b.api.press(anna, anna, card, "Take").unwrap();
    let answer = json!({"callback_query_id": press, "text": "done", "show_alert": true});
    b.call("answerCallbackQuery", answer.clone()).await.result();
    let seen = b.api.alerts(&press).unwrap();
    assert_eq!((seen.text.as_deref(), seen.alert), (Some("done"), true));
    b.call("answerCallbackQuery", answer).await.fails(too_old);
    let late = b.api.press(anna, anna, card, "Take").unwrap();
    b.advance(16);
    b.call("answerCallbackQuery", json!({"callback_query_id": late}))
        .await
        .fails(too_old);
    assert_eq!(b.api.alerts(&late), None);
}

#[tokio::test]
async fn reactions_are_one_of_a_fixed_list() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    let said = b.api.say(anna, anna, Outgoing::text("x"));
    let react = |emoji: &str| {
        let reaction = json!([{"type": "emoji", "emoji": emoji}]);
        json!({"chat_id": anna, "message_id": said, "reaction": reaction})
    };
    b.call("setMessageReaction", react("👀")).await.result();
    b.call("setMessageReaction", react("✅"))
        .await
        .fails("Bad Request: REACTION_INVALID");
    let seen = b.api.message(anna, said).unwrap();
    assert_eq!(seen.reactions, [(b.api.bot_id(), "👀".to_owned())]);
    b.api.react(anna, anna, said, Some("👍"));
    assert!(!kinds(&b.drain().await).contains(&"message_reaction".to_owned()));
}

#[tokio::test]
async fn the_language_comes_late_or_never_and_commands_follow_the_scopes() {
    let b = Bench::new().await;
    let anna = b.api.user("Anna", None, None);
    b.api.say(anna, anna, Outgoing::text("hi"));
    b.api.rename_user(anna, "Anna", None, Some("pt-br"));
    b.api.say(anna, anna, Outgoing::text("hi again"));
    let updates = b.drain().await;
    assert!(updates[0]["message"]["from"]["language_code"].is_null());
    assert_eq!(updates[1]["message"]["from"]["language_code"], "pt-br");
    let list = |name: &str| json!([{"command": name, "description": "x"}]);
    b.call(
        "setMyCommands",
        json!({"commands": list("lokal"), "language_code": "de"}),
    )
    .await
    .result();
    assert_eq!(b.api.commands(anna, anna, "de")[0]["command"], "lokal");
    let scope = json!({"type": "all_private_chats"});
    b.call(
        "setMyCommands",
        json!({"commands": list("plain"), "scope": scope}),
    )
    .await
    .result();
    assert_eq!(b.api.commands(anna, anna, "de")[0]["command"], "plain");
    b.call(
        "setMyCommands",
        json!({"commands": list("x"), "language_code": "pt-br"}),
    )
    .await
    .fails("Bad Request: invalid language code specified");
    let about = json!({"description": "Hilfe", "language_code": "de"});
    b.call("setMyDescription", about).await.result();
    let read = b
        .call("getMyDescription", json!({"language_code": "de"}))
        .await;
    assert_eq!(read.result()["description"], "Hilfe");
}

// ----- encodings and strictness -----

#[tokio::test]
async fn unknown_methods_parameters_and_types_are_complaints() {
    let b = Bench::new().await;
    let anna = b.anna().await;
    b.no_complaints();
    let unknown = b.call("sendHologram", json!({})).await;
    assert_eq!(unknown.status, 404);
    unknown.fails("Not Found: method not found");
    b.call(
        "sendMessage",
        json!({"chat_id": anna, "text": "x", "colour": "red"}),
    )
    .await
    .result();
    b.call("sendMessage", json!({"chat_id": anna, "text": 5}))
        .await
        .result();
    b.call(
        "sendMessage",
        json!({"chat_id": anna, "text": "x", "protect_content": "true"}),
    )
    .await
    .result();
    b.call(
        "sendMessage",
        json!({"chat_id": anna, "text": "x", "message_thread_id": null}),
    )
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
    let query = format!(
        "{}?chat_id={anna}&text=caf%C3%A9+%26+more",
        b.address("sendMessage")
    );
    let answer: Value = b
        .http
        .get(query)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
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
    let file = b
        .call("getFile", json!({"file_id": document["file_id"]}))
        .await;
    let path = file.result()["file_path"].as_str().unwrap().to_owned();
    let link = format!("{}/file/bot{}/{path}", b.api.url(), b.api.token());
    let bytes = b.http.get(link).send().await.unwrap().text().await.unwrap();
    assert_eq!(bytes, "a,b\n1,2");
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
    b.call(
        "getUpdates",
        json!({"allowed_updates": wanted, "offset": -1}),
    )
    .await;
    b.api.set_standing(chat, ben, Standing::Admin);
    assert!(bot.get_forum_topic_icon_stickers().await.unwrap().len() > 9);
    let topic = bot.create_forum_topic(desk.clone(), "two").await.unwrap();
    bot.close_forum_topic(desk.clone(), topic.thread_id)
        .await
        .unwrap();
    bot.delete_forum_topic(desk.clone(), topic.thread_id)
        .await
        .unwrap();
    let sent = bot
        .send_message(desk.clone(), "hello")
        .message_thread_id(ThreadId(teloxide::types::MessageId(thread)))
        .await
        .unwrap();
    assert!(sent.is_topic_message);
    bot.pin_chat_message(desk.clone(), sent.id).await.unwrap();
    let file = InputFile::memory("a,b").file_name("stats.csv");
    bot.send_document(private.clone(), file)
        .caption("here")
        .await
        .unwrap();
    b.call(
        "sendMessage",
        json!({"chat_id": chat, "text": "card", "reply_markup": keyboard("x")}),
    )
    .await;
    let card = b.api.messages(chat).last().unwrap().id;
    b.api.press(ben, chat, card, "Take").unwrap();
    b.api.delete(chat, card);
    b.api.press_data(ben, chat, card, "x");
    let mut said = vec![
        b.api
            .say(ben, chat, Outgoing::text("to @anna").in_topic(thread)),
    ];
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
        bot.copy_message(desk.clone(), from, teloxide::types::MessageId(*id))
            .await
            .unwrap();
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
                assert!(
                    !matches!(message.kind, MessageKind::Empty {}),
                    "empty: {raw}"
                );
            }
            _ => {}
        }
    }
    b.no_complaints();
}

// ----- the page's routes -----

#[tokio::test]
async fn the_page_sees_the_world_and_acts_in_it() {
    let b = Bench::with(false, true).await;
    let root = b.api.url();
    let post = |deed: &str, body: Value| {
        b.http
            .post(format!("{root}/sandbox/{deed}"))
            .json(&body)
            .send()
    };
    let read = |answer: reqwest::Response| async move { answer.json::<Value>().await.unwrap() };
    let made = read(
        post("user", json!({"name": "Anna", "language": "de"}))
            .await
            .unwrap(),
    )
    .await;
    let anna = made["user"].as_i64().unwrap();
    let said = json!({"user": anna, "chat": anna, "text": "hello"});
    read(post("say", said).await.unwrap()).await;
    let send = json!({"chat_id": anna, "text": "card", "reply_markup": keyboard("x")});
    let card = b.call("sendMessage", send).await.id();
    let press = json!({"user": anna, "chat": anna, "message": card, "data": "x"});
    let (pressed, ()) = tokio::join!(
        async { read(post("press", press).await.unwrap()).await },
        async {
            let query = b
                .api
                .wait_for(Duration::from_secs(10), |api| {
                    (api.pending_updates() == 2).then_some(())
                })
                .await;
            query.expect("the press is queued");
            let updates = b.drain().await;
            let id = updates[1]["callback_query"]["id"].clone();
            let answer = json!({"callback_query_id": id, "text": "done"});
            b.call("answerCallbackQuery", answer).await.result();
        }
    );
    assert_eq!(
        pressed,
        json!({"answered": true, "text": "done", "alert": false})
    );
    let before = b.clock.load(Ordering::SeqCst);
    let moved = read(post("advance", json!({"seconds": 60})).await.unwrap()).await;
    assert_eq!(moved["now"], before + 60_000);
    let state: Value = b
        .http
        .get(format!("{root}/sandbox/state"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        state["chats"][0]["messages"][1]["buttons"][0][0]["data"],
        "x"
    );
    let refused = post("say", json!({"user": anna, "chat": -5, "text": "x"}))
        .await
        .unwrap();
    assert_eq!(refused.status(), 400);
    let page = b.http.get(&root).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("page.js"));
}

#[tokio::test]
async fn foreign_pages_cannot_reach_the_control_routes() {
    let b = Bench::with(false, true).await;
    let root = b.api.url();
    let rebound = b
        .http
        .get(format!("{root}/sandbox/state"))
        .header("host", "evil.example");
    assert_eq!(rebound.send().await.unwrap().status(), 403);
    let simple = b
        .http
        .post(format!("{root}/sandbox/limits"))
        .body("{\"on\":true}");
    assert_eq!(simple.send().await.unwrap().status(), 415);
    let without = Bench::new().await;
    let hidden = without
        .http
        .get(format!("{}/sandbox/state", without.api.url()));
    assert_eq!(hidden.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn events_tell_the_page_of_every_change() {
    let b = Bench::with(false, true).await;
    let mut stream = b
        .http
        .get(format!("{}/sandbox/events", b.api.url()))
        .send()
        .await
        .unwrap();
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: "));
    b.api.user("Anna", None, None);
    let second = stream.chunk().await.unwrap().unwrap();
    assert_ne!(first, second);
}
