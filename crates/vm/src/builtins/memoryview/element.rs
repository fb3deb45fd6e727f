//! The elements of a view: native numbers, as `struct` describes them.

use crate::builtins::bytes::Bytes;
use crate::builtins::float::{double_to_half, half_to_double};
use crate::function::convert::FromArgument;
use crate::object::buffer::Format;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// A native format of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NativeFormat(u8);

impl NativeFormat {
    /// The native format that a format is; it may start with `@`.
    pub(super) fn of(format: &Format) -> Option<NativeFormat> {
        let text = format.as_str();
        match text.strip_prefix('@').unwrap_or(text).as_bytes() {
            [code] if NativeFormat(*code).size() > 0 => Some(NativeFormat(*code)),
            _ => None,
        }
    }

    /// Whether two elements are equal just if their bytes are.
    pub(super) const fn compares_by_bytes(self) -> bool {
        !matches!(self.0, b'f' | b'd' | b'e' | b'?')
    }

    /// Bytes of an element; zero if there is no such format.
    pub(super) const fn size(self) -> usize {
        match self.0 {
            b'B' | b'b' | b'c' | b'?' => 1,
            b'h' | b'H' | b'e' => 2,
            b'i' | b'I' | b'f' => 4,
            b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'P' | b'd' => 8,
            _ => 0,
        }
    }

    /// Whether an element is a byte.
    pub(super) const fn is_byte(self) -> bool {
        matches!(self.0, b'B' | b'b' | b'c')
    }

    const fn is_signed(self) -> bool {
        matches!(self.0, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
    }

    /// The value of an element.
    #[inline]
    pub(super) fn read(self, bytes: &[u8], vm: &mut Vm) -> Value {
        match self.0 {
            b'c' => Bytes::from_vec(bytes.to_vec(), vm).into_value(),
            b'?' => Value::bool(bytes[0] != 0),
            b'B' => Value::from_i32(bytes[0].into()),
            b'b' => Value::from_i32((bytes[0] as i8).into()),
            b'f' => {
                let bits = bytes.try_into().expect("floats have four bytes");
                vm.new_float(f64::from(f32::from_ne_bytes(bits)))
            }
            b'd' => {
                let bits = bytes.try_into().expect("doubles have eight bytes");
                vm.new_float(f64::from_ne_bytes(bits))
            }
            b'e' => {
                let bits = bytes.try_into().expect("half floats have two bytes");
                vm.new_float(half_to_double(u16::from_ne_bytes(bits)))
            }
            _ => {
                let mut word = [0; 8];
                if cfg!(target_endian = "little") {
                    word[..bytes.len()].copy_from_slice(bytes);
                } else {
                    word[8 - bytes.len()..].copy_from_slice(bytes);
                }
                let word = u64::from_ne_bytes(word);
                if self.is_signed() {
                    let unused = 64 - 8 * bytes.len();
                    vm.new_int((word << unused) as i64 >> unused)
                } else if let Ok(number) = i64::try_from(word) {
                    vm.new_int(number)
                } else {
                    vm.new_big_int(word.into())
                }
            }
        }
    }

    /// The bytes of a value, of which the first `size` count.
    ///
    /// Raises `TypeError` or `ValueError` if it is none of this format.
    pub(super) fn write(self, value: &Value, vm: &mut Vm) -> PyResult<[u8; 8]> {
        if self.0 == b'?' {
            let truth = value.is_true(vm)?;
            return Ok([u8::from(truth), 0, 0, 0, 0, 0, 0, 0]);
        }
        let exceptions = &vm.types.exceptions;
        let (type_error, value_error, overflow_error) = (
            exceptions.type_error.clone(),
            exceptions.value_error.clone(),
            exceptions.overflow_error.clone(),
        );
        match self.pack(value, vm) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(self.invalid("value", vm)),
            Err(raised) if raised.is_instance(&type_error, vm) => Err(self.invalid("type", vm)),
            Err(raised)
                if raised.is_instance(&value_error, vm)
                    || raised.is_instance(&overflow_error, vm) =>
            {
                Err(self.invalid("value", vm))
            }
            Err(raised) => Err(raised),
        }
    }

    /// As [`NativeFormat::write`]; `None` if the value is out of range.
    fn pack(self, value: &Value, vm: &mut Vm) -> PyResult<Option<[u8; 8]>> {
        let mut bytes = [0; 8];
        let mut set = |part: &[u8]| bytes[..part.len()].copy_from_slice(part);
        match self.0 {
            b'c' => match value.downcast::<Bytes>() {
                Some(byte) if byte.length() == 1 => set(byte.as_slice()),
                Some(_) => return Ok(None),
                None => return Err(vm.type_error("")),
            },
            b'f' => set(&(f64::from_argument(value, vm)? as f32).to_ne_bytes()),
            b'd' => set(&f64::from_argument(value, vm)?.to_ne_bytes()),
            b'e' => match double_to_half(f64::from_argument(value, vm)?) {
                Some(half) => set(&half.to_ne_bytes()),
                None => return Ok(None),
            },
            _ => {
                // An address is given as an int, and may be written as a negative one.
                if self.0 == b'P' && value.as_int().is_none() {
                    return Err(vm.type_error(""));
                }
                let index = value.index(vm)?;
                let number = match index.as_int() {
                    Some(number) => number.as_i128(),
                    None => None,
                };
                let bits = 8 * self.size() as u32;
                let least = match self.is_signed() || self.0 == b'P' {
                    true => -(1i128 << (bits - 1)),
                    false => 0,
                };
                let end = match self.is_signed() {
                    true => 1i128 << (bits - 1),
                    false => 1i128 << bits,
                };
                let Some(number) = number.filter(|number| (least..end).contains(number)) else {
                    return Ok(None);
                };
                match self.size() {
                    1 => set(&(number as u8).to_ne_bytes()),
                    2 => set(&(number as u16).to_ne_bytes()),
                    4 => set(&(number as u32).to_ne_bytes()),
                    _ => set(&(number as u64).to_ne_bytes()),
                }
            }
        }
        Ok(Some(bytes))
    }

    fn invalid(self, what: &str, vm: &mut Vm) -> Raised {
        let code = char::from(self.0);
        let message = format!("memoryview: invalid {what} for format '{code}'");
        if what == "type" {
            vm.type_error(message)
        } else {
            vm.value_error(message)
        }
    }
}
