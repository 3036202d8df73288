//! Everything that the desk can say, without the words: a message's key and its arguments.
//!
//! The words stand in `locales/`, the keys in the lists below. A notice is stored with the row that
//! says it, and becomes text when it is sent, in the language of whoever reads it.

mod answers;
mod card;
mod delivery;
mod desk;
mod history;
mod refusals;
mod setup;
mod users;

use serde::{Deserialize, Serialize};

use super::saying::messages;

pub use super::saying::Saying;

pub use super::argument::{Arg, AsArg, Day, Named, Opens, Source, Span, Target, Usage, Who, Word};

use super::access::Role;
use super::audit::AuditLine;
use super::canned::Verbatim;
use super::event::Kind;
use super::id::{ConversationId, DeskId};
use super::reason::{Reason, ReopenReason, StatusName};
use super::setting::Value;
use super::time::Timestamp;
use super::urgency::Urgency;

use answers::answers;
use card::card;
use delivery::delivery;
use desk::desk;
use history::history;
use refusals::refusals;
use setup::setup;
use users::users;

// One enum of all lists: each hands what it was given, and its own, to the next.
users! {
    desk delivery history card answers setup refusals messages =>
    /// Everything that the desk can say.
    Notice:
}
