//! Many conversations at once: what was asked, confirmed and stopped, and what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use frontdesk::domain::button::Button;
use frontdesk::domain::conversation::Doer;
use frontdesk::domain::id::DeskId;
use frontdesk::domain::reason::{Reason, SolvedReason};
use frontdesk::domain::transition::Record;
use frontdesk::sandbox::Outgoing;
use frontdesk::store::{EntryKind, Tx};

use crate::acts::{any_user, user_says};
use crate::checks::{Wrongs, conversations};
use crate::desk::Desk;
use crate::ledger::{Id, Ledger, Meant, Post};
use crate::presses::{Pressed, appears, buttons, press_one};
use crate::quiet::digit;
use crate::settings;

/// A tag that is put on in no other way.
const TAG: &str = "bulked";
/// How a bulk that has come to its end begins, in every language.
const OVER: [&str; 4] = ["Finished", "Готово", "已结束", "پایان یافت"];
/// Until something that was handed to the bot has taken effect, if nothing goes wrong, in
/// milliseconds.
const TAKEN_IN: i64 = 2_000;

fn is_of_bulk(button: &Button) -> bool {
    matches!(button, Button::Bulk(..) | Button::BulkCancel(..))
}

/// A lead completes or tags whatever is meant, while users go on writing.
pub async fn lead_does_many_at_once(desk: &mut Desk) -> Option<String> {
    let commands = [
        "/complete all",
        "/complete all older:20m",
        "/complete all older:2h",
        "/tag bulked on list open",
        "/tag bulked on list older:1h",
    ];
    let command = commands[desk.dice.usize(0..commands.len())];
    let (by, group, since) = (desk.admin, desk.group, desk.now());
    let id = desk.sandbox.try_say(by, group, Outgoing::text(command)).ok()?;
    desk.said(by, (group, id), None, Meant::Command, false);
    let asks = |post: &Post, button: &Button| post.id.0 == group && is_of_bulk(button);
    let question = appears(desk, since, asks).await?;
    let mut told = Vec::new();
    told.extend(writes_meanwhile(desk).await);
    let all: Vec<Button> = buttons(&question).filter(is_of_bulk).collect();
    // The last one is to cancel.
    let most = if desk.dice.u32(0..6) == 0 { all.len() } else { all.len().saturating_sub(1) };
    let button = all.get(desk.dice.usize(0..most.max(1)))?;
    press_one(desk, by, &question, button);
    if desk.dice.u32(0..4) == 0 {
        press_one(desk, by, &question, button);
    }
    if desk.dice.u32(0..3) == 0 {
        // Before the first turn, or after it.
        let pause = [500, 65_000][desk.dice.usize(0..2)];
        tokio::time::sleep(Duration::from_millis(pause)).await;
        told.extend(stops(desk, by, &question));
    }
    told.extend(writes_meanwhile(desk).await);
    Some(format!("{command}: {button} under {:?}; {}", question.id, told.join("; ")))
}

async fn writes_meanwhile(desk: &mut Desk) -> Vec<String> {
    let mut told = Vec::new();
    for _ in 0..desk.dice.usize(0..3) {
        let pause = [100, 2_000, 30_000][desk.dice.usize(0..3)];
        tokio::time::sleep(Duration::from_millis(pause)).await;
        if let Some(user) = any_user(desk) {
            told.extend(user_says(desk, user, None));
        }
    }
    told
}

/// Somebody stops what is under way.
pub async fn lead_stops_what_runs(desk: &mut Desk) -> Option<String> {
    let group = desk.group;
    let posts: Vec<Post> = {
        let state = desk.line.state();
        let of_bulk = state.ledger.posts.iter().rev().filter(|post| post.id.0 == group);
        of_bulk.filter(|post| buttons(post).any(|b| is_of_bulk(&b))).take(3).cloned().collect()
    };
    let by = desk.admin;
    posts.iter().find_map(|post| stops(desk, by, post))
}

fn stops(desk: &mut Desk, by: i64, post: &Post) -> Option<String> {
    let stop = shown(desk, post.id).into_iter().find(|b| matches!(b, Button::BulkStop(..)))?;
    press_one(desk, by, post, &stop);
    Some(format!("{by} stops {:?}", post.id))
}

/// The buttons that a message has now.
fn shown(desk: &Desk, id: Id) -> Vec<Button> {
    let seen = desk.sandbox.message(id.0, id.1);
    let all = seen.into_iter().flat_map(|seen| seen.buttons).flatten();
    all.filter_map(|button| button.data?.parse().ok()).collect()
}

/// A bulk that somebody confirmed.
struct Bulk<'a> {
    confirmed: &'a Pressed,
    question: &'a Post,
    /// The number of conversations that was told, and the least age of what is in them.
    count: usize,
    older: Option<i64>,
    /// When it was stopped.
    stopped: Option<i64>,
}

fn confirmed<'a>(ledger: &'a Ledger) -> Vec<Bulk<'a>> {
    let presses = ledger.pressed.iter().filter(|press| press.refused != Some(true));
    let bulk = |confirmed: &'a Pressed| {
        let Button::Bulk(of, _, nonce) = confirmed.button else { return None };
        let question = ledger.posts.iter().find(|post| post.id == confirmed.under)?;
        let stop = Button::BulkStop(of, nonce);
        let mut stops = ledger.pressed.iter();
        let stopped = stops.find(|press| press.button == stop && press.worked());
        let text = &question.text;
        Some(Bulk {
            confirmed,
            question,
            count: *numbers(text).first()?,
            older: text.split("older:").nth(1).and_then(age),
            stopped: stopped.map(|press| press.at),
        })
    };
    presses.filter_map(bulk).collect()
}

/// The numbers in a line.
fn numbers(text: &str) -> Vec<usize> {
    let line = text.lines().next().unwrap_or_default();
    let parts = line.split(|c: char| digit(c).is_none());
    let number = |part: &str| {
        let plain = part.chars().filter_map(|c| char::from_digit(digit(c)?, 10));
        plain.collect::<String>().parse().ok()
    };
    parts.filter_map(number).collect()
}

/// Minutes, hours or days in milliseconds.
fn age(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let unit = match text.get(end..end + 1)? {
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    Some(text.get(..end)?.parse::<i64>().ok()? * unit)
}

/// What the desk says that an agent did: a completion with a reason, or the tag of bulks.
fn deed(record: &Record) -> Option<(i64, Option<SolvedReason>)> {
    match record {
        Record::Completed { by: Doer::Agent(by), reason: Reason::Agent(reason), .. } => {
            Some((by.0, Some(*reason)))
        }
        Record::Tagged { by: Doer::Agent(by), added, .. } if added.iter().any(|tag| tag == TAG) => {
            Some((by.0, None))
        }
        _ => None,
    }
}

/// Nothing is completed or tagged but what was meant; none in which its user has written since; none
/// after a stop; as many as were told; and whatever was begun has ended.
pub fn judge(desk: &Desk, ledger: &Ledger, tx: &Tx) -> Wrongs {
    let mut wrongs = Vec::new();
    let bulks = confirmed(ledger);
    let mut done: BTreeMap<u64, usize> = BTreeMap::new();
    let mut unsure: BTreeSet<DeskId> = BTreeSet::new();
    for conversation in conversations(desk, tx) {
        let id = conversation.id;
        let history = tx.history(id).expect("readable");
        for (index, entry) in history.iter().enumerate() {
            let EntryKind::Record(record) = &entry.kind else { continue };
            let Some((by, reason)) = deed(record) else { continue };
            let pressed = ledger.pressed.iter().any(|press| match press.button {
                Button::Confirm(of, with, _) => {
                    of == id
                        && Some(with) == reason
                        && press.by == by
                        && press.refused != Some(true)
                }
                // Its user was asked, and did not answer.
                Button::AskUserFirst(of, _) => {
                    of == id && press.by == by && reason == Some(SolvedReason::UserDidNotAnswer)
                }
                _ => false,
            });
            if pressed {
                continue;
            }
            // Where no question is asked, a command is enough; then nobody can tell which it was.
            if reason.is_some() && settings::may_complete_at_once(desk, ledger, id.desk, entry.at.0)
            {
                unsure.insert(id.desk);
                continue;
            }
            let may = |bulk: &&Bulk<'_>| {
                let Button::Bulk(_, with, _) = bulk.confirmed.button else { return false };
                let before = bulk.confirmed.at <= entry.at.0 + TAKEN_IN;
                with == reason && bulk.confirmed.by == by && (before || !desk.clock_is_right)
            };
            let Some(bulk) = bulks.iter().rfind(may) else {
                wrongs.push(format!("{id}: nobody asked for {record:?}"));
                continue;
            };
            // The machine's clock may have been set; then nobody can tell which it was.
            if !desk.clock_is_right {
                continue;
            }
            *done.entry(bulk.confirmed.turn).or_default() += 1;
            if bulk.stopped.is_some_and(|at| at + TAKEN_IN < entry.at.0) {
                wrongs.push(format!("{id}: {record:?} after {:?} was stopped", bulk.question.id));
            }
            for before in history.iter().take(index) {
                let EntryKind::Said { message, .. } = &before.kind else { continue };
                let said = (message.chat.0, message.message);
                let Some(handed) = ledger.handed.get(&said).filter(|_| said.0 > 0) else {
                    continue;
                };
                if *handed > bulk.question.at {
                    wrongs.push(format!("{id}: {record:?} although {said:?} came meanwhile"));
                }
                let at = ledger.said.iter().find(|known| known.id == said).map(|known| known.at);
                let (Some(older), Some(at)) = (bulk.older, at) else { continue };
                if at + older > bulk.question.at + 1_000 {
                    wrongs.push(format!("{id}: {record:?} although {said:?} is not so old"));
                }
            }
        }
    }
    for bulk in &bulks {
        let done = done.get(&bulk.confirmed.turn).copied().unwrap_or(0);
        let of = bulk.question.id;
        if done > bulk.count {
            wrongs.push(format!("{of:?} asked about {}, and {done} were done", bulk.count));
        }
        let seen = desk.sandbox.message(of.0, of.1).filter(|_| desk.is_group(of.0));
        if shown(desk, of).iter().any(|button| matches!(button, Button::BulkStop(..))) {
            wrongs.push(format!("{of:?} is under way for ever"));
        }
        let over = seen.filter(|seen| {
            OVER.iter().any(|word| seen.text.starts_with(word)) && desk.clock_is_right
        });
        let Button::Bulk(by, ..) = bulk.confirmed.button else { continue };
        if let Some(over) = over.filter(|_| !unsure.contains(&by))
            && numbers(&over.text) != [done, bulk.count]
        {
            wrongs.push(format!("{of:?}: {done} of {}, not {:?}", bulk.count, over.text));
        }
    }
    wrongs
}
