//! Every table, with its key, its value and its meaning.
//!
//! Keys are integers, strings and tuples of them; values are bytes that begin with a format byte
//! and go on with named fields, so that they can grow (rust-stack: redb 5 keeps these as they are).
//! Numbers in names are versions of the key; a table whose key changes gets a new name.

use redb::TableDefinition;

/// Single facts by name: `schema`, `offset`, `next-row`, `gap-ended`, `intake`, `setup-code`, …
pub const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta-1");

/// Ids of updates that took effect → when (ms). A set, never a watermark (telegram-facts U10).
pub const SEEN: TableDefinition<i64, i64> = TableDefinition::new("seen-1");
/// (when, id): the same by time, so that old ids can be forgotten.
pub const SEEN_BY_TIME: TableDefinition<(i64, i64), ()> = TableDefinition::new("seen-by-time-1");

/// Desk → `Desk`.
pub const DESKS: TableDefinition<u32, &[u8]> = TableDefinition::new("desks-1");
/// Chat, also a former one → desk.
pub const DESK_BY_CHAT: TableDefinition<i64, u32> = TableDefinition::new("desk-by-chat-1");
/// (desk, person) → `Member`.
pub const MEMBERS: TableDefinition<(u32, i64), &[u8]> = TableDefinition::new("members-1");
/// (desk, user name in lower case) → person: a bot resolves no `@name` (telegram-facts R4).
pub const MEMBER_NAMES: TableDefinition<(u32, &str), i64> = TableDefinition::new("member-names-1");

/// User → `Profile`.
pub const PROFILES: TableDefinition<i64, &[u8]> = TableDefinition::new("profiles-1");
/// User name in lower case → user: a bot resolves no `@name` (telegram-facts R4).
pub const USER_NAMES: TableDefinition<&str, i64> = TableDefinition::new("user-names-1");
/// Hash of desk and user → `Ban`.
pub const BANS: TableDefinition<u64, &[u8]> = TableDefinition::new("bans-1");
/// (desk, number) → `Canned`: replies that are written once.
pub const CANNED: TableDefinition<(u32, u32), &[u8]> = TableDefinition::new("canned-1");
/// (desk, name) → its number.
pub const CANNED_NAMES: TableDefinition<(u32, &str), u32> = TableDefinition::new("canned-names-1");
/// (desk, name) → `Chosen`: settings that were changed in the chat.
pub const CHOSEN: TableDefinition<(u32, &str), &[u8]> = TableDefinition::new("chosen-1");
/// (desk, number) → `Conversation`.
pub const CONVERSATIONS: TableDefinition<(u32, u32), &[u8]> =
    TableDefinition::new("conversations-1");
/// (desk, status, number): conversations by status; higher numbers are newer.
pub const BY_STATUS: TableDefinition<(u32, u8, u32), ()> = TableDefinition::new("by-status-1");
/// (desk, assignee, number): open conversations by assignee.
pub const BY_ASSIGNEE: TableDefinition<(u32, i64, u32), ()> = TableDefinition::new("by-assignee-1");
/// (desk, since (ms), number): users who wait for the team, longest first.
pub const WAITING: TableDefinition<(u32, i64, u32), ()> = TableDefinition::new("waiting-1");
/// (desk, since (ms), number): conversations whose reopening was asked for, longest first.
pub const REQUESTS: TableDefinition<(u32, i64, u32), ()> = TableDefinition::new("requests-1");
/// (desk, agent, urgency, since (ms), number) → assignee: the same in the order of `/queue`. Each stands
/// under agent 0, and once more under its assignee.
pub const QUEUE: TableDefinition<(u32, i64, u8, i64, u32), i64> = TableDefinition::new("queue-1");
/// (desk, term, number): conversations by tag, user, assignee (also a former one) and every part of
/// the user's names; see `domain::finding`.
pub const BY_TERM: TableDefinition<(u32, &str, u32), ()> = TableDefinition::new("by-term-1");
/// (chat, thread) → (desk, number): whose topic it is.
pub const TOPICS: TableDefinition<(i64, i32), (u32, u32)> = TableDefinition::new("topics-1");

/// (at (ms), kind, key): what happens by itself, earliest first. Kinds: see `Due`.
pub const DUE: TableDefinition<(i64, u8, u64), ()> = TableDefinition::new("due-1");
/// (kind, key) → at: where in `DUE` it stands.
pub const DUE_AT: TableDefinition<(u8, u64), i64> = TableDefinition::new("due-at-1");

/// User → `Held`: messages that wait for a choice.
pub const HELD: TableDefinition<i64, &[u8]> = TableDefinition::new("held-1");
/// User → `Unproven`: messages that wait for their writer to show to be a person.
pub const UNPROVEN: TableDefinition<i64, &[u8]> = TableDefinition::new("unproven-1");
/// Number → `Album`: parts of an album that wait for its end.
pub const ALBUMS: TableDefinition<u64, &[u8]> = TableDefinition::new("albums-1");
/// (chat, sender) → album that is open there.
pub const OPEN_ALBUMS: TableDefinition<(i64, i64), u64> = TableDefinition::new("open-albums-1");

/// (chat, message) → `Mapped`: what a message is, and its counterparts on the other side.
pub const MESSAGES: TableDefinition<(i64, i32), &[u8]> = TableDefinition::new("messages-1");
/// (desk, number, chat, message): the messages of a conversation, on both sides.
pub const MESSAGES_OF: TableDefinition<(u32, u32, i64, i32), ()> =
    TableDefinition::new("messages-of-1");
/// Row → `Row`: what must be said to Telegram.
pub const OUTBOX: TableDefinition<u64, &[u8]> = TableDefinition::new("outbox-1");
/// (desk, number, row): the rows of a conversation.
pub const OUTBOX_BY_CONVERSATION: TableDefinition<(u32, u32, u64), ()> =
    TableDefinition::new("outbox-by-conversation-1");
/// Row → `Failed`: deliveries that failed and can be tried again.
pub const FAILED: TableDefinition<u64, &[u8]> = TableDefinition::new("failed-1");
/// Chat → times (ms) at which calls that post or edit there began during the last minute.
pub const SENDS: TableDefinition<i64, &[u8]> = TableDefinition::new("sends-1");

/// (desk, number, sequence) → `Entry`: what happened in a conversation.
pub const HISTORY: TableDefinition<(u32, u32, u32), &[u8]> = TableDefinition::new("history-1");
/// (desk, word, number, sequence) → when (ms): entries of histories by the words of what was written.
pub const WORDS: TableDefinition<(u32, &str, u32, u32), i64> = TableDefinition::new("words-1");
/// Sequence → `Audit`: who did what when; append-only.
pub const AUDIT: TableDefinition<u64, &[u8]> = TableDefinition::new("audit-1");
/// (desk, kind, key, sequence): the audit of a desk, of a conversation by its number, of a person; desk 0
/// is none. Kinds: see `store/audit.rs`.
pub const AUDIT_OF: TableDefinition<(u32, u8, u64, u64), ()> = TableDefinition::new("audit-of-1");
/// (desk, day since 1970, counter) → count.
pub const COUNTERS: TableDefinition<(u32, i32, &str), i64> = TableDefinition::new("counters-1");
/// (desk, measure, day since 1970, number) → seconds.
pub const MEASURES: TableDefinition<(u32, u8, i32, u32), u64> = TableDefinition::new("measures-1");
/// Sequence → `Quarantined`: what could not be handled, as it came; when, and why.
pub const QUARANTINE: TableDefinition<u64, &[u8]> = TableDefinition::new("quarantine-1");

/// Hands the names of all tables to a macro, so that there is one list of them.
macro_rules! every {
    ($do:ident) => {
        $do! {
            META
            SEEN
            SEEN_BY_TIME
            DESKS
            DESK_BY_CHAT
            MEMBERS
            MEMBER_NAMES
            PROFILES
            USER_NAMES
            BANS
            CANNED
            CANNED_NAMES
            CHOSEN
            CONVERSATIONS
            BY_STATUS
            BY_ASSIGNEE
            WAITING
            REQUESTS
            QUEUE
            BY_TERM
            TOPICS
            DUE
            DUE_AT
            HELD
            UNPROVEN
            ALBUMS
            OPEN_ALBUMS
            MESSAGES
            MESSAGES_OF
            OUTBOX
            OUTBOX_BY_CONVERSATION
            FAILED
            SENDS
            HISTORY
            WORDS
            AUDIT
            AUDIT_OF
            COUNTERS
            MEASURES
            QUARANTINE
        }
    };
}
pub(super) use every;

/// The names of all tables, for the test that compares them with a file.
pub const NAMES: &[&str] = &[
    "meta-1",
    "seen-1",
    "seen-by-time-1",
    "desks-1",
    "desk-by-chat-1",
    "members-1",
    "member-names-1",
    "profiles-1",
    "user-names-1",
    "bans-1",
    "canned-1",
    "canned-names-1",
    "chosen-1",
    "conversations-1",
    "by-status-1",
    "by-assignee-1",
    "waiting-1",
    "requests-1",
    "queue-1",
    "by-term-1",
    "topics-1",
    "due-1",
    "due-at-1",
    "held-1",
    "unproven-1",
    "albums-1",
    "open-albums-1",
    "messages-1",
    "messages-of-1",
    "outbox-1",
    "outbox-by-conversation-1",
    "failed-1",
    "sends-1",
    "history-1",
    "words-1",
    "audit-1",
    "audit-of-1",
    "counters-1",
    "measures-1",
    "quarantine-1",
];
