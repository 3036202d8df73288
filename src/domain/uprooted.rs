//! What a conversation keeps when its group goes on under another id: nothing that stood there.

use super::conversation::Spot;
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
}
