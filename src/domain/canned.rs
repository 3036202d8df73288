//! Canned replies: answers that a team writes once, in one or several languages, and sends often.
//!
//! Which text somebody gets is decided here; `engine/filling` puts in what differs from user to user.
//! Never sends anything: what goes out was shown first.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::outbox::FoldableText;
use super::spelling::distance;

/// Canned replies of one desk.
pub const MOST: usize = 200;

/// Code points of a text: what is put in must find room in one message (telegram-facts 1.3: 4096).
pub const LONGEST: usize = 3500;

/// A canned reply of a desk.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Canned {
    /// What it is called by.
    pub name: String,
    /// Its text in each language, by the language's code.
    pub texts: BTreeMap<String, FoldableText>,
}

/// A text that is shown as it is, with its entities.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verbatim(pub FoldableText);

/// A word as the code of a language, such as `de` or `pt-br`; `None` if it can be none.
pub fn language(word: &str) -> Option<String> {
    let code = word.to_ascii_lowercase().replace('_', "-");
    let mut parts = code.split('-');
    let first = parts.next().unwrap_or_default();
    let main = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    let further = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    (main && code.len() <= 12 && parts.all(further)).then_some(code)
}

impl Canned {
    /// The text for somebody: in their language, else in the desk's, else in any.
    pub fn text_for(&self, user: Option<&str>, desk: &str) -> Option<&FoldableText> {
        let main = |code: &str| code.split('-').next().unwrap_or_default().to_owned();
        let wanted = user.and_then(language);
        let find = |code: &str| self.texts.get(code);
        let akin = |code: &str| {
            let other = |found: &&String| main(found) == main(code);
            self.texts.keys().find(other).and_then(|found| self.texts.get(found))
        };
        wanted
            .as_deref()
            .and_then(|code| find(code).or_else(|| find(&main(code))).or_else(|| akin(code)))
            .or_else(|| find(desk))
            .or_else(|| self.texts.values().next())
    }
}

/// What tells a text from another, so that only what was shown is sent. Holds no words. Another
/// release of Rust may count otherwise: then it is shown once more.
pub fn print(text: &FoldableText) -> u32 {
    let mut hasher = DefaultHasher::new();
    (&text.text, &text.entities).hash(&mut hasher);
    u32::try_from(hasher.finish() & u64::from(u32::MAX)).unwrap_or_default()
}

/// The name that is most like another one.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let letters: Vec<char> = name.chars().collect();
    names.min_by_key(|other| distance(&letters, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_fall_back() {
        let of = |codes: &[&str]| Canned {
            name: "hi".to_owned(),
            texts: codes
                .iter()
                .map(|code| {
                    ((*code).to_owned(), FoldableText { text: (*code).to_owned(), entities: None })
                })
                .collect(),
        };
        for (codes, user, found) in [
            (&["de", "en", "pt-br"][..], Some("de"), "de"),
            (&["de", "en"], Some("de-AT"), "de"),
            (&["en", "pt-br"], Some("pt"), "pt-br"),
            (&["de", "en"], Some("fa"), "en"),
            (&["de", "en"], None, "en"),
            (&["de"], Some("fa"), "de"),
        ] {
            let canned = of(codes);
            assert_eq!(canned.text_for(user, "en").unwrap().text, found, "{codes:?} {user:?}");
        }
        assert_eq!(of(&[]).text_for(Some("de"), "en"), None);
        for (word, code) in
            [("DE", Some("de")), ("pt_BR", Some("pt-br")), ("hello", None), ("d", None)]
        {
            assert_eq!(language(word).as_deref(), code, "{word}");
        }
    }
}
