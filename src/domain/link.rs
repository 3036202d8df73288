//! Deep links: what can stand behind `?start=` (telegram-facts 1.3), and the address of it all.
//!
//! Pure. Promises: what is said to fit comes back from Telegram as it was.

/// Characters of a payload.
pub const LONGEST: usize = 64;

/// Whether a word can be carried by a link as it is.
pub fn fits(word: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    !word.is_empty() && word.len() <= LONGEST && word.bytes().all(allowed)
}

/// The nearest that a link can carry; `None` if nothing of it can be.
pub fn nearest(words: &str, most: usize) -> Option<String> {
    let mut near = String::new();
    for c in words.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            near.push(c);
        } else if !near.is_empty() && !near.ends_with('-') {
            near.push('-');
        }
    }
    near.truncate(most);
    let near = near.trim_end_matches('-');
    near.contains(|c: char| c.is_ascii_alphanumeric()).then(|| near.to_owned())
}

/// The link to a bot; with a payload its users are known by it.
pub fn to_bot(username: &str, payload: Option<&str>) -> String {
    match payload {
        Some(payload) => format!("https://t.me/{username}?start={payload}"),
        None => format!("https://t.me/{username}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    #[test]
    fn what_does_not_fit_has_something_near() {
        assert!(fits("spring-2026_A") && fits(&"x".repeat(64)));
        for wrong in ["", "two words", "весна", "a.b", "a=b"] {
            assert!(!fits(wrong), "{wrong}");
        }
        assert!(!fits(&"x".repeat(65)));
        for (words, near) in [
            ("spring sale!", Some("spring-sale")),
            ("весна 2026", Some("2026")),
            ("весна", None),
            ("--", None),
            ("a … b", Some("a-b")),
        ] {
            assert_eq!(nearest(words, LONGEST).as_deref(), near, "{words}");
        }
        assert_eq!(nearest("abcdef", 3).as_deref(), Some("abc"));
        assert_eq!(to_bot("help_bot", Some("a-b")), "https://t.me/help_bot?start=a-b");
        assert_eq!(to_bot("help_bot", None), "https://t.me/help_bot");
    }

    proptest! {
        #[test]
        fn what_is_near_fits(words in ".*", most in 1_usize..=LONGEST) {
            if let Some(near) = nearest(&words, most) {
                prop_assert!(fits(&near) && near.len() <= most, "{near}");
            }
        }
    }
}
