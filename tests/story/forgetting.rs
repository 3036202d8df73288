//! `/privacy` and `/forget`: product.md section 12.

use super::acts::data;
use super::commands::is_told;
use super::stage::{Kind, Stage, assert_refused};
use crate::in_both_desks;
use frontdesk::config::Config;
use frontdesk::domain::id::{DeskId, UserId};
use frontdesk::sandbox::{BotRights, Fault, Outgoing};

impl Stage {
    /// Everything that is stored, as text.
    fn all_stored(&self) -> String {
        let snapshot = self.service().store().read().expect("a readable database");
        format!("{:?}", snapshot.dump().expect("readable"))
    }

    /// A topic stands in the group, open or closed.
    fn has_topic(&self, thread: i32) -> bool {
        let topics = self.sandbox.topics(self.group);
        topics.iter().any(|seen| seen.thread == thread && !seen.deleted)
    }

    /// `/forget`, confirmed.
    async fn forgets(&self, user: &str) {
        self.writes(user, "/forget").await;
        let asked = self.reads(user, "everything erased").await;
        self.user_presses(user, &asked, "Erase everything").await;
        self.reads(user, "has been erased").await;
        self.settle().await;
    }
}

in_both_desks! {
    async fn everything_is_erased_and_figures_stay(kind: Kind) {
        let stage = Stage::open(kind).await;
        let notice = stage.finishes("Zoe", 1, "my cat is called Miranda").await;
        // What was refused to her stays, without her.
        stage.user_stale("Zoe", &notice, "take:1.1", "another chat").await;
        stage.pass(std::time::Duration::from_secs(11 * 60)).await;
        stage.opens("Zoe", 2, "and my dog Prospero").await;
        stage.answered("Ben", 2, "Zoe", "which breed?").await;
        let photo = stage.sends("Zoe", Outgoing::photo("see Prospero")).await;
        stage.group_sees("Zoe", photo).await;
        stage.answers("Ben", 2, "//Prospero is a poodle").await;
        stage.says("Ben", "/note 1 Miranda again").await;
        stage.group_reads("Note").await;
        let figures = |stage: &Stage| {
            let tx = stage.service().store().write().expect("a transaction");
            tx.summary(DeskId(1), 0..=i32::MAX).expect("readable").counts
        };
        let before = figures(&stage);
        // Asked once, and nothing happens without a yes.
        stage.writes("Zoe", "/forget").await;
        let asked = stage.reads("Zoe", "everything erased").await;
        stage.user_presses("Zoe", &asked, "Cancel").await;
        stage.reads("Zoe", "Nothing was erased").await;
        assert!(stage.conversation(2).is_open());
        stage.forgets("Zoe").await;
        let told = stage.group_reads("A user has had everything erased").await;
        assert!(told.text.contains("#1") && told.text.contains("#2"), "{}", told.text);
        assert!(!told.text.contains("Zoe"), "{}", told.text);
        let stored = stage.all_stored();
        let id = stage.id("Zoe").to_string();
        for word in ["Miranda", "Prospero", "Zoe", "zoe", "breed", id.as_str()] {
            assert!(!stored.contains(word), "{word} is stored");
        }
        assert!(!stage.conversation(2).is_open());
        // In the group nothing of the bot's speaks of it any more; in a forum nothing at all does.
        for word in ["Miranda", "Prospero", "Zoe"] {
            let all = stage.sandbox.messages(stage.group);
            let left = all.iter().find(|seen| {
                (seen.by_bot || kind == Kind::Forum && seen.thread.is_some())
                    && seen.text.contains(word)
            });
            assert!(left.is_none(), "{word} stands there: {left:?}");
        }
        let mut after = figures(&stage);
        assert_eq!(after.remove("completed.forgotten"), Some(1));
        assert_eq!(after, before);
        let audit = is_told(&stage, "Ada", "/audit", "A user had everything erased").await;
        assert!(!audit.text.contains("Zoe"), "{}", audit.text);
        is_told(&stage, "Ada", "/audit 1", "Refused to the user: Take").await;
        // Nothing is left to go on with, neither for the team nor for old buttons.
        stage.says("Lea", "/reopen 1 why").await;
        stage.group_reads("nothing left to go on with").await;
        stage.says("Ben", "/history 1").await;
        stage.group_reads("History of #1").await;
        stage.settle().await;
        assert_eq!(stage.count_in_group("History of #1"), 1, "what is said later stays");
        // Whoever writes again is somebody new.
        stage.opens("Zoe", 3, "hello").await;
        let card = stage.card(3, &[]).await;
        assert!(!card.text.contains("earlier"), "{}", card.text);
        stage.close().await;
    }

    async fn what_was_on_its_way_is_erased_over_a_kill(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.opens("Zoe", 1, "my cat is called Miranda").await;
        // Telegram takes nothing for the group at the moment.
        stage.sandbox.fail_next("copyMessage", Fault::DelayMs(1_500));
        let late = stage.sends("Zoe", Outgoing::photo("Miranda, asleep")).await;
        stage.until("it has begun", |sandbox| !sandbox.calls_of("copyMessage").is_empty()).await;
        stage.writes("Zoe", "/forget").await;
        let asked = stage.reads("Zoe", "everything erased").await;
        stage.user_presses("Zoe", &asked, "Erase everything").await;
        stage.stop().await;
        stage.start().await;
        stage.reads("Zoe", "has been erased").await;
        stage.settle().await;
        let origin = Some((stage.id("Zoe"), late));
        let all = stage.sandbox.messages(stage.group);
        assert!(all.iter().all(|seen| seen.copy_of != origin), "{}", stage.transcript(stage.group));
        assert!(!stage.all_stored().contains("Miranda"));
        stage.close().await;
    }

    async fn a_ban_outlives_it(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.opens("Zoe", 1, "my cat is called Miranda").await;
        stage.says("Lea", "/ban 1 Miranda bites").await;
        stage.reads("Zoe", "no longer write to us").await;
        stage.forgets("Zoe").await;
        assert!(!stage.all_stored().contains("Miranda"));
        stage.writes("Zoe", "here I am again").await;
        stage.nothing_for("Zoe").await;
        let snapshot = stage.service().store().read().expect("readable");
        assert!(snapshot.profile(UserId(stage.id("Zoe"))).expect("readable").is_none());
        drop(snapshot);
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }

    async fn what_is_stored_is_said_and_sent_to_its_owner(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.answers("Ben", 1, "//a fire-raiser?").await;
        stage.commands("Ben", 1, "/tag arson").await;
        stage.writes("Anna", "/privacy").await;
        let said = stage.reads("Anna", "until you have them erased").await;
        stage.user_presses("Anna", &said, "Send me my data").await;
        let sent = stage.reads("Anna", "").await;
        assert_eq!(sent.kind, "document", "{sent:?}");
        let mut call = stage.sandbox.calls_of("sendDocument");
        let call = format!("{:?}", call.pop().expect("one call"));
        assert!(call.contains(&stage.id("Anna").to_string()), "{call}");
        let snapshot = stage.service().store().read().expect("readable");
        let all = snapshot.everything_of(UserId(stage.id("Anna"))).expect("readable").to_string();
        for word in ["the printer is on fire", "which one?", "anna"] {
            assert!(all.contains(word), "{word}: {all}");
        }
        for inside in ["fire-raiser", "arson", "Ben"] {
            assert!(!all.contains(inside), "{inside}: {all}");
        }
        drop(snapshot);
        // Nobody else gets it by a forged press.
        let card = stage.card(1, &[]).await;
        let forged = stage.forges("Ben", card.id, &data(&said, "Send me my data")).await;
        assert_refused(&forged, "another chat or person");
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn privacy_follows_the_settings() {
    let stage = Stage::with(Kind::Plain, |config: &mut Config| {
        config.privacy.store_text = false;
    })
    .await;
    stage.writes("Anna", "/privacy").await;
    stage.reads("Anna", "kept until it is completed").await;
    stage.close().await;
}

/// Where Telegram does not let the bot delete a topic, it is deleted as soon as it can be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_that_could_not_be_deleted_goes_once_there_are_topics_again() {
    let mut stage = Stage::open(Kind::Forum).await;
    stage.begun().await;
    let topic = stage.topic(1).await;
    stage.settle().await;
    // Nobody writes in the group: the bot learns of it by trying.
    stage.sandbox.set_forum(stage.group, false);
    stage.kind = Kind::Plain;
    stage.forgets("Anna").await;
    stage.pass(std::time::Duration::from_secs(120)).await;
    stage.settle().await;
    assert!(stage.has_topic(topic));
    let tried = stage.sandbox.calls_of("deleteForumTopic").len();
    assert!(tried <= 2, "it was tried {tried} times");
    stage.sandbox.set_forum(stage.group, true);
    stage.kind = Kind::Forum;
    stage.says("Ada", "topics again").await;
    stage.until("it is gone", |_| !stage.has_topic(topic)).await;
    stage.close().await;
}

/// The same without the right to delete.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_that_could_not_be_deleted_goes_once_the_bot_may() {
    let stage = Stage::open(Kind::Forum).await;
    stage.begun().await;
    let topic = stage.topic(1).await;
    stage.settle().await;
    let rights = BotRights { delete_messages: false, ..BotRights::all() };
    stage.sandbox.set_bot_rights(stage.group, rights);
    stage.forgets("Anna").await;
    assert!(stage.has_topic(topic));
    stage.sandbox.set_bot_rights(stage.group, BotRights::all());
    stage.until("it is gone", |_| !stage.has_topic(topic)).await;
    stage.close().await;
}
