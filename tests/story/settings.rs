//! The settings that stories change, in one place.

use std::time::Duration;

use frontdesk::config::Config;
use frontdesk::domain::access::{Action, Role};

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
