//! Canned replies behind the bot's name, and links by which users come.

use std::time::Duration;

use frontdesk::domain::access::{Action, Role};
use frontdesk::domain::id::UserId;
use frontdesk::sandbox::Outgoing;
use serde_json::Value;

use crate::acts::{any_agent, any_user, one, placed, spot};
use crate::desk::{Desk, Life};
use crate::ledger::{Id, Ledger, Meant, Post};

/// So long Telegram waits for what a bot offers.
const WINDOW: Duration = Duration::from_secs(30);

// ---- what happens ----------------------------------------------------------------------------

/// The admin keeps a reply that says nothing of its user, or lets it go.
pub async fn admin_keeps_a_reply(desk: &mut Desk) -> Option<String> {
    let commands = [
        "/canned add hours\nWe are open from nine to five.",
        "/canned add hours ru\nМы работаем с девяти до пяти.",
        "/canned add sign\n{agent}, at your service",
        "/canned remove hours",
    ];
    let command = one(desk, &commands)?;
    let admin = desk.admin;
    let id = desk.sandbox.try_say(admin, desk.group, Outgoing::text(command)).ok()?;
    desk.said(admin, (desk.group, id), None, Meant::Command, false);
    Some(format!("the admin: {command:?}"))
}

/// Whether the bot hears and answers at once, as long as this does not change.
fn all_is_well(desk: &Desk) -> bool {
    let state = desk.line.state();
    let calm = state.weather == crate::wire::Weather::CALM;
    let alive = matches!(&desk.life, Life::Up(_)) && !desk.has_failed();
    calm && alive && !state.dead && state.crash_in.is_none() && desk.disk.is_well()
}

/// Whether whoever asks can be offered anything, and whether something must be.
fn may_be_offered(desk: &Desk, by: i64) -> (bool, bool) {
    let (mut member, mut something) = (false, false);
    let Life::Up(service) = &desk.life else { return (true, false) };
    let tx = service.store().write().expect("a readable database");
    for (of, group, outside) in desk.memberships(by) {
        let chat = tx.desk(of).expect("readable").map(|desk| desk.chat.0);
        if !outside {
            member = true;
            let known = tx.member(of, UserId(by)).expect("readable");
            let kept = !tx.canned_names(of).expect("readable").is_empty();
            something |= kept && chat == Some(group) && known.is_some_and(|known| known.known);
        }
    }
    (member, something)
}

/// Somebody writes the bot's name and a word behind it, and perhaps chooses what is offered.
pub async fn somebody_asks_inline(desk: &mut Desk) -> Option<String> {
    let stranger = desk.dice.u32(0..3) == 0;
    let by = if stranger { any_user(desk)? } else { any_agent(desk)? };
    let words = one(desk, &["", "", "h", "hours", "hi", "sign", "nothing like it"])?;
    let private = desk.dice.u32(0..6) == 0;
    let chat = if private { by } else { desk.group };
    let (member, something) = may_be_offered(desk, by);
    let heard_all = desk.sandbox.pending_updates() == 0;
    let mut well = all_is_well(desk) && heard_all;
    let query = desk.sandbox.inquire(by, chat, words, "");
    let asked = tokio::time::Instant::now();
    let mut offered = None;
    while offered.is_none() && asked.elapsed() < WINDOW {
        tokio::time::sleep(Duration::from_millis(250)).await;
        well &= all_is_well(desk);
        offered = desk.sandbox.offered(&query);
    }
    let told = format!("{by} asks inline for {words:?} in {chat}: {offered:?}");
    let results = offered.as_ref().map(|offered| offered.results.clone()).unwrap_or_default();
    let mut wrongs = Vec::new();
    if !results.is_empty() && (!member || private) {
        wrongs.push(format!("{by} was offered replies in {chat}: {results:?}"));
    }
    if well && offered.is_none() {
        wrongs.push(format!("{by} was never answered for {words:?}"));
    }
    if well && something && !private && words.is_empty() && results.is_empty() {
        wrongs.push(format!("{by} of the team was offered nothing"));
    }
    desk.line.state().ledger.noticed.extend(wrongs);
    if chat == desk.group && desk.dice.u32(0..4) > 0 {
        let chosen = choose(desk, by, &query, &results);
        return Some(format!("{told}; chosen is {chosen:?}"));
    }
    Some(told)
}

/// What is offered is chosen, as an answer to a user.
fn choose(desk: &mut Desk, by: i64, query: &str, results: &[Value]) -> Option<Id> {
    let index = desk.dice.usize(0..results.len().max(1));
    let result = results.get(index)?;
    let title = result["title"].as_str()?;
    let text = result["input_message_content"]["message_text"].as_str()?;
    let (user, thread, reply_to) = spot(desk)?;
    // The topic may not be open to whoever chooses.
    let probe = placed(Outgoing::text("//choosing"), thread, reply_to);
    desk.sandbox.try_say(by, desk.group, probe).ok()?;
    let there = |message| placed(message, thread, reply_to);
    let id = (desk.group, desk.sandbox.choose(query, desk.group, title, there).ok()?);
    let meant = if text.starts_with('/') { Meant::Command } else { Meant::ForUser(user) };
    desk.said(by, id, None, meant, false);
    Some(id)
}

/// Somebody of the team makes a link by which users come.
pub async fn agent_makes_a_link(desk: &mut Desk) -> Option<String> {
    let agent = any_agent(desk)?;
    let (name, _) = desk.line.state().ledger.name("l");
    let thread = spot(desk).and_then(|(_, thread, _)| thread);
    let message = placed(Outgoing::text(&format!("/link {name}")), thread, None);
    let id = desk.sandbox.try_say(agent, desk.group, message).ok()?;
    desk.said(agent, (desk.group, id), None, Meant::Command, false);
    desk.line.state().ledger.links.push(((desk.group, id), agent));
    Some(format!("agent {agent}: /link {name} as {id}"))
}

// ---- what must hold --------------------------------------------------------------------------

/// Every link that was asked for is shown once, with its picture, to those who may make any.
pub fn wrongs(desk: &Desk, ledger: &Ledger) -> Vec<String> {
    let mut wrongs = ledger.noticed.clone();
    for (command, by) in &ledger.links {
        let stands = desk.sandbox.message(command.0, command.1).is_some();
        let answers: Vec<&Post> = ledger
            .posts
            .iter()
            .filter(|post| (post.id.0, post.reply_to) == (command.0, Some(command.1)))
            .collect();
        let clear = answers.iter().filter(|post| post.clear).count();
        if clear > 1 {
            wrongs.push(format!("the link {command:?} was shown {clear} times"));
        }
        let current = desk.is_group(command.0) && ledger.handed.contains_key(command);
        if answers.is_empty() && stands && current {
            wrongs.push(format!("the link {command:?} was never shown"));
        }
        let admins_only = desk.config.roles.get(&Action::Link) == Some(&Role::Admin);
        let never = admins_only && !ledger.promoted.contains(by) && !desk.is_admin(*by);
        for answer in answers {
            let Some(seen) = desk.sandbox.message(answer.id.0, answer.id.1) else { continue };
            let shown = seen.kind == "photo" && seen.text.contains("?start=");
            if shown && never {
                wrongs.push(format!("{by} was shown the link {command:?}"));
            }
            if !shown && (!admins_only || desk.is_admin(*by)) {
                wrongs.push(format!("the link {command:?} is answered by {:?}", seen.text));
            }
        }
    }
    wrongs
}
