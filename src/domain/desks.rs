//! Which desk a user's message is for (product.md section 13). Pure.
//!
//! Promises: what somebody chose counts before what is guessed, and where nothing decides, nobody is
//! guessed for: the user is asked, and what they wrote waits. With one desk it is always that one.

use super::id::DeskId;

/// A desk at which something can begin.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Offered<'a> {
    /// The desk.
    pub id: DeskId,
    /// Whose users it is for, by their languages in small letters; everybody's, if there is none.
    pub languages: &'a [String],
}

/// What the choice rests on.
#[derive(Copy, Clone, Debug, Default)]
pub struct Facts<'a> {
    /// The desk of the conversation that the message replies to.
    pub answers: Option<DeskId>,
    /// Chosen last: by link, by `/desk` or by the menu.
    pub chosen: Option<DeskId>,
    /// Where the user has an open conversation.
    pub open: &'a [DeskId],
    /// The desk of the conversation that was completed last, if the message still belongs to it:
    /// thanks, what crossed its end, what reopens it.
    pub still: Option<DeskId>,
    /// Where something can begin for this user, in the order of the settings file.
    pub offered: &'a [Offered<'a>],
    /// Desks that turn this user away, which is said to whoever means one of them.
    pub closed: &'a [DeskId],
    /// The user's language, as a tag.
    pub language: Option<&'a str>,
}

/// The desk that is meant; `None` if the user has to be asked.
pub fn which_desk(facts: &Facts<'_>) -> Option<DeskId> {
    let offers = |id: &DeskId| facts.offered.iter().any(|offered| offered.id == *id);
    let can = |id: &DeskId| offers(id) || facts.open.contains(id) || facts.closed.contains(id);
    if let Some(named) = facts.answers.filter(can).or_else(|| facts.chosen.filter(can)) {
        return Some(named);
    }
    match facts.open {
        [only] => return Some(*only),
        // Neither is likelier than the other.
        [_, _, ..] => return None,
        [] => {}
    }
    facts.still.filter(offers).or_else(|| by_language(facts)).or(match facts.offered {
        [only] => Some(only.id),
        _ => None,
    })
}

/// The one desk that takes the user's language. One that names it comes before those that take
/// everybody.
fn by_language(facts: &Facts<'_>) -> Option<DeskId> {
    let tag = facts.language.unwrap_or_default().to_lowercase().replace('_', "-");
    let names = |offered: &&Offered<'_>| offered.languages.iter().any(|rule| covers(rule, &tag));
    let everybody = |offered: &&Offered<'_>| offered.languages.is_empty();
    let only = |mut found: Vec<DeskId>| found.pop().filter(|_| found.is_empty());
    let naming: Vec<DeskId> = facts.offered.iter().filter(names).map(|o| o.id).collect();
    if !naming.is_empty() {
        return only(naming);
    }
    only(facts.offered.iter().filter(everybody).map(|o| o.id).collect())
}

/// `pt` is for `pt-br` too, `pt-br` for itself alone.
fn covers(rule: &str, tag: &str) -> bool {
    tag.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: DeskId = DeskId(1);
    const B: DeskId = DeskId(2);
    const C: DeskId = DeskId(3);

    fn languages(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|tag| (*tag).to_owned()).collect()
    }

    #[test]
    fn a_reply_comes_first_then_what_was_chosen_then_the_only_open_one() {
        let none = languages(&[]);
        let offered = [A, B, C].map(|id| Offered { id, languages: none.as_slice() });
        let facts = Facts { offered: &offered, ..Facts::default() };
        let all = Facts { answers: Some(A), chosen: Some(B), open: &[A, C], ..facts };
        assert_eq!(which_desk(&all), Some(A));
        assert_eq!(which_desk(&Facts { answers: None, ..all }), Some(B));
        assert_eq!(which_desk(&Facts { answers: None, chosen: None, ..all }), None);
        assert_eq!(which_desk(&Facts { open: &[C], still: Some(A), ..facts }), Some(C));
        assert_eq!(which_desk(&Facts { still: Some(A), ..facts }), Some(A));
        assert_eq!(which_desk(&facts), None);
    }

    #[test]
    fn what_is_no_longer_offered_counts_only_while_something_is_open_there() {
        let none = languages(&[]);
        let offered = [Offered { id: A, languages: &none }];
        let facts =
            Facts { offered: &offered, answers: Some(B), chosen: Some(B), ..Facts::default() };
        assert_eq!(which_desk(&facts), Some(A));
        assert_eq!(which_desk(&Facts { open: &[B], ..facts }), Some(B));
        assert_eq!(which_desk(&Facts { still: Some(B), ..facts }), Some(A));
    }

    #[test]
    fn who_means_a_desk_that_turns_them_away_is_told_there() {
        let none = languages(&[]);
        let offered = [Offered { id: A, languages: &none }];
        let facts = Facts { offered: &offered, closed: &[B], ..Facts::default() };
        assert_eq!(which_desk(&Facts { chosen: Some(B), ..facts }), Some(B));
        assert_eq!(which_desk(&Facts { answers: Some(B), ..facts }), Some(B));
        assert_eq!(which_desk(&facts), Some(A));
    }

    #[test]
    fn the_one_desk_of_a_language_is_meant() {
        let (russian, portuguese, brazil, none) =
            (languages(&["ru", "uk"]), languages(&["pt"]), languages(&["pt-br"]), languages(&[]));
        let meant = |rules: [&[String]; 2], language| {
            let [one, other] = rules;
            let offered = [Offered { id: A, languages: one }, Offered { id: B, languages: other }];
            which_desk(&Facts { offered: &offered, language, ..Facts::default() })
        };
        assert_eq!(meant([&russian, &portuguese], Some("ru")), Some(A));
        assert_eq!(meant([&russian, &portuguese], Some("PT_br")), Some(B));
        assert_eq!(meant([&russian, &portuguese], Some("de")), None);
        assert_eq!(meant([&russian, &portuguese], Some("rue")), None);
        assert_eq!(meant([&russian, &none], Some("uk-UA")), Some(A));
        assert_eq!(meant([&russian, &none], Some("de")), Some(B));
        assert_eq!(meant([&russian, &none], None), Some(B));
        assert_eq!(meant([&russian, &brazil], Some("pt")), None);
        assert_eq!(meant([&portuguese, &brazil], Some("pt-br")), None, "both take it");
    }
}
