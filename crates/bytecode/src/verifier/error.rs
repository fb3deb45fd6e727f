//! Why code must not run.

use std::fmt;

/// Why code must not run, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    /// Index of the code word.
    pub offset: u32,
    /// What is wrong there.
    pub kind: VerifyErrorKind,
}

/// What is wrong with code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyErrorKind {
    /// The parameter counts do not fit the locals.
    ParameterCounts,
    /// The locals are not in order: free variables last, the namespace first.
    LocalKinds,
    /// `max_stack` is beyond the limit.
    MaxStack,
    /// Nothing to run, or the last instruction's cache is cut off, or control runs off the end.
    EndOfCode,
    /// No opcode has this number.
    UnknownOpcode,
    /// A specialized opcode, which only the eval loop writes.
    SpecializedOpcode,
    /// A cache word that is not zero.
    CacheNotZero,
    /// An operand that the opcode does not allow.
    Operand,
    /// An index past the end of locals, constants or names.
    Index,
    /// A jump or handler target that is no start of an instruction, or lies in the prologue.
    Target,
    /// An instruction that may stand only in the prologue, or is missing from it.
    Prologue,
    /// The exception table is out of order, overlaps or points outside of the code.
    ExceptionTable,
    /// An instruction takes more values than there are.
    StackUnderflow,
    /// The stack grows beyond `max_stack`.
    StackOverflow,
    /// Paths meet with different depths, or one of them with call words where the other has none.
    StackMismatch,
    /// An instruction inside a handler's range takes values that the handler relies on.
    HandlerDepth,
    /// A return leaves values on the stack.
    ValuesLeft,
    /// Call words or "unbound" where a value is needed, or the other way round.
    SlotKind,
    /// A local is read that may be unbound.
    Unbound,
    /// A local is used as a cell that may be none.
    NotACell,
    /// The opcode needs a namespace and there is none, or would replace it.
    Namespace,
    /// The opcode belongs into generators.
    NotAGenerator,
    /// The code is too large and tangled to be checked in reasonable time.
    TooComplex,
}

impl VerifyErrorKind {
    fn text(self) -> &'static str {
        match self {
            VerifyErrorKind::ParameterCounts => "parameter counts do not fit the locals",
            VerifyErrorKind::LocalKinds => "locals are not in order",
            VerifyErrorKind::MaxStack => "maximal stack depth is beyond the limit",
            VerifyErrorKind::EndOfCode => "control runs off the end",
            VerifyErrorKind::UnknownOpcode => "unknown opcode",
            VerifyErrorKind::SpecializedOpcode => "specialized opcode",
            VerifyErrorKind::CacheNotZero => "cache is not zero",
            VerifyErrorKind::Operand => "operand is not allowed",
            VerifyErrorKind::Index => "operand is out of range",
            VerifyErrorKind::Target => "target is no instruction of the body",
            VerifyErrorKind::Prologue => "malformed prologue",
            VerifyErrorKind::ExceptionTable => "malformed exception table",
            VerifyErrorKind::StackUnderflow => "stack underflow",
            VerifyErrorKind::StackOverflow => "stack overflow",
            VerifyErrorKind::StackMismatch => "paths meet with different stacks",
            VerifyErrorKind::HandlerDepth => "handler's part of the stack is used",
            VerifyErrorKind::ValuesLeft => "return leaves values on the stack",
            VerifyErrorKind::SlotKind => "wrong kind of stack slot",
            VerifyErrorKind::Unbound => "local may be unbound",
            VerifyErrorKind::NotACell => "local may be no cell",
            VerifyErrorKind::Namespace => "misuse of the namespace",
            VerifyErrorKind::NotAGenerator => "generator's opcode in other code",
            VerifyErrorKind::TooComplex => "code is too complex",
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} at instruction word {}",
            self.kind.text(),
            self.offset
        )
    }
}

impl std::error::Error for VerifyError {}
