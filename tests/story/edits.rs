//! What is changed after it was written: product.md section 7, telegram-facts M1 to M6.

use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{Fault, Outgoing};
use serde_json::json;

/// Somebody changes a message of their own.
fn edits(stage: &Stage, who: &str, chat: i64, message: i32, new: Outgoing) {
    stage.sandbox.edit(stage.id(who), chat, message, new);
}

/// A message in the group says this by now.
async fn says_now(stage: &Stage, chat: i64, message: i32, text: &str) {
    stage
        .until(&format!("it says {text:?}"), |sandbox| {
            sandbox.message(chat, message).is_some_and(|seen| seen.text == text)
        })
        .await;
}

/// Calls that changed a message's text, caption or file.
fn revisions(stage: &Stage) -> usize {
    let calls = stage.sandbox.calls();
    let of_content = ["editMessageText", "editMessageCaption", "editMessageMedia"];
    calls.iter().filter(|call| of_content.contains(&call.method.as_str())).count()
}

in_both_desks! {
    async fn a_users_edit_changes_the_copy(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let id = stage.writes("Anna", "the one in the hal").await;
        let copy = stage.group_sees("Anna", id).await;
        let bold = json!([{"type": "bold", "offset": 4, "length": 3}]);
        edits(&stage, "Anna", anna, id, Outgoing::text("the one in the hall").with_entities(bold));
        says_now(&stage, stage.group, copy.id, "the one in the hall").await;
        stage.settle().await;
        let changed = stage.sandbox.message(stage.group, copy.id).expect("it stands");
        assert_eq!(changed.entities, stage.sandbox.message(anna, id).unwrap().entities);
        assert_eq!(changed.labels(), copy.labels(), "its buttons stay");
        assert_eq!(changed.labels().is_empty(), kind == Kind::Forum);
        assert_eq!(changed.thread, copy.thread);
        // What changes nothing to be seen is none.
        let before = revisions(&stage);
        stage.sandbox.touch_message(anna, id);
        stage.settle().await;
        assert_eq!(revisions(&stage), before);
        // Both texts can be looked up.
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("the one in the hal\n"), "{}", history.text);
        assert!(history.text.contains("the one in the hall"), "{}", history.text);
        stage.close().await;
    }

    async fn captions_and_files_change_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let id = stage.sends("Anna", Outgoing::photo("the hal")).await;
        let copy = stage.group_sees("Anna", id).await;
        stage.settle().await;
        let other = stage.sandbox.message(anna, id).unwrap();
        stage.sandbox.edit_caption(anna, anna, id, "the hall");
        says_now(&stage, stage.group, copy.id, "the hall").await;
        let same = stage.sandbox.message(stage.group, copy.id).unwrap();
        assert_eq!(same.raw["photo"], other.raw["photo"], "only its caption changed");
        assert_eq!(stage.sandbox.calls_of("editMessageMedia").len(), 0);
        // Another file, even of another kind.
        edits(&stage, "Anna", anna, id, Outgoing::video("a clip of the hall"));
        says_now(&stage, stage.group, copy.id, "a clip of the hall").await;
        let clip = stage.sandbox.message(stage.group, copy.id).unwrap();
        assert_eq!(clip.kind, "video");
        assert_eq!(clip.labels(), copy.labels());
        // A text can become a file with a caption.
        let id = stage.writes("Anna", "look at this").await;
        let copy = stage.group_sees("Anna", id).await;
        edits(&stage, "Anna", anna, id, Outgoing::document("list.pdf", "look at that"));
        says_now(&stage, stage.group, copy.id, "look at that").await;
        assert_eq!(stage.sandbox.message(stage.group, copy.id).unwrap().kind, "document");
        stage.settle().await;
        stage.close().await;
    }

    async fn the_first_message_changes_in_the_card(kind: Kind) {
        let stage = Stage::open(kind).await;
        let anna = stage.id("Anna");
        let id = stage.writes("Anna", "the printer is on fir").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["“the printer is on fir”"]).await;
        edits(&stage, "Anna", anna, id, Outgoing::text("the printer is on fire"));
        stage.clock.advance(seconds(10));
        stage.card(1, &["“the printer is on fire”"]).await;
        stage.settle().await;
        // What no longer fits into the card stands under it.
        let long = "and ".repeat(900);
        edits(&stage, "Anna", anna, id, Outgoing::text(&format!("the printer {long}")));
        let copy = stage.group_sees("Anna", id).await;
        assert_eq!(copy.text, format!("the printer {}", long.trim_end()));
        stage.clock.advance(seconds(10));
        stage.card(1, &["the printer and"]).await;
        stage.settle().await;
        stage.close().await;
    }

    async fn what_is_not_sent_yet_goes_out_changed(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        // The group is held up: what waits there is one message in the end, with the newest words.
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(30));
        let mut ids = Vec::new();
        for text in ["one", "two", "three"] {
            ids.push(stage.writes("Anna", text).await);
        }
        stage.until("all are taken in", |sandbox| sandbox.pending_updates() == 0).await;
        edits(&stage, "Anna", anna, ids[1], Outgoing::text("TWO"));
        stage.until("the edit is taken in", |sandbox| sandbox.pending_updates() == 0).await;
        let before = revisions(&stage);
        stage.clock.advance(seconds(40));
        let all = |stage: &Stage| stage.sandbox.texts(stage.group).join("\n");
        stage.until("they stand there", |_| all(&stage).contains("three")).await;
        stage.settle().await;
        let all = all(&stage);
        assert!(all.contains("one") && all.contains("TWO") && !all.contains("two"), "{all}");
        assert_eq!(revisions(&stage), before, "nothing had to be changed afterwards");
        // An answer that waits.
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(30));
        let answer = stage.answers("Ben", 1, "try agin").await;
        stage.held_up().await;
        edits(&stage, "Ben", stage.group, answer, Outgoing::text("try again"));
        stage.until("the edit is taken in", |sandbox| sandbox.pending_updates() == 0).await;
        stage.clock.advance(seconds(40));
        stage.reads("Anna", "try again").await;
        stage.settle().await;
        assert!(!stage.sandbox.texts(anna).contains(&"try agin".to_owned()));
        stage.close().await;
    }

    async fn an_agents_edit_changes_what_the_user_has(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let answer = stage.answers("Ben", 1, "try agin").await;
        let copy = stage.reads("Anna", "try agin").await;
        edits(&stage, "Ben", stage.group, answer, Outgoing::text("try again"));
        says_now(&stage, anna, copy.id, "try again").await;
        let photo = stage.posts("Ben", 1, Outgoing::photo("like ths")).await;
        let copy = stage.reads("Anna", "like ths").await;
        stage.sandbox.edit_caption(stage.id("Ben"), stage.group, photo, "like this");
        says_now(&stage, anna, copy.id, "like this").await;
        stage.reads("Anna", "like this").await;
        stage.settle().await;
        // After completion too: what stands there is still wrong.
        stage.completes("Ben", 1, "solved").await;
        edits(&stage, "Ben", stage.group, answer, Outgoing::text("try it again"));
        stage.until("it is changed", |sandbox| {
            sandbox.texts(anna).contains(&"try it again".to_owned())
        }).await;
        stage.reads("Anna", "try it again").await;
        stage.settle().await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }

    async fn an_answer_that_becomes_a_note_stays_inside_or_is_owned_up_to(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let answer = stage.answers("Ben", 1, "she is a pain").await;
        let copy = stage.reads("Anna", "she is a pain").await;
        stage.settle().await;
        edits(&stage, "Ben", stage.group, answer, Outgoing::text("// she is a pain"));
        stage.group_reads("still sees it").await;
        assert_eq!(stage.sandbox.message(anna, copy.id).unwrap().text, "she is a pain");
        // One that had not left is taken back.
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(30));
        let answer = stage.answers("Ben", 1, "what a pain").await;
        stage.held_up().await;
        edits(&stage, "Ben", stage.group, answer, Outgoing::text("// what a pain"));
        stage.group_reads("stays inside").await;
        stage.clock.advance(minutes(1));
        stage.settle().await;
        assert!(!stage.sandbox.texts(anna).iter().any(|text| text.contains("what a pain")));
        stage.close().await;
    }

    async fn a_note_made_of_an_unsent_answer_never_leaves(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        // It could not be delivered; trying again would send the note.
        stage.sandbox.block(anna);
        let answer = stage.answers("Ben", 1, "she is a pain").await;
        let told = stage.group_reads("Not delivered: the user has blocked").await;
        stage.settle().await;
        edits(&stage, "Ben", stage.group, answer, Outgoing::text("// she is a pain"));
        stage.group_reads("stays inside").await;
        stage.sandbox.unblock(anna);
        stage.settle().await;
        stage.vanishes(&told).await;
        let data = Stage::data_of(&told, "Retry");
        stage.stale("Ben", &told, &data, "can no longer be sent again").await;
        // Nor does a reopening send it.
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        let late = stage.answers("Ada", 1, "what a pain").await;
        let told = stage.group_reads("Not sent: #1 is completed").await;
        stage.settle().await;
        edits(&stage, "Ada", stage.group, late, Outgoing::text("// what a pain"));
        stage.group_reads("stays inside").await;
        stage.presses("Ada", &told, "Reopen").await;
        let question = stage.group_reads("able to write in this conversation again").await;
        stage.settle().await;
        stage.presses("Ada", &question, "Confirm: follow-up").await;
        stage.reads("Anna", "has been reopened").await;
        stage.settle().await;
        assert!(!stage.sandbox.texts(anna).iter().any(|text| text.contains("a pain")));
        stage.close().await;
    }

    async fn what_cannot_be_changed_is_said_otherwise(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        // Somebody has deleted the copy.
        let id = stage.writes("Anna", "the hal").await;
        let copy = stage.group_sees("Anna", id).await;
        stage.settle().await;
        stage.sandbox.delete(stage.group, copy.id);
        edits(&stage, "Anna", anna, id, Outgoing::text("the hall"));
        let line = stage.group_reads("edited: the hall").await;
        assert_eq!(line.thread, copy.thread);
        // The user has deleted the answer.
        let answer = stage.answers("Ben", 1, "try agin").await;
        let copy = stage.reads("Anna", "try agin").await;
        stage.settle().await;
        stage.sandbox.delete(anna, copy.id);
        edits(&stage, "Ben", stage.group, answer, Outgoing::text("try again"));
        let told = stage.group_reads("still sees what this said").await;
        assert_eq!(told.reply_to, Some(answer));
        stage.settle().await;
        stage.close().await;
    }

    async fn an_edit_of_what_was_folded_is_a_line(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        stage.sandbox.fail_next("copyMessage", Fault::RetryAfter(30));
        let mut ids = Vec::new();
        for text in ["zero", "one", "two", "three"] {
            ids.push(stage.writes("Anna", text).await);
        }
        stage.until("all are taken in", |sandbox| sandbox.pending_updates() == 0).await;
        stage.held_up().await;
        // Only what was seen to wait is folded: the sign says that it was.
        stage.clock.advance(seconds(12));
        stage.until("it shows that they wait", |sandbox| {
            let last = sandbox.message(anna, ids[3]);
            last.is_some_and(|seen| seen.reactions.iter().any(|(_, emoji)| emoji == "🕊"))
        }).await;
        stage.clock.advance(seconds(28));
        stage.until("they stand there", |sandbox| {
            sandbox.texts(stage.group).iter().any(|text| text.contains("three"))
        }).await;
        stage.settle().await;
        let folded = stage.sandbox.messages(stage.group);
        let folded = folded.iter().rev().find(|seen| seen.text.contains("three")).unwrap();
        assert!(folded.text.contains("two"), "{}", stage.transcript(stage.group));
        edits(&stage, "Anna", anna, ids[2], Outgoing::text("TWO"));
        let line = stage.group_reads("edited: TWO").await;
        assert_eq!(line.reply_to, Some(folded.id));
        assert!(line.silent);
        stage.settle().await;
        stage.close().await;
    }

    async fn an_edit_survives_faults_and_comes_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let id = stage.writes("Anna", "draft 0").await;
        let copy = stage.group_sees("Anna", id).await;
        for (index, fault) in [
            Fault::ResetBefore, Fault::ResetAfter, Fault::Status(502), Fault::RetryAfter(3),
        ].into_iter().enumerate() {
            stage.settle().await;
            stage.sandbox.fail_next("editMessageText", fault);
            let text = format!("draft {}", index + 1);
            edits(&stage, "Anna", anna, id, Outgoing::text(&text));
            stage.until("it is taken in", |sandbox| sandbox.pending_updates() == 0).await;
            for _ in 0..20 {
                if stage.sandbox.message(stage.group, copy.id).unwrap().text == text {
                    break;
                }
                stage.clock.advance(seconds(2));
                tokio::time::sleep(seconds(1) / 20).await;
            }
            says_now(&stage, stage.group, copy.id, &text).await;
        }
        stage.clock.advance(minutes(1));
        stage.settle().await;
        let lines = stage.sandbox.texts(stage.group);
        assert_eq!(lines.iter().filter(|text| text.contains("draft")).count(), 1, "{lines:?}");
        stage.close().await;
    }
}
