//! Reading floats from text, as `float(text)` does.

use crate::builtins::int::{decimal_digit, is_python_whitespace};

/// Reads a float literal: space around it, a sign, digits of any script with single underscores
/// between them, a point, an exponent; or `inf`, `infinity`, `nan` in any case.
///
/// The result is correctly rounded; what is too large is an infinity.
/// Source: <https://docs.python.org/3.14/library/functions.html#float>
pub fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(is_python_whitespace);
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut after_digit = false;
    while let Some(char) = chars.next() {
        if char == '_' {
            let before_digit = chars
                .peek()
                .is_some_and(|&char| decimal_digit(char).is_some());
            if !after_digit || !before_digit {
                return None;
            }
            after_digit = false;
            continue;
        }
        let digit = decimal_digit(char);
        after_digit = digit.is_some();
        match digit {
            Some(digit) => plain.push((b'0' + digit as u8) as char),
            None if char.is_ascii() => plain.push(char),
            None => return None,
        }
    }
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_as_cpython_does() {
        for (text, expected) in [
            ("1_0.5", Some(10.5)),
            ("1__0", None),
            ("_1", None),
            ("1_", None),
            ("1e5_0", Some(1e50)),
            ("1_e5", None),
            ("1._5", None),
            ("1_.5", None),
            ("inf", Some(f64::INFINITY)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("infinit", None),
            (" 1.5\n", Some(1.5)),
            ("", None),
            ("\u{ff11}.\u{ff15}", Some(1.5)),
            ("1e400", Some(f64::INFINITY)),
            ("0x1p3", None),
            ("1.", Some(1.0)),
            (".5", Some(0.5)),
            (".", None),
            ("1e", None),
            ("1\0", None),
            ("+-1", None),
        ] {
            assert_eq!(parse_float(text), expected, "{text:?}");
        }
        assert!(parse_float("+nAn").is_some_and(f64::is_nan));
    }
}
