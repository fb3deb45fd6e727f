//! What a collection takes out of the objects that it clears.

use crate::object::collector;
use crate::object::value::Value;

/// How many references are gathered before they are given up, if the object being cleared has no more.
const MANY: usize = 1 << 12;

/// References that cleared objects have held, to be given up together.
///
/// Where there is no memory to gather one, it is given up at once.
#[derive(Default)]
pub struct Garbage {
    values: Vec<Value>,
    /// How many are given up before memory is asked for again: the system takes its time to refuse it.
    without_asking: usize,
}

impl Garbage {
    /// Takes a reference.
    #[inline]
    pub fn push(&mut self, value: Value) {
        if self.values.len() < self.values.capacity() {
            self.values.push(value);
        } else {
            self.push_to_full(value);
        }
    }

    /// Takes a reference for which there is no room yet. Dropping one runs no Python code.
    #[cold]
    fn push_to_full(&mut self, value: Value) {
        if self.without_asking > 0 {
            self.without_asking -= 1;
        } else if !collector::push(&mut self.values, value) {
            self.without_asking = MANY;
        }
    }

    /// Takes several.
    pub fn extend(&mut self, values: impl IntoIterator<Item = Value>) {
        values.into_iter().for_each(|value| self.push(value));
    }

    /// Makes room for several, if there is any.
    pub(crate) fn reserve(&mut self, count: usize) {
        // Without room each is looked at by itself.
        let _ = self.values.try_reserve(count);
    }

    /// Takes all of them.
    pub fn append(&mut self, values: &mut Vec<Value>) {
        self.extend(values.drain(..));
    }

    /// Gives up what was gathered, if it is much; no object is being cleared.
    pub(super) fn relieve(&mut self) {
        if self.values.len() >= MANY {
            self.values.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gathered_is_given_up_when_it_is_much() {
        let mut garbage = Garbage::default();
        garbage.extend((1..MANY).map(|_| Value::NONE));
        garbage.relieve();
        assert_eq!(garbage.values.len(), MANY - 1);
        garbage.push(Value::NONE);
        garbage.relieve();
        assert!(garbage.values.is_empty());
    }
}
