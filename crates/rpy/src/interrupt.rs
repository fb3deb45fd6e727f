//! Waits of the main thread, which signals end.

use std::io::{Read, Write};
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use rpy_vm::Vm;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::time::Timespec;

/// A pair of streams: what is written to the second ends a wait.
struct Streams {
    wake: UnixStream,
    waker: UnixStream,
}

impl Streams {
    fn new() -> std::io::Result<Streams> {
        let (wake, waker) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        Ok(Streams { wake, waker })
    }
}

/// Waits that signals end.
pub(crate) struct Waiter {
    streams: RwLock<Option<&'static Streams>>,
}

impl Waiter {
    /// Makes one; if the system has no streams to give, it cannot wait.
    pub(crate) fn new() -> Waiter {
        Waiter {
            streams: RwLock::new(new_streams()),
        }
    }

    fn streams(&self) -> Option<&'static Streams> {
        *self.streams.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it can wait.
    pub(crate) fn can_wait(&self) -> bool {
        self.streams().is_some()
    }

    /// Gives the signals of the process to the interpreter that waits here.
    pub(crate) fn start_signals(&self, vm: &mut Vm) {
        if let Some(streams) = self.streams() {
            rpy_stdlib::_signal::start(&streams.waker, vm);
        }
    }

    /// Waits for some time, or until a signal comes or has come since the last wait.
    pub(crate) fn wait(&self, timeout: Option<Duration>) {
        let Some(Streams { wake, .. }) = self.streams() else {
            return;
        };
        let timeout = timeout.map(|timeout| Timespec {
            tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: i64::from(timeout.subsec_nanos()),
        });
        let mut events = [PollFd::new(wake, PollFlags::IN)];
        // On failure the caller looks at the clock and tries again.
        let _ = poll(&mut events, timeout.as_ref());
        let mut bytes = [0; 64];
        while matches!((&*wake).read(&mut bytes), Ok(count) if count > 0) {}
    }

    /// Waits until there is something to read, or a signal comes or has come since the last wait. Gives
    /// whether it is the former.
    pub(crate) fn wait_for(&self, file: BorrowedFd<'_>) -> bool {
        let Some(Streams { wake, .. }) = self.streams() else {
            return true;
        };
        let mut events = [
            PollFd::from_borrowed_fd(file, PollFlags::IN),
            PollFd::new(wake, PollFlags::IN),
        ];
        // What cannot be waited for tells so when it is read.
        let is_ready = match poll(&mut events, None) {
            Ok(_) => !events[0].revents().is_empty(),
            Err(error) => error != rustix::io::Errno::INTR,
        };
        let mut bytes = [0; 64];
        while matches!((&*wake).read(&mut bytes), Ok(count) if count > 0) {}
        is_ready
    }

    /// Ends a wait, now or soon.
    pub(crate) fn wake(&self) {
        if let Some(streams) = self.streams() {
            // A stream that is full wakes as well.
            let _ = (&streams.waker).write(&[0]);
        }
    }

    /// Makes new streams in the child of a fork: those of its parent are not its own.
    pub(crate) fn after_fork(&self) {
        let new = new_streams();
        if let Some(streams) = new {
            rpy_stdlib::_signal::wake_by(&streams.waker);
        }
        *self.streams.write().unwrap_or_else(PoisonError::into_inner) = new;
    }
}

/// Streams that are never closed, as signal handlers write to them.
fn new_streams() -> Option<&'static Streams> {
    Some(Box::leak(Box::new(Streams::new().ok()?)))
}
