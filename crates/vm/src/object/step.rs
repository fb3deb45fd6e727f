//! What stepping an iterator leads to.

use crate::object::value::Value;

/// An item of an iterator, or its end. The slot `iternext` returns it.
///
/// The end of a generator has the value of its `return`, which becomes the value of `yield from`; all
/// other iterators end with None. A class with a `__next__` method of its own ends by
/// `StopIteration`, which may carry a value too: it is passed on as the exception that it is, and
/// whoever steps the iterator takes it for the end.
#[derive(Debug)]
#[must_use]
pub enum Step {
    /// The next item.
    Item(Value),
    /// There is none.
    End(Value),
}

impl Step {
    /// The end of an iterator that has nothing to say.
    pub const END: Step = Step::End(Value::NONE);

    /// The item; `None` at the end, whose value is dropped.
    #[inline]
    pub fn item(self) -> Option<Value> {
        match self {
            Step::Item(item) => Some(item),
            Step::End(_) => None,
        }
    }

    /// The item, or the value of the end.
    #[inline]
    pub fn into_value(self) -> Value {
        match self {
            Step::Item(value) | Step::End(value) => value,
        }
    }
}

impl From<Option<Value>> for Step {
    /// `None` is an end without a value.
    #[inline]
    fn from(item: Option<Value>) -> Step {
        match item {
            Some(item) => Step::Item(item),
            None => Step::END,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Step;
    use crate::result::PyResult;

    #[test]
    fn a_step_is_returned_in_two_registers() {
        assert_eq!(size_of::<PyResult<Step>>(), 16);
    }
}
