//! Settings in the chat: shown, chosen by buttons, and taken back.
//!
//! Promises: a press decides over what its page showed, or says who has changed it since; what is
//! chosen is kept with who and when, stands in the audit with before and after, and is in force for
//! every part once it is committed, as are the due times of open conversations that follow from it.
//! Never knows which settings there are or what they take: that comes with them.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::access::{Action, Actor};
use crate::domain::audit::Deed;
use crate::domain::button::{Button, Nonce};
use crate::domain::conversation::Rules;
use crate::domain::event::{GroupMessage, Press};
use crate::domain::id::DeskId;
use crate::domain::notice::{Notice, Saying, Source, Who, Word};
use crate::domain::outbox::{Lane, Priority, Slot, Task};
use crate::domain::people::Desk;
use crate::domain::reason::StatusName;
use crate::domain::setting::{self, Chosen, Value};
use crate::mistake::{Mistake, made};
use crate::store::{Due, StoreError};

use super::answer::one_line;
use super::effects::Done;
use super::press::Pressed;
use super::settings::{Composed, DeskSettings, Shown};
use super::work::Work;

/// Lines of a page of all settings, unless one section has more.
const PAGE: usize = 20;
/// Lines of a page, however many a section has.
const LONGEST: usize = 32;
/// Code points of a value in a line.
const VALUE: usize = 80;

/// A desk's settings, and who has chosen what of them.
struct Settings {
    composed: Composed,
    chosen: BTreeMap<String, Chosen>,
}

impl Settings {
    /// A setting that can be changed in the chat.
    fn changeable(&self, name: &str) -> Option<&Shown> {
        self.composed.shown.iter().find(|shown| shown.name == name && !shown.offered.is_empty())
    }

    /// What tells a page of a setting from one that was shown before a change.
    fn nonce(&self, name: &str) -> Nonce {
        self.chosen.get(name).map_or(0, |chosen| chosen.nonce)
    }
}

impl Work<'_> {
    // ---- what is in force ----------------------------------------------------------------------------

    fn settings_of(&self, desk: DeskId) -> Result<Settings, StoreError> {
        let chosen: BTreeMap<String, Chosen> = self.tx.all_chosen(desk)?.into_iter().collect();
        let values = (chosen.iter())
            .filter_map(|(name, chosen)| Some((name.clone(), chosen.value.clone()?)))
            .collect();
        Ok(Settings { composed: self.settings.composer.compose(desk, &values), chosen })
    }

    /// What desks follow after this commit, with the due times of their open conversations.
    pub(super) fn put_in_force(&self) -> Result<Vec<(DeskId, DeskSettings)>, StoreError> {
        let mut replaced = Vec::new();
        if made(Mistake::KeepTheOldSetting) {
            return Ok(replaced);
        }
        for desk in &self.changed {
            let settings = self.settings_of(*desk)?.composed.settings;
            self.keep_due_times(*desk, &settings.rules)?;
            replaced.push((*desk, settings));
        }
        Ok(replaced)
    }

    /// At a start: where a desk's rules are others than those that were followed before, when
    /// something happens by itself to what is open is found out anew.
    pub(super) fn follow_settings(&self) -> Result<(), StoreError> {
        const FOLLOWED: &str = "followed";
        let before: BTreeMap<u32, u64> = self.tx.meta(FOLLOWED)?.unwrap_or_default();
        let mut followed = BTreeMap::new();
        for desk in self.tx.desks()? {
            let rules = &self.of(desk.id).rules;
            let mut hasher = DefaultHasher::new();
            // Another spelling or hash in another version only costs the look at what is open.
            format!("{rules:?}").hash(&mut hasher);
            let now = hasher.finish();
            if before.get(&desk.id.0).is_some_and(|before| *before != now) {
                self.keep_due_times(desk.id, rules)?;
            }
            followed.insert(desk.id.0, now);
        }
        if followed == before { Ok(()) } else { self.tx.set_meta(FOLLOWED, &followed) }
    }

    /// When something happens by itself to what is open, by these rules.
    pub(super) fn keep_due_times(&self, desk: DeskId, rules: &Rules) -> Result<(), StoreError> {
        for status in [StatusName::Unassigned, StatusName::InProgress, StatusName::Pending] {
            let (open, _) = self.tx.by_status(desk, status, usize::MAX)?;
            for id in open {
                if let Some(conversation) = self.tx.conversation(id)? {
                    let due = conversation.deadline(rules, self.gap_ended);
                    self.tx.set_due(Due::Conversation(id), due)?;
                }
            }
        }
        Ok(())
    }

    // ---- what is shown -------------------------------------------------------------------------------

    pub(super) fn settings_command(
        &mut self,
        desk: &Desk,
        message: &GroupMessage,
    ) -> Result<Option<Notice>, StoreError> {
        let saying = self.front_page(desk.id, &self.settings_of(desk.id)?)?;
        self.reply(desk, message, saying, Slot::Inside)?;
        Ok(None)
    }

    /// Those that can be changed here, each a button with its value.
    fn front_page(&self, desk: DeskId, settings: &Settings) -> Result<Saying, StoreError> {
        let mut lines = Vec::new();
        let mut buttons = Vec::new();
        let mut any = !settings.composed.ignored.is_empty();
        for shown in settings.composed.shown.iter().filter(|shown| !shown.offered.is_empty()) {
            any |= shown.chosen.is_some();
            if shown.chosen.is_some() || shown.source != Source::Below(Source::DEFAULT.to_owned()) {
                lines.push(self.setting_line(desk, settings, shown)?);
            }
            // What is too long for a button is seen once it is opened.
            let value = setting::value(shown.in_force()).unwrap_or_else(|| "-".to_owned());
            buttons.push(vec![Button::Setting(desk, shown.name.clone(), value)]);
        }
        lines.extend(self.remarks(desk, settings)?);
        let mut row = vec![Button::Settings(desk, 1)];
        if any {
            row.push(Button::SettingsChanged(desk));
        }
        buttons.push(row);
        buttons.push(vec![Button::Dismiss]);
        Ok(Notice::Settings { lines }.with(buttons))
    }

    /// What is odd about the settings as they are.
    fn remarks(&self, desk: DeskId, settings: &Settings) -> Result<Vec<Notice>, StoreError> {
        let mut lines = Vec::new();
        if settings.composed.warned_at_once {
            lines.push(Notice::SettingsWarnedAtOnce);
        }
        for ignored in &settings.composed.ignored {
            let value = one_line(&ignored.value, VALUE);
            let origin = self.chosen_by(desk, settings, &ignored.name)?;
            lines.push(Notice::SettingIgnored { key: ignored.name.clone(), value, origin });
        }
        Ok(lines)
    }

    /// All of them, page by page; a section stands on one page where it fits.
    fn settings_page(
        &self,
        desk: DeskId,
        settings: &Settings,
        page: u16,
    ) -> Result<Saying, StoreError> {
        let shown = &settings.composed.shown;
        let mut pages: Vec<Vec<&Shown>> = Vec::new();
        for section in shown.chunk_by(|one, next| section_of(one) == section_of(next)) {
            match pages.last_mut() {
                Some(page) if page.len() + section.len() <= PAGE => page.extend(section),
                _ => pages.extend(section.chunks(LONGEST).map(|part| part.iter().collect())),
            }
        }
        let at = usize::from(page).clamp(1, pages.len().max(1));
        let mut lines = Vec::new();
        for shown in pages.get(at.saturating_sub(1)).into_iter().flatten() {
            let origin = self.origin(desk, settings, shown)?;
            let value = one_line(shown.in_force(), VALUE);
            lines.push(Notice::Setting { key: shown.name.clone(), value, origin });
        }
        let number = |page: usize| u16::try_from(page).unwrap_or(u16::MAX);
        let mut row = vec![Button::Settings(desk, number(at.saturating_sub(1)))];
        if at < pages.len() {
            row.push(Button::Settings(desk, number(at.saturating_add(1))));
        }
        if at > 1 {
            row.insert(0, Button::Settings(desk, 0));
        }
        row.push(Button::Dismiss);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (page, pages) = (count(at), count(pages.len()));
        Ok(Notice::SettingsPage { page, pages, lines }.with(vec![row]))
    }

    /// One of them, with what it can be.
    fn setting_page(
        &self,
        desk: DeskId,
        settings: &Settings,
        shown: &Shown,
    ) -> Result<Saying, StoreError> {
        let mut lines = Vec::new();
        let nonce = settings.nonce(&shown.name);
        // What file, environment or default say is come back to by taking back, not by choosing.
        let others = shown.offered.iter().filter(|offer| {
            **offer != shown.in_force() && (shown.chosen.is_none() || **offer != shown.value)
        });
        let others: Vec<Button> = others
            .map(|offer| Button::SetTo(desk, shown.name.clone(), (*offer).to_owned(), nonce))
            .collect();
        // Choices out of many are short.
        let side_by_side = if others.len() > 3 { 3 } else { 1 };
        let mut buttons: Vec<Vec<Button>> =
            others.chunks(side_by_side).map(<[Button]>::to_vec).collect();
        if shown.chosen.is_some() {
            lines.push(below(shown));
            buttons.push(vec![Button::SetBack(desk, shown.name.clone(), nonce)]);
        }
        if settings.composed.warned_at_once && shown.name.starts_with("timeout.") {
            lines.push(Notice::SettingsWarnedAtOnce);
        }
        buttons.push(vec![Button::Settings(desk, 0), Button::Dismiss]);
        let line = Box::new(self.setting_line(desk, settings, shown)?);
        let key = shown.name.clone();
        Ok(Notice::SettingPage { line, key, lines }.with(buttons))
    }

    /// What was changed here, each with the way back.
    fn changed_page(&self, desk: DeskId, settings: &Settings) -> Result<Saying, StoreError> {
        let mut lines = Vec::new();
        let mut buttons = Vec::new();
        for shown in settings.composed.shown.iter().filter(|shown| shown.chosen.is_some()) {
            let line = Box::new(self.setting_line(desk, settings, shown)?);
            lines.push(Notice::SettingChanged { line, below: Box::new(below(shown)) });
            let nonce = settings.nonce(&shown.name);
            buttons.push(vec![Button::SetBack(desk, shown.name.clone(), nonce)]);
        }
        for ignored in &settings.composed.ignored {
            if let Some(name) = setting::name(&ignored.name) {
                let nonce = settings.nonce(&name);
                buttons.push(vec![Button::SetBack(desk, name, nonce)]);
            }
        }
        lines.extend(self.remarks(desk, settings)?);
        buttons.push(vec![Button::Settings(desk, 0), Button::Dismiss]);
        if buttons.len() == 1 {
            return self.front_page(desk, settings);
        }
        Ok(Notice::SettingsChanged { lines }.with(buttons))
    }

    /// What is in force, and from where.
    fn setting_line(
        &self,
        desk: DeskId,
        settings: &Settings,
        shown: &Shown,
    ) -> Result<Notice, StoreError> {
        let name = Word(setting::word(&shown.name));
        let value = value_of(shown, shown.in_force());
        let origin = self.origin(desk, settings, shown)?;
        Ok(Notice::SettingLine { name, value, origin })
    }

    fn origin(
        &self,
        desk: DeskId,
        settings: &Settings,
        shown: &Shown,
    ) -> Result<Source, StoreError> {
        match shown.chosen {
            Some(_) => self.chosen_by(desk, settings, &shown.name),
            None => Ok(shown.source.clone()),
        }
    }

    /// Who has chosen it, and when.
    fn chosen_by(
        &self,
        desk: DeskId,
        settings: &Settings,
        name: &str,
    ) -> Result<Source, StoreError> {
        let Some(chosen) = settings.chosen.get(name) else {
            return Ok(Source::Below(Source::DEFAULT.to_owned()));
        };
        Ok(Source::Chat { who: self.who_chose(desk, chosen)?, at: chosen.at })
    }

    fn who_chose(&self, desk: DeskId, chosen: &Chosen) -> Result<Who, StoreError> {
        let Some(by) = chosen.by else { return Ok(Who::Team) };
        let member = self.tx.member(desk, by)?;
        Ok(Who::Named(member.map_or_else(|| by.to_string(), |member| member.person.name())))
    }

    // ---- what is pressed -----------------------------------------------------------------------------

    pub(super) fn settings_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        button: &Button,
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        let (of, action) = match button {
            Button::SetTo(of, ..) | Button::SetBack(of, ..) => (*of, Action::ChangeSettings),
            Button::Settings(of, _) | Button::SettingsChanged(of) | Button::Setting(of, ..) => {
                (*of, Action::Settings)
            }
            _ => return Ok(Err(Notice::RefuseGarbage)),
        };
        if of != desk.id {
            return Ok(Err(Notice::RefuseNotYours));
        }
        if let Err(refusal) = self.allowed(desk.id, by, action) {
            return Ok(Err(refusal));
        }
        let settings = self.settings_of(desk.id)?;
        let saying = match button {
            Button::SetTo(_, name, value, nonce) => {
                return self.choose(desk, by, (name, Some(value), *nonce), press);
            }
            Button::SetBack(_, name, nonce) => {
                return self.choose(desk, by, (name, None, *nonce), press);
            }
            Button::Setting(_, name, _) => match settings.changeable(name) {
                Some(shown) => self.setting_page(desk.id, &settings, shown)?,
                None => return Ok(Err(Notice::RefuseSetting)),
            },
            Button::SettingsChanged(_) => self.changed_page(desk.id, &settings)?,
            Button::Settings(_, 0) => self.front_page(desk.id, &settings)?,
            Button::Settings(_, page) => self.settings_page(desk.id, &settings, *page)?,
            _ => return Ok(Err(Notice::RefuseGarbage)),
        };
        self.answer_or_turn(desk, None, saying, press)?;
        Ok(Ok(Done::default()))
    }

    /// Somebody chooses a value for a setting, or takes back what was chosen.
    fn choose(
        &mut self,
        desk: &Desk,
        by: Actor,
        (name, value, nonce): (&str, Option<&String>, Nonce),
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        let before = self.settings_of(desk.id)?;
        let shown = before.changeable(name);
        let known = match (shown, value) {
            (Some(shown), Some(value)) => shown.offered.contains(&value.as_str()),
            // What no version of today takes can be taken back all the same.
            (_, None) => before.chosen.contains_key(name),
            (None, Some(_)) => false,
        };
        if !known {
            return Ok(Err(Notice::RefuseSetting));
        }
        if let Some(chosen) = before.chosen.get(name).filter(|chosen| chosen.nonce != nonce) {
            let who = self.who_chose(desk.id, chosen)?;
            let now = shown.map_or("", Shown::in_force).to_owned();
            let saying = match shown {
                Some(shown) => self.setting_page(desk.id, &before, shown)?,
                None => self.changed_page(desk.id, &before)?,
            };
            self.answer_or_turn(desk, None, saying, press)?;
            let value = Value { of: name.to_owned(), is: now };
            return Ok(Err(Notice::RefuseSettingChanged { who, value }));
        }
        if before.nonce(name) != nonce {
            return Ok(Err(Notice::RefuseSetting));
        }
        let chosen = Chosen {
            value: value.cloned(),
            by: by.id,
            at: self.now,
            nonce: nonce.saturating_add(1),
        };
        self.tx.put_chosen(desk.id, name, &chosen)?;
        self.changed.insert(desk.id);
        let after = self.settings_of(desk.id)?;
        if after.composed.settings.inside != before.composed.settings.inside {
            // What comes of a look is decided after this commit: the lists of commands are set anew.
            let (lane, task) = (Lane::Desk(desk.id), Task::LookUpDesk(desk.id));
            self.push(lane, Priority::Board, None, task, Slot::None)?;
        }
        let was = match shown {
            Some(shown) => shown.in_force(),
            None => before.chosen.get(name).and_then(|was| was.value.as_deref()).unwrap_or("-"),
        };
        let is = after.changeable(name).map_or("-", Shown::in_force);
        let (key, before, now) = (name.to_owned(), was.to_owned(), is.to_owned());
        self.audit(desk.id, by, Deed::Setting { key, before, after: now })?;
        let saying = match after.changeable(name) {
            Some(shown) => self.setting_page(desk.id, &after, shown)?,
            None => self.changed_page(desk.id, &after)?,
        };
        self.answer_or_turn(desk, None, saying, press)?;
        Ok(Ok(Done::default()))
    }
}

/// What would be without what was chosen in the chat.
fn below(shown: &Shown) -> Notice {
    Notice::SettingBelow { value: value_of(shown, &shown.value), origin: shown.source.clone() }
}

fn value_of(shown: &Shown, value: &str) -> Value {
    Value { of: shown.name.clone(), is: one_line(value, VALUE) }
}

fn section_of(shown: &Shown) -> &str {
    shown.name.split_once('.').map_or("", |(section, _)| section)
}
