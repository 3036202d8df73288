//! Fifty users write at once, and the group takes twenty calls a minute: what the team reads is what they
//! wrote, in its order, character by character.

use super::settings::limited;
use super::stage::{Kind, Stage, seconds};
use super::transcript::join;
use crate::in_both_desks;
use frontdesk::domain::id::{ChatId, MessageRef};
use frontdesk::sandbox::{Outgoing, Seen};
use frontdesk::store::Mark;
use serde_json::{Value, json};

const USERS: usize = 50;
const EACH: usize = 8;

/// What one message holds at most (telegram-facts 1.3).
const LONGEST: usize = 4096;
const MARKS: usize = 100;

/// The text that a user writes, with its marks: short ones, long ones, and such with many marks.
fn written(user: usize, n: usize) -> (String, Vec<Value>) {
    let mut text = format!("{n}🙂 of {user}: ");
    text += match n % 4 {
        0 => "",
        1 => "что-то ещё 👩‍👩‍👧 ",
        2 => "\n  so\n\nit goes\t",
        _ => "ÄÖÜ ",
    };
    text += &"x".repeat((user * 37 + n * 211) % 60);
    if n > 0 && (user + n).is_multiple_of(7) {
        text += &"😀 long ".repeat(250);
    }
    let text = text.trim_end().to_owned();
    let marks = if (user + n).is_multiple_of(5) { 40 } else { n % 3 };
    let kinds = ["bold", "italic", "code", "date_time"];
    let mut at = 0;
    let mut all = Vec::new();
    for c in text.chars() {
        if !c.is_whitespace() && all.len() < marks {
            let kind = kinds[all.len() % 4];
            all.push(json!({"type": kind, "offset": at, "length": c.len_utf16()}));
        }
        at += c.len_utf16();
    }
    (text, all)
}

in_both_desks! {
    async fn fifty_users_at_once_are_read_as_they_wrote(kind: Kind) {
        let stage = Stage::with(kind, limited).await;
        stage.settle().await;
        stage.sandbox.set_limits(true);
        let before = stage.sandbox.calls().len();
        for n in 0..EACH {
            for user in 0..USERS {
                // Nobody writes in step with all others.
                let user = (user * 7 + n * 3) % USERS;
                let (text, marks) = written(user, n);
                let message = Outgoing::text(&text).with_entities(Value::from(marks));
                stage.sends(&format!("User{user}"), message).await;
            }
        }
        stage.in_time("all is said", seconds(2), |sandbox| {
            sandbox.pending_updates() == 0
                && stage.service().store().rows().expect("readable").is_empty()
        }).await;
        let snapshot = stage.service().store().read().expect("readable");
        let mut relays: Vec<(u32, Seen)> = Vec::new();
        for seen in stage.sandbox.messages(stage.group).into_iter().filter(|seen| seen.by_bot) {
            let id = MessageRef::new(ChatId(stage.group), seen.id);
            let mapped = snapshot.mapped(id).expect("readable");
            if let Some(mapped) = mapped.filter(|mapped| mapped.mark == Mark::Relay) {
                relays.push((mapped.conversation.number, seen));
            }
        }
        for user in 0..USERS {
            let (first, _) = written(user, 0);
            let card = stage.sandbox.messages(stage.group).into_iter().find(|seen| {
                seen.by_bot && seen.text.contains(&format!("User{user} @")) && seen.text.contains(&first)
            });
            let card = card.unwrap_or_else(|| panic!("User{user} has no card"));
            let number = card.text.trim_start_matches('#').split(' ').next().expect("a number");
            let number: u32 = number.parse().expect("a number");
            let (mut text, mut marks) = (String::new(), Vec::new());
            for (_, seen) in relays.iter().filter(|(of, _)| *of == number) {
                assert!(seen.text.chars().count() <= LONGEST && seen.entities.len() <= MARKS);
                assert_eq!(seen.thread, card.thread);
                assert!(seen.id > card.id);
                join(&mut text, &mut marks, &seen.text, &seen.entities);
            }
            let (mut expected, mut expected_marks) = (String::new(), Vec::new());
            for n in 1..EACH {
                let (more, with) = written(user, n);
                join(&mut expected, &mut expected_marks, &more, &with);
            }
            assert!(text == expected, "User{user}: {text:?}\n{expected:?}");
            assert_eq!(marks, expected_marks, "User{user}");
            let name = format!("User{user}");
            while !stage.unread_texts(&name).is_empty() {
                stage.reads(&name, "").await;
            }
        }
        let calls = stage.sandbox.calls().into_iter().skip(before);
        let calls = calls.filter(|call| call.params["chat_id"] == stage.group);
        let calls = calls.filter(|call| !call.method.starts_with("get")).count();
        let messages = USERS * EACH;
        assert!(calls < messages, "{calls} calls for {messages} messages");
        assert!(relays.len() < USERS * (EACH - 1), "nothing was joined");
        stage.close().await;
    }
}
