//! What rings, what is cleaned up, pinned and told once, and the board: product.md sections 3, 7, 8, 9
//! and 10.

use frontdesk::engine::Rings;
use frontdesk::sandbox::{BotRights, Outgoing, Seen};

use super::commands::is_told;
use super::reopening::ben_requests;
use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;

/// What Telegram writes by itself where somebody closes, renames, opens or pins.
const LINES: [&str; 4] =
    ["forum_topic_closed", "forum_topic_reopened", "forum_topic_edited", "pinned_message"];

/// A bit more than the bot waits for calm, or to draw the board.
const CALM: u64 = 61;

fn lines(stage: &Stage, by_bot: bool) -> Vec<Seen> {
    let mut all = stage.sandbox.messages(stage.group);
    all.retain(|seen| LINES.contains(&seen.kind.as_str()) && seen.by_bot == by_bot);
    all
}

/// The bot's own lines are deleted, last of all that is said.
async fn lines_go(stage: &Stage) {
    stage.until("its own lines go", |_| lines(stage, true).is_empty()).await;
}

fn stands(stage: &Stage, message: i32) -> bool {
    stage.sandbox.message(stage.group, message).is_some()
}

/// What made a sound in the group, by its first words.
fn rang(stage: &Stage) -> Vec<String> {
    let mut all = stage.sandbox.messages(stage.group);
    all.retain(|seen| seen.by_bot && !seen.silent && !seen.raw["text"].is_null());
    all.iter().map(|seen| seen.text.chars().take(24).collect()).collect()
}

/// A conversation with everything that may ring.
async fn all_that_may_ring(stage: &Stage) {
    stage.opens("Anna", 1, "the printer is on fire").await;
    let more = stage.writes("Anna", "hello?").await;
    stage.group_sees("Anna", more).await;
    stage.says("Ben", "/assign 1 @eve_team").await;
    stage.card(1, &["In progress", "Eve"]).await;
    stage.answers("Eve", 1, "which one?").await;
    stage.reads("Anna", "which one?").await;
    stage.settle().await;
    let next = stage.writes("Anna", "the blue one").await;
    stage.group_sees("Anna", next).await;
    is_told(stage, "Ben", "/queue", "#1").await;
    stage.answers("Eve", 1, "pull the plug").await;
    stage.reads("Anna", "pull the plug").await;
    stage.settle().await;
    stage.completes("Eve", 1, "Confirm: solved").await;
    stage.reads("Anna", "has been completed").await;
    stage.card(1, &["Completed"]).await;
    stage.settle().await;
    ben_requests(stage, 1).await;
    stage.settle().await;
}

async fn ringing(kind: Kind, rings: Rings) -> Stage {
    let stage = Stage::with(kind, |config| config.notify.group = rings).await;
    all_that_may_ring(&stage).await;
    stage
}

/// The board, once it says all of this.
async fn board(stage: &Stage, fragments: &[&str]) -> Seen {
    let mut found = None;
    stage
        .until(&format!("the board says {fragments:?}"), |sandbox| {
            let mut all = sandbox.messages(stage.group).into_iter();
            found = all.find(|seen| {
                seen.by_bot
                    && seen.text.contains("How the desk stands")
                    && fragments.iter().all(|fragment| seen.text.contains(fragment))
            });
            found.is_some()
        })
        .await;
    found.expect("it was found")
}

fn boards(stage: &Stage) -> usize {
    let texts = stage.sandbox.texts(stage.group);
    texts.iter().filter(|text| text.contains("How the desk stands")).count()
}

/// How often a message was edited.
fn edits(stage: &Stage, message: i32) -> usize {
    let calls = stage.sandbox.calls_of("editMessageText");
    calls.iter().filter(|call| call.params["message_id"] == message).count()
}

async fn with_board(kind: Kind) -> Stage {
    Stage::with(kind, |config| config.notify.board = true).await
}

in_both_desks! {
    async fn what_rings_is_new_waits_mentions_and_requests(kind: Kind) {
        let stage = ringing(kind, Rings::Waits).await;
        let rang = rang(&stage);
        // The card, a mention, the first message of the second wait, and the request.
        assert_eq!(rang.len(), 4, "{rang:?}");
        assert!(rang[1].contains("Eve") && rang[2].contains("the blue one"), "{rang:?}");
        stage.close().await;
    }

    async fn every_message_of_a_user_rings_if_the_team_wants_it(kind: Kind) {
        let stage = ringing(kind, Rings::All).await;
        let rang = rang(&stage);
        assert_eq!(rang.len(), 5, "{rang:?}");
        assert!(rang[1].contains("hello?"), "{rang:?}");
        stage.close().await;
    }

    async fn nothing_rings_if_the_team_wants_quiet(kind: Kind) {
        let stage = ringing(kind, Rings::None).await;
        assert_eq!(rang(&stage), Vec::<String>::new());
        stage.close().await;
    }

    async fn take_puts_eyes_on_the_users_last_message(kind: Kind) {
        let stage = Stage::open(kind).await;
        let card = stage.opens("Anna", 1, "the printer is on fire").await;
        let last = stage.writes("Anna", "it is the blue one").await;
        stage.group_sees("Anna", last).await;
        stage.settle().await;
        stage.presses("Ben", &card, "Take").await;
        // Where no answer follows at once.
        stage.pass(seconds(10)).await;
        assert_eq!(stage.reacted("Anna", last).await, "👀");
        stage.settle().await;
        let anna = stage.id("Anna");
        let with_eyes = |seen: &&Seen| !seen.reactions.is_empty();
        assert_eq!(stage.sandbox.messages(anna).iter().filter(with_eyes).count(), 1);
        stage.close().await;
    }

    async fn the_bots_own_lines_go_together_when_it_is_calm(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let hello = stage.says("Ben", "this is how we do it").await;
        stage.sandbox.pin(stage.id("Ada"), stage.group, hello);
        stage.settle().await;
        let own = lines(&stage, true).len();
        assert_eq!(own, if kind == Kind::Forum { 2 } else { 0 });
        // Not while more may come, and a restart forgets none.
        stage.pass(minutes(8)).await;
        assert_eq!(lines(&stage, true).len(), own);
        stage.stop().await;
        stage.start().await;
        stage.pass(minutes(3)).await;
        lines_go(&stage).await;
        assert_eq!(lines(&stage, false).len(), 1, "Ada's own line went along");
        let calls = stage.sandbox.calls_of("deleteMessages").len();
        assert_eq!(calls, usize::from(kind == Kind::Forum));
        stage.pass(minutes(15)).await;
        assert_eq!(stage.sandbox.calls_of("deleteMessages").len(), calls);
        stage.close().await;
    }

    async fn without_the_right_lines_stay_and_nothing_fails(kind: Kind) {
        let stage = Stage::open(kind).await;
        let rights = BotRights { delete_messages: false, ..BotRights::all() };
        stage.sandbox.set_bot_rights(stage.group, rights);
        stage.group_reads("may not delete messages").await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let own = lines(&stage, true).len();
        stage.pass(minutes(11)).await;
        assert_eq!(lines(&stage, true).len(), own);
        let answer = is_told(&stage, "Lea", "/stats", "The last 7 days").await;
        stage.presses("Lea", &answer, "✕").await;
        stage.settle().await;
        assert!(!stands(&stage, answer.id));
        assert!(stands(&stage, answer.reply_to.expect("it answers")), "it may not");
        assert_eq!(stage.sandbox.calls_of("deleteMessages").len(), 0);
        stage.close().await;
    }

    async fn a_dismissed_answer_takes_its_command_along(kind: Kind) {
        let stage = Stage::open(kind).await;
        let answer = is_told(&stage, "Lea", "/stats", "The last 7 days").await;
        stage.presses("Ben", &answer, "✕").await;
        stage.settle().await;
        assert!(!stands(&stage, answer.id));
        assert!(!stands(&stage, answer.reply_to.expect("it answers")), "the command stays");
        // In private, too.
        let lea = stage.id("Lea");
        let asked = stage.writes("Lea", "/stats").await;
        let told = stage.reads("Lea", "The last 7 days").await;
        stage.user_presses("Lea", &told, "✕").await;
        stage.settle().await;
        assert!(stage.sandbox.message(lea, told.id).is_none());
        assert!(stage.sandbox.message(lea, asked).is_none());
        stage.close().await;
    }

    async fn the_first_answer_ever_tells_what_goes_where(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.team_is_told(false);
        let hint = "What you write in this topic goes to the user";
        let told = |stage: &Stage| {
            let texts = stage.sandbox.texts(stage.group);
            texts.iter().filter(|text| text.contains(hint)).count()
        };
        stage.opens("Anna", 1, "the printer is on fire").await;
        // What stays inside, and what is said in General, teaches nobody.
        stage.answers("Ben", 1, "// is that ours?").await;
        stage.says("Ben", "who knows this printer?").await;
        stage.settle().await;
        assert_eq!(told(&stage), 0);
        let answer = stage.begun_by("Ben", "which one?").await;
        if kind == Kind::Plain {
            assert_eq!(told(&stage), 0);
            return stage.close().await;
        }
        let line = stage.group_reads(hint).await;
        assert!(line.silent && line.thread == Some(stage.topic(1).await), "{line:?}");
        assert_eq!(line.reply_to, Some(answer));
        assert!(line.text.contains("//") && line.text.contains("/recall"), "{}", line.text);
        stage.presses("Eve", &line, "✕").await;
        stage.settle().await;
        assert!(!stands(&stage, line.id) && stands(&stage, answer), "the answer went along");
        // Once for each, also after a restart.
        stage.stop().await;
        stage.start().await;
        stage.begun_by("Ben", "the blue one?").await;
        assert_eq!(told(&stage), 0);
        stage.begun_by("Eve", "or the old one?").await;
        stage.group_reads(hint).await;
        stage.close().await;
    }

    async fn the_card_of_a_long_topic_is_pinned_once_and_silently(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let pins = |stage: &Stage| stage.sandbox.calls_of("pinChatMessage");
        // The card and Ben's answer are the first two.
        for n in 3..=10 {
            let id = stage.writes("Anna", &format!("message {n}")).await;
            stage.group_sees("Anna", id).await;
        }
        stage.settle().await;
        assert_eq!(pins(&stage).len(), 0);
        stage.posts("Ben", 1, Outgoing::text("I see")).await;
        stage.reads("Anna", "I see").await;
        stage.settle().await;
        if kind == Kind::Plain {
            assert_eq!(pins(&stage).len(), 0, "in a plain desk cards are many");
            return stage.close().await;
        }
        let card = stage.card(1, &[]).await;
        assert!(card.pinned);
        let id = stage.writes("Anna", "and one more").await;
        stage.group_sees("Anna", id).await;
        stage.settle().await;
        let calls = pins(&stage);
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert_eq!(calls[0].params["disable_notification"], true);
        assert_eq!(lines(&stage, true).len(), 1);
        stage.pass(minutes(11)).await;
        lines_go(&stage).await;
        stage.close().await;
    }

    // ---- the board -------------------------------------------------------------------------------

    async fn a_quick_life_costs_the_board_one_edit(kind: Kind) {
        let stage = with_board(kind).await;
        stage.pass(seconds(CALM)).await;
        let shown = board(&stage, &["Nobody is waiting", "Unassigned: 0", "Completed today: 0"]).await;
        stage.settle().await;
        let pinned = board(&stage, &[]).await;
        assert!(shown.silent && pinned.pinned && shown.thread.is_none(), "{pinned:?}");
        assert_eq!(stage.sandbox.calls_of("pinChatMessage")[0].params["disable_notification"], true);
        stage.pass(minutes(11)).await;
        lines_go(&stage).await;
        assert_eq!(edits(&stage, shown.id), 0, "nothing has changed");

        stage.finishes("Anna", 1, "the printer is on fire").await;
        assert_eq!(edits(&stage, shown.id), 0, "it is drawn in the middle of a life");
        stage.pass(seconds(CALM)).await;
        board(&stage, &["Nobody is waiting", "Unassigned: 0", "Completed today: 1"]).await;
        stage.pass(minutes(5)).await;
        assert_eq!((edits(&stage, shown.id), boards(&stage)), (1, 1));
        stage.close().await;
    }

    async fn the_board_shows_who_waits_and_is_found_again(kind: Kind) {
        let mut stage = with_board(kind).await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.opens("Omar", 2, "hello").await;
        stage.pass(seconds(CALM)).await;
        let shown = board(&stage, &["Waiting for an answer: 2", "longest #1", "Unassigned: 2"]).await;
        let linked = shown.entities.iter().any(|entity| entity["url"].is_string());
        assert!(linked, "{:?}", shown.entities);
        stage.stop().await;
        stage.start().await;
        stage.says("Ben", "/pending 1").await;
        stage.card(1, &["Pending"]).await;
        stage.pass(seconds(CALM)).await;
        let now = board(&stage, &["Waiting for an answer: 1", "longest #2", "Pending: 1"]).await;
        assert_eq!((now.id, boards(&stage)), (shown.id, 1));
        // Somebody deletes it: it stands anew with the next change, and is pinned.
        stage.sandbox.delete(stage.group, shown.id);
        stage.says("Ben", "/take 2").await;
        stage.card(2, &["In progress"]).await;
        stage.pass(seconds(CALM)).await;
        stage.pass(seconds(CALM)).await;
        let anew = board(&stage, &["Unassigned: 0"]).await;
        stage.settle().await;
        assert!(anew.id != shown.id && boards(&stage) == 1);
        assert!(board(&stage, &[]).await.pinned);
        stage.close().await;
    }

    async fn what_it_may_not_pin_it_does_not_post(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.sandbox.set_bot_rights(stage.group, BotRights { pin_messages: false, ..BotRights::all() });
        stage.group_reads("may not pin messages").await;
        stage.stop().await;
        stage.config.notify.board = true;
        stage.start().await;
        stage.opens("Anna", 1, "the printer is on fire").await;
        stage.pass(seconds(CALM)).await;
        assert_eq!(boards(&stage), 0);
        stage.sandbox.set_bot_rights(stage.group, BotRights::all());
        stage.settle().await;
        stage.pass(seconds(CALM)).await;
        board(&stage, &["Unassigned: 1"]).await;
        // Switched off, it goes.
        stage.stop().await;
        stage.config.notify.board = false;
        stage.start().await;
        stage.until("it is gone", |_| boards(&stage) == 0).await;
        stage.close().await;
    }
}

/// The board follows an upgraded group, where what stood in the old one is dead (telegram-facts B16).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_follows_its_group() {
    let mut stage = Stage::basic().await;
    stage.stop().await;
    stage.config.notify.board = true;
    stage.start().await;
    stage.pass(seconds(CALM)).await;
    board(&stage, &["Nobody is waiting"]).await;
    stage.settle().await;
    let old = stage.group;
    stage.group = stage.sandbox.upgrade(old);
    stage.settle().await;
    stage.pass(seconds(CALM)).await;
    let anew = board(&stage, &["Nobody is waiting"]).await;
    stage.settle().await;
    assert!(anew.silent && board(&stage, &[]).await.pinned);
    stage.close().await;
}
