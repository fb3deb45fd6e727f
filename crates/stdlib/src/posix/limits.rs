//! Limits of files and texts of the system: `pathconf`, `confstr`.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Value, Vm};

use super::path::{PathArgument, call, text_of};
use super::system;

/// The most groups that a process can be in.
pub(crate) const MAX_GROUPS: usize = 65536;

type Names = &'static [(&'static str, i32)];

/// The number of a setting, given by name or number.
pub(super) fn setting(name: &Value, names: Names, vm: &mut Vm) -> PyResult<i32> {
    if let Some(text) = name.downcast::<Str>() {
        let text = text.to_string_lossy();
        return match names.iter().find(|(name, _)| *name == text) {
            Some((_, number)) => Ok(*number),
            None => Err(vm.value_error("unrecognized configuration name")),
        };
    }
    if name.class(vm).slots(vm).index.is_none() {
        let message = "configuration names must be strings or integers";
        return Err(vm.type_error(message));
    }
    i32::from_argument(name, vm)
}

fn dict_of(names: Names, vm: &mut Vm) -> PyResult {
    let dict = Dict::new(vm);
    for (name, number) in names {
        let name = vm.new_str(name);
        dict.set_item(name, Value::from_i32(*number), vm)?;
    }
    Ok(dict.into_value())
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod limits {
    use super::*;

    const PATHCONF: &[(&str, i32)] = &[
        ("PC_ASYNC_IO", 10),
        ("PC_CHOWN_RESTRICTED", 6),
        ("PC_FILESIZEBITS", 13),
        ("PC_LINK_MAX", 0),
        ("PC_MAX_CANON", 1),
        ("PC_MAX_INPUT", 2),
        ("PC_NAME_MAX", 3),
        ("PC_NO_TRUNC", 7),
        ("PC_PATH_MAX", 4),
        ("PC_PIPE_BUF", 5),
        ("PC_PRIO_IO", 11),
        ("PC_SOCK_MAXBUF", 12),
        ("PC_SYNC_IO", 9),
        ("PC_VDISABLE", 8),
        ("PC_ALLOC_SIZE_MIN", 18),
        ("PC_REC_INCR_XFER_SIZE", 14),
        ("PC_REC_MAX_XFER_SIZE", 15),
        ("PC_REC_MIN_XFER_SIZE", 16),
        ("PC_REC_XFER_ALIGN", 17),
        ("PC_SYMLINK_MAX", 19),
    ];
    const CONFSTR: &[(&str, i32)] = &[
        ("CS_GNU_LIBC_VERSION", 2),
        ("CS_GNU_LIBPTHREAD_VERSION", 3),
        ("CS_LFS64_CFLAGS", 1004),
        ("CS_LFS64_LDFLAGS", 1005),
        ("CS_LFS64_LIBS", 1006),
        ("CS_LFS64_LINTFLAGS", 1007),
        ("CS_LFS_CFLAGS", 1000),
        ("CS_LFS_LDFLAGS", 1001),
        ("CS_LFS_LIBS", 1002),
        ("CS_LFS_LINTFLAGS", 1003),
        ("CS_PATH", 0),
        ("CS_XBS5_ILP32_OFF32_CFLAGS", 1100),
        ("CS_XBS5_ILP32_OFF32_LDFLAGS", 1101),
        ("CS_XBS5_ILP32_OFF32_LIBS", 1102),
        ("CS_XBS5_ILP32_OFF32_LINTFLAGS", 1103),
        ("CS_XBS5_ILP32_OFFBIG_CFLAGS", 1104),
        ("CS_XBS5_ILP32_OFFBIG_LDFLAGS", 1105),
        ("CS_XBS5_ILP32_OFFBIG_LIBS", 1106),
        ("CS_XBS5_ILP32_OFFBIG_LINTFLAGS", 1107),
        ("CS_XBS5_LP64_OFF64_CFLAGS", 1108),
        ("CS_XBS5_LP64_OFF64_LDFLAGS", 1109),
        ("CS_XBS5_LP64_OFF64_LIBS", 1110),
        ("CS_XBS5_LP64_OFF64_LINTFLAGS", 1111),
        ("CS_XBS5_LPBIG_OFFBIG_CFLAGS", 1112),
        ("CS_XBS5_LPBIG_OFFBIG_LDFLAGS", 1113),
        ("CS_XBS5_LPBIG_OFFBIG_LIBS", 1114),
        ("CS_XBS5_LPBIG_OFFBIG_LINTFLAGS", 1115),
    ];

    /// From the names for `pathconf` to their numbers.
    #[constant]
    fn pathconf_names(vm: &mut Vm) -> PyResult {
        dict_of(PATHCONF, vm)
    }

    /// From the names for `confstr` to their numbers.
    #[constant]
    fn confstr_names(vm: &mut Vm) -> PyResult {
        dict_of(CONFSTR, vm)
    }

    /// Returns a limit of a file, by name or number; -1 if there is none.
    #[function(signature = "(path, name)")]
    fn pathconf(path: &Value, name: &Value, vm: &mut Vm) -> PyResult<i64> {
        let path = PathArgument::new(path, "pathconf", "path", true, vm)?;
        let number = setting(name, PATHCONF, vm)?;
        let (text, fd) = (path.c_str(), path.fd);
        let limit = call(&[&path.value], vm, || system::path_limit(text, fd, number))?;
        Ok(limit.unwrap_or(-1))
    }

    /// Returns a limit of an open file, by name or number; -1 if there is none.
    #[function(signature = "(fd, name, /)")]
    fn fpathconf(fd: crate::descriptor::Descriptor, name: &Value, vm: &mut Vm) -> PyResult<i64> {
        let number = setting(name, PATHCONF, vm)?;
        let limit = call(&[], vm, || system::path_limit(c"", Some(fd.0), number))?;
        Ok(limit.unwrap_or(-1))
    }

    /// Returns a text that the system is configured with, by name or number; None if it has none.
    #[function(signature = "(name, /)")]
    fn confstr(name: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let number = setting(name, CONFSTR, vm)?;
        let text = call(&[], vm, || system::configured_text(number))?;
        Ok(text.map(|text| text_of(&text, vm)))
    }
}
