//! What is kept of users: profiles, the names that find them, their messages, and bans.

use crate::domain::ban::Ban;
use crate::domain::conversation::Conversation;
use crate::domain::id::{ChatId, ConversationId, DeskId, MessageRef, UserId};
use crate::domain::people::Profile;
use crate::domain::proof::Unproven;
use crate::domain::time::Timestamp;

use chrono::{DateTime, Utc};
use redb::ReadableTable;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Due, Entry, EntryKind, Mapped, Snapshot, Speaker, StoreError, Tx, decode, tables};

impl Tx {
    /// Keeps a user, found by the name they have now.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_profile(&self, profile: &Profile) -> Result<(), StoreError> {
        let id = profile.person.id;
        let known = self.profile(id)?;
        self.index_names(known.as_ref(), profile)?;
        let before = known.and_then(|known| known.person.username);
        let lower = |name: &String| name.to_lowercase();
        let (before, now) =
            (before.as_ref().map(lower), profile.person.username.as_ref().map(lower));
        if before != now {
            self.rename_user(id, before.as_deref(), now.as_deref())?;
        }
        self.put(tables::PROFILES, id.0, profile)
    }

    fn rename_user(
        &self,
        id: UserId,
        before: Option<&str>,
        now: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut names = self.tx.open_table(tables::USER_NAMES)?;
        if let Some(name) = before {
            names.remove(name)?;
        }
        let had = match now {
            Some(name) => names.insert(name, id.0)?.map(|had| UserId(had.value())),
            None => None,
        };
        drop(names);
        // Nobody shares a name with anybody: whoever had it has given it up.
        if let Some(loser) = had.filter(|had| *had != id)
            && let Some(mut former) = self.profile(loser)?
        {
            let before = former.clone();
            former.person.username = None;
            self.index_names(Some(&before), &former)?;
            self.put(tables::PROFILES, loser.0, &former)?;
        }
        Ok(())
    }

    /// The user behind a `@name`, as far as they have written to the bot under it.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn user_named(&self, name: &str) -> Result<Option<UserId>, StoreError> {
        let names = self.tx.open_table(tables::USER_NAMES)?;
        let found = names.get(name.to_lowercase().as_str())?;
        Ok(found.map(|id| UserId(id.value())))
    }

    /// Under what a ban of this user from this desk is kept. Nothing of the user can be read off it
    /// without the key, which is made with the first ban; `None` if there has been none.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn ban_hash(&self, desk: DeskId, user: UserId) -> Result<Option<u64>, StoreError> {
        let key: Option<[u8; 16]> = self.meta("ban-key")?;
        Ok(key.map(|key| {
            let mut hash = Sha256::new();
            hash.update(key);
            hash.update(desk.0.to_be_bytes());
            hash.update(user.0.to_be_bytes());
            let bytes: [u8; 32] = hash.finalize().into();
            bytes.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
        }))
    }

    /// The same, where a ban begins: the key is made now at the latest.
    ///
    /// # Errors
    /// See [`Self::meta`]; or the system has no randomness.
    pub fn new_ban_hash(&self, desk: DeskId, user: UserId) -> Result<u64, StoreError> {
        loop {
            if let Some(hash) = self.ban_hash(desk, user)? {
                return Ok(hash);
            }
            let mut key = [0_u8; 16];
            getrandom::fill(&mut key)
                .map_err(|e| StoreError::System(std::io::Error::other(e.to_string())))?;
            self.set_meta("ban-key", &key)?;
        }
    }

    /// Lets go of a user and of the name that found them.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn remove_profile(&self, user: UserId) -> Result<(), StoreError> {
        if let Some(name) = self.profile(user)?.and_then(|known| known.person.username) {
            self.tx.open_table(tables::USER_NAMES)?.remove(name.to_lowercase().as_str())?;
        }
        self.remove(tables::PROFILES, user.0)
    }

    /// Notes what a message is, found by its conversation too.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_mapped(&self, message: MessageRef, mapped: &Mapped) -> Result<(), StoreError> {
        let place = |id: ConversationId| (id.desk.0, id.number, message.chat.0, message.message);
        let before = self.mapped(message)?.map(|known| known.conversation);
        if before != Some(mapped.conversation) {
            let mut of = self.tx.open_table(tables::MESSAGES_OF)?;
            if let Some(before) = before {
                of.remove(place(before))?;
            }
            of.insert(place(mapped.conversation), ())?;
        }
        self.put(tables::MESSAGES, (message.chat.0, message.message), mapped)
    }

    /// The messages of a conversation that are known, on both sides.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn messages_of(&self, id: ConversationId) -> Result<Vec<MessageRef>, StoreError> {
        let of = self.tx.open_table(tables::MESSAGES_OF)?;
        let (desk, number) = (id.desk.0, id.number);
        let range = (desk, number, i64::MIN, i32::MIN)..=(desk, number, i64::MAX, i32::MAX);
        of.range(range)?
            .map(|entry| {
                let (_, _, chat, message) = entry?.0.value();
                Ok(MessageRef::new(ChatId(chat), message))
            })
            .collect()
    }

    /// Forgets what a message was.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn remove_mapped(&self, message: MessageRef) -> Result<(), StoreError> {
        if let Some(mapped) = self.mapped(message)? {
            let (desk, number) = (mapped.conversation.desk.0, mapped.conversation.number);
            let mut of = self.tx.open_table(tables::MESSAGES_OF)?;
            of.remove((desk, number, message.chat.0, message.message))?;
        }
        self.remove(tables::MESSAGES, (message.chat.0, message.message))
    }

    /// Messages of a user who has not shown yet to be a person.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn unproven(&self, user: UserId) -> Result<Option<Unproven>, StoreError> {
        self.get(tables::UNPROVEN, user.0)
    }

    /// Keeps, or with `None` lets go of, messages of a user who has not shown yet to be a person.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_unproven(
        &self,
        user: UserId,
        unproven: Option<&Unproven>,
    ) -> Result<(), StoreError> {
        self.set_due(Due::Proof(user), unproven.map(|unproven| unproven.until))?;
        match unproven {
            Some(unproven) => self.put(tables::UNPROVEN, user.0, unproven),
            None => self.remove(tables::UNPROVEN, user.0),
        }
    }

    /// A ban.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn ban(&self, hash: u64) -> Result<Option<Ban>, StoreError> {
        self.get(tables::BANS, hash)
    }

    /// Keeps a ban with the end of its term, or with `None` lets go of it.
    ///
    /// # Errors
    /// See [`Self::meta`].
    pub fn put_ban(&self, hash: u64, ban: Option<&Ban>) -> Result<(), StoreError> {
        self.set_due(Due::Ban(hash), ban.and_then(|ban| ban.term.until))?;
        match ban {
            Some(ban) => self.put(tables::BANS, hash, ban),
            None => self.remove(tables::BANS, hash),
        }
    }
}

impl Snapshot {
    /// Messages of a user who has not shown yet to be a person.
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn unproven(&self, user: UserId) -> Result<Option<Unproven>, StoreError> {
        let table = self.tx.open_table(tables::UNPROVEN)?;
        let found = table.get(user.0)?;
        found.map(|bytes| decode(bytes.value())).transpose()
    }

    /// The history of a conversation, oldest first.
    ///
    /// # Errors
    /// See [`Self::desk`].
    fn history(&self, id: ConversationId) -> Result<Vec<Entry>, StoreError> {
        let table = self.tx.open_table(tables::HISTORY)?;
        let (desk, number) = (id.desk.0, id.number);
        let range = (desk, number, 0)..=(desk, number, u32::MAX);
        table.range(range)?.map(|entry| decode(entry?.1.value())).collect()
    }

    /// Everything that is stored of a user, for that user: what they and the team wrote, and when.
    /// Nothing in it names an agent, a tag, a note or the group (product.md section 6).
    ///
    /// # Errors
    /// See [`Self::desk`].
    pub fn everything_of(&self, user: UserId) -> Result<Value, StoreError> {
        let Some(profile) = self.profile(user)? else {
            return Ok(json!({ "profile": null, "conversations": [] }));
        };
        let mut conversations = Vec::new();
        for id in profile.completed.iter().chain(&profile.open) {
            if let Some(conversation) = self.conversation(*id)? {
                conversations.push(self.all_of(&conversation)?);
            }
        }
        let held = self.held(user)?.map(|held| held.messages).unwrap_or_default();
        let unproven = self.unproven(user)?.map(|unproven| unproven.messages).unwrap_or_default();
        let held: Vec<Value> = unproven
            .iter()
            .chain(&held)
            .map(|message| json!({ "at": rfc3339(message.at), "text": message.content.text }))
            .collect();
        let person = &profile.person;
        let known = profile.fields.iter();
        let fields: Vec<Value> =
            known.map(|field| json!({ "key": field.key, "value": field.value })).collect();
        Ok(json!({
            "profile": {
                "id": person.id,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "username": person.username,
                "language": person.language,
                "chosen_language": profile.chosen_language,
                "first_seen": rfc3339(profile.first_seen),
                "source": profile.source,
                "fields": fields,
            },
            "conversations": conversations,
            "waiting_for_a_choice": held,
        }))
    }

    fn all_of(&self, conversation: &Conversation) -> Result<Value, StoreError> {
        let completion = conversation.completion();
        let mut messages = Vec::new();
        for entry in self.history(conversation.id)? {
            let by = match entry.by {
                Speaker::User => "you",
                Speaker::Agent(_) | Speaker::Team | Speaker::Itself => "us",
            };
            let at = rfc3339(entry.at);
            match entry.kind {
                EntryKind::Said { kind, text, .. } => {
                    messages.push(json!({ "at": at, "by": by, "kind": kind.code(), "text": text }))
                }
                EntryKind::Edited { text, .. } => {
                    messages.push(json!({ "at": at, "by": by, "changed_to": text }));
                }
                EntryKind::Note { .. }
                | EntryKind::Failed { .. }
                | EntryKind::Recalled { .. }
                | EntryKind::MaybeDouble { .. }
                | EntryKind::Record(_) => {}
            }
        }
        let desk = self.desk(conversation.id.desk)?.and_then(|desk| desk.name);
        Ok(json!({
            "number": conversation.id.number,
            "desk": desk,
            "opened": rfc3339(conversation.opened),
            "completed": completion.map(|completion| rfc3339(completion.at)),
            "rating": completion.and_then(|completion| completion.rating),
            "source": conversation.source,
            "messages": messages,
        }))
    }
}

fn rfc3339(at: Timestamp) -> String {
    DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or_default().to_rfc3339()
}
