//! The class `Decimal`: making numbers, operators, comparison. Its further methods are in
//! `methods.rs`.

use std::cmp::Ordering;

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;
use rpy_vm::builtins::complex::Complex;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::object::{Payload, Visitor};
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::coefficient::Coefficient;
use super::compare;
use super::context::{InContext, word};
use super::convert::{self, Operand};
use super::current;
use super::number::{Kind, Number};
use super::operations::{self, Binary};
use super::settings::{Rounding, Settings, status};
use super::text::{self, Style};
use super::{arithmetic, format, power, quantum};

/// A decimal number, of a text, an int, a float, another number, or a tuple of sign, digits and
/// exponent. It is exact; the context only counts for what goes wrong.
pub(super) struct Decimal {
    pub(super) number: Number,
}

impl Payload for Decimal {
    const NAME: &'static str = "Decimal";
    const DOC: &'static str = "A decimal number, of a text, an int, a float, another number, or a \
        tuple of sign, digits and exponent.\n\nIt is exact; the context only counts for what goes \
        wrong.";
    const IS_CONTAINER: bool = false;
    const OWNS_BUFFERS: bool = true;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    #[inline(always)]
    fn buffer_bytes(&self) -> usize {
        self.number.digits.buffer_bytes()
    }

    #[inline(always)]
    fn class(vm: &mut Vm) -> &Ref<Type> {
        <Decimal as NativeClass>::class(vm)
    }
}

impl Decimal {
    /// A Decimal of the class itself.
    #[inline(always)]
    pub(super) fn make(number: Number, vm: &mut Vm) -> Value {
        Ref::new(Decimal { number }, vm).into_value()
    }

    /// A Decimal of a class, which is called if it is a subclass.
    fn of_class(number: Number, class: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let made = Decimal::make(number, vm);
        match class.is(<Decimal as NativeClass>::class(vm)) {
            true => Ok(made),
            false => class.as_value().call_positional(&[made], vm),
        }
    }
}

/// Calls an operation in the current context; `NotImplemented` for operands of other classes.
#[inline(always)]
fn binary(left: &Value, right: &Value, operation: Binary, vm: &mut Vm) -> PyResult {
    let (Some(left), Some(right)) = (convert::operand(left, vm)?, convert::operand(right, vm)?)
    else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let context = current::context(vm)?;
    let mut noted = 0;
    let result = operation(&left, &right, &context.settings.get(), &mut noted, vm)?;
    context.finish(result, noted, vm)
}

/// Calls an operation on one number in the current context.
fn unary(this: &Ref<Decimal>, operation: operations::Unary, vm: &mut Vm) -> PyResult {
    let context = current::context(vm)?;
    let mut noted = 0;
    let result = operation(&this.number, &context.settings.get(), &mut noted, vm)?;
    context.finish(result, noted, vm)
}

/// The number that a float or an int is.
pub(super) fn of_float_or_int(value: &Value, vm: &mut Vm) -> PyResult<Number> {
    if let Some(float) = convert::as_float(value) {
        return convert::of_float(float, vm);
    }
    match value.as_int() {
        Some(view) => convert::of_int(view, vm),
        None => Err(vm.type_error("argument must be int or float")),
    }
}

/// The integer that a number is rounded to.
fn integer(this: &Ref<Decimal>, rounding: Rounding, vm: &mut Vm) -> PyResult {
    let settings = Settings::LARGEST.rounding(rounding);
    match this.number.kind {
        Kind::Finite => {
            let whole = quantum::to_integral(&this.number, false, &settings, &mut 0, vm)?;
            convert::to_int(&whole, vm)
        }
        _ => convert::to_int(&this.number, vm),
    }
}

/// What a number is compared with.
enum Comparable<'a> {
    Number(Operand<'a>),
    /// Numerator and denominator.
    Ratio(Operand<'a>, Operand<'a>),
}

/// What a value is as the other side of a comparison; nothing for values of other classes.
fn comparable<'a>(
    value: &'a Value,
    is_equality: bool,
    parts: &'a mut [Value; 2],
    vm: &mut Vm,
) -> PyResult<Option<Comparable<'a>>> {
    if let Some(operand) = convert::operand(value, vm)? {
        return Ok(Some(Comparable::Number(operand)));
    }
    let complex = value.downcast::<Complex>().map(|complex| complex.number());
    let float = match complex {
        Some(complex) if is_equality && complex.im == 0.0 => Some(complex.re),
        _ => convert::as_float(value),
    };
    if let Some(float) = float {
        let context = current::context(vm)?;
        if is_equality {
            // It is noted, but not raised.
            let flags = &context.flags.bits;
            flags.set(flags.get() | status::FLOAT_OPERATION);
        } else {
            context.note(status::FLOAT_OPERATION, vm)?;
        }
        let number = convert::of_float(float, vm)?;
        return Ok(Some(Comparable::Number(Operand::Own(number))));
    }
    let rational = super::rational(vm)?;
    if value.downcast::<Str>().is_some() || !value.is_instance(&rational, vm)? {
        return Ok(None);
    }
    let (numerator, denominator) = (vm.intern("numerator"), vm.intern("denominator"));
    *parts = [
        value.get_attribute(&numerator, vm)?,
        value.get_attribute(&denominator, vm)?,
    ];
    let [numerator, denominator] = parts;
    if !convert::is_int(numerator) || !convert::is_int(denominator) {
        return Err(vm.type_error("numerator and denominator must be integers"));
    }
    let numerator = convert::needed(numerator, vm)?;
    let denominator = convert::needed(denominator, vm)?;
    Ok(Some(Comparable::Ratio(numerator, denominator)))
}

#[native_class(name = "decimal.Decimal", flags(base), methods(Decimal::COMPUTING))]
impl Decimal {
    #[new(
        signature = "(value=<unrepresentable>, context=None)",
        text = "(value=\"0\", context=None)"
    )]
    fn new(class: &Ref<Type>, value: Option<&Value>, context: InContext, vm: &mut Vm) -> PyResult {
        let is_own = class.is(<Decimal as NativeClass>::class(vm));
        let context = context.get(vm)?;
        let number = match value {
            None => Number::small(false, 0, 0),
            Some(value) => {
                if is_own && value.class(vm).is(class) {
                    return Ok(value.clone());
                }
                convert::exact(value, &context, vm)?
            }
        };
        if is_own {
            return Ok(Decimal::make(number, vm));
        }
        Ok(Ref::with_class(Decimal { number }, class, vm).into_value())
    }

    #[slot]
    fn repr(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        let capitals = current::context(vm)?.settings.get().capitals;
        let style = Style {
            engineering: false,
            capitals,
        };
        let text = text::write(&this.number, style, vm)?;
        Ok(vm.new_str(&format!("Decimal('{}')", text.as_str())))
    }

    #[slot]
    fn str(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        let capitals = current::context(vm)?.settings.get().capitals;
        let style = Style {
            engineering: false,
            capitals,
        };
        let text = text::write(&this.number, style, vm)?;
        Ok(vm.new_str(text.as_str()))
    }

    #[slot]
    fn hash(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult<i64> {
        match this.number.kind {
            Kind::Signalling => Err(vm.type_error("Cannot hash a signaling NaN value")),
            Kind::Quiet => match vm.types.object.slots(vm).hash {
                Some(hash) => hash(this.as_value(), vm),
                None => Ok(0),
            },
            _ => Ok(convert::hash(&this.number)),
        }
    }

    #[slot(compare)]
    fn rich_compare(
        this: &Ref<Decimal>,
        other: &Value,
        op: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        let is_equality = matches!(op, CompareOperator::Equal | CompareOperator::NotEqual);
        let mut parts = [Value::NONE, Value::NONE];
        let number = &this.number;
        let Some(other) = comparable(other, is_equality, &mut parts, vm)? else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let scaled;
        let (left, right) = match &other {
            Comparable::Number(other) => (number, other),
            Comparable::Ratio(numerator, _) if number.is_special() => (number, numerator),
            Comparable::Ratio(numerator, denominator) => {
                let largest = Settings::LARGEST;
                scaled = arithmetic::multiply(number, denominator, &largest, &mut 0, vm)?;
                (&scaled, numerator)
            }
        };
        if left.is_nan() || right.is_nan() {
            let signals = left.kind == Kind::Signalling || right.kind == Kind::Signalling;
            if !is_equality || signals {
                current::context(vm)?.note(status::INVALID_OPERATION, vm)?;
            }
            return Ok(Value::bool(op == CompareOperator::NotEqual));
        }
        let order = compare::order(left, right, vm)?;
        Ok(Value::bool(match op {
            CompareOperator::Equal => order == Ordering::Equal,
            CompareOperator::NotEqual => order != Ordering::Equal,
            CompareOperator::Less => order == Ordering::Less,
            CompareOperator::LessEqual => order != Ordering::Greater,
            CompareOperator::Greater => order == Ordering::Greater,
            CompareOperator::GreaterEqual => order != Ordering::Less,
        }))
    }

    #[slot(bool)]
    fn truth(this: &Ref<Decimal>) -> bool {
        !this.number.is_zero()
    }

    #[slot]
    fn negative(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        unary(this, operations::minus, vm)
    }

    #[slot]
    fn positive(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        unary(this, operations::plus, vm)
    }

    #[slot]
    fn absolute(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        unary(this, quantum::absolute, vm)
    }

    #[slot]
    fn int(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        integer(this, Rounding::Down, vm)
    }

    #[slot]
    fn float(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        let float = convert::to_float(&this.number, vm)?;
        Ok(vm.new_float(float))
    }

    #[slot]
    fn add(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        binary(left, right, operations::add, vm)
    }

    #[slot]
    fn subtract(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        binary(left, right, operations::subtract, vm)
    }

    #[slot]
    fn multiply(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        binary(left, right, arithmetic::multiply, vm)
    }

    #[slot]
    fn true_divide(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        binary(left, right, arithmetic::divide, vm)
    }

    #[slot]
    fn floor_divide(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        binary(left, right, arithmetic::divide_integer, vm)
    }

    #[slot]
    fn remainder(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        binary(left, right, arithmetic::remainder, vm)
    }

    #[slot]
    fn power(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        binary(left, right, power::power, vm)
    }

    #[slot]
    fn power_modulo(base: &Value, exponent: &Value, modulus: &Value, vm: &mut Vm) -> PyResult {
        if modulus.is_none() {
            return binary(base, exponent, power::power, vm);
        }
        let operands = (
            convert::operand(base, vm)?,
            convert::operand(exponent, vm)?,
            convert::operand(modulus, vm)?,
        );
        let (Some(base), Some(exponent), Some(modulus)) = operands else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let context = current::context(vm)?;
        let settings = context.settings.get();
        let mut noted = 0;
        let result = power::power_modulo(&base, &exponent, &modulus, &settings, &mut noted, vm)?;
        context.finish(result, noted, vm)
    }

    #[slot]
    fn divmod(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (Some(left), Some(right)) = (convert::operand(left, vm)?, convert::operand(right, vm)?)
        else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let context = current::context(vm)?;
        let settings = context.settings.get();
        let mut noted = 0;
        let (quotient, rest) = arithmetic::divmod(&left, &right, &settings, &mut noted, vm)?;
        context.note(noted, vm)?;
        let both = [Decimal::make(quotient, vm), Decimal::make(rest, vm)];
        Ok(Tuple::from_array(both, vm).into_value())
    }

    #[getter]
    fn real(this: &Ref<Decimal>) -> Ref<Decimal> {
        this.clone()
    }

    #[getter]
    fn imag(_this: &Ref<Decimal>, vm: &mut Vm) -> Value {
        Decimal::make(Number::small(false, 0, 0), vm)
    }

    /// The number that a float is, exactly; an int does too.
    #[class_method(signature = "($type, f, /)")]
    fn from_float(class: &Ref<Type>, f: &Value, vm: &mut Vm) -> PyResult {
        let number = of_float_or_int(f, vm)?;
        Decimal::of_class(number, class, vm)
    }

    /// The number that an int, a float or a Decimal is, exactly; no text does.
    #[class_method(signature = "($type, number, /)")]
    fn from_number(class: &Ref<Type>, number: &Value, vm: &mut Vm) -> PyResult {
        if let Some(operand) = convert::operand(number, vm)? {
            if class.is(<Decimal as NativeClass>::class(vm)) && number.class(vm).is(class) {
                return Ok(number.clone());
            }
            let number = operand.copied(vm)?;
            return Decimal::of_class(number, class, vm);
        }
        if convert::as_float(number).is_none() {
            return Err(convert::no_conversion(number, vm));
        }
        let context = current::context(vm)?;
        let number = convert::exact(number, &context, vm)?;
        Decimal::of_class(number, class, vm)
    }

    /// The exponent of the first digit; 0 for what has none.
    #[method(signature = "($self, /)")]
    fn adjusted(this: &Ref<Decimal>) -> i64 {
        match this.number.is_finite() {
            true => this.number.adjusted(),
            false => 0,
        }
    }

    /// The number itself.
    #[method(signature = "($self, /)")]
    fn canonical(this: &Ref<Decimal>) -> Ref<Decimal> {
        this.clone()
    }

    /// The number itself.
    #[method(signature = "($self, /)")]
    fn conjugate(this: &Ref<Decimal>) -> Ref<Decimal> {
        this.clone()
    }

    /// Ten.
    #[method(signature = "($self, /)")]
    fn radix(_this: &Ref<Decimal>, vm: &mut Vm) -> Value {
        Decimal::make(Number::small(false, 10, 0), vm)
    }

    /// Sign, digits and exponent, as a DecimalTuple.
    #[method(signature = "($self, /)")]
    fn as_tuple(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        let number = &this.number;
        let mut digits = vm.new_buffer(number.digits.digits())?;
        if !number.is_nan() || !number.digits.is_zero() {
            number.digits.write(|piece| {
                digits.extend(
                    piece
                        .iter()
                        .map(|digit| Value::from_i32(i32::from(digit - b'0'))),
                );
            });
        }
        let exponent = match number.kind {
            Kind::Finite => vm.new_int(number.exponent),
            Kind::Infinite => vm.new_str("F"),
            Kind::Quiet => vm.new_str("n"),
            Kind::Signalling => vm.new_str("N"),
        };
        let sign = Value::from_i32(i32::from(number.negative));
        let digits = Tuple::new(digits, vm).into_value();
        super::decimal_tuple(vm)?.call_positional(&[sign, digits, exponent], vm)
    }

    /// The ratio of two ints that the number is, the second one positive, without common factors.
    #[method(signature = "($self, /)")]
    fn as_integer_ratio(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        convert::to_ratio(&this.number, vm)
    }

    #[method(signature = "($self, /)")]
    fn __copy__(this: &Ref<Decimal>) -> Ref<Decimal> {
        this.clone()
    }

    #[method(signature = "($self, object, /)")]
    fn __deepcopy__(this: &Ref<Decimal>, object: &Value) -> Ref<Decimal> {
        let _ = object;
        this.clone()
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let text = this.as_value().str(vm)?.into_value();
        let args = Tuple::from_array([text], vm).into_value();
        Ok(Tuple::from_array([this.class().to_value(), args], vm))
    }

    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Decimal>) -> usize {
        // What CPython says: room for four limbs is in the object.
        let bytes = this.number.digits.buffer_bytes();
        104 + if bytes > 32 { bytes } else { 0 }
    }

    #[method(signature = "($self, /)")]
    fn __complex__(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        let real = convert::to_float(&this.number, vm)?;
        let real = vm.new_float(real);
        let class = vm.types.complex.to_value();
        class.call_positional(&[real], vm)
    }

    #[method(signature = "($self, /)")]
    fn __trunc__(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        integer(this, Rounding::Down, vm)
    }

    #[method(signature = "($self, /)")]
    fn __floor__(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        integer(this, Rounding::Floor, vm)
    }

    #[method(signature = "($self, /)")]
    fn __ceil__(this: &Ref<Decimal>, vm: &mut Vm) -> PyResult {
        integer(this, Rounding::Ceiling, vm)
    }

    #[method(signature = "($self, *args)", hidden)]
    fn __round__(this: &Ref<Decimal>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let digits = match args.positional() {
            [] => return integer(this, Rounding::HalfEven, vm),
            [digits] => digits,
            more => {
                let message = format!("function takes at most 1 argument ({} given)", more.len());
                return Err(vm.type_error(message));
            }
        };
        let digits = word(digits, "optional arg must be an integer", vm)?;
        let bound = 4_000_000_000_000_000_000;
        let quantum = Number::finite(
            false,
            Coefficient::ONE,
            digits.saturating_neg().clamp(-bound, bound),
        );
        let context = current::context(vm)?;
        let mut noted = 0;
        let settings = context.settings.get();
        let result = quantum::quantize(&this.number, &quantum, &settings, &mut noted, vm)?;
        context.finish(result, noted, vm)
    }

    #[method(signature = "($self, *args)", hidden)]
    fn __format__(this: &Ref<Decimal>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let (spec, overridden) = match args.positional() {
            [spec] => (spec, None),
            [spec, overridden] => (spec, Some(overridden)),
            other => {
                let message = format!("__format__ expected 1 or 2 arguments, got {}", other.len());
                return Err(vm.type_error(message));
            }
        };
        let Some(spec) = spec.downcast::<Str>() else {
            return Err(vm.type_error("format arg must be str"));
        };
        format::format(this, spec, overridden, vm)
    }
}
