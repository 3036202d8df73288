//! Canned replies: written once, sent often.

use frontdesk::sandbox::{Fault, Outgoing, Seen};
use serde_json::json;

use super::acts::data;
use super::stage::{Kind, Stage, assert_refused};
use crate::in_both_desks;

impl Stage {
    /// Lea keeps a text, as it stands in General or in the group.
    async fn keeps(&self, name: &str, text: &str) {
        self.says("Lea", &format!("/canned add {name}\n{text}")).await;
        let name = name.split(' ').next().unwrap();
        self.group_reads(&format!("Canned reply “{name}” kept")).await;
        self.settle().await;
    }

    /// An agent asks for one, and sees it.
    async fn previews(&self, agent: &str, number: u32, name: &str, text: &str) -> Seen {
        self.commands(agent, number, &format!("/canned {name}")).await;
        let preview = self.group_reads(text).await;
        assert_eq!(preview.text, text);
        assert_eq!(preview.labels(), ["Send", "Cancel"]);
        self.settle().await;
        preview
    }

    /// What a user has been sent with these words.
    fn read_by(&self, user: &str, text: &str) -> usize {
        let id = self.id(user);
        let messages = self.sandbox.messages(id);
        messages.iter().filter(|seen| seen.by_bot && seen.text == text).count()
    }
}

in_both_desks! {
    async fn what_is_shown_is_sent_as_the_answer_of_whoever_sends_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let text = "/canned add Refund\n🙂 Hi {name}, {number} is with {agent}.";
        let bold = json!([{ "type": "bold", "offset": 22, "length": 9 }]);
        let message = Outgoing::text(text).with_entities(bold);
        stage.sandbox.say(stage.id("Lea"), stage.group, message);
        stage.group_reads("Canned reply “refund” kept (en)").await;
        let words = "🙂 Hi Anna, #1 is with Ben.";
        let preview = stage.previews("Ben", 1, "refund", words).await;
        assert_eq!(preview.entities[0]["offset"], 3);
        assert_eq!(preview.entities[0]["length"], 7, "{:?}", preview.entities);
        assert_eq!(stage.read_by("Anna", words), 0, "it is only shown");

        // Another agent's name stands in it: what was shown is not what Eve would say.
        stage.refused("Eve", &preview, "Send", "would not be the same text").await;
        let send = data(&preview, "Send");
        let cancel = data(&preview, "Cancel");
        stage.presses("Ben", &preview, "Send").await;
        let read = stage.reads("Anna", words).await;
        assert_eq!(read.entities, preview.entities);
        stage.card(1, &["In progress", "Ben"]).await;

        // Two presses send once, and what was sent is not cancelled.
        stage.stale("Ben", &preview, &send, "sent already").await;
        stage.stale("Eve", &preview, &cancel, "sent already").await;
        stage.settle().await;
        assert_eq!(stage.read_by("Anna", words), 1);
        let stays = stage.sandbox.message(stage.group, preview.id).expect("it stays");
        assert!(stays.labels().is_empty(), "{:?}", stays.labels());
        let turn = stage.conversation(1).turn;
        assert!(matches!(turn, frontdesk::domain::conversation::Turn::User { .. }), "{turn:?}");
        stage.says("Ben", "/history 1").await;
        stage.group_reads("History of #1").await;

        // It is taken back like a typed one.
        let recall = Outgoing::text("/recall").reply_to(preview.id);
        let recall = match kind {
            Kind::Forum => recall.in_topic(stage.topic(1).await),
            Kind::Plain => recall,
        };
        stage.sandbox.say(stage.id("Ben"), stage.group, recall);
        let anna = stage.id("Anna");
        stage.until("it is gone", |sandbox| sandbox.message(anna, read.id).is_none()).await;
        stage.close().await;
    }

    async fn the_text_is_in_the_users_language(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.keeps("hours", "We are open from 9 to 17.").await;
        stage.keeps("hours ru", "Мы работаем с 9 до 17.").await;
        stage.keeps("only de", "Guten Tag!").await;
        stage.person("Olga", "ru");
        stage.opens("Olga", 1, "здравствуйте").await;
        stage.opens("Ida", 2, "hello").await;
        let russian = stage.previews("Ben", 1, "hours", "Мы работаем с 9 до 17.").await;
        stage.presses("Eve", &russian, "Send").await;
        stage.reads("Olga", "Мы работаем с 9 до 17.").await;
        stage.card(1, &["Eve"]).await;
        stage.previews("Ben", 2, "hours", "We are open from 9 to 17.").await;
        // There is nothing else to choose from.
        let cancelled = stage.previews("Ben", 2, "only", "Guten Tag!").await;
        let send = data(&cancelled, "Send");
        // Telegram takes its time to delete it, and somebody presses in between.
        stage.sandbox.fail_next("deleteMessage", Fault::DelayMs(1_500));
        stage.presses("Ben", &cancelled, "Cancel").await;
        stage.stale("Ben", &cancelled, &send, "This was cancelled").await;
        stage.vanishes(&cancelled).await;
        // No modified client makes an answer of anything else that stands there.
        stage.says("Ben", "/canned").await;
        let list = stage.group_reads("Canned replies (page 1 of 1)").await;
        stage.settle().await;
        let forged = stage.forges("Ben", list.id, &send).await;
        assert_refused(&forged, "");
        stage.settle().await;
        for line in ["hours (en ru): We are open from 9 to 17.", "only (de): Guten Tag!"] {
            assert!(list.text.contains(line), "{}", list.text);
        }
        assert_eq!(stage.read_by("Ida", "Guten Tag!"), 0);
        assert_eq!(stage.read_by("Ida", &list.text), 0);
        stage.close().await;
    }

    async fn what_cannot_be_kept_or_found_is_said(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.says("Ben", "/canned").await;
        stage.group_reads("There are no canned replies yet").await;
        stage.says("Ben", "/canned add hi\nHello").await;
        stage.group_reads("lead").await;
        stage.says("Lea", "/canned add hi").await;
        stage.group_reads("The text is missing").await;
        stage.says("Lea", "/canned add hi\nHello {nmae} and {\"a\": 1}").await;
        stage.group_reads("Nothing is known for {nmae}. You can write {name} {number} {agent}").await;
        stage.says("Lea", "/canned add hi hello there").await;
        stage.group_reads("/canned add|remove name").await;
        stage.says("Lea", &format!("/canned add hi\n{}", "x".repeat(3501))).await;
        stage.group_reads("3500 characters at most").await;
        // As a reply the text comes with it.
        let said = stage.says("Lea", "We look into it.").await;
        let add = Outgoing::text("/canned add look").reply_to(said);
        stage.sandbox.say(stage.id("Lea"), stage.group, add);
        stage.group_reads("Canned reply “look” kept (en)").await;
        stage.commands("Ben", 1, "/canned lok").await;
        stage.group_reads("Did you mean “look”?").await;
        stage.says("Ben", "/canned look").await;
        stage.group_reads("Which conversation").await;
        stage.says("Lea", "/canned remove look de").await;
        stage.group_reads("only in: en").await;
        // What is removed or changed after it was shown is not sent.
        let preview = stage.previews("Ben", 1, "look", "We look into it.").await;
        stage.keeps("look", "We have looked into it.").await;
        stage.refused("Ben", &preview, "Send", "would not be the same text").await;
        stage.says("Lea", "/canned remove look").await;
        stage.group_reads("Canned reply “look” removed").await;
        stage.settle().await;
        stage.refused("Ben", &preview, "Send", "would not be the same text").await;
        assert_eq!(stage.read_by("Anna", "We look into it."), 0);
        stage.close().await;
    }

    async fn what_was_sent_and_what_was_only_shown_is_erased_with_the_user(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.keeps("hi", "Hello {name}!").await;
        let sent = stage.previews("Ben", 1, "hi", "Hello Anna!").await;
        stage.presses("Ben", &sent, "Send").await;
        stage.reads("Anna", "Hello Anna!").await;
        stage.keeps("bye", "Goodbye {name}!").await;
        let shown = stage.previews("Ben", 1, "bye", "Goodbye Anna!").await;
        stage.writes("Anna", "/forget").await;
        let asked = stage.reads("Anna", "everything erased").await;
        stage.user_presses("Anna", &asked, "Erase everything").await;
        stage.reads("Anna", "has been erased").await;
        stage.vanishes(&sent).await;
        stage.vanishes(&shown).await;
        stage.close().await;
    }

    async fn what_is_completed_is_not_sent_to_and_pages_turn(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        for number in 1..=13 {
            stage.keeps(&format!("n{number:02}"), &format!("Text {number}")).await;
        }
        stage.says("Ben", "/canned").await;
        let list = stage.group_reads("page 1 of 2").await;
        assert!(list.text.contains("n12") && !list.text.contains("n13"), "{}", list.text);
        stage.settle().await;
        stage.presses("Eve", &list, "2").await;
        let second = stage.group_reads("page 2 of 2").await;
        assert_eq!(second.id, list.id);
        assert!(second.text.contains("n13 (en): Text 13"), "{}", second.text);
        let preview = stage.previews("Ben", 1, "n01", "Text 1").await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.settle().await;
        stage.presses("Ben", &preview, "Send").await;
        stage.settle().await;
        assert_eq!(stage.read_by("Anna", "Text 1"), 0);
        let told = stage.group_reads("Not sent: #1 is completed").await;
        assert!(told.labels().iter().any(|label| label.contains("Reopen")), "{:?}", told.labels());
        stage.close().await;
    }
}
