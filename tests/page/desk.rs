//! A desk of a hundred lines that speaks the Bot API: just enough words and buttons to walk through
//! the guided story. It knows one conversation and no rules.

use serde_json::{Value, json};

/// Calls a method of the Bot API; its result, or a panic with what it said.
pub async fn call(root: &str, method: &str, body: Value) -> Value {
    let answer = reqwest::Client::new()
        .post(format!("{root}/{method}"))
        .json(&body)
        .send()
        .await
        .expect("the sandbox answers");
    let mut answer: Value = answer.json().await.expect("an answer in JSON");
    assert_eq!(answer["ok"], true, "{method}: {answer}");
    answer["result"].take()
}

pub fn keyboard(buttons: &[(&str, &str)]) -> Value {
    let rows: Vec<Value> = buttons
        .iter()
        .map(|(label, data)| json!([{"text": label, "callback_data": data}]))
        .collect();
    json!({"inline_keyboard": rows})
}

/// One conversation of one user in one group.
pub struct Desk {
    root: String,
    group: i64,
    forum: bool,
    user: Option<i64>,
    thread: Option<i64>,
    card: Option<i64>,
}

impl Desk {
    pub fn new(root: String, group: i64, forum: bool) -> Desk {
        Desk { root, group, forum, user: None, thread: None, card: None }
    }

    async fn call(&self, method: &str, body: Value) -> Value {
        call(&self.root, method, body).await
    }

    /// Works until it is aborted.
    pub async fn run(mut self) {
        let mut offset = 0;
        loop {
            let body = json!({"offset": offset, "timeout": 20});
            let updates = self.call("getUpdates", body).await;
            for update in updates.as_array().into_iter().flatten() {
                offset = update["update_id"].as_i64().unwrap_or(0) + 1;
                if let Some(press) = update.get("callback_query") {
                    self.pressed(press).await;
                } else if let Some(message) = update.get("message") {
                    self.heard(message).await;
                }
            }
        }
    }

    async fn heard(&mut self, message: &Value) {
        let Some(text) = message["text"].as_str() else {
            return;
        };
        let from = message["from"]["id"].as_i64();
        if message["chat"]["id"] == json!(self.group) {
            let meant = self.forum || message.get("reply_to_message").is_some();
            if let (Some(user), true) = (self.user, meant && !text.starts_with("//")) {
                self.call("sendMessage", json!({"chat_id": user, "text": text})).await;
            }
            return;
        }
        self.user = from;
        if self.forum && self.thread.is_none() {
            let name = format!("#1 {}", message["from"]["first_name"].as_str().unwrap());
            let body = json!({"chat_id": self.group, "name": name,
                "icon_custom_emoji_id": "5417915203100613993"});
            self.thread = self.call("createForumTopic", body).await["message_thread_id"].as_i64();
        }
        let mut body = json!({"chat_id": self.group, "text": text});
        if let Some(thread) = self.thread {
            body["message_thread_id"] = json!(thread);
        }
        if self.card.is_none() {
            body["text"] = json!(format!("#1 · Unassigned\nAnna · en\n“{text}”"));
            body["reply_markup"] = keyboard(&[("Take", "take"), ("Mark Complete", "complete")]);
        }
        let sent = self.call("sendMessage", body).await;
        self.card = self.card.or(sent["message_id"].as_i64());
    }

    async fn draw(&self, text: &str, buttons: &[(&str, &str)]) {
        let body = json!({"chat_id": self.group, "message_id": self.card, "text": text,
            "reply_markup": keyboard(buttons)});
        self.call("editMessageText", body).await;
    }

    async fn pressed(&self, press: &Value) {
        let who = press["from"]["first_name"].as_str().unwrap_or_default();
        let mine = format!("#1 · In progress · {who}\nAnna · en");
        let notice = match press["data"].as_str().unwrap_or_default() {
            "take" => {
                self.draw(&mine, &[("Mark Complete", "complete")]).await;
                None
            }
            "complete" => {
                let buttons = [("Confirm: solved", "solved"), ("Cancel", "take")];
                self.draw("#1 · In progress\nComplete it? The user will no longer be able to write in this conversation.", &buttons).await;
                None
            }
            "solved" => {
                let buttons = [("Undo", "take"), ("Reopen", "reopen")];
                self.draw("#1 · Completed\nAnna · en", &buttons).await;
                Some("#1 has been completed. Thank you! Write here whenever you need us again.")
            }
            "reopen" => {
                let buttons = [("Confirm: user asked", "asked"), ("Cancel", "solved")];
                self.draw("#1 · Completed\nReopen it?", &buttons).await;
                None
            }
            "asked" => {
                let buttons = [("Take", "take"), ("Mark Complete", "complete")];
                self.draw("#1 · Unassigned\nAnna · en", &buttons).await;
                Some("#1 has been reopened: you can write in it again.")
            }
            _ => None,
        };
        if let (Some(text), Some(user)) = (notice, self.user) {
            self.call("sendMessage", json!({"chat_id": user, "text": text})).await;
        }
        let body = json!({"callback_query_id": press["id"], "text": "Done."});
        self.call("answerCallbackQuery", body).await;
    }
}
