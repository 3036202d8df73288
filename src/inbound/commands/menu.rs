//! What each command of the group needs, so that everybody is shown what they may do.

use super::{OfGroup, group_commands, named};
use crate::domain::access::Action;

impl OfGroup {
    /// What whoever gives it must be allowed to; nothing where everybody may.
    fn needs(self) -> Option<Action> {
        Some(match self {
            Self::Queue
            | Self::List
            | Self::Find
            | Self::History
            | Self::Profile
            | Self::Requests => Action::List,
            // Showing one; changing them is for others.
            Self::Canned | Self::Tags => Action::List,
            Self::Link => Action::Link,
            Self::Take => Action::Take,
            Self::Assign | Self::Unassign => Action::Assign,
            Self::Away | Self::Back | Self::Hours => Action::Away,
            Self::Pending | Self::Resume => Action::Pending,
            Self::Escalate => Action::Escalate,
            Self::FollowUp => Action::FollowUp,
            Self::Snooze => Action::Snooze,
            Self::Complete => Action::Complete,
            Self::Reopen => Action::RequestReopen,
            Self::Merge => Action::Merge,
            Self::Move => Action::Move,
            Self::Note => Action::Note,
            Self::Tag | Self::Untag | Self::Priority | Self::Set => Action::Tag,
            Self::Recall => Action::Recall,
            Self::Ban | Self::Unban => Action::Ban,
            Self::Stats => Action::Stats,
            Self::Role => Action::Roles,
            Self::Setup => Action::Setup,
            Self::Settings => Action::Settings,
            Self::Audit => Action::Audit,
            Self::Quarantine => Action::Quarantine,
            Self::Help | Self::Start => return None,
        })
    }
}

/// The commands of the group that are shown, in their order, and what each needs.
pub fn group_menu() -> Vec<(&'static str, Option<Action>)> {
    let of = |name: &'static str| (name, named::<OfGroup>(name).and_then(OfGroup::needs));
    group_commands().iter().map(|(name, _)| of(name)).collect()
}
