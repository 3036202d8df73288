//! Cards and sayings become Telegram's texts, entities and buttons.
//!
//! Promises: what comes out is never longer than Telegram takes, whatever people are called; marks
//! are entities, never markup in the text. Never calls anybody and never waits.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Value, json};

use super::fold::{ENTITIES, Folded, TEXT_LENGTH};
use crate::domain::button::Button;
use crate::domain::canned::Verbatim;
use crate::domain::card::Card;
use crate::domain::id::{ConversationId, DeskId, MessageRef};
use crate::domain::notice::{Arg, AsArg, Notice, Saying, Who};
use crate::domain::people::{Desk, GroupKind};
use crate::domain::routing::Choice;
use crate::domain::tag::TagKind;
use crate::domain::time::Timestamp;
use crate::i18n::{Lang, Links, Rich, Scene, Span, SpanKind, Words};
use crate::store::Store;

/// What stands between two parts of a line.
const DOT: &str = " · ";

/// A message as Telegram takes it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Message {
    /// The text; never empty for a notice that has words.
    pub text: String,
    /// Its entities.
    pub entities: Vec<Value>,
    /// Rows of inline buttons; `None` for none.
    pub keyboard: Option<Value>,
}

impl Message {
    /// The same for equal messages, to know whether a card would change.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text.hash(&mut hasher);
        json!([self.entities, self.keyboard]).to_string().hash(&mut hasher);
        hasher.finish()
    }

    /// The fields that `sendMessage` and `editMessageText` have in common. Links of people's texts
    /// never unfold into previews.
    pub fn fields(&self) -> serde_json::Map<String, Value> {
        let mut fields = serde_json::Map::new();
        fields.insert("text".to_owned(), Value::from(self.text.as_str()));
        if !self.entities.is_empty() {
            fields.insert("entities".to_owned(), Value::from(self.entities.clone()));
        }
        fields.insert("link_preview_options".to_owned(), json!({ "is_disabled": true }));
        if let Some(keyboard) = &self.keyboard {
            fields.insert("reply_markup".to_owned(), keyboard.clone());
        }
        fields
    }
}

impl Message {
    /// The fields of a caption: of so few words that every caption has room for them.
    pub fn caption_fields(&self) -> serde_json::Map<String, Value> {
        let mut fields = self.fields();
        fields.remove("link_preview_options");
        for (name, of_caption) in [("text", "caption"), ("entities", "caption_entities")] {
            if let Some(value) = fields.remove(name) {
                fields.insert(of_caption.to_owned(), value);
            }
        }
        fields
    }
}

impl From<Folded> for Message {
    fn from(folded: Folded) -> Self {
        Self { text: folded.text, entities: folded.entities, keyboard: None }
    }
}

/// The number by which links name a group; basic groups have none (telegram-facts R6).
fn internal(desk: &Desk) -> Option<i64> {
    if desk.kind == GroupKind::Basic {
        return None;
    }
    let internal = desk.chat.0.checked_neg()?.checked_sub(1_000_000_000_000)?;
    (internal > 0).then_some(internal)
}

/// Where conversations stand, read from the store.
pub struct StoredLinks<'a>(pub &'a Store);

impl Links for StoredLinks<'_> {
    fn emoji(&self, desk: DeskId, tag: &str) -> Option<String> {
        self.0.tag_emoji(desk, tag).ok().flatten()
    }

    fn conversation(&self, id: ConversationId) -> Option<String> {
        let desk = self.0.desk(id.desk).ok().flatten()?;
        let internal = internal(&desk)?;
        let place = self.0.whereabouts(id).ok().flatten()?;
        let target = match place.topic.filter(|_| desk.has_topics()) {
            Some(topic) => topic,
            None => place.card.filter(|card| card.chat == desk.chat)?.message,
        };
        Some(format!("https://t.me/c/{internal}/{target}"))
    }

    fn message(&self, id: ConversationId, message: MessageRef) -> Option<String> {
        let desk = self.0.desk(id.desk).ok().flatten()?;
        // What stood in a group before it was upgraded is out of reach (telegram-facts B16).
        let internal = internal(&desk).filter(|_| message.chat == desk.chat)?;
        let topic = self.0.whereabouts(id).ok().flatten()?.topic.filter(|_| desk.has_topics());
        let message = message.message;
        Some(match topic {
            Some(topic) => format!("https://t.me/c/{internal}/{topic}/{message}"),
            None => format!("https://t.me/c/{internal}/{message}"),
        })
    }
}

/// Makes messages of one language.
pub struct Renderer<'a> {
    /// All words.
    pub words: &'a Words,
    /// The language.
    pub lang: Lang,
    /// Decides whether times are shown with their dates.
    pub now: Timestamp,
    /// Where conversations stand.
    pub links: &'a dyn Links,
    /// Name and load of a person who can be assigned to, for the buttons that do so.
    pub assignee: &'a dyn Fn(ConversationId, crate::domain::id::UserId) -> Option<Choice>,
}

impl Renderer<'_> {
    fn scene(&self) -> Scene<'_> {
        Scene { now: self.now, links: self.links }
    }

    fn word(&self, key: &str, args: &[(&str, Arg)]) -> Rich {
        self.words.word(self.lang, key, args, &self.scene())
    }

    /// A notice and its buttons.
    pub fn saying(&self, saying: &Saying) -> Message {
        // What a user may get is shown letter for letter, without a locale's marks.
        if let Notice::CannedPreview { text: Verbatim(text) } = &saying.notice {
            let entities = text.entities.as_deref().map(serde_json::from_str);
            let entities: Vec<Value> = entities.and_then(Result::ok).unwrap_or_default();
            let keyboard = self.keyboard(&saying.buttons);
            return Message { text: text.text.clone(), entities, keyboard };
        }
        let rich = self.words.say(self.lang, &saying.notice, &self.scene());
        self.message(rich, &saying.buttons)
    }

    /// The line with a conversation's number, for relays that can carry no buttons.
    pub fn number_line(&self, id: ConversationId) -> Message {
        let rich = self.word("plain-number-line", &[("conversation", Arg::Conversation(id))]);
        Message { keyboard: Some(self.numbered(id)), ..self.message(rich, &[]) }
    }

    /// The row of buttons that carries a conversation's number in a plain desk.
    pub fn numbered(&self, id: ConversationId) -> Value {
        json!({ "inline_keyboard": [[{
            "text": self.words.numbered_label(self.lang, id),
            "callback_data": Button::MarkComplete(id).to_string(),
        }]] })
    }

    /// The card of a conversation (product.md section 7).
    pub fn card(&self, card: &Card) -> Message {
        let number = card.conversation.to_string();
        let mut first = vec![Rich::from(number.as_str()).bold(), self.word(card.status.key(), &[])];
        first.extend(card.assignee.as_ref().map(|who| self.who(who)));
        first.extend(card.urgency.map(|u| self.word(&format!("priority-{}", u.code()), &[])));

        let name = match &card.username {
            Some(username) => format!("{} @{username}", card.name),
            None => card.name.clone(),
        };
        let mut second = vec![Rich::from(name.as_str())];
        second.extend(card.language.as_deref().map(Rich::from));
        if let Some(source) = &card.source {
            second.push(self.word("card-source", &[("source", Arg::Text(source.clone()))]));
        }
        if !card.earlier.is_empty() {
            second.push(self.earlier(&card.earlier));
        }
        let desk = card.conversation.desk;
        second.extend(card.tags.iter().map(|tag| Rich::from(self.tag(desk, tag).as_str())));

        let mut lines = vec![Rich::join(first, DOT), Rich::join(second, DOT)];
        if let Some(quote) = &card.quote {
            lines.push(self.word("card-quote", &[("text", Arg::Text(quote.clone()))]).quoted());
        }
        let notices = card.lines.iter().chain(&card.question);
        lines.extend(notices.map(|notice| self.words.say(self.lang, notice, &self.scene())));
        self.message(Rich::join(lines, "\n"), &card.buttons)
    }

    /// A tag with its emoji.
    fn tag(&self, desk: DeskId, tag: &str) -> String {
        let emoji = self.links.emoji(desk, tag);
        TagKind { emoji, group: Vec::new() }.shown(tag)
    }

    /// A person's name, or the word for whoever is not named.
    fn who(&self, who: &Who) -> Rich {
        match who.as_arg() {
            Arg::Text(name) => Rich::from(name.as_str()),
            Arg::Word(key) => self.word(&key, &[]),
            _ => Rich::default(),
        }
    }

    /// Earlier conversations, each number linked where links exist.
    fn earlier(&self, earlier: &[ConversationId]) -> Rich {
        let numbers: Vec<String> = earlier.iter().map(ToString::to_string).collect();
        let joined = numbers.join(" ");
        let mut rich = self.word("card-earlier", &[("numbers", Arg::Text(joined.clone()))]);
        // The locale decides where the numbers stand; the first of equal texts is theirs, since
        // only they begin with a number sign.
        let Some(start) = rich.text.find(&joined) else {
            return rich;
        };
        let before = rich.text.get(..start).unwrap_or_default();
        let mut offset = units(before);
        for (id, number) in earlier.iter().zip(&numbers) {
            let length = units(number);
            if let Some(address) = self.links.conversation(*id) {
                rich.spans.push(Span { offset, length, kind: SpanKind::Link(address) });
            }
            offset = offset.saturating_add(length).saturating_add(1);
        }
        rich
    }

    fn message(&self, rich: Rich, buttons: &[Vec<Button>]) -> Message {
        let rich = fit(rich);
        let entities = rich.spans.iter().take(ENTITIES).map(entity).collect();
        Message { text: rich.text, entities, keyboard: self.keyboard(buttons) }
    }

    fn keyboard(&self, buttons: &[Vec<Button>]) -> Option<Value> {
        let rows: Vec<Value> = buttons
            .iter()
            .filter(|row| !row.is_empty())
            .map(|row| {
                row.iter()
                    .map(|button| {
                        json!({
                            "text": self.label(button),
                            "callback_data": button.to_string(),
                        })
                    })
                    .collect()
            })
            .collect();
        (!rows.is_empty()).then(|| json!({ "inline_keyboard": rows }))
    }

    fn label(&self, button: &Button) -> String {
        if let Button::AssignTo(id, user) = button
            && let Some(choice) = (self.assignee)(*id, *user)
        {
            return self.words.assignee(self.lang, &choice);
        }
        let shown = match button {
            Button::Tag(id, tag) => Button::Tag(*id, self.tag(id.desk, tag)),
            Button::Untag(id, tag) => Button::Untag(*id, self.tag(id.desk, tag)),
            _ => return self.words.label(self.lang, button),
        };
        self.words.label(self.lang, &shown)
    }
}

fn entity(span: &Span) -> Value {
    let (offset, length) = (span.offset, span.length);
    match &span.kind {
        SpanKind::Bold => json!({ "type": "bold", "offset": offset, "length": length }),
        SpanKind::Quote => json!({ "type": "blockquote", "offset": offset, "length": length }),
        SpanKind::Link(url) => {
            json!({ "type": "text_link", "offset": offset, "length": length, "url": url })
        }
        // Works without a username, and needs no more of the person than the id (telegram-facts R5).
        SpanKind::Mention(user) => json!({
            "type": "text_link",
            "offset": offset,
            "length": length,
            "url": format!("tg://user?id={user}"),
        }),
    }
}

/// UTF-16 units of a text, as entities count them.
fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Cuts a text that is too long at the end of a line, or where it must be, and says so with "…".
fn fit(rich: Rich) -> Rich {
    let Some((limit, _)) = rich.text.char_indices().nth(TEXT_LENGTH) else {
        return rich;
    };
    // Room for the line break and the sign.
    let room = rich.text.get(..limit).unwrap_or_default();
    let room: String = room.chars().take(TEXT_LENGTH - 2).collect();
    // A single endless line is cut within; half of the text is worth more than its line breaks.
    let kept = match room.rfind('\n').filter(|at| *at > room.len() / 2) {
        Some(at) => format!("{}\n…", room.get(..at).unwrap_or_default()),
        None => format!("{room}…"),
    };
    let end = units(&kept).saturating_sub(1);
    let spans = rich
        .spans
        .into_iter()
        .filter(|span| span.offset < end)
        .map(|span| Span { length: span.length.min(end.saturating_sub(span.offset)), ..span })
        .collect();
    Rich { text: kept, spans }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::UserId;
    use crate::domain::reason::StatusName;
    use crate::i18n::NoLinks;

    fn id(number: u32) -> ConversationId {
        ConversationId { desk: DeskId(1), number }
    }

    struct Numbered;
    impl Links for Numbered {
        fn conversation(&self, id: ConversationId) -> Option<String> {
            Some(format!("https://t.me/c/5/{}", id.number))
        }

        fn message(&self, _: ConversationId, _: MessageRef) -> Option<String> {
            None
        }
    }

    fn with<T>(links: &dyn Links, then: impl FnOnce(&Renderer<'_>) -> T) -> T {
        let words = Words::load("en", None).unwrap();
        let renderer = Renderer {
            words: &words,
            lang: words.choose(Some("en")),
            now: Timestamp(0),
            links,
            assignee: &|_, user| {
                let choice = Choice { name: "Ben".to_owned(), load: 3, here: true };
                (user == UserId(5)).then_some(choice)
            },
        };
        then(&renderer)
    }

    fn card() -> Card {
        Card {
            conversation: id(12),
            status: StatusName::InProgress,
            urgency: None,
            assignee: Some(Who::Named("Ben".to_owned())),
            name: "Anna P.".to_owned(),
            username: Some("anna".to_owned()),
            language: Some("de".to_owned()),
            source: Some("billing".to_owned()),
            earlier: vec![id(3), id(9)],
            tags: vec!["vip".to_owned()],
            quote: Some("the printer is on fire".to_owned()),
            lines: Vec::new(),
            question: None,
            buttons: vec![vec![Button::MarkComplete(id(12)), Button::AssignTo(id(12), UserId(5))]],
        }
    }

    #[test]
    fn a_card_looks_as_described() {
        let message = with(&Numbered, |renderer| renderer.card(&card()));
        assert_eq!(
            message.text,
            "#12 · In progress · Ben\n\
             Anna P. @anna · de · from billing · earlier #3 #9 · vip\n\
             “the printer is on fire”"
        );
        let units: Vec<u16> = message.text.encode_utf16().collect();
        let covered: Vec<String> = message
            .entities
            .iter()
            .map(|entity| {
                let at = |key: &str| usize::try_from(entity[key].as_u64().unwrap()).unwrap();
                String::from_utf16(&units[at("offset")..at("offset") + at("length")]).unwrap()
            })
            .collect();
        assert_eq!(covered, ["#12", "#3", "#9", "“the printer is on fire”"]);
        assert_eq!(message.entities[3]["type"], "blockquote");
        let buttons = message.keyboard.unwrap();
        assert_eq!(buttons["inline_keyboard"][0][0]["callback_data"], "done:1.12");
        assert_eq!(buttons["inline_keyboard"][0][1]["text"], "Ben · 3");
    }

    #[test]
    fn equal_cards_have_equal_fingerprints() {
        let (one, other) = with(&NoLinks, |renderer| {
            let mut changed = card();
            changed.tags.clear();
            (renderer.card(&card()), renderer.card(&changed))
        });
        assert_eq!(one.fingerprint(), one.clone().fingerprint());
        assert_ne!(one.fingerprint(), other.fingerprint());
    }

    #[test]
    fn long_texts_are_cut_at_a_line() {
        let line = "😀".repeat(99);
        let text = vec![line; 50].join("\n");
        let rich = fit(Rich::from(text.as_str()).bold());
        assert!(rich.text.chars().count() <= TEXT_LENGTH);
        assert!(rich.text.ends_with("😀\n…"));
        assert!(rich.spans[0].length < units(&rich.text));
        let endless = fit(Rich::from("x".repeat(5000).as_str()));
        assert_eq!(endless.text.chars().count(), TEXT_LENGTH - 1);
        assert_eq!(fit(Rich::from("short")), Rich::from("short"));
    }

    #[test]
    fn a_mention_is_a_link_to_the_person() {
        let span = Span { offset: 1, length: 2, kind: SpanKind::Mention(UserId(7)) };
        assert_eq!(entity(&span)["url"], "tg://user?id=7");
        let message = with(&NoLinks, |renderer| renderer.saying(&Saying::from(Notice::Welcome)));
        assert!(!message.text.is_empty());
        assert!(message.keyboard.is_none());
    }
}
