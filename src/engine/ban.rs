//! Bans: `/ban`, `/unban`, and what becomes of what a banned user does.
//!
//! Promises: whoever is banned is told so once, and then at most once a day; nothing of what they
//! write is relayed or kept. What they had written before is: also what waited for a choice. Lifting
//! a ban reopens nothing. Never tells a user who banned them, or why.

use std::time::Duration;

use crate::domain::access::{Action, Actor};
use crate::domain::audit::Deed;
use crate::domain::ban::{Ban, Term};
use crate::domain::conversation::Doer;
use crate::domain::event::{GroupMessage, Mention, WhichUser};
use crate::domain::id::{ConversationId, DeskId, UserId};
use crate::domain::notice::{Notice, Opens};
use crate::domain::outbox::{Lane, Priority, Slot, Task};
use crate::domain::people::{Desk, Person};
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::album::units;
use super::work::Work;

impl Work<'_> {
    /// The ban of a user from a desk, if one is in force, and under what it is kept.
    pub(super) fn banned(
        &self,
        desk: DeskId,
        user: UserId,
    ) -> Result<Option<(u64, Ban)>, StoreError> {
        let Some(hash) = self.tx.ban_hash(desk, user)? else {
            return Ok(None);
        };
        let ban = self.tx.ban(hash)?.filter(|ban| ban.stands(self.now));
        Ok(ban.map(|ban| (hash, ban)))
    }

    /// Whether somebody is banned, and what they have just written goes nowhere.
    pub(super) fn turned_away(
        &mut self,
        desk: DeskId,
        person: &Person,
    ) -> Result<bool, StoreError> {
        let Some((hash, ban)) = self.banned(desk, person.id)? else {
            return Ok(false);
        };
        if ban.tells_again(self.now) {
            self.tx.put_ban(hash, Some(&Ban { told: self.now, ..ban.clone() }))?;
            self.tell_user(person.id, self.told(desk, ban.term).into(), Slot::None)?;
        }
        Ok(true)
    }

    pub(super) fn ban_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        user: Option<&WhichUser>,
        seconds: Option<u64>,
        said: Option<String>,
    ) -> Result<Notice, StoreError> {
        let (user, who) = match self.whom_to_ban(desk, by, message, user)? {
            Ok(found) => found,
            Err(refusal) => return Ok(refusal),
        };
        let before = self.banned(desk.id, user)?.map(|(_, ban)| ban);
        if before.is_some() && seconds.is_none() && said.is_none() {
            return Ok(Notice::RefuseBannedAlready { who });
        }
        // One whose term is over, though nobody has come by yet, is none.
        if let Some(hash) = self.tx.ban_hash(desk.id, user)?
            && before.is_none()
        {
            self.ban_ends(hash)?;
        }
        self.take_in_what_waits(desk, user)?;
        let until = seconds.map(|seconds| self.now.plus(Duration::from_secs(seconds)));
        let term = Term { until };
        let shown_on = match before.as_ref().and_then(|ban| ban.shown_on) {
            Some(shown) => Some(shown),
            None => self.shows_ban(desk.id, user)?,
        };
        let hash = self.tx.new_ban_hash(desk.id, user)?;
        let ban = Ban {
            desk: desk.id,
            user: Some(user),
            by: Doer::of(by),
            at: self.now,
            term,
            said: said.clone(),
            shown_on,
            told: self.now,
        };
        self.tx.put_ban(hash, Some(&ban))?;
        match shown_on {
            // Asked above.
            Some(id) => {
                let _ = self.happen(id, Event::Banned { by, term, said })?;
            }
            None => self.audit(desk.id, by, Deed::Banned(term))?,
        }
        if before.is_none_or(|before| before.term != term) {
            self.tell_user(user, self.told(desk.id, term).into(), Slot::None)?;
        }
        Ok(match until {
            Some(until) => Notice::BanDoneUntil { who, until },
            None => Notice::BanDone { who },
        })
    }

    pub(super) fn unban_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        user: Option<&WhichUser>,
    ) -> Result<Notice, StoreError> {
        let (user, who) = match self.whom_to_ban(desk, by, message, user)? {
            Ok(found) => found,
            Err(refusal) => return Ok(refusal),
        };
        let Some((hash, ban)) = self.banned(desk.id, user)? else {
            return Ok(Notice::RefuseNotBanned { who });
        };
        self.lift(hash, &ban, Doer::of(by))?;
        if ban.shown_on.is_none() {
            self.audit(desk.id, by, Deed::Unbanned)?;
        }
        let notice = match self.title(desk.id) {
            Some(desk) => Notice::UnbannedAt { desk },
            None => Notice::Unbanned,
        };
        self.tell_user(user, notice.into(), Slot::None)?;
        Ok(Notice::UnbanDone { who })
    }

    /// The user whom a command means, and their name, if whoever gives it may ban.
    fn whom_to_ban(
        &self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        user: Option<&WhichUser>,
    ) -> Result<Result<(UserId, String), Notice>, StoreError> {
        let user = match self.user_meant(desk, message, user)? {
            Ok(user) => user,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Err(refusal) = self.allowed(desk.id, by, Action::Ban) {
            return Ok(Err(refusal));
        }
        Ok(Ok((user, self.name_of(user)?)))
    }

    /// The term of a ban is over.
    pub(super) fn ban_ends(&mut self, hash: u64) -> Result<(), StoreError> {
        match self.tx.ban(hash)? {
            Some(ban) => self.lift(hash, &ban, Doer::Itself),
            None => Ok(()),
        }
    }

    fn lift(&mut self, hash: u64, ban: &Ban, by: Doer) -> Result<(), StoreError> {
        self.tx.put_ban(hash, None)?;
        if let Some(id) = ban.shown_on {
            // Never refused.
            let _ = self.happen(id, Event::Unbanned(by))?;
        }
        Ok(())
    }

    /// The conversation whose card shows a ban: the open one, or else the last.
    pub(super) fn shows_ban(
        &self,
        desk: DeskId,
        user: UserId,
    ) -> Result<Option<ConversationId>, StoreError> {
        let Some(profile) = self.tx.profile(user)? else {
            return Ok(None);
        };
        let newest = profile.open.into_iter().chain(profile.completed.into_iter().rev());
        for id in newest.filter(|id| id.desk == desk) {
            let id = self.goes_on_here(id)?;
            if id.desk == desk {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// What was written before the ban and waits for a choice stands silently where it was written
    /// to: there will be no choice any more.
    fn take_in_what_waits(&mut self, desk: &Desk, user: UserId) -> Result<(), StoreError> {
        self.end_album_of_user(user, None)?;
        let held = self.tx.held(user)?;
        // Those that may be for another desk wait on.
        let Some((held, last)) = held
            .filter(|held| held.desk == desk.id)
            .and_then(|held| held.last.map(|last| (held, last)))
        else {
            return Ok(());
        };
        self.tx.put_held(user, None)?;
        for messages in units(&held.messages) {
            self.relay_silently(desk, last, messages)?;
        }
        if let Some(prompt) = held.prompt {
            let task = Task::DropButtons(prompt);
            self.push(Lane::User(user), Priority::Notice, None, task, Slot::None)?;
        }
        Ok(())
    }

    /// The user whom a command means: by number, by name, by link, or by where it is given.
    fn user_meant(
        &self,
        desk: &Desk,
        message: &GroupMessage,
        user: Option<&WhichUser>,
    ) -> Result<Result<UserId, Notice>, StoreError> {
        let found = match user {
            Some(WhichUser::Of(number)) => match self.which(desk, message, Some(*number))? {
                Ok(id) => self.user_of(id)?,
                Err(refusal) => return Ok(Err(refusal)),
            },
            Some(WhichUser::Named(name)) => self.known_here(desk, self.tx.user_named(name)?)?,
            None => {
                let linked = message.mentions.iter().find_map(|mention| match mention {
                    Mention::Id(id) => Some(*id),
                    Mention::Username(_) => None,
                });
                match (self.known_here(desk, linked)?, self.meant(desk, message)?) {
                    (Some(linked), _) => Some(linked),
                    (None, Some(id)) => self.user_of(id)?,
                    (None, None) => None,
                }
            }
        };
        Ok(found.ok_or(Notice::RefuseWhichUser))
    }

    fn user_of(&self, id: ConversationId) -> Result<Option<UserId>, StoreError> {
        Ok(self.tx.conversation(id)?.map(|conversation| conversation.user))
    }

    /// Whom this desk has never met it cannot ban; nor does it learn whether another one has.
    fn known_here(&self, desk: &Desk, user: Option<UserId>) -> Result<Option<UserId>, StoreError> {
        let Some(user) = user else { return Ok(None) };
        let known =
            self.shows_ban(desk.id, user)?.is_some() || self.banned(desk.id, user)?.is_some();
        Ok(Some(user).filter(|_| known))
    }

    fn name_of(&self, user: UserId) -> Result<String, StoreError> {
        let profile = self.tx.profile(user)?;
        Ok(profile.map_or_else(|| user.to_string(), |profile| profile.person.name()))
    }

    /// What a banned user reads.
    fn told(&self, desk: DeskId, term: Term) -> Notice {
        match (self.title(desk), term.until) {
            (Some(desk), Some(until)) => Notice::BannedUntilAt { desk, opening: Opens(until) },
            (Some(desk), None) => Notice::BannedAt { desk },
            (None, Some(until)) => Notice::BannedUntil { opening: Opens(until) },
            (None, None) => Notice::Banned,
        }
    }
}
