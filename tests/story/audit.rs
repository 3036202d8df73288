//! `/audit`: who did what when, and what was before and after (product.md section 13).

use super::commands::{asks, is_told};
use super::stage::{Kind, Stage, assert_refused};
use crate::in_both_desks;
use frontdesk::sandbox::{Outgoing, Seen};

#[track_caller]
fn says(audit: &Seen, lines: &[&str]) {
    for line in lines {
        assert!(audit.text.contains(line), "{line:?} is missing: {}", audit.text);
    }
}

in_both_desks! {
    async fn who_did_what_stands_there_with_before_and_after(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.answered("Ben", 1, "Anna", "which one?").await;
        is_told(&stage, "Eve", "/tag 1 vip", "Tags of #1").await;
        is_told(&stage, "Eve", "/note 1 she is angry", "Noted on #1").await;
        is_told(&stage, "Eve", "/priority 1 high", "#1").await;
        stage.says("Lea", "/assign 1 @eve_team").await;
        stage.card(1, &["Eve"]).await;
        stage.completes("Eve", 1, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.settle().await;
        let audit = is_told(&stage, "Ada", "/audit 1", "Audit of #1, page 1").await;
        says(&audit, &[
            "Opened",
            "Assigned to Ben by Ben (Unassigned → In progress, Ben)",
            "Tagged by Eve: vip",
            "Priority set by Eve: urgent (normal → urgent)",
            "Assigned to Eve by Lea (In progress, Ben → In progress, Eve)",
            "Completed by Eve: solved (In progress, Eve → Completed",
        ]);
        let at = |words: &str| audit.text.find(words).expect("it stands there");
        assert!(at("Completed by Eve") < at("Assigned to Eve"), "newest first: {}", audit.text);
        assert!(at("Assigned to Eve") < at("Opened"), "newest first: {}", audit.text);
        for words in ["printer", "which one", "angry", "Anna"] {
            assert!(!audit.text.contains(words), "{words}: {}", audit.text);
        }
        assert_eq!(audit.labels(), ["✕"]);
        // Of one person, by name and by what they wrote.
        let audit = is_told(&stage, "Ada", "/audit @eve_team", "Audit of Eve, page 1").await;
        says(&audit, &["#1 · ", "Tagged by Eve: vip", "Completed by Eve"]);
        assert!(!audit.text.contains("Opened"), "{}", audit.text);
        let said = stage.says("Ben", "good morning").await;
        let asked = Outgoing::text("/audit").reply_to(said);
        stage.sandbox.say(stage.id("Ada"), stage.group, asked);
        says(&stage.group_reads("Audit of Ben, page 1").await, &["Assigned to Ben by Ben"]);
        // Of the conversation where it is asked, and of the whole desk.
        stage.posts("Ada", 1, Outgoing::text("/audit")).await;
        stage.until("the conversation's", |sandbox| {
            let all = sandbox.messages(stage.group);
            all.iter().filter(|seen| seen.text.starts_with("Audit of #1")).count() == 2
        }).await;
        let audit = is_told(&stage, "Ada", "/audit", "Audit, page 1").await;
        says(&audit, &["#1 · ", "Completed by Eve"]);
        stage.close().await;
    }

    async fn it_is_for_admins_in_private_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        for who in ["Ben", "Lea"] {
            is_told(&stage, who, "/audit", "takes the role “admin”").await;
            is_told(&stage, who, "/audit 7", "takes the role “admin”").await;
        }
        is_told(&stage, "Ada", "/audit 7", "no conversation #7").await;
        is_told(&stage, "Ada", "/audit @nobody_here", "To whom?").await;
        is_told(&stage, "Ada", "/audit yesterday", "/audit [number|@agent]").await;
        for (who, command, words) in [
            ("Ada", "/audit", "Audit, page 1"),
            ("Ada", "/audit 1", "Audit of #1"),
            ("Ada", "/audit @lea_team", "Role of Lea changed by Ada: agent → lead"),
            ("Ben", "/audit 1", "takes the role “admin”"),
        ] {
            stage.writes(who, command).await;
            stage.reads(who, words).await;
        }
        // To a user it is a message like any other.
        stage.writes("Anna", "/audit 1").await;
        stage.settle().await;
        assert!(stage.unread_texts("Anna").is_empty());
        stage.close().await;
    }

    async fn pages_are_turned_by_admins_alone(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        for index in 0..13 {
            let urgency = if index % 2 == 0 { "high" } else { "low" };
            is_told(&stage, "Ben", &format!("/priority 1 {urgency}"), "#1").await;
        }
        let audit = is_told(&stage, "Ada", "/audit 1", "Audit of #1, page 1").await;
        assert_eq!(audit.text.matches("Priority set by Ben").count(), 12, "{}", audit.text);
        assert_eq!(audit.labels(), ["Page 2", "✕"]);
        stage.settle().await;
        stage.refused("Lea", &audit, "Page 2", "takes the role “admin”").await;
        // What happens meanwhile moves nothing.
        is_told(&stage, "Ben", "/priority 1 normal", "#1").await;
        stage.presses("Ada", &audit, "Page 2").await;
        stage.until("the page is turned", |sandbox| {
            let seen = sandbox.message(stage.group, audit.id).expect("it stands");
            seen.text.contains("page 2")
                && seen.text.contains("(normal → urgent)")
                && seen.text.contains("Opened")
                && seen.labels() == ["Page 1", "✕"]
        }).await;
        stage.close().await;
    }

    async fn what_was_refused_stands_there(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let card = stage.card(1, &[]).await;
        let stats = asks(&stage, "Lea", "/stats").await;
        stage.settle().await;
        stage.refused("Ben", &stats, "Today", "takes the role “lead”").await;
        assert_refused(&stage.forges("Ben", card.id, "undo:1.1:3").await, "out of date");
        assert_refused(&stage.forges("Ben", card.id, "take:2.5").await, "another chat");
        assert_refused(&stage.forges("Ben", card.id, "open sesame").await, "makes no sense");
        let audit = is_told(&stage, "Ada", "/audit @ben_team", "Audit of Ben").await;
        says(&audit, &[
            "Refused to Ben: Today (without the right)",
            "#1 · ",
            "Refused to Ben: Undo (settled or out of date)",
            "Refused to Ben: Take (from outside)",
            "Refused to Ben: a button that is none of mine",
        ]);
        // Another desk is not named.
        assert!(!audit.text.contains("#5"), "{}", audit.text);
        // A user's too, in their conversation.
        let notice = stage.finishes("Zoe", 2, "my cat").await;
        stage.user_stale("Zoe", &notice, "take:1.2", "another chat").await;
        let audit = is_told(&stage, "Ada", "/audit 2", "Audit of #2").await;
        says(&audit, &["Refused to the user: Take (from outside)"]);
        stage.close().await;
    }

    async fn what_is_no_transition_stands_there_too(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        is_told(&stage, "Ben", "/away 2h", "away").await;
        is_told(&stage, "Ben", "/back", "").await;
        is_told(&stage, "Ben", "/hours Mon-Fri 09:00-17:00", "09:00").await;
        is_told(&stage, "Lea", "/canned add hi\nHello {name}", "“hi” kept").await;
        is_told(&stage, "Ben", "/set 1 plan gold", "#1").await;
        is_told(&stage, "Lea", "/ban 1 7d spam and worse", "banned until").await;
        stage.reads("Anna", "").await;
        stage.settle().await;
        let audit = is_told(&stage, "Ada", "/audit", "Audit, page 1").await;
        says(&audit, &[
            "Ben is away until",
            "Ben is back",
            "Ben has other hours: – → Mon-Fri 09:00-17:00",
            "Canned reply “hi” (en) kept by Lea",
            "Field plan of the user set by Ben",
            "Banned by Lea until",
        ]);
        for words in ["spam", "gold", "Hello"] {
            assert!(!audit.text.contains(words), "{words}: {}", audit.text);
        }
        stage.close().await;
    }
}
