//! Terminals.

use rpy_vm::{PyResult, Value, Vm};

use super::path::{call, text_of};
use super::system::{self, TerminalName};

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod terminal {
    use super::*;

    /// Returns the path that stands for whatever terminal controls the process.
    #[function(signature = "()")]
    fn ctermid() -> &'static str {
        "/dev/tty"
    }

    /// Makes a pair of descriptors of a new terminal: the master's and its own.
    #[function(signature = "()")]
    fn openpty(vm: &mut Vm) -> PyResult<(i32, i32)> {
        call(&[], vm, || {
            let (master, own) = system::open_terminal_pair()?;
            for fd in [master, own] {
                system::set_fd_flags(fd, libc::FD_CLOEXEC)?;
            }
            Ok((master, own))
        })
    }

    /// Makes a terminal the controlling one, and the standard streams of this process.
    #[function(signature = "(fd, /)")]
    fn login_tty(fd: crate::descriptor::Descriptor, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::login_tty(fd.0)).map(drop)
    }

    /// Returns the path of a descriptor's terminal.
    #[function(signature = "(fd, /)")]
    fn ttyname(fd: i32, vm: &mut Vm) -> PyResult {
        let name = call(&[], vm, move || {
            system::terminal_name(fd, TerminalName::Own)
        })?;
        Ok(text_of(&name, vm))
    }

    /// Returns the path of the terminal that belongs to a master's descriptor.
    #[function(signature = "(fd, /)")]
    fn ptsname(fd: crate::descriptor::Descriptor, vm: &mut Vm) -> PyResult {
        let which = TerminalName::OfMaster;
        let name = call(&[], vm, move || system::terminal_name(fd.0, which))?;
        Ok(text_of(&name, vm))
    }

    /// Gives this user the terminal that belongs to a master's descriptor.
    #[function(signature = "(fd, /)")]
    fn grantpt(fd: crate::descriptor::Descriptor, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::grantpt(fd.0)).map(drop)
    }

    /// Unlocks the terminal that belongs to a master's descriptor.
    #[function(signature = "(fd, /)")]
    fn unlockpt(fd: crate::descriptor::Descriptor, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::unlockpt(fd.0)).map(drop)
    }

    /// Makes a terminal and returns the descriptor of its master.
    #[function(signature = "(oflag, /)")]
    fn posix_openpt(oflag: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || {
            system::open_terminal(oflag | libc::O_CLOEXEC)
        })
    }

    /// Returns the group of processes that has a terminal.
    #[function(signature = "(fd, /)")]
    fn tcgetpgrp(fd: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::foreground_group(fd))
    }

    /// Gives a terminal to a group of processes.
    #[function(signature = "(fd, pgid, /)")]
    fn tcsetpgrp(fd: i32, pgid: i32, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::set_foreground_group(fd, pgid)).map(drop)
    }

    /// Runs the hook that waits for input, of which there is none.
    #[function(signature = "()")]
    fn _inputhook() -> i32 {
        0
    }

    /// Returns whether there is a hook that waits for input.
    #[function(signature = "()")]
    fn _is_inputhook_installed() -> bool {
        false
    }

    /// Returns a path without '.', '..' and empty parts, as far as it can be told from the text.
    #[function(signature = "(path)")]
    fn _path_normpath(path: &Value, vm: &mut Vm) -> PyResult {
        let (path, is_bytes) = path_bytes(path, "_path_normpath", vm)?;
        let normal = normal_path(&path);
        Ok(if is_bytes {
            vm.new_bytes(&normal)
        } else {
            text_of(&normal, vm)
        })
    }

    /// Splits a path into drive, root and the rest.
    #[function(signature = "(p)")]
    fn _path_splitroot_ex(p: &Value, vm: &mut Vm) -> PyResult<(Value, Value, Value)> {
        let (path, is_bytes) = path_bytes(p, "_path_splitroot_ex", vm)?;
        let slashes = path.iter().take_while(|&&byte| byte == b'/').count();
        let root = match slashes {
            0 => 0,
            2 => 2,
            _ => 1,
        };
        let mut make = |bytes: &[u8]| match is_bytes {
            true => vm.new_bytes(bytes),
            false => text_of(bytes, vm),
        };
        Ok((make(b""), make(&path[..root]), make(&path[root..])))
    }

    /// The bytes of a path, which may contain zero bytes, and whether it was given as bytes.
    fn path_bytes(value: &Value, function: &str, vm: &mut Vm) -> PyResult<(Vec<u8>, bool)> {
        use super::super::path::{bytes_of, fs_path};
        let Some(path) = fs_path(value, vm)? else {
            let given = value.type_name(vm);
            let message =
                format!("{function}: path should be string, bytes or os.PathLike, not {given}");
            return Err(vm.type_error(message));
        };
        let is_bytes = path.downcast::<rpy_vm::builtins::bytes::Bytes>().is_some();
        Ok((bytes_of(&path, vm)?, is_bytes))
    }

    fn normal_path(path: &[u8]) -> Vec<u8> {
        let slashes = path.iter().take_while(|&&byte| byte == b'/').count();
        // Two slashes have a meaning of their own, three or more are one.
        let root: &[u8] = match slashes {
            0 => b"",
            2 => b"//",
            _ => b"/",
        };
        let mut parts: Vec<&[u8]> = Vec::new();
        for part in path.split(|&byte| byte == b'/') {
            match part {
                b"" | b"." => {}
                b".." if parts.last().is_some_and(|last| *last != b"..") => drop(parts.pop()),
                b".." if !root.is_empty() => {}
                part => parts.push(part),
            }
        }
        let normal = [root, &parts.join(&b'/')].concat();
        if normal.is_empty() {
            b".".to_vec()
        } else {
            normal
        }
    }
}
