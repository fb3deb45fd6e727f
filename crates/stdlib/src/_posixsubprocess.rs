//! `_posixsubprocess`: starts a program in a process of its own, for `subprocess`.

mod child;

use std::ffi::CString;

use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Value, Vm};

use self::child::{Plan, Stream};
use crate::_interpreters;
use crate::posix::fork::{Moment, call_registered, warn_of_threads};
use crate::posix::ids::{Group, User};
use crate::posix::path::{failed, fs_text};

/// Starts programs for `subprocess`.
#[rpy_macros::native_module(name = "_posixsubprocess")]
pub mod _posixsubprocess {
    use super::*;

    /// Starts a program in a process of its own, and returns its number.
    #[allow(clippy::too_many_arguments, reason = "Python's function has as many")]
    #[function(
        signature = "(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn, /)"
    )]
    fn fork_exec(
        args: &Value,
        executable_list: &Value,
        close_fds: bool,
        pass_fds: &Value,
        cwd: &Value,
        env: &Value,
        p2cread: i32,
        p2cwrite: i32,
        c2pread: i32,
        c2pwrite: i32,
        errread: i32,
        errwrite: i32,
        errpipe_read: i32,
        errpipe_write: i32,
        restore_signals: bool,
        call_setsid: bool,
        pgid_to_set: i32,
        gid: &Value,
        extra_groups: &Value,
        uid: &Value,
        child_umask: i32,
        preexec_fn: &Value,
        vm: &mut Vm,
    ) -> PyResult<i32> {
        let class = vm.types.tuple.clone();
        if !pass_fds.class(vm).is(&class) {
            let found = pass_fds.type_name(vm);
            let message = format!("fork_exec() argument 4 must be tuple, not {found}");
            return Err(vm.type_error(message));
        }
        let has_function = !preexec_fn.is_none();
        if has_function && !_interpreters::is_main(vm) {
            let message = "preexec_fn not supported within subinterpreters";
            return Err(vm.runtime_error(message));
        }
        if has_function && vm.is_finalizing() {
            let class = vm.types.exceptions.python_finalization_error.clone();
            let message = "preexec_fn not supported at interpreter shutdown";
            return Err(vm.raise(&class, message));
        }
        if close_fds && errpipe_write < 3 {
            return Err(vm.value_error("errpipe_write must be >= 3"));
        }
        let Some(kept) = kept_of(pass_fds, vm) else {
            return Err(vm.value_error("bad value(s) in fds_to_keep"));
        };
        let programs = texts_of(executable_list, vm)?;
        let arguments = match args.is_none() {
            true => Vec::new(),
            false => arguments_of(args, vm)?,
        };
        let environment = match env.is_none() {
            true => None,
            false => Some(texts_of(env, vm)?),
        };
        let directory = match cwd.is_none() {
            true => None,
            false => Some(fs_text(cwd, vm)?),
        };
        let groups = match extra_groups.is_none() {
            true => None,
            false => Some(groups_of(extra_groups, vm)?),
        };
        let group = match gid.is_none() {
            true => None,
            false => Some(Group::from_argument(gid, vm)?.0),
        };
        let user = match uid.is_none() {
            true => None,
            false => Some(User::from_argument(uid, vm)?.0),
        };
        vm.audit("_posixsubprocess.fork_exec", |_| {
            [executable_list.clone(), args.clone(), env.clone()]
        })?;
        let streams = [
            Stream {
                child: p2cread,
                parent: p2cwrite,
            },
            Stream {
                child: c2pwrite,
                parent: c2pread,
            },
            Stream {
                child: errwrite,
                parent: errread,
            },
        ];
        let mut plan = Plan::new(programs, arguments, environment);
        plan.close_others = close_fds;
        plan.kept = kept;
        plan.directory = directory;
        plan.streams = streams;
        plan.report = Stream {
            child: errpipe_write,
            parent: errpipe_read,
        };
        plan.restore_signals = restore_signals;
        plan.new_session = call_setsid;
        plan.process_group = pgid_to_set;
        plan.groups = groups;
        plan.group = group;
        plan.user = user;
        plan.mask = child_umask;
        if !has_function {
            return match plan.start(vm) {
                Ok(pid) => Ok(pid),
                Err(error) => Err(failed(&error, &[], vm)),
            };
        }
        start_with_function(&plan, preexec_fn, vm)
    }

    /// Starts a program after a function of Python has run in the new process.
    fn start_with_function(plan: &Plan, function: &Value, vm: &mut Vm) -> PyResult<i32> {
        call_registered(Moment::Before, vm);
        let result = child::fork(vm);
        match result {
            Ok(0) => {
                call_registered(Moment::InChild, vm);
                child::run(plan, || function.call_positional(&[], vm).is_ok())
            }
            result => {
                call_registered(Moment::InParent, vm);
                let pid = match result {
                    Ok(pid) => pid,
                    Err(error) => return Err(failed(&error, &[], vm)),
                };
                warn_of_threads("fork", vm)?;
                Ok(pid)
            }
        }
    }

    /// The descriptors that stay open; `None` if they are not in ascending order.
    fn kept_of(value: &Value, vm: &mut Vm) -> Option<Vec<i32>> {
        let tuple = value.downcast::<Tuple>()?;
        let mut kept = Vec::with_capacity(tuple.length());
        for item in tuple.as_slice() {
            let int = vm.types.int.clone();
            if !item.class(vm).clone().is_subclass_of(&int, vm) {
                return None;
            }
            let fd = i32::from_argument(item, vm).ok()?;
            if fd < 0 || kept.last().is_some_and(|&last| fd <= last) {
                return None;
            }
            kept.push(fd);
        }
        Some(kept)
    }

    /// Strings as the system takes them.
    fn texts_of(values: &Value, vm: &mut Vm) -> PyResult<Vec<CString>> {
        let values = vm.collect(values)?;
        values.iter().map(|value| fs_text(value, vm)).collect()
    }

    /// The arguments of the program.
    fn arguments_of(values: &Value, vm: &mut Vm) -> PyResult<Vec<CString>> {
        if values.class(vm).slots(vm).iter.is_none()
            && values.class(vm).slots(vm).subscript.is_none()
        {
            return Err(vm.type_error("argv must be a tuple"));
        }
        texts_of(values, vm)
    }

    /// The groups of the new process.
    fn groups_of(values: &Value, vm: &mut Vm) -> PyResult<Vec<u32>> {
        if values.class(vm).slots(vm).subscript.is_none() {
            return Err(vm.type_error("setgroups argument must be a sequence"));
        }
        let mut groups = Vec::new();
        for value in vm.collect(values)? {
            let int = vm.types.int.clone();
            if !value.class(vm).clone().is_subclass_of(&int, vm) {
                return Err(vm.type_error("groups must be integers"));
            }
            match Group::from_argument(&value, vm) {
                Ok(group) => groups.push(group.0),
                Err(_) => return Err(vm.value_error("invalid group id")),
            }
        }
        Ok(groups)
    }
}
