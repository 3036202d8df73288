//! What a user's message starts, continues or waits for (product.md section 5). Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::conversation::Conversation;
use super::event::{Content, Kind, UserMessage};
use super::id::{ConversationId, DeskId, MessageRef};
use super::reason::{Reason, ReopenReason};
use super::time::Timestamp;

/// What follows a completed conversation (`[reopening] after_completion`).
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterCompletion {
    /// The next message opens a new conversation.
    #[default]
    New,
    /// The user says whether it is the same matter.
    Ask,
    /// The user presses a button first.
    Menu,
}

/// The settings about what comes after completion.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct ArrivalRules {
    /// What follows a completed conversation.
    pub after_completion: AfterCompletion,
    /// Thanks within this of the completion open nothing.
    pub courtesy_within: Duration,
    /// A message within this of the completion reopens; `None` never.
    pub automatic_within: Option<Duration>,
    /// How long a choice may be made.
    pub choice_within: Duration,
}

/// What a user was asked whose messages wait.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Whether they belong to what was completed or are a new matter.
    #[serde(rename = "ask", alias = "new")]
    Matter,
    /// Whether a new conversation is to begin.
    Menu,
    /// Which desk they are for.
    Desk,
}

/// Messages that wait for the user's choice; nothing of them is passed on yet, nothing is dropped.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Held {
    /// The desk they are for; without a choice, if that is what was asked.
    pub desk: DeskId,
    /// The completed conversation that they may belong to.
    #[serde(default)]
    pub last: Option<ConversationId>,
    /// What the user was asked.
    pub asked: Asked,
    /// In order.
    pub messages: Vec<UserMessage>,
    /// The message with the buttons, once it is there.
    #[serde(default)]
    pub prompt: Option<MessageRef>,
    /// Without a choice by then it is a new matter.
    pub until: Timestamp,
}

/// How long after the completion a reply to the rated notice is a comment.
pub const COMMENT_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// What happens to a message of a user.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// It belongs to the open conversation.
    Continue(ConversationId),
    /// It waits with the others for the user's choice.
    Wait,
    /// It says something about the rating: relayed silently, opens nothing.
    Comment(ConversationId),
    /// It crossed the completed notice, and counts as written before.
    Cross(ConversationId),
    /// Thanks: answered with a reaction, relayed silently, opens nothing.
    Courtesy(ConversationId),
    /// It reopens.
    Reopen(ConversationId, ReopenReason),
    /// The user is asked first.
    Ask(ConversationId, Asked),
    /// It opens a new conversation.
    Open,
}

/// Decides about a message.
///
/// All of it is about one desk: `open` is the user's open conversation, `last` the one completed last;
/// `courtesy` says that the message is wholly thanks, assent, an emoji or a sticker; `answers` is the
/// conversation that it replies to, if it replies to anything.
#[allow(clippy::too_many_arguments, reason = "each is one fact that the decision rests on")]
pub fn arrive(
    message: &UserMessage,
    open: Option<ConversationId>,
    held: Option<&Held>,
    last: Option<&Conversation>,
    wants_new: bool,
    courtesy: bool,
    answers: Option<&Conversation>,
    rules: &ArrivalRules,
) -> Arrival {
    // It was asked for, whatever else is open.
    if let Some(rated) = answers.filter(|answered| comments(message, answered)) {
        return Arrival::Comment(rated.id);
    }
    if let Some(open) = open {
        return Arrival::Continue(open);
    }
    if held.is_some() {
        return Arrival::Wait;
    }
    let Some((last, completion)) = last.and_then(|last| Some((last, last.completion()?))) else {
        return Arrival::Open;
    };
    if wants_new {
        return Arrival::Open;
    }
    // Ids of one chat grow: a smaller one than the notice's was sent before it arrived.
    let crossed = match (completion.told, completion.notice) {
        (false, _) => true,
        (true, Some(notice)) => message.message < notice.message,
        (true, None) => false,
    };
    // Whoever has just said that it is solved, and thanks for it, takes nothing back.
    let thanks = courtesy && completion.reason == Reason::UserConfirmed;
    if crossed && !thanks {
        return Arrival::Cross(last.id);
    }
    let since = message.at.since(Timestamp::from_seconds(completion.at.seconds()));
    let soon = since <= rules.courtesy_within;
    if soon && courtesy {
        return Arrival::Courtesy(last.id);
    }
    let timed_out = |conversation: &&Conversation| {
        conversation.completion().is_some_and(|completion| completion.reason == Reason::Timeout)
    };
    if let Some(answered) = answers.filter(timed_out) {
        return Arrival::Reopen(answered.id, ReopenReason::AfterTimeout);
    }
    if soon && completion.reason == Reason::Timeout {
        return Arrival::Reopen(last.id, ReopenReason::AfterTimeout);
    }
    if rules.automatic_within.is_some_and(|within| since <= within) {
        return Arrival::Reopen(last.id, ReopenReason::Automatic);
    }
    match rules.after_completion {
        AfterCompletion::New => Arrival::Open,
        AfterCompletion::Ask => Arrival::Ask(last.id, Asked::Matter),
        AfterCompletion::Menu => Arrival::Ask(last.id, Asked::Menu),
    }
}

/// Whether a message answers the prompt to say more about a rating.
fn comments(message: &UserMessage, answered: &Conversation) -> bool {
    let Some(completion) = answered.completion().filter(|completion| completion.rating.is_some())
    else {
        return false;
    };
    let prompt = completion.notice.map(|notice| notice.message);
    let in_time = message.at.since(completion.at) <= COMMENT_WITHIN;
    prompt.is_some() && message.reply_to == prompt && in_time
}

/// Whether a message is wholly thanks or assent: one of the language's phrases, an emoji or a
/// sticker. `phrases` are those of all languages, in lower case.
pub fn is_courtesy(content: &Content, phrases: &[String]) -> bool {
    match content.kind {
        Kind::Sticker => true,
        Kind::Text => is_emoji(&content.text) || is_phrase(&content.text, phrases),
        _ => false,
    }
}

/// Whether a text is one of `phrases`, apart from case, punctuation and emoji.
pub fn is_phrase(text: &str, phrases: &[String]) -> bool {
    let bare = bare(text);
    !bare.is_empty() && phrases.contains(&bare)
}

fn bare(text: &str) -> String {
    let letters: String = text
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '\'' || c == '\u{200C}' { c } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Nothing but emoji: no letter, no digit, and at least one character beyond ASCII and the general
/// punctuation.
fn is_emoji(text: &str) -> bool {
    let mut pictured = false;
    for c in text.trim().chars() {
        if c.is_alphanumeric() {
            return false;
        }
        pictured |= u32::from(c) >= 0x2190;
    }
    pictured
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Vec<String> {
        ["thanks", "thank you", "ok", "спасибо"].map(str::to_owned).to_vec()
    }

    fn text(text: &str) -> Content {
        Content::new(Kind::Text, text)
    }

    #[test]
    fn thanks_are_courtesy_whatever_their_case_and_punctuation() {
        for thanks in ["Thanks!", "thank  you.", "OK 👍", "СПАСИБО)", "👍", "❤️", "🙏🙏"]
        {
            assert!(is_courtesy(&text(thanks), &phrases()), "{thanks}");
        }
    }

    #[test]
    fn a_question_is_never_courtesy() {
        for question in ["thanks, but it still burns", "?", "...", "1", "ok?? where is it", "", "-"]
        {
            assert!(!is_courtesy(&text(question), &phrases()), "{question}");
        }
    }
}
