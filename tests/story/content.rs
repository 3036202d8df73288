//! What people send arrives as they sent it, or they are told: product.md section 7, telegram-facts
//! C1 to C14 and V2. `kinds.rs` declares what becomes of what.

use super::kinds::{Fate, bold, channel, hidden, lines_of_telegram, read_as_empty, sorts};
use super::stage::{Kind, Stage, seconds};
use crate::in_both_desks;
use frontdesk::sandbox::{Fault, Outgoing, Seen};
use serde_json::{Value, json};

/// What a person sees of a message, without what belongs to its place.
pub fn content(seen: &Seen) -> Value {
    let mut raw = seen.raw.clone();
    let fields = raw.as_object_mut().expect("a message");
    let of_its_place = [
        "message_id",
        "from",
        "chat",
        "date",
        "edit_date",
        "message_thread_id",
        "is_topic_message",
        "reply_to_message",
        "reply_markup",
        "external_reply",
        "quote",
        "forward_origin",
        "has_protected_content",
        "suggested_post_info",
    ];
    fields.retain(|name, _| !of_its_place.contains(&name.as_str()));
    // A copied poll is a new one.
    if let Some(poll) = fields.get_mut("poll") {
        poll["id"] = json!("poll");
    }
    raw
}

/// Two messages show the same.
fn same(what: &str, original: &Seen, copy: &Seen) {
    assert_eq!(content(original), content(copy), "{what}");
    assert_eq!(original.kind, copy.kind, "{what}");
}

/// The same but for the marks that only an original has.
fn same_but_for_custom_emoji(what: &str, original: &Seen, copy: &Seen) {
    assert_eq!(original.text, copy.text, "{what}");
    let mut left = original.entities.clone();
    left.retain(|entity| entity["type"] != "custom_emoji");
    assert!(!left.is_empty() && left.len() < original.entities.len(), "{what}");
    assert_eq!(left, copy.entities, "{what}");
}

/// What stands for a message on the other side, once it is there.
async fn counterpart(stage: &Stage, chat: i64, from: i64, id: i32) -> Seen {
    stage
        .until(&format!("{id} arrives"), |sandbox| {
            sandbox.messages(chat).iter().any(|seen| seen.copy_of == Some((from, id)))
        })
        .await;
    let all = stage.sandbox.messages(chat);
    all.into_iter().find(|seen| seen.copy_of == Some((from, id))).expect("it arrived")
}

/// The newest message of the bot in a chat that shows this.
async fn shown(stage: &Stage, chat: i64, what: &str, is: impl Fn(&Seen) -> bool) -> Seen {
    let find = |all: Vec<Seen>| all.into_iter().rev().find(|seen| seen.by_bot && is(seen));
    stage.until(what, |sandbox| find(sandbox.messages(chat)).is_some()).await;
    find(stage.sandbox.messages(chat)).expect("it was there")
}

/// What the bot has said in a chat.
fn said(stage: &Stage, chat: i64) -> usize {
    stage.sandbox.messages(chat).iter().filter(|seen| seen.by_bot).count()
}

/// The number of the conversation stands under a message, or right in it.
async fn numbered(stage: &Stage, copy: &Seen, in_a_line: bool) {
    if stage.kind == Kind::Forum {
        assert_eq!(copy.labels(), Vec::<&str>::new());
        return;
    }
    if in_a_line {
        let line = shown(stage, stage.group, "a line with the number", |seen| {
            seen.reply_to == Some(copy.id) && seen.text.starts_with("#1")
        });
        line.await;
    } else {
        assert!(copy.labels().iter().any(|label| label.contains("#1 ·")), "{copy:?}");
    }
}

in_both_desks! {
    async fn every_kind_of_message_reaches_the_team(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.settle().await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        for sort in sorts() {
            let what = sort.name;
            let (before, before_user) = (said(&stage, group), said(&stage, anna));
            let id = stage.sends("Anna", sort.message).await;
            let original = stage.sandbox.message(anna, id).expect("it stands");
            let copy = match sort.to_team {
                Fate::Copied | Fate::Text => {
                    let copy = counterpart(&stage, group, anna, id).await;
                    same(what, &original, &copy);
                    numbered(&stage, &copy, false).await;
                    copy
                }
                Fate::Plainly => {
                    let copy = counterpart(&stage, group, anna, id).await;
                    match kind {
                        Kind::Forum => same(what, &original, &copy),
                        Kind::Plain => same_but_for_custom_emoji(what, &original, &copy),
                    }
                    numbered(&stage, &copy, false).await;
                    copy
                }
                Fate::Bare => {
                    let copy = counterpart(&stage, group, anna, id).await;
                    same(what, &original, &copy);
                    numbered(&stage, &copy, true).await;
                    copy
                }
                Fate::Forwarded => {
                    let copy = counterpart(&stage, group, anna, id).await;
                    same(what, &original, &copy);
                    assert_eq!(copy.raw["forward_origin"], original.raw["forward_origin"]);
                    numbered(&stage, &copy, true).await;
                    copy
                }
                Fate::Rolled => {
                    let copy = shown(&stage, group, what, |seen| seen.text == "🎲 4").await;
                    numbered(&stage, &copy, false).await;
                    copy
                }
                Fate::Moving => {
                    let copy = shown(&stage, group, what, |seen| {
                        seen.raw["location"]["live_period"].is_i64()
                    }).await;
                    numbered(&stage, &copy, false).await;
                    copy
                }
                Fate::Named => {
                    let told = stage.reads("Anna", "does not let me pass").await;
                    assert_eq!(told.reply_to, Some(id), "{what}");
                    stage.settle().await;
                    assert_eq!(said(&stage, group), before, "{what} reached the team");
                    continue;
                }
                Fate::Unseen | Fate::Ignored => {
                    stage.settle().await;
                    assert_eq!(said(&stage, group), before, "{what} reached the team");
                    assert_eq!(said(&stage, anna), before_user, "{what} was answered");
                    continue;
                }
                Fate::Nameless => panic!("the team sees who wrote it"),
            };
            assert_eq!(copy.thread.is_some(), kind == Kind::Forum, "{what}");
        }
        stage.close().await;
    }

    async fn every_kind_of_message_reaches_the_user(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.settle().await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        for sort in sorts() {
            let what = sort.name;
            let (before, before_group) = (said(&stage, anna), said(&stage, group));
            let id = stage.posts("Ben", 1, sort.message).await;
            let original = stage.sandbox.message(group, id).expect("it stands");
            match sort.to_user {
                Fate::Copied | Fate::Text | Fate::Plainly | Fate::Bare | Fate::Nameless => {
                    let copy = counterpart(&stage, anna, group, id).await;
                    same(what, &original, &copy);
                    assert!(copy.raw["forward_origin"].is_null(), "{what} names somebody");
                    stage.reads("Anna", &original.text).await;
                }
                Fate::Rolled => {
                    stage.reads("Anna", "🎲 4").await;
                }
                Fate::Moving => {
                    shown(&stage, anna, what, |seen| {
                        seen.raw["location"]["live_period"].is_i64()
                    }).await;
                    stage.reads("Anna", "").await;
                }
                Fate::Named => {
                    let told = shown(&stage, group, what, |seen| {
                        seen.reply_to == Some(id) && seen.text.contains("does not let bots copy")
                    }).await;
                    assert_eq!(told.labels(), Vec::<&str>::new());
                    assert_eq!(said(&stage, anna), before, "{what} reached the user");
                }
                Fate::Unseen | Fate::Ignored => {
                    stage.settle().await;
                    assert_eq!(said(&stage, anna), before, "{what} reached the user");
                    assert_eq!(said(&stage, group), before_group, "{what} was answered");
                }
                Fate::Forwarded => panic!("the user would see who the agent is"),
            }
        }
        stage.close().await;
    }

    async fn the_first_message_may_be_of_any_kind(kind: Kind) {
        let stage = Stage::open(kind).await;
        let mut number = 0;
        for sort in sorts() {
            let what = sort.name;
            let user = format!("User{what}");
            let before = said(&stage, stage.group);
            let id = stage.sends(&user, sort.message.clone()).await;
            if matches!(sort.to_team, Fate::Unseen | Fate::Ignored) {
                stage.settle().await;
                assert_eq!(said(&stage, stage.group), before, "{what} opened something");
                assert_eq!(stage.unread_texts(&user), Vec::<String>::new(), "{what}");
                continue;
            }
            number += 1;
            stage.reads(&user, &format!("#{number}.")).await;
            let card = stage.card(number, &["Unassigned"]).await;
            assert!(!card.silent, "a new conversation rings");
            if sort.to_team == Fate::Named {
                stage.reads(&user, "does not let me pass").await;
                continue;
            }
            stage.settle().await;
            let all = stage.sandbox.messages(stage.group);
            let under = all.iter().any(|seen| seen.by_bot && seen.id > card.id && seen.silent);
            let original = stage.sandbox.message(stage.id(&user), id).expect("it stands");
            let quoted = original.kind == "text" && card.text.contains(&original.text);
            assert!(under != quoted, "{what} stands neither in the card nor under it");
            assert!(!quoted || sort.to_team != Fate::Forwarded, "{what}");
        }
        stage.close().await;
    }

    async fn what_is_hard_to_read_is_carried_all_the_same(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        for (what, message) in read_as_empty() {
            let id = stage.sends("Anna", message.clone()).await;
            let original = stage.sandbox.message(anna, id).expect("it stands");
            if original.kind == "dice" {
                shown(&stage, group, what, |seen| seen.text == "🧿 3").await;
                stage.posts("Ben", 1, message).await;
                stage.reads("Anna", "🧿 3").await;
                continue;
            }
            let copy = counterpart(&stage, group, anna, id).await;
            same(what, &original, &copy);
            // What answers another chat answers no card.
            if kind == Kind::Plain && what == "an answer to another chat" {
                continue;
            }
            let id = stage.posts("Ben", 1, message).await;
            let original = stage.sandbox.message(group, id).expect("it stands");
            let copy = counterpart(&stage, anna, group, id).await;
            same(what, &original, &copy);
            stage.reads("Anna", &original.text).await;
        }
        // Its words are kept as well.
        stage.says("Ben", "/history 1").await;
        let history = stage.group_reads("History of #1").await;
        assert!(history.text.contains("the user: noon, then"), "{}", history.text);
        stage.close().await;
    }

    async fn what_cannot_be_copied_is_named_in_the_language_of_its_sender(kind: Kind) {
        let stage = Stage::open(kind).await;
        let refused = Fault::Error {
            code: 400,
            description: "Bad Request: the message can't be copied".to_owned(),
            parameters: None,
        };
        for (number, language, words) in [
            (1, "ru", "Telegram не позволяет передать"),
            (2, "fa", "تلگرام اجازهٔ رساندن"),
            (3, "zh-hans", "Telegram 不允许转交这类消息"),
        ] {
            stage.person(language, language);
            stage.writes(language, "hello").await;
            stage.card(number, &["Unassigned"]).await;
            stage.settle().await;
            stage.reads(language, "").await;
            // Also what nobody knows yet, if Telegram refuses that one.
            stage.sandbox.fail_next("copyMessage", refused.clone());
            let id = stage.sends(language, Outgoing::raw(json!({"hologram": {}}))).await;
            let told = stage.reads(language, words).await;
            assert_eq!(told.reply_to, Some(id));
        }
        stage.close().await;
    }

    async fn lines_of_telegrams_own_open_nothing(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.settle().await;
        let before = said(&stage, stage.group);
        for line in lines_of_telegram() {
            stage.sends("Anna", line).await;
        }
        stage.settle().await;
        assert_eq!(said(&stage, stage.group), before);
        assert!(stage.stored(1).is_none());
        assert_eq!(stage.unread_texts("Anna"), Vec::<String>::new());
        stage.close().await;
    }

    async fn a_live_location_is_followed_to_where_it_ends(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        stage.settle().await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        let id = stage.sends("Anna", Outgoing::live_location(52.5, 13.4, 900)).await;
        let live = |seen: &Seen| seen.kind == "location";
        let copy = shown(&stage, group, "a place", live).await;
        stage.settle().await;
        let place = |latitude: f64, period: u32| {
            let to = Outgoing::live_location(latitude, 13.4, period);
            stage.sandbox.edit(anna, anna, id, to);
        };
        let at = || stage.sandbox.message(group, copy.id).expect("it stands").raw["location"].clone();
        // Somebody who walks costs one call in half a minute, and holds up nothing.
        for step in 1..=5 {
            place(52.5 + f64::from(step) / 100.0, 900);
        }
        stage.until("they are taken in", |sandbox| sandbox.pending_updates() == 0).await;
        let word = stage.writes("Anna", "almost there").await;
        stage.group_sees("Anna", word).await;
        assert_eq!(at()["latitude"], 52.5);
        // That it is not shown yet is no reason to say that something waits.
        stage.clock.advance(seconds(15));
        let word = stage.writes("Anna", "one minute").await;
        stage.group_sees("Anna", word).await;
        assert_eq!(stage.sandbox.message(anna, id).expect("it stands").reactions, []);
        stage.clock.advance(seconds(15));
        stage.until("it has moved", |_| at()["latitude"] == 52.55).await;
        stage.settle().await;
        assert_eq!(stage.sandbox.calls_of("editMessageLiveLocation").len(), 1);
        assert_eq!(at()["live_period"], 900);
        // Where it ends is shown at once, and it lives no longer.
        place(52.56, 900);
        place(52.57, 0);
        stage.until("it has ended", |_| at()["live_period"].is_null()).await;
        assert_eq!(at()["latitude"], 52.57);
        stage.settle().await;
        assert_eq!(stage.sandbox.calls_of("editMessageLiveLocation").len(), 2);
        let now = stage.sandbox.message(group, copy.id).expect("it stands");
        assert_eq!(now.labels(), copy.labels(), "its buttons stay");
        let places = stage.sandbox.messages(group).into_iter().filter(live).count();
        assert_eq!(places, 1, "one place stands for one");
        // The other way it moves at once.
        let id = stage.posts("Ben", 1, Outgoing::live_location(1.0, 2.0, 900)).await;
        let copy = shown(&stage, anna, "a place", live).await;
        stage.reads("Anna", "").await;
        stage.settle().await;
        let to = |latitude, period| {
            let to = Outgoing::live_location(latitude, 2.0, period);
            stage.sandbox.edit(stage.id("Ben"), group, id, to);
        };
        to(1.5, 900);
        to(1.7, 0);
        stage.until("it has ended", |sandbox| {
            let place = sandbox.message(anna, copy.id).expect("it stands").raw["location"].clone();
            place["latitude"] == 1.7 && place["live_period"].is_null()
        }).await;
        stage.settle().await;
        stage.close().await;
    }

    async fn a_live_location_whose_copy_is_gone_ends_as_a_still_one(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        let id = stage.sends("Anna", Outgoing::live_location(52.5, 13.4, 900)).await;
        let live = |seen: &Seen| seen.kind == "location";
        let copy = shown(&stage, group, "a place", live).await;
        stage.settle().await;
        stage.sandbox.delete(group, copy.id);
        stage.sandbox.edit(anna, anna, id, Outgoing::live_location(52.6, 13.4, 900));
        stage.until("it is taken in", |sandbox| sandbox.pending_updates() == 0).await;
        stage.clock.advance(seconds(30));
        stage.until("the step is tried", |sandbox| {
            !sandbox.calls_of("editMessageLiveLocation").is_empty()
        }).await;
        assert!(!stage.sandbox.messages(group).iter().any(live), "a step is not told");
        stage.sandbox.edit(anna, anna, id, Outgoing::live_location(52.7, 13.4, 0));
        let last = shown(&stage, group, "the end", live).await;
        assert_eq!(last.raw["location"]["latitude"], 52.7);
        stage.settle().await;
        // One that had ended before it could be relayed is a still one from the beginning.
        stage.sandbox.fail_next("sendLocation", Fault::RetryAfter(600));
        stage.sends("Anna", Outgoing::live_location(10.0, 10.0, 600)).await;
        let there = |seen: &Seen| seen.by_bot && seen.raw["location"]["latitude"] == 10.0;
        stage.in_time("a still one", seconds(300), |sandbox| {
            sandbox.messages(group).iter().any(there)
        }).await;
        let still = shown(&stage, group, "a still one", there).await;
        assert!(still.raw["location"]["live_period"].is_null() && still.copy_of.is_some());
        stage.settle().await;
        stage.close().await;
    }

    async fn the_team_sees_who_wrote_first_what_a_user_forwards(kind: Kind) {
        let stage = Stage::open(kind).await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        // Not in the card, which would not say it.
        let first = stage.sends("Anna", Outgoing::text("they wrote this").forwarded(hidden())).await;
        stage.reads("Anna", "#1").await;
        let card = stage.card(1, &["Unassigned"]).await;
        let copy = counterpart(&stage, group, anna, first).await;
        assert!(copy.id > card.id && copy.raw["forward_origin"]["sender_user_name"] == "Mr. X");
        // An agent answers it like any other message.
        stage.settle().await;
        let mut answer = Outgoing::text("we did not").reply_to(copy.id);
        if let Some(thread) = copy.thread {
            answer = answer.in_topic(thread);
        }
        stage.sandbox.say(stage.id("Ben"), group, answer);
        assert_eq!(stage.reads("Anna", "we did not").await.reply_to, Some(first));
        // An album stays one.
        let items = ["one", "two"].map(|text| Outgoing::photo(text).forwarded(channel()));
        let parts = stage.sandbox.album(anna, anna, items.to_vec());
        stage.settle().await;
        stage.clock.advance(seconds(1));
        for (part, text) in parts.iter().zip(["one", "two"]) {
            let copy = counterpart(&stage, group, anna, *part).await;
            assert_eq!((copy.text.as_str(), copy.album.is_some()), (text, true));
            assert_eq!(copy.raw["forward_origin"]["chat"]["title"], "News");
        }
        stage.settle().await;
        // What may not be forwarded is copied.
        let secret = Outgoing::text("a secret").forwarded(hidden()).protected();
        let id = stage.sends("Anna", secret).await;
        let copy = counterpart(&stage, group, anna, id).await;
        assert!(copy.raw["forward_origin"].is_null() && copy.text == "a secret");
        stage.settle().await;
        stage.close().await;
    }

    async fn a_live_location_that_nobody_ends_is_shown_where_it_ended(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        // Too short to be one of the bot's own: its copy stands still.
        let id = stage.sends("Anna", Outgoing::live_location(52.5, 13.4, 60)).await;
        stage.group_sees("Anna", id).await;
        stage.settle().await;
        stage.sandbox.edit(anna, anna, id, Outgoing::live_location(52.6, 13.4, 60));
        let there = |seen: &Seen| seen.by_bot && seen.raw["location"]["latitude"] == 52.6;
        stage.in_time("where it ended", seconds(10), |sandbox| {
            sandbox.messages(group).iter().any(there)
        }).await;
        stage.settle().await;
        stage.close().await;
    }

    async fn a_dice_that_waits_for_a_reopening_is_not_rolled_anew(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.finishes("Anna", 1, "the printer is on fire").await;
        stage.posts("Ada", 1, Outgoing::dice()).await;
        let told = stage.group_reads("Not sent: #1 is completed").await;
        stage.settle().await;
        stage.presses("Ada", &told, "Reopen").await;
        let question = stage.group_reads("able to write in this conversation again").await;
        stage.settle().await;
        stage.presses("Ada", &question, "Confirm: follow-up").await;
        stage.reads("Anna", "has been reopened").await;
        assert_eq!(stage.reads("Anna", "🎲").await.text, "🎲 4");
        stage.close().await;
    }

    async fn an_edit_leaves_a_links_preview_as_it_was_wanted(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        let off = json!({"is_disabled": true});
        let text = |words: &str| Outgoing::text(words);
        let quiet = |words: &str| text(words).with_field("link_preview_options", off.clone());
        let id = stage.sends("Anna", quiet("see https://example.com/a")).await;
        let copy = counterpart(&stage, group, anna, id).await;
        stage.settle().await;
        let options = || stage.sandbox.message(group, copy.id).unwrap().raw["link_preview_options"].clone();
        assert_eq!(options(), off);
        stage.sandbox.edit(anna, anna, id, quiet("see https://example.com/b"));
        stage.until("it is changed", |sandbox| {
            sandbox.message(group, copy.id).unwrap().text.ends_with("/b")
        }).await;
        assert_eq!(options(), off);
        stage.sandbox.edit(anna, anna, id, text("see https://example.com/b"));
        stage.until("it unfolds now", |_| options().is_null()).await;
        stage.settle().await;
        stage.close().await;
    }

    async fn an_exchanged_photo_stays_covered(kind: Kind) {
        let stage = Stage::open(kind).await;
        stage.begun().await;
        let (anna, group) = (stage.id("Anna"), stage.group);
        let covered = |words: &str| {
            let photo = Outgoing::photo(words).with_entities(bold());
            photo.with_field("has_media_spoiler", json!(true))
                .with_field("show_caption_above_media", json!(true))
        };
        let id = stage.sends("Anna", covered("bold 🙂 words")).await;
        let copy = counterpart(&stage, group, anna, id).await;
        stage.settle().await;
        stage.sandbox.edit(anna, anna, id, covered("bold 🙂 word"));
        stage.until("it is changed", |sandbox| {
            sandbox.message(group, copy.id).unwrap().text.ends_with("word")
        }).await;
        let now = stage.sandbox.message(group, copy.id).unwrap();
        same("the photo", &stage.sandbox.message(anna, id).unwrap(), &now);
        stage.settle().await;
        stage.close().await;
    }
}
