//! How deep a syntax tree can get, before there is one.
//!
//! Parser, symbol table and code generation recurse along the tree, and so does dropping it. The
//! tokens give a bound for its depth: every token between two commas of a bracket may be a level.
//! The rest runs on a stack of a size to match.

use rustpython_ast::token::TokenKind;
use rustpython_parser::lexer::lex;

use crate::error::{CompileError, Result, SyntaxErrorKind};
use crate::source::Source;
use crate::{Mode, brackets};

/// Open brackets at a time.
const MAX_BRACKETS: usize = 200;
/// Levels of indentation.
const MAX_INDENTS: usize = 100;
/// Levels of expressions.
const MAX_DEPTH: usize = 40_000;
/// Functions nested by `lambda`: code objects nest as deep.
const MAX_LAMBDAS: usize = 400;
/// Stack for a tree of no depth, in bytes.
const BASE_STACK: usize = 512 * 1024;
/// Stack for a level of the tree, in bytes.
const LEVEL_STACK: usize = 12 * 1024;

/// Tokens seen since the start of a bracket or the last comma in it.
#[derive(Default)]
struct Level {
    tokens: usize,
    /// `lambda`s whose parameters are being listed: their commas separate nothing.
    open_lambdas: usize,
    lambdas: usize,
    is_bracket: bool,
}

/// Runs `work`, which recurses along the syntax tree of `source`, on a stack that is large enough.
pub(crate) fn with_stack<T>(
    source: &Source,
    mode: Mode,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let depth = depth(source, mode)?;
    let size = BASE_STACK + depth * LEVEL_STACK;
    stacker::maybe_grow(size, size, work)
}

/// A bound for the depth of the tree.
fn depth(source: &Source, mode: Mode) -> Result<usize> {
    let mode = match mode {
        Mode::Eval => rustpython_parser::Mode::Expression,
        Mode::Exec | Mode::Single => rustpython_parser::Mode::Module,
    };
    let mut lexer = lex(&source.text, mode);
    let mut levels = vec![Level::default()];
    let (mut depth, mut deepest, mut indents, mut brackets) = (0, 0, 0usize, 0);
    loop {
        let top = levels.last_mut().expect("the first level stays");
        match lexer.next_token() {
            TokenKind::EndOfFile => break,
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                levels.push(Level {
                    is_bracket: true,
                    ..Level::default()
                });
                depth += 1;
                brackets += 1;
                if brackets > MAX_BRACKETS {
                    return Err(too_many_brackets(source));
                }
            }
            TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd => {
                if levels.len() > 1 {
                    let closed = levels.pop().expect("more than one level");
                    brackets -= usize::from(closed.is_bracket);
                    depth -= closed.tokens + 1;
                }
                // The bracket may be a link of a chain: `f()()()`.
                levels.last_mut().expect("the first level stays").tokens += 1;
                depth += 1;
            }
            TokenKind::Comma => {
                if top.open_lambdas == 0 {
                    depth -= top.tokens;
                    top.tokens = 0;
                    top.lambdas = 0;
                }
            }
            TokenKind::Newline => {
                levels.truncate(1);
                levels[0] = Level::default();
                (depth, brackets) = (0, 0);
            }
            TokenKind::Indent => {
                indents += 1;
                if indents >= MAX_INDENTS {
                    return Err(too_many_indents(source));
                }
            }
            TokenKind::Dedent => indents = indents.saturating_sub(1),
            TokenKind::Name
            | TokenKind::String
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::Comment
            | TokenKind::NonLogicalNewline => {}
            token => {
                if token == TokenKind::Lambda {
                    top.open_lambdas += 1;
                    top.lambdas += 1;
                    if levels.iter().map(|level| level.lambdas).sum::<usize>() > MAX_LAMBDAS {
                        return Err(too_deep());
                    }
                    depth += 1;
                    levels.last_mut().expect("the first level stays").tokens += 1;
                    continue;
                }
                if token == TokenKind::Colon {
                    top.open_lambdas = top.open_lambdas.saturating_sub(1);
                }
                top.tokens += 1;
                depth += 1;
            }
        }
        deepest = deepest.max(depth + indents);
    }
    if deepest > MAX_DEPTH {
        return Err(too_deep());
    }
    Ok(deepest)
}

fn too_deep() -> CompileError {
    CompileError::Recursion("maximum recursion depth exceeded during compilation")
}

fn too_many_brackets(source: &Source) -> CompileError {
    let message = "too many nested parentheses".to_owned();
    let range = brackets::nth_open(&source.text, MAX_BRACKETS + 1).unwrap_or_default();
    source.error(SyntaxErrorKind::Syntax, message, range)
}

fn too_many_indents(source: &Source) -> CompileError {
    let message = "too many levels of indentation".to_owned();
    let range = brackets::indented_line(&source.text, MAX_INDENTS).unwrap_or_default();
    source.error(SyntaxErrorKind::Indentation, message, range)
}
