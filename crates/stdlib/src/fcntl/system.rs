//! The calls of the system.

use std::io::{Error, Result};

/// How much more than the given bytes a request may fill.
const SPARE: usize = 1024;

/// Memory that a request may read and fill.
pub(super) struct Memory(Vec<u64>);

impl Memory {
    /// Memory that begins with these bytes, aligned, and with room behind them.
    pub(super) fn new(bytes: &[u8]) -> Memory {
        let mut words = vec![0; (bytes.len() + SPARE).div_ceil(8)];
        for (word, part) in words.iter_mut().zip(bytes.chunks(8)) {
            let mut whole = [0; 8];
            whole[..part.len()].copy_from_slice(part);
            *word = u64::from_ne_bytes(whole);
        }
        Memory(words)
    }

    /// All of it.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|word| word.to_ne_bytes()).collect()
    }
}

fn checked(result: i32) -> Result<i64> {
    match result {
        -1 => Err(Error::last_os_error()),
        result => Ok(i64::from(result)),
    }
}

/// `fcntl` with a number.
pub(super) fn control(fd: i32, command: i32, argument: i64) -> Result<i64> {
    // SAFETY: what takes a pointer refuses addresses that are no memory of the process; a program
    // that passes one as a number answers for it, as in every Python.
    checked(unsafe { libc::fcntl(fd, command, argument) })
}

/// `fcntl` with memory.
pub(super) fn control_memory(fd: i32, command: i32, memory: &mut Memory) -> Result<i64> {
    // SAFETY: commands read or fill fixed structs, which are shorter than the memory.
    checked(unsafe { libc::fcntl(fd, command, memory.0.as_mut_ptr()) })
}

/// `ioctl` with a number.
pub(super) fn request(fd: i32, request: u64, argument: i64) -> Result<i64> {
    // SAFETY: as `control`.
    checked(unsafe { libc::ioctl(fd, request as _, argument) })
}

/// `ioctl` with memory.
pub(super) fn request_memory(fd: i32, request: u64, memory: &mut Memory) -> Result<i64> {
    // SAFETY: requests read or fill what their number says, at most 16 KiB by convention. That a
    // program gives one enough for its request is the program's duty, as in every Python; there are
    // 1024 bytes more than it gives.
    checked(unsafe { libc::ioctl(fd, request as _, memory.0.as_mut_ptr()) })
}

/// `flock`.
pub(super) fn lock(fd: i32, operation: i32) -> Result<()> {
    // SAFETY: numbers only.
    checked(unsafe { libc::flock(fd, operation) }).map(drop)
}

/// A part of a file, and what is to be done with it.
pub(super) struct Part {
    pub(super) kind: i32,
    pub(super) whence: i32,
    pub(super) start: i64,
    pub(super) length: i64,
}

/// Locks or unlocks a part of a file.
pub(super) fn lock_part(fd: i32, part: &Part, waits: bool) -> Result<()> {
    let lock = libc::flock {
        l_type: part.kind as _,
        l_whence: part.whence as _,
        l_start: part.start,
        l_len: part.length,
        l_pid: 0,
    };
    let command = if waits { libc::F_SETLKW } else { libc::F_SETLK };
    // SAFETY: the command takes a pointer to this struct.
    checked(unsafe { libc::fcntl(fd, command, &raw const lock) }).map(drop)
}
