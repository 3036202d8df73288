//! What a button says when it is pressed: a small language with a printer and a parser.
//!
//! Messages with old buttons live for years, so a spelling once shipped stays readable. Telegram
//! allows 64 bytes (telegram-facts 1.3); only one with a tag comes near. Anything else, from a
//! modified client for example, parses to `None` and is answered with an alert.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::id::{ConversationId, DeskId, RowId, UserId};
use super::reason::{ReopenReason, SolvedReason};
use super::setting;
use super::tag::tag;

/// Ties a button to one question that was asked; a later question has another.
pub type Nonce = u32;

/// Everything that a press can mean.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Button {
    /// Take the conversation.
    Take(ConversationId),
    /// Show whom it can be assigned to; the number is the page, from 0.
    Assign(ConversationId, u16),
    /// Assign it to this person.
    AssignTo(ConversationId, UserId),
    /// Set it aside.
    Pending(ConversationId),
    /// Go on with it.
    Resume(ConversationId),
    /// Ask how it is to be completed.
    MarkComplete(ConversationId),
    /// Complete it with a reason; bound to the question.
    Confirm(ConversationId, SolvedReason, Nonce),
    /// Send the warning first; bound to the question.
    AskUserFirst(ConversationId, Nonce),
    /// Send what was written in somebody else's conversation; bound to the question.
    SendAnyway(ConversationId, Nonce),
    /// The same, and take the conversation; bound to the question.
    TakeAndSend(ConversationId, Nonce),
    /// Drop the question, whichever it was.
    Cancel(ConversationId, Nonce),
    /// Take a completion back; bound to that completion.
    Undo(ConversationId, Nonce),
    /// Ask how it is to be reopened.
    Reopen(ConversationId),
    /// Reopen it with a reason; bound to the question. `None` keeps the reason given in words.
    ConfirmReopen(ConversationId, Option<ReopenReason>, Nonce),
    /// Grant a requested reopening; bound to the request.
    Approve(ConversationId, Nonce),
    /// Refuse a requested reopening; bound to the request.
    Decline(ConversationId, Nonce),
    /// Write to the user of a conversation that came back.
    WriteToUser(ConversationId),
    /// Join it with the user's open conversation.
    Merge(ConversationId),
    /// Show what happened; the number is the page, from 0.
    History(ConversationId, u16),
    /// Confirm that many conversations are completed with a reason, or tagged; bound to the question.
    Bulk(DeskId, Option<SolvedReason>, Nonce),
    /// Drop that question.
    BulkCancel(DeskId, Nonce),
    /// Stop what is under way.
    BulkStop(DeskId, Nonce),
    /// Turn a list; its number, and the page from 0.
    Page(DeskId, u32, u16),
    /// Show its tags, and those that can be put on it.
    Tags(ConversationId),
    /// Put this tag on it.
    Tag(ConversationId, String),
    /// Take this tag off it.
    Untag(ConversationId, String),
    /// Send the canned reply that stands above it; the number is the message of the group that it
    /// answers, 0 for none.
    SendCanned(ConversationId, i32),
    /// Do not send it.
    CancelCanned(ConversationId),
    /// Bring its card to the bottom of a group that has no links.
    Show(ConversationId),
    /// Try a failed delivery again.
    Retry(ConversationId, RowId),
    /// Send everything that could not be delivered while the user had blocked the bot.
    RetryAll(ConversationId),
    /// Let go of all that.
    LetGo(ConversationId),
    /// The user still waits for help.
    StillNeedHelp(ConversationId),
    /// The user says that all is solved.
    AllSolved(ConversationId),
    /// The user confirms `/close`.
    ConfirmClose(ConversationId),
    /// The user keeps it open after `/close`.
    KeepOpen(ConversationId),
    /// What the user wrote belongs to this completed conversation.
    SameMatter(ConversationId),
    /// What the user wrote is something new.
    NewMatter(DeskId),
    /// Under `menu`: start a conversation with what was written.
    ContactSupport(DeskId),
    /// The user goes to this desk.
    Desk(DeskId),
    /// The user's rating, 1 to 5.
    Rate(ConversationId, u8),
    /// The user chooses a language, by its folder's name.
    Language(String),
    /// This user is a person.
    Human(UserId),
    /// The user wants a file with what is stored of them.
    MyData,
    /// The user confirms `/forget`.
    Forget,
    /// The user stays after `/forget`.
    Stay,
    /// Whoever presses belongs to the team.
    OnTheTeam(DeskId),
    /// Statistics of another period.
    Stats(DeskId, u16),
    /// Statistics of all desks.
    StatsOfAll(u16),
    /// Canned replies; the number is the page, from 0.
    CannedList(DeskId, u16),
    /// Show the settings: on page 0 those that can be changed, from 1 all of them.
    Settings(DeskId, u16),
    /// Show what was changed in the chat.
    SettingsChanged(DeskId),
    /// Show one setting, by its name; the value is what stands on the button.
    Setting(DeskId, String, String),
    /// Choose this value for it; bound to what was shown of it.
    SetTo(DeskId, String, String, Nonce),
    /// Take back what was chosen for it; bound to what was shown of it.
    SetBack(DeskId, String, Nonce),
    /// Remove an answer and the command it answers.
    Dismiss,
}

impl Button {
    /// Whether cards and relayed messages carry it, which an answer to the user may answer.
    pub fn stands_on_cards(&self) -> bool {
        use Button as B;
        matches!(
            self,
            B::Take(_)
                | B::Assign(_, 0)
                | B::Pending(_)
                | B::Resume(_)
                | B::MarkComplete(_)
                | B::Undo(..)
                | B::Reopen(_)
        )
    }

    /// The desk that the button belongs to, if it belongs to one.
    pub fn desk(&self) -> Option<DeskId> {
        use Button as B;
        match self {
            B::NewMatter(desk)
            | B::ContactSupport(desk)
            | B::Desk(desk)
            | B::OnTheTeam(desk)
            | B::Stats(desk, _)
            | B::CannedList(desk, _)
            | B::Page(desk, ..)
            | B::Bulk(desk, ..)
            | B::BulkCancel(desk, _)
            | B::BulkStop(desk, _) => Some(*desk),
            of_one => of_one.conversation().map(|id| id.desk),
        }
    }

    /// The conversation that the button belongs to, if it belongs to one.
    pub fn conversation(&self) -> Option<ConversationId> {
        use Button as B;
        match self {
            B::Take(id)
            | B::Assign(id, _)
            | B::AssignTo(id, _)
            | B::Pending(id)
            | B::Resume(id)
            | B::MarkComplete(id)
            | B::Confirm(id, _, _)
            | B::AskUserFirst(id, _)
            | B::SendAnyway(id, _)
            | B::TakeAndSend(id, _)
            | B::Cancel(id, _)
            | B::Undo(id, _)
            | B::Reopen(id)
            | B::ConfirmReopen(id, _, _)
            | B::Approve(id, _)
            | B::Decline(id, _)
            | B::WriteToUser(id)
            | B::Merge(id)
            | B::History(id, _)
            | B::Tags(id)
            | B::Tag(id, _)
            | B::Untag(id, _)
            | B::SendCanned(id, _)
            | B::CancelCanned(id)
            | B::Show(id)
            | B::Retry(id, _)
            | B::RetryAll(id)
            | B::LetGo(id)
            | B::StillNeedHelp(id)
            | B::AllSolved(id)
            | B::ConfirmClose(id)
            | B::KeepOpen(id)
            | B::SameMatter(id)
            | B::Rate(id, _) => Some(*id),
            B::NewMatter(_)
            | B::ContactSupport(_)
            | B::Desk(_)
            | B::Language(_)
            | B::Human(_)
            | B::MyData
            | B::Forget
            | B::Stay
            | B::OnTheTeam(_)
            | B::Stats(_, _)
            | B::StatsOfAll(_)
            | B::CannedList(_, _)
            | B::Page(..)
            | B::Bulk(..)
            | B::BulkCancel(..)
            | B::BulkStop(..)
            | B::Settings(..)
            | B::SettingsChanged(_)
            | B::Setting(..)
            | B::SetTo(..)
            | B::SetBack(..)
            | B::Dismiss => None,
        }
    }
}

/// `verb:desk.number:arguments`, for example `done:1.12` or `yes:1.12:solved:7`.
impl fmt::Display for Button {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Button as B;
        let c = |id: &ConversationId| format!("{}.{}", id.desk, id.number);
        match self {
            B::Take(id) => write!(f, "take:{}", c(id)),
            B::Assign(id, page) => write!(f, "assign:{}:{page}", c(id)),
            B::AssignTo(id, user) => write!(f, "to:{}:{user}", c(id)),
            B::Pending(id) => write!(f, "pend:{}", c(id)),
            B::Resume(id) => write!(f, "resume:{}", c(id)),
            B::MarkComplete(id) => write!(f, "done:{}", c(id)),
            B::Confirm(id, reason, nonce) => write!(f, "yes:{}:{}:{nonce}", c(id), reason.code()),
            B::AskUserFirst(id, nonce) => write!(f, "first:{}:{nonce}", c(id)),
            B::SendAnyway(id, nonce) => write!(f, "send:{}:{nonce}", c(id)),
            B::TakeAndSend(id, nonce) => write!(f, "mine:{}:{nonce}", c(id)),
            B::Cancel(id, nonce) => write!(f, "no:{}:{nonce}", c(id)),
            B::Undo(id, nonce) => write!(f, "undo:{}:{nonce}", c(id)),
            B::Reopen(id) => write!(f, "reopen:{}", c(id)),
            B::ConfirmReopen(id, reason, nonce) => {
                write!(
                    f,
                    "again:{}:{}:{nonce}",
                    c(id),
                    reason.as_ref().map_or("said", |r| r.code())
                )
            }
            B::Approve(id, nonce) => write!(f, "grant:{}:{nonce}", c(id)),
            B::Decline(id, nonce) => write!(f, "deny:{}:{nonce}", c(id)),
            B::WriteToUser(id) => write!(f, "write:{}", c(id)),
            B::Merge(id) => write!(f, "merge:{}", c(id)),
            B::History(id, page) => write!(f, "hist:{}:{page}", c(id)),
            B::Bulk(desk, reason, nonce) => {
                write!(f, "many:{desk}:{}:{nonce}", reason.map_or("tag", SolvedReason::code))
            }
            B::BulkCancel(desk, nonce) => write!(f, "few:{desk}:{nonce}"),
            B::BulkStop(desk, nonce) => write!(f, "stop:{desk}:{nonce}"),
            B::Page(desk, list, page) => write!(f, "page:{desk}:{list}:{page}"),
            B::Tags(id) => write!(f, "tags:{}", c(id)),
            B::Tag(id, tag) => write!(f, "tag:{}:{tag}", c(id)),
            B::Untag(id, tag) => write!(f, "untag:{}:{tag}", c(id)),
            B::SendCanned(id, reply) => write!(f, "canned:{}:{reply}", c(id)),
            B::CancelCanned(id) => write!(f, "uncan:{}", c(id)),
            B::Show(id) => write!(f, "show:{}", c(id)),
            B::Retry(id, row) => write!(f, "retry:{}:{row}", c(id)),
            B::RetryAll(id) => write!(f, "all:{}", c(id)),
            B::LetGo(id) => write!(f, "none:{}", c(id)),
            B::StillNeedHelp(id) => write!(f, "still:{}", c(id)),
            B::AllSolved(id) => write!(f, "solved:{}", c(id)),
            B::ConfirmClose(id) => write!(f, "close:{}", c(id)),
            B::KeepOpen(id) => write!(f, "keep:{}", c(id)),
            B::SameMatter(id) => write!(f, "same:{}", c(id)),
            B::NewMatter(desk) => write!(f, "new:{desk}"),
            B::ContactSupport(desk) => write!(f, "contact:{desk}"),
            B::Desk(desk) => write!(f, "desk:{desk}"),
            B::Rate(id, stars) => write!(f, "rate:{}:{stars}", c(id)),
            B::Language(code) => write!(f, "lang:{code}"),
            B::Human(user) => write!(f, "human:{user}"),
            B::MyData => write!(f, "mydata"),
            B::Forget => write!(f, "forget"),
            B::Stay => write!(f, "stay"),
            B::OnTheTeam(desk) => write!(f, "team:{desk}"),
            B::Stats(desk, days) => write!(f, "stats:{desk}:{days}"),
            B::StatsOfAll(days) => write!(f, "stats:all:{days}"),
            B::CannedList(desk, page) => write!(f, "cans:{desk}:{page}"),
            B::Settings(desk, page) => write!(f, "settings:{desk}:{page}"),
            B::SettingsChanged(desk) => write!(f, "chosen:{desk}"),
            B::Setting(desk, name, value) => write!(f, "setting:{desk}:{name}:{value}"),
            B::SetTo(desk, name, value, nonce) => write!(f, "set:{desk}:{name}:{value}:{nonce}"),
            B::SetBack(desk, name, nonce) => write!(f, "unset:{desk}:{name}:{nonce}"),
            B::Dismiss => write!(f, "x"),
        }
    }
}

/// The data of a press was not written by this bot.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct NotAButton;

impl FromStr for Button {
    type Err = NotAButton;

    fn from_str(data: &str) -> Result<Self, NotAButton> {
        use Button as B;
        let mut parts = data.split(':');
        let verb = parts.next().ok_or(NotAButton)?;
        let mut next = || parts.next().ok_or(NotAButton);
        let button = match verb {
            "x" => B::Dismiss,
            "mydata" => B::MyData,
            "forget" => B::Forget,
            "stay" => B::Stay,
            "new" => B::NewMatter(DeskId(number(next()?)?)),
            "contact" => B::ContactSupport(DeskId(number(next()?)?)),
            "desk" => B::Desk(DeskId(number(next()?)?)),
            "team" => B::OnTheTeam(DeskId(number(next()?)?)),
            "human" => B::Human(UserId(number(next()?)?)),
            "many" => {
                let desk = DeskId(number(next()?)?);
                let reason = match next()? {
                    "tag" => None,
                    code => Some(SolvedReason::from_code(code).ok_or(NotAButton)?),
                };
                B::Bulk(desk, reason, number(next()?)?)
            }
            "few" => B::BulkCancel(DeskId(number(next()?)?), number(next()?)?),
            "stop" => B::BulkStop(DeskId(number(next()?)?), number(next()?)?),
            "page" => B::Page(DeskId(number(next()?)?), number(next()?)?, number(next()?)?),
            "stats" => match next()? {
                "all" => B::StatsOfAll(number(next()?)?),
                desk => B::Stats(DeskId(number(desk)?), number(next()?)?),
            },
            "cans" => B::CannedList(DeskId(number(next()?)?), number(next()?)?),
            "settings" => B::Settings(DeskId(number(next()?)?), number(next()?)?),
            "chosen" => B::SettingsChanged(DeskId(number(next()?)?)),
            "setting" | "set" | "unset" => {
                let desk = DeskId(number(next()?)?);
                let name = setting::name(next()?).ok_or(NotAButton)?;
                if verb == "unset" {
                    B::SetBack(desk, name, number(next()?)?)
                } else {
                    let value = setting::value(next()?).ok_or(NotAButton)?;
                    match verb {
                        "setting" => B::Setting(desk, name, value),
                        _ => B::SetTo(desk, name, value, number(next()?)?),
                    }
                }
            }
            "lang" => {
                let code = next()?;
                let plain = |c: char| c.is_ascii_lowercase() || c == '-';
                if code.is_empty() || code.len() > 12 || !code.chars().all(plain) {
                    return Err(NotAButton);
                }
                B::Language(code.to_owned())
            }
            _ => {
                let (desk, of_desk) = next()?.split_once('.').ok_or(NotAButton)?;
                let id = ConversationId { desk: DeskId(number(desk)?), number: number(of_desk)? };
                match verb {
                    "take" => B::Take(id),
                    "assign" => B::Assign(id, number(next()?)?),
                    "to" => B::AssignTo(id, UserId(number(next()?)?)),
                    "pend" => B::Pending(id),
                    "resume" => B::Resume(id),
                    "done" => B::MarkComplete(id),
                    "yes" => {
                        let reason = SolvedReason::from_code(next()?).ok_or(NotAButton)?;
                        B::Confirm(id, reason, number(next()?)?)
                    }
                    "first" => B::AskUserFirst(id, number(next()?)?),
                    "send" => B::SendAnyway(id, number(next()?)?),
                    "mine" => B::TakeAndSend(id, number(next()?)?),
                    "no" => B::Cancel(id, number(next()?)?),
                    "undo" => B::Undo(id, number(next()?)?),
                    "reopen" => B::Reopen(id),
                    "again" => {
                        let reason = match next()? {
                            "said" => None,
                            code => Some(ReopenReason::from_code(code).ok_or(NotAButton)?),
                        };
                        B::ConfirmReopen(id, reason, number(next()?)?)
                    }
                    "grant" => B::Approve(id, number(next()?)?),
                    "deny" => B::Decline(id, number(next()?)?),
                    "write" => B::WriteToUser(id),
                    "merge" => B::Merge(id),
                    "hist" => B::History(id, number(next()?)?),
                    "tags" => B::Tags(id),
                    "tag" => B::Tag(id, tag(next()?).ok_or(NotAButton)?),
                    "untag" => B::Untag(id, tag(next()?).ok_or(NotAButton)?),
                    "canned" => B::SendCanned(id, number(next()?)?),
                    "uncan" => B::CancelCanned(id),
                    "show" => B::Show(id),
                    "retry" => B::Retry(id, RowId(number(next()?)?)),
                    "all" => B::RetryAll(id),
                    "none" => B::LetGo(id),
                    "still" => B::StillNeedHelp(id),
                    "solved" => B::AllSolved(id),
                    "close" => B::ConfirmClose(id),
                    "keep" => B::KeepOpen(id),
                    "same" => B::SameMatter(id),
                    "rate" => {
                        let stars: u8 = number(next()?)?;
                        if !(1..=5).contains(&stars) {
                            return Err(NotAButton);
                        }
                        B::Rate(id, stars)
                    }
                    _ => return Err(NotAButton),
                }
            }
        };
        // Only the one spelling that we print: no leading zeros, signs or trailing parts.
        if button.to_string() == data { Ok(button) } else { Err(NotAButton) }
    }
}

fn number<T: FromStr>(digits: &str) -> Result<T, NotAButton> {
    digits.parse().map_err(|_| NotAButton)
}
