//! Topics that people close, open or delete by hand: product.md sections 6 and 7, telegram-facts F9
//! to F12.

use super::stage::{Kind, Stage, minutes};
use frontdesk::sandbox::{Answer, Seen, Standing};

const COMPLETE: &str = "no longer be able to write";
const REOPEN: &str = "able to write in this conversation again";
const PUT_BACK: &str = "so it was put back";

/// A forum in which Anna has written and Ben has answered.
async fn in_progress() -> (Stage, i32) {
    with(|_| {}).await
}

async fn with(change: impl FnOnce(&mut frontdesk::config::Config)) -> (Stage, i32) {
    let stage = Stage::with(Kind::Forum, change).await;
    stage.begun().await;
    let thread = stage.topic(1).await;
    (stage, thread)
}

/// The same, completed.
async fn completed(change: impl FnOnce(&mut frontdesk::config::Config)) -> (Stage, i32) {
    let stage = Stage::with(Kind::Forum, change).await;
    stage.finishes("Anna", 1, "the printer is on fire").await;
    stage.pass(minutes(3)).await;
    let thread = stage.topic(1).await;
    // They may manage topics, and no more than that.
    stage.says("Ada", "/role @eve_team agent").await;
    stage.settle().await;
    (stage, thread)
}

fn is_closed(stage: &Stage) -> bool {
    let topics = stage.sandbox.topics(stage.group);
    topics.iter().find(|topic| !topic.deleted).expect("a topic").closed
}

async fn closed(stage: &Stage, wanted: bool) {
    stage.until("the topic is as wanted", |_| is_closed(stage) == wanted).await;
}

fn moves(stage: &Stage) -> usize {
    let of = |method: &str| stage.sandbox.calls_of(method).len();
    of("closeForumTopic") + of("reopenForumTopic")
}

async fn asks(stage: &Stage, words: &str, thread: i32) -> Seen {
    let question = stage.question(words).await;
    assert_eq!(question.thread, Some(thread));
    stage.settle().await;
    question
}

fn pressed(answer: &Answer) {
    assert!(!answer.alert, "{answer:?}");
}

/// The same, and Ada has closed the topic by hand.
async fn closed_by_hand() -> (Stage, i32, Seen) {
    let (stage, thread) = in_progress().await;
    stage.sandbox.close_topic(stage.id("Ada"), stage.group, thread);
    let question = asks(&stage, COMPLETE, thread).await;
    (stage, thread, question)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_topic_stays_so_until_the_question_is_decided() {
    let (stage, thread, question) = closed_by_hand().await;
    assert!(is_closed(&stage));
    assert_eq!(moves(&stage), 0);
    // The user is heard meanwhile, and what stands there was asked before it.
    let more = stage.writes("Anna", "it burns still").await;
    assert_eq!(stage.group_sees("Anna", more).await.thread, Some(thread));
    stage.settle().await;
    let answer = stage.presses("Ada", &question, "Confirm: solved").await;
    assert!(answer.alert, "{answer:?}");
    stage.settle().await;
    assert!(stage.conversation(1).is_open() && is_closed(&stage));
    let question = asks(&stage, COMPLETE, thread).await;
    pressed(&stage.presses("Ada", &question, "Confirm: solved").await);
    stage.reads("Anna", "has been completed").await;
    stage.vanishes(&question).await;
    stage.settle().await;
    assert!(is_closed(&stage));
    assert_eq!(stage.sandbox.calls_of("reopenForumTopic").len(), 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_topic_is_put_back_when_the_question_is_cancelled() {
    let (stage, _, question) = closed_by_hand().await;
    pressed(&stage.presses("Ben", &question, "Cancel").await);
    closed(&stage, false).await;
    stage.vanishes(&question).await;
    stage.answered("Ben", 1, "Anna", "turn it off").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_topic_is_put_back_when_the_question_expires() {
    let (stage, _, question) = closed_by_hand().await;
    stage.pass(minutes(4)).await;
    assert!(is_closed(&stage));
    stage.pass(minutes(2)).await;
    closed(&stage, false).await;
    stage.vanishes(&question).await;
    assert!(stage.conversation(1).is_open());
    stage.close().await;
}

/// The put-back and another change of the topic become one call, and neither is forgotten.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_topic_is_put_back_although_its_icon_changes_as_well() {
    let (stage, _, question) = closed_by_hand().await;
    stage.sandbox.fail_next("editForumTopic", frontdesk::sandbox::Fault::RetryAfter(30));
    stage.says("Ben", "/pending 1").await;
    stage.card(1, &["Pending"]).await;
    stage.held_up().await;
    pressed(&stage.presses("Ben", &question, "Cancel").await);
    stage.clock.advance(minutes(1));
    closed(&stage, false).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_opens_the_topic_again_takes_the_wish_back() {
    let (stage, thread, question) = closed_by_hand().await;
    stage.sandbox.reopen_topic(stage.id("Ada"), stage.group, thread);
    stage.vanishes(&question).await;
    stage.settle().await;
    assert!(stage.conversation(1).questions.is_empty());
    assert!(!is_closed(&stage) && stage.conversation(1).is_open());
    assert_eq!(stage.count_in_group(PUT_BACK) + stage.count_in_group(REOPEN), 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_that_is_as_its_conversation_asks_nothing() {
    let (stage, thread) = in_progress().await;
    let lines = stage.sandbox.messages(stage.group).len();
    let (before, calls) = (stage.dump().await, moves(&stage));
    let group = stage.group;
    stage.sandbox.inject(serde_json::json!({"message": {
        "message_id": 900, "date": 1_800_000_000, "message_thread_id": thread,
        "is_topic_message": true,
        "chat": {"id": group, "type": "supergroup", "title": "Support", "is_forum": true},
        "from": {"id": stage.id("Ada"), "is_bot": false, "first_name": "Ada"},
        "forum_topic_reopened": {},
    }}));
    stage.unchanged(&before).await;
    assert_eq!(stage.sandbox.messages(stage.group).len(), lines);
    assert_eq!(moves(&stage), calls);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_complete_is_told_and_the_topic_put_back() {
    use frontdesk::domain::access::{Action, Role};
    let (stage, thread) = with(|config| {
        config.roles.insert(Action::Complete, Role::Lead);
    })
    .await;
    // Nobody has ever seen Max, who may manage topics.
    let max = stage.sandbox.user("Max", None, Some("en"));
    stage.sandbox.join(stage.group, max, Standing::Member);
    stage.sandbox.close_topic(max, stage.group, thread);
    let told = stage.group_reads(PUT_BACK).await;
    assert_eq!(told.thread, Some(thread));
    assert!(told.text.contains("lead"), "{}", told.text);
    closed(&stage, false).await;
    assert!(stage.conversation(1).questions.is_empty());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_opened_by_hand_is_closed_again_unless_it_is_confirmed() {
    let (stage, thread) = completed(|_| {}).await;
    for wish in 0..3 {
        stage.sandbox.reopen_topic(stage.id("Ada"), stage.group, thread);
        let question = asks(&stage, REOPEN, thread).await;
        assert!(!is_closed(&stage));
        match wish {
            0 => pressed(&stage.presses("Ada", &question, "Cancel").await),
            1 => stage.pass(minutes(6)).await,
            _ => {
                let calls = moves(&stage);
                pressed(&stage.presses("Ada", &question, "Confirm: follow-up").await);
                stage.reads("Anna", "has been reopened").await;
                stage.settle().await;
                assert!(!is_closed(&stage));
                assert!(moves(&stage) <= calls + 1);
                break;
            }
        }
        closed(&stage, true).await;
        stage.vanishes(&question).await;
    }
    stage.answered("Ben", 1, "Anna", "here we are").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_who_opens_a_topic_files_a_request() {
    let (stage, thread) = completed(|_| {}).await;
    stage.sandbox.reopen_topic(stage.id("Eve"), stage.group, thread);
    let question = asks(&stage, REOPEN, thread).await;
    pressed(&stage.presses("Eve", &question, "Confirm: user asked").await);
    let request = stage.group_reads("A request by Eve").await;
    assert_eq!(request.thread, None);
    // It is closed until somebody has decided.
    closed(&stage, true).await;
    assert!(!stage.conversation(1).is_open());
    // A second one finds it filed.
    stage.settle().await;
    stage.sandbox.reopen_topic(stage.id("Ben"), stage.group, thread);
    stage.group_reads(PUT_BACK).await;
    closed(&stage, true).await;
    stage.settle().await;
    pressed(&stage.presses("Lea", &request, "Approve").await);
    stage.reads("Anna", "has been reopened").await;
    closed(&stage, false).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_who_opens_a_topic_is_refused_where_there_are_no_requests() {
    let (stage, thread) =
        completed(|config| config.reopening.approval = frontdesk::config::Approval::Refuse).await;
    stage.sandbox.reopen_topic(stage.id("Eve"), stage.group, thread);
    let told = stage.group_reads(PUT_BACK).await;
    assert!(told.text.contains("lead"), "{}", told.text);
    closed(&stage, true).await;
    assert!(stage.conversation(1).questions.is_empty() && stage.conversation(1).request.is_none());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_opened_while_another_conversation_is_open_points_there() {
    let (stage, thread) = completed(|_| {}).await;
    stage.pass(minutes(30)).await;
    stage.opens("Anna", 2, "no paper").await;
    stage.sandbox.reopen_topic(stage.id("Ada"), stage.group, thread);
    let told = stage.group_reads(PUT_BACK).await;
    let links = told.entities.iter().filter_map(|entity| entity["url"].as_str());
    let other = format!("/{}", stage.topic(2).await);
    assert!(links.into_iter().any(|url| url.ends_with(&other)), "{:#?}", told.entities);
    stage
        .until("it is put back", |sandbox| {
            sandbox.topics(stage.group).iter().any(|topic| topic.thread == thread && topic.closed)
        })
        .await;
    stage.close().await;
}

/// Another bot that closes topics might do so again each time: it is not answered, and what it did
/// is put back at the next look at the group.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_closed_by_another_bot_starts_no_quarrel() {
    let (stage, thread) = in_progress().await;
    let (lines, calls) = (stage.sandbox.messages(stage.group).len(), moves(&stage));
    let group = stage.group;
    stage.sandbox.inject(serde_json::json!({"message": {
        "message_id": 900, "date": 1_800_000_000, "message_thread_id": thread,
        "is_topic_message": true,
        "chat": {"id": group, "type": "supergroup", "title": "Support", "is_forum": true},
        "from": {"id": 777_001, "is_bot": true, "first_name": "Order"},
        "forum_topic_closed": {},
    }}));
    stage.settle().await;
    assert_eq!((stage.sandbox.messages(stage.group).len(), moves(&stage)), (lines, calls));
    stage.service().engine().submit(frontdesk::engine::Input::Refresh).await.expect("it runs");
    stage.until("it is put back", |_| moves(&stage) > calls).await;
    stage.close().await;
}

// ---- deleted ---------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_topic_of_a_completed_conversation_stays_deleted() {
    let stage = Stage::open(Kind::Forum).await;
    stage.finishes("Anna", 1, "the printer is on fire").await;
    let thread = stage.topic(1).await;
    stage.sandbox.delete_topic(stage.group, thread);
    // The time for taking it back ends, which the card would show.
    stage.pass(minutes(3)).await;
    stage.settle().await;
    let topics = stage.sandbox.topics(stage.group);
    assert!(topics.iter().all(|topic| topic.deleted), "{topics:?}");
    // The next matter has its own.
    stage.pass(minutes(30)).await;
    stage.opens("Anna", 2, "no paper").await;
    assert_eq!(stage.card(2, &[]).await.thread, Some(stage.topic(2).await));
    // And the old one comes back with its own history.
    stage.says("Ben", "/complete 2").await;
    let question = stage.question(COMPLETE).await;
    stage.presses("Ben", &question, "Confirm: solved").await;
    stage.reads("Anna", "has been completed").await;
    stage.settle().await;
    stage.says("Lea", "/reopen 1 again").await;
    let question = stage.group_reads("Reason: again").await;
    stage.presses("Lea", &question, "Confirm").await;
    stage.reads("Anna", "has been reopened").await;
    stage.settle().await;
    assert_eq!(stage.card(1, &["Unassigned"]).await.thread, Some(stage.topic(1).await));
    stage.answered("Ben", 1, "Anna", "here we are").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_deleted_while_it_asks_takes_the_question_along() {
    let (stage, thread) = completed(|_| {}).await;
    stage.sandbox.reopen_topic(stage.id("Ada"), stage.group, thread);
    asks(&stage, REOPEN, thread).await;
    stage.sandbox.delete_topic(stage.group, thread);
    // It is asked anew elsewhere, and confirmed.
    stage.says("Ada", "/reopen 1 again").await;
    let question = stage.group_reads("Reason: again").await;
    assert_eq!(question.thread, None);
    stage.presses("Ada", &question, "Confirm").await;
    stage.reads("Anna", "has been reopened").await;
    stage.settle().await;
    let new = stage.topic(1).await;
    assert_ne!(new, thread);
    assert!(stage.conversation(1).questions.is_empty());
    stage.answered("Ben", 1, "Anna", "here we are").await;
    stage.close().await;
}

/// The question never stood there, so nobody waits for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_cannot_be_asked_is_none() {
    let (stage, thread) = in_progress().await;
    stage.sandbox.delete_topic(stage.group, thread);
    let group = stage.group;
    stage.sandbox.inject(serde_json::json!({"message": {
        "message_id": 900, "date": 1_800_000_000, "message_thread_id": thread,
        "is_topic_message": true,
        "chat": {"id": group, "type": "supergroup", "title": "Support", "is_forum": true},
        "from": {"id": stage.id("Ada"), "is_bot": false, "first_name": "Ada"},
        "forum_topic_closed": {},
    }}));
    stage.settle().await;
    assert!(stage.conversation(1).questions.is_empty());
    // Put back means here: there is one again.
    assert_ne!(stage.topic(1).await, thread);
    assert_eq!(stage.card(1, &["In progress"]).await.thread, Some(stage.topic(1).await));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_became_of_an_answer_is_told_where_the_conversation_goes_on() {
    let (stage, thread) = in_progress().await;
    stage.sandbox.block(stage.id("Anna"));
    stage.card(1, &["has blocked this bot"]).await;
    stage.settle().await;
    stage.sandbox.fail_next("sendMessage", frontdesk::sandbox::Fault::RetryAfter(30));
    stage.answers("Ben", 1, "turn it off").await;
    stage.held_up().await;
    stage.sandbox.delete_topic(stage.group, thread);
    stage.clock.advance(minutes(1));
    let told = stage.group_reads("has blocked this bot. Messages").await;
    assert_ne!(told.thread, Some(thread));
    assert_eq!(told.thread, Some(stage.topic(1).await));
    stage.settle().await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_deleted_with_its_topic_is_not_sent_and_that_is_said() {
    let (stage, thread) = in_progress().await;
    stage.sandbox.fail_next("copyMessage", frontdesk::sandbox::Fault::RetryAfter(30));
    stage.answers("Ben", 1, "turn it off").await;
    stage.held_up().await;
    stage.sandbox.delete_topic(stage.group, thread);
    stage.clock.advance(minutes(1));
    let told = stage.group_reads("no longer finds an answer of").await;
    assert_eq!(told.thread, Some(stage.topic(1).await));
    assert_ne!(told.thread, Some(thread));
    stage.settle().await;
    stage.says("Ben", "/history 1").await;
    let history = stage.group_reads("History of #1").await;
    assert!(history.text.contains("Not delivered"), "{}", history.text);
    stage.close().await;
}
