//! Settings in the chat: who changes what, and what must follow from it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use frontdesk::domain::audit::{Deed, Sought};
use frontdesk::domain::button::Button;
use frontdesk::domain::hours::Hours;
use frontdesk::domain::id::DeskId;
use frontdesk::engine::{Composed, Composer};
use frontdesk::sandbox::Outgoing;
use frontdesk::service::Service;
use frontdesk::store::{Due, Tx};

use crate::acts::{any_agent, recent};
use crate::desk::Desk;
use crate::ledger::{Ledger, Meant, Press};

/// Until a press that was answered is in force, in milliseconds: a press lives no longer.
const IN_FORCE: i64 = 20_000;

/// Lengths of silence of the user, by name.
pub const COMPLETE_AFTER: &str = "timeout.complete_after";
pub const WARN_BEFORE: &str = "timeout.warn_before";
/// Until the leads are called, by name.
const ESCALATE_AFTER: &str = "timeout.escalate_after";
/// Whether a completion asks first, by name.
const CONFIRM: &str = "completion.confirm";

// ---- what happens ----------------------------------------------------------------------------

/// The admin looks at the settings.
pub async fn admin_looks_at_settings(desk: &mut Desk) -> Option<String> {
    let admin = desk.admin;
    let id = desk.sandbox.try_say(admin, desk.group, Outgoing::text("/settings")).ok()?;
    desk.said(admin, (desk.group, id), None, Meant::Command, false);
    Some("the admin looks at the settings".to_owned())
}

fn parsed(data: &str) -> Option<Button> {
    let button: Button = data.parse().ok()?;
    matches!(
        button,
        Button::Settings(..)
            | Button::SettingsChanged(_)
            | Button::Setting(..)
            | Button::SetTo(..)
            | Button::SetBack(..)
    )
    .then_some(button)
}

/// Somebody turns the pages of the settings, and changes one, mostly the admin.
pub async fn somebody_changes_a_setting(desk: &mut Desk) -> Option<String> {
    let by = if desk.dice.u32(0..6) == 0 { any_agent(desk)? } else { desk.admin };
    let group = desk.group;
    let has = |data: &String| parsed(data).is_some();
    let post = recent(desk, |post| post.id.0 == group && post.buttons.iter().any(has))?;
    let mut told = Vec::new();
    for _ in 0..desk.dice.usize(1..5) {
        let seen = desk.sandbox.message(post.id.0, post.id.1)?;
        let shown = seen.buttons.iter().flatten().filter_map(|button| button.data.clone());
        let all: Vec<String> = shown.filter(has).collect();
        let values: Vec<String> = all
            .iter()
            .filter(|data| matches!(parsed(data), Some(Button::SetTo(..) | Button::SetBack(..))))
            .cloned()
            .collect();
        let from = if values.is_empty() || desk.dice.u32(0..4) == 0 { all } else { values };
        let index = desk.dice.usize(0..from.len().max(1));
        let data = from.get(index)?.clone();
        desk.press(by, post.id, &data);
        told.push(data);
        let pause = [100, 700, 3_000][desk.dice.usize(0..3)];
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    Some(format!("{by} presses {told:?} under {:?}", post.id))
}

// ---- what must hold --------------------------------------------------------------------------

/// What came of a press.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum Came {
    Accepted,
    Refused,
    /// Its answer was lost, or came too late.
    Unknown,
}

/// A change that somebody pressed for.
struct Change<'a> {
    press: &'a Press,
    name: String,
    /// `None` takes back what was chosen.
    value: Option<String>,
    came: Came,
}

/// All changes of a desk's settings that were pressed for in its group, in their order.
fn changes<'a>(desk: &Desk, ledger: &'a Ledger, of: DeskId) -> Vec<Change<'a>> {
    let here = ledger.presses.iter().filter(|press| desk.desk_of(press.on.0) == Some(of));
    here.filter_map(|press| {
        let (at, name, value) = match parsed(&press.data)? {
            Button::SetTo(at, name, value, _) => (at, name, Some(value)),
            Button::SetBack(at, name, _) => (at, name, None),
            _ => return None,
        };
        let came = match desk.sandbox.alerts(&press.press) {
            Some(answer) if answer.alert => Came::Refused,
            Some(_) => Came::Accepted,
            None => Came::Unknown,
        };
        (at == of).then_some(Change { press, name, value, came })
    })
    .collect()
}

/// What can have been chosen for a setting at some time within a span.
fn chosen_within(
    changes: &[Change<'_>],
    name: &str,
    (from, to): (i64, i64),
) -> BTreeSet<Option<String>> {
    let mut possible = BTreeSet::from([None]);
    for change in changes.iter().filter(|change| change.name == name) {
        if change.press.at > to || change.came == Came::Refused {
            continue;
        }
        if change.came == Came::Accepted && change.press.at + IN_FORCE <= from {
            possible.clear();
        }
        possible.insert(change.value.clone());
    }
    possible
}

fn composer(desk: &Desk) -> Composer {
    desk.config.composer(&desk.numbers())
}

/// The settings of a desk with this chosen for one of them.
fn composed(desk: &Desk, of: DeskId, name: &str, value: Option<String>) -> Composed {
    let chosen: BTreeMap<String, String> =
        value.map(|value| (name.to_owned(), value)).into_iter().collect();
    composer(desk).compose(of, &chosen)
}

/// The shortest warning that can have been in force within a span, by the machine's clock.
pub fn least_warning(desk: &Desk, ledger: &Ledger, of: DeskId, span: (i64, i64)) -> Duration {
    let changes = changes(desk, ledger, of);
    let values = chosen_within(&changes, WARN_BEFORE, span);
    let all = values
        .into_iter()
        .map(|value| composed(desk, of, WARN_BEFORE, value).settings.rules.warn_before);
    all.min().unwrap_or_default()
}

/// When a desk is open.
pub fn hours(desk: &Desk, of: DeskId) -> Hours {
    composer(desk).compose(of, &BTreeMap::new()).settings.rules.hours
}

/// Until the leads are called, as it can have been in force within a span: each, `None` for never.
fn escalations(
    desk: &Desk,
    ledger: &Ledger,
    of: DeskId,
    span: (i64, i64),
) -> Vec<Option<Duration>> {
    let changes = changes(desk, ledger, of);
    let values = chosen_within(&changes, ESCALATE_AFTER, span).into_iter();
    let in_force = |value| composed(desk, of, ESCALATE_AFTER, value).settings.rules.escalate_after;
    values.map(in_force).collect()
}

/// The shortest of them; `None` if they cannot have been called.
pub fn least_escalation(
    desk: &Desk,
    ledger: &Ledger,
    of: DeskId,
    span: (i64, i64),
) -> Option<Duration> {
    escalations(desk, ledger, of, span).into_iter().flatten().min()
}

/// The longest of them; `None` if they need not have been called.
pub fn most_escalation(
    desk: &Desk,
    ledger: &Ledger,
    of: DeskId,
    span: (i64, i64),
) -> Option<Duration> {
    let all: Option<Vec<Duration>> = escalations(desk, ledger, of, span).into_iter().collect();
    all?.into_iter().max()
}

/// Whether `/complete` can have completed something without a question at this time.
pub fn may_complete_at_once(desk: &Desk, ledger: &Ledger, of: DeskId, at: i64) -> bool {
    let changes = changes(desk, ledger, of);
    let mut values = chosen_within(&changes, CONFIRM, (at - 90_000, at + 90_000)).into_iter();
    values.any(|value| !composed(desk, of, CONFIRM, value).settings.rules.confirm)
}

/// Whether the user's silence can have completed anything within a span.
pub fn can_time_out(desk: &Desk, ledger: &Ledger, of: DeskId, span: (i64, i64)) -> bool {
    let changes = changes(desk, ledger, of);
    let mut values = chosen_within(&changes, COMPLETE_AFTER, span).into_iter();
    values.any(|value| {
        let composed = composed(desk, of, COMPLETE_AFTER, value);
        composed.settings.rules.complete_after.is_some()
    })
}

/// What is wrong about the settings, once all is calm.
pub fn wrongs(desk: &Desk, service: &Service) -> Vec<String> {
    let state = desk.line.state();
    let tx = service.store().write().expect("a readable database");
    let mut wrongs = Vec::new();
    for of in desk.numbers() {
        let changes = changes(desk, &state.ledger, of);
        let kept = tx.all_chosen(of).expect("readable");
        let kept: BTreeMap<String, String> =
            kept.into_iter().filter_map(|(name, chosen)| Some((name, chosen.value?))).collect();
        let names: BTreeSet<&String> =
            changes.iter().map(|change| &change.name).chain(kept.keys()).collect();
        for name in names {
            let possible = chosen_within(&changes, name, (i64::MAX, i64::MAX));
            if !possible.contains(&kept.get(name).cloned()) {
                let is = kept.get(name);
                wrongs.push(format!("desk {of}: {name} is {is:?}, pressed was {possible:?}"));
            }
        }
        let composed = composer(desk).compose(of, &kept);
        if *service.desks().of(of) != composed.settings {
            wrongs.push(format!("desk {of} does not follow what was chosen: {kept:?}"));
        }
        wrongs.extend(audited(&tx, of, &changes));
        wrongs.extend(due_times(&tx, of, &composed));
    }
    wrongs
}

/// Every change stands in the audit, once.
fn audited(tx: &Tx, of: DeskId, changes: &[Change<'_>]) -> Vec<String> {
    let mut stand: BTreeMap<String, usize> = BTreeMap::new();
    let mut below = u64::MAX;
    loop {
        let part = tx.audited(of, Sought::All, below, 500).expect("readable");
        for (sequence, entry) in part.found {
            below = sequence;
            if let Deed::Setting { key, .. } = entry.what {
                *stand.entry(key).or_default() += 1;
            }
        }
        if !part.more {
            break;
        }
    }
    let names: BTreeSet<&String> =
        changes.iter().map(|change| &change.name).chain(stand.keys()).collect();
    let mut wrongs = Vec::new();
    for name in names {
        let count = |came: Came| {
            changes.iter().filter(|change| change.name == *name && change.came == came).count()
        };
        let stands = stand.get(name).copied().unwrap_or(0);
        let (accepted, unknown) = (count(Came::Accepted), count(Came::Unknown));
        if !(accepted..=accepted + unknown).contains(&stands) {
            wrongs.push(format!(
                "desk {of}: {name} was changed {accepted} times, and perhaps {unknown} times \
                 more; the audit says {stands}"
            ));
        }
    }
    wrongs
}

/// Whatever happens by itself to what is open is due no later than what is in force says.
fn due_times(tx: &Tx, of: DeskId, composed: &Composed) -> Vec<String> {
    let gap_ended = tx.meta("gap-ended").expect("readable").unwrap_or_default();
    let mut wrongs = Vec::new();
    for number in 1.. {
        let id = frontdesk::domain::id::ConversationId { desk: of, number };
        let Some(conversation) = tx.conversation(id).expect("readable") else { break };
        if !conversation.is_open() {
            continue;
        }
        let is = tx.due_at(Due::Conversation(id)).expect("readable");
        let Some(right) = conversation.deadline(&composed.settings.rules, gap_ended) else {
            continue;
        };
        if is.is_none_or(|is| is > right) {
            wrongs.push(format!("{id} is due at {is:?}, and should be at {right:?}"));
        }
    }
    wrongs
}

/// The words of a status on a card, in every language that a group can choose.
pub fn status_words(name: &str) -> Vec<String> {
    const WORDS: [&str; 4] = [
        include_str!("../../locales/en/desk.ftl"),
        include_str!("../../locales/ru/desk.ftl"),
        include_str!("../../locales/zh-hans/desk.ftl"),
        include_str!("../../locales/fa/desk.ftl"),
    ];
    let in_file = |file: &&str| {
        let line = file.lines().find_map(|line| line.strip_prefix(&format!("status-{name} = ")));
        line.map(str::to_owned)
    };
    WORDS.iter().filter_map(in_file).collect()
}
