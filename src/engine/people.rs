//! Who is in the group, what the group is, and what the bot may do there.

use crate::domain::event::Group;
use crate::domain::id::{ChatId, DeskId};
use crate::domain::notice::Notice;
use crate::domain::outbox::{DeskFacts, Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, GroupKind, Member, Person, Rights, Standing};
use crate::domain::routing::Duty;
use crate::store::StoreError;

use super::setup::INLINE;
use super::work::Work;

impl Work<'_> {
    /// Somebody who wrote in the group is a member of it, and known.
    pub(super) fn seen_in_group(
        &mut self,
        desk: DeskId,
        person: &Person,
    ) -> Result<Member, StoreError> {
        let stored = self.tx.member(desk, person.id)?;
        let member = match stored.clone() {
            Some(member) => Member {
                person: person.clone(),
                standing: match member.standing {
                    Standing::Outside => Standing::Member,
                    inside => inside,
                },
                known: true,
                ..member
            },
            None => Member {
                person: person.clone(),
                standing: Standing::Member,
                anonymous: false,
                role: None,
                known: true,
                told_basics: false,
                duty: Duty::default(),
            },
        };
        if stored.as_ref() != Some(&member) {
            self.keep_member(desk, &member)?;
            self.audit_standing(desk, stored.as_ref(), &member)?;
        }
        Ok(member)
    }

    /// `I am on the team` under the checklist: whoever presses is looked up, and known.
    pub(super) fn joins_team(
        &mut self,
        desk: &Desk,
        of: DeskId,
        person: &Person,
    ) -> Result<Result<super::effects::Done, Notice>, StoreError> {
        if of != desk.id {
            return Ok(Err(Notice::RefuseNotYours));
        }
        let stored = self.tx.member(desk.id, person.id)?;
        let outside = stored.as_ref().is_some_and(|member| member.standing == Standing::Outside);
        if stored.is_none() || outside {
            let task = Task::LookUpMember { desk: desk.id, user: person.id };
            self.push(Lane::Desk(desk.id), Priority::Press, None, task, Slot::None)?;
            // A press proves nothing: they may have come back, and may not.
            if outside {
                return Ok(Err(Notice::RefuseOutside));
            }
        } else {
            self.seen_in_group(desk.id, person)?;
        }
        let toast = Some(Notice::ToastTeam);
        Ok(Ok(super::effects::Done { toast, alert: None }))
    }

    pub(super) fn member_changed(
        &mut self,
        chat: ChatId,
        person: &Person,
        standing: Standing,
        anonymous: bool,
    ) -> Result<(), StoreError> {
        let Some(desk) = self.tx.desk_of(chat)?.filter(|desk| desk.chat == chat) else {
            return Ok(());
        };
        let stored = self.tx.member(desk.id, person.id)?;
        let left = standing == Standing::Outside;
        // Leaving takes an appointment along: who comes back is an agent.
        let role = stored.as_ref().and_then(|member| member.role).filter(|_| !left);
        let known = stored.as_ref().is_some_and(|member| member.known)
            || matches!(standing, Standing::Creator | Standing::Administrator);
        let duty = stored.as_ref().filter(|_| !left).map(|member| member.duty.clone());
        let told_basics = stored.as_ref().is_some_and(|member| member.told_basics);
        let person = person.clone();
        let id = person.id;
        let duty = duty.unwrap_or_default();
        let member = Member { person, standing, anonymous, role, known, told_basics, duty };
        self.keep_member(desk.id, &member)?;
        self.audit_standing(desk.id, stored.as_ref(), &member)?;
        self.may_have_lost_admins(desk.id, stored.as_ref(), &member)?;
        if left { self.has_left(desk.id, id) } else { Ok(()) }
    }

    /// Who somebody is, as Telegram answered.
    pub(super) fn member_facts(&mut self, desk: DeskId, found: &Member) -> Result<(), StoreError> {
        let stored = self.tx.member(desk, found.person.id)?;
        let left = found.standing == Standing::Outside;
        // Of somebody whom Telegram does not know there it tells no name.
        let person = match &stored {
            Some(stored) if found.person.first_name.is_empty() => stored.person.clone(),
            Some(_) | None => found.person.clone(),
        };
        let member = Member {
            person,
            role: stored.as_ref().and_then(|member| member.role).filter(|_| !left),
            known: !left,
            duty: stored
                .as_ref()
                .filter(|_| !left)
                .map(|member| member.duty.clone())
                .unwrap_or_default(),
            told_basics: stored.as_ref().is_some_and(|member| member.told_basics),
            ..found.clone()
        };
        self.keep_member(desk, &member)?;
        self.audit_standing(desk, stored.as_ref(), &member)?;
        self.may_have_lost_admins(desk, stored.as_ref(), &member)?;
        if left { self.has_left(desk, found.person.id) } else { Ok(()) }
    }

    /// What a desk's group is like, as Telegram answered.
    pub(super) fn desk_facts(&mut self, facts: &DeskFacts) -> Result<(), StoreError> {
        let Some(before) = self.tx.desk(facts.desk)? else {
            return Ok(());
        };
        let mut desk = before.clone();
        desk.title.clone_from(&facts.title);
        desk.kind = facts.kind;
        desk.public = facts.public;
        desk.rights = facts.rights;
        let known: Option<bool> = self.tx.meta(INLINE)?;
        if facts.inline.is_some() && known != facts.inline {
            self.tx.set_meta(INLINE, &facts.inline)?;
        }
        self.rights_changed(&mut desk)?;
        self.ground_changed(&before, &desk)?;
        for found in &facts.administrators {
            if found.person.id == self.settings.bot {
                continue;
            }
            self.member_facts(desk.id, found)?;
        }
        // Whoever was an administrator and is not on the list any more is looked up.
        let demoted: Vec<_> = self
            .tx
            .members(desk.id)?
            .into_iter()
            .filter(|member| matches!(member.standing, Standing::Creator | Standing::Administrator))
            .map(|member| member.person.id)
            .filter(|id| !facts.administrators.iter().any(|found| found.person.id == *id))
            .filter(|id| *id != self.settings.bot)
            .collect();
        if facts.rights.present && !facts.administrators.is_empty() {
            for user in demoted {
                let task = Task::LookUpMember { desk: desk.id, user };
                self.push(Lane::Desk(desk.id), Priority::Card, None, task, Slot::None)?;
            }
        }
        self.look_at_board(desk.id)?;
        self.look_at_menus(&desk)?;
        self.redraw_checklist(&desk)
    }

    pub(super) fn own_standing(
        &mut self,
        group: &Group,
        rights: Rights,
        by: &Person,
    ) -> Result<(), StoreError> {
        let Some(before) = self.tx.desk_of(group.chat)?.filter(|d| d.chat == group.chat) else {
            tracing::info!(chat = %group.chat, by = %by.id, "the bot's standing changed in a group that is no desk");
            return self.added_elsewhere(group, rights.present);
        };
        let mut desk = before.clone();
        desk.title.clone_from(&group.title);
        desk.kind = group.kind;
        desk.public = group.public;
        desk.rights = rights;
        self.rights_changed(&mut desk)?;
        self.ground_changed(&before, &desk)?;
        if rights.present {
            let task = Task::LookUpDesk(desk.id);
            self.push(Lane::Desk(desk.id), Priority::Card, None, task, Slot::None)?;
        }
        self.redraw_checklist(&desk)
    }

    /// A message describes its group: topics switched on or off, a new title, a public name.
    pub(super) fn group_changed(
        &mut self,
        mut desk: Desk,
        group: &Group,
    ) -> Result<Desk, StoreError> {
        let same = desk.kind == group.kind
            && desk.title == group.title
            && desk.public == group.public
            && desk.rights.present;
        if same {
            return Ok(desk);
        }
        let asks = desk.kind != group.kind || !desk.rights.present;
        let before = desk.clone();
        desk.kind = group.kind;
        desk.title.clone_from(&group.title);
        desk.public = group.public;
        // Whoever gets messages from the group is in it.
        desk.rights.present = true;
        self.sync_stale_topics(&mut desk)?;
        self.tx.put_desk(&desk)?;
        self.ground_changed(&before, &desk)?;
        if asks {
            let task = Task::LookUpDesk(desk.id);
            self.push(Lane::Desk(desk.id), Priority::Card, None, task, Slot::None)?;
        }
        Ok(desk)
    }

    /// Keeps a desk whose rights may have changed, and says once if a forum works as a plain group.
    pub(super) fn rights_changed(&mut self, desk: &mut Desk) -> Result<(), StoreError> {
        let lacks_topics = desk.kind == GroupKind::Forum && !desk.rights.manage_topics;
        let tell = lacks_topics && desk.rights.present && !desk.told_plain;
        desk.told_plain = lacks_topics && (desk.told_plain || tell);
        self.sync_stale_topics(desk)?;
        self.tx.put_desk(desk)?;
        if tell {
            let place = Place::Desk(desk.id);
            let saying = Notice::WorksPlain.into();
            let task = Task::Say { place, saying, reply_to: None, silent: true };
            self.push(Lane::Desk(desk.id), Priority::Notice, None, task, Slot::None)?;
        }
        Ok(())
    }

    /// Telegram is asked who is on the team: at the start, after a pause, and hourly.
    pub(super) fn refresh_desks(&mut self) -> Result<(), StoreError> {
        for desk in self.tx.desks()? {
            let task = Task::LookUpDesk(desk.id);
            self.push(Lane::Desk(desk.id), Priority::Card, None, task, Slot::None)?;
            self.look_at_team(&desk)?;
        }
        Ok(())
    }
}
