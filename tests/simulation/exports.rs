//! Exports while the desk works: each stands in the audit, and what was exported comes back whole.

use std::time::Duration;

use frontdesk::domain::audit::{Deed, Sought};
use frontdesk::domain::id::DeskId;
use frontdesk::engine::Input;
use frontdesk::export::{self, Stop};
use frontdesk::service::Service;
use frontdesk::store::{Store, Tx};

use crate::checks::Wrongs;
use crate::desk::{Desk, Life};
use crate::ledger::Ledger;

/// Whoever asked for an export waits no longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// One run of so many ends with an export to real files.
const WITH_FILES: u64 = 16;

/// The operator asks the running bot for an export: first it writes that into the audit.
pub async fn operator_exports(desk: &mut Desk) -> Option<String> {
    let Life::Up(service) = &desk.life else { return None };
    let engine = service.engine().clone();
    desk.line.state().ledger.exports.begun += 1;
    let answer = tokio::time::timeout(PATIENCE, engine.submit(Input::Export)).await;
    // A stop waits for whoever holds the engine.
    drop(engine);
    let noted = matches!(answer, Ok(Ok(())));
    if noted {
        desk.line.state().ledger.exports.noted += 1;
    }
    Some(format!("the operator exports; it was noted: {noted}"))
}

/// Every export of which whoever asked heard stands in the audit of each desk, once.
pub fn judge(desk: &Desk, ledger: &Ledger, tx: &Tx) -> Wrongs {
    let mut wrongs = Vec::new();
    let (begun, noted) = (ledger.exports.begun, ledger.exports.noted);
    for of in desk.numbers() {
        // Before a desk is known, what happens is written down as nobody's.
        let stand = audited(tx, of) + audited(tx, DeskId(0));
        if !(noted..=begun).contains(&stand) {
            wrongs.push(format!(
                "{noted} exports of {begun} were noted, the audit of desk {of} says {stand}"
            ));
        }
    }
    wrongs
}

fn audited(tx: &Tx, of: DeskId) -> usize {
    let (mut stand, mut below) = (0, u64::MAX);
    loop {
        let part = tx.audited(of, Sought::All, below, 500).expect("readable");
        for (sequence, entry) in part.found {
            below = sequence;
            stand += usize::from(entry.what == Deed::Exported);
        }
        if !part.more {
            return stand;
        }
    }
}

/// What a desk has come to in the end is exported while it runs, and imported elsewhere.
pub async fn round_trip(desk: &Desk, service: &Service, seed: u64) -> Wrongs {
    if !seed.is_multiple_of(WITH_FILES) {
        return Vec::new();
    }
    let place = tempfile::tempdir().expect("a directory");
    let (exported, data) = (place.path().join("exported"), place.path().join("data"));
    let (store, engine) = (service.store().clone(), service.engine().clone());
    let export = export::of_running(store, engine, desk.clock.clone(), exported.clone());
    if let Err(error) = export.await {
        return vec![format!("nothing was exported: {error}")];
    }
    let was = service.store().read().expect("readable").dump().expect("readable");
    std::fs::create_dir(&data).expect("a directory");
    if let Err(error) = export::import(&data, &exported, false, &Stop::default()) {
        return vec![format!("what was exported cannot be imported: {error}")];
    }
    let imported = Store::open(&data).expect("a database");
    let is = imported.read().expect("readable").dump().expect("readable");
    let differ = was.iter().filter(|(table, rows)| is.get(*table) != Some(rows));
    differ.map(|(table, _)| format!("{table} did not come back as it was")).collect()
}
