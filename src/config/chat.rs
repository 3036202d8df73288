//! What is changed in the chat of a desk, over what the file and the environment say.
//!
//! Promises: a value from the chat is read by the parser of its setting, as if it stood in the file;
//! what that does not take, or what is not changed in the chat, is left out and named, never an error.

use std::collections::BTreeMap;

use crate::domain::id::DeskId;
use crate::domain::notice::Source;
use crate::engine::{Composed, Composer, Ignored, Shown};

use super::keys::{self, Sections};
use super::value::Raw;
use super::{Config, Origin};

impl Config {
    /// Makes the settings of every desk with what is changed in its chat; `desks` are the numbers
    /// of those of the file, in its order.
    pub fn composer(&self, desks: &[DeskId]) -> Composer {
        let common = self.clone();
        let own: BTreeMap<DeskId, Config> =
            desks.iter().copied().zip(self.desks.iter().map(|desk| desk.config.clone())).collect();
        Composer::new(move |desk, chosen| own.get(&desk).unwrap_or(&common).with_chosen(chosen))
    }

    /// These settings with what was chosen in the chat, by name.
    pub fn with_chosen(&self, chosen: &BTreeMap<String, String>) -> Composed {
        let mut config = self.clone();
        let mut shown: Vec<Shown> = (keys::all().into_iter().zip(&self.described))
            .map(|(key, described)| {
                let source = match &described.origin {
                    Origin::Default => Source::DEFAULT.to_owned(),
                    Origin::File { line } => format!("{}:{line}", self.file),
                    Origin::Environment(name) => name.clone(),
                };
                let value = canonical(&described.key, &described.value, &key.offered);
                Shown {
                    name: described.key.clone(),
                    value,
                    source: Source::Below(source),
                    offered: key.offered,
                    chosen: None,
                }
            })
            .collect();
        let mut ignored = Vec::new();
        for (name, value) in chosen {
            let setting = shown.iter_mut().find(|shown| shown.name == *name);
            let setting = setting.filter(|setting| !setting.offered.is_empty());
            let taken = match &setting {
                Some(_) => config.sections.set(name, &Raw::plain(value)),
                None => None,
            };
            let problem = match (setting, taken) {
                (Some(setting), Some(Ok(()))) => {
                    setting.chosen = Some(canonical(name, value, &setting.offered));
                    continue;
                }
                (_, Some(Err(problem))) => problem,
                _ => "this is not changed in the chat".to_owned(),
            };
            ignored.push(Ignored { name: name.clone(), value: value.clone(), problem });
        }
        let warned_at_once = (config.timeout.complete_after)
            .is_some_and(|complete_after| config.timeout.warn_before >= complete_after);
        Composed { settings: config.desk_settings(), shown, ignored, warned_at_once }
    }
}

/// A value as the choices spell it; one that is none of them as it was written.
fn canonical(name: &str, value: &str, offered: &[&'static str]) -> String {
    let raw = Raw::plain(value);
    match offered.iter().find(|offer| Sections::same(name, &Raw::plain(offer), &raw)) {
        Some(offer) => (*offer).to_owned(),
        // Spans may be written with spaces.
        None if offered.is_empty() => value.to_owned(),
        None => value.split_whitespace().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::button::Button;
    use crate::domain::notice::{Arg, AsArg};
    use crate::domain::setting;
    use crate::i18n::{LABEL_LENGTH, Lang, Words, contract};

    #[test]
    fn what_can_be_chosen_is_taken_fits_on_a_button_and_has_words() {
        let words: BTreeMap<_, _> = contract().into_iter().collect();
        let spoken = Words::load("en", None).unwrap();
        for key in keys::all().into_iter().filter(|key| !key.offered.is_empty()) {
            let name = format!("{}.{}", key.section, key.name);
            assert_eq!(setting::name(&name).as_deref(), Some(name.as_str()));
            assert!(words.contains_key(&setting::word(&name)), "{name}");
            let default = canonical(&name, &key.default, &key.offered);
            assert!(key.offered.contains(&default.as_str()), "{name}: {default} is not offered");
            for offer in key.offered {
                assert_eq!(setting::value(offer).as_deref(), Some(offer));
                for lang in Lang::all() {
                    let button = Button::Setting(DeskId(1), name.clone(), offer.to_owned());
                    let label = spoken.label(lang, &button);
                    assert!(label.chars().count() < LABEL_LENGTH, "{label}");
                }
                let chosen = [(name.clone(), offer.to_owned())].into();
                let composed = Config::default().with_chosen(&chosen);
                assert!(composed.ignored.is_empty(), "{name} = {offer}");
                let shown = composed.shown.into_iter().find(|shown| shown.name == name).unwrap();
                assert_eq!(shown.chosen.as_deref(), Some(offer));
                match (setting::Value { of: name.clone(), is: offer.to_owned() }).as_arg() {
                    Arg::Word(word) => assert!(words.contains_key(&word), "{word}"),
                    Arg::Span(_) | Arg::Language(_) => {}
                    other => panic!("{name} = {offer} is said as {other:?}"),
                }
            }
        }
    }

    #[test]
    fn what_is_not_allowed_is_left_out_and_named() {
        let chosen = [
            ("timeout.complete_after".to_owned(), "soon".to_owned()),
            ("timeout.warn_before".to_owned(), "5m".to_owned()),
            ("limits.per_second".to_owned(), "0".to_owned()),
            ("permissions.take".to_owned(), "admin".to_owned()),
            ("timeout.former".to_owned(), "1m".to_owned()),
        ];
        let composed = Config::default().with_chosen(&chosen.into());
        let ignored: Vec<&str> = composed.ignored.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(
            ignored,
            ["limits.per_second", "permissions.take", "timeout.complete_after", "timeout.former"]
        );
        let mut config = Config::default();
        config.timeout.warn_before = std::time::Duration::from_secs(300);
        assert_eq!(composed.settings, config.desk_settings());
        assert!(!composed.warned_at_once);
    }
}
