//! Defaults of parameters, which stand in the signature alone: how the literal there becomes what
//! the function takes.

use num_bigint::BigInt;

use crate::object::value::Value;
use crate::vm::Vm;

/// The literal `None`.
pub struct NoneLiteral;

/// A type that a parameter whose default is the literal `L` can have.
#[diagnostic::on_unimplemented(
    message = "a default of type `{L}` does not fit a parameter of type `{Self}`",
    note = "take an `Option<T>`, which is `None` if the argument is missing"
)]
pub trait FromDefault<L>: Sized {
    /// What the parameter is when the argument is missing.
    fn from_default(literal: L, vm: &mut Vm) -> Self;
}

macro_rules! defaults {
    ($($literal:ty => $type:ty: $value:ident, $vm:ident => $result:expr;)*) => { $(
        impl FromDefault<$literal> for $type {
            #[inline(always)]
            fn from_default($value: $literal, $vm: &mut Vm) -> $type {
                $result
            }
        }
    )* };
}

defaults! {
    NoneLiteral => Value: _none, _vm => Value::NONE;
    bool => bool: value, _vm => value;
    i64 => bool: value, _vm => value != 0;
    i64 => i64: value, _vm => value;
    i64 => isize: value, _vm => value as isize;
    i64 => usize: value, _vm => value as usize;
    i64 => i32: value, _vm => value as i32;
    i64 => u32: value, _vm => value as u32;
    i64 => u64: value, _vm => value as u64;
    i64 => u8: value, _vm => value as u8;
    i64 => f64: value, _vm => value as f64;
    i64 => BigInt: value, _vm => BigInt::from(value);
    i64 => Value: value, vm => vm.new_int(value);
    bool => Value: value, _vm => Value::bool(value);
    f64 => f64: value, _vm => value;
    f64 => Value: value, vm => vm.new_float(value);
    &'static str => String: value, _vm => value.to_owned();
    &'static str => Value: value, vm => vm.new_str(value);
}

impl<'a> FromDefault<&'static str> for &'a str {
    #[inline(always)]
    fn from_default(literal: &'static str, _vm: &mut Vm) -> &'a str {
        literal
    }
}

impl<'a> FromDefault<NoneLiteral> for &'a Value {
    #[inline(always)]
    fn from_default(_none: NoneLiteral, _vm: &mut Vm) -> &'a Value {
        const NONE: &Value = &Value::NONE;
        NONE
    }
}
