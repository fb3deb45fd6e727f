//! `cmath`: the functions of `math` for complex numbers.
//! Reference: <https://docs.python.org/3.14/library/cmath.html>

mod functions;
mod special;

pub use cmath::MODULE;

/// Mathematical functions for complex numbers.
#[rpy_macros::native_module(name = "cmath")]
mod cmath {
    use rpy_bytecode::BinaryOperator;
    use rpy_vm::builtins::complex::{ComplexNumber, number_of};
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Raised, Value, Vm};

    use super::functions::{self, Answer, Problem};

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

    #[constant]
    fn infj(vm: &mut Vm) -> Value {
        vm.new_complex(ComplexNumber::new(0.0, f64::INFINITY))
    }

    #[constant]
    fn nanj(vm: &mut Vm) -> Value {
        vm.new_complex(ComplexNumber::new(0.0, f64::NAN))
    }

    /// An argument that is a complex number, or becomes one by `__complex__`, `__float__` or
    /// `__index__`.
    struct Z(ComplexNumber);

    impl<'a> FromArgument<'a> for Z {
        fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Z> {
            if let Some(number) = number_of(value, vm)? {
                return Ok(Z(number));
            }
            let re = f64::from_argument(value, vm)?;
            Ok(Z(ComplexNumber::real(re)))
        }
    }

    fn problem(problem: Problem, vm: &mut Vm) -> Raised {
        match problem {
            Problem::Domain => vm.value_error("math domain error"),
            Problem::Range => vm.overflow_error("math range error"),
        }
    }

    fn answer(answer: Answer, vm: &mut Vm) -> PyResult {
        match answer {
            Ok(number) => Ok(vm.new_complex(number)),
            Err(why) => Err(problem(why, vm)),
        }
    }

    /// Returns the arc cosine of z.
    #[function(signature = "(z, /)")]
    fn acos(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::acos(z.0), vm)
    }

    /// Returns the inverse hyperbolic cosine of z.
    #[function(signature = "(z, /)")]
    fn acosh(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::acosh(z.0), vm)
    }

    /// Returns the arc sine of z.
    #[function(signature = "(z, /)")]
    fn asin(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::asin(z.0), vm)
    }

    /// Returns the inverse hyperbolic sine of z.
    #[function(signature = "(z, /)")]
    fn asinh(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::asinh(z.0), vm)
    }

    /// Returns the arc tangent of z.
    #[function(signature = "(z, /)")]
    fn atan(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::atan(z.0), vm)
    }

    /// Returns the inverse hyperbolic tangent of z.
    #[function(signature = "(z, /)")]
    fn atanh(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::atanh(z.0), vm)
    }

    /// Returns the cosine of z.
    #[function(signature = "(z, /)")]
    fn cos(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::cos(z.0), vm)
    }

    /// Returns the hyperbolic cosine of z.
    #[function(signature = "(z, /)")]
    fn cosh(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::cosh(z.0), vm)
    }

    /// Returns e raised to the power z.
    #[function(signature = "(z, /)")]
    fn exp(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::exp(z.0), vm)
    }

    /// Returns the logarithm to base 10 of z.
    #[function(signature = "(z, /)")]
    fn log10(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::log10(z.0), vm)
    }

    /// Returns the sine of z.
    #[function(signature = "(z, /)")]
    fn sin(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::sin(z.0), vm)
    }

    /// Returns the hyperbolic sine of z.
    #[function(signature = "(z, /)")]
    fn sinh(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::sinh(z.0), vm)
    }

    /// Returns the square root of z.
    #[function(signature = "(z, /)")]
    fn sqrt(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::sqrt(z.0), vm)
    }

    /// Returns the tangent of z.
    #[function(signature = "(z, /)")]
    fn tan(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::tan(z.0), vm)
    }

    /// Returns the hyperbolic tangent of z.
    #[function(signature = "(z, /)")]
    fn tanh(z: Z, vm: &mut Vm) -> PyResult {
        answer(functions::tanh(z.0), vm)
    }

    /// Returns whether two complex numbers are close to each other: within a tolerance relative to the
    /// larger of them, or within an absolute one.
    #[function(signature = "(a, b, *, rel_tol=1e-09, abs_tol=0.0)")]
    fn isclose(a: Z, b: Z, rel_tol: f64, abs_tol: f64, vm: &mut Vm) -> PyResult<bool> {
        if rel_tol < 0.0 || abs_tol < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        let (a, b) = (a.0, b.0);
        if a == b {
            return Ok(true);
        }
        let is_infinite = |z: ComplexNumber| z.re.is_infinite() || z.im.is_infinite();
        if is_infinite(a) || is_infinite(b) {
            return Ok(false);
        }
        let size = |z: ComplexNumber| z.re.hypot(z.im);
        let difference = size(ComplexNumber::new(a.re - b.re, a.im - b.im));
        Ok(difference <= rel_tol * size(b)
            || difference <= rel_tol * size(a)
            || difference <= abs_tol)
    }

    /// Returns whether neither part is an infinity or NaN.
    #[function(signature = "(z, /)")]
    fn isfinite(z: Z) -> bool {
        z.0.is_finite()
    }

    /// Returns whether a part is an infinity.
    #[function(signature = "(z, /)")]
    fn isinf(z: Z) -> bool {
        z.0.re.is_infinite() || z.0.im.is_infinite()
    }

    /// Returns whether a part is NaN.
    #[function(signature = "(z, /)")]
    fn isnan(z: Z) -> bool {
        z.0.re.is_nan() || z.0.im.is_nan()
    }

    /// Returns the logarithm of z to the given base, by default e.
    #[function(signature = "(z, base=<unrepresentable>, /)")]
    fn log(z: Z, base: Option<Z>, vm: &mut Vm) -> PyResult {
        let Some(base) = base else {
            return answer(functions::log(z.0), vm);
        };
        // Only the base is refused: a quotient by the infinite logarithm of zero is told.
        let z = match functions::log(z.0) {
            Err(Problem::Domain) => Ok(ComplexNumber::new(f64::NEG_INFINITY, z.0.im.atan2(z.0.re))),
            logarithm => logarithm,
        };
        let z = answer(z, vm)?;
        let base = answer(functions::log(base.0), vm)?;
        match z.binary(&base, BinaryOperator::TrueDivide, vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.zero_division_error, vm) => {
                Err(problem(Problem::Domain, vm))
            }
            result => result,
        }
    }

    /// Returns the argument of z, the angle of polar coordinates.
    #[function(signature = "(z, /)")]
    fn phase(z: Z) -> f64 {
        z.0.im.atan2(z.0.re)
    }

    /// Returns polar coordinates: the distance from zero, and the angle.
    #[function(signature = "(z, /)")]
    fn polar(z: Z, vm: &mut Vm) -> PyResult<(f64, f64)> {
        let size = z.0.re.hypot(z.0.im);
        if size.is_infinite() && z.0.is_finite() {
            return Err(problem(Problem::Range, vm));
        }
        Ok((size, z.0.im.atan2(z.0.re)))
    }

    /// Returns the complex number of polar coordinates.
    #[function(signature = "(r, phi, /)")]
    fn rect(r: f64, phi: f64, vm: &mut Vm) -> PyResult {
        answer(functions::rect(r, phi), vm)
    }
}
