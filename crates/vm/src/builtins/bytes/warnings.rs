//! `-b`: warnings of bytes that are used as text.
//! Reference: <https://docs.python.org/3.14/using/cmdline.html#cmdoption-b>

use rpy_bytecode::CompareOperator;

use crate::builtins::str::Str;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Warns of `str()` of `class`, if that is asked for.
pub(in crate::builtins) fn warn_of_str(class: &str, vm: &mut Vm) -> PyResult<()> {
    if vm.bytes_warning == 0 {
        return Ok(());
    }
    warn(&format!("str() on a {class} instance"), vm)
}

/// Warns of a comparison of `class` with text, or with a number if it is `bytes`.
pub(in crate::builtins) fn warn_of_comparison(
    class: &str,
    other: &Value,
    op: CompareOperator,
    vm: &mut Vm,
) -> PyResult<()> {
    if vm.bytes_warning == 0 || !matches!(op, CompareOperator::Equal | CompareOperator::NotEqual) {
        return Ok(());
    }
    if other.downcast::<Str>().is_some() {
        warn(&format!("Comparison between {class} and string"), vm)
    } else if class == "bytes" && other.as_int().is_some() {
        warn("Comparison between bytes and int", vm)
    } else {
        Ok(())
    }
}

fn warn(message: &str, vm: &mut Vm) -> PyResult<()> {
    let category = vm.types.exceptions.bytes_warning.clone();
    vm.warn(&category, message)
}
