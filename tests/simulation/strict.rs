//! Answers in somebody else's conversation: held with a question, and sent or not as it is decided.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use frontdesk::domain::button::{Button, Nonce};
use frontdesk::domain::conversation::{About, Assignee};
use frontdesk::domain::id::{ConversationId, UserId};
use frontdesk::domain::transition::Record;
use frontdesk::store::{EntryKind, Speaker, Tx};

use crate::acts::{agent_answers, any_agent};
use crate::checks::{Wrongs, conversations};
use crate::desk::{Desk, message_ref};
use crate::ledger::{Id, Ledger, Post};
use crate::presses::{Pressed, appears, buttons, press_one};

/// The question that a button sends by.
fn sends(button: &Button) -> Option<(ConversationId, Nonce)> {
    match button {
        Button::SendAnyway(id, nonce) | Button::TakeAndSend(id, nonce) => Some((*id, *nonce)),
        _ => None,
    }
}

/// Somebody answers, and decides about it if that is asked: at once, late, twice, or not at all.
pub async fn agent_answers_and_decides(desk: &mut Desk) -> Option<String> {
    if !desk.config.routing.strict_assignment {
        return None;
    }
    let since = desk.now();
    for _ in 0..desk.dice.usize(1..4) {
        let told = agent_answers(desk).await?;
        desk.tell(told);
        let pause = desk.dice.u64(0..1_500);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    let group = desk.group;
    let asks = |post: &Post, button: &Button| post.id.0 == group && sends(button).is_some();
    let question = appears(desk, since, asks).await?;
    let pause = [0, 200, 3_000, 200_000][desk.dice.usize(0..4)];
    tokio::time::sleep(Duration::from_millis(pause)).await;
    let all: Vec<Button> = buttons(&question).collect();
    let mut told = Vec::new();
    for _ in 0..desk.dice.usize(1..4) {
        let writer = question.reply_to.and_then(|of| Some(desk.sandbox.message(group, of)?.from));
        let by = if desk.dice.u32(0..3) > 0 { writer } else { any_agent(desk) };
        let (by, button) = (by?, all.get(desk.dice.usize(0..all.len()))?);
        press_one(desk, by, &question, button);
        told.push(format!("{by} {button}"));
        if desk.dice.u32(0..8) == 0 {
            desk.line.state().crash_in = Some(desk.dice.u64(0..8));
        }
        let pause = desk.dice.u64(0..600);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    Some(format!("about {:?}: {}", question.id, told.join(", ")))
}

/// What was held for a decision.
pub struct Held {
    /// With the first question about it.
    questions: BTreeMap<Id, (ConversationId, Nonce)>,
    /// What something else than a question answers.
    told: BTreeSet<Id>,
}

impl Held {
    pub fn of(ledger: &Ledger) -> Self {
        let (mut questions, mut told) = (BTreeMap::new(), BTreeSet::new());
        for post in &ledger.posts {
            let Some(of) = post.reply_to.map(|of| (post.id.0, of)) else { continue };
            match buttons(post).find_map(|button| sends(&button)) {
                Some(question) => {
                    questions.entry(of).or_insert(question);
                }
                None => {
                    told.insert(of);
                }
            }
        }
        Self { questions, told }
    }

    pub fn holds(&self, id: Id) -> bool {
        self.questions.contains_key(&id)
    }

    /// Something else than a question answers it.
    pub fn told(&self, id: Id) -> bool {
        self.told.contains(&id)
    }

    /// It was decided that it goes out, and nothing else was said of it.
    pub fn must_arrive(&self, id: Id, ledger: &Ledger) -> bool {
        self.sent_by(id, ledger).is_some() && !self.told.contains(&id)
    }

    /// The first press that sent what was held with this question, if the bot said that it did.
    fn sent_by<'a>(&self, id: Id, ledger: &'a Ledger) -> Option<&'a Pressed> {
        let question = self.questions.get(&id)?;
        let mut presses = ledger.pressed.iter();
        presses.find(|press| sends(&press.button) == Some(*question) && press.worked())
    }

    fn cancelled_by<'a>(&self, id: Id, ledger: &'a Ledger) -> Option<&'a Pressed> {
        let (of, nonce) = self.questions.get(&id)?;
        let mut presses = ledger.pressed.iter();
        presses.find(|press| press.button == Button::Cancel(*of, *nonce) && press.worked())
    }

    /// Whether somebody could have wanted it sent by then.
    fn wanted(&self, id: Id, by_then: i64, ledger: &Ledger) -> bool {
        let Some((of, first)) = self.questions.get(&id) else { return false };
        // More by the same agent is asked about together with it, by a later question.
        let mut presses = ledger.pressed.iter().filter(|press| press.refused != Some(true));
        presses.any(|press| {
            let question = sends(&press.button);
            question.is_some_and(|(id, nonce)| id == *of && nonce >= *first) && press.at <= by_then
        })
    }

    /// Who sends what waits, where it is decided, and nothing goes out without.
    pub fn judge(&self, desk: &Desk, ledger: &Ledger, tx: &Tx) -> Wrongs {
        let mut wrongs = Vec::new();
        for id in self.questions.keys() {
            let said = ledger.said.iter().find(|said| said.id == *id);
            let name = said.and_then(|said| said.name.as_ref());
            let copies: Vec<&Post> = ledger
                .posts
                .iter()
                .filter(|post| post.id.0 > 0)
                .filter(|post| {
                    post.of == Some(*id) || name.is_some_and(|name| post.names.contains(name))
                })
                .collect();
            for copy in &copies {
                if !self.wanted(*id, copy.at, ledger) {
                    wrongs.push(format!("{id:?} was held, and sent as {:?} unasked", copy.id));
                }
            }
            if self.cancelled_by(*id, ledger).is_some() && !copies.is_empty() {
                wrongs.push(format!("{id:?} was held and cancelled, and sent"));
            }
            if let Some(taken) = self.sent_by(*id, ledger)
                && matches!(taken.button, Button::TakeAndSend(..))
                && !self.went_to(*id, taken.by, tx)
            {
                wrongs.push(format!(
                    "{id:?} was taken and sent by {}, and went to another",
                    taken.by
                ));
            }
        }
        for conversation in conversations(desk, tx) {
            if desk.config.routing.strict_assignment {
                wrongs.extend(self.unasked(conversation.id, ledger, tx));
            }
            let mut questions = conversation.questions.iter();
            if questions.any(|question| matches!(question.about, About::Sending { .. })) {
                wrongs.push(format!("{} still asks whether to send something", conversation.id));
            }
        }
        for post in ledger.posts.iter().filter(|post| post.clear && desk.is_group(post.id.0)) {
            let seen = desk.sandbox.message(post.id.0, post.id.1);
            let mut shown = seen.into_iter().flat_map(|seen| seen.buttons).flatten();
            let asks = |data: Option<String>| {
                data.and_then(|data| data.parse().ok()).is_some_and(|b: Button| sends(&b).is_some())
            };
            if shown.any(|button| asks(button.data)) {
                wrongs.push(format!("{:?} asks for ever whether to send something", post.id));
            }
        }
        wrongs
    }

    /// Answers of others than whoever had the conversation by its history, of which nobody was asked.
    fn unasked(&self, of: ConversationId, ledger: &Ledger, tx: &Tx) -> Wrongs {
        let mut wrongs = Vec::new();
        let mut sent = ledger.pressed.iter().filter_map(|press| sends(&press.button));
        if sent.any(|(id, _)| id == of) {
            return wrongs;
        }
        let mut assignee = None;
        for entry in tx.history(of).expect("readable") {
            match (entry.kind, entry.by) {
                (EntryKind::Record(Record::Assigned { to, .. }), _) => assignee = to,
                // What is said of a completed one is not sent, and whose it is afterwards is said again,
                // or may be as it was.
                (
                    EntryKind::Record(
                        Record::Completed { .. }
                        | Record::Reopened { .. }
                        | Record::TakenBack { .. },
                    ),
                    _,
                ) => assignee = None,
                (EntryKind::Said { message, .. }, Speaker::Agent(by)) => {
                    let others = assignee.filter(|whose| *whose != Assignee::Agent(by));
                    if let Some(whose) = others {
                        let id = (message.chat.0, message.message);
                        wrongs.push(format!("{id:?} by {by} was sent, and {of} was {whose:?}'s"));
                    }
                }
                _ => {}
            }
        }
        wrongs
    }

    /// Whose the conversation was when this was sent, as its history tells.
    fn went_to(&self, id: Id, agent: i64, tx: &Tx) -> bool {
        let Some((of, _)) = self.questions.get(&id) else { return true };
        let mut assignee = None;
        for entry in tx.history(*of).expect("readable") {
            match entry.kind {
                EntryKind::Record(Record::Assigned { to, .. }) => assignee = Some(to),
                // It may have come back with the assignee that it had.
                EntryKind::Record(Record::Reopened { .. } | Record::TakenBack { .. }) => {
                    assignee = None;
                }
                EntryKind::Said { message, .. } if message == message_ref(id) => {
                    let whose = Some(Assignee::Agent(UserId(agent)));
                    return assignee.is_none_or(|assignee| assignee == whose);
                }
                _ => {}
            }
        }
        true
    }
}
