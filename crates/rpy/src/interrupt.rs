//! Ctrl-C: raises `KeyboardInterrupt` in the program, and is what a program ends by that leaves it
//! unhandled.
//! Reference: <https://docs.python.org/3.14/library/signal.html#general-rules>

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rpy_vm::{Breaker, Vm};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::time::Timespec;
use signal_hook::consts::SIGINT;

/// Lets SIGINT interrupt the interpreter, unless the process was started with the signal ignored, as
/// shells do with background jobs.
pub(crate) fn interrupt_on_signal(vm: &Vm) {
    if is_ignored(SIGINT) {
        return;
    }
    // Without a handler, the signal ends the process: that is what it does without this call, too.
    let state = vm.breaker().state();
    let _ = signal_hook::flag::register_usize(SIGINT, state, Breaker::INTERRUPT);
}

/// Waits that end at the signal.
pub(crate) struct Waiter {
    wake: Option<UnixStream>,
}

impl Waiter {
    /// Makes one; if the system has no streams to give, the signal does not end its waits.
    pub(crate) fn new() -> Waiter {
        let wake = if is_ignored(SIGINT) {
            None
        } else {
            wake_on_signal().ok()
        };
        Waiter { wake }
    }

    /// Waits for some time, or until the signal comes or has come since the last wait.
    pub(crate) fn wait(&self, duration: Duration) {
        match &self.wake {
            Some(wake) => wait(wake, duration),
            None => std::thread::sleep(duration),
        }
    }
}

/// A stream that the signal makes readable.
fn wake_on_signal() -> std::io::Result<UnixStream> {
    let (wake, signalled) = UnixStream::pair()?;
    wake.set_nonblocking(true)?;
    signalled.set_nonblocking(true)?;
    signal_hook::low_level::pipe::register(SIGINT, signalled)?;
    Ok(wake)
}

/// Waits for some time, or until the stream becomes readable.
fn wait(wake: &UnixStream, duration: Duration) {
    let timeout = Timespec {
        tv_sec: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(duration.subsec_nanos()),
    };
    let mut events = [PollFd::new(wake, PollFlags::IN)];
    // On failure the caller looks at the clock and tries again.
    let _ = poll(&mut events, Some(&timeout));
    let mut bytes = [0; 64];
    while matches!((&*wake).read(&mut bytes), Ok(count) if count > 0) {}
}

/// Ends the process as SIGINT does by default, so that its parent sees why.
pub(crate) fn die() {
    let _ = signal_hook::low_level::emulate_default_handler(SIGINT);
}

/// Whether the process ignores a signal; `false` where the system does not tell.
fn is_ignored(signal: i32) -> bool {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| ignored_mask(&status))
        .is_some_and(|mask| mask >> (signal - 1) & 1 != 0)
}

/// The signals ignored, bit n - 1 for signal n, by the text of `/proc/self/status`.
fn ignored_mask(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(line.trim(), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_of_ignored_signals_is_read() {
        let status = "Name:\trpy\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001002\n";
        assert_eq!(ignored_mask(status), Some(0x1002));
        assert_eq!(ignored_mask("Name:\trpy\n"), None);
        assert_eq!(ignored_mask("SigIgn:\tx\n"), None);
    }
}
