//! Converters: from what SQLite has stored to objects of the program.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#how-to-convert-sqlite-values-to-custom-python-types>

use rpy_vm::{PyResult, Value, Vm};

use super::constants::{PARSE_COLNAMES, PARSE_DECLTYPES};
use super::module::State;
use super::system::{Inside, Statement};

/// The converter that is registered for a name, whatever its case. None if there is none.
fn converter(name: &str, vm: &mut Vm) -> PyResult {
    let name = vm.new_str(name);
    let upper = vm.intern("upper");
    let key = name.call_method(&upper, &[], vm)?;
    let converters = vm.module_state::<State>().converters.clone();
    Ok(converters.get_item(&key, vm)?.unwrap_or(Value::NONE))
}

/// The name of a type in the name of a column: what stands in brackets.
fn type_in_name(name: &str) -> Option<&str> {
    let start = name.find('[')? + 1;
    let end = start + name[start..].find(']')?;
    // Of several brackets in a row, the last counts.
    let start = name[..end].rfind('[').map_or(start, |last| last + 1);
    Some(&name[start..end])
}

/// The converters of the columns of a statement; None where a column has none. Empty if the connection
/// wants no conversion.
pub(super) fn of_columns(
    inside: &Inside,
    statement: &Statement,
    detect_types: i32,
    vm: &mut Vm,
) -> PyResult<Vec<Value>> {
    if detect_types == 0 {
        return Ok(Vec::new());
    }
    let count = inside.column_count(statement);
    let mut converters = Vec::new();
    for column in 0..count {
        let mut found = Value::NONE;
        if detect_types & PARSE_COLNAMES != 0 {
            let Some(name) = inside.column_name(statement, column) else {
                return Err(vm.memory_error());
            };
            if let Some(name) = type_in_name(&name) {
                found = converter(name, vm)?;
            }
        }
        if found.is_none()
            && detect_types & PARSE_DECLTYPES != 0
            && let Some(declared) = inside.column_type(statement, column)
        {
            // "number(10)" and "integer primary key" are what their first word says.
            let end = declared.find([' ', '(']).unwrap_or(declared.len());
            found = converter(&declared[..end], vm)?;
        }
        converters.push(found);
    }
    Ok(converters)
}

/// The name of a column without the type that stands in it.
pub(super) fn plain_name(name: &str, detect_types: i32) -> &str {
    if detect_types & PARSE_COLNAMES == 0 {
        return name;
    }
    match name.find('[') {
        Some(start) => name[..start].strip_suffix(' ').unwrap_or(&name[..start]),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{PARSE_COLNAMES, plain_name, type_in_name};

    #[test]
    fn types_stand_in_brackets() {
        assert_eq!(type_in_name("start [date]"), Some("date"));
        assert_eq!(type_in_name("[a[b]c]"), Some("b"));
        assert_eq!(type_in_name("a]b"), None);
        assert_eq!(type_in_name("a[b"), None);
        assert_eq!(plain_name("start [date]", PARSE_COLNAMES), "start");
        assert_eq!(plain_name("start[date]", PARSE_COLNAMES), "start");
        assert_eq!(plain_name("start [date]", 0), "start [date]");
    }
}
