//! Sums, products and quotients.
//! Source: General Decimal Arithmetic specification, "Arithmetic operations".

use std::cmp::Ordering;

use rpy_vm::{PyResult, Vm};

use super::coefficient::Coefficient;
use super::number::{Number, count, invalid, nan_of};
use super::settings::{Rounding, Settings, status};

/// Digits that a shift may add before other ways are looked for.
const MANY_DIGITS: i64 = 100_000;

/// `left + right`, or `left - right`.
#[inline]
pub(super) fn add(
    left: &Number,
    right: &Number,
    subtract: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if left.is_special() || right.is_special() {
        return add_special(left, right, subtract, settings, noted, vm);
    }
    add_finite(left, right, subtract, settings, vm)?.fit(settings, noted, vm)
}

fn add_special(
    left: &Number,
    right: &Number,
    subtract: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[left, right], settings, noted, vm)? {
        return Ok(nan);
    }
    let is_right_negative = right.negative != subtract;
    if left.is_infinite() {
        if right.is_infinite() && left.negative != is_right_negative {
            return invalid(status::INVALID_OPERATION, noted);
        }
        return Ok(Number::infinity(left.negative));
    }
    Ok(Number::infinity(is_right_negative))
}

/// The sum of finite numbers, not rounded; far digits may be replaced by others to the same effect.
fn add_finite(
    left: &Number,
    right: &Number,
    subtract: bool,
    settings: &Settings,
    vm: &mut Vm,
) -> PyResult<Number> {
    let is_right_negative = right.negative != subtract;
    if left.exponent == right.exponent {
        let signed = (
            &left.digits,
            left.negative,
            &right.digits,
            is_right_negative,
        );
        return add_digits(signed, left.exponent, settings, vm);
    }
    let left_is_high = left.exponent > right.exponent;
    let (high, low) = if left_is_high {
        (left, right)
    } else {
        (right, left)
    };
    let mut low_digits = &low.digits;
    let mut exponent = low.exponent;
    let replacement;
    let shift = high.exponent - low.exponent;
    if shift > 38 && !high.digits.is_zero() {
        // What is far below the last digit that counts only decides on rounding: another number
        // there does as well, and the digits between need not be made.
        let length = high.length();
        let last = if length > settings.precision {
            high.exponent - 1
        } else {
            high.exponent - 1 - (settings.precision + 1 - length)
        };
        if low.adjusted() < last {
            replacement = if low.digits.is_zero() {
                Coefficient::ZERO
            } else {
                Coefficient::ONE
            };
            low_digits = &replacement;
            exponent = last;
        }
    }
    let high_digits = if high.digits.is_zero() {
        Coefficient::ZERO
    } else {
        high.digits
            .shift_left(count(high.exponent - exponent), vm)?
    };
    let signed = if left_is_high {
        (&high_digits, left.negative, low_digits, is_right_negative)
    } else {
        (low_digits, left.negative, &high_digits, is_right_negative)
    };
    add_digits(signed, exponent, settings, vm)
}

#[inline]
fn add_digits(
    (left, left_negative, right, right_negative): (&Coefficient, bool, &Coefficient, bool),
    exponent: i64,
    settings: &Settings,
    vm: &mut Vm,
) -> PyResult<Number> {
    if left_negative == right_negative {
        return Ok(Number::finite(
            left_negative,
            left.add(right, vm)?,
            exponent,
        ));
    }
    Ok(match left.compare(right) {
        Ordering::Greater => Number::finite(left_negative, left.subtract(right, vm)?, exponent),
        Ordering::Less => Number::finite(right_negative, right.subtract(left, vm)?, exponent),
        Ordering::Equal => {
            let negative = settings.rounding == Rounding::Floor;
            Number::finite(negative, Coefficient::ZERO, exponent)
        }
    })
}

/// The product, not rounded.
#[inline]
fn multiply_exactly(
    left: &Number,
    right: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let negative = left.negative != right.negative;
    if left.is_finite() && right.is_finite() {
        let digits = left.digits.multiply(&right.digits, vm)?;
        return Ok(Number::finite(
            negative,
            digits,
            left.exponent + right.exponent,
        ));
    }
    if let Some(nan) = nan_of(&[left, right], settings, noted, vm)? {
        return Ok(nan);
    }
    if left.is_zero() || right.is_zero() {
        return invalid(status::INVALID_OPERATION, noted);
    }
    Ok(Number::infinity(negative))
}

/// `left * right`
#[inline]
pub(super) fn multiply(
    left: &Number,
    right: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    multiply_exactly(left, right, settings, noted, vm)?.fit(settings, noted, vm)
}

/// `left * right + third`, rounded once.
pub(super) fn fma(
    left: &Number,
    right: &Number,
    third: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let product = multiply_exactly(left, right, settings, noted, vm)?;
    if *noted & status::INVALID_OPERATION != 0 {
        return Ok(product);
    }
    add(&product, third, false, settings, noted, vm)
}

/// `left / right`
#[inline]
pub(super) fn divide(
    left: &Number,
    right: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let negative = left.negative != right.negative;
    if left.is_special() || right.is_special() {
        if let Some(nan) = nan_of(&[left, right], settings, noted, vm)? {
            return Ok(nan);
        }
        return match (left.is_infinite(), right.is_infinite()) {
            (true, true) => invalid(status::INVALID_OPERATION, noted),
            (true, false) => Ok(Number::infinity(negative)),
            _ => {
                *noted |= status::CLAMPED;
                Ok(Number::small(negative, 0, settings.etiny()))
            }
        };
    }
    if right.digits.is_zero() {
        return divide_by_zero(left, negative, noted);
    }
    let ideal = left.exponent - right.exponent;
    if left.digits.is_zero() {
        return Number::small(negative, 0, ideal).fit(settings, noted, vm);
    }
    let mut precision = settings.precision;
    let shift = right.length() - left.length() + precision + 1;
    if shift > MANY_DIGITS {
        // An exact quotient is no longer than this: the inverse of a power of two or five has four
        // digits at most for each of its own.
        let enough = left.length() + 4 * right.length();
        if enough < precision {
            let (quotient, is_exact) = quotient(left, right, enough, vm)?;
            if is_exact {
                return quotient.fit(settings, noted, vm);
            }
        }
        precision = settings.precision;
    }
    let (quotient, _) = quotient(left, right, precision, vm)?;
    quotient.fit(settings, noted, vm)
}

#[cold]
fn divide_by_zero(left: &Number, negative: bool, noted: &mut u32) -> PyResult<Number> {
    if left.digits.is_zero() {
        return invalid(status::DIVISION_UNDEFINED, noted);
    }
    *noted |= status::DIVISION_BY_ZERO;
    Ok(Number::infinity(negative))
}

/// The quotient to a digit more than the precision, and whether it is exact. If it is not, its last
/// digit is such that rounding comes out right.
fn quotient(
    left: &Number,
    right: &Number,
    precision: i64,
    vm: &mut Vm,
) -> PyResult<(Number, bool)> {
    let ideal = left.exponent - right.exponent;
    let shift = right.length() - left.length() + precision + 1;
    let (mut digits, rest) = if shift >= 0 {
        let shifted = left.digits.shift_left(count(shift), vm)?;
        shifted.divide(&right.digits, vm)?
    } else {
        let shifted = right.digits.shift_left(count(-shift), vm)?;
        left.digits.divide(&shifted, vm)?
    };
    let mut exponent = ideal - shift;
    let is_exact = rest.is_zero();
    if !is_exact {
        if digits.last_digit().is_multiple_of(5) {
            digits = digits.increment(vm)?;
        }
    } else if shift > 0 {
        let zeros = (digits.trailing_zeros() as i64).min(shift);
        digits = digits.shift_right(count(zeros), vm)?.0;
        exponent += zeros;
    }
    let negative = left.negative != right.negative;
    Ok((Number::finite(negative, digits, exponent), is_exact))
}

/// The integer quotient and the remainder of finite numbers, the second not zero; neither is made to
/// fit. Nothing if the quotient has too many digits.
fn divide_integers(
    left: &Number,
    right: &Number,
    settings: &Settings,
    vm: &mut Vm,
) -> PyResult<Option<(Number, Number)>> {
    let negative = left.negative != right.negative;
    let ideal = left.exponent.min(right.exponent);
    if left.digits.is_zero() {
        let rest = Number::small(left.negative, 0, ideal);
        return Ok(Some((Number::small(negative, 0, 0), rest)));
    }
    let difference = left.adjusted() - right.adjusted();
    if difference > settings.precision {
        return Ok(None);
    }
    if difference < 0 {
        let mut rest = left.copied(vm)?;
        if left.exponent > ideal {
            rest.digits = left.digits.shift_left(count(left.exponent - ideal), vm)?;
            rest.exponent = ideal;
        }
        return Ok(Some((Number::small(negative, 0, 0), rest)));
    }
    let (digits, rest) = divide_aligned(left, right, ideal, vm)?;
    if digits.digits() as i64 > settings.precision {
        return Ok(None);
    }
    let rest = Number::finite(left.negative, rest, ideal);
    Ok(Some((Number::finite(negative, digits, 0), rest)))
}

/// Divides the digits, brought to the exponent of the lower number.
fn divide_aligned(
    left: &Number,
    right: &Number,
    ideal: i64,
    vm: &mut Vm,
) -> PyResult<(Coefficient, Coefficient)> {
    if left.exponent > ideal {
        let shifted = left.digits.shift_left(count(left.exponent - ideal), vm)?;
        shifted.divide(&right.digits, vm)
    } else if right.exponent > ideal {
        let shifted = right.digits.shift_left(count(right.exponent - ideal), vm)?;
        left.digits.divide(&shifted, vm)
    } else {
        left.digits.divide(&right.digits, vm)
    }
}

/// `left // right`, towards zero.
pub(super) fn divide_integer(
    left: &Number,
    right: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[left, right], settings, noted, vm)? {
        return Ok(nan);
    }
    let negative = left.negative != right.negative;
    match (left.is_infinite(), right.is_infinite()) {
        (true, true) => return invalid(status::INVALID_OPERATION, noted),
        (true, false) => return Ok(Number::infinity(negative)),
        (false, true) => return Ok(Number::small(negative, 0, 0)),
        (false, false) => {}
    }
    if right.digits.is_zero() {
        return divide_by_zero(left, negative, noted);
    }
    match divide_integers(left, right, settings, vm)? {
        Some((quotient, _)) => quotient.fit(settings, noted, vm),
        None => invalid(status::DIVISION_IMPOSSIBLE, noted),
    }
}

/// `left % right`, with the sign of `left`.
pub(super) fn remainder(
    left: &Number,
    right: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(result) = remainder_special(left, right, settings, noted, vm)? {
        return Ok(result);
    }
    match divide_integers(left, right, settings, vm)? {
        Some((_, rest)) => rest.fit(settings, noted, vm),
        None => invalid(status::DIVISION_IMPOSSIBLE, noted),
    }
}

fn remainder_special(
    left: &Number,
    right: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Option<Number>> {
    if let Some(nan) = nan_of(&[left, right], settings, noted, vm)? {
        return Ok(Some(nan));
    }
    if left.is_infinite() {
        return invalid(status::INVALID_OPERATION, noted).map(Some);
    }
    if right.is_infinite() {
        return left.fitted(settings, noted, vm).map(Some);
    }
    if right.digits.is_zero() {
        let condition = match left.digits.is_zero() {
            true => status::DIVISION_UNDEFINED,
            false => status::INVALID_OPERATION,
        };
        return invalid(condition, noted).map(Some);
    }
    Ok(None)
}

/// `divmod(left, right)`
pub(super) fn divmod(
    left: &Number,
    right: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<(Number, Number)> {
    if let Some(nan) = nan_of(&[left, right], settings, noted, vm)? {
        return Ok((nan.clone(), nan));
    }
    let negative = left.negative != right.negative;
    if left.is_infinite() {
        let rest = invalid(status::INVALID_OPERATION, noted)?;
        let quotient = match right.is_infinite() {
            true => Number::NAN,
            false => Number::infinity(negative),
        };
        return Ok((quotient, rest));
    }
    if right.is_infinite() {
        let rest = left.fitted(settings, noted, vm)?;
        return Ok((Number::small(negative, 0, 0), rest));
    }
    if right.digits.is_zero() {
        if left.digits.is_zero() {
            *noted |= status::DIVISION_UNDEFINED;
            return Ok((Number::NAN, Number::NAN));
        }
        *noted |= status::DIVISION_BY_ZERO | status::INVALID_OPERATION;
        return Ok((Number::infinity(negative), Number::NAN));
    }
    match divide_integers(left, right, settings, vm)? {
        Some((quotient, rest)) => {
            let quotient = quotient.fit(settings, noted, vm)?;
            Ok((quotient, rest.fit(settings, noted, vm)?))
        }
        None => {
            *noted |= status::DIVISION_IMPOSSIBLE;
            Ok((Number::NAN, Number::NAN))
        }
    }
}

/// What is left of `left` after its nearest multiple of `right`.
pub(super) fn remainder_near(
    left: &Number,
    right: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(result) = remainder_special(left, right, settings, noted, vm)? {
        return Ok(result);
    }
    let ideal = left.exponent.min(right.exponent);
    if left.digits.is_zero() {
        return Number::small(left.negative, 0, ideal).fit(settings, noted, vm);
    }
    let difference = left.adjusted() - right.adjusted();
    if difference > settings.precision {
        return invalid(status::DIVISION_IMPOSSIBLE, noted);
    }
    if difference <= -2 {
        let mut rest = left.copied(vm)?;
        if left.exponent > ideal {
            rest.digits = left.digits.shift_left(count(left.exponent - ideal), vm)?;
            rest.exponent = ideal;
        }
        return rest.fit(settings, noted, vm);
    }
    let (mut quotient, mut rest) = divide_aligned(left, right, ideal, vm)?;
    let divisor = right.digits.shift_left(count(right.exponent - ideal), vm)?;
    let mut negative = left.negative;
    let order = rest.add(&rest, vm)?.compare(&divisor);
    if order == Ordering::Greater || order == Ordering::Equal && quotient.is_odd() {
        rest = divisor.subtract(&rest, vm)?;
        negative = !negative;
        quotient = quotient.increment(vm)?;
    }
    if quotient.digits() as i64 > settings.precision {
        return invalid(status::DIVISION_IMPOSSIBLE, noted);
    }
    Number::finite(negative, rest, ideal).fit(settings, noted, vm)
}
