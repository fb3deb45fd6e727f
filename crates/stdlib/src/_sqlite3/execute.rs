//! Executing statements.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3.Cursor.execute>

use std::ffi::CStr;
use std::ops::ControlFlow;

use libsqlite3_sys as ffi;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::bind::{bind_all, prepared};
use super::connection::Connection;
use super::constants::LEGACY_TRANSACTION_CONTROL;
use super::converters::{of_columns, plain_name};
use super::cursor::Cursor;
use super::exceptions::{DataError, check_last, last_error, operational_error, programming_error};
use super::statement::{SQL_LENGTH, lease};
use super::system::{Inside, Statement};
use super::transactions::run;

/// Executes a statement once.
pub(super) fn execute(
    cursor: &Ref<Cursor>,
    text: &Ref<Str>,
    parameters: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let connection = cursor.check(vm)?;
    let _locked = cursor.lock();
    let result = begin(cursor, &connection, text, false, vm).and_then(|()| {
        match parameters {
            Some(parameters) => execute_with(cursor, &connection, parameters, vm)?,
            None => {
                let none = Tuple::new(Vec::new(), vm).into_value();
                execute_with(cursor, &connection, &none, vm)?;
            }
        }
        if cursor
            .lease
            .borrow()
            .as_ref()
            .is_some_and(|it| it.is_empty())
        {
            return Ok(());
        }
        let inside = Connection::enter(&connection, vm)?;
        let row = vm.new_int(inside.last_row());
        let old = cursor.lastrowid.replace(row, vm);
        drop(old);
        Ok(())
    });
    end(cursor, &connection, result, vm)
}

/// Executes a statement for each item of an iterable.
pub(super) fn execute_many(
    cursor: &Ref<Cursor>,
    text: &Ref<Str>,
    parameters: &Value,
    vm: &mut Vm,
) -> PyResult<()> {
    let connection = cursor.check(vm)?;
    let _locked = cursor.lock();
    let result = parameters.iter(vm).and_then(|iterator| {
        begin(cursor, &connection, text, true, vm)?;
        let _: ControlFlow<()> = vm.iterate_iterator(&iterator, |parameters, vm| {
            execute_with(cursor, &connection, &parameters, vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    });
    end(cursor, &connection, result, vm)
}

/// Takes the statement, and begins a transaction if it needs one.
fn begin(
    cursor: &Ref<Cursor>,
    connection: &Ref<Connection>,
    text: &Ref<Str>,
    is_many: bool,
    vm: &mut Vm,
) -> PyResult<()> {
    let inside = Connection::enter(connection, vm)?;
    if let Some(lease) = cursor.lease.take() {
        inside.release(lease, vm);
    }
    let old = cursor.description.replace(Value::NONE, vm);
    drop(old);
    let lease = lease(&inside, &connection.cache, text, vm)?;
    let statement = std::rc::Rc::clone(&lease);
    *cursor.lease.borrow_mut() = Some(lease);
    if is_many && inside.is_read_only(&statement) {
        let message = "executemany() can only execute DML statements.";
        return Err(programming_error(message, vm));
    }
    let changes_rows = statement.changes_rows.get();
    cursor.rowcount.set(if changes_rows { 0 } else { -1 });
    if changes_rows
        && connection.autocommit.get() == LEGACY_TRANSACTION_CONTROL
        && let Some(isolation) = connection.isolation.get()
        && inside.is_autocommit()
    {
        run(&inside, isolation.begin(), vm)?;
    }
    Ok(())
}

/// Binds parameters and runs the statement up to its first row.
fn execute_with(
    cursor: &Ref<Cursor>,
    connection: &Ref<Connection>,
    parameters: &Value,
    vm: &mut Vm,
) -> PyResult<()> {
    let statement = match &*cursor.lease.borrow() {
        Some(lease) => std::rc::Rc::clone(lease),
        None => return Ok(()),
    };
    // Adapters may wait for other threads, which may want the database: nobody is inside.
    let values = prepared(&statement, parameters, vm)?;
    let inside = Connection::enter(connection, vm)?;
    bind_all(&inside, &statement, &values, vm)?;
    if statement.is_empty() {
        return Ok(());
    }
    let code = inside.step(&statement, vm);
    if code != ffi::SQLITE_DONE && code != ffi::SQLITE_ROW {
        let raised = last_error(&inside, vm);
        drop(inside.take_failure());
        inside.reset(&statement, vm);
        return raised.map_or(Ok(()), Err);
    }
    inside.check_failure()?;
    describe(cursor, connection, &inside, &statement, vm)?;
    if code == ffi::SQLITE_DONE && statement.changes_rows.get() {
        let changes = inside.changes();
        cursor.rowcount.set(cursor.rowcount.get() + changes);
    }
    // With a row left, the statement can be fetched from; it takes no further parameters until that has been done.
    if code == ffi::SQLITE_DONE {
        inside.reset(&statement, vm);
    }
    Ok(())
}

/// Sets what the cursor knows of the columns.
fn describe(
    cursor: &Ref<Cursor>,
    connection: &Ref<Connection>,
    inside: &Inside,
    statement: &Statement,
    vm: &mut Vm,
) -> PyResult<()> {
    let detect_types = connection.detect_types.get();
    match of_columns(inside, statement, detect_types, vm) {
        Ok(converters) => {
            let old = cursor.converters.replace(converters, vm);
            drop(old);
        }
        Err(cause) => {
            let raised = operational_error("Error while building row_cast_map", vm);
            let cause = cause.exception().to_value();
            raised.exception().set_context(cause.clone(), vm);
            raised.exception().set_cause(cause, vm);
            return Err(raised);
        }
    }
    let count = inside.column_count(statement);
    if count == 0 || !cursor.description.get(vm).is_none() {
        return Ok(());
    }
    let mut columns = Vec::new();
    for column in 0..count {
        let Some(name) = inside.column_name(statement, column) else {
            return Err(vm.memory_error());
        };
        let name = vm.new_str(plain_name(&name, detect_types));
        let none = || Value::NONE;
        let items = [name, none(), none(), none(), none(), none(), none()];
        columns.push(Tuple::from_array(items, vm).into_value());
    }
    let columns = Tuple::new(columns, vm).into_value();
    let old = cursor.description.replace(columns, vm);
    drop(old);
    Ok(())
}

/// Gives the statement back, unless it has further rows.
fn end(
    cursor: &Ref<Cursor>,
    connection: &Ref<Connection>,
    result: PyResult<()>,
    vm: &mut Vm,
) -> PyResult<()> {
    if result.is_err() {
        cursor.rowcount.set(-1);
    }
    let lease = cursor.lease.take();
    let Some(lease) = lease else {
        return result;
    };
    // A callback may have closed the connection; the statement then is given back as it is dropped.
    let Ok(inside) = Connection::enter(connection, vm) else {
        return result;
    };
    if result.is_ok() && inside.is_busy(&lease) {
        *cursor.lease.borrow_mut() = Some(lease);
    } else {
        inside.release(lease, vm);
    }
    result
}

/// Executes the statements of a script.
pub(super) fn execute_script(cursor: &Ref<Cursor>, script: &CStr, vm: &mut Vm) -> PyResult<()> {
    let connection = cursor.check(vm)?;
    let _locked = cursor.lock();
    let inside = Connection::enter(&connection, vm)?;
    let limit = inside.limit(SQL_LENGTH, -1);
    if usize::try_from(limit).is_ok_and(|limit| script.to_bytes().len() > limit) {
        return Err(vm.native_error::<DataError>("query string is too large"));
    }
    if connection.autocommit.get() == LEGACY_TRANSACTION_CONTROL && !inside.is_autocommit() {
        run(&inside, c"COMMIT", vm)?;
    }
    let mut rest = script;
    while !rest.is_empty() {
        let Ok((statement, end)) = inside.prepare(rest, vm) else {
            return check_last(&inside, vm);
        };
        let mut code = if statement.is_empty() {
            ffi::SQLITE_DONE
        } else {
            ffi::SQLITE_ROW
        };
        while code == ffi::SQLITE_ROW {
            code = inside.step(&statement, vm);
        }
        let failed = match code {
            ffi::SQLITE_DONE => None,
            _ => last_error(&inside, vm),
        };
        inside.reset(&statement, vm);
        if let Some(raised) = failed {
            drop(inside.take_failure());
            return Err(raised);
        }
        inside.check_failure()?;
        rest = CStr::from_bytes_with_nul(&rest.to_bytes_with_nul()[end..])
            .expect("what is left of a C string is one");
    }
    Ok(())
}
