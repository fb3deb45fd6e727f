//! `_signal`: what `signal` is made of.
//! Reference: <https://docs.python.org/3.14/library/signal.html>
//!
//! `handlers` are what the system calls, `system` its other functions, `state` is what an
//! interpreter keeps. The unsafe code is in the first two.

pub(crate) mod handlers;
mod module;
mod numbers;
mod state;
mod system;

use std::os::unix::net::UnixStream;

use rpy_vm::Vm;

pub use module::MODULE;
pub(crate) use state::simulate;

use handlers::Disposition;

/// `SIGINT`
pub const SIGINT: i32 = libc::SIGINT;

/// Behaves as if `SIGINT` had come.
pub fn interrupt(vm: &mut Vm) {
    simulate(SIGINT, vm);
}

/// Sends `SIGINT` to who has taken that signal from the interpreter, if anybody has: an editor that
/// reads, for example.
pub fn interrupt_others() {
    if handlers::disposition(SIGINT).is_ok_and(|it| it == Disposition::Foreign) {
        raise(SIGINT);
    }
}

/// Gives the signals of the process to an interpreter, and lets `SIGINT` raise `KeyboardInterrupt`
/// unless the process was started with the signal ignored, as shells do with background jobs.
/// A byte is written to `wake`, which must never be closed, when a signal comes.
pub fn start(wake: &UnixStream, vm: &mut Vm) {
    handlers::claim(vm.breaker(), wake);
    state::start(vm);
    if handlers::disposition(SIGINT).is_ok_and(|it| it == Disposition::Default) {
        // Without a handler, the signal ends the process: that is what it does by itself, too.
        let _ = handlers::set_disposition(SIGINT, Disposition::Handle);
    }
    // What writes to a stream that nobody reads, or to a file that is too long, gets an error.
    for number in [libc::SIGPIPE, libc::SIGXFSZ] {
        let _ = handlers::set_disposition(number, Disposition::Ignore);
    }
    // Rust has handlers that report an overflow of the native stack. Who sends these signals means to end
    // the process, and such a handler would let it go on.
    for number in [libc::SIGSEGV, libc::SIGBUS] {
        if handlers::disposition(number).is_ok_and(|it| it != Disposition::Ignore) {
            let _ = handlers::set_disposition(number, Disposition::Default);
        }
    }
}

/// Changes what a byte is written to when a signal comes; it must never be closed.
pub fn wake_by(wake: &UnixStream) {
    handlers::set_wake(wake);
}

/// The signals that a thread has blocked.
pub struct Mask(system::SignalSet);

/// Leaves all signals to the other threads, and gives the mask that the thread had.
pub fn block_all() -> Option<Mask> {
    system::change_mask(libc::SIG_SETMASK, &system::SignalSet::full())
        .ok()
        .map(Mask)
}

/// Gives the calling thread a mask.
pub fn set_mask(mask: &Mask) {
    // It was one before.
    let _ = system::change_mask(libc::SIG_SETMASK, &mask.0);
}

/// Ends the process as a signal does by default, so that its parent sees why. Returns if the signal
/// does not end processes.
pub fn die_by(number: i32) {
    let mut set = system::SignalSet::empty();
    set.add(number);
    let _ = handlers::set_disposition(number, Disposition::Default);
    let _ = system::change_mask(libc::SIG_UNBLOCK, &set);
    let _ = system::raise(number);
}

/// Sends a signal to this thread, which does with it what is set.
pub(crate) fn raise(number: i32) {
    // Numbers of signals are always taken.
    let _ = system::raise(number);
}
