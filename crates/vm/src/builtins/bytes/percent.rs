//! `template % values` for bytes.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#printf-style-bytes-formatting>

use std::ops::Range;

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::Bytes;
use crate::builtins::str::format::{Arguments, Directive, Scanner, pad_ascii};
use crate::function::convert::FromArgument;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Formats by a template.
pub(crate) fn percent(template: &[u8], operand: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let mut arguments = Arguments::new(operand, true, vm);
    let mut result = Vec::with_capacity(template.len() * 2);
    let mut scanner = Scanner {
        bytes: template,
        position: 0,
        is_text: false,
    };
    loop {
        let (literal, found) = scanner.literal();
        result.extend_from_slice(&template[literal]);
        if !found {
            break;
        }
        if scanner.accept_percent() {
            result.push(b'%');
            continue;
        }
        let make_key = |range: Range<usize>, vm: &mut Vm| vm.new_bytes(&template[range]);
        let directive = scanner.directive(&mut arguments, make_key, vm)?;
        let value = arguments.next(vm)?;
        match directive.kind_byte() {
            b's' | b'b' => {
                let bytes = bytes_of(&value, vm)?;
                push_padded(&bytes, &directive, &mut result, vm)?;
            }
            b'r' | b'a' => {
                let text = value.ascii(vm)?;
                push_padded(text.as_bytes(), &directive, &mut result, vm)?;
            }
            b'c' => {
                let byte = byte(&value, vm)?;
                push_padded(&[byte], &directive, &mut result, vm)?;
            }
            b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
                result.extend(directive.integer(&value, vm)?.into_bytes());
            }
            b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
                let number = match f64::from_argument(&value, vm) {
                    Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
                        let class = value.type_name(vm);
                        return Err(vm.type_error(format!("float argument required, not {class}")));
                    }
                    number => number?,
                };
                result.extend(directive.float(number, vm)?.into_bytes());
            }
            _ => return Err(directive.unsupported(directive.offset, vm)),
        }
    }
    if arguments.has_rest() {
        return Err(vm.type_error("not all arguments converted during bytes formatting"));
    }
    Ok(result)
}

fn push_padded(
    bytes: &[u8],
    directive: &Directive,
    result: &mut Vec<u8>,
    vm: &mut Vm,
) -> PyResult<()> {
    let shown = match directive.precision {
        Some(precision) if directive.kind_byte() != b'c' => precision.min(bytes.len()),
        _ => bytes.len(),
    };
    let (before, after) = pad_ascii(shown, directive);
    // What there is of the result may be copied, to grow to twice its length.
    vm.check_allocation((before + after).saturating_mul(3))?;
    result.resize(result.len() + before, b' ');
    result.extend_from_slice(&bytes[..shown]);
    result.resize(result.len() + after, b' ');
    Ok(())
}

/// The bytes that `%b` shows.
fn bytes_of(value: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if let Some(bytes) = value.as_byte_string(vm) {
        return Ok(bytes.to_vec());
    }
    let name = vm.names.__bytes__.clone();
    let Some(method) = value.lookup_special(&name, vm)? else {
        if let Some(bytes) = value.exported_bytes(vm)? {
            return Ok(bytes);
        }
        let class = value.type_name(vm);
        return Err(vm.type_error(format!(
            "%b requires a bytes-like object, or an object that implements __bytes__, not \
             '{class}'"
        )));
    };
    let result = method.call_positional(&[], vm)?;
    match result.downcast::<Bytes>() {
        Some(bytes) => Ok(bytes.as_slice().to_vec()),
        None => {
            let class = result.type_name(vm);
            Err(vm.type_error(format!("__bytes__ returned non-bytes (type {class})")))
        }
    }
}

/// The byte of `%c`.
fn byte(value: &Value, vm: &mut Vm) -> PyResult<u8> {
    if let Some(bytes) = value.as_byte_string(vm) {
        if let [byte] = *bytes {
            return Ok(byte);
        }
        let what = if value.has_payload::<ByteArray>() {
            "bytearray"
        } else {
            "bytes"
        };
        let length = bytes.len();
        return Err(vm.type_error(format!(
            "%c requires an integer in range(256) or a single byte, not a {what} object of length \
             {length}"
        )));
    }
    if !value.is_index(vm) && value.as_bool().is_none() {
        let class = value.class(vm).clone().full_name(vm);
        return Err(vm.type_error(format!(
            "%c requires an integer in range(256) or a single byte, not {class}"
        )));
    }
    let ordinal = value.index(vm)?.as_small_int();
    ordinal
        .and_then(|ordinal| u8::try_from(ordinal).ok())
        .ok_or_else(|| vm.overflow_error("%c arg not in range(256)"))
}
