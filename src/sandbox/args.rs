//! Parameters of a call: what each method knows, and how the three encodings become values.
//!
//! Strict on purpose: the real server ignores what it does not know and guesses types; here both
//! become complaints, so that a bot cannot pass its tests by luck.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

const SEND: &str = "business_connection_id:s chat_id:c message_thread_id:i direct_messages_topic_id:i \
    disable_notification:b protect_content:b allow_paid_broadcast:b message_effect_id:s \
    suggested_post_parameters:o reply_parameters:o";
const MARKUP: &str = "reply_markup:o";
const CAPTION: &str =
    "caption:s parse_mode:s caption_entities:l show_caption_above_media:b has_spoiler:b";
const EDIT: &str =
    "business_connection_id:s chat_id:c message_id:i inline_message_id:s reply_markup:o";
const MANY: &str = "chat_id:c message_thread_id:i direct_messages_topic_id:i from_chat_id:c \
    message_ids:l disable_notification:b protect_content:b";

/// Every method and its parameters: `name:type` with the types `s` text, `i` integer, `b` boolean,
/// `n` number, `o` object, `l` list, `c` chat, `f` file.
const METHODS: &[(&str, &[&str])] = &[
    ("getMe", &[]),
    ("getUpdates", &["offset:i limit:i timeout:i allowed_updates:l"]),
    (
        "setWebhook",
        &[
            "url:s certificate:f ip_address:s max_connections:i allowed_updates:l drop_pending_updates:b secret_token:s",
        ],
    ),
    ("deleteWebhook", &["drop_pending_updates:b"]),
    ("getWebhookInfo", &[]),
    ("getChat", &["chat_id:c"]),
    ("getChatMember", &["chat_id:c user_id:i"]),
    ("getChatAdministrators", &["chat_id:c return_bots:b"]),
    ("getChatMemberCount", &["chat_id:c"]),
    ("leaveChat", &["chat_id:c"]),
    ("sendMessage", &[SEND, MARKUP, "text:s parse_mode:s entities:l link_preview_options:o"]),
    ("sendPhoto", &[SEND, MARKUP, CAPTION, "photo:f"]),
    (
        "sendVideo",
        &[
            SEND,
            MARKUP,
            CAPTION,
            "video:f duration:i width:i height:i thumbnail:f cover:f start_timestamp:i supports_streaming:b",
        ],
    ),
    (
        "sendAnimation",
        &[SEND, MARKUP, CAPTION, "animation:f duration:i width:i height:i thumbnail:f"],
    ),
    ("sendAudio", &[SEND, MARKUP, CAPTION, "audio:f duration:i performer:s title:s thumbnail:f"]),
    (
        "sendDocument",
        &[SEND, MARKUP, CAPTION, "document:f thumbnail:f disable_content_type_detection:b"],
    ),
    ("sendVoice", &[SEND, MARKUP, CAPTION, "voice:f duration:i"]),
    ("sendVideoNote", &[SEND, MARKUP, "video_note:f duration:i length:i thumbnail:f"]),
    ("sendSticker", &[SEND, MARKUP, "sticker:f emoji:s"]),
    (
        "sendLocation",
        &[
            SEND,
            MARKUP,
            "latitude:n longitude:n horizontal_accuracy:n live_period:i heading:i proximity_alert_radius:i",
        ],
    ),
    ("sendMediaGroup", &[SEND, "media:l"]),
    ("sendChatAction", &["business_connection_id:s chat_id:c message_thread_id:i action:s"]),
    (
        "copyMessage",
        &[
            SEND,
            MARKUP,
            "from_chat_id:c message_id:i video_start_timestamp:i caption:s parse_mode:s caption_entities:l show_caption_above_media:b",
        ],
    ),
    ("copyMessages", &[MANY, "remove_caption:b"]),
    (
        "forwardMessage",
        &["chat_id:c message_thread_id:i direct_messages_topic_id:i from_chat_id:c message_id:i \
           video_start_timestamp:i disable_notification:b protect_content:b message_effect_id:s suggested_post_parameters:o"],
    ),
    ("forwardMessages", &[MANY]),
    ("editMessageText", &[EDIT, "text:s parse_mode:s entities:l link_preview_options:o"]),
    (
        "editMessageCaption",
        &[EDIT, "caption:s parse_mode:s caption_entities:l show_caption_above_media:b"],
    ),
    ("editMessageMedia", &[EDIT, "media:o"]),
    (
        "editMessageLiveLocation",
        &[
            EDIT,
            "latitude:n longitude:n live_period:i horizontal_accuracy:n heading:i proximity_alert_radius:i",
        ],
    ),
    ("stopMessageLiveLocation", &[EDIT]),
    ("editMessageReplyMarkup", &[EDIT]),
    ("deleteMessage", &["chat_id:c message_id:i"]),
    ("deleteMessages", &["chat_id:c message_ids:l"]),
    ("pinChatMessage", &["business_connection_id:s chat_id:c message_id:i disable_notification:b"]),
    ("unpinChatMessage", &["business_connection_id:s chat_id:c message_id:i"]),
    ("unpinAllChatMessages", &["chat_id:c"]),
    ("unpinAllForumTopicMessages", &["chat_id:c message_thread_id:i"]),
    ("unpinAllGeneralForumTopicMessages", &["chat_id:c"]),
    ("setMessageReaction", &["chat_id:c message_id:i reaction:l is_big:b"]),
    ("answerCallbackQuery", &["callback_query_id:s text:s show_alert:b url:s cache_time:i"]),
    (
        "answerInlineQuery",
        &["inline_query_id:s results:l cache_time:i is_personal:b next_offset:s button:o"],
    ),
    ("getForumTopicIconStickers", &[]),
    ("createForumTopic", &["chat_id:c name:s icon_color:i icon_custom_emoji_id:s"]),
    ("editForumTopic", &["chat_id:c message_thread_id:i name:s icon_custom_emoji_id:s"]),
    ("closeForumTopic", &["chat_id:c message_thread_id:i"]),
    ("reopenForumTopic", &["chat_id:c message_thread_id:i"]),
    ("deleteForumTopic", &["chat_id:c message_thread_id:i"]),
    ("editGeneralForumTopic", &["chat_id:c name:s"]),
    ("closeGeneralForumTopic", &["chat_id:c"]),
    ("reopenGeneralForumTopic", &["chat_id:c"]),
    ("hideGeneralForumTopic", &["chat_id:c"]),
    ("unhideGeneralForumTopic", &["chat_id:c"]),
    ("getFile", &["file_id:s"]),
    ("setMyCommands", &["commands:l scope:o language_code:s"]),
    ("getMyCommands", &["scope:o language_code:s"]),
    ("deleteMyCommands", &["scope:o language_code:s"]),
    ("setMyName", &["name:s language_code:s"]),
    ("getMyName", &["language_code:s"]),
    ("setMyDescription", &["description:s language_code:s"]),
    ("getMyDescription", &["language_code:s"]),
    ("setMyShortDescription", &["short_description:s language_code:s"]),
    ("getMyShortDescription", &["language_code:s"]),
];

/// Parameters that are objects, and the fields they may have.
const OBJECTS: &[(&str, &str)] = &[
    (
        "reply_parameters",
        "message_id chat_id allow_sending_without_reply quote quote_parse_mode quote_entities quote_position checklist_task_id",
    ),
    (
        "link_preview_options",
        "is_disabled url prefer_small_media prefer_large_media show_above_text",
    ),
    ("scope", "type chat_id user_id"),
    (
        "media",
        "type media caption parse_mode caption_entities show_caption_above_media thumbnail cover start_timestamp \
         width height duration supports_streaming has_spoiler performer title disable_content_type_detection",
    ),
    ("reaction", "type emoji custom_emoji_id"),
    (
        "results",
        "type id title input_message_content reply_markup url description thumbnail_url thumbnail_width thumbnail_height",
    ),
    ("commands", "command description is_ephemeral"),
];

/// A file that came with the call.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Parameters as they came.
#[derive(Debug, Default)]
pub struct Raw {
    /// By name.
    pub values: Map<String, Value>,
    /// Parts with a file name, by part name.
    pub files: BTreeMap<String, Upload>,
    /// Names whose value came as text and stands for any type (queries and forms).
    pub textual: bool,
}

/// Parameters of a known method, in their types.
#[derive(Debug, Default)]
pub struct Args {
    values: Map<String, Value>,
    /// Uploaded files by part name.
    pub files: BTreeMap<String, Upload>,
}

/// The documented spelling of a method, whose case does not matter.
pub fn canonical(method: &str) -> Option<&'static str> {
    METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(method)).map(|(name, _)| *name)
}

/// The parameters of a method with their types.
fn kinds(method: &str) -> Option<&'static BTreeMap<&'static str, &'static str>> {
    static READ: LazyLock<BTreeMap<&str, BTreeMap<&str, &str>>> = LazyLock::new(|| {
        let read = |groups: &'static [&str]| {
            let entries = groups.iter().flat_map(|group| group.split_whitespace());
            entries.filter_map(|entry| entry.split_once(':')).collect()
        };
        METHODS.iter().map(|(name, groups)| (*name, read(groups))).collect()
    });
    READ.get(method)
}

impl Args {
    /// Checks parameters against the method; whatever does not fit becomes a complaint.
    pub fn check(method: &str, raw: Raw, complaints: &mut Vec<String>) -> Args {
        let kind_of = |name: &str| kinds(method)?.get(name).copied();
        let mut values = Map::new();
        for (name, value) in raw.values {
            let Some(kind) = kind_of(&name) else {
                complaints.push(format!("{method}: unknown parameter {name}"));
                continue;
            };
            if value.is_null() {
                complaints.push(format!("{method}: {name} is null instead of left out"));
                continue;
            }
            if fits(kind, &value) && !(kind == "c" && value.is_string()) {
                check_fields(method, &name, &value, complaints);
                values.insert(name, value);
                continue;
            }
            match typed(kind, &value, raw.textual) {
                Some((value, true)) => {
                    check_fields(method, &name, &value, complaints);
                    values.insert(name, value);
                }
                Some((value, false)) => {
                    complaints.push(format!("{method}: {name} has the wrong type: {value}"));
                    values.insert(name, value);
                }
                None => complaints.push(format!("{method}: {name} is unreadable: {value}")),
            }
        }
        for name in raw.files.keys() {
            if kind_of(name) == Some("f") {
                values.insert(name.clone(), json!(format!("attach://{name}")));
            }
        }
        Args { values, files: raw.files }
    }

    /// A value of whatever type.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Whether a parameter was given.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }

    /// An integer.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.values.get(name).and_then(Value::as_i64)
    }

    /// A message or thread id.
    pub fn id(&self, name: &str) -> Option<i32> {
        self.int(name).and_then(|id| i32::try_from(id).ok())
    }

    /// A flag, false if left out.
    pub fn flag(&self, name: &str) -> bool {
        self.values.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A list, empty if left out.
    pub fn list(&self, name: &str) -> Vec<Value> {
        self.values.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// All of them, for the record.
    pub fn record(&self) -> Value {
        Value::Object(self.values.clone())
    }

    /// Arguments made of plain values, for the items of an album.
    pub fn of(values: Map<String, Value>) -> Args {
        Args { values, files: BTreeMap::new() }
    }
}

/// Complains of fields that an object, or the objects of a list, may not have.
fn check_fields(method: &str, name: &str, value: &Value, complaints: &mut Vec<String>) {
    let Some((_, known)) = OBJECTS.iter().find(|(object, _)| *object == name) else {
        return;
    };
    let items = match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    };
    for field in items.into_iter().filter_map(Value::as_object).flat_map(Map::keys) {
        if !known.split_whitespace().any(|k| k == field) {
            complaints.push(format!("{method}: unknown field {field} of {name}"));
        }
    }
}

/// Whether a value is of this type.
fn fits(kind: &str, value: &Value) -> bool {
    match kind {
        "s" | "f" => value.is_string(),
        "i" => value.is_i64(),
        "b" => value.is_boolean(),
        "n" => value.is_number(),
        "o" => value.is_object(),
        "l" => value.is_array(),
        "c" => value.is_i64() || value.is_string(),
        _ => false,
    }
}

/// The value in its type, and whether it came in a proper form.
fn typed(kind: &str, value: &Value, textual: bool) -> Option<(Value, bool)> {
    if kind == "c"
        && let Some(number) = value.as_str().and_then(|text| text.parse::<i64>().ok())
    {
        return Some((json!(number), true));
    }
    if fits(kind, value) {
        return Some((value.clone(), true));
    }
    let Some(text) = value.as_str() else {
        // The server turns every JSON scalar into text first, so a number for a text passes there.
        return match kind {
            "s" => Some((json!(value.to_string()), false)),
            _ => None,
        };
    };
    let read = match kind {
        "i" => text.trim().parse::<i64>().ok().map(|n| json!(n)),
        "b" => match text.to_lowercase().as_str() {
            "true" | "yes" | "1" => Some(json!(true)),
            "false" | "no" | "0" => Some(json!(false)),
            _ => None,
        },
        // Objects and lists may come as serialized JSON in every encoding.
        _ => serde_json::from_str::<Value>(text).ok(),
    }?;
    let serialized = matches!(kind, "o" | "l");
    Some((read, textual || serialized))
}
