//! Every kind of content that people can send, and what becomes of it: declared here, told by the
//! stories of `content.rs`, and the table of ARCHITECTURE.md. `UPDATE_README=1 cargo test --test story
//! the_table` rewrites the table.

use frontdesk::sandbox::Outgoing;
use serde_json::{Value, json};

/// What becomes of something on its way to the other side.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It arrives as it is.
    Copied,
    /// The same; a first one may stand in the card, and several may become one.
    Text,
    /// The same, but sent with buttons it loses what a bot may not write.
    Plainly,
    /// The same; where a plain desk needs the number, in a message of its own.
    Bare,
    /// As a text of what was rolled.
    Rolled,
    /// As a live location of the bot's own, which is moved.
    Moving,
    /// As a forward.
    Forwarded,
    /// As it is, without whoever wrote it first.
    Nameless,
    /// Telegram refuses to copy it, and its sender is told.
    Named,
    /// Telegram does not show it to bots.
    Unseen,
    /// Nobody meant it for anybody.
    Ignored,
}

impl Fate {
    /// As the table tells it of agents' messages.
    fn words_to_user(self) -> &'static str {
        match self {
            Fate::Text => "copied by id",
            Fate::Plainly => "copied by id; in a reply ordinary emoji stand in their place",
            Fate::Bare => "copied by id; a reply is none then",
            Fate::Moving => {
                "a live location of the bot's own, which moves along, and to the last position when \
                 it ends"
            }
            other => other.words_to_team(),
        }
    }

    /// As the table tells it of users' messages.
    fn words_to_team(self) -> &'static str {
        match self {
            Fate::Copied => "copied by id",
            Fate::Text => {
                "copied by id; a first one stands quoted in the card if it fits; several that wait \
                 behind a spent budget become one message, entities kept"
            }
            Fate::Plainly => {
                "copied by id, never joined with others; under the buttons of a plain desk, in a \
                 reply and in the card ordinary emoji stand in their place"
            }
            Fate::Bare => {
                "copied by id; in a plain desk without buttons, the number in a line below"
            }
            Fate::Rolled => "a text with emoji and value: a copy would be rolled anew",
            Fate::Moving => {
                "a live location of the bot's own, which moves along: in the group every 30 s at \
                 most, and to the last position when it ends; a copy would stand still"
            }
            Fate::Forwarded => {
                "forwarded, so that the team sees who wrote it first as far as Telegram says it; in \
                 a plain desk the number in a line below; a protected one is copied"
            }
            Fate::Nameless => "copied by id, without whoever wrote it first",
            Fate::Named => "Telegram refuses to copy it: its sender is told under it",
            Fate::Unseen => "never reaches a bot",
            Fate::Ignored => "nothing: opens no conversation, gets no answer",
        }
    }
}

/// A kind of content.
pub struct Sort {
    /// As the table names it.
    pub name: &'static str,
    /// One of them.
    pub message: Outgoing,
    /// From a user to the team.
    pub to_team: Fate,
    /// From an agent to the user.
    pub to_user: Fate,
}

fn sort(name: &'static str, both: Fate, message: Outgoing) -> Sort {
    Sort { name, message, to_team: both, to_user: both }
}

/// Marked words, the marks over emoji too.
pub fn bold() -> Value {
    json!([{"type": "bold", "offset": 0, "length": 4}, {"type": "italic", "offset": 5, "length": 2}])
}

fn marked(kind: &str, extra: &[(&str, Value)]) -> Value {
    let mut entity = json!({"type": kind, "offset": 0, "length": 4});
    for (name, value) in extra {
        entity[*name] = value.clone();
    }
    json!([entity])
}

/// A poll with a right answer, which the bot may know or not.
fn quiz(right: Option<u8>) -> Outgoing {
    let mut poll = json!({"id": "quiz", "question": "Which one?", "options": [
        {"text": "yes", "voter_count": 0}, {"text": "no", "voter_count": 0}],
        "total_voter_count": 0, "is_closed": false, "is_anonymous": true, "type": "quiz",
        "allows_multiple_answers": false});
    if let Some(right) = right {
        poll["correct_option_id"] = json!(right);
    }
    Outgoing::raw(json!({ "poll": poll }))
}

/// Somebody whose account does not say who they are in forwards.
pub fn hidden() -> Value {
    json!({"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Mr. X"})
}

/// A post of a channel.
pub fn channel() -> Value {
    json!({"type": "channel", "date": 1_700_000_000, "message_id": 7,
        "chat": {"id": -1_001_234_567_890_i64, "type": "channel", "title": "News"}})
}

/// One of everything.
pub fn sorts() -> Vec<Sort> {
    use Fate::{Bare, Copied, Ignored, Moving, Named, Plainly, Rolled, Text, Unseen};
    let raw = |content: Value| Outgoing::raw(content);
    let given = json!({"gift": {"id": "1", "star_count": 15}});
    vec![
        sort("text", Text, Outgoing::text("bold 🙂 words").with_entities(bold())),
        sort("text of 4096 characters", Text, Outgoing::text(&"😀".repeat(4096))),
        sort(
            "text whose links do not unfold",
            Text,
            Outgoing::text("see https://example.com/")
                .with_field("link_preview_options", json!({"is_disabled": true})),
        ),
        sort(
            "hidden words, quotations that open",
            Text,
            Outgoing::text("it is a secret").with_entities(json!([
                {"type": "expandable_blockquote", "offset": 0, "length": 14},
                {"type": "spoiler", "offset": 8, "length": 6}])),
        ),
        sort(
            "custom emoji",
            Plainly,
            Outgoing::text("🙂 nice").with_entities(json!([
                {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "77"},
                {"type": "bold", "offset": 3, "length": 4}])),
        ),
        sort("photo", Copied, Outgoing::photo("bold 🙂 words").with_entities(bold())),
        sort(
            "covered photo or video, caption above",
            Copied,
            Outgoing::photo("guess")
                .with_field("has_media_spoiler", json!(true))
                .with_field("show_caption_above_media", json!(true)),
        ),
        sort("caption of more than 1024 characters", Bare, Outgoing::photo(&"long ".repeat(400))),
        sort("video", Copied, Outgoing::video("clip")),
        sort("animation", Copied, Outgoing::animation("loop")),
        sort("audio", Copied, Outgoing::audio("song")),
        sort("document", Copied, Outgoing::document("notes.pdf", "notes")),
        sort("voice message", Copied, Outgoing::voice()),
        sort("video note", Copied, Outgoing::video_note()),
        sort("sticker", Copied, Outgoing::sticker("🤔")),
        sort("contact", Copied, Outgoing::contact("+49301234567", "Anna")),
        sort("location", Copied, Outgoing::location()),
        sort("live location", Moving, Outgoing::live_location(52.5, 13.4, 900)),
        sort("venue", Copied, Outgoing::venue("Café")),
        sort("poll (a new one, with votes of its own)", Copied, Outgoing::poll("Which one?")),
        sort("quiz whose answer the bot knows", Copied, quiz(Some(1))),
        sort("quiz whose answer it does not know", Named, quiz(None)),
        sort("dice and other random emoji", Rolled, Outgoing::dice()),
        sort(
            "story",
            Copied,
            raw(json!({"story": {"id": 5, "chat": {"id": 9, "type": "private"}}})),
        ),
        sort(
            "game",
            Copied,
            raw(json!({"game": {"title": "Chess", "description": "", "photo": []}})),
        ),
        sort("checklist", Copied, raw(json!({"checklist": {"title": "To do", "tasks": []}}))),
        sort("rich message", Copied, raw(json!({"rich_message": {"blocks": []}}))),
        sort("kinds that are not known yet", Copied, raw(json!({"hologram": {"depth": 3}}))),
        sort(
            "giveaway",
            Named,
            raw(json!({"giveaway": {"chats": [], "winner_count": 1,
            "winners_selection_date": 1}})),
        ),
        sort("winners of a giveaway", Named, raw(json!({"giveaway_winners": {"winner_count": 1}}))),
        sort("paid media", Named, raw(json!({"paid_media": {"star_count": 5, "paid_media": []}}))),
        sort("invoice", Named, raw(json!({"invoice": {"title": "Bill", "total_amount": 5}}))),
        sort("gift", Named, raw(given)),
        sort("unique gift", Named, raw(json!({"unique_gift": {"gift": {"name": "Ring-1"}}}))),
        Sort {
            name: "forward, also of somebody who hides their name",
            message: Outgoing::text("he said so")
                .with_entities(marked("code", &[]))
                .forwarded(hidden()),
            to_team: Fate::Forwarded,
            to_user: Fate::Nameless,
        },
        sort("protected content", Copied, Outgoing::photo("do not share").protected()),
        sort("what is to be seen once", Unseen, Outgoing::photo("gone soon").self_destructing()),
        sort(
            "pins, boosts, timers, backgrounds, shared users and other lines of Telegram's",
            Ignored,
            raw(json!({"pinned_message": {"message_id": 1, "date": 0,
                "chat": {"id": 1, "type": "private"}}})),
        ),
    ]
}

/// What Telegram writes into a private chat for people who mean nobody by it.
pub fn lines_of_telegram() -> Vec<Outgoing> {
    [
        json!({"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}}),
        json!({"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}}),
        json!({"proximity_alert_triggered": {"distance": 5}}),
        json!({"boost_added": {"boost_count": 1}}),
        json!({"chat_background_set": {"type": {"type": "fill"}}}),
        json!({"write_access_allowed": {"from_request": true}}),
        json!({"users_shared": {"request_id": 1, "users": []}}),
        json!({"chat_shared": {"request_id": 1, "chat_id": 5}}),
        json!({"connected_website": "example.com"}),
        json!({"checklist_tasks_done": {"marked_as_done_task_ids": [1]}}),
        json!({"suggested_post_approved": {"send_date": 1}}),
        json!({"suggested_post_declined": {}}),
    ]
    .map(Outgoing::raw)
    .to_vec()
}

/// Ordinary messages that teloxide-core 0.13 reads as empty, each by its cause (telegram-facts V2).
pub fn read_as_empty() -> Vec<(&'static str, Outgoing)> {
    let file = |kind: &str, mime: Option<&str>| {
        let mut object = json!({"file_id": "f", "file_unique_id": "u", "duration": 3, "width": 6,
            "height": 4});
        if let Some(mime) = mime {
            object["mime_type"] = json!(mime);
        }
        Outgoing::raw(json!({ kind: object })).with_caption("listen")
    };
    let date = || marked("date_time", &[("unix_time", json!(1_700_000_000))]);
    let quote = json!({"text": "noon", "position": 0, "entities": date()});
    let pressed = json!({"inline_keyboard": [[{"text": "Press", "hologram": {}}]]});
    let elsewhere = json!({"origin": {"type": "hidden_user", "date": 1, "sender_user_name": "X"}});
    let post = json!({"state": "pending"});
    let odd_sticker = json!({"file_id": "s", "file_unique_id": "u", "type": "hologram", "width": 5,
        "height": 5, "is_animated": false, "is_video": false, "emoji": "🙂"});
    vec![
        ("an unknown entity", Outgoing::text("noon, then").with_entities(date())),
        ("an unknown entity in a caption", Outgoing::photo("noon, then").with_entities(date())),
        ("a quote with one", Outgoing::text("yes, then").with_field("quote", quote)),
        (
            "a forward of unknown origin",
            Outgoing::text("look").forwarded(json!({"type": "novelty", "date": 1})),
        ),
        ("unknown buttons", Outgoing::text("press").with_field("reply_markup", pressed)),
        ("an answer to another chat", Outgoing::text("this one").external_reply(elsewhere)),
        ("voice without type", file("voice", None)),
        ("audio without type", file("audio", None)),
        ("video without type", file("video", None)),
        ("voice of odd type", file("voice", Some("no type at all"))),
        ("audio of odd type", file("audio", Some("no type at all"))),
        ("video of odd type", file("video", Some("no type at all"))),
        ("document of odd type", file("document", Some("no type at all"))),
        (
            "a link without scheme",
            Outgoing::text("here it is")
                .with_entities(marked("text_link", &[("url", json!("example.com/x"))])),
        ),
        ("an unknown dice", Outgoing::raw(json!({"dice": {"emoji": "🧿", "value": 3}}))),
        ("an unknown sticker", Outgoing::raw(json!({ "sticker": odd_sticker }))),
        ("a rich message", Outgoing::raw(json!({"rich_message": {"blocks": []}}))),
        ("a suggested post", Outgoing::text("print this").with_field("suggested_post_info", post)),
    ]
}

/// The table as it is declared here.
fn table() -> String {
    let mut table = "| what | user → team | team → user |\n| --- | --- | --- |\n".to_owned();
    for Sort { name, to_team, to_user, .. } in sorts() {
        table +=
            &format!("| {name} | {} | {} |\n", to_team.words_to_team(), to_user.words_to_user());
    }
    table
}

#[test]
fn the_table_of_the_architecture_is_what_the_stories_tell() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let text = std::fs::read_to_string(&path).expect("it is there");
    let (begin, end) = ("<!-- kinds of content -->\n", "<!-- end of kinds of content -->\n");
    let (before, rest) = text.split_once(begin).expect("it has the table");
    let (_, after) = rest.split_once(end).expect("it ends");
    let declared = format!("{before}{begin}{}{end}{after}", table());
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, &declared).expect("it can be written");
    }
    let now = std::fs::read_to_string(&path).expect("it is there");
    assert!(now == declared, "run: UPDATE_README=1 cargo test --test story the_table");
}
