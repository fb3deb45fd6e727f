//! The signal handlers of the process.
//!
//! What a handler may touch has to outlive every interpreter and be there for any thread: so these
//! are statics, of atomics alone. See docs/adr/0014-signals.md.
//!
//! A handler notes the signal, sets the breaker of the interpreter that has the signals, and writes a
//! byte to the stream that ends the waits of its main thread. What the program wants to be done is
//! done there, between two instructions.

use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicUsize, Ordering};

use libc::c_int;
use rpy_vm::Breaker;

/// Signals have numbers below.
pub(crate) const NSIG: usize = 65;

/// Signals that have come and were not handled yet.
static COME: [AtomicBool; NSIG] = [const { AtomicBool::new(false) }; NSIG];
/// How many have come.
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// The breaker of the interpreter that has the signals; null for none. It is never freed.
static BREAKER: AtomicPtr<Breaker> = AtomicPtr::new(std::ptr::null_mut());
/// What a handler writes to, so that the waits of the main thread end; -1 for none.
static WAKE: AtomicI32 = AtomicI32::new(-1);
/// `signal.set_wakeup_fd`; -1 for none.
static WAKEUP_FD: AtomicI32 = AtomicI32::new(-1);
/// Whether a full buffer of `WAKEUP_FD` counts as an error.
static WARN_ON_FULL: AtomicBool = AtomicBool::new(true);
/// The number of the error that writing to `WAKEUP_FD` gave; zero for none.
static WAKEUP_ERROR: AtomicI32 = AtomicI32::new(0);

/// What a signal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disposition {
    /// What the system does by itself.
    Default,
    /// Nothing.
    Ignore,
    /// It is handled here.
    Handle,
    /// It is handled by somebody else in the process.
    Foreign,
}

/// The handler. It runs in any thread, between any two machine instructions: atomics and `write`
/// are all it may use.
extern "C" fn handle(number: c_int) {
    let errno = errno();
    note(number);
    let fd = WAKEUP_FD.load(Ordering::SeqCst);
    if fd >= 0 {
        let byte = number as u8;
        // SAFETY: one byte is read from a local variable; `write` may be called in a handler.
        let written = unsafe { libc::write(fd, (&raw const byte).cast(), 1) };
        if written < 0 {
            let error = self::errno();
            let full = error == libc::EAGAIN || error == libc::EWOULDBLOCK;
            if !full || WARN_ON_FULL.load(Ordering::SeqCst) {
                WAKEUP_ERROR.store(error, Ordering::SeqCst);
            }
        }
    }
    set_errno(errno);
}

/// Notes a signal as its handler does.
fn note(number: c_int) {
    if let Some(come) = COME.get(number as usize) {
        come.store(true, Ordering::SeqCst);
    }
    COUNT.fetch_add(1, Ordering::SeqCst);
    // SAFETY: it is null, or a breaker that is never freed.
    if let Some(breaker) = unsafe { BREAKER.load(Ordering::SeqCst).as_ref() } {
        breaker.signal();
    }
    let wake = WAKE.load(Ordering::SeqCst);
    if wake >= 0 {
        // SAFETY: one byte is read from a constant; `write` may be called in a handler. A stream
        // that is full wakes as well.
        unsafe { libc::write(wake, [0_u8].as_ptr().cast(), 1) };
    }
}

fn errno() -> c_int {
    // SAFETY: the thread's own variable is always there.
    unsafe { *libc::__errno_location() }
}

fn set_errno(errno: c_int) {
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno }
}

/// Gives the signals of the process to an interpreter. A byte is written to `wake`, which is never
/// closed, when one comes.
pub(crate) fn claim(breaker: &Breaker, wake: &UnixStream) {
    // The last interpreter's breaker and stream are left to handlers that may still run.
    BREAKER.store(Box::leak(Box::new(breaker.clone())), Ordering::SeqCst);
    set_wake(wake);
}

/// Changes what a byte is written to when a signal comes; it is never closed.
pub(crate) fn set_wake(wake: &UnixStream) {
    WAKE.store(wake.as_raw_fd(), Ordering::SeqCst);
}

/// Behaves as if the signal had come (`_thread.interrupt_main`).
pub(crate) fn simulate(number: i32) {
    note(number);
}

/// Takes the signals that have come, in the order of their numbers, one at a call.
pub(crate) fn take() -> Option<i32> {
    let mut numbers = 1..NSIG;
    let number = numbers.find(|&number| {
        COME[number].load(Ordering::SeqCst) && COME[number].swap(false, Ordering::SeqCst)
    });
    number.map(|number| number as i32)
}

/// Whether a signal waits to be taken.
pub(crate) fn any() -> bool {
    COME.iter().any(|come| come.load(Ordering::SeqCst))
}

/// How many signals have come.
pub(crate) fn count() -> usize {
    COUNT.load(Ordering::SeqCst)
}

/// Sets what takes the numbers of signals as bytes, -1 for nothing, and gives what did before.
pub(crate) fn set_wakeup_fd(fd: RawFd, warn_on_full_buffer: bool) -> RawFd {
    WARN_ON_FULL.store(warn_on_full_buffer, Ordering::SeqCst);
    WAKEUP_FD.swap(fd, Ordering::SeqCst)
}

/// Takes the number of an error that writing such a byte gave.
pub(crate) fn take_wakeup_error() -> Option<i32> {
    let error = WAKEUP_ERROR.swap(0, Ordering::SeqCst);
    (error != 0).then_some(error)
}

/// What a signal does now.
pub(crate) fn disposition(number: i32) -> std::io::Result<Disposition> {
    let action = action(number)?;
    let ours: extern "C" fn(c_int) = handle;
    Ok(match action.sa_sigaction {
        libc::SIG_DFL => Disposition::Default,
        libc::SIG_IGN => Disposition::Ignore,
        other if other == ours as usize => Disposition::Handle,
        _ => Disposition::Foreign,
    })
}

/// The kernel's record of a signal.
fn action(number: i32) -> std::io::Result<libc::sigaction> {
    // SAFETY: all zero is a value of the struct.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: nothing is changed; the record is written to a local variable.
    match unsafe { libc::sigaction(number, std::ptr::null(), &raw mut action) } {
        0 => Ok(action),
        _ => Err(std::io::Error::last_os_error()),
    }
}

/// Sets what a signal does. System calls that it interrupts are not taken up again by the system:
/// who waits looks at what has come, and goes on (PEP 475).
pub(crate) fn set_disposition(number: i32, disposition: Disposition) -> std::io::Result<()> {
    let handler: extern "C" fn(c_int) = handle;
    // SAFETY: all zero is a value of the struct.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = match disposition {
        Disposition::Default => libc::SIG_DFL,
        Disposition::Ignore => libc::SIG_IGN,
        Disposition::Handle => handler as usize,
        Disposition::Foreign => return Ok(()),
    };
    if disposition == Disposition::Handle {
        action.sa_flags = libc::SA_ONSTACK;
    }
    set_action(number, &action)
}

/// Sets whether system calls that the signal interrupts are taken up again (`signal.siginterrupt`).
pub(crate) fn set_restart(number: i32, restart: bool) -> std::io::Result<()> {
    let mut action = action(number)?;
    if restart {
        action.sa_flags |= libc::SA_RESTART;
    } else {
        action.sa_flags &= !libc::SA_RESTART;
    }
    set_action(number, &action)
}

fn set_action(number: i32, action: &libc::sigaction) -> std::io::Result<()> {
    // SAFETY: the handler is the one above, which any thread may be interrupted by, or what was
    // there before.
    match unsafe { libc::sigaction(number, action, std::ptr::null_mut()) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}
