//! Texts in which something is put in: `{name}`, `{number}`, `{agent}` of canned replies.
//!
//! Promises: entities stay on the words that they were put on, whatever is put in before or between
//! them, and never leave the text; Telegram counts them in UTF-16 units. Kinds of entities that are
//! unknown here stay as they came. What is put in is never read again.

use serde_json::Value;

use crate::domain::outbox::FoldableText;

/// Everything that can be put in.
pub(super) const VARIABLES: &str = "{name} {number} {agent}";

/// What differs from user to user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Variables {
    /// The user's name.
    pub name: String,
    /// The conversation's number.
    pub number: String,
    /// The name of whoever answers; `None` if nobody can know it.
    pub agent: Option<String>,
}

/// Something in braces stands for nothing that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Unfilled {
    /// There is no such variable.
    Unknown(String),
    /// It names whoever answers, and that cannot be known.
    Nameless,
}

/// What stands below the first line of a message, with its entities; `None` if that is nothing.
pub(super) fn below_first_line(text: &str, entities: Option<&str>) -> Option<FoldableText> {
    let (first, rest) = text.split_once('\n')?;
    let body = rest.trim_start();
    let skipped = rest.len().saturating_sub(body.len());
    let start = units(first) + 1 + units(rest.get(..skipped).unwrap_or_default());
    trimmed(body, entities, start)
}

/// A whole text with its entities; `None` if there is none.
pub(super) fn whole(text: &str, entities: Option<&str>) -> Option<FoldableText> {
    let body = text.trim_start();
    let start = units(text) - units(body);
    trimmed(body, entities, start)
}

fn trimmed(body: &str, entities: Option<&str>, start: i64) -> Option<FoldableText> {
    let body = body.trim_end();
    if body.is_empty() {
        return None;
    }
    let end = start + units(body);
    let entities = moved(entities, |from, to| (from.max(start) - start, to.min(end) - start));
    Some(FoldableText { text: body.to_owned(), entities })
}

/// Moves entities; what has no length any more goes.
fn moved(entities: Option<&str>, place: impl Fn(i64, i64) -> (i64, i64)) -> Option<String> {
    let mut all: Vec<Value> = serde_json::from_str(entities?).ok()?;
    all.retain_mut(|entity| {
        let Some(object) = entity.as_object_mut() else { return false };
        let number = |value: Option<&Value>| value.and_then(Value::as_i64);
        let (Some(offset), Some(length)) =
            (number(object.get("offset")), number(object.get("length")))
        else {
            return false;
        };
        let (from, to) = place(offset, offset.saturating_add(length));
        object.insert("offset".to_owned(), Value::from(from));
        object.insert("length".to_owned(), Value::from(to.saturating_sub(from)));
        from < to
    });
    (!all.is_empty()).then(|| Value::from(all).to_string())
}

/// UTF-16 units of a text, as entities count them.
fn units(text: &str) -> i64 {
    i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX)
}

/// The first variable of a text and where it stands: letters in braces. Other braces are text.
fn variable(text: &str, from: usize) -> Option<(usize, usize, &str)> {
    let mut begin = from;
    loop {
        let open = begin + text.get(begin..)?.find('{')?;
        let inside = text.get(open + 1..)?;
        let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let length = inside.find(|c: char| !letter(c)).unwrap_or(inside.len());
        let word = inside.get(..length)?;
        let closed = inside.get(length..)?.starts_with('}');
        if closed && word.contains(char::is_alphabetic) {
            return Some((open, open + word.len() + 2, word));
        }
        begin = open + 1;
    }
}

/// The variables of a text that stand for nothing, each once.
pub(super) fn unknown_variables(text: &str) -> Vec<String> {
    let mut unknown = Vec::new();
    let mut from = 0;
    while let Some((_, end, word)) = variable(text, from) {
        let written = format!("{{{word}}}");
        if !matches!(word, "name" | "number" | "agent") && !unknown.contains(&written) {
            unknown.push(written);
        }
        from = end;
    }
    unknown
}

/// Whether a text can be filled in only for a conversation.
pub(super) fn needs_conversation(text: &str) -> bool {
    let mut from = 0;
    while let Some((_, end, word)) = variable(text, from) {
        if matches!(word, "name" | "number") {
            return true;
        }
        from = end;
    }
    false
}

/// A text with everything put in.
pub(super) fn fill(text: &FoldableText, with: &Variables) -> Result<FoldableText, Unfilled> {
    let mut filled = text.clone();
    let mut from = 0;
    while let Some((start, end, word)) = variable(&filled.text, from) {
        let value = match word {
            "name" => with.name.clone(),
            "number" => with.number.clone(),
            "agent" => with.agent.clone().ok_or(Unfilled::Nameless)?,
            other => return Err(Unfilled::Unknown(other.to_owned())),
        };
        let before = filled.text.get(..start).unwrap_or_default();
        let after = filled.text.get(end..).unwrap_or_default();
        let (first, last) = (units(before), units(before) + units(&filled.text) - units(before));
        let gone = last - units(before) - units(after);
        let grows = units(&value) - gone;
        // Whatever ends or begins within the braces is about what stands there now.
        let begins = |at: i64| if at <= first { at } else { (at + grows).max(first) };
        let ends = |at: i64| match at {
            at if at <= first => at,
            at if at < first + gone => first + gone + grows,
            at => at + grows,
        };
        let entities = moved(filled.entities.as_deref(), |from, to| {
            let from = if from > first && from < first + gone { first } else { begins(from) };
            (from, ends(to))
        });
        let text = format!("{before}{value}{after}");
        // What was put in is no text of the team's: its braces stand for themselves.
        from = start + value.len();
        filled = FoldableText { text, entities };
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str, entities: &[(&str, i64, i64)]) -> FoldableText {
        let all: Vec<Value> = entities
            .iter()
            .map(|(kind, offset, length)| {
                serde_json::json!({ "type": kind, "offset": offset, "length": length })
            })
            .collect();
        let entities = (!all.is_empty()).then(|| Value::from(all).to_string());
        FoldableText { text: text.to_owned(), entities }
    }

    fn with(name: &str) -> Variables {
        let (number, agent) = ("#12".to_owned(), Some("Ben".to_owned()));
        Variables { name: name.to_owned(), number, agent }
    }

    fn covered(text: &FoldableText) -> Vec<(String, String)> {
        let all: Vec<Value> =
            serde_json::from_str(text.entities.as_deref().unwrap_or("[]")).unwrap();
        let utf16: Vec<u16> = text.text.encode_utf16().collect();
        let part = |entity: &Value| {
            let offset = entity["offset"].as_u64().unwrap() as usize;
            let length = entity["length"].as_u64().unwrap() as usize;
            let words = String::from_utf16(&utf16[offset..offset + length]).unwrap();
            (entity["type"].as_str().unwrap().to_owned(), words)
        };
        all.iter().map(part).collect()
    }

    fn pair(kind: &str, words: &str) -> (String, String) {
        (kind.to_owned(), words.to_owned())
    }

    #[test]
    fn entities_stay_on_their_words() {
        let canned = text(
            "🙂 Hi {name}! See {number} now, {agent}",
            &[("bold", 0, 12), ("italic", 6, 6), ("code", 18, 8), ("underline", 27, 3)],
        );
        let filled = fill(&canned, &with("Zoë 🙂")).unwrap();
        assert_eq!(filled.text, "🙂 Hi Zoë 🙂! See #12 now, Ben");
        let all = covered(&filled);
        assert_eq!(all[0], pair("bold", "🙂 Hi Zoë 🙂"));
        assert_eq!(all[1], pair("italic", "Zoë 🙂"));
        assert_eq!(all[2], pair("code", "#12"));
        assert_eq!(all[3], pair("underline", "now"));
    }

    #[test]
    fn what_is_put_in_is_not_read_again() {
        let filled = fill(&text("{name}{name}", &[]), &with("{agent}")).unwrap();
        assert_eq!(filled.text, "{agent}{agent}");
        let nobody = Variables { agent: None, ..with("Anna") };
        assert_eq!(fill(&text("{agent}", &[]), &nobody), Err(Unfilled::Nameless));
        assert_eq!(fill(&text("{nmae}", &[]), &nobody), Err(Unfilled::Unknown("nmae".into())));
    }

    #[test]
    fn braces_without_a_name_are_text() {
        assert!(
            unknown_variables("{} { name } {1} {\"a\": 1} {name} {number} {agent} {").is_empty()
        );
        assert_eq!(unknown_variables("{nmae} {{x}} {nmae}"), ["{nmae}", "{x}"]);
    }

    #[test]
    fn the_text_begins_below_the_first_line() {
        let body = below_first_line(
            "/canned add 🙂\n\n Hello all \n",
            Some(
                r#"[{"type":"bot_command","offset":0,"length":7},{"type":"bold","offset":17,"length":5}]"#,
            ),
        );
        let body = body.unwrap();
        assert_eq!(body.text, "Hello all");
        assert_eq!(covered(&body), [pair("bold", "Hello")]);
        assert_eq!(below_first_line("/canned add hi", None), None);
        assert_eq!(below_first_line("/canned add hi\n \n", None), None);
        assert_eq!(whole("  hi ", None).unwrap().text, "hi");
    }

    proptest! {
        #[test]
        fn entities_never_leave_the_text(
            words in "(\\{name\\}|\\{number\\}|\\{|\\}|🙂|é | a| ){0,12}",
            name in "\\PC{0,8}",
            places in proptest::collection::vec((0_i64..40, 1_i64..40), 0..6),
        ) {
            let whole = units(&words);
            let entities: Vec<(&str, i64, i64)> = places
                .iter()
                .filter(|(offset, length)| offset + length <= whole)
                .map(|(offset, length)| ("bold", *offset, *length))
                .collect();
            let filled = fill(&text(&words, &entities), &with(&name)).unwrap();
            let all: Vec<Value> =
                serde_json::from_str(filled.entities.as_deref().unwrap_or("[]")).unwrap();
            for entity in all {
                let (offset, length) =
                    (entity["offset"].as_i64().unwrap(), entity["length"].as_i64().unwrap());
                prop_assert!(offset >= 0 && length > 0);
                prop_assert!(offset + length <= units(&filled.text));
            }
        }
    }
}
