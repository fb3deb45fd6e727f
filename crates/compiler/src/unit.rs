//! The code object being made.

use rpy_bytecode::CodeFlags;
use rustpython_ast::name::Name;
use rustpython_ast::{Expr, Identifier, Stmt};

use crate::constant::ConstantPool;
use crate::flow::{Graph, HandlerIndex, Label};
use crate::symtable::{BlockIndex, PrivateScope, Symbol};
use crate::tables::{HashMap, HashSet, IndexSet};

/// Operands of cell instructions at and above this number are free variables until the number of
/// locals is known.
pub(crate) const FREE_BASE: u32 = 1 << 22;

/// A construct that `return`, `break` and `continue` have to leave in order.
#[derive(Clone, Copy)]
pub(crate) struct FrameBlock<'a> {
    pub(crate) kind: FrameKind<'a>,
    /// The exception handler outside the construct.
    pub(crate) outer: Option<HandlerIndex>,
}

/// What a [`FrameBlock`] is.
#[derive(Clone, Copy)]
pub(crate) enum FrameKind<'a> {
    /// A loop. With `has_iterator`, the iterator lies on the stack.
    Loop {
        next: Label,
        exit: Label,
        has_iterator: bool,
    },
    /// The body of `try` with `except`.
    TryExcept,
    /// The body of `try` with `finally`: the statements to run.
    Finally(&'a [Stmt]),
    /// A `finally` that runs because of an exception.
    FinallyEnd,
    /// The body of `with`.
    With {
        is_async: bool,
        location: rpy_bytecode::Location,
    },
    /// The body of `except`, with the name to unbind.
    HandlerCleanup(Option<&'a Identifier>),
    /// A value on the stack.
    PopValue,
    /// The body of `except*`, which must not be left.
    ExceptStar,
}

/// A deferred annotation of a variable.
#[derive(Clone, Copy)]
pub(crate) struct DeferredAnnotation<'a> {
    pub(crate) name: &'a Name,
    pub(crate) annotation: &'a Expr,
    /// Number under which a conditional annotation is recorded when it is reached.
    pub(crate) condition: Option<u32>,
}

/// State of a code object while its code is generated.
pub(crate) struct Unit<'a> {
    pub(crate) block: BlockIndex,
    pub(crate) name: String,
    pub(crate) qualname: String,
    /// Class whose private names are mangled.
    pub(crate) class: Option<PrivateScope>,
    pub(crate) first_line: u32,
    pub(crate) flags: CodeFlags,
    pub(crate) argument_count: u32,
    pub(crate) positional_only_count: u32,
    pub(crate) keyword_only_count: u32,
    /// Locals and cells: parameters first.
    pub(crate) slots: IndexSet<Name>,
    /// How many of them are parameters.
    pub(crate) parameter_count: usize,
    pub(crate) cells: IndexSet<Name>,
    pub(crate) free: IndexSet<Name>,
    /// Locals of inlined comprehensions in module and class code.
    pub(crate) hidden: HashSet<Name>,
    /// Symbols that an inlined comprehension sees in place of the block's.
    pub(crate) overrides: HashMap<Name, Symbol>,
    pub(crate) in_inlined_comprehension: bool,
    pub(crate) names: IndexSet<Name>,
    pub(crate) constants: ConstantPool,
    pub(crate) graph: Graph,
    pub(crate) frame_blocks: Vec<FrameBlock<'a>>,
    pub(crate) deferred_annotations: Vec<DeferredAnnotation<'a>>,
    pub(crate) conditional_annotation_count: u32,
    pub(crate) conditional_depth: u32,
    /// Attributes that methods assign on their first parameter.
    pub(crate) static_attributes: IndexSet<Name>,
}
