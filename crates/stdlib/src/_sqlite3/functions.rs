//! Functions, aggregates, window functions and collations of the program, as SQLite calls them.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3.Connection.create_function>

use std::cmp::Ordering;

use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::Str;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::bind::{integer_of, utf8};
use super::callbacks::{Argument, Call};
use super::connection::Connection;
use super::exceptions::programming_error;
use super::module::State;

/// Text that SQLite gives, if it is there.
pub(super) type Text<'a> = Option<&'a [u8]>;

/// A `str` of text from SQLite.
///
/// Raises `UnicodeDecodeError` if it is no UTF-8.
pub(super) fn text_value(text: &[u8], vm: &mut Vm) -> PyResult {
    match std::str::from_utf8(text) {
        Ok(text) => Ok(vm.new_str(text)),
        Err(_) => {
            let decode = vm.intern("decode");
            vm.new_bytes(text).call_method(&decode, &[], vm)
        }
    }
}

fn argument_value(argument: &Argument<'_>, vm: &mut Vm) -> PyResult {
    Ok(match argument {
        Argument::Null => Value::NONE,
        Argument::Integer(value) => vm.new_int(*value),
        Argument::Float(value) => vm.new_float(*value),
        Argument::Text(text) => text_value(text, vm)?,
        Argument::Blob(blob) => vm.new_bytes(blob),
    })
}

fn argument_values(call: &Call<'_>, vm: &mut Vm) -> PyResult<Vec<Value>> {
    let arguments = call.arguments();
    arguments
        .map(|argument| argument_value(&argument, vm))
        .collect()
}

/// Hands a result to SQLite.
///
/// Raises an error if SQLite has nothing like it.
fn give(call: &Call<'_>, value: &Value, vm: &mut Vm) -> PyResult<()> {
    if value.is_none() {
        call.give_null();
    } else if value.as_int().is_some() {
        call.give_integer(integer_of(value, vm)?);
    } else if let Some(float) = value.as_float() {
        call.give_float(float);
    } else if let Some(text) = value.downcast::<Str>() {
        let text = utf8(text, vm)?;
        if i32::try_from(text.len()).is_err() {
            return Err(vm.overflow_error("string is longer than INT_MAX bytes"));
        }
        call.give_text(text);
    } else if value.is_exporter(vm) {
        let bytes = BytesLike::from_argument(value, vm)?;
        let bytes = bytes.as_bytes(vm);
        if i32::try_from(bytes.len()).is_err() {
            return Err(vm.overflow_error("BLOB longer than INT_MAX bytes"));
        }
        call.give_blob(bytes);
    } else {
        let class = value.class(vm).clone().shown_name(vm);
        let message = format!("User-defined functions cannot return '{class}' values to SQLite");
        return Err(programming_error(message, vm));
    }
    Ok(())
}

/// Reports what a callback has raised, if that was asked for.
pub(super) fn report(callable: &Value, raised: &Raised, vm: &mut Vm) {
    if !vm.module_state::<State>().reports_callbacks {
        return;
    }
    let shown = match callable.repr(vm) {
        Ok(shown) => shown.to_string_lossy().into_owned(),
        Err(_) => "<unprintable>".to_owned(),
    };
    let message = format!("Exception ignored on sqlite3 callback {shown}");
    vm.report_unraisable(&message, raised);
}

/// Lets a call fail because of what was raised.
fn fail(call: &Call<'_>, callable: &Value, message: &str, raised: &Raised, vm: &mut Vm) {
    let exceptions = &vm.types.exceptions;
    let (memory, overflow) = (
        exceptions.memory_error.clone(),
        exceptions.overflow_error.clone(),
    );
    if raised.is_instance(&memory, vm) {
        call.fail_for_memory();
    } else if raised.is_instance(&overflow, vm) {
        call.fail_for_size();
    } else {
        call.fail(message);
    }
    report(callable, raised, vm);
}

/// Calls a function and gives its result.
pub(super) fn call_function(
    call: &Call<'_>,
    connection: &Ref<Connection>,
    number: u64,
    vm: &mut Vm,
) {
    let callable = connection.function(number, vm);
    let result = argument_values(call, vm)
        .and_then(|arguments| callable.call_positional(&arguments, vm))
        .and_then(|result| give(call, &result, vm));
    if let Err(raised) = result {
        let message = "user-defined function raised exception";
        fail(call, &callable, message, &raised, vm);
    }
}

/// Calls a method of an aggregate's instance. `None` if it has failed.
fn call_instance_method(
    call: &Call<'_>,
    callable: &Value,
    instance: &Value,
    name: &str,
    vm: &mut Vm,
) -> Option<Value> {
    let interned = vm.intern(name);
    let method = match instance.get_attribute(&interned, vm) {
        Ok(method) => method,
        Err(raised) => {
            let missing = vm.types.exceptions.attribute_error.clone();
            let what = if raised.is_instance(&missing, vm) {
                "not defined"
            } else {
                "raised error"
            };
            let message = format!("user-defined aggregate's '{name}' method {what}");
            fail(call, callable, &message, &raised, vm);
            return None;
        }
    };
    let result =
        argument_values(call, vm).and_then(|arguments| method.call_positional(&arguments, vm));
    match result {
        Ok(result) => Some(result),
        Err(raised) => {
            let message = format!("user-defined aggregate's '{name}' method raised error");
            fail(call, callable, &message, &raised, vm);
            None
        }
    }
}

/// Adds a row to an aggregate, which is made with the first.
pub(super) fn call_step(call: &Call<'_>, connection: &Ref<Connection>, number: u64, vm: &mut Vm) {
    let callable = connection.function(number, vm);
    let instance = match connection.instance(call.instance(), vm) {
        Some(instance) => instance,
        None => match callable.call_positional(&[], vm) {
            Ok(instance) => {
                let kept = connection.keep_instance(instance.clone(), vm);
                if !call.set_instance(kept) {
                    connection.take_instance(kept, vm);
                    return call.fail_for_memory();
                }
                instance
            }
            Err(raised) => {
                let message = "user-defined aggregate's '__init__' method raised error";
                return fail(call, &callable, message, &raised, vm);
            }
        },
    };
    call_instance_method(call, &callable, &instance, "step", vm);
}

/// Takes a row from the window of an aggregate.
pub(super) fn call_inverse(
    call: &Call<'_>,
    connection: &Ref<Connection>,
    number: u64,
    vm: &mut Vm,
) {
    let callable = connection.function(number, vm);
    if let Some(instance) = connection.instance(call.instance(), vm) {
        call_instance_method(call, &callable, &instance, "inverse", vm);
    }
}

fn give_result_of(call: &Call<'_>, callable: &Value, instance: &Value, name: &str, vm: &mut Vm) {
    let Some(result) = call_instance_method(call, callable, instance, name, vm) else {
        return;
    };
    if let Err(raised) = give(call, &result, vm) {
        let message = format!("user-defined aggregate's '{name}' method raised error");
        fail(call, callable, &message, &raised, vm);
    }
}

/// Gives what the rows in the window of an aggregate come to.
pub(super) fn call_value(call: &Call<'_>, connection: &Ref<Connection>, number: u64, vm: &mut Vm) {
    let callable = connection.function(number, vm);
    if let Some(instance) = connection.instance(call.instance(), vm) {
        give_result_of(call, &callable, &instance, "value", vm);
    }
}

/// Gives what an aggregate comes to, and lets go of it. Without rows there is none, nor if it could not
/// be made.
pub(super) fn call_finalize(
    call: &Call<'_>,
    connection: &Ref<Connection>,
    number: u64,
    vm: &mut Vm,
) {
    let callable = connection.function(number, vm);
    if let Some(instance) = connection.take_instance(call.instance(), vm) {
        give_result_of(call, &callable, &instance, "finalize", vm);
    }
}

/// The order of two texts by a collation of the program. What is no int makes them equal.
pub(super) fn compare(
    connection: &Ref<Connection>,
    number: u64,
    left: &[u8],
    right: &[u8],
    vm: &mut Vm,
) -> PyResult<Ordering> {
    let callable = connection.function(number, vm);
    let texts = [text_value(left, vm)?, text_value(right, vm)?];
    let result = callable.call_positional(&texts, vm)?;
    let Ok(order) = result.index(vm) else {
        return Ok(Ordering::Equal);
    };
    Ok(match order.as_int() {
        Some(order) if order.is_negative() => Ordering::Less,
        Some(order) if !IntView::is_zero(order) => Ordering::Greater,
        _ => Ordering::Equal,
    })
}
