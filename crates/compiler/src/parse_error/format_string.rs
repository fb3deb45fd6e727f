//! Errors inside f-strings and t-strings, as CPython's tokenizer and grammar find them.
//!
//! While it recovers, the parser loses track of where such a string ends; here it is read anew from
//! its start, up to the first error.

use rustpython_ast::token::TokenKind;
use rustpython_parser::ParseOptions;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::Diagnosis;
use super::lexical::escape_error;
use super::tokens::{MAX_TRIES, TokenView, ends_expression, opens};

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
        specs: 0,
    };
    match scanner.string(None) {
        Err(Found::Error(diagnosis)) => Some(*diagnosis),
        _ => None,
    }
}

/// Whether a text could stand in an interpolation.
fn is_expression(text: &str) -> bool {
    // A star needs another element beside it.
    let starred = || rustpython_parser::parse_expression(&format!("({text}\n,)")).is_ok();
    rustpython_parser::parse_expression(&format!("({text}\n)")).is_ok() || starred()
}

/// The tokens of a part of an interpolation that mean something, with their ranges in it.
fn tokens(text: &str) -> Vec<(TokenKind, TextRange)> {
    let bracketed = format!("({text}\n)");
    let options = ParseOptions::from(rustpython_parser::Mode::Expression);
    let parsed = rustpython_parser::parse_unchecked(&bracketed, options);
    let end = TextSize::of(text) + TextSize::new(1);
    let tokens = parsed.tokens().iter().filter(|token| {
        !token.kind().is_trivia()
            && token.kind() != TokenKind::Newline
            && token.start() >= TextSize::new(1)
            && token.start() < end
    });
    // A string without end goes on behind the text.
    tokens
        .map(|token| {
            let range = TextRange::new(token.start(), token.end().min(end));
            (token.kind(), range - TextSize::new(1))
        })
        .collect()
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
    /// How many format specifications are being read.
    specs: usize,
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
        if self.text[start..].starts_with('{') && self.is_in_spec(open) {
            // A brace that was meant to be doubled.
            let behind = self.text[start + 1..].trim_start_matches([' ', '\t', '\n']);
            if behind.starts_with([
                '<', '>', '=', '^', '*', '/', '%', '&', '|', '@', '!', ',', ';', ':',
            ]) {
                return self.invalid_expression(letter, start, start + 1);
            }
        }
        if is_bad_start {
            let length = self.operator_length();
            return self.invalid_expression(letter, start, start + length);
        }
        // The parser comes to what is wrong before the tokenizer to the end of the expression.
        let read = self.expression(quotes, open, start);
        if read.is_ok() || !self.bytes().starts_with(b":") {
            self.check_expression(letter, start, self.at)?;
        }
        read?;
        if self.bytes().starts_with(b"=") {
            self.at += 1;
            self.blanks(open)?;
            self.check_behind_equal(quotes)?;
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
            // What looks like the prefix of a string that goes on behind the quotes is read as one.
            if self.text[name..self.at].eq_ignore_ascii_case("r")
                && self.bytes().first() == Some(&quotes.quote)
            {
                self.at = name;
                return self.string(Some(quotes));
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
            self.specs += 1;
            let read = self.literal(quotes, true);
            self.specs -= 1;
            read?;
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

    /// Whether the brace at `open` stands in a format specification.
    fn is_in_spec(&self, open: usize) -> bool {
        self.specs > 0 && open > 0
    }

    /// What may stand behind the `=` of an interpolation.
    fn check_behind_equal(&mut self, quotes: Quotes) -> Outcome {
        let letter = quotes.letter.unwrap_or('f');
        match self.bytes() {
            [] | [b'!' | b':' | b'}', ..] => Ok(()),
            [found, ..] if *found == quotes.quote => self.string(Some(quotes)),
            [found @ (b')' | b']'), ..] => {
                let close = char::from(*found);
                self.point(format!("{letter}-string: unmatched '{close}'"))
            }
            _ => {
                let tokens = tokens(&self.text[self.at..self.line_end()]);
                let length = tokens
                    .first()
                    .map_or(1, |(_, range)| range.len().to_usize());
                let message = format!("{letter}-string: expecting '!', or ':', or '}}'");
                self.range(message, self.at, self.at + length)
            }
        }
    }

    fn line_end(&self) -> usize {
        self.text[self.at..]
            .find('\n')
            .map_or(self.text.len(), |length| self.at + length)
    }

    /// Finds what does not belong to the expression between `start` and `end`, if no other rule explains
    /// that better.
    fn check_expression(&self, letter: char, start: usize, end: usize) -> Outcome {
        let text = self
            .text
            .get(start..end.min(self.text.len()))
            .unwrap_or_default();
        if is_expression(text) {
            return Ok(());
        }
        let tokens = tokens(text);
        let Some((first, first_range)) = tokens.first() else {
            return Ok(());
        };
        // Strings inside, and their prefixes, have been looked at.
        let has_strings = tokens
            .iter()
            .any(|(kind, _)| matches!(kind, TokenKind::FStringStart | TokenKind::TStringStart));
        let has_prefix = tokens.windows(2).any(|pair| {
            let [(name, before), (string, behind)] = pair else {
                return false;
            };
            (*name, *string) == (TokenKind::Name, TokenKind::String)
                && before.end() == behind.start()
        });
        if has_strings || has_prefix {
            return Ok(());
        }
        let tried = &tokens[..tokens.len().min(MAX_TRIES)];
        let prefix = tried
            .iter()
            .rposition(|(_, range)| is_expression(&text[..range.end().to_usize()]));
        let Some(last) = prefix else {
            let has_brackets = tokens.iter().any(|(kind, _)| opens(*kind));
            let is_statement = matches!(
                first,
                TokenKind::Pass | TokenKind::Break | TokenKind::Continue
            ) && matches!(tokens.get(1), Some((TokenKind::If, _)));
            // Whatever else begins an expression has something else behind it that is wrong.
            if has_brackets || is_statement || matches!(first, TokenKind::String) {
                return Ok(());
            }
            let end = start + first_range.end().to_usize();
            return self.invalid_expression(letter, start + first_range.start().to_usize(), end);
        };
        let Some((next, range)) = tokens.get(last + 1) else {
            return Ok(());
        };
        let rest = &tokens[last + 1..];
        let explains_itself = rest.iter().any(|(kind, _)| opens(*kind))
            || matches!(next, TokenKind::If | TokenKind::For | TokenKind::Async)
            || matches!(rest.get(1), Some((TokenKind::Not, _)));
        if explains_itself {
            return Ok(());
        }
        let begins_operand = ends_expression(*next);
        let is_prefixed =
            *first == TokenKind::Name && matches!(tokens.get(1), Some((TokenKind::String, _)));
        if begins_operand && !is_prefixed {
            return self.missing_comma(text, start, &tokens, last);
        }
        let message = format!("{letter}-string: expecting '=', or '!', or ':', or '}}'");
        let (from, to) = (range.start().to_usize(), range.end().to_usize());
        self.range(message, start + from, start + to)
    }

    /// Two operands on lines of their own: where the parser's tokens end.
    fn missing_comma(
        &self,
        text: &str,
        start: usize,
        tokens: &[(TokenKind, TextRange)],
        last: usize,
    ) -> Outcome {
        let is_simple = tokens[..=last].iter().all(|(kind, _)| {
            !matches!(
                kind,
                TokenKind::Comma | TokenKind::Lambda | TokenKind::Else | TokenKind::Yield
            )
        });
        let (first, begin) = &tokens[0];
        if !is_simple || !text.contains('\n') || first.is_soft_keyword() {
            return Ok(());
        }
        let from = tokens[last + 1].1.start().to_usize();
        let ends = tokens[last + 1..].iter().take(MAX_TRIES).rev();
        let mut ends = ends.map(|(_, range)| range.end().to_usize());
        match ends.find(|end| is_expression(&text[from..*end])) {
            Some(end) => {
                let message = "invalid syntax. Perhaps you forgot a comma?".to_owned();
                self.range(message, start + begin.start().to_usize(), start + end)
            }
            None => Ok(()),
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
