//! Decimal digits of floats, rounded by their exact value, with integers of 128 bits.
//!
//! The standard library's formatting is right for all floats and precisions, but it gives up its fast
//! way exactly where decimal fractions are short, as in prices and measurements.

/// Powers of ten that a significand of 53 bits can be multiplied with in 128 bits.
const MAX_POWER: u32 = 22;

/// `magnitude` times ten to the `places`, rounded to an integer, ties to even. `magnitude` is finite
/// and not negative. `None` if that needs more than 128 bits on the way.
pub(super) fn scaled(magnitude: f64, places: u32) -> Option<u128> {
    if places > MAX_POWER {
        return None;
    }
    let (significand, exponent) = parts(magnitude);
    let product = significand * 10u128.pow(places);
    if exponent >= 0 {
        return (product.leading_zeros() > exponent as u32).then(|| product << exponent);
    }
    let shift = -exponent as u32;
    if shift >= u128::BITS {
        // Less than half a unit: the product has less than 127 bits.
        return Some(0);
    }
    let (quotient, rest) = (product >> shift, product & ((1 << shift) - 1));
    let half = 1 << (shift - 1);
    Some(quotient + u128::from(rest > half || rest == half && quotient & 1 == 1))
}

/// The first `count` digits of a float, rounded, ties to even, and the exponent of ten of the first
/// one. `None` if that needs more than 128 bits on the way, and for zero.
pub(super) fn significant(magnitude: f64, count: u32) -> Option<(u128, i32)> {
    let (significand, exponent) = parts(magnitude);
    if significand == 0 || count == 0 || count > MAX_POWER {
        return None;
    }
    let limit = 10u128.pow(count);
    let bits = 127 - significand.leading_zeros() as i32 + exponent;
    // The logarithm, at most one too small.
    let mut first = (bits * 1233) >> 12;
    loop {
        let places = count as i32 - 1 - first;
        let digits = match u32::try_from(places) {
            Ok(places) => scaled(magnitude, places)?,
            Err(_) => scaled_down(significand, exponent, places.unsigned_abs())?,
        };
        if digits < limit {
            return Some((digits, first));
        }
        first += 1;
    }
}

/// `significand * 2**exponent / 10**places`, rounded.
fn scaled_down(significand: u128, exponent: i32, places: u32) -> Option<u128> {
    let exponent = u32::try_from(exponent).ok()?;
    if significand.leading_zeros() <= exponent || places > 37 {
        return None;
    }
    let (value, unit) = (significand << exponent, 10u128.pow(places));
    let (quotient, rest) = (value / unit, value % unit);
    let up = rest * 2 > unit || rest * 2 == unit && quotient & 1 == 1;
    Some(quotient + u128::from(up))
}

/// A finite float is the first times two to the second.
fn parts(magnitude: f64) -> (u128, i32) {
    let bits = magnitude.to_bits();
    let (exponent, fraction) = ((bits >> 52) as i32 & 0x7ff, bits & ((1 << 52) - 1));
    match exponent {
        0 => (fraction.into(), -1074),
        _ => ((fraction | 1 << 52).into(), exponent - 1075),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Floats of all sizes, short decimal fractions, and ties.
    fn samples() -> Vec<f64> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut samples = vec![
            0.0,
            0.5,
            1.5,
            2.5,
            0.125,
            0.1,
            1e22,
            9.995,
            99.5,
            5e-324,
            f64::MAX,
        ];
        for _ in 0..3000 {
            samples.push(f64::from_bits(random() & !(1 << 63)));
            samples.push((random() % 1_000_000) as f64 / 1000.0);
            samples.push((random() % 100_000) as f64 / 64.0);
            samples.push((random() >> 11) as f64);
        }
        samples.retain(|sample| sample.is_finite());
        samples
    }

    #[test]
    fn fixed_digits_are_those_of_the_standard_library() {
        let mut known = 0;
        for sample in samples() {
            for places in [0, 1, 2, 6, 17, 22] {
                let Some(found) = scaled(sample, places) else {
                    continue;
                };
                known += 1;
                let expected = format!("{sample:.*}", places as usize).replace('.', "");
                assert_eq!(
                    found,
                    expected.parse().unwrap(),
                    "{sample:e} to {places} places"
                );
            }
        }
        assert!(known > 20_000, "{known}");
    }

    #[test]
    fn significant_digits_are_those_of_the_standard_library() {
        let mut known = 0;
        for sample in samples() {
            for count in [1, 2, 6, 12, 17] {
                let Some((digits, first)) = significant(sample, count) else {
                    continue;
                };
                known += 1;
                let expected = format!("{sample:.*e}", count as usize - 1);
                let (expected, exponent) = expected.split_once('e').unwrap();
                assert_eq!(
                    (digits.to_string(), first.to_string()),
                    (expected.replace('.', ""), exponent.to_owned()),
                    "{sample:e} with {count} digits"
                );
            }
        }
        assert!(known > 15_000, "{known}");
    }
}
