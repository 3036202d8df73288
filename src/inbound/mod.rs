//! Telegram's updates become events.
//!
//! [`routes`] is the table of contents: one row per kind of thing that comes, from the whole update
//! down to an endpoint that says what it means. Promises: pure (no calls, no database, no time); one
//! update gives exactly one [`Incoming`], whatever it holds; a panic inside costs that update alone.
//! Never does: decide what follows, know which groups are desks, log what people wrote.

mod arguments;
pub mod commands;
mod filter;
mod group;
pub mod polling;
mod private;
pub mod raw;
mod tags;
mod text;

use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use dptree::Handler;
use futures_util::FutureExt;
use serde_json::value::RawValue;

use crate::domain::event::{Incoming, Update};
use crate::domain::id::UserId;
use crate::engine::Reader;

use raw::{Callback, ChatType, Inline, MemberUpdate, Message, Part, Reaction, Service};

pub use commands::{group_commands, usage, user_commands};

/// The table. Cheap to clone.
pub type Routes = Handler<'static, Incoming>;

/// Who this bot is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Me {
    /// Its id.
    pub id: UserId,
    /// Its name, without the `@`.
    pub username: String,
}

impl Me {
    /// Whether a name is this bot's; Telegram's names have no case.
    fn is(&self, name: &str) -> bool {
        self.username.eq_ignore_ascii_case(name)
    }
}

/// What comes, and what it means. Rows are tried from above; the first that fits decides.
#[rustfmt::skip]
pub fn routes() -> Routes {
    dptree::entry()
        .branch(message()
            .branch(in_private()
                .branch(by_a_bot().endpoint(|| ignored("bot")))
                .branch(service().endpoint(|| ignored("service")))
                .branch(user_command().endpoint(private::commanded))
                .endpoint(private::written))
            .branch(in_group()
                .branch(service()
                    .branch(upgrade().endpoint(group::upgraded))
                    .branch(topic_created().endpoint(group::topic_created))
                    .branch(done_by_us().endpoint(group::own_line))
                    .branch(topic_closed().endpoint(group::topic_closed))
                    .branch(left().endpoint(group::left))
                    .endpoint(|| ignored("service")))
                .branch(group_command().endpoint(group::commanded))
                .endpoint(group::written))
            .endpoint(|| ignored("channel")))
        .branch(edited()
            .branch(service().endpoint(|| ignored("service")))
            .branch(in_private()
                .branch(by_a_bot().endpoint(|| ignored("bot")))
                .endpoint(private::edited))
            .branch(in_group().endpoint(group::edited))
            .endpoint(|| ignored("channel")))
        .branch(press().endpoint(pressed))
        .branch(inline().endpoint(inquired))
        .branch(own_standing()
            .branch(member_in_private().endpoint(private::standing))
            .branch(member_in_group().endpoint(group::own_standing))
            .endpoint(|| ignored("channel")))
        .branch(member()
            .branch(member_in_group().endpoint(group::member))
            .endpoint(|| ignored("chat_member")))
        .branch(reaction()
            .branch(reaction_in_channel().endpoint(|| ignored("channel")))
            .endpoint(group::reacted))
        .branch(other().endpoint(|kind: Name| ignored(kind.0)))
        .endpoint(|| async { Incoming::Unreadable })
}

/// The name of a kind.
#[derive(Copy, Clone)]
struct Name(&'static str);

async fn ignored(kind: &'static str) -> Incoming {
    Incoming::Ignored(kind)
}

/// The kinds of update.
macro_rules! kinds {
    ($($name:ident: $part:ident($of:ty);)*) => {
        $(fn $name() -> Routes {
            dptree::filter_map(|part: Part| match part {
                Part::$part(inner) => Some(inner),
                _ => None::<$of>,
            })
        })*
    };
}

kinds! {
    message: Message(Arc<Message>);
    edited: Edited(Arc<Message>);
    press: Press(Arc<Callback>);
    inline: Inline(Arc<Inline>);
    own_standing: OwnStanding(Arc<MemberUpdate>);
    member: Member(Arc<MemberUpdate>);
    reaction: Reaction(Arc<Reaction>);
}

fn other() -> Routes {
    dptree::filter_map(|part: Part| match part {
        Part::Other(kind) => Some(Name(kind)),
        _ => None,
    })
}

fn in_private() -> Routes {
    dptree::filter(|message: Arc<Message>| message.chat.of_type == ChatType::Private)
}

fn in_group() -> Routes {
    dptree::filter(|message: Arc<Message>| message.chat.is_group())
}

/// A bot that writes to a bot would be answered without end.
fn by_a_bot() -> Routes {
    dptree::filter(|message: Arc<Message>| message.from.as_ref().is_some_and(|user| user.is_bot))
}

fn service() -> Routes {
    dptree::filter_map(|message: Arc<Message>| message.service.clone())
}

fn upgrade() -> Routes {
    use Service as S;
    dptree::filter(|s: Service| matches!(s, S::UpgradedTo(_) | S::UpgradedFrom(_)))
}

fn topic_created() -> Routes {
    dptree::filter(|s: Service| matches!(s, Service::TopicCreated(_)))
}

/// Lines that the bot's own closing, renaming and pinning leaves behind.
fn done_by_us() -> Routes {
    use Service as S;
    dptree::filter(|message: Arc<Message>, me: Me, s: Service| {
        let left_behind = matches!(s, S::TopicClosed(_) | S::TopicEdited | S::Pinned);
        left_behind && group::by_us(&message, &me)
    })
}

fn topic_closed() -> Routes {
    dptree::filter(|s: Service| matches!(s, Service::TopicClosed(_)))
}

fn left() -> Routes {
    dptree::filter(|s: Service| matches!(s, Service::Left(_)))
}

fn user_command() -> Routes {
    dptree::filter_map(|message: Arc<Message>, me: Me| commands::of_user(&message, &me))
}

fn group_command() -> Routes {
    dptree::filter_map(|message: Arc<Message>, me: Me| commands::of_group(&message, &me))
}

fn member_in_private() -> Routes {
    dptree::filter(|update: Arc<MemberUpdate>| update.chat.of_type == ChatType::Private)
}

fn member_in_group() -> Routes {
    dptree::filter(|update: Arc<MemberUpdate>| update.chat.is_group())
}

fn reaction_in_channel() -> Routes {
    dptree::filter(|reaction: Arc<Reaction>| reaction.chat.of_type == ChatType::Other)
}

/// A press; what the button says is known only if this bot wrote it.
async fn pressed(press: Arc<Callback>) -> Incoming {
    Incoming::Press(crate::domain::event::Press {
        id: press.id.clone(),
        by: press.from.person(),
        chat: press.chat,
        message: press.message,
        thread: press.topic,
        button: press.data.as_deref().and_then(|data| data.parse().ok()),
        command: press.command,
    })
}

/// The bot's name and something behind it. What other bots wrote is read alike: none is a member.
async fn inquired(inline: Arc<Inline>) -> Incoming {
    Incoming::Inline(crate::domain::event::InlineQuery {
        id: inline.id.clone(),
        by: inline.from.person(),
        words: inline.query.clone(),
        seen: inline.offset.parse().unwrap_or_default(),
        in_group: matches!(inline.of_type, Some(ChatType::Basic | ChatType::Super)),
    })
}

/// What one update of Telegram says; `None` if not even its id can be read.
pub async fn understand(routes: &Routes, raw: &RawValue, me: &Me) -> Option<Update> {
    let id = raw::update_id(raw)?;
    let reading = async {
        let input = dptree::deps![Part::read(raw), me.clone()];
        match routes.dispatch(input).await {
            ControlFlow::Break(incoming) => incoming,
            ControlFlow::Continue(_) => Incoming::Unreadable,
        }
    };
    let incoming = AssertUnwindSafe(reading).catch_unwind().await;
    let incoming = incoming.unwrap_or_else(|_| {
        tracing::error!(update = id, "reading an update panicked");
        Incoming::Unreadable
    });
    Some(Update { id, incoming, raw: raw.get().into() })
}

/// What the engine asks when an update that was set aside is to be handled again.
pub fn reader(me: &Me) -> Reader {
    let (routes, me) = (routes(), me.clone());
    Reader::new(move |raw| {
        let raw = RawValue::from_string(raw.to_owned()).ok()?;
        // Nothing in it waits for anything.
        let update = understand(&routes, &raw, &me).now_or_never()??;
        (update.incoming != Incoming::Unreadable).then_some(update.incoming)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_gets_what_it_asks_for() {
        let given = dptree::deps![
            Part::Damaged("update"),
            Me { id: UserId(1), username: "bot".to_owned() }
        ];
        dptree::type_check(routes().sig(), &given, &[]);
    }

    #[test]
    fn a_name_has_no_case() {
        let me = Me { id: UserId(1), username: "FrontDesk_bot".to_owned() };
        assert!(me.is("frontdesk_BOT"));
        assert!(!me.is("frontdesk"));
    }
}
