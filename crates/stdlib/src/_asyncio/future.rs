//! The class `Future`.

use rpy_macros::native_class;
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::set::FrozenSet;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::iterator::FutureIterator;
use super::state::{error, imported};
use super::value::{Callbacks, Future, Progress};
use crate::_contextvars::context::current;

/// The error for `del future.name`.
#[cold]
pub(super) fn cannot_delete(future: &Ref<Future>, name: &str, vm: &mut Vm) -> Raised {
    let class = future.class().shown_name(vm);
    let message = format!("attribute '{name}' of '{class}' objects cannot be deleted");
    vm.attribute_error(message)
}

/// Raises `InvalidStateError` for a future that is not initialised.
fn check_initialized(future: &Future, vm: &mut Vm) -> PyResult<()> {
    match future.event_loop.get(vm) {
        Some(_) => Ok(()),
        None => Err(error(
            "InvalidStateError",
            "Future object is not initialized.",
            vm,
        )),
    }
}

/// A result that is not there yet, as a loop has it.
///
/// It is for one thread. Callbacks are called by the loop, soon after the future is done, and
/// result() and exception() never wait.
#[native_class(name = "_asyncio.Future", flags(base, dict, weakref, awaited), generic)]
impl Future {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(Ref::with_class(Future::empty(false), class, vm).into_value())
    }

    #[init(signature = "(*, loop=None)")]
    fn init(this: &Ref<Future>, r#loop: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.initialize(r#loop, vm)
    }

    #[slot]
    fn repr(this: &Ref<Future>, vm: &mut Vm) -> PyResult {
        this.alive(vm)?;
        let show = imported("asyncio.base_futures", "_future_repr", vm)?;
        show.call_positional(&[this.to_value()], vm)
    }

    #[slot]
    pub(super) fn iter(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Ref<FutureIterator>> {
        this.alive(vm)?;
        Ok(FutureIterator::new(this, vm))
    }

    #[slot]
    pub(super) fn r#await(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Ref<FutureIterator>> {
        Future::iter(this, vm)
    }

    /// Tells the loop of an exception that nobody has asked for.
    #[method(name = "__del__", signature = "($self, /)")]
    fn del(this: &Ref<Future>, vm: &mut Vm) {
        Future::tell(this, vm);
    }

    /// Returns the result, or raises the exception that was set.
    ///
    /// Raises CancelledError if the future was cancelled, InvalidStateError if it is not done.
    #[method(name = "result", signature = "($self, /)")]
    pub(super) fn get_result(this: &Ref<Future>, vm: &mut Vm) -> PyResult {
        check_initialized(this, vm)?;
        this.result(vm)
    }

    /// Returns the exception that was set, or None for a result.
    ///
    /// Raises CancelledError if the future was cancelled, InvalidStateError if it is not done.
    #[method(name = "exception", signature = "($self, /)")]
    pub(super) fn get_exception(
        this: &Ref<Future>,
        vm: &mut Vm,
    ) -> PyResult<Option<Ref<BaseException>>> {
        check_initialized(this, vm)?;
        this.check_finished("Exception is not set.", vm)?;
        this.log_traceback.set(false);
        Ok(this.exception.cloned(vm))
    }

    /// Ends the future with a result.
    ///
    /// Raises InvalidStateError if it is done.
    #[method(name = "set_result", signature = "($self, result, /)")]
    fn set_result_method(this: &Ref<Future>, result: Value, vm: &mut Vm) -> PyResult<()> {
        Future::set_result(this, result, vm)
    }

    /// Ends the future with an exception, or an instance of a class of them.
    ///
    /// Raises InvalidStateError if it is done.
    #[method(name = "set_exception", signature = "($self, exception, /)")]
    fn set_exception_method(this: &Ref<Future>, exception: &Value, vm: &mut Vm) -> PyResult<()> {
        Future::set_exception(this, exception, vm)
    }

    /// Lets the loop call a function with the future when that is done; soon, if it is.
    #[method(signature = "($self, fn, /, *, context=<unrepresentable>)")]
    pub(super) fn add_done_callback(
        this: &Ref<Future>,
        r#fn: Value,
        context: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let context = match context {
            Some(context) => context,
            None => current(vm).copied(vm).into_value(),
        };
        Future::add_callback(this, r#fn, context, vm)
    }

    /// Takes back callbacks that equal a function, and returns how many there were.
    #[method(signature = "($self, fn, /)")]
    pub(super) fn remove_done_callback(
        this: &Ref<Future>,
        r#fn: &Value,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        this.alive(vm)?;
        let before = this.callbacks.get(vm).to_vec();
        let count = before.len();
        let mut kept = Vec::new();
        for callback in before {
            if !callback.0.equals(r#fn, vm)? {
                kept.push(callback);
            }
        }
        let removed = count - kept.len();
        if removed > 0 {
            let kept: Callbacks = kept.into_iter().collect();
            drop(this.callbacks.replace(kept, vm));
        }
        Ok(removed)
    }

    /// Cancels the future, and returns whether it was still to be done.
    #[method(name = "cancel", signature = "($self, /, msg=None)")]
    fn cancel_method(this: &Ref<Future>, msg: Value, vm: &mut Vm) -> PyResult<bool> {
        this.alive(vm)?;
        Future::cancel(this, Some(msg), vm)
    }

    /// Returns whether it was by cancel() that the future has ended.
    #[method(signature = "($self, /)")]
    pub(super) fn cancelled(this: &Ref<Future>) -> bool {
        this.progress.get() == Progress::Cancelled
    }

    /// Returns whether there is a result or an exception, or the future was cancelled.
    #[method(signature = "($self, /)")]
    pub(super) fn done(this: &Ref<Future>) -> bool {
        this.progress.get() != Progress::Pending
    }

    /// Returns the loop that the future belongs to.
    #[method(signature = "($self, /)")]
    fn get_loop(this: &Ref<Future>, vm: &mut Vm) -> PyResult {
        this.alive(vm)
    }

    /// Returns the error to raise because the future was cancelled; one that is kept only once.
    #[method(signature = "($self, /)")]
    pub(super) fn _make_cancelled_error(this: &Ref<Future>, vm: &mut Vm) -> PyResult {
        this.take_cancelled_error(vm)
    }

    #[getter]
    fn _state(this: &Ref<Future>, vm: &mut Vm) -> PyResult {
        this.alive(vm)?;
        let text = match this.progress.get() {
            Progress::Pending => "PENDING",
            Progress::Cancelled => "CANCELLED",
            Progress::Finished => "FINISHED",
        };
        Ok(vm.intern(text).into_value())
    }

    #[getter]
    fn _asyncio_future_blocking(this: &Ref<Future>, vm: &mut Vm) -> bool {
        this.event_loop.get(vm).is_some() && this.is_blocking.get()
    }

    #[setter(_asyncio_future_blocking)]
    fn set_blocking(this: &Ref<Future>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.alive(vm)?;
        let Some(value) = value else {
            return Err(cannot_delete(this, "_asyncio_future_blocking", vm));
        };
        this.is_blocking.set(value.is_true(vm)?);
        Ok(())
    }

    #[getter]
    fn _loop(this: &Ref<Future>, vm: &mut Vm) -> Option<Value> {
        this.event_loop(vm)
    }

    #[getter]
    fn _callbacks(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Option<Ref<List>>> {
        this.alive(vm)?;
        let callbacks = this.callbacks.get(vm).to_vec();
        if callbacks.is_empty() {
            return Ok(None);
        }
        let mut pairs = Vec::with_capacity(callbacks.len());
        for (function, context) in callbacks {
            pairs.push(Tuple::from_array([function, context], vm).into_value());
        }
        Ok(Some(List::new(pairs, vm)))
    }

    #[getter]
    fn _result(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Option<Value>> {
        this.alive(vm)?;
        Ok(this.outcome.cloned(vm))
    }

    #[getter]
    fn _exception(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Option<Ref<BaseException>>> {
        this.alive(vm)?;
        Ok(this.exception.cloned(vm))
    }

    #[getter]
    fn _log_traceback(this: &Ref<Future>, vm: &mut Vm) -> PyResult<bool> {
        this.alive(vm)?;
        Ok(this.log_traceback.get())
    }

    #[setter(_log_traceback)]
    fn set_log_traceback(this: &Ref<Future>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(cannot_delete(this, "_log_traceback", vm));
        };
        if value.is_true(vm)? {
            return Err(vm.value_error("_log_traceback can only be set to False"));
        }
        this.log_traceback.set(false);
        Ok(())
    }

    #[getter]
    fn _source_traceback(this: &Ref<Future>, vm: &mut Vm) -> Option<Value> {
        this.source_traceback.cloned(vm)
    }

    #[getter]
    fn _cancel_message(this: &Ref<Future>, vm: &mut Vm) -> Option<Value> {
        this.cancel_message.cloned(vm)
    }

    #[setter(_cancel_message)]
    fn set_cancel_message(this: &Ref<Future>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        if value.is_none() {
            return Err(cannot_delete(this, "_cancel_message", vm));
        }
        drop(this.cancel_message.replace(value, vm));
        Ok(())
    }

    #[getter]
    fn _asyncio_awaited_by(this: &Ref<Future>, vm: &mut Vm) -> PyResult<Option<Ref<FrozenSet>>> {
        this.waiting(vm)
    }
}
