//! What comes from groups. Whether a group is a desk is not known here.

use std::sync::Arc;

use crate::domain::event::{Author, Command, Group, GroupMessage, Incoming, Mention, ReplyTo};
use crate::domain::id::{MessageRef, UserId};
use crate::domain::people::{GroupKind, Rights, Standing};

use super::Me;
use super::private::content;
use super::raw::{Chat, ChatMember, ChatType, MemberUpdate, Message, Reaction, Replied, Service};
use super::text;

/// Telegram's placeholders, each in the `from` of what no person wrote under their own name:
/// anonymous administrators, channels, automatic forwards (telegram-facts B10, B11).
const PLACEHOLDERS: [UserId; 3] = [UserId(1_087_968_824), CHANNEL, UserId(777_000)];
/// The one behind which people write as a channel.
const CHANNEL: UserId = UserId(136_817_688);

fn group(chat: &Chat) -> Group {
    Group {
        chat: chat.id,
        title: chat.title.clone(),
        kind: match chat.of_type {
            ChatType::Super if chat.is_forum => GroupKind::Forum,
            ChatType::Super => GroupKind::Super,
            ChatType::Basic | ChatType::Private | ChatType::Other => GroupKind::Basic,
        },
        public: chat.public,
    }
}

/// The chat in whose name it was written decides first: `from` is a placeholder then, and a bot
/// (telegram-facts B12).
fn author(message: &Message, me: &Me) -> Author {
    match (message.sender_chat, &message.from) {
        (Some(chat), _) if chat == message.chat.id => Author::AnonymousAdmin,
        (Some(_), Some(user)) if user.id == CHANNEL && !message.forwarded_by_itself => {
            Author::Channel
        }
        (Some(_), _) | (None, None) => Author::Stranger,
        (None, Some(user)) if user.id == me.id => Author::Ourselves,
        (None, Some(user)) if user.is_bot || PLACEHOLDERS.contains(&user.id) => Author::Stranger,
        (None, Some(user)) => Author::Person(user.person()),
    }
}

fn reply(replied: &Replied, me: &Me) -> ReplyTo {
    let user = replied.from.as_ref().filter(|_| !replied.by_chat);
    let ours = user.is_some_and(|user| user.id == me.id);
    let person = user.filter(|user| !user.is_bot && !PLACEHOLDERS.contains(&user.id));
    let buttons = if ours {
        replied.data.iter().filter_map(|data| data.parse().ok()).collect()
    } else {
        // Somebody else's bot may write anything under its buttons.
        Vec::new()
    };
    ReplyTo { message: replied.id, ours, by: person.map(|user| user.id), buttons }
}

fn message(raw: &Message, me: &Me, command: Option<Command>) -> GroupMessage {
    let mentions: Vec<Mention> = raw
        .mentions
        .iter()
        .filter_map(|mention| match mention.user {
            Some(id) => Some(Mention::Id(id)),
            None => {
                let name = text::utf16_slice(&raw.text, mention.offset, mention.length)?;
                let name = name.strip_prefix('@')?;
                Some(Mention::Username(name.to_owned()))
            }
        })
        .collect();
    let lead = text::lead(&raw.text).encode_utf16().count();
    GroupMessage {
        group: group(&raw.chat),
        message: raw.id,
        thread: raw.topic(),
        author: author(raw, me),
        at: raw.date,
        content: content(raw),
        reply_to: raw.answers().map(|replied| reply(replied, me)),
        reference: raw.reference(),
        answers_us_elsewhere: raw.answers_elsewhere == Some(me.id),
        command,
        begins_with_mention: raw.mentions.iter().any(|mention| mention.offset <= lead)
            || text::begins_with_name(&raw.text),
        mentions,
    }
}

/// A command, whether or not it is one of ours.
pub(super) async fn commanded(raw: Arc<Message>, me: Me, command: Command) -> Incoming {
    Incoming::GroupMessage(message(&raw, &me, Some(command)))
}

/// Anything else that somebody wrote.
pub(super) async fn written(raw: Arc<Message>, me: Me) -> Incoming {
    Incoming::GroupMessage(message(&raw, &me, None))
}

/// A message that somebody changed; its date is that of the change. A command in it counts as one
/// only so that it stays inside.
pub(super) async fn edited(raw: Arc<Message>, me: Me) -> Incoming {
    let command = super::commands::of_group(&raw, &me);
    let message = message(&raw, &me, command);
    let at = raw.edited.unwrap_or(message.at);
    Incoming::GroupEdit(GroupMessage { at, ..message })
}

/// The old and the new group each tell of an upgrade (telegram-facts B16).
pub(super) async fn upgraded(raw: Arc<Message>, service: Service) -> Incoming {
    let here = raw.chat.id;
    match service {
        Service::UpgradedTo(to) => Incoming::Upgraded { from: here, to },
        Service::UpgradedFrom(from) => Incoming::Upgraded { from, to: here },
        _ => Incoming::Unreadable,
    }
}

/// A topic was created, by whomever.
pub(super) async fn topic_created(raw: Arc<Message>, me: Me, service: Service) -> Incoming {
    let Service::TopicCreated(name) = service else {
        return Incoming::Unreadable;
    };
    Incoming::TopicCreated {
        chat: raw.chat.id,
        // The message that creates a topic is its root, and lends it its id.
        thread: raw.thread.unwrap_or(raw.id),
        name,
        by_us: author(&raw, &me) == Author::Ourselves,
    }
}

/// A person closed a topic or opened it again.
pub(super) async fn topic_closed(raw: Arc<Message>, me: Me, service: Service) -> Incoming {
    match (service, raw.thread) {
        (Service::TopicClosed(closed), Some(thread)) => {
            Incoming::TopicClosed { chat: raw.chat.id, thread, closed, by: author(&raw, &me) }
        }
        // General has no number, and belongs to no conversation.
        _ => Incoming::Ignored("service"),
    }
}

/// Telegram's line says that a person has left, or was thrown out.
pub(super) async fn left(raw: Arc<Message>, service: Service) -> Incoming {
    match service {
        Service::Left(user) => Incoming::Departed { chat: raw.chat.id, user },
        _ => Incoming::Ignored("service"),
    }
}

/// Telegram's line about something that this bot did.
pub(super) async fn own_line(raw: Arc<Message>) -> Incoming {
    Incoming::ServiceLine { chat: raw.chat.id, message: raw.id }
}

/// Whether this bot wrote it.
pub(super) fn by_us(raw: &Message, me: &Me) -> bool {
    author(raw, me) == Author::Ourselves
}

fn standing_of(member: &ChatMember) -> Standing {
    match member.status.as_str() {
        "creator" => Standing::Creator,
        "administrator" => Standing::Administrator,
        "member" => Standing::Member,
        "restricted" if member.is_member => Standing::Member,
        _ => Standing::Outside,
    }
}

/// The bot's own standing in a group.
pub(super) async fn own_standing(update: Arc<MemberUpdate>) -> Incoming {
    let new = &update.new;
    let standing = standing_of(new);
    let creator = standing == Standing::Creator;
    let administrator = creator || standing == Standing::Administrator;
    Incoming::OwnStanding {
        group: group(&update.chat),
        rights: Rights {
            present: standing != Standing::Outside,
            administrator,
            manage_topics: creator || (administrator && new.can_manage_topics),
            delete_messages: creator || (administrator && new.can_delete_messages),
            pin_messages: creator || (administrator && new.can_pin_messages),
            muted: new.status == "restricted" && !new.can_send_messages,
        },
        by: update.from.person(),
    }
}

/// Somebody's standing in a group. Bots are nobody's agents.
pub(super) async fn member(update: Arc<MemberUpdate>) -> Incoming {
    let new = &update.new;
    if new.user.is_bot {
        return Incoming::Ignored("bot");
    }
    Incoming::MemberChanged {
        chat: update.chat.id,
        person: new.user.person(),
        standing: standing_of(new),
        anonymous: new.is_anonymous,
    }
}

/// Somebody reacted, in a group or in private.
pub(super) async fn reacted(reaction: Arc<Reaction>) -> Incoming {
    let by = match (&reaction.by, reaction.as_chat) {
        (_, Some(chat)) if chat == reaction.chat.id => Author::AnonymousAdmin,
        (Some(user), None) if !user.is_bot => Author::Person(user.person()),
        _ => Author::Stranger,
    };
    Incoming::Reaction {
        message: MessageRef { chat: reaction.chat.id, message: reaction.message },
        by,
        now: reaction.now.clone(),
        at: reaction.at,
    }
}
