//! The board, the lines that Telegram writes by itself, and answers that somebody takes away.

use std::collections::BTreeSet;

use frontdesk::domain::board::Board;
use frontdesk::domain::button::Button;
use frontdesk::domain::conversation::Turn;
use frontdesk::domain::id::{ConversationId, DeskId};
use frontdesk::domain::reason::StatusName;
use frontdesk::engine::DeskSettings;
use frontdesk::sandbox::Seen;
use frontdesk::service::Service;
use frontdesk::store::{Due, Tx};

use crate::acts::{any_agent, recent};
use crate::desk::Desk;
use crate::ledger::{Id, Ledger, Meant};

/// What Telegram writes by itself where somebody closes, renames, opens or pins.
const LINES: [&str; 4] =
    ["forum_topic_closed", "forum_topic_reopened", "forum_topic_edited", "pinned_message"];
/// Ten minutes without a new line, and the sweep after them, in milliseconds.
const CALM: i64 = 12 * 60 * 1000;
/// After so long Telegram deletes nothing any more, in milliseconds.
const TOO_OLD: i64 = 47 * 60 * 60 * 1000;
/// The first lines of boards.
const TITLES: [&str; 4] =
    ["How the desk stands", "Сейчас в службе поддержки", "服务台概况", "وضعیت میز"];

// ---- what happens ----------------------------------------------------------------------------

/// Somebody of the team takes an answer of the bot's away.
pub async fn agent_takes_an_answer_away(desk: &mut Desk) -> Option<String> {
    let agent = any_agent(desk).filter(|agent| !desk.outside.contains(agent))?;
    let group = desk.group;
    let dismiss = Button::Dismiss.to_string();
    let post = recent(desk, |post| post.id.0 == group && post.buttons.contains(&dismiss))?;
    desk.sandbox.message(post.id.0, post.id.1)?;
    desk.press(agent, post.id, &dismiss);
    Some(format!("agent {agent} takes {:?} away", post.id))
}

// ---- what must hold --------------------------------------------------------------------------

/// What is wrong about what keeps the groups easy to read.
pub fn wrongs(desk: &Desk, service: &Service) -> Vec<String> {
    let state = desk.line.state();
    let ledger = &state.ledger;
    let tx = service.store().write().expect("a readable database");
    let mut wrongs = Vec::new();
    for of in desk.numbers() {
        let Some(group) = tx.desk(of).expect("readable").map(|desk| desk.chat.0) else { continue };
        let all = desk.sandbox.messages(group);
        wrongs.extend(board(desk, ledger, &tx, of, &service.desks().of(of), &all));
        wrongs.extend(lines(desk, group, &all));
    }
    wrongs.extend(taken_away(desk, ledger));
    wrongs
}

/// One board is pinned where there is to be one, and says how things are.
fn board(
    desk: &Desk,
    ledger: &Ledger,
    tx: &Tx,
    of: DeskId,
    settings: &DeskSettings,
    all: &[Seen],
) -> Vec<String> {
    let boards: Vec<&Seen> = all
        .iter()
        .filter(|seen| {
            seen.by_bot && TITLES.contains(&seen.text.lines().next().unwrap_or_default())
        })
        .collect();
    let pinned: Vec<&&Seen> = boards.iter().filter(|seen| seen.pinned).collect();
    let kept: Option<Board> = tx.meta(&Board::name(of)).expect("readable");
    let message = kept.and_then(|board| board.message).map(|at| (at.chat.0, at.message));
    // It is posted anew once something changes.
    if message.is_some_and(|message| ledger.deleted.contains(&message)) {
        return Vec::new();
    }
    let wanted = usize::from(settings.board);
    if pinned.len() != wanted {
        return vec![format!("desk {of} has {} boards, and should have {wanted}", pinned.len())];
    }
    let Some(board) = pinned.first() else { return Vec::new() };
    // What changed within the last minute is still to be drawn.
    let due = tx.due_at(Due::Board(of)).expect("readable");
    if due.is_some_and(|due| due.0 < desk.clock.now().0 + 61_000) {
        return Vec::new();
    }
    let says: Vec<u32> =
        board.text.lines().filter(|line| !line.is_empty()).skip(1).map(first_number).collect();
    let is = truth(desk, tx, of);
    if says != is {
        return vec![format!("the board of desk {of} says {says:?}, and it is {is:?}")];
    }
    Vec::new()
}

/// Who waits, what nobody has, what is set aside, and what was completed today.
fn truth(desk: &Desk, tx: &Tx, of: DeskId) -> Vec<u32> {
    let (mut waiting, mut unassigned, mut pending) = (0, 0, 0);
    for number in 1.. {
        let id = ConversationId { desk: of, number };
        let Some(conversation) = tx.conversation(id).expect("readable") else { break };
        let status = conversation.status_name();
        let team = matches!(conversation.turn, Turn::Team { .. });
        let open = matches!(status, StatusName::Unassigned | StatusName::InProgress);
        waiting += u32::from(open && team);
        unassigned += u32::from(status == StatusName::Unassigned);
        pending += u32::from(status == StatusName::Pending);
    }
    let day = i32::try_from(desk.clock.now().0.div_euclid(24 * 60 * 60 * 1000)).unwrap_or(0);
    vec![waiting, unassigned, pending, tx.completed_on(of, day).expect("readable")]
}

/// The first number in a line that has one, else nothing.
fn first_number(line: &str) -> u32 {
    let digits: String = line
        .chars()
        .skip_while(|c| digit(*c).is_none())
        .map_while(digit)
        .filter_map(|digit| char::from_digit(digit, 10))
        .collect();
    digits.parse().unwrap_or(0)
}

pub fn digit(c: char) -> Option<u32> {
    match c {
        '۰'..='۹' => Some(u32::from(c) - u32::from('۰')),
        c => c.to_digit(10),
    }
}

/// Nothing stands of what Telegram wrote about the bot's own doings, once it is calm.
fn lines(desk: &Desk, group: i64, all: &[Seen]) -> Vec<String> {
    let now = desk.now();
    let own = all.iter().filter(|seen| seen.by_bot && LINES.contains(&seen.kind.as_str()));
    own.filter(|seen| {
        let at = seen.date * 1000;
        at + CALM < now && at + TOO_OLD > now && !desk.was_hindered(at)
    })
    .map(|seen| {
        format!("a line {:?} stands in {group} since {}: {}", seen.kind, seen.date, seen.id)
    })
    .collect()
}

/// What was taken away is gone, with the command that it answered.
fn taken_away(desk: &Desk, ledger: &Ledger) -> Vec<String> {
    let dismiss = Button::Dismiss.to_string();
    let commands = ledger.said.iter().filter(|said| said.meant == Meant::Command);
    let commands: BTreeSet<Id> = commands.map(|said| said.id).collect();
    let mut wrongs = Vec::new();
    for press in ledger.presses.iter().filter(|press| press.data == dismiss) {
        let answer = desk.sandbox.alerts(&press.press);
        let accepted = answer.is_some_and(|answer| !answer.alert);
        if !accepted || !desk.is_group(press.on.0) || desk.was_hindered(press.at) {
            continue;
        }
        let command = ledger.posts.iter().find(|post| post.id == press.on);
        let command = command.and_then(|post| Some((post.id.0, post.reply_to?)));
        // What is no command stays: the answer of whoever was told what goes where.
        let command = command.filter(|id| press.stood && commands.contains(id));
        let all: BTreeSet<Id> = [press.on].into_iter().chain(command).collect();
        for id in all {
            if desk.sandbox.message(id.0, id.1).is_some() {
                wrongs.push(format!("{id:?} was taken away at {} and stands", press.at));
            }
        }
    }
    wrongs
}
