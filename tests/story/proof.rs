//! The human check before a first conversation: `[limits] human_check`, product.md section 12.

use frontdesk::config::Config;
use frontdesk::sandbox::Outgoing;

use super::acts::data;
use super::stage::{Kind, Stage, assert_refused, minutes, seconds};
use crate::in_both_desks;

const BUTTON: &str = "I am a person";

fn checked(config: &mut Config) {
    config.limits.human_check = true;
}

impl Stage {
    /// Whoever writes for the first time is asked; nothing reaches the team.
    async fn is_asked(&self, user: &str, text: &str) -> (i32, frontdesk::sandbox::Seen) {
        let id = self.writes(user, text).await;
        let asked = self.reads(user, "Nothing has been passed on yet").await;
        assert!(asked.text.contains("24 hours"), "{}", asked.text);
        assert_eq!(asked.labels(), [BUTTON]);
        (id, asked)
    }

    /// How often a message of a user stands in the group.
    fn copies(&self, user: &str, message: i32) -> usize {
        let origin = Some((self.id(user), message));
        let all = self.sandbox.messages(self.group);
        all.iter().filter(|seen| seen.copy_of == origin).count()
    }
}

in_both_desks! {
    async fn what_was_written_waits_for_one_press_and_is_delivered_in_order(kind: Kind) {
        let mut stage = Stage::with(kind, checked).await;
        let group_before = stage.sandbox.messages(stage.group).len();
        // The link that they came by is kept; alone it opens nothing and asks nothing.
        stage.writes("Anna", "/start billing").await;
        stage.reads("Anna", "/help").await;
        let (_, asked) = stage.is_asked("Anna", "the printr is on fire").await;
        let anna = stage.id("Anna");
        let photo = stage.sends("Anna", Outgoing::photo("see here")).await;
        let voice = stage.sends("Anna", Outgoing::voice()).await;
        stage.sandbox.album(
            anna,
            anna,
            vec![Outgoing::photo("front"), Outgoing::photo("back")],
        );
        let last = stage.writes("Anna", "and the desk").await;
        stage.settle().await;
        // What is changed meanwhile is what arrives.
        let first = stage.sandbox.messages(anna).into_iter()
            .find(|seen| seen.text == "the printr is on fire").expect("she wrote it").id;
        stage.sandbox.edit(anna, anna, first, Outgoing::text("the printer is on fire"));
        stage.sandbox.edit(anna, anna, last, Outgoing::text("and the desk, too"));
        stage.settle().await;
        assert_eq!(stage.sandbox.messages(stage.group).len(), group_before, "the team sees something");
        assert!(stage.stored(1).is_none());
        stage.nothing_for("Anna").await;
        // It survives a restart.
        stage.stop().await;
        stage.start().await;
        stage.user_presses("Anna", &asked, BUTTON).await;
        stage.reads("Anna", "now being passed on").await;
        stage.reads("Anna", "#1").await;
        let card = stage.card(1, &["“the printer is on fire”", "from billing"]).await;
        let mut stands = vec![card.id];
        for message in [photo, voice] {
            stands.push(stage.group_sees("Anna", message).await.id);
        }
        // With the number in its caption an album is no copy.
        for part in ["front", "back"] {
            stands.push(stage.group_reads(part).await.id);
        }
        stands.push(stage.group_sees("Anna", last).await.id);
        stage.settle().await;
        assert!(stands.is_sorted(), "{stands:?}: {}", stage.transcript(stage.group));
        for message in [photo, voice, last] {
            assert_eq!(stage.copies("Anna", message), 1);
        }
        for part in ["front", "back"] {
            assert_eq!(stage.count_in_group(part), 1);
        }
        assert!(stage.group_sees("Anna", last).await.text.contains("and the desk, too"));
        let conversation = stage.conversation(1);
        assert_eq!((conversation.written, conversation.shown), (6, 6));
        assert!(stage.now_at("Anna", &asked).await.labels().is_empty());
        // From now on they are known, also for a second conversation.
        let more = stage.writes("Anna", "hurry").await;
        stage.group_sees("Anna", more).await;
        stage.settle().await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.pass(minutes(11)).await;
        stage.opens("Anna", 2, "now the scanner").await;
        stage.close().await;
    }

    async fn without_a_press_it_is_deleted_when_it_was_said(kind: Kind) {
        let stage = Stage::with(kind, checked).await;
        let (_, asked) = stage.is_asked("Anna", "buy my pills").await;
        stage.pass(minutes(23 * 60)).await;
        let more = stage.writes("Anna", "cheap ones").await;
        stage.nothing_for("Anna").await;
        stage.pass(minutes(61)).await;
        let over = stage.reads("Anna", "deleted and nobody has read it").await;
        assert_eq!((over.id, over.labels()), (asked.id, Vec::new()));
        let late = data(&asked, BUTTON);
        stage.user_stale("Anna", &asked, &late, "too old").await;
        assert!(stage.stored(1).is_none());
        assert_eq!(stage.copies("Anna", more), 0);
        // Whoever comes back is asked again, and is let in.
        let (_, asked) = stage.is_asked("Anna", "my printer, truly").await;
        stage.user_presses("Anna", &asked, BUTTON).await;
        stage.reads("Anna", "now being passed on").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["“my printer, truly”"]).await;
        stage.settle().await;
        let group = stage.sandbox.texts(stage.group);
        assert!(!group.iter().any(|text| text.contains("pills")), "{group:?}");
        stage.close().await;
    }

    async fn stale_and_forged_presses_change_nothing(kind: Kind) {
        let stage = Stage::with(kind, checked).await;
        let (_, asked) = stage.is_asked("Anna", "the printer is on fire").await;
        let (_, other) = stage.is_asked("Omar", "no paper").await;
        let annas = data(&asked, BUTTON);
        stage.user_stale("Omar", &other, &annas, "another chat or person").await;
        let card = stage.says("Ben", "look").await;
        stage.settle().await;
        assert_refused(&stage.forges("Ben", card, &annas).await, "another chat or person");
        // No other button, and no command, goes around it.
        for forged in ["new:1", "contact:1"] {
            stage.user_stale("Anna", &asked, forged, "out of date").await;
        }
        stage.writes("Anna", "/new").await;
        stage.reads("Anna", "next message begins").await;
        let second = stage.writes("Anna", "hurry").await;
        stage.writes("Anna", "/close").await;
        stage.reads("Anna", "no open conversation").await;
        stage.settle().await;
        assert!(stage.stored(1).is_none());
        stage.nothing_for("Anna").await;
        // Pressed twice, it is delivered once.
        let id = stage.id("Anna");
        let presses = [(); 2].map(|()| stage.sandbox.press_data(id, id, asked.id, &annas));
        assert!(!stage.answer(&presses[0]).await.alert);
        assert_refused(&stage.answer(&presses[1]).await, "has done its work");
        stage.reads("Anna", "now being passed on").await;
        stage.reads("Anna", "#1").await;
        stage.group_sees("Anna", second).await;
        stage.settle().await;
        assert_eq!(stage.copies("Anna", second), 1);
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }

    async fn who_is_known_is_never_asked(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.opens("Omar", 2, "no paper").await;
        stage.stop().await;
        stage.config.limits.human_check = true;
        stage.start().await;
        stage.pass(minutes(11)).await;
        stage.opens("Anna", 3, "now the scanner").await;
        let more = stage.writes("Omar", "hurry").await;
        stage.group_sees("Omar", more).await;
        // Nor is who belongs to the team.
        stage.opens("Eve", 4, "as a user").await;
        // What waits when it is turned off goes ahead with the next message.
        let (_, asked) = stage.is_asked("Ida", "no light").await;
        stage.settle().await;
        stage.stop().await;
        stage.config.limits.human_check = false;
        stage.start().await;
        let next = stage.writes("Ida", "still dark").await;
        stage.reads("Ida", "now being passed on").await;
        stage.reads("Ida", "#5").await;
        stage.card(5, &["“no light”"]).await;
        stage.group_sees("Ida", next).await;
        stage.user_stale("Ida", &asked, &data(&asked, BUTTON), "has done its work").await;
        stage.close().await;
    }

    async fn who_is_banned_gets_nothing_and_who_is_forgotten_is_asked_again(kind: Kind) {
        let stage = Stage::with(kind, checked).await;
        let (_, asked) = stage.is_asked("Zoe", "my cat is called Miranda").await;
        // What waits is erased like everything else.
        stage.writes("Zoe", "/forget").await;
        let forget = stage.reads("Zoe", "everything erased").await;
        stage.user_presses("Zoe", &forget, "Erase everything").await;
        stage.reads("Zoe", "has been erased").await;
        stage.settle().await;
        stage.user_stale("Zoe", &asked, &data(&asked, BUTTON), "too old").await;
        let snapshot = stage.service().store().read().expect("a readable database");
        assert!(!format!("{:?}", snapshot.dump().expect("readable")).contains("Miranda"));
        drop(snapshot);
        let (_, asked) = stage.is_asked("Zoe", "hello").await;
        stage.user_presses("Zoe", &asked, BUTTON).await;
        stage.reads("Zoe", "now being passed on").await;
        stage.reads("Zoe", "#1").await;
        stage.card(1, &[]).await;
        stage.settle().await;
        stage.says("Lea", "/ban 1").await;
        stage.reads("Zoe", "no longer write to us").await;
        stage.writes("Zoe", "/forget").await;
        let forget = stage.reads("Zoe", "everything erased").await;
        stage.user_presses("Zoe", &forget, "Erase everything").await;
        stage.reads("Zoe", "has been erased").await;
        stage.settle().await;
        // The ban outlives it: they are not even asked.
        stage.writes("Zoe", "here I am again").await;
        stage.nothing_for("Zoe").await;
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }

    async fn no_more_is_kept_than_waits_elsewhere(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            checked(config);
            config.limits.user_per_minute = 3;
            config.limits.user_held = 5;
        }).await;
        let (_, asked) = stage.is_asked("Anna", "message 1").await;
        let mut kept = Vec::new();
        for number in 2..=5 {
            kept.push(stage.writes("Anna", &format!("message {number}")).await);
        }
        stage.settle().await;
        let refused = stage.writes("Anna", "message 6").await;
        stage.clock.advance(seconds(2));
        let told = stage.reads("Anna", "was not kept").await;
        assert_eq!(told.reply_to, Some(refused));
        stage.user_presses("Anna", &asked, BUTTON).await;
        stage.reads("Anna", "now being passed on").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["“message 1”"]).await;
        stage.settle().await;
        // The first at once, the others folded behind everybody else's.
        let all = stage.sandbox.texts(stage.group).join("\n");
        let mut at = 0;
        for number in 1..=5 {
            let rest = all.get(at..).unwrap_or_default();
            let found = rest.find(&format!("message {number}"));
            at += found.unwrap_or_else(|| panic!("message {number} is missing: {all}"));
        }
        assert!(!all.contains("message 6"), "{all}");
        assert_eq!((stage.conversation(1).written, kept.len()), (5, 4));
        stage.close().await;
    }
}
