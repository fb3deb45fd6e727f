//! Rounding floats to a number of decimal digits.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{FromPrimitive, ToPrimitive};

/// More digits than this change no float.
const MAX_DIGITS: i64 = 323;
/// With fewer digits than this every float becomes zero.
const MIN_DIGITS: i64 = -308;

/// Rounds to `digits` decimal digits after the point, by the exact value, ties to even; `None` if
/// the result is beyond the largest float. Negative `digits` count to the left of the point.
pub fn round_to_digits(value: f64, digits: i64) -> Option<f64> {
    if !value.is_finite() || digits > MAX_DIGITS {
        return Some(value);
    }
    if digits < MIN_DIGITS {
        return Some(0.0f64.copysign(value));
    }
    if digits >= 0 {
        let text = format!("{value:.*}", digits as usize);
        let rounded: f64 = text.parse().expect("the text is a number");
        return rounded.is_finite().then_some(rounded);
    }
    let whole = value.abs().trunc();
    let exact = whole == value.abs();
    let unit = BigInt::from(10).pow(digits.unsigned_abs() as u32);
    let whole = BigInt::from_f64(whole).expect("the value is finite");
    let (mut quotient, remainder): (BigInt, BigInt) = whole.div_rem(&unit);
    let up = match (remainder * 2u32).cmp(&unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => !exact || quotient.is_odd(),
        std::cmp::Ordering::Greater => true,
    };
    if up {
        quotient += 1u32;
    }
    let rounded = (quotient * unit)
        .to_f64()
        .filter(|float| float.is_finite())?;
    Some(rounded.copysign(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_that_of_cpython() {
        for (value, digits, expected) in [
            (2.675, 2, Some(2.67)),
            (0.5, 0, Some(0.0)),
            (2.5, 0, Some(2.0)),
            (0.125, 2, Some(0.12)),
            (0.375, 2, Some(0.38)),
            (-2.5, 0, Some(-2.0)),
            (1e300, -300, Some(1e300)),
            (1.5, 400, Some(1.5)),
            (1e22, -22, Some(1e22)),
            (25.0, -1, Some(20.0)),
            (25.5, -1, Some(30.0)),
            (35.0, -1, Some(40.0)),
            (1.7e308, -308, None),
            (9.9e307, -308, Some(1e308)),
            (5e-324, 323, Some(0.0)),
            (1.5, -400, Some(0.0)),
        ] {
            assert_eq!(
                round_to_digits(value, digits),
                expected,
                "round({value}, {digits})"
            );
        }
    }
}
