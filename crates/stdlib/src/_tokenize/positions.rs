//! Tokens as Python sees them: with their texts, lines and columns.

use std::rc::Rc;

use super::kinds::{self, is_operator, is_string};
use super::lexer::{Fault, Found, Lexer, LineFault, State};
use super::text::{Done, Source};

/// A token: columns are -1 where it has no text.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: u8,
    pub(super) text: Vec<u32>,
    pub(super) start: (usize, isize),
    pub(super) end: (usize, isize),
    /// The line, or the lines of a string up to the end of its last.
    pub(super) line: Rc<[u32]>,
}

/// The class of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorClass {
    Syntax,
    Indentation,
    Tab,
    /// A `SyntaxError` that has its place as attributes only.
    Unplaced,
}

/// An error and its place.
#[derive(Debug)]
pub(super) struct Raised {
    pub(super) class: ErrorClass,
    pub(super) message: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) text: Vec<u32>,
    /// Nothing for errors of whole lines.
    pub(super) end_column: Option<usize>,
}

/// Why there are no more tokens.
#[derive(Debug)]
pub(super) enum Error<E> {
    /// The source of lines has failed.
    Source(E),
    Raised(Raised),
}

/// An iterator over tokens.
pub(super) struct Tokens {
    state: State,
    /// The number of the line that the last token began in, and the text that was told of it.
    last: (usize, Rc<[u32]>),
    is_done: bool,
}

impl Tokens {
    pub(super) fn new(extra: bool) -> Tokens {
        Tokens {
            state: State::new(extra),
            last: (0, Rc::from([])),
            is_done: false,
        }
    }

    /// The next token; nothing behind the last.
    pub(super) fn next<S: Source>(
        &mut self,
        source: &mut S,
    ) -> Result<Option<Token>, Error<S::Error>> {
        if self.is_done {
            return Ok(None);
        }
        match Lexer::new(&mut self.state, source).token() {
            Ok(found) => Ok(self.placed(found)),
            Err(fault) => Err(self.error(fault)),
        }
    }

    fn placed(&mut self, found: Found) -> Option<Token> {
        let Found { mut kind, span } = found;
        let extra = self.state.extra;
        let text = &self.state.text;
        let is_trailing =
            kind == kinds::ENDMARKER || kind == kinds::DEDENT && text.done == Done::AtEnd;
        let line_start = match is_string(kind) {
            true => self.state.string_line_start,
            false => text.line_start,
        };
        let line: Rc<[u32]> = if extra && is_trailing {
            Rc::from([])
        } else if text.line == self.last.0 {
            if text.line == 0 {
                // There was no line.
                self.is_done = true;
                return None;
            }
            self.last.1.clone()
        } else {
            let end = text.points.len().saturating_sub(text.is_cut.into());
            let line: Rc<[u32]> = Rc::from(text.points.get(line_start..end).unwrap_or_default());
            self.last.1 = line.clone();
            line
        };
        let mut first = match is_string(kind) {
            true => self.state.string_line,
            false => text.line,
        };
        let mut last = text.line;
        self.last.0 = first;
        let (mut start_column, mut end_column) = (-1, -1);
        let mut shown = Vec::new();
        if let Some((start, end)) = span {
            shown = text.points[start..end].to_vec();
            if let Some(column) = start.checked_sub(line_start) {
                start_column = column as isize;
            }
            if let Some(column) = end.checked_sub(text.line_start) {
                end_column = column as isize;
            }
        }
        if extra {
            if is_trailing {
                (first, last) = (first + 1, last + 1);
                (start_column, end_column) = (0, 0);
            }
            match kind {
                _ if is_operator(kind) => kind = kinds::OP,
                kinds::NEWLINE => {
                    if !text.is_cut {
                        shown.clear();
                        let start = self.state.start.and_then(|start| text.points.get(start));
                        if start == Some(&u32::from('\r')) {
                            shown.push('\r'.into());
                        }
                        shown.push('\n'.into());
                    }
                    end_column += 1;
                }
                kinds::NL if text.is_cut => shown.clear(),
                _ => {}
            }
        }
        self.is_done = kind == kinds::ENDMARKER;
        Some(Token {
            kind,
            text: shown,
            start: (first, start_column),
            end: (last, end_column),
            line,
        })
    }

    fn error<E>(&mut self, fault: Fault<E>) -> Error<E> {
        let text = &self.state.text;
        let line_of = |start: usize| {
            let rest = text.points.get(start..).unwrap_or_default();
            let length = rest.iter().position(|&it| it == 0 || it == u32::from('\n'));
            rest[..length.unwrap_or(rest.len())].to_vec()
        };
        let fault = match fault {
            Fault::Source(error) => return Error::Source(error),
            Fault::Syntax { message, columns } => {
                return Error::Raised(Raised {
                    class: ErrorClass::Syntax,
                    message,
                    line: text.line,
                    column: columns.0,
                    text: line_of(text.line_start),
                    end_column: Some(columns.1),
                });
            }
            Fault::Line(fault) => fault,
        };
        let (class, message) = match fault {
            LineFault::OpenBrackets => (
                ErrorClass::Unplaced,
                "unexpected EOF in multi-line statement",
            ),
            LineFault::Dedent => (
                ErrorClass::Indentation,
                "unindent does not match any outer indentation level",
            ),
            LineFault::Tabs => (
                ErrorClass::Tab,
                "inconsistent use of tabs and spaces in indentation",
            ),
            LineFault::TooDeep => (ErrorClass::Indentation, "too many levels of indentation"),
            LineFault::Continuation => (
                ErrorClass::Syntax,
                "unexpected character after line continuation character",
            ),
        };
        // The text that is there, without the end of its last line.
        let length = text.points.len();
        Error::Raised(Raised {
            class,
            message: message.to_owned(),
            line: text.line,
            column: length,
            text: text.points[..length.saturating_sub(1)].to_vec(),
            end_column: None,
        })
    }
}
