//! What cannot be assigned to.

use rustpython_ast::Expr;
use rustpython_ast::token::TokenKind;
use rustpython_text_size::{TextRange, TextSize};

use super::Diagnosis;
use super::expression_name::{find, is_operand, name};
use super::missing::assignment_in_expression;
use super::tokens::{TokenView, closes, opens};

/// `f() = 1` and the like.
pub(super) fn assignment_target(view: &TokenView<'_>, range: TextRange) -> Option<Diagnosis> {
    let expression = find(view.tree, range)?;
    let what = name(expression);
    let first = view.token_at(range.start())?;
    if let Some(found) = first_assignment(view, first) {
        return Some(found);
    }
    let is_bracketed = view.before(first).is_some_and(|before| {
        let follows = view.token_at(range.end());
        view.kind(before) == Some(TokenKind::Lpar)
            && follows.and_then(|index| view.kind(index)) == Some(TokenKind::Rpar)
    });
    if matches!(expression, Expr::Yield(_) | Expr::YieldFrom(_)) && !is_bracketed {
        return Some(Diagnosis::new(
            "assignment to yield expression not possible",
            range,
        ));
    }
    let is_excluded = matches!(
        expression,
        Expr::List(_)
            | Expr::Tuple(_)
            | Expr::Generator(_)
            | Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_)
    );
    let could_compare = !is_excluded
        && (is_operand(expression) || is_bracketed)
        && is_first_target(view, first)
        && is_last_target(view, range.end());
    let hint = match could_compare {
        true => " here. Maybe you meant '==' instead of '='?",
        false => "",
    };
    Some(Diagnosis::new(
        format!("cannot assign to {what}{hint}"),
        range,
    ))
}

/// `f(), a = b`: the grammar takes the last part of what is assigned to first for a comparison, and looks at
/// `first`, the wrong target, only when it is none.
fn first_assignment(view: &TokenView<'_>, first: usize) -> Option<Diagnosis> {
    if view.enclosing(first).is_some() {
        return None;
    }
    let start = view.line_start(first);
    let begins =
        |index: usize| matches!(view.kind(index), Some(TokenKind::Semi | TokenKind::Colon));
    let start = (start..first)
        .rev()
        .find(|index| begins(*index))
        .map_or(start, |index| index + 1);
    let at_top = |index: &usize| view.enclosing(*index).is_none();
    let equal = (start..view.tokens.len())
        .take_while(|index| view.kind(*index) != Some(TokenKind::Newline))
        .find(|index| view.kind(*index) == Some(TokenKind::Equal) && at_top(index))?;
    let comma = (start..equal)
        .rev()
        .find(|index| view.kind(*index) == Some(TokenKind::Comma) && at_top(index));
    let is_elsewhere = equal < first || comma.is_some_and(|comma| first < comma);
    is_elsewhere.then(|| assignment_in_expression(view, equal, view.before(equal)?))?
}

/// Whether no other assignment stands before a target, and no brackets that hold more than it.
pub(super) fn is_first_target(view: &TokenView<'_>, first: usize) -> bool {
    let start = view.line_start(first);
    let mut open = Vec::new();
    for index in start..first {
        match view.tokens[index].kind() {
            kind if opens(kind) => open.push(index),
            kind if closes(kind) => {
                open.pop();
            }
            TokenKind::Equal if open.is_empty() => return false,
            _ => {}
        }
    }
    // Only brackets right before the target are no display.
    let is_left = |(place, bracket): (usize, &usize)| {
        view.kind(*bracket) == Some(TokenKind::Lpar)
            && view.after(*bracket) == Some(open.get(place + 1).copied().unwrap_or(first))
    };
    let is_starred = view.before(first).and_then(|it| view.kind(it)) == Some(TokenKind::Star);
    !is_starred && open.iter().enumerate().all(is_left)
}

/// Whether an expression that could be compared follows on the target that ends at `end`, and no other
/// assignment.
pub(super) fn is_last_target(view: &TokenView<'_>, end: TextSize) -> bool {
    let value = || {
        let mut equal = view.token_at(end)?;
        while view.kind(equal)? == TokenKind::Rpar {
            equal = view.after(equal)?;
        }
        if view.kind(equal)? != TokenKind::Equal {
            return None;
        }
        let value = view.expression_from_where(view.after(equal)?, is_operand)?;
        view.kind(view.token_at(value.end())?)
    };
    value().is_some_and(|next| !matches!(next, TokenKind::Equal | TokenKind::ColonEqual))
}
