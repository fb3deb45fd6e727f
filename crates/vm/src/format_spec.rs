//! The format specification mini-language: parsing, padding and grouping, shared by the
//! `__format__` of str, int, float and complex.
//! Reference: <https://docs.python.org/3.14/library/string.html#format-specification-mini-language>

use std::fmt;

use crate::builtins::int::decimal_digit;

/// Where the text stands in a field that is wider than it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `^`
    Center,
    /// `=`: the padding goes between the sign and the digits.
    AfterSign,
}

/// Which numbers get a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`: all numbers.
    Plus,
    /// `-`: negative numbers only.
    Minus,
    /// A space: a space stands before numbers that are not negative.
    Space,
}

/// A parsed format specification. Widths and precisions count code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatSpec {
    /// What pads; a space unless given.
    pub fill: char,
    /// Where the text stands, if given (also by `0` before the width).
    pub align: Option<Align>,
    /// `+`, `-` or space, if given.
    pub sign: Option<Sign>,
    /// `z`: a negative zero loses its sign.
    pub coerce_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// `0` before the width.
    pub zero_pad: bool,
    /// Smallest width of the result.
    pub width: Option<usize>,
    /// `,` or `_` between groups of digits of the integer part.
    pub grouping: Option<char>,
    /// Digits after the point, significant digits, or the largest length of a string.
    pub precision: Option<usize>,
    /// `,` or `_` between groups of digits of the fraction.
    pub fraction_grouping: Option<char>,
    /// The letter at the end, if given.
    pub kind: Option<char>,
}

/// What is wrong with a format specification: all are a `ValueError`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatSpecError {
    /// Something stands where nothing may.
    Invalid,
    /// A width or precision does not fit a machine word.
    TooManyDigits,
    /// A point without digits.
    MissingPrecision,
    /// `,` and `_` for the same digits.
    BothSeparators,
    /// A separator that this kind of format does not have.
    SeparatorWithKind(char, char),
}

impl FormatSpecError {
    /// The message of the `ValueError`, for formatting an object of class `type_name` with the
    /// specification `text`.
    pub fn message(&self, text: &str, type_name: &str) -> String {
        match self {
            FormatSpecError::Invalid => {
                format!("Invalid format specifier '{text}' for object of type '{type_name}'")
            }
            FormatSpecError::TooManyDigits => "Too many decimal digits in format string".into(),
            FormatSpecError::MissingPrecision => "Format specifier missing precision".into(),
            FormatSpecError::BothSeparators => "Cannot specify both ',' and '_'.".into(),
            FormatSpecError::SeparatorWithKind(separator, kind) => {
                format!("Cannot specify '{separator}' with '{}'.", quoted(*kind))
            }
        }
    }
}

/// The message of the `ValueError` for a letter that objects of class `type_name` do not have.
pub fn unknown_kind_message(kind: char, type_name: &str) -> String {
    format!(
        "Unknown format code '{}' for object of type '{type_name}'",
        quoted(kind)
    )
}

/// A letter as the messages show it: control characters and all beyond ASCII by number.
fn quoted(kind: char) -> String {
    if ('!'..='\x7f').contains(&kind) {
        kind.to_string()
    } else {
        format!("\\x{:x}", u32::from(kind))
    }
}

impl FormatSpec {
    /// Parses `text`. `default_kind` is the kind that the type assumes where none is given, which
    /// decides whether grouping is allowed (`s` for str, `d` for int, none for float);
    /// `numeric` is whether the type aligns to the right, so that `0` before the width pads
    /// between sign and digits.
    pub fn parse(
        text: &str,
        default_kind: Option<char>,
        numeric: bool,
    ) -> Result<FormatSpec, FormatSpecError> {
        let mut rest = Scanner(text);
        let mut spec = FormatSpec {
            fill: ' ',
            align: None,
            sign: None,
            coerce_negative_zero: false,
            alternate: false,
            zero_pad: false,
            width: None,
            grouping: None,
            precision: None,
            fraction_grouping: None,
            kind: None,
        };
        let mut fill_given = false;
        let mut chars = text.chars();
        let (first, second) = (chars.next(), chars.next());
        if let (Some(fill), Some(align)) = (first, second.and_then(align_of)) {
            spec.fill = fill;
            spec.align = Some(align);
            fill_given = true;
            rest = Scanner(chars.as_str());
        } else if let Some(align) = first.and_then(align_of) {
            spec.align = Some(align);
            rest.advance(1);
        }
        spec.sign = match rest.peek() {
            Some('+') => Some(Sign::Plus),
            Some('-') => Some(Sign::Minus),
            Some(' ') => Some(Sign::Space),
            _ => None,
        };
        if spec.sign.is_some() {
            rest.advance(1);
        }
        spec.coerce_negative_zero = rest.accept('z');
        spec.alternate = rest.accept('#');
        if !fill_given && rest.accept('0') {
            spec.fill = '0';
            spec.zero_pad = true;
            if spec.align.is_none() && numeric {
                spec.align = Some(Align::AfterSign);
            }
        }
        spec.width = rest.number()?;
        spec.grouping = rest.separator()?;
        if rest.accept('.') {
            spec.precision = rest.number()?;
            spec.fraction_grouping = rest.separator()?;
            if spec.precision.is_none() && spec.fraction_grouping.is_none() {
                return Err(FormatSpecError::MissingPrecision);
            }
        }
        let mut chars = rest.0.chars();
        spec.kind = chars.next();
        if chars.next().is_some() {
            return Err(FormatSpecError::Invalid);
        }
        spec.check_separators(spec.kind.or(default_kind))?;
        Ok(spec)
    }

    fn check_separators(&self, kind: Option<char>) -> Result<(), FormatSpecError> {
        let kind = kind.unwrap_or('\0');
        if let Some(separator) = self.grouping {
            match kind {
                'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' | '\0' => {}
                'b' | 'o' | 'x' | 'X' if separator == '_' => {}
                _ => return Err(FormatSpecError::SeparatorWithKind(separator, kind)),
            }
        }
        match self.fraction_grouping {
            Some(separator) if kind == 'n' => {
                Err(FormatSpecError::SeparatorWithKind(separator, kind))
            }
            _ => Ok(()),
        }
    }

    /// Pads `text` to the width with the fill, standing as `align` says where the specification
    /// does not. `None` if there is no memory for that.
    pub fn pad(&self, text: &str, align: Align) -> Option<String> {
        let missing = self.missing(text.chars().count());
        let left = match self.align.unwrap_or(align) {
            Align::Left => 0,
            Align::Right | Align::AfterSign => missing,
            Align::Center => missing / 2,
        };
        let mut result = String::new();
        result
            .try_reserve(
                missing
                    .checked_mul(self.fill.len_utf8())?
                    .checked_add(text.len())?,
            )
            .ok()?;
        result.extend(std::iter::repeat_n(self.fill, left));
        result.push_str(text);
        result.extend(std::iter::repeat_n(self.fill, missing - left));
        Some(result)
    }

    /// Number of fill characters that a text of `length` code points needs.
    pub fn missing(&self, length: usize) -> usize {
        self.width.unwrap_or(0).saturating_sub(length)
    }
}

fn align_of(char: char) -> Option<Align> {
    match char {
        '<' => Some(Align::Left),
        '>' => Some(Align::Right),
        '^' => Some(Align::Center),
        '=' => Some(Align::AfterSign),
        _ => None,
    }
}

struct Scanner<'a>(&'a str);

impl Scanner<'_> {
    fn peek(&self) -> Option<char> {
        self.0.chars().next()
    }

    fn advance(&mut self, bytes: usize) {
        self.0 = &self.0[bytes..];
    }

    fn accept(&mut self, char: char) -> bool {
        let found = self.0.starts_with(char);
        if found {
            self.advance(char.len_utf8());
        }
        found
    }

    /// Decimal digits, if there are any.
    fn number(&mut self) -> Result<Option<usize>, FormatSpecError> {
        let mut value: Option<usize> = None;
        while let Some(char) = self.peek()
            && let Some(digit) = decimal_digit(char)
        {
            value = value
                .unwrap_or(0)
                .checked_mul(10)
                .and_then(|value| value.checked_add(digit as usize))
                .filter(|value| *value <= isize::MAX as usize)
                .map(Some)
                .ok_or(FormatSpecError::TooManyDigits)?;
            self.advance(char.len_utf8());
        }
        Ok(value)
    }

    /// `,` or `_`, if there is one.
    fn separator(&mut self) -> Result<Option<char>, FormatSpecError> {
        let comma = self.accept(',');
        let underscore = self.accept('_');
        if underscore && (comma || self.peek() == Some(',')) {
            return Err(FormatSpecError::BothSeparators);
        }
        Ok(match (comma, underscore) {
            (true, _) => Some(','),
            (_, true) => Some('_'),
            _ => None,
        })
    }
}

impl fmt::Display for Align {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Align::Left => "<",
            Align::Right => ">",
            Align::Center => "^",
            Align::AfterSign => "=",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str, default_kind: Option<char>, type_name: &str) -> String {
        FormatSpec::parse(text, default_kind, true)
            .expect_err("not valid")
            .message(text, type_name)
    }

    #[test]
    fn every_part_is_recognised() {
        let spec = FormatSpec::parse("é^+z#20_.3,f", None, true).expect("valid");
        let expected = FormatSpec {
            fill: 'é',
            align: Some(Align::Center),
            sign: Some(Sign::Plus),
            coerce_negative_zero: true,
            alternate: true,
            zero_pad: false,
            width: Some(20),
            grouping: Some('_'),
            precision: Some(3),
            fraction_grouping: Some(','),
            kind: Some('f'),
        };
        assert_eq!(spec, expected);
    }

    #[test]
    fn zero_before_the_width_pads_numbers_after_the_sign() {
        let number = FormatSpec::parse("08", Some('d'), true).expect("valid");
        assert_eq!((number.fill, number.align), ('0', Some(Align::AfterSign)));
        let string = FormatSpec::parse("08", Some('s'), false).expect("valid");
        assert_eq!((string.fill, string.align), ('0', None));
        let explicit = FormatSpec::parse("<08", Some('d'), true).expect("valid");
        assert_eq!((explicit.fill, explicit.align), ('0', Some(Align::Left)));
    }

    #[test]
    fn errors_have_the_messages_of_cpython() {
        for (text, message) in [
            (
                "10zz",
                "Invalid format specifier '10zz' for object of type 'int'",
            ),
            (
                ",,d",
                "Invalid format specifier ',,d' for object of type 'int'",
            ),
            (
                ".,3f",
                "Invalid format specifier '.,3f' for object of type 'int'",
            ),
            ("_,d", "Cannot specify both ',' and '_'."),
            (",_d", "Cannot specify both ',' and '_'."),
            (".3,_f", "Cannot specify both ',' and '_'."),
            (".d", "Format specifier missing precision"),
            (
                "9223372036854775808",
                "Too many decimal digits in format string",
            ),
            (",x", "Cannot specify ',' with 'x'."),
            ("_c", "Cannot specify '_' with 'c'."),
            (",,", "Cannot specify ',' with ','."),
            (",é", "Cannot specify ',' with '\\xe9'."),
            (".3,n", "Cannot specify ',' with 'n'."),
        ] {
            assert_eq!(error(text, Some('d'), "int"), message);
        }
        assert_eq!(
            error("10_", Some('s'), "str"),
            "Cannot specify '_' with 's'."
        );
        assert_eq!(
            unknown_kind_message('\n', "int"),
            "Unknown format code '\\xa' for object of type 'int'"
        );
    }

    #[test]
    fn padding_counts_code_points_and_survives_huge_widths() {
        let spec = FormatSpec::parse("é^6", None, false).expect("valid");
        assert_eq!(spec.pad("ü", Align::Left).as_deref(), Some("ééüééé"));
        let huge = FormatSpec::parse("9223372036854775807", None, false).expect("valid");
        assert_eq!(huge.pad("x", Align::Left), None);
    }
}
