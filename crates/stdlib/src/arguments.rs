//! Types of parameters that several modules have.

use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::Str;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::default::FromDefault;
use rpy_vm::{PyResult, Value, Vm};

/// An int of which the lowest 32 bits are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Low32(pub(crate) u32);

impl<'a> FromArgument<'a> for Low32 {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Low32> {
        let index = value.index(vm)?;
        Ok(Low32(match index.as_int() {
            Some(IntView::Small(number)) => number as u32,
            Some(IntView::Wide(number)) => number as u32,
            Some(IntView::Big(number)) => {
                let modulus = num_bigint::BigInt::from(1u64 << 32);
                let low = num_integer::Integer::mod_floor(number, &modulus);
                u32::try_from(low).expect("the modulus is 2**32")
            }
            None => unreachable!("`index` gives ints"),
        }))
    }
}

impl FromDefault<i64> for Low32 {
    fn from_default(default: i64, _vm: &mut Vm) -> Low32 {
        Low32(default as u32)
    }
}

/// Bytes that may be given as a string of ASCII.
pub(crate) enum AsciiBytes<'a> {
    /// A string.
    Text(&'a [u8]),
    /// A bytes-like object.
    Bytes(BytesLike<'a>),
}

impl AsciiBytes<'_> {
    /// The bytes, as they are now.
    pub(crate) fn as_bytes<'v>(&'v self, vm: &'v Vm) -> &'v [u8] {
        match self {
            AsciiBytes::Text(text) => text,
            AsciiBytes::Bytes(bytes) => bytes.as_bytes(vm),
        }
    }
}

impl<'a> FromArgument<'a> for AsciiBytes<'a> {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<AsciiBytes<'a>> {
        if let Some(text) = value.downcast::<Str>() {
            if !text.is_ascii() {
                let message = "string argument should contain only ASCII characters";
                return Err(vm.value_error(message));
            }
            return Ok(AsciiBytes::Text(text.as_bytes()));
        }
        if let Some(bytes) = value.bytes_like(vm)? {
            return Ok(AsciiBytes::Bytes(bytes));
        }
        let class = value.type_name(vm);
        Err(vm.type_error(format!(
            "argument should be bytes, buffer or ASCII string, not '{class}'"
        )))
    }
}

/// An unsigned int of 64 bits that a value stands for, by `__index__`. `c_type` is what a message
/// calls the type.
///
/// Raises `ValueError` for negative ints, `OverflowError` for those that are too large.
pub(crate) fn unsigned(value: &Value, c_type: &str, vm: &mut Vm) -> PyResult<u64> {
    let index = value.index(vm)?;
    let number = match index.as_int() {
        Some(int) if int.is_negative() => {
            return Err(vm.value_error("Cannot convert negative int"));
        }
        Some(IntView::Small(number)) => return Ok(number as u64),
        Some(IntView::Wide(number)) => u64::try_from(number).ok(),
        Some(IntView::Big(_)) => None,
        None => unreachable!("`index` gives ints"),
    };
    number.ok_or_else(|| vm.overflow_error(format!("Python int too large for C {c_type}")))
}
