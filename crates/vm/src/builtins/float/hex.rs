//! `float.hex` and `float.fromhex`.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#float.hex>

use crate::builtins::float::repr::special;
use crate::builtins::float::value::decompose;
use crate::builtins::int::scale_rounded;

/// Why a text is no hexadecimal float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HexError {
    /// It is not written as one.
    Invalid,
    /// It is beyond the largest float.
    TooLarge,
}

/// `value.hex()`
pub(super) fn to_hex(value: f64) -> String {
    if let Some(text) = special(value) {
        return text.to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let (mantissa, exponent, _) = decompose(value);
    let fraction = mantissa & ((1 << 52) - 1);
    format!(
        "{sign}0x{}.{fraction:013x}p{:+}",
        mantissa >> 52,
        exponent + 52
    )
}

/// `float.fromhex(text)`: correctly rounded, ties to even.
pub(super) fn from_hex(text: &str) -> Result<f64, HexError> {
    let text = text.trim_matches(|char: char| char.is_ascii_whitespace() || char == '\x0b');
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let magnitude = match body.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        body => magnitude(body.strip_prefix("0x").unwrap_or(body))?,
    };
    Ok(if negative { -magnitude } else { magnitude })
}

fn magnitude(text: &str) -> Result<f64, HexError> {
    let (digits, exponent) = match text.split_once('p') {
        Some((digits, exponent)) => (digits, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(HexError::Invalid);
    }
    // The first 15 digits that count make the mantissa; further ones only tell ties apart.
    let mut mantissa: u64 = 0;
    let mut scale: i64 = 0;
    let mut lost = false;
    for (digits, is_fraction) in [(whole, false), (fraction, true)] {
        for digit in digits.chars() {
            let digit = digit.to_digit(16).ok_or(HexError::Invalid)?;
            if mantissa >> 60 == 0 {
                mantissa = mantissa << 4 | u64::from(digit);
                scale -= i64::from(is_fraction) * 4;
            } else {
                lost |= digit != 0;
                scale += i64::from(!is_fraction) * 4;
            }
        }
    }
    if mantissa == 0 {
        return Ok(0.0);
    }
    let exponent = exponent.saturating_add(scale);
    // Far beyond what floats have on either side.
    if exponent > 2000 {
        return Err(HexError::TooLarge);
    }
    if exponent < -2000 {
        return Ok(0.0);
    }
    // A lost digit is below all kept ones: a low bit that is below the rounding stands for it.
    scale_rounded(mantissa | u64::from(lost), exponent as i32).ok_or(HexError::TooLarge)
}

fn parse_exponent(text: &str) -> Result<i64, HexError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(HexError::Invalid);
    }
    // Huge exponents stay huge; a text of that many digits cannot make up for it.
    let magnitude = digits
        .parse::<i64>()
        .unwrap_or(i64::MAX / 4)
        .min(i64::MAX / 4);
    Ok(if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing() {
        for (value, expected) in [
            (1.5, "0x1.8000000000000p+0"),
            (-0.0, "-0x0.0p+0"),
            (5e-324, "0x0.0000000000001p-1022"),
            (1e300, "0x1.7e43c8800759cp+996"),
            (f64::NAN, "nan"),
        ] {
            assert_eq!(to_hex(value), expected);
        }
    }

    #[test]
    fn reading() {
        use HexError::{Invalid, TooLarge};
        for (text, expected) in [
            ("0x1.8p3", Ok(12.0)),
            ("-iNf", Ok(f64::NEG_INFINITY)),
            ("x", Err(Invalid)),
            ("0x1p5000", Err(TooLarge)),
            ("0x1p-5000", Ok(0.0)),
            ("0x.1", Ok(0.0625)),
            ("1", Ok(1.0)),
            ("0x", Err(Invalid)),
            ("0x1.8p", Err(Invalid)),
            ("0x1.fffffffffffff8p+1023", Err(TooLarge)),
            ("0x1.fffffffffffff7fp+1023", Ok(f64::MAX)),
            ("  -0x1p-1074  ", Ok(-5e-324)),
            ("0x0.8p-1074", Ok(0.0)),
            ("0x0.80001p-1074", Ok(5e-324)),
            ("0x1.8p-1074", Ok(1e-323)),
            ("0x1.00000000000008p0", Ok(1.0)),
            ("0x1.000000000000080001p0", Ok(1.0000000000000002)),
            ("0x.p0", Err(Invalid)),
            (".8", Ok(0.5)),
            ("0x1p99999999999999999999999", Err(TooLarge)),
            ("0x0p99999999999999999999999", Ok(0.0)),
            ("0x1p-99999999999999999999999", Ok(0.0)),
            ("1.8P+1", Ok(3.0)),
            ("0x1_0", Err(Invalid)),
            (
                "0x123456789abcdef0123456789p0",
                Ok(f64::from_bits(0x45f23456789abcdf)),
            ),
        ] {
            assert_eq!(from_hex(text), expected, "{text:?}");
        }
    }
}
