//! The methods and attributes of `float`.

use num_bigint::BigInt;
use rpy_macros::methods;

use crate::builtins::float::format::format_float;
use crate::builtins::float::hex::{HexError, from_hex, to_hex};
use crate::builtins::float::round::round_to_digits;
use crate::builtins::float::value::{Float, decompose};
use crate::builtins::int::parse_spec;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::bind::{FromReceiver, wrong_receiver};
use crate::function::native::NativeSignature;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl<'a> FromReceiver<'a> for f64 {
    fn from_receiver(
        value: &'a Value,
        signature: &'static NativeSignature,
        vm: &mut Vm,
    ) -> PyResult<f64> {
        f64::from_property_receiver(value, signature.name, vm)
    }

    fn from_property_receiver(value: &'a Value, name: &'static str, vm: &mut Vm) -> PyResult<f64> {
        match value.as_float() {
            Some(float) => Ok(float),
            None => Err(wrong_receiver(name, vm.types.float.clone(), value, vm)),
        }
    }
}

#[methods]
impl Float {
    /// Returns the float itself, which is its own complex conjugate.
    #[method(signature = "($self, /)")]
    fn conjugate(this: f64) -> f64 {
        this
    }

    /// Returns whether the float is integral.
    #[method(signature = "($self, /)")]
    fn is_integer(this: f64) -> bool {
        this.is_finite() && this.trunc() == this
    }

    /// Returns a pair of ints in lowest terms, the second positive, whose ratio is exactly the
    /// float.
    ///
    /// Raises OverflowError for infinities and ValueError for NaN.
    ///
    /// ```text
    /// >>> (0.75).as_integer_ratio()
    /// (3, 4)
    /// ```
    #[method(signature = "($self, /)")]
    fn as_integer_ratio(this: f64, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        if this.is_infinite() {
            return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
        }
        if this.is_nan() {
            return Err(vm.value_error("cannot convert NaN to integer ratio"));
        }
        let (numerator, denominator) = integer_ratio(this);
        let items = vec![vm.new_big_int(numerator), vm.new_big_int(denominator)];
        Ok(Tuple::new(items, vm))
    }

    /// Returns the float in hexadecimal, which is exact.
    ///
    /// ```text
    /// >>> (1.5).hex()
    /// '0x1.8000000000000p+0'
    /// ```
    #[method(signature = "($self, /)")]
    fn hex(this: f64) -> String {
        to_hex(this)
    }

    /// Makes a float of a hexadecimal string.
    ///
    /// Raises ValueError if it is not one, and OverflowError if it is too large.
    ///
    /// ```text
    /// >>> float.fromhex('0x1.8p+1')
    /// 3.0
    /// ```
    #[class_method(signature = "($type, string, /)")]
    fn fromhex(class: &Ref<Type>, string: &Value, vm: &mut Vm) -> PyResult {
        let Some(text) = string.downcast::<Str>() else {
            return Err(vm.type_error("bad argument type for built-in operation"));
        };
        let value = from_hex(&text.to_string_lossy()).map_err(|error| match error {
            HexError::Invalid => vm.value_error("invalid hexadecimal floating-point string"),
            HexError::TooLarge => {
                vm.overflow_error("hexadecimal value too large to represent as a float")
            }
        })?;
        of_class(value, class, vm)
    }

    /// Makes a float of a number; strings are refused.
    #[class_method(signature = "($type, number, /)")]
    fn from_number(class: &Ref<Type>, number: &Value, vm: &mut Vm) -> PyResult {
        let exact = number.class(vm);
        if exact.is(class) && exact.is(&vm.types.float) {
            return Ok(number.clone());
        }
        of_class(number.to_f64(vm)?, class, vm)
    }

    /// Formats the float as a format specification says.
    #[method(signature = "($self, format_spec, /)")]
    fn __format__(this: &Value, format_spec: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let value = f64::from_property_receiver(this, "__format__", vm)?;
        if format_spec.byte_length() == 0 {
            return this.str(vm).map(Ref::into_value);
        }
        let type_name = this.type_name(vm);
        let spec = parse_spec(format_spec, None, &type_name, vm)?;
        let text = format_float(value, &spec, &type_name, vm)?;
        Ok(vm.new_str(&text))
    }

    /// Rounds to the nearest int, or to ndigits digits after the point; ties go to even.
    #[method(signature = "($self, ndigits=None, /)")]
    fn __round__(this: f64, ndigits: Option<&Value>, vm: &mut Vm) -> PyResult {
        let ndigits = match ndigits {
            Some(ndigits) if !ndigits.is_none() => ndigits.index(vm)?,
            _ => return vm.int_from_f64(this.round_ties_even()),
        };
        let ndigits = ndigits.as_int().expect("index() gives an int");
        let digits = match ndigits.as_i64() {
            Some(digits) => digits,
            None if ndigits.is_negative() => i64::MIN,
            None => i64::MAX,
        };
        match round_to_digits(this, digits) {
            Some(rounded) => Ok(vm.new_float(rounded)),
            None => Err(vm.overflow_error("rounded value too large to represent")),
        }
    }

    /// Returns the integral part as an int.
    #[method(signature = "($self, /)")]
    fn __trunc__(this: f64, vm: &mut Vm) -> PyResult {
        vm.int_from_f64(this)
    }

    /// Returns the largest int that is not above the float.
    #[method(signature = "($self, /)")]
    fn __floor__(this: f64, vm: &mut Vm) -> PyResult {
        vm.int_from_f64(this.floor())
    }

    /// Returns the smallest int that is not below the float.
    #[method(signature = "($self, /)")]
    fn __ceil__(this: f64, vm: &mut Vm) -> PyResult {
        vm.int_from_f64(this.ceil())
    }

    // Returns the arguments that pickle hands to __new__.
    #[method(signature = "($self, /)")]
    fn __getnewargs__(this: f64, vm: &mut Vm) -> Ref<Tuple> {
        let items = vec![vm.new_float(this)];
        Tuple::new(items, vm)
    }

    /// Tells how floats ('float') and doubles ('double') are stored.
    #[class_method(signature = "($type, typestr, /)")]
    fn __getformat__(_class: &Ref<Type>, typestr: &Ref<Str>, vm: &mut Vm) -> PyResult {
        match typestr.as_bytes() {
            b"double" | b"float" => Ok(vm.new_str(if cfg!(target_endian = "little") {
                "IEEE, little-endian"
            } else {
                "IEEE, big-endian"
            })),
            _ => Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
        }
    }

    /// The real part of a complex number: the float itself.
    #[getter]
    fn real(this: f64) -> f64 {
        this
    }

    /// Zero, as a complex number without an imaginary part has it.
    #[getter]
    fn imag(_this: f64) -> f64 {
        0.0
    }
}

/// Makes a float of a class by calling it, unless it is `float` itself.
fn of_class(value: f64, class: &Ref<Type>, vm: &mut Vm) -> PyResult {
    let float = vm.new_float(value);
    if class.is(&vm.types.float) {
        return Ok(float);
    }
    class.as_value().call_positional(&[float], vm)
}

/// Numerator and denominator of a finite float in lowest terms.
pub(crate) fn integer_ratio(value: f64) -> (BigInt, BigInt) {
    let (mantissa, exponent, negative) = decompose(value);
    if mantissa == 0 {
        return (BigInt::ZERO, BigInt::from(1));
    }
    let zeros = mantissa.trailing_zeros();
    let exponent = exponent + i64::from(zeros);
    let mantissa = BigInt::from(mantissa >> zeros);
    let mantissa = if negative { -mantissa } else { mantissa };
    if exponent >= 0 {
        (mantissa << exponent as u64, BigInt::from(1))
    } else {
        (mantissa, BigInt::from(1) << exponent.unsigned_abs())
    }
}
