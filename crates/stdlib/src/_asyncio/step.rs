//! The steps of a task: its coroutine is resumed, and what that yields is waited for.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::generator::Generator;
use rpy_vm::builtins::native_function::NativeFunction;
use rpy_vm::function::native::{NativeDefinition, NativeSignature};
use rpy_vm::object::Step;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::registry::register;
use super::running::{enter, leave, swap};
use super::state::{error, is_cancellation, names, shown};
use super::task::Task;
use super::value::{Future, Progress, call_soon};
use crate::_contextvars::context::Context;

/// What a loop calls to make a step of a task.
#[derive(Payload)]
pub(super) struct StepCaller {
    task: Ref<Future>,
    /// The exception that the coroutine meets, if any.
    exception: Option<Value>,
}

#[native_class(
    name = "_asyncio.TaskStepMethWrapper",
    flags(disallow_instantiation),
    undocumented
)]
impl StepCaller {
    #[slot]
    fn call(this: &Ref<StepCaller>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        if args.has_keywords() {
            return Err(vm.type_error("function takes no keyword arguments"));
        }
        if !args.is_empty() {
            return Err(vm.type_error("function takes no positional arguments"));
        }
        step(&this.task, this.exception.clone(), vm)
    }

    #[getter]
    fn __self__(this: &Ref<StepCaller>) -> Ref<Future> {
        this.task.clone()
    }
}

/// What a future calls when it is done: a method of the task that has waited for it.
static WAKE_UP: NativeDefinition = NativeDefinition {
    signature: NativeSignature::new("task_wakeup", "", "", &[]),
    function: wake_up,
};

fn wake_up(args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [task, awaited] = args.values() else {
        let got = args.len().saturating_sub(1);
        let message = format!("task_wakeup() takes exactly one argument ({got} given)");
        return Err(vm.type_error(message));
    };
    let task = task
        .downcast::<Future>()
        .expect("the method is bound to tasks alone");
    let ended = match awaited.downcast::<Future>() {
        Some(future) => {
            future.discard_waiting(task.as_value(), vm)?;
            match Task::is_own(awaited) {
                Some(future) => future.result(vm),
                None => result_of(awaited, vm),
            }
        }
        None => result_of(awaited, vm),
    };
    let exception = ended
        .err()
        .map(|raised| raised.into_exception().into_value());
    step(task, exception, vm)?;
    Ok(Value::NONE)
}

fn result_of(awaited: &Value, vm: &mut Vm) -> PyResult {
    let result = names(vm).result.clone();
    awaited.call_method(&result, &[], vm)
}

/// The loop of a future of any class.
pub(super) fn loop_of(future: &Value, vm: &mut Vm) -> PyResult {
    if let Some(own) = Task::is_own(future)
        && let Some(event_loop) = own.event_loop(vm)
    {
        return Ok(event_loop);
    }
    let get_loop = names(vm).get_loop.clone();
    if let Some(get) = future.get_attribute_optional(&get_loop, vm)? {
        return get.call_positional(&[], vm);
    }
    let name = vm.intern("_loop");
    future.get_attribute(&name, vm)
}

/// Lets the loop make a step of the task soon.
pub(super) fn step_soon(task: &Ref<Future>, exception: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let event_loop = task.alive(vm)?;
    let context = task.context.cloned(vm).unwrap_or(Value::NONE);
    let caller = StepCaller {
        task: task.clone(),
        exception,
    };
    let caller = Ref::new(caller, vm).into_value();
    call_soon(&event_loop, caller, None, context, vm)
}

/// `awaited.cancel(msg=message)`: whether that was still possible.
pub(super) fn cancel_awaited(awaited: &Value, message: Value, vm: &mut Vm) -> PyResult<bool> {
    let names = names(vm);
    let keyword = std::slice::from_ref(&names.msg);
    let cancelled = awaited.call_method_with(&names.cancel, &[message], keyword, vm)?;
    cancelled.is_true(vm)
}

/// Makes a step of the task, which is the current one meanwhile.
fn step(task: &Ref<Future>, exception: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let event_loop = task.alive(vm)?;
    enter(&event_loop, task.as_value(), vm)?;
    let stepped = run(task, exception, vm);
    let left = leave(&event_loop, task.as_value(), vm);
    stepped.and(left)
}

/// Makes the first step of a task at once, within that of the one that makes it.
pub(super) fn start_at_once(task: &Ref<Future>, vm: &mut Vm) -> PyResult<()> {
    let event_loop = task.alive(vm)?;
    let before = swap(&event_loop, Some(task.to_value()), vm)?;
    register(task, vm);
    let context = task.context.cloned(vm).unwrap_or(Value::NONE);
    let stepped = match context.downcast::<Context>() {
        Some(context) => Context::within(context, |vm| run(task, None, vm), vm),
        None => Err(vm.type_error("an instance of Context was expected")),
    };
    let left = swap(&event_loop, before, vm);
    if task.progress.get() != Progress::Pending {
        Task::forget_coroutine(task, vm);
    }
    stepped.and(left.map(drop))
}

/// Resumes the coroutine, and goes on by what it does.
fn run(task: &Ref<Future>, exception: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    if task.progress.get() != Progress::Pending {
        let exception = exception.unwrap_or(Value::NONE);
        let (task, exception) = (shown(task.as_value(), vm)?, shown(&exception, vm)?);
        let message = format!("__step(): already done: {task} {exception}");
        return Err(error("InvalidStateError", &message, vm));
    }
    let exception = match task.must_cancel.replace(false) {
        false => exception,
        true => {
            let given = exception.as_ref().and_then(|it| it.downcast());
            match given {
                Some(given) if is_cancellation(given, vm)? => exception,
                _ => Some(task.take_cancelled_error(vm)?),
            }
        }
    };
    drop(task.waits_for.replace(None, vm));
    let Some(coroutine) = task.coroutine.cloned(vm) else {
        return Err(vm.runtime_error("uninitialized Task object"));
    };
    let stepped = match exception {
        None => coroutine.resume(vm),
        Some(exception) => coroutine.throw(exception, vm),
    };
    match stepped {
        Ok(Step::Item(yielded)) => wait_for(task, yielded, vm),
        Ok(Step::End(result)) => {
            if task.must_cancel.replace(false) {
                // It was cancelled right before its end.
                let message = task.cancel_message.cloned(vm);
                Future::cancel(task, message, vm).map(drop)
            } else {
                Future::set_result(task, result, vm)
            }
        }
        Err(raised) => fail(task, raised, vm),
    }
}

/// Ends a task with what its coroutine has raised.
fn fail(task: &Ref<Future>, raised: Raised, vm: &mut Vm) -> PyResult<()> {
    let exception: Ref<BaseException> = raised.into_exception();
    if is_cancellation(&exception, vm)? {
        let exception = Some(exception.into_value());
        drop(task.cancelled_error.replace(exception, vm));
        return Future::cancel(task, None, vm).map(drop);
    }
    Future::set_exception(task, exception.as_value(), vm)?;
    let exceptions = &vm.types.exceptions;
    let is_end = [&exceptions.keyboard_interrupt, &exceptions.system_exit]
        .iter()
        .any(|class| exception.class().is_subclass_of(class, vm));
    match is_end {
        true => Err(Raised::new(exception)),
        false => Ok(()),
    }
}

/// Lets the next step raise `RuntimeError` in the coroutine.
fn complain(task: &Ref<Future>, message: String, vm: &mut Vm) -> PyResult<()> {
    let error = vm.runtime_error(message).into_exception();
    step_soon(task, Some(error.into_value()), vm)
}

/// Lets the task wait for what its coroutine has yielded: a future, or None for the next turn of the
/// loop.
fn wait_for(task: &Ref<Future>, yielded: Value, vm: &mut Vm) -> PyResult<()> {
    if yielded.is_none() {
        return step_soon(task, None, vm);
    }
    let own = Task::is_own(&yielded);
    let blocking = match own {
        Some(future) => future.is_blocking.get(),
        None => {
            let name = names(vm).blocking.clone();
            match yielded.get_attribute_optional(&name, vm)? {
                Some(blocking) if !blocking.is_none() => blocking.is_true(vm)?,
                _ => return complain_of_no_future(task, &yielded, vm),
            }
        }
    };
    if yielded.is(task.as_value()) {
        let message = format!(
            "Task cannot await on itself: {}",
            shown(task.as_value(), vm)?
        );
        return complain(task, message, vm);
    }
    let (other, event_loop) = (loop_of(&yielded, vm)?, task.alive(vm)?);
    if !other.is(&event_loop) {
        let (task_text, future) = (shown(task.as_value(), vm)?, shown(&yielded, vm)?);
        let message = format!("Task {task_text} got Future {future} attached to a different loop");
        return complain(task, message, vm);
    }
    if !blocking {
        let (task_text, future) = (shown(task.as_value(), vm)?, shown(&yielded, vm)?);
        let message =
            format!("yield was used instead of yield from in task {task_text} with {future}");
        return complain(task, message, vm);
    }
    if let Some(future) = yielded.downcast::<Future>() {
        future.add_waiting(task.as_value(), vm)?;
    }
    let context = task.context.cloned(vm).unwrap_or(Value::NONE);
    let wake_up = NativeFunction::bound(&WAKE_UP, task.to_value(), vm).into_value();
    match own {
        Some(future) => {
            future.is_blocking.set(false);
            Future::add_callback(future, wake_up, context, vm)?;
        }
        None => {
            let names = names(vm);
            yielded.set_attribute(&names.blocking, Value::FALSE, vm)?;
            let keyword = std::slice::from_ref(&names.context);
            let arguments = [wake_up, context];
            yielded.call_method_with(&names.add_done_callback, &arguments, keyword, vm)?;
        }
    }
    drop(task.waits_for.replace(Some(yielded.clone()), vm));
    if task.must_cancel.get() {
        let message = task.cancel_message.cloned(vm).unwrap_or(Value::NONE);
        if cancel_awaited(&yielded, message, vm)? {
            task.must_cancel.set(false);
        }
    }
    Ok(())
}

#[cold]
fn complain_of_no_future(task: &Ref<Future>, yielded: &Value, vm: &mut Vm) -> PyResult<()> {
    let (task_text, shown) = (shown(task.as_value(), vm)?, shown(yielded, vm)?);
    let is_generator =
        yielded.has_payload::<Generator>() && yielded.class(vm).is(&vm.types.generator);
    let message = if is_generator {
        format!(
            "yield was used instead of yield from for generator in task {task_text} with {shown}"
        )
    } else {
        format!("Task got bad yield: {shown}")
    };
    complain(task, message, vm)
}
