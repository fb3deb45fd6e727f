//! Ctrl-C: raises `KeyboardInterrupt` in the program, and is what a program ends by that leaves it
//! unhandled.
//! Reference: <https://docs.python.org/3.14/library/signal.html#general-rules>

use nix::sys::signal::{SigSet, Signal};
use rpy_vm::{Breaker, Vm};
use signal_hook::consts::SIGINT;

/// Lets SIGINT interrupt the interpreter, unless the process was started with the signal ignored, as
/// shells do with background jobs.
pub(crate) fn interrupt_on_signal(vm: &Vm) {
    if is_ignored(SIGINT) {
        return;
    }
    let state = vm.breaker().state();
    // Without a handler, the signal ends the process: that is what it does without this call, too.
    let _ = signal_hook::flag::register_usize(SIGINT, state, Breaker::INTERRUPT);
}

/// Keeps SIGINT from this thread, so that it comes to the one that runs Python code and wakes it from
/// what it waits for.
pub(crate) fn leave_to_other_threads() {
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGINT);
    // On failure the signal still sets the flag, but a `sleep` goes on to its end.
    let _ = signals.thread_block();
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
