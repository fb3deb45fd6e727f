//! The calls of the C library.

use std::ffi::{CStr, CString};

/// Opens the log; `ident` is what messages begin with.
pub(super) fn open(ident: Option<CString>, options: i32, facility: i32) {
    // The C library keeps the pointer for as long as the process lives: the text is never freed,
    // as other threads may be sending a message.
    let ident = ident.map_or(std::ptr::null(), |ident| ident.into_raw().cast_const());
    // SAFETY: a C string that stays, or null.
    unsafe { libc::openlog(ident, options, facility) };
}

/// Sends a message.
pub(super) fn log(priority: i32, message: &CStr) {
    // SAFETY: the format takes one C string.
    unsafe { libc::syslog(priority, c"%s".as_ptr(), message.as_ptr()) };
}

/// Closes the log.
pub(super) fn close() {
    // SAFETY: no preconditions.
    unsafe { libc::closelog() };
}

/// Sets the mask of priorities; gives the last one.
pub(super) fn set_mask(mask: i32) -> i32 {
    // SAFETY: numbers only.
    unsafe { libc::setlogmask(mask) }
}
