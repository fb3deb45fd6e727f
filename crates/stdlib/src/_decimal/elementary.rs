//! `exp`, `ln` and `log10`: always rounded to the nearest.
//! Source: General Decimal Arithmetic specification, "exp", "ln", "log10".

use std::cmp::Ordering;

use rpy_vm::{PyResult, Vm};

use super::arithmetic;
use super::coefficient::Coefficient;
use super::compare;
use super::number::{Number, count, invalid, nan_of};
use super::quantum;
use super::settings::{Rounding, Settings, status};
use super::transcendental::{
    Approximation, Fixed, bits_of_digits, exponential, fixed, log_ten, logarithm,
};

/// Computes with more and more digits until it is certain how to round.
pub(super) fn to_nearest(
    negative: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
    mut approximate: impl FnMut(i64, &mut Vm) -> PyResult<Approximation>,
) -> PyResult<Number> {
    let settings = settings.rounding(Rounding::HalfEven);
    let mut guard = 8;
    loop {
        let found = approximate(settings.precision + guard, vm)?;
        let keep = found.digits_kept(&settings);
        let found = if keep < 0 {
            Some(found.into_number(vm)?)
        } else {
            found.settle(keep, true, vm)?
        };
        if let Some(mut number) = found {
            number.negative = negative;
            return number.fit(&settings, noted, vm);
        }
        guard *= 2;
    }
}

/// What is too large, or too small, for every precision.
pub(super) fn out_of_bounds(
    negative: bool,
    large: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let exponent = if large {
        settings.emax + 1
    } else {
        settings.etiny() - 1
    };
    Number::small(negative, 1, exponent).fit(settings, noted, vm)
}

/// e to the power of a number.
pub(super) fn exp(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number], settings, noted, vm)? {
        return Ok(nan);
    }
    if number.is_infinite() {
        return Ok(match number.negative {
            true => Number::small(false, 0, 0),
            false => Number::infinity(false),
        });
    }
    if number.digits.is_zero() {
        return Ok(Number::small(false, 1, 0));
    }
    let nearest = settings.rounding(Rounding::HalfEven);
    let adjusted = number.adjusted();
    if adjusted < -settings.precision - 1 {
        return beside_one(number.negative, &nearest, noted, vm);
    }
    if is_beyond(number, adjusted, settings, vm)? {
        return out_of_bounds(false, !number.negative, &nearest, noted, vm);
    }
    to_nearest(false, settings, noted, vm, |digits, vm| {
        let bits = bits_of_digits(digits) + 24;
        let mut argument = fixed(number, 0, bits, vm)?;
        if number.negative {
            argument.value = -argument.value;
        }
        let (result, power) = exponential(&argument, vm)?;
        Approximation::of(&result, power, digits, vm)
    })
}

/// One and next to nothing, or less than one by that.
fn beside_one(below: bool, settings: &Settings, noted: &mut u32, vm: &mut Vm) -> PyResult<Number> {
    let places = settings.precision + 1;
    let digits = match below {
        true => Coefficient::nines(count(places), vm)?,
        false => Coefficient::power_of_ten(count(places), vm)?.increment(vm)?,
    };
    Number::finite(false, digits, -places).fit(settings, noted, vm)
}

/// Whether e to the power of a number surely has an exponent that is out of bounds.
fn is_beyond(number: &Number, adjusted: i64, settings: &Settings, vm: &mut Vm) -> PyResult<bool> {
    if adjusted >= 20 {
        return Ok(true);
    }
    if adjusted < 2 {
        return Ok(false);
    }
    let whole = fixed(number, 0, 0, vm)?.value.to_string();
    let power = whole.parse::<f64>().unwrap_or(f64::MAX) / std::f64::consts::LN_10;
    let bound = match number.negative {
        true => -(settings.etiny() as f64),
        false => settings.emax as f64,
    };
    Ok(power > bound * (1.0 + 1e-12) + 4.0)
}

/// What both logarithms give for special numbers, and for those that are not positive.
fn logarithm_special(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Option<Number>> {
    if let Some(nan) = nan_of(&[number], settings, noted, vm)? {
        return Ok(Some(nan));
    }
    if number.is_zero() {
        return Ok(Some(Number::infinity(true)));
    }
    if number.negative {
        return invalid(status::INVALID_OPERATION, noted).map(Some);
    }
    Ok(number.is_infinite().then(|| Number::infinity(false)))
}

/// How many digits of the logarithm are zero behind the point.
pub(super) fn lost_digits(number: &Number, vm: &mut Vm) -> PyResult<i64> {
    if !(-1..=0).contains(&number.adjusted()) {
        return Ok(0);
    }
    let mut noted = 0;
    let one = Number::small(false, 1, 0);
    let settings = Settings::LARGEST;
    let mut magnitude = number.copied(vm)?;
    magnitude.negative = false;
    let difference = arithmetic::add(&magnitude, &one, true, &settings, &mut noted, vm)?;
    Ok(1 - difference.adjusted())
}

/// Whether a positive number is above one.
fn is_above_one(number: &Number, vm: &mut Vm) -> PyResult<Ordering> {
    compare::order(number, &Number::small(false, 1, 0), vm)
}

/// The natural logarithm.
pub(super) fn ln(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(result) = logarithm_special(number, settings, noted, vm)? {
        return Ok(result);
    }
    let order = is_above_one(number, vm)?;
    if order == Ordering::Equal {
        return Ok(Number::small(false, 0, 0));
    }
    let lost = lost_digits(number, vm)?;
    to_nearest(
        order == Ordering::Less,
        settings,
        noted,
        vm,
        |digits, vm| {
            let bits = bits_of_digits(digits + lost) + 24;
            let result = logarithm(number, bits, vm)?;
            Approximation::of(&result, 0, digits, vm)
        },
    )
}

/// The logarithm to the base ten.
pub(super) fn log10(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(result) = logarithm_special(number, settings, noted, vm)? {
        return Ok(result);
    }
    let length = number.length();
    if number.digits.trailing_zeros() as i64 == length - 1
        && number
            .digits
            .shift_right(count(length - 1), vm)?
            .0
            .as_small()
            == Some(1)
    {
        let settings = settings.rounding(Rounding::HalfEven);
        return quantum::integer(number.adjusted()).fit(&settings, noted, vm);
    }
    let order = is_above_one(number, vm)?;
    let lost = lost_digits(number, vm)?;
    to_nearest(
        order == Ordering::Less,
        settings,
        noted,
        vm,
        |digits, vm| {
            let bits = bits_of_digits(digits + lost) + 24;
            let logarithm = logarithm(number, bits, vm)?;
            let divisor = log_ten(bits, vm)?;
            let result = Fixed {
                value: (logarithm.value << bits) / divisor.value,
                bits,
            };
            Approximation::of(&result, 0, digits, vm)
        },
    )
}
