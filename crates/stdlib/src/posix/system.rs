//! The calls of the system, made safe: what they get are C strings, slices and numbers, and what
//! they return are errors by number. The only unsafe code of the module stands here.

use std::ffi::{CStr, CString};
use std::io::{Error, Result};
use std::mem::MaybeUninit;

/// What `fstatat` tells about a file.
pub(in crate::posix) use libc::stat as Stat;

/// `dir_fd` for the working directory.
pub(in crate::posix) const HERE: i32 = libc::AT_FDCWD;

macro_rules! calls {
    ($($name:ident($($argument:ident: $type:ty),*) $call:expr;)*) => { $(
        pub(in crate::posix) fn $name($($argument: $type),*) -> Result<i64> {
            // SAFETY: strings end with a zero byte, slices give their own length, and the system
            // checks numbers.
            let result = unsafe { $call } as i64;
            if result == -1 { Err(Error::last_os_error()) } else { Ok(result) }
        }
    )* };
}

mod processes;
mod transfers;

pub(in crate::posix) use processes::*;
pub(in crate::posix) use transfers::*;

calls! {
    open(path: &CStr, flags: i32, mode: u32, dir: i32)
        libc::openat(dir, path.as_ptr(), flags | libc::O_CLOEXEC, mode);
    close(fd: i32) libc::close(fd);
    read(fd: i32, buffer: &mut [u8]) libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len());
    write(fd: i32, bytes: &[u8]) libc::write(fd, bytes.as_ptr().cast(), bytes.len());
    pread(fd: i32, buffer: &mut [u8], offset: i64)
        libc::pread(fd, buffer.as_mut_ptr().cast(), buffer.len(), offset);
    pwrite(fd: i32, bytes: &[u8], offset: i64)
        libc::pwrite(fd, bytes.as_ptr().cast(), bytes.len(), offset);
    lseek(fd: i32, offset: i64, whence: i32) libc::lseek(fd, offset, whence);
    dup(fd: i32) libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0);
    dup2(fd: i32, to: i32) libc::dup2(fd, to);
    dup3(fd: i32, to: i32) libc::dup3(fd, to, libc::O_CLOEXEC);
    get_fd_flags(fd: i32) libc::fcntl(fd, libc::F_GETFD);
    set_fd_flags(fd: i32, flags: i32) libc::fcntl(fd, libc::F_SETFD, flags);
    get_status_flags(fd: i32) libc::fcntl(fd, libc::F_GETFL);
    set_status_flags(fd: i32, flags: i32) libc::fcntl(fd, libc::F_SETFL, flags);
    fsync(fd: i32) libc::fsync(fd);
    fdatasync(fd: i32) libc::fdatasync(fd);
    ftruncate(fd: i32, length: i64) libc::ftruncate(fd, length);
    truncate(path: &CStr, length: i64) libc::truncate(path.as_ptr(), length);
    mkdir(path: &CStr, mode: u32, dir: i32) libc::mkdirat(dir, path.as_ptr(), mode);
    mkfifo(path: &CStr, mode: u32, dir: i32) libc::mkfifoat(dir, path.as_ptr(), mode);
    unlink(path: &CStr, dir: i32, flags: i32) libc::unlinkat(dir, path.as_ptr(), flags);
    rename(from: &CStr, from_dir: i32, to: &CStr, to_dir: i32)
        libc::renameat(from_dir, from.as_ptr(), to_dir, to.as_ptr());
    link(from: &CStr, from_dir: i32, to: &CStr, to_dir: i32, flags: i32)
        libc::linkat(from_dir, from.as_ptr(), to_dir, to.as_ptr(), flags);
    symlink(target: &CStr, path: &CStr, dir: i32)
        libc::symlinkat(target.as_ptr(), dir, path.as_ptr());
    access(path: &CStr, mode: i32, dir: i32, flags: i32)
        libc::faccessat(dir, path.as_ptr(), mode, flags);
    chmod(path: &CStr, mode: u32, dir: i32, flags: i32)
        libc::fchmodat(dir, path.as_ptr(), mode, flags);
    fchmod(fd: i32, mode: u32) libc::fchmod(fd, mode);
    chown(path: &CStr, user: u32, group: u32, dir: i32, flags: i32)
        libc::fchownat(dir, path.as_ptr(), user, group, flags);
    fchown(fd: i32, user: u32, group: u32) libc::fchown(fd, user, group);
    utimens(path: &CStr, times: &[libc::timespec; 2], dir: i32, flags: i32)
        libc::utimensat(dir, path.as_ptr(), times.as_ptr(), flags);
    futimens(fd: i32, times: &[libc::timespec; 2]) libc::futimens(fd, times.as_ptr());
    chdir(path: &CStr) libc::chdir(path.as_ptr());
    fchdir(fd: i32) libc::fchdir(fd);
    kill(pid: i32, signal: i32) libc::kill(pid, signal);
    killpg(group: i32, signal: i32) libc::killpg(group, signal);
    getpgid(pid: i32) libc::getpgid(pid);
    setpgid(pid: i32, group: i32) libc::setpgid(pid, group);
    getsid(pid: i32) libc::getsid(pid);
    setsid() libc::setsid();
    setuid(user: u32) libc::setuid(user);
    setgid(group: u32) libc::setgid(group);
}

/// The processes that calls without errors tell of.
pub(in crate::posix) fn ids() -> [i64; 6] {
    // SAFETY: these calls have no arguments and cannot fail.
    unsafe {
        [
            i64::from(libc::getppid()),
            i64::from(libc::getuid()),
            i64::from(libc::geteuid()),
            i64::from(libc::getgid()),
            i64::from(libc::getegid()),
            i64::from(libc::getpgrp()),
        ]
    }
}

pub(in crate::posix) fn umask(mask: u32) -> u32 {
    // SAFETY: any number is a mask.
    unsafe { libc::umask(mask) }
}

pub(in crate::posix) fn is_terminal(fd: i32) -> bool {
    // SAFETY: the system checks the descriptor.
    unsafe { libc::isatty(fd) == 1 }
}

/// Columns and lines of a terminal.
pub(in crate::posix) fn terminal_size(fd: i32) -> Result<(u16, u16)> {
    // SAFETY: the struct is plain numbers, which the call fills.
    let mut size: libc::winsize = unsafe { std::mem::zeroed() };
    // SAFETY: the request takes a pointer to this struct.
    match unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size) } {
        -1 => Err(Error::last_os_error()),
        _ => Ok((size.ws_col, size.ws_row)),
    }
}

pub(in crate::posix) fn pipe(flags: i32) -> Result<(i32, i32)> {
    let mut ends = [0; 2];
    // SAFETY: the array has room for two.
    match unsafe { libc::pipe2(ends.as_mut_ptr(), flags) } {
        -1 => Err(Error::last_os_error()),
        _ => Ok((ends[0], ends[1])),
    }
}

fn filled<T>(fill: impl FnOnce(*mut T) -> i32) -> Result<T> {
    let mut value = MaybeUninit::uninit();
    match fill(value.as_mut_ptr()) {
        // SAFETY: the calls fill all of the struct unless they fail.
        0.. => Ok(unsafe { value.assume_init() }),
        _ => Err(Error::last_os_error()),
    }
}

pub(in crate::posix) fn stat(path: &CStr, dir: i32, flags: i32) -> Result<Stat> {
    // SAFETY: the path ends with a zero byte, and the result has room for a `stat`.
    filled(|stat| unsafe { libc::fstatat(dir, path.as_ptr(), stat, flags) })
}

pub(in crate::posix) fn fstat(fd: i32) -> Result<Stat> {
    // SAFETY: the result has room for a `stat`.
    filled(|stat| unsafe { libc::fstat(fd, stat) })
}

pub(in crate::posix) fn statvfs(path: &CStr) -> Result<libc::statvfs> {
    // SAFETY: as `stat`.
    filled(|stat| unsafe { libc::statvfs(path.as_ptr(), stat) })
}

pub(in crate::posix) fn fstatvfs(fd: i32) -> Result<libc::statvfs> {
    // SAFETY: as `fstat`.
    filled(|stat| unsafe { libc::fstatvfs(fd, stat) })
}

/// Process times: of this process and its children, and since some point, in ticks.
pub(in crate::posix) fn times() -> Result<(libc::tms, i64)> {
    let mut elapsed = 0;
    let times = filled(|times| {
        // SAFETY: the result has room for a `tms`.
        elapsed = unsafe { libc::times(times) };
        if elapsed == -1 { -1 } else { 0 }
    })?;
    Ok((times, elapsed))
}

pub(in crate::posix) fn readlink(path: &CStr, dir: i32) -> Result<Vec<u8>> {
    let mut buffer = vec![0_u8; 4096];
    loop {
        // SAFETY: the buffer gives its own length.
        let length = unsafe {
            libc::readlinkat(dir, path.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len())
        };
        match usize::try_from(length) {
            Err(_) => return Err(Error::last_os_error()),
            Ok(length) if length < buffer.len() => {
                buffer.truncate(length);
                return Ok(buffer);
            }
            Ok(_) => buffer.resize(buffer.len() * 2, 0),
        }
    }
}

pub(in crate::posix) fn getrandom(buffer: &mut [u8], flags: u32) -> Result<usize> {
    // SAFETY: the buffer gives its own length.
    let length = unsafe { libc::getrandom(buffer.as_mut_ptr().cast(), buffer.len(), flags) };
    usize::try_from(length).map_err(|_| Error::last_os_error())
}

/// The text of an error number.
pub(in crate::posix) fn error_text(number: i32) -> String {
    let text = Error::from_raw_os_error(number).to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The system's description of itself.
pub(in crate::posix) fn uname() -> Result<[String; 5]> {
    // SAFETY: the result has room for a `utsname`.
    let names = filled(|names| unsafe { libc::uname(names) })?;
    // SAFETY: the system ends each field with a zero byte.
    let text = |field: &[libc::c_char]| unsafe { CStr::from_ptr(field.as_ptr()) };
    let text = |field: &[libc::c_char]| text(field).to_string_lossy().into_owned();
    Ok([
        text(&names.sysname),
        text(&names.nodename),
        text(&names.release),
        text(&names.version),
        text(&names.machine),
    ])
}

/// A limit of the system; `None` if there is none.
pub(in crate::posix) fn sysconf(name: i32) -> Result<Option<i64>> {
    // SAFETY: `errno` belongs to this thread, and the system checks the name.
    let (value, number) = unsafe {
        *libc::__errno_location() = 0;
        (libc::sysconf(name), *libc::__errno_location())
    };
    match (value, number) {
        (-1, 0) => Ok(None),
        (-1, number) => Err(Error::from_raw_os_error(number)),
        _ => Ok(Some(value)),
    }
}

/// Waits for a child; gives its number and status.
pub(in crate::posix) fn waitpid(pid: i32, options: i32) -> Result<(i32, i32)> {
    let mut status = 0;
    // SAFETY: the status has room.
    match unsafe { libc::waitpid(pid, &raw mut status, options) } {
        -1 => Err(Error::last_os_error()),
        pid => Ok((pid, status)),
    }
}

pub(in crate::posix) fn load_average() -> Option<[f64; 3]> {
    let mut loads = [0.0; 3];
    // SAFETY: the array has room for three.
    (unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } == 3).then_some(loads)
}

/// Ends the process at once.
pub(in crate::posix) fn exit(status: i32) -> ! {
    // SAFETY: nothing of the program runs after it.
    unsafe { libc::_exit(status) }
}

/// Changes the environment that child processes get.
pub(in crate::posix) fn set_environment(name: &CStr, value: Option<&CStr>) -> Result<()> {
    // SAFETY: the strings end with zero bytes. Other threads of this program read the environment
    // under the interpreter's lock, which the caller holds.
    let result = unsafe {
        match value {
            Some(value) => libc::setenv(name.as_ptr(), value.as_ptr(), 1),
            None => libc::unsetenv(name.as_ptr()),
        }
    };
    if result == -1 {
        Err(Error::last_os_error())
    } else {
        Ok(())
    }
}

/// The entries of a directory: name and kind, without `.` and `..`.
pub(in crate::posix) fn entries(path: Option<&CStr>, fd: i32) -> Result<Vec<(Vec<u8>, u8, u64)>> {
    // SAFETY: the path ends with a zero byte; a duplicate of the descriptor is given away.
    let directory = unsafe {
        match path {
            Some(path) => libc::opendir(path.as_ptr()),
            None => match libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) {
                -1 => return Err(Error::last_os_error()),
                copy => {
                    let directory = libc::fdopendir(copy);
                    if directory.is_null() {
                        let error = Error::last_os_error();
                        libc::close(copy);
                        return Err(error);
                    }
                    libc::rewinddir(directory);
                    directory
                }
            },
        }
    };
    if directory.is_null() {
        return Err(Error::last_os_error());
    }
    let mut entries = Vec::new();
    let error = loop {
        // SAFETY: the directory is open, and an entry is valid until the next call.
        unsafe {
            *libc::__errno_location() = 0;
            let entry = libc::readdir(directory);
            if entry.is_null() {
                break *libc::__errno_location();
            }
            let name = CStr::from_ptr((*entry).d_name.as_ptr()).to_bytes();
            if name != b"." && name != b".." {
                entries.push((name.to_vec(), (*entry).d_type, (*entry).d_ino));
            }
        }
    };
    // SAFETY: it was opened above, and is used no more.
    unsafe { libc::closedir(directory) };
    match error {
        0 => Ok(entries),
        number => Err(Error::from_raw_os_error(number)),
    }
}

/// A C string of bytes without zero bytes.
pub(in crate::posix) fn c_string(bytes: Vec<u8>) -> Option<CString> {
    CString::new(bytes).ok()
}
