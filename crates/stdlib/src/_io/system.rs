//! The operating system's files: the only place of this module that calls it.
//!
//! Every function takes the number of an open file. Calls that a signal has interrupted are made
//! again, after what the signal asks for has been done (PEP 475).

use std::ffi::CStr;

use rpy_vm::object::buffer::BufferView;
use rpy_vm::{PyResult, Raised, Value, Vm};
use rustix::fd::{BorrowedFd, IntoRawFd, OwnedFd};
use rustix::fs::{FileType, Mode, OFlags, SeekFrom};
use rustix::io::Errno;

/// What a call gives that may find nothing to do: `None` if the file is non-blocking and not ready.
pub(super) type Transfer = PyResult<Option<usize>>;

/// The open file of a number.
fn file(number: i32) -> Result<BorrowedFd<'static>, Errno> {
    if number < 0 {
        return Err(Errno::BADF);
    }
    // SAFETY: the number is not -1. It is Python's: if it stands for no open file, the system
    // answers so.
    Ok(unsafe { BorrowedFd::borrow_raw(number) })
}

/// Raises the `OSError` of an error of the system.
#[cold]
pub(super) fn error(errno: Errno, filename: Option<&Value>, vm: &mut Vm) -> Raised {
    vm.io_error(&std::io::Error::from(errno), filename.cloned())
}

/// Makes a call, again and again while signals interrupt it.
fn retried<T: Send>(
    mut call: impl FnMut() -> Result<T, Errno> + Send,
    filename: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<T> {
    loop {
        match vm.allow_threads(&mut call) {
            Ok(result) => return Ok(result),
            Err(Errno::INTR) => vm.check_signals()?,
            Err(errno) => return Err(error(errno, filename, vm)),
        }
    }
}

/// As [`retried`], for transfers.
fn transfer(mut call: impl FnMut() -> Result<usize, Errno> + Send, vm: &mut Vm) -> Transfer {
    loop {
        match vm.allow_threads(&mut call) {
            Ok(count) => return Ok(Some(count)),
            Err(Errno::AGAIN) => return Ok(None),
            Err(Errno::INTR) => vm.check_signals()?,
            Err(errno) => return Err(error(errno, None, vm)),
        }
    }
}

/// Appends up to `limit` bytes of a file; none at its end.
pub(super) fn read(number: i32, target: &mut Vec<u8>, limit: usize, vm: &mut Vm) -> Transfer {
    vm.make_room(target, limit)?;
    let result = transfer(
        || {
            let free = &mut target.spare_capacity_mut()[..limit];
            let (filled, _) = rustix::io::read(file(number)?, free)?;
            Ok(filled.len())
        },
        vm,
    );
    let count = result.as_ref().map_or(0, |count| count.unwrap_or(0));
    // SAFETY: the system has filled so many bytes behind the end.
    unsafe { target.set_len(target.len() + count) };
    result
}

/// Reads into a view, which is writable and contiguous.
pub(super) fn read_into(number: i32, view: &BufferView, vm: &mut Vm) -> Transfer {
    let mut bytes = Vec::new();
    let result = read(number, &mut bytes, view.length(), vm)?;
    if let Some(target) = view.as_bytes_mut(vm) {
        target[..bytes.len()].copy_from_slice(&bytes);
    }
    Ok(result)
}

/// Writes bytes, as many as the system takes at once.
pub(super) fn write(number: i32, bytes: &[u8], vm: &mut Vm) -> Transfer {
    transfer(|| rustix::io::write(file(number)?, bytes), vm)
}

/// Moves the position, and gives the new one. `whence` is as in `os.lseek`.
pub(super) fn seek(number: i32, offset: i64, whence: i32, vm: &mut Vm) -> PyResult<i64> {
    match try_seek(number, offset, whence) {
        Ok(position) => Ok(position),
        Err(errno) => Err(error(errno, None, vm)),
    }
}

/// As [`seek`], for those who expect that it fails.
pub(super) fn try_seek(number: i32, offset: i64, whence: i32) -> Result<i64, Errno> {
    let target = match whence {
        0 => SeekFrom::Start(u64::try_from(offset).map_err(|_| Errno::INVAL)?),
        1 => SeekFrom::Current(offset),
        2 => SeekFrom::End(offset),
        3 => SeekFrom::Data(u64::try_from(offset).map_err(|_| Errno::INVAL)?),
        4 => SeekFrom::Hole(u64::try_from(offset).map_err(|_| Errno::INVAL)?),
        _ => return Err(Errno::INVAL),
    };
    let position = rustix::fs::seek(file(number)?, target)?;
    Ok(i64::try_from(position).unwrap_or(i64::MAX))
}

/// Cuts a file off, or makes it longer.
pub(super) fn truncate(number: i32, size: i64, vm: &mut Vm) -> PyResult<()> {
    let Ok(size) = u64::try_from(size) else {
        return Err(error(Errno::INVAL, None, vm));
    };
    retried(|| rustix::fs::ftruncate(file(number)?, size), None, vm)
}

/// What is known of an open file.
pub(super) struct Status {
    pub(super) is_directory: bool,
    /// Whether it may be a terminal.
    pub(super) is_character_device: bool,
    /// Bytes that are read at once with most effect; 1 if the system does not tell.
    pub(super) block_size: usize,
    /// Bytes of the file.
    pub(super) size: i64,
}

/// Looks at an open file.
pub(super) fn status(number: i32) -> Result<Status, Errno> {
    let status = rustix::fs::fstat(file(number)?)?;
    let kind = FileType::from_raw_mode(status.st_mode);
    Ok(Status {
        is_directory: kind == FileType::Directory,
        is_character_device: kind == FileType::CharacterDevice,
        block_size: usize::try_from(status.st_blksize).map_or(1, |size| size.max(1)),
        size: status.st_size,
    })
}

/// Whether a file is a terminal.
pub(super) fn is_terminal(number: i32) -> bool {
    file(number).is_ok_and(rustix::termios::isatty)
}

/// Opens a file for this process, not for those that it starts.
pub(super) fn open(path: &CStr, flags: i32, filename: &Value, vm: &mut Vm) -> PyResult<i32> {
    let flags = OFlags::from_bits_retain(flags as u32) | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(0o666);
    let opened = match retried(|| rustix::fs::open(path, flags, mode), Some(filename), vm) {
        Ok(opened) => opened,
        Err(raised) => match open_in_library(path, flags, vm) {
            Some(opened) => opened,
            None => return Err(raised),
        },
    };
    Ok(opened.into_raw_fd())
}

/// A file of the library inside the binary, for reading: its content in memory, as a file.
#[cold]
fn open_in_library(path: &CStr, flags: OFlags, vm: &Vm) -> Option<OwnedFd> {
    if flags.contains(OFlags::CREATE) || flags.intersects(OFlags::WRONLY | OFlags::RDWR) {
        return None;
    }
    #[cfg(target_os = "linux")]
    {
        use std::io::{Seek, Write};

        let content = vm.library_data(path.to_str().ok()?)?;
        let memory = rustix::fs::memfd_create(path, rustix::fs::MemfdFlags::CLOEXEC).ok()?;
        let mut file = std::fs::File::from(memory);
        file.write_all(&content).ok()?;
        file.rewind().ok()?;
        Some(file.into())
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (path, vm);
        None
    }
}

/// Keeps a file from the processes that this one starts.
pub(super) fn set_not_inherited(number: i32, vm: &mut Vm) -> PyResult<()> {
    let set = || rustix::io::fcntl_setfd(file(number)?, rustix::io::FdFlags::CLOEXEC);
    retried(set, None, vm)
}

/// Closes a file. It is closed whatever this gives.
pub(super) fn close(number: i32, vm: &mut Vm) -> PyResult<()> {
    file(number).map_err(|errno| error(errno, None, vm))?;
    // SAFETY: the caller gives the file up; Python answers for who else uses its number.
    let closed = unsafe { rustix::io::try_close(number) };
    match closed {
        Ok(()) | Err(Errno::INTR) => Ok(()),
        Err(errno) => Err(error(errno, None, vm)),
    }
}

/// Flags of [`open`], as numbers.
pub(super) mod flags {
    use rustix::fs::OFlags;

    pub(crate) const READ: i32 = OFlags::RDONLY.bits() as i32;
    pub(crate) const WRITE: i32 = OFlags::WRONLY.bits() as i32;
    pub(crate) const READ_WRITE: i32 = OFlags::RDWR.bits() as i32;
    pub(crate) const CREATE: i32 = OFlags::CREATE.bits() as i32;
    pub(crate) const EXCLUSIVE: i32 = OFlags::EXCL.bits() as i32;
    pub(crate) const TRUNCATE: i32 = OFlags::TRUNC.bits() as i32;
    pub(crate) const APPEND: i32 = OFlags::APPEND.bits() as i32;
    pub(crate) const CLOSE_ON_EXEC: i32 = OFlags::CLOEXEC.bits() as i32;
}
