//! The methods of `Decimal` that compute.

use rpy_macros::methods;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::compare;
use super::context::{InContext, rounding_of};
use super::convert;
use super::decimal::Decimal;
use super::number::Kind;
use super::operations::{self, Binary, Unary};
use super::text::{self, Style};
use super::{arithmetic, elementary, logical, quantum, root};

/// Calls an operation on one number in a context.
fn unary(this: &Ref<Decimal>, context: InContext, operation: Unary, vm: &mut Vm) -> PyResult {
    let context = context.get(vm)?;
    let mut noted = 0;
    let result = operation(&this.number, &context.settings.get(), &mut noted, vm)?;
    context.finish(result, noted, vm)
}

/// Calls an operation on two numbers in a context.
fn binary(
    this: &Ref<Decimal>,
    other: &Value,
    context: InContext,
    operation: Binary,
    vm: &mut Vm,
) -> PyResult {
    let context = context.get(vm)?;
    let other = convert::needed(other, vm)?;
    let mut noted = 0;
    let result = operation(
        &this.number,
        &other,
        &context.settings.get(),
        &mut noted,
        vm,
    )?;
    context.finish(result, noted, vm)
}

/// Calls an operation that rounds, in a way that may be given.
fn rounded(
    this: &Ref<Decimal>,
    rounding: &Value,
    context: InContext,
    operation: Unary,
    vm: &mut Vm,
) -> PyResult {
    let context = context.get(vm)?;
    let mut settings = context.settings.get();
    if !rounding.is_none() {
        settings.rounding = rounding_of(rounding, vm)?;
    }
    let mut noted = 0;
    let result = operation(&this.number, &settings, &mut noted, vm)?;
    context.finish(result, noted, vm)
}

#[methods(COMPUTING)]
impl Decimal {
    /// Raises e to the power of this number, to the nearest.
    #[method(signature = "($self, /, context=None)")]
    fn exp(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, elementary::exp, vm)
    }

    /// The natural logarithm, to the nearest.
    #[method(signature = "($self, /, context=None)")]
    fn ln(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, elementary::ln, vm)
    }

    /// The logarithm to the base ten, to the nearest.
    #[method(signature = "($self, /, context=None)")]
    fn log10(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, elementary::log10, vm)
    }

    /// The exponent of the first digit, as a Decimal.
    #[method(signature = "($self, /, context=None)")]
    fn logb(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, quantum::logb, vm)
    }

    /// Turns digits that are 0 into 1, and 1 into 0.
    #[method(signature = "($self, /, context=None)")]
    fn logical_invert(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, logical::invert, vm)
    }

    /// The greatest number that can be represented below this one.
    #[method(signature = "($self, /, context=None)")]
    fn next_minus(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, operations::next_minus, vm)
    }

    /// The least number that can be represented above this one.
    #[method(signature = "($self, /, context=None)")]
    fn next_plus(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, operations::next_plus, vm)
    }

    /// Takes zeros off the end of the digits; every zero becomes that with the exponent 0.
    #[method(signature = "($self, /, context=None)")]
    fn normalize(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, quantum::normalize, vm)
    }

    /// The square root, to the nearest.
    #[method(signature = "($self, /, context=None)")]
    fn sqrt(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        unary(this, context, root::square_root, vm)
    }

    /// Tells the order of two numbers by -1, 0, 1 or, if one of them is a NaN, NaN.
    #[method(signature = "($self, /, other, context=None)")]
    fn compare(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, operations::compare, vm)
    }

    /// As compare(), but every NaN signals.
    #[method(signature = "($self, /, other, context=None)")]
    fn compare_signal(
        this: &Ref<Decimal>,
        other: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        binary(this, other, context, operations::compare_signal, vm)
    }

    /// Combines digits that are 0 or 1: both.
    #[method(signature = "($self, /, other, context=None)")]
    fn logical_and(
        this: &Ref<Decimal>,
        other: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        binary(this, other, context, operations::logical_and, vm)
    }

    /// Combines digits that are 0 or 1: one at least.
    #[method(signature = "($self, /, other, context=None)")]
    fn logical_or(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, operations::logical_or, vm)
    }

    /// Combines digits that are 0 or 1: one of both alone.
    #[method(signature = "($self, /, other, context=None)")]
    fn logical_xor(
        this: &Ref<Decimal>,
        other: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        binary(this, other, context, operations::logical_xor, vm)
    }

    /// The greater of two numbers; a number is preferred to a quiet NaN.
    #[method(signature = "($self, /, other, context=None)")]
    fn max(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, operations::max, vm)
    }

    /// As max(), by the magnitudes.
    #[method(signature = "($self, /, other, context=None)")]
    fn max_mag(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, operations::max_mag, vm)
    }

    /// The smaller of two numbers; a number is preferred to a quiet NaN.
    #[method(signature = "($self, /, other, context=None)")]
    fn min(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, operations::min, vm)
    }

    /// As min(), by the magnitudes.
    #[method(signature = "($self, /, other, context=None)")]
    fn min_mag(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, operations::min_mag, vm)
    }

    /// The next number that can be represented in the direction of another.
    #[method(signature = "($self, /, other, context=None)")]
    fn next_toward(
        this: &Ref<Decimal>,
        other: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        binary(this, other, context, quantum::next_toward, vm)
    }

    /// What is left after the nearest multiple of the other number.
    #[method(signature = "($self, /, other, context=None)")]
    fn remainder_near(
        this: &Ref<Decimal>,
        other: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        binary(this, other, context, arithmetic::remainder_near, vm)
    }

    /// Moves the digits within the precision around, to the left by so many places.
    #[method(signature = "($self, /, other, context=None)")]
    fn rotate(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, quantum::rotate, vm)
    }

    /// Adds an integer to the exponent.
    #[method(signature = "($self, /, other, context=None)")]
    fn scaleb(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, quantum::scaleb, vm)
    }

    /// Moves the digits to the left by so many places; what leaves the precision is lost.
    #[method(signature = "($self, /, other, context=None)")]
    fn shift(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        binary(this, other, context, quantum::shift, vm)
    }

    /// This number times another, plus a third, rounded once.
    ///
    /// ```text
    /// >>> Decimal(6).fma(7, -2)
    /// Decimal('40')
    /// ```
    #[method(signature = "($self, /, other, third, context=None)")]
    fn fma(
        this: &Ref<Decimal>,
        other: &Value,
        third: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        let context = context.get(vm)?;
        let other = convert::needed(other, vm)?;
        let third = convert::needed(third, vm)?;
        let mut noted = 0;
        let settings = context.settings.get();
        let result = arithmetic::fma(&this.number, &other, &third, &settings, &mut noted, vm)?;
        context.finish(result, noted, vm)
    }

    /// This number with the exponent of another.
    ///
    /// ```text
    /// >>> Decimal('3.14159').quantize(Decimal('0.01'))
    /// Decimal('3.14')
    /// ```
    #[method(signature = "($self, /, exp, rounding=None, context=None)")]
    fn quantize(
        this: &Ref<Decimal>,
        exp: &Value,
        rounding: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        let context = context.get(vm)?;
        let mut settings = context.settings.get();
        if !rounding.is_none() {
            settings.rounding = rounding_of(rounding, vm)?;
        }
        let exp = convert::needed(exp, vm)?;
        let mut noted = 0;
        let result = quantum::quantize(&this.number, &exp, &settings, &mut noted, vm)?;
        context.finish(result, noted, vm)
    }

    /// The same as to_integral_value().
    #[method(signature = "($self, /, rounding=None, context=None)")]
    fn to_integral(
        this: &Ref<Decimal>,
        rounding: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        rounded(this, rounding, context, operations::to_integral_value, vm)
    }

    /// The nearest integer; nothing is signalled.
    #[method(signature = "($self, /, rounding=None, context=None)")]
    fn to_integral_value(
        this: &Ref<Decimal>,
        rounding: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        rounded(this, rounding, context, operations::to_integral_value, vm)
    }

    /// The nearest integer; signals Inexact or Rounded.
    #[method(signature = "($self, /, rounding=None, context=None)")]
    fn to_integral_exact(
        this: &Ref<Decimal>,
        rounding: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        rounded(this, rounding, context, operations::to_integral_exact, vm)
    }

    /// Orders all numbers there are, equal ones of other exponents and NaNs too, by -1, 0 or 1.
    ///
    /// ```text
    /// >>> Decimal('12.0').compare_total(12)
    /// Decimal('-1')
    /// ```
    #[method(signature = "($self, /, other, context=None)")]
    fn compare_total(
        this: &Ref<Decimal>,
        other: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        drop(context);
        let other = convert::needed(other, vm)?;
        let result = compare::compare_total(&this.number, &other, false, vm)?;
        Ok(Decimal::make(result, vm))
    }

    /// As compare_total(), without the signs.
    #[method(signature = "($self, /, other, context=None)")]
    fn compare_total_mag(
        this: &Ref<Decimal>,
        other: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult {
        drop(context);
        let other = convert::needed(other, vm)?;
        let result = compare::compare_total(&this.number, &other, true, vm)?;
        Ok(Decimal::make(result, vm))
    }

    /// This number with the sign of another.
    ///
    /// ```text
    /// >>> Decimal(7).copy_sign(-1)
    /// Decimal('-7')
    /// ```
    #[method(signature = "($self, /, other, context=None)")]
    fn copy_sign(this: &Ref<Decimal>, other: &Value, context: InContext, vm: &mut Vm) -> PyResult {
        drop(context);
        let other = convert::needed(other, vm)?;
        let result = quantum::with_sign(&this.number, other.negative, vm)?;
        Ok(Decimal::make(result, vm))
    }

    /// This number without a sign; nothing is rounded or signalled.
    #[method(signature = "($self, /)")]
    fn copy_abs(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        let result = quantum::with_sign(&this.number, false, vm)?;
        Ok(Decimal::make(result, vm))
    }

    /// This number with the other sign; nothing is rounded or signalled.
    #[method(signature = "($self, /)")]
    fn copy_negate(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        let result = quantum::with_sign(&this.number, !this.number.negative, vm)?;
        Ok(Decimal::make(result, vm))
    }

    /// Whether both numbers have the same exponent, or are infinities or NaNs both.
    #[method(signature = "($self, /, other, context=None)")]
    fn same_quantum(
        this: &Ref<Decimal>,
        other: &Value,
        context: InContext,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        drop(context);
        let other = convert::needed(other, vm)?;
        Ok(compare::same_quantum(&this.number, &other))
    }

    /// What kind of number this is: '+Normal', '-Infinity', 'sNaN' and so on.
    #[method(signature = "($self, /, context=None)")]
    fn number_class(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        let settings = context.get(vm)?.settings.get();
        Ok(vm.new_str(operations::number_class(&this.number, &settings)))
    }

    /// Writes the number with an exponent that is a multiple of three.
    #[method(signature = "($self, /, context=None)")]
    fn to_eng_string(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult {
        let style = Style {
            engineering: true,
            capitals: context.get(vm)?.settings.get().capitals,
        };
        let text = text::write(&this.number, style, vm)?;
        Ok(vm.new_str(text.as_str()))
    }

    /// Whether this is finite, not zero, and not subnormal.
    #[method(signature = "($self, /, context=None)")]
    fn is_normal(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult<bool> {
        Ok(this.number.is_normal(&context.get(vm)?.settings.get()))
    }

    /// Whether this is finite, not zero, and below the least normal number.
    #[method(signature = "($self, /, context=None)")]
    fn is_subnormal(this: &Ref<Decimal>, context: InContext, vm: &mut Vm) -> PyResult<bool> {
        Ok(this.number.is_subnormal(&context.get(vm)?.settings.get()))
    }

    /// Whether this is neither an infinity nor a NaN.
    #[method(signature = "($self, /)")]
    fn is_finite(this: &Ref<Decimal>) -> bool {
        this.number.is_finite()
    }

    /// Whether this is an infinity.
    #[method(signature = "($self, /)")]
    fn is_infinite(this: &Ref<Decimal>) -> bool {
        this.number.is_infinite()
    }

    /// Whether this is a NaN, quiet or not.
    #[method(signature = "($self, /)")]
    fn is_nan(this: &Ref<Decimal>) -> bool {
        this.number.is_nan()
    }

    /// Whether this is a quiet NaN.
    #[method(signature = "($self, /)")]
    fn is_qnan(this: &Ref<Decimal>) -> bool {
        this.number.kind == Kind::Quiet
    }

    /// Whether this has a minus sign.
    #[method(signature = "($self, /)")]
    fn is_signed(this: &Ref<Decimal>) -> bool {
        this.number.negative
    }

    /// Whether this is a NaN that signals.
    #[method(signature = "($self, /)")]
    fn is_snan(this: &Ref<Decimal>) -> bool {
        this.number.kind == Kind::Signalling
    }

    /// Whether this is a zero, of either sign.
    #[method(signature = "($self, /)")]
    fn is_zero(this: &Ref<Decimal>) -> bool {
        this.number.is_zero()
    }

    /// True: every number is canonical.
    #[method(signature = "($self, /)")]
    fn is_canonical(_this: &Ref<Decimal>) -> bool {
        true
    }
}
