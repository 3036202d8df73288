//! Everything that happens on a schedule: each job with its own loop.
//!
//! A job only says that its time has come; the engine decides what follows.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use cron::Schedule;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::domain::time::Timestamp;
use crate::engine::{EngineHandle, Input};

/// How often Telegram is asked who the administrators are (product.md section 1).
const REFRESH: Duration = Duration::from_secs(60 * 60);

/// The sweep: at every firing of its schedule, in UTC, what is due is looked at.
pub async fn sweep(
    schedule: Schedule,
    clock: Clock,
    engine: EngineHandle,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let now = clock.now();
        let from = DateTime::<Utc>::from_timestamp_millis(now.0).unwrap_or_default();
        // A schedule that never fires again is looked at once in an hour.
        let next = next_fire(&schedule, Tz::UTC, from)
            .map_or(now.plus(REFRESH), |next| Timestamp(next.timestamp_millis()));
        tokio::select! {
            biased;
            () = clock.sleep_until(next) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        if engine.submit(Input::Tick).await.is_err() {
            return;
        }
    }
}

/// Hourly: who the administrators are.
pub async fn refresh(clock: Clock, engine: EngineHandle, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            biased;
            () = clock.sleep(REFRESH) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        if engine.submit(Input::Refresh).await.is_err() {
            return;
        }
    }
}

/// Albums that wait for their end; when, the engine says after each commit.
pub async fn albums(
    clock: Clock,
    engine: EngineHandle,
    mut due: watch::Receiver<Option<Timestamp>>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let at = *due.borrow_and_update();
        let waits = async {
            match at {
                Some(at) => clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = waits => {}
            changed = due.changed() => {
                if changed.is_err() {
                    return;
                }
                continue;
            }
            _ = stop.wait_for(|stop| *stop) => return,
        }
        if engine.submit(Input::AlbumDue).await.is_err() {
            return;
        }
        if *due.borrow() == at {
            // Nothing new waits; the next album says so itself.
            tokio::select! {
            biased;
                changed = due.changed() => if changed.is_err() { return },
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }
}

/// When a job has to look at its schedule again.
#[derive(Copy, Clone, Debug)]
pub struct Moment {
    /// The moment.
    pub at: Timestamp,
    /// The schedule fires then. One that never fires again is looked at once in an hour.
    pub fires: bool,
}

/// When `schedule` fires next after `now`, by the clock on the wall in `zone`.
pub fn next_moment(schedule: &Schedule, zone: Tz, now: Timestamp) -> Moment {
    let from = DateTime::<Utc>::from_timestamp_millis(now.0).unwrap_or_default();
    match next_fire(schedule, zone, from) {
        Some(next) => Moment { at: Timestamp(next.timestamp_millis()), fires: true },
        None => Moment { at: now.plus(REFRESH), fires: false },
    }
}

/// The first firing strictly after `after`; `None` if the schedule never fires again.
///
/// The schedule speaks of the clock on the wall in `zone`. What falls into an hour that the clock
/// skips fires when it goes on; an hour that comes twice counts the first time only. So a daily job
/// runs once on every day, also on the two that have 23 and 25 hours.
///
/// The cron crate would skip the one and fire twice in the other. Therefore it is shown the wall
/// clock as if it were UTC, which has neither, and what it finds becomes an instant here. A later
/// reading of the wall clock never becomes an earlier instant, so starting at the reading of
/// `after` misses nothing.
pub fn next_fire(schedule: &Schedule, zone: Tz, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let wall = after.with_timezone(&zone).naive_local();
    schedule
        .after(&Utc.from_utc_datetime(&wall))
        .filter_map(|reading| instant(zone, reading))
        .find(|instant| *instant > after)
}

/// When a clock in `zone` first shows this, or goes on after skipping it.
fn instant(zone: Tz, reading: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let reading = reading.naive_utc();
    let found = zone.from_local_datetime(&reading).earliest().or_else(|| {
        let minute = reading.with_second(0)?;
        // The longest skip ever was a whole day.
        (1..=25 * 60).find_map(|later| {
            let reading = minute.checked_add_signed(TimeDelta::minutes(later))?;
            zone.from_local_datetime(&reading).earliest()
        })
    })?;
    Some(found.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn firings(schedule: &str, zone: Tz, after: &str, count: usize) -> Vec<String> {
        let schedule: Schedule = schedule.parse().unwrap();
        let mut now = at(after);
        let mut found = Vec::new();
        while found.len() < count {
            now = next_fire(&schedule, zone, now).unwrap();
            found.push(now.with_timezone(&zone).to_rfc3339());
        }
        found
    }

    #[test]
    fn a_skipped_hour_fires_when_the_clock_goes_on() {
        assert_eq!(
            firings("0 30 2 * * *", Tz::Europe__Berlin, "2027-03-27T00:00:00Z", 3),
            ["2027-03-27T02:30:00+01:00", "2027-03-28T03:00:00+02:00", "2027-03-29T02:30:00+02:00",]
        );
        // Several in the skipped hour are one.
        assert_eq!(
            firings("15 */20 * * * *", Tz::Europe__Berlin, "2027-03-28T00:30:00Z", 4),
            [
                "2027-03-28T01:40:15+01:00",
                "2027-03-28T03:00:00+02:00",
                "2027-03-28T03:00:15+02:00",
                "2027-03-28T03:20:15+02:00",
            ]
        );
    }

    #[test]
    fn an_hour_that_comes_twice_fires_once() {
        assert_eq!(
            firings("0 30 2 * * *", Tz::Europe__Berlin, "2027-10-30T00:00:00Z", 3),
            ["2027-10-30T02:30:00+02:00", "2027-10-31T02:30:00+02:00", "2027-11-01T02:30:00+01:00",]
        );
        // Asked in the second of the two hours.
        assert_eq!(
            firings("0 */30 * * * *", Tz::Europe__Berlin, "2027-10-31T01:10:00Z", 1),
            ["2027-10-31T03:00:00+01:00"]
        );
    }

    #[test]
    fn a_daily_job_runs_once_on_every_day() {
        let zones = [
            Tz::Europe__Berlin,
            Tz::Africa__Cairo,
            Tz::America__Asuncion,
            Tz::Australia__Lord_Howe,
        ];
        for zone in zones {
            for schedule in ["0 30 2 * * *", "0 0 0 * * *"] {
                let found = firings(schedule, zone, "2023-12-31T23:59:59Z", 3 * 366);
                let mut days: Vec<&str> =
                    found.iter().map(|at| at.split('T').next().unwrap()).collect();
                days.dedup();
                assert_eq!(days.len(), found.len(), "{zone} {schedule}");
                let first: chrono::NaiveDate = days[0].parse().unwrap();
                let last: chrono::NaiveDate = days[days.len() - 1].parse().unwrap();
                assert_eq!((last - first).num_days() + 1, 3 * 366, "{zone} {schedule}");
            }
        }
    }

    #[test]
    fn the_schedules_of_the_defaults() {
        let schedules = Config::default().schedule.clone();
        let two = |schedule: &Schedule| {
            firings(schedule.source(), Tz::UTC, "2026-07-15T10:00:05.500Z", 2)
        };
        assert_eq!(
            two(&schedules.sweep),
            ["2026-07-15T10:00:10+00:00", "2026-07-15T10:00:20+00:00"]
        );
        assert_eq!(
            two(&schedules.report_week.unwrap()),
            ["2026-07-20T09:00:00+00:00", "2026-07-27T09:00:00+00:00"]
        );
        assert_eq!(
            two(&schedules.report_month.unwrap()),
            ["2026-08-01T09:00:00+00:00", "2026-09-01T09:00:00+00:00"]
        );
        assert_eq!(schedules.backup, None);
    }
}
