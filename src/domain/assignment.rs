//! Who is given a conversation by the desk itself: the moves of [`super::step`] for it. Who could be
//! given one is said by [`super::routing`].

use super::access::Actor;
use super::conversation::{Assignee, Doer, Turn};
use super::id::UserId;
use super::notice::Notice;
use super::routing::Assign;
use super::step::Step;
use super::transition::Effect;

impl Step<'_> {
    /// Gives one that nobody has to whoever's it is by the settings, but not to `except`.
    pub(super) fn route(&mut self, except: Option<UserId>) {
        let strategy = self.scene.rules.routing.strategy;
        if let Some(id) = self.scene.team.choose(strategy, except) {
            self.give(id);
            self.effects.push(Effect::Turn(id));
        }
    }

    /// One that is open again goes to somebody by the settings.
    pub(super) fn assign_reopened(&mut self, previous: Option<Assignee>) {
        let previous = previous.and_then(Assignee::agent);
        match (self.scene.rules.routing.reopened, previous) {
            (Assign::None, _) => {}
            (Assign::Previous, Some(id)) if self.scene.team.has(id) => self.give(id),
            (Assign::Previous | Assign::Route, _) => self.route(None),
        }
    }

    /// Whoever has it has done something about it.
    pub(super) fn handled_by(&mut self, by: Actor) {
        if self.next.assignee() == Some(Assignee::of(by)) {
            self.next.handled = self.scene.now;
        }
    }

    /// Its assignee did nothing while the user waits: somebody else has it, or nobody. Both hear of it
    /// in one line, which counts as the reminder.
    pub(super) fn lapse(&mut self) {
        let conversation = self.next.id;
        let former = self.next.assignee().and_then(Assignee::agent);
        self.unassign(Doer::Itself);
        if let Turn::Team { nudged, .. } = &mut self.next.turn {
            *nudged = true;
        }
        let next = self.scene.team.choose(self.scene.rules.routing.strategy, former);
        if let Some(id) = next {
            self.assign(Doer::Itself, Assignee::Agent(id));
            self.effects.push(Effect::Turn(id));
        }
        match (former.map(|id| self.named(id)), next.map(|id| self.named(id))) {
            (Some(former), Some(who)) => {
                self.ring(Notice::LapsedTo { conversation, former, who });
            }
            (Some(who), None) => self.ring(Notice::Lapsed { conversation, who }),
            (None, Some(who)) => self.mention(who.id, None),
            (None, None) => {}
        }
        self.draw(false);
    }

    fn give(&mut self, id: UserId) {
        self.assign(Doer::Itself, Assignee::Agent(id));
        self.mention(id, None);
    }
}
