//! Bans: what the team does, and what may be missing because of it.

use std::collections::BTreeMap;

use frontdesk::domain::id::{ConversationId, DeskId};
use frontdesk::domain::transition::Record;
use frontdesk::sandbox::Outgoing;
use frontdesk::store::{EntryKind, Tx};

use crate::desk::Desk;
use crate::ledger::{Ledger, Meant, Said};

/// Until an update that the bot was handed has taken effect, if nothing goes wrong, in milliseconds.
const TAKEN_IN: i64 = 2_000;
/// The process is away for a day at most, in milliseconds.
const AWAY: i64 = 2 * 24 * 60 * 60 * 1000;

/// Somebody is banned, mostly for a short time, or let in again.
pub async fn team_bans(desk: &mut Desk) -> Option<String> {
    let number = desk.dice.u32(1..12);
    let commands = ["/ban N 20m", "/ban N 2h noise", "/unban N", "/unban N", "/ban N"];
    let command = commands[desk.dice.usize(0..commands.len())].replace('N', &number.to_string());
    let by = desk.admin;
    let id = desk.sandbox.try_say(by, desk.group, Outgoing::text(&command)).ok()?;
    desk.said(by, (desk.group, id), None, Meant::Command, false);
    let at = desk.now();
    desk.line.state().ledger.ban_commands.push(at);
    Some(format!("admin: {command}"))
}

/// A ban, as it is written down.
struct Ban {
    /// Where.
    desk: DeskId,
    /// When it was asked for, and when it took effect.
    asked: i64,
    at: i64,
    /// Its end, if it has one.
    ends: Option<i64>,
}

/// The bans of every user.
pub struct Bans(BTreeMap<i64, Vec<Ban>>);

impl Bans {
    pub fn of(desks: &[DeskId], tx: &Tx, ledger: &Ledger) -> Self {
        let mut bans: BTreeMap<i64, Vec<Ban>> = BTreeMap::new();
        let all = desks.iter().flat_map(|desk| {
            (1..).map_while(|number| {
                tx.conversation(ConversationId { desk: *desk, number }).expect("readable")
            })
        });
        for conversation in all {
            let (id, desk) = (conversation.id, conversation.id.desk);
            for entry in tx.history(id).expect("readable") {
                let of = bans.entry(conversation.user.0).or_default();
                match entry.kind {
                    EntryKind::Record(Record::Banned { term, .. }) => {
                        let at = entry.at.0;
                        let asked = ledger.ban_commands.iter().filter(|asked| **asked <= at);
                        let asked = asked.max().copied().unwrap_or(at);
                        of.push(Ban { desk, asked, at, ends: term.until.map(|until| until.0) });
                    }
                    EntryKind::Record(Record::Unbanned(_)) => {
                        let here = of.iter_mut().filter(|ban| ban.desk == desk);
                        let open = here.filter(|ban| ban.at <= entry.at.0);
                        for ban in open.filter(|ban| ban.ends.is_none_or(|end| end > entry.at.0)) {
                            ban.ends = Some(entry.at.0);
                        }
                    }
                    _ => {}
                }
            }
        }
        Self(bans)
    }

    /// Whether somebody was ever banned.
    pub fn any(&self, user: i64) -> bool {
        self.0.get(&user).is_some_and(|bans| !bans.is_empty())
    }

    /// What a user wrote need not have arrived: it may have been taken in while they were banned.
    pub fn excuse(&self, said: &Said) -> bool {
        let of = self.0.get(&said.by).into_iter().flatten();
        of.into_iter()
            .any(|ban| said.at + TAKEN_IN >= ban.asked && ban.ends.is_none_or(|end| said.at <= end))
    }

    /// It must not: it was certainly taken in while they were banned, everywhere.
    pub fn forbid(&self, said: &Said, ledger: &Ledger, desks: &[DeskId]) -> bool {
        let Some(handed) = ledger.handed.get(&said.id) else { return false };
        desks.iter().all(|desk| {
            let of = self.0.get(&said.by).into_iter().flatten();
            of.into_iter().filter(|ban| ban.desk == *desk).any(|ban| {
                said.at > ban.at + TAKEN_IN && ban.ends.is_none_or(|end| handed + AWAY < end)
            })
        })
    }
}
