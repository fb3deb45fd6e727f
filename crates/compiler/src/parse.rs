//! From text to a syntax tree, on a stack that is large enough.

use rustpython_ast::token::{Token, TokenKind};
use rustpython_ast::{Expr, ExprContext, Mod, Stmt, StmtRaise};
use rustpython_parser::{ParseError, ParseErrorType, ParseOptions, Parsed};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::error::{CompileError, Result, SyntaxErrorKind, TreeErrorKind};
use crate::rules::ParseRules;
use crate::source::Source;
use crate::warning::{self, SyntaxWarning};
use crate::{Mode, identifier, module, nesting, parse_error};

/// Parses a source text, and runs `work` with the tree on a stack on which it can recurse along it.
pub(crate) fn with_tree<T>(
    source: &Source,
    mode: Mode,
    rules: ParseRules,
    warnings: &mut Vec<SyntaxWarning>,
    work: impl FnOnce(Parsed<Mod>, &mut Vec<SyntaxWarning>) -> Result<T>,
) -> Result<T> {
    let parser_mode = match mode {
        Mode::Eval => rustpython_parser::Mode::Expression,
        Mode::Exec | Mode::Single => rustpython_parser::Mode::Module,
    };
    let options =
        ParseOptions::from(parser_mode).with_target_version(rustpython_ast::PythonVersion::PY314);
    let checked = |parsed: Parsed<Mod>| {
        check(&parsed, source, mode, rules, warnings)?;
        work(parsed, warnings)
    };
    if !rules.barry_as_bdfl && !names_barry(&source.text) {
        return nesting::with_tree(source, mode, options, checked);
    }
    nesting::with_stack(source, mode, || {
        checked(match barry_as_bdfl(source, rules, options.clone())? {
            Some(parsed) => parsed,
            None => rustpython_parser::parse_unchecked(&source.text, options),
        })
    })
}

/// Whether a text may import the feature `barry_as_FLUFL`.
fn names_barry(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), module::BARRY.as_bytes()).is_some()
}

/// Raises what is wrong in a text that has been parsed, and warns of what is doubtful.
fn check(
    parsed: &Parsed<Mod>,
    source: &Source,
    mode: Mode,
    rules: ParseRules,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result {
    let errors: Vec<&ParseError> = parsed
        .errors()
        .iter()
        .filter(|error| !is_soft_keyword_as_name(parsed.syntax(), error))
        .filter(|error| !is_raise_without_exception(parsed, error))
        .collect();
    if let Some((character, offset)) = identifier::invalid_character(&source.text, parsed.tokens())
        && errors.iter().all(|error| error.location.start() >= offset)
    {
        let message = parse_error::invalid_character(character);
        return Err(source.error(SyntaxErrorKind::Syntax, message, TextRange::empty(offset)));
    }
    if let Some(first) = errors.iter().map(|error| error.location.start()).min() {
        warning::check_tokens(source, parsed.tokens(), first, warnings);
        if rules.allow_incomplete && parse_error::is_incomplete(source, parsed, &errors, mode) {
            return Err(parse_error::incomplete_error(source, parsed));
        }
        return Err(parse_error::translate(source, parsed, &errors, mode));
    }
    if let Some(constant) = identifier::written_constant(&source.text, parsed.tokens()) {
        let message = format!("identifier field can't represent '{constant}' constant");
        return Err(CompileError::Tree(TreeErrorKind::Value, message));
    }
    if mode == Mode::Single {
        check_single(source, parsed, rules)?;
    }
    rules.check(source, parsed, mode)?;
    let end = TextSize::of(&source.text);
    warning::check_tokens(source, parsed.tokens(), end, warnings);
    Ok(())
}

/// Parses a text with `from __future__ import barry_as_FLUFL`, in which `<>` stands for `!=`
/// (PEP 401), as it does by the rule; `None` if it is none.
fn barry_as_bdfl(
    source: &Source,
    rules: ParseRules,
    options: ParseOptions,
) -> Result<Option<Parsed<Mod>>> {
    // Both operators are as long, so that all positions stay.
    let mut text = source.text.clone();
    let mut less = None;
    let mut refused = None;
    let as_written = rustpython_parser::parse_unchecked(&source.text, options.clone());
    for token in as_written.tokens() {
        let (token, range) = (token.kind(), token.range());
        match token {
            TokenKind::NotEqual => refused = refused.or(Some(range)),
            TokenKind::Greater if less == Some(range.start()) => {
                let start = range.start().to_usize() - 1;
                text.replace_range(start..start + 2, "!=");
            }
            _ => {}
        }
        less = (token == TokenKind::Less).then(|| range.end());
    }
    let parsed = rustpython_parser::parse_unchecked(&text, options);
    if !rules.barry_as_bdfl && !module::imports_feature(parsed.syntax(), module::BARRY) {
        return Ok(None);
    }
    match refused {
        Some(range) => {
            let message = "with Barry as BDFL, use '<>' instead of '!='".to_owned();
            Err(source.error(SyntaxErrorKind::Syntax, message, range))
        }
        None => Ok(Some(parsed)),
    }
}

/// Checks that a text is one line of simple statements or one compound statement.
fn check_single(source: &Source, parsed: &Parsed<Mod>, rules: ParseRules) -> Result {
    let Mod::Module(module) = parsed.syntax() else {
        return Ok(());
    };
    let Some(first) = module.body.first() else {
        return Err(parse_error::error_at_end(source, rules));
    };
    let is_compound = matches!(
        first,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_)
    );
    let mut tokens = parsed.tokens().iter();
    let (message, range) = if is_compound {
        let Some(second) = module.body.get(1) else {
            return match ends_compound(source, parsed, first, rules) {
                true => Ok(()),
                false => Err(parse_error::error_at_end(source, rules)),
            };
        };
        let token = tokens.find(|it| it.start() >= second.start());
        (
            "invalid syntax",
            token.map_or(second.range(), |it| it.range()),
        )
    } else {
        let Some(newline) = tokens.find(|it| it.kind() == TokenKind::Newline) else {
            return Ok(());
        };
        let goes_on = tokens.any(|it| {
            let kind = it.kind();
            !kind.is_trivia() && !matches!(kind, TokenKind::Newline | TokenKind::EndOfFile)
        });
        if !goes_on {
            return Ok(());
        }
        let message = "multiple statements found while compiling a single statement";
        (message, TextRange::at(newline.start(), TextSize::new(1)))
    };
    Err(source.error(SyntaxErrorKind::Syntax, message.to_owned(), range))
}

/// Whether a compound statement is ended by what stands behind it: a line end, or the end of the text
/// behind a line of a block.
fn ends_compound(
    source: &Source,
    parsed: &Parsed<Mod>,
    statement: &Stmt,
    rules: ParseRules,
) -> bool {
    let rest = &source.text[statement.end().to_usize()..];
    let Some(line_end) = rest.rfind('\n') else {
        let last = parsed
            .tokens()
            .iter()
            .rev()
            .find(|it| !it.range().is_empty());
        let is_comment = last.is_some_and(|it| it.kind() == TokenKind::Comment);
        let is_block = parsed
            .tokens()
            .iter()
            .any(|it| it.kind() == TokenKind::Dedent && it.start() >= statement.end());
        return is_block && !is_comment && !rules.keep_blocks_open;
    };
    !rest[line_end..].contains('#')
}

/// The exception of a `raise` statement. In front of a `;` the parser makes up one.
pub(crate) fn raised_exception(node: &StmtRaise) -> Option<&Expr> {
    let is_made_up = |exception: &&Expr| matches!(exception, Expr::Name(name) if name.id.is_empty() && name.ctx == ExprContext::Invalid);
    node.exc
        .as_deref()
        .filter(|exception| !is_made_up(exception))
}

/// Whether the parser misses the exception of `raise;`, which needs none.
fn is_raise_without_exception(parsed: &Parsed<Mod>, error: &ParseError) -> bool {
    if !matches!(error.error, ParseErrorType::ExpectedExpression) {
        return false;
    }
    let (before, after) = parsed.tokens().split_at(error.location.start());
    let is_plain = |token: &&Token| !token.kind().is_trivia();
    let first = after.iter().find(is_plain).map(Token::kind);
    let last = before.iter().rev().find(is_plain).map(Token::kind);
    (last, first) == (Some(TokenKind::Raise), Some(TokenKind::Semi))
}

/// Whether the parser takes the name `match` behind a `;` for a statement that may not stand there,
/// though it goes on to read an expression.
fn is_soft_keyword_as_name(tree: &Mod, error: &ParseError) -> bool {
    if !matches!(
        error.error,
        ParseErrorType::SimpleAndCompoundStatementOnSameLine
    ) {
        return false;
    }
    let Mod::Module(module) = tree else {
        return false;
    };
    let start = error.location.start();
    let index = module.body.partition_point(|it| it.start() < start);
    module.body.get(index).is_some_and(|statement| {
        let begins_with_name = matches!(
            statement,
            Stmt::Expr(_) | Stmt::Assign(_) | Stmt::AugAssign(_) | Stmt::AnnAssign(_)
        );
        statement.start() == start && begins_with_name
    })
}
