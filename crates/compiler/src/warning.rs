//! What is probably not meant as it is written.

mod escapes;

use rustpython_ast::token::{TokenKind, Tokens};
use rustpython_ast::{CmpOp, ElifElseClause, ExceptHandler, Expr, ExprCompare, Stmt};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::error::{CompileError, SyntaxError, SyntaxErrorKind};
use crate::source::Source;
use crate::token_set::TokenSet;
use escapes::Escapes;

/// A `SyntaxWarning` that compiling gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxWarning {
    /// Its text.
    pub message: String,
    /// The line it is about, from 1.
    pub line: u32,
    /// What is raised where warnings are errors. Its message may be shorter.
    pub error: SyntaxError,
}

/// Who finds what is to be warned of, which decides what an error shows of its line.
#[derive(Clone, Copy)]
enum Origin {
    Tokens,
    Compiler,
}

/// Warns of a place in the tree, unless that has been done: some code is generated twice.
pub(crate) fn warn(
    warnings: &mut Vec<SyntaxWarning>,
    source: &Source,
    message: String,
    range: TextRange,
) {
    let error_message = message.clone();
    let origin = Origin::Compiler;
    warn_with_error(warnings, source, message, error_message, range, origin);
}

fn warn_with_error(
    warnings: &mut Vec<SyntaxWarning>,
    source: &Source,
    message: String,
    error_message: String,
    range: TextRange,
    origin: Origin,
) {
    let error = source.error(SyntaxErrorKind::Syntax, error_message, range);
    let CompileError::Syntax(error) = error else {
        return;
    };
    let mut error = *error;
    match origin {
        // The tokenizer shows what it has read.
        Origin::Tokens => error.text.truncate(error.text.trim_end_matches('\n').len()),
        Origin::Compiler => error = source.behind_parser(error),
    }
    let warning = SyntaxWarning {
        message,
        line: error.line,
        error,
    };
    if !warnings.contains(&warning) {
        warnings.push(warning);
    }
}

// ---- tokens

/// Warns of numbers that run into a keyword and of escape sequences that mean nothing.
/// Tokens that do not end before `end` are not looked at.
pub(crate) fn check_tokens(
    source: &Source,
    tokens: &Tokens,
    end: TextSize,
    warnings: &mut Vec<SyntaxWarning>,
) {
    let has_escapes = source.text.contains('\\');
    let looked_at = match has_escapes {
        true => NUMBERS.union(Escapes::KINDS),
        false => NUMBERS,
    };
    let mut escapes = Escapes::new(source);
    for (index, token) in tokens.iter().enumerate() {
        let kind = token.kind();
        if !looked_at.contains(kind) {
            continue;
        }
        if NUMBERS.contains(kind) {
            let Some(next) = tokens.get(index + 1).filter(|next| next.end() <= end) else {
                return;
            };
            if next.start() == token.end() && KEYWORDS.contains(next.kind()) {
                let range = token.range();
                let message = format!("invalid {} literal", number_name(source, kind, range));
                let last = range.end() - TextSize::new(1);
                let (error, range) = (message.clone(), TextRange::empty(last));
                warn_with_error(warnings, source, message, error, range, Origin::Tokens);
            }
        } else {
            if token.end() > end {
                return;
            }
            escapes.token(token, warnings);
        }
    }
}

/// What may run into a keyword.
const NUMBERS: TokenSet = TokenSet::new(&[TokenKind::Int, TokenKind::Float, TokenKind::Complex]);
/// The keywords that may stand behind a number.
const KEYWORDS: TokenSet = TokenSet::new(&[
    TokenKind::And,
    TokenKind::Else,
    TokenKind::For,
    TokenKind::If,
    TokenKind::In,
    TokenKind::Is,
    TokenKind::Not,
    TokenKind::Or,
]);

/// How CPython's tokenizer calls a number.
fn number_name(source: &Source, kind: TokenKind, range: TextRange) -> &'static str {
    let text = source.text[range].as_bytes();
    match (kind, text) {
        (TokenKind::Complex, _) => "imaginary",
        (TokenKind::Int, [b'0', b'x' | b'X', ..]) => "hexadecimal",
        (TokenKind::Int, [b'0', b'o' | b'O', ..]) => "octal",
        (TokenKind::Int, [b'0', b'b' | b'B', ..]) => "binary",
        _ => "decimal",
    }
}

// ---- syntax trees

/// The type that an expression is known to have.
fn type_name(expression: &Expr) -> Option<&'static str> {
    Some(match expression {
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        Expr::Lambda(_) => "function",
        Expr::TString(_) => "string.templatelib.Template",
        Expr::FString(_) | Expr::StringLiteral(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NumberLiteral(node) => match node.value {
            rustpython_ast::Number::Int(_) => "int",
            rustpython_ast::Number::Float(_) => "float",
            rustpython_ast::Number::Complex { .. } => "complex",
        },
        Expr::BooleanLiteral(_) => "bool",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::EllipsisLiteral(_) => "ellipsis",
        _ => return None,
    })
}

/// Whether the identity of an expression's value says nothing: a literal, but for those of which
/// there is one object only.
fn is_literal(expression: &Expr) -> bool {
    match expression {
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => true,
        Expr::Tuple(node) => node.elts.iter().all(|element| {
            is_literal(element)
                || matches!(
                    element,
                    Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_)
                )
        }),
        _ => false,
    }
}

/// The warning of `x is 1`.
pub(crate) fn of_comparison(node: &ExprCompare) -> Option<String> {
    let mut left = &*node.left;
    for (op, right) in node.ops.iter().zip(&node.comparators) {
        let (operator, instead) = match op {
            CmpOp::Is => ("is", "=="),
            CmpOp::IsNot => ("is not", "!="),
            _ => {
                left = right;
                continue;
            }
        };
        if let Some(literal) = [left, right].into_iter().find(|it| is_literal(it)) {
            let kind = type_name(literal)?;
            return Some(format!(
                "\"{operator}\" with '{kind}' literal. Did you mean \"{instead}\"?"
            ));
        }
        left = right;
    }
    None
}

/// The warning of `1()`.
pub(crate) fn of_call(function: &Expr) -> Option<String> {
    if matches!(function, Expr::Lambda(_)) {
        return None;
    }
    let kind = type_name(function)?;
    Some(format!(
        "'{kind}' object is not callable; perhaps you missed a comma?"
    ))
}

/// The warning of `1[2]` and `"a"["b"]`.
pub(crate) fn of_subscript(value: &Expr, index: &Expr) -> Option<String> {
    let kind = type_name(value)?;
    match value {
        Expr::Dict(_) | Expr::DictComp(_) => None,
        Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::FString(_)
        | Expr::Tuple(_)
        | Expr::List(_)
        | Expr::ListComp(_) => {
            let index = type_name(index).filter(|it| !matches!(*it, "int" | "bool"))?;
            Some(format!(
                "{kind} indices must be integers or slices, not {index}; perhaps you missed a comma?"
            ))
        }
        _ => Some(format!(
            "'{kind}' object is not subscriptable; perhaps you missed a comma?"
        )),
    }
}

/// Finds the statements of a `finally` block that leave it (PEP 765).
pub(crate) fn leaving_finally(body: &[Stmt], found: &mut impl FnMut(&Stmt, &str)) {
    for statement in body {
        match statement {
            Stmt::Return(_) => found(statement, "return"),
            Stmt::Break(_) => found(statement, "break"),
            Stmt::Continue(_) => found(statement, "continue"),
            // CPython does not look into loops, not even for `return`.
            Stmt::For(node) => leaving_finally(&node.orelse, found),
            Stmt::While(node) => leaving_finally(&node.orelse, found),
            Stmt::If(node) => {
                leaving_finally(&node.body, found);
                for ElifElseClause { body, .. } in &node.elif_else_clauses {
                    leaving_finally(body, found);
                }
            }
            Stmt::With(node) => leaving_finally(&node.body, found),
            Stmt::Match(node) => {
                for case in &node.cases {
                    leaving_finally(&case.body, found);
                }
            }
            Stmt::Try(node) => {
                leaving_finally(&node.body, found);
                for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    leaving_finally(&handler.body, found);
                }
                leaving_finally(&node.orelse, found);
                leaving_finally(&node.finalbody, found);
            }
            _ => {}
        }
    }
}
