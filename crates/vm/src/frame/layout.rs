//! Where the parts of a frame lie, in words relative to its frame pointer `fp`.
//!
//! ```text
//!   fp-5      fp-4            fp-3         fp-2   fp-1    fp            fp+locals
//!   callee    return address  caller's fp  code   flags   locals …      operand stack …
//! ```
//!
//! The callee word is a counted reference; a result replaces it when the frame is left. The code
//! word is a pointer that the callee keeps alive. The words between were reserved by the caller
//! when it pushed the callee, so that its arguments are the first locals without a copy.

/// The function, one counted reference.
pub(crate) const CALLEE: usize = 5;
/// Address of the caller's next instruction.
pub(crate) const RETURN: usize = 4;
/// The caller's frame pointer.
pub(crate) const CALLER: usize = 3;
/// The running code.
pub(crate) const CODE: usize = 2;
/// Flags, and the address of the generator for its frame.
pub(crate) const FLAGS: usize = 1;

/// Words in front of the locals.
pub(crate) const HEADER: usize = 5;

/// The frame was entered from Rust: leaving it ends the run of the eval loop.
pub(crate) const ENTRY: u64 = 1;
/// The frame runs `__init__`: its result is checked and dropped; the instance lies below it.
pub(crate) const CONSTRUCTOR: u64 = 2;
/// The frame is a generator's; the other bits are the generator's address.
pub(crate) const GENERATOR: u64 = 4;
/// There is a frame object for the frame, which is no generator's: these know their own.
pub(crate) const OBSERVED: u64 = 8;
/// With `GENERATOR`: the generator is asynchronous.
pub(crate) const ASYNCHRONOUS: u64 = 8;
/// The bits that are flags.
pub(crate) const FLAG_BITS: u64 = 15;
