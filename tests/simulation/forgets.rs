//! `/forget`: nothing of somebody is left after it, and what they write later is a new matter.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use frontdesk::domain::button::Button;
use frontdesk::domain::conversation::Conversation;
use frontdesk::domain::id::{ConversationId, UserId};
use frontdesk::sandbox::Outgoing;
use frontdesk::store::{Store, Tx};

use crate::acts::{agent_answers, any_user, user_says};
use crate::checks::Wrongs;
use crate::desk::{Desk, message_ref};
use crate::ledger::{Id, Ledger, Meant, Said, names_in};
use crate::presses::{Pressed, appears, buttons, press_one};

/// A press is no news any more after so long (telegram-facts), in milliseconds.
const NEWS: i64 = 150_000;
/// The longest that what was on its way may still arrive, in milliseconds.
const UNDER_WAY: i64 = 80_000;
/// Telegram lets a bot delete what is younger than two days, less a little for what waits.
const DELETABLE: i64 = 47 * 60 * 60 * 1000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Somebody has everything erased, or thinks better of it, while things are on their way.
pub async fn user_wants_to_be_forgotten(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    let since = desk.now();
    let id = desk.sandbox.try_say(user, user, Outgoing::text("/forget")).ok()?;
    desk.said(user, (user, id), None, Meant::Command, false);
    let asks = |post: &crate::ledger::Post, button: &Button| {
        post.id.0 == user && *button == Button::Forget
    };
    let asked = appears(desk, since, asks).await?;
    for _ in 0..desk.dice.usize(0..3) {
        let wrote = match desk.dice.bool() {
            true => user_says(desk, user, None),
            false => agent_answers(desk).await,
        };
        if let Some(wrote) = wrote {
            desk.tell(wrote);
        }
        let pause = [0, 50, 1_500][desk.dice.usize(0..3)];
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    let button = if desk.dice.u32(0..6) == 0 { Button::Stay } else { Button::Forget };
    press_one(desk, user, &asked, &button);
    desk.tell(format!("user {user} presses {button}"));
    if desk.dice.u32(0..3) == 0 {
        desk.line.state().crash_in = Some(desk.dice.u64(0..12));
    }
    for _ in 0..desk.dice.usize(0..3) {
        let pause = [0, 50, 1_500, 20_000][desk.dice.usize(0..4)];
        tokio::time::sleep(Duration::from_millis(pause)).await;
        if let Some(wrote) = user_says(desk, user, None) {
            desk.tell(wrote);
        }
    }
    Some(format!("user {user} has been asked whether to be forgotten"))
}

/// The erasures that somebody confirmed, the newest of each user.
pub struct Forgets(BTreeMap<i64, Erasure>);

struct Erasure {
    /// Its place among what the bot was told.
    turn: u64,
    /// When it was told, and by when it had certainly done it.
    at: i64,
    until: i64,
}

impl Forgets {
    pub fn of(ledger: &Ledger) -> Self {
        let erases = |press: &&Pressed| press.button == Button::Forget && press.under.0 == press.by;
        let erasures = ledger.pressed.iter().filter(erases).map(|press| {
            let until = press.answered.unwrap_or(press.at + DAY);
            (press.by, Erasure { turn: press.turn, at: press.at, until })
        });
        Self(erasures.collect())
    }

    pub fn any(&self, user: i64) -> bool {
        self.0.contains_key(&user)
    }

    /// Whether this message of a user was handed to the bot before they were forgotten.
    pub fn covers_id(&self, id: Id, ledger: &Ledger) -> bool {
        let erasure = self.0.get(&id.0);
        erasure.is_some_and(|erased| ledger.turns.get(&id).is_some_and(|turn| *turn < erased.turn))
    }

    /// Whether nothing can be told of a message any more, since its user was forgotten after it, or
    /// while it was on its way.
    pub fn covers(&self, said: &Said, desk: &Desk, ledger: &Ledger) -> bool {
        let Meant::ForUser(user) = said.meant else {
            return self.covers_id(said.id, ledger);
        };
        let Some(erased) = self.0.get(&user) else { return false };
        let until = erased.until + UNDER_WAY;
        if said.at <= until {
            return true;
        }
        // What answers something that is to vanish, or stands in a topic that is, goes nowhere.
        let Some(seen) = desk.sandbox.message(said.id.0, said.id.1) else { return true };
        let place = |post: &&crate::ledger::Post| {
            let answered = seen.reply_to.is_some_and(|of| post.id == (said.id.0, of));
            answered
                || seen.thread.is_some() && post.thread == seen.thread && post.id.0 == said.id.0
        };
        ledger.posts.iter().find(place).is_some_and(|post| post.at <= until)
    }

    /// Nothing of whoever was forgotten is left.
    pub fn judge(&self, desk: &Desk, ledger: &Ledger, tx: &Tx, store: &Store) -> Wrongs {
        let mut wrongs = Vec::new();
        if self.0.is_empty() {
            return wrongs;
        }
        let mut names: BTreeMap<&str, i64> = BTreeMap::new();
        for said in &ledger.said {
            let of_user = |user: i64| self.0.get(&user).map(|erased| (user, erased));
            let of = match said.meant {
                Meant::ForTeam => of_user(said.by),
                Meant::ForUser(user) => of_user(user),
                // An edit takes effect when it is told of, which is some time after it was made.
                Meant::Edit => of_user(said.by).filter(|(_, erased)| said.at + NEWS < erased.at),
                Meant::Inside | Meant::Command => None,
            };
            let Some((user, erased)) = of else { continue };
            let before = ledger.turns.get(&said.id).is_some_and(|turn| *turn < erased.turn);
            names.extend(said.name.as_deref().filter(|_| before).map(|name| (name, user)));
        }
        self.stored(&names, ledger, store, &mut wrongs);
        self.shown(&names, desk, ledger, &mut wrongs);
        self.numbers(ledger, tx, &mut wrongs);
        wrongs
    }

    /// No text, and no person, is in the database.
    fn stored(
        &self,
        names: &BTreeMap<&str, i64>,
        ledger: &Ledger,
        store: &Store,
        wrongs: &mut Wrongs,
    ) {
        let snapshot = store.read().expect("readable");
        for (table, rows) in snapshot.dump().expect("readable") {
            for (key, value) in rows {
                for name in names_in(&value) {
                    if let Some(user) = names.get(name.as_str()) {
                        wrongs.push(format!("{name} of the forgotten {user} is in {table} {key}"));
                    }
                }
            }
        }
        for (user, erased) in &self.0 {
            let wrote = ledger.turns.range((*user, i32::MIN)..=(*user, i32::MAX));
            let mut later = wrote.filter(|(_, turn)| **turn > erased.turn);
            let pressed = |press: &&Pressed| press.by == *user && press.turn > erased.turn;
            let later =
                later.next().is_some() || ledger.pressed.iter().any(|press| pressed(&press));
            if !later && snapshot.profile(UserId(*user)).expect("readable").is_some() {
                wrongs.push(format!("the forgotten {user} is still known"));
            }
        }
    }

    /// No copy and no card of theirs stands in the group, as far as the bot may delete it.
    fn shown(
        &self,
        names: &BTreeMap<&str, i64>,
        desk: &Desk,
        ledger: &Ledger,
        wrongs: &mut Wrongs,
    ) {
        // What stands in a group that has become another one is out of reach.
        if desk.all_groups().len() > desk.numbers().len() {
            return;
        }
        for post in ledger.posts.iter().filter(|post| post.clear && desk.is_group(post.id.0)) {
            let on_card = buttons(post).any(|button| button.stands_on_cards());
            let quotes = |text: &str| {
                let quoted = names_in(text).into_iter();
                let mut users = quoted.filter_map(|name| names.get(name.as_str()).copied());
                users.next().filter(|_| on_card)
            };
            let copied = post.of.filter(|of| self.covers_id(*of, ledger)).map(|of| of.0);
            if copied.is_none() && !on_card || ledger.undeletable.contains(&post.id) {
                continue;
            }
            let Some(seen) = desk.sandbox.message(post.id.0, post.id.1) else { continue };
            let Some(user) = copied.or_else(|| quotes(&seen.text)) else { continue };
            let deletable = |erased: &Erasure| erased.at < post.at + DELETABLE;
            if self.0.get(&user).is_some_and(deletable) {
                wrongs.push(format!("{:?} of the forgotten {user} stands in the group", post.id));
            }
        }
    }

    /// The numbers of what was erased name nobody, and what is written later has others.
    fn numbers(&self, ledger: &Ledger, tx: &Tx, wrongs: &mut Wrongs) {
        let known = |id: ConversationId| tx.conversation(id).expect("readable");
        for (user, erased) in &self.0 {
            let theirs = ledger.posts.iter().filter(|post| post.id.0 == *user);
            let before = theirs.filter(|post| post.at + NEWS < erased.at);
            let told: BTreeSet<ConversationId> =
                before.flat_map(buttons).filter_map(|button| button.conversation()).collect();
            let last = told.clone();
            for id in told {
                if !known(id).is_some_and(|known| known.is_forgotten()) {
                    wrongs.push(format!("{id} of the forgotten {user} goes on"));
                }
            }
            let said = ledger.said.iter().filter(|said| said.by == *user);
            for said in said.filter(|said| said.meant == Meant::ForTeam) {
                let later = ledger.turns.get(&said.id).is_some_and(|turn| *turn > erased.turn);
                let mapped = tx.mapped(message_ref(said.id)).expect("readable").filter(|_| later);
                let Some(id) = mapped.map(|mapped| mapped.conversation) else { continue };
                let new = |known: Conversation| known.user == UserId(*user) && !last.contains(&id);
                if !known(id).is_some_and(new) {
                    wrongs.push(format!("{:?} came after {user} was forgotten, to {id}", said.id));
                }
            }
        }
    }
}
