//! The limits that the command line sets: `-X max-memory=SIZE`, `-X max-time=SECONDS`, and those of
//! the system. See docs/limits.md.

#[cfg(debug_assertions)]
use std::sync::atomic::Ordering;
use std::time::Duration;

use rpy_vm::{Limits, Vm};
use rustix::process::{Resource, getrlimit};

use crate::allocator;
use crate::messages;

/// Status of a process that was ended because its time was up, as of the command `timeout`.
const TIMED_OUT: i32 = 124;

/// Part of the memory that the system allows which is left to what is no object.
const OTHER: usize = 8;

/// Reads the limits off the options of the implementation.
///
/// Errors: what is wrong with an option, for the user.
pub(crate) fn read(options: &[String]) -> Result<Limits, String> {
    let mut limits = Limits::default();
    for option in options {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        match name {
            "max-memory" => {
                let bytes = size(value).ok_or_else(|| invalid(name, value, "a size, as 512M"))?;
                limits.bytes = Some(bytes);
            }
            "max-time" => {
                let time = time(value).ok_or_else(|| invalid(name, value, "seconds, as 1.5"))?;
                limits.time = Some(time);
            }
            _ => {}
        }
    }
    Ok(limits)
}

fn invalid(name: &str, value: &str, expected: &str) -> String {
    format!("-X {name}: '{value}' is not {expected}")
}

/// A number of bytes, with K, M or G for powers of 1024.
fn size(text: &str) -> Option<usize> {
    let (digits, unit) = match text.as_bytes().last()? {
        b'K' | b'k' => (&text[..text.len() - 1], 1 << 10),
        b'M' | b'm' => (&text[..text.len() - 1], 1 << 20),
        b'G' | b'g' => (&text[..text.len() - 1], 1 << 30),
        _ => (text, 1),
    };
    let number: usize = digits.parse().ok()?;
    number.checked_mul(unit).filter(|&bytes| bytes > 0)
}

fn time(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| !time.is_zero())
}

/// Keeps memory back if the system limits that of the process.
pub(crate) fn keep_reserve() {
    if address_space().is_some() {
        allocator::keep_reserve();
    }
}

/// Sets the limits, and those that follow from what the system allows.
pub(crate) fn set(mut limits: Limits, vm: &mut Vm) {
    #[cfg(debug_assertions)]
    set_checks(vm);
    if let Some(allowed) = address_space() {
        limits.reserve = Some(allocator::reserve());
        let left = allowed.saturating_sub(in_use());
        let objects = vm.heap_bytes().saturating_add(left - left / OTHER);
        limits.bytes = Some(limits.bytes.map_or(objects, |bytes| bytes.min(objects)));
    }
    if !vm.set_limits(limits) {
        messages::error(format_args!("rpy: can't start a thread for -X max-time"));
    }
    if let Some(time) = limits.time {
        // A wait of the system, or a loop of native code that looks at nothing, is ended so.
        let last = time + 3 * Limits::grace(time) + Duration::from_millis(500);
        let end = move || {
            std::thread::sleep(last);
            messages::error(format_args!("rpy: time limit exceeded"));
            std::process::exit(TIMED_OUT);
        };
        let thread = std::thread::Builder::new().name("timer".to_owned());
        // Without it the interpreter's own limit is left.
        let _ = thread.spawn(end);
    }
}

/// The checks of a debug build: `RPY_CHECK=collect=100,refuse=50,compare=1,quarantine=1000,explain=1`.
#[cfg(debug_assertions)]
fn set_checks(vm: &mut Vm) {
    let text = std::env::var("RPY_CHECK").unwrap_or_default();
    let mut checks = rpy_vm::Checks::default();
    for check in text.split(',').filter(|check| !check.is_empty()) {
        let (name, number) = check.split_once('=').unwrap_or((check, ""));
        match (name, number.parse()) {
            ("collect", Ok(number)) => checks.collect_every = number,
            ("refuse", Ok(number)) => checks.refuse_every = number,
            ("compare", Ok(number)) => checks.compare = number != 0,
            ("quarantine", Ok(number)) => checks.quarantine = number,
            ("explain", Ok(number)) => checks.explain = number != 0,
            ("asked", Ok(number)) => {
                let is_on: usize = number;
                allocator::CHECKED.store(is_on != 0, Ordering::Relaxed);
            }
            _ => messages::error(format_args!("rpy: RPY_CHECK: unknown check '{check}'")),
        }
    }
    vm.set_checks(checks);
}

/// What the system allows the process to map, if that is limited (`ulimit -v`).
pub(crate) fn address_space() -> Option<usize> {
    let limit = getrlimit(Resource::As).current?;
    Some(usize::try_from(limit).unwrap_or(usize::MAX))
}

/// Bytes that the process has mapped; zero where the system does not tell.
fn in_use() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = pages.split(' ').next().and_then(|pages| pages.parse().ok());
    pages
        .unwrap_or(0_usize)
        .saturating_mul(rustix::param::page_size())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("100"), Some(100));
        assert_eq!(size("2k"), Some(2048));
        assert_eq!(size("3M"), Some(3 << 20));
        assert_eq!(size("1G"), Some(1 << 30));
        for wrong in ["", "M", "-1", "1.5M", "0", "99999999999G", "1T"] {
            assert_eq!(size(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn options_of_others_are_left_alone() {
        let options = ["dev", "max-time=1.5", "max-memory=1M", "utf8=1"].map(str::to_owned);
        let limits = read(&options).unwrap();
        assert_eq!(limits.time, Some(Duration::from_millis(1500)));
        assert_eq!(limits.bytes, Some(1 << 20));
        assert!(read(&["max-time=-1".to_owned()]).is_err());
        assert!(read(&["max-memory".to_owned()]).is_err());
    }
}
