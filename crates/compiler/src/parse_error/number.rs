//! Numbers that go on with what is no part of them: `1.5abc`, `1e+`, `1.5_`.

use rustpython_ast::token::TokenKind;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::Diagnosis;
use super::tokens::TokenView;

/// Keywords that a number may be followed by at once, for how long still.
const KEYWORDS: [&str; 8] = ["and", "else", "for", "if", "in", "is", "not", "or"];

/// The first such number, if it has a fraction or an exponent, or begins one.
pub(super) fn diagnose(view: &TokenView<'_>) -> Option<Diagnosis> {
    view.tokens.iter().find_map(|token| {
        let kind = token.kind();
        if kind == TokenKind::Unknown {
            return underscore_behind_point(view, token.range());
        }
        let is_number = matches!(kind, TokenKind::Int | TokenKind::Float | TokenKind::Complex);
        is_number.then(|| wrong_end(view, kind, token.range()))?
    })
}

/// `1._5`, of which the tokenizer refuses the whole or the underscore.
fn underscore_behind_point(view: &TokenView<'_>, range: TextRange) -> Option<Diagnosis> {
    let (before, rest) = view.source.text.split_at(range.start().to_usize());
    let is_digit = |character: char| character.is_ascii_digit() || character == '_';
    let digits = rest
        .find(|character| !is_digit(character))
        .unwrap_or(rest.len());
    let point = if let Some(number) = before.strip_suffix('.')
        && rest.starts_with('_')
    {
        number
            .ends_with(|last: char| last.is_ascii_digit())
            .then(|| range.start() - TextSize::new(1))?
    } else if digits > 0 && !rest.starts_with('_') && rest[digits..].starts_with("._") {
        range.start() + TextSize::try_from(digits).unwrap_or_default()
    } else {
        return None;
    };
    Some(Diagnosis::at("invalid decimal literal", point))
}

fn wrong_end(view: &TokenView<'_>, kind: TokenKind, range: TextRange) -> Option<Diagnosis> {
    let (number, rest) = (
        view.text(range),
        &view.source.text[range.end().to_usize()..],
    );
    if kind == TokenKind::Int && rest.starts_with("._") {
        return Some(Diagnosis::at("invalid decimal literal", range.end()));
    }
    let next = rest.chars().next()?;
    // Another character than an ASCII one begins a token of its own.
    if !(next.is_ascii_alphanumeric() || next == '_') {
        return None;
    }
    if KEYWORDS.iter().any(|keyword| rest.starts_with(keyword)) {
        return None;
    }
    let last = range.end() - TextSize::new(1);
    let (message, at) = match next {
        _ if kind == TokenKind::Complex => ("invalid imaginary literal", last),
        'e' | 'E' if rest[1..].starts_with(['+', '-']) => {
            ("invalid decimal literal", range.end() + TextSize::new(1))
        }
        // Ints are looked at where the parser has stopped.
        _ if kind == TokenKind::Int && !number.contains(['e', 'E']) => return None,
        '_' if number.ends_with(|last: char| last.is_ascii_digit()) => {
            ("invalid decimal literal", range.end())
        }
        _ => ("invalid decimal literal", last),
    };
    Some(Diagnosis::at(message, at))
}
