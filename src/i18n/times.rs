//! Moments and spans in words.

use chrono::{DateTime, Datelike, Utc, Weekday};
use chrono_tz::Tz;

use crate::domain::notice::Arg;
use crate::domain::time::Timestamp;

use super::{Telling, Words};

impl Words {
    /// The zone of times and dates.
    pub fn zone(&self) -> Tz {
        self.zone
    }
}

impl Telling<'_> {
    /// The time of day, with the date unless it is today or less than twelve hours away, where a
    /// time of day can mean only one moment.
    pub(super) fn time(&self, at: Timestamp) -> String {
        let Some(then) = local(at, self.words.zone) else {
            return unknown_time();
        };
        let clock = then.format("%H:%M");
        let near = at.0.abs_diff(self.scene.now.0) < 12 * 3_600_000;
        let today = local(self.scene.now, self.words.zone)
            .is_some_and(|now| now.date_naive() == then.date_naive());
        if near || today { clock.to_string() } else { format!("{} {clock}", date(&then)) }
    }

    /// Day and time of an opening as people say it. The desk's users may live elsewhere, so that its
    /// zone is named.
    pub(super) fn opening(&mut self, at: Timestamp, depth: usize) -> String {
        let zone = self.words.zone;
        let Some((then, now)) = local(at, zone).zip(local(self.scene.now, zone)) else {
            return unknown_time();
        };
        let text = |text: String| Arg::Text(text);
        let city = zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
        let time = text(self.left_to_right(then.format("%H:%M").to_string()));
        let mut args = vec![("time", time), ("zone", text(city))];
        let key = match (then.date_naive() - now.date_naive()).num_days() {
            0 => "opening-today",
            1 => "opening-tomorrow",
            2..=6 => {
                args.push(("day", Arg::Word(on(then.weekday()).to_owned())));
                "opening-weekday"
            }
            _ => {
                args.push(("day", text(self.left_to_right(date(&then)))));
                "opening-date"
            }
        };
        self.nested(key, &args, depth)
    }
}

/// "On Monday".
fn on(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "on-monday",
        Weekday::Tue => "on-tuesday",
        Weekday::Wed => "on-wednesday",
        Weekday::Thu => "on-thursday",
        Weekday::Fri => "on-friday",
        Weekday::Sat => "on-saturday",
        Weekday::Sun => "on-sunday",
    }
}

pub(super) fn date(at: &DateTime<Tz>) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// Absent for times so far off that no calendar of ours has them.
pub(super) fn local(at: Timestamp, zone: Tz) -> Option<DateTime<Tz>> {
    // Years 1 to 9999, less a day at each end for the zone.
    const FIRST: i64 = -62_135_510_400_000;
    const LAST: i64 = 253_402_214_400_000;
    (FIRST..LAST)
        .contains(&at.0)
        .then(|| DateTime::<Utc>::from_timestamp_millis(at.0))
        .flatten()
        .map(|time| time.with_timezone(&zone))
}

pub(super) fn unknown_time() -> String {
    "—".to_owned()
}

/// The key and the number of the largest unit, rounded.
pub(super) fn largest_unit(seconds: u64) -> (&'static str, i64) {
    let rounded = |unit: u64| seconds.saturating_add(unit / 2) / unit;
    let (key, count) = if seconds < 60 {
        ("span-seconds", seconds)
    } else if rounded(60) < 60 {
        ("span-minutes", rounded(60))
    } else if rounded(3_600) < 24 {
        ("span-hours", rounded(3_600))
    } else {
        ("span-days", rounded(86_400))
    };
    (key, i64::try_from(count).unwrap_or(i64::MAX))
}
