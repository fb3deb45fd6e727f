//! `_compare_digest`: comparison in constant time.

use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Value, Vm};

/// Compares two ASCII strs, or two bytes-like objects.
pub(crate) fn compare(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<bool> {
    if let (Some(a), Some(b)) = (a.downcast::<Str>(), b.downcast::<Str>()) {
        if !a.is_ascii() || !b.is_ascii() {
            return Err(
                vm.type_error("comparing strings with non-ASCII characters is not supported")
            );
        }
        return Ok(same(a.as_bytes(), b.as_bytes()));
    }
    let (first, second) = (a.bytes_like(vm)?, b.bytes_like(vm)?);
    match (first, second) {
        (Some(a), Some(b)) => Ok(same(a.as_bytes(vm), b.as_bytes(vm))),
        (None, Some(_)) => Err(vm.not_bytes_like(a)),
        (Some(_), None) => Err(vm.not_bytes_like(b)),
        (None, None) => {
            let (a, b) = (a.type_name(vm), b.type_name(vm));
            Err(vm.type_error(format!(
                "unsupported operand types(s) or combination of types: '{a}' and '{b}'"
            )))
        }
    }
}

/// Whether the bytes are equal; all are looked at, wherever they differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    let mut difference = u8::from(a.len() != b.len());
    // Of different lengths, `b` is compared with itself, which takes as long.
    let other = if a.len() == b.len() { a } else { b };
    for (x, y) in other.iter().zip(b) {
        difference |= std::hint::black_box(x ^ y);
    }
    difference == 0
}
