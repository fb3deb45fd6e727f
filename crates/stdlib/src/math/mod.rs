//! `math`: the functions of the C library for floats, and number theory.
//! Reference: <https://docs.python.org/3.14/library/math.html>

mod floats;
mod integers;
mod sums;

pub use math::MODULE;

/// Mathematical functions for real numbers, as the C standard defines them, and for ints.
#[rpy_macros::native_module(name = "math")]
mod math {
    use num_bigint::BigInt;
    use rpy_bytecode::BinaryOperator;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    use super::floats::{self, Infinite, checked, checked_range, domain_error, expected};
    use super::{integers, sums};

    #[constant]
    const e: f64 = std::f64::consts::E;

    #[constant]
    const pi: f64 = std::f64::consts::PI;

    #[constant]
    const tau: f64 = std::f64::consts::TAU;

    #[constant]
    const inf: f64 = f64::INFINITY;

    #[constant]
    const nan: f64 = f64::NAN;

    /// Returns the arc cosine, in radians, between 0 and pi.
    #[function(signature = "(x, /)")]
    fn acos(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(
            x,
            x.acos(),
            Infinite::Overflow,
            "a number in range from -1 up to 1",
            vm,
        )
    }

    /// Returns the inverse hyperbolic cosine.
    #[function(signature = "(x, /)")]
    fn acosh(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(
            x,
            libm::acosh(x),
            Infinite::Overflow,
            "argument value not less than 1",
            vm,
        )
    }

    /// Returns the arc sine, in radians, between -pi/2 and pi/2.
    #[function(signature = "(x, /)")]
    fn asin(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(
            x,
            x.asin(),
            Infinite::Overflow,
            "a number in range from -1 up to 1",
            vm,
        )
    }

    /// Returns the inverse hyperbolic sine.
    #[function(signature = "(x, /)")]
    fn asinh(x: f64) -> f64 {
        libm::asinh(x)
    }

    /// Returns the arc tangent, in radians, between -pi/2 and pi/2.
    #[function(signature = "(x, /)")]
    fn atan(x: f64) -> f64 {
        x.atan()
    }

    /// Returns the inverse hyperbolic tangent.
    #[function(signature = "(x, /)")]
    fn atanh(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(
            x,
            libm::atanh(x),
            Infinite::Pole,
            "a number between -1 and 1",
            vm,
        )
    }

    /// Returns the cube root.
    #[function(signature = "(x, /)")]
    fn cbrt(x: f64) -> f64 {
        x.cbrt()
    }

    /// Returns the cosine of an angle in radians.
    #[function(signature = "(x, /)")]
    fn cos(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(x, x.cos(), Infinite::Overflow, "a finite input", vm)
    }

    /// Returns the hyperbolic cosine.
    #[function(signature = "(x, /)")]
    fn cosh(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked_range(x, x.cosh(), vm)
    }

    /// Converts radians to degrees.
    #[function(signature = "(x, /)")]
    fn degrees(x: f64) -> f64 {
        x * (180.0 / std::f64::consts::PI)
    }

    /// Returns the error function.
    #[function(signature = "(x, /)")]
    fn erf(x: f64) -> f64 {
        libm::erf(x)
    }

    /// Returns the complementary error function, one minus the error function, without cancellation.
    #[function(signature = "(x, /)")]
    fn erfc(x: f64) -> f64 {
        libm::erfc(x)
    }

    /// Returns e ** x.
    #[function(signature = "(x, /)")]
    fn exp(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked_range(x, x.exp(), vm)
    }

    /// Returns 2 ** x.
    #[function(signature = "(x, /)")]
    fn exp2(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked_range(x, x.exp2(), vm)
    }

    /// Returns e raised to the power x, minus one, without cancellation for small x.
    #[function(signature = "(x, /)")]
    fn expm1(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked_range(x, x.exp_m1(), vm)
    }

    /// Returns x without its sign, as a float.
    #[function(signature = "(x, /)")]
    fn fabs(x: f64) -> f64 {
        x.abs()
    }

    /// Returns the natural logarithm of 1+x, without cancellation for small x.
    #[function(signature = "(x, /)")]
    fn log1p(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(x, x.ln_1p(), Infinite::Pole, "argument value > -1", vm)
    }

    /// Converts degrees to radians.
    #[function(signature = "(x, /)")]
    fn radians(x: f64) -> f64 {
        x * (std::f64::consts::PI / 180.0)
    }

    /// Returns the sine of an angle in radians.
    #[function(signature = "(x, /)")]
    fn sin(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(x, x.sin(), Infinite::Overflow, "a finite input", vm)
    }

    /// Returns the hyperbolic sine.
    #[function(signature = "(x, /)")]
    fn sinh(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked_range(x, x.sinh(), vm)
    }

    /// Returns the square root.
    #[function(signature = "(x, /)")]
    fn sqrt(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(x, x.sqrt(), Infinite::Overflow, "a nonnegative input", vm)
    }

    /// Returns the tangent of an angle in radians.
    #[function(signature = "(x, /)")]
    fn tan(x: f64, vm: &mut Vm) -> PyResult<f64> {
        checked(x, x.tan(), Infinite::Overflow, "a finite input", vm)
    }

    /// Returns the hyperbolic tangent.
    #[function(signature = "(x, /)")]
    fn tanh(x: f64) -> f64 {
        x.tanh()
    }

    /// Returns the arc tangent of y/x, in radians, in the quadrant of the point (x, y).
    #[function(signature = "(y, x, /)")]
    fn atan2(y: f64, x: f64) -> f64 {
        y.atan2(x)
    }

    /// Returns the smallest int that is not below x.
    #[function(signature = "(x, /)")]
    fn ceil(x: &Value, vm: &mut Vm) -> PyResult {
        rounded(x, "__ceil__", f64::ceil, vm)
    }

    /// Returns the largest int that is not above x.
    #[function(signature = "(x, /)")]
    fn floor(x: &Value, vm: &mut Vm) -> PyResult {
        rounded(x, "__floor__", f64::floor, vm)
    }

    /// Returns the integral part of x, by its method __trunc__.
    #[function(signature = "(x, /)")]
    fn trunc(x: &Value, vm: &mut Vm) -> PyResult {
        if x.class(vm).is(&vm.types.float)
            && let Some(float) = x.as_float()
        {
            return vm.int_from_f64(float);
        }
        let name = vm.intern("__trunc__");
        match x.call_special(&name, &[], vm)? {
            Some(result) => Ok(result),
            None => {
                let class = x.type_name(vm);
                Err(vm.type_error(format!("type {class} doesn't define __trunc__ method")))
            }
        }
    }

    /// What a method of the object gives, or else the rounded float.
    fn rounded(x: &Value, method: &str, round: fn(f64) -> f64, vm: &mut Vm) -> PyResult {
        if x.class(vm).is(&vm.types.float)
            && let Some(float) = x.as_float()
        {
            return vm.int_from_f64(round(float));
        }
        let name = vm.intern(method);
        if let Some(result) = x.call_special(&name, &[], vm)? {
            return Ok(result);
        }
        let float = x.to_f64(vm)?;
        vm.int_from_f64(round(float))
    }

    /// Returns the number of ways to choose k of n items, without order and repetition.
    #[function(signature = "(n, k, /)")]
    fn comb(n: &Value, k: &Value, vm: &mut Vm) -> PyResult<BigInt> {
        integers::comb(n, k, vm)
    }

    /// Returns a float with the magnitude of x and the sign of y.
    #[function(signature = "(x, y, /)")]
    fn copysign(x: f64, y: f64) -> f64 {
        x.copysign(y)
    }

    /// Returns the Euclidean distance between two points, given as iterables of coordinates.
    #[function(signature = "(p, q, /)")]
    fn dist(p: &Value, q: &Value, vm: &mut Vm) -> PyResult<f64> {
        sums::dist(p, q, vm)
    }

    /// Returns n!, the product of the ints from 1 to n.
    #[function(signature = "(n, /)")]
    fn factorial(n: &Value, vm: &mut Vm) -> PyResult<BigInt> {
        integers::factorial(n, vm)
    }

    /// Returns x*y + z with one rounding.
    #[function(signature = "(x, y, z, /)")]
    fn fma(x: f64, y: f64, z: f64, vm: &mut Vm) -> PyResult<f64> {
        let result = x.mul_add(y, z);
        if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
            return Err(vm.value_error("invalid operation in fma"));
        }
        if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
            return Err(vm.overflow_error("overflow in fma"));
        }
        Ok(result)
    }

    /// Returns the remainder of the division truncated towards zero; it has the sign of x.
    #[function(signature = "(x, y, /)")]
    fn fmod(x: f64, y: f64, vm: &mut Vm) -> PyResult<f64> {
        let result = x % y;
        if result.is_nan() && !x.is_nan() && !y.is_nan() {
            return Err(domain_error(vm));
        }
        Ok(result)
    }

    /// Returns mantissa and exponent: x is m * 2**e with 0.5 <= abs(m) < 1, or both are zero.
    #[function(signature = "(x, /)")]
    fn frexp(x: f64, vm: &mut Vm) -> Ref<Tuple> {
        let (mantissa, exponent) = if x.is_finite() {
            libm::frexp(x)
        } else {
            (x, 0)
        };
        let items = vec![vm.new_float(mantissa), Value::from_i32(exponent)];
        Tuple::new(items, vm)
    }

    /// Returns the sum of an iterable of numbers, exact but for one rounding.
    #[function(signature = "(seq, /)")]
    fn fsum(seq: &Value, vm: &mut Vm) -> PyResult<f64> {
        sums::fsum(seq, vm)
    }

    /// Returns the gamma function.
    #[function(signature = "(x, /)")]
    fn gamma(x: f64, vm: &mut Vm) -> PyResult<f64> {
        let pole = x == 0.0 || x < 0.0 && (x.is_infinite() || x == x.floor());
        if pole {
            return Err(expected("a noninteger or positive integer", x, vm));
        }
        checked_range(x, libm::tgamma(x), vm)
    }

    /// Returns the greatest common divisor.
    #[function(signature = "(*integers)")]
    fn gcd(integers: Args<'_>, vm: &mut Vm) -> PyResult {
        if integers.has_keywords() {
            return Err(vm.type_error("math.gcd() takes no keyword arguments"));
        }
        integers::gcd(integers.positional(), vm)
    }

    /// Returns the Euclidean norm, the square root of the sum of the squares.
    #[function(signature = "(*coordinates)")]
    fn hypot(coordinates: Args<'_>, vm: &mut Vm) -> PyResult<f64> {
        if coordinates.has_keywords() {
            return Err(vm.type_error("math.hypot() takes no keyword arguments"));
        }
        sums::hypot(coordinates.positional(), vm)
    }

    /// Returns whether two numbers are close to each other: within a tolerance relative to the
    /// larger of them, or within an absolute one.
    #[function(signature = "(a, b, *, rel_tol=1e-09, abs_tol=0.0)")]
    fn isclose(
        a: f64,
        b: f64,
        rel_tol: Option<f64>,
        abs_tol: Option<f64>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        let (relative, absolute) = (rel_tol.unwrap_or(1e-9), abs_tol.unwrap_or(0.0));
        if relative < 0.0 || absolute < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        if a == b {
            return Ok(true);
        }
        // An infinity is close to itself only.
        if a.is_infinite() || b.is_infinite() {
            return Ok(false);
        }
        let difference = (b - a).abs();
        Ok(difference <= (relative * b).abs()
            || difference <= (relative * a).abs()
            || difference <= absolute)
    }

    /// Returns whether x is neither an infinity nor NaN.
    #[function(signature = "(x, /)")]
    fn isfinite(x: f64) -> bool {
        x.is_finite()
    }

    /// Returns whether x is an infinity.
    #[function(signature = "(x, /)")]
    fn isinf(x: f64) -> bool {
        x.is_infinite()
    }

    /// Returns whether x is NaN.
    #[function(signature = "(x, /)")]
    fn isnan(x: f64) -> bool {
        x.is_nan()
    }

    /// Returns the largest int whose square is not above n.
    #[function(signature = "(n, /)")]
    fn isqrt(n: &Value, vm: &mut Vm) -> PyResult<BigInt> {
        integers::isqrt(n, vm)
    }

    /// Returns the least common multiple.
    #[function(signature = "(*integers)")]
    fn lcm(integers: Args<'_>, vm: &mut Vm) -> PyResult {
        if integers.has_keywords() {
            return Err(vm.type_error("math.lcm() takes no keyword arguments"));
        }
        integers::lcm(integers.positional(), vm)
    }

    /// Returns x * 2**i, the inverse of frexp().
    #[function(signature = "(x, i, /)")]
    fn ldexp(x: f64, i: &Value, vm: &mut Vm) -> PyResult<f64> {
        floats::ldexp(x, i, vm)
    }

    /// Returns the natural logarithm of the absolute value of the gamma function.
    #[function(signature = "(x, /)")]
    fn lgamma(x: f64, vm: &mut Vm) -> PyResult<f64> {
        if x.is_infinite() {
            return Ok(f64::INFINITY);
        }
        if x <= 0.0 && x == x.floor() {
            return Err(expected("a noninteger or positive integer", x, vm));
        }
        checked_range(x, libm::lgamma(x), vm)
    }

    /// Returns the logarithm: to base e, or to the base that is given.
    #[function(signature = "(*args)", hidden)]
    fn log(args: Args<'_>, vm: &mut Vm) -> PyResult {
        if args.has_keywords() {
            return Err(vm.type_error("math.log() takes no keyword arguments"));
        }
        match args.positional() {
            [] => Err(vm.type_error("log expected at least 1 argument, got 0")),
            [x] => floats::logarithm(x, f64::ln, vm).map(|log| vm.new_float(log)),
            [x, base] => {
                let x = floats::logarithm(x, f64::ln, vm)?;
                let base = floats::logarithm(base, f64::ln, vm)?;
                if base == 0.0 {
                    return Err(vm.zero_division_error("division by zero"));
                }
                Ok(vm.new_float(x / base))
            }
            more => {
                let count = more.len();
                Err(vm.type_error(format!("log expected at most 2 arguments, got {count}")))
            }
        }
    }

    /// Returns the logarithm of x to base 2.
    #[function(signature = "(x, /)")]
    fn log2(x: &Value, vm: &mut Vm) -> PyResult<f64> {
        floats::logarithm(x, f64::log2, vm)
    }

    /// Returns the logarithm of x to base 10.
    #[function(signature = "(x, /)")]
    fn log10(x: &Value, vm: &mut Vm) -> PyResult<f64> {
        floats::logarithm(x, f64::log10, vm)
    }

    /// Returns the fractional and the integral part of x; both are floats with its sign.
    #[function(signature = "(x, /)")]
    fn modf(x: f64, vm: &mut Vm) -> Ref<Tuple> {
        let (fraction, whole) = if x.is_infinite() {
            (0.0f64.copysign(x), x)
        } else {
            ((x - x.trunc()).copysign(x), x.trunc())
        };
        let items = vec![vm.new_float(fraction), vm.new_float(whole)];
        Tuple::new(items, vm)
    }

    /// Returns the float that is the given number of steps (by default one) after x in the
    /// direction of y.
    #[function(signature = "(x, y, /, *, steps=None)")]
    fn nextafter(x: f64, y: f64, steps: Option<&Value>, vm: &mut Vm) -> PyResult<f64> {
        let steps = match steps {
            Some(steps) if !steps.is_none() => steps.index(vm)?,
            _ => Value::from_i32(1),
        };
        let steps = steps.as_int().expect("index() gives an int");
        if steps.is_negative() {
            return Err(vm.value_error("steps must be a non-negative integer"));
        }
        // Two floats are less than 2**64 apart.
        let steps = u64::try_from(&*steps.to_big()).unwrap_or(u64::MAX);
        Ok(floats::nextafter(x, y, steps))
    }

    /// Returns the number of ways to choose k of n items in order, without repetition; without k,
    /// n!.
    #[function(signature = "(n, k=None, /)")]
    fn perm(n: &Value, k: Option<&Value>, vm: &mut Vm) -> PyResult<BigInt> {
        integers::perm(n, k, vm)
    }

    /// Returns x raised to the power y, as a float.
    #[function(signature = "(x, y, /)")]
    fn pow(x: f64, y: f64, vm: &mut Vm) -> PyResult<f64> {
        floats::pow(x, y, vm)
    }

    /// Returns the product of start and the items of an iterable.
    #[function(signature = "(iterable, /, *, start=1)")]
    fn prod(iterable: &Value, start: Option<Value>, vm: &mut Vm) -> PyResult {
        let mut product = start.unwrap_or_else(|| Value::from_i32(1));
        let iterator = iterable.iter(vm)?;
        while let Some(item) = iterator.next(vm)? {
            product = product.binary(&item, BinaryOperator::Multiply, vm)?;
        }
        Ok(product)
    }

    /// Returns x - n*y for the int n nearest to x/y, ties to even (IEEE 754).
    #[function(signature = "(x, y, /)")]
    fn remainder(x: f64, y: f64, vm: &mut Vm) -> PyResult<f64> {
        if x.is_nan() || y.is_nan() {
            return Ok(x + y);
        }
        if x.is_infinite() || y == 0.0 {
            return Err(domain_error(vm));
        }
        if y.is_infinite() {
            return Ok(x);
        }
        let result = libm::remainder(x, y);
        // A zero has the sign of x.
        Ok(if result == 0.0 {
            0.0f64.copysign(x)
        } else {
            result
        })
    }

    /// Returns the sum of the products of the items of two iterables of the same length; sums of
    /// floats lose no precision on the way.
    #[function(signature = "(p, q, /)")]
    fn sumprod(p: &Value, q: &Value, vm: &mut Vm) -> PyResult {
        sums::sumprod(p, q, vm)
    }

    /// Returns the value of the last bit of x.
    #[function(signature = "(x, /)")]
    fn ulp(x: f64) -> f64 {
        floats::ulp(x)
    }
}
