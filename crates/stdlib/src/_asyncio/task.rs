//! The class `Task`.

use rpy_macros::native_class;
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::future::cannot_delete;
use super::iterator::FutureIterator;
use super::registry::register;
use super::state::{State, imported, shown};
use super::step::{cancel_awaited, start_at_once, step_soon};
use super::value::{Future, Progress};
use crate::_contextvars::context::current;

/// A future that runs a coroutine, step by step, and ends with what that returns or raises.
pub(super) struct Task;

/// Whether an object can be run by a task.
fn is_coroutine(object: &Value, vm: &mut Vm) -> PyResult<bool> {
    if object.class(vm).is(&vm.types.coroutine) {
        return Ok(true);
    }
    let ask = imported("asyncio.coroutines", "iscoroutine", vm)?;
    ask.call_positional(std::slice::from_ref(object), vm)?
        .is_true(vm)
}

/// The name of a task that is given this one: None for a number to make one of.
fn name_of(given: Option<Value>, vm: &mut Vm) -> PyResult {
    match given {
        None => {
            let state = vm.module_state::<State>();
            state.tasks_made += 1;
            let number = state.tasks_made as i64;
            Ok(vm.new_int(number))
        }
        Some(name) if name.has_payload::<Str>() => Ok(name),
        Some(other) => Ok(other.str(vm)?.into_value()),
    }
}

#[native_class(
    name = "_asyncio.Task",
    payload = Future,
    base = Future,
    flags(base, dict, weakref, awaited),
    generic
)]
impl Task {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(Ref::with_class(Future::empty(true), class, vm).into_value())
    }

    #[init(signature = "(coro, *, loop=None, name=None, context=None, eager_start=False)")]
    fn init(
        this: &Ref<Future>,
        coro: Value,
        r#loop: Option<Value>,
        name: Option<Value>,
        context: Option<Value>,
        eager_start: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.initialize(r#loop, vm)?;
        if !is_coroutine(&coro, vm)? {
            this.log_destroy_pending.set(false);
            let coro = shown(&coro, vm)?;
            return Err(vm.type_error(format!("a coroutine was expected, got {coro}")));
        }
        let context = match context {
            Some(context) => context,
            None => current(vm).copied(vm).into_value(),
        };
        this.context.replace(Some(context), vm);
        this.waits_for.replace(None, vm);
        this.must_cancel.set(false);
        this.log_destroy_pending.set(true);
        this.cancel_requests.set(0);
        this.coroutine.replace(Some(coro), vm);
        let name = name_of(name, vm)?;
        this.name.replace(Some(name), vm);
        if eager_start {
            let event_loop = this.alive(vm)?;
            let is_running = vm.intern("is_running");
            let running = event_loop.call_method(&is_running, &[], vm)?;
            if running.is_true(vm)? {
                return start_at_once(this, vm);
            }
        }
        step_soon(this, None, vm)?;
        register(this, vm);
        Ok(())
    }

    #[slot]
    fn repr(this: &Ref<Future>, vm: &mut Vm) -> PyResult {
        this.alive(vm)?;
        let show = imported("asyncio.base_tasks", "_task_repr", vm)?;
        show.call_positional(&[this.to_value()], vm)
    }

    #[slot]
    fn iter(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Ref<FutureIterator>> {
        Future::iter(this, vm)
    }

    #[slot]
    fn r#await(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Ref<FutureIterator>> {
        Future::iter(this, vm)
    }

    /// Tells the loop of a task that was to go on, and of an exception that nobody has asked for.
    #[method(name = "__del__", signature = "($self, /)")]
    fn del(this: &Ref<Future>, vm: &mut Vm) {
        Future::tell(this, vm);
    }

    /// Returns what the coroutine has returned, or raises what it has raised.
    ///
    /// Raises CancelledError if the task was cancelled, InvalidStateError if it is not done.
    #[method(signature = "($self, /)")]
    fn result(this: &Ref<Future>, vm: &mut Vm) -> PyResult {
        Future::get_result(this, vm)
    }

    /// Returns the exception that has ended the coroutine, or None if it has returned.
    ///
    /// Raises CancelledError if the task was cancelled, InvalidStateError if it is not done.
    #[method(signature = "($self, /)")]
    fn exception(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Option<Ref<BaseException>>> {
        Future::get_exception(this, vm)
    }

    /// Lets the loop call a function with the task when that is done; soon, if it is.
    #[method(signature = "($self, fn, /, *, context=<unrepresentable>)")]
    fn add_done_callback(
        this: &Ref<Future>,
        r#fn: Value,
        context: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        Future::add_done_callback(this, r#fn, context, vm)
    }

    /// Takes back callbacks that equal a function, and returns how many there were.
    #[method(signature = "($self, fn, /)")]
    fn remove_done_callback(this: &Ref<Future>, r#fn: &Value, vm: &mut Vm) -> PyResult<usize> {
        Future::remove_done_callback(this, r#fn, vm)
    }

    /// Returns whether the task was cancelled.
    #[method(signature = "($self, /)")]
    fn cancelled(this: &Ref<Future>) -> bool {
        Future::cancelled(this)
    }

    /// Returns whether the coroutine has ended, or the task was cancelled.
    #[method(signature = "($self, /)")]
    fn done(this: &Ref<Future>) -> bool {
        Future::done(this)
    }

    #[method(signature = "($self, result, /)")]
    fn set_result(_this: &Ref<Future>, _result: &Value, vm: &mut Vm) -> PyResult<()> {
        Err(vm.runtime_error("Task does not support set_result operation"))
    }

    #[method(signature = "($self, exception, /)")]
    fn set_exception(_this: &Ref<Future>, _exception: &Value, vm: &mut Vm) -> PyResult<()> {
        Err(vm.runtime_error("Task does not support set_exception operation"))
    }

    /// Asks the task to end: its coroutine meets a CancelledError when it is resumed.
    ///
    /// It may catch that, and go on. Returns False if the task is done. cancelling() counts how often
    /// this was asked.
    #[method(signature = "($self, /, msg=None)")]
    fn cancel(this: &Ref<Future>, msg: Value, vm: &mut Vm) -> PyResult<bool> {
        this.log_traceback.set(false);
        if this.progress.get() != Progress::Pending {
            return Ok(false);
        }
        this.cancel_requests.set(this.cancel_requests.get() + 1);
        if let Some(awaited) = this.waits_for.cloned(vm)
            && cancel_awaited(&awaited, msg.clone(), vm)?
        {
            return Ok(true);
        }
        this.must_cancel.set(true);
        drop(this.cancel_message.replace(Some(msg), vm));
        Ok(true)
    }

    /// Returns how often the task was asked to end, less what uncancel() has taken back.
    #[method(signature = "($self, /)")]
    fn cancelling(this: &Ref<Future>) -> i64 {
        this.cancel_requests.get()
    }

    /// Takes one cancel() back, and returns how many are left.
    ///
    /// It is for who has called that, and has dealt with the error.
    #[method(signature = "($self, /)")]
    fn uncancel(this: &Ref<Future>) -> i64 {
        let left = this.cancel_requests.get() - 1;
        if left >= 0 {
            this.cancel_requests.set(left);
            if left == 0 {
                this.must_cancel.set(false);
            }
        }
        this.cancel_requests.get()
    }

    /// Returns the frames of the coroutine, the oldest first: where it waits, or where it was left by
    /// an exception. limit is how many at most.
    #[method(signature = "($self, /, *, limit=None)")]
    fn get_stack(this: &Ref<Future>, limit: Value, vm: &mut Vm) -> PyResult {
        let get = imported("asyncio.base_tasks", "_task_get_stack", vm)?;
        get.call_positional(&[this.to_value(), limit], vm)
    }

    /// Prints the frames of get_stack() to a file, by default sys.stderr.
    #[method(signature = "($self, /, *, limit=None, file=None)")]
    fn print_stack(this: &Ref<Future>, limit: Value, file: Value, vm: &mut Vm) -> PyResult {
        let print = imported("asyncio.base_tasks", "_task_print_stack", vm)?;
        print.call_positional(&[this.to_value(), limit, file], vm)
    }

    /// Returns the error to raise because the task was cancelled; one that is kept only once.
    #[method(signature = "($self, /)")]
    fn _make_cancelled_error(this: &Ref<Future>, vm: &mut Vm) -> PyResult {
        Future::_make_cancelled_error(this, vm)
    }

    #[method(signature = "($self, /)")]
    fn get_name(this: &Ref<Future>, vm: &mut Vm) -> Option<Value> {
        let name = this.name.cloned(vm)?;
        let Some(number) = name.as_small_int() else {
            return Some(name);
        };
        let name = vm.new_str(&format!("Task-{number}"));
        this.name.replace(Some(name.clone()), vm);
        Some(name)
    }

    #[method(signature = "($self, value, /)")]
    fn set_name(this: &Ref<Future>, value: Value, vm: &mut Vm) -> PyResult<()> {
        let name = name_of(Some(value), vm)?;
        this.name.replace(Some(name), vm);
        Ok(())
    }

    #[method(signature = "($self, /)")]
    fn get_coro(this: &Ref<Future>, vm: &mut Vm) -> Option<Value> {
        this.coroutine.cloned(vm)
    }

    #[method(signature = "($self, /)")]
    fn get_context(this: &Ref<Future>, vm: &mut Vm) -> Option<Value> {
        this.context.cloned(vm)
    }

    #[getter]
    fn _log_destroy_pending(this: &Ref<Future>) -> bool {
        this.log_destroy_pending.get()
    }

    #[setter(_log_destroy_pending)]
    fn set_log_destroy_pending(
        this: &Ref<Future>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(value) = value else {
            return Err(cannot_delete(this, "_log_destroy_pending", vm));
        };
        this.log_destroy_pending.set(value.is_true(vm)?);
        Ok(())
    }

    #[getter]
    fn _must_cancel(this: &Ref<Future>) -> bool {
        this.must_cancel.get()
    }

    #[getter]
    fn _coro(this: &Ref<Future>, vm: &mut Vm) -> Option<Value> {
        this.coroutine.cloned(vm)
    }

    #[getter]
    fn _fut_waiter(this: &Ref<Future>, vm: &mut Vm) -> Option<Value> {
        this.waits_for.cloned(vm)
    }
}

impl Task {
    /// The instance of `Future` or `Task` itself, of no class that inherits from them, that an object
    /// is.
    pub(super) fn is_own(object: &Value) -> Option<&Ref<Future>> {
        let future = object.downcast::<Future>()?;
        (!future.class().is_heap_type()).then_some(future)
    }

    /// Forgets the coroutine of a task that is done.
    pub(super) fn forget_coroutine(this: &Ref<Future>, vm: &mut Vm) {
        drop(this.coroutine.replace(None, vm));
    }
}
