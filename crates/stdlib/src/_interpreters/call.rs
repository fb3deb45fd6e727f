//! Running code in another interpreter.

use std::sync::Arc;

use rpy_bytecode::CodeObject;
use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::function::Function;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::InterpreterError;
use super::captured::Captured;
use super::code;
use super::create::inside;
use super::data::{Data, Fallback, main_module, not_shareable, share};
use super::pickled::Pickled;
use super::runtime::Entry;

/// Names and what they are to stand for.
type Attributes = Vec<(Vec<u8>, Data)>;

/// How a call went wrong, in the other interpreter.
enum Failed {
    /// The program has raised an exception.
    Raised(Captured),
    /// Something did not come across: a message, and the text of the reason.
    NotShared(&'static str, String),
}

/// Runs `f` in an interpreter, as the program of its `__main__`.
///
/// Raises `InterpreterError` if one runs there already.
fn run<R: Send>(
    entry: &Arc<Entry>,
    vm: &mut Vm,
    f: impl FnOnce(&mut Vm) -> R + Send,
) -> PyResult<R> {
    let running = entry.start();
    let result = match &running {
        Some(_) => inside(entry, vm, f),
        None => None,
    };
    match result {
        Some(result) => Ok(result),
        None => Err(vm.native_error::<InterpreterError>("interpreter already running")),
    }
}

/// Turns a dict into what can be set elsewhere.
///
/// Raises `NotShareableError` for what cannot go there.
fn share_attributes(attributes: &Ref<Dict>, vm: &mut Vm) -> PyResult<Attributes> {
    let mut shared = Vec::new();
    for (name, value) in attributes.items_vec(vm) {
        let Some(name) = name.downcast::<Str>() else {
            return Err(vm.type_error("bad argument type for built-in operation"));
        };
        let data = share(&value, Fallback::Refuse, vm)?;
        shared.push((name.as_bytes().to_vec(), data));
    }
    Ok(shared)
}

fn set_attributes(attributes: Attributes, vm: &mut Vm) -> PyResult<()> {
    let globals = main_module(vm)?.dict().clone();
    for (name, data) in attributes {
        let name = StrBuilder::from_bytes(name).expect("they are those of a str");
        let name = name.finish(vm);
        let value = data.receive(vm)?;
        globals.set_str(&name, value, vm);
    }
    Ok(())
}

/// Sets variables of an interpreter's `__main__`.
///
/// Raises `NotShareableError` for what cannot go there, `InterpreterError` if a program runs there.
pub(super) fn set_main(
    entry: &Arc<Entry>,
    attributes: &Ref<Dict>,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    let attributes = share_attributes(attributes, vm)?;
    let set = run(entry, vm, |vm| {
        set_attributes(attributes, vm).map_err(|raised| Captured::new(raised.exception(), vm))
    })?;
    match set {
        Ok(()) => Ok(None),
        Err(captured) => captured.to_namespace(vm).map(Some),
    }
}

/// Runs code in an interpreter's `__main__`. Gives what is left of the exception that ended it, if one did.
///
/// Raises what [`set_main`] does.
pub(super) fn exec(
    entry: &Arc<Entry>,
    code: Arc<CodeObject>,
    shared: Option<&Ref<Dict>>,
    vm: &mut Vm,
) -> PyResult {
    let attributes = match shared {
        Some(shared) => share_attributes(shared, vm)?,
        None => Vec::new(),
    };
    let result = run(entry, vm, |vm| {
        let result = set_attributes(attributes, vm).and_then(|()| exec_here(code, vm));
        result.map_err(|raised| Captured::new(raised.exception(), vm))
    })?;
    match result {
        Ok(()) => Ok(Value::NONE),
        Err(captured) => captured.to_namespace(vm),
    }
}

fn exec_here(code: Arc<CodeObject>, vm: &mut Vm) -> PyResult<()> {
    let globals = main_module(vm)?.dict().clone();
    let code = Code::new(code, vm);
    Function::new(code, globals, vm)
        .into_value()
        .call_positional(&[], vm)
        .map(drop)
}

/// Calls an object in an interpreter. Gives the result and what is left of the exception that ended it.
///
/// Raises `NotShareableError` for what does not come across, else what [`set_main`] does.
pub(super) fn call(
    entry: &Arc<Entry>,
    callable: &Value,
    args: Option<&Ref<Tuple>>,
    kwargs: Option<&Ref<Dict>>,
    vm: &mut Vm,
) -> PyResult<[Value; 2]> {
    let function = share_callable(callable, vm)?;
    let args = args.filter(|args| args.length() > 0);
    let args = args.map(|args| share(args.as_value(), Fallback::Pickle, vm));
    let args = args.transpose()?;
    let kwargs = kwargs.filter(|kwargs| kwargs.length(vm) > 0);
    let kwargs = kwargs.map(|kwargs| share(kwargs.as_value(), Fallback::Pickle, vm));
    let kwargs = kwargs.transpose()?;
    match run(entry, vm, |vm| call_here(function, args, kwargs, vm))? {
        Ok(result) => Ok([result.receive(vm)?, Value::NONE]),
        Err(Failed::Raised(captured)) => Ok([Value::NONE, captured.to_namespace(vm)?]),
        Err(Failed::NotShared(message, reason)) => {
            let reason = vm.new_str(&reason);
            let class = vm.types.exceptions.exception.clone();
            let cause = vm.new_exception(&class, vec![reason]);
            Err(not_shareable(message, Some(cause), vm))
        }
    }
}

/// A function by its code, if it is nothing else; any other callable pickled.
///
/// Raises `NotShareableError` if it can be neither.
fn share_callable(callable: &Value, vm: &mut Vm) -> PyResult<Data> {
    let raised = match callable.downcast::<Function>() {
        Some(function) => match code::share_function(function, vm) {
            Ok(data) => return Ok(data),
            Err(raised) => raised,
        },
        None => {
            let text = callable.repr(vm)?.to_string_escaped().into_owned();
            not_shareable(&format!("expected a function, got {text}"), None, vm)
        }
    };
    match Pickled::new(callable, vm) {
        Ok(pickled) => Ok(Data::Pickled(pickled)),
        Err(_) => Err(raised),
    }
}

fn call_here(
    function: Data,
    args: Option<Data>,
    kwargs: Option<Data>,
    vm: &mut Vm,
) -> Result<Data, Failed> {
    let function = receive(Some(function), "func not shareable", vm)?;
    let args = receive(args, "args not shareable", vm)?;
    let kwargs = receive(kwargs, "kwargs not shareable", vm)?;
    let mut values = match args.downcast::<Tuple>() {
        Some(args) => args.as_slice().to_vec(),
        None => Vec::new(),
    };
    let mut names = Vec::new();
    if let Some(kwargs) = kwargs.downcast::<Dict>() {
        for (name, value) in kwargs.items_vec(vm) {
            names.push(name);
            values.push(value);
        }
    }
    let raised = |raised: Raised, vm: &mut Vm| Captured::new(raised.exception(), vm);
    if names.iter().any(|name| !name.has_payload::<Str>()) {
        let error = vm.type_error("keywords must be strings");
        return Err(Failed::Raised(raised(error, vm)));
    }
    match function.call(Args::new(&values, &names), vm) {
        Ok(result) => share(&result, Fallback::Pickle, vm).map_err(|error| {
            let reason = raised(error, vm).display().to_owned();
            Failed::NotShared("object does not support cross-interpreter data", reason)
        }),
        Err(error) => Err(Failed::Raised(raised(error, vm))),
    }
}

fn receive(data: Option<Data>, message: &'static str, vm: &mut Vm) -> Result<Value, Failed> {
    let Some(data) = data else {
        return Ok(Value::NONE);
    };
    data.receive(vm).map_err(|raised| {
        let exception = raised.into_exception();
        // The reason is told without the ways that led there.
        clear_tracebacks(&exception, vm);
        let reason = Captured::new(&exception, vm).display().to_owned();
        Failed::NotShared(message, reason)
    })
}

fn clear_tracebacks(exception: &Ref<rpy_vm::builtins::exceptions::BaseException>, vm: &mut Vm) {
    exception.set_traceback(Value::NONE, vm);
    let cause = exception.cause(vm);
    if let Some(cause) = cause.downcast::<rpy_vm::builtins::exceptions::BaseException>() {
        cause.set_traceback(Value::NONE, vm);
    }
}
