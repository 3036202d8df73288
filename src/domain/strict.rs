//! Answers in somebody else's conversation, where the settings ask first (`[routing]
//! strict_assignment`): the moves of [`super::step`] for it. Nothing that was written is lost: it waits
//! in its order, and whatever becomes of the question is said under it.

use super::access::{Action, Actor};
use super::button::{Button, Nonce};
use super::conversation::{About, Assignee, Conversation, Doer, Question, Rules, Spot};
use super::event::{Author, GroupMessage};
use super::id::ConversationId;
use super::lifecycle::refuse;
use super::notice::{Notice, Saying, Who};
use super::outbox::Slot;
use super::step::Step;
use super::transition::{Effect, Refusal};

impl Conversation {
    /// Whether what this agent writes to the user needs a decision first.
    pub fn asks_before_sending(&self, by: Actor, rules: &Rules) -> bool {
        let others = self.assignee().is_some_and(|assignee| assignee != Assignee::of(by));
        rules.routing.strict && self.is_open() && others
    }
}

impl Step<'_> {
    /// One question for all that somebody wrote while it waits, under the newest of it.
    pub(super) fn ask_sending(&mut self, by: Actor, spot: Spot, messages: Vec<GroupMessage>) {
        let mut all = Vec::new();
        for mut earlier in self.next.questions.extract_if(.., |question| {
            question.by == by.id && matches!(question.about, About::Sending { .. })
        }) {
            if let About::Sending { messages, .. } = &mut earlier.about {
                all.append(messages);
            }
            self.effects.extend(earlier.message.map(Effect::Delete));
        }
        all.extend(messages);
        let assignee = match self.next.assignee() {
            Some(Assignee::Agent(id)) => Who::Named((self.scene.name)(id)),
            Some(Assignee::Team) | None => Who::Team,
        };
        self.ask(by.id, About::Sending { assignee, messages: all }, spot);
    }

    pub(super) fn sending_confirmed(
        &mut self,
        by: Actor,
        take: bool,
        nonce: Nonce,
    ) -> Result<(), Refusal> {
        if take {
            self.need(by, Action::Take)?;
        }
        let question = self.question_to_confirm(by, nonce)?;
        let About::Sending { messages, .. } = question.about else {
            return refuse(Notice::RefuseStale);
        };
        self.next.questions.retain(|other| other.nonce != nonce);
        self.effects.extend(question.message.map(Effect::Delete));
        let unassigned = self.next.assignee().is_none();
        if take && self.next.assignee() != Some(Assignee::of(by)) {
            self.assign(Doer::of(by), Assignee::of(by));
            self.draw(true);
        }
        for message in &messages {
            let id = match &message.author {
                Author::Person(person) => Some(person.id),
                Author::AnonymousAdmin | Author::Channel | Author::Stranger | Author::Ourselves => {
                    None
                }
            };
            let author = Actor { id, role: by.role, anonymous: id.is_none() };
            // Given back meanwhile, it goes to whoever answers, as always.
            if unassigned && self.next.assignee().is_none() {
                self.assign(Doer::of(author), Assignee::of(author));
                self.draw(true);
            }
            self.answered(author, self.scene.now);
        }
        self.effects.push(Effect::SendAnswers(messages));
        Ok(())
    }

    /// What was not sent stays inside, and that is said where it was asked.
    pub(super) fn not_sent(&mut self, question: &Question) {
        let saying = Notice::NotSentStrict { conversation: self.next.id }.into();
        self.effects.push(match question.message {
            Some(message) => Effect::EditInside(message, saying),
            // Still on its way: it is deleted on arrival.
            None => {
                let spot = Some(question.spot.clone());
                Effect::Tell { saying, slot: Slot::Inside, spot, rings: false }
            }
        });
    }
}

/// The question and its buttons.
pub(super) fn asked(id: ConversationId, assignee: &Who, nonce: Nonce) -> Saying {
    let notice = Notice::SendQuestion { conversation: id, who: assignee.clone() };
    notice.with(vec![
        vec![Button::SendAnyway(id, nonce), Button::TakeAndSend(id, nonce)],
        vec![Button::Cancel(id, nonce)],
    ])
}
