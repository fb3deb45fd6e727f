//! Orders of numbers.
//! Source: General Decimal Arithmetic specification, "compare", "compare-total", "max".

use std::cmp::Ordering;

use rpy_vm::{PyResult, Vm};

use super::number::{Kind, Number, count, nan_of};
use super::settings::{Settings, status};

/// The order of the magnitudes of finite numbers.
fn finite_magnitudes(left: &Number, right: &Number, vm: &mut Vm) -> PyResult<Ordering> {
    if left.exponent == right.exponent {
        return Ok(left.digits.compare(&right.digits));
    }
    match (left.digits.is_zero(), right.digits.is_zero()) {
        (true, true) => return Ok(Ordering::Equal),
        (true, false) => return Ok(Ordering::Less),
        (false, true) => return Ok(Ordering::Greater),
        (false, false) => {}
    }
    let by_size = left.adjusted().cmp(&right.adjusted());
    if by_size != Ordering::Equal {
        return Ok(by_size);
    }
    let shift = left.exponent - right.exponent;
    Ok(if shift > 0 {
        let shifted = left.digits.shift_left(count(shift), vm)?;
        shifted.compare(&right.digits)
    } else {
        let shifted = right.digits.shift_left(count(-shift), vm)?;
        left.digits.compare(&shifted)
    })
}

/// The order of the magnitudes of numbers that are not NaN.
fn magnitudes(left: &Number, right: &Number, vm: &mut Vm) -> PyResult<Ordering> {
    if left.is_finite() && right.is_finite() {
        return finite_magnitudes(left, right, vm);
    }
    Ok(left.is_infinite().cmp(&right.is_infinite()))
}

/// The order of numbers that are not NaN.
pub(super) fn order(left: &Number, right: &Number, vm: &mut Vm) -> PyResult<Ordering> {
    if left.negative != right.negative {
        let both_zero = left.is_zero() && right.is_zero();
        return Ok(match (both_zero, left.negative) {
            (true, _) => Ordering::Equal,
            (false, true) => Ordering::Less,
            (false, false) => Ordering::Greater,
        });
    }
    let magnitudes = magnitudes(left, right, vm)?;
    Ok(if left.negative {
        magnitudes.reverse()
    } else {
        magnitudes
    })
}

/// -1, 0 or 1.
fn sign_of(order: Ordering) -> Number {
    let digit = u32::from(order != Ordering::Equal);
    Number::small(order == Ordering::Less, digit, 0)
}

/// `compare`, and with `signal` `compare_signal`.
pub(super) fn compare(
    left: &Number,
    right: &Number,
    signal: bool,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[left, right], settings, noted, vm)? {
        if signal {
            *noted |= status::INVALID_OPERATION;
        }
        return Ok(nan);
    }
    Ok(sign_of(order(left, right, vm)?))
}

/// The total order of two numbers, or of their magnitudes.
pub(super) fn total_order(
    left: &Number,
    right: &Number,
    of_magnitudes: bool,
    vm: &mut Vm,
) -> PyResult<Ordering> {
    let negative = left.negative && !of_magnitudes;
    if !of_magnitudes && left.negative != right.negative {
        return Ok(right.negative.cmp(&left.negative));
    }
    let rank = |number: &Number| match number.kind {
        Kind::Finite => 0,
        Kind::Infinite => 1,
        Kind::Signalling => 2,
        Kind::Quiet => 3,
    };
    let mut order = rank(left).cmp(&rank(right));
    if order == Ordering::Equal {
        order = match left.kind {
            Kind::Finite => {
                let by_value = finite_magnitudes(left, right, vm)?;
                by_value.then(left.exponent.cmp(&right.exponent))
            }
            Kind::Infinite => Ordering::Equal,
            Kind::Quiet | Kind::Signalling => left.digits.compare(&right.digits),
        };
    }
    Ok(if negative { order.reverse() } else { order })
}

/// `compare_total`, and `compare_total_mag`.
pub(super) fn compare_total(
    left: &Number,
    right: &Number,
    of_magnitudes: bool,
    vm: &mut Vm,
) -> PyResult<Number> {
    Ok(sign_of(total_order(left, right, of_magnitudes, vm)?))
}

/// Which of two numbers is looked for.
#[derive(Clone, Copy)]
pub(super) struct Extreme {
    /// The greater one.
    pub(super) greatest: bool,
    /// By their magnitudes.
    pub(super) of_magnitudes: bool,
}

/// `max`, `min`, `max_mag`, `min_mag`
pub(super) fn extreme(
    left: &Number,
    right: &Number,
    which: Extreme,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let found = if left.kind == Kind::Quiet && !right.is_nan() {
        right
    } else if right.kind == Kind::Quiet && !left.is_nan() {
        left
    } else if let Some(nan) = nan_of(&[left, right], settings, noted, vm)? {
        return Ok(nan);
    } else {
        let mut by_value = match which.of_magnitudes {
            true => magnitudes(left, right, vm)?,
            false => order(left, right, vm)?,
        };
        if by_value == Ordering::Equal {
            by_value = total_order(left, right, false, vm)?;
        }
        let is_right = match which.greatest {
            true => by_value == Ordering::Less,
            false => by_value != Ordering::Less,
        };
        if is_right { right } else { left }
    };
    found.fitted(settings, noted, vm)
}

/// Whether both have the same exponent, or are both infinite, or both NaN.
pub(super) fn same_quantum(left: &Number, right: &Number) -> bool {
    if left.is_special() || right.is_special() {
        return left.is_nan() && right.is_nan() || left.is_infinite() && right.is_infinite();
    }
    left.exponent == right.exponent
}
