//! Operators whose operands the grammar does not take.

use rustpython_ast::token::TokenKind;
use rustpython_ast::{Expr, UnaryOp};
use rustpython_text_size::Ranged;

use super::Diagnosis;
use super::tokens::{TokenView, ends_expression};

/// `1 + not x`: the token `at` is the `not`.
pub(super) fn not_behind_operator(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let mut operator = view.before(at)?;
    let is_arithmetic = match view.kind(operator)? {
        TokenKind::Plus
        | TokenKind::Minus
        | TokenKind::Slash
        | TokenKind::DoubleSlash
        | TokenKind::Percent
        | TokenKind::At
        | TokenKind::Tilde => true,
        // Elsewhere, a star unpacks.
        TokenKind::Star => {
            let operand = view.before(operator).and_then(|it| view.kind(it));
            operand.is_some_and(ends_expression)
        }
        _ => false,
    };
    let line = view.line_start(at);
    let is_pattern = view.kind(line) == Some(TokenKind::Case)
        && !(line..at).any(|index| view.kind(index) == Some(TokenKind::If));
    if !is_arithmetic || is_pattern {
        return None;
    }
    // An exponent is none of the operands that are looked at.
    while matches!(
        view.kind(operator),
        Some(TokenKind::Plus | TokenKind::Minus | TokenKind::Tilde)
    ) && let Some(before) = view.before(operator)
    {
        operator = before;
    }
    if view.kind(operator) == Some(TokenKind::DoubleStar) {
        return None;
    }
    let operand = view.expression_from_where(
        at,
        |it| matches!(it, Expr::UnaryOp(node) if node.op == UnaryOp::Not),
    )?;
    let message = "'not' after an operator must be parenthesized";
    let range = operand.cover(view.tokens[at].range());
    Some(Diagnosis::new(message, range))
}
