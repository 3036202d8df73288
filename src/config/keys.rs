//! The one list of settings. Everything else that knows a setting's name, default or sentence has
//! it from here: the parser, `/settings`, the table of the manual and the example file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use cron::Schedule;

use super::read::Reader;
use super::value::{self, Approval, Counting, Parsed, Raw};
use crate::domain::access::{Action, Role, TelegramAdmins};
use crate::domain::arrival::AfterCompletion;
use crate::domain::hours::OpenHours;
use crate::domain::id::{ChatId, UserId};
use crate::domain::routing::{Assign, Strategy};
use crate::engine::Rings;
use crate::i18n::Lang;
use crate::secret::Token;

/// A setting, as it is declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Key {
    /// Its section, as in `[timeout]`.
    pub section: &'static str,
    /// Its name in the section.
    pub name: Cow<'static, str>,
    /// What it is if nothing is written, as it would be written.
    pub default: Cow<'static, str>,
    /// What it does.
    pub sentence: Cow<'static, str>,
    /// What can be chosen for it in the chat, as it would be written; nothing if it is not changed
    /// there.
    pub offered: Vec<&'static str>,
}

/// What can be chosen for a setting in the chat.
type Offer = fn() -> Vec<&'static str>;

macro_rules! offer {
    () => {
        Vec::new as Offer
    };
    ($offer:expr) => {
        $offer as Offer
    };
}

macro_rules! settings {
    ($($(#[$doc:meta])* $section:ident: $Section:ident {
        $($key:ident: $type:ty = $default:literal, $parse:expr, $sentence:literal
            $(, offered $offer:expr)?;)*
    })*) => {
        $($(#[$doc])*
        #[derive(Clone, PartialEq, Debug)]
        pub struct $Section {
            $(#[doc = concat!($sentence, " Default: `", $default, "`.")]
            pub $key: $type,)*
        })*

        /// The settings by section, without the roles of actions.
        #[derive(Clone, PartialEq, Debug)]
        pub struct Sections {
            $($(#[$doc])* pub $section: $Section,)*
        }

        /// Every setting that has a name of its own, in order.
        const NAMED: &[(&str, &str, &str, &str, Offer)] = &[$($(
            (stringify!($section), stringify!($key), $default, $sentence, offer!($($offer)?)),
        )*)*];

        impl Sections {
            /// Takes every setting from its source, or its default.
            pub(super) fn read(reader: &mut Reader) -> Self {
                Self {
                    $($section: $Section {
                        $($key: reader.take(stringify!($section), stringify!($key), $parse),)*
                    },)*
                }
            }

            /// Sets the setting of this name to what is written; nothing if there is none.
            pub(super) fn set(&mut self, name: &str, raw: &Raw) -> Option<Parsed<()>> {
                $($(if name == concat!(stringify!($section), ".", stringify!($key)) {
                    let parsed: Parsed<$type> = $parse(raw);
                    return Some(parsed.map(|value| self.$section.$key = value));
                })*)*
                None
            }

            /// Whether two spellings mean the same to the setting of this name.
            pub(super) fn same(name: &str, one: &Raw, other: &Raw) -> bool {
                $($(if name == concat!(stringify!($section), ".", stringify!($key)) {
                    let (one, other): (Parsed<$type>, Parsed<$type>) = ($parse(one), $parse(other));
                    return one.is_ok() && one == other;
                })*)*
                false
            }
        }
    };
}

settings! {
    /// `[completion]`: how conversations are completed.
    completion: Completion {
        confirm: bool = "on", value::flag,
            "Mark Complete asks before it completes.", offered value::flags;
        premature_within: Duration = "60s", value::span,
            "The question warns if the user wrote less than this ago.";
        question_expires: Duration = "5m", value::some_span,
            "How long the question can be answered.";
        undo_within: Duration = "2m", value::span,
            "How long a completion can be taken back.";
        rating: bool = "on", value::flag,
            "The user is asked for a rating.", offered value::flags;
    }
    /// `[reopening]`: what comes after completion.
    reopening: Reopening {
        approval: Approval = "request", value::choice,
            "Whether a reopening without the right becomes a request to the leads (request) or is refused (refuse).", offered value::names::<Approval>;
        request_expires: Duration = "24h", value::some_span,
            "How long a request waits, in business time.";
        automatic_within: Option<Duration> = "off", value::span_or_off,
            "A message within this of the completion reopens the conversation; off: none does.";
        after_completion: AfterCompletion = "new", value::choice,
            "What the next message of the user does: it opens a new conversation (new), the user is asked whether it is the same matter (ask), or presses a button first (menu).", offered value::names::<AfterCompletion>;
        choice_within: Duration = "10m", value::some_span,
            "How long the user may choose; after that it is a new matter.";
        courtesy_within: Duration = "10m", value::span,
            "Thanks within this of the completion open nothing.";
        assign: Assign = "route", value::choice,
            "Who gets a reopened conversation: as a new one (route), who had it (previous), nobody (none).";
    }
    /// `[timeout]`: conversations that wait, and for whom.
    timeout: Timeout {
        complete_after: Option<Duration> = "30m", value::span_or_off,
            "A conversation completes after this silence of the user; off: never.", offered || vec!["10m", "20m", "30m", "1h", "2h", "6h", "24h", "3d", "off"];
        warn_before: Duration = "2m", value::span,
            "How long before that the user is warned.", offered || vec!["1m", "2m", "5m", "10m", "30m", "1h"];
        clock: Counting = "awaiting_user", value::choice,
            "The silence counts from the delivered answer (awaiting_user) or from the user's last message (user_silence).";
        nudge_after: Option<Duration> = "10m", value::span_or_off,
            "The assignee is reminded of a waiting user after this much business time; off: never.", offered || vec!["5m", "10m", "15m", "30m", "1h", "2h", "off"];
        escalate_after: Option<Duration> = "30m", value::span_or_off,
            "The leads are told of a waiting user after this much business time; off: never.", offered || vec!["10m", "15m", "30m", "1h", "2h", "4h", "off"];
    }
    /// `[pending]`: conversations that are set aside.
    pending: Pending {
        remind_after: Duration = "24h", value::some_span,
            "A pending conversation comes back after this much business time, unless /pending named a time.";
        notice: bool = "off", value::flag,
            "The user is told that the conversation is set aside.";
    }
    /// `[routing]`: who gets a conversation.
    routing: Routing {
        strategy: Strategy = "claim", value::choice,
            "Who gets a new conversation: whoever takes it (claim), the agents in turn (round_robin), whoever has the fewest (least_busy).", offered value::names::<Strategy>;
        strict_assignment: bool = "off", value::flag,
            "Only the assignee's answers are sent to the user.", offered value::flags;
        lapse: Option<Duration> = "off", value::span_or_off,
            "An assigned conversation whose user waits this long in business time becomes unassigned; off: never.";
    }
    /// `[hours]`: when the team works.
    hours: Hours {
        timezone: Tz = "UTC", value::zone,
            "The time zone of opening hours, reports and days, like Europe/Berlin.";
        open: Vec<OpenHours> = "[]", value::hours,
            "When the team works, like \"Mon-Fri 09:00-18:00\"; empty: always.";
        holidays: Vec<NaiveDate> = "[]", value::dates,
            "Days on which it does not, like \"2026-12-25\".";
    }
    /// `[schedule]`: what happens by the clock.
    schedule: Schedules {
        sweep: Schedule = "*/10 * * * * *", value::cron,
            "When timeouts and reminders are looked for, in UTC: second minute hour day month weekday.";
        report_week: Option<Schedule> = "0 0 9 * * Mon", value::cron_or_off,
            "When the week's figures are posted, in the time zone of [hours]; or off.";
        report_month: Option<Schedule> = "0 0 9 1 * *", value::cron_or_off,
            "When the month's figures are posted, in the time zone of [hours]; or off.";
        backup: Option<Schedule> = "off", value::cron_or_off,
            "When the database is copied, in the time zone of [hours]; or off.";
    }
    /// `[backup]`: copies of the database that are made by `schedule.backup`.
    backup: Backup {
        directory: Option<PathBuf> = "", value::directory,
            "Where scheduled backups are kept; empty: backups in the data directory.";
        keep: u32 = "7", value::number::<1, 10000>,
            "How many of them are kept; older ones are deleted.";
        chat: Option<ChatId> = "", value::chat,
            "The id of a chat to which each is sent as a document too, encrypted; empty: none.";
        passphrase: Option<Token> = "", value::passphrase,
            "What backups are encrypted with; empty: they are not. Only as the variable FRONTDESK_BACKUP__PASSPHRASE.";
        passphrase_file: Option<PathBuf> = "", value::directory,
            "A file that holds the passphrase in its first line, instead.";
    }
    /// `[notify]`: what rings.
    notify: Notify {
        group: Rings = "waits", value::choice,
            "What rings in the agents' group: the first message of each wait (waits), everything (all), nothing (none).", offered value::names::<Rings>;
        board: bool = "on", value::flag,
            "A pinned board shows who waits, what is unassigned and pending, and what was completed today.";
    }
    /// `[stats]`: figures.
    stats: Stats {
        reopen_alarm: u32 = "5", value::number::<0, 100>,
            "The rate of reopenings, in percent, above which /stats warns.";
    }
    /// `[limits]`: how much at a time. 0 turns a limit off.
    limits: Limits {
        per_second: u32 = "30", value::number::<0, 1000>,
            "Calls to Telegram in a second, all chats together; 0: no limit.";
        per_chat_per_second: u32 = "1", value::number::<0, 1000>,
            "Messages to one private chat in a second; 0: no limit.";
        per_group_per_minute: u32 = "20", value::number::<0, 10000>,
            "Messages to one group in a minute; 0: no limit.";
        user_per_minute: u32 = "30", value::number::<0, 10000>,
            "Messages of one user in a minute that are passed on at once, further ones wait; 0: no limit.";
        user_held: u32 = "200", value::number::<0, 100000>,
            "How many messages of one user wait at most; 0: no limit.";
        human_check: bool = "off", value::flag,
            "Whoever writes for the first time presses a button before anything is passed on; without it what was written is deleted after a day.";
    }
    /// `[permissions]`: who may do what, without the roles of actions.
    permissions: People {
        telegram_admins: TelegramAdmins = "admin", value::choice,
            "What the group's Telegram administrators are here: admins (admin), agents (agent), or only the owner an admin (creator_only).";
        admins: Vec<UserId> = "[]", value::people,
            "Ids of people who are admins, whatever they are at Telegram.";
    }
    /// `[locale]`: languages.
    locale: Locale {
        default: Lang = "en", value::language,
            "The language of users whose own is not among ours.", offered value::languages;
        desk: Lang = "en", value::language,
            "The language of the agents' group.", offered value::languages;
        overrides: Option<PathBuf> = "", value::directory,
            "A directory with your own words; empty: locales in the data directory, if it exists.";
    }
    /// `[privacy]`: what is kept.
    privacy: Privacy {
        store_text: bool = "on", value::flag,
            "Texts are kept after completion; off: summaries, search and history then show none.";
        retention: Duration = "365d", value::some_span,
            "How long completed conversations are kept.";
    }
    /// `[http]`: what listens.
    http: Http {
        listen: Option<SocketAddr> = "off", value::address,
            "Where /healthz, /metrics and the webhook are served, like 127.0.0.1:8080; or off.";
        webhook_url: Option<String> = "", value::web_address,
            "Where Telegram reaches the bot, with https; empty: the bot asks Telegram for updates.";
        secret: Option<Token> = "", value::secret,
            "The secret that Telegram repeats in every call of the webhook.";
    }
}

/// Every setting, in order: a section's settings stand together.
pub(super) fn all() -> Vec<Key> {
    let mut keys = Vec::new();
    let mut named = NAMED.iter().peekable();
    while let Some(&(section, name, default, sentence, offered)) = named.next() {
        keys.push(Key {
            section,
            name: name.into(),
            default: default.into(),
            sentence: sentence.into(),
            offered: offered(),
        });
        let last = named.peek().is_none_or(|(next, ..)| *next != section);
        if section == "permissions" && last {
            keys.extend(Action::ALL.iter().copied().map(action));
        }
    }
    keys
}

/// The roles that the settings change.
pub(super) fn roles(reader: &mut Reader) -> BTreeMap<Action, Role> {
    Action::ALL
        .iter()
        .copied()
        .map(|action| (action, reader.take("permissions", &name(action), value::choice)))
        .filter(|(action, role)| *role != action.default_role())
        .collect()
}

fn action(action: Action) -> Key {
    let default = match action.default_role() {
        Role::Agent => "agent",
        Role::Lead => "lead",
        Role::Admin => "admin",
    };
    let what = match action {
        Action::Take => "take a conversation",
        Action::Assign => "give a conversation to somebody, or to nobody",
        Action::Away => "say when they are away, and what their own hours are",
        Action::Pending => "set a conversation aside and resume it",
        Action::Escalate => "call the leads",
        Action::FollowUp => "have a conversation come back at some time",
        Action::Snooze => "put reminders of a waiting user off",
        Action::Complete => "complete a conversation",
        Action::ConfirmForOthers => "confirm a question that somebody else asked",
        Action::Reopen => "reopen a conversation",
        Action::Merge => "join two conversations of a user",
        Action::Move => "move a conversation to another desk",
        Action::RequestReopen => "ask for a reopening",
        Action::Approve => "grant or decline a requested reopening",
        Action::Note => "write notes",
        Action::Bulk => "complete or tag many conversations at once",
        Action::Tag => "put tags, priority and fields on and take them off",
        Action::DefineTags => "say what tags look like and who gets their conversations",
        Action::Recall => "take back an answer that went to the user",
        Action::Canned => "add and remove canned replies",
        Action::Ban => "ban users and let them in again",
        Action::Stats => "see the team's figures",
        Action::List => "see histories, queues and lists",
        Action::Link => "make links by which users come",
        Action::Roles => "give roles",
        Action::Audit => "see who did what when",
        Action::Setup => "set the desk up",
        Action::Settings => "see the settings",
        Action::ChangeSettings => "change settings in the chat",
        Action::Quarantine => "see and handle again what could not be handled",
    };
    Key {
        section: "permissions",
        name: name(action).into(),
        default: default.into(),
        sentence: format!("Who may {what}: agent, lead or admin.").into(),
        offered: Vec::new(),
    }
}

/// An action's name in the settings is its name in the store: declared once, by serde.
fn name(action: Action) -> String {
    match serde_json::to_value(action) {
        Ok(serde_json::Value::String(name)) => name,
        _ => format!("{action:?}"),
    }
}
