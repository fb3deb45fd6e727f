//! Source text: decoding (PEP 263) and positions.

use std::cell::Cell;

use rpy_bytecode::{Constant, Location};
use rustpython_text_size::{TextRange, TextSize};

use crate::error::{CompileError, Result, SyntaxError, SyntaxErrorKind};
use crate::tables::HashMap;

/// A decoded source text with its lines.
pub(crate) struct Source {
    pub(crate) text: String,
    /// Byte offset of the start of every line.
    lines: Vec<u32>,
    /// The line, from 0, that was asked for last: the next one is mostly the same or the one behind it.
    last_line: Cell<usize>,
    /// What the text of a tree that a program made stands for.
    places: Option<Places>,
}

/// The meaning of a text that was made up for a syntax tree.
pub(crate) struct Places {
    /// Line and column of every byte.
    pub(crate) positions: Vec<(u32, u32)>,
    /// By the start of their node: constants that no literal makes, and the texts of interpolations.
    pub(crate) constants: HashMap<TextSize, Constant>,
}

impl Source {
    /// Takes a text with its line ends as they are.
    pub(crate) fn new(text: String) -> Source {
        let text = if text.contains('\r') {
            normalize_newlines(&text)
        } else {
            text
        };
        let mut lines = vec![0];
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        lines.extend(newlines.map(|offset| offset as u32 + 1));
        Source {
            text,
            lines,
            last_line: Cell::new(0),
            places: None,
        }
    }

    /// The text that was made up for a tree.
    pub(crate) fn of_tree(text: String, places: Places) -> Source {
        Source {
            text,
            lines: vec![0],
            last_line: Cell::new(0),
            places: Some(places),
        }
    }

    /// The constant that belongs to a node, where that is no literal of the text.
    pub(crate) fn constant(&self, range: TextRange) -> Option<&Constant> {
        self.places.as_ref()?.constants.get(&range.start())
    }

    /// Line from 0 and byte column of an offset.
    fn line_column(&self, offset: TextSize) -> (usize, u32) {
        if let Some(places) = &self.places {
            let position = places.positions.get(offset.to_usize());
            let (line, column) = position.copied().unwrap_or_default();
            return ((line as usize).wrapping_sub(1), column);
        }
        let offset = u32::from(offset);
        let line = self.line_of(offset);
        (line, offset - self.lines[line])
    }

    /// The line, from 0, in which a byte lies.
    fn line_of(&self, offset: u32) -> usize {
        let last = self.last_line.get();
        let is_in = |line: usize| {
            self.lines.get(line).is_some_and(|start| *start <= offset)
                && self.lines.get(line + 1).is_none_or(|next| offset < *next)
        };
        let line = match () {
            () if is_in(last) => return last,
            () if is_in(last + 1) => last + 1,
            () => self.lines.partition_point(|start| *start <= offset) - 1,
        };
        self.last_line.set(line);
        line
    }

    /// Line of an offset, from 1.
    pub(crate) fn line(&self, offset: TextSize) -> u32 {
        (self.line_column(offset).0 as u32).wrapping_add(1)
    }

    /// Position of a node.
    pub(crate) fn location(&self, range: TextRange) -> Location {
        let (line, column) = self.line_column(range.start());
        if self.places.is_some() {
            let (end_line, end_column) = self.line_column(range.end());
            return Location {
                line: (line as u32).wrapping_add(1),
                end_line: (end_line as u32).wrapping_add(1),
                column,
                end_column,
            };
        }
        let (end_line, end_column) = match self.lines.get(line + 1) {
            Some(next) if u32::from(range.end()) >= *next => self.line_column(range.end()),
            _ => (line, u32::from(range.end()) - self.lines[line]),
        };
        Location {
            line: line as u32 + 1,
            end_line: end_line as u32 + 1,
            column,
            end_column,
        }
    }

    /// The range of a line (from 1) with its newline.
    pub(crate) fn line_range(&self, line: u32) -> TextRange {
        let start = TextSize::new(self.lines[line as usize - 1]);
        let end = self
            .lines
            .get(line as usize)
            .map_or(TextSize::of(&self.text), |it| TextSize::new(*it));
        TextRange::new(start, end)
    }

    /// The text of a line (from 1) with its newline.
    pub(crate) fn line_text(&self, line: u32) -> &str {
        let start = self.lines[line as usize - 1] as usize;
        let end = self
            .lines
            .get(line as usize)
            .map_or(self.text.len(), |end| *end as usize);
        &self.text[start..end]
    }

    /// Code points before a byte column of a line, counted from 1.
    fn character_column(&self, line: u32, column: u32) -> u32 {
        let text = self.line_text(line);
        let beyond = column.saturating_sub(text.len() as u32);
        let prefix = text.get(..column as usize).unwrap_or(text);
        prefix.chars().count() as u32 + beyond + 1
    }

    /// The same error as one that the parser does not find, with columns in bytes.
    pub(crate) fn behind_parser(&self, mut error: SyntaxError) -> SyntaxError {
        if error.line != 0 && error.text_of_file.is_none() {
            let bytes = |line: u32, column: i64| {
                let text = self.line_text(line);
                let before = text.chars().take(usize::try_from(column - 1).unwrap_or(0));
                let beyond = (column - 1)
                    .saturating_sub(text.chars().count() as i64)
                    .max(0);
                before.map(char::len_utf8).sum::<usize>() as i64 + beyond + 1
            };
            let start = bytes(error.line, error.column.into());
            let end = match error.end_column {
                column if column > 0 => bytes(error.end_line, column.into()),
                column => column.into(),
            };
            error.text_of_file = Some((start as u32, end as i32));
        }
        error
    }

    /// A syntax error at a range.
    pub(crate) fn error(
        &self,
        kind: SyntaxErrorKind,
        message: String,
        range: TextRange,
    ) -> CompileError {
        let mut location = self.location(range);
        if self.places.is_some() {
            return CompileError::Syntax(Box::new(SyntaxError {
                message,
                kind,
                line: location.line,
                column: location.column.wrapping_add(1),
                end_line: location.end_line,
                end_column: location.end_column.wrapping_add(1) as i32,
                text: String::new(),
                text_of_file: Some((
                    location.column.wrapping_add(1),
                    location.end_column.wrapping_add(1) as i32,
                )),
                context: None,
            }));
        }
        // A range over the end of a line ends in that line.
        if location.end_line > location.line && location.end_column == 0 {
            location.end_line -= 1;
            location.end_column = self.line_text(location.end_line).len() as u32;
        }
        let end_column = self.character_column(location.end_line, location.end_column);
        CompileError::Syntax(Box::new(SyntaxError {
            message,
            kind,
            line: location.line,
            column: self.character_column(location.line, location.column),
            end_line: location.end_line,
            end_column: i32::try_from(end_column).unwrap_or(i32::MAX),
            text: self.line_text(location.line).to_owned(),
            text_of_file: None,
            context: None,
        }))
    }
}

/// Replaces `\r\n` and `\r` by `\n`.
fn normalize_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A syntax error without position.
pub(crate) fn plain_error(message: impl Into<String>) -> CompileError {
    CompileError::Syntax(Box::new(SyntaxError {
        message: message.into(),
        kind: SyntaxErrorKind::Syntax,
        line: 0,
        column: 0,
        end_line: 0,
        end_column: 0,
        text: String::new(),
        text_of_file: None,
        context: None,
    }))
}

/// An encoding of source text that needs no tables.
#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Utf8,
    Ascii,
    Latin1,
}

/// Decodes the bytes of a source file by its byte order mark or encoding declaration.
/// `filename` is that of a file which is named by errors.
pub(crate) fn decode(bytes: &[u8], filename: Option<&str>) -> Result<String> {
    let (bytes, has_mark) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
        return Err(match filename {
            Some(_) => null_byte(bytes, offset),
            None => null_bytes(),
        });
    }
    let cookie = find_cookie(bytes);
    let (encoding, is_normal) = match &cookie {
        None => (Encoding::Utf8, true),
        Some(name) => match normalize_encoding(name) {
            Some(known) if !has_mark || known == (Encoding::Utf8, true) => known,
            _ if has_mark => return Err(problem_with_mark(bytes, name)),
            _ => return Err(CompileError::ForeignEncoding(name.clone())),
        },
    };
    match encoding {
        Encoding::Latin1 => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Encoding::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
            None => Ok(String::from_utf8_lossy(bytes).into_owned()),
            Some(position) => Err(undecodable(format!(
                "'ascii' codec can't decode byte 0x{:02x} in position {position}: ordinal not in \
                 range(128)",
                bytes[position]
            ))),
        },
        Encoding::Utf8 => match String::from_utf8(bytes.to_vec()) {
            Ok(text) => Ok(text),
            Err(error) => {
                let error = error.utf8_error();
                let offset = error.valid_up_to();
                if is_normal {
                    return Err(invalid_utf8(bytes, offset, filename));
                }
                let byte = bytes[offset];
                let reason = match (byte, error.error_len()) {
                    (_, None) => "unexpected end of data",
                    (0xC2..=0xF4, _) => "invalid continuation byte",
                    _ => "invalid start byte",
                };
                Err(undecodable(format!(
                    "'utf-8' codec can't decode byte 0x{byte:02x} in position {offset}: {reason}"
                )))
            }
        },
    }
}

/// The error for null bytes in a text that is no script.
pub(crate) fn null_bytes() -> CompileError {
    plain_error("source code string cannot contain null bytes")
}

/// The error for a null byte in a script, of which CPython's tokenizer has read the line up to there.
fn null_byte(bytes: &[u8], offset: usize) -> CompileError {
    let before = &bytes[..offset];
    let start = before.iter().rposition(|byte| *byte == b'\n');
    let text = &before[start.map_or(0, |end| end + 1)..];
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u32;
    CompileError::Syntax(Box::new(SyntaxError {
        message: "source code cannot contain null bytes".to_owned(),
        kind: SyntaxErrorKind::Syntax,
        line,
        column: 0,
        end_line: line,
        end_column: 0,
        text: String::from_utf8_lossy(text).into_owned(),
        text_of_file: None,
        context: None,
    }))
}

/// What a codec says of a text: an error of the whole file.
pub(crate) fn undecodable(message: String) -> CompileError {
    CompileError::Syntax(Box::new(SyntaxError {
        message,
        kind: SyntaxErrorKind::Syntax,
        line: 0,
        column: 0,
        end_line: 0,
        end_column: -1,
        text: String::new(),
        text_of_file: None,
        context: None,
    }))
}

/// A text with a byte order mark declares another encoding than UTF-8.
fn problem_with_mark(bytes: &[u8], name: &str) -> CompileError {
    let is_cookie = |line: &&[u8]| find_cookie(line).is_some();
    let mut lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    let found = lines.find(|(line, _)| is_cookie(line));
    let (text, line) = found.unwrap_or_default();
    CompileError::Syntax(Box::new(SyntaxError {
        message: format!("encoding problem: {name} with BOM"),
        kind: SyntaxErrorKind::Syntax,
        line,
        column: 0,
        end_line: line,
        end_column: text.len() as i32 + i32::from(line > 1),
        text: String::from_utf8_lossy(text).into_owned(),
        text_of_file: None,
        context: None,
    }))
}

fn invalid_utf8(bytes: &[u8], offset: usize, filename: Option<&str>) -> CompileError {
    let byte = bytes[offset];
    let line = bytes[..offset]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1;
    let file = filename.map_or_else(String::new, |filename| format!(" in file {filename}"));
    let start = bytes[..offset].iter().rposition(|byte| *byte == b'\n');
    let start = start.map_or(0, |newline| newline + 1);
    let end = bytes[offset..].iter().position(|byte| *byte == b'\n');
    let end = end.map_or(bytes.len(), |length| offset + length);
    let column = String::from_utf8_lossy(&bytes[start..offset])
        .chars()
        .count() as u32
        + 1;
    CompileError::Syntax(Box::new(SyntaxError {
        message: format!(
            "Non-UTF-8 code starting with '\\x{byte:02x}'{file} on line {line}, but no encoding \
             declared; see https://peps.python.org/pep-0263/ for details"
        ),
        kind: SyntaxErrorKind::Syntax,
        line: line as u32,
        column,
        end_line: line as u32,
        end_column: column as i32,
        text: String::from_utf8_lossy(&bytes[start..end]).into_owned(),
        text_of_file: None,
        context: None,
    }))
}

/// The name in an encoding declaration in the first two lines.
fn find_cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| *byte == b'\n').take(2) {
        let trimmed = line.trim_ascii();
        if let Some(comment) = trimmed.strip_prefix(b"#") {
            if let Some(name) = cookie_name(comment) {
                return Some(name);
            }
        } else if !trimmed.is_empty() {
            return None;
        }
    }
    None
}

/// Finds `coding[:=]\s*([-\w.]+)` in a comment.
fn cookie_name(comment: &[u8]) -> Option<String> {
    let mut start = 0;
    while let Some(found) = comment[start..].windows(6).position(|it| it == b"coding") {
        let rest = &comment[start + found + 6..];
        if let Some(b':' | b'=') = rest.first() {
            let rest = rest[1..].trim_ascii_start();
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
            let length = rest.iter().take_while(|byte| is_name(byte)).count();
            if length > 0 {
                return Some(String::from_utf8_lossy(&rest[..length]).into_owned());
            }
        }
        start += found + 6;
    }
    None
}

/// The encoding of a name, and whether it is one of those that need no codec, which say in their own
/// words what is wrong.
fn normalize_encoding(name: &str) -> Option<(Encoding, bool)> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let is = |base: &str| name == base || name.starts_with(&format!("{base}-"));
    if is("utf-8") {
        return Some((Encoding::Utf8, true));
    }
    if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        return Some((Encoding::Latin1, true));
    }
    match name.as_str() {
        "utf8" | "u8" | "cp65001" => Some((Encoding::Utf8, false)),
        "latin1" | "latin" | "l1" | "iso8859-1" | "8859" | "cp819" => {
            Some((Encoding::Latin1, false))
        }
        "ascii" | "us-ascii" | "646" => Some((Encoding::Ascii, false)),
        _ => None,
    }
}
