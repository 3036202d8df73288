//! The stage on which stories are told: the real bot against the local Bot API, over HTTP.
//!
//! People write, press and read; what they wait for arrives or the story fails and prints what did
//! arrive. Nothing sleeps to wait for time: the clock is moved. At the end every message to a user
//! must have been read, and the bot must have used the Bot API as it is.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use frontdesk::clock::Clock;
use frontdesk::config::Config;
use frontdesk::domain::conversation::Conversation;
use frontdesk::domain::id::{ConversationId, DeskId, UserId};
use frontdesk::domain::time::Timestamp;
use frontdesk::engine::Input;
use frontdesk::sandbox::{Answer, BotRights, Options, Outgoing, Sandbox, Seen, Standing};
use frontdesk::secret::Token;
use frontdesk::service::{Launch, Service};
use frontdesk::store::{Discrepancy, Store};
use tempfile::TempDir;

/// How long something may take to arrive, in real time.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// Both kinds of desk.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A topic per conversation.
    Forum,
    /// A group without topics.
    Plain,
}

pub struct Stage {
    pub sandbox: Sandbox,
    pub clock: Clock,
    pub kind: Kind,
    pub group: i64,
    /// The group of the other desk, where there is one.
    pub other: i64,
    pub config: Config,
    /// The desk whose group that is.
    pub here: DeskId,
    /// `FRONTDESK_DESK`.
    desk: Option<i64>,
    people: Mutex<BTreeMap<String, i64>>,
    service: Option<Service>,
    data: TempDir,
    read: Mutex<HashSet<(i64, i32, String)>>,
}

pub fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

impl Stage {
    /// A desk with Ada (owner), Lea (lead), Ben and Eve (agents), and the default settings.
    pub async fn open(kind: Kind) -> Self {
        Self::with(kind, |_| {}).await
    }

    /// The same with other settings. Telegram's limits are off, so that stories are quick.
    pub async fn with(kind: Kind, change: impl FnOnce(&mut Config)) -> Self {
        let group = |sandbox: &Sandbox| match kind {
            Kind::Forum => sandbox.forum("Support"),
            Kind::Plain => sandbox.supergroup("Support"),
        };
        let mut stage = Self::build(kind, group, change).await;
        stage.desk = Some(stage.group);
        stage.open_desk().await;
        stage
    }

    /// A desk in a basic group.
    pub async fn basic() -> Self {
        let mut stage =
            Self::build(Kind::Plain, |sandbox| sandbox.basic_group("Support"), |_| {}).await;
        stage.desk = Some(stage.group);
        stage.open_desk().await;
        stage
    }

    /// The bot runs and is in the group with the team, but the group is no desk yet.
    pub async fn without_desk(kind: Kind) -> Self {
        let group = |sandbox: &Sandbox| match kind {
            Kind::Forum => sandbox.forum("Support"),
            Kind::Plain => sandbox.supergroup("Support"),
        };
        let mut stage = Self::build(kind, group, |_| {}).await;
        stage.start().await;
        stage
    }

    /// Two desks: `support` as above, and `billing` with Zoe (owner) and Max. Each says for itself in
    /// the settings file what is given here, `ADA` being her id; the first group is looked at.
    pub async fn two(kind: Kind, common: &str, support: &str, billing: &str) -> Self {
        let mut stage = Self::two_groups(kind).await;
        let (first, other) = (stage.group, stage.other);
        let common = common.replace("ADA", &stage.id("Ada").to_string());
        let text = format!(
            "{common}\n[[desk]]\nname = \"support\"\ntitle = \"Support\"\nchat = {first}\n{support}\n\
             [[desk]]\nname = \"billing\"\ntitle = \"Billing\"\nchat = {other}\n{billing}\n"
        );
        stage.file(&text);
        stage.open_desk().await;
        stage.at("billing");
        for name in ["Zoe", "Max"] {
            stage.says(name, "hello").await;
        }
        stage.settle().await;
        stage.at("support");
        stage
    }

    /// The groups of two desks with their people; nothing runs yet.
    pub async fn two_groups(kind: Kind) -> Self {
        let group = |sandbox: &Sandbox| match kind {
            Kind::Forum => sandbox.forum("Support team"),
            Kind::Plain => sandbox.supergroup("Support team"),
        };
        let mut stage = Self::build(kind, group, |_| {}).await;
        stage.other = match kind {
            Kind::Forum => stage.sandbox.forum("Billing team"),
            Kind::Plain => stage.sandbox.supergroup("Billing team"),
        };
        for (name, standing) in [("Zoe", Standing::Creator), ("Max", Standing::Member)] {
            let username = format!("{}_team", name.to_lowercase());
            let id = stage.sandbox.user(name, Some(&username), Some("en"));
            stage.sandbox.join(stage.other, id, standing);
            stage.people.lock().expect("no panic before").insert(name.to_owned(), id);
        }
        stage.sandbox.bot_joins(stage.other, BotRights::all());
        stage
    }

    /// A desk as in [`Self::open`], before anything runs; see [`Self::begin`].
    pub async fn ready(kind: Kind) -> Self {
        let group = |sandbox: &Sandbox| match kind {
            Kind::Forum => sandbox.forum("Support"),
            Kind::Plain => sandbox.supergroup("Support"),
        };
        let mut stage = Self::build(kind, group, |_| {}).await;
        stage.desk = Some(stage.group);
        stage
    }

    /// The bot starts, and the team shows itself.
    pub async fn begin(&mut self) {
        self.open_desk().await;
    }

    /// The same by `FRONTDESK_DESK`, which is taken away again.
    pub async fn adopted(&mut self) {
        self.desk = Some(self.group);
        self.open_desk().await;
        self.desk = None;
    }

    /// A user who has chosen no desk, whatever they did.
    pub async fn chose_nothing(&self, user: &str) {
        self.settle().await;
        let tx = self.service().store().write().expect("a transaction");
        let profile = tx.profile(UserId(self.id(user))).expect("readable");
        let mut profile = profile.expect("somebody who wrote");
        profile.current = None;
        tx.put_profile(&profile).expect("writable");
        tx.commit().expect("a commit");
    }

    /// Why the bot does not start.
    pub async fn fails_to_start(&self) -> String {
        match Service::start(self.launch()).await {
            Ok(_) => panic!("it starts"),
            Err(error) => error.to_string(),
        }
    }

    /// What the settings file says, at the pace of stories.
    pub fn file(&mut self, text: &str) {
        let path = self.data.path().join("frontdesk.toml");
        std::fs::write(&path, text).expect("a file");
        let read = Config::load(Some(&path), true, std::iter::empty());
        let mut read = read.expect("right settings");
        read.schedule = self.config.schedule.clone();
        read.limits = self.config.limits.clone();
        self.config = read;
    }

    /// From now on the group of this desk is looked at.
    pub fn at(&mut self, desk: &str) {
        let there = if desk == "support" { DeskId::FIRST } else { DeskId(2) };
        if there != self.here {
            self.here = there;
            std::mem::swap(&mut self.group, &mut self.other);
        }
    }

    async fn build(
        kind: Kind,
        group: impl FnOnce(&Sandbox) -> i64,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = Config::default();
        config.schedule.sweep = "* * * * * *".parse().expect("every second");
        config.limits.per_second = 0;
        config.limits.per_chat_per_second = 0;
        config.limits.per_group_per_minute = 0;
        // A story sends in a second what people write in an hour.
        config.limits.user_per_minute = 0;
        // A board that changes meanwhile is a story of its own.
        config.notify.board = false;
        change(&mut config);
        let clock = Clock::system();
        // A story that passes an hour must not pass a midnight: figures are counted by the day.
        let (day, evening) = (24 * 60 * 60, 18 * 60 * 60);
        let passed = clock.now().seconds().rem_euclid(day);
        if passed > evening {
            clock.advance(seconds(u64::try_from(day - passed).expect("less than a day") + 60));
        }
        let now = clock.clone();
        let options = Options { now: Arc::new(move || now.now().0), ..Options::default() };
        let sandbox = Sandbox::start(options).await.expect("a free port");
        let group = group(&sandbox);
        let mut people = BTreeMap::new();
        for (name, standing) in [
            ("Ada", Standing::Creator),
            ("Lea", Standing::Member),
            ("Ben", Standing::Member),
            ("Eve", Standing::Member),
        ] {
            let id = sandbox.user(name, Some(&format!("{}_team", name.to_lowercase())), Some("en"));
            sandbox.join(group, id, standing);
            people.insert(name.to_owned(), id);
        }
        sandbox.bot_joins(group, BotRights::all());
        Self {
            sandbox,
            clock,
            kind,
            group,
            other: 0,
            config,
            here: DeskId::FIRST,
            desk: None,
            people: Mutex::new(people),
            service: None,
            data: tempfile::tempdir().expect("a temporary directory"),
            read: Mutex::default(),
        }
    }

    async fn open_desk(&mut self) {
        self.start().await;
        // Whoever writes in the group is known; Ada appoints Lea.
        for name in ["Lea", "Ben", "Eve"] {
            self.says(name, "hello").await;
        }
        self.says("Ada", "/role @lea_team lead").await;
        self.group_reads("Lea").await;
        self.settle().await;
        self.team_is_told(true);
    }

    /// Everybody on the team has heard what goes to users and what stays inside, or nobody has.
    pub fn team_is_told(&self, told: bool) {
        let tx = self.service().store().write().expect("a transaction");
        for mut member in tx.members(DeskId(1)).expect("readable") {
            member.told_basics = told;
            tx.put_member(DeskId(1), &member).expect("writable");
        }
        tx.commit().expect("a commit");
    }

    // ---- the process ---------------------------------------------------------------------------

    /// Starts the bot on the data directory.
    pub async fn start(&mut self) {
        let launch = self.launch();
        let polls = self.sandbox.calls_of("getUpdates").len();
        self.service = Some(Service::start(launch).await.expect("it starts"));
        // Nothing is decided by the clock before Telegram has said what came meanwhile.
        let current = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                (sandbox.calls_of("getUpdates").len() > polls).then_some(())
            })
            .await;
        current.expect("it asks for updates");
    }

    fn launch(&self) -> Launch {
        Launch {
            data: self.data.path().to_owned(),
            token: Token::new(self.sandbox.token()),
            api_url: self.sandbox.url(),
            desk: self.desk,
            config: self.config.clone(),
            clock: self.clock.clone(),
        }
    }

    /// The running bot.
    pub fn service(&self) -> &Service {
        self.service.as_ref().expect("the bot runs")
    }

    /// A conversation as it is stored.
    pub fn stored(&self, number: u32) -> Option<Conversation> {
        let id = ConversationId { desk: self.here, number };
        let snapshot = self.service().store().read().expect("a readable database");
        snapshot.conversation(id).expect("a readable conversation")
    }

    /// Everything that is stored of conversations, people and the desk, for comparing.
    pub async fn dump(&self) -> Vec<String> {
        self.settle().await;
        let snapshot = self.service().store().read().expect("a readable database");
        let people: Vec<i64> =
            self.people.lock().expect("no panic before").values().copied().collect();
        let conversations: Vec<_> = (1..10).filter_map(|number| self.stored(number)).collect();
        let profiles: Vec<_> = people
            .iter()
            .map(|id| {
                let held = snapshot.held(UserId(*id)).expect("readable");
                (snapshot.profile(UserId(*id)).expect("readable"), held)
            })
            .collect();
        let desk = snapshot.desk(self.here).expect("readable");
        let all = format!("{conversations:#?} {profiles:#?} {desk:#?}");
        all.lines().map(str::to_owned).collect()
    }

    /// Nothing has changed since.
    pub async fn unchanged(&self, before: &[String]) {
        let after = self.dump().await;
        let changed: Vec<_> = before.iter().zip(&after).filter(|(old, new)| old != new).collect();
        assert!(changed.is_empty() && before.len() == after.len(), "changed: {changed:#?}");
    }

    /// Stops the bot, whose database must agree with itself.
    pub async fn stop(&mut self) {
        let wrong = self.stop_damaged().await;
        assert_eq!(wrong, []);
    }

    /// Stops the bot, and hands back what in its database does not agree.
    pub async fn stop_damaged(&mut self) -> Vec<Discrepancy> {
        let Some(service) = self.service.take() else {
            return Vec::new();
        };
        let store = service.store().clone();
        service.stop().await.expect("it stops cleanly");
        store.verify().expect("a readable database")
    }

    /// Where everything is kept.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The bot was away from Telegram for longer than a minute. Gaps are measured in real time, so
    /// instead of waiting its note of the last answer is set back.
    pub async fn intake_gap(&mut self) {
        self.settle().await;
        self.stop().await;
        self.set_intake_back(seconds(61));
        self.start().await;
    }

    /// The bot, which was stopped, starts again after this time, in which it was away from Telegram.
    pub async fn comes_back_after(&mut self, time: Duration) {
        self.set_intake_back(time);
        self.clock.advance(time);
        self.start().await;
    }

    fn set_intake_back(&self, time: Duration) {
        let store = Store::open(self.data.path()).expect("a database");
        let tx = store.write().expect("a transaction");
        let last: Timestamp = tx.meta("intake").expect("readable").expect("it has polled");
        tx.set_meta("intake", &last.minus(time)).expect("writable");
        tx.commit().expect("a commit");
    }

    /// Waits until every update is handled and everything was said.
    pub async fn settle(&self) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let service = self.service.as_ref().expect("the bot runs");
            // In this order: what is taken in has left its rows by then.
            let all_taken = self.sandbox.pending_updates() == 0;
            let rows = service.store().rows().expect("a readable database");
            if all_taken && rows.is_empty() {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "never settles: {rows:#?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A conversation as it is kept.
    pub fn conversation(&self, number: u32) -> Conversation {
        let service = self.service.as_ref().expect("the bot runs");
        let snapshot = service.store().read().expect("a readable database");
        let id = ConversationId { desk: self.here, number };
        snapshot.conversation(id).expect("a readable value").expect("a conversation")
    }

    /// Lets time pass, once everything that is under way is done; then the sweep comes by, so that
    /// a story can also see that nothing happens.
    pub async fn pass(&self, time: Duration) {
        self.settle().await;
        self.clock.advance(time);
        self.sweep().await;
        self.settle().await;
    }

    /// The sweep comes by.
    pub async fn sweep(&self) {
        let service = self.service.as_ref().expect("the bot runs");
        service.engine().submit(Input::Tick).await.expect("the engine runs");
    }

    /// Ends the story: nothing is left unread, and Telegram had nothing to complain about.
    pub async fn close(mut self) {
        self.settle().await;
        let unread: Vec<String> = self
            .users()
            .into_iter()
            .flat_map(|(name, id)| {
                self.unread(id).into_iter().map(move |seen| format!("{name}: {}", seen.text))
            })
            .collect();
        assert_eq!(unread, Vec::<String>::new(), "said to users, but nobody read it");
        self.stop().await;
        assert_eq!(self.sandbox.complaints(), Vec::<String>::new());
    }

    // ---- people --------------------------------------------------------------------------------

    /// The id of a person; whoever is not there yet is a new user who speaks English.
    pub fn id(&self, name: &str) -> i64 {
        self.person(name, "en")
    }

    /// The id of a person; whoever is not there yet is a new user who speaks this language.
    pub fn person(&self, name: &str, language: &str) -> i64 {
        let mut people = self.people.lock().expect("no panic before");
        *people.entry(name.to_owned()).or_insert_with(|| {
            let username = name.to_lowercase();
            self.sandbox.user(name, Some(&username), Some(language))
        })
    }

    fn users(&self) -> Vec<(String, i64)> {
        let people = self.people.lock().expect("no panic before");
        let team = ["Ada", "Lea", "Ben", "Eve", "Zoe", "Max"];
        people
            .iter()
            .filter(|(name, _)| !team.contains(&name.as_str()))
            .map(|(name, id)| (name.clone(), *id))
            .collect()
    }

    fn unread(&self, user: i64) -> Vec<Seen> {
        let read = self.read.lock().expect("no panic before");
        self.sandbox
            .messages(user)
            .into_iter()
            .filter(|seen| seen.by_bot && !read.contains(&(user, seen.id, seen.text.clone())))
            .collect()
    }

    /// What a user was told and has not read.
    pub fn unread_texts(&self, user: &str) -> Vec<String> {
        self.unread(self.id(user)).into_iter().map(|seen| seen.text).collect()
    }

    // ---- users -----------------------------------------------------------------------------------

    /// A user writes to the bot.
    pub async fn writes(&self, user: &str, text: &str) -> i32 {
        self.sends(user, Outgoing::text(text)).await
    }

    /// A user sends something to the bot.
    pub async fn sends(&self, user: &str, message: Outgoing) -> i32 {
        let id = self.id(user);
        self.sandbox.say(id, id, message)
    }

    /// A user reads something that nobody has read yet.
    pub async fn reads(&self, user: &str, fragment: &str) -> Seen {
        let id = self.id(user);
        let found = self
            .sandbox
            .wait_for(PATIENCE, |_| {
                self.unread(id).into_iter().find(|seen| seen.text.contains(fragment))
            })
            .await;
        let Some(seen) = found else {
            panic!("{user} never reads {fragment:?}; the chat is:\n{}", self.transcript(id));
        };
        let mut read = self.read.lock().expect("no panic before");
        read.insert((id, seen.id, seen.text.clone()));
        seen
    }

    /// A user presses a button of the bot.
    pub async fn user_presses(&self, user: &str, message: &Seen, label: &str) -> Answer {
        let id = self.id(user);
        let press = self.sandbox.press(id, id, message.id, label).expect("the button is there");
        self.answer(&press).await
    }

    /// A user answers a message in their private chat.
    pub async fn replies(&self, user: &str, to: i32, text: &str) -> i32 {
        self.sends(user, Outgoing::text(text).reply_to(to)).await
    }

    /// A user's own message shows a reaction of the bot.
    pub async fn reacted(&self, user: &str, message: i32) -> String {
        let (id, bot) = (self.id(user), self.sandbox.bot_id());
        let found = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                let seen = sandbox.message(id, message)?;
                seen.reactions.into_iter().find(|(who, _)| *who == bot).map(|(_, emoji)| emoji)
            })
            .await;
        found.unwrap_or_else(|| panic!("no reaction:\n{}", self.transcript(id)))
    }

    /// What a press was answered with.
    pub async fn answer(&self, press: &str) -> Answer {
        let found = self.sandbox.wait_for(PATIENCE, |sandbox| sandbox.alerts(press)).await;
        found.expect("every press is answered")
    }

    // ---- the team ---------------------------------------------------------------------------------

    /// Somebody writes in General, or in the group.
    pub async fn says(&self, agent: &str, text: &str) -> i32 {
        self.sandbox.say(self.id(agent), self.group, Outgoing::text(text))
    }

    /// The card of a conversation, once all of it stands there.
    pub async fn card(&self, number: u32, fragments: &[&str]) -> Seen {
        let head = format!("#{number} ·");
        let found = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                sandbox.messages(self.group).into_iter().rev().find(|seen| {
                    seen.by_bot
                        && seen.text.starts_with(&head)
                        && !seen.labels().is_empty()
                        && fragments.iter().all(|fragment| seen.text.contains(fragment))
                })
            })
            .await;
        found.unwrap_or_else(|| {
            panic!("no card {head} with {fragments:?}:\n{}", self.transcript(self.group))
        })
    }

    /// The topic of a conversation.
    pub async fn topic(&self, number: u32) -> i32 {
        let head = format!("#{number} ");
        let found = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                let mut topics = sandbox.topics(self.group);
                topics.retain(|topic| topic.name.starts_with(&head) && !topic.deleted);
                topics.pop().map(|topic| topic.thread)
            })
            .await;
        found.unwrap_or_else(|| panic!("no topic {head}"))
    }

    /// An agent writes where the conversation is answered: in its topic, or as a reply to its card.
    pub async fn answers(&self, agent: &str, number: u32, text: &str) -> i32 {
        self.posts(agent, number, Outgoing::text(text)).await
    }

    /// The same with anything else than a text.
    pub async fn posts(&self, agent: &str, number: u32, message: Outgoing) -> i32 {
        let message = match self.kind {
            Kind::Forum => message.in_topic(self.topic(number).await),
            Kind::Plain => message.reply_to(self.card(number, &[]).await.id),
        };
        self.sandbox.say(self.id(agent), self.group, message)
    }

    /// Something of the bot stands in the group.
    pub async fn group_reads(&self, fragment: &str) -> Seen {
        let found = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                let mut messages = sandbox.messages(self.group).into_iter().rev();
                messages.find(|seen| seen.by_bot && seen.text.contains(fragment))
            })
            .await;
        found.unwrap_or_else(|| {
            panic!("nobody says {fragment:?} in the group:\n{}", self.transcript(self.group))
        })
    }

    /// A message of a user stands in the group as a copy.
    pub async fn group_sees(&self, user: &str, message: i32) -> Seen {
        let origin = Some((self.id(user), message));
        let found = self
            .sandbox
            .wait_for(PATIENCE, |sandbox| {
                sandbox.messages(self.group).into_iter().find(|seen| seen.copy_of == origin)
            })
            .await;
        found.unwrap_or_else(|| panic!("not relayed:\n{}", self.transcript(self.group)))
    }

    /// Somebody presses a button in the group.
    pub async fn presses(&self, agent: &str, message: &Seen, label: &str) -> Answer {
        let press = self
            .sandbox
            .press(self.id(agent), self.group, message.id, label)
            .unwrap_or_else(|error| panic!("{error}:\n{}", self.transcript(self.group)));
        self.answer(&press).await
    }

    /// A press that is refused: an alert, short enough, that contains these words.
    pub async fn refused(&self, agent: &str, message: &Seen, label: &str, words: &str) {
        let answer = self.presses(agent, message, label).await;
        assert_refused(&answer, words);
    }

    /// A press with any data in the group, as from a modified client.
    pub async fn forges(&self, who: &str, message: i32, data: &str) -> Answer {
        let press = self.sandbox.press_data(self.id(who), self.group, message, data);
        self.answer(&press).await
    }

    /// The data of a button.
    pub fn data_of(message: &Seen, label: &str) -> String {
        let found = message.buttons.iter().flatten().find(|button| button.label.contains(label));
        let button = found.unwrap_or_else(|| panic!("no {label} in {:?}", message.labels()));
        button.data.clone().expect("it calls back")
    }

    /// Somebody is mentioned in a message.
    pub fn mentions(&self, message: &Seen, name: &str) -> bool {
        let id = self.id(name);
        let link = format!("tg://user?id={id}");
        message.entities.iter().any(|entity| entity["url"] == link || entity["user"]["id"] == id)
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, mut look: impl FnMut(&Sandbox) -> bool) {
        let found = self.sandbox.wait_for(PATIENCE, |sandbox| look(sandbox).then_some(())).await;
        assert!(found.is_some(), "never: {what}\n{}", self.transcript(self.group));
    }

    /// Opens a conversation, answers it, and completes it as solved. Returns the completed notice.
    pub async fn finishes(&self, user: &str, number: u32, text: &str) -> Seen {
        self.writes(user, text).await;
        self.reads(user, &format!("#{number}.")).await;
        self.card(number, &["Unassigned"]).await;
        self.answers("Ben", number, "pull the plug").await;
        self.reads(user, "pull the plug").await;
        self.card(number, &["In progress"]).await;
        self.completes("Ben", number, "Confirm: solved").await;
        let notice = self.reads(user, "has been completed").await;
        self.card(number, &["Completed"]).await;
        self.settle().await;
        notice
    }

    /// Opens a conversation, answers it, and lets it time out. Returns the completed notice.
    pub async fn times_out(&self, user: &str, number: u32) -> Seen {
        self.writes(user, "the printer is on fire").await;
        self.reads(user, &format!("#{number}.")).await;
        self.card(number, &["Unassigned"]).await;
        self.answers("Ben", number, "which one?").await;
        self.reads(user, "which one?").await;
        self.pass(minutes(28)).await;
        self.reads(user, "no other questions").await;
        self.pass(minutes(2)).await;
        let notice = self.reads(user, "has been completed").await;
        self.card(number, &["Completed"]).await;
        self.settle().await;
        self.reads(user, "is settled").await;
        notice
    }

    /// An agent completes a conversation by its card.
    pub async fn completes(&self, agent: &str, number: u32, label: &str) {
        let card = self.card(number, &[]).await;
        self.presses(agent, &card, "Mark Complete").await;
        let asked = self.card(number, &["no longer be able to write"]).await;
        self.presses(agent, &asked, label).await;
    }

    /// Lets time pass in steps until something is so, for what waits for its time.
    pub async fn in_time(
        &self,
        what: &str,
        step: Duration,
        mut look: impl FnMut(&Sandbox) -> bool,
    ) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !look(&self.sandbox) {
            let late = tokio::time::Instant::now() >= deadline;
            assert!(!late, "never: {what}\n{}", self.transcript(self.group));
            self.clock.advance(step);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Everything that stands in a chat, for failures.
    pub fn transcript(&self, chat: i64) -> String {
        self.sandbox
            .messages(chat)
            .iter()
            .map(|seen| {
                let who = if seen.by_bot { "bot".to_owned() } else { seen.from.to_string() };
                let buttons = seen.labels().join("] [");
                format!(
                    "  {} {who} thread={:?} {}: {} [{buttons}]\n",
                    seen.id, seen.thread, seen.kind, seen.text
                )
            })
            .collect()
    }
}

/// A refusal of a press: an alert of at most 200 characters that contains these words.
pub fn assert_refused(answer: &Answer, words: &str) {
    let text = answer.text.as_deref().unwrap_or_default();
    assert!(answer.alert, "no alert: {answer:?}");
    assert!(text.chars().count() <= 200, "too long: {text}");
    assert!(text.contains(words), "{text:?} does not say {words:?}");
}

/// Tells a story in both kinds of desk.
#[macro_export]
macro_rules! in_both_desks {
    ($($(#[$doc:meta])* async fn $name:ident($kind:ident: Kind) $body:block)*) => {
        $(
            mod $name {
                use super::*;

                async fn story($kind: Kind) $body

                $(#[$doc])*
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn in_a_forum() {
                    story(Kind::Forum).await;
                }

                $(#[$doc])*
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn in_a_plain_group() {
                    story(Kind::Plain).await;
                }
            }
        )*
    };
}
