//! The exception hierarchy.
//! Reference: <https://docs.python.org/3.14/library/exceptions.html>

mod types;
mod value;

pub use types::ExceptionTypes;
pub use value::BaseException;
