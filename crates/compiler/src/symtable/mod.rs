//! Symbol tables: which scope every name belongs to.
//!
//! The first pass ([`build`]) walks the syntax tree and notes what each block does with each name;
//! the second ([`analyze`]) decides for every name whether it is local, global, a cell or free.
//! Source: CPython `InternalDocs/compiler.md`, PEP 227, 649, 695, 709.

mod analyze;
mod annotation;
mod build;
mod build_expression;
mod export;

use crate::tables::{HashMap, IndexMap};
use std::borrow::Cow;
use std::sync::Arc;

use rustpython_ast::TypeParams;
use rustpython_ast::name::Name;
use rustpython_text_size::{TextRange, TextSize};

pub(crate) use annotation::annotated_parameters;
pub(crate) use build::{build, has_defaults, has_keyword_defaults};
pub use export::SymbolBlock;
pub(crate) use export::export;

bitflags::bitflags! {
    /// What a block does with a name.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct SymbolFlags: u16 {
        /// Declared `global`.
        const GLOBAL = 1;
        /// Assigned to.
        const LOCAL = 2;
        /// A parameter.
        const PARAM = 4;
        /// Declared `nonlocal`.
        const NONLOCAL = 8;
        /// Read.
        const USE = 16;
        /// Free in a child of a class block that also binds it.
        const FREE_CLASS = 64;
        /// Bound by an import.
        const IMPORT = 128;
        /// Annotated.
        const ANNOT = 256;
        /// Target of a comprehension's loop.
        const COMP_ITER = 512;
        /// A type parameter.
        const TYPE_PARAM = 1024;
        /// A cell of an inlined comprehension.
        const COMP_CELL = 2048;
        /// Bound in this block in any way.
        const BOUND = 2 | 4 | 128 | 1024;
    }
}

/// Where the value of a name lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NameScope {
    /// Not decided yet.
    #[default]
    Unknown,
    /// A local of the block.
    Local,
    /// Declared `global`.
    GlobalExplicit,
    /// Not bound in any enclosing block.
    GlobalImplicit,
    /// A variable of an enclosing block.
    Free,
    /// A local that inner blocks use.
    Cell,
}

/// A name in a block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Symbol {
    pub(crate) flags: SymbolFlags,
    pub(crate) scope: NameScope,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BlockKind {
    Module,
    Class,
    Function,
    Lambda,
    Comprehension,
    /// The `__annotate__` function of a module, class or function.
    Annotation,
    /// The value of a `type` statement.
    TypeAlias,
    /// Bound or default of a type parameter.
    TypeVariable,
    /// Holds the type parameters of a generic function, class or alias.
    TypeParameters,
}

impl BlockKind {
    /// Whether names of the block are visible to inner blocks.
    pub(crate) fn is_function_like(self) -> bool {
        !matches!(self, BlockKind::Module | BlockKind::Class)
    }

    /// Whether this is a block that CPython calls a function block.
    pub(crate) fn is_function(self) -> bool {
        matches!(
            self,
            BlockKind::Function | BlockKind::Lambda | BlockKind::Comprehension
        )
    }
}

/// Which comprehension a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ComprehensionKind {
    List,
    Set,
    Dict,
    Generator,
}

/// Index of a block in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BlockIndex(pub(crate) u32);

/// Symbols of a block, in the order of their first appearance.
pub(crate) type Symbols = IndexMap<Name, Symbol>;

/// A block of code with a namespace of its own.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// As module `symtable` calls it.
    name: Name,
    /// Where it begins.
    start: TextSize,
    pub(crate) symbols: Symbols,
    /// Parameters in the order of the slots.
    pub(crate) parameters: Vec<Name>,
    pub(crate) children: Vec<BlockIndex>,
    /// `global` and `nonlocal` declarations, for error positions.
    directives: Vec<(Name, TextRange)>,
    pub(crate) comprehension: Option<ComprehensionKind>,
    pub(crate) is_inlined: bool,
    pub(crate) is_nested: bool,
    pub(crate) is_generator: bool,
    pub(crate) is_coroutine: bool,
    /// An `async def`.
    pub(crate) is_async_definition: bool,
    pub(crate) is_method: bool,
    /// Annotation and type parameter blocks directly in a class see the names of its body.
    pub(crate) can_see_class_scope: bool,
    /// A class block whose methods use `__class__`.
    pub(crate) needs_class_closure: bool,
    /// A class block whose annotation blocks use its namespace.
    pub(crate) needs_classdict: bool,
    /// Annotations inside `if`, loops and the like: which ones ran is recorded at run time.
    pub(crate) has_conditional_annotations: bool,
    /// The block of deferred annotations of a module or class.
    pub(crate) annotation_block: Option<BlockIndex>,
    conditional_depth: u32,
    comp_iter_target: bool,
    comp_iter_depth: u32,
    in_unevaluated_annotation: bool,
    /// For error messages of type scopes: "a TypeVar bound" and the like.
    description: &'static str,
}

impl Block {
    fn new(kind: BlockKind) -> Block {
        Block {
            kind,
            name: Name::new_static(match kind {
                BlockKind::Module => "top",
                BlockKind::Lambda => "lambda",
                BlockKind::Annotation => "__annotate__",
                _ => "",
            }),
            start: TextSize::default(),
            symbols: Symbols::default(),
            parameters: Vec::new(),
            children: Vec::new(),
            directives: Vec::new(),
            comprehension: None,
            is_inlined: false,
            is_nested: false,
            is_generator: false,
            is_coroutine: false,
            is_async_definition: false,
            is_method: false,
            can_see_class_scope: false,
            needs_class_closure: false,
            needs_classdict: false,
            has_conditional_annotations: false,
            annotation_block: None,
            conditional_depth: 0,
            comp_iter_target: false,
            comp_iter_depth: 0,
            in_unevaluated_annotation: false,
            description: "",
        }
    }

    /// What the block does with `name`, which is mangled already.
    pub(crate) fn flags(&self, name: &str) -> SymbolFlags {
        self.symbols
            .get(name)
            .map_or(SymbolFlags::empty(), |symbol| symbol.flags)
    }

    /// Where `name` (mangled) lives.
    pub(crate) fn scope(&self, name: &str) -> NameScope {
        self.symbols
            .get(name)
            .map_or(NameScope::Unknown, |symbol| symbol.scope)
    }
}

/// Finds the block of a syntax node: its range and what kind of block it makes.
pub(crate) type BlockKey = (TextRange, BlockKind);

/// The blocks of a source text.
#[derive(Debug)]
pub(crate) struct SymbolTable {
    blocks: Vec<Block>,
    by_node: HashMap<BlockKey, BlockIndex>,
}

impl SymbolTable {
    /// The block of the whole text.
    pub(crate) const MODULE: BlockIndex = BlockIndex(0);

    /// The block that the node with this range makes.
    pub(crate) fn find(&self, range: TextRange, kind: BlockKind) -> Option<BlockIndex> {
        self.by_node.get(&(range, kind)).copied()
    }
}

impl std::ops::Index<BlockIndex> for SymbolTable {
    type Output = Block;

    fn index(&self, index: BlockIndex) -> &Block {
        &self.blocks[index.0 as usize]
    }
}

impl std::ops::IndexMut<BlockIndex> for SymbolTable {
    fn index_mut(&mut self, index: BlockIndex) -> &mut Block {
        &mut self.blocks[index.0 as usize]
    }
}

/// The class whose private names are mangled.
#[derive(Clone, Debug)]
pub(crate) struct PrivateScope {
    class: Name,
    /// The names that are mangled, if it is not all of them: around a generic class, only its type
    /// parameters are.
    only: Option<Arc<[Name]>>,
}

impl PrivateScope {
    /// The body of a class.
    pub(crate) fn of_class(class: &Name) -> PrivateScope {
        PrivateScope {
            class: class.clone(),
            only: None,
        }
    }

    /// The type parameters of a class, and what is written behind them up to its body.
    pub(crate) fn of_type_params(class: &Name, params: &TypeParams) -> PrivateScope {
        let names = params.iter().map(|param| param.name().id.clone());
        PrivateScope {
            class: class.clone(),
            only: Some(names.collect()),
        }
    }
}

/// Applies the mangling of private names: `__x` in class `C` is `_C__x`.
pub(crate) fn mangle<'n>(scope: Option<&PrivateScope>, name: &'n Name) -> Cow<'n, Name> {
    let Some(scope) = scope else {
        return Cow::Borrowed(name);
    };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return Cow::Borrowed(name);
    }
    let class = scope.class.trim_start_matches('_');
    let is_other = scope
        .only
        .as_ref()
        .is_some_and(|names| !names.contains(name));
    if class.is_empty() || is_other {
        return Cow::Borrowed(name);
    }
    Cow::Owned(Name::new(format!("_{class}{name}")))
}
