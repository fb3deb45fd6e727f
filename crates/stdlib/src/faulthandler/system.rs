//! Handlers of fatal signals, and what else is asked of the system.
//!
//! What a handler may touch is static and atomic, as for `_signal`. It tells of the signal and lets
//! the system end the process. The frames of Python are the virtual machine's, which may be in the
//! middle of anything: the handler does not look at them.

use std::ffi::{c_char, c_int};
use std::io::{Error, Result};
use std::sync::atomic::{AtomicI32, Ordering};

/// Where handlers write to; -1 for nowhere.
static TARGET: AtomicI32 = AtomicI32::new(-1);

/// Fatal signals, and what they are called.
const FATAL: [(c_int, &str); 5] = [
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating-point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];

/// Whether a signal is one of those.
pub(super) fn is_fatal(number: c_int) -> bool {
    FATAL.iter().any(|(fatal, _)| *fatal == number)
}

extern "C" fn fatal(number: c_int) {
    let target = TARGET.load(Ordering::SeqCst);
    let name = FATAL.iter().find(|(fatal, _)| *fatal == number);
    let name = name.map_or("unknown", |(_, name)| *name);
    let parts = [
        "Fatal Python error: ",
        name,
        "\n\n<no Python traceback in a signal handler>\n",
    ];
    // SAFETY: constants are written; all these may be called in a handler. The signal comes again
    // when this one is done, and ends the process.
    unsafe {
        for part in parts {
            libc::write(target, part.as_ptr().cast(), part.len());
        }
        libc::signal(number, libc::SIG_DFL);
        libc::raise(number);
    }
}

/// What signals did before.
pub(super) struct Before(Vec<(c_int, libc::sigaction)>);

/// Sets where fatal signals are told of.
pub(super) fn set_target(fd: i32) {
    TARGET.store(fd, Ordering::SeqCst);
}

/// Installs the handlers.
pub(super) fn install() -> Result<Before> {
    let handler: extern "C" fn(c_int) = fatal;
    let mut before = Before(Vec::new());
    for (number, _) in FATAL {
        // SAFETY: all zero is a value of the struct; the handler does what handlers may.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = handler as usize;
            // On a stack of its own, if the thread has one: the usual one may be full.
            action.sa_flags = libc::SA_NODEFER | libc::SA_ONSTACK;
            let mut old: libc::sigaction = std::mem::zeroed();
            if libc::sigaction(number, &raw const action, &raw mut old) != 0 {
                let error = Error::last_os_error();
                restore(&before);
                return Err(error);
            }
            before.0.push((number, old));
        }
    }
    Ok(before)
}

/// Gives the signals back what they did.
pub(super) fn restore(before: &Before) {
    for (number, action) in &before.0 {
        // SAFETY: the record is what the system gave.
        unsafe { libc::sigaction(*number, action, std::ptr::null_mut()) };
    }
}

/// Writes bytes to a descriptor, as far as that succeeds.
pub(super) fn write(fd: i32, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the slice gives its length.
        let count = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(count) {
            Ok(count) => bytes = &bytes[count.min(bytes.len())..],
            Err(_) if Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

unsafe extern "C" {
    fn pthread_getname_np(thread: libc::pthread_t, name: *mut c_char, length: usize) -> c_int;
}

/// The system's name of a thread of the interpreter, which holds the lock or waits for it.
pub(super) fn thread_name(identity: usize) -> String {
    let mut name = [0_u8; 16];
    // SAFETY: the thread is attached to the interpreter, so it has not ended; the buffer has the
    // length.
    unsafe { pthread_getname_np(identity as _, name.as_mut_ptr().cast(), name.len()) };
    let end = name
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(name.len());
    String::from_utf8_lossy(&name[..end]).into_owned()
}

/// Ends the process at once.
pub(super) fn exit(status: i32) -> ! {
    // SAFETY: nothing of the program runs after it.
    unsafe { libc::_exit(status) }
}
