//! What a collection takes out of the objects that it clears.

use crate::object::collector;
use crate::object::value::Value;

/// How many references are gathered before they are given up, if the object being cleared has no more.
const MANY: usize = 1 << 12;

/// References that cleared objects have held, to be given up together.
///
/// Where there is no memory to gather one, it is given up at once.
#[derive(Default)]
pub struct Garbage(Vec<Value>);

impl Garbage {
    /// Takes a reference.
    #[inline]
    pub fn push(&mut self, value: Value) {
        // What does not fit is dropped here, which runs no Python code.
        collector::push(&mut self.0, value);
    }

    /// Takes several.
    pub fn extend(&mut self, values: impl IntoIterator<Item = Value>) {
        values.into_iter().for_each(|value| self.push(value));
    }

    /// Makes room for several, if there is any.
    pub(crate) fn reserve(&mut self, count: usize) {
        // Without room each is looked at by itself.
        let _ = self.0.try_reserve(count);
    }

    /// Takes all of them.
    pub fn append(&mut self, values: &mut Vec<Value>) {
        self.extend(values.drain(..));
    }

    /// Gives up what was gathered, if it is much; no object is being cleared.
    pub(super) fn relieve(&mut self) {
        if self.0.len() >= MANY {
            self.0.clear();
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
        assert_eq!(garbage.0.len(), MANY - 1);
        garbage.push(Value::NONE);
        garbage.relieve();
        assert!(garbage.0.is_empty());
    }
}
