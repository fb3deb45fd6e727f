//! The calls of the C library for dates: they know the time zone. The module's `unsafe` code is here.

use std::ffi::CStr;

/// A date and time of day in parts, as the C library has it.
pub(super) struct Parts(pub(super) libc::tm);

impl Parts {
    /// All zero.
    pub(super) fn zero() -> Parts {
        // SAFETY: the struct is made of ints and a pointer, which may be null.
        Parts(unsafe { std::mem::zeroed() })
    }

    /// The name of the time zone, if there is one.
    pub(super) fn zone(&self) -> Option<String> {
        if self.0.tm_zone.is_null() {
            return None;
        }
        // SAFETY: what the C library has put there is a name that it keeps.
        let name = unsafe { CStr::from_ptr(self.0.tm_zone) };
        Some(name.to_string_lossy().into_owned())
    }
}

/// The date of a time in UTC. Errors: that of the system, for years that are no C int.
pub(super) fn universal(seconds: i64) -> std::io::Result<Parts> {
    let mut parts = Parts::zero();
    // SAFETY: both pointers are to values on the stack.
    let made = unsafe { libc::gmtime_r(&raw const seconds, &raw mut parts.0) };
    match made.is_null() {
        true => Err(std::io::Error::last_os_error()),
        false => Ok(parts),
    }
}

/// The date of a time in the local zone. Errors: as for [`universal`].
pub(super) fn local(seconds: i64) -> std::io::Result<Parts> {
    let mut parts = Parts::zero();
    // SAFETY: both pointers are to values on the stack.
    let made = unsafe { libc::localtime_r(&raw const seconds, &raw mut parts.0) };
    match made.is_null() {
        true => Err(std::io::Error::last_os_error()),
        false => Ok(parts),
    }
}

/// The time of a date in the local zone; `None` if there is none.
pub(super) fn time_of(parts: &mut Parts) -> Option<i64> {
    // The call fills it in, unless it fails; -1 alone may be a time.
    parts.0.tm_wday = -1;
    // SAFETY: the pointer is to a value on the stack, whose zone is not read.
    let seconds = unsafe { libc::mktime(&raw mut parts.0) };
    (seconds != -1 || parts.0.tm_wday != -1).then_some(seconds)
}

/// Formats a date. `format` has no zeros.
pub(super) fn format(format: &str, parts: &Parts) -> Vec<u8> {
    let Ok(format) = std::ffi::CString::new(format) else {
        return Vec::new();
    };
    let length = format.as_bytes().len();
    let mut buffer = vec![0u8; 1024];
    loop {
        // SAFETY: the buffer has the length that is told, the format ends with a zero, and the zone,
        // if there is one, is a string that the caller or the C library keeps.
        let written = unsafe {
            libc::strftime(
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                format.as_ptr(),
                &raw const parts.0,
            )
        };
        // Nothing is written either if there is nothing, or if there is no room.
        if written > 0 || buffer.len() >= 256 * length {
            buffer.truncate(written);
            return buffer;
        }
        let larger = buffer.len() * 2;
        buffer.resize(larger, 0);
    }
}

/// Reads the time zone from the environment anew.
pub(super) fn read_zone() {
    // SAFETY: the call takes nothing. It reads the environment, which only the interpreter changes,
    // and which nobody changes while the interpreter's lock is held here.
    unsafe { tzset() }
}

unsafe extern "C" {
    /// Of the C library; POSIX.
    fn tzset();
}

/// The time of a clock.
pub(super) fn clock_time(clock: i32) -> std::io::Result<libc::timespec> {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a value on the stack.
    checked(unsafe { libc::clock_gettime(clock, &raw mut time) })?;
    Ok(time)
}

/// The smallest step of a clock.
pub(super) fn clock_resolution(clock: i32) -> std::io::Result<libc::timespec> {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a value on the stack.
    checked(unsafe { libc::clock_getres(clock, &raw mut time) })?;
    Ok(time)
}

/// Sets a clock.
pub(super) fn set_clock(clock: i32, time: libc::timespec) -> std::io::Result<()> {
    // SAFETY: the pointer is to a value on the stack.
    checked(unsafe { libc::clock_settime(clock, &raw const time) })
}

/// The number of the clock of a thread, which must be running.
pub(super) fn thread_clock(thread: usize) -> std::io::Result<i32> {
    let mut clock = 0;
    // SAFETY: the caller has looked whether the thread runs, and it cannot end while the
    // interpreter's lock is held here; the pointer is to a value on the stack.
    let error = unsafe { libc::pthread_getcpuclockid(thread as libc::pthread_t, &raw mut clock) };
    match error {
        0 => Ok(clock),
        error => Err(std::io::Error::from_raw_os_error(error)),
    }
}

fn checked(result: i32) -> std::io::Result<()> {
    match result {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}
