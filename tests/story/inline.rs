//! Canned replies behind the bot's name: `@bot refund` in the group.

use frontdesk::domain::access::{Action, Role};
use frontdesk::sandbox::{Offered, Outgoing, Standing};
use serde_json::{Value, json};

use super::stage::{Kind, PATIENCE, Stage};
use crate::in_both_desks;

impl Stage {
    /// A desk in which inline mode is on, with some replies.
    async fn inline(kind: Kind) -> Stage {
        let stage = Stage::open(kind).await;
        stage.sandbox.set_inline(true);
        for (name, text) in [
            ("refund", "Your refund is on its way."),
            ("hours", "We are open from 9 to 17."),
            ("hours ru", "Мы работаем с 9 до 17."),
            ("hello", "Hello {name}, {number} is with {agent}."),
            ("sign", "{agent}, at your service"),
        ] {
            stage.says("Lea", &format!("/canned add {name}\n{text}")).await;
            stage.group_reads(&format!("“{}” kept", name.split(' ').next().unwrap())).await;
            stage.settle().await;
        }
        stage
    }

    /// Somebody writes the bot's name and these words in a chat. The query, and what is offered.
    async fn inquires(&self, who: &str, chat: i64, words: &str) -> (String, Offered) {
        let query = self.sandbox.inquire(self.id(who), chat, words, "");
        let offered = self.sandbox.wait_for(PATIENCE, |sandbox| sandbox.offered(&query)).await;
        (query, offered.unwrap_or_else(|| panic!("{who} is offered nothing for {words:?}")))
    }

    async fn offers(&self, who: &str, words: &str, expected: &[&str]) -> String {
        let (query, offered) = self.inquires(who, self.group, words).await;
        assert_eq!(titles(&offered), expected, "{words:?}");
        assert!(offered.is_personal, "{offered:?}");
        query
    }
}

fn titles(offered: &Offered) -> Vec<&str> {
    offered.results.iter().filter_map(|result| result["title"].as_str()).collect()
}

/// Where an agent writes to have it sent: in the topic, or as a reply to the card.
async fn place(stage: &Stage, number: u32) -> Box<dyn FnOnce(Outgoing) -> Outgoing> {
    let (thread, card) = match stage.kind {
        Kind::Forum => (Some(stage.topic(number).await), None),
        Kind::Plain => (None, Some(stage.card(number, &[]).await.id)),
    };
    Box::new(move |message: Outgoing| match (thread, card) {
        (Some(thread), _) => message.in_topic(thread),
        (None, Some(card)) => message.reply_to(card),
        (None, None) => message,
    })
}

in_both_desks! {
    async fn what_is_chosen_is_the_answer_of_whoever_chose_it(kind: Kind) {
        let stage = Stage::inline(kind).await;
        stage.opens("Anna", 1, "where is my money?").await;
        let query = stage.offers("Ben", "ref", &["refund · en"]).await;
        let there = place(&stage, 1).await;
        let written = stage.sandbox.choose(&query, stage.group, "refund", there).unwrap();
        let read = stage.reads("Anna", "Your refund is on its way.").await;
        assert_eq!(read.text, "Your refund is on its way.");
        // It is his answer, not a text of the bot's: he has the conversation, and whoever replies to
        // it speaks to the user.
        stage.card(1, &["In progress", "Ben"]).await;
        stage.settle().await;
        let seen = stage.sandbox.message(stage.group, written).expect("it stands");
        assert!(!seen.by_bot && seen.raw["via_bot"]["is_bot"] == json!(true), "{}", seen.raw);
        if kind == Kind::Plain {
            let more = Outgoing::text("It takes two days.").reply_to(written);
            stage.sandbox.say(stage.id("Ben"), stage.group, more);
            stage.reads("Anna", "It takes two days.").await;
        }
        let recall = Outgoing::text("/recall").reply_to(written);
        let recall = match kind {
            Kind::Forum => recall.in_topic(stage.topic(1).await),
            Kind::Plain => recall,
        };
        stage.sandbox.say(stage.id("Ben"), stage.group, recall);
        let anna = stage.id("Anna");
        stage.until("it is taken back", |sandbox| sandbox.message(anna, read.id).is_none()).await;
        // In General, or as no reply, it stays among colleagues.
        let query = stage.offers("Ben", "refund", &["refund · en"]).await;
        stage.sandbox.choose(&query, stage.group, "refund", |message| message).unwrap();
        stage.settle().await;
        assert_eq!(stage.unread_texts("Anna"), Vec::<String>::new());
        stage.close().await;
    }

    async fn replies_are_found_by_name_and_by_words_in_the_language_that_is_spoken(kind: Kind) {
        let stage = Stage::inline(kind).await;
        stage.offers("Ben", "", &["hello · en", "hours · en", "refund · en", "sign · en"]).await;
        stage.offers("Ben", "HO", &["hours · en", "hours · ru"]).await;
        stage.offers("Ben", "way", &["refund · en"]).await;
        stage.offers("Ben", "работаем", &["hours · en", "hours · ru"]).await;
        stage.offers("Ben", "nothing like that", &[]).await;
        // Ben has one conversation, with somebody who speaks Russian.
        stage.person("Olga", "ru");
        stage.opens("Olga", 1, "здравствуйте").await;
        stage.says("Ben", "/take 1").await;
        stage.card(1, &["Ben"]).await;
        let query = stage.offers("Ben", "hou", &["hours · ru", "hours · en"]).await;
        let there = place(&stage, 1).await;
        stage.sandbox.choose(&query, stage.group, "ru", there).unwrap();
        stage.reads("Olga", "Мы работаем с 9 до 17.").await;
        // The name of whoever writes is known; what is about the user comes with a preview.
        let query = stage.offers("Eve", "sign", &["sign · en"]).await;
        let there = place(&stage, 1).await;
        stage.sandbox.choose(&query, stage.group, "sign", there).unwrap();
        stage.reads("Olga", "Eve, at your service").await;
        let query = stage.offers("Eve", "hello", &["hello · en"]).await;
        let there = place(&stage, 1).await;
        stage.sandbox.choose(&query, stage.group, "hello", there).unwrap();
        let preview = stage.group_reads("Hello Olga, #1 is with Eve.").await;
        assert_eq!(preview.labels(), ["Send", "Cancel"]);
        stage.settle().await;
        stage.presses("Eve", &preview, "Send").await;
        stage.reads("Olga", "Hello Olga, #1 is with Eve.").await;
        stage.close().await;
    }

    async fn nobody_else_is_offered_anything(kind: Kind) {
        let stage = Stage::inline(kind).await;
        // A user, in another group of theirs, and with the bot.
        stage.offers("Anna", "refund", &[]).await;
        let (_, offered) = stage.inquires("Anna", stage.id("Anna"), "refund").await;
        assert_eq!((titles(&offered), offered.cache_time), (vec![], 10));
        // A member, where no team is.
        let (_, offered) = stage.inquires("Ben", stage.id("Ben"), "refund").await;
        assert_eq!(titles(&offered), Vec::<&str>::new());
        // Whoever leaves, at once.
        stage.offers("Eve", "refund", &["refund · en"]).await;
        stage.sandbox.set_standing(stage.group, stage.id("Eve"), Standing::Left);
        stage.settle().await;
        stage.offers("Eve", "refund", &[]).await;
        // Nothing of it was stored, and nobody became a user by it.
        assert!(stage.stored(1).is_none());
        stage.close().await;
    }

    async fn the_right_to_see_lists_decides_and_long_lists_go_on(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.roles.insert(Action::List, Role::Lead);
        }).await;
        stage.sandbox.set_inline(true);
        for number in 1..=23 {
            stage.says("Lea", &format!("/canned add n{number:02}\nText {number}")).await;
            stage.group_reads(&format!("“n{number:02}” kept")).await;
        }
        stage.offers("Ben", "n", &[]).await;
        let (_, first) = stage.inquires("Lea", stage.group, "n").await;
        assert_eq!((first.results.len(), first.next_offset.as_str()), (20, "20"));
        let lea = stage.id("Lea");
        let query = stage.sandbox.inquire(lea, stage.group, "n", &first.next_offset);
        let rest = stage.sandbox.wait_for(PATIENCE, |sandbox| sandbox.offered(&query)).await;
        let rest = rest.expect("it goes on");
        assert_eq!((titles(&rest).first(), rest.next_offset.as_str()), (Some(&"n21 · en"), ""));
        let ids: Vec<&Value> = first.results.iter().map(|result| &result["id"]).collect();
        assert!(ids.iter().all(|id| id.as_str().is_some_and(|id| id.len() <= 64)), "{ids:?}");
        stage.close().await;
    }

    async fn the_checklist_says_how_to_switch_it_on(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.says("Ada", "/setup").await;
        let list = stage.group_reads("Inline mode is off").await;
        assert!(list.text.contains("/setinline"), "{}", list.text);
        stage.settle().await;
        stage.sandbox.set_inline(true);
        stage.says("Ada", "/setup").await;
        stage.group_reads("Inline mode is on").await;
        stage.close().await;
    }
}
