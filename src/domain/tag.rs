//! Tags: short words that a team puts on its conversations.

use super::people::is_invisible;

/// Bytes of a tag: it must fit into a button next to its conversation (telegram-facts 1.3: 64 bytes).
pub const LONGEST: usize = 36;

/// Tags of one conversation.
pub const MOST: usize = 10;

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
