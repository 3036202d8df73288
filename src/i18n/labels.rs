//! Labels that say more than what a button does.

use crate::domain::notice::Arg;
use crate::domain::routing::Choice;

use super::{Lang, Words, on_a_button};

impl Words {
    /// The button of a person to whom a conversation can be given, with how many they have.
    pub fn assignee(&self, lang: Lang, choice: &Choice) -> String {
        let key = if choice.here { "button-assign-to" } else { "button-assign-to-away" };
        let load = Arg::Number(i64::from(choice.load));
        let args = [("name", Arg::Text(choice.name.clone())), ("load", load)];
        on_a_button(&self.short(lang, key, &args))
    }
}
