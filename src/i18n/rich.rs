//! Text and what stands out in it, before anybody knows how it is sent.

use crate::domain::id::UserId;

/// Text and what stands out in it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rich {
    /// The text.
    pub text: String,
    /// Parts of it, in the order of their beginnings.
    pub spans: Vec<Span>,
}

/// A part of a text. Offset and length count UTF-16 units, as Telegram does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// Where it begins.
    pub offset: u32,
    /// How long it is; never 0.
    pub length: u32,
    /// What it is.
    pub kind: SpanKind,
}

/// What a part of a text is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SpanKind {
    /// Bold.
    Bold,
    /// Set off as somebody's words.
    Quote,
    /// A link to this address.
    Link(String),
    /// A person, who is notified.
    Mention(UserId),
}

impl From<&str> for Rich {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), spans: Vec::new() }
    }
}

impl Rich {
    /// The same, with all of it bold.
    pub fn bold(self) -> Self {
        self.all(SpanKind::Bold)
    }

    /// The same, with all of it set off as somebody's words, so that no line in it can pass for one
    /// of the desk's.
    pub fn quoted(self) -> Self {
        self.all(SpanKind::Quote)
    }

    fn all(mut self, kind: SpanKind) -> Self {
        let length = utf16(&self.text);
        if length > 0 {
            self.spans.insert(0, Span { offset: 0, length, kind });
        }
        self
    }

    /// Adds another one behind.
    pub fn push(&mut self, other: impl Into<Rich>) {
        let other = other.into();
        let shift = utf16(&self.text);
        self.text.push_str(&other.text);
        self.spans.extend(
            other
                .spans
                .into_iter()
                .map(|span| Span { offset: span.offset.saturating_add(shift), ..span }),
        );
    }

    /// Those that are not empty, with `between` between them.
    pub fn join(parts: impl IntoIterator<Item = Rich>, between: &str) -> Rich {
        let mut whole = Rich::default();
        for part in parts {
            if part.text.is_empty() {
                continue;
            }
            if !whole.text.is_empty() {
                whole.push(between);
            }
            whole.push(part);
        }
        whole
    }
}

fn utf16(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}
