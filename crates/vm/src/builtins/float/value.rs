//! What a `float` holds, and how to look at any float.

use crate::builtins::int::IntView;
use crate::builtins::type_::Type;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::protocol::warn_of_subclass;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A float on the heap: one of extreme magnitude, or an instance of a subclass.
pub struct Float {
    /// The number.
    pub(crate) value: f64,
}

impl Payload for Float {
    const NAME: &'static str = "float";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.float
    }
}

impl Vm {
    /// Makes a `float`; on the heap only if its magnitude is extreme.
    #[inline(always)]
    pub fn new_float(&mut self, value: f64) -> Value {
        match Value::small_float(value) {
            Some(small) => small,
            None => self.new_boxed_float(value),
        }
    }

    /// Makes a `float` that is no other object: NaNs that programs make are told apart by that.
    pub(super) fn new_distinct_float(&mut self, value: f64) -> Value {
        self.new_boxed_float(value)
    }

    #[cold]
    fn new_boxed_float(&mut self, value: f64) -> Value {
        let class = &self.types.float;
        let payload = Float { value };
        heap::new_object(self.heap(), class, class.root_shape(), payload, 0).into_value()
    }
}

impl Value {
    /// The number, if this is a float or an instance of a subclass.
    #[inline(always)]
    pub fn as_float(&self) -> Option<f64> {
        match self.as_small_float() {
            Some(small) => Some(small),
            None => self.downcast::<Float>().map(|float| float.value),
        }
    }

    /// The number, if this is a float and not of a subclass.
    #[inline]
    pub fn as_exact_float(&self, vm: &Vm) -> Option<f64> {
        if let Some(small) = self.as_small_float() {
            return Some(small);
        }
        let float = self.downcast::<Float>()?;
        float.class().is(&vm.types.float).then_some(float.value)
    }

    /// The number as a float, if this is a float or an int, as the operators of float take their
    /// operands; `None` for anything else.
    ///
    /// Raises `OverflowError` for an int beyond the largest float.
    #[inline]
    pub fn to_float_operand(&self, vm: &mut Vm) -> PyResult<Option<f64>> {
        if let Some(float) = self.as_float() {
            return Ok(Some(float));
        }
        self.as_int().map(|int| int_to_f64(int, vm)).transpose()
    }

    /// The number as a float, by `__float__` or `__index__` where it is neither float nor int
    /// (`PyFloat_AsDouble`).
    ///
    /// Raises `TypeError` for what is no number and `OverflowError` for an int that is too large.
    pub fn to_f64(&self, vm: &mut Vm) -> PyResult<f64> {
        if let Some(float) = self.to_float_operand(vm)? {
            return Ok(float);
        }
        match float_of_object(self, vm)? {
            Some(float) => Ok(float),
            None => {
                let name = self.type_name(vm);
                Err(vm.type_error(format!("must be real number, not {name}")))
            }
        }
    }
}

/// The float nearest to an int.
pub(super) fn int_to_f64(int: IntView<'_>, vm: &mut Vm) -> PyResult<f64> {
    match int.to_f64() {
        Some(float) => Ok(float),
        None => Err(vm.overflow_error("int too large to convert to float")),
    }
}

/// What `__float__` or `__index__` gives; `None` if the class has neither.
pub(super) fn float_of_object(value: &Value, vm: &mut Vm) -> PyResult<Option<f64>> {
    let slots = value.class(vm).slots(vm);
    if let Some(slot) = slots.float {
        let result = slot(value, vm)?;
        return match result.as_float() {
            Some(float) => {
                if !result.is_small_float() && result.class(vm).is_heap_type() {
                    let method = format!("{}.__float__", value.type_name(vm));
                    warn_of_subclass(&result, &method, "float", vm)?;
                }
                Ok(Some(float))
            }
            None => {
                let (class, found) = (value.type_name(vm), result.type_name(vm));
                Err(vm.type_error(format!(
                    "{class}.__float__ returned non-float (type {found})"
                )))
            }
        };
    }
    if slots.index.is_some() {
        let index = value.index(vm)?;
        let int = index.as_int().expect("index() gives an int");
        return int_to_f64(int, vm).map(Some);
    }
    Ok(None)
}

/// The hash of a float; that of the int for integral floats, never -1.
/// Source: <https://docs.python.org/3.14/library/stdtypes.html#hashing-of-numeric-types>
pub fn hash_float(value: f64) -> i64 {
    const BITS: i64 = 61;
    const INFINITY: i64 = 314_159;
    if value.is_infinite() {
        return if value > 0.0 { INFINITY } else { -INFINITY };
    }
    if value.is_nan() {
        // A `float` that is NaN is hashed by its identity; this is for parts of complex numbers.
        return (value.to_bits() >> 4) as i64;
    }
    let (mantissa, exponent, negative) = decompose(value);
    // 2**61 is 1 to the modulus, so scaling by a power of two rotates 61 bits.
    let rotation = exponent.rem_euclid(BITS) as u32;
    let modulus = crate::builtins::int::HASH_MODULUS;
    let rotated = (mantissa << rotation & modulus) | (mantissa >> (BITS as u32 - rotation));
    let hash = rotated as i64;
    let hash = if negative { -hash } else { hash };
    if hash == -1 { -2 } else { hash }
}

/// A finite float as `mantissa * 2**exponent` and whether it is negative.
pub(crate) fn decompose(value: f64) -> (u64, i64, bool) {
    let bits = value.to_bits();
    let biased = (bits >> 52 & 0x7ff) as i64;
    let fraction = bits & ((1 << 52) - 1);
    let negative = bits >> 63 != 0;
    if biased == 0 {
        (fraction, -1074, negative)
    } else {
        (fraction | 1 << 52, biased - 1075, negative)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins::int::hash_big_int;
    use num_bigint::BigInt;

    #[test]
    fn hashes_are_those_of_cpython() {
        for (value, hash) in [
            (0.0, 0),
            (-1.0, -2),
            (1.5, 1152921504606846977),
            (1e300, 1224995262755759164),
            (-0.5, -1152921504606846976),
            (5e-324, 16777216),
            (f64::INFINITY, 314159),
        ] {
            assert_eq!(hash_float(value), hash, "hash({value})");
        }
        let power = BigInt::from(1) << 100;
        assert_eq!(hash_float(2.0f64.powi(100)), hash_big_int(&power));
        assert_eq!(hash_float(-(2.0f64.powi(100))), hash_big_int(&-power));
    }
}
