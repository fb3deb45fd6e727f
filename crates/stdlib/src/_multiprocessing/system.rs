//! The calls of the system: semaphores that processes share.

use std::ffi::CStr;
use std::io::{Error, Result};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The highest value of a semaphore.
pub(super) const HIGHEST: i32 = i32::MAX;

/// A semaphore, by its address. It is mapped as long as the process lives or until it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Semaphore(usize);

fn checked(result: i32) -> Result<()> {
    match result {
        0 => Ok(()),
        _ => Err(Error::last_os_error()),
    }
}

impl Semaphore {
    /// Makes a semaphore, for this user alone; there must be none of that name.
    pub(super) fn create(name: &CStr, value: u32) -> Result<Semaphore> {
        // SAFETY: the name is a C string.
        let semaphore = unsafe {
            libc::sem_open(
                name.as_ptr(),
                libc::O_CREAT | libc::O_EXCL,
                0o600_u32,
                value,
            )
        };
        Semaphore::found(semaphore)
    }

    /// Opens the semaphore of a name.
    pub(super) fn open(name: &CStr) -> Result<Semaphore> {
        // SAFETY: the name is a C string.
        Semaphore::found(unsafe { libc::sem_open(name.as_ptr(), 0) })
    }

    fn found(semaphore: *mut libc::sem_t) -> Result<Semaphore> {
        if semaphore == libc::SEM_FAILED {
            return Err(Error::last_os_error());
        }
        Ok(Semaphore(semaphore as usize))
    }

    /// The semaphore that another object of the process has opened, or its parent.
    pub(super) fn of_handle(handle: usize) -> Semaphore {
        Semaphore(handle)
    }

    pub(super) fn handle(self) -> usize {
        self.0
    }

    fn pointer(self) -> *mut libc::sem_t {
        self.0 as *mut libc::sem_t
    }

    /// Takes one without waiting.
    pub(super) fn try_wait(self) -> Result<()> {
        // SAFETY: the semaphore is mapped.
        checked(unsafe { libc::sem_trywait(self.pointer()) })
    }

    /// Takes one, and waits for it.
    pub(super) fn wait(self, timeout: Option<Duration>) -> Result<()> {
        let Some(timeout) = timeout else {
            // SAFETY: the semaphore is mapped.
            return checked(unsafe { libc::sem_wait(self.pointer()) });
        };
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let end = now.saturating_add(timeout);
        let end = libc::timespec {
            tv_sec: end.as_secs().try_into().unwrap_or(libc::time_t::MAX),
            tv_nsec: end.subsec_nanos().into(),
        };
        // SAFETY: the semaphore is mapped, and the time a local variable.
        checked(unsafe { libc::sem_timedwait(self.pointer(), &raw const end) })
    }

    /// Gives one back.
    pub(super) fn post(self) -> Result<()> {
        // SAFETY: the semaphore is mapped.
        checked(unsafe { libc::sem_post(self.pointer()) })
    }

    /// How many there are.
    pub(super) fn value(self) -> Result<i32> {
        let mut value = 0;
        // SAFETY: the semaphore is mapped, and the value has room.
        checked(unsafe { libc::sem_getvalue(self.pointer(), &raw mut value) })?;
        Ok(value)
    }

    /// Gives the memory of the semaphore up.
    pub(super) fn close(self) {
        // SAFETY: the object that has opened it uses it no more.
        unsafe { libc::sem_close(self.pointer()) };
    }
}

/// Removes the name of a semaphore.
pub(super) fn unlink(name: &CStr) -> Result<()> {
    // SAFETY: the name is a C string.
    checked(unsafe { libc::sem_unlink(name.as_ptr()) })
}

/// Opens shared memory, which child programs do not inherit.
pub(super) fn open_memory(name: &CStr, flags: i32, mode: u32) -> Result<i32> {
    // SAFETY: the name is a C string.
    match unsafe { libc::shm_open(name.as_ptr(), flags, mode as _) } {
        -1 => Err(Error::last_os_error()),
        fd => Ok(fd),
    }
}

/// Removes the name of shared memory.
pub(super) fn unlink_memory(name: &CStr) -> Result<()> {
    // SAFETY: the name is a C string.
    checked(unsafe { libc::shm_unlink(name.as_ptr()) })
}
