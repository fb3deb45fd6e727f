//! Mapped memory, and the calls of the system for it.

use std::io::{Error, Result};
use std::ops::Range;
use std::ptr::NonNull;

/// Mapped memory. Other processes may change it at any time, as may the file be that it shows.
pub(super) struct Mapping {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: the memory belongs to the process, not to a thread, and this alone refers to it.
unsafe impl Send for Mapping {}

fn checked(result: i32) -> Result<()> {
    match result {
        0 => Ok(()),
        _ => Err(Error::last_os_error()),
    }
}

/// What is to be mapped.
pub(super) struct Request {
    pub(super) length: usize,
    pub(super) protection: i32,
    pub(super) flags: i32,
    pub(super) fd: i32,
    pub(super) offset: i64,
}

impl Mapping {
    /// Maps a part of a file, or new memory.
    pub(super) fn new(request: &Request) -> Result<Mapping> {
        // The system may put it where nothing is, never elsewhere.
        let flags = request.flags & !libc::MAP_FIXED;
        // SAFETY: a new mapping at an address that the system chooses.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                request.length,
                request.protection,
                flags,
                request.fd,
                request.offset,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(Error::last_os_error());
        }
        Ok(Mapping {
            start: NonNull::new(start.cast()).expect("nothing is mapped at null"),
            length: request.length,
        })
    }

    /// Where the memory starts.
    pub(super) fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// Number of bytes.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The bytes. They may change while they are looked at.
    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: the memory is mapped and can be read: mappings that cannot are not asked for
        // their bytes. That somebody else may change them is as with memory of other processes in
        // any program: they are plain bytes.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }

    /// A copy of a part. Panics if it is not within the memory.
    pub(super) fn copy(&self, range: Range<usize>) -> Vec<u8> {
        self.bytes()[range].to_vec()
    }

    /// Puts bytes in the place of others. The memory can be written to. Panics if they do not fit.
    pub(super) fn write(&self, position: usize, bytes: &[u8]) {
        assert!(position <= self.length && bytes.len() <= self.length - position);
        // SAFETY: within the mapping. The source may be a part of it.
        unsafe {
            let target = self.start.as_ptr().add(position);
            std::ptr::copy(bytes.as_ptr(), target, bytes.len());
        }
    }

    /// Moves a part within the memory, which can be written to.
    pub(super) fn shift(&self, to: usize, from: usize, count: usize) {
        assert!(to <= self.length && count <= self.length - to);
        assert!(from <= self.length && count <= self.length - from);
        // SAFETY: both lie within the mapping.
        unsafe {
            let start = self.start.as_ptr();
            std::ptr::copy(start.add(from), start.add(to), count);
        }
    }

    /// Gives the memory another length; it may move.
    pub(super) fn resize(&mut self, length: usize) -> Result<()> {
        let old = self.start.as_ptr().cast();
        // SAFETY: the mapping is ours, and nobody refers into it, as this is borrowed.
        let start = unsafe { libc::mremap(old, self.length, length, libc::MREMAP_MAYMOVE) };
        if start == libc::MAP_FAILED {
            return Err(Error::last_os_error());
        }
        self.start = NonNull::new(start.cast()).expect("nothing is mapped at null");
        self.length = length;
        Ok(())
    }

    /// Writes a part to its file. Panics if it is not within the memory.
    pub(super) fn flush(&self, position: usize, count: usize) -> Result<()> {
        assert!(position <= self.length && count <= self.length - position);
        // SAFETY: within the mapping.
        checked(unsafe {
            let start = self.start.as_ptr().add(position);
            libc::msync(start.cast(), count, libc::MS_SYNC)
        })
    }

    /// Tells the system how a part will be used. Panics if it is not within the memory.
    pub(super) fn advise(&self, option: i32, position: usize, count: usize) -> Result<()> {
        assert!(position <= self.length && count <= self.length - position);
        // SAFETY: within the mapping; some options set its bytes to zero.
        checked(unsafe {
            let start = self.start.as_ptr().add(position);
            libc::madvise(start.cast(), count, option)
        })
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and nobody refers into it any more.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.length) };
    }
}

/// The size of a file, if it is a regular one.
pub(super) fn regular_size(fd: i32) -> Result<Option<i64>> {
    // SAFETY: all zero is a value of the struct, which has room for the result.
    unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        checked(libc::fstat(fd, &raw mut status))?;
        Ok((status.st_mode & libc::S_IFMT == libc::S_IFREG).then_some(status.st_size))
    }
}

/// The size of a file, whatever it is.
pub(super) fn size(fd: i32) -> Result<i64> {
    // SAFETY: as above.
    unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        checked(libc::fstat(fd, &raw mut status))?;
        Ok(status.st_size)
    }
}

/// Another descriptor of the file, which programs that are executed do not get.
pub(super) fn duplicate(fd: i32) -> Result<i32> {
    // SAFETY: numbers only.
    match unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) } {
        -1 => Err(Error::last_os_error()),
        fd => Ok(fd),
    }
}

/// Gives the file a size.
pub(super) fn truncate(fd: i32, size: i64) -> Result<()> {
    // SAFETY: numbers only.
    checked(unsafe { libc::ftruncate(fd, size) })
}

/// Closes a descriptor that `duplicate` made.
pub(super) fn close(fd: i32) {
    // SAFETY: the descriptor is ours.
    unsafe { libc::close(fd) };
}
