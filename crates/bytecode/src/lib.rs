//! Code objects: what the compiler produces, a cache file holds and the virtual machine runs.
//!
//! This crate knows neither objects nor files.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod code;
pub mod disassembler;
pub mod instruction;
pub mod lazy;
pub mod location;
pub mod marshal;
pub mod opcode;
pub mod operator;
pub mod stack_depth;
#[cfg(test)]
mod testing;
mod text;
pub mod verifier;

pub use code::{
    CodeFlags, CodeHead, CodeObject, Constant, ExceptionHandler, Local, LocalKind, Name,
};
pub use disassembler::disassemble;
pub use instruction::Instruction;
pub use lazy::LazyCode;
pub use location::{Location, LocationTable};
pub use marshal::MarshalError;
pub use opcode::{Opcode, OperandKind, StackEffect};
pub use operator::{BinaryOperator, CompareOperator, Intrinsic1, Intrinsic2};
#[doc(hidden)]
pub use pastey;
pub use stack_depth::max_stack;
pub use text::Text;
pub use verifier::{VerifyError, verify};
