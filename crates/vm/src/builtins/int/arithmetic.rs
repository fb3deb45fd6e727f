//! `+`, `-`, `*`, `/`, `//`, `%`, `divmod` and the bit operators on ints.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::builtins::int::value::IntView;
use crate::builtins::int::{few, large, words};
use crate::builtins::tuple::Tuple;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

macro_rules! sums {
    ($($name:ident $checked:ident $operator:tt;)*) => { $(
        pub(super) fn $name(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> PyResult {
            if let (Some(a), Some(b)) = (a.as_i128(), b.as_i128())
                && let Some(result) = a.$checked(b)
            {
                return Ok(vm.new_int_i128(result));
            }
            if let Some(result) = few::$name(a, b, vm) {
                return Ok(result);
            }
            Ok(vm.new_big_int(match (a, b) {
                (IntView::Big(a), IntView::Big(b)) => a $operator b,
                (IntView::Big(a), IntView::Small(b)) => a $operator b,
                (IntView::Small(a), IntView::Big(b)) => a $operator b,
                (a, b) => &*a.to_big() $operator &*b.to_big(),
            }))
        }
    )* };
}

sums! {
    add checked_add +;
    subtract checked_sub -;
}

pub(super) fn multiply(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> PyResult {
    if let (Some(a), Some(b)) = (a.as_i128(), b.as_i128())
        && let Some(product) = a.checked_mul(b)
    {
        return Ok(vm.new_int_i128(product));
    }
    if let Some(product) = few::multiply(a, b, vm) {
        return Ok(product);
    }
    if let (IntView::Big(a), IntView::Big(b)) = (a, b) {
        // Sums and differences are hardly larger than what is there already.
        vm.check_allocation(((a.bits() + b.bits()) / 8) as usize)?;
        if large::is_long(a.bits(), b.bits()) {
            let sign = a.sign() * b.sign();
            let (a, b) = (a.magnitude().clone(), b.magnitude().clone());
            let product = large::multiply(&a, &b, vm)?;
            return Ok(vm.new_big_int(BigInt::from_biguint(sign, product)));
        }
    }
    Ok(vm.new_big_int(match (a, b) {
        (IntView::Big(a), IntView::Big(b)) => a * b,
        (IntView::Big(big), IntView::Small(small)) | (IntView::Small(small), IntView::Big(big)) => {
            big * small
        }
        (a, b) => &*a.to_big() * &*b.to_big(),
    }))
}

/// Both numbers, if they fit 128 bits and so does their quotient.
fn both_wide(a: IntView<'_>, b: IntView<'_>) -> Option<(i128, i128)> {
    match (a.as_i128(), b.as_i128()) {
        (Some(i128::MIN), Some(-1)) => None,
        (Some(a), Some(b)) => Some((a, b)),
        _ => None,
    }
}

/// Quotient and remainder, rounded down, of ints of which one is big. The divisor is not zero.
fn divide_big(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> PyResult<(BigInt, BigInt)> {
    let is_quick = !large::is_long(a.bits().saturating_sub(b.bits()), b.bits());
    let (a, b) = (a.to_big(), b.to_big());
    if is_quick {
        let divided = words::divide(a.magnitude(), b.magnitude());
        return Ok(rounded_down(divided, a.sign(), &b));
    }
    let (a, b) = (a.into_owned(), b.into_owned());
    let divided = large::divide(a.magnitude(), b.magnitude(), vm)?;
    Ok(rounded_down(divided, a.sign(), &b))
}

/// Quotient and remainder of numbers with signs, from those of their magnitudes.
fn rounded_down(divided: (BigUint, BigUint), sign: Sign, divisor: &BigInt) -> (BigInt, BigInt) {
    let quotient = BigInt::from_biguint(sign * divisor.sign(), divided.0);
    let rest = BigInt::from_biguint(sign, divided.1);
    if rest.is_zero() || sign == divisor.sign() {
        (quotient, rest)
    } else {
        (quotient - 1u32, rest + divisor)
    }
}

pub(super) fn floor_divide(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> PyResult {
    if b.is_zero() {
        return Err(vm.zero_division_error("division by zero"));
    }
    if let (IntView::Small(a), IntView::Small(b)) = (a, b)
        && b != -1
    {
        return Ok(vm.new_int(Integer::div_floor(&a, &b)));
    }
    Ok(match both_wide(a, b) {
        Some((a, b)) => vm.new_int_i128(Integer::div_floor(&a, &b)),
        None if let Some(quotient) = few::floor_divide(a, b, vm) => quotient,
        None => {
            let (quotient, _) = divide_big(a, b, vm)?;
            vm.new_big_int(quotient)
        }
    })
}

pub(super) fn remainder(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> PyResult {
    if b.is_zero() {
        return Err(vm.zero_division_error("division by zero"));
    }
    // The smallest number modulo -1 overflows in machine arithmetic.
    if let IntView::Small(-1) = b {
        return Ok(Value::from_i32(0));
    }
    if let (IntView::Small(a), IntView::Small(b)) = (a, b) {
        return Ok(vm.new_int(a.mod_floor(&b)));
    }
    Ok(match both_wide(a, b) {
        Some((a, b)) => vm.new_int_i128(a.mod_floor(&b)),
        None if let Some(remainder) = few::remainder(a, b, vm) => remainder,
        None => {
            let (_, remainder) = divide_big(a, b, vm)?;
            vm.new_big_int(remainder)
        }
    })
}

/// `divmod(a, b)`
pub(super) fn divide_with_remainder(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> PyResult {
    if b.is_zero() {
        return Err(vm.zero_division_error("division by zero"));
    }
    let (quotient, remainder) = match both_wide(a, b) {
        Some((a, b)) => {
            let (quotient, remainder) = a.div_mod_floor(&b);
            (vm.new_int_i128(quotient), vm.new_int_i128(remainder))
        }
        None => {
            let (quotient, remainder) = divide_big(a, b, vm)?;
            (vm.new_big_int(quotient), vm.new_big_int(remainder))
        }
    };
    Ok(Tuple::new(vec![quotient, remainder], vm).into_value())
}

/// Largest magnitude up to which every int is a float.
const EXACT_FLOAT: u64 = 1 << f64::MANTISSA_DIGITS;

/// `a / b`, correctly rounded.
pub(super) fn true_divide(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> PyResult {
    if b.is_zero() {
        return Err(vm.zero_division_error("division by zero"));
    }
    if let (IntView::Small(a), IntView::Small(b)) = (a, b)
        && a.unsigned_abs() <= EXACT_FLOAT
        && b.unsigned_abs() <= EXACT_FLOAT
    {
        return Ok(vm.new_float(a as f64 / b as f64));
    }
    match ratio_to_f64(&a.to_big(), &b.to_big()) {
        // Zero by a negative int.
        Some(0.0) if b.is_negative() && !a.is_negative() => Ok(vm.new_float(-0.0)),
        Some(quotient) => Ok(vm.new_float(quotient)),
        None => Err(vm.overflow_error("integer division result too large for a float")),
    }
}

/// The float nearest to `a / b`, ties to even; `None` if that is beyond the largest float. `b` is
/// not zero.
pub(crate) fn ratio_to_f64(a: &BigInt, b: &BigInt) -> Option<f64> {
    if a.is_zero() {
        return Some(0.0);
    }
    let negative = a.is_negative() != b.is_negative();
    let (a, b) = (a.magnitude(), b.magnitude());
    // The exponent of the quotient, at most one too small.
    let exponent = a.bits() as i64 - b.bits() as i64 - 1;
    if exponent > f64::MAX_EXP as i64 {
        return None;
    }
    // Scale so that the integral quotient has two bits more than the result, which may be
    // subnormal; a lost remainder is kept as a low bit, so that one rounding does.
    let last_bit = (exponent - i64::from(f64::MANTISSA_DIGITS) - 1).max(-1074 - 2);
    let (mut quotient, remainder) = if last_bit < 0 {
        (a << last_bit.unsigned_abs()).div_rem(b)
    } else {
        a.div_rem(&(b << last_bit as u64))
    };
    if !remainder.is_zero() {
        quotient.set_bit(0, true);
    }
    let quotient = quotient.to_u64().expect("the quotient has at most 57 bits");
    let float = scale_rounded(quotient, last_bit as i32)?;
    Some(if negative { -float } else { float })
}

/// `mantissa * 2**exponent`, rounded once, ties to even, also where the result is subnormal;
/// `None` if it is beyond the largest float.
pub(crate) fn scale_rounded(mantissa: u64, exponent: i32) -> Option<f64> {
    if mantissa == 0 {
        return Some(0.0);
    }
    let bits = (u64::BITS - mantissa.leading_zeros()) as i32;
    // Weight of the lowest bit that the result can have.
    let lowest = (bits + exponent - f64::MANTISSA_DIGITS as i32).max(-1074);
    let drop = lowest - exponent;
    let (kept, lowest) = if drop <= 0 {
        (mantissa, exponent)
    } else if drop > 64 {
        (0, lowest)
    } else {
        let kept = if drop == 64 { 0 } else { mantissa >> drop };
        let rest = u128::from(mantissa) & ((1u128 << drop) - 1);
        let half = 1u128 << (drop - 1);
        let up = match rest.cmp(&half) {
            Ordering::Less => false,
            Ordering::Equal => kept & 1 == 1,
            Ordering::Greater => true,
        };
        (kept + u64::from(up), lowest)
    };
    // Two steps, as 2**-1074 and 2**1023 are the extremes; both products are exact.
    let half = lowest / 2;
    let float = kept as f64 * power_of_two(half) * power_of_two(lowest - half);
    float.is_finite().then_some(float)
}

/// `2.0**exponent` for exponents of normal floats.
fn power_of_two(exponent: i32) -> f64 {
    debug_assert!((-1022..=1023).contains(&exponent));
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

macro_rules! bit_operators {
    ($($name:ident $operator:tt;)*) => { $(
        pub(crate) fn $name(a: IntView<'_>, b: IntView<'_>, vm: &mut Vm) -> PyResult {
            Ok(match (a, b) {
                (IntView::Small(a), IntView::Small(b)) => vm.new_int(a $operator b),
                (a, b) => match (a.as_i128(), b.as_i128()) {
                    (Some(a), Some(b)) => vm.new_int_i128(a $operator b),
                    _ => vm.new_big_int(&*a.to_big() $operator &*b.to_big()),
                },
            })
        }
    )* };
}

bit_operators! {
    and &;
    or |;
    xor ^;
}

/// Orders two ints.
pub(super) fn order(a: IntView<'_>, b: IntView<'_>) -> Ordering {
    match (a, b) {
        (IntView::Small(a), IntView::Small(b)) => a.cmp(&b),
        (IntView::Big(a), IntView::Big(b)) => a.cmp(b),
        // A big one is beyond all others, on its side.
        (IntView::Big(a), _) => a.sign().cmp(&num_bigint::Sign::NoSign),
        (_, IntView::Big(b)) => num_bigint::Sign::NoSign.cmp(&b.sign()),
        (a, b) => a.as_i128().cmp(&b.as_i128()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(a: BigInt, b: BigInt) -> Option<f64> {
        ratio_to_f64(&a, &b)
    }

    fn power(base: u32, exponent: u32) -> BigInt {
        BigInt::from(base).pow(exponent)
    }

    #[test]
    fn true_division_rounds_once() {
        let one = || BigInt::from(1);
        assert_eq!(ratio(power(2, 1074), power(2, 2148)), Some(5e-324));
        assert_eq!(ratio(one(), power(2, 1074)), Some(5e-324));
        assert_eq!(ratio(BigInt::from(3), power(2, 1075)), Some(1e-323));
        assert_eq!(ratio(one(), power(2, 1075)), Some(0.0));
        assert_eq!(ratio(power(2, 53) + 1, one()), Some(9007199254740992.0));
        assert_eq!(
            ratio(power(2, 54) + 3, BigInt::from(8)),
            Some(2251799813685248.5)
        );
        assert_eq!(
            ratio(power(10, 400), power(3, 300)),
            Some(7.30505658114782e+256)
        );
        assert_eq!(ratio(-power(10, 400), power(10, 399)), Some(-10.0));
        assert_eq!(ratio(power(10, 400), one()), None);
        assert_eq!(ratio(one(), power(10, 400)), Some(0.0));
        assert_eq!(ratio(power(2, 1024) - 1, one()), None);
        let largest = (power(2, 53) - 1) << 971u32;
        assert_eq!(ratio(largest, one()), Some(f64::MAX));
    }
}
