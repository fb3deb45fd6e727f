//! Numbers and sets of signals as arguments and results.

use rpy_vm::builtins::set::Set;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Value, Vm};

use super::handlers::NSIG;
use super::system::SignalSet;

/// A number that a signal can have.
///
/// Errors: `ValueError`.
pub(super) fn check_number(number: i64, vm: &mut Vm) -> PyResult<i32> {
    match i32::try_from(number) {
        Ok(number) if (1..NSIG as i32).contains(&number) => Ok(number),
        _ => Err(vm.value_error("signal number out of range")),
    }
}

/// The set of the numbers in an iterable.
///
/// Errors: `TypeError`, `ValueError` for numbers out of range, and what iterating raises.
pub(super) fn to_set(iterable: &Value, vm: &mut Vm) -> PyResult<SignalSet> {
    let mut set = SignalSet::empty();
    for item in vm.collect(iterable)? {
        let number = i64::from_argument(&item, vm)?;
        let last = NSIG - 1;
        match i32::try_from(number) {
            // What the system keeps for itself is left out.
            Ok(number) if (1..NSIG as i32).contains(&number) => set.add(number),
            _ => {
                return Err(
                    vm.value_error(format!("signal number {number} out of range [1; {last}]"))
                );
            }
        };
    }
    Ok(set)
}

/// A Python set of the numbers of signals.
pub(super) fn from_set(set: &SignalSet, vm: &mut Vm) -> PyResult {
    let result = Set::new(vm);
    for number in set.numbers() {
        result.add(Value::from_i32(number), vm)?;
    }
    Ok(result.into_value())
}
