//! Terminals.

use rpy_vm::{PyResult, Vm};

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
}
