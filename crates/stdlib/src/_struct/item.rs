//! Single items: values to bytes and back.

use rpy_vm::builtins::bytearray::ByteArray;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::complex::{ComplexNumber, number_of};
use rpy_vm::builtins::float::{double_to_half, double_to_single, half_to_double, single_to_double};
use rpy_vm::{PyResult, Raised, Value, Vm};

use super::_struct::error;
use super::layout::Field;

/// The value of an item.
#[inline]
pub(super) fn read(code: u8, item: &[u8], big_endian: bool, vm: &mut Vm) -> Value {
    match code {
        b'c' | b's' => vm.new_bytes(item),
        b'p' => {
            let Some((&length, text)) = item.split_first() else {
                return vm.new_bytes(b"");
            };
            let length = usize::from(length).min(text.len());
            vm.new_bytes(&text[..length])
        }
        b'?' => Value::bool(item.iter().any(|&byte| byte != 0)),
        b'e' => vm.new_float(half_to_double(word(item, big_endian) as u16)),
        b'f' | b'd' => {
            let float = read_float(item, big_endian);
            vm.new_float(float)
        }
        b'F' | b'D' => {
            let (re, im) = item.split_at(item.len() / 2);
            let number = ComplexNumber {
                re: read_float(re, big_endian),
                im: read_float(im, big_endian),
            };
            vm.new_complex(number)
        }
        _ => {
            let word = word(item, big_endian);
            if is_signed(code) {
                let unused = 64 - 8 * item.len();
                vm.new_int((word << unused) as i64 >> unused)
            } else if let Ok(number) = i64::try_from(word) {
                vm.new_int(number)
            } else {
                vm.new_big_int(word.into())
            }
        }
    }
}

/// Appends the values of a field's items, all of which `bytes` are.
pub(super) fn read_all(
    field: &Field,
    bytes: &[u8],
    big_endian: bool,
    values: &mut Vec<Value>,
    vm: &mut Vm,
) {
    let small = |number: i32| Value::from_i32(number);
    match (field.code, field.size) {
        (b'?', 1) => values.extend(bytes.iter().map(|&byte| Value::bool(byte != 0))),
        (b'b', 1) => values.extend(bytes.iter().map(|&byte| small(i32::from(byte as i8)))),
        (b'B', 1) => values.extend(bytes.iter().map(|&byte| small(i32::from(byte)))),
        (b'f', 4) => each(bytes, big_endian, values, |item| {
            vm.new_float(single_to_double(u32::from_le_bytes(item)))
        }),
        (b'd', 8) => each(bytes, big_endian, values, |item| {
            vm.new_float(f64::from_le_bytes(item))
        }),
        (b'h', 2) => each(bytes, big_endian, values, |item| {
            small(i32::from(i16::from_le_bytes(item)))
        }),
        (b'H', 2) => each(bytes, big_endian, values, |item| {
            small(i32::from(u16::from_le_bytes(item)))
        }),
        (b'i' | b'l', 4) => each(bytes, big_endian, values, |item| {
            small(i32::from_le_bytes(item))
        }),
        (b'I' | b'L', 4) => each(bytes, big_endian, values, |item| {
            vm.new_int(i64::from(u32::from_le_bytes(item)))
        }),
        (b'l' | b'q' | b'n', 8) => each(bytes, big_endian, values, |item| {
            vm.new_int(i64::from_le_bytes(item))
        }),
        (b'c', 1) => {
            let mut known = [const { None }; 256];
            values.extend(bytes.iter().map(|byte| {
                let known: &mut Option<Value> = &mut known[usize::from(*byte)];
                let value = known.get_or_insert_with(|| vm.new_bytes(&[*byte]));
                value.clone()
            }));
        }
        (code, size) => {
            values.extend(
                bytes
                    .chunks_exact(size.max(1))
                    .map(|item| read(code, item, big_endian, vm)),
            );
        }
    }
}

/// Appends what `make` makes of each item, whose bytes it gets from the lowest on.
#[inline(always)]
fn each<const SIZE: usize>(
    bytes: &[u8],
    big_endian: bool,
    values: &mut Vec<Value>,
    mut make: impl FnMut([u8; SIZE]) -> Value,
) {
    let (items, _) = bytes.as_chunks::<SIZE>();
    if big_endian {
        values.extend(items.iter().map(|&(mut item)| {
            item.reverse();
            make(item)
        }));
    } else {
        values.extend(items.iter().map(|&item| make(item)));
    }
}

/// Writes the item that a value is.
///
/// Raises `struct.error` if it is none of the type, or `OverflowError` for floats that are too large.
#[inline]
pub(super) fn write(
    code: u8,
    value: &Value,
    item: &mut [u8],
    big_endian: bool,
    vm: &mut Vm,
) -> PyResult<()> {
    match code {
        b'c' => match value.downcast::<Bytes>() {
            Some(byte) if byte.length() == 1 => item.copy_from_slice(byte.as_slice()),
            _ => {
                let message = "char format requires a bytes object of length 1";
                return Err(vm.native_error::<error>(message));
            }
        },
        b's' => {
            let bytes = byte_string(code, value, vm)?;
            let length = bytes.len().min(item.len());
            item[..length].copy_from_slice(&bytes[..length]);
        }
        b'p' => {
            let bytes = byte_string(code, value, vm)?;
            if let Some((first, text)) = item.split_first_mut() {
                let length = bytes.len().min(text.len());
                text[..length].copy_from_slice(&bytes[..length]);
                *first = u8::try_from(length).unwrap_or(u8::MAX);
            }
        }
        b'?' => item[0] = u8::from(value.is_true(vm)?),
        b'e' => match double_to_half(float(value, vm)?) {
            Some(half) => put(u64::from(half), item, big_endian),
            None => return Err(too_large(code, value, vm)),
        },
        b'f' => {
            let double = float(value, vm)?;
            if (double as f32).is_infinite() && double.is_finite() {
                return Err(too_large(code, value, vm));
            }
            write_float(double, item, big_endian);
        }
        b'd' => write_float(float(value, vm)?, item, big_endian),
        b'F' | b'D' => {
            let number = match number_of(value, vm) {
                Ok(Some(number)) => number,
                _ => match float(value, vm) {
                    Ok(re) => ComplexNumber::real(re),
                    Err(_) => {
                        let message = "required argument is not a complex";
                        return Err(vm.native_error::<error>(message));
                    }
                },
            };
            let (re, im) = item.split_at_mut(item.len() / 2);
            write_float(number.re, re, big_endian);
            write_float(number.im, im, big_endian);
        }
        _ => {
            let word = int(code, value, item.len(), vm)?;
            put(word, item, big_endian);
        }
    }
    Ok(())
}

/// The error for a number that does not fit into a float.
#[cold]
fn too_large(code: u8, value: &Value, vm: &mut Vm) -> Raised {
    if value.as_int().is_some() {
        return vm.native_error::<error>("int too large to convert");
    }
    let code = char::from(code);
    vm.overflow_error(format!("float too large to pack with {code} format"))
}

fn is_signed(code: u8) -> bool {
    matches!(code, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
}

/// The bytes as a number without a sign.
#[inline]
fn word(item: &[u8], big_endian: bool) -> u64 {
    let mut word = [0; 8];
    if big_endian {
        word[8 - item.len()..].copy_from_slice(item);
        u64::from_be_bytes(word)
    } else {
        word[..item.len()].copy_from_slice(item);
        u64::from_le_bytes(word)
    }
}

/// Writes the lowest bytes of a number.
#[inline]
fn put(word: u64, item: &mut [u8], big_endian: bool) {
    if big_endian {
        item.copy_from_slice(&word.to_be_bytes()[8 - item.len()..]);
    } else {
        item.copy_from_slice(&word.to_le_bytes()[..item.len()]);
    }
}

fn read_float(item: &[u8], big_endian: bool) -> f64 {
    let bits = word(item, big_endian);
    if item.len() == 4 {
        single_to_double(bits as u32)
    } else {
        f64::from_bits(bits)
    }
}

fn write_float(number: f64, item: &mut [u8], big_endian: bool) {
    let bits = if item.len() == 4 {
        u64::from(double_to_single(number))
    } else {
        number.to_bits()
    };
    put(bits, item, big_endian);
}

fn float(value: &Value, vm: &mut Vm) -> PyResult<f64> {
    value
        .to_f64(vm)
        .map_err(|_| vm.native_error::<error>("required argument is not a float"))
}

/// The bytes of a value that is `bytes` or `bytearray`.
fn byte_string<'a>(code: u8, value: &'a Value, vm: &'a mut Vm) -> PyResult<&'a [u8]> {
    if !value.has_payload::<Bytes>() && !value.has_payload::<ByteArray>() {
        let code = char::from(code);
        let message = format!("argument for '{code}' must be a bytes object");
        return Err(vm.native_error::<error>(message));
    }
    Ok(value.as_byte_string(vm).expect("the payload was looked at"))
}

/// An int that fits into `size` bytes.
#[inline]
fn int(code: u8, value: &Value, size: usize, vm: &mut Vm) -> PyResult<u64> {
    let bits = 8 * size as u32;
    let (least, most) = match is_signed(code) {
        true => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
        false => (0, (1i128 << bits) - 1),
    };
    if let Some(number) = value.as_small_int()
        && (least..=most).contains(&i128::from(number))
    {
        return Ok(number as u64);
    }
    if value.as_int().is_none() && !value.is_index(vm) {
        return Err(vm.native_error::<error>("required argument is not an integer"));
    }
    let index = value.index(vm)?;
    let number = match index.as_int() {
        Some(number) => number.as_i128(),
        None => None,
    };
    // An address may be written as a negative int.
    let least = if code == b'P' { i64::MIN.into() } else { least };
    match number.filter(|number| (least..=most).contains(number)) {
        Some(number) => Ok(number as u64),
        None if code == b'P' => Err(vm.native_error::<error>("int too large to convert")),
        None => {
            let code = char::from(code);
            let message = format!("'{code}' format requires {least} <= number <= {most}");
            Err(vm.native_error::<error>(message))
        }
    }
}
