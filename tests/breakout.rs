//! Words of people cannot break out of the place where they stand: not in any notice, not in the
//! card, not in a topic's title, not on a button, in no language.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

use frontdesk::domain::card::Card;
use frontdesk::domain::conversation::{Assignee, Conversation, Status};
use frontdesk::domain::id::{ConversationId, DeskId, MessageRef, UserId};
use frontdesk::domain::notice::Arg;
use frontdesk::domain::people::{NAME_LENGTH, Person, Profile};
use frontdesk::domain::routing::Choice;
use frontdesk::domain::time::Timestamp;
use frontdesk::i18n::{Lang, Links, Rich, Scene, Words, contract};
use frontdesk::outbound::render::Renderer;
use serde_json::Value;

const NOW: Timestamp = Timestamp(1_791_000_000_000);
const ID: ConversationId = ConversationId { desk: DeskId(1), number: 12 };

/// What stands in for harmless words; no locale contains it.
const TAME: &str = "Qq";

struct Linked;

impl Links for Linked {
    fn conversation(&self, id: ConversationId) -> Option<String> {
        Some(format!("https://t.me/c/1/{}", id.number))
    }

    fn message(&self, id: ConversationId, message: MessageRef) -> Option<String> {
        Some(format!("https://t.me/c/1/{}/{}", id.number, message.message))
    }
}

fn hostile() -> Vec<String> {
    let mut all: Vec<String> = [
        "<b>bold</b>",
        "<i>never closed",
        "</b></a></blockquote>",
        "<a href=\"tg://user?id=1\">Ada</a>",
        "<tg-spoiler><script>alert(1)</script>",
        "&lt;b&gt; &amp;amp; &#60;b&#62; &quot;",
        "*bold* _italic_ __under__ ~strike~ ||spoiler|| `code`",
        "[Ada](tg://user?id=1) ![x](tg://emoji?id=1)",
        "```rust\npanic!()\n```",
        "@ada_team @everyone",
        "https://t.me/evil_bot?start=x t.me/joinchat/x",
        "/complete 1",
        "／role @me admin",
        "#2 · Completed",
        "two\nlines\r\nand\u{2028}more\u{2029}of\u{0085}them",
        "”\n#2 · Completed · Ben\n“",
        "\u{202E}gnirts desrever",
        "\u{202A}\u{202B}\u{202D}\u{202C}\u{2066}\u{2067}\u{2068}isolated\u{2069}\u{2069}\u{2069}",
        "\u{200E}\u{200F}\u{061C}left and right",
        "zero\u{200B}width\u{200C}and\u{200D}joined\u{2060}\u{FEFF}",
        "\u{FDD0}\u{FDE0}\u{FDE0}forged\u{FDD1}\u{FDD2}",
        "\u{E000}\u{E001}private\u{F8FF}",
        "{ $number } { $conversation } { -brand } { completed }",
        "\u{0}\u{1}\u{7}\u{1B}[31mred\u{7F}",
        "زبان 中文 русский 👩‍👩‍👧‍👦🇩🇪",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push("W".repeat(4_096));
    all.push("👩‍👩‍👧‍👦".repeat(400));
    all.push("e\u{301}\u{302}\u{303}".repeat(500));
    all
}

/// What of it may come out: everything but direction marks and the marks of rendering.
fn seen(text: &str) -> String {
    let turns = |c: char| {
        matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}'
            | '\u{061C}')
    };
    text.chars().filter(|c| !turns(*c) && !('\u{FDD0}'..='\u{FDEF}').contains(c)).collect()
}

/// The part of a text that a span covers.
fn covered(text: &str, offset: u64, length: u64) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let (from, length) = (usize::try_from(offset).unwrap(), usize::try_from(length).unwrap());
    String::from_utf16(&units[from..from + length]).expect("on the border of characters")
}

/// An argument by its name: whatever can be words of people, is.
fn argument(name: &str, words: &str, mentions: bool) -> Arg {
    match name {
        "number" | "stars" | "arrived" | "of" | "page" | "pages" | "messages" | "shown"
        | "total" | "days" | "count" | "reopened" | "waiting" | "completed" | "load"
        | "handled" | "failed" | "dropped" => Arg::Number(3),
        "conversation" | "other" => Arg::Conversation(ID),
        "target" => Arg::Target(ID, MessageRef::new(UserId(7), 1)),
        "since" | "until" | "at" | "opened" => Arg::Time(NOW),
        "span" => Arg::Span(60),
        _ if mentions => Arg::Mention(UserId(7), words.to_owned()),
        _ => Arg::Text(words.to_owned()),
    }
}

#[test]
fn no_message_of_any_language_lets_words_out() {
    let words = Words::load("en", None).unwrap();
    let scene = Scene { now: NOW, links: &Linked };
    let mut tried = 0;
    for lang in Lang::all() {
        for (key, names) in contract() {
            for mentions in [false, true] {
                let told = |of: &str| {
                    let args: Vec<(&str, Arg)> = names
                        .iter()
                        .map(|name| (name.as_str(), argument(name, of, mentions)))
                        .collect();
                    words.word(lang, &key, &args, &scene)
                };
                let tame = told(TAME);
                for evil in hostile() {
                    same_but_for(&told(&evil), &tame, &seen(&evil), &format!("{key} {evil:.40?}"));
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 20_000, "{tried}");
}

/// The two are the same but for the words, and the spans stand around the same things.
fn same_but_for(wild: &Rich, tame: &Rich, evil: &str, what: &str) {
    assert_eq!(wild.text.replace(evil, TAME), tame.text, "{what}");
    let kinds = |rich: &Rich| rich.spans.iter().map(|span| span.kind.clone()).collect::<Vec<_>>();
    assert_eq!(kinds(wild), kinds(tame), "{what}");
    for (one, other) in wild.spans.iter().zip(&tame.spans) {
        let one = covered(&wild.text, one.offset.into(), one.length.into());
        let other = covered(&tame.text, other.offset.into(), other.length.into());
        assert_eq!(one.replace(evil, TAME), other, "{what}");
    }
}

fn person(name: &str) -> Person {
    Person {
        id: UserId(7),
        first_name: name.to_owned(),
        last_name: Some(name.to_owned()),
        username: Some("anna".to_owned()),
        language: Some(name.to_owned()),
    }
}

#[test]
fn the_card_keeps_its_lines_and_marks_whatever_people_write() {
    let words = Words::load("en", None).unwrap();
    for lang in Lang::all() {
        for evil in hostile() {
            let mut conversation = Conversation::open(ID, UserId(7), NOW);
            conversation.status = Status::InProgress { assignee: Assignee::Agent(UserId(5)) };
            conversation.source = Some(evil.clone());
            let quote: String = evil.chars().take(700).collect();
            conversation.first_line = Some(quote.clone());
            conversation.quoted = Some(MessageRef::new(UserId(7), 1));
            let profile = Profile::new(person(&evil), NOW);
            let agent = person(&evil).name();
            let card = Card::of(&conversation, &profile, &|_| agent.clone());
            let renderer = Renderer {
                words: &words,
                lang,
                now: NOW,
                links: &Linked,
                assignee: &|_, _| Some(Choice { name: agent.clone(), load: 3, here: true }),
            };
            let message = renderer.card(&card);
            let what = format!("{}: {evil:.40?}: {:?}", lang.code(), message.text);

            // The number, and the user's words as the quotation that they are; nothing else.
            let mut marked = Vec::new();
            for entity in &message.entities {
                let at = |name: &str| entity[name].as_u64().unwrap();
                let part = covered(&message.text, at("offset"), at("length"));
                marked.push((entity["type"].as_str().unwrap().to_owned(), part));
            }
            let quoted = seen(&quote);
            assert_eq!(marked.len(), 2, "{what}");
            assert_eq!(marked[0].0, "bold", "{what}");
            assert_eq!(marked[0].1, "#12", "{what}");
            assert_eq!(marked[1].0, "blockquote", "{what}");
            assert!(marked[1].1.contains(&quoted), "{what}");

            // Two lines before the quotation, the line about the wait after it, and no more.
            let (before, after) = message.text.split_once(&marked[1].1).unwrap();
            assert_eq!(before.trim_end_matches('\n').split('\n').count(), 2, "{what}");
            let breaks = ['\r', '\u{2028}', '\u{2029}', '\u{0085}', '\u{0}', '\u{1B}'];
            assert!(!before.contains(breaks), "{what}");
            assert_eq!(after.trim_start_matches('\n').split('\n').count(), 1, "{what}");
            assert!(before.starts_with("#12 · "), "{what}");

            for row in message.keyboard.unwrap()["inline_keyboard"].as_array().unwrap() {
                for button in row.as_array().unwrap() {
                    fits_on_a_button(button);
                }
            }
        }
    }
}

fn fits_on_a_button(button: &Value) {
    let label = button["text"].as_str().unwrap();
    assert!(!label.is_empty() && label.chars().count() <= 64, "{label:?}");
    assert!(!label.contains(['\n', '\r', '\u{2028}', '\u{2029}']), "{label:?}");
    assert!(button["callback_data"].as_str().unwrap().len() <= 64, "{label:?}");
}

#[test]
fn names_topics_and_buttons_stay_short_and_on_one_line() {
    let words = Words::load("en", None).unwrap();
    for evil in hostile() {
        let person = person(&evil);
        let title = format!("{ID} {}", person.short_name());
        for name in [person.name(), person.short_name(), title] {
            assert!(!name.is_empty() && name.chars().count() <= NAME_LENGTH + 16, "{name:?}");
            // Telegram takes 128 characters for a topic.
            assert!(name.encode_utf16().count() <= 128, "{name:?}");
            let odd = |c: char| c.is_control() || (c.is_whitespace() && c != ' ');
            assert!(!name.contains(odd), "{name:?}");
            assert_eq!(name, seen(&name), "no direction marks");
        }
        for lang in Lang::all() {
            let choice = Choice { name: person.name(), load: u32::MAX, here: false };
            let label = words.assignee(lang, &choice);
            assert!(label.chars().count() <= 64, "{label:?}");
            assert!(!label.contains(['\n', '\r', '\u{2028}', '\u{2029}']), "{label:?}");
        }
    }
}
