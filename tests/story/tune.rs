//! The settings that stories change, in one place.

use std::time::Duration;

use frontdesk::config::Config;
use frontdesk::domain::arrival::AfterCompletion;

/// `[reopening] after_completion = "ask"`
pub fn ask(config: &mut Config) {
    config.reopening.after_completion = AfterCompletion::Ask;
}

/// `[reopening] after_completion = "menu"`
pub fn menu(config: &mut Config) {
    config.reopening.after_completion = AfterCompletion::Menu;
}

/// `[reopening] automatic_within = "24h"`
pub fn automatic(config: &mut Config) {
    config.reopening.automatic_within = Some(Duration::from_secs(24 * 60 * 60));
}

/// `[reopening] approval = "refuse"`
pub fn no_requests(config: &mut Config) {
    config.reopening.approval = frontdesk::config::Approval::Refuse;
}
