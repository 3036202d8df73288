//! Rows of the outbox, sent through the real engine and the real door to the local Bot API.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::disallowed_methods, reason = "waits in real time for what happens over HTTP")]

use std::sync::Arc;
use std::time::Duration;

use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::domain::conversation::Conversation;
use frontdesk::domain::flood::FloodRules;
use frontdesk::domain::id::{ChatId, ConversationId, DeskId, MessageRef, RowId, UserId};
use frontdesk::domain::notice::{Notice, Saying};
use frontdesk::domain::outbox::{FoldableText, Lane, Place, Priority, Row, Slot, Task};
use frontdesk::domain::people::{Desk, GroupKind, Person, Profile, Rights};
use frontdesk::domain::time::Timestamp;
use frontdesk::engine::{Desks, Engine, Reader, Settings};
use frontdesk::i18n::Words;
use frontdesk::outbound::{Limits, Outbound, prepare};
use frontdesk::sandbox::{BotRights, Fault, Options, Outgoing, Sandbox};
use frontdesk::secret::Token;
use frontdesk::store::{EntryKind, Store};
use frontdesk::telegram::Telegram;

const DESK: DeskId = DeskId(1);
const PATIENCE: Duration = Duration::from_secs(20);

fn settings() -> Settings {
    let mut config = Config::default();
    config.timeout.complete_after = None;
    config.timeout.nudge_after = None;
    config.timeout.escalate_after = None;
    Settings {
        desks: Desks::all(config.desk_settings()),
        composer: config.composer(&[]),
        flood: FloodRules { per_minute: 0, held: 0, human_check: false },
        courtesies: Vec::new(),
        assents: Vec::new(),
        menu: Vec::new(),
        languages: vec!["en".to_owned()],
        bot: UserId(1),
        username: "help_bot".to_owned(),
        poll_timeout: Duration::from_secs(50),
        reader: Reader::of_nothing(),
    }
}

struct Stage {
    api: Sandbox,
    store: Store,
    clock: Clock,
    group: i64,
    user: i64,
    rows: u64,
}

impl Stage {
    async fn new(forum: bool) -> Stage {
        let clock = Clock::system();
        let read = clock.clone();
        let api =
            Sandbox::start(Options { now: Arc::new(move || read.now().0), ..Options::default() })
                .await
                .unwrap();
        let group = if forum { api.forum("Desk") } else { api.supergroup("Desk") };
        api.bot_joins(group, BotRights::all());
        let user = api.user("Anna", Some("anna"), Some("en"));
        api.say(user, user, Outgoing::text("/start"));
        let store = Store::in_memory().unwrap();
        let mut stage = Stage { api, store, clock, group, user, rows: 1000 };
        stage.fill(forum);
        stage
    }

    fn fill(&mut self, forum: bool) {
        let now = self.clock.now();
        let tx = self.store.write().unwrap();
        tx.put_desk(&Desk {
            id: DESK,
            name: None,
            chat: ChatId(self.group),
            former_chats: Vec::new(),
            title: "Desk".to_owned(),
            kind: if forum { GroupKind::Forum } else { GroupKind::Super },
            rights: Rights {
                muted: false,
                present: true,
                administrator: true,
                manage_topics: true,
                delete_messages: true,
                pin_messages: true,
            },
            public: false,
            last_number: 1,
            since: now,
            told_plain: false,
            checklist: None,
            stale_topics: Default::default(),
            topics_to_delete: Default::default(),
        })
        .unwrap();
        let person = Person {
            id: UserId(self.user),
            first_name: "Anna".to_owned(),
            last_name: None,
            username: Some("anna".to_owned()),
            language: Some("en".to_owned()),
        };
        tx.put_profile(&Profile::new(person, now)).unwrap();
        let conversation = Conversation::open(self.id(), UserId(self.user), now);
        tx.put_conversation(&conversation, None).unwrap();
        tx.commit().unwrap();
    }

    fn id(&self) -> ConversationId {
        ConversationId { desk: DESK, number: 1 }
    }

    fn row(&mut self, lane: Lane, priority: Priority, task: Task) -> Row {
        self.rows += 1;
        Row {
            id: RowId(self.rows),
            order: self.rows * 1000,
            lane,
            priority,
            not_before: Timestamp::default(),
            started: false,
            doubt: false,
            late: false,
            conversation: Some(self.id()),
            task,
            slot: Slot::None,
            at: self.clock.now(),
        }
    }

    /// What the user wrote, to be relayed.
    fn relay(&mut self, text: &str) -> Row {
        let message = self.api.say(self.user, self.user, Outgoing::text(text));
        let original = MessageRef::new(UserId(self.user), message);
        let task = Task::Copy {
            place: Place::Conversation(self.id()),
            from: vec![original],
            reply_to: None,
            quote: None,
            silent: true,
            numbered: true,
            text: Some(FoldableText { text: text.to_owned(), entities: None }),
            album: Vec::new(),
        };
        let lane = Lane::Conversation(self.id());
        Row { slot: Slot::Relay { of: vec![original] }, ..self.row(lane, Priority::Relay, task) }
    }

    fn for_user(&mut self, notice: Notice) -> Row {
        let user = UserId(self.user);
        let task = Task::Say {
            place: Place::User(user),
            saying: Saying::from(notice),
            reply_to: None,
            silent: false,
        };
        self.row(Lane::User(user), Priority::Notice, task)
    }

    fn keep(&self, rows: &[Row]) {
        let tx = self.store.write().unwrap();
        for row in rows {
            tx.put_row(row).unwrap();
        }
        tx.set_meta("next-row", &5000_u64).unwrap();
        tx.commit().unwrap();
    }

    fn telegram(&self) -> Telegram {
        Telegram::new(&Token::new(self.api.token()), &self.api.url()).unwrap()
    }

    /// Lets everything go that is kept.
    fn run(&self) {
        let (engine, ends) = Engine::new(self.store.clone(), self.clock.clone(), settings());
        std::thread::spawn(move || engine.run());
        let outbound = Outbound::new(
            self.telegram(),
            ends.handle,
            self.store.clone(),
            Words::load("en", None).unwrap(),
            self.clock.clone(),
            Limits::default(),
            settings().desks,
            ends.released,
        );
        tokio::spawn(outbound.run());
    }

    /// Waits until nothing waits to be sent.
    async fn emptied(&self) {
        self.left(0).await;
        assert_eq!(self.api.complaints(), Vec::<String>::new());
    }

    /// Waits until so many rows are left. The store tells nobody when it changes, so this looks
    /// again and again.
    async fn left(&self, count: usize) {
        let look = async {
            while self.store.rows().unwrap().len() != count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, look).await.is_err() {
            panic!("not {count} rows: {:?}", self.store.rows().unwrap());
        }
    }

    fn texts_in(&self, thread: Option<i32>) -> Vec<String> {
        let seen = self.api.messages_in(self.group, thread);
        seen.iter().map(|message| message.text.clone()).collect()
    }
}

fn opened() -> Notice {
    Notice::Opened { number: 1 }
}

fn creation(stage: &mut Stage) -> Vec<Row> {
    let id = stage.id();
    let lane = Lane::Conversation(id);
    let create = stage.row(lane, Priority::NewConversation, Task::CreateTopic(id));
    let post = Task::PostCard { conversation: id, silent: false };
    let card = Row {
        slot: Slot::Card { quotes: None },
        ..stage.row(lane, Priority::NewConversation, post)
    };
    vec![create, card]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_appears_with_topic_card_and_messages_in_order() {
    let mut stage = Stage::new(true).await;
    let mut rows = creation(&mut stage);
    rows.push(stage.relay("one"));
    rows.push(stage.relay("two"));
    stage.keep(&rows);
    stage.run();
    stage.emptied().await;
    let topics = stage.api.topics(stage.group);
    assert_eq!(topics.len(), 1);
    let texts = stage.texts_in(Some(topics[0].thread));
    let said: Vec<&String> = texts.iter().filter(|text| !text.is_empty()).collect();
    assert!(said[0].starts_with("#1 · "), "{said:?}");
    assert_eq!(said[1..], ["one", "two"]);
    let place = stage.store.whereabouts(stage.id()).unwrap().unwrap();
    assert_eq!(place.topic, Some(topics[0].thread));
    assert!(place.card.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_topic_is_healed_and_the_message_stands_there_once() {
    let mut stage = Stage::new(true).await;
    let rows = creation(&mut stage);
    stage.keep(&rows);
    stage.run();
    stage.emptied().await;
    let first = stage.api.topics(stage.group)[0].thread;
    stage.api.delete_topic(stage.group, first);
    // A second process: what is kept now is found at its start.
    let relay = stage.relay("still burning");
    stage.keep(&[relay]);
    stage.run();
    stage.emptied().await;
    let topics = stage.api.topics(stage.group);
    let newest = topics.last().unwrap().thread;
    assert_ne!(newest, first);
    let texts = stage.texts_in(Some(newest));
    assert_eq!(texts.iter().filter(|text| *text == "still burning").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_repeated_and_nothing_passes_it() {
    let mut stage = Stage::new(false).await;
    let rows = [stage.for_user(opened()), stage.for_user(Notice::NothingToClose)];
    stage.keep(&rows);
    stage.api.fail_next("sendMessage", Fault::ResetAfter);
    stage.run();
    stage.emptied().await;
    let texts: Vec<String> = stage
        .api
        .messages(stage.user)
        .into_iter()
        .map(|message| message.text)
        .filter(|text| text != "/start")
        .collect();
    assert_eq!(texts.len(), 3);
    assert_eq!(texts[0], texts[1]);
    assert_ne!(texts[1], texts[2]);
}

/// As after a panic: what was under way is in doubt, and what had not begun is sent once.
#[tokio::test(flavor = "multi_thread")]
async fn sending_that_begins_again_knows_what_is_in_doubt() {
    let mut stage = Stage::new(false).await;
    let (first, second) = (stage.relay("one"), stage.relay("two"));
    stage.keep(&[first, second]);
    // The copy is made, but its answer does not come.
    stage.api.fail_next("copyMessage", Fault::DelayMs(60_000));
    let (engine, ends) = Engine::new(stage.store.clone(), stage.clock.clone(), settings());
    std::thread::spawn(move || engine.run());
    let mut outbound = Outbound::new(
        stage.telegram(),
        ends.handle,
        stage.store.clone(),
        Words::load("en", None).unwrap(),
        stage.clock.clone(),
        Limits::default(),
        settings().desks,
        ends.released,
    );
    let count = |text: &str| stage.texts_in(None).iter().filter(|seen| *seen == text).count();
    let begun = async {
        while count("one") == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        ended = outbound.send_all() => panic!("{ended:?}"),
        begun = tokio::time::timeout(PATIENCE, begun) => begun.unwrap(),
    }
    tokio::spawn(async move { outbound.send_all().await });
    stage.emptied().await;
    assert_eq!((count("one"), count("two")), (2, 1));
    let tx = stage.store.write().unwrap();
    let doubles = tx.history(stage.id()).unwrap().into_iter();
    let doubles = doubles.filter(|entry| matches!(entry.kind, EntryKind::MaybeDouble { .. }));
    assert_eq!(doubles.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_must_wait_holds_up_no_user() {
    let mut stage = Stage::new(false).await;
    let relay = stage.relay("one");
    let notice = stage.for_user(opened());
    stage.keep(&[relay, notice]);
    stage.api.fail_next("copyMessage", Fault::RetryAfter(600));
    stage.run();
    stage.left(1).await;
    assert_eq!(stage.api.message_count(stage.user), 3);
    assert!(!stage.texts_in(None).contains(&"one".to_owned()));
    // The row is not failed: it goes once the time is over.
    // Again and again, since its refusal may still be on its way to the bot.
    let moves = async {
        loop {
            stage.clock.advance(Duration::from_secs(602));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = stage.emptied() => {}
        () = moves => {}
    }
    assert!(stage.texts_in(None).contains(&"one".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_stays_within_the_budget_and_in_order() {
    let mut stage = Stage::new(false).await;
    let rows: Vec<Row> = (0..30).map(|n| stage.relay(&format!("m{n}"))).collect();
    stage.keep(&rows);
    stage.api.set_limits(true);
    stage.run();
    stage.left(14).await;
    stage.clock.advance(Duration::from_secs(61));
    stage.emptied().await;
    let texts: Vec<String> =
        stage.texts_in(None).into_iter().filter(|text| text.starts_with('m')).collect();
    let all: Vec<String> = (0..30).map(|n| format!("m{n}")).collect();
    assert_eq!(texts.join("\n\n"), all.join("\n\n"));
    assert!(stage.api.calls().iter().all(|call| call.error.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_behind_a_spent_budget_become_one_message() {
    let mut stage = Stage::new(false).await;
    let mut rows: Vec<Row> = (0..5).map(|n| stage.relay(&format!("m{n}"))).collect();
    // Once it has gone, the relays have been looked at and held back.
    rows.push(stage.for_user(opened()));
    stage.keep(&rows);
    let tx = stage.store.write().unwrap();
    tx.note_sends(ChatId(stage.group), stage.clock.now(), 16).unwrap();
    tx.commit().unwrap();
    stage.run();
    stage.left(5).await;
    stage.clock.advance(Duration::from_secs(61));
    stage.emptied().await;
    let texts = stage.texts_in(None);
    assert_eq!(texts.last().unwrap(), "m0\n\nm1\n\nm2\n\nm3\n\nm4");
    assert!(stage.api.calls_of("copyMessage").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caption_too_long_for_buttons_is_copied_bare_with_the_number_below() {
    let mut stage = Stage::new(false).await;
    let caption = "x".repeat(1500);
    let message = stage.api.say(stage.user, stage.user, Outgoing::photo(&caption));
    let original = MessageRef::new(UserId(stage.user), message);
    let task = Task::Copy {
        place: Place::Conversation(stage.id()),
        from: vec![original],
        reply_to: None,
        quote: None,
        silent: true,
        numbered: true,
        text: None,
        album: Vec::new(),
    };
    let lane = Lane::Conversation(stage.id());
    let row = stage.row(lane, Priority::Relay, task);
    stage.keep(&[row]);
    stage.run();
    stage.emptied().await;
    let seen = stage.api.messages_in(stage.group, None);
    let line = seen.last().unwrap();
    assert_eq!(line.labels(), ["#1 · Mark Complete"]);
    assert_eq!(line.text, "#1");
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_registered_once() {
    let stage = Stage::new(false).await;
    let words = Words::load("en", None).unwrap();
    prepare(&stage.telegram(), &words).await.unwrap();
    let set = stage.api.calls_of("setMyCommands").len();
    assert_eq!(set, 10);
    prepare(&stage.telegram(), &words).await.unwrap();
    assert_eq!(stage.api.calls_of("setMyCommands").len(), set);
    assert_eq!(stage.api.complaints(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_as_it_should_be_is_no_failure() {
    let mut stage = Stage::new(true).await;
    let rows = creation(&mut stage);
    stage.keep(&rows);
    stage.run();
    stage.emptied().await;
    let lane = Lane::Drawing(stage.id());
    let sync = Task::SyncTopic(stage.id());
    let row = stage.row(lane, Priority::Topic, sync);
    stage.keep(&[row]);
    stage.run();
    stage.emptied().await;
    let edits = stage.api.calls_of("editForumTopic");
    assert_eq!(edits.len(), 1);
    assert!(!edits[0].ok);
    assert_eq!(stage.api.calls_of("reopenForumTopic").len(), 1);
    assert!(stage.api.topics(stage.group)[0].icon.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_is_looked_up_in_one_row() {
    let mut stage = Stage::new(true).await;
    let boss = stage.api.user("Boss", None, None);
    stage.api.join(stage.group, boss, frontdesk::sandbox::Standing::Creator);
    stage.api.rename_chat(stage.group, "Renamed");
    let look = Row {
        conversation: None,
        ..stage.row(Lane::Desk(DESK), Priority::Notice, Task::LookUpDesk(DESK))
    };
    stage.keep(&[look]);
    stage.run();
    stage.emptied().await;
    let desk = stage.store.desk(DESK).unwrap().unwrap();
    assert_eq!(desk.title, "Renamed");
    assert!(desk.has_topics());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_had_begun_before_the_crash_is_marked_as_maybe_double() {
    let mut stage = Stage::new(false).await;
    let begun = Row { started: true, ..stage.relay("once or twice") };
    stage.keep(&[begun]);
    stage.run();
    stage.emptied().await;
    let seen = stage.api.messages_in(stage.group, None);
    let copy = seen.last().unwrap().id;
    let mapped = stage
        .store
        .read()
        .unwrap()
        .mapped(MessageRef::new(ChatId(stage.group), copy))
        .unwrap()
        .unwrap();
    assert!(mapped.maybe_double);
}
