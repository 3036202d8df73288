//! What a desk knows of a user: `/profile`, and the fields that its team keeps with `/set`.
//!
//! Fields belong to the desk that wrote them: another one never sees them.

use crate::domain::access::{Action, Actor};
use crate::domain::audit::Deed;
use crate::domain::button::Button;
use crate::domain::event::GroupMessage;
use crate::domain::id::{ConversationId, MessageRef};
use crate::domain::notice::{Day, Notice, Saying};
use crate::domain::outbox::Slot;
use crate::domain::people::{Desk, Field, Profile, clean_name};
use crate::store::StoreError;

use super::answer::one_line;
use super::work::Work;

/// Code points of a field's value.
const VALUE: usize = 200;
/// Fields that a desk keeps of one user.
const FIELDS: usize = 20;

impl Work<'_> {
    /// What is known of the user of a conversation.
    pub(super) fn profile_answer(
        &self,
        by: Actor,
        id: ConversationId,
    ) -> Result<Result<Saying, Notice>, StoreError> {
        if let Err(refusal) = self.allowed(id.desk, by, Action::List) {
            return Ok(Err(refusal));
        }
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        };
        let Some(profile) = self.tx.profile(conversation.user)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        };
        let mut lines = vec![Notice::ProfileName { name: called(&profile) }];
        if let Some(language) = profile.language().map(clean_name) {
            lines.push(Notice::ProfileLanguage { language });
        }
        lines.push(Notice::ProfileSeen { at: Day(profile.first_seen) });
        if let Some(source) = conversation.source.as_deref().map(clean_name) {
            lines.push(Notice::ProfileSource { source });
        }
        let here = |other: &&ConversationId| other.desk == id.desk && **other != id;
        let open = profile.open.iter().filter(here);
        let others: Vec<_> =
            open.chain(profile.completed.iter().rev().filter(here)).take(20).copied().collect();
        if !others.is_empty() {
            lines.push(Notice::ProfileOthers { numbers: others });
        }
        let fields = profile.fields.iter().filter(|field| field.desk == id.desk);
        lines.extend(fields.map(|field| Notice::ProfileField {
            key: field.key.clone(),
            value: field.value.clone(),
        }));
        let notice = Notice::Profile { conversation: id, lines };
        Ok(Ok(notice.with(vec![vec![Button::History(id, 0), Button::Dismiss]])))
    }

    pub(super) fn profile_command(
        &mut self,
        desk: &Desk,
        by: Actor,
        message: &GroupMessage,
        id: ConversationId,
    ) -> Result<Option<Notice>, StoreError> {
        let saying = match self.profile_answer(by, id)? {
            Ok(saying) => saying,
            Err(refusal) => return Ok(Some(refusal)),
        };
        let answered = MessageRef { chat: message.group.chat, message: message.message };
        self.reply_at(desk, answered, message.thread, Some(id), saying, Slot::Inside)?;
        Ok(None)
    }

    /// Keeps a field of the user, or without a value lets go of it.
    pub(super) fn set_command(
        &mut self,
        by: Actor,
        id: ConversationId,
        key: &str,
        value: Option<&str>,
    ) -> Result<Notice, StoreError> {
        if let Err(refusal) = self.allowed(id.desk, by, Action::Tag) {
            return Ok(refusal);
        }
        let user = self.tx.conversation(id)?.map(|conversation| conversation.user);
        let profile = match user {
            Some(user) => self.tx.profile(user)?,
            None => None,
        };
        let Some(mut profile) = profile else {
            return Ok(Notice::RefuseNoConversation { number: id.number });
        };
        let (desk, conversation) = (id.desk, id);
        let is_it = |field: &Field| field.desk == desk && field.key == key;
        let (deed, said): (fn(String) -> Deed, Notice) = match value
            .map(|value| one_line(value, VALUE))
        {
            Some(value) => {
                match profile.fields.iter_mut().find(|field| is_it(field)) {
                    Some(field) if field.value == value => return Ok(Notice::RefuseFieldSame),
                    Some(field) => field.value.clone_from(&value),
                    None => {
                        let own = profile.fields.iter().filter(|field| field.desk == desk).count();
                        if own >= FIELDS {
                            let most = u32::try_from(FIELDS).unwrap_or(u32::MAX);
                            return Ok(Notice::RefuseTooManyFields { most });
                        }
                        let (key, value) = (key.to_owned(), value.clone());
                        profile.fields.push(Field { desk, key, value });
                    }
                }
                (Deed::FieldSet, Notice::FieldSet { conversation, key: key.to_owned(), value })
            }
            None => {
                let before = profile.fields.len();
                profile.fields.retain(|field| !is_it(field));
                if profile.fields.len() == before {
                    return Ok(Notice::RefuseFieldSame);
                }
                (Deed::FieldGone, Notice::FieldRemoved { conversation, key: key.to_owned() })
            }
        };
        self.tx.put_profile(&profile)?;
        self.audit_of(id, by, deed(key.to_owned()))?;
        Ok(said)
    }
}

fn called(profile: &Profile) -> String {
    let name = profile.person.name();
    match &profile.person.username {
        Some(username) => format!("{name} @{username}"),
        None => name,
    }
}
