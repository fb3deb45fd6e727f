//! Descriptors of counters and of timers.

use rpy_vm::{PyResult, Value, Vm};

use super::path::call;
use super::system::{self, TimerTimes};
use crate::arguments::unsigned;
use crate::descriptor::Descriptor;

const SECOND: i128 = 1_000_000_000;

/// A time in seconds as the system takes it.
fn time_of(seconds: f64, vm: &mut Vm) -> PyResult<(i64, i64)> {
    if seconds.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)"));
    }
    let nanoseconds = seconds * 1e9;
    if !(-9.3e18..9.3e18).contains(&nanoseconds) {
        return Err(vm.overflow_error("timestamp out of range for C PyTime_t"));
    }
    let nanoseconds = nanoseconds.round() as i128;
    let whole = nanoseconds.div_euclid(SECOND) as i64;
    Ok((whole, nanoseconds.rem_euclid(SECOND) as i64))
}

fn exact_time_of(nanoseconds: i64) -> (i64, i64) {
    let second = SECOND as i64;
    (
        nanoseconds.div_euclid(second),
        nanoseconds.rem_euclid(second),
    )
}

fn in_seconds([value, interval]: TimerTimes) -> (f64, f64) {
    let seconds = |(seconds, nanoseconds): (i64, i64)| seconds as f64 + nanoseconds as f64 * 1e-9;
    (seconds(value), seconds(interval))
}

fn in_nanoseconds([value, interval]: TimerTimes) -> (i64, i64) {
    let exact = |(seconds, nanoseconds): (i64, i64)| seconds * SECOND as i64 + nanoseconds;
    (exact(value), exact(interval))
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod events {
    use super::*;

    /// Makes a counter and returns its descriptor.
    #[function(
        signature = "(initval, flags=524288)",
        text = "(initval, flags=EFD_CLOEXEC)"
    )]
    fn eventfd(initval: &Value, flags: i32, vm: &mut Vm) -> PyResult<i64> {
        let initval = unsigned(initval, "unsigned int", vm)?;
        let initval = u32::try_from(initval)
            .map_err(|_| vm.overflow_error("Python int too large for C unsigned int"))?;

        call(&[], vm, move || system::eventfd(initval, flags))
    }

    /// Reads a counter.
    #[function(signature = "(fd)")]
    fn eventfd_read(fd: Descriptor, vm: &mut Vm) -> PyResult<u64> {
        let mut value = [0; 8];
        call(&[], vm, || system::read(fd.0, &mut value))?;
        Ok(u64::from_ne_bytes(value))
    }

    /// Adds to a counter.
    #[function(signature = "(fd, value)")]
    fn eventfd_write(fd: Descriptor, value: u64, vm: &mut Vm) -> PyResult<()> {
        let value = value.to_ne_bytes();
        call(&[], vm, || system::write(fd.0, &value)).map(drop)
    }

    /// Makes a timer and returns its descriptor.
    #[function(
        signature = "(clockid, /, *, flags=524288)",
        text = "(clockid, /, *, flags=TFD_CLOEXEC)"
    )]
    fn timerfd_create(clockid: i32, flags: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || {
            system::timerfd_create(clockid, flags | libc::TFD_CLOEXEC)
        })
    }

    /// Sets a timer, in seconds, and returns what was left of the former time and its interval.
    #[function(signature = "(fd, /, *, flags=0, initial=0.0, interval=0.0)")]
    fn timerfd_settime(
        fd: Descriptor,
        flags: i32,
        initial: f64,
        interval: f64,
        vm: &mut Vm,
    ) -> PyResult<(f64, f64)> {
        let times = [time_of(initial, vm)?, time_of(interval, vm)?];
        let old = call(&[], vm, move || system::set_timer_times(fd.0, flags, times))?;
        Ok(in_seconds(old))
    }

    /// Sets a timer, in nanoseconds, and returns what was left of the former time and its interval.
    #[function(signature = "(fd, /, *, flags=0, initial=0, interval=0)")]
    fn timerfd_settime_ns(
        fd: Descriptor,
        flags: i32,
        initial: i64,
        interval: i64,
        vm: &mut Vm,
    ) -> PyResult<(i64, i64)> {
        let times = [exact_time_of(initial), exact_time_of(interval)];
        let old = call(&[], vm, move || system::set_timer_times(fd.0, flags, times))?;
        Ok(in_nanoseconds(old))
    }

    /// Returns what is left of a timer's time, and its interval, in seconds.
    #[function(signature = "(fd, /)")]
    fn timerfd_gettime(fd: Descriptor, vm: &mut Vm) -> PyResult<(f64, f64)> {
        call(&[], vm, move || system::timer_times(fd.0)).map(in_seconds)
    }

    /// Returns what is left of a timer's time, and its interval, in nanoseconds.
    #[function(signature = "(fd, /)")]
    fn timerfd_gettime_ns(fd: Descriptor, vm: &mut Vm) -> PyResult<(i64, i64)> {
        call(&[], vm, move || system::timer_times(fd.0)).map(in_nanoseconds)
    }
}
