//! What the one message says that shows a conversation's state, as data. The words come later.

use super::button::Button;
use super::id::ConversationId;
use super::notice::Notice;
use super::reason::{ReopenReason, StatusName};

/// Everything that the card shows (product.md section 7, "The card").
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    /// Its number stands first.
    pub conversation: ConversationId,
    /// The state, next to the number.
    pub status: StatusName,
    /// Who has it.
    pub assignee: Option<String>,
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
    /// The reason that a last reopening had; for the card of a reopened conversation.
    pub reopened_for: Option<ReopenReason>,
}
