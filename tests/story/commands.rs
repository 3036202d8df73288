//! Every command of the group and of the private chat, and how each is refused.

use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;
use frontdesk::sandbox::{Outgoing, Seen};

/// Somebody gives a command in the group, and the bot answers it: the answer replies to it.
pub async fn asks(stage: &Stage, who: &str, text: &str) -> Seen {
    let id = stage.says(who, text).await;
    let mut found = None;
    stage
        .until(&format!("{who} is answered: {text}"), |sandbox| {
            let all = sandbox.messages(stage.group);
            found = all.into_iter().find(|seen| seen.by_bot && seen.reply_to == Some(id));
            found.is_some()
        })
        .await;
    found.expect("it was found")
}

/// The same, and the answer contains these words.
pub async fn is_told(stage: &Stage, who: &str, text: &str, words: &str) -> Seen {
    let answer = asks(stage, who, text).await;
    assert!(answer.text.contains(words), "{text}: {:?} does not say {words:?}", answer.text);
    assert!(answer.silent, "{text}: an answer rings");
    answer
}

/// A command that shows itself on the card and is not answered.
async fn does(stage: &Stage, who: &str, text: &str, number: u32, card: &[&str]) {
    let id = stage.says(who, text).await;
    stage.card(number, card).await;
    stage.settle().await;
    let answered = stage.sandbox.messages(stage.group).into_iter().find(|s| s.reply_to == Some(id));
    assert!(answered.is_none(), "{text}: {answered:?}");
}

async fn opened(stage: &Stage, user: &str, number: u32) {
    stage.writes(user, "the printer is on fire").await;
    stage.reads(user, &format!("#{number}.")).await;
    stage.card(number, &["Unassigned"]).await;
    stage.settle().await;
}

in_both_desks! {
    async fn who_has_it_is_changed_by_commands(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage, "Anna", 1).await;
        is_told(&stage, "Ben", "/take", "Which conversation?").await;
        is_told(&stage, "Ben", "/take 7", "no conversation #7").await;
        is_told(&stage, "Ben", "/take me home", "/take [number]").await;
        is_told(&stage, "Ben", "/unassign 1", "Nobody has this conversation").await;
        does(&stage, "Ben", "/take #1", 1, &["In progress", "Ben"]).await;
        is_told(&stage, "Ben", "/take 1", "You have this conversation already").await;
        is_told(&stage, "Ben", "/assign 1", "To whom?").await;
        is_told(&stage, "Ben", "/assign 1 @nobody_here", "To whom?").await;
        does(&stage, "Ben", "/assign 1 @eve_team", 1, &["In progress", "Eve"]).await;
        let told = stage.group_reads("Eve, #1 is assigned to you").await;
        assert!(!told.silent && stage.mentions(&told, "Eve"), "{told:?}");
        is_told(&stage, "Ben", "/assign 1 @eve_team", "Eve has this conversation already").await;
        does(&stage, "Ben", "/unassign 1", 1, &["Unassigned"]).await;
        // Where one stands decides without a number.
        let command = stage.posts("Lea", 1, Outgoing::text("/take")).await;
        stage.card(1, &["In progress", "Lea"]).await;
        assert!(stage.sandbox.message(stage.group, command).is_some());
        stage.close().await;
    }

    async fn setting_aside_and_going_on(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage, "Anna", 1).await;
        is_told(&stage, "Ben", "/resume 1", "not pending").await;
        is_told(&stage, "Ben", "/pending", "Which conversation?").await;
        is_told(&stage, "Ben", "/pending 1 3d waits for a part", "#1 is pending until").await;
        stage.card(1, &["Pending", "Ben", "Note: waits for a part"]).await;
        is_told(&stage, "Ben", "/pending 1", "pending already").await;
        does(&stage, "Eve", "/resume 1", 1, &["In progress", "Ben"]).await;
        is_told(&stage, "Eve", "/resume 9", "no conversation #9").await;
        stage.close().await;
    }

    async fn completing_and_reopening_by_commands(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage, "Anna", 1).await;
        is_told(&stage, "Ben", "/reopen 1", "nothing to reopen").await;
        is_told(&stage, "Ben", "/complete", "Which conversation?").await;
        is_told(&stage, "Ben", "/complete 3", "no conversation #3").await;
        let question = is_told(&stage, "Ben", "/complete 1", "no longer be able to write").await;
        stage.settle().await;
        stage.presses("Ben", &question, "Confirm: settled elsewhere").await;
        stage.reads("Anna", "has been completed").await;
        stage.card(1, &["Completed", "settled elsewhere"]).await;
        is_told(&stage, "Ben", "/complete 1", "Already completed by Ben").await;
        is_told(&stage, "Ben", "/take 1", "Already completed by Ben").await;
        is_told(&stage, "Ben", "/pending 1", "Already completed by Ben").await;
        is_told(&stage, "Ben", "/assign 1 @eve_team", "Already completed by Ben").await;
        is_told(&stage, "Lea", "/reopen 1", "able to write in this conversation again").await;
        stage.close().await;
    }

    async fn notes_and_history(kind: Kind) {
        let stage = Stage::open(kind).await;
        opened(&stage, "Anna", 1).await;
        is_told(&stage, "Ben", "/note", "Which conversation?").await;
        is_told(&stage, "Ben", "/note 5 hello", "no conversation #5").await;
        is_told(&stage, "Ben", "/note 1 called her back", "Noted on #1").await;
        let empty = stage.posts("Ben", 1, Outgoing::text("/note")).await;
        stage.until("an empty note is refused", |sandbox| {
            sandbox.messages(stage.group).iter().any(|seen| {
                seen.reply_to == Some(empty) && seen.text.contains("A note needs a text")
            })
        }).await;
        is_told(&stage, "Ben", "/history", "Which conversation?").await;
        is_told(&stage, "Ben", "/history 5", "no conversation #5").await;
        is_told(&stage, "Ben", "/history x", "/history [number]").await;
        for index in 0..12 {
            stage.writes("Anna", &format!("line {index}")).await;
        }
        stage.settle().await;
        let history = is_told(&stage, "Eve", "/history 1", "History of #1, page 1 of 2").await;
        assert!(history.text.contains("Note by Ben: called her back"), "{}", history.text);
        assert!(history.text.contains("the user: the printer is on fire"), "{}", history.text);
        stage.settle().await;
        stage.presses("Eve", &history, "Page 2").await;
        stage.until("the page is turned", |sandbox| {
            let seen = sandbox.message(stage.group, history.id).expect("it stands");
            seen.text.contains("page 2 of 2") && seen.text.contains("line 11")
        }).await;
        stage.close().await;
    }

    async fn queue_and_lists(kind: Kind) {
        let stage = Stage::open(kind).await;
        is_told(&stage, "Ben", "/queue", "Nobody is waiting").await;
        is_told(&stage, "Ben", "/list open", "No conversation matches").await;
        is_told(&stage, "Ben", "/queue now", "/queue").await;
        is_told(&stage, "Ben", "/list everything", "No conversation matches").await;
        opened(&stage, "Anna", 1).await;
        stage.pass(minutes(1)).await;
        opened(&stage, "Bob", 2).await;
        stage.pass(minutes(1)).await;
        opened(&stage, "Carl", 3).await;
        does(&stage, "Ben", "/take 3", 3, &["Ben"]).await;
        is_told(&stage, "Ben", "/pending 2", "is pending").await;
        for command in ["/queue", "/list"] {
            let queue = is_told(&stage, "Ben", command, "Waiting for an answer").await;
            let mine = queue.text.find("#3 · Carl").expect("mine stands there");
            assert!(mine < queue.text.find("#1 · Anna").expect("the longest wait"), "{}", queue.text);
        }
        let queue = is_told(&stage, "Eve", "/queue", "Waiting for an answer").await;
        assert!(queue.text.find("#1 · Anna") < queue.text.find("#3 · Carl"), "{}", queue.text);
        assert!(queue.entities.iter().any(|entity| entity["url"].is_string()));
        for (filter, numbers) in [("open", vec![3, 2, 1]), ("unassigned", vec![1]),
            ("inprogress", vec![3]), ("pending", vec![2]), ("mine", vec![3, 2]), ("completed", vec![])] {
            let list = asks(&stage, "Ben", &format!("/list {filter}")).await;
            let found: Vec<u32> = list.text.lines().filter_map(|line| {
                line.strip_prefix('#')?.split(' ').next()?.parse().ok()
            }).collect();
            assert_eq!(found, numbers, "{filter}: {}", list.text);
        }
        stage.close().await;
    }

    async fn roles_are_given_by_admins(kind: Kind) {
        let stage = Stage::open(kind).await;
        is_told(&stage, "Ben", "/role @ben_team", "Ben is: agent").await;
        is_told(&stage, "Ben", "/role @lea_team", "Lea is: lead").await;
        is_told(&stage, "Ben", "/role @ben_team admin", "takes the role “admin”").await;
        is_told(&stage, "Lea", "/role @ben_team lead", "takes the role “admin”").await;
        is_told(&stage, "Ben", "/role", "Ben is: agent").await;
        is_told(&stage, "Ada", "/role @nobody_here lead", "To whom?").await;
        is_told(&stage, "Ada", "/role @ben_team king", "/role [@").await;
        is_told(&stage, "Ada", "/role @ben_team lead", "Ben is now: lead").await;
        is_told(&stage, "Ben", "/stats", "Opened:").await;
        is_told(&stage, "Ada", "/role @ben_team agent", "Ben is now: agent").await;
        is_told(&stage, "Ben", "/stats", "takes the role “lead”").await;
        stage.close().await;
    }

    async fn the_rest_of_the_commands(kind: Kind) {
        let stage = Stage::open(kind).await;
        is_told(&stage, "Ben", "/setup", "takes the role “admin”").await;
        is_told(&stage, "Ada", "/setup abc", "is the desk already").await;
        is_told(&stage, "Ben", "/start abc", "is the desk already").await;
        stage.says("Ada", "/setup").await;
        stage.group_reads("Checklist of Support").await;
        is_told(&stage, "Ben", "/settings", "takes the role").await;
        is_told(&stage, "Ada", "/settings", "Settings of this desk").await;
        let help = is_told(&stage, "Ben", "/help", "What you write").await;
        for command in ["/take", "/assign", "/unassign", "/pending", "/resume", "/complete",
            "/reopen", "/note", "/stats", "/history", "/queue", "/list", "/role", "/setup",
            "/settings", "/help"] {
            assert!(help.text.contains(command), "{command}: {}", help.text);
        }
        is_told(&stage, "Ben", "/compleet 1", "Did you mean /complete?").await;
        let id = stage.says("Ben", "/help@other_bot").await;
        stage.settle().await;
        assert!(stage.sandbox.messages(stage.group).iter().all(|seen| seen.reply_to != Some(id)));
        stage.close().await;
    }

    async fn the_figures_are_what_happened(kind: Kind) {
        let stage = Stage::open(kind).await;
        is_told(&stage, "Ben", "/stats", "takes the role “lead”").await;
        is_told(&stage, "Lea", "/stats yesterday", "/stats [all] [today|7d|30d]").await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.finishes("Bob", 2, "no paper").await;
        stage.times_out("Carl", 3).await;
        opened(&stage, "Dora", 4).await;
        // Taken back: it was neither completed nor reopened.
        stage.completes("Ben", 4, "Confirm: solved").await;
        let notice = stage.reads("Dora", "has been completed").await;
        let card = stage.card(4, &["Completed"]).await;
        stage.settle().await;
        stage.presses("Ben", &card, "Undo").await;
        stage.reads("Dora", "is open again").await;
        assert!(notice.text.contains("#4"));
        stage.card(4, &["Unassigned"]).await;
        // Reopened by a lead, and by the user after a timeout: counted apart.
        stage.says("Lea", "/reopen 1 wrong button").await;
        let question = stage.group_reads("Reason: wrong button").await;
        stage.settle().await;
        stage.presses("Lea", &question, "Confirm").await;
        stage.reads("Anna", "has been reopened").await;
        stage.writes("Carl", "the one in the hall").await;
        stage.reads("Carl", "has been reopened").await;
        stage.settle().await;
        let page = is_told(&stage, "Lea", "/stats today", "Today").await;
        for line in ["Opened: 4", "Completed: 3", "solved: 2", "timeout: 1", "Waiting now: 3",
            "in own words: 1", "after timeout: 1", "Reopen rate: 33", "(1 of 3)", "above 5"] {
            assert!(page.text.contains(line), "{line:?} is missing: {}", page.text);
        }
        stage.settle().await;
        stage.presses("Lea", &page, "30 days").await;
        stage.until("the period changes", |sandbox| {
            let seen = sandbox.message(stage.group, page.id).expect("it stands");
            seen.text.contains("The last 30 days") && seen.text.contains("Opened: 4")
        }).await;
        stage.refused("Ben", &page, "Today", "takes the role “lead”").await;
        stage.close().await;
    }

    async fn the_commands_of_users(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "/start").await;
        stage.reads("Anna", "This is our help desk").await;
        stage.writes("Anna", "/help").await;
        let help = stage.reads("Anna", "Write here what you need").await;
        for command in ["/new", "/close", "/language", "/help"] {
            assert!(help.text.contains(command), "{command}: {}", help.text);
        }
        stage.writes("Anna", "/close").await;
        stage.reads("Anna", "You have no open conversation").await;
        stage.writes("Anna", "/new").await;
        stage.reads("Anna", "begins a new conversation").await;
        stage.settle().await;
        assert!(stage.stored(1).is_none(), "a command opens nothing");
        opened(&stage, "Anna", 1).await;
        stage.writes("Anna", "/new").await;
        stage.reads("Anna", "#1 is still open").await;
        stage.writes("Anna", "/close").await;
        let asked = stage.reads("Anna", "Is everything settled?").await;
        assert_eq!(asked.labels(), ["Confirm: end it", "Cancel"]);
        stage.user_presses("Anna", &asked, "Cancel").await;
        stage.reads("Anna", "stays open").await;
        stage.writes("Anna", "/close").await;
        let asked = stage.reads("Anna", "Is everything settled?").await;
        stage.user_presses("Anna", &asked, "Confirm: end it").await;
        stage.reads("Anna", "has been completed").await;
        stage.card(1, &["Completed", "by the user"]).await;
        let said = stage.sandbox.texts(stage.group).join("\n");
        for command in ["/start", "/new", "/close", "/help"] {
            assert!(!said.contains(command), "{command} was relayed: {said}");
        }
        stage.close().await;
    }

    async fn users_choose_their_language(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.person("Olga", "ru");
        stage.writes("Olga", "/language").await;
        let asked = stage.reads("Olga", "").await;
        assert_eq!(asked.labels().len(), 4, "{asked:?}");
        stage.user_presses("Olga", &asked, "English").await;
        stage.reads("Olga", "From now on I write to you in English").await;
        stage.writes("Olga", "/language tlh").await;
        stage.reads("Olga", "I do not know that language").await;
        stage.writes("Olga", "/language ru").await;
        stage.reads("Olga", "").await;
        stage.writes("Olga", "принтер горит").await;
        let opened = stage.reads("Olga", "#1").await;
        assert!(opened.text.contains("обращени"), "{}", opened.text);
        stage.close().await;
    }

    async fn where_a_user_came_from_stands_on_the_card(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "/start billing").await;
        stage.reads("Anna", "This is our help desk").await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["from billing"]).await;
        stage.close().await;
    }
}
