//! Code objects: what the compiler produces, a cache file holds and the virtual machine runs.
//!
//! This crate knows neither objects nor files.

pub mod code;
pub mod instruction;
pub mod lazy;
pub mod location;
pub mod marshal;
pub mod opcode;
pub mod operator;

pub use code::{CodeFlags, CodeObject, Constant, ExceptionHandler, Local, LocalKind};
pub use instruction::Instruction;
pub use lazy::LazyCode;
pub use location::{Location, LocationTable};
pub use opcode::{Opcode, OperandKind, StackEffect};
pub use operator::{BinaryOperator, CompareOperator, Intrinsic1, Intrinsic2};
