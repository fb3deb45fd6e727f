//! Whether a text is wrong only because it ends too early (`PyCF_ALLOW_INCOMPLETE_INPUT`).
//!
//! CPython calls a text incomplete if its tokenizer has come to the end by the time the parser
//! gives up, in the first of its two passes.

use rustpython_ast::Mod;
use rustpython_ast::token::TokenKind;
use rustpython_parser::{LexicalErrorType, ParseError, ParseErrorType, Parsed};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::tokens::TokenView;
use super::{is_line_break_in_brackets, wrong_bracket};
use crate::error::{CompileError, SyntaxError, SyntaxErrorKind};
use crate::rules::ParseRules;
use crate::source::Source;
use crate::{Mode, brackets};

/// Whether the errors of the parser stem from the end of the text.
pub(crate) fn is_incomplete(
    source: &Source,
    parsed: &Parsed<Mod>,
    errors: &[&ParseError],
    mode: Mode,
) -> bool {
    let Some(first) = errors.iter().min_by_key(|error| error.location.start()) else {
        return false;
    };
    let view = TokenView {
        source,
        tokens: parsed.tokens(),
        tree: parsed.syntax(),
        mode,
    };
    let text = source.text.as_str();
    let end = TextSize::of(text);
    // Where a line end is added, no token but the last one touches the end.
    let is_open = !text.ends_with('\n') && !ParseRules::adds_line_end(mode);
    match &first.error {
        ParseErrorType::Lexical(LexicalErrorType::LineContinuationError) => {
            let rest = &text[first.location.start().to_usize()..];
            let rest = rest.strip_prefix('\\').unwrap_or(rest);
            return rest == "\n" || rest.is_empty() && !is_open;
        }
        ParseErrorType::Lexical(LexicalErrorType::Eof) => {
            let is_continued = text.ends_with('\\') && is_open;
            return !is_continued && wrong_bracket(&view, end).is_none();
        }
        ParseErrorType::Lexical(
            LexicalErrorType::UnclosedStringError
            | LexicalErrorType::FStringError(_)
            | LexicalErrorType::TStringError(_),
        )
        | ParseErrorType::FStringError(_)
        | ParseErrorType::TStringError(_) => {
            return brackets::ends_in_string(text).is_some_and(|string| {
                // A string of one line ends with it, but for a backslash and in replacement fields.
                string.is_triple || string.is_in_field || is_open || text.ends_with("\\\n") || {
                    text.ends_with('\\') && !is_open
                }
            });
        }
        _ => {}
    }
    if wrong_bracket(&view, end).is_some() {
        return false;
    }
    let mut at = view.token_at(first.location.start());
    while let Some(index) = at.filter(|index| is_line_break_in_brackets(&view, *index)) {
        at = view.after(index);
    }
    let Some(index) = at else {
        return true;
    };
    let token = &view.tokens[index];
    match token.kind() {
        TokenKind::EndOfFile => true,
        // A block, or what is decorated, is looked for behind the line end.
        TokenKind::Newline if wants_next_line(&first.error) => {
            let behind = view.after(index);
            behind.is_none_or(|index| view.tokens[index].start() == end)
        }
        TokenKind::Newline => is_open && token.end() == end,
        // The parser finds the end of a block there, and no token of the next.
        TokenKind::Dedent | TokenKind::Indent => token.start() == end,
        _ => {
            let behind = &text[token.end().to_usize()..];
            is_open && behind.trim_start_matches([' ', '\t']).is_empty()
        }
    }
}

/// Whether the parser misses what has to begin on the next line.
fn wants_next_line(error: &ParseErrorType) -> bool {
    let ParseErrorType::OtherError(message) = error else {
        return false;
    };
    message.starts_with("Expected an indented block") || message.ends_with("after decorator")
}

/// The error for a text that ends too early.
pub(crate) fn error(source: &Source, parsed: &Parsed<Mod>) -> CompileError {
    let mut tokens = parsed.tokens().iter().rev();
    let last = tokens.find(|token| {
        let is_end = matches!(
            token.kind(),
            TokenKind::Newline | TokenKind::Dedent | TokenKind::EndOfFile
        );
        !token.kind().is_trivia() && !is_end && !token.range().is_empty()
    });
    let start = last.map_or(TextSize::default(), |token| token.start());
    let error = source.error(
        SyntaxErrorKind::Incomplete,
        "incomplete input".to_owned(),
        TextRange::empty(start),
    );
    match error {
        CompileError::Syntax(error) => CompileError::Syntax(Box::new(SyntaxError {
            end_column: -1,
            ..*error
        })),
        error => error,
    }
}

/// The error for a statement at the prompt that no line end ends: the same, or a plain one.
pub(crate) fn error_at_end(source: &Source, rules: ParseRules) -> CompileError {
    let line = source.text.lines().count() as u32;
    let text = source.text.split_inclusive('\n').next_back();
    let (kind, message) = match rules.allow_incomplete {
        true => (SyntaxErrorKind::Incomplete, "incomplete input"),
        false => (SyntaxErrorKind::Syntax, "invalid syntax"),
    };
    CompileError::Syntax(Box::new(SyntaxError {
        message: message.to_owned(),
        kind,
        line,
        column: 0,
        end_line: line,
        end_column: if rules.allow_incomplete { -1 } else { 0 },
        text: text.unwrap_or_default().to_owned(),
        text_of_file: None,
        context: None,
    }))
}
