//! A look at the text itself, for errors whose position the parser does not give.

use rustpython_text_size::{TextRange, TextSize};

/// An opening bracket and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bracket {
    pub(crate) character: char,
    pub(crate) offset: usize,
}

/// What the brackets of a text do.
pub(crate) enum Balance {
    /// All are closed.
    Balanced,
    /// The innermost bracket that is never closed.
    NeverClosed(Bracket),
    /// A closing bracket without opening one.
    Unmatched(Bracket),
    /// A closing bracket that does not fit the innermost open one.
    Mismatched { open: Bracket, close: Bracket },
}

/// Walks over the brackets outside of strings and comments. `visit` gets each bracket with the
/// number of open ones and may end the walk by returning false.
fn walk(text: &str, mut visit: impl FnMut(Bracket, usize, &[Bracket]) -> bool) -> Balance {
    let bytes = text.as_bytes();
    let mut open: Vec<Bracket> = Vec::new();
    let mut offset = 0;
    while offset < bytes.len() {
        match bytes[offset] {
            b'#' => {
                while offset < bytes.len() && bytes[offset] != b'\n' {
                    offset += 1;
                }
                continue;
            }
            quote @ (b'"' | b'\'') => {
                offset = skip_string(bytes, offset, quote);
                continue;
            }
            b'(' | b'[' | b'{' => {
                let bracket = Bracket {
                    character: char::from(bytes[offset]),
                    offset,
                };
                open.push(bracket);
                if !visit(bracket, open.len(), &open) {
                    return Balance::Balanced;
                }
            }
            b')' | b']' | b'}' => {
                let close = Bracket {
                    character: char::from(bytes[offset]),
                    offset,
                };
                match open.pop() {
                    None => return Balance::Unmatched(close),
                    Some(open) if closing(open.character) != close.character => {
                        return Balance::Mismatched { open, close };
                    }
                    Some(_) => {}
                }
            }
            _ => {}
        }
        offset += 1;
    }
    match open.last() {
        Some(bracket) => Balance::NeverClosed(*bracket),
        None => Balance::Balanced,
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// A string literal that has no end.
pub(crate) struct OpenString {
    /// Whether it may have several lines.
    pub(crate) is_triple: bool,
    /// Whether the text ends in a replacement field of an f-string or t-string.
    pub(crate) is_in_field: bool,
}

/// The string literal that the end of the text is in, if it is in one. In strings of one line, the
/// line end does not count.
pub(crate) fn ends_in_string(text: &str) -> Option<OpenString> {
    let bytes = text.as_bytes();
    let mut offset = 0;
    while offset < bytes.len() {
        match bytes[offset] {
            b'#' => {
                while offset < bytes.len() && bytes[offset] != b'\n' {
                    offset += 1;
                }
            }
            quote @ (b'"' | b'\'') => {
                let is_triple = bytes[offset..].starts_with(&[quote; 3]);
                let prefix: Vec<u8> = bytes[..offset]
                    .iter()
                    .rev()
                    .copied()
                    .take_while(u8::is_ascii_alphabetic)
                    .collect();
                let end = skip_string(bytes, offset, quote);
                let closing = if is_triple { &[quote; 3][..] } else { &[quote] };
                let opening = offset + closing.len();
                let is_closed = end >= opening + closing.len() && bytes[..end].ends_with(closing);
                let rest = &bytes[opening.min(end)..end];
                let ends_text = bytes[end.min(bytes.len())..]
                    .iter()
                    .all(|byte| *byte == b'\n');
                if !is_closed && (ends_text || end >= bytes.len()) {
                    let is_formatted = prefix
                        .iter()
                        .any(|letter| matches!(letter, b'f' | b'F' | b't' | b'T'));
                    let count = |brace| rest.iter().filter(|byte| **byte == brace).count();
                    let is_in_field = is_formatted && count(b'{') > count(b'}');
                    return Some(OpenString {
                        is_triple,
                        is_in_field,
                    });
                }
                offset = end;
            }
            _ => offset += 1,
        }
    }
    None
}

/// The offset behind a string literal that starts at `offset`.
fn skip_string(bytes: &[u8], offset: usize, quote: u8) -> usize {
    let is_triple = bytes[offset..].starts_with(&[quote; 3]);
    let mut offset = offset + if is_triple { 3 } else { 1 };
    while offset < bytes.len() {
        match bytes[offset] {
            b'\\' => offset += 2,
            b'\n' if !is_triple => return offset,
            byte if byte == quote => {
                if !is_triple {
                    return offset + 1;
                }
                if bytes[offset..].starts_with(&[quote; 3]) {
                    return offset + 3;
                }
                offset += 1;
            }
            _ => offset += 1,
        }
    }
    bytes.len()
}

/// Checks the brackets of the first `end` bytes.
pub(crate) fn balance(text: &str, end: usize) -> Balance {
    walk(text.get(..end).unwrap_or(text), |_, _, _| true)
}

/// The position of the bracket with which `count` are open.
pub(crate) fn nth_open(text: &str, count: usize) -> Option<TextRange> {
    let mut found = None;
    walk(text, |bracket, depth, _| {
        if depth == count {
            found = Some(bracket.offset);
        }
        depth < count
    });
    let offset = TextSize::try_from(found?).ok()?;
    Some(TextRange::empty(offset))
}

/// The start of the first line that is indented by at least `levels` blanks more than none.
pub(crate) fn indented_line(text: &str, levels: usize) -> Option<TextRange> {
    let mut widths = vec![0];
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let width = line.len() - line.trim_start_matches([' ', '\t']).len();
        if !line.trim().is_empty() {
            while widths.last().is_some_and(|last| *last > width) {
                widths.pop();
            }
            if widths.last().is_some_and(|last| *last < width) {
                widths.push(width);
            }
            if widths.len() > levels {
                return Some(TextRange::empty(TextSize::try_from(offset).ok()?));
            }
        }
        offset += line.len();
    }
    None
}
