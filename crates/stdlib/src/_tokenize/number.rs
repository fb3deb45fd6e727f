//! Numbers.
//! Reference: <https://docs.python.org/3.14/reference/lexical_analysis.html#numeric-literals>

use super::kinds;
use super::lexer::{Fault, Lexer, Step, is_digit, is_name_part, point, shown};
use super::text::Source;

fn is_in_base(character: u32, base: u32) -> bool {
    char::from_u32(character).is_some_and(|character| character.is_digit(base))
}

impl<S: Source> Lexer<'_, S> {
    pub(super) fn point_or_number(&mut self) -> Step<S> {
        let mut character = self.next();
        if is_digit(character) {
            return self.fraction(character);
        }
        if character == point('.') {
            character = self.next();
            if character == point('.') {
                return self.operator_token(3);
            }
            self.back(character);
            character = point('.');
        }
        self.back(character);
        self.operator_token(1)
    }

    pub(super) fn number(&mut self, first: u32) -> Step<S> {
        if first != point('0') {
            let character = self.digits()?;
            return self.behind_digits(character);
        }
        let mut character = self.next();
        let base = match character {
            0x58 | 0x78 => Some((16, "hexadecimal")),
            0x4f | 0x6f => Some((8, "octal")),
            0x42 | 0x62 => Some((2, "binary")),
            _ => None,
        };
        if let Some((base, kind)) = base {
            return self.number_in_base(base, kind);
        }
        loop {
            if character == point('_') {
                character = self.next();
                if !is_digit(character) {
                    self.back(character);
                    return self.fail("invalid decimal literal");
                }
            }
            if character != point('0') {
                break;
            }
            character = self.next();
        }
        let zeros_end = self.state.text.at;
        let is_other = is_digit(character);
        if is_other {
            character = self.digits()?;
        }
        match character {
            0x2e | 0x45 | 0x65 | 0x4a | 0x6a => return self.behind_digits(character),
            _ => {}
        }
        if is_other && !self.state.extra {
            self.back(character);
            let text = &self.state.text;
            let start = self.state.start.unwrap_or(text.at) + 1 - text.line_start;
            let columns = (start, zeros_end.saturating_sub(text.line_start));
            let message = "leading zeros in decimal integer literals are not permitted; \
                           use an 0o prefix for octal integers";
            let message = message.to_owned();
            return Err(Fault::Syntax { message, columns });
        }
        self.end_of_number(character, "decimal")
    }

    fn number_in_base(&mut self, base: u32, kind: &str) -> Step<S> {
        let mut character = self.next();
        loop {
            if character == point('_') {
                character = self.next();
            }
            if !is_in_base(character, base) {
                if is_digit(character) {
                    let shown = shown(character);
                    return self.fail(format!("invalid digit '{shown}' in {kind} literal"));
                }
                self.back(character);
                return self.fail(format!("invalid {kind} literal"));
            }
            while is_in_base(character, base) {
                character = self.next();
            }
            if character != point('_') {
                break;
            }
        }
        if is_digit(character) {
            let shown = shown(character);
            return self.fail(format!("invalid digit '{shown}' in {kind} literal"));
        }
        self.end_of_number(character, kind)
    }

    /// Passes digits, with underscores between; gives what follows.
    fn digits(&mut self) -> Result<u32, Fault<S::Error>> {
        loop {
            let mut character = self.next();
            while is_digit(character) {
                character = self.next();
            }
            if character != point('_') {
                return Ok(character);
            }
            character = self.next();
            if !is_digit(character) {
                self.back(character);
                return self.fail("invalid decimal literal");
            }
        }
    }

    fn behind_digits(&mut self, character: u32) -> Step<S> {
        if character == point('.') {
            let character = self.next();
            return self.fraction(character);
        }
        self.exponent(character)
    }

    fn fraction(&mut self, mut character: u32) -> Step<S> {
        if is_digit(character) {
            character = self.digits()?;
        }
        self.exponent(character)
    }

    fn exponent(&mut self, mut character: u32) -> Step<S> {
        if matches!(character, 0x45 | 0x65) {
            let letter = character;
            character = self.next();
            if matches!(character, 0x2b | 0x2d) {
                character = self.next();
                if !is_digit(character) {
                    self.back(character);
                    return self.fail("invalid decimal literal");
                }
            } else if !is_digit(character) {
                self.back(character);
                self.check_end_of_number(letter, "decimal")?;
                self.back(letter);
                return self.found(kinds::NUMBER);
            }
            character = self.digits()?;
        }
        if matches!(character, 0x4a | 0x6a) {
            character = self.next();
            return self.end_of_number(character, "imaginary");
        }
        self.end_of_number(character, "decimal")
    }

    fn end_of_number(&mut self, character: u32, kind: &str) -> Step<S> {
        self.check_end_of_number(character, kind)?;
        self.back(character);
        self.found(kinds::NUMBER)
    }

    /// Raises where a number goes over into a name, unless it is a keyword that may follow.
    fn check_end_of_number(&mut self, character: u32, kind: &str) -> Result<(), Fault<S::Error>> {
        if self.state.extra || character >= 128 || !is_name_part(character) {
            return Ok(());
        }
        let rest = &self.state.text.points[self.state.text.at..];
        let follows = |text: &str| {
            let text = text.bytes().map(u32::from);
            rest.len() >= text.len()
                && rest
                    .iter()
                    .copied()
                    .zip(text)
                    .all(|(one, other)| one == other)
        };
        let is_keyword = match shown(character) {
            'a' => follows("nd"),
            'e' => follows("lse"),
            'f' => follows("or"),
            'i' => follows("f") || follows("n") || follows("s"),
            'o' => follows("r"),
            'n' => follows("ot"),
            _ => false,
        };
        if is_keyword {
            return Ok(());
        }
        self.back(character);
        self.fail(format!("invalid {kind} literal"))
    }
}
