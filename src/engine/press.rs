//! Presses on buttons. Every press is answered; rights are checked at each against what is stored.
//!
//! Any member of the group can press any button, and a modified client can send any data that such a
//! button carries (telegram-facts K3, K4): so the chat, the person and the state decide, never the
//! mere arrival of a press. A refused press changes nothing and says why.

use crate::domain::access::{Action, Actor};
use crate::domain::arrival::Asked;
use crate::domain::button::Button;
use crate::domain::conversation::Spot;
use crate::domain::event::Press;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, UserId};
use crate::domain::notice::{Notice, Saying};
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::people::{Desk, Person};
use crate::domain::transition::Event;
use crate::store::{Mark, StoreError};

use super::PressAnswer;
use super::effects::Done;
use super::work::Work;

/// What is said to whoever pressed: something happened, or a refusal.
pub(super) type Pressed = Result<Done, Notice>;

impl Work<'_> {
    pub(super) fn press(&mut self, press: &Press) -> Result<(), StoreError> {
        let private = press.chat == Some(ChatId::from(press.by.id));
        if private {
            self.is_back(press.by.id)?;
        }
        let pressed = match &press.button {
            None => Err(Notice::RefuseGarbage),
            Some(button) if private => self.pressed_in_private(press, button)?,
            Some(button) => self.pressed_in_group(press, button)?,
        };
        let (notice, alert) = match pressed {
            Ok(Done { alert: Some(alert), .. }) => (Some(alert), true),
            Ok(Done { toast, .. }) => (toast, false),
            Err(refusal) => {
                self.audit_refusal(press, private, &refusal)?;
                (Some(refusal), true)
            }
        };
        let conversation = press.button.as_ref().and_then(Button::conversation);
        let of = conversation.map_or(DeskId(0), |id| id.desk);
        let language = if private {
            let profile = self.tx.profile(press.by.id)?;
            let chosen = profile.and_then(|profile| profile.chosen_language);
            chosen.or(press.by.language.clone())
        } else {
            let desk = press.chat.map_or(Ok(None), |chat| self.tx.desk_of(chat))?;
            desk.map(|desk| self.of(desk.id).inside.clone())
        };
        let otherwise = self.of(of).language.clone();
        let press = press.id.clone();
        self.answer_press(PressAnswer { press, notice, alert, language, otherwise });
        Ok(())
    }

    // ---- users -------------------------------------------------------------------------------------

    fn pressed_in_private(
        &mut self,
        press: &Press,
        button: &Button,
    ) -> Result<Pressed, StoreError> {
        let user = press.by.id;
        if let Some(pressed) = self.inside_pressed_in_private(press, button)? {
            return Ok(pressed);
        }
        if let Some(id) = button.conversation() {
            match self.tx.conversation(id)? {
                Some(conversation) if conversation.user == user => {
                    if self.banned(id.desk, user)?.is_some() {
                        return Ok(Err(Notice::RefuseYouAreBanned));
                    }
                }
                Some(_) | None => return Ok(Err(Notice::RefuseNotYours)),
            }
        }
        match button {
            Button::StillNeedHelp(id) => self.happen(*id, Event::StillNeedsHelp),
            Button::AllSolved(id) => self.happen(*id, Event::AllSolved),
            Button::ConfirmClose(id) => {
                let pressed = self.happen(*id, Event::ClosedByUser)?;
                if pressed.is_ok() {
                    self.delete_pressed(press)?;
                }
                Ok(pressed)
            }
            Button::KeepOpen(id) => {
                if !self.tx.conversation(*id)?.is_some_and(|conversation| conversation.is_open()) {
                    return Ok(Err(Notice::LateSolved));
                }
                let number = id.number;
                self.edit_pressed(press, Notice::CloseKept { number }.into())?;
                Ok(Ok(Done::default()))
            }
            Button::Rate(id, stars) => {
                let under = Self::pressed_message(press);
                self.happen(*id, Event::Rated { stars: *stars, under })
            }
            Button::SameMatter(id) => {
                Ok(self.release_held(user, Some(*id))?.map(|()| Done::default()))
            }
            Button::NewMatter(desk) | Button::ContactSupport(desk) => self.new_matter(user, *desk),
            Button::Desk(id) => self.desk_pressed(user, *id, press),
            Button::Language(code) => {
                let said = self.choose_language(user, code)?;
                if let Notice::LanguageUnknown { .. } = said {
                    return Ok(Err(Notice::RefuseGarbage));
                }
                self.edit_pressed(press, said.into())?;
                Ok(Ok(Done::default()))
            }
            Button::Human(whose) if *whose != user => Ok(Err(Notice::RefuseNotYours)),
            Button::Human(_) => self.proof_pressed(user, Self::pressed_message(press)),
            Button::MyData => self.data_pressed(user),
            Button::Forget => self.forget_pressed(user, Self::pressed_message(press)),
            Button::Stay => {
                self.edit_pressed(press, Notice::ForgetKept.into())?;
                Ok(Ok(Done::default()))
            }
            Button::Take(_)
            | Button::Assign(..)
            | Button::AssignTo(..)
            | Button::Pending(_)
            | Button::Resume(_)
            | Button::MarkComplete(_)
            | Button::Confirm(..)
            | Button::AskUserFirst(..)
            | Button::SendAnyway(..)
            | Button::TakeAndSend(..)
            | Button::Cancel(..)
            | Button::Undo(..)
            | Button::Reopen(_)
            | Button::ConfirmReopen(..)
            | Button::Approve(..)
            | Button::Decline(..)
            | Button::WriteToUser(_)
            | Button::Merge(_)
            | Button::History(..)
            | Button::Tags(_)
            | Button::Tag(..)
            | Button::Untag(..)
            | Button::SendCanned(..)
            | Button::CancelCanned(_)
            | Button::CannedList(..)
            | Button::Show(_)
            | Button::Retry(..)
            | Button::RetryAll(_)
            | Button::LetGo(_)
            | Button::OnTheTeam(_)
            | Button::Stats(..)
            | Button::StatsOfAll(_)
            | Button::Page(..)
            | Button::Bulk(..)
            | Button::BulkCancel(..)
            | Button::BulkStop(..)
            | Button::Settings(..)
            | Button::SettingsChanged(_)
            | Button::Setting(..)
            | Button::SetTo(..)
            | Button::SetBack(..)
            | Button::Dismiss => Ok(Err(Notice::RefuseNotYours)),
        }
    }

    fn new_matter(&mut self, user: UserId, desk: DeskId) -> Result<Pressed, StoreError> {
        match self.tx.held(user)? {
            Some(held) if held.desk == desk && held.asked != Asked::Desk => {
                Ok(self.release_held(user, None)?.map(|()| Done::default()))
            }
            Some(_) | None => Ok(Err(Notice::RefuseStale)),
        }
    }

    pub(super) fn pressed_message(press: &Press) -> Option<MessageRef> {
        Some(MessageRef { chat: press.chat?, message: press.message? })
    }

    pub(super) fn edit_pressed(&mut self, press: &Press, saying: Saying) -> Result<(), StoreError> {
        let Some(message) = Self::pressed_message(press) else {
            return Ok(());
        };
        let task = Task::Edit { message, saying };
        self.push(Lane::User(press.by.id), Priority::Press, None, task, Slot::None)?;
        Ok(())
    }

    fn delete_pressed(&mut self, press: &Press) -> Result<(), StoreError> {
        let Some(message) = Self::pressed_message(press) else {
            return Ok(());
        };
        let task = Task::Delete(vec![message]);
        self.push(Lane::User(press.by.id), Priority::Press, None, task, Slot::None)?;
        Ok(())
    }

    // ---- agents ------------------------------------------------------------------------------------

    fn pressed_in_group(&mut self, press: &Press, button: &Button) -> Result<Pressed, StoreError> {
        let Some(chat) = press.chat else {
            return Ok(Err(Notice::RefuseNotYours));
        };
        let Some(desk) = self.tx.desk_of(chat)? else {
            return Ok(Err(Notice::RefuseNotYours));
        };
        if button.desk().is_some_and(|of| of != desk.id) {
            return Ok(Err(Notice::RefuseNotYours));
        }
        if let Button::OnTheTeam(of) = button {
            return self.joins_team(&desk, *of, &press.by);
        }
        let actor = match self.presser(&desk, &press.by)? {
            Ok(actor) => actor,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(id) = button.conversation()
            && self.tx.conversation(id)?.is_none()
        {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        }
        self.agent_press(&desk, actor, press, button)
    }

    fn agent_press(
        &mut self,
        desk: &Desk,
        by: Actor,
        press: &Press,
        button: &Button,
    ) -> Result<Pressed, StoreError> {
        let at = Self::pressed_message(press);
        match button {
            Button::Take(id) => self.happen(*id, Event::Taken(by)),
            Button::Assign(id, page) => self.choose_agent(desk, *id, *page, by, press),
            Button::AssignTo(id, to) => self.agent_chosen(desk, *id, *to, by, press),
            Button::Pending(id) => {
                self.happen(*id, Event::SetAside { by, note: None, until: None })
            }
            Button::Resume(id) => self.happen(*id, Event::Resumed(by)),
            Button::MarkComplete(id) => {
                let spot = self.spot(*id, press)?;
                self.happen(*id, Event::CompletionAsked { by, spot })
            }
            Button::Confirm(id, reason, nonce) => {
                let event = Event::CompletionConfirmed { by, reason: *reason, nonce: *nonce };
                self.happen(*id, event)
            }
            Button::AskUserFirst(id, nonce) => {
                self.happen(*id, Event::UserToBeAsked { by, nonce: *nonce })
            }
            Button::SendAnyway(id, nonce) => {
                self.happen(*id, Event::SendingConfirmed { by, take: false, nonce: *nonce })
            }
            Button::TakeAndSend(id, nonce) => {
                self.happen(*id, Event::SendingConfirmed { by, take: true, nonce: *nonce })
            }
            Button::Cancel(id, nonce) => {
                self.happen(*id, Event::QuestionCancelled { by, nonce: *nonce })
            }
            Button::Undo(id, nonce) => {
                let pressed = self.happen(*id, Event::Undone { by, nonce: *nonce })?;
                self.point_to_other(desk, *id, &pressed, at, press.thread)?;
                Ok(pressed)
            }
            Button::Reopen(id) => self.reopen_pressed(desk, by, *id, press),
            Button::WriteToUser(id) => self.write_pressed(desk, by, *id, press),
            Button::ConfirmReopen(id, reason, nonce) => {
                let event = Event::ReopeningConfirmed { by, reason: *reason, nonce: *nonce };
                let pressed = self.happen(*id, event)?;
                self.point_to_other(desk, *id, &pressed, at, press.thread)?;
                Ok(pressed)
            }
            Button::Approve(id, nonce) => {
                let pressed = self.happen(*id, Event::Approved { by, nonce: *nonce })?;
                self.point_to_other(desk, *id, &pressed, at, press.thread)?;
                Ok(pressed)
            }
            Button::Decline(id, nonce) => self.happen(*id, Event::Declined { by, nonce: *nonce }),
            Button::History(id, page) => self.history_pressed(desk, by, *id, *page, press),
            Button::Retry(id, row) => self.retry(*id, *row, by),
            Button::RetryAll(id) => self.decide_undelivered(*id, true, by),
            Button::LetGo(id) => self.decide_undelivered(*id, false, by),
            Button::Show(id) => self.show(by, *id),
            Button::Bulk(..) | Button::BulkCancel(..) | Button::BulkStop(..) => {
                self.bulk_pressed(desk, by, button, press)
            }
            Button::Page(of, number, page) => {
                self.page_pressed(desk, by, (*of, *number, *page), press)
            }
            Button::Stats(_, days) => self.stats_pressed(desk, by, *days, press),
            Button::Settings(..)
            | Button::SettingsChanged(_)
            | Button::Setting(..)
            | Button::SetTo(..)
            | Button::SetBack(..) => self.settings_pressed(desk, by, button, press),
            Button::Dismiss => {
                if !self.dismissible(desk, at)? {
                    return Ok(Err(Notice::RefuseGarbage));
                }
                self.delete_in_group(desk, press)?;
                Ok(Ok(Done::default()))
            }
            Button::Merge(id) => self.merge_pressed(desk, *id, by, press),
            Button::Tags(id) => self.tags_pressed(desk, by, *id, press),
            Button::Tag(id, tag) => self.tag_pressed(desk, by, *id, (Some(tag), None), press),
            Button::SendCanned(id, answers) => self.canned_sent(desk, by, (*id, *answers), press),
            Button::CancelCanned(id) => self.canned_cancelled(desk, *id, press),
            Button::CannedList(of, page) => self.canned_list_pressed(desk, by, (*of, *page), press),
            Button::Untag(id, tag) => self.tag_pressed(desk, by, *id, (None, Some(tag)), press),
            Button::StillNeedHelp(_)
            | Button::AllSolved(_)
            | Button::ConfirmClose(_)
            | Button::KeepOpen(_)
            | Button::SameMatter(_)
            | Button::NewMatter(_)
            | Button::ContactSupport(_)
            | Button::Rate(..)
            | Button::Desk(_)
            | Button::StatsOfAll(_)
            | Button::Language(_)
            | Button::Human(_)
            | Button::MyData
            | Button::Forget
            | Button::Stay
            | Button::OnTheTeam(_) => Ok(Err(Notice::RefuseNotYours)),
        }
    }

    pub(super) fn reopen_pressed(
        &mut self,
        desk: &Desk,
        by: Actor,
        id: ConversationId,
        press: &Press,
    ) -> Result<Pressed, StoreError> {
        let at = Self::pressed_message(press);
        let spot = self.spot(id, press)?;
        let carry = self.unsent(at)?;
        let event = Event::ReopeningAsked { by, spot, said: None, carry };
        let pressed = self.happen(id, event)?;
        self.point_to_other(desk, id, &pressed, at, press.thread)?;
        Ok(pressed)
    }

    /// Who presses; somebody whom the bot does not know is looked up, and asked to press again.
    fn presser(
        &mut self,
        desk: &Desk,
        person: &Person,
    ) -> Result<Result<Actor, Notice>, StoreError> {
        let Some(mut member) = self.tx.member(desk.id, person.id)? else {
            let task = Task::LookUpMember { desk: desk.id, user: person.id };
            self.push(Lane::Desk(desk.id), Priority::Press, None, task, Slot::None)?;
            return Ok(Err(Notice::RefuseUnknown));
        };
        let Some(role) = self.of(desk.id).rules.permissions.role(&member) else {
            // They may have come back without the bot being told; asking costs nothing.
            let task = Task::LookUpMember { desk: desk.id, user: person.id };
            self.push(Lane::Desk(desk.id), Priority::Press, None, task, Slot::None)?;
            return Ok(Err(Notice::RefuseOutside));
        };
        if !member.known || member.person != *person {
            member.known = true;
            member.person = person.clone();
            self.keep_member(desk.id, &member)?;
        }
        Ok(Ok(Actor { id: Some(person.id), role, anonymous: member.anonymous }))
    }

    /// Pressed on the card, the card asks; otherwise the question stands where the agent acted.
    fn spot(&self, id: ConversationId, press: &Press) -> Result<Spot, StoreError> {
        let card = self.tx.conversation(id)?.and_then(|conversation| conversation.card);
        let Some(message) = Self::pressed_message(press) else {
            return Ok(Spot::Card);
        };
        // A press may overtake the receipt that tells which message is the card.
        let is_card = match card {
            Some(card) => card == message,
            None => self.tx.mapped(message)?.is_none(),
        };
        Ok(if is_card { Spot::Card } else { Spot::At { message, thread: press.thread } })
    }

    /// The agent's message that was not sent, if the press stands under the line that says so.
    fn unsent(&self, at: Option<MessageRef>) -> Result<Vec<MessageRef>, StoreError> {
        let Some(at) = at else { return Ok(Vec::new()) };
        Ok(match self.tx.mapped(at)?.map(|mapped| mapped.mark) {
            Some(Mark::NotSent { of }) => of,
            _ => Vec::new(),
        })
    }

    /// A reopening that another open conversation prevents points to that one, with a link.
    pub(super) fn point_to_other(
        &mut self,
        desk: &Desk,
        id: ConversationId,
        pressed: &Pressed,
        at: Option<MessageRef>,
        thread: Option<i32>,
    ) -> Result<(), StoreError> {
        let (Err(Notice::RefuseOtherOpen { number }), Some(at)) = (pressed, at) else {
            return Ok(());
        };
        let other = ConversationId { desk: id.desk, number: *number };
        let notice = Notice::OtherOpen { conversation: id, other };
        let saying = notice.with(vec![vec![Button::Merge(id), Button::Dismiss]]);
        self.reply_at(desk, at, thread, Some(id), saying, Slot::Inside)
    }

    /// Cards, relays, questions that wait and the checklist never carry `✕`, whatever a modified
    /// client sends from there.
    fn dismissible(&self, desk: &Desk, at: Option<MessageRef>) -> Result<bool, StoreError> {
        let Some(at) = at else { return Ok(false) };
        if desk.checklist == Some(at) || self.is_board(desk.id, at)? {
            return Ok(false);
        }
        let Some(mapped) = self.tx.mapped(at)? else {
            return Ok(true);
        };
        if mapped.mark != Mark::Inside {
            return Ok(false);
        }
        let Some(conversation) = self.tx.conversation(mapped.conversation)? else {
            return Ok(true);
        };
        let asks = conversation.questions.iter().any(|question| question.message == Some(at));
        let requests = conversation.request.is_some_and(|request| request.message == Some(at));
        Ok(!asks && !requests)
    }

    pub(super) fn delete_in_group(&mut self, desk: &Desk, press: &Press) -> Result<(), StoreError> {
        let Some(message) = Self::pressed_message(press) else {
            return Ok(());
        };
        // Cards and relays are never dismissed, whatever data a press brings.
        match self.tx.mapped(message)?.map(|mapped| mapped.mark) {
            None | Some(Mark::Inside | Mark::NotSent { .. }) => {}
            Some(_) => return Ok(()),
        }
        // The command goes with its answer, where the bot may delete what others wrote.
        let command = press.command.filter(|_| desk.rights.delete_messages);
        let command = command.map(|command| MessageRef { chat: message.chat, message: command });
        let task = Task::Delete(std::iter::once(message).chain(command).collect());
        self.push(Lane::Desk(desk.id), Priority::Press, None, task, Slot::None)?;
        Ok(())
    }

    /// Brings the card to the bottom of a group that has no links.
    pub(super) fn show(&mut self, by: Actor, id: ConversationId) -> Result<Pressed, StoreError> {
        if let Err(refusal) = self.allowed(id.desk, by, Action::List) {
            return Ok(Err(refusal));
        }
        self.bring_card_down(id)
    }

    pub(super) fn bring_card_down(&mut self, id: ConversationId) -> Result<Pressed, StoreError> {
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        };
        self.post_card_anew(&conversation, true)?;
        Ok(Ok(Done::default()))
    }

    /// A right that no conversation decides about.
    pub(super) fn allowed(&self, desk: DeskId, by: Actor, action: Action) -> Result<(), Notice> {
        let permissions = &self.of(desk).rules.permissions;
        if by.may(action, permissions) {
            Ok(())
        } else {
            Err(Notice::RefuseRole { role: permissions.needed(action) })
        }
    }
}

/// Where an answer to a press goes: the place of the pressed message.
pub(super) fn place_of(press: &Press) -> Option<Place> {
    Some(Place::Spot { chat: press.chat?, thread: press.thread })
}
