//! Open files by their descriptors.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::object::buffer::BufferFlags;
use rpy_vm::{PyResult, Value, Vm};

use crate::descriptor::Descriptor;

use super::path::{PathArgument, call};
use super::system::{self, HERE};

/// The bytes of an object, copied, for calls that let other threads run.
fn bytes_of_buffer(data: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let view = data.buffer(BufferFlags(0), vm)?;
    Ok(view.to_vec(vm))
}

#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod descriptors {
    use super::*;

    /// Opens a file and returns its descriptor.
    #[function(signature = "(path, flags, mode=511, *, dir_fd=None)")]
    fn open(
        path: &Value,
        flags: i32,
        mode: i32,
        dir_fd: Option<i32>,
        vm: &mut Vm,
    ) -> PyResult<i64> {
        let path = PathArgument::new(path, "open", "path", false, vm)?;
        let (text, directory) = (path.c_str(), dir_fd.unwrap_or(HERE));
        vm.audit("open", |_| {
            let flags = Value::from_i32(flags | libc::O_CLOEXEC);
            [path.value.clone(), Value::NONE, flags]
        })?;
        call(&[&path.value], vm, || {
            system::open(text, flags, mode as u32, directory)
        })
    }

    /// Gives a descriptor back to the system.
    #[function(signature = "(fd)")]
    fn close(fd: i32, vm: &mut Vm) -> PyResult<()> {
        // Not again after an interruption: the descriptor is closed then too.
        match vm.allow_threads(move || system::close(fd)) {
            Err(error) if error.kind() != std::io::ErrorKind::Interrupted => {
                Err(super::super::path::failed(&error, &[], vm))
            }
            _ => Ok(()),
        }
    }

    /// Closes the descriptors from one up to, not including, another; errors are ignored.
    #[function(signature = "(fd_low, fd_high, /)")]
    fn closerange(fd_low: i32, fd_high: i32) {
        for fd in fd_low.max(0)..fd_high {
            let _ = system::close(fd);
        }
    }

    /// Reads up to length bytes.
    #[function(signature = "(fd, length, /)")]
    fn read(fd: i32, length: i64, vm: &mut Vm) -> PyResult {
        let mut buffer = buffer_of(length, vm)?;
        let count = call(&[], vm, || system::read(fd, &mut buffer))?;
        buffer.truncate(count as usize);
        Ok(Bytes::from_vec(buffer, vm).into_value())
    }

    /// Reads up to length bytes from an offset on, leaving the position as it is.
    #[function(signature = "(fd, length, offset, /)")]
    fn pread(fd: i32, length: i64, offset: i64, vm: &mut Vm) -> PyResult {
        let mut buffer = buffer_of(length, vm)?;
        let count = call(&[], vm, || system::pread(fd, &mut buffer, offset))?;
        buffer.truncate(count as usize);
        Ok(Bytes::from_vec(buffer, vm).into_value())
    }

    fn buffer_of(length: i64, vm: &mut Vm) -> PyResult<Vec<u8>> {
        const INVALID: i32 = libc::EINVAL;
        let Ok(length) = usize::try_from(length) else {
            let error = std::io::Error::from_raw_os_error(INVALID);
            return Err(super::super::path::failed(&error, &[], vm));
        };
        // Linux transfers no more than this at once.
        let length = length.min(0x7fff_f000);
        let mut buffer = vm.new_buffer(length)?;
        buffer.resize(length, 0);
        Ok(buffer)
    }

    /// Writes bytes and returns how many were written.
    #[function(signature = "(fd, data, /)")]
    fn write(fd: i32, data: &Value, vm: &mut Vm) -> PyResult<i64> {
        let bytes = bytes_of_buffer(data, vm)?;
        call(&[], vm, || system::write(fd, &bytes))
    }

    /// Writes bytes at an offset, leaving the position as it is, and returns how many were written.
    #[function(signature = "(fd, buffer, offset, /)")]
    fn pwrite(fd: i32, buffer: &Value, offset: i64, vm: &mut Vm) -> PyResult<i64> {
        let bytes = bytes_of_buffer(buffer, vm)?;
        call(&[], vm, || system::pwrite(fd, &bytes, offset))
    }

    /// Sets the position, and returns it counted from the start.
    #[function(signature = "(fd, position, whence, /)")]
    fn lseek(fd: i32, position: i64, whence: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::lseek(fd, position, whence))
    }

    /// Returns a copy of a descriptor, which child programs do not inherit.
    #[function(signature = "(fd, /)")]
    fn dup(fd: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::dup(fd))
    }

    /// Makes a descriptor a copy of another.
    #[function(signature = "(fd, fd2, inheritable=True)")]
    fn dup2(fd: i32, fd2: i32, inheritable: bool, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || match inheritable {
            true => system::dup2(fd, fd2),
            // Of equal descriptors dup3 makes an error.
            false if fd == fd2 => system::dup2(fd, fd2),
            false => system::dup3(fd, fd2),
        })
    }

    /// Makes a pipe and returns its ends: for reading, for writing.
    #[function(signature = "()")]
    fn pipe(vm: &mut Vm) -> PyResult<(i32, i32)> {
        call(&[], vm, || system::pipe(libc::O_CLOEXEC))
    }

    /// Makes a pipe with flags and returns its ends: for reading, for writing.
    #[function(signature = "(flags, /)")]
    fn pipe2(flags: i32, vm: &mut Vm) -> PyResult<(i32, i32)> {
        call(&[], vm, move || system::pipe(flags))
    }

    /// Returns whether a descriptor is that of a terminal.
    #[function(signature = "(fd, /)")]
    fn isatty(fd: i32) -> bool {
        system::is_terminal(fd)
    }

    /// Forces the content of a file to disk.
    #[function(signature = "(fd)")]
    fn fsync(fd: Descriptor, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::fsync(fd.0))?;
        Ok(())
    }

    /// Forces the content of a file to disk, but not all of its metadata.
    #[function(signature = "(fd)")]
    fn fdatasync(fd: Descriptor, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::fdatasync(fd.0))?;
        Ok(())
    }

    /// Cuts or extends a file to a length in bytes.
    #[function(signature = "(fd, length, /)")]
    fn ftruncate(fd: i32, length: i64, vm: &mut Vm) -> PyResult<()> {
        vm.audit("os.truncate", |vm| {
            [Value::from_i32(fd), vm.new_int(length)]
        })?;
        call(&[], vm, move || system::ftruncate(fd, length))?;
        Ok(())
    }

    /// Returns whether child programs inherit a descriptor.
    #[function(signature = "(fd, /)")]
    fn get_inheritable(fd: i32, vm: &mut Vm) -> PyResult<bool> {
        let flags = call(&[], vm, move || system::get_fd_flags(fd))?;
        Ok(flags & i64::from(libc::FD_CLOEXEC) == 0)
    }

    /// Sets whether child programs inherit a descriptor.
    #[function(signature = "(fd, inheritable, /)")]
    fn set_inheritable(fd: i32, inheritable: i32, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || {
            let flags = system::get_fd_flags(fd)? as i32 & !libc::FD_CLOEXEC;
            let close = if inheritable == 0 {
                libc::FD_CLOEXEC
            } else {
                0
            };
            system::set_fd_flags(fd, flags | close)
        })?;
        Ok(())
    }

    /// Returns whether reading and writing wait.
    #[function(signature = "(fd, /)")]
    fn get_blocking(fd: i32, vm: &mut Vm) -> PyResult<bool> {
        let flags = call(&[], vm, move || system::get_status_flags(fd))?;
        Ok(flags & i64::from(libc::O_NONBLOCK) == 0)
    }

    /// Sets whether reading and writing wait.
    #[function(signature = "(fd, blocking, /)")]
    fn set_blocking(fd: i32, blocking: bool, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || {
            let flags = system::get_status_flags(fd)? as i32 & !libc::O_NONBLOCK;
            let wait = if blocking { 0 } else { libc::O_NONBLOCK };
            system::set_status_flags(fd, flags | wait)
        })?;
        Ok(())
    }

    /// Returns the encoding of a terminal's descriptor, or None if it is no terminal.
    #[function(signature = "(fd)")]
    fn device_encoding(fd: i32) -> Option<&'static str> {
        system::is_terminal(fd).then_some("utf-8")
    }
}
