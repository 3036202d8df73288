//! The settings that stories change, in one place.

use std::time::Duration;

use frontdesk::config::Config;
use frontdesk::domain::access::{Action, Role};
use frontdesk::domain::arrival::AfterCompletion;

pub fn complete_after(config: &mut Config, span: Duration) {
    config.timeout.complete_after = Some(span);
}

pub fn warn_before(config: &mut Config, span: Duration) {
    config.timeout.warn_before = span;
}

/// `[timeout] clock = "user_silence"`
pub fn count_from_user(config: &mut Config) {
    config.timeout.clock = frontdesk::config::Counting::UserSilence;
}

pub fn no_question(config: &mut Config) {
    config.completion.confirm = false;
}

pub fn no_rating(config: &mut Config) {
    config.completion.rating = false;
}

/// One role for one action.
pub fn needs(config: &mut Config, action: Action, role: Role) {
    config.roles.insert(action, role);
}

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

/// With Telegram's limits, in a story that takes long by the clock: nobody is reminded of anything.
pub fn limited(config: &mut Config) {
    config.limits = Config::default().limits.clone();
    unhurried(config);
}

/// Nobody is reminded of anything, and nothing times out.
pub fn unhurried(config: &mut Config) {
    config.timeout.complete_after = None;
    config.timeout.nudge_after = None;
    config.timeout.escalate_after = None;
}
