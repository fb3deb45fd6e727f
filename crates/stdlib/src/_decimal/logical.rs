//! Logical operations: on numbers whose digits are all 0 or 1.
//! Source: General Decimal Arithmetic specification, "Miscellaneous operations".

use rpy_vm::{PyResult, Vm};

use super::coefficient::Coefficient;
use super::number::{Number, count, invalid};
use super::settings::{Settings, status};

/// An operation on two digits.
#[derive(Clone, Copy)]
pub(super) enum Logic {
    And,
    Or,
    Xor,
}

/// The digits, the last one first; nothing if the number is no logical operand. At most `most` are
/// taken.
fn digits_of(number: &Number, most: usize, vm: &mut Vm) -> PyResult<Option<Vec<bool>>> {
    if number.is_special() || number.negative || number.exponent != 0 {
        return Ok(None);
    }
    let mut digits = vm.new_buffer(number.digits.digits())?;
    let mut is_logical = true;
    number.digits.write(|piece| {
        is_logical &= piece.iter().all(|digit| matches!(digit, b'0' | b'1'));
        digits.extend(piece.iter().map(|&digit| digit == b'1'));
    });
    digits.reverse();
    digits.truncate(most);
    Ok(is_logical.then_some(digits))
}

/// A number of digits, the last one first.
fn number_of(
    digits: impl DoubleEndedIterator<Item = bool>,
    length: usize,
    vm: &mut Vm,
) -> PyResult<Number> {
    let mut text = vm.new_buffer(length)?;
    text.extend(digits.rev().map(|digit| b'0' + u8::from(digit)));
    Ok(Number::finite(false, Coefficient::parse(&text, vm)?, 0))
}

/// `logical_and`, `logical_or`, `logical_xor`
pub(super) fn combine(
    left: &Number,
    right: &Number,
    logic: Logic,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let most = count(settings.precision);
    let left = digits_of(left, most, vm)?;
    let right = digits_of(right, most, vm)?;
    let (Some(left), Some(right)) = (left, right) else {
        return invalid(status::INVALID_OPERATION, noted);
    };
    let length = left.len().max(right.len());
    let digit = |digits: &[bool], index: usize| digits.get(index) == Some(&true);
    let combined = (0..length).map(|index| {
        let (left, right) = (digit(&left, index), digit(&right, index));
        match logic {
            Logic::And => left && right,
            Logic::Or => left || right,
            Logic::Xor => left != right,
        }
    });
    number_of(combined, length, vm)
}

/// `logical_invert`
pub(super) fn invert(
    number: &Number,
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Number> {
    let length = count(settings.precision);
    let Some(digits) = digits_of(number, length, vm)? else {
        return invalid(status::INVALID_OPERATION, noted);
    };
    let inverted = (0..length).map(|index| digits.get(index) != Some(&true));
    number_of(inverted, length, vm)
}
