//! Characters and texts as arguments.

use std::ffi::CString;

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::str::codecs::encode_by_name;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::library::{Cell, WideText};

/// A character to be written.
#[derive(Clone, Copy)]
pub(super) enum Character {
    /// Of eight bits, with attributes.
    Cell(Cell),
    /// A code point.
    Wide(u32),
}

/// The character that an int, bytes or a str of length 1 is.
pub(super) fn character(value: &Value, vm: &mut Vm) -> PyResult<Character> {
    match single_of_str(value, "int or bytes or str", vm)? {
        Some(point) => Ok(Character::Wide(point)),
        None => narrow(value, vm).map(Character::Cell),
    }
}

/// The character of eight bits that an int, bytes or a str of length 1 is; a str is encoded.
pub(super) fn cell(value: &Value, encoding: &str, vm: &mut Vm) -> PyResult<Cell> {
    match single_of_str(value, "int or bytes or str", vm)? {
        None => narrow(value, vm),
        Some(point @ 0..128) => Ok(point),
        Some(_) => {
            let text = <&Ref<Str>>::from_argument(value, vm)?;
            let encoded = encode_by_name(text, encoding, "strict", vm)?;
            match encoded.downcast::<Bytes>().map(|bytes| bytes.as_slice()) {
                Some(&[byte]) => Ok(byte.into()),
                _ => Err(vm.overflow_error("byte doesn't fit in chtype")),
            }
        }
    }
}

/// A character for `unget_wch`: an int or a str of length 1.
pub(super) fn wide_character(value: &Value, vm: &mut Vm) -> PyResult<i32> {
    if let Some(point) = single_of_str(value, "int or str", vm)? {
        return Ok(point as i32);
    }
    let too_large = "character doesn't fit in wchar_t";
    match integer(value) {
        Some(Some(number)) => i32::try_from(number).map_err(|_| vm.overflow_error(too_large)),
        Some(None) => Err(vm.overflow_error("int doesn't fit in long")),
        None => Err(unexpected(value, "int or str", vm)),
    }
}

/// The code point of a str of length 1; `None` for what is no str.
fn single_of_str(value: &Value, expected: &str, vm: &mut Vm) -> PyResult<Option<u32>> {
    let Some(text) = value.downcast::<Str>() else {
        return Ok(None);
    };
    let mut points = text.code_points();
    match (points.next(), points.next()) {
        (Some(point), None) => Ok(Some(point)),
        _ => {
            let length = text.length();
            let message = format!("expect {expected} of length 1, got a str of length {length}");
            Err(vm.type_error(message))
        }
    }
}

fn narrow(value: &Value, vm: &mut Vm) -> PyResult<Cell> {
    if let Some(bytes) = value.downcast::<Bytes>() {
        return match bytes.as_slice() {
            &[byte] => Ok(byte.into()),
            bytes => {
                let length = bytes.len();
                let message = format!(
                    "expect int or bytes or str of length 1, got a bytes of length {length}"
                );
                Err(vm.type_error(message))
            }
        };
    }
    match integer(value) {
        Some(Some(number)) => {
            Cell::try_from(number).map_err(|_| vm.overflow_error("byte doesn't fit in chtype"))
        }
        Some(None) => Err(vm.overflow_error("int doesn't fit in long")),
        None => Err(unexpected(value, "int or bytes or str", vm)),
    }
}

/// The number that an int is, if it has no more than 64 bits; `None` for what is no int.
fn integer(value: &Value) -> Option<Option<i64>> {
    if let Some(flag) = value.as_bool() {
        return Some(Some(flag.into()));
    }
    value.as_int().map(IntView::as_i64)
}

fn unexpected(value: &Value, expected: &str, vm: &mut Vm) -> Raised {
    let given = value.type_name(vm);
    vm.type_error(format!("expect {expected} of length 1, got {given}"))
}

/// Attributes: the lowest 32 bits of a number that a C long can hold.
#[derive(Clone, Copy)]
pub(super) struct Attributes(pub(super) Cell);

impl<'a> FromArgument<'a> for Attributes {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Attributes> {
        i64::from_argument(value, vm).map(|number| Attributes(number as Cell))
    }
}

impl rpy_vm::function::default::FromDefault<i64> for Attributes {
    fn from_default(default: i64, _vm: &mut Vm) -> Attributes {
        Attributes(default as Cell)
    }
}

/// A text to be written.
pub(super) enum Text {
    /// As it is.
    Bytes(CString),
    /// Characters.
    Wide(WideText),
}

/// The text that bytes or a str are.
///
/// Raises `ValueError` for what has zeros in it.
pub(super) fn text(value: &Value, vm: &mut Vm) -> PyResult<Text> {
    if let Some(text) = value.downcast::<Str>() {
        vm.check_allocation(text.length().saturating_mul(4))?;
        return match WideText::new(text.code_points()) {
            Some(text) => Ok(Text::Wide(text)),
            None => Err(vm.value_error("embedded null character")),
        };
    }
    if let Some(bytes) = value.downcast::<Bytes>() {
        vm.check_allocation(bytes.as_slice().len())?;
        return match CString::new(bytes.as_slice()) {
            Ok(text) => Ok(Text::Bytes(text)),
            Err(_) => Err(vm.value_error("embedded null byte")),
        };
    }
    let given = value.type_name(vm);
    Err(vm.type_error(format!("expect bytes or str, got {given}")))
}

/// A str as a C string of UTF-8.
pub(super) fn c_string(text: &str, vm: &mut Vm) -> PyResult<CString> {
    CString::new(text).map_err(|_| vm.value_error("embedded null character"))
}

/// A number that C has in a `short`.
#[derive(Clone, Copy)]
pub(super) struct Short(pub(super) i16);

impl<'a> FromArgument<'a> for Short {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Short> {
        let number = i64::from_argument(value, vm)?;
        i16::try_from(number).map(Short).map_err(|_| {
            let side = if number < 0 {
                "less than minimum"
            } else {
                "greater than maximum"
            };
            vm.overflow_error(format!("signed short integer is {side}"))
        })
    }
}
