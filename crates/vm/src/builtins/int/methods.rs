//! The methods and attributes of `int`.

use num_bigint::BigInt;
use num_integer::Integer;
use rpy_macros::methods;

use crate::builtins::bytes::Bytes;
use crate::builtins::int::bytes::{
    bytes_of, int_of_bytes, is_little_endian, to_bytes, to_few_bytes,
};
use crate::builtins::int::format::format_int;
use crate::builtins::int::value::{Int, IntView};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::format_spec::FormatSpec;
use crate::function::bind::{FromReceiver, wrong_receiver};
use crate::function::native::NativeSignature;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl<'a> FromReceiver<'a> for IntView<'a> {
    fn from_receiver(
        value: &'a Value,
        signature: &'static NativeSignature,
        vm: &mut Vm,
    ) -> PyResult<IntView<'a>> {
        IntView::from_property_receiver(value, signature.name, vm)
    }

    fn from_property_receiver(
        value: &'a Value,
        name: &'static str,
        vm: &mut Vm,
    ) -> PyResult<IntView<'a>> {
        match value.as_int() {
            Some(int) => Ok(int),
            None => Err(wrong_receiver(name, vm.types.int.clone(), value, vm)),
        }
    }
}

#[methods]
impl Int {
    /// Returns the number of bits of the magnitude in binary, without leading zeros.
    ///
    /// ```text
    /// >>> (37).bit_length()
    /// 6
    /// ```
    #[method(signature = "($self, /)")]
    fn bit_length(this: IntView<'_>) -> u64 {
        this.bits()
    }

    /// Returns the number of ones of the magnitude in binary (the population count).
    ///
    /// ```text
    /// >>> (13).bit_count()
    /// 3
    /// ```
    #[method(signature = "($self, /)")]
    fn bit_count(this: IntView<'_>) -> u64 {
        match this {
            IntView::Small(small) => u64::from(small.unsigned_abs().count_ones()),
            IntView::Wide(wide) => u64::from(wide.unsigned_abs().count_ones()),
            IntView::Big(big) => big.magnitude().count_ones(),
        }
    }

    /// Returns the int itself, which is its own complex conjugate.
    #[method(signature = "($self, /)")]
    fn conjugate(this: IntView<'_>, vm: &mut Vm) -> Value {
        vm.new_int_of(this)
    }

    /// Returns a pair of ints whose ratio is the int: itself and one.
    ///
    /// ```text
    /// >>> (-3).as_integer_ratio()
    /// (-3, 1)
    /// ```
    #[method(signature = "($self, /)")]
    fn as_integer_ratio(this: IntView<'_>, vm: &mut Vm) -> Ref<Tuple> {
        let items = vec![vm.new_int_of(this), Value::from_i32(1)];
        Tuple::new(items, vm)
    }

    /// Returns True; floats have the method too.
    #[method(signature = "($self, /)")]
    fn is_integer(_this: IntView<'_>) -> bool {
        true
    }

    /// Returns the bytes of the int in two's complement.
    ///
    /// Raises OverflowError if it does not fit the length, or if it is negative and signed is
    /// False. The byte order is 'big' (most significant byte first) or 'little'.
    #[method(
        name = "to_bytes",
        signature = "($self, /, length=1, byteorder='big', *, signed=False)"
    )]
    fn to_bytes_method(
        this: IntView<'_>,
        length: Option<isize>,
        byteorder: Option<&Ref<Str>>,
        signed: Option<bool>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        let little = is_little_endian(byteorder, vm)?;
        let signed = signed.unwrap_or(false);
        let length = length.unwrap_or(1);
        if let Some(bytes) = to_few_bytes(this, length, little, signed) {
            return Ok(Bytes::new(&bytes[..length as usize], vm));
        }
        let bytes = to_bytes(this, length, little, signed, vm)?;
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Returns the int that bytes, or an iterable of byte values, stand for.
    ///
    /// The byte order is 'big' (most significant byte first) or 'little'; signed says whether
    /// they are two's complement.
    #[class_method(
        name = "from_bytes",
        signature = "($type, /, bytes, byteorder='big', *, signed=False)"
    )]
    fn from_bytes_method(
        class: &Ref<Type>,
        bytes: &Value,
        byteorder: Option<&Ref<Str>>,
        signed: Option<bool>,
        vm: &mut Vm,
    ) -> PyResult {
        let little = is_little_endian(byteorder, vm)?;
        let signed = signed.unwrap_or(false);
        let int = match bytes.downcast::<Bytes>() {
            Some(bytes) if bytes.class().is(&vm.types.bytes) => {
                check_copies(bytes.length(), vm)?;
                int_of_bytes(bytes.as_slice(), little, signed, vm)
            }
            _ => {
                let bytes = bytes_of(bytes, vm)?;
                check_copies(bytes.len(), vm)?;
                int_of_bytes(&bytes, little, signed, vm)
            }
        };
        if class.is(&vm.types.int) {
            return Ok(int);
        }
        class.as_value().call_positional(&[int], vm)
    }

    /// Formats the int as a format specification says.
    #[method(signature = "($self, format_spec, /)")]
    fn __format__(this: &Value, format_spec: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let int = IntView::from_property_receiver(this, "__format__", vm)?;
        if format_spec.byte_length() == 0 {
            return this.str(vm).map(Ref::into_value);
        }
        let type_name = this.type_name(vm);
        let spec = parse_spec(format_spec, Some('d'), &type_name, vm)?;
        let text = format_int(int, &spec, &type_name, vm)?;
        Ok(vm.new_str(&text))
    }

    /// Rounds to a multiple of 10**-ndigits, ties to the even one; without ndigits, or with one
    /// that is not negative, gives the int itself.
    #[method(signature = "($self, ndigits=None, /)")]
    fn __round__(this: IntView<'_>, ndigits: Option<&Value>, vm: &mut Vm) -> PyResult {
        let ndigits = match ndigits {
            Some(ndigits) if !ndigits.is_none() => ndigits.index(vm)?,
            _ => return Ok(vm.new_int_of(this)),
        };
        let ndigits = ndigits.as_int().expect("index() gives an int");
        if !ndigits.is_negative() {
            return Ok(vm.new_int_of(this));
        }
        // With more digits cut off than there are, nothing is left; a digit has over three bits.
        let Some(digits) = ndigits
            .as_i64()
            .map(i64::unsigned_abs)
            .filter(|digits| *digits <= this.bits() / 3 + 1)
        else {
            return Ok(Value::from_i32(0));
        };
        let unit = BigInt::from(10).pow(digits as u32);
        let rounded = round_to_multiple(&this.to_big(), &unit);
        Ok(vm.new_big_int(rounded))
    }

    /// Returns the int itself, truncated as a float would be.
    #[method(signature = "($self, /)")]
    fn __trunc__(this: IntView<'_>, vm: &mut Vm) -> Value {
        vm.new_int_of(this)
    }

    /// Returns the int itself, its own floor.
    #[method(signature = "($self, /)")]
    fn __floor__(this: IntView<'_>, vm: &mut Vm) -> Value {
        vm.new_int_of(this)
    }

    /// Returns the int itself, its own ceiling.
    #[method(signature = "($self, /)")]
    fn __ceil__(this: IntView<'_>, vm: &mut Vm) -> Value {
        vm.new_int_of(this)
    }

    // Returns the arguments that pickle hands to __new__.
    #[method(signature = "($self, /)")]
    fn __getnewargs__(this: IntView<'_>, vm: &mut Vm) -> Ref<Tuple> {
        let items = vec![vm.new_int_of(this)];
        Tuple::new(items, vm)
    }

    /// Returns how many bytes the int takes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Value, vm: &mut Vm) -> PyResult<u64> {
        // As CPython counts: what every object of the class has, and four bytes for every 30 bits.
        let class = this.class(vm).clone();
        let fixed = crate::builtins::type_::basic_size(&class, vm) as u64;
        let bits = this.as_int().map_or(0, |int| int.bits());
        Ok(fixed + 4 * bits.div_ceil(30).max(1))
    }

    /// The real part of a complex number: the int itself.
    #[getter]
    fn real(this: IntView<'_>, vm: &mut Vm) -> Value {
        vm.new_int_of(this)
    }

    /// Zero, as a complex number without an imaginary part has it.
    #[getter]
    fn imag(_this: IntView<'_>) -> Value {
        Value::from_i32(0)
    }

    /// The int itself, as the upper number of a fraction.
    #[getter]
    fn numerator(this: IntView<'_>, vm: &mut Vm) -> Value {
        vm.new_int_of(this)
    }

    /// One, as the lower number of a fraction.
    #[getter]
    fn denominator(_this: IntView<'_>) -> Value {
        Value::from_i32(1)
    }
}

/// Parses the specification of a number's `__format__`.
pub(crate) fn parse_spec(
    text: &Ref<Str>,
    default_kind: Option<char>,
    type_name: &str,
    vm: &mut Vm,
) -> PyResult<FormatSpec> {
    let text = text.to_string_lossy();
    FormatSpec::parse(&text, default_kind, true)
        .map_err(|error| vm.value_error(error.message(&text, type_name)))
}

/// The multiple of `unit` nearest to `value`, ties to the even multiple.
fn round_to_multiple(value: &BigInt, unit: &BigInt) -> BigInt {
    let (mut quotient, remainder) = value.div_mod_floor(unit);
    let up = match (&remainder << 1u32).cmp(unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient.is_odd(),
        std::cmp::Ordering::Greater => true,
    };
    if up {
        quotient += 1u32;
    }
    quotient * unit
}

/// Raises `MemoryError` if there is none for the copies of so many bytes that an int is made by.
fn check_copies(length: usize, vm: &mut Vm) -> PyResult<()> {
    vm.check_allocation(length.saturating_mul(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_ties_to_even() {
        for (value, expected) in [(15, 20), (25, 20), (-25, -20), (35, 40), (5, 0), (16, 20)] {
            let rounded = round_to_multiple(&BigInt::from(value), &BigInt::from(10));
            assert_eq!(rounded, BigInt::from(expected), "{value}");
        }
    }

    #[test]
    fn bytes_are_twos_complement() {
        let vm = &mut crate::interpreter::TestVm::new();
        let mut check = |value: i64, length, signed, expected: Option<&[u8]>| {
            let view = IntView::Small(value);
            let bytes = to_bytes(view, length, false, signed, vm).ok();
            assert_eq!(bytes.as_deref(), expected, "{value}");
            let bytes = to_few_bytes(view, length, false, signed);
            let bytes = bytes.as_ref().map(|bytes| &bytes[..length as usize]);
            assert_eq!(bytes, expected, "{value}, as a few bytes");
        };
        check(5, 1, false, Some(&[5]));
        check(256, 1, false, None);
        check(128, 1, true, None);
        check(-128, 1, true, Some(&[0x80]));
        check(-129, 1, true, None);
        check(-1, 1, false, None);
        check(0, 0, false, Some(&[]));
        check(-2, 3, true, Some(&[0xff, 0xff, 0xfe]));
        for (bytes, little, signed, expected) in [
            (&[0xff, 0xfe][..], false, true, -2),
            (&[0xff, 0xfe], true, false, 0xfeff),
            (&[], true, true, 0),
            (&[0x80], false, true, -128),
        ] {
            let int = int_of_bytes(bytes, little, signed, vm);
            assert_eq!(int.as_small_int(), Some(expected), "{bytes:?}");
        }
        let long = int_of_bytes(&[0xff; 20], true, false, vm);
        let expected = (BigInt::from(1) << 160) - 1;
        assert_eq!(*long.as_int().expect("an int").to_big(), expected);
    }
}
