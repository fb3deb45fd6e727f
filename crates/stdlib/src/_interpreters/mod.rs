//! `_interpreters`: several interpreters in a process, for `concurrent.interpreters`. See docs/interpreters.md.
//! Reference: <https://docs.python.org/3.14/library/concurrent.interpreters.html>, PEP 734.
//!
//! `runtime` knows the interpreters of a program, `config` what they may do, `create` makes, enters and ends
//! them, `data` is what goes from one to another, `call` runs code there, `captured` is what exceptions leave.

mod call;
mod captured;
mod code;
mod config;
mod create;
pub(crate) mod data;
mod module;
mod pickled;
pub(crate) mod runtime;
mod shared_memory;

use rpy_macros::exception;

pub(crate) use config::Config;
pub use create::end_all;
pub use module::MODULE;
pub(crate) use runtime::{allows, forget_others, is_main};

/// Something is wrong with an interpreter: it runs already, or cannot be made.
#[exception(name = "concurrent.interpreters.InterpreterError", base = Exception)]
pub(crate) struct InterpreterError;

/// There is no interpreter of this number any more.
#[exception(name = "concurrent.interpreters.InterpreterNotFoundError", base = self::InterpreterError)]
pub(crate) struct InterpreterNotFoundError;

/// An object cannot go to another interpreter.
#[exception(name = "concurrent.interpreters.NotShareableError", base = TypeError)]
pub(crate) struct NotShareableError;
