//! The tasks that there are.
//!
//! An instance of `Task` knows by itself that it is registered, and is found by a walk through the heap,
//! if there is any: `all_tasks` is asked for once in a program, and tasks are made by the thousand. Tasks
//! of other classes are in a `WeakSet`.

use std::cell::Cell;
use std::rc::Rc;

use rpy_vm::builtins::set::Set;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::running::running_loop;
use super::state::{State, imported};
use super::step::loop_of;
use super::value::{Future, Progress};

/// That all_tasks() knows of an instance of `Task`: it counts those that there are.
pub(super) struct Registration(Rc<Cell<usize>>);

impl Drop for Registration {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Lets all_tasks() know of an instance of `Task`.
pub(super) fn register(task: &Future, vm: &mut Vm) {
    let count = vm.module_state::<State>().registered.clone();
    count.set(count.get() + 1);
    drop(task.registration.replace(Some(Registration(count)), vm));
}

/// The instance of `Task` that an object is.
fn own_task(task: &Value) -> Option<&Ref<Future>> {
    task.downcast::<Future>().filter(|task| task.is_task.get())
}

/// Calls a method of the set of tasks of other classes.
fn foreign(method: &str, task: &Value, vm: &mut Vm) -> PyResult<()> {
    let known = vm.module_state::<State>().foreign_tasks.clone();
    let tasks = match known {
        Some(tasks) => tasks,
        None => {
            let class = imported("weakref", "WeakSet", vm)?;
            let tasks = class.call_positional(&[], vm)?;
            let state = vm.module_state::<State>();
            state.foreign_tasks.get_or_insert(tasks).clone()
        }
    };
    let method = vm.intern(method);
    tasks
        .call_method(&method, std::slice::from_ref(task), vm)
        .map(drop)
}

/// Whether a task of another class is one of this loop and not done.
fn is_pending_foreign(task: &Value, event_loop: &Value, vm: &mut Vm) -> PyResult<bool> {
    if !loop_of(task, vm)?.is(event_loop) {
        return Ok(false);
    }
    let done = vm.intern("done");
    Ok(!task.call_method(&done, &[], vm)?.is_true(vm)?)
}

#[rpy_macros::native_module(name = "_asyncio", part)]
pub(super) mod registry {
    use super::*;

    /// Returns a set of the tasks of a loop that are not done; by default of the running loop.
    #[function(signature = "(loop=None)")]
    fn all_tasks(event_loop: Option<Value>, vm: &mut Vm) -> PyResult<Ref<Set>> {
        let event_loop = match event_loop.or_else(|| running_loop(vm)) {
            Some(event_loop) => event_loop,
            None => return Err(vm.runtime_error("no running event loop")),
        };
        let found = Set::new(vm);
        let known = match vm.module_state::<State>().registered.get() {
            0 => Vec::new(),
            _ => vm.living::<Future>(),
        };
        for task in known {
            if task.registration.get(vm).is_some()
                && task.progress.get() == Progress::Pending
                && task.event_loop(vm).is_some_and(|own| own.is(&event_loop))
            {
                found.add(task.into_value(), vm)?;
            }
        }
        let state = vm.module_state::<State>();
        let (foreign, eager) = (state.foreign_tasks.clone(), state.eager_tasks.clone());
        let mut others = eager.items_vec(vm);
        if let Some(foreign) = foreign {
            others.extend(vm.collect(&foreign)?);
        }
        for task in others {
            if is_pending_foreign(&task, &event_loop, vm)? {
                found.add(task, vm)?;
            }
        }
        Ok(found)
    }

    /// Lets all_tasks() know of a task that waits for its loop.
    #[function(signature = "(task)")]
    fn _register_task(task: &Value, vm: &mut Vm) -> PyResult<()> {
        match own_task(task) {
            Some(task) => register(task, vm),
            None => foreign("add", task, vm)?,
        }
        Ok(())
    }

    /// Lets all_tasks() forget a task that is done.
    #[function(signature = "(task)")]
    fn _unregister_task(task: &Value, vm: &mut Vm) -> PyResult<()> {
        match own_task(task) {
            Some(task) => drop(task.registration.replace(None, vm)),
            None => foreign("discard", task, vm)?,
        }
        Ok(())
    }

    /// Lets all_tasks() know of a task that begins its first step at once.
    #[function(signature = "(task)")]
    fn _register_eager_task(task: Value, vm: &mut Vm) -> PyResult<()> {
        let tasks = vm.module_state::<State>().eager_tasks.clone();
        tasks.add(task, vm).map(drop)
    }

    /// Lets all_tasks() forget a task whose first step is over.
    #[function(signature = "(task)")]
    fn _unregister_eager_task(task: &Value, vm: &mut Vm) -> PyResult<()> {
        let tasks = vm.module_state::<State>().eager_tasks.clone();
        tasks.discard(task, vm).map(drop)
    }
}
