//! Code objects: portable and immutable, with nothing of a running interpreter in them.

use std::sync::Arc;

use num_bigint::BigInt;

use crate::instruction::Instruction;
use crate::lazy::LazyCode;
use crate::location::LocationTable;
use crate::text::Text;

bitflags::bitflags! {
    /// Properties of a code object, with CPython's values (`inspect.CO_*`).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct CodeFlags: u32 {
        /// Names are fast locals; without it, local 0 is the namespace mapping.
        const OPTIMIZED = 0x1;
        /// Every call has locals of its own.
        const NEWLOCALS = 0x2;
        /// Has `*args`.
        const VARARGS = 0x4;
        /// Has `**kwargs`.
        const VARKEYWORDS = 0x8;
        /// Nested in another function.
        const NESTED = 0x10;
        /// A generator.
        const GENERATOR = 0x20;
        /// A coroutine (`async def`).
        const COROUTINE = 0x80;
        /// A generator that `await` accepts (`types.coroutine`).
        const ITERABLE_COROUTINE = 0x100;
        /// An asynchronous generator.
        const ASYNC_GENERATOR = 0x200;
        /// `from __future__ import annotations`.
        const FUTURE_ANNOTATIONS = 0x0100_0000;
        /// `<>` is an operator: the `barry_as_FLUFL` feature.
        const FUTURE_BARRY_AS_BDFL = 0x0040_0000;
        /// The first constant is the documentation string.
        const HAS_DOCSTRING = 0x0400_0000;
        /// A function defined directly in a class body.
        const METHOD = 0x0800_0000;
    }
}

bitflags::bitflags! {
    /// What a slot of the locals is. An argument may be a cell at the same time.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct LocalKind: u8 {
        /// Not part of `locals()`: the namespace in slot 0, helper variables.
        const HIDDEN = 0x10;
        /// A local variable.
        const LOCAL = 0x20;
        /// A variable that inner functions use, held in a cell.
        const CELL = 0x40;
        /// A variable of an enclosing function, in a cell of the closure.
        const FREE = 0x80;
    }
}

/// A name in a code object: up to 24 bytes need no memory of their own, and few names are longer.
pub type Name = compact_str::CompactString;

/// A slot of the locals: arguments first (positional-only, positional, keyword-only, `*args`,
/// `**kwargs`), then other locals and cells, free variables last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// The variable's name.
    pub name: Name,
    /// What kind of variable it is.
    pub kind: LocalKind,
}

/// A constant of a code object.
#[derive(Clone, Debug)]
pub enum Constant {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// `...`
    Ellipsis,
    /// An int that fits 64 bits.
    Int(i64),
    /// Any other int.
    BigInt(Box<BigInt>),
    /// A float.
    Float(f64),
    /// A complex number: real and imaginary part.
    Complex(f64, f64),
    /// A string: WTF-8, that is UTF-8 in which lone surrogates may occur.
    Str(Text),
    /// A bytes object.
    Bytes(Box<[u8]>),
    /// A tuple.
    Tuple(Box<[Constant]>),
    /// A frozenset.
    FrozenSet(Box<[Constant]>),
    /// A slice: start, stop, step.
    Slice(Box<[Constant; 3]>),
    /// The code of a function, class or comprehension.
    Code(Arc<LazyCode>),
}

/// An entry of the exception table. Offsets count instruction words from the start of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionHandler {
    /// First word covered.
    pub start: u32,
    /// First word no longer covered.
    pub end: u32,
    /// Where control goes.
    pub target: u32,
    /// Operand stack depth to which the stack is unwound before the exception is pushed.
    pub depth: u32,
    /// Whether the offset of the raising instruction is pushed (as an int) below the exception.
    pub push_offset: bool,
}

/// The code of a module, class body, function or comprehension.
#[derive(Clone, Debug)]
pub struct CodeObject {
    /// `co_name`
    pub name: Name,
    /// `co_qualname`
    pub qualname: Name,
    /// `co_filename`
    pub filename: Arc<str>,
    /// `co_firstlineno`, from 1.
    pub first_line: u32,
    /// `co_flags`
    pub flags: CodeFlags,
    /// `co_argcount`: positional parameters, positional-only ones included.
    pub argument_count: u32,
    /// `co_posonlyargcount`
    pub positional_only_count: u32,
    /// `co_kwonlyargcount`
    pub keyword_only_count: u32,
    /// The slots of the locals.
    pub locals: Box<[Local]>,
    /// How deep the operand stack can get, in values.
    pub max_stack: u32,
    /// The instructions with zeroed caches.
    pub instructions: Box<[Instruction]>,
    /// `co_consts`
    pub constants: Box<[Constant]>,
    /// `co_names`
    pub names: Box<[Name]>,
    /// The exception table, in the order of `start`; entries do not overlap (an inner handler
    /// splits the range of an outer one).
    pub exception_table: Box<[ExceptionHandler]>,
    /// Source positions of the instructions.
    pub locations: LocationTable,
}

/// The numbers of a code object that are needed before it runs: to make a function of it, to give it a
/// frame, to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeHead {
    /// `co_firstlineno`, from 1.
    pub first_line: u32,
    /// `co_flags`
    pub flags: CodeFlags,
    /// `co_argcount`: positional parameters, positional-only ones included.
    pub argument_count: u32,
    /// `co_posonlyargcount`
    pub positional_only_count: u32,
    /// `co_kwonlyargcount`
    pub keyword_only_count: u32,
    /// How deep the operand stack can get, in values.
    pub max_stack: u32,
    /// Number of slots of the locals.
    pub local_count: u32,
    /// How many of them are free variables.
    pub free_count: u32,
}

impl CodeHead {
    /// Number of parameters of all kinds, as [`CodeObject::parameter_count`].
    pub fn parameter_count(&self) -> u32 {
        self.argument_count + self.keyword_only_count + starred_count(self.flags)
    }
}

/// How many of `*args` and `**kwargs` there are.
pub(crate) fn starred_count(flags: CodeFlags) -> u32 {
    u32::from(flags.contains(CodeFlags::VARARGS))
        + u32::from(flags.contains(CodeFlags::VARKEYWORDS))
}

impl CodeObject {
    /// Its numbers.
    pub fn head(&self) -> CodeHead {
        let is_free = |local: &&Local| local.kind.contains(LocalKind::FREE);
        CodeHead {
            first_line: self.first_line,
            flags: self.flags,
            argument_count: self.argument_count,
            positional_only_count: self.positional_only_count,
            keyword_only_count: self.keyword_only_count,
            max_stack: self.max_stack,
            local_count: self.locals.len() as u32,
            free_count: self.locals.iter().filter(is_free).count() as u32,
        }
    }

    /// Number of parameters of all kinds, `*args` and `**kwargs` included: these are the first
    /// locals.
    pub fn parameter_count(&self) -> u32 {
        self.argument_count + self.keyword_only_count + starred_count(self.flags)
    }

    /// Whether a call makes a generator, coroutine or asynchronous generator.
    pub fn is_generator_like(&self) -> bool {
        self.flags
            .intersects(CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR)
    }
}
