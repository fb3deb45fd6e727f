//! Reading ints from text, as `int(text, base)` does.

use num_bigint::{BigInt, BigUint, Sign};

use crate::builtins::int::large;
use crate::result::PyResult;
use crate::vm::Vm;

/// Why a text is no int.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseIntError {
    /// It is not an integer literal of the base.
    Invalid,
    /// It has this number of digits, which is above the limit.
    TooManyDigits(usize),
}

/// An int as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParsedInt {
    /// One of few digits.
    Short(BigInt),
    /// One of more: its sign, its digits with the highest first, and their base.
    Long(Sign, Vec<u8>, u32),
}

impl ParsedInt {
    /// The int, which takes long if there are very many digits.
    ///
    /// Errors: those of [`Vm::poll`], and `MemoryError`.
    pub fn into_big(self, vm: &mut Vm) -> PyResult<BigInt> {
        match self {
            ParsedInt::Short(int) => Ok(int),
            ParsedInt::Long(sign, digits, base) => {
                let magnitude = large::from_digits(&digits, base, vm)?;
                Ok(BigInt::from_biguint(sign, magnitude))
            }
        }
    }
}

/// The value of a character that is a decimal digit in any script (Unicode category Nd).
pub fn decimal_digit(char: char) -> Option<u32> {
    if char.is_ascii() {
        return char.to_digit(10);
    }
    let code = u32::from(char);
    let after = DECIMAL_ZEROS.partition_point(|&zero| zero <= code);
    let digit = code - DECIMAL_ZEROS[after.checked_sub(1)?];
    (digit < 10).then_some(digit)
}

/// Whether `str.strip()` removes the character.
pub fn is_python_whitespace(char: char) -> bool {
    char.is_whitespace() || ('\x1c'..='\x1f').contains(&char)
}

/// Reads an integer literal: space around it, a sign, single underscores between digits, and a
/// prefix that fits the base (2 to 36, or 0 to take it from the prefix). `limit` is the largest
/// number of digits where the base is no power of two; zero for none.
///
/// Source: <https://docs.python.org/3.14/library/functions.html#int>
pub fn parse_int(text: &str, base: u32, limit: usize) -> Result<ParsedInt, ParseIntError> {
    let text = text.trim_matches(is_python_whitespace);
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (base, digits) = split_prefix(text, base)?;
    if base == 10 && limit != 0 && digits.len() > limit {
        // Not even reading them is worth the time.
        let count = count_digits(digits.as_bytes());
        if count > limit {
            return Err(ParseIntError::TooManyDigits(count));
        }
    }
    let digits = read_digits(digits, base)?;
    if limit != 0 && !base.is_power_of_two() && digits.len() > limit {
        return Err(ParseIntError::TooManyDigits(digits.len()));
    }
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    // 11 digits of base 36 and 18 of base 10 fit a machine word.
    if digits.len() <= 11 || base <= 10 && digits.len() <= 18 {
        let value = digits.iter().fold(0, |value, &digit| {
            value * u64::from(base) + u64::from(digit)
        });
        let magnitude = BigUint::from(value);
        return Ok(ParsedInt::Short(BigInt::from_biguint(sign, magnitude)));
    }
    Ok(ParsedInt::Long(sign, digits, base))
}

/// How many ASCII digits begin the text, of which single ones may be apart by underscores.
fn count_digits(text: &[u8]) -> usize {
    // A block at a time, which the compiler makes vector code of.
    let is_plain = |block: &&[u8; 64]| {
        block
            .iter()
            .fold(true, |all, byte| all & byte.is_ascii_digit())
    };
    let (blocks, _) = text.as_chunks::<64>();
    let plain = 64 * blocks.iter().take_while(is_plain).count();
    let is_part = |byte: &&u8| byte.is_ascii_digit() || **byte == b'_';
    let rest = text[plain..].iter().take_while(is_part);
    plain + rest.filter(|byte| **byte != b'_').count()
}

/// Takes the base's prefix off; for base 0 it gives the base.
fn split_prefix(text: &str, base: u32) -> Result<(u32, &str), ParseIntError> {
    let mut chars = text.chars();
    let prefix = match (chars.next(), chars.next()) {
        (Some('0'), Some('x' | 'X')) => Some(16),
        (Some('0'), Some('o' | 'O')) => Some(8),
        (Some('0'), Some('b' | 'B')) => Some(2),
        _ => None,
    };
    match prefix {
        Some(found) if base == 0 || base == found => {
            let rest = chars.as_str();
            // One underscore may stand after the prefix.
            Ok((found, rest.strip_prefix('_').unwrap_or(rest)))
        }
        _ if base == 0 => {
            // Zeros may stand in front of nothing but zeros: "010" could mean either of two.
            let zero = |char| decimal_digit(char) == Some(0);
            if text.starts_with(zero) && !text.chars().all(|char| char == '_' || zero(char)) {
                return Err(ParseIntError::Invalid);
            }
            Ok((10, text))
        }
        _ => Ok((base, text)),
    }
}

/// The values of the digits: at least one, single underscores between them.
fn read_digits(text: &str, base: u32) -> Result<Vec<u8>, ParseIntError> {
    let mut digits = Vec::with_capacity(text.len());
    let mut digit_expected = true;
    for char in text.chars() {
        if char == '_' {
            if digit_expected {
                return Err(ParseIntError::Invalid);
            }
            digit_expected = true;
            continue;
        }
        let digit = char.to_digit(36).or_else(|| decimal_digit(char));
        match digit {
            Some(digit) if digit < base => digits.push(digit as u8),
            _ => return Err(ParseIntError::Invalid),
        }
        digit_expected = false;
    }
    if digit_expected {
        return Err(ParseIntError::Invalid);
    }
    Ok(digits)
}

/// The zeros of the scripts that have decimal digits, in order (Unicode 16); the other digits
/// follow each.
#[rustfmt::skip]
const DECIMAL_ZEROS: [u32; 76] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6,
    0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80,
    0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900,
    0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40,
    0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650,
    0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50,
    0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70,
    0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0,
    0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, base: u32, vm: &mut Vm) -> Option<BigInt> {
        let int = parse_int(text, base, 4300).ok()?;
        Some(int.into_big(vm).expect("nothing interrupts"))
    }

    #[test]
    fn literals_are_read_as_cpython_does() {
        let vm = &mut crate::interpreter::TestVm::new();
        for (text, base, expected) in [
            (" 12 ", 10, Some(12)),
            ("1_000", 10, Some(1000)),
            ("1__0", 10, None),
            ("_1", 10, None),
            ("1_", 10, None),
            ("0x10", 16, Some(16)),
            ("0x10", 0, Some(16)),
            ("0x_f", 0, Some(15)),
            ("0x__f", 0, None),
            ("-0x1", 16, Some(-1)),
            ("010", 0, None),
            ("010", 10, Some(10)),
            ("0_0", 0, Some(0)),
            ("0b2", 0, None),
            ("0b", 0, None),
            ("0b1", 16, Some(0xb1)),
            ("z", 36, Some(35)),
            ("+1", 10, Some(1)),
            ("+-1", 10, None),
            ("- 1", 10, None),
            ("", 10, None),
            ("\u{661}\u{662}", 10, Some(12)),
            ("\u{ff11}", 10, Some(1)),
            ("1\0", 10, None),
            ("-1234567890123456", 10, Some(-1234567890123456)),
            ("zzzzzzzzzzz", 36, Some(131621703842267135)),
        ] {
            let expected = expected.map(|value: i64| BigInt::from(value));
            assert_eq!(parse(text, base, vm), expected, "{text:?} in base {base}");
        }
    }

    #[test]
    fn the_limit_counts_digits_of_other_bases_than_powers_of_two() {
        let digits = "1".repeat(4301);
        assert_eq!(
            parse_int(&digits, 10, 4300),
            Err(ParseIntError::TooManyDigits(4301))
        );
        assert!(parse_int(&digits, 10, 0).is_ok());
        assert!(parse_int(&digits, 16, 4300).is_ok());
    }

    #[test]
    fn the_zeros_are_in_order() {
        assert!(DECIMAL_ZEROS.is_sorted());
    }
}
