//! `long double`: the conversion to and from `double`.

/// The bytes of a `long double`: 80 bits of x87 where that is what C has.
#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
pub(super) fn to_bytes(value: f64) -> [u8; 16] {
    let bits = value.to_bits();
    let sign = (bits >> 63) as u16;
    let exponent = ((bits >> 52) & 0x7ff) as u16;
    let fraction = bits & 0xf_ffff_ffff_ffff;
    let (exponent, mantissa): (u16, u64) = match (exponent, fraction) {
        (0, 0) => (0, 0),
        // What is subnormal as a double is normal here.
        (0, fraction) => {
            let shift = fraction.leading_zeros();
            (16383 - 1022 + 11 - shift as u16, fraction << shift)
        }
        (0x7ff, fraction) => (0x7fff, 1 << 63 | fraction << 11),
        (exponent, fraction) => (exponent + (16383 - 1023), 1 << 63 | fraction << 11),
    };
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&mantissa.to_le_bytes());
    bytes[8..10].copy_from_slice(&(exponent | sign << 15).to_le_bytes());
    bytes
}

/// The nearest `double`.
#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
pub(super) fn from_bytes(bytes: &[u8; 16]) -> f64 {
    let mantissa = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
    let head = u16::from_le_bytes([bytes[8], bytes[9]]);
    let sign = if head >> 15 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(head & 0x7fff);
    if exponent == 0x7fff {
        return match mantissa << 1 {
            0 => f64::INFINITY * sign,
            _ => f64::NAN.copysign(sign),
        };
    }
    // An f64 has the range for the mantissa; scaling in two steps rounds once, but for subnormal
    // results.
    sign * scale(mantissa as f64, exponent - 16383 - 63)
}

/// The bytes of a `long double`, where that has the quadruple format of IEEE 754.
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
pub(super) fn to_bytes(value: f64) -> [u8; 16] {
    let bits = value.to_bits();
    let sign = u128::from(bits >> 63) << 127;
    let exponent = (bits >> 52) & 0x7ff;
    let fraction = bits & 0xf_ffff_ffff_ffff;
    let rest = match (exponent, fraction) {
        (0, 0) => 0,
        (0, fraction) => {
            let shift = fraction.leading_zeros() - 11;
            let exponent = u128::from(16383 - 1022 - u64::from(shift));
            exponent << 112 | (u128::from(fraction << shift & 0xf_ffff_ffff_ffff) << 60)
        }
        (0x7ff, fraction) => 0x7fff_u128 << 112 | u128::from(fraction) << 60,
        (exponent, fraction) => u128::from(exponent + 15360) << 112 | u128::from(fraction) << 60,
    };
    (sign | rest).to_ne_bytes()
}

/// The nearest `double`.
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
pub(super) fn from_bytes(bytes: &[u8; 16]) -> f64 {
    let bits = u128::from_ne_bytes(*bytes);
    let sign = if bits >> 127 == 0 { 1.0 } else { -1.0 };
    let exponent = (bits >> 112 & 0x7fff) as i32;
    let fraction = bits & ((1 << 112) - 1);
    if exponent == 0x7fff {
        return match fraction {
            0 => f64::INFINITY * sign,
            _ => f64::NAN.copysign(sign),
        };
    }
    let mantissa = if exponent == 0 {
        fraction
    } else {
        fraction | 1 << 112
    };
    sign * scale(mantissa as f64, exponent.max(1) - 16383 - 112)
}

fn scale(value: f64, exponent: i32) -> f64 {
    libm::ldexp(value, exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_come_back_as_they_were() {
        let values = [
            0.0,
            1.0,
            -1.5,
            1.1,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            1e-310,
            f64::INFINITY,
        ];
        for value in values {
            assert_eq!(from_bytes(&to_bytes(value)), value);
            assert_eq!(from_bytes(&to_bytes(-value)), -value);
        }
        assert!(from_bytes(&to_bytes(f64::NAN)).is_nan());
        assert!(from_bytes(&to_bytes(-0.0)).is_sign_negative());
    }
}
