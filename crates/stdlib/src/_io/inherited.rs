//! Which of the process's standard files were open when it was started.
//!
//! The runtime of Rust opens `/dev/null` in the place of those that are closed, before `main`. What
//! was closed has to be asked before that: by a function that the loader of the system calls. The
//! stand-ins stay, so that no other file gets their numbers.

use std::sync::atomic::{AtomicU8, Ordering};

/// One bit for each of the files 0, 1 and 2 that were closed. A fact about the process, written
/// before `main`.
static CLOSED: AtomicU8 = AtomicU8::new(0);

/// Called by the loader before `main`.
#[cfg(target_os = "linux")]
extern "C" fn note_closed() {
    for number in 0..3 {
        // SAFETY: the system checks the number.
        if unsafe { libc::fcntl(number, libc::F_GETFD) } == -1 {
            CLOSED.fetch_or(1 << number, Ordering::Relaxed);
        }
    }
}

// SAFETY: a section of pointers to functions that are called once each; this one needs nothing that
// the runtime sets up.
#[cfg(target_os = "linux")]
#[used]
#[unsafe(link_section = ".init_array")]
static NOTE_CLOSED: extern "C" fn() = note_closed;

/// Whether a standard file was closed when the process started.
pub(super) fn was_closed(number: i32) -> bool {
    #[cfg(target_os = "linux")]
    std::hint::black_box(&NOTE_CLOSED);
    CLOSED.load(Ordering::Relaxed) & 1 << number != 0
}
