//! The human check: what was written before the tap waits, goes out after it, and never without.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use frontdesk::domain::button::Button;

use crate::acts::{any_user, recent, user_says};
use crate::checks::{Wrongs, describe};
use crate::desk::Desk;
use crate::ledger::{Id, Ledger, Meant, Said};
use crate::presses::{Pressed, buttons, press_one};

/// What waits is kept for a day (telegram clocks); an hour less leaves room for outages.
const KEPT: i64 = 23 * 60 * 60 * 1000;
/// Until something that was handed to the bot has taken effect, in milliseconds.
const TAKEN_IN: i64 = 10_000;

/// A user who was asked shows to be a person, perhaps twice, and goes on writing.
pub async fn user_shows_to_be_a_person(desk: &mut Desk) -> Option<String> {
    if !desk.config.limits.human_check {
        return None;
    }
    let user = any_user(desk)?;
    let asked = recent(desk, |post| {
        post.id.0 == user && buttons(post).any(|button| matches!(button, Button::Human(_)))
    })?;
    if desk.sandbox.is_blocked(user) {
        return None;
    }
    let mut told = Vec::new();
    for _ in 0..desk.dice.usize(1..4) {
        if desk.dice.bool() {
            told.extend(user_says(desk, user, None));
        }
        press_one(desk, user, &asked, &Button::Human(frontdesk::domain::id::UserId(user)));
        if desk.dice.u32(0..8) == 0 {
            desk.line.state().crash_in = Some(desk.dice.u64(0..8));
        }
        let pause = [0, 100, 2_000][desk.dice.usize(0..3)];
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    Some(format!("user {user} shows to be a person; {}", told.join("; ")))
}

enum Event<'a> {
    Wrote(&'a Said, i64),
    Pressed(&'a Pressed),
    Forgets,
}

/// What the check means for each message.
#[derive(Default)]
pub struct Proof {
    /// Nothing of it may be passed on before this moment.
    from: BTreeMap<Id, i64>,
    /// It still waits, or was let go of: nothing of it may be passed on at all.
    never: BTreeSet<Id>,
    /// It need not have been passed on.
    open: BTreeSet<Id>,
    /// Presses that must have worked.
    refused: Vec<String>,
}

impl Proof {
    pub fn of(desk: &Desk, ledger: &Ledger) -> Self {
        let mut proof = Self::default();
        if !desk.config.limits.human_check {
            return proof;
        }
        let mut users: BTreeMap<i64, Vec<(u64, Event<'_>)>> = BTreeMap::new();
        for said in ledger.said.iter().filter(|said| said.meant == Meant::ForTeam) {
            let (turn, at) = (ledger.turns.get(&said.id), ledger.handed.get(&said.id));
            if let (Some(turn), Some(at)) = (turn, at) {
                users.entry(said.by).or_default().push((*turn, Event::Wrote(said, *at)));
            }
        }
        for press in ledger.pressed.iter().filter(|press| press.under.0 == press.by) {
            let event = match press.button {
                Button::Human(whose) if whose.0 == press.by => Event::Pressed(press),
                Button::Forget => Event::Forgets,
                _ => continue,
            };
            users.entry(press.by).or_default().push((press.turn, event));
        }
        for (_, mut events) in users {
            events.sort_by_key(|(turn, _)| *turn);
            proof.follow(events.into_iter().map(|(_, event)| event));
        }
        proof
    }

    fn follow<'a>(&mut self, events: impl Iterator<Item = Event<'a>>) {
        let (mut proven, mut sure) = (false, true);
        let mut waits: Vec<(&Said, i64)> = Vec::new();
        for event in events {
            match event {
                Event::Wrote(said, _) if proven => {
                    if !sure {
                        self.open.insert(said.id);
                    }
                }
                Event::Wrote(said, at) => waits.push((said, at)),
                Event::Forgets => {
                    self.lost(&mut waits);
                    (proven, sure) = (false, true);
                }
                Event::Pressed(press) => {
                    let Some((_, first)) = waits.first().copied() else { continue };
                    let in_time = press.at - first < KEPT;
                    if press.refused == Some(true) {
                        let waited =
                            |(said, at): &&(&Said, i64)| !said.album && at + TAKEN_IN < press.at;
                        if in_time && let Some((said, _)) = waits.iter().find(waited) {
                            let said = describe(said);
                            self.refused.push(format!("a press was refused, and {said} waited"));
                        }
                        continue;
                    }
                    proven = true;
                    sure = in_time && press.worked();
                    for (said, _) in waits.drain(..) {
                        self.from.insert(said.id, press.at);
                        if !sure {
                            self.open.insert(said.id);
                        }
                    }
                }
            }
        }
        self.lost(&mut waits);
    }

    fn lost(&mut self, waits: &mut Vec<(&Said, i64)>) {
        for (said, _) in waits.drain(..) {
            self.never.insert(said.id);
            self.open.insert(said.id);
        }
    }

    /// Whether a message may still wait for the press, or have been let go of without one.
    pub fn excuses(&self, id: Id) -> bool {
        self.open.contains(&id)
    }

    /// Nothing was passed on without the press, or before it.
    pub fn judge(&self, desk: &Desk, ledger: &Ledger) -> Wrongs {
        let mut wrongs = self.refused.clone();
        let named: BTreeMap<&str, Id> = ledger
            .said
            .iter()
            .filter(|said| said.meant == Meant::ForTeam)
            .filter_map(|said| Some((said.name.as_deref()?, said.id)))
            .collect();
        for post in ledger.posts.iter().filter(|post| desk.desk_of(post.id.0).is_some()) {
            let names = post.names.iter().filter_map(|name| named.get(name.as_str()).copied());
            for of in names.chain(post.of) {
                if self.never.contains(&of) {
                    wrongs.push(format!("{of:?} was passed on without a press: {:?}", post.id));
                }
                if self.from.get(&of).is_some_and(|from| post.at < *from) {
                    wrongs.push(format!("{of:?} was passed on before the press: {:?}", post.id));
                }
            }
        }
        wrongs
    }
}
