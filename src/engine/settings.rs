//! What the engine follows: for the whole process, and for each desk.
//!
//! A desk's settings are whole at every moment: whoever makes them, from the settings file, the
//! environment and what admins changed, replaces all of them at once, after the commit that says
//! so. A batch sees one state from its beginning to its end. Nothing here reads a file or decides.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::Reader;
use crate::domain::access::Action;
use crate::domain::arrival::ArrivalRules;
use crate::domain::conversation::Rules;
use crate::domain::flood::FloodRules;
use crate::domain::id::{DeskId, UserId};
use crate::domain::notice::Source;

/// What the engine follows: settings, and who the bot is.
#[derive(Clone)]
pub struct Settings {
    /// What differs from desk to desk.
    pub desks: Desks,
    /// Makes them anew when something is changed in a chat.
    pub composer: Composer,
    /// For users who write too fast.
    pub flood: FloodRules,
    /// Thanks and assent in all languages, in lower case.
    pub courtesies: Vec<String>,
    /// Bare assent ("ok") in all languages, in lower case.
    pub assents: Vec<String>,
    /// The folders of `locales`, for `/language`.
    pub languages: Vec<String>,
    /// The commands of the group, in their order, and what each needs.
    pub menu: Vec<(&'static str, Option<Action>)>,
    /// The bot's own id.
    pub bot: UserId,
    /// Its name, without the `@`.
    pub username: String,
    /// How long an unanswered `getUpdates` may take: its time-out.
    pub poll_timeout: Duration,
    /// Reads updates that were set aside.
    pub reader: Reader,
}

/// What one desk follows.
#[derive(Clone, PartialEq, Debug)]
pub struct DeskSettings {
    /// For conversations.
    pub rules: Rules,
    /// For what comes after completion.
    pub arrival: ArrivalRules,
    /// Texts are kept beyond completion.
    pub store_text: bool,
    /// The reopen rate, in percent, above which `/stats` warns.
    pub reopen_alarm: f64,
    /// What rings in the group.
    pub rings: Rings,
    /// A board shows how the desk stands.
    pub board: bool,
    /// What users are spoken to in whose own language is not known.
    pub language: String,
    /// What is spoken in the group.
    pub inside: String,
}

/// What a desk follows with what is changed in its chat, and what `/settings` shows of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Composed {
    /// What it follows.
    pub settings: DeskSettings,
    /// Every setting, in the order of the manual.
    pub shown: Vec<Shown>,
    /// What is kept as changed in the chat and is not followed.
    pub ignored: Vec<Ignored>,
    /// `warn_before` is not smaller than `complete_after`: the warning comes at once.
    pub warned_at_once: bool,
}

/// A setting, to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Section and key: `timeout.complete_after`.
    pub name: String,
    /// What it is by file, environment or default; a secret is not shown.
    pub value: String,
    /// Which of them says so.
    pub source: Source,
    /// What can be chosen for it in the chat; nothing if it is not changed there.
    pub offered: Vec<&'static str>,
    /// What is chosen in the chat, and in force.
    pub chosen: Option<String>,
}

impl Shown {
    /// What is in force.
    pub fn in_force(&self) -> &str {
        self.chosen.as_deref().unwrap_or(&self.value)
    }
}

/// Something that was chosen in the chat and is not followed, as after a change of version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignored {
    /// The setting's name.
    pub name: String,
    /// What was chosen.
    pub value: String,
    /// What is wrong with it, for the log.
    pub problem: String,
}

/// What was chosen, by name, becomes what a desk follows.
type Composing = dyn Fn(DeskId, &BTreeMap<String, String>) -> Composed + Send + Sync;

/// Makes a desk's settings of those that it has and what is changed in its chat.
#[derive(Clone)]
pub struct Composer(Arc<Composing>);

impl Composer {
    /// By a function of the desk and what was chosen there.
    pub fn new(
        compose: impl Fn(DeskId, &BTreeMap<String, String>) -> Composed + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(compose))
    }

    /// A desk's settings with what was chosen in its chat.
    pub fn compose(&self, desk: DeskId, chosen: &BTreeMap<String, String>) -> Composed {
        (self.0)(desk, chosen)
    }
}

impl fmt::Debug for Composer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Composer")
    }
}

/// A desk as users choose it: those of the settings file, in its order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The desk.
    pub id: DeskId,
    /// Its name, in deep links.
    pub name: String,
    /// What users read.
    pub title: String,
    /// Whose users it is for, by their languages; everybody's, if there is none.
    pub languages: Vec<String>,
}

/// What rings in the group (`[notify] group`).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Rings {
    /// The first message of each wait.
    Waits,
    /// Everything.
    All,
    /// Nothing.
    None,
}

/// The settings of all desks. Clones share them: what is replaced in one is replaced in all.
#[derive(Clone, Debug)]
pub struct Desks(Arc<RwLock<Arc<Known>>>);

/// The settings of all desks, as they were at one moment.
#[derive(Clone, Debug)]
pub struct Known {
    common: Arc<DeskSettings>,
    own: BTreeMap<DeskId, Arc<DeskSettings>>,
    listed: Arc<Vec<Listed>>,
}

impl Known {
    /// What desks have in common.
    pub fn common(&self) -> &DeskSettings {
        &self.common
    }

    /// The desks of the settings file; none where it names none.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// What users read of a desk where they could mean another one; nothing where there is one.
    pub fn title(&self, desk: DeskId) -> Option<&str> {
        let found = self.listed.iter().find(|listed| listed.id == desk)?;
        (self.listed.len() > 1).then_some(found.title.as_str())
    }

    /// A desk's settings: its own, else those of all. Where no desk is meant (0), what all have in
    /// common is what the only one follows.
    pub fn of(&self, desk: DeskId) -> &Arc<DeskSettings> {
        let only = || {
            let one = desk == DeskId(0) && self.listed.len() < 2;
            one.then(|| self.own.values().next()).flatten()
        };
        self.own.get(&desk).or_else(only).unwrap_or(&self.common)
    }

    /// What a pause in intake would void, a warning or a question, is due within this.
    pub fn decided_within(&self) -> Duration {
        let all = self.own.values().chain([&self.common]);
        let longest = all.map(|desk| desk.rules.warn_before.max(desk.rules.question_expires));
        longest.max().unwrap_or_default()
    }

    /// Some desk keeps texts beyond completion.
    pub fn keeps_texts(&self) -> bool {
        self.common.store_text || self.own.values().any(|desk| desk.store_text)
    }
}

impl Desks {
    /// The same for every desk, until one gets its own.
    pub fn all(common: DeskSettings) -> Self {
        let known =
            Known { common: Arc::new(common), own: BTreeMap::new(), listed: Arc::default() };
        Self(Arc::new(RwLock::new(Arc::new(known))))
    }

    /// The same, with the desks of the settings file.
    #[must_use]
    pub fn with_listed(self, listed: Vec<Listed>) -> Self {
        let mut known = Known::clone(&self.now());
        known.listed = Arc::new(listed);
        Self(Arc::new(RwLock::new(Arc::new(known))))
    }

    /// What is in force now, for as long as it is held.
    pub fn now(&self) -> Arc<Known> {
        // A whole state is replaced by another: there is none that a panic could leave half done.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A desk's settings as they are now.
    pub fn of(&self, desk: DeskId) -> Arc<DeskSettings> {
        Arc::clone(self.now().of(desk))
    }

    /// From now on a desk follows these. Dues of conversations that stand in the store are those of
    /// before: whoever changes times keeps the open conversations anew.
    pub fn replace(&self, desk: DeskId, settings: DeskSettings) {
        let mut place = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut known = Known::clone(&place);
        known.own.insert(desk, Arc::new(settings));
        *place = Arc::new(known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_desk_follows_its_own_settings_and_the_others_those_of_all() {
        let common = Config::default().desk_settings();
        let desks = Desks::all(common.clone());
        let (before, shared) = (desks.now(), desks.clone());
        let own = DeskSettings { rings: Rings::None, store_text: false, ..common.clone() };
        desks.replace(DeskId(2), own.clone());
        assert_eq!(*shared.of(DeskId(2)), own);
        assert_eq!(*shared.of(DeskId(1)), common);
        assert_eq!(**before.of(DeskId(2)), common, "what is held stays as it was");
        assert!(shared.now().keeps_texts());
    }
}
