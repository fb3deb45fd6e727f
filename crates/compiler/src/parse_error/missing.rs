//! Expressions from which something was left out: an operand, a comma, a colon, an `else`, brackets.

use rustpython_ast::Expr;
use rustpython_ast::token::TokenKind;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::expression_name::{is_operand, name};
use super::syntax::{is_call, is_in_lambda, is_in_parameters, is_interpolation, span};
use super::tokens::{TokenView, closes, opens};
use super::{Diagnosis, stars};

/// A statement where `else` of a conditional expression needs an expression.
pub(super) fn after_else(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let before = view.before(at)?;
    if view.kind(before) != Some(TokenKind::Else) || view.line_start(at) == before {
        return None;
    }
    let message = "expected expression after 'else', but statement is given";
    Some(Diagnosis::new(message, view.visible_range(at)))
}

/// An expression is missing before token `at`.
pub(super) fn missing_expression(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let here = |message: &str| Some(Diagnosis::new(message, view.visible_range(at)));
    let before = view.before(at)?;
    let kind = view.kind(at)?;
    match view.kind(before)? {
        TokenKind::Star => stars::without_operand(view, before, at),
        TokenKind::Rarrow => Some(Diagnosis::new("expected ':'", view.visible_range(before))),
        TokenKind::Lpar if kind == TokenKind::DoubleStar && !is_call(view, before) => {
            here("cannot use double starred expression here")
        }
        TokenKind::Lbrace if is_interpolation(view, before) => {
            let text = view.text(view.tokens[at].range());
            let letter = match view.before(before).and_then(|it| view.kind(it)) {
                Some(TokenKind::TStringStart | TokenKind::TStringMiddle) => 't',
                _ => 'f',
            };
            let message = format!("{letter}-string: valid expression required before '{text}'");
            Some(Diagnosis::new(message, view.visible_range(at)))
        }
        TokenKind::Colon
            if matches!(kind, TokenKind::Rbrace | TokenKind::Comma)
                && view.enclosing(at).and_then(|it| view.kind(it)) == Some(TokenKind::Lbrace) =>
        {
            let message = "expression expected after dictionary key and ':'";
            Some(Diagnosis::new(message, view.visible_range(before)))
        }
        TokenKind::Equal
            if matches!(kind, TokenKind::Rpar | TokenKind::Comma)
                && view.enclosing(at).is_some_and(|open| is_call(view, open)) =>
        {
            let name = view.before(before)?;
            let range = span(view.tokens[name].start(), view.tokens[before].end());
            Some(Diagnosis::new("expected argument value expression", range))
        }
        TokenKind::Less if kind == TokenKind::Greater => {
            let range = span(view.tokens[before].start(), view.tokens[at].end());
            let is_adjacent = view.tokens[before].end() == view.tokens[at].start();
            is_adjacent.then(|| {
                Diagnosis::new(
                    "invalid syntax.  Maybe you meant '!=' instead of '<>'?",
                    range,
                )
            })
        }
        TokenKind::Else if view.line_start(at) != before => {
            here("expected expression after 'else', but statement is given")
        }
        _ => None,
    }
}

/// Two expressions in brackets stand side by side.
pub(super) fn missing_comma(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    if is_in_parameters(view, at) && !is_in_lambda(view, at) {
        return None;
    }
    let statement = view.kind(view.line_start(at));
    if matches!(statement, Some(TokenKind::Import | TokenKind::From)) {
        return None;
    }
    let mut closed = 0usize;
    let in_field = view.tokens[..at]
        .iter()
        .rev()
        .take(200)
        .any(|token| match token.kind() {
            TokenKind::FStringEnd | TokenKind::TStringEnd => {
                closed += 1;
                false
            }
            TokenKind::FStringStart | TokenKind::TStringStart if closed > 0 => {
                closed -= 1;
                false
            }
            kind => matches!(kind, TokenKind::FStringStart | TokenKind::TStringStart),
        });
    if view.level(at) == 0 && !in_field || view.kind(at) == Some(TokenKind::Yield) {
        return None;
    }
    let left = view.expression_before(at)?;
    let right = view.expression_from(at)?;
    let first = view.token_at(left.start())?;
    // What is unpacked in a display is no expression that the grammar looks at in this way.
    let is_unpacked = matches!(
        view.before(first).and_then(|before| view.kind(before)),
        Some(TokenKind::Star | TokenKind::DoubleStar)
    );
    if is_unpacked && !view.enclosing(at).is_some_and(|open| is_call(view, open)) {
        return None;
    }
    // The iterable and the conditions of a comprehension are looked at without commas in mind.
    let begins_clause = matches!(
        view.before(first).and_then(|before| view.kind(before)),
        Some(TokenKind::For | TokenKind::In)
    );
    if begins_clause || view.text(left).starts_with("for ") {
        return None;
    }
    let second = view.after(first);
    let is_prefixed_string = view.kind(first) == Some(TokenKind::Name)
        && second.and_then(|it| view.kind(it)) == Some(TokenKind::String);
    if is_prefixed_string || view.kind(first).is_some_and(TokenKind::is_soft_keyword) {
        return None;
    }
    let message = "invalid syntax. Perhaps you forgot a comma?";
    Some(Diagnosis::new(message, span(left.start(), right.end())))
}

/// A key of a dict that ends before the token `at`, and no colon.
pub(super) fn missing_colon(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let key = view.expression_before(at)?;
    let message = "':' expected after dictionary key";
    let last = TextRange::new(key.end() - TextSize::new(1), key.end());
    Some(Diagnosis::new(message, last).ending(0))
}

/// The operand that begins with token `index`: an expression up to a comparison, `not`, `and`, `or` or `if`.
fn operand_from(view: &TokenView<'_>, index: usize) -> Option<TextRange> {
    let whole = view.expression_from(index)?;
    let parsed = rustpython_parser::parse_expression(view.text(whole)).ok()?;
    let mut expression = parsed.expr();
    loop {
        let first = match expression {
            Expr::BoolOp(node) => node.values.first()?,
            Expr::Compare(node) => &node.left,
            Expr::If(node) => &node.body,
            _ => break,
        };
        // In brackets, the whole is the operand.
        if first.start() > TextSize::new(0) {
            break;
        }
        expression = first;
    }
    match expression.start() == TextSize::new(0) {
        true => Some(TextRange::at(whole.start(), expression.end())),
        false => Some(whole),
    }
}

/// `if x = 1`
pub(super) fn assignment_in_expression(
    view: &TokenView<'_>,
    at: usize,
    before: usize,
) -> Option<Diagnosis> {
    let value = operand_from(view, view.after(at)?)?;
    let follows = view
        .token_at(value.end())
        .and_then(|index| view.kind(index));
    if matches!(follows, Some(TokenKind::Equal | TokenKind::ColonEqual)) {
        return None;
    }
    let target = view.expression_before(at)?;
    let first = view.token_at(target.start())?;
    let statement = view.kind(view.line_start(at));
    let is_guard = (view.line_start(at)..at).any(|index| view.kind(index) == Some(TokenKind::If));
    let is_pattern = statement == Some(TokenKind::Case) && !is_guard;
    // What stands there is no named expression.
    let is_list = matches!(
        statement,
        Some(TokenKind::Del | TokenKind::With | TokenKind::Global | TokenKind::Nonlocal)
    );
    let is_target = statement == Some(TokenKind::For)
        && !(view.line_start(at)..at).any(|index| view.kind(index) == Some(TokenKind::In));
    if view.level(at) == 0 && (is_pattern || is_list || is_target) {
        return None;
    }
    match view.before(first).and_then(|it| view.kind(it)) {
        // Where something is bound, or in a condition of a comprehension.
        Some(TokenKind::As) => return None,
        Some(TokenKind::If) if view.level(at) > 0 => return None,
        Some(TokenKind::Comma) if is_dict(view, at) => return missing_colon(view, at),
        _ => {}
    }
    let is_name =
        view.kind(before) == Some(TokenKind::Name) && target.start() == view.tokens[before].start();
    if is_name {
        let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
        return Some(Diagnosis::new(message, span(target.start(), value.end())));
    }
    let parsed = rustpython_parser::parse_expression(view.text(target)).ok()?;
    let is_excluded = matches!(
        parsed.expr(),
        Expr::List(_)
            | Expr::Tuple(_)
            | Expr::Generator(_)
            | Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_)
    );
    if is_excluded {
        return None;
    }
    let what = name(parsed.expr());
    let message = format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?");
    is_operand(parsed.expr()).then(|| Diagnosis::new(message, target))
}

/// `x if y`
pub(super) fn conditional_without_else(
    view: &TokenView<'_>,
    at: usize,
    found: TokenKind,
) -> Option<Diagnosis> {
    if found == TokenKind::Colon {
        return None;
    }
    let mut depth = 0usize;
    let keyword = (0..at).rev().find(|index| {
        match view.tokens[*index].kind() {
            kind if closes(kind) => depth += 1,
            kind if opens(kind) => depth = depth.saturating_sub(1),
            TokenKind::If => return depth == 0,
            _ => {}
        }
        false
    })?;
    let value = view.expression_before(keyword)?;
    let end = view.tokens[view.before(at)?].end();
    let message = "expected 'else' after 'if' expression";
    Some(Diagnosis::new(message, span(value.start(), end)))
}

/// `[x, y for x in z]`, `{**x for x in y}` and `f(x=y for y in z)`
pub(super) fn comprehension_target(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let open = view.enclosing(at)?;
    let first = view.after(open)?;
    if is_call(view, open) {
        let value = view.token_at(view.expression_before(at)?.start())?;
        let equal = view.before(value)?;
        let name = view.before(equal)?;
        let is_keyword =
            view.kind(equal)? == TokenKind::Equal && view.kind(name)? == TokenKind::Name;
        let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
        let range = span(view.tokens[name].start(), view.tokens[equal].end());
        return is_keyword.then(|| Diagnosis::new(message, range));
    }
    if view.kind(first) == Some(TokenKind::DoubleStar) {
        let message = "dict unpacking cannot be used in dict comprehension";
        return Some(Diagnosis::new(message, view.visible_range(first)));
    }
    let last = view.before(at).filter(|last| *last >= first)?;
    let range = span(view.tokens[first].start(), view.tokens[last].end());
    let has_comma = view.tokens[first..=last]
        .iter()
        .any(|token| token.kind() == TokenKind::Comma);
    let is_display = match view.kind(open)? {
        TokenKind::Lbrace => !is_dict(view, at),
        kind => kind == TokenKind::Lsqb,
    };
    (has_comma && is_display).then(|| {
        Diagnosis::new(
            "did you forget parentheses around the comprehension target?",
            range,
        )
    })
}

/// Whether the braces around token `at` hold a dict.
pub(super) fn is_dict(view: &TokenView<'_>, at: usize) -> bool {
    let Some(open) = view.enclosing(at) else {
        return false;
    };
    let begins_with_dict =
        view.after(open).and_then(|it| view.kind(it)) == Some(TokenKind::DoubleStar);
    view.kind(open) == Some(TokenKind::Lbrace)
        && (begins_with_dict
            || view.tokens[open..at]
                .iter()
                .any(|token| token.kind() == TokenKind::Colon))
}
