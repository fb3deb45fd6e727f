//! Fetching rows.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3.Cursor.fetchone>

use libsqlite3_sys as ffi;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::connection::Connection;
use super::cursor::Cursor;
use super::exceptions::{last_error, operational_error};
use super::system::{Inside, Kind, Statement};

/// The next row of a cursor, if there is one.
pub(super) fn next_row(cursor: &Ref<Cursor>, vm: &mut Vm) -> PyResult<Option<Value>> {
    let connection = cursor.check(vm)?;
    let statement = match &*cursor.lease.borrow() {
        Some(lease) => std::rc::Rc::clone(lease),
        None => return Ok(None),
    };
    let locked = cursor.lock();
    let mut inside = Connection::enter(&connection, vm)?;
    let count = inside.data_count(&statement);
    if count == 0 {
        give_up(cursor, &inside, vm);
        return Ok(None);
    }
    let converters = cursor.converters.get(vm).clone();
    let factory = connection.text_factory(vm);
    let mut values = Vec::with_capacity(count as usize);
    let mut to_convert = Vec::new();
    for column in 0..count {
        let converter = converters.get(column as usize);
        let converter = converter.filter(|converter| !converter.is_none());
        let kind = inside.kind(&statement, column);
        let (value, by) = match (kind, converter, &factory) {
            (Kind::Null, _, _) => (Value::NONE, None),
            (_, Some(converter), _) => {
                let bytes = inside.bytes(&statement, column, vm)?;
                // SQLite gives no address for bytes of which there are none.
                match bytes {
                    Some(bytes) if bytes.is_true(vm)? => (bytes, Some(converter.clone())),
                    _ => (Value::NONE, None),
                }
            }
            (Kind::Integer, None, _) => (vm.new_int(inside.integer(&statement, column)), None),
            (Kind::Float, None, _) => (vm.new_float(inside.float(&statement, column)), None),
            (Kind::Text, None, None) => match inside.text(&statement, column, vm)? {
                Ok(text) => (text, None),
                Err(bytes) => {
                    let raised = undecodable(&inside, &statement, column, &bytes, vm);
                    return Err(raised);
                }
            },
            (Kind::Text, None, Some(factory)) => {
                let bytes = inside.bytes(&statement, column, vm)?;
                (bytes.unwrap_or(Value::NONE), Some(factory.clone()))
            }
            (Kind::Blob, None, _) => {
                let bytes = inside.bytes(&statement, column, vm)?;
                (bytes.unwrap_or(Value::NONE), None)
            }
        };
        if let Some(by) = by {
            to_convert.push((column as usize, by));
        }
        values.push(value);
    }
    if !to_convert.is_empty() {
        // Other threads may want the database while these run.
        drop(inside);
        for (column, by) in to_convert {
            values[column] = converted(&by, &values[column], vm)?;
        }
        inside = Connection::enter(&connection, vm)?;
    }
    let row = Tuple::new(values, vm).into_value();
    let code = inside.step(&statement, vm);
    match code {
        ffi::SQLITE_ROW => {}
        ffi::SQLITE_DONE => {
            if statement.changes_rows.get() {
                cursor.rowcount.set(inside.changes());
            }
            give_up(cursor, &inside, vm);
        }
        _ => {
            let raised = last_error(&inside, vm);
            drop(inside.take_failure());
            give_up(cursor, &inside, vm);
            if let Some(raised) = raised {
                return Err(raised);
            }
        }
    }
    inside.check_failure()?;
    drop(inside);
    drop(locked);
    finished(cursor, row, vm).map(Some)
}

/// Makes of a tuple what the program wants as a row.
fn finished(cursor: &Ref<Cursor>, row: Value, vm: &mut Vm) -> PyResult {
    let factory = cursor.row_factory.cloned(vm);
    if factory.is_none() {
        return Ok(row);
    }
    factory.call_positional(&[cursor.to_value(), row], vm)
}

/// Gives the statement back.
fn give_up(cursor: &Ref<Cursor>, inside: &Inside, vm: &mut Vm) {
    if let Some(lease) = cursor.lease.take() {
        inside.release(lease, vm);
    }
}

/// What a converter or a text factory makes of bytes.
fn converted(by: &Value, bytes: &Value, vm: &mut Vm) -> PyResult {
    if vm.types.bytes.is_value(by) {
        return Ok(bytes.clone());
    }
    by.call_positional(std::slice::from_ref(bytes), vm)
}

/// The error for text of a column that is no UTF-8.
#[cold]
fn undecodable(
    inside: &Inside,
    statement: &Statement,
    column: i32,
    bytes: &[u8],
    vm: &mut Vm,
) -> Raised {
    let Some(name) = inside.column_name(statement, column) else {
        return vm.memory_error();
    };
    // The message ends where the text has a null character.
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or(&[]);
    let mut message = format!("Could not decode to UTF-8 column '{name}' with text '").into_bytes();
    message.extend_from_slice(text);
    message.push(b'\'');
    let shown: String = message
        .iter()
        .map(|byte| match byte.is_ascii() {
            true => char::from(*byte),
            false => char::REPLACEMENT_CHARACTER,
        })
        .collect();
    operational_error(shown, vm)
}
