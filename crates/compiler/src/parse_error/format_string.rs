//! Errors inside f-strings and t-strings, as CPython's tokenizer and grammar find them.
//!
//! While it recovers, the parser loses track of where such a string ends; here it is read anew from
//! its start, up to the first error.

use rustpython_ast::token::TokenKind;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::Diagnosis;
use super::lexical::escape_error;
use super::tokens::TokenView;

/// Strings inside each other that are looked into.
const MAX_NESTED: usize = 150;

/// Names the first error of the f-string or t-string around `offset`, if it is one that is known here.
pub(super) fn diagnose(view: &TokenView<'_>, offset: TextSize) -> Option<Diagnosis> {
    let mut depth = 0usize;
    let mut start = None;
    for token in view.tokens {
        if token.start() > offset {
            break;
        }
        match token.kind() {
            TokenKind::FStringStart | TokenKind::TStringStart => {
                if depth == 0 {
                    start = Some(token.start());
                }
                depth += 1;
            }
            TokenKind::FStringEnd | TokenKind::TStringEnd if depth > 0 => {
                depth -= 1;
                if depth == 0 && token.end() <= offset {
                    start = None;
                }
            }
            _ => {}
        }
    }
    let mut scanner = Scanner {
        text: &view.source.text,
        at: start?.to_usize(),
        nested: 0,
    };
    match scanner.string(None) {
        Err(Found::Error(diagnosis)) => Some(*diagnosis),
        _ => None,
    }
}

/// What ends the reading of a string early.
enum Found {
    Error(Box<Diagnosis>),
    /// Something that is explained better elsewhere.
    Unknown,
}

type Outcome = Result<(), Found>;

fn error(diagnosis: Diagnosis) -> Outcome {
    Err(Found::Error(Box::new(diagnosis)))
}

/// How a string is written.
#[derive(Clone, Copy)]
struct Quotes {
    quote: u8,
    is_triple: bool,
    is_raw: bool,
    /// `f` or `t`, of strings with interpolations.
    letter: Option<char>,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    nested: usize,
}

impl Scanner<'_> {
    fn bytes(&self) -> &[u8] {
        &self.text.as_bytes()[self.at.min(self.text.len())..]
    }

    fn offset(&self, at: usize) -> TextSize {
        TextSize::try_from(at).unwrap_or_default()
    }

    fn point(&self, message: String) -> Outcome {
        error(Diagnosis::at(message, self.offset(self.at)))
    }

    fn range(&self, message: String, start: usize, end: usize) -> Outcome {
        let range = TextRange::new(self.offset(start), self.offset(end));
        error(Diagnosis::new(message, range))
    }

    /// Reads a string from its prefix to its end. `around` are the quotes of the f-string that holds
    /// it in an interpolation.
    fn string(&mut self, around: Option<Quotes>) -> Outcome {
        let start = self.at;
        while self.bytes().first().is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        let prefix = self.text[start..self.at].to_ascii_lowercase();
        let Some(&quote) = self.bytes().first() else {
            return Err(Found::Unknown);
        };
        let is_triple = self.bytes().starts_with(&[quote; 3]);
        self.at += if is_triple { 3 } else { 1 };
        let quotes = Quotes {
            quote,
            is_triple,
            is_raw: prefix.contains('r'),
            letter: prefix.chars().find(|letter| matches!(letter, 'f' | 't')),
        };
        if quotes.letter.is_some() {
            self.nested += 1;
            if self.nested > MAX_NESTED {
                return Err(Found::Unknown);
            }
            let read = self.literal(quotes, false);
            self.nested -= 1;
            return read;
        }
        loop {
            let rest = self.bytes();
            match rest {
                [] => break,
                [b'\n', ..] if !is_triple => break,
                [b'\\', ..] => self.at += 2,
                _ if is_triple && rest.starts_with(&[quote; 3]) => {
                    self.at += 3;
                    return Ok(());
                }
                [found, ..] if !is_triple && *found == quote => {
                    self.at += 1;
                    return Ok(());
                }
                _ => self.at += 1,
            }
        }
        // The string may have been meant to end the one around it.
        if let Some(around) = around
            && around.quote == quote
            && around.is_triple == is_triple
            && prefix.is_empty()
        {
            let letter = around.letter.unwrap_or('f');
            self.at = start;
            return self.point(format!("{letter}-string: expecting '}}'"));
        }
        Err(Found::Unknown)
    }

    /// Reads the text of an f-string to its end, or that of a format specification to the brace.
    fn literal(&mut self, quotes: Quotes, is_spec: bool) -> Outcome {
        let letter = quotes.letter.unwrap_or('f');
        let mut start = self.at;
        loop {
            let rest = self.bytes();
            match rest {
                [] if quotes.is_triple || !is_spec => return Err(Found::Unknown),
                [] | [b'\n', ..] if !quotes.is_triple => {
                    if is_spec {
                        let message =
                            "newlines are not allowed in format specifiers for single quoted";
                        return self.point(format!("{letter}-string: {message} {letter}-strings"));
                    }
                    return Err(Found::Unknown);
                }
                [b'\\', b'{' | b'}', ..] => self.at += 1,
                [b'\\', b'N', ..] if !quotes.is_raw => {
                    let name = self.text[self.at + 2..].split(['}', '\n']).next();
                    let name = name.unwrap_or_default();
                    let behind = self.at + 2 + name.len();
                    let has_name =
                        name.starts_with('{') && self.text.as_bytes().get(behind) == Some(&b'}');
                    self.at += match (has_name, name.starts_with('{')) {
                        (true, _) => behind + 1 - self.at,
                        // The brace opens no interpolation.
                        (false, true) => 3,
                        (false, false) => 2,
                    };
                }
                [b'\\', ..] => {
                    self.at += 1;
                    let length = self.text[self.at..]
                        .chars()
                        .next()
                        .map_or(1, char::len_utf8);
                    self.at += length;
                }
                [b'{', b'{', ..] if !is_spec => self.at += 2,
                [b'}', b'}', ..] if !is_spec => self.at += 2,
                [b'{', ..] => {
                    self.check_escapes(quotes, start)?;
                    self.interpolation(quotes)?;
                    start = self.at;
                }
                [b'}', ..] if is_spec => return self.check_escapes(quotes, start),
                [b'}', ..] => {
                    return self.point(format!("{letter}-string: single '}}' is not allowed"));
                }
                _ if quotes.is_triple && rest.starts_with(&[quotes.quote; 3]) => {
                    if is_spec {
                        return Err(Found::Unknown);
                    }
                    self.check_escapes(quotes, start)?;
                    self.at += 3;
                    return Ok(());
                }
                [found, ..] if !quotes.is_triple && *found == quotes.quote => {
                    if is_spec {
                        return Err(Found::Unknown);
                    }
                    self.check_escapes(quotes, start)?;
                    self.at += 1;
                    return Ok(());
                }
                _ => self.at += 1,
            }
        }
    }

    /// Finds an escape sequence that cannot be decoded between `start` and here.
    fn check_escapes(&self, quotes: Quotes, start: usize) -> Outcome {
        if quotes.is_raw {
            return Ok(());
        }
        match escape_error(&self.text[start..self.at]) {
            Some(message) => self.range(message, start, self.at),
            None => Ok(()),
        }
    }

    /// Reads an interpolation from its opening brace to its closing one.
    fn interpolation(&mut self, quotes: Quotes) -> Outcome {
        let letter = quotes.letter.unwrap_or('f');
        let open = self.at;
        self.at += 1;
        self.blanks(open)?;
        let start = self.at;
        let needed = match self.bytes() {
            [b'=', b'=', ..] | [b'!', b'=', ..] => None,
            [found @ (b'=' | b'!' | b':' | b'}'), ..] => Some(char::from(*found)),
            _ => None,
        };
        if let Some(found) = needed {
            let message = format!("{letter}-string: valid expression required before '{found}'");
            return self.range(message, start, start + 1);
        }
        let is_bad_start = match self.bytes() {
            [b'.', b'.', b'.', ..] => false,
            [b'.', next, ..] => !next.is_ascii_digit(),
            [b'*', b'*', ..] => true,
            [first, ..] => b",/%|&^<>;@=!".contains(first),
            [] => false,
        };
        if is_bad_start {
            let length = self.operator_length();
            return self.invalid_expression(letter, start, start + length);
        }
        self.expression(quotes, open, start)?;
        if self.bytes().starts_with(b"=") {
            self.at += 1;
            self.blanks(open)?;
        }
        if self.bytes().starts_with(b"!") {
            self.at += 1;
            let name = self.at;
            while self
                .bytes()
                .first()
                .is_some_and(|it| it.is_ascii_alphanumeric() || *it >= 0x80)
            {
                self.at += 1;
            }
            if !matches!(&self.text[name..self.at], "s" | "r" | "a") {
                return match self.bytes() {
                    [found @ (b'\'' | b'"'), ..] if *found == quotes.quote => {
                        self.string(Some(quotes))
                    }
                    [] => self.never_closed(open),
                    _ => Err(Found::Unknown),
                };
            }
            self.blanks(open)?;
            match self.bytes() {
                [] => return self.never_closed(open),
                [b':' | b'}', ..] => {}
                [b'\'' | b'"', ..] => {
                    let before = self.at;
                    self.string(Some(quotes))?;
                    let message = format!("{letter}-string: expecting ':' or '}}'");
                    return self.range(message, before, self.at);
                }
                _ => {
                    let message = format!("{letter}-string: expecting ':' or '}}'");
                    return self.range(message, self.at, self.at + 1);
                }
            }
        }
        if self.bytes().starts_with(b":") {
            self.at += 1;
            self.literal(quotes, true)?;
        }
        match self.bytes() {
            [b'}', ..] => {
                self.at += 1;
                Ok(())
            }
            [] => self.never_closed(open),
            _ => Err(Found::Unknown),
        }
    }

    fn operator_length(&self) -> usize {
        match self.bytes() {
            [a, b, b'=', ..] if a == b && matches!(a, b'*' | b'/' | b'<' | b'>') => 3,
            [a, b, ..] if a == b && matches!(a, b'*' | b'/' | b'<' | b'>') => 2,
            [_, b'=', ..] => 2,
            _ => 1,
        }
    }

    fn invalid_expression(&self, letter: char, start: usize, end: usize) -> Outcome {
        let message = format!("{letter}-string: expecting a valid expression after '{{'");
        self.range(message, start, end)
    }

    /// Passes blanks, line ends and comments. A comment in a string of one line eats its end.
    fn blanks(&mut self, open: usize) -> Outcome {
        loop {
            match self.bytes() {
                [b' ' | b'\t' | b'\n' | b'\x0C' | b'\r', ..] => self.at += 1,
                [b'#', ..] => self.comment(open)?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self, open: usize) -> Outcome {
        match self.text[self.at..].find('\n') {
            Some(length) => {
                self.at += length;
                Ok(())
            }
            None => self.never_closed(open),
        }
    }

    fn never_closed(&self, open: usize) -> Outcome {
        let bracket = self.text[open..].chars().next().unwrap_or('{');
        let range = TextRange::empty(self.offset(open));
        let message = format!("'{bracket}' was never closed");
        error(Diagnosis::new(message, range).ending(0))
    }

    /// Reads the expression of an interpolation up to what follows it.
    fn expression(&mut self, quotes: Quotes, open: usize, start: usize) -> Outcome {
        let letter = quotes.letter.unwrap_or('f');
        let mut brackets: Vec<(u8, usize)> = Vec::new();
        let mut lambda = None;
        loop {
            let rest = self.bytes();
            match rest {
                [] => {
                    let innermost = brackets.last().map(|(_, place)| *place);
                    // Behind two lines that are no whole expression, CPython misses a comma.
                    let lines = self.text[start..].lines();
                    if innermost.is_none() && lines.filter(|it| !it.trim().is_empty()).count() > 2 {
                        return Err(Found::Unknown);
                    }
                    return self.never_closed(innermost.unwrap_or(open));
                }
                [b'#', ..] => self.comment(open)?,
                [b'\'' | b'"', ..] => self.string(Some(quotes))?,
                [first, ..] if first.is_ascii_alphabetic() || *first == b'_' || *first >= 0x80 => {
                    let word = self.text[self.at..]
                        .find(|it: char| !(it.is_alphanumeric() || it == '_'))
                        .unwrap_or(self.text.len() - self.at);
                    // Another character than those of identifiers.
                    if word == 0 {
                        return Err(Found::Unknown);
                    }
                    let behind = self.text.as_bytes().get(self.at + word);
                    let name = &self.text[self.at..self.at + word];
                    let is_prefix = word <= 2 && name.bytes().all(|it| b"rRbBuUfFtT".contains(&it));
                    if is_prefix && matches!(behind, Some(b'\'' | b'"')) {
                        self.string(Some(quotes))?;
                        continue;
                    }
                    if name == "lambda" && brackets.is_empty() {
                        lambda = Some(self.at);
                    }
                    self.at += word;
                }
                [b'\\', b'\n', ..] => self.at += 2,
                [b'\\', ..] => {
                    let message = "unexpected character after line continuation character";
                    let place = TextRange::empty(self.offset(self.at + 1));
                    return error(Diagnosis::at(message, place.start()).ending(0));
                }
                [bracket @ (b'(' | b'[' | b'{'), ..] => {
                    brackets.push((*bracket, self.at));
                    self.at += 1;
                }
                [bracket @ (b')' | b']' | b'}'), ..] => {
                    let close = char::from(*bracket);
                    match brackets.pop() {
                        None if close == '}' => break,
                        None => {
                            return self.point(format!("{letter}-string: unmatched '{close}'"));
                        }
                        Some((opened, place)) => {
                            if !matches!((opened, close), (b'(', ')') | (b'[', ']') | (b'{', '}')) {
                                let opened = char::from(opened);
                                let mut message = format!(
                                    "closing parenthesis '{close}' does not match opening \
                                     parenthesis '{opened}'"
                                );
                                let line = |at: usize| self.text[..at].matches('\n').count() + 1;
                                if line(place) != line(self.at) {
                                    message += &format!(" on line {}", line(place));
                                }
                                return self.point(message);
                            }
                            self.at += 1;
                        }
                    }
                }
                [b'!' | b'=' | b'<' | b'>', b'=', ..] => self.at += 2,
                [b'!' | b'=' | b':', ..] if brackets.is_empty() => break,
                _ => self.at += 1,
            }
        }
        if self.bytes().starts_with(b":")
            && let Some(lambda) = lambda
        {
            let before = self.text[start..lambda].trim_end();
            if before.is_empty() || before.ends_with(',') {
                let message = "lambda expressions are not allowed without parentheses";
                return self.range(format!("{letter}-string: {message}"), lambda, self.at + 1);
            }
            return self.invalid_expression(letter, start, start + 1);
        }
        Ok(())
    }
}
