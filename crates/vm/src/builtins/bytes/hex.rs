//! `hex` and `fromhex`.

use crate::builtins::bytes::Bytes;
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Two digits a byte, with a separator between groups of bytes. A positive group size counts from
/// the end, a negative one from the start.
pub(crate) fn hex(
    bytes: &[u8],
    separator: Option<&Value>,
    group: isize,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    let separator = match separator {
        Some(separator) => Some(separator_byte(separator, vm)?),
        None => None,
    };
    let size = group.unsigned_abs();
    let mut result = vm.new_buffer(bytes.len().saturating_mul(3))?;
    for (index, &byte) in bytes.iter().enumerate() {
        if let Some(separator) = separator
            && index != 0
            && size != 0
        {
            let distance = if group > 0 {
                bytes.len() - index
            } else {
                index
            };
            if distance % size == 0 {
                result.push(separator);
            }
        }
        result.push(DIGITS[usize::from(byte >> 4)]);
        result.push(DIGITS[usize::from(byte & 15)]);
    }
    let text = String::from_utf8(result).expect("digits and separators are ASCII");
    Ok(Str::new(&text, vm))
}

fn separator_byte(separator: &Value, vm: &mut Vm) -> PyResult<u8> {
    if separator.length(vm)? != 1 {
        return Err(vm.value_error("sep must be length 1."));
    }
    let byte = match separator.downcast::<Str>() {
        Some(text) => text.as_bytes()[0],
        None => match separator.downcast::<Bytes>() {
            Some(bytes) => bytes.as_slice()[0],
            None => return Err(vm.type_error("sep must be str or bytes.")),
        },
    };
    if !byte.is_ascii() {
        return Err(vm.value_error("sep must be ASCII."));
    }
    Ok(byte)
}

/// The bytes that pairs of digits stand for; white space may stand between the pairs.
pub(crate) fn from_hex(text: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let digits = match text.downcast::<Str>() {
        // Of what is not ASCII, only the first code point matters: it is no digit.
        Some(text) => text
            .code_points()
            .map(|code_point| u8::try_from(code_point).unwrap_or(0xff))
            .collect(),
        None => match text.bytes_like(vm)? {
            Some(bytes) => bytes.as_bytes(vm).to_vec(),
            None => {
                let class = text.type_name(vm);
                return Err(vm.type_error(format!(
                    "fromhex() argument must be str or bytes-like, not {class}"
                )));
            }
        },
    };
    let value = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let mut result = Vec::with_capacity(digits.len() / 2);
    let mut position = 0;
    while position < digits.len() {
        if super::algorithms::is_space(digits[position]) {
            position += 1;
            continue;
        }
        let Some(high) = value(digits[position]) else {
            return Err(not_a_digit(position, vm));
        };
        position += 1;
        let Some(&second) = digits.get(position) else {
            return Err(
                vm.value_error("fromhex() arg must contain an even number of hexadecimal digits")
            );
        };
        let Some(low) = value(second) else {
            return Err(not_a_digit(position, vm));
        };
        position += 1;
        result.push(high << 4 | low);
    }
    Ok(result)
}

fn not_a_digit(position: usize, vm: &mut Vm) -> crate::result::Raised {
    vm.value_error(format!(
        "non-hexadecimal number found in fromhex() arg at position {position}"
    ))
}
