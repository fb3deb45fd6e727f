//! The exception hierarchy.
//! Reference: <https://docs.python.org/3.14/library/exceptions.html>

mod base;
mod fields;
mod group;
mod os_error;
mod print;
mod raise;
mod simple;
mod syntax_error;
mod traceback;
mod types;
mod unicode_error;
mod value;
mod warn;

pub(crate) use os_error::OSError;
pub(crate) use print::closest_name;
pub(crate) use simple::{IMPORT_MSG, IMPORT_NAME, IMPORT_NAME_FROM, IMPORT_PATH};
pub use traceback::Traceback;
pub use types::ExceptionTypes;
pub use value::BaseException;
