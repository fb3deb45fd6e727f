//! `_compare_digest`: comparison in constant time.

use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Value, Vm};

/// Compares two ASCII strs, or two bytes-like objects.
pub(super) fn compare(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<bool> {
    if let (Some(a), Some(b)) = (a.downcast::<Str>(), b.downcast::<Str>()) {
        if !a.is_ascii() || !b.is_ascii() {
            return Err(
                vm.type_error("comparing strings with non-ASCII characters is not supported")
            );
        }
        return Ok(same(a.as_bytes(), b.as_bytes()));
    }
    if let (Some(a), Some(b)) = (a.as_bytes_like(vm), b.as_bytes_like(vm)) {
        return Ok(same(a, b));
    }
    let wrong = if a.as_bytes_like(vm).is_some() { b } else { a };
    let name = wrong.type_name(vm);
    Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")))
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
