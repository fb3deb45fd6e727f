//! Line ends: which a stream knows, finding them, and translating them to `\n`.
//! Reference: <https://docs.python.org/3.14/library/io.html#io.TextIOWrapper>
//!
//! Texts are UTF-8, in which line ends are single bytes that are part of no other character.

use std::borrow::Cow;

/// The argument `newline` of text streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Newline {
    /// None: all line ends are read as `\n`; `\n` is written as the system's line end.
    Universal,
    /// `''`: lines end at any line end, which stays as it is.
    Untranslated,
    /// `'\n'`
    LineFeed,
    /// `'\r'`
    CarriageReturn,
    /// `'\r\n'`
    Both,
}

impl Newline {
    /// Reads the argument; nothing if it means none.
    pub(super) fn parse(text: Option<&[u8]>) -> Option<Newline> {
        Some(match text {
            None => Newline::Universal,
            Some(b"") => Newline::Untranslated,
            Some(b"\n") => Newline::LineFeed,
            Some(b"\r") => Newline::CarriageReturn,
            Some(b"\r\n") => Newline::Both,
            Some(_) => return None,
        })
    }

    /// Whether `\r` and `\r\n` are line ends beside `\n`.
    pub(super) fn is_universal(self) -> bool {
        matches!(self, Newline::Universal | Newline::Untranslated)
    }

    /// Whether line ends become `\n` when they are read.
    pub(super) fn translates_input(self) -> bool {
        self == Newline::Universal
    }

    /// What `\n` is written as, if not as such.
    pub(super) fn output(self) -> Option<&'static str> {
        match self {
            Newline::CarriageReturn => Some("\r"),
            Newline::Both => Some("\r\n"),
            _ => None,
        }
    }

    /// Finds the end of the first line: the offset behind its line end. `before` is the byte in front
    /// of the text, which may be half of a line end.
    #[inline]
    pub(super) fn line_end(self, text: &[u8], before: Option<u8>) -> Option<usize> {
        match self {
            Newline::Universal | Newline::LineFeed => memchr::memchr(b'\n', text).map(|at| at + 1),
            Newline::CarriageReturn => memchr::memchr(b'\r', text).map(|at| at + 1),
            Newline::Untranslated => {
                let at = memchr::memchr2(b'\r', b'\n', text)?;
                let is_pair = text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
                Some(at + 1 + usize::from(is_pair))
            }
            Newline::Both => {
                if before == Some(b'\r') && text.first() == Some(&b'\n') {
                    return Some(1);
                }
                memchr::memmem::find(text, b"\r\n").map(|at| at + 2)
            }
        }
    }
}

/// The line ends that have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) carriage_return: bool,
    pub(super) line_feed: bool,
    pub(super) both: bool,
}

impl Seen {
    /// The line ends, in the order in which `newlines` shows them.
    pub(super) fn list(self) -> Vec<&'static str> {
        let all = [
            (self.carriage_return, "\r"),
            (self.line_feed, "\n"),
            (self.both, "\r\n"),
        ];
        all.into_iter()
            .filter_map(|(seen, text)| seen.then_some(text))
            .collect()
    }

    fn is_all(self) -> bool {
        self.carriage_return && self.line_feed && self.both
    }
}

/// What is kept between the pieces of a text whose line ends are translated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Translator {
    pub(super) seen: Seen,
    /// Whether the last piece ended with a `\r`, which is kept back: a `\n` may follow.
    pub(super) pending: bool,
}

impl Translator {
    /// Passes a piece of text on. With `translate`, line ends become `\n`.
    ///
    /// A `\r` at the end is kept back, unless the piece is the last: the two halves of a `\r\n` are
    /// never torn apart.
    pub(super) fn pass<'a>(
        &mut self,
        piece: &'a [u8],
        is_final: bool,
        translate: bool,
    ) -> Cow<'a, [u8]> {
        let mut text = Cow::Borrowed(piece);
        if self.pending && (is_final || !piece.is_empty()) {
            text = Cow::Owned([b"\r", piece].concat());
            self.pending = false;
        }
        if !is_final && text.ends_with(b"\r") {
            match &mut text {
                Cow::Borrowed(text) => *text = &text[..text.len() - 1],
                Cow::Owned(text) => drop(text.pop()),
            }
            self.pending = true;
        }
        if memchr::memchr(b'\r', &text).is_none() {
            if !self.seen.line_feed {
                self.seen.line_feed = memchr::memchr(b'\n', &text).is_some();
            }
            return text;
        }
        if !translate {
            self.look(&text);
            return text;
        }
        Cow::Owned(self.translated(&text))
    }

    /// Notes the line ends of a text.
    fn look(&mut self, text: &[u8]) {
        let mut rest = text;
        while !self.seen.is_all()
            && let Some(at) = memchr::memchr2(b'\r', b'\n', rest)
        {
            let is_pair = rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n');
            self.note(rest[at], is_pair);
            rest = &rest[at + 1 + usize::from(is_pair)..];
        }
    }

    fn note(&mut self, first: u8, is_pair: bool) {
        match first {
            b'\n' => self.seen.line_feed = true,
            _ if is_pair => self.seen.both = true,
            _ => self.seen.carriage_return = true,
        }
    }

    fn translated(&mut self, text: &[u8]) -> Vec<u8> {
        let mut result = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'\r', rest) {
            let is_pair = rest.get(at + 1) == Some(&b'\n');
            if !self.seen.line_feed {
                self.seen.line_feed = memchr::memchr(b'\n', &rest[..at]).is_some();
            }
            self.note(b'\r', is_pair);
            result.extend_from_slice(&rest[..at]);
            result.push(b'\n');
            rest = &rest[at + 1 + usize::from(is_pair)..];
        }
        if !self.seen.line_feed {
            self.seen.line_feed = memchr::memchr(b'\n', rest).is_some();
        }
        result.extend_from_slice(rest);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Passes pieces on, the last as such, and gives the texts and what has been seen.
    fn passed(pieces: &[&str], translate: bool) -> (Vec<String>, Vec<&'static str>) {
        let mut translator = Translator::default();
        let mut texts = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let is_final = index + 1 == pieces.len();
            let text = translator.pass(piece.as_bytes(), is_final, translate);
            texts.push(String::from_utf8(text.into_owned()).expect("text stays text"));
        }
        (texts, translator.seen.list())
    }

    #[test]
    fn line_ends_become_newlines() {
        let (texts, seen) = passed(&["a\r\nb\rc\nd\r"], true);
        assert_eq!(texts, ["a\nb\nc\nd\n"]);
        assert_eq!(seen, ["\r", "\n", "\r\n"]);
    }

    #[test]
    fn pairs_are_not_torn_apart() {
        assert_eq!(passed(&["a\r", "\nb", ""], true).0, ["a", "\nb", ""]);
        assert_eq!(passed(&["a\r", "\nb", ""], false).0, ["a", "\r\nb", ""]);
        assert_eq!(passed(&["a\r", "\nb"], true).1, ["\r\n"]);
        assert_eq!(passed(&["\r", "\r", ""], true).0, ["", "\n", "\n"]);
        assert_eq!(passed(&["a\r", ""], true).0, ["a", "\n"]);
    }

    #[test]
    fn line_ends_are_noted_without_translation() {
        let (texts, seen) = passed(&["x\r\ny\n"], false);
        assert_eq!(texts, ["x\r\ny\n"]);
        assert_eq!(seen, ["\n", "\r\n"]);
        assert!(passed(&["none"], false).1.is_empty());
    }

    #[test]
    fn lines_end_where_the_mode_says() {
        let text = b"a\rb\r\nc\n";
        assert_eq!(Newline::Universal.line_end(text, None), Some(5));
        assert_eq!(Newline::LineFeed.line_end(text, None), Some(5));
        assert_eq!(Newline::CarriageReturn.line_end(text, None), Some(2));
        assert_eq!(Newline::Untranslated.line_end(text, None), Some(2));
        assert_eq!(Newline::Untranslated.line_end(&text[2..], None), Some(3));
        assert_eq!(Newline::Both.line_end(text, None), Some(5));
        assert_eq!(Newline::Both.line_end(b"\nx", Some(b'\r')), Some(1));
        assert_eq!(Newline::Both.line_end(b"\nx", None), None);
    }

    #[test]
    fn modes_are_parsed() {
        assert_eq!(Newline::parse(None), Some(Newline::Universal));
        assert_eq!(Newline::parse(Some(b"\r\n")), Some(Newline::Both));
        assert_eq!(Newline::parse(Some(b"\n\r")), None);
    }
}
