//! Floats of half precision: IEEE 754 binary16.

/// The number that an IEEE 754 binary16 stands for.
pub fn half_to_double(half: u16) -> f64 {
    let (exponent, fraction) = (half >> 10 & 0x1f, f64::from(half & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(i32::from(exponent) - 25),
    };
    if half >> 15 == 1 {
        -magnitude
    } else {
        magnitude
    }
}

/// The nearest IEEE 754 binary16, ties to even; `None` if the number is too large for it.
pub fn double_to_half(number: f64) -> Option<u16> {
    let sign = u16::from(number.is_sign_negative()) << 15;
    let magnitude = number.abs();
    if magnitude.is_nan() {
        return Some(sign | 0x7e00);
    }
    if magnitude.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // The distance of neighbours around the number, which a subnormal one has in common with the
    // smallest normal ones.
    let exponent = ((magnitude.to_bits() >> 52) as i32 - 1023).max(-14);
    if exponent > 15 {
        return None;
    }
    let steps = (magnitude * 2f64.powi(10 - exponent)).round_ties_even() as u16;
    // A mantissa that is rounded up to 2048 carries into the exponent by itself.
    let biased = ((exponent + 14) as u16) << 10;
    let bits = biased + steps;
    (bits < 0x7c00).then_some(sign | bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_trip() {
        for half in (0..=0xffffu16).filter(|half| half & 0x7c00 != 0x7c00) {
            assert_eq!(double_to_half(half_to_double(half)), Some(half));
        }
        assert_eq!(double_to_half(f64::INFINITY), Some(0x7c00));
        assert_eq!(double_to_half(65519.0), Some(0x7bff));
        assert_eq!(double_to_half(65520.0), None);
        assert_eq!(double_to_half(1e300), None);
        assert_eq!(double_to_half(1e-300), Some(0));
    }
}
