//! Canned replies: shown first, and sent once for whoever says so.

use std::time::Duration;

use frontdesk::domain::button::Button;
use frontdesk::sandbox::Outgoing;
use frontdesk::store::Tx;

use crate::acts::{any_agent, placed, spot};
use crate::checks::Wrongs;
use crate::desk::{Desk, message_ref};
use crate::ledger::{Id, Ledger, Meant, Post};
use crate::presses::{Pressed, appears, buttons, press_one};
use crate::strict::Held;

/// The team keeps a text, and somebody looks at it and sends it: twice, or together with another
/// one, or not at all.
pub async fn agent_sends_something_canned(desk: &mut Desk) -> Option<String> {
    let (user, thread, reply_to) = spot(desk)?;
    if desk.dice.u32(0..3) == 0 {
        let (_, fenced) = desk.line.state().ledger.name("k");
        let ending = ["", ", {name}", " about {number}", " from {agent}"][desk.dice.usize(0..4)];
        let text = format!("/canned add greeting\n{fenced} Hello{ending}.");
        let id = desk.sandbox.try_say(desk.admin, desk.group, Outgoing::text(&text)).ok()?;
        desk.said(desk.admin, (desk.group, id), None, Meant::Command, false);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let (agent, since, group) = (any_agent(desk)?, desk.now(), desk.group);
    let command = placed(Outgoing::text("/canned greeting"), thread, reply_to);
    let id = desk.sandbox.try_say(agent, group, command).ok()?;
    desk.said(agent, (group, id), None, Meant::Command, false);
    let shows = |post: &Post, button: &Button| {
        post.id.0 == group && matches!(button, Button::SendCanned(..))
    };
    let preview = appears(desk, since, shows).await?;
    let all: Vec<Button> = buttons(&preview).collect();
    let mut told = Vec::new();
    for _ in 0..desk.dice.usize(0..4) {
        let pause = [0, 100, 400, 3_000][desk.dice.usize(0..4)];
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let by = if desk.dice.bool() { agent } else { any_agent(desk)? };
        // Mostly it is sent.
        let button = all.get([0, 0, 0, 1][desk.dice.usize(0..4)])?;
        press_one(desk, by, &preview, button);
        told.push(format!("{by} {button}"));
        if desk.dice.u32(0..6) == 0 {
            desk.line.state().crash_in = Some(desk.dice.u64(0..8));
        }
    }
    Some(format!("a canned reply {:?} for user {user}: {}", preview.id, told.join(", ")))
}

/// What was shown went out once if somebody sent it, and never if nobody did, or cancelled it first.
pub fn judge(desk: &Desk, ledger: &Ledger, held: &Held, tx: &Tx) -> Wrongs {
    let mut wrongs = Vec::new();
    for preview in &ledger.posts {
        let Some(id) = buttons(preview).find_map(|button| match button {
            Button::SendCanned(id, _) => Some(id),
            _ => None,
        }) else {
            continue;
        };
        let of: Id = preview.id;
        let here = |press: &&Pressed| press.under == of;
        let sends: Vec<&Pressed> = ledger
            .pressed
            .iter()
            .filter(here)
            .filter(|press| matches!(press.button, Button::SendCanned(..)))
            .collect();
        let cancelled = ledger
            .pressed
            .iter()
            .filter(here)
            .find(|press| press.button == Button::CancelCanned(id) && press.worked());
        let copies: Vec<&Post> = ledger
            .posts
            .iter()
            .filter(|post| post.of == Some(of) && desk.desk_of(post.id.0).is_none())
            .collect();
        for copy in &copies {
            let wanted = |press: &&Pressed| press.at <= copy.at && press.refused != Some(true);
            let sent = sends.iter().copied().find(wanted);
            if sent.is_none() {
                wrongs.push(format!("the canned {of:?} went out as {:?} unasked", copy.id));
            }
            if let (Some(sent), Some(cancelled)) = (sent, cancelled)
                && cancelled.turn < sent.turn
            {
                wrongs.push(format!("the canned {of:?} was cancelled, and went out"));
            }
        }
        let clear = copies.iter().filter(|copy| copy.clear).count();
        let marked = tx.mapped(message_ref(of)).expect("readable").is_none_or(|m| m.maybe_double);
        if clear > 1 || copies.len() > 1 && !marked {
            wrongs.push(format!("the canned {of:?} went out {} times", copies.len()));
        }
        let stands = desk.is_group(of.0) && desk.sandbox.message(of.0, of.1).is_some();
        let must = !held.holds(of) && !held.told(of) && !desk.config.routing.strict_assignment;
        let user = tx.conversation(id).expect("readable").map(|known| known.user.0);
        let there = user.is_some_and(|user| desk.users.contains(&user));
        if copies.is_empty() && stands && must && there && sends.iter().any(|send| send.worked()) {
            wrongs.push(format!("the canned {of:?} was sent, and never went out"));
        }
    }
    wrongs
}
