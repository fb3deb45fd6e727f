//! Waiting for child processes.

use rpy_macros::struct_sequence;
use rpy_vm::{PyResult, Value, Vm};

use super::path::call;
use super::system;
use crate::resource::StructRusage;

/// What `waitid` tells of a child.
#[struct_sequence(name = "posix.waitid_result")]
pub(super) struct WaitidResult {
    /// The process.
    pub(super) si_pid: i64,
    /// Its real user.
    pub(super) si_uid: i64,
    /// The signal, always SIGCHLD.
    pub(super) si_signo: i64,
    /// The exit code, or the number of a signal, as si_code says.
    pub(super) si_status: i64,
    /// What has happened to it.
    pub(super) si_code: i64,
}

fn waited(pid: i32, options: i32, vm: &mut Vm) -> PyResult<(i32, i32, StructRusage)> {
    let (pid, status, usage) = call(&[], vm, move || system::wait4(pid, options))?;
    Ok((pid, status, StructRusage::new(&usage)))
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod wait {
    use super::*;

    /// Waits for any child and returns its number, its status and what it has used.
    #[function(signature = "(options)")]
    fn wait3(options: i32, vm: &mut Vm) -> PyResult<(i32, i32, StructRusage)> {
        waited(-1, options, vm)
    }

    /// Waits for a child and returns its number, its status and what it has used.
    #[function(signature = "(pid, options)")]
    fn wait4(pid: i32, options: i32, vm: &mut Vm) -> PyResult<(i32, i32, StructRusage)> {
        waited(pid, options, vm)
    }

    /// Waits for a change of children; None if there was none and WNOHANG is among the options.
    #[function(signature = "(idtype, id, options, /)")]
    fn waitid(idtype: i32, id: i32, options: i32, vm: &mut Vm) -> PyResult<Option<WaitidResult>> {
        let found = call(&[], vm, move || system::waitid(idtype, id as u32, options))?;
        let found = found.map(
            |[si_pid, si_uid, si_signo, si_status, si_code]| WaitidResult {
                si_pid,
                si_uid,
                si_signo,
                si_status,
                si_code,
            },
        );
        Ok(found)
    }

    /// Returns a dict of the environment as the system has it now.
    #[function(signature = "()")]
    fn _create_environ(vm: &mut Vm) -> PyResult<Value> {
        super::super::posix::environ(vm)
    }
}
