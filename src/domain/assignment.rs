//! Who is given a conversation by the desk itself: the moves of [`super::step`] for it. Who could be
//! given one is said by [`super::routing`].

use super::conversation::{Assignee, Doer};
use super::id::UserId;
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

    fn give(&mut self, id: UserId) {
        self.assign(Doer::Itself, Assignee::Agent(id));
        self.mention(id);
    }
}
