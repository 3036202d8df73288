//! What people do again and again in stories about completing.

use frontdesk::sandbox::Seen;

use super::stage::{Kind, PATIENCE, Stage, assert_refused, seconds};

/// The data of a button, as a client keeps it after the message has changed.
pub fn data(message: &Seen, label: &str) -> String {
    let mut buttons = message.buttons.iter().flatten();
    let button = buttons.find(|button| button.label.contains(label));
    let button = button.unwrap_or_else(|| panic!("no {label:?} in {:?}", message.labels()));
    button.data.clone().expect("a button that can be pressed")
}

impl Stage {
    /// A user writes, and reads that the conversation was opened; its card stands there.
    pub async fn opens(&self, user: &str, number: u32, text: &str) -> Seen {
        self.writes(user, text).await;
        self.reads(user, &format!("#{number}")).await;
        self.settle().await;
        self.card(number, &[]).await
    }

    /// An agent answers, and the user reads it: now the user owes.
    pub async fn answered(&self, agent: &str, number: u32, user: &str, text: &str) {
        self.answers(agent, number, text).await;
        self.reads(user, text).await;
        self.settle().await;
    }

    /// Anna's conversation, which Ben has answered with "which one?". His message.
    pub async fn begun(&self) -> i32 {
        self.writes("Anna", "the printer is on fire").await;
        self.reads("Anna", "#1").await;
        self.card(1, &["Unassigned"]).await;
        let answer = self.answers("Ben", 1, "which one?").await;
        self.reads("Anna", "which one?").await;
        self.settle().await;
        answer
    }

    /// An agent answers Anna, who reads it. Their message.
    pub async fn begun_by(&self, agent: &str, text: &str) -> i32 {
        let answer = self.answers(agent, 1, text).await;
        self.reads("Anna", text).await;
        self.settle().await;
        answer
    }

    /// Telegram has asked to wait, and what waits is known not to have begun.
    pub async fn held_up(&self) {
        for _ in 0..2_000 {
            let rows = self.service().store().rows().expect("a readable database");
            if self.sandbox.faults_left() == 0 && rows.iter().all(|row| !row.started) {
                return;
            }
            tokio::time::sleep(seconds(1) / 100).await;
        }
        panic!("never held up");
    }

    /// A press of a client that shows a button which is no longer there.
    pub async fn stale(&self, agent: &str, message: &Seen, data: &str, why: &str) {
        let press = self.sandbox.press_data(self.id(agent), self.group, message.id, data);
        assert_refused(&self.answer(&press).await, why);
    }

    /// The same by a user, in private.
    pub async fn user_stale(&self, user: &str, message: &Seen, data: &str, why: &str) {
        let id = self.id(user);
        let press = self.sandbox.press_data(id, id, message.id, data);
        assert_refused(&self.answer(&press).await, why);
    }

    /// Mark Complete on the card; returns the card that asks.
    pub async fn asks_on_card(&self, agent: &str, number: u32) -> Seen {
        self.settle().await;
        let card = self.card(number, &[]).await;
        self.presses(agent, &card, "Mark Complete").await;
        self.settle().await;
        self.card(number, &["no longer be able to write"]).await
    }

    /// The question as a message of its own.
    pub async fn question(&self, fragment: &str) -> Seen {
        self.says_apart(fragment).await
    }

    /// Something of the bot in the group that is no card.
    pub async fn says_apart(&self, fragment: &str) -> Seen {
        let found = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                sandbox.messages(self.group).into_iter().rev().find(|seen| {
                    seen.by_bot
                        && !seen.labels().contains(&"History")
                        && !seen.text.contains(" · Anna")
                        && seen.text.contains(fragment)
                })
            })
            .await;
        found
            .unwrap_or_else(|| panic!("nobody says {fragment:?}:\n{}", self.transcript(self.group)))
    }

    /// How many messages of the bot in the group say something.
    pub fn count_in_group(&self, fragment: &str) -> usize {
        let messages = self.sandbox.messages(self.group);
        messages.iter().filter(|seen| seen.by_bot && seen.text.contains(fragment)).count()
    }

    /// A message of the group is deleted.
    pub async fn vanishes(&self, message: &Seen) {
        let gone = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                sandbox.message(self.group, message.id).is_none().then_some(())
            })
            .await;
        assert!(gone.is_some(), "stays:\n{}", self.transcript(self.group));
    }

    /// A command about a conversation, given where it stands.
    pub async fn commands(&self, agent: &str, number: u32, command: &str) -> i32 {
        let id = self.answers(agent, number, command).await;
        self.settle().await;
        id
    }

    /// A message in a chat of a user, as it is once nothing is under way.
    pub async fn now_at(&self, user: &str, message: &Seen) -> Seen {
        self.settle().await;
        let found = self.sandbox.message(self.id(user), message.id);
        found.expect("the message is still there")
    }

    /// The labels of the card, once nothing is under way.
    pub async fn labels(&self, number: u32) -> Vec<String> {
        self.settle().await;
        let card = self.card(number, &[]).await;
        card.labels().into_iter().map(str::to_owned).collect()
    }

    /// Whether a conversation's topic is closed; nothing in a plain group, which has none.
    pub async fn topic_closed(&self, number: u32) -> Option<bool> {
        self.settle().await;
        if self.kind == Kind::Plain {
            return None;
        }
        let thread = self.topic(number).await;
        let topics = self.sandbox.topics(self.group);
        topics.into_iter().find(|topic| topic.thread == thread).map(|topic| topic.closed)
    }

    /// Nothing has been said to a user that was not read.
    pub async fn nothing_for(&self, user: &str) {
        self.settle().await;
        let unread = self.unread_texts(user);
        assert_eq!(unread, Vec::<String>::new(), "{user} is told something");
    }
}
