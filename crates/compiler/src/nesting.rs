//! How deep a syntax tree can get, before there is one.
//!
//! Parser, symbol table and code generation recurse along the tree, and so does dropping it. The
//! tokens give a bound for its depth; the rest runs on a stack of a size to match. What the tree
//! holds side by side adds nothing, however long it is: statements, elements, operands of `and`.
//!
//! Most texts cannot make the parser overflow the stack, as a look at the characters of each line shows
//! ([`bound`]). Those are parsed at once, and the tokens are the parser's. Others are read by the lexer alone
//! before.

mod bound;

use rustpython_ast::Mod;
use rustpython_ast::token::TokenKind;
use rustpython_parser::lexer::lex;
use rustpython_parser::{ParseOptions, Parsed};

use crate::error::{CompileError, Result, SyntaxErrorKind};
use crate::source::Source;
use crate::token_set::TokenSet;
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
/// Stack that the parser takes for a level of the tree, in bytes: measured at most 2,700 for the
/// characters that [`bound`] counts, in an optimised build.
const PARSER_STACK: usize = if cfg!(debug_assertions) { 16 } else { 4 } * 1024;

/// How deep the expression that is being read may be, within a bracket and since the last comma.
///
/// Operands of `and`, `or` and of comparisons lie side by side in the tree: each begins where the
/// one before it began. Operators that bind tighter make a level each, for `a + b + c` is `(a + b)
/// + c`.
#[derive(Default)]
struct Level {
    /// Tokens whose operand reaches to the end of the expression: `lambda`, `if`, `:=` and the like.
    open: usize,
    /// Whether there is an `or`, an `and`, a comparison.
    or: bool,
    and: bool,
    comparison: bool,
    /// `not`s since the last `and` or `or`.
    nots: usize,
    /// Other operators, and links of chains such as `a.b[c](d)`, since the last of the operators above.
    links: usize,
    /// `lambda`s whose parameters are being listed: their commas separate nothing.
    open_lambdas: usize,
    lambdas: usize,
    kind: Kind,
}

/// What a [`Level`] is the inside of.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Statement,
    Bracket,
    /// An f-string or t-string, or a format specification in one: its parts lie side by side.
    Text,
}

impl Level {
    fn new(kind: Kind) -> Level {
        Level {
            kind,
            ..Level::default()
        }
    }

    fn operators(&self) -> usize {
        let kinds = [self.or, self.and, self.comparison];
        kinds.iter().filter(|is_there| **is_there).count() + self.nots + self.links
    }

    fn depth(&self) -> usize {
        self.open + self.operators()
    }

    /// Forgets what lies left of an operator that binds less tightly.
    fn end_operand(&mut self) {
        (self.or, self.and, self.comparison) = (false, false, false);
        (self.nots, self.links) = (0, 0);
    }

    /// Forgets the whole expression: another one follows.
    fn end_expression(&mut self) {
        self.end_operand();
        self.open = 0;
        self.lambdas = 0;
    }

    /// Reads an operator; brackets and separators are none.
    fn operator(&mut self, token: TokenKind) {
        match token {
            TokenKind::Or => {
                self.end_operand();
                self.or = true;
            }
            TokenKind::And => {
                (self.and, self.comparison) = (true, false);
                (self.nots, self.links) = (0, 0);
            }
            TokenKind::Less
            | TokenKind::Greater
            | TokenKind::EqEqual
            | TokenKind::NotEqual
            | TokenKind::LessEqual
            | TokenKind::GreaterEqual
            | TokenKind::In
            | TokenKind::Is => {
                self.comparison = true;
                self.links = 0;
            }
            TokenKind::Not => self.nots += 1,
            TokenKind::If | TokenKind::Else | TokenKind::For => {
                self.end_operand();
                self.open += 1;
            }
            TokenKind::Lambda | TokenKind::Yield | TokenKind::ColonEqual | TokenKind::Colon => {
                self.open += self.operators() + 1;
                self.end_operand();
            }
            _ => self.links += 1,
        }
    }
}

/// Parses `source` and runs `work` with its tree, along which it recurses, on a stack that is large
/// enough.
pub(crate) fn with_tree<T>(
    source: &Source,
    mode: Mode,
    options: ParseOptions,
    work: impl FnOnce(Parsed<Mod>) -> Result<T>,
) -> Result<T> {
    let parse = || rustpython_parser::parse_unchecked(&source.text, options);
    let nesting = bound::nesting(&source.text);
    let size = nesting
        .as_ref()
        .map(|it| BASE_STACK + PARSER_STACK * it.of_parser());
    let Some(nesting) = nesting.filter(|_| size.is_some_and(is_left)) else {
        return with_stack(source, mode, || work(parse()));
    };
    let parsed = parse();
    if parsed.has_invalid_syntax() {
        // The parser may have read tokens in another way.
        return with_stack(source, mode, || work(parsed));
    }
    let is_flat = nesting.brackets <= MAX_BRACKETS
        && nesting.blocks < MAX_INDENTS
        && nesting.line <= MAX_LAMBDAS;
    if is_flat && is_left(BASE_STACK + LEVEL_STACK * nesting.of_tree()) {
        return work(parsed);
    }
    let tokens = parsed.tokens().iter().map(|token| token.kind());
    with_depth(depth(source, tokens)?, || work(parsed))
}

/// Whether so many bytes of the stack are known to be left.
fn is_left(size: usize) -> bool {
    stacker::remaining_stack().is_some_and(|left| left >= size)
}

/// Runs `work`, which recurses along the syntax tree of `source`, on a stack that is large enough.
pub(crate) fn with_stack<T>(
    source: &Source,
    mode: Mode,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let mode = match mode {
        Mode::Eval => rustpython_parser::Mode::Expression,
        Mode::Exec | Mode::Single => rustpython_parser::Mode::Module,
    };
    let mut lexer = lex(&source.text, mode);
    let tokens = std::iter::from_fn(|| {
        let token = lexer.next_token();
        (token != TokenKind::EndOfFile).then_some(token)
    });
    with_depth(depth(source, tokens)?, work)
}

/// Runs `work`, which recurses along a tree of this depth, on a stack that is large enough.
pub(crate) fn with_depth<T>(depth: usize, work: impl FnOnce() -> Result<T>) -> Result<T> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    let size = BASE_STACK + depth * LEVEL_STACK;
    let is_there = stacker::remaining_stack().is_some_and(|left| left >= size);
    if !is_there && Vec::<u8>::new().try_reserve_exact(size).is_err() {
        // The machine does not have so much.
        return Err(too_deep());
    }
    stacker::maybe_grow(size, size, work)
}

/// Tokens that make nothing deeper.
const FLAT: TokenSet = TokenSet::new(&[
    TokenKind::Name,
    TokenKind::String,
    TokenKind::Int,
    TokenKind::Float,
    TokenKind::Complex,
    TokenKind::FStringMiddle,
    TokenKind::TStringMiddle,
    TokenKind::Comment,
    TokenKind::NonLogicalNewline,
]);

/// A bound for the depth of the tree that has these tokens.
fn depth(source: &Source, tokens: impl Iterator<Item = TokenKind>) -> Result<usize> {
    let mut levels = vec![Level::default()];
    // Depth of the levels around the innermost one.
    let mut around = 0;
    let (mut deepest, mut indents, mut brackets) = (0, 0usize, 0usize);
    for token in tokens {
        if FLAT.contains(token) {
            continue;
        }
        let top = levels.last_mut().expect("the first level stays");
        match token {
            TokenKind::EndOfFile => break,
            token @ (TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart) => {
                around += top.depth() + 1;
                let is_text = matches!(token, TokenKind::FStringStart | TokenKind::TStringStart);
                levels.push(Level::new(if is_text { Kind::Text } else { Kind::Bracket }));
                brackets += 1;
                if brackets > MAX_BRACKETS {
                    return Err(too_many_brackets(source));
                }
            }
            token @ (TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd) => {
                if levels.len() > 1 {
                    levels.pop();
                    brackets -= 1;
                    around -= levels[levels.len() - 1].depth() + 1;
                }
                let top = levels.last_mut().expect("the first level stays");
                let is_string = matches!(token, TokenKind::FStringEnd | TokenKind::TStringEnd);
                // The bracket may be a link of a chain: `f()()()`.
                if top.kind != Kind::Text && !is_string {
                    top.links += 1;
                }
            }
            TokenKind::Comma => {
                if top.open_lambdas == 0 {
                    top.end_expression();
                }
            }
            // Targets of an assignment lie side by side.
            TokenKind::Equal if top.kind == Kind::Statement && top.open_lambdas == 0 => {
                top.end_expression();
            }
            TokenKind::Semi if top.kind == Kind::Statement => *top = Level::default(),
            TokenKind::Newline => {
                levels.truncate(1);
                levels[0] = Level::default();
                (around, brackets) = (0, 0);
            }
            TokenKind::Indent => {
                indents += 1;
                if indents >= MAX_INDENTS {
                    return Err(too_many_indents(source));
                }
            }
            TokenKind::Dedent => indents = indents.saturating_sub(1),
            TokenKind::Lambda => {
                top.open_lambdas += 1;
                top.lambdas += 1;
                top.operator(TokenKind::Lambda);
                if levels.iter().map(|level| level.lambdas).sum::<usize>() > MAX_LAMBDAS {
                    return Err(too_deep());
                }
            }
            TokenKind::Colon => {
                if let [.., outer, top] = &mut levels[..]
                    && outer.kind == Kind::Text
                    && top.open_lambdas == 0
                {
                    // A format specification begins.
                    top.kind = Kind::Text;
                    continue;
                }
                let top = levels.last_mut().expect("the first level stays");
                top.open_lambdas = top.open_lambdas.saturating_sub(1);
                top.operator(TokenKind::Colon);
            }
            token => top.operator(token),
        }
        let innermost = levels.last().expect("the first level stays");
        deepest = deepest.max(around + innermost.depth() + indents);
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

#[cfg(test)]
mod tests;
