//! Square roots.
//! Source: General Decimal Arithmetic specification, "square-root".

use rpy_vm::builtins::int::large;
use rpy_vm::{PyResult, Vm};

use super::coefficient::Coefficient;
use super::number::{Number, count, invalid, nan_of};
use super::settings::{Rounding, Settings, status};

/// The square root, to the nearest, whatever way of rounding is set.
pub(super) fn square_root(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    if let Some(nan) = nan_of(&[number], settings, noted, vm)? {
        return Ok(nan);
    }
    let settings = settings.rounding(Rounding::HalfEven);
    let ideal = number.exponent.div_euclid(2);
    if number.is_zero() {
        return Number::small(number.negative, 0, ideal).fit(&settings, noted, vm);
    }
    if number.negative {
        return invalid(status::INVALID_OPERATION, noted);
    }
    if number.is_infinite() {
        return Ok(Number::infinity(false));
    }
    // An exact root has no more digits than half of the operand's, so that less precision does where
    // there is much.
    let enough = number.length() / 2 + 2;
    if enough < settings.precision {
        let (root, is_exact) = root(number, ideal, enough, vm)?;
        if is_exact {
            return root.fit(&settings, noted, vm);
        }
    }
    let (root, _) = root(number, ideal, settings.precision, vm)?;
    root.fit(&settings, noted, vm)
}

/// The root to a digit more than the precision, and whether it is exact. If it is not, its last
/// digit is such that rounding comes out right.
fn root(number: &Number, ideal: i64, precision: i64, vm: &mut Vm) -> PyResult<(Number, bool)> {
    let is_odd = number.exponent.rem_euclid(2) == 1;
    let mut digits = match is_odd {
        true => number.digits.shift_left(1, vm)?,
        false => number.digits.copied(vm)?,
    };
    // The root is to have `precision + 1` digits, so that its square has twice that.
    let half = (digits.digits() as i64 + 1) / 2;
    let shift = precision + 1 - half;
    let mut is_exact = true;
    if shift >= 0 {
        digits = digits.shift_left(count(2 * shift), vm)?;
    } else {
        let (kept, rest) = digits.shift_right(count(-2 * shift), vm)?;
        digits = kept;
        is_exact = rest == super::limbs::Rest::Zero;
    }
    vm.poll()?;
    let square = digits.to_big(vm)?;
    let root = large::square_root(&square, vm)?;
    is_exact &= large::multiply(&root, &root, vm)? == square;
    let mut digits = Coefficient::of_big(&root, vm)?;
    let mut exponent = ideal - shift;
    if !is_exact {
        if digits.last_digit().is_multiple_of(5) {
            digits = digits.increment(vm)?;
        }
    } else if shift > 0 {
        // As near to the ideal exponent as it goes.
        let zeros = (digits.trailing_zeros() as i64).min(shift);
        digits = digits.shift_right(count(zeros), vm)?.0;
        exponent += zeros;
    }
    Ok((Number::finite(false, digits, exponent), is_exact))
}
