//! The class `timedelta`.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use rpy_bytecode::{BinaryOperator, CompareOperator};
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::float::Float;
use rpy_vm::builtins::int::Int;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::calendar::{DAY, SECOND};

/// The most days, in both directions.
const MAX_DAYS: i64 = 999_999_999;

/// The time between two moments, kept as days, seconds and microseconds.
///
/// timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)
///
/// What is given, ints or floats of any sign, is added up.
#[derive(Payload)]
pub(crate) struct Delta {
    pub(super) days: i32,
    /// 0 to 86399.
    pub(super) seconds: i32,
    /// 0 to 999999.
    pub(super) microseconds: i32,
}

fn too_large(vm: &mut Vm) -> Raised {
    vm.overflow_error("Python int too large to convert to C int")
}

/// Whether a value is an int, or of a subclass.
pub(super) fn is_int(value: &Value) -> bool {
    value.as_small_int().is_some() || value.as_bool().is_some() || value.has_payload::<Int>()
}

fn is_float(value: &Value) -> bool {
    value.as_small_float().is_some() || value.has_payload::<Float>()
}

impl Delta {
    /// All of it in microseconds.
    pub(crate) fn total(&self) -> i128 {
        i128::from(self.days) * DAY
            + i128::from(self.seconds) * SECOND
            + i128::from(self.microseconds)
    }

    /// So many microseconds.
    ///
    /// Raises `OverflowError` if they are too many.
    pub(crate) fn of(total: i128, vm: &mut Vm) -> PyResult<Ref<Delta>> {
        let class = Delta::class(vm).clone();
        Delta::of_class(total, &class, vm)
    }

    fn of_class(total: i128, class: &Ref<Type>, vm: &mut Vm) -> PyResult<Ref<Delta>> {
        let Ok(days) = i32::try_from(total.div_euclid(DAY)) else {
            return Err(too_large(vm));
        };
        if i64::from(days).abs() > MAX_DAYS {
            let message = format!("days={days}; must have magnitude <= {MAX_DAYS}");
            return Err(vm.overflow_error(message));
        }
        let rest = total.rem_euclid(DAY);
        let delta = Delta {
            days,
            seconds: (rest / SECOND) as i32,
            microseconds: (rest % SECOND) as i32,
        };
        Ok(Ref::with_class(delta, class, vm))
    }

    /// So many microseconds, however many.
    fn of_big(total: &BigInt, vm: &mut Vm) -> PyResult {
        match total.to_i128() {
            Some(total) => Ok(Delta::of(total, vm)?.into_value()),
            None => Err(too_large(vm)),
        }
    }

    /// The repr, as of an object of this class.
    pub(super) fn shown(&self, class: &str) -> String {
        let parts = [
            ("days", self.days),
            ("seconds", self.seconds),
            ("microseconds", self.microseconds),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(_, number)| *number != 0)
            .map(|(name, number)| format!("{name}={number}"))
            .collect();
        match parts.is_empty() {
            true => format!("{class}(0)"),
            false => format!("{class}({})", parts.join(", ")),
        }
    }
}

/// The name of a class as representations have it: with the module for our own.
pub(super) fn shown_class(class: &Ref<Type>, own: &str, vm: &mut Vm) -> String {
    match class.is_heap_type() {
        true => class.name(vm),
        false => format!("datetime.{own}"),
    }
}

/// What a number divided by another is nearest to, the even one of two.
fn divide_nearest(number: &BigInt, divisor: &BigInt) -> BigInt {
    let (quotient, rest) = number.div_mod_floor(divisor);
    let twice: BigInt = rest * 2;
    let is_greater = match divisor.is_positive() {
        true => twice > *divisor,
        false => twice < *divisor,
    };
    if is_greater || twice == *divisor && quotient.is_odd() {
        quotient + 1
    } else {
        quotient
    }
}

/// A sum of arguments: whole microseconds, and what is left of them.
#[derive(Default)]
struct Sum {
    whole: i128,
    left: f64,
}

impl Sum {
    /// Adds so many units of `factor` microseconds.
    fn add(&mut self, name: &str, value: &Value, factor: i128, vm: &mut Vm) -> PyResult<()> {
        if is_int(value) {
            let number = BigInt::from_argument(value, vm)?.to_i128();
            let product = number.and_then(|number| number.checked_mul(factor));
            let sum = product.and_then(|product| self.whole.checked_add(product));
            self.whole = sum.ok_or_else(|| too_large(vm))?;
            return Ok(());
        }
        if !is_float(value) {
            let given = value.type_name(vm);
            let message = format!("unsupported type for timedelta {name} component: {given}");
            return Err(vm.type_error(message));
        }
        let number = f64::from_argument(value, vm)?;
        if number.is_nan() {
            return Err(vm.value_error("cannot convert float NaN to integer"));
        }
        if number.is_infinite() {
            return Err(vm.overflow_error("cannot convert float infinity to integer"));
        }
        // Beyond this, all sums are too large.
        if number.abs() > 1e25 {
            return Err(too_large(vm));
        }
        let part = number.fract() * factor as f64;
        self.whole += number.trunc() as i128 * factor + part.trunc() as i128;
        self.left += part.fract();
        Ok(())
    }

    fn total(self) -> i128 {
        let mut rounded = self.left.round();
        if (rounded - self.left).abs() == 0.5 {
            // Halves go to the even sum.
            let odd = f64::from(u8::from(self.whole % 2 != 0));
            rounded = 2.0 * ((self.left + odd) * 0.5).round() - odd;
        }
        self.whole + rounded as i128
    }
}

/// The numerator and denominator of a float.
fn ratio(value: &Value, vm: &mut Vm) -> PyResult<(BigInt, BigInt)> {
    let name = vm.intern("as_integer_ratio");
    let pair = value.call_method(&name, &[], vm)?;
    let Some(parts) = pair.downcast::<rpy_vm::builtins::tuple::Tuple>() else {
        let given = pair.type_name(vm);
        return Err(vm.type_error(format!(
            "unexpected return type from as_integer_ratio(): expected tuple, not '{given}'"
        )));
    };
    match parts.as_slice() {
        [numerator, denominator] => Ok((
            BigInt::from_argument(numerator, vm)?,
            BigInt::from_argument(denominator, vm)?,
        )),
        _ => Err(vm.value_error("as_integer_ratio() must return a 2-tuple")),
    }
}

fn delta(value: &Value) -> Option<BigInt> {
    value
        .downcast::<Delta>()
        .map(|delta| BigInt::from(delta.total()))
}

fn zero_division(vm: &mut Vm) -> Raised {
    vm.zero_division_error("division by zero")
}

#[native_class(name = "datetime.timedelta", flags(base))]
impl Delta {
    #[new(
        signature = "(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)",
        hidden
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parameters of the class"
    )]
    fn new(
        class: &Ref<Type>,
        days: Option<&Value>,
        seconds: Option<&Value>,
        microseconds: Option<&Value>,
        milliseconds: Option<&Value>,
        minutes: Option<&Value>,
        hours: Option<&Value>,
        weeks: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Delta>> {
        let mut sum = Sum::default();
        let parts = [
            ("microseconds", microseconds, 1),
            ("milliseconds", milliseconds, 1000),
            ("seconds", seconds, SECOND),
            ("minutes", minutes, 60 * SECOND),
            ("hours", hours, 3600 * SECOND),
            ("days", days, DAY),
            ("weeks", weeks, 7 * DAY),
        ];
        for (name, value, factor) in parts {
            if let Some(value) = value {
                sum.add(name, value, factor, vm)?;
            }
        }
        Delta::of_class(sum.total(), class, vm)
    }

    #[slot]
    fn repr(this: &Ref<Delta>, vm: &mut Vm) -> String {
        let class = shown_class(this.class(), "timedelta", vm);
        this.shown(&class)
    }

    #[slot]
    fn str(this: &Ref<Delta>) -> String {
        let (days, seconds) = (this.days, this.seconds);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let mut text = String::new();
        if days != 0 {
            let plural = if days.abs() == 1 { "" } else { "s" };
            text = format!("{days} day{plural}, ");
        }
        text += &format!("{hour}:{minute:02}:{second:02}");
        if this.microseconds != 0 {
            text += &format!(".{:06}", this.microseconds);
        }
        text
    }

    #[slot]
    fn hash(this: &Ref<Delta>) -> i64 {
        hash_of(this.total())
    }

    #[slot]
    fn compare(this: &Ref<Delta>, other: &Value, op: CompareOperator) -> Value {
        match other.downcast::<Delta>() {
            Some(other) => Value::bool(ordered(this.total().cmp(&other.total()), op)),
            None => Value::NOT_IMPLEMENTED,
        }
    }

    #[slot(bool)]
    fn truth(this: &Ref<Delta>) -> bool {
        this.total() != 0
    }

    #[slot]
    fn negative(this: &Ref<Delta>, vm: &mut Vm) -> PyResult<Ref<Delta>> {
        Delta::of(-this.total(), vm)
    }

    #[slot]
    fn positive(this: &Ref<Delta>, vm: &mut Vm) -> PyResult<Ref<Delta>> {
        Delta::of(this.total(), vm)
    }

    #[slot]
    fn absolute(this: &Ref<Delta>, vm: &mut Vm) -> PyResult<Ref<Delta>> {
        Delta::of(this.total().abs(), vm)
    }

    #[slot]
    fn add(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        match (left.downcast::<Delta>(), right.downcast::<Delta>()) {
            (Some(left), Some(right)) => {
                Ok(Delta::of(left.total() + right.total(), vm)?.into_value())
            }
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[slot]
    fn subtract(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        match (left.downcast::<Delta>(), right.downcast::<Delta>()) {
            (Some(left), Some(right)) => {
                Ok(Delta::of(left.total() - right.total(), vm)?.into_value())
            }
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[slot]
    fn multiply(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (total, factor) = match (delta(left), delta(right)) {
            (Some(total), None) => (total, right),
            (None, Some(total)) => (total, left),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        if is_int(factor) {
            let factor = BigInt::from_argument(factor, vm)?;
            return Delta::of_big(&(total * factor), vm);
        }
        if is_float(factor) {
            let (numerator, denominator) = ratio(factor, vm)?;
            return Delta::of_big(&divide_nearest(&(total * numerator), &denominator), vm);
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    #[slot]
    fn true_divide(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let Some(total) = delta(left) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if let Some(divisor) = delta(right) {
            let (total, divisor) = (vm.new_big_int(total), vm.new_big_int(divisor));
            return total.binary(&divisor, BinaryOperator::TrueDivide, vm);
        }
        let (numerator, denominator) = if is_int(right) {
            (BigInt::from_argument(right, vm)?, BigInt::from(1))
        } else if is_float(right) {
            ratio(right, vm)?
        } else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if numerator.is_zero() {
            return Err(zero_division(vm));
        }
        Delta::of_big(&divide_nearest(&(total * denominator), &numerator), vm)
    }

    #[slot]
    fn floor_divide(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let Some(total) = delta(left) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if let Some(divisor) = delta(right) {
            if divisor.is_zero() {
                return Err(zero_division(vm));
            }
            return Ok(vm.new_big_int(total.div_floor(&divisor)));
        }
        if !is_int(right) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let divisor = BigInt::from_argument(right, vm)?;
        if divisor.is_zero() {
            return Err(zero_division(vm));
        }
        Delta::of_big(&total.div_floor(&divisor), vm)
    }

    #[slot]
    fn remainder(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (Some(total), Some(divisor)) = (delta(left), delta(right)) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if divisor.is_zero() {
            return Err(zero_division(vm));
        }
        Delta::of_big(&total.mod_floor(&divisor), vm)
    }

    #[slot]
    fn divmod(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (Some(total), Some(divisor)) = (delta(left), delta(right)) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if divisor.is_zero() {
            return Err(zero_division(vm));
        }
        let (quotient, rest) = total.div_mod_floor(&divisor);
        let parts = vec![vm.new_big_int(quotient), Delta::of_big(&rest, vm)?];
        Ok(rpy_vm::builtins::tuple::Tuple::new(parts, vm).into_value())
    }

    /// Returns the whole difference in seconds, as a float.
    #[method(signature = "($self, /)")]
    pub(super) fn total_seconds(this: &Ref<Delta>, vm: &mut Vm) -> PyResult {
        let total = vm.new_big_int(this.total().into());
        let second = vm.new_int(SECOND as i64);
        total.binary(&second, BinaryOperator::TrueDivide, vm)
    }

    /// __reduce__() -> (cls, state)
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Delta>) -> (Value, (i32, i32, i32)) {
        let state = (this.days, this.seconds, this.microseconds);
        (this.class().to_value(), state)
    }

    /// Whole days; the only part that can be negative.
    #[getter(member)]
    fn days(this: &Ref<Delta>) -> i32 {
        this.days
    }

    /// Seconds beyond the whole days: from 0 to 86399.
    #[getter(member)]
    fn seconds(this: &Ref<Delta>) -> i32 {
        this.seconds
    }

    /// Microseconds beyond the whole seconds: from 0 to 999999.
    #[getter(member)]
    fn microseconds(this: &Ref<Delta>) -> i32 {
        this.microseconds
    }
}

/// Whether an order is what an operator asks for.
pub(super) fn ordered(order: std::cmp::Ordering, op: CompareOperator) -> bool {
    match op {
        CompareOperator::Less => order.is_lt(),
        CompareOperator::LessEqual => order.is_le(),
        CompareOperator::Equal => order.is_eq(),
        CompareOperator::NotEqual => order.is_ne(),
        CompareOperator::Greater => order.is_gt(),
        CompareOperator::GreaterEqual => order.is_ge(),
    }
}

/// The hash of a number of microseconds.
pub(super) fn hash_of(total: i128) -> i64 {
    let mixed = (total as u64 ^ (total >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    match (mixed ^ mixed >> 29) as i64 {
        -1 => -2,
        hash => hash,
    }
}
