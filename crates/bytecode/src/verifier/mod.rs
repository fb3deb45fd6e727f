//! Proves before code runs that the eval loop needs no checks.
//!
//! Two passes. [`layout`] looks at every word on its own: opcodes, operands, caches, jump targets
//! and tables. [`flow`] then interprets the code abstractly over all paths, exception handlers
//! included, and proves that
//!
//! - control stays in the code, and the operand stack between 0 and `max_stack`;
//! - paths that meet agree on the depth, and an unwound stack holds what its handler expects;
//! - call words and "unbound" reach only the instructions that can take them;
//! - `LOAD_FAST` and its like read bound locals, `LOAD_DEREF` and its like cells;
//! - the namespace of a module or class body stays in local 0;
//! - a return leaves nothing on the stack.
//!
//! What it does not prove is the type of values: instructions that expect, say, a list to append
//! to or an exception to restore have to test for it.
//!
//! Work and memory are bounded, so that hostile code costs no more than large honest code.

mod bits;
mod error;
mod flow;
mod layout;
mod rules;
mod state;
#[cfg(test)]
mod tests;

pub use error::{VerifyError, VerifyErrorKind};

use crate::code::CodeObject;

/// Deepest operand stack that code may ask for, in values.
pub const MAX_STACK_DEPTH: u32 = 1 << 20;

/// Checks one code object; what nests in it is checked when it is decoded.
pub fn verify(code: &CodeObject) -> Result<(), VerifyError> {
    let layout = layout::check(code)?;
    flow::check(code, &layout)
}
