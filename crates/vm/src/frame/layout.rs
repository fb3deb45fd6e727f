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
/// The bits that are flags of generators' frames.
pub(crate) const FLAG_BITS: u64 = 15;

/// The frame, which is no generator's, runs a special method for an operator, whose operands lie below it as
/// far as they are on the stack. Its result is that of the operator where no other flag says more.
pub(crate) const OPERATOR: u64 = 1 << 4;
/// Lowest of two bits that say how many operands lie below the frame.
pub(crate) const OPERANDS: u32 = 5;
/// With `OPERATOR`: what the result `NotImplemented` means is that somebody else is to be asked.
pub(crate) const DECLINES: u64 = 1 << 7;
/// With `DECLINES`: it was asked for the in-place operator.
pub(crate) const IN_PLACE: u64 = 1 << 8;
/// With `DECLINES`: the right operand was asked.
pub(crate) const REFLECTED: u64 = 1 << 9;
/// With `OPERATOR`: the result is dropped.
pub(crate) const DISCARDS: u64 = 1 << 10;
/// With `OPERATOR`: what counts is whether the result is true.
pub(crate) const TRUTH: u64 = 1 << 11;
/// With `TRUTH`: the answer is the opposite.
pub(crate) const INVERTS: u64 = 1 << 12;
/// With `OPERATOR`: the frame steps the iterator of a loop, which `StopIteration` ends.
pub(crate) const STEPS: u64 = 1 << 13;
