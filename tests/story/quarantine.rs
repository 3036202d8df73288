//! What cannot be handled costs nobody else anything, and can be handled later: architecture.md,
//! "One idea".

use frontdesk::sandbox::Outgoing;
use frontdesk::store::{FILE, tables};

use super::stage::{Kind, Stage};
use crate::in_both_desks;

/// Puts bytes where the profile of a user stands, as a damaged disk or a foreign tool would; hands
/// back what stood there.
async fn replace_profile(stage: &mut Stage, user: i64, bytes: &[u8]) -> Vec<u8> {
    stage.settle().await;
    // What was damaged before is found now, and what was derived from it, and nothing else.
    for wrong in stage.stop_damaged().await {
        let about_profiles =
            ["profiles-1", "user-names-1", "by-term-1"].contains(&wrong.table.as_str());
        assert!(about_profiles, "{wrong:?}");
    }
    let db = redb::Database::open(stage.data().join(FILE)).unwrap();
    let tx = db.begin_write().unwrap();
    let before = {
        let mut profiles = tx.open_table(tables::PROFILES).unwrap();
        profiles.insert(user, bytes).unwrap().unwrap().value().to_vec()
    };
    tx.commit().unwrap();
    drop(db);
    stage.start().await;
    before
}

in_both_desks! {
    /// A message that cannot be handled is kept as it came; everybody else is served, the admins are
    /// told, and once the cause is mended it takes effect.
    async fn what_cannot_be_handled_is_set_aside_told_and_replayed(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.opens("Anna", 1, "hello").await;
        let anna = stage.id("Anna");
        let whole = replace_profile(&mut stage, anna, b"\x01{\"person\":").await;

        // The poison stands between two others, in one batch or not.
        let before = stage.writes("Omar", "the door is locked").await;
        stage.writes("Anna", "and the roof as well").await;
        stage.writes("Omar", "and it rains").await;
        stage.reads("Omar", "#2").await;
        stage.group_reads("the door is locked").await;
        let told = stage.group_reads("could not be handled").await;
        let ada = stage.id("Ada");
        let mentioned = told.entities.iter().any(|entity| {
            entity["url"].as_str() == Some(&format!("tg://user?id={ada}"))
                || entity["user"]["id"].as_i64() == Some(ada)
        });
        assert!(mentioned, "{:?}", told.entities);
        assert!(!told.text.contains("roof"));
        stage.nothing_for("Anna").await;
        assert!(before > 0);

        // Who may see it, and what is seen.
        stage.says("Ben", "/quarantine").await;
        stage.group_reads("This takes the role “admin”").await;
        stage.says("Ada", "/quarantine").await;
        let list = stage.group_reads("Set aside (1 of 1)").await;
        assert!(list.text.contains("damaged value"), "{}", list.text);
        assert!(!list.text.contains("roof"), "{}", list.text);

        // Not mended yet.
        stage.says("Ada", "/quarantine replay 1").await;
        stage.group_reads("Failed again and kept: 1").await;
        // Mended: it takes effect, once.
        replace_profile(&mut stage, anna, &whole).await;
        stage.says("Ada", "/quarantine replay all").await;
        stage.group_reads("Handled now.").await;
        stage.group_reads("and the roof as well").await;
        stage.settle().await;
        let relayed = stage.sandbox.messages(stage.group);
        let relayed = relayed.iter().filter(|seen| seen.text.contains("the roof")).count();
        assert_eq!(relayed, 1);
        stage.says("Ada", "/quarantine").await;
        stage.group_reads("Nothing is set aside").await;
        stage.close().await;
    }

    /// What cannot be read is kept too, for a program that can.
    async fn what_cannot_be_read_is_kept(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.sandbox.inject(serde_json::json!({ "message": { "message_id": "new" } }));
        stage.group_reads("could not be handled").await;
        stage.says("Ada", "/quarantine").await;
        let list = stage.group_reads("Set aside (1 of 1)").await;
        assert!(list.text.contains("cannot be read"), "{}", list.text);
        stage.says("Ada", "/quarantine replay all").await;
        stage.group_reads("Failed again and kept: 1").await;
        stage.says("Ada", "/quarantine drop 7").await;
        stage.group_reads("Nothing with the number 7").await;
        stage.says("Ada", "/quarantine drop all").await;
        stage.group_reads("Let go of").await;
        // Nothing that answers such a line reaches a user.
        let line = stage.group_reads("could not be handled").await;
        let ben = stage.id("Ben");
        stage.sandbox.say(ben, stage.group, Outgoing::text("what is that?").reply_to(line.id));
        stage.close().await;
    }
}
