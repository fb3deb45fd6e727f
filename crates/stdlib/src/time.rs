//! `time`: clocks and waiting.
//! Reference: <https://docs.python.org/3.14/library/time.html>

/// Clocks and waiting.
#[rpy_macros::native_module(name = "time")]
pub mod time {
    use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Value, Vm};
    use rustix::time::{self as clocks, ClockId, Timespec};

    fn nanoseconds(time: Timespec) -> i64 {
        time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    fn seconds(time: Timespec) -> f64 {
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }

    /// Time since the epoch; before it, zero.
    fn now() -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }

    /// Returns the seconds since 1970-01-01 00:00 UTC.
    #[function(signature = "($self, /)")]
    fn time() -> f64 {
        now().as_secs_f64()
    }

    /// Returns the nanoseconds since 1970-01-01 00:00 UTC.
    #[function(signature = "($self, /)")]
    fn time_ns() -> i64 {
        i64::try_from(now().as_nanos()).unwrap_or(i64::MAX)
    }

    /// Returns the seconds of a clock that never goes back.
    #[function(signature = "($self, /)")]
    fn monotonic() -> f64 {
        seconds(clocks::clock_gettime(ClockId::Monotonic))
    }

    /// Returns the nanoseconds of a clock that never goes back.
    #[function(signature = "($self, /)")]
    fn monotonic_ns() -> i64 {
        nanoseconds(clocks::clock_gettime(ClockId::Monotonic))
    }

    /// Returns the seconds of the most precise clock.
    #[function(signature = "($self, /)")]
    fn perf_counter() -> f64 {
        seconds(clocks::clock_gettime(ClockId::Monotonic))
    }

    /// Returns the nanoseconds of the most precise clock.
    #[function(signature = "($self, /)")]
    fn perf_counter_ns() -> i64 {
        nanoseconds(clocks::clock_gettime(ClockId::Monotonic))
    }

    /// Returns the seconds that the processors have spent on this process.
    #[function(signature = "($self, /)")]
    fn process_time() -> f64 {
        seconds(clocks::clock_gettime(ClockId::ProcessCPUTime))
    }

    /// Returns the nanoseconds that the processors have spent on this process.
    #[function(signature = "($self, /)")]
    fn process_time_ns() -> i64 {
        nanoseconds(clocks::clock_gettime(ClockId::ProcessCPUTime))
    }

    /// Returns the seconds that the processors have spent on this thread.
    #[function(signature = "($self, /)")]
    fn thread_time() -> f64 {
        seconds(clocks::clock_gettime(ClockId::ThreadCPUTime))
    }

    /// Returns the nanoseconds that the processors have spent on this thread.
    #[function(signature = "($self, /)")]
    fn thread_time_ns() -> i64 {
        nanoseconds(clocks::clock_gettime(ClockId::ThreadCPUTime))
    }

    /// Waits for a number of seconds. Signals do not end it unless their handler raises (PEP 475).
    #[function(signature = "($self, object, /)")]
    fn sleep(seconds: &Value, vm: &mut Vm) -> PyResult<()> {
        let is_number = seconds.is_index(vm) || seconds.class(vm).slots(vm).float.is_some();
        if !is_number {
            let found = seconds.type_name(vm);
            return Err(vm.type_error(format!(
                "'{found}' object cannot be interpreted as an integer or float"
            )));
        }
        let seconds = f64::from_argument(seconds, vm)?;
        if seconds.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        if seconds < 0.0 {
            return Err(vm.value_error("sleep length must be non-negative"));
        }
        match Duration::try_from_secs_f64(seconds) {
            Ok(duration) if duration.as_nanos() <= i64::MAX as u128 => {
                vm.sleep_until(Some(Instant::now() + duration))
            }
            _ => Err(vm.overflow_error("timestamp out of range for platform time_t")),
        }
    }

    /// Returns the smallest step of a clock, in seconds, by its number.
    #[function(signature = "(clk_id, /)", name = "clock_getres", hidden)]
    fn resolution(clk_id: i64, vm: &mut Vm) -> PyResult<f64> {
        let clock = clock(clk_id, vm)?;
        Ok(seconds(clocks::clock_getres(clock)))
    }

    /// Returns the seconds of a clock by its number.
    #[function(signature = "(clk_id, /)", name = "clock_gettime")]
    fn clock_time(clk_id: i64, vm: &mut Vm) -> PyResult<f64> {
        let clock = clock(clk_id, vm)?;
        Ok(seconds(clocks::clock_gettime(clock)))
    }

    #[constants]
    const CLOCKS: &[(&str, i64)] = &[
        ("CLOCK_REALTIME", 0),
        ("CLOCK_MONOTONIC", 1),
        ("CLOCK_PROCESS_CPUTIME_ID", 2),
        ("CLOCK_THREAD_CPUTIME_ID", 3),
    ];

    fn clock(number: i64, vm: &mut Vm) -> PyResult<ClockId> {
        match number {
            0 => Ok(ClockId::Realtime),
            1 => Ok(ClockId::Monotonic),
            2 => Ok(ClockId::ProcessCPUTime),
            3 => Ok(ClockId::ThreadCPUTime),
            _ => Err(vm.os_error_of(22, "Invalid argument", None)),
        }
    }
}
