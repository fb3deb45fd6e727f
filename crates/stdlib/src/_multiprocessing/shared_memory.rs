//! `_posixshmem`: shared memory by name, for `multiprocessing.shared_memory`.

/// Shared memory by name.
#[rpy_macros::native_module(name = "_posixshmem")]
pub mod _posixshmem {
    use rpy_vm::builtins::str::Str;
    use rpy_vm::{PyResult, Ref, Vm};

    use super::super::system;
    use crate::posix::path::fs_text;
    use crate::waiting;

    /// Opens shared memory and returns its descriptor.
    #[function(signature = "(path, flags, mode=511)")]
    fn shm_open(path: &Ref<Str>, flags: i32, mode: i32, vm: &mut Vm) -> PyResult<i32> {
        let name = fs_text(path.as_value(), vm)?;
        let open = |_| system::open_memory(&name, flags, mode as u32);
        match waiting::until(None, vm, open)? {
            Ok(fd) => Ok(fd),
            Err(error) => Err(vm.io_error(&error, Some(path.as_value().clone()))),
        }
    }

    /// Removes the name of shared memory.
    #[function(signature = "(path, /)")]
    fn shm_unlink(path: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        let name = fs_text(path.as_value(), vm)?;
        match waiting::until(None, vm, |_| system::unlink_memory(&name))? {
            Ok(()) => Ok(()),
            Err(error) => Err(vm.io_error(&error, Some(path.as_value().clone()))),
        }
    }
}
