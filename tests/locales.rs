//! Every locale says everything that the code may say, and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::{ast, parser};
use frontdesk::domain::arrival::is_phrase;
use frontdesk::domain::button::Button;
use frontdesk::domain::event::Kind;
use frontdesk::domain::id::{ConversationId, DeskId, MessageRef, RowId, UserId};
use frontdesk::domain::notice::{Arg, Day, Named, Notice, Source, Who};
use frontdesk::domain::reason::{ReopenReason, SolvedReason};
use frontdesk::domain::routing::Choice;
use frontdesk::domain::time::Timestamp;
use frontdesk::i18n::{
    ALERT_LENGTH, GROUP_COMMANDS, LABEL_LENGTH, LANGUAGES, Lang, Links, NoLinks, PRIVATE_COMMANDS,
    Rich, Scene, SpanKind, Words, WordsError, contract, embedded_files,
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_791_000_000_000);

fn words() -> Words {
    Words::load("en", None).unwrap()
}

fn scene() -> Scene<'static> {
    Scene { now: NOW, links: &NoLinks }
}

fn conversation(number: u32) -> ConversationId {
    ConversationId { desk: DeskId(1), number }
}

/// What a message of a locale is made of.
#[derive(Default)]
struct Made {
    variables: BTreeSet<String>,
    references: BTreeSet<String>,
    /// For every select: its variants' names, whether each is a number, and the default's name.
    selects: Vec<(Vec<(String, bool)>, String)>,
}

fn walk(pattern: &ast::Pattern<&str>, made: &mut Made) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            walk_expression(expression, made);
        }
    }
}

fn walk_expression(expression: &ast::Expression<&str>, made: &mut Made) {
    match expression {
        ast::Expression::Inline(inline) => walk_inline(inline, made),
        ast::Expression::Select { selector, variants } => {
            walk_inline(selector, made);
            let mut names = Vec::new();
            let mut default = String::new();
            for variant in variants {
                let (name, number) = match &variant.key {
                    ast::VariantKey::Identifier { name } => (*name, false),
                    ast::VariantKey::NumberLiteral { value } => (*value, true),
                };
                names.push((name.to_owned(), number));
                if variant.default {
                    default = name.to_owned();
                }
                walk(&variant.value, made);
            }
            made.selects.push((names, default));
        }
    }
}

fn walk_inline(inline: &ast::InlineExpression<&str>, made: &mut Made) {
    use ast::InlineExpression as I;
    match inline {
        I::StringLiteral { .. } | I::NumberLiteral { .. } => {}
        I::VariableReference { id } => {
            made.variables.insert(id.name.to_owned());
        }
        I::Placeable { expression } => walk_expression(expression, made),
        I::FunctionReference { id, .. }
        | I::MessageReference { id, .. }
        | I::TermReference { id, .. } => {
            made.references.insert(id.name.to_owned());
        }
    }
}

/// Language, then key, then what it is made of.
fn locales() -> BTreeMap<&'static str, BTreeMap<String, Made>> {
    let mut all: BTreeMap<&str, BTreeMap<String, Made>> = BTreeMap::new();
    for (language, path, source) in embedded_files() {
        let resource = parser::parse(source)
            .unwrap_or_else(|(_, faults)| panic!("{path} is not Fluent: {faults:?}"));
        for entry in &resource.body {
            match entry {
                ast::Entry::Message(message) => {
                    assert!(message.attributes.is_empty(), "{path}: attributes");
                    let mut made = Made::default();
                    let text = message.value.as_ref().expect("a message has a text");
                    walk(text, &mut made);
                    let key = message.id.name.to_owned();
                    let double = all.entry(language).or_default().insert(key, made);
                    assert!(double.is_none(), "{path}: {} twice", message.id.name);
                }
                ast::Entry::Term(term) => panic!("{path}: term {}", term.id.name),
                _ => {}
            }
        }
    }
    all
}

#[test]
fn every_locale_has_exactly_the_messages_and_variables_of_the_code() {
    let wanted: BTreeMap<String, BTreeSet<String>> =
        contract().into_iter().map(|(key, args)| (key, args.into_iter().collect())).collect();
    let locales = locales();
    assert_eq!(locales.len(), LANGUAGES.len());
    let mut faults = Vec::new();
    for (language, messages) in &locales {
        for (key, variables) in &wanted {
            match messages.get(key) {
                None => faults.push(format!("{language}: {key} is missing")),
                Some(made) => {
                    if made.variables != *variables {
                        faults.push(format!(
                            "{language}: {key} has {:?}, the code gives {variables:?}",
                            made.variables
                        ));
                    }
                    if !made.references.is_empty() {
                        faults.push(format!("{language}: {key} refers to {:?}", made.references));
                    }
                }
            }
        }
        for key in messages.keys().filter(|key| !wanted.contains_key(*key)) {
            faults.push(format!("{language}: {key} is said by nobody"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_choice_by_number_has_all_forms_of_its_language() {
    let forms = BTreeMap::from([
        ("en", vec!["one", "other"]),
        ("ru", vec!["few", "many", "one", "other"]),
        ("zh-hans", vec!["other"]),
        ("fa", vec!["one", "other"]),
    ]);
    for (language, messages) in locales() {
        for (key, made) in messages {
            for (variants, default) in made.selects {
                let mut named: Vec<&str> = variants
                    .iter()
                    .filter(|(_, number)| !number)
                    .map(|(name, _)| name.as_str())
                    .collect();
                named.sort_unstable();
                assert_eq!(named, forms[language], "{language}: {key}");
                assert_eq!(default, "other", "{language}: {key}");
            }
        }
    }
}

/// The longest that an argument can realistically be, by its name.
fn sample(words: &Words, lang: Lang, name: &str) -> Arg {
    let longest = |keys: Vec<String>| {
        let key = keys
            .into_iter()
            .max_by_key(|key| words.word(lang, key, &[], &scene()).text.chars().count());
        Arg::Word(key.expect("there is one"))
    };
    let beginning = |prefix: &str| {
        let keys = contract().into_iter().map(|(key, _)| key);
        keys.filter(|key| key.starts_with(prefix)).collect()
    };
    match name {
        "number" | "stars" | "arrived" | "of" | "page" | "pages" | "messages" | "shown"
        | "total" | "days" | "count" | "reopened" | "waiting" | "completed" => Arg::Number(99_999),
        "load" => Arg::Number(999),
        "conversation" | "other" => Arg::Conversation(conversation(99_999)),
        "target" => Arg::Target(conversation(99_999), MessageRef::new(UserId(7), 1)),
        "numbers" => Arg::Conversations(vec![conversation(9), conversation(3)]),
        "role" => longest(beginning("role-a")),
        "status" => longest(beginning("status-")),
        "reason" => longest(beginning("reason-")),
        "usage" => longest(beginning("usage-")),
        "kind" => longest(beginning("kind-")),
        "since" | "until" | "at" => Arg::Time(Timestamp(0)),
        "span" => Arg::Span(86_400 * 20),
        "requester" => Arg::Mention(UserId(7), "W".repeat(32)),
        _ => Arg::Text("W".repeat(32)),
    }
}

fn told(words: &Words, lang: Lang, key: &str, args: &[String]) -> Rich {
    let args: Vec<(&str, Arg)> =
        args.iter().map(|name| (name.as_str(), sample(words, lang, name))).collect();
    words.word(lang, key, &args, &scene())
}

#[test]
fn every_message_can_be_told_without_a_fault() {
    let words = words();
    for lang in Lang::all() {
        for (key, args) in contract() {
            let text = told(&words, lang, &key, &args).text;
            assert!(!text.is_empty(), "{key}");
            assert_ne!(text, key, "missing");
            assert!(!text.contains("{$"), "{key}: {text}");
            assert!(!text.contains('!'), "{key} cheers: {text}");
        }
    }
}

#[test]
fn alerts_buttons_and_commands_fit_into_what_telegram_shows() {
    let words = words();
    for lang in Lang::all() {
        for (key, args) in contract() {
            let most = match key.split('-').next() {
                Some("refuse" | "toast" | "late") => ALERT_LENGTH,
                Some("button") => 40,
                Some("command") => 256,
                _ if key == "other-open-user" => ALERT_LENGTH,
                _ => 3_500,
            };
            let text = told(&words, lang, &key, &args).text;
            let length = text.chars().count();
            assert!(length <= most, "{}: {key}: {length}: {text}", lang.code());
        }
        for name in GROUP_COMMANDS.iter().chain(PRIVATE_COMMANDS) {
            assert!(!words.command(lang, name).is_empty());
        }
    }
}

fn buttons() -> Vec<(Button, &'static str)> {
    let id = conversation(12);
    let mut all = vec![
        (Button::Take(id), "Take"),
        (Button::Assign(id, 0), "Assign"),
        (Button::MarkComplete(id), "Mark Complete"),
        (Button::Pending(id), "Pending"),
        (Button::Resume(id), "Resume"),
        (Button::Reopen(id), "Reopen"),
        (Button::Undo(id, 1), "Undo"),
        (Button::ConfirmReopen(id, None, 1), "Confirm"),
        (Button::ConfirmClose(id), "Confirm"),
        (Button::Cancel(id, 1), "Cancel"),
        (Button::KeepOpen(id), "Cancel"),
        (Button::AskUserFirst(id, 1), "Ask the user first"),
        (Button::Approve(id, 1), "Approve"),
        (Button::Decline(id, 1), "Decline"),
        (Button::Tags(id), "Tags"),
        (Button::History(id, 0), "History"),
        (Button::Merge(id), "Merge"),
        (Button::Retry(id, RowId(1)), "Retry"),
        (Button::StillNeedHelp(id), "I still need help"),
        (Button::AllSolved(id), "All solved"),
        (Button::SameMatter(id), "Same matter"),
        (Button::NewMatter(DeskId(1)), "New matter"),
        (Button::ContactSupport(DeskId(1)), "Contact support"),
        (Button::OnTheTeam(DeskId(1)), "I am on the team"),
        (Button::Show(id), "Show"),
        (Button::RetryAll(id), "Retry"),
        (Button::LetGo(id), "Cancel"),
        (Button::Dismiss, "✕"),
        (Button::Stats(DeskId(1), 7), "7 days"),
        (Button::Stats(DeskId(1), 1), "Today"),
        (Button::Rate(id, 5), "5"),
        (Button::History(id, 1), "Page 2"),
        (Button::Language("fa".to_owned()), "فارسی"),
    ];
    for reason in SolvedReason::ALL {
        all.push((Button::Confirm(id, reason, 1), "Confirm"));
    }
    for reason in ReopenReason::OFFERED {
        all.push((Button::ConfirmReopen(id, Some(reason), 1), "Confirm"));
    }
    all
}

#[test]
fn english_buttons_carry_the_words_that_scripts_rely_on_and_no_others() {
    let words = words();
    let all = buttons();
    let relied: BTreeSet<&str> = all.iter().take(23).map(|(_, word)| *word).collect();
    for (button, wanted) in &all {
        let label = words.label(Lang::ENGLISH, button);
        assert!(label.contains(wanted), "{label} lacks {wanted}");
        for other in relied.iter().filter(|other| *other != wanted) {
            assert!(!label.contains(other), "{label} contains {other}");
        }
    }
    let reasons: Vec<String> = SolvedReason::ALL
        .iter()
        .map(|reason| words.label(Lang::ENGLISH, &Button::Confirm(conversation(1), *reason, 1)))
        .collect();
    assert_eq!(
        reasons,
        [
            "Confirm: solved",
            "Confirm: user did not answer",
            "Confirm: not a support matter",
            "Confirm: settled elsewhere",
        ]
    );
    let reasons: Vec<String> = ReopenReason::OFFERED
        .iter()
        .map(|reason| Button::ConfirmReopen(conversation(1), Some(*reason), 1))
        .map(|button| words.label(Lang::ENGLISH, &button))
        .collect();
    assert_eq!(
        reasons,
        [
            "Confirm: completed by mistake",
            "Confirm: more information",
            "Confirm: user asked",
            "Confirm: follow-up",
        ]
    );
    assert_eq!(words.numbered_label(Lang::ENGLISH, conversation(12)), "#12 · Mark Complete");
    let choice = |here| Choice { name: "Ben".to_owned(), load: 3, here };
    assert_eq!(words.assignee(Lang::ENGLISH, &choice(true)), "Ben · 3");
    assert_eq!(words.assignee(Lang::ENGLISH, &choice(false)), "Ben 💤 3");
}

#[test]
fn labels_that_can_stand_side_by_side_differ_in_every_language() {
    let words = words();
    for lang in Lang::all() {
        let mut seen = BTreeMap::new();
        for (button, _) in buttons() {
            // None of these stands beside its namesake.
            if matches!(button, Button::KeepOpen(_) | Button::RetryAll(_) | Button::LetGo(_)) {
                continue;
            }
            let label = words.label(lang, &button);
            let before = seen.insert(label.clone(), button);
            assert!(before.is_none(), "{}: {label} twice", lang.code());
        }
    }
}

fn english(notice: &Notice) -> String {
    words().say(Lang::ENGLISH, notice, &scene()).text
}

#[test]
fn english_notices_carry_the_words_that_scripts_rely_on() {
    let number = 12;
    for notice in [
        Notice::Completed { number },
        Notice::CompletedSilent { number },
        Notice::CompletedRated { number, stars: 4 },
    ] {
        let text = english(&notice);
        assert!(text.contains("#12 has been completed"), "{text}");
        assert!(text.contains("just send a message here"), "{text}");
    }
    let opened = Day(NOW);
    let first_line = "the printer is on fire".to_owned();
    let text = english(&Notice::Reopened { number, opened, first_line });
    assert!(text.contains("has been reopened") && text.contains("#12"));
    assert!(text.contains("2026-10-03") && text.contains("“the printer is on fire”"));
    let text = english(&Notice::ReopenedPlain { number, opened });
    assert!(text.contains("has been reopened") && text.contains("2026-10-03"));
    let text = english(&Notice::CompletedTakenBack { number });
    assert!(text.contains("is open again") && !text.contains("has been completed"));
    let text = english(&Notice::FinalCall { number });
    assert!(text.contains("If there are no other questions, I will end this conversation."));
    let id = conversation(12);
    let text = english(&Notice::CompleteQuestion { conversation: id, premature: vec![] });
    assert!(text.ends_with("no longer be able to write in this conversation."));
    let text = english(&Notice::ReopenQuestion { conversation: id, summary: vec![] });
    assert!(text.ends_with("be able to write in this conversation again."));
    let text = english(&Notice::UserEdited { text: "x".into() });
    assert_eq!(text, "edited: x");
}

struct Linked;

impl Links for Linked {
    fn conversation(&self, id: ConversationId) -> Option<String> {
        Some(format!("https://t.me/c/1/{}", id.number))
    }

    fn message(&self, id: ConversationId, message: MessageRef) -> Option<String> {
        Some(format!("https://t.me/c/1/{}/{}", id.number, message.message))
    }
}

/// The part of the text that a span covers.
fn covered(rich: &Rich, offset: u32, length: u32) -> String {
    let units: Vec<u16> = rich.text.encode_utf16().collect();
    let from = usize::try_from(offset).unwrap();
    let to = from + usize::try_from(length).unwrap();
    String::from_utf16(&units[from..to]).expect("on the border of characters")
}

#[test]
fn numbers_become_links_and_people_mentions() {
    let notice = Notice::AssignedMention {
        conversation: conversation(12),
        who: Named { id: UserId(7), name: "Ann 😀".to_owned() },
    };
    for lang in Lang::all() {
        let scene = Scene { now: NOW, links: &Linked };
        let rich = words().say(lang, &notice, &scene);
        let mut found = Vec::new();
        for span in &rich.spans {
            let text = covered(&rich, span.offset, span.length);
            found.push((span.kind.clone(), text));
        }
        assert_eq!(found.len(), 2);
        assert!(found.iter().any(|(kind, text)| {
            *kind == SpanKind::Mention(UserId(7)) && text.contains("Ann 😀")
        }));
        assert!(found.iter().any(|(kind, text)| {
            *kind == SpanKind::Link("https://t.me/c/1/12".to_owned()) && text.contains("#12")
        }));
        let plain = words().plain(lang, &notice, NOW);
        assert_eq!(plain, rich.text, "the same text without the links");
    }
}

#[test]
fn an_empty_list_takes_its_line_and_its_blank_line_along() {
    let line = |text: &str| Notice::SummaryTags { tags: text.to_owned() };
    let request = |leads: Vec<Notice>, summary: Vec<Notice>| {
        english(&Notice::ReopenRequest {
            conversation: conversation(12),
            by: Who::Named("Ben".to_owned()),
            reason: Box::new(Notice::ReasonSaid { text: "a\n\n\nb".to_owned() }),
            leads,
            summary,
        })
    };
    assert_eq!(request(vec![], vec![]), "A request by Ben to reopen #12.\nReason: “a\n\n\nb”");
    assert_eq!(
        request(vec![], vec![line("x"), line("y")]),
        "A request by Ben to reopen #12.\nReason: “a\n\n\nb”\n\nTags: x\nTags: y"
    );
    let who = Named { id: UserId(7), name: "Ann".to_owned() };
    assert!(request(vec![Notice::Addressed { who }], vec![]).starts_with("Ann\nA request by Ben"));
}

#[test]
fn times_show_their_date_only_where_it_is_needed() {
    let zone = chrono_tz::Europe::Berlin;
    let words = words().in_zone(zone);
    let since = |hours: i64| {
        let at = Timestamp(NOW.0 - hours * 3_600_000);
        words.plain(Lang::ENGLISH, &Notice::CardWaitsSince { since: at }, NOW)
    };
    // It is 2026-10-03 06:00 there.
    assert_eq!(since(0), "Waiting for an answer since 06:00");
    assert_eq!(since(11), "Waiting for an answer since 19:00");
    assert_eq!(since(12), "Waiting for an answer since 2026-10-02 18:00");
    let never = Notice::CardWaitsSince { since: Timestamp(i64::MAX) };
    assert!(words.plain(Lang::ENGLISH, &never, NOW).ends_with('—'));
}

#[test]
fn spans_of_time_take_their_largest_unit_and_plural() {
    let words = words();
    let russian = Lang::from_tag("ru").unwrap();
    let span = |lang, seconds| {
        let args = [("span", Arg::Span(seconds)), ("count", Arg::Number(3))];
        let text = words.word(lang, "stats-median", &args, &scene()).text;
        text.split(" (").next().unwrap().to_owned()
    };
    assert_eq!(span(Lang::ENGLISH, 59), "59 s");
    assert_eq!(span(Lang::ENGLISH, 300), "5 min");
    assert_eq!(span(Lang::ENGLISH, 3_590), "1 h");
    assert_eq!(span(Lang::ENGLISH, 3 * 86_400), "3 d");
    assert_eq!(span(russian, 60), "1 минута");
    assert_eq!(span(russian, 120), "2 минуты");
    assert_eq!(span(russian, 300), "5 минут");
    assert_eq!(span(russian, 21 * 60), "21 минута");
}

#[test]
fn the_language_follows_the_tag_and_otherwise_the_default() {
    let words = Words::load("ru", None).unwrap();
    let chosen = |tag: &str| words.choose(Some(tag)).code();
    for (tag, code) in [
        ("ru-RU", "ru"),
        ("en", "en"),
        ("en-GB", "en"),
        ("zh", "zh-hans"),
        ("zh-cn", "zh-hans"),
        ("zh_CN", "zh-hans"),
        ("zh-Hans", "zh-hans"),
        ("zh-hans-tw", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("fa-IR", "fa"),
        ("zh-hant", "ru"),
        ("zh-TW", "ru"),
        ("zh-HK", "ru"),
        ("uk", "ru"),
        ("be", "ru"),
        ("", "ru"),
        ("xx-weird-and-far-too-long-to-be-a-language", "ru"),
        ("\u{0}é", "ru"),
    ] {
        assert_eq!(chosen(tag), code, "{tag}");
    }
    assert_eq!(words.choose(None).code(), "ru");
    assert!(matches!(Words::load("tlh", None), Err(WordsError::Language { .. })));
}

/// Whether every isolate is closed, and none closed twice.
fn balanced(text: &str) -> bool {
    let mut open = 0i32;
    for c in text.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => open += 1,
            '\u{2069}' => open -= 1,
            _ => {}
        }
        if open < 0 {
            return false;
        }
    }
    open == 0
}

#[test]
fn persian_keeps_numbers_names_and_commands_in_their_direction() {
    let words = words();
    let persian = Lang::from_tag("fa").unwrap();
    for (key, args) in contract() {
        let rich = told(&words, persian, &key, &args);
        assert!(balanced(&rich.text), "{key}: {:?}", rich.text);
        // Outside an isolate nothing begins that would read backwards.
        let mut depth = 0i32;
        let mut before = ' ';
        for c in rich.text.chars() {
            match c {
                '\u{2066}'..='\u{2068}' => depth += 1,
                '\u{2069}' => depth -= 1,
                _ => {}
            }
            let token = matches!(before, '#' | '/' | '@') && c.is_ascii_alphanumeric();
            assert!(!(token && depth == 0), "{key}: {:?}", rich.text);
            before = c;
        }
    }
    let text = words.plain(persian, &Notice::Completed { number: 12 }, NOW);
    assert!(text.contains("\u{2066}#12\u{2069}"));
    for lang in Lang::all().filter(|lang| !lang.right_to_left()) {
        for (key, args) in contract() {
            let text = told(&words, lang, &key, &args).text;
            assert!(!text.contains(['\u{2066}', '\u{2068}', '\u{2069}']), "{key}");
        }
    }
}

fn overridden(file: &str, text: &str) -> Result<Words, WordsError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    Words::load("en", Some(directory.path()))
}

#[test]
fn phrases_of_every_language_are_recognised_as_people_write_them() {
    let words = words();
    for (key, least) in [("courtesy-phrases", 60), ("assent-phrases", 30)] {
        let phrases = words.phrases(key);
        assert!(phrases.len() >= least, "{key}: {}", phrases.len());
        for phrase in &phrases {
            assert!(is_phrase(phrase, &phrases), "{key}: {phrase:?}");
            let loud = format!("  {}!! 🙏\n", phrase.to_uppercase());
            assert!(is_phrase(&loud, &phrases), "{key}: {loud:?}");
        }
    }
    let courtesies = words.phrases("courtesy-phrases");
    for text in ["Thanks!", "OK", "Спасибо.", "谢谢！", "好的，谢谢", "ممنون."]
    {
        assert!(is_phrase(text, &courtesies), "{text}");
    }
    let assents = words.phrases("assent-phrases");
    for text in ["Ok.", "да", "嗯", "باشه"] {
        assert!(is_phrase(text, &assents), "{text}");
    }
    for text in ["no", "нет", "不行", "نه", "thanks, but it is still broken"] {
        assert!(!is_phrase(text, &courtesies), "{text}");
        assert!(!is_phrase(text, &assents), "{text}");
    }
}

#[test]
fn a_team_may_write_its_phrases_with_its_own_commas_and_capitals() {
    let words = overridden("fa.ftl", "courtesy-phrases = درود، Merci ، ok, ,OK\n").unwrap();
    let phrases = words.phrases("courtesy-phrases");
    for phrase in ["درود", "merci", "ok", "спасибо"] {
        assert_eq!(phrases.iter().filter(|p| *p == phrase).count(), 1);
    }
    assert!(!phrases.iter().any(String::is_empty));
}

#[test]
fn every_kind_of_message_has_a_name_in_every_language() {
    use Kind as K;
    let words = words();
    for lang in Lang::all() {
        for kind in [
            K::Text,
            K::Photo,
            K::Video,
            K::Voice,
            K::VideoNote,
            K::Audio,
            K::Document,
            K::Animation,
            K::Sticker,
            K::Contact,
            K::Location,
            K::Venue,
            K::Poll,
            K::Dice,
            K::Other,
        ] {
            let who = Who::User;
            let notice = Notice::HistoryKind { at: NOW, who, kind };
            let text = words.plain(lang, &notice, NOW);
            assert!(!text.contains("kind-"), "{text}");
        }
    }
}

#[test]
fn a_completed_notice_says_in_every_language_how_to_write_again() {
    let words = words();
    let number = 12;
    for lang in Lang::all() {
        let lines = |notice| {
            let text = words.plain(lang, &notice, NOW);
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            assert_eq!(lines.len(), 2, "{text}");
            assert!(lines[0].contains("#12"), "{text}");
            lines[1].clone()
        };
        let again = lines(Notice::Completed { number });
        assert_eq!(again, lines(Notice::CompletedSilent { number }));
        assert_eq!(again, lines(Notice::CompletedRated { number, stars: 4 }));
    }
}

#[test]
fn a_setting_shows_its_key_its_value_and_where_it_comes_from() {
    for origin in ["default", "data/frontdesk.toml:7", "FRONTDESK_TIMEOUT__COMPLETE_AFTER"] {
        let text = english(&Notice::Setting {
            key: "timeout.complete_after".to_owned(),
            value: "3d".to_owned(),
            origin: Source::Below(origin.to_owned()),
        });
        assert_eq!(text, format!("timeout.complete_after = 3d ({origin})"));
    }
}

#[test]
fn a_team_replaces_single_messages() {
    for file in ["en.ftl", "en/ours.ftl"] {
        let words = overridden(file, "# ours\ncompleted = Bye, #{ $number }.\n").unwrap();
        let say = |notice| words.plain(Lang::ENGLISH, &notice, NOW);
        assert_eq!(say(Notice::Completed { number: 3 }), "Bye, #3.");
        assert!(say(Notice::CompletedSilent { number: 3 }).contains("has been completed"));
    }
    assert!(Words::load("en", Some("/nowhere/at/all".as_ref())).is_ok());
}

#[test]
fn faulty_words_of_a_team_are_refused_with_file_line_and_key() {
    for (file, text, wanted) in [
        (
            "en.ftl",
            "\ncompletd = Bye.\n",
            "en.ftl:2: unknown message \"completd\"; did you mean \"completed\"?",
        ),
        (
            "ru/a.ftl",
            "welcome = x\ncompleted =\n    a\n    { $nmber }\n",
            "a.ftl:4: message \"completed\" has no variable $nmber; it has $number",
        ),
        (
            "en.ftl",
            "welcome = { $who }\n",
            "en.ftl:1: message \"welcome\" has no variable $who; it has none",
        ),
        ("fa.ftl", "welcome = x\n\ncompleted = { $number\n", "fa.ftl:"),
        ("en.ftl", "welcome = { \"\\uFDя\" }\n", "en.ftl:1: message \"welcome\": has an escape"),
        (
            "en.ftl",
            "greeting = a\nwelcome = { \"\\uFDD1\" }\n",
            "en.ftl:2: message \"welcome\": holds",
        ),
        ("en.ftl", "welcome =\n    a\u{FDD1}\n", "en.ftl:2: message \"welcome\": holds"),
        (
            "en.ftl",
            "button-take = { \"\" }\n",
            "en.ftl:1: message \"button-take\": may come out empty",
        ),
        (
            "en.ftl",
            "opened = { $number ->\n    [1] x\n   *[other] { \"\\u200B\" }\n}\n",
            "en.ftl:1: message \"opened\": may come out empty",
        ),
        (
            "ru.ftl",
            "history-said = { $at ->\n    [x] { $text }\n   *[y] no\n}\n",
            "ru.ftl:1: message \"history-said\": must tell $text, in every variant",
        ),
        (
            "en.ftl",
            "welcome = { 123456789012345678901234567890 ->\n   *[one] a\n}\n",
            "en.ftl:1: message \"welcome\": chooses by",
        ),
        (
            "en.ftl",
            &format!("welcome = a\ncompleted = {}\n", "{ $number } ".repeat(101)),
            "en.ftl:2: message \"completed\": has more than 100 placeables",
        ),
        // The parser calls itself for each of these.
        ("en.ftl", &"welcome = {\n{".repeat(50_000), "en.ftl:"),
        ("en.ftl", &format!("welcome = {}", "{\n".repeat(50_000)), "en.ftl:101:"),
        ("en.ftl", &format!("welcome = {{ {}", "A(".repeat(50_000)), "en.ftl:1:"),
        ("en.ftl", "welcome = a\nwelcome = b\n", "en.ftl:2: message \"welcome\": is given twice"),
        ("en.ftl", "welcome = { greeting }\n", "en.ftl:1: message \"welcome\": refers to"),
        ("en.ftl", "-brand = Acme\n", "en.ftl:1: unknown message \"brand\""),
        ("en.ftl", "welcome = a\n    .title = b\n", "has attributes"),
        (
            "de.ftl",
            "welcome = Hallo\n",
            "there is no language \"de\"; there are en, ru, zh-hans, fa",
        ),
    ] {
        let fault = match overridden(file, text) {
            Ok(_) => panic!("{text:?} was accepted"),
            Err(fault) => fault.to_string(),
        };
        assert!(fault.contains(wanted), "{fault}");
    }
}

/// What is asked of a team's words, ours keep too; and every message may be replaced by itself.
#[test]
fn our_own_words_would_be_taken_as_a_teams() {
    let directory = tempfile::tempdir().unwrap();
    for (language, path, text) in embedded_files() {
        let folder = directory.path().join(language);
        std::fs::create_dir_all(&folder).unwrap();
        let name = Path::new(path).file_name().unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }
    if let Err(refusal) = Words::load("en", Some(directory.path())) {
        panic!("{refusal}");
    }
}

#[test]
fn a_list_of_phrases_may_be_emptied_and_a_long_label_is_cut() {
    let text = format!("courtesy-phrases = {{ \"\" }}\nbutton-take = {}\n    b\n", "a ".repeat(60));
    let words = overridden("en.ftl", &text).unwrap();
    assert!(!words.phrases("courtesy-phrases").contains(&"thanks".to_owned()));
    let label = words.label(Lang::ENGLISH, &Button::Take(conversation(1)));
    assert_eq!(label.chars().count(), LABEL_LENGTH);
    assert!(label.starts_with("a a") && label.ends_with('…') && !label.contains('\n'));
}

#[test]
fn a_message_that_cannot_be_told_gives_its_key() {
    // What is refused when it is loaded cannot go wrong here; a missing argument still can.
    let words = words();
    let russian = Lang::from_tag("ru").unwrap();
    let text = words.word(russian, "completed", &[], &scene()).text;
    assert_eq!(text, "completed");
    assert_eq!(words.word(russian, "no-such-key", &[], &scene()).text, "no-such-key");
}

proptest! {
    #[test]
    fn words_of_people_come_out_unchanged_and_never_break_a_span(
        name in any::<String>(),
        text in any::<String>(),
        forged in prop::collection::vec(prop::sample::select(vec![
            '\u{FDD0}', '\u{FDD1}', '\u{FDD2}', '\u{FDE0}', '\u{FDE1}', '\u{2068}', '\u{2069}',
            '\u{202E}', '\u{E000}', '\n', '{', '}', '#', '/', '😀', 'ب', '1', 'a',
        ]), 0..40),
        language in 0..LANGUAGES.len(),
    ) {
        let forged: String = forged.into_iter().collect();
        let text = text + &forged;
        let lang = Lang::all().nth(language).unwrap();
        let notice = Notice::Reminders { lines: vec![
            Notice::PendingDue {
                conversation: conversation(12),
                who: vec![Notice::Addressed { who: Named { id: UserId(7), name: name + &forged } }],
                note: text.clone(),
            },
            Notice::UserEdited { text: text.clone() },
        ] };
        let rich = words().say(lang, &notice, &Scene { now: NOW, links: &Linked });
        let units = u32::try_from(rich.text.encode_utf16().count()).unwrap();
        for span in &rich.spans {
            prop_assert!(span.length > 0);
            prop_assert!(span.offset + span.length <= units);
            let part = covered(&rich, span.offset, span.length);
            match &span.kind {
                SpanKind::Link(_) => prop_assert!(part.contains("#12")),
                SpanKind::Mention(id) => prop_assert_eq!(*id, UserId(7)),
                SpanKind::Bold | SpanKind::Quote => prop_assert!(false, "nothing is bold here"),
            }
        }
        let links = rich.spans.iter().filter(|s| matches!(s.kind, SpanKind::Link(_))).count();
        prop_assert_eq!(links, 1);
        let kept: String = text.chars().filter(|c| {
            !matches!(*c, '\u{FDD0}'..='\u{FDEF}' | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
        }).collect();
        prop_assert!(rich.text.contains(&kept), "{:?} lacks {:?}", rich.text, kept);
        let marks = rich.text.chars().any(|c| ('\u{FDD0}'..='\u{FDEF}').contains(&c));
        prop_assert!(!marks);
        if lang.right_to_left() {
            prop_assert!(balanced(&rich.text));
        }
    }
}
