//! The calls of the system.

use std::io::{Error, Result};

/// What has been used.
pub(super) fn usage(who: i32) -> Result<libc::rusage> {
    // SAFETY: all zero is a value of the struct, which has room for the result.
    unsafe {
        let mut usage = std::mem::zeroed();
        match libc::getrusage(who as _, &raw mut usage) {
            0 => Ok(usage),
            _ => Err(Error::last_os_error()),
        }
    }
}

/// Sets limits if there are new ones, and gives what they were. Process zero is this one.
pub(super) fn exchange_limits(
    pid: i32,
    resource: i32,
    new: Option<(u64, u64)>,
) -> Result<(u64, u64)> {
    let new = new.map(|(soft, hard)| libc::rlimit {
        rlim_cur: soft,
        rlim_max: hard,
    });
    let mut old = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    let pointer = new.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the new limits are a local variable or null, the old ones have room.
    match unsafe { libc::prlimit(pid, resource as _, pointer, &raw mut old) } {
        0 => Ok((old.rlim_cur, old.rlim_max)),
        _ => Err(Error::last_os_error()),
    }
}

/// Bytes of a page of memory.
pub(super) fn page_size() -> usize {
    // SAFETY: no preconditions.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096)
}
