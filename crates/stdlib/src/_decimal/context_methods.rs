//! The methods of `Context` that compute: those of numbers, with the numbers as arguments.

use rpy_macros::methods;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::compare;
use super::context::Context;
use super::convert;
use super::decimal::Decimal;
use super::number::{Kind, Number};
use super::operations::{self, Binary, Ternary, Unary};
use super::text::{self, Style};
use super::{arithmetic, elementary, logical, power, quantum, root};

impl Context {
    fn unary(&self, x: &Value, operation: Unary, vm: &mut Vm) -> PyResult {
        let x = convert::needed(x, vm)?;
        let mut noted = 0;
        let result = operation(&x, &self.settings.get(), &mut noted, vm)?;
        self.finish(result, noted, vm)
    }

    fn binary(&self, x: &Value, y: &Value, operation: Binary, vm: &mut Vm) -> PyResult {
        let x = convert::needed(x, vm)?;
        let y = convert::needed(y, vm)?;
        let mut noted = 0;
        let result = operation(&x, &y, &self.settings.get(), &mut noted, vm)?;
        self.finish(result, noted, vm)
    }

    fn ternary(&self, [x, y, z]: [&Value; 3], operation: Ternary, vm: &mut Vm) -> PyResult {
        let x = convert::needed(x, vm)?;
        let y = convert::needed(y, vm)?;
        let z = convert::needed(z, vm)?;
        let mut noted = 0;
        let result = operation(&x, &y, &z, &self.settings.get(), &mut noted, vm)?;
        self.finish(result, noted, vm)
    }

    fn text(&self, x: &Value, engineering: bool, vm: &mut Vm) -> PyResult {
        let x = convert::needed(x, vm)?;
        let style = Style {
            engineering,
            capitals: self.settings.get().capitals,
        };
        let text = text::write(&x, style, vm)?;
        Ok(vm.new_str(text.as_str()))
    }
}

#[methods(COMPUTING)]
impl Context {
    /// e to the power of x, to the nearest.
    #[method(signature = "($self, x, /)")]
    fn exp(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, elementary::exp, vm)
    }

    /// The natural logarithm of x, to the nearest.
    #[method(signature = "($self, x, /)")]
    fn ln(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, elementary::ln, vm)
    }

    /// The logarithm of x to the base ten, to the nearest.
    #[method(signature = "($self, x, /)")]
    fn log10(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, elementary::log10, vm)
    }

    /// The exponent of x's first digit, as a Decimal.
    #[method(signature = "($self, x, /)")]
    fn logb(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, quantum::logb, vm)
    }

    /// Turns digits of x that are 0 into 1, and 1 into 0.
    #[method(signature = "($self, x, /)")]
    fn logical_invert(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, logical::invert, vm)
    }

    /// The greatest number that can be represented below x.
    #[method(signature = "($self, x, /)")]
    fn next_minus(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, operations::next_minus, vm)
    }

    /// The least number that can be represented above x.
    #[method(signature = "($self, x, /)")]
    fn next_plus(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, operations::next_plus, vm)
    }

    /// x without zeros at the end of its digits.
    #[method(signature = "($self, x, /)")]
    fn normalize(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, quantum::normalize, vm)
    }

    /// The square root of x, to the nearest.
    #[method(signature = "($self, x, /)")]
    fn sqrt(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, root::square_root, vm)
    }

    /// x without its sign, rounded.
    #[method(signature = "($self, x, /)")]
    fn abs(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, quantum::absolute, vm)
    }

    /// -x, rounded.
    #[method(signature = "($self, x, /)")]
    fn minus(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, operations::minus, vm)
    }

    /// x, rounded.
    #[method(signature = "($self, x, /)")]
    fn plus(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, operations::plus, vm)
    }

    /// The same as to_integral_value().
    #[method(signature = "($self, x, /)")]
    fn to_integral(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, operations::to_integral_value, vm)
    }

    /// The integer nearest to x; nothing is signalled.
    #[method(signature = "($self, x, /)")]
    fn to_integral_value(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, operations::to_integral_value, vm)
    }

    /// The integer nearest to x; signals Inexact or Rounded.
    #[method(signature = "($self, x, /)")]
    fn to_integral_exact(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, operations::to_integral_exact, vm)
    }

    /// The order of x and y as -1, 0, 1 or NaN.
    #[method(signature = "($self, x, y, /)")]
    fn compare(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::compare, vm)
    }

    /// As compare(), but every NaN signals.
    #[method(signature = "($self, x, y, /)")]
    fn compare_signal(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::compare_signal, vm)
    }

    /// Combines digits that are 0 or 1: both.
    #[method(signature = "($self, x, y, /)")]
    fn logical_and(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::logical_and, vm)
    }

    /// Combines digits that are 0 or 1: one at least.
    #[method(signature = "($self, x, y, /)")]
    fn logical_or(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::logical_or, vm)
    }

    /// Combines digits that are 0 or 1: one of both alone.
    #[method(signature = "($self, x, y, /)")]
    fn logical_xor(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::logical_xor, vm)
    }

    /// The greater of two numbers; a number is preferred to a quiet NaN.
    #[method(signature = "($self, x, y, /)")]
    fn max(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::max, vm)
    }

    /// As max(), by the magnitudes.
    #[method(signature = "($self, x, y, /)")]
    fn max_mag(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::max_mag, vm)
    }

    /// The smaller of two numbers; a number is preferred to a quiet NaN.
    #[method(signature = "($self, x, y, /)")]
    fn min(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::min, vm)
    }

    /// As min(), by the magnitudes.
    #[method(signature = "($self, x, y, /)")]
    fn min_mag(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::min_mag, vm)
    }

    /// The number next to x in the direction of y.
    #[method(signature = "($self, x, y, /)")]
    fn next_toward(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, quantum::next_toward, vm)
    }

    /// What is left of x after the nearest multiple of y.
    #[method(signature = "($self, x, y, /)")]
    fn remainder_near(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, arithmetic::remainder_near, vm)
    }

    /// Moves the digits of x around, by y places to the left.
    #[method(signature = "($self, x, y, /)")]
    fn rotate(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, quantum::rotate, vm)
    }

    /// Adds y to the exponent of x.
    #[method(signature = "($self, x, y, /)")]
    fn scaleb(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, quantum::scaleb, vm)
    }

    /// Moves the digits of x by y places to the left.
    #[method(signature = "($self, x, y, /)")]
    fn shift(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, quantum::shift, vm)
    }

    /// x + y, rounded.
    #[method(signature = "($self, x, y, /)")]
    fn add(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::add, vm)
    }

    /// x - y, rounded.
    #[method(signature = "($self, x, y, /)")]
    fn subtract(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, operations::subtract, vm)
    }

    /// x * y, rounded.
    #[method(signature = "($self, x, y, /)")]
    fn multiply(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, arithmetic::multiply, vm)
    }

    /// x / y, rounded.
    #[method(signature = "($self, x, y, /)")]
    fn divide(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, arithmetic::divide, vm)
    }

    /// The integer part of x / y.
    #[method(signature = "($self, x, y, /)")]
    fn divide_int(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, arithmetic::divide_integer, vm)
    }

    /// What is left of x after division by y, with the sign of x.
    #[method(signature = "($self, x, y, /)")]
    fn remainder(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, arithmetic::remainder, vm)
    }

    /// x with the exponent of y.
    #[method(signature = "($self, x, y, /)")]
    fn quantize(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        this.binary(x, y, quantum::quantize, vm)
    }

    /// x * y + z, rounded once.
    #[method(signature = "($self, x, y, z, /)")]
    fn fma(this: &Ref<Context>, x: &Value, y: &Value, z: &Value, vm: &mut Vm) -> PyResult {
        this.ternary([x, y, z], arithmetic::fma, vm)
    }

    /// a to the power of b, modulo a third number if there is one.
    #[method(signature = "($self, /, a, b, modulo=None)")]
    fn power(this: &Ref<Context>, a: &Value, b: &Value, modulo: &Value, vm: &mut Vm) -> PyResult {
        match modulo.is_none() {
            true => this.binary(a, b, power::power, vm),
            false => this.ternary([a, b, modulo], power::power_modulo, vm),
        }
    }

    /// The integer part of x / y, and what is left.
    #[method(signature = "($self, x, y, /)")]
    fn divmod(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let x = convert::needed(x, vm)?;
        let y = convert::needed(y, vm)?;
        let mut noted = 0;
        let settings = this.settings.get();
        let (quotient, rest) = arithmetic::divmod(&x, &y, &settings, &mut noted, vm)?;
        this.note(noted, vm)?;
        let both = [Decimal::make(quotient, vm), Decimal::make(rest, vm)];
        Ok(Tuple::from_array(both, vm))
    }

    /// Orders all numbers there are, by -1, 0 or 1.
    #[method(signature = "($self, x, y, /)")]
    fn compare_total(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        let operation: Binary = |x, y, _, _, vm| compare::compare_total(x, y, false, vm);
        this.binary(x, y, operation, vm)
    }

    /// As compare_total(), without the signs.
    #[method(signature = "($self, x, y, /)")]
    fn compare_total_mag(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        let operation: Binary = |x, y, _, _, vm| compare::compare_total(x, y, true, vm);
        this.binary(x, y, operation, vm)
    }

    /// x with the sign of y.
    #[method(signature = "($self, x, y, /)")]
    fn copy_sign(this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        let operation: Binary = |x, y, _, _, vm| quantum::with_sign(x, y.negative, vm);
        this.binary(x, y, operation, vm)
    }

    /// x without a sign, as it is otherwise.
    #[method(signature = "($self, x, /)")]
    fn copy_abs(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, |x, _, _, vm| quantum::with_sign(x, false, vm), vm)
    }

    /// x with the other sign, as it is otherwise.
    #[method(signature = "($self, x, /)")]
    fn copy_negate(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.unary(x, |x, _, _, vm| quantum::with_sign(x, !x.negative, vm), vm)
    }

    /// x as a Decimal.
    #[method(signature = "($self, x, /)")]
    fn copy_decimal(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        if x.has_payload::<Decimal>() {
            return Ok(x.clone());
        }
        let number = convert::needed(x, vm)?.copied(vm)?;
        Ok(Decimal::make(number, vm))
    }

    /// x itself, which must be a Decimal.
    #[method(signature = "($self, x, /)")]
    fn canonical(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        match x.has_payload::<Decimal>() {
            true => Ok(x.clone()),
            false => Err(vm.type_error("argument must be a Decimal")),
        }
    }

    /// Whether x is canonical, as every Decimal is.
    #[method(signature = "($self, x, /)")]
    fn is_canonical(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        match x.has_payload::<Decimal>() {
            true => Ok(true),
            false => Err(vm.type_error("argument must be a Decimal")),
        }
    }

    /// x, rounded.
    #[method(signature = "($self, object, /)")]
    fn _apply(this: &Ref<Context>, object: &Value, vm: &mut Vm) -> PyResult {
        this.unary(
            object,
            |x, settings, noted, vm| x.fitted(settings, noted, vm),
            vm,
        )
    }

    /// The Decimal that num stands for, rounded.
    #[method(signature = "($self, num=\"0\", /)")]
    fn create_decimal(this: &Ref<Context>, num: Option<&Value>, vm: &mut Vm) -> PyResult {
        let number = match num {
            Some(num) => convert::fitted(num, this, vm)?,
            None => Number::small(false, 0, 0),
        };
        Ok(Decimal::make(number, vm))
    }

    /// The Decimal that a float is, rounded.
    #[method(signature = "($self, f, /)")]
    fn create_decimal_from_float(this: &Ref<Context>, f: &Value, vm: &mut Vm) -> PyResult {
        let number = super::decimal::of_float_or_int(f, vm)?;
        let mut noted = 0;
        let number = number.fit(&this.settings.get(), &mut noted, vm)?;
        this.finish(number, noted, vm)
    }

    /// Whether both numbers have the same exponent, or are infinities or NaNs both.
    #[method(signature = "($self, x, y, /)")]
    fn same_quantum(_this: &Ref<Context>, x: &Value, y: &Value, vm: &mut Vm) -> PyResult<bool> {
        let x = convert::needed(x, vm)?;
        let y = convert::needed(y, vm)?;
        Ok(compare::same_quantum(&x, &y))
    }

    /// What kind of number x is: '+Normal', '-Infinity', 'sNaN' and so on.
    #[method(signature = "($self, x, /)")]
    fn number_class(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        let x = convert::needed(x, vm)?;
        Ok(vm.new_str(operations::number_class(&x, &this.settings.get())))
    }

    /// Writes x with an exponent where that is shorter.
    #[method(signature = "($self, x, /)")]
    fn to_sci_string(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.text(x, false, vm)
    }

    /// Writes x with an exponent that is a multiple of three.
    #[method(signature = "($self, x, /)")]
    fn to_eng_string(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult {
        this.text(x, true, vm)
    }

    /// Ten.
    #[method(signature = "($self, /)")]
    fn radix(_this: &Ref<Context>, vm: &mut Vm) -> Value {
        Decimal::make(Number::small(false, 10, 0), vm)
    }

    /// Whether x is finite, not zero, and not subnormal.
    #[method(signature = "($self, x, /)")]
    fn is_normal(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.is_normal(&this.settings.get()))
    }

    /// Whether x is finite, not zero, and below the least normal number.
    #[method(signature = "($self, x, /)")]
    fn is_subnormal(this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.is_subnormal(&this.settings.get()))
    }

    /// Whether x is neither an infinity nor a NaN.
    #[method(signature = "($self, x, /)")]
    fn is_finite(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.is_finite())
    }

    /// Whether x is an infinity.
    #[method(signature = "($self, x, /)")]
    fn is_infinite(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.is_infinite())
    }

    /// Whether x is a NaN, quiet or not.
    #[method(signature = "($self, x, /)")]
    fn is_nan(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.is_nan())
    }

    /// Whether x is a quiet NaN.
    #[method(signature = "($self, x, /)")]
    fn is_qnan(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.kind == Kind::Quiet)
    }

    /// Whether x has a minus sign.
    #[method(signature = "($self, x, /)")]
    fn is_signed(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.negative)
    }

    /// Whether x is a NaN that signals.
    #[method(signature = "($self, x, /)")]
    fn is_snan(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.kind == Kind::Signalling)
    }

    /// Whether x is a zero, of either sign.
    #[method(signature = "($self, x, /)")]
    fn is_zero(_this: &Ref<Context>, x: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(convert::needed(x, vm)?.is_zero())
    }
}
