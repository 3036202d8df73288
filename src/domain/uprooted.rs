//! What a conversation keeps when its group goes on under another id: nothing that stood there.

use super::conversation::{Request, Spot};
use super::notice::{Notice, Who};
use super::outbox::Slot;
use super::step::Step;
use super::transition::Effect;

impl Step<'_> {
    /// Every message of the old group is dead (telegram-facts B16). Questions and a request that wait
    /// are asked once more, since nobody can answer them there; a question has its full time again.
    pub(super) fn uprooted(&mut self) {
        self.next.topic = None;
        self.next.card = None;
        let id = self.next.id;
        for question in &mut self.next.questions {
            question.message = None;
            question.shown = None;
            // What the card asks it asks when it stands anew.
            if question.spot != Spot::Card {
                self.effects.push(Effect::Tell {
                    saying: question.saying(id),
                    slot: Slot::Question(question.nonce),
                    spot: None,
                    rings: false,
                });
            }
        }
        if let Some(mut request) = self.next.request.take() {
            request.message = None;
            let summary = self.scene.summary.clone();
            self.announce_request(&request, summary);
            self.next.request = Some(request);
        }
    }

    /// Says a request to the leads.
    pub(super) fn announce_request(&mut self, request: &Request, summary: Vec<Notice>) {
        use super::button::Button;
        let id = self.next.id;
        let why = match &request.said {
            Some(text) => Notice::ReasonSaid { text: text.clone() },
            None => Notice::ReasonListed { reason: request.reason },
        };
        let leads = self.scene.leads.iter();
        let notice = Notice::ReopenRequest {
            conversation: id,
            by: Who::Named((self.scene.name)(request.by)),
            reason: Box::new(why),
            leads: leads.map(|who| Notice::Addressed { who: who.clone() }).collect(),
            summary,
        };
        let nonce = request.nonce;
        let buttons = vec![vec![Button::Approve(id, nonce), Button::Decline(id, nonce)]];
        self.effects.push(Effect::TellDesk(notice.with(buttons), Slot::Request(nonce)));
    }
}
