//! What the functions of the C library leave to do: errors for arguments outside their domain,
//! logarithms of large ints, neighbours of a float.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};
use rpy_vm::builtins::float::float_repr;
use rpy_vm::{PyResult, Raised, Value, Vm};

/// How a result that is infinite for a finite argument is seen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Infinite {
    /// The result is too large: `OverflowError`.
    Overflow,
    /// The function has a pole there: `ValueError`.
    Pole,
}

/// `ValueError("math domain error")`
#[cold]
pub(super) fn domain_error(vm: &mut Vm) -> Raised {
    vm.value_error("math domain error")
}

/// `OverflowError("math range error")`
#[cold]
pub(super) fn range_error(vm: &mut Vm) -> Raised {
    vm.overflow_error("math range error")
}

/// `ValueError("expected WANTED, got x")`
#[cold]
pub(super) fn expected(wanted: &str, x: f64, vm: &mut Vm) -> Raised {
    vm.value_error(format!("expected {wanted}, got {}", float_repr(x)))
}

/// The result of a function of `x` unless it shows that `x` is outside the domain, which is
/// `wanted`, or that the result is beyond the largest float.
pub(super) fn checked(
    x: f64,
    result: f64,
    infinite: Infinite,
    wanted: &str,
    vm: &mut Vm,
) -> PyResult<f64> {
    if result.is_nan() && !x.is_nan() {
        return Err(expected(wanted, x, vm));
    }
    if result.is_infinite() && x.is_finite() {
        return Err(match infinite {
            Infinite::Overflow => range_error(vm),
            Infinite::Pole => expected(wanted, x, vm),
        });
    }
    Ok(result)
}

/// As [`checked`], of a function that is defined everywhere.
pub(super) fn checked_range(x: f64, result: f64, vm: &mut Vm) -> PyResult<f64> {
    if result.is_infinite() && x.is_finite() {
        return Err(range_error(vm));
    }
    Ok(result)
}

/// A logarithm of a float or of an int of any size; `log` is the function, for floats.
pub(super) fn logarithm(x: &Value, log: fn(f64) -> f64, vm: &mut Vm) -> PyResult<f64> {
    if let Some(int) = x.as_int() {
        if int.is_negative() || int.is_zero() {
            return Err(vm.value_error("expected a positive input"));
        }
        if let Some(float) = int.to_f64() {
            return Ok(log(float));
        }
        let (mantissa, exponent) = split(&int.to_big());
        return Ok(log(mantissa) + log(2.0) * exponent as f64);
    }
    let x = x.to_f64(vm)?;
    if x <= 0.0 {
        return Err(expected("a positive input", x, vm));
    }
    Ok(log(x))
}

/// A positive int as a mantissa in 0.5..1 and a power of two.
fn split(value: &BigInt) -> (f64, u64) {
    let exponent = value.bits();
    // 64 bits round to a mantissa well enough; a lost bit is kept as the lowest.
    let shift = exponent - 64;
    let mut high: BigInt = value >> shift;
    if value.trailing_zeros().is_some_and(|zeros| zeros < shift) {
        high.set_bit(0, true);
    }
    let high = high.abs().to_u64().expect("64 bits are kept");
    (libm::ldexp(high as f64, -64), exponent)
}

/// `x ** y` as the C library has it, with the errors of the module.
pub(super) fn pow(x: f64, y: f64, vm: &mut Vm) -> PyResult<f64> {
    let result = x.powf(y);
    if !x.is_finite() || !y.is_finite() {
        return Ok(result);
    }
    if result.is_nan() || result.is_infinite() && x == 0.0 {
        return Err(domain_error(vm));
    }
    if result.is_infinite() {
        return Err(range_error(vm));
    }
    Ok(result)
}

/// `x * 2**exponent`; the exponent is an int of any size.
pub(super) fn ldexp(x: f64, exponent: &Value, vm: &mut Vm) -> PyResult<f64> {
    let Some(exponent) = exponent.as_int() else {
        return Err(vm.type_error("Expected an int as second argument to ldexp."));
    };
    if x == 0.0 || !x.is_finite() {
        return Ok(x);
    }
    /// Beyond the whole range of exponents, subnormal ones included.
    const LIMIT: i64 = 5000;
    let exponent = match exponent.as_i64() {
        Some(exponent) => exponent.clamp(-LIMIT, LIMIT),
        None if exponent.is_negative() => -LIMIT,
        None => LIMIT,
    };
    let result = libm::ldexp(x, exponent as i32);
    if result.is_infinite() {
        return Err(range_error(vm));
    }
    Ok(result)
}

/// Floats in order as ints in order; both zeros are 0.
fn rank(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    if bits < 0 {
        i64::MIN.wrapping_sub(bits)
    } else {
        bits
    }
}

fn from_rank(rank: i64) -> f64 {
    if rank < 0 {
        -f64::from_bits(rank.unsigned_abs())
    } else {
        f64::from_bits(rank as u64)
    }
}

/// The float `steps` floats after `x` in the direction of `y`, but not beyond `y`.
pub(super) fn nextafter(x: f64, y: f64, steps: u64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if x == y {
        return y;
    }
    if steps == 0 {
        return x;
    }
    let (from, to) = (i128::from(rank(x)), i128::from(rank(y)));
    let steps = i128::from(steps);
    if steps >= (to - from).abs() {
        return y;
    }
    let reached = if to > from {
        from + steps
    } else {
        from - steps
    } as i64;
    // A zero that is reached from below is negative.
    if reached == 0 && x < 0.0 {
        return -0.0;
    }
    from_rank(reached)
}

/// The distance from the magnitude of `x` to the next float.
pub(super) fn ulp(x: f64) -> f64 {
    let x = x.abs();
    if !x.is_finite() {
        return x;
    }
    let next = from_rank(rank(x) + 1);
    if next.is_infinite() {
        return x - from_rank(rank(x) - 1);
    }
    next - x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours() {
        assert_eq!(nextafter(1.0, 2.0, 1), 1.0000000000000002);
        assert_eq!(nextafter(1.0, 2.0, 3), 1.0000000000000007);
        assert_eq!(nextafter(1.0, 2.0, u64::MAX), 2.0);
        assert_eq!(nextafter(0.0, -1.0, 1), -5e-324);
        assert_eq!(nextafter(1.0, -1.0, 4607182418800017408), 0.0);
        assert_eq!(nextafter(1.0, -1.0, 4607182418800017409), -5e-324);
        assert_eq!(nextafter(f64::INFINITY, 0.0, 1), f64::MAX);
        assert!(nextafter(-5e-324, 1.0, 1).is_sign_negative());
        assert_eq!(ulp(1.0), f64::EPSILON);
        assert_eq!(ulp(0.0), 5e-324);
        assert_eq!(ulp(f64::MAX), 1.99584030953472e292);
        assert_eq!(ulp(-1e300), 1.487016908477783e284);
    }

    #[test]
    fn large_ints_are_split_without_overflow() {
        let value = BigInt::from(3) << 5000u32;
        assert_eq!(split(&value), (0.75, 5002));
    }
}
