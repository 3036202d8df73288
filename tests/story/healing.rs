//! What the desk mends by itself: product.md section 7, "Healing", and architecture.md, "Doubt".

use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{BotRights, Fault, Outgoing, Seen};

/// A conversation of Anna's that stands in the group.
async fn opened(stage: &Stage) -> Seen {
    stage.writes("Anna", "the printer is on fire").await;
    stage.reads("Anna", "#1").await;
    let card = stage.card(1, &["Unassigned"]).await;
    stage.settle().await;
    card
}

/// How often a text stands in the group.
fn times(stage: &Stage, text: &str) -> usize {
    stage.sandbox.texts(stage.group).iter().filter(|seen| *seen == text).count()
}

/// Lets time pass in small steps until something is so: waits and back-offs follow the clock.
async fn in_time(stage: &Stage, what: &str, look: impl Fn(&Stage) -> bool) {
    for _ in 0..400 {
        if look(stage) {
            return;
        }
        let _ = stage.sandbox.wait_for(seconds(1) / 50, |_| look(stage).then_some(())).await;
        stage.clock.advance(seconds(1));
    }
    panic!("never: {what}\n{}", stage.transcript(stage.group));
}

in_both_desks! {
    async fn a_deleted_card_is_posted_anew_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = opened(&stage).await;
        stage.sandbox.delete(stage.group, card.id);
        stage.says("Ben", "/take 1").await;
        let anew = stage.card(1, &["In progress", "Ben"]).await;
        assert!(anew.id > card.id);
        stage.says("Eve", "/take 1").await;
        stage.card(1, &["In progress", "Eve"]).await;
        stage.settle().await;
        let all = stage.sandbox.messages(stage.group);
        assert_eq!(all.iter().filter(|seen| seen.by_bot && seen.text.starts_with("#1 ·")).count(), 1);
        // It is the card now: what answers it goes to the user.
        stage.answers("Eve", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        stage.close().await;
    }

    async fn a_lost_answer_may_double_and_is_marked(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage).await;
        stage.sandbox.fail_next("copyMessage", Fault::ResetAfter);
        stage.writes("Anna", "hurry").await;
        in_time(&stage, "it is repeated", |stage| times(stage, "hurry") == 2).await;
        stage.settle().await;
        // And the same to the user.
        stage.sandbox.fail_next("copyMessage", Fault::ResetAfter);
        stage.answers("Ben", 1, "which one?").await;
        let anna = stage.id("Anna");
        in_time(&stage, "it is repeated", |stage| {
            stage.sandbox.texts(anna).iter().filter(|text| *text == "which one?").count() == 2
        }).await;
        stage.settle().await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert_eq!(history.text.matches("May have arrived twice").count(), 2, "{}", history.text);
        let _ = (stage.reads("Anna", "which one?").await, stage.reads("Anna", "which one?").await);
        stage.close().await;
    }

    async fn a_doubt_outlives_the_group_being_gone(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage).await;
        stage.sandbox.fail_next("copyMessage", Fault::ResetAfter);
        // The repetition is refused, and the one after that is a repetition all the same.
        stage.sandbox.fail_next("copyMessage", Fault::Error {
            code: 403,
            description: "Forbidden: bot was kicked from the supergroup chat".to_owned(),
            parameters: None,
        });
        stage.writes("Anna", "hurry").await;
        in_time(&stage, "both tries are over", |stage| stage.sandbox.faults_left() == 0).await;
        assert_eq!(times(&stage, "hurry"), 1);
        stage.sandbox.bot_is_removed(stage.group);
        stage.sandbox.bot_joins(stage.group, BotRights::all());
        in_time(&stage, "it is repeated", |stage| times(stage, "hurry") == 2).await;
        stage.settle().await;
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert_eq!(history.text.matches("May have arrived twice").count(), 1, "{}", history.text);
        stage.close().await;
    }

    async fn what_certainly_did_not_arrive_is_delivered_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage).await;
        for (index, fault) in [
            Fault::ResetBefore,
            Fault::RetryAfter(3),
            Fault::Status(502),
            Fault::Html(503),
        ].into_iter().enumerate() {
            let (question, answer) = (format!("question {index}"), format!("answer {index}"));
            stage.sandbox.fail_next("copyMessage", fault.clone());
            stage.writes("Anna", &question).await;
            in_time(&stage, "it is relayed", |stage| times(stage, &question) == 1).await;
            stage.settle().await;
            stage.sandbox.fail_next("copyMessage", fault);
            stage.answers("Ben", 1, &answer).await;
            let anna = stage.id("Anna");
            in_time(&stage, "it is delivered", |stage| {
                stage.sandbox.texts(anna).contains(&answer)
            }).await;
            stage.settle().await;
            stage.reads("Anna", &answer).await;
            assert_eq!(times(&stage, &question), 1);
        }
        assert_eq!(stage.sandbox.faults_left(), 0);
        stage.close().await;
    }

    async fn while_the_group_is_limited_users_are_answered_and_order_is_kept(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage).await;
        stage.answers("Ben", 1, "tell me more").await;
        stage.reads("Anna", "tell me more").await;
        stage.settle().await;
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(30));
        let mut texts = Vec::new();
        for index in 0..5 {
            let text = format!("line {index}");
            stage.writes("Anna", &text).await;
            texts.push(text);
        }
        stage.until("the limit is met", |sandbox| sandbox.faults_left() == 0).await;
        // Other people are served all the same.
        stage.writes("Bob", "/help").await;
        stage.reads("Bob", "Write here what you need").await;
        let said = || stage.sandbox.texts(stage.group).join("\n");
        assert!(!said().contains("line 0"), "{}", said());
        stage.answers("Ben", 1, "I am reading").await;
        stage.reads("Anna", "I am reading").await;
        in_time(&stage, "all of it arrives", |stage| {
            let said = stage.sandbox.texts(stage.group).join("\n");
            texts.iter().all(|text| said.contains(text))
        }).await;
        let said = said();
        let places: Vec<_> = texts.iter().map(|text| said.find(text.as_str())).collect();
        assert!(places.is_sorted(), "{said}");
        for text in &texts {
            assert_eq!(said.matches(text.as_str()).count(), 1, "{said}");
        }
        stage.settle().await;
        stage.close().await;
    }

    async fn a_bot_that_was_removed_catches_up_when_it_is_back(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage).await;
        stage.sandbox.bot_is_removed(stage.group);
        stage.until("it is known", |sandbox| sandbox.pending_updates() == 0).await;
        let before = stage.sandbox.texts(stage.group).len();
        for text in ["hello?", "anybody?"] {
            stage.writes("Anna", text).await;
        }
        stage.writes("Bob", "no paper").await;
        stage.reads("Anna", "cannot be reached").await;
        stage.reads("Bob", "cannot be reached").await;
        stage.reads("Bob", "#2").await;
        stage.clock.advance(minutes(2));
        stage.until("everything is taken in", |sandbox| sandbox.pending_updates() == 0).await;
        assert_eq!(stage.sandbox.texts(stage.group).len(), before);
        stage.sandbox.bot_joins(stage.group, BotRights::all());
        in_time(&stage, "it catches up", |stage| {
            times(stage, "hello?") == 1 && times(stage, "anybody?") == 1
        }).await;
        stage.card(2, &["“no paper”"]).await;
        stage.settle().await;
        // The next time they are told again, since it is another time.
        stage.sandbox.bot_is_removed(stage.group);
        stage.until("it is known", |sandbox| sandbox.pending_updates() == 0).await;
        stage.sandbox.bot_joins(stage.group, BotRights::all());
        let id = stage.writes("Anna", "well").await;
        stage.group_sees("Anna", id).await;
        stage.close().await;
    }

    async fn an_update_seen_twice_changes_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage).await;
        stage.writes("Anna", "hurry").await;
        stage.answers("Ben", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        stage.settle().await;
        stage.sandbox.repeat_last_updates(20);
        stage.settle().await;
        assert_eq!(times(&stage, "hurry"), 1);
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }
}

/// What only a forum has.
mod in_a_forum {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_deleted_topic_is_recreated_and_five_messages_arrive_once() {
        let stage = Stage::open(Kind::Forum).await;
        opened(&stage).await;
        stage.answers("Ben", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        stage.settle().await;
        let old = stage.topic(1).await;
        stage.sandbox.delete_topic(stage.group, old);
        let texts: Vec<String> = (0..5).map(|index| format!("line {index}")).collect();
        for text in &texts {
            stage.writes("Anna", text).await;
        }
        in_time(&stage, "all arrive", |stage| texts.iter().all(|text| times(stage, text) == 1))
            .await;
        stage.settle().await;
        let new = stage.topic(1).await;
        assert_ne!(old, new);
        assert_eq!(
            stage.sandbox.topics(stage.group).iter().filter(|topic| !topic.deleted).count(),
            1
        );
        let there = stage.sandbox.messages_in(stage.group, Some(new));
        let said: Vec<&str> = there.iter().map(|seen| seen.text.as_str()).collect();
        assert!(said.iter().any(|text| text.starts_with("#1 · In progress")), "{said:#?}");
        assert!(
            said.iter().any(|text| text.contains("was deleted") && text.contains("which one?")),
            "{said:#?}"
        );
        let lines: Vec<_> = said.iter().filter(|text| text.starts_with("line ")).collect();
        assert_eq!(
            lines,
            ["line 0", "line 1", "line 2", "line 3", "line 4"].iter().collect::<Vec<_>>()
        );
        stage.answers("Ben", 1, "I see").await;
        stage.reads("Anna", "I see").await;
        stage.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_topic_deleted_long_ago_is_recreated_too() {
        let stage = Stage::open(Kind::Forum).await;
        opened(&stage).await;
        stage.sandbox.set_topic_cache(false);
        let old = stage.topic(1).await;
        stage.sandbox.delete_topic(stage.group, old);
        stage.pass(minutes(5)).await;
        stage.writes("Anna", "hurry").await;
        in_time(&stage, "it arrives", |stage| times(stage, "hurry") == 1).await;
        stage.settle().await;
        assert_ne!(stage.topic(1).await, old);
        stage.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_topic_of_a_completed_conversation_is_recreated_when_it_is_reopened() {
        let stage = Stage::open(Kind::Forum).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let old = stage.topic(1).await;
        stage.sandbox.delete_topic(stage.group, old);
        stage.says("Lea", "/reopen 1 again").await;
        let question = stage.group_reads("Reason: again").await;
        stage.presses("Lea", &question, "Confirm").await;
        stage.reads("Anna", "has been reopened").await;
        stage.settle().await;
        let new = stage.topic(1).await;
        assert_ne!(old, new);
        stage.card(1, &["Unassigned"]).await;
        stage.answers("Ben", 1, "here we are").await;
        stage.reads("Anna", "here we are").await;
        stage.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_topic_whose_creation_was_not_confirmed_is_created_once() {
        for fault in [Fault::ResetAfter, Fault::StatusAfter(502), Fault::Unreadable] {
            let stage = Stage::open(Kind::Forum).await;
            stage.settle().await;
            stage.sandbox.fail_next("createForumTopic", fault);
            stage.writes("Anna", "the printer is on fire").await;
            stage.reads("Anna", "#1").await;
            in_time(&stage, "the card stands", |stage| {
                stage
                    .sandbox
                    .texts(stage.group)
                    .iter()
                    .any(|text| text.starts_with("#1 · Unassigned"))
            })
            .await;
            stage.settle().await;
            assert_eq!(stage.sandbox.topics(stage.group).len(), 1);
            assert_eq!(stage.card(1, &[]).await.thread, Some(stage.topic(1).await));
            stage.close().await;
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn without_the_right_to_topics_it_works_plain_and_says_so_once() {
        let stage = Stage::open(Kind::Forum).await;
        opened(&stage).await;
        stage
            .sandbox
            .set_bot_rights(stage.group, BotRights { manage_topics: false, ..BotRights::all() });
        stage.group_reads("so I work without them").await;
        stage.writes("Bob", "no paper").await;
        stage.reads("Bob", "#2").await;
        let card = stage.card(2, &["Unassigned"]).await;
        assert_eq!(card.thread, None);
        stage.sandbox.say(
            stage.id("Ben"),
            stage.group,
            Outgoing::text("paper comes").reply_to(card.id),
        );
        stage.reads("Bob", "paper comes").await;
        stage.writes("Carl", "no ink").await;
        stage.reads("Carl", "#3").await;
        stage.card(3, &["Unassigned"]).await;
        stage.settle().await;
        let told = stage.sandbox.texts(stage.group).into_iter();
        assert_eq!(told.filter(|text| text.contains("so I work without them")).count(), 1);
        // A conversation that has its topic is still answered there.
        stage.answers("Ben", 1, "coming").await;
        stage.reads("Anna", "coming").await;
        // With the right back, conversations get topics again.
        stage.sandbox.set_bot_rights(stage.group, BotRights::all());
        stage.settle().await;
        stage.writes("Dora", "no light").await;
        stage.reads("Dora", "#4").await;
        assert_eq!(stage.card(4, &[]).await.thread, Some(stage.topic(4).await));
        let id = stage.writes("Bob", "thanks, it came").await;
        let copy = stage.group_sees("Bob", id).await;
        assert_eq!(copy.thread, Some(stage.topic(2).await));
        stage.close().await;
    }
}

/// A topic closed in the name of the group is put back like any other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_closed_by_an_anonymous_administrator_is_put_back_too() {
    let stage = Stage::open(Kind::Forum).await;
    opened(&stage).await;
    let thread = stage.topic(1).await;
    let group = stage.group;
    stage.sandbox.inject(serde_json::json!({"message": {
        "message_id": 900, "date": 1_800_000_000, "message_thread_id": thread, "is_topic_message": true,
        "chat": {"id": group, "type": "supergroup", "title": "Support", "is_forum": true},
        "from": {"id": frontdesk::sandbox::ANONYMOUS_BOT, "is_bot": true, "first_name": "Group"},
        "sender_chat": {"id": group, "type": "supergroup", "title": "Support"},
        "forum_topic_closed": {},
    }}));
    let question = stage.group_reads("no longer be able to write").await;
    assert_eq!(question.thread, Some(thread));
    // Nobody is known to have asked, so it takes a lead to confirm.
    stage.settle().await;
    stage.refused("Ben", &question, "Confirm: solved", "Only who asked").await;
    stage.presses("Lea", &question, "Confirm: solved").await;
    stage.reads("Anna", "has been completed").await;
    stage.close().await;
}

/// What only a plain desk has.
mod in_a_plain_desk {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_upgraded_group_is_followed() {
        let mut stage = Stage::basic().await;
        opened(&stage).await;
        stage.answers("Ben", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        stage.settle().await;
        stage.group = stage.sandbox.upgrade(stage.group);
        let id = stage.writes("Anna", "the old one").await;
        stage.group_sees("Anna", id).await;
        stage.card(1, &["In progress", "Ben"]).await;
        stage.settle().await;
        stage.answers("Ben", 1, "I see").await;
        stage.reads("Anna", "I see").await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        // A restart finds the group that it became, though FRONTDESK_DESK names the old one.
        stage.settle().await;
        stage.stop().await;
        stage.start().await;
        stage.writes("Bob", "no paper").await;
        stage.reads("Bob", "#2").await;
        stage.card(2, &["Unassigned"]).await;
        stage.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_upgrade_while_the_bot_is_away_is_followed() {
        let mut stage = Stage::basic().await;
        opened(&stage).await;
        stage.stop().await;
        stage.group = stage.sandbox.upgrade_to_forum(stage.group);
        stage.kind = Kind::Forum;
        stage.start().await;
        stage.writes("Anna", "hurry").await;
        in_time(&stage, "it arrives", |stage| times(stage, "hurry") == 1).await;
        stage.settle().await;
        let card = stage.card(1, &[]).await;
        stage.sandbox.say(
            stage.id("Ben"),
            stage.group,
            match card.thread {
                Some(thread) => Outgoing::text("coming").in_topic(thread),
                None => Outgoing::text("coming").reply_to(card.id),
            },
        );
        if card.thread.is_some() {
            stage.reads("Anna", "coming").await;
        }
        stage.writes("Bob", "no paper").await;
        stage.reads("Bob", "#2").await;
        assert_eq!(stage.card(2, &[]).await.thread, Some(stage.topic(2).await));
        stage.close().await;
    }
}
