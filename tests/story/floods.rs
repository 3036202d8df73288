//! Who writes too fast: product.md section 12.

use super::stage::{Kind, Stage, seconds};
use crate::in_both_desks;
use frontdesk::config::Config;
use frontdesk::sandbox::{Outgoing, Seen};

/// Three a minute, and five may wait.
fn narrow(config: &mut Config) {
    config.limits.user_per_minute = 3;
    config.limits.user_held = 5;
}

impl Stage {
    /// Everything that Anna wrote has been taken in.
    async fn taken_in(&self, messages: u32) {
        for _ in 0..4_000 {
            if self.stored(1).is_some_and(|known| known.written == messages)
                && self.sandbox.pending_updates() == 0
            {
                return;
            }
            tokio::time::sleep(seconds(1) / 100).await;
        }
        panic!("never taken in: {:?}", self.stored(1));
    }

    /// What the bot has in the group that says something, oldest first.
    fn saying(&self, fragment: &str) -> Vec<Seen> {
        let mut all = self.sandbox.messages(self.group);
        all.retain(|seen| seen.by_bot && seen.text.contains(fragment));
        all
    }
}

in_both_desks! {
    async fn what_comes_too_fast_waits_and_arrives_folded_in_its_order(kind: Kind) {
        let mut stage = Stage::with(kind, narrow).await;
        stage.opens("Anna", 1, "word 1").await;
        for n in 2..=5 {
            stage.writes("Anna", &format!("word {n}")).await;
        }
        stage.sends("Anna", Outgoing::photo("word 6")).await;
        stage.writes("Anna", "word 7").await;
        stage.writes("Anna", "word 8").await;
        stage.taken_in(8).await;
        stage.group_reads("word 3").await;
        // Five wait, and nobody else is slowed down.
        stage.writes("Omar", "my turn").await;
        stage.reads("Omar", "#2").await;
        stage.card(2, &["my turn"]).await;
        assert!(stage.saying("word 4").is_empty(), "{}", stage.transcript(stage.group));
        // Over a restart, which loses nothing.
        stage.stop().await;
        stage.start().await;
        stage.clock.advance(seconds(61));
        stage.group_reads("word 8").await;
        stage.settle().await;
        let folded = stage.saying("word 4");
        let [folded] = folded.as_slice() else { panic!("{folded:?}") };
        assert!(folded.text.starts_with("word 4\n\nword 5"), "{}", folded.text);
        assert!(folded.silent, "it makes no sound");
        let last = stage.saying("word 7");
        let [last] = last.as_slice() else { panic!("{last:?}") };
        assert_eq!(last.text.lines().filter(|line| line.starts_with("word")).count(), 2);
        let photo = stage.saying("word 6");
        assert!(folded.id < photo[0].id && photo[0].id < last.id, "in their order");
        stage.close().await;
    }

    async fn what_is_refused_is_told(kind: Kind) {
        let stage = Stage::with(kind, narrow).await;
        stage.opens("Anna", 1, "word 1").await;
        let mut ids = Vec::new();
        for n in 2..=11 {
            ids.push(stage.writes("Anna", &format!("word {n}")).await);
        }
        stage.taken_in(8).await;
        stage.clock.advance(seconds(2));
        let told = stage.reads("Anna", "3 messages were not passed on").await;
        assert_eq!(told.reply_to, Some(ids[7]), "under the first of them");
        let anna = stage.id("Anna");
        // What waits may still be changed; what was refused stays so.
        stage.sandbox.edit(anna, anna, ids[3], Outgoing::text("word 5, changed"));
        stage.sandbox.edit(anna, anna, ids[9], Outgoing::text("word 11, changed"));
        stage.until("taken in", |sandbox| sandbox.pending_updates() == 0).await;
        stage.clock.advance(seconds(60));
        stage.group_reads("word 8").await;
        stage.settle().await;
        assert_eq!(stage.saying("word 5, changed").len(), 1);
        assert!(stage.saying("word 9").is_empty() && stage.saying("word 11").is_empty());
        // There is room again.
        stage.writes("Anna", "word 12").await;
        stage.group_reads("word 12").await;
        stage.close().await;
    }

    async fn an_album_stays_whole(kind: Kind) {
        let stage = Stage::with(kind, narrow).await;
        stage.opens("Anna", 1, "word 1").await;
        for n in 2..=3 {
            stage.writes("Anna", &format!("word {n}")).await;
        }
        let album = vec![Outgoing::photo("word 4"), Outgoing::photo(""), Outgoing::photo("")];
        let anna = stage.id("Anna");
        stage.sandbox.album(anna, anna, album);
        stage.taken_in(3).await;
        stage.clock.advance(seconds(1));
        stage.taken_in(6).await;
        assert!(stage.saying("word 4").is_empty());
        stage.clock.advance(seconds(60));
        stage.group_reads("word 4").await;
        stage.settle().await;
        let first = stage.saying("word 4").pop().expect("it stands there");
        let group = first.raw["media_group_id"].clone();
        let mut parts = stage.sandbox.messages(stage.group);
        parts.retain(|seen| !group.is_null() && seen.raw["media_group_id"] == group);
        assert_eq!(parts.len(), 3);
        stage.close().await;
    }

    async fn zero_turns_it_off(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.limits.user_per_minute = 0;
            config.limits.user_held = 1;
        }).await;
        stage.opens("Anna", 1, "word 1").await;
        for n in 2..=40 {
            stage.writes("Anna", &format!("word {n}.")).await;
        }
        for n in 2..=40 {
            stage.group_reads(&format!("word {n}.")).await;
        }
        stage.close().await;
    }
}
