//! Power cuts, full disks and failing operations, at every operation of the script.

use std::sync::LazyLock;

use frontdesk::store::{Store, StoreError};

use crate::disk::{Disk, Fault};
use crate::script::{Content, STEPS, open_and_play, play, stands_at, states};

/// A disk with an empty database. Making one is not disturbed here: a new file gets its name only
/// once it is whole.
fn disk() -> Disk {
    static EMPTY: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let disk = Disk::new();
        drop(Store::open_with_backend(disk.plug_in()).unwrap());
        disk.file()
    });
    Disk::with(EMPTY.clone())
}

/// Operations of an undisturbed run.
fn operations() -> u64 {
    let disk = disk();
    drop(open_and_play(disk.plug_in(), &mut None).unwrap());
    disk.operations()
}

/// After a fault: what was acknowledged is there, at most the commit that was under way more, whole;
/// and it works on.
fn recovers(disk: &Disk, acknowledged: Option<u32>, states: &[Content], case: &str) {
    let store = Store::open_with_backend(disk.plug_in())
        .unwrap_or_else(|error| panic!("{case}: does not open: {error}"));
    let at = stands_at(&store, states).unwrap_or_else(|| panic!("{case}: no committed state"));
    let least = acknowledged.unwrap_or(0);
    assert!((least..=least + 1).contains(&at), "{case}: at {at}, acknowledged {acknowledged:?}");
    assert_eq!(store.verify().unwrap(), [], "{case}");
    if !acknowledged.unwrap_or(0).is_multiple_of(3) {
        // Going on takes longer than everything else; after one in three is enough.
        return;
    }
    play(&store, at, &mut None).unwrap_or_else(|error| panic!("{case}: does not go on: {error}"));
    assert_eq!(stands_at(&store, states), Some(STEPS), "{case}");
    assert_eq!(store.verify().unwrap(), [], "{case}");
}

#[test]
fn a_power_cut_leaves_exactly_what_was_committed() {
    let states = states();
    let all = operations();
    // Fewer would mean that the script does not reach the disk any more.
    assert!(all > 4 * u64::from(STEPS), "{all}");
    let mut cases = 0;
    for operation in 0..all {
        for seed in [operation % 2, 2 + operation * 2, 3 + operation * 2] {
            let disk = disk();
            disk.fail_at(operation, Fault::Power);
            let mut acknowledged = None;
            let played = open_and_play(disk.plug_in(), &mut acknowledged);
            let case = format!("power cut at operation {operation} with seed {seed}");
            assert!(played.is_err() || acknowledged == Some(STEPS), "{case}: nobody noticed");
            drop(played);
            disk.power_cut(seed);
            recovers(&disk, acknowledged, &states, &case);
            cases += 1;
        }
    }
    println!("{all} operations, {cases} power cuts");
    assert!(cases > 500, "{cases}");
}

#[test]
fn a_second_power_cut_while_recovering_changes_nothing() {
    let states = states();
    let all = operations();
    for operation in (0..all).step_by(7) {
        for second in 0..4 {
            let disk = disk();
            disk.fail_at(operation, Fault::Power);
            let mut acknowledged = None;
            drop(open_and_play(disk.plug_in(), &mut acknowledged));
            disk.power_cut(operation + 2);
            disk.fail_at(disk.operations() + second, Fault::Power);
            drop(Store::open_with_backend(disk.plug_in()));
            disk.power_cut(operation + second + 2);
            let case = format!("power cuts at {operation} and {second} of recovery");
            recovers(&disk, acknowledged, &states, &case);
        }
    }
}

#[test]
fn a_failing_operation_is_an_error_and_loses_nothing() {
    let states = states();
    let all = operations();
    for operation in 0..all {
        for fault in [Fault::Once, Fault::Forever] {
            let disk = disk();
            disk.fail_at(operation, fault);
            let mut acknowledged = None;
            let played = open_and_play(disk.plug_in(), &mut acknowledged);
            let case = format!("{fault:?} at operation {operation}");
            assert!(played.is_err() || acknowledged == Some(STEPS), "{case}: nobody noticed");
            drop(played);
            disk.mend();
            recovers(&disk, acknowledged, &states, &case);
        }
    }
}

#[test]
fn a_full_disk_is_said_clearly_and_loses_nothing() {
    let states = states();
    let mut refused = 0;
    for blocks in 0.. {
        let disk = disk();
        disk.full_after(blocks * 4096);
        let mut acknowledged = None;
        let played = open_and_play(disk.plug_in(), &mut acknowledged);
        let case = format!("room for {blocks} blocks");
        match played {
            Ok(_) => break,
            Err(error) => {
                refused += 1;
                assert!(matches!(error, StoreError::Full), "{case}: {error:?}");
                assert!(error.to_string().contains("make room"), "{error}");
            }
        }
        // Started again while there is still no room: nothing gets worse.
        match Store::open_with_backend(disk.plug_in()) {
            Ok(store) => {
                let at = stands_at(&store, &states);
                assert_eq!(at, Some(acknowledged.unwrap_or(0)), "{case}");
            }
            Err(error) => assert!(matches!(error, StoreError::Full), "{case}: {error:?}"),
        }
        disk.mend();
        recovers(&disk, acknowledged, &states, &case);
    }
    assert!(refused > 20, "{refused}");
}
