//! Stars where none may stand.

use rustpython_ast::token::TokenKind;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::Diagnosis;
use super::missing::is_dict;
use super::syntax::{is_call, is_interpolation};
use super::tokens::{TokenView, opens};

const INVALID: &str = "Invalid star expression";

/// Names the error of a starred expression whose star is the token `star`. The parser has read it as
/// `range`.
pub(super) fn diagnose(view: &TokenView<'_>, star: usize, range: TextRange) -> Option<Diagnosis> {
    let here = |index: usize| Some(Diagnosis::new("invalid syntax", view.visible_range(index)));
    let before = view.before(star).and_then(|before| view.kind(before));
    let open = view.enclosing(star);
    let open_kind = open.and_then(|open| view.kind(open));
    let operand = view.expression_from(view.after(star)?);
    // Here the grammar has only room for expressions without a star.
    let is_excluded = match before {
        Some(TokenKind::Colon) => !open.is_some_and(|open| is_value_of_dict(view, open, star)),
        // The value of a dict stands behind a comma, too; the loop of a comprehension behind `in`.
        Some(TokenKind::Comma) => {
            let statement = view.kind(view.line_start(star));
            open.is_some_and(|open| is_dict_display(view, open, star))
                || open.is_none()
                    && matches!(statement, Some(TokenKind::Assert | TokenKind::Except))
        }
        Some(TokenKind::In) => {
            open.is_some() || view.kind(view.line_start(star)) != Some(TokenKind::For)
        }
        Some(TokenKind::Star) => view.kind(view.line_start(star)) == Some(TokenKind::Except),
        Some(TokenKind::Equal) => open.is_some() || is_in_parameters_of_lambda(view, star),
        Some(
            TokenKind::Raise
            | TokenKind::Assert
            | TokenKind::If
            | TokenKind::Elif
            | TokenKind::While
            | TokenKind::With
            | TokenKind::From
            | TokenKind::Not
            | TokenKind::Await,
        ) => true,
        Some(operator) if is_operator(operator) => true,
        _ => false,
    };
    if before == Some(TokenKind::Rarrow) {
        let arrow = view.before(star)?;
        return Some(Diagnosis::new("expected ':'", view.visible_range(arrow)));
    }
    let Some(operand) = operand else {
        return match is_excluded {
            true if open_kind == Some(TokenKind::Lbrace) => here(view.after(star)?),
            true => here(star),
            false => without_operand(view, star, view.token_at(range.end())?),
        };
    };
    if is_excluded {
        return here(star);
    }
    let next = view.token_at(operand.end())?;
    if before == Some(TokenKind::Match) {
        // A comma could follow.
        return here(next);
    }
    let named = |message: &str| Some(Diagnosis::new(message, range));
    match before {
        Some(TokenKind::Colon) => {
            let message = "cannot use a starred expression in a dictionary value";
            let range = TextRange::new(view.tokens[star].start(), operand.end());
            // CPython shows all that its tokenizer has read.
            Some(Diagnosis::new(message, range).ending(view.column_behind(next) - 1))
        }
        _ if open.is_some() && view.kind(next) == Some(TokenKind::Colon) => here(next),
        _ if open_kind == Some(TokenKind::Lpar) && view.kind(next) != Some(TokenKind::Rpar) => None,
        Some(TokenKind::Lpar) => named("cannot use starred expression here"),
        _ => named("can't use starred expression here"),
    }
}

/// Whether a token of this kind has an operand on both sides.
fn is_operator(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Plus
            | TokenKind::Minus
            | TokenKind::Slash
            | TokenKind::DoubleSlash
            | TokenKind::Percent
            | TokenKind::At
            | TokenKind::LeftShift
            | TokenKind::RightShift
            | TokenKind::Vbar
            | TokenKind::CircumFlex
            | TokenKind::Amper
            | TokenKind::Less
            | TokenKind::Greater
            | TokenKind::LessEqual
            | TokenKind::GreaterEqual
            | TokenKind::EqEqual
            | TokenKind::NotEqual
            | TokenKind::And
            | TokenKind::Or
            | TokenKind::Is
    )
}

/// A star that nothing follows which could be unpacked; `at` is the token that cannot stand there.
pub(super) fn without_operand(view: &TokenView<'_>, star: usize, at: usize) -> Option<Diagnosis> {
    let open = view.enclosing(star)?;
    let before = view.kind(view.before(star)?)?;
    let is_argument = is_call(view, open) || is_subscript(view, open);
    let is_item = opens(before) || is_argument && before == TokenKind::Comma;
    let message = match is_item && !is_interpolation(view, open) {
        true => INVALID,
        false => "invalid syntax",
    };
    Some(Diagnosis::new(message, view.visible_range(at)))
}

/// Whether a bracket belongs to a subscript.
fn is_subscript(view: &TokenView<'_>, open: usize) -> bool {
    let before = view.before(open).and_then(|before| view.kind(before));
    view.kind(open) == Some(TokenKind::Lsqb)
        && before.is_some_and(|kind| {
            kind.is_soft_keyword()
                || matches!(
                    kind,
                    TokenKind::Name
                        | TokenKind::Rpar
                        | TokenKind::Rsqb
                        | TokenKind::Rbrace
                        | TokenKind::String
                )
        })
}

/// Whether a star stands in a display of a dict that `open` begins.
fn is_dict_display(view: &TokenView<'_>, open: usize, star: usize) -> bool {
    view.kind(open) == Some(TokenKind::Lbrace)
        && !is_interpolation(view, open)
        && is_dict(view, star)
}

/// Whether a star behind a colon stands for the value of a dict that `open` begins.
fn is_value_of_dict(view: &TokenView<'_>, open: usize, star: usize) -> bool {
    let is_key = || {
        let colon = view.before(star)?;
        let key = view.expression_before(colon)?;
        let before = view.before(view.token_at(key.start())?)?;
        Some(before == open || view.kind(before) == Some(TokenKind::Comma))
    };
    view.kind(open) == Some(TokenKind::Lbrace)
        && !is_interpolation(view, open)
        && is_key().unwrap_or(false)
}

fn is_in_parameters_of_lambda(view: &TokenView<'_>, index: usize) -> bool {
    let start = view.line_start(index);
    let last = (start..index).rev().find(|it| {
        matches!(
            view.kind(*it),
            Some(TokenKind::Lambda | TokenKind::Colon | TokenKind::Semi)
        )
    });
    last.and_then(|last| view.kind(last)) == Some(TokenKind::Lambda)
}

/// `iterable argument unpacking follows keyword argument unpacking`: the argument `range`, whose first
/// token is `at`.
pub(super) fn behind_keywords(
    view: &TokenView<'_>,
    at: usize,
    range: TextRange,
) -> Option<Diagnosis> {
    let next = view.after(at)?;
    if view.kind(at) == Some(TokenKind::Star) && view.expression_from(next).is_none() {
        return Some(Diagnosis::new(INVALID, view.visible_range(next)));
    }
    let before = view
        .before(at)
        .map(|comma| view.tokens[comma].range().start());
    let start: TextSize = before.unwrap_or(range.start());
    let message = "iterable argument unpacking follows keyword argument unpacking";
    Some(Diagnosis::new(
        message,
        TextRange::new(start, range.end().max(start)),
    ))
}
