//! The operations as functions of one shape, for the methods of numbers and of contexts.

use rpy_vm::{PyResult, Vm};

use super::compare::{self, Extreme};
use super::logical::{self, Logic};
use super::number::Number;
use super::settings::Settings;
use super::{arithmetic, quantum};

/// An operation on one number.
pub(super) type Unary = fn(&Number, &Settings, &mut u32, &mut Vm) -> PyResult<Number>;

/// An operation on two numbers.
pub(super) type Binary = fn(&Number, &Number, &Settings, &mut u32, &mut Vm) -> PyResult<Number>;

/// An operation on three numbers.
pub(super) type Ternary =
    fn(&Number, &Number, &Number, &Settings, &mut u32, &mut Vm) -> PyResult<Number>;

macro_rules! binary {
    ($($name:ident($a:ident, $b:ident, $settings:ident, $noted:ident, $vm:ident) = $result:expr;)*) => { $(
        #[inline]
        pub(super) fn $name(
            $a: &Number,
            $b: &Number,
            $settings: &Settings,
            $noted: &mut u32,
            $vm: &mut Vm,
        ) -> PyResult<Number> {
            $result
        }
    )* };
}

const fn largest(greatest: bool, of_magnitudes: bool) -> Extreme {
    Extreme {
        greatest,
        of_magnitudes,
    }
}

binary! {
    add(a, b, settings, noted, vm) = arithmetic::add(a, b, false, settings, noted, vm);
    subtract(a, b, settings, noted, vm) = arithmetic::add(a, b, true, settings, noted, vm);
    compare(a, b, settings, noted, vm) = compare::compare(a, b, false, settings, noted, vm);
    compare_signal(a, b, settings, noted, vm) = compare::compare(a, b, true, settings, noted, vm);
    max(a, b, settings, noted, vm) = compare::extreme(a, b, largest(true, false), settings, noted, vm);
    max_mag(a, b, settings, noted, vm) = compare::extreme(a, b, largest(true, true), settings, noted, vm);
    min(a, b, settings, noted, vm) = compare::extreme(a, b, largest(false, false), settings, noted, vm);
    min_mag(a, b, settings, noted, vm) = compare::extreme(a, b, largest(false, true), settings, noted, vm);
    logical_and(a, b, settings, noted, vm) = logical::combine(a, b, Logic::And, settings, noted, vm);
    logical_or(a, b, settings, noted, vm) = logical::combine(a, b, Logic::Or, settings, noted, vm);
    logical_xor(a, b, settings, noted, vm) = logical::combine(a, b, Logic::Xor, settings, noted, vm);
}

macro_rules! unary {
    ($($name:ident($a:ident, $settings:ident, $noted:ident, $vm:ident) = $result:expr;)*) => { $(
        #[inline]
        pub(super) fn $name(
            $a: &Number,
            $settings: &Settings,
            $noted: &mut u32,
            $vm: &mut Vm,
        ) -> PyResult<Number> {
            $result
        }
    )* };
}

unary! {
    plus(a, settings, noted, vm) = quantum::plus(a, false, settings, noted, vm);
    minus(a, settings, noted, vm) = quantum::plus(a, true, settings, noted, vm);
    next_plus(a, settings, noted, vm) = quantum::next(a, true, settings, noted, vm);
    next_minus(a, settings, noted, vm) = quantum::next(a, false, settings, noted, vm);
    to_integral_value(a, settings, noted, vm) = quantum::to_integral(a, false, settings, noted, vm);
    to_integral_exact(a, settings, noted, vm) = quantum::to_integral(a, true, settings, noted, vm);
}

/// The class of a number, by name.
pub(super) fn number_class(number: &Number, settings: &Settings) -> &'static str {
    use super::number::Kind;
    match number.kind {
        Kind::Signalling => "sNaN",
        Kind::Quiet => "NaN",
        Kind::Infinite if number.negative => "-Infinity",
        Kind::Infinite => "+Infinity",
        Kind::Finite => match (
            number.digits.is_zero(),
            number.is_normal(settings),
            number.negative,
        ) {
            (true, _, true) => "-Zero",
            (true, _, false) => "+Zero",
            (_, true, true) => "-Normal",
            (_, true, false) => "+Normal",
            (_, false, true) => "-Subnormal",
            (_, false, false) => "+Subnormal",
        },
    }
}
