//! Handlers of fatal signals, and what else is asked of the system.
//!
//! What a handler may touch is static and atomic, as for `_signal`. It tells of the signal and where the
//! threads are, and lets the system end the process. The frames are the virtual machine's, which may be in
//! the middle of anything: they are looked at without allocating, and after the signal has got back what it does
//! by default, so that what goes wrong there ends the process by the same signal.

use std::ffi::{c_char, c_int};
use std::io::{Error, Result};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, Ordering};

use rpy_vm::{Shown, Vm};

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

/// The interpreter whose threads are told of; null for none.
static INTERPRETER: AtomicPtr<Vm> = AtomicPtr::new(std::ptr::null_mut());
/// Whether all threads are told of.
static ALL_THREADS: AtomicBool = AtomicBool::new(true);
/// Whether the stack of native functions is told of.
static C_STACK: AtomicBool = AtomicBool::new(true);

/// The most characters of a name that are written.
const MOST_CHARACTERS: usize = 500;
/// What stands for the stack of native functions.
pub(super) const NO_C_STACK: &str = "Current thread's C stack trace (most recent call first):\n  \
     <cannot get C stack on this system>\n";

/// What is written to a descriptor, with a buffer on the stack: nothing is allocated, and what one report
/// says comes in one piece unless it is long.
struct Report {
    fd: i32,
    bytes: [u8; 2048],
    length: usize,
}

impl Report {
    fn new(fd: i32) -> Report {
        Report {
            fd,
            bytes: [0; 2048],
            length: 0,
        }
    }

    fn put(&mut self, text: &[u8]) {
        for &byte in text {
            if self.length == self.bytes.len() {
                self.flush();
            }
            self.bytes[self.length] = byte;
            self.length += 1;
        }
    }

    /// A number with so many digits at least.
    fn put_number(&mut self, mut number: usize, base: usize, digits: usize) {
        let mut text = [0; 24];
        let mut start = text.len();
        while start > text.len() - digits || number > 0 {
            start -= 1;
            text[start] = b"0123456789abcdef"[number % base];
            number /= base;
        }
        self.put(&text[start..]);
    }

    /// A name in ASCII, and not too long.
    fn put_name(&mut self, name: &str) {
        for (index, char) in name.chars().enumerate() {
            if index == MOST_CHARACTERS {
                self.put(b"...");
                return;
            }
            let (kind, digits): (&[u8], usize) = match u32::from(char) {
                code @ 0x20..0x7f => {
                    self.put(&[code as u8]);
                    continue;
                }
                0..=0xff => (b"\\x", 2),
                0x100..=0xffff => (b"\\u", 4),
                _ => (b"\\U", 8),
            };
            self.put(kind);
            self.put_number(u32::from(char) as usize, 16, digits);
        }
    }

    fn flush(&mut self) {
        write(self.fd, &self.bytes[..self.length]);
        self.length = 0;
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        self.flush();
    }
}

/// Writes where threads are, or the one with the identity `current`. Safe to call in a handler.
pub(super) fn put_threads(fd: i32, heading: &str, current: usize, all: bool, vm: &mut Vm) {
    let mut report = Report::new(fd);
    report.put(heading.as_bytes());
    let mut is_first = true;
    vm.show_threads(current, all, super::MOST_FRAMES, &mut |shown| match shown {
        Shown::Thread {
            identity,
            is_current,
        } => {
            if !std::mem::take(&mut is_first) {
                report.put(b"\n");
            }
            if !all {
                report.put(b"Stack (most recent call first):\n");
                return;
            }
            report.put(if is_current { b"Current " } else { b"" });
            report.put(if is_current {
                b"thread 0x"
            } else {
                b"Thread 0x"
            });
            report.put_number(identity, 16, 16);
            let mut name = [0; NAME];
            report.put(b" [");
            report.put(thread_name_bytes(identity, &mut name));
            report.put(b"] (most recent call first):\n");
        }
        Shown::Collecting if !all => {}
        Shown::Collecting => report.put(b"  Garbage-collecting\n"),
        Shown::Frame { file, line, name } => {
            report.put(b"  File \"");
            report.put_name(file);
            report.put(b"\", line ");
            match line {
                0 => report.put(b"???"),
                line => report.put_number(line as usize, 10, 1),
            }
            report.put(b" in ");
            report.put_name(name);
            report.put(b"\n");
        }
        Shown::More => report.put(b"  ...\n"),
    });
}

extern "C" fn fatal(number: c_int) {
    let target = TARGET.load(Ordering::SeqCst);
    let name = FATAL.iter().find(|(fatal, _)| *fatal == number);
    let name = name.map_or("unknown", |(_, name)| *name);
    // What goes wrong from here on ends the process at once.
    for (fatal, _) in FATAL {
        // SAFETY: this may be called in a handler.
        unsafe { libc::signal(fatal, libc::SIG_DFL) };
    }
    for part in ["Fatal Python error: ", name, "\n\n"] {
        write(target, part.as_bytes());
    }
    // SAFETY: the interpreter is there as long as it is noted here. Whatever holds references into it does
    // not go on: the process ends with this function. What is read may be in the middle of a change.
    if let Some(vm) = unsafe { INTERPRETER.load(Ordering::SeqCst).as_mut() } {
        // SAFETY: it gives the identity of the thread.
        let current = unsafe { libc::pthread_self() } as usize;
        put_threads(target, "", current, ALL_THREADS.load(Ordering::SeqCst), vm);
    }
    if C_STACK.load(Ordering::SeqCst) {
        write(target, NO_C_STACK.as_bytes());
    }
    // SAFETY: the signal comes again when this one is done, and ends the process.
    unsafe { libc::raise(number) };
}

/// Sets what fatal signals tell of; `None` for nothing of an interpreter.
pub(super) fn set_shown(vm: Option<&mut Vm>, all_threads: bool, c_stack: bool) {
    ALL_THREADS.store(all_threads, Ordering::SeqCst);
    C_STACK.store(c_stack, Ordering::SeqCst);
    let vm = vm.map_or(std::ptr::null_mut(), std::ptr::from_mut);
    INTERPRETER.store(vm, Ordering::SeqCst);
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
                // What was installed is taken back with `before`.
                return Err(Error::last_os_error());
            }
            before.0.push((number, old));
        }
    }
    Ok(before)
}

impl Drop for Before {
    fn drop(&mut self) {
        set_shown(None, true, true);
        set_target(-1);
        restore(self);
    }
}

/// Gives the signals back what they did.
fn restore(before: &Before) {
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

/// Bytes of the longest name of a thread, and one.
const NAME: usize = 16;

/// The system's name of a thread of the interpreter, which holds the lock or waits for it.
fn thread_name_bytes(identity: usize, name: &mut [u8; NAME]) -> &[u8] {
    // SAFETY: the thread is attached to the interpreter, so it has not ended; the buffer has the
    // length.
    unsafe { pthread_getname_np(identity as _, name.as_mut_ptr().cast(), NAME) };
    let end = name.iter().position(|&byte| byte == 0).unwrap_or(NAME);
    &name[..end]
}

/// Ends the process at once.
pub(super) fn exit(status: i32) -> ! {
    // SAFETY: nothing of the program runs after it.
    unsafe { libc::_exit(status) }
}
