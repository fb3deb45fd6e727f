//! The system's functions for signals that change no handlers: sending, masks, waiting, timers.

use std::io::{Error, Result};
use std::time::Duration;

use libc::{c_int, sigset_t};

use super::handlers::NSIG;

/// A set of signals.
#[derive(Clone, Copy)]
pub(crate) struct SignalSet(sigset_t);

impl SignalSet {
    /// No signal.
    pub(crate) fn empty() -> SignalSet {
        // SAFETY: all zero is a value of the struct, and the call makes it the empty set.
        unsafe {
            let mut set: sigset_t = std::mem::zeroed();
            libc::sigemptyset(&raw mut set);
            SignalSet(set)
        }
    }

    /// All signals.
    pub(crate) fn full() -> SignalSet {
        let mut set = SignalSet::empty();
        // SAFETY: the set is a local variable.
        unsafe { libc::sigfillset(&raw mut set.0) };
        set
    }

    /// Adds a signal. `false` if the system keeps it for itself.
    pub(crate) fn add(&mut self, number: i32) -> bool {
        // SAFETY: the set is initialised; a number out of range is refused.
        unsafe { libc::sigaddset(&raw mut self.0, number) == 0 }
    }

    /// The signals in it.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = i32> {
        // SAFETY: the set is initialised.
        (1..NSIG as i32)
            .filter(|number| unsafe { libc::sigismember(&raw const self.0, *number) } == 1)
    }
}

fn check(result: c_int) -> Result<()> {
    match result {
        0 => Ok(()),
        _ => Err(Error::last_os_error()),
    }
}

/// As [`check`], for functions that give the number of the error.
fn check_number(result: c_int) -> Result<()> {
    match result {
        0 => Ok(()),
        error => Err(Error::from_raw_os_error(error)),
    }
}

/// Changes the calling thread's mask, and gives what it was.
pub(crate) fn change_mask(how: c_int, set: &SignalSet) -> Result<SignalSet> {
    let mut old = SignalSet::empty();
    // SAFETY: both sets are initialised.
    let result = unsafe { libc::pthread_sigmask(how, &raw const set.0, &raw mut old.0) };
    check_number(result).map(|()| old)
}

/// The signals that wait because they are blocked.
pub(crate) fn pending() -> Result<SignalSet> {
    let mut set = SignalSet::empty();
    // SAFETY: the set is a local variable.
    check(unsafe { libc::sigpending(&raw mut set.0) }).map(|()| set)
}

/// Sends the calling thread a signal.
pub(crate) fn raise(number: i32) -> Result<()> {
    // SAFETY: no preconditions; a number out of range is refused.
    check(unsafe { libc::raise(number) })
}

/// Sends a thread of the process a signal.
///
/// # Safety
///
/// The thread has not ended.
pub(crate) unsafe fn send_to_thread(thread: usize, number: i32) -> Result<()> {
    // SAFETY: as promised by the caller.
    check_number(unsafe { libc::pthread_kill(thread as libc::pthread_t, number) })
}

/// Sends the process behind a descriptor a signal.
pub(crate) fn send_to_pidfd(pidfd: i32, number: i32, flags: u32) -> Result<()> {
    let none = std::ptr::null::<libc::siginfo_t>();
    // SAFETY: the arguments are those of the system call; no information is passed.
    let result = unsafe { libc::syscall(libc::SYS_pidfd_send_signal, pidfd, number, none, flags) };
    check(result as c_int)
}

/// Waits for a signal of the set.
pub(crate) fn wait(set: &SignalSet) -> Result<i32> {
    let mut number = 0;
    // SAFETY: the set is initialised, the number a local variable.
    let result = unsafe { libc::sigwait(&raw const set.0, &raw mut number) };
    check_number(result).map(|()| number)
}

/// What is known of a signal that was waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignalInfo {
    pub(crate) number: i32,
    pub(crate) code: i32,
    pub(crate) errno: i32,
    pub(crate) process: i32,
    pub(crate) user: u32,
    pub(crate) status: i32,
    pub(crate) band: i64,
}

/// Waits for a signal of the set, for ever without a time.
pub(crate) fn wait_for_info(set: &SignalSet, timeout: Option<Duration>) -> Result<SignalInfo> {
    // SAFETY: all zero is a value of the struct. The fields are plain numbers wherever the signal
    // comes from, if not all with a meaning.
    unsafe {
        let mut info: libc::siginfo_t = std::mem::zeroed();
        let result = match timeout {
            None => libc::sigwaitinfo(&raw const set.0, &raw mut info),
            Some(timeout) => {
                let timeout = libc::timespec {
                    tv_sec: timeout.as_secs().try_into().unwrap_or(libc::time_t::MAX),
                    tv_nsec: timeout.subsec_nanos().into(),
                };
                libc::sigtimedwait(&raw const set.0, &raw mut info, &raw const timeout)
            }
        };
        if result < 0 {
            return Err(Error::last_os_error());
        }
        let has_band = info.si_signo == libc::SIGIO;
        Ok(SignalInfo {
            number: info.si_signo,
            code: info.si_code,
            errno: info.si_errno,
            process: info.si_pid(),
            user: info.si_uid(),
            status: info.si_status(),
            // The first word of what depends on the signal.
            band: if has_band {
                i64::from(info.si_pid())
            } else {
                0
            },
        })
    }
}

/// Waits until the calling thread has run a handler.
pub(crate) fn pause() {
    // SAFETY: no preconditions.
    unsafe { libc::pause() };
}

/// Asks for `SIGALRM` after some seconds, zero for never, and gives the seconds that were left.
pub(crate) fn alarm(seconds: u32) -> u32 {
    // SAFETY: no preconditions.
    unsafe { libc::alarm(seconds) }
}

/// A timer: the time until it fires, and then from one time to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timer {
    pub(crate) value: Duration,
    pub(crate) interval: Duration,
}

fn timeval(time: Duration) -> libc::timeval {
    libc::timeval {
        tv_sec: time.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        tv_usec: time.subsec_micros().into(),
    }
}

fn duration(time: libc::timeval) -> Duration {
    let micros = time.tv_sec * 1_000_000 + time.tv_usec;
    Duration::from_micros(micros.try_into().unwrap_or(0))
}

fn timer(timer: &libc::itimerval) -> Timer {
    Timer {
        value: duration(timer.it_value),
        interval: duration(timer.it_interval),
    }
}

/// Sets a timer, and gives what it was.
pub(crate) fn set_timer(which: i32, new: Timer) -> Result<Timer> {
    let new = libc::itimerval {
        it_interval: timeval(new.interval),
        it_value: timeval(new.value),
    };
    // SAFETY: all zero is a value of the struct; both are local variables.
    unsafe {
        let mut old: libc::itimerval = std::mem::zeroed();
        check(libc::setitimer(which as _, &raw const new, &raw mut old))?;
        Ok(timer(&old))
    }
}

/// A timer as it is.
pub(crate) fn get_timer(which: i32) -> Result<Timer> {
    // SAFETY: all zero is a value of the struct, which is a local variable.
    unsafe {
        let mut now: libc::itimerval = std::mem::zeroed();
        check(libc::getitimer(which as _, &raw mut now))?;
        Ok(timer(&now))
    }
}

/// What the system calls a signal; `None` if there is no such.
pub(crate) fn describe(number: i32) -> Option<String> {
    // SAFETY: the text is the system's, and is copied before the function is called again: the
    // interpreter's lock is held.
    let text = unsafe {
        let text = libc::strsignal(number);
        if text.is_null() {
            return None;
        }
        std::ffi::CStr::from_ptr(text)
            .to_string_lossy()
            .into_owned()
    };
    (!text.starts_with("Unknown signal")).then_some(text)
}

/// Whether a descriptor waits when it is written to; an error if there is no such descriptor.
pub(crate) fn is_blocking(fd: i32) -> Result<bool> {
    // SAFETY: the call reads flags; a descriptor that is not open is refused.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    if flags < 0 {
        return Err(Error::last_os_error());
    }
    Ok(flags & libc::O_NONBLOCK == 0)
}

/// The lowest and highest number of a real-time signal that programs may use.
pub(crate) fn realtime() -> (i32, i32) {
    (libc::SIGRTMIN(), libc::SIGRTMAX())
}
