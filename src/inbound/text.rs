//! How a text begins, and what stands where in it.

/// Marks that are not seen: a text that begins with them begins, for people, with what follows.
/// Who writes from right to left has them in front of a slash.
pub(super) fn unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// What stands unseen in front of a text.
pub(super) fn lead(text: &str) -> &str {
    let seen = text.trim_start_matches(unseen);
    text.strip_suffix(seen).unwrap_or("")
}

/// A text from where it can be seen.
pub(super) fn seen(text: &str) -> &str {
    text.trim_start_matches(unseen)
}

/// Whether it begins with `@name`, marked as a mention or not.
pub(super) fn begins_with_name(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = seen(text).strip_prefix(['@', '＠']);
    name.is_some_and(|rest| rest.starts_with(letter))
}

/// The part of a text that an entity names, in UTF-16 units; `None` if it cuts a character in two
/// or reaches beyond the end.
pub(super) fn utf16_slice(text: &str, offset: usize, length: usize) -> Option<&str> {
    let end = offset.checked_add(length)?;
    let mut units = 0_usize;
    let mut from = None;
    let ends = text.char_indices().map(|(at, c)| (at, c.len_utf16()));
    for (at, width) in ends.chain(std::iter::once((text.len(), 0))) {
        if units == offset && from.is_none() {
            from = Some(at);
        }
        if units == end {
            return text.get(from?..at);
        }
        if units > end {
            return None;
        }
        units += width;
    }
    None
}

/// The first word and the rest, both without the spaces around them.
pub(super) fn word(text: &str) -> (&str, &str) {
    let text = text.trim();
    match text.split_once(char::is_whitespace) {
        Some((first, rest)) => (first, rest.trim_start()),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_count_in_utf16() {
        assert_eq!(utf16_slice("😀 @anna ok", 3, 5), Some("@anna"));
        assert_eq!(utf16_slice("@anna", 0, 5), Some("@anna"));
        assert_eq!(utf16_slice("日本@x", 2, 2), Some("@x"));
    }

    #[test]
    fn a_place_outside_a_text_is_nowhere() {
        assert_eq!(utf16_slice("😀", 1, 1), None);
        assert_eq!(utf16_slice("😀a", 0, 1), None);
        assert_eq!(utf16_slice("abc", 2, 2), None);
        assert_eq!(utf16_slice("abc", usize::MAX, 2), None);
        assert_eq!(utf16_slice("", 0, 0), Some(""));
    }

    #[test]
    fn unseen_marks_in_front_do_not_hide_a_beginning() {
        assert_eq!(seen("\u{200F} /take"), "/take");
        assert_eq!(lead("\u{200F} /take"), "\u{200F} ");
        assert_eq!(lead("سلام"), "");
        assert!(begins_with_name("\u{2067}@ben look"));
        assert!(!begins_with_name("@ 5 euro"));
    }

    #[test]
    fn words_are_cut_at_any_space() {
        assert_eq!(word("  12\u{3000}苹果\n梨 "), ("12", "苹果\n梨"));
        assert_eq!(word(""), ("", ""));
    }
}
