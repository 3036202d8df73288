//! Every locale says everything that the code may say, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{ast, parser};
use frontdesk::domain::button::Button;
use frontdesk::domain::conversation::{ReopenReason, SolvedReason};
use frontdesk::domain::id::{ConversationId, DeskId, RowId, UserId};
use frontdesk::domain::notice::{Arg, Day, Named, Notice};
use frontdesk::domain::time::Timestamp;
use frontdesk::i18n::{
    ALERT_LENGTH, GROUP_COMMANDS, LANGUAGES, Lang, Links, NoLinks, PRIVATE_COMMANDS, Rich, Scene,
    SpanKind, Words, WordsError, contract, embedded_files,
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_791_000_000_000);

fn words() -> Words {
    Words::load("en", None).unwrap()
}

fn scene() -> Scene<'static> {
    Scene {
        now: NOW,
        links: &NoLinks,
    }
}

fn conversation(number: u32) -> ConversationId {
    ConversationId {
        desk: DeskId(1),
        number,
    }
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
    let wanted: BTreeMap<String, BTreeSet<String>> = contract()
        .into_iter()
        .map(|(key, args)| (key, args.into_iter().collect()))
        .collect();
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
