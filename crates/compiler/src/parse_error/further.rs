//! What CPython reads of a text behind the place where it cannot go on: a bracket that is never closed, or
//! a token that is none, is told of instead of what stands before.

use rustpython_ast::token::TokenKind;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::tokens::{TokenView, ends_expression};
use super::{Diagnosis, is_line_break_in_brackets};

/// Messages that CPython gives only when it has seen what follows on their place.
const LOOKS_BEHIND: [&str; 6] = [
    "invalid syntax. Perhaps you forgot a comma?",
    "cannot use assignment expressions with",
    "cannot assign to ",
    "invalid syntax. Maybe you meant '=='",
    "cannot use a starred expression in a dictionary value",
    "did you forget parentheses around",
];

/// The first decimal int behind `start` that goes on with letters: `1a`, `1_`.
pub(super) fn wrong_int(view: &TokenView<'_>, start: TextSize) -> Option<Diagnosis> {
    /// Keywords that an int may be followed by at once, for how long still.
    const KEYWORDS: [&str; 8] = ["and", "else", "for", "if", "in", "is", "not", "or"];
    view.tokens.iter().find_map(|token| {
        if token.start() < start || token.kind() != TokenKind::Int {
            return None;
        }
        let number = view.text(token.range());
        let is_decimal = number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_');
        let rest = &view.source.text[token.end().to_usize()..];
        let next = rest.chars().next()?;
        if !is_decimal || !(next.is_ascii_alphanumeric() || next == '_') {
            return None;
        }
        if KEYWORDS.iter().any(|keyword| rest.starts_with(keyword)) {
            return None;
        }
        let at = match next {
            '_' => token.end(),
            _ => token.end() - TextSize::new(1),
        };
        Some(Diagnosis::at("invalid decimal literal", at))
    })
}

/// The next token behind `offset`, but for line breaks in brackets.
fn next_token(view: &TokenView<'_>, offset: TextSize) -> Option<usize> {
    let mut index = view.token_at(offset)?;
    while is_line_break_in_brackets(view, index) {
        index = view.after(index)?;
    }
    Some(index)
}

/// Whether the grammar has come to the end of the text, or to another line than that of the bracket at
/// `open`, when it gives this error.
pub(super) fn reads_on(view: &TokenView<'_>, found: &Diagnosis, open: TextSize) -> bool {
    let line = view.source.line(open);
    if found.range.start() >= open && view.source.line(found.range.end()) > line {
        return true;
    }
    let looks = LOOKS_BEHIND
        .iter()
        .any(|message| found.message.starts_with(message));
    if !looks || found.range.start() < open {
        return false;
    }
    let is_assignment = LOOKS_BEHIND[1..3]
        .iter()
        .any(|message| found.message.starts_with(message));
    let end = match is_assignment {
        false => found.range.end(),
        // It has read the value, too.
        true => {
            let value = view
                .token_at(found.range.end())
                .and_then(|it| view.after(it));
            match value.and_then(|value| view.expression_from(value)) {
                Some(value) => value.end(),
                None => return false,
            }
        }
    };
    is_end_or_later_line(view, next_token(view, end), line)
}

fn is_end_or_later_line(view: &TokenView<'_>, index: Option<usize>, line: u32) -> bool {
    index.is_none_or(|index| {
        let start = view.tokens[index].start();
        let is_end = view.source.text[start.to_usize()..].trim().is_empty();
        is_end || view.source.line(start) > line
    })
}

/// Whether the grammar looks behind the statement at `at`, which stands where an expression must, for an
/// `if`; and finds the end of the text or another line than that of the bracket.
pub(super) fn looks_behind_statement(view: &TokenView<'_>, at: usize, open: TextSize) -> bool {
    let is_statement = matches!(
        view.kind(at),
        Some(TokenKind::Pass | TokenKind::Break | TokenKind::Continue)
    );
    let end = view.tokens[at].end();
    is_statement && is_end_or_later_line(view, next_token(view, end), view.source.line(open))
}

/// Whether a bracket at `open` that cannot stand there is read as an expression that a comma was left out in
/// front of, up to the end of the text.
pub(super) fn is_read_to_the_end(view: &TokenView<'_>, at: usize) -> bool {
    let Some(before) = view.before(at) else {
        return false;
    };
    let is_behind_expression =
        view.kind(before).is_some_and(ends_expression) && view.expression_before(at).is_some();
    let statement = view.kind(view.line_start(at));
    let takes_names = matches!(
        statement,
        Some(TokenKind::Global | TokenKind::Nonlocal | TokenKind::Import | TokenKind::From)
    );
    if !is_behind_expression || takes_names {
        return false;
    }
    let rest = TextRange::new(
        view.tokens[at].start(),
        TextSize::try_from(view.source.text.len()).unwrap_or_default(),
    );
    let text = view.text(rest).trim_end();
    let mut closers = String::new();
    for token in &view.tokens[at..] {
        match token.kind() {
            TokenKind::Lpar => closers.insert(0, ')'),
            TokenKind::Lsqb => closers.insert(0, ']'),
            TokenKind::Lbrace => closers.insert(0, '}'),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if !closers.is_empty() => {
                closers.remove(0);
            }
            _ => {}
        }
    }
    let is_beginning = ["", " x", ": x", " in x"].iter().any(|more| {
        let whole = format!("{text}{more}{closers}");
        rustpython_parser::parse_expression(&whole).is_ok()
    });
    is_beginning || {
        // What stops it may stand on another line.
        let stopped = rustpython_parser::parse_expression(text).err();
        let place = stopped.map(|error| rest.start() + error.location.start());
        place.is_some_and(|place| {
            view.source.line(place.min(rest.end())) > view.source.line(rest.start())
        })
    }
}

/// `a if b`, where something else than `else` follows before the token `at`.
pub(super) fn condition_without_else(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let start = view.line_start(at);
    (start + 1..at).find_map(|index| {
        if view.kind(index) != Some(TokenKind::If) || view.enclosing(index) != view.enclosing(at) {
            return None;
        }
        let from = view.enclosing(index).map_or(start, |open| open + 1);
        let is_clause = view.tokens[from..index]
            .iter()
            .any(|token| matches!(token.kind(), TokenKind::For | TokenKind::Case));
        let value = view.expression_before(index).filter(|_| !is_clause)?;
        let condition = view.expression_from(view.after(index)?)?;
        let next = view.kind(view.token_at(condition.end())?)?;
        if matches!(next, TokenKind::Else | TokenKind::Colon) {
            return None;
        }
        let message = "expected 'else' after 'if' expression";
        let range = TextRange::new(value.start(), condition.end());
        Some(Diagnosis::new(message, range))
    })
}
