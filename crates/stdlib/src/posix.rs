//! `posix`: what the operating system offers, as `os` shows it.
//! Reference: <https://docs.python.org/3.14/library/os.html>

/// What the operating system offers.
#[rpy_macros::native_module(name = "posix")]
pub mod posix {
    use std::os::unix::ffi::OsStrExt;

    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::{PyResult, Vm};

    /// The environment at start-up: a dict of bytes.
    #[constant]
    fn environ(vm: &mut Vm) -> PyResult {
        let environment = Dict::new(vm);
        for (name, value) in std::env::vars_os() {
            let name = vm.new_bytes(name.as_bytes());
            let value = vm.new_bytes(value.as_bytes());
            environment.set_item(name, value, vm)?;
        }
        Ok(environment.into_value())
    }

    /// Returns the path of the working directory.
    #[function(signature = "()")]
    fn getcwd(vm: &mut Vm) -> PyResult<String> {
        match std::env::current_dir() {
            Ok(path) => Ok(path.to_string_lossy().into_owned()),
            Err(error) => Err(vm.runtime_error(format!("no working directory: {error}"))),
        }
    }

    /// Returns the number of this process.
    #[function(signature = "()")]
    fn getpid() -> i64 {
        i64::from(std::process::id())
    }

    /// Returns the number of processors, or None if it is not known.
    #[function(signature = "()")]
    fn cpu_count() -> Option<usize> {
        std::thread::available_parallelism().ok().map(Into::into)
    }
}
