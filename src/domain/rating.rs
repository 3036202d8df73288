//! What a user thinks of a completed conversation: the moves of [`super::step`] for it.

use super::button::Button;
use super::conversation::{Completion, Status};
use super::id::MessageRef;
use super::notice::Notice;
use super::reason::{Reason, SolvedReason};
use super::step::Step;
use super::transition::{Effect, Record};

impl Step<'_> {
    pub(super) fn rating_offered(&self, reason: Reason) -> bool {
        let fitting = match reason {
            Reason::Agent(SolvedReason::Solved | SolvedReason::Elsewhere)
            | Reason::UserConfirmed => true,
            Reason::Agent(SolvedReason::UserDidNotAnswer | SolvedReason::NotSupport)
            | Reason::Timeout
            | Reason::UserLeft
            | Reason::Merged
            | Reason::Moved
            | Reason::Banned
            | Reason::Forgotten => false,
        };
        fitting && self.scene.rules.rating
    }

    /// The completed notice thanks for the stars, and asks for more in words.
    pub(super) fn rate(&mut self, stars: u8, notice: MessageRef) {
        if let Status::Completed(completion) = &mut self.next.status {
            (completion.rating, completion.rated_at) = (Some(stars), Some(self.scene.now));
            // It is what was pressed.
            completion.notice.get_or_insert(notice);
        }
        let number = self.next.id.number;
        self.rated_notice(notice, Notice::CompletedRated { number, stars: u32::from(stars) });
        self.record(Record::Rated(stars));
        self.draw_rating();
        self.effects.push(Effect::Toast(Notice::ToastRated));
    }

    /// The user has said more about it; the first time the notice thanks for that.
    pub(super) fn comment(&mut self, completion: &Completion) {
        let Some(stars) = completion.rating.map(u32::from) else { return };
        self.record(Record::Commented);
        if completion.commented {
            return;
        }
        if let Status::Completed(completion) = &mut self.next.status {
            completion.commented = true;
        }
        if let Some(notice) = completion.notice {
            let number = self.next.id.number;
            self.rated_notice(notice, Notice::CompletedCommented { number, stars });
        }
        self.draw_rating();
    }

    /// While `Undo` stands on the card, the drawing without it shows the rating too: one edit, not two.
    fn draw_rating(&mut self) {
        if self.next.completion().is_none_or(|completion| completion.undo.is_none()) {
            self.draw(false);
        }
    }

    fn rated_notice(&mut self, notice: MessageRef, said: Notice) {
        let saying = said.with(vec![vec![Button::StillNeedHelp(self.next.id)]]);
        self.effects.push(Effect::EditAtUser(notice, saying));
    }
}
