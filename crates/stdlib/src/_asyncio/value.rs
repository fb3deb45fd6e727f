//! What a future holds, and what happens to it. A task is a future with a few things more.

use std::cell::Cell;

use rpy_macros::Payload;
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::{HeapCell, PyResult, Raised, Ref, Value, Vm};

use super::registry::Registration;
use super::running::event_loop;
use super::state::{error, imported, names};

/// Where a future stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Pending,
    Cancelled,
    /// There is a result or an exception.
    Finished,
}

/// A function to call when a future is done, and the context to call it in.
pub(super) type Callback = (Value, Value);

/// The functions to call when a future is done. Most futures have one.
#[derive(Default, rpy_macros::Traverse)]
pub(super) struct Callbacks {
    first: Option<Callback>,
    more: Vec<Callback>,
}

impl Callbacks {
    fn push(&mut self, callback: Callback) {
        match &self.first {
            None => self.first = Some(callback),
            Some(_) => self.more.push(callback),
        }
    }

    /// Clones of all.
    pub(super) fn to_vec(&self) -> Vec<Callback> {
        self.first.iter().chain(&self.more).cloned().collect()
    }
}

impl FromIterator<Callback> for Callbacks {
    fn from_iter<I: IntoIterator<Item = Callback>>(callbacks: I) -> Callbacks {
        let mut all = Callbacks::default();
        callbacks
            .into_iter()
            .for_each(|callback| all.push(callback));
        all
    }
}

/// A result that is not there yet.
#[derive(Payload)]
#[payload(begin_finalizing)]
pub(super) struct Future {
    /// None until `__init__` has run.
    pub(super) event_loop: HeapCell<Option<Value>>,
    pub(super) callbacks: HeapCell<Callbacks>,
    pub(super) outcome: HeapCell<Option<Value>>,
    pub(super) exception: HeapCell<Option<Ref<BaseException>>>,
    /// The traceback that the exception came with.
    traceback: HeapCell<Option<Value>>,
    /// Where the future was made, in debug mode.
    pub(super) source_traceback: HeapCell<Option<Value>>,
    pub(super) cancel_message: HeapCell<Option<Value>>,
    /// The error that cancelled a task, until it is raised again.
    pub(super) cancelled_error: HeapCell<Option<Value>>,
    /// Who waits: one, or a set of them.
    pub(super) awaited_by: HeapCell<Option<Value>>,
    /// Of a task: what it waits for.
    pub(super) waits_for: HeapCell<Option<Value>>,
    /// Of a task: the coroutine.
    pub(super) coroutine: HeapCell<Option<Value>>,
    /// Of a task: a `str`, or the number to make one of.
    pub(super) name: HeapCell<Option<Value>>,
    /// Of a task: what it runs in.
    pub(super) context: HeapCell<Option<Value>>,
    /// How often a task was to be cancelled.
    pub(super) cancel_requests: Cell<i64>,
    pub(super) progress: Cell<Progress>,
    /// Whether an exception is told of that nobody has asked for.
    pub(super) log_traceback: Cell<bool>,
    /// Whether the future was handed to a task by `await`.
    pub(super) is_blocking: Cell<bool>,
    pub(super) is_task: Cell<bool>,
    /// While all_tasks() knows of the task.
    #[payload(skip)]
    pub(super) registration: HeapCell<Option<Registration>>,
    /// Whether the next step of a task raises `CancelledError`.
    pub(super) must_cancel: Cell<bool>,
    /// Whether it is told of that a task is dropped before it is done.
    pub(super) log_destroy_pending: Cell<bool>,
    /// The object has been finalised once.
    is_finalized: Cell<bool>,
}

impl Future {
    /// A future that is not initialised.
    pub(super) fn empty(is_task: bool) -> Future {
        Future {
            event_loop: HeapCell::new(None),
            callbacks: HeapCell::new(Callbacks::default()),
            outcome: HeapCell::new(None),
            exception: HeapCell::new(None),
            traceback: HeapCell::new(None),
            source_traceback: HeapCell::new(None),
            cancel_message: HeapCell::new(None),
            cancelled_error: HeapCell::new(None),
            awaited_by: HeapCell::new(None),
            waits_for: HeapCell::new(None),
            coroutine: HeapCell::new(None),
            name: HeapCell::new(None),
            context: HeapCell::new(None),
            cancel_requests: Cell::new(0),
            progress: Cell::new(Progress::Pending),
            log_traceback: Cell::new(false),
            is_blocking: Cell::new(false),
            is_task: Cell::new(is_task),
            registration: HeapCell::new(None),
            must_cancel: Cell::new(false),
            log_destroy_pending: Cell::new(is_task),
            is_finalized: Cell::new(false),
        }
    }

    /// Whether there is something to tell before the future is freed; once.
    fn begin_finalizing(&self) -> bool {
        let has_to_tell = self.log_traceback.get() || self.is_lost();
        has_to_tell && !self.is_finalized.replace(true)
    }

    /// Whether this is a task that was to go on.
    fn is_lost(&self) -> bool {
        self.is_task.get()
            && self.progress.get() == Progress::Pending
            && self.log_destroy_pending.get()
    }

    /// The loop, once the future is initialised.
    pub(super) fn event_loop(&self, vm: &Vm) -> Option<Value> {
        self.event_loop.cloned(vm)
    }

    /// The loop.
    ///
    /// Raises `RuntimeError` if the future is not initialised.
    pub(super) fn alive(&self, vm: &mut Vm) -> PyResult {
        self.event_loop
            .cloned(vm)
            .ok_or_else(|| vm.runtime_error("Future object is not initialized."))
    }

    /// What `__init__` does: everything begins anew, with the loop that is given or the current one.
    pub(super) fn initialize(&self, given: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let values = [
            &self.event_loop,
            &self.outcome,
            &self.source_traceback,
            &self.cancel_message,
            &self.cancelled_error,
            &self.awaited_by,
        ];
        for cell in values {
            drop(cell.replace(None, vm));
        }
        drop(self.callbacks.replace(Callbacks::default(), vm));
        drop(self.exception.replace(None, vm));
        drop(self.traceback.replace(None, vm));
        self.progress.set(Progress::Pending);
        self.log_traceback.set(false);
        self.is_blocking.set(false);
        let own = match given {
            Some(given) => given,
            None => event_loop(vm)?,
        };
        drop(self.event_loop.replace(Some(own.clone()), vm));
        let get_debug = names(vm).get_debug.clone();
        if own.call_method(&get_debug, &[], vm)?.is_true(vm)? {
            let extract = imported("traceback", "extract_stack", vm)?;
            let stack = extract.call_positional(&[], vm)?;
            drop(self.source_traceback.replace(Some(stack), vm));
        }
        Ok(())
    }

    /// The error to raise because the future was cancelled.
    pub(super) fn take_cancelled_error(&self, vm: &mut Vm) -> PyResult {
        if let Some(error) = self.cancelled_error.replace(None, vm) {
            return Ok(error);
        }
        let class = imported("asyncio.exceptions", "CancelledError", vm)?;
        match self.cancel_message.cloned(vm) {
            Some(message) if !message.is_none() => class.call_positional(&[message], vm),
            _ => class.call_positional(&[], vm),
        }
    }

    /// Raises the error that the future was cancelled, if it was; `InvalidStateError` with a message
    /// if it is not done.
    pub(super) fn check_finished(&self, message: &str, vm: &mut Vm) -> PyResult<()> {
        match self.progress.get() {
            Progress::Finished => Ok(()),
            Progress::Pending => Err(error("InvalidStateError", message, vm)),
            Progress::Cancelled => {
                let error = self.take_cancelled_error(vm)?;
                Err(vm.normalize_raise(&error, None))
            }
        }
    }

    /// The result; an exception is raised.
    pub(super) fn result(&self, vm: &mut Vm) -> PyResult {
        self.check_finished("Result is not set.", vm)?;
        self.log_traceback.set(false);
        if let Some(exception) = self.exception.cloned(vm) {
            let traceback = self.traceback.replace(None, vm);
            exception.set_traceback(traceback.unwrap_or(Value::NONE), vm);
            return Err(Raised::new(exception));
        }
        Ok(self.outcome.cloned(vm).unwrap_or(Value::NONE))
    }

    fn check_pending(&self, vm: &mut Vm) -> PyResult<()> {
        match self.progress.get() {
            Progress::Pending => Ok(()),
            _ => Err(error("InvalidStateError", "invalid state", vm)),
        }
    }
}

/// `loop.call_soon(function, argument, context=context)`
pub(super) fn call_soon(
    event_loop: &Value,
    function: Value,
    argument: Option<&Value>,
    context: Value,
    vm: &mut Vm,
) -> PyResult<()> {
    let names = names(vm);
    let (method, keyword) = (&names.call_soon, std::slice::from_ref(&names.context));
    let handle = match argument {
        None => event_loop.call_method_with(method, &[function, context], keyword, vm)?,
        Some(argument) => {
            let values = [function, argument.clone(), context];
            event_loop.call_method_with(method, &values, keyword, vm)?
        }
    };
    drop(handle);
    Ok(())
}

impl Future {
    /// Lets the loop call the callbacks, and forgets them.
    fn schedule_callbacks(this: &Ref<Future>, vm: &mut Vm) -> PyResult<()> {
        drop(this.registration.replace(None, vm));
        let callbacks = this.callbacks.replace(Callbacks::default(), vm);
        let Some(event_loop) = this.event_loop(vm) else {
            return Ok(());
        };
        for (callback, context) in callbacks.first.into_iter().chain(callbacks.more) {
            call_soon(&event_loop, callback, Some(this.as_value()), context, vm)?;
        }
        Ok(())
    }

    /// Ends with a result.
    pub(super) fn set_result(this: &Ref<Future>, result: Value, vm: &mut Vm) -> PyResult<()> {
        this.alive(vm)?;
        this.check_pending(vm)?;
        drop(this.outcome.replace(Some(result), vm));
        this.progress.set(Progress::Finished);
        Future::schedule_callbacks(this, vm)
    }

    /// Ends with an exception, or an instance of a class of exceptions.
    pub(super) fn set_exception(
        this: &Ref<Future>,
        exception: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.alive(vm)?;
        this.check_pending(vm)?;
        let made;
        let exception = if vm.is_exception_class(exception) {
            made = exception.call_positional(&[], vm)?;
            this.check_pending(vm)?;
            &made
        } else {
            exception
        };
        let Some(exception) = exception.downcast::<BaseException>() else {
            return Err(vm.type_error("invalid exception object"));
        };
        let stop = vm.types.exceptions.stop_iteration.clone();
        let exception = if exception.class().is_subclass_of(&stop, vm) {
            let message = "StopIteration interacts badly with generators and cannot be raised into \
                           a Future";
            let error = vm.runtime_error(message).into_exception();
            error.set_cause(exception.to_value(), vm);
            error.set_context(exception.to_value(), vm);
            error
        } else {
            exception.clone()
        };
        let traceback = exception.traceback(vm);
        drop(this.exception.replace(Some(exception), vm));
        drop(this.traceback.replace(Some(traceback), vm));
        this.progress.set(Progress::Finished);
        Future::schedule_callbacks(this, vm)?;
        this.log_traceback.set(true);
        Ok(())
    }

    /// Ends by being cancelled; says whether that was still to be done.
    pub(super) fn cancel(
        this: &Ref<Future>,
        message: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        this.log_traceback.set(false);
        if this.progress.get() != Progress::Pending {
            return Ok(false);
        }
        this.progress.set(Progress::Cancelled);
        drop(this.cancel_message.replace(message, vm));
        Future::schedule_callbacks(this, vm)?;
        Ok(true)
    }

    /// Lets the loop call a function when the future is done.
    pub(super) fn add_callback(
        this: &Ref<Future>,
        function: Value,
        context: Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(event_loop) = this.event_loop(vm) else {
            return Err(vm.runtime_error("uninitialized Future object"));
        };
        if this.progress.get() != Progress::Pending {
            return call_soon(&event_loop, function, Some(this.as_value()), context, vm);
        }
        this.callbacks.get_mut(vm).push((function, context));
        Ok(())
    }

    /// What `__del__` does: tells the loop of an exception that nobody has asked for, and of a task
    /// that was to go on.
    pub(super) fn tell(this: &Ref<Future>, vm: &mut Vm) {
        let Some(event_loop) = this.event_loop(vm) else {
            return;
        };
        if this.is_lost() {
            let message = "Task was destroyed but it is pending!".to_owned();
            Future::tell_loop(this, &event_loop, "task", message, None, vm);
        }
        if this.log_traceback.replace(false) {
            let class = this.class().name(vm);
            let message = format!("{class} exception was never retrieved");
            let exception = this.exception.cloned(vm).map(Ref::into_value);
            Future::tell_loop(this, &event_loop, "future", message, exception, vm);
        }
    }

    fn tell_loop(
        this: &Ref<Future>,
        event_loop: &Value,
        what: &str,
        message: String,
        exception: Option<Value>,
        vm: &mut Vm,
    ) {
        let message = vm.new_str(&message);
        let source = this.source_traceback.cloned(vm);
        let entries = [
            (what, Some(this.to_value())),
            ("message", Some(message)),
            ("exception", exception),
            ("source_traceback", source),
        ];
        let context = rpy_vm::builtins::dict::Dict::new(vm);
        for (name, value) in entries {
            if let Some(value) = value {
                let name = vm.intern(name);
                context.set_str(&name, value, vm);
            }
        }
        let name = vm.intern("call_exception_handler");
        let result = match event_loop.get_attribute(&name, vm) {
            Ok(handler) => handler
                .call_positional(&[context.into_value()], vm)
                .map_err(|raised| (raised, handler)),
            Err(raised) => Err((raised, this.to_value())),
        };
        if let Err((raised, object)) = result {
            vm.unraisable("calling asyncio function", raised, &object);
        }
    }
}
