//! Albums of users stay albums: product.md section 7, telegram-facts C5, C13, C14, E32.

use super::stage::{Kind, Stage, minutes, seconds};
use crate::in_both_desks;
use frontdesk::domain::arrival::AfterCompletion;
use frontdesk::domain::id::ChatId;
use frontdesk::sandbox::{Fault, Outgoing, Seen};

fn three() -> Vec<Outgoing> {
    vec![Outgoing::photo("one"), Outgoing::photo(""), Outgoing::video("three")]
}

/// Lets time pass in small steps until something is so: an album waits for its end by the clock.
async fn in_time<T>(stage: &Stage, what: &str, look: impl Fn(&Stage) -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = look(stage) {
            return found;
        }
        tokio::time::sleep(seconds(1) / 50).await;
        stage.clock.advance(seconds(1) / 10);
    }
    panic!("never: {what}\n{}", stage.transcript(stage.group));
}

/// The album that the bot has posted into the group, once it stands there whole.
async fn posted(stage: &Stage, parts: usize) -> Vec<Seen> {
    in_time(stage, "an album", |stage| {
        let mut all = stage.sandbox.messages(stage.group);
        let last = all.iter().rev().find(|seen| seen.by_bot && seen.album.is_some())?;
        let album = last.album.clone();
        all.retain(|seen| seen.by_bot && seen.album == album);
        (all.len() == parts).then_some(all)
    })
    .await
}

fn texts(album: &[Seen]) -> Vec<&str> {
    album.iter().map(|seen| seen.text.as_str()).collect()
}

in_both_desks! {
    async fn a_users_album_stays_one(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        stage.sandbox.album(anna, anna, three());
        let album = posted(&stage, 3).await;
        let kinds: Vec<&str> = album.iter().map(|seen| seen.kind.as_str()).collect();
        assert_eq!(kinds, ["photo", "photo", "video"]);
        match kind {
            Kind::Forum => {
                assert_eq!(texts(&album), ["one", "", "three"]);
                assert_eq!(album[0].thread, Some(stage.topic(1).await));
            }
            Kind::Plain => {
                assert_eq!(texts(&album), ["#1\n\none", "", "three"]);
                assert_eq!(album[0].reply_to, Some(stage.card(1, &[]).await.id));
            }
        }
        assert!(!album[0].silent, "it is the first of a wait");
        // Once the bot knows what stands there, an answer to any part of it reaches the user.
        stage.settle().await;
        let mut answer = Outgoing::text("nice pictures").reply_to(album[2].id);
        if let Some(thread) = album[2].thread {
            answer = answer.in_topic(thread);
        }
        stage.sandbox.say(stage.id("Eve"), stage.group, answer);
        let copy = stage.reads("Anna", "nice pictures").await;
        let original = stage.sandbox.message(anna, copy.reply_to.expect("a reply")).unwrap();
        assert_eq!(original.text, "three");
        stage.close().await;
    }

    async fn an_album_may_begin_a_conversation(kind: Kind) {
        let stage = Stage::open(kind).await;
        let anna = stage.id("Anna");
        stage.sandbox.album(anna, anna, three());
        let album = posted(&stage, 3).await;
        stage.reads("Anna", "#1").await;
        let card = stage.card(1, &["Unassigned"]).await;
        assert!(card.id < album[0].id);
        assert!(!card.silent && album[0].silent);
        assert_eq!(stage.stored(1).unwrap().first_line.as_deref(), Some("one"));
        // Whatever comes next is for the same conversation.
        let next = stage.writes("Anna", "hello?").await;
        stage.group_sees("Anna", next).await;
        stage.settle().await;
        assert!(stage.stored(2).is_none());
        stage.close().await;
    }

    async fn what_comes_next_ends_an_album(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        stage.sandbox.album(anna, anna, three());
        let second = vec![Outgoing::document("a.pdf", "a"), Outgoing::document("b.pdf", "b")];
        stage.sandbox.album(anna, anna, second);
        // The clock stands still: it is this message that ends the second album.
        let next = stage.writes("Anna", "that is all").await;
        let text = stage.group_sees("Anna", next).await;
        let all = stage.sandbox.messages(stage.group);
        let parts: Vec<&Seen> =
            all.iter().filter(|seen| seen.by_bot && seen.album.is_some()).collect();
        assert_eq!(parts.len(), 5, "{parts:#?}");
        assert!(parts.iter().all(|part| part.id < text.id));
        assert!(parts[..3].iter().all(|part| part.album == parts[0].album));
        assert!(parts[3..].iter().all(|part| part.album == parts[3].album));
        assert_ne!(parts[0].album, parts[3].album);
        stage.close().await;
    }

    async fn an_album_survives_a_restart_between_its_parts(kind: Kind) {
        let mut stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let item = |text: &str| Outgoing::photo(text);
        stage.sandbox.album_item(anna, anna, "4711", item("one"));
        stage.until("it is taken in", |sandbox| sandbox.pending_updates() == 0).await;
        stage.stop().await;
        stage.sandbox.album_item(anna, anna, "4711", item("two"));
        stage.sandbox.album_item(anna, anna, "4711", item("three"));
        stage.start().await;
        let album = posted(&stage, 3).await;
        assert_eq!(album[1].text, "two");
        stage.settle().await;
        stage.close().await;
    }

    async fn a_reply_stays_one(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let question = stage.sandbox.messages(anna);
        let question = question.iter().find(|seen| seen.text == "which one?").unwrap().id;
        let items = three().into_iter().map(|item| item.reply_to(question)).collect();
        stage.sandbox.album(anna, anna, items);
        let album = posted(&stage, 3).await;
        let answered = stage.sandbox.message(stage.group, album[0].reply_to.expect("a reply"));
        assert_eq!(answered.unwrap().text, "which one?");
        stage.close().await;
    }

    async fn a_long_caption_is_copied_as_it_is(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let long = "long ".repeat(240);
        stage.sandbox.album(anna, anna, vec![Outgoing::photo(&long), Outgoing::photo("")]);
        let album = posted(&stage, 2).await;
        assert_eq!(album[0].text, long.trim_end());
        if kind == Kind::Plain {
            // The card, which begins with the number too, may be drawn at any moment.
            stage.until("the number stands under it", |sandbox| {
                let all = sandbox.messages(stage.group);
                all.iter().any(|seen| seen.text == "#1" && seen.reply_to == Some(album[0].id))
            }).await;
        }
        stage.settle().await;
        stage.close().await;
    }

    async fn an_album_that_cannot_be_posted_anew_is_copied(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let question = stage.sandbox.messages(anna);
        let question = question.iter().find(|seen| seen.text == "which one?").unwrap().id;
        stage.sandbox.fail_next("sendMediaGroup", Fault::Error {
            code: 400,
            description: "Bad Request: wrong file identifier/HTTP URL specified".to_owned(),
            parameters: None,
        });
        let items = three().into_iter().map(|item| item.reply_to(question)).collect();
        stage.sandbox.album(anna, anna, items);
        let album = posted(&stage, 3).await;
        assert_eq!(texts(&album), ["one", "", "three"]);
        assert_eq!(stage.sandbox.faults_left(), 0);
        if kind == Kind::Plain {
            // The card, which begins with the number too, may be drawn at any moment.
            stage.until("the number stands under it", |sandbox| {
                let all = sandbox.messages(stage.group);
                all.iter().any(|seen| seen.text == "#1" && seen.reply_to == Some(album[0].id))
            }).await;
        }
        stage.settle().await;
        stage.close().await;
    }

    async fn whoever_is_sending_an_album_is_not_timed_out(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.pass(minutes(28)).await;
        stage.reads("Anna", "no other questions").await;
        // The last moment of the two minutes that she has.
        stage.pass(seconds(120) - seconds(1) / 5).await;
        let anna = stage.id("Anna");
        stage.sandbox.album_item(anna, anna, "4711", Outgoing::photo("look"));
        let store = stage.service().store().clone();
        while store.write().unwrap().open_album(ChatId(anna), anna).unwrap().is_none() {
            tokio::time::sleep(seconds(1) / 100).await;
        }
        stage.clock.advance(seconds(1) / 4);
        stage.sweep().await;
        assert!(stage.stored(1).unwrap().is_open());
        let id = stage.writes("Anna", "see?").await;
        stage.group_sees("Anna", id).await;
        stage.reads("Anna", "stays open").await;
        stage.settle().await;
        assert!(stage.stored(1).unwrap().is_open());
        stage.close().await;
    }

    async fn what_telegram_leaves_out_is_told_to_both_sides(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        // One part cannot be copied any more when the album's turn comes; only a bare copy notices.
        let long = "long ".repeat(240);
        stage.sandbox.fail_next("copyMessages", Fault::RetryAfter(20));
        let items = vec![Outgoing::photo(&long), Outgoing::photo("two"), Outgoing::photo("three")];
        let ids = stage.sandbox.album(anna, anna, items);
        in_time(&stage, "it has to wait", |stage| {
            (stage.sandbox.faults_left() == 0).then_some(())
        }).await;
        stage.sandbox.delete(anna, ids[1]);
        stage.clock.advance(seconds(25));
        stage.group_reads("passed on 2 of 3").await;
        let told = stage.reads("Anna", "Of 3 files, 2 reached us").await;
        assert_eq!(told.reply_to, Some(ids[0]));
        stage.settle().await;
        stage.close().await;
    }

    async fn an_album_in_doubt_is_never_repeated(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let method = match kind {
            Kind::Forum => "copyMessages",
            Kind::Plain => "sendMediaGroup",
        };
        stage.sandbox.fail_next(method, Fault::ResetAfter);
        stage.sandbox.album(anna, anna, three());
        posted(&stage, 3).await;
        stage.group_reads("It is not known whether all parts of the user’s album").await;
        stage.reads("Anna", "not certain that all of these files").await;
        stage.clock.advance(minutes(5));
        stage.settle().await;
        let parts = stage.sandbox.messages(stage.group);
        assert_eq!(parts.iter().filter(|seen| seen.by_bot && seen.album.is_some()).count(), 3);
        stage.close().await;
    }

    async fn an_album_waits_for_a_choice_as_one(kind: Kind) {
        let stage = Stage::with(kind, |config| {
            config.reopening.after_completion = AfterCompletion::Ask;
            config.reopening.courtesy_within = seconds(0);
        }).await;
        stage.begun().await;
        stage.completes("Ben", 1, "solved").await;
        stage.reads("Anna", "has been completed").await;
        stage.clock.advance(minutes(20));
        let anna = stage.id("Anna");
        stage.sandbox.album(anna, anna, three());
        in_time(&stage, "the question", |stage| {
            stage.sandbox.texts(anna).iter().any(|text| text.contains("a new matter")).then_some(())
        }).await;
        let question = stage.reads("Anna", "a new matter").await;
        stage.writes("Anna", "and this").await;
        stage.user_presses("Anna", &question, "New matter").await;
        let album = posted(&stage, 3).await;
        stage.reads("Anna", "begins a new conversation").await;
        stage.reads("Anna", "#2").await;
        let card = stage.card(2, &["Unassigned"]).await;
        assert!(card.id < album[0].id);
        stage.settle().await;
        stage.close().await;
    }

    async fn an_agents_album_to_nobody_knows_whom_is_refused_once(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        // Telegram did not name this copy; in a plain desk its buttons still say whose it is.
        stage.sandbox.fail_next("copyMessage", Fault::NoMessageId);
        stage.writes("Anna", "still burning").await;
        let copy = in_time(&stage, "the copy", |stage| {
            let all = stage.sandbox.messages(stage.group);
            all.into_iter().find(|seen| seen.by_bot && seen.text == "still burning")
        }).await;
        stage.settle().await;
        let item = |text: &str| {
            let item = Outgoing::photo(text).reply_to(copy.id);
            match copy.thread {
                Some(thread) => item.in_topic(thread),
                None => item,
            }
        };
        let items = vec![item("one"), item("two"), item("three")];
        let ids = stage.sandbox.album(stage.id("Ben"), stage.group, items);
        stage.says("Ben", "hm").await;
        match kind {
            Kind::Forum => {
                let told = stage.group_reads("I do not know to whom").await;
                assert_eq!(told.reply_to, Some(ids[0]));
                stage.settle().await;
                let all = stage.sandbox.texts(stage.group);
                assert_eq!(all.iter().filter(|text| text.contains("to whom")).count(), 1);
            }
            Kind::Plain => {
                for text in ["one", "two", "three"] {
                    stage.reads("Anna", text).await;
                }
            }
        }
        stage.close().await;
    }

    async fn an_edit_of_a_part_changes_that_part(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let anna = stage.id("Anna");
        let ids = stage.sandbox.album(anna, anna, three());
        let album = posted(&stage, 3).await;
        stage.settle().await;
        stage.sandbox.edit_caption(anna, anna, ids[2], "the third");
        stage.until("it is changed", |sandbox| {
            sandbox.message(stage.group, album[2].id).is_some_and(|seen| seen.text == "the third")
        }).await;
        stage.settle().await;
        stage.close().await;
    }
}
