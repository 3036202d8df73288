//! Everything that people, networks and machines do, each declared once with its weight.
//!
//! A new event of the product joins the simulation by a line in [`ACTS`] and its function.

use std::collections::BTreeSet;
use std::time::Duration;

use frontdesk::domain::button::Button;
use frontdesk::sandbox::{Outgoing, Seen, Standing};
use futures_util::future::BoxFuture;
use serde_json::json;

use crate::bans::team_bans;
use crate::bulk::{lead_does_many_at_once, lead_stops_what_runs};
use crate::canned::agent_sends_something_canned;
use crate::desk::{Desk, Shape};
use crate::exports::operator_exports;
use crate::forgets::user_wants_to_be_forgotten;
use crate::inline::{admin_keeps_a_reply, agent_makes_a_link, somebody_asks_inline};
use crate::ledger::{Id, Meant, Post, Put};
use crate::mishaps::{
    bot_is_added_elsewhere, bot_is_removed, clock_is_set, disk_breaks, disk_is_full,
    group_is_upgraded, network_goes_down, night_falls, power_is_cut, process_dies_in_a_call,
    process_is_away_for_a_day, process_is_killed, process_is_stopped_for_a_while, rights_are_taken,
    topics_are_switched, update_ids_start_lower, updates_come_twice, warned_user_is_not_heard,
    weather_changes,
};
use crate::proof::user_shows_to_be_a_person;
use crate::quiet::agent_takes_an_answer_away;
use crate::second::{agent_moves_a_conversation, user_chooses_a_desk, user_goes_to_a_desk};
use crate::settings::{admin_looks_at_settings, somebody_changes_a_setting};
use crate::strict::agent_answers_and_decides;

type Done<'a> = BoxFuture<'a, Option<String>>;

/// One thing that can happen: how often beside the others, and what. `None` if it was not possible just then.
pub struct Act {
    pub weight: u32,
    pub run: for<'a> fn(&'a mut Desk) -> Done<'a>,
}

macro_rules! acts {
    ($($weight:literal $act:ident;)*) => {
        pub const ACTS: &[Act] = &[
            $(Act {
                weight: $weight,
                run: |desk| Box::pin($act(desk)),
            },)*
        ];
    };
}

acts! {
    // What users do.
    300 user_writes;
    60 user_writes_several;
    40 user_sends_media;
    15 user_sends_album;
    8 user_forwards;
    8 user_shares_where_they_are;
    40 user_moves;
    25 user_answers_a_message;
    20 user_edits;
    20 user_commands;
    80 user_presses;
    4 user_blocks;
    6 user_unblocks;
    8 user_is_away_for_a_while;
    1 user_deletes_the_account;
    40 user_goes_to_a_desk;
    30 user_chooses_a_desk;
    20 user_shows_to_be_a_person;
    5 user_wants_to_be_forgotten;
    // What agents do.
    260 agent_answers;
    20 agent_answers_with_media;
    10 agent_answers_with_album;
    40 agent_writes_a_note;
    220 agent_presses;
    30 agents_press_at_once;
    15 agent_presses_something_old;
    80 agent_commands;
    10 agent_edits;
    8 agent_recalls;
    3 team_bans;
    15 agent_moves_a_conversation;
    6 admin_looks_at_settings;
    25 somebody_changes_a_setting;
    3 admin_keeps_a_reply;
    15 somebody_asks_inline;
    5 agent_makes_a_link;
    15 agent_takes_an_answer_away;
    40 agent_answers_and_decides;
    25 agent_sends_something_canned;
    8 lead_does_many_at_once;
    6 lead_stops_what_runs;
    30 agent_reacts;
    4 agent_deletes_a_message;
    6 agent_closes_or_opens_a_topic;
    3 agent_leaves_or_comes;
    4 somebody_writes_as_a_channel;
    2 agent_is_promoted;
    // What becomes of the group.
    3 topic_is_deleted;
    3 rights_are_taken;
    2 bot_is_removed;
    1 bot_is_added_elsewhere;
    1 group_is_upgraded;
    1 topics_are_switched;
    // What the network does.
    12 weather_changes;
    4 network_goes_down;
    8 warned_user_is_not_heard;
    6 updates_come_twice;
    1 update_ids_start_lower;
    // What the machine does, and whoever runs it.
    4 operator_exports;
    12 process_is_killed;
    10 process_dies_in_a_call;
    5 power_is_cut;
    4 disk_breaks;
    2 disk_is_full;
    3 process_is_stopped_for_a_while;
    1 process_is_away_for_a_day;
    2 clock_is_set;
    3 night_falls;
}

/// Draws what happens next.
pub fn draw(desk: &mut Desk) -> &'static Act {
    let all: u32 = ACTS.iter().map(|act| act.weight).sum();
    let mut left = desk.dice.u32(0..all);
    for act in ACTS {
        if left < act.weight {
            return act;
        }
        left -= act.weight;
    }
    &ACTS[0]
}

// ---- users -----------------------------------------------------------------------------------

pub fn one<T: Copy>(desk: &mut Desk, from: &[T]) -> Option<T> {
    if from.is_empty() { None } else { Some(from[desk.dice.usize(0..from.len())]) }
}

pub fn any_user(desk: &mut Desk) -> Option<i64> {
    let users = desk.users.clone();
    one(desk, &users)
}

fn words(desk: &mut Desk) -> String {
    let length = [3, 12, 12, 12, 60, 400][desk.dice.usize(0..6)];
    let mut text = String::new();
    for _ in 0..length {
        text.push_str(["lorem ", "ipsum ", "📎 ", "größe ", "Ω\n", "ещё "][desk.dice.usize(0..6)]);
    }
    text
}

pub fn user_says(desk: &mut Desk, user: i64, reply_to: Option<i32>) -> Option<String> {
    let (name, fenced) = desk.line.state().ledger.name("u");
    let mut message = Outgoing::text(&format!("{fenced} {}", words(desk)));
    if let Some(target) = reply_to {
        message = message.reply_to(target);
    }
    let id = desk.sandbox.try_say(user, user, message).ok()?;
    desk.said(user, (user, id), Some(name.clone()), Meant::ForTeam, false);
    Some(format!("user {user} writes {name} as {id}"))
}

pub async fn user_writes(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    user_says(desk, user, None)
}

async fn user_writes_several(desk: &mut Desk) -> Option<String> {
    let mut all = Vec::new();
    for _ in 0..desk.dice.usize(2..25) {
        let user = if desk.dice.bool() { desk.users.first().copied() } else { any_user(desk) };
        all.push(user_says(desk, user?, None)?);
        tokio::time::sleep(Duration::from_millis(desk.dice.u64(0..400))).await;
    }
    Some(all.join("; "))
}

/// A file and the like. A dice is known again by the name that its emoji holds.
fn media(desk: &mut Desk, caption: &str, fenced: &str) -> Outgoing {
    match desk.dice.u32(0..8) {
        0 => Outgoing::photo(caption),
        1 => Outgoing::video(caption),
        2 => Outgoing::document("list.pdf", caption),
        3 => Outgoing::voice(),
        4 => Outgoing::sticker("🙂"),
        5 => Outgoing::location(),
        6 => Outgoing::contact("+100", "Somebody"),
        _ => Outgoing::raw(json!({"dice": {"emoji": format!("🎲 {fenced}"), "value": 4}})),
    }
}

async fn user_sends_media(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    let (name, fenced) = desk.line.state().ledger.name("f");
    let message = media(desk, "see here", &fenced);
    let id = desk.sandbox.try_say(user, user, message).ok()?;
    desk.said(user, (user, id), Some(name), Meant::ForTeam, false);
    Some(format!("user {user} sends a file as {id}"))
}

async fn user_forwards(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    let (name, fenced) = desk.line.state().ledger.name("u");
    let origin = json!({"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"});
    let message = Outgoing::text(&format!("{fenced} {}", words(desk))).forwarded(origin);
    let id = desk.sandbox.try_say(user, user, message).ok()?;
    desk.said(user, (user, id), Some(name.clone()), Meant::ForTeam, false);
    Some(format!("user {user} forwards {name} as {id}"))
}

/// A place where nobody has been yet.
fn place(desk: &mut Desk, of: Option<Id>, seconds: u32) -> (Outgoing, String) {
    let mut state = desk.line.state();
    let (name, _) = state.ledger.name("");
    let latitude = name.parse::<f64>().expect("a number") / 1_000_000.0;
    let key = json!(latitude).to_string();
    state.ledger.places.extend(of.map(|of| (key.clone(), of)));
    (Outgoing::live_location(latitude, 13.4, seconds), key)
}

async fn user_shares_where_they_are(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    let period = [60, 900, 3600, 28_800][desk.dice.usize(0..4)];
    let (message, key) = place(desk, None, period);
    let id = desk.sandbox.try_say(user, user, message).ok()?;
    desk.line.state().ledger.places.insert(key, (user, id));
    desk.said(user, (user, id), None, Meant::ForTeam, false);
    Some(format!("user {user} shares a live location as {id} for {period} s"))
}

async fn user_moves(desk: &mut Desk) -> Option<String> {
    let shared: Vec<Id> = {
        let state = desk.line.state();
        let places: BTreeSet<Id> = state.ledger.places.values().copied().collect();
        places.into_iter().collect()
    };
    let id = one(desk, &shared)?;
    let seen = desk.sandbox.message(id.0, id.1)?;
    let period = seen.raw["location"]["live_period"].as_u64()?;
    let period = u32::try_from(period).ok()?;
    if seen.date + i64::from(period) <= desk.now() / 1000 {
        return None;
    }
    let period = if desk.dice.u32(0..4) == 0 { 0 } else { period };
    let (there, key) = place(desk, Some(id), period);
    desk.sandbox.edit(id.0, id.0, id.1, there);
    Some(format!("user {} moves {} to {key}, live for {period} s", id.0, id.1))
}

async fn user_sends_album(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    if desk.sandbox.try_say(user, user, Outgoing::text("/help")).is_err() {
        return None;
    }
    let items = (0..desk.dice.usize(2..6)).map(|_| Outgoing::photo("one of several")).collect();
    let ids = desk.sandbox.album(user, user, items);
    for id in &ids {
        desk.said(user, (user, *id), None, Meant::ForTeam, true);
    }
    Some(format!("user {user} sends an album as {ids:?}"))
}

async fn user_answers_a_message(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    let post = recent(desk, |post| post.id.0 == user)?;
    user_says(desk, user, Some(post.id.1))
}

/// Whether people can give a message another text.
fn can_be_edited(desk: &Desk, (chat, id): Id) -> bool {
    let seen = desk.sandbox.message(chat, id);
    seen.is_some_and(|seen| seen.kind == "text" && seen.raw["forward_origin"].is_null())
}

async fn user_edits(desk: &mut Desk) -> Option<String> {
    let said: Vec<(Id, String)> = {
        let state = desk.line.state();
        let mine = state.ledger.said.iter().rev().take(30);
        mine.filter(|said| said.meant == Meant::ForTeam && can_be_edited(desk, said.id))
            .filter_map(|said| Some((said.id, said.name.clone()?)))
            .collect()
    };
    let index = desk.dice.usize(0..said.len().max(1));
    let (id, name) = said.get(index)?.clone();
    desk.sandbox.message(id.0, id.1)?;
    let (new, fenced) = desk.line.state().ledger.name("e");
    let text = Outgoing::text(&format!("{fenced} better: {}", words(desk)));
    desk.sandbox.edit(id.0, id.0, id.1, text);
    desk.said(id.0, id, Some(new.clone()), Meant::Edit, false);
    Some(format!("user {} edits {name}, which is {new} now", id.0))
}

async fn user_commands(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    let command = one(
        desk,
        &[
            "/start",
            "/start billing",
            "/new",
            "/close",
            "/language",
            "/language ru",
            "/privacy",
            "/help",
        ],
    )?;
    let id = desk.sandbox.try_say(user, user, Outgoing::text(command)).ok()?;
    desk.said(user, (user, id), None, Meant::Command, false);
    Some(format!("user {user}: {command}"))
}

pub async fn user_presses(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    let post = recent(desk, |post| post.id.0 == user && !post.buttons.is_empty())?;
    press(desk, user, post.id)
}

async fn user_blocks(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    desk.sandbox.block(user);
    Some(format!("user {user} blocks the bot"))
}

async fn user_unblocks(desk: &mut Desk) -> Option<String> {
    let user = any_user(desk)?;
    desk.sandbox.unblock(user);
    Some(format!("user {user} lets the bot in again"))
}

/// A user blocks the bot, is answered all the same, and comes back.
async fn user_is_away_for_a_while(desk: &mut Desk) -> Option<String> {
    let (user, thread, reply_to) = spot(desk)?;
    if !desk.users.contains(&user) {
        return None;
    }
    desk.sandbox.block(user);
    let pause = [5, 60, 1_000, 5_000][desk.dice.usize(0..4)];
    desk.tell(format!("user {user} blocks the bot for {pause} s"));
    for _ in 0..desk.dice.usize(1..4) {
        let agent = any_agent(desk)?;
        let (name, fenced) = desk.line.state().ledger.name("a");
        let message = placed(Outgoing::text(&format!("{fenced} are you there?")), thread, reply_to);
        if let Ok(id) = desk.sandbox.try_say(agent, desk.group, message) {
            desk.said(agent, (desk.group, id), Some(name.clone()), Meant::ForUser(user), false);
            desk.tell(format!("agent {agent} answers with {id} {name}"));
        }
        tokio::time::sleep(Duration::from_secs(pause / 4)).await;
    }
    tokio::time::sleep(Duration::from_secs(pause / 4)).await;
    desk.sandbox.unblock(user);
    Some(format!("user {user} is back"))
}

async fn user_deletes_the_account(desk: &mut Desk) -> Option<String> {
    if desk.users.len() < 3 {
        return None;
    }
    let user = desk.users.pop()?;
    desk.sandbox.deactivate(user);
    Some(format!("user {user} deletes the account"))
}

// ---- agents ----------------------------------------------------------------------------------

/// A post of the last hundred that somebody may look for, the newer the likelier.
pub fn recent(desk: &mut Desk, wanted: impl Fn(&Post) -> bool) -> Option<Post> {
    let found: Vec<Post> = {
        let state = desk.line.state();
        let last = state.ledger.posts.iter().rev().take(150);
        last.filter(|post| wanted(post)).take(12).cloned().collect()
    };
    let most = found.len();
    let index = desk.dice.usize(0..most.max(1)).min(desk.dice.usize(0..most.max(1)));
    found.get(index).cloned()
}

pub fn any_agent(desk: &mut Desk) -> Option<i64> {
    let mut team = desk.agents.clone();
    team.push(desk.admin);
    one(desk, &team)
}

pub fn press(desk: &mut Desk, by: i64, id: Id) -> Option<String> {
    // Where the bot is blocked, clients offer to start it, and no more.
    if desk.sandbox.is_blocked(by) {
        return None;
    }
    let seen: Seen = desk.sandbox.message(id.0, id.1)?;
    let shown: Vec<_> = seen.buttons.iter().flatten().filter(|b| b.data.is_some()).collect();
    let button = shown.get(desk.dice.usize(0..shown.len().max(1)))?;
    let data = button.data.clone()?;
    desk.press(by, id, &data);
    Some(format!("{by} presses {:?} under {id:?}", button.label))
}

async fn agent_presses(desk: &mut Desk) -> Option<String> {
    let agent = any_agent(desk)?;
    let group = desk.group;
    let post = recent(desk, |post| post.id.0 == group)?;
    press(desk, agent, post.id)
}

/// Two of the team do different things to one conversation within the blink of an eye.
pub async fn agents_press_at_once(desk: &mut Desk) -> Option<String> {
    let (user, thread, reply_to) = spot(desk)?;
    let mut all = Vec::new();
    for _ in 0..desk.dice.usize(2..5) {
        let agent = any_agent(desk)?;
        let command = one(desk, &["/take", "/pending", "/resume", "/unassign", "/complete"])?;
        let message = placed(Outgoing::text(command), thread, reply_to);
        let id = desk.sandbox.try_say(agent, desk.group, message).ok()?;
        desk.said(agent, (desk.group, id), None, Meant::Command, false);
        all.push(format!("{agent} {command}"));
        tokio::time::sleep(Duration::from_millis(desk.dice.u64(20..500))).await;
    }
    Some(format!("at once about user {user}: {}", all.join(", ")))
}

async fn agent_presses_something_old(desk: &mut Desk) -> Option<String> {
    let agent = any_agent(desk)?;
    let group = desk.group;
    let (one, other) = {
        let state = desk.line.state();
        let mut with: Vec<Post> = state
            .ledger
            .posts
            .iter()
            .filter(|post| post.id.0 == group && !post.buttons.is_empty())
            .cloned()
            .collect();
        drop(state);
        if with.is_empty() {
            return None;
        }
        let one = with.remove(desk.dice.usize(0..with.len()));
        let other = with.get(desk.dice.usize(0..with.len().max(1))).cloned();
        (one, other)
    };
    let data = one.buttons.get(desk.dice.usize(0..one.buttons.len()))?.clone();
    // Sometimes under another message, as a modified client can.
    let under = other.filter(|_| desk.dice.u32(0..3) == 0).map_or(one.id, |other| other.id);
    desk.press(agent, under, &data);
    Some(format!("{agent} presses the old {data:?} under {under:?}"))
}

/// Where an agent could answer a user, with that user: the topic, or the message to answer.
pub fn spot(desk: &mut Desk) -> Option<(i64, Option<i32>, Option<i32>)> {
    let group = desk.group;
    let post = recent(desk, |post| {
        post.id.0 == group
            && (post.of.is_some_and(|of| of.0 > 0)
                || post.names.iter().any(|name| name.starts_with('u')))
    })?;
    let user = {
        let state = desk.line.state();
        match post.of {
            Some(of) => of.0,
            None => {
                let name = post.names.iter().find(|name| name.starts_with('u'))?;
                let mut said = state.ledger.said.iter();
                said.find(|said| said.name.as_ref() == Some(name))?.by
            }
        }
    };
    desk.sandbox.message(post.id.0, post.id.1)?;
    let carries = post
        .buttons
        .iter()
        .filter_map(|data| data.parse::<Button>().ok())
        .any(|button| button.stands_on_cards());
    // Lists and lines of the desk tell nothing of whose topic it is, and are no place to answer.
    if post.of.is_none() && !carries {
        return None;
    }
    match (desk.shape, post.thread) {
        (Shape::Forum, Some(thread)) => Some((user, Some(thread), None)),
        // General is no place to answer either.
        (Shape::Forum, None) => None,
        (Shape::Supergroup | Shape::Basic, _) => Some((user, None, Some(post.id.1))),
    }
}

pub fn placed(message: Outgoing, thread: Option<i32>, reply_to: Option<i32>) -> Outgoing {
    let message = match thread {
        Some(thread) => message.in_topic(thread),
        None => message,
    };
    match reply_to {
        Some(target) => message.reply_to(target),
        None => message,
    }
}

fn answer(
    desk: &mut Desk,
    with: impl Fn(&mut Desk, &str) -> Outgoing,
    named: bool,
) -> Option<String> {
    let agent = any_agent(desk)?;
    let (user, thread, reply_to) = spot(desk)?;
    let (name, fenced) = desk.line.state().ledger.name("a");
    let message = placed(with(desk, &fenced), thread, reply_to);
    let id = desk.sandbox.try_say(agent, desk.group, message).ok()?;
    let name = named.then_some(name);
    desk.said(agent, (desk.group, id), name.clone(), Meant::ForUser(user), false);
    Some(format!("agent {agent} answers user {user} with {id} {name:?} in {thread:?} {reply_to:?}"))
}

pub async fn agent_answers(desk: &mut Desk) -> Option<String> {
    answer(desk, |desk, fenced| Outgoing::text(&format!("{fenced} {}", words(desk))), true)
}

async fn agent_answers_with_media(desk: &mut Desk) -> Option<String> {
    answer(desk, |desk, fenced| media(desk, "like this", fenced), true)
}

async fn agent_answers_with_album(desk: &mut Desk) -> Option<String> {
    let agent = any_agent(desk)?;
    let (user, thread, reply_to) = spot(desk)?;
    let items: Vec<Outgoing> = (0..desk.dice.usize(2..5))
        .map(|_| placed(Outgoing::photo("step"), thread, reply_to))
        .collect();
    // The group may not be open to the agent at all.
    let probe = placed(Outgoing::text("//looking"), thread, reply_to);
    desk.sandbox.try_say(agent, desk.group, probe).ok()?;
    let ids = desk.sandbox.album(agent, desk.group, items);
    for id in &ids {
        desk.said(agent, (desk.group, *id), None, Meant::ForUser(user), true);
    }
    Some(format!("agent {agent} answers user {user} with the album {ids:?}"))
}

async fn agent_writes_a_note(desk: &mut Desk) -> Option<String> {
    let agent = any_agent(desk)?;
    let (_, thread, reply_to) = spot(desk)?;
    let (name, fenced) = desk.line.state().ledger.name("n");
    let text = match desk.dice.u32(0..3) {
        0 => format!("@ben_team {fenced} what do you think"),
        _ => format!("//{fenced} only for us"),
    };
    let message = placed(Outgoing::text(&text), thread, reply_to);
    let id = desk.sandbox.try_say(agent, desk.group, message).ok()?;
    desk.said(agent, (desk.group, id), Some(name.clone()), Meant::Inside, false);
    Some(format!("agent {agent} notes {name}"))
}

async fn agent_commands(desk: &mut Desk) -> Option<String> {
    let agent = any_agent(desk)?;
    let number = desk.dice.u32(1..12);
    let command = one(
        desk,
        &[
            "/take",
            "/complete",
            "/pending",
            "/pending 2h waiting",
            "/resume",
            "/escalate",
            "/escalate N it burns",
            "/followup 2h",
            "/followup N 1d ask again",
            "/followup off",
            "/snooze 1h",
            "/snooze off",
            "/reopen",
            "/reopen N by mistake",
            "/note N a word",
            "/history",
            "/list open",
            "/list mine",
            "/list completed",
            "/queue",
            "/requests",
            "/stats 7d",
            "/settings",
            "/help",
            "/unassign",
            "/assign @ben_team",
            "/assign N @eve_team the user waits",
            "/away",
            "/away 2h",
            "/back",
            "/hours Mon-Fri 09:00-17:00",
            "/hours always",
            "/role @lea_team lead",
            "/role",
            "/audit",
            "/audit N",
            "/audit @ben_team",
            "/take N",
            "/complete N",
            "/merge N",
            "/tag billing",
            "/tag N vip billing",
            "/untag N vip",
            "/priority N high",
            "/complete all older:2h",
            "/tag old on list older:1d",
            "/priority low",
            "/set N plan gold",
            "/set plan",
            "/profile N",
            "/list open tag:vip",
            "/find the",
            "/canned add hi\nHello {name}, this is about {number}.",
            "/canned add hi de\nGuten Tag {name}!",
            "/canned hi",
            "/canned",
            "/canned remove hi de",
            "/tags billing 💶",
            "/tags billing off",
            "/tags",
            "/nonsense",
        ],
    )?
    .replace('N', &number.to_string());
    let (thread, reply_to) = match spot(desk) {
        Some((_, thread, reply_to)) if desk.dice.u32(0..4) > 0 => (thread, reply_to),
        _ => (None, None),
    };
    let message = placed(Outgoing::text(&command), thread, reply_to);
    let id = desk.sandbox.try_say(agent, desk.group, message).ok()?;
    desk.said(agent, (desk.group, id), None, Meant::Command, false);
    Some(format!("agent {agent}: {command} in {thread:?} {reply_to:?}"))
}

async fn agent_edits(desk: &mut Desk) -> Option<String> {
    let mine: Vec<(i64, Id, String)> = {
        let state = desk.line.state();
        let last = state.ledger.said.iter().rev().take(30);
        last.filter(|said| matches!(said.meant, Meant::ForUser(_)) && said.id.0 == desk.group)
            .filter(|said| can_be_edited(desk, said.id))
            .filter_map(|said| Some((said.by, said.id, said.name.clone()?)))
            .collect()
    };
    let index = desk.dice.usize(0..mine.len().max(1));
    let (agent, id, name) = mine.get(index)?.clone();
    desk.sandbox.message(id.0, id.1)?;
    // The copy's name stays, so that it is found again.
    let (new, fenced) = desk.line.state().ledger.name("c");
    let text = Outgoing::text(&format!("§{name}§ corrected: {fenced} {}", words(desk)));
    desk.sandbox.edit(agent, id.0, id.1, text);
    desk.said(agent, id, Some(new.clone()), Meant::Edit, false);
    Some(format!("agent {agent} edits {name}, which is {new} now"))
}

async fn agent_recalls(desk: &mut Desk) -> Option<String> {
    let mine: Vec<Id> = {
        let state = desk.line.state();
        let last = state.ledger.said.iter().rev().take(20);
        last.filter(|said| matches!(said.meant, Meant::ForUser(_)) && said.id.0 == desk.group)
            .map(|said| said.id)
            .collect()
    };
    let id = *mine.get(desk.dice.usize(0..mine.len().max(1)))?;
    let thread = desk.sandbox.message(id.0, id.1)?.thread;
    let agent = any_agent(desk)?;
    let command = placed(Outgoing::text("/recall"), thread, Some(id.1));
    let command = desk.sandbox.try_say(agent, desk.group, command).ok()?;
    desk.said(agent, (desk.group, command), None, Meant::Command, false);
    desk.line.state().ledger.recalled.insert(id, (desk.group, command));
    Some(format!("agent {agent} takes {id:?} back by {command}"))
}

async fn agent_reacts(desk: &mut Desk) -> Option<String> {
    // Whoever is outside sees nothing to react to.
    let agent = any_agent(desk).filter(|agent| !desk.outside.contains(agent))?;
    let (group, now) = (desk.group, desk.now());
    // Only where the bot has long known what stands there.
    let post = recent(desk, |post| {
        let known = post.clear && post.at + 120_000 < now;
        known && post.id.0 == group && post.of.is_some_and(|of| of.0 > 0)
    })?;
    let emoji = one(desk, &[Some("❤"), Some("👍"), Some("👀"), None])?;
    let before = desk.sandbox.message(post.id.0, post.id.1)?.reactions;
    desk.sandbox.react(agent, group, post.id.1, emoji);
    if desk.sandbox.message(post.id.0, post.id.1)?.reactions == before {
        return None;
    }
    let put = Put { at: now, by: agent, on: post.id, emoji };
    desk.line.state().ledger.put.push(put);
    Some(format!("agent {agent} puts {emoji:?} on {:?}", post.id))
}

async fn agent_deletes_a_message(desk: &mut Desk) -> Option<String> {
    let group = desk.group;
    let post = recent(desk, |post| post.id.0 == group)?;
    desk.sandbox.delete(post.id.0, post.id.1);
    desk.line.state().ledger.deleted.insert(post.id);
    Some(format!("somebody deletes {:?}", post.id))
}

fn any_topic(desk: &mut Desk) -> Option<(i32, bool)> {
    let open: Vec<(i32, bool)> = desk
        .sandbox
        .topics(desk.group)
        .into_iter()
        .filter(|topic| !topic.deleted)
        .map(|topic| (topic.thread, topic.closed))
        .collect();
    one(desk, &open)
}

async fn agent_closes_or_opens_a_topic(desk: &mut Desk) -> Option<String> {
    let (thread, closed) = any_topic(desk)?;
    let admin = desk.admin;
    if closed {
        desk.sandbox.reopen_topic(admin, desk.group, thread);
    } else {
        desk.sandbox.close_topic(admin, desk.group, thread);
    }
    Some(format!("the admin closes or opens the topic {thread} (was closed: {closed})"))
}

async fn topic_is_deleted(desk: &mut Desk) -> Option<String> {
    let (thread, _) = any_topic(desk)?;
    desk.sandbox.delete_topic(desk.group, thread);
    desk.line.state().ledger.deleted_topics.insert((desk.group, thread));
    Some(format!("somebody deletes the topic {thread}"))
}

async fn agent_leaves_or_comes(desk: &mut Desk) -> Option<String> {
    let agents = desk.agents.clone();
    let agent = one(desk, &agents)?;
    let standing = match desk.dice.u32(0..4) {
        0 => Standing::Left,
        1 => Standing::Banned,
        _ => Standing::Member,
    };
    desk.sandbox.set_standing(desk.group, agent, standing);
    if standing.inside() {
        desk.outside.remove(&agent);
    } else {
        desk.outside.insert(agent);
    }
    Some(format!("agent {agent} is now {}", standing.name()))
}

/// Whatever it says, it must reach nobody.
async fn somebody_writes_as_a_channel(desk: &mut Desk) -> Option<String> {
    let agent = any_agent(desk)?;
    let (_, thread, reply_to) = spot(desk)?;
    let (name, fenced) = desk.line.state().ledger.name("s");
    let message = Outgoing::text(&format!("{fenced} from our channel")).as_channel(-1_001_999);
    let id = desk.sandbox.try_say(agent, desk.group, placed(message, thread, reply_to)).ok()?;
    desk.said(agent, (desk.group, id), Some(name.clone()), Meant::Inside, false);
    Some(format!("{agent} writes {name} in the name of a channel"))
}

async fn agent_is_promoted(desk: &mut Desk) -> Option<String> {
    let agents = desk.agents.clone();
    let agent = one(desk, &agents)?;
    let standing = if desk.dice.bool() { Standing::Admin } else { Standing::Member };
    desk.line.state().ledger.promoted.insert(agent);
    desk.sandbox.set_standing(desk.group, agent, standing);
    desk.outside.remove(&agent);
    Some(format!("agent {agent} is now {}", standing.name()))
}
