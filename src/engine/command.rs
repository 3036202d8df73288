//! Commands of the group. Each names a conversation by number, by its topic, or by what it answers.

use std::time::Duration;

use crate::domain::access::{Action, Actor};
use crate::domain::conversation::Spot;
use crate::domain::event::{Command, GroupCommand, GroupMessage, Mention};
use crate::domain::finding::Query;
use crate::domain::id::{ConversationId, MessageRef, UserId};
use crate::domain::notice::{Notice, Usage};
use crate::domain::outbox::Slot;
use crate::domain::people::Desk;
use crate::domain::transition::Event;
use crate::store::StoreError;

use super::answer::one_line;
use super::effects::Done;
use super::finding::unclear_filter;
use super::work::Work;

/// Code points of a note or a reason that cards and requests carry.
pub(super) const WORDS: usize = 400;

impl Work<'_> {
    pub(super) fn group_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        command: &Command,
    ) -> Result<(), StoreError> {
        let answer = match command {
            Command::Elsewhere => None,
            Command::Malformed(name) => {
                Some(Notice::RefuseMalformed { usage: Usage(name.clone()) })
            }
            Command::Unclear(unclear) => Some(unclear_filter(unclear)),
            Command::Unknown { name, nearest } => {
                Some(Notice::RefuseNoCommand { name: name.clone(), nearest: nearest.clone() })
            }
            Command::Known(command) => self.known_command(desk, by, message, command)?,
        };
        match answer {
            Some(notice) => self.reply(desk, message, notice.into(), Slot::Inside),
            None => Ok(()),
        }
    }

    /// What a command answers; nothing where what happened shows itself.
    fn known_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        command: &GroupCommand,
    ) -> Result<Option<Notice>, StoreError> {
        use GroupCommand as C;
        let about = |work: &Self, number: &Option<u32>| work.which(desk, message, *number);
        let said = match command {
            C::Start(_) => Some(Notice::SetupDoneAlready),
            C::Setup(code) => self.setup_again(desk, by, message, code.is_some())?,
            C::Take(number) => match about(self, number)? {
                Ok(id) => self.refusal(id, Event::Taken(by))?,
                Err(refusal) => Some(refusal),
            },
            C::Assign { number, note } => {
                self.assign_command(desk, by, message, *number, note.as_deref())?
            }
            C::Unassign(number) => match about(self, number)? {
                Ok(id) => self.refusal(id, Event::Unassigned(by))?,
                Err(refusal) => Some(refusal),
            },
            C::Away(until) => Some(self.away_command(desk, by, *until)?),
            C::Back => Some(self.back_command(desk, by)?),
            C::Hours(hours) => Some(self.hours_command(desk, by, hours.as_deref())?),
            C::Pending { number, seconds, note } => match about(self, number)? {
                Ok(id) => {
                    let until = seconds.map(|s| self.now.plus(Duration::from_secs(s)));
                    let note = note.as_deref().map(|note| one_line(note, WORDS));
                    self.refusal(id, Event::SetAside { by, note, until })?
                }
                Err(refusal) => Some(refusal),
            },
            C::Resume(number) => match about(self, number)? {
                Ok(id) => self.refusal(id, Event::Resumed(by))?,
                Err(refusal) => Some(refusal),
            },
            C::Escalate { number, reason } => Some(match about(self, number)? {
                Ok(id) => self.escalate_command(by, id, reason.as_deref())?,
                Err(refusal) => refusal,
            }),
            C::FollowUp { number, seconds, note } => Some(match about(self, number)? {
                Ok(id) => self.follow_up_command(by, id, *seconds, note.as_deref())?,
                Err(refusal) => refusal,
            }),
            C::Snooze { number, seconds } => Some(match about(self, number)? {
                Ok(id) => self.snooze_command(by, id, *seconds)?,
                Err(refusal) => refusal,
            }),
            C::Complete(number) => match about(self, number)? {
                Ok(id) => {
                    let spot = Self::at(message);
                    self.refusal(id, Event::CompletionAsked { by, spot })?
                }
                Err(refusal) => Some(refusal),
            },
            C::Reopen { number, reason } => match about(self, number)? {
                Ok(id) => {
                    let said = reason.as_deref().map(|reason| one_line(reason, WORDS));
                    let spot = Self::at(message);
                    let event = Event::ReopeningAsked { by, spot, said, carry: Vec::new() };
                    match self.refusal(id, event)? {
                        refused @ Some(Notice::RefuseOtherOpen { .. }) => {
                            let at = Some(Self::in_desk(desk, message.message));
                            let refused = refused.map_or(Ok(Done::default()), Err);
                            self.point_to_other(desk, id, &refused, at, message.thread)?;
                            return Ok(None);
                        }
                        other => other,
                    }
                }
                Err(refusal) => Some(refusal),
            },
            C::Merge(number) => match about(self, &None)? {
                Ok(from) => {
                    let into = ConversationId { desk: desk.id, number: *number };
                    match self.merge(from, into, by)? {
                        Ok(()) => Some(Notice::Merged { conversation: from, other: into }),
                        Err(refusal) => Some(refusal),
                    }
                }
                Err(refusal) => Some(refusal),
            },
            C::Move { number, desk: to } => match about(self, number)? {
                Ok(id) => Some(match self.move_to(by, id, to)? {
                    Ok(notice) | Err(notice) => notice,
                }),
                Err(refusal) => Some(refusal),
            },
            C::Tag { number, tags } => match about(self, number)? {
                Ok(id) => return self.tag_command(desk, by, message, id, tags, &[]),
                Err(refusal) => Some(refusal),
            },
            C::Untag { number, tags } => match about(self, number)? {
                Ok(id) => return self.tag_command(desk, by, message, id, &[], tags),
                Err(refusal) => Some(refusal),
            },
            C::Bulk(what, filter) => {
                return self.bulk_command(desk, by, message, (what, filter));
            }
            C::Prioritize { number, urgency } => match about(self, number)? {
                Ok(id) => match self.happen(id, Event::Prioritized { by, urgency: *urgency })? {
                    Ok(_) => Some(Notice::PriorityIs { conversation: id, urgency: *urgency }),
                    Err(refusal) => Some(refusal),
                },
                Err(refusal) => Some(refusal),
            },
            C::Set { number, key, value } => match about(self, number)? {
                Ok(id) => Some(self.set_command(by, id, key, value.as_deref())?),
                Err(refusal) => Some(refusal),
            },
            C::Profile(number) => match about(self, number)? {
                Ok(id) => return self.profile_command(desk, by, message, id),
                Err(refusal) => Some(refusal),
            },
            C::Note { number, text } => match about(self, number)? {
                Ok(_) if text.trim().is_empty() => Some(Notice::RefuseEmptyNote),
                Ok(id) => match self.allowed(desk.id, by, Action::Note) {
                    Ok(()) => {
                        self.keep_note(id, by, message, text.trim())?;
                        Some(Notice::NoteKept { conversation: id })
                    }
                    Err(refusal) => Some(refusal),
                },
                Err(refusal) => Some(refusal),
            },
            C::Ban { user, seconds, said } => {
                let said = said.as_deref().map(|said| one_line(said, WORDS));
                Some(self.ban_command(desk, by, message, user.as_ref(), *seconds, said)?)
            }
            C::Unban(user) => Some(self.unban_command(desk, by, message, user.as_ref())?),
            C::Tags(what) => return self.tags_command(desk, by, message, what),
            C::Link(source) => {
                return self.link_command(desk, by, message, source.as_deref());
            }
            C::Canned(what) => return self.canned_command(desk, by, message, what),
            C::Recall => return self.recall_command(desk, by, message),
            C::StatsOfAll(_) => Some(Notice::RefuseStatsOfAll),
            C::Stats(days) => return self.stats_command(desk, by, message, days.unwrap_or(7)),
            C::History(number) => match about(self, number)? {
                Ok(id) => return self.history_command(desk, by, message, id),
                Err(refusal) => Some(refusal),
            },
            C::Queue => return self.list_command(desk, by, message, Query::Queue),
            C::Requests => return self.list_command(desk, by, message, Query::Requests),
            C::List(filter) => {
                return self.list_command(desk, by, message, Query::List(filter.clone()));
            }
            C::Find(text) => {
                return self.list_command(desk, by, message, Query::Find(text.clone()));
            }
            C::Role(role) => Some(self.role_command(desk, by, message, *role)?),
            C::Audit(which) => match self.audit_answer(desk, by, which.as_ref(), Some(message))? {
                Ok(saying) => {
                    self.reply(desk, message, saying, Slot::Inside)?;
                    None
                }
                Err(refusal) => Some(refusal),
            },
            C::Settings => match self.allowed(desk.id, by, Action::Settings) {
                Ok(()) => return self.settings_command(desk, message),
                Err(refusal) => Some(refusal),
            },
            C::Quarantine(what) => match self.allowed(desk.id, by, Action::Quarantine) {
                Ok(()) => return self.quarantine_command(desk, by, message, *what),
                Err(refusal) => Some(refusal),
            },
            C::Help => Some(Notice::HelpGroup),
        };
        Ok(said)
    }

    /// Lets something happen; the refusal, if it was refused, or what there is to say.
    pub(super) fn refusal(
        &mut self,
        id: ConversationId,
        event: Event,
    ) -> Result<Option<Notice>, StoreError> {
        let answer = match &event {
            Event::SetAside { .. } => Some(id),
            _ => None,
        };
        Ok(match self.happen(id, event)? {
            Ok(Done { alert: Some(alert), .. }) => Some(alert),
            Ok(_) => match answer {
                Some(id) => self.pending_answer(id)?,
                None => None,
            },
            Err(refusal) => Some(refusal),
        })
    }

    fn pending_answer(&self, id: ConversationId) -> Result<Option<Notice>, StoreError> {
        use crate::domain::conversation::Status;
        Ok(self.tx.conversation(id)?.and_then(|conversation| match conversation.status {
            Status::Pending { remind_at, .. } => {
                Some(Notice::NowPending { conversation: id, until: remind_at })
            }
            Status::Unassigned | Status::InProgress { .. } | Status::Completed(_) => None,
        }))
    }

    /// The place of a command.
    fn at(message: &GroupMessage) -> Spot {
        Spot::At {
            message: MessageRef { chat: message.group.chat, message: message.message },
            thread: message.thread,
        }
    }

    /// Which conversation is meant.
    pub(super) fn which(
        &self,
        desk: &Desk,
        message: &GroupMessage,
        number: Option<u32>,
    ) -> Result<Result<ConversationId, Notice>, StoreError> {
        if let Some(number) = number {
            let id = ConversationId { desk: desk.id, number };
            return Ok(match self.tx.conversation(id)? {
                Some(_) => Ok(id),
                None => Err(Notice::RefuseNoConversation { number }),
            });
        }
        Ok(self.meant(desk, message)?.ok_or(Notice::RefuseWhich))
    }

    /// The person whom a command names: by mention, or by answering a message of theirs.
    pub(super) fn whom(
        &self,
        desk: &Desk,
        message: &GroupMessage,
    ) -> Result<Option<UserId>, StoreError> {
        for mention in &message.mentions {
            let found = match mention {
                Mention::Id(id) => Some(*id),
                Mention::Username(name) => self.tx.member_named(desk.id, name)?,
            };
            if let Some(id) = found.filter(|id| *id != self.settings.bot) {
                return Ok(Some(id));
            }
        }
        let replied = message.reply_to.as_ref().filter(|reply| !reply.ours);
        Ok(replied.and_then(|reply| reply.by))
    }
}
