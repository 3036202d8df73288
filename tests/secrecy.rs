//! Neither the token nor what people write or are called appears in a log, an error or a panic.
//!
//! A full story with faults is told while everything is caught that any crate logs, at every level.
//! What `log::may_go_out` lets through must hold nothing of what is looked for; the real program
//! shows that it is asked, whatever `RUST_LOG` says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation ends the test"
)]
#![allow(clippy::disallowed_methods, reason = "waits in real time for what happens over HTTP")]

use std::fmt::Write as _;
use std::process::Stdio;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::engine::Input;
use frontdesk::log;
use frontdesk::sandbox::{BotRights, Fault, Options, Outgoing, Sandbox, Seen, Standing};
use frontdesk::secret::Token;
use frontdesk::service::{Launch, Service};
use frontdesk::telegram::Telegram;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

const PATIENCE: Duration = Duration::from_secs(40);

/// Every word of a person in these tests contains it, and nothing else in the world does.
const WORD: &str = "zzquark";

// ---- catching ----------------------------------------------------------------------------------

/// A line: whether it may go out, where it comes from, and everything in it.
type Line = (bool, String, String);

fn caught() -> &'static Mutex<Vec<Line>> {
    static CAUGHT: OnceLock<Mutex<Vec<Line>>> = OnceLock::new();
    CAUGHT.get_or_init(Mutex::default)
}

struct Catcher;

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

fn keep(metadata: &Metadata<'_>, text: Text) {
    let mut caught = caught().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    caught.push((log::may_go_out(metadata), metadata.target().to_owned(), text.0));
}

impl<S: Subscriber> Layer<S> for Catcher {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        keep(event.metadata(), text);
    }

    fn on_new_span(&self, attributes: &span::Attributes<'_>, _: &span::Id, _: Context<'_, S>) {
        let mut text = Text(attributes.metadata().name().to_owned());
        attributes.record(&mut text);
        keep(attributes.metadata(), text);
    }
}

/// From now on everything is caught, at every level, that anybody in this process logs.
fn catch() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing_subscriber::registry().with(Catcher).init();
        let usual = std::panic::take_hook();
        log::panics_by_place();
        let ours = std::panic::take_hook();
        // A failed expectation is told to whoever runs the tests.
        std::panic::set_hook(Box::new(move |panic| {
            ours(panic);
            usual(panic);
        }));
    });
}

fn assert_silent(of: &str, text: &str, token: &str) {
    let (_, secret) = token.split_once(':').unwrap();
    for looked_for in [token, secret, WORD] {
        let found = text.to_lowercase().contains(&looked_for.to_lowercase());
        assert!(!found, "{of} tells {looked_for:?}: {text}");
    }
}

/// All lines so far. A copy, since a failed expectation is a panic, which is a line too.
fn lines() -> Vec<Line> {
    caught().lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
}

/// Nothing that may go out tells a secret.
fn assert_nothing_went_out(token: &str) {
    for (_, target, text) in lines().iter().filter(|(may_go_out, ..)| *may_go_out) {
        assert_silent(target, text, token);
    }
}

// ---- a story -----------------------------------------------------------------------------------

fn refusal(code: u16, description: &str) -> Fault {
    Fault::Error { code, description: description.to_owned(), parameters: None }
}

struct Desk {
    sandbox: Sandbox,
    clock: Clock,
    group: i64,
    anna: i64,
    ada: i64,
    ben: i64,
}

impl Desk {
    /// A forum whose people and title all carry the word.
    async fn open() -> Self {
        let clock = Clock::system();
        let now = clock.clone();
        let options = Options { now: Arc::new(move || now.now().0), ..Options::default() };
        let sandbox = Sandbox::start(options).await.expect("a free port");
        let group = sandbox.forum(&format!("{WORD} team"));
        let named = |name: &str| {
            let username = format!("{name}_{WORD}");
            sandbox.user(&format!("{name} {WORD}"), Some(&username), Some("en"))
        };
        let [ada, ben, anna] = ["ada", "ben", "anna"].map(named);
        sandbox.join(group, ada, Standing::Creator);
        sandbox.join(group, ben, Standing::Member);
        sandbox.bot_joins(group, BotRights::all());
        Self { sandbox, clock, group, anna, ada, ben }
    }

    fn writes(&self, text: &str) -> i32 {
        self.sandbox.say(self.anna, self.anna, Outgoing::text(&format!("{text} {WORD}")))
    }

    fn says(&self, who: i64, message: Outgoing) -> i32 {
        self.sandbox.say(who, self.group, message)
    }

    /// A message of the bot in a chat. The clock goes on meanwhile, past whatever is waited for.
    async fn seen(&self, chat: i64, part: &str) -> Seen {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let found = self.sandbox.messages(chat).into_iter().rev().find(|seen| {
                seen.by_bot && (seen.text.contains(part) || seen.labels().contains(&part))
            });
            if let Some(seen) = found {
                return seen;
            }
            let texts = self.sandbox.texts(chat);
            assert!(tokio::time::Instant::now() < deadline, "never {part:?}: {texts:#?}");
            self.clock.advance(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn presses(&self, who: i64, message: &Seen, label: &str) {
        self.sandbox.press(who, self.group, message.id, label).expect("the button is there");
    }

    async fn settle(&self, service: &Service) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.sandbox.pending_updates() > 0 || !service.store().rows().unwrap().is_empty() {
            assert!(tokio::time::Instant::now() < deadline, "never settles");
            self.clock.advance(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Everything that goes wrong with calls, each with words and the token in what Telegram says.
fn faults(token: &str) -> Vec<(&'static str, Fault)> {
    let quoting = format!("Bad Request: no {WORD} at https://a.example/bot{token}/x for {token}");
    let conflict = format!("Conflict: {token} is used by {WORD} at https://a.example/bot{token}");
    let mut all = Vec::new();
    for method in ["getUpdates", "sendMessage", "copyMessage", "editMessageText"] {
        for fault in [
            Fault::Status(500),
            Fault::Html(502),
            Fault::ResetBefore,
            Fault::ResetAfter,
            Fault::Unreadable,
            Fault::RetryAfter(1),
            refusal(401, "Unauthorized"),
        ] {
            all.push((method, fault));
        }
    }
    all.push(("getUpdates", refusal(409, &conflict)));
    all.push(("getUpdates", refusal(400, &quoting)));
    all.push(("editMessageText", refusal(400, &quoting)));
    all.push(("answerCallbackQuery", refusal(400, &quoting)));
    all.push(("setMyCommands", refusal(400, &quoting)));
    all.push(("getChatAdministrators", refusal(403, &quoting)));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_story_with_faults_logs_no_word_and_no_token() {
    catch();
    let desk = Desk::open().await;
    let token = desk.sandbox.token();
    for (method, fault) in faults(&token) {
        desk.sandbox.fail_next(method, fault);
    }
    let data = tempfile::tempdir().expect("a temporary directory");
    let mut config = Config::default();
    config.limits.per_group_per_minute = 0;
    let launch = Launch {
        data: data.path().to_owned(),
        token: Token::new(token.clone()),
        api_url: desk.sandbox.url(),
        desk: Some(desk.group),
        config,
        clock: desk.clock.clone(),
    };
    let service = Service::start(launch).await.expect("it starts");

    desk.says(desk.ben, Outgoing::text(&format!("hello {WORD}")));
    let mine = desk.writes("the printer is on fire");
    desk.seen(desk.group, "#1 ·").await;
    desk.sandbox.edit(desk.anna, desk.anna, mine, Outgoing::text(&format!("smoke {WORD}")));
    let photo = Outgoing::photo(&format!("a photo {WORD}"));
    desk.sandbox.say(desk.anna, desk.anna, photo);
    desk.writes("/nosuchcommand");
    desk.writes("/start");
    let topic = loop {
        if let Some(topic) = desk.sandbox.topics(desk.group).pop() {
            break topic.thread;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let in_topic = |text: &str| Outgoing::text(&format!("{text} {WORD}")).in_topic(topic);
    desk.sandbox.fail_next("copyMessage", refusal(400, &format!("Bad Request: {WORD} {token}")));
    desk.says(desk.ben, in_topic("pull the plug"));
    for text in [
        "and again",
        "// a note",
        "/note",
        "/pending 2d waits for",
        "/resume",
        "/nosuchcommand",
        "/stats",
        "/role @ben_zzquark lead",
        "/list",
        "/start",
    ] {
        desk.says(desk.ada, in_topic(text));
    }
    desk.says(desk.ada, Outgoing::text("/role @ben_zzquark lead"));
    desk.says(desk.ada, Outgoing::text("/settings"));
    desk.says(desk.ada, Outgoing::text("/setup"));
    desk.settle(&service).await;
    // Presses: real ones, forged ones, and such as hold words.
    let card = desk.seen(desk.group, "Mark Complete").await;
    for data in [WORD, "take:1.99", "yes:1.1:solved:77", "to:1.1:1"] {
        desk.sandbox.press_data(desk.ben, desk.group, card.id, data);
        desk.sandbox.press_data(desk.anna, desk.group, card.id, data);
    }
    desk.settle(&service).await;
    let card = desk.seen(desk.group, "Mark Complete").await;
    desk.presses(desk.ben, &card, "Mark Complete");
    let asked = desk.seen(desk.group, "Confirm: solved").await;
    desk.presses(desk.ben, &asked, "Confirm: solved");
    desk.seen(desk.anna, "has been completed").await;
    // The creator, who may write in a topic that is closed by now.
    desk.says(desk.ada, in_topic("too late"));
    desk.says(desk.ada, in_topic("/reopen 1 because of"));
    desk.settle(&service).await;
    // Updates that cannot be read, with words where none belong.
    for odd in [
        json!({ "message": { "message_id": WORD, "chat": WORD, "from": { "id": WORD } } }),
        json!({ "callback_query": { "id": WORD, "from": WORD, "data": { "x": WORD } } }),
        json!({ "edited_message": WORD }),
        json!({ WORD: WORD }),
    ] {
        desk.sandbox.inject(odd);
    }
    // The user leaves, the bot is thrown out and comes back, and a start fails at the same file.
    desk.sandbox.block(desk.anna);
    desk.settle(&service).await;
    desk.sandbox.bot_is_removed(desk.group);
    desk.sandbox.bot_joins(desk.group, BotRights::all());
    desk.sandbox.unblock(desk.anna);
    desk.writes("are you still there?");
    service.engine().submit(Input::Tick).await.expect("the engine runs");
    desk.settle(&service).await;

    // What panics tells its place alone.
    let words = format!("index out of {WORD}");
    let panicked = std::thread::spawn(move || std::panic::panic_any(words)).join();
    assert!(panicked.is_err());
    service.stop().await.expect("a clean stop");

    assert_nothing_went_out(&token);
    // The net has no holes: our own lines are in it, of all levels, the panic, and those of others.
    let caught = lines();
    let any = |part: &str| caught.iter().any(|(_, _, text)| text.contains(part));
    for part in ["a part panicked", "Telegram knows this bot", "lost", "refuses", "cannot be read"]
    {
        assert!(any(part), "{part:?} was not logged");
    }
    let foreign = caught.iter().filter(|(_, target, _)| !target.starts_with("frontdesk")).count();
    assert!(foreign > 0, "only our own lines are caught");
}

// ---- errors ------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_and_doors_do_not_tell_the_token() {
    catch();
    let desk = Desk::open().await;
    let token = desk.sandbox.token();
    let mut told = Vec::new();
    let door = Telegram::new(&Token::new(token.clone()), &desk.sandbox.url()).unwrap();
    let quoting = format!("no such thing at https://a.example/bot{token}/x for {token}");
    let faults = [
        Fault::Status(500),
        Fault::Html(502),
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::Unreadable,
        Fault::RetryAfter(1),
        refusal(400, &quoting),
        refusal(401, &quoting),
        refusal(403, &quoting),
        refusal(404, &quoting),
        refusal(409, &quoting),
        refusal(500, &quoting),
    ];
    for fault in faults {
        desk.sandbox.fail_next("getMe", fault);
        let error = door.call_raw("getMe", &Value::Null, PATIENCE).await.unwrap_err();
        told.push(format!("{error} {error:?} {door:?}"));
    }
    // Nobody there, no such host, a proxy's page, another scheme, and an address with the token.
    for address in [
        "http://127.0.0.1:9".to_owned(),
        "http://no-such-host.invalid".to_owned(),
        format!("{}/nowhere", desk.sandbox.url()),
        "ftp://127.0.0.1".to_owned(),
        format!("file:///{token}"),
        format!("bot{token}"),
        format!("http://127.0.0.1:9/bot{token}"),
    ] {
        match Telegram::new(&Token::new(token.clone()), &address) {
            Ok(door) => {
                let error = door.call_raw("getMe", &Value::Null, PATIENCE).await.unwrap_err();
                told.push(format!("{error} {error:?} {door:?}"));
            }
            Err(error) => told.push(format!("{error} {error:?}")),
        }
        let data = tempfile::tempdir().expect("a temporary directory");
        let found = frontdesk::check::check(
            data.path(),
            Some(&Token::new(token.clone())),
            &address,
            Some(-100),
            &Config::default(),
        )
        .await;
        told.push(format!("{found:?}"));
    }
    assert!(told.len() >= 24);
    for text in told {
        assert_silent("an error", &text, &token);
    }
    assert_nothing_went_out(&token);
}

// ---- the real program --------------------------------------------------------------------------

/// What the program says on both streams, asked to log everything, until it ends or has said all of
/// this.
async fn said(arguments: &[&str], environment: &[(&str, &str)], parts: &[&str]) -> String {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.args(arguments).env_clear().envs(environment.iter().copied());
    command.env("RUST_LOG", "trace,teloxide=trace,hyper=trace,reqwest=trace,hyper_util=trace");
    command.env("RUST_BACKTRACE", "full");
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().expect("the program starts");
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let mut told = Vec::new();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let ended = tokio::time::timeout_at(deadline, async {
            let (mut one, mut other) = ([0; 4096], [0; 4096]);
            tokio::select! {
                Ok(count @ 1..) = out.read(&mut one) => told.extend_from_slice(&one[..count]),
                Ok(count @ 1..) = err.read(&mut other) => told.extend_from_slice(&other[..count]),
                else => return true,
            }
            false
        });
        let ended = ended.await.expect("the program says what is waited for, or ends");
        let text = String::from_utf8_lossy(&told).into_owned();
        if ended || !parts.is_empty() && parts.iter().all(|part| text.contains(part)) {
            let _ = child.kill().await;
            return text;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_asked_for_everything_keeps_words_and_token_to_itself() {
    let desk = Desk::open().await;
    let token = desk.sandbox.token();
    // Real time passes here, so that only what is sent again soon can go wrong.
    for (method, fault) in faults(&token) {
        if method == "setMyCommands" || fault == Fault::ResetBefore {
            desk.sandbox.fail_next(method, fault);
        }
    }
    let data = tempfile::tempdir().expect("a temporary directory");
    let (url, group) = (desk.sandbox.url(), desk.group.to_string());
    desk.says(desk.ben, Outgoing::text(&format!("hello {WORD}")));
    desk.writes("the printer is on fire");
    desk.sandbox.inject(json!({ "message": { "message_id": WORD } }));
    desk.sandbox.inject(json!({ "inline_query": { "id": WORD, "query": WORD } }));
    let environment = [
        ("TELOXIDE_TOKEN", token.as_str()),
        ("TELOXIDE_API_URL", url.as_str()),
        ("FRONTDESK_DATA", data.path().to_str().unwrap()),
        ("FRONTDESK_DESK", group.as_str()),
    ];
    // Lines of all kinds: how it starts, what cannot be read, what is logged for debugging only.
    let parts = ["Telegram knows this bot", "cannot be read", "\"DEBUG\""];
    let told = said(&[], &environment, &parts).await;
    assert_silent("the program", &told, &token);
    for target in ["hyper", "reqwest", "teloxide"] {
        assert!(!told.contains(&format!("\"target\":\"{target}")), "{target} speaks: {told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_addresses_do_not_make_the_program_tell_its_token() {
    let token = "4242:AAsecret-half-of-a-token-0123456789ab";
    let pasted = format!("http://127.0.0.1:9/bot{token}");
    let data = tempfile::tempdir().expect("a temporary directory");
    for address in ["http://127.0.0.1:9", "ftp://127.0.0.1", "nonsense", pasted.as_str()] {
        for arguments in [&["run"][..], &["check"], &["--help"], &["--nonsense"]] {
            let environment = [
                ("TELOXIDE_TOKEN", token),
                ("TELOXIDE_API_URL", address),
                ("FRONTDESK_DATA", data.path().to_str().unwrap()),
                ("FRONTDESK_DESK", "-100"),
            ];
            let told = said(arguments, &environment, &["Telegram does not answer yet"]).await;
            assert_silent("the program", &told, token);
            assert!(!told.is_empty());
        }
    }
}
