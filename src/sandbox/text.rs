//! Text as Telegram treats it: entities, HTML, trimming, lengths.
//!
//! Offsets of entities count UTF-16 units, lengths of texts count code points; both as the real
//! server does it.

use serde_json::{Map, Value, json};

/// Longest text of a message, in code points.
pub const TEXT_LIMIT: usize = 4096;
/// Longest caption of a bot, in code points.
pub const CAPTION_LIMIT: usize = 1024;
/// Longest raw text, in bytes, before anything is parsed.
pub const RAW_LIMIT: usize = 32_768;

const KNOWN: [&str; 20] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
];

/// A piece of text that means or looks like something.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Its type.
    pub kind: String,
    /// Start in UTF-16 units.
    pub offset: usize,
    /// Length in UTF-16 units.
    pub length: usize,
    /// Further fields: `url`, `user`, `language`, `custom_emoji_id`.
    pub extra: Map<String, Value>,
}

impl Entity {
    fn new(kind: &str, offset: usize, length: usize) -> Self {
        Entity { kind: kind.to_owned(), offset, length, extra: Map::new() }
    }

    fn end(&self) -> usize {
        self.offset + self.length
    }

    /// As the Bot API writes it.
    pub fn to_json(&self) -> Value {
        let mut body = Map::new();
        body.insert("type".into(), json!(self.kind));
        body.insert("offset".into(), json!(self.offset));
        body.insert("length".into(), json!(self.length));
        body.extend(self.extra.clone());
        Value::Object(body)
    }
}

/// Text with its entities.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Formatted {
    /// The words.
    pub text: String,
    /// What stands out in them, ordered.
    pub entities: Vec<Entity>,
}

impl Formatted {
    /// Puts text and entities under their names into a content; nothing for an empty text.
    pub fn store(&self, content: &mut Map<String, Value>, text: &str, entities: &str) {
        content.remove(text);
        content.remove(entities);
        if self.text.is_empty() {
            return;
        }
        content.insert(text.to_owned(), json!(self.text));
        if !self.entities.is_empty() {
            let list: Vec<Value> = self.entities.iter().map(Entity::to_json).collect();
            content.insert(entities.to_owned(), Value::Array(list));
        }
    }

    /// Length as Telegram limits it.
    pub fn code_points(&self) -> usize {
        self.text.chars().count()
    }

    /// Finds commands, mentions, links and tags, trims, orders: what the server does to every text.
    pub fn finish(mut self) -> Self {
        self.drop_returns();
        self.text =
            self.text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
        self.trim();
        let found = find(&self.text);
        for entity in found {
            let clashes = self.entities.iter().any(|other| {
                let solid = matches!(
                    other.kind.as_str(),
                    "code"
                        | "pre"
                        | "text_link"
                        | "text_mention"
                        | "mention"
                        | "bot_command"
                        | "url"
                        | "hashtag"
                );
                solid && entity.offset < other.end() && other.offset < entity.end()
            });
            if !clashes {
                self.entities.push(entity);
            }
        }
        self.entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
        self.entities.truncate(100);
        self
    }

    /// Takes carriage returns out, from under the entities too.
    fn drop_returns(&mut self) {
        if !self.text.contains('\r') {
            return;
        }
        let units: Vec<u16> = self.text.encode_utf16().collect();
        let left = |until: usize| units.iter().take(until).filter(|unit| **unit != 0x0D).count();
        for entity in &mut self.entities {
            let (offset, end) = (left(entity.offset), left(entity.end()));
            (entity.offset, entity.length) = (offset, end - offset);
        }
        self.text.retain(|c| c != '\r');
    }

    fn trim(&mut self) {
        let first = self.entities.iter().map(|e| e.offset).min();
        let mut cut = 0;
        for c in self.text.chars() {
            let blank = c == ' ' || c == '\n';
            if !blank || first.is_some_and(|at| cut >= at) {
                break;
            }
            cut += 1;
        }
        self.text = self.text.chars().skip(cut).collect::<String>();
        self.text.truncate(self.text.trim_end().len());
        let end = utf16(&self.text);
        for entity in &mut self.entities {
            entity.offset = entity.offset.saturating_sub(cut);
            entity.length = entity.length.min(end.saturating_sub(entity.offset));
        }
        self.entities.retain(|entity| entity.length > 0);
    }
}

/// Length in UTF-16 units.
pub fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Reads explicit entities. What lies outside the text is cut or dropped, as Telegram does; every
/// such case is also told as a complaint.
pub fn explicit(text: &str, list: &[Value], complaints: &mut Vec<String>) -> Vec<Entity> {
    let end = utf16(text);
    let mut result = Vec::new();
    for raw in list {
        let kind = raw.get("type").and_then(Value::as_str).unwrap_or_default();
        let offset = raw.get("offset").and_then(Value::as_u64);
        let length = raw.get("length").and_then(Value::as_u64);
        let (Some(offset), Some(length)) = (offset, length) else {
            complaints.push(format!("entity without offset or length: {raw}"));
            continue;
        };
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if !KNOWN.contains(&kind) {
            complaints.push(format!("unknown entity type: {raw}"));
            continue;
        }
        if length == 0 || offset >= end || offset.saturating_add(length) > end {
            complaints.push(format!("entity outside the text of {end} units: {raw}"));
            if length == 0 || offset >= end {
                continue;
            }
        }
        let mut entity = Entity::new(kind, offset, length.min(end - offset));
        if !on_boundaries(text, entity.offset, entity.end()) {
            complaints.push(format!("entity cuts a character in two: {raw}"));
            continue;
        }
        for field in ["url", "user", "language", "custom_emoji_id", "unix_time", "date_time_format"]
        {
            if let Some(value) = raw.get(field) {
                entity.extra.insert(field.to_owned(), value.clone());
            }
        }
        if kind == "text_link" && !absolute(entity.extra.get("url")) {
            complaints.push(format!("text_link without an absolute URL: {raw}"));
            continue;
        }
        result.push(entity);
    }
    result
}

fn absolute(url: Option<&Value>) -> bool {
    url.and_then(Value::as_str).is_some_and(|url| {
        url.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty())
    })
}

fn on_boundaries(text: &str, start: usize, end: usize) -> bool {
    let mut at = 0;
    let (mut starts, mut ends) = (false, false);
    for c in text.chars() {
        starts |= at == start;
        ends |= at == end;
        at += c.len_utf16();
    }
    starts |= at == start;
    ends |= at == end;
    starts && ends
}

/// Finds what stands out by itself: commands, mentions, links, tags.
fn find(text: &str) -> Vec<Entity> {
    let chars: Vec<char> = text.chars().collect();
    let mut result = Vec::new();
    let mut units = 0;
    let mut i = 0;
    while let Some(c) = chars.get(i).copied() {
        let before = i.checked_sub(1).and_then(|p| chars.get(p)).copied();
        let free = before.is_none_or(|b| !is_word(b) && b != '/' && b != '@' && b != '#');
        let rest = chars.get(i..).unwrap_or_default();
        let hit = match c {
            '/' if free && before.is_none_or(|b| b != '<') => {
                command(rest).map(|n| ("bot_command", n))
            }
            '@' if free => {
                word(rest, 3, 32, |c| c.is_ascii_alphanumeric() || c == '_').map(|n| ("mention", n))
            }
            '#' if free => word(rest, 1, 256, is_word)
                .filter(|n| rest.iter().take(*n).any(|c| c.is_alphabetic()))
                .map(|n| ("hashtag", n)),
            'h' if free => link(rest).map(|n| ("url", n)),
            _ => None,
        };
        let step = hit.map_or(1, |(_, n)| n);
        let width: usize = rest.iter().take(step).map(|c| c.len_utf16()).sum();
        if let Some((kind, _)) = hit {
            result.push(Entity::new(kind, units, width));
        }
        units += width;
        i += step;
    }
    result
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(rest: &[char], least: usize, most: usize, fits: impl Fn(char) -> bool) -> Option<usize> {
    let n = rest.iter().skip(1).take_while(|c| fits(**c)).count();
    (n >= least && n <= most).then_some(n + 1)
}

fn command(rest: &[char]) -> Option<usize> {
    let name = word(rest, 1, 64, |c| c.is_ascii_alphanumeric() || c == '_')?;
    let after = rest.get(name..).unwrap_or_default();
    if after.first() == Some(&'@')
        && let Some(at) = word(after, 3, 32, |c| c.is_ascii_alphanumeric() || c == '_')
    {
        return Some(name + at);
    }
    match after.first() {
        Some(c) if is_word(*c) || *c == '/' => None,
        _ => Some(name),
    }
}

fn link(rest: &[char]) -> Option<usize> {
    let head: String = rest.iter().take(8).collect();
    if !head.starts_with("http://") && !head.starts_with("https://") {
        return None;
    }
    let mut n = rest.iter().take_while(|c| !c.is_whitespace()).count();
    while n > 0
        && matches!(rest.get(n - 1), Some('.' | ',' | ')' | '!' | '?' | ';' | ':' | '”' | '"'))
    {
        n -= 1;
    }
    (n > 10).then_some(n)
}

struct Open {
    name: String,
    offset: usize,
    entity: Option<Entity>,
    href: bool,
}

/// Parses Telegram's HTML style. The error is what follows `can't parse entities: `.
pub fn html(source: &str) -> Result<Formatted, String> {
    let mut text = String::new();
    let mut entities: Vec<Entity> = Vec::new();
    let mut stack: Vec<Open> = Vec::new();
    let mut units = 0;
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let at = source.len() - rest.len();
        if c == '&'
            && let Some((decoded, used)) = reference(rest)
        {
            text.push(decoded);
            units += decoded.len_utf16();
            rest = rest.get(used..).unwrap_or_default();
            continue;
        }
        if c != '<' {
            text.push(c);
            units += c.len_utf16();
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let Some(close) = rest.find('>') else {
            return Err(format!("Unclosed start tag at byte offset {at}"));
        };
        let tag = rest.get(1..close).unwrap_or_default();
        rest = rest.get(close + 1..).unwrap_or_default();
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim().to_lowercase();
            let Some(open) = stack.pop() else {
                return Err(format!("Unexpected end tag at byte offset {at}"));
            };
            if !name.is_empty() && name != open.name {
                return Err(format!(
                    "Unmatched end tag at byte offset {at}, expected \"</{}>\", found \"</{name}>\"",
                    open.name
                ));
            }
            finish_tag(open, units, &text, &mut entities);
        } else {
            stack.push(start_tag(tag, at, units)?);
        }
    }
    if let Some(open) = stack.pop() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.name));
    }
    entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    Ok(Formatted { text, entities })
}

fn start_tag(tag: &str, at: usize, units: usize) -> Result<Open, String> {
    let (name, attributes) = match tag.find(char::is_whitespace) {
        Some(cut) => (tag.get(..cut).unwrap_or_default(), tag.get(cut..).unwrap_or_default()),
        None => (tag, ""),
    };
    let name = name.to_lowercase();
    let mut href = false;
    let mut entity = Entity::new("", units, 0);
    let kind = match name.as_str() {
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "u" | "ins" => "underline",
        "s" | "strike" | "del" => "strikethrough",
        "tg-spoiler" => "spoiler",
        "span" if attribute(attributes, "class").as_deref() == Some("tg-spoiler") => "spoiler",
        "span" => {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}"));
        }
        "code" => {
            if let Some(language) = attribute(attributes, "class")
                && let Some(language) = language.strip_prefix("language-")
            {
                entity.extra.insert("language".into(), json!(language));
            }
            "code"
        }
        "pre" => "pre",
        "blockquote" if attributes.contains("expandable") => "expandable_blockquote",
        "blockquote" => "blockquote",
        "tg-emoji" => {
            let id = attribute(attributes, "emoji-id").unwrap_or_default();
            if id.parse::<u64>().is_err() {
                return Err("Invalid custom emoji identifier specified".to_owned());
            }
            entity.extra.insert("custom_emoji_id".into(), json!(id));
            "custom_emoji"
        }
        "a" => {
            href = true;
            if let Some(url) = attribute(attributes, "href") {
                entity.extra.insert("url".into(), json!(url));
            }
            "text_link"
        }
        _ => {
            return Err(format!("Unsupported start tag \"{name}\" at byte offset {at}"));
        }
    };
    entity.kind = kind.to_owned();
    Ok(Open { name, offset: units, entity: Some(entity), href })
}

fn finish_tag(open: Open, units: usize, text: &str, entities: &mut Vec<Entity>) {
    let Some(mut entity) = open.entity else {
        return;
    };
    entity.length = units - open.offset;
    if entity.length == 0 {
        return;
    }
    if open.href {
        let shown = cut16(text, open.offset, units);
        let url = entity.extra.get("url").and_then(Value::as_str).map_or(shown, str::to_owned);
        if let Some(id) = url.strip_prefix("tg://user?id=").and_then(|id| id.parse::<i64>().ok()) {
            entity.kind = "text_mention".to_owned();
            entity.extra.remove("url");
            entity.extra.insert("user".into(), json!({"id": id}));
        } else {
            if !absolute(Some(&json!(url))) {
                return;
            }
            entity.extra.insert("url".into(), json!(url));
        }
    }
    // `<pre><code class="language-x">` is one block with a language, not two entities.
    if entity.kind == "pre"
        && let Some(inner) = entities.iter().position(|e| {
            e.kind == "code" && e.offset == entity.offset && e.length == entity.length
        })
    {
        let inner = entities.remove(inner);
        entity.extra.extend(inner.extra);
    }
    entities.push(entity);
}

fn cut16(text: &str, start: usize, end: usize) -> String {
    let mut at = 0;
    let mut result = String::new();
    for c in text.chars() {
        if at >= start && at < end {
            result.push(c);
        }
        at += c.len_utf16();
    }
    result
}

fn attribute(source: &str, name: &str) -> Option<String> {
    let at = source.find(&format!("{name}="))?;
    let rest = source.get(at + name.len() + 1..)?.trim_start();
    let quote = rest.chars().next()?;
    let raw = if quote == '"' || quote == '\'' {
        rest.get(1..)?.split(quote).next()?
    } else {
        rest.split_whitespace().next()?
    };
    let mut value = String::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let (c, used) = reference(rest).filter(|_| c == '&').unwrap_or((c, c.len_utf8()));
        value.push(c);
        rest = rest.get(used..).unwrap_or_default();
    }
    Some(value)
}

/// A character reference at the start of a text, and its length in bytes.
fn reference(source: &str) -> Option<(char, usize)> {
    let body = source.strip_prefix('&')?;
    let end = body.find(';').filter(|end| *end <= 8)?;
    let name = body.get(..end)?;
    let decoded = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((decoded, end + 2))
}
