//! `time`: clocks, waiting, and the calendar.
//! Reference: <https://docs.python.org/3.14/library/time.html>

mod calendar;
pub(crate) mod system;

/// Clocks, sleeping, and calendar times.
#[rpy_macros::native_module(name = "time", parts(super::calendar::calendar))]
pub mod time {
    use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::namespace::Namespace;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Ref, Value, Vm};
    use rustix::time::{self as clocks, ClockId, Timespec};

    use super::{calendar, system};
    use crate::waiting::Seconds;

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

    /// Whole seconds since 1970-01-01 00:00 UTC.
    pub(super) fn current(vm: &mut Vm) -> PyResult<i64> {
        match i64::try_from(now().as_secs()) {
            Ok(seconds) => Ok(seconds),
            Err(_) => Err(vm.overflow_error("timestamp out of range for platform time_t")),
        }
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
        vm.audit("time.sleep", |_| [seconds.clone()])?;
        let Seconds(seconds) = Seconds::from_argument(seconds, vm)?;
        if seconds < 0.0 {
            return Err(vm.value_error("sleep length must be non-negative"));
        }
        match Duration::try_from_secs_f64(seconds) {
            Ok(duration) if duration.as_nanos() <= i64::MAX as u128 => {
                vm.sleep_until(Some(Instant::now() + duration))
            }
            _ => Err(vm.overflow_error("timestamp out of range for C PyTime_t")),
        }
    }

    /// A time in nanoseconds.
    struct Nanoseconds(i64);

    impl<'a> FromArgument<'a> for Nanoseconds {
        fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Nanoseconds> {
            if value.as_int().is_none() {
                let found = value.type_name(vm);
                return Err(vm.type_error(format!("expect int, got {found}")));
            }
            Ok(Nanoseconds(i64::from_argument(value, vm)?))
        }
    }

    /// The number of a clock.
    struct ClockNumber(i32);

    impl<'a> FromArgument<'a> for ClockNumber {
        fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<ClockNumber> {
            if value.as_int().is_none() {
                let class = value.type_name(vm);
                return Err(vm.type_error(format!("clk_id should be integer, not {class}")));
            }
            i32::from_argument(value, vm).map(ClockNumber)
        }
    }

    /// Returns the smallest step of a clock, in seconds, by its number.
    #[function(signature = "(clk_id, /)", name = "clock_getres", hidden)]
    fn resolution(clk_id: ClockNumber, vm: &mut Vm) -> PyResult<f64> {
        let step = system::clock_getres(clk_id.0);
        step.map(seconds).map_err(|error| vm.io_error(&error, None))
    }

    /// Returns the seconds of a clock by its number.
    #[function(signature = "($module, clk_id, /)", name = "clock_gettime")]
    fn clock_time(clk_id: ClockNumber, vm: &mut Vm) -> PyResult<f64> {
        let time = system::clock_gettime(clk_id.0);
        time.map(seconds).map_err(|error| vm.io_error(&error, None))
    }

    /// Returns the nanoseconds of a clock by its number.
    #[function(signature = "($module, clk_id, /)", name = "clock_gettime_ns")]
    fn clock_time_ns(clk_id: ClockNumber, vm: &mut Vm) -> PyResult<i64> {
        let time = system::clock_gettime(clk_id.0);
        time.map(nanoseconds)
            .map_err(|error| vm.io_error(&error, None))
    }

    /// Sets a clock, in seconds.
    #[function(signature = "(clk_id, time, /)", hidden)]
    fn clock_settime(clk_id: ClockNumber, time: Seconds, vm: &mut Vm) -> PyResult<()> {
        let Seconds(time) = time;
        let whole = time.floor();
        if !(-9.3e18..9.2e18).contains(&whole) {
            return Err(vm.overflow_error("timestamp out of range for platform time_t"));
        }
        set_clock(clk_id.0, whole as i64, ((time - whole) * 1e9) as i64, vm)
    }

    /// Sets a clock, in nanoseconds.
    #[function(signature = "(clk_id, time, /)", hidden)]
    fn clock_settime_ns(clk_id: ClockNumber, time: Nanoseconds, vm: &mut Vm) -> PyResult<()> {
        let Nanoseconds(time) = time;
        let second = 1_000_000_000;
        set_clock(
            clk_id.0,
            time.div_euclid(second),
            time.rem_euclid(second),
            vm,
        )
    }

    fn set_clock(clock: i32, tv_sec: i64, tv_nsec: i64, vm: &mut Vm) -> PyResult<()> {
        let time = Timespec { tv_sec, tv_nsec };
        system::clock_settime(clock, time).map_err(|error| vm.io_error(&error, None))
    }

    /// Tells of a clock by its name: how it is read, its resolution, whether it can be set or go
    /// back.
    #[function(signature = "(name, /)", hidden)]
    fn get_clock_info(name: &str, vm: &mut Vm) -> PyResult {
        let (id, clock, implementation) = match name {
            "time" => (ClockId::Realtime, name, "CLOCK_REALTIME"),
            "monotonic" | "perf_counter" => (ClockId::Monotonic, name, "CLOCK_MONOTONIC"),
            "process_time" => (ClockId::ProcessCPUTime, name, "CLOCK_PROCESS_CPUTIME_ID"),
            "thread_time" => (ClockId::ThreadCPUTime, name, "CLOCK_THREAD_CPUTIME_ID"),
            _ => return Err(vm.value_error("unknown clock")),
        };
        let wall = clock == "time";
        let implementation = vm.new_str(&format!("clock_gettime({implementation})"));
        let resolution = seconds(clocks::clock_getres(id));
        let info = Namespace::new(vm).into_value();
        for (field, value) in [
            ("implementation", implementation),
            ("monotonic", Value::bool(!wall)),
            ("adjustable", Value::bool(wall)),
            ("resolution", vm.new_float(resolution)),
        ] {
            let field = vm.intern(field);
            info.set_attribute(&field, value, vm)?;
        }
        Ok(info)
    }

    #[constants]
    const CLOCKS: &[(&str, i64)] = &[
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME as i64),
        ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC as i64),
        ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW as i64),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME as i64),
        ("CLOCK_TAI", libc::CLOCK_TAI as i64),
        (
            "CLOCK_PROCESS_CPUTIME_ID",
            libc::CLOCK_PROCESS_CPUTIME_ID as i64,
        ),
        (
            "CLOCK_THREAD_CPUTIME_ID",
            libc::CLOCK_THREAD_CPUTIME_ID as i64,
        ),
        ("_STRUCT_TM_ITEMS", 11),
    ];

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        calendar::set_zone(module, vm);
        Ok(())
    }
}
