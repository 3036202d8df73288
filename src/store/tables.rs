//! Every table, with its key, its value and its meaning.
//!
//! Keys are integers, strings and tuples of them; values are bytes that begin with a format byte
//! and go on with named fields, so that they can grow (rust-stack: redb 5 keeps these as they are).
//! Numbers in names are versions of the key; a table whose key changes gets a new name.
//! The sentence over a table also stands in every export, for whoever reads it there.

use redb::TableDefinition;

/// Declares all tables: the one list of them.
macro_rules! tables {
    // The first token stands for itself in the macro that is declared here.
    ($d:tt $($(#[doc = $line:literal])+ $name:ident $file:literal: $key:ty => $value:ty;)+) => {
        $(
            $(#[doc = $line])+
            pub const $name: TableDefinition<$key, $value> = TableDefinition::new($file);
        )+

        /// The names of all tables.
        pub const NAMES: &[&str] = &[$($file),+];

        /// All tables by name, each with its meaning.
        pub const ALL: &[(&str, &str)] = &[$(($file, concat!($($line),+))),+];

        /// Hands the names of all tables to a macro.
        macro_rules! every {
            ($d do:ident) => { $d do! { $($name)+ } };
        }
        pub(super) use every;
    };
}

tables! { $
    /// Single facts by name: the schema, what Telegram is asked next, the newest number of every
    /// sequence, set-up codes, the key under which bans are hashed.
    META "meta-1": &str => &[u8];

    /// Ids of updates that took effect → when (ms). A set, never a watermark: ids may start anew.
    SEEN "seen-1": i64 => i64;
    /// (when, id): the same by time, so that old ids can be forgotten.
    SEEN_BY_TIME "seen-by-time-1": (i64, i64) => ();

    /// Desk → `Desk`: its group, name and newest number.
    DESKS "desks-1": u32 => &[u8];
    /// Chat, also a former one → desk.
    DESK_BY_CHAT "desk-by-chat-1": i64 => u32;
    /// (desk, person) → `Member`: who is on the team, and as what.
    MEMBERS "members-1": (u32, i64) => &[u8];
    /// (desk, user name in lower case) → person of the team: a bot resolves no `@name`.
    MEMBER_NAMES "member-names-1": (u32, &str) => i64;

    /// User → `Profile`: name, language, fields and conversations.
    PROFILES "profiles-1": i64 => &[u8];
    /// User name in lower case → user: a bot resolves no `@name`.
    USER_NAMES "user-names-1": &str => i64;
    /// Hash of desk and user → `Ban`.
    BANS "bans-1": u64 => &[u8];
    /// (desk, number) → `Canned`: replies that are written once.
    CANNED "canned-1": (u32, u32) => &[u8];
    /// (desk, name) → the number of the canned reply.
    CANNED_NAMES "canned-names-1": (u32, &str) => u32;
    /// (desk, name) → `Chosen`: settings that were changed in the chat.
    CHOSEN "chosen-1": (u32, &str) => &[u8];
    /// (desk, number) → `Conversation`: its user, status, assignee, tags and times.
    CONVERSATIONS "conversations-1": (u32, u32) => &[u8];
    /// (desk, status, number): conversations by status; higher numbers are newer.
    BY_STATUS "by-status-1": (u32, u8, u32) => ();
    /// (desk, assignee, number): open conversations by assignee.
    BY_ASSIGNEE "by-assignee-1": (u32, i64, u32) => ();
    /// (desk, since (ms), number): users who wait for the team, longest first.
    WAITING "waiting-1": (u32, i64, u32) => ();
    /// (desk, since (ms), number): conversations whose reopening was asked for, longest first.
    REQUESTS "requests-1": (u32, i64, u32) => ();
    /// (desk, agent, urgency, since (ms), number) → assignee: who waits, in the order of `/queue`.
    /// Each stands under agent 0, and once more under its assignee.
    QUEUE "queue-1": (u32, i64, u8, i64, u32) => i64;
    /// (desk, term, number): conversations by tag, user, assignee (also a former one) and every part
    /// of the user's names.
    BY_TERM "by-term-1": (u32, &str, u32) => ();
    /// (chat, thread) → (desk, number): whose topic it is.
    TOPICS "topics-1": (i64, i32) => (u32, u32);

    /// (at (ms), kind, key): what happens by itself, earliest first.
    DUE "due-1": (i64, u8, u64) => ();
    /// (kind, key) → at (ms): when it happens by itself.
    DUE_AT "due-at-1": (u8, u64) => i64;

    /// User → `Held`: messages that wait for a choice.
    HELD "held-1": i64 => &[u8];
    /// User → `Unproven`: messages that wait for their writer to show to be a person.
    UNPROVEN "unproven-1": i64 => &[u8];
    /// Number → `Album`: parts of an album that wait for its end.
    ALBUMS "albums-1": u64 => &[u8];
    /// (chat, sender) → album that is open there.
    OPEN_ALBUMS "open-albums-1": (i64, i64) => u64;

    /// (chat, message) → `Mapped`: what a message is, its counterparts on the other side, and whether
    /// it may stand there twice (`maybe_double`).
    MESSAGES "messages-1": (i64, i32) => &[u8];
    /// (desk, number, chat, message): the messages of a conversation, on both sides.
    MESSAGES_OF "messages-of-1": (u32, u32, i64, i32) => ();
    /// Row → `Row`: what must be said to Telegram.
    OUTBOX "outbox-1": u64 => &[u8];
    /// (desk, number, row): the rows of a conversation.
    OUTBOX_BY_CONVERSATION "outbox-by-conversation-1": (u32, u32, u64) => ();
    /// Row → `Failed`: deliveries that failed and can be tried again.
    FAILED "failed-1": u64 => &[u8];
    /// Chat → times (ms) at which calls that post or edit there began during the last minute.
    SENDS "sends-1": i64 => &[u8];

    /// (desk, number, sequence) → `Entry`: what happened in a conversation.
    HISTORY "history-1": (u32, u32, u32) => &[u8];
    /// (desk, word, number, sequence) → when (ms): entries of histories by the words of what was
    /// written.
    WORDS "words-1": (u32, &str, u32, u32) => i64;
    /// Sequence → `Audit`: who did what when, with what was before and after; append-only.
    AUDIT "audit-1": u64 => &[u8];
    /// (desk, kind, key, sequence): the audit of a desk (kind 0), of a conversation by its number (1),
    /// of a person (2); desk 0 is none.
    AUDIT_OF "audit-of-1": (u32, u8, u64, u64) => ();
    /// (desk, day since 1970, counter) → count.
    COUNTERS "counters-1": (u32, i32, &str) => i64;
    /// (desk, measure, day since 1970, number) → seconds.
    MEASURES "measures-1": (u32, u8, i32, u32) => u64;
    /// Sequence → `Quarantined`: what could not be handled, as it came; when, and why.
    QUARANTINE "quarantine-1": u64 => &[u8];
}
