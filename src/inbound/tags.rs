//! What the words behind `/tags` mean: `billing 💶 @ben`, `billing off`.

use crate::domain::event::TagsCommand;
use crate::domain::tag::{emoji, tag};

use super::text;

/// `None` if the arguments make no sense. Names of people who are mentioned by link (`linked`) are any words.
pub(super) fn read(arguments: &str, linked: bool) -> Option<TagsCommand> {
    let (first, rest) = text::word(arguments);
    if first.is_empty() {
        return Some(TagsCommand::List);
    }
    let name = tag(first)?;
    let mut sign = None;
    for word in rest.split_whitespace() {
        match emoji(word) {
            Some(emoji) => sign = Some(emoji),
            None if rest.to_lowercase() == "off" => return Some(TagsCommand::Forget(name)),
            None if linked || word.starts_with(['@', '＠']) => {}
            None => return None,
        }
    }
    // Without anything it would say nothing of the tag.
    (!rest.is_empty()).then_some(TagsCommand::Define { tag: name, emoji: sign })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_defined_forgotten_or_nothing_of_the_kind() {
        let define = |tag: &str, emoji: Option<&str>| {
            let emoji = emoji.map(str::to_owned);
            Some(TagsCommand::Define { tag: tag.to_owned(), emoji })
        };
        assert_eq!(read("", false), Some(TagsCommand::List));
        assert_eq!(read("#Billing 💶 @ben @eve", false), define("billing", Some("💶")));
        assert_eq!(read("billing @ben 💶", false), define("billing", Some("💶")));
        assert_eq!(read("billing @ben", false), define("billing", None));
        assert_eq!(read("billing OFF", false), Some(TagsCommand::Forget("billing".to_owned())));
        assert_eq!(read("billing 💶 Anna P", true), define("billing", Some("💶")));
        for wrong in ["billing", "a:b 💶", "billing euro", "billing 💶 Anna"] {
            assert_eq!(read(wrong, false), None, "{wrong}");
        }
    }
}
