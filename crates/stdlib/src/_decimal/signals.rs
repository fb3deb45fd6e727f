//! Signals: the exceptions, which conditions they stand for, and how they are raised.
//! Reference: <https://docs.python.org/3.14/library/decimal.html#signals>

use rpy_macros::exception;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Raised, Ref, Value, Vm};

use super::settings::status;

/// What all exceptions of decimal arithmetic are.
#[exception(name = "decimal.DecimalException", base = ArithmeticError)]
pub(super) struct DecimalException;

/// The exponent of a result was changed to fit.
#[exception(name = "decimal.Clamped", base = self::DecimalException)]
pub(super) struct Clamped;

/// An operation has no useful result.
#[exception(name = "decimal.InvalidOperation", base = self::DecimalException)]
pub(super) struct InvalidOperation;

/// A number that is not zero is divided by zero.
#[exception(
    name = "decimal.DivisionByZero",
    bases(self::DecimalException, ZeroDivisionError)
)]
pub(super) struct DivisionByZero;

/// Digits that were not zero were cut off.
#[exception(name = "decimal.Inexact", base = self::DecimalException)]
pub(super) struct Inexact;

/// Digits were cut off.
#[exception(name = "decimal.Rounded", base = self::DecimalException)]
pub(super) struct Rounded;

/// A result is nearer to zero than normal numbers are.
#[exception(name = "decimal.Subnormal", base = self::DecimalException)]
pub(super) struct Subnormal;

/// A result is too large.
#[exception(name = "decimal.Overflow", bases(self::Inexact, self::Rounded))]
pub(super) struct Overflow;

/// A subnormal result is inexact.
#[exception(
    name = "decimal.Underflow",
    bases(self::Inexact, self::Rounded, self::Subnormal)
)]
pub(super) struct Underflow;

/// A float is mixed with a decimal number.
#[exception(
    name = "decimal.FloatOperation",
    bases(self::DecimalException, TypeError)
)]
pub(super) struct FloatOperation;

/// A text is no number.
#[exception(name = "decimal.ConversionSyntax", base = self::InvalidOperation)]
pub(super) struct ConversionSyntax;

/// An integer quotient has too many digits.
#[exception(name = "decimal.DivisionImpossible", base = self::InvalidOperation)]
pub(super) struct DivisionImpossible;

/// Zero is divided by zero.
#[exception(
    name = "decimal.DivisionUndefined",
    bases(self::InvalidOperation, ZeroDivisionError)
)]
pub(super) struct DivisionUndefined;

/// A context does not permit an operation.
#[exception(name = "decimal.InvalidContext", base = self::InvalidOperation)]
pub(super) struct InvalidContext;

/// A class and the conditions it stands for.
pub(super) struct Signal {
    pub(super) bits: u32,
    class: fn(&mut Vm) -> Ref<Type>,
    pub(super) name: &'static str,
}

impl Signal {
    pub(super) fn class(&self, vm: &mut Vm) -> Ref<Type> {
        (self.class)(vm)
    }
}

const fn signal<C: NativeClass>(bits: u32, name: &'static str) -> Signal {
    Signal {
        bits,
        class: |vm| C::class(vm).clone(),
        name,
    }
}

/// The signals, those first that are raised first.
pub(super) static SIGNALS: [Signal; 9] = [
    signal::<InvalidOperation>(status::INVALID, "InvalidOperation"),
    signal::<FloatOperation>(status::FLOAT_OPERATION, "FloatOperation"),
    signal::<DivisionByZero>(status::DIVISION_BY_ZERO, "DivisionByZero"),
    signal::<Overflow>(status::OVERFLOW, "Overflow"),
    signal::<Underflow>(status::UNDERFLOW, "Underflow"),
    signal::<Subnormal>(status::SUBNORMAL, "Subnormal"),
    signal::<Inexact>(status::INEXACT, "Inexact"),
    signal::<Rounded>(status::ROUNDED, "Rounded"),
    signal::<Clamped>(status::CLAMPED, "Clamped"),
];

/// What `InvalidOperation` stands for, one by one.
static CONDITIONS: [Signal; 5] = [
    signal::<InvalidOperation>(status::INVALID_OPERATION, "InvalidOperation"),
    signal::<ConversionSyntax>(status::CONVERSION_SYNTAX, "ConversionSyntax"),
    signal::<DivisionImpossible>(status::DIVISION_IMPOSSIBLE, "DivisionImpossible"),
    signal::<DivisionUndefined>(status::DIVISION_UNDEFINED, "DivisionUndefined"),
    signal::<InvalidContext>(status::INVALID_CONTEXT, "InvalidContext"),
];

/// The order in which representations list the signals.
const SHOWN: [usize; 9] = [8, 0, 2, 6, 1, 3, 7, 5, 4];

/// The names of signals as representations list them.
pub(super) fn shown(bits: u32) -> String {
    let found = SHOWN.iter().map(|&index| &SIGNALS[index]);
    let names: Vec<&str> = found
        .filter(|signal| signal.bits & bits != 0)
        .map(|signal| signal.name)
        .collect();
    format!("[{}]", names.join(", "))
}

/// The classes of signals, as a list.
pub(super) fn classes(bits: u32, vm: &mut Vm) -> Value {
    let mut found = Vec::new();
    for signal in &SIGNALS {
        if signal.bits & bits != 0 {
            found.push(signal.class(vm).into_value());
        }
    }
    vm.new_list(found)
}

/// Raises the first of the conditions, with a list of all.
#[cold]
pub(super) fn raise(bits: u32, vm: &mut Vm) -> Raised {
    let mut all = Vec::new();
    for signal in CONDITIONS.iter().chain(&SIGNALS[1..]) {
        if signal.bits & bits != 0 {
            all.push(signal.class(vm).into_value());
        }
    }
    let first = SIGNALS.iter().find(|signal| signal.bits & bits != 0);
    let class = first.unwrap_or(&SIGNALS[0]).class(vm);
    let all = vm.new_list(all);
    Raised::new(vm.new_exception(&class, vec![all]))
}

/// The conditions of the signal that a class stands for.
///
/// Raises `KeyError` for another value.
pub(super) fn bits_of(class: &Value, vm: &mut Vm) -> Result<u32, Raised> {
    for signal in &SIGNALS {
        if signal.class(vm).is_value(class) {
            return Ok(signal.bits);
        }
    }
    let message = "valid values for signals are:\n  [InvalidOperation, FloatOperation, \
                   DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   \
                   Clamped]";
    let message = vm.new_str(message);
    Err(vm.key_error(message))
}
