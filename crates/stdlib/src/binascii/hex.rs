//! Hexadecimal digits.

use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

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
    let size = group.unsigned_abs() as usize;
    let length = data.as_bytes(vm).len();
    vm.check_allocation(length.saturating_mul(3))?;
    let bytes = data.as_bytes(vm);
    let mut text = Vec::with_capacity(length * 3);
    for (index, &byte) in bytes.iter().enumerate() {
        if let Some(separator) = separator
            && index != 0
            && size != 0
        {
            let distance = if group > 0 { length - index } else { index };
            if distance.is_multiple_of(size) {
                text.push(separator);
            }
        }
        text.extend([byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]));
    }
    Ok(Bytes::from_vec(text, vm))
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
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return Err("Odd-length string".to_owned());
    }
    let value = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
    let byte = |&[high, low]: &[u8; 2]| Some(value(high)? << 4 | value(low)?);
    let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    bytes.ok_or_else(|| "Non-hexadecimal digit found".to_owned())
}
