//! Cutting, joining and marking over all of Unicode: combining marks, flags, families, marks of
//! direction, letters beyond the first plane, noncharacters. What an entity covers is the same text
//! before and after; nothing lies outside, nothing is cut in two, nothing is too long.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

use frontdesk::domain::button::Button;
use frontdesk::domain::card::Card;
use frontdesk::domain::event::{Incoming, Mention};
use frontdesk::domain::id::{ConversationId, DeskId, MessageRef, UserId};
use frontdesk::domain::notice::{Named, Notice, Saying, Who};
use frontdesk::domain::outbox::FoldableText;
use frontdesk::domain::people::{NAME_LENGTH, Person, clean_name};
use frontdesk::domain::reason::StatusName;
use frontdesk::domain::time::Timestamp;
use frontdesk::i18n::{Lang, Links, NoLinks, Rich, Scene, Span, SpanKind, Words};
use frontdesk::inbound::{Me, routes, understand};
use frontdesk::outbound::fold::{ENTITIES, Folded, TEXT_LENGTH};
use frontdesk::outbound::render::{Message, Renderer};
use frontdesk::sandbox::text::{Entity, Formatted, explicit, html, utf16};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// A letter, or several that are one to the eye.
fn piece() -> impl Strategy<Value = String> {
    let odd = vec![
        "e\u{301}\u{308}",
        "\u{301}",
        "🇩🇪",
        "🇮🇷",
        "👨‍👩‍👧‍👦",
        "👩🏽‍🚀",
        "❤\u{FE0F}",
        "\u{200D}",
        "\u{FE0F}",
        "\u{202E}",
        "\u{2067}",
        "\u{2068}",
        "\u{2069}",
        "\u{200F}",
        "\u{200B}",
        "\u{FEFF}",
        "سلام",
        "日本",
        "𝔘",
        "𐎠",
        "\u{10FFFF}",
        "\u{FDD0}",
        "\u{FDD1}",
        "\u{FDD2}",
        "\u{FDE0}",
        "\u{FDEF}",
        "\u{FFFF}",
        "\u{E000}",
        " ",
        "\n",
        "\t",
        "\u{0}",
        "\u{85}",
        "#12",
        "@anna",
        "/take",
        "<b>",
        "&amp;",
        "{ $x }",
        "«",
        "`",
    ];
    prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(odd).prop_map(str::to_owned),
        "[a-zа-я]{1,4}",
    ]
}

fn text(pieces: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), pieces).prop_map(|pieces| pieces.concat())
}

/// The part of a text between two places in UTF-16 units; `None` if it lies outside or cuts a letter.
fn covered(text: &str, offset: usize, length: usize) -> Option<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(units.get(offset..offset.checked_add(length)?)?).ok()
}

fn under(text: &str, entity: &Value) -> Option<String> {
    let at = |key: &str| usize::try_from(entity[key].as_u64()?).ok();
    covered(text, at("offset")?, at("length")?)
}

fn spanned(rich: &Rich) -> Vec<(SpanKind, Option<String>)> {
    let part = |span: &Span| covered(&rich.text, span.offset as usize, span.length as usize);
    rich.spans.iter().map(|span| (span.kind.clone(), part(span))).collect()
}

fn conversation(number: u32) -> ConversationId {
    ConversationId { desk: DeskId(1), number }
}

/// A text with entities on whole letters, kinds known and unknown.
fn marked(pieces: std::ops::Range<usize>) -> impl Strategy<Value = (String, Vec<Value>)> {
    let places = prop::collection::vec((any::<Index>(), any::<Index>()), 0..6);
    (prop::collection::vec(piece(), pieces), places).prop_map(|(pieces, places)| {
        let entity = |(number, (one, other)): (usize, &(Index, Index))| {
            let (one, other) = (one.index(pieces.len()), other.index(pieces.len()));
            let (from, until) = (one.min(other), one.max(other) + 1);
            let kind = ["bold", "date_time", "text_link"][number % 3];
            json!({
                "type": kind,
                "offset": utf16(&pieces[..from].concat()),
                "length": utf16(&pieces[from..until].concat()),
                "url": format!("https://example.org/{number}"),
            })
        };
        (pieces.concat(), places.iter().enumerate().map(entity).collect())
    })
}

/// An entity without its place.
fn but_place(entity: &Value) -> Value {
    let mut fields = entity.as_object().unwrap().clone();
    fields.remove("offset");
    Value::Object(fields)
}

struct Linked;
impl Links for Linked {
    fn conversation(&self, id: ConversationId) -> Option<String> {
        Some(format!("https://t.me/c/5/{}", id.number))
    }

    fn message(&self, id: ConversationId, message: MessageRef) -> Option<String> {
        Some(format!("https://t.me/c/1/{}/{}", id.number, message.message))
    }
}

fn rendered<T>(lang: Lang, then: impl FnOnce(&Renderer<'_>) -> T) -> T {
    let words = Words::load("en", None).unwrap();
    let assignee = &|_: ConversationId, _: UserId| None;
    then(&Renderer { words: &words, lang, now: Timestamp(0), links: &Linked, assignee })
}

/// What Telegram would not take.
fn taken(message: &Message) {
    assert!(message.text.chars().count() <= TEXT_LENGTH);
    assert!(message.entities.len() <= ENTITIES);
    for entity in &message.entities {
        let part = under(&message.text, entity);
        assert!(part.is_some_and(|part| !part.is_empty()), "{entity} in {:?}", message.text);
    }
}

/// What turns a line, and what rendering reserves.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FDD0}'..='\u{FDEF}')
}

fn language() -> impl Strategy<Value = Lang> {
    prop::sample::select(Lang::all().collect::<Vec<_>>())
}

proptest! {
    /// Names: short, on one line, without marks, and the same when cleaned again.
    #[test]
    fn a_name_is_cut_and_cleaned_once(first in text(0..50), last in prop::option::of(text(0..9))) {
        let person = Person {
            id: UserId(5), first_name: first.clone(), last_name: last, username: None, language: None,
        };
        let (name, short) = (person.name(), person.short_name());
        prop_assert!((1..=NAME_LENGTH).contains(&name.chars().count()), "{name:?}");
        prop_assert!((1..=NAME_LENGTH + 3).contains(&short.chars().count()), "{short:?}");
        for name in [&name, &short] {
            prop_assert_eq!(name.trim(), name);
            let marks = name.chars().filter(|c| c.is_control() || is_mark(*c)).count();
            prop_assert_eq!(marks, 0);
        }
        prop_assert_eq!(clean_name(&name), name);
    }

    /// A cleaned name stands in a message as it is, in whatever language.
    #[test]
    fn a_name_comes_out_as_it_is(name in text(1..40), lang in language()) {
        let name = clean_name(&name);
        prop_assume!(!name.is_empty());
        let words = Words::load("en", None).unwrap();
        let who = Named { id: UserId(7), name: name.clone() };
        let rich = words.say(lang, &Notice::Addressed { who }, &Scene { now: Timestamp(0), links: &NoLinks });
        prop_assert_eq!(rich.spans.len(), 1);
        let (kind, part) = spanned(&rich).remove(0);
        prop_assert_eq!(kind, SpanKind::Mention(UserId(7)));
        let part = part.unwrap().replace(['\u{2068}', '\u{2069}'], "");
        prop_assert_eq!(part, name);
    }

    /// An entity that is not on whole letters of its text would cover a neighbour's.
    #[test]
    fn what_lies_outside_its_text_is_not_joined(text in text(1..9), offset in 0..40_usize, length in 0..40_usize) {
        let raw = json!([{ "type": "bold", "offset": offset, "length": length }]).to_string();
        let mut folded = Folded::default();
        let added = folded.add(&FoldableText { text: text.clone(), entities: Some(raw) });
        prop_assert_eq!(added, covered(&text, offset, length).is_some_and(|part| !part.is_empty()));
    }

    /// Our own texts: put behind each other, joined, made bold.
    #[test]
    fn spans_stay_on_their_letters(parts in prop::collection::vec(marked(1..9), 1..9), between in text(0..3)) {
        let rich = |(text, marks): &(String, Vec<Value>)| Rich {
            text: text.clone(),
            spans: marks.iter().enumerate().map(|(number, mark)| Span {
                offset: mark["offset"].as_u64().unwrap() as u32,
                length: mark["length"].as_u64().unwrap() as u32,
                kind: SpanKind::Link(number.to_string()),
            }).collect(),
        };
        let parts: Vec<Rich> = parts.iter().map(rich).collect();
        let joined = Rich::join(parts.clone(), &between);
        let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).filter(|text| !text.is_empty()).collect();
        prop_assert_eq!(&joined.text, &texts.join(&between));
        let wanted: Vec<_> = parts.iter().flat_map(spanned).collect();
        prop_assert_eq!(spanned(&joined), wanted);
        let bold = joined.clone().bold();
        let whole = (SpanKind::Bold, Some(joined.text.clone()));
        prop_assert_eq!(spanned(&bold).first() == Some(&whole), !joined.text.is_empty());
    }

    /// Who is mentioned in a text: the letters under the entity, or nobody.
    #[test]
    fn a_mention_names_whole_letters(
        before in text(0..9), name in "[a-z_]{3,9}", after in text(0..5), offset in 0..30_usize, length in 0..30_usize,
    ) {
        let said = format!("{before}@{name}{after}");
        let at = [(utf16(&before), name.len() + 1), (offset, length), (usize::MAX, 1), (1, usize::MAX)];
        let entities: Vec<Value> = at.iter().map(|(offset, length)| {
            json!({ "type": "mention", "offset": offset, "length": length })
        }).collect();
        let update = json!({ "update_id": 7, "message": {
            "message_id": 3, "chat": { "id": -1001, "type": "supergroup" }, "from": { "id": 5 },
            "text": said, "entities": entities,
        } });
        let raw = RawValue::from_string(update.to_string()).unwrap();
        let me = Me { id: UserId(42), username: "DeskBot".to_owned() };
        let routes = routes();
        let update = futures_util::FutureExt::now_or_never(understand(&routes, &raw, &me)).unwrap();
        let Incoming::GroupMessage(message) = update.unwrap().incoming else {
            panic!("a message of a group");
        };
        prop_assert_eq!(&message.content.text, &said);
        let other = covered(&said, offset, length).and_then(|part| part.strip_prefix('@').map(str::to_owned));
        let wanted: Vec<Mention> = [Some(name), other].into_iter().flatten().map(Mention::Username).collect();
        prop_assert_eq!(message.mentions, wanted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Texts that are joined: one behind the other, each entity on the letters that it was on.
    #[test]
    fn joined_texts_are_the_texts(parts in prop::collection::vec((marked(1..30), 1..40_usize), 1..30)) {
        let mut folded = Folded::default();
        let (mut texts, mut entities): (Vec<String>, Vec<(Value, Option<String>)>) = Default::default();
        for ((text, marks), times) in parts {
            // Some are long, so that the end is reached.
            let whole = format!("{text}{}", "𝔘".repeat(times * 10));
            let raw = Value::from(marks.clone()).to_string();
            let length = |texts: &[String]| texts.join("\n\n").chars().count();
            let mut longer = texts.clone();
            longer.push(whole.clone());
            let fits = length(&longer) <= TEXT_LENGTH && entities.len() + marks.len() <= ENTITIES;
            let part = FoldableText { text: whole.clone(), entities: Some(raw) };
            prop_assert_eq!(folded.add(&part), fits);
            if fits {
                texts = longer;
                entities.extend(marks.iter().map(|mark| (but_place(mark), under(&whole, mark))));
            }
        }
        prop_assert_eq!(&folded.text, &texts.join("\n\n"));
        let found: Vec<_> =
            folded.entities.iter().map(|e| (but_place(e), under(&folded.text, e))).collect();
        prop_assert_eq!(found, entities);
    }

    /// Whatever people are called and write, a message is one that Telegram takes, and an entity
    /// that was cut covers the beginning of what it covered.
    #[test]
    fn a_long_message_is_cut_and_its_entities_with_it(
        texts in prop::collection::vec((text(1..60), 1..60_usize), 1..60), lang in language(),
    ) {
        let lines = (1..).zip(&texts).map(|(number, (text, times))| Notice::PendingDue {
            conversation: conversation(number),
            who: vec![Notice::Addressed { who: Named { id: UserId(7), name: text.clone() } }],
            note: text.repeat(*times),
        });
        let notice = Notice::Reminders { lines: lines.collect() };
        rendered(lang, |renderer| {
            let scene = Scene { now: renderer.now, links: &Linked };
            let whole = renderer.words.say(lang, &notice, &scene);
            let message = renderer.saying(&Saying::from(notice));
            taken(&message);
            for (entity, (_, before)) in message.entities.iter().zip(spanned(&whole)) {
                let after = under(&message.text, entity).unwrap();
                assert!(before.unwrap().starts_with(&after), "{entity}");
            }
        });
    }

    #[test]
    fn a_card_of_hostile_names_is_one_that_telegram_takes(
        names in prop::collection::vec(text(0..60), 6), times in 1..40_usize, lang in language(),
    ) {
        let card = Card {
            conversation: conversation(12),
            status: StatusName::InProgress,
            urgency: None,
            assignee: Some(Who::Named(names[0].clone())),
            name: names[1].clone(),
            username: Some(names[2].clone()),
            language: Some("de".to_owned()),
            source: Some(names[3].clone()),
            earlier: (1..=120).map(conversation).collect(),
            tags: vec![names[4].clone()],
            quote: Some(names[5].repeat(times)),
            lines: vec![Notice::CardPendingNote { note: names[0].repeat(times) }],
            question: None,
            buttons: vec![vec![Button::Take(conversation(12))]],
        };
        let message = rendered(lang, |renderer| renderer.card(&card));
        taken(&message);
        let urls = message.entities.iter().filter_map(|e| Some((e["url"].as_str()?, under(&message.text, e)?)));
        for (url, part) in urls {
            let number = part.trim_matches(['\u{2066}', '\u{2069}', '#']).to_owned();
            prop_assert_eq!(url, format!("https://t.me/c/5/{number}"));
        }
    }
}

proptest! {
    /// The local Bot API trims and cleans a text as Telegram does, and its entities stay on it.
    #[test]
    fn the_local_bot_api_moves_entities_with_their_text((text, marks) in marked(1..20), returns in prop::collection::vec(any::<Index>(), 0..4)) {
        // Telegram drops carriage returns, wherever they stand.
        let mut given: Vec<char> = text.chars().collect();
        for at in &returns {
            given.insert(at.index(given.len() + 1), '\r');
        }
        let given: String = given.into_iter().collect();
        let mut complaints = Vec::new();
        let entities = explicit(&given, &marks, &mut complaints);
        let plain = |text: &str| -> String {
            text.chars().filter(|c| *c != '\r')
                .map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
        };
        let before: Vec<(String, String)> = entities.iter()
            .map(|e| (e.kind.clone(), plain(&covered(&given, e.offset, e.length).unwrap()))).collect();
        let finished = Formatted { text: given.clone(), entities }.finish();
        prop_assert!(plain(&given).contains(&finished.text));
        let own = |e: &&Entity| ["bold", "date_time", "text_link"].contains(&e.kind.as_str());
        for entity in &finished.entities {
            let part = covered(&finished.text, entity.offset, entity.length);
            prop_assert!(part.is_some_and(|part| !part.is_empty()), "{entity:?}");
        }
        let after: Vec<(String, String)> = finished.entities.iter().filter(own)
            .map(|e| (e.kind.clone(), covered(&finished.text, e.offset, e.length).unwrap())).collect();
        // What stood only on blank letters at the end is gone; the others keep their letters.
        let mut wanted: Vec<(String, String)> =
            before.iter().map(|(kind, part)| (kind.clone(), part.trim_end().to_owned())).collect();
        let mut found: Vec<(String, String)> =
            after.iter().map(|(kind, part)| (kind.clone(), part.trim_end().to_owned())).collect();
        wanted.retain(|(_, part)| !part.is_empty());
        found.retain(|(_, part)| !part.is_empty());
        wanted.sort();
        found.sort();
        prop_assert_eq!(found, wanted);
    }

    /// HTML: what is escaped comes out as it was, and a tag covers what stands in it.
    #[test]
    fn html_covers_what_it_encloses(before in text(0..9), inside in text(1..9), after in text(0..9), depth in 1..4_usize) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let tags = ["b", "i", "u"];
        let open: String = tags[..depth].iter().map(|tag| format!("<{tag}>")).collect();
        let close: String = tags[..depth].iter().rev().map(|tag| format!("</{tag}>")).collect();
        let source = format!("{}{open}{}{close}{}", escaped(&before), escaped(&inside), escaped(&after));
        let read = html(&source).unwrap();
        prop_assert_eq!(&read.text, &format!("{before}{inside}{after}"));
        prop_assert_eq!(read.entities.len(), depth);
        for entity in &read.entities {
            prop_assert_eq!(covered(&read.text, entity.offset, entity.length), Some(inside.clone()));
        }
    }

    /// Any HTML is read or refused, and what was read lies on whole letters.
    #[test]
    fn any_html_is_read_or_refused(parts in prop::collection::vec(prop_oneof![
        piece(), "<(b|i|a|pre|code|span|tg-emoji|blockquote)( [a-z-]{1,6}=[\"']?[a-z:/?=0-9]{0,9}[\"']?)?>",
        "</(b|i|a|pre|code|span)?>", "&#?x?[0-9a-f]{0,7};?",
    ], 0..20)) {
        if let Ok(read) = html(&parts.concat()) {
            let mut content = Map::new();
            let finished = read.finish();
            finished.store(&mut content, "text", "entities");
            for entity in &finished.entities {
                let part = covered(&finished.text, entity.offset, entity.length);
                prop_assert!(part.is_some_and(|part| !part.is_empty()), "{entity:?} {:?}", finished.text);
            }
        }
    }
}
