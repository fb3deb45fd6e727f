//! From Python source text to code objects.
//!
//! [`compile`] parses a text, makes its symbol tables, generates basic blocks, optimises and
//! assembles them. The crate knows neither objects nor files. See `docs/compiler.md`.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

mod assemble;
mod brackets;
mod compiler;
mod constant;
mod error;
mod expression;
mod flow;
mod identifier;
mod module;
mod nesting;
mod parse;
mod parse_error;
mod phases;
mod rules;
mod source;
mod statement;
mod symtable;
mod tables;
mod token_set;
mod tokens;
mod tree;
mod unit;
mod unparse;
mod version;
mod warning;

#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use rpy_bytecode::CodeObject;
use rustpython_ast::Mod;
use rustpython_text_size::{Ranged, TextSize};

pub use error::{CompileError, Result, SyntaxError, SyntaxErrorKind, TreeErrorKind};
pub use identifier::{continues_identifier, starts_identifier};

pub use phases::Phases;
pub use rules::{NEWEST_MINOR, ParseRules};
pub use symtable::SymbolBlock;
pub use tokens::{Token, TokenClass, tokens};
pub use warning::SyntaxWarning;

pub use tree::{
    FieldCount, FieldKind, TREE_CLASSES, TreeClass, TreeField, TreeNode, TreeValue, tree_class,
};

use compiler::Compiler;
use error::SyntaxErrorKind as Kind;
use source::Source;

/// What a text is, as in `compile(..., mode)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Statements.
    Exec,
    /// An expression, whose value is returned.
    Eval,
    /// A statement typed at the prompt: values of expressions are printed.
    Single,
}

/// What a text is from which a tree is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeMode {
    /// What can be compiled as well.
    Of(Mode),
    /// The type of a function as type comments have it: `(int, str) -> bool`.
    FunctionType,
}

/// How to compile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// 1 (`-O`) drops `assert`, 2 (`-OO`) documentation strings too.
    pub optimize: u8,
    /// Annotations stay text even without the `__future__` import (inherited from a caller).
    pub future_annotations: bool,
    /// `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`: `await` may stand outside functions.
    pub allow_top_level_await: bool,
    /// With [`Mode::Single`]: the text may have many statements, of which the last is displayed.
    pub many: bool,
    /// How the text is read.
    pub rules: ParseRules,
}

/// Compiles the bytes of a source file, and adds what is to be warned of to `warnings`, even if
/// there is an error in the end. Decodes them by byte order mark or encoding declaration
/// (PEP 263).
pub fn compile(
    source: &[u8],
    filename: &str,
    mode: Mode,
    options: Options,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<CodeObject> {
    let phases = &mut Phases::default();
    compile_timed(source, filename, mode, options, warnings, phases)
}

/// Compiles as [`compile`] does, and adds the time that its steps take to `phases`.
pub fn compile_timed(
    source: &[u8],
    filename: &str,
    mode: Mode,
    options: Options,
    warnings: &mut Vec<SyntaxWarning>,
    phases: &mut Phases,
) -> Result<CodeObject> {
    let mut clock = Instant::now();
    let text = source::decode(source, Some(filename))?;
    phases.parse += phases::lap(&mut clock);
    let result = compile_text(text, filename, mode, options, warnings, phases);
    result.map_err(without_mark)
}

/// Nothing of a last line is shown that is but a backslash: CPython's tokenizer is at its start when it
/// misses the next line of a file.
fn without_mark(mut error: CompileError) -> CompileError {
    if let CompileError::Syntax(error) = &mut error
        && error.message == parse_error::UNEXPECTED_END
        && error.text.trim() == "\\"
    {
        error.column = 0;
    }
    error
}

/// Compiles the bytes of a text that is no file, so that errors of its encoding name none.
pub fn compile_bytes(
    source: &[u8],
    filename: &str,
    mode: Mode,
    options: Options,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<CodeObject> {
    compile_text(
        source::decode(source, None)?,
        filename,
        mode,
        options,
        warnings,
        &mut Phases::default(),
    )
}

/// The text of the bytes of a source file, by byte order mark or encoding declaration; `None` if the
/// encoding needs a codec, or the bytes are not valid in it.
pub fn decode_source(source: &[u8]) -> Option<String> {
    source::decode(source, None).ok()
}

/// The error for null bytes in a text that is compiled, or imported.
pub fn null_bytes() -> CompileError {
    source::null_bytes()
}

/// The error for a source text that a codec refuses, with the codec's message.
pub fn undecodable(message: String) -> CompileError {
    source::undecodable(message)
}

/// Compiles a text that is decoded already; an encoding declaration in it means nothing.
pub fn compile_str(
    source: &str,
    filename: &str,
    mode: Mode,
    options: Options,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<CodeObject> {
    if source.contains('\0') {
        return Err(source::null_bytes());
    }
    if source.starts_with('\u{feff}') {
        let message = parse_error::invalid_character('\u{feff}');
        let start = rustpython_text_size::TextRange::default();
        return Err(Source::new(source.to_owned()).error(Kind::Syntax, message, start));
    }
    let (text, phases) = (source.to_owned(), &mut Phases::default());
    compile_text(text, filename, mode, options, warnings, phases)
}

/// Parses the bytes of a text, as [`compile_bytes`] does, into the tree that `ast.parse` gives.
pub fn parse_bytes(
    source: &[u8],
    mode: TreeMode,
    rules: ParseRules,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<TreeNode> {
    parse_text(source::decode(source, None)?, mode, rules, warnings)
}

/// Parses a text that is decoded already, as [`compile_str`] does.
pub fn parse_str(
    source: &str,
    mode: TreeMode,
    rules: ParseRules,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<TreeNode> {
    if source.contains('\0') {
        return Err(source::null_bytes());
    }
    parse_text(source.to_owned(), mode, rules, warnings)
}

/// The symbol table of a text that is decoded already (`symtable.symtable`).
pub fn symbols_str(source: &str, mode: Mode) -> Result<SymbolBlock> {
    if source.contains('\0') {
        return Err(source::null_bytes());
    }
    symbols_text(source.to_owned(), mode)
}

/// The symbol table of the bytes of a text, as [`symbols_str`].
pub fn symbols_bytes(source: &[u8], mode: Mode) -> Result<SymbolBlock> {
    symbols_text(source::decode(source, None)?, mode)
}

fn symbols_text(text: String, mode: Mode) -> Result<SymbolBlock> {
    let source = Source::new(text);
    let rules = ParseRules::default();
    parse::with_tree(&source, mode, rules, &mut Vec::new(), |parsed, _| {
        let future_annotations = module::future_annotations(parsed.syntax(), &source)?;
        let table = symtable::build(parsed.syntax(), future_annotations)
            .map_err(|(message, range)| source.error(Kind::Syntax, message, range))?;
        Ok(symtable::export(&table, &source, future_annotations))
    })
}

/// Compiles a syntax tree that a program made. Its fields have the types of the grammar
/// ([`tree_class`]); what else can be wrong with it is an error.
pub fn compile_syntax_tree(
    tree: TreeNode,
    filename: &str,
    options: Options,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<CodeObject> {
    let mode = match tree.class {
        "Expression" => Mode::Eval,
        "Interactive" => Mode::Single,
        _ => Mode::Exec,
    };
    nesting::with_depth(tree.depth(), move || {
        tree::check(&tree)?;
        let (tree, source) = tree::lower(tree);
        let phases = &mut Phases::default();
        compile_tree(&tree, &source, filename, mode, options, warnings, phases)
            .map_err(|error| behind_parser(error, &source))
    })
}

/// Checks a syntax tree that a program made, as [`compile_syntax_tree`] does.
pub fn check_syntax_tree(tree: &TreeNode) -> Result {
    nesting::with_depth(tree.depth(), || tree::check(tree))
}

/// Does with a tree what the compiler does before it makes code (`ast.PyCF_OPTIMIZED_AST`).
pub fn optimize_tree(tree: &mut TreeNode, level: u8) {
    tree::optimize(tree, level);
}

fn parse_text(
    text: String,
    mode: TreeMode,
    rules: ParseRules,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<TreeNode> {
    let source = Source::new(text);
    let mode = match mode {
        TreeMode::Of(mode) => mode,
        TreeMode::FunctionType => {
            return nesting::with_stack(&source, Mode::Eval, || tree::function_type(&source));
        }
    };
    parse::with_tree(&source, mode, rules, warnings, |parsed, _| {
        tree::build(&parsed, &source, mode, rules.type_comments)
    })
}

fn compile_text(
    text: String,
    filename: &str,
    mode: Mode,
    options: Options,
    warnings: &mut Vec<SyntaxWarning>,
    phases: &mut Phases,
) -> Result<CodeObject> {
    let mut clock = Instant::now();
    let source = Source::new(text);
    let parse_mode = match mode {
        Mode::Single if options.many => Mode::Exec,
        _ => mode,
    };
    let rules = options.rules;
    parse::with_tree(&source, parse_mode, rules, warnings, |parsed, warnings| {
        let tree = parsed.into_syntax();
        phases.parse += phases::lap(&mut clock);
        compile_tree(&tree, &source, filename, mode, options, warnings, phases)
            .map_err(|error| behind_parser(error, &source))
    })
}

/// Where what is displayed begins.
fn displayed(tree: &Mod, options: Options) -> TextSize {
    match tree {
        Mod::Module(module) if options.many => {
            let last = module.body.last();
            last.map_or(TextSize::default(), |last| last.range().start())
        }
        _ => TextSize::default(),
    }
}

/// Marks an error as one that the parser does not find.
fn behind_parser(error: CompileError, source: &Source) -> CompileError {
    match error {
        CompileError::Syntax(error) => CompileError::Syntax(Box::new(source.behind_parser(*error))),
        error => error,
    }
}

fn compile_tree(
    tree: &Mod,
    source: &Source,
    filename: &str,
    mode: Mode,
    options: Options,
    warnings: &mut Vec<SyntaxWarning>,
    phases: &mut Phases,
) -> Result<CodeObject> {
    let mut clock = Instant::now();
    let future_annotations =
        module::future_annotations(tree, source)? || options.future_annotations;
    let table = symtable::build(tree, future_annotations)
        .map_err(|(message, range)| source.error(Kind::Syntax, message, range))?;
    phases.symbols += phases::lap(&mut clock);
    let mut compiler = Compiler {
        source,
        table,
        filename: filename.into(),
        options,
        mode,
        future_annotations,
        display_from: displayed(tree, options),
        barry_as_bdfl: options.rules.barry_as_bdfl || module::imports_feature(tree, module::BARRY),
        warnings,
        units: Vec::new(),
        assembling: Duration::ZERO,
        spare: Default::default(),
    };
    let code = compiler.module(tree);
    phases.generate += phases::lap(&mut clock).saturating_sub(compiler.assembling);
    phases.assemble += compiler.assembling;
    code
}
