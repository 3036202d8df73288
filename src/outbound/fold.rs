//! Several waiting texts of one conversation become one message.
//!
//! Promises: the parts stand in their order with a blank line between them, every entity covers the
//! same text as before, and fields of entities that are unknown here stay. Never exceeds what one
//! message holds. A text that Telegram would change if the bot said it goes alone, by its id.

use serde_json::Value;

use crate::domain::outbox::FoldableText;

/// Code points of a message (telegram-facts 1.3: code points, not UTF-16 units).
pub const TEXT_LENGTH: usize = 4096;

/// Entities of a message; Telegram drops further ones (telegram-facts 1.3).
pub const ENTITIES: usize = 100;

/// Entities that arrive as they are in a text of the bot's own. Not among them are custom emoji, which
/// few bots may write (telegram-facts C3), mentions of people by link, whom the bot may never have met,
/// and whatever is not known yet.
const KEPT: [&str; 19] = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "date_time",
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bank_card_number",
];

/// What stands between two parts.
const BETWEEN: &str = "\n\n";

/// A message made of several texts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Folded {
    /// The text.
    pub text: String,
    /// Its entities, as Telegram writes them.
    pub entities: Vec<Value>,
    points: usize,
    units: i64,
}

impl Folded {
    /// Adds a text if it fits, and says whether it did.
    pub fn add(&mut self, part: &FoldableText) -> bool {
        let entities = match entities(part) {
            Some(entities) => entities,
            // Entities that cannot be read would be lost; such a text goes alone, by its id.
            None => return false,
        };
        let between = if self.text.is_empty() { "" } else { BETWEEN };
        let points = self.points + between.chars().count() + part.text.chars().count();
        if points > TEXT_LENGTH || self.entities.len() + entities.len() > ENTITIES {
            return false;
        }
        let shift = self.units + utf16(between);
        self.text.push_str(between);
        self.text.push_str(&part.text);
        self.points = points;
        self.units = shift + utf16(&part.text);
        self.entities.extend(entities.into_iter().map(|mut entity| {
            if let Some(offset) = entity.get("offset").and_then(Value::as_i64)
                && let Some(fields) = entity.as_object_mut()
            {
                fields.insert("offset".to_owned(), Value::from(offset + shift));
            }
            entity
        }));
        true
    }
}

/// Whether a text arrives as it is when the bot says it itself: Telegram takes blanks from its ends,
/// out of its middle what cannot be seen and what turns its direction, and entities that no bot may
/// write.
pub fn arrives_whole(part: &FoldableText) -> bool {
    let changes = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{2028}'..='\u{202E}' | '\u{333}' | '\u{33F}')
    };
    let text = &part.text;
    text.trim() == text
        && !text.chars().any(changes)
        && entities(part).is_some_and(|entities| entities.iter().all(is_kept))
}

/// Whether an entity arrives as it is; a link without scheme does not.
fn is_kept(entity: &Value) -> bool {
    let text = |key| entity.get(key).and_then(Value::as_str).unwrap_or_default();
    let of_type = text("type");
    KEPT.contains(&of_type) && (of_type != "text_link" || text("url").contains("://"))
}

/// The entities of a text; `None` if they are not what Telegram sends.
fn entities(part: &FoldableText) -> Option<Vec<Value>> {
    let Some(raw) = &part.entities else {
        return Some(Vec::new());
    };
    let entities: Vec<Value> = serde_json::from_str(raw).ok()?;
    // One that reaches beyond its text would cover a neighbour's.
    let mut at = 0;
    let mut borders = vec![at];
    for c in part.text.chars() {
        at += if c.len_utf16() == 2 { 2 } else { 1 };
        borders.push(at);
    }
    let whole = entities.iter().all(|entity| {
        let number = |key| entity.get(key).and_then(Value::as_i64);
        let (Some(from), Some(length)) = (number("offset"), number("length")) else {
            return false;
        };
        let border = |at: i64| borders.binary_search(&at).is_ok();
        length > 0 && border(from) && border(from.saturating_add(length))
    });
    whole.then_some(entities)
}

fn utf16(text: &str) -> i64 {
    i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn plain(text: &str) -> FoldableText {
        FoldableText { text: text.to_owned(), entities: None }
    }

    /// The part of a text that an entity covers.
    fn covered(text: &str, entity: &Value) -> String {
        let units: Vec<u16> = text.encode_utf16().collect();
        let offset = usize::try_from(entity["offset"].as_i64().unwrap()).unwrap();
        let length = usize::try_from(entity["length"].as_i64().unwrap()).unwrap();
        String::from_utf16(&units[offset..offset + length]).unwrap()
    }

    #[test]
    fn parts_keep_their_order_and_their_entities() {
        let mut folded = Folded::default();
        let raw = json!([{"type": "date_time", "offset": 3, "length": 3, "unix": 5}]);
        assert!(folded.add(&plain("😀😀")));
        assert!(
            folded
                .add(&FoldableText { text: "at now".to_owned(), entities: Some(raw.to_string()) })
        );
        assert_eq!(folded.text, "😀😀\n\nat now");
        assert_eq!(
            folded.entities,
            [json!({"type": "date_time", "offset": 9, "length": 3, "unix": 5})]
        );
        assert_eq!(covered(&folded.text, &folded.entities[0]), "now");
    }

    #[test]
    fn no_more_than_one_message_holds() {
        let mut folded = Folded::default();
        assert!(folded.add(&plain(&"😀".repeat(4000))));
        assert!(!folded.add(&plain(&"x".repeat(95))));
        assert!(folded.add(&plain(&"x".repeat(94))));
        assert_eq!(folded.text.chars().count(), TEXT_LENGTH);

        let bold = |n: usize| FoldableText {
            text: "x".repeat(n),
            entities: Some(
                Value::from_iter((0..n).map(|at| json!({"type":"bold","offset":at,"length":1})))
                    .to_string(),
            ),
        };
        let mut folded = Folded::default();
        assert!(folded.add(&bold(60)));
        assert!(!folded.add(&bold(41)));
        assert!(folded.add(&bold(40)));
    }

    #[test]
    fn entities_that_cannot_be_read_are_not_folded() {
        let mut folded = Folded::default();
        for raw in [
            "",
            "{}",
            "[1]",
            r#"[{"offset":-1,"length":2}]"#,
            r#"[{"offset":0}]"#,
            r#"[{"offset":0,"length":2}]"#,
            r#"[{"offset":0,"length":0}]"#,
            r#"[{"offset":0,"length":9223372036854775807}]"#,
        ] {
            assert!(
                !folded.add(&FoldableText { text: "x".to_owned(), entities: Some(raw.to_owned()) })
            );
        }
        assert_eq!(folded, Folded::default());
    }

    #[test]
    fn what_telegram_would_change_does_not_arrive_whole() {
        for text in [" x", "x\n", "a\tb", "a\rb", "a\u{202E}b", "a\u{2028}b", "a\u{7}b"] {
            assert!(!arrives_whole(&plain(text)), "{text:?}");
        }
        assert!(arrives_whole(&plain("a\n\n  b\u{200F}c")));
        for (raw, whole) in [
            (r#"[{"type":"bold","offset":0,"length":1}]"#, true),
            (r#"[{"type":"date_time","offset":0,"length":1,"unix_time":5}]"#, true),
            (r#"[{"type":"text_link","offset":0,"length":1,"url":"tg://x"}]"#, true),
            (r#"[{"type":"text_link","offset":0,"length":1,"url":"example.com"}]"#, false),
            (r#"[{"type":"bold","offset":0,"length":2}]"#, false),
            (r#"[{"type":"custom_emoji","offset":0,"length":1,"custom_emoji_id":"7"}]"#, false),
            (r#"[{"type":"text_mention","offset":0,"length":1,"user":{"id":7}}]"#, false),
            (r#"[{"type":"hologram","offset":0,"length":1}]"#, false),
        ] {
            let part = FoldableText { text: "x".to_owned(), entities: Some(raw.to_owned()) };
            assert_eq!(arrives_whole(&part), whole, "{raw}");
        }
    }

    proptest! {
        /// Over all of Unicode, an entity covers after folding what it covered before.
        #[test]
        fn every_entity_covers_the_same_text(
            parts in prop::collection::vec((".{1,20}", ".{1,20}", ".{0,20}"), 1..12),
        ) {
            let mut folded = Folded::default();
            let mut expected = Vec::new();
            for (before, inside, after) in &parts {
                let entity = json!([{
                    "type": "bold",
                    "offset": before.encode_utf16().count(),
                    "length": inside.encode_utf16().count(),
                }]);
                let added = folded.add(&FoldableText {
                    text: format!("{before}{inside}{after}"),
                    entities: Some(entity.to_string()),
                });
                prop_assert!(added);
                expected.push(inside.clone());
            }
            let found: Vec<String> =
                folded.entities.iter().map(|e| covered(&folded.text, e)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
