//! Arithmetic on complex numbers, with the infinities of C11 Annex G.

use crate::builtins::complex::value::ComplexNumber;
use crate::result::PyResult;
use crate::vm::Vm;

/// `a * b`; infinities survive parts that would make a NaN.
pub(super) fn multiply(a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    let product = |a: ComplexNumber, b: ComplexNumber| {
        ComplexNumber::new(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
    };
    let result = product(a, b);
    if !(result.re.is_nan() && result.im.is_nan()) {
        return result;
    }
    let infinite = |number: ComplexNumber| number.re.is_infinite() || number.im.is_infinite();
    let overflowed = [a.re * b.re, a.im * b.im, a.re * b.im, a.im * b.re]
        .into_iter()
        .any(f64::is_infinite);
    let (mut a, mut b) = (a, b);
    if infinite(a) {
        a = box_infinity(a);
        b = zero_nans(b);
    }
    if infinite(b) {
        b = box_infinity(b);
        a = zero_nans(a);
    } else if !infinite(a) && !overflowed && a.re.abs() != 1.0 && a.im.abs() != 1.0 {
        return result;
    } else if overflowed {
        (a, b) = (zero_nans(a), zero_nans(b));
    }
    let result = product(a, b);
    ComplexNumber::new(f64::INFINITY * result.re, f64::INFINITY * result.im)
}

/// An infinity as a number of its direction: infinite parts are 1, the others 0.
fn box_infinity(number: ComplexNumber) -> ComplexNumber {
    let part = |part: f64| f64::from(u8::from(part.is_infinite())).copysign(part);
    ComplexNumber::new(part(number.re), part(number.im))
}

fn zero_nans(number: ComplexNumber) -> ComplexNumber {
    let part = |part: f64| {
        if part.is_nan() {
            0.0f64.copysign(part)
        } else {
            part
        }
    };
    ComplexNumber::new(part(number.re), part(number.im))
}

/// `a / b`, scaled by the larger part of `b` (Smith); `None` for division by zero.
pub(super) fn divide(a: ComplexNumber, b: ComplexNumber) -> Option<ComplexNumber> {
    let result = if b.re.abs() >= b.im.abs() {
        if b.re == 0.0 {
            return None;
        }
        let ratio = b.im / b.re;
        let denominator = b.re + b.im * ratio;
        ComplexNumber::new(
            (a.re + a.im * ratio) / denominator,
            (a.im - a.re * ratio) / denominator,
        )
    } else if b.im.abs() >= b.re.abs() {
        let ratio = b.re / b.im;
        let denominator = b.re * ratio + b.im;
        ComplexNumber::new(
            (a.re * ratio + a.im) / denominator,
            (a.im * ratio - a.re) / denominator,
        )
    } else {
        // A part of `b` is NaN.
        ComplexNumber::new(f64::NAN, f64::NAN)
    };
    if !(result.re.is_nan() && result.im.is_nan()) {
        return Some(result);
    }
    if !a.is_finite() && b.is_finite() && (a.re.is_infinite() || a.im.is_infinite()) {
        let a = box_infinity(a);
        return Some(ComplexNumber::new(
            f64::INFINITY * (a.re * b.re + a.im * b.im),
            f64::INFINITY * (a.im * b.re - a.re * b.im),
        ));
    }
    if a.is_finite() && (b.re.is_infinite() || b.im.is_infinite()) {
        let b = box_infinity(b);
        return Some(ComplexNumber::new(
            0.0 * (a.re * b.re + a.im * b.im),
            0.0 * (a.im * b.re - a.re * b.im),
        ));
    }
    Some(result)
}

/// `a / b` of a real number, which has no imaginary part; `None` if `b` is zero.
///
/// The algorithm is that of [`divide`].
pub(super) fn divide_real(a: f64, b: ComplexNumber) -> Option<ComplexNumber> {
    let result = if b.re.abs() >= b.im.abs() {
        if b.re == 0.0 {
            return None;
        }
        let ratio = b.im / b.re;
        let denominator = b.re + b.im * ratio;
        ComplexNumber::new(a / denominator, -a * ratio / denominator)
    } else if b.im.abs() >= b.re.abs() {
        let ratio = b.re / b.im;
        let denominator = b.re * ratio + b.im;
        ComplexNumber::new(a * ratio / denominator, -a / denominator)
    } else {
        ComplexNumber::new(f64::NAN, f64::NAN)
    };
    let is_infinite = b.re.is_infinite() || b.im.is_infinite();
    if result.re.is_nan() && result.im.is_nan() && a.is_finite() && is_infinite {
        let b = box_infinity(b);
        return Some(ComplexNumber::new(0.0 * (a * b.re), 0.0 * (-a * b.im)));
    }
    Some(result)
}

/// Exponents up to this are done by multiplication, which is faster and more exact.
const MAX_INTEGRAL_EXPONENT: f64 = 100.0;

/// `base ** exponent`
///
/// Raises `ZeroDivisionError` for zero to a negative or complex power, and `OverflowError`.
pub(super) fn power(
    base: ComplexNumber,
    exponent: ComplexNumber,
    vm: &mut Vm,
) -> PyResult<ComplexNumber> {
    let integral = exponent.im == 0.0
        && exponent.re == exponent.re.floor()
        && exponent.re.abs() <= MAX_INTEGRAL_EXPONENT;
    let result = if integral {
        let product = power_by_squaring(base, exponent.re.abs() as u32);
        if exponent.re > 0.0 {
            Some(product)
        } else {
            divide(ComplexNumber::real(1.0), product)
        }
    } else {
        general_power(base, exponent)
    };
    match result {
        None => Err(vm.zero_division_error("zero to a negative or complex power")),
        Some(result) if result.re.is_infinite() || result.im.is_infinite() => {
            Err(vm.overflow_error("complex exponentiation"))
        }
        Some(result) => Ok(result),
    }
}

fn power_by_squaring(base: ComplexNumber, mut exponent: u32) -> ComplexNumber {
    let mut result = ComplexNumber::real(1.0);
    let mut square = base;
    while exponent != 0 {
        if exponent & 1 != 0 {
            result = multiply(result, square);
        }
        exponent >>= 1;
        square = multiply(square, square);
    }
    result
}

fn general_power(base: ComplexNumber, exponent: ComplexNumber) -> Option<ComplexNumber> {
    if base.re == 0.0 && base.im == 0.0 {
        if exponent.im != 0.0 || exponent.re < 0.0 {
            return None;
        }
        return Some(ComplexNumber::real(0.0));
    }
    let magnitude = base.re.hypot(base.im);
    let mut length = magnitude.powf(exponent.re);
    let angle = base.im.atan2(base.re);
    let mut phase = angle * exponent.re;
    if exponent.im != 0.0 {
        length *= (-angle * exponent.im).exp();
        phase += exponent.im * magnitude.ln();
    }
    // The C library has no sine of an infinite angle, which is told as the error of a wrong domain.
    if phase.is_infinite() {
        return None;
    }
    Some(ComplexNumber::new(
        length * phase.cos(),
        length * phase.sin(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinities_survive_multiplication() {
        let infinity = f64::INFINITY;
        let result = multiply(
            ComplexNumber::new(infinity, infinity),
            ComplexNumber::new(1.0, 1.0),
        );
        assert!(result.im.is_infinite());
        let result = multiply(
            ComplexNumber::new(f64::NAN, f64::NAN),
            ComplexNumber::new(1.0, 2.0),
        );
        assert!(result.re.is_nan() && result.im.is_nan());
    }

    #[test]
    fn division_scales() {
        let large = ComplexNumber::new(1e200, 1e200);
        assert_eq!(divide(large, large), Some(ComplexNumber::real(1.0)));
        assert_eq!(
            divide(ComplexNumber::real(1.0), ComplexNumber::real(0.0)),
            None
        );
    }
}
