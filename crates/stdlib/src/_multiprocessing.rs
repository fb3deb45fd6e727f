//! `_multiprocessing`: semaphores that processes share, for `multiprocessing`.

mod semaphore;
pub mod shared_memory;
mod system;

/// Semaphores that processes share.
#[rpy_macros::native_module(
    name = "_multiprocessing",
    classes(super::semaphore::SemLock as "SemLock")
)]
pub mod _multiprocessing {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::{PyResult, Value, Vm};

    use super::system;
    use crate::posix::path::fs_text;

    /// What the system has.
    #[constant]
    fn flags(vm: &mut Vm) -> PyResult {
        let flags = Dict::new(vm);
        for name in ["HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT"] {
            let name = vm.new_str(name);
            flags.set_item(name, Value::from_i32(1), vm)?;
        }
        Ok(flags.into_value())
    }

    /// Removes the name of a semaphore.
    #[function(signature = "(name, /)")]
    fn sem_unlink(name: &Value, vm: &mut Vm) -> PyResult<()> {
        let name = fs_text(name, vm)?;
        match system::unlink(&name) {
            Ok(()) => Ok(()),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }
}
