//! A file whose bytes have changed: it opens with all that it had, or it is refused with advice.

use std::sync::LazyLock;

use frontdesk::store::{Store, StoreError};

use crate::disk::{Dice, Disk};
use crate::script::{Content, open_and_play, states};

/// A database as a clean end leaves it, as a kill leaves it, and what is in both.
struct Healthy {
    closed: Vec<u8>,
    killed: Vec<u8>,
    rows: Content,
}

static HEALTHY: LazyLock<Healthy> = LazyLock::new(|| {
    let disk = Disk::new();
    let store = open_and_play(disk.plug_in(), &mut None).unwrap();
    let killed = disk.file();
    drop(store);
    let rows = states().pop().unwrap();
    Healthy { closed: disk.file(), killed, rows }
});

#[derive(PartialEq, Eq, Debug)]
enum Outcome {
    Same,
    Refused,
}

/// Opens a damaged file and reads all of it.
fn outcome(file: Vec<u8>, case: &str) -> Outcome {
    let disk = Disk::with(file);
    let read = Store::open_with_backend(disk.plug_in()).and_then(|store| {
        let discrepancies = store.verify()?;
        Ok((store.read()?.dump()?, discrepancies))
    });
    match read {
        Ok((rows, discrepancies)) => {
            assert!(rows == HEALTHY.rows, "{case}: silently wrong");
            assert_eq!(discrepancies, [], "{case}");
            Outcome::Same
        }
        Err(error) => {
            let advice = matches!(error, StoreError::Damaged(_) | StoreError::Value(_));
            assert!(advice, "{case}: {error:?}");
            assert!(error.to_string().contains("frontdesk restore FILE"), "{case}: {error}");
            Outcome::Refused
        }
    }
}

/// Damages both files at every one of these places with each of these masks, and counts what is
/// refused.
fn flip(places: impl Iterator<Item = usize> + Clone, masks: &[u8]) -> (usize, usize) {
    let (mut same, mut refused) = (0, 0);
    for (name, healthy) in [("closed", &HEALTHY.closed), ("killed", &HEALTHY.killed)] {
        for place in places.clone() {
            for mask in masks {
                let mut file = healthy.clone();
                let place = place % file.len();
                file[place] ^= mask;
                match outcome(file, &format!("{name}, byte {place} changed by {mask:#04x}")) {
                    Outcome::Same => same += 1,
                    Outcome::Refused => refused += 1,
                }
            }
        }
    }
    (same, refused)
}

#[test]
fn an_undamaged_file_opens() {
    assert_eq!(outcome(HEALTHY.closed.clone(), "closed"), Outcome::Same);
    assert_eq!(outcome(HEALTHY.killed.clone(), "killed"), Outcome::Same);
}

#[test]
fn every_byte_of_the_header_may_change() {
    // The header is 320 bytes; the rest of its page is not used.
    let (same, refused) = flip(0..320, &[0x01, 0x80, 0xFF]);
    println!("header: {same} opened with everything, {refused} refused");
    assert!(refused > 300, "{same} {refused}");
    flip((320..8192).step_by(97), &[0xFF]);
}

#[test]
fn any_byte_may_change() {
    let mut dice = Dice::new(7);
    // Only what is not empty: the rest of the file is room.
    let used: Vec<usize> =
        (0..HEALTHY.closed.len()).filter(|place| HEALTHY.closed[*place] != 0).collect();
    let places: Vec<usize> =
        (0..300).map(|_| used[usize::try_from(dice.roll(used.len() as u64)).unwrap()]).collect();
    let (same, refused) = flip(places.into_iter(), &[0x10]);
    println!("anywhere: {same} opened with everything, {refused} refused");
    assert!(refused > 30, "{same} {refused}");
}

#[test]
fn a_file_may_be_cut_anywhere() {
    let healthy = &HEALTHY.closed;
    let mut dice = Dice::new(8);
    let some = (0..100).map(|_| usize::try_from(dice.roll(healthy.len() as u64)).unwrap());
    let mut refused = 0;
    for length in (1..400).step_by(13).chain(some).chain([healthy.len() - 1, healthy.len() - 4096])
    {
        let file = healthy[..length].to_vec();
        if outcome(file, &format!("cut to {length}")) == Outcome::Refused {
            refused += 1;
        }
    }
    assert!(refused > 50, "{refused}");
    // Bytes that do not belong to it.
    let mut longer = healthy.clone();
    longer.extend([7; 10_000]);
    outcome(longer, "longer");
    for rubbish in [vec![0; 8192], vec![0xFF; 8192], b"rubbish".to_vec()] {
        assert_eq!(outcome(rubbish, "rubbish"), Outcome::Refused);
    }
}

#[test]
fn an_emptied_file_is_not_taken_for_a_new_one() {
    let data = tempfile::tempdir().unwrap();
    drop(Store::open(data.path()).unwrap());
    std::fs::write(data.path().join(frontdesk::store::FILE), b"").unwrap();
    let error = Store::open(data.path()).err().unwrap();
    assert!(error.to_string().contains("the file is empty"), "{error}");
}

#[test]
fn a_database_that_was_half_made_by_a_killed_start_is_made_anew() {
    for left in [Vec::new(), vec![0; 40_960], b"rubbish".to_vec()] {
        let data = tempfile::tempdir().unwrap();
        let new = data.path().join("frontdesk.redb.new");
        std::fs::write(&new, &left).unwrap();
        drop(Store::open(data.path()).unwrap());
        assert!(!new.exists());
        assert_eq!(Store::open(data.path()).unwrap().verify().unwrap(), []);
    }
}

/// What a check at the start costs: run with `--nocapture` to see it. The bound is wide; it only
/// keeps a start from waiting for minutes.
#[test]
fn the_largest_file_that_is_checked_at_the_start_opens_soon() {
    let data = tempfile::tempdir().unwrap();
    let megabytes = std::env::var("FRONTDESK_CHECK_MB").map_or(20, |mb| mb.parse().unwrap());
    let store = Store::open(data.path()).unwrap();
    let text = "x".repeat(500);
    for part in 0..megabytes {
        let tx = store.write().unwrap();
        for n in 0..2000 {
            tx.set_meta(&format!("part-{part}-{n}"), &text).unwrap();
        }
        tx.commit().unwrap();
    }
    drop(store);
    let file = data.path().join(frontdesk::store::FILE);
    let size = std::fs::metadata(&file).unwrap().len() >> 20;
    let begin = std::time::Instant::now();
    drop(Store::open(data.path()).unwrap());
    let start = begin.elapsed();
    let begin = std::time::Instant::now();
    let store = Store::open_checked(&file).unwrap();
    let check = begin.elapsed();
    let begin = std::time::Instant::now();
    assert_eq!(store.verify().unwrap(), []);
    println!("{size} MB: start {start:?}, check {check:?}, verify {:?}", begin.elapsed());
    assert!(start.as_secs() < 20);
}
