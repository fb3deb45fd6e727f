//! Binding the parameters of statements.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3-placeholders>

use libsqlite3_sys as ffi;
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::adapt::parameter;
use super::exceptions::{check_last, programming_error};
use super::system::{Bound, Inside, Statement};

/// An int as SQLite has them.
///
/// Raises `OverflowError` if it needs more than 64 bits.
pub(super) fn integer_of(value: &Value, vm: &mut Vm) -> PyResult<i64> {
    match value.as_int().and_then(IntView::as_i64) {
        Some(integer) => Ok(integer),
        None => Err(vm.overflow_error("Python int too large to convert to SQLite INTEGER")),
    }
}

/// A text as UTF-8.
///
/// Raises `UnicodeEncodeError` if it has surrogates in it.
pub(super) fn utf8<'a>(text: &'a Ref<Str>, vm: &mut Vm) -> PyResult<&'a str> {
    match text.as_str() {
        Some(text) => Ok(text),
        None => Err(vm.surrogates_error(text)),
    }
}

/// The values for the parameters of a statement, given by place or by name: adapted, and such that SQLite
/// can store them.
///
/// Raises `ProgrammingError` if they do not fit, and what adapters and the parameters raise.
pub(super) fn prepared(
    statement: &Statement,
    parameters: &Value,
    vm: &mut Vm,
) -> PyResult<Vec<Value>> {
    let names = &*statement.parameters;
    if parameters.has_payload::<Dict>() {
        return prepared_by_name(names, parameters, vm);
    }
    if !parameters.is_sequence(vm) {
        return Err(programming_error("parameters are of unsupported type", vm));
    }
    let (given, needed) = (parameters.length(vm)?, names.len());
    if given != needed {
        return Err(programming_error(
            format!(
                "Incorrect number of bindings supplied. The current statement uses {needed}, and there are {given} supplied."
            ),
            vm,
        ));
    }
    let types = &vm.types;
    let class = parameters.class(vm);
    let exact_tuple = class
        .is(&types.tuple)
        .then(|| parameters.downcast::<Tuple>());
    let exact_list = class.is(&types.list).then(|| parameters.downcast::<List>());
    let mut values = Vec::with_capacity(needed);
    for (index, name) in names.iter().enumerate() {
        if let Some(name) = name
            && !name.starts_with('?')
        {
            let number = index + 1;
            return Err(programming_error(
                format!(
                    "Binding {number} ('{name}') is a named parameter, but you supplied a sequence which requires nameless (qmark) placeholders."
                ),
                vm,
            ));
        }
        let value = if let Some(Some(tuple)) = exact_tuple {
            tuple.as_slice()[index].clone()
        } else if let Some(Some(list)) = exact_list {
            match list.get(index, vm) {
                Some(item) => item,
                None => return Err(vm.index_error("list index out of range")),
            }
        } else {
            parameters.subscript(&Value::from_usize(index), vm)?
        };
        values.push(storable(value, || (index + 1).to_string(), vm)?);
    }
    Ok(values)
}

fn prepared_by_name(
    names: &[Option<String>],
    parameters: &Value,
    vm: &mut Vm,
) -> PyResult<Vec<Value>> {
    let mut values = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let Some(name) = name else {
            let number = index + 1;
            return Err(programming_error(
                format!(
                    "Binding {number} has no name, but you supplied a dictionary (which has only names)."
                ),
                vm,
            ));
        };
        // What it begins with is one character of ASCII.
        let name = &name[1..];
        let key = vm.new_str(name);
        let found = match parameters.downcast::<Dict>() {
            Some(dict) if parameters.class(vm).is(&vm.types.dict) => dict.get_item(&key, vm)?,
            _ => match parameters.subscript(&key, vm) {
                Ok(value) => Some(value),
                Err(raised) => {
                    let missing = vm.types.exceptions.lookup_error.clone();
                    if !raised.is_instance(&missing, vm) {
                        return Err(raised);
                    }
                    None
                }
            },
        };
        let Some(value) = found else {
            let message = format!("You did not supply a value for binding parameter :{name}.");
            return Err(programming_error(message, vm));
        };
        values.push(storable(value, || (index + 1).to_string(), vm)?);
    }
    Ok(values)
}

/// What a parameter is bound to: the value, or what it is adapted to, if SQLite can store that.
fn storable(value: Value, shown: impl Fn() -> String, vm: &mut Vm) -> PyResult {
    let value = parameter(value, vm)?;
    if value.is_none() || value.as_float().is_some() {
        return Ok(value);
    }
    if value.as_int().is_some() {
        integer_of(&value, vm)?;
    } else if let Some(text) = value.downcast::<Str>() {
        if i32::try_from(utf8(text, vm)?.len()).is_err() {
            return Err(vm.overflow_error("string longer than INT_MAX bytes"));
        }
    } else if !value.is_exporter(vm) {
        let (shown, class) = (shown(), value.class(vm).clone().shown_name(vm));
        let message = format!("Error binding parameter {shown}: type '{class}' is not supported");
        return Err(programming_error(message, vm));
    }
    Ok(value)
}

/// Binds values that SQLite can store.
pub(super) fn bind_all(
    inside: &Inside,
    statement: &Statement,
    values: &[Value],
    vm: &mut Vm,
) -> PyResult<()> {
    for (number, value) in (1..).zip(values) {
        let code = if value.is_none() {
            inside.bind(statement, number, &Bound::Null)
        } else if value.as_int().is_some() {
            let integer = integer_of(value, vm)?;
            inside.bind(statement, number, &Bound::Integer(integer))
        } else if let Some(float) = value.as_float() {
            inside.bind(statement, number, &Bound::Float(float))
        } else if let Some(text) = value.downcast::<Str>() {
            let text = utf8(text, vm)?.as_bytes();
            inside.bind(statement, number, &Bound::Text(text))
        } else {
            let bytes = BytesLike::from_argument(value, vm)?;
            let bytes = bytes.as_bytes(vm);
            if i32::try_from(bytes.len()).is_err() {
                return Err(vm.overflow_error("BLOB longer than INT_MAX bytes"));
            }
            inside.bind(statement, number, &Bound::Blob(bytes))
        };
        if code != ffi::SQLITE_OK {
            check_last(inside, vm)?;
        }
    }
    Ok(())
}
