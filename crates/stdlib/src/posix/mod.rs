//! `posix`: what the operating system offers, as `os` shows it.
//! Reference: <https://docs.python.org/3.14/library/os.html>

mod constants;
mod descriptors;
mod directory;
mod files;
mod path;
mod process;
mod stat;
mod system;

pub(crate) use process::fill_random;

/// What the operating system offers.
#[rpy_macros::native_module(
    name = "posix",
    classes(
        super::directory::DirEntry,
        super::stat::StatResult as "stat_result",
        super::stat::StatvfsResult as "statvfs_result",
        super::process::UnameResult as "uname_result",
        super::process::TimesResult as "times_result",
        super::process::TerminalSize as "terminal_size"
    ),
    parts(
        super::constants::constants,
        super::descriptors::descriptors,
        super::directory::directory,
        super::files::files,
        super::process::process,
        super::stat::stat
    )
)]
pub mod posix {
    use std::os::unix::ffi::OsStrExt;

    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::{PyResult, Value, Vm};

    use super::path::fs_path;

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

    /// The class of all errors of the system.
    #[constant]
    fn error(vm: &mut Vm) -> Value {
        vm.types.exceptions.os_error.to_value()
    }

    /// What functions take descriptors in place of paths, or relative to which: by this `os` finds
    /// what it says in `supports_fd`, `supports_dir_fd` and `supports_follow_symlinks`.
    #[constant]
    fn _have_functions(vm: &mut Vm) -> Value {
        let names = [
            "HAVE_FACCESSAT",
            "HAVE_FCHDIR",
            "HAVE_FCHMOD",
            "HAVE_FCHMODAT",
            "HAVE_FCHOWN",
            "HAVE_FCHOWNAT",
            "HAVE_FDOPENDIR",
            "HAVE_FSTATAT",
            "HAVE_FSTATVFS",
            "HAVE_FTRUNCATE",
            "HAVE_FUTIMENS",
            "HAVE_LINKAT",
            "HAVE_LCHOWN",
            "HAVE_LSTAT",
            "HAVE_LUTIMES",
            "HAVE_MKDIRAT",
            "HAVE_MKFIFOAT",
            "HAVE_OPENAT",
            "HAVE_READLINKAT",
            "HAVE_RENAMEAT",
            "HAVE_SYMLINKAT",
            "HAVE_UNLINKAT",
            "HAVE_UTIMENSAT",
        ];
        let names = names.map(|name| vm.new_str(name));
        vm.new_list(names.into())
    }

    /// Returns the path as str or bytes: itself, or what its __fspath__() gives.
    #[function(signature = "(path)")]
    fn fspath(path: &Value, vm: &mut Vm) -> PyResult {
        match fs_path(path, vm)? {
            Some(path) => Ok(path),
            None => {
                let given = path.type_name(vm);
                Err(vm.type_error(format!(
                    "expected str, bytes or os.PathLike object, not {given}"
                )))
            }
        }
    }
}
