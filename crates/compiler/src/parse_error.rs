//! The parser's errors in CPython's words.

use rustpython_parser::{LexicalErrorType, ParseError, ParseErrorType};
use rustpython_text_size::{TextRange, TextSize};

use crate::brackets::{self, Balance, Bracket};
use crate::error::{CompileError, SyntaxErrorKind};
use crate::source::Source;

/// Turns an error of the parser into a `SyntaxError`.
pub(crate) fn translate(source: &Source, error: &ParseError) -> CompileError {
    if let Some(error) = bracket_error(source, error) {
        return error;
    }
    let (kind, message) = message(&error.error);
    source.error(kind, message, error.location)
}

/// An error of the brackets before the place where the parser stumbled explains more than its.
fn bracket_error(source: &Source, error: &ParseError) -> Option<CompileError> {
    let end = error.location.end().to_usize();
    let (message, bracket) = match brackets::balance(&source.text, end + 1) {
        Balance::Unmatched(close) => (format!("unmatched '{}'", close.character), close),
        Balance::Mismatched { open, close } => {
            let line = source.line(offset(open));
            let mut message = format!(
                "closing parenthesis '{}' does not match opening parenthesis '{}'",
                close.character, open.character
            );
            if line != source.line(offset(close)) {
                message += &format!(" on line {line}");
            }
            (message, close)
        }
        Balance::NeverClosed(_) => match brackets::balance(&source.text, source.text.len()) {
            Balance::NeverClosed(open) => (format!("'{}' was never closed", open.character), open),
            _ => return None,
        },
        Balance::Balanced => return None,
    };
    let range = TextRange::at(offset(bracket), TextSize::new(1));
    Some(source.error(SyntaxErrorKind::Syntax, message, range))
}

fn offset(bracket: Bracket) -> TextSize {
    TextSize::try_from(bracket.offset).unwrap_or_default()
}

fn message(error: &ParseErrorType) -> (SyntaxErrorKind, String) {
    let mut kind = SyntaxErrorKind::Syntax;
    let message = match error {
        ParseErrorType::UnexpectedIndentation => {
            kind = SyntaxErrorKind::Indentation;
            "unexpected indent"
        }
        ParseErrorType::Lexical(LexicalErrorType::IndentationError) => {
            kind = SyntaxErrorKind::Indentation;
            "unindent does not match any outer indentation level"
        }
        ParseErrorType::DuplicateKeywordArgumentError(name) => {
            return (kind, format!("keyword argument repeated: {name}"));
        }
        _ => "invalid syntax",
    };
    (kind, message.to_owned())
}
