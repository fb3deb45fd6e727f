//! Hexadecimal digits.

use rpy_vm::builtins::bytes::hex::{digits, pop_hex};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

/// Two digits a byte, with a separator between groups of bytes. A positive group size counts from
/// the end, a negative one from the start. Unlike that of `bytes.hex`, the separator may be any byte.
pub(super) fn encode(
    data: &BytesLike<'_>,
    separator: Option<&Value>,
    group: i32,
    vm: &mut Vm,
) -> PyResult<Ref<Bytes>> {
    let separator = match separator {
        Some(separator) => Some(separator_byte(separator, vm)?),
        None => None,
    };
    let bytes = data.as_bytes(vm).to_vec();
    let digits = digits(&bytes, separator, group as isize, vm)?;
    Ok(Bytes::from_vec(digits, vm))
}

fn separator_byte(separator: &Value, vm: &mut Vm) -> PyResult<u8> {
    if separator.length(vm)? != 1 {
        return Err(vm.value_error("sep must be length 1."));
    }
    if let Some(text) = separator.downcast::<Str>() {
        return match u8::try_from(text.code_point_at(0)) {
            Ok(byte) => Ok(byte),
            Err(_) => Err(vm.value_error("sep must be ASCII.")),
        };
    }
    match separator.downcast::<Bytes>() {
        Some(bytes) => Ok(bytes.as_slice()[0]),
        None => Err(vm.type_error("sep must be str or bytes.")),
    }
}

/// The bytes that pairs of digits stand for, or what is wrong with them.
pub(super) fn decode(digits: &[u8]) -> Result<Vec<u8>, String> {
    if !digits.len().is_multiple_of(2) {
        return Err("Odd-length string".to_owned());
    }
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    match pop_hex(digits, &mut bytes) == digits.len() {
        true => Ok(bytes),
        false => Err("Non-hexadecimal digit found".to_owned()),
    }
}
