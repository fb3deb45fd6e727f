//! What goes on between open files: vectored input and output, copying, attributes, events,
//! terminals.

use std::ffi::CStr;
use std::io::{Error, Result};

use super::filled;
use crate::pieces::Pieces;

calls! {
    lock_range(fd: i32, command: i32, length: i64) libc::lockf(fd, command, length);
    make_node(path: &CStr, mode: u32, device: u64, dir: i32)
        libc::mknodat(dir, path.as_ptr(), mode, device);
    get_attribute(path: &CStr, fd: Option<i32>, follow: bool, name: &CStr, value: &mut [u8])
        match (fd, follow) {
            (Some(fd), _) => {
                libc::fgetxattr(fd, name.as_ptr(), value.as_mut_ptr().cast(), value.len())
            }
            (None, true) => libc::getxattr(
                path.as_ptr(), name.as_ptr(), value.as_mut_ptr().cast(), value.len()),
            (None, false) => libc::lgetxattr(
                path.as_ptr(), name.as_ptr(), value.as_mut_ptr().cast(), value.len()),
        };
    set_attribute(path: &CStr, fd: Option<i32>, follow: bool, name: &CStr, value: &[u8], flags: i32)
        match (fd, follow) {
            (Some(fd), _) => {
                libc::fsetxattr(fd, name.as_ptr(), value.as_ptr().cast(), value.len(), flags)
            }
            (None, true) => libc::setxattr(
                path.as_ptr(), name.as_ptr(), value.as_ptr().cast(), value.len(), flags),
            (None, false) => libc::lsetxattr(
                path.as_ptr(), name.as_ptr(), value.as_ptr().cast(), value.len(), flags),
        };
    remove_attribute(path: &CStr, fd: Option<i32>, follow: bool, name: &CStr)
        match (fd, follow) {
            (Some(fd), _) => libc::fremovexattr(fd, name.as_ptr()),
            (None, true) => libc::removexattr(path.as_ptr(), name.as_ptr()),
            (None, false) => libc::lremovexattr(path.as_ptr(), name.as_ptr()),
        };
    list_attributes(path: &CStr, fd: Option<i32>, follow: bool, list: &mut [u8])
        match (fd, follow) {
            (Some(fd), _) => libc::flistxattr(fd, list.as_mut_ptr().cast(), list.len()),
            (None, true) => libc::listxattr(path.as_ptr(), list.as_mut_ptr().cast(), list.len()),
            (None, false) => libc::llistxattr(path.as_ptr(), list.as_mut_ptr().cast(), list.len()),
        };
    memfd_create(name: &CStr, flags: u32) libc::memfd_create(name.as_ptr(), flags);
    eventfd(value: u32, flags: i32) libc::eventfd(value, flags);
    timerfd_create(clock: i32, flags: i32) libc::timerfd_create(clock, flags);
    login_tty(fd: i32) libc::login_tty(fd);
    grantpt(fd: i32) libc::grantpt(fd);
    unlockpt(fd: i32) libc::unlockpt(fd);
    open_terminal(flags: i32) libc::posix_openpt(flags);
    foreground_group(fd: i32) libc::tcgetpgrp(fd);
    set_foreground_group(fd: i32, group: i32) libc::tcsetpgrp(fd, group);
}

fn numbered(number: i32) -> Result<()> {
    match number {
        0 => Ok(()),
        number => Err(Error::from_raw_os_error(number)),
    }
}

fn counted(count: isize) -> Result<i64> {
    if count == -1 {
        Err(Error::last_os_error())
    } else {
        Ok(count as i64)
    }
}

pub(in crate::posix) fn sync() {
    // SAFETY: no preconditions.
    unsafe { libc::sync() }
}

pub(in crate::posix) fn advise(fd: i32, offset: i64, length: i64, advice: i32) -> Result<()> {
    // SAFETY: the system checks numbers.
    numbered(unsafe { libc::posix_fadvise(fd, offset, length, advice) })
}

pub(in crate::posix) fn allocate(fd: i32, offset: i64, length: i64) -> Result<()> {
    // SAFETY: the system checks numbers.
    numbered(unsafe { libc::posix_fallocate(fd, offset, length) })
}

/// Copies from one file to another, at offsets that the call does not tell back.
pub(in crate::posix) fn copy_range(
    from: i32,
    mut from_offset: Option<i64>,
    to: i32,
    mut to_offset: Option<i64>,
    count: usize,
) -> Result<i64> {
    let pointer = |offset: &mut Option<i64>| match offset {
        Some(offset) => std::ptr::from_mut(offset),
        None => std::ptr::null_mut(),
    };
    let (source, target) = (pointer(&mut from_offset), pointer(&mut to_offset));
    // SAFETY: the offsets are local variables, or null.
    counted(unsafe { libc::copy_file_range(from, source, to, target, count, 0) })
}

/// Moves bytes between a pipe and another file.
pub(in crate::posix) fn splice(
    from: i32,
    mut from_offset: Option<i64>,
    to: i32,
    mut to_offset: Option<i64>,
    count: usize,
    flags: u32,
) -> Result<i64> {
    let pointer = |offset: &mut Option<i64>| match offset {
        Some(offset) => std::ptr::from_mut(offset),
        None => std::ptr::null_mut(),
    };
    let (source, target) = (pointer(&mut from_offset), pointer(&mut to_offset));
    // SAFETY: the offsets are local variables, or null.
    counted(unsafe { libc::splice(from, source, to, target, count, flags) })
}

/// Sends what is in a file to another descriptor.
pub(in crate::posix) fn send_file(
    out: i32,
    input: i32,
    offset: Option<i64>,
    count: usize,
) -> Result<i64> {
    let mut offset = offset;
    let pointer = match &mut offset {
        Some(offset) => std::ptr::from_mut(offset),
        None => std::ptr::null_mut(),
    };
    // SAFETY: the offset is a local variable, or null.
    counted(unsafe { libc::sendfile(out, input, pointer, count) })
}

/// What is to be done with several pieces of memory at once.
#[derive(Clone, Copy)]
pub(in crate::posix) enum Vectored {
    Read,
    Write,
    ReadAt(i64, i32),
    WriteAt(i64, i32),
}

/// Reads into pieces of memory, or writes them.
pub(in crate::posix) fn vectored(fd: i32, pieces: &Pieces<'_>, what: Vectored) -> Result<i64> {
    let (start, count) = match what {
        Vectored::Read | Vectored::ReadAt(..) => pieces.writable(),
        Vectored::Write | Vectored::WriteAt(..) => pieces.readable(),
    };
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    // SAFETY: the list has as many pieces, which are pinned as long as it lives, and writable if
    // the call reads.
    counted(unsafe {
        match what {
            Vectored::Read => libc::readv(fd, start, count),
            Vectored::Write => libc::writev(fd, start, count),
            Vectored::ReadAt(offset, 0) => libc::preadv(fd, start, count, offset),
            Vectored::WriteAt(offset, 0) => libc::pwritev(fd, start, count, offset),
            Vectored::ReadAt(offset, flags) => libc::preadv2(fd, start, count, offset, flags),
            Vectored::WriteAt(offset, flags) => libc::pwritev2(fd, start, count, offset, flags),
        }
    })
}

/// Opens a pair of descriptors of a new terminal: its master's and its own.
pub(in crate::posix) fn open_terminal_pair() -> Result<(i32, i32)> {
    let (mut master, mut own) = (-1, -1);
    let none = std::ptr::null_mut();
    // SAFETY: the descriptors have room, and null stands for what is not wanted.
    let result = unsafe {
        libc::openpty(
            &raw mut master,
            &raw mut own,
            none,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
        )
    };
    match result {
        -1 => Err(Error::last_os_error()),
        _ => Ok((master, own)),
    }
}

/// Which name of a terminal is wanted.
#[derive(Clone, Copy)]
pub(in crate::posix) enum TerminalName {
    /// Of the terminal of a descriptor.
    Own,
    /// Of the terminal that belongs to a master's descriptor.
    OfMaster,
}

pub(in crate::posix) fn terminal_name(fd: i32, which: TerminalName) -> Result<Vec<u8>> {
    let mut name = [0_u8; 512];
    let (start, length) = (name.as_mut_ptr().cast(), name.len());
    // SAFETY: the buffer gives its own length, and the calls end the text with a zero byte.
    numbered(unsafe {
        match which {
            TerminalName::Own => libc::ttyname_r(fd, start, length),
            TerminalName::OfMaster => libc::ptsname_r(fd, start, length),
        }
    })?;
    let length = name.iter().position(|&byte| byte == 0);
    Ok(name[..length.unwrap_or(name.len())].to_vec())
}

/// A limit of a file system; `None` if there is none.
pub(in crate::posix) fn path_limit(path: &CStr, fd: Option<i32>, name: i32) -> Result<Option<i64>> {
    // SAFETY: `errno` belongs to this thread; the path is a C string, and numbers are checked.
    let (value, number) = unsafe {
        *libc::__errno_location() = 0;
        let value = match fd {
            Some(fd) => libc::fpathconf(fd, name),
            None => libc::pathconf(path.as_ptr(), name),
        };
        (value, *libc::__errno_location())
    };
    match (value, number) {
        (-1, 0) => Ok(None),
        (-1, number) => Err(Error::from_raw_os_error(number)),
        _ => Ok(Some(value)),
    }
}

/// A text that the system is configured with; `None` if it has none.
pub(in crate::posix) fn configured_text(name: i32) -> Result<Option<Vec<u8>>> {
    let mut text = vec![0_u8; 256];
    loop {
        // SAFETY: `errno` belongs to this thread; the buffer gives its own length.
        let (length, number) = unsafe {
            *libc::__errno_location() = 0;
            let length = libc::confstr(name, text.as_mut_ptr().cast(), text.len());
            (length, *libc::__errno_location())
        };
        match length {
            0 if number != 0 => return Err(Error::from_raw_os_error(number)),
            0 => return Ok(None),
            length if length <= text.len() => {
                text.truncate(length - 1);
                return Ok(Some(text));
            }
            length => text.resize(length, 0),
        }
    }
}

/// Seconds and nanoseconds until a timer fires, and from one time to the next.
pub(in crate::posix) type TimerTimes = [(i64, i64); 2];

fn times_of(timer: &libc::itimerspec) -> TimerTimes {
    let pair = |time: &libc::timespec| (time.tv_sec, time.tv_nsec);
    [pair(&timer.it_value), pair(&timer.it_interval)]
}

pub(in crate::posix) fn timer_times(fd: i32) -> Result<TimerTimes> {
    // SAFETY: the struct has room.
    let timer = filled(|timer| unsafe { libc::timerfd_gettime(fd, timer) })?;
    Ok(times_of(&timer))
}

/// Sets a timer, and gives what it was.
pub(in crate::posix) fn set_timer_times(
    fd: i32,
    flags: i32,
    [value, interval]: TimerTimes,
) -> Result<TimerTimes> {
    let time = |(tv_sec, tv_nsec)| libc::timespec { tv_sec, tv_nsec };
    let new = libc::itimerspec {
        it_interval: time(interval),
        it_value: time(value),
    };
    // SAFETY: the first struct is initialised, the second has room.
    let old = filled(|old| unsafe { libc::timerfd_settime(fd, flags, &raw const new, old) })?;
    Ok(times_of(&old))
}

/// The numbers that a device number consists of.
pub(in crate::posix) fn device_parts(device: u64) -> (u32, u32) {
    (libc::major(device), libc::minor(device))
}

/// The number of a device.
pub(in crate::posix) fn device(major: u32, minor: u32) -> u64 {
    libc::makedev(major, minor)
}
