//! The protocol of `int`.

use rpy_bytecode::CompareOperator;

use num_bigint::BigInt;
use rpy_macros::native_class;

use crate::builtins::int::convert::IndexOverflow;
use crate::builtins::int::parse::{ParseIntError, parse_int};
use crate::builtins::int::value::{Int, IntView};
use crate::builtins::int::{arithmetic, power, shift};
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::bind::unknown_keyword;
use crate::object::heap;
use crate::object::protocol::warn_of_subclass;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The view of a receiver, which its slot is looked up by.
fn view(value: &Value) -> IntView<'_> {
    value
        .as_int()
        .expect("the slots of int are called with ints")
}

macro_rules! binary_slots {
    ($($name:ident = $function:path;)*) => { $(
        fn $name(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
            match (a.as_int(), b.as_int()) {
                (Some(a), Some(b)) => $function(a, b, vm),
                _ => Ok(Value::NOT_IMPLEMENTED),
            }
        }
    )* };
}

binary_slots! {
    add = arithmetic::add;
    subtract = arithmetic::subtract;
    multiply = arithmetic::multiply;
    true_divide = arithmetic::true_divide;
    floor_divide = arithmetic::floor_divide;
    remainder = arithmetic::remainder;
    divmod = arithmetic::divide_with_remainder;
    power = power::power;
    left_shift = shift::shift_left;
    right_shift = shift::shift_right;
    and = arithmetic::and;
    or = arithmetic::or;
    xor = arithmetic::xor;
}

/// The value as an exact `int`: `int(x)`, `+x`, `x.__index__()`.
pub(super) fn to_exact(value: &Value, vm: &mut Vm) -> PyResult {
    match value.downcast::<Int>() {
        Some(int) if int.class().is(&vm.types.int) => Ok(value.clone()),
        _ => Ok(vm.new_int_of(view(value))),
    }
}

fn negative(value: &Value, vm: &mut Vm) -> PyResult {
    Ok(match view(value) {
        IntView::Small(small) => vm.new_int_i128(-i128::from(small)),
        IntView::Wide(wide) if wide != i128::MIN => vm.new_int_i128(-wide),
        IntView::Wide(wide) => vm.new_big_int(-BigInt::from(wide)),
        IntView::Big(big) => vm.new_big_int(-big),
    })
}

/// Makes an exact int one of the class, which is `int` or a subclass.
pub(super) fn with_class(int: Value, class: &Ref<Type>, vm: &mut Vm) -> Value {
    if class.is(&vm.types.int) {
        return int;
    }
    let value = match view(&int).as_i128() {
        Some(value) => Int::of_i128(value),
        None => Int::of_big(view(&int).to_big().into_owned()),
    };
    heap::new_instance(vm.heap(), class, value).into_value()
}

/// The argument of `int()` and its `base`, which may be given by keyword.
fn new_arguments<'a>(
    args: Args<'a>,
    vm: &mut Vm,
) -> PyResult<(Option<&'a Value>, Option<&'a Value>)> {
    let count = args.len();
    if count > 2 {
        return Err(vm.type_error(if args.has_keywords() {
            format!("int() takes at most 2 arguments ({count} given)")
        } else {
            format!("int expected at most 2 arguments, got {count}")
        }));
    }
    let positional = args.positional();
    let mut base = positional.get(1);
    for (name, value) in args.keywords() {
        let name = name.downcast::<Str>().expect("keywords are strs");
        if name.as_bytes() != b"base" {
            let name = name.to_string_lossy().into_owned();
            return Err(unknown_keyword("int", &name, &["base"], vm));
        }
        base = Some(value);
    }
    Ok((positional.first(), base))
}

/// `int(value)`
fn from_object(value: &Value, vm: &mut Vm) -> PyResult {
    let slots = value.class(vm).slots(vm);
    if let Some(slot) = slots.int {
        let result = slot(value, vm)?;
        if result.as_int().is_none() {
            let name = result.type_name(vm);
            return Err(vm.type_error(format!("__int__ returned non-int (type {name})")));
        }
        warn_of_subclass(&result, "__int__", "int", vm)?;
        return to_exact(&result, vm);
    }
    if slots.index.is_some() {
        return value.index(vm);
    }
    if value.has_payload::<Str>() {
        return from_text(value, 10, vm);
    }
    if let Some(bytes) = value.try_bytes_like(vm) {
        let bytes = bytes.as_bytes(vm).to_vec();
        return from_bytes(&bytes, 10, vm);
    }
    let name = value.type_name(vm);
    Err(vm.type_error(format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
    )))
}

/// `int(value, base)`
fn from_text(value: &Value, base: u32, vm: &mut Vm) -> PyResult {
    if let Some(text) = value.downcast::<Str>() {
        if base == 10
            && let Some(number) = few_digits(text.as_bytes())
        {
            return Ok(vm.new_int(number));
        }
        return parse(&text.to_string_lossy(), base, |vm| value.repr(vm), vm);
    }
    match value.as_byte_string(vm).map(<[u8]>::to_vec) {
        Some(bytes) => from_bytes(&bytes, base, vm),
        None => Err(vm.type_error("int() can't convert non-string with explicit base")),
    }
}

/// The number that a text stands for which is a sign or none, and up to 18 digits.
fn few_digits(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut number = 0_i64;
    for &byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(byte - b'0');
    }
    Some(if negative { -number } else { number })
}

/// The int that digits in bytes stand for.
fn from_bytes(bytes: &[u8], base: u32, vm: &mut Vm) -> PyResult {
    // Beyond ASCII a byte is no digit, whatever character it is part of.
    vm.check_allocation(bytes.len().saturating_mul(2))?;
    let text: String = bytes
        .iter()
        .map(|&byte| char::from(byte.min(0x80)))
        .collect();
    parse(&text, base, |vm| vm.new_bytes(bytes).repr(vm), vm)
}

/// The int that a text stands for; `literal` shows the text.
fn parse(
    text: &str,
    base: u32,
    literal: impl FnOnce(&mut Vm) -> PyResult<Ref<Str>>,
    vm: &mut Vm,
) -> PyResult {
    vm.check_allocation(text.len())?;
    match parse_int(text, base, vm.int_max_str_digits) {
        Ok(int) => {
            let int = int.into_big(vm)?;
            Ok(vm.new_big_int(int))
        }
        Err(ParseIntError::TooManyDigits(digits)) => Err(vm.text_of_too_many_digits(digits)),
        Err(ParseIntError::Invalid) => {
            let literal = literal(vm)?.to_string_lossy().into_owned();
            Err(vm.invalid_int_literal(base, &literal))
        }
    }
}

/// int([x]) -> integer
/// int(x, base=10) -> integer
///
/// Converts a number or string to an integer, or gives 0 without arguments. A float is truncated
/// towards zero.
///
/// A str, bytes or bytearray is read as a literal in the given base, which only they can have: optional space around it, a sign, single
/// underscores between digits. Base 0 takes the base from the prefix of the literal.
///
/// ```text
/// >>> int('0b101', base=0)
/// 5
/// ```
#[native_class(
    name = "int",
    registry = int,
    flags(base, match_self),
    methods(Int::MEMBERS),
    slots(
        divmod = divmod,
        negative = negative,
        positive = to_exact,
        int = to_exact,
        index = to_exact,
        add = add,
        subtract = subtract,
        multiply = multiply,
        true_divide = true_divide,
        floor_divide = floor_divide,
        remainder = remainder,
        power = power,
        left_shift = left_shift,
        right_shift = right_shift,
        and = and,
        or = or,
        xor = xor
    )
)]
impl Int {
    #[slot]
    fn repr(value: &Value, vm: &mut Vm) -> PyResult {
        if let Some(small) = value.as_small_int() {
            return Ok(vm.new_str(itoa::Buffer::new().format(small)));
        }
        let text = vm.int_to_string(view(value))?;
        Ok(vm.new_str(&text))
    }

    #[slot]
    fn hash(value: &Value, _vm: &mut Vm) -> PyResult<i64> {
        Ok(view(value).hash())
    }

    #[slot]
    fn compare(a: &Value, b: &Value, op: CompareOperator, _vm: &mut Vm) -> PyResult {
        match (a.as_int(), b.as_int()) {
            (Some(a), Some(b)) => Ok(Value::bool(op.holds(Some(arithmetic::order(a, b))))),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[new]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let (value, base) = new_arguments(args, vm)?;
        let int = match (value, base) {
            (None, None) => Value::from_i32(0),
            (None, Some(_)) => return Err(vm.type_error("int() missing string argument")),
            (Some(value), None) => from_object(value, vm)?,
            (Some(value), Some(base)) => {
                let base = vm.index_to_isize(base, IndexOverflow::Clamp)?;
                match u32::try_from(base) {
                    Ok(base @ (0 | 2..=36)) => from_text(value, base, vm)?,
                    _ => return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0")),
                }
            }
        };
        Ok(with_class(int, class, vm))
    }

    #[slot]
    fn power_modulo(base: &Value, exponent: &Value, modulus: &Value, vm: &mut Vm) -> PyResult {
        let (Some(base), Some(exponent)) = (base.as_int(), exponent.as_int()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        match modulus.as_int() {
            Some(modulus) => power::power_modulo(base, exponent, modulus, vm),
            None if modulus.is_none() => power::power(base, exponent, vm),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[slot]
    fn absolute(value: &Value, vm: &mut Vm) -> PyResult {
        if view(value).is_negative() {
            negative(value, vm)
        } else {
            to_exact(value, vm)
        }
    }

    #[slot]
    fn invert(value: &Value, vm: &mut Vm) -> PyResult {
        Ok(match view(value) {
            IntView::Small(small) => vm.new_int(!small),
            IntView::Wide(wide) => vm.new_int_i128(!wide),
            IntView::Big(big) => vm.new_big_int(!big),
        })
    }

    #[slot(bool)]
    fn truth(value: &Value, _vm: &mut Vm) -> PyResult<bool> {
        Ok(!view(value).is_zero())
    }

    #[slot]
    fn float(value: &Value, vm: &mut Vm) -> PyResult {
        match view(value).to_f64() {
            Some(float) => Ok(vm.new_float(float)),
            None => Err(vm.overflow_error("int too large to convert to float")),
        }
    }
}
