//! What the program is asked and told while SQLite works: authorizer, progress handler, trace callback.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3.Connection.set_authorizer>

use libsqlite3_sys as ffi;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Ref, Value, Vm};

use super::connection::Connection;
use super::exceptions::DataError;
use super::functions::{Text, report, text_value};

/// The hooks of a connection. None where there is none.
#[derive(Clone, rpy_macros::Traverse)]
pub(super) struct Hooks {
    pub(super) authorizer: Value,
    pub(super) progress: Value,
    pub(super) trace: Value,
}

impl Hooks {
    /// No hooks.
    pub(super) fn none() -> Hooks {
        Hooks {
            authorizer: Value::NONE,
            progress: Value::NONE,
            trace: Value::NONE,
        }
    }
}

/// Asks whether a statement may do something: SQLite's number for the answer. What is no int, or raised,
/// means no.
pub(super) fn authorize(
    connection: &Ref<Connection>,
    action: i32,
    texts: [Text<'_>; 4],
    vm: &mut Vm,
) -> i32 {
    let callable = connection.hooks(vm).authorizer.clone();
    let answer = (|| {
        let mut arguments = vec![Value::from_i32(action)];
        for text in texts {
            arguments.push(match text {
                Some(text) => text_value(text, vm)?,
                None => Value::NONE,
            });
        }
        let answer = callable.call_positional(&arguments, vm)?;
        if answer.as_int().is_none() {
            return Ok(ffi::SQLITE_DENY);
        }
        i32::from_argument(&answer, vm)
    })();
    answer.unwrap_or_else(|raised| {
        report(&callable, &raised, vm);
        ffi::SQLITE_DENY
    })
}

/// Asks whether to stop.
pub(super) fn progress(connection: &Ref<Connection>, vm: &mut Vm) -> bool {
    let callable = connection.hooks(vm).progress.clone();
    let answer = callable
        .call_positional(&[], vm)
        .and_then(|answer| answer.is_true(vm));
    answer.unwrap_or_else(|raised| {
        report(&callable, &raised, vm);
        true
    })
}

/// Tells of a statement that begins: with the values of its parameters if they fit.
pub(super) fn trace(connection: &Ref<Connection>, expanded: Text<'_>, text: &[u8], vm: &mut Vm) {
    let callable = connection.hooks(vm).trace.clone();
    if expanded.is_none() {
        let message = "Expanded SQL string exceeds the maximum string length";
        let raised = vm.native_error::<DataError>(message);
        report(&callable, &raised, vm);
    }
    let told = text_value(expanded.unwrap_or(text), vm)
        .and_then(|text| callable.call_positional(&[text], vm));
    if let Err(raised) = told {
        report(&callable, &raised, vm);
    }
}
