//! Which loop runs in a thread, and which task is in its step.

use rpy_vm::{PyResult, Raised, Value, Vm};

use super::state::{Running, State, imported, running as of_thread, shown};

/// The loop that runs in this thread.
pub(super) fn running_loop(vm: &mut Vm) -> Option<Value> {
    of_thread(vm).event_loop.clone()
}

/// The loop that runs in this thread; what the policy says if there is none.
pub(super) fn event_loop(vm: &mut Vm) -> PyResult {
    if let Some(event_loop) = running_loop(vm) {
        return Ok(event_loop);
    }
    let policy = imported("asyncio.events", "_get_event_loop_policy", vm)?;
    let policy = policy.call_positional(&[], vm)?;
    let name = vm.intern("get_event_loop");
    policy.call_method(&name, &[], vm)
}

/// The error that a loop does not run in this thread.
#[cold]
fn not_running(event_loop: &Value, vm: &mut Vm) -> Raised {
    match shown(event_loop, vm) {
        Ok(event_loop) => vm.runtime_error(format!("loop {event_loop} is not the running loop")),
        Err(raised) => raised,
    }
}

/// What this thread runs, if that is this loop.
fn own_of<'a>(event_loop: &Value, vm: &'a mut Vm) -> Option<&'a mut Running> {
    let own = of_thread(vm);
    let runs = own.event_loop.as_ref();
    runs.is_some_and(|it| it.is(event_loop)).then_some(own)
}

/// Makes a task the current one, when no other is.
pub(super) fn enter(event_loop: &Value, task: &Value, vm: &mut Vm) -> PyResult<()> {
    let current = match own_of(event_loop, vm) {
        None => return Err(not_running(event_loop, vm)),
        Some(own) => match &own.task {
            Some(current) => current.clone(),
            None => {
                own.task = Some(task.clone());
                return Ok(());
            }
        },
    };
    let (task, current) = (shown(task, vm)?, shown(&current, vm)?);
    let message =
        format!("Cannot enter into task {task} while another task {current} is being executed.");
    Err(vm.runtime_error(message))
}

/// Ends what `enter` began.
pub(super) fn leave(event_loop: &Value, task: &Value, vm: &mut Vm) -> PyResult<()> {
    let current = match own_of(event_loop, vm) {
        None => return Err(not_running(event_loop, vm)),
        Some(own) => match own.task.take_if(|current| current.is(task)) {
            Some(_) => return Ok(()),
            None => own.task.clone().unwrap_or(Value::NONE),
        },
    };
    let (task, current) = (shown(task, vm)?, shown(&current, vm)?);
    let message = format!("Invalid attempt to leave task {task} while task {current} is entered.");
    Err(vm.runtime_error(message))
}

/// Makes a task the current one, and gives the one before.
pub(super) fn swap(
    event_loop: &Value,
    task: Option<Value>,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    match own_of(event_loop, vm) {
        Some(own) => Ok(std::mem::replace(&mut own.task, task)),
        None => Err(not_running(event_loop, vm)),
    }
}

#[rpy_macros::native_module(name = "_asyncio", part)]
pub(super) mod running {
    use super::*;

    /// Returns the loop that runs in this thread, or None.
    #[function(signature = "()")]
    fn _get_running_loop(vm: &mut Vm) -> Option<Value> {
        running_loop(vm)
    }

    /// Says which loop runs in this thread; None for none.
    #[function(signature = "(loop, /)")]
    fn _set_running_loop(r#loop: &Value, vm: &mut Vm) {
        // A copy of the process begins by saying that no loop runs.
        vm.module_state::<State>().forget_after_fork();
        let event_loop = (!r#loop.is_none()).then(|| r#loop.clone());
        let before = std::mem::replace(&mut of_thread(vm).event_loop, event_loop);
        drop(before);
    }

    /// Returns the loop that runs in this thread.
    ///
    /// Raises RuntimeError if there is none.
    #[function(signature = "()")]
    fn get_running_loop(vm: &mut Vm) -> PyResult {
        running_loop(vm).ok_or_else(|| vm.runtime_error("no running event loop"))
    }

    /// Returns the loop that runs in this thread, or what the policy says if there is none.
    #[function(signature = "()")]
    fn get_event_loop(vm: &mut Vm) -> PyResult {
        event_loop(vm)
    }

    /// Returns the task that a loop is running, by default the loop of this thread; None for none.
    #[function(signature = "(loop=None)")]
    fn current_task(event_loop: Option<Value>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(event_loop) = event_loop else {
            return match running_loop(vm) {
                Some(_) => Ok(of_thread(vm).task.clone()),
                None => Err(vm.runtime_error("no running event loop")),
            };
        };
        let own = of_thread(vm);
        match &own.event_loop {
            Some(own_loop) if own_loop.is(&event_loop) => Ok(own.task.clone()),
            _ => Ok(vm.module_state::<State>().task_elsewhere(&event_loop)),
        }
    }

    /// Begins a step of a task.
    ///
    /// Raises RuntimeError if another task is in one, or the loop does not run in this thread.
    #[function(signature = "(loop, task)")]
    fn _enter_task(r#loop: &Value, task: &Value, vm: &mut Vm) -> PyResult<()> {
        enter(r#loop, task, vm)
    }

    /// Ends a step of a task.
    ///
    /// Raises RuntimeError if that is not in one, or the loop does not run in this thread.
    #[function(signature = "(loop, task)")]
    fn _leave_task(r#loop: &Value, task: &Value, vm: &mut Vm) -> PyResult<()> {
        leave(r#loop, task, vm)
    }

    /// Says which task is in a step, or that none is; returns the one before.
    #[function(signature = "(loop, task)")]
    fn _swap_current_task(r#loop: &Value, task: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let task = (!task.is_none()).then(|| task.clone());
        swap(r#loop, task, vm)
    }
}
