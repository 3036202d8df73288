//! Users who wait: the leads are called once for each wait, late enough, and while the desk is open.

use std::time::Duration;

use frontdesk::domain::conversation::{Conversation, Doer, Turn};
use frontdesk::domain::hours::{Hours, Opening};
use frontdesk::domain::reason::StatusName;
use frontdesk::domain::time::Timestamp;
use frontdesk::domain::transition::Record;
use frontdesk::store::{Entry, EntryKind, Speaker, Tx};

use crate::checks::{Wrongs, conversations};
use crate::desk::Desk;
use crate::ledger::Ledger;
use crate::settings;

/// From one look of the bot at what is due to the next, with an outage between, in milliseconds.
const LOOKED: i64 = 20 * 60 * 1000;

/// What is wrong about calling the leads.
pub fn judge(desk: &Desk, ledger: &Ledger, tx: &Tx) -> Wrongs {
    let mut wrongs = Vec::new();
    // The machine's clock may have been set; then the times in a history say nothing.
    if !desk.clock_is_right {
        return wrongs;
    }
    for conversation in conversations(desk, tx) {
        let id = conversation.id;
        let hours = settings::hours(desk, id.desk);
        let history = tx.history(id).expect("readable");
        let mut began: Option<Timestamp> = None;
        let mut called = false;
        // What was moved here has waited since before its history begins.
        let mut fresh = conversation.moved_from.is_none();
        for entry in &history {
            match &entry.kind {
                EntryKind::Record(Record::Escalated { by: Doer::Itself, .. }) => {
                    if called {
                        wrongs.push(format!(
                            "{id}: the leads were called twice, again at {}",
                            entry.at.0
                        ));
                    }
                    if hours.at(entry.at) != Opening::Open {
                        wrongs
                            .push(format!("{id}: the leads were called at {}, closed", entry.at.0));
                    }
                    called = true;
                    let span = (began.map_or(0, |began| began.0), entry.at.0);
                    let least = settings::least_escalation(desk, ledger, id.desk, span);
                    let due = |began| least.map(|least| hours.plus(began, least));
                    if fresh && began.and_then(due).is_none_or(|due| due > entry.at) {
                        wrongs
                            .push(format!("{id}: the leads were called at {}, early", entry.at.0));
                    }
                }
                EntryKind::Said { .. } if entry.by == Speaker::User => {
                    began = began.or(Some(entry.at));
                }
                // Whatever else may begin another wait, or end one: of those that follow only the
                // repetition is looked at.
                EntryKind::Said { .. } => (called, fresh) = (false, false),
                EntryKind::Record(record) if changes_the_turn(record) => {
                    (called, fresh) = (false, fresh && matches!(record, Record::Opened));
                }
                _ => {}
            }
        }
        wrongs.extend(never_called(desk, ledger, &conversation, &history, &hours));
    }
    wrongs
}

/// Whether another wait may have begun with it.
fn changes_the_turn(record: &Record) -> bool {
    !matches!(
        record,
        Record::Assigned { .. }
            | Record::Tagged { .. }
            | Record::Prioritized { .. }
            | Record::FollowUp { .. }
            | Record::Escalated { .. }
    )
}

/// Whoever still waits has not been forgotten.
fn never_called(
    desk: &Desk,
    ledger: &Ledger,
    conversation: &Conversation,
    history: &[Entry],
    hours: &Hours,
) -> Option<String> {
    let Turn::Team { since, .. } = conversation.turn else { return None };
    let pending = conversation.status_name() == StatusName::Pending;
    if !conversation.is_open() || pending || conversation.snoozed.is_some() {
        return None;
    }
    let now = desk.clock.now();
    let span = (since.0, now.0);
    let most = settings::most_escalation(desk, ledger, conversation.id.desk, span)?;
    let due = hours.plus(since, most + Duration::from_millis(LOOKED.unsigned_abs()));
    let called = |entry: &Entry| {
        entry.at >= since && matches!(entry.kind, EntryKind::Record(Record::Escalated { .. }))
    };
    let forgotten = due < now && hours.at(now) == Opening::Open && !history.iter().any(called);
    forgotten
        .then(|| format!("{} waits since {}, and no lead was called", conversation.id, since.0))
}
