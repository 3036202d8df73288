//! What was drawn last, for as long as it is likely to be drawn again.
//!
//! Promises: never more than a fixed number of things; whatever was kept last is still there. Never
//! decides anything: what is forgotten costs a call, no more.

use std::collections::HashMap;

use crate::domain::id::ConversationId;

/// So many things at least are kept, and twice as many at most.
const KEPT: usize = 2_048;

/// Something about each of the conversations that moved last.
#[derive(Debug)]
pub struct Memory<T> {
    young: HashMap<ConversationId, T>,
    old: HashMap<ConversationId, T>,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
    }
}

impl<T> Memory<T> {
    /// Keeps something, and forgets what has not been kept again for long.
    pub fn insert(&mut self, id: ConversationId, thing: T) {
        self.old.remove(&id);
        self.young.insert(id, thing);
        if self.young.len() >= KEPT {
            self.old = std::mem::take(&mut self.young);
        }
    }

    /// Takes something out.
    pub fn remove(&mut self, id: ConversationId) -> Option<T> {
        self.young.remove(&id).or_else(|| self.old.remove(&id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::DeskId;

    fn id(number: u32) -> ConversationId {
        ConversationId { desk: DeskId(1), number }
    }

    #[test]
    fn it_keeps_the_last_and_never_more_than_twice_as_many() {
        let mut memory = Memory::default();
        for number in 0..100_000 {
            memory.insert(id(number), number);
            assert!(memory.young.len() + memory.old.len() <= 2 * KEPT);
        }
        for number in 100_000 - u32::try_from(KEPT).unwrap()..100_000 {
            assert_eq!(memory.remove(id(number)), Some(number));
        }
        assert_eq!(memory.remove(id(99_999)), None);
        assert_eq!(memory.remove(id(0)), None);
    }

    #[test]
    fn what_is_kept_again_is_young_again_and_there_once() {
        let mut memory = Memory::default();
        for number in 0..u32::try_from(KEPT).unwrap() {
            memory.insert(id(number), 0);
        }
        memory.insert(id(7), 1);
        assert_eq!(memory.remove(id(7)), Some(1));
        assert_eq!(memory.remove(id(7)), None);
    }
}
