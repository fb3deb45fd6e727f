//! The protocol of `complex`.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::complex::arithmetic;
use crate::builtins::complex::text::complex_repr;
use crate::builtins::complex::value::{Complex, ComplexNumber};
use crate::builtins::float::order_float_int;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The number of a receiver, which its slot is looked up by.
pub(super) fn number(value: &Value) -> ComplexNumber {
    value
        .downcast::<Complex>()
        .expect("the slots of complex are called with complex numbers")
        .value
}

/// An operand: complex or real.
#[derive(Clone, Copy)]
enum Operand {
    Complex(ComplexNumber),
    Real(f64),
}

impl Operand {
    fn number(self) -> ComplexNumber {
        match self {
            Operand::Complex(number) => number,
            Operand::Real(real) => ComplexNumber::real(real),
        }
    }
}

/// An operand of an operator; `None` for what is no number.
fn operand(value: &Value, vm: &mut Vm) -> PyResult<Option<Operand>> {
    if let Some(complex) = value.downcast::<Complex>() {
        return Ok(Some(Operand::Complex(complex.value)));
    }
    Ok(value.to_float_operand(vm)?.map(Operand::Real))
}

macro_rules! binary_slots {
    ($($name:ident = $function:path;)*) => { $(
        fn $name(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
            let Some(a) = operand(a, vm)? else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let Some(b) = operand(b, vm)? else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let result = $function(a, b, vm)?;
            Ok(vm.new_complex(result))
        }
    )* };
}

binary_slots! {
    add = add_operands;
    subtract = subtract_operands;
    multiply = multiply_operands;
    true_divide = divide_operands;
    power = power_operands;
}

// A real operand has no imaginary part, not a zero one: zeros, infinities and NaNs keep their
// place.

fn add_operands(a: Operand, b: Operand, _vm: &mut Vm) -> PyResult<ComplexNumber> {
    Ok(match (a, b) {
        (Operand::Complex(a), Operand::Real(b)) => ComplexNumber::new(a.re + b, a.im),
        (Operand::Real(a), Operand::Complex(b)) => ComplexNumber::new(a + b.re, b.im),
        (a, b) => {
            let (a, b) = (a.number(), b.number());
            ComplexNumber::new(a.re + b.re, a.im + b.im)
        }
    })
}

fn subtract_operands(a: Operand, b: Operand, _vm: &mut Vm) -> PyResult<ComplexNumber> {
    Ok(match (a, b) {
        (Operand::Complex(a), Operand::Real(b)) => ComplexNumber::new(a.re - b, a.im),
        (Operand::Real(a), Operand::Complex(b)) => ComplexNumber::new(a - b.re, -b.im),
        (a, b) => {
            let (a, b) = (a.number(), b.number());
            ComplexNumber::new(a.re - b.re, a.im - b.im)
        }
    })
}

fn multiply_operands(a: Operand, b: Operand, _vm: &mut Vm) -> PyResult<ComplexNumber> {
    Ok(match (a, b) {
        (Operand::Complex(number), Operand::Real(real))
        | (Operand::Real(real), Operand::Complex(number)) => {
            ComplexNumber::new(number.re * real, number.im * real)
        }
        (a, b) => arithmetic::multiply(a.number(), b.number()),
    })
}

fn divide_operands(a: Operand, b: Operand, vm: &mut Vm) -> PyResult<ComplexNumber> {
    let quotient = match (a, b) {
        (Operand::Complex(a), Operand::Real(b)) if b != 0.0 => {
            Some(ComplexNumber::new(a.re / b, a.im / b))
        }
        (Operand::Complex(_), Operand::Real(_)) => None,
        (Operand::Real(a), Operand::Complex(b)) => arithmetic::divide_real(a, b),
        (a, b) => arithmetic::divide(a.number(), b.number()),
    };
    quotient.ok_or_else(|| vm.zero_division_error("division by zero"))
}

fn power_operands(a: Operand, b: Operand, vm: &mut Vm) -> PyResult<ComplexNumber> {
    arithmetic::power(a.number(), b.number(), vm)
}

/// Creates a complex number from a string or from a real part and an imaginary part.
#[native_class(
    name = "complex",
    registry = complex,
    flags(base),
    signature = "(real=0, imag=0)",
    methods(Complex::MEMBERS),
    slots(
        new = super::new::new,
        add = add,
        subtract = subtract,
        multiply = multiply,
        true_divide = true_divide,
        power = power
    )
)]
impl Complex {
    #[slot]
    fn repr(value: &Value, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(&complex_repr(number(value))))
    }

    #[slot]
    fn hash(value: &Value, _vm: &mut Vm) -> PyResult<i64> {
        Ok(number(value).hash())
    }

    #[slot]
    fn compare(a: &Value, b: &Value, op: CompareOperator, _vm: &mut Vm) -> PyResult {
        if !matches!(op, CompareOperator::Equal | CompareOperator::NotEqual) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let a = number(a);
        let equal = if let Some(b) = b.downcast::<Complex>() {
            a == b.value
        } else if let Some(b) = b.as_float() {
            a.im == 0.0 && a.re == b
        } else if let Some(b) = b.as_int() {
            a.im == 0.0 && order_float_int(a.re, b).is_some_and(std::cmp::Ordering::is_eq)
        } else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        Ok(Value::bool(equal == (op == CompareOperator::Equal)))
    }

    #[slot]
    fn power_modulo(base: &Value, exponent: &Value, modulus: &Value, vm: &mut Vm) -> PyResult {
        if modulus.is_none() {
            return power(base, exponent, vm);
        }
        if operand(base, vm)?.is_none() || operand(exponent, vm)?.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        Err(vm.value_error("complex modulo"))
    }

    #[slot]
    fn negative(value: &Value, vm: &mut Vm) -> PyResult {
        let ComplexNumber { re, im } = number(value);
        Ok(vm.new_complex(ComplexNumber::new(-re, -im)))
    }

    #[slot]
    fn positive(value: &Value, vm: &mut Vm) -> PyResult {
        Ok(vm.new_complex(number(value)))
    }

    #[slot]
    fn absolute(value: &Value, vm: &mut Vm) -> PyResult {
        let number = number(value);
        let result = number.re.hypot(number.im);
        if result.is_infinite() && number.is_finite() {
            return Err(vm.overflow_error("absolute value too large"));
        }
        Ok(vm.new_float(result))
    }

    #[slot(bool)]
    fn truth(value: &Value, _vm: &mut Vm) -> PyResult<bool> {
        let number = number(value);
        Ok(number.re != 0.0 || number.im != 0.0)
    }
}
