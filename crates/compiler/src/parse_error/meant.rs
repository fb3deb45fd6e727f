//! What a text was probably meant to be, seen from its tokens: rules of CPython's grammar that the
//! parser's errors do not tell of.

use rustpython_ast::token::TokenKind;
use rustpython_ast::{Expr, ExprContext};
use rustpython_parser::ParseError;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::expression_name::{is_operand, name};
use super::tokens::{TokenView, closes, opens};
use super::{Diagnosis, LineEnd};

/// Names the error at the first place where the parser stumbled, if it is one of these.
pub(super) fn diagnose(
    view: &TokenView<'_>,
    first: &ParseError,
    errors: &[&ParseError],
) -> Option<Diagnosis> {
    let at = view.token_at(first.location.start())?;
    bound_of_type_parameter(view, at)
        .or_else(|| target_behind_as(view, at))
        .or_else(|| import_from(view, at))
        .or_else(|| loop_without_in(view, at))
        .or_else(|| text_between_strings(view, at))
        .or_else(|| elif_behind_else(view, at))
        .or_else(|| parameters(view, at, errors))
        .or_else(|| unpacking_with_value(view, at))
        .or_else(|| assignment_in_dict(view, at))
}

fn span(start: TextSize, end: TextSize) -> TextRange {
    TextRange::new(start, end.max(start))
}

/// The kind of the token before another.
fn kind_before(view: &TokenView<'_>, index: usize) -> Option<TokenKind> {
    view.kind(view.before(index)?)
}

/// The expression that a range holds, and its own range in the text.
fn expression(view: &TokenView<'_>, range: TextRange) -> Option<(Expr, TextRange)> {
    let parsed = rustpython_parser::parse_expression(view.text(range)).ok()?;
    let expression = *parsed.into_syntax().body;
    let inner = expression.range() + range.start();
    Some((expression, inner))
}

/// `[*T: int]`
fn bound_of_type_parameter(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let name = view.before(at)?;
    let what = match view.kind(view.before(name)?)? {
        TokenKind::Star => "TypeVarTuple",
        TokenKind::DoubleStar => "ParamSpec",
        _ => return None,
    };
    let open = view.enclosing(at)?;
    let begins = view.kind(view.line_start(at))?;
    let has_parameters = matches!(
        begins,
        TokenKind::Class | TokenKind::Def | TokenKind::Async | TokenKind::Type
    );
    if view.kind(at)? != TokenKind::Colon || view.kind(open)? != TokenKind::Lsqb || !has_parameters
    {
        return None;
    }
    let bound = view.expression_from(view.after(at)?)?;
    let (tree, _) = expression(view, bound)?;
    let kind = match tree {
        Expr::Tuple(_) => "constraints",
        _ => "bound",
    };
    let range = span(view.tokens[at].start(), bound.end());
    Some(Diagnosis::new(
        format!("cannot use {kind} with {what}"),
        range,
    ))
}

/// `except E as a[1]:`, `import a as 1`, `case 1 as 2:`
fn target_behind_as(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let start = view.line_start(at);
    match view.kind(start)? {
        TokenKind::Case => {
            // The parser may stumble before.
            let words = (start..view.tokens.len())
                .take_while(|index| view.kind(*index) != Some(TokenKind::Newline))
                .filter(|index| view.kind(*index) == Some(TokenKind::As));
            words
                .into_iter()
                .find_map(|word| pattern_target(view, word))
        }
        statement @ (TokenKind::Except | TokenKind::Import | TokenKind::From) => {
            let word = (start..=at)
                .rev()
                .take_while(|index| view.kind(*index) != Some(TokenKind::Semi))
                .find(|index| view.kind(*index) == Some(TokenKind::As))?;
            match statement {
                TokenKind::Except => exception_target(view, start, word),
                _ => import_target(view, word),
            }
        }
        _ => None,
    }
}

/// What stands behind an `as`: the expression, its range, whether it is a name without brackets, and the
/// kind of the token that follows.
fn target(view: &TokenView<'_>, word: usize) -> Option<(Expr, TextRange, bool, TokenKind)> {
    let range = view.expression_from(view.after(word)?)?;
    let follows = view.kind(view.token_at(range.end())?)?;
    let (tree, own) = expression(view, range)?;
    let is_plain = matches!(tree, Expr::Name(_)) && own == range;
    Some((tree, own, is_plain, follows))
}

fn exception_target(view: &TokenView<'_>, start: usize, word: usize) -> Option<Diagnosis> {
    let (tree, range, is_plain, follows) = target(view, word)?;
    if is_plain || follows != TokenKind::Colon {
        return None;
    }
    let star = match view.kind(view.after(start)?)? {
        TokenKind::Star => "*",
        _ => "",
    };
    let message = format!("cannot use except{star} statement with {}", name(&tree));
    let colon = view.token_at(range.end())?;
    let found = Diagnosis::new(message, range);
    Some(match view.kind(view.after(colon)?)? {
        // CPython has read the block by then.
        TokenKind::Newline => found.with_line_end(LineEnd::Removed),
        _ => found,
    })
}

fn import_target(view: &TokenView<'_>, word: usize) -> Option<Diagnosis> {
    let (tree, range, is_plain, follows) = target(view, word)?;
    let is_end = matches!(
        follows,
        TokenKind::Newline
            | TokenKind::Comma
            | TokenKind::Rpar
            | TokenKind::EndOfFile
            | TokenKind::Semi
    );
    // A name is wrong where something else than the next name follows on it.
    if is_plain == is_end {
        return None;
    }
    let message = format!("cannot use {} as import target", name(&tree));
    Some(Diagnosis::new(message, range))
}

fn pattern_target(view: &TokenView<'_>, word: usize) -> Option<Diagnosis> {
    let first = view.after(word)?;
    let begins_with_name = view.kind(first)? == TokenKind::Name;
    // A name alone is right: what goes on with other than these is wrong behind it.
    if begins_with_name
        && !matches!(
            view.kind(view.after(first)?)?,
            TokenKind::Dot | TokenKind::Lpar
        )
    {
        return None;
    }
    let (tree, range, is_plain, _) = target(view, word)?;
    let message = format!("cannot use {} as pattern target", name(&tree));
    (!is_plain).then(|| Diagnosis::new(message, range))
}

/// `import a, b from c`
fn import_from(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    if view.kind(at)? != TokenKind::From {
        return None;
    }
    let mut first = at;
    while view.kind(first)? != TokenKind::Import {
        first = view.before(first)?;
        let is_name = matches!(
            view.kind(first)?,
            TokenKind::Name | TokenKind::Dot | TokenKind::Comma | TokenKind::Import
        );
        if !is_name && !view.kind(first)?.is_soft_keyword() {
            return None;
        }
    }
    if view.line_start(first) != first
        && view
            .before(first)
            .is_some_and(|it| !matches!(view.kind(it), Some(TokenKind::Semi | TokenKind::Colon)))
    {
        return None;
    }
    let is_name = |index: &usize| {
        view.kind(*index)
            .is_some_and(|kind| kind == TokenKind::Name || kind.is_soft_keyword())
    };
    let before = view.before(at).filter(is_name)?;
    let mut next = view.after(view.after(at).filter(is_name)?)?;
    while view.kind(next)? == TokenKind::Dot {
        next = view.after(view.after(next).filter(is_name)?)?;
    }
    let range = span(view.tokens[first].start(), view.tokens[before].end());
    let message = "Did you mean to use 'from ... import ...' instead?";
    // CPython shows all that its tokenizer has read.
    let end = match view.kind(next)? {
        TokenKind::Newline if view.tokens[next].range().is_empty() => view.column_behind(next),
        _ => view.column_behind(next) - 1,
    };
    Some(Diagnosis::new(message, range).ending(end))
}

/// `[x for x if y]`: the target of a loop, and no `in`.
fn loop_without_in(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let mut open = view.enclosing(at);
    // The error may lie in the brackets of the target.
    while let Some(bracket) = open {
        if let Some(found) = loop_of_bracket(view, bracket, at) {
            return Some(found);
        }
        open = view.enclosing(bracket);
    }
    None
}

fn loop_of_bracket(view: &TokenView<'_>, open: usize, at: usize) -> Option<Diagnosis> {
    let (mut depth, mut target) = (0usize, None);
    for index in open + 1..view.tokens.len() {
        let kind = view.tokens[index].kind();
        match kind {
            kind if opens(kind) => depth += 1,
            kind if closes(kind) && depth > 0 => depth -= 1,
            TokenKind::Newline | TokenKind::EndOfFile => return None,
            _ if depth > 0 => {}
            TokenKind::For if target.is_none() => target = Some(index + 1),
            TokenKind::For => return None,
            TokenKind::In => target = None,
            kind if closes(kind) || matches!(kind, TokenKind::If | TokenKind::Not) => {
                let Some(start) = target else {
                    if closes(kind) {
                        return None;
                    }
                    continue;
                };
                let last = view.before(index).filter(|last| *last >= start)?;
                if at < start {
                    return None;
                }
                let start = view.after(start - 1)?;
                let text = view.text(span(view.tokens[start].start(), view.tokens[last].end()));
                rustpython_parser::parse_expression(&format!("({text})")).ok()?;
                let message = "'in' expected after for-loop variables";
                return Some(Diagnosis::new(message, view.visible_range(index)));
            }
            _ => {}
        }
    }
    None
}

/// `"a" b "c"`: names between strings.
fn text_between_strings(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    if kind_before(view, at)? != TokenKind::String || view.kind(at)? != TokenKind::Name {
        return None;
    }
    let mut last = at;
    loop {
        let next = view.after(last)?;
        match view.kind(next)? {
            TokenKind::Name => last = next,
            TokenKind::String if view.tokens[next].start() != view.tokens[last].end() => break,
            TokenKind::String => break,
            _ => return None,
        }
    }
    let range = span(view.tokens[at].start(), view.tokens[last].end());
    let message = "invalid syntax. Is this intended to be part of the string?";
    Some(Diagnosis::new(message, range))
}

/// An `elif` whose statement has had its `else`.
fn elif_behind_else(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let mut at = at;
    while matches!(view.kind(at)?, TokenKind::Dedent | TokenKind::Newline) {
        at = view.after(at)?;
    }
    if view.kind(at)? != TokenKind::Elif {
        return None;
    }
    let column = |index: usize| {
        let start = view.tokens[index].start();
        start - view.source.line_range(view.source.line(start)).start()
    };
    let wanted = column(at);
    let previous = (0..at).rev().find(|index| {
        let token = &view.tokens[*index];
        let begins = !token.kind().is_trivia()
            && !matches!(
                token.kind(),
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent
            );
        begins && view.line_start(*index) == *index && column(*index) <= wanted
    })?;
    if view.kind(previous)? != TokenKind::Else || column(previous) != wanted {
        return None;
    }
    let message = "'elif' block follows an 'else' block";
    Some(Diagnosis::new(message, view.tokens[at].range()))
}

/// The parameters of the function or `lambda` that a token belongs to: their first token, and how
/// they are called.
fn start_of_parameters(view: &TokenView<'_>, at: usize) -> Option<(usize, bool)> {
    let start = view.line_start(at);
    let definition = match view.kind(start)? {
        TokenKind::Def => Some(start),
        TokenKind::Async => view.after(start),
        _ => None,
    };
    if let Some(definition) = definition
        && view.kind(definition)? == TokenKind::Def
    {
        let open = (definition..view.tokens.len())
            .find(|index| view.kind(*index) == Some(TokenKind::Lpar))?;
        return Some((view.after(open)?, false));
    }
    let end = view.tokens[start..]
        .iter()
        .position(|token| token.kind() == TokenKind::Newline)
        .map_or(view.tokens.len(), |length| start + length);
    let lambda = (start..end).find(|index| view.kind(*index) == Some(TokenKind::Lambda))?;
    Some((view.after(lambda)?, true))
}

/// What is wrong in the parameters of a function or `lambda`.
fn parameters(view: &TokenView<'_>, at: usize, errors: &[&ParseError]) -> Option<Diagnosis> {
    let (start, is_lambda) = start_of_parameters(view, at)?;
    let here =
        |message: &str, index: usize| Some(Diagnosis::new(message, view.visible_range(index)));
    // Only what the parser stumbled over is looked at.
    let is_wrong = |from: usize, to: usize| {
        let range = span(view.tokens[from].start(), view.tokens[to].end());
        errors
            .iter()
            .any(|error| error.location.intersect(range).is_some())
    };
    let (mut index, mut depth, mut first) = (start, 0usize, start);
    loop {
        let kind = view.kind(index)?;
        let next = view.after(index)?;
        match kind {
            TokenKind::Newline | TokenKind::EndOfFile => return None,
            TokenKind::Lpar if is_lambda && depth == 0 && index == first => {
                if let Some(found) = parenthesized(view, index) {
                    return Some(found);
                }
                depth += 1;
            }
            kind if opens(kind) => depth += 1,
            kind if closes(kind) && depth == 0 => return None,
            kind if closes(kind) => depth -= 1,
            _ if depth > 0 => {}
            TokenKind::Colon if is_lambda => return None,
            TokenKind::Slash if index == start => return None,
            TokenKind::Comma => first = next,
            TokenKind::Slash if index == first && view.kind(next)? == TokenKind::Star => {
                return here("expected comma between / and *", next);
            }
            TokenKind::Star
                if index == first
                    && matches!(
                        view.kind(next)?,
                        TokenKind::None | TokenKind::True | TokenKind::False
                    ) =>
            {
                return here("invalid syntax", next);
            }
            TokenKind::Equal => {
                let follows = view.kind(next)?;
                let is_starred = match view.kind(first)? {
                    TokenKind::Star => Some("var-positional"),
                    TokenKind::DoubleStar => Some("var-keyword"),
                    _ => None,
                };
                if let Some(what) = is_starred {
                    let colon = (first..index)
                        .find(|index| view.kind(*index) == Some(TokenKind::Colon))
                        .and_then(|colon| view.after(colon));
                    if colon.and_then(|it| view.kind(it)) == Some(TokenKind::Star) {
                        return here("invalid syntax", index);
                    }
                    let message = format!("{what} argument cannot have default value");
                    return here(&message, index);
                }
                let is_missing = matches!(follows, TokenKind::Comma | TokenKind::Rpar);
                if is_missing && is_wrong(first, next) {
                    return here("expected default value expression", index);
                }
            }
            _ => {}
        }
        index = next;
    }
}

/// `lambda (a, b): …`
fn parenthesized(view: &TokenView<'_>, open: usize) -> Option<Diagnosis> {
    let mut index = view.after(open)?;
    while matches!(view.kind(index)?, TokenKind::Name | TokenKind::Comma) {
        index = view.after(index)?;
    }
    if view.kind(index)? != TokenKind::Rpar {
        return None;
    }
    let range = span(view.tokens[open].start(), view.tokens[index].end());
    let message = "Lambda expression parameters cannot be parenthesized";
    Some(Diagnosis::new(message, range))
}

/// `f(*a=1)` and `f(**a=1)`
fn unpacking_with_value(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    // The error may be at the star or at the sign.
    let equal = match view.kind(at)? {
        TokenKind::Equal => at,
        TokenKind::Star | TokenKind::DoubleStar => {
            let operand = view.expression_from(view.after(at)?)?;
            view.token_at(operand.end())?
        }
        _ => return None,
    };
    let open = view.enclosing(equal)?;
    if view.kind(equal)? != TokenKind::Equal || !super::syntax::is_call(view, open) {
        return None;
    }
    let operand = view.expression_before(equal)?;
    let star = view.before(view.token_at(operand.start())?)?;
    let (star, what) = match view.kind(star)? {
        TokenKind::DoubleStar => (star, "keyword"),
        TokenKind::Star => (star, "iterable"),
        _ => {
            let first = view.token_at(operand.start())?;
            match view.kind(first)? {
                TokenKind::Star => (first, "iterable"),
                _ => return None,
            }
        }
    };
    let value = view.expression_from(view.after(equal)?)?;
    let range = span(view.tokens[star].start(), value.end());
    let message = format!("cannot assign to {what} argument unpacking");
    Some(Diagnosis::new(message, range))
}

/// `{'a'=1}`
fn assignment_in_dict(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let open = view.enclosing(at)?;
    if view.kind(at)? != TokenKind::Equal
        || view.kind(open)? != TokenKind::Lbrace
        || super::syntax::is_interpolation(view, open)
    {
        return None;
    }
    let target = view.expression_before(at)?;
    let (tree, _) = expression(view, target)?;
    let is_name = matches!(&tree, Expr::Name(name) if name.ctx == ExprContext::Load);
    if is_name || !is_operand(&tree) {
        return None;
    }
    let what = name(&tree);
    let message = format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?");
    Some(Diagnosis::new(message, target))
}
