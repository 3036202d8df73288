//! Stub until the settings land.
use crate::domain::arrival::*;
use crate::domain::conversation::Rules;
use crate::domain::notice::Notice;
use crate::engine::Rings;
use std::path::{Path, PathBuf};
use std::time::Duration;
#[derive(Clone, Default)]
pub struct Locale {
    pub default: String,
    pub desk: String,
}
#[derive(Clone)]
pub struct Limits {
    pub per_second: u32,
    pub per_chat_per_second: u32,
    pub per_group_per_minute: u32,
}
#[derive(Clone)]
pub struct Privacy {
    pub store_text: bool,
}
#[derive(Clone)]
pub struct Stats {
    pub reopen_alarm: f64,
}
#[derive(Clone)]
pub struct Config {
    pub locale: Locale,
    pub limits: Limits,
    pub privacy: Privacy,
    pub stats: Stats,
    pub rules: Rules,
    pub arrival: ArrivalRules,
    pub sweep: String,
}
impl Default for Config {
    fn default() -> Self {
        let s = Duration::from_secs;
        Self {
            locale: Locale { default: "en".into(), desk: "en".into() },
            limits: Limits { per_second: 30, per_chat_per_second: 1, per_group_per_minute: 20 },
            privacy: Privacy { store_text: true },
            stats: Stats { reopen_alarm: 5.0 },
            sweep: "* * * * * *".into(),
            arrival: ArrivalRules {
                after_completion: AfterCompletion::New,
                courtesy_within: s(600),
                automatic_within: None,
                choice_within: s(600),
            },
            rules: Rules {
                confirm: true,
                premature_within: s(60),
                question_expires: s(300),
                undo_within: s(120),
                rating: true,
                requests: true,
                request_expires: s(86400),
                return_to_previous: false,
                complete_after: Some(s(1800)),
                warn_before: s(120),
                count_from_user: false,
                nudge_after: Some(s(600)),
                escalate_after: Some(s(1800)),
                remind_after: s(86400),
                permissions: Default::default(),
            },
        }
    }
}
impl Config {
    pub fn load(
        _: Option<&Path>,
        _: bool,
        _: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, String> {
        Ok(Self::default())
    }
    pub fn overrides(&self, _: &Path) -> Option<PathBuf> {
        None
    }
    pub fn zone(&self) -> chrono_tz::Tz {
        chrono_tz::UTC
    }
    pub fn sweep(&self) -> cron::Schedule {
        self.sweep.parse().unwrap()
    }
    pub fn rules(&self) -> Rules {
        self.rules.clone()
    }
    pub fn arrival(&self) -> ArrivalRules {
        self.arrival
    }
    pub fn rings(&self) -> Rings {
        Rings::Waits
    }
    pub fn described_notices(&self) -> Vec<Notice> {
        Vec::new()
    }
}
