//! `posix`: what the operating system offers, as `os` shows it.
//! Reference: <https://docs.python.org/3.14/library/os.html>

mod attributes;
mod constants;
mod descriptors;
mod directory;
mod events;
mod execute;
mod files;
pub(crate) mod fork;
pub(crate) mod ids;
mod lexical;
mod limits;
pub(crate) mod path;
mod process;
mod schedule;
mod stat;
mod system;
mod terminal;
mod transfer;
mod wait;

pub(crate) use process::fill_random;

/// What the operating system offers.
#[rpy_macros::native_module(
    name = "posix",
    classes(
        super::directory::DirEntry,
        super::schedule::SchedParam as "sched_param",
        super::stat::StatResult as "stat_result",
        super::stat::StatvfsResult as "statvfs_result",
        super::process::UnameResult as "uname_result",
        super::process::TimesResult as "times_result",
        super::process::TerminalSize as "terminal_size",
        super::wait::WaitidResult as "waitid_result"
    ),
    parts(
        super::attributes::attributes,
        super::constants::constants,
        super::descriptors::descriptors,
        super::directory::directory,
        super::events::events,
        super::execute::execute,
        super::files::files,
        super::fork::fork,
        super::ids::ids,
        super::lexical::lexical,
        super::limits::limits,
        super::process::process,
        super::schedule::schedule,
        super::stat::stat,
        super::terminal::terminal,
        super::transfer::transfer,
        super::wait::wait
    )
)]
pub mod posix {
    use std::os::unix::ffi::OsStrExt;

    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::{PyResult, Value, Vm};

    use super::path::fs_path;

    /// The environment at start-up: a dict of bytes.
    #[constant]
    pub(super) fn environ(vm: &mut Vm) -> PyResult {
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
            "HAVE_EVENTFD",
            "HAVE_TIMERFD_CREATE",
            "HAVE_FACCESSAT",
            "HAVE_FCHDIR",
            "HAVE_FCHMOD",
            "HAVE_FCHMODAT",
            "HAVE_FCHOWN",
            "HAVE_FCHOWNAT",
            "HAVE_FEXECVE",
            "HAVE_FDOPENDIR",
            "HAVE_FPATHCONF",
            "HAVE_FSTATAT",
            "HAVE_FSTATVFS",
            "HAVE_FTRUNCATE",
            "HAVE_FUTIMENS",
            "HAVE_FUTIMES",
            "HAVE_FUTIMESAT",
            "HAVE_LINKAT",
            "HAVE_LCHOWN",
            "HAVE_LSTAT",
            "HAVE_LUTIMES",
            "HAVE_MEMFD_CREATE",
            "HAVE_MKDIRAT",
            "HAVE_MKFIFOAT",
            "HAVE_MKNODAT",
            "HAVE_OPENAT",
            "HAVE_READLINKAT",
            "HAVE_RENAMEAT",
            "HAVE_SYMLINKAT",
            "HAVE_UNLINKAT",
            "HAVE_UTIMENSAT",
            "HAVE_PTSNAME_R",
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
                let given = path.class(vm).name(vm);
                Err(vm.type_error(format!(
                    "expected str, bytes or os.PathLike object, not {given}"
                )))
            }
        }
    }
}
