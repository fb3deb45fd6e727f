//! The bytes of a document, and the text that they stand for.

use std::cell::Cell;

use super::event::error;

/// How bytes become characters.
#[derive(Clone, Debug)]
pub(crate) enum Encoding {
    Utf8,
    Utf16 {
        little: bool,
    },
    /// A character for each byte; `None` for bytes that stand for none.
    Bytes(Box<[Option<char>; 256]>),
}

/// A place in the document: bytes, and line and column from 0.
pub(crate) type Place = (u64, u64, u64);

/// A place in the text that is known.
#[derive(Clone, Copy, Default)]
struct Mark {
    /// In bytes of the text.
    offset: usize,
    place: Place,
    /// Whether a carriage return stands in front of it.
    is_behind_return: bool,
}

/// The document so far.
#[derive(Default)]
pub(super) struct Input {
    /// Bytes that are not decoded yet.
    raw: Vec<u8>,
    pub(super) encoding: Option<Encoding>,
    /// Text that is decoded; what was read of it is dropped now and then.
    pub(super) text: String,
    /// Where reading goes on, in bytes of `text`.
    pub(super) at: usize,
    /// The place where `text` begins.
    origin: Mark,
    /// The place that was asked for last: lines are counted only where somebody wants to know.
    mark: Cell<Mark>,
    /// Bytes of text that were dropped.
    dropped: u64,
    /// Whether there is no more to come.
    pub(super) is_final: bool,
    /// Whether bytes were looked at.
    has_started: bool,
    /// A byte that stands for no character comes next.
    pub(super) is_bad: bool,
}

/// What must be known before text can be decoded.
pub(super) enum Start {
    Known,
    /// More bytes are needed.
    Wait,
    /// The declaration names an encoding.
    Named(String),
}

impl Input {
    /// How much of the text is dropped when more bytes come.
    pub(super) fn unneeded(&self) -> usize {
        if self.at > 1 << 16 { self.at } else { 0 }
    }

    /// Takes more bytes.
    pub(super) fn feed(&mut self, bytes: &[u8], is_final: bool) {
        let dropped = self.unneeded();
        self.is_final = is_final;
        self.raw.extend_from_slice(bytes);
        if dropped > 0 {
            self.origin = Mark {
                offset: 0,
                ..self.mark_at(dropped)
            };
            self.mark.set(self.origin);
            self.text.drain(..dropped);
            self.at -= dropped;
            self.dropped += dropped as u64;
        }
    }

    /// How much of the text was read.
    pub(super) fn progress(&self) -> u64 {
        self.dropped + self.at as u64
    }

    /// Looks for what tells the encoding: a mark at the start, or the declaration.
    pub(super) fn start(&mut self) -> Start {
        if self.encoding.is_some() {
            if !std::mem::replace(&mut self.has_started, true) {
                self.skip_utf8_mark();
            }
            return Start::Known;
        }
        let raw = &self.raw[..];
        // What may still become a mark or a declaration.
        let begins = [&[0xfe][..], &[0xff], &[0xef, 0xbb, 0xbf], &[0], b"<?xml"];
        if !self.is_final && begins.iter().any(|begin| begin.starts_with(raw)) {
            return Start::Wait;
        }
        let found = match raw {
            [0xfe, 0xff, ..] => Some((2, Encoding::Utf16 { little: false })),
            [0xff, 0xfe, ..] => Some((2, Encoding::Utf16 { little: true })),
            [0xef, 0xbb, 0xbf, ..] => Some((3, Encoding::Utf8)),
            [0, b'<', ..] => Some((0, Encoding::Utf16 { little: false })),
            [b'<', 0, ..] => Some((0, Encoding::Utf16 { little: true })),
            _ => None,
        };
        if let Some((mark, encoding)) = found {
            self.skip_mark(mark);
            self.encoding = Some(encoding);
            return Start::Known;
        }
        if raw.starts_with(b"<?xml") && raw.get(5).is_none_or(u8::is_ascii_whitespace) {
            let Some(end) = raw.windows(2).position(|pair| pair == b"?>") else {
                if self.is_final {
                    self.encoding = Some(Encoding::Utf8);
                    return Start::Known;
                }
                return Start::Wait;
            };
            let declaration = String::from_utf8_lossy(&raw[..end]).into_owned();
            if let Some(name) = pseudo_attribute(&declaration, "encoding") {
                return Start::Named(name);
            }
        }
        self.has_started = true;
        self.encoding = Some(Encoding::Utf8);
        Start::Known
    }

    /// Drops a mark at the start.
    fn skip_mark(&mut self, length: usize) {
        self.raw.drain(..length);
        self.origin.place.0 += length as u64;
        self.mark.set(self.origin);
    }

    /// Drops the mark of UTF-8, where the encoding was told from outside.
    fn skip_utf8_mark(&mut self) {
        let is_utf8 = matches!(self.encoding, Some(Encoding::Utf8));
        if is_utf8 && self.raw.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.skip_mark(3);
        }
    }

    /// Decodes what there is.
    #[inline]
    pub(super) fn decode(&mut self) {
        if !self.raw.is_empty() {
            self.decode_more();
        }
    }

    fn decode_more(&mut self) {
        let Some(encoding) = &self.encoding else {
            return;
        };
        if self.is_bad {
            return;
        }
        let used = match encoding {
            Encoding::Utf8 => match std::str::from_utf8(&self.raw) {
                Ok(text) => {
                    self.text.push_str(text);
                    self.raw.len()
                }
                Err(problem) => {
                    let valid = problem.valid_up_to();
                    self.is_bad = problem.error_len().is_some();
                    self.text
                        .push_str(&String::from_utf8_lossy(&self.raw[..valid]));
                    valid
                }
            },
            Encoding::Utf16 { little } => {
                let units: Vec<u16> = self
                    .raw
                    .chunks_exact(2)
                    .map(|pair| match little {
                        true => u16::from_le_bytes([pair[0], pair[1]]),
                        false => u16::from_be_bytes([pair[0], pair[1]]),
                    })
                    .collect();
                let mut used = 0;
                for unit in char::decode_utf16(units.iter().copied()) {
                    match unit {
                        Ok(char) => {
                            self.text.push(char);
                            used += 2 * char.len_utf16();
                        }
                        Err(_) => {
                            let is_last = used / 2 + 1 == units.len();
                            self.is_bad = !is_last || (0xdc00..0xe000).contains(&units[used / 2]);
                            break;
                        }
                    }
                }
                used
            }
            Encoding::Bytes(table) => {
                let mut used = 0;
                for &byte in &self.raw {
                    match table[usize::from(byte)] {
                        Some(char) => self.text.push(char),
                        None => {
                            self.is_bad = true;
                            break;
                        }
                    }
                    used += 1;
                }
                used
            }
        };
        self.raw.drain(..used);
    }

    /// Whether a character is begun that has not ended.
    pub(super) fn has_part(&self) -> bool {
        !self.raw.is_empty() && !self.is_bad
    }

    /// The text that was not read.
    pub(super) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The place of something in the text, which is at this offset.
    pub(super) fn place_at(&self, offset: usize) -> Place {
        self.mark_at(offset).place
    }

    fn mark_at(&self, offset: usize) -> Mark {
        let mut mark = self.mark.get();
        if mark.offset > offset {
            mark = self.origin;
        }
        let passed = &self.text[mark.offset..offset];
        let (byte, mut line, mut column) = mark.place;
        let mut last = if mark.is_behind_return { '\r' } else { '\0' };
        if last != '\r' && memchr::memchr(b'\r', passed.as_bytes()).is_none() {
            let bytes = passed.as_bytes();
            let mut tail = bytes;
            if let Some(newline) = memchr::memrchr(b'\n', bytes) {
                line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                column = 0;
                tail = &bytes[newline + 1..];
            }
            // All but the bytes that continue a character.
            column += tail.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u64;
        } else {
            for char in passed.chars() {
                match char {
                    '\n' if last == '\r' => {}
                    '\n' | '\r' => {
                        line += 1;
                        column = 0;
                    }
                    _ => column += 1,
                }
                last = char;
            }
        }
        let bytes = match &self.encoding {
            Some(Encoding::Utf16 { .. }) => passed
                .chars()
                .map(|char| 2 * char.len_utf16())
                .sum::<usize>(),
            Some(Encoding::Bytes(_)) => passed.chars().count(),
            _ => passed.len(),
        };
        let mark = Mark {
            offset,
            place: (byte + bytes as u64, line, column),
            is_behind_return: last == '\r',
        };
        self.mark.set(mark);
        mark
    }
}

/// The value of a part of an XML declaration.
pub(super) fn pseudo_attribute(declaration: &str, name: &str) -> Option<String> {
    let start = declaration.find(name)?;
    let rest = declaration[start + name.len()..].trim_start();
    let rest = rest.strip_prefix('=')?.trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    let end = rest[1..].find(quote)?;
    Some(rest[1..1 + end].to_owned())
}

/// The encodings that are known without asking: `Ok(None)` for one that is not.
pub(super) fn known_encoding(name: &str, is_wide: bool) -> Result<Option<Encoding>, u32> {
    let upper = name.to_ascii_uppercase();
    let table = |known: usize| {
        let mut table = Box::new([None; 256]);
        for byte in 0..known {
            table[byte] = char::from_u32(byte as u32);
        }
        Encoding::Bytes(table)
    };
    Ok(Some(match (&*upper, is_wide) {
        ("UTF-16" | "UTF-16LE" | "UTF-16BE", true) => return Ok(None),
        ("UTF-16" | "UTF-16LE" | "UTF-16BE", false) => return Err(error::INCORRECT_ENCODING),
        (_, true) => return Err(error::INCORRECT_ENCODING),
        ("UTF-8" | "UTF8", _) => Encoding::Utf8,
        ("US-ASCII", _) => table(128),
        ("ISO-8859-1", _) => table(256),
        _ => return Ok(None),
    }))
}
