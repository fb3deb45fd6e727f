//! From characters to tokens.
//! Reference: <https://docs.python.org/3.14/reference/lexical_analysis.html>; the order in which things are looked
//! at, and what is said of errors, is that of CPython `Parser/lexer/lexer.c`.

use super::formatted::Formatted;
use super::kinds::{self, operator};
use super::text::{Done, END, Source, Text};

/// Most levels of indentation, and of brackets.
const MOST_LEVELS: usize = 100;
const MOST_BRACKETS: usize = 200;
/// Most f-strings in each other.
pub(super) const MOST_FORMATTED: usize = 150;

/// A token: its kind, and the places of its characters if it has any.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) kind: u8,
    pub(super) span: Option<(usize, usize)>,
}

/// Why there is no token.
#[derive(Debug, PartialEq)]
pub(super) enum Fault<E> {
    /// The source of lines has failed.
    Source(E),
    /// A syntax error: at columns from 1 on, of a line, the text of which begins at a place.
    Syntax {
        message: String,
        columns: (usize, usize),
    },
    Line(LineFault),
}

/// What is wrong with a whole line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineFault {
    OpenBrackets,
    Dedent,
    Tabs,
    TooDeep,
    Continuation,
}

/// What is known between tokens.
pub(super) struct State {
    pub(super) text: Text,
    /// Whether comments and line ends are told, and operators have one number.
    pub(super) extra: bool,
    /// Where the token begins.
    pub(super) start: Option<usize>,
    /// Where the string begins: the number of the line, and its place.
    pub(super) string_line: usize,
    pub(super) string_line_start: usize,
    is_line_start: bool,
    /// Indentations, as wide as tabs of eight columns and of one make them.
    indents: Vec<(usize, usize)>,
    /// Indentations that are to be told; negative for those that end.
    pending: isize,
    /// Whether a comment is all that a line has.
    is_comment_line: bool,
    pub(super) brackets: Vec<(u32, usize)>,
    pub(super) formatted: Vec<Formatted>,
}

impl State {
    pub(super) fn new(extra: bool) -> State {
        State {
            text: Text::new(),
            extra,
            start: None,
            string_line: 0,
            string_line_start: 0,
            is_line_start: true,
            indents: vec![(0, 0)],
            pending: 0,
            is_comment_line: false,
            brackets: Vec::new(),
            formatted: Vec::new(),
        }
    }
}

/// The lexer at work.
pub(super) struct Lexer<'a, S: Source> {
    pub(super) state: &'a mut State,
    pub(super) source: &'a mut S,
    /// What the source of lines has raised.
    failure: Option<Fault<S::Error>>,
}

pub(super) type Step<S> = Result<Found, Fault<<S as Source>::Error>>;

fn is_name_start(character: u32) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte < 128 => byte.is_ascii_alphabetic() || byte == b'_',
        _ => character != END,
    }
}

pub(super) fn is_name_part(character: u32) -> bool {
    is_name_start(character) || is_digit(character)
}

pub(super) fn is_digit(character: u32) -> bool {
    (0x30..=0x39).contains(&character)
}

/// The ASCII character of a number, for a message.
pub(super) fn shown(character: u32) -> char {
    char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER)
}

pub(super) const fn point(character: char) -> u32 {
    character as u32
}

impl<'a, S: Source> Lexer<'a, S> {
    pub(super) fn new(state: &'a mut State, source: &'a mut S) -> Lexer<'a, S> {
        Lexer {
            state,
            source,
            failure: None,
        }
    }

    /// The next token.
    pub(super) fn token(&mut self) -> Step<S> {
        let is_text = self.state.formatted.last().is_some_and(|it| it.is_text);
        let found = match is_text {
            true => self.formatted_text(),
            false => self.regular(),
        };
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => found,
        }
    }

    /// The next character.
    pub(super) fn next(&mut self) -> u32 {
        let text = &mut self.state.text;
        if let Some(&point) = text.points.get(text.at) {
            text.at += 1;
            return point;
        }
        if text.done != Done::No {
            return END;
        }
        let line = match self.source.line() {
            Ok(line) => line.filter(|line| !line.is_empty()),
            Err(error) => {
                self.failure = Some(Fault::Source(error));
                self.state.text.done = Done::Failed;
                return END;
            }
        };
        if self.state.start.is_none() && self.state.formatted.is_empty() {
            self.state.text.forget();
        }
        let Some(line) = line else {
            self.state.text.done = Done::AtEnd;
            return END;
        };
        self.state.text.add(&line);
        if line.contains(&0) {
            let fault = self.syntax("source code cannot contain null bytes".to_owned());
            self.failure = Some(fault);
            let text = &mut self.state.text;
            text.done = Done::Failed;
            text.at = text.points.len();
            return END;
        }
        self.next()
    }

    pub(super) fn back(&mut self, character: u32) {
        self.state.text.back(character);
    }

    /// The token from the start on.
    pub(super) fn found(&self, kind: u8) -> Step<S> {
        let start = self.state.start.unwrap_or(self.state.text.at);
        self.spanning(kind, start, self.state.text.at)
    }

    pub(super) fn spanning(&self, kind: u8, start: usize, end: usize) -> Step<S> {
        let span = Some((start, end));
        Ok(Found { kind, span })
    }

    /// A syntax error at the last character.
    pub(super) fn syntax(&self, message: String) -> Fault<S::Error> {
        let column = self
            .state
            .text
            .at
            .saturating_sub(self.state.text.line_start);
        let columns = (column, column);
        Fault::Syntax { message, columns }
    }

    pub(super) fn fail<T>(&self, message: impl Into<String>) -> Result<T, Fault<S::Error>> {
        Err(self.syntax(message.into()))
    }

    /// A syntax error in the string that began at a place, told as one at its first character.
    pub(super) fn fail_at_string<T>(
        &mut self,
        start: usize,
        line_start: usize,
        line: usize,
        message: String,
    ) -> Result<T, Fault<S::Error>> {
        self.state.text.at = start + 1;
        self.state.text.line_start = line_start;
        self.state.text.line = line;
        self.fail(message)
    }

    fn line_fault<T>(&self, fault: LineFault) -> Result<T, Fault<S::Error>> {
        Err(Fault::Line(fault))
    }

    /// What follows a backslash: the end of the line, and another line.
    fn continued_line(&mut self) -> Result<(), Fault<S::Error>> {
        let mut character = self.next();
        if character == point('\r') {
            character = self.next();
        }
        if character != point('\n') {
            return self.line_fault(LineFault::Continuation);
        }
        match self.next() {
            END => self.line_fault(LineFault::OpenBrackets),
            character => {
                self.back(character);
                Ok(())
            }
        }
    }

    /// Looks at the indentation; says whether the line has nothing but a comment.
    fn indentation(&mut self) -> Result<bool, Fault<S::Error>> {
        let (mut wide, mut narrow, mut continued) = (0, 0, 0);
        let character = loop {
            match self.next() {
                0x20 => {
                    wide += 1;
                    narrow += 1;
                }
                0x09 => {
                    wide = (wide / 8 + 1) * 8;
                    narrow += 1;
                }
                0x0c => (wide, narrow) = (0, 0),
                0x5c => {
                    if continued == 0 {
                        continued = wide;
                    }
                    self.continued_line()?;
                }
                character => break character,
            }
        };
        self.back(character);
        if matches!(character, 0x23 | 0x0a | 0x0d) {
            return Ok(true);
        }
        if !self.state.brackets.is_empty() {
            return Ok(false);
        }
        if continued != 0 {
            (wide, narrow) = (continued, continued);
        }
        let indents = &mut self.state.indents;
        let (last_wide, last_narrow) = indents[indents.len() - 1];
        if wide > last_wide {
            if indents.len() >= MOST_LEVELS {
                return self.line_fault(LineFault::TooDeep);
            }
            if narrow <= last_narrow {
                return self.line_fault(LineFault::Tabs);
            }
            self.state.pending += 1;
            indents.push((wide, narrow));
            return Ok(false);
        }
        while indents.len() > 1 && wide < indents[indents.len() - 1].0 {
            self.state.pending -= 1;
            indents.pop();
        }
        let (last_wide, last_narrow) = indents[indents.len() - 1];
        if wide != last_wide {
            return self.line_fault(LineFault::Dedent);
        }
        if narrow != last_narrow {
            return self.line_fault(LineFault::Tabs);
        }
        Ok(false)
    }

    /// A token outside of the text of f-strings.
    pub(super) fn regular(&mut self) -> Step<S> {
        loop {
            self.state.start = None;
            let mut is_blank = false;
            if std::mem::take(&mut self.state.is_line_start) {
                is_blank = self.indentation()?;
            }
            let at = self.state.text.at;
            self.state.start = Some(at);
            if self.state.pending != 0 {
                let ends = self.state.pending < 0;
                self.state.pending += if ends { 1 } else { -1 };
                let (kind, start) = match ends {
                    true => (kinds::DEDENT, at),
                    false => (kinds::INDENT, self.state.text.line_start),
                };
                let span = self.state.extra.then_some((start, at));
                return Ok(Found { kind, span });
            }
            let ahead = self.next();
            self.back(ahead);
            if let Some(found) = self.behind_indentation(is_blank)? {
                return Ok(found);
            }
        }
    }

    /// The next token of the line; nothing where a blank line ends.
    fn behind_indentation(&mut self, is_blank: bool) -> Result<Option<Found>, Fault<S::Error>> {
        loop {
            self.state.start = None;
            let mut character = self.next();
            while matches!(character, 0x20 | 0x09 | 0x0c) {
                character = self.next();
            }
            self.state.start = match character {
                END => Some(self.state.text.at),
                _ => Some(self.state.text.at - 1),
            };
            if character == point('#') {
                while !matches!(character, END | 0x0a | 0x0d) {
                    character = self.next();
                }
                if self.state.extra {
                    self.back(character);
                    self.state.is_comment_line = is_blank;
                    return self.found(kinds::COMMENT).map(Some);
                }
            }
            if character == END {
                if !self.state.brackets.is_empty() || self.state.text.done == Done::Failed {
                    return self.line_fault(LineFault::OpenBrackets);
                }
                let kind = kinds::ENDMARKER;
                return Ok(Some(Found { kind, span: None }));
            }
            if is_name_start(character) {
                return self.name_or_string(character).map(Some);
            }
            if character == point('\r') {
                character = self.next();
            }
            match character {
                0x0a => {
                    self.state.is_line_start = true;
                    if is_blank || !self.state.brackets.is_empty() {
                        self.state.is_comment_line = false;
                        return match self.state.extra {
                            true => self.found(kinds::NL).map(Some),
                            false => Ok(None),
                        };
                    }
                    if self.state.extra && std::mem::take(&mut self.state.is_comment_line) {
                        return self.found(kinds::NL).map(Some);
                    }
                    let at = self.state.text.at;
                    let start = self.state.start.unwrap_or(at);
                    return self.spanning(kinds::NEWLINE, start, at - 1).map(Some);
                }
                0x2e => return self.point_or_number().map(Some),
                0x30..=0x39 => return self.number(character).map(Some),
                0x22 | 0x27 => return self.string(character).map(Some),
                0x5c => self.continued_line()?,
                character => return self.operator(character).map(Some),
            }
        }
    }

    fn name_or_string(&mut self, mut character: u32) -> Step<S> {
        let mut seen = [false; 5];
        const LETTERS: [char; 5] = ['u', 'b', 'r', 'f', 't'];
        loop {
            let lower = char::from_u32(character).map(|it| it.to_ascii_lowercase());
            let letter = LETTERS.iter().position(|&letter| Some(letter) == lower);
            match letter {
                Some(letter) if !seen[letter] => seen[letter] = true,
                _ => break,
            }
            character = self.next();
            if matches!(character, 0x22 | 0x27) {
                let [u, b, r, f, t] = seen;
                let clash = match () {
                    () if u && b => Some(("u", "b")),
                    () if u && r => Some(("u", "r")),
                    () if u && f => Some(("u", "f")),
                    () if u && t => Some(("u", "t")),
                    () if b && f => Some(("b", "f")),
                    () if b && t => Some(("b", "t")),
                    () if f && t => Some(("f", "t")),
                    () => None,
                };
                if let Some((one, two)) = clash {
                    let text = &self.state.text;
                    let start = self.state.start.unwrap_or(text.at) + 1 - text.line_start;
                    let columns = (start, text.at - text.line_start);
                    let message = format!("'{one}' and '{two}' prefixes are incompatible");
                    return Err(Fault::Syntax { message, columns });
                }
                return match f || t {
                    true => self.formatted_start(character, r, t),
                    false => self.string(character),
                };
            }
        }
        let mut is_ascii = true;
        while is_name_part(character) {
            is_ascii &= character < 128;
            character = self.next();
        }
        self.back(character);
        if !is_ascii && !self.state.extra {
            self.check_name()?;
        }
        self.found(kinds::NAME)
    }

    /// Raises for a character that names may not have.
    fn check_name(&mut self) -> Result<(), Fault<S::Error>> {
        let start = self.state.start.unwrap_or(0);
        let name = &self.state.text.points[start..self.state.text.at];
        let length = self.source.identifier_length(name);
        let Some(&bad) = name.get(length) else {
            return Ok(());
        };
        self.state.text.at = start + length + 1;
        let shown = shown(bad);
        match self.source.is_printable(bad) {
            true => self.fail(format!("invalid character '{shown}' (U+{bad:04X})")),
            false => self.fail(format!("invalid non-printable character U+{bad:04X}")),
        }
    }

    /// The operator that the last characters are.
    pub(super) fn operator_token(&self, length: usize) -> Step<S> {
        let at = self.state.text.at;
        let kind = operator(&self.state.text.points[at - length..at]);
        self.found(kind.unwrap_or(kinds::OP))
    }

    /// A string, behind its first quote.
    fn string(&mut self, quote: u32) -> Step<S> {
        let start = self.state.start.unwrap_or(0);
        self.state.string_line = self.state.text.line;
        self.state.string_line_start = self.state.text.line_start;
        let (mut size, mut closing) = (1, 0);
        let mut character = self.next();
        if character == quote {
            character = self.next();
            match character == quote {
                true => size = 3,
                false => closing = 1,
            }
        }
        if character != quote {
            self.back(character);
        }
        let mut has_escaped_quote = false;
        while closing != size {
            let mut character = self.next();
            if character == END || size == 1 && character == point('\n') {
                return self.unterminated(start, quote, size, has_escaped_quote);
            }
            if character == quote {
                closing += 1;
                continue;
            }
            closing = 0;
            if character == point('\\') {
                character = self.next();
                has_escaped_quote |= character == quote;
                if character == point('\r') {
                    self.next();
                }
            }
        }
        self.found(kinds::STRING)
    }

    fn unterminated(
        &mut self,
        start: usize,
        quote: u32,
        size: usize,
        has_escaped_quote: bool,
    ) -> Step<S> {
        let last = self.state.text.line;
        let mut message = format!("string literal (detected at line {last})");
        message = match size {
            3 => format!("unterminated triple-quoted {message}"),
            _ if has_escaped_quote => {
                format!("unterminated {message}; perhaps you escaped the end quote?")
            }
            _ => format!("unterminated {message}"),
        };
        if let Some(formatted) = self.state.formatted.last()
            && (formatted.quote, formatted.size) == (quote, size)
        {
            message = format!("{}-string: expecting '}}'", formatted.letter());
        }
        let (line, line_start) = (self.state.string_line, self.state.string_line_start);
        self.fail_at_string(start, line_start, line, message)
    }

    fn operator(&mut self, character: u32) -> Step<S> {
        if matches!(character, 0x3a | 0x7d | 0x21 | 0x7b)
            && let Some(formatted) = self.state.formatted.last_mut()
            && formatted.is_format(character)
        {
            return self.found(kinds::operator(&[character]).unwrap_or(kinds::OP));
        }
        let second = self.next();
        if second != END && operator(&[character, second]).is_some() {
            let third = self.next();
            if third != END && operator(&[character, second, third]).is_some() {
                return self.operator_token(3);
            }
            self.back(third);
            return self.operator_token(2);
        }
        self.back(second);
        match character {
            0x28 | 0x5b | 0x7b => self.open(character)?,
            0x29 | 0x5d | 0x7d => self.close(character)?,
            _ => {}
        }
        if !self.source.is_printable(character) {
            return self.fail(format!("invalid non-printable character U+{character:04X}"));
        }
        if character == point('=')
            && let Some(formatted) = self.state.formatted.last_mut()
        {
            formatted.see_equals();
        }
        self.operator_token(1)
    }

    fn open(&mut self, bracket: u32) -> Result<(), Fault<S::Error>> {
        if self.state.brackets.len() >= MOST_BRACKETS {
            return self.fail("too many nested parentheses");
        }
        self.state.brackets.push((bracket, self.state.text.line));
        if let Some(formatted) = self.state.formatted.last_mut() {
            formatted.depth += 1;
        }
        Ok(())
    }

    fn close(&mut self, bracket: u32) -> Result<(), Fault<S::Error>> {
        let shown_bracket = shown(bracket);
        if let Some(formatted) = self.state.formatted.last()
            && formatted.depth == 0
            && bracket == point('}')
        {
            let letter = formatted.letter();
            return self.fail(format!("{letter}-string: single '}}' is not allowed"));
        }
        match self.state.brackets.pop() {
            None if !self.state.extra => {
                return self.fail(format!("unmatched '{shown_bracket}'"));
            }
            None => {}
            Some((opening, line)) => {
                let fits = matches!(
                    (opening, bracket),
                    (0x28, 0x29) | (0x5b, 0x5d) | (0x7b, 0x7d)
                );
                if !fits
                    && opening == point('{')
                    && let Some(formatted) = self.state.formatted.last()
                    && formatted.depth - 1 == formatted.field_depth
                {
                    let letter = formatted.letter();
                    return self.fail(format!("{letter}-string: unmatched '{shown_bracket}'"));
                }
                if !self.state.extra && !fits {
                    let opening = shown(opening);
                    let mut message = format!(
                        "closing parenthesis '{shown_bracket}' does not match opening parenthesis '{opening}'"
                    );
                    if line != self.state.text.line {
                        message += &format!(" on line {line}");
                    }
                    return self.fail(message);
                }
            }
        }
        if let Some(formatted) = self.state.formatted.last_mut()
            && !formatted.close(bracket)
        {
            let letter = formatted.letter();
            return self.fail(format!("{letter}-string: unmatched '{shown_bracket}'"));
        }
        Ok(())
    }
}
