//! The calls of the system.

use std::io::{Error, Result};
use std::time::Duration;

use crate::waiting::milliseconds;

/// Descriptors from here on do not fit into the sets of `select`.
pub(super) const SET_SIZE: i32 = libc::FD_SETSIZE as i32;

/// The most bytes that can be written to a pipe without being torn apart.
pub(super) const PIPE_BUF: usize = libc::PIPE_BUF;

/// Waits until a descriptor is ready. Each list is cut down to those that are.
///
/// Descriptors are not negative and below [`SET_SIZE`].
pub(super) fn select(lists: &mut [Vec<i32>; 3], timeout: Option<Duration>) -> Result<()> {
    // SAFETY: all zero is a value of the struct.
    let mut sets: [libc::fd_set; 3] = unsafe { std::mem::zeroed() };
    let mut highest = -1;
    for (set, list) in sets.iter_mut().zip(lists.iter()) {
        for &fd in list {
            assert!((0..SET_SIZE).contains(&fd), "the caller has checked it");
            highest = highest.max(fd);
            // SAFETY: the descriptor fits into the set.
            unsafe { libc::FD_SET(fd, set) };
        }
    }
    let mut time = timeout.map(|timeout| {
        let micros = timeout.as_nanos().div_ceil(1000);
        libc::timeval {
            tv_sec: libc::time_t::try_from(micros / 1_000_000).unwrap_or(libc::time_t::MAX),
            tv_usec: (micros % 1_000_000) as libc::suseconds_t,
        }
    });
    let time = time
        .as_mut()
        .map_or(std::ptr::null_mut(), std::ptr::from_mut);
    let [read, write, except] = &mut sets;
    // SAFETY: sets and time are local variables; a null stands for no time.
    if unsafe { libc::select(highest + 1, read, write, except, time) } == -1 {
        return Err(Error::last_os_error());
    }
    for (set, list) in sets.iter().zip(lists.iter_mut()) {
        // SAFETY: the descriptor fits into the set.
        list.retain(|&fd| unsafe { libc::FD_ISSET(fd, set) });
    }
    Ok(())
}

/// A descriptor and events: those that are waited for, those that have happened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Polled {
    pub(super) fd: i32,
    pub(super) events: u16,
}

/// Waits for events, and gives those that have happened.
pub(super) fn poll(wanted: &[Polled], timeout: Option<Duration>) -> Result<Vec<Polled>> {
    let mut list: Vec<libc::pollfd> = wanted
        .iter()
        .map(|it| libc::pollfd {
            fd: it.fd,
            events: it.events as i16,
            revents: 0,
        })
        .collect();
    let count = list.len() as libc::nfds_t;
    // SAFETY: the list has so many items.
    if unsafe { libc::poll(list.as_mut_ptr(), count, milliseconds(timeout)) } == -1 {
        return Err(Error::last_os_error());
    }
    let happened = list.iter().filter(|it| it.revents != 0);
    let polled = happened.map(|it| Polled {
        fd: it.fd,
        events: it.revents as u16,
    });
    Ok(polled.collect())
}

/// Makes an epoll object that children do not inherit.
pub(super) fn epoll_create() -> Result<i32> {
    // SAFETY: no preconditions.
    match unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) } {
        -1 => Err(Error::last_os_error()),
        fd => Ok(fd),
    }
}

/// Adds, changes or removes a descriptor.
pub(super) fn epoll_control(epoll: i32, operation: i32, fd: i32, events: u32) -> Result<()> {
    let mut event = libc::epoll_event {
        events,
        u64: fd as u64,
    };
    // SAFETY: the event is a local variable.
    match unsafe { libc::epoll_ctl(epoll, operation, fd, &raw mut event) } {
        -1 => Err(Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Most events that are taken at once; what else has happened is told of the next time.
const MOST_EVENTS: usize = 1 << 16;

/// Waits for at most so many events: descriptor and events.
pub(super) fn epoll_wait(
    epoll: i32,
    most: usize,
    timeout: Option<Duration>,
) -> Result<Vec<(i32, u32)>> {
    let most = most.min(MOST_EVENTS);
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; most];
    let (start, most) = (events.as_mut_ptr(), most as i32);
    // SAFETY: the list has room for so many.
    let count = unsafe { libc::epoll_wait(epoll, start, most, milliseconds(timeout)) };
    let Ok(count) = usize::try_from(count) else {
        return Err(Error::last_os_error());
    };
    let happened = events[..count].iter();
    Ok(happened
        .map(|event| (event.u64 as i32, event.events))
        .collect())
}

/// Closes a descriptor.
pub(super) fn close(fd: i32) -> Result<()> {
    // SAFETY: the object that owns it gives it up.
    match unsafe { libc::close(fd) } {
        -1 => Err(Error::last_os_error()),
        _ => Ok(()),
    }
}
