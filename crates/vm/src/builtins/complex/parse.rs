//! Reading complex numbers from text, as `complex(text)` does.

use crate::builtins::complex::value::ComplexNumber;
use crate::builtins::float::parse_float;
use crate::builtins::int::is_python_whitespace;

/// Reads a complex literal: a real part, an imaginary part with `j`, or both, with space around
/// it and perhaps in parentheses.
pub(super) fn parse_complex(text: &str) -> Option<ComplexNumber> {
    let text = text.trim_matches(is_python_whitespace);
    let text = match text.strip_prefix('(') {
        Some(rest) => rest.strip_suffix(')')?.trim_matches(is_python_whitespace),
        None => text,
    };
    if text.contains(is_python_whitespace) {
        return None;
    }
    let Some(body) = text.strip_suffix(['j', 'J']) else {
        return parse_float(text).map(ComplexNumber::real);
    };
    // The imaginary part starts at the last sign that belongs to no exponent.
    let bytes = body.as_bytes();
    let start = (0..bytes.len()).rev().find(|&index| {
        matches!(bytes[index], b'+' | b'-')
            && !(index > 0 && matches!(bytes[index - 1], b'e' | b'E'))
    });
    let (real, imaginary) = body.split_at(start.unwrap_or(0));
    let re = if real.is_empty() {
        0.0
    } else {
        parse_float(real)?
    };
    let im = match imaginary {
        "" | "+" => 1.0,
        "-" => -1.0,
        text => parse_float(text)?,
    };
    Some(ComplexNumber::new(re, im))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_as_cpython_does() {
        let number = |re, im| Some(ComplexNumber::new(re, im));
        for (text, expected) in [
            ("1+2j", number(1.0, 2.0)),
            (" ( 1+2j ) ", number(1.0, 2.0)),
            ("1 + 2j", None),
            ("j", number(0.0, 1.0)),
            ("-j", number(0.0, -1.0)),
            ("1-j", number(1.0, -1.0)),
            ("1e5j", number(0.0, 1e5)),
            ("1e+5-2e-1j", number(1e5, -0.2)),
            ("1_0+2_0j", number(10.0, 20.0)),
            ("infj", number(0.0, f64::INFINITY)),
            ("-inf", number(f64::NEG_INFINITY, 0.0)),
            ("", None),
            ("1+2", None),
            ("1j+2", None),
            ("(1", None),
            ("1+-2j", None),
            ("1\0", None),
        ] {
            assert_eq!(parse_complex(text), expected, "{text:?}");
        }
    }
}
