//! Stored records in, figures out. Pure.

use std::collections::BTreeMap;

use super::notice::{Notice, Span};
use super::reason::{Reason, ReopenReason};
use super::time::Timestamp;
use super::transition::Record;

/// What is counted per day. The spelling is the key in the database.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Counter {
    /// Conversations opened.
    Opened,
    /// Conversations completed, by reason.
    Completed(Reason),
    /// Conversations reopened, by reason.
    Reopened(ReopenReason),
    /// The leads were called, by somebody or by the schedule.
    Escalated,
    /// Rated by the user, by stars.
    Rated(u8),
}

impl Counter {
    /// How the keys of all completions begin.
    pub const COMPLETED: &str = "completed.";

    /// The key in the database.
    pub fn code(&self) -> String {
        match self {
            Counter::Opened => "opened".to_owned(),
            Counter::Completed(reason) => format!("{}{}", Self::COMPLETED, reason.code()),
            Counter::Reopened(reason) => format!("reopened.{}", reason.code()),
            Counter::Escalated => "escalated".to_owned(),
            Counter::Rated(stars) => format!("rated.{stars}"),
        }
    }
}

/// What is measured per conversation, in seconds.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Measure {
    /// From the user's first message to the team's first answer.
    FirstResponse,
    /// From the user's first message to the completion.
    Resolution,
}

impl Measure {
    /// The key in the database.
    pub fn code(self) -> u8 {
        match self {
            Measure::FirstResponse => 1,
            Measure::Resolution => 2,
        }
    }
}

/// What a record changes in the figures.
#[derive(Clone, PartialEq, Debug)]
pub enum Figure {
    /// A counter of the day of `at` changes by so much.
    Count(Counter, Timestamp, i64),
    /// A measure of the conversation, of the day of `at`.
    Measure(Measure, Timestamp, u64),
    /// The measure of that day does not hold any more.
    Unmeasure(Measure, Timestamp),
}

/// What a record changes in the figures; a completion that is taken back never was.
pub fn figures(record: &Record, now: Timestamp) -> Vec<Figure> {
    match record {
        // It goes on elsewhere (product.md section 6).
        Record::Completed { reason: Reason::Merged | Reason::Moved, .. } => Vec::new(),
        Record::Opened => vec![Figure::Count(Counter::Opened, now, 1)],
        Record::FirstResponse(seconds) => {
            vec![Figure::Measure(Measure::FirstResponse, now, *seconds)]
        }
        Record::Completed { reason, after, .. } => vec![
            Figure::Count(Counter::Completed(*reason), now, 1),
            Figure::Measure(Measure::Resolution, now, *after),
        ],
        Record::TakenBack { reason, completed, rated, .. } => {
            let mut all = vec![
                Figure::Count(Counter::Completed(*reason), *completed, -1),
                Figure::Unmeasure(Measure::Resolution, *completed),
            ];
            all.extend(rated.map(|(stars, at)| Figure::Count(Counter::Rated(stars), at, -1)));
            all
        }
        Record::Rated(stars) => vec![Figure::Count(Counter::Rated(*stars), now, 1)],
        Record::Reopened { reason, .. } => {
            vec![Figure::Count(Counter::Reopened(*reason), now, 1)]
        }
        Record::Escalated { .. } => vec![Figure::Count(Counter::Escalated, now, 1)],
        Record::Assigned { .. }
        | Record::Snoozed { .. }
        | Record::FollowUp { .. }
        | Record::SetAside(_)
        | Record::Resumed(_)
        | Record::Warned
        | Record::Requested { .. }
        | Record::Decided { .. }
        | Record::Merged { .. }
        | Record::Moved { .. }
        | Record::Tagged { .. }
        | Record::Prioritized { .. }
        | Record::Commented
        | Record::Blocked(_)
        | Record::Banned { .. }
        | Record::Unbanned(_)
        | Record::StillNeeded
        | Record::Promised { .. } => Vec::new(),
    }
}

/// The figures of a period.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Summary {
    /// By the counters' codes.
    pub counts: BTreeMap<String, i64>,
    /// First responses, in seconds, in any order.
    pub responses: Vec<u64>,
    /// Resolutions, in seconds, in any order.
    pub resolutions: Vec<u64>,
    /// Users who wait now.
    pub waiting: u32,
}

impl Summary {
    /// Those of another desk as well.
    pub fn add(&mut self, other: Summary) {
        for (code, count) in other.counts {
            *self.counts.entry(code).or_default() += count;
        }
        self.responses.extend(other.responses);
        self.resolutions.extend(other.resolutions);
        self.waiting = self.waiting.saturating_add(other.waiting);
    }

    fn count(&self, counter: &Counter) -> u32 {
        let count = self.counts.get(&counter.code()).copied().unwrap_or(0);
        u32::try_from(count.max(0)).unwrap_or(u32::MAX)
    }

    /// Completed, those apart that go on elsewhere.
    pub fn completed(&self) -> u32 {
        Reason::ALL
            .into_iter()
            .filter(|reason| !matches!(reason, Reason::Merged | Reason::Moved))
            .map(|reason| self.count(&Counter::Completed(reason)))
            .sum()
    }

    /// Reopened by the team.
    pub fn reopened(&self) -> u32 {
        ReopenReason::ALL
            .into_iter()
            .filter(|reason| !reason.by_user())
            .map(|reason| self.count(&Counter::Reopened(reason)))
            .sum()
    }

    /// How users have rated: the mean, with one decimal, and how many did.
    pub fn rating(&self) -> Option<(String, u32)> {
        let (mut sum, mut count) = (0_u32, 0_u32);
        for stars in 1..=5 {
            let rated = self.count(&Counter::Rated(stars));
            count = count.saturating_add(rated);
            sum = sum.saturating_add(rated.saturating_mul(u32::from(stars)));
        }
        (count > 0).then(|| (format!("{:.1}", f64::from(sum) / f64::from(count)), count))
    }

    /// What `/stats` says. `alarm` is the reopen rate, in percent, above which it warns.
    pub fn notice(&self, days: u32, alarm: f64) -> Notice {
        let (completed, reopened) = (self.completed(), self.reopened());
        let mut reasons: Vec<Notice> = Reason::ALL
            .into_iter()
            .map(|reason| (reason, self.count(&Counter::Completed(reason))))
            .filter(|(_, count)| *count > 0)
            .map(|(reason, count)| Notice::StatsReason { reason, count })
            .collect();
        reasons.extend(
            ReopenReason::ALL
                .into_iter()
                .map(|reason| (reason, self.count(&Counter::Reopened(reason))))
                .filter(|(_, count)| *count > 0)
                .map(|(reason, count)| Notice::StatsReopenReason { reason, count }),
        );
        let reopen_rate = if completed == 0 {
            Vec::new()
        } else {
            let rate = f64::from(reopened) * 100.0 / f64::from(completed);
            let percent = format!("{rate:.1}");
            vec![if rate > alarm {
                let alarm = format!("{alarm}");
                Notice::StatsRateAlarm { percent, reopened, completed, alarm }
            } else {
                Notice::StatsRate { percent, reopened, completed }
            }]
        };
        Notice::Stats {
            days,
            opened: self.count(&Counter::Opened),
            completed,
            reasons,
            reopened,
            reopen_rate,
            escalated: self.count(&Counter::Escalated),
            response: Box::new(median_notice(&self.responses)),
            resolution: Box::new(median_notice(&self.resolutions)),
            rating: self
                .rating()
                .map(|(mean, count)| Notice::StatsRating { mean, count })
                .into_iter()
                .collect(),
            waiting: self.waiting,
        }
    }
}

fn median_notice(values: &[u64]) -> Notice {
    match median(values) {
        Some(seconds) => Notice::StatsMedian {
            span: Span(seconds),
            count: u32::try_from(values.len()).unwrap_or(u32::MAX),
        },
        None => Notice::StatsNone,
    }
}

/// Fewer first answers than this say nothing about the next one.
pub const ENOUGH: usize = 10;

/// How soon half of all first answers came, rounded up to what people say; `None` if there are not
/// [`ENOUGH`] of them.
pub fn usual_answer(responses: &[u64]) -> Option<u64> {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const SAID: [u64; 16] = [
        MINUTE,
        2 * MINUTE,
        3 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        20 * MINUTE,
        30 * MINUTE,
        45 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        4 * HOUR,
        6 * HOUR,
        8 * HOUR,
        12 * HOUR,
    ];
    let half = median(responses).filter(|_| responses.len() >= ENOUGH)?;
    let said = SAID.into_iter().find(|said| half <= *said);
    Some(said.unwrap_or_else(|| half.div_ceil(24 * HOUR).saturating_mul(24 * HOUR)))
}

/// The middle value; of an even number the mean of the two in the middle, rounded down.
pub fn median(values: &[u64]) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let upper = sorted.get(sorted.len() / 2).copied()?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted.get((sorted.len() / 2).checked_sub(1)?).copied()?;
    Some(lower.midpoint(upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_answer_is_rounded_up_and_needs_enough() {
        assert_eq!(usual_answer(&[100; 9]), None);
        assert_eq!(usual_answer(&[100; 10]), Some(120));
        assert_eq!(usual_answer(&[45 * 60 + 1; 11]), Some(3_600));
        assert_eq!(usual_answer(&[13 * 3_600; 10]), Some(24 * 3_600));
        assert_eq!(usual_answer(&[0; 10]), Some(60));
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7]), Some(7));
        assert_eq!(median(&[9, 1, 5]), Some(5));
        assert_eq!(median(&[1, 2, 3, 10]), Some(2));
    }

    #[test]
    fn ratings_are_a_mean_of_those_that_stand() {
        let mut summary = Summary::default();
        assert_eq!(summary.rating(), None);
        summary.counts.insert(Counter::Rated(5).code(), 2);
        summary.counts.insert(Counter::Rated(3).code(), 1);
        assert_eq!(summary.rating(), Some(("4.3".to_owned(), 3)));
        let (now, rated) = (Timestamp(9), Some((4, Timestamp(5))));
        let by = crate::domain::conversation::Doer::Team;
        let (reason, completed) = (Reason::UserConfirmed, Timestamp(1));
        let taken_back = figures(&Record::TakenBack { by, reason, completed, rated }, now);
        assert!(taken_back.contains(&Figure::Count(Counter::Rated(4), Timestamp(5), -1)));
        assert_eq!(figures(&Record::Rated(4), now), [Figure::Count(Counter::Rated(4), now, 1)]);
    }

    #[test]
    fn reopening_by_users_is_no_part_of_the_rate() {
        let mut summary = Summary::default();
        summary.counts.insert(Counter::Completed(Reason::Timeout).code(), 10);
        summary.counts.insert(Counter::Reopened(ReopenReason::AfterTimeout).code(), 5);
        assert_eq!((summary.completed(), summary.reopened()), (10, 0));
        let Notice::Stats { reopen_rate, .. } = summary.notice(7, 5.0) else { panic!("no stats") };
        assert!(matches!(reopen_rate.as_slice(), [Notice::StatsRate { reopened: 0, .. }]));
    }

    #[test]
    fn a_rate_above_the_alarm_warns() {
        let mut summary = Summary::default();
        summary.counts.insert(Counter::Completed(Reason::Timeout).code(), 3);
        summary.counts.insert(Counter::Reopened(ReopenReason::Mistake).code(), 1);
        let Notice::Stats { reopen_rate, .. } = summary.notice(7, 5.0) else { panic!("no stats") };
        assert!(matches!(
            reopen_rate.as_slice(),
            [Notice::StatsRateAlarm { reopened: 1, completed: 3, .. }]
        ));
    }
}
