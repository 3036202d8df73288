//! A second desk, in some simulations: its people, how users come to it, and what must hold between
//! two desks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use fastrand::Rng;
use frontdesk::domain::button::Button;
use frontdesk::domain::id::{ConversationId, DeskId, UserId};
use frontdesk::domain::reason::StatusName;
use frontdesk::domain::transition::Record;
use frontdesk::sandbox::{BotRights, Outgoing, Sandbox, Seen, Standing};
use frontdesk::store::{EntryKind, Tx};
use tempfile::TempDir;

use crate::acts::{any_agent, any_user, one, placed, press, recent, spot};
use crate::desk::{Desk, Shape, message_ref};
use crate::ledger::{Id, Ledger, Meant, Post, Press, Said};

/// How the desks are called in links and commands.
const NAMES: [&str; 2] = ["support", "billing"];

/// Until the bot has certainly heard of a message of its own, in milliseconds.
const KNOWN: i64 = 120_000;

/// How far the clocks of the two sides can be apart, in milliseconds.
const CLOCKS: i64 = 2 * 60 * 60 * 1000;

const STATUSES: [StatusName; 4] =
    [StatusName::Unassigned, StatusName::InProgress, StatusName::Pending, StatusName::Completed];

/// A group that is a desk, with its people.
pub struct Team {
    pub shape: Shape,
    pub group: i64,
    pub groups: Vec<i64>,
    pub agents: Vec<i64>,
    pub outside: BTreeSet<i64>,
    pub admin: i64,
}

/// The people of a second desk, in one simulation of three.
pub fn team(dice: &mut Rng, sandbox: &Sandbox) -> Option<Team> {
    if dice.u32(0..3) > 0 {
        return None;
    }
    let shape = [Shape::Forum, Shape::Supergroup, Shape::Basic][dice.usize(0..3)];
    let group = match shape {
        Shape::Forum => sandbox.forum("Billing"),
        Shape::Supergroup => sandbox.supergroup("Billing"),
        Shape::Basic => sandbox.basic_group("Billing"),
    };
    let admin = sandbox.user("Zoe", Some("zoe_team"), Some("en"));
    sandbox.join(group, admin, Standing::Creator);
    let joins = |name: &str| {
        let id = sandbox.user(name, Some(&format!("{}_team", name.to_lowercase())), Some("en"));
        sandbox.join(group, id, Standing::Member);
        id
    };
    let agents = ["Max", "Kim"].into_iter().map(joins).collect();
    sandbox.bot_joins(group, BotRights::all());
    Some(Team { shape, group, groups: vec![group], agents, outside: BTreeSet::new(), admin })
}

/// The settings file of two desks, which lives as long as what is handed back with its path.
pub fn file(dice: &mut Rng, (first, other): (i64, i64)) -> (TempDir, PathBuf) {
    let languages = ["", "languages = [\"ru\"]\n"][dice.usize(0..2)];
    let own = ["", "[desk.timeout]\ncomplete_after = \"10m\"\nwarn_before = \"2m\"\n"];
    let own = own[dice.usize(0..2)];
    let (support, billing) = (NAMES[0], NAMES[1]);
    let text = format!(
        "[[desk]]\nname = \"{support}\"\nchat = {first}\n\n\
         [[desk]]\nname = \"{billing}\"\nchat = {other}\n{languages}{own}"
    );
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("frontdesk.toml");
    std::fs::write(&path, text).expect("a file");
    (directory, path)
}

impl Desk {
    /// Looks at the other desk from now on, if there is one.
    pub fn change_over(&mut self) {
        if let Some(other) = &mut self.other {
            std::mem::swap(&mut self.shape, &mut other.shape);
            std::mem::swap(&mut self.group, &mut other.group);
            std::mem::swap(&mut self.groups, &mut other.groups);
            std::mem::swap(&mut self.agents, &mut other.agents);
            std::mem::swap(&mut self.outside, &mut other.outside);
            std::mem::swap(&mut self.admin, &mut other.admin);
            self.elsewhere = !self.elsewhere;
        }
    }

    /// Whether what happens next happens at the other desk, which is looked at then.
    pub fn goes_elsewhere(&mut self) -> bool {
        let goes = self.other.is_some() && self.dice.u32(0..5) < 2;
        if goes {
            self.change_over();
        }
        goes
    }

    /// Whoever belongs to a team, with its group.
    pub fn everybody(&self) -> Vec<(i64, i64)> {
        let here = self.agents.iter().map(|agent| (*agent, self.group));
        let there = self.other.iter().flat_map(|other| {
            other.agents.iter().chain([&other.admin]).map(|agent| (*agent, other.group))
        });
        here.chain(there).collect()
    }

    /// The desks, as the bot numbers them.
    pub fn numbers(&self) -> Vec<DeskId> {
        let last = if self.other.is_some() { 2 } else { 1 };
        (1..=last).map(DeskId).collect()
    }

    /// All ids that groups of desks have had.
    pub fn all_groups(&self) -> Vec<i64> {
        let there = self.other.iter().flat_map(|other| &other.groups);
        self.groups.iter().chain(there).copied().collect()
    }

    /// The groups as they are now.
    pub fn present_groups(&self) -> Vec<i64> {
        [self.group].into_iter().chain(self.other.iter().map(|other| other.group)).collect()
    }

    /// Whether this is the group of a desk now.
    pub fn is_group(&self, chat: i64) -> bool {
        self.present_groups().contains(&chat)
    }

    /// The number of the desk that is looked at, and that of the other.
    fn number(&self, of_other: bool) -> DeskId {
        if self.elsewhere == of_other { DeskId(1) } else { DeskId(2) }
    }

    /// The desk whose group this is or was.
    pub fn desk_of(&self, chat: i64) -> Option<DeskId> {
        let there = self.other.as_ref().is_some_and(|other| other.groups.contains(&chat));
        match self.groups.contains(&chat) {
            true => Some(self.number(false)),
            false => there.then_some(self.number(true)),
        }
    }

    /// The desks to whose teams somebody belongs: its group, and whether they have left it.
    pub fn memberships(&self, person: i64) -> Vec<(DeskId, i64, bool)> {
        let mut all = Vec::new();
        if self.agents.contains(&person) || self.admin == person {
            all.push((self.number(false), self.group, self.outside.contains(&person)));
        }
        if let Some(other) = &self.other
            && (other.agents.contains(&person) || other.admin == person)
        {
            all.push((self.number(true), other.group, other.outside.contains(&person)));
        }
        all
    }

    /// Whether somebody is the admin of a desk from the beginning.
    pub fn is_admin(&self, person: i64) -> bool {
        self.admin == person || self.other.as_ref().is_some_and(|other| other.admin == person)
    }

    /// Whether an agent of a desk is not in its group.
    pub fn is_outside(&self, desk: DeskId, agent: i64) -> bool {
        match &self.other {
            Some(other) if desk == self.number(true) => other.outside.contains(&agent),
            _ => self.outside.contains(&agent),
        }
    }
}

// ---- what happens ----------------------------------------------------------------------------

/// A user comes by a link to a desk, or asks where they are.
pub async fn user_goes_to_a_desk(desk: &mut Desk) -> Option<String> {
    desk.other.as_ref()?;
    let user = any_user(desk)?;
    let command =
        one(desk, &["/start support", "/start billing", "/start billing-flyer", "/desk", "/desk"])?;
    let id = desk.sandbox.try_say(user, user, Outgoing::text(command)).ok()?;
    desk.said(user, (user, id), None, Meant::Command, false);
    Some(format!("user {user}: {command}"))
}

/// A user presses the name of a desk.
pub async fn user_chooses_a_desk(desk: &mut Desk) -> Option<String> {
    desk.other.as_ref()?;
    let chooses = |data: &String| matches!(data.parse(), Ok(Button::Desk(_)));
    let post = recent(desk, |post| post.id.0 > 0 && post.buttons.iter().any(chooses))?;
    press(desk, post.id.0, post.id)
}

/// Somebody of the team moves a conversation to the other desk, or to a name that is none.
pub async fn agent_moves_a_conversation(desk: &mut Desk) -> Option<String> {
    desk.other.as_ref()?;
    let agent = any_agent(desk)?;
    let number = desk.dice.u32(1..12);
    let to = ["billing", "support", "N billing", "N support", "biling"];
    let command = format!("/move {}", one(desk, &to)?.replace('N', &number.to_string()));
    let (thread, reply_to) = match spot(desk) {
        Some((_, thread, reply_to)) => (thread, reply_to),
        None => (None, None),
    };
    let message = placed(Outgoing::text(&command), thread, reply_to);
    let id = desk.sandbox.try_say(agent, desk.group, message).ok()?;
    desk.said(agent, (desk.group, id), None, Meant::Command, false);
    Some(format!("agent {agent}: {command} in {thread:?} {reply_to:?}"))
}

// ---- what must hold --------------------------------------------------------------------------

/// What is wrong between two desks.
pub fn wrongs(desk: &Desk, ledger: &Ledger, tx: &Tx) -> Vec<String> {
    if desk.other.is_none() {
        return Vec::new();
    }
    let between = Between::new(desk, ledger, tx);
    let mut wrongs = between.nothing_is_told_elsewhere();
    wrongs.extend(between.links_are_followed());
    wrongs.extend(between.replies_go_where_they_belong());
    wrongs.extend(between.figures_sum_up());
    wrongs
}

struct Between<'a> {
    desk: &'a Desk,
    ledger: &'a Ledger,
    tx: &'a Tx,
    /// Where conversations went on at another desk: from which, to which.
    moves: Vec<(ConversationId, ConversationId)>,
    /// When conversations of a user were moved last.
    moved: BTreeMap<i64, i64>,
    /// When a user was banned anywhere, or let in again, first.
    banned: BTreeSet<i64>,
}

impl<'a> Between<'a> {
    fn new(desk: &'a Desk, ledger: &'a Ledger, tx: &'a Tx) -> Self {
        let (moves, moved, banned) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        let mut between = Self { desk, ledger, tx, moves, moved, banned };
        for id in between.conversations() {
            let conversation = tx.conversation(id).expect("readable").expect("it is there");
            let user = conversation.user.0;
            between.moves.extend(conversation.moved_from.map(|from| (from, id)));
            for entry in tx.history(id).expect("readable") {
                match entry.kind {
                    EntryKind::Record(Record::Moved { .. }) => {
                        let last = between.moved.entry(user).or_insert(entry.at.0);
                        *last = entry.at.0.max(*last);
                    }
                    EntryKind::Record(Record::Banned { .. }) => {
                        between.banned.insert(user);
                    }
                    _ => {}
                }
            }
        }
        between
    }

    fn conversations(&self) -> Vec<ConversationId> {
        let of = |desk: DeskId| {
            (1..)
                .map(move |number| ConversationId { desk, number })
                .take_while(|id| self.tx.conversation(*id).expect("readable").is_some())
        };
        self.desk.numbers().into_iter().flat_map(of).collect()
    }

    /// The conversation to which a message of a person belongs.
    fn conversation_of(&self, said: &Said) -> Option<ConversationId> {
        let mapped = self.tx.mapped(message_ref(said.id)).expect("readable");
        mapped.map(|mapped| mapped.conversation)
    }

    /// Whether something of this conversation was carried to this desk with a move.
    fn carried(&self, mut from: BTreeSet<ConversationId>, desk: DeskId) -> bool {
        loop {
            let next = self.moves.iter().filter(|(of, _)| from.contains(of)).map(|(_, to)| *to);
            let all: BTreeSet<ConversationId> = from.iter().copied().chain(next).collect();
            if all.len() == from.len() {
                return from.iter().any(|id| id.desk == desk);
            }
            from = all;
        }
    }

    /// Nothing of a conversation of one desk stands in the group of the other, but for the words
    /// that a move carries.
    fn nothing_is_told_elsewhere(&self) -> Vec<String> {
        let mut by_name: BTreeMap<&str, &Said> = BTreeMap::new();
        let mut by_id: BTreeMap<Id, &Said> = BTreeMap::new();
        for said in &self.ledger.said {
            by_name.extend(said.name.as_deref().map(|name| (name, said)));
            by_id.entry(said.id).or_insert(said);
        }
        let mut wrongs = Vec::new();
        for post in &self.ledger.posts {
            let Some(here) = self.desk.desk_of(post.id.0) else { continue };
            let named = post.names.iter().filter_map(|name| by_name.get(name.as_str()));
            let copied = post.of.and_then(|of| by_id.get(&of));
            let all = named.map(|said| (said, true)).chain(copied.map(|said| (said, false)));
            for (said, words) in all {
                let of = self.conversation_of(said);
                let Some(there) = self.desk.desk_of(said.id.0).or(of.map(|of| of.desk)) else {
                    continue;
                };
                let carried = words
                    && said.meant != Meant::Inside
                    && of.is_some_and(|of| self.carried([of].into(), here));
                if there != here && !carried {
                    wrongs.push(format!("desk {here} was shown {said:?} of desk {there}"));
                }
            }
        }
        wrongs
    }

    /// Whoever came by a link to a desk writes to that desk, until they choose again.
    fn links_are_followed(&self) -> Vec<String> {
        let is_link = |seen: &Seen| {
            let named = seen.text.strip_prefix("/start ").and_then(|to| to.split('-').next());
            named.is_some_and(|named| NAMES.contains(&named)) && !seen.by_bot
        };
        let mut links: BTreeMap<i64, Vec<Seen>> = BTreeMap::new();
        for user in self.ledger.said.iter().map(|said| said.id.0).filter(|chat| *chat > 0) {
            let all = || self.desk.sandbox.messages(user).into_iter().filter(is_link).collect();
            links.entry(user).or_insert_with(all);
        }
        let mut wrongs = Vec::new();
        for said in self.free_words() {
            let chat = said.id.0;
            let theirs = links.get(&chat).into_iter().flatten();
            let Some(link) = theirs.rev().find(|seen| seen.id < said.id.1) else { continue };
            let since = link.date * 1000;
            let chosen_otherwise = self.ledger.presses.iter().any(|press| {
                press.by == said.by
                    && press.at >= since
                    && matches!(press.data.parse(), Ok(Button::Desk(_) | Button::Forget))
            });
            // The machine's clock may have been set.
            let moved = self.moved.get(&said.by).is_some_and(|at| *at + CLOCKS >= since);
            let certain = self.ledger.handed.contains_key(&(chat, link.id));
            if chosen_otherwise || moved || !certain {
                continue;
            }
            let wanted = link.text.contains(NAMES[1]);
            let wanted = DeskId(if wanted { 2 } else { 1 });
            if let Some(of) = self.conversation_of(said).filter(|of| of.desk != wanted) {
                wrongs.push(format!("{said:?} is in {of}, after {:?}", link.text));
            }
        }
        wrongs
    }

    /// What users write to the team, where neither a ban nor a later proof can have decided. Albums
    /// wait for their end.
    fn free(&self) -> impl Iterator<Item = &'a Said> {
        let human = |press: &Press| matches!(press.data.parse(), Ok(Button::Human(_)));
        let proven = self.ledger.presses.iter().filter(|press| human(press));
        let proven: BTreeSet<i64> = proven.map(|press| press.by).collect();
        self.ledger.said.iter().filter(move |said| {
            let excused = proven.contains(&said.by) || self.banned.contains(&said.by);
            said.meant == Meant::ForTeam && !said.album && !excused
        })
    }

    /// The same without what answers something.
    fn free_words(&self) -> Vec<&'a Said> {
        self.free()
            .filter(|said| {
                let seen = self.desk.sandbox.message(said.id.0, said.id.1);
                seen.is_some_and(|seen| seen.reply_to.is_none())
            })
            .collect()
    }

    /// A reply goes to the desk of what it answers.
    fn replies_go_where_they_belong(&self) -> Vec<String> {
        let posts: BTreeMap<Id, &Post> =
            self.ledger.posts.iter().map(|post| (post.id, post)).collect();
        let mut wrongs = Vec::new();
        for said in self.free() {
            let seen = self.desk.sandbox.message(said.id.0, said.id.1);
            let Some(target) = seen.and_then(|seen| seen.reply_to) else { continue };
            let known = |post: &&&Post| post.clear && post.at + KNOWN < said.at;
            let Some(post) = posts.get(&(said.id.0, target)).filter(known) else { continue };
            let mapped = self.tx.mapped(message_ref(post.id)).expect("readable");
            let (Some(mapped), Some(of)) = (mapped, self.conversation_of(said)) else { continue };
            if !self.carried([mapped.conversation].into(), of.desk) {
                wrongs.push(format!("{said:?} answers {}, and is in {of}", mapped.conversation));
            }
        }
        wrongs
    }

    /// What each desk counts is what it has, and all together is what there is.
    fn figures_sum_up(&self) -> Vec<String> {
        let mut wrongs = Vec::new();
        let all = self.conversations();
        for desk in self.desk.numbers() {
            let here = all.iter().filter(|id| id.desk == desk).count();
            let counted: u32 = STATUSES
                .iter()
                .map(|status| self.tx.by_status(desk, *status, 0).expect("readable").1)
                .sum();
            if usize::try_from(counted) != Ok(here) {
                wrongs.push(format!("desk {desk} has {here} conversations and counts {counted}"));
            }
            let summary = self.tx.summary(desk, i32::MIN..=i32::MAX).expect("readable");
            let opened = summary.counts.get("opened").copied().unwrap_or(0);
            if usize::try_from(opened) != Ok(here) {
                wrongs.push(format!("desk {desk} has {here} conversations and opened {opened}"));
            }
        }
        let mut of_users = 0;
        for user in self.users() {
            let profile = self.tx.profile(user).expect("readable");
            of_users += profile.map_or(0, |known| known.open.len() + known.completed.len());
        }
        if of_users > all.len() {
            wrongs.push(format!("users have {of_users} conversations, desks {}", all.len()));
        }
        wrongs
    }

    fn users(&self) -> BTreeSet<UserId> {
        let of = |id: &ConversationId| self.tx.conversation(*id).expect("readable");
        self.conversations().iter().filter_map(of).map(|known| known.user).collect()
    }
}
