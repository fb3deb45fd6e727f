//! The text of doc comments.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The doc comment among `attributes`, without the space after the slashes.
pub(crate) fn doc_text(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) = &pair.value
        {
            let text = text.value();
            lines.extend(
                text.lines()
                    .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned()),
            );
            if text.is_empty() {
                lines.push(String::new());
            }
        }
    }
    // Examples stand in blocks for the tools of Rust, which Python does not know.
    lines.retain(|line| !line.starts_with("```"));
    lines.join("\n").trim().to_owned()
}
