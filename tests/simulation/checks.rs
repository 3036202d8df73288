//! What must hold after any run, judged from what truly happened at Telegram and from what the desk
//! has written down.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::domain::button::Button;
use frontdesk::domain::conversation::Conversation;
use frontdesk::domain::id::{ConversationId, DeskId, UserId};
use frontdesk::domain::reason::{Reason, StatusName};
use frontdesk::domain::transition::Record;
use frontdesk::sandbox::Sandbox;
use frontdesk::store::{EntryKind, Mark, Store, Tx};

use crate::bans::Bans;
use crate::bulk;
use crate::canned;
use crate::desk::{Desk, message_ref};
use crate::exports;
use crate::floods::refused;
use crate::forgets::Forgets;
use crate::ledger::{Id, Ledger, Meant, Post, Put, Said};
use crate::proof::Proof;
use crate::strict::Held;
use crate::waits;
use crate::wire::CALLS_AT_MOST;
use crate::{inline, second, settings};

/// What shows that a message is still on its way.
const WAITS: &str = "🕊";

/// The longest until the bot has heard of an effect, and written it down, in milliseconds.
const HEARD: i64 = 80_000;

/// What is wrong, in words.
pub type Wrongs = Vec<String>;

struct Judge<'a> {
    desk: &'a Desk,
    ledger: &'a Ledger,
    tx: &'a Tx,
    wrongs: Wrongs,
    /// The posts by the message that they copy, and by the names in them.
    copies: BTreeMap<Id, Vec<usize>>,
    named: BTreeMap<&'a str, Vec<usize>>,
    /// The names that messages were given by edits.
    edits: BTreeMap<Id, Vec<&'a str>>,
    /// The messages that something of the bot's answers.
    replies: BTreeSet<Id>,
    bans: Bans,
    /// What was refused, and its sender told.
    refused: BTreeSet<Id>,
    /// What was held for a decision.
    held: Held,
    forgets: Forgets,
    proof: Proof,
}

/// Judges a desk that has had time to come to rest.
pub fn judge(desk: &Desk, store: &Store) -> Wrongs {
    let state = desk.line.state();
    let tx = store.write().expect("a readable database");
    let mut copies: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
    let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, post) in state.ledger.posts.iter().enumerate() {
        if let Some(of) = post.of {
            copies.entry(of).or_default().push(index);
        }
        for name in &post.names {
            named.entry(name).or_default().push(index);
        }
    }
    let ledger = &state.ledger;
    let replies = ledger.posts.iter().filter_map(|post| Some((post.id.0, post.reply_to?)));
    let replies = replies.collect();
    let mut edits: BTreeMap<Id, Vec<&str>> = BTreeMap::new();
    for said in ledger.said.iter().filter(|said| said.meant == Meant::Edit) {
        edits.entry(said.id).or_default().extend(said.name.as_deref());
    }
    let wrongs = Vec::new();
    let bans = Bans::of(&desk.numbers(), &tx, ledger);
    let refused = refused(desk, ledger);
    let held = Held::of(ledger);
    let (forgets, proof) = (Forgets::of(ledger), Proof::of(desk, ledger));
    let mut judge = Judge {
        desk,
        ledger,
        tx: &tx,
        wrongs,
        copies,
        named,
        edits,
        replies,
        bans,
        refused,
        held,
        forgets,
        proof,
    };
    judge.users_messages();
    judge.agents_messages();
    judge.edits();
    judge.places();
    judge.recalls();
    judge.reactions();
    judge.signs();
    judge.absences();
    judge.nothing_leaks();
    judge.order_is_kept();
    judge.histories();
    judge.cards();
    judge.assignees();
    judge.wrongs.extend(judge.held.judge(desk, ledger, &tx));
    judge.wrongs.extend(judge.forgets.judge(desk, ledger, &tx, store));
    judge.wrongs.extend(judge.proof.judge(desk, ledger));
    judge.wrongs.extend(bulk::judge(desk, ledger, &tx));
    judge.wrongs.extend(canned::judge(desk, ledger, &judge.held, &tx));
    judge.wrongs.extend(waits::judge(desk, ledger, &tx));
    judge.wrongs.extend(exports::judge(desk, ledger, &tx));
    judge.at_rest(store, &desk.sandbox);
    judge.wrongs.extend(second::wrongs(desk, ledger, &tx));
    judge.wrongs.extend(inline::wrongs(desk, ledger));
    if state.calls >= CALLS_AT_MOST {
        judge.wrong(format!("the bot made {CALLS_AT_MOST} calls, and would have made more"));
    }
    judge.wrongs
}

impl<'a> Judge<'a> {
    fn wrong(&mut self, what: impl Into<String>) {
        self.wrongs.push(what.into());
    }

    /// What a message was changed into stands somewhere: it was changed before it was sent.
    fn shown_edited(&self, said: &Said) -> bool {
        let edits = self.edits.get(&said.id).into_iter().flatten();
        edits.into_iter().any(|name| self.named.contains_key(name))
    }

    /// All posts that show a message, oldest first.
    fn shows(&self, said: &Said) -> Vec<&'a Post> {
        let named = said.name.as_deref().and_then(|name| self.named.get(name));
        let named = named.into_iter().flatten();
        let copied = self.copies.get(&said.id).into_iter().flatten();
        let mut all: Vec<usize> = named.chain(copied).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().filter_map(|index| self.ledger.posts.get(index)).collect()
    }

    fn in_group(&self, post: &Post) -> bool {
        self.desk.desk_of(post.id.0).is_some()
    }

    /// Whether a message is a copy for the team, and not a card, a question or a list that quotes.
    fn is_relay(&self, post: &Post) -> bool {
        if post.of.is_some() {
            return true;
        }
        let mapped = self.tx.mapped(message_ref(post.id)).expect("readable");
        mapped.is_some_and(|mapped| mapped.mark == Mark::Relay)
    }

    fn is_card(&self, post: &Post) -> bool {
        let mapped = self.tx.mapped(message_ref(post.id)).expect("readable");
        mapped.is_some_and(|mapped| mapped.mark == Mark::Card)
    }

    fn gone(&self, post: &Post) -> bool {
        let topic = post.thread.map(|thread| (post.id.0, thread));
        topic.is_some_and(|topic| self.ledger.deleted_topics.contains(&topic))
            || self.ledger.deleted.contains(&post.id)
    }

    /// Whoever wrote this message was told something about it: under it, or under the first part of
    /// its album.
    fn told_under(&self, said: &Said) -> bool {
        let told = |id: Id| self.replies.contains(&id);
        told(said.id)
            || said.album
                && (1..10).any(|back| {
                    let (chat, message) = said.id;
                    told((chat, message - back))
                })
    }

    /// Under the message stands that it was not delivered, with a button to try again.
    fn offered_again(&self, said: &Said) -> bool {
        self.ledger.posts.iter().any(|post| {
            (post.id.0, post.reply_to) == (said.id.0, Some(said.id.1)) && {
                let mut buttons = post.buttons.iter().filter_map(|data| data.parse().ok());
                buttons.any(|button| matches!(button, Button::Retry(..) | Button::Reopen(_)))
            }
        })
    }

    // ---- every message arrives, once ---------------------------------------------------------

    fn users_messages(&mut self) {
        for said in &self.ledger.said {
            if said.meant != Meant::ForTeam {
                continue;
            }
            if !self.ledger.handed.contains_key(&said.id) {
                self.wrong(format!("{} was never handed to the bot", describe(said)));
                continue;
            }
            if self.forgets.covers(said, self.desk, self.ledger) || self.proof.excuses(said.id) {
                continue;
            }
            let shown: Vec<&Post> =
                self.shows(said).into_iter().filter(|p| self.in_group(p)).collect();
            let known = shown.iter().any(|post| self.is_relay(post) || self.is_card(post));
            // The machine's clock may have been set; then the times of the two sides say nothing.
            let right = self.desk.clock_is_right;
            if known && right && self.bans.forbid(said, self.ledger, &self.desk.numbers()) {
                self.wrong(format!("{} reached the team in spite of a ban", describe(said)));
            }
            let excused = self.refused.contains(&said.id)
                || self.bans.excuse(said)
                || self.forgets.any(said.by) && self.bans.any(0)
                || !right && self.bans.any(said.by);
            if !known && !excused && !self.shown_edited(said) && !self.told_under(said) {
                self.wrong(format!("{} never reached the team", describe(said)));
            }
            let relays: Vec<&Post> =
                shown.iter().copied().filter(|post| self.is_relay(post)).collect();
            self.doubles(said, &relays);
        }
    }

    fn doubles(&mut self, said: &Said, posts: &[&Post]) {
        // Where a copy could not be moved, the last place stands in another one.
        if self.ledger.places.values().any(|id| *id == said.id) {
            return;
        }
        // What stood in a topic that somebody deleted had to come again.
        let standing: Vec<&&Post> = posts.iter().filter(|post| !self.gone(post)).collect();
        let clear = standing.iter().filter(|post| post.clear).count();
        if clear > 1 {
            self.wrong(format!("{} stands {clear} times without any doubt", describe(said)));
        }
        if standing.len() > 1 {
            let mapped = self.tx.mapped(message_ref(said.id)).expect("readable");
            if !mapped.is_some_and(|mapped| mapped.maybe_double) {
                self.wrong(format!(
                    "{} stands {} times, not marked",
                    describe(said),
                    standing.len()
                ));
            }
        }
    }

    fn agents_messages(&mut self) {
        for said in &self.ledger.said {
            let Meant::ForUser(user) = said.meant else {
                continue;
            };
            let copies: Vec<&Post> =
                self.shows(said).into_iter().filter(|post| post.id.0 == user).collect();
            if self.was_recalled(said) || self.forgets.covers(said, self.desk, self.ledger) {
                continue;
            }
            let told = self.told_under(said) && !self.held.must_arrive(said.id, self.ledger);
            if copies.is_empty() && self.must_arrive(said) && !told {
                self.wrong(format!(
                    "{} never reached the user, and nobody was told",
                    describe(said)
                ));
            }
            self.doubles(said, &copies);
        }
    }

    /// What a message says in the end stands on the other side too, in its copy or on a line.
    fn edits(&mut self) {
        let edited: BTreeMap<Id, &str> = self
            .ledger
            .said
            .iter()
            .filter(|said| said.meant == Meant::Edit)
            .filter_map(|said| Some((said.id, said.name.as_deref()?)))
            .filter(|(_, name)| self.ledger.heard.contains(*name))
            .collect();
        for said in self.ledger.said.iter().filter(|said| said.meant != Meant::Edit) {
            let Some(name) = edited.get(&said.id) else { continue };
            if self.forgets.covers(said, self.desk, self.ledger) || self.proof.excuses(said.id) {
                continue;
            }
            let chats: Vec<i64> = match said.meant {
                Meant::ForTeam => self.desk.all_groups(),
                Meant::ForUser(user) => vec![user],
                Meant::Edit | Meant::Inside | Meant::Command => continue,
            };
            let copies = self.shows(said);
            // Whatever stood in a topic or a message that somebody deleted is gone with it.
            let lost = copies.iter().any(|post| chats.contains(&post.id.0) && self.gone(post));
            let fence = format!("§{name}§");
            let stands = self.named.contains_key(name)
                || chats.iter().any(|chat| {
                    let all = self.desk.sandbox.messages(*chat);
                    all.iter().any(|seen| seen.by_bot && seen.text.contains(&fence))
                });
            // A completed card quotes nothing, nor does one whose texts were let go of by then.
            let mapped = self.tx.mapped(message_ref(said.id)).expect("readable");
            let conversation = mapped
                .and_then(|mapped| self.tx.conversation(mapped.conversation).expect("readable"));
            let unquoted = conversation.is_some_and(|known| {
                let silent = !known.is_open() || known.first_line.is_none();
                silent && known.quoted == Some(message_ref(said.id))
            });
            let taken = self.was_recalled(said);
            let banned = self.bans.any(said.by);
            let taken = taken || self.refused.contains(&said.id);
            if !stands && !lost && !unquoted && !taken && !banned && !self.told_under(said) {
                self.wrong(format!(
                    "{} is {name} now, and the other side does not see it",
                    describe(said)
                ));
            }
        }
    }

    /// The copy of a live location has come to where its sender was last.
    fn places(&mut self) {
        let shared: BTreeSet<Id> = self.ledger.places.values().copied().collect();
        for id in shared {
            let original = self.desk.sandbox.message(id.0, id.1);
            let Some(location) = original.map(|seen| seen.raw["location"].clone()) else {
                continue;
            };
            let copies = self.copies.get(&id).into_iter().flatten();
            let copies: Vec<&Post> =
                copies.filter_map(|index| self.ledger.posts.get(*index)).collect();
            // What stands in another group now, or has been deleted by somebody, moves no more.
            let lost = copies.iter().any(|post| !self.desk.is_group(post.id.0) || self.gone(post));
            let heard = self.ledger.places_heard.contains(&location["latitude"].to_string());
            let forgotten = self.forgets.covers_id(id, self.ledger);
            if copies.is_empty() || lost || !heard || forgotten {
                continue;
            }
            let chats = copies.iter().map(|post| post.id.0).collect::<BTreeSet<i64>>();
            let all = chats.into_iter().flat_map(|chat| self.desk.sandbox.messages(chat));
            let all: Vec<_> = all.collect();
            let shown = all.iter().any(|seen| {
                seen.by_bot && seen.raw["location"]["latitude"] == location["latitude"]
            });
            if !shown {
                self.wrong(format!("user {}'s place {} is not where it ended", id.0, id.1));
            }
        }
    }

    /// Somebody asked for it to be taken back, or for another part of its album.
    fn was_recalled(&self, said: &Said) -> bool {
        let mapped = self.tx.mapped(message_ref(said.id)).expect("readable");
        let album = mapped.map(|mapped| mapped.album).unwrap_or_default();
        let parts = album.iter().map(|part| (part.chat.0, part.message));
        parts.chain([said.id]).any(|id| self.ledger.recalled.contains_key(&id))
    }

    /// What was taken back is gone, or it is said why not. A double that nobody can name may stay.
    fn recalls(&mut self) {
        for (id, command) in &self.ledger.recalled {
            if !self.ledger.handed.contains_key(command) || self.replies.contains(command) {
                continue;
            }
            let mut answers = self.ledger.said.iter().filter(|said| said.id == *id);
            if answers.any(|said| self.forgets.covers(said, self.desk, self.ledger)) {
                continue;
            }
            let gone = self.desk.sandbox.message(command.0, command.1).is_none();
            if !gone && self.desk.is_group(command.0) {
                self.wrongs.push(format!("nobody said what came of taking {id:?} back"));
            }
        }
    }

    /// When the bot heard of it.
    fn heard(&self, put: &Put) -> Option<i64> {
        self.ledger.puts_heard.get(&(put.by, put.on, put.at.div_euclid(1000))).copied()
    }

    /// Whether the bot can write to a chat in the end.
    fn reachable(&self, chat: i64) -> bool {
        let gone = chat > 0 && !self.desk.users.contains(&chat);
        !gone && !self.desk.sandbox.is_blocked(chat)
    }

    /// The newest of what agents have put on a copy stands on the original, and goes with theirs.
    fn reactions(&mut self) {
        let bot = self.desk.sandbox.bot_id();
        let mut on: BTreeMap<Id, Vec<&Put>> = BTreeMap::new();
        for put in &self.ledger.put {
            on.entry(put.on).or_default().push(put);
        }
        let emoji_on = |id: Id, ours: bool| {
            let seen = self.desk.sandbox.message(id.0, id.1)?;
            let mut of = seen.reactions.into_iter().rev().filter(|(who, _)| (*who == bot) == ours);
            Some(of.next().map(|(_, emoji)| emoji))
        };
        let mut wrongs = Vec::new();
        for post in self.ledger.posts.iter() {
            let (Some(puts), Some(of)) = (on.get(&post.id), post.of) else { continue };
            let copies = self.copies.get(&of).map_or(0, Vec::len);
            let all_heard = puts.iter().all(|put| self.heard(put).is_some());
            // On a part of an album it stands on the first one (telegram-facts B6).
            let album = self.ledger.said.iter().any(|said| said.album && said.id == of);
            let forgotten = self.forgets.covers_id(of, self.ledger);
            if copies > 1 || album || !all_heard || !self.reachable(of.0) || forgotten {
                continue;
            }
            let (Some(theirs), Some(ours)) = (emoji_on(post.id, false), emoji_on(of, true)) else {
                continue;
            };
            // The desk's own stand where no agent has put anything.
            let own = |emoji: &str| ["👀", "🙏"].contains(&emoji);
            let right = match (&theirs, &ours) {
                (None, Some(ours)) => own(ours),
                (theirs, ours) => theirs == ours,
            };
            if !right {
                wrongs.push(format!("{theirs:?} stands on {:?}, {ours:?} on {of:?}", post.id));
            }
        }
        self.wrongs.extend(wrongs);
    }

    /// Nothing that has arrived, or of which it was said that it has not, shows that it waits; and
    /// nothing is made to show it after it has arrived.
    fn signs(&mut self) {
        let groups = self.desk.present_groups();
        let chats = self.desk.users.iter().chain(&groups).copied();
        for chat in chats.filter(|chat| !self.desk.sandbox.is_blocked(*chat)) {
            for seen in self.desk.sandbox.messages(chat) {
                if seen.reactions.iter().any(|(_, emoji)| emoji == WAITS) {
                    self.wrongs.push(format!("{:?} shows for ever that it waits", (chat, seen.id)));
                }
            }
        }
        let clear = |id: &Id| {
            let copies = self.copies.get(id).into_iter().flatten();
            let posts = copies.filter_map(|index| self.ledger.posts.get(*index));
            posts.filter(|post| post.clear && !self.gone(post)).map(|post| post.at).min()
        };
        let mut late = Vec::new();
        for (at, id, emoji) in &self.ledger.shown {
            // A change of it may wait later than the message itself.
            if emoji.as_deref() != Some(WAITS) || self.edits.contains_key(id) {
                continue;
            }
            if let Some(arrived) = clear(id)
                && arrived + HEARD < *at
            {
                late.push(format!("{id:?} arrived at {arrived} and shows at {at} that it waits"));
            }
        }
        self.wrongs.extend(late);
    }

    /// The desk knows who can be reached, and has left nothing lying that failed meanwhile.
    fn absences(&mut self) {
        for user in &self.desk.users {
            let profile = self.tx.profile(UserId(*user)).expect("readable");
            let Some(profile) = profile else { continue };
            let (known, true_) = (profile.blocked.is_some(), self.desk.sandbox.is_blocked(*user));
            if known != true_ {
                self.wrongs.push(format!("user {user} is away: {true_}, the desk thinks {known}"));
            }
            let conversation = |id: &ConversationId| self.tx.conversation(*id).expect("readable");
            let open = profile.open.iter().filter_map(conversation);
            for open in open.filter(|open| open.blocked.is_some() != known) {
                self.wrongs.push(format!("{} does not know whether its user is away", open.id));
            }
            for row in &profile.undelivered {
                let failed = self.tx.failed(*row).expect("readable");
                if !known && !failed.is_some_and(|failed| failed.asked) {
                    self.wrongs
                        .push(format!("row {row} failed, its user {user} is back, and no more"));
                }
            }
        }
    }

    /// Whether the message is still there to be sent or spoken of.
    fn must_arrive(&self, said: &Said) -> bool {
        self.ledger.handed.contains_key(&said.id)
            && self.desk.is_group(said.id.0)
            && self.desk.sandbox.message(said.id.0, said.id.1).is_some()
    }

    // ---- nothing leaks, order is kept ----------------------------------------------------------

    fn nothing_leaks(&mut self) {
        let by_name: BTreeMap<&str, &Said> = self
            .ledger
            .said
            .iter()
            .filter_map(|said| Some((said.name.as_deref()?, said)))
            .collect();
        let by_id: BTreeMap<Id, &Said> =
            self.ledger.said.iter().rev().map(|said| (said.id, said)).collect();
        let mut topics: BTreeMap<Id, BTreeSet<i64>> = BTreeMap::new();
        for post in &self.ledger.posts {
            let originals = post
                .names
                .iter()
                .filter_map(|name| by_name.get(name.as_str()))
                .chain(post.of.and_then(|of| by_id.get(&of)));
            for said in originals {
                let user = post.id.0;
                if user > 0 && said.meant != Meant::ForUser(user) && said.by != user {
                    self.wrongs.push(format!("user {user} was shown {}", describe(said)));
                }
                // An agent may look at any history anywhere in the group.
                if user < 0
                    && (self.is_relay(post) || self.is_card(post))
                    && said.meant == Meant::ForTeam
                    && let Some(thread) = post.thread
                {
                    topics.entry((user, thread)).or_default().insert(said.by);
                }
            }
        }
        for (topic, users) in topics {
            if users.len() > 1 {
                self.wrong(format!("the topic {topic:?} holds messages of {users:?}"));
            }
        }
    }

    fn order_is_kept(&mut self) {
        // By conversation and sender: which message stood where first.
        let mut last: BTreeMap<(ConversationId, i64, i64, bool), (usize, &Said)> = BTreeMap::new();
        let mut said: Vec<&Said> = self.ledger.said.iter().filter(|said| !said.album).collect();
        said.sort_by_key(|said| said.id);
        for said in said {
            let to_team = said.meant == Meant::ForTeam;
            let user = match said.meant {
                Meant::ForTeam => said.by,
                Meant::ForUser(user) => user,
                Meant::Edit | Meant::Inside | Meant::Command => continue,
            };
            // What failed and was sent again by hand stands where it was sent again.
            if self.offered_again(said) {
                continue;
            }
            let mapped = self.tx.mapped(message_ref(said.id)).expect("readable");
            let Some(mapped) = mapped else { continue };
            let named = said.name.as_deref().and_then(|name| self.named.get(name));
            let copied = self.copies.get(&said.id);
            let first = named
                .into_iter()
                .chain(copied)
                .flatten()
                .copied()
                .filter(|index| {
                    self.ledger.posts.get(*index).is_some_and(|post| {
                        if to_team {
                            self.in_group(post) && (self.is_relay(post) || self.is_card(post))
                        } else {
                            post.id.0 == user
                        }
                    })
                })
                .min();
            let Some(first) = first else { continue };
            // What waits for a decision is overtaken by what needs none.
            let held = self.held.holds(said.id);
            let key = (mapped.conversation, said.by, said.id.0, held);
            if let Some((before, other)) = last.get(&key)
                && *before > first
            {
                self.wrongs.push(format!("{} stands before {}", describe(said), describe(other)));
            }
            last.insert(key, (first, said));
        }
    }

    // ---- what is written down ------------------------------------------------------------------

    fn conversations(&self) -> impl Iterator<Item = Conversation> + use<'a> {
        conversations(self.desk, self.tx)
    }

    fn histories(&mut self) {
        for conversation in self.conversations() {
            let id = conversation.id;
            let history = self.tx.history(id).expect("readable");
            let mut open = false;
            let mut opened = false;
            for (index, entry) in history.iter().enumerate() {
                let EntryKind::Record(record) = &entry.kind else { continue };
                let (allowed, then) = match record {
                    Record::Opened => (!opened, true),
                    Record::Completed { .. } => (open, false),
                    Record::TakenBack { .. } | Record::Reopened { .. } => (opened && !open, true),
                    Record::Assigned { .. }
                    | Record::SetAside(_)
                    | Record::Resumed(_)
                    | Record::Escalated { .. }
                    | Record::Snoozed { .. }
                    | Record::Warned
                    | Record::FirstResponse(_) => (open, open),
                    Record::Requested { .. } | Record::Rated(_) | Record::Commented => {
                        (!open, open)
                    }
                    Record::Decided { .. }
                    | Record::Blocked(_)
                    | Record::Banned { .. }
                    | Record::Unbanned(_)
                    | Record::StillNeeded
                    | Record::Merged { .. }
                    | Record::Moved { .. }
                    | Record::FollowUp { .. }
                    | Record::Tagged { .. }
                    | Record::Prioritized { .. } => (true, open),
                    Record::Promised { .. } => (open, open),
                };
                if !allowed {
                    self.wrong(format!("{id}: {record:?} (entry {index}) while open is {open}"));
                }
                opened |= matches!(record, Record::Opened);
                open = then;
                if let Record::Completed { reason: Reason::Timeout, .. } = record
                    && !conversation.is_forgotten()
                {
                    self.timeout(id, conversation.user.0, entry.at.0);
                }
            }
            if open != conversation.is_open() {
                self.wrong(format!("{id}: its history says open is {open}, its status not"));
            }
        }
    }

    /// What somebody says to another desk, or about the rating of another conversation, is no word in
    /// this one.
    fn comments_elsewhere(&self, said: &Said, id: ConversationId) -> bool {
        let mapped = self.tx.mapped(message_ref(said.id)).expect("readable");
        let Some(other) = mapped.map(|mapped| mapped.conversation).filter(|of| *of != id) else {
            return false;
        };
        let history = self.tx.history(other).expect("readable");
        other.desk != id.desk
            || history.iter().any(|entry| entry.kind == EntryKind::Record(Record::Commented))
    }

    /// A timeout is only for users who have been answered, have been warned, and have not written.
    fn timeout(&mut self, id: ConversationId, user: i64, at: i64) {
        // The machine's clock may have been set; then the times of the two sides say nothing.
        if !self.desk.clock_is_right {
            return;
        }
        let warned = self
            .ledger
            .posts
            .iter()
            .filter(|post| {
                post.id.0 == user
                    && post.at <= at
                    && post.buttons.iter().any(|data| data.parse() == Ok(Button::AllSolved(id)))
            })
            .map(|post| post.at)
            .max();
        let Some(warned) = warned else {
            self.wrong(format!("{id} timed out at {at} without a warning"));
            return;
        };
        if !settings::can_time_out(self.desk, self.ledger, id.desk, (at - 90_000, at)) {
            self.wrong(format!("{id} timed out at {at}, where nothing does"));
        }
        let least = settings::least_warning(self.desk, self.ledger, id.desk, (warned, at));
        let least = i64::try_from(least.as_millis()).unwrap_or(0);
        if at - warned < least {
            self.wrong(format!("{id} timed out {} ms after its warning", at - warned));
        }
        // What came while the bot could not hear it counts as soon as its news must have been old: a
        // poll's 25 s and 10 s more.
        let news = 60_000;
        let wrote = self.ledger.said.iter().filter(|said| {
            said.by == user
                && said.meant == Meant::ForTeam
                && !self.comments_elsewhere(said, id)
                && {
                    let handed = self.ledger.handed.get(&said.id).copied().unwrap_or(i64::MAX);
                    handed > warned && handed + 2_000 < at
                        || said.at > warned && said.at + news < at
                }
        });
        let waiting: Vec<String> = wrote.map(describe).collect();
        // An agent's 👀 keeps it open until the next answer.
        let conversation_of = |of: Id| {
            let mapped = self.tx.mapped(message_ref(of)).expect("readable");
            mapped.map(|mapped| mapped.conversation)
        };
        let promised = self.ledger.put.iter().enumerate().filter(|(index, put)| {
            let later = self.ledger.put.iter().skip(index + 1);
            let mut later = later.filter(|other| (other.by, other.on) == (put.by, put.on));
            put.emoji == Some("👀")
                && self.heard(put).is_some_and(|heard| heard + 2_000 < at)
                && !later.any(|other| other.at < at)
        });
        let unanswered: Vec<Put> = promised
            .map(|(_, put)| *put)
            .filter(|put| {
                let posts = self.ledger.posts.iter();
                let of = posts.filter(|post| post.id == put.on).find_map(|post| post.of);
                of.is_some_and(|of| conversation_of(of) == Some(id))
            })
            .filter(|put| {
                let mut answers = self.ledger.said.iter();
                !answers.any(|said| {
                    said.meant == Meant::ForUser(user) && said.at + 1_000 >= put.at && said.at < at
                })
            })
            .collect();
        for put in unanswered {
            self.wrong(format!("{id} timed out at {at} in spite of {put:?}"));
        }
        for said in waiting {
            self.wrong(format!(
                "{id} timed out at {at}, although since the warning there was {said}"
            ));
        }
    }

    /// Every card shows the truth, and every topic is as open as its conversation.
    fn cards(&mut self) {
        for desk in self.desk.numbers() {
            self.cards_of(desk);
        }
    }

    fn cards_of(&mut self, number: DeskId) {
        let desk = self.tx.desk(number).expect("readable");
        let Some(desk) = desk else { return };
        let topics = self.desk.sandbox.topics(desk.chat.0);
        for conversation in self.conversations().filter(|known| known.id.desk == number) {
            let id = conversation.id;
            let shown = conversation
                .card
                .filter(|card| card.chat == desk.chat)
                .and_then(|card| self.desk.sandbox.message(card.chat.0, card.message));
            if let Some(card) = shown {
                let status = match conversation.status_name() {
                    StatusName::Unassigned => "unassigned",
                    StatusName::InProgress => "in-progress",
                    StatusName::Pending => "pending",
                    StatusName::Completed => "completed",
                };
                let words = settings::status_words(status);
                let line = card.text.lines().next().unwrap_or_default().to_owned();
                if !words.iter().any(|word| line.contains(word)) {
                    self.wrong(format!("{id} is {status}, its card says {line:?}"));
                }
            }
            let topic = conversation
                .topic
                .filter(|_| desk.has_topics())
                .and_then(|topic| topics.iter().find(|shown| shown.thread == topic));
            if let Some(topic) = topic
                && !topic.deleted
                && topic.closed == conversation.is_open()
            {
                self.wrong(format!(
                    "{id}: open is {}, its topic {} is closed: {}",
                    conversation.is_open(),
                    topic.thread,
                    topic.closed
                ));
            }
        }
    }

    /// Nobody has anything who is not in the group any more.
    fn assignees(&mut self) {
        for conversation in self.conversations().filter(Conversation::is_open) {
            let assignee = conversation.assignee().and_then(|assignee| assignee.agent());
            if let Some(agent) =
                assignee.filter(|agent| self.desk.is_outside(conversation.id.desk, agent.0))
            {
                self.wrong(format!("{} is with {agent}, who has left", conversation.id));
            }
        }
    }

    /// Nothing waits that should not, and everything that is derived equals its recount.
    fn at_rest(&mut self, store: &Store, sandbox: &Sandbox) {
        for row in store.rows().expect("readable") {
            self.wrong(format!("still waits: row {} {:?} in {:?}", row.id, row.task, row.lane));
        }
        let now = self.desk.clock.now();
        if let Some(due) = self.tx.next_due().expect("readable")
            && due.plus(std::time::Duration::from_secs(200)) < now
        {
            self.wrong(format!("something was due at {} and it is {}", due.0, now.0));
        }
        for complaint in sandbox.complaints() {
            self.wrong(format!("Telegram would not understand: {complaint}"));
        }
        let waiting = sandbox.pending_updates();
        if waiting > 0 {
            self.wrong(format!("{waiting} updates were never taken"));
        }
        let aside = self.tx.meta::<u64>("quarantine").expect("readable").unwrap_or(0);
        if aside > 0 {
            self.wrong(format!("{aside} updates were set aside"));
        }
        for discrepancy in store.verify().expect("readable") {
            self.wrong(format!("not equal to its recount: {discrepancy:?}"));
        }
    }
}

/// Everything that the desks have.
pub fn conversations<'a>(desk: &Desk, tx: &'a Tx) -> impl Iterator<Item = Conversation> + use<'a> {
    desk.numbers().into_iter().flat_map(move |desk| {
        (1..).map_while(move |number| {
            tx.conversation(ConversationId { desk, number }).expect("readable")
        })
    })
}

pub fn describe(said: &Said) -> String {
    let name = said.name.as_deref().unwrap_or("without text");
    format!("{name} {:?} ({:?} by {} at {})", said.id, said.meant, said.by, said.at)
}
