//! The parser's errors in CPython's words.

use rustpython_parser::{LexicalErrorType, ParseError, ParseErrorType};

use crate::error::{CompileError, SyntaxErrorKind};
use crate::source::Source;

/// Turns an error of the parser into a `SyntaxError`.
pub(crate) fn translate(source: &Source, error: &ParseError) -> CompileError {
    let (kind, message) = message(&error.error);
    source.error(kind, message, error.location)
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
