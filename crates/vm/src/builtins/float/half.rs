//! Floats of half precision: IEEE 754 binary16.

/// The number that an IEEE 754 binary16 stands for.
pub fn half_to_double(half: u16) -> f64 {
    let (exponent, fraction) = (half >> 10 & 0x1f, f64::from(half & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::from_bits(0x7ff << 52 | u64::from(half & 0x3ff) << 42),
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
        // What of the payload fits; it stays a signalling one if there is anything left of it.
        let bits = number.to_bits();
        let payload = (bits >> 42) as u16 & 0x1ff;
        let quiet = bits & QUIET != 0 || payload == 0;
        return Some(sign | 0x7c00 | u16::from(quiet) << 9 | payload);
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

/// The bit of a NaN that does not signal.
const QUIET: u64 = 1 << 51;

/// The number that an IEEE 754 binary32 stands for. A NaN that signals goes on doing so, which a conversion
/// by the processor would change.
pub fn single_to_double(bits: u32) -> f64 {
    let number = f32::from_bits(bits);
    if !number.is_nan() {
        return f64::from(number);
    }
    let (sign, payload) = (u64::from(bits >> 31), u64::from(bits & 0x7f_ffff));
    f64::from_bits(sign << 63 | 0x7ff << 52 | payload << 29)
}

/// The bits of the nearest IEEE 754 binary32. A NaN that signals goes on doing so if there is anything left of
/// its payload.
pub fn double_to_single(number: f64) -> u32 {
    if !number.is_nan() {
        return (number as f32).to_bits();
    }
    let bits = number.to_bits();
    let payload = (bits >> 29) as u32 & 0x3f_ffff;
    let quiet = bits & QUIET != 0 || payload == 0;
    ((bits >> 63) as u32) << 31 | 0xff << 23 | u32::from(quiet) << 22 | payload
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_trip() {
        for half in 0..=0xffffu16 {
            assert_eq!(double_to_half(half_to_double(half)), Some(half));
        }
        for single in [
            0x7f80_0001,
            0xffc0_0001,
            0x7fbf_ffff,
            0x3f80_0000,
            0xff80_0000,
        ] {
            assert_eq!(double_to_single(single_to_double(single)), single);
        }
        assert_eq!(double_to_half(f64::INFINITY), Some(0x7c00));
        assert_eq!(double_to_half(65519.0), Some(0x7bff));
        assert_eq!(double_to_half(65520.0), None);
        assert_eq!(double_to_half(1e300), None);
        assert_eq!(double_to_half(1e-300), Some(0));
    }
}
