//! What stands on buttons.

use crate::domain::button::Button;
use crate::domain::id::ConversationId;
use crate::domain::notice::{Arg, AsArg};
use crate::domain::routing::Choice;
use crate::domain::setting::{self, Value};

use super::{LABEL_LENGTH, Lang, WORDS, Words};

impl Words {
    /// What stands on a button. A button that assigns to a person shows the person: see
    /// [`Words::assignee`].
    pub fn label(&self, lang: Lang, button: &Button) -> String {
        on_a_button(&self.whole_label(lang, button))
    }

    fn whole_label(&self, lang: Lang, button: &Button) -> String {
        use Button as B;
        let number = |n: u16| Arg::Number(i64::from(n));
        let page = |first: &'static str, page: u16| match page {
            0 => (first, Vec::new()),
            _ => ("button-page", vec![("number", number(page.saturating_add(1)))]),
        };
        let (key, args) = match button {
            B::Take(_) => ("button-take", vec![]),
            B::Assign(_, of) => page("button-assign", *of),
            B::AssignTo(_, user) => return user.to_string(),
            B::Pending(_) => ("button-pending", vec![]),
            B::Resume(_) => ("button-resume", vec![]),
            B::MarkComplete(_) => ("button-mark-complete", vec![]),
            B::Confirm(_, reason, _) | B::Bulk(_, Some(reason), _) => {
                return self.short(lang, &format!("button-confirm-{}", reason.code()), &[]);
            }
            B::AskUserFirst(_, _) => ("button-ask-user-first", vec![]),
            B::SendAnyway(..) => ("button-send-anyway", vec![]),
            B::TakeAndSend(..) => ("button-take-and-send", vec![]),
            B::Cancel(_, _) | B::LetGo(_) | B::BulkCancel(..) | B::CancelCanned(_) => {
                ("button-cancel", vec![])
            }
            B::Undo(_, _) => ("button-undo", vec![]),
            B::Reopen(_) => ("button-reopen", vec![]),
            B::ConfirmReopen(_, None, _) | B::Bulk(_, None, _) => ("button-confirm", vec![]),
            B::ConfirmReopen(_, Some(reason), _) => {
                return self.short(lang, &format!("button-confirm-{}", reason.code()), &[]);
            }
            B::Approve(_, _) => ("button-approve", vec![]),
            B::Decline(_, _) => ("button-decline", vec![]),
            B::WriteToUser(id) => {
                ("button-write", vec![("number", Arg::Number(i64::from(id.number)))])
            }
            B::Merge(_) => ("button-merge", vec![]),
            B::History(_, of) => page("button-history", *of),
            B::BulkStop(..) => ("button-stop", vec![]),
            B::Page(_, _, of) => ("button-page", vec![("number", number(of.saturating_add(1)))]),
            B::Tags(_) => ("button-tags", vec![]),
            B::Tag(_, tag) => ("button-tag", vec![("tag", Arg::Text(tag.clone()))]),
            B::Untag(_, tag) => ("button-untag", vec![("tag", Arg::Text(tag.clone()))]),
            B::SendCanned(..) => ("button-send", vec![]),
            B::CannedList(_, of) => ("button-page", vec![("number", number(of.saturating_add(1)))]),
            B::Show(id) => ("button-show", vec![("number", Arg::Number(i64::from(id.number)))]),
            B::Retry(_, _) | B::RetryAll(_) => ("button-retry", vec![]),
            B::StillNeedHelp(_) => ("button-still-need-help", vec![]),
            B::AllSolved(_) => ("button-all-solved", vec![]),
            B::ConfirmClose(_) => ("button-confirm-close", vec![]),
            B::KeepOpen(_) => ("button-keep-open", vec![]),
            B::SameMatter(_) => ("button-same-matter", vec![]),
            B::NewMatter(_) => ("button-new-matter", vec![]),
            B::ContactSupport(_) => ("button-contact-support", vec![]),
            B::Desk(desk) => match self.title(*desk) {
                Some(title) => return title.to_owned(),
                None => return desk.to_string(),
            },
            B::Rate(_, stars) => ("button-rate", vec![("stars", number(u16::from(*stars)))]),
            // A language is offered under its own name.
            B::Language(code) => match Lang::from_tag(code) {
                // It is said in the language that is spoken now.
                Some(other) if other == lang => return format!("✓ {}", self.name(other)),
                Some(other) => return self.name(other),
                None => return code.clone(),
            },
            B::Human(_) => ("button-human", vec![]),
            B::MyData => ("button-my-data", vec![]),
            B::Forget => ("button-forget", vec![]),
            B::Stay => ("button-stay", vec![]),
            B::OnTheTeam(_) => ("button-on-the-team", vec![]),
            B::StatsOfAll(0) => ("button-stats-of-all", vec![]),
            B::Stats(_, days) | B::StatsOfAll(days) => {
                ("button-stats", vec![("days", number(*days))])
            }
            B::Settings(_, 0) => ("button-settings", vec![]),
            B::Settings(_, 1) => ("button-settings-all", vec![]),
            B::Settings(_, of) => ("button-page", vec![("number", number(*of))]),
            B::SettingsChanged(_) => ("button-settings-changed", vec![]),
            B::Setting(_, name, is) => {
                let value = Value { of: name.clone(), is: is.clone() }.as_arg();
                ("setting-button", vec![("name", self.setting(name)), ("value", value)])
            }
            B::SetTo(_, name, is, _) => {
                let value = Value { of: name.clone(), is: is.clone() }.as_arg();
                ("button-set-to", vec![("value", value)])
            }
            B::SetBack(_, name, _) => ("button-set-back", vec![("name", self.setting(name))]),
            B::Dismiss => ("button-dismiss", vec![]),
        };
        self.short(lang, key, &args)
    }

    /// What a setting is called; one that has no words goes by its own name.
    fn setting(&self, name: &str) -> Arg {
        let word = setting::word(name);
        match WORDS.iter().any(|(known, _)| *known == word) {
            true => Arg::Word(word),
            false => Arg::Text(name.to_owned()),
        }
    }

    /// `Mark Complete` with the conversation's number, as it stands under relays in a plain desk.
    pub fn numbered_label(&self, lang: Lang, id: ConversationId) -> String {
        let number = Arg::Number(i64::from(id.number));
        on_a_button(&self.short(lang, "button-numbered-mark-complete", &[("number", number)]))
    }
    /// The button of a person to whom a conversation can be given, with how many they have.
    pub fn assignee(&self, lang: Lang, choice: &Choice) -> String {
        let key = if choice.here { "button-assign-to" } else { "button-assign-to-away" };
        let load = Arg::Number(i64::from(choice.load));
        let args = [("name", Arg::Text(choice.name.clone())), ("load", load)];
        on_a_button(&self.short(lang, key, &args))
    }
}

/// A button's text is one line, and no longer than [`LABEL_LENGTH`].
fn on_a_button(text: &str) -> String {
    let line = text.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LABEL_LENGTH {
        return line;
    }
    let mut cut: String = line.chars().take(LABEL_LENGTH - 1).collect();
    cut.push('…');
    cut
}
