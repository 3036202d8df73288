//! Every setting, its default and its sentence; parsed once.
//!
//! Two sources: a TOML file, and variables `FRONTDESK_<SECTION>__<KEY>` that override it. Promises:
//! a name that nothing has is refused; everything that is wrong is reported at once, one line each,
//! with the place where it is written; nobody is shown a secret. Asks neither the environment nor
//! the clock: what is not in the file is passed in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

mod chat;
mod error;
mod keys;
mod read;
mod value;

pub use error::{ConfigError, ConfigErrors, Place};
pub use keys::{
    Backup, Completion, Hours, Http, Limits, Locale, Notify, Pending, People, Privacy, Reopening,
    Routing, Schedules, Sections, Stats, Timeout,
};
pub use value::{Approval, Counting};

pub use crate::domain::routing::{Assign, Strategy};
pub use crate::secret::Token;

use crate::domain::access::{Action, Permissions, Role, TelegramAdmins};
use crate::domain::arrival::ArrivalRules;
use crate::domain::conversation::{RoutingRules, Rules};
use crate::domain::flood::FloodRules;
use crate::domain::id::ChatId;
use crate::engine::{DeskSettings, Rings};
use read::{HIDDEN, Reader, hidden};
use value::SHORTEST_PASSPHRASE;

/// The settings that are in force: by section, as `config.timeout.complete_after`.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    sections: Sections,
    /// Actions whose role the settings change.
    pub roles: BTreeMap<Action, Role>,
    described: Vec<Described>,
    /// What the settings file is called, without where it is.
    file: String,
    desks: Vec<OneDesk>,
}

/// One `[[desk]]` of the file.
#[derive(Clone, PartialEq, Debug)]
pub struct OneDesk {
    /// Its name, in deep links too; the desk that is stored under it is this one.
    pub name: String,
    /// What users read on its button.
    pub title: String,
    /// Its group, if the file names it.
    pub chat: Option<ChatId>,
    /// Whose users it is for, by their languages in small letters; everybody's, if there is none.
    pub languages: Vec<String>,
    /// What holds there: what holds for all, and over it what the desk says for itself.
    pub config: Config,
}

impl std::ops::Deref for Config {
    type Target = Sections;

    fn deref(&self) -> &Sections {
        &self.sections
    }
}

impl std::ops::DerefMut for Config {
    fn deref_mut(&mut self) -> &mut Sections {
        &mut self.sections
    }
}

/// Where a setting has its value from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Nobody wrote it.
    Default,
    /// The settings file.
    File {
        /// The line, counted from 1.
        line: usize,
    },
    /// A variable of the environment, by its name.
    Environment(String),
}

/// A setting as it is in force, to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Described {
    /// Section and name: `timeout.complete_after`.
    pub key: String,
    /// The value as it was written, lists with commas; a secret is `***`.
    pub value: String,
    /// Where it was written.
    pub origin: Origin,
    /// What the setting does, in English.
    pub sentence: String,
}

impl Default for Config {
    fn default() -> Self {
        Self::from_reader(&mut Reader::new())
    }
}

impl Config {
    /// Reads the settings: the file, then the variables, which override it.
    ///
    /// Without a file, or with one that is absent and was not asked for by name (`explicit`), the
    /// defaults hold. Of the variables only `FRONTDESK_<SECTION>__<KEY>` are looked at.
    pub fn load(
        file: Option<&Path>,
        explicit: bool,
        env: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new();
        if let Some(path) = file {
            reader.file(path, explicit);
        }
        reader.environment(env);
        let mut config = Self::from_reader(&mut reader);
        let read = file.filter(|file| file.is_file());
        let called = read.and_then(Path::file_name).map(|name| name.to_string_lossy());
        config.file = called.unwrap_or_default().into_owned();
        config.read_desks(&mut reader);
        config.agree(&mut reader);
        let errors = reader.into_errors();
        if errors.is_empty() { Ok(config) } else { Err(ConfigErrors(errors)) }
    }

    fn from_reader(reader: &mut Reader) -> Self {
        Self {
            sections: Sections::read(reader),
            roles: keys::roles(reader),
            described: keys::all().into_iter().map(|key| describe(reader, key)).collect(),
            file: String::new(),
            desks: Vec::new(),
        }
    }

    /// Every `[[desk]]` of the file, over what holds at all desks.
    fn read_desks(&mut self, reader: &mut Reader) {
        for desk in reader.desks() {
            let mut layered = reader.layered(&desk);
            let mut config = Self::from_reader(&mut layered);
            config.file.clone_from(&self.file);
            config.needs_admins(&mut layered);
            reader.adopt_errors(layered);
            self.desks.push(OneDesk {
                title: desk.title.unwrap_or_else(|| desk.name.clone()),
                name: desk.name,
                chat: desk.chat.map(ChatId),
                languages: desk.languages,
                config,
            });
        }
    }

    /// The desks of the file, in its order; without any, the settings themselves hold at the only
    /// one.
    pub fn desks(&self) -> &[OneDesk] {
        &self.desks
    }

    /// What each setting alone cannot see.
    fn agree(&self, reader: &mut Reader) {
        if self.desks.is_empty() {
            self.needs_admins(reader);
        }
        if self.http.webhook_url.is_some()
            && self.http.listen.is_none()
            && let Some(written) = reader.find("http", "webhook_url").pop()
        {
            reader.refuse(ConfigError::Value {
                place: written.place,
                written: written.source,
                problem: "needs http.listen, where Telegram's calls arrive".to_owned(),
            });
        }
        for written in reader.find("backup", "passphrase") {
            if let (Place::File { .. }, Some(_)) = (&written.place, &self.backup.passphrase) {
                reader.refuse(ConfigError::Value {
                    place: written.place,
                    written: HIDDEN.to_owned(),
                    problem: "does not belong into this file; put it into FRONTDESK_BACKUP__PASSPHRASE or into a file of its own (backup.passphrase_file)".to_owned(),
                });
            }
        }
        let encrypted = self.backup.passphrase.is_some() || self.backup.passphrase_file.is_some();
        if self.backup.chat.is_some()
            && !encrypted
            && let Some(written) = reader.find("backup", "chat").pop()
        {
            reader.refuse(ConfigError::Value {
                place: written.place,
                written: written.source,
                problem: "what people wrote does not leave this machine unencrypted; put a passphrase into FRONTDESK_BACKUP__PASSPHRASE too".to_owned(),
            });
        }
    }

    /// Nobody could give a role, set the desk up or see its settings, or ever change that.
    fn needs_admins(&self, reader: &mut Reader) {
        let people = &self.sections.permissions;
        if people.telegram_admins == TelegramAdmins::Agent
            && people.admins.is_empty()
            && let Some(written) = reader.find("permissions", "telegram_admins").pop()
        {
            reader.refuse(ConfigError::Value {
                place: written.place,
                written: written.source,
                problem: "leaves nobody who is an admin; name at least one person by id in permissions.admins".to_owned(),
            });
        }
    }

    /// Whether the settings file holds a secret that is in force.
    pub fn has_secret_in_file(&self) -> bool {
        self.http.secret.is_some()
            && self.described.iter().any(|setting| {
                setting.key == "http.secret" && matches!(setting.origin, Origin::File { .. })
            })
    }

    /// Every setting as it is in force, in the order of the manual.
    pub fn described(&self) -> Vec<Described> {
        self.described.clone()
    }

    /// Settings that somebody has made and that this version checks but does not follow yet.
    pub fn without_effect(&self) -> Vec<&str> {
        const LATER: &[&str] = &[
            "schedule.report_week",
            "schedule.report_month",
            "privacy.retention",
            "http.listen",
            "http.webhook_url",
            "http.secret",
        ];
        let own = self.desks.iter().flat_map(|own| &own.config.described);
        let keys: BTreeSet<&str> = (self.described.iter().chain(own))
            .filter(|setting| setting.origin != Origin::Default)
            .map(|setting| setting.key.as_str())
            .filter(|key| LATER.contains(key))
            .collect();
        keys.into_iter().collect()
    }

    /// Where a team's own words are: where the settings say, else `locales` in the data directory,
    /// if it exists.
    pub fn overrides(&self, data: &Path) -> Option<PathBuf> {
        let own = || Some(data.join("locales")).filter(|directory| directory.is_dir());
        self.locale.overrides.clone().or_else(own)
    }

    /// What backups are encrypted with, from the environment or from its file.
    ///
    /// # Errors
    /// Says why the file cannot be used.
    pub fn passphrase(&self) -> Result<Option<Token>, String> {
        if let Some(passphrase) = &self.backup.passphrase {
            return Ok(Some(passphrase.clone()));
        }
        let Some(path) = &self.backup.passphrase_file else {
            return Ok(None);
        };
        let wrong = |what: String| format!("backup.passphrase_file {}: {what}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let line = text.lines().next().unwrap_or_default();
        if line.chars().count() < SHORTEST_PASSPHRASE {
            let least = format!("its first line has less than {SHORTEST_PASSPHRASE} characters");
            return Err(wrong(least));
        }
        Ok(Some(Token::new(line)))
    }

    /// Where scheduled backups are kept.
    pub fn backups(&self, data: &Path) -> PathBuf {
        self.backup.directory.clone().unwrap_or_else(|| data.join("backups"))
    }

    /// What a desk follows.
    pub fn desk_settings(&self) -> DeskSettings {
        DeskSettings {
            rules: self.rules(),
            arrival: self.arrival(),
            store_text: self.privacy.store_text,
            reopen_alarm: f64::from(self.stats.reopen_alarm),
            rings: self.rings(),
            board: self.notify.board,
            language: self.locale.default.code().to_owned(),
            inside: self.locale.desk.code().to_owned(),
        }
    }

    /// What conversations follow.
    pub fn rules(&self) -> Rules {
        Rules {
            confirm: self.completion.confirm,
            premature_within: self.completion.premature_within,
            question_expires: self.completion.question_expires,
            undo_within: self.completion.undo_within,
            rating: self.completion.rating,
            requests: self.reopening.approval == Approval::Request,
            request_expires: self.reopening.request_expires,
            routing: RoutingRules {
                strategy: self.routing.strategy,
                reopened: self.reopening.assign,
                lapse: self.routing.lapse,
                strict: self.routing.strict_assignment,
            },
            complete_after: self.timeout.complete_after,
            warn_before: self.timeout.warn_before,
            count_from_user: self.timeout.clock == Counting::UserSilence,
            nudge_after: self.timeout.nudge_after,
            escalate_after: self.timeout.escalate_after,
            remind_after: self.pending.remind_after,
            tell_set_aside: self.pending.notice,
            hours: crate::domain::hours::Hours {
                zone: self.hours.timezone,
                open: self.hours.open.clone(),
                holidays: self.hours.holidays.clone(),
            },
            permissions: self.permissions(),
        }
    }

    /// What messages after completion follow.
    pub fn arrival(&self) -> ArrivalRules {
        ArrivalRules {
            after_completion: self.reopening.after_completion,
            courtesy_within: self.reopening.courtesy_within,
            automatic_within: self.reopening.automatic_within,
            choice_within: self.reopening.choice_within,
        }
    }

    /// What becomes of messages that one user writes too fast.
    pub fn flood(&self) -> FloodRules {
        FloodRules {
            per_minute: self.limits.user_per_minute,
            held: self.limits.user_held,
            human_check: self.limits.human_check,
        }
    }

    /// Who may do what.
    pub fn permissions(&self) -> Permissions {
        Permissions {
            telegram_admins: self.sections.permissions.telegram_admins,
            admins: self.sections.permissions.admins.clone(),
            roles: self.roles.clone(),
        }
    }

    /// What rings in the group.
    pub fn rings(&self) -> Rings {
        self.notify.group
    }
}

fn describe(reader: &Reader, key: keys::Key) -> Described {
    let written = reader.find(key.section, &key.name).pop();
    let (value, origin) = match written {
        None => (key.default.into_owned(), Origin::Default),
        Some(written) => {
            let shown = written.raw.shown();
            let value = if hidden(key.section, &key.name) && !shown.is_empty() {
                HIDDEN.to_owned()
            } else {
                shown
            };
            let origin = match written.place {
                Place::File { line, .. } => Origin::File { line },
                Place::Environment(variable) => Origin::Environment(variable),
            };
            (value, origin)
        }
    };
    Described {
        key: format!("{}.{}", key.section, key.name),
        value,
        origin,
        sentence: key.sentence.into_owned(),
    }
}

/// All settings as a Markdown table, for the manual.
pub fn settings_table() -> String {
    let mut table = "| key | default | sentence |\n| --- | --- | --- |\n".to_owned();
    for key in keys::all() {
        let default = literal(&key.default);
        table += &format!("| `{}.{}` | `{default}` | {} |\n", key.section, key.name, key.sentence);
    }
    table
}

/// The example file: every setting with its sentence and its default, commented out.
pub fn example() -> String {
    let mut text =
        "# Frontdesk's settings. Everything is optional; what is commented out is the default.\n\
         # A variable FRONTDESK_<SECTION>__<KEY> overrides a line, for example\n\
         # FRONTDESK_TIMEOUT__COMPLETE_AFTER=45m\n"
            .to_owned();
    let mut section = "";
    for key in keys::all() {
        if key.section != section {
            section = key.section;
            text += &format!("\n[{section}]\n");
        }
        let default = literal(&key.default);
        text += &format!("# {}\n# {} = {default}\n", key.sentence, key.name);
    }
    text
}

/// A default as TOML writes it.
fn literal(default: &str) -> String {
    let bare = default.starts_with('[')
        || (!default.is_empty() && default.bytes().all(|byte| byte.is_ascii_digit()));
    if bare { default.to_owned() } else { format!("\"{default}\"") }
}
