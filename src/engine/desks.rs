//! Users among several desks: which one a message is for, the menu, links, `/desk`.
//!
//! Promises: where nothing decides, what somebody wrote waits in its order until they have chosen, over
//! restarts too, and goes to the first desk without a choice. Never says to one desk's people that a
//! user writes to another.

use crate::domain::arrival::{Arrival, Asked, Held, arrive, is_courtesy};
use crate::domain::button::Button;
use crate::domain::desks::{Facts, Offered, which_desk};
use crate::domain::event::{Press, UserMessage};
use crate::domain::flood::Verdict;
use crate::domain::id::{ConversationId, DeskId, MessageRef, UserId};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::{Lane, Priority, Slot, Task};
use crate::domain::people::{Desk, Person, Profile};
use crate::mistake::{Mistake, made};
use crate::store::StoreError;

use super::album::units;
use super::effects::Done;
use super::press::Pressed;
use super::work::Work;

/// Where a message belongs.
pub(super) enum Meant {
    /// To this desk.
    At(Desk),
    /// The user has to say so.
    Unclear,
    /// There is none yet.
    Nowhere,
}

impl Work<'_> {
    // ---- which one ---------------------------------------------------------------------------------

    /// Which desk a message is for, or without one where the user is at this moment.
    pub(super) fn desk_meant(
        &self,
        user: UserId,
        language: Option<&str>,
        message: Option<&UserMessage>,
    ) -> Result<Meant, StoreError> {
        let profile = self.tx.profile(user)?.filter(|known| !known.forgotten);
        let offered = self.offered()?;
        let open: Vec<DeskId> =
            profile.iter().flat_map(|profile| &profile.open).map(|id| id.desk).collect();
        if offered.is_empty() && open.is_empty() {
            return Ok(Meant::Nowhere);
        }
        let answers = match message {
            Some(message) => self.answered_by(message)?.map(|id| id.desk),
            None => None,
        };
        let still = match (message, &profile) {
            (Some(message), Some(profile)) => self.still_of(message, profile)?,
            _ => None,
        };
        let (mut free, mut closed) = (Vec::new(), Vec::new());
        for desk in &offered {
            if self.banned(desk.id, user)?.is_some() {
                closed.push(desk.id);
            } else {
                free.push(Offered { id: desk.id, languages: self.languages_of(desk.id) });
            }
        }
        let known = profile.as_ref().and_then(|profile| profile.language());
        let meant = which_desk(&Facts {
            answers,
            chosen: profile.as_ref().and_then(|profile| profile.current),
            open: &open,
            still,
            offered: &free,
            closed: &closed,
            language: known.or(language),
        });
        let meant = match (meant, free.as_slice()) {
            (None, []) => offered.first().map(|desk| desk.id).or(open.last().copied()),
            (meant, _) => meant,
        };
        Ok(match meant {
            Some(id) => self.tx.desk(id)?.map_or(Meant::Nowhere, Meant::At),
            None => Meant::Unclear,
        })
    }

    fn languages_of(&self, desk: DeskId) -> &[String] {
        let listed = self.listed().iter().find(|listed| listed.id == desk);
        listed.map_or(&[], |listed| listed.languages.as_slice())
    }

    /// The conversation that a user's message replies to, as it goes on.
    pub(super) fn answered_by(
        &self,
        message: &UserMessage,
    ) -> Result<Option<ConversationId>, StoreError> {
        let Some(reply) = message.reply_to else { return Ok(None) };
        match self.tx.mapped(MessageRef::new(message.from.id, reply))? {
            Some(mapped) => Ok(Some(self.goes_on(mapped.conversation)?)),
            None => Ok(None),
        }
    }

    /// The desk of what was completed last, if a message still belongs to it.
    fn still_of(
        &self,
        message: &UserMessage,
        profile: &Profile,
    ) -> Result<Option<DeskId>, StoreError> {
        let Some(last) = profile.completed.last() else { return Ok(None) };
        let id = self.goes_on(*last)?;
        let Some(last) = self.tx.conversation(id)? else { return Ok(None) };
        let courtesy = is_courtesy(&message.content, &self.settings.courtesies);
        let rules = &self.of(id.desk).arrival;
        let arrival =
            arrive(message, None, None, Some(&last), profile.wants_new, courtesy, None, rules);
        Ok(match arrival {
            Arrival::Cross(_)
            | Arrival::Courtesy(_)
            | Arrival::Comment(_)
            | Arrival::Reopen(..) => Some(id.desk),
            Arrival::Continue(_) | Arrival::Wait | Arrival::Ask(..) | Arrival::Open => None,
        })
    }

    /// Whether somebody is banned from every desk there is, and is told so.
    pub(super) fn shut_out(&mut self, person: &Person) -> Result<bool, StoreError> {
        let offered = self.offered()?;
        for desk in &offered {
            if self.banned(desk.id, person.id)?.is_none() {
                return Ok(false);
            }
        }
        match offered.first() {
            Some(desk) => self.turned_away(desk.id, person),
            None => Ok(false),
        }
    }

    /// What users read of a desk where there are several.
    pub(super) fn title(&self, desk: DeskId) -> Option<String> {
        self.known().title(desk).map(str::to_owned)
    }

    // ---- asking ------------------------------------------------------------------------------------

    /// Holds messages until the user has said for which desk they are.
    pub(super) fn ask_desk(&mut self, messages: &[UserMessage]) -> Result<(), StoreError> {
        let Some(user) = messages.first().map(|message| message.from.id) else {
            return Ok(());
        };
        if let Some(mut held) = self.tx.held(user)?.filter(|held| held.asked == Asked::Desk) {
            held.messages.extend_from_slice(messages);
            return self.tx.put_held(user, Some(&held));
        }
        // A question about a matter that was not answered: it is a new one, as it would be later.
        if self.tx.held(user)?.is_some() {
            let _ = self.release_held(user, None)?;
        }
        let Some(first) = self.first_desk()? else { return Ok(()) };
        let held = Held {
            desk: first.id,
            last: None,
            asked: Asked::Desk,
            messages: messages.to_vec(),
            prompt: None,
            until: self.now.plus(self.known().common().arrival.choice_within),
        };
        self.tx.put_held(user, Some(&held))?;
        let lines = self.open_lines(user)?;
        let saying = Notice::ChooseDesk { lines }.with(self.desk_buttons(user)?);
        self.tell_user(user, saying, Slot::Choice)
    }

    /// What is open of a user, by number and desk.
    fn open_lines(&self, user: UserId) -> Result<Vec<Notice>, StoreError> {
        let open = self.tx.profile(user)?.map(|profile| profile.open).unwrap_or_default();
        let line = |id: ConversationId| {
            Some(Notice::OpenThere { number: id.number, desk: self.title(id.desk)? })
        };
        Ok(open.into_iter().filter_map(line).collect())
    }

    /// A button for each desk that the user can write to.
    fn desk_buttons(&self, user: UserId) -> Result<Vec<Vec<Button>>, StoreError> {
        let mut rows = Vec::new();
        for desk in self.offered()? {
            if self.banned(desk.id, user)?.is_none() {
                rows.push(vec![Button::Desk(desk.id)]);
            }
        }
        Ok(rows)
    }

    /// Another message says where the user is: what waited for that goes there first. A reply says
    /// it of itself alone.
    pub(super) fn settle_desk(
        &mut self,
        desk: &Desk,
        message: &UserMessage,
    ) -> Result<(), StoreError> {
        let asked = self.tx.held(message.from.id)?.is_some_and(|held| held.asked == Asked::Desk);
        if asked && self.answered_by(message)?.is_none() {
            return self.release_to(message.from.id, desk);
        }
        Ok(())
    }

    /// What waited for the choice of a desk goes there, in order.
    pub(super) fn release_to(&mut self, user: UserId, desk: &Desk) -> Result<(), StoreError> {
        let Some(held) = self.tx.held(user)?.filter(|held| held.asked == Asked::Desk) else {
            return Ok(());
        };
        self.tx.put_held(user, None)?;
        if made(Mistake::DropTheHeld) {
            return Ok(());
        }
        if let (Some(prompt), Some(desk)) = (held.prompt, self.title(desk.id)) {
            let saying = Notice::DeskChosen { desk }.into();
            let task = Task::Edit { message: prompt, saying };
            self.push(Lane::User(user), Priority::Notice, None, task, Slot::None)?;
        }
        if self.banned(desk.id, user)?.is_some() {
            // Written before the ban: it stands silently where it would have gone.
            if let Some(last) = self.shows_ban(desk.id, user)? {
                for messages in units(&held.messages) {
                    self.relay_silently(desk, last, messages)?;
                }
            }
            return Ok(());
        }
        let at_once = usize::try_from(self.settings.flood.per_minute).unwrap_or(usize::MAX);
        for (place, messages) in units(&held.messages).enumerate() {
            let verdict = match at_once > 0 && place >= at_once {
                true => Verdict::Hold(self.now),
                false => Verdict::Pass,
            };
            self.lands_at(desk, messages, verdict)?;
        }
        Ok(())
    }

    /// Nobody has chosen in time: the first desk that takes the user.
    pub(super) fn release_unchosen(&mut self, user: UserId) -> Result<(), StoreError> {
        let offered = self.offered()?;
        let mut to = offered.first();
        for desk in &offered {
            if self.banned(desk.id, user)?.is_none() {
                to = Some(desk);
                break;
            }
        }
        match to.cloned() {
            Some(desk) => self.release_to(user, &desk),
            // Their groups are gone from the settings file; it waits until there is one again.
            None => {
                if let Some(mut held) = self.tx.held(user)? {
                    held.until = self.now.plus(self.known().common().arrival.choice_within);
                    self.tx.put_held(user, Some(&held))?;
                }
                Ok(())
            }
        }
    }

    // ---- choosing ----------------------------------------------------------------------------------

    /// `/start`, with what its link carries.
    pub(super) fn started(
        &mut self,
        person: &Person,
        payload: Option<&str>,
    ) -> Result<Option<Saying>, StoreError> {
        let user = person.id;
        let (desk, source) = match payload {
            Some(payload) => self.linked(payload)?,
            None => (None, None),
        };
        if let Some(source) = source
            && let Some(mut profile) = self.tx.profile(user)?
        {
            profile.source = Some(source);
            self.tx.put_profile(&profile)?;
        }
        if let Some(desk) = desk {
            if self.turned_away(desk.id, person)? {
                return Ok(None);
            }
            self.choose_desk(user, &desk)?;
            return Ok(Some(match self.title(desk.id) {
                Some(desk) => Notice::WelcomeAt { desk }.into(),
                None => Notice::Welcome.into(),
            }));
        }
        let unclear = matches!(self.desk_meant(user, None, None)?, Meant::Unclear);
        let buttons = if unclear { self.desk_buttons(user)? } else { Vec::new() };
        Ok(Some(Notice::Welcome.with(buttons)))
    }

    /// The desk that a link names, and where its reader comes from.
    fn linked(&self, payload: &str) -> Result<(Option<Desk>, Option<String>), StoreError> {
        let (head, rest) = match payload.split_once('-') {
            Some((head, rest)) => (head, Some(rest).filter(|rest| !rest.is_empty())),
            None => (payload, None),
        };
        let named = self.listed().iter().find(|listed| listed.name == head);
        let desk = match named {
            Some(named) => self.tx.desk(named.id)?,
            None => None,
        };
        Ok(match desk {
            Some(desk) => (Some(desk), rest.map(str::to_owned)),
            None => (None, Some(payload.to_owned())),
        })
    }

    /// From now on a user talks with this desk.
    fn choose_desk(&mut self, user: UserId, desk: &Desk) -> Result<(), StoreError> {
        if let Some(mut profile) = self.tx.profile(user)? {
            profile.current = Some(desk.id);
            self.tx.put_profile(&profile)?;
        }
        self.release_to(user, desk)
    }

    /// `/desk`: where the user is, and where else they could be.
    pub(super) fn desk_command(&mut self, user: UserId) -> Result<Saying, StoreError> {
        let desk = match self.desk_meant(user, None, None)? {
            Meant::At(desk) => self.title(desk.id),
            Meant::Unclear | Meant::Nowhere => None,
        };
        let lines = self.open_lines(user)?;
        let notice = match desk {
            Some(desk) => Notice::DeskIs { desk, lines },
            None => Notice::DeskIsNone { lines },
        };
        Ok(notice.with(self.desk_buttons(user)?))
    }

    pub(super) fn desk_pressed(
        &mut self,
        user: UserId,
        id: DeskId,
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        let Some(desk) = self.offered()?.into_iter().find(|desk| desk.id == id) else {
            return Ok(Err(Notice::RefuseStale));
        };
        if self.banned(id, user)?.is_some() {
            return Ok(Err(Notice::RefuseYouAreBanned));
        }
        let known = self.tx.profile(user)?.is_some_and(|known| !known.forgotten);
        let Some(title) = self.title(id).filter(|_| known) else {
            return Ok(Err(Notice::RefuseStale));
        };
        let held = self.tx.held(user)?.filter(|held| held.asked == Asked::Desk);
        let prompt = held.and_then(|held| held.prompt);
        self.choose_desk(user, &desk)?;
        if prompt.is_some() && prompt == Self::pressed_message(press) {
            // It says so already.
            return Ok(Ok(Done::default()));
        }
        let open = self.tx.profile(user)?.and_then(|profile| profile.open_at(id));
        let said = match open {
            Some(open) => Notice::DeskChosenOpen { desk: title, number: open.number },
            None => Notice::DeskChosen { desk: title },
        };
        self.edit_pressed(press, said.into())?;
        Ok(Ok(Done::default()))
    }

    // ---- commands ----------------------------------------------------------------------------------

    /// The open conversation that a command without a number is about: of the desk where the user
    /// is. Several, if they could all be meant.
    pub(super) fn open_meant(&self, user: UserId) -> Result<Vec<ConversationId>, StoreError> {
        let Some(profile) = self.tx.profile(user)? else { return Ok(Vec::new()) };
        let current = profile.current.and_then(|desk| profile.open_at(desk));
        Ok(current.map_or(profile.open, |id| vec![id]))
    }
}
