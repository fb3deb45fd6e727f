//! Input and output of several pieces at once, copies from file to file, locks of parts of files.

use rpy_vm::object::buffer::PinnedMemory;
use rpy_vm::{PyResult, Value, Vm};

use super::path::{PathArgument, call, failed};
use super::system::{self, HERE, Vectored};
use crate::pieces::{self, Pieces};

/// Reads into or writes the memory of a sequence of objects.
fn vectored(
    fd: i32,
    function: &str,
    buffers: &Value,
    what: Vectored,
    vm: &mut Vm,
) -> PyResult<i64> {
    if buffers.class(vm).slots(vm).subscript.is_none() {
        let message = format!("{function}() arg 2 must be a sequence");
        return Err(vm.type_error(message));
    }
    let mut pinned = Vec::new();
    for buffer in vm.collect(buffers)? {
        pinned.push(match what {
            Vectored::Read | Vectored::ReadAt(..) => PinnedMemory::writable(&buffer, vm)?,
            Vectored::Write | Vectored::WriteAt(..) => PinnedMemory::new(&buffer, vm)?,
        });
    }
    let pieces = Pieces::new(&pinned);
    call(&[], vm, || system::vectored(fd, &pieces, what))
}

/// A count of bytes, which is not negative.
fn count_of(count: i64, name: &str, vm: &mut Vm) -> PyResult<usize> {
    match usize::try_from(count) {
        Ok(count) => Ok(count),
        Err(_) => Err(vm.value_error(format!("negative value for '{name}' not allowed"))),
    }
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod transfer {
    use super::*;

    /// Reads into an object and returns how many bytes were read.
    #[function(signature = "(fd, buffer, /)")]
    fn readinto(fd: i32, buffer: &Value, vm: &mut Vm) -> PyResult<i64> {
        let pinned = [pieces::writable(buffer, "readinto() argument 2", vm)?];
        let pieces = Pieces::new(&pinned);
        call(&[], vm, || system::vectored(fd, &pieces, Vectored::Read))
    }

    /// Reads into several objects and returns how many bytes were read.
    #[function(signature = "(fd, buffers, /)")]
    fn readv(fd: i32, buffers: &Value, vm: &mut Vm) -> PyResult<i64> {
        vectored(fd, "readv", buffers, Vectored::Read, vm)
    }

    /// Writes several objects and returns how many bytes were written.
    #[function(signature = "(fd, buffers, /)")]
    fn writev(fd: i32, buffers: &Value, vm: &mut Vm) -> PyResult<i64> {
        vectored(fd, "writev", buffers, Vectored::Write, vm)
    }

    /// Reads into several objects from an offset on, leaving the position as it is.
    #[function(signature = "(fd, buffers, offset, flags=0, /)")]
    fn preadv(fd: i32, buffers: &Value, offset: i64, flags: i32, vm: &mut Vm) -> PyResult<i64> {
        vectored(fd, "preadv", buffers, Vectored::ReadAt(offset, flags), vm)
    }

    /// Writes several objects at an offset, leaving the position as it is.
    #[function(signature = "(fd, buffers, offset, flags=0, /)")]
    fn pwritev(fd: i32, buffers: &Value, offset: i64, flags: i32, vm: &mut Vm) -> PyResult<i64> {
        vectored(fd, "pwritev", buffers, Vectored::WriteAt(offset, flags), vm)
    }

    /// Copies bytes from one file to another within the system, and returns how many.
    #[function(signature = "(src, dst, count, offset_src=None, offset_dst=None)")]
    fn copy_file_range(
        src: i32,
        dst: i32,
        count: i64,
        offset_src: Option<i64>,
        offset_dst: Option<i64>,
        vm: &mut Vm,
    ) -> PyResult<i64> {
        let count = count_of(count, "count", vm)?;
        call(&[], vm, move || {
            system::copy_range(src, offset_src, dst, offset_dst, count)
        })
    }

    /// Moves bytes between a pipe and another descriptor, and returns how many.
    #[function(signature = "(src, dst, count, offset_src=None, offset_dst=None, flags=0)")]
    fn splice(
        src: i32,
        dst: i32,
        count: i64,
        offset_src: Option<i64>,
        offset_dst: Option<i64>,
        flags: u32,
        vm: &mut Vm,
    ) -> PyResult<i64> {
        let count = count_of(count, "count", vm)?;
        call(&[], vm, move || {
            system::splice(src, offset_src, dst, offset_dst, count, flags)
        })
    }

    /// Sends bytes of a file to another descriptor, and returns how many.
    #[function(signature = "(out_fd, in_fd, offset, count)")]
    fn sendfile(
        out_fd: i32,
        in_fd: i32,
        offset: &Value,
        count: usize,
        vm: &mut Vm,
    ) -> PyResult<i64> {
        use rpy_vm::function::convert::FromArgument;
        let offset = match offset.is_none() {
            true => None,
            false => Some(i64::from_argument(offset, vm)?),
        };
        call(&[], vm, move || {
            system::send_file(out_fd, in_fd, offset, count)
        })
    }

    /// Tells the system how a file will be read.
    #[function(signature = "(fd, offset, length, advice, /)")]
    fn posix_fadvise(fd: i32, offset: i64, length: i64, advice: i32, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::advise(fd, offset, length, advice))
    }

    /// Makes sure that there is room on disk for a part of a file.
    #[function(signature = "(fd, offset, length, /)")]
    fn posix_fallocate(fd: i32, offset: i64, length: i64, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::allocate(fd, offset, length))
    }

    /// Locks, tests or unlocks a part of a file.
    #[function(signature = "(fd, command, length, /)")]
    fn lockf(fd: i32, command: i32, length: i64, vm: &mut Vm) -> PyResult<()> {
        vm.audit("os.lockf", |vm| {
            [
                Value::from_i32(fd),
                Value::from_i32(command),
                vm.new_int(length),
            ]
        })?;
        call(&[], vm, move || system::lock_range(fd, command, length)).map(drop)
    }

    /// Forces everything that was written to disk.
    #[function(signature = "()")]
    fn sync(vm: &mut Vm) {
        vm.allow_threads(system::sync);
    }

    /// Makes a file, a device or a named pipe.
    #[function(signature = "(path, mode=384, device=0, *, dir_fd=None)")]
    fn mknod(
        path: &Value,
        mode: i32,
        device: u64,
        dir_fd: Option<i32>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let path = PathArgument::new(path, "mknod", "path", false, vm)?;
        let (text, directory) = (path.c_str(), dir_fd.unwrap_or(HERE));
        call(&[], vm, || {
            system::make_node(text, mode as u32, device, directory)
        })
        .map(drop)
    }

    /// Returns the major number of a device.
    #[function(signature = "(device, /)")]
    fn major(device: u64) -> u32 {
        system::device_parts(device).0
    }

    /// Returns the minor number of a device.
    #[function(signature = "(device, /)")]
    fn minor(device: u64) -> u32 {
        system::device_parts(device).1
    }

    /// Returns the number of a device.
    #[function(signature = "(major, minor, /)")]
    fn makedev(major: u32, minor: u32) -> u64 {
        system::device(major, minor)
    }

    /// Makes a file in memory without a place in any directory, and returns its descriptor.
    #[function(signature = "(name, flags=1)", text = "(name, flags=MFD_CLOEXEC)")]
    fn memfd_create(name: &Value, flags: u32, vm: &mut Vm) -> PyResult<i64> {
        let name = super::super::path::fs_text(name, vm)?;
        match vm.allow_threads(|| system::memfd_create(&name, flags)) {
            Ok(fd) => Ok(fd),
            Err(error) => Err(failed(&error, &[], vm)),
        }
    }
}
