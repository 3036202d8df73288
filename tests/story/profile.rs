//! Priority, fields and profiles: product.md section 10.

use super::commands::is_told;
use super::stage::{Kind, Stage, minutes};
use crate::in_both_desks;

in_both_desks! {
    async fn urgent_ones_come_first(kind: Kind) {
        let stage = Stage::open(kind).await;
        for (number, user) in [(1, "Anna"), (2, "Omar"), (3, "Ida")] {
            stage.opens(user, number, "hello").await;
            stage.pass(minutes(1)).await;
        }
        is_told(&stage, "Ben", "/priority 2 URGENT", "Priority of #2: urgent").await;
        stage.card(2, &["Unassigned · urgent"]).await;
        is_told(&stage, "Eve", "/priority 2 high", "like that already").await;
        is_told(&stage, "Ben", "/priority 1 low", "Priority of #1: low").await;
        is_told(&stage, "Ben", "/priority 1 soon", "/priority [N] high|normal|low").await;
        is_told(&stage, "Ben", "/priority 9 low", "no conversation #9").await;
        is_told(&stage, "Ben", "/priority high", "Which conversation?").await;
        for command in ["/queue", "/list open"] {
            let list = is_told(&stage, "Lea", command, "#2").await;
            let at = |number: &str| list.text.find(number).expect("it stands there");
            assert!(at("#2 ·") < at("#3 ·") && at("#3 ·") < at("#1 ·"), "{}", list.text);
        }
        // Mine stand above all.
        stage.says("Ben", "/take 1").await;
        stage.card(1, &["In progress · Ben · low priority"]).await;
        let queue = is_told(&stage, "Ben", "/queue", "#1").await;
        assert!(queue.text.find("#1 ·") < queue.text.find("#2 ·"), "{}", queue.text);
        is_told(&stage, "Ben", "/priority 1 normal", "Priority of #1: normal").await;
        stage.settle().await;
        let card = stage.card(1, &["Ben"]).await;
        assert!(!card.text.contains("low priority"), "{}", card.text);
        is_told(&stage, "Ben", "/history 1", "Priority set by Ben: low priority").await;
        stage.close().await;
    }

    async fn what_is_known_of_a_user_stands_in_the_profile(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "/start billing").await;
        stage.reads("Anna", "").await;
        stage.opens("Anna", 1, "hello").await;
        is_told(&stage, "Ben", "/set 1 Plan gold, since May", "plan = gold, since May").await;
        is_told(&stage, "Eve", "/set 1 plan gold, since May", "like that already").await;
        is_told(&stage, "Eve", "/set 1 plan silver", "plan = silver").await;
        is_told(&stage, "Eve", "/set 1 city 北京", "city = 北京").await;
        is_told(&stage, "Eve", "/set 1 city", "Removed from the user of #1: city").await;
        is_told(&stage, "Eve", "/set 1 city", "like that already").await;
        is_told(&stage, "Eve", "/set 1 a/b c", "/set [N] name [value]").await;
        is_told(&stage, "Eve", "/set 7 plan gold", "no conversation #7").await;
        is_told(&stage, "Eve", "/profile 7", "no conversation #7").await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.pass(minutes(30)).await;
        stage.opens("Anna", 2, "something new").await;
        // Fields are the user's: they stand in every conversation.
        let profile = is_told(&stage, "Lea", "/profile 2", "The user of #2").await;
        for line in ["Name: Anna", "Language: en", "First seen: ", "Other conversations: #1", "plan: silver"] {
            assert!(profile.text.contains(line), "{line}: {}", profile.text);
        }
        assert!(!profile.text.contains("city"), "{}", profile.text);
        is_told(&stage, "Lea", "/profile 1", "Came from: billing").await;
        // In private by role; a user learns nothing of it.
        stage.writes("Ben", "/profile 1").await;
        stage.reads("Ben", "plan: silver").await;
        for number in 0..19 {
            is_told(&stage, "Ben", &format!("/set 1 k{number} v"), "= v").await;
        }
        is_told(&stage, "Ben", "/set 1 k19 v", "20 fields at most").await;
        stage.close().await;
    }

    async fn fields_and_priority_take_the_right_to_tag(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            use frontdesk::domain::access::{Action, Role};
            config.roles.insert(Action::Tag, Role::Lead);
        }).await;
        stage.opens("Anna", 1, "hello").await;
        is_told(&stage, "Ben", "/priority 1 high", "takes the role “lead”").await;
        is_told(&stage, "Ben", "/set 1 plan gold", "takes the role “lead”").await;
        is_told(&stage, "Lea", "/priority 1 high", "urgent").await;
        stage.close().await;
    }
}
