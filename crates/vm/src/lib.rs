//! The virtual machine: object model, built-in types and functions, frames and the eval loop.
//!
//! It knows nothing of files, the terminal, sockets or compression: those are its host's and native
//! modules' business.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

mod audit;
mod breaker;
pub mod builtins;
mod errors;
pub mod eval;
mod finalization;
mod format_builtin;
pub mod format_number;
pub mod format_spec;
pub mod frame;
pub mod function;
mod host;
pub mod import;
pub mod instrument;
mod intern;
mod interpreter;
mod limits;
pub mod names;
pub mod object;
pub mod result;
pub mod types;
mod unraisable;
pub mod vm;

pub use breaker::Breaker;
pub use frame::show::Shown;
pub use function::args::Args;
pub use host::{Host, NoHost};
pub use interpreter::{Config, Door, EnterError, Interpreter, Parker, WaitQueue};
pub use limits::{Limits, Reserve};
#[cfg(debug_assertions)]
pub use object::heap::{Checks, was_asked_for};
pub use object::{BufferCell, HeapCell, Payload, Ref, Value};
pub use result::{PyResult, Raised};
pub use vm::Vm;
