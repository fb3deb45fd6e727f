//! `<<` and `>>` on ints.

use num_bigint::BigInt;

use crate::builtins::int::value::IntView;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// Bits of the largest int that is made: 8 GiB. A larger one could not be used for anything and
/// would bring the process down, as memory that is not there must not be asked for.
pub(crate) const MAX_BITS: u64 = 1 << 36;

/// Raises the error for an int of `bits` bits, which are more than [`MAX_BITS`].
#[cold]
pub(crate) fn too_large(bits: u64, vm: &mut Vm) -> Raised {
    // CPython counts bits in 64-bit signed integers; memory ends earlier.
    if bits < i64::MAX as u64 - 1 {
        return vm.memory_error();
    }
    vm.overflow_error("too many digits in integer")
}

pub(super) fn shift_left(a: IntView<'_>, count: IntView<'_>, vm: &mut Vm) -> PyResult {
    if count.is_negative() {
        return Err(vm.value_error("negative shift count"));
    }
    if a.is_zero() {
        return Ok(Value::from_i32(0));
    }
    let IntView::Small(count) = count else {
        return Err(too_large(u64::MAX, vm));
    };
    let count = count as u64;
    if let IntView::Small(a) = a
        && count < 64
    {
        return Ok(vm.new_int_i128(i128::from(a) << count));
    }
    if let Some(a) = a.as_i128()
        && u64::from(a.unsigned_abs().leading_zeros()) > count + 1
    {
        return Ok(vm.new_int_i128(a << count));
    }
    let bits = count.saturating_add(a.bits());
    if bits > MAX_BITS {
        return Err(too_large(bits, vm));
    }
    vm.check_allocation((bits / 8) as usize)?;
    Ok(vm.new_big_int(match a {
        IntView::Small(a) => BigInt::from(a) << count,
        IntView::Wide(a) => BigInt::from(a) << count,
        IntView::Big(a) => a << count,
    }))
}

pub(super) fn shift_right(a: IntView<'_>, count: IntView<'_>, vm: &mut Vm) -> PyResult {
    if count.is_negative() {
        return Err(vm.value_error("negative shift count"));
    }
    let all_gone = Value::from_i32(if a.is_negative() { -1 } else { 0 });
    let IntView::Small(count) = count else {
        return Ok(all_gone);
    };
    let count = count as u64;
    match a {
        IntView::Small(a) => Ok(vm.new_int(a >> count.min(63))),
        IntView::Wide(a) => Ok(vm.new_int_i128(a >> count.min(127))),
        IntView::Big(a) if count >= a.bits() => Ok(all_gone),
        IntView::Big(a) => Ok(vm.new_big_int(a >> count)),
    }
}
