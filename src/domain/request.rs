//! A request to reopen, from an agent who has no right to: the moves of [`super::step`] for it.
//!
//! There is one at a time, decided once. However it ends, whoever asked is told.

use super::access::{Action, Actor};
use super::button::{Button, Nonce};
use super::conversation::{Doer, Request};
use super::id::{ConversationId, MessageRef, UserId};
use super::lifecycle::refuse;
use super::notice::{Named, Notice, Who};
use super::outbox::Slot;
use super::reason::ReopenReason;
use super::step::Step;
use super::transition::{Effect, Record, Refusal};

impl Step<'_> {
    pub(super) fn file_request(
        &mut self,
        by: UserId,
        reason: ReopenReason,
        said: Option<String>,
        carry: Vec<MessageRef>,
        summary: Vec<Notice>,
    ) {
        let nonce = self.nonce();
        let id = self.next.id;
        self.effects.push(Effect::Toast(Notice::RequestFiled { conversation: id }));
        self.record(Record::Requested { by, reason });
        let expires = {
            let rules = self.scene.rules;
            rules.hours.plus(self.scene.now, rules.request_expires)
        };
        let at = self.scene.now;
        let request = Request { nonce, by, at, reason, said, carry, expires, message: None };
        self.announce_request(&request, summary);
        self.next.request = Some(request);
    }

    pub(super) fn request(&self, nonce: Nonce) -> Result<Request, Refusal> {
        match &self.next.request {
            // The sweep may not have come by yet.
            Some(request) if request.nonce == nonce && self.scene.now >= request.expires => {
                refuse(Notice::RefuseRequestExpired)
            }
            Some(request) if request.nonce == nonce => Ok(request.clone()),
            Some(_) | None => refuse(Notice::RefuseRequestDecided),
        }
    }

    /// What the settings let agents grant to others, nobody grants to themselves: only whoever could
    /// reopen it without a request.
    pub(super) fn not_their_own(&self, by: Actor, request: &Request) -> Result<(), Refusal> {
        if by.id != Some(request.by) || self.may(by, Action::Reopen) {
            return Ok(());
        }
        let role = self.scene.rules.permissions.needed(Action::Reopen);
        refuse(Notice::RefuseOwnRequest { role })
    }

    pub(super) fn approve(&mut self, by: Actor, request: Request) {
        self.next.request = None;
        let doer = Doer::of(by);
        self.record(Record::Decided { by: doer, granted: true });
        self.answer_request(&request, |conversation, requester| Notice::RequestApproved {
            conversation,
            by: self.scene.who(doer),
            requester,
        });
        self.reopen(doer, request.reason, request.said);
        self.send_held(request.carry);
    }

    pub(super) fn decline(&mut self, by: Actor, request: Request) {
        self.next.request = None;
        let doer = Doer::of(by);
        self.record(Record::Decided { by: doer, granted: false });
        self.answer_request(&request, |conversation, requester| Notice::RequestDeclined {
            conversation,
            by: self.scene.who(doer),
            requester,
        });
    }

    /// The request says how it ended; the requester, who is mentioned in a new line, hears of it.
    pub(super) fn answer_request(
        &mut self,
        request: &Request,
        said: impl FnOnce(ConversationId, Named) -> Notice,
    ) {
        let requester = self.named(request.by);
        let notice = said(self.next.id, requester);
        if let Some(message) = request.message {
            self.effects.push(Effect::EditInside(message, notice.clone().into()));
        }
        self.effects.push(Effect::TellDesk(notice.into(), Slot::Inside));
    }

    /// The conversation is open again by another way.
    pub(super) fn settle_request(&mut self) {
        let Some(request) = self.next.request.take() else {
            return;
        };
        self.answer_request(&request, |conversation, requester| Notice::RequestOver {
            conversation,
            requester,
        });
    }

    /// The conversation is not to be reopened any more.
    pub(super) fn void_request(&mut self) {
        let Some(request) = self.next.request.take() else {
            return;
        };
        self.answer_request(&request, |conversation, requester| Notice::RequestVoid {
            conversation,
            requester,
        });
    }

    /// Nobody has decided in time.
    pub(super) fn expire_request(&mut self) {
        let Some(request) = self.next.request.take() else {
            return;
        };
        self.answer_request(&request, |conversation, requester| Notice::RequestExpired {
            conversation,
            requester,
        });
    }

    /// Says a request to the leads.
    pub(super) fn announce_request(&mut self, request: &Request, summary: Vec<Notice>) {
        let id = self.next.id;
        let leads = self.scene.leads.iter();
        let notice = Notice::ReopenRequest {
            conversation: id,
            by: Who::Named((self.scene.name)(request.by)),
            reason: Box::new(request.why()),
            leads: leads.map(|who| Notice::Addressed { who: who.clone() }).collect(),
            summary,
        };
        let nonce = request.nonce;
        let buttons = vec![vec![Button::Approve(id, nonce), Button::Decline(id, nonce)]];
        self.effects.push(Effect::TellDesk(notice.with(buttons), Slot::Request(nonce)));
    }
}
