//! The demo page in a real browser, acting on the local Bot API as a person would. Skipped with a
//! message where no browser is installed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "whoever runs the test reads it")]
#![allow(clippy::disallowed_methods, reason = "waits in real time for what happens over HTTP")]

#[path = "page/browser.rs"]
mod browser;
#[path = "page/desk.rs"]
mod desk;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use browser::{Browser, ENTER, ESCAPE, TAB, eventually};
use desk::{Desk, call, keyboard};
use frontdesk::sandbox::{BotRights, Options, Outgoing, Sandbox, Standing};
use serde_json::{Value, json};

/// The people and the group of the demo.
struct World {
    api: Sandbox,
    root: String,
    anna: i64,
    group: i64,
    clock: Arc<AtomicI64>,
}

const START: i64 = 1_790_000_000_000;

impl World {
    async fn new(forum: bool) -> World {
        let clock = Arc::new(AtomicI64::new(START));
        let (read, moved) = (Arc::clone(&clock), Arc::clone(&clock));
        let api = Sandbox::start(Options {
            page: true,
            now: Arc::new(move || read.load(Ordering::SeqCst)),
            on_advance: Some(Arc::new(move |seconds| {
                moved.fetch_add(i64::try_from(seconds).unwrap() * 1000, Ordering::SeqCst);
            })),
            ..Options::default()
        })
        .await
        .expect("the sandbox starts");
        let anna = api.user("Anna", Some("anna"), Some("en"));
        api.user("Boris", None, Some("ru"));
        api.user("Lin", None, Some("zh-hans"));
        api.user("Dara", None, Some("fa"));
        let group = if forum { api.forum("Support team") } else { api.supergroup("Support team") };
        for (name, standing, label) in [
            ("Ada", Standing::Creator, "admin"),
            ("Lea", Standing::Admin, "lead"),
            ("Ben", Standing::Member, "agent"),
            ("Eve", Standing::Member, "agent"),
        ] {
            let user = api.user(name, None, Some("en"));
            api.join(group, user, standing);
            api.label(group, user, label);
        }
        api.bot_joins(group, BotRights::all());
        let root = format!("{}/bot{}", api.url(), api.token());
        World { api, root, anna, group, clock }
    }

    async fn call(&self, method: &str, body: Value) -> Value {
        call(&self.root, method, body).await
    }

    /// A topic with a card in it; the topic's id.
    async fn topic(&self, name: &str, card: &str) -> i64 {
        let body = json!({"chat_id": self.group, "name": name});
        let thread =
            self.call("createForumTopic", body).await["message_thread_id"].as_i64().unwrap();
        let body = json!({"chat_id": self.group, "message_thread_id": thread, "text": card,
            "reply_markup": keyboard(&[("Take", "take:1")])});
        self.call("sendMessage", body).await;
        thread
    }

    fn texts(&self, chat: i64) -> Vec<String> {
        self.api.texts(chat)
    }

    async fn said(&self, chat: i64, text: &str) {
        eventually(&format!("{text:?} is said in {chat}"), async || {
            self.texts(chat).iter().any(|t| t == text).then_some(())
        })
        .await;
    }
}

const SKIP: &str = "#story-skip";
const USER_FORM: &str = "#user-form textarea";
const TEAM_FORM: &str = "#team-form textarea";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn topics_and_messages_are_shown_and_follow_live() {
    let w = World::new(true).await;
    w.topic("#1 Anna", "#1 · Unassigned\nAnna").await;
    w.api.say(w.anna, w.anna, Outgoing::text("first <b>words</b>"));
    let Some(b) = Browser::open(&w.api.url(), 1280, 800).await else {
        return;
    };
    b.click(SKIP, "").await;
    b.until(
        "return document.querySelector('#user-log').textContent.includes('first <b>words</b>')",
    )
    .await;
    let names = b
        .until("return [...document.querySelectorAll('.topic .name')].map((n) => n.textContent)")
        .await;
    assert_eq!(names, json!(["General", "#1 Anna"]), "General stands first");
    b.click(".topic", "#1 Anna").await;
    b.until("return document.querySelector('#team-log').textContent.includes('Unassigned')").await;
    let status =
        b.eval("return document.querySelector('#team-log [data-status]').dataset.status").await;
    assert_eq!(status, "unassigned");

    // Half-typed words outlive whatever happens meanwhile.
    b.type_into(TEAM_FORM, "half a sen").await;
    w.topic("#2 Dara", "#2 · Unassigned\nسلام").await;
    w.api.say(w.anna, w.anna, Outgoing::photo("<script>document.title='broken'</script>"));
    b.until("return [...document.querySelectorAll('.topic')].some((t) => t.textContent.includes('#2 Dara') && t.querySelector('.unread'))")
        .await;
    b.until("return document.querySelector('#user-log').textContent.includes('<script>')").await;
    b.keys("tence", false).await;
    let typed = b.eval("return document.querySelector('#team-form textarea').value").await;
    assert_eq!(typed, "half a sentence", "neither text nor focus is lost");
    assert_eq!(b.eval("return document.title").await, "Frontdesk demo");
    let scripts = "return document.querySelectorAll('main script, main b > b').length";
    assert_eq!(b.eval(scripts).await, 0, "texts stay texts");

    // Each place keeps its own half-typed words.
    b.click(".topic", "#2 Dara").await;
    b.until("return document.querySelector('#team-form textarea').value === ''").await;
    b.click(".topic", "#1 Anna").await;
    b.until("return document.querySelector('#team-form textarea').value === 'half a sentence'")
        .await;
    assert_eq!(b.errors().await, Vec::<String>::new());
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_keep_their_form_and_no_link_leads_astray() {
    let w = World::new(true).await;
    let thread = w.topic("#1 Anna", "#1 · Unassigned\nAnna").await;
    let inside = format!("https://t.me/c/{}/{thread}/{}", -w.group % 10_i64.pow(12), thread + 1);
    let text = "😀 bold and far, bad, card";
    let entities = json!([
        {"type": "bold", "offset": 3, "length": 8},
        {"type": "italic", "offset": 8, "length": 3},
        {"type": "text_link", "offset": 12, "length": 3, "url": "https://example.org/"},
        {"type": "text_link", "offset": 17, "length": 3, "url": "javascript:alert(1)"},
        {"type": "text_link", "offset": 22, "length": 4, "url": inside},
    ]);
    let said = Outgoing::text(text).with_entities(entities);
    w.api.say(w.anna, w.anna, said);
    let Some(b) = Browser::open(&w.api.url(), 1280, 800).await else {
        return;
    };
    b.click(SKIP, "").await;
    let words = "document.querySelector('#user-log .words')";
    b.until(&format!("return {words} !== null")).await;
    let read = async |what: &str| b.eval(&format!("return {words}{what}")).await;
    assert_eq!(read(".textContent").await, text);
    assert_eq!(read(".querySelector('strong').textContent").await, "bold and");
    assert_eq!(read(".querySelector('strong em').textContent").await, "and");
    let links = b
        .eval(&format!(
            "return [...{words}.querySelectorAll('a')].map((a) => a.getAttribute('href'))"
        ))
        .await;
    assert_eq!(links, json!(["https://example.org/", "#"]));
    b.click("#user-log .words a", "card").await;
    b.until("return document.querySelector('#team-log .lit')?.textContent.includes('Unassigned')")
        .await;
    assert_eq!(b.errors().await, Vec::<String>::new());
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn colours_follow_the_system_and_can_be_read() {
    let w = World::new(true).await;
    let Some(b) = Browser::open(&w.api.url(), 1280, 800).await else {
        return;
    };
    let contrast = "const style = getComputedStyle(document.body); \
        const light = (colour) => colour.match(/\\d+/g).slice(0, 3).map((c) => c / 255) \
            .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4) \
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0); \
        const [ink, ground, soft] = [style.color, style.backgroundColor, \
            getComputedStyle(document.querySelector('#story-text')).color].map(light); \
        const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); \
        return {dark: ground < ink, ink: ratio(ink, ground), soft: ratio(soft, ground)}";
    for scheme in ["light", "dark"] {
        b.scheme(scheme).await;
        let seen = b.eval(contrast).await;
        assert_eq!(seen["dark"], scheme == "dark", "{seen}");
        assert!(seen["ink"].as_f64() > Some(7.0), "{scheme}: {seen}");
        assert!(seen["soft"].as_f64() > Some(4.5), "{scheme}: {seen}");
    }
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_scrolled_up_stays_there() {
    let w = World::new(true).await;
    for n in 0..40 {
        w.api.say(w.anna, w.anna, Outgoing::text(&format!("line {n}")));
    }
    let Some(b) = Browser::open(&w.api.url(), 1280, 800).await else {
        return;
    };
    b.click(SKIP, "").await;
    let bottom = "const l = document.querySelector('#user-log'); \
        return l.scrollHeight - l.scrollTop - l.clientHeight < 2";
    b.until(bottom).await;
    w.api.say(w.anna, w.anna, Outgoing::text("followed"));
    b.until("return document.querySelector('#user-log').textContent.includes('followed')").await;
    b.until(bottom).await;
    b.resize(1280, 600).await;
    b.until(bottom).await;
    b.eval(
        "const l = document.querySelector('#user-log'); l.scrollTop = 100; \
        return new Promise((done) => l.addEventListener('scrollend', () => done(), {once: true}))",
    )
    .await;
    w.api.say(w.anna, w.anna, Outgoing::text("not followed"));
    b.until("return document.querySelector('#user-log').textContent.includes('not followed')")
        .await;
    let top = b.eval("return document.querySelector('#user-log').scrollTop").await;
    assert_eq!(top, 100);
    b.click("#user .jump", "New messages").await;
    b.until(bottom).await;
    b.until("return document.querySelector('#user .jump').hidden").await;
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_does_on_the_page_happens_in_the_world() {
    let w = World::new(true).await;
    let thread = w.topic("#1 Anna", "#1 · Unassigned\nAnna").await;
    let Some(b) = Browser::open(&w.api.url(), 1280, 800).await else {
        return;
    };
    b.click(SKIP, "").await;
    b.type_into(USER_FORM, "hello from <script>alert(1)</script>").await;
    b.keys(&ENTER.to_string(), false).await;
    w.said(w.anna, "hello from <script>alert(1)</script>").await;
    b.until("return document.querySelector('#user-form textarea').value === ''").await;

    // A sample photo, and a reply to it.
    b.click("#user-form button", "photo").await;
    let photo = eventually("the photo is there", async || {
        let all = w.api.messages(w.anna);
        all.iter().find(|m| m.kind == "photo").map(|m| m.id)
    })
    .await;
    b.until("return document.querySelector('#user-log .picture') !== null").await;
    b.eval("document.querySelector('#user-log .picture').closest('.msg').querySelector('.deeds button').click()")
        .await;
    b.until("return !document.querySelector('#user-form .about').hidden").await;
    b.keys(&ESCAPE.to_string(), false).await;
    b.until("return document.querySelector('#user-form .about').hidden").await;
    b.eval("document.querySelector('#user-log .picture').closest('.msg').querySelector('.deeds button').click()")
        .await;
    b.keys(&format!("that one{ENTER}"), false).await;
    w.said(w.anna, "that one").await;
    let reply = w.api.messages(w.anna).pop().unwrap();
    assert_eq!(reply.reply_to, Some(photo));

    // The acting person writes into the topic.
    b.click(".topic", "#1 Anna").await;
    b.click("#agents .person", "Eve").await;
    b.type_into(TEAM_FORM, "an answer").await;
    b.keys(&ENTER.to_string(), false).await;
    w.said(w.group, "an answer").await;
    let answer = w.api.messages(w.group).pop().unwrap();
    assert_eq!(answer.thread, i32::try_from(thread).ok());

    // Blocking, the clock, and the end of the topic.
    b.click("#block", "Block").await;
    b.until("return document.querySelector('#block').textContent.includes('Unblock')").await;
    b.click("#advance button", "10 min").await;
    eventually("the clock moves", async || {
        (w.clock.load(Ordering::SeqCst) == START + 600_000).then_some(())
    })
    .await;
    b.click("#topic-delete", "").await;
    b.click("#sure button", "Delete").await;
    eventually("the topic is gone", async || w.api.topics(w.group)[0].deleted.then_some(())).await;
    b.until("return document.querySelectorAll('.topic').length === 1").await;

    // Somebody new.
    b.click(".person.add", "").await;
    b.type_into("#newcomer-name", "Zoë").await;
    b.click("#newcomer-form button", "Add").await;
    b.until(
        "return document.querySelector('#people [aria-pressed=true]').textContent.includes('Zoë')",
    )
    .await;
    assert_eq!(b.errors().await, Vec::<String>::new());
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_reaches_the_bot_and_its_alert_is_a_dialog() {
    let w = World::new(true).await;
    w.topic("#1 Anna", "#1 · Unassigned\nAnna").await;
    let Some(b) = Browser::open(&w.api.url(), 1280, 800).await else {
        return;
    };
    b.click(SKIP, "").await;
    b.click(".topic", "#1 Anna").await;
    let mut offset = 0;
    for (alert, words) in [(true, "Only a lead may do this."), (false, "Taken.")] {
        b.click("#team-log .keys button", "Take").await;
        let query = eventually("the press arrives", async || {
            let body = json!({"offset": offset, "timeout": 1});
            let updates = w.call("getUpdates", body).await;
            updates
                .as_array()
                .unwrap()
                .iter()
                .find(|u| {
                    u["update_id"].as_i64().unwrap() >= offset && u.get("callback_query").is_some()
                })
                .cloned()
        })
        .await;
        offset = query["update_id"].as_i64().unwrap() + 1;
        let query = &query["callback_query"];
        assert_eq!(query["data"], "take:1");
        assert_eq!(query["from"]["first_name"], "Ben", "an agent acts at first");
        let body = json!({"callback_query_id": query["id"], "text": words, "show_alert": alert});
        w.call("answerCallbackQuery", body).await;
        if alert {
            b.until("return document.querySelector('#alert').open").await;
            let text = b.eval("return document.querySelector('#alert-text').textContent").await;
            assert_eq!(text, words);
            b.keys(&ESCAPE.to_string(), false).await;
            b.until("return !document.querySelector('#alert').open").await;
        } else {
            b.until("return document.querySelector('#toasts').textContent.includes('Taken.')")
                .await;
        }
    }
    assert_eq!(b.errors().await, Vec::<String>::new());
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_shows_one_side_at_a_time() {
    let w = World::new(true).await;
    w.topic("#1 Anna", "#1 · Unassigned\nAnna").await;
    let Some(b) = Browser::open(&w.api.url(), 390, 780).await else {
        return;
    };
    b.click(SKIP, "").await;
    let shown = |id: &str| format!("return document.querySelector('{id}').checkVisibility()");
    assert_eq!(b.eval(&shown("#user")).await, true);
    assert_eq!(b.eval(&shown("#team")).await, false);
    b.click("[role=tab]", "Team").await;
    b.until(&shown("#team")).await;
    assert_eq!(b.eval(&shown("#user")).await, false);
    b.click(".topic", "#1 Anna").await;
    b.type_into(TEAM_FORM, "from a phone").await;
    b.click("#team-form button", "Send").await;
    w.said(w.group, "from a phone").await;
    let wide = "return document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(b.eval(wide).await, true, "nothing sticks out sideways");
    b.resize(1280, 800).await;
    b.until(&shown("#user")).await;
    assert_eq!(b.eval(&shown("#team")).await, true);
    assert_eq!(b.eval(&shown(".tabs")).await, false);
    assert_eq!(b.errors().await, Vec::<String>::new());
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyboard_alone_is_enough() {
    let w = World::new(true).await;
    w.topic("#1 Anna", "#1 · Unassigned\nAnna").await;
    let Some(b) = Browser::open(&w.api.url(), 1280, 800).await else {
        return;
    };
    let tab_to = async |words: &str| {
        for _ in 0..60 {
            if b.focused().await.contains(words) {
                return;
            }
            b.keys(&TAB.to_string(), false).await;
        }
        panic!("Tab never came to {words:?}");
    };
    tab_to("Skip").await;
    b.keys(&ENTER.to_string(), false).await;
    b.until("return document.querySelector('#story').hidden").await;
    b.eval("document.activeElement.blur()").await;
    tab_to("Message as the user").await;
    b.keys(&format!("by keys alone{ENTER}"), false).await;
    w.said(w.anna, "by keys alone").await;
    tab_to("#1 Anna").await;
    b.keys(&ENTER.to_string(), false).await;
    tab_to("Message as the acting person").await;
    b.keys(&format!("answered by keys{ENTER}"), false).await;
    w.said(w.group, "answered by keys").await;
    // And backwards.
    b.keys(&TAB.to_string(), true).await;
    assert_eq!(b.focused().await, "Send a sample voice message");
    b.keys(&ENTER.to_string(), false).await;
    eventually("the voice message is there", async || {
        let last = w.api.messages(w.group).pop()?;
        (last.kind == "voice").then_some(())
    })
    .await;
    b.close().await;
}

async fn the_story(forum: bool) {
    let w = World::new(forum).await;
    let Some(b) = Browser::open(&w.api.url(), 1280, 800).await else {
        return;
    };
    let desk = tokio::spawn(Desk::new(w.root.clone(), w.group, forum).run());
    for _ in 0..8 {
        b.click("#story-next:not([aria-disabled=true])", "").await;
        b.until(
            "return document.querySelector('#story-next').getAttribute('aria-disabled') !== 'true'",
        )
        .await;
        let said = b
            .eval("const p = document.querySelector('#story-text'); return [p.dataset.tone, p.textContent]")
            .await;
        assert_ne!(said[0], "bad", "{}", said[1]);
    }
    b.until("return document.querySelector('#story').hidden").await;
    let texts = w.texts(w.anna);
    let at = |words: &str| {
        texts
            .iter()
            .position(|t| t.contains(words))
            .unwrap_or_else(|| panic!("{words:?} is not among {texts:?}"))
    };
    assert!(at("order 4711") < at("Your parcel"), "asked, then answered");
    assert!(at("has been completed") < at("has been reopened"));
    assert_eq!(b.errors().await, Vec::<String>::new());
    desk.abort();
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_is_told_in_a_forum() {
    the_story(true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_is_told_in_a_plain_group() {
    the_story(false).await;
}
