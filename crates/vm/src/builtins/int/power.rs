//! `**` and `pow()` on ints.

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::builtins::int::large;
use crate::builtins::int::shift::{MAX_BITS, too_large};
use crate::builtins::int::value::IntView;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `base ** exponent`: a float for a negative exponent.
pub(super) fn power(base: IntView<'_>, exponent: IntView<'_>, vm: &mut Vm) -> PyResult {
    if exponent.is_negative() {
        let (Some(base), Some(exponent)) = (base.to_f64(), exponent.to_f64()) else {
            return Err(vm.overflow_error("int too large to convert to float"));
        };
        return crate::builtins::float::power(base, exponent, vm);
    }
    if let IntView::Small(base @ -1..=1) = base {
        let result = if base == -1 && !exponent.is_odd() || exponent.is_zero() {
            1
        } else {
            base
        };
        return Ok(vm.new_int(result));
    }
    let Some(exponent) = exponent.as_i64() else {
        return Err(too_large(u64::MAX, vm));
    };
    let exponent = exponent as u64;
    if let IntView::Small(base) = base
        && let Ok(exponent) = u32::try_from(exponent)
        && let Some(result) = base.checked_pow(exponent)
    {
        return Ok(vm.new_int(result));
    }
    // A base of n bits is at least 2**(n - 1).
    let least_bits = (base.bits() - 1).saturating_mul(exponent);
    if least_bits > MAX_BITS {
        return Err(too_large(least_bits, vm));
    }
    vm.check_allocation((least_bits / 8) as usize)?;
    let exponent = u32::try_from(exponent).map_err(|_| vm.memory_error())?;
    let base = base.to_big();
    // A power of two is a shift.
    if let Some(zeros) = base.trailing_zeros()
        && zeros + 1 == base.bits()
    {
        let result = BigInt::one() << (zeros * u64::from(exponent));
        let negative = base.is_negative() && exponent % 2 == 1;
        return Ok(vm.new_big_int(if negative { -result } else { result }));
    }
    let base = base.into_owned();
    let result = large::power(base.magnitude(), exponent, vm)?;
    let negative = base.is_negative() && exponent % 2 == 1;
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    Ok(vm.new_big_int(BigInt::from_biguint(sign, result)))
}

/// `pow(base, exponent, modulus)`; the result has the sign of the modulus.
///
/// Raises `ValueError` for modulus zero, and for a negative exponent of a base that has no
/// inverse.
pub(super) fn power_modulo(
    base: IntView<'_>,
    exponent: IntView<'_>,
    modulus: IntView<'_>,
    vm: &mut Vm,
) -> PyResult {
    if modulus.is_zero() {
        return Err(vm.value_error("pow() 3rd argument cannot be 0"));
    }
    if let IntView::Small(1 | -1) = modulus {
        return Ok(Value::from_i32(0));
    }
    if let (IntView::Small(base), IntView::Small(exponent), IntView::Small(modulus)) =
        (base, exponent, modulus)
        && exponent >= 0
    {
        return Ok(vm.new_int(small_power_modulo(base, exponent as u64, modulus)));
    }
    let base = base.to_big().into_owned();
    let exponent = exponent.to_big().into_owned();
    let (sign, modulus) = modulus.to_big().into_owned().into_parts();
    let (_, mut rest) = large::divide(base.magnitude(), &modulus, vm)?;
    if base.is_negative() && !rest.is_zero() {
        rest = &modulus - rest;
    }
    if exponent.is_negative() {
        let Some(inverse) = large::inverse(&rest, &modulus, vm)? else {
            return Err(vm.value_error("base is not invertible for the given modulus"));
        };
        rest = inverse;
    }
    let mut result = match exponent.magnitude().to_u64() {
        // What it takes to set up what is fast for long exponents costs more than it saves.
        Some(exponent) if !large::is_long(modulus.bits(), modulus.bits()) => {
            short_power_modulo(&rest, exponent, &modulus)
        }
        _ => large::power_modulo(&rest, exponent.magnitude(), &modulus, vm)?,
    };
    if sign == Sign::Minus && !result.is_zero() {
        result = modulus - result;
    }
    let sign = if result.is_zero() { Sign::NoSign } else { sign };
    Ok(vm.new_big_int(BigInt::from_biguint(sign, result)))
}

/// `base ** exponent % modulus` by squaring. The modulus is above one, the base below it.
fn short_power_modulo(base: &BigUint, exponent: u64, modulus: &BigUint) -> BigUint {
    let mut result = BigUint::one();
    for bit in (0..u64::BITS - exponent.leading_zeros()).rev() {
        result = &result * &result % modulus;
        if exponent >> bit & 1 != 0 {
            result = result * base % modulus;
        }
    }
    result
}

/// `base ** exponent % modulus` in machine arithmetic. The modulus is not zero.
fn small_power_modulo(base: i64, mut exponent: u64, modulus: i64) -> i64 {
    let magnitude = u128::from(modulus.unsigned_abs());
    let mut base = i128::from(base).rem_euclid(magnitude as i128) as u128;
    let mut result = 1 % magnitude;
    while exponent != 0 {
        if exponent & 1 != 0 {
            result = result * base % magnitude;
        }
        base = base * base % magnitude;
        exponent >>= 1;
    }
    // Below 2^63 in magnitude after the sign is that of the modulus.
    if modulus < 0 && result != 0 {
        (result as i128 + i128::from(modulus)) as i64
    } else {
        result as i64
    }
}
