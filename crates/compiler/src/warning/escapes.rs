//! Escape sequences that mean nothing, and where CPython shows them once they are errors.
//!
//! It decodes a string when its parser has read it, and counts from the token at hand: the string, the
//! part of a format specification, or the end of the f-string. What it counts are the bytes that it
//! decodes, in which a character other than ASCII takes ten, and columns beyond the line end behind it.

use rustpython_ast::StringFlags;
use rustpython_ast::token::{Token, TokenKind};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::{Origin, SyntaxWarning, warn_with_error};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::source::Source;
use crate::token_set::TokenSet;

/// Bytes of an escape sequence that stands for a character other than ASCII.
const ESCAPED_LENGTH: u32 = 10;

/// Finds the escape sequences of a text, token by token.
pub(super) struct Escapes<'a> {
    source: &'a Source,
    /// The f-strings and t-strings around the current token.
    open: Vec<Formatted>,
}

/// An f-string or t-string whose end has not come yet.
struct Formatted {
    /// How many braces are open in it: within some, text belongs to a format specification.
    braces: usize,
    /// The texts that are decoded at its end.
    parts: Vec<TextRange>,
}

/// An escape sequence that means nothing.
struct Escape<'t> {
    kind: &'static str,
    /// What stands behind the backslash.
    text: &'t str,
}

impl<'a> Escapes<'a> {
    /// The tokens that [`token`](Self::token) has to see.
    pub(super) const KINDS: TokenSet = TokenSet::new(&[
        TokenKind::String,
        TokenKind::Lbrace,
        TokenKind::Rbrace,
        TokenKind::FStringStart,
        TokenKind::FStringMiddle,
        TokenKind::FStringEnd,
        TokenKind::TStringStart,
        TokenKind::TStringMiddle,
        TokenKind::TStringEnd,
    ]);

    pub(super) fn new(source: &'a Source) -> Escapes<'a> {
        Escapes {
            source,
            open: Vec::new(),
        }
    }

    /// Looks at the next token.
    pub(super) fn token(&mut self, token: &Token, warnings: &mut Vec<SyntaxWarning>) {
        match token.kind() {
            TokenKind::String if !token.unwrap_string_flags().prefix().is_raw() => {
                self.string(token, warnings);
            }
            TokenKind::FStringStart | TokenKind::TStringStart => self.open.push(Formatted {
                braces: 0,
                parts: Vec::new(),
            }),
            TokenKind::Lbrace => self.count_brace(usize::wrapping_add),
            TokenKind::Rbrace => self.count_brace(usize::wrapping_sub),
            TokenKind::FStringMiddle | TokenKind::TStringMiddle
                if !token.unwrap_string_flags().prefix().is_raw() =>
            {
                self.middle(token, warnings);
            }
            TokenKind::FStringEnd | TokenKind::TStringEnd => {
                let parts = self.open.pop().map_or(Vec::new(), |it| it.parts);
                let quotes = u32::from(token.range().len());
                for part in parts {
                    self.check(part, token, quotes, warnings);
                }
            }
            _ => {}
        }
    }

    fn count_brace(&mut self, count: fn(usize, usize) -> usize) {
        if let Some(innermost) = self.open.last_mut() {
            innermost.braces = count(innermost.braces, 1);
        }
    }

    fn string(&self, token: &Token, warnings: &mut Vec<SyntaxWarning>) {
        let range = token.range();
        let text = &self.source.text[range];
        let Some(prefix) = text.find(['\'', '"']) else {
            return;
        };
        let quote = &text[prefix..=prefix];
        let is_triple = text.len() >= prefix + 6 && text[prefix..].starts_with(&quote.repeat(3));
        let quotes = if is_triple { 3 } else { 1 };
        if text.len() < prefix + 2 * quotes {
            return;
        }
        let size = |length: usize| TextSize::try_from(length).unwrap_or_default();
        let content = TextRange::new(
            range.start() + size(prefix + quotes),
            range.end() - size(quotes),
        );
        // Behind a prefix the quotes are not counted either.
        let counted = if prefix == 0 { quotes as u32 } else { 0 };
        self.check(content, token, counted, warnings);
    }

    /// Text between the interpolations of an f-string, or of a format specification.
    fn middle(&mut self, token: &Token, warnings: &mut Vec<SyntaxWarning>) {
        let range = token.range();
        self.escaped_braces(range, warnings);
        let source = self.source;
        match self.open.last_mut() {
            Some(string) if string.braces == 0 => split(source, range, &mut string.parts),
            _ => self.check(range, token, 0, warnings),
        }
    }

    /// Warns of backslashes in front of braces, which the tokenizer finds.
    fn escaped_braces(&self, range: TextRange, warnings: &mut Vec<SyntaxWarning>) {
        let text = &self.source.text[range];
        let next = self.source.text[range.end().to_usize()..].bytes().next();
        let mut bytes = text.bytes().chain(next).enumerate();
        while let Some((index, byte)) = bytes.next() {
            if byte != b'\\' || index == text.len() {
                continue;
            }
            let Some((index, brace @ (b'{' | b'}'))) = bytes.next() else {
                continue;
            };
            let brace = char::from(brace).to_string();
            let escape = Escape {
                kind: "escape",
                text: &brace,
            };
            let (message, error) = escape.messages();
            let at = range.start() + TextSize::try_from(index).unwrap_or_default();
            let at = TextRange::empty(at);
            warn_with_error(warnings, self.source, message, error, at, Origin::Tokens);
        }
    }

    /// Warns of the first escape sequence of a text that means nothing. `token` is the one that CPython
    /// counts from, with as many columns for `quotes`.
    fn check(
        &self,
        content: TextRange,
        token: &Token,
        quotes: u32,
        warnings: &mut Vec<SyntaxWarning>,
    ) {
        let text = &self.source.text[content];
        let is_string = token.kind() == TokenKind::String;
        let is_bytes = is_string && token.unwrap_string_flags().prefix().is_bytes();
        let Some((start, escape)) = first_escape(text, is_bytes) else {
            return;
        };
        // The tokenizer has told of braces.
        if matches!(escape.text, "{" | "}") && !is_string {
            return;
        }
        let (message, error_message) = escape.messages();
        let from = self.source.location(token.range());
        let (mut line, mut column) = (from.line, from.column + quotes);
        for character in text[..start].chars() {
            match character {
                '\n' => (line, column) = (line + 1, 0),
                _ if character.is_ascii() => column += 1,
                _ => column += ESCAPED_LENGTH,
            }
        }
        // CPython's tokenizer has read up to the end of the token.
        let is_read = line >= from.end_line;
        let shown = self.source.line_text(line.min(from.end_line));
        let mut shown = shown.trim_end_matches('\n').to_owned();
        if is_read {
            shown.push('\n');
        }
        let error = SyntaxError {
            message: error_message,
            kind: SyntaxErrorKind::Syntax,
            line,
            column: characters(&shown, column + 1),
            end_line: line,
            end_column: characters(&shown, column + 3).cast_signed(),
            text: shown,
            text_of_file: None,
            context: None,
        };
        let warning = SyntaxWarning {
            message,
            line,
            error,
        };
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
}

impl Escape<'_> {
    /// The text of the warning, and that of the error.
    fn messages(&self) -> (String, String) {
        let Escape { kind, text } = self;
        let what = format!("\"\\{text}\" is an invalid {kind} sequence.");
        let remedy = format!("Did you mean \"\\\\{text}\"? A raw string is also an option.");
        (
            format!("{what} Such sequences will not work in the future. {remedy}"),
            format!("{what} {remedy}"),
        )
    }
}

/// Collects the parts of a text that CPython decodes one by one: doubled braces and named characters
/// end a part.
fn split(source: &Source, range: TextRange, parts: &mut Vec<TextRange>) {
    let text = &source.text[range];
    let bytes = text.as_bytes();
    let offset = |index: usize| range.start() + TextSize::try_from(index).unwrap_or_default();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at..] {
            [b'\\', b'N', b'{', ..] => {
                at += text[at..].find('}').map_or(3, |length| length + 1);
                parts.push(TextRange::new(offset(start), offset(at)));
                start = at;
            }
            [b'\\', b'{' | b'}', ..] => at += 1,
            [b'\\', _, ..] => at += 2,
            [b'{', b'{', ..] | [b'}', b'}', ..] => {
                parts.push(TextRange::new(offset(start), offset(at + 1)));
                at += 2;
                start = at;
            }
            _ => at += 1,
        }
    }
    parts.push(TextRange::new(offset(start), offset(at.min(bytes.len()))));
}

/// The first escape sequence of a text that means nothing, and where it begins.
fn first_escape(text: &str, is_bytes: bool) -> Option<(usize, Escape<'_>)> {
    let mut from = 0;
    loop {
        let start = from + text[from..].find('\\')?;
        let rest = &text[start + 1..];
        // At the end of a part, a brace follows.
        let escape = rest.chars().next()?;
        from = start + 1 + escape.len_utf8();
        let kind = match rest.as_bytes() {
            [b'4'..=b'7', b'0'..=b'7', b'0'..=b'7', ..] => "octal escape",
            [b'N' | b'u' | b'U', ..] if !is_bytes => continue,
            [b'\n' | b'\\' | b'\'' | b'"' | b'0'..=b'7', ..]
            | [b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'x', ..] => continue,
            // These take part in the decoding as escape sequences, and so does their backslash.
            [0x80..=0xff, ..] => continue,
            _ => "escape",
        };
        let length = if kind == "escape" {
            escape.len_utf8()
        } else {
            3
        };
        let text = &rest[..length];
        return Some((start, Escape { kind, text }));
    }
}

/// How many characters begin in the first `bytes` of a line; what lies beyond its end counts as one.
fn characters(line: &str, bytes: u32) -> u32 {
    let count = line
        .char_indices()
        .take_while(|(at, _)| *at < bytes as usize);
    let beyond = bytes as usize > line.len();
    (count.count() + usize::from(beyond)) as u32
}
