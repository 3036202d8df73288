//! Tags: short words that a team puts on its conversations.

use serde::{Deserialize, Serialize};

use super::id::UserId;
use super::people::is_invisible;

/// Bytes of a tag: it must fit into a button next to its conversation (telegram-facts 1.3: 64 bytes).
pub const LONGEST: usize = 36;

/// Tags of one conversation.
pub const MOST: usize = 10;

/// Tags about which a desk says more than their name.
pub const MOST_KINDS: usize = 100;

/// What a desk says about one of its tags.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TagKind {
    /// Stands in front of it.
    #[serde(default)]
    pub emoji: Option<String>,
    /// Those who are given its conversations, as long as one of them is there.
    #[serde(default)]
    pub group: Vec<UserId>,
}

impl TagKind {
    /// The tag as it is shown.
    pub fn shown(&self, tag: &str) -> String {
        match &self.emoji {
            Some(emoji) => format!("{emoji} {tag}"),
            None => tag.to_owned(),
        }
    }
}

/// A word as an emoji: of signs alone, none of which can be written with a keyboard's letters.
pub fn emoji(word: &str) -> Option<String> {
    let unfit = |c: char| {
        let joins = matches!(c, '\u{200D}' | '\u{FE0F}');
        c.is_ascii() || c.is_alphanumeric() || c.is_control() || is_invisible(c) && !joins
    };
    let sign = |c: char| matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}');
    let fits = word.chars().count() <= 8 && word.contains(sign) && !word.contains(unfit);
    fits.then(|| word.to_owned())
}

/// A word as a tag: without `#`, in small letters; `None` if it cannot be one. A tag may be or have an
/// emoji; what separates, addresses or turns the direction of a line may not stand in it.
pub fn tag(word: &str) -> Option<String> {
    let tag = word.trim().trim_start_matches(['#', '＃']).to_lowercase();
    let parts = |c: char| matches!(c, ':' | ',' | ';' | '@' | '#' | '/' | '\\' | '<' | '>' | '"');
    let unfit = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c) || parts(c);
    let fits = !tag.is_empty() && tag.len() <= LONGEST && !tag.contains(unfit);
    (fits && tag.chars().any(|c| c.is_alphanumeric() || !c.is_ascii())).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_emoji_and_words_are_none() {
        for word in ["💶", "⭐️", "👩‍💻", "🇩🇪"] {
            assert_eq!(emoji(word).as_deref(), Some(word), "{word}");
        }
        for word in ["", "a", "@ben", "счёт", "💶x", "\u{202E}💶", "——", "账", "💶💶💶💶💶💶💶💶💶"]
        {
            assert_eq!(emoji(word), None, "{word:?}");
        }
        let kind = TagKind { emoji: emoji("💶"), group: Vec::new() };
        assert_eq!(kind.shown("billing"), "💶 billing");
        assert_eq!(TagKind::default().shown("billing"), "billing");
    }

    #[test]
    fn words_become_tags() {
        for (word, becomes) in [
            ("Billing", Some("billing")),
            ("#VIP", Some("vip")),
            (" счёт ", Some("счёт")),
            ("🔥urgent", Some("🔥urgent")),
            ("a-b_c.2", Some("a-b_c.2")),
            ("", None),
            ("#", None),
            ("--", None),
            ("two words", None),
            ("a:b", None),
            ("@ben", None),
            ("a\u{202E}b", None),
            ("123456789012345678901234567890123456", Some("123456789012345678901234567890123456")),
            ("1234567890123456789012345678901234567", None),
        ] {
            assert_eq!(tag(word).as_deref(), becomes, "{word:?}");
        }
    }
}
