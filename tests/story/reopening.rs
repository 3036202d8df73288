//! Reopening: product.md section 6.

use super::settings;
use super::stage::{Kind, Stage, assert_refused, minutes};
use crate::in_both_desks;
use frontdesk::sandbox::{Seen, Standing};

const AGAIN: &str = "able to write in this conversation again";

/// Ben has no right to reopen, and files a request for a reason of the list.
pub async fn ben_requests(stage: &Stage, number: u32) -> Seen {
    let card = stage.card(number, &["Completed"]).await;
    stage.presses("Ben", &card, "Reopen").await;
    let question = stage.card(number, &[AGAIN]).await;
    let answer = stage.presses("Ben", &question, "Confirm: more information").await;
    assert!(answer.text.expect("he is told").contains("passed on"));
    let request = stage.group_reads("A request by Ben").await;
    stage.settle().await;
    request
}

in_both_desks! {
    async fn a_lead_reopens_from_the_card(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.finishes("Anna", 1, "the printer is on fire\nin the hall").await;
        let thread = stage.stored(1).expect("it is kept").topic;
        let old = stage.card(1, &["Completed"]).await;
        stage.presses("Lea", &old, "Reopen").await;
        let question = stage.card(1, &[AGAIN]).await;
        for part in ["Opened ", "completed ", "Completed by Ben: solved", "Messages: 2",
            "First: “the printer is on fire in the hall”", "Last: “pull the plug”"] {
            assert!(question.text.contains(part), "{part:?} is missing: {}", question.text);
        }
        assert_eq!(question.labels(), ["Confirm: completed by mistake",
            "Confirm: more information", "Confirm: user asked", "Confirm: follow-up", "Cancel"]);
        stage.presses("Lea", &question, "Confirm: completed by mistake").await;

        let told = stage.reads("Anna", "has been reopened").await;
        assert!(told.text.contains("#1"));
        assert!(told.text.contains("“the printer is on fire”") || told.text.contains("“the printer is on fire\nin the hall”"), "{}", told.text);
        for secret in ["Lea", "Ben", "Support", "mistake"] {
            assert!(!told.text.contains(secret), "{}", told.text);
        }
        let card = stage.card(1, &["Unassigned", "completed by mistake", "Read the history"]).await;
        stage.settle().await;
        let after = stage.stored(1).expect("it is kept");
        assert!(after.is_open());
        match kind {
            Kind::Forum => {
                assert_eq!(after.topic, thread);
                assert_eq!(card.id, old.id);
                assert_eq!(stage.sandbox.calls_of("createForumTopic").len(), 1);
                let topics = stage.sandbox.topics(stage.group);
                assert!(topics.iter().all(|topic| !topic.closed), "{topics:?}");
            }
            Kind::Plain => {
                assert!(card.id > old.id);
                let old = stage.sandbox.message(stage.group, old.id).expect("it stands");
                assert_eq!(old.labels(), Vec::<&str>::new());
            }
        }
        let left = stage.sandbox.message(stage.id("Anna"), notice.id).expect("it stands");
        assert_eq!(left.labels(), Vec::<&str>::new());
        // The conversation goes on in both directions.
        let more = stage.writes("Anna", "it is out now").await;
        stage.group_sees("Anna", more).await;
        stage.answers("Eve", 1, "good").await;
        stage.reads("Anna", "good").await;
        stage.close().await;
    }

    async fn a_reason_in_words_needs_one_confirm(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Lea", "/reopen 1 wrong button").await;
        let question = stage.group_reads("Reason: wrong button").await;
        assert!(question.text.contains(AGAIN));
        assert_eq!(question.labels(), ["Confirm", "Cancel"]);
        stage.presses("Lea", &question, "Confirm").await;
        stage.reads("Anna", "has been reopened").await;
        stage.card(1, &["Unassigned"]).await;
        stage.until("the question goes", |sandbox| {
            sandbox.message(stage.group, question.id).is_none()
        }).await;
        // Once only.
        let data = Stage::data_of(&question, "Confirm");
        assert_refused(&stage.forges("Lea", question.id, &data).await, "");
        assert_eq!(stage.stored(1).expect("it is open").reopened.len(), 1);
        stage.close().await;
    }

    async fn a_cancelled_reopening_changes_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let card = stage.card(1, &["Completed"]).await;
        stage.presses("Lea", &card, "Reopen").await;
        let question = stage.card(1, &[AGAIN]).await;
        stage.presses("Eve", &question, "Cancel").await;
        let card = stage.card(1, &["Completed"]).await;
        stage.until("the card asks no more", |sandbox| {
            !sandbox.message(stage.group, card.id).expect("it stands").text.contains(AGAIN)
        }).await;
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn an_agent_files_a_request_that_a_lead_approves(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = ben_requests(&stage, 1).await;
        assert_eq!(request.thread, None, "a request stands in General");
        assert!(!request.silent, "a request rings");
        for part in ["Lea", "#1", "more information", "Messages: 2"] {
            assert!(request.text.contains(part), "{part:?} is missing: {}", request.text);
        }
        assert!(!request.text.contains("Ada"), "there is a lead: {}", request.text);
        assert!(stage.mentions(&request, "Lea"), "{:?}", request.entities);
        let link = |entity: &serde_json::Value| {
            entity["url"].as_str().is_some_and(|url| url.starts_with("https://t.me/c/"))
        };
        assert!(request.entities.iter().any(link), "{:?}", request.entities);
        assert_eq!(request.labels(), ["Approve", "Decline"]);

        stage.refused("Eve", &request, "Approve", "lead").await;
        stage.refused("Ben", &request, "Approve", "lead").await;
        stage.presses("Lea", &request, "Approve").await;
        stage.reads("Anna", "has been reopened").await;
        let told = stage.group_reads("Ben: Lea has granted it").await;
        stage.until("Ben is mentioned in a new line", |sandbox| {
            sandbox.messages(stage.group).iter().any(|seen| seen.id > request.id
                && seen.text.contains("has granted it")
                && stage.mentions(seen, "Ben"))
        }).await;
        assert!(told.labels().is_empty());
        stage.card(1, &["Unassigned", "more information"]).await;
        // Decided once.
        for label in ["Approve", "Decline"] {
            let data = Stage::data_of(&request, label);
            assert_refused(&stage.forges("Lea", request.id, &data).await, "decided");
        }
        assert_eq!(stage.stored(1).expect("it is open").reopened.len(), 1);
        stage.close().await;
    }

    async fn a_request_may_be_declined(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = ben_requests(&stage, 1).await;
        stage.refused("Eve", &request, "Decline", "lead").await;
        stage.presses("Ada", &request, "Decline").await;
        stage.group_reads("Ben: Ada has not granted").await;
        assert!(!stage.stored(1).expect("it is kept").is_open());
        let data = Stage::data_of(&request, "Approve");
        assert_refused(&stage.forges("Lea", request.id, &data).await, "decided");
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn there_is_one_request_at_a_time(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        ben_requests(&stage, 1).await;
        let card = stage.card(1, &["Completed"]).await;
        stage.refused("Eve", &card, "Reopen", "waiting already").await;
        stage.says("Eve", "/reopen 1 me too").await;
        stage.group_reads("is waiting already").await;
        stage.close().await;
    }

    async fn a_request_expires_after_a_day_and_the_requester_is_told(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = ben_requests(&stage, 1).await;
        stage.pass(minutes(24 * 60)).await;
        stage.until("Ben is told", |sandbox| {
            sandbox.messages(stage.group).iter().any(|seen| seen.id > request.id
                && seen.text.contains("request to reopen #1")
                && stage.mentions(seen, "Ben"))
        }).await;
        stage.until("the request has no buttons", |sandbox| {
            sandbox.message(stage.group, request.id).expect("it stands").labels().is_empty()
        }).await;
        let data = Stage::data_of(&request, "Approve");
        assert_refused(&stage.forges("Lea", request.id, &data).await, "decided");
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn any_reopening_settles_a_request(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = ben_requests(&stage, 1).await;
        stage.user_presses("Anna", &notice, "I still need help").await;
        stage.reads("Anna", "has been reopened").await;
        stage.until("the request has no buttons", |sandbox| {
            sandbox.message(stage.group, request.id).expect("it stands").labels().is_empty()
        }).await;
        stage.until("Ben is told", |sandbox| {
            sandbox.messages(stage.group).iter().any(|seen| seen.id > request.id
                && seen.text.contains("request to reopen #1")
                && stage.mentions(seen, "Ben"))
        }).await;
        let data = Stage::data_of(&request, "Approve");
        assert_refused(&stage.forges("Lea", request.id, &data).await, "decided");
        stage.close().await;
    }

    async fn without_a_lead_a_request_addresses_the_admins(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Ada", "/role @lea_team agent").await;
        stage.group_reads("Lea is now: agent").await;
        let request = ben_requests(&stage, 1).await;
        assert!(request.text.contains("Ada") && !request.text.contains("Lea"), "{}", request.text);
        stage.close().await;
    }

    async fn where_requests_are_off_an_agent_is_refused(kind: Kind) {
        let stage = Stage::with(kind, settings::no_requests).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let before = stage.dump().await;
        let card = stage.card(1, &["Completed"]).await;
        stage.refused("Ben", &card, "Reopen", "requests are turned off").await;
        stage.says("Ben", "/reopen 1 please").await;
        stage.group_reads("requests are turned off").await;
        stage.unchanged(&before).await;
        stage.close().await;
    }

    async fn while_another_conversation_is_open_reopening_points_to_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let undo = Stage::data_of(&stage.card(1, &["Completed"]).await, "Undo");
        stage.writes("Anna", "no paper").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &["Unassigned"]).await;
        let before = stage.dump().await;
        let card = stage.card(1, &["Completed"]).await;
        stage.refused("Lea", &card, "Reopen", "#2").await;
        assert_refused(&stage.forges("Ben", card.id, &undo).await, "#2");
        stage.until("both say where to go on", |sandbox| {
            let pointers = sandbox.messages(stage.group).into_iter().filter(|seen| {
                seen.text.contains("#1 stays completed") && seen.text.contains("#2")
                    && seen.entities.iter().any(|entity| entity["url"].is_string())
            });
            pointers.count() == 2
        }).await;
        stage.says("Lea", "/reopen 1 wrong button").await;
        stage.until("the command is refused too", |sandbox| {
            sandbox.texts(stage.group).iter().filter(|text| text.contains("#1 stays completed")).count() == 3
        }).await;
        stage.unchanged(&before).await;
        stage.close().await;
    }

    async fn a_request_is_not_granted_while_another_conversation_is_open(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let request = ben_requests(&stage, 1).await;
        stage.writes("Anna", "no paper").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &["Unassigned"]).await;
        stage.refused("Lea", &request, "Approve", "#2").await;
        stage.group_reads("#1 stays completed").await;
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.close().await;
    }

    async fn reopening_by_a_topic_closed_by_hand_or_a_number_that_is_none(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.says("Lea", "/reopen 7").await;
        stage.group_reads("no conversation #7").await;
        stage.says("Lea", "/reopen").await;
        stage.group_reads("Which conversation?").await;
        stage.writes("Anna", "no paper").await;
        stage.reads("Anna", "#2").await;
        stage.card(2, &[]).await;
        stage.says("Lea", "/reopen 2").await;
        stage.group_reads("nothing to reopen").await;
        stage.close().await;
    }

    async fn who_lost_the_right_while_asking_files_a_request(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let card = stage.card(1, &["Completed"]).await;
        stage.presses("Lea", &card, "Reopen").await;
        let question = stage.card(1, &[AGAIN]).await;
        stage.says("Ada", "/role @lea_team agent").await;
        stage.group_reads("Lea is now: agent").await;
        stage.presses("Lea", &question, "Confirm: follow-up").await;
        stage.group_reads("A request by Lea").await;
        assert!(!stage.stored(1).expect("it is kept").is_open());
        stage.sandbox.set_standing(stage.group, stage.id("Lea"), Standing::Left);
        stage.close().await;
    }
}
