//! What is set at Telegram before the first update: no webhook, and the list of commands.
//!
//! Promises: nothing is dropped, and nothing is set that stands there already.

use serde_json::{Value, json};

use super::menu;
use crate::i18n::{GROUP_COMMANDS, Lang, PRIVATE_COMMANDS, Words};
use crate::telegram::{CallError, Telegram};

/// Takes away a webhook, which would keep `getUpdates` from working, and brings the lists of
/// commands to their newest state: for private chats and for groups, in every language.
///
/// # Errors
/// The first [`CallError`]; what was set until then stays. Nothing here is needed to answer users,
/// except that no webhook is set.
pub async fn prepare(telegram: &Telegram, words: &Words) -> Result<(), CallError> {
    let hook = menu::ask(telegram, "getWebhookInfo", &json!({})).await?;
    let url = hook.get("url").and_then(Value::as_str).unwrap_or_default();
    if !url.is_empty() {
        tracing::info!("a webhook was set; it is taken away, since this bot polls");
        let keep = json!({ "drop_pending_updates": false });
        menu::ask(telegram, "deleteWebhook", &keep).await?;
    }
    for (scope, names) in
        [("all_private_chats", PRIVATE_COMMANDS), ("all_group_chats", GROUP_COMMANDS)]
    {
        let names = words.here(names);
        // Without a language for everybody whose own is not among ours (telegram-facts K6).
        let everybody = [(words.default_lang(), None)];
        let each = Lang::all().map(|lang| (lang, Some(lang.two_letters())));
        for (lang, code) in everybody.into_iter().chain(each) {
            let commands = menu::list(words, lang, names.iter().copied());
            let mut place = json!({ "scope": { "type": scope } });
            menu::set(&mut place, "language_code", code.map(Value::from));
            menu::bring(telegram, place, commands).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_described_in_every_language() {
        let words = Words::load("en", None).unwrap();
        for lang in Lang::all() {
            for names in [PRIVATE_COMMANDS, GROUP_COMMANDS] {
                let commands = menu::list(&words, lang, names.iter().copied());
                for command in commands.as_array().unwrap() {
                    assert!(!command["description"].as_str().unwrap().is_empty());
                }
            }
        }
    }
}
