//! What a desk of the settings file says for itself: product.md section 13.

use frontdesk::config::Config;

use super::stage::{Kind, Stage};
use crate::in_both_desks;

/// A settings file, with the pace of stories.
fn file(config: &mut Config, text: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("frontdesk.toml");
    std::fs::write(&path, text).unwrap();
    let mut read = Config::load(Some(&path), true, std::iter::empty()).unwrap();
    read.schedule = config.schedule.clone();
    read.limits = config.limits.clone();
    *config = read;
}

in_both_desks! {
    async fn a_desk_speaks_its_language_and_follows_its_own_rules(kind: Kind) {
        let stage = Stage::with(kind, |config| file(config, r#"
            [permissions]
            stats = "agent"

            [[desk]]
            name = "billing"
            [desk.locale]
            desk = "ru"
            [desk.permissions]
            stats = "admin"
            [desk.completion]
            confirm = "off"
        "#)).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "conversation is #1").await;
        let card = stage.card(1, &["Не назначено"]).await;
        // What all desks were allowed does not count here.
        stage.says("Ben", "/stats").await;
        stage.group_reads("администратор").await;
        stage.says("Ada", "/settings").await;
        let shown = stage.group_reads("permissions.stats").await;
        let line = shown.text.lines().find(|line| line.contains("permissions.stats")).unwrap();
        assert!(line.contains("admin") && line.contains("frontdesk.toml:10"), "{line}");
        let label = card.labels().into_iter().find(|label| label.contains("Завершить")).unwrap();
        stage.presses("Ben", &card, label).await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }
}
