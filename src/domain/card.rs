//! What the one message says that shows a conversation's state, as data. The words come later.

use super::button::Button;
use super::button::Button as B;
use super::conversation::{Assignee, Conversation, Doer, FinalCall, Status};
use super::id::{ConversationId, UserId};
use super::notice::{Notice, Who};
use super::people::{Profile, clean_name};
use super::reason::{Reason, StatusName};
use super::reminder::FollowUp;
use super::urgency::Urgency;

/// Everything that the card shows (product.md section 7, "The card").
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    /// Its number stands first.
    pub conversation: ConversationId,
    /// The state, next to the number.
    pub status: StatusName,
    /// Who has it.
    pub assignee: Option<Who>,
    /// How urgent it is, unless it is like most.
    pub urgency: Option<Urgency>,
    /// The user's name, cleaned and cut.
    pub name: String,
    /// Without the `@`.
    pub username: Option<String>,
    /// The user's language tag.
    pub language: Option<String>,
    /// The payload of the link that they came by.
    pub source: Option<String>,
    /// Numbers of earlier conversations, newest first.
    pub earlier: Vec<ConversationId>,
    /// Tags.
    pub tags: Vec<String>,
    /// The user's first text, quoted; `None` if it did not fit or is not kept.
    pub quote: Option<String>,
    /// Lines below: the completion, a pending note, a collision, a blocked user, a rating.
    pub lines: Vec<Notice>,
    /// The question that the card asks at present.
    pub question: Option<Notice>,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Button>>,
}

/// Code points of the user's first text that the card quotes; a longer text stands under it.
pub const QUOTE_LENGTH: usize = 700;

/// Whether a text fits into the card: short enough, and not a wall of lines.
pub fn fits(text: &str) -> bool {
    let lines = text.lines().count();
    !text.trim().is_empty() && text.chars().count() <= QUOTE_LENGTH && lines <= 12
}

impl Card {
    /// The card of a conversation as it is now.
    pub fn of(
        conversation: &Conversation,
        profile: &Profile,
        name: &dyn Fn(UserId) -> String,
    ) -> Self {
        let id = conversation.id;
        let question = conversation.card_question().map(|question| question.saying(id));
        let buttons = match &question {
            Some(asked) => asked.buttons.clone(),
            None => buttons(conversation),
        };
        let assignee = match (&conversation.status, conversation.assignee()) {
            (Status::Completed(_), _) | (_, None) => None,
            (_, Some(Assignee::Agent(agent))) => Some(Who::Named(name(agent))),
            (_, Some(Assignee::Team)) => Some(Who::Team),
        };
        Self {
            conversation: id,
            status: conversation.status_name(),
            assignee,
            urgency: Some(conversation.urgency).filter(|urgency| *urgency != Urgency::Normal),
            name: profile.person.name(),
            username: profile.person.username.clone(),
            language: profile.language().map(clean_name),
            source: conversation.source.as_deref().map(clean_name),
            earlier: conversation.earlier.clone(),
            tags: conversation.tags.clone(),
            quote: conversation.quoted.and(conversation.first_line.clone()),
            lines: lines(conversation, profile.gone, name),
            question: question.map(|asked| asked.notice),
            buttons,
        }
    }
}

fn buttons(conversation: &Conversation) -> Vec<Vec<Button>> {
    let id = conversation.id;
    let mut rows = match &conversation.status {
        Status::Unassigned => {
            vec![vec![B::Take(id), B::Assign(id, 0)], vec![B::MarkComplete(id)]]
        }
        Status::InProgress { .. } => {
            vec![vec![B::MarkComplete(id)], vec![B::Pending(id), B::Assign(id, 0)]]
        }
        Status::Pending { .. } => vec![vec![B::Resume(id), B::MarkComplete(id)]],
        Status::Completed(completion) => {
            let undo = completion.undo.map(|undo| B::Undo(id, undo.nonce));
            let reopen = conversation.merged_into.is_none().then_some(B::Reopen(id));
            vec![undo.into_iter().chain(reopen).collect()]
        }
    };
    rows.retain(|row: &Vec<Button>| !row.is_empty());
    rows.push(vec![B::History(id, 0), B::Tags(id)]);
    rows
}

fn lines(conversation: &Conversation, gone: bool, name: &dyn Fn(UserId) -> String) -> Vec<Notice> {
    let who = |doer: Doer| match doer {
        Doer::Agent(agent) => Who::Named(name(agent)),
        Doer::Team => Who::Team,
        Doer::User => Who::User,
        Doer::Itself => Who::Itself,
    };
    let mut lines = Vec::new();
    if let Some(reason) = conversation.reopened.last().filter(|_| conversation.is_open()) {
        lines.push(Notice::CardReopened { reason: *reason });
    }
    match &conversation.status {
        Status::Completed(completion) => {
            let (at, reason) = (completion.at, completion.reason);
            lines.push(match completion.by {
                Doer::Agent(_) | Doer::Team => {
                    Notice::CardCompleted { at, by: who(completion.by), reason }
                }
                Doer::User => Notice::CardCompletedByUser { at },
                Doer::Itself => Notice::CardCompletedByItself { at, reason },
            });
            if let Some(stars) = completion.rating {
                let stars = u32::from(stars);
                lines.push(match completion.commented {
                    true => Notice::CardRatingComment { stars },
                    false => Notice::CardRating { stars },
                });
            }
        }
        Status::Pending { remind_at, .. } => {
            lines.push(Notice::CardPending { until: *remind_at });
        }
        Status::Unassigned | Status::InProgress { .. } => {}
    }
    if let Some(since) = conversation.escalated.filter(|_| conversation.is_open()) {
        lines.push(Notice::CardEscalated { since });
    }
    if let Some(until) = conversation.put_off_until().filter(|_| conversation.is_open()) {
        lines.push(Notice::CardSnoozed { until });
    }
    if let Some(FollowUp { at, note, .. }) = &conversation.follow_up {
        lines.push(Notice::CardFollowUp { until: *at });
        lines.extend(note.clone().map(|note| Notice::CardPendingNote { note }));
    }
    if let Some(note) = conversation.note.as_ref().filter(|_| conversation.is_open()) {
        lines.push(Notice::CardPendingNote { note: note.clone() });
    }
    if let Some(agent) = conversation.collision.filter(|_| conversation.is_open()) {
        lines.push(Notice::CardCollision { by: Who::Named(name(agent)) });
    }
    if let Some(FinalCall { asked_by: Some(_), .. }) = &conversation.final_call {
        lines.push(Notice::CardAskedUser);
    }
    if let Some(into) = conversation.merged_into {
        lines.push(match into.desk == conversation.id.desk {
            true => Notice::CardMergedInto { other: into },
            false => Notice::CardMovedTo { number: into.number, desk: into.desk },
        });
    }
    if let Some(from) = conversation.moved_from {
        lines.push(Notice::CardMovedFrom { number: from.number, desk: from.desk });
    }
    if !conversation.merged_from.is_empty() {
        lines.push(Notice::CardMergedFrom { numbers: conversation.merged_from.clone() });
    }
    if let Some(term) = conversation.banned {
        lines.push(match term.until {
            Some(until) => Notice::CardBannedUntil { until },
            None => Notice::CardBanned,
        });
    }
    if conversation.blocked.is_some() && !left(conversation) {
        lines.push(if gone { Notice::CardGone } else { Notice::CardBlocked });
    }
    lines
}

/// A conversation that completed as `user left` says so already.
fn left(conversation: &Conversation) -> bool {
    conversation.completion().is_some_and(|completion| completion.reason == Reason::UserLeft)
}
