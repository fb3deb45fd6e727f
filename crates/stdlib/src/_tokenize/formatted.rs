//! f-strings and t-strings: their text, and where fields are in them.
//! Source: PEP 701, PEP 750.

use super::kinds::{FSTRING_END, FSTRING_MIDDLE, FSTRING_START, TSTRING_START};
use super::lexer::{Fault, Lexer, MOST_FORMATTED, Step, point};
use super::text::{END, Source};

/// Most fields in each other's formats.
const MOST_FIELDS: isize = 3;

/// An f-string or t-string that is being read.
#[derive(Debug)]
pub(super) struct Formatted {
    /// Whether text is read, no field.
    pub(super) is_text: bool,
    pub(super) quote: u32,
    /// How many quotes there are: 1 or 3.
    pub(super) size: usize,
    is_raw: bool,
    is_template: bool,
    start: usize,
    line_start: usize,
    line: usize,
    /// How many brackets are open in the string.
    pub(super) depth: isize,
    /// How many were when the innermost field began; -1 outside of fields.
    pub(super) field_depth: isize,
    in_format: bool,
    has_equals: bool,
}

impl Formatted {
    pub(super) fn letter(&self) -> char {
        if self.is_template { 't' } else { 'f' }
    }

    /// The number of a token, which depends on the kind of string.
    fn kind(&self, kind: u8) -> u8 {
        match self.is_template {
            true => kind + (TSTRING_START - FSTRING_START),
            false => kind,
        }
    }

    /// Whether this character ends the expression of a field and begins its format.
    pub(super) fn is_format(&mut self, character: u32) -> bool {
        let depth = self.depth - isize::from(character != point('{'));
        let begins = self.field_depth >= 0 && character == point(':') && depth == self.field_depth;
        if begins {
            self.is_text = true;
            self.in_format = true;
        }
        begins
    }

    /// An equals sign: the text of the expression may be wanted.
    pub(super) fn see_equals(&mut self) {
        self.has_equals |= self.depth - self.field_depth == 1;
    }

    /// A bracket is closed; says whether one was open.
    pub(super) fn close(&mut self, bracket: u32) -> bool {
        self.depth -= 1;
        if self.depth < 0 {
            return false;
        }
        if bracket == point('}') && self.depth == self.field_depth {
            self.field_depth -= 1;
            self.is_text = true;
            self.in_format = false;
            self.has_equals = false;
        }
        true
    }
}

impl<S: Source> Lexer<'_, S> {
    /// The start of an f-string or t-string, behind its first quote.
    pub(super) fn formatted_start(
        &mut self,
        quote: u32,
        is_raw: bool,
        is_template: bool,
    ) -> Step<S> {
        self.state.string_line = self.state.text.line;
        self.state.string_line_start = self.state.text.line_start;
        let mut size = 1;
        let second = self.next();
        if second == quote {
            let third = self.next();
            if third == quote {
                size = 3;
            } else {
                self.back(third);
                self.back(second);
            }
        } else {
            self.back(second);
        }
        if self.state.formatted.len() + 1 >= MOST_FORMATTED {
            return self.fail("too many nested f-strings or t-strings");
        }
        let formatted = Formatted {
            is_text: true,
            quote,
            size,
            is_raw,
            is_template,
            start: self.state.start.unwrap_or(0),
            line_start: self.state.text.line_start,
            line: self.state.text.line,
            depth: 0,
            field_depth: -1,
            in_format: false,
            has_equals: false,
        };
        let kind = formatted.kind(FSTRING_START);
        self.state.formatted.push(formatted);
        self.found(kind)
    }

    /// The innermost string.
    fn innermost(&mut self) -> &mut Formatted {
        let formatted = self.state.formatted.last_mut();
        formatted.expect("text is read in strings alone")
    }

    /// A token where the text of a string is read.
    pub(super) fn formatted_text(&mut self) -> Step<S> {
        self.state.start = Some(self.state.text.at);
        self.state.string_line = self.state.text.line;
        self.state.string_line_start = self.state.text.line_start;
        let first = self.next();
        if first == point('{') {
            let second = self.next();
            self.back(second);
            self.back(first);
            if second != point('{') {
                self.begin_field()?;
                return self.regular();
            }
        } else {
            self.back(first);
        }
        let (quote, size) = {
            let formatted = self.innermost();
            (formatted.quote, formatted.size)
        };
        if let Some(end) = self.formatted_end(quote, size) {
            return end;
        }
        self.middle(quote, size)
    }

    /// The end of a string, if it is here.
    fn formatted_end(&mut self, quote: u32, size: usize) -> Option<Step<S>> {
        for _ in 0..size {
            let character = self.next();
            if character != quote {
                self.back(character);
                return None;
            }
        }
        let formatted = self.state.formatted.pop()?;
        Some(self.found(formatted.kind(FSTRING_END)))
    }

    /// Text up to a field, its end, or the end of the string.
    fn middle(&mut self, quote: u32, size: usize) -> Step<S> {
        let kind = self.innermost().kind(FSTRING_MIDDLE);
        let (mut closing, mut is_name) = (0, false);
        while closing != size {
            let character = self.next();
            let formatted = self.innermost();
            let in_format = formatted.in_format && formatted.field_depth >= 0;
            let is_raw = formatted.is_raw;
            if character == END || size == 1 && character == point('\n') {
                if in_format && character == point('\n') {
                    let letter = formatted.letter();
                    return self.fail(format!(
                        "{letter}-string: newlines are not allowed in format specifiers for single quoted {letter}-strings"
                    ));
                }
                return self.unterminated_formatted();
            }
            if character == quote {
                closing += 1;
                continue;
            }
            closing = 0;
            match char::from_u32(character) {
                Some('{') => return self.before_field(kind, in_format),
                Some('}') => {
                    if is_name {
                        return self.found(kind);
                    }
                    return self.before_closing(kind, in_format);
                }
                Some('\\') => {
                    let mut escaped = self.next();
                    if escaped == point('\r') {
                        escaped = self.next();
                    }
                    if matches!(escaped, 0x7b | 0x7d) {
                        self.back(escaped);
                    } else if !is_raw && escaped == point('N') {
                        match self.next() {
                            0x7b => is_name = true,
                            other => self.back(other),
                        }
                    }
                }
                _ => {}
            }
        }
        // The quotes are the next token.
        for _ in 0..size {
            self.back(quote);
        }
        self.found(kind)
    }

    /// Goes over to the expression of a field.
    fn begin_field(&mut self) -> Result<(), Fault<S::Error>> {
        let formatted = self.innermost();
        formatted.field_depth += 1;
        if formatted.field_depth >= MOST_FIELDS {
            let letter = formatted.letter();
            return self.fail(format!("{letter}-string: expressions nested too deeply"));
        }
        formatted.is_text = false;
        Ok(())
    }

    /// An opening brace: two stand for one, and one begins a field.
    fn before_field(&mut self, kind: u8, in_format: bool) -> Step<S> {
        let second = self.next();
        if second == point('{') && !in_format {
            let (start, end) = (self.state.start.unwrap_or(0), self.state.text.at - 1);
            return self.spanning(kind, start, end);
        }
        self.back(second);
        self.back(point('{'));
        self.begin_field()?;
        self.found(kind)
    }

    /// A closing brace: two stand for one, and one ends a field.
    fn before_closing(&mut self, kind: u8, in_format: bool) -> Step<S> {
        let second = self.next();
        if second == point('}') && !in_format && self.innermost().depth == 0 {
            let (start, end) = (self.state.start.unwrap_or(0), self.state.text.at - 1);
            return self.spanning(kind, start, end);
        }
        self.back(second);
        self.back(point('}'));
        let formatted = self.innermost();
        formatted.is_text = false;
        formatted.in_format = false;
        self.found(kind)
    }

    fn unterminated_formatted(&mut self) -> Step<S> {
        let last = self.state.text.line;
        let formatted = self.innermost();
        let (start, line_start, line) = (formatted.start, formatted.line_start, formatted.line);
        let triple = if formatted.size == 3 {
            "triple-quoted "
        } else {
            ""
        };
        let letter = formatted.letter();
        let message =
            format!("unterminated {triple}{letter}-string literal (detected at line {last})");
        self.fail_at_string(start, line_start, line, message)
    }
}
