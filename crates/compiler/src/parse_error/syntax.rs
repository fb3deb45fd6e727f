//! Errors of the grammar.

use rustpython_ast::Expr;
use rustpython_ast::token::TokenKind;
use rustpython_parser::{InterpolatedStringErrorType, ParseError, ParseErrorType};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::blocks::{end_of_try_body, missing_block, unhandled_try};
use super::expression_name::{find, name};
use super::missing::{
    after_else, assignment_in_expression, comprehension_target, conditional_without_else, is_dict,
    missing_colon, missing_comma, missing_expression,
};
use super::targets::assignment_target;
use super::tokens::{TokenView, ends_expression};
use super::{Diagnosis, LineEnd, imports, mixed_strings, operators, stars};
use crate::Mode;

/// The range between two offsets; where tokens are missing, the end may lie before the start.
pub(super) fn span(start: TextSize, end: TextSize) -> TextRange {
    TextRange::new(start, end.max(start))
}

/// A function whose type parameters are wrong at a token: its parameters are missed in their place.
pub(super) fn wrong_type_parameters(view: &TokenView<'_>, index: usize) -> Option<Diagnosis> {
    let open = view.enclosing(index)?;
    let name = view.before(open)?;
    let is_function = view.kind(open) == Some(TokenKind::Lsqb)
        && view.kind(view.before(name)?) == Some(TokenKind::Def);
    is_function.then(|| Diagnosis::new("expected '('", view.visible_range(open)))
}

/// Names an error; `None` if it is plain "invalid syntax".
pub(super) fn diagnose(view: &TokenView<'_>, error: &ParseError) -> Option<Diagnosis> {
    let range = error.location;
    let Some(at) = view.token_at(range.start()) else {
        return at_end(view, error);
    };
    if let Some(diagnosis) = incompatible_prefixes(view, at) {
        return Some(diagnosis);
    }
    let is_operator = view.kind(at) == Some(TokenKind::ColonEqual) && view.level(at) == 0;
    // A definition insists on its bracket and its colon.
    let is_forced = matches!(
        error.error,
        ParseErrorType::ExpectedToken {
            expected: TokenKind::Colon | TokenKind::Lpar,
            ..
        }
    ) && matches!(
        view.kind(view.line_start(at)),
        Some(TokenKind::Def | TokenKind::Async)
    );
    if is_operator && !is_forced && view.mode != Mode::Eval {
        return named_target(view, at);
    }
    let here = |message: &str| Some(Diagnosis::new(message, range));
    let next = || {
        let index = view.token_at(range.end()).unwrap_or(at);
        view.visible_range(index)
    };
    match &error.error {
        ParseErrorType::InvalidAssignmentTarget => assignment_target(view, range),
        ParseErrorType::InvalidDeleteTarget => {
            let target = find(view.tree, range)?;
            let is_empty = matches!(target, Expr::Starred(node) if node.value.range().is_empty());
            let message = match is_empty {
                true => "invalid syntax".to_owned(),
                false => format!("cannot delete {}", name(target)),
            };
            Some(Diagnosis::new(message, range))
        }
        ParseErrorType::InvalidNamedAssignmentTarget => {
            let operator = view.token_at(range.end())?;
            let open = view.enclosing(at);
            let is_argument = open.is_some_and(|open| is_call(view, open))
                && view.kind(operator) == Some(TokenKind::ColonEqual);
            if is_argument {
                return Some(Diagnosis::new(
                    "invalid syntax",
                    view.visible_range(operator),
                ));
            }
            let target = find(view.tree, range)?;
            if matches!(target, Expr::Starred(_)) {
                let shown = view.visible_range(operator);
                return Some(Diagnosis::new("invalid syntax", shown));
            }
            let value = view.after(operator).and_then(|it| view.expression_from(it));
            if value.is_none() || target.range().is_empty() {
                let shown = view.visible_range(operator);
                return Some(Diagnosis::new("invalid syntax", shown));
            }
            let what = name(target);
            Some(Diagnosis::new(
                format!("cannot use assignment expressions with {what}"),
                range,
            ))
        }
        ParseErrorType::InvalidAugmentedAssignmentTarget => {
            let operator = view.token_at(range.end())?;
            let last = view.before(operator)?;
            if !view.kind(last).is_some_and(ends_expression) {
                let shown = view.visible_range(operator);
                return Some(Diagnosis::new("invalid syntax", shown));
            }
            let what = name(find(view.tree, range)?);
            let message = format!("'{what}' is an illegal expression for augmented assignment");
            Some(Diagnosis::new(message, range))
        }
        ParseErrorType::InvalidAnnotatedAssignmentTarget => {
            let colon = view.token_at(range.end())?;
            let has_annotation = view
                .after(colon)
                .is_some_and(|next| view.expression_from(next).is_some());
            let is_starred = view.kind(at) == Some(TokenKind::Star);
            match !is_starred && has_annotation || view.kind(colon) != Some(TokenKind::Colon) {
                true => here("illegal target for annotation"),
                false => Some(Diagnosis::new("invalid syntax", view.visible_range(colon))),
            }
        }
        ParseErrorType::DuplicateKeywordArgumentError(name) => Some(Diagnosis::new(
            format!("keyword argument repeated: {name}"),
            range,
        )),
        ParseErrorType::PositionalAfterKeywordArgument => Some(Diagnosis::new(
            "positional argument follows keyword argument",
            next(),
        )),
        ParseErrorType::PositionalAfterKeywordUnpacking => {
            let message = "positional argument follows keyword argument unpacking";
            Some(Diagnosis::new(message, next()))
        }
        ParseErrorType::InvalidArgumentUnpackingOrder => stars::behind_keywords(view, at, range),
        ParseErrorType::UnparenthesizedGeneratorExpression => {
            here("Generator expression must be parenthesized")
        }
        ParseErrorType::IterableUnpackingInComprehension => {
            here("iterable unpacking cannot be used in comprehension")
        }
        // Only displays and calls have room for it in a text that is one expression.
        ParseErrorType::InvalidStarredExpressionUsage
            if view.mode == Mode::Eval && view.enclosing(at).is_none() =>
        {
            Some(Diagnosis::new(
                "invalid syntax",
                TextRange::at(range.start(), TextSize::new(1)),
            ))
        }
        ParseErrorType::InvalidStarredExpressionUsage => stars::diagnose(view, at, range),
        ParseErrorType::EmptyImportNames => {
            let found = imports::diagnose(view, at);
            if found.is_some() || view.kind(at) == Some(TokenKind::Star) {
                return found;
            }
            let ends = matches!(
                view.kind(at),
                None | Some(TokenKind::Newline | TokenKind::Comment | TokenKind::EndOfFile)
            );
            if !ends {
                return Some(Diagnosis::new("invalid syntax", view.visible_range(at)));
            }
            // A comment in front of the line end belongs to it.
            let start = view.visible_range(at).start();
            let message = "Expected one or more names after 'import'";
            Some(Diagnosis::new(message, span(start, range.start())))
        }
        ParseErrorType::EmptyTypeParams if view.kind(at) != Some(TokenKind::Rsqb) => {
            let plain = || Diagnosis::new("invalid syntax", view.visible_range(at));
            Some(wrong_type_parameters(view, at).unwrap_or_else(plain))
        }
        ParseErrorType::EmptyTypeParams => {
            let found = Diagnosis::new("Type parameter list cannot be empty", range);
            // CPython shows all that its tokenizer has read.
            let last = match view.kind(view.line_start(at)) {
                Some(TokenKind::Type) => view.after(at)?,
                _ => at,
            };
            Some(found.ending(view.column_behind(last) - 1))
        }
        ParseErrorType::NonDefaultParamAfterDefaultParam => {
            here("parameter without a default follows parameter with a default")
        }
        ParseErrorType::ParamAfterVarKeywordParam => Some(Diagnosis::new(
            "arguments cannot follow var-keyword argument",
            view.visible_range(at),
        )),
        ParseErrorType::ExpectedKeywordParam => {
            let star = (0..=at)
                .rev()
                .find(|index| view.kind(*index) == Some(TokenKind::Star))?;
            let shown = match is_in_lambda(view, star) {
                true => {
                    let next = view.after(star)?;
                    match view.kind(next)? {
                        TokenKind::Comma => view.after(next)?,
                        _ => next,
                    }
                }
                false => star,
            };
            Some(Diagnosis::new(
                "named arguments must follow bare *",
                view.visible_range(shown),
            ))
        }
        ParseErrorType::VarParameterWithDefault => {
            let parameter = view.before(at).and_then(|name| view.before(name))?;
            let what = match view.kind(parameter) {
                Some(TokenKind::DoubleStar) => "var-keyword",
                _ => "var-positional",
            };
            Some(Diagnosis::new(
                format!("{what} argument cannot have default value"),
                range,
            ))
        }
        ParseErrorType::ExpectedImaginaryNumber => match is_number(view, at) {
            true => here("imaginary number required in complex literal"),
            false => Some(Diagnosis::new("invalid syntax", view.visible_range(at))),
        },
        ParseErrorType::ExpectedRealNumber => real_number(view, range, at),
        ParseErrorType::FStringError(kind) => interpolation(view, kind, at, 'f'),
        ParseErrorType::TStringError(kind) => interpolation(view, kind, at, 't'),
        ParseErrorType::ExpectedExpression => missing_expression(view, at),
        ParseErrorType::SimpleStatementsOnSameLine => legacy_statement(view, at),
        ParseErrorType::ExpectedToken { expected, found } => {
            unexpected_token(view, *expected, *found, at)
        }
        ParseErrorType::OtherError(message) => other(view, message, range, at),
        ParseErrorType::UnparenthesizedNamedExpression => named_key(view, at),
        ParseErrorType::UnparenthesizedTupleExpression => {
            let comma = view.token_at(view.expression_from(at)?.end())?;
            (view.kind(comma)? == TokenKind::Comma)
                .then(|| Diagnosis::new("invalid syntax", view.visible_range(comma)))
        }
        _ if view.mode == Mode::Eval => legacy_statement(view, at),
        _ => None,
    }
}

fn is_number(view: &TokenView<'_>, index: usize) -> bool {
    matches!(
        view.kind(index),
        Some(TokenKind::Int | TokenKind::Float | TokenKind::Complex)
    )
}

/// `case 1j + 2j:`, and what the parser takes for its like: `case -x:`, `case 1 + 2j + 3:`
fn real_number(view: &TokenView<'_>, range: TextRange, at: usize) -> Option<Diagnosis> {
    let is_sign =
        |index: usize| matches!(view.kind(index), Some(TokenKind::Plus | TokenKind::Minus));
    let plain = |index: usize| Some(Diagnosis::new("invalid syntax", view.visible_range(index)));
    let next = view.after(at)?;
    if is_sign(at) && !is_number(view, next) {
        return plain(next);
    }
    let follows = view.token_at(range.end())?;
    if is_number(view, at) && view.before(at).is_some_and(is_sign) && is_sign(follows) {
        return plain(follows);
    }
    let message = "real number required in complex literal";
    Some(Diagnosis::new(message, range))
}

/// `{a := 1: 2}` and `x[a := 1:2]`: the colon cannot stand there.
fn named_key(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let open = view.enclosing(at)?;
    let value = view.after(view.after(at)?)?;
    let behind = view.token_at(view.expression_from(value)?.end())?;
    let is_key = matches!(view.kind(open)?, TokenKind::Lbrace | TokenKind::Lsqb)
        && view.before(at)? == open
        && view.kind(behind)? == TokenKind::Colon;
    is_key.then(|| Diagnosis::new("invalid syntax", view.visible_range(behind)))
}

/// `1 := 2` outside of brackets: the target of the operator at `at`, if it is no name.
fn named_target(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    view.expression_from(view.after(at)?)?;
    let target = view
        .lambda_before(at)
        .or_else(|| view.expression_before(at))?;
    let parsed = rustpython_parser::parse_expression(view.text(target)).ok()?;
    // Brackets around the target are left out.
    let inner = parsed.expr().range() + target.start();
    if matches!(parsed.expr(), Expr::Name(_)) && inner == target {
        return None;
    }
    let what = name(parsed.expr());
    let message = format!("cannot use assignment expressions with {what}");
    Some(Diagnosis::new(message, inner))
}

/// What the tokens around a token tell that cannot stand where it does.
pub(super) fn plain(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let before = view.before(at);
    let before_kind = before.and_then(|it| view.kind(it));
    match view.kind(at)? {
        TokenKind::Pass | TokenKind::Break | TokenKind::Continue => {
            let next = view.after(at)?;
            if view.kind(next) == Some(TokenKind::If) {
                let message = "expected expression before 'if', but statement is given";
                return Some(Diagnosis::new(message, view.visible_range(at)));
            }
            after_else(view, at)
        }
        TokenKind::Return
        | TokenKind::Raise
        | TokenKind::Del
        | TokenKind::Import
        | TokenKind::From
        | TokenKind::Assert
        | TokenKind::Yield
        | TokenKind::Global
        | TokenKind::Nonlocal => after_else(view, at),
        TokenKind::Equal => {
            let open = view.enclosing(at).and_then(|open| view.kind(open));
            let is_display = match open {
                Some(TokenKind::Lbrace) => !is_dict(view, at),
                open => open == Some(TokenKind::Lsqb),
            };
            is_display.then(|| assignment_in_expression(view, at, before?))?
        }
        TokenKind::EndOfFile | TokenKind::Newline | TokenKind::Dedent => {
            // The block of a `match` statement is missing.
            let colon = (0..at).rev().find(|index| {
                !matches!(view.kind(*index), Some(TokenKind::Newline))
                    && view.before(index + 1) == Some(*index)
            })?;
            let is_match = view.kind(colon) == Some(TokenKind::Colon)
                && view.kind(view.line_start(colon)) == Some(TokenKind::Match);
            is_match.then(|| missing_block(view, "`match` statement", at))?
        }
        // A comma that nothing may follow: the grammar has looked at what does.
        TokenKind::Comma
            if view.level(at) == 0
                && matches!(before_kind, Some(TokenKind::Name | TokenKind::Star))
                && matches!(
                    view.kind(view.line_start(at)),
                    Some(
                        TokenKind::Import
                            | TokenKind::From
                            | TokenKind::With
                            | TokenKind::Global
                            | TokenKind::Nonlocal
                    )
                ) =>
        {
            let next = view.after(at)?;
            Some(Diagnosis::new("invalid syntax", view.visible_range(next)))
        }
        TokenKind::Slash if is_in_parameters(view, at) => {
            let before = before?;
            let range = view.visible_range(at);
            if matches!(before_kind, Some(TokenKind::Lpar | TokenKind::Lambda)) {
                // CPython's grammar looks for parameters behind the slash.
                let has_more = view.kind(view.after(at)?) == Some(TokenKind::Comma);
                let message = "at least one argument must precede /";
                return has_more.then(|| Diagnosis::new(message, range));
            }
            let open = view.enclosing(at).unwrap_or_else(|| view.line_start(at));
            let level = view.level(at);
            let is_behind_star = (open..before).any(|index| {
                view.kind(index) == Some(TokenKind::Star) && view.level(index) == level
            });
            is_behind_star.then(|| Diagnosis::new("/ must be ahead of *", range))
        }
        TokenKind::Not if matches!(before_kind, Some(TokenKind::Name | TokenKind::Rpar)) => {
            // The grammar looks for `in` there.
            let next = view.after(at)?;
            Some(Diagnosis::new("invalid syntax", view.visible_range(next)))
        }
        TokenKind::Not => operators::not_behind_operator(view, at),
        TokenKind::If
            if matches!(
                before_kind,
                Some(TokenKind::Pass | TokenKind::Break | TokenKind::Continue)
            ) =>
        {
            let condition = view.expression_from(view.after(at)?)?;
            let is_whole = view.kind(view.token_at(condition.end())?)? == TokenKind::Else;
            let message = "expected expression before 'if', but statement is given";
            let range = view.visible_range(before?);
            is_whole.then(|| Diagnosis::new(message, range))
        }
        // `type A` could be the beginning of a type alias.
        TokenKind::Name
            if view.mode != Mode::Eval
                && before.is_some_and(|it| view.text(view.tokens[it].range()) == "type")
                && before.is_some_and(|it| view.line_start(at) == it) =>
        {
            let next = view.after(at)?;
            Some(Diagnosis::new("invalid syntax", view.visible_range(next)))
        }
        kind if kind.as_augmented_assign_operator().is_some() => {
            let range = span(
                view.tokens[view.line_start(at)].start(),
                view.tokens[before?].end(),
            );
            let parsed = rustpython_parser::parse_expression(view.text(range)).ok()?;
            let what = name(parsed.expr());
            let message = format!("'{what}' is an illegal expression for augmented assignment");
            Some(Diagnosis::new(message, range))
        }
        _ => None,
    }
}

/// Whether a token stands in the parameters of a function or `lambda`.
pub(super) fn is_in_parameters(view: &TokenView<'_>, at: usize) -> bool {
    if is_in_lambda(view, at) {
        return true;
    }
    let start = view.line_start(at);
    let is_definition = match view.kind(start) {
        Some(TokenKind::Def) => true,
        Some(TokenKind::Async) => {
            view.after(start).and_then(|it| view.kind(it)) == Some(TokenKind::Def)
        }
        _ => false,
    };
    is_definition && view.level(at) == 1
}

/// `fu''`: letters right before a string that are its prefixes one by one, but not together.
fn incompatible_prefixes(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    const PAIRS: [(char, char); 7] = [
        ('u', 'b'),
        ('u', 'r'),
        ('u', 'f'),
        ('u', 't'),
        ('b', 'f'),
        ('b', 't'),
        ('f', 't'),
    ];
    let name = at.checked_sub(1)?;
    let is_string = matches!(
        view.kind(at)?,
        TokenKind::String | TokenKind::FStringStart | TokenKind::TStringStart
    );
    let range = view.tokens[name].range();
    if !is_string || view.kind(name)? != TokenKind::Name || range.end() != view.tokens[at].start() {
        return None;
    }
    let letters = view.text(range).to_ascii_lowercase();
    let once = |letter| letters.matches(letter).count() == 1;
    if !letters
        .chars()
        .all(|letter| "bruft".contains(letter) && once(letter))
    {
        return None;
    }
    let (a, b) = (PAIRS.iter()).find(|(a, b)| letters.contains(*a) && letters.contains(*b))?;
    let message = format!("'{a}' and '{b}' prefixes are incompatible");
    Some(Diagnosis::new(message, range).with_line_end(LineEnd::Removed))
}

pub(super) fn is_in_lambda(view: &TokenView<'_>, index: usize) -> bool {
    let enclosing = view.enclosing(index);
    let from = enclosing.map_or(view.line_start(index), |open| open + 1);
    view.tokens[from..index]
        .iter()
        .any(|token| token.kind() == TokenKind::Lambda)
}

/// Errors of f-strings that the parser finds.
fn interpolation(
    view: &TokenView<'_>,
    kind: &InterpolatedStringErrorType,
    at: usize,
    letter: char,
) -> Option<Diagnosis> {
    let range = view.visible_range(at);
    let text = view.text(view.tokens[at].range());
    match kind {
        InterpolatedStringErrorType::InvalidConversionFlag => Some(match view.kind(at)? {
            TokenKind::Name => Diagnosis::new(
                format!(
                    "{letter}-string: invalid conversion character '{text}': expected 's', 'r', \
                     or 'a'"
                ),
                range,
            ),
            TokenKind::Rbrace | TokenKind::Colon => Diagnosis::new(
                format!("{letter}-string: missing conversion character"),
                range,
            ),
            _ => Diagnosis::new(
                format!("{letter}-string: invalid conversion character"),
                range,
            ),
        }),
        InterpolatedStringErrorType::UnclosedLbrace => {
            if let Some(found) = missing_comma(view, at) {
                return Some(found);
            }
            let has_spec = view
                .before(at)
                .and_then(|it| view.kind(it))
                .is_some_and(|kind| {
                    matches!(
                        kind,
                        TokenKind::FStringMiddle | TokenKind::TStringMiddle | TokenKind::Colon
                    )
                })
                || (matches!(
                    view.kind(at),
                    Some(TokenKind::FStringEnd | TokenKind::TStringEnd)
                ) && view.before(at).and_then(|it| view.kind(it)) == Some(TokenKind::Rbrace));
            let message = match view.kind(at)? {
                TokenKind::FStringEnd | TokenKind::TStringEnd if has_spec => {
                    format!("{letter}-string: expecting '}}', or format specs")
                }
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    format!("{letter}-string: expecting '}}'")
                }
                _ => format!("{letter}-string: expecting '=', or '!', or ':', or '}}'"),
            };
            Some(Diagnosis::new(message, range))
        }
        InterpolatedStringErrorType::LambdaWithoutParentheses => Some(Diagnosis::new(
            format!("{letter}-string: lambda expressions are not allowed without parentheses"),
            range,
        )),
        InterpolatedStringErrorType::ConversionFlagNotImmediatelyAfterExclamation => {
            let mark = view
                .before(at)
                .map_or(range.start(), |mark| view.tokens[mark].start());
            Some(Diagnosis::new(
                format!(
                    "{letter}-string: conversion type must come right after the exclamation mark"
                ),
                span(mark, range.end()),
            ))
        }
        _ => None,
    }
}

/// Whether a bracket belongs to a call.
pub(super) fn is_call(view: &TokenView<'_>, open: usize) -> bool {
    let Some(callee) = view.before(open) else {
        return false;
    };
    let is_callee = view.kind(callee).is_some_and(|kind| {
        matches!(kind, TokenKind::Name | TokenKind::Rpar | TokenKind::Rsqb)
            || kind.is_soft_keyword()
    });
    let is_definition = view.before(callee).and_then(|it| view.kind(it)) == Some(TokenKind::Def);
    view.kind(open) == Some(TokenKind::Lpar) && is_callee && !is_definition
}

/// Whether a brace opens a replacement field.
pub(super) fn is_interpolation(view: &TokenView<'_>, brace: usize) -> bool {
    matches!(
        view.before(brace).and_then(|it| view.kind(it)),
        Some(
            TokenKind::FStringStart
                | TokenKind::FStringMiddle
                | TokenKind::TStringStart
                | TokenKind::TStringMiddle
        )
    )
}

/// `print x` and `exec x`.
fn legacy_statement(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let before = view.before(at)?;
    let is_behind_colon = view.level(before) == 0
        && matches!(
            view.before(before).and_then(|it| view.kind(it)),
            Some(TokenKind::Colon | TokenKind::Semi)
        );
    let opens_field = view
        .before(before)
        .is_some_and(|open| is_interpolation(view, open));
    let begins = view.line_start(at) == before || is_behind_colon || opens_field;
    if !begins || view.kind(at) == Some(TokenKind::Yield) {
        return None;
    }
    let word = view.text(view.tokens[before].range());
    if !matches!(word, "print" | "exec") {
        return None;
    }
    let mut end = view.expression_from(at)?.end();
    if let Some(word) = view
        .token_at(end)
        .filter(|it| view.kind(*it) == Some(TokenKind::If))
    {
        // That a condition has no `else` explains more.
        let condition = view.expression_from(view.after(word)?)?;
        let range = span(view.tokens[at].start(), condition.end());
        let message = "expected 'else' after 'if' expression";
        return Some(Diagnosis::new(message, range));
    }
    // The rest of a tuple belongs to it.
    while let Some(comma) = view
        .token_at(end)
        .filter(|it| view.kind(*it) == Some(TokenKind::Comma))
    {
        match view
            .after(comma)
            .and_then(|next| view.expression_from(next))
        {
            Some(more) => end = more.end(),
            None => {
                end = view.tokens[comma].end();
                break;
            }
        }
    }
    let message = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
    Some(Diagnosis::new(
        message,
        span(view.tokens[before].start(), end),
    ))
}

fn unexpected_token(
    view: &TokenView<'_>,
    expected: TokenKind,
    found: TokenKind,
    at: usize,
) -> Option<Diagnosis> {
    let here = |message: &str| Some(Diagnosis::new(message, view.visible_range(at)));
    let before = view.before(at)?;
    if found == TokenKind::Equal {
        return assignment_in_expression(view, at, before);
    }
    if found == TokenKind::Dot
        && view.before(before).and_then(|it| view.kind(it)) == Some(TokenKind::As)
    {
        let target = view.expression_from(before)?;
        let message = match view.kind(view.line_start(at))? {
            TokenKind::Import | TokenKind::From => "cannot use attribute as import target",
            TokenKind::Except => "cannot use except statement with attribute",
            TokenKind::Case => "cannot use attribute as pattern target",
            _ => return None,
        };
        return Some(Diagnosis::new(message, target));
    }
    if expected == TokenKind::Else {
        return conditional_without_else(view, at, found);
    }
    if found == TokenKind::For
        && let Some(found) = comprehension_target(view, at)
    {
        return Some(found);
    }
    match expected {
        TokenKind::In if view.level(at) > 0 => here("'in' expected after for-loop variables"),
        TokenKind::Colon if is_dict(view, at) => missing_colon(view, at),
        TokenKind::Colon if view.level(at) == 0 => {
            let statement = view.kind(view.line_start(at))?;
            // These rules insist on the colon whatever follows.
            let is_forced = matches!(
                statement,
                TokenKind::Def | TokenKind::Try | TokenKind::Finally | TokenKind::Else
            ) || statement == TokenKind::Async
                && view
                    .after(view.line_start(at))
                    .is_some_and(|second| view.kind(second) == Some(TokenKind::Def));
            if is_with_wrong_target(view, at) {
                return Some(Diagnosis::new("invalid syntax", view.visible_range(at)));
            }
            let is_lambda = is_in_lambda(view, at);
            if found == TokenKind::Lpar && is_lambda {
                return parenthesized_parameters(view, at, "Lambda expression");
            }
            let is_list = statement == TokenKind::Except && {
                (view.line_start(at)..at)
                    .any(|it| view.kind(it) == Some(TokenKind::Comma) && view.level(it) == 0)
            };
            ((found == TokenKind::Newline && !is_list || is_forced) && !is_lambda)
                .then(|| Diagnosis::new("expected ':'", view.visible_range(at)))
        }
        TokenKind::Lpar if view.kind(view.line_start(at)) != Some(TokenKind::Class) => {
            here("expected '('")
        }
        TokenKind::Rpar if found == TokenKind::Lpar => {
            parenthesized_parameters(view, at, "Function")
        }
        _ => missing_comma(view, at),
    }
}

/// `with a as 1` in front of the token `at`: what is bound last is neither name nor part of something.
fn is_with_wrong_target(view: &TokenView<'_>, at: usize) -> bool {
    let start = view.line_start(at);
    let statement = match view.kind(start) {
        Some(TokenKind::Async) => view.after(start).and_then(|second| view.kind(second)),
        kind => kind,
    };
    if statement != Some(TokenKind::With) {
        return false;
    }
    let Some(target) = view.expression_before(at) else {
        return false;
    };
    let is_bound = view
        .token_at(target.start())
        .and_then(|first| view.before(first))
        .is_some_and(|before| view.kind(before) == Some(TokenKind::As));
    let parsed = rustpython_parser::parse_expression(view.text(target));
    is_bound
        && parsed.is_ok_and(|parsed| {
            !matches!(
                parsed.expr(),
                Expr::Name(_)
                    | Expr::Attribute(_)
                    | Expr::Subscript(_)
                    | Expr::List(_)
                    | Expr::Tuple(_)
            )
        })
}

/// `def f((a, b))`
fn parenthesized_parameters(view: &TokenView<'_>, at: usize, what: &str) -> Option<Diagnosis> {
    let mut index = view.after(at)?;
    loop {
        match view.kind(index)? {
            TokenKind::Name | TokenKind::Comma => index = view.after(index)?,
            TokenKind::Rpar => break,
            _ => return None,
        }
    }
    let has_names = view.after(at) != Some(index);
    let range = span(view.tokens[at].start(), view.tokens[index].end());
    has_names.then_some(())?;
    Some(Diagnosis::new(
        format!("{what} parameters cannot be parenthesized"),
        range,
    ))
}

/// The end of the text, behind all tokens, is where a block or what belongs to one is missing.
fn at_end(view: &TokenView<'_>, error: &ParseError) -> Option<Diagnosis> {
    let ParseErrorType::OtherError(message) = &error.error else {
        return None;
    };
    other(view, message, error.location, view.tokens.len())
}

fn other(view: &TokenView<'_>, message: &str, range: TextRange, at: usize) -> Option<Diagnosis> {
    let here = |message: &str| Some(Diagnosis::new(message, range));
    if let Some(owner) = message.strip_prefix("Expected an indented block after ") {
        return missing_block(view, owner, at);
    }
    match message {
        "Expected `except` or `finally` after `try` block" => {
            let body_end = end_of_try_body(view, range.start())?;
            unhandled_try(view, body_end)
        }
        "Cannot have both 'except' and 'except*' on the same 'try'" => {
            let message = "cannot have both 'except' and 'except*' on the same 'try'";
            let mut at = at;
            while view.kind(at) != Some(TokenKind::Except) {
                at = view.after(at)?;
            }
            let mut end = view.tokens[at].end();
            if let Some(star) = view
                .after(at)
                .filter(|it| view.kind(*it) == Some(TokenKind::Star))
            {
                end = view.tokens[star].end();
            }
            Some(Diagnosis::new(message, span(view.tokens[at].start(), end)))
        }
        "Expected one or more exception types"
            if matches!(
                view.kind(at),
                Some(TokenKind::Colon | TokenKind::Newline | TokenKind::EndOfFile)
            ) =>
        {
            here("expected one or more exception types")
        }
        "Multiple exception types must be parenthesized when using `as`" => {
            let end = view.tokens[at..]
                .iter()
                .find(|token| token.kind() == TokenKind::As)?;
            let message = "multiple exception types must be parenthesized when using 'as'";
            let name = view.token_at(end.end())?;
            let behind = view.after(name)?;
            if view.kind(behind) != Some(TokenKind::Colon) {
                let word = view.token_at(end.start())?;
                return Some(Diagnosis::new("invalid syntax", view.visible_range(word)));
            }
            Some(Diagnosis::new(
                message,
                span(range.start(), view.tokens[name].end()),
            ))
        }
        "Star import must be the only import" => imports::diagnose(view, at),
        "Trailing comma not allowed" if view.kind(view.line_start(at)) == Some(TokenKind::From) => {
            if let Some(found) = imports::diagnose(view, at) {
                return Some(found);
            }
            let next = view.after(at)?;
            let message = "trailing comma not allowed without surrounding parentheses";
            Some(Diagnosis::new(message, view.visible_range(next)))
        }
        "Only single target (not tuple) can be annotated" => {
            let message = "only single target (not tuple) can be annotated";
            // Without brackets, the first element stands for the tuple.
            let comma = view.token_at(range.start()).and_then(|first| {
                let comma = view.token_at(view.expression_from(first)?.end())?;
                (view.kind(comma)? == TokenKind::Comma).then_some(comma)
            });
            let first = comma.and_then(|comma| view.expression_before(comma));
            Some(Diagnosis::new(message, first.unwrap_or(range)))
        }
        "Only single target (not list) can be annotated" => {
            here("only single target (not list) can be annotated")
        }
        "Only one '*' parameter allowed" => Some(Diagnosis::new(
            "* argument may appear only once",
            view.visible_range(at),
        )),
        "Only one '/' separator allowed" => Some(Diagnosis::new(
            "/ may appear only once",
            view.visible_range(at),
        )),
        "Positional patterns cannot follow keyword patterns" => {
            here("positional patterns follow keyword patterns")
        }
        "Bytes literal cannot be mixed with non-bytes literals"
        | "cannot mix t-string literals with string or bytes literals" => {
            mixed_strings::diagnose(view, range)
        }
        "Expected a parameter name" => {
            let equal = view.token_at(range.end())?;
            let shown = span(range.start(), view.tokens[equal].end());
            let text = view.text(range);
            let message = match text {
                "True" | "False" | "None" => format!("cannot assign to {text}"),
                _ => "expression cannot contain assignment, perhaps you meant \"==\"?".to_owned(),
            };
            (view.kind(equal) == Some(TokenKind::Equal)).then(|| Diagnosis::new(message, shown))
        }
        _ => None,
    }
}
