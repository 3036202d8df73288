//! Who gets a conversation (product.md section 9): among the agents who are there to take one, whose
//! turn it is, or who has the fewest.
//!
//! Pure: who is there and what they have comes in as data. Promises: nobody who is away, outside their
//! own hours or not allowed to take conversations is chosen; turns are counted and stored, so that
//! a restart favours nobody, and who was absent gets no more than one turn for it.

use std::time::Duration;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::access::{Action, Permissions};
use super::hours::{Hours, OpenHours, Opening};
use super::id::UserId;
use super::people::Member;
use super::time::Timestamp;

/// Where a calendar has no such minute.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Who gets a new conversation (`[routing] strategy`).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Strategy {
    /// Whoever takes it.
    Claim,
    /// The agents in turn.
    RoundRobin,
    /// Whoever has the fewest open.
    LeastBusy,
}

/// Who gets a reopened conversation (`[reopening] assign`).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Assign {
    /// Whoever would get a new one.
    Route,
    /// Whoever had it; as `Route` if they are away or gone.
    Previous,
    /// Nobody.
    None,
}

/// When an agent can be given conversations, and when that happened last.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Duty {
    /// Said `/away`.
    #[serde(default)]
    pub away: Option<Away>,
    /// Their own hours, in the desk's zone; none means always.
    #[serde(default)]
    pub hours: Vec<OpenHours>,
    /// The number of the turn in which they were chosen last; 0 if never.
    #[serde(default)]
    pub turn: u64,
}

/// An absence.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Away {
    /// Its end; `None` until `/back`.
    pub until: Option<Timestamp>,
}

/// When an absence ends, as it is said.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Until {
    /// So many seconds from now.
    Seconds(u64),
    /// At the next such minute of a day, counted from midnight in the desk's zone.
    Minute(u16),
    /// Tomorrow, when the desk opens; the day after, if it does not.
    Tomorrow,
}

impl Until {
    /// The moment that is meant.
    pub fn after(self, now: Timestamp, desk: &Hours) -> Timestamp {
        let within = |days: u64, minute: u16| desk.on_day(now, days, minute);
        match self {
            Self::Seconds(seconds) => now.plus(Duration::from_secs(seconds)),
            Self::Minute(minute) => {
                let today = within(0, minute).filter(|today| *today > now);
                today.or_else(|| within(1, minute)).unwrap_or_else(|| now.plus(DAY))
            }
            Self::Tomorrow => {
                let midnight = within(1, 0).unwrap_or_else(|| now.plus(DAY));
                match desk.at(midnight) {
                    Opening::Closed(Some(opening)) => opening,
                    Opening::Open | Opening::Closed(None) => midnight,
                }
            }
        }
    }
}

/// Whether somebody can be given conversations at a moment.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Presence {
    /// They can.
    Here,
    /// They are away, or outside their own hours; until then, if that is known.
    Away(Option<Timestamp>),
}

impl Duty {
    /// Whether they can be given conversations then; `zone` is that of their hours.
    pub fn at(&self, now: Timestamp, zone: Tz) -> Presence {
        if let Some(away) = self.away
            && away.until.is_none_or(|until| now < until)
        {
            return Presence::Away(away.until);
        }
        match self.own_hours(zone).at(now) {
            Opening::Open => Presence::Here,
            Opening::Closed(until) => Presence::Away(until),
        }
    }

    /// The next moment after this one at which they come, by the end of an absence or by their own
    /// hours; `None` if only `/back` brings them, or they are always there.
    pub fn arrives(&self, now: Timestamp, zone: Tz) -> Option<Timestamp> {
        let own = self.own_hours(zone);
        match self.away.map(|away| away.until) {
            Some(None) => None,
            Some(Some(until)) if now < until => match own.at(until) {
                Opening::Open => Some(until),
                Opening::Closed(opening) => opening,
            },
            Some(Some(_)) | None => own.opens_after(now),
        }
    }

    /// Without hours of their own they are there always.
    fn own_hours(&self, zone: Tz) -> Hours {
        Hours { zone, open: self.hours.clone(), holidays: Vec::new() }
    }
}

/// Somebody in a picker of people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What they are called.
    pub name: String,
    /// How many open conversations they have.
    pub load: u32,
    /// Whether they can be given conversations now.
    pub here: bool,
}

/// Somebody who is there to take a conversation.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Who.
    pub id: UserId,
    /// How many open conversations they have.
    pub open: u32,
    /// The number of the turn in which they were chosen last.
    pub turn: u64,
}

/// Everybody who is there to take a conversation at this moment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Team(pub Vec<Candidate>);

impl Team {
    /// Who gets it, but not `except`; nobody where agents take conversations themselves, or if
    /// nobody is there.
    pub fn choose(&self, strategy: Strategy, except: Option<UserId>) -> Option<UserId> {
        let others = self.0.iter().filter(|candidate| Some(candidate.id) != except);
        let chosen = match strategy {
            Strategy::Claim => None,
            Strategy::RoundRobin => others.min_by_key(|other| (other.turn, other.id)),
            Strategy::LeastBusy => others.min_by_key(|other| (other.open, other.turn, other.id)),
        };
        chosen.map(|candidate| candidate.id)
    }

    /// Whether somebody is among them.
    pub fn has(&self, id: UserId) -> bool {
        self.0.iter().any(|candidate| candidate.id == id)
    }
}

/// Whether somebody of the group is given conversations at all: known, and allowed to take them. An
/// anonymous administrator is not: it would tell the group who that is.
pub fn takes_part(member: &Member, permissions: &Permissions) -> bool {
    let may = permissions.role(member).is_some_and(|role| role >= permissions.needed(Action::Take));
    may && member.known && !member.anonymous
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use proptest::prelude::{any, prop, prop_assert, proptest};

    use super::*;

    #[test]
    fn they_come_when_both_absence_and_own_hours_say_so() {
        let hour = |hour: i64| Timestamp(hour * 3_600_000);
        let nine_to_five = vec!["Mon-Sun 09:00-17:00".parse().unwrap()];
        let duty = |until: Option<i64>| Duty {
            away: until.map(|until| Away { until: Some(hour(until)) }),
            hours: nine_to_five.clone(),
            turn: 0,
        };
        let arrives = |duty: Duty, now| duty.arrives(hour(now), Tz::UTC);
        assert_eq!(arrives(duty(None), 8), Some(hour(9)));
        assert_eq!(arrives(duty(None), 9), Some(hour(24 + 9)));
        assert_eq!(arrives(duty(Some(12)), 8), Some(hour(12)));
        assert_eq!(arrives(duty(Some(18)), 8), Some(hour(24 + 9)));
        assert_eq!(arrives(duty(Some(8)), 8), Some(hour(9)));
        let away = |until| Duty { away: Some(Away { until }), ..Duty::default() };
        assert_eq!(arrives(away(None), 8), None);
        assert_eq!(arrives(away(Some(hour(10))), 8), Some(hour(10)));
        assert_eq!(arrives(away(Some(hour(10))), 10), None);
        assert_eq!(arrives(Duty::default(), 8), None);
    }

    fn candidate(id: i64, open: u32, turn: u64) -> Candidate {
        Candidate { id: UserId(id), open, turn }
    }

    #[test]
    fn each_strategy_chooses_its_own() {
        let team = Team(vec![candidate(1, 3, 7), candidate(2, 1, 9), candidate(3, 1, 8)]);
        assert_eq!(team.choose(Strategy::Claim, None), None);
        assert_eq!(team.choose(Strategy::RoundRobin, None), Some(UserId(1)));
        assert_eq!(team.choose(Strategy::RoundRobin, Some(UserId(1))), Some(UserId(3)));
        // Of two who have as few, the one whose turn is longer ago.
        assert_eq!(team.choose(Strategy::LeastBusy, None), Some(UserId(3)));
        assert_eq!(Team::default().choose(Strategy::LeastBusy, None), None);
    }

    #[test]
    fn absences_end_by_themselves() {
        let hour = Timestamp(3_600_000);
        let utc = Tz::UTC;
        let away = |until| Duty { away: Some(Away { until }), ..Duty::default() };
        assert_eq!(Duty::default().at(hour, utc), Presence::Here);
        assert_eq!(away(None).at(hour, utc), Presence::Away(None));
        let later = Timestamp(3_600_001);
        assert_eq!(away(Some(later)).at(hour, utc), Presence::Away(Some(later)));
        assert_eq!(away(Some(hour)).at(hour, utc), Presence::Here);
    }

    #[test]
    fn own_hours_are_counted_in_the_desk_s_zone() {
        let berlin = Tz::Europe__Berlin;
        let hours = vec![OpenHours { days: vec![Weekday::Thu], from: 60, until: 120 }];
        let duty = Duty { hours, ..Duty::default() };
        // The first of January 1970 was a Thursday, and Berlin an hour ahead.
        assert_eq!(duty.at(Timestamp(0), berlin), Presence::Here);
        let week = Timestamp(7 * 24 * 3_600_000);
        assert_eq!(duty.at(Timestamp(3_600_000), berlin), Presence::Away(Some(week)));
    }

    #[test]
    fn absences_end_when_it_was_said() {
        let weekday = OpenHours { days: vec![Weekday::Thu, Weekday::Fri], from: 540, until: 1080 };
        let desk = Hours { zone: Tz::Europe__Berlin, open: vec![weekday], ..Hours::default() };
        let hour = |hour: i64| Timestamp(hour * 3_600_000);
        // One o'clock on a Thursday in Berlin.
        let now = hour(0);
        assert_eq!(Until::Seconds(7200).after(now, &desk), hour(2));
        assert_eq!(Until::Minute(14 * 60).after(now, &desk), hour(13));
        assert_eq!(Until::Minute(60).after(now, &desk), hour(24));
        assert_eq!(Until::Tomorrow.after(now, &desk), hour(24 + 8));
        // Saturday is no day of work, and the next Thursday is.
        assert_eq!(Until::Tomorrow.after(hour(24), &desk), hour(7 * 24 + 8));
        assert_eq!(Until::Tomorrow.after(now, &Hours::default()), hour(24));
    }

    proptest! {
        /// Whoever is there all the time has as many turns as anybody else, give or take one, whoever
        /// comes and goes.
        #[test]
        fn turns_are_fair(absences in prop::collection::vec(prop::collection::vec(any::<bool>(), 2), 1..60)) {
            let mut turns = [0_u64; 4];
            let mut counts = [0_u32; 4];
            for (turn, absent) in absences.iter().enumerate() {
                let here = (0..4).filter(|who| *who < 2 || !absent[who - 2]);
                let candidate = |who: usize| candidate(i64::try_from(who).unwrap(), 0, turns[who]);
                let chosen = Team(here.map(candidate).collect()).choose(Strategy::RoundRobin, None);
                let chosen = usize::try_from(chosen.unwrap().0).unwrap();
                turns[chosen] = u64::try_from(turn).unwrap() + 1;
                counts[chosen] += 1;
            }
            prop_assert!(counts[0].abs_diff(counts[1]) <= 1, "{counts:?}");
            prop_assert!(counts[2] <= counts[0] + 1 && counts[3] <= counts[0] + 1, "{counts:?}");
        }
    }
}
