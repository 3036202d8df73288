//! Who is there: `/away`, `/back`, `/hours`, and the people among whom the core chooses.

use crate::domain::access::{Action, Actor};
use crate::domain::audit::Deed;
use crate::domain::conversation::Conversation;
use crate::domain::hours::OpenHours;
use crate::domain::id::{DeskId, UserId};
use crate::domain::notice::Notice;
use crate::domain::people::{Desk, Member};
use crate::domain::routing::{
    Assign, Away, Candidate, Presence, Strategy, Team, Until, takes_part,
};
use crate::domain::time::Timestamp;
use crate::domain::transition::Event;
use crate::store::{Due, StoreError};

use super::work::Work;

/// Conversations that are given away at once when somebody is back.
const AT_ONCE: usize = 5;
/// Places of the queue that are looked through for them.
const LOOKED_AT: usize = 200;

impl Work<'_> {
    /// Everybody who is there to be given a conversation, if an event can ask for that.
    pub(super) fn team_for(
        &self,
        event: &Event,
        conversation: &Conversation,
        members: &[Member],
    ) -> Result<Team, StoreError> {
        let desk = conversation.id.desk;
        let settings = self.of(desk);
        let rules = &settings.rules.routing;
        let lapses = || {
            let at = conversation.lapses_at(&settings.rules);
            *event == Event::Tick && at.is_some_and(|at| at <= self.now)
        };
        let reopens = matches!(
            event,
            Event::ReopeningConfirmed { .. }
                | Event::Approved { .. }
                | Event::CameBack(_)
                | Event::StillNeedsHelp
                | Event::Absorbs { .. }
        );
        let asks = match rules.strategy {
            Strategy::Claim => reopens && rules.reopened == Assign::Previous,
            Strategy::RoundRobin | Strategy::LeastBusy => {
                reopens || *event == Event::Routed || lapses()
            }
        };
        if !asks {
            return Ok(Team::default());
        }
        let mut team = Team::default();
        for member in members.iter().filter(|member| self.is_there(desk, member)) {
            let id = member.person.id;
            let open = self.tx.load(desk, id)?;
            team.0.push(Candidate { id, open, turn: member.duty.turn });
        }
        let had = conversation.assignee().and_then(|assignee| assignee.agent());
        // Whoever is to have it again has it whatever its tags.
        let stays = reopens && rules.reopened == Assign::Previous;
        if stays && had.is_some_and(|had| team.has(had)) {
            return Ok(team);
        }
        let group = self.group_of_tags(desk, &conversation.tags)?;
        let theirs = |candidate: &&Candidate| group.contains(&candidate.id);
        let theirs: Vec<Candidate> = team.0.iter().filter(theirs).copied().collect();
        if theirs.iter().any(|candidate| Some(candidate.id) != had) {
            team.0 = theirs;
        }
        Ok(team)
    }

    /// Whether somebody is there to be given a conversation.
    pub(super) fn is_there(&self, desk: DeskId, member: &Member) -> bool {
        let rules = &self.of(desk).rules;
        member.person.id != self.settings.bot
            && takes_part(member, &rules.permissions)
            && member.duty.at(self.now, rules.hours.zone) == Presence::Here
    }

    /// Somebody has had their turn: the others come first now, also after a restart.
    pub(super) fn took_turn(&mut self, desk: DeskId, id: UserId) -> Result<(), StoreError> {
        let Some(mut member) = self.tx.member(desk, id)? else {
            return Ok(());
        };
        member.duty.turn = self.tx.next(&format!("turns {desk}"))?;
        self.keep_member(desk, &member)
    }

    /// Whoever speaks of their own presence; an anonymous administrator cannot be told from others.
    fn themselves(&self, desk: &Desk, by: Actor) -> Result<Result<Member, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(desk.id, by, Action::Away) {
            return Ok(Err(refusal));
        }
        let member = match by.id.filter(|_| !by.anonymous) {
            Some(id) => self.tx.member(desk.id, id)?,
            None => None,
        };
        Ok(member.ok_or(Notice::RefuseAnonymous))
    }

    pub(super) fn away_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        until: Option<Until>,
    ) -> Result<Notice, StoreError> {
        let mut member = match self.themselves(desk, by)? {
            Ok(member) => member,
            Err(refusal) => return Ok(refusal),
        };
        let until = until.map(|until| until.after(self.now, &self.of(desk.id).rules.hours));
        member.duty.away = Some(Away { until });
        self.keep_member(desk.id, &member)?;
        self.audit(desk.id, by, Deed::Away(until))?;
        let open = self.tx.load(desk.id, member.person.id)?;
        Ok(match until {
            Some(until) => Notice::AgentAwayUntil { until, open },
            None => Notice::AgentAway { open },
        })
    }

    pub(super) fn back_command(&mut self, desk: &Desk, by: Actor) -> Result<Notice, StoreError> {
        let mut member = match self.themselves(desk, by)? {
            Ok(member) => member,
            Err(refusal) => return Ok(refusal),
        };
        let over = |until: Timestamp| until <= self.now;
        match member.duty.away.take() {
            Some(Away { until }) if !until.is_some_and(over) => {}
            Some(_) | None => return Ok(Notice::RefuseNotAway),
        }
        self.keep_member(desk.id, &member)?;
        self.audit(desk.id, by, Deed::Back)?;
        self.route_waiting(desk)?;
        Ok(Notice::AgentBack)
    }

    /// Notes when somebody comes next.
    pub(super) fn expect_arrivals(&mut self, desk: DeskId) -> Result<(), StoreError> {
        let zone = self.of(desk).rules.hours.zone;
        let members = self.tx.members(desk)?;
        let next = members.iter().filter_map(|member| member.duty.arrives(self.now, zone)).min();
        self.tx.set_due(Due::Arrival(desk), next)
    }

    /// Somebody is there again, without having said `/back`.
    pub(super) fn somebody_comes(&mut self, desk: DeskId) -> Result<(), StoreError> {
        self.expect_arrivals(desk)?;
        match self.tx.desk(desk)? {
            Some(desk) => self.route_waiting(&desk),
            None => Ok(()),
        }
    }

    /// What nobody has is given to whoever is there now: urgent ones first, then by how long they wait.
    /// Not all at once, so that whoever comes back first is not buried.
    fn route_waiting(&mut self, desk: &Desk) -> Result<(), StoreError> {
        if self.of(desk.id).rules.routing.strategy == Strategy::Claim {
            return Ok(());
        }
        let waiting = self.tx.queue(desk.id, None, None, LOOKED_AT)?;
        let nobodys = waiting.iter().filter(|one| one.assignee.is_none()).take(AT_ONCE);
        for one in nobodys {
            // Never refused: who is there decides. Its card has long stood there.
            let _ = self.happen(one.id(desk.id), Event::Routed)?;
            self.draw_card(one.id(desk.id), false)?;
        }
        Ok(())
    }

    /// `/hours`: nothing shows them, `None` of hours means always.
    pub(super) fn hours_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        hours: Option<&[OpenHours]>,
    ) -> Result<Notice, StoreError> {
        let mut member = match self.themselves(desk, by)? {
            Ok(member) => member,
            Err(refusal) => return Ok(refusal),
        };
        if let Some(hours) = hours {
            let before = spelled(&member.duty.hours);
            member.duty.hours = hours.to_vec();
            self.keep_member(desk.id, &member)?;
            let after = spelled(hours);
            self.audit(desk.id, by, Deed::Hours { before, after })?;
        }
        if member.duty.hours.is_empty() {
            return Ok(Notice::AgentHoursAlways);
        }
        let zone = self.of(desk.id).rules.hours.zone.name().to_owned();
        Ok(Notice::AgentHours { hours: spelled(&member.duty.hours), zone })
    }
}

fn spelled(hours: &[OpenHours]) -> String {
    hours.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
