//! Strings side by side that do not go together.

use rustpython_ast::StringFlags;
use rustpython_ast::token::TokenKind;
use rustpython_text_size::{Ranged, TextRange};

use super::Diagnosis;
use super::tokens::TokenView;

/// A literal of an implicit concatenation.
struct Literal {
    range: TextRange,
    is_template: bool,
    is_bytes: bool,
}

/// Says what is wrong with the strings in `range`. CPython first joins the literals before a change
/// from t-strings to others, or back.
pub(super) fn diagnose(view: &TokenView<'_>, range: TextRange) -> Option<Diagnosis> {
    let literals = literals(view, range);
    let first = literals.first()?;
    let change = literals
        .iter()
        .position(|it| it.is_template != first.is_template);
    let joined = &literals[..change.unwrap_or(literals.len())];
    if joined.iter().any(|it| it.is_bytes != first.is_bytes) {
        let next = view.token_at(joined.last()?.range.end())?;
        let message = "cannot mix bytes and nonbytes literals";
        return Some(Diagnosis::new(message, view.visible_range(next)));
    }
    let message = "cannot mix t-string literals with string or bytes literals";
    let range = TextRange::new(joined.last()?.range.start(), literals[change?].range.end());
    Some(Diagnosis::new(message, range))
}

/// As [`diagnose`], for the literals that begin with the token `index`.
pub(super) fn from_token(view: &TokenView<'_>, index: usize) -> Option<Diagnosis> {
    let mut last = None;
    let mut next = Some(index);
    while let Some(index) = next.filter(|index| view.kind(*index) == Some(TokenKind::String)) {
        last = Some(index);
        next = view.after(index);
    }
    let range = TextRange::new(view.tokens[index].start(), view.tokens[last?].end());
    diagnose(view, range)
}

fn literals(view: &TokenView<'_>, range: TextRange) -> Vec<Literal> {
    let tokens = view.tokens.iter();
    let tokens = tokens.filter(|token| range.contains_range(token.range()));
    let mut found = Vec::new();
    let mut starts = Vec::new();
    for token in tokens {
        match token.kind() {
            TokenKind::String if starts.is_empty() => found.push(Literal {
                range: token.range(),
                is_template: false,
                is_bytes: token.unwrap_string_flags().prefix().is_bytes(),
            }),
            TokenKind::FStringStart | TokenKind::TStringStart => starts.push(token.start()),
            kind @ (TokenKind::FStringEnd | TokenKind::TStringEnd) => {
                if let Some(start) = starts.pop()
                    && starts.is_empty()
                {
                    found.push(Literal {
                        range: TextRange::new(start, token.end()),
                        is_template: kind == TokenKind::TStringEnd,
                        is_bytes: false,
                    });
                }
            }
            _ => {}
        }
    }
    found
}
