//! Copies of the process, and what is to be done before and after they are made.

use rpy_vm::{PyResult, Value, Vm};

use super::path::failed;
use super::system;
use crate::_interpreters::{self, Config};

/// When a function that was registered is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Before the fork, the last one first.
    Before,
    /// After it, in the process that has made the copy.
    InParent,
    /// After it, in the copy.
    InChild,
}

/// Calls what `os.register_at_fork` was given for this moment. Errors are reported.
pub(crate) fn call_registered(moment: Moment, vm: &mut Vm) {
    let state = vm.module_state::<fork::Registered>();
    let mut functions = match moment {
        Moment::Before => state.before.clone(),
        Moment::InParent => state.in_parent.clone(),
        Moment::InChild => state.in_child.clone(),
    };
    if moment == Moment::Before {
        functions.reverse();
    }
    for function in functions {
        if let Err(raised) = function.call_positional(&[], vm) {
            let text = match function.repr(vm) {
                Ok(text) => text.to_string_lossy().into_owned(),
                Err(_) => "<object repr() failed>".to_owned(),
            };
            vm.unraisable_message(&format!("in: {text}"), raised);
        }
    }
}

/// Warns a program that forks while it has several threads.
pub(crate) fn warn_of_threads(function: &str, vm: &mut Vm) -> PyResult<()> {
    if vm.thread_identities().len() < 2 {
        return Ok(());
    }
    let (pid, category) = (
        std::process::id(),
        vm.types.exceptions.deprecation_warning.clone(),
    );
    let message = format!(
        "This process (pid={pid}) is multi-threaded, use of {function}() may lead to deadlocks in the child."
    );
    vm.warn(&category, &message)
}

/// Forks, with all that was registered for it. `pid_of` gives zero in the child.
fn forked<T>(
    function: &str,
    fork: impl FnOnce() -> std::io::Result<T>,
    is_child: fn(&std::io::Result<T>) -> bool,
    vm: &mut Vm,
) -> PyResult<T> {
    if vm.is_finalizing() {
        let message = "can't fork at interpreter shutdown";
        let class = vm.types.exceptions.python_finalization_error.clone();
        return Err(vm.raise(&class, message));
    }
    if !_interpreters::allows(Config::allows_fork, vm) {
        return Err(vm.runtime_error("fork not supported for isolated subinterpreters"));
    }
    call_registered(Moment::Before, vm);
    // No other thread is in the middle of an import, so that the copy has whole modules.
    crate::_imp::_imp::acquire_lock(vm)?;
    let result = vm.around_fork(fork, is_child);
    if is_child(&result) {
        crate::_imp::_imp::keep_lock_after_fork(vm);
    }
    crate::_imp::_imp::release_lock(vm)?;
    if is_child(&result) {
        _interpreters::forget_others(vm);
        call_registered(Moment::InChild, vm);
    } else {
        call_registered(Moment::InParent, vm);
        if result.is_ok() {
            warn_of_threads(function, vm)?;
        }
    }
    result.map_err(|error| failed(&error, &[], vm))
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod fork {
    use super::*;

    /// What is to be called around forks.
    #[state]
    #[derive(Default)]
    pub(in super::super) struct Registered {
        pub(in super::super) before: Vec<Value>,
        pub(in super::super) in_parent: Vec<Value>,
        pub(in super::super) in_child: Vec<Value>,
    }

    /// Makes a copy of this process; returns its number, and 0 in the copy.
    #[function(signature = "()")]
    fn fork(vm: &mut Vm) -> PyResult<i32> {
        vm.audit("os.fork", |_| [])?;
        forked("fork", system::fork, |pid| matches!(pid, Ok(0)), vm)
    }

    /// Makes a copy of this process with a terminal of its own; returns its number, or 0 in the
    /// copy, and the descriptor of the terminal's other end.
    #[function(signature = "()")]
    fn forkpty(vm: &mut Vm) -> PyResult<(i32, i32)> {
        vm.audit("os.forkpty", |_| [])?;
        forked(
            "forkpty",
            system::forkpty,
            |it| matches!(it, Ok((0, _))),
            vm,
        )
    }

    /// Registers functions that are called before a fork, and after it in each process.
    #[function(
        signature = "(*, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>)"
    )]
    fn register_at_fork(
        before: Option<&Value>,
        after_in_child: Option<&Value>,
        after_in_parent: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if before.is_none() && after_in_child.is_none() && after_in_parent.is_none() {
            return Err(vm.type_error("At least one argument is required."));
        }
        let given = [
            ("before", before),
            ("after_in_child", after_in_child),
            ("after_in_parent", after_in_parent),
        ];
        for (name, function) in given {
            if let Some(function) = function
                && !function.is_callable(vm)
            {
                let found = function.type_name(vm);
                let message = format!("'{name}' must be callable, not {found}");
                return Err(vm.type_error(message));
            }
        }
        let state = vm.module_state::<Registered>();
        state.before.extend(before.cloned());
        state.in_child.extend(after_in_child.cloned());
        state.in_parent.extend(after_in_parent.cloned());
        Ok(())
    }
}
