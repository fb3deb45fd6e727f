//! Text signatures, such as `($self, object, /, *, key=None)`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{LitStr, Result};

use crate::literal::Literal;

/// How a parameter is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

/// A parameter as the text says it.
#[derive(Debug, PartialEq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// What the parameter is when it is not given; `None` if it must be.
    pub(crate) default: Option<Literal>,
}

impl Parameter {
    /// Whether a call must give the parameter.
    pub(crate) fn required(&self) -> bool {
        self.default.is_none() && !self.is_variable()
    }

    /// Whether this is `*args` or `**kwargs`.
    pub(crate) fn is_variable(&self) -> bool {
        matches!(self.kind, Kind::VarPositional | Kind::VarKeyword)
    }
}

/// A signature as the text says it, without `$self`, `$type` or `$module`.
pub(crate) struct Signature {
    /// The text as it was written.
    pub(crate) text: String,
    pub(crate) parameters: Vec<Parameter>,
}

impl Signature {
    /// Reads the text of a signature.
    pub(crate) fn parse(text: &LitStr) -> Result<Signature> {
        let value = text.value();
        let parameters =
            parse_parameters(&value).map_err(|message| syn::Error::new(text.span(), message))?;
        Ok(Signature {
            text: value,
            parameters,
        })
    }

    /// The text with the first parameter that the kind of function has: `$self`, `$type`,
    /// `$module`. It is positional-only, so it needs a `/` behind it if there is none yet.
    pub(crate) fn text_with(&self, first: Option<&str>) -> String {
        let inner = self.text[1..self.text.len() - 1].trim();
        let (Some(first), false) = (first, inner.starts_with('$')) else {
            return self.text.clone();
        };
        let marked = self
            .parameters
            .iter()
            .any(|parameter| parameter.kind == Kind::PositionalOnly);
        match (inner.is_empty(), marked) {
            (true, _) => format!("({first}, /)"),
            (false, true) => format!("({first}, {inner})"),
            (false, false) => format!("({first}, /, {inner})"),
        }
    }

    /// Whether every parameter is positional-only.
    pub(crate) fn is_positional_only(&self) -> bool {
        self.parameters
            .iter()
            .all(|parameter| parameter.kind == Kind::PositionalOnly)
    }

    /// The constant array of descriptions.
    pub(crate) fn to_tokens(&self, krate: &TokenStream) -> TokenStream {
        let parameters = self.parameters.iter().map(|parameter| {
            let (name, required) = (&parameter.name, parameter.required());
            let kind = match parameter.kind {
                Kind::PositionalOnly => quote!(PositionalOnly),
                Kind::PositionalOrKeyword => quote!(PositionalOrKeyword),
                Kind::VarPositional => quote!(VarPositional),
                Kind::KeywordOnly => quote!(KeywordOnly),
                Kind::VarKeyword => quote!(VarKeyword),
            };
            quote!(#krate::function::native::Parameter {
                name: #name,
                kind: #krate::function::native::ParameterKind::#kind,
                required: #required,
            })
        });
        quote!(&[#(#parameters),*])
    }
}

fn parse_parameters(text: &str) -> std::result::Result<Vec<Parameter>, String> {
    let inner = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
        .ok_or("a signature is enclosed in parentheses")?;
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut keyword_only = false;
    for part in split_top_level(inner) {
        let part = part.trim();
        if part.is_empty() || part.starts_with('$') {
            continue;
        }
        if part == "/" {
            for parameter in &mut parameters {
                parameter.kind = Kind::PositionalOnly;
            }
            continue;
        }
        if part == "*" {
            keyword_only = true;
            continue;
        }
        let (kind, part) = if let Some(name) = part.strip_prefix("**") {
            (Kind::VarKeyword, name)
        } else if let Some(name) = part.strip_prefix('*') {
            keyword_only = true;
            (Kind::VarPositional, name)
        } else if keyword_only {
            (Kind::KeywordOnly, part)
        } else {
            (Kind::PositionalOrKeyword, part)
        };
        let (name, default) = match part.split_once('=') {
            Some((name, default)) => (name, Some(Literal::parse(default.trim()))),
            None => (part, None),
        };
        let name = name.split_once(':').map_or(name, |(name, _)| name).trim();
        parameters.push(Parameter {
            name: name.to_owned(),
            kind,
            default,
        });
    }
    Ok(parameters)
}

/// Splits at commas that are in no brackets and no quotes.
fn split_top_level(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut quote, mut start) = (0, None, 0);
    for (offset, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(&text[start..offset]);
                start = offset + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Kind, bool)]) {
        let parameters = parse_parameters(text).expect("well-formed");
        let found: Vec<_> = parameters
            .iter()
            .map(|parameter| {
                let required = parameter.required();
                (parameter.name.as_str(), parameter.kind, required)
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_markers_set_the_kinds() {
        check("($self, /)", &[]);
        check(
            "($self, a, b=(1, 2), /, c, *, d=', ')",
            &[
                ("a", Kind::PositionalOnly, true),
                ("b", Kind::PositionalOnly, false),
                ("c", Kind::PositionalOrKeyword, true),
                ("d", Kind::KeywordOnly, false),
            ],
        );
        check(
            "(*args, sep=' ', **kwargs)",
            &[
                ("args", Kind::VarPositional, false),
                ("sep", Kind::KeywordOnly, false),
                ("kwargs", Kind::VarKeyword, false),
            ],
        );
    }

    #[test]
    fn the_first_parameter_is_added_to_the_text() {
        let with = |text: &str| {
            let signature = Signature {
                text: text.to_owned(),
                parameters: parse_parameters(text).expect("well-formed"),
            };
            signature.text_with(Some("$module"))
        };
        assert_eq!(with("()"), "($module, /)");
        assert_eq!(with("(a, /)"), "($module, a, /)");
        assert_eq!(with("(a)"), "($module, /, a)");
        assert_eq!(with("(*args, sep=' ')"), "($module, /, *args, sep=' ')");
        assert_eq!(with("($self, a)"), "($self, a)");
    }

    #[test]
    fn parentheses_are_demanded() {
        assert!(parse_parameters("$self").is_err());
    }
}
