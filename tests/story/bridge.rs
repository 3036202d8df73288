//! What goes over the bridge, and what must never: product.md sections 7 and 8.

use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{Outgoing, Standing};
use serde_json::json;

/// What the user has been sent so far.
fn received(stage: &Stage) -> usize {
    let all = stage.sandbox.messages(stage.id("Anna"));
    all.iter().filter(|seen| seen.by_bot).count()
}

/// Something is written in the group, and nothing of it reaches the user.
async fn stays_inside(stage: &Stage, what: &str, message: Outgoing) {
    let before = received(stage);
    let author = if what.starts_with("Ada") { "Ada" } else { "Ben" };
    stage.sandbox.say(stage.id(author), stage.group, message);
    stage.settle().await;
    assert_eq!(received(stage), before, "{what} reached the user");
}

in_both_desks! {
    async fn replies_stay_replies_both_ways(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let second = stage.writes("Anna", "the one in the hall").await;
        let relayed = stage.group_sees("Anna", second).await;
        stage.settle().await;
        // An agent answers a relayed message.
        let ben = stage.id("Ben");
        let mut answer = Outgoing::text("that old one").reply_to(relayed.id);
        if let Some(thread) = relayed.thread {
            answer = answer.in_topic(thread);
        }
        stage.sandbox.say(ben, stage.group, answer);
        let copy = stage.reads("Anna", "that old one").await;
        assert_eq!(copy.reply_to, Some(second));
        // The user answers the agent's answer.
        let third = stage.replies("Anna", copy.id, "yes, that").await;
        let relayed = stage.group_sees("Anna", third).await;
        let answered = stage.sandbox.message(stage.group, relayed.reply_to.expect("a reply"));
        assert_eq!(answered.expect("it stands").text, "that old one");
        // The user answers an own message.
        let fourth = stage.replies("Anna", second, "I mean this").await;
        let relayed = stage.group_sees("Anna", fourth).await;
        let answered = stage.sandbox.message(stage.group, relayed.reply_to.expect("a reply"));
        assert_eq!(answered.expect("it stands").text, "the one in the hall");
        // The user answers the very first message, which stands in the card.
        let fifth = stage.replies("Anna", 1, "this too").await;
        let relayed = stage.group_sees("Anna", fifth).await;
        assert_eq!(relayed.reply_to, Some(stage.card(1, &[]).await.id));
        stage.close().await;
    }

    async fn what_must_never_reach_the_user_does_not(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let thread = stage.stored(1).expect("it is open").topic;
        let card = stage.card(1, &[]).await;
        let place = |message: Outgoing| match kind {
            Kind::Forum => message.in_topic(thread.expect("a topic")),
            Kind::Plain => message.reply_to(card.id),
        };
        for text in [
            "/history", "/compleet", "/settings@other_bot", "／history", "／nothing", "/", "/ hello",
            " /take", "// call her back", "//", "／／ call her back", "  // indented",
            "@eve_team can you look?", "@nobody_here can you look?",
        ] {
            stays_inside(&stage, text, place(Outgoing::text(text))).await;
        }
        for text in ["// not this", "/history", "@eve_team look"] {
            stays_inside(&stage, "a caption", place(Outgoing::photo(text))).await;
        }
        let eve = json!([{"type": "text_mention", "offset": 0, "length": 3,
            "user": {"id": stage.id("Eve"), "is_bot": false, "first_name": "Eve"}}]);
        stays_inside(&stage, "a mention by link", place(Outgoing::text("Eve, look").with_entities(eve))).await;
        stage.group_reads("There is no command /compleet. Did you mean /complete?").await;
        stays_inside(&stage, "a channel's post", place(Outgoing::text("news").as_channel(-1_009))).await;

        // General, and plain chatter.
        stays_inside(&stage, "General", Outgoing::text("lunch?")).await;
        let hello = stage.says("Eve", "lunch at noon").await;
        stage.settle().await;
        stays_inside(&stage, "an answer to a colleague", Outgoing::text("yes").reply_to(hello)).await;
        if kind == Kind::Forum {
            let other = stage.sandbox.open_topic(stage.id("Ada"), stage.group, "Lunch");
            stays_inside(&stage, "another topic", Outgoing::text("pizza").in_topic(other)).await;
        }
        // The bot's own texts other than card and relays.
        let mut ours = stage.sandbox.messages(stage.group);
        ours.retain(|seen| seen.by_bot && seen.id != card.id && seen.kind == "text");
        assert!(ours.len() >= 3, "{ours:?}");
        for own in ours {
            let mut reply = Outgoing::text("thanks, bot").reply_to(own.id);
            if let Some(thread) = own.thread {
                reply = reply.in_topic(thread);
            }
            stays_inside(&stage, &format!("a reply to {:?}", own.text), reply).await;
        }
        // Another agent's answer, replied to, is for that agent in a plain desk.
        let answer = stage.answers("Eve", 1, "wait").await;
        stage.reads("Anna", "wait").await;
        if kind == Kind::Plain {
            stays_inside(&stage, "a word to Eve", Outgoing::text("good").reply_to(answer)).await;
            stage.sandbox.say(stage.id("Eve"), stage.group, Outgoing::text("more").reply_to(answer));
            stage.reads("Anna", "more").await;
        }
        // An edit never turns a note into an answer.
        let note = stage.answers("Ben", 1, "// call her").await;
        stage.settle().await;
        let before = received(&stage);
        stage.sandbox.edit(stage.id("Ben"), stage.group, note, Outgoing::text("call her"));
        stage.settle().await;
        assert_eq!(received(&stage), before, "an edited note reached the user");
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Note by Ben: call her back"), "{}", history.text);
        stage.close().await;
    }

    async fn an_anonymous_administrator_answers_for_the_team(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["Unassigned"]).await;
        stage.posts("Ada", 1, Outgoing::text("pull the plug").anonymous()).await;
        stage.reads("Anna", "pull the plug").await;
        stage.card(1, &["In progress", "the team"]).await;
        stage.close().await;
    }

    async fn an_album_of_an_agent_arrives_whole(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let mut items = vec![Outgoing::photo("one"), Outgoing::photo(""), Outgoing::video("three")];
        items = match kind {
            Kind::Forum => {
                let thread = stage.topic(1).await;
                items.into_iter().map(|item| item.in_topic(thread)).collect()
            }
            Kind::Plain => {
                let card = stage.card(1, &[]).await.id;
                items.into_iter().map(|item| item.reply_to(card)).collect()
            }
        };
        stage.sandbox.album(stage.id("Ben"), stage.group, items);
        stage.settle().await;
        stage.clock.advance(seconds(1));
        let first = stage.reads("Anna", "one").await;
        stage.reads("Anna", "three").await;
        let all = stage.sandbox.messages(stage.id("Anna"));
        let parts: Vec<_> = all.iter().filter(|seen| seen.album == first.album).collect();
        assert!(first.album.is_some() && parts.len() == 3, "{parts:#?}");
        stage.reads("Anna", "").await;
        assert_eq!(stage.sandbox.calls_of("copyMessages").len(), 1);
        stage.close().await;
    }

    async fn a_note_on_one_part_keeps_the_whole_album_inside(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        for noted in 0..3 {
            let place = stage.card(1, &[]).await;
            let thread = stage.stored(1).expect("it is open").topic;
            let item = |index: i32| {
                let item = Outgoing::photo(if index == noted { "// for us" } else { "part" });
                match thread {
                    Some(thread) => item.in_topic(thread),
                    None => item.reply_to(place.id),
                }
            };
            let before = received(&stage);
            stage.sandbox.album(stage.id("Ben"), stage.group, (0..3).map(item).collect());
            stage.settle().await;
            stage.clock.advance(seconds(1));
            // Something after it shows that the album's time has come.
            stage.answers("Ben", 1, "after").await;
            stage.reads("Anna", "after").await;
            stage.settle().await;
            assert_eq!(received(&stage), before + 1, "part {noted}");
        }
        stage.close().await;
    }

    async fn a_blocked_user_is_told_under_the_answer_with_retry(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        stage.sandbox.block(anna);
        stage.card(1, &["has blocked this bot"]).await;
        let id = stage.answers("Ben", 1, "still there?").await;
        let told = stage.group_reads("Not delivered: the user has blocked").await;
        assert_eq!(told.reply_to, Some(id));
        assert_eq!(told.labels(), ["Retry"]);
        // Too early: it fails once more, and says so once more.
        stage.presses("Ben", &told, "Retry").await;
        stage.until("it is told again", |sandbox| {
            sandbox.messages(stage.group).iter().any(|seen| seen.id > told.id
                && seen.text.contains("Not delivered"))
        }).await;
        let again = stage.group_reads("Not delivered: the user has blocked").await;
        stage.sandbox.unblock(anna);
        stage.until("the card is cleared", |sandbox| {
            !sandbox.texts(stage.group).iter().any(|text| text.contains("has blocked this bot\n")
                || text.ends_with("has blocked this bot."))
        }).await;
        // It failed a moment ago: it goes out by itself.
        stage.reads("Anna", "still there?").await;
        stage.until("the line goes", |sandbox| {
            sandbox.message(stage.group, again.id).is_none()
        }).await;
        let data = Stage::data_of(&again, "Retry");
        let answer = stage.forges("Ben", again.id, &data).await;
        assert!(answer.alert);
        stage.close().await;
    }

    async fn writing_to_a_completed_conversation_is_not_sent_but_offers_to_reopen(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let before = received(&stage);
        // Closed topics are for administrators.
        let id = stage.posts("Ada", 1, Outgoing::text("one more thing")).await;
        let told = stage.group_reads("Not sent: #1 is completed").await;
        stage.settle().await;
        assert_eq!(told.reply_to, Some(id));
        assert_eq!(told.labels(), ["Reopen"]);
        stage.settle().await;
        assert_eq!(received(&stage), before);
        stage.presses("Ada", &told, "Reopen").await;
        let question = stage.group_reads("able to write in this conversation again").await;
        stage.settle().await;
        assert_eq!(received(&stage), before);
        stage.presses("Ada", &question, "Confirm: follow-up").await;
        stage.reads("Anna", "has been reopened").await;
        let copy = stage.reads("Anna", "one more thing").await;
        assert_eq!(copy.copy_of, Some((stage.group, id)));
        stage.settle().await;
        // It belongs to the conversation now like any other answer.
        let reply = stage.replies("Anna", copy.id, "which?").await;
        assert_eq!(stage.group_sees("Anna", reply).await.reply_to, Some(id));
        stage.says("Ada", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("Ada: one more thing"), "{}", history.text);
        stage.close().await;
    }

    async fn an_album_to_a_completed_conversation_goes_out_whole_with_its_reopening(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let card = stage.card(1, &["Completed"]).await;
        let items = ["one", "two"].map(|text| match card.thread {
            Some(thread) => Outgoing::photo(text).in_topic(thread),
            None => Outgoing::photo(text).reply_to(card.id),
        });
        stage.sandbox.album(stage.id("Ada"), stage.group, items.to_vec());
        stage.settle().await;
        stage.clock.advance(seconds(1));
        let told = stage.group_reads("Not sent: #1 is completed").await;
        stage.settle().await;
        stage.presses("Ada", &told, "Reopen").await;
        let question = stage.group_reads("able to write in this conversation again").await;
        stage.settle().await;
        stage.presses("Ada", &question, "Confirm: follow-up").await;
        stage.reads("Anna", "has been reopened").await;
        let one = stage.reads("Anna", "one").await;
        let two = stage.reads("Anna", "two").await;
        assert!(one.album.is_some() && one.album == two.album);
        stage.close().await;
    }

    async fn a_request_from_an_unsent_message_sends_it_when_approved(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        let id = stage.posts("Ada", 1, Outgoing::text("one more thing")).await;
        let told = stage.group_reads("Not sent: #1 is completed").await;
        stage.settle().await;
        stage.presses("Ben", &told, "Reopen").await;
        let question = stage.group_reads("able to write in this conversation again").await;
        stage.presses("Ben", &question, "Confirm: follow-up").await;
        let request = stage.group_reads("A request by Ben").await;
        stage.settle().await;
        stage.presses("Lea", &request, "Approve").await;
        stage.reads("Anna", "has been reopened").await;
        let copy = stage.reads("Anna", "one more thing").await;
        assert_eq!(copy.copy_of, Some((stage.group, id)));
        stage.close().await;
    }

    async fn a_new_conversation_costs_the_group_no_more_calls_than_needed(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.settle().await;
        let calls = || -> Vec<String> {
            let all = stage.sandbox.calls().into_iter();
            let group = all.filter(|call| call.params["chat_id"] == stage.group);
            group.map(|call| call.method).filter(|method| !method.starts_with("get")).collect()
        };
        let before = calls().len();
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        stage.card(1, &["Unassigned"]).await;
        stage.settle().await;
        let made = calls().split_off(before);
        match kind {
            Kind::Forum => assert_eq!(made, ["createForumTopic", "sendMessage"]),
            Kind::Plain => assert_eq!(made, ["sendMessage"]),
        }
        // A relay costs one.
        let before = calls().len();
        let id = stage.writes("Anna", "hurry").await;
        stage.group_sees("Anna", id).await;
        stage.settle().await;
        assert_eq!(calls().split_off(before), ["copyMessage"]);
        stage.close().await;
    }

    async fn only_the_first_message_of_each_wait_rings(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.writes("Anna", "the printer is on fire").await;
        stage.reads("Anna", "#1").await;
        assert!(!stage.card(1, &[]).await.silent, "a new conversation rings");
        for text in ["hello?", "anybody?"] {
            let id = stage.writes("Anna", text).await;
            assert!(stage.group_sees("Anna", id).await.silent, "{text} rings");
        }
        stage.answers("Ben", 1, "which one?").await;
        stage.reads("Anna", "which one?").await;
        stage.settle().await;
        let first = stage.writes("Anna", "the old one").await;
        assert!(!stage.group_sees("Anna", first).await.silent, "a wait begins silently");
        let second = stage.sends("Anna", Outgoing::photo("here")).await;
        assert!(stage.group_sees("Anna", second).await.silent, "the wait rings twice");
        stage.says("Ben", "/queue").await;
        assert!(stage.group_reads("Waiting for an answer").await.silent, "an answer rings");
        stage.close().await;
    }

    async fn who_leaves_the_group_is_no_agent_any_more(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let card = stage.card(1, &[]).await;
        stage.sandbox.set_standing(stage.group, stage.id("Ben"), Standing::Left);
        stage.card(1, &["Unassigned"]).await;
        let before = stage.dump().await;
        let answer = stage.forges("Ben", card.id, "take:1.1").await;
        assert!(answer.alert);
        stage.settle().await;
        let answer = stage.forges("Ben", card.id, "take:1.1").await;
        assert!(answer.alert);
        stage.unchanged(&before).await;
        stage.pass(minutes(1)).await;
        stage.close().await;
    }
}

/// What only a plain desk has.
mod in_a_plain_desk {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn relays_carry_the_number_on_their_buttons() {
        let stage = Stage::open(Kind::Plain).await;
        stage.begun().await;
        for message in
            [Outgoing::text("the old one"), Outgoing::photo("here"), Outgoing::sticker("🤔")]
        {
            let id = stage.sends("Anna", message).await;
            stage.group_sees("Anna", id).await;
            stage
                .until("the number stands under it", |sandbox| {
                    let all = sandbox.messages(stage.group);
                    let copy = all.iter().find(|seen| seen.copy_of == Some((stage.id("Anna"), id)));
                    copy.is_some_and(|copy| {
                        copy.labels().iter().any(|label| label.contains("#1 · Mark Complete"))
                    })
                })
                .await;
        }
        stage.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_question_of_a_relays_button_is_a_message_of_its_own_and_goes_once_decided() {
        let stage = Stage::open(Kind::Plain).await;
        stage.begun().await;
        let id = stage.writes("Anna", "the old one").await;
        let relay = stage.group_sees("Anna", id).await;
        stage.settle().await;
        stage.presses("Ben", &relay, "Mark Complete").await;
        let question = stage.group_reads("no longer be able to write").await;
        assert_eq!(question.reply_to, Some(relay.id));
        stage.presses("Ben", &question, "Confirm: solved").await;
        stage.reads("Anna", "has been completed").await;
        stage
            .until("the question goes", |sandbox| {
                sandbox.message(stage.group, question.id).is_none()
            })
            .await;
        stage.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_answer_to_an_unknown_message_of_the_bot_is_not_sent() {
        let stage = Stage::open(Kind::Plain).await;
        stage.begun().await;
        stage.settle().await;
        // Something of the bot's that its map does not know, as after a restored backup.
        let post = |body: serde_json::Value| {
            let url = format!("{}/bot{}/sendMessage", stage.sandbox.url(), stage.sandbox.token());
            async move {
                let client = reqwest::Client::builder().no_proxy().build().expect("a client");
                let answer: serde_json::Value = client
                    .post(url)
                    .json(&body)
                    .send()
                    .await
                    .expect("sent")
                    .json()
                    .await
                    .expect("read");
                i32::try_from(answer["result"]["message_id"].as_i64().expect("an id"))
                    .expect("small")
            }
        };
        let bare = post(json!({"chat_id": stage.group, "text": "#9 · from another time"})).await;
        let buttons = json!({"inline_keyboard": [[{"text": "Take", "callback_data": "take:1.1"}]]});
        let card =
            post(json!({"chat_id": stage.group, "text": "old card", "reply_markup": buttons}))
                .await;
        let ben = stage.id("Ben");
        let before = received(&stage);
        let id = stage.sandbox.say(ben, stage.group, Outgoing::text("who?").reply_to(bare));
        let told = stage.group_reads("Not sent: I do not know to whom").await;
        assert_eq!(told.reply_to, Some(id));
        stage.settle().await;
        assert_eq!(received(&stage), before);
        // Its own buttons say whose it is.
        stage.sandbox.say(ben, stage.group, Outgoing::text("take that").reply_to(card));
        stage.reads("Anna", "take that").await;
        stage.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_answer_to_a_list_stays_inside_though_its_buttons_name_conversations() {
        let stage = Stage::basic().await;
        stage.begun().await;
        stage.says("Ben", "/list open").await;
        let list = stage.group_reads("· page 1").await;
        assert!(list.labels().contains(&"Show") || list.labels().len() > 1, "{list:?}");
        stage.settle().await;
        stays_inside(&stage, "a word on the list", Outgoing::text("short today").reply_to(list.id))
            .await;
        // Its button brings the card to the bottom, once.
        let old = stage.card(1, &[]).await;
        let show = list.labels().into_iter().find(|label| *label != "✕").expect("a button");
        stage.presses("Ben", &list, show).await;
        stage
            .until("the card stands anew", |sandbox| {
                let all = sandbox.messages(stage.group);
                let cards: Vec<_> =
                    all.iter().filter(|s| s.by_bot && s.text.starts_with("#1 ·")).collect();
                let with_buttons = cards.iter().filter(|card| !card.labels().is_empty());
                cards.len() == 2 && with_buttons.map(|card| card.id).all(|id| id > old.id)
            })
            .await;
        stage.close().await;
    }
}
