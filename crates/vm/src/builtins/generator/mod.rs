//! `generator` and `coroutine`.
//! Reference: <https://docs.python.org/3.14/reference/expressions.html#generator-iterator-methods>

mod methods;
mod value;

pub(crate) use methods::{COROUTINE_SPEC, SPEC};
pub use value::Generator;
pub(crate) use value::State;
