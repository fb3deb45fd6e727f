//! Division and power of floats; the rest is the machine's.

use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

pub(super) fn add(a: f64, b: f64, vm: &mut Vm) -> PyResult {
    Ok(vm.new_float(a + b))
}

pub(super) fn subtract(a: f64, b: f64, vm: &mut Vm) -> PyResult {
    Ok(vm.new_float(a - b))
}

pub(super) fn multiply(a: f64, b: f64, vm: &mut Vm) -> PyResult {
    Ok(vm.new_float(a * b))
}

pub(super) fn true_divide(a: f64, b: f64, vm: &mut Vm) -> PyResult {
    if b == 0.0 {
        return Err(vm.zero_division_error("division by zero"));
    }
    Ok(vm.new_float(a / b))
}

pub(super) fn floor_divide(a: f64, b: f64, vm: &mut Vm) -> PyResult {
    if b == 0.0 {
        return Err(vm.zero_division_error("division by zero"));
    }
    Ok(vm.new_float(divide_with_remainder(a, b).0))
}

pub(super) fn modulo(a: f64, b: f64, vm: &mut Vm) -> PyResult {
    if b == 0.0 {
        return Err(vm.zero_division_error("division by zero"));
    }
    Ok(vm.new_float(remainder(a, b)))
}

pub(super) fn divmod(a: f64, b: f64, vm: &mut Vm) -> PyResult {
    if b == 0.0 {
        return Err(vm.zero_division_error("division by zero"));
    }
    let (quotient, remainder) = divide_with_remainder(a, b);
    let items = vec![vm.new_float(quotient), vm.new_float(remainder)];
    Ok(crate::builtins::tuple::Tuple::new(items, vm).into_value())
}

/// `a % b` for `b` that is not zero: the remainder has the sign of `b`, zeros included.
pub fn remainder(a: f64, b: f64) -> f64 {
    let remainder = a % b;
    if remainder == 0.0 {
        0.0f64.copysign(b)
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder + b
    } else {
        remainder
    }
}

/// `(a // b, a % b)` for `b` that is not zero.
pub fn divide_with_remainder(a: f64, b: f64) -> (f64, f64) {
    let truncated = a % b;
    // The subtraction makes the division exact but for rounding.
    let mut quotient = (a - truncated) / b;
    if truncated != 0.0 && (b < 0.0) != (truncated < 0.0) {
        quotient -= 1.0;
    }
    let quotient = if quotient == 0.0 {
        0.0f64.copysign(a / b)
    } else {
        let floor = quotient.floor();
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        }
    };
    (quotient, remainder(a, b))
}

/// `base ** exponent`: complex for a negative base with an exponent that is not integral.
///
/// Raises `ZeroDivisionError` for zero to a negative power, and `OverflowError`.
pub fn power(base: f64, exponent: f64, vm: &mut Vm) -> PyResult {
    if base == 0.0 && exponent < 0.0 && exponent.is_finite() {
        return Err(vm.zero_division_error("zero to a negative power"));
    }
    if base < 0.0 && base.is_finite() && exponent.is_finite() && exponent != exponent.floor() {
        return crate::builtins::complex::power_of_floats(base, exponent, vm);
    }
    let result = base.powf(exponent);
    if result.is_infinite() && base.is_finite() && exponent.is_finite() {
        return Err(out_of_range(vm));
    }
    Ok(vm.new_float(result))
}

/// The `OverflowError` of the C library's ERANGE.
#[cold]
pub(crate) fn out_of_range(vm: &mut Vm) -> Raised {
    const ERANGE: i32 = 34;
    let class = vm.types.exceptions.overflow_error.clone();
    let message = vm.new_str("Numerical result out of range");
    let args = vec![Value::from_i32(ERANGE), message];
    Raised::new(vm.new_exception(&class, args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_floors() {
        let infinity = f64::INFINITY;
        for (a, b, quotient, rest) in [
            (-7.5, 2.0, -4.0, 0.5),
            (7.5, -2.0, -4.0, -0.5),
            (5.0, infinity, 0.0, 5.0),
            (-5.0, infinity, -1.0, infinity),
            (6.0, -3.0, -2.0, -0.0),
            (1.0, 0.1, 9.0, 0.09999999999999995),
        ] {
            let (found_quotient, found_rest) = divide_with_remainder(a, b);
            assert_eq!(
                found_quotient.to_bits(),
                f64::to_bits(quotient),
                "{a} // {b}"
            );
            assert_eq!(found_rest.to_bits(), f64::to_bits(rest), "{a} % {b}");
        }
    }
}
