//! `PyResult`: what every operation that a Python program can make fail returns.

use crate::builtins::exceptions::BaseException;
use crate::object::reference::Ref;
use crate::object::value::Value;

/// An exception on its way up. Its traceback grows with each frame it leaves.
#[derive(Debug)]
#[must_use]
pub struct Raised(Ref<BaseException>);

impl Raised {
    /// Raises `exception`.
    pub fn new(exception: Ref<BaseException>) -> Raised {
        Raised(exception)
    }

    /// The exception object.
    pub fn exception(&self) -> &Ref<BaseException> {
        &self.0
    }

    /// The exception object, no longer on its way.
    pub fn into_exception(self) -> Ref<BaseException> {
        self.0
    }
}

/// The outcome of an operation that can raise.
pub type PyResult<T = Value> = Result<T, Raised>;
