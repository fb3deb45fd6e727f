//! When processes run, and on which processors.

use rpy_macros::struct_sequence;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::path::call;
use super::system;

/// How a process is scheduled.
#[struct_sequence(name = "posix.sched_param", flags(by_fields))]
pub(super) struct SchedParam {
    /// how urgent the process is among those of its policy
    pub(super) sched_priority: Value,
}

/// The priority in a `sched_param`.
pub(super) fn priority_of(param: &Value, vm: &mut Vm) -> PyResult<i32> {
    let class: Ref<Type> = vm.native_class::<SchedParam>().clone();
    if !param.class(vm).is(&class) {
        return Err(vm.type_error("must have a sched_param object"));
    }
    let name = vm.intern("sched_priority");
    let priority = param.get_attribute(&name, vm)?;
    match i64::from_argument(&priority, vm) {
        Ok(priority) => match i32::try_from(priority) {
            Ok(priority) => Ok(priority),
            Err(_) => Err(vm.overflow_error("sched_priority out of range")),
        },
        Err(raised) => Err(raised),
    }
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod schedule {
    use super::*;

    /// Adds to the niceness of this process and returns the new one.
    #[function(signature = "(increment, /)")]
    fn nice(increment: i32, vm: &mut Vm) -> PyResult<i32> {
        call(&[], vm, move || system::nice(increment))
    }

    /// Returns the niceness of a process, a group or a user.
    #[function(signature = "(which, who)")]
    fn getpriority(which: i32, who: i32, vm: &mut Vm) -> PyResult<i32> {
        call(&[], vm, move || system::priority(which, who))
    }

    /// Sets the niceness of a process, a group or a user.
    #[function(signature = "(which, who, priority)")]
    fn setpriority(which: i32, who: i32, priority: i32, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::set_priority(which, who, priority)).map(drop)
    }

    /// Returns the highest priority of a policy.
    #[function(signature = "(policy)")]
    fn sched_get_priority_max(policy: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::priority_max(policy))
    }

    /// Returns the lowest priority of a policy.
    #[function(signature = "(policy)")]
    fn sched_get_priority_min(policy: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::priority_min(policy))
    }

    /// Returns the policy of a process; 0 is this one.
    #[function(signature = "(pid, /)")]
    fn sched_getscheduler(pid: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::scheduler(pid))
    }

    /// Sets policy and parameters of a process; 0 is this one.
    #[function(signature = "(pid, policy, param, /)")]
    fn sched_setscheduler(pid: i32, policy: i32, param: &Value, vm: &mut Vm) -> PyResult<()> {
        let priority = priority_of(param, vm)?;
        call(&[], vm, move || {
            system::set_scheduling(pid, Some(policy), priority)
        })
    }

    /// Returns the parameters of a process; 0 is this one.
    #[function(signature = "(pid, /)")]
    fn sched_getparam(pid: i32, vm: &mut Vm) -> PyResult<SchedParam> {
        let priority = call(&[], vm, move || system::scheduling(pid))?;
        let sched_priority = Value::from_i32(priority);
        Ok(SchedParam { sched_priority })
    }

    /// Sets the parameters of a process; 0 is this one.
    #[function(signature = "(pid, param, /)")]
    fn sched_setparam(pid: i32, param: &Value, vm: &mut Vm) -> PyResult<()> {
        let priority = priority_of(param, vm)?;
        call(&[], vm, move || system::set_scheduling(pid, None, priority))
    }

    /// Returns how long a process runs before the next one has its turn, in seconds.
    #[function(signature = "(pid, /)")]
    fn sched_rr_get_interval(pid: i32, vm: &mut Vm) -> PyResult<f64> {
        call(&[], vm, move || system::turn(pid))
    }

    /// Returns the set of processors that a process may run on; 0 is this one.
    #[function(signature = "(pid, /)")]
    fn sched_getaffinity(pid: i32, vm: &mut Vm) -> PyResult {
        let processors = call(&[], vm, move || system::affinity(pid))?;
        let processors = processors.into_iter().map(Value::from_usize).collect();
        let list = vm.new_list(processors);
        let set = vm.types.set.to_value();
        set.call_positional(&[list], vm)
    }

    /// Sets the processors that a process may run on; 0 is this one.
    #[function(signature = "(pid, mask, /)")]
    fn sched_setaffinity(pid: i32, mask: &Value, vm: &mut Vm) -> PyResult<()> {
        let mut processors = Vec::new();
        for processor in vm.collect(mask)? {
            let int = vm.types.int.clone();
            if !processor.class(vm).clone().is_subclass_of(&int, vm) {
                let given = processor.class(vm).to_value().repr(vm)?;
                let given = given.to_string_lossy().into_owned();
                let message = format!("expected an iterator of ints, but iterator yielded {given}");
                return Err(vm.type_error(message));
            }
            let number = i64::from_argument(&processor, vm)?;
            let Ok(number) = usize::try_from(number) else {
                return Err(vm.value_error("negative CPU number"));
            };
            if number > (i32::MAX / 2) as usize {
                return Err(vm.overflow_error("CPU number too large"));
            }
            processors.push(number);
        }
        call(&[], vm, || system::set_affinity(pid, &processors))
    }
}
