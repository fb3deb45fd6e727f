//! Operations on the exponent of a number: `quantize`, `to_integral`, `normalize`, `scaleb`, `logb`,
//! `next_plus` and their like.
//! Source: General Decimal Arithmetic specification, "Arithmetic operations".

use std::cmp::Ordering;

use rpy_vm::{PyResult, Vm};

use super::arithmetic;
use super::coefficient::Coefficient;
use super::compare;
use super::limbs::Rest;
use super::number::{Kind, Number, count, invalid, nan_of};
use super::settings::{Rounding, Settings, status};

/// `number` with the exponent of `quantum`.
#[inline]
pub(super) fn quantize(
    number: &Number,
    quantum: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if number.is_special() || quantum.is_special() {
        if let Some(nan) = nan_of(&[number, quantum], settings, noted, vm)? {
            return Ok(nan);
        }
        return match number.is_infinite() && quantum.is_infinite() {
            true => Ok(Number::infinity(number.negative)),
            false => invalid(status::INVALID_OPERATION, noted),
        };
    }
    let exponent = quantum.exponent;
    if exponent > settings.emax || exponent < settings.etiny() {
        return invalid(status::INVALID_OPERATION, noted);
    }
    if number.digits.is_zero() {
        return Number::small(number.negative, 0, exponent).fit(settings, noted, vm);
    }
    let shift = number.exponent - exponent;
    if number.length() + shift > settings.precision {
        return invalid(status::INVALID_OPERATION, noted);
    }
    let mut own = 0;
    let result = if shift >= 0 {
        let digits = number.digits.shift_left(count(shift), vm)?;
        Number::finite(number.negative, digits, exponent)
    } else {
        let (digits, rest) = number.digits.shift_right(count(-shift), vm)?;
        let mut result = Number::finite(number.negative, digits, exponent);
        result.round_by(rest, settings.rounding, vm)?;
        own |= status::ROUNDED;
        if rest != Rest::Zero {
            own |= status::INEXACT;
        }
        result
    };
    let adjusted = result.adjusted();
    if result.length() > settings.precision || adjusted > settings.emax {
        return invalid(status::INVALID_OPERATION, noted);
    }
    *noted |= own;
    result.fit(settings, noted, vm)
}

/// The nearest integer with an exponent of zero at least. `is_exact` notes what was cut off.
pub(super) fn to_integral(
    number: &Number,
    is_exact: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number], settings, noted, vm)? {
        return Ok(nan);
    }
    if number.is_infinite() || number.exponent >= 0 {
        return number.copied(vm);
    }
    if number.digits.is_zero() {
        return Ok(Number::small(number.negative, 0, 0));
    }
    let (digits, rest) = number.digits.shift_right(count(-number.exponent), vm)?;
    let mut result = Number::finite(number.negative, digits, 0);
    result.round_by(rest, settings.rounding, vm)?;
    if is_exact {
        *noted |= status::ROUNDED;
        if rest != Rest::Zero {
            *noted |= status::INEXACT;
        }
    }
    Ok(result)
}

/// The number without zeros at its end.
pub(super) fn normalize(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number], settings, noted, vm)? {
        return Ok(nan);
    }
    let mut result = number.fitted(settings, noted, vm)?;
    if result.is_infinite() {
        return Ok(result);
    }
    if result.digits.is_zero() {
        return Ok(Number::small(result.negative, 0, 0));
    }
    let most = if settings.clamp {
        settings.etop()
    } else {
        settings.emax
    };
    let zeros = result.digits.trailing_zeros() as i64;
    let shift = zeros.min(most - result.exponent);
    if shift > 0 {
        result.digits = result.digits.shift_right(count(shift), vm)?.0;
        result.exponent += shift;
    }
    Ok(result)
}

/// The integer that an operand is which counts something: finite, with an exponent of zero.
fn counter(number: &Number) -> Option<i64> {
    if number.is_special() || number.exponent != 0 {
        return None;
    }
    let digits = number.digits.as_small()?;
    let digits = i64::try_from(digits).ok()?;
    Some(if number.negative { -digits } else { digits })
}

/// `number` times ten to the power of `other`.
pub(super) fn scaleb(
    number: &Number,
    other: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number, other], settings, noted, vm)? {
        return Ok(nan);
    }
    let most = 2 * (settings.emax as u64 + settings.precision as u64);
    let Some(shift) = counter(other).filter(|shift| shift.unsigned_abs() <= most) else {
        return invalid(status::INVALID_OPERATION, noted);
    };
    let mut result = number.copied(vm)?;
    if result.is_finite() {
        result.exponent = result.exponent.saturating_add(shift);
    }
    result.fit(settings, noted, vm)
}

/// The exponent of the first digit, as a number.
pub(super) fn logb(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number], settings, noted, vm)? {
        return Ok(nan);
    }
    if number.is_infinite() {
        return Ok(Number::infinity(false));
    }
    if number.digits.is_zero() {
        *noted |= status::DIVISION_BY_ZERO;
        return Ok(Number::infinity(true));
    }
    integer(number.adjusted()).fit(settings, noted, vm)
}

/// An integer.
pub(super) fn integer(value: i64) -> Number {
    let digits = Coefficient::small(u128::from(value.unsigned_abs()));
    Number::finite(value < 0, digits, 0)
}

/// The number without its sign, or with that of another.
pub(super) fn with_sign(number: &Number, negative: bool, vm: &mut Vm) -> PyResult<Number> {
    let mut result = number.copied(vm)?;
    result.negative = negative;
    Ok(result)
}

/// `+number`, or `-number` if `negate`; neither gives a negative zero, unless that is how one rounds.
pub(super) fn plus(
    number: &Number,
    negate: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number], settings, noted, vm)? {
        return Ok(nan);
    }
    let negative = match number.is_zero() {
        true if settings.rounding != Rounding::Floor => false,
        _ => number.negative != negate,
    };
    with_sign(number, negative, vm)?.fit(settings, noted, vm)
}

/// `abs(number)`
pub(super) fn absolute(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    plus(number, number.negative, settings, noted, vm)
}

/// The next number below, or above.
pub(super) fn next(
    number: &Number,
    up: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number], settings, noted, vm)? {
        return Ok(nan);
    }
    if number.is_infinite() {
        if number.negative != up {
            return number.copied(vm);
        }
        let nines = Coefficient::nines(count(settings.precision), vm)?;
        return Ok(Number::finite(number.negative, nines, settings.etop()));
    }
    let rounding = if up {
        Rounding::Ceiling
    } else {
        Rounding::Floor
    };
    let settings = settings.rounding(rounding);
    let mut ignored = 0;
    let rounded = number.fitted(&settings, &mut ignored, vm)?;
    if rounded.is_infinite() || compare::order(&rounded, number, vm)? != Ordering::Equal {
        return Ok(rounded);
    }
    let least = Number::small(!up, 1, settings.etiny() - 1);
    arithmetic::add(number, &least, false, &settings, &mut ignored, vm)
}

/// The next number in the direction of another.
pub(super) fn next_toward(
    number: &Number,
    other: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number, other], settings, noted, vm)? {
        return Ok(nan);
    }
    let up = match compare::order(number, other, vm)? {
        Ordering::Equal => return with_sign(number, other.negative, vm),
        Ordering::Less => true,
        Ordering::Greater => false,
    };
    let result = next(number, up, settings, noted, vm)?;
    if result.is_infinite() {
        *noted |= status::OVERFLOW | status::ROUNDED | status::INEXACT;
    } else if result.adjusted() < settings.emin {
        *noted |= status::UNDERFLOW | status::SUBNORMAL | status::ROUNDED | status::INEXACT;
        if result.digits.is_zero() {
            *noted |= status::CLAMPED;
        }
    }
    Ok(result)
}

/// `shift`: the digits moved to the left, or to the right; what leaves the precision is lost.
pub(super) fn shift(
    number: &Number,
    other: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    shift_or_rotate(
        number,
        other,
        settings,
        noted,
        vm,
        |number, shift, settings, vm| {
            let precision = settings.precision;
            let kept = match shift >= 0 {
                true => precision - shift,
                false => precision,
            };
            let digits = number.digits.last_digits(count(kept), vm)?;
            match shift >= 0 {
                true => digits.shift_left(count(shift), vm),
                false => Ok(digits.shift_right(count(-shift), vm)?.0),
            }
        },
    )
}

/// `rotate`: as `shift`, but what leaves on one side comes in on the other.
pub(super) fn rotate(
    number: &Number,
    other: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    shift_or_rotate(
        number,
        other,
        settings,
        noted,
        vm,
        |number, shift, settings, vm| {
            let precision = settings.precision;
            let digits = number.digits.last_digits(count(precision), vm)?;
            let left = if shift < 0 { precision + shift } else { shift };
            let high = digits.last_digits(count(precision - left), vm)?;
            let high = high.shift_left(count(left), vm)?;
            let low = digits.shift_right(count(precision - left), vm)?.0;
            high.add(&low, vm)
        },
    )
}

fn shift_or_rotate(
    number: &Number,
    other: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
    change: impl Fn(&Number, i64, &Settings, &mut Vm) -> PyResult<Coefficient>,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number, other], settings, noted, vm)? {
        return Ok(nan);
    }
    let shift = counter(other);
    let fits = |shift: &i64| shift.unsigned_abs() <= settings.precision as u64;
    let Some(shift) = shift.filter(fits) else {
        return invalid(status::INVALID_OPERATION, noted);
    };
    if number.kind == Kind::Infinite {
        return number.copied(vm);
    }
    let digits = change(number, shift, settings, vm)?;
    Ok(Number::finite(number.negative, digits, number.exponent))
}
