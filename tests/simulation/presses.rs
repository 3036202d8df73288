//! What people pressed, in the order in which the bot was told, and what it answered.

use frontdesk::domain::button::Button;
use serde_json::Value;

use crate::desk::Desk;
use crate::ledger::{Id, Ledger, Post};

/// A button that somebody pressed, of which the bot has been told.
#[derive(Clone, Debug)]
pub struct Pressed {
    /// When it was told first, by Telegram's clock.
    pub at: i64,
    /// Its place among everything that it was told.
    pub turn: u64,
    pub by: i64,
    pub under: Id,
    pub button: Button,
    /// Whether it was refused; nobody knows where the process ended before the answer.
    pub refused: Option<bool>,
    /// When it was answered.
    pub answered: Option<i64>,
    query: String,
}

impl Pressed {
    /// It has certainly taken effect.
    pub fn worked(&self) -> bool {
        self.refused == Some(false)
    }
}

impl Ledger {
    /// The bot is told of something: messages and presses have their turns.
    pub fn told(&mut self, update: &Value, at: i64) {
        let message = &update["message"];
        if let Some(id) = place(message) {
            self.turn += 1;
            let turn = self.turn;
            self.turns.entry(id).or_insert(turn);
        }
        let press = &update["callback_query"];
        let button = press["data"].as_str().and_then(|data| data.parse().ok());
        let (Some(button), Some(under)) = (button, place(&press["message"])) else { return };
        let (Some(query), Some(by)) = (press["id"].as_str(), press["from"]["id"].as_i64()) else {
            return;
        };
        if self.pressed.iter().rev().take(500).any(|pressed| pressed.query == query) {
            return;
        }
        self.turn += 1;
        let (turn, query) = (self.turn, query.to_owned());
        self.pressed.push(Pressed {
            at,
            turn,
            by,
            under,
            button,
            refused: None,
            answered: None,
            query,
        });
    }

    /// The bot answers a press: what is refused is said in an alert.
    pub fn answered(&mut self, body: &Value, at: i64) {
        let query = body["callback_query_id"].as_str().unwrap_or_default();
        let pressed = self.pressed.iter_mut().rev().take(500);
        for pressed in pressed.filter(|pressed| pressed.query == query) {
            pressed.refused = Some(body["show_alert"] == true);
            pressed.answered = Some(at);
        }
    }
}

fn place(message: &Value) -> Option<Id> {
    let id = message["message_id"].as_i64().and_then(|id| i32::try_from(id).ok())?;
    Some((message["chat"]["id"].as_i64()?, id))
}

/// The buttons of a post.
pub fn buttons(post: &Post) -> impl Iterator<Item = Button> {
    post.buttons.iter().filter_map(|data| data.parse().ok())
}

/// The newest post since a moment that has a certain button, which people look out for.
pub async fn appears(
    desk: &mut Desk,
    since: i64,
    wanted: impl Fn(&Post, &Button) -> bool,
) -> Option<Post> {
    for _ in 0..20 {
        let found = {
            let state = desk.line.state();
            let last = state.ledger.posts.iter().rev().take_while(|post| post.at >= since);
            let mut last = last.filter(|post| buttons(post).any(|button| wanted(post, &button)));
            last.next().cloned()
        };
        if found.is_some() {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    None
}

/// Somebody presses a certain button under a post.
pub fn press_one(desk: &mut Desk, by: i64, under: &Post, button: &Button) {
    desk.press(by, under.id, &button.to_string());
}
