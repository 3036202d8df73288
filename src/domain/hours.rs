//! When the team works: weekly hours and holidays in its own zone.
//!
//! Pure: every moment comes in as an argument. Promises: what is counted in business time never ends
//! while the desk is closed; a day with daylight-saving change is as long as it is, and an hour that
//! comes twice is open twice. A desk without hours is always open.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// So many days are looked at for the next opening; who is closed for longer has no next opening.
const DAYS_AHEAD: usize = 800;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Hours of a week's days in which somebody works.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpenHours {
    /// The days, as they follow each other.
    pub days: Vec<Weekday>,
    /// The first minute, counted from midnight (0–1439).
    pub from: u16,
    /// The minute after the last, counted from midnight; greater than `from`, at most 1440.
    pub until: u16,
}

/// `Mon-Fri 09:00-18:00`
impl FromStr for OpenHours {
    type Err = String;

    /// # Errors
    /// Says how it is written.
    fn from_str(item: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "\"{item}\" is no opening; write it like Mon-Fri 09:00-18:00 or Sat 10:00-14:00"
            )
        };
        let (days, times) = item.split_once(char::is_whitespace).ok_or_else(wrong)?;
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let first: Weekday = first.parse().map_err(|_| wrong())?;
        let last: Weekday = last.parse().map_err(|_| wrong())?;
        let (from, until) = times.trim().split_once('-').ok_or_else(wrong)?;
        let from = minute(from).ok_or_else(wrong)?;
        let until = minute(until).ok_or_else(wrong)?;
        if until <= from {
            return Err(format!(
                "\"{item}\" ends before it begins; write one opening up to 24:00 and one from 00:00"
            ));
        }
        let mut days = vec![first];
        let mut day = first;
        while day != last {
            day = day.succ();
            days.push(day);
        }
        Ok(Self { days, from, until })
    }
}

/// As it is read, with English names of days.
impl fmt::Display for OpenHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.days.first(), self.days.last()) {
            (Some(first), Some(last)) if first != last => write!(f, "{first}-{last} ")?,
            (first, _) => first.map_or(Ok(()), |day| write!(f, "{day} "))?,
        }
        let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        write!(f, "{}-{}", time(self.from), time(self.until))
    }
}

/// `09:30` as minutes from midnight; `24:00` is the end of the day.
pub fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || minute.len() != 2 || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= DAY).then_some(all)
}

/// When a desk is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hours {
    /// The zone of the hours and holidays.
    pub zone: Tz,
    /// The weekly hours; none means all day.
    pub open: Vec<OpenHours>,
    /// Days on which it is closed.
    pub holidays: Vec<NaiveDate>,
}

impl Default for Hours {
    fn default() -> Self {
        Self { zone: Tz::UTC, open: Vec::new(), holidays: Vec::new() }
    }
}

/// Whether a desk is open at a moment.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Opening {
    /// It is.
    Open,
    /// It opens then; `None` if it does not within two years.
    Closed(Option<Timestamp>),
}

impl Hours {
    /// Whether it is open then.
    pub fn at(&self, at: Timestamp) -> Opening {
        if self.always() {
            return Opening::Open;
        }
        match self.from(at).next() {
            Some((begin, _)) if begin <= at => Opening::Open,
            next => Opening::Closed(next.map(|(begin, _)| begin)),
        }
    }

    /// The next moment after this one at which it opens; `None` if it is always open, or does not
    /// open within two years.
    pub fn opens_after(&self, at: Timestamp) -> Option<Timestamp> {
        if self.always() {
            return None;
        }
        self.from(at).map(|(begin, _)| begin).find(|begin| *begin > at)
    }

    /// The moment at which so much business time has passed since `from`. It lies within open hours:
    /// what is over exactly when the desk closes, is over when it opens again. Where it never opens
    /// again, the calendar counts.
    pub fn plus(&self, from: Timestamp, span: Duration) -> Timestamp {
        if self.always() {
            return from.plus(span);
        }
        let mut left = span;
        for (begin, end) in self.from(from) {
            let begin = begin.max(from);
            let open = end.since(begin);
            if left < open {
                return begin.plus(left);
            }
            left = left.saturating_sub(open);
        }
        from.plus(span)
    }

    /// A minute of the day that many days after a moment's, in the zone.
    pub fn on_day(&self, now: Timestamp, days: u64, minute: u16) -> Option<Timestamp> {
        let day = self.date(now).checked_add_days(Days::new(days))?;
        self.moment(day, minute, false)
    }

    fn date(&self, at: Timestamp) -> NaiveDate {
        let moment = DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or_default();
        moment.with_timezone(&self.zone).date_naive()
    }

    fn always(&self) -> bool {
        self.open.is_empty() && self.holidays.is_empty()
    }

    /// The open spans that end after a moment, in order and apart from each other.
    fn from(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let day = self.date(at);
        let days = std::iter::successors(Some(day), |day| day.checked_add_days(Days::new(1)));
        days.take(DAYS_AHEAD).flat_map(|day| self.day(day)).filter(move |(_, end)| *end > at)
    }

    fn day(&self, day: NaiveDate) -> Vec<(Timestamp, Timestamp)> {
        if self.holidays.contains(&day) {
            return Vec::new();
        }
        let whole = OpenHours { days: vec![day.weekday()], from: 0, until: DAY };
        let weekly = if self.open.is_empty() { std::slice::from_ref(&whole) } else { &self.open };
        let mut minutes: Vec<(u16, u16)> = weekly
            .iter()
            .filter(|open| open.days.contains(&day.weekday()))
            .map(|open| (open.from, open.until))
            .collect();
        minutes.sort_unstable();
        let mut apart: Vec<(u16, u16)> = Vec::new();
        for (from, until) in minutes {
            match apart.last_mut() {
                Some((_, last)) if from <= *last => *last = until.max(*last),
                _ => apart.push((from, until)),
            }
        }
        apart
            .into_iter()
            .filter_map(|(from, until)| {
                Some((self.moment(day, from, false)?, self.moment(day, until, true)?))
            })
            .collect()
    }

    /// A minute of a day as a moment. Of an hour that comes twice the first begins and the second
    /// ends an opening; one that is skipped is the moment after it.
    fn moment(&self, day: NaiveDate, minute: u16, ends: bool) -> Option<Timestamp> {
        let mut local =
            day.and_hms_opt(0, 0, 0)?.checked_add_signed(TimeDelta::minutes(minute.into()))?;
        for _ in 0..DAY {
            let found = match self.zone.from_local_datetime(&local) {
                LocalResult::Single(found) => Some(found),
                LocalResult::Ambiguous(first, second) => Some(if ends { second } else { first }),
                LocalResult::None => None,
            };
            if let Some(found) = found {
                return Some(Timestamp(found.timestamp_millis()));
            }
            local = local.checked_add_signed(TimeDelta::minutes(1))?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn berlin() -> Hours {
        let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        Hours {
            zone: Tz::Europe__Berlin,
            open: vec![
                OpenHours { days: week.to_vec(), from: 9 * 60, until: 18 * 60 },
                OpenHours { days: vec![Weekday::Sat], from: 10 * 60, until: 14 * 60 },
            ],
            holidays: vec![NaiveDate::from_ymd_opt(2026, 12, 25).unwrap()],
        }
    }

    fn utc(text: &str) -> Timestamp {
        let at = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        Timestamp(at.and_utc().timestamp_millis())
    }

    fn hours(hours: u64) -> Duration {
        Duration::from_secs(hours * 3600)
    }

    #[test]
    fn a_week_opens_and_closes() {
        let desk = berlin();
        // Berlin is an hour ahead in winter.
        assert_eq!(desk.at(utc("2026-11-23 08:00")), Opening::Open);
        assert_eq!(desk.at(utc("2026-11-23 16:59")), Opening::Open);
        let tuesday = Opening::Closed(Some(utc("2026-11-24 08:00")));
        assert_eq!(desk.at(utc("2026-11-23 17:00")), tuesday);
        assert_eq!(desk.at(utc("2026-11-24 07:59")), tuesday);
        // After Thursday comes Christmas, which is a Friday, and Saturday's shorter hours.
        let saturday = Opening::Closed(Some(utc("2026-12-26 09:00")));
        assert_eq!(desk.at(utc("2026-12-24 20:00")), saturday);
        assert_eq!(Hours::default().at(utc("2026-12-24 20:00")), Opening::Open);
    }

    #[test]
    fn business_time_stands_still_while_closed() {
        let desk = berlin();
        let evening = utc("2026-11-23 16:30");
        assert_eq!(desk.plus(evening, hours(0)), evening);
        assert_eq!(desk.plus(evening, hours(1)), utc("2026-11-24 08:30"));
        // Exactly at the end of a day is the beginning of the next.
        assert_eq!(desk.plus(evening, Duration::from_secs(1800)), utc("2026-11-24 08:00"));
        assert_eq!(desk.plus(utc("2026-11-22 12:00"), hours(0)), utc("2026-11-23 08:00"));
        // 24 hours are two days of nine and six of the third.
        assert_eq!(desk.plus(utc("2026-11-23 08:00"), hours(24)), utc("2026-11-25 14:00"));
        assert_eq!(Hours::default().plus(evening, hours(24)), utc("2026-11-24 16:30"));
    }

    #[test]
    fn nights_of_changed_clocks_are_as_long_as_they_are() {
        let sunday = OpenHours { days: vec![Weekday::Sun], from: 60, until: 4 * 60 };
        let desk = Hours { open: vec![sunday], ..berlin() };
        // The hour from two to three comes twice in October and is left out in March.
        let (begin, end) = desk.from(utc("2026-10-24 12:00")).next().unwrap();
        assert_eq!(end.since(begin), hours(4));
        let (begin, end) = desk.from(utc("2026-03-28 12:00")).next().unwrap();
        assert_eq!(end.since(begin), hours(2));
        let gap = OpenHours { days: vec![Weekday::Sun], from: 150, until: 300 };
        let desk = Hours { open: vec![gap], ..berlin() };
        let (begin, _) = desk.from(utc("2026-03-28 12:00")).next().unwrap();
        assert_eq!(begin, utc("2026-03-29 01:00"));
    }

    #[test]
    fn who_never_opens_counts_by_the_calendar() {
        let every = (0..900).filter_map(|day| {
            NaiveDate::from_ymd_opt(2026, 11, 1)?.checked_add_days(Days::new(day))
        });
        let desk = Hours { open: Vec::new(), holidays: every.collect(), ..berlin() };
        let now = utc("2026-11-23 12:00");
        assert_eq!(desk.at(now), Opening::Closed(None));
        assert_eq!(desk.plus(now, hours(5)), now.plus(hours(5)));
    }

    proptest! {
        #[test]
        fn counting_equals_walking_minute_by_minute(
            begin in 0u64..30 * 24 * 60,
            minutes in 1u64..400,
            openings in prop::collection::vec((0u64..7, 0u16..1300, 60u16..1440), 1..4),
        ) {
            let open = openings.iter().map(|(day, from, length)| OpenHours {
                days: vec![Weekday::try_from(u8::try_from(*day).unwrap()).unwrap()],
                from: *from,
                until: (*from + *length).min(DAY),
            });
            let desk = Hours { open: open.collect(), holidays: Vec::new(), zone: Tz::Europe__Berlin };
            let minute = Duration::from_secs(60);
            let from = utc("2026-10-15 00:00").plus(minute * u32::try_from(begin).unwrap());
            let (mut at, mut left) = (from, minutes);
            while left > 0 || desk.at(at) != Opening::Open {
                if desk.at(at) == Opening::Open {
                    left -= 1;
                }
                at = at.plus(minute);
            }
            prop_assert_eq!(desk.plus(from, minute * u32::try_from(minutes).unwrap()), at);
        }
    }
}
