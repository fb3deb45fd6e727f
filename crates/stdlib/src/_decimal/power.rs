//! Powers, also modulo a number.
//! Source: General Decimal Arithmetic specification, "power".

use std::cmp::Ordering;

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive, Zero};
use rpy_vm::builtins::int::large;
use rpy_vm::{PyResult, Vm};

use super::arithmetic;
use super::coefficient::Coefficient;
use super::compare;
use super::elementary::{lost_digits, out_of_bounds};
use super::number::{Number, count, invalid, nan_of};
use super::settings::{Rounding, Settings, status};
use super::transcendental::{
    Approximation, Fixed, bits_of_digits, exponential, fixed, is_settled, logarithm, product,
};

/// `base` to the power of `exponent`.
pub(super) fn power(
    base: &Number,
    exponent: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[base, exponent], settings, noted, vm)? {
        return Ok(nan);
    }
    let is_integer = exponent.is_integer();
    let negative = base.negative && exponent.is_odd_integer(vm)?;
    if base.is_zero() {
        if exponent.is_zero() {
            return invalid(status::INVALID_OPERATION, noted);
        }
        return Ok(match exponent.negative {
            true => Number::infinity(negative),
            false => Number::small(negative, 0, 0),
        });
    }
    if base.negative && !is_integer {
        return invalid(status::INVALID_OPERATION, noted);
    }
    let mut magnitude = base.copied(vm)?;
    magnitude.negative = false;
    let one = Number::small(false, 1, 0);
    if exponent.is_infinite() {
        let order = compare::order(&magnitude, &one, vm)?;
        let is_large = (order == Ordering::Greater) != exponent.negative;
        return match order {
            Ordering::Equal => {
                *noted |= status::INEXACT | status::ROUNDED;
                one_with_zeros(negative, settings.precision - 1, vm)
            }
            _ if is_large => Ok(Number::infinity(negative)),
            _ => Ok(Number::small(negative, 0, 0)),
        };
    }
    if base.is_infinite() {
        return Ok(match (exponent.digits.is_zero(), exponent.negative) {
            (true, _) => Number::small(negative, 1, 0),
            (false, true) => Number::small(negative, 0, 0),
            (false, false) => Number::infinity(negative),
        });
    }
    if exponent.digits.is_zero() {
        return Ok(Number::small(negative, 1, 0));
    }
    if compare::order(&magnitude, &one, vm)? == Ordering::Equal {
        return power_of_one(base, exponent, negative, settings, noted, vm);
    }
    if let Some(large) = is_beyond(&magnitude, exponent, settings, vm)? {
        return out_of_bounds(negative, large, settings, noted, vm);
    }
    let whole = match is_integer && exponent.adjusted() < 18 {
        true => whole_of(exponent, vm)?,
        false => None,
    };
    match whole {
        Some(whole) => integer_power(&magnitude, whole, negative, settings, noted, vm),
        None => real_power(&magnitude, exponent, negative, settings, noted, vm),
    }
}

/// The magnitude of an integer.
fn whole_of(number: &Number, vm: &mut Vm) -> PyResult<Option<(u64, bool)>> {
    let digits = match number.exponent >= 0 {
        true => number.digits.shift_left(count(number.exponent), vm)?,
        false => number.digits.shift_right(count(-number.exponent), vm)?.0,
    };
    let whole = digits
        .as_small()
        .and_then(|small| u64::try_from(small).ok());
    Ok(whole.map(|whole| (whole, number.negative)))
}

/// One, with so many zeros behind the point.
fn one_with_zeros(negative: bool, zeros: i64, vm: &mut Vm) -> PyResult<Number> {
    let digits = Coefficient::power_of_ten(count(zeros), vm)?;
    Ok(Number::finite(negative, digits, -zeros))
}

/// The power of a number that is one, with as many zeros as the digits of exact powers come to.
fn power_of_one(
    base: &Number,
    exponent: &Number,
    negative: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let most = settings.precision - 1;
    if !exponent.is_integer() {
        *noted |= status::INEXACT | status::ROUNDED;
        return one_with_zeros(negative, most, vm);
    }
    if exponent.negative {
        return Ok(Number::small(negative, 1, 0));
    }
    let zeros = u128::from(base.exponent.unsigned_abs());
    let whole = match exponent.adjusted() < 20 {
        true => whole_of(exponent, vm)?.map_or(u128::MAX, |(whole, _)| u128::from(whole)),
        false => u128::MAX,
    };
    let zeros = zeros.saturating_mul(whole);
    if zeros > u128::from(most.unsigned_abs()) {
        *noted |= status::ROUNDED;
        return one_with_zeros(negative, most, vm);
    }
    one_with_zeros(negative, zeros as i64, vm)
}

/// Whether the power is surely too large, or too small (`Some(false)`).
fn is_beyond(
    base: &Number,
    exponent: &Number,
    settings: &Settings,
    vm: &mut Vm,
) -> PyResult<Option<bool>> {
    let nearest = settings.emax.min(-settings.etiny()) as f64;
    let size = base.adjusted().unsigned_abs() as f64 + 1.0;
    let adjusted = exponent.adjusted();
    if adjusted < 300 && size * 10f64.powi(adjusted.max(-300) as i32 + 1) < nearest {
        return Ok(None);
    }
    // The logarithm of the base to nineteen digits.
    let lost = lost_digits(base, vm)?;
    let bits = bits_of_digits(lost + 20) + 24;
    let logarithm = logarithm(base, bits, vm)?;
    let large = (logarithm.value > num_bigint::BigInt::ZERO) != exponent.negative;
    let approximate = Approximation::of(&logarithm, 0, 25, vm)?.into_number(vm)?;
    let mut noted = 0;
    let between = Settings::between(25);
    let mut magnitude = exponent.fitted(&between, &mut noted, vm)?;
    magnitude.negative = false;
    let product = arithmetic::multiply(&approximate, &magnitude, &between, &mut noted, vm)?;
    if product.adjusted() > 20 {
        return Ok(Some(large));
    }
    let power = fixed(&product, 0, 0, vm)?
        .value
        .to_f64()
        .unwrap_or(f64::MAX);
    let power = power / std::f64::consts::LN_10;
    let bound = match large {
        true => settings.emax as f64,
        false => -(settings.etiny() as f64),
    };
    Ok((power > bound * (1.0 + 1e-12) + 4.0).then_some(large))
}

/// A power by squaring and multiplying, with more digits than are needed.
fn integer_power(
    base: &Number,
    (exponent, is_inverse): (u64, bool),
    negative: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let mut guard = 6;
    loop {
        let digits = i64::from(exponent.ilog10()) + 3 + guard;
        let between = Settings::between(settings.precision.saturating_add(digits));
        let mut own = 0;
        let factor = match is_inverse {
            true => {
                let one = Number::small(false, 1, 0);
                arithmetic::divide(&one, base, &between, &mut own, vm)?
            }
            false => base.copied(vm)?,
        };
        let mut result = factor.copied(vm)?;
        for bit in (0..exponent.ilog2()).rev() {
            vm.poll()?;
            result = arithmetic::multiply(&result, &result, &between, &mut own, vm)?;
            if exponent >> bit & 1 == 1 {
                result = arithmetic::multiply(&result, &factor, &between, &mut own, vm)?;
            }
        }
        result.negative = negative;
        if result.is_infinite() || own & status::UNDERFLOW != 0 {
            return out_of_bounds(negative, result.is_infinite(), settings, noted, vm);
        }
        if own & status::INEXACT == 0 {
            return result.fit(settings, noted, vm);
        }
        let adjusted = result.adjusted();
        let keep = settings.precision.min(adjusted - settings.etiny() + 1);
        // Each step adds an error of a unit, and those before count twice.
        let error = Coefficient::small(u128::from(exponent) * 8);
        let nearest = is_nearest(settings);
        let settled = keep < 0 || is_settled(&result.digits, &error, keep, nearest, vm)?;
        if settled || guard > settings.precision + 64 {
            result.digits = result.digits.shift_left(1, vm)?.increment(vm)?;
            result.exponent -= 1;
            return result.fit(settings, noted, vm);
        }
        guard *= 3;
    }
}

fn is_nearest(settings: &Settings) -> bool {
    matches!(
        settings.rounding,
        Rounding::HalfEven | Rounding::HalfUp | Rounding::HalfDown
    )
}

/// A power by way of logarithm and exponential function. It always counts as inexact.
fn real_power(
    base: &Number,
    exponent: &Number,
    negative: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let lost = lost_digits(base, vm)?;
    let size = exponent.adjusted().max(0);
    let mut guard = 8;
    loop {
        let digits = settings.precision.saturating_add(guard);
        let bits = bits_of_digits(digits) + 32;
        let more = bits_of_digits(size + 20);
        let logarithm = logarithm(base, bits.saturating_add(more), vm)?;
        let factor = fixed(
            exponent,
            0,
            bits.saturating_add(more + bits_of_digits(lost)),
            vm,
        )?;
        let product = product(&logarithm.value, &factor.value, vm)?;
        let mut value = product >> (logarithm.bits + factor.bits - bits);
        if exponent.negative {
            value = -value;
        }
        let (result, power) = exponential(&Fixed { value, bits }, vm)?;
        let found = Approximation::of(&result, power, digits, vm)?;
        let keep = found.digits_kept(settings);
        let found = if keep < 0 {
            Some(found.into_number(vm)?)
        } else if guard > settings.precision + 64 {
            // Such a result is exact, or as good as that.
            *noted |= status::INEXACT | status::ROUNDED;
            let length = settings.precision + guard / 2;
            Some(found.rounded(length, vm)?)
        } else {
            found.settle(keep, is_nearest(settings), vm)?
        };
        if let Some(mut number) = found {
            number.negative = negative;
            return number.fit(settings, noted, vm);
        }
        guard *= 3;
    }
}

/// An integer modulo a number.
fn residue(number: &Number, modulus: &BigUint, vm: &mut Vm) -> PyResult<BigUint> {
    if number.exponent < 0 {
        let (digits, _) = number.digits.shift_right(count(-number.exponent), vm)?;
        return Ok(large::divide(&digits.to_big(vm)?, modulus, vm)?.1);
    }
    let ten = BigUint::from(10u32) % modulus;
    let exponent = BigUint::from(number.exponent.unsigned_abs());
    let scale = large::power_modulo(&ten, &exponent, modulus, vm)?;
    let product = large::multiply(&number.digits.to_big(vm)?, &scale, vm)?;
    Ok(large::divide(&product, modulus, vm)?.1)
}

/// `base` to the power of `exponent`, modulo `modulus`: integers all three.
pub(super) fn power_modulo(
    base: &Number,
    exponent: &Number,
    modulus: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[base, exponent, modulus], settings, noted, vm)? {
        return Ok(nan);
    }
    let all = [base, exponent, modulus];
    let is_possible = all.iter().all(|number| number.is_integer())
        && !modulus.digits.is_zero()
        && modulus.exponent + modulus.length() <= settings.precision
        && (!exponent.negative || exponent.digits.is_zero())
        && !(base.digits.is_zero() && exponent.digits.is_zero());
    if !is_possible {
        return invalid(status::INVALID_OPERATION, noted);
    }
    let negative = base.negative && exponent.is_odd_integer(vm)?;
    let divisor = modulus.digits.shift_left(count(modulus.exponent), vm)?;
    let divisor = match modulus.exponent < 0 {
        true => modulus.digits.shift_right(count(-modulus.exponent), vm)?.0,
        false => divisor,
    };
    let divisor = divisor.to_big(vm)?;
    let base = residue(base, &divisor, vm)?;
    let mut result = if exponent.exponent < 0 {
        let (whole, _) = exponent.digits.shift_right(count(-exponent.exponent), vm)?;
        large::power_modulo(&base, &whole.to_big(vm)?, &divisor, vm)?
    } else {
        large::power_modulo(&base, &exponent.digits.to_big(vm)?, &divisor, vm)?
    };
    // What is left of the exponent is a power of ten.
    for _ in 0..exponent.exponent.max(0) {
        vm.poll()?;
        if result.is_zero() || result.is_one() {
            break;
        }
        result = large::power_modulo(&result, &BigUint::from(10u32), &divisor, vm)?;
    }
    let digits = Coefficient::of_big(&result, vm)?;
    Ok(Number::finite(negative, digits, 0))
}
