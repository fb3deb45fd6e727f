//! Defaults in text signatures: Python literals, as far as they can be told in Rust.

use proc_macro2::TokenStream;
use quote::quote;

/// The default of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Bytes(Vec<u8>),
    /// Anything else: `<unrepresentable>`, `()`, the name of a constant.
    Other,
}

impl Literal {
    /// Reads the text of a default.
    pub(crate) fn parse(text: &str) -> Literal {
        match text {
            "None" => return Literal::None,
            "True" => return Literal::Bool(true),
            "False" => return Literal::Bool(false),
            "sys.maxsize" => return Literal::Int(i64::MAX),
            _ => {}
        }
        if let Some(text) = text.strip_prefix('b').and_then(unquote) {
            return Literal::Bytes(text.chars().map(|c| c as u8).collect());
        }
        if let Some(text) = unquote(text) {
            return Literal::Str(text);
        }
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let int = match digits.strip_prefix("0x") {
            Some(digits) => i64::from_str_radix(digits, 16),
            None => digits.parse(),
        };
        if let Ok(int) = int {
            return Literal::Int(sign * int);
        }
        match text.parse::<f64>() {
            Ok(float) if float.is_finite() => Literal::Float(float),
            _ => Literal::Other,
        }
    }

    /// The Rust expression of the literal; nothing if there is none.
    pub(crate) fn to_tokens(&self, krate: &TokenStream) -> Option<TokenStream> {
        Some(match self {
            Literal::None => quote!(#krate::function::default::NoneLiteral),
            Literal::Bool(value) => quote!(#value),
            Literal::Int(value) => quote!(#value),
            Literal::Float(value) => quote!(#value),
            Literal::Str(value) => quote!(#value),
            Literal::Bytes(value) => {
                let bytes = proc_macro2::Literal::byte_string(value);
                quote!({ const BYTES: &[u8] = #bytes; BYTES })
            }
            Literal::Other => return None,
        })
    }
}

/// The content of a string literal without prefix; nothing if the text is none.
fn unquote(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = text.get(1..)?.strip_suffix(quote)?;
    let mut content = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            content.push(character);
            continue;
        }
        content.push(match characters.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            other => other,
        });
    }
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_literals_are_read() {
        let check = |text: &str, expected: Literal| assert_eq!(Literal::parse(text), expected);
        check("None", Literal::None);
        check("True", Literal::Bool(true));
        check("-1", Literal::Int(-1));
        check("0xff", Literal::Int(255));
        check("0.5", Literal::Float(0.5));
        check("'utf-8'", Literal::Str("utf-8".to_owned()));
        check(r"'\n'", Literal::Str("\n".to_owned()));
        check("b' '", Literal::Bytes(vec![b' ']));
        check("()", Literal::Other);
        check("<unrepresentable>", Literal::Other);
    }
}
