//! Desks of the settings file: what one says for itself, and users and teams of several. product.md
//! section 13.

use super::stage::{Kind, Stage, assert_refused, minutes};
use crate::in_both_desks;
use frontdesk::domain::id::{DeskId, UserId};
use frontdesk::sandbox::{BotRights, Outgoing, Seen, Standing};

/// What is stored of a user.
pub(super) fn profile(stage: &Stage, user: &str) -> frontdesk::domain::people::Profile {
    let snapshot = stage.service().store().read().expect("a readable database");
    let found = snapshot.profile(UserId(stage.id(user))).expect("readable");
    found.expect("somebody who wrote")
}

/// Nothing of this stands in a group, said by whomever.
pub(super) fn unheard(stage: &Stage, group: i64, words: &str) {
    let texts = stage.sandbox.texts(group);
    assert!(!texts.iter().any(|text| text.contains(words)), "{texts:#?}");
}

/// A user opens a conversation at a desk that is reached by its link.
pub(super) async fn opens_at(
    stage: &mut Stage,
    user: &str,
    desk: &str,
    number: u32,
    text: &str,
) -> Seen {
    stage.writes(user, &format!("/start {desk}")).await;
    stage.reads(user, "You are writing to").await;
    stage.writes(user, text).await;
    stage.reads(user, &format!("#{number} (")).await;
    stage.settle().await;
    stage.at(desk);
    stage.card(number, &[]).await
}

in_both_desks! {
    async fn a_desk_speaks_its_language_and_follows_its_own_rules(kind: Kind) {
        let mut stage = Stage::ready(kind).await;
        stage.file(r#"
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
        "#);
        stage.begin().await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "conversation is #1").await;
        let card = stage.card(1, &["Не назначено"]).await;
        // What all desks were allowed does not count here.
        stage.says("Ben", "/stats").await;
        stage.group_reads("администратор").await;
        stage.says("Ada", "/settings").await;
        stage.group_reads("Вопрос перед завершением: нет (frontdesk.toml:12)").await;
        let label = card.labels().into_iter().find(|label| label.contains("Завершить")).unwrap();
        stage.presses("Ben", &card, label).await;
        stage.reads("Anna", "has been completed").await;
        stage.close().await;
    }

    async fn each_group_becomes_the_desk_of_its_code_and_no_group_becomes_two(kind: Kind) {
        let mut stage = Stage::two_groups(kind).await;
        stage.file("[[desk]]\nname = \"support\"\n[[desk]]\nname = \"billing\"\n");
        stage.start().await;
        let codes: Vec<_> = stage.service().setup.iter().map(|s| s.code.clone()).collect();
        let names: Vec<_> = stage.service().setup.iter().map(|s| s.desk.clone()).collect();
        assert_eq!(names, [Some("support".to_owned()), Some("billing".to_owned())]);
        // The second one first; users are for it alone meanwhile.
        stage.at("billing");
        stage.says("Zoe", &format!("/setup {}", codes[1])).await;
        stage.group_reads("Checklist of Billing team").await;
        stage.writes("Anna", "the bill is wrong").await;
        stage.reads("Anna", "#1 (billing)").await;
        stage.card(1, &["Unassigned"]).await;
        // It is a desk already, and stays the one it is.
        stage.says("Zoe", &format!("/setup {}", codes[0])).await;
        stage.group_reads("is the desk already").await;
        // After a restart only the other one is asked for, by its code.
        stage.settle().await;
        stage.stop().await;
        stage.start().await;
        let setup = stage.service().setup.clone();
        assert_eq!(setup.len(), 1);
        assert_eq!((setup[0].desk.as_deref(), setup[0].code.as_str()), (Some("support"), codes[0].as_str()));
        stage.at("support");
        stage.says("Ada", &format!("/setup {}", codes[1])).await;
        stage.group_reads("This code is wrong").await;
        stage.says("Ada", &format!("/setup {}", codes[0])).await;
        stage.group_reads("Checklist of Support team").await;
        stage.settle().await;
        assert_eq!(stage.count_in_group("#1"), 0);
        stage.close().await;
    }

    async fn a_desk_of_before_there_were_names_is_the_first(kind: Kind) {
        let mut stage = Stage::two_groups(kind).await;
        let other = stage.other;
        stage.adopted().await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1.").await;
        stage.card(1, &[]).await;
        stage.settle().await;
        stage.stop().await;
        stage.file(&format!("[[desk]]\nname = \"help\"\n[[desk]]\nname = \"money\"\nchat = {other}\n"));
        stage.start().await;
        assert!(stage.service().setup.is_empty());
        let number = stage.answers("Ben", 1, "which one?").await;
        assert!(number > 0);
        stage.reads("Anna", "which one?").await;
        stage.writes("Anna", "the big one").await;
        stage.settle().await;
        assert_eq!(profile(&stage, "Anna").open_at(DeskId::FIRST).map(|id| id.number), Some(1));
        // One that leaves the file keeps what is open, and begins nothing.
        stage.stop().await;
        stage.file(&format!("[[desk]]\nname = \"money\"\nchat = {other}\n"));
        stage.start().await;
        stage.writes("Anna", "the biggest").await;
        stage.settle().await;
        stage.completes("Ben", 1, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.pass(minutes(11)).await;
        stage.writes("Anna", "a bill, please").await;
        stage.reads("Anna", "#1.").await;
        stage.at("billing");
        stage.card(1, &["a bill, please"]).await;
        stage.close().await;
    }

    async fn a_link_chooses_the_desk_and_keeps_where_somebody_comes_from(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        stage.writes("Anna", "/start billing-flyer").await;
        stage.reads("Anna", "You are writing to Billing").await;
        stage.writes("Anna", "the bill is wrong").await;
        stage.reads("Anna", "#1 (Billing)").await;
        stage.at("billing");
        let card = stage.card(1, &["Unassigned", "from flyer"]).await;
        assert!(!card.text.contains("billing"), "{}", card.text);
        unheard(&stage, stage.other, "the bill is wrong");
        // What names no desk is where somebody comes from, as ever; with nothing decided they are asked.
        stage.writes("Bob", "/start shop-7").await;
        let asked = stage.reads("Bob", "This is our help desk").await;
        assert_eq!(asked.labels(), ["Support", "Billing"]);
        stage.user_presses("Bob", &asked, "Support").await;
        stage.reads("Bob", "now goes to Support").await;
        stage.writes("Bob", "no paper").await;
        stage.reads("Bob", "#1 (Support)").await;
        stage.at("support");
        stage.card(1, &["from shop-7", "no paper"]).await;
        stage.close().await;
    }

    async fn what_is_for_no_desk_in_particular_waits_for_a_choice_over_a_restart(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        stage.writes("Anna", "hello").await;
        let asked = stage.reads("Anna", "For whom is your message?").await;
        assert_eq!(asked.labels(), ["Support", "Billing"]);
        stage.sends("Anna", Outgoing::photo("the bill")).await;
        stage.nothing_for("Anna").await;
        stage.stop().await;
        stage.start().await;
        let last = stage.writes("Anna", "are you there?").await;
        stage.nothing_for("Anna").await;
        for group in [stage.group, stage.other] {
            unheard(&stage, group, "hello?");
            unheard(&stage, group, "are you there?");
        }
        assert!(profile(&stage, "Anna").open.is_empty());
        stage.user_presses("Anna", &asked, "Billing").await;
        stage.reads("Anna", "now goes to Billing").await;
        stage.reads("Anna", "#1 (Billing)").await;
        stage.at("billing");
        stage.card(1, &["“hello”"]).await;
        stage.group_sees("Anna", last).await;
        stage.settle().await;
        assert!(stage.stored(2).is_none(), "one conversation holds all of it");
        let copies: Vec<_> = stage.sandbox.messages(stage.group).into_iter()
            .filter(|seen| seen.copy_of.is_some()).map(|seen| seen.text).collect();
        assert_eq!(copies, ["the bill", "are you there?"]);
        // The same question again decides nothing any more, but where they write from now on.
        stage.user_stale("Anna", &asked, "desk:9", "out of date").await;
        unheard(&stage, stage.other, "are you there?");
        stage.close().await;
    }

    async fn without_a_choice_it_goes_to_the_first_desk(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        stage.writes("Anna", "hello").await;
        let asked = stage.reads("Anna", "For whom is your message?").await;
        stage.pass(minutes(9)).await;
        unheard(&stage, stage.group, "hello there");
        assert!(stage.stored(1).is_none());
        stage.pass(minutes(1)).await;
        stage.reads("Anna", "now goes to Support").await;
        stage.reads("Anna", "#1 (Support)").await;
        stage.card(1, &["“hello”"]).await;
        let now = stage.now_at("Anna", &asked).await;
        assert!(now.labels().is_empty(), "{:?}", now.labels());
        stage.at("billing");
        assert!(stage.stored(1).is_none());
        stage.close().await;
    }

    async fn the_language_decides_where_one_desk_alone_takes_it(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "languages = [\"ru\", \"uk\"]").await;
        stage.person("Olga", "uk-UA");
        stage.writes("Olga", "добрий день").await;
        stage.reads("Olga", "#1 (Billing)").await;
        stage.writes("Anna", "good morning").await;
        stage.reads("Anna", "#1 (Support)").await;
        stage.card(1, &["good morning"]).await;
        stage.at("billing");
        stage.card(1, &["добрий день"]).await;
        // Whoever chooses for themselves is believed.
        opens_at(&mut stage, "Anna", "billing", 2, "a bill, please").await;
        stage.close().await;
    }

    async fn one_who_writes_to_both_is_asked_unless_they_reply_or_have_chosen(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "support", 1, "the printer is on fire").await;
        stage.answers("Ben", 1, "which one?").await;
        let question = stage.reads("Anna", "which one?").await;
        opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
        // Where she is.
        let there = stage.writes("Anna", "much too high").await;
        stage.group_sees("Anna", there).await;
        unheard(&stage, stage.other, "much too high");
        // A reply goes where it belongs, and changes nothing about that.
        let reply = stage.replies("Anna", question.id, "the big one").await;
        stage.at("support");
        stage.group_sees("Anna", reply).await;
        unheard(&stage, stage.other, "the big one");
        let there = stage.writes("Anna", "by far").await;
        stage.at("billing");
        stage.group_sees("Anna", there).await;
        // She sees where she is, and goes elsewhere.
        stage.writes("Anna", "/desk").await;
        let shown = stage.reads("Anna", "You are writing to Billing").await;
        assert!(shown.text.contains("Open with Support: #1"), "{}", shown.text);
        assert!(shown.text.contains("Open with Billing: #1"), "{}", shown.text);
        stage.user_presses("Anna", &shown, "Support").await;
        stage.reads("Anna", "goes to Support, into your conversation #1").await;
        let there = stage.writes("Anna", "smoke everywhere").await;
        stage.at("support");
        stage.group_sees("Anna", there).await;
        // Numbers say whose they are; `/close` is about where she is.
        stage.writes("Anna", "/new").await;
        stage.reads("Anna", "Your conversation #1 (Support) is still open").await;
        stage.writes("Anna", "/close").await;
        let asked = stage.reads("Anna", "Conversation #1 (Support) would then end").await;
        stage.user_presses("Anna", &asked, "Confirm").await;
        stage.reads("Anna", "Conversation #1 (Support) has been completed").await;
        stage.at("billing");
        assert!(stage.conversation(1).is_open());
        stage.close().await;
    }

    async fn with_two_open_and_none_chosen_it_is_asked_by_number_and_desk(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "support", 1, "the printer is on fire").await;
        opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
        stage.chose_nothing("Anna").await;
        let held = stage.writes("Anna", "any news?").await;
        let asked = stage.reads("Anna", "For whom is your message?").await;
        assert!(asked.text.contains("Open with Support: #1"), "{}", asked.text);
        assert!(asked.text.contains("Open with Billing: #1"), "{}", asked.text);
        // Both could be meant by `/close` too.
        stage.writes("Anna", "/close").await;
        stage.reads("Anna", "#1 (Support) would then end").await;
        stage.reads("Anna", "#1 (Billing) would then end").await;
        stage.user_presses("Anna", &asked, "Support").await;
        stage.reads("Anna", "now goes to Support").await;
        stage.at("support");
        stage.group_sees("Anna", held).await;
        unheard(&stage, stage.other, "any news?");
        stage.close().await;
    }

    async fn thanks_and_what_crosses_the_end_stay_with_what_is_over(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
        stage.chose_nothing("Anna").await;
        stage.answers("Max", 1, "we send a new one").await;
        stage.reads("Anna", "we send a new one").await;
        stage.completes("Max", 1, "Confirm: solved").await;
        stage.reads("Anna", "#1 (Billing) has been completed").await;
        stage.settle().await;
        let thanks = stage.writes("Anna", "Thanks!").await;
        stage.group_sees("Anna", thanks).await;
        assert!(!stage.reacted("Anna", thanks).await.is_empty());
        stage.nothing_for("Anna").await;
        // Anything else may be for anybody.
        stage.writes("Anna", "and now the printer").await;
        let asked = stage.reads("Anna", "For whom is your message?").await;
        stage.user_presses("Anna", &asked, "Support").await;
        stage.reads("Anna", "now goes to Support").await;
        stage.reads("Anna", "#1 (Support)").await;
        stage.at("support");
        let card = stage.card(1, &["and now the printer"]).await;
        assert!(!card.text.contains("earlier"), "{}", card.text);
        stage.close().await;
    }

    async fn a_ban_is_that_of_one_desk_and_names_it(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
        stage.commands("Zoe", 1, "/ban insults").await;
        stage.reads("Anna", "no longer write to Billing").await;
        stage.writes("Anna", "let me in").await;
        stage.nothing_for("Anna").await;
        unheard(&stage, stage.group, "let me in");
        stage.writes("Anna", "/desk").await;
        let shown = stage.reads("Anna", "You are writing to Billing").await;
        assert_eq!(shown.labels(), ["Support"]);
        let press = stage.sandbox.press_data(stage.id("Anna"), stage.id("Anna"), shown.id, "desk:2");
        assert_refused(&stage.answer(&press).await, "cannot write");
        stage.user_presses("Anna", &shown, "Support").await;
        stage.reads("Anna", "now goes to Support").await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1 (Support)").await;
        stage.says("Zoe", "/unban 1").await;
        stage.reads("Anna", "can write to Billing here again").await;
        stage.close().await;
    }

    async fn one_desk_s_people_see_nothing_of_another_s(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
        stage.says("Max", "/note 1 she is right").await;
        stage.settle().await;
        let theirs = stage.card(1, &[]).await;
        opens_at(&mut stage, "Anna", "support", 1, "the printer is on fire").await;
        let ours = stage.card(1, &[]).await;
        for question in ["/find bill", "/history 2", "/list user:anna", "/queue", "/profile 1", "/list text bill"] {
            stage.says("Lea", question).await;
        }
        stage.settle().await;
        unheard(&stage, stage.group, "the bill is wrong");
        unheard(&stage, stage.group, "she is right");
        // The buttons of one mean nothing in the other, whoever presses them.
        for button in theirs.buttons.iter().flatten().filter_map(|button| button.data.clone()) {
            let answer = stage.forges("Lea", ours.id, &button).await;
            assert_refused(&answer, "");
        }
        for data in ["stats:2:7", "page:2:1:0", "many:2:solved:1", "few:2:1", "stop:2:1", "cans:2:0", "team:2", "desk:2"] {
            let answer = stage.forges("Lea", ours.id, data).await;
            assert!(answer.alert, "{data}: {answer:?}");
        }
        stage.settle().await;
        unheard(&stage, stage.group, "the bill is wrong");
        // Those of a user neither: what belongs to one desk is no way into another.
        stage.at("billing");
        assert!(stage.conversation(1).is_open());
        stage.close().await;
    }

    async fn who_works_at_both_is_answered_by_both_in_private(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        stage.sandbox.join(stage.other, stage.id("Ben"), Standing::Member);
        stage.at("billing");
        stage.says("Ben", "hello").await;
        stage.settle().await;
        opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
        opens_at(&mut stage, "Bob", "support", 1, "no paper").await;
        stage.writes("Ben", "/queue").await;
        let support = stage.reads("Ben", "Support:").await;
        assert!(support.text.contains("Bob") && !support.text.contains("Anna"), "{}", support.text);
        let billing = stage.reads("Ben", "Billing:").await;
        assert!(billing.text.contains("Anna") && !billing.text.contains("Bob"), "{}", billing.text);
        stage.writes("Max", "/queue").await;
        let own = stage.reads("Max", "Anna").await;
        assert!(!own.text.contains("Bob") && !own.text.contains("Billing:"), "{}", own.text);
        stage.nothing_for("Max").await;
        stage.close().await;
    }

    async fn one_group_is_lost_and_the_other_works_on(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
        stage.sandbox.bot_is_removed(stage.group);
        stage.settle().await;
        stage.writes("Anna", "hello?").await;
        stage.reads("Anna", "Billing cannot be reached at the moment").await;
        stage.writes("Bob", "/start support").await;
        stage.reads("Bob", "You are writing to").await;
        stage.writes("Bob", "no paper").await;
        stage.reads("Bob", "#1 (Support)").await;
        stage.at("support");
        stage.answers("Ben", 1, "more is on its way").await;
        stage.reads("Bob", "more is on its way").await;
        stage.at("billing");
        stage.sandbox.bot_joins(stage.group, BotRights::all());
        stage.until("it catches up", |sandbox| {
            stage.clock.advance(minutes(1));
            sandbox.texts(stage.group).iter().any(|text| text.contains("hello?"))
        }).await;
        stage.close().await;
    }

    async fn who_is_forgotten_is_forgotten_everywhere(kind: Kind) {
        let mut stage = Stage::two(kind, "", "", "").await;
        opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
        opens_at(&mut stage, "Anna", "support", 1, "the printer is on fire").await;
        stage.writes("Anna", "/forget").await;
        let asked = stage.reads("Anna", "erased that is stored").await;
        stage.user_presses("Anna", &asked, "Erase").await;
        stage.reads("Anna", "has been erased").await;
        stage.settle().await;
        for desk in ["support", "billing"] {
            stage.at(desk);
            unheard(&stage, stage.group, "on fire");
            unheard(&stage, stage.group, "bill is wrong");
            assert!(!stage.conversation(1).is_open());
        }
        stage.close().await;
    }
}

/// A group that is upgraded is followed by its own desk alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_moves_one_desk_and_leaves_the_other() {
    let mut stage = Stage::two_groups(Kind::Plain).await;
    let basic = stage.sandbox.basic_group("Billing team");
    for (name, standing) in [("Zoe", Standing::Creator), ("Max", Standing::Member)] {
        stage.sandbox.join(basic, stage.id(name), standing);
    }
    stage.sandbox.bot_joins(basic, BotRights::all());
    let support = stage.group;
    stage.other = basic;
    stage.file(&format!(
        "[[desk]]\nname = \"support\"\nchat = {support}\n[[desk]]\nname = \"billing\"\nchat = {basic}\n"
    ));
    stage.begin().await;
    opens_at(&mut stage, "Anna", "billing", 1, "the bill is wrong").await;
    stage.group = stage.sandbox.upgrade(stage.group);
    stage.group_reads("has upgraded this group").await;
    let card = stage.card(1, &["the bill is wrong"]).await;
    stage.says("Max", "hello").await;
    stage.settle().await;
    assert!(!stage.presses("Max", &card, "Take").await.alert);
    opens_at(&mut stage, "Bob", "support", 1, "no paper").await;
    unheard(&stage, stage.group, "has upgraded");
    stage.at("billing");
    // The file names the group that it was.
    stage.settle().await;
    stage.stop().await;
    stage.start().await;
    stage.answers("Max", 1, "we send a new one").await;
    stage.reads("Anna", "we send a new one").await;
    stage.close().await;
}

/// What the file says of groups must fit what is stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_is_another_desk_already_is_refused_at_the_start() {
    let mut stage = Stage::two(Kind::Plain, "", "", "").await;
    stage.stop().await;
    let support = stage.group;
    stage.file(&format!(
        "[[desk]]\nname = \"support\"\n[[desk]]\nname = \"billing\"\nchat = {support}\n"
    ));
    let error = stage.fails_to_start().await;
    assert!(error.contains("desk \"billing\""), "{error}");
    assert!(error.contains("the desk \"support\" already"), "{error}");
}
