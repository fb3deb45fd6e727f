//! `time`: clocks, waiting, dates.
//! Reference: <https://docs.python.org/3.14/library/time.html>

mod dates;
mod system;
mod zone;

/// Clocks, waiting, and dates in the zone of the system.
///
/// Times are seconds since the epoch, 1970-01-01 00:00 UTC. Dates are tuples of year, month, day, hour,
/// minute, second, day of the week (Monday is 0), day of the year, and whether daylight saving time is
/// on (-1 if that is not known).
#[rpy_macros::native_module(name = "time")]
pub mod time {
    use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::namespace::Namespace;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};
    use rustix::time::{self as clocks, ClockId, Timespec};

    use super::dates::{self, Given};
    use super::{system, zone};

    /// A date, as gmtime(), localtime() and strptime() give it, and asctime(), mktime() and strftime()
    /// take it: a tuple of nine ints.
    ///
    /// tm_year is the year itself, tm_mon counts from 1, and tm_wday is 0 on Mondays.
    #[struct_sequence]
    pub(crate) struct struct_time {
        /// The year, such as 1993.
        pub(crate) tm_year: i64,
        /// The month, from 1 to 12.
        pub(crate) tm_mon: i32,
        /// The day of the month, from 1 to 31.
        pub(crate) tm_mday: i32,
        /// The hour, from 0 to 23.
        pub(crate) tm_hour: i32,
        /// The minute, from 0 to 59.
        pub(crate) tm_min: i32,
        /// The second, from 0 to 61.
        pub(crate) tm_sec: i32,
        /// The day of the week, from 0 to 6; Monday is 0.
        pub(crate) tm_wday: i32,
        /// The day of the year, from 1 to 366.
        pub(crate) tm_yday: i32,
        /// 1 if daylight saving time is on, 0 if not, -1 if that is not known.
        pub(crate) tm_isdst: i32,
        /// The name of the time zone.
        #[hidden]
        pub(crate) tm_zone: Value,
        /// How far the zone is east of UTC, in seconds.
        #[hidden]
        pub(crate) tm_gmtoff: Value,
    }

    fn nanoseconds(time: Timespec) -> i64 {
        time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    fn seconds(time: Timespec) -> f64 {
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }

    /// Time since the epoch; before it, zero.
    pub(super) fn now() -> Duration {
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
            _ => Err(vm.overflow_error("timestamp out of range for C PyTime_t")),
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

    fn in_nanoseconds(time: libc::timespec) -> i64 {
        time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    fn in_seconds(time: libc::timespec) -> f64 {
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }

    /// What a call of the system gave, or its `OSError`.
    fn done<T>(result: std::io::Result<T>, vm: &mut Vm) -> PyResult<T> {
        result.map_err(|error| vm.io_error(&error, None))
    }

    /// Returns the smallest step of a clock, in seconds, by its number.
    #[function(signature = "(clk_id, /)", hidden)]
    fn clock_getres(clk_id: ClockNumber, vm: &mut Vm) -> PyResult<f64> {
        let step = done(system::clock_resolution(clk_id.0), vm)?;
        Ok(in_seconds(step))
    }

    /// Returns the seconds of a clock by its number.
    #[function(signature = "(clk_id, /)")]
    fn clock_gettime(clk_id: ClockNumber, vm: &mut Vm) -> PyResult<f64> {
        let time = done(system::clock_time(clk_id.0), vm)?;
        Ok(in_seconds(time))
    }

    /// Returns the nanoseconds of a clock by its number.
    #[function(signature = "(clk_id, /)")]
    fn clock_gettime_ns(clk_id: ClockNumber, vm: &mut Vm) -> PyResult<i64> {
        let time = done(system::clock_time(clk_id.0), vm)?;
        Ok(in_nanoseconds(time))
    }

    /// Sets a clock by its number to a time in seconds.
    #[function(signature = "(clk_id, time, /)", hidden)]
    fn clock_settime(clk_id: ClockNumber, time: &Value, vm: &mut Vm) -> PyResult<()> {
        if time.as_float().is_none() && time.as_int().is_none() && !time.is_index(vm) {
            let found = time.type_name(vm);
            return Err(vm.type_error(format!(
                "'{found}' object cannot be interpreted as an integer or float"
            )));
        }
        let time = f64::from_argument(time, vm)?;
        if time.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let nanoseconds = (time * 1e9).floor();
        if nanoseconds.abs() >= i64::MAX as f64 {
            return Err(vm.overflow_error("timestamp out of range for C PyTime_t"));
        }
        set_clock(clk_id.0, nanoseconds as i64, vm)
    }

    /// Sets a clock by its number to a time in nanoseconds.
    #[function(signature = "(clk_id, time, /)", hidden)]
    fn clock_settime_ns(clk_id: ClockNumber, time: i64, vm: &mut Vm) -> PyResult<()> {
        set_clock(clk_id.0, time, vm)
    }

    fn set_clock(clock: i32, nanoseconds: i64, vm: &mut Vm) -> PyResult<()> {
        let time = libc::timespec {
            tv_sec: nanoseconds.div_euclid(1_000_000_000),
            tv_nsec: nanoseconds.rem_euclid(1_000_000_000),
        };
        done(system::set_clock(clock, time), vm)
    }

    /// Returns the number of the clock of a thread, by what threading.get_ident() gives.
    ///
    /// Raises OSError if there is no such thread.
    #[function(signature = "(thread_id, /)", hidden)]
    fn pthread_getcpuclockid(thread_id: usize, vm: &mut Vm) -> PyResult<i32> {
        if !vm.thread_identities().contains(&thread_id) {
            let error = std::io::Error::from_raw_os_error(libc::ESRCH);
            return Err(vm.io_error(&error, None));
        }
        done(system::thread_clock(thread_id), vm)
    }

    #[constants]
    const CLOCKS: &[(&str, i64)] = &[
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME as i64),
        ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC as i64),
        ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW as i64),
        (
            "CLOCK_PROCESS_CPUTIME_ID",
            libc::CLOCK_PROCESS_CPUTIME_ID as i64,
        ),
        (
            "CLOCK_THREAD_CPUTIME_ID",
            libc::CLOCK_THREAD_CPUTIME_ID as i64,
        ),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME as i64),
        ("CLOCK_TAI", libc::CLOCK_TAI as i64),
        ("_STRUCT_TM_ITEMS", 11),
    ];

    /// Returns what is known of a clock by its name: implementation, resolution, and whether it never
    /// goes back and can be set.
    #[function(signature = "(name, /)", hidden)]
    fn get_clock_info(name: &str, vm: &mut Vm) -> PyResult<Ref<Namespace>> {
        let (clock, id, settable) = match name {
            "time" => ("CLOCK_REALTIME", libc::CLOCK_REALTIME, true),
            "monotonic" | "perf_counter" => ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC, false),
            "process_time" => {
                let id = libc::CLOCK_PROCESS_CPUTIME_ID;
                ("CLOCK_PROCESS_CPUTIME_ID", id, false)
            }
            "thread_time" => {
                let id = libc::CLOCK_THREAD_CPUTIME_ID;
                ("CLOCK_THREAD_CPUTIME_ID", id, false)
            }
            _ => return Err(vm.value_error("unknown clock")),
        };
        let step = done(system::clock_resolution(id), vm)?;
        let info = Namespace::new(vm);
        let implementation = vm.new_str(&format!("clock_gettime({clock})"));
        let resolution = vm.new_float(in_seconds(step));
        for (name, value) in [
            ("implementation", implementation),
            ("monotonic", Value::bool(!settable)),
            ("adjustable", Value::bool(settable)),
            ("resolution", resolution),
        ] {
            let name = vm.intern(name);
            info.as_value().set_attribute(&name, value, vm)?;
        }
        Ok(info)
    }

    /// gmtime([seconds]) -> the date of a time in UTC, by default that of now.
    #[function(signature = "(seconds=None, /)", hidden)]
    fn gmtime(seconds: &Value, vm: &mut Vm) -> PyResult<struct_time> {
        let seconds = dates::whole_seconds(Some(seconds), vm)?;
        let parts = done(system::universal(seconds), vm)?;
        dates::of_parts(&parts, vm)
    }

    /// localtime([seconds]) -> the date of a time in the local zone, by default that of now.
    #[function(signature = "(seconds=None, /)", hidden)]
    fn localtime(seconds: &Value, vm: &mut Vm) -> PyResult<struct_time> {
        let seconds = dates::whole_seconds(Some(seconds), vm)?;
        let parts = done(system::local(seconds), vm)?;
        dates::of_parts(&parts, vm)
    }

    /// Returns the time of a date in the local zone.
    #[function(signature = "($self, object, /)")]
    fn mktime(object: &Value, vm: &mut Vm) -> PyResult<f64> {
        let mut date = Given::of(object, "mktime", vm)?;
        match system::time_of(&mut date.parts) {
            Some(seconds) => Ok(seconds as f64),
            None => Err(vm.overflow_error("mktime argument out of range")),
        }
    }

    /// asctime([date]) -> a date as text, such as 'Sat Jun 06 16:26:11 1998'; by default that of now.
    #[function(signature = "(date=<unrepresentable>, /)", hidden)]
    fn asctime(date: Option<&Value>, vm: &mut Vm) -> PyResult<String> {
        let date = match date {
            Some(date) => {
                let mut date = Given::of(date, "asctime", vm)?;
                date.check(vm)?;
                date
            }
            None => Given::now(vm)?,
        };
        Ok(dates::text(&date.parts))
    }

    /// ctime([seconds]) -> the date of a time in the local zone as text, by default that of now.
    #[function(signature = "(seconds=None, /)", hidden)]
    fn ctime(seconds: &Value, vm: &mut Vm) -> PyResult<String> {
        let seconds = dates::whole_seconds(Some(seconds), vm)?;
        let parts = done(system::local(seconds), vm)?;
        Ok(dates::text(&parts))
    }

    /// strftime(format[, date]) -> a date as the format says, by default that of now.
    ///
    /// Formats are those of the C library: %Y %m %d %H %M %S for numbers, %a %A %b %B for names, %z %Z
    /// for the zone, %c %x %X for what is usual.
    #[function(signature = "(format, date=<unrepresentable>, /)", hidden)]
    fn strftime(format: &Value, date: Option<&Value>, vm: &mut Vm) -> PyResult {
        let Some(format) = format.downcast::<Str>() else {
            let class = format.type_name(vm);
            return Err(vm.type_error(format!("strftime() argument 1 must be str, not {class}")));
        };
        let mut date = match date {
            Some(date) => Given::of(date, "strftime", vm)?,
            None => Given::now(vm)?,
        };
        date.check(vm)?;
        let tm = &mut date.parts.0;
        tm.tm_isdst = tm.tm_isdst.clamp(-1, 1);
        dates::formatted(format, &date.parts, vm)
    }

    /// strptime(string, format) -> the date that a text tells, by a format as strftime() has them.
    #[function(signature = "(*args)", hidden)]
    fn strptime(args: Args<'_>, vm: &mut Vm) -> PyResult {
        let name = vm.intern("_strptime");
        let module = vm.import_name(&name)?;
        let name = vm.intern("_strptime_time");
        let function = module.get_attribute(&name, vm)?;
        function.call(args, vm)
    }

    /// Reads the time zone from the environment variable TZ anew, and sets timezone, altzone, daylight
    /// and tzname accordingly.
    #[function(signature = "($self, /)")]
    fn tzset(vm: &mut Vm) -> PyResult<()> {
        let name = vm.intern("time");
        let module = vm.import_name(&name)?;
        system::read_zone();
        for (name, value) in zone::attributes(vm)? {
            let name = vm.intern(name);
            module.set_attribute(&name, value, vm)?;
        }
        Ok(())
    }

    #[execute]
    fn add_zone(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        system::read_zone();
        for (name, value) in zone::attributes(vm)? {
            module.add(name, value, vm);
        }
        Ok(())
    }
}
