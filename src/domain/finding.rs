//! Finding: which conversations a list is asked for, and the words by which texts and people are found.
//!
//! What is stored in the indexes is made here, and so is what they are asked for: the two can never
//! drift apart. Pure; promises the same words for the same text, in every script.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::audit::Sought;
use super::conversation::Conversation;
use super::id::UserId;
use super::people::{Person, clean_name};
use super::reason::StatusName;
use super::time::Timestamp;
use super::urgency::Urgency;

/// Code points of a word that are told apart.
const LONGEST: usize = 40;
/// Words of a text that is looked for; more make no difference.
pub const MOST_WORDS: usize = 12;

/// Which conversations `/list` shows (product.md section 10). Everything that is given must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Filter {
    /// In which statuses.
    #[serde(default)]
    pub scope: Option<Scope>,
    /// Assigned to whoever asks.
    #[serde(default)]
    pub mine: bool,
    /// With all of these tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Of users whose name holds this, whose `@name` begins so, or whose id it is.
    #[serde(default)]
    pub user: Option<String>,
    /// Opened within so many seconds.
    #[serde(default)]
    pub since: Option<u64>,
    /// In which nobody has written for so many seconds.
    #[serde(default)]
    pub older: Option<u64>,
    /// Of this person, as written without `@`: a name of theirs at Telegram, or their id.
    #[serde(default)]
    pub assignee: Option<String>,
    /// In which all of these words were written.
    #[serde(default)]
    pub text: String,
}

/// Statuses of a list.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Scope {
    /// All that are not completed.
    Open,
    /// Without assignee.
    Unassigned,
    /// In progress.
    InProgress,
    /// Set aside.
    Pending,
    /// Completed.
    Completed,
}

impl Scope {
    /// Every scope, as it is written.
    pub const ALL: &[(&str, Scope)] = &[
        ("open", Scope::Open),
        ("unassigned", Scope::Unassigned),
        ("inprogress", Scope::InProgress),
        ("pending", Scope::Pending),
        ("completed", Scope::Completed),
    ];

    /// The statuses that it means.
    pub fn statuses(self) -> &'static [StatusName] {
        use StatusName as S;
        match self {
            Scope::Open => &[S::Unassigned, S::InProgress, S::Pending],
            Scope::Unassigned => &[S::Unassigned],
            Scope::InProgress => &[S::InProgress],
            Scope::Pending => &[S::Pending],
            Scope::Completed => &[S::Completed],
        }
    }
}

impl Filter {
    /// The statuses that are meant; all of them if none are named. What is mine is open, unless it is
    /// said otherwise.
    pub fn statuses(&self) -> Option<&'static [StatusName]> {
        let mine = self.mine.then_some(Scope::Open);
        self.scope.or(mine).map(Scope::statuses)
    }

    /// Whether a conversation is meant, as far as it can be told by itself and its user. `assignee` is
    /// the person behind the filter's name; the words of the text are left to the index.
    pub fn fits(
        &self,
        conversation: &Conversation,
        person: Option<&Person>,
        assignee: Option<UserId>,
        now: Timestamp,
    ) -> bool {
        let status = conversation.status_name();
        let older = |seconds| Timestamp(now.0.saturating_sub(milliseconds(seconds)));
        self.statuses().is_none_or(|statuses| statuses.contains(&status))
            && self.tags.iter().all(|tag| conversation.tags.contains(tag))
            && self.since.is_none_or(|seconds| conversation.opened >= older(seconds))
            && self.older.is_none_or(|seconds| conversation.last_moved() <= older(seconds))
            && self.user.as_ref().is_none_or(|user| is_called(conversation.user, person, user))
            && (!self.wants_assignee()
                || assignee.is_some()
                    && conversation.assignee().and_then(|a| a.agent()) == assignee)
    }

    /// Whether it asks for the conversations of one person.
    pub fn wants_assignee(&self) -> bool {
        self.mine || self.assignee.is_some()
    }
}

fn milliseconds(seconds: u64) -> i64 {
    i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX)
}

/// As it is written in a command.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words: Vec<String> = Vec::new();
        let scope = Scope::ALL.iter().find(|(_, scope)| Some(*scope) == self.scope);
        words.extend(scope.map(|(word, _)| (*word).to_owned()));
        words.extend(self.mine.then(|| "mine".to_owned()));
        words.extend(self.tags.iter().map(|tag| format!("tag:{tag}")));
        words.extend(self.user.iter().map(|user| format!("user:{user}")));
        words.extend(self.since.map(|seconds| format!("since:{}", span(seconds))));
        words.extend(self.older.map(|seconds| format!("older:{}", span(seconds))));
        words.extend(self.assignee.iter().map(|name| format!("assignee:@{name}")));
        words.extend(self.text.split_whitespace().map(|word| format!("text:{word}")));
        f.write_str(&words.join(" "))
    }
}

/// Seconds in their largest whole unit.
fn span(seconds: u64) -> String {
    for (length, unit) in [(86_400, "d"), (3_600, "h"), (60, "m")] {
        if seconds >= length && seconds.is_multiple_of(length) {
            return format!("{}{unit}", seconds / length);
        }
    }
    format!("{seconds}s")
}

/// A word of a filter that makes no sense, and the nearest that would.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Unclear {
    /// As written.
    pub word: String,
    /// As it may have been meant.
    pub nearest: String,
}

/// What was asked for, so that its pages can be turned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Query {
    /// Who waits, longest first.
    Queue,
    /// Whose reopening was asked for, longest first.
    Requests,
    /// Conversations.
    List(Filter),
    /// Messages and notes with these words.
    Find(String),
    /// Who did what.
    Audit(Sought),
}

impl Conversation {
    /// When somebody wrote in it last, as far as it says so itself.
    pub fn last_moved(&self) -> Timestamp {
        let delivered = self.delivered.map(|delivered| delivered.at).unwrap_or_default();
        self.opened.max(self.last_written_at).max(delivered)
    }
}

// ---- words ------------------------------------------------------------------------------------------

/// A character as it is compared: small, of ordinary width, without what stands above or below it.
/// Keyboards spell some Persian letters as Arabic ones.
fn folded(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        '\u{0300}'..='\u{036F}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0640}'
        | '\u{200C}'
        | '\u{200D}' => None,
        'ي' | 'ى' => Some('ی'),
        'ك' => Some('ک'),
        'ё' | 'Ё' => Some('е'),
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0),
        c => Some(c),
    };
    plain.into_iter().flat_map(char::to_lowercase).filter(|c| *c != '\u{0307}').map(digit)
}

/// Digits of other scripts count as ours.
fn digit(c: char) -> char {
    let zero = match c {
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return c,
    };
    let value = u32::from(c).checked_sub(u32::from(zero));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

fn fold(text: &str) -> String {
    text.chars().flat_map(folded).collect()
}

/// Scripts that are written without spaces between words.
fn unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Words of a text in order; of scripts without spaces each pair of neighbours, and with `ends` the
/// last character of a run, so that a single one is found as well.
fn words(text: &str, ends: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut run: Vec<char> = Vec::new();
    let end_word = |word: &mut String, found: &mut Vec<String>| {
        if !word.is_empty() {
            found.push(word.chars().take(LONGEST).collect());
            word.clear();
        }
    };
    let end_run = |run: &mut Vec<char>, found: &mut Vec<String>| {
        found.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
        if ends || run.len() == 1 {
            found.extend(run.last().map(char::to_string));
        }
        run.clear();
    };
    for c in text.chars().flat_map(folded).chain([' ']) {
        if unspaced(c) {
            end_word(&mut word, &mut found);
            run.push(c);
        } else if c.is_alphanumeric() {
            end_run(&mut run, &mut found);
            word.push(c);
        } else {
            end_word(&mut word, &mut found);
            end_run(&mut run, &mut found);
        }
    }
    found
}

/// The words by which a text is found, each once.
pub fn words_of(text: &str) -> BTreeSet<String> {
    words(text, true).into_iter().collect()
}

/// What a text is looked for by: whole words, and one that the found word begins with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Words that must stand there as they are.
    pub whole: Vec<String>,
    /// The last one, which may still be written on.
    pub beginning: Option<String>,
}

impl Wanted {
    /// What somebody looks for. It ends in a space or a sign: the last word is whole, too.
    pub fn new(text: &str) -> Self {
        let mut whole = words(text, false);
        whole.truncate(MOST_WORDS);
        let beginning = whole.pop();
        whole.retain(|word| Some(word) != beginning.as_ref());
        whole.sort();
        whole.dedup();
        Self { whole, beginning }
    }

    /// There is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.beginning.is_none()
    }

    /// Whether a text with these words is meant.
    pub fn fits(&self, there: &BTreeSet<String>) -> bool {
        let begins = |word: &String| {
            there.range(word.clone()..).next().is_some_and(|found| found.starts_with(word.as_str()))
        };
        self.whole.iter().all(|word| there.contains(word)) && self.beginning.iter().all(begins)
    }
}

/// The part of a text in which what was looked for stands, as one line of at most so many code points.
pub fn snippet(text: &str, wanted: &Wanted, most: usize) -> String {
    const AHEAD: usize = 30;
    let line: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let begins = |at: usize, word: &String| {
        let rest = line.get(at..).unwrap_or_default().iter().take(LONGEST + AHEAD);
        let before = at.checked_sub(1).and_then(|before| line.get(before));
        let inside = before.is_some_and(|c| c.is_alphanumeric() && !unspaced(*c));
        !inside && rest.copied().flat_map(folded).collect::<String>().starts_with(word.as_str())
    };
    let sought: Vec<&String> = wanted.whole.iter().chain(&wanted.beginning).collect();
    let found = (0..line.len()).find(|at| sought.iter().any(|word| begins(*at, word)));
    let fits = line.len() <= most;
    let from = found.filter(|_| !fits).map_or(0, |found| found.saturating_sub(AHEAD));
    let end = from.saturating_add(most).min(line.len());
    let mut part: String = line.get(from..end).unwrap_or_default().iter().collect();
    if from > 0 {
        part.insert(0, '…');
    }
    if end < line.len() {
        part.push('…');
    }
    part
}

// ---- people -----------------------------------------------------------------------------------------

/// What follows from a conversation alone and finds it: tags, user and assignee, also a former one,
/// and that it is not as urgent as most.
pub fn terms(conversation: &Conversation) -> BTreeSet<String> {
    let tags = conversation.tags.iter().map(|tag| tag_term(tag));
    let assignee = conversation.assignee().and_then(|assignee| assignee.agent());
    let urgency = urgency_term(conversation.presses());
    let all = tags.chain([user_term(conversation.user)]).chain(assignee.map(assignee_term));
    all.chain(urgency).collect()
}

/// How the conversations are found that come before most others, or after them.
pub fn urgency_term(urgency: Urgency) -> Option<String> {
    (urgency != Urgency::Normal).then(|| format!("p:{}", urgency.code()))
}

/// How a tag is found.
pub fn tag_term(tag: &str) -> String {
    format!("t:{tag}")
}

/// How a user is found by id.
pub fn user_term(user: UserId) -> String {
    format!("u:{user}")
}

/// How conversations are found by who has them, or had them last.
pub fn assignee_term(user: UserId) -> String {
    format!("a:{user}")
}

/// How users are found by the beginning of any part of their names.
pub fn name_term(part: &str) -> String {
    format!("n:{part}")
}

/// How users are found by the beginning of their `@name`.
pub fn username_term(name: &str) -> String {
    format!("@{}", fold(name))
}

/// The terms by which a user is found by name: every part of every word of it, so that a beginning
/// finds any part.
pub fn name_terms(person: &Person) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    let last = person.last_name.as_deref().unwrap_or("");
    let names = [person.first_name.as_str(), last].map(clean_name);
    let called = names.iter().map(String::as_str).chain(person.username.as_deref());
    for name in called {
        for word in fold(name).split_whitespace() {
            let starts = word.char_indices().take(LONGEST);
            terms.extend(starts.filter_map(|(at, _)| word.get(at..)).map(name_term));
        }
    }
    terms.extend(person.username.as_deref().map(username_term));
    terms
}

/// How a user is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// By this term.
    Exactly(String),
    /// By terms that begin so.
    Beginning(String),
}

/// What `user:` means: an id, a `@name`, or a part of a name. Of several words the longest finds, and
/// all of them are checked.
pub fn user_sought(user: &str) -> Vec<Who> {
    let plain = fold(user);
    if let Some(name) = plain.strip_prefix(['@', '＠']) {
        return vec![Who::Beginning(username_term(name))];
    }
    let mut sought = vec![Who::Beginning(name_term(&plain))];
    if let Ok(id) = plain.parse() {
        sought.push(Who::Exactly(user_term(UserId(id))));
    }
    sought
}

fn is_called(id: UserId, person: Option<&Person>, user: &str) -> bool {
    let names = person.map(name_terms).unwrap_or_default();
    user_sought(user).iter().any(|who| match who {
        Who::Exactly(term) => *term == user_term(id),
        Who::Beginning(term) => {
            names.range(term.clone()..).next().is_some_and(|name| name.starts_with(term.as_str()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, by: &str) -> bool {
        Wanted::new(by).fits(&words_of(text))
    }

    #[test]
    fn texts_are_found_by_their_words_in_every_script() {
        for (text, by) in [
            ("The PRINTER is on fire!", "printer"),
            ("The printer is on fire", "fire prin"),
            ("Где мой счёт № 4512?", "СЧЕТ 45"),
            ("打印机坏了", "打印机"),
            ("打印机坏了", "了"),
            ("打印机坏了", "机"),
            ("プリンターが壊れた", "壊れ"),
            ("چاپگر خراب است", "چاپ"),
            ("كتاب علي", "کتاب علی"),
            ("invoice ４５", "45"),
            ("سفارش ۱۲۳", "123"),
            ("İstanbul", "istanbul"),
            ("cafe\u{301}", "cafe"),
        ] {
            assert!(found(text, by), "{by} in {text}");
        }
        for (text, by) in [
            ("The printer is on fire", "printers"),
            ("The printer is on fire", "prin fire"),
            ("打印机坏了", "打机"),
            ("", "x"),
        ] {
            assert!(!found(text, by), "{by} in {text}");
        }
        assert!(Wanted::new(" … 🔥 ").is_empty());
    }

    #[test]
    fn people_are_found_by_any_part_of_their_names() {
        let person = Person {
            id: UserId(77),
            first_name: "Anna".to_owned(),
            last_name: Some("Петрова".to_owned()),
            username: Some("Annie_P".to_owned()),
            language: None,
        };
        for by in ["anna", "nna", "петр", "РОВ", "@annie", "annie_p", "77"] {
            assert!(is_called(UserId(77), Some(&person), by), "{by}");
        }
        for by in ["annab", "@nnie", "7", "78", "@петрова"] {
            assert!(!is_called(UserId(77), Some(&person), by), "{by}");
        }
    }

    #[test]
    fn a_filter_is_written_as_it_is_read() {
        let filter = Filter {
            scope: Some(Scope::InProgress),
            mine: true,
            tags: vec!["vip".to_owned()],
            since: Some(604_800),
            older: Some(5_400),
            text: "two words".to_owned(),
            ..Filter::default()
        };
        assert_eq!(
            filter.to_string(),
            "inprogress mine tag:vip since:7d older:90m text:two text:words"
        );
    }
}
