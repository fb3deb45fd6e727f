//! Ints as bytes: `int.to_bytes` and `int.from_bytes`.

use num_bigint::{BigInt, Sign};

use crate::builtins::bytes::Bytes;
use crate::builtins::int::value::IntView;
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Whether the most significant byte comes last, by the name of the order.
///
/// Raises `ValueError` for any other name.
pub(super) fn is_little_endian(order: Option<&Ref<Str>>, vm: &mut Vm) -> PyResult<bool> {
    match order.map_or(&b"big"[..], |order| order.as_bytes()) {
        b"little" => Ok(true),
        b"big" => Ok(false),
        _ => Err(vm.value_error("byteorder must be either 'little' or 'big'")),
    }
}

/// The two's complement of `value` in `length` bytes.
///
/// Raises `OverflowError` if it does not fit.
pub(super) fn to_bytes(
    value: IntView<'_>,
    length: isize,
    little: bool,
    signed: bool,
    vm: &mut Vm,
) -> PyResult<Vec<u8>> {
    let Ok(length) = usize::try_from(length) else {
        return Err(vm.value_error("length argument must be non-negative"));
    };
    let negative = value.is_negative();
    if negative && !signed {
        return Err(vm.overflow_error("can't convert negative int to unsigned"));
    }
    let value = value.to_big();
    let mut bytes = if signed {
        value.to_signed_bytes_le()
    } else {
        value.magnitude().to_bytes_le()
    };
    // Zero is one byte there, but fits none.
    if value.sign() == Sign::NoSign {
        bytes.clear();
    }
    if bytes.len() > length {
        return Err(vm.overflow_error("int too big to convert"));
    }
    vm.check_allocation(length)?;
    bytes.resize(length, if negative { 0xff } else { 0 });
    if !little {
        bytes.reverse();
    }
    Ok(bytes)
}

/// As [`to_bytes`], where it fits and is done without a vector: as many bytes as asked for, at most 16.
pub(super) fn to_few_bytes(
    value: IntView<'_>,
    length: isize,
    little: bool,
    signed: bool,
) -> Option<[u8; 16]> {
    let value = value.as_i128()?;
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length <= 16)?;
    if length < 16 {
        let limit = 1_i128 << (8 * length);
        let fits = match signed {
            true => value
                .checked_mul(2)
                .is_some_and(|double| (-limit..limit).contains(&double)),
            false => (0..limit).contains(&value),
        };
        if !fits {
            return None;
        }
    } else if value < 0 && !signed {
        return None;
    }
    let mut bytes = value.to_le_bytes();
    if !little {
        bytes[..length].reverse();
    }
    Some(bytes)
}

/// The int that the bytes stand for.
pub(super) fn int_of_bytes(bytes: &[u8], little: bool, signed: bool, vm: &mut Vm) -> Value {
    if bytes.len() >= 16 {
        return vm.new_big_int(from_bytes(bytes, little, signed));
    }
    let mut word = [0; 16];
    word[..bytes.len()].copy_from_slice(bytes);
    if !little {
        word[..bytes.len()].reverse();
    }
    let value = i128::from_le_bytes(word);
    let unused = 128 - 8 * bytes.len() as u32;
    match signed && unused < 128 {
        // The sign is moved to the top, and back.
        true => vm.new_int_i128(value << unused >> unused),
        false => vm.new_int_i128(value),
    }
}

/// The int that the bytes stand for.
fn from_bytes(bytes: &[u8], little: bool, signed: bool) -> BigInt {
    match (little, signed) {
        (true, true) => BigInt::from_signed_bytes_le(bytes),
        (false, true) => BigInt::from_signed_bytes_be(bytes),
        (true, false) => BigInt::from_bytes_le(Sign::Plus, bytes),
        (false, false) => BigInt::from_bytes_be(Sign::Plus, bytes),
    }
}

/// The bytes of an argument: of a bytes-like object, what `__bytes__` gives, or the items of an
/// iterable of ints.
///
/// Raises `TypeError` for what is none of these, and `ValueError` for an item that is no byte.
pub(super) fn bytes_of(value: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if !value.class(vm).is_heap_type()
        && let Some(bytes) = value.exported_bytes(vm)?
    {
        return Ok(bytes);
    }
    let name = vm.names.__bytes__.clone();
    if let Some(result) = value.call_special(&name, &[], vm)? {
        return match result.downcast::<Bytes>() {
            Some(bytes) => Ok(bytes.as_slice().to_vec()),
            None => {
                let found = result.type_name(vm);
                Err(vm.type_error(format!("__bytes__ returned non-bytes (type {found})")))
            }
        };
    }
    if let Some(bytes) = value.exported_bytes(vm)? {
        return Ok(bytes);
    }
    let iterable = value.class(vm).slots(vm);
    if value.has_payload::<Str>() || iterable.iter.is_none() && iterable.subscript.is_none() {
        let name = value.type_name(vm);
        return Err(vm.type_error(format!("cannot convert '{name}' object to bytes")));
    }
    let mut bytes = Vec::new();
    for item in vm.collect(value)? {
        let item = item.index(vm)?;
        let byte = item
            .as_small_int()
            .and_then(|item| u8::try_from(item).ok())
            .ok_or_else(|| vm.value_error("bytes must be in range(0, 256)"))?;
        bytes.push(byte);
    }
    Ok(bytes)
}
