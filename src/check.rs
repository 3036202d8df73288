//! `frontdesk check`: what is right, and what must be mended, each with how.
//!
//! Asks Telegram and the file system; changes nothing but, where there is none yet, the database.

use std::fmt;
use std::path::Path;

use serde_json::{Value, json};

use crate::config::Config;
use crate::domain::id::{ChatId, DeskId};
use crate::domain::people::GroupKind;
use crate::i18n::Words;
use crate::outbound;
use crate::secret::Token;
use crate::socket;
use crate::store::{FILE, Store, StoreError, private};
use crate::telegram::{CALL_TIMEOUT, CallError, Telegram};

/// One point that was checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// As it should be.
    Right(String),
    /// To be mended, with how.
    Mend(String),
}

impl Finding {
    /// Whether nothing must be mended.
    pub fn is_right(&self) -> bool {
        matches!(self, Self::Right(_))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Right(what) => write!(f, "ok    {what}"),
            Self::Mend(what) => write!(f, "MEND  {what}"),
        }
    }
}

/// Checks everything that a start needs. The settings were read already.
pub async fn check(
    data: &Path,
    token: Option<&Token>,
    api_url: &str,
    desk: Option<i64>,
    config: &Config,
) -> Vec<Finding> {
    let mut findings = vec![Finding::Right("settings".to_owned())];
    match Words::load(config.locale.default.code(), config.overrides(data).as_deref()) {
        Ok(_) => findings.push(Finding::Right("words".to_owned())),
        Err(error) => findings.push(Finding::Mend(format!("words: {error}"))),
    }
    let mut groups = groups(desk, config);
    let file = data.join(FILE);
    let opened = if file.exists() { Store::open_checked(&file) } else { Store::open(data) };
    match opened {
        Ok(store) => {
            findings.push(match store.verify() {
                Ok(found) => {
                    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
                    agreement(format!("database in {}", data.display()), &found)
                }
                Err(error) => Finding::Mend(format!("database: {error}")),
            });
            let desks = store.write().and_then(|tx| tx.desks()).unwrap_or_default();
            for stored in desks {
                // One without a name is the first.
                let is_it = |group: &&mut Group| match &stored.name {
                    Some(name) => group.name.as_ref() == Some(name),
                    None => true,
                };
                if let Some(group) = groups.iter_mut().find(is_it) {
                    group.chat = Some(stored.chat);
                }
            }
            match socket::chosen(&store) {
                Ok(chosen) => findings.extend(changed_in_chats(config, &chosen)),
                Err(error) => findings.push(Finding::Mend(format!("database: {error}"))),
            }
        }
        Err(StoreError::Taken) => {
            let what = format!("database in {}, in use by a running Frontdesk", data.display());
            findings.push(match socket::check(data).await {
                Ok(found) => agreement(what, &found),
                Err(error) => Finding::Mend(format!("{what}, which cannot be asked: {error}")),
            });
            // An older one does not know the question, and has nothing to say.
            let chosen = socket::ask_chosen(data).await.unwrap_or_default();
            findings.extend(changed_in_chats(config, &chosen));
        }
        Err(error) => findings.push(Finding::Mend(format!("database: {error}"))),
    }
    for exposed in [data, &data.join(FILE)].into_iter().filter_map(private::exposed) {
        findings.push(Finding::Mend(format!("files: {exposed}")));
    }
    let Some(token) = token else {
        findings.push(Finding::Mend(
            "token: put the one that @BotFather gave you into TELOXIDE_TOKEN".to_owned(),
        ));
        return findings;
    };
    match Telegram::new(token, api_url) {
        Ok(telegram) => findings.extend(at_telegram(&telegram, &groups).await),
        Err(error) => findings.push(Finding::Mend(format!("TELOXIDE_API_URL: {error}"))),
    }
    findings
}

/// What was changed in the chats of desks, over the settings that were read.
fn changed_in_chats(config: &Config, chosen: &[socket::ChangedThere]) -> Vec<Finding> {
    let one = |(desk, name, value): &socket::ChangedThere| {
        let at = format!("settings: {name} = {value}, changed in the chat of desk {desk}");
        let own = config.desks().iter().find(|own| own.name == *desk);
        let own = own.map_or(config, |own| &own.config);
        let composed = own.with_chosen(&[(name.clone(), value.clone())].into());
        match composed.ignored.first() {
            None => Finding::Right(at),
            Some(ignored) => Finding::Mend(format!(
                "{at}, is not followed: {}; take it back there with /settings",
                ignored.problem
            )),
        }
    };
    chosen.iter().map(one).collect()
}

/// A desk's group, as far as it is known.
struct Group {
    /// The desk's name, if the settings file names desks.
    name: Option<String>,
    chat: Option<ChatId>,
}

/// The desks of the settings file; the only one, where it names none. `first` is the group of
/// `FRONTDESK_DESK`.
fn groups(first: Option<i64>, config: &Config) -> Vec<Group> {
    let named = config.desks().iter();
    let mut groups: Vec<Group> =
        named.map(|desk| Group { name: Some(desk.name.clone()), chat: desk.chat }).collect();
    if groups.is_empty() {
        groups.push(Group { name: None, chat: None });
    }
    if let (Some(chat), Some(group)) = (first, groups.first_mut()) {
        group.chat = Some(ChatId(chat));
    }
    groups
}

/// What a comparison of the database with itself has found.
fn agreement(what: String, found: &[String]) -> Finding {
    match found.first() {
        None => Finding::Right(what),
        Some(first) => Finding::Mend(format!(
            "{what}: it contradicts itself in {} places, the first is: {first}; make a copy of the file, restore a backup, and report it",
            found.len()
        )),
    }
}

async fn at_telegram(telegram: &Telegram, groups: &[Group]) -> Vec<Finding> {
    let me = match telegram.call_raw("getMe", &json!({}), CALL_TIMEOUT).await {
        Ok(answer) => serde_json::from_str::<Value>(answer.get()).unwrap_or_default(),
        Err(CallError::Unauthorized) => {
            let what = "token: Telegram does not accept it; get the right one from @BotFather";
            return vec![Finding::Mend(what.to_owned())];
        }
        Err(error) => return vec![Finding::Mend(format!("Telegram: {error}"))],
    };
    let name = me.get("username").and_then(Value::as_str).unwrap_or_default();
    let mut findings = vec![Finding::Right(format!("token of @{name}"))];
    // A desk works without it.
    let inline = me.get("supports_inline_queries").and_then(Value::as_bool) == Some(true);
    findings.push(Finding::Right(if inline {
        "inline mode is on: canned replies are offered behind the bot's name".to_owned()
    } else {
        "inline mode is off: canned replies come by /canned alone; /setinline at @BotFather switches it on".to_owned()
    }));
    let reads_all = me.get("can_read_all_group_messages").and_then(Value::as_bool);
    for group in groups {
        findings.extend(in_group(telegram, group, reads_all).await);
    }
    findings
}

/// What is right in one desk's group.
async fn in_group(telegram: &Telegram, group: &Group, reads_all: Option<bool>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let desk = group.name.as_ref().map_or_else(String::new, |name| format!("desk \"{name}\": "));
    let Some(chat) = group.chat else {
        findings.push(Finding::Mend(format!(
            "{desk}group: none is the desk yet; start Frontdesk and open the link that it prints"
        )));
        return findings;
    };
    match outbound::desk_facts(telegram, DeskId::FIRST, chat).await {
        Ok(facts) => {
            let mut point = |right: bool, what: &str, mend: &str| {
                findings.push(if right {
                    Finding::Right(format!("{desk}{what}"))
                } else {
                    Finding::Mend(format!("{desk}{what}: {mend}"))
                });
            };
            let rights = facts.rights;
            point(rights.present, "the bot is in the group", "add it to the group again");
            point(
                rights.administrator || reads_all == Some(true),
                "the bot sees what agents write",
                "make it an administrator of the group; privacy mode hides messages from it",
            );
            point(
                rights.administrator,
                "the bot is an administrator",
                "make it an administrator of the group",
            );
            if facts.kind == GroupKind::Forum {
                point(
                    rights.manage_topics,
                    "the bot manages topics",
                    "give it the right to manage topics; without it the forum works as a plain group",
                );
            }
            point(
                rights.delete_messages,
                "the bot deletes messages",
                "give it the right to delete messages",
            );
            point(
                rights.pin_messages,
                "the bot pins messages",
                "give it the right to pin messages",
            );
            point(!facts.public, "the group is private", "strangers can read it; make it private");
        }
        Err(error) => findings.push(Finding::Mend(format!(
            "{desk}group {chat}: {error}; is the bot a member, and is FRONTDESK_DESK right?"
        ))),
    }
    findings
}
