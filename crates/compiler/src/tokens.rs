//! The tokens of a text, for those who show it in colours or ask where it ends.

use rustpython_ast::token::TokenKind;
use rustpython_parser::ParseOptions;
use rustpython_text_size::{Ranged, TextRange};

use crate::source::Source;
use crate::{Mode, nesting};

/// What a token is, as far as a reader sees a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenClass {
    /// An identifier.
    Name,
    /// A reserved word, but for the constants.
    Keyword,
    /// `True`, `False`, `None`
    Constant,
    /// `match`, `case`, `type`, `_` where it is a pattern, and `lazy`: where they are used as words of
    /// the language.
    SoftKeyword,
    /// An int, float or imaginary literal.
    Number,
    /// A string or bytes literal, or the text of an f-string or t-string.
    String,
    /// A comment.
    Comment,
    /// `(`, `[`, `{`
    Open,
    /// `)`, `]`, `}`
    Close,
    /// Another operator or delimiter.
    Operator,
    /// The end of a logical line.
    Newline,
    /// The first token of a line that is indented further.
    Indent,
    /// The end of an indented block.
    Dedent,
    /// What is no token.
    Unknown,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub class: TokenClass,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
}

/// The tokens of a text that need not be a program: what is wrong in it is left out or
/// [`TokenClass::Unknown`]; of a text that is nested too deeply there are none. Line ends must be
/// `\n`.
pub fn tokens(text: &str) -> Vec<Token> {
    let source = Source::new(text.to_owned());
    // The parser tells soft keywords from names.
    let parsed = nesting::with_stack(&source, Mode::Exec, || {
        let mode = ParseOptions::from(rustpython_parser::Mode::Module);
        let parsed = rustpython_parser::parse_unchecked(&source.text, mode);
        let tokens = parsed.tokens().iter();
        let tokens = tokens.map(|token| (token.kind(), token.range()));
        Ok(tokens.filter_map(token).collect())
    });
    parsed.unwrap_or_default()
}

fn token((kind, range): (TokenKind, TextRange)) -> Option<Token> {
    use TokenKind as K;
    let class = match kind {
        K::Name => TokenClass::Name,
        K::Int | K::Float | K::Complex => TokenClass::Number,
        K::String
        | K::FStringStart
        | K::FStringMiddle
        | K::FStringEnd
        | K::TStringStart
        | K::TStringMiddle
        | K::TStringEnd => TokenClass::String,
        K::Comment => TokenClass::Comment,
        K::Newline => TokenClass::Newline,
        K::NonLogicalNewline | K::EndOfFile => return None,
        K::Indent => TokenClass::Indent,
        K::Dedent => TokenClass::Dedent,
        K::Lpar | K::Lsqb | K::Lbrace => TokenClass::Open,
        K::Rpar | K::Rsqb | K::Rbrace => TokenClass::Close,
        K::True | K::False | K::None => TokenClass::Constant,
        K::Unknown | K::Question | K::IpyEscapeCommand => TokenClass::Unknown,
        _ if kind.is_soft_keyword() => TokenClass::SoftKeyword,
        _ if kind.is_keyword() => TokenClass::Keyword,
        _ => TokenClass::Operator,
    };
    Some(Token {
        class,
        start: range.start().to_usize(),
        end: range.end().to_usize(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<(TokenClass, &str)> {
        let tokens = tokens(text);
        let pairs = tokens
            .iter()
            .map(|it| (it.class, &text[it.start..it.end]))
            .filter(|(_, text)| !text.is_empty());
        pairs.collect()
    }

    #[test]
    fn words_are_told_apart() {
        use TokenClass as C;
        assert_eq!(
            classes("match = None # x"),
            [
                (C::Name, "match"),
                (C::Operator, "="),
                (C::Constant, "None"),
                (C::Comment, "# x")
            ]
        );
        assert_eq!(classes("match x:\n case 1: pass\n")[0].0, C::SoftKeyword);
        assert_eq!(classes("def f(")[2], (C::Open, "("));
        assert_eq!(classes("f'a{b}'")[1], (C::String, "a"));
    }

    #[test]
    fn any_text_has_tokens() {
        for text in ["'abc", "'''a\nb", "((((", ")", "$", "\\", "é = ", "\t\tx"] {
            let _ = tokens(text);
        }
        assert_eq!(tokens(&"(".repeat(300)), []);
    }
}
