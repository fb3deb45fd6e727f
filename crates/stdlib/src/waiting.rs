//! Calls of the system that wait for some time, and go on after signals (PEP 475).

use std::io::{ErrorKind, Result};
use std::time::{Duration, Instant};

use rpy_vm::builtins::float::Float;
use rpy_vm::builtins::int::Int;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::default::FromDefault;
use rpy_vm::{PyResult, Value, Vm};

/// Makes a call that waits at most until the deadline, for ever without one; it is given the time
/// that is left. If a signal interrupts it, it is made again after the handlers have run.
///
/// Raises what the handlers raise.
pub(crate) fn until<T: Send>(
    deadline: Option<Instant>,
    vm: &mut Vm,
    mut call: impl FnMut(Option<Duration>) -> Result<T> + Send,
) -> PyResult<Result<T>> {
    loop {
        let left = deadline.map(|it| it.saturating_duration_since(Instant::now()));
        match vm.allow_threads(|| call(left)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => vm.check_signals()?,
            result => return Ok(result),
        }
    }
}

/// As [`until`], with the error raised.
pub(crate) fn raising<T: Send>(
    deadline: Option<Instant>,
    vm: &mut Vm,
    call: impl FnMut(Option<Duration>) -> Result<T> + Send,
) -> PyResult<T> {
    match until(deadline, vm, call)? {
        Ok(result) => Ok(result),
        Err(error) => Err(vm.io_error(&error, None)),
    }
}

/// A duration or a time in seconds, as an integer or a float: what only has `__float__` is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seconds(pub(crate) f64);

impl<'a> FromArgument<'a> for Seconds {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Seconds> {
        if !is_float(value) && !value.is_index(vm) {
            let found = value.type_name(vm);
            return Err(vm.type_error(format!(
                "'{found}' object cannot be interpreted as an integer or float"
            )));
        }
        let seconds = f64::from_argument(value, vm)?;
        if seconds.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        Ok(Seconds(seconds))
    }
}

impl FromDefault<i64> for Seconds {
    fn from_default(literal: i64, _vm: &mut Vm) -> Seconds {
        Seconds(literal as f64)
    }
}

fn is_float(value: &Value) -> bool {
    value.as_small_float().is_some() || value.has_payload::<Float>()
}

/// Nanoseconds of a number that counts units of so many, rounded up; `None` for what is no number.
///
/// Raises `ValueError` for NaN, `OverflowError` for what is no 64-bit number of nanoseconds.
pub(crate) fn nanoseconds(value: &Value, unit: i64, vm: &mut Vm) -> PyResult<Option<i64>> {
    let too_large = "timestamp out of range for C PyTime_t";
    if is_float(value) {
        let number = f64::from_argument(value, vm)?;
        if number.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let scaled = number * unit as f64;
        let rounded = if scaled >= 0.0 {
            scaled.ceil()
        } else {
            scaled.floor()
        };
        // The lowest and the first number above the highest that fits.
        if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&rounded) {
            return Err(vm.overflow_error(too_large));
        }
        return Ok(Some(rounded as i64));
    }
    let is_int = value.as_small_int().is_some()
        || value.as_bool().is_some()
        || value.downcast::<Int>().is_some();
    if !is_int && value.class(vm).slots(vm).index.is_none() {
        return Ok(None);
    }
    let whole = i64::from_argument(value, vm).map_err(|_| vm.overflow_error(too_large))?;
    match whole.checked_mul(unit) {
        Some(nanoseconds) => Ok(Some(nanoseconds)),
        None => Err(vm.overflow_error(too_large)),
    }
}

/// The moment so many nanoseconds from now.
pub(crate) fn deadline(nanoseconds: i64) -> Option<Instant> {
    let time = Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(0));
    Instant::now().checked_add(time)
}

/// A time in milliseconds as `poll` takes it, rounded up; -1 for none.
pub(crate) fn milliseconds(time: Option<Duration>) -> i32 {
    match time {
        None => -1,
        Some(time) => i32::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX),
    }
}
