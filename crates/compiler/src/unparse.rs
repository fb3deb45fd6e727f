//! Source text of expressions, for annotations that stay text (PEP 563).

use rustpython_ast::Expr;
use rustpython_text_size::Ranged;

/// The text of an annotation, with line breaks inside brackets joined.
pub(crate) fn annotation(expression: &Expr, source: &str) -> String {
    let text = &source[expression.range()];
    if !text.contains('\n') {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
