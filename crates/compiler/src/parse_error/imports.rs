//! Errors in the names of `from … import`.

use rustpython_ast::token::TokenKind;

use super::Diagnosis;
use super::tokens::TokenView;

/// A star that does not stand alone, and brackets with a star or nothing in them. `at` is a token of the
/// statement behind `import`, or the one behind it.
pub(super) fn diagnose(view: &TokenView<'_>, at: usize) -> Option<Diagnosis> {
    let import = (0..=at)
        .rev()
        .find(|index| view.kind(*index) == Some(TokenKind::Import))?;
    let is_from = (view.line_start(import)..import)
        .rev()
        .map_while(|index| view.kind(index).filter(|kind| *kind != TokenKind::Semi))
        .any(|kind| kind == TokenKind::From);
    if !is_from {
        return None;
    }
    let here = |index: usize| Some(Diagnosis::new("invalid syntax", view.visible_range(index)));
    let first = view.after(import)?;
    let second = view.after(first)?;
    match (view.kind(first)?, view.kind(second)?) {
        (TokenKind::Star, TokenKind::Newline | TokenKind::Semi | TokenKind::EndOfFile) => None,
        (TokenKind::Star, _) => here(second),
        (TokenKind::Lpar, TokenKind::Rpar) => here(second),
        _ => {
            let star = (first..view.tokens.len())
                .take_while(|index| {
                    matches!(
                        view.tokens[*index].kind(),
                        TokenKind::Name
                            | TokenKind::As
                            | TokenKind::Comma
                            | TokenKind::Lpar
                            | TokenKind::Star
                    ) || view.tokens[*index].kind().is_soft_keyword()
                        || view.tokens[*index].kind().is_trivia()
                })
                .find(|index| view.kind(*index) == Some(TokenKind::Star))?;
            here(star)
        }
    }
}
